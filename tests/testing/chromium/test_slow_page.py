"""A page that takes long to load has its time, and one that takes too long leaves nothing behind."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError

from domsync import App
from domsync import html as h
from domsync.testing import chromium, render_page
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
