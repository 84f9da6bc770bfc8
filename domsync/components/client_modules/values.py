"""Convert a component's fields to the values that its JavaScript receives."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_jsonable_python


def plain(value: Any) -> Any:
    """Convert an object to JavaScript's types: a model to its fields, a date or an enum member to its text.

    Args:
        value: The object.

    Raises:
        TypeError: JavaScript has no such value.
    """
    if isinstance(value, BaseModel):
        if getattr(value, "__domsync_observable__", False):
            # Reading a State's field subscribes.
            return {name: getattr(value, name) for name, field in type(value).model_fields.items() if not field.exclude}
        return value.model_dump()
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.asdict(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, set | frozenset):
        return list(value)
    try:
        return to_jsonable_python(value)
    except PydanticSerializationError:
        raise TypeError(
            f"JavaScript has no equivalent of {type(value).__name__}: {value!r:.80}; "
            "mark the field with Field(exclude=True) to keep it in Python"
        ) from None
