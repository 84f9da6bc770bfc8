"""Promises that take long to show: a tenth here, the whole by `make soak`, which writes the figures to the docs.

SOAK=10 makes each of these ten times as large.
"""

import asyncio
import gc
import json
import os
import random
import re
import socket
import subprocess
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from domsync import App, Component, MemoryStore, State
from domsync import html as h
from domsync.dom import Document
from domsync.server.limits import ServerLimits
from domsync.server.net.gate import IncomingConnection
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.net.transport import TransportClosed
from domsync.server.pages.visit import served_visit
from domsync.server.resources import memory_used
from domsync.session import Session
from domsync.session.limits import Limits
from domsync.testing import render_page
from examples import counter
from tests import children
from tests.server import sleeping_app, storm_app
from tests.server.app_support import Loaded, Served, served
from tests.server.durable_process import ROOT, Server
from tests.server.figures import Write, figure
from tests.server.sleepers import AT_ONCE
from tests.server.sleepers import Page as Sleeper
from tests.server.support import Browser, settled

__all__ = ["figure"]

pytestmark = pytest.mark.slow

#: How many times the tenth.
SCALE = int(os.environ.get("SOAK", "1"))


class Page(Component):
    count: int = 0

    def render(self) -> Any:
        return h.button(str(self.count), on_click=self.more)

    def more(self) -> None:
        self.count += 1


def ask(app: App, peer: str) -> int:
    answer = app.hosting.respond(Request("/", "", "", {"host": "localhost"}, peer))
    assert isinstance(answer, HttpResponse)
    return answer.status


FRAMES = [
    [0, 1, {"v": 1}],
    [1, 0, 4, "click", {"clientX": 1}],
    [0, 2, [[0, 1]]],
    [0, 3],
    [0, 4, 0, 1, True, {"a": [1, 2]}],
    [0, 5, 0, 1],
    [0, 6, 0, 1, "text"],
    [2, 0, 0, "say", {"text": "x"}],
]


def mutated(chance: random.Random) -> str:
    """A frame of the protocol in which some characters are others, missing, or there twice."""
    text = json.dumps(chance.choice(FRAMES))
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(['"', "[", "]", "{", ",", "-", "9", "\0", "\ud83d", ""]) + text[at + 1 :]
        if not text:
            return "["
    return text


def test_p10_malformed_frames_never_escape(figure: Write, caplog: pytest.LogCaptureFixture) -> None:
    count, chance, codes = 100_000 * SCALE, random.Random(10), set[int]()
    limits = Limits(messages_per_second=1e9, message_burst=10**9)
    document = Document()
    session = Session(document, limits)
    session.connect(lambda: None)
    for number in range(count):
        session.receive(mutated(chance))
        for event in session.events_received():
            if (n := getattr(event, "n", None)) is not None:
                session.handled(n)
        session.data_to_send()
        if session.close_code is not None:
            codes.add(session.close_code)
            session.discard()
            session = Session(Document(), limits)
            session.connect(lambda: None)
            if number % 2:
                session.receive('[0,1,{"v":1}]')
    assert codes <= {4400, 4403, 4404, 4426}
    assert not [record for record in caplog.records if record.exc_info]
    figure("P10", f"{count:,} mutated frames in process", f"close codes {sorted(map(int, codes))}, 0 tracebacks")


async def read_to_end(browser: Browser) -> None:
    with suppress(ConnectionClosed):
        while True:
            await browser.socket.recv()


async def test_p10_malformed_frames_over_sockets(figure: Write, caplog: pytest.LogCaptureFixture) -> None:
    count, chance, codes, sent = 10_000 * SCALE, random.Random(11), Counter[int](), 0
    async with served(App(Page, limits=ServerLimits().without_rate_limit())) as site, site.visit() as (quiet, _):
        before = len(asyncio.all_tasks())
        while sent < count:
            async with site.visit() as (browser, _), asyncio.TaskGroup() as group:
                group.create_task(read_to_end(browser))
                with suppress(ConnectionClosed):
                    for _ in range(100):
                        # Half an emoji is no UTF-8; some are binary frames.
                        frame = mutated(chance).encode("utf-8", "surrogatepass")
                        await browser.socket.send(frame, text=sent % 97 > 0)
                        sent += 1
                await browser.socket.close()
                if browser.socket.close_code is not None:
                    codes[browser.socket.close_code] += 1
        for visit in site.app.visits:
            if not visit.connected:
                served_visit(visit).end()
        await settled(lambda: len(asyncio.all_tasks()) <= before)
        await quiet.acknowledged(await quiet.event(0, 4, "click"))
    assert set(codes) <= {1000, 1003, 1007, 1009, 4400, 4403, 4404, 4426}, codes
    assert not [record for record in caplog.records if record.exc_info]
    figure("P10", f"{sent:,} mutated frames over sockets", f"close codes {sorted(codes)}, 0 tracebacks, 0 tasks left")


