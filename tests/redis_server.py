"""A real Redis server for tests, on a free port of this machine, and stopped, frozen and started again by them."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ports import free_port
from tests.waiting import PATIENCE


class RedisServer:
    """A ``redis-server`` of one's own that writes nothing to the disk.

    Args:
        folder: Where it runs.

    Raises:
        RuntimeError: There is none on this machine, or it does not start.
    """

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise RuntimeError(
                "these tests need a redis-server; `make setup` installs it on Debian, or: apt-get install redis-server"
            )
        self._program = program
        self._folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, seconds: float = PATIENCE) -> None:
        """Start it, empty.

        Raises:
            RuntimeError: It does not start.
        """
        log = self._folder / "redis.log"
        with log.open("wb") as output:
            arguments = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
            self._process = subprocess.Popen(
                [self._program, *arguments, "--dir", str(self._folder)], stdout=output, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + seconds
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"redis-server does not start: {log.read_text(errors='replace')}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def stop(self) -> None:
        """End it; all that it knew is gone."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def freeze(self) -> None:
        """Let it stand still, with its connections open."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A server as long as the block runs."""
    with TemporaryDirectory(prefix="domsync-redis-") as folder:
        server = RedisServer(Path(folder))
        try:
            yield server
        finally:
            server.thaw()
            server.stop()
