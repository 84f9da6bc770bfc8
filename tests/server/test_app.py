"""Apps: their pages, the values in addresses, and visits that outlive their connections."""

from __future__ import annotations

import asyncio
import gc
import json
import re
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pydantic import PrivateAttr, model_validator
from websockets.asyncio.client import connect

from domsync import App, Child, Component, Document, Query, Redirect, Request, State, Visit, run_in_thread, unsafe_html
from domsync import html as h
from domsync.components.reconciler.instance import Instance
from domsync.components.state.tracking import Source
from domsync.dom import Node
from domsync.dom.ops import OP_CODES
from domsync.dom.traversal import descend
from domsync.errors import LimitError
from domsync.server.limits import ServerLimits
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.visit import served_visit
from domsync.session import FrameLog, Limits, Session
from domsync.testing import render_page
from tests.living import born, living
from tests.server.support import Browser, browser, http, settled
from tests.waiting import PATIENCE


class Counter(Component):
    count: Query[int] = 0
    seen: str = ""

    def render(self) -> Child:
        return [h.p(f"Count: {self.count}"), h.button("+1", on_click=self.increment), h.p(self.seen)]

    def increment(self) -> None:
        self.count += 1


class Tally(Component):
    """The same, without a field that stands in the address."""

    count: int = 0

    def render(self) -> Child:
        return [h.p(f"Count: {self.count}"), h.button("+1", on_click=self.increment), h.p("")]

    def increment(self) -> None:
        self.count += 1


@asynccontextmanager
async def serving(app: App) -> AsyncIterator[Any]:
    """Serve an app on a free port; what comes has the `port` that the support functions look at."""
    app.port = await app.serve("localhost", 0)  # type: ignore[attr-defined]
    try:
        yield app
    finally:
        await app.close()


def settings(body: bytes) -> Any:
    """What the page tells its client."""
    found = re.search(rb'data-domsync="([^"]*)"', body)
    assert found is not None, body
    return json.loads(unescape(found[1].decode()))


class Tab:
    """A page that was loaded, and its connection."""

    def __init__(self, told: Any, body: str, page: Browser) -> None:
        self.told = told
        self.body = body
        self.page = page
        self.token = told["token"]
        self.button = next(op[1] for op in told["frame"][3] if op[0] == OP_CODES["LISTEN"])

    async def hello(self, **fields: Any) -> Any:
        frame = self.told["frame"]
        welcome = await self.page.hello(**{"token": self.token, "seen": [[0, frame[1]]], **fields})
        self.token = welcome["token"]
        return welcome

    async def click(self) -> Any:
        return await self.page.acknowledged(await self.page.event(0, self.button, "click"))


@asynccontextmanager
async def tab(app: Any, path: str = "/") -> AsyncIterator[Tab]:
    status, _, body = await http(app, path)
    assert status == 200, body
    async with browser(app) as page:
        loaded = Tab(settings(body), body.decode(), page)
        await loaded.hello()
        yield loaded


async def test_a_page_is_rendered_once_and_its_clicks_change_it() -> None:
    async with serving(App(Tally, title="Counting <3")) as app, tab(app) as page:
        assert "<title>Counting &lt;3</title>" in page.body
        assert "<p>Count: 0</p><button>+1</button>" in page.body
        assert page.told["frame"][:3] == [0, 1, 0]
        assert await page.click() == [0, 2, 1, [[OP_CODES["SET_DATA"], 5, "Count: 1"]]]


