"""A page in this process: the real server side, the reference browser, and a connection between them."""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from domsync.dom.checks.unicode import ascii_words
from domsync.dom.document.document import Document
from domsync.errors import DomsyncError
from domsync.server.pages.navigation.trips import LONGEST_ADDRESS
from domsync.server.pages.policy import advice, log_refusal
from domsync.server.pages.routes import encode_path, encode_query
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.visit import served_visit
from domsync.session import CloseCode
from domsync.testing.browser import Browser
from domsync.testing.browser.navigation import How
from domsync.testing.browser.policy import PagePolicy
from domsync.testing.browser.refill import Kept
from domsync.testing.browser.services import Environment
from domsync.testing.downloads import FetchedFile, SavedFile
from domsync.testing.failures import (
    NotUsableError,
    StillRunningError,
    close_to,
    not_found,
    not_unique,
)
from domsync.testing.in_process.addresses import joined
from domsync.testing.in_process.history import History, HistoryEntry
from domsync.testing.in_process.recording import place_of, recorder
from domsync.testing.in_process.requests import Requests, resolve
from domsync.testing.in_process.serving import ORIGIN, Loaded, Serving, ServingApp
from domsync.testing.in_process.simulated_connection import FakeConnection
from domsync.testing.in_process.simulation import simulation
from domsync.testing.steps import Step, StepRecord
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.queries import Steps, find, shown
from domsync.testing.tree.reading import inner_html, read
from domsync.testing.tree.visible import inner_text
from domsync.testing.user.actions import UnusableError, act
from domsync.testing.user.keyboard import press

#: How long, in seconds on the page's clock, a page may take to load when the user goes to it.
_LONGEST_WAY = 60.0
#: The close codes after which the client stays quiet, connects again, or reloads the page.
_PEACEFUL = (CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.RESTART, CloseCode.TAKEN_OVER)
_RELOAD = (CloseCode.UNKNOWN_SESSION, CloseCode.FORBIDDEN, CloseCode.OUTDATED_CLIENT)


