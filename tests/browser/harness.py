"""A real Chromium for tests, and a log that makes a test fail for whatever the page complained about.

The browser is the one on PATH (Debian's `chromium`), never one that a tool downloads. It reaches 127.0.0.1, [::1] and
localhost and nothing else: every other name and address fails to resolve inside the browser, and asking is logged.
"""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Error,
    Page,
    Request,
    WebError,
    WebSocket,
    async_playwright,
    expect,
)

from domsync.testing.chromium.loads import ModuleLoads
from tests.waiting import PATIENCE

ARTIFACTS = Path(__file__).resolve().parents[1] / "artifacts"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
#: As long as other tests wait for what has to come, which Playwright does only where it is told so.
TIMEOUT_MS = round(PATIENCE * 1000)
#: For the megabytes of scripts of other projects: while they run, which takes more than a second on a machine that does
#: nothing else, Chromium answers nothing.
LIBRARIES_TIMEOUT_MS = 6 * TIMEOUT_MS

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE [::1], EXCLUDE localhost",
]

Kind = Literal["console", "page error", "dialog", "csp", "foreign request"]

_CSP_MARK = "domsync test: csp violation "
_REPORT_CSP_VIOLATIONS = """
(() => {
    const debug = console.debug.bind(console);
    window.addEventListener("securitypolicyviolation", (event) => debug(MARK + JSON.stringify({
        directive: event.effectiveDirective,
        blocked: event.blockedURI,
        sample: event.sample,
        source: `${event.sourceFile}:${event.lineNumber}`,
    })), true);
})();
""".replace("MARK", json.dumps(_CSP_MARK))
# One turn of a page's event loop; timers may stand still.
_TURN = """() => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done();
    port2.postMessage(0);
})"""
# How Chromium words the same violations on the console.
_CSP_CONSOLE = re.compile(r"Content Security Policy|requires 'Trusted(HTML|Script|ScriptURL)'")
#: The modules that each open page is loading.
_loads: dict[Page, ModuleLoads] = {}


class BrowserMissing(Exception):
    """There is no Chromium on PATH."""

    def __str__(self) -> str:
        return "The browser tests need Chromium as `chromium` on PATH (on Debian: apt-get install chromium)."


