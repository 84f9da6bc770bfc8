"""The log of a State in Redis: a stream of entries, and a snapshot for processes that join later.

A log has an epoch, a random name. If Redis has lost entries that a process has seen, that process begins a new epoch
with what it knows; the others take it over, and each writes again its own entries that are missing.
"""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from domsync.server.processes.broker import Follower

logger: logging.Logger = logging.getLogger("domsync")

Position = tuple[int, int]

#: The minimum time in seconds for which entries are kept, so that a suspended process need not begin anew.
KEPT_SECONDS = 60.0
#: A snapshot is written after this many entries, and at most once in this many seconds.
SNAPSHOT_ENTRIES = 1000
SNAPSHOT_SECONDS = 10.0

_ENTRY, _EPOCH = b"d", b"e"


def position(identifier: bytes | str) -> Position:
    """Decode the identifier of a stream entry: milliseconds and a number."""
    text = identifier.decode() if isinstance(identifier, bytes) else identifier
    milliseconds, _, number = text.partition("-")
    return int(milliseconds), int(number or 0)


def text_of(where: Position) -> str:
    """Encode an identifier."""
    return f"{where[0]}-{where[1]}"


def _read_position(identifier: bytes | None) -> Position:
    """Decode a position that may be invalid; if so, it comes after all others, so that the snapshot is loaded."""
    try:
        return position(identifier or b"")
    except ValueError:
        return (2**63, 0)


class StateLog:
    """One State's log.

    Args:
        prefix: The prefix of the keys.
        name: The log's name.
        follower: Its follower in this process.
    """

    def __init__(self, prefix: str, name: str, follower: Follower) -> None:
        self.name = name
        self.follower = follower
        #: The stream.
        self.key: bytes = f"{prefix}:state:{name}:log".encode()
        self._snapshot_key = f"{prefix}:state:{name}:snapshot"
        #: Whether the entries that this process has read are known to be the beginning of the log.
        self.synced: bool = False
        #: The last entry that was read.
        self.position: Position = (0, 0)
        self._epoch: bytes | None = None
        self._entries = 0
        self._saved: Position = (0, 0)

    async def sync(self, redis: Redis) -> None:
        """Bring this process in step with the log: load a snapshot or begin the log. Then write all waiting entries.

        Args:
            redis: The Redis client.
        """
        while not self.synced:
            found: Any = await redis.hmget(self._snapshot_key, ["epoch", "trimmed"])
            epoch, trimmed = found
            if epoch is None:
                self.synced = await self._begin(redis, None)
            elif epoch != self._epoch or _read_position(trimmed) > self.position:
                self.synced = await self._load_or_heal(redis, epoch)
            elif await self._tip(redis) < self.position:
                logger.warning("Redis has lost changes of a State; the values of this process are used")
                self.synced = await self._begin(redis, epoch)
            else:
                self.synced = True
        self.follower.requeue()

    async def _tip(self, redis: Redis) -> Position:
        from redis.exceptions import ResponseError

        try:
            info: Any = await redis.xinfo_stream(self.key)
        except ResponseError:  # there is no such stream
            return (-1, 0)
        return position(info["last-generated-id"])

    async def _load_or_heal(self, redis: Redis, epoch: bytes) -> bool:
        """Load the snapshot; one that cannot be read is replaced by what this process knows."""
        from redis.exceptions import RedisError

        try:
            return await self._load(redis)
        except (RedisError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the other logs have to go on
            logger.error(
                "the snapshot of %r in Redis cannot be read; the values of this process are used instead: %r",
                self.name,
                error,
            )
            return await self._begin(redis, epoch)

    async def _load(self, redis: Redis) -> bool:
        found: Any = await redis.hgetall(self._snapshot_key)
        if not found:
            return False
        # Together with the entries after the snapshot, so that nobody sees or changes an outdated state.
        entries: Any = await redis.xrange(self.key, min=b"(" + found[b"last"])
        self.follower.restore(found[b"value"])
        self._epoch = found[b"epoch"]
        self.position = self._saved = position(found[b"last"])
        self.synced = True
        self.read(entries)
        return self.synced

    async def _begin(self, redis: Redis, before: bytes | None) -> bool:
        """Begin the log with what this process knows; return False if another process was faster."""
        from redis.exceptions import WatchError

        epoch = secrets.token_urlsafe(9).encode()
        pipe: Any
        async with redis.pipeline(transaction=True) as pipe:
            await pipe.watch(self._snapshot_key)
            if await pipe.hget(self._snapshot_key, "epoch") != before:
                return False
            pipe.multi()
            pipe.delete(self.key)
            pipe.xadd(self.key, {_EPOCH: epoch})
            fields: dict[Any, Any] = {
                "epoch": epoch,
                "value": self.follower.snapshot(),
                "last": "0-0",
                "trimmed": "0-0",
            }
            pipe.hset(self._snapshot_key, mapping=fields)
            try:
                await pipe.execute()
            except WatchError:
                return False
        self._epoch = epoch
        self.position = self._saved = (0, 0)
        return True

    def add(self, pipe: Any, most: int) -> int:
        """Add commands that write entries.

        Args:
            pipe: The pipeline that collects commands.
            most: The maximum number of commands.

        Returns:
            The number of commands added.
        """
        outbox = self.follower.outbox
        added = 0
        while outbox and added < most:
            # If the stream is gone, a new one without an epoch would be of no use to any process.
            pipe.xadd(self.key, {_ENTRY: outbox.popleft()}, nomkstream=True)
            added += 1
        return added

    def read(self, entries: list[tuple[bytes, dict[bytes, bytes]]]) -> int:
        """Apply the entries that were read.

        Args:
            entries: The entries of the stream.

        Returns:
            The number of this process's entries that were confirmed.
        """
        data = []
        for identifier, fields in entries:
            epoch = fields.get(_EPOCH)
            if epoch is not None and epoch != self._epoch:
                self.synced = False
                break
            self.position = position(identifier)
            if _ENTRY in fields:
                data.append(fields[_ENTRY])
        self._entries += len(data)
        return self.follower.apply(data)

    @property
    def due(self) -> bool:
        """True if a snapshot should be written."""
        return self._entries >= SNAPSHOT_ENTRIES and self._late(self.position)

    async def save(self, redis: Redis) -> None:
        """Write a snapshot and remove old entries, unless another process has just done it.

        Args:
            redis: The Redis client.
        """
        from redis.exceptions import WatchError

        value, here = self.follower.snapshot(), self.position
        pipe: Any
        async with redis.pipeline(transaction=True) as pipe:
            await pipe.watch(self._snapshot_key)
            epoch, last = await pipe.hmget(self._snapshot_key, ["epoch", "last"])
            if epoch != self._epoch:
                return
            self._entries = 0
            self._saved = position(last)
            if not self._late(here):
                return
            trimmed = text_of(min(here, (here[0] - int(KEPT_SECONDS * 1000), 0)))
            pipe.multi()
            pipe.hset(self._snapshot_key, mapping={"value": value, "last": text_of(here), "trimmed": trimmed})
            pipe.xtrim(self.key, minid=trimmed)
            try:
                await pipe.execute()
            except WatchError:
                return
        self._saved = here

    def _late(self, here: Position) -> bool:
        return here[0] - self._saved[0] >= SNAPSHOT_SECONDS * 1000
