"""`cases list --overdue`: what a script reads of the cases that were closed after their limit."""

from pathlib import Path

import pytest

from tests.e2e.office import Office

LEDGER = """案号,案由,适用程序,立案日期,结案日期
（2025）吉0199民初1号,离婚纠纷,普通程序,2025-03-02,2025-11-02
（2025）吉0199民初2号,离婚纠纷,普通程序,2025-03-02,2025-09-02
（2025）吉0199刑初3号,盗窃罪,速裁程序,2025-03-02,2025-03-18
（2025）吉0199民初4号,离婚纠纷,,2025-03-02,2025-11-02
"""


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    made = Office(tmp_path / "office", capsys)
    made.json("init", "--role", "office", "--name", "云溪法院审管办")
    (tmp_path / "台账.csv").write_text(LEDGER, encoding="utf-8")
    assert made.json("ledger", "import", str(tmp_path / "台账.csv"))["new"] == 4
    return made


def test_the_days_stand_in_every_row_and_narrow_the_list(office: Office) -> None:
    days = {case["number"]: case["days_over"] for case in office.json("cases", "list")["cases"]}
    # 2 September to 2 November: 28 + 31 + 2; at most 15 days after 2 March: 17 March
    assert list(days.values()) == [0, 1, 0, 61]
    listed = office.json("cases", "list", "--overdue")
    assert listed["total"] == 2
    assert [case["days_over"] for case in listed["cases"]] == [1, 61]


def test_people_are_told_that_it_is_a_hint(office: Office) -> None:
    code, out, err = office.run("cases", "list", "--overdue")
    assert (code, err) == (0, "")
    assert out.startswith("共 2 件（超审限按台账的程序和日期推算：提示，不是问题）")
    assert "超 61 天" in out
