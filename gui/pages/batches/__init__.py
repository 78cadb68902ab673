"""批次: plan a batch, draw, assign, follow it, determine the grades, and close it."""

from gui.pages.batches.page import BatchesPage

__all__ = ["BatchesPage"]
