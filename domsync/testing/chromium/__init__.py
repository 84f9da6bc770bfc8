"""A page in a real browser, with the same interface as one in process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin

from domsync.dom.document.document import Document
from domsync.server.app import App
from domsync.server.pages.visit import Visit, served_visit
from domsync.testing.browser.modules import shown_value
from domsync.testing.chromium.actions import act, find, keys_of, read
from domsync.testing.chromium.environment import ChromiumEnvironment
from domsync.testing.chromium.launch import Chromium, Served, line_of
from domsync.testing.chromium.loads import ModuleLoads
from domsync.testing.chromium.wire import Wire
from domsync.testing.downloads import DownloadFailedError, FetchedFile, SavedFile
from domsync.testing.failures import NotFoundError, NotUniqueError, NotUsableError, StillRunningError
from domsync.testing.in_process import component_of
from domsync.testing.in_process.recording import place_of, recorder
from domsync.testing.in_process.serving import ORIGIN, ROOT_ID, page_function, read_page
from domsync.testing.steps import BrowserComplaintError, Step, StepRecord
from domsync.testing.tree.queries import Steps, shown

if TYPE_CHECKING:
    from playwright.async_api import (
        BrowserContext,
        ConsoleMessage,
        Download,
        Error,
        Frame,
        Page,
        Request,
        Response,
        WebError,
        WebSocket,
    )

T = TypeVar("T")

#: How long, in seconds, to wait for an element that is not there.
_APPEAR_SECONDS = 5.0
#: How long, in seconds, a page may take to load.
_LOAD_SECONDS = 30.0
#: How long, in seconds, a whole response to `fetch` may take: a route may stream a large file.
_FETCH_SECONDS = 60.0
#: How long, in seconds, the browser and the server may take to come to rest after each step.
_REST_SECONDS = 5.0

# The timers of the client's `events.delay` tell whether an event waits for a pause, or for the next frame on screen.
# The numbers of messages sent and received are compared with the server's: a difference means messages in transit.
# Playwright learns of messages later.
_WATCH = """
(() => {
    let line = null, sent = 0, received = 0;
    window.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            [line, sent, received] = [this, 0, 0];
            this.addEventListener("message", ({ data }) => {
                if (this === line && typeof data === "string") received += 1;
            });
        }
        send(data) {
            if (this === line && this.readyState === WebSocket.OPEN) sent += 1;
            super.send(data);
        }
    };
    Object.defineProperty(window, "__domsync_messages", {
        value: () => line?.readyState === WebSocket.OPEN ? [sent, received] : null,
    });
    const pending = new Map();
    const set = window.setTimeout, clear = window.clearTimeout;
    window.setTimeout = (call, delay, ...rest) => {
        const own = /\\bat (Object\\.delay|next) /.test(new Error().stack);
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
_HOW_IT_STANDS = """
least => new Promise((done) =>
    setTimeout(() => done([window.__domsync_waiting?.(least), window.__domsync_messages?.()]))
)
"""
#: Whether the page navigates without loading other pages.
_NAVIGATES = "Object.hasOwn(window.HANDLERS ?? {}, '_page')"
_FOLLOW = """
(path) => {
    const link = Object.assign(document.createElement("a"), { href: path });
    document.body.append(link);
    link.click();
    link.remove();
}
"""
_ROOT = f"(document.getElementById({ROOT_ID!r}) ?? document.body)"
#: Parts of Playwright's error messages for a script in a page that was left meanwhile.
_LEFT = ("Execution context was destroyed", "because of a navigation", "frame was detached", "frame got detached")


async def until(holds: Callable[[], bool]) -> None:
    """Wait until a condition holds, or give up after a while."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_REST_SECONDS):
            # The condition can only be observed from outside, so there is no event to wait for.
            while not holds():  # noqa: ASYNC110
                await asyncio.sleep(0.005)


def _seconds_of(action: str, *arguments: Any) -> float:
    """Return for how long, in seconds, a user action pauses by itself."""
    if action != "type":
        return 0.0
    text, delay = arguments
    return float(len(text) * delay)


def _is_left(error: Error) -> bool:
    """Return whether a script failed because its page was left meanwhile."""
    return any(words in error.message for words in _LEFT)


class InChromium:
    """A page in a real browser. `domsync.testing.Page` documents the methods.

    Args:
        chromium: The browser.
        shown: What to show.
        path: Its path and query.
        headers: The headers of the request.
        development: Whether errors show their text on the page, if `shown` is not an app.
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
        #: The addresses of the pages requested.
        self._asked: set[str] = set()
        self._status = 0
        self._closed = False
        #: The files that the browser has saved.
        self.downloads: list[SavedFile] = []
        #: The tasks that read files still being saved.
        self._saving: set[asyncio.Task[None]] = set()
        self._call(self._open(path, headers))

    # The page's life

    async def _open(self, path: str, headers: Mapping[str, str]) -> None:
        browser = await self._chromium.browser()
        async with AsyncExitStack() as opened:
            self._served: Served = await self._chromium.serve(self._app)
            opened.push_async_callback(self._chromium.leave, self._served)
            self._context: BrowserContext = await browser.new_context(extra_http_headers=dict(headers))
            opened.push_async_callback(self._context.close)
            opened.callback(self._forget_visit)
            await self._prepare()
            await self._load(path)
            # A page that fails to open leaves nothing behind, such as an app that is still served.
            self._opened = opened.pop_all()

    async def _prepare(self) -> None:
        self._context.set_default_timeout(_APPEAR_SECONDS * 1000)
        self._context.set_default_navigation_timeout(_LOAD_SECONDS * 1000)
        await self._context.add_init_script(_WATCH)
        self._context.on("console", self._on_console)
        self._context.on("weberror", self._on_error)
        self._page: Page = await self._context.new_page()
        self._loads = ModuleLoads(self._page)
        self.environment: ChromiumEnvironment = ChromiumEnvironment(
            self._page, self._context, self._call, self._served.origin
        )
        self._page.on("download", self._on_download)
        self._page.on("websocket", self._on_websocket)
        self._page.on("request", self._on_request)
        self._page.on("response", self._on_response)
        self._page.on("framenavigated", self._on_navigated)

    async def _load(self, path: str) -> None:
        with recorder.opening(self._record):
            await self._page.goto(f"{self._served.origin}{path}")
            await self._settle_navigation()
        await self._rest()

    def _on_request(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame is self._page.main_frame:
            self._asked.add(request.url)

    def _on_navigated(self, frame: Frame) -> None:
        if frame is self._page.main_frame:
            # Also after a navigation within the page, which loads nothing.
            self._wire.leaving = False

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame is self._page.main_frame:
            self._answers.append(response)
            self._wire.loading()

    def _on_download(self, download: Download) -> None:
        task = asyncio.get_running_loop().create_task(self._save(download))
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)
        self._wire.downloads = max(0, self._wire.downloads - 1)

    async def _save(self, download: Download) -> None:
        name = download.suggested_filename
        failure = await download.failure()
        if failure is not None:
            self._record.failed(DownloadFailedError(name, failure))
            return
        self.downloads.append(SavedFile(name, (await download.path()).read_bytes()))

    def fetch(self, address: str) -> FetchedFile:
        """Fetch an address with the browser's cookies."""

        async def get() -> FetchedFile:
            answer = await self._context.request.get(urljoin(self._page.url, address), timeout=_FETCH_SECONDS * 1000)
            return FetchedFile(answer.status, answer.headers.get("content-type", ""), await answer.body())

        return self._call(get(), _FETCH_SECONDS)

    def _on_websocket(self, websocket: WebSocket) -> None:
        wire = self._wire
        connection = wire.opened()
        websocket.on("framesent", lambda payload: wire.sent(payload, connection))
        websocket.on("framereceived", lambda payload: wire.received(payload, connection))
        websocket.on("close", lambda _: wire.closed())

    def _on_console(self, message: ConsoleMessage) -> None:
        text = message.text
        if text.startswith("Failed to load resource") and message.location["url"] in self._asked:
            # The page itself is a response such as 404, which `page.status` tells.
            return
        if text.startswith("domsync: event ") and " was refused" in text:
            # The wire has reported it already.
            return
        # A message that no script of the page handles is not an error.
        if message.type in ("error", "warning", "assert") and not text.startswith("domsync: no handler for"):
            self._record.failed(BrowserComplaintError(text))

    def _on_error(self, error: WebError) -> None:
        self._record.failed(BrowserComplaintError(error.error.stack or str(error.error)))

    async def _settle_navigation(self) -> None:
        """Process the pages that were loaded."""
        while self._answers:
            answer = self._answers.pop(0)
            if answer.status in range(300, 400):
                continue
            self._status = answer.status
            loaded = read_page(self._app, answer.status, (await answer.body()).decode())
            if loaded.visit is not None and loaded.visit is not self._visit:
                self._forget_visit()
                self._visit = loaded.visit
                recorder.watch(self._visit.document, self._record)
            self._wire.loaded(loaded.frame)

    def _forget_visit(self) -> None:
        if self._visit is not None:
            recorder.forget(self._visit.document)
            self._visit = None

    async def _rest(self, waiting: int = 20, *, answered: bool = False, seconds: float = _REST_SECONDS) -> None:
        """Wait until everything that the browser has sent is answered and shown.

        Args:
            waiting: Wait for events that wait for a pause of at most this many milliseconds.
            answered: Wait for answers even if frames are delayed.
            seconds: How long it waits at most.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        quiet = 0
        while loop.time() < end and quiet < 2:
            still = await self._waits(waiting)
            await self._settle_navigation()
            if still or not self._is_at_rest(answered=answered):
                quiet = 0
                await asyncio.sleep(0.005)
            else:
                quiet += 1

    async def _waits(self, least: int) -> bool:
        """Return whether something is being loaded, or an event waits for a pause of at most this many milliseconds."""
        from playwright.async_api import Error

        try:
            await self._page.wait_for_load_state()
            waiting, messages = await self._page.evaluate(_HOW_IT_STANDS, least)
            return await self._loads.run() or bool(waiting) or not self._has_arrived(messages)
        except Error as error:
            if not _is_left(error):
                raise
            return True

    def _has_arrived(self, messages: list[int] | None) -> bool:
        """Return whether no message is in transit between browser and server, and all were recorded.

        Args:
            messages: The numbers that the page has sent and received; None if it has no connection.
        """
        line = None if self._visit is None else line_of(self._visit)
        if messages is None or line is None or self._served.delay:
            return True
        return messages == [line.taken, line.written] == self._wire.messages_seen

    async def _ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """Ask the page for something; if another page replaces it meanwhile, ask that one."""
        from playwright.async_api import Error

        while True:
            await self._refresh()
            try:
                return await question()
            except Error as error:
                if not _is_left(error):
                    raise
                await self._rest()

    async def _refresh(self) -> None:
        """Apply changes made by the test's own code, which may have set a field of a component."""
        if not self._is_at_rest(answered=False):
            await self._rest()

    def _is_at_rest(self, *, answered: bool) -> bool:
        visit = self._visit
        if visit is None or not self._served.is_open or (self._served.delay and not answered):
            return True
        if self._wire.downloads or self._saving or self._wire.leaving:
            return False
        served = served_visit(visit)
        if not self._wire.is_answered or served.scheduler.dirty or visit.document.has_ops:
            return False
        if len(visit.document.browser_calls):
            # The browser was asked for something, and the consequences of its answer are part of the step.
            return False
        if self._wire.seq != served.protocol.log.seq:
            return False
        return self._wire.connections > 0 and served.protocol.connected

    def _call(self, coroutine: Coroutine[Any, Any, T], seconds: float = 0.0) -> T:
        return self._chromium.call(coroutine, seconds)

    def _do(self, action: Callable[[], Coroutine[Any, Any, object]], seconds: float = 0.0) -> None:
        if self._closed:
            raise RuntimeError("the page is closed")

        async def step() -> None:
            self._record.begin()
            await action()
            await self._rest()

        self._call(step(), seconds)

    # Locators

    def count(self, steps: Steps) -> int:
        """Count the elements that match the steps."""

        async def counted() -> int:
            return int(await (await find(self._page, steps)).count())

        return self._call(self._ask(counted))

    def read(self, steps: Steps, what: str, *arguments: Any) -> Any:
        """Read something from the one element that matches the steps."""

        async def asked() -> Any:
            await self._one(steps)
            found = await find(self._page, steps)
            if (what, *arguments) == ("module", "messages"):
                number = await read(found, "node")
                return [
                    (shown_value(said), shown_value(more))
                    for node, said, more in self._wire.module_messages
                    if node == number
                ]
            return await read(found, what, *arguments)

        return self._call(self._ask(asked))

    def act(self, steps: Steps, action: str, *arguments: Any) -> None:
        """Perform a user action on the one element that matches the steps."""

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
                # The action may have led to another page.
                if not _is_left(error):
                    raise NotUsableError(shown(steps), "cannot be used like this", error.message) from None

        self._do(acted, _seconds_of(action, *arguments))

    def hint(self, steps: Steps) -> str:
        """Return no hint: a real browser is not searched for similar elements."""
        return ""

    async def _one(self, steps: Steps) -> None:
        """Wait for the element, and check that it is the only match."""
        from playwright.async_api import TimeoutError as NotThere

        found = await find(self._page, steps)
        try:
            await found.first.wait_for(state="attached")
        except NotThere:
            # A page that is busy for so long answers only now, and may have the element.
            if not await found.count():
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
        return None if self._visit is None else component_of(served_visit(self._visit))

    @property
    def document(self) -> Any:
        """The page's document on the server."""
        return None if self._visit is None else self._visit.document

    @property
    def last(self) -> Step:
        """The last step, with what happened in it."""
        return self._record.step

    @property
    def errors(self) -> list[BaseException]:
        """The exceptions that were reported, and the browser's complaints."""
        return self._record.errors

    @property
    def messages(self) -> list[tuple[str, dict[str, Any]]]:
        """The messages to the page's own scripts."""
        return self._wire.messages

    @property
    def text(self) -> str:
        """The visible text of the page."""
        return str(self._evaluate(f"{_ROOT}.innerText"))

    @property
    def html(self) -> str:
        """The content of the root element."""
        return str(self._evaluate(f"{_ROOT}.innerHTML"))

    def _evaluate(self, expression: str) -> Any:
        return self._call(self._ask(lambda: self._page.evaluate(expression)))

    @property
    def title(self) -> str:
        """The page's title."""
        return str(self._evaluate("document.title"))

    @property
    def url(self) -> str:
        """The page's address."""
        # Asked of the page: Playwright learns later that a script has changed it.
        return str(self._evaluate("location.href")).replace(self._served.origin, ORIGIN, 1)

    @property
    def status(self) -> int:
        """The HTTP status of the page's response."""
        return self._wire.status or self._status

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies of the browser."""
        found: list[Any] = self._call(self._page.context.cookies())
        return {cookie["name"]: cookie["value"] for cookie in found}

    @property
    def visit(self) -> Any:
        """The visit on the server."""
        return self._visit

    def emulate(self, **settings: Any) -> None:
        """Change the user's settings, or the window."""
        unknown = settings.keys() - {"dark", "reduced_motion", "size"}
        if unknown:
            raise ValueError(f"Chromium cannot emulate {', '.join(sorted(unknown))}; the in-process browser can")

        async def change() -> None:
            if "size" in settings:
                width, height = settings["size"]
                await self._page.set_viewport_size({"width": width, "height": height})
            await self._page.emulate_media(
                color_scheme=("light", "dark")[settings["dark"]] if "dark" in settings else None,
                reduced_motion=("no-preference", "reduce")[settings["reduced_motion"]]
                if "reduced_motion" in settings
                else None,
            )

        self._do(change)

    def run(self, action: Callable[[], object]) -> None:
        """Run an action on the server."""

        async def act() -> None:
            action()

        self._do(act)

    @property
    def notice(self) -> str:
        """The text of the banner."""
        return str(self._evaluate("document.querySelector('.domsync-status')?.textContent ?? ''"))

    @property
    def hints(self) -> list[str]:
        """The page's hints about what its policy has blocked."""

        async def read() -> list[str]:
            with suppress(TimeoutError):
                await self._page.locator(".domsync-hint").first.wait_for(timeout=_REST_SECONDS * 1000)
            return await self._page.locator(".domsync-hint").all_inner_texts()

        found: list[str] = self._call(read())
        return found

    def goto(self, path: str) -> None:
        """Follow a link to another page of the app."""

        async def gone() -> None:
            self._record.begin()
            if self._wire.connections and await self._page.evaluate(_NAVIGATES):
                await self._page.evaluate(_FOLLOW, path)
                await self._arrive()
            else:
                await self._load(path)

        self._call(gone())

    def reload(self) -> None:
        """Reload the page."""

        async def again() -> None:
            self._record.begin()
            with recorder.opening(self._record):
                await self._page.reload()
                await self._settle_navigation()
            await self._rest()

        self._call(again())

    def move(self, steps: int) -> None:
        """Go back or forward in the history."""

        async def moved() -> None:
            self._record.begin()
            if not await self._page.evaluate(
                "back => back ? navigation.canGoBack : navigation.canGoForward", steps < 0
            ):
                raise LookupError(f"the history has no {'earlier' if steps < 0 else 'later'} entry")
            with recorder.opening(self._record):
                await (self._page.go_back() if steps < 0 else self._page.go_forward())
                await self._settle_navigation()
            await self._arrive()

        self._call(moved())

    async def _arrive(self) -> None:
        """Wait until the user has arrived at the new page."""
        await self._rest()
        while self._record.running:
            await asyncio.wait(tuple(self._record.running))
            await self._rest()

    def press(self, key: str) -> None:
        """Press a key."""
        self._do(lambda: self._page.keyboard.press(keys_of(key)))

    def send_message(self, op: str, params: Mapping[str, object]) -> None:
        """Send a message of the page's own scripts."""
        self._do(lambda: self._page.evaluate("message => window.send_message(message)", {"op": op, **params}))

    def advance(self, seconds: float) -> None:
        """Wait."""
        self._do(lambda: asyncio.sleep(seconds), seconds)

    def settle(self, limit: float) -> None:
        """Wait until everything that the user did is processed."""

        async def settled() -> None:
            loop = asyncio.get_running_loop()
            end = loop.time() + limit
            await self._rest(10_000, answered=True, seconds=limit)
            while self._record.running and loop.time() < end:
                await asyncio.wait(tuple(self._record.running), timeout=end - loop.time())
                await self._rest(10_000, answered=True, seconds=end - loop.time())

        self._do(settled, limit)
        if self._record.running:
            raise StillRunningError([place_of(task) for task in self._record.running], limit)

    def set_latency(self, seconds: float) -> None:
        """Delay frames in either direction."""
        self._served.delay = seconds

    def disconnect(self) -> None:
        """Break the connection and keep it broken."""
        self._served.is_open = False
        self._do(self._drop)

    def reconnect(self) -> None:
        """Break the connection, and wait until the browser has made a new one."""

        async def again() -> None:
            await self._drop()
            self._served.is_open = True

        self._do(again)

    def duplicate(self) -> InChromium:
        """Raise an error: a test cannot reach the menu of a tab."""
        raise RuntimeError("a tab in Chromium cannot be duplicated; use a page in process, render_page(App(...))")

    def restart(self, *, crash: bool) -> None:
        """Restart the app, and wait until the browser has reconnected."""

        async def again() -> None:
            before = self._visit
            with recorder.opening(self._record):
                await self._served.restart(crash=crash)
                await until(lambda: any(visit.connected for visit in self._app.visits if visit is not before))
            self._forget_visit()
            self._visit = next((each for each in self._app.visits if each.connected), None)
            if self._visit is not None:
                recorder.watch(self._visit.document, self._record)

        self._do(again)

    async def _drop(self) -> None:
        connection = served_visit(self._visit)._connection if self._visit is not None else None
        if connection is not None:
            connection.abort()
        # The browser learns of it from the network.
        await until(lambda: not self._wire.connections)

    def close(self) -> None:
        """Leave the page for good."""
        if not self._closed:
            self._closed = True
            self._call(self._opened.aclose())
