"""What is checked before a letter goes out: a faulty one is listed with its reasons, the others are issued."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date

from exports.document import Table, plain_text
from exports.letters.feedback import build_feedback_letter, chinese_date
from models.case_number import normalise
from models.views import LetterView
from models.working_days import add_working_days, is_working_day

_CASE_NUMBER = re.compile(r"[（(〔\[]\s*(?:19|20)\d{2}\s*[）)〕\]][^（(〔\[号]{1,24}号(?:之[一二三四五六七八九十\d]+)?")
_REQUIRED = {
    "court": "法院名称",
    "office": "发文部门",
    "number": "文号",
    "department": "主送部门",
    "case_number": "案号",
    "cause": "案由",
    "handler": "承办人",
    "batch": "评查批次",
    "standard": "评查标准",
    "grade": "质量等次",
}
_REQUIRED_OF_FINDING = {"item": "评查项", "severity": "程度", "facts": "问题描述"}


def preflight(
    view: LetterView, other_case_numbers: Collection[str], has_glyph: Callable[[str], bool]
) -> tuple[str, ...]:
    """The faults of a letter, each a Chinese sentence; empty when it may go out.

    Args:
        view: what the letter will say.
        other_case_numbers: normalised numbers of the other cases of the batch; a set answers fastest.
        has_glyph: whether a character can be printed, such as `FontShelf.has_glyph`.
    """
    document = build_feedback_letter(view, digest="")
    text = plain_text(document)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return (
        *_empty_fields(view),
        *_miscounted(view, sum(len(table.rows) for table in tables)),
        *_unprintable(text, has_glyph),
        *_foreign_numbers(view, text, other_case_numbers),
        *_wrong_deadlines(view),
    )


def _empty_fields(view: LetterView) -> Iterator[str]:
    for name, label in _REQUIRED.items():
        if not getattr(view, name).strip():
            yield f"{label}为空，请补全后再生成意见书。"
    for finding in view.findings:
        for name, label in _REQUIRED_OF_FINDING.items():
            if not getattr(finding, name).strip():
                yield f"第{finding.position}项问题的{label}为空，请在评查表中补全。"


def _miscounted(view: LetterView, rows: int) -> Iterator[str]:
    positions = [finding.position for finding in view.findings]
    if positions != list(range(1, len(positions) + 1)) or rows != len(positions):
        shown = "、".join(map(str, positions))
        yield f"问题的序号应从1起连续编排，现为{shown}，与问题数{len(positions)}不符，请重新生成意见书。"


def _unprintable(text: str, has_glyph: Callable[[str], bool]) -> Iterator[str]:
    for character in sorted(set(text) - set("\n\r\t\u00a0")):
        if not has_glyph(character):
            shown = f"“{character}”" if character.isprintable() else "不可见字符"
            yield f"字体中没有{shown}（U+{ord(character):04X}），无法排印，请改用其他写法。"


def _foreign_numbers(view: LetterView, text: str, others: Collection[str]) -> Iterator[str]:
    own = normalise(view.case_number)
    found = {normalise(match.group()) for match in _CASE_NUMBER.finditer(text)}
    for number in sorted(found - {own}):
        if number in others:
            yield f"正文中出现了同批次其他案件的案号{number}，请核对问题描述后再生成意见书。"


def _wrong_deadlines(view: LetterView) -> Iterator[str]:
    limits = (("异议", view.objection_due, view.objection_days), ("整改", view.remedy_due, view.remedy_days))
    for name, due, days in limits:
        if not is_working_day(due):
            yield f"{name}截止日{chinese_date(due)}不是工作日，请重新计算期限。"
        elif (right := _due(view.issued_on, days)) != due:
            yield f"{name}截止日{chinese_date(due)}与{days}个工作日不符，应为{chinese_date(right)}，请重新计算期限。"


def _due(start: date, days: int) -> date:
    return add_working_days(start, max(days, 0))
