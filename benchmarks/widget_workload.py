"""Tables, lines and chats beside NiceGUI's and Streamlit's, in Chromium: bytes on the wire, and CPU of the server.

Bytes are those of the TCP connections, counted by a port between browser and server: heads, bodies and frames,
compressed as each server does it. CPU is user and system time of the server's process, less what it
uses when nothing happens. Libraries take turns within a round, so that whatever else the machine does hits all of them.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.chromium import Chromium, ChromiumFailed, Tab, launch
from benchmarks.environments import EnvironmentFailed, python_of
from benchmarks.measure import cpu_ms, median
from benchmarks.options import Options
from benchmarks.report import Section, Table
from benchmarks.serving import Server, ServerFailed, serve
from benchmarks.widget_data import Sizes
from benchmarks.wire import Wire, tap

ROUNDS = 2
#: How many more updates follow the first one, which may have loaded something.
MORE = {"table": 6, "line": 0, "chat": 2}
QUICK = Sizes(rows=100, points=500, growth=10, tokens=50)
READY_SECONDS = 60.0
#: The wire is at rest when nothing has passed for so long: scripts that are loaded late have been asked for by then.
SILENCE_S = 1.0
IDLE_S = 1.0
INTERVAL_S = 0.05
#: What domsync may take of what NiceGUI takes.
MOST_BYTES = 0.2
MOST_CPU = 0.5

PAGES = {"table": "a table of {rows:,} rows", "line": "a line of {points:,} points", "chat": "a chat"}
UPDATES = {
    "table": "a cell of it changes",
    "line": "it grows by {growth} points, {points_per_s:g} a second",
    "chat": "an answer of {tokens} tokens, {tokens_per_s:g} a second",
}
#: Whether the page shows what it has to, once it is ready and after `times` updates.
SHOWN = {
    "table": "document.body.textContent.includes({times} ? 'Changed {times}' : 'Customer 7919')",
    "line": "document.querySelector('canvas, svg path') !== null",
    # As Markdown, and to the end.
    "chat": "document.querySelectorAll('strong').length >= {times} && "
    "({times} === 0 || /finis/.test(document.body.textContent))",
}


@dataclass(frozen=True)
class Library:
    """One of those that are compared. `address` makes the path of a page; `peer` names its environment."""

    name: str
    title: str
    module: str
    address: str = "/{page}"
    peer: str | None = None

    @asynccontextmanager
    async def serve(self, sizes: Sizes) -> AsyncIterator[Server]:
        """Run its server.

        Raises:
            EnvironmentFailed, ServerFailed: it cannot be run.
        """
        python = await asyncio.to_thread(python_of, self.peer) if self.peer else None
        async with serve(self.module, python=python, arguments=sizes.words()) as server:
            yield server


DOMSYNC = Library("domsync", "domsync", "benchmarks.widget_pages")
NICEGUI = Library("nicegui", "NiceGUI", "benchmarks.peers.nicegui_widgets", peer="nicegui")
STREAMLIT = Library("streamlit", "Streamlit", "benchmarks.peers.streamlit_widgets", "/?page={page}", "streamlit")
LIBRARIES = [DOMSYNC, NICEGUI, STREAMLIT]


@dataclass(frozen=True)
class Cost:
    """What one step cost: bytes on the wire in both directions, CPU of the server in milliseconds."""

    bytes: int
    cpu_ms: float


class Visitor:
    """A tab on one library's page."""

    def __init__(self, tab: Tab, server: Server, wire: Wire) -> None:
        self.tab = tab
        self.server = server
        self.wire = wire
        self.updates = 0

    async def open(self, library: Library, page: str) -> Cost:
        """Load a page, and wait until it shows what it has to and nothing more passes.

        Raises:
            ChromiumFailed: it does not.
        """
        self.updates = 0
        clock, used, passed = self._now()
        url = self.wire.url(library.address.format(page=page))
        await self.tab.open(url, "document.querySelector('#done')", READY_SECONDS)
        await self._shows(page)
        return await self._cost(clock, used, passed)

    async def update(self, page: str, sizes: Sizes) -> Cost:
        """Click, and wait until the update is through.

        Raises:
            ChromiumFailed: it is not, in the time that it takes and a minute.
        """
        self.updates += 1
        clock, used, passed = self._now()
        await self.tab.evaluate("document.querySelector('#go, .st-key-go button').click()")
        done = f"document.querySelector('#done')?.textContent.trim() === '{self.updates}'"
        await self._until(done, READY_SECONDS + sizes.growth / sizes.points_per_s + sizes.tokens / sizes.tokens_per_s)
        await self._shows(page)
        return await self._cost(clock, used, passed)

    def _now(self) -> tuple[float, float, int]:
        return time.monotonic(), cpu_ms(self.server.pid), self.wire.total

    async def _shows(self, page: str) -> None:
        await self._until(SHOWN[page].format(times=self.updates), READY_SECONDS)

    async def _until(self, expression: str, seconds: float) -> None:
        for _ in range(int(seconds / INTERVAL_S)):
            if await self.tab.evaluate(expression):
                return
            await asyncio.sleep(INTERVAL_S)
        raise ChromiumFailed(f"not within {seconds:.0f} s: {expression}")

    async def _cost(self, clock: float, used: float, passed: int) -> Cost:
        """What has passed since, once the wire is at rest."""
        silent, total = time.monotonic(), self.wire.total
        while time.monotonic() - silent < SILENCE_S:
            await asyncio.sleep(INTERVAL_S)
            if self.wire.total != total:
                silent, total = time.monotonic(), self.wire.total
        then, cpu, now = self._now()
        await asyncio.sleep(IDLE_S)
        later, idle, _ = self._now()
        at_rest = (idle - cpu) / (later - then)
        return Cost(now - passed, max(0.0, cpu - used - at_rest * (then - clock)))


