"""How Alembic runs the migrations: on the connection it is given, one transaction each."""

from collections.abc import Collection, Mapping
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo


def _seal(ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]) -> None:  # noqa: ARG001
    context.config.attributes["seal"](ctx.connection, int(step.up_revision_id or 0))


context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    transaction_per_migration=True,
    render_as_batch=True,
    on_version_apply=_seal,
)
with context.begin_transaction():
    context.run_migrations()
