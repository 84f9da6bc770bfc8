"""Failure reports for developers: the exception, the user's lines, the component, its state, the event."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from domsync.components.component import Component
from domsync.components.reconciler.instance import instance_of
from domsync.components.source_location import is_users_code
from domsync.dom.checks.unicode import well_formed
from domsync.dom.ops import Json

#: How many lines are shown before and after the one that failed.
_AROUND = 4
#: Longer values are cut off.
_LONGEST = 200

#: The event being handled, in development: its type and payload.
current_event: ContextVar[tuple[str, bytes] | None] = ContextVar("domsync_current_event", default=None)


def failure_report(error: BaseException, where: str, reference: str) -> dict[str, Json]:
    """Describe an error.

    Args:
        error: The exception.
        where: What was being done when it was raised.
        reference: The error's reference number in the log.
    """
    report: dict[str, Json] = {
        "kind": "error",
        "title": _text("".join(traceback.format_exception_only(error)).strip()),
        "where": f"{where} (reference {reference})",
        "trace": _text("".join(traceback.format_exception(error)), 20_000),
    }
    frames = list(traceback.walk_tb(error.__traceback__))
    own = [step for step in frames if is_users_code(step[0].f_code)]
    if own:
        frame, line = own[-1]
        name = frame.f_code.co_filename
        report["file"] = f"{name}:{line} in {frame.f_code.co_name}"
        report["lines"] = list(_lines(name, line))
    # The innermost component whose method has failed.
    found = [frame.f_locals.get("self") for frame, _ in frames]
    component = next((one for one in reversed(found) if isinstance(one, Component)), None)
    if component is not None:
        report["component"] = " > ".join(path_of(component))
        report["state"] = state_of(component)
    return report | _event()


def refusal_report(why: str, where: str) -> dict[str, Json]:
    """Describe an event that was refused.

    Args:
        why: What is wrong with it.
        where: The handler that it was meant for.
    """
    return note(f"{where} was refused: {why}") | _event()


def note(text: str) -> dict[str, Json]:
    """Describe a note that is shown for a while in a corner of the page.

    Args:
        text: The note.
    """
    return {"kind": "note", "title": _text(text)}


def _event() -> dict[str, Json]:
    """Describe the event that is being handled."""
    event = current_event.get()
    return {} if event is None else {"event": _text(f"{event[0]} {event[1].decode(errors='replace')}")}


def path_of(component: Component) -> list[str]:
    """Return the names of a component and of those around it, outermost first.

    Args:
        component: The component.
    """
    names = []
    instance = instance_of(component)
    if instance is None:
        return [type(component).__name__]
    while instance is not None:
        key = instance.component.key
        names.append(f"{type(instance.component).__name__}{'' if key is None else f'[{key!r}]'}")
        instance = instance.parent
    return names[::-1]


def state_of(component: Component) -> dict[str, Json]:
    """Return the fields of a component, formatted for a developer.

    Args:
        component: The component.
    """
    values = component.__dict__
    return {name: shown(values[name]) for name in type(component).model_fields if name in values}


def shown(value: Any) -> str:
    """Format a value for a developer, whatever its repr does.

    Args:
        value: The value.
    """
    try:
        return _text(repr(value))
    except Exception as error:  # noqa: BLE001 - whatever a repr raises, the report goes on
        return f"<{type(value).__name__}, whose repr raised {type(error).__name__}>"


def _text(text: str, longest: int = _LONGEST * 5) -> str:
    return well_formed(text if len(text) <= longest else f"{text[: longest - 1]}…")


def _lines(name: str, failed: int) -> Iterator[Json]:
    """Return the lines around the one that failed, each with its number."""
    linecache.checkcache(name)
    for number in range(max(1, failed - _AROUND), failed + _AROUND + 1):
        line = linecache.getline(name, number)
        if line:
            yield [number, _text(line.rstrip(), _LONGEST)]
