"""Letters as they would be or as they were: what is wrong with one before it goes out, and its pages to look at."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from exports import pdf
from exports.fonts import FontShelf
from exports.letters.feedback import build_feedback_letter
from exports.letters.hashing import content_digest
from exports.letters.issuing import differs_from_register
from exports.letters.preflight import preflight
from exports.letters.rendering import LetterFormat, render
from models.queries.letters import batch_case_numbers, kept_letter, waiting_for_letters
from models.services import letters
from models.store import Session

PROOF_MARK = "（预览）"


@dataclass(frozen=True, slots=True)
class Proof:
    """One letter to look at: its PDF, its number, and where it is registered the formats that differ by now."""

    number: str
    pdf: bytes
    is_registered: bool
    sha256: str = ""
    differing: tuple[LetterFormat, ...] = ()


def proof_of_waiting(session: Session, reviewed_case_id: UUID, issued_on: date, fonts: FontShelf) -> Proof:
    """The letter as it would go out that day under the number that would be next, which stands marked in it.

    Raises:
        NotInThisStateError: the case does not wait for a letter.
        MissingGlyphError: a character that no font has.
    """
    view = letters.number(session, reviewed_case_id, issued_on).view
    marked = replace(view, number=f"{view.number}{PROOF_MARK}")
    return Proof(view.number, pdf.write(build_feedback_letter(marked, content_digest(marked)), fonts), False)


def proof_of_registered(session: Session, letter_id: UUID, fonts: FontShelf) -> Proof:
    """The letter made again from its snapshot, held against the hashes of the register."""
    kept = kept_letter(session, letter_id)
    rendered = render(kept.view, fonts)
    differing = differs_from_register(kept, rendered)
    sha256 = rendered.sha256(LetterFormat.PDF)
    return Proof(kept.view.number, rendered.files[LetterFormat.PDF], True, sha256, differing)


def faults_of_waiting(
    session: Session,
    batch_id: UUID,
    issued_on: date,
    has_glyph: Callable[[str], bool],
    progress: Callable[[int, int], None] | None = None,
) -> dict[UUID, tuple[str, ...]]:
    """What stands against the letters of a batch that wait for their number, by reviewed case; only faulty ones."""
    waiting = waiting_for_letters(session, batch_id)
    others = set(batch_case_numbers(session, waiting).values())
    found: dict[UUID, tuple[str, ...]] = {}
    for done, reviewed_case_id in enumerate(waiting, 1):
        view = letters.number(session, reviewed_case_id, issued_on).view
        if faults := preflight(view, others, has_glyph):
            found[reviewed_case_id] = faults
        if progress:
            progress(done, len(waiting))
    return found
