"""Strict reading of one JSON object, field by field."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NoReturn, TypeVar

from review_forms.errors import UserError

Word = TypeVar("Word", bound=StrEnum)


class JsonFields:
    """Takes typed fields out of a JSON object and refuses what is left over.

    Every fault is raised as the error that `error` makes of a Chinese clause naming the field.
    """

    def __init__(self, values: Mapping[str, object], error: Callable[[str], UserError]) -> None:
        self._values = dict(values)
        self._error = error

    def text(self, key: str, *, required: bool = False) -> str:
        """A text, empty where there is none; a required one must say something."""
        value = self._values.pop(key, "")
        if not isinstance(value, str):
            self._refuse(key, "应为文字")
        if required and not value:
            self._refuse(key, "不能为空")
        return value

    def optional_text(self, key: str) -> str | None:
        """A text or null."""
        value = self._values.pop(key, None)
        if value is not None and not isinstance(value, str):
            self._refuse(key, "应为文字或空值")
        return value

    def member(self, key: str, words: type[Word], value: str) -> Word:
        """The member of an enumeration that a text names."""
        try:
            return words(value)
        except ValueError:
            self._refuse(key, f"不认识“{value}”")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self._list(key)
        texts = tuple(value for value in values if isinstance(value, str))
        if len(texts) != len(values):
            self._refuse(key, "应为文字的列表")
        return texts

    def objects(self, key: str) -> tuple[Mapping[str, object], ...]:
        """A list of objects."""
        values = self._list(key)
        objects = tuple(value for value in values if isinstance(value, dict))
        if len(objects) != len(values):
            self._refuse(key, "应为对象的列表")
        return objects

    def decimal(self, key: str) -> Decimal | None:
        """A number written as text, zero or more, or null."""
        value = self.optional_text(key)
        if value is None:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            self._refuse(key, f"“{value}”不是数字")
        if not number.is_finite() or not 0 <= number <= 1000:
            self._refuse(key, f"“{value}”不在 0 至 1000 之间")
        return number

    def count(self, key: str, *, usual: int) -> int:
        """A whole number of one or more; `usual` is taken as it is."""
        value = self._values.pop(key, usual)
        if not isinstance(value, int) or isinstance(value, bool) or (value < 1 and value != usual):
            self._refuse(key, "应为不小于 1 的整数")
        return value

    def flag(self, key: str, *, usual: bool) -> bool:
        """True or false."""
        value = self._values.pop(key, usual)
        if not isinstance(value, bool):
            self._refuse(key, "应为是或否")
        return value

    def close(self) -> None:
        """Refuses the object if it has fields that nobody asked for."""
        for key in sorted(self._values):
            self._refuse(key, "是不认识的字段")

    def _list(self, key: str) -> list[object]:
        value = self._values.pop(key, [])
        if not isinstance(value, list | tuple):
            self._refuse(key, "应为列表")
        return list(value)

    def _refuse(self, key: str, fault: str) -> NoReturn:
        raise self._error(f"字段“{key}”{fault}")
