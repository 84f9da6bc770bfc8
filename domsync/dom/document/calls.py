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
        """Return how many calls wait."""
        return len(self._waiting)

    def begin(self, what: str, log: Callable[[int], None]) -> asyncio.Future[Any]:
        """Begin a call.

        Args:
            what: What is called, for the error's text.
            log: Logs the call with the number that it is given. When it raises, nothing has begun.

        Returns:
            What gives the result when it is awaited.

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
        """Give the browser's answer to who waits for it.

        Args:
            number: The call's number; one that nobody waits for is passed over.
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
        """Raise an exception where calls wait for their answers, because the browser has gone."""
        for future in list(self._waiting.values()):
            if not future.done():
                future.set_exception(error)
                # Whoever does not wait need not hear of it.
                future.exception()
