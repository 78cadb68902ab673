"""Rows of every table as lines and back; a line that is no row is refused with its number, and the others are taken."""

import json
import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.packages.rows import row_lines, rows_of_lines
from models.letter_snapshot import letter_to_json
from models.queries.frames import FramePlan
from models.travelling import TravelColumn, TravelTable, ValueKind, travel_tables
from models.views import LetterView
from review_forms.answers import Answer, Finding, Verdict, answer_from_json, answer_to_json
from review_forms.standard import Severity

Values = tuple[Any, ...]
TABLES = travel_tables()

plain = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)
ids = st.uuids().map(lambda value: value.hex)
days = st.dates().map(date.isoformat)
moments = st.datetimes(min_value=datetime(1900, 1, 1)).map(lambda value: f"{value:%Y-%m-%d %H:%M:%S.%f}")
points = st.decimals(0, 1000, places=2)

findings = st.builds(
    Finding,
    id=st.uuids().map(str),
    severity=st.sampled_from(Severity),
    volume=plain,
    page=plain,
    facts=plain,
    basis=plain,
    suggestion=plain,
    remediable=st.booleans(),
    occurrences=st.integers(1, 100),
)
answers = st.builds(
    Answer,
    item_id=st.from_regex(r"[a-z][a-z0-9_.-]{0,30}", fullmatch=True),
    verdict=st.none() | st.sampled_from(Verdict),
    findings=st.lists(findings, max_size=3).map(tuple),
    deduction=st.none() | points,
    missing_elements=st.lists(plain, max_size=3).map(tuple),
    award=st.none() | points,
    note=plain,
    marked=st.booleans(),
)
frames = st.builds(
    FramePlan,
    categories=st.lists(plain, max_size=2).map(tuple),
    closed_from=st.none() | st.dates(),
    closed_until=st.none() | st.dates(),
    departments=st.lists(plain, max_size=2).map(tuple),
)
item_remarks = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_.-]{0,30}", fullmatch=True),
    st.fixed_dictionaries({"text": plain.filter(bool), "revision": st.integers(0, 2**53)}),
    max_size=3,
)
letters = st.builds(LetterView, points=st.none() | points).map(letter_to_json)


def stored(column: TravelColumn) -> st.SearchStrategy[Any]:
    """Any value of a column, as the database holds it."""
    texts = plain.filter(lambda text: len(text) <= (column.length or 100))
    kinds = {
        ValueKind.ID: ids,
        ValueKind.TEXT: st.sampled_from(column.words) if column.words else texts,
        ValueKind.COUNT: st.integers(0, 2**53),
        ValueKind.FLAG: st.integers(0, 1),
        ValueKind.DAY: days,
        ValueKind.MOMENT: moments,
        ValueKind.DECIMAL: st.decimals(-(10**9), 10**9, places=2).map(lambda value: f"{value:f}"),
        ValueKind.JSON: st.lists(plain, max_size=3).map(json.dumps),
    }
    value = kinds[column.kind]
    return st.none() | value if column.is_nullable and column.name != "sealed_at" else value


@st.composite
def rows(draw: st.DrawFn, table: TravelTable) -> Values:
    """Any row of a table."""
    values = {column.name: draw(stored(column)) for column in table.columns}
    if table.name == "answers":
        answer = draw(answers)
        content = json.dumps(answer_to_json(answer), ensure_ascii=draw(st.booleans()))
        values |= {"item_id": answer.item_id, "content": content}
    elif table.name == "batches":
        values["frame"] = json.dumps(draw(frames).to_json(), ensure_ascii=False)
    elif table.name == "submission_returns":
        values["item_remarks"] = json.dumps(draw(item_remarks), ensure_ascii=draw(st.booleans()))
    elif table.name == "attachments":
        values["sha256"] = draw(st.binary(min_size=32, max_size=32)).hex()
    elif table.name == "letters":
        values["snapshot"] = draw(letters)
    return tuple(values[column.name] for column in table.columns)


def read(table: str, lines: list[bytes]) -> tuple[list[Values], dict[int, str]]:
    """The rows of these lines, and what was said of the others by number."""
    refused: dict[int, str] = {}
    return list(rows_of_lines(TABLES[table], lines, refused.__setitem__)), refused


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_comes_back_as_it_left(table: TravelTable) -> None:
    @settings(max_examples=15)
    @given(written=st.lists(rows(table), max_size=3))
    def holds(written: list[Values]) -> None:
        lines = list(row_lines(table, written))
        assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
        for line, row in zip(lines, written, strict=True):
            absent = {
                column.name
                for column, value in zip(table.columns, row, strict=True)
                if column.absent is not None and value == column.absent
            }
            assert list(json.loads(line)) == [name for name in table.names if name not in absent]
        assert read(table.name, lines) == (written, {})

    holds()


