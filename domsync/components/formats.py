"""Format numbers, dates and times for the visitor's language and region; with `babel` if it is installed."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation, localcontext
from functools import cache, lru_cache
from typing import Any

from domsync.components.current import use
from domsync.components.locales import Locale

#: The units of time, from the longest to the shortest: their length in seconds, and their names.
_UNITS = (
    ("year", 31_557_600),
    ("month", 2_629_800),
    ("week", 604_800),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)


#: The exponent of the largest numbers that are written in full: more than the largest float has.
_LARGEST = 400
#: A whole number with separators: after the first, groups of three digits, or in India of two and at last three.
_GROUPED = re.compile(r"[-+\u2212]?\d{1,3}(,\d{2,3})*,\d{3}")


@cache
def _babel() -> Any:
    """The modules of babel; None if it is not installed (`pip install domsync[babel]`)."""
    try:
        import babel.dates
        import babel.numbers
    except ImportError:
        return None
    return babel


@cache
def _known(tag: str) -> Any:
    babel = _babel()
    for name in (tag, tag.partition("-")[0], "en"):
        try:
            return babel.Locale.parse(name, sep="-")
        except (babel.UnknownLocaleError, ValueError):
            continue
    raise LookupError(tag)  # pragma: no cover - babel always knows English


def current_locale() -> Locale:
    """Return the locale of the page that is being rendered; English outside a page."""
    return use(Locale, Locale())


def number_text(value: float | Decimal | None, *, locale: Locale | None = None, digits: int | None = None) -> str:
    """Format a number for a locale: `1,234.5`, `1.234,5`.

    Args:
        value: The number; None gives an empty text.
        locale: The locale. Default: that of the page.
        digits: The number of digits after the decimal point. Default: as many as the number has.
    """
    if value is None:
        return ""
    number = value if isinstance(value, Decimal) else Decimal(value) if type(value) is int else Decimal(str(value))
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST:
        return f"{number:.6g}" if number.is_finite() else str(value)
    written = number.as_tuple()
    # By default, numbers of more than 28 digits cannot be rounded.
    with localcontext(prec=len(written.digits) + abs(int(written.exponent)) + 28 + (digits or 0)):
        if digits is not None:
            number = round(number, digits)
        plain = f"{number:,f}" if digits is None else f"{number:,.{digits}f}"
        if _babel() is None:
            return plain
        tag = (locale or current_locale()).tag
        fraction = len(plain.partition(".")[2])
        pattern = "#,##0" + ("." + "0" * fraction if fraction else "")
        return _written(str(number), pattern, tag)


@lru_cache(4096)
def _written(number: str, pattern: str, tag: str) -> str:
    """Format a number with babel, in a tenth of a millisecond; cached, because numbers of axes and cells repeat."""
    written: str = _babel().numbers.format_decimal(
        Decimal(number), format=pattern, locale=_known(tag), group_separator=True
    )
    return written


def read_number(text: str, *, locale: Locale | None = None) -> str:
    """Parse a number as it is written in a locale.

    Args:
        text: What was typed.
        locale: The locale. Default: that of the page.

    Returns:
        The number in Python's notation; or the text itself if it is not a number of this locale, so that validation
        reports it, or accepts it as Python does: 1.5, which is 15 for nobody.
    """
    entered = text.strip()
    if not entered:
        return ""
    babel = _babel()
    if babel is not None:
        try:
            known = _known((locale or current_locale()).tag)
            plain = entered.replace("\u00a0", " ").replace("\u202f", " ")
            if not _is_grouped(plain, babel.numbers.get_group_symbol(known), babel.numbers.get_decimal_symbol(known)):
                return entered
            return str(babel.numbers.parse_decimal(plain, locale=known))
        except babel.numbers.NumberFormatError:
            return entered
    if not _is_grouped(entered, ",", "."):
        return entered
    try:
        return str(Decimal(entered.replace(",", "")))
    except InvalidOperation:
        return entered


def _is_grouped(text: str, separator: str, point: str) -> bool:
    """Return whether points or commas that separate digits are at their places: in German, 1.5 is not 15."""
    if separator not in (".", ",") or separator not in text:
        return True
    whole, _, fraction = text.partition(point)
    return separator not in fraction and _GROUPED.fullmatch(whole.replace(separator, ",")) is not None


def date_text(
    value: datetime.date | datetime.time | None, *, locale: Locale | None = None, length: str = "medium"
) -> str:
    """Format a date, a time, or both for a locale.

    Args:
        value: The date or time; None gives an empty text.
        locale: The locale. Default: that of the page.
        length: `short`, `medium`, `long` or `full`.
    """
    if value is None:
        return ""
    babel = _babel()
    if babel is None:
        if isinstance(value, datetime.datetime):
            return value.isoformat(" ", "minutes")
        return value.isoformat("minutes") if isinstance(value, datetime.time) else value.isoformat()
    known = _known((locale or current_locale()).tag)
    if isinstance(value, datetime.datetime):
        written: str = babel.dates.format_datetime(value, length, locale=known)
    elif isinstance(value, datetime.time):
        written = babel.dates.format_time(value, length, locale=known)
    else:
        written = babel.dates.format_date(value, length, locale=known)
    return written


#: The formats of dates without babel, by the requested fields.
_PLAIN_PATTERNS = {"MMMd": "%m-%d", "MMM": "%Y-%m", "yMMMd": "%Y-%m-%d", "Hm": "%H:%M", "Hms": "%H:%M:%S"}


def date_pattern(value: datetime.date, fields: str, *, locale: Locale | None = None) -> str:
    """Format some parts of a date for a locale: `MMMd` is "Mar 5", "5. März".

    Args:
        value: The date, or the date and time.
        fields: `MMMd`, `MMM`, `yMMMd`, `Hm` or `Hms`.
        locale: The locale. Default: that of the page.
    """
    babel = _babel()
    if babel is None:
        return value.strftime(_PLAIN_PATTERNS[fields])
    known = _known((locale or current_locale()).tag)
    written: str = babel.dates.format_skeleton(fields, value, locale=known)
    return written


def relative_text(seconds: float, *, locale: Locale | None = None) -> str:
    """Format a time relative to now: "3 minutes ago", "in 2 days".

    Args:
        seconds: The time from now; negative in the past.
        locale: The locale. Default: that of the page.
    """
    babel = _babel()
    if babel is not None:
        known = _known((locale or current_locale()).tag)
        delta = datetime.timedelta(seconds=seconds)
        written: str = babel.dates.format_timedelta(delta, add_direction=True, locale=known, threshold=1)
        return written
    count, unit = int(abs(seconds)), "second"
    for name, length in _UNITS:
        if abs(seconds) >= length:
            count, unit = int(abs(seconds) // length), name
            break
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if seconds > 0 else f"{words} ago"
