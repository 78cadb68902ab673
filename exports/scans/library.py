"""Whose turn it is in PDFium, which knows no threads."""

from threading import RLock

# PDFium keeps state for the whole process: two calls at the same time, even about two files, end in a crash. The lock
# stands for that state and therefore lives as long as the process does.
PDFIUM = RLock()
