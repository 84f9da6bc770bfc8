"""An event loop whose clock stands still until a test moves it."""

import asyncio
import selectors
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

from domsync.errors import DomsyncError

T = TypeVar("T")

#: How long, in real seconds, threads may work before the test fails.
PATIENCE = 10.0
#: Where the clock starts: not at 0, which some code takes for "never".
_START = 1000.0
#: The tolerance, in seconds, within which timers are due at the same time.
_ROUNDING = 1e-9

_Ready = list[tuple[selectors.SelectorKey, int]]


class StillWorkingError(DomsyncError, TimeoutError):
    """A thread did not finish.

    Args:
        seconds: How long the test has waited for it, in real time.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return (
            f"a thread that the page has started is still working after {self.seconds:g} s of real time; "
            "what it does has to end, or has to be replaced for the test"
        )


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop with a clock of its own.

    It runs only inside `run` and its siblings, until nothing is ready any more. Timers cost no real time: if one is
    due within the time that the call grants, the clock jumps to it. Threads (`asyncio.to_thread`) are waited for in
    real time, because their work does not depend on the clock.

    Args:
        on_idle: Called when nothing is ready; it returns whether it has found something to do.
    """

    def __init__(self, on_idle: Callable[[], bool] = lambda: False) -> None:
        self._now = _START
        self._began = time.time()
        self._until = _START
        self._threads = 0
        self._stuck = False
        self._busy: Callable[[], bool] | None = None
        self._on_idle = on_idle
        self._files = _Selector(self._wait)
        super().__init__(self._files)

    def time(self) -> float:
        """The time of the virtual clock, in seconds."""
        return self._now

    def wall_time(self) -> float:
        """The time of day according to the virtual clock."""
        return self._began + self._now - _START

    def run(self, action: Callable[[], T]) -> T:
        """Call a function in the loop, then run everything that becomes ready; no time passes.

        Args:
            action: The function.

        Returns:
            The function's result.

        Raises:
            Exception: The exception that it raised.
            StillWorkingError: A thread does not finish.
        """
        done: list[T] = []
        failed: list[Exception] = []

        def call() -> None:
            try:
                done.append(action())
            except Exception as error:  # noqa: BLE001 - it is raised where `run` was called
                failed.append(error)

        self.call_soon(call)
        self._run(self._now, None)
        if failed:
            raise failed[0]
        return done[0]

    def run_for(self, seconds: float) -> None:
        """Let time pass.

        Args:
            seconds: How long, in seconds.
        """
        self._run(self._now + seconds, None)

    def run_while(self, busy: Callable[[], bool], limit: float) -> None:
        """Let time pass as long as there is work to do, and no longer.

        Args:
            busy: Returns whether there is work to do.
            limit: The maximum time to pass, in seconds.
        """
        self._run(self._now + limit, busy)

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        """Call a function in a thread, which is waited for before the next timer."""
        future: asyncio.Future[Any] = super().run_in_executor(executor, func, *args)
        self._threads += 1
        future.add_done_callback(self._thread_ended)
        return future

    def close(self) -> None:
        """Cancel the tasks that still run, and close the loop."""
        if self.is_closed():
            return
        if not self.is_running():
            tasks = asyncio.all_tasks(self)
            for task in tasks:
                task.cancel()
            if tasks:
                self._threads = 0
                self.run(lambda: None)
        super().close()

    def _thread_ended(self, future: "asyncio.Future[Any]") -> None:
        self._threads = max(0, self._threads - 1)

    def _run(self, until: float, busy: Callable[[], bool] | None) -> None:
        self._until, self._busy, self._stuck = until, busy, False
        self.run_forever()
        if self._stuck:
            raise StillWorkingError(PATIENCE)

    def _wait(self, timeout: float | None, poll: Callable[[float], _Ready]) -> _Ready:
        """Decide what comes next when nothing is ready: a file, a thread, a frame, a timer, or the end of the run."""
        ready = poll(0)
        if ready:
            return ready
        if self._threads:
            ready = poll(PATIENCE)
            if not ready:
                self._stuck = True
                self.stop()
            return ready
        if self._on_idle():
            return []
        due = None if timeout is None else self._now + timeout
        if self._busy is not None:
            if not self._busy():
                self.stop()
                return []
            if self._files.are_open:
                # The other end of such a file knows nothing of this clock.
                ready = poll(PATIENCE if due is None else 0.02)
                if ready:
                    return ready
        if due is None or due > self._until + _ROUNDING:
            if self._busy is None:
                self._now = max(self._now, self._until)
            self.stop()
        else:
            self._now = max(self._now, due)
        return []


class _Selector(selectors.DefaultSelector):
    """A selector that asks the loop before it waits."""

    def __init__(self, wait: Callable[[float | None, Callable[[float], _Ready]], _Ready]) -> None:
        super().__init__()
        self._wait = wait

    @property
    def are_open(self) -> bool:
        """True if there are files besides the one by which threads wake the loop."""
        return len(self.get_map()) > 1

    def select(self, timeout: float | None = None) -> _Ready:
        """Select what is ready; if nothing is, let the loop decide."""
        if timeout is not None and timeout <= 0:
            return super().select(0)
        return self._wait(timeout, super().select)
