"""Many sessions at once: what each costs in memory, and the server's CPU when all of them change."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.clients import Crowd, gather
from benchmarks.measure import cpu_ms, rss_bytes
from benchmarks.options import Options
from benchmarks.report import Section, Table
from benchmarks.serving import Server, serve

#: The kernel's own memory for a socket is in no process's figure.
MEMORY_CLIENTS = 400
CLOCK_CLIENTS, CLOCK_HERTZ = 200, 60
SECONDS = 5.0


@dataclass(frozen=True)
class Kind:
    """A server to visit."""

    title: str
    module: str
    path: str = "/"
    arguments: Sequence[str] = ()
    scheme: str = "http"

    @asynccontextmanager
    async def run(self) -> AsyncIterator[Server]:
        """Run it."""
        async with serve(self.module, arguments=self.arguments) as server:
            yield server

    def address(self, server: Server) -> str:
        """Where the clients go."""
        return f"{self.scheme}://127.0.0.1:{server.port}{self.path}"


BARE = Kind("websockets alone", "benchmarks.bare", arguments=["0"], scheme="ws")
COUNTER = Kind("domsync, the counter", "benchmarks.table", "/counter")
CLOCK = Kind("domsync, a clock each", "benchmarks.table", f"/clock?hertz={CLOCK_HERTZ}")
BROADCAST = Kind("`websockets.broadcast`", "benchmarks.bare", arguments=[str(CLOCK_HERTZ)], scheme="ws")


async def memory_per_session(kind: Kind, clients: int) -> float:
    """How much the server's memory grows with each session, in KiB.

    The first few sessions are not counted: with them come the modules and caches that all share.
    """
    async with kind.run() as server:
        async with gather(kind.address(server), 50):
            await asyncio.sleep(0.5)
        async with gather(kind.address(server), 50):
            await asyncio.sleep(0.5)
            before = rss_bytes(server.pid)
            async with gather(kind.address(server), clients) as crowd:
                await crowd.watch(1)
                return (rss_bytes(server.pid) - before) / clients / 1024


async def load(kind: Kind, clients: int, seconds: float) -> tuple[float, dict[str, float]]:
    """The server's CPU in per cent of one core while all clients watch, and what arrived at them."""
    async with kind.run() as server, gather(kind.address(server), clients) as crowd:
        await crowd.watch(1)
        return await _cpu_share(server, crowd, seconds)


async def _cpu_share(server: Server, crowd: Crowd, seconds: float) -> tuple[float, dict[str, float]]:
    before = cpu_ms(server.pid)
    arrived = await crowd.watch(seconds)
    return (cpu_ms(server.pid) - before) / arrived["seconds"] / 10, arrived


async def sessions(options: Options) -> Section:
    """Memory per session."""
    clients = MEMORY_CLIENTS // 4 if options.quick else MEMORY_CLIENTS
    section = Section("sessions", "Memory per session")
    table = Table(f"KiB of the server per connected client ({clients} of them)", ["", "KiB", "over websockets alone"])
    figures: dict[str, float] = {}
    for kind in (BARE, COUNTER):
        options.say(f"memory per session: {kind.title}")
        figures[kind.title] = await memory_per_session(kind, clients)
        table.add(kind.title, figures[kind.title], figures[kind.title] - figures[BARE.title])
    section.tables = [table]
    section.figures = {"kib": figures}
    return section


async def clock(options: Options) -> Section:
    """A clock at 60 updates a second for 200 clients, each with its own."""
    section = Section("clock", f"A clock at {CLOCK_HERTZ} updates a second for {CLOCK_CLIENTS} clients")
    await _compare(section, [BROADCAST, CLOCK], CLOCK_CLIENTS, options)
    section.notes = [
        "Each client has a component, a document and a task of its own; the broadcast is one message for all."
    ]
    return section


async def _compare(section: Section, kinds: list[Kind], clients: int, options: Options) -> None:
    """Load one server after the other; the first is what the others are compared to."""
    seconds = 2.0 if options.quick else SECONDS
    table = Table(
        "On one core",
        ["", "CPU, %", "times the first", "updates/s per client", "µs of CPU each", "bytes each"],
    )
    figures: dict[str, dict[str, float]] = {}
    costs: list[float] = []
    for kind in kinds:
        options.say(f"{section.name}: {kind.title}")
        share, arrived = await load(kind, clients, seconds)
        frames = max(1.0, arrived["frames"])
        costs.append(share * 1e4 * arrived["seconds"] / frames)
        figures[kind.title] = {"cpu_percent": share, **arrived}
        each = frames / arrived["seconds"] / clients
        table.add(kind.title, share, costs[-1] / costs[0], each, costs[-1], arrived["bytes"] / frames)
        if arrived["alive"] < clients:
            lost = clients - int(arrived["alive"])
            section.failures.append(f"{kind.title}: {lost} clients lost their connection")
    section.tables = [table]
    section.figures = dict(figures)
