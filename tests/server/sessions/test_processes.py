"""Sessions of several processes with Redis, each an app of its own behind a port of its own."""

import asyncio
import http.client
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from domsync import App, Component, RedisBroker, RedisStore, Request, Session, SessionOptions, SqliteStore, Visit
from domsync import html as h
from domsync.render.wire import SUBPROTOCOL
from domsync.server.pages.visit import served_visit
from domsync.server.processes.broker import Broker
from domsync.server.sessions.sessions import SessionEntry, Sessions
from domsync.server.sessions.store import MemoryStore
from domsync.testing.in_process.serving import read_page
from tests.ports import free_port
from tests.redis_server import redis_server
from tests.server.app_support import BUTTON
from tests.server.app_support import Counter as Count
from tests.waiting import PATIENCE


class Shop(Session):
    cart: list[str] = []


class Cart(Component):
    def render(self) -> Any:
        session = self.use(Visit).session
        return h.p(f"{session.user}: {', '.join(session.cart)}")


@asynccontextmanager
async def serving_app(app: App, port: int = 0) -> AsyncIterator[tuple[App, int]]:
    port = await app.serve("127.0.0.1", port)
    try:
        yield app, port
    finally:
        await app.close()
        sessions: Any = app._visits.sessions
        await sessions.store.close()


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[tuple[App, int]]:
    app = App(Cart, sessions=SessionOptions(model=Shop, cookie="shop", store=RedisStore(url)), broker=RedisBroker(url))
    async with serving_app(app) as served:
        yield served


