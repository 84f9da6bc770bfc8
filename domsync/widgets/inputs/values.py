"""Check the values of controls, because browsers silently show an empty control for a value that they cannot read."""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any

#: Examples of values, by the type of the control.
_LIKE = {
    "number": "a number, such as 12.5",
    "date": 'a date, such as datetime.date(2026, 3, 1) or "2026-03-01"',
    "month": 'a month, such as datetime.date(2026, 3, 1) or "2026-03"',
    "week": 'a week, such as datetime.date(2026, 3, 1) or "2026-W09"',
    "time": 'a time, such as datetime.time(9, 30) or "09:30"',
    "datetime-local": 'a date and a time without a zone, such as "2026-03-01T09:30"',
    "color": 'a colour, written "#336699"',
}
#: Including incomplete numbers that a user is still typing: `1.`
_NUMBER = re.compile(r"-?(\d+\.?|\d*\.\d+)([eE][-+]?\d+)?")
#: Years of five and six digits can be typed.
_YEAR = r"\d{4,6}"
_TIME = r"\d\d:\d\d(:\d\d(\.\d{1,3})?)?"


def is_number(text: str) -> bool:
    """Return whether a text is a complete number in the notation of programs.

    Args:
        text: The text.
    """
    return bool(_NUMBER.fullmatch(text)) and not text.endswith(".")


def _year(text: str) -> int:
    """A year with the same calendar in Python, whose years end with 9999."""
    if int(text) < 1:
        raise ValueError("there is no year 0")
    return 2000 + int(text) % 400


def _day(text: str) -> datetime.date:
    year, month, day = text.split("-")
    return datetime.date(_year(year), int(month), int(day))


def _week(text: str) -> datetime.date:
    return datetime.date.fromisocalendar(_year(text[:-4]), int(text[-2:]), 1)


def _moment(text: str) -> datetime.time:
    day, time = re.split("[T ]", text)
    _day(day)
    return datetime.time.fromisoformat(time)


#: The form of texts and a function that reads one or raises ValueError, by the type of the control.
_TEXTS: Mapping[str, tuple[re.Pattern[str], Callable[[str], object]]] = {
    "number": (_NUMBER, float),
    "date": (re.compile(rf"{_YEAR}-\d\d-\d\d"), _day),
    "month": (re.compile(rf"{_YEAR}-\d\d"), lambda text: _day(f"{text}-01")),
    "week": (re.compile(rf"{_YEAR}-W\d\d"), _week),
    "time": (re.compile(_TIME), datetime.time.fromisoformat),
    "datetime-local": (re.compile(rf"{_YEAR}-\d\d-\d\d[T ]{_TIME}"), _moment),
    "color": (re.compile("#[0-9a-fA-F]{6}"), str),
}


def check_values(what: str, kind: str, attributes: Mapping[str, Any]) -> None:
    """Check the value, the bounds and the step of a control.

    Args:
        what: The widget, for the message.
        kind: The `type` of the control.
        attributes: The caller's keywords.

    Raises:
        TypeError: One has a type that is not valid for the control.
        ValueError: One is a text in an invalid form.
    """
    if kind not in _LIKE:
        return
    for name in ("value", "min", "max"):
        value = attributes.get(name)
        if isinstance(value, enum.Enum):
            value = value.value
        if value is None or value == "" or _is_value(value, kind):
            continue
        error = ValueError if isinstance(value, str) else TypeError
        raise error(f"{what}(): {name} is {_LIKE[kind]}, not {value!r}")
    step = attributes.get("step")
    if step is None or step == "any" or (_is_value(step, "number") and float(step) > 0):
        return
    error = ValueError if isinstance(step, str | int | float | Decimal) else TypeError
    raise error(f'{what}(): step is a number above 0, or "any", not {step!r}')


def _is_value(value: Any, kind: str) -> bool:
    """Return whether a browser can show a value in a control."""
    if isinstance(value, str):
        form, read = _TEXTS[kind]
        if not form.fullmatch(value):
            return False
        try:
            read(value)
        except ValueError:
            return False
        return True
    match kind:
        case "number":
            return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and isfinite(value)
        case "date" | "month" | "week":
            return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
        case "time":
            return isinstance(value, datetime.time)
        case "datetime-local":
            return isinstance(value, datetime.datetime) and value.tzinfo is None
        case _:
            return False
