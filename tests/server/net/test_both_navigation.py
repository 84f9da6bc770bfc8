"""Going from page to page without a reload, whichever server has taken the connection."""

import asyncio
from typing import Any

import pytest

from domsync import App, Component, Query, Redirect, Visit
from domsync import html as h
from domsync.dom.ops import OP_CODES
from domsync.server.pages.visit import served_visit
from tests.server.net.servers import KINDS, serving_on
from tests.server.net.test_both_servers import ask
from tests.server.support import Browser, settled

pytestmark = pytest.mark.parametrize("kind", KINDS)

MESSAGE = OP_CODES["MESSAGE"]


class Orders(Component):
    page: Query[int] = 1

    def render(self) -> Any:
        return h.section(h.h1(f"Orders, page {self.page}"), h.button("On", on_click=self.lead_on))

    def lead_on(self) -> None:
        self.use(Visit).navigate("/help")


def site_of_pages() -> App:
    app = App(title="Shop")

    @app.layout("/")
    class Shell(Component):
        def render(self) -> Any:
            return h.div(h.nav(h.link("Orders", href="/orders")), h.main(self.outlet()))

    @app.layout("/admin", guard=lambda request: request.query == "me")
    class Admin(Component):
        def render(self) -> Any:
            return h.div("inner", self.outlet())

    app.page("/")(lambda: h.h1("Welcome"))
    app.page("/orders", title="Orders", css="h1 { color: red }")(Orders)
    app.page("/orders/{number}")(lambda number: h.h1(f"Order {number * 2}"))
    app.page("/admin/users")(lambda: h.h1("Users"))
    app.page("/old")(lambda: Redirect("/orders?page=4"))
    app.page("/other", policy={"img-src": ["https://example.org"]})(lambda: h.h1("Another policy"))
    app.get("/file.csv")(lambda: "a;b")

    @app.page("/number/{number}")
    def numbered(number: int) -> Any:
        return h.h1(f"Number {number}")

    @app.page("/help", title="Help", lang="de")
    async def helping() -> Any:
        await asyncio.sleep(0)
        return h.h1("Help")

    @app.page("/fails")
    def failing() -> Any:
        raise ValueError("nothing to see")

    return app


class Walker:
    """A browser that goes from page to page."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.walks = 0

    async def told(self, name: str) -> dict[str, Any]:
        """What the server says next by that name; style sheets are there at once."""
        while True:
            frame = await self.browser.receive()
            for op in frame[3] if frame[0] >= 0 else ():
                if op[0] != MESSAGE:
                    continue
                if op[1] == name:
                    return dict(op[2])
                if op[1] == "_sheets":
                    await self.browser.say([0, 4, 0, op[3], True, None])

    async def walk(self, url: str, name: str = "_page", **more: Any) -> dict[str, Any]:
        """Ask for a page, and wait for what the server says."""
        self.walks += 1
        await self.browser.event(0, 0, "_walk", {"url": url, "r": self.walks, "how": "push", "page": 0, **more})
        told = await self.told(name)
        assert told["r"] == self.walks
        return told


async def test_the_way_through_an_app(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    app = site_of_pages()
    async with serving_on(kind, app) as site, site.visit("/") as (browser, _):
        walker, [visit] = Walker(browser), app.visits
        for url, status, title, text in (
            ("/orders?page=3", 200, "Orders", "Orders, page 3"),
            ("/help", 200, "Help", "Help"),
            ("/nowhere", 404, "Not found", "Not found"),
            ("/admin/users", 403, "Not allowed", "Not allowed"),
            ("/admin/users?me", 200, "Shop", "inner"),
            ("/number/x", 422, "This address is not right", "This address is not right"),
            ("/number/%37", 200, "Shop", "Number 7"),
            ("/fails", 500, "Something went wrong", "nothing to see"),
        ):
            told = await walker.walk(url)
            assert (told["url"], told["status"], told["title"]) == (url, status, title)
            shown = served_visit(visit).document.body.textContent or ""
            # The outer layout is around all of them.
            assert shown.startswith("Orders")
            assert text in shown
            # Who loads it gets the same.
            loaded, _, answer = await ask(site, url)
            assert loaded == status
            assert f"<title>{title}</title>" in answer.decode()
        assert (await walker.walk("/old"))["url"] == "/orders?page=4"
        assert (await walker.walk("/orders", how="pop"))["url"] == "/orders"
        # What cannot be changed in the same document, and what is no page, is loaded.
        for url in ("/other", "/file.csv"):
            assert "url" not in await walker.walk(url, "_load")
        assert visit.connected
    assert "nothing to see" in caplog.text


async def test_the_program_leads_on_and_what_is_made_ready_is_taken(kind: str) -> None:
    app = site_of_pages()
    async with serving_on(kind, app) as site, site.visit("/orders") as (browser, _):
        walker, document = Walker(browser), served_visit(app.visits[0]).document
        button = document.querySelector("button")
        assert button is not None
        await browser.event(0, button.node_id, "click")
        told = await walker.told("_page")
        assert (told["url"], told["title"], told["how"], told["lang"]) == ("/help", "Help", "push", "de")
        n = await browser.event(0, 0, "_ahead", {"url": "/orders/7"})
        await browser.acknowledged(n)
        assert "Order 77" not in (document.body.textContent or "")
        await walker.walk("/orders/7")
        assert "Order 77" in (document.body.textContent or "")


async def test_a_way_that_began_before_the_connection_broke(kind: str) -> None:
    app = site_of_pages()
    async with serving_on(kind, app) as site:
        loaded = await site.load("/")
        async with site.connect(loaded) as browser:
            await Walker(browser).walk("/orders?page=2")
            token = browser.token
        [visit] = app.visits
        await settled(lambda: not visit.connected)
        async with site.connect(loaded, token=token, seen=[[0, 1]], sent=1, attempt=2) as browser:
            browser.sent = 1
            walker = Walker(browser)
            # It is told once more where it is.
            assert (await walker.told("_page"))["url"] == "/orders?page=2"
            walker.walks = 1
            assert (await walker.walk("/help"))["title"] == "Help"
        assert app.visits == [visit]
