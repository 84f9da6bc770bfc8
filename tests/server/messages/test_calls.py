"""Functions of a page that are called from Python, and what JSON clients say."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from domsync import App, CallFailed, Child, Client, ClientGone, Component
from domsync import html as h
from domsync.dom.ops import OP_CODES
from domsync.server.limits import ServerLimits
from domsync.server.pages.visit import served_visit
from domsync.session import Limits
from tests.server.app_support import served
from tests.server.messages.test_messages import Plain, plain
from tests.server.support import settled

MESSAGE = OP_CODES["MESSAGE"]


class Page(Component):
    def render(self) -> Child:
        return h.p("a page")


async def one_client(app: App) -> Client:
    await settled(lambda: bool(app.clients()))
    (client,) = app.clients()
    return client


async def test_a_page_answers_calls() -> None:
    app = App(Page)
    async with served(app) as site, site.visit() as (browser, _):
        client = await one_client(app)
        calls = [asyncio.create_task(client.call_js("add", a=n, b=1)) for n in range(3)]
        numbers: dict[int, int] = {}
        while len(numbers) < 3:
            frame = await browser.receive()
            for op in frame[3] if frame[0] == 0 else ():
                assert op[:2] == [MESSAGE, "add"]
                numbers[op[2]["a"]] = op[3]
        for n in (2, 0):
            await browser.say([0, 4, 0, numbers[n], True, {"sum": n + 1}])
        await browser.say([0, 4, 0, numbers[1], False, "Error: no"])
        assert await calls[0] == {"sum": 1}
        assert await calls[2] == {"sum": 3}
        with pytest.raises(CallFailed, match=r"call_js\('add'\) returned no result: Error: no") as caught:
            await calls[1]
        assert (caught.value.op, caught.value.reason) == ("add", "Error: no")
        # Answers that nobody waits for are passed over.
        await browser.say([0, 4, 0, numbers[0], True, 9])
        await browser.say([0, 4, 0, 999, True, 9])
        await browser.acknowledged(await browser.event(0, 0, "unknown", {}))


async def test_a_call_ends_in_time_and_with_its_client() -> None:
    app = App(Page)
    async with served(app) as site:
        async with site.visit() as (browser, _):
            client = await one_client(app)
            with pytest.raises(CallFailed, match=r"no answer within 0\.05 s"):
                await client.call_js("slow", timeout=0.05)
            waiting = asyncio.create_task(client.call_js("slow"))
            await browser.until(lambda frame: frame[0] == 0)
        for visit in app.visits:
            served_visit(visit).end()
        with pytest.raises(ClientGone):
            await waiting
        with pytest.raises(ClientGone):
            await client.call_js("late")
        client.send("to nobody")
        client.add_to_group("ghosts")
        assert app.clients("ghosts") == []


async def test_a_handler_may_wait_for_the_pages_answer() -> None:
    app = App(Page, json_clients=True)

    @app.on("start")
    async def start(client: Client) -> None:
        name = await client.call_js("name")
        client.send("hello", name=name)

    async with served(app) as site, plain(site) as one:
        await one.send("start")
        op, call = await one.message()
        assert op == "_call"
        assert call == {"number": 1, "name": "name", "params": {}}
        await one.send("_result", number=1, ok=True, value="Bo")
        assert await one.message() == ("hello", {"name": "Bo"})
        await one.send("start")
        _, call = await one.message()
        await one.send("_result", number=call["number"], ok=False, value="no name")
        op, told = await one.message()
        assert op == "error"
        assert told["text"] == "CallFailed: call_js('name') returned no result: no name"


async def test_a_handler_that_waits_for_somebody_who_leaves(caplog: pytest.LogCaptureFixture) -> None:
    app = App(Page, json_clients=True)

    @app.on("ask")
    async def ask(client: Client) -> None:
        (other,) = [there for there in app.clients() if there is not client]
        client.send("answer", text=await other.call_js("name"))

    @app.on("disconnect")
    async def leave(client: Client) -> None:
        await client.call_js("why")

    async with served(app) as site, plain(site) as one:
        async with plain(site) as two:
            await settled(lambda: len(app.clients()) == 2)
            await one.send("ask")
            assert (await two.message())[0] == "_call"
        op, told = await one.message()
        assert op == "error"
        assert told["text"].startswith("ClientGone")
    assert len(caplog.records) == 1


async def test_calls_of_a_json_client_end_with_it(caplog: pytest.LogCaptureFixture) -> None:
    app = App(Page, json_clients=True)
    async with served(app) as site:
        async with plain(site) as one:
            client = await one_client(app)
            with pytest.raises(CallFailed, match=r"no answer within 0\.01 s"):
                await client.call_js("slow", timeout=0.01)
            waiting = asyncio.create_task(client.call_js("slow"))
            await one.message()
            await one.message()
            assert client.connected
            with pytest.raises(RuntimeError, match="evaluates nothing"):
                client.eval_js("1")
        with pytest.raises(ClientGone):
            await waiting
        with pytest.raises(ClientGone):
            await client.call_js("late")
        assert not client.connected
        client.send("to nobody")
    assert not [record for record in caplog.records if record.name == "domsync"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", 4400),
        ("[]", 4400),
        ('"say"', 4400),
        ('{"op": "say"', 4400),
        ('{"op": "say", "x": nan}', 4400),
        ('{"op": "_result", "number": "x", "ok": true}', 4400),
        ('{"op": "_result"}', 4400),
        ("[" * (2**20 + 1), 1009),
        ("[" * 50_000, 4400),
        (json.dumps({"op": "say", "text": "x" * 2**20}), 1009),
        (b'{"op": "say"}', 1003),
    ],
)
async def test_what_is_no_message_ends_the_connection(message: Any, code: int) -> None:
    app = App(Page, json_clients=True)
    calls = []

    @app.on("say")
    def say(client: Client, **rest: Any) -> None:
        calls.append(rest)

    async with served(app) as site, plain(site) as one:
        await one.socket.send(message)
        with pytest.raises(ConnectionClosed):
            await one.message()
        assert one.socket.close_code == code
        assert calls == []


async def test_a_message_without_a_name_is_an_error_and_no_more() -> None:
    app = App(Page, json_clients=True)
    async with served(app) as site, plain(site) as one:
        for message in ("{}", '{"op": 3}', '{"op": null}', '{"op": ""}', '{"op": ["say"]}'):
            await one.socket.send(message)
            assert await one.message() == (
                "error",
                {"of": "", "field": "op", "text": "a message is {op: its name, ...}"},
            )


async def test_too_many_messages_and_too_many_unknown_ones() -> None:
    app = App(Page, json_clients=True, limits=ServerLimits(session=Limits(patience=0.1, message_burst=20)))

    @app.on("say")
    def say(client: Client) -> None: ...

    async def closed(one: Plain, op: str, times: int) -> int | None:
        with suppress(ConnectionClosed):
            for _ in range(times):
                await one.send(op)
            while True:
                await one.message()
        return one.socket.close_code

    async with served(app) as site:
        async with plain(site) as one:
            assert await closed(one, "say", 100) == 4429
        async with plain(site) as two:
            assert await closed(two, "unknown", 12) == 4404


async def test_a_json_client_that_reads_nothing_is_dropped() -> None:
    # Not compressed: 2,000 times the same letter is next to nothing, and would never fill the way to the peer.
    limits = ServerLimits(session=Limits(transient_bytes=200_000, write_seconds=0.5), close_seconds=0.2, deflate=False)
    app = App(Page, json_clients=True, limits=limits)
    gone = []

    @app.on("disconnect")
    def leave(client: Client) -> None:
        gone.append(client)

    async with served(app) as site, plain(site, max_queue=1) as one, plain(site) as other:
        await settled(lambda: len(app.clients()) == 2)
        client = app.clients()[0]
        text = "x" * 20_000
        one.socket.transport.pause_reading()
        for n in range(2_000):
            client.send("more", text=text)
            if n % 10 == 0:
                await asyncio.sleep(0)
            if gone:
                break
        await settled(lambda: gone == [client], 10)
        app.broadcast("fine")
        assert await other.message() == ("fine", {})
        one.socket.transport.abort()


async def test_json_clients_are_only_where_they_are_welcome() -> None:
    inner = App(Page, json_clients=True)
    app = App(Page)
    app.mount("/inner", inner)

    @inner.on("say")
    def say(client: Client) -> None:
        inner.broadcast("said", path=client.request.path, prefix=client.request.prefix)

    @app.on("say")
    def never(client: Client) -> None:
        raise AssertionError

    async with served(app) as site:
        for path, origin, status in (
            ("/_domsync/messages", f"http://localhost:{site.port}", 404),
            ("/inner/_domsync/messages", "http://example.org", 403),
            ("/inner/_domsync/messages", None, 403),
        ):
            with pytest.raises(InvalidStatus) as refused:
                await connect(f"ws://localhost:{site.port}{path}", origin=origin)  # type: ignore[arg-type]
            assert refused.value.response.status_code == status
        async with plain(site, "/inner/_domsync/messages?x=1") as one:
            await one.send("say")
            assert await one.message() == ("said", {"path": "/_domsync/messages", "prefix": "/inner"})
        assert app.clients() == []


async def test_an_app_that_ends_says_goodbye_and_waits_for_the_last_handlers() -> None:
    app = App(Page, json_clients=True)
    done = []

    @app.on("disconnect")
    async def leave(client: Client) -> None:
        await asyncio.sleep(0.05)
        done.append(client)

    async with served(app) as site, plain(site) as one, site.visit():
        await settled(lambda: len(app.clients()) == 2)
        await app.close()
        with pytest.raises(ConnectionClosed):
            await one.message()
        assert one.socket.close_code == 1012
    assert len(done) == 2
    assert app.clients() == []