@settings(max_examples=40)
@given(answer=answers)
def test_an_answer_is_taken_exactly_as_the_form_writes_it(answer: Answer) -> None:
    (row,), refused = read("answers", [line("answers", item_id=answer.item_id, content=answer_to_json(answer))])
    assert not refused
    assert answer_from_json(json.loads(row[TABLES["answers"].at("content")])) == answer


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150)
@given(answer=answers, name=st.sampled_from(list(answer_to_json(Answer("a", None)))), value=JSON_VALUES)
def test_what_is_taken_can_be_read_by_the_form(answer: Answer, name: str, value: Any) -> None:
    """Whatever stands in one field of an answer: it is refused, or the form can show it."""
    content = {**answer_to_json(answer), name: value}
    taken, refused = read("answers", [line("answers", item_id=answer.item_id, content=content)])
    assert len(taken) + len(refused) == 1
    for row in taken:
        answer_from_json(json.loads(row[TABLES["answers"].at("content")]))


@settings(max_examples=100)
@given(frame=frames, name=st.sampled_from(list(FramePlan().to_json())), value=JSON_VALUES)
def test_what_is_taken_of_a_frame_can_be_read(frame: FramePlan, name: str, value: Any) -> None:
    taken, refused = read("batches", [line("batches", frame={**frame.to_json(), name: value})])
    assert len(taken) + len(refused) == 1
    for row in taken:
        FramePlan.from_json(json.loads(row[TABLES["batches"].at("frame")]))


GOOD: dict[ValueKind, Any] = {
    ValueKind.ID: "0197e000000070008000000000000001",
    ValueKind.TEXT: "字",
    ValueKind.COUNT: 3,
    ValueKind.FLAG: True,
    ValueKind.DAY: "2026-01-05",
    ValueKind.MOMENT: "2026-01-05 02:03:04.000000",
    ValueKind.DECIMAL: "12.50",
}
FINDING = {
    "id": "0197e000-0000-7000-8000-000000000001",
    "severity": "defect",
    "volume": "1",
    "page": "2",
    "facts": "未附送达回证",
    "basis": "",
    "suggestion": "",
    "remediable": True,
    "occurrences": 1,
}
REMARK = {"text": "请核对", "revision": 1}
CONTENT = {**answer_to_json(Answer("service", Verdict.FAULTY)), "findings": [FINDING]}


def good(table: str) -> dict[str, Any]:
    """A row in which nothing is wrong."""
    values = {
        column.name: column.words[0] if column.words else GOOD.get(column.kind) for column in TABLES[table].columns
    }
    special: dict[str, dict[str, Any]] = {
        "answers": {"item_id": "service", "content": CONTENT},
        "batches": {"frame": FramePlan().to_json()},
        "cases": {"warnings": []},
        "submission_returns": {"item_remarks": {"service": REMARK}},
        "attachments": {"sha256": "ab" * 32},
    }
    return values | special.get(table, {})


def line(table: str, **changes: Any) -> bytes:
    """A good line with something changed."""
    return json.dumps(good(table) | changes, ensure_ascii=False).encode()


def content(**changes: Any) -> bytes:
    """A line of answers with something changed in its content."""
    return line("answers", content=CONTENT | changes)


def finding(**changes: Any) -> bytes:
    """A line of answers with something changed in its finding."""
    return content(findings=[FINDING | changes])


def remarks(value: Any) -> bytes:
    """A line of returned submissions with these remarks on items."""
    return line("submission_returns", item_remarks=value)


def without(table: str, name: str) -> bytes:
    row = good(table)
    del row[name]
    return json.dumps(row).encode()


