"""The cells of a printed score sheet: how each is printed, and how it is read after somebody filled it in.

People tick a box in many ways: ■ ☑ √ ✓ in its place, √ behind the word, all other boxes deleted, or the word typed.
What could mean two things is refused, for a guess would become somebody's grade.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from exports.forms.faults import UnclearCellError
from review_forms.answers import Answer, Finding, Verdict
from review_forms.scoring import figure
from review_forms.standard import Item, ItemKind, Severity

BOX, TICKED = "□", "■"
EXTENT, PLACE, FACTS, VERDICT = "扣分/处数", "卷·页", "问题事实", "评定"
MISSING_LEAD = "缺少的要素："

_BOXES = "□☐○◯◻▢"
_TICKS = "■☑☒√✓✔✅●◼🗹"
_LETTERS_AS_TICKS = "VvＶｖ"
_MARKS = f"[{_BOXES}{_TICKS}{_LETTERS_AS_TICKS}]"
_TICK = f"[{_TICKS}{_LETTERS_AS_TICKS}]"
_FILLING = re.compile(r"[\s、，,;；/|_()（）\[\]【】:：.。\u200b]")
_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")
_SPACES = re.compile(r"[^\S\n]+")
_SHORTENED = 20
_SEVERITIES = tuple(severity.label for severity in Severity)
_SEVERITY_HEAD = re.compile(
    "".join(rf"(?:[{_BOXES}{_TICKS}{_LETTERS_AS_TICKS}\s]*{label})?" for label in _SEVERITIES) + rf"[^\S\n]*[{_TICKS}]?"
)
_AMOUNT = re.compile(r"(扣分|处数|加分|扣|加)?(\d+(?:\.\d+)?)?(分|处(?!数))?", re.ASCII)
_PLACES = (
    re.compile(r"卷[:：]?(?P<volume>[^\n]*?)\n*页[:：]?(?P<page>.*)", re.DOTALL),
    re.compile(r"第?(?P<volume>[^\n卷]+)卷\n*第?(?P<page>.*?)页?", re.DOTALL),
    re.compile(r"卷(?P<volume>[^\n]*)\n+(?P<page>[^\n]*)"),
    re.compile(r"(?P<volume>\w{1,8})[·/](?P<page>[\w—–~-]{1,12})"),
    re.compile(r"(?P<volume>)第?(?P<page>[\d—–~、，,-]+)页?"),
)


@dataclass(frozen=True, slots=True)
class Extent:
    """What the cell 扣分/处数 says."""

    deduction: Decimal | None = None
    occurrences: int | None = None
    award: Decimal | None = None


def box(label: str, *, is_ticked: bool) -> str:
    """A box with its word."""
    return f"{TICKED if is_ticked else BOX}{label}"


def verdicts_for(item: Item) -> tuple[Verdict, ...]:
    """The verdicts that an item can have."""
    return (Verdict.CLEAR, Verdict.NOT_APPLICABLE) if item.kind is ItemKind.BONUS else tuple(Verdict)


def verdict_cell(item: Item, verdict: Verdict | None) -> str:
    """The boxes of the verdict, two to a line."""
    boxes = [box(each.label, is_ticked=each is verdict) for each in verdicts_for(item)]
    return "\n".join("".join(boxes[at : at + 2]) for at in range(0, len(boxes), 2))


def content_cell(item: Item, missing: Sequence[str] = (), width: float = 0) -> str:
    """What is looked at, how it scores, and a box for each element that may be missing.

    Two elements share a line where they fit into `width` characters.
    """
    rule = f"（{rule_words(item)}）"
    if not item.elements:
        return f"{item.prompt}\n{rule}"
    points = item.element_points or (None,) * len(item.elements)
    boxes = [
        box(element, is_ticked=element in missing) + ("" if worth is None else f"（{figure(worth)}分）")
        for element, worth in zip(item.elements, points, strict=True)
    ]
    return "\n".join((item.prompt, f"{rule}{MISSING_LEAD}", *_by_twos(boxes, width)))


def _by_twos(boxes: Sequence[str], width: float) -> Iterator[str]:
    """The boxes in their order, two to a line where they fit."""
    at = 0
    while at < len(boxes):
        pair = "".join(boxes[at : at + 2])
        taken = 2 if _width(pair) <= width else 1
        yield "".join(boxes[at : at + taken])
        at += taken


def _width(text: str) -> float:
    """How wide a text is in Chinese characters; a Western one is half as wide."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def rule_words(item: Item) -> str:
    """How an item scores, in a few words."""
    most = "" if item.most == item.points else f"，至多扣{figure(item.most)}分"
    each = "" if item.deduction is None else f"扣{figure(item.deduction)}分"
    worth = f"{figure(item.points)}分"
    match item.kind:
        case ItemKind.RANGE:
            return f"{worth}，酌扣{figure(item.least)}至{figure(item.most)}分"
        case ItemKind.PER_OCCURRENCE:
            return f"{worth}，每处{each}{most}"
        case ItemKind.PER_MISSING:
            return f"{worth}，每缺一项{each}{most}" if each else f"{worth}，按所缺要素扣分{most}"
        case ItemKind.FIXED:
            return f"{worth}，有问题即全扣"
        case ItemKind.BONUS:
            return f"加分，至多{worth}"
        case ItemKind.SEVERITY_ONLY:
            return "不计分，只定程度"
    return item.kind.label


