"""Scales of axes: domains with round ends, ticks and their labels, as plain numbers."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from domsync.components.formats import date_pattern, number_text

#: The kinds of scales of an axis.
Scale: TypeAlias = Literal["linear", "log", "time", "category"]
SCALES: tuple[Scale, ...] = ("linear", "log", "time", "category")

EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock time, as the axis shows it
SECOND, MINUTE, HOUR, DAY = 1.0, 60.0, 3_600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis.

    Args:
        at: The value, in the units of the axis.
        text: Its label.
        is_fine: Whether it is dropped first if there is little space.
    """

    at: float
    text: str
    is_fine: bool = False


def round_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that divides a span into no more parts than given.

    >>> round_step(97, 5)
    20.0

    Args:
        span: A length, more than nothing.
        most: How many parts there may be.
    """
    least = span / most
    power = 10.0 ** math.floor(math.log10(least))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0):
        # 0.1 + 0.2 is a little more than 0.3.
        if factor * power >= least * (1 - 1e-9):
            return factor * power
    return 10.0 * power  # pragma: no cover - 10 * power > least


def quantum(span: float, steps: int = 1_000) -> float:
    """The power of ten that divides a span into at least a number of steps, and fewer than ten times as many.

    Args:
        span: A positive length.
        steps: The number of steps.
    """
    return 10.0 ** math.floor(math.log10(span / steps) + 1e-9)


def decimals_of(step: float) -> int:
    """Count the digits after the point that a multiple of a step needs.

    >>> decimals_of(0.25), decimals_of(20.0)
    (2, 0)
    """
    for digits in range(16):
        if math.isclose(step * 10**digits, round(step * 10**digits), rel_tol=1e-9):
            return digits
    return 16


def round_domain(low: float, high: float, most: int = 5, *, zero: bool = False) -> tuple[float, float, float]:
    """Widen a range so that both ends are multiples of a round step.

    Args:
        low: The smallest value.
        high: The largest one.
        most: The approximate number of steps.
        zero: Whether the range has to include zero.

    Returns:
        The two ends and the step.
    """
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if not high - low > abs(high) * 1e-12:
        room = abs(high) * 0.1 or 1.0
        # A single value is in the middle, and a count of zero at the bottom.
        low, high = (0.0, room * 10 if high else 1.0) if zero and low >= 0 else (low - room, high + room)
    step = round_step(high - low, most)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def number_ticks(low: float, high: float, step: float, unit: str = "") -> list[Tick]:
    """The multiples of a step within a range.

    Args:
        low: The lower end.
        high: The upper end.
        step: The step.
        unit: The unit after each number.
    """
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    write = number_writer(max(abs(low), abs(high)), step)
    return [Tick(index * step, write(index * step) + unit, index % 2 == 1) for index in range(first, last + 1)]


def number_writer(largest: float, step: float) -> Callable[[float], str]:
    """Make the function that formats the numbers of an axis, with as many digits as its step has; millions as `1.5M`.

    Args:
        largest: The largest absolute number of the axis.
        step: The distance between two of its ticks.
    """
    if largest >= 1e15 or step < 1e-6:
        return lambda value: f"{value:.3g}"
    for size, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M")):
        if largest >= size:
            digits = decimals_of(step / size)
            return lambda value: number_text(round(value / size, digits), digits=digits) + letter if value else "0"
    digits = decimals_of(step)
    return lambda value: number_text(round(value, digits) + 0.0, digits=digits)


def value_text(value: float) -> str:
    """Format a single value with the digits that it has: `1,234.5`, without floating-point noise."""
    return number_text(Decimal(f"{float(value):.12g}"))


def log_ticks(low: float, high: float, unit: str = "") -> list[Tick]:
    """Ticks of a logarithmic axis: powers of ten, and 2 and 5 times these if there are few.

    Args:
        low: The decimal logarithm of the lower end.
        high: That of the upper end.
        unit: The unit after each number.
    """
    decades = high - low
    every = max(math.ceil(decades / 8), 1)
    factors = (1, 2, 5) if decades <= 2 else (1,)
    found = []
    for power in range(math.floor(low), math.ceil(high) + 1):
        for factor in factors:
            at = power + math.log10(factor)
            if low - 1e-9 <= at <= high + 1e-9 and power % every == 0:
                found.append(Tick(at, _log_text(factor, power) + unit, factor != 1))
    return found


def _log_text(factor: int, power: int) -> str:
    value = factor * 10.0**power
    if power >= 15 or power < -6:
        return f"{factor}e{power}"
    return number_writer(value, value)(value)


# Times: seconds of the wall clock since 1970, so that a tick at midnight is where the reader's day begins.

_CLOCK_STEPS = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    *(SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND),
    *(MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR),
    *(DAY, 2 * DAY, 7 * DAY, 14 * DAY),
)
_MONTH_STEPS = (1, 2, 3, 6, 12)


def wall_seconds(when: datetime.date) -> float:
    """Convert a date or time to seconds of its own wall clock since 1970.

    Args:
        when: The date or time; a date means its midnight.
    """
    if not isinstance(when, datetime.datetime):
        return (when.toordinal() - 719_163) * DAY
    return (when.replace(tzinfo=None) - EPOCH).total_seconds()


def wall_time(seconds: float) -> datetime.datetime:
    """Convert seconds of a wall clock since 1970 to a time, or to the nearest possible one.

    Args:
        seconds: The seconds.
    """
    try:
        return EPOCH + datetime.timedelta(seconds=seconds)
    except OverflowError:
        return wall_time(253_402_214_400.0 if seconds > 0 else -62_135_596_800.0)


def time_ticks(low: float, high: float, most: int = 8) -> list[Tick]:
    """Ticks at full seconds, minutes, hours, days, weeks, months or years.

    Args:
        low: The lower end, in seconds.
        high: The upper end, in seconds.
        most: The approximate maximum number of ticks.
    """
    least = (high - low) / most
    if least <= _CLOCK_STEPS[-1]:
        step = next((step for step in _CLOCK_STEPS if step >= least), _CLOCK_STEPS[-1])
        # Weeks begin on Mondays; 1970 began on a Thursday.
        shift = 4 * DAY if step >= 7 * DAY else 0.0
        first, last = math.ceil((low - shift) / step - 1e-9), math.floor((high - shift) / step + 1e-9)
        return [
            Tick(index * step + shift, _clock_text(index * step + shift, step), index % 2 == 1)
            for index in range(first, last + 1)
        ]
    months = least / (30.4 * DAY)
    every = next((step for step in _MONTH_STEPS if step >= months), 0)
    if not every:
        every = 12 * max(math.ceil(round_step(months * most / 12, most)), 1)
    return list(_month_ticks(low, high, every))


def _month_ticks(low: float, high: float, every: int) -> Iterator[Tick]:
    start = wall_time(low)
    index = -(-(start.year * 12 + start.month - 1) // every)
    while True:
        year, month = divmod(index * every, 12)
        if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
            return
        day = datetime.date(year, month + 1, 1)
        at = wall_seconds(day)
        if at > high + 1e-6:
            return
        if at >= low - 1e-6:
            text = str(year) if month == 0 else date_pattern(day, "MMM")
            yield Tick(at, text, index % 2 == 1)
        index += 1


def _clock_text(seconds: float, step: float) -> str:
    when = wall_time(seconds)
    if step >= DAY or (step >= MINUTE and seconds % DAY == 0):
        return date_pattern(when, "MMMd")
    if step >= MINUTE:
        return date_pattern(when, "Hm")
    if step >= SECOND:
        return date_pattern(when, "Hms")
    digits = decimals_of(step)
    return f"{when:%S}.{round(seconds % 1 * 10**digits) % 10**digits:0{digits}}"


def time_text(seconds: float, span: float) -> str:
    """Format a time of an axis in full, with the precision of the axis.

    Args:
        seconds: The time.
        span: The length of the axis, in seconds.
    """
    when = wall_time(seconds)
    day = date_pattern(when, "yMMMd")
    if span >= 60 * DAY and seconds % DAY == 0:
        return day
    clock = date_pattern(when, "Hm" if span >= 6 * HOUR else "Hms")
    return f"{day}, {clock}"


def is_time(value: Any) -> bool:
    """Return whether a value is a date, with or without a time."""
    return isinstance(value, datetime.date)
