"""Calls into the user's code around rendering: life-cycle methods, refs, islands. What they raise is reported."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from domsync.components.component import instance_of

if TYPE_CHECKING:
    from domsync.components.instance import Instance

T = TypeVar("T")


def call(owner: Instance, function: Callable[[T], object], argument: T, where: str) -> None:
    """Call a function of the user's.

    Args:
        owner: The component that gave it.
        function: The function.
        argument: Its argument.
        where: What it is, for the log.
    """
    try:
        function(argument)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
        owner.scheduler.report(error, f"{where} of {type(owner.component).__name__}")


def arrive(instance: Instance) -> None:
    """Tell a component that it has come onto the page."""
    if instance_of(instance.component) is instance and not instance.arrived:
        instance.arrived = True
        call_hook(instance, "mounted")


def call_hook(instance: Instance, name: str) -> None:
    """Call a life-cycle method; what it awaits ends with the component, only ``unmounted`` may outlive it.

    Args:
        instance: The component.
        name: ``"mounted"``, ``"updated"`` or ``"unmounted"``.
    """
    component = instance.component
    if name not in component.__domsync_hooks__ or instance_of(component) is not instance:
        return
    where = f"{type(component).__name__}.{name}"
    try:
        result = getattr(component, name)()
        if inspect.isawaitable(result):
            if name == "unmounted":
                instance.scheduler.run_farewell(result, where)
            else:
                instance.own(result, where)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
        instance.scheduler.report(error, where)
