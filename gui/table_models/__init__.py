"""Models behind the tables: short lists as they are, long ones through a window."""
