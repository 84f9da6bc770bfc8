"""Detect slow functions: while one runs, it blocks the event loop for every page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter
from weakref import WeakMethod

#: A logger of its own, so that it can be silenced or watched by itself.
logger: logging.Logger = logging.getLogger("domsync.slow")

#: Functions that take longer are named in the log.
SLOW_SECONDS = 0.1
#: The seconds after which a function is named again.
_AGAIN_SECONDS = 60.0
_MOST_NAMES = 1000

#: Called, in addition to the log, with what has blocked the event loop: a method of the page whose event is being
#: handled. Weakly, because the contexts of timers outlive pages.
watcher: ContextVar[WeakMethod[Callable[[str], object]] | None] = ContextVar("domsync_slow", default=None)

#: The clock that measures durations, in seconds.
clock: Callable[[], float] = perf_counter

_named: dict[str, float] = {}
#: When slow functions began, and how many seconds they took, so that their callers are not named for that time. Calls
#: within another one of these are left out.
_accounted: list[tuple[float, float]] = []
_MOST_ACCOUNTED = 1000


def end(begun: float, what: str, function: object = None) -> None:
    """Note that a call has ended, and name it if it has blocked the event loop.

    Args:
        begun: The time on `clock` when it began.
        what: The kind of the function: ``"the handler"``.
        function: The function, coroutine or class that was called.
    """
    now = clock()
    taken = now - begun
    if taken < SLOW_SECONDS:  # as nearly all does
        return
    own = taken
    while _accounted and _accounted[-1][0] >= begun:
        own -= _accounted.pop()[1]
    _accounted.append((begun, taken))
    del _accounted[:-_MOST_ACCOUNTED]
    if own < SLOW_SECONDS:
        return
    name = f"{what} {name_of(function)}".rstrip()
    if now - _named.get(name, -_AGAIN_SECONDS) < _AGAIN_SECONDS:
        return
    if len(_named) >= _MOST_NAMES:
        _named.clear()
    _named[name] = now
    text = f"{name} held the event loop up for {own:.2f} s, in which no page was answered"
    logger.warning("%s; run_in_thread() runs such work elsewhere", text)
    watching = watcher.get()
    tell = None if watching is None else watching()
    if tell is not None:
        tell(text)


def begin_anew() -> None:
    """Forget slow functions, as when a process starts."""
    _named.clear()
    _accounted.clear()


@contextmanager
def timed(what: str, function: object = None) -> Iterator[None]:
    """Name a function that runs in the block, if it blocks the event loop.

    Args:
        what: The kind of the function.
        function: The function, coroutine or class that is called.
    """
    begun = clock()
    try:
        yield
    finally:
        end(begun, what, function)


def name_of(function: object) -> str:
    """The name of a function, a bound method, a partial, a coroutine or a class, for a log.

    Args:
        function: The object; None has no name.
    """
    while (inner := getattr(function, "func", None)) is not None:
        function = inner  # a partial's
    if function is None:
        return ""
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    module = getattr(function, "__module__", None)
    return f"{module}.{name}" if module else name
