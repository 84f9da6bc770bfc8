"""Pages whose function is async, in process: time passes while they are made."""

import asyncio
from typing import Any

import pytest

from domsync import App, Child, Document, Redirect
from domsync import html as h
from domsync.testing import Page, render_page


@pytest.fixture
def app() -> App:
    app = App(navigation=False)

    @app.page("/")
    async def start() -> Child:
        return [h.p("start"), h.a("slow", href="/slow"), h.a("other", href="/other")]

    @app.page("/slow")
    async def slow() -> Child:
        await asyncio.sleep(5)
        return h.p("slow at last")

    @app.page("/other")
    def other() -> Child:
        return h.p("other")

    @app.page("/old")
    async def old() -> None:
        await asyncio.sleep(1)
        raise Redirect("/other")

    @app.page("/broken")
    async def broken() -> Child:
        await asyncio.sleep(1)
        raise KeyError("broken")

    @app.page("/endless")
    async def endless() -> Child:
        await asyncio.Event().wait()
        return "never"

    return app


def test_the_page_before_is_there_until_the_next_one_has_come(app: App) -> None:
    page = render_page(app)
    page.get_by_text("slow").click()
    page.advance(4)
    assert page.text.startswith("start")
    assert page.url == "http://test/"
    page.settle()
    assert page.text == "slow at last"
    assert page.url == "http://test/slow"
    assert len(app.visits) == 1


def test_whoever_goes_elsewhere_meanwhile_gives_it_up(app: App) -> None:
    page = render_page(app)
    page.get_by_text("slow").click()
    assert len(app.visits) == 2
    page.get_by_text("other").click()
    assert page.text == "other"
    page.advance(10)
    assert page.text == "other"
    assert len(app.visits) == 1
    page.goto("/")
    page.get_by_text("slow").click()
    page.goto("/other")
    page.advance(10)
    assert page.text == "other"
    assert len(app.visits) == 1


def test_a_page_that_is_closed_meanwhile_leaves_nothing(app: App) -> None:
    other = render_page(app, "/other")
    page = render_page(app)
    page.get_by_text("slow").click()
    assert len(app.visits) == 3
    page.close()
    assert len(app.visits) == 1
    other.advance(10)
    assert other.text == "other"


def test_opened_and_gone_to(app: App) -> None:
    page = render_page(app, "/slow")
    assert page.text == "slow at last"
    page.goto("/old")
    assert (page.text, page.url) == ("other", "http://test/other")


@pytest.mark.parametrize(("path", "kind"), [("/broken", KeyError), ("/endless", TimeoutError)])
def test_one_that_fails(app: App, path: str, kind: type[Exception]) -> None:
    page = render_page(app)
    with page.expect_error(kind):
        page.goto(path)
    assert page.status == 500
    assert app.visits == []


async def component() -> Any:
    await asyncio.sleep(1)
    return h.p("a component")


async def fill(document: Document) -> None:
    await asyncio.sleep(1)
    document.body.append("filled")


@pytest.mark.parametrize(("shown", "text"), [(component, "a component"), (fill, "filled")])
def test_a_function_by_itself(shown: Any, text: str) -> None:
    page: Page = render_page(shown)
    assert page.text == text


def test_a_function_by_itself_that_fails() -> None:
    async def broken() -> Child:
        await asyncio.sleep(1)
        raise KeyError("broken")

    with pytest.raises(KeyError):
        render_page(broken)
