"""Pages whose function is async: they are answered when it returns, and leave nothing when nobody wants them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from domsync import App, Child, Component, Document, Redirect, Request
from domsync import html as h
from domsync.server.limits import ServerLimits
from tests.server.app_support import served
from tests.server.support import settled


class Greeting(Component):
    name: str

    def render(self) -> Any:
        return h.button(f"Hello, {self.name}", on_click=self.rename)

    def rename(self) -> None:
        self.name = "you"


class Gate:
    """What a page's function waits for."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.entered = 0
        self.cancelled = 0

    async def pass_through(self) -> None:
        self.entered += 1
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


def app_with(gate: Gate, **options: Any) -> App:
    app = App(**options)

    @app.page("/users/{name}")
    async def user(name: str, request: Request, times: int = 1) -> Component:
        await gate.pass_through()
        assert request.path == f"/users/{name}"
        return Greeting(name=" and ".join([name] * times))

    return app


async def test_what_an_async_function_returns_is_shown() -> None:
    gate = Gate()
    async with served(app_with(gate)) as site:
        loading = asyncio.ensure_future(site.load("/users/Ada?times=2"))
        await settled(lambda: gate.entered == 1)
        assert not loading.done()
        gate.open.set()
        loaded = await loading
        assert "Hello, Ada and Ada" in loaded.text
        async with site.connect(loaded) as browser:
            (visit,) = site.app.visits
            assert visit.connected
            await browser.say([0, 3])
        assert (await site.get("/users/Ada?times=x"))[0] == 422
        assert gate.entered == 1, "a value that does not fit never reaches the function"


async def test_elements_nothing_and_the_raw_dom() -> None:
    app = App()

    @app.page("/element")
    async def element() -> Child:
        return h.p("An element")

    @app.page("/raw")
    async def raw(document: Document) -> None:
        heading = document.createElement("h1")
        document.documentElement.append(heading)
        await asyncio.sleep(0.01)
        heading.textContent = "Raw"

    @app.page("/nothing")
    async def nothing() -> None:
        pass

    async with served(app) as site:
        assert "<p>An element</p>" in (await site.load("/element")).text
        loaded = await site.load("/raw")
        assert "Raw</h1>" in loaded.text
        async with site.connect(loaded) as browser:
            site.app.visits[1].document.documentElement.append("more")
            assert "more" in str(await browser.receive()), "the change goes on from where the page began"
        await site.load("/nothing")


async def test_messages_before_the_page_goes_out_arrive() -> None:
    app = App()

    @app.page("/")
    async def late(document: Document) -> None:
        field = document.createElement("input")
        document.documentElement.append("shown", field)
        field.focus()
        await asyncio.sleep(0.01)

    async with served(app) as site, site.visit() as (browser, text):
        assert "shown" in text
        assert "focus" in str(await browser.receive())