async def test_every_visitor_has_a_component_of_their_own() -> None:
    async with serving(App(Tally)) as app, tab(app) as one, tab(app) as other:
        await one.click()
        assert (await other.click())[3] == [[OP_CODES["SET_DATA"], 5, "Count: 1"]]


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/", 200, "Count: 0"),
        ("/?count=41", 200, "Count: 41"),
        ("/?seen=secret&show=false&key=7", 200, "<p><!--_--></p>"),
        ("/?count=x", 422, "count: Input should be a valid integer"),
        ("/users/7", 200, "user 7, posts []"),
        ("/users/7?tab=a%20b&tags=x&tags=y", 200, "user 7, a b ['x', 'y']"),
        ("/users/new", 200, "a new user"),
        ("/users/x", 422, "user_id"),
        ("/users/7/", 404, "Not found"),
        ("/files/a/b%2Fc.txt", 200, "a/b/c.txt"),
        ("/raw?n=3", 200, "<b>raw 3</b>"),
        ("/raw", 422, "n: Field required"),
        ("/text", 200, "only text"),
        ("/nobody", 404, "Not found"),
        ("/shop", 200, "the shop at /shop"),
        ("/shop/item/3", 200, "item 3"),
        ("/shop/nothing", 404, "Not found"),
        ("/shopping", 404, "Not found"),
    ],
)
async def test_addresses(path: str, status: int, text: str) -> None:
    app = App(Counter)

    @app.page("/users/{user_id}")
    class User(Component):
        user_id: int
        tab: Query[str] = "posts"
        tags: Query[list[str]] = []

        def render(self) -> Child:
            return f"user {self.user_id}, {self.tab} {self.tags}"

    @app.page("/users/new")
    def new() -> Child:
        return h.p("a new user")

    @app.page("/files/{rest:path}")
    def files(rest: str) -> Child:
        return h.p(rest)

    @app.page("/raw")
    def raw(document: Document, n: int) -> None:
        document.body.appendChild(document.createElementNS("http://www.w3.org/1999/xhtml", "b")).innerText = f"raw {n}"

    @app.page("/text")
    def text_only() -> Child:
        return ["only ", "text"]

    shop = App()

    @shop.page("/")
    def home(request: Request) -> Child:
        return h.p("the shop at ", request.prefix)

    @shop.page("/item/{number}")
    def item(number: int) -> Child:
        return h.p(f"item {number}")

    app.mount("/shop", shop)
    async with serving(app) as served:
        found, headers, body = await http(served, path)
    assert found == status
    assert text in body.decode().replace("<!--|-->", "")
    assert "script-src" in headers["content-security-policy"] or status != 200


async def test_the_shell_says_what_app_and_page_say(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("p { color: red }")
    app = App(
        title="Router",
        lang="de",
        favicon="/static/icon.png",
        stylesheets=["/static/site.css"],
        css="body { margin: 0 }",
        scripts=["/static/site.js"],
        meta={"description": 'all "about" it'},
        static=tmp_path,
    )
    app.page("/", title="Home", css="h1 { margin: 0 }", meta={"author": "me"}, head=unsafe_html("<!-- mine -->"))(
        Counter
    )
    async with serving(app) as served:
        _, headers, body = await http(served)
        page = body.decode()
        sheets = re.findall(r'<link rel="stylesheet" href="\.([^"]*)">', page)
        assert [(await http(served, sheet))[2].decode() for sheet in sheets] == [
            "p { color: red }",
            "body { margin: 0 }",
            "h1 { margin: 0 }",
        ]
        assert (await http(served, sheets[1]))[1]["cache-control"].endswith("immutable")
    assert '<html lang="de">' in page
    assert "<title>Home</title>" in page
    assert '<link rel="icon" href="./static/icon.png">' in page
    assert '<meta name="description" content="all &quot;about&quot; it">' in page
    assert '<meta name="author" content="me">' in page
    assert "<!-- mine -->" in page
    nonce = re.search(r"'nonce-([^']*)'", headers["content-security-policy"])
    assert nonce is not None
    assert f'<script type="module" nonce="{nonce[1]}" src="./static/site.js">' in page


async def test_static_files_and_nothing_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / "a.txt").write_text("hello")
    (folder / ".hidden").write_text("secret")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    app = App(Counter)
    app.static("/files", folder)
    async with serving(app) as served:
        status, headers, body = await http(served, "/files/a.txt")
        assert (status, body, headers["content-type"]) == (200, b"hello", "text/plain; charset=utf-8")
        assert (await http(served, "/files/a.txt", If_None_Match=headers["etag"]))[0] == 304
        for path in (
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/.hidden",
            "/link.txt",
            "/",
            "",
            "/a%00",
        ):
            status, _, body = await http(served, f"/files{path}")
            assert (status, b"secret" in body) == (404, False), path


