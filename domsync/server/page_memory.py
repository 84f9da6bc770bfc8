"""Measure the memory that a page of an app takes, by module: `python -m domsync memory app.py /list`."""

from __future__ import annotations

import gc
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from domsync.components.reconciler.packing import pack
from domsync.errors import DomsyncError
from domsync.server.app import App
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.upkeep import FRESH_SECONDS, QUIET_SECONDS
from domsync.server.pages.visit import served_visit

_PACKAGE = str(Path(__file__).parent.parent)


class NoPageError(DomsyncError):
    """The address does not lead to a page of components.

    Args:
        path: The address.
        status: The status of the answer.
    """

    def __init__(self, path: str, status: int) -> None:
        super().__init__(path, status)
        self.path = path
        self.status = status

    def __str__(self) -> str:
        return f"{self.path} answers with the status {self.status} and no page"


async def page_memory(app: App, path: str, pages: int) -> Iterator[str]:
    """Open a page several times, and report how much memory one of them takes.

    Args:
        app: The app.
        path: The page's path and query.
        pages: How many times it is opened.

    Returns:
        The lines of the report.

    Raises:
        NoPageError: There is no such page.
    """
    await app.hosting.begin()
    try:
        # The first pages create what all later ones share, awake, quiet and asleep.
        first = await _open_several(app, path, 5)
        _become_quiet(first)
        _fall_asleep(first)
        tracemalloc.start()
        before = _snapshot()
        served = await _open_several(app, path, pages)
        awake = _snapshot().compare_to(before, "filename")
        nodes = sum(visit.document.registry.count for visit in served) // pages
        _become_quiet(served)
        quiet = _grown_since(before)
        asleep = _fall_asleep(served)
        sleeping = _grown_since(before)
        tracemalloc.stop()
    finally:
        await app.close()
    return _lines(path, pages, nodes, awake, quiet, sleeping if asleep == pages else None)


def _snapshot() -> tracemalloc.Snapshot:
    gc.collect()
    # What the earlier snapshots take is not the page's.
    return tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(False, tracemalloc.__file__)])


def _grown_since(before: tracemalloc.Snapshot) -> int:
    return sum(each.size_diff for each in _snapshot().compare_to(before, "filename"))


def _become_quiet(visits: list[ServedVisit]) -> None:
    for visit in visits:
        for _ in pack(visit.document):
            pass


def _fall_asleep(visits: list[ServedVisit]) -> int:
    return sum(visit.fall_asleep() for visit in visits)


async def _open_several(app: App, path: str, pages: int) -> list[ServedVisit]:
    opened = {await _open(app, path) for _ in range(pages)}
    return [served_visit(visit) for visit in app.visits if visit.id in opened]


async def _open(app: App, path: str) -> str:
    plain, _, query = path.partition("?")
    before = {visit.id for visit in app.visits}
    answer = app.hosting.respond(Request(plain, query, headers={"host": "localhost"}, peer="127.0.0.1"))
    if not isinstance(answer, HttpResponse):
        answer = await answer
    new = [visit.id for visit in app.visits if visit.id not in before]
    if not new:
        raise NoPageError(path, answer.status)
    return new[0]


def _lines(
    path: str,
    pages: int,
    nodes: int,
    awake: list[tracemalloc.StatisticDiff],
    quiet: int,
    sleeping: int | None,
) -> Iterator[str]:
    rooms: Counter[str] = Counter()
    for each in awake:
        rooms[_room(each.traceback[0].filename)] += each.size_diff
    total = sum(rooms.values())
    yield f"{path}: {total / pages / 1024:.0f} KiB a page with {nodes} nodes; a connection is some 16 KiB more"
    for room, size in rooms.most_common(12):
        if size >= total / 200:
            yield f"  {size / pages / 1024:8.1f} KiB  {room}"
    seconds = f"untouched for {FRESH_SECONDS:.0f} s, or quiet for {QUIET_SECONDS:.0f} s"
    yield f"{seconds}: {quiet / pages / 1024:.0f} KiB a page"
    if sleeping is not None:
        yield f"asleep: {sleeping / pages / 1024:.1f} KiB a page"
    else:
        yield "it does not sleep; docs/howto/development.md says why that may be"


def _room(filename: str) -> str:
    if not filename.startswith(_PACKAGE):
        return "/".join(Path(filename).parts[-2:])
    return "/".join(("domsync", *Path(filename).relative_to(_PACKAGE).parts[:-1])) + f"/{Path(filename).name}"
