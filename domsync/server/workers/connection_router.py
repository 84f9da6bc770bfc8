"""One port for several workers: each accepts connections, and passes on those that belong to another.

A visit lives in the process that rendered its page, so the page gives its browser the number of that worker in the
address of its WebSocket. The worker that accepts the connection peeks at its first line, and passes the socket
on if the number is another one. All other requests are answered by the worker that accepts them.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from array import array
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any

logger: logging.Logger = logging.getLogger("domsync")

#: The query after the path of a page's WebSocket.
QUERY = "?worker="
_OWNER = re.compile(rb"GET [^ ?]*/_domsync/[^ ?]*\?worker=(\d{1,4}) ")

#: How many connections are accepted in one turn: fewer than wait in a rush, so that the other workers get their share.
_AT_ONCE = 4
#: The number of turns of its loop after which a server that still accepts has accepted all waiting connections.
_TURNS = 100
#: The number of bytes in which the first line of a request is looked for.
_FIRST_BYTES = 2048
#: The delay before looking for the first line again, and the maximum time to wait for it, in seconds.
_AGAIN_SECONDS, _PATIENCE_SECONDS = 0.02, 10.0


class Inbox(socket.socket):
    """Looks like a listening socket to the event loop, and accepts the connections that are put into it.

    Args:
        listening: The socket that actually listens.
    """

    def __init__(self, listening: socket.socket) -> None:
        mine, other = socket.socketpair()
        mine.setblocking(False)
        other.setblocking(False)
        super().__init__(mine.family, mine.type, mine.proto, fileno=mine.detach())
        self._bell = other
        self._listening = listening
        self._waiting: deque[tuple[socket.socket, Any]] = deque()

    def put(self, connection: socket.socket) -> None:
        """Put in a connection to be accepted."""
        try:
            peer = connection.getpeername()
        except OSError:  # it has been closed in the meantime
            connection.close()
            return
        self._waiting.append((connection, peer))
        with suppress(BlockingIOError):
            self._bell.send(b"!")

    def accept(self) -> tuple[socket.socket, Any]:
        """Take the next connection.

        Raises:
            BlockingIOError: There is none.
        """
        if self._waiting:
            return self._waiting.popleft()
        with suppress(BlockingIOError):
            self.recv(4096)
        raise BlockingIOError

    @property
    def is_waited_for(self) -> bool:
        """True if there are connections that nobody has accepted yet."""
        return bool(self._waiting)

    def listen(self, backlog: int = 0, /) -> None:
        """Do nothing: the real socket listens already."""

    def getsockname(self) -> Any:
        """Return the address of the listening socket."""
        return self._listening.getsockname()

    def setsockopt(self, *arguments: Any) -> None:
        """Set an option of the listening socket, which its connections inherit."""
        self._listening.setsockopt(*arguments)

    def close(self) -> None:
        """Close the inbox, and the connections that nobody has accepted."""
        super().close()
        self._bell.close()
        for connection, _ in self._waiting:
            connection.close()
        self._waiting.clear()


class ConnectionRouter:
    """Takes connections for one of several workers.

    Args:
        listening: The socket on which all workers listen.
        number: The number of this worker, from 0.
        folder: The folder of the sockets through which the workers reach each other; only they may access it.

    The worker's server listens on ``inbox``.
    """

    def __init__(self, listening: socket.socket, number: int, folder: Path) -> None:
        listening.setblocking(False)
        self._listening = listening
        self._number = number
        self._folder = folder
        self._timers: set[asyncio.TimerHandle] = set()
        self._open: set[socket.socket] = set()
        self._siblings = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._siblings.setblocking(False)
        self.inbox: Inbox = Inbox(listening)

    def start(self) -> None:
        """Start, on the running event loop."""
        path = self._path(self._number)
        path.unlink(missing_ok=True)
        self._siblings.bind(str(path))
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._siblings, self._receive)
        self._loop.add_reader(self._listening, self._accept)

    def stop(self) -> None:
        """Accept no more connections; other workers go on. Those already accepted are served here."""
        if self._siblings.fileno() < 0:
            return
        self._loop.remove_reader(self._listening)
        self._loop.remove_reader(self._siblings)
        self._receive()
        self._siblings.close()
        self._path(self._number).unlink(missing_ok=True)
        for timer in self._timers:
            timer.cancel()
        for connection in self._open:
            self._loop.remove_reader(connection)
            self.inbox.put(connection)
        self._open.clear()

    async def drain(self) -> None:
        """Wait until the worker's server has accepted all connections in the inbox, as far as it still accepts."""
        for _ in range(_TURNS):
            if not self.inbox.is_waited_for:
                return
            await asyncio.sleep(0)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.sock"

    def _accept(self) -> None:
        for _ in range(_AT_ONCE):
            try:
                connection, _ = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:
                logger.exception("a connection cannot be taken")
                self._loop.remove_reader(self._listening)  # usually because too many files are open
                self._later(1.0, self._listen_again)
                return
            connection.setblocking(False)
            self._look(connection, self._loop.time() + _PATIENCE_SECONDS)

    def _listen_again(self) -> None:
        self._loop.add_reader(self._listening, self._accept)

    def _later(self, seconds: float, call: Any, *arguments: Any) -> None:
        def run() -> None:
            self._timers.discard(timer)
            call(*arguments)

        timer = self._loop.call_later(seconds, run)
        self._timers.add(timer)

    def _look(self, connection: socket.socket, until: float) -> None:
        """Look at the first line without consuming it."""
        self._open.discard(connection)
        try:
            first = connection.recv(_FIRST_BYTES, socket.MSG_PEEK)
        except BlockingIOError:
            self._look_again(connection, until, whole=False)
            return
        except OSError:
            connection.close()
            return
        if not first:
            connection.close()
        elif b"\n" not in first and len(first) < _FIRST_BYTES:
            self._look_again(connection, until, whole=True)
        else:
            owner = _OWNER.match(first)
            if owner is None or int(owner[1]) == self._number:
                self.inbox.put(connection)
            else:
                self._hand_on(connection, int(owner[1]), until)

    def _look_again(self, connection: socket.socket, until: float, *, whole: bool) -> None:
        """Look again when more data has arrived.

        Args:
            connection: The connection.
            until: When to give up.
            whole: Whether some data is there already, which would wake the loop at once: wait a little instead.
        """
        if self._loop.time() >= until:
            connection.close()
            return
        self._open.add(connection)
        if whole:
            self._later(_AGAIN_SECONDS, self._look, connection, until)
            return

        def ready() -> None:
            self._loop.remove_reader(connection)
            timeout.cancel()
            self._timers.discard(timeout)
            self._look(connection, until)

        def over() -> None:
            self._loop.remove_reader(connection)
            self._timers.discard(timeout)
            self._open.discard(connection)
            connection.close()

        timeout = self._loop.call_at(until, over)
        self._timers.add(timeout)
        self._loop.add_reader(connection, ready)

    def _hand_on(self, connection: socket.socket, owner: int, until: float) -> None:
        self._open.discard(connection)
        try:
            # Not socket.send_fds(), which takes an address but does not use it.
            descriptor = array("i", [connection.fileno()])
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptor)]
            self._siblings.sendmsg([b"!"], rights, 0, str(self._path(owner)))
        except BlockingIOError:  # that worker has many connections to take, or is stopped
            if self._loop.time() < until:
                self._open.add(connection)
                self._later(_AGAIN_SECONDS, self._hand_on, connection, owner, until)
                return
        except OSError:  # that worker has ended, and the visit with it; this one tells the browser
            self.inbox.put(connection)
            return
        connection.close()

    def _receive(self) -> None:
        """Receive the connections that other workers pass on."""
        while True:
            try:
                _, descriptors, _, _ = socket.recv_fds(self._siblings, 16, 1)
            except (BlockingIOError, InterruptedError):
                return
            for descriptor in descriptors:
                connection = socket.socket(fileno=descriptor)
                connection.setblocking(False)
                self.inbox.put(connection)
