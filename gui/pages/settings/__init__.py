"""设置: the office, its people, backups, the look of the window, and the audit trail."""

from gui.pages.settings.page import SettingsPage

__all__ = ["SettingsPage"]
