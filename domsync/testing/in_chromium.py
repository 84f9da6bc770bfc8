"""A page in a real browser, used by the same calls as one in process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from domsync.dom.document import Document
from domsync.server.app import App
from domsync.server.visit import Visit
from domsync.testing.chromium import Chromium, Served
from domsync.testing.chromium_actions import act, find, keys_of, read
from domsync.testing.chromium_wire import Wire
from domsync.testing.failures import NotFoundError, NotUniqueError, NotUsableError, StillRunningError
from domsync.testing.queries import Steps, shown
from domsync.testing.recording import place_of, recorder
from domsync.testing.serving import ORIGIN, page_function, read_page
from domsync.testing.steps import Step, StepRecord

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, ConsoleMessage, Page, Response, WebError, WebSocket

T = TypeVar("T")

#: How long, in seconds, an element is waited for that is not there.
_APPEAR_SECONDS = 5.0
#: How long the browser and the server may take to come to rest after each step.
_REST_SECONDS = 5.0

# The client's own timers tell whether an event waits for a pause, or for the next time the screen is drawn.
_WATCH_TIMERS = """
(() => {
    const pending = new Map();
    const set = window.setTimeout, clear = window.clearTimeout;
    window.setTimeout = (call, delay, ...rest) => {
        const own = /\\/events\\.js/.test(new Error().stack);
        const id = set(() => { pending.delete(id); call(...rest); }, delay);
        if (own) pending.set(id, delay);
        return id;
    };
    window.clearTimeout = (id) => { pending.delete(id); clear(id); };
    Object.defineProperty(window, "__domsync_waiting", {
        value: (least) => [...pending.values()].filter((delay) => delay <= least).length,
    });
})();
"""
_TEXT = "element => element.innerText"


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, or for a while in vain."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_REST_SECONDS):
            # What is waited for is seen from outside only, so that there is no event to wait for.
            while not holds():  # noqa: ASYNC110
                await asyncio.sleep(0.005)


class BrowserComplaintError(Exception):
    """The browser has complained about the page: an error on its console, or an exception of a script."""


class InChromium:
    """A page in a real browser. `domsync.testing.Page` says what all of it is for.

    Args:
        chromium: The browser.
        shown: What is shown.
        path: Its path and query.
        headers: The headers of the request.
        development: Whether errors show their text on the page, if `shown` is no app.
    """

    def __init__(
        self, chromium: Chromium, shown: object, path: str, headers: Mapping[str, str], *, development: bool
    ) -> None:
        if isinstance(shown, Document):
            raise TypeError("a browser's document is made by its server: give a function that fills it")
        self._chromium = chromium
        self._app = shown if isinstance(shown, App) else App(page_function(shown), development=development)
        self._record = StepRecord()
        self._wire = Wire(self._record)
        self._visit: Visit | None = None
        self._answers: list[Response] = []
        self._status = 0
        self._closed = False
        self._call(self._open(path, headers))

    # The page's life

    async def _open(self, path: str, headers: Mapping[str, str]) -> None:
        recorder.install()
        browser = await self._chromium.browser()
        self._served: Served = await self._chromium.serve(self._app)
        self._context: BrowserContext = await browser.new_context(extra_http_headers=dict(headers))
        self._context.set_default_timeout(_APPEAR_SECONDS * 1000)
        await self._context.add_init_script(_WATCH_TIMERS)
        self._context.on("console", self._on_console)
        self._context.on("weberror", self._on_error)
        self._page: Page = await self._context.new_page()
        self._page.on("websocket", self._on_websocket)
        self._page.on("response", self._on_response)
        await self._load(path)

    async def _load(self, path: str) -> None:
        recorder.opening = self._record
        try:
            await self._page.goto(f"{self._served.origin}{path}")
            await self._settle_navigation()
        finally:
            recorder.opening = None
        await self._rest()

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame is self._page.main_frame:
            self._answers.append(response)
            self._wire.loading()

    def _on_websocket(self, websocket: WebSocket) -> None:
        wire = self._wire
        wire.opened()
        websocket.on("framesent", wire.sent)
        websocket.on("framereceived", wire.received)
        websocket.on("close", lambda _: wire.closed())

    def _on_console(self, message: ConsoleMessage) -> None:
        text = message.text
        # A message that no script of the page takes is no fault of the page.
        if message.type in ("error", "warning", "assert") and not text.startswith("domsync: no handler for"):
            self._record.failed(BrowserComplaintError(text))

    def _on_error(self, error: WebError) -> None:
        self._record.failed(BrowserComplaintError(error.error.stack or str(error.error)))

    async def _settle_navigation(self) -> None:
        """Take note of pages that were loaded."""
        while self._answers:
            answer = self._answers.pop(0)
            if answer.status in range(300, 400):
                continue
            self._status = answer.status
            loaded = read_page(self._app, answer.status, (await answer.body()).decode())
            if loaded.visit is not None and loaded.visit is not self._visit:
                self._forget_visit()
                self._visit = loaded.visit
                recorder.watch(self._visit.scheduler, self._record)
            self._wire.loaded(loaded.frame)

    def _forget_visit(self) -> None:
        if self._visit is not None:
            recorder.forget(self._visit.scheduler)
            self._visit = None

    async def _rest(self, waiting: int = 20, *, answered: bool = False) -> None:
        """Wait until what the browser has said is answered and shown.

        Args:
            waiting: Events are waited for that wait for a pause of so many milliseconds at most.
            answered: Answers are waited for although frames take time.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + _REST_SECONDS
        quiet = 0
        while loop.time() < end and quiet < 2:
            await self._page.wait_for_load_state()
            still = await self._page.evaluate(
                "least => new Promise((done) => setTimeout(() => done(window.__domsync_waiting?.(least))))", waiting
            )
            await self._settle_navigation()
            if still or not self._is_at_rest(answered=answered):
                quiet = 0
                await asyncio.sleep(0.005)
            else:
                quiet += 1

    async def _refresh(self) -> None:
        """Have shown what the test's own code has brought about: it may have set a field of a component."""
        if not self._is_at_rest(answered=False):
            await self._rest()

    def _is_at_rest(self, *, answered: bool) -> bool:
        visit = self._visit
        if visit is None or not self._served.is_open or (self._served.delay and not answered):
            return True
        if not self._wire.is_answered or visit.scheduler.dirty or visit.document.has_ops:
            return False
        if self._wire.seq != visit.session.feed.seq:
            return False
        return self._wire.connections > 0 and visit.session.connected

    def _call(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._chromium.call(coroutine)

    def _do(self, action: Callable[[], Coroutine[Any, Any, object]]) -> None:
        if self._closed:
            raise RuntimeError("the page is closed")

        async def step() -> None:
            self._record.begin()
            await action()
            await self._rest()

        self._call(step())

    # Locators

    def count(self, steps: Steps) -> int:
        """How many elements the steps lead to."""

        async def counted() -> int:
            await self._refresh()
            return int(await (await find(self._page, steps)).count())

        return self._call(counted())

    def read(self, steps: Steps, what: str, *arguments: Any) -> Any:
        """Ask the one element that the steps lead to for something."""

        async def asked() -> Any:
            await self._refresh()
            await self._one(steps)
            return await read(await find(self._page, steps), what, *arguments)

        return self._call(asked())

    def act(self, steps: Steps, action: str, *arguments: Any) -> None:
        """Have the user do something with the one element that the steps lead to."""

        async def acted() -> None:
            await self._one(steps)
            from playwright.async_api import Error

            if action == "drag":
                onto, *rest = arguments
                given = (await find(self._page, onto), *rest)
            else:
                given = arguments
            try:
                await act(self._page, await find(self._page, steps), action, *given)
            except Error as error:
                raise NotUsableError(shown(steps), "cannot be used like this", error.message) from None

        self._do(acted)

    def hint(self, steps: Steps) -> str:
        """Nothing: a real browser is not asked for what is similar."""
        return ""

    async def _one(self, steps: Steps) -> None:
        """Wait for the element, and see that it is the only one."""
        from playwright.async_api import TimeoutError as NotThere

        found = await find(self._page, steps)
        try:
            await found.first.wait_for(state="attached")
        except NotThere:
            text = await self._page.evaluate("document.body.innerText")
            raise NotFoundError(shown(steps), "matches nothing", f"The page:\n{text}") from None
        number = await found.count()
        if number > 1:
            texts = "\n".join(f"  {index}. {text}" for index, text in enumerate(await found.all_inner_texts()))
            raise NotUniqueError(shown(steps), f"matches {number} elements", texts)

    # The page

    @property
    def component(self) -> Any:
        """The component that the page shows."""
        return None if self._visit is None else next((root.component for root in self._visit.scheduler.roots), None)

    @property
    def document(self) -> Any:
        """The page's document on the server's side."""
        return None if self._visit is None else self._visit.document

    @property
    def last(self) -> Step:
        """What happened in the last step."""
        return self._record.step

    @property
    def errors(self) -> list[BaseException]:
        """The exceptions that were reported, and what the browser has complained about."""
        return self._record.errors

    @property
    def messages(self) -> list[tuple[str, dict[str, Any]]]:
        """The messages to the page's own scripts."""
        return self._wire.messages

    @property
    def text(self) -> str:
        """The text that the user sees."""
        return str(self._call(self._root().evaluate(_TEXT)))

    @property
    def html(self) -> str:
        """The content of the root element."""
        return str(self._call(self._root().inner_html()))

    def _root(self) -> Any:
        return self._page.locator("body > div").first

    @property
    def title(self) -> str:
        """The page's title."""
        return self._call(self._page.title())

    @property
    def url(self) -> str:
        """The page's address."""
        return self._page.url.replace(self._served.origin, ORIGIN, 1)

    @property
    def status(self) -> int:
        """The status of the answer that brought the page."""
        return self._status

    @property
    def notice(self) -> str:
        """The text of the banner."""
        return str(self._call(self._page.evaluate("document.querySelector('.domsync-status')?.textContent ?? ''")))

    def goto(self, path: str) -> None:
        """Load another page of the app."""
        self._record.begin()
        self._call(self._load(path))

    def press(self, key: str) -> None:
        """Press a key."""
        self._do(lambda: self._page.keyboard.press(keys_of(key)))

    def send_message(self, op: str, params: Mapping[str, object]) -> None:
        """Send a message of the page's own scripts."""
        self._do(lambda: self._page.evaluate("message => window.send_message(message)", {"op": op, **params}))

    def advance(self, seconds: float) -> None:
        """Wait."""
        self._do(lambda: asyncio.sleep(seconds))

    def settle(self, limit: float) -> None:
        """Wait until all that the user did is done."""

        async def settled() -> None:
            loop = asyncio.get_running_loop()
            end = loop.time() + limit
            await self._rest(10_000, answered=True)
            while self._record.running and loop.time() < end:
                await asyncio.wait(tuple(self._record.running), timeout=end - loop.time())
                await self._rest(10_000, answered=True)

        self._do(settled)
        if self._record.running:
            raise StillRunningError([place_of(task) for task in self._record.running], limit)

    def set_latency(self, seconds: float) -> None:
        """Let frames take time, in either direction."""
        self._served.delay = seconds

    def disconnect(self) -> None:
        """Break the connection, and keep it broken."""
        self._served.is_open = False
        self._do(self._drop)

    def reconnect(self) -> None:
        """Break the connection, and wait until the browser has made a new one."""

        async def again() -> None:
            await self._drop()
            self._served.is_open = True

        self._do(again)

    async def _drop(self) -> None:
        if self._visit is not None and self._visit._connection is not None:
            self._visit._connection.abort()
        # The browser hears of it from the network.
        await until(lambda: not self._wire.connections)

    def close(self) -> None:
        """Leave the page for good."""
        if not self._closed:
            self._closed = True
            self._call(self._end())

    async def _end(self) -> None:
        self._forget_visit()
        await self._context.close()
        await self._chromium.leave(self._served)
