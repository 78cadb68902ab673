"""What the scoring desk says of a case's time limit."""

from PySide6.QtWidgets import QLabel

from tests.gui.scoring.conftest import MakeDesk


def test_the_desk_names_the_limit_its_source_and_what_to_look_up(make_desk: MakeDesk) -> None:
    label = make_desk().find(QLabel, "clock_hints")
    assert isinstance(label, QLabel)
    assert label.isVisible()
    # filed on 2 March 2025 under ordinary procedure, closed on 2 November
    assert "普通程序审限 6 个月，应于 2025-09-02 前办结，于 2025-11-02 办结，超 61 天；请核对" in label.text()
    assert label.text().endswith("（《民事诉讼法》第一百五十二条）")
