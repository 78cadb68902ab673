"""The tables of the first version, and the search index over the cases.

The columns are spelled out: a migration never follows what the classes become later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_ground()
    _create_ledgers()
    _create_batches()
    _create_readings()
    _create_determinations()
    _create_letters()
    _create_remedies()
    _create_search()


def _owned() -> list[sa.Column]:
    """What every row has that belongs to a seat."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
    ]


def _create_ground() -> None:
    op.create_table(
        "seats",
        *_owned(),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "ledger_shapes",
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("shape", name=op.f("pk_ledger_shapes")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("subject_kind", sa.String(length=50), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_subject_id", "audit_entries", ["subject_id"])


def _create_ledgers() -> None:
    op.create_table(
        "ledger_imports",
        *_owned(),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("identical", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_imports")),
    )
    op.create_table(
        "cases",
        *_owned(),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("court_code", sa.String(length=20), nullable=False),
        sa.Column("type_code", sa.String(length=20), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("court", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("handler", sa.String(length=100), nullable=False),
        sa.Column("presiding_judge", sa.String(length=100), nullable=False),
        sa.Column("panel_members", sa.String(length=500), nullable=False),
        sa.Column("clerk", sa.String(length=100), nullable=False),
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=50), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("limit_from", sa.Date(), nullable=True),
        sa.Column("limit_until", sa.Date(), nullable=True),
        sa.Column("amount", sa.String(length=40), nullable=True),
        sa.Column("original_court", sa.String(length=100), nullable=False),
        sa.Column("original_number", sa.String(length=100), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_imports.id"], name=op.f("fk_cases_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sa.UniqueConstraint("position", name=op.f("uq_cases_position")),
    )
    op.create_index("ix_cases_closed_on", "cases", ["closed_on"])
    op.create_index("ix_cases_department_position_closed_on", "cases", ["department", "position", "closed_on"])
    op.create_index("ix_cases_handler", "cases", ["handler"])
    op.create_index("ix_cases_import_id", "cases", ["import_id"])
    op.create_index("ix_cases_listed", "cases", ["position", "category"], sqlite_where=sa.text("withdrawn_at IS NULL"))
    op.create_table(
        "ledger_outcomes",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_ledger_outcomes_case_id")),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_imports.id"], name=op.f("fk_ledger_outcomes_import_id")),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f("pk_ledger_outcomes")),
    )
    op.create_table(
        "departments",
        *_owned(),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("liaison", sa.String(length=100), nullable=False),
        sa.Column("leader", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("name", name=op.f("uq_departments_name")),
    )


def _create_batches() -> None:
    op.create_table(
        "batches",
        *_owned(),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("standard_id", sa.String(length=100), nullable=False),
        sa.Column("standard_version", sa.String(length=50), nullable=False),
        sa.Column("standard_text", sa.Text(), nullable=False),
        sa.Column("scale_id", sa.String(length=100), nullable=False),
        sa.Column("scale_text", sa.Text(), nullable=False),
        sa.Column("frame", sa.JSON(), nullable=False),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        sa.UniqueConstraint("name", name=op.f("uq_batches_name")),
    )
    op.create_table(
        "reviewers",
        *_owned(),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewers")),
        sa.UniqueConstraint("name", name=op.f("uq_reviewers_name")),
    )
    op.create_table(
        "panel_seats",
        *_owned(),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_panel_seats_batch_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["reviewers.id"], name=op.f("fk_panel_seats_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seats")),
        sa.UniqueConstraint("batch_id", "reviewer_id", name=op.f("uq_panel_seats_batch_id_reviewer_id")),
    )
    op.create_table(
        "draws",
        *_owned(),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(length=200), nullable=False),
        sa.Column("algorithm", sa.String(length=50), nullable=False),
        sa.Column("frame_size", sa.Integer(), nullable=False),
        sa.Column("frame_hash", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("per_handler", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_draws_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
    )
    op.create_index(op.f("ix_draws_batch_id"), "draws", ["batch_id"])
    op.create_table(
        "reviewed_cases",
        *_owned(),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("grade", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_reviewed_cases_batch_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reviewed_cases_case_id")),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_reviewed_cases_draw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewed_cases")),
        sa.UniqueConstraint("batch_id", "case_id", name=op.f("uq_reviewed_cases_batch_id_case_id")),
    )
    op.create_index("ix_reviewed_cases_batch_id_state", "reviewed_cases", ["batch_id", "state"])
    op.create_index("ix_reviewed_cases_case_id", "reviewed_cases", ["case_id"])


def _create_readings() -> None:
    op.create_table(
        "assignments",
        *_owned(),
        sa.Column("reviewed_case_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewed_case_id"], ["reviewed_cases.id"], name=op.f("fk_assignments_reviewed_case_id")
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["reviewers.id"], name=op.f("fk_assignments_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "reviewed_case_id",
            "reviewer_id",
            "reading",
            "epoch",
            name=op.f("uq_assignments_reviewed_case_id_reviewer_id_reading_epoch"),
        ),
    )
    op.create_index("ix_assignments_reviewer_id", "assignments", ["reviewer_id"])
    op.create_table(
        "answers",
        *_owned(),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_answers_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "assignment_id",
            "item_id",
            "revision",
            "seat_id",
            name=op.f("uq_answers_assignment_id_item_id_revision_seat_id"),
        ),
    )
    op.create_index("ix_answers_item_id_id", "answers", ["item_id", "id"])
    op.create_table(
        "submissions",
        *_owned(),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("proposed_grade", sa.String(length=50), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("exemption", sa.Text(), nullable=False),
        sa.Column("merits", sa.Text(), nullable=False),
        sa.Column("points", sa.String(length=40), nullable=True),
        sa.Column("by_points", sa.String(length=50), nullable=False),
        sa.Column("by_absorption", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_submissions_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("assignment_id", "revision", name=op.f("uq_submissions_assignment_id_revision")),
    )
    op.create_table(
        "submission_returns",
        *_owned(),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_submission_returns_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_returns")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_submission_returns_submission_id")),
    )


def _create_determinations() -> None:
    op.create_table(
        "determinations",
        *_owned(),
        sa.Column("reviewed_case_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=50), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("exemption", sa.Text(), nullable=False),
        sa.Column("points", sa.String(length=40), nullable=True),
        sa.Column("by_points", sa.String(length=50), nullable=False),
        sa.Column("by_absorption", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewed_case_id"], ["reviewed_cases.id"], name=op.f("fk_determinations_reviewed_case_id")
        ),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_determinations_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determinations")),
        sa.UniqueConstraint("reviewed_case_id", "revision", name=op.f("uq_determinations_reviewed_case_id_revision")),
    )
    op.create_table(
        "findings",
        *_owned(),
        sa.Column("reviewed_case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("item", sa.String(length=500), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("volume", sa.String(length=50), nullable=False),
        sa.Column("page", sa.String(length=50), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=False),
        sa.Column("remediable", sa.Boolean(), nullable=False),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reviewed_case_id"], ["reviewed_cases.id"], name=op.f("fk_findings_reviewed_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index("ix_findings_reviewed_case_id", "findings", ["reviewed_case_id"])


def _create_letters() -> None:
    op.create_table(
        "letters",
        *_owned(),
        sa.Column("reviewed_case_id", sa.Uuid(), nullable=False),
        sa.Column("determination_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("objection_due", sa.Date(), nullable=False),
        sa.Column("remedy_due", sa.Date(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("docx_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["determination_id"], ["determinations.id"], name=op.f("fk_letters_determination_id")),
        sa.ForeignKeyConstraint(["reviewed_case_id"], ["reviewed_cases.id"], name=op.f("fk_letters_reviewed_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("number", name=op.f("uq_letters_number")),
        sa.UniqueConstraint("reviewed_case_id", name=op.f("uq_letters_reviewed_case_id")),
        sa.UniqueConstraint("year", "serial", name=op.f("uq_letters_year_serial")),
    )
    op.create_table(
        "service_receipts",
        *_owned(),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_service_receipts_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_receipts")),
    )
    op.create_index(op.f("ix_service_receipts_letter_id"), "service_receipts", ["letter_id"])


def _create_remedies() -> None:
    op.create_table(
        "remedies",
        *_owned(),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("leader", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("person", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_remedies_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_remedies_finding_id")),
    )
    op.create_index("ix_remedies_due_on", "remedies", ["due_on"])
    op.create_table(
        "remedy_reports",
        *_owned(),
        sa.Column("remedy_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("reported_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name=op.f("fk_remedy_reports_remedy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedy_reports")),
        sa.UniqueConstraint("remedy_id", "revision", name=op.f("uq_remedy_reports_remedy_id_revision")),
    )
    op.create_table(
        "rechecks",
        *_owned(),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("rechecked_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_rechecks_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rechecks")),
        sa.UniqueConstraint("finding_id", "revision", name=op.f("uq_rechecks_finding_id_revision")),
    )
    op.create_table(
        "recheck_conclusions",
        *_owned(),
        sa.Column("reviewed_case_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("concluded_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewed_case_id"], ["reviewed_cases.id"], name=op.f("fk_recheck_conclusions_reviewed_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_conclusions")),
        sa.UniqueConstraint(
            "reviewed_case_id", "revision", name=op.f("uq_recheck_conclusions_reviewed_case_id_revision")
        ),
    )
    op.create_table(
        "closures",
        *_owned(),
        sa.Column("reviewed_case_id", sa.Uuid(), nullable=False),
        sa.Column("closed_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["reviewed_case_id"], ["reviewed_cases.id"], name=op.f("fk_closures_reviewed_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
        sa.UniqueConstraint("reviewed_case_id", name=op.f("uq_closures_reviewed_case_id")),
    )


def _create_search() -> None:
    """Bigrams of what a case is looked for by, keyed by its position; other databases search with LIKE."""
    if op.get_context().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE VIRTUAL TABLE case_search USING fts5(grams, content='', detail='none', columnsize=0, tokenize='ascii')"
    )
    # pairs are gathered in memory up to 16 MB instead of 1 MB before they are written: a fifth less work for a ledger
    op.execute("INSERT INTO case_search (case_search, rank) VALUES ('hashsize', 16777216)")
