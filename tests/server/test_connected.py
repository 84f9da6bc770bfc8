"""A process that does not serve takes part in what the app's processes have in common, or is told that it does not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from subprocess import run
from uuid import uuid4

import pytest

from domsync import App, State
from domsync import html as h
from domsync.components.state import source_of
from domsync.server.processes import redis_broker
from domsync.server.processes.broker import Broker
from domsync.server.processes.redis_broker import RedisBroker
from domsync.server.replication.unreplicated_changes import Unserved
from tests.children import environment
from tests.redis_server import RedisServer, redis_server
from tests.server.support import settled
from tests.server.worker_processes import ROOT


class Board(State):
    messages: list[str] = []
    clicks: int = 0


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


def app_with(broker: Broker) -> tuple[App, Board]:
    app = App(lambda: h.p("page"), broker=broker)
    return app, app.replicate(Board(), "board")


async def test_a_script_changes_what_a_server_shows_and_finds_what_is_there(redis: RedisServer) -> None:
    prefix = uuid4().hex
    app, board = app_with(RedisBroker(redis.url, prefix=prefix))
    await app.serve("127.0.0.1", 0)
    board.messages.append("from the server")
    script, other = app_with(RedisBroker(redis.url, prefix=prefix))
    async with script.connected():
        await settled(lambda: other.messages == ["from the server"])
        other.messages.append("from the script")
        other.clicks = 3
    await settled(lambda: board.messages == ["from the server", "from the script"])
    assert board.clicks == 3
    # It can take part again, and then serve.
    async with script.connected():
        assert other.messages == ["from the server", "from the script"]
    await script.serve("127.0.0.1", 0)
    await script.close()
    await app.close()


async def test_nothing_runs_that_belongs_to_serving() -> None:
    app, ran = App(lambda: h.p("page")), list[str]()
    app.on_startup(lambda: ran.append("start"))
    app.background(lambda: ran.append("background"))  # type: ignore[arg-type, return-value]
    async with app.connected():
        pass
    assert ran == []


async def test_what_serves_takes_part_already() -> None:
    app = App(lambda: h.p("page"))
    await app.serve("127.0.0.1", 0)
    with pytest.raises(RuntimeError, match="this app is being served already"):
        async with app.connected():
            pass
    await app.close()


async def test_without_the_others_it_does_not_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_broker, "START_SECONDS", 0.2)
    app, _ = app_with(RedisBroker("redis://127.0.0.1:9/0"))
    with pytest.raises(ConnectionError, match="the other processes of the app cannot be reached"):
        async with app.connected():
            pytest.fail("there is nobody")


async def test_what_could_not_be_told_is_an_error() -> None:
    with redis_server() as own:
        app, board = app_with(RedisBroker(own.url, prefix=uuid4().hex))

        async def change() -> None:
            async with app.connected():
                own.stop()
                await settled(lambda: not app.broker.connected)
                board.clicks = 1

        with pytest.raises(ConnectionError, match="could not be told all that was changed"):
            await change()


class Others(Broker):
    alone = False


@pytest.mark.parametrize(("is_alone", "has_changed"), [(False, True), (True, True), (False, False)])
def test_what_was_changed_in_vain_is_told(is_alone: bool, has_changed: bool, caplog: pytest.LogCaptureFixture) -> None:
    unserved = Unserved(lambda: not is_alone)
    board = Board()
    unserved.watch(board, "board")
    unserved.watch(Board(), "another")
    if has_changed:
        board.messages.append("nobody will see it")
    unserved.tell()
    said = "no other process sees what this one has changed in 'board', because it never served the app"
    assert [record.getMessage().startswith(said) for record in caplog.records] == [True] * (
        has_changed and not is_alone
    )


async def test_nothing_is_told_of_a_process_that_took_part(caplog: pytest.LogCaptureFixture) -> None:
    app, board = app_with(Others())
    before = sum(len(source_of(board, name).observers) for name in Board.model_fields)
    async with app.connected():
        board.clicks += 1
    assert not caplog.records
    assert before == 2
    assert [len(source_of(board, name).observers) for name in Board.model_fields] == [0, 0]


SCRIPT = """
from domsync import App, State, html as h
from tests.server.test_connected import Others, app_with

app, board = app_with(Others())
board.clicks += 1
"""


def test_it_is_told_when_the_process_ends() -> None:
    ended = run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=environment(), cwd=ROOT)
    assert "no other process sees what this one has changed in 'board'" in ended.stderr
