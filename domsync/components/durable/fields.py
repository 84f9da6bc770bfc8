"""Serialise the state of one component to bytes, and read it back."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Container, Iterator
from typing import Any, get_args, get_origin
from weakref import WeakKeyDictionary

import msgspec
from pydantic import ConfigDict, ValidationError, create_model
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticSchemaGenerationError, PydanticUserError
from pydantic_core import PydanticSerializationError, from_json, to_json

from domsync.components.component import Component, errors_of, mark_as_made
from domsync.components.durable.migrations import StateMismatchError, migrated, schema_hash, version_of
from domsync.components.durable.read_back import (
    ANYTHING,
    inexact_fields,
    is_read_as_written,
    json_fields,
    means_the_same,
    read,
)
from domsync.components.durable.sharing import Sharing, follow, ways_to_same
from domsync.components.durable.tagged import decoded, has_tags, holds_json, tagged
from domsync.components.reconciler.equality import equal, unchanged
from domsync.components.reconciler.instance import Instance

logger: logging.Logger = logging.getLogger("domsync")

#: Fields that every component has, which are not state of its own class.
_COMMON = frozenset(("key", "show"))


class ComponentRecord(msgspec.Struct, array_like=True, frozen=True):
    """The saved record of one component.

    Args:
        kind: The name of its class.
        version: The version of its class.
        schema: The `schema_hash` of the class.
        fields: Its own fields, as JSON.
        show: Its own `show`; None if its parent sets that.
        ids: The numbers of its nodes, as runs of first and count; None if they were not saved.
        timers: The times of day at which methods given to `call_later` are due, by their names; None for methods that
            have been called. None if there are no such methods.
        errors: The messages about refused entries, by field; None if there are none.
        same: The fields that hold an object to which another field leads, with the way to it (`ways_to_same`).
    """

    kind: str
    version: int
    schema: int
    fields: bytes
    show: bool | None = None
    ids: tuple[int, ...] | None = None
    timers: dict[str, float | None] | None = None
    errors: dict[str, str] | None = None
    same: dict[str, tuple[str | int, ...]] | None = None


def name_of(component: Component) -> str:
    """Return the name of a component's class in records."""
    return type(component).__qualname__


def own_fields(instance: Instance, sharing: Sharing) -> Iterator[str]:
    """Return the fields that are a component's own state: those that its parent does not pass, or that it has changed.

    Args:
        instance: The component.
        sharing: Knows the objects of its parent, which are not its own.
    """
    component, props = instance.component, instance.props
    values = component.__dict__
    for name, field in type(component).model_fields.items():
        if field.exclude or name in _COMMON or name not in values:
            continue
        if name not in props or not (unchanged(props[name], values[name]) or name in sharing.fields(instance)):
            yield name


def written(
    instance: Instance, ids: tuple[int, ...] | None, sharing: Sharing, *, is_told: bool = True
) -> ComponentRecord:
    """Return the record of a component's state.

    Args:
        instance: The component.
        ids: The numbers of its nodes.
        sharing: Knows the objects of its parent.
        is_told: Whether it is for another process: values that JSON changes get tags, and fields that cannot be saved
            are named in the log.
    """
    component, kind = instance.component, type(instance.component)
    names = set(own_fields(instance, sharing))
    show = None if instance.props.get("show", True) is component.show else component.show
    unsure = _unsure(component, names) if is_told else frozenset()
    fields = _dumped(component, names, is_told=is_told and not unsure) if names else b""
    if has_tags(fields):
        # A key or text of the program looks like a tag.
        fields = _with_tags(component, names, frozenset(names))
    elif unsure:
        fields = _readable(component, names, unsure, fields)
    timers = instance.scheduler.timers
    dues = None if timers is None else timers.written(instance)
    errors = dict(errors_of(component)) or None
    same = ways_to_same(component, names) or None
    state = kind.__qualname__, version_of(kind), schema_hash(kind), fields
    return ComponentRecord(*state, show, ids, dues, errors, same)


