"""The office's own standards, which cases were closed after their limit, and the office's remarks on single items.

The first two belong to this workspace alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standard_versions",
        sa.Column("standard_id", sa.String(64), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("based_on", sa.String(200), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("discarded_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_standard_versions"),
    )
    op.create_index("ix_standard_versions_standard_id", "standard_versions", ["standard_id"])
    op.create_table(
        "overdue_cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("days_over", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_overdue_cases_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_overdue_cases"),
    )
    op.add_column("submission_returns", sa.Column("item_remarks", sa.JSON(), nullable=False, server_default="{}"))
