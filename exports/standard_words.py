"""What a standard says of itself in words: the same on the screen and on paper."""

from collections.abc import Iterator

from review_forms.scoring import figure
from review_forms.standard import HUNDRED, Family, Item, Section, Standard

_NUMERALS = "一二三四五六七八九"


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese, as heads are numbered."""
    tens, ones = divmod(number, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return lead + (_NUMERALS[ones - 1] if ones else "")


def section_title(at: int, section: Section) -> str:
    """A section's head with its number, counted from 0, such as 一、立案程序."""
    return f"{numeral(at + 1)}、{section.title}"


def section_weight(section: Section) -> str:
    """What a section is worth."""
    if not section.points:
        return "不计分"
    return f"{figure(section.points)} 分" + ("，扣分制" if section.absolute else "")


def whole_rules(standard: Standard) -> Iterator[str]:
    """How the points of the whole come about, beyond the usual hundred; a sentence each."""
    if standard.base:
        yield f"每件先得基础分 {figure(standard.base)} 分，其余分数按各评查项的得分折算。"
    if standard.full_marks != HUNDRED and standard.family is Family.POINTS:
        yield f"满分 {figure(standard.full_marks)} 分，对照等次时折合为百分。"
    if standard.case_cap is not None:
        yield f"一件案件最多扣 {figure(standard.case_cap)} 分。"
    if standard.bonus_cap is not None:
        yield f"加分合计最多 {figure(standard.bonus_cap)} 分。"
    if standard.veto_scores_zero:
        yield "一票否决的评查项有问题的，全案得零分。"


def elements_in_words(item: Item) -> str:
    """The elements of an item, with what each one costs where they weigh differently."""
    if not item.element_points:
        return "、".join(item.elements)
    weighed = zip(item.elements, item.element_points, strict=True)
    return "、".join(f"{element}（{figure(points)} 分）" for element, points in weighed)
