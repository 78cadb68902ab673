"""The card's page and the recovery sheet: one page each, with all that belongs on it and no secret out of place."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from exports import pdf
from exports.document import Document, Table, plain_text
from exports.fonts import FontShelf
from exports.packages.cards import Card
from exports.packages.fingerprints import fingerprint
from exports.packages.papers import card_document, recovery_document
from exports.packages.recovery import recovery_lines, secret_from_lines
from models.seat import SeatRole
from models.store.workspace import WorkspaceInfo
from tests.unit.packages.forge import OFFICE, OFFICE_SEAT, REVIEWER

COURT = "示例市云溪区人民法院"
LONG = "示例维吾尔自治州云溪市中级人民法院审判管理办公室（研究室）案件质量评查工作领导小组"


@pytest.fixture(scope="module")
def fonts() -> FontShelf:
    return FontShelf()


def pages_of(document: Document, fonts: FontShelf) -> list[str]:
    """The text of each page, without blanks."""
    opened = pypdfium2.PdfDocument(pdf.write(document, fonts))
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in opened]
    opened.close()
    return texts


def card(role: SeatRole, name: str) -> Card:
    return Card(OFFICE_SEAT, role, name, OFFICE.public)


@pytest.mark.parametrize("role", list(SeatRole))
@pytest.mark.parametrize("name", ["何㛃", LONG])
@pytest.mark.parametrize("court", ["", COURT])
def test_a_card_fits_one_page_and_names_its_keys(role: SeatRole, name: str, court: str, fonts: FontShelf) -> None:
    shown = card(role, name)
    (page,) = pages_of(card_document(shown, court=court), fonts)
    assert name in page
    assert role.label in page
    assert shown.seat_id.hex in page
    assert "".join(shown.fingerprint.digits) in page
    assert all(word in page for word in shown.fingerprint.words)
    for told in ("只含公开密钥", "持卡人", "核对人", "核对日期", court):
        assert told in page


def test_a_card_holds_no_secret() -> None:
    text = plain_text(card_document(card(SeatRole.OFFICE, "办")))
    assert OFFICE.signing not in text
    assert OFFICE.sealing not in text


def test_the_digest_follows_the_keys() -> None:
    one = card(SeatRole.OFFICE, "办")
    other = replace(one, public=REVIEWER.public)
    assert card_document(one).digest == card_document(one).digest
    assert card_document(one).digest != card_document(other).digest


@pytest.mark.parametrize("name", ["示例审管办", LONG])
@pytest.mark.parametrize("court", ["", COURT])
def test_a_recovery_sheet_can_be_typed_back(name: str, court: str, fonts: FontShelf) -> None:
    who = WorkspaceInfo(SeatRole.OFFICE, name, OFFICE_SEAT, Path())
    mark = fingerprint(OFFICE.public, who.seat_id, who.role.value)
    document = recovery_document(recovery_lines(OFFICE), who, mark, court=court)
    (page,) = pages_of(document, fonts)
    for told in ("保险柜", "不得拍照", "封存人", "".join(mark.digits), name, court):
        assert told in page
    table = next(block for block in document.blocks if isinstance(block, Table) and block.columns[0].title == "行")
    assert [row[0] for row in table.rows] == ["1", "2", "3", "4", "5", "6"]
    assert secret_from_lines([" ".join(row[1:]) for row in table.rows]) == OFFICE


def test_the_foot_of_a_recovery_sheet_says_nothing_of_the_secret() -> None:
    who = WorkspaceInfo(SeatRole.OFFICE, "办", OFFICE_SEAT, Path())
    mark = fingerprint(OFFICE.public, who.seat_id, who.role.value)
    one = recovery_document(recovery_lines(OFFICE), who, mark)
    assert one.digest == recovery_document(recovery_lines(REVIEWER), who, mark).digest
