"""Messages over real sockets: handlers, answers, broadcasts and groups."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Annotated, Any, Literal

import msgspec
import pytest
from pydantic import BaseModel, field_validator
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from domsync import App, Child, Client, Component, Shared, Visit
from domsync import html as h
from domsync.dom.ops import OP_CODES
from domsync.render.wire import FrameWriter
from domsync.server.limits import ServerLimits
from domsync.server.messages import channel
from domsync.server.messages.channel import Channel
from domsync.server.messages.handlers import Handler, WrongMessage
from domsync.server.messages.json_client import JsonClient
from domsync.server.net.connection import Connection
from domsync.server.processes.broker import Broker
from domsync.session import MessageLog, Session
from domsync.session.message_log import FIRST_NUMBER, MessageCursor
from tests.living import born, living
from tests.server.app_support import Served, served
from tests.server.support import Browser, settled
from tests.waiting import PATIENCE

MESSAGE = OP_CODES["MESSAGE"]
RESET = OP_CODES["RESET"]


class Page(Component):
    def render(self) -> Child:
        return h.p("a page")


class Tab:
    """A page with a browser that speaks the protocol."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.messages: list[tuple[str, Any]] = []
        #: The numbers of the newest frames by document.
        self.seen: dict[int, int] = {}
        self.frames: list[Any] = []

    async def send(self, op: str, **params: Any) -> int:
        return await self.browser.event(0, 0, op, params)

    async def message(self) -> tuple[str, Any]:
        """The next message."""
        while not self.messages:
            self.take(await self.browser.receive())
        return self.messages.pop(0)

    def take(self, frame: Any) -> None:
        if frame[0] < 0:
            return
        self.frames.append(frame)
        number, seq, _, ops = frame
        if ops[0] != [RESET]:
            assert seq == self.seen.get(number, 1) + 1, frame
        self.seen[number] = seq
        self.messages += [(op[1], op[2]) for op in ops if op[0] == MESSAGE]

    async def handled(self, n: int) -> None:
        """Wait until an event was handled or refused."""
        while True:
            frame = await self.browser.receive()
            self.take(frame)
            if frame[2] == n if frame[0] >= 0 else frame[1:] in ([2, n], [4, n]):
                return


@asynccontextmanager
async def tab(site: Served, path: str = "/") -> AsyncIterator[Tab]:
    async with site.visit(path) as (browser, _):
        yield Tab(browser)


@asynccontextmanager
async def plain(site: Served, path: str = "/_domsync/messages", **arguments: Any) -> AsyncIterator[Plain]:
    arguments.setdefault("origin", f"http://localhost:{site.port}")
    async with connect(f"ws://localhost:{site.port}{path}", **arguments) as socket:
        yield Plain(socket)


