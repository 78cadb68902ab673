"""The places of the window in the order of the rail. To add one: write its page, add its factory and its line here.

A factory imports its page at the first visit, for the page's queries bring the database with them.
"""

from gui.application import Dresser
from gui.desk import Desk
from gui.memory import Memory
from gui.pages.page import OFFICE, REVIEWER, Page, PageSpec


def places(dresser: Dresser, memory: Memory) -> tuple[PageSpec, ...]:
    """Every place that works; the settings page also changes how the window looks, and remembers it."""

    def workbench(desk: Desk) -> Page:
        from gui.pages.workbench.page import WorkbenchPage

        return WorkbenchPage(desk)

    def batches(desk: Desk) -> Page:
        from gui.pages.batches import BatchesPage

        return BatchesPage(desk)

    def cases(desk: Desk) -> Page:
        from gui.pages.cases import CasesPage

        return CasesPage(desk)

    def scoring(desk: Desk) -> Page:
        from gui.pages.scoring.page import ScoringPage

        return ScoringPage(desk)

    def letters(desk: Desk) -> Page:
        from exports.fonts import FontShelf
        from gui.pages.letters.page import LettersPage

        return LettersPage(desk, FontShelf())

    def remedies(desk: Desk) -> Page:
        from gui.pages.remedies.page import RemediesPage

        return RemediesPage(desk)

    def recheck(desk: Desk) -> Page:
        from gui.pages.remedies.recheck_page import RecheckPage

        return RecheckPage(desk)

    def is_recheck_wanted(desk: Desk) -> bool:
        from models.queries.remedies import recheck_cases

        return any(case.is_given_here for case in desk.read(recheck_cases))

    def standards(desk: Desk) -> Page:
        from gui.pages.standards.page import StandardsPage

        return StandardsPage(desk)

    def exchange(desk: Desk) -> Page:
        from gui.keys import KeyHolder
        from gui.pages.exchange.page import ExchangePage

        return ExchangePage(desk, KeyHolder(desk))

    def settings(desk: Desk) -> Page:
        from gui.pages.settings import SettingsPage

        return SettingsPage(desk, dresser, memory)

    return (
        PageSpec("workbench", "工作台", "workbench", workbench),
        PageSpec("batches", "批次", "batches", batches, frozenset({OFFICE})),
        PageSpec("cases", "案件", "cases", cases, frozenset({OFFICE}), is_searchable=True),
        PageSpec("scoring", "评查", "scoring", scoring),
        PageSpec("recheck", "复评", "remedies", recheck, frozenset({REVIEWER}), is_wanted=is_recheck_wanted),
        PageSpec("letters", "反馈", "letters", letters, frozenset({OFFICE})),
        PageSpec("remedies", "整改", "remedies", remedies, frozenset({OFFICE})),
        PageSpec("standards", "标准", "standards", standards, frozenset({OFFICE})),
        PageSpec("exchange", "交换", "exchange", exchange),
        PageSpec("settings", "设置", "settings", settings),
    )
