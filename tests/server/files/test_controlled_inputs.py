"""What a page shows from memory: its addresses, who gets it, and how long it is there."""

import asyncio
import gc
from typing import Any
from urllib.parse import urljoin

import pytest

from domsync import App, ClientGone, Component, ServerLimits, Shared, Visit
from domsync import html as h
from domsync.dom.checks.trusted import css_url
from domsync.server.files.media import SHOWN, ShownFile
from domsync.server.pages.visit import served_visit
from domsync.testing import Page, render_page
from tests.components.elements.test_media import png
from tests.server.net.servers import KINDS, serving_on
from tests.server.net.test_both_servers import ask
from tests.server.support import settled


class Gallery(Component):
    pictures: list[bytes] = []
    is_shown: bool = True

    def render(self) -> Any:
        visit = self.use(Visit)
        return h.div(
            *[h.img(src=visit.url(data, "image/png"), alt="x") for data in self.pictures],
            show=self.is_shown,
        )


def addresses(page: Page) -> list[str]:
    return [one.get_attribute("src") or "" for one in page.locator("img")]


def kept(page: Page) -> dict[str, ShownFile]:
    """All that the process keeps."""
    shown: Any = served_visit(page._driver.visit).files.shown
    return dict(shown._files.files)


def url(page: Page, data: Any, type: str) -> str:
    """What a handler gets."""
    made: list[Any] = []

    def ask() -> None:
        try:
            made.append(page._driver.visit.url(data, type))
        except (TypeError, ValueError) as error:
            made.append(error)

    page._driver.run(ask)
    if isinstance(made[0], Exception):
        raise made[0]
    return str(made[0])


class TestAddresses:
    def test_the_same_has_the_same(self) -> None:
        gallery = Gallery(pictures=[png(1), png(2), png(1)])
        with render_page(gallery) as page:
            first, second, third = addresses(page)
            assert first == third != second
            gallery.pictures = [png(2)]
            assert addresses(page) == [second]

    def test_the_type_is_part_of_it(self) -> None:
        with render_page(Gallery()) as page:
            one, other = (url(page, "<svg/>", kind) for kind in ("image/svg+xml", "text/plain"))
            assert one != other
            assert page.fetch(one).type == "image/svg+xml"
            assert page.fetch(other).data == b"<svg/>"

    def test_it_cannot_be_guessed(self) -> None:
        with render_page(Gallery(pictures=[png()])) as page, render_page(Gallery(pictures=[png()])) as other:
            [one], [two] = addresses(page), addresses(other)
            assert one != two
            assert len(one.rpartition("/")[2]) == 43

    def test_what_cannot_be_shown(self) -> None:
        with render_page(Gallery()) as page:
            visit = page._driver.visit
            for data in (None, 5, ["x"]):
                with pytest.raises(TypeError, match="bytes or text"):
                    url(page, data, "image/png")
            for kind in ("png", "", "text/html\r\nX: y", "image/ü"):
                with pytest.raises(ValueError, match="not a MIME type"):
                    url(page, b"", kind)
        with pytest.raises(ClientGone):
            served_visit(visit).files.url(b"", "image/png")


class TestLife:
    def test_it_is_there_for_as_long_as_it_is_shown(self) -> None:
        gallery = Gallery(pictures=[png(1), png(2)])
        with render_page(gallery) as page:
            one, two = addresses(page)
            page.advance(3600)
            assert [page.fetch(path).status for path in (one, two)] == [200, 200]
            gallery.pictures = [png(1)]
            page.advance(3600)
            assert [page.fetch(path).status for path in (one, two)] == [200, 404]
            assert len(kept(page)) == 1
            gallery.pictures = [png(2)]
            assert page.fetch(addresses(page)[0]).data == png(2)

    def test_what_is_hidden_is_kept(self) -> None:
        gallery = Gallery(pictures=[png(1)])

        class Outer(Component):
            inner: Gallery
            is_open: bool = True

            def render(self) -> Any:
                return h.div(self.inner, h.div(h.img(src=png(9), alt="x", id="in"), show=self.is_open))

        outer = Outer(inner=gallery)
        with render_page(outer) as page:
            before = addresses(page)
            outer.is_open = gallery.is_shown = False
            page.advance(3600)
            assert len(page.locator("img")) == 0
            assert [page.fetch(path).status for path in before] == [200, 200]
            outer.is_open = gallery.is_shown = True
            assert addresses(page) == before

    def test_wherever_it_stands(self) -> None:
        """In a style, in a list of candidates, in nodes that nobody has asked for, in raw DOM."""

        class Places(Component):
            def render(self) -> Any:
                url = self.use(Visit).url
                return h.div(
                    h.p(style={"background-image": css_url(url(png(1), "image/png"))}),
                    h.img(srcset=f"{url(png(2), 'image/png')} 2x", alt="x"),
                    h.div(h.div(h.div(h.div(*[h.p(h.img(src=png(3), alt="x")) for _ in range(10)])))),
                )

        with render_page(Places()) as page:
            image = page.document.createElement("img")
            image.src = url(page, png(4), "image/png")
            page._driver.run(lambda: page.document.documentElement.append(image))
            assert len(kept(page)) == 4
            page.advance(3600)
            assert len(kept(page)) == 4
            assert page.document.registry.lazy.count > 10, "to look at the page does not make its nodes"
            page._driver.run(image.remove)
            page.advance(3600)
            assert len(kept(page)) == 3

    def test_one_that_is_made_but_not_shown_has_ten_seconds(self) -> None:
        with render_page(Gallery()) as page:
            path = url(page, png(), "image/png")
            page.advance(9)
            assert page.fetch(path).status == 200
            page.advance(12)
            assert page.fetch(path).status == 404

    def test_it_ends_with_the_page(self) -> None:
        page = render_page(Gallery(pictures=[png(1)]))
        files = kept(page)
        shown: Any = served_visit(page._driver.visit).files.shown
        assert files
        page.close()
        assert shown._files.files == {}

    def test_nothing_of_it_is_left(self) -> None:
        page = render_page(Gallery(pictures=[png(1)]))
        page.close()
        del page
        gc.collect()
        assert not [one for one in gc.get_objects() if isinstance(one, ShownFile) and one.data == png(1)]


