"""Numbering letters and writing their files: a faulty letter is listed with its reasons, the others go out."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from exports import pdf, word
from exports.files import write_atomically
from exports.fonts import FontShelf
from exports.letters.feedback import build_feedback_letter
from exports.letters.hashing import content_digest
from exports.letters.preflight import preflight
from models.changes import Changes
from models.queries.letters import KeptLetter, batch_case_numbers, kept_letter
from models.services import letters
from models.store import Store
from models.views import LetterView
from review_forms.errors import UserError

Progress = Callable[[int, int], None]
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|\n\r\t', "_"))


class LetterFormat(StrEnum):
    """The kinds of file that a letter is written to."""

    PDF = "pdf"
    DOCX = "docx"


BOTH = frozenset(LetterFormat)


class PreflightError(UserError):
    """A letter that must not go out as it stands."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter as bytes in both formats, with the digest of what it says."""

    view: LetterView
    digest: str
    files: dict[LetterFormat, bytes]

    def sha256(self, file_format: LetterFormat) -> str:
        """SHA-256 in hex of one of the files."""
        return hashlib.sha256(self.files[file_format]).hexdigest()


@dataclass(frozen=True, slots=True)
class LetterFile:
    """One file that was written; `as_registered` tells whether its bytes are those of the register."""

    case_number: str
    number: str
    path: Path
    sha256: str
    as_registered: bool = True


@dataclass(frozen=True, slots=True)
class FailedLetter:
    """A case whose letter was not numbered, and why."""

    reviewed_case_id: UUID
    case_number: str
    reason: str


@dataclass(frozen=True, slots=True)
class IssueReport:
    """What came of a run: the letters now in the register, the failures, and what changed."""

    issued: tuple[UUID, ...]
    failed: tuple[FailedLetter, ...]
    changes: Changes


def render(view: LetterView, fonts: FontShelf) -> RenderedLetter:
    """The letter in both formats; the same view gives the same bytes."""
    digest = content_digest(view)
    document = build_feedback_letter(view, digest)
    files = {LetterFormat.PDF: pdf.write(document, fonts), LetterFormat.DOCX: word.write(document)}
    return RenderedLetter(view, digest, files)


def issue(
    store: Store,
    reviewed_case_ids: Sequence[UUID],
    *,
    issued_on: date,
    actor: str,
    fonts: FontShelf,
    progress: Progress | None = None,
) -> IssueReport:
    """Number and register the letters of these cases, one transaction each, in the order given.

    A letter that fails takes no number. When the run is interrupted, what was registered stays and the next run goes on
    with the next number.
    """
    issued: list[UUID] = []
    failed: list[FailedLetter] = []
    changes = Changes()
    numbers = _numbers_by_case(store, reviewed_case_ids)
    in_batch = frozenset(numbers.values())
    for done, reviewed_case_id in enumerate(reviewed_case_ids, 1):
        try:
            letter_id, changed = _issue_one(store, reviewed_case_id, issued_on, actor, fonts, in_batch)
        except UserError as fault:
            failed.append(FailedLetter(reviewed_case_id, numbers.get(reviewed_case_id, ""), str(fault)))
        else:
            issued.append(letter_id)
            changes |= changed
        if progress:
            progress(done, len(reviewed_case_ids))
    return IssueReport(tuple(issued), tuple(failed), changes)


def _issue_one(
    store: Store, reviewed_case_id: UUID, issued_on: date, actor: str, fonts: FontShelf, others: Collection[str]
) -> tuple[UUID, Changes]:
    with store.write(actor) as session:
        letter = letters.number(session, reviewed_case_id, issued_on)
        faults = preflight(letter.view, others, fonts.has_glyph)
        if faults:
            raise PreflightError(faults)
        rendered = render(letter.view, fonts)
        prints = letters.Fingerprints(
            rendered.digest, rendered.sha256(LetterFormat.PDF), rendered.sha256(LetterFormat.DOCX)
        )
        return letters.keep(session, letter, prints)


def _numbers_by_case(store: Store, reviewed_case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The case numbers of the batches that these cases belong to, by reviewed case."""
    with store.read() as session:
        return batch_case_numbers(session, reviewed_case_ids)


def save(
    store: Store,
    letter_ids: Iterable[UUID],
    folder: Path,
    *,
    formats: Collection[LetterFormat] = BOTH,
    fonts: FontShelf,
    progress: Progress | None = None,
) -> tuple[LetterFile, ...]:
    """Write registered letters from their snapshots into a folder; existing files of the same name are replaced.

    Raises:
        StorageError: a file could not be written; the register keeps every letter, so it can be saved again.
    """
    written: list[LetterFile] = []
    ids = list(letter_ids)
    for done, letter_id in enumerate(ids, 1):
        with store.read() as session:
            letter = kept_letter(session, letter_id)
        written.extend(_save_one(letter, folder, formats, fonts))
        if progress:
            progress(done, len(ids))
    return tuple(written)


def _save_one(
    letter: KeptLetter, folder: Path, formats: Collection[LetterFormat], fonts: FontShelf
) -> Iterable[LetterFile]:
    view, rendered = letter.view, render(letter.view, fonts)
    differing = differs_from_register(letter, rendered)
    for file_format in sorted(formats):
        path = folder / file_name(view, file_format)
        write_atomically(path, rendered.files[file_format])
        sha256 = rendered.sha256(file_format)
        yield LetterFile(view.case_number, view.number, path, sha256, file_format not in differing)


def file_name(view: LetterView, file_format: LetterFormat) -> str:
    """The name of a letter's file: its number and its case, such as 示云法评〔2026〕1号 （2025）吉0199民初10号.pdf."""
    return f"{view.number} {view.case_number}.{file_format}".translate(_FORBIDDEN_IN_NAMES)


def differs_from_register(letter: KeptLetter, rendered: RenderedLetter) -> tuple[LetterFormat, ...]:
    """The formats whose bytes are no longer those that were registered, as with another version or other fonts."""
    kept = {LetterFormat.PDF: letter.pdf_sha256, LetterFormat.DOCX: letter.docx_sha256}
    return tuple(one for one in LetterFormat if rendered.sha256(one) != kept[one])
