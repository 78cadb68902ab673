"""`standards`: out to Excel, back as a draft, published, compared, and tried on a batch."""

from pathlib import Path

import pytest

import resources
from exports.ledgers.standard_workbooks import read_standard, write_standard
from models.queries.readings import reading, reading_rows
from models.services.answers import record_answer, submit
from models.services.batches import find
from models.store import Store
from review_forms.answers import Answer, Verdict
from review_forms.standard_sheet import StandardSheet
from tests.e2e.office import Office

SAMPLES = Path(__file__).parents[1] / "data" / "ledgers"


def edit(path: Path, row: int, **cells: str) -> None:
    """Change cells of one row, as somebody does in Excel."""
    sheet = read_standard(path)
    rows = list(sheet.rows)
    rows[row] = {**rows[row], **cells}
    write_standard(path, StandardSheet(sheet.head, tuple(rows)))


def test_the_way_of_an_adapted_standard(office: Office, tmp_path: Path) -> None:
    workbook = tmp_path / "民事标准.xlsx"
    assert office.json("standards", "export", "civil-100", str(workbook))["items"] == 36
    assert office.json("standards", "check", str(workbook)) == {"ok": True, "errors": []}
    edit(workbook, 0, rule="本院另有规定", severity="重大瑕疵")
    draft = office.json("standards", "import", str(workbook))["draft"]
    (entry,) = [one for one in office.json("standards", "list")["standards"] if one["key"] == draft]
    assert (entry["state"], entry["items"], entry["total"]) == ("draft", 36, 100)
    code, _, error = office.run("standards", "publish", draft, "--version", "2026.1")
    assert code == 1
    assert "标准“civil-100”已有 2026.1 版" in error
    assert office.json("standards", "publish", draft, "--version", "2026.2")["state"] == "published"
    difference = office.json("standards", "diff", "civil-100", "civil-100 2026.2")
    assert difference["changed"] == [
        {"id": "filing-conditions", "fields": ["severity", "rule"], "changes": ["reweighted", "reworded"]}
    ]
    assert difference["head"] == ["version"]
    toml = tmp_path / "新标准.toml"
    office.json("standards", "export", draft, str(toml))
    assert office.json("standards", "check", str(toml))["ok"]
    code, _, error = office.run("standards", "publish", "civil-100", "--version", "9")
    assert code == 1
    assert "已经发布，不能再改动" in error


def test_faults_of_a_workbook_name_row_and_column(office: Office, tmp_path: Path) -> None:
    workbook = tmp_path / "民事标准.xlsx"
    office.json("standards", "export", "civil-100", str(workbook))
    edit(workbook, 2, points="五", prompt="")
    code, out, _ = office.run("standards", "check", str(workbook))
    assert code == 1
    assert "第 3 个评查项：“分值”应为数字" in out
    assert "第 3 个评查项：缺少“评查内容”" in out
    assert office.json("standards", "import", str(workbook))["errors"]


def test_a_standard_is_written_as_workbook_or_text_only(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "民事标准.xls"
    code, _, error = office.run("standards", "export", "civil-100", str(path))
    assert code == 1
    assert "文件名应以 .xlsx 或 .toml 结尾" in error
    assert not path.exists()


@pytest.mark.parametrize("name", ["没有的.toml", "没有的.xlsx"])
def test_a_file_that_is_not_there(office: Office, tmp_path: Path, name: str) -> None:
    code, _, error = office.run("standards", "check", str(tmp_path / name))
    assert code == 1
    assert name in error


def read_clean(folder: Path, batch: str) -> None:
    """Read every case of a batch and find nothing."""
    with Store.open(folder) as store:
        with store.read() as session:
            rows = reading_rows(session, batch_id=find(session, batch).id)
            items = reading(session, rows[0].assignment_id).standard.items
        for row in rows:
            with store.write("评查员") as session:
                for item in items:
                    record_answer(session, row.assignment_id, Answer(item.id, Verdict.CLEAR))
                submit(session, row.assignment_id, grade="qualified")


def test_a_draft_is_tried_on_a_batch(office: Office, tmp_path: Path) -> None:
    batch = "一季度"
    office.run("ledger", "import", str(SAMPLES / "民事结案台账.xlsx"))
    office.json("batch", "create", batch, "--standard", "civil-100", "--reviewer", "甲")
    office.json("batch", "draw", batch, "--count", "2", "--seed", "2026")
    office.json("batch", "assign", batch)
    read_clean(office.folder, batch)
    stricter = tmp_path / "更严.toml"
    text = resources.read_text("standards", "civil-100.toml")
    stricter.write_text(text.replace('version = "2026.1"', 'version = "x"'), encoding="utf-8")
    result = office.json("standards", "regrade", batch, str(stricter))
    assert (result["cases"], result["changed"], result["unread"]) == (2, 0, 0)
    other = office.json("standards", "regrade", batch, "civil-100", "--scale", "absorbing_three")
    assert [row["new"] for row in other["rows"]] == ["qualified", "qualified"]
    code, _, error = office.run("standards", "regrade", "没有的批次", "civil-100")
    assert code == 1
    assert "没有批次“没有的批次”" in error


def test_a_batch_is_pinned_to_the_published_version(office: Office, tmp_path: Path) -> None:
    office.run("ledger", "import", str(SAMPLES / "民事结案台账.xlsx"))
    toml = tmp_path / "本院.toml"
    office.json("standards", "export", "civil-100", str(toml))
    draft = office.json("standards", "import", str(toml))["draft"]
    before = office.refused("batch", "create", "甲", "--standard", "civil-100 2026.2", "--reviewer", "乙")
    assert "没有评查标准“civil-100 2026.2”" in before
    office.json("standards", "publish", draft, "--version", "2026.2")
    office.json("batch", "create", "甲", "--standard", "civil-100", "--scale", "fine_four", "--reviewer", "乙")
    office.json("batch", "create", "丁", "--standard", "civil-100 2026.1", "--reviewer", "乙")
    shelf = [one for one in office.json("standards", "list")["standards"] if one["id"] == "civil-100"]
    assert {one["version"]: one["batches"] for one in shelf} == {"2026.1": 1, "2026.2": 1}


def test_what_is_no_toml_is_refused_under_its_own_name(office: Office, tmp_path: Path) -> None:
    broken = tmp_path / "坏标准.toml"
    broken.write_text('id = "a', encoding="utf-8")
    assert "“坏标准.toml”" in office.refused("standards", "import", str(broken))
    code, out, _ = office.run("standards", "check", str(broken))
    assert (code, out.splitlines()[0]) == (1, "第1行：引号没有成对（直到文件末尾）")
    assert all(entry["state"] == "shipped" for entry in office.json("standards", "list")["standards"])
