"""`scores`: sheets of every kind out, filled ones in, and what happens where they contradict what stands."""

import json
from pathlib import Path

import docx
import pytest

from tests.e2e.office import Office

SAMPLES = Path(__file__).parents[1] / "data" / "ledgers"


@pytest.fixture
def batch(office: Office) -> str:
    """A batch of two cases, assigned."""
    office.json("ledger", "import", str(SAMPLES / "民事结案台账.xlsx"))
    office.json("batch", "create", "一季度", "--kind", "routine", "--standard", "civil-100", "--reviewer", "甲")
    office.json("batch", "draw", "一季度", "--count", "2", "--seed", "2026")
    office.json("batch", "assign", "一季度")
    return "一季度"


def fill(path: Path, verdicts: dict[int, str], grade: str = "") -> Path:
    """Type verdicts into a sheet by the numbers of its items, None for all, and tick a grade."""
    paper = docx.Document(str(path))
    for table in paper.tables:
        for row in table.rows:
            cells = row.cells
            if cells[0].text.isdigit() and len(cells) == 6:
                word = verdicts.get(int(cells[0].text), verdicts.get(0, ""))
                if word:
                    cells[2].text = word
                if word == "有问题":
                    cells[5].text = "漏记"
            elif cells[0].text == "建议等次" and grade:
                cells[1].text = cells[1].text.replace(f"□{grade}", f"☑{grade}", 1)
    paper.save(str(path))
    return path


def sheets(office: Office, batch: str, folder: Path, kind: str = "docx") -> list[Path]:
    told = office.json("scores", "template", batch, "--out", str(folder), "--format", kind)
    assert told["path"] == told["files"][0]
    return [Path(file) for file in told["files"]]


def test_every_kind_goes_out(office: Office, batch: str, tmp_path: Path) -> None:
    files = sheets(office, batch, tmp_path / "全部", "all")
    assert sorted(file.suffix for file in files) == [".docx", ".docx", ".pdf", ".pdf", ".xlsx"]
    assert all(file.stat().st_size for file in files)
    assert office.run("scores", "template", batch, "--out", str(tmp_path), "--format", "odt")[0] == 2
    (workbook,) = sheets(office, batch, tmp_path / "默认", "xlsx")
    assert workbook.name == "评分表-一季度.xlsx"
    blank = office.json("scores", "import", str(workbook))
    assert (blank["accepted"], blank["rejected"], blank["blank"]) == (0, 0, 72)


def test_a_filled_word_sheet_is_recorded_and_submitted(office: Office, batch: str, tmp_path: Path) -> None:
    first, second = sheets(office, batch, tmp_path)
    done = office.json("scores", "import", str(fill(first, {0: "不涉及", 1: "有问题", 2: "无问题"})))
    assert (done["accepted"], done["rejected"], len(done["submitted"])) == (36, 0, 1)
    again = office.json("scores", "import", str(first))
    assert (again["accepted"], again["submitted"]) == (36, [])
    half = office.json("scores", "import", str(fill(second, {1: "无问题", 2: "没有问题"})))
    assert (half["accepted"], half["rejected"], half["blank"], len(half["incomplete"])) == (1, 1, 34, 1)
    assert half["rows"][-1]["reason"].startswith("第 2 项：“评定”填的是“没有问题”")
    code, out, _ = office.run("scores", "import", str(second))
    assert code == 0
    assert "第2行" in out


def test_a_submitted_reading_refuses_with_its_sentence(office: Office, batch: str, tmp_path: Path) -> None:
    first, _ = sheets(office, batch, tmp_path)
    office.json("scores", "import", str(fill(first, {0: "不涉及", 1: "无问题"})))
    done = office.json("scores", "import", str(fill(first, {1: "不涉及"})))
    (refused,) = [row for row in done["rows"] if row["outcome"] == "rejected"]
    assert refused["reason"].endswith("。")
    assert (done["accepted"], done["conflicts"]) == (35, 0)


