"""The same work without a window: one thin module for each noun."""