class TestHowMuch:
    def app(self, limit: int) -> App:
        return App(Gallery, limits=ServerLimits(shown_bytes=limit))

    def test_a_page_that_shows_something_new_all_the_time(self) -> None:
        """Ten pictures a second: what is no longer shown makes room."""
        size = len(png())
        with render_page(self.app(30 * size)) as page:
            for number in range(200):
                page.component.pictures = [png(number)]
                page.advance(0.1)
                assert page.fetch(addresses(page)[0]).data == png(number)
                assert len(kept(page)) <= 30

    def test_what_is_shown_at_once_is_bounded(self) -> None:
        size = len(png())
        with render_page(self.app(3 * size)) as page:
            page.component.pictures = [png(number) for number in range(3)]
            assert len(page.locator("img")) == 3
            with page.expect_error(ValueError, "shown_bytes"):
                page.component.pictures = [png(number) for number in range(4)]
                page.advance(0)


@pytest.mark.parametrize("kind", KINDS)
class TestWhoGetsIt:
    async def test_its_answer(self, kind: str) -> None:
        app = App(lambda: Gallery(pictures=[png(7)]))
        async with serving_on(kind, app) as site:
            loaded = await site.load("/")
            path = loaded.text.partition('<img src="')[2].partition('"')[0].replace("./", "/")
            assert path.startswith(SHOWN)
            status, headers, _ = await raw(site, path)
            assert (status, headers["content-type"], headers["cache-control"]) == (200, "image/png", "no-store")
            assert "sandbox" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            status, headers, body = await raw(site, path, Range="bytes=1-3")
            assert (status, headers["content-range"], body) == (206, f"bytes 1-3/{len(png())}", b"PNG")
            assert (await raw(site, path, Range="bytes=9999-"))[0] == 416
            assert (await raw(site, path, method="HEAD"))[2] == b""
            assert (await raw(site, path, method="POST"))[0] == 405
            assert (await raw(site, path, Sec_Fetch_Site="cross-site"))[0] == 404
            assert (await raw(site, f"{path}x"))[0] == 404
            app.visits[0]._served.end()
            assert (await raw(site, path))[0] == 404

    async def test_only_its_visitor(self, kind: str) -> None:
        app = App(lambda: Gallery(pictures=[png(7)]), sessions=True)
        async with serving_on(kind, app) as site:
            _, headers, text = await site.get("/")
            cookie = headers["set-cookie"].partition(";")[0]
            path = text.partition('<img src="')[2].partition('"')[0].replace("./", "/")
            assert (await raw(site, path, Cookie=cookie))[0] == 200
            assert (await raw(site, path))[0] == 404
            other = (await site.get("/"))[1]["set-cookie"].partition(";")[0]
            assert (await raw(site, path, Cookie=other))[0] == 404

    async def test_wherever_the_page_goes(self, kind: str) -> None:
        """Its address is the same on all pages that it goes to, at any depth, below a prefix that nobody has named."""
        app = App()
        app.page("/")(lambda: Gallery(pictures=[png(7)]))
        app.page("/deep/down/here")(lambda: Gallery(pictures=[png(8)]))
        async with serving_on(kind, app) as site:
            for start in ("/", "/deep/down/here"):
                text = (await site.get(start))[2]
                path = text.partition('<img src="')[2].partition('"')[0]
                for place in ("/", "/deep/down/here"):
                    for stripped in ("", "/shop"):
                        address = urljoin(f"http://localhost{stripped}{place}", path)
                        there = address.removeprefix(f"http://localhost{stripped}")
                        assert (await raw(site, there))[0] == 200, address

    async def test_below_a_prefix_and_in_a_mounted_app(self, kind: str) -> None:
        inner, app = App(), App(root_path="/shop")
        inner.page("/deep/desk")(lambda: Gallery(pictures=[png(7)]))
        app.mount("/office", inner)
        async with serving_on(kind, app) as site:
            text = (await site.get("/shop/office/deep/desk"))[2]
            path = text.partition('<img src="')[2].partition('"')[0]
            assert path.startswith("/shop/office/_domsync/shown/")
            assert (await raw(site, path))[0] == 200


async def raw(site: Any, path: str, *, method: str = "GET", **headers: Any) -> tuple[int, dict[str, str], bytes]:
    return await ask(site, path, method=method, **headers)


def test_a_shared_part_has_its_pictures_in_itself() -> None:
    class Board(Component):
        def render(self) -> Any:
            return h.img(src=png(5), alt="x")

    shared = Shared(Board)
    app = App(lambda: h.div(shared))
    with render_page(app) as page:
        assert addresses(page)[0].startswith("data:image/png;base64,")


async def test_the_visit_is_freed_at_once() -> None:
    app = App(lambda: Gallery(pictures=[png(7)]))
    async with serving_on("standalone", app) as site:
        await site.load("/")
        shown = app._visits.files.shown
        assert len(shown.files) == 1
        app.visits[0]._served.end()
        await settled(lambda: not shown.files)
        await asyncio.sleep(0)
