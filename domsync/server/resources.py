"""Resources of the machine that the process may use: open files and memory, as the system reports them."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from domsync.server.limits import ServerLimits
from domsync.session.log_limit import LogLimit

logger: logging.Logger = logging.getLogger("domsync")

#: Open files that are kept for other things than connections: listening sockets, static files, Redis, the log.
RESERVED_DESCRIPTORS = 64
#: The share of the machine's memory, or of the container's, above which pages that wait are ended.
MEMORY_SHARE = 0.8

_OUT_OF_FILES = "socket.accept() out of system resource"


def descriptors() -> int | None:
    """Return how many files the process may have open; None if there is no limit, or none that the system reports."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def fitted(limits: ServerLimits, allowed: int | None = None) -> ServerLimits:
    """The limits with as many sessions as the process may have open files for; what is changed is logged.

    Args:
        limits: The limits as they were given.
        allowed: How many files may be open; by default what the system says.
    """
    allowed = descriptors() if allowed is None else allowed
    if allowed is None:
        return limits
    most = max(1, allowed - RESERVED_DESCRIPTORS)
    if limits.sessions <= most:
        return limits
    logger.warning(
        "at most %d sessions, not %d: the process may have %d files open (raise this with ulimit -n)",
        *(most, limits.sessions, allowed),
    )
    return replace(limits, sessions=most)


def watch_descriptors(loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
    """Have one line a minute logged, and no tracebacks, when there is no descriptor for a new connection.

    The connections that are there go on; the event loop accepts again after a second.

    Args:
        loop: The event loop that accepts.

    Returns:
        Ends it.
    """
    before = loop.get_exception_handler()
    limit = LogLimit(1)

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if str(context.get("message", "")).startswith(_OUT_OF_FILES):
            limit.log(logging.ERROR, "new connections wait: %s", context.get("exception"))
        elif before is not None:
            before(loop, context)
        else:
            loop.default_exception_handler(context)

    def end() -> None:
        if loop.get_exception_handler() is handle:
            loop.set_exception_handler(before)

    loop.set_exception_handler(handle)
    return end


def memory_allowed() -> int | None:
    """Return how many bytes of memory the process may use: a share of its container's, or of the machine's."""
    found = []
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):
            found.append(int(Path(path).read_text()))
    with suppress(OSError, ValueError, AttributeError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    return int(min(found) * MEMORY_SHARE) if found else None


def memory_used() -> int:
    """Return how many bytes of memory the process uses; 0 where the system does not report it."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


class MemoryWatch:
    """Checks now and then whether the process uses more memory than it may.

    Args:
        allowed: The allowed number of bytes; None for a share of what is available.
        used: Returns the number of bytes in use.
        clock: Returns the time in seconds; it never goes back.
    """

    __slots__ = ("_clock", "_looked_at", "_most", "allowed", "used")

    def __init__(
        self,
        allowed: int | None = None,
        *,
        used: Callable[[], int] = memory_used,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.allowed: int | None = memory_allowed() if allowed is None else allowed
        self.used: Callable[[], int] = used
        self._clock = clock
        self._looked_at: float | None = None
        self._most = 0

    def is_short(self) -> bool:
        """Return whether something should be freed now: at most once a second, and once in ten while nothing is added.

        Python does not return freed memory to the system at once, so an unchanged figure is no reason to free more.
        """
        now = self._clock()
        if self.allowed is None or (self._looked_at is not None and now - self._looked_at < 1):
            return False
        used = self.used()
        if used <= self.allowed:
            self._looked_at, self._most = now, 0
            return False
        if self._most and used <= self._most and self._looked_at is not None and now - self._looked_at < 10:
            return False
        self._looked_at, self._most = now, used
        return True
