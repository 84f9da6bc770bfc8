"""The tasks of one session: kept until they are done, reported when they fail, cancelled when the session ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from inspect import isawaitable

from domsync.components.handlers.finishing import Finishing
from domsync.dom.events import slow

#: Called with an exception and where it was raised.
Report = Callable[[BaseException, str], object]


class Tasks:
    """Tasks that belong together.

    Args:
        report: Called with their exceptions.
    """

    __slots__ = ("_closed", "_report", "_tasks", "_then")

    def __init__(self, report: Report) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[object]] = set()
        self._closed = False
        self._then: Callable[[], None] | None = None

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, awaitable: Awaitable[object], where: str, then: Callable[[], None] | None = None) -> None:
        """Run an awaitable as a task.

        Args:
            awaitable: The awaitable.
            where: Its description, for the report of an exception.
            then: Called when it is done, unless it was cancelled.
        """
        if self._closed:
            if isinstance(awaitable, Coroutine):
                awaitable.close()
            return
        running = Finishing(awaitable)
        running.where = where
        task: asyncio.Task[object] = asyncio.get_running_loop().create_task(running)
        self._tasks.add(task)
        task.add_done_callback(lambda task: self._done(task, where, then))

    async def room(self, limit: int) -> None:
        """Wait until fewer than `limit` tasks run."""
        while len(self._tasks) >= limit:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    def cancel(self, then: Callable[[], None] | None = None) -> None:
        """Cancel all tasks; none is started from now on.

        Args:
            then: Called when all are done, which may be now.
        """
        self._closed = True
        self._then = then
        for task in self._tasks:
            task.cancel()
        if then is not None and not self._tasks:
            then()

    async def wait(self, seconds: float) -> None:
        """Wait until all tasks are done, for a number of seconds at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _done(self, task: asyncio.Task[object], where: str, then: Callable[[], None] | None) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            error = task.exception()
            if error is not None:
                self._report(error, where)
            if then is not None:
                then()
        if self._closed and self._then is not None and not self._tasks:
            self._then()


class Timer:
    """Calls a function at regular intervals.

    Args:
        function: The function, which may be async.
        seconds: The time from one call to the next, in seconds.

    Raises:
        ValueError: The time is not positive.
    """

    __slots__ = ("_function", "_seconds", "name")

    def __init__(self, function: Callable[[], object], seconds: float) -> None:
        if seconds <= 0:
            raise ValueError(f"the interval of a timer must be positive, not {seconds!r} seconds")
        self._function = function
        self._seconds = seconds
        self.name: str = f"the timer {getattr(function, '__qualname__', function)}"

    async def run(self, report: Report) -> None:
        """Call it, first at once, until this is cancelled.

        Calls do not drift. If one takes longer than the interval, the next ones are late or skipped; two never run at
        once.

        Args:
            report: Called with an exception; the calls go on.
        """
        clock = asyncio.get_running_loop().time
        due = clock()
        while True:
            try:
                with slow.timed(self.name):
                    result = self._function()
                if isawaitable(result):
                    await result
            except (KeyboardInterrupt, asyncio.CancelledError):
                raise
            except BaseException as error:  # noqa: BLE001 - whatever the user's code raises, the next call may succeed
                report(error, self.name)
            due += self._seconds
            now = clock()
            if due <= now:
                due += (now - due) // self._seconds * self._seconds + self._seconds
            await asyncio.sleep(due - now)
