"""A store in a file, for the processes of one machine."""

from __future__ import annotations

import sqlite3
import time
import weakref
from collections.abc import Callable
from pathlib import Path

from domsync.server.sessions.store import NO_PARTS, Parts, Record, StoreConflictError

_TABLES = """
create table if not exists records (
    key text primary key, data blob not null, version integer not null, expires real not null
) without rowid;
create table if not exists parts (
    key text not null, name text not null, data blob not null, primary key (key, name)
) without rowid;
"""
_PUT = """
insert into records values (:key, :data, 1, :expires)
on conflict (key) do update set
    data = :data, version = case when expires > :now then version + 1 else 1 end, expires = :expires
where :version is null or :version = case when expires > :now then version else 0 end
returning version
"""
_UPDATE = """
update records set data = :data, version = version + 1, expires = :expires
where key = :key and version = :version and expires > :now
"""
_SWEEP = 1000


class SqliteStore:
    """Stores records in an SQLite file in write-ahead mode, which several processes of one machine may share.

    A write takes some tens of microseconds and blocks the event loop for that time.

    Args:
        path: The file; it is created if it does not exist.
        clock: Returns the time in seconds since 1970.

    Raises:
        sqlite3.Error: The file cannot be opened, or is not such a database.
    """

    immediate = True

    def __init__(self, path: str | Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._calls = 0
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=5, check_same_thread=False)
        # From Python 3.13 on, a file left to the garbage collector causes a ResourceWarning; an app that was
        # given a URL has a store that nobody else knows.
        self._close = weakref.finalize(self, self._connection.close)
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute("pragma synchronous = normal")
        self._connection.executescript(_TABLES)

    async def get(self, key: str) -> Record | None:
        """Return a record, or None."""
        found = self._connection.execute(
            "select data, version from records where key = ? and expires > ?", (key, self._clock())
        ).fetchone()
        if found is None:
            return None
        parts = self._connection.execute("select name, data from parts where key = ?", (key,))
        return Record(bytes(found[0]), int(found[1]), {str(name): bytes(data) for name, data in parts})

    async def put(
        self, key: str, data: bytes, seconds: float, version: int | None = None, parts: Parts = NO_PARTS
    ) -> int:
        """Write a record."""
        self._calls += 1
        if self._calls % _SWEEP == 0:
            self._sweep()
        now = self._clock()
        # With a version given, the update itself shows whether it is the current one; otherwise there may be no record.
        values = {"key": key, "data": data, "expires": now + seconds, "now": now, "version": version}
        execute = self._connection.execute
        if version and not parts:
            return self._updated(key, version, execute(_UPDATE, values))
        execute("begin immediate")
        try:
            if version:
                written = self._updated(key, version, execute(_UPDATE, values))
            else:
                written = self._written(key, execute(_PUT, values).fetchone())
            if written == 1:
                execute("delete from parts where key = ?", (key,))
            for name, part in parts.items():
                if part is None:
                    execute("delete from parts where key = ? and name = ?", (key, name))
                else:
                    execute("insert or replace into parts values (?, ?, ?)", (key, name, part))
            execute("commit")
        except BaseException:
            execute("rollback")
            raise
        return written

    @staticmethod
    def _updated(key: str, version: int, done: sqlite3.Cursor) -> int:
        # `returning` costs more than the update itself.
        if done.rowcount != 1:
            raise StoreConflictError(key)
        return version + 1

    @staticmethod
    def _written(key: str, found: tuple[int] | None) -> int:
        if found is None:
            raise StoreConflictError(key)
        return found[0]

    def _sweep(self) -> None:
        """Delete expired records."""
        self._connection.execute("delete from records where expires <= ?", (self._clock(),))
        self._connection.execute("delete from parts where key not in (select key from records)")

    async def expire(self, key: str, seconds: float) -> bool:
        """Keep a record for this many seconds from now."""
        now = self._clock()
        changed = self._connection.execute(
            "update records set expires = ? where key = ? and expires > ?", (now + seconds, key, now)
        )
        return changed.rowcount > 0

    async def delete(self, key: str) -> bool:
        """Remove a record."""
        gone = self._connection.execute("delete from records where key = ? and expires > ?", (key, self._clock()))
        self._connection.execute("delete from parts where key = ?", (key,))
        return gone.rowcount > 0

    async def list(self, prefix: str, limit: int = 1000) -> list[str]:
        """Return the keys with a prefix."""
        found = self._connection.execute(
            "select key from records where substr(key, 1, ?) = ? and expires > ? order by key limit ?",
            (len(prefix), prefix, self._clock(), limit),
        )
        return [str(key) for (key,) in found]

    async def close(self) -> None:
        """Close the file."""
        self._close()
