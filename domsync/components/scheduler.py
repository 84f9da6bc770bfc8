"""When components render: once per turn of the event loop, parents first, only those that are dirty."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from domsync.components.lines import users_frame
from domsync.components.tracking import Source

if TYPE_CHECKING:
    from domsync.components.instance import Instance
    from domsync.components.shared import Shared
    from domsync.dom.document import Document
    from domsync.dom.element import Element

logger = logging.getLogger("domsync")

__all__ = ["MAX_ROUNDS", "RenderLoopError", "Scheduler", "users_frame"]

#: A flush that does not come to rest in so many rounds is a component that changes state in every render.
MAX_ROUNDS = 100


class RenderLoopError(RuntimeError):
    """Components keep making each other dirty."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names

    def __str__(self) -> str:
        return (
            f"rendering did not come to rest after {MAX_ROUNDS} rounds; these components change state in render() "
            f"or updated(): {', '.join(sorted(set(self.names)))}"
        )


class Scheduler:
    """The components of one document: which of them are dirty, and the flush that renders them.

    Args:
        document: The document that they live in.
        update: Renders one component and brings its part of the document up to date.
        development: Whether errors show their text on the page; otherwise a reference number that the log has too.

    ``on_flush`` is called after a flush that was not asked for by hand, so that a session can send what changed.
    """

    __slots__ = (
        "_farewells",
        "_flushing",
        "_guests",
        "_loop",
        "_offers",
        "_scheduled",
        "_tasks",
        "_thread",
        "_watchers",
        "after",
        "born",
        "development",
        "dirty",
        "document",
        "first",
        "late",
        "on_flush",
        "places",
        "present",
        "roots",
        "send",
        "services",
        "shows",
        "update",
    )

    def __init__(self, document: Document, update: Callable[[Instance], None], *, development: bool = True) -> None:
        self.document = document
        #: Renders one component and brings its part of the document up to date.
        self.update = update
        self.development = development
        #: What has to be rendered. A dict keeps the order, so that updates run in a predictable one.
        self.dirty: dict[Instance, None] = {}
        #: Components that shall come to a place while they still stand in another one, which they may be leaving.
        self.late: list[Instance] = []
        #: What is to be called after the updates of the flush that runs now: refs and listeners at the window, and
        #: then islands, ``mounted`` and ``updated``.
        self.first: list[Callable[[], object]] = []
        self.after: list[Callable[[], object]] = []
        #: What the update that runs now has begun, to be ended again if it fails.
        self.born: list[Instance] = []
        self.on_flush: Callable[[], object] | None = None
        #: Waits until the browser's connection has taken what was sent; set by the session's driver.
        self.send: Callable[[], Awaitable[None]] | None = None
        #: What the page offers to its components: request, session, navigation; filled by the server.
        self.services: dict[str, Any] = {}
        #: The components that are in no other one.
        self.roots: dict[Instance, None] = {}
        #: The shared parts that the document shows, and where.
        self.places: dict[Shared[Any], Element] | None = None
        #: Called when a shared part has come into the document, or with None for the element when it has left; set by
        #: the session's driver.
        self.shows: Callable[[Shared[Any], Element | None], None] | None = None
        #: Whether a browser looks at the document now; a session's driver says so by `attend`.
        self.present = True
        self._watchers: dict[Instance, dict[object, Callable[[bool], None]]] | None = None
        self._scheduled = False
        self._flushing = False
        self._offers: dict[type, Source] | None = None
        self._tasks: set[asyncio.Task[Any]] | None = None
        #: Tasks of other documents that count as this one's, because its browser has started them.
        self._guests: set[asyncio.Task[Any]] | None = None
        #: What components do when they have left: it may go on when the page has ended.
        self._farewells: set[asyncio.Task[Any]] | None = None
        self._thread = threading.get_ident()
        self._loop = _running_loop()

    def schedule(self, instance: Instance) -> None:
        """Mark a component dirty and see to it that a flush follows.

        Safe to call from any thread: from a foreign one, the flush is handed to the event loop that the document
        belongs to.

        Args:
            instance: The component.
        """
        loop = self._loop
        if loop is not None and threading.get_ident() != self._thread:
            if not loop.is_closed():
                # It may be closed just now: then there is nobody left to show it to.
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(self.schedule, instance)
            return
        self.dirty[instance] = None
        if self._scheduled and loop is not None and not loop.is_closed():
            return
        if loop is None or loop.is_closed():
            loop = self._loop = _running_loop()
            if loop is None:
                return  # no event loop at all: a test or a script, which flushes by hand
            self._thread = threading.get_ident()
        self._scheduled = True
        loop.call_soon(self._flush_soon)

    def _flush_soon(self) -> None:
        if self._scheduled and self.flush() and self.on_flush is not None:
            self.on_flush()

    def flush(self) -> bool:
        """Render what is dirty until nothing is, parents first.

        Components that never come to rest are reported (:class:`RenderLoopError`), and the page stays as the last
        round left it.

        Returns:
            Whether there was anything to do. False too when a flush is running: it goes on until all is done.
        """
        if self._flushing:
            return False
        self._scheduled = False
        self._flushing = True
        rounds = 0
        try:
            while self.dirty or self.late or self.first or self.after:
                rounds += 1
                if rounds > MAX_ROUNDS:
                    self._give_up()
                    break
                self._round()
        finally:
            self._flushing = False
        return rounds > 0

    def _round(self) -> None:
        if len(self.dirty) == 1:
            self.update(self.dirty.popitem()[0])
        else:
            for instance in sorted(self.dirty, key=_depth):
                # A parent that rendered before has taken its children along, or taken them off the page.
                if self.dirty.pop(instance, self) is None:
                    self.update(instance)
        if not self.dirty:
            late, self.late = self.late, []
            for instance in late:
                self.update(instance)
        for calls in ("first", "after"):
            waiting: list[Callable[[], object]] = getattr(self, calls)
            setattr(self, calls, [])
            for call in waiting:
                call()

    def _give_up(self) -> None:
        names = [type(instance.component).__name__ for instance in self.dirty]
        for waiting in (self.dirty, self.late, self.first, self.after):
            waiting.clear()
        self.report(RenderLoopError(names), "rendering")

    def offers(self, kind: type) -> Source:
        """Get what changes when a component begins to offer values of a type that it did not offer before.

        Args:
            kind: The type.
        """
        if self._offers is None:
            self._offers = {}
        return self._offers.setdefault(kind, Source())

    def run(self, awaitable: Awaitable[Any], where: str) -> asyncio.Task[Any]:
        """Run something asynchronous for the page; its exception goes to :meth:`report` too.

        Args:
            awaitable: What to run.
            where: What it is, for the log.

        Returns:
            The task.

        Raises:
            RuntimeError: No asyncio loop is running.
        """
        task = self._start(awaitable, where)
        if self._tasks is None:
            self._tasks = set()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def run_farewell(self, awaitable: Awaitable[Any], where: str) -> None:
        """Run something that goes on when the page has ended.

        Args:
            awaitable: What to run.
            where: What it is, for the log.

        Raises:
            RuntimeError: No asyncio loop is running.
        """
        if self._farewells is None:
            self._farewells = set()
        task = self._start(awaitable, where)
        self._farewells.add(task)
        task.add_done_callback(self._farewells.discard)

    def _start(self, awaitable: Awaitable[Any], where: str) -> asyncio.Task[Any]:
        loop = _running_loop()
        if loop is None:
            if isinstance(awaitable, Coroutine):
                awaitable.close()
            raise RuntimeError(f"{where} is async, but no asyncio loop is running; use components in a coroutine")
        task = loop.create_task(awaitable if isinstance(awaitable, Coroutine) else _wait(awaitable))
        task.add_done_callback(partial(self._report_of, where))
        return task

    def _report_of(self, where: str, task: asyncio.Task[Any]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.report(error, where)

    def report(self, error: BaseException, where: str) -> str:
        """Log an exception of the user's code.

        Args:
            error: The exception.
            where: What was being done.

        Returns:
            A reference number that the log line carries and the page may show.
        """
        reference = uuid4().hex[:8]
        logger.error("%s failed (reference %s): %s", where, reference, users_frame(error), exc_info=error)
        return reference

    @property
    def is_watched(self) -> bool:
        """Whether any component has asked to be told of the browser."""
        return bool(self._watchers)

    def attend(self, present: bool) -> None:
        """Note that a browser has come or gone.

        Args:
            present: Whether there is one now.
        """
        if present is not self.present:
            self.present = present
            for watchers in tuple((self._watchers or {}).values()):
                for tell in tuple(watchers.values()):
                    tell(present)

    def watch(self, instance: Instance, why: object, tell: Callable[[bool], None]) -> None:
        """Have a function told when a browser comes and goes, and of its absence when a component leaves.

        Args:
            instance: The component.
            why: What it is for; the same again replaces the function.
            tell: The function. It is told at once if there is a browser.
        """
        if self._watchers is None:
            self._watchers = {}
        self._watchers.setdefault(instance, {})[why] = tell
        if self.present:
            tell(True)

    def unwatch(self, instance: Instance, why: object | None = None) -> None:
        """End what `watch` began.

        Args:
            instance: The component.
            why: What it was for; None for everything, because the component leaves.
        """
        watchers = (self._watchers or {}).get(instance, {})
        for key in (why,) if why is not None else tuple(watchers):
            tell = watchers.pop(key, None)
            if tell is not None and self.present:
                tell(False)
        if not watchers and self._watchers is not None:
            self._watchers.pop(instance, None)

    def count(self, task: asyncio.Task[Any]) -> None:
        """Count a task of another document, a shared one, among those that this one's browser has started.

        Args:
            task: The task. It goes on when this document ends.
        """
        if self._guests is None:
            self._guests = set()
        self._guests.add(task)
        task.add_done_callback(self._guests.discard)

    def free_later(self, *what: object) -> None:
        """Keep what may leave the page until the event loop goes on, which is when the browser has been told.

        Freeing 1,000 rows takes a millisecond, for which nobody has to wait.

        Args:
            what: Lists of what is shown until now.
        """
        loop = _running_loop()
        if loop is not None:
            loop.call_soon(_free, what)

    @property
    def running(self) -> int:
        """How many handlers and life-cycle tasks are running."""
        return len(self._tasks or ()) + len(self._guests or ())

    async def room(self, limit: int) -> None:
        """Wait until fewer than ``limit`` handlers and life-cycle tasks are running."""
        while len(running := (*(self._tasks or ()), *(self._guests or ()))) >= limit:
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)

    async def settle(self) -> None:
        """Wait until no handler or life-cycle task of the page is running and nothing is dirty."""
        self.flush()
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))
            self.flush()

    def close(self) -> None:
        """Cancel what still runs for the page."""
        for task in tuple(self._tasks or ()):
            task.cancel()
        for waiting in (self.dirty, self.late, self.first, self.after):
            waiting.clear()
        self.on_flush = None
        self.send = None
        self.shows = self.places = None


def _free(what: tuple[object, ...]) -> None:
    """Nothing: what is freed is the event loop's reference to it."""


async def _wait(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _depth(instance: Instance) -> int:
    return instance.depth


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
