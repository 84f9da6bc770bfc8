"""Takes note of what components do on the pages under test: what they render, what they raise, what they run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from domsync.components.instance import Instance
from domsync.components.scheduler import Scheduler
from domsync.components.vnode import Slot
from domsync.server.app import App
from domsync.testing.steps import StepRecord

#: The life-cycle methods, whose tasks go on for as long as their component likes.
_LIFE_CYCLE = (".mounted", ".updated", ".unmounted")


class Recorder:
    """Finds the record of the page that a component is on."""

    def __init__(self) -> None:
        self._records: dict[Scheduler, StepRecord] = {}
        #: The record of the page that is being opened: its components render before the page is known.
        self.opening: StepRecord | None = None
        self._installed = False

    def watch(self, scheduler: Scheduler, record: StepRecord) -> None:
        """From now on, note in `record` what the components of a document do."""
        self._records[scheduler] = record

    def forget(self, scheduler: Scheduler) -> None:
        """Note nothing of a document any more."""
        self._records.pop(scheduler, None)

    def record_of(self, scheduler: Scheduler) -> StepRecord | None:
        """The record of the page of a document, if it is under test."""
        # What is shown to several pages is on none of them; it is told to the one that was opened last.
        return self._records.get(scheduler) or self._latest

    @property
    def _latest(self) -> StepRecord | None:
        return self.opening or next(reversed(self._records.values()), None)

    def watch_app(self, app: App) -> None:
        """From now on, note what the tasks of an app raise beside its pages."""
        failed = app._failed

        def noted(failure: BaseException, where: str) -> None:
            if self._latest is not None:
                self._latest.failed(failure)
            failed(failure, where)

        # The app takes it by this name when it begins to serve.
        app._failed = noted  # type: ignore[method-assign]

    def forget_app(self, app: App) -> None:
        """Note nothing of an app any more."""
        del app._failed

    def install(self) -> None:
        """Have the component layer tell; once for all pages."""
        if self._installed:
            return
        self._installed = True
        render, report, run = Instance.render, Scheduler.report, Scheduler.run

        def noted_render(instance: Instance) -> Slot:
            record = self.record_of(instance.scheduler)
            if record is not None:
                record.rendered(type(instance.component).__name__)
            return render(instance)

        def noted_report(scheduler: Scheduler, error: BaseException, where: str) -> str:
            record = self.record_of(scheduler)
            if record is not None:
                record.failed(error)
            return report(scheduler, error, where)

        def noted_run(scheduler: Scheduler, awaitable: Awaitable[Any], where: str) -> asyncio.Task[Any]:
            task = run(scheduler, awaitable, where)
            record = self.record_of(scheduler)
            if record is not None and not where.endswith(_LIFE_CYCLE):
                record.running[task] = where
                task.add_done_callback(lambda task: record.running.pop(task, None) and None)
            return task

        # There is no other place from which all of this can be seen, and only tests need to see it.
        noted = ((Instance, "render", noted_render), (Scheduler, "report", noted_report), (Scheduler, "run", noted_run))
        for owner, name, function in noted:
            setattr(owner, name, function)


recorder = Recorder()


def place_of(task: asyncio.Task[object]) -> str:
    """Where a task waits: the innermost line of the user's own code, or else of ours."""
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
