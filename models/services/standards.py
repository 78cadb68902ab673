"""An office's own standards: drafts that are edited, and versions that are published and never change again."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import resources
from models import audit
from models.base import now
from models.changes import Changes
from models.errors import UserError
from models.standard_version import StandardVersion
from review_forms.loader import StandardFaultsError, check_standard, load_standard
from review_forms.standard_sheet import StandardSheet, sheet_of_toml, to_toml


class PublishedStandardError(UserError):
    """A published version is to be changed."""

    def __init__(self, title: str, version: str) -> None:
        super().__init__(f"《{title}》{version} 版已经发布，不能再改动：请复制后修改，另以新的版本发布。")


class DiscardedDraftError(UserError):
    """A draft that was given up is to be changed or published."""

    def __init__(self, title: str) -> None:
        super().__init__(f"草稿《{title}》已经放弃，不能再改动：请重新复制一个标准来修改。")


class VersionMissingError(UserError):
    """A draft is to be published without a version."""

    def __init__(self) -> None:
        super().__init__("没有填写版本：请填写与以前不同的版本，例如 2026.2。")


class VersionTakenError(UserError):
    """A version of this standard exists already."""

    def __init__(self, standard_id: str, version: str) -> None:
        super().__init__(f"标准“{standard_id}”已有 {version} 版：请换一个版本；如果是另一个标准，请改用新的标准编号。")


def begin_draft(session: Session, text: str, based_on: str = "") -> tuple[UUID, Changes]:
    """Put a draft on the shelf; `text` is TOML, faults of values allowed, `based_on` says in words what was copied.

    Raises:
        StandardFaultsError: The text is no TOML at all.
    """
    sheet = sheet_of_toml(text)
    row = StandardVersion(text=text, based_on=based_on, **_head(sheet))
    session.add(row)
    session.flush()
    audit.record(session, "standard.draft", "standard", row.id, after={**_head(sheet), "based_on": based_on})
    return row.id, Changes(standards=True)


def save_draft(session: Session, draft_id: UUID, text: str) -> Changes:
    """Keep what was edited in a draft.

    Raises:
        PublishedStandardError, DiscardedDraftError: it is no draft any more.
        StandardFaultsError: The text is no TOML at all.
    """
    row = _draft(session, draft_id)
    if row.text == text:
        return Changes()
    head = _head(sheet_of_toml(text))
    before = {key: getattr(row, key) for key in head}
    row.text = text
    for key, value in head.items():
        setattr(row, key, value)
    if before != head:
        audit.record(session, "standard.rename", "standard", row.id, before=before, after=head)
    return Changes(standards=True)


def publish(session: Session, draft_id: UUID, version: str) -> Changes:
    """Make a draft a version that never changes again; batches can be pinned to it from now on.

    Raises:
        PublishedStandardError, DiscardedDraftError: it is no draft any more.
        VersionMissingError, VersionTakenError: the version is blank, or the standard has it already.
        StandardFaultsError: The draft has faults; the error holds all of them.
    """
    row = _draft(session, draft_id)
    bare = version.strip()
    if not bare:
        raise VersionMissingError
    # the text itself is asked, since its sheet leaves out keys that nobody knows; the version is given only now
    faults = tuple(fault for fault in check_standard(row.text) if fault.key != "version")
    if faults:
        raise StandardFaultsError(row.title or "草稿", faults)
    sheet = sheet_of_toml(row.text)
    text = to_toml(StandardSheet({**sheet.head, "version": bare}, sheet.rows))
    standard = load_standard(text, row.title or "草稿")
    if _is_taken(session, standard.id, standard.version):
        raise VersionTakenError(standard.id, standard.version)
    row.text, row.version, row.published_at = text, standard.version, now()
    session.flush()
    after = {"standard_id": standard.id, "version": standard.version, "title": standard.title}
    audit.record(session, "standard.publish", "standard", row.id, after=after)
    return Changes(standards=True)


def discard_draft(session: Session, draft_id: UUID) -> Changes:
    """Take a draft off the shelf; the row stays.

    Raises:
        PublishedStandardError, DiscardedDraftError: it is no draft any more.
    """
    row = _draft(session, draft_id)
    row.discarded_at = now()
    audit.record(session, "standard.discard", "standard", row.id, before={"title": row.title})
    return Changes(standards=True)


def _draft(session: Session, draft_id: UUID) -> StandardVersion:
    row = session.get_one(StandardVersion, draft_id)
    if row.published_at is not None:
        raise PublishedStandardError(row.title, row.version)
    if row.discarded_at is not None:
        raise DiscardedDraftError(row.title)
    return row


def _head(sheet: StandardSheet) -> dict[str, str]:
    """What the shelf shows of a draft, cut to what its columns hold."""
    lengths = {"standard_id": ("id", 64), "version": ("version", 64), "title": ("title", 200)}
    return {name: sheet.head.get(key, "")[:length] for name, (key, length) in lengths.items()}


def _is_taken(session: Session, standard_id: str, version: str) -> bool:
    if standard_id in resources.standard_names():
        shipped = load_standard(resources.read_text("standards", f"{standard_id}.toml"), standard_id)
        if shipped.version == version:
            return True
    query = select(StandardVersion.id).where(
        StandardVersion.standard_id == standard_id,
        StandardVersion.version == version,
        StandardVersion.published_at.is_not(None),
    )
    return session.execute(query).first() is not None