def extent_cell(item: Item, answer: Answer, finding: Finding | None) -> str:
    """What is deducted, how many places, or what is added: the words that the item needs, with what is known."""
    lines = []
    if item.kind is ItemKind.RANGE or answer.deduction is not None:
        lines.append(_amount_line("扣分", answer.deduction))
    if item.kind is ItemKind.BONUS or answer.award is not None:
        lines.append(_amount_line("加分", answer.award))
    counts = item.kind in (ItemKind.PER_OCCURRENCE, ItemKind.RECORD_ONLY)
    if counts or (finding is not None and finding.occurrences != 1):
        lines.append(_amount_line("处数", None if finding is None else Decimal(finding.occurrences)))
    return "\n".join(lines)


def _amount_line(word: str, number: Decimal | None) -> str:
    return f"{word}\n" if number is None else f"{word}\n{figure(number)}"


def place_cell(finding: Finding | None) -> str:
    """Volume and page."""
    return "卷\n页" if finding is None else f"卷{finding.volume}\n页{finding.page}"


def facts_cell(item: Item, finding: Finding | None) -> str:
    """The boxes of the severity, then what is wrong, or lines to write it on."""
    if item.kind is ItemKind.BONUS and finding is None:
        return ""
    boxes = [box(each.label, is_ticked=finding is not None and each is finding.severity) for each in Severity]
    facts = "\n" if finding is None else finding.facts
    return f"{boxes[0]}{boxes[1]}\n{boxes[2]}{boxes[3]}\n{facts}"


