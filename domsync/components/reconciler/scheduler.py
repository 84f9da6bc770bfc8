"""The scheduler of renders: once per turn of the event loop, parents first, dirty components only."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from domsync.components.monitor import Monitor, RenderTrace
from domsync.components.reconciler.browser_presence import BrowserPresence
from domsync.components.reconciler.page_tasks import PageTasks
from domsync.components.source_location import users_frame
from domsync.components.state.tracking import Source
from domsync.dom.events import slow
from domsync.errors import DomsyncError

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.element.element import Element
    from domsync.dom.events.listeners import ListenerEntry
    from domsync.dom.ops import Listener

logger: logging.Logger = logging.getLogger("domsync")

__all__ = ["MAX_ROUNDS", "RenderLoopError", "Scheduler", "users_frame"]

#: The maximum number of rounds of a flush; if it needs more, a component changes state in every render.
MAX_ROUNDS = 100


class Phase(Enum):
    """The phase of the next flush."""

    #: No flush was requested.
    IDLE = auto()
    #: An event is being handled, and its handling will end with a flush.
    EXPECTED = auto()
    #: A flush follows soon, on the event loop.
    SCHEDULED = auto()
    #: A flush is running, and also renders what becomes dirty meanwhile.
    FLUSHING = auto()


class RenderLoopError(DomsyncError, RuntimeError):
    """Components keep making each other dirty.

    Args:
        names: The names of their classes.
    """

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names

    def __str__(self) -> str:
        return (
            f"rendering did not settle after {MAX_ROUNDS} rounds; these components change state in render() "
            f"or updated(): {', '.join(sorted(set(self.names)))}. "
            "Compute values in render() without assigning them, and change state in handlers, mounted() and tasks; "
            "on_click=self.save passes a handler, self.save() calls it"
        )


class Renderable(Protocol):
    """A component on a page, as the order of rendering needs it (`instance.Instance`)."""

    component: Any
    depth: int


class Keeper(Protocol):
    """Saves the state of components."""

    def changed(self, instance: Any) -> None:
        """Note that a component was added, or that its state or the places of its children may have changed."""

    def holds_other(self, instance: Any) -> None:
        """Note that a component's state has changed in a way that needs no render."""

    def ended(self, instance: Any) -> None:
        """Note that a component has left."""


class RestoringPort(Protocol):
    """Gives components that are mounted their saved state (`durable.restoring.Restoring`)."""

    #: The components that were restored, and whose `mounted` was not called yet.
    resumed: set[Any]

    def begins(self, instance: Any) -> None:
        """Prepare a component that is about to be rendered for the first time."""

    def rendered(self, instance: Any, description: Any) -> None:
        """Note that a component was rendered and its content is about to be mounted."""

    def mounted(self, document: Any) -> bool:
        """Note that a component was mounted with its content; return whether saved state is left for later ones."""


class TimersPort(Protocol):
    """The timers of the page's components (`timers.PageTimers`)."""

    def get(self, instance: Any, name: str) -> Any:
        """Return the timer of a method, or None."""

    def set(self, instance: Any, name: str, due: float | None) -> None:
        """Change when a method is called, or cancel it."""

    def written(self, instance: Any) -> dict[str, float | None] | None:
        """Return when the methods of a component are due."""

    def was_told(self, instance: Any) -> None:
        """Note that the `mounted` of a component has ended."""

    def end(self, instance: Any) -> None:
        """End the timers of a component that has left."""

    def stop(self) -> float | None:
        """Stop all timers, because the page goes to sleep."""