class Plain:
    """A client without domsync's protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, op: str, **params: Any) -> None:
        await self.socket.send(json.dumps({"op": op, **params}))

    async def message(self) -> tuple[str, Any]:
        async with asyncio.timeout(PATIENCE):
            params = json.loads(await self.socket.recv())
        return params.pop("op"), params


@pytest.fixture
def app() -> App:
    return App(Page, json_clients=True)


async def test_a_message_reaches_its_handler_and_a_broadcast_everybody(app: App) -> None:
    @app.on("say")
    def say(client: Client, text: str) -> None:
        app.broadcast("said", text=text)

    async with served(app) as site, tab(site) as one, tab(site) as other, plain(site) as third:
        await one.send("say", text="Grüße")
        for client in (one, other, third):
            assert await client.message() == ("said", {"text": "Grüße"})
        await third.send("say", text="<b>")
        for client in (one, other, third):
            assert await client.message() == ("said", {"text": "<b>"})
        assert one.frames[-1] == other.frames[-1], "the same frame for every browser"


async def test_a_client_is_sent_messages_in_order_with_the_changes_of_its_page(app: App) -> None:
    @app.on("count")
    def count(client: Client, to: int = 3) -> None:
        for number in range(to):
            client.send("number", n=number)

    async with served(app) as site, tab(site) as one, tab(site) as other:
        await one.send("count")
        assert [await one.message() for _ in range(3)] == [("number", {"n": n}) for n in range(3)]
        await other.handled(await other.send("count", to=0))
        assert other.messages == []


async def test_what_is_sent_before_a_broadcast_arrives_before_it(app: App) -> None:
    @app.on("go")
    def go(client: Client) -> None:
        client.send("first")
        app.broadcast("second")
        client.send("third")

    async with served(app) as site, tab(site) as one, plain(site) as two:
        for client, listener in ((one, two), (two, one), (one, two)):
            await client.send("go")
            names = [(await client.message())[0] for _ in range(3)]
            assert names == ["first", "second", "third"]
            assert await listener.message() == ("second", {})


class Point(msgspec.Struct):
    x: float
    y: float = 0


class Unknown:
    pass


class Person(BaseModel):
    name: str
    age: int


@pytest.mark.parametrize(
    ("params", "field", "problem"),
    [
        ({}, "text", "Object missing required field `text`"),
        ({"text": 1}, "text", "Expected `str`, got `int`"),
        ({"text": None}, "text", "Expected `str`, got `null`"),
        ({"text": "x", "how": "loud"}, "how", "Invalid enum value 'loud'"),
        ({"text": "x", "to": 3}, "to", "Object contains unknown field `to`"),
        ({"text": "x", "client": 3}, "client", "Object contains unknown field `client`"),
        ({"text": "x", "where": {"y": 1}}, "where.x", "Object missing required field `x`"),
        ({"text": "x", "where": {"x": "1"}}, "where.x", "Expected `float`, got `str`"),
        ({"text": "x", "who": {"name": "Bo", "age": "old"}}, "who.age", "Input should be a valid integer"),
        ({"text": "x", "few": [1, 2, 3]}, "few", "Expected `array` of length <= 2"),
        ({"text": "x", "few": [1, "2"]}, "few[1]", "Expected `int`, got `str`"),
    ],
)
async def test_a_bad_message_is_answered_with_the_field_and_reaches_nobody(
    app: App, params: dict[str, Any], field: str, problem: str
) -> None:
    calls = []

    @app.on("say")
    def say(
        client: Client,
        text: str,
        how: Literal["softly", "plainly"] = "plainly",
        where: Point | None = None,
        few: Annotated[list[int], msgspec.Meta(max_length=2)] = [],  # noqa: B006
        who: Person | None = None,
    ) -> None:
        calls.append(text)

    async with served(app) as site, tab(site) as one, plain(site) as other:
        for client in (one, other):
            await client.send("say", **params)
            op, told = await client.message()
            assert op == "error"
            assert told["of"] == "say"
            assert told["field"] == field
            assert told["text"].startswith(problem)
            assert calls == []


async def test_parameters_are_what_their_annotations_say(app: App) -> None:
    calls: list[Any] = []

    @app.on("move")
    async def move(client: Client, to: Point, *, who: Person, speed: float = 1.5) -> None:
        calls.append((to, who, speed))

    async with served(app) as site, tab(site) as one:
        await one.handled(await one.send("move", to={"x": 1}, who={"name": "Bo", "age": 3}))
        await one.handled(await one.send("move", to={"x": 1, "y": 2}, who={"name": "Bo", "age": 3}, speed=2))
    assert calls == [(Point(1), Person(name="Bo", age=3), 1.5), (Point(1, 2), Person(name="Bo", age=3), 2.0)]


async def test_a_handler_that_names_no_parameters_gets_all(app: App) -> None:
    calls: list[Any] = []

    @app.on("anything")
    def anything(client: Client, a: int, **rest: Any) -> None:
        calls.append((a, rest))

    async with served(app) as site, tab(site) as one:
        await one.handled(await one.send("anything", a=1, b=[2, {"c": None}], d="e"))
    assert calls == [(1, {"b": [2, {"c": None}], "d": "e"})]


async def test_a_handler_that_raises_is_logged_and_its_sender_is_told_alone(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    @app.on("now")
    def now(client: Client) -> None:
        raise RuntimeError("at once")

    @app.on("later")
    async def later(client: Client) -> None:
        await asyncio.sleep(0.01)
        raise RuntimeError("in a moment")

    @app.on("fine")
    def fine(client: Client) -> None:
        app.broadcast("fine")

    async with served(app) as site, tab(site) as one, plain(site) as two, tab(site) as silent:
        for client in (one, two):
            for op, text in (("now", "at once"), ("later", "in a moment")):
                caplog.clear()
                await client.send(op)
                name, told = await client.message()
                assert name == "error"
                assert told["of"] == op
                assert told["text"] == f"RuntimeError: {text}"
                (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
                assert told["reference"] in record.getMessage()
                assert f"the handler of the message '{op}'" in record.getMessage()
                assert record.exc_info is not None
        await one.send("fine")
        assert await silent.message() == ("fine", {})


class Odd(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    def check(cls, name: str) -> str:
        raise {"lookup": LookupError, "exit": SystemExit, "not": NotImplementedError}[name]("no such name")


async def test_a_validator_that_raises_what_none_should_ends_its_message_alone(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    @app.on("save")
    def save(client: Client, what: Odd) -> None:
        raise AssertionError("it was called")

    @app.on("leave")
    def leave(client: Client) -> None:
        raise SystemExit(3)

    @app.on("leave later")
    async def leave_later(client: Client) -> None:
        await asyncio.sleep(0)
        raise SystemExit(3)

    async with served(app) as site, tab(site) as one, plain(site) as two:
        for client in (one, two):
            for name in ("lookup", "exit", "not"):
                await client.send("save", what={"name": name})
                op, told = await client.message()
                assert (op, told["of"]) == ("error", "save")
                assert "no such name" in told["text"]
            for op in ("leave", "leave later"):
                await client.send(op)
                assert (await client.message())[1]["text"].endswith("3"), "the server goes on"
            await client.send("save", what={"name": 5})
            assert (await client.message())[1]["field"] == "what.name"
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 10


async def test_production_tells_nothing_of_an_exception(caplog: pytest.LogCaptureFixture) -> None:
    app = App(Page, development=False)

    @app.on("fail")
    def fail(client: Client) -> None:
        raise RuntimeError("the password is swordfish")

    async with served(app) as site, tab(site) as one:
        await one.send("fail")
        _, told = await one.message()
        assert told == {"of": "fail", "text": "the handler has failed", "reference": told["reference"]}
        assert told["reference"] in caplog.text


async def test_an_app_that_is_set_to_production_tells_nothing_nor_does_what_is_mounted_in_it() -> None:
    def secret() -> Child:
        raise RuntimeError("the password is swordfish")

    class Broken(Component):
        def render(self) -> Child:
            return secret()

    outer, inner = App(Page), App(Page)
    for each in (outer, inner):
        each.on("fail")(lambda client: secret())
        each.page("/shared")(Shared(Broken))
        each.page("/broken")(secret)
    outer.mount("/inner", inner)
    # As `python -m domsync run --production` does.
    outer.development = False
    assert not inner.development
    async with served(outer) as site:
        for prefix in ("", "/inner"):
            async with tab(site, prefix + "/") as one, tab(site, prefix + "/shared") as two:
                await one.send("fail")
                assert (await one.message())[1]["text"] == "the handler has failed"
                frame = await two.browser.until(lambda frame: frame[0] > 0)
                assert "Something went wrong (reference" in str(frame)
                assert "swordfish" not in str(frame)
            status, _, text = await site.get(prefix + "/broken")
            assert status == 500
            assert "swordfish" not in text


@pytest.mark.parametrize("function", [lambda client, **rest: None, lambda someone, /, **client: None])
def test_no_parameter_has_the_name_of_the_client(function: Any) -> None:
    handler = Handler("say", function)
    if inspect.signature(function).parameters.get("someone") is None:
        with pytest.raises(WrongMessage) as wrong:
            handler.arguments(b'{"client": 1, "text": "x"}')
        assert wrong.value.field == "client"
    else:
        assert handler.arguments(b'{"client": 1, "someone": 2}') == {"client": 1, "someone": 2}
    assert handler.arguments(b'{"text": "x"}') == {"text": "x"}


@pytest.mark.parametrize("op", ["connect", "disconnect", "unknown", "_eval"])
async def test_a_json_client_may_not_send_them_either(app: App, op: str) -> None:
    calls = []

    @app.on("connect")
    def come(client: Client) -> None:
        calls.append("connect")

    @app.on("disconnect")
    def go(client: Client) -> None:
        calls.append("disconnect")

    async with served(app) as site, plain(site) as one:
        await one.send(op)
        assert await one.message() == ("error", {"of": op, "text": "the server has no handler for this message"})
        assert calls == ["connect"]


@pytest.mark.parametrize("op", ["connect", "disconnect", "unknown", "_eval", "_result"])
async def test_ops_that_nobody_may_send_are_refused(app: App, op: str) -> None:
    calls = []

    @app.on("connect")
    def come(client: Client) -> None:
        calls.append("connect")

    @app.on("disconnect")
    def go(client: Client) -> None:
        calls.append("disconnect")

    async with served(app) as site, tab(site) as one:
        n = await one.send(op)
        assert await one.message() == ("error", {"of": op, "text": "the server has no handler for this message"})
        assert calls == ["connect"]
        for _ in range(20):
            await one.browser.say([n := n + 1, 0, 0, op, {}])
        with suppress(ConnectionClosed):
            while True:
                await one.browser.receive()
        assert one.browser.socket.close_code == 4404
        assert "disconnect" not in calls


async def test_connect_and_disconnect(app: App) -> None:
    log: list[Any] = []

    @app.on("connect")
    def come(client: Client) -> None:
        log.append(("come", client, client.connected, client.request.path))
        client.data["name"] = len(log)
        client.send("welcome", others=len(app.clients()) - 1)

    @app.on("disconnect")
    async def go(client: Client) -> None:
        await asyncio.sleep(0)
        log.append(("go", client, client.data["name"]))
        client.send("nobody hears this")

    async with served(app) as site:
        async with tab(site) as one:
            assert await one.message() == ("welcome", {"others": 0})
            async with plain(site) as two:
                assert await two.message() == ("welcome", {"others": 1})
                assert len(app.clients()) == 2
            await settled(lambda: len(log) == 3)
            await one.browser.socket.close(1001)
        await settled(lambda: len(log) == 4)
        assert app.clients() == []
    first, second = log[0][1], log[1][1]
    assert isinstance(first, Visit)
    assert log == [
        ("come", first, True, "/"),
        ("come", second, True, "/_domsync/messages"),
        ("go", second, 2),
        ("go", first, 1),
    ]


async def test_a_break_of_the_connection_is_no_disconnect_and_loses_nothing(app: App) -> None:
    log: list[str] = []

    @app.on("connect")
    def come(client: Client) -> None:
        log.append("come")
        client.add_to_group("left behind")
        client.add_to_group("kept")

    @app.on("disconnect")
    def go(client: Client) -> None:
        log.append("go")

    async with served(app) as site:
        loaded = await site.load()
        async with site.connect(loaded) as browser:
            one = Tab(browser)
            await settled(lambda: bool(app.clients()))
            (client,) = app.clients()
            app.broadcast("all", n=1)
            app.broadcast("some", "kept", n=2)
            app.broadcast("some", "left behind", n=3)
            assert [(await one.message())[1]["n"] for _ in range(3)] == [1, 2, 3]
            browser.socket.transport.abort()
            await settled(lambda: not client.connected)
        app.broadcast("all", n=4)
        app.broadcast("some", group="kept", n=5)
        app.broadcast("some", group="left behind", n=6)
        client.remove_from_group("left behind")
        app.broadcast("some", group="left behind", n=-1)
        client.send("own", n=7)
        numbers = [number for number in one.seen if number]
        async with site.connect(loaded, seen=[[0, 1], *[[number, one.seen[number]] for number in numbers]]) as again:
            two = Tab(again)
            two.seen = {number: one.seen[number] for number in numbers}
            assert sorted([(await two.message())[1]["n"] for _ in range(4)]) == [4, 5, 6, 7]
            await again.say([0, 2, [[number, two.seen[number]] for number in numbers]])
            # The log of the group that it is not in any longer needs no more acknowledgements.
            left = await again.until(lambda frame: frame[0] >= FIRST_NUMBER)
            assert left == [numbers[0], 0, 0, [[RESET]]]
            assert log == ["come"]
            await again.socket.close(1001)
        await settled(lambda: log == ["come", "go"])


@pytest.mark.parametrize("name", ["", "_all", "_"])
async def test_reserved_names_of_groups_are_refused(app: App, name: str) -> None:
    seen: list[Client] = []
    app.on("connect")(seen.append)
    async with served(app) as site, plain(site):
        await settled(lambda: bool(seen))
        for call in (seen[0].add_to_group, seen[0].remove_from_group):
            with pytest.raises(ValueError, match="cannot be the name of a group"):
                call(name)
        with pytest.raises(ValueError, match="cannot be the name of a group"):
            app.broadcast("x", group=name)
        with pytest.raises(TypeError, match="must be a string"):
            seen[0].add_to_group(3)  # type: ignore[arg-type]


async def test_groups_are_joined_once_and_vanish_when_they_are_empty(app: App) -> None:
    @app.on("join")
    def join(client: Client, name: str) -> None:
        client.add_to_group(name)
        client.add_to_group(name)
        client.send("groups", names=sorted(client.groups))

    @app.on("leave")
    def leave(client: Client, name: str) -> None:
        app.broadcast("bye", group=name)
        client.remove_from_group(name)
        client.remove_from_group(name)
        client.send("groups", names=sorted(client.groups))

    @app.on("tell")
    def tell(client: Client, group: str, text: str) -> None:
        app.broadcast("told", group, text=text)
        client.send("done")

    async with served(app) as site, tab(site) as one, plain(site) as two, tab(site) as three:
        for client in (one, two):
            await client.send("join", name="red")
            assert await client.message() == ("groups", {"names": ["red"]})
        await one.send("join", name="blue")
        assert await one.message() == ("groups", {"names": ["blue", "red"]})
        assert len(app.clients("red")) == 2
        assert len(app.clients("blue")) == 1
        assert app.clients("green") == []

        await three.send("tell", group="red", text="hot")
        assert await one.message() == ("told", {"text": "hot"})
        assert await two.message() == ("told", {"text": "hot"})
        assert await three.message() == ("done", {})
        await three.send("tell", group="green", text="nobody")
        assert await three.message() == ("done", {})

        await one.send("leave", name="red")
        assert await one.message() == ("bye", {})
        assert await one.message() == ("groups", {"names": ["blue"]})
        assert await two.message() == ("bye", {})
        await three.send("tell", group="red", text="still")
        assert await two.message() == ("told", {"text": "still"})
        await two.send("leave", name="red")
        await two.message()
        assert await two.message() == ("groups", {"names": []})
        assert list(app._router.messages.groups) == ["blue"]
        await one.browser.socket.close(1001)
        await settled(lambda: not app._router.messages.groups)
        assert one.messages == []


async def test_broadcasts_reach_the_clients_of_other_processes() -> None:
    class Wire(Broker):
        """Two of them are two processes."""

        other: Wire

        def _send(self, channel: str, data: bytes) -> None:
            self.other._deliver(channel, data)

    def make(broker: Broker) -> tuple[App, App]:
        outer, inner = App(Page, broker=broker), App(Page)
        outer.mount("/inner", inner)
        inner.on("connect")(lambda client: client.add_to_group("red"))
        return outer, inner

    one, two = Wire(), Wire()
    one.other, two.other = two, one
    (here, here_inside), (there, there_inside) = make(one), make(two)
    here.broadcast("too early")
    async with (
        served(here) as site,
        served(there) as other_site,
        tab(site) as a,
        tab(site, "/inner") as b,
        tab(other_site) as c,
        tab(other_site, "/inner") as d,
    ):
        await settled(lambda: bool(there_inside.clients("red")))
        here.broadcast("one", x=[None, 2**53 - 1, 0.5, "\u2028"])
        there_inside.broadcast("two", group="red")
        there.broadcast("three", group="red")
        here_inside.broadcast("four")
        there.broadcast("five")
        outside: list[Any] = [("one", {"x": [None, 2**53 - 1, 0.5, "\u2028"]}), ("five", {})]
        inside: list[Any] = [("two", {}), ("four", {})]
        for listener, messages in ((a, outside), (b, inside), (c, outside), (d, inside)):
            assert [await listener.message() for _ in range(2)] == messages
    here.broadcast("too late")


async def test_a_component_puts_its_visitor_into_groups_before_the_browser_has_come() -> None:
    log: list[Any] = []

    class Chat(Component):
        def mounted(self) -> None:
            client = self.use(Visit)
            for name in ("red", "red", "blue", "green"):
                client.add_to_group(name)
            client.remove_from_group("blue")
            client.remove_from_group("blue")

        def render(self) -> Child:
            return h.p(f"{chat.group_presence('red').count} in red")

    chat = App(Chat)
    chat.on("connect")(lambda client: log.append((client.groups, len(chat.clients("red")))))
    async with served(chat) as site:
        loaded = await site.load()
        (client,) = chat.visits
        assert client.groups == {"red", "green"}
        assert (chat.clients("red"), chat.group_presence("red").count) == ([], 0)
        chat.broadcast("too early", group="red")
        async with site.connect(loaded) as browser:
            one = Tab(browser)
            await settled(lambda: log == [({"red", "green"}, 1)])
            chat.broadcast("nobody", group="blue")
            chat.broadcast("hello", group="red")
            assert await one.message() == ("hello", {})
            assert chat.group_presence("red").count == 1
            await browser.socket.close(1001)
        await settled(lambda: not chat.clients("red"))
        assert client.groups == frozenset()


async def test_a_broadcast_from_a_thread() -> None:
    app = App(Page)
    async with served(app) as site, tab(site) as one:
        await asyncio.to_thread(app.broadcast, "hello", text="from afar")
        assert await one.message() == ("hello", {"text": "from afar"})


class Rooms(Component):
    def render(self) -> Child:
        return h.p(f"{rooms.group_presence('red').count} in red")


rooms = App(Rooms, json_clients=True)


@rooms.on("join")
def enter(client: Client, name: str) -> None:
    client.add_to_group(name)


@rooms.on("leave")
def leave(client: Client, name: str) -> None:
    client.remove_from_group(name)


async def test_who_is_in_a_group_is_state() -> None:
    async with served(rooms) as site, site.visit() as (watcher, text), plain(site) as one:

        async def shown() -> Any:
            frame = await watcher.until(lambda frame: frame[0] == 0)
            return frame[3][0][2]

        assert "0 in red" in text
        async with plain(site) as two:
            await one.send("join", name="red")
            assert await shown() == "1 in red"
            await two.send("join", name="red")
            assert await shown() == "2 in red"
            await one.send("leave", name="red")
            assert await shown() == "1 in red"
        assert await shown() == "0 in red"
        await one.send("join", name="red")
        assert await shown() == "1 in red"
        assert rooms.group_presence("red").count == 1
        await one.send("join", name="blue")
        await settled(lambda: rooms.group_presence("blue").count == 1)
        await one.send("leave", name="blue")
        # Nobody looks at it, so that nothing of it is kept.
        await settled(lambda: len(rooms._router.messages.presences) == 1)
    with pytest.raises(ValueError, match="cannot be the name of a group"):
        rooms.group_presence("_all")


async def test_a_presence_that_the_program_holds_goes_on_when_its_group_ends(app: App) -> None:
    app.on("join")(enter)
    app.on("leave")(leave)
    held = app.group_presence("red")
    async with served(app) as site, plain(site) as one:
        for _ in range(2):
            await one.send("join", name="red")
            await settled(lambda: held.count == 1)
            await one.send("leave", name="red")
            await settled(lambda: held.count == 0)
        await one.send("join", name="red")
        await settled(lambda: held.count == 1)
        # Others come and go, and it is not looked at.
        for number in range(200):
            app.group_presence(f"room {number}")
        assert app.group_presence("red") is held
    assert held.count == 0


def test_presences_that_nobody_needs_do_not_add_up(app: App) -> None:
    held = [app.group_presence(f"held {number}") for number in range(100)]
    for number in range(10_000):
        assert app.group_presence(f"room {number}").count == 0
    assert len(app._router.messages.presences) <= 2 * len(held) + 64
    assert all(app.group_presence(f"held {number}") is presence for number, presence in enumerate(held))


async def test_a_broadcast_is_encoded_once(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[str] = []
    frames, plainly = FrameWriter.frame, channel.plain_message

    def frame(self: FrameWriter, seq: int, ack: int, ops: Any) -> bytes:
        encoded.append("browsers")
        return frames(self, seq, ack, ops)

    def plain_message(op: str, params: Any) -> bytes:
        encoded.append("JSON clients")
        return plainly(op, params)

    async with served(app) as site, AsyncExitStack() as stack:
        clients: list[Tab | Plain] = [await stack.enter_async_context(tab(site)) for _ in range(5)]
        clients += [await stack.enter_async_context(plain(site)) for _ in range(5)]
        await settled(lambda: len(app.clients()) == 10)
        for client in app.clients():
            client.add_to_group("all of them")
        app.broadcast("first")
        monkeypatch.setattr(FrameWriter, "frame", frame)
        monkeypatch.setattr(channel, "plain_message", plain_message)
        app.broadcast("told", text="\N{GRINNING FACE}")
        app.broadcast("told", group="all of them", text="x")
        for listener in clients:
            names = [await listener.message() for _ in range(3)]
            assert names == [("first", {}), ("told", {"text": "\N{GRINNING FACE}"}), ("told", {"text": "x"})]
    assert encoded == ["browsers", "JSON clients"] * 2


async def test_nothing_is_left_of_clients_that_leave() -> None:
    kinds = (Visit, JsonClient, MessageLog, MessageCursor, Channel, Connection, Session)
    gc.collect()
    before = living(*kinds)
    # What the app's own collector has put aside would not be seen.
    app = App(Page, json_clients=True, limits=ServerLimits(detached_seconds=0.1), collect=False)

    @app.on("connect")
    async def come(client: Client) -> None:
        client.add_to_group("a")
        client.add_to_group(f"own {client.id}")
        client.data["self"] = client
        await client.call_js("never", timeout=60)

    async with served(app) as site:
        for n in range(12):
            async with AsyncExitStack() as stack:
                one = await stack.enter_async_context(tab(site))
                two = await stack.enter_async_context(plain(site))
                await settled(lambda: len(app.clients("a")) == 2)
                for _ in range(5):
                    app.broadcast("all", group="a")
                for transport in (one.browser.socket.transport, two.socket.transport):
                    if n % 2:
                        transport.abort()
        await settled(lambda: not app.visits)
        await settled(lambda: not app.clients())
        assert app._router.messages.groups == {}
        app._router.messages.clients._log = None
        await settled(lambda: gc.collect() >= 0 and born(before, *kinds) == {"Channel": 1})


def test_limits_of_names() -> None:
    app = App()
    for wrong in ("", "_x", "x" * 33):
        with pytest.raises(ValueError, match="cannot be the name of a message"):
            app.on(wrong)
        with pytest.raises(ValueError, match="cannot be the name of a message"):
            app.broadcast(wrong)
    with pytest.raises(TypeError, match="must be a string"):
        app.on(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="called op"):
        app.broadcast("x", op=1)
    with pytest.raises(TypeError, match="a value for the browser"):
        app.broadcast("x", value=object())


def test_handlers_are_checked_when_they_are_made() -> None:
    app = App()

    with pytest.raises(TypeError, match=r"takes the client first: def none\(client"):

        @app.on("a")
        def none() -> None: ...

    with pytest.raises(TypeError, match=r"has names for its parameters, rest has none"):

        @app.on("a")
        def rest(client: Client, *rest: Any) -> None: ...

    with pytest.raises(TypeError, match="cannot carry such a parameter"):

        @app.on("a")
        def odd(client: Client, value: Unknown) -> None: ...

    with pytest.raises(TypeError, match="takes the client and nothing else"):

        @app.on("connect")
        def come(client: Client, name: str) -> None: ...

    @app.on("a")
    def fine(client: Client) -> None: ...

    with pytest.raises(ValueError, match="has a handler already"):
        app.on("a")(fine)