def _unsure(component: Component, names: set[str]) -> frozenset[str]:
    """Return the fields that may be read back as something else, by their annotations and what they hold now."""
    values = component.__dict__
    unsure = inexact_fields(type(component)) & names
    for name, kinds in json_fields(type(component)).items() if unsure else ():
        if name in unsure and (kinds & ANYTHING or type(values[name]) in kinds) and holds_json(values[name]):
            unsure -= {name}
    return unsure


def _dumped(component: Component, names: set[str], *, is_told: bool) -> bytes:
    try:
        return _to_json(component, names)
    except (PydanticSerializationError, ValueError, RecursionError):
        # One of the fields cannot be saved; the others still are.
        parts = (_dumped_alone(component, name, is_told=is_told) for name in sorted(names))
        return b"{%s}" % b",".join(filter(None, parts))


def _to_json(component: Component, names: set[str]) -> bytes:
    # In two steps, because the serializer alone would turn infinities and NaN into null.
    return to_json(_serialized(component, names, "json"), inf_nan_mode="constants")


def _to_tagged_json(component: Component, name: str) -> bytes:
    return to_json({name: tagged(_serialized(component, {name}, "python")[name])}, inf_nan_mode="constants")


def _serialized(component: Component, names: set[str], mode: str) -> dict[str, Any]:
    values: dict[str, Any] = component.__pydantic_serializer__.to_python(
        component, mode=mode, include=names, round_trip=True, by_alias=False, warnings=False
    )
    return values


def _dumped_alone(component: Component, name: str, *, is_told: bool, with_tags: bool = False) -> bytes:
    """Return one field as JSON without the braces; empty if it cannot be saved."""
    # Not the exception itself: its traceback would keep the component alive.
    problem = ""
    for is_tagged in (with_tags, not with_tags):
        try:
            return (_to_tagged_json(component, name) if is_tagged else _to_json(component, {name}))[1:-1]
        except (PydanticSerializationError, ValueError, RecursionError) as error:
            problem = problem or str(error)
    if is_told:
        _tell(type(component), name, f"cannot be written to the store: {problem}")
    return b""


def _tell(kind: type[Component], name: str, problem: str) -> None:
    if (kind, name) not in _TOLD:
        _TOLD.add((kind, name))
        logger.error("%s.%s %s", kind.__qualname__, name, problem)


_TOLD: set[tuple[type, str]] = set()


def _readable(component: Component, names: set[str], unsure: frozenset[str], fields: bytes) -> bytes:
    """Write fields so that they are read back as they are.

    Args:
        component: The component.
        names: The fields.
        unsure: Those that JSON may not hold as they are.
        fields: Their JSON. If it is read back as something else, tags are added.
    """
    kind = type(component)
    if not is_read_as_written(kind):
        # Reading them back would call the program's code.
        return _with_tags(component, names, unsure)
    with_tags = _tags.get(kind, frozenset()) & names
    if with_tags:
        fields = _with_tags(component, names, with_tags)
    problems = _unlike(component, unsure, fields)
    while new := problems.keys() - with_tags:
        with_tags |= new
        fields = _with_tags(component, names, with_tags)
        problems = _unlike(component, unsure, fields)
    _tags[kind] = _tags.get(kind, frozenset()) | with_tags
    for name, problem in problems.items():
        _tell(kind, name, f"is not read back from the store as it is: {problem}")
    unreadable = {name for name, problem in problems.items() if isinstance(problem, _Unreadable)}
    return _with_tags(component, names - unreadable, with_tags - unreadable) if unreadable else fields


#: The fields that have needed tags so far, by class.
_tags: WeakKeyDictionary[type[Component], frozenset[str]] = WeakKeyDictionary()


class _Unreadable(str):
    """The reason why a field cannot be read back at all."""

    __slots__ = ()


