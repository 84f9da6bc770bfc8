"""What all brokers do: one suite for the default and for Redis."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest

from domsync import App, MissingExtraError
from domsync.server.processes import redis_log
from domsync.server.processes.broker import Broker
from domsync.server.processes.redis_broker import MAX_MESSAGES, RedisBroker
from tests.redis_server import RedisServer, redis_server
from tests.server.support import settled
from tests.waiting import PATIENCE


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(params=["one process", "redis"])
def make(request: pytest.FixtureRequest) -> Callable[[], Broker]:
    """Makes a broker."""
    if request.param == "one process":
        return Broker
    server: RedisServer = request.getfixturevalue("redis")
    prefix = uuid4().hex
    return lambda: RedisBroker(server.url, prefix=prefix)


@asynccontextmanager
async def started(*brokers: Broker) -> AsyncIterator[None]:
    """The brokers, as long as the block runs."""
    for broker in brokers:
        await broker.start()
    try:
        yield
    finally:
        for broker in brokers:
            await broker.close()


class Lines:
    """A follower that has lines, each with a number by which a second one is known."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.on_change: Callable[[], None] = lambda: None
        self.outbox: deque[bytes] = deque()
        self.lines: list[str] = []
        self._written = 0
        self._open: list[str] = []
        self._own: dict[str, None] = {}

    def write(self, *lines: str) -> None:
        self._open += [f"{self.name} {line}" for line in lines]
        self.on_change()

    @property
    def waiting(self) -> int:
        return len(self._own)

    def commit(self) -> None:
        self._own.update(dict.fromkeys(self._open))
        self.outbox += [line.encode() for line in self._open]
        self._open = []

    def requeue(self) -> None:
        self.outbox = deque(line.encode() for line in self._own)

    def apply(self, entries: Iterable[bytes]) -> int:
        new = [line for line in (entry.decode() for entry in entries) if line not in self.lines]
        self.lines += new
        return sum(self._own.pop(line, 1) is None for line in new)

    def snapshot(self) -> bytes:
        return "\n".join(self.lines).encode()

    def restore(self, snapshot: bytes) -> None:
        self.lines = snapshot.decode().split("\n") if snapshot else []


class TestEveryBroker:
    async def test_a_message_reaches_the_subscribers_of_its_channel_here_before_publish_returns(
        self, make: Callable[[], Broker]
    ) -> None:
        broker, got = make(), list[tuple[str, bytes]]()
        broker.subscribe("a", lambda data: got.append(("first", data)))
        broker.subscribe("a", lambda data: got.append(("second", data)))
        broker.subscribe("b", lambda data: got.append(("other", data)))
        async with started(broker):
            broker.publish("a", b"\x00\xff")
            assert got == [("first", b"\x00\xff"), ("second", b"\x00\xff")]
            await asyncio.sleep(0.05)
            assert len(got) == 2

    async def test_a_subscription_ends(self, make: Callable[[], Broker]) -> None:
        broker, got = make(), list[bytes]()
        unsubscribe = broker.subscribe("a", got.append)
        async with started(broker):
            broker.publish("a", b"1")
            unsubscribe()
            unsubscribe()
            broker.publish("a", b"2")
        assert got == [b"1"]

    async def test_a_subscriber_that_fails_is_logged_and_the_others_get_it(
        self, make: Callable[[], Broker], caplog: pytest.LogCaptureFixture
    ) -> None:
        broker, got = make(), list[bytes]()

        def fail(data: bytes) -> None:
            raise ValueError("no")

        broker.subscribe("a", fail)
        broker.subscribe("a", got.append)
        async with started(broker):
            broker.publish("a", b"1")
        assert got == [b"1"]
        assert "a subscriber of the channel 'a' failed" in caplog.text

    async def test_it_is_published_from_threads_too(self, make: Callable[[], Broker]) -> None:
        broker, got = make(), list[tuple[bytes, int]]()
        broker.subscribe("a", lambda data: got.append((data, threading.get_ident())))
        async with started(broker):
            await asyncio.to_thread(broker.publish, "a", b"1")
            await settled(lambda: bool(got))
        assert got == [(b"1", threading.get_ident())]

    async def test_an_app_begins_and_ends_with_its_broker(self, make: Callable[[], Broker]) -> None:
        app, got = App(broker=make()), list[bytes]()
        app.broker.subscribe("a", got.append)
        app.on_startup(lambda: app.broker.publish("a", b"on startup"))
        app.on_shutdown(lambda: app.broker.publish("a", b"on shutdown"))
        for _ in range(2):
            await app.serve("localhost", 0)
            assert app.broker.connected
            await app.close()
        assert got == [b"on startup", b"on shutdown"] * 2

    async def test_what_a_follower_writes_comes_back_in_order(self, make: Callable[[], Broker]) -> None:
        broker, lines = make(), Lines("p")
        lines.write("before")
        leave = broker.follow("log", lines)
        with pytest.raises(ValueError, match="'log' is already"):
            broker.follow("log", Lines("q"))
        async with started(broker):
            lines.write("1", "2")
            await asyncio.to_thread(lines.write, "3")
            await settled(lambda: len(lines.lines) == 4)
            assert lines.lines == ["p before", "p 1", "p 2", "p 3"]
            assert lines.waiting == 0
            leave()
            broker.follow("log", Lines("q"))()


