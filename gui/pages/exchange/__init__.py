"""交换: packages out and in on a stick, what waits for a decision, and the seats."""
