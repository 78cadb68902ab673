"""Many new rows of one table at once, at little more than the database's own cost.

The ORM's bulk insert handles every row as a dictionary three times over; for a ledger of a hundred thousand rows that
costs more than the database does. Here the values go in column by column.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any

from sqlalchemy import Dialect, Uuid, inspect
from sqlalchemy import insert as insert_into
from sqlalchemy.orm import Session

from models.base import Base, ExactDecimal

# most values of a column repeat and are turned into the database's form once; ids do not, and 1.5 is equal to 1.50
_NOT_REMEMBERED = (ExactDecimal, Uuid)


def insert_columns(
    session: Session, kind: type[Base], columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]
) -> None:
    """Insert rows whose values are given by column; `same` holds what is the same in every row.

    Together they name every column of the table. All values are hashable, a list of JSON being a tuple.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
        connection.execute(insert_into(kind), [{**same, **row} for row in rows])
        return
    statement = insert_into(kind).compile(dialect=connection.dialect)
    stored = [_stored(kind, name, columns, same, connection.dialect) for name in statement.positiontup or ()]
    rows_of_values = list(zip(*stored, strict=False))  # what is the same in every row never ends
    if rows_of_values:
        connection.exec_driver_sql(str(statement), rows_of_values)


def _stored(
    kind: type[Base], name: str, columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any], dialect: Dialect
) -> Any:
    """The values of one column as the database holds them."""
    kept_as = inspect(kind).columns[name].type
    store = kept_as.dialect_impl(dialect).bind_processor(dialect)
    if name in same:
        return repeat(store(same[name]) if store else same[name])
    values = columns[name]
    if store is None:
        return values
    return map(store if isinstance(kept_as, _NOT_REMEMBERED) else cache(store), values)
