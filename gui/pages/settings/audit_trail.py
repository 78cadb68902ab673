"""The audit trail (全程留痕), newest first."""

import json
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout

from gui.desk import Desk
from gui.pages.settings.tab import SettingsTab
from gui.table_models.columns import Column
from gui.table_models.rows import RowsModel
from gui.widgets.buttons import secondary_button
from gui.widgets.labels import muted
from gui.widgets.table import Table
from models.changes import Changes
from models.queries.settings import AuditRow, audit_count, audit_rows

ACTIONS = {
    "answer.record": "记录评定",
    "batch.assign": "分派",
    "batch.close": "批次结束",
    "batch.create": "新建批次",
    "batch.draw": "抽案",
    "batch.panel": "加入评查小组",
    "batch.reassign": "重新分派",
    "batch.take_all": "全部纳入批次",
    "case.attach": "附加扫描件",
    "case.change": "修改案件",
    "case.close": "结案销号",
    "custody.adopt": "采用旧轮次评查",
    "custody.choose": "选定分叉",
    "custody.dismiss": "不再提示待归位",
    "custody.reject": "不采用旧轮次评查",
    "department.save": "修改承办部门",
    "finding.add": "复评新增问题",
    "finding.recheck": "复评问题",
    "grade.determine": "审定等次",
    "keys.lock": "修改密钥口令",
    "keys.make": "生成密钥",
    "keys.replace": "更换密钥",
    "ledger.import": "导入台账",
    "ledger.undo": "撤销导入",
    "letter.issue": "反馈意见书编号",
    "letter.serve": "反馈意见书送达",
    "package.export": "写出评查包",
    "package.import": "导入评查包",
    "reading.return": "退回评查员",
    "reading.submit": "提交评查",
    "recheck.assign": "分派复评",
    "recheck.conclude": "回头看结论",
    "recheck.take_back": "收回复评",
    "remedy.plan": "整改安排",
    "remedy.report": "整改情况",
    "reviewer.add": "加入评查员",
    "reviewer.retire": "停用评查员",
    "seat.confirm": "核对指纹",
    "seat.enrol": "登记席位",
    "seat.revoke": "作废席位",
    "settings.save": "修改设置",
    "standard.discard": "放弃标准草稿",
    "standard.draft": "起草标准",
    "standard.publish": "发布标准",
    "standard.rename": "修改标准草稿",
    "workspace.restore": "恢复备份",
}
_PAGE = 200


class AuditTrailTab(SettingsTab):
    """Who did what and when; more of the past at a press."""

    title = "留痕"
    object_name = "audit_trail_tab"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: tuple[AuditRow, ...] = ()
        self._model = RowsModel(
            [
                Column[AuditRow]("sequence", "序号", lambda row: row.sequence, 70, is_number=True),
                Column[AuditRow]("at", "时间", lambda row: f"{row.at.astimezone():%Y-%m-%d %H:%M:%S}", 170),
                Column[AuditRow]("actor", "人员", lambda row: row.actor, 140),
                Column[AuditRow]("action", "事项", lambda row: ACTIONS.get(row.action, row.action), 130),
                Column[AuditRow]("content", "内容", content_of, 300, stretch=True, tip=content_of),
                Column[AuditRow]("reason", "理由", lambda row: row.reason, 160),
            ],
            identity=lambda row: row.sequence,
        )
        self.audit_table = Table("audit_table", "留痕", self._model, desk.memory)
        self._count = muted("")
        self._older = secondary_button("older_entries", "更早的", self._on_older, "history")
        row = QHBoxLayout()
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._older)
        self.body.addWidget(self.audit_table, 1)
        self.body.addLayout(row)

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002  every change leaves an entry
        """Begin again with the newest entries."""
        self._rows = self.desk.read(partial(audit_rows, limit=_PAGE))
        self._show()

    def _on_older(self) -> None:
        before = self._rows[-1].sequence
        self._rows += self.desk.read(partial(audit_rows, limit=_PAGE, before=before))
        self._show()

    def _show(self) -> None:
        self._model.set_rows(self._rows)
        total = self.desk.read(audit_count)
        self._count.setText(f"共 {total} 条，显示最近 {len(self._rows)} 条；前后相扣，改动任何一条都会被检查出来")
        self._older.setVisible(len(self._rows) < total)


def content_of(row: AuditRow) -> str:
    """What changed, as far as one line can say it: what is, and what was when it differs."""
    if isinstance(row.before, dict) and isinstance(row.after, dict):
        changed = {key: value for key, value in row.after.items() if row.before.get(key) != value}
        return "；".join(f"{_value(row.before.get(key))} → {_value(value)}" for key, value in changed.items())
    kept = row.after if row.after is not None else row.before
    if isinstance(kept, dict):
        return "，".join(_value(value) for value in kept.values() if value not in (None, "", [], {}))
    return _value(kept)


def _value(value: Any) -> str:
    if value is None or value == "":
        return "（空）"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
