"""Whatever is done to a store, in whatever order: all stores do what a dict would."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domsync.server.sessions.redis_store import RedisStore
from domsync.server.sessions.sqlite_store import SqliteStore
from domsync.server.sessions.store import MemoryStore, Record, Store, StoreConflictError, at_once
from tests.redis_server import redis_server

T = TypeVar("T")
Do = Callable[[Coroutine[Any, Any, Any]], Any]

KEYS = st.sampled_from(["page:a", "page:b", "other:%*"])
DATA = st.binary(max_size=20)
NAMES = st.sampled_from(["Page", "Page>'x'/Row~1", "data", "@entered", "é\U0001f600"])
PARTS = st.dictionaries(NAMES, st.one_of(st.none(), DATA), max_size=4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), KEYS, DATA, PARTS, st.one_of(st.none(), st.integers(0, 4))),
        st.tuples(st.just("get"), KEYS),
        st.tuples(st.just("delete"), KEYS),
        st.tuples(st.just("expire"), KEYS),
        st.tuples(st.just("list"), st.sampled_from(["page:", "other:", "other:%", ""])),
    ),
    max_size=25,
)


class Model:
    """What a store should do."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}

    def put(self, key: str, data: bytes, parts: dict[str, bytes | None], version: int | None) -> int | None:
        before = self.records.get(key)
        number = 0 if before is None else before.version
        if version is not None and version != number:
            return None
        kept = {**({} if before is None else before.parts), **parts}
        self.records[key] = Record(data, number + 1, {name: part for name, part in kept.items() if part is not None})
        return number + 1


def check(steps: list[tuple[Any, ...]], store: Store, do: Do) -> None:
    model = Model()
    for what, *arguments in steps:
        if what == "put":
            key, data, parts, version = arguments
            expected = model.put(key, data, parts, version)
            try:
                found = do(store.put(key, data, 3600, version, parts))
            except StoreConflictError:
                found = None
            assert found == expected
        elif what == "get":
            assert do(store.get(*arguments)) == model.records.get(*arguments)
        elif what == "delete":
            assert do(store.delete(arguments[0])) is (model.records.pop(arguments[0], None) is not None)
        elif what == "expire":
            assert do(store.expire(arguments[0], 3600)) is (arguments[0] in model.records)
        else:
            expected_keys = sorted(key for key in model.records if key.startswith(arguments[0]))
            assert do(store.list(*arguments)) == expected_keys
    for key in model.records:
        assert do(store.get(key)) == model.records[key]


@given(STEPS)
def test_memory(steps: list[tuple[Any, ...]]) -> None:
    check(steps, MemoryStore(), at_once)


_numbers = count()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_sqlite(tmp_path: Path, steps: list[tuple[Any, ...]]) -> None:
    store = SqliteStore(tmp_path / f"{next(_numbers)}.db")
    check(steps, store, at_once)
    at_once(store.close())


@contextmanager
def redis() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with redis() as address:
        yield address


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_redis(url: str, steps: list[tuple[Any, ...]]) -> None:
    with asyncio.Runner() as runner:

        async def opened() -> Store:
            return RedisStore(url, prefix=f"test{next(_numbers)}")

        store = runner.run(opened())
        check(steps, store, runner.run)
        runner.run(store.close())
