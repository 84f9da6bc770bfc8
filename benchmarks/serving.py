"""Start a server in a process of its own, wait until it answers, and end it."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import ROOT

START_SECONDS = 30.0


class ServerFailed(Exception):
    """A server ended, or did not open its port; the text is the last of what it said."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    pid: int
    port: int

    def url(self, path: str = "/") -> str:
        """The address of one of its pages."""
        return f"http://127.0.0.1:{self.port}{path}"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def serve(
    module: str, *, python: Path | None = None, arguments: Sequence[str] = (), log: Path | None = None
) -> AsyncIterator[Server]:
    """Run `python -m module` with PORT set, and end it afterwards.

    Args:
        module: what to run.
        python: the interpreter; default: the one that runs the benchmarks.
        arguments: further words of its command line.
        log: where its output goes; default: a file below .bench/.

    Raises:
        ServerFailed: it ended or did not open its port within 30 s.
    """
    port = free_port()
    flags: list[str] = []
    environment = {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    # Measured is what a user runs, also when a test in debug mode asks.
    environment.pop("PYTHONASYNCIODEBUG", None)
    if python is not None:
        # Neither the current folder nor PYTHONPATH may come first there: `domsync` is the installed one.
        flags = ["-P"]
        environment.pop("PYTHONPATH", None)
    log = log or ROOT / ".bench" / f"{module.rpartition('.')[2]}-{port}.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: ASYNC220 - starting takes a millisecond
            [python or sys.executable, *flags, "-m", module, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        await _wait_for_port(process, port, log)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    # Kept only where something went wrong, to be read.
    log.unlink()


async def _wait_for_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(int(START_SECONDS / 0.05)):
        if process.poll() is not None:
            raise ServerFailed(f"ended with {process.returncode}: {_tail(log)}")
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise ServerFailed(f"did not open port {port} in {START_SECONDS:.0f} s: {_tail(log)}")


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines else "it said nothing"
