"""The two standards that ship: whole, in our own words, and honest about where they come from."""

import re
from decimal import Decimal

import pytest

import resources
from review_forms.category import CaseCategory
from review_forms.loader import load_standard
from review_forms.standard import Family, ItemKind, Severity, Standard

NAMES = resources.standard_names()


def shipped(name: str) -> Standard:
    return load_standard(resources.read_text("standards", f"{name}.toml"), name)


def test_both_are_there_under_their_own_names() -> None:
    assert {"civil-100", "severity-catalogue"} <= set(NAMES)
    assert "four_grades" in resources.scale_names()
    for name in NAMES:
        assert shipped(name).id == name
        assert resources.path("standards", f"{name}.toml").is_file()


def test_the_civil_standard_has_the_areas_and_points_of_the_court_table() -> None:
    standard = shipped("civil-100")
    assert standard.family is Family.POINTS
    assert standard.categories == (CaseCategory.CIVIL,)
    assert [(section.title, section.points) for section in standard.sections[:6]] == [
        ("立案程序", Decimal(5)),
        ("程序运行", Decimal(30)),
        ("实体处理", Decimal(30)),
        ("裁判文书", Decimal(15)),
        ("文书制作", Decimal(15)),
        ("卷宗", Decimal(5)),
    ]
    first = [item.points for section in standard.sections[:4] for item in section.items]
    assert first == [1, 1, 1, 1, 1, 5, 3, 3, 5, 5, 5, 4, 6, 6, 6, 6, 6, 1, 1, 2, 2, 2, 2, 5]
    slips = standard.item("document-slips")
    assert (slips.deduction, slips.cap) == (Decimal(3), Decimal(5))


def test_the_catalogue_scores_nothing_and_knows_every_severity() -> None:
    standard = shipped("severity-catalogue")
    assert standard.family is Family.ABSORPTION
    assert {item.severity for item in standard.items if item.severity} == set(Severity)
    assert [section.title for section in standard.sections][:5] == [
        "事实认定",
        "证据采信",
        "法律适用",
        "审理程序",
        "裁判文书",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_item_is_complete(name: str) -> None:
    standard = shipped(name)
    assert "起点" in standard.notice
    assert standard.sources
    for item in standard.items:
        assert item.rule, item.id
        assert item.not_a_fault, item.id
        assert item.basis, item.id
        assert item.source, item.id
        assert 3 <= len(item.common_errors) <= 7, item.id
        assert item.severity or item.kind is ItemKind.RECORD_ONLY, item.id
    assert any(item.outcome for item in standard.items)
    assert any(item.kind is ItemKind.VETO for item in standard.items)


@pytest.mark.parametrize("name", NAMES)
def test_texts_use_chinese_punctuation(name: str) -> None:
    for item in shipped(name).items:
        texts = (item.prompt, item.rule, item.not_a_fault, item.basis, item.source, *item.common_errors)
        for text in texts:
            assert not re.search(r"[\u4e00-\u9fff][,;:!?()\"]|[,;:!?()\"][\u4e00-\u9fff]", text), text
        assert all(not phrase.endswith("。") for phrase in item.common_errors), item.id
