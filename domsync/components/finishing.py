"""A handler that awaits, and what has to be done when it has ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any


class Finishing(Coroutine[Any, Any, Any]):
    """A coroutine that calls a function when it ends, in whatever way.

    It is no ``async def`` around the other one, which would be dropped with a warning when a task of it is cancelled
    before it has begun.

    Args:
        awaitable: What is awaited.
        finish: Called once, at its end.
    """

    __slots__ = ("_finish", "cr_await")

    def __init__(self, awaitable: Awaitable[Any], finish: Callable[[], object]) -> None:
        #: What runs; the name is the one that other coroutines have for it.
        self.cr_await: Coroutine[Any, Any, Any] = awaitable if isinstance(awaitable, Coroutine) else _wait(awaitable)
        self._finish: Callable[[], object] | None = finish

    def send(self, value: Any) -> Any:
        """Go on."""
        try:
            return self.cr_await.send(value)
        except BaseException:
            self._end()
            raise

    def throw(self, *error: Any) -> Any:
        """Raise an exception where it waits."""
        try:
            return self.cr_await.throw(*error)
        except BaseException:
            self._end()
            raise

    def close(self) -> None:
        """End it."""
        try:
            self.cr_await.close()
        finally:
            self._end()

    def _end(self) -> None:
        finish, self._finish = self._finish, None
        if finish is not None:
            finish()

    def __await__(self) -> Finishing:
        return self

    def __iter__(self) -> Finishing:
        return self

    def __next__(self) -> Any:
        return self.send(None)


async def _wait(awaitable: Awaitable[Any]) -> Any:
    return await awaitable
