"""Finding cases by parts of words."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from models.base import new_id
from models.case import Case, LedgerImport
from models.store import Session, Store, stamps
from models.store import search as search_module
from models.store.search import SEARCHED, contains, index_cases

CASES = [
    {"number": "（2025）吉0199民初1234号", "title": "张三与李四买卖合同纠纷一案", "handler": "王五"},
    {"number": "（2025）吉0199民初1235号", "cause": "民间借贷纠纷", "parties": "原告：张三丰；被告：示例ABC有限公司"},
    {"number": "（2024）吉0199刑初7号", "cause": "盗窃罪", "department": "刑事审判庭", "handler": "𬎆三"},
    {"number": "(2015)海行民初字第5号", "title": "甲_乙100%股权", "parties": "李 四"},
]
WORDS = [
    "三",
    "张三",
    "李四",
    "三张",
    "吉0199",
    "民初1",
    "abc",
    "ABC有限",
    "𬎆",
    "𬎆三",
    "初字第5号",
    "_",
    "100%",
    "%",
    "“”",
]
TEXTS = st.text(alphabet="张三李四民初123（）-𬎆aB ", max_size=6)


def write_cases(session: Session, cases: list[dict[str, str]]) -> list[dict[str, Any]]:
    entry = LedgerImport(file_name="a.csv", sha256="", new=0, identical=0, changed=0, duplicate=0, rejected=0)
    session.add(entry)
    session.flush()
    common = {"import_id": entry.id, "category": "civil", "warnings": [], **stamps(session)}
    blank = dict.fromkeys(SEARCHED, "")
    rows = [{**common, **blank, "id": new_id(), "position": at, **case} for at, case in enumerate(cases, 1)]
    session.execute(insert(Case), rows)
    index_cases(session, {name: [row[name] for row in rows] for name in ("position", *SEARCHED)})
    return rows


def numbers(session: Session, searched: str) -> list[str]:
    return list(
        session.execute(select(Case.number).where(contains(session, searched)).order_by(Case.position)).scalars()
    )


def naive(cases: list[dict[str, str]], searched: str) -> list[str]:
    def holds(case: dict[str, str]) -> bool:
        return all(any(word.lower() in case.get(name, "").lower() for name in SEARCHED) for word in searched.split())

    return [case["number"] for case in cases if holds(case)]


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.write("test") as opened:
        write_cases(opened, CASES)
        yield opened


@pytest.mark.parametrize("searched", [*WORDS, "张三 买卖", "张三 盗窃", "  ", ""])
def test_a_search_finds_what_a_reader_would(session: Session, searched: str) -> None:
    assert numbers(session, searched) == naive(CASES, searched)


@pytest.mark.parametrize("searched", WORDS)
def test_a_word_that_is_everywhere_is_found_without_the_index(
    session: Session, searched: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "WORTHWHILE", 1)
    assert numbers(session, searched) == naive(CASES, searched)


@given(texts=st.lists(TEXTS, min_size=1, max_size=5), searched=TEXTS)
def test_any_text_is_found_by_any_part(store: Store, texts: list[str], searched: str) -> None:
    cases = [{"number": f"#{at}", "title": text} for at, text in enumerate(texts, 1)]

    def search(session: Session) -> None:
        write_cases(session, cases)
        assert numbers(session, searched) == naive(cases, searched)
        raise KeyError

    with pytest.raises(KeyError), store.write("test") as session:
        search(session)


def test_a_changed_case_is_found_by_what_it_says_now(session: Session) -> None:
    case = session.execute(select(Case).where(Case.position == 1)).scalar_one()
    case.handler = "赵六"
    session.flush()
    index_cases(session, {name: [getattr(case, name)] for name in ("position", *SEARCHED)})
    assert numbers(session, "王五") == []
    assert numbers(session, "赵六") == numbers(session, "李四买卖") == [case.number]
    assert numbers(session, "赵六 王五") == []


def test_a_block_that_raises_leaves_nothing_in_the_index(store: Store) -> None:
    def fail(session: Session) -> None:
        write_cases(session, CASES[:1])
        raise KeyError

    with pytest.raises(KeyError), store.write("test") as session:
        fail(session)
    with store.write("test") as session:
        write_cases(session, [{"number": "（2025）吉0199民初9号", "title": "张三"}])
    with store.read() as session:
        assert numbers(session, "张三") == ["（2025）吉0199民初9号"]
        assert numbers(session, "买卖") == []
