"""The table workload's samples as tables, and its targets."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.implementations import Implementation
from benchmarks.measure import geometric_mean, median
from benchmarks.report import Cell, Section, Table
from benchmarks.workload import Cost

#: The ten of js-framework-benchmark, which the geometric mean is over.
OPERATIONS = ["run", "replace", "runlots", "add", "add10k", "update", "select", "swaprows", "remove", "clear"]
#: The same small changes among 10,000 rows: is the work proportional to the change?
AMONG_MANY = ["select10k", "swaprows10k", "remove10k"]
COUNTED = ["run, first", *OPERATIONS, *AMONG_MANY, "counter"]

#: Targets, for the recommended style.
WHO = "domsync"
GEOMEAN = 1.25
RATIO = 1.5
#: Where vanilla takes less than `SHORT_MS`, an operation may take this much more instead.
SHORT_MS, MORE_MS = 10.0, 4.0
BYTES_DOWN = {
    "run, first": 30_000,
    "update": 3_800,
    "select": 60,
    "swaprows": 60,
    "remove": 60,
    "clear": 60,
    "counter": 40,
}
BYTES_UP = {"counter": 40}
RUN_CPU_TO_PYVIEW = 0.5
CPU_MS = {"select": 2.0, "swaprows": 2.0, "remove": 2.0, "select10k": 4.0, "swaprows10k": 4.0, "remove10k": 4.0}


@dataclass
class Measured:
    """All samples of one implementation, or why there are none."""

    implementation: Implementation
    costs: dict[str, list[Cost]] = field(default_factory=lambda: defaultdict(list))
    counted: dict[str, Cost] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    given_up: set[str] = field(default_factory=set)

    def spent_s(self, operation: str) -> float:
        """The time that the operation's samples took."""
        return sum(cost.ms for cost in self.costs[operation]) / 1000

    def ms(self, operation: str) -> float | None:
        """The median time in the page."""
        return _median(self.costs.get(operation), lambda cost: cost.ms)

    def cpu(self, operation: str) -> float | None:
        """The median CPU time of the server."""
        return _median(self.costs.get(operation), lambda cost: cost.cpu_ms)


def fill_section(section: Section, measured: list[Measured]) -> None:
    """Put tables, failures and figures into the section."""
    vanilla = next(each for each in measured if not each.implementation.has_server)
    section.tables = [
        _table("Milliseconds from the click to the end of the next frame, medians", measured, Measured.ms, OPERATIONS),
        _ratios(measured, vanilla),
        _table("The small changes among 10,000 rows, milliseconds", measured, Measured.ms, AMONG_MANY),
    ]
    served = [each for each in measured if each.implementation.has_server]
    if served:
        section.tables += [
            _bytes("Bytes down, uncompressed", served, lambda cost: cost.traffic.down),
            _bytes("Bytes up", served, lambda cost: cost.traffic.up),
            _table("Server CPU, milliseconds, medians", served, Measured.cpu, [*OPERATIONS, *AMONG_MANY]),
        ]
    targets = _targets({each.implementation.name: each for each in measured})
    if targets.rows:
        section.tables.append(targets)
    section.failures = [failure for each in measured for failure in each.failures]
    section.failures += [
        f"{each.implementation.title}, {', '.join(each.implementation.left_out)}: "
        f"{', '.join(sorted(set(each.implementation.left_out.values())))}"
        for each in measured
        if each.implementation.left_out
    ]
    section.notes = [
        "`run, first` is the first on its connection; `run` the one after it, when the browser knows the templates.",
        "The original cannot move an element, so its `swaprows` makes both rows anew.",
        "Bytes are counted once, on pages that are not timed.",
    ]
    section.figures = {each.implementation.name: _figures(each) for each in measured}


def _median(costs: list[Cost] | None, figure: Callable[[Cost], float]) -> float | None:
    return median(figure(cost) for cost in costs) if costs else None


def _table(
    caption: str, measured: list[Measured], figure: Callable[[Measured, str], float | None], operations: list[str]
) -> Table:
    table = Table(caption, ["", *operations])
    for each in measured:
        table.add(each.implementation.title, *(figure(each, operation) for operation in operations))
    return table


def ratio(each: Measured, other: Measured, operation: str) -> float | None:
    """How many times the other's median time."""
    mine, theirs = each.ms(operation), other.ms(operation)
    return mine / theirs if mine is not None and theirs else None


def _ratios(measured: list[Measured], vanilla: Measured) -> Table:
    table = Table("Times JavaScript by hand, in this run", ["", *OPERATIONS, "geometric mean"])
    for each in measured:
        ratios = [ratio(each, vanilla, operation) for operation in OPERATIONS]
        known = [value for value in ratios if value is not None]
        mean: Cell = geometric_mean(known) if known else None
        if known and len(known) < len(ratios):
            mean = f"{mean} (of {len(known)})"
        table.add(each.implementation.title, *ratios, mean)
    return table


def _bytes(caption: str, measured: list[Measured], figure: Callable[[Cost], int]) -> Table:
    table = Table(caption, ["", *COUNTED])
    for each in measured:
        counted = (each.counted.get(operation) for operation in COUNTED)
        table.add(each.implementation.title, *(None if cost is None else figure(cost) for cost in counted))
    return table


def _targets(measured: dict[str, Measured]) -> Table:
    table = Table(f"Targets for {WHO}", ["", "figure", "at most", "met"])

    def check(name: str, figure: float | None, limit: float) -> None:
        table.add(name, figure, limit, "not measured" if figure is None else "yes" if figure <= limit else "**no**")

    mine = measured.get(WHO)
    if mine is None or not mine.costs:
        return table
    vanilla = measured["vanilla"]
    ratios = [ratio(mine, vanilla, operation) for operation in OPERATIONS]
    known = [value for value in ratios if value is not None]
    check("geometric mean over the ten", geometric_mean(known) if len(known) == len(ratios) else None, GEOMEAN)
    for operation in OPERATIONS:
        base, time = vanilla.ms(operation), mine.ms(operation)
        if base is None:
            continue
        limit = max(base * RATIO, base + MORE_MS) if base < SHORT_MS else base * RATIO
        check(f"{operation}, ms", time, limit)
    for operation, limit in BYTES_DOWN.items():
        cost = mine.counted.get(operation)
        check(f"{operation}, bytes down", None if cost is None else cost.traffic.down, limit)
    for operation, limit in BYTES_UP.items():
        cost = mine.counted.get(operation)
        check(f"{operation}, bytes up", None if cost is None else cost.traffic.up, limit)
    pyview = measured.get("pyview")
    if pyview is not None:
        own, theirs = mine.cpu("run"), pyview.cpu("run")
        check("run, server CPU to PyView's", own / theirs if own is not None and theirs else None, RUN_CPU_TO_PYVIEW)
    for operation, limit in CPU_MS.items():
        check(f"{operation}, server CPU ms", mine.cpu(operation), limit)
    return table


def _figures(each: Measured) -> dict[str, object]:
    return {
        "samples": {
            operation: {
                "ms": [round(cost.ms, 2) for cost in costs],
                "cpu_ms": [round(cost.cpu_ms, 3) for cost in costs],
            }
            for operation, costs in each.costs.items()
        },
        "traffic": {
            operation: {
                "down": cost.traffic.down,
                "up": cost.traffic.up,
                "frames_down": cost.traffic.frames_down,
                "frames_up": cost.traffic.frames_up,
            }
            for operation, cost in each.counted.items()
        },
    }
