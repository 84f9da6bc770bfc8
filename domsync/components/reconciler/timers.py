"""Timers of components: methods to be called later, stored by name so that they can be saved with the state."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component, NotMountedError
from domsync.components.current import begin_handling, end_handling
from domsync.components.handlers.finishing import Finishing
from domsync.components.reconciler.in_place import in_place_changes
from domsync.components.reconciler.instance import instance_of
from domsync.dom.events import slow
from domsync.dom.events.results import is_awaitable

if TYPE_CHECKING:
    from domsync.components.reconciler.instance import Instance
    from domsync.components.reconciler.scheduler import Scheduler


def call_later(seconds: float, method: Callable[[], object]) -> None:
    """Call a component's method later, once.

    It is called as an event handler is: it may be ``async``, and its changes are shown. A sleeping page is woken for
    it. With a store, timers continue in another process: what is due in 40 seconds stays due in 40 seconds, and what
    fell due meanwhile is called at once. A timer ends with its component.

    >>> from domsync import Component, call_later, html as h
    >>> class Offer(Component):
    ...     over: bool = False
    ...
    ...     def mounted(self):
    ...         call_later(60, self.end)
    ...
    ...     def end(self):
    ...         self.over = True
    ...
    ...     def render(self):
    ...         return "It is over" if self.over else "A minute is left"

    Calling it again for a method that is not due yet restarts the timer. The exception is ``mounted`` in a component
    that continues in another process or in a duplicated tab: there it does nothing for a method that was waiting, or
    that has been called already.

    Args:
        seconds: The delay, in seconds.
        method: The method, such as ``self.end``. It takes no arguments.

    Raises:
        NotMountedError: The component is not on a page.
        RuntimeError: No asyncio loop is running: this is another thread.
        TypeError: It is not a method of a component.
        ValueError: The delay is negative or not a finite number.
    """
    component, name = _method(method)
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError(f"the delay must be a finite number of seconds, at least 0, not {seconds!r}")
    instance = _place(component, "call_later()")
    if instance.scheduler.on_wake is not None:
        instance.scheduler.on_wake()
        instance = _place(component, "call_later()")
    timers = timers_of(instance.scheduler)
    timer = timers.get(instance, name)
    if timer is None or not timer.is_taken_over:
        timers.set(instance, name, wall_time() + seconds)


def cancel_later(method: Callable[[], object]) -> None:
    """Cancel a call that was scheduled with :func:`call_later`. Does nothing if there is none.

    Args:
        method: The method.

    Raises:
        TypeError: It is not a method of a component.
    """
    component, name = _method(method)
    instance = instance_of(component)
    if instance is None:
        return
    if instance.scheduler.on_wake is not None:
        instance.scheduler.on_wake()
        instance = _place(component, "cancel_later()")
    timers = instance.scheduler.timers
    if timers is not None and timers.get(instance, name) is not None:
        timers.set(instance, name, None)


def _method(method: Callable[[], object]) -> tuple[Component, str]:
    component, name = getattr(method, "__self__", None), getattr(method, "__name__", "")
    if not isinstance(component, Component) or getattr(component, name, None) != method:
        raise TypeError(
            f"{method!r} is not a method of a component: calls are stored by the method's name; "
            "write a method, and pass self.method"
        )
    return component, name


def _place(component: Component, what: str) -> Instance:
    instance = instance_of(component)
    if instance is None:
        raise NotMountedError(type(component).__name__, what)
    return instance


def wall_time() -> float:
    """Return the wall-clock time, which all processes share. A loop with its own clock gives that clock's time.

    Raises:
        RuntimeError: No asyncio loop is running.
    """
    now: float = getattr(asyncio.get_running_loop(), "wall_time", time.time)()
    return now


class _Timer:
    """The timer of one method.

    Attributes:
        due: When it is called, by `wall_time`; None if it has been called.
        is_taken_over: Whether it was set by another process, or before the page slept, and `mounted` has not ended.
    """

    __slots__ = ("_handle", "due", "is_taken_over")

    def __init__(self) -> None:
        self.due: float | None = None
        self.is_taken_over: bool = False
        self._handle: asyncio.TimerHandle | None = None

    def wait(self, due: float | None, call: Callable[[], object]) -> None:
        """Call a function when it is due, replacing any earlier wait."""
        self.stop()
        self.due = due
        if due is not None:
            self._handle = asyncio.get_running_loop().call_later(max(0.0, due - wall_time()), call)

    def stop(self) -> None:
        """Stop waiting."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class PageTimers:
    """The timers of one page's components. Most pages never have any."""

    __slots__ = ("_of",)

    def __init__(self) -> None:
        self._of: dict[Instance, dict[str, _Timer]] = {}

    def get(self, instance: Instance, name: str) -> _Timer | None:
        """Return the timer of a method, or None.

        Args:
            instance: The component.
            name: The method's name.
        """
        return self._of.get(instance, {}).get(name)

    def set(self, instance: Instance, name: str, due: float | None) -> None:
        """Change when a method is called, or cancel it, and note the change for the component's record.

        Args:
            instance: The component.
            name: The method's name.
            due: The time, by `wall_time`; None to cancel.
        """
        timer = self._of.setdefault(instance, {}).setdefault(name, _Timer())
        timer.wait(due, partial(self._call, instance, name))
        if instance.scheduler.keeper is not None:
            instance.scheduler.keeper.holds_other(instance)

    def written(self, instance: Instance) -> dict[str, float | None] | None:
        """Return when a component's methods are due, by name; None if there are no timers.

        Args:
            instance: The component.
        """
        timers = self._of.get(instance)
        return {name: timer.due for name, timer in timers.items()} if timers else None

    def take_over(self, instance: Instance, dues: Mapping[str, float | None]) -> None:
        """Restore saved timers. The new version of a class may have other methods.

        Args:
            instance: The component.
            dues: When they are due, by the methods' names.
        """
        for name, due in dues.items():
            if callable(getattr(instance.component, name, None)):
                timer = self._of.setdefault(instance, {})[name] = _Timer()
                timer.wait(due, partial(self._call, instance, name))
                # `mounted` is not called for components that stayed while the page slept.
                timer.is_taken_over = not instance.is_mounted and "mounted" in instance.component.__domsync_hooks__

    def was_told(self, instance: Instance) -> None:
        """Note that the `mounted` of a component has ended: from now on its timers behave as usual.

        Args:
            instance: The component.
        """
        for timer in self._of.get(instance, {}).values():
            timer.is_taken_over = False

    def end(self, instance: Instance) -> None:
        """End the timers of a component that has left.

        Args:
            instance: The component.
        """
        for timer in self._of.pop(instance, {}).values():
            timer.stop()

    def stop(self) -> float | None:
        """Stop all timers, because the page goes to sleep.

        Returns:
            When the next method is due, by `wall_time`; None if none is.
        """
        timers = [timer for own in self._of.values() for timer in own.values()]
        for timer in timers:
            timer.stop()
        self._of.clear()
        return min((timer.due for timer in timers if timer.due is not None), default=None)

    def _call(self, instance: Instance, name: str) -> None:
        self.set(instance, name, None)
        if instance_of(instance.component) is instance:
            _run(instance, name)


def _run(instance: Instance, name: str) -> None:
    """Call a method of a component, as an event handler is called."""
    scheduler, component = instance.scheduler, instance.component
    where = f"{type(component).__name__}.{name}"
    refresh = partial(_refresh, instance)
    method = getattr(component, name)
    before = begin_handling(instance)
    begun = slow.clock()
    try:
        result = method()
        awaitable = result if is_awaitable(result) else None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
        reference = scheduler.report(error, where)
        if scheduler.on_task_failed is not None:
            scheduler.on_task_failed(error, where, reference)
    else:
        if awaitable is not None:
            instance.own(Finishing(awaitable, refresh, of=instance, pausing=in_place_changes((instance,))), where)
            return
    finally:
        end_handling(before)
        slow.end(begun, "the timer", method)
    refresh()


def _refresh(instance: Instance) -> None:
    if instance_of(instance.component) is instance:
        instance.scheduler.schedule(instance)


def timers_of(scheduler: Scheduler) -> PageTimers:
    """Return the timers of a page, creating them on the first call.

    Args:
        scheduler: The page's scheduler.
    """
    if scheduler.timers is None:
        scheduler.timers = PageTimers()
    timers: Any = scheduler.timers
    return timers  # type: ignore[no-any-return]
