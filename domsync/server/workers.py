"""Several worker processes that serve one app on one port: started, watched, started again, and stopped together."""

from __future__ import annotations

import asyncio
import logging
import random
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec

from domsync.server.handover import QUERY, Handover
from domsync.server.page import SOCKET_PATH

if TYPE_CHECKING:
    from domsync.server.app import App

logger = logging.getLogger("domsync")

#: Connections that the system keeps for the workers while they are busy.
_BACKLOG = 1024
#: A worker says that it is well every so many seconds, and is killed when that fails so many times.
_BEAT_SECONDS = 5.0
_MISSED_BEATS = 12
#: The delay before a worker that has ended is started again: the first one, doubled each time, and the longest.
_DELAYS = 0.1, 10.0
#: A worker that lived so long had a good start.
_GOOD_SECONDS = 30.0
#: How long workers may take to end.
STOP_SECONDS = 15.0

_READY, _BEAT = b"r", b"."


class Place(msgspec.Struct):
    """What a worker is told by who starts it.

    Args:
        number: Which one it is, from 0.
        listening: The descriptor of the socket on which all listen.
        control: The descriptor of its connection with who started it; when that ends, so does the worker.
        folder: Where the workers have the sockets by which they reach each other.
    """

    number: int
    listening: int
    control: int
    folder: str

    def written(self) -> str:
        """For the command line."""
        return msgspec.json.encode(self).decode()

    @staticmethod
    def read(written: str) -> Place:
        """From the command line.

        Raises:
            ValueError: It is none.
        """
        return msgspec.json.decode(written, type=Place)


async def work(app: App, place: Place, host: str) -> None:
    """Serve an app as one of several workers, until the process is asked to end or whoever started it is gone.

    Args:
        app: The app.
        place: What this worker was told.
        host: What is listened on.
    """
    listening, control = socket.socket(fileno=place.listening), socket.socket(fileno=place.control)
    control.setblocking(False)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    loop.add_reader(control, stop.set)  # nothing is ever sent on it, but its end can be seen
    handover = Handover(listening, place.number, Path(place.folder))
    app._visits.socket_path = f"{SOCKET_PATH}{QUERY}{place.number}"
    await app.serve(host, listening.getsockname()[1], sock=handover.inbox)
    handover.start()
    control.send(_READY)
    try:
        while not stop.is_set():
            with suppress(BlockingIOError):
                control.send(_BEAT)
            with suppress(TimeoutError):
                async with asyncio.timeout(_BEAT_SECONDS):
                    await stop.wait()
    except OSError:
        logger.exception("who has started this worker is gone")
    finally:
        loop.remove_reader(control)
        handover.stop()
        await app.close()
        listening.close()
        control.close()


