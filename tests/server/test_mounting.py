"""Apps and servers that are shown below a prefix of another app."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from domsync import App, Component, DomsyncServer, Redirect, Request
from domsync import html as h
from domsync.domsync_server import Client
from tests.server.app_support import served
from tests.server.support import Browser


class Hello(Component):
    def render(self) -> Any:
        return h.h1("Hello")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "style.css").write_text("h1 { color: red }")
    return tmp_path


async def test_a_page_below_a_prefix() -> None:
    shop = App(title="Shop")

    @shop.page("/items/{number}")
    def item(number: int, request: Request) -> Any:
        return h.p(f"{number} {request.prefix} {request.path}")

    app = App(Hello, title="Top")
    app.mount("/shop", shop)
    async with served(app) as site, site.visit("/shop/items/7") as (_, text):
        assert "<title>Shop</title>" in text
        assert "7 /shop /items/7" in text
        assert (await site.get("/shop/items/x"))[0] == 422
        assert (await site.get("/shop/nothing"))[0] == 404
        assert (await site.get("/shopping"))[0] == 404


async def test_what_an_app_serves_itself_moves_with_it(folder: Path) -> None:
    shop = App(
        Hello,
        static=folder,
        stylesheets=["/static/style.css", "/elsewhere/style.css", "https://example.org/style.css"],
        scripts=["/static/code.js"],
        favicon="/static/icon.png",
    )
    top = App()
    middle = App()
    middle.mount("/shop", shop)
    top.mount("/a", middle)
    async with served(top) as site:
        _, _, text = await site.get("/a/shop")
        # The address ends with "shop"; of what does not exist, there is nothing to name the content by.
        found = re.search(r'href="\./shop(/static/style\.css\?v=[0-9a-f]{16})"', text)
        assert found is not None, text
        assert 'src="./shop/static/code.js"' in text
        assert 'href="./shop/static/icon.png"' in text
        _, headers, _ = await site.get("/a/shop" + found[1])
        assert headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (await site.get("/a/shop/static/style.css?v=other"))[1]["cache-control"] == "no-cache"
        assert 'href="/elsewhere/style.css"' in text
        assert 'href="https://example.org/style.css"' in text
        status, headers, _ = await site.get("/a/shop/static/style.css")
        assert (status, headers["cache-control"]) == (200, "no-cache")
        _, _, missing = await site.get("/a/shop/nothing")
        assert f'href=".{found[1]}"' in missing
    async with served(shop) as site:
        assert f'href=".{found[1]}"' in (await site.get("/"))[2]


async def test_the_longer_of_two_prefixes_wins() -> None:
    inner, outer, app = App(Hello, title="inner"), App(Hello, title="outer"), App()
    app.mount("/a", outer)
    app.mount("/a/b", inner)
    async with served(app) as site:
        assert "<title>outer</title>" in (await site.get("/a"))[2]
        assert "<title>inner</title>" in (await site.get("/a/b"))[2]


async def ticking(server: DomsyncServer, client: Client) -> None:
    document = server.get_document(client)
    clock = document.createElement("p", id="clock")
    document.body.appendChild(clock)
    for number in range(1000):
        clock.innerText = str(number)
        await server.flush(client)
        await asyncio.sleep(0.01)


async def frames(browser: Browser, number: int) -> list[Any]:
    return [(await browser.receive())[3] for _ in range(number)]


async def test_a_dom_server_below_a_prefix() -> None:
    server = DomsyncServer(ticking, None, 0, title="Ticking")
    app = App(Hello)
    inner = App()
    inner.mount("/clock", server)
    app.mount("/old", inner)
    async with served(app) as site, site.visit("/old/clock") as (browser, text):
        assert "<title>Ticking</title>" in text
        _, first, *later = await frames(browser, 5)
        assert "clock" in str(first)
        assert [ops[0][-1] for ops in later] == ["1", "2", "3"]
        assert len(server.get_clients()) == 1
        assert (await site.get("/old/clock/"))[0] == 200
        assert (await site.get("/old/clock/x"))[0] == 404
        # The app's own pages are served beside it.
        async with site.visit("/") as (_, hello):
            assert "<h1>Hello</h1>" in hello
    assert server.get_clients() == []


async def test_the_end_of_the_app_is_the_end_of_a_mounted_dom_servers_handlers() -> None:
    ended = asyncio.Event()

    async def handler(server: DomsyncServer, client: Client) -> None:
        try:
            await ticking(server, client)
        finally:
            ended.set()

    app = App()
    app.mount("/clock", DomsyncServer(handler, None, 0))
    async with served(app) as site:
        loaded = await site.load("/clock")
        async with site.connect(loaded) as browser:
            await frames(browser, 2)
            await app.close()
            assert ended.is_set()


def test_a_prefix_is_taken_once() -> None:
    app = App()
    app.mount("/clock", DomsyncServer(ticking, None, 0))
    with pytest.raises(ValueError, match="taken"):
        app.mount("/clock", App())


def test_only_apps_and_servers_are_mounted() -> None:
    with pytest.raises(TypeError, match=r"an App, a DomsyncServer or an ASGI application, not <class .*Hello'>"):
        App().mount("/x", Hello)  # type: ignore[arg-type]


async def test_a_redirect_stays_where_it_says() -> None:
    shop, app = App(), App()

    @shop.page("/")
    def page(request: Request) -> Any:
        raise Redirect(f"{request.prefix}/items/1")

    app.mount("/shop", shop)
    async with served(app) as site:
        status, headers, _ = await site.get("/shop")
        assert (status, headers["location"]) == (303, "/shop/items/1")
