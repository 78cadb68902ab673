"""Faults of definition files: all at once, each with its line and a clear sentence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from review_forms.errors import UserError
from review_forms.item_rules import KIND_KEYS, keys_of
from review_forms.loader import (
    ScaleFaultsError,
    StandardFaultsError,
    check_scale,
    check_standard,
    load_scale,
    load_standard,
)
from review_forms.standard import ItemKind
from review_forms.toml_lines import key_lines

GOOD = """\
id = "small"
version = "1"
title = "小标准"
categories = ["civil"]
family = "points"

[[sections]]
id = "first"
title = "程序"
points = 40

[[sections.items]]
id = "service"
prompt = "送达是否合法"
kind = "per_occurrence"
points = 40
deduction = 10
rule = '''
每处扣 10 分，
扣完为止。'''
common_errors = [
    "未附送达回证",  # 最常见
    "回证没有日期",
]

[[sections]]
id = "second"
title = "文书"
points = 60

[[sections.items]]
id = "format"
prompt = "格式"
kind = "fixed"
points = 59.5
rule = "不合格式不得分"

[[sections.items]]
id = "slips"
prompt = "错漏"
kind = "range"
points = 0.5
minimum = 0.25
rule = "酌定"

[renamed]
old-slips = "slips"
"""


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)


def messages(text: str) -> list[str]:
    return [str(fault) for fault in check_standard(text)]


def test_a_good_file_loads_exactly() -> None:
    standard = load_standard(GOOD, "small.toml")
    assert standard.total == 100
    assert [item.id for item in standard.items] == ["service", "format", "slips"]
    assert standard.item("format").points == Decimal("59.5")
    assert standard.item("slips").least == Decimal("0.25")
    assert standard.item("service").rule == "每处扣 10 分，\n扣完为止。"
    assert standard.renamed == {"old-slips": "slips"}


def test_seven_faults_are_reported_at_once_each_with_its_line() -> None:
    text = (
        GOOD.replace('title = "程序"', 'title = "程序"\ncolour = "red"')
        .replace("deduction = 10", "deduction = 50")
        .replace('id = "slips"', 'id = "format"')
        .replace('prompt = "格式"\n', 'severity = "awful"\n')
        .replace("minimum = 0.25", 'minimum = "a"')
        .replace('id = "second"', 'id = "第二"')
    )
    faults = check_standard(text)
    expected = {
        'colour = "red"': "不认识的键“colour”",
        "deduction = 50": "每次扣分 50 大于本项分值 40",
        'id = "第二"': "“id”的值“第二”不合规定",
        'severity = "awful"': "“severity”的值“awful”不认识，只能是note、defect、major_defect、error",
        "minimum =": "“minimum”应为数字",
        "old-slips": "没有编号为“slips”的评查项",
    }
    for words, message in expected.items():
        assert [fault for fault in faults if fault.line == line_of(text, words) and message in fault.message], words
    second = [number for number, line in enumerate(text.splitlines(), 1) if line == 'id = "format"'][1]
    assert any(fault.line == second and "重复" in fault.message for fault in faults)
    assert any("缺少“prompt”" in fault.message for fault in faults)
    assert len(faults) == 8
    assert [fault.line for fault in faults] == sorted(fault.line or 0 for fault in faults)
    with pytest.raises(StandardFaultsError) as caught:
        load_standard(text, "坏标准.toml")
    assert "评查标准文件“坏标准.toml”有 8 处错误，没有采用" in str(caught.value)
    assert all(str(fault) in str(caught.value) for fault in faults)
    assert isinstance(caught.value, UserError)


def test_a_hopeless_file_does_not_fill_the_screen() -> None:
    strange = "".join(f"key{number} = 1\n" for number in range(100))
    with pytest.raises(StandardFaultsError, match=r"有 100 处错误.*其余 70 处从略") as caught:
        load_standard(strange + GOOD, "x")
    assert len(caught.value.faults) == 100


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("points = 60", "points = 50", "写明 50 分，各评查项合计却是 60 分"),
        ("points = 60\n", "", "缺少“points”，各评查项合计 60 分"),
        ("points = 59.5", "points = 1.125", "“points”最多保留两位小数"),
        ("points = 59.5", "points = -3", "应在 0 至 1000 之间"),
        ("points = 59.5", "points = nan", "应在 0 至 1000 之间"),
        ("points = 59.5", "points = true", "应为数字"),
        ("points = 59.5\n", "", "“全得或不得”类评查项缺少“points”"),
        ("points = 59.5", "points = 59.5\ncap = 3", "“全得或不得”类评查项不设“cap”"),
        ("points = 59.5", "points = 59.5\noutcome = true", "“全得或不得”类评查项不设“outcome”"),
        ('kind = "fixed"\n', "", "缺少“kind”"),
        ('kind = "fixed"', 'kind = "per_missing"', "“按缺项扣分”类评查项缺少“elements”"),
        ("minimum = 0.25", "minimum = 0.75", "最少扣分 0.75 大于扣分上限或分值 0.5"),
        ("deduction = 10", "deduction = 10\ncap = 41", "扣分上限 41 大于本项分值 40"),
        ("deduction = 10", "deduction = 10\ncap = 5", "每次扣分 10 大于扣分上限 5"),
        ("deduction = 10", "deduction = 0", "“deduction”应大于 0"),
        ('old-slips = "slips"', 'service = "slips"', "原编号“service”仍是现有评查项"),
        ('old-slips = "slips"', 'old-slips = "nowhere"', "没有编号为“nowhere”的评查项"),
        ('old-slips = "slips"', "old-slips = 3", "“renamed”应写成表"),
        ('old-slips = "slips"', '"旧" = "slips"', "原编号“旧”不合规定"),
        ('categories = ["civil"]', 'categories = ["maritime"]', "“maritime”不认识"),
        ('categories = ["civil"]', "categories = []", "“categories”不能为空"),
        ('categories = ["civil"]', 'categories = ["civil", "civil"]', "“civil”重复"),
        ('id = "second"', 'id = "first"', "类别编号“first”重复，第 8 行已经用过"),
        ('title = "小标准"', "title = 3", "“title”应为文字"),
        ('title = "小标准"', 'title = "  "', "“title”不能为空"),
        ('title = "小标准"', 'title = "一\\n二"', "“title”只能写成一行"),
        ('family = "points"', 'family = "points"\ncase_cap = 0', "“case_cap”应大于 0"),
        ('family = "points"', 'family = "absorption"', "吸收制标准不计分"),
        ('rule = "酌定"', 'rule = "酌定"\nremediable = "yes"', "只能是 true（是）或 false（否）"),
        ('rule = "酌定"', 'rule = "酌定"\ncommon_errors = ["甲", 3]', "“common_errors”应为文字的列表"),
        ('version = "1"\n', "", "缺少“version”"),
        ('version = "1"', 'version = "1"\nfull_marks = 0', "“full_marks”应大于 0"),
        ('version = "1"', 'version = "1"\nfull_marks = 40', "各类别合计 100 分，应为 40 分"),
        ('version = "1"', 'version = "1"\nbase = 100', "“base”应小于满分 100 分"),
        ("points = 60", "points = 60\nabsolute = true", "各类别合计 40 分，应为 100 分"),
    ],
)
def test_each_fault_has_its_sentence(old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert any(message in text for text in messages(GOOD.replace(old, new, 1))), messages(GOOD.replace(old, new, 1))


@pytest.mark.parametrize("kind", ItemKind)
def test_a_kind_takes_its_keys_and_no_other(kind: ItemKind) -> None:
    values = {"elements": '["甲"]', "element_points": "[1]", "outcome": "true"}
    given = "".join(f"{key} = {values.get(key, '1')}\n" for key in KIND_KEYS)
    text = GOOD.replace('kind = "fixed"\npoints = 59.5', f'kind = "{kind.value}"\n{given}', 1)
    told = {key for key in KIND_KEYS if any(f"类评查项不设“{key}”" in message for message in messages(text))}
    assert told == set(KIND_KEYS) - keys_of(kind)


def test_points_must_come_to_a_hundred() -> None:
    text = GOOD.replace("points = 60", "points = 50").replace("points = 59.5", "points = 49.5")
    assert messages(text) == ["第 7 行：各类别合计 90 分，应为 100 分"]


def test_a_bonus_needs_a_common_cap() -> None:
    bonus = '[[sections.items]]\nid = "extra"\nprompt = "加分"\nkind = "bonus"\npoints = 3\nrule = "加分"\n\n'
    text = GOOD.replace("[renamed]", bonus + "[renamed]")
    assert messages(text) == ["设有加分项，却缺少加分总上限“bonus_cap”"]
    good = text.replace('family = "points"', 'family = "points"\nbonus_cap = 5')
    assert load_standard(good, "x").item("extra").kind is ItemKind.BONUS


PARTS = """
[[sections]]
id = "parts"
title = "扣分制"
points = 3
absolute = true

