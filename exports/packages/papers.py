"""The papers of the exchange: the page that goes with an enrolment card, and the recovery sheet for the safe."""

import hashlib
from collections.abc import Iterator, Sequence
from uuid import UUID

from exports import gbt9704
from exports.document import Align, Block, Column, Document, Heading, Paragraph, Run, Spacer, Table, Title, Typeface
from exports.packages.cards import Card
from exports.packages.fingerprints import Fingerprint
from models.seat import SeatRole
from models.store.workspace import WorkspaceInfo

_GROUPS_A_LINE = 3
_WORDS_A_LINE = 4
_NO_DATE = "　　年　　月　　日"
_ROLE_WIDTH = gbt9704.column_width(4)
_SEAT_WIDTH = gbt9704.column_width(19)
_LINE_WIDTH = gbt9704.column_width(2)


def card_document(card: Card, *, court: str = "") -> Document:
    """The page that a person hands over with a card: whose keys, their fingerprint, and two signatures.

    `court` is the court's name where it is known; an office's seat mostly carries it in its own name.
    """
    opening = _opening("席位登记卡", card.name, card.role, card.seat_id, court)
    return Document(
        title=f"席位登记卡 {card.name}",
        blocks=(*opening, *_mark(card.fingerprint), *_steps(card), Spacer(0.25), _signatures(card), *_notes()),
        digest=_digest(card.name, card.role, card.seat_id, court, card.fingerprint),
        author=court or card.name,
    )


def _digest(name: str, role: SeatRole, seat_id: UUID, court: str, mark: Fingerprint) -> str:
    """Of what is public only: the foot of a recovery sheet must say nothing of the secret."""
    return hashlib.sha256("\n".join((name, role.value, seat_id.hex, court, str(mark))).encode()).hexdigest()


def _opening(title: str, name: str, role: SeatRole, seat_id: UUID, court: str) -> Iterator[Block]:
    yield Title(title)
    if court:
        yield Paragraph((Run(court, Typeface.KAI),), align=Align.CENTRE)
    yield Spacer(0.5)
    columns = (
        Column("席位名称", gbt9704.TEXT_WIDTH_MM - _ROLE_WIDTH - _SEAT_WIDTH, Align.CENTRE),
        Column("角色", _ROLE_WIDTH, Align.CENTRE),
        Column("席位编号", _SEAT_WIDTH, Align.CENTRE),
    )
    yield Table(columns, ((name, role.label, seat_id.hex),))


def _mark(mark: Fingerprint) -> Iterator[Block]:
    """The digits as large as a title, and the words to read aloud."""
    yield Heading("密钥指纹")
    for line in _in_lines(mark.digits, _GROUPS_A_LINE):
        yield Title("　".join(line))
    for line in _in_lines(mark.words, _WORDS_A_LINE):
        yield Paragraph((Run("　".join(line), Typeface.KAI),), align=Align.CENTRE)


def _in_lines(parts: Sequence[str], count: int) -> list[Sequence[str]]:
    return [parts[start : start + count] for start in range(0, len(parts), count)]


def _steps(card: Card) -> Iterator[Block]:
    other = SeatRole.OFFICE if card.role is SeatRole.REVIEWER else SeatRole.REVIEWER
    yield Heading("核对办法")
    yield Paragraph.of(f"1.{other.label}在评衡的“交换”中导入随本页交来的登记卡文件。")
    yield Paragraph.of("2.双方当面或在已确认身份的电话中，逐组念出以上30位数字，与屏幕所示比对。")
    yield Paragraph.of("3.全部相同的，录入数字确认；有一位不同的，不得使用。")


def _signatures(card: Card) -> Table:
    third = gbt9704.TEXT_WIDTH_MM / 3
    columns = (
        Column(f"持卡人（{card.role.label}）", third, Align.CENTRE),
        Column("核对人", third, Align.CENTRE),
        Column("核对日期", third, Align.CENTRE),
    )
    return Table(columns, (("\n", "\n", f"\n{_NO_DATE}"),))


def _notes() -> Iterator[Block]:
    yield Paragraph.of("本页和登记卡文件只含公开密钥，不含任何案件内容和私钥，遗失不致泄密；更换密钥后本页作废。")


def recovery_document(lines: Sequence[str], who: WorkspaceInfo, mark: Fingerprint, *, court: str = "") -> Document:
    """The sheet from which a seat's keys are typed back; whoever holds it is this seat.

    `lines` are those of `recovery_lines`; `mark` tells which keys they are.
    """
    opening = _opening("密钥恢复单", who.name, who.role, who.seat_id, court)
    blocks = (*opening, Paragraph.of(f"密钥指纹　{mark}"), *_lines(lines), *_safe_keeping(), Spacer(0.25), _keepers())
    return Document(
        title=f"密钥恢复单 {who.name}",
        blocks=blocks,
        digest=_digest(who.name, who.role, who.seat_id, court, mark),
        author=court or who.name,
    )


def _lines(lines: Sequence[str]) -> Iterator[Block]:
    """The lines, numbered, each group in a cell of its own."""
    yield Heading("恢复码")
    groups = [line.split() for line in lines]
    count = max(len(line) for line in groups)
    width = (gbt9704.TEXT_WIDTH_MM - _LINE_WIDTH) / count
    titles = [f"第{number}组" for number in range(1, count)]
    columns = [Column("行", _LINE_WIDTH, Align.CENTRE)]
    columns += [Column(title, width, Align.CENTRE) for title in (*titles, "校验组")]
    yield Table(tuple(columns), tuple((str(number), *line) for number, line in enumerate(groups, 1)))


def _safe_keeping() -> Iterator[Block]:
    yield Heading("保管和使用")
    yield Paragraph.of("1.持有本单即可冒用本席位：请密封后锁入保险柜。")
    yield Paragraph.of("2.不得拍照、扫描或存入电脑；打印用的文件须删除。")
    yield Paragraph.of("3.口令遗忘、电脑损坏时，在“设置”中按行录入。")
    yield Paragraph.of("4.怀疑被人看过的，请更换密钥、重新交换登记卡。")


def _keepers() -> Table:
    third = gbt9704.TEXT_WIDTH_MM / 3
    columns = tuple(Column(title, third, Align.CENTRE) for title in ("封存人", "保管人", "封存日期"))
    return Table(columns, (("\n", "\n", f"\n{_NO_DATE}"),))
