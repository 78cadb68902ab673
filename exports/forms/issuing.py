"""Score sheets written to a folder in the kinds that somebody asks for: one workbook, or a paper for each case."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from exports import pdf, word
from exports.files import write_atomically
from exports.fonts import FontShelf
from exports.forms.score_form import Conclusion, ScoreForm, build_score_sheet
from exports.ledgers.score_files import sheet_of
from exports.ledgers.score_sheets import write_score_sheets
from exports.ledgers.scoring import safe_name, score_sheet_name, waiting_readings
from models.queries.batches import batch_view
from models.queries.drafts import reading_draft
from models.queries.readings import Reading, reading
from models.queries.settings import office_settings
from models.store import Session, Store

Progress = Callable[[int, int, str], None]


class SheetFormat(StrEnum):
    """The kinds of file that score sheets are written to."""

    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"


ALL_FORMATS = frozenset(SheetFormat)


@dataclass(frozen=True, slots=True)
class _Papers:
    """What is to be written: the batch's name, and one form for each case."""

    batch: str
    forms: tuple[ScoreForm, ...]


def write_batch_sheets(
    store: Store, batch_id: UUID, folder: Path, formats: Collection[SheetFormat], progress: Progress | None = None
) -> list[Path]:
    """Write the score sheets of all cases of the batch that wait to be scored, with what was said of them so far.

    Raises:
        NothingToScoreError: no case waits.
        MissingGlyphError: a character that cannot be printed; the sheets before it are written.
        StorageError: the folder is missing or read-only, or the disk is full.
    """
    with store.read() as session:
        readings = waiting_readings(session, batch_id)
        papers = _papers(session, batch_id, readings)
    return list(_written(papers, score_sheet_name(papers.batch), folder, formats, progress))


def write_case_sheets(
    store: Store,
    batch_id: UUID,
    assignment_id: UUID,
    folder: Path,
    formats: Collection[SheetFormat],
    progress: Progress | None = None,
) -> list[Path]:
    """Write the score sheet of one assignment, whatever its state; see `write_batch_sheets` for the errors."""
    with store.read() as session:
        each = reading(session, assignment_id)
        papers = _papers(session, batch_id, [each])
    return list(_written(papers, f"{_stem(papers.forms[0])}.xlsx", folder, formats, progress))


def case_sheet_pdf(store: Store, batch_id: UUID, assignment_id: UUID) -> bytes:
    """The score sheet of one assignment for the printer, with what was said of it so far.

    Raises:
        MissingGlyphError: a character that cannot be printed.
    """
    with store.read() as session:
        (form,) = _papers(session, batch_id, [reading(session, assignment_id)]).forms
    return pdf.write(build_score_sheet(form), FontShelf())


def _papers(session: Session, batch_id: UUID, readings: list[Reading]) -> _Papers:
    row = batch_view(session, batch_id).row
    court = office_settings(session).court
    forms = tuple(_form(session, each, court, is_blind=row.is_blind) for each in readings)
    return _Papers(row.name, forms)


def _form(session: Session, each: Reading, court: str, *, is_blind: bool) -> ScoreForm:
    """The form of one reading; in a blind batch nothing on it tells who handled the case."""
    return ScoreForm(
        sheet=sheet_of(each),
        court=court,
        batch=each.batch,
        cause=each.case.cause,
        department="" if is_blind else each.case.department,
        handler="" if is_blind else each.case.handler,
        grades=tuple(grade.name for grade in each.scale.grades),
        conclusion=_conclusion(session, each),
        program_version=version("pingheng"),
    )


def _conclusion(session: Session, each: Reading) -> Conclusion:
    """What the reviewer has begun to say of the whole case, else what was submitted last."""
    names = {grade.id: grade.name for grade in each.scale.grades}
    draft = reading_draft(session, each.assignment_id)
    if draft is None:
        return Conclusion(names.get(each.proposed_grade, ""), each.reason, each.exemption, each.merits)
    return Conclusion(names.get(draft.grade, ""), draft.reason, draft.exemption, draft.merits)


def _written(
    papers: _Papers,
    workbook: str,
    folder: Path,
    formats: Collection[SheetFormat],
    progress: Progress | None,
) -> Iterator[Path]:
    if SheetFormat.XLSX in formats:
        write_score_sheets(folder / workbook, [form.sheet for form in papers.forms], f"{papers.batch}评分表")
        yield folder / workbook
    if not {SheetFormat.DOCX, SheetFormat.PDF} & set(formats):
        return
    fonts = FontShelf()
    for done, form in enumerate(papers.forms, 1):
        yield from _papers_of(form, folder, formats, fonts)
        if progress:
            progress(done, len(papers.forms), "写出评分表")


def _papers_of(form: ScoreForm, folder: Path, formats: Collection[SheetFormat], fonts: FontShelf) -> Iterator[Path]:
    document = build_score_sheet(form)
    if SheetFormat.DOCX in formats:
        path = folder / f"{_stem(form)}.docx"
        write_atomically(path, word.write(document))
        yield path
    if SheetFormat.PDF in formats:
        path = folder / f"{_stem(form)}.pdf"
        write_atomically(path, pdf.write(document, fonts))
        yield path


def _stem(form: ScoreForm) -> str:
    """The file's name; two readings of one case differ by their reviewer."""
    return f"评分表-{safe_name(form.sheet.case_number)}-{safe_name(form.sheet.reviewer)}"
