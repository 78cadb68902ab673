"""The standard and the grade scale that a batch is pinned to, read back from the batch's own copy."""

from functools import lru_cache

from models.batch import Batch
from review_forms.grading import GradeScale
from review_forms.loader import load_scale, load_standard
from review_forms.standard import Standard


def standard_of(batch: Batch) -> Standard:
    """The standard that the batch is reviewed by, whatever the shelf holds today."""
    return _standard(batch.standard_text, batch.standard_id)


def scale_of(batch: Batch) -> GradeScale:
    """The grade scale of the batch."""
    return _scale(batch.scale_text, batch.scale_id)


@lru_cache(maxsize=16)
def _standard(text: str, name: str) -> Standard:
    return load_standard(text, name)


@lru_cache(maxsize=16)
def _scale(text: str, name: str) -> GradeScale:
    return load_scale(text, name)
