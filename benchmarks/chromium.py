"""Chromium over its own protocol, with nothing between it and the benchmark.

Playwright listens to every websocket frame of every page, and the page's main thread has to describe each frame to it:
a 3 MB frame then costs 100 ms that no user would see. Here `Network` is on only where bytes are counted.
"""

import asyncio
import json
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.browser.harness import CHROMIUM_ARGUMENTS, find_chromium

START_SECONDS = 30.0
#: Without these, pages that wait for their turn are slowed down.
AWAKE_ARGUMENTS = [
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]

Params = dict[str, Any]


class ChromiumFailed(Exception):
    """The browser did not start, refused a command, or an expression raised in the page."""


class Chromium:
    """A running browser; `launch` makes it."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._answers: dict[int, asyncio.Future[Params]] = {}
        self._listeners: dict[tuple[str | None, str], Callable[[Params], None]] = {}
        self._sent = 0

    async def send(self, method: str, params: Params | None = None, session: str | None = None) -> Params:
        """Send a command and wait for its result.

        Raises:
            ChromiumFailed: the browser refused it, or is gone.
        """
        self._sent += 1
        message: Params = {"id": self._sent, "method": method, "params": params or {}}
        if session is not None:
            message["sessionId"] = session
        answer: asyncio.Future[Params] = asyncio.get_running_loop().create_future()
        self._answers[self._sent] = answer
        await self._connection.send(json.dumps(message))
        return await answer

    def listen(self, session: str | None, method: str, listener: Callable[[Params], None]) -> None:
        """Call `listener` with the parameters of each such message."""
        self._listeners[session, method] = listener

    async def new_tab(self, script: str = "") -> "Tab":
        """An empty tab with cookies, cache and process of its own; `script` runs in it before each page's scripts."""
        context = (await self.send("Target.createBrowserContext"))["browserContextId"]
        target = (
            await self.send(
                "Target.createTarget",
                {"url": "about:blank", "browserContextId": context, "width": 1280, "height": 800},
            )
        )["targetId"]
        session = (await self.send("Target.attachToTarget", {"targetId": target, "flatten": True}))["sessionId"]
        tab = Tab(self, session, context)
        await tab.send("Page.enable")
        # As in front, for every tab at once: a page in the back draws no frames.
        await tab.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
        if script:
            await tab.send("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        return tab

    async def read(self) -> None:
        """Hand out what the browser says, until it is gone."""
        async for text in self._connection:
            message = json.loads(text)
            if "id" in message:
                answer = self._answers.pop(message["id"])
                if answer.cancelled():
                    continue
                if "error" in message:
                    answer.set_exception(ChromiumFailed(message["error"]["message"]))
                else:
                    answer.set_result(message["result"])
            else:
                listener = self._listeners.get((message.get("sessionId"), message["method"]))
                if listener is not None:
                    listener(message["params"])
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ChromiumFailed("the browser is gone"))


class Tab:
    """One tab."""

    def __init__(self, browser: Chromium, session: str, context: str) -> None:
        self._browser = browser
        self._session = session
        self._context = context

    async def send(self, method: str, params: Params | None = None) -> Params:
        """Send a command to this tab."""
        return await self._browser.send(method, params, self._session)

    def listen(self, method: str, listener: Callable[[Params], None]) -> None:
        """Call `listener` with the parameters of each such message of this tab."""
        self._browser.listen(self._session, method, listener)

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited if it is a promise.

        Raises:
            ChromiumFailed: it raised; the text is the error's.
        """
        answer = await self.send(
            "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            text = details.get("exception", {}).get("description") or details["text"]
            raise ChromiumFailed(text.splitlines()[0])
        return answer["result"].get("value")

    async def open(self, url: str, ready: str, seconds: float) -> None:
        """Load a page and wait until the expression `ready` is true in it.

        Raises:
            ChromiumFailed: it cannot be loaded, or is not ready in time.
        """
        answer = await self.send("Page.navigate", {"url": url})
        if answer.get("errorText"):
            raise ChromiumFailed(f"{url}: {answer['errorText']}")
        for _ in range(int(seconds / 0.05)):
            await asyncio.sleep(0.05)
            try:
                if await self.evaluate(f"document.readyState === 'complete' && Boolean({ready})"):
                    return
            except ChromiumFailed:
                # Between two documents the expression may meet neither.
                continue
        raise ChromiumFailed(f"{url} was not ready in {seconds:.0f} s: {ready}")

    async def close(self) -> None:
        """Close the tab and forget everything about it."""
        await self._browser.send("Target.disposeBrowserContext", {"browserContextId": self._context})


@asynccontextmanager
async def launch() -> AsyncIterator[Chromium]:
    """Chromium, headless, with an empty profile that is deleted with it. It reaches this machine only.

    Raises:
        ChromiumFailed: it did not start.
        BrowserMissing: there is none on PATH.
    """
    with tempfile.TemporaryDirectory(prefix="domsync-bench-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(  # noqa: ASYNC220 - starting takes a millisecond
            [
                find_chromium(),
                *CHROMIUM_ARGUMENTS,
                *AWAKE_ARGUMENTS,
                "--headless",
                "--remote-debugging-port=0",
                f"--user-data-dir={profile}",
                "about:blank",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = await _debugger_url(process, Path(profile) / "DevToolsActivePort")
            async with connect(url, max_size=None, compression=None, ping_interval=None) as connection:
                browser = Chromium(connection)
                reading = asyncio.create_task(browser.read())
                try:
                    yield browser
                    await browser.send("Browser.close")
                finally:
                    reading.cancel()
        finally:
            await _end(process)


async def _debugger_url(process: subprocess.Popen[bytes], port_file: Path) -> str:
    for _ in range(int(START_SECONDS / 0.05)):
        if process.poll() is not None:
            raise ChromiumFailed(f"Chromium ended with {process.returncode}")
        # Two lines: the port and the path.
        lines = _words(port_file)
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        await asyncio.sleep(0.05)
    raise ChromiumFailed(f"Chromium did not start in {START_SECONDS:.0f} s")


def _words(file: Path) -> list[str]:
    return file.read_text(encoding="ascii").split() if file.exists() else []


async def _end(process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            return
        await asyncio.sleep(0.05)
    process.kill()
    process.wait()
