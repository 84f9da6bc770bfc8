"""The original's server, by name: every row of the contract, over real sockets."""

import asyncio
import contextlib
import json
import logging
import signal
import sys
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

import domsync.core
from domsync import Document
from domsync.domsync_server import Client, DomsyncServer, ServerLimits
from domsync.errors import ClientGone, LimitError, UnsafeValueError
from domsync.session import Limits
from tests import children
from tests.server.support import browser, nothing, page, serving, settled, text_client
from tests.waiting import PATIENCE


async def text_of(socket: ClientConnection) -> str:
    async with asyncio.timeout(PATIENCE):
        text = await socket.recv()
    assert isinstance(text, str)
    return text


def event(name: str, id: str, value: Any = None) -> str:
    return json.dumps({"domsync": True, "event": name, "id": id, "value": value})


class Clicks:
    """A page with a button that runs a callback and a line that shows the number of clicks."""

    def __init__(self, callback: Any = None) -> None:
        self.callback = callback
        self.clicks = 0
        self.clients: list[Client] = []

    async def __call__(self, server: DomsyncServer, client: Client) -> None:
        self.clients.append(client)
        document = server.get_document(client)
        line = document.createElement("p", id="line", innerText="0")
        button = document.createElement("button", id="button", innerText="+1")

        def clicked(event: Any) -> Any:
            self.clicks += 1
            line.innerText = str(self.clicks)
            return self.callback(server, client, event) if self.callback is not None else None

        button.addEventListener("click", clicked)
        document.getRootElement().append(line, button)
        await server.flush(client)


class TestNames:
    def test_import_paths(self) -> None:
        assert domsync.core.Document is Document
        assert domsync.DomsyncServer is DomsyncServer
        assert domsync.core._Element.__name__ == "Element"
        assert domsync.core.Component.__name__ == "ElementComponent"

    def test_arguments_by_place(self) -> None:
        server = DomsyncServer(nothing, "localhost", 8888, False, "root")
        assert (server.host, server.port, server.verbose, server.root_id) == ("localhost", 8888, False, "root")
        assert server.connection_handler is nothing
        assert DomsyncServer(nothing, "localhost", 1).root_id == "domsync_root_id"


class TestServing:
    async def test_it_says_that_it_has_started(self, capsys: pytest.CaptureFixture[str]) -> None:
        server = DomsyncServer(nothing, "localhost", 0)
        await server.serve()
        assert capsys.readouterr().out == f"domsync server started on http://localhost:{server.port}\n"
        await server.close()

    async def test_it_starts_once_and_stops_and_starts_again(self) -> None:
        server = DomsyncServer(nothing, "localhost", 0, verbose=False)
        await server.close()
        await server.serve()
        with pytest.raises(RuntimeError, match="started already"):
            await server.serve()
        await server.close()
        await server.close()
        await server.serve()
        async with page(server):
            pass
        await server.close()

    async def test_a_port_that_is_taken(self) -> None:
        async with serving() as server:
            other = DomsyncServer(nothing, "localhost", server.port, verbose=False)
            with pytest.raises(OSError, match="address already in use"):
                await other.serve()
            await other.close()

    async def test_closing_ends_connections_and_handlers(self) -> None:
        ended = []

        async def handler(server: DomsyncServer, client: Client) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(server.is_connected(client))

        async with serving(handler) as server:
            async with page(server) as one, text_client(server) as other:
                await settled(lambda: len(server.get_clients()) == 2)
                await server.close()
                assert ended == [False, False]
                for socket in (one.socket, other):
                    await asyncio.wait_for(socket.wait_closed(), PATIENCE)
                    assert (socket.close_code, socket.close_reason) == (1001, "going away")
            assert server.get_clients() == []