@dataclass(frozen=True)
class Complaint:
    """One thing that a page complained about, or did that no page of ours should do."""

    kind: Kind
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class PageLog:
    """What the pages of one test complained about, against what the test said to expect."""

    def __init__(self) -> None:
        self.console: list[str] = []
        self.complaints: list[Complaint] = []
        self.accept_dialogs = False
        self._expected: list[tuple[Kind, str]] = []
        # A test's server ends before its pages do, and they try to connect again, as they should.
        self._allowed: list[tuple[Kind, str]] = [
            (
                "console",
                r"WebSocket connection to '[^']*' failed: Error in connection establishment: .*CONNECTION_REFUSED",
            ),
            # Of a connection that is refused, the client asks over HTTP when to come back; its modules are gone, too.
            (
                "console",
                r"Failed to load resource: net::ERR_CONNECTION_REFUSED at .*/(_domsync/ws|extra/\w+\.js(#.*)?)$",
            ),
        ]

    def expect(self, kind: Kind, pattern: str = "") -> None:
        """This complaint has to come, any number of times; the test fails if it does not."""
        self._expected.append((kind, pattern))

    def allow(self, kind: Kind, pattern: str = "") -> None:
        """This complaint may come."""
        self._allowed.append((kind, pattern))

    def of(self, kind: Kind) -> list[str]:
        """The texts of the complaints of this kind, in order."""
        return [complaint.text for complaint in self.complaints if complaint.kind == kind]

    def faults(self) -> list[str]:
        """Why the test has to fail: complaints that nobody expected, and expected ones that did not come."""
        known = self._expected + self._allowed
        return [
            *(
                f"unexpected {complaint}"
                for complaint in self.complaints
                if not any(_matches(complaint, kind, pattern) for kind, pattern in known)
            ),
            *(
                f"expected {kind} {pattern!r}, which did not come"
                for kind, pattern in self._expected
                if not any(_matches(complaint, kind, pattern) for complaint in self.complaints)
            ),
        ]

    async def watch(self, context: BrowserContext) -> None:
        """Log what all pages of the context do, those that they open included."""
        await context.add_init_script(_REPORT_CSP_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", self._on_page_error)
        context.on("dialog", self._on_dialog)
        context.on("request", self._on_request)
        context.on("page", self._on_page)

    def _add(self, kind: Kind, text: str) -> None:
        self.complaints.append(Complaint(kind, text))

    def _on_page(self, page: Page) -> None:
        page.on("websocket", self._on_websocket)
        _loads[page] = ModuleLoads(page)
        page.on("close", self._on_close)

    def _on_close(self, page: Page) -> None:
        _loads.pop(page, None)

    def _on_console(self, message: ConsoleMessage) -> None:
        text = message.text
        if text.startswith(_CSP_MARK):
            self._add("csp", text.removeprefix(_CSP_MARK))
            return
        self.console.append(f"{message.type}: {text}")
        if text.startswith("Failed to load resource"):
            text = f"{text} at {message.location['url']}"
        if message.type in {"assert", "error", "warning"}:
            self._add("csp" if _CSP_CONSOLE.search(text) else "console", text)

    def _on_page_error(self, error: WebError) -> None:
        self._add("page error", error.error.stack or str(error.error))

    async def _on_dialog(self, dialog: Dialog) -> None:
        self._add("dialog", f"{dialog.type} {dialog.message}".rstrip())
        if self.accept_dialogs:
            await dialog.accept()
        else:
            await dialog.dismiss()

    def _on_request(self, request: Request) -> None:
        self._check_host(request.url)

    def _on_websocket(self, websocket: WebSocket) -> None:
        self._check_host(websocket.url)

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in LOOPBACK:
            self._add("foreign request", url)


def _matches(complaint: Complaint, kind: Kind, pattern: str) -> bool:
    return complaint.kind == kind and re.search(pattern, complaint.text) is not None


def find_chromium() -> str:
    """The path of the browser, or `BrowserMissing`: a test that needs it fails, it does not skip."""
    path = shutil.which("chromium")
    if path is None:
        raise BrowserMissing
    return path


@asynccontextmanager
async def launch_browser(*, keeps_pages: bool = False) -> AsyncIterator[Browser]:
    """Chromium, headless, with an empty profile that is deleted with it.

    Args:
        keeps_pages: Whether it keeps pages that are left for the way back, as users' browsers do.
    """
    executable = find_chromium()
    expect.set_options(TIMEOUT_MS)
    left_out = ["--disable-back-forward-cache"] if keeps_pages else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, headless=True, args=CHROMIUM_ARGUMENTS, ignore_default_args=left_out
        )
        try:
            yield browser
        finally:
            await browser.close()


async def settle(context: BrowserContext) -> None:
    """Wait until what the context's pages have said by now is in the log."""
    for page in context.pages:
        if not page.is_closed():
            # A round trip: the page's messages arrive in order. A page that hangs or crashed has nothing more to say.
            with suppress(Error, asyncio.TimeoutError):
                await asyncio.wait_for(page.evaluate("0"), timeout=PATIENCE)


async def loaded(page: Page) -> None:
    """Wait until the client's modules have run that the page has asked for by now.

    A page shows its content before they are there, and what a user does then, they do not hear of: a test of what they
    do begins with this.
    """
    async with asyncio.timeout(PATIENCE):
        # That a load has begun is heard before the answer to this.
        await page.evaluate(_TURN)
        # Seen from outside only, so that there is no event to wait for.
        while await _loads[page].run():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def opened(page: Page, url: str) -> None:
    """Go to a page, and wait until the modules have run that it needs from the beginning."""
    await page.goto(url)
    await loaded(page)


async def shot(page: Page, name: str) -> Path:
    """Write a screenshot of the whole page to tests/artifacts/, for people to look at."""
    path = ARTIFACTS / f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}.png"
    await page.screenshot(path=path, full_page=True, animations="disabled")
    return path
