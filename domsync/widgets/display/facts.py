"""Facts and figures: description lists, statistics and timelines."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from domsync import VNode
from domsync import html as h
from domsync.components import Child
from domsync.components.formats import date_text, number_text
from domsync.widgets.base import (
    Common,
    Tone,
    check_number,
    check_numbers,
    dressed,
    is_empty,
    is_listed,
    one_of,
    pairs_of,
)
from domsync.widgets.feedback.alerts import TONES
from domsync.widgets.icons import icon_of

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

Way: TypeAlias = Literal["up", "down"]


def description_list(
    items: Mapping[str, Child] | Iterable[tuple[Child, Child]],
    *,
    columns: int = 1,
    stacked: bool = False,
    **attributes: Unpack[k.Html],
) -> VNode:
    """Names and values that describe one thing: an order, a customer, a machine.

    >>> w.description_list({"Order": "4711", "Customer": h.link("Ada", href="/ada"), "State": w.badge("paid")})

    Args:
        items: Names and values, in order. An empty value is shown as a dash.
        columns: The number of pairs next to each other if there is room.
        stacked: Whether values are below their names rather than next to them.
        attributes: As for `h.dl`.

    Raises:
        ValueError: `columns` is less than 1.
    """
    check_numbers("description_list", columns=columns)
    if columns < 1:
        raise ValueError(f"a description list has at least one column, not {columns}")
    pairs = pairs_of(items, "description_list", '{"Name": ...} or [("Name", ...)]')
    made = [
        h.div(h.dt(name), h.dd("\u2013" if is_empty(value) else value), class_="ds-pair-of") for name, value in pairs
    ]
    classes = ("ds-descriptions", "ds-descriptions--stacked" if stacked else None)
    return h.dl(made, **dressed(dict(attributes), *classes, style={"--ds-columns": columns}))


def stat(
    label: str,
    value: Child | Decimal,
    *,
    change: float | Decimal | None = None,
    better: Way = "up",
    help: Child = None,
    icon: Child = None,
    **attributes: Unpack[Common],
) -> VNode:
    """An important number, and how it has changed.

    >>> w.stat("Revenue", 12_430, change=0.12, help="than in October")

    Args:
        label: Its label.
        value: The number, which is formatted for the user's language, or anything else.
        change: Its relative change: 0.12 is "+12 %".
        better: The good direction: with `up` a rise is green, with `down` a fall.
        help: What the change is relative to, or another explanation.
        icon: An icon next to the label, or its name.
        attributes: As for `h.div`.

    Raises:
        ValueError: `better` is unknown.
    """
    if not isinstance(label, str):
        raise TypeError(f'stat() takes a label and a value, stat("Revenue", 12_430), not {label!r}')
    if "unit" in attributes:
        raise TypeError('stat() has no unit: write it with the value, stat("Latency", f"{ms} ms")')
    if change is not None:
        check_number(change, "stat(): change, 0.12 for +12 %,")
    one_of("better", better, ("up", "down"))
    shown = number_text(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else value
    drawn = None if is_empty(icon) else h.span(icon_of(icon), class_="ds-icon", aria={"hidden": True})
    return h.div(
        h.div(drawn, h.span(label), class_="ds-stat-label"),
        h.div("\u2013" if is_empty(shown) else shown, class_="ds-stat-value"),
        None
        if change is None and is_empty(help)
        else h.div(
            None if change is None else _change(change, better),
            None if is_empty(help) else h.span(help, class_="ds-help"),
            class_="ds-stat-foot",
        ),
        **dressed(dict(attributes), "ds-stat", role="group", aria={"label": label}),
    )


def _change(change: float | Decimal, better: Way) -> VNode:
    percent = round(Decimal(str(change)) * 100, 1) if Decimal(str(change)).is_finite() else None
    if percent is None:
        return h.span(str(change), class_="ds-stat-change ds-tone--neutral")
    digits = None if percent % 1 else 0
    is_good = (percent > 0) == (better == "up")
    tone = "neutral" if not percent else "success" if is_good else "danger"
    # A plus sign or a real minus sign: screen readers read both, and the colour alone would not be enough.
    way = "+" if percent > 0 else "\u2212" if percent < 0 else "\u00b1"
    text = f"{way}{number_text(abs(percent), digits=digits)}\u00a0%"
    return h.span(text, class_=f"ds-stat-change ds-tone--{tone}")


class TimelineItem(msgspec.Struct, frozen=True):
    """An item of a timeline: something that happened.

    Attributes:
        title: Its title.
        time: A date or a time, which is formatted for the user's language, or a text.
        content: Details.
        tone: `neutral`, `info`, `success`, `warning`, `danger`.
        icon: The icon in its dot, or its name.
        key: Identifies it among the others, if they change.
    """

    title: Any
    time: Any = None
    content: Any = None
    tone: Tone = "neutral"
    icon: Any = None
    key: str | int | None = None


def timeline(
    items: Iterable[TimelineItem | tuple[Any, ...]],
    *,
    label: str | None = None,
    **attributes: Unpack[k.Html],
) -> VNode:
    """A timeline: events below each other, in the given order.

    >>> w.timeline([("Paid", paid_at), w.TimelineItem("Sent", sent_at, "By parcel service", tone="success")])

    Args:
        items: `w.TimelineItem`s, or tuples of a title, a time and details.
        label: Its name for screen readers.
        attributes: As for `h.ol`.

    Raises:
        ValueError: The tone is unknown.
    """
    like = 'w.TimelineItems or tuples, [("Paid", date)]'
    if not is_listed(items):
        raise TypeError(f"timeline() takes {like}, not {items!r}")
    listed = [_item_of(item, like) for item in items]
    keyed = bool(listed) and all(item.key is not None for item in listed)
    made = [_moment(item, item.key if keyed else at) for at, item in enumerate(listed)]
    return h.ol(made, **dressed(dict(attributes), "ds-timeline", aria={"label": label}))


def _item_of(item: Any, like: str) -> TimelineItem:
    if isinstance(item, TimelineItem):
        return item
    if not isinstance(item, tuple | list) or not 1 <= len(item) <= len(TimelineItem.__struct_fields__):
        raise TypeError(f"timeline() takes {like}, not {item!r}")
    return TimelineItem(*item)


def _moment(item: TimelineItem, key: str | int | None) -> VNode:
    dot = h.span(
        icon_of(item.icon), class_=f"ds-timeline-dot ds-tone--{one_of('tone', item.tone, TONES)}", aria={"hidden": True}
    )
    return h.li(
        dot,
        h.div(
            h.div(
                h.span(item.title, class_="ds-timeline-title"),
                None if is_empty(item.time) else _time(item.time),
                class_="ds-timeline-head",
            ),
            None if is_empty(item.content) else h.div(item.content, class_="ds-timeline-content"),
            class_="ds-timeline-body",
        ),
        class_="ds-timeline-item",
        key=key,
    )


def _time(time: Any) -> VNode:
    if isinstance(time, datetime.date | datetime.time):
        return h.time(date_text(time), datetime=time.isoformat(), class_="ds-help")
    return h.span(time, class_="ds-help")
