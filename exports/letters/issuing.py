"""Numbering letters and writing their files: a faulty letter is listed with its reasons, the others go out."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from exports.files import write_atomically
from exports.fonts import FontShelf
from exports.letters.preflight import preflight
from exports.letters.rendering import BOTH, LetterFormat, Press, RenderedLetter
from models.changes import Changes
from models.queries.letters import KeptLetter, batch_case_numbers, kept_letter
from models.services import letters
from models.store import Session, Store
from models.views import LetterView
from review_forms.errors import UserError

Progress = Callable[[int, int], None]
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|\n\r\t', "_"))


class PreflightError(UserError):
    """A letter that must not go out as it stands."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("".join(faults))
        self.faults = tuple(faults)


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


def issue(
    store: Store,
    reviewed_case_ids: Sequence[UUID],
    *,
    issued_on: date,
    actor: str,
    fonts: FontShelf,
    progress: Progress | None = None,
) -> IssueReport:
    """Number and register the letters of these cases in the order given, a few in each transaction.

    A letter that fails takes no number. When the run is interrupted, what was registered stays and the next run goes on
    with the next number.
    """
    run = _Run(store, issued_on, actor, fonts, _numbers_by_case(store, reviewed_case_ids))
    with Press(fonts, len(reviewed_case_ids)) as press:
        for start in range(0, len(reviewed_case_ids), press.batch_size):
            run.issue(reviewed_case_ids[start : start + press.batch_size], press)
            if progress:
                progress(min(start + press.batch_size, len(reviewed_case_ids)), len(reviewed_case_ids))
    return IssueReport(tuple(run.issued), tuple(run.failed), run.changes)


class _Run:
    """One run of numbering: what it has done so far."""

    def __init__(
        self, store: Store, issued_on: date, actor: str, fonts: FontShelf, case_numbers: Mapping[UUID, str]
    ) -> None:
        self._store = store
        self._issued_on = issued_on
        self._actor = actor
        self._fonts = fonts
        self._case_numbers = case_numbers
        self._in_batch = frozenset(case_numbers.values())
        self.issued: list[UUID] = []
        self.failed: list[FailedLetter] = []
        self.changes = Changes()

    def issue(self, reviewed_case_ids: Sequence[UUID], press: Press) -> None:
        """Number, render and register these letters in one transaction, or one by one when that fails."""
        try:
            self._issue_together(reviewed_case_ids, press)
        except UserError as fault:
            if len(reviewed_case_ids) == 1:
                self.failed.append(self._failure(reviewed_case_ids[0], fault))
                return
            for reviewed_case_id in reviewed_case_ids:
                self.issue([reviewed_case_id], press)

    def _issue_together(self, reviewed_case_ids: Sequence[UUID], press: Press) -> None:
        with self._store.write(self._actor) as session:
            numbered, failed = self._number(session, reviewed_case_ids)
            rendered = press.render([letter.view for letter in numbered])
            kept = [
                letters.keep(session, letter, _fingerprints(one))
                for letter, one in zip(numbered, rendered, strict=True)
            ]
        self.failed.extend(failed)
        for letter_id, changes in kept:
            self.issued.append(letter_id)
            self.changes |= changes

    def _number(
        self, session: Session, reviewed_case_ids: Sequence[UUID]
    ) -> tuple[list[letters.NumberedLetter], list[FailedLetter]]:
        """The letters that may go out, numbered without a gap, and the others with their reasons."""
        numbered: list[letters.NumberedLetter] = []
        failed: list[FailedLetter] = []
        for reviewed_case_id in reviewed_case_ids:
            try:
                letter = letters.number(session, reviewed_case_id, self._issued_on, ahead=len(numbered))
                self._check(letter.view)
            except UserError as fault:
                failed.append(self._failure(reviewed_case_id, fault))
            else:
                numbered.append(letter)
        return numbered, failed

    def _check(self, view: LetterView) -> None:
        faults = preflight(view, self._in_batch, self._fonts.has_glyph)
        if faults:
            raise PreflightError(faults)

    def _failure(self, reviewed_case_id: UUID, fault: UserError) -> FailedLetter:
        return FailedLetter(reviewed_case_id, self._case_numbers.get(reviewed_case_id, ""), str(fault))


def _fingerprints(rendered: RenderedLetter) -> letters.Fingerprints:
    return letters.Fingerprints(rendered.digest, rendered.sha256(LetterFormat.PDF), rendered.sha256(LetterFormat.DOCX))


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
    with Press(fonts, len(ids)) as press:
        for start in range(0, len(ids), press.batch_size):
            with store.read() as session:
                kept = [kept_letter(session, letter_id) for letter_id in ids[start : start + press.batch_size]]
            for letter, rendered in zip(kept, press.render([one.view for one in kept]), strict=True):
                written.extend(_save_one(letter, rendered, folder, formats))
                if progress:
                    progress(start + kept.index(letter) + 1, len(ids))
    return tuple(written)


def _save_one(
    letter: KeptLetter, rendered: RenderedLetter, folder: Path, formats: Collection[LetterFormat]
) -> Iterable[LetterFile]:
    view = letter.view
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
