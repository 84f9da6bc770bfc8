"""Async handlers: await them, and finish up when they end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NoReturn, Protocol

from domsync.components.current import begin_handling, end_handling
from domsync.dom.events import slow


class Pausing(Protocol):
    """An observer of a coroutine that waits."""

    def pause(self) -> None:
        """Note that it waits for something."""

    def end(self) -> None:
        """Note that it has ended."""


class Finishing(Coroutine[Any, Any, Any]):
    """A coroutine that calls a function when it ends, in whatever way.

    A SystemExit is raised as a RuntimeError: one visitor's handler must not end the event loop of all.

    An ``async def`` around the awaitable would not do: if its task were cancelled before it has begun, the awaitable
    would be dropped with a warning.

    Args:
        awaitable: The awaitable.
        finish: Called once, at its end.
        rollback: Called if it raises before it has awaited anything.
        of: The place on its page of the component that it belongs to.
        pausing: Notified each time it waits.

    Attributes:
        where: A description of it, for the log.
    """

    __slots__ = ("_finish", "_of", "_pausing", "_rollback", "cr_await", "where")

    def __init__(
        self,
        awaitable: Awaitable[Any],
        finish: Callable[[], object] | None = None,
        rollback: Callable[[], object] | None = None,
        of: object = None,
        pausing: Pausing | None = None,
    ) -> None:
        #: The inner coroutine, under the name that other coroutines use for it.
        self.cr_await: Coroutine[Any, Any, Any] = awaitable if isinstance(awaitable, Coroutine) else _wait(awaitable)
        self.where: str = "the handler"
        self._finish = finish
        self._rollback = rollback
        self._of = of
        self._pausing = pausing

    def send(self, value: Any) -> Any:
        """Continue."""
        rollback, self._rollback = self._rollback, None
        begun = slow.clock()
        before = begin_handling(self._of) if self._of is not None else None
        try:
            waits_for = self.cr_await.send(value)
        except StopIteration:
            self._end()
            raise
        except BaseException as error:  # noqa: BLE001 - it is raised again
            if rollback is not None:
                rollback()
            self._end()
            raise_in_loop(error)
        finally:
            if before is not None:
                end_handling(before)
            slow.end(begun, self.where, self.cr_await)
        if self._pausing is not None:
            self._pausing.pause()
        return waits_for

    def throw(self, *error: Any) -> Any:
        """Raise an exception where it waits."""
        self._rollback = None
        before = begin_handling(self._of) if self._of is not None else None
        try:
            waits_for = self.cr_await.throw(*error)
        except BaseException as raised:  # noqa: BLE001 - it is raised again
            self._end()
            raise_in_loop(raised)
        finally:
            if before is not None:
                end_handling(before)
            # The exception's traceback refers to this frame: a cycle, which would keep the handler and its component.
            del error
        if self._pausing is not None:
            self._pausing.pause()
        return waits_for

    def close(self) -> None:
        """End it."""
        try:
            self.cr_await.close()
        finally:
            self._end()

    def _end(self) -> None:
        pausing, self._pausing = self._pausing, None
        if pausing is not None:
            pausing.end()
        finish, self._finish = self._finish, None
        self._of = None
        if finish is not None:
            finish()

    def __await__(self) -> Finishing:
        return self

    def __iter__(self) -> Finishing:
        return self

    def __next__(self) -> Any:
        return self.send(None)


def raise_in_loop(error: BaseException) -> NoReturn:
    """Raise an exception from a task. SystemExit would end the event loop, so it becomes a RuntimeError.

    Args:
        error: The exception.

    Raises:
        RuntimeError: It is a SystemExit.
    """
    try:
        if isinstance(error, SystemExit):
            message = f"SystemExit({error.code!r}) was raised; it does not end the server"
            raise RuntimeError(message).with_traceback(error.__traceback__) from error
        raise error
    finally:
        # The exception's traceback refers to this frame, too.
        del error


async def _wait(awaitable: Awaitable[Any]) -> Any:
    return await awaitable
