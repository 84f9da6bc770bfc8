"""Several worker processes on one port, started as a user starts them."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from domsync.__main__ import main
from domsync.server.workers import Place, Workers, supervisor
from domsync.server.workers.connection_router import Inbox
from domsync.session import CloseCode
from tests.redis_server import redis_server
from tests.server.app_support import Loaded, Served
from tests.server.support import Browser, settled
from tests.server.worker_processes import HERE, Running, gone, pages, pid_of, running
from tests.waiting import PATIENCE

WORKERS = 4
TARGET = str(HERE / "worker_app.py")
#: The number of the page's button.
BUTTON = 7


@pytest.fixture(scope="module")
def four() -> Iterator[tuple[Running, Served]]:
    """Four workers, connected by a Redis."""
    with redis_server() as redis, running(TARGET, WORKERS, redis.url) as started:
        yield started


async def click(browser: Browser) -> str:
    """Click the page's button, and return what came of it."""
    number = await browser.event(0, BUTTON, "click")
    return str(await browser.acknowledged(number))


async def test_all_workers_answer_on_one_port_and_each_visit_finds_its_own(four: tuple[Running, Served]) -> None:
    processes, served = four
    found = await pages(served, WORKERS)
    assert sorted(found) == sorted(processes.pids())
    # Whoever takes a connection, it gets to the worker that rendered the page.
    for _ in range(3):
        for pid, page in (await pages(served, WORKERS)).items():
            async with served.connect(page) as browser:
                assert f"{pid} 1" in await click(browser)


