"""Who took part in a case: names as ledgers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case import Case
from models.recusal import bare_name, involved, names_in

NAMES = st.lists(st.sampled_from(["程立", "何平", "冯㛃", "欧阳明月", "买买提·艾力"]), min_size=1, unique=True)


@given(NAMES, st.sampled_from(["、", "，", ",", ";", "；", "/", "／", "|", "\n", " ", "　", " 、 ", "； "]))
def test_every_name_is_found_whatever_parts_them(names: list[str], mark: str) -> None:
    assert names_in([mark.join(names)]) >= set(names)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张 三", "张三"),
        ("张　三、李四", "张三"),
        ("李四 张 三 王五", "张三"),
        ("程立（民一庭）", "程立"),
        ("程立(主审)、何平", "程立"),
        ("审判长：程立", "程立"),
        ("审判员 程立", "程立"),
        ("合议庭:何平,程立", "程立"),
    ],
)
def test_a_name_is_found_behind_what_surrounds_it(text: str, name: str) -> None:
    assert name in names_in([text])


def test_every_role_counts() -> None:
    case = Case(handler="程立", presiding_judge="何平", panel_members="程立、冯㛃、何平", clerk="周明")
    assert involved(case) == {"程立", "何平", "冯㛃", "周明"}
    assert involved(Case(handler="", presiding_judge="", panel_members="", clerk="")) == set()


@pytest.mark.parametrize("name", ["程立", "程 立", "程立（民一庭）", " 程立 (执行局) "])
def test_a_reviewer_is_known_by_the_bare_name(name: str) -> None:
    assert bare_name(name) == "程立"
