"""Call the user's code around rendering: life-cycle methods, refs, islands. Exceptions are reported."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from domsync.components.current import begin_handling, end_handling
from domsync.components.reconciler.instance import instance_of
from domsync.dom.events.results import is_awaitable

if TYPE_CHECKING:
    from domsync.components.reconciler.instance import Instance
    from domsync.components.reconciler.scheduler import TimersPort

T = TypeVar("T")


def call(owner: Instance, function: Callable[[T], object], argument: T, where: str) -> None:
    """Call a user's function.

    Args:
        owner: The component that gave it.
        function: The function.
        argument: Its argument.
        where: A description of it, for the log.
    """
    try:
        function(argument)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
        owner.scheduler.report(error, f"{where} of {type(owner.component).__name__}")


def arrive(instance: Instance) -> None:
    """Tell a component that it is on the page now."""
    if instance_of(instance.component) is instance and not instance.is_mounted:
        instance.is_mounted = True
        restoring = instance.scheduler.restoring
        is_resumed = restoring is not None and instance in restoring.resumed
        takes_resumed = "resumed" in instance.component.__domsync_hooks__
        call_hook(instance, "mounted", **({"resumed": is_resumed} if takes_resumed else {}))
        timers = instance.scheduler.timers
        if timers is not None:
            # An async `mounted` may still call `call_later` after this.
            for task in instance.tasks or ():
                task.add_done_callback(partial(_was_told, timers, instance))
            if not instance.tasks:
                timers.was_told(instance)


def _was_told(timers: TimersPort, instance: Instance, _: object) -> None:
    timers.was_told(instance)


def call_hook(instance: Instance, name: str, **told: bool) -> None:
    """Call a life-cycle method. What it awaits ends with the component; only ``unmounted`` may outlive it.

    Args:
        instance: The component.
        name: ``"mounted"``, ``"updated"`` or ``"unmounted"``.
        told: The method's arguments.
    """
    component = instance.component
    if name not in component.__domsync_hooks__ or instance_of(component) is not instance:
        return
    where = f"{type(component).__name__}.{name}"
    before = begin_handling(instance)
    try:
        result = getattr(component, name)(**told)
        if is_awaitable(result):
            if name == "unmounted":
                instance.scheduler.run_cleanup(result, where)
            else:
                instance.own(result, where)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
        instance.scheduler.report(error, where)
    finally:
        end_handling(before)
