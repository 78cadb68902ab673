"""All tables in one place, so that the metadata is whole whoever asks for it."""

from models.assignment import AnswerRevision, Assignment, Submission, SubmissionReturn
from models.audit import AuditEntry
from models.base import Base
from models.batch import Batch, Draw, PanelSeat, ReviewedCase, Reviewer
from models.case import Case, Department, LedgerImport, LedgerOutcome
from models.determination import Determination, DeterminedFinding
from models.letter import Letter, ServiceReceipt
from models.remedy import Closure, Recheck, RecheckConclusion, Remedy, RemedyReport
from models.seat import LedgerShape, Seat, Setting

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "AnswerRevision",
    "Assignment",
    "AuditEntry",
    "Batch",
    "Case",
    "Closure",
    "Department",
    "Determination",
    "DeterminedFinding",
    "Draw",
    "LedgerImport",
    "LedgerOutcome",
    "LedgerShape",
    "Letter",
    "PanelSeat",
    "Recheck",
    "RecheckConclusion",
    "Remedy",
    "RemedyReport",
    "ReviewedCase",
    "Reviewer",
    "Seat",
    "ServiceReceipt",
    "Setting",
    "Submission",
    "SubmissionReturn",
]
