"""Dispatch an event from a live element to the current handler of its VNode.

Elements with the same listeners share their listener entries, because an entry leads to whatever handler the element
has at the time of the event. Rendering a row with a new lambda therefore changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from inspect import isawaitable
from types import MethodType
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component
from domsync.components.current import begin_handling, end_handling
from domsync.components.elements.bind import Binding
from domsync.components.handlers.decoding import narrow
from domsync.components.handlers.finishing import Finishing
from domsync.components.handlers.signature import called
from domsync.components.reconciler.controlled_inputs import show_field
from domsync.components.reconciler.in_place import in_place_changes
from domsync.components.reconciler.instance import (
    ElementEffects,
    ElementState,
    Instance,
    Running,
    instance_of,
    state_of,
)
from domsync.components.reconciler.open_state import DECIDES
from domsync.components.shared_text import Privately
from domsync.components.uploads import EVENT as UPLOAD_EVENT
from domsync.components.vnode import handler_of, handlers_of, properties_of
from domsync.dom.controls.radio_groups import is_radio
from domsync.dom.events import Event, entries_of
from domsync.dom.events.listeners import ListenerEntry, check_compatible
from domsync.dom.ops import CAPTURE, LOCK, ONCE, SINGLE, Listener

if TYPE_CHECKING:
    from domsync.components.handlers import Handler
    from domsync.components.uploads import UploadRules
    from domsync.dom.element.element import Element

#: The maximum number of different listeners that are shared; a program has a few dozen.
_MOST = 4096


def entries_for(listeners: dict[str, Listener]) -> tuple[ListenerEntry, ...]:
    """Make the listener entries of an element.

    Args:
        listeners: The browser's listeners, by event.
    """
    if len(listeners) == 1:
        # By far the most common case: all buttons of all rows share one tuple.
        return _alone(*next(iter(listeners.items())))
    return tuple([_entry(event, listener) for event, listener in listeners.items()])


@lru_cache(_MOST)
def _alone(event: str, listener: Listener) -> tuple[ListenerEntry, ...]:
    return (_entry(event, listener),)


class _Entry(ListenerEntry):
    """An entry that leads to the current handler of its element."""

    __slots__ = ()

    def call(self, event: Any) -> object:
        # The user's function is timed by itself.
        return handle(event)

    def name_at(self, target: Any) -> str:
        rendered = state_of(target)
        made = handler_of(rendered.vnode, self.type) if rendered is not None else None
        return super().name_at(target) if made is None else f"the handler {called(made.function)}"


@lru_cache(_MOST)
def _entry(event: str, listener: Listener) -> ListenerEntry:
    # The entry is shared, so `once` is not applied to it.
    return _Entry(event, handle, listener, capture=bool(listener.flags & CAPTURE), once=False)


def listen(element: Element, event: str, listener: Listener) -> None:
    """Make an element listen to an event, replacing what its component listened to before.

    Raises:
        LimitError: The document would have too many listeners.
        ValueError: It contradicts a listener that the user's own code has added.
    """
    _replace(element, event, [_entry(event, listener)])


def unlisten(element: Element, event: str) -> None:
    """Remove the component's listener from an element. Listeners of the user's own code stay."""
    _replace(element, event, [])


def _replace(element: Element, event: str, entries: list[ListenerEntry]) -> None:
    before = entries_of(element, event)
    others = [entry for entry in before if entry.callback is not handle]
    for entry in entries:
        check_compatible(others, entry.listener)
        element._before_listen(event, entry.listener)
    kept = [entry for entry in element.listener_list or () if entry.type != event]
    element.listener_list = (*kept, *entries, *others) or None
    element._listen_changed(event, before)


def handle(event: Event) -> Awaitable[object] | None:
    """Run the handler of the event's current target.

    Args:
        event: The event; its current target is an element that a component rendered.

    Returns:
        An awaitable if the handler is ``async``.

    Raises:
        ProtocolError: The payload does not fit the handler's annotation.
    """
    element: Any = event.currentTarget
    rendered = state_of(element)
    made = handler_of(rendered.vnode, event.type) if rendered is not None else None
    if rendered is None or made is None:
        return None
    if made.listener.flags & ONCE:
        unlisten(element, event.type)
    is_control = rendered.vnode.tag in _CONTROLS
    control = element if is_control and _decides(made, rendered, event.type) else None
    try:
        return _run(made, rendered, event.type, event, control)
    finally:
        if event.type in DECIDES and event.target is element:
            rendered.need_effects().settled = True


def upload_rules(element: Element) -> UploadRules | None:
    """Return the rules for uploads of the component that rendered an element.

    Args:
        element: The element.
    """
    rendered = state_of(element)
    made = handler_of(rendered.vnode, UPLOAD_EVENT) if rendered is not None else None
    return None if made is None else made.plan.uploads


def run_handler(rendered: ElementState, name: str, event: Event) -> Awaitable[object] | None:
    """Run one of the handlers of an element.

    Args:
        rendered: The element's state.
        name: The handler's name: that of the event, prefixed with ``window:`` or ``document:`` if it listens there.
        event: The event.

    Returns:
        An awaitable if the handler is ``async``.

    Raises:
        ProtocolError: The payload does not fit the handler's annotation.
    """
    handler = handler_of(rendered.vnode, name)
    return None if handler is None else _run(handler, rendered, name, event, None)


def _run(
    handler: Handler, rendered: ElementState, name: str, event: Event, control: Element | None
) -> Awaitable[object] | None:
    """Run a handler of an element, as above.

    Args:
        handler: The handler.
        rendered: The element's state.
        name: The handler's name.
        event: The event.
        control: A control that shows the component's value when the handler has ended, whatever was entered.
    """
    single = handler.listener.flags & (SINGLE | LOCK)
    running: Running | None = None
    if single:
        document = rendered.owner.scheduler.document
        # In a shared part, each visitor may send it once.
        entered = -1 if single & LOCK else document.input_revision
        running = (name, entered, Privately.document(document))
        if rendered.effects is not None and running in rendered.effects.running:
            # A form is submitted once, however often it is clicked meanwhile. After further input, it is submitted once
            # more, unless it is locked.
            return None
    if handler.plan.is_async and (handler.plan.wants_event or handler.before is not None):
        event = event._kept()
    owner = rendered.owner
    touched = _touched(handler, owner)
    before = begin_handling(owner)
    try:
        payload = event.payload
        current = event.currentTarget
        if current is not None and len(current.listener_list or ()) > 1 and len(entries_of(current, event.type)) > 1:
            # The browser sends what all of them want in one payload.
            payload = narrow(payload, handler.listener.fields)
        result = handler.call(payload, event, owner.component, partial(_note, touched))
    except BaseException:
        _end(touched, control)
        raise
    finally:
        end_handling(before)
    if result is None or not isawaitable(result):
        _end(touched, control)
        return None
    if running is None:
        return Finishing(result, partial(_end, touched, control), of=owner, pausing=in_place_changes(touched))
    effects = rendered.need_effects()
    effects.running |= {running}
    finish = partial(_finish_single, effects, running, touched)
    return Finishing(result, finish, of=owner, pausing=in_place_changes(touched))


def _note(instances: tuple[Instance, ...]) -> Callable[[], None]:
    """Remember the values of components' fields, which include what a bound control has entered before.

    Returns:
        A function that restores the fields.
    """
    noted = []
    for instance in instances:
        component = instance.component
        noted.append((component, component.__dict__.copy(), component.__pydantic_fields_set__.copy()))
    return partial(_take_back, noted)


def _take_back(noted: list[tuple[Component, dict[str, Any], set[str]]]) -> None:
    for component, values, passed in noted:
        for name in type(component).model_fields.keys() & values.keys():
            component.__dict__[name] = values[name]
        component.model_fields_set.intersection_update(passed)


def _finish_single(effects: ElementEffects, running: Running, touched: tuple[Instance, ...]) -> None:
    effects.running -= {running}
    _refresh(touched)


def _touched(handler: Handler | None, owner: Instance) -> tuple[Instance, ...]:
    """Return the components whose state a handler may change in place: the one that rendered it, and the one it belongs
    to.
    """
    touched: tuple[Instance, ...] = (owner,)
    while handler is not None:
        function: object = handler.function
        if type(function) is MethodType and function.__self__ is owner.component:  # as nearly all are
            handler = handler.before
            continue
        while hasattr(function, "func"):
            function = function.func
        component = getattr(function, "__self__", None)
        if isinstance(component, Component):
            instance = instance_of(component)
            if instance is not None and instance not in touched:
                touched = (*touched, instance)
        handler = handler.before
    return touched


def _end(touched: tuple[Instance, ...], control: Element | None) -> None:
    """Finish after a handler has ended."""
    rendered = None if control is None else state_of(control)
    if control is not None and rendered is not None:
        _show_again(control, rendered)
    _refresh(touched)


def _refresh(instances: tuple[Instance, ...]) -> None:
    for instance in instances:
        if instance_of(instance.component) is instance:
            instance.scheduler.schedule(instance)


def _binding(handler: Handler | None) -> Binding | None:
    """Return the binding of a control that a handler belongs to, or None."""
    function = None if handler is None else (handler.before or handler).function
    return function if isinstance(function, Binding) else None


def _decides(handler: Handler, rendered: ElementState, event: str) -> bool:
    """Return whether a control shows the component's value after its handler, whatever was entered."""
    vnode = rendered.vnode
    if _binding(handler) is not None:
        return True
    if vnode.tag != "select" and not properties_of(vnode).keys() & _ENTERED:
        return False
    if event in _ENTERING:
        return True
    # The handler of a key event usually runs before the key has entered anything.
    return (
        bool(handler.listener.keys)
        if event.startswith("key")
        else event == "click" and "checked" in properties_of(vnode)
    )


_CONTROLS = frozenset(("input", "select", "textarea"))
#: The properties that a user changes.
_ENTERED = frozenset(("value", "checked", "indeterminate"))
#: Events by which a user enters something, or has done so.
_ENTERING = frozenset(("blur", "change", "focusout", "input"))


def _show_again(control: Element, rendered: ElementState) -> None:
    """Make a control show its component's value, even if that has not changed."""
    shown = [control]
    name = (control.attribute_map or {}).get("name")
    if name is not None and is_radio(control):
        # Choosing a radio button has unchecked another one.
        shown += list(control.node_document.registry.radios.get(name, ()))  # type: ignore[arg-type]
    rendered.owner.scheduler.layout_effects.append(partial(_show, shown))


def _show(controls: list[Element]) -> None:
    for control in controls:
        rendered = state_of(control)
        if rendered is None or not control.node_id:
            continue
        binding = next(filter(None, map(_binding, handlers_of(rendered.vnode))), None)
        # Text that was refused stays for the user to correct.
        if binding is None or binding.name not in binding.component.errors:
            show_field(control, rendered.vnode)
