"""Letters: what they say, and what is checked before one goes out."""