class Scheduler:
    """The components of one document: which of them are dirty, and the flush that renders them.

    Args:
        document: The document.
        update: Renders one component and updates its part of the document.
        entries_for: Makes the listener entries of elements.
        development: Whether pages show the text of errors, or only a reference number that is also in the log.

    ``on_flush`` is called after a flush that was not requested explicitly, so that a session can send the changes.
    """

    __slots__ = (
        "_keeper",
        "_loop",
        "_monitor",
        "_phase",
        "_provided_types",
        "_thread",
        "_trace",
        "ahead",
        "development",
        "dirty",
        "document",
        "effects",
        "entries_for",
        "is_observed",
        "layout_effects",
        "new_instances",
        "on_error",
        "on_flush",
        "on_repeated_ids",
        "on_report",
        "on_task_failed",
        "on_wake",
        "pending_moves",
        "places",
        "presence",
        "restoring",
        "roots",
        "send",
        "services",
        "shows",
        "tasks",
        "timers",
        "update",
    )

    def __init__(
        self,
        document: Document,
        update: Callable[[Any], None],
        entries_for: Callable[[dict[str, Listener]], tuple[ListenerEntry, ...]],
        *,
        development: bool = True,
    ) -> None:
        self.document: Document = document
        #: Renders one component and updates its part of the document.
        self.update: Callable[[Any], None] = update
        #: Makes the listener entries of an element that is created later than it was rendered.
        self.entries_for: Callable[[dict[str, Listener]], tuple[ListenerEntry, ...]] = entries_for
        self.development: bool = development
        #: The components to be rendered. A dict keeps their order, so that updates run in a predictable one.
        self.dirty: dict[Renderable, None] = {}
        #: Components that were given a new place while they were still in another one, which they may be leaving.
        self.pending_moves: list[Renderable] = []
        #: Components that were rendered before they are shown, with their `prerendering.Ahead`.
        self.ahead: dict[Any, Any] | None = None
        #: The functions to call after the updates of the current flush: first refs and listeners at the window, then
        #: islands, ``mounted`` and ``updated``.
        self.layout_effects: list[Callable[[], object]] = []
        self.effects: list[Callable[[], object]] = []
        #: The components that the current update has started; they end if it fails.
        self.new_instances: list[Any] = []
        self.on_flush: Callable[[], object] | None = None
        #: Waits until the browser's connection has accepted what was sent; set by the session's driver.
        self.send: Callable[[], Awaitable[None]] | None = None
        #: The services that the page offers to its components: request, session, navigation; set by the server.
        self.services: dict[str, Any] = {}
        #: The outermost components, each an `instance.Instance`.
        self.roots: dict[Any, None] = {}
        self._monitor: Monitor | None = None
        self._trace: RenderTrace | None = None
        self._keeper: Keeper | None = None
        #: Whether one of these observes renders.
        self.is_observed: bool = False
        #: Gives components that are mounted the state saved for their places; None when all have theirs.
        self.restoring: RestoringPort | None = None
        #: Called with each exception of the user's code and its reference number; set by the server for `app.on_error`.
        self.on_error: Callable[[BaseException, str], object] | None = None
        #: Shows exceptions to the developer; set by the session's driver in development.
        self.on_report: Callable[[BaseException, str, str], object] | None = None
        #: Called after a flush in which two elements got the same id; set by the session's driver in development.
        self.on_repeated_ids: Callable[[], object] | None = None
        #: Called before anything is rendered while the page sleeps.
        self.on_wake: Callable[[], object] | None = None
        #: Called when a task has failed, which nothing on the page shows; set by the session's driver.
        self.on_task_failed: Callable[[BaseException, str, str], object] | None = None
        #: The shared parts that the document shows, each a `Shared`, with the elements that show them.
        self.places: dict[Any, Element] | None = None
        #: Called when a shared part was added to the document, or with None as the element when it was removed; set by
        #: the session's driver.
        self.shows: Callable[[Any, Element | None], None] | None = None
        #: Whether a browser is connected to the document now.
        self.presence: BrowserPresence = BrowserPresence()
        #: The timers of components' methods; created with the first of them.
        self.timers: TimersPort | None = None
        #: The tasks of the page.
        self.tasks: PageTasks = PageTasks()
        self._phase = Phase.IDLE
        self._provided_types: dict[type, Source] | None = None
        self._thread = threading.get_ident()
        self._loop = _running_loop()

    @property
    def monitor(self) -> Monitor | None:
        """The listener that observes what the components do; for tests and development tools."""
        return self._monitor

    @monitor.setter
    def monitor(self, monitor: Monitor | None) -> None:
        self._monitor = monitor
        self._observe()

    @property
    def trace(self) -> RenderTrace | None:
        """The listener that observes why components are rendered, while the inspector watches the page."""
        return self._trace

    @trace.setter
    def trace(self, trace: RenderTrace | None) -> None:
        self._trace = trace
        self._observe()

    @property
    def keeper(self) -> Keeper | None:
        """The keeper, which saves the components' state; None if nothing is saved."""
        return self._keeper

    @keeper.setter
    def keeper(self, keeper: Keeper | None) -> None:
        self._keeper = keeper
        self._observe()

    def _observe(self) -> None:
        # Stored, because it is read for each render, of which there may be thousands in a list.
        self.is_observed = self._monitor is not None or self._trace is not None or self._keeper is not None

    def tell_of_render(self, instance: Any) -> None:
        """Notify all observers that a component is about to be rendered.

        Args:
            instance: Its place on the page.
        """
        if self._monitor is not None:
            self._monitor.rendered(instance.component, self.document)
        if self._trace is not None:
            self._trace.rendered(instance)
        if self._keeper is not None:
            self._keeper.changed(instance)

    def schedule(self, instance: Renderable) -> None:
        """Mark a component as dirty and make sure that a flush follows.

        Safe to call from any thread: from another thread, the flush is passed to the document's event loop.

        Args:
            instance: The component.
        """
        if self._trace is not None:
            self._trace.scheduled(instance)
        loop = self._loop
        if loop is not None and threading.get_ident() != self._thread:
            if not loop.is_closed():
                # The loop may be closing at this moment; then nobody is left to see the change.
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(self.schedule, instance)
            return
        self.dirty[instance] = None
        if self._keeper is not None:
            self._keeper.changed(instance)
        if self._phase is Phase.IDLE or self._phase is Phase.SCHEDULED:
            self._flush_later()

    def expect_flush(self) -> None:
        """Note that the caller will flush in this turn of the event loop, so that no flush has to be scheduled."""
        if self._phase is Phase.IDLE:
            self._phase = Phase.EXPECTED

    def _flush_later(self) -> None:
        """Make sure that a flush follows, once."""
        loop = self._loop
        if self._phase is Phase.SCHEDULED and loop is not None and not loop.is_closed():
            return
        if loop is None or loop.is_closed():
            loop = self._loop = _running_loop()
            if loop is None:
                return  # no event loop at all: a test or a script, which flushes by hand
            self._thread = threading.get_ident()
        self._phase = Phase.SCHEDULED
        loop.call_soon(self._flush_soon)

    def move_to_running_loop(self) -> None:
        """Move to the running event loop: the document may have been created in another one."""
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        self._phase = Phase.IDLE
        for instance in self.dirty:
            self.schedule(instance)

    def _flush_soon(self) -> None:
        if self._phase is Phase.SCHEDULED and self.flush() and self.on_flush is not None:
            self.on_flush()

    def flush(self) -> bool:
        """Render what is dirty until nothing is, parents first.

        Components that never settle are reported (:class:`RenderLoopError`), and the page stays as the last round left
        it.

        Returns:
            Whether there was anything to do. Also False if a flush is already running, which then renders everything.
        """
        if self._phase is Phase.FLUSHING:
            return False
        if self.on_wake is not None and self.dirty:
            self.on_wake()
        self._phase = Phase.FLUSHING
        rounds = 0
        try:
            while self.dirty or self.pending_moves or self.layout_effects or self.effects:
                rounds += 1
                if rounds > MAX_ROUNDS:
                    self._give_up()
                    break
                self._round()
        finally:
            self._phase = Phase.IDLE
            if self.dirty:  # an exception has ended the flush
                self._flush_later()
        if self.document.registry.repeated and self.on_repeated_ids is not None:
            self.on_repeated_ids()
        return rounds > 0

    async def flush_and_send(self) -> None:
        """Flush, and wait until the browser's connection has accepted the changes."""
        self.flush()
        if self.on_flush is not None:
            self.on_flush()
        if self.send is not None:
            await self.send()

    def _update(self, instance: Renderable) -> None:
        begun = slow.clock()
        try:
            self.update(instance)
        finally:
            if slow.clock() - begun >= slow.SLOW_SECONDS:
                slow.end(begun, "to show", type(instance.component))

    def _round(self) -> None:
        if len(self.dirty) == 1:
            self._update(self.dirty.popitem()[0])
        else:
            for instance in sorted(self.dirty, key=_depth):
                # A parent that was rendered before may have rendered or removed its children.
                if self.dirty.pop(instance, self) is None:
                    self._update(instance)
        if self.pending_moves and not self.dirty:
            pending_moves, self.pending_moves = self.pending_moves, []
            for instance in pending_moves:
                self.update(instance)
        if self.layout_effects:
            calls, self.layout_effects = self.layout_effects, []
            for call in calls:
                call()
        if self.effects:
            calls, self.effects = self.effects, []
            for call in calls:
                call()

    def _give_up(self) -> None:
        names = [type(instance.component).__name__ for instance in self.dirty]
        for waiting in (self.dirty, self.pending_moves, self.layout_effects, self.effects):
            waiting.clear()
        self.report(RenderLoopError(names), "rendering")

    def provided_types(self, kind: type) -> Source:
        """Return the source that changes when a component first provides values of a type.

        Args:
            kind: The type.
        """
        if self._provided_types is None:
            self._provided_types = {}
        return self._provided_types.setdefault(kind, Source())

    def run(self, awaitable: Awaitable[Any], where: str) -> asyncio.Task[Any]:
        """Run an awaitable for the page; its exception also goes to :meth:`report`.

        Args:
            awaitable: What to run.
            where: A description of it, for the log.

        Returns:
            The task.

        Raises:
            RuntimeError: No asyncio loop is running.
        """
        task = self.tasks.run(awaitable, where, self._ended)
        if self.monitor is not None:
            self.monitor.started(task, where, self.document)
        return task

    def run_cleanup(self, awaitable: Awaitable[Any], where: str) -> None:
        """Run an awaitable that may continue after the page has ended.

        Args:
            awaitable: What to run.
            where: A description of it, for the log.

        Raises:
            RuntimeError: No asyncio loop is running.
        """
        self.tasks.run_cleanup(awaitable, where, self._ended)

    def _ended(self, where: str, task: asyncio.Task[Any]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            reference = self.report(error, where)
            if self.on_task_failed is not None:
                self.on_task_failed(error, where, reference)

    def report(self, error: BaseException, where: str) -> str:
        """Log an exception in the user's code.

        Args:
            error: The exception.
            where: A description of what was being done.

        Returns:
            A reference number, which the log line contains and the page may show.
        """
        if self.monitor is not None:
            self.monitor.failed(error, self.document)
        reference = uuid4().hex[:8]
        logger.error("%s failed (reference %s): %s", where, reference, users_frame(error), exc_info=error)
        if self.on_error is not None:
            self.on_error(error, reference)
        if self.on_report is not None:
            self.on_report(error, where, reference)
        return reference

    @property
    def is_busy(self) -> bool:
        """True if something is running for the page, or has to be rendered."""
        waits = self.dirty or self.pending_moves or self.layout_effects or self.effects
        return bool(self.tasks.running or waits or self.presence.is_watched)

    def free_later(self, *what: object) -> None:
        """Keep objects until the event loop continues, so that they are freed after the changes were sent.

        Freeing 1,000 rows takes a millisecond, for which the browser need not wait.

        Args:
            what: Lists of what was shown until now.
        """
        loop = _running_loop()
        if loop is not None:
            loop.call_soon(_free, what)

    async def settle(self) -> None:
        """Wait until no handler or life-cycle task of the page is running and nothing is dirty."""
        self.flush()
        while await self.tasks.own_ended():
            self.flush()

    def close(self) -> None:
        """Cancel what is still running for the page."""
        self.tasks.cancel()
        if self.timers is not None:
            self.timers.stop()
        for waiting in (self.dirty, self.pending_moves, self.layout_effects, self.effects):
            waiting.clear()
        self.on_flush = self.on_report = self.on_repeated_ids = self.trace = None
        self.send = self.on_task_failed = None
        self.shows = self.places = None


def _free(what: tuple[object, ...]) -> None:
    """Do nothing: the objects are freed with the event loop's reference to them."""


def _depth(instance: Renderable) -> int:
    return instance.depth


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
