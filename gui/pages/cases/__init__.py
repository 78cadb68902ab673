"""案件: every case, its whole story, and the import of ledgers."""

from gui.pages.cases.page import CasesPage

__all__ = ["CasesPage"]