class TestRedis:
    async def test_messages_reach_every_process_once_and_in_order(self, redis: RedisServer) -> None:
        prefix = uuid4().hex
        brokers = [RedisBroker(redis.url, prefix=prefix) for _ in range(3)]
        stranger = RedisBroker(redis.url, prefix=uuid4().hex)
        got: list[list[bytes]] = [[] for _ in range(4)]
        for broker, into in zip([*brokers, stranger], got, strict=True):
            broker.subscribe("a", into.append)
        async with started(*brokers, stranger):
            for number in range(200):
                brokers[number % 3].publish("a", str(number).encode())
            await settled(lambda: all(len(into) == 200 for into in got[:3]))
            await asyncio.sleep(0.05)
        for into in got[:3]:
            assert len(into) == 200
            for sender in range(3):
                numbers = [int(data) for data in into if int(data) % 3 == sender]
                assert numbers == sorted(numbers)
        assert got[3] == []

    async def test_who_comes_late_does_not_get_old_messages(self, redis: RedisServer) -> None:
        prefix = uuid4().hex
        first, second = RedisBroker(redis.url, prefix=prefix), RedisBroker(redis.url, prefix=prefix)
        got: list[bytes] = []
        second.subscribe("a", got.append)
        async with started(first):
            first.publish("a", b"old")
            await settled(lambda: not first._messages)
            await asyncio.sleep(0.05)
            async with started(second):
                first.publish("a", b"new")
                await settled(lambda: bool(got))
        assert got == [b"new"]

    async def test_a_log_has_one_order_and_its_past_is_known_to_who_comes_late(self, redis: RedisServer) -> None:
        prefix = uuid4().hex
        brokers = [RedisBroker(redis.url, prefix=prefix) for _ in range(3)]
        lines = [Lines(name) for name in "abc"]
        async with started(*brokers):
            for broker, follower in zip(brokers[:2], lines, strict=False):
                broker.follow("log", follower)
            for number in range(50):
                lines[number % 2].write(str(number))
                if number % 7 == 0:
                    await asyncio.sleep(0)
            await settled(lambda: all(len(follower.lines) == 50 for follower in lines[:2]))
            brokers[2].follow("log", lines[2])
            lines[2].write("late")
            await settled(lambda: all(len(follower.lines) == 51 for follower in lines))
        assert lines[0].lines == lines[1].lines == lines[2].lines

    async def test_what_is_published_while_redis_is_away_arrives_afterwards(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        with redis_server() as server:
            first, second = RedisBroker(server.url), RedisBroker(server.url)
            got: list[bytes] = []
            second.subscribe("a", got.append)
            async with started(first, second):
                first.publish("a", b"1")
                await settled(lambda: got == [b"1"])
                server.stop()
                await settled(lambda: not first.connected and not second.connected)
                for number in range(MAX_MESSAGES + 10):
                    first.publish("a", b"%d" % number)
                second.publish("a", b"own")
                assert got[-1] == b"own"
                server.start()
                await settled(lambda: len(got) >= MAX_MESSAGES + 2, 20)
                await asyncio.sleep(0.1)
            assert got[2:] == [b"%d" % number for number in range(10, MAX_MESSAGES + 10)]
        assert "Redis is unreachable" in caplog.text
        assert "10 messages were dropped" in caplog.text

    async def test_a_command_that_was_carried_out_without_an_answer_counts_once(self) -> None:
        with redis_server() as server:
            first, second = RedisBroker(server.url), RedisBroker(server.url)
            got: list[bytes] = []
            second.subscribe("a", got.append)
            lines = [Lines("a"), Lines("b")]
            first.follow("log", lines[0])
            second.follow("log", lines[1])
            async with started(first, second):
                server.freeze()
                first.publish("a", b"1")
                lines[0].write("1")
                await asyncio.sleep(0.05)
                assert first._clients is not None
                # The command is on its way, and the connection ends before the answer comes.
                await first._clients[1].connection_pool.disconnect(inuse_connections=True)
                await asyncio.sleep(0.05)
                server.thaw()
                await settled(lambda: bool(got) and bool(lines[1].lines))
                first.publish("a", b"2")
                lines[0].write("2")
                await settled(lambda: len(got) == 2 and len(lines[1].lines) == 2)
            assert got == [b"1", b"2"]
            assert lines[0].lines == lines[1].lines == ["a 1", "a 2"]

    async def test_an_app_starts_and_ends_without_redis(self, caplog: pytest.LogCaptureFixture) -> None:
        with redis_server() as server:
            url = server.url
        broker = RedisBroker(url)
        broker.follow("log", lines := Lines("a"))
        caplog.set_level(logging.WARNING)
        async with started(broker):
            assert not broker.connected
            lines.write("1")
            broker.publish("a", b"1")
            await asyncio.sleep(0.01)
            assert lines.waiting == 1

    def test_it_needs_the_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "redis.asyncio", None)
        with pytest.raises(MissingExtraError, match=r"pip install 'domsync\[redis\]'"):
            RedisBroker("redis://localhost")

    def test_a_malformed_address_is_refused_at_once(self) -> None:
        with pytest.raises(ValueError, match="scheme"):
            RedisBroker("localhost:6379")


