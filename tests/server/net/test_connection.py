"""The driver of a connection, over a transport that does what a test says."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from domsync.dom import Document
from domsync.errors import ClientGone
from domsync.server.dom_server import _drop
from domsync.server.net import connection as driver
from domsync.server.net.connection import Connection
from domsync.server.net.transport import TransportClosed
from domsync.server.tasks import Tasks
from domsync.session import CloseCode, DomEvent, FrameLog, Hello, Limits, Session, SessionEvent
from domsync.session.frame_log import SharedFrame
from tests.server.support import settled
from tests.waiting import PATIENCE

HELLO = '[0,1,{"v":1}]'
LIMITS = Limits(write_seconds=0.1)


class Wire:
    """A transport: what comes in is put into `incoming`, what goes out is in `written`."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[str | None] = asyncio.Queue()
        self.written: list[bytes] = []
        self.unsent = 0
        self.limit = 100
        self.counting = False
        self.closed = False
        self.closed_with: tuple[int, str] | None = None
        self.close_answered = True
        self.drained = asyncio.Event()
        self.received = 0

    async def receive(self) -> str:
        data = None if self.closed else await self.incoming.get()
        if data is None:
            raise TransportClosed
        self.received += 1
        return data

    def write(self, data: bytes) -> None:
        self.written.append(data)
        if self.counting:
            self.unsent += len(data)

    def try_send(self, parcel: SharedFrame) -> bool:
        if self.congested:
            return False
        self.write(parcel.data)
        return True

    async def drain(self) -> None:
        await self.drained.wait()
        self.drained.clear()
        if self.closed:
            raise TransportClosed
        self.unsent = 0

    @property
    def congested(self) -> bool:
        return self.unsent > self.limit

    @property
    def close_code(self) -> int | None:
        return None

    async def close(self, code: int, reason: str) -> None:
        self.closed_with = code, reason
        if not self.close_answered:
            await asyncio.Event().wait()
        self.abort()

    def abort(self) -> None:
        self.closed = True
        self.incoming.put_nowait(None)


async def room() -> None:
    """There is always room."""


async def turns() -> None:
    """Let the event loop do what can be done at once; no time has to pass for it, so that none is waited for."""
    for _ in range(300):
        await asyncio.sleep(0)


class Driven:
    """A document with a session, driven over a wire."""

    def __init__(self, limits: Limits = LIMITS, handle: Callable[[SessionEvent], None] | None = None) -> None:
        self.document = Document(scripts=False)
        self.button = self.document.createElement("button")
        self.button.addEventListener("click", lambda: None)
        self.document.getRootElement().append(self.button)
        self.session = Session(self.document, limits)
        self.wire = Wire()
        self.events: list[SessionEvent] = []
        self.handle = handle or self.events.append
        self.connection = Connection(self.session, self.wire, limits, 0.5)
        self.session.connect(self.connection.push, self.connection.try_send)
        self.running = asyncio.create_task(self.connection.run(self.handle, self.room))
        self.full = False

    async def room(self) -> None:
        if self.full:
            await asyncio.Event().wait()

    async def say(self, *texts: str) -> None:
        for text in texts:
            self.wire.incoming.put_nowait(text)
        await turns()

    def change(self, text: str) -> None:
        self.button.setAttribute("title", text)
        self.session.flush()
        self.connection.push()

    async def ended(self) -> None:
        await asyncio.wait_for(self.running, PATIENCE)
        assert self.connection.ended


async def test_frames_go_both_ways() -> None:
    driven = Driven()
    await driven.say(HELLO, '[1,0,4,"click"]')
    assert [type(event) for event in driven.events] == [Hello, DomEvent]
    driven.change("x")
    assert driven.wire.written[-1].endswith(b'[[6,4,"title","x"]]]')
    await driven.connection.flush()
    driven.wire.abort()
    await driven.ended()
    written = len(driven.wire.written)
    driven.change("y")
    assert len(driven.wire.written) == written