class Profile(Component):
    user_id: int
    tab: Query[str]

    def render(self) -> Child:
        return h.p(self.user_id)


class OfDay(Component):
    """Gives a field its value by itself."""

    day: str

    @model_validator(mode="before")
    @classmethod
    def fill(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {"day": "Monday", **given}

    def render(self) -> Child:
        return h.p(self.day)


class Chosen(Component):
    """Gives a field its value by itself, too."""

    day: str

    def __init__(self) -> None:
        super().__init__(day="Tuesday")  # type: ignore[call-arg]

    def render(self) -> Child:
        return h.p(self.day)


def test_a_component_that_fills_its_fields_by_itself_is_a_page() -> None:
    assert render_page(App(OfDay)).text == "Monday"
    assert render_page(App(Chosen)).text == "Tuesday"


def test_mistakes_are_told_where_they_are_made(tmp_path: Path) -> None:
    app = App(Counter)
    with pytest.raises(ValueError, match="has a page already"):
        app.page("/")
    with pytest.raises(ValueError, match="must begin with a slash: '/users'"):
        app.page("users")
    with pytest.raises(ValueError, match="brace"):
        app.page("/users/{id")
    with pytest.raises(TypeError, match="no field 'id'"):
        app.page("/users/{id}")(Counter)
    with pytest.raises(TypeError, match=r"Profile.user_id has no default.*as \{user_id\}.*Profile\(user_id=\.\.\.\)"):
        app.page("/profile")(Profile)
    with pytest.raises(TypeError, match=r"Profile\.user_id has no default"):
        app.layout("/profile")(Profile)
    app.page("/profile/{user_id}")(Profile)
    with pytest.raises(TypeError, match="pass the class Counter"):
        app.page("/x")(Counter())  # type: ignore[type-var]
    with pytest.raises(TypeError, match="a component class or a function"):
        App("page")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a folder"):
        app.static("/static", tmp_path / "missing")
    with pytest.raises(ValueError, match="not end with one"):
        app.mount("/shop/", App())
    with pytest.raises(TypeError, match="a list of addresses"):
        App(Counter, stylesheets="/a.css")

    async def parts() -> AsyncIterator[Child]:
        yield "late"

    with pytest.raises(TypeError, match="parts uses yield; a page's function must return"):
        app.page("/late")(parts)


async def test_a_page_that_raises_says_so_and_the_log_has_it(caplog: pytest.LogCaptureFixture) -> None:
    app = App(development=False)

    @app.page("/")
    def broken() -> Child:
        raise KeyError("the secret")

    async with serving(app) as served:
        status, _, body = await http(served)
        assert status == 500
        reference = re.search(rb"Reference (\w+)", body)
        assert reference is not None
        assert b"secret" not in body
        assert not served.visits
    assert reference[1].decode() in caplog.text
    assert "the secret" in caplog.text


async def test_redirects() -> None:
    app = App()

    @app.page("/old")
    def old() -> Child:
        raise Redirect("/new?x=1")

    @app.page("/returned")
    def returned() -> Redirect:
        return Redirect("https://example.org/")

    async with serving(app) as served:
        status, headers, _ = await http(served, "/old")
        assert (status, headers["location"]) == (303, "/new?x=1")
        assert (await http(served, "/returned"))[1]["location"] == "https://example.org/"
    for url in (
        "//evil",
        "/\\evil",
        "/\t/evil",
        "/%09/evil",
        "javascript:alert(1)",
        "evil",
        "",
        "https:evil",
        "/\r\nx",
        "/\ud800",
    ):
        with pytest.raises(ValueError, match=r"address|host"):
            Redirect(url)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("/über/ж?q=ü&r=%C3%BC#ß", "/%C3%BCber/%D0%B6?q=%C3%BC&r=%C3%BC#%C3%9F"),
        ("https://bücher.example:8/{a}|~", "https://b%C3%BCcher.example:8/{a}|~"),
        ("https://example.org/{a}|~", "https://example.org/{a}|~"),
    ],
)
async def test_a_redirect_is_written_as_headers_are(url: str, sent: str) -> None:
    app = App()
    app.page("/page")(lambda: Redirect(url))
    app.get("/route")(lambda: Redirect(url))
    async with serving(app) as served:
        for path in ("/page", "/route"):
            assert (await http(served, path))[1]["location"] == sent