class TestSnapshots:
    """What a long log is replaced by. The figures are small ones, so that it is not long."""

    @pytest.fixture(autouse=True)
    def often(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(redis_log, "SNAPSHOT_ENTRIES", 10)
        monkeypatch.setattr(redis_log, "SNAPSHOT_SECONDS", 0.0)
        monkeypatch.setattr(redis_log, "KEPT_SECONDS", 0.0)

    @staticmethod
    async def entries(broker: RedisBroker) -> int:
        assert broker._clients is not None
        return int(await broker._clients[1].xlen(broker._logs["log"].key))

    async def test_old_entries_are_removed_and_who_was_behind_begins_with_the_snapshot(
        self, redis: RedisServer
    ) -> None:
        prefix = uuid4().hex
        brokers = [RedisBroker(redis.url, prefix=prefix) for _ in range(3)]
        lines = [Lines(name) for name in "abc"]
        for broker, follower in zip(brokers[:2], lines, strict=False):
            broker.follow("log", follower)
        async with started(brokers[0]):
            await brokers[1].start()
            lines[1].write("first")
            await settled(lambda: len(lines[0].lines) == 1)
            await brokers[1].close()
            behind = brokers[1]._logs["log"].position
            for number in range(100):
                lines[0].write(str(number))
                await asyncio.sleep(0.002)
            await settled(lambda: len(lines[0].lines) == 101)
            # A snapshot is due every ten entries, and Redis removes them by the hundred: when the last snapshot is
            # older than the last of a hundred, they go with the next one.
            written = 100
            async with asyncio.timeout(PATIENCE):
                while await self.entries(brokers[0]) >= 90:
                    lines[0].write(str(written))
                    written += 1
                    await asyncio.sleep(0.002)
            lines[1].write("while away")
            async with started(brokers[1]):
                assert brokers[1]._logs["log"]._saved > behind
                brokers[2].follow("log", lines[2])
                async with started(brokers[2]):
                    await settled(lambda: all(len(follower.lines) == written + 2 for follower in lines))
        assert lines[0].lines == lines[1].lines == lines[2].lines

    async def test_a_process_that_stood_still_for_long_asks_what_was_removed(
        self, redis: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        prefix = uuid4().hex
        one, two = RedisBroker(redis.url, prefix=prefix), RedisBroker(redis.url, prefix=prefix)
        lines = [Lines("a"), Lines("b")]
        one.follow("log", lines[0])
        two.follow("log", lines[1])
        async with started(one, two):
            lines[0].write("1")
            await settled(lambda: len(lines[1].lines) == 1)
            # It finds that much time has passed, with each read anew, and its position is one that was removed.
            monkeypatch.setattr(two, "_stood_still", -1.0)
            await settled(lambda: "was suspended" in caplog.text)
            two._logs["log"].position = (1, 0)
            two._logs["log"].follower = lines[1] = Lines("b")
            for number in range(100, 130):
                lines[0].write(str(number))
                await asyncio.sleep(0.002)
            await settled(lambda: len(lines[0].lines) == 31)
            monkeypatch.setattr(two, "_stood_still", 30.0)
            await settled(lambda: lines[1].lines == lines[0].lines)

    async def test_a_log_that_has_lost_what_somebody_has_seen_is_begun_anew(
        self, redis: RedisServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        prefix = uuid4().hex
        one, two = RedisBroker(redis.url, prefix=prefix), RedisBroker(redis.url, prefix=prefix)
        lines = [Lines("a"), Lines("b")]
        one.follow("log", lines[0])
        two.follow("log", lines[1])
        async with started(one, two):
            lines[0].write("1")
            await settled(lambda: len(lines[1].lines) == 1)
            await two.close()
            assert one._clients is not None
            await one._clients[1].delete(one._logs["log"].key)
            await two.start()
            lines[0].write("2")
            lines[1].write("3")
            await settled(lambda: all(len(follower.lines) == 3 for follower in lines))
        assert lines[0].lines == lines[1].lines
        assert "Redis has lost changes" in caplog.text

    async def test_what_cannot_be_read_stops_nobody_and_is_healed(
        self, redis: RedisServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        class Checked(Lines):
            def restore(self, snapshot: bytes) -> None:
                if snapshot == b"unreadable":
                    raise ValueError("no snapshot")
                super().restore(snapshot)

        prefix = uuid4().hex
        one, two = RedisBroker(redis.url, prefix=prefix), RedisBroker(redis.url, prefix=prefix)
        lines = [Checked("a"), Checked("b")]
        got: list[bytes] = []
        two.subscribe("a", got.append)
        one.follow("log", lines[0])
        async with started(one):
            lines[0].write("1")
            await settled(lambda: len(lines[0].lines) == 1)
            assert one._clients is not None
            commands = one._clients[1]
            await commands.hset(f"{prefix}:state:log:snapshot", mapping={"value": "unreadable"})
            two.follow("log", lines[1])
            async with started(two):
                whole = {b"o": b"x", b"n": b"1", b"c": b"a", b"d": b"1"}
                unreadable: list[dict[Any, Any]] = [{b"o": b"x"}, {**whole, b"n": b"?"}, {**whole, b"c": b"\xff"}]
                for message in unreadable:
                    await commands.xadd(f"{prefix}:messages", message)
                one.publish("a", b"fine")
                await settled(lambda: got == [b"fine"])
                lines[1].write("2")
                await settled(lambda: lines[0].lines == lines[1].lines and "b 2" in lines[0].lines)
                # The first one reads the messages and the log each at its own pace.
                await settled(lambda: caplog.text.count("a message in Redis cannot be read and is passed over") >= 2)
        assert caplog.text.count("a message in Redis cannot be read and is passed over") == 2, "once in each process"
        assert caplog.text.count("the snapshot of 'log' in Redis cannot be read") == 1
        assert "the connection to Redis failed" not in caplog.text

    async def test_a_redis_that_forgets_all_while_it_is_connected_is_told_again(self, redis: RedisServer) -> None:
        prefix = uuid4().hex
        brokers = [RedisBroker(redis.url, prefix=prefix) for _ in range(3)]
        lines = [Lines(name) for name in "abc"]
        for broker, follower in zip(brokers, lines, strict=True):
            broker.follow("log", follower)
        async with started(*brokers):
            lines[0].write("1")
            await settled(lambda: all(len(follower.lines) == 1 for follower in lines))
            assert brokers[0]._clients is not None
            await brokers[0]._clients[1].flushall()
            for number, follower in enumerate(lines):
                follower.write(f"after {number}")
            await settled(lambda: all(len(follower.lines) == 4 for follower in lines))
        assert lines[0].lines == lines[1].lines == lines[2].lines
