"""The custody story by commands: out on a stick and back, lost, given anew, found again; and whatever is refused."""

import contextlib
import io
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import main
import resources
from exports.packages.opening import open_package
from exports.packages.own_keys import unlock_keys
from exports.sample import SampleOffice
from models.services import batches
from models.store import Store
from tests.e2e.office import Office

BATCH = "一季度"
PEOPLE = ("甲", "乙")


def quiet(folder: Path, *arguments: str) -> Any:
    """Run a command whose output nobody checks."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main.main(["--workspace", str(folder), *arguments, "--json"]) == 0
    return json.loads(out.getvalue())


def introduce(owner: Path, other: Path, stick: Path) -> None:
    """Carry a card to another workspace and confirm it there."""
    card = quiet(owner, "package", "card", "--out", str(stick))
    quiet(other, "package", "enrol", card["path"], "--fingerprint", card["fingerprint"])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a batch of four cases for two reviewers, and their workspaces; nobody knows anybody yet."""
    root = tmp_path_factory.mktemp("custody")
    office = root / "office"
    quiet(office, "init", "--role", "office", "--name", "云溪法院审管办")
    quiet(office, "ledger", "import", str(resources.path("samples", "民事结案台账.xlsx")))
    quiet(office, "batch", "create", BATCH, "--reviewer", "甲", "--reviewer", "乙")
    quiet(office, "batch", "draw", BATCH, "--count", "4", "--seed", "2026")
    quiet(office, "batch", "assign", BATCH)
    for name in PEOPLE:
        quiet(root / name, "init", "--role", "reviewer", "--name", name)
    return root