class Traveller(Component):
    def render(self) -> Child:
        return h.button("go", on_click=self.go)

    def go(self) -> None:
        self.use(Visit).navigate("/there", replace=True)
        self.use(Visit).document.title = "Going"


async def test_a_visit_can_send_its_browser_elsewhere() -> None:
    async with serving(App(Traveller)) as app, tab(app) as page:
        await page.page.event(0, page.button, "click")
        assert await page.page.until(lambda frame: frame[:2] == [-1, 6]) == [-1, 6, {"url": "/there", "replace": True}]
        frame = await page.page.until(lambda frame: frame[0] == 0)
        assert frame[3] == [[OP_CODES["SET_PROPERTY"], 2, "title", "Going"]]


async def test_a_connection_that_breaks_goes_on_where_it_was() -> None:
    async with serving(App(Tally)) as app, tab(app) as page:
        await page.click()
        await page.page.socket.close()
        await settled(lambda: not app.visits[0].connected)
        [root] = served_visit(app.visits[0]).scheduler.roots
        root.component.increment()
        async with browser(app) as again:
            page.page, again.sent = again, 1
            assert (await page.hello(seen=[[0, 2]], sent=1))["resumed"] is True
            assert (await again.receive())[1:] == [3, 1, [[OP_CODES["SET_DATA"], 5, "Count: 2"]]]
            assert (await page.click())[3] == [[OP_CODES["SET_DATA"], 5, "Count: 3"]]


async def test_an_event_that_comes_twice_runs_once() -> None:
    async with serving(App(Tally)) as app, tab(app) as page:
        await page.click()
        await page.page.say([1, 0, page.button, "click"])
        assert (await page.click())[3] == [[OP_CODES["SET_DATA"], 5, "Count: 2"]]


async def test_a_second_connection_takes_the_visit_over() -> None:
    async with serving(App(Tally)) as app, tab(app) as page, browser(app) as second:
        first, page.page = page.page, second
        await page.hello()
        await asyncio.wait_for(first.socket.wait_closed(), PATIENCE)
        assert first.socket.close_code == 4409
        assert len(app.visits) == 1
        assert app.visits[0].connected
        assert (await page.click())[3] == [[OP_CODES["SET_DATA"], 5, "Count: 1"]]


@pytest.mark.parametrize(
    "hello",
    [
        '[0,1,{"v":1}]',
        '[0,1,{"v":1,"token":"nobody.nothing"}]',
        '[0,1,{"v":1,"token":7}]',
        "{}",
        "[" * 2000,
        '[0,1,{"v":1,"token":"\\ud800"}]',
        b"\x00",
    ],
)
async def test_a_hello_without_a_known_token_is_sent_away(hello: str | bytes) -> None:
    async with serving(App(Counter)) as app, browser(app) as page:
        await page.socket.send(hello)
        await asyncio.wait_for(page.socket.wait_closed(), PATIENCE)
        assert page.socket.close_code == 4401


async def test_a_token_that_was_used_is_worth_nothing() -> None:
    async with serving(App(Tally)) as app, tab(app) as page:
        stolen = page.told["token"]
        await page.click()
        async with browser(app) as thief:
            await thief.say([0, 1, {"v": 1, "token": stolen}])
            await asyncio.wait_for(thief.socket.wait_closed(), PATIENCE)
            assert thief.socket.close_code == 4401
        assert (await page.click())[3] == [[OP_CODES["SET_DATA"], 5, "Count: 2"]]


async def test_visits_end_when_nobody_comes() -> None:
    limits = ServerLimits(pending_seconds=0.05, session=Limits(hello_seconds=0.05))
    async with serving(App(Counter, limits=limits)) as app:
        _, _, body = await http(app)
        assert settings(body)["token"]
        await settled(lambda: not app.visits)
        async with browser(app) as silent:
            await asyncio.wait_for(silent.socket.wait_closed(), PATIENCE)
            assert silent.socket.close_code == 4408


