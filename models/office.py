"""The office's own settings: its names, how its letters are numbered, and its deadlines."""

from dataclasses import dataclass

from models.errors import UserError

YEAR = "{年}"
SERIAL = "{号}"


class LetterPatternError(UserError):
    """A pattern for letter numbers that cannot make distinct numbers."""

    def __init__(self, pattern: str) -> None:
        super().__init__(f"文号格式“{pattern}”缺少{YEAR}或{SERIAL}：两者各写一次，例如“示云法评〔{YEAR}〕{SERIAL}号”。")


class DeadlineDaysError(UserError):
    """A deadline of no days, or of more than a working year."""

    def __init__(self, name: str, days: int) -> None:
        super().__init__(f"{name}为{days}个工作日，不在1至250之间：请在“设置”中改正。")


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """What the letters say of the office; days are working days.

    No court rule fixes the two deadlines (domain practice 10.3), so both are settings; five working days is what the
    procuratorates give for an answer.
    """

    court: str = ""
    office: str = "审判管理办公室"
    letter_pattern: str = f"评〔{YEAR}〕{SERIAL}号"
    objection_days: int = 5
    remedy_days: int = 15
    contact: str = ""
    telephone: str = ""

    def letter_number(self, year: int, serial: int) -> str:
        """The number of the letter with this serial in this year, such as 示云法评〔2026〕41号."""
        return self.letter_pattern.replace(YEAR, str(year)).replace(SERIAL, str(serial))


def validate(settings: OfficeSettings) -> None:
    """Refuse settings that letters could not be made from.

    Raises:
        LetterPatternError: the pattern lacks the year or the serial, or has one of them twice.
        DeadlineDaysError: a deadline outside 1 to 250 working days.
    """
    if settings.letter_pattern.count(YEAR) != 1 or settings.letter_pattern.count(SERIAL) != 1:
        raise LetterPatternError(settings.letter_pattern)
    for name, days in (("异议期限", settings.objection_days), ("整改期限", settings.remedy_days)):
        if not 1 <= days <= 250:
            raise DeadlineDaysError(name, days)
