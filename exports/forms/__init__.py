"""Printable score sheets: built as documents, and read back where they were filled in with a word processor."""
