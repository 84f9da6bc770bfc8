"""Submitted forms as pydantic models: a `submit` handler whose argument is annotated with a model gets one."""

from __future__ import annotations

import enum
import logging
from functools import lru_cache
from types import NoneType
from typing import Any, Literal, Protocol, get_args, get_origin

import msgspec
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from domsync.components.annotations import alternatives
from domsync.components.field_messages import field_message, problems_of
from domsync.components.handlers.decoding import decode
from domsync.components.handlers.payloads import Name, Text
from domsync.dom.events.event import Event
from domsync.dom.nodes.node import Node

logger: logging.Logger = logging.getLogger("domsync")

#: The key in `component.errors` for problems with a form as a whole.
WHOLE_FORM = ""

#: The words that pydantic accepts for True and False, as text.
_BOOL_WORDS = frozenset(("0", "off", "f", "false", "n", "no", "1", "on", "t", "true", "y", "yes"))


class FormOwner(Protocol):
    """The component whose handlers a form or a bound control has, as far as they need it."""

    @property
    def errors(self) -> dict[str, str]:
        """Errors by field."""

    def refresh(self) -> None:
        """Render it again."""


class _Submitted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    form: tuple[tuple[Name, Text], ...]


def submitted(
    model: type[BaseModel], raw: bytes, component: FormOwner | None, event: Event | None = None
) -> BaseModel | None:
    """Validate the entries of a form.

    Args:
        model: The model to validate them with.
        raw: The payload, with the entries in the field `form`.
        component: Its `errors` get a message for each refused field, under the control's name, or under `""` for
            problems with the whole form, such as an entry that the model does not have. Earlier messages about the
            form's fields are removed.
        event: The event. A required field for which its form has no control is named in the log.

    Returns:
        The model, or None if something was refused.

    Raises:
        ProtocolError: 4400, because `raw` contains no entries.
    """
    entries = decode(raw, _Submitted).form
    messages: dict[str, str] = {}
    filled = None
    try:
        filled = model.model_validate(form_values(model, entries))
    except ValidationError as error:
        controls = _controls(model)
        # Names that a browser has made up are not kept: `errors` has only those of the model's controls.
        for name, message in error_messages(error).items():
            messages.setdefault(name if name in controls else WHOLE_FORM, message)
        if event is not None and isinstance(event.currentTarget, Node):
            _tell_absent(model, error, event.currentTarget)
    if component is not None:
        for name in (WHOLE_FORM, *_controls(model)):
            component.errors.pop(name, None)
        component.errors.update(messages)
        component.refresh()
    return filled


#: The fields that were named in the log because no control has their name.
_absent: set[tuple[type[BaseModel], str]] = set()
_MOST_ABSENT = 1000


def _tell_absent(model: type[BaseModel], error: ValidationError, form: Node) -> None:
    """Name in the log, once, the required fields for which the form has no control, so that nobody can fill them in."""
    document: Any = form.ownerDocument
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if len(problem["loc"]) == 1 else ""
        if problem["type"] != "missing" or (model, name) in _absent or len(_absent) >= _MOST_ABSENT:
            continue
        named = (each.getAttribute("name") for each in document.querySelectorAll("[name]"))
        if all(field_of(given) != name for given in named):
            _absent.add((model, name))
            logger.warning(
                "%s.%s is required, but no control on the page is named %r, so the form can never be accepted: give "
                "the control name=%r, or the field a default",
                *(model.__qualname__, name, name, name),
            )


def form_values(model: type[BaseModel], entries: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Arrange the entries of a form for validation.

    A field that is a list, tuple or set gets all values with its name. A `bool` gets whether there is an entry, because
    browsers send nothing for an unticked checkbox. Empty text becomes None if the field accepts None and no text.

    Args:
        model: The model.
        entries: Names and values, in the order of the form.

    Returns:
        The values to be validated by the model.
    """
    values: dict[str, list[str]] = {}
    for name, value in entries:
        values.setdefault(field_of(name), []).append(value)
    data: dict[str, Any] = {}
    for control, name in _controls(model).items():
        given = values.pop(control, None)
        annotation = model.model_fields[name].annotation
        if takes_many(annotation):
            data[control] = [choice(annotation, value) for value in given or ()]
        elif alternatives(annotation) == (bool,):
            data[control] = given is not None and (given[-1] if given[-1].lower() in _BOOL_WORDS else True)
        elif given is not None:
            data[control] = None if not given[-1] and empty_is_none(annotation) else choice(annotation, given[-1])
    if model.model_config.get("extra") in {"allow", "forbid"}:
        data.update((name, given[-1] if len(given) == 1 else given) for name, given in values.items())
    return data


def fields_of(owner: FormOwner) -> dict[str, FieldInfo]:
    """List the fields of a component, by name.

    Args:
        owner: The component, which is a pydantic model.
    """
    kind: Any = type(owner)
    return kind.model_fields  # type: ignore[no-any-return]


@lru_cache(256)
def _controls(model: type[BaseModel]) -> dict[str, str]:
    """Map the names of controls to those of their fields: a control has the name of the field's alias."""
    return {
        field.validation_alias if isinstance(field.validation_alias, str) else name: name
        for name, field in model.model_fields.items()
    }


def error_messages(error: ValidationError) -> dict[str, str]:
    """Describe in one sentence for each field what is wrong, in the language of the page.

    Args:
        error: pydantic's exception.

    Returns:
        The first message about each field, by its name.
    """
    messages: dict[str, str] = {}
    for problem in problems_of(error):
        name = str(problem["loc"][0]) if problem["loc"] else WHOLE_FORM
        messages.setdefault(name, field_message(problem))
    return messages


#: Separates, in the name of a bound radio button, the field from the number of its component.
RADIO_MARK = "~"


def field_of(name: str) -> str:
    """Return the field that a control's name stands for; the name of a bound radio button ends in a number."""
    field, mark, number = name.rpartition(RADIO_MARK)
    return field if mark and field and number.isdecimal() else name


def choice(annotation: Any, text: str) -> Any:
    """Find the value of a text in an annotation that lists the values: `Literal[1, 2]`, an enum, lists of these.

    Args:
        annotation: The field's annotation.
        text: The value of a control.

    Returns:
        The value; the text itself if it is none of them.
    """
    for kind in alternatives(annotation):
        origin = get_origin(kind)
        if origin in (list, tuple, set, frozenset):
            for inner in get_args(kind):
                found = text if inner is Ellipsis else choice(inner, text)
                if found is not text:
                    return found
            continue
        members = get_args(kind) if origin is Literal else ()
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            members = tuple(kind)
        for member in members:
            if member != text and _as_text(member) == text:
                return member
    return text


def _as_text(value: object) -> str:
    if isinstance(value, enum.Enum):
        value = value.value
    return str(value).lower() if isinstance(value, bool) else str(value)


def takes_many(annotation: Any) -> bool:
    """Return whether a field holds several values: a list, tuple, set or frozenset."""
    kinds = [get_origin(kind) or kind for kind in alternatives(annotation)]
    return any(kind in (list, tuple, set, frozenset) for kind in kinds)


def empty_is_none(annotation: Any) -> bool:
    """Return whether an empty control means None for a field: None is allowed, text is not."""
    kinds = alternatives(annotation)
    return (NoneType in kinds or None in kinds) and str not in kinds and Any not in kinds
