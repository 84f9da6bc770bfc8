"""Stores of records that outlive a page: the interface, and the default store in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from domsync.errors import DomsyncError

T = TypeVar("T")

#: The number of calls between searches for expired records.
_SWEEP = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """A stored record.

    Args:
        data: The content.
        version: The number of writes, from 1.
        parts: Further content by name; each part can be written separately.
    """

    data: bytes
    version: int
    parts: Mapping[str, bytes] = field(default_factory=dict)


#: The changes that a write makes to a record's parts; None removes one.
Parts = Mapping[str, bytes | None]
NO_PARTS: Parts = {}


class StoreConflictError(DomsyncError):
    """Someone else has written the record in the meantime.

    Args:
        key: The record's key.
    """

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"the record {self.key!r} was changed in the meantime; read it again"


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Run a call of an immediate store where nothing can be awaited.

    Args:
        work: A call of one of the store's methods.

    Raises:
        RuntimeError: The call had to wait.
    """
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise RuntimeError("a store that calls itself immediate has waited")


class Store(Protocol):
    """Keeps records by key, for one process or for all processes of an app.

    Keys are strings without white space, such as ``"session:4f..."``. Values are bytes, never pickles. A large record
    that changes in small places has parts beside its data, and a write names the parts that it changes. Writes are
    atomic.
    """

    #: Whether its methods never wait, so that they can be called where nothing can be awaited.
    immediate: bool

    async def get(self, key: str) -> Record | None:
        """Return a record; None if there is none or it has expired."""

    async def put(
        self, key: str, data: bytes, seconds: float, version: int | None = None, parts: Parts = NO_PARTS
    ) -> int:
        """Write a record.

        Args:
            key: The key.
            data: The content.
            seconds: How long the record is kept, from now.
            version: The version that the record must have now; 0 if it must not exist, None for any.
            parts: The parts to write; the others stay.

        Returns:
            The new version.

        Raises:
            StoreConflictError: The record has another version.
        """

    async def expire(self, key: str, seconds: float) -> bool:
        """Keep a record for this many seconds from now. Return False if there is none."""

    async def delete(self, key: str) -> bool:
        """Remove a record. Return False if there was none."""

    async def list(self, prefix: str, limit: int = 1000) -> list[str]:
        """Return the keys with a prefix, sorted."""

    async def close(self) -> None:
        """Release the store's resources."""


class MemoryStore:
    """Stores records in this process; they are lost when it ends.

    Args:
        clock: Returns the time in seconds since some fixed moment.
    """

    immediate = True

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._records: dict[str, tuple[Record, float]] = {}
        self._calls = 0

    async def get(self, key: str) -> Record | None:
        """Return a record, or None."""
        found = self._records.get(key)
        if found is None or found[1] <= self._clock():
            self._records.pop(key, None)
            return None
        return found[0]

    async def put(
        self, key: str, data: bytes, seconds: float, version: int | None = None, parts: Parts = NO_PARTS
    ) -> int:
        """Write a record."""
        self._sweep()
        before = await self.get(key)
        number = 0 if before is None else before.version
        if version is not None and version != number:
            raise StoreConflictError(key)
        kept = {} if before is None else before.parts
        if parts:
            kept = {name: part for name, part in {**kept, **parts}.items() if part is not None}
        self._records[key] = Record(data, number + 1, kept), self._clock() + seconds
        return number + 1

    def _sweep(self) -> None:
        self._calls += 1
        if self._calls % _SWEEP == 0:
            now = self._clock()
            self._records = {key: found for key, found in self._records.items() if found[1] > now}

    async def expire(self, key: str, seconds: float) -> bool:
        """Keep a record for this many seconds from now."""
        found = await self.get(key)
        if found is not None:
            self._records[key] = found, self._clock() + seconds
        return found is not None

    async def delete(self, key: str) -> bool:
        """Remove a record."""
        found = await self.get(key)
        self._records.pop(key, None)
        return found is not None

    async def list(self, prefix: str, limit: int = 1000) -> list[str]:
        """Return the keys with a prefix."""
        now = self._clock()
        keys = [key for key, (_, end) in self._records.items() if key.startswith(prefix) and end > now]
        return sorted(keys)[:limit]

    async def close(self) -> None:
        """Do nothing: the store holds no resources."""