class Workers:
    """Starts workers and looks after them.

    Args:
        command: Makes a worker's command line from its place.
        count: How many.
        host: What to listen on.
        port: The port; 0 takes a free one.

    Raises:
        OSError: The port is taken, or the host is none of this machine's addresses.
    """

    def __init__(self, command: Callable[[Place], Sequence[str]], count: int, host: str, port: int) -> None:
        if not hasattr(socket, "AF_UNIX") or not hasattr(socket, "send_fds"):
            raise OSError("several workers need a system with Unix sockets")
        self._command = command
        self._count = count
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        self._listening = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
        #: The port.
        self.port: int = self._listening.getsockname()[1]
        self._processes: dict[int, asyncio.subprocess.Process] = {}
        #: Those that were asked to end, and are to be started again.
        self._restarting: set[int] = set()
        self._stop = asyncio.Event()
        self._failed = False

    @property
    def pids(self) -> dict[int, int]:
        """The processes that run now, by the workers' numbers."""
        return {number: process.pid for number, process in self._processes.items()}

    def stop(self) -> None:
        """Ask all workers to end."""
        self._stop.set()

    def restart(self) -> None:
        """Ask all workers to end, and start each of them again when it has, with the program as it is then."""
        self._restarting.update(self._processes)
        self._ask_to_end()

    async def run(self, ready: Callable[[], object] = lambda: None) -> bool:
        """Run the workers until :meth:`stop` is called, or the first of them cannot start.

        Args:
            ready: Called when all serve.

        Returns:
            Whether they served at all.
        """
        with TemporaryDirectory(prefix="domsync-") as folder, self._listening:
            # The first one alone: what is wrong with the program is said once.
            first = asyncio.Event()
            keepers = [asyncio.create_task(self._keep(0, folder, first))]
            await self._first_of(first.wait())
            others = [asyncio.Event() for _ in range(1, self._count)]
            if not self._stop.is_set():
                keepers += [
                    asyncio.create_task(self._keep(number, folder, served)) for number, served in enumerate(others, 1)
                ]
                await self._first_of(asyncio.gather(*[served.wait() for served in others]))
            if not self._stop.is_set():
                ready()
            await self._stop.wait()
            await self._end()
            await asyncio.gather(*keepers)
        return not self._failed

    async def _first_of(self, waiting: object) -> None:
        """Wait for something, or until all is to end."""
        tasks = {asyncio.ensure_future(waiting), asyncio.ensure_future(self._stop.wait())}  # type: ignore[call-overload]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ask_to_end(self) -> None:
        for process in tuple(self._processes.values()):
            with suppress(ProcessLookupError):
                process.terminate()
                process.send_signal(signal.SIGCONT)  # one that stands still could not end

    async def _end(self) -> None:
        self._ask_to_end()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(*[process.wait() for process in tuple(self._processes.values())])
        for process in tuple(self._processes.values()):
            logger.error("the worker %d does not end and is killed", process.pid)
            with suppress(ProcessLookupError):
                process.kill()

    async def _keep(self, number: int, folder: str, served: asyncio.Event) -> None:
        """Have a worker run, again and again.

        Args:
            number: Which one.
            folder: Where the workers have their sockets.
            served: Set when it serves for the first time.
        """
        loop = asyncio.get_running_loop()
        failures = 0
        while not self._stop.is_set():
            since = loop.time()
            code = await self._run_one(number, folder, served)
            if self._stop.is_set():
                return
            if number in self._restarting:
                self._restarting.discard(number)
                failures = 0
                continue
            if not served.is_set():
                print(f"domsync: a worker ended with {_ending(code)} before it served", file=sys.stderr)
                self._failed = True
                self.stop()
                return
            failures = 0 if loop.time() - since > _GOOD_SECONDS else failures + 1
            first, longest = _DELAYS
            delay = random.uniform(0.5, 1) * min(longest, first * 2 ** (failures - 1))  # noqa: S311
            logger.warning("worker %d ended with %s; it is started again in %.1f s", number, _ending(code), delay)
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._stop.wait()

    async def _run_one(self, number: int, folder: str, served: asyncio.Event) -> int:
        mine, theirs = socket.socketpair()
        mine.setblocking(False)
        with mine:
            with theirs:
                place = Place(number, self._listening.fileno(), theirs.fileno(), folder)
                descriptors = (place.listening, place.control)
                process = await asyncio.create_subprocess_exec(*self._command(place), pass_fds=descriptors)
            self._processes[number] = process
            watch = asyncio.create_task(self._watch(mine, process, served))
            code = await process.wait()
            del self._processes[number]
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        return code

    async def _watch(self, control: socket.socket, process: asyncio.subprocess.Process, served: asyncio.Event) -> None:
        """Hear when a worker serves and that it is well; kill it if it is not for long."""
        loop = asyncio.get_running_loop()
        missed = 0
        while missed < _MISSED_BEATS:
            try:
                # Counted, not measured: the whole machine may stand still.
                async with asyncio.timeout(_BEAT_SECONDS):
                    heard = await loop.sock_recv(control, 64)
            except TimeoutError:
                # Until it serves, it may take its time.
                missed += served.is_set()
                continue
            except OSError:
                return
            if not heard:
                return
            missed = 0
            if _READY in heard:
                served.set()
            await asyncio.sleep(_BEAT_SECONDS / 2)
        logger.error("the worker %d is not well: nothing was heard of it for long; it is killed", process.pid)
        with suppress(ProcessLookupError):
            process.kill()


def _ending(code: int) -> str:
    return f"the signal {signal.Signals(-code).name}" if code < 0 else f"the status {code}"


def run_workers(command: Callable[[Place], Sequence[str]], count: int, host: str, port: int) -> bool:
    """Run workers until the process is asked to end (Ctrl-C, SIGTERM); SIGHUP has them all begin anew.

    Args:
        command: Makes a worker's command line from its place.
        count: How many.
        host: What to listen on.
        port: The port; 0 takes a free one.

    Returns:
        Whether they served at all.

    Raises:
        OSError: The port is taken, or the host is none of this machine's addresses.
    """

    async def run() -> bool:
        workers = Workers(command, count, host, port)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, workers.stop)
        loop.add_signal_handler(signal.SIGHUP, workers.restart)
        said = f"domsync serves http://{host}:{workers.port} with {count} workers"
        return await workers.run(lambda: print(said, flush=True))

    return asyncio.run(run())