[[sections.items]]
id = "papers"
prompt = "要素"
kind = "per_missing"
points = 3
elements = ["甲", "乙"]
element_points = [2, 1]
rule = "按要素扣分"

[renamed]"""


def test_elements_may_have_their_own_points() -> None:
    text = GOOD.replace("[renamed]", PARTS)
    item = load_standard(text, "x").item("papers")
    assert item.element_points == (Decimal(2), Decimal(1))
    assert load_standard(text, "x").total == 100


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[2, 1]", "[2, 2]", "各要素合计 4 分，本项分值却是 3 分"),
        ("[2, 1]", "[3]", "要素有 2 个，分值却有 1 个"),
        ("[2, 1]", "[3, 0]", "应为数字的列表"),
        ("[2, 1]", '["2", 1]', "应为数字的列表"),
        ("[2, 1]", "3", "要素有 2 个，分值却有 1 个"),
        ("[2, 1]", "[2, 1]\ndeduction = 1", "应当写一个，也只能写一个"),
        ("element_points = [2, 1]\n", "", "应当写一个，也只能写一个"),
    ],
)
def test_points_of_elements_add_up(old: str, new: str, message: str) -> None:
    text = GOOD.replace("[renamed]", PARTS.replace(old, new))
    assert any(message in line for line in messages(text)), messages(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('id = "a"\nid = "b"\n', "第 2 行：同一个键写了两次"),
        ("[a]\nx = 1\n[a]\n", "第 3 行：同一个表写了两次"),
        ('id = "a\n', "第 1 行：引号没有成对"),
        ('\nid "a"\n', "第 2 行：键的后面缺少等号"),
        ("id = “a”\n", "第 1 行：值写得不对"),
        ("编号 = 1\n", "第 1 行：这一行写得不对，键名只能用半角"),
        ("x = [1,\n2\n", "方括号“]”没有写全（直到文件末尾）"),
        ("x = 1 y = 2\n", "第 1 行：一行只能写一项"),
        (f"x = {'9' * 5000}\n", "不合 TOML 的写法"),
        ("x = 2025-02-30\n", "没有这样的日期"),
        ("x = " + "[" * 5000, "括号嵌套太深"),
    ],
)
def test_what_is_no_toml_is_said_in_chinese(text: str, message: str) -> None:
    assert any(message in line for line in messages(text)), messages(text)


def test_a_file_beyond_a_mebibyte_is_refused_unread() -> None:
    assert messages("# " + "字" * 400_000) == ["文件超过 1024 KB，不像是标准文件"]


def test_an_empty_file_lacks_everything() -> None:
    keys = {fault.key for fault in check_standard("")}
    assert keys == {"family", "sections", "id", "version", "title", "categories"}


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    windows = "\ufeff" + GOOD.replace("\n", "\r\n")
    assert load_standard(windows, "x") == load_standard(GOOD, "x")
    broken = windows.replace("deduction = 10", "deduction = 50")
    assert [fault.line for fault in check_standard(broken)] == [line_of(GOOD, "deduction = 10")]


def test_keys_name_the_place_as_people_count() -> None:
    (fault,) = check_standard(GOOD.replace('rule = "酌定"', 'rule = "酌定"\ncolour = 1'))
    assert fault.key == "sections[2].items[2].colour"


def test_lines_are_found_past_strings_comments_and_arrays() -> None:
    first = ['a = """', "x = 1", "# no", '"""  # [[t]]', "[[t]]", "b = [", "  1,", "]"]
    second = ['"c.d"."\\u4e00" = {e = 1}', "[[t]]", "[t.u]", "f = ''''''"]
    text = "\n".join([*first, *second])
    assert key_lines(text) == {
        ("a",): 1,
        ("t",): 5,
        ("t", "u"): 11, ("t", 0): 5, ("t", 0, "b"): 6, ("t", 0, "c.d", "一"): 9, ("t", 1): 10, ("t", 1, "u"): 11,
        ("t", 1, "u", "f"): 12,
    }  # fmt: skip


@given(st.text(max_size=200))
def test_no_text_breaks_the_loader(text: str) -> None:
    assert check_standard(text)


@given(st.integers(0, len(GOOD)), st.integers(0, 30))
def test_a_file_with_a_piece_cut_out_is_judged_and_never_breaks(start: int, length: int) -> None:
    text = GOOD[:start] + GOOD[start + length :]
    faults = check_standard(text)
    assert all(fault.message for fault in faults)
    if not faults:
        assert load_standard(text, "x").total == 100


SCALE = resources.read_text("scales", "four_grades.toml")


def test_the_shipped_scale_is_the_default_set() -> None:
    scale = load_scale(SCALE, "four_grades")
    assert [(grade.id, grade.name, grade.shape) for grade in scale.grades] == [
        ("qualified", "合格", "●"),
        ("defective", "瑕疵", "◆"),
        ("seriously_defective", "重大瑕疵", "▲"),
        ("wrong", "差错", "■"),
    ]
    assert all(grade.determined_by for grade in scale.grades)
    assert "起点" in scale.notice


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("minimum_points = 75", "minimum_points = 95", "最低分应低于上一等次的 90 分"),
        ("minimum_points = 0", "minimum_points = 10", "最后一个等次的最低分应为 0"),
        ('worst_severity = "error"', 'worst_severity = "defect"', "不应轻于上一等次"),
        ('worst_severity = "error"', 'worst_severity = "defect"', "最后一个等次应容许“error”"),
        ('worst_severity = "note"', 'worst_severity = "none"', "“none”不认识"),
        ('id = "wrong"', 'id = "defective"', "等次编号“defective”重复"),
        ('shape = "●"\n', "", "缺少“shape”"),
    ],
)
def test_a_scale_must_run_from_best_to_worst(old: str, new: str, message: str) -> None:
    text = SCALE.replace(old, new, 1)
    assert any(message in fault.message for fault in check_scale(text))
    with pytest.raises(ScaleFaultsError, match="等次表文件“x"):
        load_scale(text, "x.toml")
