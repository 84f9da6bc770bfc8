"""Calls whose results come from the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from domsync.errors import DOMException


class BrowserCalls:
    """The calls that wait for an answer, by number."""

    __slots__ = ("_last", "_waiting")

    def __init__(self) -> None:
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._last = 0

    def __len__(self) -> int:
        """Return the number of calls that wait."""
        return len(self._waiting)

    def begin(self, what: str, log: Callable[[int], None]) -> asyncio.Future[Any]:
        """Begin a call.

        Args:
            what: The name of the call, for the error's text.
            log: Logs the call, with the number that it is passed. If it raises, the call has not begun.

        Returns:
            An awaitable of the result.

        Raises:
            RuntimeError: No asyncio loop is running.
        """
        try:
            future = asyncio.get_running_loop().create_future()
        except RuntimeError:
            raise RuntimeError(f"{what} must come from the browser; await it in a coroutine") from None
        number = self._last + 1
        log(number)
        self._last = number
        self._waiting[number] = future
        future.add_done_callback(lambda _: self._waiting.pop(number, None))
        return future

    def resolve(self, number: int, ok: bool, value: Any) -> None:
        """Set the result of a call that waits.

        Args:
            number: The call's number; a number for which nothing waits is ignored.
            ok: Whether the call succeeded.
            value: Its result, or the text of its error.
        """
        future = self._waiting.pop(number, None)
        if future is None or future.done():
            return
        if ok:
            future.set_result(value)
        else:
            future.set_exception(DOMException(str(value), "OperationError"))

    def fail_all(self, error: BaseException) -> None:
        """Raise an exception in all calls that wait, because the browser has gone."""
        for future in list(self._waiting.values()):
            if not future.done():
                future.set_exception(error)
                # So that asyncio does not complain if nobody awaits it.
                future.exception()
