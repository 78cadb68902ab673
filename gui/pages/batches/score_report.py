"""What became of filled score sheets: how much was taken, and every row that was not, with its reason."""

from PySide6.QtWidgets import QWidget

from exports.ledgers.scoring import CONFLICT, REJECTED, ScoreImport
from gui.widgets.clearing import empty_layout
from gui.widgets.facts import Facts
from gui.widgets.labels import SectionHeader, muted, paragraph
from gui.widgets.side_panel import SidePanel

_SHOWN = 100


class ScoreReport(SidePanel):
    """The report of one import of score sheets."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("评分表已导入", parent)

    def show_report(self, report: ScoreImport) -> None:
        """Show this report."""
        empty_layout(self.body)
        facts = [
            ("采用", f"{report.accepted} 项评定"),
            ("未采用", f"{report.rejected} 行"),
            *([("保留原评定", f"{report.kept} 项")] if report.kept else []),
            ("空白", f"{report.blank} 项"),
            ("已提交", f"{len(report.submitted)} 件"),
            ("未填完", f"{len(report.incomplete)} 件"),
        ]
        self.body.addWidget(Facts(facts))
        words = paragraph("每一项都填好的案件，按规则建议的等次提交；没填完的保留已填内容，可以补填后再导入。")
        self.body.addWidget(words)
        rejected = [row for row in report.rows if row.outcome in (REJECTED, CONFLICT)]
        if rejected:
            self.body.addWidget(SectionHeader("未采用的行"))
        for row in rejected[:_SHOWN]:
            self.body.addWidget(muted(f"{_place(row.row)}{row.case_number}"))
            self.body.addWidget(paragraph(row.reason))
        if len(rejected) > _SHOWN:
            self.body.addWidget(muted(f"……另有 {len(rejected) - _SHOWN} 行"))
        if report.incomplete:
            self.body.addWidget(SectionHeader("未填完的案件"))
            self.body.addWidget(paragraph("\n".join(report.incomplete)))
        self.body.addStretch(1)
        self.show()


def _place(row: int) -> str:
    return f"第 {row} 行　" if row else ""
