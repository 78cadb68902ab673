"""The scoring desk: my cases, the form of one case, and what the score comes to."""
