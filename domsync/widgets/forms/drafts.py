"""Drafts of models: the raw values entered into a form, as nested dicts and lists, with their errors.

A dict in a model is a list of pairs here, so that a key can be typed letter by letter.
"""

from __future__ import annotations

import collections
import datetime
import enum
import re
from collections import abc
from collections.abc import Iterator, Mapping, Sequence
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel, RootModel, SecretBytes, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from domsync.components.annotations import alternatives
from domsync.components.field_messages import field_message, problems_of
from domsync.widgets.words import word

Step = str | int
Path = tuple[Step, ...]


class Pair(list[Any]):
    """A key of a dict and its value."""


class Zoned(str):
    """A time with a time zone as text, because browsers have no control for them."""

    __slots__ = ()


_ZONE = re.compile(r".*\d([Zz]|[-+]\d\d:?\d\d)")
#: The kinds of lists and dicts that pydantic makes of the lists and dicts of a draft.
_LISTS = (list, set, frozenset, collections.deque, abc.Sequence, abc.MutableSequence, abc.Set, abc.MutableSet)
_SETS = (set, frozenset, abc.Set, abc.MutableSet)
_DICTS = (dict, collections.OrderedDict, collections.defaultdict, abc.Mapping, abc.MutableMapping)


class Variant(NamedTuple):
    """One of the models of a discriminated union."""

    tag: Any
    model: type[BaseModel]


class Kind(NamedTuple):
    """The kind of a field's values.

    Attributes:
        name: `"scalar"`, `"model"`, `"list"`, `"dict"` or `"union"`.
        optional: Whether None is accepted.
        models: The model, or the variants of a union.
        item: pydantic's information about the items of a list or the values of a dict.
        discriminator: The field by which the variants of a union differ.
        unique: Whether the list is a set.
    """

    name: Literal["scalar", "model", "list", "dict", "union"]
    optional: bool = False
    models: tuple[Variant, ...] = ()
    item: FieldInfo | None = None
    discriminator: str = ""
    unique: bool = False


def parts_of(annotation: Any) -> Iterator[Any]:
    """The types that an annotation allows. A model of one value has the controls of that value."""
    for part in alternatives(annotation):
        if isinstance(part, type) and issubclass(part, RootModel) and part is not RootModel:
            yield from parts_of(part.model_fields["root"].annotation)
        else:
            yield part


def _discriminator(info: FieldInfo) -> str:
    """The field by which the models of a union differ; empty if the union does not name one."""
    found: Any = info.discriminator
    pending: list[Any] = [info.annotation]
    while found is None and pending:
        annotation = pending.pop()
        if get_origin(annotation) is Annotated:
            for item in annotation.__metadata__:
                found = found or getattr(item, "discriminator", None)
        pending += [part for part in get_args(annotation) if get_origin(part) is not None]
    return found if isinstance(found, str) else ""


def kind_of(info: FieldInfo) -> Kind:
    """Return the kind of a field's values.

    Args:
        info: pydantic's information about the field.
    """
    parts = list(parts_of(info.annotation))
    kinds = [part for part in parts if part not in (None, NoneType)]
    optional = len(kinds) < len(parts)
    models = [part for part in kinds if isinstance(part, type) and issubclass(part, BaseModel)]
    if models and len(models) == len(kinds):
        if len(models) == 1:
            return Kind("model", optional, (Variant(None, models[0]),))
        name = _discriminator(info)
        if name:
            tags = [(tag, model) for model in models for tag in get_args(model.model_fields[name].annotation)]
            return Kind("union", optional, tuple(Variant(tag, model) for tag, model in tags), discriminator=name)
    if len(kinds) == 1:
        origin, arguments = get_origin(kinds[0]) or kinds[0], get_args(kinds[0])
        if origin in _LISTS or (origin is tuple and arguments[1:] == (...,)):
            item = FieldInfo.from_annotation(arguments[0] if arguments else Any)
            return Kind("list", optional, item=item, unique=origin in _SETS)
        if origin in _DICTS:
            item = FieldInfo.from_annotation(arguments[1] if arguments else Any)
            return Kind("dict", optional, item=item)
    return Kind("scalar", optional)


