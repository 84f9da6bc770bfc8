"""Paths to fields: of a component, of a nested model, of an item of a list or dict."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, MutableSequence
from functools import lru_cache
from typing import Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from domsync.components.annotations import alternatives
from domsync.components.elements.attributes import suggest

#: One step of a path: the name of a field, the index of a list, the key of a dict.
Step = str | int


def split_path(path: tuple[Step, ...]) -> tuple[Step, ...]:
    """Split dotted names: `("user.address", 0, "city")` becomes `("user", "address", 0, "city")`.

    Args:
        path: Names, with or without dots, and indexes.

    Raises:
        TypeError: A step is neither a name nor an index, or the path is empty.
    """
    if len(path) == 1 and type(path[0]) is str:
        return _names(path[0])
    steps: list[Step] = []
    for part in path:
        if isinstance(part, str):
            steps += part.split(".")
        elif type(part) is int:
            steps.append(part)
        else:
            raise TypeError(f'a path consists of names and indexes, as in field("lines", 3, "amount"), not {part!r}')
    if not steps:
        raise TypeError('field() takes the name of a field: self.field("name")')
    return tuple(steps)


@lru_cache(2048)
def _names(dotted: str) -> tuple[Step, ...]:
    return tuple(dotted.split("."))


class FieldPath:
    """A field, given by the path to it.

    Args:
        root: The model in which the path begins.
        steps: The path.

    Raises:
        AttributeError: A model on the path has no such field.
        LookupError: A list or dict on the path has no such item.
        TypeError: Something on the path has neither fields nor items that can be set.
    """

    __slots__ = ("_adapter", "info", "root", "steps")

    def __init__(self, root: BaseModel, steps: tuple[Step, ...]) -> None:
        self.root: BaseModel = root
        self.steps: tuple[Step, ...] = steps
        #: pydantic's information about the field: its type, title, description and constraints.
        self.info: FieldInfo
        self.info, self._adapter = self._find()

    def _find(self) -> tuple[FieldInfo, TypeAdapter[Any] | None]:
        owner: Any = self.root
        info, adapter = _known_of(owner, self.steps[0], Any)
        for at, step in enumerate(self.steps[:-1]):
            owner = _step(owner, step)
            info, adapter = _known_of(owner, self.steps[at + 1], info.annotation)
        return info, adapter

    @property
    def owner(self) -> Any:
        """The model, list or dict that holds the field now.

        Raises:
            LookupError: The field no longer exists.
        """
        owner: Any = self.root
        for step in self.steps[:-1]:
            owner = _step(owner, step)
        return owner

    @property
    def value(self) -> Any:
        """The field's value.

        Raises:
            LookupError: The field no longer exists.
        """
        return _step(self.owner, self.steps[-1])

    def assign(self, value: object) -> None:
        """Validate a value and assign it to the field.

        Args:
            value: The value.

        Raises:
            LookupError: The field no longer exists.
            ValidationError: The value is invalid; nothing has changed.
        """
        owner, last = self.owner, self.steps[-1]
        if not isinstance(owner, BaseModel):
            _step(owner, last)
            owner[last] = value if self._adapter is None else self._adapter.validate_python(value)
        elif type(owner).model_config.get("validate_assignment"):
            setattr(owner, str(last), value)
        else:
            _assign_to_model(owner, str(last), value)


def _assign_to_model(owner: BaseModel, name: str, value: object) -> None:
    """Set a field of a model that does not validate assignments by itself, so that a refused value changes nothing."""
    copy = owner.model_copy()
    type(owner).__pydantic_validator__.validate_assignment(copy, name, value)
    for field in type(owner).model_fields:
        # A validator of the whole model may have changed others, too.
        new = getattr(copy, field)
        if new is not getattr(owner, field):
            setattr(owner, field, new)


def _step(owner: Any, step: Step) -> Any:
    if isinstance(owner, BaseModel):
        return getattr(owner, str(step))
    return owner[step]


def _known_of(owner: Any, step: Step, annotation: Any) -> tuple[FieldInfo, TypeAdapter[Any] | None]:
    """Look up the information about a field or an item, and the validator of an item."""
    if isinstance(owner, BaseModel):
        fields = type(owner).model_fields
        if step not in fields:
            hint = suggest(str(step), fields, "; did you mean {}?")
            raise AttributeError(f"{type(owner).__name__} has no field {step!r}{hint}", name=str(step), obj=owner)
        return fields[str(step)], None
    if not isinstance(owner, MutableSequence | MutableMapping):
        raise TypeError(f"field() cannot look up {step!r} in {owner!r}; a path goes through models, lists and dicts")
    if isinstance(owner, MutableSequence) and not isinstance(step, int):
        raise TypeError(f"a list item is given by its index, as in field(..., 0), not {step!r}")
    _step(owner, step)
    item = _item(annotation, is_list=isinstance(owner, MutableSequence))
    return item.info, item.adapter


class _Item(NamedTuple):
    """The type of a list or dict, and the information about its items."""

    of: Any
    info: FieldInfo
    adapter: TypeAdapter[Any] | None


#: By the identity of the annotation, which is kept: annotations are made once, with their classes.
_items: dict[tuple[int, bool], _Item] = {}


def _item(annotation: Any, *, is_list: bool) -> _Item:
    key = (id(annotation), is_list)
    known = _items.get(key)
    if known is None:
        kind = next(_item_types(annotation, is_list=is_list), None)
        if kind is None:
            known = _Item(annotation, FieldInfo.from_annotation(Any), None)
        else:
            known = _Item(annotation, FieldInfo.from_annotation(kind), TypeAdapter(kind))
        _items[key] = known
    return known


def _item_types(annotation: Any, *, is_list: bool) -> Iterator[Any]:
    for kind in alternatives(annotation):
        parameters = get_args(kind)
        if parameters and get_origin(kind) is (list if is_list else dict):
            yield parameters[0 if is_list else 1]
