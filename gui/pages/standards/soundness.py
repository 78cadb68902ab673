"""A standard of the shelf, read whole; a draft that has faults yet is refused with a sentence for its writer."""

from review_forms.errors import UserError
from review_forms.loader import StandardFaultsError, load_standard
from review_forms.standard import Standard


class FaultyStandardError(UserError):
    """A draft is to be used while something is wrong with it."""

    def __init__(self, title: str, count: int) -> None:
        super().__init__(
            f"{title}还有 {count} 处错误，改正后才能比较、试算和排印：在标准列表中选中它，可以看到是哪几处。"
        )
        self.count = count


def load_sound(text: str, title: str) -> Standard:
    """The standard of a text; `title` is what it is called in the sentence.

    Raises:
        FaultyStandardError: It has faults.
    """
    try:
        return load_standard(text, title)
    except StandardFaultsError as error:
        raise FaultyStandardError(title, len(error.faults)) from error
