"""The supervisor of workers: start, monitor, restart, replace and stop them."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from domsync.dom.ops import Json
from domsync.server.workers.worker import BEAT_SECONDS, BEGIN, FAILURE, READY, STOP_SECONDS, Place

logger: logging.Logger = logging.getLogger("domsync")

#: Connections that the system keeps for the workers while they are busy.
_BACKLOG = 1024
#: A worker is killed when it has missed this many heartbeats.
_MISSED_BEATS = 12
#: The delay in seconds before a worker that has ended is restarted: the first one, doubled each time, and the longest.
_DELAYS = 0.1, 10.0
#: How long, in seconds, a worker must run to count as started well.
_GOOD_SECONDS = 30.0
#: Workers are numbered up to this, and then from 0 again.
_NUMBERS = 10_000
#: How many seconds after the start of the current worker the one for the next version of a program is prepared.
_PREPARE_SECONDS = 1.0


class _Worker:
    """A worker process that was started.

    Args:
        number: Its number, by which connections are passed on.
        process: The process.
        control: The connection on which it reports that it serves, and sends heartbeats.
    """

    def __init__(self, number: int, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self.number = number
        self.process = process
        #: Set when it serves.
        self.serves = asyncio.Event()
        self._control = control
        self._was_heard = False
        self._loop = asyncio.get_running_loop()
        # Read on arrival, not in a wait with a timeout: data that arrives together with the timeout must not get lost.
        self._loop.add_reader(control, self._hear)

    def _hear(self) -> None:
        try:
            heard = self._control.recv(64)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            heard = b""
        if not heard:
            self._loop.remove_reader(self._control)
            return
        self._was_heard = True
        if READY in heard:
            self.serves.set()

    async def watch(self) -> None:
        """Kill the worker if it is silent for too long."""
        missed = 0
        while missed < _MISSED_BEATS:
            # Counted, not measured: the whole machine may be suspended.
            await asyncio.sleep(BEAT_SECONDS)
            # Until it serves, it may take as long as it needs.
            missed = 0 if self._was_heard else missed + self.serves.is_set()
            self._was_heard = False
        logger.error("worker %d does not respond and is killed", self.process.pid)
        self.kill()

    def tell(self, told: dict[str, Json]) -> None:
        """Make the worker show developers something in their pages."""
        with suppress(OSError):
            self._control.send(msgspec.json.encode(told) + b"\n")

    def begin(self) -> bool:
        """Make a waiting worker read its program.

        Returns:
            Whether it still runs: it may have ended meanwhile.
        """
        try:
            self._control.send(BEGIN)
        except OSError:
            return False
        return self.process.returncode is None

    def ask_to_end(self) -> None:
        """Ask the worker to end in good order."""
        with suppress(ProcessLookupError):
            self.process.terminate()
            self.process.send_signal(signal.SIGCONT)  # a stopped one could not end

    def kill(self) -> None:
        """End the worker at once."""
        with suppress(ProcessLookupError):
            self.process.kill()

    async def end(self) -> None:
        """End the worker in good order, or kill it if that takes too long."""
        self.ask_to_end()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self.process.wait()
        except TimeoutError:
            logger.error("worker %d does not stop and is killed", self.process.pid)
            self.kill()
            await self.process.wait()

    def close(self) -> None:
        """Close the connection to the worker, which has ended."""
        if self._control.fileno() >= 0:
            self._loop.remove_reader(self._control)
            self._control.close()


class Workers:
    """Starts workers and looks after them.

    Args:
        command: Makes a worker's command line from its place.
        count: The number of workers.
        host: The host to listen on.
        port: The port; 0 takes a free one.
        reloads: Whether they are replaced whenever the program is saved.

    Raises:
        OSError: The port is taken, or the host is not an address of this machine.
    """

    def __init__(
        self, command: Callable[[Place], Sequence[str]], count: int, host: str, port: int, *, reloads: bool = False
    ) -> None:
        if not hasattr(socket, "AF_UNIX") or not hasattr(socket, "send_fds"):
            raise OSError("several workers need a system with Unix sockets")
        self._command = command
        self._count = count
        self._reloads = reloads
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        self._listening = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
        #: The port.
        self.port: int = self._listening.getsockname()[1]
        #: The running workers, by their places from 0.
        self._workers: dict[int, _Worker] = {}
        #: Running workers that are about to replace others.
        self._successors: set[_Worker] = set()
        #: A worker that has read everything but its program; started by the task.
        self._spare: _Worker | None = None
        self._preparing: asyncio.Task[None] | None = None
        self._numbers = itertools.count()
        self._folder = ""
        self._rolling: asyncio.Task[None] | None = None
        self._roll_again = False
        self._stop = asyncio.Event()
        self._failed = False

    @property
    def pids(self) -> dict[int, int]:
        """The running processes, by the workers' places."""
        return {place: worker.process.pid for place, worker in self._workers.items()}

    def stop(self) -> None:
        """Ask all workers to end."""
        self._stop.set()

    def tell(self, told: dict[str, Json]) -> None:
        """Make the running workers show developers something in their pages.

        Args:
            told: The message.
        """
        for worker in self._workers.values():
            worker.tell(told)

    def restart(self) -> None:
        """Replace all workers, one after the other, with the current version of the program.

        Each new one serves before the old one ends. If a new one cannot serve, the old ones go on.
        """
        if self._rolling is not None and not self._rolling.done():
            self._roll_again = True
            return
        self._rolling = asyncio.get_running_loop().create_task(self._roll())

    async def run(self, ready: Callable[[], object] = lambda: None) -> bool:
        """Run the workers until :meth:`stop` is called, or the first of them cannot start.

        Args:
            ready: Called when all workers serve.

        Returns:
            Whether they served at all.
        """
        with TemporaryDirectory(prefix="domsync-") as self._folder, self._listening:
            # The first one alone, so that an error in the program is reported only once.
            first = asyncio.Event()
            keepers = [asyncio.create_task(self._keep(0, first))]
            await self._first_of(first.wait())
            others = [asyncio.Event() for _ in range(1, self._count)]
            if not self._stop.is_set():
                keepers += [asyncio.create_task(self._keep(place, served)) for place, served in enumerate(others, 1)]
                await self._first_of(asyncio.gather(*[served.wait() for served in others]))
            if not self._stop.is_set():
                ready()
                self._prepare()
            await self._stop.wait()
            await self._end()
            await asyncio.gather(*keepers)
        return not self._failed

    async def _first_of(self, waiting: object) -> None:
        """Wait for something, or until all workers are to end."""
        tasks = {asyncio.ensure_future(waiting), asyncio.ensure_future(self._stop.wait())}  # type: ignore[call-overload]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _end(self) -> None:
        for task in (self._rolling, self._preparing):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        workers = {*self._workers.values(), *self._successors}
        if self._spare is not None:
            # It has nothing to finish.
            self._spare.kill()
            workers.add(self._spare)
        await asyncio.gather(*[worker.end() for worker in workers])
        for worker in workers:
            worker.close()

    async def _keep(self, place: int, served: asyncio.Event) -> None:
        """Keep a worker running: restart it whenever it ends.

        Args:
            place: The worker's place.
            served: Set when it serves for the first time.
        """
        loop = asyncio.get_running_loop()
        failures = 0
        worker = None
        while not self._stop.is_set():
            since = loop.time()
            if worker is None:
                worker = self._workers.get(place) or await self._start()
            current = self._workers.setdefault(place, worker)
            if current is not worker:
                # While this one was starting, another one has taken its place.
                await worker.end()
                worker.close()
                worker = current
            code = await self._wait_for(worker, served)
            successor = self._workers.get(place)
            if successor is not worker:
                # It was replaced, and has ended as requested.
                worker, failures = successor, 0
                continue
            worker = None
            del self._workers[place]
            if self._stop.is_set():
                return
            if not served.is_set():
                print(f"domsync: a worker ended with {_ending(code)} before it served", file=sys.stderr)
                self._failed = True
                self.stop()
                return
            failures = 0 if loop.time() - since > _GOOD_SECONDS else failures + 1
            first, longest = _DELAYS
            delay = random.uniform(0.5, 1) * min(longest, first * 2 ** (failures - 1))  # noqa: S311
            logger.warning("worker %d ended with %s; it is restarted in %.1f s", place, _ending(code), delay)
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._stop.wait()

    def _prepare(self) -> None:
        """Prepare a worker for the next version of the program: most of a start is the same for all versions."""
        if not self._reloads or self._spare is not None or self._stop.is_set():
            return
        if self._preparing is None or self._preparing.done():
            self._preparing = asyncio.get_running_loop().create_task(self._make_spare())

    async def _make_spare(self) -> None:
        await asyncio.sleep(_PREPARE_SECONDS)
        self._spare = await self._start(waits=True)

    async def _next(self) -> _Worker:
        """Start a worker, or take the one that is prepared."""
        spare, self._spare = self._spare, None
        if spare is None:
            return await self._start()
        if spare.begin():
            return spare
        spare.kill()
        await spare.process.wait()
        spare.close()
        return await self._start()

    async def _start(self, *, waits: bool = False) -> _Worker:
        mine, theirs = socket.socketpair()
        mine.setblocking(False)
        with theirs:
            number = next(self._numbers) % _NUMBERS
            place = Place(number, self._listening.fileno(), theirs.fileno(), self._folder, self._reloads, waits)
            descriptors = (place.listening, place.control)
            try:
                process = await asyncio.create_subprocess_exec(*self._command(place), pass_fds=descriptors)
            except BaseException:
                mine.close()
                raise
        return _Worker(number, process, mine)

    async def _wait_for(self, worker: _Worker, served: asyncio.Event) -> int:
        """Wait until a worker has ended; `served` is set as soon as it serves."""

        async def tell() -> None:
            await worker.serves.wait()
            served.set()

        watching = [asyncio.create_task(worker.watch()), asyncio.create_task(tell())]
        code = await worker.process.wait()
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        worker.close()
        return code

    async def _roll(self) -> None:
        self._roll_again = True
        while self._roll_again:
            self._roll_again = False
            for place in tuple(self._workers):
                if not await self._replace(place):
                    break

    def _tell_of_failure(self) -> None:
        """Show developers why the new version of their program cannot serve."""
        failure = Path(self._folder, FAILURE)
        if self._reloads and failure.exists():
            self.tell(new_version_failed(failure.read_text(encoding="utf-8")))
            failure.unlink()

    async def _replace(self, place: int) -> bool:
        """Start a new worker, which replaces the old one as soon as it serves.

        Returns:
            Whether it serves.
        """
        new = await self._next()
        self._successors.add(new)
        try:
            ended = asyncio.create_task(new.process.wait())
            serves = asyncio.create_task(new.serves.wait())
            await asyncio.wait({ended, serves}, return_when=asyncio.FIRST_COMPLETED)
            ended.cancel()
            serves.cancel()
            if not new.serves.is_set():
                code = new.process.returncode
                logger.error("a new worker ended with %s before it served: the old ones go on", _ending(code))
                new.close()
                self._tell_of_failure()
                return False
            old = self._workers.get(place)
            self._workers[place] = new
            if old is not None:
                await old.end()
            return True
        finally:
            self._successors.discard(new)
            self._prepare()


def new_version_failed(traceback: str) -> dict[str, Json]:
    """Make the report to developers that the new version of their program cannot serve while the old one goes on.

    Args:
        traceback: The traceback of the failure.
    """
    last = traceback.strip().rpartition("\n")[2]
    where = "The new version cannot serve; the old one goes on"
    return {"kind": "error", "title": last, "where": where, "trace": traceback}


def _ending(code: int | None) -> str:
    return f"the signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"the status {code}"


def run_workers(command: Callable[[Place], Sequence[str]], count: int, host: str, port: int) -> bool:
    """Run workers until the process is asked to end (Ctrl-C, SIGTERM); SIGHUP replaces them one after the other.

    Args:
        command: Makes a worker's command line from its place.
        count: The number of workers.
        host: The host to listen on.
        port: The port; 0 takes a free one.

    Returns:
        Whether they served at all.

    Raises:
        OSError: The port is taken, or the host is not an address of this machine.
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
