"""The standards that ship: whole, in our own words, and honest about where they come from."""

import re
import tomllib
from decimal import Decimal

import pytest

import resources
from review_forms.category import CaseCategory
from review_forms.loader import load_standard
from review_forms.standard import Family, ItemKind, Severity, Standard

NAMES = resources.standard_names()
# by the kind of case: the whole handling of it, with what became of the judgment
WHOLE_CASES = {
    "criminal-100": CaseCategory.CRIMINAL,
    "civil-100": CaseCategory.CIVIL,
    "administrative-100": CaseCategory.ADMINISTRATIVE,
    "enforcement-100": CaseCategory.ENFORCEMENT,
    "compensation-100": CaseCategory.COMPENSATION,
}
OTHERS = {"judgment-document", "hearing", "archive", "routine-check", "severity-catalogue"}


def shipped(name: str) -> Standard:
    return load_standard(resources.read_text("standards", f"{name}.toml"), name)


def test_the_shelf_is_full_under_its_own_names() -> None:
    assert set(NAMES) == WHOLE_CASES.keys() | OTHERS
    assert set(resources.scale_names()) == {"four_grades", "excellent_four", "fine_four", "absorbing_three"}
    for name in NAMES:
        assert shipped(name).id == name
        assert resources.path("standards", f"{name}.toml").is_file()


@pytest.mark.parametrize(("name", "category"), WHOLE_CASES.items())
def test_a_standard_for_whole_cases_has_a_hundred_points_and_thirty_items(name: str, category: CaseCategory) -> None:
    standard = shipped(name)
    assert (standard.family, standard.total, standard.categories) == (Family.POINTS, Decimal(100), (category,))
    assert len(standard.items) >= 30
    assert any(item.outcome for item in standard.items)
    assert any(item.kind is ItemKind.VETO for item in standard.items)


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_the_other_standards_have_fifteen_items(name: str) -> None:
    standard = shipped(name)
    assert len(standard.items) >= 15
    assert standard.family is Family.ABSORPTION or standard.total == 100


@pytest.mark.parametrize("name", NAMES)
def test_each_section_that_scores_is_the_sum_of_its_items(name: str) -> None:
    for section in shipped(name).sections:
        assert section.points == sum((item.points for item in section.items if item.kind.deducts), Decimal(0))


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
        assert 3 <= len(item.common_errors) <= 8, item.id
        assert item.severity is not None, item.id


@pytest.mark.parametrize("name", NAMES)
def test_every_item_says_whether_it_can_be_remedied(name: str) -> None:
    written = tomllib.loads(resources.read_text("standards", f"{name}.toml"))
    for section in written["sections"]:
        for item in section["items"]:
            assert isinstance(item.get("remediable"), bool), item["id"]


@pytest.mark.parametrize("name", NAMES)
def test_texts_use_chinese_punctuation(name: str) -> None:
    for item in shipped(name).items:
        texts = (item.prompt, item.rule, item.not_a_fault, item.basis, item.source, *item.common_errors)
        for text in texts:
            assert not re.search(r"[\u4e00-\u9fff][,;:!?()\"]|[,;:!?()\"][\u4e00-\u9fff]", text), text
        assert all(not phrase.endswith("。") for phrase in item.common_errors), item.id
