"""From an event at a live element to the handler that its VNode has now.

Elements with the same listeners share their listener entries, because the entries lead to whatever handler the
element shows at the time of the event: rendering a row with a new lambda costs no change anywhere.
"""

from __future__ import annotations

from collections.abc import Awaitable
from functools import lru_cache, partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component, instance_of
from domsync.components.finishing import Finishing
from domsync.components.forms import Entry
from domsync.components.instance import Attached, Instance, Rendered, Running, rendered_of
from domsync.components.shared_text import Privately
from domsync.components.vnode import handler_of
from domsync.dom.events import Event
from domsync.dom.listeners import ListenerEntry, check_compatible
from domsync.dom.ops import CAPTURE, ONCE, SINGLE, Listener
from domsync.dom.radio_groups import is_radio

if TYPE_CHECKING:
    from domsync.components.forms import Binding
    from domsync.components.handlers import Handler
    from domsync.dom.element import Element

#: How many different listeners are shared; a program has a few dozen.
_MOST = 4096


def entries_for(listeners: dict[str, Listener]) -> tuple[ListenerEntry, ...]:
    """Make the listener entries of an element.

    Args:
        listeners: What the browser is told, by event.
    """
    if len(listeners) == 1:
        # By far the most common case: all buttons of all rows share one tuple.
        return _alone(*next(iter(listeners.items())))
    return tuple([_entry(event, listener) for event, listener in listeners.items()])


@lru_cache(_MOST)
def _alone(event: str, listener: Listener) -> tuple[ListenerEntry, ...]:
    return (_entry(event, listener),)


@lru_cache(_MOST)
def _entry(event: str, listener: Listener) -> ListenerEntry:
    # `once` is not the entry's: it is shared.
    return ListenerEntry(event, handle, listener, capture=bool(listener.flags & CAPTURE), once=False)


def listen(element: Element, event: str, listener: Listener) -> None:
    """Have an element listen to an event, in place of what its component listened to before.

    Raises:
        LimitError: The document would have too many listeners.
        ValueError: Something that the user's own code added contradicts it.
    """
    _replace(element, event, [_entry(event, listener)])


def unlisten(element: Element, event: str) -> None:
    """End what an element's component listened to. What the user's own code added stays."""
    _replace(element, event, [])


def _replace(element: Element, event: str, entries: list[ListenerEntry]) -> None:
    before = element._entries(event)
    others = [entry for entry in before if entry.callback is not handle]
    for entry in entries:
        check_compatible(others, entry.listener)
        element._before_listen(event, entry.listener)
    elsewhere = [entry for entry in element._listeners or () if entry.type != event]
    element._listeners = (*elsewhere, *entries, *others) or None
    element._listen_changed(event, before)


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
    made = handler_of(rendered.vnode, event.type) if rendered is not None else None
    if rendered is None or made is None:
        return None
    if made.listener.flags & ONCE:
        unlisten(element, event.type)
    try:
        return run_handler(rendered, event.type, event)
    finally:
        if _took_over(made):
            _show_field_again(element, rendered)


def run_handler(rendered: Rendered, name: str, event: Event) -> Awaitable[object] | None:
    """Run one of the handlers of an element.

    Args:
        rendered: What the element shows.
        name: The name of the handler: that of the event, after ``window:`` or ``document:`` if it listens there.
        event: The event.

    Returns:
        What is left to do for an ``async`` handler.

    Raises:
        ProtocolError: The payload does not fit the handler's annotation.
    """
    handler = handler_of(rendered.vnode, name)
    if handler is None:
        return None
    single = handler.listener.flags & SINGLE
    document = rendered.owner.scheduler.document
    # In a shared part, every visitor may send it once.
    running = (name, document.entered, Privately.document(document))
    if single and rendered.attached is not None and running in rendered.attached.running:
        # A form is submitted once, however often it is clicked meanwhile; with something else in it, once more.
        return None
    if handler.plan.wants_event and handler.plan.is_async:
        event = event._kept()
    touched = _touched(handler.function, rendered.owner)
    result: object = None
    try:
        result = handler.call(event.payload, event, rendered.owner.component)
    finally:
        if not isawaitable(result):
            _refresh(touched)
    if not isawaitable(result):
        return None
    if not single:
        return Finishing(result, partial(_refresh, touched))
    attached = rendered.need_attached()
    attached.running |= {running}
    return Finishing(result, partial(_finish_single, attached, running, touched))


def _finish_single(attached: Attached, running: Running, touched: tuple[Instance, ...]) -> None:
    attached.running -= {running}
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


def _binding(handler: Handler | None) -> Binding | None:
    """The binding of a control that a handler belongs to."""
    function = None if handler is None else (handler.before or handler).function
    return function.binding if isinstance(function, Entry) else None


def _took_over(handler: Handler) -> bool:
    """Whether a handler of `bind=` has set its field, perhaps to something else than what was entered."""
    binding = _binding(handler)
    return binding is not None and binding.name not in binding.component.errors


def _show_field_again(element: Element, rendered: Rendered) -> None:
    """See to it that a control shows its field when it is patched next, although the field may be what it was."""
    rendered.need_attached().entered = True
    name = (element._attributes or {}).get("name")
    if name is None or not is_radio(element):
        return
    for other in element._document._radios.get(name, ()):
        # Choosing one has unchecked another.
        others = rendered_of(other)  # type: ignore[arg-type]
        if others is not None and _binding(handler_of(others.vnode, "change")) is not None:
            others.need_attached().entered = True
