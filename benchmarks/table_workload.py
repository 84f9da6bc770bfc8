"""The js-framework-benchmark workload in Chromium, for every implementation in one run.

Operations of all implementations alternate, so that whatever else the machine does hits all of them; ratios are taken
between medians of this run and never against an earlier one.
"""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from benchmarks.chromium import Chromium, ChromiumFailed, launch
from benchmarks.environments import EnvironmentFailed
from benchmarks.implementations import IMPLEMENTATIONS, VANILLA
from benchmarks.options import Options
from benchmarks.report import Section
from benchmarks.serving import Server, ServerFailed
from benchmarks.table_report import Measured, fill_section
from benchmarks.workload import WorkloadPage

#: Pages are opened anew for each sitting; a sitting has several rounds.
SITTINGS = 2
ROUNDS = 3
#: An implementation that has spent this long on one operation does not repeat it.
PATIENCE_S = 12.0


@dataclass(frozen=True)
class Step:
    """An operation, the rows it starts from (None: as they are), and how often it is repeated at once."""

    operation: str
    start: int | None = None
    times: int = 1


#: Operations that change little are quick, and so are taken several times.
STEPS = [
    Step("run", 0),
    Step("replace", 1000),
    Step("add", 1000),
    Step("update", 1000),
    Step("select", times=3),
    Step("swaprows", times=3),
    Step("remove", times=3),
    Step("clear", 1000),
    Step("runlots", 0),
    Step("select10k", 10_000, times=2),
    Step("swaprows10k", 10_000, times=2),
    Step("add10k", 10_000),
    Step("remove10k", times=2),
]
WARM_UP = ["run", "replace", "update", "select", "swaprows", "remove", "add", "clear"]


async def run(options: Options) -> Section:
    """Measure, and write the section of the report."""
    chosen = [
        each
        for each in IMPLEMENTATIONS
        if not options.implementations or each.name in options.implementations | {VANILLA.name}
    ]
    measured = {each.name: Measured(each) for each in chosen}
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(launch())
        servers: dict[str, Server] = {}
        for each in chosen:
            options.say(f"starting {each.title}")
            try:
                servers[each.name] = await stack.enter_async_context(each.serve())
            except (EnvironmentFailed, ServerFailed) as error:
                measured[each.name].failures.append(f"{each.title} cannot be run: {error}")
        for name, server in servers.items():
            options.say(f"counting bytes: {name}")
            await _count(browser, server, measured[name])
        for sitting in range(1 if options.quick else SITTINGS):
            await _sit(browser, servers, measured, sitting, options)
    section = Section("table", "The table workload in Chromium")
    fill_section(section, list(measured.values()))
    return section


async def _sit(
    browser: Chromium, servers: dict[str, Server], measured: dict[str, Measured], sitting: int, options: Options
) -> None:
    """Open all pages, warm them up, and take turns."""
    pages: dict[str, WorkloadPage] = {}
    for name, server in servers.items():
        each = measured[name].implementation
        options.say(f"sitting {sitting + 1}: warming up {name}")
        try:
            pages[name] = page = await WorkloadPage.open(browser, server, each.path, each.ready)
            for operation in WARM_UP:
                await page.perform(operation)
        except ChromiumFailed as error:
            measured[name].failures.append(f"{each.title}, warming up: {error}")
            pages.pop(name, None)
    names = list(pages)
    for number in range(1 if options.quick else ROUNDS):
        for position, step in enumerate(STEPS):
            options.say(f"sitting {sitting + 1}, round {number + 1}: {step.operation}")
            # Who goes first changes with every step.
            turn = (number + position) % max(1, len(names))
            for name in names[turn:] + names[:turn]:
                await _take(pages[name], step, measured[name])
    for page in pages.values():
        await page.close()


async def _take(page: WorkloadPage, step: Step, measured: Measured) -> None:
    """One implementation's turn at one step."""
    operation = step.operation
    if operation in measured.implementation.left_out or operation in measured.given_up:
        return
    if measured.spent_s(operation) > PATIENCE_S:
        return
    try:
        if step.start is not None:
            await page.have(step.start)
        for _ in range(step.times):
            measured.costs[operation].append(await page.perform(operation))
    except ChromiumFailed as error:
        measured.given_up.add(operation)
        measured.failures.append(f"{measured.implementation.title}, {operation}: {error}")


async def _count(browser: Chromium, server: Server, measured: Measured) -> None:
    """Count the bytes of each operation once, on a page of its own that is not timed.

    "run, first" is the first on its connection: nothing is known to the browser yet.
    """
    each = measured.implementation
    if not each.has_server:
        return
    try:
        page = await WorkloadPage.open(browser, server, each.path, each.ready, count_bytes=True)
        measured.counted["run, first"] = await page.perform("run")
        for step in STEPS:
            if step.operation not in each.left_out:
                if step.start is not None:
                    await page.have(step.start)
                # The last of them: the first selection, for one, has no other row to unmark.
                for _ in range(step.times):
                    measured.counted[step.operation] = await page.perform(step.operation)
        await page.close()
        if each.counter is not None:
            page = await WorkloadPage.open(browser, server, each.counter, each.ready, count_bytes=True)
            for _ in range(3):
                measured.counted["counter"] = await page.perform("counter")
            await page.close()
    except ChromiumFailed as error:
        measured.failures.append(f"{each.title}, counting bytes: {error}")
