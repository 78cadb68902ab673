"""The standard and the grade scale that a batch is pinned to, read back from the batch's own copy."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from models.batch import Batch

if TYPE_CHECKING:
    # the first page only counts; the loader comes with the first standard that is read whole
    from review_forms.grading import GradeScale
    from review_forms.standard import Standard


def standard_of(batch: Batch) -> Standard:
    """The standard that the batch is reviewed by, whatever the shelf holds today."""
    return _standard(batch.standard_text, batch.standard_id)


def scale_of(batch: Batch) -> GradeScale:
    """The grade scale of the batch."""
    return _scale(batch.scale_text, batch.scale_id)


def title_of(batch: Batch) -> str:
    """The title of the batch's standard; lists of batches want no more of it."""
    head, _, _ = batch.standard_text.partition("\n[")
    try:
        return str(tomllib.loads(head)["title"])
    except (tomllib.TOMLDecodeError, KeyError):  # a line of the notice begins with a bracket
        return standard_of(batch).title


@lru_cache(maxsize=16)
def _standard(text: str, name: str) -> Standard:
    from review_forms.loader import load_standard

    return load_standard(text, name)


@lru_cache(maxsize=16)
def _scale(text: str, name: str) -> GradeScale:
    from review_forms.loader import load_scale

    return load_scale(text, name)