def raw(value: Any) -> Any:
    """Convert a value to a draft."""
    if isinstance(value, RootModel):
        return raw(value.root)
    if isinstance(value, BaseModel):
        return {name: raw(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return [Pair((key, raw(item))) for key, item in value.items()]
    if isinstance(value, list | tuple | set | frozenset | collections.deque):
        return [raw(item) for item in value]
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, SecretBytes):
        return value.get_secret_value().decode("utf-8", "replace")
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return Zoned(value.isoformat())
    if isinstance(value, datetime.timedelta):
        return duration_text(value)
    if type(value).__module__ == "pydantic.networks":
        return str(value)
    return value


def is_zoned(value: Any) -> bool:
    """Return whether a draft is a time with a time zone, or was one before its text was changed."""
    return isinstance(value, Zoned) or (isinstance(value, str) and _ZONE.fullmatch(value) is not None)


def duration_text(value: datetime.timedelta) -> str:
    """Format a duration as pydantic reads it: `1:30:00`, `2 days, 1:30:00`."""
    sign = "-" if value < datetime.timedelta() else ""
    days, rest = divmod(abs(value), datetime.timedelta(days=1))
    seconds = rest // datetime.timedelta(seconds=1)
    fraction = f".{rest.microseconds:06}".rstrip("0") if rest.microseconds else ""
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"
    return f"{sign}{days}d {clock}" if days else f"{sign}{clock}"


def blank(info: FieldInfo) -> Any:
    """Make the initial draft of a field: its default, or an empty value of its kind."""
    default = info.get_default(call_default_factory=True) if not info.default_factory_takes_validated_data else None
    if default is not PydanticUndefined and not (info.is_required()):
        return raw(default)
    kind = kind_of(info)
    if kind.name in ("list", "dict"):
        return []
    if kind.optional:
        return None
    if kind.name == "model":
        return blank_model(kind.models[0].model)
    if kind.name == "union":
        return {**blank_model(kind.models[0].model), kind.discriminator: kind.models[0].tag}
    return False if info.annotation is bool else None


def blank_model(model: type[BaseModel]) -> dict[str, Any]:
    """Make the initial draft of a model."""
    return {name: blank(info) for name, info in model.model_fields.items()}


def variant_of(kind: Kind, value: Mapping[str, Any]) -> Variant:
    """The model of a union that a draft belongs to."""
    tag = value.get(kind.discriminator)
    return next((variant for variant in kind.models if variant.tag == tag), kind.models[0])


def prepared(info: FieldInfo, value: Any) -> Any:
    """Prepare a draft for validation by pydantic; `PydanticUndefined` for a missing value."""
    kind = kind_of(info)
    if value is None or (
        value == "" and kind.name == "scalar" and (kind.optional or str not in parts_of(info.annotation))
    ):
        return None if kind.optional else PydanticUndefined
    if kind.name == "scalar":
        # An empty text counts as missing if a text is required.
        return PydanticUndefined if value == "" and info.is_required() and not kind.optional else value
    if kind.name == "model":
        return prepared_model(kind.models[0].model, value)
    if kind.name == "union":
        return prepared_model(variant_of(kind, value).model, value)
    item = kind.item
    if item is None:
        return value
    if kind.name == "list":
        made = (prepared(item, one) for one in value)
        return [None if one is PydanticUndefined else one for one in made]
    pairs = ((key, prepared(item, one)) for key, one in value)
    return {key: None if one is PydanticUndefined else one for key, one in pairs}


def prepared_model(model: type[BaseModel], value: Mapping[str, Any]) -> dict[str, Any]:
    """Prepare a model's draft for validation by pydantic."""
    made = {}
    for name, info in model.model_fields.items():
        if name in value:
            one = prepared(info, value[name])
            if one is not PydanticUndefined:
                made[name] = one
    return made


def check(model: type[BaseModel], draft: Mapping[str, Any]) -> tuple[BaseModel | None, dict[Path, str]]:
    """Validate a draft.

    Args:
        model: The class of the model.
        draft: The entered values.

    Returns:
        The model; or None, and the error messages by their places in the draft.
    """
    wrong: dict[Path, str] = dict(_twice(draft, ()))
    try:
        # By name, because an alias is for data from elsewhere, and may be no name but a path.
        made = model.model_validate(prepared_model(model, draft), by_name=True, by_alias=False)
    except ValidationError as error:
        for problem in problems_of(error):
            wrong.setdefault(_place(draft, problem["loc"]), field_message(problem))
        return None, wrong
    return (None if wrong else made), wrong


def _place(draft: Any, location: Sequence[Step]) -> Path:
    """Find the place of an error in a draft: pydantic's location, without the names of types in it."""
    here, path = draft, list[Step]()
    for at, step in enumerate(location):
        if isinstance(here, Mapping):
            if not isinstance(step, str):
                continue
            if step not in here:
                # A type of a union, or a field that is missing in a draft made by a program.
                continue
            here = here[step]
        elif isinstance(here, list) and _is_pairs(here) and step in (keys := [pair[0] for pair in here]):
            step = keys.index(step)
            if location[at + 1 : at + 2] == ("[key]",):
                # The place of a key is that of the pair.
                return (*path, step)
            path.append(step)
            here, step = here[step][1], 1
        elif isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
            here = here[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def _is_pairs(value: Sequence[Any]) -> bool:
    return bool(value) and all(isinstance(item, Pair) for item in value)


def _twice(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The places of keys that occur twice in a dict."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _twice(item, (*path, name))
    elif isinstance(value, list) and _is_pairs(value):
        seen: set[str] = set()
        for at, (key, _) in enumerate(value):
            if key in seen:
                yield (*path, at), word("{name} stands there already", name=key)
            seen.add(key)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _twice(item, (*path, at))


def get(draft: Any, path: Path) -> Any:
    """Return the value at a place of a draft.

    Raises:
        LookupError: There is no such place.
    """
    for step in path:
        draft = draft[step]
    return draft


def replaced(draft: Any, path: Path, value: Any) -> Any:
    """Return a draft with another value at a place; everything else is shared with the old draft.

    Raises:
        LookupError: There is no such place.
    """
    if not path:
        return value
    step, *rest = path
    inner = replaced(draft[step], tuple(rest), value)
    if isinstance(draft, Mapping):
        return {**draft, step: inner}
    copy = type(draft)(draft)
    copy[step] = inner
    return copy


def is_choice(info: FieldInfo) -> bool:
    """Return whether a field has a fixed list of values: a Literal or an Enum."""
    kinds = [part for part in parts_of(info.annotation) if part not in (None, NoneType)]
    return bool(kinds) and all(
        get_origin(part) is Literal or (isinstance(part, type) and issubclass(part, enum.Enum)) for part in kinds
    )