class TestClients:
    async def test_they_are_known_while_they_are_connected(self) -> None:
        async with serving() as server:
            async with page(server), text_client(server):
                await settled(lambda: len(server.get_clients()) == 2)
                one, other = server.get_clients()
                assert server.is_connected(one)
                assert isinstance(server.get_document(one), Document)
                assert server.get_document(one) is not server.get_document(other)
                assert len({one, other}) == 2
                assert one.remote_address in {"127.0.0.1", "::1"}
                assert "sec-websocket-key" in one.headers
                assert repr(one).startswith("<Client ")
            await settled(lambda: not server.get_clients())
            assert not server.is_connected(one)
            with pytest.raises(ClientGone, match="no longer connected"):
                server.get_document(one)
            with pytest.raises(ConnectionError):
                await server.flush(one)

    async def test_a_browser_is_known_after_its_hello(self) -> None:
        async with serving() as server, browser(server) as silent:
            await asyncio.sleep(0.02)
            assert server.get_clients() == []
            await silent.hello()
            assert len(server.get_clients()) == 1

    async def test_and_is_dropped_without_one(self) -> None:
        limits = ServerLimits(session=Limits(hello_seconds=0.05))
        async with serving(limits=limits) as server, browser(server) as silent:
            with pytest.raises(ConnectionClosed):
                await silent.receive()
            assert (silent.socket.close_code, silent.socket.close_reason) == (4408, "timeout")

    async def test_documents_have_limits(self) -> None:
        caught: list[BaseException] = []

        async def handler(server: DomsyncServer, client: Client) -> None:
            document = server.get_document(client)
            for name in ("click", "input"):
                try:
                    document.addEventListener(name, lambda: None)
                except LimitError as error:
                    caught.append(error)
            try:
                document.getRootElement().append(*"abcdef")
            except LimitError as error:
                caught.append(error)

        async with serving(handler, limits=ServerLimits(nodes=5, listeners=1)) as server, page(server):
            await settled(lambda: len(caught) == 2)

    async def test_a_browser_that_evaluates_nothing_gets_no_script(self) -> None:
        caught: list[BaseException] = []

        async def handler(server: DomsyncServer, client: Client) -> None:
            element = server.get_document(client).createElement("input")
            try:
                element.addEventListener("input", lambda: None, js_value_getter="this.value.length + 1")
            except UnsafeValueError as error:
                caught.append(error)

        async with serving(handler) as server:
            async with text_client(server):
                await settled(lambda: len(server.get_clients()) == 1)
            assert caught == []
            async with page(server):
                await settled(lambda: len(caught) == 1)


class TestFlush:
    async def test_what_has_changed_and_nothing_else(self) -> None:
        go = asyncio.Event()

        async def handler(server: DomsyncServer, client: Client) -> None:
            document = server.get_document(client)
            line = document.createElement("p", id="line")
            document.getRootElement().appendChild(line)
            await server.flush(client)
            await server.flush(client)
            await go.wait()
            line.innerText = "now"
            line.innerText = "now"
            await server.flush(client)

        async with serving(handler) as server, page(server) as compact, text_client(server) as socket:
            assert (await compact.receive())[1] == 0
            assert (await compact.receive())[1:] == [1, 0, [[1, 1, 0, 4, [["p", 0, ["id", "line"]]]]]]
            assert "createElement" in await text_of(socket)
            go.set()
            assert (await compact.receive())[1:] == [2, 0, [[5, 4, 5, "now"]]]
            assert await text_of(socket) == '__domsync__["line"].innerText = `now`;\n'
            assert len(server.get_clients()) == 2

    async def test_one_client_at_a_time(self) -> None:
        async with serving() as server, page(server) as one, page(server) as other:
            for client in server.get_clients():
                server.get_document(client).getRootElement().append("x")
            await server.flush(server.get_clients()[1])
            await other.until(lambda frame: frame[1] == 1)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await one.until(lambda frame: frame[1] == 1)

    async def test_the_original_loop_ends_cleanly(self, caplog: pytest.LogCaptureFixture) -> None:
        ended = asyncio.Event()

        async def handler(server: DomsyncServer, client: Client) -> None:
            document = server.get_document(client)
            try:
                while True:
                    document.getRootElement().setAttribute("title", str(asyncio.get_running_loop().time()))
                    with contextlib.suppress(asyncio.CancelledError):
                        await asyncio.sleep(0.001)
                    await server.flush(client)
            finally:
                ended.set()

        async with serving(handler) as server:
            async with text_client(server) as socket:
                await text_of(socket)
            await asyncio.wait_for(ended.wait(), PATIENCE)
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []

    async def test_somebody_elses_leaving_is_an_error(self, caplog: pytest.LogCaptureFixture) -> None:
        seen = Clicks()

        async def handler(server: DomsyncServer, client: Client) -> None:
            await seen(server, client)
            if len(seen.clients) == 2:
                await server.flush(seen.clients[0])

        async with serving(handler) as server:
            async with page(server):
                await settled(lambda: len(seen.clients) == 1)
            await settled(lambda: not server.get_clients())
            async with page(server):
                await settled(lambda: "ClientGone" in caplog.text)


