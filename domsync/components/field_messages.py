"""Validation messages in the page's language.

They depend on the type of pydantic's error, because pydantic's own messages address programmers: whatever is wrong with
an integer, the user is asked for a whole number.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from domsync.components.formats import current_locale, date_text, number_text
from domsync.components.translations import translations

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from domsync.components.locales import Locale

#: The messages in English, by pydantic's types of errors; they are the keys of the catalogues. One about a number of
#: things is followed by its plural and by the name of the number.
MESSAGES: Mapping[str, str | tuple[str, str, str]] = {
    "missing": "Please fill in this field",
    "extra_forbidden": "There is no such field",
    "string_type": "Please enter a text",
    "string_too_short": (
        "Please enter at least {min_length} character",
        "Please enter at least {min_length} characters",
        "min_length",
    ),
    "string_too_long": (
        "Please enter at most {max_length} character",
        "Please enter at most {max_length} characters",
        "max_length",
    ),
    "string_pattern_mismatch": "This does not have the expected form",
    "string_not_ascii": "Please use only unaccented letters, digits and signs",
    "greater_than": "Please enter a value greater than {gt}",
    "greater_than_equal": "Please enter a value of at least {ge}",
    "less_than": "Please enter a value less than {lt}",
    "less_than_equal": "Please enter a value of at most {le}",
    "multiple_of": "Please enter a multiple of {multiple_of}",
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
        "Please enter a whole number",
    ),
    **dict.fromkeys(
        ("float_type", "float_parsing", "finite_number", "decimal_type", "decimal_parsing", "decimal_max_digits"),
        "Please enter a number",
    ),
    "decimal_max_places": (
        "Please enter at most {decimal_places} decimal place",
        "Please enter at most {decimal_places} decimal places",
        "decimal_places",
    ),
    "decimal_whole_digits": (
        "Please enter at most {whole_digits} digit before the decimal point",
        "Please enter at most {whole_digits} digits before the decimal point",
        "whole_digits",
    ),
    **dict.fromkeys(("bool_type", "bool_parsing"), "Please choose yes or no"),
    **dict.fromkeys(
        ("enum", "literal_error", "union_tag_invalid", "union_tag_not_found"), "Please choose one of the options"
    ),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "Please enter a date",
    ),
    **dict.fromkeys(("time_type", "time_parsing"), "Please enter a time"),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing", "datetime_object_invalid"),
        "Please enter a date and a time",
    ),
    **dict.fromkeys(("time_delta_type", "time_delta_parsing"), "Please enter a duration such as 1:30:00"),
    **dict.fromkeys(("date_past", "datetime_past"), "Please enter a time in the past"),
    **dict.fromkeys(("date_future", "datetime_future"), "Please enter a time in the future"),
    **dict.fromkeys(
        ("url_type", "url_parsing", "url_syntax_violation", "url_scheme"),
        "Please enter a web address such as https://example.org",
    ),
    "url_too_long": (
        "Please enter at most {max_length} character",
        "Please enter at most {max_length} characters",
        "max_length",
    ),
    **dict.fromkeys(("uuid_type", "uuid_parsing", "uuid_version"), "Please enter a UUID"),
    "too_short": (
        "Please give at least {min_length} entry",
        "Please give at least {min_length} entries",
        "min_length",
    ),
    "too_long": (
        "Please give at most {max_length} entry",
        "Please give at most {max_length} entries",
        "max_length",
    ),
    # Not pydantic's own types: for bounds that are dates.
    "date_greater_than": "Please enter a date after {gt}",
    "date_greater_than_equal": "Please enter a date from {ge} on",
    "date_less_than": "Please enter a date before {lt}",
    "date_less_than_equal": "Please enter a date up to {le}",
    # Not pydantic's own type: EmailStr raises a value_error with its reason.
    "email": "Please enter an email address",
}


def problems_of(error: ValidationError) -> list[ErrorDetails]:
    """List the problems of a ValidationError, as `field_message` takes them.

    Args:
        error: pydantic's exception.
    """
    return error.errors(include_url=False, include_input=False)


def field_message(problem: ErrorDetails, locale: Locale | None = None) -> str:
    """Return a message that tells the user what is wrong with the value of a field.

    Args:
        problem: One of pydantic's `errors()`.
        locale: The language. Default: that of the page that is being rendered or whose event is being handled.

    Returns:
        A sentence. Messages of your own validators are looked up in the catalogues added with `add_words`.
    """
    locale = locale or current_locale()
    catalogue = translations(locale.tag)
    plain = problem["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    context = {name: _bound(name, value) for name, value in (problem.get("ctx") or {}).items()}
    kind = problem["type"]
    if kind == "value_error" and "reason" in context:
        kind = "email"
    elif any(isinstance(value, datetime.date) for value in context.values()):
        kind = f"date_{kind}"
    message = MESSAGES.get(kind)
    if message is None:
        # For an empty text, gettext returns the catalogue's header.
        return catalogue.gettext(plain) if plain else plain
    if isinstance(message, str):
        keys: tuple[str, ...] = (message,)
        said = catalogue.gettext(message)
    else:
        one, many, counts = message
        keys = (one, many)
        said = catalogue.ngettext(one, many, int(context.get(counts) or 0))
    # The catalogue of a program may have pydantic's own sentence.
    if said in keys and (translated := catalogue.gettext(plain)) != plain:
        return translated
    return said.format_map({name: _written(value, locale) for name, value in context.items()})


def _bound(name: str, value: Any) -> Any:
    """Convert a bound to its own type: pydantic reports dates, times and Decimals as text."""
    if name not in _BOUNDS or not isinstance(value, str):
        return value
    reads: tuple[Callable[[str], object], ...] = (
        *(datetime.date.fromisoformat, datetime.datetime.fromisoformat, datetime.time.fromisoformat),
        Decimal,
    )
    for read in reads:
        with suppress(ValueError, InvalidOperation):
            return read(value)
    return value


_BOUNDS = frozenset(("gt", "ge", "lt", "le", "multiple_of"))


def _written(value: Any, locale: Locale) -> str:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return number_text(value, locale=locale)
    if isinstance(value, datetime.date | datetime.time):
        return date_text(value, locale=locale)
    return str(value)
