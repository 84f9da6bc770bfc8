"""Sanitise the value of an `<input>` by its type, as browsers do."""

import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from domsync.dom.checks.unicode import ascii_lower
from domsync.dom.controls.colors import simple_color

#: The types whose value is the user's text, apart from the attribute `value`.
TEXT_TYPES: Final = frozenset(
    (
        *("text", "search", "tel", "url", "email", "password", "number", "range", "color"),
        *("date", "month", "week", "time", "datetime-local"),
    )
)
#: Of these, the types whose value is picked rather than typed: a picked value replaces the old one as a whole.
PICKED_TYPES: Final = frozenset(("range", "color", "date", "month", "week", "time", "datetime-local"))
_OTHER_TYPES: Final = frozenset(
    ("hidden", "submit", "image", "reset", "button", "checkbox", "radio", "file"),
)
#: Every value of the attribute `type`; anything else is "text".
INPUT_TYPES: Final = TEXT_TYPES | _OTHER_TYPES

#: As in the standard, and `1.e5`, which Chromium accepts as well.
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+|\.(?=[eE]))?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_YEAR = r"(?!0000)[0-9]{4,}"
_MONTH = rf"{_YEAR}-(?:0[1-9]|1[0-2])"
_DATE = re.compile(rf"({_YEAR})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_WEEK = re.compile(rf"({_YEAR})-W(0[1-9]|[1-4][0-9]|5[0-3])")
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,3})?)?"
_LOCAL = re.compile(rf"({_YEAR}-[0-9]{{2}}-[0-9]{{2}})[T ]({_TIME})")
_ASCII_SPACE = "\t\n\f\r "
_NO_LINE_BREAKS = str.maketrans("", "", "\r\n")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def input_type(attributes: Mapping[str, str] | None) -> str:
    """Return the type of an input with these attributes."""
    given = ascii_lower((attributes or {}).get("type", "text"))
    return given if given in INPUT_TYPES else "text"


def sanitized(type: str, value: str, attributes: Mapping[str, str] | None) -> str:
    """Return a value as the browser sanitizes it.

    From https://html.spec.whatwg.org/#value-sanitization-algorithm.
    """
    if type in _SANITIZERS:
        return _SANITIZERS[type](value, attributes or {})
    return value


def newlines_as_lf(text: str) -> str:
    """Convert all line breaks to LF, as in the value of a textarea."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def parse_number(text: str | None) -> float | None:
    """Parse a number as HTML writes it; None if it is not a number.

    From https://html.spec.whatwg.org/#valid-floating-point-number.
    """
    if text is None or not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def format_number(number: float) -> str:
    """Write a number as JavaScript does: without `.0`, and with an exponent only where JavaScript has one.

    Raises:
        OverflowError: It is an integer too large for JavaScript.

    From https://tc39.es/ecma262/#sec-numeric-types-number-tostring.
    """
    number = float(number) if abs(number) >= 2**53 else number
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 2**53:
        return str(int(number))
    text = repr(float(number))
    if abs(number) >= 1:
        return format(Decimal(text), "f") if abs(number) < 1e21 else text
    if "e-" not in text:
        return text
    return format(Decimal(text), "f") if abs(number) >= 1e-6 else text.replace("e-0", "e-")


def _one_line(value: str, attributes: Mapping[str, str]) -> str:
    return value.translate(_NO_LINE_BREAKS)


def _url(value: str, attributes: Mapping[str, str]) -> str:
    return value.translate(_NO_LINE_BREAKS).strip(_ASCII_SPACE)


def _email(value: str, attributes: Mapping[str, str]) -> str:
    if "multiple" in attributes:
        return ",".join([part.strip(_ASCII_SPACE) for part in value.split(",")])
    return _url(value, attributes)


def _number(value: str, attributes: Mapping[str, str]) -> str:
    return value if parse_number(value) is not None else ""


def _range(value: str, attributes: Mapping[str, str]) -> str:
    low = parse_number(attributes.get("min"))
    low = 0.0 if low is None else low
    high = parse_number(attributes.get("max"))
    high = 100.0 if high is None else high
    number = parse_number(value)
    if number is None:
        number = low if high < low else low + (high - low) / 2
    bounded = max(low, min(number, high)) if high >= low else low
    step = _step(attributes)
    if step is not None:
        base = parse_number(attributes.get("min"))
        base = base if base is not None else parse_number(attributes.get("value")) or 0.0
        steps = math.floor((bounded - base) / step + 0.5)
        while steps > 0 and base + steps * step > high >= low:
            steps -= 1
        bounded = base + steps * step
    if bounded == number and parse_number(value) is not None:
        return value
    return format_number(round(bounded, 12))


def _step(attributes: Mapping[str, str]) -> float | None:
    given = attributes.get("step", "")
    if ascii_lower(given) == "any":
        return None
    step = parse_number(given)
    return step if step is not None and step > 0 else 1.0


def _color(value: str, attributes: Mapping[str, str]) -> str:
    return simple_color(value) or "#000000"


def _is_date(value: str) -> bool:
    found = _DATE.fullmatch(value)
    if found is None:
        return False
    year, month, day = map(int, found.groups())
    leap = month == 2 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return day <= _DAYS[month - 1] + leap


def _date(value: str, attributes: Mapping[str, str]) -> str:
    return value if _is_date(value) else ""


def _week(value: str, attributes: Mapping[str, str]) -> str:
    found = _WEEK.fullmatch(value)
    if found is None:
        return ""
    year, week = map(int, found.groups())
    # A year has 53 weeks if it begins on a Thursday, or on a Wednesday and is a leap year.
    first = (year + (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400) % 7
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return value if week <= (53 if first == 4 or (leap and first == 3) else 52) else ""


def _local(value: str, attributes: Mapping[str, str]) -> str:
    found = _LOCAL.fullmatch(value)
    if found is None or not _is_date(found[1]):
        return ""
    time = found[2]
    # The shortest form: without seconds that are 0.
    if "." in time:
        time = time.rstrip("0").rstrip(".")
    if len(time) == 8 and time.endswith(":00"):
        time = time[:5]
    return f"{found[1]}T{time}"


_WHOLE_MONTH = re.compile(_MONTH)
_WHOLE_TIME = re.compile(_TIME)


def _matching(pattern: re.Pattern[str]) -> Callable[[str, Mapping[str, str]], str]:
    return lambda value, attributes: value if pattern.fullmatch(value) else ""


_SANITIZERS: Final[dict[str, Callable[[str, Mapping[str, str]], str]]] = {
    **dict.fromkeys(("text", "search", "tel", "password"), _one_line),
    "url": _url,
    "email": _email,
    "number": _number,
    "range": _range,
    "color": _color,
    "date": _date,
    "month": _matching(_WHOLE_MONTH),
    "week": _week,
    "time": _matching(_WHOLE_TIME),
    "datetime-local": _local,
}
