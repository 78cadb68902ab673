"""The office's settings, its departments and its reviewers."""

from dataclasses import replace

import pytest

from models.office import DeadlineDaysError, LetterPatternError, OfficeSettings
from models.queries import settings as queries
from models.services import settings


def newest(court) -> queries.AuditRow:
    (entry,) = court.ask(queries.audit_rows, limit=1)
    return entry


def test_settings_are_kept_and_the_same_ones_leave_no_trace(court) -> None:
    assert court.ask(queries.office_settings) == OfficeSettings()
    office = OfficeSettings(court="示例市云溪区人民法院", objection_days=7)
    assert court.do(settings.save_office, office).settings
    assert court.ask(queries.office_settings) == office
    entry = newest(court)
    assert (entry.before["objection_days"], entry.after["objection_days"]) == (5, 7)
    assert not court.do(settings.save_office, replace(office))
    assert newest(court) == entry


@pytest.mark.parametrize(
    ("other", "error"), [({"letter_pattern": "评{号}"}, LetterPatternError), ({"remedy_days": 0}, DeadlineDaysError)]
)
def test_settings_that_letters_cannot_be_made_from_are_refused(court, other, error) -> None:
    with pytest.raises(error):
        court.do(settings.save_office, replace(OfficeSettings(), **other))
    assert court.ask(queries.office_settings) == OfficeSettings()


def test_settings_of_another_version_do_not_hinder(court) -> None:
    court.do(settings.save_value, "office", {"court": "甲法院", "colour": "蓝"})
    assert court.ask(queries.office_settings) == OfficeSettings(court="甲法院")


def test_a_department_is_added_changed_and_left_alone(court) -> None:
    court.do(settings.save_department, " 速裁庭 ", liaison="林联络")
    court.do(settings.save_department, "速裁庭", liaison="林联络", leader="赵庭长")
    entry = newest(court)
    assert (entry.before["leader"], entry.after["leader"]) == ("", "赵庭长")
    assert not court.do(settings.save_department, "速裁庭", liaison=" 林联络", leader="赵庭长")
    assert newest(court) == entry
    (row,) = court.ask(queries.departments)
    assert (row.name, row.liaison, row.leader) == ("速裁庭", "林联络", "赵庭长")
    assert court.ask(queries.department, "执行局") is None
    with pytest.raises(settings.NameMissingError, match="部门名称没有填写"):
        court.do(settings.save_department, " ")


def test_reviewers_come_go_and_come_back(court) -> None:
    court.do(settings.add_reviewer, " 何平 ", "民二庭")
    with pytest.raises(settings.ReviewerExistsError, match="评查员“何平”已在名单中"):
        court.do(settings.add_reviewer, "何平")
    with pytest.raises(settings.NameMissingError):
        court.do(settings.add_reviewer, "　")
    (row,) = court.ask(queries.reviewers)
    court.do(settings.retire_reviewer, row.id, "调离")
    entry = newest(court)
    assert (entry.action, entry.reason) == ("reviewer.retire", "调离")
    assert not court.do(settings.retire_reviewer, row.id, "调离")
    assert newest(court) == entry
    assert court.ask(queries.reviewers) == ()
    assert [one.is_retired for one in court.ask(queries.reviewers, with_retired=True)] == [True]
    court.do(settings.add_reviewer, "何平", "立案庭")
    assert court.ask(queries.reviewers) == (replace(row, department="立案庭"),)


def test_the_columns_of_a_shape_are_remembered(court) -> None:
    court.do(settings.remember_shape, "甲", {0: "number", 12: "handler"})
    assert court.ask(queries.remembered_columns, "甲") == {0: "number", 12: "handler"}
    assert court.ask(queries.remembered_columns, "乙") is None


def test_the_trail_is_read_in_pages(court) -> None:
    for name in "甲乙丙丁":
        court.do(settings.add_reviewer, name)
    assert court.ask(queries.audit_count) == court.ask(queries.newest_audit_sequence) == 4
    first = court.ask(queries.audit_rows, limit=3)
    assert [entry.sequence for entry in first] == [4, 3, 2]
    assert [entry.sequence for entry in court.ask(queries.audit_rows, before=2)] == [1]
