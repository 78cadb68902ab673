"""Scanned files page by page: pictures of pages and where words stand on them. Why PDFium: docs/decisions/0043."""
