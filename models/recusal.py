"""Who took part in a case and may not review it: names as ledgers write them, compared as people mean them."""

import re
from collections.abc import Iterable, Iterator

from models.case import Case

_BRACKETED = re.compile(r"[（(〔\[【].*?[）)〕\]】]")
_LONGEST = 4  # characters of a name that are each padded by blanks
_SEPARATORS = re.compile(r"[、，,；;：:/／\\|｜\n\r\t]+")


def involved(case: Case) -> frozenset[str]:
    """The names of the people who took part in the case: handler, presiding judge, panel and clerk."""
    return names_in((case.handler, case.presiding_judge, case.panel_members, case.clerk))


def bare_name(name: str) -> str:
    """A reviewer's name as it would stand in a ledger, without blanks and without the remark in brackets."""
    return "".join(_without_brackets(name).split())


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """The names that stand in some fields of a ledger.

    A blank parts two names, but it also pads a name of two characters to the width of three (张　三), so the parts
    count both alone and joined. Too many names only cost a reviewer; one too few lets somebody review their own case.
    Remarks in brackets are no names: a reviewer listed as 程立（民一庭） is 程立.
    """
    return frozenset(name for text in texts for part in _parts(text) for name in _readings(part.split()))


def _parts(text: str) -> list[str]:
    return _SEPARATORS.split(_without_brackets(text))


def _without_brackets(text: str) -> str:
    return _BRACKETED.sub(" ", text)


def _readings(words: list[str]) -> Iterator[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            yield "".join(words[start:end])
