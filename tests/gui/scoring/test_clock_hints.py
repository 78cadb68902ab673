"""What the scoring desk says of a case's time limit."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from gui.pages.scoring.overview import Overview
from gui.pages.scoring.reading_form import ReadingForm
from review_forms.category import CaseCategory
from tests.gui.scoring.conftest import MakeDesk

SUMMARY = {
    "number": "（2025）吉0199刑初7号",
    "category": CaseCategory.CRIMINAL,
    "procedure": "简易程序",
    "filed_on": date(2025, 3, 10),
}
"""A criminal case under summary procedure: 20 days, or a month and a half where more than three years are possible."""


def test_the_desk_names_the_limit_its_source_and_what_to_look_up(make_desk: MakeDesk) -> None:
    label = make_desk().find(QLabel, "clock_hints")
    assert isinstance(label, QLabel)
    assert label.isVisible()
    # filed on 2 March 2025 under ordinary procedure, closed on 2 November
    assert "普通程序审限 6 个月，应于 2025-09-02 前办结，于 2025-11-02 办结，超 61 天；请核对" in label.text()
    assert label.text().endswith("（《民事诉讼法》第一百五十二条）")
    assert label.property("kind") == "gap"


@pytest.mark.parametrize(
    ("facts", "words", "kind"),
    [
        ({"closed_on": date(2025, 9, 2)}, "未超期", "muted"),
        ({"closed_on": date(2025, 9, 3)}, "超 1 天", "gap"),
        ({"closed_on": None}, "尚未办结", "muted"),
        ({"closed_on": date(2025, 3, 1)}, "日期先后不合", "gap"),
        ({**SUMMARY, "closed_on": date(2025, 3, 30)}, "未超期", "muted"),
        # over the shorter limit only
        ({**SUMMARY, "closed_on": date(2025, 3, 31)}, "请核对是否属于可能判处的有期徒刑超过三年的情形", "gap"),
    ],
)
def test_what_a_person_should_look_at_is_emphasised(
    make_desk: MakeDesk, facts: dict[str, Any], words: str, kind: str
) -> None:
    desk = make_desk()
    overview, form = desk.page.findChild(Overview, "overview"), desk.page.view.form
    assert form is not None
    reading = replace(form.reading, case=replace(form.reading.case, **facts))
    overview.show_form(ReadingForm(reading, None))
    label = desk.find(QLabel, "clock_hints")
    assert isinstance(label, QLabel)
    assert words in label.text()
    assert label.property("kind") == kind