@pytest.fixture(scope="module")
def acquainted(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with cards exchanged and compared."""
    root = tmp_path_factory.mktemp("acquainted") / "all"
    shutil.copytree(template, root)
    (root / "stick").mkdir()
    for name in PEOPLE:
        introduce(root / name, root / "office", root / "stick")
        introduce(root / "office", root / name, root / "stick")
    for card in (root / "stick").iterdir():
        card.unlink()
    return root


class Court:
    """The workspaces of one test, and its stick."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self.capsys = root, capsys
        self.stick = root / "stick"
        self.stick.mkdir(exist_ok=True)
        self.office = Office(root / "office", capsys)
        self.first, self.second = (Office(root / name, capsys) for name in PEOPLE)

    def send(self, sender: Office, to: str, *more: str) -> str:
        """Write one package onto the stick; its path."""
        (file,) = sender.json("package", "export", BATCH, "--to", to, "--out", str(self.stick), *more)["files"]
        return str(file["path"])

    def score(self, desk: Office, actor: str, first: int = 0) -> int:
        """Score and submit everything that a desk holds, by the sample's readings from `first` on."""
        with Store.open(desk.folder) as store:
            work = SampleOffice(store, date(2026, 1, 5), actor=actor)
            with store.read() as session:
                work.batch_id = batches.find(session, BATCH).id
            rows = work.readings()
            for index, row in enumerate(rows, first):
                work.score(row, index)
                work.submit(row, index)
        return len(rows)

    def deliver(self, desk: Office, name: str) -> None:
        """Hand a reviewer's work over."""
        desk.json("package", "import", self.send(self.office, name))

    def facts(self, desk: Office) -> tuple[str, int]:
        """What must be the same before and after something that is refused."""
        return desk.json("check")["content_hash"], len(desk.json("package", "list")["packages"])


@pytest.fixture
def court(acquainted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Court:
    root = tmp_path / "all"
    shutil.copytree(acquainted, root)
    return Court(root, capsys)


@pytest.fixture
def strangers(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Court:
    root = tmp_path / "all"
    shutil.copytree(template, root)
    return Court(root, capsys)


def test_the_stick_is_lost_the_work_given_anew_and_nothing_is_lost(court: Court) -> None:
    office, first = court.office, court.first
    court.deliver(first, "甲")
    assert court.score(first, "甲") == 2
    lost = court.send(first, "云溪法院审管办")
    assert "写明原因" in office.refused("batch", "reassign", BATCH, "--reviewer", "甲", "--reason", " ")
    anew = office.json("batch", "reassign", BATCH, "--reviewer", "甲", "--reason", "电脑和U盘一同遗失")
    assert (anew["cases"], anew["epoch"], anew["to"]) == (2, 2, "甲")

    new = Office(court.root / "甲的新电脑", court.capsys)
    new.json("init", "--role", "reviewer", "--name", "甲的新电脑")
    introduce(office.folder, new.folder, court.stick)
    card = quiet(new.folder, "package", "card", "--out", str(court.stick))
    confirmed = office.json(
        "package", "enrol", card["path"], "--fingerprint", card["fingerprint"].replace(" ", ""), "--reviewer", "甲"
    )
    assert confirmed["confirmed"]
    assert "2个可用的席位" in office.refused("package", "export", BATCH, "--to", "甲", "--out", str(court.stick))
    court.deliver(new, "甲的新电脑")
    assert court.score(new, "甲") == 2
    back = office.json("package", "import", court.send(new, "云溪法院审管办"))
    assert (back["quarantined"], back["refused"], back["kind"], back["batch"]) == (0, 0, "results", BATCH)
    assert back["receipts"] == 1
    (mine,) = new.json("package", "status")["batches"]
    assert (mine["office"], mine["cases"], mine["submitted"], mine["last_out"]) == ("云溪法院审管办", 2, 2, 1)

    assert office.json("package", "held") == {"stale": [], "forks": [], "waiting": []}
    trial = office.json("package", "import", lost, "--dry-run")
    found = office.json("package", "import", lost)
    assert {key: trial[key] for key in ("new", "quarantined")} == {key: found[key] for key in ("new", "quarantined")}
    assert found["quarantined"] > 0
    assert all("已重新分派" in row["reason"] for row in found["rows"])
    stale = office.json("package", "held")["stale"]
    assert [(row["reviewer"], row["epoch"], row["answers"]) for row in stale] == [("甲", 1, 36), ("甲", 1, 36)]
    assert all(row["grade"] and row["cancelled_reason"] == "电脑和U盘一同遗失" for row in stale)

    said = ("--reason", "已重新评查", "--decided-by", "组长")
    assert office.json("package", "reject", stale[0]["assignment"], *said)["case"] == stale[0]["case"]
    adopted = office.json("package", "adopt", stale[1]["case"], *said)
    assert adopted["assignment"] == stale[1]["assignment"]
    for row in office.json("package", "held")["stale"]:  # the reading that the adopted one replaced
        assert (row["case"], row["epoch"]) == (stale[1]["case"], 2)
        office.json("package", "reject", row["assignment"], *said)
    assert office.json("package", "held")["stale"] == []
    assert "没有等待决定" in office.refused("package", "adopt", stale[0]["assignment"], *said)
    status = {row["reviewer"]: row for row in office.json("package", "status", BATCH)["people"]}
    assert (status["甲"]["out"], status["甲"]["back"], status["乙"]["here"]) == (2, 2, 2)
    assert office.json("check")["ok"]


def test_a_blind_package_names_nobody(court: Court) -> None:
    office, first = court.office, court.first
    office.json("batch", "create", "盲评", "--reviewer", "甲", "--blind")
    drawn = office.json("batch", "draw", "盲评", "--count", "6", "--seed", "1")["drawn"]
    office.json("batch", "assign", "盲评")
    handlers = {case["handler"] for case in office.json("cases", "list", "--batch", "盲评")["cases"]}
    assert len(drawn) == 6
    assert all(len(name) > 1 for name in handlers)
    (file,) = office.json("package", "export", "盲评", "--to", "甲", "--out", str(court.stick))["files"]
    with Store.open(first.folder) as store:
        identities = unlock_keys(store).identities
    with open_package(Path(file["path"]), identities, scratch=court.root) as opened:
        assert opened.manifest.is_blind
        content = b"".join(opened.text(member.name) for member in opened.manifest.members)
    assert content
    assert not any(name.encode() in content for name in handlers)
    first.json("package", "import", file["path"])
    assert {case["handler"] for case in first.json("cases", "list")["cases"]} == {""}


def test_a_passphrase_stands_in_for_cards(strangers: Court) -> None:
    office, first = strangers.office, strangers.first
    secret, wrong, empty = (strangers.root / name for name in ("口令.txt", "错误.txt", "空.txt"))
    secret.write_text("云溪法院 二〇二六\r\n", encoding="utf-8")
    wrong.write_text("别的口令一二三\n", encoding="utf-8")
    empty.write_text("\n", encoding="utf-8")
    export = ("package", "export", BATCH, "--to", "甲", "--out", str(strangers.stick))
    assert "没有登记并核对过的席位" in office.refused(*export)
    code, out, _ = office.run(*export, "--passphrase-file", str(secret))
    assert code == 0
    assert "用口令封装" in out
    assert "可以安全拔出" in out
    sent = office.json(*export, "--passphrase-file", str(secret))
    assert (sent["sealed_by"], sent["repeat"]) == ("passphrase", True)
    path = sent["files"][0]["path"]
    assert "需要口令" in first.refused("package", "import", path)
    assert "口令不正确" in first.refused("package", "import", path, "--passphrase-file", str(wrong))
    assert "只有一行口令" in first.refused("package", "import", path, "--passphrase-file", str(empty))
    assert "找不到文件" in first.refused("package", "import", path, "--passphrase-file", str(secret) + "x")
    short = strangers.root / "短.txt"
    short.write_text("123")
    assert "口令太短" in office.refused(*export, "--passphrase-file", str(short))
    came = first.json("package", "import", path, "--passphrase-file", str(secret))
    assert "只凭口令相信" in came["warnings"][0]
    strangers.score(first, "甲")
    back = strangers.send(first, "云溪法院审管办", "--seal-passphrase-file", str(secret))
    result = office.json("package", "import", back, "--passphrase-file", str(secret))
    assert result["new"] > 0
    assert (result["refused"], result["quarantined"]) == (0, 0)
    assert office.json("batch", "status", BATCH)["reviewers"][0]["submitted"] in (0, 2)
    assert office.json("check")["ok"]


def test_the_passphrase_of_the_keys_is_not_for_others(strangers: Court) -> None:
    office = strangers.office
    secret, other = strangers.root / "密钥口令.txt", strangers.root / "封装口令.txt"
    secret.write_text("correct horse")
    other.write_text("battery staple")
    office.json("keys", "passphrase", "--new-passphrase-file", str(secret))
    export = ("package", "export", BATCH, "--to", "甲", "--out", str(strangers.stick), "--passphrase-file", str(secret))
    assert "--seal-passphrase-file" in office.refused(*export)
    assert office.json(*export, "--seal-passphrase-file", str(other))["sealed_by"] == "passphrase"


def test_a_revoked_seat_gets_nothing_and_is_not_believed(court: Court) -> None:
    office, first = court.office, court.first
    court.deliver(first, "甲")
    court.score(first, "甲")
    back = court.send(first, "云溪法院审管办")
    assert "没有登记过席位" in office.refused("package", "revoke", "丙", "--reason", "遗失")
    assert office.json("package", "revoke", "甲", "--reason", "电脑遗失")["revoked"]
    before = court.facts(office)
    assert "已作废的密钥" in office.refused("package", "import", back)
    assert "已经作废" in office.refused("package", "export", BATCH, "--to", "甲", "--out", str(court.stick))
    assert court.facts(office) == before
    seats = {row["name"]: row for row in office.json("package", "seats")["seats"]}
    assert (seats["甲"]["confirmed"], seats["甲"]["revoked_reason"]) == (False, "电脑遗失")
    assert seats["乙"]["confirmed"]


def test_a_package_of_somebody_else_stays_shut(court: Court) -> None:
    path = court.send(court.office, "甲")
    before = court.facts(court.second)
    assert "不是封给本机的" in court.second.refused("package", "import", path)
    code, out, err = court.second.run("package", "verify", path, "--json")
    told = json.loads(out)
    assert (code, told["ok"], told["kind"]) == (1, False, None)
    assert told["reason"] in err
    assert court.facts(court.second) == before


def test_verify_says_what_a_package_is(court: Court) -> None:
    path = court.send(court.office, "甲")
    told = court.first.json("package", "verify", path)
    assert told["ok"]
    assert (told["kind"], told["batch"], told["sender"]) == ("assignment", BATCH, "云溪法院审管办")
    assert (told["recipient"], told["sequence"], told["epoch"]) == ("甲", 1, 1)
    broken = court.stick / "坏.pingheng"
    broken.write_bytes(Path(path).read_bytes()[:-100])
    assert "坏.pingheng" in court.first.refused("package", "verify", str(broken))
    assert "找不到文件" in court.first.refused("package", "verify", str(court.stick / "无.pingheng"))


def test_twice_is_once_and_a_trial_is_nothing(court: Court) -> None:
    path = court.send(court.office, "甲")
    before = court.facts(court.first)
    trial = court.first.json("package", "import", path, "--dry-run")
    assert trial["new"] > 0
    assert court.facts(court.first) == before
    done = court.first.json("package", "import", path)
    assert (done["new"], done["replay"]) == (trial["new"], False)
    after = court.facts(court.first)
    again = court.first.json("package", "import", path)
    assert (again["new"], again["identical"], again["replay"]) == (0, done["new"], True)
    assert court.facts(court.first) == after


def test_a_stick_that_is_not_there_changes_nothing(court: Court) -> None:
    before = court.facts(court.office)
    gone = court.stick / "拔掉了"
    assert "文件夹不存在" in court.office.refused("package", "export", BATCH, "--to", "甲", "--out", str(gone))
    assert not gone.exists()
    gone.write_text("不是文件夹")
    assert str(gone) in court.office.refused("package", "export", BATCH, "--to", "甲", "--out", str(gone))
    assert court.facts(court.office) == before
    assert all(row["out"] == 0 for row in court.office.json("package", "status")["people"])
    assert str(gone) in court.office.refused("package", "card", "--out", str(gone))


def test_results_of_two_reviewers_share_a_stick(court: Court) -> None:
    for desk, name in ((court.first, "甲"), (court.second, "乙")):
        court.deliver(desk, name)
        court.score(desk, name)
    paths = [court.send(desk, "云溪法院审管办") for desk in (court.first, court.second)]
    assert len(set(paths)) == 2
    assert [court.office.json("package", "import", path)["sender"] for path in paths] == ["甲", "乙"]
    assert court.office.json("batch", "status", BATCH)["states"]["scored"] == 4


def test_only_compared_digits_are_trusted(strangers: Court) -> None:
    office, first = strangers.office, strangers.first
    card = first.json("package", "card", "--out", str(strangers.stick), "--paper")
    assert Path(card["paper"]).read_bytes().startswith(b"%PDF")
    known = office.json("package", "enrol", card["path"])
    assert (known["confirmed"], known["fingerprint"], known["name"]) == (False, card["fingerprint"], "甲")
    code, out, _ = office.run("package", "enrol", card["path"])
    assert code == 0
    assert "--fingerprint" in out
    export = ("package", "export", BATCH, "--to", "甲", "--out", str(strangers.stick))
    assert "没有登记并核对过的席位" in office.refused(*export)
    wrong = " ".join(["00000"] * 6)
    assert "指纹" in office.refused("package", "enrol", card["path"], "--fingerprint", wrong)
    assert "本机自己的登记卡" in first.refused("package", "enrol", card["path"])
    assert "是登记卡" in office.refused("package", "import", card["path"])
    assert office.json("package", "verify", card["path"])["kind"] == "enrolment"
    assert office.json("package", "enrol", card["path"], "--fingerprint", card["fingerprint"])["reviewer"] == "甲"
    sent = office.json(*export)
    assert sent["rows"]["assignments"] == 2
    assert "不是登记卡" in first.refused("package", "enrol", sent["files"][0]["path"])
    assert "没有登记" in first.refused("package", "import", sent["files"][0]["path"])


def test_each_role_writes_its_own_kinds(court: Court) -> None:
    export = ("package", "export", BATCH, "--out", str(court.stick))
    assert "不写结果包" in court.office.refused(*export, "--to", "甲", "--kind", "results")
    assert "还没有办结" in court.office.refused(*export, "--to", "甲", "--kind", "archive")
    court.deliver(court.first, "甲")
    to = ("--to", "云溪法院审管办")
    assert "不写任务包" in court.first.refused(*export, *to, "--kind", "assignment")
    assert "还没有可以交回" in court.first.refused(*export, *to)
    receipt = court.first.json(*export, *to, "--kind", "receipt")
    assert (receipt["kind"], receipt["batch"]) == ("receipt", None)
    assert court.office.json("package", "import", receipt["files"][0]["path"])["receipts"] == 1
    assert court.office.json("package", "status")["people"][1]["received"]
    assert court.office.json("package", "list")["packages"][-1]["received_at"]
    code, _, err = court.first.run(*export, *to, "--with-attachments")
    assert code == 2
    assert "--with-attachments" in err
    assert "没有批次" in court.office.refused("package", "export", "无", "--to", "甲", "--out", str(court.stick))


def test_locked_keys_want_their_passphrase(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret, short, other = (tmp_path / name for name in ("一.txt", "短.txt", "二.txt"))
    secret.write_text("correct horse\n")
    short.write_text("short")
    other.write_text("battery staple")
    desk = Office(tmp_path / "desk", capsys)
    assert "口令太短" in desk.refused("init", "--role", "office", "--name", "办", "--passphrase-file", str(short))
    assert not desk.folder.exists()
    made = desk.json("init", "--role", "office", "--name", "办", "--passphrase-file", str(secret))
    assert made["locked"]
    card = ("package", "card", "--out", str(tmp_path))
    assert "由口令保护" in desk.refused(*card)
    assert "口令不正确" in desk.refused(*card, "--passphrase-file", str(other))
    assert desk.json(*card, "--passphrase-file", str(secret))["fingerprint"] == made["fingerprint"]
    assert "已有密钥" in desk.refused("keys", "make")
    changed = ("keys", "passphrase", "--passphrase-file", str(secret), "--new-passphrase-file", str(other))
    assert desk.json(*changed)["fingerprint"] == made["fingerprint"]
    sheet = tmp_path / "恢复单.pdf"
    desk.json("keys", "recovery", "--out", str(sheet), "--passphrase-file", str(other))
    assert sheet.read_bytes().startswith(b"%PDF")
    replaced = desk.json("keys", "replace", "--forgotten", "--passphrase-file", str(secret))
    assert replaced["fingerprint"] != made["fingerprint"]
    assert desk.json("keys", "show")["locked"]
    freed = desk.json("keys", "passphrase", "--passphrase-file", str(secret), "--remove")
    assert not freed["locked"]
    lines = tmp_path / "行.txt"
    lines.write_text("ABCD\n")
    assert "恢复单应有 6 行" in desk.refused("keys", "recover", "--lines-file", str(lines))


def test_a_recovery_sheet_brings_the_keys_back(court: Court) -> None:
    from exports.packages.own_keys import recovery_sheet

    with Store.open(court.office.folder) as store:
        lines = recovery_sheet(store)
    before = court.office.json("keys", "show")["fingerprint"]
    assert court.office.json("keys", "replace")["fingerprint"] != before
    typed = court.root / "行.txt"
    typed.write_text("\n".join(lines).lower())
    assert court.office.json("keys", "recover", "--lines-file", str(typed))["fingerprint"] == before


def test_a_copied_laptop_leaves_a_choice(court: Court) -> None:
    office, first = court.office, court.first
    court.deliver(first, "甲")
    copy = Office(court.root / "甲的副本", court.capsys)
    shutil.copytree(first.folder, copy.folder)
    court.score(first, "甲")
    court.score(copy, "甲", first=1)
    for desk in (first, copy):
        office.json("package", "import", court.send(desk, "云溪法院审管办"))
    forks = office.json("package", "held")["forks"]
    assert forks
    said = ("--reason", "与甲当面核实", "--decided-by", "组长")
    for fork in forks:
        assert len(fork["sides"]) == 2
        office.json("package", "choose", fork["subject"], fork["sides"][0]["row"], *said)
    assert office.json("package", "held")["forks"] == []
    refused = office.refused("package", "choose", forks[0]["subject"], forks[0]["sides"][0]["row"], *said)
    assert "没有等待决定" in refused
    assert office.json("check")["ok"]


def test_scans_travel_when_they_are_asked_for(court: Court) -> None:
    office, first = court.office, court.first
    scan, text = court.root / "笔录.pdf", court.root / "说明.txt"
    scan.write_bytes(b"%PDF-1.4 " + bytes(range(256)) * 100)
    text.write_text("x")
    cases = office.json("cases", "list", "--batch", BATCH)["cases"]
    for case in cases:
        assert len(office.json("cases", "attach", case["number"], str(scan))["attachments"]) == 1
    assert "不是扫描件" in office.refused("cases", "attach", cases[0]["number"], str(text))
    assert "没有（2020）吉0102民初1号" in office.refused("cases", "attach", "(2020)吉0102民初1号", str(scan))
    came = first.json("package", "import", court.send(office, "甲", "--with-attachments"))
    assert came["attachments"] == 1
    assert first.json("check")["ok"]


def test_a_recheck_needs_cases_that_wait_for_it(court: Court) -> None:
    assert "没有等待复评" in court.office.refused("recheck", "assign", BATCH, "--reviewer", "甲")
    assert "没有“丙”" in court.office.refused("recheck", "assign", BATCH, "--reviewer", "丙")
    take_back = ("recheck", "take-back", BATCH, "--reviewer", "甲", "--reason", "U 盘遗失")
    assert court.office.refused(*take_back)
    reassign = ("batch", "reassign", BATCH, "--reviewer", "甲", "--reason", "U 盘遗失")
    assert "没有交出在外" in court.office.refused(*reassign)


def test_an_old_backup_of_the_office_loses_no_results(court: Court) -> None:
    office, first = court.office, court.first
    backup = office.json("backup", "create")["path"]
    court.deliver(first, "甲")
    court.score(first, "甲")
    back = court.send(first, "云溪法院审管办")
    office.json("backup", "restore", "--file", backup)
    came = office.json("package", "import", back)
    assert came["new"] == 0
    assert came["quarantined"] > 0
    waiting = office.json("package", "held")["waiting"]
    assert {row["reason"] for row in waiting} == {"holder"}
    one = waiting[0]["row"]
    office.json("package", "dismiss", one, "--reason", "先放一放")
    assert one not in {row["row"] for row in office.json("package", "held")["waiting"]}
    assert "没有等待决定" in office.refused("package", "dismiss", one, "--reason", "先放一放")
    assert office.json("batch", "status", BATCH)["states"].get("scored", 0) == 0
    # handed over once more, the work is the reviewer's again, and what waited finds its place
    court.deliver(first, "甲")
    assert office.json("package", "held")["waiting"] == []
    assert office.json("batch", "status", BATCH)["states"]["scored"] == 2
    assert office.json("check")["ok"]