async def get(port: int, path: str, cookie: str = "") -> tuple[int, str, str, str]:
    """Status, cookie, location and text of an answer."""

    def ask() -> tuple[int, str, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        given = (answer.headers.get("Set-Cookie") or "").partition(";")[0]
        result = answer.status, given, answer.headers.get("Location") or "", answer.read().decode()
        connection.close()
        return result

    return await asyncio.to_thread(ask)


@asynccontextmanager
async def page(app: App, port: int, cookie: str) -> AsyncIterator[tuple[Any, ClientConnection, str]]:
    """A page, its connection, and the cookie that it has."""
    _, given, _, text = await get(port, "/", cookie)
    loaded = read_page(app, 200, text)
    url = f"ws://127.0.0.1:{port}/_domsync/ws"
    async with connect(
        url,
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        origin=Origin(f"http://127.0.0.1:{port}"),
        additional_headers={"Cookie": given or cookie},
    ) as socket:
        await socket.send(msgspec.json.encode([0, 1, {"v": 1, "token": loaded.token}]).decode())
        assert msgspec.json.decode(await socket.recv())[1] == 1
        yield loaded.visit, socket, given or cookie


async def until_says(socket: ClientConnection, text: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while text not in str(await socket.recv()):
            pass


async def until_written(app: App) -> None:
    """Wait until the store has what sessions were given: the page is shown earlier."""
    written = asyncio.Event()
    sessions: Any = app._visits.sessions
    sessions.when_written(written.set)
    async with asyncio.timeout(PATIENCE):
        await written.wait()


async def test_a_session_is_the_same_in_all_processes() -> None:
    with redis_server() as redis:
        async with (
            serving(redis.url) as (one, port),
            serving(redis.url) as (two, other_port),
            page(one, port, "") as (visit, socket, cookie),
        ):
            visit.session.cart = ["tea"]
            await until_says(socket, "None: tea")
            await until_written(one)
            # The other process loads it from the store, and hears of later changes.
            async with page(two, other_port, cookie) as (visit_there, socket_there, same):
                assert same == cookie
                assert visit_there.session.cart == ["tea"]
                visit.session.cart.append("milk")
                await until_says(socket_there, "tea, milk")
                visit_there.session.cart = []
                await until_says(socket, '"None: "')
                # Signed in there: the new cookie is valid here.
                visit_there.sign_in("ann")
                async with asyncio.timeout(PATIENCE):
                    while (frame := msgspec.json.decode(await socket_there.recv()))[:2] != [-1, 6]:
                        pass
                status, new, location, _ = await get(port, "/" + frame[2]["url"].lstrip("./"), cookie)
                assert (status, location) == (303, "../")
                assert new != cookie
                # The process that has heard of the new cookie by its hash does not take it away.
                _, given, _, text = await get(port, "/", new)
                assert ("ann:" in text, given) == (True, "")
                assert "None:" in (await get(port, "/", cookie))[3]


class Late(Broker):
    """Connects two processes; what they say arrives later."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, bytes]] = []

    def _send(self, channel: str, data: bytes) -> None:
        self.said.append((channel, data))


async def test_what_two_processes_change_at_once_is_kept() -> None:
    """The later change of a field wins in both, and changes of other fields stay."""
    store = MemoryStore()
    pair = [Sessions(SessionOptions(model=Shop, store=store)) for _ in range(2)]
    brokers = [Late(), Late()]
    for sessions, broker in zip(pair, brokers, strict=True):
        await broker.start()
        sessions.start(broker)
    first = pair[0].find(Request("/"))
    assert isinstance(first, SessionEntry)
    pair[0].keep(first)
    second = pair[1].find(Request("/", headers={"cookie": f"domsync_session={first.token}"}))
    assert isinstance(second, SessionEntry)
    assert second.key == first.key
    brokers[0].said.clear()
    for one, other in ((first, second), (second, first)):
        mine: Any = one.session
        theirs: Any = other.session
        mine.cart = ["tea"]
        await asyncio.sleep(0.01)
        theirs.cart = [f"milk {one is first}"]
        mine.user = f"{one is first}"
        await asyncio.sleep(0.01)
        for broker, receiver in zip(brokers, reversed(brokers), strict=True):
            said, broker.said = broker.said, []
            for channel, data in said:
                receiver._deliver(channel, data)
        await asyncio.sleep(0.01)
        expected = ([f"milk {one is first}"], f"{one is first}")
        assert [(list(each.cart), each.user) for each in (mine, theirs)] == [expected] * 2
        record = await store.get(f"session:{first.key}")
        assert record is not None
        kept = msgspec.json.decode(record.data)["data"]
        assert (kept["cart"], kept["user"]) == expected
        assert [broker.said for broker in brokers] == [[], []]


async def test_sessions_that_no_other_process_finds_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    with redis_server() as redis:
        async with serving_app(App(Cart, sessions=SessionOptions(model=Shop), broker=RedisBroker(redis.url))):
            assert "sessions are kept in the memory of each process" in caplog.text
        caplog.clear()
        async with serving(redis.url):
            assert "sessions are kept" not in caplog.text


async def test_two_tabs_of_two_processes_share_a_session_that_holds_nothing(tmp_path: Path) -> None:
    """A second cookie would replace the first one, and with it end the first tab."""

    def app() -> App:
        return App(
            Cart, sessions=SessionOptions(model=Shop, cookie="shop", store=SqliteStore(tmp_path / "sessions.db"))
        )

    async with (
        serving_app(app()) as (one, port),
        serving_app(app()) as (two, other_port),
        page(one, port, "") as (visit, _, cookie),
        page(two, other_port, cookie) as (there, _, same),
    ):
        assert same == cookie
        assert there.request.visitor.key == visit.request.visitor.key


async def test_a_file_from_another_process_costs_a_page_no_cookie(tmp_path: Path) -> None:
    """A page is rendered by one worker, and its pictures come from others before it has connected."""
    one, two = (
        App(Cart, sessions=SessionOptions(cookie="shop", store=SqliteStore(tmp_path / "sessions.db"))) for _ in range(2)
    )
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "x.txt").write_text("x")
    two.static("/files", tmp_path / "files")

    @two.get("/put")
    def put(request: Request) -> str:
        request.session.user = "ann"
        return "x"

    async with serving_app(one) as (_, port), serving_app(two) as (_, other_port):
        _, cookie, _, _ = await get(port, "/")
        for path in ("/files/x.txt", "/nothing"):
            assert (await get(other_port, path, cookie))[1] == ""
        # Who writes into a session gets the cookie of it.
        assert (await get(other_port, "/put", cookie))[1] not in ("", cookie)


async def test_a_page_goes_on_after_a_restart_although_its_session_holds_nothing(tmp_path: Path) -> None:
    port, token, cookie = free_port(), "", ""
    for expected in (0, 1):
        app = App(Count, store=SqliteStore(tmp_path / "pages.db"), sessions=True)
        async with serving_app(app, port):
            if not token:
                _, cookie, _, text = await get(port, "/")
                token = str(read_page(app, 200, text).token)
            async with connect(
                f"ws://127.0.0.1:{port}/_domsync/ws",
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                origin=Origin(f"http://127.0.0.1:{port}"),
                additional_headers={"Cookie": cookie},
            ) as socket:
                hello = {"v": 1, "token": token, "attempt": expected + 1}
                await socket.send(msgspec.json.encode([0, 1, hello]).decode())
                welcome = msgspec.json.decode(await socket.recv())
                assert (welcome[:2], welcome[2]["received"]) == ([-1, 1], expected)
                token = welcome[2]["token"]
                await socket.send(f'[{expected + 1},0,{BUTTON},"click",{{}}]')
                await until_says(socket, f'"{expected + 1}"')


async def test_a_user_is_signed_out_in_all_processes() -> None:
    with redis_server() as redis:
        async with (
            serving(redis.url) as (one, port),
            serving(redis.url) as (two, other_port),
            page(one, port, "") as (visit, socket, _),
            page(two, other_port, "") as (visit_there, socket_there, _),
            page(two, other_port, "") as (_, bystander, _),
        ):
            for each in (visit, visit_there):
                each.sign_in("ann")
            for app in (one, two):
                await until_written(app)
            one.sign_out(user="ann")
            for ended in (socket, socket_there):
                async with asyncio.timeout(PATIENCE):
                    await ended.wait_closed()
                assert ended.close_code == 4403
            await bystander.send("[0,3]")
            await until_says(bystander, "[-1,3]")


@pytest.mark.parametrize("stolen", ["another cookie", "not a valid cookie", "another origin"])
async def test_a_stolen_token_takes_nothing_over(stolen: str) -> None:
    app = App(Cart, sessions=SessionOptions(model=Shop), origins=["http://friend.example"])
    port = await app.serve("127.0.0.1", 0)
    try:
        async with page(app, port, "") as (visit, socket, cookie):
            headers = {
                "another cookie": "domsync_session=" + "x" * 43,
                "not a valid cookie": "",
                "another origin": cookie,
            }
            origin = "http://friend.example" if stolen == "another origin" else f"http://127.0.0.1:{port}"
            token = served_visit(visit).protocol.token
            async with connect(
                f"ws://127.0.0.1:{port}/_domsync/ws",
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                origin=Origin(origin),
                additional_headers={"Cookie": headers[stolen]} if headers[stolen] else {},
            ) as thief:
                await thief.send(msgspec.json.encode([0, 1, {"v": 1, "token": token}]).decode())
                with pytest.raises(ConnectionClosed) as closed:
                    await thief.recv()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == (4403 if stolen == "another origin" else 4401)
            # Whose page it is notices nothing.
            assert visit.connected
            await socket.send("[0,3]")
            await until_says(socket, "[-1,3]")
    finally:
        await app.close()
