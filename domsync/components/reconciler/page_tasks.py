"""Tasks of a page: handlers, life-cycle methods of components, and cleanup after they have left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from domsync.components.handlers.finishing import Finishing

#: Called with the description of a task that has ended, and the task.
Ended = Callable[[str, "asyncio.Task[Any]"], None]


class PageTasks:
    """The tasks of one page. The sets are created on demand: many pages never have a task."""

    __slots__ = ("_cleanup", "_foreign", "_own")

    def __init__(self) -> None:
        self._own: set[asyncio.Task[Any]] | None = None
        #: Tasks of other documents that count as this one's, because its browser has started them.
        self._foreign: set[asyncio.Task[Any]] | None = None
        #: The cleanup of components that have left; it may continue after the page has ended.
        self._cleanup: set[asyncio.Task[Any]] | None = None

    def run(self, awaitable: Awaitable[Any], where: str, ended: Ended) -> asyncio.Task[Any]:
        """Run an awaitable that ends with the page at the latest.

        Args:
            awaitable: What to run.
            where: A description of it, for the log.
            ended: Called when it has ended.

        Raises:
            RuntimeError: No asyncio loop is running.
        """
        if self._own is None:
            self._own = set()
        return _start(self._own, awaitable, where, ended)

    def run_cleanup(self, awaitable: Awaitable[Any], where: str, ended: Ended) -> None:
        """Run an awaitable that may continue after the page has ended. The arguments are those of `run`."""
        if self._cleanup is None:
            self._cleanup = set()
        _start(self._cleanup, awaitable, where, ended)

    def count(self, task: asyncio.Task[Any]) -> None:
        """Count a task of another, shared document among those that this document's browser has started.

        Args:
            task: The task. It continues when this document ends.
        """
        if self._foreign is None:
            self._foreign = set()
        self._foreign.add(task)
        task.add_done_callback(self._foreign.discard)

    @property
    def running(self) -> int:
        """The number of handlers and life-cycle tasks that are running."""
        return len(self._own or ()) + len(self._foreign or ())

    async def room(self, limit: int) -> None:
        """Wait until fewer than `limit` handlers and life-cycle tasks are running."""
        while len(running := (*(self._own or ()), *(self._foreign or ()))) >= limit:
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)

    async def own_ended(self) -> bool:
        """Wait for the page's own tasks that are running now.

        Returns:
            Whether there were any.
        """
        if self._own:
            await asyncio.wait(tuple(self._own))
            return True
        return False

    def cancel(self) -> None:
        """Cancel the tasks that end with the page."""
        for task in tuple(self._own or ()):
            task.cancel()


def _start(tasks: set[asyncio.Task[Any]], awaitable: Awaitable[Any], where: str, ended: Ended) -> asyncio.Task[Any]:
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        if isinstance(awaitable, Coroutine):
            awaitable.close()
        raise RuntimeError(f"{where} is async, but no asyncio loop is running; use components in a coroutine") from None
    running = awaitable if isinstance(awaitable, Finishing) else Finishing(awaitable)
    running.where = where
    task: asyncio.Task[Any] = loop.create_task(running)
    task.add_done_callback(partial(ended, where))
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task
