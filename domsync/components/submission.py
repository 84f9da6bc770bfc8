"""Submitted forms into pydantic models: what a handler of `submit` gets whose argument is annotated with a model."""

from __future__ import annotations

from functools import lru_cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

import msgspec
from pydantic import BaseModel, ValidationError

from domsync.components.decoding import decode
from domsync.components.payloads import Name, Text

if TYPE_CHECKING:
    from domsync.components.component import Component

#: The key in `component.errors` of what is wrong with a form as a whole.
WHOLE_FORM = ""

#: The words that pydantic takes for True and False, as text.
_BOOL_WORDS = frozenset(("0", "off", "f", "false", "n", "no", "1", "on", "t", "true", "y", "yes"))


class _Submitted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    form: tuple[tuple[Name, Text], ...]


def submitted(model: type[BaseModel], raw: bytes, component: Component | None) -> BaseModel | None:
    """Validate the entries of a form.

    Args:
        model: What they have to make up.
        raw: What the browser sent: the entries in the field `form`.
        component: Its `errors` get a message for each field that is refused, under the control's name (under `""`
            what is wrong with the whole); the messages of this form's fields from before go.

    Returns:
        The model, or None when something was refused.

    Raises:
        ProtocolError: 4400, because `raw` holds no entries.
    """
    entries = decode(raw, _Submitted).form
    messages: dict[str, str] = {}
    filled = None
    try:
        filled = model.model_validate(form_values(model, entries))
    except ValidationError as error:
        messages = error_messages(error)
    if component is not None:
        for name in (WHOLE_FORM, *_controls(model), *(name for name, _ in entries)):
            component.errors.pop(name, None)
        component.errors.update(messages)
        component.refresh()
    return filled


def form_values(model: type[BaseModel], entries: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Arrange the entries of a form for validation.

    A field that is a list, tuple or set gets all values of its name. A `bool` gets whether there is an entry: of a
    checkbox that is not ticked browsers send nothing. Empty text becomes None where None is allowed and text is not.

    Args:
        model: The model that they are for.
        entries: Names and values, in the order of the form.

    Returns:
        What the model validates.
    """
    values: dict[str, list[str]] = {}
    for name, value in entries:
        values.setdefault(name, []).append(value)
    data: dict[str, Any] = {}
    for control, name in _controls(model).items():
        given = values.pop(control, None)
        annotation = model.model_fields[name].annotation
        if takes_many(annotation):
            data[control] = given or []
        elif annotation is bool:
            data[control] = given is not None and (given[-1] if given[-1].lower() in _BOOL_WORDS else True)
        elif given is not None:
            data[control] = None if not given[-1] and empty_is_none(annotation) else given[-1]
    if model.model_config.get("extra") in {"allow", "forbid"}:
        data.update((name, given[-1] if len(given) == 1 else given) for name, given in values.items())
    return data


@lru_cache(256)
def _controls(model: type[BaseModel]) -> dict[str, str]:
    """The names of the controls with the names of their fields: an alias is what a control is called."""
    return {
        field.validation_alias if isinstance(field.validation_alias, str) else name: name
        for name, field in model.model_fields.items()
    }


def error_messages(error: ValidationError) -> dict[str, str]:
    """Say for each field in one sentence what was wrong.

    Args:
        error: What pydantic raised.

    Returns:
        Field -> the first message about it.
    """
    messages: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else WHOLE_FORM
        messages.setdefault(name, problem["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, "))
    return messages


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """List the types that an annotation allows, without `Annotated` and with unions taken apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return alternatives(annotation.__origin__)
    if origin in (Union, UnionType):
        return tuple(kind for part in get_args(annotation) for kind in alternatives(part))
    return (annotation,)


def takes_many(annotation: Any) -> bool:
    """Whether a field holds several values: a list, tuple, set or frozenset."""
    kinds = [get_origin(kind) or kind for kind in alternatives(annotation)]
    return any(kind in (list, tuple, set, frozenset) for kind in kinds)


def empty_is_none(annotation: Any) -> bool:
    """Whether an empty control means None for a field: None is allowed, text is not."""
    kinds = alternatives(annotation)
    return (NoneType in kinds or None in kinds) and str not in kinds and Any not in kinds
