"""工作台: what waits for the person at the desk, what is late, how far the batches are."""
