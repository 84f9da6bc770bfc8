"""The kinds of values in a State's fields that can be sent to another process as JSON.

A value is *encoded* as plain values: lists, dicts, sets, :class:`Fields` (for a nested State) and leaves, which are
never changed in place. pydantic writes and reads everything, by the types of the fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from domsync.components.state import State
from domsync.errors import DomsyncError

#: Types that always come back from JSON as they were.
_EXACT = frozenset((str, int, bool, float, type(None)))
_CONFIG = ConfigDict(ser_json_inf_nan="strings", ser_json_bytes="base64", val_json_bytes="base64")


class NotJsonError(DomsyncError, TypeError):
    """A value cannot be sent to another process.

    Args:
        value: The value.
        reason: Why not, and what to do.
    """

    def __init__(self, value: object, reason: str) -> None:
        super().__init__(value, reason)
        self.value = value
        self.reason = reason

    def __str__(self) -> str:
        shown = repr(self.value)
        return f"{shown if len(shown) < 80 else shown[:77] + '...'} cannot be sent to other processes: {self.reason}"


class Fields(dict[str, Any]):
    """The fields of a State or another model, encoded.

    Args:
        kind: Its class.
        values: The values of the fields.
        instance: The model that it was taken from.
    """

    __slots__ = ("instance", "kind")

    def __init__(self, kind: ModelKind, values: dict[str, Any], instance: BaseModel) -> None:
        super().__init__(values)
        self.kind: ModelKind = kind
        self.instance: BaseModel = instance


class Kind:
    """The type of a value. This one is for values that are never changed in place.

    Args:
        annotation: The type.
    """

    #: Whether every value comes back from JSON exactly as it was written.
    exact: bool = False

    def __init__(self, annotation: Any) -> None:
        self.exact = annotation in _EXACT
        try:
            self._adapter: TypeAdapter[Any] = TypeAdapter(annotation, config=_CONFIG)
        except Exception as wrong:
            if "config" not in str(wrong):  # a model's own configuration applies
                raise
            self._adapter = TypeAdapter(annotation)

    def validated(self, value: Any) -> Any:
        """Validate a value as pydantic does.

        Raises:
            ValidationError: It does not fit the type.
        """
        return self._adapter.validate_python(value)

    def write(self, value: Any, plain: Any) -> bytes:
        """Write a valid value as JSON.

        Args:
            value: The value.
            plain: The same value, encoded.

        Raises:
            NotJsonError: It cannot be written, or would come back as a different value.
        """
        try:
            written = self._adapter.dump_json(value, warnings="error", by_alias=False)
        except (PydanticSerializationError, ValueError) as wrong:
            raise NotJsonError(value, str(wrong)) from wrong
        if not self.exact:
            try:
                back = self.read(written)
            except (ValidationError, ValueError) as wrong:
                raise NotJsonError(value, f"it cannot be read back from JSON: {wrong}") from wrong
            if not same(back, plain):
                raise NotJsonError(value, f"from JSON it would come back as {back!r}; declare its type")
        return written

    def read(self, written: bytes) -> Any:
        """Read a value from JSON, and encode it.

        Raises:
            ValidationError: It does not fit the type.
        """
        return self.apart(self.decode(written))

    def apart(self, value: Any) -> Any:
        """Encode a valid value.

        Args:
            value: The value.

        Raises:
            NotJsonError: It contains something that cannot be sent to other processes.
        """
        if isinstance(value, list | dict | set | State):
            name = type(value).__name__
            raise NotJsonError(value, f"its type does not say what is in the {name}; declare list[...], dict[...], ...")
        return value

    def of(self, plain: Any) -> Kind:
        """Return the kind of an encoded value, where there are several."""
        return self

    def named(self, name: str) -> Kind:
        """Return the kind of a model by the name of its class, where there are several."""
        return self

    def encode(self, plain: Any) -> bytes:
        """Write as JSON a value that was validated before."""
        return self._adapter.dump_json(plain, by_alias=False)

    def decode(self, written: bytes) -> Any:
        """Read a value of which nothing is ever changed in place.

        Raises:
            ValidationError: It does not fit the type.
        """
        return self._adapter.validate_json(written, by_alias=True, by_name=True)


class SumKind(Kind):
    """A number whose changes add up."""


class ListKind(Kind):
    """A list.

    Args:
        item: The kind of its items.
        annotation: Its type.
    """

    def __init__(self, item: Kind, annotation: Any) -> None:
        super().__init__(annotation)
        self.item = item
        self.exact: bool = item.exact

    def apart(self, value: Any) -> Any:
        """Encode the items."""
        if not isinstance(value, list | tuple):
            raise NotJsonError(value, "the field holds lists")
        return list(value) if self.item.exact else [self.item.apart(item) for item in value]


class DictKind(Kind):
    """A dict.

    Args:
        key: The kind of its keys, which are leaves.
        item: The kind of its values.
        annotation: Its type.
        keys: The type of a list of its keys.
    """

    def __init__(self, key: Kind, item: Kind, annotation: Any, keys: Any) -> None:
        super().__init__(annotation)
        self.key = key
        self.item = item
        self.keys: ListKind = ListKind(key, keys)
        self.exact: bool = key.exact and item.exact

    def apart(self, value: Any) -> Any:
        """Encode the values."""
        if not isinstance(value, dict):
            raise NotJsonError(value, "the field holds dicts")
        return {self.key.apart(key): self.item.apart(item) for key, item in value.items()}


class SetKind(Kind):
    """A set.

    Args:
        item: The kind of its items, which are leaves.
        annotation: Its type.
    """

    def __init__(self, item: Kind, annotation: Any) -> None:
        super().__init__(annotation)
        self.item = item
        self.exact: bool = item.exact

    def apart(self, value: Any) -> Any:
        """Copy the items."""
        if not isinstance(value, set | frozenset):
            raise NotJsonError(value, "the field holds sets")
        return {self.item.apart(item) for item in value}


class ModelKind(Kind):
    """A State, or another model that can be changed in place.

    Args:
        cls: Its class.
    """

    def __init__(self, cls: type[BaseModel]) -> None:
        super().__init__(cls)
        self.cls = cls
        self.fields: dict[str, Kind] = {}

    def apart(self, value: Any) -> Any:
        """Encode the fields."""
        if value.__class__ is not self.cls:
            raise NotJsonError(value, f"the field holds {self.cls.__name__}, and no class derived from it")
        values = value.__dict__
        plain = {name: kind.apart(values[name]) for name, kind in self.fields.items() if name in values}
        return Fields(self, plain, value)


class AnyKind(Kind):
    """Any JSON value: null, booleans, numbers, strings, lists, and dicts with strings as keys."""

    def __init__(self) -> None:
        super().__init__(Any)
        self.exact = False
        self._list = ListKind(self, list[Any])
        self._dict = DictKind(Kind(str), self, dict[str, Any], list[str])

    def apart(self, value: Any) -> Any:
        """Encode the value, if it is a JSON value."""
        if isinstance(value, list):
            return self._list.apart(value)
        if isinstance(value, dict):
            if not all(type(key) is str for key in value):
                raise NotJsonError(value, "where the type is Any, the keys of a dict are strings")
            return self._dict.apart(value)
        if type(value) not in _EXACT:
            raise NotJsonError(value, f"where the type is Any, it can be only what JSON has; declare {type(value)!r}")
        return value

    def of(self, plain: Any) -> Kind:
        """Return the kind of a list, a dict or a leaf."""
        if isinstance(plain, list):
            return self._list
        return self._dict if isinstance(plain, dict) else self


class ChoiceKind(Kind):
    """One of several kinds.

    Args:
        members: The kinds that are changed in place.
        annotation: The type.
    """

    def __init__(self, members: Sequence[Kind], annotation: Any) -> None:
        super().__init__(annotation)
        self.exact = False
        self._members = members
        self._leaf = Kind(annotation)

    def apart(self, value: Any) -> Any:
        """Encode the value by its own kind."""
        return self._member(value).apart(value)

    def of(self, plain: Any) -> Kind:
        """Return the kind of a value."""
        return plain.kind if isinstance(plain, Fields) else self._member(plain)

    def named(self, name: str) -> Kind:
        """Return the member for that class."""
        models = [member for member in self._members if isinstance(member, ModelKind)]
        return next(model for model in models if model.cls.__name__ == name)

    def _member(self, value: Any) -> Kind:
        for member in self._members:
            if isinstance(member, ModelKind):
                if value.__class__ is member.cls:
                    return member
            elif isinstance(member, AnyKind) or isinstance(value, _container(member)):
                return member
        return self._leaf


def same(one: Any, other: Any) -> bool:
    """Return whether two encoded values are equal, including their types."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return bool(one == other) or (one != one and other != other)  # NaN


def _container(kind: Kind) -> type:
    return list if isinstance(kind, ListKind) else dict if isinstance(kind, DictKind) else set
