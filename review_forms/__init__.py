"""The rules of review: standards as data, answers, scoring, grading; pure Python values."""