class TestEvents:
    async def test_the_callback_runs_and_the_client_is_flushed(self) -> None:
        seen = Clicks()
        async with serving(seen) as server, page(server) as compact, text_client(server) as socket:
            await compact.until(lambda frame: frame[1] == 1)
            n = await compact.event(0, 6, "click")
            assert (await compact.acknowledged(n))[3] == [[5, 4, 5, "1"]]
            await text_of(socket)
            await socket.send(event("click", "button"))
            assert await text_of(socket) == '__domsync__["line"].innerText = `2`;\n'
            assert server.get_clients()

    async def test_what_the_user_typed_is_there(self) -> None:
        seen: list[Any] = []

        async def handler(server: DomsyncServer, client: Client) -> None:
            document = server.get_document(client)
            box = document.createElement("input", id="box", value="hello")
            box.addEventListener(
                "input",
                lambda event: seen.append((event["value"], box.value, event["doc"] is document, event["id"])),
                js_value_getter="this.value",
            )
            clear = document.createElement("button", id="clear")
            clear.addEventListener("click", lambda event: setattr(box, "value", ""))
            document.getRootElement().append(box, clear)
            await server.flush(client)

        async with serving(handler) as server:
            async with page(server) as compact:
                await compact.until(lambda frame: frame[1] == 1)
                await compact.event(0, 4, "input", {"value": "typed"})
                n = await compact.event(0, 5, "click")
                assert (await compact.acknowledged(n))[3] == [[9, 4, "value", ""]]
            async with text_client(server) as socket:
                await text_of(socket)
                await socket.send(event("input", "box", "typed"))
                await socket.send(event("click", "clear"))
                assert await text_of(socket) == '__domsync__["box"].value = ``;\n'
        assert seen == [("typed", "typed", True, "box")] * 2

    async def test_async_callbacks_hold_up_nobody(self) -> None:
        go = asyncio.Event()

        async def wait(server: DomsyncServer, client: Client, event: Any) -> None:
            await go.wait()
            server.get_document(client).getElementById("line").innerText = "done"

        async with serving(Clicks(wait)) as server, page(server) as compact, text_client(server) as socket:
            await compact.until(lambda frame: frame[1] == 1)
            for text in ("1", "2"):
                n = await compact.event(0, 6, "click")
                assert (await compact.acknowledged(n))[3] == [[5, 4, 5, text]]
            await text_of(socket)
            await socket.send(event("click", "button"))
            assert "`3`" in await text_of(socket)
            go.set()
            assert (await compact.receive())[3] == [[5, 4, 5, "done"]]
            assert "`done`" in await text_of(socket)
            assert len(server.get_clients()) == 2

    @pytest.mark.parametrize("kind", ["sync", "async"])
    async def test_a_raising_callback_harms_nobody(self, kind: str, caplog: pytest.LogCaptureFixture) -> None:
        def fail(server: DomsyncServer, client: Client, event: Any) -> None:
            raise RuntimeError("a mistake of mine")

        async def fail_later(server: DomsyncServer, client: Client, event: Any) -> None:
            await asyncio.sleep(0)
            fail(server, client, event)

        seen = Clicks(fail if kind == "sync" else fail_later)
        async with serving(seen) as server, page(server) as compact, text_client(server) as socket:
            assert len(server.get_clients()) == 2
            await compact.until(lambda frame: frame[1] == 1)
            await text_of(socket)
            for text in ("1", "3"):
                n = await compact.event(0, 6, "click")
                assert (await compact.acknowledged(n))[3] == [[5, 4, 5, text]]
                await socket.send(event("click", "button"))
                assert str(int(text) + 1) in await text_of(socket)
            await settled(lambda: caplog.text.count("a mistake of mine") >= 4)
            assert "Traceback" in caplog.text
            assert "test_dom_server.py" in caplog.text
            assert len(server.get_clients()) == 2

    @pytest.mark.parametrize(
        "error", [RuntimeError("oh"), SystemError("oh"), RecursionError("oh"), StopIteration("oh")]
    )
    async def test_a_raising_handler_harms_nobody(self, error: Exception, caplog: pytest.LogCaptureFixture) -> None:
        async def handler(server: DomsyncServer, client: Client) -> None:
            raise error

        async with serving(handler) as server, page(server) as compact:
            await settled(lambda: "the connection handler" in caplog.text)
            assert "Traceback" in caplog.text
            await compact.say([0, 3])
            await compact.until(lambda frame: frame == [-1, 3])
            assert len(server.get_clients()) == 1

    async def test_what_is_not_offered_is_refused(self) -> None:
        async with serving(Clicks()) as server, page(server) as compact:
            await compact.until(lambda frame: frame[1] == 1)
            wrong: list[tuple[Any, ...]] = [(0, 4, "click"), (0, 99, "click"), (0, 0, "hello", {})]
            for parts in wrong:
                n = await compact.event(*parts)
                assert await compact.acknowledged(n) == [-1, 4, n]
            for _ in range(8):
                await compact.event(0, 99, "click")
            with pytest.raises(ConnectionClosed):
                await compact.until(lambda frame: False)
            assert (compact.socket.close_code, compact.socket.close_reason) == (4404, "not offered")

    async def test_calls_have_results(self) -> None:
        results: list[Any] = []

        async def measure(server: DomsyncServer, client: Client, event: Any) -> None:
            document = event["doc"]
            answer = document.ask(document.getElementById("line"), "getBoundingClientRect")
            await server.flush(client)
            results.append(await answer)

        async with serving(Clicks(measure)) as server:
            async with page(server) as compact:
                await compact.until(lambda frame: frame[1] == 1)
                for answered in (True, False):
                    await compact.event(0, 6, "click")
                    frame = await compact.until(lambda frame: frame[0] == 0 and frame[3][-1][0] == 13)
                    if answered:
                        await compact.say([0, 4, 0, frame[3][-1][4], True, {"width": 3}])
                        await settled(lambda: bool(results))
            # The one that was not answered was given up with its browser.
            await settled(lambda: not server.get_clients())
        assert results == [{"width": 3}]

    async def test_a_bad_op_is_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        async with serving(Clicks()) as server, page(server) as compact:
            await compact.until(lambda frame: frame[1] == 1)
            await compact.say([0, 6, 0, 1, "op 0 (99): unknown\n" + "x" * 1000])
            await settled(lambda: "could not apply frame 1" in caplog.text)
            assert "\\n" in caplog.text
            await compact.say([0, 5, 0, 0])
            assert (await compact.until(lambda frame: frame[0] == 0))[3][0] == [16]

    async def test_too_many_running_callbacks_make_the_browser_wait(self) -> None:
        go = asyncio.Event()

        async def wait(server: DomsyncServer, client: Client, event: Any) -> None:
            await go.wait()

        seen = Clicks(wait)
        limits = ServerLimits(session=Limits(running_handlers=3))
        async with serving(seen, limits=limits) as server:
            async with page(server) as compact:
                await compact.until(lambda frame: frame[1] == 1)
                for _ in range(6):
                    await compact.event(0, 6, "click")
                await settled(lambda: seen.clicks == 3)
                await asyncio.sleep(0.05)
                assert seen.clicks == 3
                go.set()
                await settled(lambda: seen.clicks == 6)
                go.clear()
                for _ in range(6):
                    await compact.event(0, 6, "click")
                await settled(lambda: seen.clicks == 9)
            # It is not read, but its leaving is noticed all the same.
            await settled(lambda: not server.get_clients())


