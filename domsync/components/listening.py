"""From an event at a live element to the handler that its VNode has now.

Elements with the same listeners share one table of listener entries, because the entries lead to whatever handler the
element shows at the time of the event: rendering a row with a new lambda costs no change anywhere.
"""

from __future__ import annotations

from collections.abc import Awaitable
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component, instance_of
from domsync.components.instance import Instance, Rendered, rendered_of
from domsync.dom.events import Event
from domsync.dom.listeners import ListenerEntry
from domsync.dom.ops import CAPTURE, ONCE, PASSIVE, PREVENT_DEFAULT, SINGLE, STOP_PROPAGATION, Listener

if TYPE_CHECKING:
    from domsync.dom.element import Element

_Tables = dict[str, list[ListenerEntry]]
_entries: dict[Listener, ListenerEntry] = {}
_tables: dict[tuple[str, Listener], _Tables] = {}
#: How many different listeners are shared; a program has a few dozen.
_MOST = 4096


def entries_for(listeners: dict[str, Listener]) -> _Tables:
    """Make the table of listener entries of an element.

    Args:
        listeners: What the browser is told, by event.
    """
    if len(listeners) == 1:
        # By far the most common case: all buttons of all rows share one table.
        ((event, listener),) = listeners.items()
        table = _tables.get((event, listener))
        if table is None:
            table = {event: [_entry(listener)]}
            if len(_tables) < _MOST:
                _tables[event, listener] = table
        return table
    return {event: [_entry(listener)] for event, listener in listeners.items()}


def _entry(listener: Listener) -> ListenerEntry:
    entry = _entries.get(listener)
    if entry is None:
        entry = ListenerEntry(handle, listener, capture=bool(listener.flags & CAPTURE), once=False, passive=False)
        if len(_entries) < _MOST:
            _entries[listener] = entry
    return entry


def listen(element: Element, event: str, listener: Listener) -> None:
    """Have an element listen to an event, in place of what its component listened to before."""
    _replace(element, event, [_entry(listener)])


def unlisten(element: Element, event: str) -> None:
    """End what an element's component listened to. What the user's own code added stays."""
    _replace(element, event, [])


def _replace(element: Element, event: str, entries: list[ListenerEntry]) -> None:
    listeners = dict(element._listeners or {})
    others = [entry for entry in listeners.get(event, ()) if entry.callback is not handle]
    listeners[event] = [*entries, *others]
    if not listeners[event]:
        del listeners[event]
    element._listeners = listeners or None
    element._listen_changed(event)


def handle(event: Event) -> Awaitable[object] | None:
    """Run the handler of the event's current target.

    Args:
        event: The event; its current target is an element that a component rendered.

    Returns:
        What is left to do for an ``async`` handler.

    Raises:
        ProtocolError: The payload does not fit the handler's annotation.
    """
    element: Any = event.currentTarget
    rendered = rendered_of(element)
    return None if rendered is None else _run(rendered, event.type, event)


def _run(rendered: Rendered, name: str, event: Event) -> Awaitable[object] | None:
    handlers = rendered.vnode.handlers
    handler = handlers.get(name) if handlers is not None else None
    if handler is None:
        return None
    single = handler.listener.flags & SINGLE
    if single and name in rendered.running:
        # A form is submitted once, however often it is clicked meanwhile.
        return None
    touched = _touched(handler.function, rendered.owner)
    try:
        result = handler.call(event.payload, event, rendered.owner.component)
    finally:
        _refresh(touched)
    if not isawaitable(result):
        return None
    if single:
        rendered.running = rendered.running | {name}
        return _finish_single(result, touched, rendered, name)
    return _finish(result, touched)


async def _finish_single(
    awaitable: Awaitable[object], touched: tuple[Instance, ...], rendered: Rendered, name: str
) -> None:
    try:
        await _finish(awaitable, touched)
    finally:
        rendered.running = rendered.running - {name}


async def _finish(awaitable: Awaitable[object], touched: tuple[Instance, ...]) -> None:
    try:
        await awaitable
    finally:
        _refresh(touched)


def _touched(function: object, owner: Instance) -> tuple[Instance, ...]:
    """The components whose state a handler may change in place: the one that rendered it, and the one it belongs to."""
    while hasattr(function, "func"):
        function = function.func
    component = getattr(function, "__self__", None)
    if isinstance(component, Component):
        instance = instance_of(component)
        if instance is not None and instance is not owner:
            return (owner, instance)
    return (owner,)


def _refresh(instances: tuple[Instance, ...]) -> None:
    for instance in instances:
        if instance_of(instance.component) is instance:
            instance.scheduler.schedule(instance)


def listen_elsewhere(element: Element, rendered: Rendered, *, leaving: bool = False) -> None:
    """Add and remove the listeners that an element has at the window or the document while it is on the page.

    Args:
        element: The live element.
        rendered: What it shows.
        leaving: It leaves the page: remove them all.
    """
    handlers = rendered.vnode.handlers or {}
    wanted = {} if leaving else {name: made for name, made in handlers.items() if made.target is not None}
    present = rendered.elsewhere or {}
    for name, (target, callback, spec) in list(present.items()):
        if name not in wanted or wanted[name].listener != spec:
            target.removeEventListener(name.partition(":")[2], callback)
            del present[name]
    document = element._document
    for name, made in wanted.items():
        if name not in present:
            target = document.defaultView if made.target == "window" else document
            callback = partial(_run, rendered, name)
            spec = made.listener
            target.addEventListener(
                name.partition(":")[2],
                callback,
                fields=spec.fields,
                prevent_default=bool(spec.flags & PREVENT_DEFAULT),
                stop_propagation=bool(spec.flags & STOP_PROPAGATION),
                once=bool(spec.flags & ONCE),
                passive=bool(spec.flags & PASSIVE),
                debounce=spec.debounce,
                throttle=spec.throttle,
                keys=spec.keys,
            )
            present[name] = (target, callback, spec)
    rendered.elsewhere = present or None
