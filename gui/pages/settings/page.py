"""The settings page: one tab for each thing that can be set or looked up."""

from PySide6.QtWidgets import QTabWidget

from gui.application import Dresser
from gui.desk import Desk
from gui.memory import Memory
from gui.pages.page import OFFICE, Page
from gui.pages.settings.appearance import AppearanceTab
from gui.pages.settings.audit_trail import AuditTrailTab
from gui.pages.settings.backups import BackupsTab
from gui.pages.settings.office import OfficeTab
from gui.pages.settings.people import DepartmentsTab, ReviewersTab
from gui.pages.settings.tab import SettingsTab
from models.changes import Changes


class SettingsPage(Page):
    """Tabs that read themselves again when they are shown or when what they show has changed."""

    title = "设置"
    object_name = "settings_page"

    def __init__(self, desk: Desk, dresser: Dresser, memory: Memory) -> None:
        # it brings the cryptography along, which other pages that use words of this package do without
        from gui.pages.settings.keys import KeysTab

        super().__init__(desk)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("settings_tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        tabs: list[SettingsTab] = [KeysTab(desk), BackupsTab(desk), AppearanceTab(desk, dresser, memory)]
        tabs.append(AuditTrailTab(desk))
        if desk.store.workspace.role.value == OFFICE:
            tabs = [OfficeTab(desk), DepartmentsTab(desk), ReviewersTab(desk), *tabs]
        for tab in tabs:
            self._tabs.addTab(tab, tab.title)
        self._tabs.currentChanged.connect(lambda _index: self._refresh_shown(Changes()))
        self.body.addWidget(self._tabs, 1)

    def refresh(self, changes: Changes) -> None:
        """Read the shown tab again; the others follow when they are shown."""
        self._refresh_shown(changes)

    def _refresh_shown(self, changes: Changes) -> None:
        tab = self._tabs.currentWidget()
        if isinstance(tab, SettingsTab):
            tab.refresh(changes)