async def test_a_visit_with_a_browser_ends_after_the_browser_has_gone() -> None:
    async with serving(App(Counter, limits=ServerLimits(detached_seconds=0.05))) as app:
        async with tab(app):
            [visit] = app.visits
            assert served_visit(visit)._timer is None, "nothing ends it while it is connected"
        await settled(lambda: not app.visits)


async def test_only_so_many_visits_wait_for_their_browser() -> None:
    async with serving(App(Tally, limits=ServerLimits(pending=3, sessions=5))) as app, tab(app) as page:
        assert [(await http(app))[0] for _ in range(20)] == [200] * 3 + [503] * 17
        assert len(app.visits) == 4
        assert (await page.click())[3] == [[OP_CODES["SET_DATA"], 5, "Count: 1"]]


async def test_too_many_visits_are_asked_to_come_back() -> None:
    async with serving(App(Counter, limits=ServerLimits(sessions=1))) as app, tab(app):
        status, headers, _ = await http(app)
        assert (status, headers["retry-after"]) == (503, "5")


class Slow(Component):
    steps: list[str] = []
    _gate: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)

    def render(self) -> Child:
        return [h.button("start", on_click=self.start), h.p(", ".join(self.steps))]

    async def start(self) -> None:
        self.steps.append("began")
        await self.flush()
        self.steps.append(await run_in_thread(str, "thread"))
        await self._gate.wait()
        self.steps.append("ended")


async def test_a_handler_that_awaits_updates_the_page_on_its_way() -> None:
    async with serving(App(Slow)) as app, tab(app) as page:
        await page.page.event(0, page.button, "click")
        shown: list[str] = []
        (visit,) = app.visits
        while not shown or not shown[-1].endswith("ended"):
            frame = await page.page.until(lambda frame: frame[0] == 0 and frame[3])
            shown.append(frame[3][0][2])
            if len(shown) == 1:
                next(iter(served_visit(visit).scheduler.roots)).component._gate.set()
        assert shown[0] == "began"
        assert len(shown) > 1


class Failing(Component):
    def render(self) -> Child:
        return [h.button("fail", on_click=self.fail), h.p("still here")]

    def fail(self) -> None:
        raise RuntimeError("the reason")


async def test_an_async_handler_begins_before_the_next_event() -> None:
    sent: list[str] = []

    class Chat(Component):
        draft: str = ""

        def render(self) -> Any:
            return h.form(h.input(bind=self.field("draft")), on_submit=self.send)

        async def send(self) -> None:
            draft, self.draft = self.draft, ""
            await asyncio.sleep(0)
            sent.append(draft)

    async with serving(App(Chat)) as app, tab(app) as page:
        browser = page.page
        # So fast that the server reads all of it at once.
        for text in ("one", "two"):
            await browser.event(0, 5, "input", {"value": text})
            await browser.event(0, 4, "submit")
        await settled(lambda: len(sent) == 2)
        assert sent == ["one", "two"]


async def test_a_handler_that_raises_harms_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(App(Failing)) as app, tab(app) as page:
        await page.click()
        await page.click()
    assert caplog.text.count("RuntimeError: the reason") >= 2


class Board(State):
    texts: list[str] = []


board = Board()


class Shared(Component):
    def render(self) -> Child:
        return [h.button("add", on_click=self.add), h.p(" ".join(board.texts))]

    def add(self) -> None:
        board.texts.append("x")


async def test_state_is_shared_between_visits() -> None:
    async with serving(App(Shared)) as app, tab(app) as one, tab(app) as other:
        await one.click()
        assert (await other.page.receive())[3][0][-1] == "x"
        await other.click()
        assert (await one.page.receive())[3][0][-1] == "x x"
    board.texts.clear()


