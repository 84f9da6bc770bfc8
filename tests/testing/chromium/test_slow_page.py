"""What takes long has its time, and what takes too long says so and leaves nothing behind."""

import asyncio
import threading
from typing import Any

import pytest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from domsync import App
from domsync import html as h
from domsync.testing import chromium, render_page
from domsync.testing.chromium import launch
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.browser, pytest.mark.domsync_browser("chromium")]


@pytest.fixture
def app() -> App:
    app = App(lambda: h.p("at once"))

    @app.page("/slow")
    async def slow() -> Any:
        await asyncio.sleep(1)
        return h.p("slow")

    return app


def test_a_page_may_load_for_longer_than_an_element_is_waited_for(
    app: App, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chromium, "_APPEAR_SECONDS", 0.5)
    page = page_of(app, "/slow")
    page.reload()
    assert page.text == "slow"


def test_a_page_that_takes_too_long_leaves_nothing_behind(
    app: App, page_of: PageOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(chromium, "_LOAD_SECONDS", 0.5)
        with pytest.raises(PlaywrightTimeoutError, match="500ms"):
            page_of(app, "/slow")
    # The app is served no more: it can be shown elsewhere, which ends it as well.
    page = render_page(app)
    assert page.text == "at once"
    page.close()
    assert page_of(app, "/slow").text == "slow"


def test_pauses_of_a_test_are_not_the_browsers(page_of: PageOf, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    call = launch.Chromium.call

    def recorded(self: Any, coroutine: Any, seconds: float = 0.0) -> Any:
        waited.append(seconds)
        return call(self, coroutine, seconds)

    page = page_of(lambda: h.input(aria={"label": "Word"}))
    monkeypatch.setattr(launch.Chromium, "call", recorded)
    # Longer than an element is waited for.
    page.get_by_label("Word").type("slowly", delay=chromium._APPEAR_SECONDS / 5)
    page.advance(0.25)
    page.settle(2)
    assert waited == [chromium._APPEAR_SECONDS / 5 * 6, 0.25, 2]
    assert page.get_by_label("Word").value == "slowly"


def test_a_browser_that_takes_too_long_is_named(page_of: PageOf, monkeypatch: pytest.MonkeyPatch) -> None:
    page: Any = page_of(lambda: h.p("one"))
    ended = threading.Event()

    async def never() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    with monkeypatch.context() as patch:
        patch.setattr(launch, "_PATIENCE", 0.2)
        with pytest.raises(TimeoutError, match=r"the browser took more than 0\.2 s"):
            page._driver._call(never())
    assert ended.wait(30)