async def test_a_connection_that_a_proxy_keeps_open_gets_to_each_worker(four: tuple[Running, Served]) -> None:
    """A request that a visit answers goes to its worker, also when another worker has answered the one before."""
    _, served = four
    found = await pages(served, WORKERS)
    for page in found.values():
        for _ in range(2):
            reader, writer = await asyncio.open_connection("localhost", served.port)
            writer.write(f"HEAD /_domsync/ws HTTP/1.1\r\nHost: localhost:{served.port}\r\n\r\n".encode())
            async with asyncio.timeout(PATIENCE):
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204 ")
            lines = [
                f"GET {page.settings['url'].removeprefix('.')} HTTP/1.1",
                f"Host: localhost:{served.port}",
                "Upgrade: websocket",
            ]
            lines += [f"Origin: http://localhost:{served.port}", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
            lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: domsync.1", "", ""]
            writer.write("\r\n".join(lines).encode())
            async with asyncio.timeout(PATIENCE):
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
                hello = msgspec.json.encode([0, 1, {"v": 1, **page.hello}])
                writer.write(Frame(Opcode.TEXT, hello).serialize(mask=True))
                welcome = await reader.readuntil(b'"received"')
            assert b"[-1,1," in welcome
            page.settings["token"] = welcome.partition(b'"token":"')[2].partition(b'"')[0].decode()
            writer.close()


async def test_workers_share_the_sessions_of_an_app_without_a_store(tmp_path: Path) -> None:
    """Whichever worker answers, a visitor stays signed in."""
    program = tmp_path / "login.py"
    program.write_text("""
import os
from domsync import App, Request

app = App(sessions=True, collect=False)

@app.get("/in")
def go_in(request: Request) -> str:
    request.session.user = "ann"
    return ""

@app.get("/who")
def who(request: Request) -> str:
    return f"{os.getpid()} {request.user}"
""")
    with redis_server() as redis, running(str(program), 2, redis.url) as (_, served):
        _, headers, _ = await served.get("/in")
        cookie = headers["set-cookie"].partition(";")[0]
        seen: dict[str, str] = {}
        async with asyncio.timeout(4 * PATIENCE):
            # The store has it a moment after the answer.
            while len(seen) < 2 or set(seen.values()) != {"ann"}:
                for _, _, text in await asyncio.gather(*[served.get("/who", Cookie=cookie) for _ in range(8)]):
                    pid, user = text.split()
                    seen[pid] = user


async def test_a_change_in_one_worker_is_shown_by_all(four: tuple[Running, Served]) -> None:
    _, served = four
    found = await pages(served, WORKERS)
    first, *others = found.items()
    async with asyncio.TaskGroup() as tasks:

        async def watch(page: Loaded) -> None:
            async with served.connect(page) as browser:
                await browser.until(lambda frame: f"{first[0]} 1" in str(frame))

        for _, page in others:
            tasks.create_task(watch(page))
        await asyncio.sleep(0.2)
        async with served.connect(first[1]) as browser:
            await click(browser)


async def test_a_worker_that_was_killed_comes_back(four: tuple[Running, Served]) -> None:
    processes, served = four
    found = await pages(served, WORKERS)
    (killed, lost), (other, kept), *_ = found.items()
    before = set(processes.pids())
    async with served.connect(kept) as browser:
        processes.kill(killed)
        await gone(killed)
        # The others go on, also those who were connected before.
        assert f"{other} 1" in await click(browser)
        now = await pages(served, WORKERS)
        assert killed not in now
        assert len(set(now) - before) == 1
    # The page of the killed one is told that its visit is gone; a browser loads it again then.
    with pytest.raises(ConnectionClosed) as closed:
        async with served.connect(lost):
            pass
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == CloseCode.UNKNOWN_SESSION


async def test_a_worker_that_stands_still_holds_up_its_own_visits_only(four: tuple[Running, Served]) -> None:
    processes, served = four
    found = await pages(served, WORKERS)
    (still, waits), (other, goes_on), *_ = found.items()
    processes.stop(still)
    try:
        async with asyncio.timeout(PATIENCE):
            for page in [await served.load() for _ in range(8)]:
                assert pid_of(page) != still
            async with served.connect(goes_on) as browser:
                assert f"{other} 1" in await click(browser)
        connecting = asyncio.create_task(_click_once(served, waits))
        await asyncio.sleep(0.3)
        assert not connecting.done()
    finally:
        processes.go_on(still)
    assert f"{still} 1" in await connecting


async def _click_once(served: Served, page: Loaded) -> str:
    async with served.connect(page) as browser:
        return await click(browser)


async def test_all_end_together_when_asked() -> None:
    with running(TARGET, 2) as (processes, served):
        pids = processes.pids()
        assert len(pids) == 2
        async with served.connect(await served.load()) as browser:
            status, written = await asyncio.to_thread(processes.end, signal.SIGINT)
            with pytest.raises(ConnectionClosed) as closed:
                await browser.receive()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == CloseCode.RESTART
    assert status == 0
    assert written.splitlines() == [
        "domsync: without --redis, visitors of different workers share no state; sessions need --redis or --store"
    ]
    for pid in pids:
        await gone(pid, 0.1)


async def test_they_are_replaced_one_after_the_other_when_asked(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text((HERE / "worker_app.py").read_text(encoding="utf-8"), encoding="utf-8")
    with running(str(program), 2) as (processes, served):
        before = set(processes.pids())
        async with served.connect(await served.load()) as browser:
            with program.open("a", encoding="utf-8") as file:
                file.write("app.page('/new')(lambda: 'the new program')\n")
            processes.process.send_signal(signal.SIGHUP)
            # Until the browser is told, somebody answers every request: a new one listens before an old one stops.
            closing = asyncio.create_task(browser.until(lambda _: False))
            most = 0
            while not closing.done():
                assert "button" in (await served.load()).text
                most = max(most, len(processes.pids()))
            with pytest.raises(ConnectionClosed) as closed:
                await closing
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason[:8]) == (CloseCode.RESTART, "restart ")
        assert most >= 3
        for pid in before:
            await gone(pid, 30)
        now = await pages(served, 2)
        assert set(now) == set(processes.pids())
        assert not before & set(now)
        assert "the new program" in (await served.load("/new")).text
        status, written = await asyncio.to_thread(processes.end)
    assert status == 0
    assert "ended with" not in written


async def test_a_program_that_is_broken_by_then_leaves_the_old_ones(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text((HERE / "worker_app.py").read_text(encoding="utf-8"), encoding="utf-8")
    with running(str(program), 2) as (processes, served):
        before = set(processes.pids())
        async with served.connect(await served.load()) as browser:
            tried = tmp_path / "tried"
            program.write_text(f"open({str(tried)!r}, 'w').close()\nraise RuntimeError('broken')\n")
            processes.process.send_signal(signal.SIGHUP)
            await settled(tried.exists)
            told = "a new worker ended with the status 1 before it served: the old ones go on"
            await settled(lambda: told in processes.written())
            assert set(processes.pids()) == before
            await browser.say([0, 3])
            assert await browser.receive() == [-1, 3]
        status, _ = await asyncio.to_thread(processes.end)
    assert status == 0


async def test_workers_end_when_who_started_them_is_killed() -> None:
    with running(TARGET, 2) as (processes, _):
        pids = processes.pids()
        processes.process.kill()
        for pid in pids:
            await gone(pid)


def test_a_program_that_cannot_start_is_said_once(tmp_path: Path) -> None:
    program = tmp_path / "broken.py"
    program.write_text("raise RuntimeError('broken')\n")
    processes = Running(str(program), 3, None, tmp_path / "errors.txt")
    status = processes.process.wait(4 * PATIENCE)
    _, written = processes.end()
    assert status == 1
    assert written.count("RuntimeError: broken") == 1
    assert "a worker ended with the status 1 before it served" in written


def test_a_port_that_is_taken_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["run", TARGET, "--workers", "2", "--port", str(port)]) == 1
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


def test_an_address_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", TARGET, "--workers", "2", "--redis", "localhost"]) == 2
    assert "'localhost' is not the URL of a Redis" in capsys.readouterr().err


async def test_an_inbox_gives_its_connections_away_and_closes_the_rest() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        inbox = Inbox(listening)
        assert inbox.getsockname() == listening.getsockname()
        with pytest.raises(BlockingIOError):
            inbox.accept()
        ends = [socket.create_connection(listening.getsockname()) for _ in range(2)]
        for _ in ends:
            inbox.put(listening.accept()[0])
        connection, peer = inbox.accept()
        assert peer == ends[0].getsockname()
        inbox.close()
        assert ends[1].recv(1) == b""
        for end in (connection, *ends):
            end.close()


class Process:
    """A process that can only be killed."""

    pid = 1
    killed = 0

    def kill(self) -> None:
        self.killed += 1


class TestWatching:
    """Small programs in place of workers: a worker is what says that it serves, and then that it is well."""

    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(supervisor, "BEAT_SECONDS", 0.05)
        monkeypatch.setattr(supervisor, "_MISSED_BEATS", 4)
        monkeypatch.setattr(supervisor, "_DELAYS", (0.02, 0.1))
        monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.3)

    @staticmethod
    def command(program: str) -> Callable[[Place], list[str]]:
        start = "import os, signal, sys, time; control = int(sys.argv[1]); os.write(control, b'r');"
        return lambda place: [sys.executable, "-S", "-c", start + program, str(place.control)]

    async def test_one_that_is_not_well_is_killed_and_started_again(self, caplog: pytest.LogCaptureFixture) -> None:
        workers = Workers(self.command("time.sleep(60)"), 1, "127.0.0.1", 0)
        run = asyncio.create_task(workers.run())
        await settled(lambda: len(workers.pids) == 1)
        first = workers.pids
        await settled(lambda: len(workers.pids) == 1 and workers.pids != first)
        workers.stop()
        assert await run
        assert "does not respond" in caplog.text
        assert "ended with the signal SIGKILL; it is restarted in 0.0 s" in caplog.text

    async def test_one_that_is_well_is_left_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is killed when as many beats are missed in a row; one that comes starts the count anew."""
        ours, its = socket.socketpair()
        ours.setblocking(False)
        process, looks = Process(), 0

        async def sleep(seconds: float) -> None:
            nonlocal looks
            looks += 1
            if looks <= 40 and looks % 3 == 1:
                its.send(b".")
            for _ in range(3):
                await asyncio.sleep(0)

        worker = supervisor._Worker(0, cast("Any", process), ours)
        its.send(b"r")
        await worker.serves.wait()
        monkeypatch.setattr(supervisor, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": sleep}))
        await worker.watch()
        assert (process.killed, looks) == (1, 40 + 4)
        worker.close()
        its.close()

    async def test_one_that_does_not_end_is_killed(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(supervisor, "_MISSED_BEATS", 1_000)
        ready = tmp_path / "ready"
        program = f"signal.signal(15, signal.SIG_IGN); open({str(ready)!r}, 'w').close(); time.sleep(600)"
        workers = Workers(self.command(program), 1, "127.0.0.1", 0)
        run = asyncio.create_task(workers.run())
        await settled(ready.exists)
        workers.stop()
        async with asyncio.timeout(PATIENCE):
            assert await run
        assert "does not stop and is killed" in caplog.text

    async def test_that_it_serves_is_heard_although_a_timer_ends_with_it(self) -> None:
        ours, its = socket.socketpair()
        ours.setblocking(False)
        worker = supervisor._Worker(0, cast("Any", None), ours)
        its.send(b"r.")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await worker.serves.wait()
        async with asyncio.timeout(PATIENCE):
            await worker.serves.wait()
        worker.close()
        its.close()
