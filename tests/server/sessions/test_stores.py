"""Stores: the same tests for memory, an SQLite file and Redis."""

import asyncio
import gc
import sqlite3
import threading
from pathlib import Path

import pytest

from domsync.errors import DomsyncError
from domsync.server.sessions import sqlite_store
from domsync.server.sessions.redis_store import RedisStore
from domsync.server.sessions.sqlite_store import SqliteStore
from domsync.server.sessions.store import MemoryStore, Record, Store, StoreConflictError
from tests.redis_server import redis_server


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Store:
    return MemoryStore(clock) if request.param == "memory" else SqliteStore(tmp_path / "pages.db", clock)


async def check_records(store: Store) -> None:
    assert await store.get("a:1") is None
    assert await store.put("a:1", b"one", 60) == 1
    assert await store.get("a:1") == Record(b"one", 1)
    assert await store.put("a:1", b"\0\xff", 60) == 2
    assert await store.get("a:1") == Record(b"\0\xff", 2)
    assert await store.delete("a:1") is True
    assert await store.delete("a:1") is False
    assert await store.get("a:1") is None


async def check_versions(store: Store) -> None:
    assert await store.put("k", b"1", 60, version=0) == 1
    assert await store.put("k", b"2", 60, version=1) == 2
    for wrong in (0, 1, 3):
        with pytest.raises(StoreConflictError):
            await store.put("k", b"x", 60, version=wrong)
    assert await store.get("k") == Record(b"2", 2)
    with pytest.raises(DomsyncError, match="other"):
        await store.put("other", b"x", 60, version=1)
    assert await store.get("other") is None


async def check_parts(store: Store) -> None:
    assert await store.put("p", b"head", 60, 0, {"a": b"1", "b": b"\xff", "data": b"own"}) == 1
    assert await store.get("p") == Record(b"head", 1, {"a": b"1", "b": b"\xff", "data": b"own"})
    assert await store.put("p", b"later", 60, 1, {"a": None, "c": b""}) == 2
    assert await store.get("p") == Record(b"later", 2, {"b": b"\xff", "data": b"own", "c": b""})
    # Refused, nothing of it is written.
    with pytest.raises(StoreConflictError):
        await store.put("p", b"x", 60, 1, {"b": None})
    assert await store.put("p", b"last", 60) == 3
    assert await store.get("p") == Record(b"last", 3, {"b": b"\xff", "data": b"own", "c": b""})
    await store.delete("p")
    assert await store.put("p", b"new", 60, 0) == 1
    assert await store.get("p") == Record(b"new", 1)
    # A name may be any text.
    assert await store.put("p", b"new", 60, 1, {"": b"empty", "name": b"1"}) == 2
    assert await store.get("p") == Record(b"new", 2, {"": b"empty", "name": b"1"})
    assert await store.put("p", b"new", 60, 2, {"": None}) == 3
    assert await store.get("p") == Record(b"new", 3, {"name": b"1"})


async def check_list(store: Store) -> None:
    for key in ("p:b", "p:a", "q:a", "p%:c", "p*:d"):
        await store.put(key, b"", 60)
    assert await store.list("p:") == ["p:a", "p:b"]
    assert await store.list("p*") == ["p*:d"]
    assert await store.list("p:", limit=1) == ["p:a"]


@pytest.mark.parametrize("check", [check_records, check_versions, check_parts, check_list])
async def test_embedded(store: Store, check: object) -> None:
    await check(store)  # type: ignore[operator]
    await store.close()


async def test_expiry(store: Store, clock: Clock) -> None:
    await store.put("k", b"1", 10, parts={"a": b"1"})
    clock.now += 9
    assert await store.expire("k", 10) is True
    clock.now += 9
    assert await store.get("k") is not None
    clock.now += 2
    assert await store.get("k") is None
    assert await store.list("k") == []
    assert await store.expire("k", 10) is False
    assert await store.delete("k") is False
    # It begins anew.
    assert await store.put("k", b"2", 10, version=0) == 1
    assert await store.get("k") == Record(b"2", 1)
    await store.close()


async def test_what_has_expired_is_forgotten(store: Store, clock: Clock) -> None:
    for number in range(1500):
        await store.put(f"k:{number}", b"", 10, parts={"a": b""})
        clock.now += 1
    if isinstance(store, SqliteStore):
        count = store._connection.execute("select count(*) from domsync_records where name = 'a'").fetchone()[0]
    else:
        assert isinstance(store, MemoryStore)
        count = len(store._records)
    assert count < 600
    await store.close()


async def test_two_processes_share_a_file(tmp_path: Path) -> None:
    one, two = SqliteStore(tmp_path / "x.db"), SqliteStore(tmp_path / "x.db")
    await one.put("k", b"1", 60)
    assert await two.put("k", b"2", 60, version=1) == 2
    with pytest.raises(StoreConflictError):
        await one.put("k", b"3", 60, version=1)
    await one.close()
    await two.close()


def test_a_new_file_that_another_process_is_opening_is_waited_for(tmp_path: Path) -> None:
    # As two workers do that start at the same time.
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    timer = threading.Timer(0.2, other.execute, ("commit",))
    timer.start()
    SqliteStore(tmp_path / "x.db")
    timer.join()
    other.close()


def test_a_file_that_stays_locked_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_store, "_BUSY_SECONDS", 0.05)
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        SqliteStore(tmp_path / "x.db")
    other.close()


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no database" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        SqliteStore(tmp_path / "x.db")


def test_a_file_that_nobody_closes_is_closed_with_its_store(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "x.db")
    connection = store._connection
    del store
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("select 1")


async def test_redis() -> None:
    with redis_server() as redis:
        for number, check in enumerate((check_records, check_versions, check_parts, check_list)):
            store = RedisStore(redis.url, prefix=f"test{number}")
            try:
                await check(store)
                await store.put("short", b"", 60)
                await store.put("long", b"", 60)
                assert await store.expire("short", 0.05) is True
                assert await store.expire("long", 3600) is True
                while await store.get("short") is not None:  # noqa: ASYNC110 - Redis tells nobody
                    await asyncio.sleep(0.01)
                assert await store.get("long") is not None
                assert await store._redis.pttl(f"test{number}:record:long") > 60_000
            finally:
                await store.close()
