"""Files for browsers: what is sent under which name, to whom, and how often."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domsync import App, ClientGone, Component, Visit
from domsync import html as h
from domsync.server.files import downloads as module
from domsync.server.pages.visit import served_visit
from domsync.testing import DownloadFailedError, Page, SavedFile, render_page
from tests.server.app_support import Served
from tests.server.net.servers import KINDS, serving_on
from tests.waiting import PATIENCE

HOSTILE = json.loads((Path(__file__).parents[2] / "data" / "hostile_strings.json").read_text())


class Desk(Component):
    """Gives what its test has put down."""

    clicks: int = 0

    def render(self) -> Any:
        return h.button(f"{self.clicks} clicks", on_click=self.click)

    def click(self) -> None:
        self.clicks += 1


def visit_of(page: Page) -> Visit:
    visit = page._driver.visit
    assert isinstance(visit, Visit)
    return visit


def give(page: Page, data: object, **options: Any) -> list[SavedFile]:
    """What the browser has saved when a handler has offered something."""
    page._driver.run(lambda: visit_of(page).download(data, **options))
    page.settle()
    saved = list(page.downloads)
    page.downloads.clear()
    return saved


class TestWhatIsSent:
    def test_every_kind_of_data(self, tmp_path: Path) -> None:
        small, large = tmp_path / "small.bin", tmp_path / "large.bin"
        small.write_bytes(b"small")
        large.write_bytes(bytes(range(256)) * 4000)

        def parts() -> Iterator[str | bytes]:
            yield from ("a", b"b", "ü")

        async def later() -> AsyncIterator[bytes]:
            for part in (b"1", b"2"):
                await asyncio.sleep(5)
                yield part

        for shown in (Desk(), App(Desk)):
            page = render_page(shown)
            assert give(page, "ü", name="a.txt") == [SavedFile("a.txt", "ü".encode())]
            assert give(page, b"", name="a.txt") == [SavedFile("a.txt", b"")]
            assert give(page, bytearray(b"x"), name="a") == [SavedFile("a", b"x")]
            assert give(page, parts(), name="a") == [SavedFile("a", "abü".encode())]
            assert give(page, later(), name="a") == [SavedFile("a", b"12")]
            assert give(page, small) == [SavedFile("small.bin", b"small")]
            assert give(page, large, name="other.bin") == [SavedFile("other.bin", large.read_bytes())]
            assert page.url == "http://test/"
            page.close()

    def test_names(self) -> None:
        page = render_page(Desk())
        cleaned = {"ÄÖ €.csv": "ÄÖ €.csv", "../../etc/passwd": "passwd", 'a"b\r\nX: y;.txt': "a_bX_ y;.txt"}
        for name, clean in cleaned.items():
            assert [file.name for file in give(page, "x", name=name)] == [clean]
        for name in HOSTILE:
            [file] = give(page, "x", name=f"{name}.txt")
            assert "/" not in file.name
            assert "\n" not in file.name

    def test_what_cannot_be_sent_is_refused_at_once(self, tmp_path: Path) -> None:
        visit = visit_of(render_page(Desk()))
        for data in (None, 5, {"a": 1}, ["a"]):
            with pytest.raises(TypeError, match=type(data).__name__):
                visit.download(data, name="a")
        with pytest.raises(ValueError, match="needs a name"):
            visit.download("x")
        for type_ in ("csv", "", "text/csv\r\nX: y", "text/ü"):
            with pytest.raises(ValueError, match="not a MIME type"):
                visit.download("x", name="a", type=type_)
        with pytest.raises(FileNotFoundError, match="there is no file"):
            visit.download(tmp_path / "none.csv")

    def test_a_file_that_has_gone_and_an_iterator_that_fails_are_told(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_text("x")
        page = render_page(Desk())

        def offer() -> None:
            visit_of(page).download(path)
            path.unlink()

        with page.expect_error(DownloadFailedError, "404"):
            page._driver.run(offer)

        def failing() -> Iterator[str]:
            yield "a"
            raise LookupError("no more")

        with page.expect_error(LookupError, "no more"):
            assert give(page, failing(), name="a") == []


class TestLife:
    @pytest.fixture
    def page(self) -> Page:
        return render_page(App(Desk))

    def waiting(self, page: Page) -> dict[str, module.Download]:
        downloads = served_visit(visit_of(page)).files.downloads
        assert isinstance(downloads, module.PageDownloads)
        return downloads._downloads.waiting

    def test_one_that_is_offered_while_the_browser_is_away_comes_when_it_is_back(self, page: Page) -> None:
        page.disconnect()
        assert give(page, "x", name="a") == []
        page.advance(300)
        page.reconnect()
        assert page.downloads == [SavedFile("a", b"x")]
        page.reconnect()
        assert page.downloads == [SavedFile("a", b"x")]

    def test_what_nobody_asks_for_expires_and_is_closed(self, page: Page) -> None:
        closed = []

        class Source:
            def __iter__(self) -> Iterator[str]:
                return self

            def __next__(self) -> str:
                raise StopIteration

            def close(self) -> None:
                closed.append(True)

        page._driver.browser.save = lambda address: None  # type: ignore[attr-defined]
        give(page, Source(), name="a")
        page.advance(59)
        assert len(self.waiting(page)) == 1
        page.advance(2)
        assert self.waiting(page) == {}
        assert closed == [True]

    def test_only_so_many_wait(self, page: Page) -> None:
        page.disconnect()
        for number in range(20):
            give(page, str(number), name="a")
        page.reconnect()
        page.settle()
        assert sorted(int(file.data) for file in page.downloads) == list(range(4, 20))

    def test_it_ends_with_the_visit(self, page: Page) -> None:
        page.disconnect()
        give(page, "x", name="a")
        waiting, visit = self.waiting(page), visit_of(page)
        assert len(waiting) == 1
        page.close()
        assert waiting == {}
        with pytest.raises(ClientGone):
            visit.download("x", name="a")


async def address_of(site: Served, visit: Visit, browser: Any, data: object, **options: Any) -> str:
    """Offer a file; the path that the browser is told."""
    visit.download(data, **options)
    while True:
        frame = await browser.receive()
        if frame[:2] == [-1, 6]:
            assert frame[2]["download"] is True
            return f"/_domsync/{frame[2]['url']}"


async def fetch(site: Served, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    named = {"Host": f"localhost:{site.port}", "Connection": "close"} | headers
    lines = [f"{method} {path} HTTP/1.1", *[f"{name.replace('_', '-')}: {value}" for name, value in named.items()]]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    first, *rest = head.decode().split("\r\n")
    fields = dict(re.split(r":\s*", line, maxsplit=1) for line in rest)
    return int(first.split()[1]), {name.lower(): value for name, value in fields.items()}, body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("prefix", ["", "/shop"])
async def test_once_and_whole(kind: str, prefix: str, tmp_path: Path) -> None:
    path = tmp_path / "big.bin"
    path.write_bytes(bytes(range(256)) * 4000)
    app = App(Desk)
    outer = App()
    outer.mount("/shop", app)
    served = outer if prefix else app
    async with serving_on(kind, served) as site, site.visit(prefix or "/") as (browser, _):
        [visit] = served.visits
        asked = prefix + await address_of(site, visit, browser, "a;b", name="Größe €.csv")
        assert (await fetch(site, asked, "HEAD"))[0] == 405
        assert (await fetch(site, asked, Sec_Fetch_Site="cross-site"))[0] == 404
        status, headers, body = await fetch(site, asked)
        assert (status, body) == (200, b"a;b")
        assert headers["content-type"] == "text/csv; charset=utf-8"
        expected = "attachment; filename=\"Groe .csv\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%E2%82%AC.csv"
        assert headers["content-disposition"] == expected
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert (await fetch(site, asked))[0] == 410
        assert (await fetch(site, f"{prefix}/_domsync/download/{'x' * 43}"))[0] == 410
        asked = prefix + await address_of(site, visit, browser, path, type="image/png")
        status, headers, body = await fetch(site, asked, Range="bytes=0-9")
        assert (status, headers["content-type"], body == path.read_bytes()) == (200, "image/png", True)
        asked = prefix + await address_of(site, visit, browser, "x", name="a")
        served_visit(visit).end()
        assert (await fetch(site, asked))[0] == 410


@pytest.mark.parametrize("kind", KINDS)
async def test_another_session_is_refused(kind: str) -> None:
    app = App(Desk, sessions=True)
    async with serving_on(kind, app) as site:
        cookies = []
        for _ in range(2):
            _, headers, _ = await fetch(site, "/")
            cookies.append(headers["set-cookie"].partition(";")[0])
        await site.load("/")
        visit = app.visits[-1]
        own = f"domsync_session_{site.port}={visit.request.visitor.token}"
        assert own not in cookies
        visit.download("secret", name="a")
        [asked] = [f"/_domsync/download/{ticket}" for ticket in app._visits.files.downloads.waiting]
        for headers in ({}, {"Cookie": cookies[0]}, {"Cookie": cookies[1]}, {"Cookie": f"{own}x"}):
            assert (await fetch(site, asked, **headers))[0] == 404
        status, _, body = await fetch(site, asked, Cookie=own)
        assert (status, body) == (200, b"secret")
        assert (await fetch(site, asked, Cookie=own))[0] == 410


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_read_only_as_fast_as_the_browser_takes_it(kind: str) -> None:
    made: list[int] = []
    closed = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                made.append(100_000)
                yield bytes(100_000)
                await asyncio.sleep(0)
        finally:
            closed.set()

    app = App(Desk)
    async with serving_on(kind, app) as site, site.visit("/") as (browser, _):
        asked = await address_of(site, app.visits[0], browser, endless(), name="a")
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port, limit=1000)
        writer.write(f"GET {asked} HTTP/1.1\r\nHost: localhost:{site.port}\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        before = -1
        while before != len(made):
            before = len(made)
            await asyncio.sleep(0.3)
        assert sum(made) < 20_000_000
        writer.transport.abort()
        await asyncio.wait_for(closed.wait(), PATIENCE)


def test_the_address_names_the_worker() -> None:
    app = App(Desk)
    app._visits.files.downloads.query = "?worker=3"
    page = render_page(app)
    told: list[str] = []
    page._driver.browser.save = told.append  # type: ignore[attr-defined]
    give(page, "x", name="a")
    assert re.fullmatch(r"download/[\w-]{43}\?worker=3", told[0])


def test_requests_of_other_apps_paths_are_left_alone() -> None:
    app = App(Desk)
    app.get("/files/{rest:path}")(lambda rest: rest)
    page = render_page(app)
    answer = app.hosting.respond(replace(visit_of(page).request, path="/files/_domsync/download/x"))
    assert answer.body == b"_domsync/download/x"  # type: ignore[union-attr]
