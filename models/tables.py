"""All tables in one place, so that the metadata is whole whoever asks for it."""

from models.assignment import AnswerRevision, Assignment, Submission, SubmissionReturn
from models.attachment import Attachment
from models.audit import AuditEntry
from models.base import Base
from models.batch import Batch, Draw, PanelSeat, ReviewedCase, Reviewer
from models.case import Case, Department, LedgerImport, LedgerOutcome
from models.custody import CustodyDecision, HeldRow, RecheckAssignment
from models.determination import Determination, DeterminedFinding
from models.letter import Letter, ServiceReceipt
from models.overdue_case import OverdueCase
from models.package import PackageEntry, PackageReceipt
from models.remedy import Closure, Recheck, RecheckConclusion, Remedy, RemedyReport
from models.seat import LedgerShape, Seat, SeatKey, Setting
from models.standard_version import StandardVersion

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "AnswerRevision",
    "Assignment",
    "Attachment",
    "AuditEntry",
    "Batch",
    "Case",
    "Closure",
    "CustodyDecision",
    "Department",
    "Determination",
    "DeterminedFinding",
    "Draw",
    "HeldRow",
    "LedgerImport",
    "LedgerOutcome",
    "LedgerShape",
    "Letter",
    "OverdueCase",
    "PackageEntry",
    "PackageReceipt",
    "PanelSeat",
    "Recheck",
    "RecheckAssignment",
    "RecheckConclusion",
    "Remedy",
    "RemedyReport",
    "ReviewedCase",
    "Reviewer",
    "Seat",
    "SeatKey",
    "ServiceReceipt",
    "Setting",
    "StandardVersion",
    "Submission",
    "SubmissionReturn",
]
