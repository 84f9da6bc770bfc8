"""Apps that are served by worker processes, started as a user does, and ended by who started them."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests import children
from tests.server.app_support import Loaded, Served
from tests.waiting import PATIENCE

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


class Running:
    """``python -m domsync run --workers``.

    Args:
        target: What is served.
        workers: How many workers.
        redis: The address of a Redis.
        errors: The file for what it writes to stderr, which can be read meanwhile.
    """

    def __init__(self, target: str, workers: int, redis: str | None, errors: Path) -> None:
        command = [sys.executable, "-m", "domsync", "run", target, "--port", "0", "--workers", str(workers)]
        environment = children.environment(PYTHONPATH=str(ROOT))
        environment.pop("DOMSYNC_REDIS", None)
        self._errors = errors
        with errors.open("wb") as file:
            self.process = subprocess.Popen(
                [*command, *(["--redis", redis] if redis else [])],
                stdout=subprocess.PIPE,
                stderr=file,
                cwd=ROOT,
                env=environment,
                text=True,
            )
        self._stopped: set[int] = set()

    def wait_until_ready(self) -> int:
        """Wait until all workers serve; return the port."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.fullmatch(r"domsync serves http://127.0.0.1:(\d+) with \d+ workers\n", line)
        assert found is not None, (line, self.end())
        return int(found[1])

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to end; the exit status, and what it wrote to stderr."""
        for pid in tuple(self._stopped):
            self.go_on(pid)
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.communicate(timeout=4 * PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return self.process.returncode, self.written()

    def written(self) -> str:
        """What it has written to stderr so far."""
        return self._errors.read_text(encoding="utf-8")

    def stop(self, pid: int) -> None:
        """Let a worker stand still."""
        assert pid in self.pids()
        self._stopped.add(pid)
        os.kill(pid, signal.SIGSTOP)

    def go_on(self, pid: int) -> None:
        """Let it go on."""
        self._stopped.discard(pid)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    def kill(self, pid: int) -> None:
        """Kill a worker."""
        assert pid in self.pids()
        os.kill(pid, signal.SIGKILL)

    def pids(self) -> list[int]:
        """The processes of the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]


@contextmanager
def running(target: str, workers: int, redis: str | None = None) -> Iterator[tuple[Running, Served]]:
    """Workers as long as the block runs; and what asks them for pages."""
    with tempfile.TemporaryDirectory() as folder:
        processes = Running(target, workers, redis, Path(folder) / "errors.txt")
        try:
            port = processes.wait_until_ready()
            yield processes, Served(None, port)  # type: ignore[arg-type]
        finally:
            processes.end()


def pid_of(page: Loaded) -> int:
    """Who serves a page that shows it."""
    found = re.search(r'id="pid">(\d+)<', page.text)
    assert found is not None
    return int(found[1])


async def pages(served: Served, wanted: int, path: str = "/") -> dict[int, Loaded]:
    """A page of each worker."""
    found: dict[int, Loaded] = {}
    # One of them may be about to start.
    async with asyncio.timeout(4 * PATIENCE):
        while len(found) < wanted:
            for page in await asyncio.gather(*[served.load(path) for _ in range(8)]):
                found.setdefault(pid_of(page), page)
    return found


async def gone(pid: int, seconds: float = PATIENCE) -> None:
    """Wait until a process has ended."""
    async with asyncio.timeout(seconds):
        while _exists(pid):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.02)


def _exists(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"  # it has ended, and nobody has asked how
