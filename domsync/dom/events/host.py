"""Call callbacks: report their exceptions, and keep the tasks of async ones."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Protocol


class EventHost(Protocol):
    """The host of callbacks that raise and of awaitables that they return; a Document is one."""

    run: Callable[[Awaitable[object]], None]
    report: Callable[[BaseException, str], None]


class Host:
    """The plain host: awaitables become tasks of the running loop, exceptions go to the log of `domsync`."""

    __slots__ = ("_tasks", "report", "run")

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] | None = None
        self.run: Callable[[Awaitable[object]], None] = self.run_as_task
        self.report: Callable[[BaseException, str], None] = log_exception

    def run_as_task(self, awaitable: Awaitable[object]) -> None:
        """Run an awaitable as a task, which is held until it is done.

        Raises:
            RuntimeError: No asyncio loop is running in this thread.
        """
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            if isinstance(awaitable, Coroutine):
                awaitable.close()
            raise RuntimeError(
                "an async callback was called, but no asyncio loop is running; call it from a coroutine, or set"
                " document.run to a function that runs it"
            ) from None
        task = loop.create_task(_waited_for(awaitable))
        if self._tasks is None:
            self._tasks = set()
        self._tasks.add(task)
        task.add_done_callback(partial(self._done, self._tasks))

    def _done(self, tasks: "set[asyncio.Task[object]]", task: "asyncio.Task[object]") -> None:
        tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.report(error, "an async callback")


async def _waited_for(awaitable: Awaitable[object]) -> object:
    return await awaitable


def log_exception(error: BaseException, where: str) -> None:
    """Log an exception that a callback raised, with its traceback."""
    logging.getLogger("domsync").error("%s raised", where, exc_info=error)


#: The host of targets that belong to no document.
STANDALONE = Host()
