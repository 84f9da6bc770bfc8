"""A store in a file, for the processes of one machine."""

from __future__ import annotations

import sqlite3
import time
import weakref
from collections.abc import Callable
from pathlib import Path

from domsync.server.sessions.store import NO_PARTS, Parts, Record, StoreConflictError

# A record and its parts are neighbours, so that a write of both changes one page of the file. The row of the record
# itself has the name x'', a blob, which no text is equal to and which comes after all texts.
_TABLE = """
create table if not exists domsync_records (
    key text not null, name text not null, data blob not null, version integer, expires real,
    primary key (key, name)
) without rowid
"""
_INSERT = """
insert into domsync_records values (:key, x'', :data, 1, :expires)
on conflict (key, name) do update set
    data = :data, version = case when expires > :now then version + 1 else 1 end, expires = :expires
where :version is null or :version = case when expires > :now then version else 0 end
returning version
"""
_UPDATE = """
update domsync_records set data = ?, version = version + 1, expires = ?
where key = ? and name = x'' and version = ? and expires > ?
"""
_PUT_PART = "insert or replace into domsync_records values (?, ?, ?, null, null)"
_SWEEP = 1000

#: How long another process is waited for that has locked the file.
_BUSY_SECONDS = 5.0


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
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS, check_same_thread=False)
        # From Python 3.13 on, a file left to the garbage collector causes a ResourceWarning; an app that was
        # given a URL has a store that nobody else knows.
        self._close = weakref.finalize(self, self._connection.close)
        # A write copies whole pages of the file, by default of 4,096 bytes, and most records are far smaller.
        self._connection.execute("pragma page_size = 2048")
        self._write_ahead()
        self._connection.execute("pragma synchronous = normal")
        self._connection.execute(_TABLE)

    def _write_ahead(self) -> None:
        """Switch the file to write-ahead mode. Where another process is doing so, SQLite fails instead of waiting."""
        end = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                self._connection.execute("pragma journal_mode = wal")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.01)
            else:
                return

    async def get(self, key: str) -> Record | None:
        """Return a record, or None."""
        found = self._connection.execute(
            "select name, data, version, expires from domsync_records where key = ? order by name desc", (key,)
        ).fetchall()
        if not found or found[0][3] <= self._clock():
            return None
        (_, data, version, _), *parts = found
        return Record(data, version, {name: part for name, part, _, _ in parts})

    async def put(
        self, key: str, data: bytes, seconds: float, version: int | None = None, parts: Parts = NO_PARTS
    ) -> int:
        """Write a record."""
        self._calls += 1
        if self._calls % _SWEEP == 0:
            self._sweep()
        if version and not parts:
            return self._update(key, data, seconds, version)
        execute = self._connection.execute
        # The first statement writes, and so takes the lock that `begin immediate` would take with one statement more.
        execute("begin")
        try:
            if version:
                written = self._update(key, data, seconds, version)
            else:
                written = self._insert(key, data, seconds, version)
            if written == 1:
                execute("delete from domsync_records where key = ? and name != x''", (key,))
            for name, part in parts.items():
                if part is None:
                    execute("delete from domsync_records where key = ? and name = ?", (key, name))
                else:
                    execute(_PUT_PART, (key, name, part))
            execute("commit")
        except BaseException:
            self._connection.rollback()
            raise
        return written

    def _update(self, key: str, data: bytes, seconds: float, version: int) -> int:
        """Write a record of a known version. Returns the new one; to read it by `returning` costs more than the
        update itself.
        """
        now = self._clock()
        if self._connection.execute(_UPDATE, (data, now + seconds, key, version, now)).rowcount != 1:
            raise StoreConflictError(key)
        return version + 1

    def _insert(self, key: str, data: bytes, seconds: float, version: int | None) -> int:
        """Write a record that may not exist yet. Returns its version."""
        now = self._clock()
        values = {"key": key, "data": data, "expires": now + seconds, "now": now, "version": version}
        found: tuple[int] | None = self._connection.execute(_INSERT, values).fetchone()
        if found is None:
            raise StoreConflictError(key)
        return found[0]

    def _sweep(self) -> None:
        """Delete expired records."""
        self._connection.execute(
            "delete from domsync_records where key in "
            "(select key from domsync_records where name = x'' and expires <= ?)",
            (self._clock(),),
        )

    async def expire(self, key: str, seconds: float) -> bool:
        """Keep a record for this many seconds from now."""
        now = self._clock()
        changed = self._connection.execute(
            "update domsync_records set expires = ? where key = ? and name = x'' and expires > ?",
            (now + seconds, key, now),
        )
        return changed.rowcount > 0

    async def delete(self, key: str) -> bool:
        """Remove a record."""
        found = self._connection.execute(
            "delete from domsync_records where key = ? returning expires", (key,)
        ).fetchall()
        return any(expires is not None and expires > self._clock() for (expires,) in found)

    async def list(self, prefix: str, limit: int = 1000) -> list[str]:
        """Return the keys with a prefix."""
        found = self._connection.execute(
            "select key from domsync_records where substr(key, 1, ?) = ? and name = x'' and expires > ? "
            "order by key limit ?",
            (len(prefix), prefix, self._clock(), limit),
        )
        return [str(key) for (key,) in found]

    async def close(self) -> None:
        """Close the file."""
        self._close()