async def test_hooks_and_background_tasks_live_as_long_as_the_app(caplog: pytest.LogCaptureFixture) -> None:
    happened: list[str] = []
    app, inner = App(Counter), App()
    app.mount("/inner", inner)

    @inner.on_startup
    async def start() -> None:
        happened.append("start")

    @app.on_shutdown
    def stop() -> None:
        happened.append("stop")

    @app.background
    async def tick() -> None:
        try:
            while True:
                happened.append("tick")
                await asyncio.sleep(60)
        finally:
            happened.append("cancelled")

    @app.background
    async def breaks() -> None:
        raise OSError("the disk is full")

    async with serving(app):
        await settled(lambda: "tick" in happened)
        with pytest.raises(RuntimeError, match="already"):
            await app.serve("localhost", 0)
    assert happened == ["start", "tick", "cancelled", "stop"]
    assert "the disk is full" in caplog.text
    await app.close()


async def test_closing_tells_browsers_that_the_server_restarts() -> None:
    async with serving(App(Counter)) as app, tab(app) as page:
        await app.close()
        await asyncio.wait_for(page.page.socket.wait_closed(), PATIENCE)
        assert page.page.socket.close_code == 1012
        assert not app.visits


class Heavy(Component):
    rows: list[int] = list(range(50))

    def render(self) -> Child:
        return h.ul(
            h.each(self.rows, lambda row: h.li(str(row), on_click=lambda: self.rows.remove(row)), key=lambda row: row)
        )

    async def mounted(self) -> None:
        await asyncio.sleep(60)


async def test_nothing_of_a_visit_is_left_behind() -> None:
    kinds = (Component, Instance, Node, Session, FrameLog, Visit, ServedVisit, Source)
    async with serving(App(Heavy, collect=False)) as app:
        await http(app)
        for visit in app.visits:
            served_visit(visit).end()
        del visit
        gc.collect()
        before = living(*kinds)
        gc.disable()
        try:
            for number in range(40):
                if number % 2:
                    async with tab(app) as page:
                        await page.click()
                else:
                    await http(app)
            endings: list[Awaitable[None]] = [served_visit(visit).close() for visit in app.visits]
            await asyncio.gather(*endings)
            await settled(lambda: not app._visits.connections)
            # By reference counting alone: the collector is off.
            await settled(lambda: not born(before, *kinds))
        finally:
            gc.enable()


@pytest.mark.parametrize("deflate", [False, True])
async def test_messages_can_be_compressed_unless_that_was_refused(deflate: bool) -> None:
    async with serving(App(Counter, limits=ServerLimits(deflate=deflate))) as app:
        status, _, body = await http(app)
        assert status == 200
        url = f"ws://localhost:{app.port}/_domsync/ws"
        offers: Any = {"subprotocols": ["domsync.1"], "origin": f"http://localhost:{app.port}"}
        async with connect(url, compression="deflate", **offers) as socket:
            assert [type(extension).__name__ for extension in socket.protocol.extensions] == [
                "PerMessageDeflate"
            ] * deflate
            page = Browser(socket)
            told = settings(body)
            assert (await page.hello(token=told["token"], seen=[[0, 1]]))["resumed"] is True


class Rows(Component):
    """Rows of ten nodes and three listeners."""

    count: int = 10_000

    def render(self) -> Child:
        return h.table(h.tbody((self.row(number) for number in range(self.count)), id="rows"))

    def row(self, number: int) -> Child:
        cells = (h.td("a"), h.td("b"), h.td("c"), h.td(on_click=self.hit, on_keydown=self.hit))
        return h.tr(h.th("d"), cells, key=number, on_click=self.hit)

    def hit(self) -> None: ...


async def test_ten_thousand_rows_of_ten_nodes_are_within_the_default_limits() -> None:
    app = App(Rows)
    answer = app.hosting.respond(Request("/", headers={"host": "test"}))
    assert isinstance(answer, HttpResponse)
    assert answer.status == 200
    [visit] = app.visits
    rows = visit.document.getElementById("rows")
    assert rows is not None
    assert rows.childElementCount == 10_000
    assert len(list(descend(rows.firstElementChild))) == 10  # type: ignore[arg-type]
    served_visit(visit).end()


def test_a_limit_says_how_it_is_set() -> None:
    said = "the document has reached its limit of 5 nodes; App(limits=ServerLimits(nodes=...)) sets another one"
    assert str(LimitError("nodes", 5)) == said