HOSTILE: dict[str, tuple[str, bytes]] = {
    "no JSON": ("cases", b"?"),
    "nothing": ("cases", b""),
    "cut short": ("cases", line("cases")[:-5]),
    "two objects": ("cases", line("cases") * 2),
    "a list": ("cases", b"[]"),
    "null": ("cases", b"null"),
    "missing key": ("cases", without("cases", "cause")),
    "unknown key": ("cases", line("cases", horoscope="")),
    "local key": ("cases", line("cases", position=1)),
    "cached key": ("reviewed_cases", line("reviewed_cases", state="closed")),
    "null where none may be": ("cases", line("cases", number=None)),
    "number for text": ("cases", line("cases", number=5)),
    "text for number": ("batches", line("batches", version="1")),
    "text for truth": ("batches", line("batches", is_blind="false")),
    "number for truth": ("batches", line("batches", is_blind=1)),
    "truth for number": ("batches", line("batches", version=True)),
    "fraction": ("batches", line("batches", version=1.0)),
    "negative": ("batches", line("batches", version=-1)),
    "huge number": ("batches", line("batches", version=10**400)),
    "beyond the greatest": ("batches", line("batches", version=2**53 + 1)),
    "not a number": ("batches", line("batches").replace(b'"version": 3', b'"version": NaN')),
    "NUL": ("cases", line("cases", cause="a\x00b")),
    "NUL in a remark": ("answers", content(note="a\x00b")),
    "raw control": ("cases", line("cases").replace("字".encode(), b"\x01", 1)),
    "lone surrogate": ("cases", line("cases", cause="x").replace(b'"x"', b'"\\ud800x"')),
    "lone low surrogate": ("cases", line("cases", cause="x").replace(b'"x"', b'"\\udc00x"')),
    "encoded surrogate": ("cases", line("cases", cause="x").replace(b'"x"', b'"\xed\xa0\x80"')),
    "no UTF-8": ("cases", line("cases", cause="x").replace(b'"x"', b'"\xff"')),
    "too long": ("cases", line("cases", number="号" * 101)),
    "far too long": ("cases", line("cases", remarks="长" * 1_000_001)),
    "id with hyphens": ("cases", line("cases", id="0197e000-0000-7000-8000-000000000001")),
    "id in capitals": ("cases", line("cases", id="0197E000000070008000000000000001")),
    "id of other digits": ("cases", line("cases", id="０" * 32)),
    "short id": ("cases", line("cases", id="01")),
    "no id": ("assignments", line("assignments", reviewer_id=None)),
    "impossible day": ("cases", line("cases", closed_on="2026-02-30")),
    "day with a time": ("cases", line("cases", closed_on="2026-02-03 00:00")),
    "week": ("cases", line("cases", closed_on="2026-W01-1")),
    "year zero": ("cases", line("cases", closed_on="0000-01-01")),
    "impossible moment": ("cases", line("cases", made_at="2026-02-30 01:00:00.000000")),
    "hour 24": ("cases", line("cases", made_at="2026-02-03 24:00:00.000000")),
    "leap second": ("cases", line("cases", made_at="2026-06-30 23:59:60.000000")),
    "moment with a zone": ("cases", line("cases", made_at="2026-02-03 01:00:00.000000+08:00")),
    "moment in another form": ("cases", line("cases", made_at="2026-02-03T01:00:00.000000")),
    "moment without a fraction": ("cases", line("cases", made_at="2026-02-03 01:00:00")),
    "moment in other digits": ("cases", line("cases", made_at="２026-02-03 01:00:00.000000")),
    "decimal as a number": ("cases", line("cases", amount=12.5)),
    "decimal that is none": ("cases", line("cases", amount="12,5")),
    "not a decimal": ("cases", line("cases", amount="NaN")),
    "decimal with an exponent": ("cases", line("cases", amount="1E+9999")),
    "endless decimal": ("cases", line("cases", amount="1" * 30)),
    "decimal with a line": ("cases", line("cases", amount="1\n")),
    "unknown word": ("cases", line("cases", category="astrology")),
    "unknown kind": ("batches", line("batches", kind="lottery")),
    "unknown severity": ("findings", line("findings", severity="mortal")),
    "unknown verdict": ("custody_decisions", line("custody_decisions", verdict="perhaps")),
    "deep nesting": ("cases", line("cases", warnings=0).replace(b": 0", b": " + b"[" * 5_000 + b"]" * 5_000)),
    "very deep nesting": ("answers", line("answers", content=0).replace(b": 0", b": " + b"[" * 500_000)),
    "deep in an unknown key": ("cases", line("cases", x=0).replace(b'"x": 0', b'"x": ' + b'{"a":' * 100_000)),
    "warnings that are no list": ("cases", line("cases", warnings="[]")),
    "warnings of numbers": ("cases", line("cases", warnings=[1])),
    "frame of another kind": ("batches", line("batches", frame={"cases": []})),
    "frame with an impossible day": ("batches", line("batches", frame={"closed_from": "2026-02-30"})),
    "frame that is a list": ("batches", line("batches", frame=[])),
    "open answer": ("answers", line("answers", sealed_at=None)),
    "content as text": ("answers", line("answers", content=json.dumps(CONTENT))),
    "content of nothing": ("answers", line("answers", content=None)),
    "content of another item": ("answers", content(item_id="record")),
    "content with an unknown key": ("answers", content(points=5)),
    "content with an unknown verdict": ("answers", content(verdict="superb")),
    "deduction of 9999": ("answers", content(deduction="9999")),
    "deduction a little too great": ("answers", content(deduction="1000.01")),
    "award of 9999": ("answers", content(award="9999")),
    "negative deduction": ("answers", content(deduction="-1")),
    "deduction as a number": ("answers", content(deduction=5)),
    "deduction that is none": ("answers", content(deduction="NaN")),
    "elements that are no texts": ("answers", content(missing_elements=[1])),
    "too many elements": ("answers", content(missing_elements=["x"] * 1_001)),
    "finding without an id": ("answers", finding(id="")),
    "finding whose id is no UUID": ("answers", finding(id="../../etc/passwd")),
    "finding with an unknown key": ("answers", finding(author="x")),
    "finding of unknown severity": ("answers", finding(severity="mortal")),
    "finding that never occurs": ("answers", finding(occurrences=0)),
    "finding that occurs a fraction": ("answers", finding(occurrences=1.5)),
    "finding that is a text": ("answers", content(findings=["x"])),
    "too many findings": ("answers", content(findings=[FINDING] * 1_001)),
    "remarks that are a list": ("submission_returns", remarks([])),
    "remark that is a text": ("submission_returns", remarks({"service": "请核对"})),
    "remark that says nothing": ("submission_returns", remarks({"service": {"text": "", "revision": 1}})),
    "remark on no answer": ("submission_returns", remarks({"service": {"text": "x"}})),
    "remark on an answer before the first": ("submission_returns", remarks({"a": {"text": "x", "revision": -1}})),
    "remark with an unknown key": ("submission_returns", remarks({"a": {"text": "x", "revision": 1, "by": "x"}})),
    "remark on an item without a name": ("submission_returns", remarks({"": {"text": "x", "revision": 1}})),
    "remark on an item with a long name": ("submission_returns", remarks({"x" * 101: {"text": "x", "revision": 1}})),
    "too many remarks": ("submission_returns", remarks(dict.fromkeys(map(str, range(1_001)), REMARK))),
    "remarks that are null": ("submission_returns", remarks(None)),
    "hash that is a path": ("attachments", line("attachments", sha256="../../pingheng")),
    "hash of everything": ("attachments", line("attachments", sha256="*")),
    "hash in capitals": ("attachments", line("attachments", sha256="AB" * 32)),
    "hash with a line": ("attachments", line("attachments", sha256="ab" * 32 + "\n")),
    "letter that is no JSON": ("letters", line("letters", snapshot="{")),
    "letter that is a number": ("letters", line("letters", snapshot="5")),
    "letter of nothing": ("letters", line("letters", snapshot="{}")),
    "nested letter": ("letters", line("letters", snapshot="[" * 100_000)),
}


