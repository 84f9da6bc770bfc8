"""Refuse mutable defaults that pydantic would share between all instances.

pydantic copies a default for each instance, except one that is hashable, which it takes for a constant. A State, a
component and similar objects are hashable by identity, so that what one visitor does to such a default would be seen by
all others.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import msgspec
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from domsync.components.refs import Ref


def refuse_common_defaults(cls: type[BaseModel]) -> None:
    """Check the defaults of a class that was just created.

    Args:
        cls: A component or State class.

    Raises:
        TypeError: A field has a mutable default that all instances would share, or that cannot be copied for each.
    """
    for name, field in cls.model_fields.items():
        if type(field.default) not in _COPIED and not _is_shared(field.default):
            _try_to_copy(cls, name, field.default)
        for found in _changeable(field.default):
            kind = type(found).__name__
            factory = kind if found is field.default else "lambda: ..."
            raise TypeError(
                f"{cls.__name__}.{name} has a {kind} as its default, which all visitors would share; "
                f"write Field(default_factory={factory}) to give each their own, "
                f"or annotate it as ClassVar[{kind}] to share it on purpose"
            )


#: The types of most mutable defaults, which are copied for each instance.
_COPIED = frozenset((dict, list, set))


def _try_to_copy(cls: type[BaseModel], name: str, default: object) -> None:
    """Copy a default as pydantic does for each instance, so that one that cannot be copied is reported early."""
    try:
        copy.deepcopy(default)
    except Exception as error:
        kind = type(default).__name__
        raise TypeError(
            f"{cls.__name__}.{name} has a {kind} as its default, which cannot be copied for each visitor ({error}); "
            f"write Field(default_factory=lambda: ...) to make each their own, "
            f"or annotate it as ClassVar[{kind}] to share it on purpose"
        ) from error


def _changeable(default: object) -> Iterator[object]:
    kind = type(default)
    if (
        getattr(kind, "__domsync_observable__", False)
        or getattr(kind, "__domsync_component__", False)
        or issubclass(kind, Ref)
    ):
        yield default
    elif isinstance(default, tuple | frozenset):
        # Other containers cannot be hashed, and are copied with everything in them.
        for item in default:
            yield from _changeable(item)
    elif _is_shared(default) and not _cannot_change(default, kind):
        yield default


def _is_shared(default: object) -> bool:
    """Return whether pydantic gives one and the same object to all instances."""
    try:
        hash(default)
    except (TypeError, ValueError):  # memoryview raises the second
        return False
    return True


#: Modules whose values cannot be changed.
_OF_VALUES = frozenset(
    ("datetime", "decimal", "fractions", "ipaddress", "pathlib", "re", "uuid", "zoneinfo", "builtins")
)


def _cannot_change(default: object, kind: type[Any]) -> bool:
    """Return whether an object is known to be a constant: a value, a function, a class, or an
    instance of a frozen class.
    """
    if callable(default) or isinstance(default, Enum) or default is PydanticUndefined:
        return True
    if isinstance(default, Iterator):
        return False
    if isinstance(default, BaseModel):
        return bool(kind.model_config.get("frozen"))
    if isinstance(default, msgspec.Struct):
        return bool(kind.__struct_config__.frozen)
    parameters = getattr(kind, "__dataclass_params__", None)
    if parameters is not None:
        return bool(parameters.frozen)
    # A value of a subclass of str or int is one as well.
    return any(base.__module__.partition(".")[0] in _OF_VALUES for base in kind.__mro__ if base is not object)


def passed_fields(model: BaseModel) -> set[str]:
    """Return the names of the fields that were passed to a model.

    Args:
        model: The model.

    Raises:
        TypeError: Its class has an `__init__` that does not call the base class's first.
    """
    try:
        return model.__pydantic_fields_set__
    except AttributeError:
        kind = type(model).__name__
        raise TypeError(
            f"{kind}.__init__ must begin with super().__init__(**data), which sets the fields; most classes need no "
            "__init__: use defaults, Field(default_factory=...) and model_post_init()"
        ) from None


def assign(model: BaseModel, name: str, value: Any, set_attribute: Callable[[str, Any], None]) -> None:
    """Assign to a field of a pydantic model so that a refused value changes nothing.

    A validator of the whole model only refuses after pydantic has changed the field.

    Args:
        model: The model.
        name: The field.
        value: The value.
        set_attribute: pydantic's own ``__setattr__``.
    """
    values, passed = model.__dict__, passed_fields(model)
    was_passed = name in passed
    try:
        set_attribute(name, value)
    except BaseException:
        object.__setattr__(model, "__dict__", values)
        if not was_passed:
            passed.discard(name)
        raise