def cleaned(text: str) -> str:
    """Text of a cell with single blanks, digits of usual width, and no empty lines at its edges."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.translate(_DIGITS).split("\n"))
    return "\n".join(lines).strip()


def read_choice(title: str, text: str, labels: Sequence[str]) -> str:
    """The one label that is ticked or typed, empty where none is.

    Raises:
        UnclearCellError: several are, or something else is written there.
    """
    pieces = re.split("(" + "|".join(sorted(labels, key=len, reverse=True)) + ")", re.sub(r"[^\S\n]", "", text))
    rest = _FILLING.sub("", re.sub(_MARKS, "", "".join(pieces[::2])))
    if rest:
        raise UnclearCellError(title, f"填的是“{cleaned(text)[:_SHORTENED]}”，应勾选{'、'.join(labels)}之一")
    marks = [(label, front + back) for label, front, back in _marks_by_label(pieces)]
    if not marks and re.search(_TICK, text):
        raise UnclearCellError(title, "只有一个勾，看不出勾的是哪一项")
    ticked = [label for label, around in marks if re.search(_TICK, around)]
    bare = [label for label, around in marks if not re.search(_MARKS, around)]
    chosen = dict.fromkeys(ticked or bare)
    if len(chosen) > 1:
        raise UnclearCellError(title, f"勾了{len(chosen)}项：{'、'.join(chosen)}，应只勾一项")
    return next(iter(chosen), "")


def _marks_by_label(pieces: Sequence[str]) -> list[tuple[str, str, str]]:
    """Each label with the marks that belong to it: those before it, and a tick behind it on its line."""
    labels = pieces[1::2]
    gaps = [_parted(gap) for gap in pieces[2:-1:2]]
    before = [pieces[0], *(front for _, front in gaps)]
    after = [*(back for back, _ in gaps), pieces[-1]]
    return list(zip(labels, before, after, strict=False))


def _parted(gap: str) -> tuple[str, str]:
    """What stands between two labels: the part of the first one, and the part of the second."""
    back, feed, front = gap.partition("\n")
    if feed:
        return back, front
    found = re.search(f"[{_BOXES}]", gap)
    return (gap[: found.start()], gap[found.start() :]) if found else ("", gap)


def read_elements(text: str, elements: Sequence[str]) -> tuple[str, ...]:
    """The elements that carry a tick before or behind their name, in the order of the item.

    Raises:
        UnclearCellError: the boxes of a line are gone, and it cannot be told whose tick is whose.
    """
    ticked: set[str] = set()
    if elements:
        _, _, boxes = text.rpartition(MISSING_LEAD)
        for line in boxes.split("\n"):
            ticked |= _ticked_in_line(re.sub(r"\s", "", line), elements)
    return tuple(element for element in elements if element in ticked)


def _ticked_in_line(line: str, elements: Sequence[str]) -> set[str]:
    """The elements with a tick in a line that begins with one of them, each having its marks at its edges."""
    names = {re.sub(r"\s", "", element): element for element in elements}
    pieces = re.split("(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + ")", line)
    if len(pieces) == 1 or not re.fullmatch(f"{_MARKS}*", pieces[0]):
        return set()
    ticked = {
        names[name]
        for name, front, back in _marks_by_label(pieces)
        if re.search(f"{_TICK}{_MARKS}*$", front) or re.search(f"^{_MARKS}*{_TICK}|{_TICK}{_MARKS}*$", back)
    }
    if ticked and not pieces[0] and len(pieces) > 3:
        raise UnclearCellError("缺少的要素", f"填的是“{line[:_SHORTENED]}”，看不出勾的是哪一项")
    return ticked


def read_place(text: str) -> tuple[str, str]:
    """Volume and page.

    Raises:
        UnclearCellError: it cannot be told which is which.
    """
    said = cleaned(text).replace("_", "")
    if not said:
        return "", ""
    for pattern in _PLACES:
        found = pattern.fullmatch(said)
        if found:
            return found["volume"].strip(), found["page"].strip()
    raise UnclearCellError(PLACE, f"填的是“{said[:_SHORTENED]}”，请写成“卷1 页23”的样子")


def read_facts(text: str) -> tuple[Severity | None, str]:
    """The severity that is ticked, None where none is, and what is written below the boxes.

    Raises:
        UnclearCellError: several severities are ticked.
    """
    head = _SEVERITY_HEAD.match(text)
    if head is None or not re.search(_MARKS, head.group()):
        return None, cleaned(text)
    label = read_choice("程度", head.group(), _SEVERITIES)
    severity = next((each for each in Severity if each.label == label), None)
    return severity, cleaned(text[head.end() :])


def read_extent(item: Item, text: str) -> Extent:
    """The numbers of the cell; one without a word is what the item asks for.

    Raises:
        UnclearCellError: something else is written there, or a number twice.
    """
    said = re.sub(r"[\s_:：、，,。；;]", "", text.translate(_DIGITS))
    found: dict[str, Decimal] = {}
    for word, number in _amounts(said):
        name = word or {ItemKind.RANGE: "扣分", ItemKind.BONUS: "加分"}.get(item.kind, "处数")
        if name in found:
            raise UnclearCellError(EXTENT, f"填的是“{cleaned(text)[:_SHORTENED]}”，{name}写了两次")
        found[name] = number
    count = found.get("处数")
    if count is not None and (count < 1 or count != int(count)):
        raise UnclearCellError("处数", "应为不小于 1 的整数")
    return Extent(found.get("扣分"), None if count is None else int(count), found.get("加分"))


def _amounts(said: str) -> Iterator[tuple[str, Decimal]]:
    """The numbers with the word that belongs to each, empty where there is none."""
    at = 0
    while at < len(said):
        found = _AMOUNT.match(said, at)
        if found is None or found.end() == at:
            raise UnclearCellError(EXTENT, f"填的是“{said[:_SHORTENED]}”，应为数字")
        at = found.end()
        word, number, unit = found.groups()
        if number is not None:
            if len(number) > 8:
                raise UnclearCellError(EXTENT, f"填的是“{said[:_SHORTENED]}”，数字过大")
            full = {"扣": "扣分", "加": "加分"}.get(word or "", word or "")
            yield full or ("处数" if unit == "处" else ""), Decimal(number)
