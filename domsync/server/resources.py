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

#: The number of open files reserved for everything but connections: listening sockets, static files, Redis, the log.
RESERVED_DESCRIPTORS = 64
#: The share of the machine's memory, or of the container's, above which pages without a browser are ended.
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
    """Reduce the limit of sessions to what the process may have open files for, and log the change.

    Args:
        limits: The limits as they were given.
        allowed: The number of files that may be open; by default the system's limit.
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
    """Log one line a minute, and no tracebacks, while there is no descriptor for new connections.

    Existing connections continue; the event loop tries to accept new ones again after a second.

    Args:
        loop: The event loop that accepts connections.

    Returns:
        A function that ends this.
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
        """Return whether memory should be freed now: at most once a second, or once in ten while usage does not grow.

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
