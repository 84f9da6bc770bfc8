"""A page in this process: the real server's side, the browser in Python, and a line between them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from domsync.dom.document import Document
from domsync.session import CloseCode
from domsync.testing.actions import UnusableError, act
from domsync.testing.browser import Browser
from domsync.testing.failures import (
    NotUsableError,
    StillRunningError,
    close_to,
    not_found,
    not_unique,
)
from domsync.testing.keyboard import press
from domsync.testing.line import Line
from domsync.testing.queries import Steps, find, shown
from domsync.testing.reading import inner_html, read
from domsync.testing.recording import place_of, recorder
from domsync.testing.reference_tree import ReferenceElement
from domsync.testing.serving import ORIGIN, Loaded, Serving
from domsync.testing.steps import Step, StepRecord
from domsync.testing.visible import inner_text
from domsync.testing.world import world

_MOST_REDIRECTS = 10
#: After these the client says nothing, connects again, or loads the page anew.
_PEACEFUL = (CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.RESTART, CloseCode.TAKEN_OVER)
_RELOAD = (CloseCode.UNKNOWN_SESSION, CloseCode.FORBIDDEN, CloseCode.OUTDATED_CLIENT)


class ConnectionEndedError(Exception):
    """The server has ended the connection because of a fault.

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
    """A page in this process. `domsync.testing.Page` says what all of it is for.

    Args:
        serving: What serves the page.
        path: Its path and query.
        headers: The headers of the request.
    """

    def __init__(self, serving: Serving, path: str, headers: Mapping[str, str]) -> None:
        self._serving = serving
        self._headers = dict(headers)
        self._line: Line | None = None
        self._loaded: Loaded | None = None
        self._server: asyncio.Task[None] | None = None
        self._delay = 0.0
        self._path = path
        self._record = StepRecord()
        self.closed = False
        self.browser = Browser(serving.root_id, world.loop, self._go)
        world.pages.append(self)
        recorder.install()
        recorder.opening = self._record
        try:
            if serving.has_pages:
                world.finish(serving.start())
            world.begin_step()
            world.run(lambda: self._load(path))
        except BaseException:
            self._end()
            raise
        finally:
            recorder.opening = None

    # Loading

    def _load(self, path: str) -> None:
        self._leave()
        browser = self.browser = Browser(self._serving.root_id, world.loop, self._go)
        browser.record = self._record
        recorder.opening = self._record
        try:
            loaded = self._serving.load(path, self._headers)
            self._path = path
            for _ in range(_MOST_REDIRECTS):
                if loaded.location is None:
                    break
                self._path = self._resolve(loaded.location)
                loaded = self._serving.load(self._path, self._headers)
        finally:
            recorder.opening = None
        self._loaded = loaded
        if loaded.visit is not None:
            recorder.watch(loaded.visit.scheduler, self._record)
            _let_tests_change(loaded.visit.document)
        if loaded.html:
            browser.load(loaded.html)
        if loaded.frame is not None:
            browser.take(loaded.frame)
        if loaded.visit is not None:
            self._connect(loaded.token)

    def _resolve(self, address: str) -> str:
        parts = urlsplit(urljoin(f"{ORIGIN}{self._path}", address))
        return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"

    def _go(self, address: str, replace: bool) -> None:
        """The user follows a link, or the server sends the browser elsewhere."""
        target = urljoin(f"{ORIGIN}{self._path}", address)
        if target.startswith(f"{ORIGIN}/") and self._serving.has_pages and not address.startswith("#"):
            world.loop.call_soon(self._load, self._resolve(target))
        else:
            self._path = target.removeprefix(ORIGIN)

    # The connection

    def _connect(self, token: str | None = None) -> None:
        visit = self._loaded.visit if self._loaded is not None else None
        if visit is None:
            return
        line = self._line = Line(world.loop, self.browser.take, self._closed)
        line.delay = self._delay
        self._server = world.loop.create_task(self._serving.serve(visit, line))
        self.browser.connect(line.tell, token)

    def _closed(self, code: int, reason: str) -> None:
        """The server has ended the connection."""
        self._drop()
        if code in _RELOAD and self._serving.has_pages:
            # The session is gone; the client loads the page anew.
            world.loop.call_soon(self._load, self._path)
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
            recorder.forget(self._loaded.visit.scheduler)
            self._serving.end(self._loaded.visit)
            self._loaded.visit.document.on_ops = None
        self._loaded = None

    def pump(self) -> bool:
        """Let frames arrive that are due; whether there were any."""
        visit = self._loaded.visit if self._loaded is not None else None
        if visit is not None and visit.document.has_ops:
            visit.push()
        return self._line is not None and self._line.deliver()

    @property
    def is_busy(self) -> bool:
        """Whether something that the user did is not done: a handler runs, an event waits, a frame is on its way."""
        if self._record.running or self.browser.listeners.wait:
            return True
        return self._line is not None and (self._line.in_transit or self.browser.is_waiting)

    def _refresh(self) -> None:
        """Have happened what the test's own code has brought about: it may have set a field of a component."""
        if not self.closed:
            world.run(_nothing)

    # Locators

    def count(self, steps: Steps) -> int:
        """How many elements the steps lead to."""
        self._refresh()
        return len(find(self.browser, steps))

    def read(self, steps: Steps, what: str, *arguments: Any) -> Any:
        """Ask the one element that the steps lead to for something."""
        return read(self.browser, self._one(steps), what, *arguments)

    def act(self, steps: Steps, action: str, *arguments: Any) -> None:
        """Have the user do something with the one element that the steps lead to."""
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
        """What there is instead of what the steps look for."""
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
        """Do one thing after the other. The server answers in between, when it was told of something."""
        world.begin_step()
        end = object()

        def go_on() -> object:
            told = self.browser.told
            while (pause := next(stages, end)) is not end and not pause and self.browser.told == told:
                pass
            return pause

        while (pause := world.run(go_on)) is not end:
            if isinstance(pause, float) and pause:
                world.run_for(pause)

    def _do(self, action: Callable[[], object]) -> None:
        self._check_open()
        world.begin_step()
        world.run(action)

    def _check_open(self) -> None:
        if self.closed:
            raise RuntimeError("the page is closed")

    # The page

    @property
    def component(self) -> Any:
        """The component that the page shows."""
        visit = self._loaded.visit if self._loaded is not None else None
        return None if visit is None else next((root.component for root in visit.scheduler.roots), None)

    @property
    def document(self) -> Any:
        """The page's document on the server's side."""
        visit = self._loaded.visit if self._loaded is not None else None
        return None if visit is None else visit.document

    @property
    def last(self) -> Step:
        """What happened in the last step."""
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
        """The text that the user sees."""
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
        return self._loaded.title if self._loaded is not None else ""

    @property
    def url(self) -> str:
        """The page's address."""
        return self._path if "://" in self._path else f"{ORIGIN}{self._path}"

    @property
    def status(self) -> int:
        """The status of the answer that brought the page."""
        return self._loaded.status if self._loaded is not None else 0

    @property
    def notice(self) -> str:
        """The text of the banner."""
        return self.browser.notice

    def goto(self, path: str) -> None:
        """Load another page of the app."""
        self._do(lambda: self._load(self._resolve(path)))

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
        world.begin_step()
        world.run_for(seconds)

    def settle(self, limit: float) -> None:
        """Let time pass until all that the user did is done."""
        self._check_open()
        world.begin_step()
        world.run_while_busy(limit)
        running = [where for page in world.pages for where in page.handlers()]
        if running:
            raise StillRunningError(running, limit)

    def handlers(self) -> list[str]:
        """The handlers that have not ended, and where they wait."""
        return [place_of(task) for task in self._record.running]

    def set_latency(self, seconds: float) -> None:
        """Let frames take time, in either direction."""
        self._delay = seconds
        if self._line is not None:
            self._line.delay = seconds

    def disconnect(self) -> None:
        """Break the connection."""
        self._do(self._drop)

    def reconnect(self) -> None:
        """Break the connection, and make a new one."""

        def again() -> None:
            self._drop()
            self._connect()

        self._do(again)

    def close(self) -> None:
        """Leave the page for good."""
        if not self.closed:
            self._end()

    def _end(self) -> None:
        self.closed = True
        try:
            world.run(self._leave)
            if self._serving.has_pages:
                world.finish(self._serving.stop())
        finally:
            world.leave(self)


def _nothing() -> None:
    pass


def _let_tests_change(document: Document) -> None:
    """Allow changes from the test's own code, outside of the loop: they are sent when the page is used next."""
    tell = document.on_ops

    def tell_inside() -> None:
        if tell is not None and world.loop.is_running():
            tell()

    document.on_ops = tell_inside
