"""What the garbage collector adds to an event: 200 live sessions of 500 nodes, in a process of its own.

`python -m benchmarks.collector_pauses EVENTS` serves an app, so that the server's own settings of the collector are in
force, makes 200 visits, sends them events by turns, and prints one line of JSON.
"""

import asyncio
import gc
import json
import sys
import time
from contextlib import ExitStack

from benchmarks.clients import load
from benchmarks.environments import ROOT
from benchmarks.measure import percentile
from benchmarks.options import Options
from benchmarks.report import Section, Table
from benchmarks.visits import UNLIMITED, BrowserlessVisit
from domsync import App, Component
from domsync import html as h
from domsync.components import Child
from domsync.server.pages.visit import served_visit

VISITS = 200
ROWS = 62
EVENTS = 20_000
#: Every so many events a session replaces all its rows; otherwise it changes one.
REPLACE_EVERY = 10
MOST_MS = 10.0


class Page(Component):
    """500 nodes: 62 rows of 8, and two buttons."""

    first: int = 0
    chosen: int = -1

    def render(self) -> Child:
        return h.div(
            h.button("Choose", id="choose", on_click=self.choose),
            h.button("Replace", id="replace", on_click=self.replace),
            h.table(
                h.tbody(
                    h.tr(
                        h.td(number),
                        h.td(h.a(f"Row {number}", on_click=self.choose)),
                        h.td(h.span()),
                        key=number,
                        class_="chosen" if number == self.chosen else None,
                    )
                    for number in range(self.first, self.first + ROWS)
                )
            ),
        )

    def choose(self) -> None:
        self.chosen = self.first + (self.chosen + 1) % ROWS

    def replace(self) -> None:
        self.first += ROWS


async def measure(events: int) -> dict[str, object]:
    """Send the events; what each took, and how much of it was the collector's."""
    app = App(Page, limits=UNLIMITED)
    port = await app.serve(port=0)
    for _ in range(VISITS):
        await load(f"http://127.0.0.1:{port}/")
    # The app ends its visits itself, when it is closed.
    stack = ExitStack()
    visits = [BrowserlessVisit(stack, served_visit(visit)) for visit in app.visits]
    for visit in visits:
        visit.connect()
    began = paused = 0.0
    collections = [0, 0, 0]

    def collector(phase: str, information: dict[str, int]) -> None:
        nonlocal began, paused
        if phase == "start":
            began = time.perf_counter()
        else:
            paused += (time.perf_counter() - began) * 1000
            collections[information["generation"]] += 1

    gc.callbacks.append(collector)
    pauses: list[float] = []
    times: list[float] = []
    for number in range(events):
        visit = visits[number % VISITS]
        button = visit.find("replace" if number // VISITS % REPLACE_EVERY == 0 else "choose")
        start = time.perf_counter()
        visit.click(button)
        times.append((time.perf_counter() - start) * 1000)
        # Those since the event before count too: this one might have had to wait for them.
        pauses.append(paused)
        paused = 0.0
        await asyncio.sleep(0)
    gc.callbacks.remove(collector)
    threshold, frozen = gc.get_threshold(), gc.get_freeze_count()
    full = _full_collection_ms()
    stack.pop_all()
    await app.close()
    return {
        "events": events,
        "event_ms": {str(share): percentile(times, share) for share in (0.5, 0.99, 0.999, 1.0)},
        "pause_ms": {str(share): percentile(pauses, share) for share in (0.5, 0.99, 0.999, 1.0)},
        "collections": collections,
        "threshold": list(threshold),
        "frozen": frozen,
        "full_collection_ms": full,
    }


def _full_collection_ms() -> float:
    start = time.perf_counter()
    gc.collect()
    return (time.perf_counter() - start) * 1000


async def run(options: Options) -> Section:
    """Measure in a process of its own, and write the section of the report."""
    options.say("collector pauses")
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "benchmarks.collector_pauses", str(EVENTS // 10 if options.quick else EVENTS)],
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the measurement ended with {process.returncode}; its error is above")
    figures = json.loads(output)
    section = Section("collector", f"The garbage collector, with {VISITS} sessions of 500 nodes")
    table = Table("Milliseconds", ["", "median", "p99", "p99.9", "worst"])
    table.add("an event in all", *figures["event_ms"].values())
    table.add("the collector's part of it", *figures["pause_ms"].values())
    pause = figures["pause_ms"]["0.999"]
    section.tables = [table]
    section.figures = figures
    section.notes = [
        f"Target: at most {MOST_MS:.0f} ms at p99.9; {'met' if pause <= MOST_MS else '**not met**'} ({pause:.2f} ms).",
        f"Collections of each generation: {figures['collections']}; thresholds: {figures['threshold']}.",
        f"Objects frozen: {figures['frozen']}.",
        f"One full collection by hand: {figures['full_collection_ms']:.0f} ms.",
    ]
    return section


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(int(sys.argv[1])))))
