"""An app in a process of its own, which is killed and begins again on the same port."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from tests import children
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
APP = str(ROOT / "tests" / "server" / "durable_app.py")


class Server:
    """The app in a process of its own, which begins again on the same port.

    Args:
        store: Where it writes its pages down; none if it is empty.
        options: For the command line.
        program: Another app's file.
    """

    def __init__(self, store: str, *options: str, program: str = APP) -> None:
        self.port = free_port()
        self._command = [sys.executable, "-m", "domsync", "run", program, "--port", str(self.port), *options]
        if store:
            self._command += ["--store", store]
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *self._command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=children.environment(PYTHONPATH=str(ROOT)),
        )
        assert self.process.stdout is not None
        assert b"serves" in await self.process.stdout.readline()

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    async def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        """As a deploy does."""
        assert self.process is not None
        self.process.terminate()
        assert await self.process.wait() == 0
