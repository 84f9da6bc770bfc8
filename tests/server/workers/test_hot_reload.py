"""A program that is saved: what is the same for all its versions has been read before."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from domsync.server.workers import Workers, supervisor
from tests.server.app_support import Served
from tests.server.support import settled
from tests.server.worker_processes import ROOT

PROGRAM = """
import os, sys
from domsync import App, html as h
app = App(lambda: h.p("one of", str(os.getpid())), store="sqlite:///STORE")
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("PYTHONASYNCIODEBUG", raising=False)
    monkeypatch.setattr(supervisor, "_PREPARE_SECONDS", 0.0)
    file = tmp_path / "program.py"
    save(file, PROGRAM)
    return file


def save(program: Path, text: str) -> None:
    program.write_text(text.replace("STORE", str(program.with_name("pages.db"))))


def workers_of(program: Path, *, reloads: bool = True) -> Workers:
    command = [sys.executable, "-m", "domsync", "run", str(program)]
    return Workers(lambda place: [*command, "--worker", place.written()], 1, "127.0.0.1", 0, reloads=reloads)


def spare(workers: Workers) -> int | None:
    return None if workers._spare is None else workers._spare.process.pid


async def test_the_next_version_is_served_by_a_process_that_was_ready(program: Path) -> None:
    workers = workers_of(program)
    served = asyncio.Event()
    run = asyncio.create_task(workers.run(served.set))
    try:
        await asyncio.wait_for(served.wait(), 60)
        site: Any = Served(None, workers.port)  # type: ignore[arg-type]
        for version in ("two", "three"):
            await settled(lambda: spare(workers) is not None, 60)
            ready = spare(workers)
            save(program, PROGRAM + f"app.title = 'is {version}'\n")
            workers.restart()
            await settled(lambda ready=ready: list(workers.pids.values()) == [ready], 60)  # type: ignore[misc]
            assert str(ready) in (await site.get())[2]
    finally:
        workers.stop()
        assert await run


async def test_one_that_is_gone_is_passed_over_and_a_wrong_program_uses_one_up(
    program: Path, caplog: pytest.LogCaptureFixture
) -> None:
    workers = workers_of(program)
    served = asyncio.Event()
    run = asyncio.create_task(workers.run(served.set))
    try:
        await asyncio.wait_for(served.wait(), 60)
        first = workers.pids
        await settled(lambda: spare(workers) is not None, 60)
        wrong = spare(workers)
        save(program, "this is no Python")
        workers.restart()
        await settled(lambda: "the old ones go on" in caplog.text, 60)
        assert workers.pids == first
        # There is another one, which ends before it is wanted.
        await settled(lambda: spare(workers) not in (None, wrong), 60)
        assert workers._spare is not None
        gone = workers._spare.process
        gone.kill()
        await gone.wait()
        save(program, PROGRAM)
        workers.restart()
        await settled(lambda: workers.pids != first, 60)
        assert gone.pid not in workers.pids.values()
    finally:
        workers.stop()
        assert await run


async def test_without_reloading_nothing_is_made_ready(program: Path) -> None:
    workers = workers_of(program, reloads=False)
    served = asyncio.Event()
    run = asyncio.create_task(workers.run(served.set))
    await asyncio.wait_for(served.wait(), 60)
    assert workers._preparing is None
    workers.stop()
    assert await run


async def test_it_ends_with_who_has_started_it(program: Path) -> None:
    workers = workers_of(program)
    served = asyncio.Event()
    run = asyncio.create_task(workers.run(served.set))
    await asyncio.wait_for(served.wait(), 60)
    await settled(lambda: spare(workers) is not None, 60)
    assert workers._spare is not None
    # As if the process had been killed.
    workers._spare.close()
    assert await asyncio.wait_for(workers._spare.process.wait(), 60) == 0
    workers.stop()
    assert await run