async def test_a_redirect_and_a_failure_end_the_visit(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[BaseException] = []
    app = App(development=False)

    @app.page("/old")
    async def old() -> None:
        await asyncio.sleep(0)
        raise Redirect("/new")

    @app.page("/broken")
    async def broken() -> Child:
        await asyncio.sleep(0)
        raise KeyError("the secret")

    @app.page("/returned")
    async def returned() -> Any:
        return ValueError("returned and not raised")

    @app.page("/cancelled")
    async def cancelled() -> Child:
        raise asyncio.CancelledError

    @app.on_error
    def note(error: BaseException, reference: str) -> None:
        heard.append(error)

    async with served(app) as site:
        status, headers, _ = await site.get("/old")
        assert (status, headers["location"]) == (303, "/new")
        for path in ("/broken", "/returned", "/cancelled"):
            status, _, text = await site.get(path)
            assert status == 500, path
            assert "Reference" in text
            assert "secret" not in text
        assert len(heard) == 3
        assert isinstance(heard[0], KeyError)
        assert "the page /broken failed" in caplog.text
        assert not site.app.visits
        assert not len(site.app._visits.budgets)


async def is_empty(app: App, gate: Gate) -> None:
    """Wait until a page that was being made has left nothing."""
    await settled(lambda: gate.cancelled == 1 and not app.visits)
    assert not len(app._visits.budgets)
    assert not app._visits._making


@pytest.mark.parametrize("half", [False, True])
async def test_a_client_that_leaves_ends_the_wait(half: bool) -> None:
    gate = Gate()
    async with served(app_with(gate)) as site:
        _, writer = await asyncio.open_connection("localhost", site.port)
        writer.write(b"GET /users/Ada HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await settled(lambda: gate.entered == 1)
        assert len(site.app.visits) == 1
        if half:
            writer.write_eof()
        else:
            writer.transport.abort()
        await is_empty(site.app, gate)
        writer.close()
        gate.open.set()
        assert "Hello, Eve" in (await site.load("/users/Eve")).text


async def test_a_page_that_waits_counts_as_pending() -> None:
    gate = Gate()
    app = app_with(gate, limits=ServerLimits(pending_per_peer=2, exempt_peers=frozenset()))
    async with served(app) as site:
        loading = [asyncio.ensure_future(site.get("/users/Ada")) for _ in range(2)]
        await settled(lambda: gate.entered == 2)
        assert len(app._visits.budgets.loading) == 2
        assert (await site.get("/users/Ada"))[0] == 429
        assert gate.entered == 2
        gate.open.set()
        assert [status for status, *_ in await asyncio.gather(*loading)] == [200, 200]
        assert len(app._visits.budgets.loading) == 2


async def test_a_page_that_has_to_make_room_is_cancelled() -> None:
    gate = Gate()
    async with served(app_with(gate)) as site:
        loading = asyncio.ensure_future(site.get("/users/Ada"))
        await settled(lambda: gate.entered == 1)
        assert site.app._visits.budgets.relieve(1) == 1
        status, headers, _ = await loading
        assert (status, headers["retry-after"]) == (503, "5")
        await is_empty(site.app, gate)


async def test_what_a_cancelled_function_raises_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    app = App()
    entered = asyncio.Event()

    @app.page("/")
    async def careless() -> Child:
        entered.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise OSError("the pool is closed")

    async with served(app) as site:
        loading = asyncio.ensure_future(site.get("/"))
        await entered.wait()
        next(iter(app._visits)).end()
        assert (await loading)[0] == 503
    assert "the page / failed when it was cancelled" in caplog.text
    assert "the pool is closed" in caplog.text


async def test_a_function_that_takes_too_long_has_failed(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate()
    async with served(app_with(gate, limits=ServerLimits(pending_seconds=0.05))) as site:
        status, _, text = await site.get("/users/Ada")
        assert status == 500
        assert "has not returned within 0.05 s" in text
        await is_empty(site.app, gate)
    assert "the page /users/{name} failed" in caplog.text


async def test_the_end_of_the_app_does_not_wait_for_it() -> None:
    gate = Gate()
    app = app_with(gate)
    async with served(app) as site:
        loading = asyncio.ensure_future(site.get("/users/Ada"))
        await settled(lambda: gate.entered == 1)
    assert (await loading)[0] in (0, 503)
    await is_empty(app, gate)


@asynccontextmanager
async def asked(app: App, path: str) -> AsyncIterator[tuple[list[Any], "asyncio.Queue[Any]", "asyncio.Task[None]"]]:
    """A request to an app behind an ASGI server: what was sent, what comes, and the task that serves it."""
    sent: list[Any] = []
    coming: asyncio.Queue[Any] = asyncio.Queue()
    coming.put_nowait({"type": "http.request", "body": b"", "more_body": False})

    async def send(message: Any) -> None:
        sent.append(message)

    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "http_version": "1.1",
    }
    task = asyncio.ensure_future(app(scope, coming.get, send))
    try:
        yield sent, coming, task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await app.hosting.end()


async def test_behind_an_asgi_server_it_is_answered() -> None:
    gate = Gate()
    app = app_with(gate)
    async with asked(app, "/users/Ada") as (sent, _, task):
        await settled(lambda: gate.entered == 1)
        assert not sent
        gate.open.set()
        await task
        assert sent[0]["status"] == 200
        assert b"Hello, Ada" in sent[1]["body"]
        assert len(app.visits) == 1


async def test_behind_an_asgi_server_a_client_that_leaves_ends_the_wait(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate()
    app = app_with(gate)
    with caplog.at_level(logging.WARNING):
        async with asked(app, "/users/Ada") as (_, coming, task):
            await settled(lambda: gate.entered == 1)
            coming.put_nowait({"type": "http.disconnect"})
            await is_empty(app, gate)
            await task
    assert not [record for record in caplog.records if record.name == "domsync"], "it is nobody's fault"


async def test_a_host_that_cancels_the_request_ends_the_wait() -> None:
    gate = Gate()
    app = app_with(gate)
    async with asked(app, "/users/Ada") as (_, _, task):
        await settled(lambda: gate.entered == 1)
        task.cancel()
        await is_empty(app, gate)
