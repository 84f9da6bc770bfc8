"""Options of selects, radio groups and the like: values and their labels."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec
from pydantic.fields import FieldInfo

from domsync.components import Binding, as_text, field_rules

T = TypeVar("T")


class Option(msgspec.Struct, Generic[T], frozen=True):
    """An option to choose.

    Attributes:
        value: Its value.
        text: The text that is shown and searched.
        disabled: Whether it cannot be chosen now.
        group: The heading of its group.
        help: A second line of smaller text.
    """

    value: T
    text: str = ""
    disabled: bool = False
    group: str = ""
    help: str = ""


#: Values that are also their texts, values and texts, or `Option`s.
Options: TypeAlias = "Mapping[T, str] | Iterable[T | tuple[T, str] | Option[T]]"


def options_of(options: Options[Any] | None, binding: Binding | None) -> Sequence[Option[Any]]:
    """List options; by default those of the bound field, from a Literal or an Enum.

    Args:
        options: The caller's options.
        binding: The binding of the control.

    Raises:
        TypeError: There are none at all, or they are not a list or a mapping.
    """
    if options is None:
        choices = binding.rules.choices if binding is not None else ()
        if not choices and binding is not None and bool in binding.rules.kinds:
            choices = ((True, "Yes"), (False, "No"))
        if binding is None or not choices:
            raise TypeError("there are no options: give options=[...], or bind a field that is a Literal or an Enum")
        return [Option(value, text) for value, text in choices]
    if isinstance(options, str) or not isinstance(options, Iterable):
        raise TypeError(f'options are a list of values or a dict of value -> text, not {options!r}; write ["..."]')
    return list(_each(options))


def _each(options: Options[Any]) -> Iterator[Option[Any]]:
    if isinstance(options, Mapping):
        for value, text in options.items():
            yield Option(value, str(text))
        return
    for option in options:
        if isinstance(option, Option):
            yield option if option.text else msgspec.structs.replace(option, text=str(option.value))
        elif isinstance(option, tuple) and len(option) == 2:
            yield Option(option[0], str(option[1]))
        else:
            yield Option(option, _text_of(option))


def _text_of(value: Any) -> str:
    # Without a text of its own, an Enum calls its members "Colour.RED", which is for programmers.
    if isinstance(value, enum.Enum) and type(value).__str__ is enum.Enum.__str__:
        return _member_texts(type(value)).get(value.name, str(value))
    return str(value)


@lru_cache(256)
def _member_texts(kind: type[enum.Enum]) -> dict[str, str]:
    return {member.name: text for member, text in field_rules("", FieldInfo.from_annotation(kind)).choices}


def grouped(options: Iterable[Option[Any]]) -> Iterator[tuple[str, list[tuple[int, Option[Any]]]]]:
    """Options with their indexes, by their group, in their order.

    Args:
        options: The options.
    """
    part: list[tuple[int, Option[Any]]] = []
    name = ""
    for place, option in enumerate(options):
        if option.group != name and part:
            yield name, part
            part = []
        name = option.group
        part.append((place, option))
    if part:
        yield name, part


def chosen_places(options: Sequence[Option[Any]], values: Iterable[Any]) -> set[int]:
    """The indexes of the options with some values, compared with their types, so that True is not 1.

    The type of a field may have made another value of an option's: 1.0 of 1, a member of an Enum of its text. So if no
    option has the value itself, those that mean the same are its options.

    Args:
        options: The options.
        values: The values.
    """
    found: set[int] = set()
    for value in values:
        same = {place for place, option in enumerate(options) if is_exactly(option.value, value)}
        found |= same or {place for place, option in enumerate(options) if is_like(option.value, value)}
    return found


def check_one(what: str, options: Sequence[Option[Any]], value: Any, *, is_multiple: bool = False) -> None:
    """Check the value of a control with which one option is chosen.

    Args:
        what: The widget, for the message.
        options: The options.
        value: The value.
        is_multiple: Whether the caller wants to choose several.

    Raises:
        TypeError: It is a list of values.
    """
    is_listed = isinstance(value, list | set | frozenset) and all(option.value != value for option in options)
    if is_listed or is_multiple:
        raise TypeError(
            f"{what}() chooses one of its options; checkbox_group() and combobox(multiple=True) choose several, for a"
            f" list such as {value!r}"
        )


def is_exactly(one: Any, other: Any) -> bool:
    """Return whether two values are equal and of the same type.

    Args:
        one: A value.
        other: Another value.
    """
    return type(one) is type(other) and bool(one == other)


def is_like(one: Any, other: Any) -> bool:
    """Return whether two values of different types mean the same: equal numbers, or a text and its value.

    Args:
        one: A value.
        other: Another value.
    """
    if one is None or other is None:
        return False
    if isinstance(one, str | enum.Enum) or isinstance(other, str | enum.Enum):
        return as_text(one) == as_text(other)
    return _is_number(one) and _is_number(other) and bool(one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def names_of(options: Sequence[Option[Any]]) -> list[str]:
    """Name the options so that they differ in the browser, and a form can send the chosen one: their values as text.

    Args:
        options: The options.

    Returns:
        A text for each; their indexes, if values have no text of their own or two have the same.
    """
    names = []
    for option in options:
        value = option.value.value if isinstance(option.value, enum.Enum) else option.value
        if not isinstance(value, str | int | float | Decimal):
            break
        names.append(str(value).lower() if isinstance(value, bool) else str(value))
    return names if len(set(names)) == len(options) and "" not in names else [str(at) for at in range(len(options))]


def empty_of(binding: Binding | None) -> Any:
    """The value of a field for which nothing is chosen: None, or an empty text if it has to be a text.

    Args:
        binding: The binding of the control.
    """
    return "" if binding is not None and not binding.rules.optional and str in binding.rules.kinds else None


def current_of(binding: Binding | None, value: Any) -> Any:
    """Return the value of a control: that of its field, or the caller's."""
    return binding.value if binding is not None else value
