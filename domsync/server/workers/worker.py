"""A worker: one of several processes that serve one app, from its start to its end."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from domsync.dom.ops import Json
from domsync.server.exit_deadline import Deadline
from domsync.server.net.client_files import client_files
from domsync.server.pages.shell import SOCKET_PATH
from domsync.server.workers.connection_router import QUERY, ConnectionRouter

if TYPE_CHECKING:
    from domsync.server.app import App

logger: logging.Logger = logging.getLogger("domsync")

#: The interval between a worker's heartbeats, in seconds.
BEAT_SECONDS = 5.0
#: How long, in seconds, a worker may take to end.
STOP_SECONDS = 15.0
#: Messages from a worker: that it serves, and a heartbeat.
READY, BEAT = b"r", b"."
#: The message to a waiting worker that it should begin.
BEGIN = b"b"
#: The file in which a worker that cannot serve gives the reason.
FAILURE = "failure"
#: In development, handlers delay the next version by at most this many seconds; they are called again there.
_RELOAD_STOP_SECONDS = 0.3


class Place(msgspec.Struct):
    """The place of a worker, as set by the process that starts it.

    Args:
        number: Its number, from 0.
        listening: The descriptor of the socket on which all workers listen.
        control: The descriptor of its connection to the process that started it; when that ends, so does the worker.
        folder: The folder of the sockets through which the workers reach each other.
        reloads: Whether it is replaced whenever its program is saved.
        waits: Whether it reads its program only when told to; it has read everything else by then.
    """

    number: int
    listening: int
    control: int
    folder: str
    reloads: bool = False
    waits: bool = False

    def is_wanted(self) -> bool:
        """Wait until the worker is told to read its program, if it has to wait.

        Returns:
            False if the process that started it is gone.
        """
        if not self.waits:
            return True
        # The part of a start that does not depend on the program.
        client_files()
        gc.collect()
        gc.freeze()
        # Ctrl-C is meant for the process that started it.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        with socket.socket(fileno=os.dup(self.control)) as control:
            control.setblocking(True)
            said = control.recv(1)
        signal.signal(signal.SIGINT, before)
        return said == BEGIN

    def failed(self, failure: str) -> None:
        """Tell the process that started the worker why it cannot serve.

        Args:
            failure: The traceback.
        """
        with suppress(OSError):
            Path(self.folder, FAILURE).write_text(failure, encoding="utf-8")

    def written(self) -> str:
        """Encode the place for the command line."""
        return msgspec.json.encode(self).decode()

    @staticmethod
    def read(written: str) -> Place:
        """Decode a place from the command line.

        Raises:
            ValueError: It is not a place.
        """
        return msgspec.json.decode(written, type=Place)


async def work(app: App, place: Place, host: str) -> None:
    """Serve an app as one of several workers, until the process is asked to end or its parent is gone.

    Args:
        app: The app.
        place: The place of this worker.
        host: The host that is listened on.
    """
    listening, control = socket.socket(fileno=place.listening), socket.socket(fileno=place.control)
    control.setblocking(False)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    loop.add_reader(control, _Hearing(control, stop.set, app.hosting.show_developers).hear)
    if place.reloads:
        app.hosting.end_handlers_after(_RELOAD_STOP_SECONDS)
    router = ConnectionRouter(listening, place.number, Path(place.folder))
    app._visits.files.downloads.query = app._visits.files.shown.query = f"{QUERY}{place.number}"
    app._visits.socket_path = f"{SOCKET_PATH}{QUERY}{place.number}"
    await app.serve(host, listening.getsockname()[1], sock=router.inbox)
    if app.hosting.runner is not None and app.hosting.runner.gate is not None:
        app.hosting.runner.gate.siblings = router
    router.start()
    control.send(READY)
    try:
        while not stop.is_set():
            with suppress(BlockingIOError):
                control.send(BEAT)
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await stop.wait()
    except OSError:
        logger.exception("the process that started this worker is gone")
    finally:
        # The process belongs to this worker alone: nothing may delay its exit, not even threads.
        Deadline(STOP_SECONDS).start()
        loop.remove_reader(control)
        router.stop()
        await router.drain()
        await app.close()
        listening.close()
        control.close()


class _Hearing:
    """Reads messages from the process that started the workers.

    Args:
        control: The connection.
        end: Called when the connection has ended.
        show: Called with each message to show developers in their pages.
    """

    def __init__(
        self, control: socket.socket, end: Callable[[], object], show: Callable[[dict[str, Json]], object]
    ) -> None:
        self._control = control
        self._end = end
        self._show = show
        self._begun = b""

    def hear(self) -> None:
        """Read the data that has arrived: one line of JSON for each message."""
        try:
            data = self._control.recv(65_536)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._end()
            return
        *lines, self._begun = (self._begun + data).split(b"\n")
        for line in lines:
            self._show(msgspec.json.decode(line))
