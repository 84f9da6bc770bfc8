"""Limit the log lines that strangers can cause to a fixed number a minute."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

logger: logging.Logger = logging.getLogger("domsync")


class LogLimit:
    """Writes at most a number of lines to the log within a time. The next line says how many were left out.

    Args:
        lines: The number of lines.
        seconds: The time.
        clock: Returns the time in seconds, monotonically.
    """

    __slots__ = ("_clock", "_left_out", "_lines", "_seconds", "_since", "_written")

    def __init__(self, lines: int = 10, seconds: float = 60, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._lines = lines
        self._seconds = seconds
        self._clock = clock
        self._since: float | None = None
        self._written = 0
        self._left_out = 0

    def log(self, level: int, message: str, *arguments: object) -> bool:
        """Write a line, unless there were too many.

        Args:
            level: The line's level.
            message: The text, with placeholders for the arguments.
            arguments: The arguments.

        Returns:
            Whether it was written.
        """
        now = self._clock()
        if self._since is None or now - self._since >= self._seconds:
            self._since = now
            self._written = 0
        if self._written >= self._lines:
            self._left_out += 1
            return False
        self._written += 1
        if self._left_out:
            message, arguments = f"{message} (%d like it were left out)", (*arguments, self._left_out)
            self._left_out = 0
        logger.log(level, message, *arguments)
        return True

    def begin_anew(self) -> None:
        """Forget what was written, as when a process starts."""
        self._since = None
        self._left_out = 0


#: Reports by browsers of frames that they could not apply, which anybody can send.
bad_ops: LogLimit = LogLimit()
#: Other events that only browsers can cause: refused events and messages, edits that do not fit their text, refused
#: files, and sessions ended because of these.
oddities: LogLimit = LogLimit(60)