@pytest.mark.parametrize("pushes", [False, True], ids=["the driver pushes", "who handles it pushes"])
async def test_a_session_is_asked_for_data_once_for_each_event(monkeypatch: pytest.MonkeyPatch, pushes: bool) -> None:
    asked: list[int] = []
    ask = Session.data_to_send

    def asks(session: Session) -> list[bytes]:
        frames = ask(session)
        asked.append(len(frames))
        return frames

    def handle(event: SessionEvent) -> None:
        if isinstance(event, DomEvent):
            driven.session.handled(event.n)
            driven.button.setAttribute("title", f"{event.n}")
            driven.session.flush()
            if pushes:
                driven.connection.push()

    driven = Driven(handle=handle)
    await driven.say(HELLO)
    monkeypatch.setattr(Session, "data_to_send", asks)
    await driven.say('[1,0,4,"click"]', '[2,0,4,"click"]')
    assert asked == [1, 1]
    # What is refused reaches no handler, and is answered all the same.
    await driven.say('[3,0,4,"keydown"]')
    assert asked == [1, 1, 2]
    assert [b'"title","2"' in frame for frame in driven.wire.written[-3:]] == [True, False, False]
    driven.wire.abort()
    await driven.ended()


async def test_a_hello_that_does_not_come() -> None:
    driven = Driven(Limits(hello_seconds=0.05))
    await driven.ended()
    assert driven.wire.closed_with == (4408, "timeout")


async def test_a_wrong_message_closes_and_what_follows_it_is_read_and_dropped() -> None:
    driven = Driven()
    driven.wire.close_answered = False
    await driven.say(HELLO, "nonsense", *['[1,0,4,"click"]'] * 50)
    assert driven.wire.closed_with == (4400, "bad message")
    assert [type(event) for event in driven.events] == [Hello]
    assert driven.wire.received == 52
    await driven.ended()
    assert driven.wire.closed


async def test_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_DISCARDED", 10)
    driven = Driven()
    driven.wire.close_answered = False
    await driven.say(HELLO, "nonsense", *["x"] * 50)
    assert driven.wire.received == 12
    await driven.ended()


async def test_a_handler_of_events_that_fails_is_a_fault_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: SessionEvent) -> None:
        raise RuntimeError("a mistake in the server")

    driven = Driven(handle=fail)
    await driven.say(HELLO)
    await driven.ended()
    assert driven.wire.closed_with == (1011, "internal error")
    assert "a mistake in the server" in caplog.text


async def test_a_slow_browser_gets_the_rest_when_it_reads() -> None:
    driven = Driven()
    await driven.say(HELLO)
    driven.wire.counting = True
    driven.change("x" * 200)
    sent = len(driven.wire.written)
    for text in "abc":
        driven.change(text)
    flushing = asyncio.create_task(driven.connection.flush())
    await turns()
    assert len(driven.wire.written) == sent
    assert not flushing.done()
    driven.wire.drained.set()
    await asyncio.wait_for(flushing, PATIENCE)
    assert len(driven.wire.written) == sent + 3
    driven.wire.abort()
    await driven.ended()


async def test_what_many_see_is_offered_to_those_that_can_take_it() -> None:
    shared = Document(scripts=False)
    log = FrameLog(shared, 1)
    fast, slow = Driven(), Driven()
    for driven in (fast, slow):
        driven.session.show(log)
        await driven.say(HELLO)
    slow.wire.counting = True
    for number in range(9):
        shared.body.setAttribute("title", "x" * 30 + str(number))
        log.publish()
    frames = fast.wire.written[-9:]
    assert [frame[:8] for frame in frames] == [b"[1,%d,0,[" % seq for seq in range(1, 10)]
    sent = len(slow.wire.written)
    assert slow.wire.written[-2:] == frames[:2]
    assert slow.wire.unsent > slow.wire.limit
    slow.wire.drained.set()
    await turns()
    assert slow.wire.written[sent:] == frames[2:]
    for driven in (fast, slow):
        driven.wire.abort()
        await driven.ended()


async def test_a_connection_that_ends_takes_no_offer() -> None:
    driven = Driven()
    await driven.say(HELLO)
    assert driven.connection.try_send(SharedFrame(b"x"))
    driven.wire.close_answered = False
    closing = asyncio.create_task(driven.connection.close(1001))
    await asyncio.sleep(0)
    assert not driven.connection.try_send(SharedFrame(b"x"))
    await closing
    assert not driven.connection.try_send(SharedFrame(b"x"))
    await driven.ended()


async def test_progress_keeps_a_slow_browser() -> None:
    driven = Driven()
    await driven.say(HELLO)
    driven.wire.counting = True
    driven.change("x" * 5000)
    for _ in range(30):
        driven.wire.unsent -= 1
        await asyncio.sleep(0.01)
    assert not driven.wire.closed
    await driven.ended()


async def test_a_browser_that_reads_nothing_is_dropped() -> None:
    driven = Driven()
    await driven.say(HELLO)
    driven.wire.counting = True
    driven.change("x" * 5000)
    await driven.ended()
    assert driven.wire.closed_with is None


