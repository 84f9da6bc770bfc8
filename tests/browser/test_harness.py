"""The browser harness notices what it is there to notice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Error, Page, Route

from tests.browser import harness
from tests.browser.conftest import NewPage
from tests.waiting import PATIENCE

POLICY = (
    "default-src 'none'; script-src 'nonce-R'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'; require-trusted-types-for 'script'"
)


@asynccontextmanager
async def serve(body: str, *, host: str = "127.0.0.1", policy: str = POLICY) -> AsyncIterator[str]:
    """Answer every request with this page."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        payload = f"<!doctype html><title>t</title><link rel=icon href=data:,>{body}".encode()
        head = f"Content-Type: text/html\r\nContent-Security-Policy: {policy}\r\nContent-Length: {len(payload)}"
        writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\nConnection: close\r\n\r\n".encode() + payload)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, host, 0)
    async with server:
        yield f"http://{host}:{server.sockets[0].getsockname()[1]}/"


@pytest.fixture
async def loop_of_a_plain_fixture() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


async def complaints(browser: Browser, body: str) -> harness.PageLog:
    """The log of a page with this body, apart from the test's own log."""
    log = harness.PageLog()
    context = await browser.new_context()
    await log.watch(context)
    async with serve(body) as url:
        page = await context.new_page()
        await page.goto(url)
        await harness.settle(context)
    await context.close()
    return log


async def test_a_plain_async_fixture_shares_the_browsers_loop(
    loop_of_a_plain_fixture: asyncio.AbstractEventLoop, page: Page
) -> None:
    assert loop_of_a_plain_fixture is asyncio.get_running_loop()
    assert await page.evaluate("1 + 1") == 2


async def test_a_page_under_the_strict_policy_can_be_driven(
    page: Page, page_log: harness.PageLog, shot: Callable[[Page, str], Awaitable[Path]]
) -> None:
    body = (
        "<button>0</button><input><script nonce=R>console.log('hello');"
        "document.querySelector('button').onclick = (e) => e.target.textContent++;</script>"
    )
    async with serve(body) as url:
        await page.goto(url)
        await page.get_by_role("button").click()
        await page.locator("input").fill("typed")
        await page.wait_for_function("() => document.querySelector('button').textContent === '1'")
        assert await page.evaluate("() => document.querySelector('input').value") == "typed"
        picture = await shot(page, "harness")
    assert page_log.console == ["log: hello"]
    assert picture.read_bytes().startswith(b"\x89PNG")


async def test_new_page_gives_each_its_own_cookies(new_page: NewPage) -> None:
    async with serve("") as url:
        one, other = await new_page(), await new_page(viewport={"width": 320, "height": 640})
        await one.goto(url)
        await other.goto(url)
        await one.evaluate("document.cookie = 'a=1'")
        assert await other.evaluate("[document.cookie, innerWidth]") == ["", 320]


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("<script nonce=R>console.error('bad', 1)</script>", "console", "bad 1"),
        ("<script nonce=R>console.warn('hm')</script>", "console", "hm"),
        ("<script nonce=R>throw new Error('thrown')</script>", "page error", "thrown"),
        ("<script nonce=R>Promise.reject(new Error('rejected'))</script>", "page error", "rejected"),
        ("<script nonce=R>alert('boo')</script>", "dialog", "alert boo"),
        ("<script>1</script>", "csp", "script-src"),
        ("<p style='color: red'>", "csp", "style-src"),
        ("<script nonce=R>try { document.body.innerHTML = 'x' } catch {}</script>", "csp", "require-trusted-types-for"),
        ("<iframe src=/>", "csp", "frame-src"),
    ],
)
async def test_complaints_are_logged(browser: Browser, body: str, kind: harness.Kind, text: str) -> None:
    log = await complaints(browser, f"<body>{body}")
    assert {complaint.kind for complaint in log.complaints} == {kind}, log.complaints
    assert any(text in logged for logged in log.of(kind))
    assert log.faults()
    log.allow(kind)
    assert log.faults() == []


@pytest.mark.parametrize("foreign", ["http://images.example/x.png", "http://127.0.0.2:{port}/"])
async def test_nothing_but_loopback_is_reached(page: Page, page_log: harness.PageLog, foreign: str) -> None:
    page_log.expect("foreign request", "images.example|127.0.0.2")
    page_log.allow("console", "ERR_NAME_NOT_RESOLVED")
    async with serve("", host="127.0.0.2") as elsewhere:
        url = foreign.format(port=elsewhere.rsplit(":", 1)[1].rstrip("/"))
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            await page.goto(url)


async def test_a_foreign_websocket_is_logged(page: Page, page_log: harness.PageLog) -> None:
    page_log.expect("foreign request", "^ws://images.example/")
    page_log.expect("console", "ERR_NAME_NOT_RESOLVED")
    async with serve("", policy="connect-src *") as url:
        await page.goto(url)
        await page.evaluate("new Promise((done) => { new WebSocket('ws://images.example/').onclose = () => done() })")


def test_what_was_expected_has_to_come() -> None:
    log = harness.PageLog()
    log.expect("dialog", "^confirm")
    log.complaints.append(harness.Complaint("dialog", "alert x"))
    assert log.faults() == ["unexpected dialog: alert x", "expected dialog '^confirm', which did not come"]


def test_a_missing_browser_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(harness.BrowserMissing, match="apt-get install chromium"):
        harness.find_chromium()


def test_a_refused_connection_of_the_client_is_no_fault_but_any_other_is() -> None:
    log = harness.PageLog()
    refused = "Failed to load resource: net::ERR_CONNECTION_REFUSED at http://127.0.0.1:1"
    log.complaints.append(harness.Complaint("console", f"{refused}/_domsync/ws"))
    assert log.faults() == []
    log.complaints.append(harness.Complaint("console", f"{refused}/static/page.css"))
    assert log.faults() == [f"unexpected console: {refused}/static/page.css"]


async def test_a_page_is_open_when_its_modules_have_run(page: Page) -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await may_answer.wait()
        await route.fulfill(content_type="text/javascript", body="await 0; window.late = 1; import('/extra/more.js')")

    async def later(route: Route) -> None:
        await route.fulfill(content_type="text/javascript", body="window.late++")

    await page.route("**/extra/late.js", late)
    await page.route("**/extra/more.js", later)
    async with serve("<script type=module>import('/extra/late.js')</script>", policy="base-uri 'none'") as url:
        opening = asyncio.create_task(harness.opened(page, url))
        async with asyncio.timeout(PATIENCE):
            await asked.wait()
            # It has been loaded, and is not open.
            await page.wait_for_load_state()
            await harness.settle(page.context)
            assert not opening.done()
            may_answer.set()
            await opening
        assert await page.evaluate("late") == 2
