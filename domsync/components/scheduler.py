"""When components render: once per turn of the event loop, parents first, only those that are dirty."""

from __future__ import annotations

import asyncio
import logging
import threading
import traceback
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from domsync.components.instance import Instance
    from domsync.components.shared import Shared
    from domsync.dom.document import Document
    from domsync.dom.element import Element

logger = logging.getLogger("domsync")

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
        "_guests",
        "_loop",
        "_scheduled",
        "_tasks",
        "_thread",
        "_update",
        "_watchers",
        "after",
        "development",
        "dirty",
        "document",
        "on_flush",
        "places",
        "present",
        "roots",
        "send",
        "services",
        "shows",
    )

    def __init__(self, document: Document, update: Callable[[Instance], None], *, development: bool = True) -> None:
        self.document = document
        self._update = update
        self.development = development
        self.dirty: set[Instance] = set()
        #: What is to be called after the flush that runs now: refs, islands, ``mounted`` and ``updated``.
        self.after: list[Callable[[], object]] = []
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
        self._tasks: set[asyncio.Task[Any]] | None = None
        #: Tasks of other documents that count as this one's, because its browser has started them.
        self._guests: set[asyncio.Task[Any]] | None = None
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
                loop.call_soon_threadsafe(self.schedule, instance)
            return
        self.dirty.add(instance)
        if self._scheduled:
            return
        if loop is None:
            loop = self._loop = _running_loop()
            if loop is None:
                return  # no event loop at all: a test or a script, which flushes by hand
            self._thread = threading.get_ident()
        if not loop.is_closed():
            self._scheduled = True
            loop.call_soon(self._flush_soon)

    def _flush_soon(self) -> None:
        if self._scheduled and self.flush() and self.on_flush is not None:
            self.on_flush()

    def flush(self) -> bool:
        """Render what is dirty until nothing is, parents first.

        Returns:
            Whether there was anything to do.

        Raises:
            RenderLoopError: The components never come to rest; the page stays as the last round left it.
        """
        self._scheduled = False
        worked = False
        rounds = 0
        while self.dirty or self.after:
            worked = True
            rounds += 1
            if rounds > MAX_ROUNDS:
                names = [type(instance.component).__name__ for instance in self.dirty]
                self.dirty.clear()
                self.after.clear()
                raise RenderLoopError(names)
            if len(self.dirty) == 1:
                self._update(self.dirty.pop())
            else:
                batch = sorted(self.dirty, key=_depth)
                for instance in batch:
                    # A parent that rendered before has taken its children along, or taken them off the page.
                    if instance in self.dirty:
                        self.dirty.discard(instance)
                        self._update(instance)
            after, self.after = self.after, []
            for call in after:
                call()
        return worked

    def run(self, awaitable: Awaitable[Any], where: str) -> asyncio.Task[Any]:
        """Run something asynchronous for the page; its exception goes to :meth:`report`.

        Args:
            awaitable: What to run.
            where: What it is, for the log.

        Returns:
            The task.
        """
        task = asyncio.ensure_future(_guard(awaitable, self, where))
        if self._tasks is None:
            self._tasks = set()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

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

    async def room(self, limit: int) -> None:
        """Wait until fewer than ``limit`` handlers and life-cycle tasks are running."""
        while len(running := (*(self._tasks or ()), *(self._guests or ()))) >= limit:
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)

    async def settle(self) -> None:
        """Wait until no handler or life-cycle task of the page is running and nothing is dirty."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))
        self.flush()

    def close(self) -> None:
        """Cancel what still runs for the page."""
        for task in tuple(self._tasks or ()):
            task.cancel()
        self.dirty.clear()
        self.after.clear()
        self.on_flush = None
        self.send = None
        self.shows = self.places = None


async def _guard(awaitable: Awaitable[Any], scheduler: Scheduler, where: str) -> Any:
    try:
        return await awaitable
    except Exception as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
        scheduler.report(error, where)
        return None


def users_frame(error: BaseException) -> str:
    """Name the line where an exception left the user's code.

    Args:
        error: The exception.

    Returns:
        ``"file.py:12 in render: KeyError: 'x'"``.
    """
    from domsync.components.vnode import _PACKAGE

    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(_PACKAGE)]
    summary = "".join(traceback.format_exception_only(error)).strip()
    if not own:
        return summary
    return f"{own[-1].filename}:{own[-1].lineno} in {own[-1].name}: {summary}"


def _depth(instance: Instance) -> int:
    return instance.depth


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