@dataclass
class Measured:
    """What one library has cost, by page and step."""

    library: Library
    costs: dict[tuple[str, str], list[Cost]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, page: str, step: str, cost: Cost) -> None:
        """Note what a step has cost."""
        self.costs.setdefault((page, step), []).append(cost)

    def median(self, page: str, step: str) -> Cost | None:
        """The medians; None if it was not measured."""
        costs = self.costs.get((page, step))
        if costs is None:
            return None
        return Cost(int(median(cost.bytes for cost in costs)), median(cost.cpu_ms for cost in costs))


async def visit(
    browser: Chromium, server: Server, wire: Wire, measured: Measured, page: str, sizes: Sizes, *, more: int
) -> None:
    """Open a page with an empty cache, make its updates, and open it again with what the cache then holds.

    Args:
        browser: the browser.
        server: the library's server.
        wire: what counts, in front of it.
        measured: where the costs are noted, and what went wrong.
        page: one of `PAGES`.
        sizes: what the server was started with.
        more: how many updates follow the first one.
    """
    tab = await browser.new_tab()
    visitor = Visitor(tab, server, wire)
    try:
        costs = [("open", await visitor.open(measured.library, page)), ("first", await visitor.update(page, sizes))]
        costs += [("next", await visitor.update(page, sizes)) for _ in range(more)]
        costs.append(("again", await visitor.open(measured.library, page)))
    except ChromiumFailed as error:
        measured.failures.append(f"{measured.library.title}, {page}: {error}")
        return
    finally:
        await tab.close()
    for step, cost in costs:
        measured.add(page, step, cost)


async def run(options: Options) -> Section:
    """Measure, and write the section of the report."""
    sizes = QUICK if options.quick else Sizes()
    measured = [Measured(library) for library in LIBRARIES]
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(launch())
        running: list[tuple[Measured, Server, Wire]] = []
        for each in measured:
            options.say(f"starting {each.library.title}")
            try:
                server = await stack.enter_async_context(each.library.serve(sizes))
            except (EnvironmentFailed, ServerFailed) as error:
                each.failures.append(f"{each.library.title} cannot be run: {error}")
            else:
                running.append((each, server, await stack.enter_async_context(tap(server.port))))
        for page in PAGES:
            for number in range(2 if options.quick else ROUNDS + 1):
                for each, server, wire in running:
                    options.say(f"{page}, {'warming up' if number == 0 else f'round {number}'}: {each.library.name}")
                    if each.failures:
                        continue
                    if number == 0:
                        # A server has much to do once; what it did for its first visitor is not counted.
                        first = Measured(each.library)
                        await visit(browser, server, wire, first, page, sizes, more=0)
                        each.failures += first.failures
                    else:
                        await visit(browser, server, wire, each, page, sizes, more=MORE[page])
    return section_of(measured, sizes)


def section_of(measured: list[Measured], sizes: Sizes) -> Section:
    """The section of the report.

    Args:
        measured: domsync's figures first, then NiceGUI's, then others.
        sizes: what was shown.
    """
    section = Section("widgets", "Tables, lines and chats beside NiceGUI and Streamlit")
    columns = ["", *(each.library.title for each in measured), "of NiceGUI's"]
    tables = {
        "bytes": Table("Bytes on the wire, both directions", columns),
        "cpu_ms": Table("CPU of the server, milliseconds", columns),
    }
    most = {"bytes": MOST_BYTES, "cpu_ms": MOST_CPU}
    for page, title in PAGES.items():
        steps = {"open": f"{title}, opened", "again": f"{title}, opened again", "first": f"{title}: {UPDATES[page]}"}
        if MORE[page]:
            steps["next"] = f"{title}: once more"
        for step, text in steps.items():
            name = text.format(**vars(sizes))
            costs = [each.median(page, step) for each in measured]
            for what, table in tables.items():
                figures = [getattr(cost, what) if cost else None for cost in costs]
                ours, theirs = figures[:2]
                share = round(ours / theirs, 3) if ours is not None and theirs else None
                table.add(name, *figures, share)
                section.figures[f"{page}_{step}_{what}"] = {
                    each.library.name: figure for each, figure in zip(measured, figures, strict=True)
                }
                if share is not None and share > most[what]:
                    section.notes.append(f"Target missed: {name}: {table.caption}: {share:.2f} > {most[what]:g}.")
    section.tables += tables.values()
    for each in measured:
        section.failures += each.failures
    return section
