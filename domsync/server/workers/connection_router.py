"""One port for several workers: each accepts connections, and passes on those that belong to another.

A visit lives in the process that rendered its page, so the page gives its browser the number of that worker in the
address of its WebSocket and of its files. The worker that accepts the connection peeks at its first line, and passes
the socket on if the number is another one. Browsers and proxies send several requests on a connection: if a later one
has another number, the socket is passed on together with what was read. All other requests are answered by the worker
that has the connection.
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

from domsync.server.net.http1 import HEAD_BYTES

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
#: The message with which a socket is passed on, before the bytes that were read from it, and its longest length.
_HANDED, _HANDED_BYTES = b"!", HEAD_BYTES + 64 * 1024
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
        #: The bytes that were read from connections before they were put in, by descriptor and peer.
        self._received: dict[tuple[int, Any], bytes] = {}

    def put(self, connection: socket.socket, received: bytes = b"") -> None:
        """Put in a connection to be accepted.

        Args:
            connection: The connection.
            received: What was read from it already.
        """
        try:
            peer = connection.getpeername()
        except OSError:  # it has been closed in the meantime
            connection.close()
            return
        self._waiting.append((connection, peer))
        if received:
            self._received[connection.fileno(), peer] = received
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

    def received(self, connection: asyncio.Transport) -> bytes:
        """Take the bytes that were read from a connection before it was accepted; nearly always none."""
        if not self._received:
            return b""
        descriptor = connection.get_extra_info("socket").fileno()
        return self._received.pop((descriptor, connection.get_extra_info("peername")), b"")

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
        self._received.clear()


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
        #: The connections that wait, with the bytes that were read from them.
        self._open: dict[socket.socket, bytes] = {}
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
        for connection, received in self._open.items():
            self._loop.remove_reader(connection)
            self.inbox.put(connection, received)
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
        self._open.pop(connection, None)
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
        self._open[connection] = b""
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
            self._open.pop(connection, None)
            connection.close()

        timeout = self._loop.call_at(until, over)
        self._timers.add(timeout)
        self._loop.add_reader(connection, ready)

    def received(self, connection: asyncio.Transport) -> bytes:
        """Take the bytes that another worker has read from a connection before it passed it on."""
        return self.inbox.received(connection)

    def hand_on(self, received: bytes, connection: asyncio.Transport) -> bool:
        """Pass a connection on whose next request belongs to another worker.

        Args:
            received: The request, and whatever else was read.
            connection: The connection, of which the earlier requests are answered.

        Returns:
            Whether it was passed on.
        """
        owner = _OWNER.match(received)
        # Only who does not wait for an answer before the next request can have one on the way.
        if owner is None or int(owner[1]) == self._number or connection.get_write_buffer_size():
            return False
        if self._siblings.fileno() < 0:  # this worker is ending
            return False
        same = connection.get_extra_info("socket").dup()
        connection.abort()
        self._hand_on(same, int(owner[1]), self._loop.time() + _PATIENCE_SECONDS, received)
        return True

    def _hand_on(self, connection: socket.socket, owner: int, until: float, received: bytes = b"") -> None:
        self._open.pop(connection, None)
        try:
            # Not socket.send_fds(), which takes an address but does not use it.
            descriptor = array("i", [connection.fileno()])
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptor)]
            self._siblings.sendmsg([_HANDED, received], rights, 0, str(self._path(owner)))
        except BlockingIOError:  # that worker has many connections to take, or is stopped
            if self._loop.time() < until:
                self._open[connection] = received
                self._later(_AGAIN_SECONDS, self._hand_on, connection, owner, until, received)
                return
        except OSError:  # that worker has ended, and the visit with it; this one tells the browser
            self.inbox.put(connection, received)
            return
        connection.close()

    def _receive(self) -> None:
        """Receive the connections that other workers pass on."""
        while True:
            try:
                handed, descriptors, _, _ = socket.recv_fds(self._siblings, _HANDED_BYTES, 1)
            except (BlockingIOError, InterruptedError):
                return
            for descriptor in descriptors:
                connection = socket.socket(fileno=descriptor)
                connection.setblocking(False)
                self.inbox.put(connection, handed.removeprefix(_HANDED))
