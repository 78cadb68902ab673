"""The commands, as a script uses them: JSON out, one sentence on stderr, the right exit codes."""

import json
from pathlib import Path

import pypdfium2
import pytest

import main
import resources
from tests.e2e.office import Office

SAMPLES = Path(__file__).parents[1] / "data" / "ledgers"


@pytest.mark.parametrize("name", ["民事结案台账.xlsx", "执行案件台账.csv"])
def test_sample_ledgers_import_as_expected(office: Office, name: str) -> None:
    expected = json.loads((SAMPLES / name).with_suffix(".expected.json").read_text(encoding="utf-8"))
    trial = office.json("ledger", "import", str(SAMPLES / name), "--dry-run")
    assert office.json("cases", "list")["total"] == 0
    result = office.json("ledger", "import", str(SAMPLES / name))
    assert trial == result
    assert {key: result[key] for key in ("new", "duplicate", "rejected")} == {
        key: expected[key] for key in ("new", "duplicate", "rejected")
    }
    listed = office.json("cases", "list", "--limit", "1000")
    departments: dict[str, int] = {}
    for case in listed["cases"]:
        departments[case["department"]] = departments.get(case["department"], 0) + 1
    assert departments == expected["by_department"]
    numbers = {case["number"]: case for case in listed["cases"]}
    assert numbers[expected["first"]]["filed_on"] == expected["first_filed"]
    assert numbers[expected["first"]]["handler"] == expected["first_handler"]
    assert expected["last"] in numbers
    again = office.json("ledger", "import", str(SAMPLES / name))
    assert (again["new"], again["changed"], again["identical"]) == (0, 0, expected["new"])


def test_demo_leaves_letters_that_say_what_was_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["demo", "--out", str(tmp_path), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["cases"] == 60
    assert result["letters"] == result["reviewed"] == sum(result["grades"].values()) == 24
    assert result["cleared"] == result["findings"] > 0
    assert all(Path(file).is_file() for file in result["files"])
    packages = result["packages"]
    assert {one["kind"] for one in packages} == {"assignment", "results", "archive", "receipt"}
    assert {one["epoch"] for one in packages if one["kind"] == "assignment"} == {1, 2}
    assert all(one["received"] for one in packages if one["kind"] in ("assignment", "results"))
    assert {Path(file).name for file in result["files"]} >= {one["file"] for one in packages}
    for folder in tmp_path.glob("评查员-*"):
        assert Office(folder, capsys).json("check")["ok"]
    office = Office(tmp_path / "工作区", capsys)
    register = office.json("letters", "list", "2026年第一季度常规评查")["letters"]
    names = {"qualified": "合格", "defective": "瑕疵", "seriously_defective": "重大瑕疵", "wrong": "差错"}
    for letter in register:
        text = pdf_text(next((tmp_path / "反馈意见书").glob(f"{letter['number']} *.pdf")))
        assert letter["case"] in text
        assert letter["number"] in text
        assert f"等次为“{names[letter['grade']]}”" in text
        assert "不影响裁判的效力" in text
    remedies = office.json("remedy", "list", "2026年第一季度常规评查")["remedies"]
    for remedy in remedies:
        text = pdf_text(next((tmp_path / "反馈意见书").glob(f"* {remedy['case']}.pdf")))
        assert remedy["content"] in text
    assert office.json("check")["ok"]
    assert office.json("batch", "status", "2026年第一季度常规评查")["states"]["closed"] == 24
    assert "已经有演示工作区" in Office(tmp_path, capsys).refused("demo", "--out", str(tmp_path))


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


def test_the_main_job_by_commands(office: Office, tmp_path: Path) -> None:
    office.run("ledger", "import", str(resources.path("samples", "民事结案台账.xlsx")))
    office.json(
        "batch",
        "create",
        "一季度",
        "--kind",
        "routine",
        "--standard",
        "civil-100",
        "--reviewer",
        "甲",
        "--reviewer",
        "乙",
    )
    drawn = office.json("batch", "draw", "一季度", "--count", "4", "--seed", "2026")
    assert len(drawn["drawn"]) == 4
    assert office.json("batch", "assign", "一季度")["reviewers"] == {"甲": 2, "乙": 2}
    sheets = office.json("scores", "template", "一季度", "--out", str(tmp_path / "sheets"))
    assert Path(sheets["path"]).is_file()
    case = drawn["drawn"][0]
    shown = office.json("grade", "show", case, "--batch", "一季度")
    assert (shown["determined"], shown["merits"]) == (None, [])
    refused = office.refused("grade", "determine", case, "--batch", "一季度", "--grade", "合格", "--by", "组长")
    assert "不能审定等次" in refused
    assert office.json("stats", "一季度", "--xlsx", str(tmp_path / "统计.xlsx"))["cases"] == 4
    assert (tmp_path / "统计.xlsx").is_file()
    assert "还有4件没有办结" in office.refused("batch", "close", "一季度")


def test_wrong_words_get_one_sentence(office: Office, tmp_path: Path) -> None:
    assert "没有批次" in office.refused("batch", "status", "没有")
    assert "没有评查标准" in office.refused("batch", "create", "甲", "--standard", "没有", "--reviewer", "乙")
    assert str(tmp_path / "无.xlsx") in office.refused("ledger", "import", str(tmp_path / "无.xlsx"))
    code, _, err = office.run("batch", "draw", "甲")
    assert code == 2
    assert "--count" in err
    elsewhere = Office(tmp_path / "空", office.capsys)
    assert elsewhere.refused("cases", "list")


def test_standards(office: Office, tmp_path: Path) -> None:
    shelf = {row["id"]: row for row in office.json("standards", "list")["standards"]}
    assert shelf["civil-100"]["total"] == 100
    broken = tmp_path / "坏标准.toml"
    text = resources.read_text("standards", "civil-100.toml")
    broken.write_text(text.replace('kind = "fixed"', 'kind = "fixt"', 1), encoding="utf-8")
    code, out, _ = office.run("standards", "check", str(broken), "--json")
    assert code == 1
    assert [error["line"] for error in json.loads(out)["errors"]]
    changed = tmp_path / "新标准.toml"
    changed.write_text(text.replace("是否", "有无", 1), encoding="utf-8")
    difference = office.json("standards", "diff", "civil-100", str(changed))
    assert len(difference["changed"]) == 1
    assert (difference["added"], difference["removed"]) == ([], [])


def test_backup_proves_and_restores(office: Office) -> None:
    office.run("ledger", "import", str(SAMPLES / "民事结案台账.xlsx"))
    before = office.json("check")["content_hash"]
    made = office.json("backup", "create")
    assert made["proven_at"]
    assert made["content_hash"] == before
    office.run("ledger", "import", str(SAMPLES / "执行案件台账.csv"))
    assert office.json("check")["content_hash"] != before
    kept = office.json("backup", "restore", "--file", made["path"])["kept"]
    assert Path(kept).is_file()
    assert office.json("check")["content_hash"] == before
    database = office.folder / "pingheng.db"
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    assert "备份" in office.refused("cases", "list")


def test_cases_of_a_list_go_into_a_batch_together(office: Office) -> None:
    office.run("batch", "create", "逐案", "--reviewer", "甲")
    office.run("ledger", "import", str(SAMPLES / "民事结案台账.xlsx"), "--batch", "逐案")
    assert office.json("batch", "status", "逐案")["states"]["drawn"] == 240
