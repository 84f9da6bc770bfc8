"""The field types of a program's State classes, read as kinds of values."""

from __future__ import annotations

import types
import warnings
from collections import abc
from functools import cache
from typing import Annotated, Any, NewType, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, PydanticSchemaGenerationError

from domsync.components.shared.presence import Presence
from domsync.components.shared_text import SharedText
from domsync.components.state import State
from domsync.components.state.recorded_models import can_change
from domsync.errors import DomsyncError
from domsync.server.replication.kinds import AnyKind, ChoiceKind, DictKind, Kind, ListKind, ModelKind, SetKind, SumKind

_LISTS = frozenset((list, abc.Sequence, abc.MutableSequence, abc.Collection, abc.Iterable))
_DICTS = frozenset((dict, abc.Mapping, abc.MutableMapping))
_SETS = frozenset((set, abc.Set, abc.MutableSet))


class _Sum:
    """Marks a field whose changes add up."""


T = TypeVar("T")

#: A number that several processes count up or down: ``clicks: Summed[int] = 0``. When two processes assign an ordinary
#: field at once, the later assignment wins; of this one, both differences count.
Summed = Annotated[T, _Sum()]


class FieldTypeError(DomsyncError, TypeError):
    """A State cannot be replicated because of the type of a field.

    Args:
        field: The field, with its class.
        reason: Why not, and what to do.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.field} cannot be replicated between processes: {self.reason}"


@cache
def kind_of_state(cls: type[State]) -> ModelKind:
    """Find the kinds of the fields of a State class.

    Args:
        cls: The class.

    Raises:
        FieldTypeError: A field has a type that cannot be sent to other processes.
    """
    return _state(cls, {})


def _state(cls: type[BaseModel], known: dict[type, ModelKind]) -> ModelKind:
    if cls in known:
        return known[cls]
    kind = known[cls] = ModelKind(cls)
    for name, field in cls.model_fields.items():
        if field.exclude:
            continue
        where = f"{cls.__name__}.{name}"
        try:
            with warnings.catch_warnings():
                # Metadata for other purposes is ignored.
                warnings.simplefilter("ignore")
                if any(isinstance(mark, _Sum) for mark in field.metadata):
                    kind.fields[name] = SumKind(field.annotation)
                elif field.metadata:
                    kind.fields[name] = _kind(Annotated[field.annotation, *field.metadata], where, known)
                else:
                    kind.fields[name] = _kind(field.annotation, where, known)
        except PydanticSchemaGenerationError as wrong:
            raise FieldTypeError(where, f"{wrong.message.splitlines()[0]}; or mark it: Field(exclude=True)") from wrong
    return kind


def _kind(annotation: Any, where: str, known: dict[type, ModelKind]) -> Kind:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner = _kind(arguments[0], where, known)
        # Constraints on a container as a whole are checked when it is assigned.
        return Kind(annotation) if type(inner) is Kind else inner
    if isinstance(annotation, NewType):
        return _kind(annotation.__supertype__, where, known)
    if hasattr(annotation, "__value__"):  # type X = ...
        return _kind(annotation.__value__, where, known)
    if origin in {Union, types.UnionType}:
        return _choice(annotation, [_kind(argument, where, known) for argument in arguments], where)
    container = origin or annotation
    if annotation is Any or annotation is object:
        return AnyKind()
    if container in _LISTS:
        (item,) = arguments or (Any,)
        return ListKind(_kind(item, where, known), list[item])  # type: ignore[valid-type]
    if container in _DICTS:
        key, item = arguments or (str, Any)
        return DictKind(_leaf(key, where, known), _kind(item, where, known), dict[key, item], list[key])  # type: ignore[valid-type]
    if container in _SETS:
        (item,) = arguments or (Any,)
        return SetKind(_leaf(item, where, known), set[item])  # type: ignore[valid-type]
    if isinstance(annotation, type) and issubclass(annotation, Presence):
        raise FieldTypeError(
            where,
            "each process has visitors of its own; mark it Field(exclude=True), and replicate the Presence itself",
        )
    if isinstance(annotation, type) and issubclass(annotation, SharedText):
        raise FieldTypeError(
            where, "it has a log of its own; mark it Field(exclude=True), and replicate the SharedText itself"
        )
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and can_change(annotation):
        return _state(annotation, known)
    return Kind(annotation)


def _leaf(annotation: Any, where: str, known: dict[type, ModelKind]) -> Kind:
    kind = _kind(annotation, where, known)
    if isinstance(kind, ListKind | DictKind | SetKind | ModelKind):
        raise FieldTypeError(where, "the members of sets and the keys of dicts cannot be changed in place")
    return kind


def _choice(annotation: Any, members: list[Kind], where: str) -> Kind:
    inner = [kind for kind in members if isinstance(kind, ListKind | DictKind | SetKind | ModelKind | AnyKind)]
    if not inner:
        kind = Kind(annotation)
        kind.exact = all(member.exact for member in members)
        return kind
    arrays = [kind for kind in inner if isinstance(kind, ListKind | SetKind)]
    objects = [kind for kind in inner if isinstance(kind, DictKind)]
    if len(arrays) > 1 or len(objects) > 1:
        raise FieldTypeError(where, f"in {annotation} it is not clear which of the lists, sets or dicts is meant")
    return ChoiceKind(inner, annotation)