async def test_p13_guessed_tokens_take_nothing_over(figure: Write) -> None:
    count, chance = 100_000 * SCALE, random.Random(13)
    async with served(App(Page)) as site, site.visit() as (browser, _):
        [visit] = site.app.visits
        session = served_visit(visit).protocol
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        length = len(session.token) - len(visit.id)
        # The id is known, the rest is guessed; a wrong end, a wrong beginning, and nothing right at all.
        half = length // 2
        guesses = 0
        for number in range(count):
            made = "".join(chance.choices(letters, k=length))
            right = session.token[len(visit.id) :]
            guess = visit.id + [made, right[:half] + made[half:], made[:half] + right[half:]][number % 3]
            guesses += session.accepts(guess)
        assert guesses == 0
        assert session.accepts(session.token)
        await browser.acknowledged(await browser.event(0, 4, "click"))
    figure("P13", f"{count:,} guessed tokens", "0 taken")


class Board(State):
    text: str = ""


@asynccontextmanager
async def stuck_peer(site: Served) -> AsyncIterator[None]:
    """A browser that says hello and then reads nothing: no frames and no pings."""
    loaded = await site.load()
    loop = asyncio.get_running_loop()
    with socket.socket() as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.setblocking(False)
        await loop.sock_connect(peer, ("127.0.0.1", site.port))
        lines = ["GET /_domsync/ws HTTP/1.1", f"Host: localhost:{site.port}", f"Origin: http://localhost:{site.port}"]
        lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
        lines += ["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol: domsync.1"]
        await loop.sock_sendall(peer, "\r\n".join([*lines, "", ""]).encode())
        assert (await loop.sock_recv(peer, 1000)).startswith(b"HTTP/1.1 101")
        hello = json.dumps([0, 1, {"v": 1, **loaded.hello}]).encode()
        # RFC 6455, 5.2: a text frame with a length of 16 bits, masked with zeros.
        await loop.sock_sendall(peer, b"\x81\xfe" + len(hello).to_bytes(2, "big") + bytes(4) + hello)
        yield


async def test_p18_peers_that_stop_reading_are_let_go(figure: Write) -> None:
    """They get updates that nobody reads, as many others do who read them."""
    stuck, normal, board = 10 * SCALE, 5 * SCALE, Board()

    class Shows(Component):
        def render(self) -> Any:
            return h.p(board.text)

    limits = ServerLimits(session=Limits(write_seconds=10 if SCALE > 1 else 1), sessions_per_peer=None)
    async with served(App(Shows, limits=limits)) as site, AsyncExitStack() as stack:
        readers = [(await stack.enter_async_context(site.visit()))[0] for _ in range(normal)]
        for _ in range(stuck):
            await stack.enter_async_context(stuck_peer(site))
        await settled(lambda: len(site.app._visits.connections) == stuck + normal)
        gc.collect()
        before, updates = memory_used(), 0
        received: Counter[int] = Counter()

        async def read(number: int) -> None:
            with suppress(ConnectionClosed):
                while await readers[number].socket.recv():
                    received[number] += 1

        reading = [asyncio.create_task(read(number)) for number in range(normal)]
        most = before
        while len(site.app._visits.connections) > normal and updates < 4000:
            updates += 1
            board.text = f"{updates} " + "x" * 4000
            most = max(most, memory_used())
            await asyncio.sleep(0.02)
        assert len(site.app._visits.connections) == normal, "those that read are there, the others are not"
        assert len(received) == normal
        for task in reading:
            task.cancel()
        assert most - before <= stuck * 2**20 + 20 * 2**20
    grown = (most - before) / 2**20
    figure(
        "P18",
        f"{stuck} peers that read nothing, {normal} that do, 50 updates/s of 4 kB",
        f"gone after {updates} updates, {grown:.1f} MiB at most",
    )


