"""Record what components do on pages under test: renders, exceptions, tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from domsync.testing.steps import StepRecord

#: The life-cycle methods, whose tasks run for as long as their component likes.
_LIFE_CYCLE = (".mounted", ".updated", ".unmounted")


class Recorder:
    """A `Monitor` that adds what components do to the record of their page."""

    def __init__(self) -> None:
        self._records: dict[object, StepRecord] = {}
        #: The records of pages being opened: their components render before the page is known.
        self._opening: dict[object, StepRecord] = {}

    @contextmanager
    def opening(self, record: StepRecord) -> Iterator[None]:
        """Record in `record` the page that is opened while the block runs."""
        token = object()
        self._opening[token] = record
        try:
            yield
        finally:
            del self._opening[token]

    def watch(self, document: object, record: StepRecord) -> None:
        """Record in `record`, from now on, what the components of a document do."""
        self._records[document] = record

    def forget(self, document: object) -> None:
        """Stop recording for a document."""
        self._records.pop(document, None)

    def record_of(self, document: object) -> StepRecord | None:
        """Return the record of the page with a document, if one is under test."""
        # A document shown on several pages belongs to none of them; the page opened last gets its events.
        opened = (next(reversed(records.values()), None) for records in (self._opening, self._records))
        return self._records.get(document) or next(filter(None, opened), None)

    def rendered(self, component: object, document: object) -> None:
        """Record that a component was rendered."""
        record = self.record_of(document)
        if record is not None:
            record.rendered(type(component).__name__)

    def failed(self, error: BaseException, document: object) -> None:
        """Record an exception of the user's code."""
        record = self.record_of(document)
        if record is not None:
            record.failed(error)

    def started(self, task: asyncio.Task[Any], where: str, document: object) -> None:
        """Record a task started by a handler, until it is done."""
        record = self.record_of(document)
        if record is not None and not where.endswith(_LIFE_CYCLE):
            record.running[task] = where
            task.add_done_callback(lambda task: record.running.pop(task, None) and None)


recorder: Recorder = Recorder()


def place_of(task: asyncio.Task[object]) -> str:
    """Find where a task waits: the innermost line of the user's own code, or else of ours."""
    coroutine: Any = task.get_coro()
    place = ""
    while coroutine is not None:
        frame = getattr(coroutine, "cr_frame", None)
        code = getattr(coroutine, "cr_code", None)
        if frame is not None and code is not None:
            here = f"{code.co_qualname} ({code.co_filename}:{frame.f_lineno})"
            if (
                "domsync" not in frame.f_globals.get("__name__", "").split(".")[:1]
                and "asyncio" not in code.co_filename
            ):
                place = here
            place = place or here
        coroutine = getattr(coroutine, "cr_await", None)
    return place
