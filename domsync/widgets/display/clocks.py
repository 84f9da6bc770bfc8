"""Clocks, countdowns and relative times, which run in the browser."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Callable
from contextlib import suppress
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from domsync import VNode
from domsync import html as h
from domsync.components.formats import current_locale, date_text, relative_text
from domsync.widgets.base import Common, dressed, one_of

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

ClockLength: TypeAlias = Literal["short", "medium", "long", "full"]
#: A time zone as an offset, which browsers also accept: "+05:30".
_OFFSET = re.compile(r"[+-]\d\d(:?\d\d)?")
LENGTHS: tuple[ClockLength, ...] = ("short", "medium", "long", "full")


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def _in_a_zone(when: datetime.datetime, what: str) -> datetime.datetime:
    if not isinstance(when, datetime.datetime):
        raise TypeError(f"{what}() takes a datetime with a time zone, not {when!r}")
    if when.tzinfo is None:
        raise ValueError("a time without a time zone is another one for each reader; give it one: datetime.now(UTC)")
    return when


def relative_time(when: datetime.datetime, **attributes: Unpack[k.HtmlTime]) -> VNode:
    """A time by its distance from now: "3 minutes ago". It goes on in the browser.

    >>> w.relative_time(order.created)

    Args:
        when: The time, with a time zone.
        attributes: As for `h.time`.

    Raises:
        TypeError: It is not a datetime.
        ValueError: It has no time zone.
    """
    moment = _in_a_zone(when, "relative_time")
    text = relative_text((moment - _now()).total_seconds())
    own = dict(attributes)
    made = dressed(own, "ds-time", data={"ds-clock": "relative", "ds-locale": current_locale().tag})
    return h.time(text, datetime=moment.isoformat(), title=_title(own, moment), **_without(made, "datetime", "title"))


def _title(given: dict[str, Any], moment: datetime.datetime) -> Any:
    return given.get("title", date_text(moment, length="long"))


def _without(attributes: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if name not in names}


@cache
def _zones() -> dict[str, str]:
    """The names of the time zones, by their names in lower case: browsers ignore case."""
    return {name.lower(): name for name in zoneinfo.available_timezones()}


def _zone_name(zone: str) -> str:
    """Check the name of a time zone.

    Raises:
        TypeError: It is not a string.
        ValueError: There is no such zone. If Python has no time zone data, the browser checks it.
    """
    if not isinstance(zone, str):
        raise TypeError(f'clock(): zone is the name of a time zone, "Asia/Tokyo", not {zone!r}')
    with suppress(zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zoneinfo.ZoneInfo(zone)
        return zone
    known = _zones()
    if known and zone.lower() not in known and not _OFFSET.fullmatch(zone):
        near = get_close_matches(zone.lower(), known, 1)
        hint = f" (did you mean {known[near[0]]!r}?)" if near else '; it is written like "Asia/Tokyo"'
        raise ValueError(f"clock(): there is no time zone {zone!r}{hint}")
    return zone


def clock(
    *,
    zone: str | None = None,
    length: ClockLength = "medium",
    date: bool = False,
    **attributes: Unpack[Common],
) -> VNode:
    """A clock: the time to the second, in the reader's time zone or another one.

    >>> w.clock(zone="Asia/Tokyo")

    Args:
        zone: The name of a time zone; the reader's own unless given.
        length: `short` without seconds, `medium`, `long`, `full` with the zone.
        date: Whether to show the date, too.
        attributes: As for `h.time`.

    Raises:
        TypeError: The zone is not a string.
        ValueError: The length or the zone is unknown.
    """
    one_of("length", length, LENGTHS)
    data = {"ds-clock": "time", "ds-locale": current_locale().tag, "ds-length": length}
    if zone is not None:
        data["ds-zone"] = _zone_name(zone)
    if date:
        data["ds-date"] = "1"
    own: dict[str, Any] = dict(attributes)
    made = dressed(own, "ds-time", role="timer", data=data, aria={"live": "off"})
    # Empty, because only the browser knows the reader's time.
    return h.time("\u2007", **made)


def countdown(
    until: datetime.datetime,
    *,
    on_end: Callable[[], object] | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """A countdown to something, to the second: `1:04:09`. It goes on in the browser.

    >>> w.countdown(auction.end, on_end=self.ended)

    Args:
        until: The time, with a time zone.
        on_end: Called when the time has come, by a browser whose clock may be wrong: check your own.
        attributes: As for `h.time`.

    Raises:
        TypeError: It is not a datetime.
        ValueError: It has no time zone.
    """
    moment = _in_a_zone(until, "countdown")
    left = max(int((moment - _now()).total_seconds()), 0)
    events: Any = None if on_end is None else {"ds-end": on_end}
    own: dict[str, Any] = dict(attributes)
    made = dressed(own, "ds-time", role="timer", aria={"live": "off"}, data={"ds-clock": "countdown"})
    return h.time(countdown_text(left), datetime=moment.isoformat(), events=events, **made)


def countdown_text(seconds: int) -> str:
    """Format a number of seconds as hours, minutes and seconds: `1:04:09`, or with days: `2:00:00:00`.

    Args:
        seconds: The number of seconds.
    """
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    if days:
        return f"{days}:{hours:02}:{minutes:02}:{rest:02}"
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