@asynccontextmanager
async def slow_peer(site: Served) -> AsyncIterator[Browser]:
    """A browser whose line takes 20 kB/s: nothing waits on its side."""
    loaded = await site.load()
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.setblocking(False)
        await asyncio.get_running_loop().sock_connect(line, ("127.0.0.1", site.port))
        address = f"localhost:{site.port}"
        async with connect(
            f"ws://{address}/_domsync/ws",
            sock=line,
            subprotocols=[Subprotocol("domsync.1")],
            compression=None,
            origin=Origin(f"http://{address}"),
            max_queue=1,
        ) as opened:
            browser = Browser(opened)
            await browser.hello(**loaded.hello)
            yield browser


async def test_p19_a_slow_line_is_kept_and_sees_the_latest(figure: Write) -> None:
    """It is sent many times as much as it takes: what it has not seen in time is left out, and it is never let go."""
    # As much as buffers on the way cannot hold.
    seconds, size = (300, 4_000) if SCALE > 1 else (4, 60_000)
    rate, board = 20_000, Board()

    class Shows(Component):
        def render(self) -> Any:
            return h.p(board.text)

    async with served(App(Shows)) as site, slow_peer(site) as slow:
        gc.collect()
        before = most = memory_used()
        seen, last = Counter[str](), f"<{20 * seconds}>"

        async def read() -> None:
            while last not in seen:
                text = str(await slow.socket.recv())
                seen.update(re.findall(r"<\d+>", text))
                # Once nothing new comes, what is left may come as fast as it can.
                if board.text.partition(" ")[0] != last:
                    await asyncio.sleep(len(text) / rate)

        reading = asyncio.create_task(read())
        for number in range(1, 20 * seconds + 1):
            board.text = f"<{number}> " + "x" * size
            most = max(most, memory_used())
            await asyncio.sleep(0.05)
        assert len(seen) <= 10 * seconds, "it is not as slow as it is meant to be"
        await reading
        [visit] = site.app.visits
        assert visit.connected
        assert len(seen) < 20 * seconds, "some were left out"
        assert most - before <= 2 * 2**20 + 20 * 2**20
    found = f"kept, {len(seen):,} of {20 * seconds:,} states seen and the last of them at the end"
    grown = f"{(most - before) / 2**20:.1f} MiB at most"
    figure("P19", f"a line of 20 kB/s, {seconds} s of {20 * size / 1000:g} kB/s", f"{found}, {grown}")


async def test_p20_a_dead_peer_is_noticed(figure: Write) -> None:
    seconds = 20.0 if SCALE > 1 else 0.5
    app = App(Page, limits=ServerLimits(ping_seconds=seconds, close_seconds=1))
    async with served(app) as site, stuck_peer(site):
        await settled(lambda: len(site.app._visits.connections) == 1)
        started = asyncio.get_running_loop().time()
        await settled(lambda: not site.app._visits.connections, 120)
        took = asyncio.get_running_loop().time() - started
    figure("P20", f"a peer that answers no ping, asked each {seconds:g} s", f"let go after {took:.0f} s")


async def storm(site: Served, pages: list[Sleeper], button: int, within: float) -> tuple[float, Any]:
    """Have all pages come back and click; return the seconds that it has taken, and what the server says of it."""

    async def back(page: Sleeper) -> None:
        await asyncio.sleep(random.uniform(0, within))
        await page.come_back()
        await page.click(button)

    loop = asyncio.get_running_loop()
    started = loop.time()
    await asyncio.gather(*map(back, pages))
    took = loop.time() - started
    told = json.loads((await site.get("/told"))[2])
    assert all(page.is_same for page in pages), "it is the same session"
    assert told["pages"] == told["connected"] == len(pages), "none lost, none there twice"
    assert told["counts"] == {"2": len(pages)}, "each click once"
    return took, told


