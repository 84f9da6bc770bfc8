"""Options of selects, radio groups and the like: values and their labels."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

from domsync.components import Binding

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
            yield Option(option, str(option))


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


def chosen_places(options: Iterable[Option[Any]], values: Iterable[Any]) -> set[int]:
    """The indexes of the options with some values, compared with their types, so that True is not 1.

    Args:
        options: The options.
        values: The values.
    """
    wanted = list(values)
    return {
        place
        for place, option in enumerate(options)
        if any(type(option.value) is type(value) and option.value == value for value in wanted)
    }


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


def current_of(binding: Binding | None, value: Any) -> Any:
    """Return the value of a control: that of its field, or the caller's."""
    return binding.value if binding is not None else value
