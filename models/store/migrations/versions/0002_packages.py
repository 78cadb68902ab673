"""What the exchange of packages needs: versions of rows that change, custody, keys of seats, the register.

Rows of several seats meet in one workspace now. So what used to be unique in the file is unique for one seat, or stands
side by side until somebody chooses.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VERSIONED = ("assignments", "batches", "cases", "departments", "findings", "remedies", "reviewers")


def upgrade() -> None:
    for table in VERSIONED:
        _add(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    _add("batches", sa.Column("is_blind", sa.Boolean(), nullable=False, server_default=sa.false()))
    _add("assignments", sa.Column("holder_seat_id", sa.Uuid(), nullable=True))
    _add("seats", sa.Column("reviewer_id", sa.Uuid(), nullable=True))
    _number_rechecks()
    _let_seats_meet()
    _create_custody()
    _create_register()


def _add(table: str, column: sa.Column) -> None:
    op.add_column(table, column)


def _number_rechecks() -> None:
    """Rounds and reports by number: until now the order of keys, and with it a clock, told which came first."""
    _add("rechecks", sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    _add("rechecks", sa.Column("report_revision", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE rechecks SET round = 1 + (SELECT count(*) FROM recheck_conclusions AS c JOIN findings AS f"
        " ON f.reviewed_case_id = c.reviewed_case_id WHERE f.id = rechecks.finding_id AND c.id < rechecks.id),"
        " report_revision = coalesce((SELECT max(r.revision) FROM remedy_reports AS r JOIN remedies AS m"
        " ON m.id = r.remedy_id WHERE m.finding_id = rechecks.finding_id AND r.id < rechecks.id), 0)"
    )


def _let_seats_meet() -> None:
    _loosen("assignments", ["reviewed_case_id", "reviewer_id", "reading", "epoch"], ["reviewed_case_id"])
    _loosen("answers", ["assignment_id", "item_id", "revision", "seat_id"], ["assignment_id", "item_id", "revision"])
    _loosen("submissions", ["assignment_id", "revision"])
    _loosen("submission_returns", ["submission_id"])
    _loosen("batches", ["name"])
    _loosen("reviewers", ["name"])
    _loosen("departments", ["name"])
    _loosen("panel_seats", ["batch_id", "reviewer_id"])
    _loosen("reviewed_cases", ["batch_id", "case_id"])
    _loosen("determinations", ["reviewed_case_id", "revision"])
    _loosen("remedies", ["finding_id"])
    _loosen("remedy_reports", ["remedy_id", "revision"])
    _loosen("rechecks", ["finding_id", "revision"])
    _loosen("recheck_conclusions", ["reviewed_case_id", "revision"])
    _loosen("closures", ["reviewed_case_id"])
    _loosen("letters", ["reviewed_case_id"])
    with op.batch_alter_table("letters") as letters:
        letters.drop_constraint("uq_letters_number", type_="unique")
        letters.drop_constraint("uq_letters_year_serial", type_="unique")
        letters.create_unique_constraint("uq_letters_number_seat_id", ["number", "seat_id"])
        letters.create_unique_constraint("uq_letters_year_serial_seat_id", ["year", "serial", "seat_id"])
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("import_id", existing_type=sa.Uuid(), nullable=True)
        cases.drop_constraint("uq_cases_number", type_="unique")
    op.create_index("ix_cases_number", "cases", ["number"])


def _loosen(table: str, columns: list[str], indexed: list[str] | None = None) -> None:
    """Let several rows stand under what was unique; what was found by it still is."""
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(f"uq_{table}_{'_'.join(columns)}", type_="unique")
    op.create_index(f"ix_{table}_{'_'.join(indexed or columns)}", table, indexed or columns)


def _owned() -> list[sa.Column]:
    """What every row has that belongs to a seat."""
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
    ]


def _create_custody() -> None:
    op.create_table(
        "recheck_assignments",
        *_owned(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reviewed_case_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("holder_seat_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewed_case_id"], ["reviewed_cases.id"], name=op.f("fk_recheck_assignments_reviewed_case_id")
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["reviewers.id"], name=op.f("fk_recheck_assignments_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_assignments")),
    )
    op.create_index(
        "ix_recheck_assignments_reviewed_case_id_round", "recheck_assignments", ["reviewed_case_id", "round"]
    )
    op.create_table(
        "custody_decisions",
        *_owned(),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_custody_decisions_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_decisions")),
    )
    op.create_index("ix_custody_decisions_assignment_id", "custody_decisions", ["assignment_id"])
    op.create_table(
        "held_rows",
        sa.Column("table", sa.String(length=50), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sender_seat_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("table", "row_id", "digest", "sender_seat_id", name=op.f("pk_held_rows")),
    )
    op.create_table(
        "attachments",
        *_owned(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attachments_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_case_id"), "attachments", ["case_id"])


def _create_register() -> None:
    op.create_table(
        "seat_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("signing_key", sa.String(length=300), nullable=False),
        sa.Column("sealing_key", sa.String(length=300), nullable=False),
        sa.Column("known_since", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_seat_keys_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_keys")),
    )
    op.create_index(op.f("ix_seat_keys_seat_id"), "seat_keys", ["seat_id"])
    op.create_index("ix_seat_keys_signing_key", "seat_keys", ["signing_key"])
    op.create_table(
        "packages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("peer_seat_id", sa.Uuid(), nullable=True),
        sa.Column("peer_name", sa.String(length=200), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("batch_name", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_by", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("head", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
    )
    op.create_index("ix_packages_chain", "packages", ["direction", "peer_seat_id", "peer_name", "batch_id", "sequence"])
    op.create_index("ix_packages_digest", "packages", ["digest"])
    op.create_table(
        "package_receipts",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "seat_id", name=op.f("pk_package_receipts")),
    )
