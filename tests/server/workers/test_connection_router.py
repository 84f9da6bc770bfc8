"""Connections that are handed from worker to worker: here two workers in one process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec
import pytest
from websockets.frames import Frame, Opcode

from domsync import App, Component
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.shell import SOCKET_PATH
from domsync.server.workers import connection_router
from domsync.server.workers.connection_router import QUERY, ConnectionRouter
from tests.server.app_support import Loaded, Served
from tests.server.support import settled
from tests.waiting import PATIENCE


class Page(Component):
    """An empty page."""

    def render(self) -> str:
        return ""


class Worker:
    """One of several."""

    def __init__(self, listening: socket.socket, number: int, folder: Path) -> None:
        self.app = App(Page, collect=False)
        self.app._visits.socket_path = f"{SOCKET_PATH}{QUERY}{number}"
        self.connection_router = ConnectionRouter(listening, number, folder)


@asynccontextmanager
async def serving(folder: Path, count: int = 2) -> AsyncIterator[tuple[Served, list[Worker]]]:
    """Workers on one port. Only the first of them takes connections, so that it is known who hands on what."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        workers = [Worker(listening, number, folder) for number in range(count)]
        port = listening.getsockname()[1]
        for worker in workers:
            assert await worker.app.serve("127.0.0.1", port, sock=worker.connection_router.inbox) == port
            runner = worker.app.hosting.runner
            assert runner is not None
            assert runner.gate is not None
            runner.gate.siblings = worker.connection_router
            worker.connection_router.start()
        loop = asyncio.get_running_loop()
        loop.add_reader(listening, workers[0].connection_router._accept)
        try:
            yield Served(workers[0].app, port), workers
        finally:
            for worker in workers:
                worker.connection_router.stop()
                await worker.app.close()


def page_of(worker: Worker) -> Loaded:
    """A page that a worker has rendered for a request that it took itself."""
    response = worker.app.hosting.respond(Request("/", peer="127.0.0.1"))
    assert isinstance(response, HttpResponse)
    return Loaded(response.body.decode())


async def test_each_visit_finds_its_worker(tmp_path: Path) -> None:
    async with serving(tmp_path) as (served, workers):
        for worker in workers * 2:
            page = page_of(worker)
            async with served.connect(page):
                assert [visit.connected for visit in worker.app.visits][-1]
        # Plain requests are answered by whoever takes them.
        await served.load()
        assert [len(worker.app.visits) for worker in workers] == [3, 2]


async def test_a_first_line_that_comes_in_parts_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(tmp_path) as (served, workers):
        handed: list[int] = []
        hand_on = workers[0].connection_router._hand_on

        def noting(connection: socket.socket, owner: int, until: float) -> None:
            handed.append(owner)
            hand_on(connection, owner, until)

        monkeypatch.setattr(workers[0].connection_router, "_hand_on", noting)
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        for part in (b"GET /_domsync/none?wor", b"ker=1 HTTP/1.1\r\nHo", b"st: localhost\r\n\r\n"):
            writer.write(part)
            await asyncio.sleep(0.05)
        assert await reader.readline() == b"HTTP/1.1 404 Not Found\r\n"
        writer.close()
        assert handed == [1]


async def test_a_later_request_of_a_connection_finds_its_worker_too(tmp_path: Path) -> None:
    """Browsers ask for a page's pictures on any connection that is open, and proxies for anything."""

    def number(app: App, said: str) -> None:
        @app.get("/at/_domsync/number")
        def answer() -> str:
            return said

    async with serving(tmp_path) as (served, workers):
        for worker in workers:
            number(worker.app, str(workers.index(worker)))
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)

        async def ask(path: str) -> str:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            async with asyncio.timeout(PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                return (await reader.readexactly(length)).decode()

        asked = ["", "?worker=1", "?worker=1", "", "?worker=0", "?worker=1", "?worker=7"]
        assert [await ask(f"/at/_domsync/number{query}") for query in asked] == ["0", "1", "1", "1", "0", "1", "1"]
        # Through a proxy, a page's WebSocket may come on such a connection.
        page = page_of(workers[0])
        key = "GET /_domsync/ws?worker=0 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
        key += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        key += "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: domsync.1\r\n\r\n"
        writer.write(key.encode())
        async with asyncio.timeout(PATIENCE):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        said = msgspec.json.encode([0, 1, {"v": 1, **page.hello}])
        writer.write(Frame(Opcode.TEXT, said).serialize(mask=True))
        await settled(lambda: [visit.connected for visit in workers[0].app.visits] == [True])
        writer.close()


async def test_a_worker_that_ends_answers_by_itself(tmp_path: Path) -> None:
    async with serving(tmp_path) as (served, workers):
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        for query in ("", "?worker=1"):
            writer.write(f"GET /_domsync/none{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            async with asyncio.timeout(PATIENCE):
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 404 ")
                await reader.readexactly(len("Not Found\n"))
            workers[0].connection_router.stop()
        writer.close()


async def test_who_says_nothing_is_not_waited_for_any_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_router, "_PATIENCE_SECONDS", 0.1)
    async with serving(tmp_path) as (served, workers):
        for said in (b"", b"GET /"):
            reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
            writer.write(said)
            # What was looked at but not read makes it a reset.
            with suppress(ConnectionResetError):
                async with asyncio.timeout(PATIENCE):
                    assert await reader.read() == b""
            writer.close()
        # Who leaves before is no trouble either.
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.close()
        await settled(lambda: not workers[0].connection_router._open and not workers[0].connection_router._timers)
        await served.load()


async def test_a_page_of_a_worker_that_has_ended_is_told_so(tmp_path: Path) -> None:
    async with serving(tmp_path) as (served, workers):
        page = page_of(workers[1])
        page.settings["url"] = f"{SOCKET_PATH}{QUERY}7"
        with pytest.raises(Exception, match="unknown session"):
            async with served.connect(page):
                pass


async def test_a_worker_that_cannot_take_more_is_tried_again(tmp_path: Path) -> None:
    async with serving(tmp_path) as (served, workers):
        loop = asyncio.get_running_loop()
        loop.remove_reader(workers[1].connection_router._siblings)
        pages = [page_of(workers[1]) for _ in range(40)]

        async def connect(page: Loaded) -> None:
            async with served.connect(page):
                pass

        connecting = [asyncio.create_task(connect(page)) for page in pages]
        await settled(lambda: bool(workers[0].connection_router._open))
        loop.add_reader(workers[1].connection_router._siblings, workers[1].connection_router._receive)
        await asyncio.gather(*connecting)


async def test_who_was_taken_before_the_end_is_still_answered(tmp_path: Path) -> None:
    async with serving(tmp_path) as (served, workers):
        worker = workers[0]
        router = worker.connection_router
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        await settled(lambda: len(router._open) == 1)
        router.stop()
        assert router.inbox.is_waited_for
        await router.drain()
        assert not router.inbox.is_waited_for
        closing = asyncio.create_task(worker.app.close())
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 ")
        writer.close()
        await closing
