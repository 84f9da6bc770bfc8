"""Checks of what widgets are given, so that a mistake is told at the line where it was made."""

from __future__ import annotations

from domsync.components import Binding
from domsync.widgets.base import check_number, is_listed


def check_functions(what: str, **given: object) -> None:
    """Check handlers and the like; None is none.

    Args:
        what: The widget, for the message.
        given: What was given, by the names of the parameters.

    Raises:
        TypeError: One cannot be called.
    """
    for name, value in given.items():
        if value is not None and not callable(value):
            raise TypeError(f"{what}(): {name} is a function, not {value!r}; give the function without calling it")


def check_numbers(what: str, **given: object) -> None:
    """Check numbers.

    Args:
        what: The widget, for the message.
        given: What was given, by the names of the parameters.

    Raises:
        TypeError: One is no number.
        ValueError: One is the number that is none, NaN.
    """
    for name, value in given.items():
        check_number(value, f"{what}(): {name}")
        if value != value:
            raise ValueError(f"{what}(): {name} is a number, not {value!r}")


def check_texts(what: str, **given: object) -> None:
    """Check texts.

    Args:
        what: The widget, for the message.
        given: What was given, by the names of the parameters.

    Raises:
        TypeError: One is no text.
    """
    for name, value in given.items():
        if not isinstance(value, str):
            raise TypeError(f"{what}(): {name} is a text, not {value!r}")


def check_lists(what: str, **given: object) -> None:
    """Check lists and the like.

    Args:
        what: The widget, for the message.
        given: What was given, by the names of the parameters.

    Raises:
        TypeError: One is a single value or a text.
    """
    for name, value in given.items():
        if not is_listed(value):
            raise TypeError(f"{what}(): {name} is a list, not {value!r}")


def check_binding(what: str, bind: object) -> None:
    """Check what a control is bound to; None is nothing.

    Args:
        what: The widget, for the message.
        bind: What was given.

    Raises:
        TypeError: It is no field.
    """
    if bind is not None and not isinstance(bind, Binding):
        raise TypeError(f'{what}(): bind takes self.field("name"), not {bind!r}')