async def test_a_connection_that_breaks_while_it_is_written_to() -> None:
    driven = Driven()
    await driven.say(HELLO)
    driven.wire.counting = True
    driven.change("x" * 5000)
    await asyncio.sleep(0)
    driven.wire.abort()
    driven.wire.drained.set()
    await driven.ended()


async def test_closing_lets_the_browser_have_the_rest() -> None:
    driven = Driven()
    await driven.say(HELLO)
    driven.wire.counting = True
    driven.change("x" * 500)
    driven.change("last")
    closing = asyncio.create_task(driven.connection.close(1001, "going away"))
    await turns()
    driven.wire.drained.set()
    await closing
    assert b"last" in driven.wire.written[-1]
    assert driven.wire.closed_with == (1001, "going away")
    await driven.ended()


async def test_closing_does_not_wait_for_ever() -> None:
    driven = Driven(Limits(write_seconds=60))
    await driven.say(HELLO)
    driven.wire.counting = True
    driven.change("x" * 500)
    await driven.connection.close(1001)
    assert driven.wire.closed_with is None
    await driven.ended()


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("writing", [True, False])
async def test_a_session_goes_on_over_another_connection(answered: bool, writing: bool) -> None:
    driven = Driven(Limits(write_seconds=60))
    driven.wire.close_answered = answered
    await driven.say(HELLO)
    driven.wire.counting = writing
    driven.change("x" * 500)
    events = len(driven.events)
    driven.session.disconnect()
    handing = asyncio.create_task(driven.connection.hand_over())
    await driven.say('[1,0,4,"click"]')
    await handing
    await driven.ended()
    assert driven.wire.closed_with == (CloseCode.TAKEN_OVER, "taken over")
    assert driven.session.close_code is None
    assert len(driven.events) == events


async def test_a_browser_that_is_not_read_is_missed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "_LOOK_SECONDS", 0.01)
    driven = Driven()
    await driven.say(HELLO)
    driven.full = True
    await driven.say("[0,3]", "[0,3]")
    assert driven.wire.received == 2
    driven.wire.abort()
    await driven.ended()


async def test_who_sends_too_much_is_read_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[int] = []

    async def sleep(seconds: float) -> None:
        slept.append(round(seconds))

    monkeypatch.setattr(driver, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": sleep}))
    driven = Driven(Limits(messages_per_second=0.001, message_burst=2, patience=1e6))
    await driven.say(HELLO, *["[0,3]"] * 20)
    assert driven.wire.received == 21
    # As long as it would take to save up for all that has come beyond what may come at once.
    assert slept == [1000 * number for number in range(1, 20)]
    driven.wire.abort()
    await driven.ended()


class TestTasks:
    async def test_failures_are_reported_and_what_follows_is_done(self) -> None:
        reported: list[tuple[str, str]] = []
        done: list[int] = []
        tasks = Tasks(lambda error, where: reported.append((str(error), where)))

        async def fail() -> None:
            raise RuntimeError("oh")

        tasks.start(fail(), "here", lambda: done.append(1))
        await tasks.wait(1)
        await asyncio.sleep(0)
        assert (reported, done, len(tasks)) == ([("oh", "here")], [1], 0)

    async def test_after_the_end_nothing_starts(self) -> None:
        done: list[int] = []
        tasks = Tasks(lambda error, where: None)
        tasks.cancel(lambda: done.append(0))
        assert done == [0]
        tasks.start(asyncio.sleep(60), "late", lambda: done.append(1))
        tasks.start(asyncio.get_running_loop().create_future(), "late")
        assert (done, len(tasks)) == ([0], 0)
        await tasks.wait(1)
        tasks.cancel()

    async def test_the_end_waits_for_those_that_take_their_time(self) -> None:
        done: list[int] = []
        tasks = Tasks(lambda error, where: None)

        async def tidy() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                await asyncio.sleep(0.01)

        tasks.start(tidy(), "tidy")
        tasks.start(asyncio.sleep(60), "sleep")
        await asyncio.sleep(0)
        tasks.cancel(lambda: done.append(0))
        assert done == []
        await settled(lambda: done == [0])


async def test_what_is_left_of_a_callback_whose_client_left_is_dropped() -> None:
    async def later() -> None:
        raise ClientGone

    coroutine: Any = later()
    _drop(coroutine)
    assert coroutine.cr_frame is None
    _drop(asyncio.get_running_loop().create_future())