class TestAgain:
    async def test_a_browser_that_comes_back_gets_a_new_page(self) -> None:
        seen = Clicks()
        async with serving(seen) as server:
            async with page(server) as compact:
                await compact.until(lambda frame: frame[1] == 1)
            async with browser(server) as again:
                welcome = await again.hello(token="name.secret", seen=[[0, 1]], sent=7)
                assert (welcome["resumed"], welcome["received"]) == (False, 0)
                assert (await again.receive())[3] == [[16]]
                again.sent = 7
                await again.until(lambda frame: frame[1] == 1)
                n = await again.event(0, 6, "click")
                assert (await again.acknowledged(n))[2] == 8
            assert len(seen.clients) == 2

    async def test_one_document_shown_to_many(self) -> None:
        """A late joiner of a document that the program keeps for itself: the whole state, then the same updates."""
        shared = Document("domsync_root_id")
        line = shared.createElement("p", id="line", innerText="old")
        shared.getRootElement().appendChild(line)
        shared.render_js_updates()
        line.innerText = "new"
        updates = shared.render_js_updates()
        full = shared.render_js_full()
        assert "`new`" in updates
        assert "`new`" in full
        assert "old" not in full
        assert full.startswith("var __domsync__ = [];\n")


async def test_browsers_of_both_kinds_get_along() -> None:
    seen = Clicks()
    async with serving(seen) as server:
        async with contextlib.AsyncExitStack() as stack:
            compact = [await stack.enter_async_context(page(server)) for _ in range(5)]
            texts = [await stack.enter_async_context(text_client(server)) for _ in range(5)]
            for one in compact:
                await one.until(lambda frame: frame[1] == 1)
                await one.event(0, 6, "click")
            for socket in texts:
                await text_of(socket)
                await socket.send(event("click", "button"))
            await settled(lambda: seen.clicks == 10)
            assert len(server.get_clients()) == 10
        await settled(lambda: not server.get_clients())


@pytest.mark.parametrize("signal_name", ["SIGINT", "SIGTERM"])
async def test_run_serves_until_it_is_asked_to_end(signal_name: str) -> None:
    program = (
        "from domsync import DomsyncServer\n"
        "async def show(server, client):\n"
        "    try:\n"
        "        server.get_document(client).getRootElement().append('begun')\n"
        "        await server.flush(client)\n"
        "        await __import__('asyncio').sleep(60)\n"
        "    finally:\n"
        "        print('handler ended', flush=True)\n"
        "DomsyncServer(show, 'localhost', 0).run()\n"
        "print('over', flush=True)\n"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=children.environment(),
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
    assert line.startswith("domsync server started on http://localhost:")
    url = line.split()[-1]
    async with connect(f"{url.replace('http', 'ws')}/", origin=url) as socket:  # type: ignore[arg-type]
        assert "begun" in await text_of(socket)
        process.send_signal(getattr(signal, signal_name))
        await asyncio.wait_for(socket.wait_closed(), PATIENCE)
        assert socket.close_code == 1001
    output, errors = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (output, errors, process.returncode) == (b"handler ended\nover\n", b"", 0)
