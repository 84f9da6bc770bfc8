"""Launch a real browser and the server that it talks to, in their own thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from domsync.errors import MissingExtraError
from domsync.server.app import App
from domsync.server.instruments import Instruments
from domsync.server.net.gate import IncomingConnection
from domsync.server.pages.visit import Visit, served_visit
from domsync.testing.in_process.recording import recorder
from domsync.testing.in_process.simulated_connection import SlowTransport

if TYPE_CHECKING:
    from playwright.async_api import Browser, Playwright

T = TypeVar("T")

#: How long, in seconds, anything in the browser may take.
_PATIENCE = 60.0


class Served:
    """An app that is being served to browsers under test.

    Args:
        app: The app.

    Attributes:
        delay: The delay of frames in either direction, in seconds.
        is_open: Whether browsers may connect.
        users: The number of pages that show it.
    """

    def __init__(self, app: App) -> None:
        self.app = app
        self.delay: float = 0.0
        self.is_open = True
        self.users = 0
        self.origin: str = ""

    async def start(self) -> None:
        """Serve the app on a free port."""
        self.app.hosting.instrument(Instruments(monitor=recorder, connection=self._watched))
        self.origin = f"http://127.0.0.1:{await self.app.serve('127.0.0.1', 0)}"

    async def stop(self) -> None:
        """Stop serving the app."""
        await self.app.close()
        self.app.hosting.instrument(None)

    async def restart(self, *, crash: bool) -> None:
        """Restart the app on the same port.

        Args:
            crash: Whether it ends abruptly, as if its process were killed.
        """
        if crash:
            self.app._visits.abandon()
        await self.app.close()
        await self.app.serve("127.0.0.1", int(self.origin.rpartition(":")[2]))

    def _watched(self, opened: IncomingConnection) -> IncomingConnection | None:
        if not self.is_open:
            return None
        slow: Any = SlowTransport(opened.transport, lambda: self.delay)
        return replace(opened, transport=slow)


def line_of(visit: Visit) -> SlowTransport | None:
    """Find the connection of a page that is being served to a browser under test.

    Args:
        visit: The page.

    Returns:
        The connection, as wrapped by `Served`; None if there is none now.
    """
    connection = served_visit(visit)._connection
    transport: Any = None if connection is None else connection._transport
    while transport is not None and not isinstance(transport, SlowTransport):
        # The inspector wraps it.
        transport = getattr(transport, "_transport", None)
    return transport


class Chromium:
    """The browser, started when it is first needed.

    Args:
        options: The options for Playwright's `chromium.launch`.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = dict(options)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._served: dict[App, Served] = {}

    def call(self, coroutine: Coroutine[Any, Any, T], seconds: float = 0.0) -> T:
        """Run a coroutine in the browser's thread and wait for it.

        Args:
            coroutine: The coroutine. If it takes too long, it is cancelled.
            seconds: How long, in seconds, it waits by itself, in addition to what the browser takes.

        Raises:
            TimeoutError: The browser takes too long.
            Exception: The exception that it raises.
        """
        future = asyncio.run_coroutine_threadsafe(coroutine, self._running_loop())
        try:
            return future.result(seconds + _PATIENCE)
        except TimeoutError:
            if future.done():
                raise
            future.cancel()
            raise TimeoutError(f"the browser took more than {seconds + _PATIENCE:g} s") from None

    async def browser(self) -> Browser:
        """Return the browser, and launch it first if necessary.

        Raises:
            MissingExtraError: Playwright is not installed.
        """
        if self._browser is None:
            try:
                from playwright.async_api import async_playwright
            except ImportError as error:
                raise MissingExtraError("playwright", "testing", "a page in a real browser") from error
            self._playwright = await async_playwright().start()
            self._browser = await self._playwright.chromium.launch(**self._options)
        return self._browser

    async def serve(self, app: App) -> Served:
        """Serve an app, once for all pages that show it."""
        served = self._served.get(app)
        if served is None:
            served = Served(app)
            await served.start()
            self._served[app] = served
        served.users += 1
        return served

    async def leave(self, served: Served) -> None:
        """Count a page of an app as closed; after the last one the app is no longer served."""
        served.users -= 1
        if not served.users:
            del self._served[served.app]
            await served.stop()

    def stop(self) -> None:
        """End the browser and its thread."""
        loop = self._loop
        if loop is None:
            return
        self.call(self._end())
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join()
        loop.close()
        self._loop = None

    async def _end(self) -> None:
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name="domsync browser", daemon=True)
            self._thread.start()
        return self._loop