@asynccontextmanager
async def stormed(count: int, store: str = "") -> AsyncIterator[tuple[Server, Served, list[Sleeper], int]]:
    """A server in a process of its own, and as many pages on which somebody has clicked once."""
    server = Server(store, program=str(Path(storm_app.__file__)))
    with render_page(storm_app.app) as one:
        button = one.locator("#add").node
    await server.start()
    try:
        pages = [Sleeper(server.port) for _ in range(count)]
        for at in range(0, count, AT_ONCE):
            await asyncio.gather(*[page.open() for page in pages[at : at + AT_ONCE]])
        for page in pages:
            await page.click(button)
        yield server, Served(storm_app.app, server.port), pages, button
    finally:
        await server.kill()


async def test_p22_all_come_back_after_a_break(figure: Write) -> None:
    """As when a proxy is started anew. The client's first try comes at a random moment of a quarter of a second."""
    count = 2_000 if SCALE > 1 else 100
    async with stormed(count) as (_, site, pages, button):
        assert json.loads((await site.get("/cut"))[2])["cut"] == count
        await asyncio.gather(*[page.lost() for page in pages])
        await site.get("/watch")
        took, told = await storm(site, pages, button, 0.25)
    figure(
        "P22",
        f"{count:,} connections are cut and come back at once",
        f"all are back after {took:.1f} s, 0 lost, 0 doubled; the lag of the server's event loop is "
        f"{told['p99']:.0f} ms at p99, {told['most']:.0f} ms at the most",
    )


