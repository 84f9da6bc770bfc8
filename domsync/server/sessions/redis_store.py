"""A store in Redis, for processes on several machines."""

from __future__ import annotations

from typing import Any

from domsync.errors import MissingExtraError
from domsync.server.sessions.store import NO_PARTS, Parts, Record, StoreConflictError

# Compare and set in one step: KEYS[1] is the record; ARGV has the data, the milliseconds, the version or "", the number
# of parts to write, their names and bytes, and the names of the parts to remove.
_PUT = """
local now = tonumber(redis.call('hget', KEYS[1], 'version') or '0')
if ARGV[3] ~= '' and tonumber(ARGV[3]) ~= now then return -1 end
redis.call('hset', KEYS[1], 'data', ARGV[1], 'version', now + 1)
local first_gone = 5 + 2 * tonumber(ARGV[4])
for i = 5, first_gone - 1, 2 do redis.call('hset', KEYS[1], ARGV[i], ARGV[i + 1]) end
for i = first_gone, #ARGV do redis.call('hdel', KEYS[1], ARGV[i]) end
redis.call('pexpire', KEYS[1], ARGV[2])
return now + 1
"""

#: How long Redis may take to answer, in seconds.
_TIMEOUT_SECONDS = 2.0
#: The prefix of the names of parts, which sets them apart from the record's own fields.
_PART = b":"


class RedisStore:
    """Stores records in a Redis server.

    Args:
        url: The URL of the Redis server: ``redis://``, ``rediss://`` or ``unix://``.
        prefix: The prefix of all keys. Apps with the same prefix share their records.

    Raises:
        MissingExtraError: The package ``redis`` is not installed.
        ValueError: The URL is malformed.
    """

    immediate = False

    def __init__(self, url: str, *, prefix: str = "domsync") -> None:
        try:
            import redis.asyncio
            from redis.asyncio.retry import Retry
            from redis.backoff import NoBackoff
        except ImportError:
            raise MissingExtraError("redis", "redis", "RedisStore") from None
        # A Redis that does not answer must not hold up pages. A write is not repeated here: without an answer, nobody
        # knows whether it was done.
        self._redis: Any = redis.asyncio.from_url(
            url,
            socket_timeout=_TIMEOUT_SECONDS,
            socket_connect_timeout=_TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._prefix = f"{prefix}:record:"
        self._put = self._redis.register_script(_PUT)

    async def get(self, key: str) -> Record | None:
        """Return a record, or None."""
        found: dict[bytes, bytes] = await self._redis.hgetall(self._prefix + key)
        if not found:
            return None
        parts = {name[1:].decode(): bytes(part) for name, part in found.items() if name.startswith(_PART)}
        return Record(bytes(found[b"data"]), int(found[b"version"]), parts)

    async def put(
        self, key: str, data: bytes, seconds: float, version: int | None = None, parts: Parts = NO_PARTS
    ) -> int:
        """Write a record."""
        kept = [(_PART + name.encode(), part) for name, part in parts.items() if part is not None]
        gone = [_PART + name.encode() for name, part in parts.items() if part is None]
        wanted = "" if version is None else version
        arguments: list[bytes | int | str] = [data, max(1, int(seconds * 1000)), wanted, len(kept)]
        for pair in kept:
            arguments += pair
        arguments += gone
        written = int(await self._put(keys=[self._prefix + key], args=arguments))
        if written < 0:
            raise StoreConflictError(key)
        return written

    async def expire(self, key: str, seconds: float) -> bool:
        """Keep a record for this many seconds from now."""
        return bool(await self._redis.pexpire(self._prefix + key, max(1, int(seconds * 1000))))

    async def delete(self, key: str) -> bool:
        """Remove a record."""
        return bool(await self._redis.delete(self._prefix + key))

    async def list(self, prefix: str, limit: int = 1000) -> list[str]:
        """Return the keys with a prefix."""
        start = self._prefix + prefix
        escaped = "".join(f"\\{char}" if char in "*?[]^\\" else char for char in start)
        found = [key.decode()[len(self._prefix) :] async for key in self._redis.scan_iter(match=f"{escaped}*")]
        return sorted(found)[:limit]

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
