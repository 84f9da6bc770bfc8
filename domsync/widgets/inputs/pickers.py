"""Inputs for dates, times and colours: the browser's own pickers, in the reader's language."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from domsync import VNode
from domsync import html as h
from domsync.components import Binding, Child
from domsync.events import ChangeEvent
from domsync.widgets.base import Common, check_binding, check_functions, dressed
from domsync.widgets.inputs.labels import Labelled
from domsync.widgets.inputs.values import check_values
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k


def date_input(
    label: Child = None, *, help: Child = None, error: Child = None, **attributes: Unpack[k.HtmlInput]
) -> VNode:
    """A day.

    >>> w.date_input("Born", bind=self.field("born"))

    Args:
        label: Its label.
        help: Text below it.
        error: An error message.
        attributes: As for `h.input`: `bind`, `min`, `max`; `type="month"` or `"week"` for these.

    Emits:
        `on_input`, `on_change`.

    Keyboard:
        | key | what it does |
        |---|---|
        | digits | enter day, month and year |
        | Up, Down | one day, month or year more or less |
        | Space | opens the calendar |

    Raises:
        TypeError: It has no accessible name, or a value that is no day.
        ValueError: A value is a text that is no day.
    """
    return _picker("date_input", "date", label, help, error, attributes)


def time_input(
    label: Child = None, *, help: Child = None, error: Child = None, **attributes: Unpack[k.HtmlInput]
) -> VNode:
    """A time of day.

    >>> w.time_input("Starts at", bind=self.field("start"), step=900)

    Args:
        label: Its label.
        help: Text below it.
        error: An error message.
        attributes: As for `h.input`: `bind`, `min`, `max`, `step` in seconds.

    Emits:
        `on_input`, `on_change`.

    Keyboard:
        | key | what it does |
        |---|---|
        | digits | enter hours and minutes |
        | Up, Down | one hour or minute more or less |

    Raises:
        TypeError: It has no accessible name, or a value that is no time.
        ValueError: A value is a text that is no time.
    """
    return _picker("time_input", "time", label, help, error, attributes)


def datetime_input(
    label: Child = None, *, help: Child = None, error: Child = None, **attributes: Unpack[k.HtmlInput]
) -> VNode:
    """A date and a time, without a time zone.

    >>> w.datetime_input("Departure", bind=self.field("departure"))

    Args:
        label: Its label.
        help: Text below it.
        error: An error message.
        attributes: As for `h.input`: `bind`, `min`, `max`.

    Emits:
        `on_input`, `on_change`.

    Keyboard:
        | key | what it does |
        |---|---|
        | digits | enter day, month, year, hours and minutes |
        | Up, Down | one more or less |
        | Space | opens the calendar |

    Raises:
        TypeError: It has no accessible name, or a value that is no date and time.
        ValueError: A value is a text that is no date and time.
    """
    return _picker("datetime_input", "datetime-local", label, help, error, attributes)


def _picker(kind: str, type: str, label: Child, help: Child, error: Child, attributes: Any) -> VNode:
    check_values(kind, str(attributes.get("type") or type), attributes)
    made = Labelled(label, help, error, attributes, kind)
    return made.around(h.input(**dressed(made.attributes, "ds-input", "ds-picker", type=type)))


Range = tuple[datetime.date | None, datetime.date | None]


def _is_day(value: Any) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def date_range(
    label: Child = None,
    *,
    value: Range = (None, None),
    on_change: Callable[[Range], object] | None = None,
    min: datetime.date | None = None,
    max: datetime.date | None = None,
    help: Child = None,
    error: Child = None,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """A pair of dates, from one day to another.

    >>> w.date_range("Holidays", bind=self.field("holidays"))

    Args:
        label: Its label.
        value: Both dates, without `bind`; None for an open end.
        on_change: Called with both dates.
        min: The earliest date.
        max: The latest date.
        help: Text below it.
        error: An error message.
        disabled: Whether it is disabled.
        bind: A field that is a tuple of two dates, each of which may be None.
        attributes: As for `h.fieldset`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes on to the next part, and to the other day |
        | Up, Down | one day, month or year more or less |
        | Space | opens the calendar |

    Raises:
        TypeError: It has no accessible name, or a value that is no day.
    """
    check_functions("date_range", on_change=on_change)
    check_binding("date_range", bind)
    check_values("date_range", "date", {"min": min, "max": max})
    made = Labelled(label, help, error, {**attributes, "bind": bind}, "date_range")
    given: Any = bind.value if bind is not None else value
    if given and not (isinstance(given, tuple | list) and len(given) == 2):
        raise TypeError(f"date_range() has two days, value=(first, last), not {given!r}")
    # The text of a day beyond Python's years, which end with 9999, can be in the draft of a form.
    ends: list[Any] = list(given or (None, None))
    for day in given or ():
        if day is not None and not _is_day(day) and not (bind is not None and isinstance(day, str)):
            raise TypeError(f"date_range(): each day is a datetime.date or None, not {day!r}")

    def entered(place: int, event: ChangeEvent) -> object:
        now: list[Any] = list(bind.value or (None, None)) if bind is not None else ends
        try:
            now[place] = datetime.date.fromisoformat(event.value) if event.value else None
        except ValueError:
            if bind is not None:
                # The field refuses it, and says why.
                bind.assign((event.value, now[1]) if place == 0 else (now[0], event.value))
            return None
        first, last = now
        if _is_day(first) and _is_day(last) and first > last:
            now[1 - place] = now[place]
        result: Range = (now[0], now[1])
        if bind is not None:
            bind.assign(result)
        return on_change(result) if on_change is not None else None

    first, last = (day if _is_day(day) else None for day in ends)
    bounds = [(min, last or max), (first or min, max)]
    inputs = [
        h.label(
            h.span(word("From") if place == 0 else word("To"), class_="ds-help"),
            h.input(
                type="date",
                class_="ds-input ds-picker",
                value="" if end is None else str(end),
                min=str(low) if (low := bounds[place][0]) is not None else None,
                max=str(high) if (high := bounds[place][1]) is not None else None,
                disabled=disabled,
                on_change=partial(entered, place) if bind is not None or on_change is not None else None,
            ),
            class_="ds-part",
            key=place,
        )
        for place, end in enumerate(ends)
    ]
    return made.group(inputs, role="group", box="ds-parts")


def color_input(
    label: Child = None, *, help: Child = None, error: Child = None, **attributes: Unpack[k.HtmlInput]
) -> VNode:
    """A colour.

    >>> w.color_input("Accent", bind=self.field("accent"))

    Args:
        label: Its label.
        help: Text below it.
        error: An error message.
        attributes: As for `h.input`: `bind`, `value` (`"#336699"`) ...

    Emits:
        `on_input`, `on_change`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter, Space | opens the browser's picker |

    Raises:
        TypeError: It has no accessible name, or a value that is no colour.
        ValueError: A value is a text that is no colour.
    """
    check_values("color_input", "color", {"value": attributes.get("value")})
    made = Labelled(label, help, error, attributes, "color_input")
    shown = made.binding.shown("color") if made.binding is not None else str(made.attributes.get("value") or "#000000")
    control = h.input(**dressed(made.attributes, "ds-color", type="color"))
    text = h.output(shown, for_=made.id, class_="ds-output", data={"ds-output": made.id})
    return made.around(h.div(control, text, class_="ds-slider-box"))
