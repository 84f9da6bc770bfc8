"""One page for many viewers: what a change costs the server beside `websockets.broadcast`, and what a viewer takes."""

import asyncio
from contextlib import AsyncExitStack

from benchmarks.by_turns import by_turns
from benchmarks.clients import gather
from benchmarks.crowds import BARE, Kind, memory_per_session
from benchmarks.measure import cpu_ms, median
from benchmarks.options import Options
from benchmarks.report import Section, Table

VIEWERS, HERTZ = 1000, 5
MANY, WINDOWS, SECONDS = 5000, 7, 4.0
MEMORY_VIEWERS = 400


def broadcast(hertz: float) -> Kind:
    """Nothing but `websockets`, sending every connection the same bytes."""
    return Kind("`websockets.broadcast`", "benchmarks.bare", arguments=[str(hertz)], scheme="ws")


def shared(hertz: float) -> Kind:
    """A page that is one shared part."""
    return Kind("domsync, one shared page", "benchmarks.shared_page", arguments=[str(hertz)])


def shared_on_uvicorn(hertz: float) -> Kind:
    """The same page, served by uvicorn."""
    title = "domsync, one shared page, on uvicorn"
    return Kind(title, "benchmarks.shared_page", arguments=[str(hertz), "uvicorn"])


async def fan_out(options: Options) -> Section:
    """One change for a thousand viewers, beside the same number of bytes broadcast.

    All servers run at the same time, each with a crowd of its own, so that whatever else the machine does slows them
    alike; each window of time gives one ratio.
    """
    kinds = (broadcast(HERTZ), shared(HERTZ), shared_on_uvicorn(HERTZ))
    windows, seconds, viewers = (2, 1.0, VIEWERS // 5) if options.quick else (WINDOWS, SECONDS, VIEWERS)
    section = Section("fan_out", f"One change for {viewers} viewers, {HERTZ} times a second")
    options.say("fan_out: connecting")
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(kind.run()) for kind in kinds]
        crowds = [
            await stack.enter_async_context(gather(kind.address(server), viewers))
            for kind, server in zip(kinds, servers, strict=True)
        ]
        costs: list[list[float]] = [[] for _ in kinds]
        sizes = [0.0 for _ in kinds]
        for window in range(windows + 1):
            before = [cpu_ms(server.pid) for server in servers]
            arrived = await asyncio.gather(*[crowd.watch(seconds) for crowd in crowds])
            spent = [cpu_ms(server.pid) - start for server, start in zip(servers, before, strict=True)]
            if not window:
                continue  # the first is for warming up
            options.say(f"fan_out: window {window} of {windows}")
            for index, (milliseconds, what) in enumerate(zip(spent, arrived, strict=True)):
                costs[index].append(milliseconds * 1000 / max(1.0, what["frames"]))
                sizes[index] = what["bytes"] / max(1.0, what["frames"])
                if what["alive"] < viewers:
                    section.failures.append(f"{kinds[index].title}: {viewers - what['alive']:.0f} lost the connection")
    table = Table(
        "Server CPU, medians", ["", "µs for each viewer", "times the first", "lowest", "highest", "bytes each"]
    )
    figures: dict[str, float] = {}
    for kind, cost, size in zip(kinds, costs, sizes, strict=True):
        ratios = [own / bare for own, bare in zip(cost, costs[0], strict=True)]
        figures[kind.title] = median(ratios)
        table.add(kind.title, median(cost), median(ratios), min(ratios), max(ratios), size)
    options.say("fan_out: by turns")
    broadcasts, changes = await by_turns(viewers, 60)
    ratios = [change / sent for change, sent in zip(changes, broadcasts, strict=True)]
    turns = Table("CPU of the writing alone, to the same sockets by turns, medians", table.columns[:-1])
    turns.add(kinds[0].title, median(broadcasts), 1, 1, 1)
    turns.add("domsync, a change of a shared document", median(changes), median(ratios), min(ratios), max(ratios))
    section.tables = [table, turns]
    section.figures = {"times_broadcast": figures, "times_broadcast_by_turns": median(ratios)}
    section.notes = [
        "Side by side, domsync's figures hold everything: rendering, comparing, encoding, acknowledgements.",
        "Target for the shared page: at most 1.1 times the first, on domsync's own server.",
    ]
    return section


async def many_viewers(options: Options) -> Section:
    """Five thousand viewers of a page that changes once a second."""
    viewers = MANY // 10 if options.quick else MANY
    section = Section("many_viewers", f"One change a second for {viewers} viewers")
    table = Table("On one core", ["", "CPU, %", "updates/s per client"])
    shares: dict[str, float] = {}
    for kind in (broadcast(1), shared(1)):
        options.say(f"many_viewers: {kind.title}")
        async with kind.run() as server, gather(kind.address(server), viewers) as crowd:
            await crowd.watch(2)
            before = cpu_ms(server.pid)
            arrived = await crowd.watch(2.0 if options.quick else 10.0)
            shares[kind.title] = (cpu_ms(server.pid) - before) / arrived["seconds"] / 10
            table.add(kind.title, shares[kind.title], arrived["frames"] / arrived["seconds"] / viewers)
            if arrived["alive"] < viewers:
                section.failures.append(f"{kind.title}: {viewers - arrived['alive']:.0f} lost the connection")
    section.tables = [table]
    section.figures = {"cpu_percent": shares}
    section.notes = ["Target for the shared page: less than 50 %."]
    return section


async def viewer_memory(options: Options) -> Section:
    """What each viewer of a shared page takes."""
    viewers = MEMORY_VIEWERS // 4 if options.quick else MEMORY_VIEWERS
    section = Section("viewer_memory", "Memory per viewer of a shared page")
    table = Table(f"KiB of the server per viewer ({viewers} of them)", ["", "KiB", "over websockets alone"])
    figures: dict[str, float] = {}
    for kind in (BARE, shared(0)):
        options.say(f"viewer_memory: {kind.title}")
        figures[kind.title] = await memory_per_session(kind, viewers)
        table.add(kind.title, figures[kind.title], figures[kind.title] - figures[BARE.title])
    section.tables = [table]
    section.figures = {"kib": figures}
    section.notes = ["Target: at most 8 KiB over websockets alone."]
    return section