def _unlike(component: Component, unsure: frozenset[str], fields: bytes) -> dict[str, str]:
    """Return the fields that are not read back as they are, with the problem or the other value."""
    values = component.__dict__
    try:
        fresh = read(type(component), values, fields)
    except ValidationError as error:
        wrong = {str(problem["loc"][0]) for problem in error.errors(include_url=False, include_input=False)}
        return dict.fromkeys(wrong & unsure, _Unreadable(_first_problem(error)))
    there = from_json(fields).keys()
    return {
        name: f"{fresh[name]!r:.200}" if name in there else "nothing"
        for name in unsure
        if name not in there or not means_the_same(values[name], fresh[name])
    }


def _with_tags(component: Component, names: set[str], with_tags: frozenset[str]) -> bytes:
    parts = [_dumped(component, names - with_tags, is_told=True)[1:-1]] if names - with_tags else []
    parts += [_dumped_alone(component, name, is_told=True, with_tags=True) for name in sorted(with_tags)]
    return b"{%s}" % b",".join(filter(None, parts))


def take_up(component: Component, record: ComponentRecord, passed: Container[str]) -> None:
    """Give a new component the state that was saved.

    Args:
        component: The component.
        record: The record of a component of its class.
        passed: The fields that its parent passes. If they are as they were saved, it keeps the parent's objects.

    Raises:
        StateMismatchError: The record does not fit its class.
    """
    kind = type(component)
    if record.show is not None:
        component.__dict__["show"] = record.show
    if record.errors:
        component.errors.update(record.errors)
    if not record.fields:
        return
    saved = migrated(kind, record.version, decoded(record.fields))
    fields = kind.model_fields
    known = {name: saved[name] for name in saved if name in fields and name not in _COMMON and not fields[name].exclude}
    values = component.__dict__
    try:
        # All at once, because validators of the whole model check several fields together.
        given = {**{name: values[name] for name in fields if name in values}, **known}
        fresh = kind.__pydantic_validator__.validate_python(given, strict=False, by_alias=False, by_name=True).__dict__
    except ValidationError as error:
        raise StateMismatchError(kind.__qualname__, _first_problem(error)) from error
    except TypeError as error:
        raise StateMismatchError(kind.__qualname__, f"its __init__ does not take its fields: {error}") from error
    for name in known:
        if name in passed and type(values[name]) is type(fresh[name]) and equal(values[name], fresh[name]):
            continue
        values[name] = fresh[name]
        mark_as_made(fresh[name])
    same = record.same or {}
    for name, way in (*same.items(), *same.items()):  # a way may lead through another such field
        found = follow(component, way)
        if name in known and found is not None and means_the_same(values[name], found):
            values[name] = found


def _first_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def unwritable_fields(kind: type[Component]) -> list[str]:
    """Find the fields of a class that look like state, but cannot be saved.

    Fields that are functions, or have no default, come from a parent, which passes them again.

    Args:
        kind: The class.
    """
    told = {name for each in kind.__pydantic_decorators__.field_serializers.values() for name in each.info.fields}
    names = []
    for name, field in kind.model_fields.items():
        if field.exclude or name in _COMMON or name in told or field.is_required() or _is_function(field.annotation):
            continue
        if not _can_be_written(field.annotation, field.get_default(call_default_factory=False)):
            names.append(name)
    return names


def _is_function(annotation: Any) -> bool:
    origin = get_origin(annotation) or annotation
    if isinstance(origin, type) and issubclass(origin, Callable):  # type: ignore[arg-type]
        return not inspect.isclass(annotation) or annotation is Callable
    return any(_is_function(argument) for argument in get_args(annotation) if argument is not type(None))


def _can_be_written(annotation: Any, default: Any) -> bool:
    if annotation is Any:
        try:
            to_json(default)
        except (PydanticSerializationError, ValueError, TypeError):
            return False
        return True
    try:
        model = create_model("Field", __config__=ConfigDict(arbitrary_types_allowed=True), value=(annotation, ...))
        model.model_json_schema(mode="serialization")
    except PydanticInvalidForJsonSchema:
        return False
    except (PydanticSchemaGenerationError, PydanticUserError, ValueError, TypeError):
        # A model with its own configuration, or a name that is not defined yet: saving it will show.
        return True
    return True