class ConnectionEndedError(DomsyncError):
    """The server has ended the connection because of an error.

    Args:
        code: The WebSocket's close code.
        reason: Its name.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return f"the server has ended the connection: {self.code} {self.reason}".rstrip()


class InProcess:
    """A page in this process. `domsync.testing.Page` documents the methods.

    Args:
        serving: The server of the page.
        path: Its path and query.
        headers: The headers of the request.
        cookies: The cookies of the browser, which its tabs share.
    """

    def __init__(
        self, serving: Serving, path: str, headers: Mapping[str, str], cookies: dict[str, str] | None = None
    ) -> None:
        self._serving = serving
        self._requests = Requests(serving, headers, cookies)
        self._line: FakeConnection | None = None
        self._loaded: Loaded | None = None
        self._server: asyncio.Task[None] | None = None
        #: Loads the page that the user has gone to, until the server has answered.
        self._loading: asyncio.Task[None] | None = None
        self._delay = 0.0
        self._path = path
        self._history = History()
        self._record = StepRecord()
        self.closed: bool = False
        #: Hints on how to allow what the page's policy has blocked.
        self.hints: list[str] = []
        self._policy = PagePolicy("", ORIGIN)
        #: The environment of the page.
        self.environment: Environment = Environment()
        self.browser: Browser = Browser(
            serving.root_id, simulation.loop, self._go, self._save, self._moved, self.environment
        )
        simulation.pages.append(self)
        try:
            if serving.has_pages:
                with recorder.opening(self._record):
                    simulation.finish(serving.start())
            simulation.begin_step()
            simulation.finish(self._load(path))
        except BaseException:
            self._end()
            raise

    # Loading

    def _load_soon(self, path: str, how: How = "push", kept: Kept | None = None) -> None:
        """Load another page. Time passes as the server needs it; going elsewhere meanwhile cancels the load."""

        def loaded(task: asyncio.Task[None]) -> None:
            error = None if task.cancelled() else task.exception()
            if error is not None:
                self._record.failed(error)

        self._give_up_loading()
        self._loading = simulation.loop.create_task(self._load(path, how, kept))
        self._loading.add_done_callback(loaded)

    def _give_up_loading(self) -> None:
        loading, self._loading = self._loading, None
        if loading is not None:
            loading.cancel()

    async def _load(self, path: str, how: How = "push", kept: Kept | None = None) -> None:
        if not self._serving.has_pages:
            self._leave()  # the content can be on one page only
        asked = path
        with recorder.opening(self._record):
            path, loaded = await self._requests.load(path)
        # The previous page stays until the response has arrived.
        self._leave()
        browser = self.browser = Browser(
            self._serving.root_id, simulation.loop, self._go, self._save, self._moved, self.environment
        )
        browser.record = self._record
        self._path = path
        self._loaded = loaded
        browser.documents[0].title = loaded.title
        browser.target_of = self._target
        browser.navigation.is_on = loaded.navigates
        entry = HistoryEntry(path, loaded)
        if how == "push" and (self._history.present is None or self._history.present.path != path):
            self._history.push(entry)
        else:
            self._history.replace(entry)
        if loaded.visit is not None:
            recorder.watch(loaded.visit.document, self._record)
            _let_tests_change(loaded.visit.document)
        self._policy = PagePolicy(loaded.policy, f"{ORIGIN}{path}")
        self.hints = []
        if loaded.html:
            browser.load(loaded.html)
        if loaded.frame is not None:
            browser.take(loaded.frame)
        self._tell_refusals()
        browser.focus_first()
        if loaded.visit is not None:
            self._connect(loaded.token)
        if kept is not None and path == asked:
            browser.refill.put_back(kept)

    def _go(self, address: str, replace: bool) -> None:
        """Go to an address, because the user follows a link or the server redirects the browser."""
        target = joined(f"{ORIGIN}{self._path}", address)
        if target.startswith(f"{ORIGIN}/") and self._serving.has_pages and not address.startswith("#"):
            simulation.loop.call_soon(self._load_soon, resolve(target, self._path), "replace" if replace else "push")
        else:
            self._path = target.removeprefix(ORIGIN)
            self._moved(self._path, "replace" if replace else "push", self._number)

    @property
    def _number(self) -> int:
        """The number of the page that is shown."""
        present = self._history.present
        return 1 if present is None else present.number

    def _target(self, address: str) -> tuple[str, How] | None:
        """Return the address on the site that a link leads to, and the change of the history."""
        target = joined(f"{ORIGIN}{self._path}", address)
        if not target.startswith(f"{ORIGIN}/") or target.startswith(f"{ORIGIN}/_domsync/"):
            return None
        path, mark, place = target.removeprefix(ORIGIN).partition("#")
        path, asks, query = path.partition("?")
        path = encode_path(path) + asks + encode_query(query) + mark + place
        is_here = path.partition("#")[0] == self._path.partition("#")[0]
        # The browser finds a place on this page by itself, and the server answers an address that is too long with an
        # error.
        if (is_here and "#" in path) or len(path.partition("#")[0]) > LONGEST_ADDRESS:
            return None
        return path, "replace" if is_here else "push"

    def _moved(self, path: str, how: How, number: int) -> None:
        """Record that the page has moved without a reload."""
        entry = HistoryEntry(path, self._loaded, number)
        self._path = path
        if how == "push":
            self._history.push(entry)
        else:
            self._history.replace(entry)

    def _save(self, address: str) -> None:
        """Save a file that the server sends to the browser."""
        socket = self._loaded.socket if self._loaded is not None else ""
        path = resolve(joined(joined(f"{ORIGIN}{self._path}", socket), address), self._path)
        self._requests.save(path, self._record.failed)

    def fetch(self, address: str) -> FetchedFile:
        """Fetch an address."""
        found: list[FetchedFile] = []

        async def get() -> None:
            found.append(await self._requests.fetch(resolve(address, self._path)))

        simulation.finish(get())
        return found[0]

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies of the browser."""
        return self._requests.cookies

    @property
    def downloads(self) -> list[SavedFile]:
        """The files that the browser has saved."""
        return self._requests.downloads

    # The connection

    def _connect(self, token: str | None = None) -> None:
        visit = self._loaded.visit if self._loaded is not None else None
        if visit is None:
            return
        line = self._line = FakeConnection(simulation.loop, self.browser.take, self._closed)
        line.delay = self._delay
        self._server = simulation.loop.create_task(self._serving.serve(visit, line, self._requests.headers))
        self.browser.connect(line.tell, token)

    def _closed(self, code: int, reason: str) -> None:
        """Handle the end of the connection by the server."""
        self._drop()
        if code in _RELOAD and self._serving.has_pages:
            # The session is gone; the client reloads the page.
            simulation.loop.call_soon(self._load_soon, self._path, "replace", self.browser.refill.keep())
        elif code not in _PEACEFUL:
            self._record.failed(ConnectionEndedError(code, reason))

    def _drop(self) -> None:
        self.browser.disconnect()
        if self._line is not None:
            self._line.drop()
            self._line = None

    def _leave(self) -> None:
        """Leave the page that is shown."""
        self._drop()
        if self._loaded is not None and self._loaded.visit is not None:
            recorder.forget(self._loaded.visit.document)
            self._serving.end(self._loaded.visit)
            self._loaded.visit.document.on_ops = None
        self._loaded = None

    def pump(self) -> bool:
        """Deliver the frames that are due, and return whether there were any."""
        visit = self._loaded.visit if self._loaded is not None else None
        if visit is not None and served_visit(visit).document.has_ops:
            served_visit(visit).push()
        has_delivered = self._line is not None and self._line.deliver()
        if has_delivered:
            self._tell_refusals()
        return has_delivered

    def _tell_refusals(self) -> None:
        """Report what the page's policy has blocked, as the client's development module does."""
        for document in self.browser.documents.values():
            if document.loading:
                for directive, address, where in self._policy.told(document.loading):
                    self.hints.append(advice(directive, address, ORIGIN))
                    log_refusal(directive, address, where, self.hints[-1])
                document.loading.clear()

    @property
    def is_busy(self) -> bool:
        """True if something that the user did is unfinished: a running handler, a waiting event, a frame in transit."""
        if self._loading is not None and not self._loading.done():
            return True
        if self._record.running or self._requests.are_saving or self.browser.listeners.wait:
            return True
        return self._line is not None and (self._line.in_transit or self.browser.is_waiting)

    def _refresh(self) -> None:
        """Apply changes made by the test's own code, which may have set a field of a component."""
        if not self.closed:
            simulation.run(_nothing)

    # Locators

    def count(self, steps: Steps) -> int:
        """Count the elements that match the steps."""
        self._refresh()
        return len(find(self.browser, steps))

    def read(self, steps: Steps, what: str, *arguments: Any) -> Any:
        """Read something from the one element that matches the steps."""
        return read(self.browser, self._one(steps), what, *arguments)

    def act(self, steps: Steps, action: str, *arguments: Any) -> None:
        """Perform a user action on the one element that matches the steps."""
        self._check_open()
        element = self._one(steps)
        if action == "drag":
            onto, *rest = arguments
            arguments = (self._one(onto), *rest)
        try:
            self._go_through(act(self.browser, element, action, *arguments))
        except UnusableError as error:
            raise NotUsableError(shown(steps), str(error)) from None

    def hint(self, steps: Steps) -> str:
        """Suggest what is on the page instead of what the steps look for."""
        return ", ".join(close_to(self.browser, steps))

    def _one(self, steps: Steps) -> ReferenceElement:
        self._refresh()
        found = find(self.browser, steps)
        if not found:
            raise not_found(self.browser, steps)
        if len(found) > 1:
            raise not_unique(self.browser, steps, found)
        return found[0]

    def _go_through(self, stages: Iterator[float | None]) -> None:
        """Perform the stages in order. The server answers in between whenever an event was sent."""
        simulation.begin_step()
        end = object()

        def go_on() -> object:
            told = self.browser.told
            while (pause := next(stages, end)) is not end and not pause and self.browser.told == told:
                pass
            return pause

        while (pause := simulation.run(go_on)) is not end:
            if isinstance(pause, float) and pause:
                simulation.run_for(pause)

    def _do(self, action: Callable[[], object]) -> None:
        self._check_open()
        simulation.begin_step()
        simulation.run(action)

    def _check_open(self) -> None:
        if self.closed:
            raise RuntimeError("the page is closed")

    # The page

    @property
    def component(self) -> Any:
        """The component that the page shows."""
        visit = self._loaded.visit if self._loaded is not None else None
        if visit is not None:
            simulation.run(served_visit(visit).wake)
        return None if visit is None else component_of(served_visit(visit))

    @property
    def document(self) -> Any:
        """The page's document on the server."""
        visit = self._loaded.visit if self._loaded is not None else None
        return None if visit is None else visit.document

    @property
    def last(self) -> Step:
        """The last step, with what happened in it."""
        return self._record.step

    @property
    def errors(self) -> list[BaseException]:
        """The exceptions that were reported."""
        return self._record.errors

    @property
    def messages(self) -> list[tuple[str, dict[str, Any]]]:
        """The messages to the page's own scripts."""
        return self.browser.messages

    @property
    def text(self) -> str:
        """The visible text of the page."""
        self._refresh()
        return inner_text(self.browser.root)

    @property
    def html(self) -> str:
        """The content of the root element."""
        self._refresh()
        return inner_html(self.browser.root)

    @property
    def title(self) -> str:
        """The page's title."""
        self._refresh()
        return " ".join(ascii_words(self.browser.documents[0].title))

    @property
    def url(self) -> str:
        """The page's address."""
        return self._path if "://" in self._path else f"{ORIGIN}{self._path}"

    @property
    def status(self) -> int:
        """The HTTP status of the page's response."""
        return self.browser.navigation.status or (self._loaded.status if self._loaded is not None else 0)

    @property
    def visit(self) -> Any:
        """The visit on the server."""
        return None if self._loaded is None else self._loaded.visit

    def emulate(self, **settings: Any) -> None:
        """Change the user's settings, or the window."""
        self._do(lambda: self.environment.emulate(**settings))

    def run(self, action: Callable[[], object]) -> None:
        """Run an action on the server, as a step of its own."""
        self._do(action)

    @property
    def notice(self) -> str:
        """The text of the banner."""
        return self.browser.notice

    def goto(self, path: str) -> None:
        """Follow a link to another page of the app."""
        self._check_open()
        simulation.begin_step()
        self._give_up_loading()
        target = self._target(path) if self.browser.navigation.is_on and self.browser.is_connected else None
        if target is None:
            simulation.finish(self._load(resolve(path, self._path)))
        else:
            simulation.run(lambda: self.browser.navigation.walk(*target))
            self._arrive()

    def reload(self) -> None:
        """Reload the page."""
        self._check_open()
        simulation.begin_step()
        self._give_up_loading()
        # With a connection, the user leaves the page in the normal way.
        kept = None if self.browser.is_connected else self.browser.refill.keep()
        simulation.finish(self._load(self._path.partition("#")[0], "replace", kept))

    def move(self, steps: int) -> None:
        """Go back or forward in the history."""
        self._check_open()
        simulation.begin_step()
        left = self._history.present
        entry = self._history.move(steps)
        before, self._path = self._path, entry.path
        if entry.page is not self._loaded or not self.browser.navigation.is_on:
            simulation.finish(self._load(entry.path.partition("#")[0], "replace"))
        elif entry.path.partition("#")[0] == before.partition("#")[0]:
            return
        elif left is not None and self.browser.environment.keeps_user():
            # The page that the user stays on is a new entry: a browser does not say which way it has gone.
            self._path = before
            self._history.push(left)
        else:
            simulation.run(lambda: self.browser.navigation.walk(entry.path, "pop", entry.number))
            self._arrive()

    def _arrive(self) -> None:
        """Let time pass until the user has arrived at the new page."""
        simulation.run_while_busy(_LONGEST_WAY)
        if self._loading is not None and self._loading.done():
            self._give_up_loading()

    def press(self, key: str) -> None:
        """Press a key."""
        self._check_open()
        self._go_through(press(self.browser, key))

    def send_message(self, op: str, params: Mapping[str, object]) -> None:
        """Send a message of the page's own scripts."""
        self._do(lambda: self.browser.message(op, params))

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._check_open()
        simulation.begin_step()
        simulation.run_for(seconds)

    def settle(self, limit: float) -> None:
        """Let time pass until everything that the user did is processed."""
        self._check_open()
        simulation.begin_step()
        simulation.run_while_busy(limit)
        running = [where for page in simulation.pages for where in page.handlers()]
        if running:
            raise StillRunningError(running, limit)

    def handlers(self) -> list[str]:
        """The handlers that have not finished, and where they wait."""
        return [place_of(task) for task in self._record.running]

    def set_latency(self, seconds: float) -> None:
        """Delay frames in either direction."""
        self._delay = seconds
        if self._line is not None:
            self._line.delay = seconds

    def disconnect(self) -> None:
        """Break the connection."""
        self._do(self._drop)

    def reconnect(self) -> None:
        """Break the connection and open a new one."""

        def again() -> None:
            self._drop()
            self._connect()

        self._do(again)
        # The visit may have ended meanwhile, and been created again from its saved state.
        simulation.run(self._find_visit)

    def restart(self, *, crash: bool) -> None:
        """Restart the app."""
        self._check_open()
        serving = self._serving
        if not isinstance(serving, ServingApp):
            raise RuntimeError("only an app can be restarted: render_page(App(...))")
        pages = [page for page in simulation.pages if page._serving is serving]
        simulation.begin_step()
        with recorder.opening(self._record):
            for page in pages:
                simulation.run(page._drop)
            simulation.finish(serving.restart(crash=crash))
            for page in pages:
                simulation.run(page._connect)
        for page in pages:
            simulation.run(page._find_visit)
        simulation.run(_nothing)

    def duplicate(self) -> InProcess:
        """Duplicate the browser's tab, as the client does: the new page tells the server whose copy it is."""
        self._check_open()
        if not isinstance(self._serving, ServingApp):
            raise RuntimeError("only a page of an app can be duplicated: render_page(App(...))")
        copy = InProcess(self._serving, self._path, self._requests.given, self.cookies)
        try:
            copy._go_on_from(self.browser.socket.token)
        except BaseException:
            copy.close()
            raise
        return copy

    def _go_on_from(self, token: str) -> None:
        with recorder.opening(self._record):
            simulation.run(lambda: self.browser.socket.copy(token))
            simulation.run_while_busy(_LONGEST_WAY)
            if not self.browser.is_connected:
                simulation.run(self._connect)
        simulation.run(self._find_visit)
        simulation.run(_nothing)

    def _find_visit(self) -> None:
        """Look for the visit that has replaced the previous one."""
        loaded, visit = self._loaded, self._serving.visit_of(self.browser.visit_id)
        if loaded is None or visit is None or visit is loaded.visit:
            return
        if loaded.visit is not None:
            recorder.forget(loaded.visit.document)
        self._loaded = replace(loaded, visit=visit)
        recorder.watch(visit.document, self._record)
        _let_tests_change(visit.document)

    def close(self) -> None:
        """Leave the page for good."""
        if not self.closed:
            self._end()

    def _end(self) -> None:
        self.closed = True
        self._requests.cancel()
        self._give_up_loading()
        try:
            simulation.run(self._leave)
            if self._serving.has_pages:
                simulation.finish(self._serving.stop())
        finally:
            simulation.leave(self)


@atexit.register
def _close_all() -> None:
    """Close what a program has left open while there is still a loop to run it."""
    for page in list(simulation.pages):
        page.close()


def component_of(served: ServedVisit) -> Any:
    """The component that a visit's page shows, inside its layouts; None if there is none."""
    if served.navigation is not None:
        return served.navigation.page
    return next((root.component for root in served.scheduler.roots), None)


def _nothing() -> None:
    pass


def _let_tests_change(document: Document) -> None:
    """Allow changes from the test's own code, outside the loop: they are sent when the page is next used."""
    tell = document.on_ops

    def tell_inside() -> None:
        if tell is not None and simulation.loop.is_running():
            tell()

    document.on_ops = tell_inside
