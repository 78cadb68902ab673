"""A letter's view as JSON and back, so that the register can keep what the letter said."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from models.errors import UserError
from models.views import LetterFinding, LetterView

_DATES = frozenset({"filed_on", "closed_on", "objection_due", "remedy_due", "issued_on"})
_WHOLE_NUMBERS = frozenset({"objection_days", "remedy_days", "position"})
_OPTIONAL = frozenset({"filed_on", "closed_on", "points"})


class LetterSnapshotError(UserError):
    """A stored snapshot is not one of a letter."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"反馈意见书的存档内容不完整（{fault}），请从备份中恢复工作区，或者重新生成这份意见书。")


def letter_to_mapping(view: LetterView) -> dict[str, object]:
    """A view as plain values: dates in ISO form, points as text, findings as mappings."""
    content: dict[str, object] = {name: _plain(value) for name, value in _members(view).items()}
    content["findings"] = [_members(finding) for finding in view.findings]
    content["merits"] = list(view.merits)
    return content


def letter_from_mapping(content: object) -> LetterView:
    """The view that `letter_to_mapping` took apart; raises LetterSnapshotError for anything else."""
    values = _checked(content, LetterView)
    values["findings"] = tuple(LetterFinding(**_checked(one, LetterFinding)) for one in _array(values, "findings"))
    values["merits"] = tuple(_text("merits", merit) for merit in _array(values, "merits"))
    return LetterView(**values)


def letter_to_json(view: LetterView) -> str:
    """The canonical JSON of a view: sorted keys, no blanks, characters as they are."""
    return json.dumps(letter_to_mapping(view), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def letter_from_json(text: str) -> LetterView:
    """The view that `letter_to_json` wrote; raises LetterSnapshotError for anything else."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise LetterSnapshotError(f"第{error.lineno}行第{error.colno}列无法识别") from error
    return letter_from_mapping(content)


def _members(value: LetterView | LetterFinding) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


# the values have the types of the dataclass, field by field; mypy cannot follow that through **
def _checked(content: object, kind: type[LetterView] | type[LetterFinding]) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise LetterSnapshotError("应为一组字段")
    names = {field.name for field in fields(kind)}
    if wrong := names.symmetric_difference(content):
        raise LetterSnapshotError(f"字段{'、'.join(sorted(wrong))}缺失或者多余")
    return {name: _value(name, value) for name, value in content.items()}


def _value(name: str, value: object) -> object:
    if value is None and name in _OPTIONAL:
        return None
    if name in ("findings", "merits"):
        return value
    if name in _WHOLE_NUMBERS:
        return _whole_number(name, value)
    if name == "remediable":
        return _claim(name, value)
    text = _text(name, value)
    if name in _DATES:
        return _date(name, text)
    return _decimal(name, text) if name == "points" else text


def _array(values: dict[str, Any], name: str) -> list[object]:
    value = values[name]
    if not isinstance(value, list):
        raise LetterSnapshotError(f"字段{name}应为列表")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise LetterSnapshotError(f"字段{name}应为文字")
    return value


def _whole_number(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise LetterSnapshotError(f"字段{name}应为整数")
    return value


def _claim(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise LetterSnapshotError(f"字段{name}应为是或否")
    return value


def _date(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise LetterSnapshotError(f"字段{name}不是日期") from error


def _decimal(name: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise LetterSnapshotError(f"字段{name}不是数字") from error
