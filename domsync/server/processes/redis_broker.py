"""The Redis broker, which connects an app's processes."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

from domsync.errors import MissingExtraError
from domsync.server.processes.broker import Broker, Follower
from domsync.server.processes.redis_log import KEPT_SECONDS, Position, StateLog, position, text_of
from domsync.session.log_limit import LogLimit

if TYPE_CHECKING:
    from redis.asyncio import Redis

logger: logging.Logger = logging.getLogger("domsync")

#: The maximum number of messages that wait while Redis is away; beyond it, the oldest are dropped.
MAX_MESSAGES = 10_000
MAX_MESSAGE_BYTES = 16 * 1024 * 1024
#: How long, in seconds, the app waits at its start for Redis to answer before it goes on without.
START_SECONDS = 3.0
#: How long, in seconds, it waits at its end until everything is written.
CLOSE_SECONDS = 3.0
#: How long, in seconds, a read waits for something new, and any command for its answer.
_BLOCK_SECONDS = 2.0
_TIMEOUT_SECONDS = 6.0
#: The maximum of the random delay before the first attempt, in seconds, doubled each time; and its upper limit.
_DELAYS = 0.05, 2.0
#: The maximum number of commands in one transaction, and of entries in one read.
_WRITE_BATCH = 500
_READ_BATCH = 200
#: The number of processes of which the last message is remembered.
_ORIGINS = 10_000


class Phase(Enum):
    """The phase of the connection between the broker and Redis."""

    #: The broker has not been started, or has been closed.
    CLOSED = auto()
    #: Redis cannot be reached; each failed attempt is followed by another one.
    AWAY = auto()
    #: Waiting messages and entries are written, and those of others are read.
    CONNECTED = auto()
    #: Its tasks end. They check this phase themselves, because redis-py may swallow their cancellation.
    CLOSING = auto()


class RedisBroker(Broker):
    """Connects the processes of an app, on one machine or several, through a Redis server.

    >>> app = App(broker=RedisBroker("redis://localhost:6379/0"))  # doctest: +SKIP

    Messages go through one stream, which keeps one minute; each State has a stream of its own. While Redis is away,
    messages and changes wait, and are written afterwards, each once (see ``docs/explanation/processes.md``).

    Args:
        url: The URL of the Redis server: ``redis://``, ``rediss://`` or ``unix://``, with user, password and database
            if needed.
        prefix: The prefix of all keys; apps with the same prefix are the same app.

    Raises:
        MissingExtraError: The package ``redis`` is not installed.
        ValueError: The address is malformed.
    """

    alone = False
    kept_seconds = KEPT_SECONDS
    #: If this many seconds lie between two reads, entries may have been removed in between.
    _stood_still = KEPT_SECONDS / 2

    def __init__(self, url: str, *, prefix: str = "domsync") -> None:
        super().__init__()
        try:
            import redis.asyncio
            from redis.asyncio.retry import Retry
            from redis.backoff import NoBackoff
        except ImportError:
            raise MissingExtraError("redis", "redis", "RedisBroker") from None
        self._url = url
        self._prefix = prefix
        self._bus = f"{prefix}:messages".encode()
        self._make: Callable[..., Redis] = partial(
            redis.asyncio.Redis.from_url,
            url,
            protocol=2,
            socket_timeout=_TIMEOUT_SECONDS,
            socket_connect_timeout=_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._make()  # a malformed URL is refused here
        self._logs: dict[str, StateLog] = {}
        self._messages: deque[dict[Any, Any]] = deque()
        self._message_bytes = 0
        self._dropped = 0
        self._sent = 0
        self._seen: dict[bytes, int] = {}
        #: The last message that was read; None before the first connection.
        self._position: Position | None = None
        self._phase = Phase.CLOSED
        self._ready = asyncio.Event()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._clients: tuple[Redis, Redis] | None = None
        self._reader_id = 0
        self._unreadable = LogLimit(1)
        #: True while a transaction is in progress.
        self._is_writing = False
        #: True if there is a log that the reader does not know of yet.
        self._has_new_logs = False
        self._undelivered = False

    @property
    def undelivered(self) -> bool:
        """True if messages were left unsent when it closed."""
        return self._undelivered

    @property
    def connected(self) -> bool:
        """True if Redis can be reached now."""
        return self._phase is Phase.CONNECTED

    async def start(self) -> None:
        """Connect. If Redis does not answer, the app goes on without it while the broker keeps trying."""
        await super().start()
        self._ready, self._wake = asyncio.Event(), asyncio.Event()
        self._position = None
        self._phase = Phase.AWAY
        self._task = asyncio.get_running_loop().create_task(self._run())
        with suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                await self._ready.wait()

    async def close(self) -> None:
        """Write what is still waiting, as far as Redis accepts it, and disconnect."""
        for name in tuple(self._followers):
            self._commit(name)
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS if self.connected else 0):
                while self.connected and self._unwritten:  # noqa: ASYNC110 - it is only at the end that anybody asks
                    await asyncio.sleep(0.01)
        self._undelivered = self._unwritten
        if self._undelivered:
            logger.warning("not all that this process has sent and changed has reached Redis before it closes")
        self._phase = Phase.CLOSING
        self._wake.set()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        self._phase = Phase.CLOSED
        await super().close()

    @property
    def _unwritten(self) -> bool:
        return self._is_writing or bool(self._messages) or any(log.follower.waiting for log in self._logs.values())

    # Messages and logs

    def follow(self, name: str, follower: Follower) -> Callable[[], None]:
        """Connect a follower with an ordered log; see :meth:`Broker.follow`."""
        leave = super().follow(name, follower)
        log = self._logs[name] = StateLog(self._prefix, name, follower)
        self._look_again()

        def end() -> None:
            leave()
            if self._logs.get(name) is log:
                del self._logs[name]

        return end

    def _send(self, channel: str, data: bytes) -> None:
        self._sent += 1
        self._messages.append({b"c": channel, b"o": self.origin, b"n": self._sent, b"d": data})
        self._message_bytes += len(data)
        while self._messages and (len(self._messages) > MAX_MESSAGES or self._message_bytes > MAX_MESSAGE_BYTES):
            self._message_bytes -= len(self._messages.popleft()[b"d"])
            self._dropped += 1
        self._wake.set()

    def _write(self, follower: Follower) -> None:
        self._wake.set()

    # The connection

    async def _run(self) -> None:
        failures = 0
        away_since: float | None = None
        while self._phase is not Phase.CLOSING:
            try:
                await self._connect()
                if away_since is not None:
                    seconds = time.monotonic() - away_since
                    logger.warning("Redis is back after %.1f s; %d messages were dropped", seconds, self._dropped)
                    self._dropped = 0
                away_since, failures = None, 0
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._read_all())
                    tasks.create_task(self._write_all())
            except Exception as failure:  # noqa: BLE001 - whatever goes wrong, there is another attempt
                if away_since is None:
                    away_since = time.monotonic()
                    _report(failure)
            finally:
                self._change_phase(Phase.CONNECTED, Phase.AWAY)
                await self._disconnect()
            first, longest = _DELAYS
            await asyncio.sleep(random.uniform(0.01, min(longest, first * 2**failures)))  # noqa: S311
            failures = min(failures + 1, 20)

    async def _connect(self) -> None:
        reader, commands = self._make(single_connection_client=True), self._make()
        self._clients = reader, commands
        self._reader_id = await reader.client_id()
        await self._find_position(commands)
        for log in tuple(self._logs.values()):
            log.synced = False
            await log.sync(commands)
        self._change_phase(Phase.AWAY, Phase.CONNECTED)
        self._ready.set()
        self._wake.set()

    def _change_phase(self, before: Phase, then: Phase) -> None:
        """Change to another phase, unless the broker is being closed meanwhile."""
        if self._phase is before:
            self._phase = then

    def _client(self, which: int) -> Redis:
        """Return the client that reads, or the one for everything else."""
        if self._clients is None:
            raise ConnectionError("the connection to Redis was closed")
        return self._clients[which]

    async def _disconnect(self) -> None:
        clients, self._clients = self._clients, None
        for client in clients or ():
            with suppress(Exception):
                await client.aclose()

    async def _find_position(self, redis: Redis) -> None:
        """Find where to go on reading messages: at the end, or where it was, unless Redis has lost its data since."""
        last: Any = await redis.xrevrange(self._bus, count=1)
        tip = position(last[0][0]) if last else (0, 0)
        if self._position is None:
            self._position = tip
        elif tip < self._position:
            self._position = (0, 0)

    # Writing

    async def _write_all(self) -> None:
        while self._phase is not Phase.CLOSING:
            await self._wake.wait()
            self._wake.clear()
            if self._has_new_logs:
                self._has_new_logs = False
                await self._client(1).client_unblock(self._reader_id)
            while await self._write_some():
                pass

    async def _write_some(self) -> bool:
        """Write a batch of what is waiting; return False if there was nothing."""
        messages = [self._messages.popleft() for _ in range(min(len(self._messages), _WRITE_BATCH))]
        room = _WRITE_BATCH - len(messages)
        logs: list[StateLog] = []
        try:
            # A transaction is executed as a whole or, if Redis is short of memory, not at all: so no entry of a
            # process comes before an earlier one.
            async with self._client(1).pipeline(transaction=True) as pipe:
                newest, _ = self._position or (0, 0)
                oldest = text_of((max(0, newest - int(KEPT_SECONDS * 1000)), 0))
                for message in messages:
                    pipe.xadd(self._bus, message, minid=oldest)
                for log in self._logs.values():
                    if log.synced:
                        added = log.add(pipe, room)
                        room -= added
                        logs += [log] * added
                if not len(pipe):
                    return False
                self._is_writing = True
                results = await pipe.execute()
        except BaseException:
            self._messages.extendleft(reversed(messages))
            raise
        finally:
            self._is_writing = False
        self._message_bytes -= sum(len(message[b"d"]) for message in messages)
        for log, result in zip(logs, results[len(messages) :], strict=True):
            if result is None:  # the stream is gone
                log.synced = False
                self._look_again()
        return True

    def _look_again(self) -> None:
        """Make the reader look again at what it has to read."""
        self._has_new_logs = True
        self._wake.set()

    # Reading

    async def _read_all(self) -> None:
        asked, clock = time.monotonic(), time.time()
        while self._phase is not Phase.CLOSING:
            for log in tuple(self._logs.values()):
                if not log.synced:
                    await log.sync(self._client(1))
                    self._wake.set()
            logs = {log.key: log for log in self._logs.values()}
            streams: dict[Any, Any] = {key: text_of(log.position) for key, log in logs.items()}
            streams[self._bus] = text_of(self._position or (0, 0))
            before, asked, clock_before, clock = asked, time.monotonic(), clock, time.time()
            found: Any = await self._client(0).xread(streams, count=_READ_BATCH, block=int(_BLOCK_SECONDS * 1000))
            if max(time.monotonic() - before, time.time() - clock_before) > self._stood_still:
                logger.warning("this process was suspended; messages to it that are older than a minute are lost")
                for log in logs.values():
                    log.synced = False  # syncing finds out what was removed meanwhile
                continue
            for key, entries in found or ():
                if key == self._bus:
                    self._read_messages(entries)
                elif logs[key].synced and self._logs.get(logs[key].name) is logs[key]:
                    confirmed = logs[key].read(entries)
                    if confirmed and logs[key].due:
                        await logs[key].save(self._client(1))

    def _read_messages(self, entries: list[tuple[bytes, dict[bytes, bytes]]]) -> None:
        for identifier, fields in entries:
            self._position = position(identifier)
            try:
                origin, n, channel, data = fields[b"o"], int(fields[b"n"]), fields[b"c"].decode(), fields[b"d"]
            except (KeyError, ValueError) as error:
                # Something else has written to the stream, or another version of the program.
                self._unreadable.log(logging.ERROR, "a message in Redis cannot be read and is passed over: %r", error)
                continue
            if origin == self.origin.encode() or n <= self._seen.get(origin, 0):
                continue
            # The process heard from last comes last, and the one that has been silent longest is forgotten.
            self._seen.pop(origin, None)
            self._seen[origin] = n
            if len(self._seen) > _ORIGINS:
                del self._seen[next(iter(self._seen))]
            self._deliver(channel, data)


def _report(failure: BaseException) -> None:
    from redis.exceptions import RedisError

    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    if isinstance(failure, RedisError | OSError):
        logger.warning("Redis is unreachable: %s; messages are queued, and pages go on", failure)
    else:
        logger.error("the connection to Redis failed", exc_info=failure)
