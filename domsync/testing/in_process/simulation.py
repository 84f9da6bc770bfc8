"""The event loop shared by all pages of a test: one process, one clock, many visitors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from domsync.testing.in_process.clock import VirtualLoop
from domsync.testing.in_process.recording import place_of

if TYPE_CHECKING:
    from domsync.server.app import App
    from domsync.testing.in_process import InProcess
    from domsync.testing.in_process.serving import ServingApp

T = TypeVar("T")

#: How long, in seconds on the virtual clock, an app may take to start or stop.
_LIMIT = 60.0


class Simulation:
    """The open pages and the loop that they run in. The loop begins with the first page and ends with the last."""

    def __init__(self) -> None:
        self._loop: VirtualLoop | None = None
        self.pages: list[InProcess] = []
        #: The apps whose pages are open.
        self.apps: dict[App, ServingApp] = {}

    @property
    def loop(self) -> VirtualLoop:
        """The loop."""
        if self._loop is None:
            self._loop = VirtualLoop(self._pump)
            self._loop.set_exception_handler(self._failed)
        return self._loop

    def begin_step(self) -> None:
        """Begin a new step, before something happens on one of the pages."""
        for page in self.pages:
            page.browser.record.begin()

    def run(self, action: Callable[[], T]) -> T:
        """Run a function in the loop, and everything that follows from it without time passing.

        Raises:
            RuntimeError: The caller runs in this very loop.
        """
        with self._beside():
            return self.loop.run(action)

    def finish(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine to its end; time passes as needed.

        Raises:
            Exception: The exception that it raises.
            RuntimeError: The caller runs in this very loop.
            TimeoutError: It does not finish.
        """
        try:
            with self._beside():
                self._finish(coroutine)
        finally:
            coroutine.close()

    def _finish(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self.loop.run(lambda: self.loop.create_task(coroutine))
        self.loop.run_while(lambda: not task.done(), _LIMIT)
        if not task.done():
            place = place_of(task)
            task.cancel()
            self.loop.run(lambda: None)
            raise TimeoutError(f"after {_LIMIT:g} s on the page's clock, the app still waits in {place}")
        task.result()

    def run_for(self, seconds: float) -> None:
        """Let time pass on all pages."""
        with self._beside():
            self.loop.run_for(seconds)

    def run_while_busy(self, limit: float) -> None:
        """Let time pass until everything that the users did is processed."""
        with self._beside():
            self.loop.run_while(lambda: any(page.is_busy for page in self.pages), limit)

    def leave(self, page: InProcess) -> None:
        """Remove a page that is closed."""
        self.pages.remove(page)
        if not self.pages and self._loop is not None:
            loop, self._loop = self._loop, None
            loop.close()

    @contextmanager
    def _beside(self) -> Iterator[None]:
        """Let the loop run even if the caller runs in another one (a notebook, an async test), which waits meanwhile.

        Raises:
            RuntimeError: The caller runs in this very loop: a handler of the page under test.
        """
        try:
            outer = asyncio.get_running_loop()
        except RuntimeError:
            yield
            return
        if outer is self._loop:
            raise RuntimeError("a handler of a page under test cannot use a page under test: it would wait for itself")
        task = asyncio.current_task()
        if task is not None:
            asyncio.tasks._leave_task(outer, task)
        asyncio._set_running_loop(None)
        try:
            yield
        finally:
            asyncio._set_running_loop(outer)
            if task is not None:
                asyncio.tasks._enter_task(outer, task)

    def _pump(self) -> bool:
        moved = False
        for page in tuple(self.pages):
            moved = page.pump() or moved
        return moved

    def _failed(self, loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        """Record an exception that nothing else has caught: of a callback, or of a task that nobody awaits."""
        error = context.get("exception") or RuntimeError(context["message"])
        for page in self.pages[:1]:
            page.browser.record.failed(error)


simulation: Simulation = Simulation()