def memory_of(pid: int, which: str) -> float:
    """What a process has in memory: now (VmRSS) or at most (VmHWM), in MiB."""
    found = re.search(rf"^{which}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


async def test_p22_all_come_back_after_their_process_was_killed(figure: Write, tmp_path: Path) -> None:
    """They come as soon as it serves again, all in the same moment."""
    count = 2_000 if SCALE > 1 else 50
    async with stormed(count, f"sqlite:///{tmp_path / 'pages.db'}") as (server, site, pages, button):
        await server.kill()
        await asyncio.gather(*[page.lost() for page in pages])
        await server.start()
        await site.get("/watch")
        took, told = await storm(site, pages, button, 0)
        peak, steady = memory_of(server.pid, "VmHWM"), memory_of(server.pid, "VmRSS")
    assert peak <= 1.5 * steady
    figure(
        "P22",
        f"the process of {count:,} pages is killed",
        f"all are back {took:.1f} s after it serves again, 0 lost, 0 doubled; at most {peak / steady:.2f} times its "
        f"later memory; the lag of its event loop is {told['p99']:.0f} ms at p99, {told['most']:.0f} ms at the most",
    )


class Quiet:
    """A connection of a browser of which only the last frame is known."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[str | None] = asyncio.Queue()
        self.last = b""
        self.unsent, self.congested, self.closed, self.close_code = 0, False, False, None

    async def receive(self) -> str:
        message = await self.incoming.get()
        if message is None:
            raise TransportClosed
        return message

    def write(self, data: bytes) -> None:
        self.last = bytes(data)

    def try_send(self, frame: Any) -> bool:
        self.write(frame.data)
        return True

    async def drain(self) -> None:
        """Nothing waits."""

    async def close(self, code: int, reason: str) -> None:
        self.incoming.put_nowait(None)

    def abort(self) -> None:
        self.incoming.put_nowait(None)


async def test_p34_sleeping_pages_cost_their_record(figure: Write) -> None:
    """What the browser's socket takes comes to it: see `docs/howto/development.md`."""
    count, chance = 200 * SCALE, random.Random(34)
    limits = ServerLimits(sessions_per_peer=None, pending=count + 10, pending_per_peer=None, sessions=count + 10)
    app = App(Page, limits=limits, collect=False, store=MemoryStore())
    hosting = app.hosting
    await hosting.begin()
    lines, tasks = list[Quiet](), list[asyncio.Task[None]]()

    def open_page() -> None:
        answer = hosting.respond(Request("/", headers={"host": "localhost"}, peer="127.0.0.1"))
        assert isinstance(answer, HttpResponse)
        line = Quiet()
        line.incoming.put_nowait(json.dumps([0, 1, {"v": 1, **Loaded(answer.body.decode()).hello}]))
        request = Request("/_domsync/ws", headers={"host": "localhost"}, peer="127.0.0.1")
        opened: Any = IncomingConnection(line, request, compact=True)
        lines.append(line)
        tasks.append(asyncio.ensure_future(hosting.connect(opened)))

    for _ in range(10):
        open_page()
    await settled(lambda: len(app._visits.connections) == 10)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(count):
        open_page()
        if number % 100 == 99:
            await settled(lambda number=number: len(app._visits.connections) == number + 11)  # type: ignore[misc]
            assert all(visit.is_asleep or visit.fall_asleep() for visit in app._visits)
    gc.collect()
    each = (tracemalloc.get_traced_memory()[0] - before) / count
    tracemalloc.stop()
    assert each <= 24 * 1024
    took = []
    for line in chance.sample(lines, min(count, 200)):
        line.last = b""
        started = time.process_time()
        line.incoming.put_nowait('[1,0,4,"click"]')
        await settled(lambda line=line: b'"1"' in line.last)  # type: ignore[misc]
        took.append(time.process_time() - started)
    assert sum(not visit.is_asleep for visit in app._visits) == len(took)
    await app.close()
    await asyncio.gather(*tasks)
    slowest = sorted(took)[len(took) * 99 // 100] * 1000
    figure(
        "P34",
        f"{count:,} sleeping pages, of which {len(took)} are woken by a click",
        f"{each / 1024:.1f} KiB each; p99 {slowest:.1f} ms of CPU until the frame",
    )


async def test_p34_others_are_answered_while_sleeping_pages_are_woken(figure: Write) -> None:
    """The server, those who left their pages open, and those who click: each in a process of its own."""
    count, woken, others, seconds = 100 * SCALE, 20 * SCALE, 50, 2.0 * SCALE
    loop = asyncio.get_running_loop()
    server = Server("", program=str(Path(__file__).with_name("sleeping_app.py")))
    with render_page(sleeping_app.app) as one:
        button = one.get_by_role("button").node
    site, took = Served(sleeping_app.app, server.port), list[float]()
    await server.start()
    left: asyncio.subprocess.Process | None = None
    try:
        async with AsyncExitStack() as stack:
            before = json.loads((await site.get("/sleep"))[2])["bytes"]
            left = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.server.sleepers", str(server.port), str(count), str(button)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                env=children.environment(PYTHONPATH=str(ROOT)),
            )
            assert left.stdin is not None
            assert left.stdout is not None
            opened = asyncio.create_task(left.stdout.readline())
            while not opened.done():
                # Pages fall asleep one after the other; those that come later use the memory that they leave.
                await site.get("/sleep")
                await asyncio.wait({opened}, timeout=0.2)
            assert await opened == b"open\n"
            told = json.loads((await site.get("/sleep"))[2])
            assert told["asleep"] == count
            each = (told["bytes"] - before) / count
            clicking = [(await stack.enter_async_context(site.visit()))[0] for _ in range(others)]

            async def click() -> None:
                """One after the other, so that no other click counts as waiting, and no more often than is allowed."""
                begun = loop.time()
                for browser in clicking:
                    since = loop.time()
                    await browser.acknowledged(await browser.event(0, button, "click"))
                    took.append(loop.time() - since)
                await asyncio.sleep(begun + 0.1 - loop.time())

            rounds = round(seconds / 0.1)
            for _ in range(rounds):
                await click()
            quiet, took = took, []
            left.stdin.write(f"{woken} {seconds}\n".encode())
            answers = asyncio.create_task(left.stdout.readline())
            while not answers.done():
                await click()
            waking = json.loads(await answers)
            told = json.loads((await site.get("/told"))[2])
    finally:
        if left is not None:
            left.kill()
            await left.wait()
        await server.kill()
    assert len(waking) == woken
    # Nobody else has woken.
    assert told["asleep"] == count - woken
    calm, busy, first = (sorted(times)[len(times) * 99 // 100 - 1] for times in (quiet, took, waking))
    figure(
        "P34",
        f"{woken} of {count:,} sleeping pages are woken at random, while {others} others click",
        f"{each / 1024:.1f} KiB each, sockets included; 10,000 would be {each * 10_000 / 2**20:.0f} MiB; "
        f"99 of 100 clicks of the others took up to {calm * 1000:.1f} ms before, {busy * 1000:.1f} ms "
        f"meanwhile; those that woke a page {first:.1f} ms",
    )


async def test_p12_a_flood_is_throttled_and_closed_and_others_are_answered(figure: Write) -> None:
    """Each in a process of its own: the server, the one who floods it, and those who click."""
    others, loop = 5 * SCALE, asyncio.get_running_loop()
    server = Server("", program=str(ROOT / "examples" / "counter.py"))
    with render_page(counter.app) as one:
        button = one.get_by_role("button").node
    site, took = Served(counter.app, server.port), list[float]()
    await server.start()
    try:
        async with AsyncExitStack() as stack:
            quiet = [(await stack.enter_async_context(site.visit()))[0] for _ in range(others)]

            async def click() -> None:
                """One after the other, so that no other click counts as waiting, and no more often than is allowed."""
                begun = loop.time()
                for browser in quiet:
                    since = loop.time()
                    await browser.acknowledged(await browser.event(0, button, "click"))
                    took.append(loop.time() - since)
                await asyncio.sleep(begun + 0.02 - loop.time())

            for _ in range(20):
                await click()
            before, took = took, []
            loud = await site.load()
            flooding = await asyncio.create_subprocess_exec(
                *(sys.executable, str(Path(__file__).with_name("flood.py")), str(server.port)),
                *(urljoin("/", loud.settings["url"]), json.dumps([0, 1, {"v": 1, **loud.hello}])),
                stdout=subprocess.PIPE,
                env=children.environment(),
            )
            ended = asyncio.create_task(flooding.communicate())
            while not ended.done():
                await click()
            sent = int((await ended)[0])
            # And so they are afterwards.
            await click()
    finally:
        await server.kill()
    assert sent > 0
    quick, slow = (1000 * sorted(times)[len(times) * 99 // 100 - 1] for times in (before, took))
    figure(
        "P12",
        f"one client sends as fast as it can, {others} others click",
        f"closed after {sent:,} frames; 99 of 100 clicks took up to {quick:.1f} ms before, {slow:.1f} ms meanwhile",
    )


async def test_p24_memory_returns_after_sessions(figure: Write) -> None:
    # Two rounds after the first, 10,000 in all.
    rounds, each = 2, 3_334 if SCALE > 1 else 50
    sizes = []
    async with served(App(Page, collect=False)) as site:
        for _ in range(rounds + 1):
            for number in range(each):
                if number % 3:
                    async with site.visit():
                        pass
                else:
                    await site.load()
            for visit in site.app.visits:
                served_visit(visit).end()
            await settled(lambda: not site.app._visits.connections)
            gc.collect()
            sizes.append(memory_used())
        assert len(site.app._visits.budgets) == 0
        assert sizes[-1] - sizes[0] < 10 * 2**20
    figure("P24", f"{rounds} rounds of {each:,} sessions", f"{(sizes[-1] - sizes[0]) / 2**20:+.1f} MiB after the first")


async def test_p26_a_flood_of_pages_leaves_no_more_than_the_cap(figure: Write) -> None:
    # 100,000 in all.
    count = 34_000 if SCALE > 1 else 2_000
    limits = ServerLimits(pending=200)
    async with served(App(Page, limits=limits)) as site:
        app = site.app
        loading = await site.load()
        async with site.visit() as (connected, _):
            before, sizes = set(app.visits), []
            for _ in range(3):
                answers = [ask(app, "127.0.0.1") for _ in range(count)]
                assert set(answers) <= {200, 503}
                assert before <= set(app.visits), "nobody has lost anything"
                assert len(app._visits.budgets.loading) <= limits.pending
                for visit in set(app.visits) - before:
                    served_visit(visit).end()
                gc.collect()
                sizes.append(memory_used())
            assert sizes[-1] <= sizes[0] * 1.2
            number = await connected.event(0, 4, "click")
            await connected.acknowledged(number)
        async with site.connect(loading) as late:
            number = await late.event(0, 4, "click")
            await late.acknowledged(number)
    figure("P26", f"3 times {count:,} page requests", f"0 visits lost, at most {limits.pending} pages wait")
