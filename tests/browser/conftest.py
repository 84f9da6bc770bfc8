"""Fixtures for tests against a real Chromium.

- `page`: a new page in a new context. `new_page(**options)`: more of them, each in a context of its own.
- `page_log`: what the test's pages complained about. Console errors and warnings, uncaught errors, dialogs, CSP
  violations and requests beyond this machine fail the test at its end, unless it called
  `page_log.expect(kind, pattern)` or `page_log.allow(kind, pattern)`.
- `shot`: `await shot(page, "name")` writes tests/artifacts/name.png. A failed test leaves such a picture by itself.

Every async test and fixture used here runs in one event loop for the whole folder, the browser's, so a server started
by a fixture answers the page; nothing needs to be declared for that.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Error, Page

from tests.browser import harness

HERE = Path(__file__).parent
FAILED = pytest.StashKey[bool]()


class NewPage(Protocol):
    """Open a page in a context of its own; the options are those of Playwright's `new_context`."""

    def __call__(self, **options: Any) -> Awaitable[Page]: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            # In front, so that it wins over the scope that pytest-asyncio adds by itself.
            if inspect.iscoroutinefunction(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
    """Run async fixtures in the browser's loop when a test of this folder asks for them, wherever they are defined."""
    function = fixturedef.func
    is_async = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)
    if not is_async or getattr(function, "_loop_scope", None) is not None:
        return (yield)
    # The same as @pytest_asyncio.fixture(loop_scope="session"), which nobody would remember to write.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(function, "_loop_scope", "session", raising=False)
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    try:
        harness.find_chromium()
    except harness.BrowserMissing as missing:
        pytest.fail(str(missing), pytrace=False)
    async with harness.launch_browser() as browser:
        yield browser


@pytest.fixture
def page_log() -> harness.PageLog:
    return harness.PageLog()


@pytest_asyncio.fixture(loop_scope="session")
async def new_page(
    browser: Browser, page_log: harness.PageLog, request: pytest.FixtureRequest
) -> AsyncIterator[NewPage]:
    contexts: list[BrowserContext] = []

    async def open_page(**options: Any) -> Page:
        context = await browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(harness.TIMEOUT_MS)
        await page_log.watch(context)
        return await context.new_page()

    yield open_page

    for number, context in enumerate(contexts, 1):
        await harness.settle(context)
        if request.node.stash.get(FAILED, False):
            for page in context.pages:
                # A picture is a help; that there is none must not hide why the test failed.
                with suppress(Error, asyncio.TimeoutError):
                    await harness.shot(page, f"failed-{request.node.name}-{number}")
        await context.close()
    if faults := page_log.faults():
        pytest.fail("\n".join(["The browser reported:", *faults]), pytrace=False)


@pytest_asyncio.fixture(loop_scope="session")
async def page(new_page: NewPage) -> Page:
    return await new_page()


@pytest.fixture
def shot() -> Callable[[Page, str], Awaitable[Path]]:
    return harness.shot
