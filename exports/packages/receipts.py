"""Receipts: what arrived from the other side, told in the next package that goes there."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from models.queries.exchange import Arrival

MEMBER = "receipts.ndjson"


class _Receipt(Struct, frozen=True, forbid_unknown_fields=True):
    batch: UUID | None
    digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    received_at: Annotated[datetime, Meta(tz=True)]
    sequence: Annotated[int, Meta(ge=0, le=2**31)]


_ENCODER = msgspec.json.Encoder(uuid_format="hex")
_DECODER = msgspec.json.Decoder(_Receipt)


def receipt_lines(arrivals: Iterable[Arrival]) -> Iterator[bytes]:
    """The lines of the member, each ended by a line feed."""
    for one in arrivals:
        receipt = _Receipt(one.batch_id, one.digest, one.received_at.replace(microsecond=0), one.sequence)
        yield _ENCODER.encode(receipt) + b"\n"


def receipts_of(lines: Iterable[bytes]) -> Iterator[tuple[str, datetime]]:
    """The digests that arrived, and when; lines that are none are passed over, since nothing hangs on them."""
    for line in lines:
        try:
            receipt = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeError):
            continue
        if receipt.received_at.year in range(2000, 3000):  # a year at the end of time cannot be told in UTC
            yield receipt.digest, receipt.received_at
