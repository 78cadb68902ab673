"""The remedy ledger as it comes back from the departments, row by row."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from exports.ledgers.remedies import write_remedy_ledger
from exports.ledgers.remedying import RemedyOutcome, import_remedies, write_remedy_template
from models.queries.remedies import RemedyRow, remedy_rows
from models.remedy import RemedyStatus

DONE_ON = date(2026, 1, 12)


def rows_of(scene) -> tuple[RemedyRow, ...]:
    with scene.store.read() as session:
        return remedy_rows(session)


def done(row: RemedyRow, **more) -> RemedyRow:
    return replace(row, status=RemedyStatus.DONE, account="已补附", done_on=DONE_ON, **more)


def test_what_a_department_filled_in_is_recorded_once(make_scene, tmp_path: Path) -> None:
    scene = make_scene(cases=2, faulty=2)
    scene.issue(2)
    first, *others = rows_of(scene)
    path = tmp_path / "台账.xlsx"
    write_remedy_ledger(path, [done(first, measure="补正并重新装订"), *others])
    report = import_remedies(scene.store, path, "张主任")
    assert [result.outcome for result in report.rows] == [RemedyOutcome.RECORDED, *[RemedyOutcome.IDENTICAL] * 2]
    kept = next(row for row in rows_of(scene) if row.remedy_id == first.remedy_id)
    assert (kept.status, kept.account, kept.done_on) == (RemedyStatus.DONE, "已补附", DONE_ON)
    assert kept.measure == "补正并重新装订"
    assert first.remedy_id in report.changes.remedies
    again = import_remedies(scene.store, path, "张主任")
    assert again.count(RemedyOutcome.IDENTICAL) == 3
    assert not again.changes


def test_a_refused_row_does_not_stop_the_others(make_scene, tmp_path: Path) -> None:
    scene = make_scene(cases=2, faulty=2)
    scene.issue(2)
    first, second, third = rows_of(scene)
    foreign = replace(first, remedy_id=uuid4())
    elsewhere = done(second, case_number="（2025）吉0199民初999号")
    reasonless = replace(first, status=RemedyStatus.NOT_DONE)
    path = tmp_path / "台账.xlsx"
    write_remedy_ledger(path, [foreign, elsewhere, reasonless, done(third)])
    report = import_remedies(scene.store, path, "张主任")
    assert [result.outcome for result in report.rows] == [*[RemedyOutcome.REJECTED] * 3, RemedyOutcome.RECORDED]
    assert "不在本工作区" in report.rows[0].reason
    assert second.case_number in report.rows[1].reason
    assert "写明原因" in report.rows[2].reason
    assert [row.status for row in rows_of(scene)].count(RemedyStatus.DONE) == 1


def test_a_blank_cell_is_no_news(make_scene, tmp_path: Path) -> None:
    scene = make_scene(cases=1, faulty=1)
    scene.issue(1)
    (row,) = rows_of(scene)
    path = tmp_path / "台账.xlsx"
    write_remedy_ledger(path, [replace(row, measure="", leader="", person="")])
    assert not import_remedies(scene.store, path, "张主任").changes
    assert rows_of(scene) == (row,)


def test_the_template_holds_what_is_asked_for(make_scene, tmp_path: Path) -> None:
    scene = make_scene(cases=3, faulty=3)
    scene.issue(3)
    rows = rows_of(scene)
    department = rows[0].department
    own = sum(row.department == department for row in rows)
    assert write_remedy_template(scene.store, scene.batch_id, tmp_path / "全部.xlsx") == len(rows)
    assert write_remedy_template(scene.store, None, tmp_path / "一庭.xlsx", department=department) == own