def test_conflicts_are_asked_about(office: Office, batch: str, tmp_path: Path) -> None:
    first, _ = sheets(office, batch, tmp_path)
    office.json("scores", "import", str(fill(first, {1: "无问题", 2: "无问题"})))
    fill(first, {1: "有问题", 3: "无问题"})
    asked = office.json("scores", "import", str(first))
    assert (asked["accepted"], asked["rejected"], asked["conflicts"]) == (2, 1, 1)
    (row,) = [row for row in asked["rows"] if row["outcome"] == "conflict"]
    assert row["standing"] == "无问题"
    assert "漏记" in row["sheet"]
    assert "与已有评定不一致" in row["reason"]
    code, out, _ = office.run("scores", "import", str(first))
    assert code == 0
    assert "--conflicts keep" in out
    kept = office.json("scores", "import", str(first), "--conflicts", "keep")
    assert (kept["accepted"], kept["rejected"], kept["kept"]) == (2, 0, 1)
    taken = office.json("scores", "import", str(first), "--conflicts", "take")
    assert (taken["accepted"], taken["rejected"], taken["conflicts"]) == (3, 0, 0)
    assert office.json("scores", "import", str(first))["accepted"] == 3


def test_an_open_conflict_keeps_the_case_open(office: Office, batch: str, tmp_path: Path) -> None:
    first, _ = sheets(office, batch, tmp_path)
    office.json("scores", "import", str(fill(first, {1: "不涉及"})))
    fill(first, {0: "不涉及", 1: "无问题"})
    asked = office.json("scores", "import", str(first))
    assert (asked["submitted"], len(asked["incomplete"])) == ([], 1)
    assert len(office.json("scores", "import", str(first), "--conflicts", "take")["submitted"]) == 1


def test_another_grade_needs_its_reason(office: Office, batch: str, tmp_path: Path) -> None:
    first, _ = sheets(office, batch, tmp_path)
    done = office.json("scores", "import", str(fill(first, {0: "不涉及", 1: "无问题"}, "差错")))
    assert (done["accepted"], done["submitted"], len(done["incomplete"])) == (36, [], 1)
    assert any("请写明理由" in row["reason"] for row in done["rows"])


def test_a_blind_batch_has_no_names_on_its_sheets(office: Office, batch: str, tmp_path: Path) -> None:
    office.json("batch", "create", "盲评", "--standard", "civil-100", "--reviewer", "甲", "--blind")
    office.json("batch", "draw", "盲评", "--count", "1", "--seed", "1")
    office.json("batch", "assign", "盲评")
    (hidden,) = sheets(office, "盲评", tmp_path / "盲评")
    shown, _ = sheets(office, batch, tmp_path / "常规")
    assert "承办人" in facts_of(shown)
    assert not {"承办人", "承办部门"} & facts_of(hidden)
    people = {row["handler"] for row in office.json("cases", "list", "--limit", "1000")["cases"]}
    assert not people & facts_of(hidden)
    assert people & facts_of(shown)


def facts_of(path: Path) -> set[str]:
    """The cells of the first tables of a sheet, which say whose case it is."""
    return {cell.text for table in docx.Document(str(path)).tables[:4] for row in table.rows for cell in row.cells}


def test_files_that_are_no_sheets_get_one_sentence(office: Office, batch: str, tmp_path: Path) -> None:
    (tmp_path / "手写.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "别的.docx").write_bytes(b"PK\x03\x04")
    assert "录入" in office.refused("scores", "import", str(tmp_path / "手写.pdf"))
    assert "损坏" in office.refused("scores", "import", str(tmp_path / "别的.docx"))
    assert "无.docx" in office.refused("scores", "import", str(tmp_path / "无.docx"))
    first, _ = sheets(office, batch, tmp_path)
    elsewhere = Office(tmp_path / "别处", office.capsys)
    elsewhere.json("init", "--role", "office", "--name", "乙院")
    told = elsewhere.json("scores", "import", str(fill(first, {1: "无问题"})))
    assert (told["accepted"], told["rejected"]) == (0, 1)
    assert "编码不属于本工作区" in json.dumps(told, ensure_ascii=False)