@pytest.mark.parametrize(("table", "hostile"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_line_is_refused_and_the_others_are_taken(table: str, hostile: bytes) -> None:
    if table == "letters":
        before: list[bytes] = []
    else:
        before = [line(table), line(table)]
    taken, refused = read(table, [*before, hostile, *before])
    assert len(taken) == 2 * len(before)
    (number,) = refused
    assert number == len(before) + 1
    assert re.fullmatch(rf"第{number}行.+，没有收入", refused[number]), refused
    assert len(refused[number]) < 300


def test_a_return_of_an_older_program_has_no_remarks_on_items() -> None:
    older = {name: value for name, value in good("submission_returns").items() if name != "item_remarks"}
    (row,), refused = read("submission_returns", [json.dumps(older).encode()])
    assert not refused
    table = TABLES["submission_returns"]
    assert row[table.at("item_remarks")] == "{}"
    (written,) = row_lines(table, [row])
    assert json.loads(written) == older, "and the older program can read it again"


def test_a_good_line_of_every_table_is_good() -> None:
    for table in TABLES:
        if table != "letters":
            assert read(table, [line(table)])[1] == {}, table


@settings(max_examples=100)
@given(data=st.data())
def test_no_bytes_stop_the_reader(data: st.DataObject) -> None:
    """Bytes of any kind, and good lines in which some bytes were changed."""
    table = data.draw(st.sampled_from([name for name in TABLES if name != "letters"]))
    whole = line(table)
    start = data.draw(st.integers(0, len(whole)))
    damaged = whole[:start] + data.draw(st.binary(max_size=4)) + whole[start + data.draw(st.integers(0, 4)) :]
    lines = [whole, damaged, data.draw(st.binary(max_size=60)), whole]
    taken, refused = read(table, lines)
    assert len(taken) + len(refused) == 4
    assert set(refused) <= {2, 3}
