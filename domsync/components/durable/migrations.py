"""Schema migrations: detect state that an older version of a class saved, and convert it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, get_args
from weakref import WeakKeyDictionary
from zlib import crc32

from pydantic import BaseModel

from domsync.errors import DomsyncError

F = TypeVar("F", bound="Callable[[dict[str, Any]], dict[str, Any]] | staticmethod[[dict[str, Any]], dict[str, Any]]")

_FROM_VERSION = "__domsync_migrates__"
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def migrates(from_version: int) -> Callable[[F], F]:
    """Decorate a static method of a component that converts state of one version to the next.

    >>> from domsync import Component, migrates
    >>> class Cart(Component):
    ...     lines: dict[str, int] = {}
    ...
    ...     @migrates(1)
    ...     @staticmethod
    ...     def counted(state):
    ...         return {"lines": {name: 1 for name in state["names"]}}

    The first version of a class is 1. The present version is one more than the last for which it has such a method.
    State of a version without a method is used as far as it fits the fields.

    Args:
        from_version: The version of the state that the method takes: a dict of JSON values by the names of fields.

    Raises:
        ValueError: There is no such version.
    """
    if from_version < 1:
        raise ValueError(f"versions are counted from 1, not {from_version}")

    def mark(function: F) -> F:
        setattr(getattr(function, "__func__", function), _FROM_VERSION, from_version)
        return function

    return mark


_found: WeakKeyDictionary[type, dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = WeakKeyDictionary()


def migrations_of(kind: type) -> Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]:
    """Return the functions that convert state to the next version, by the version that they take.

    Args:
        kind: A component's class.
    """
    known = _found.get(kind)
    if known is None:
        known = {}
        for base in reversed(kind.__mro__):
            for value in vars(base).values():
                function = getattr(value, "__func__", value)
                version = getattr(function, _FROM_VERSION, None) if callable(function) else None
                if isinstance(version, int):
                    known[version] = function
        _found[kind] = known
    return known


def version_of(kind: type) -> int:
    """Return the present version of a class."""
    return max(migrations_of(kind), default=0) + 1


class StateMismatchError(DomsyncError, ValueError):
    """Saved state does not fit the present class.

    Args:
        kind: The name of the class.
        problem: What does not fit.
    """

    def __init__(self, kind: str, problem: str) -> None:
        super().__init__(kind, problem)
        self.kind = kind
        self.problem = problem

    def __str__(self) -> str:
        return f"the saved state of {self.kind} no longer fits the class: {self.problem}"


def migrated(kind: type, version: int, saved: dict[str, Any]) -> dict[str, Any]:
    """Run the migrations that lead from a version of a class's state to the present one.

    Args:
        kind: The class.
        version: The version of the state.
        saved: The state, as JSON values by the names of fields.

    Raises:
        StateMismatchError: A migration raised an exception.
    """
    migrations = migrations_of(kind)
    for present in range(version, version_of(kind)):
        migrate = migrations.get(present)
        if migrate is not None:
            try:
                saved = migrate(saved)
            except Exception as error:
                name = f"{kind.__qualname__}.{getattr(migrate, '__name__', migrate)}"
                raise StateMismatchError(kind.__qualname__, f"{name} raised {error!r}") from error
    return saved


_hashes: WeakKeyDictionary[type, int] = WeakKeyDictionary()


def schema_hash(kind: type[BaseModel]) -> int:
    """Return a number that changes when the fields of a class, or of a model in them, change.

    Args:
        kind: The class.
    """
    known = _hashes.get(kind)
    if known is None:
        known = _hashes[kind] = crc32("\n".join(_lines(kind, set())).encode())
    return known


def _lines(kind: type[BaseModel], seen: set[type]) -> Iterator[str]:
    seen.add(kind)
    for name, field in sorted(kind.model_fields.items()):
        yield f"{kind.__qualname__}.{name}: {_ADDRESS.sub('', repr(field.annotation))}"
        for inner in _models(field.annotation):
            if inner not in seen:
                yield from _lines(inner, seen)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
