"""An element's refs and its window or document listeners, for as long as it is on the page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from domsync.components.reconciler.hooks import call
from domsync.components.reconciler.instance import ElementEffects, ElementState, state_of
from domsync.components.reconciler.listeners import run_handler
from domsync.components.vnode import handlers_of
from domsync.dom.events.target import add_listener
from domsync.dom.ops import CAPTURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from domsync.components.handlers import Handler
    from domsync.dom.element.element import Element


def attach_later(element: Element, rendered: ElementState) -> None:
    """Detach an element from what its VNode no longer names, and attach the rest after the updates.

    Later, because a ref may move from one element to another, and because an update may still fail.

    Args:
        element: The live element.
        rendered: The element's state.
    """
    ref, global_listeners = _ref(rendered), _wanted_globals(rendered)
    effects = rendered.effects
    if effects is None:
        if ref is None and not global_listeners:
            return
        effects = rendered.need_effects()
    else:
        _detach(rendered, effects, ref, global_listeners)
    if effects.ref != ref or len(effects.global_listeners or ()) != len(global_listeners):
        rendered.owner.scheduler.layout_effects.append(partial(_settle, element))


def leave(rendered: ElementState) -> None:
    """Detach an element from everything, because it leaves the page."""
    if rendered.effects is not None:
        _detach(rendered, rendered.effects, None, {})


def _ref(rendered: ElementState) -> Callable[[Element | None], object] | None:
    directives = rendered.vnode.directives
    return directives.ref if directives is not None else None


def _wanted_globals(rendered: ElementState) -> dict[str, Handler]:
    if rendered.vnode.plain:
        return {}
    return {made.plan.name: made for made in handlers_of(rendered.vnode) if made.plan.target is not None}


def _detach(
    rendered: ElementState,
    effects: ElementEffects,
    ref: Callable[..., object] | None,
    global_listeners: dict[str, Handler],
) -> None:
    """Detach what is attached but no longer wanted."""
    present = effects.global_listeners or {}
    for name, (target, callback, listener) in list(present.items()):
        if name not in global_listeners or global_listeners[name].listener != listener:
            target.removeEventListener(name.partition(":")[2], callback, capture=bool(listener.flags & CAPTURE))
            del present[name]
    effects.global_listeners = present or None
    if effects.ref is not None and effects.ref != ref:
        held, effects.ref = effects.ref, None
        call(rendered.owner, held, None, "a ref")


def _settle(element: Element) -> None:
    """Attach what is wanted to an element that was added or patched, if it is still on the page."""
    rendered = state_of(element)
    effects = rendered.effects if rendered is not None else None
    if rendered is None or effects is None or effects.suspended:
        return
    owner = rendered.owner
    for name, made in _wanted_globals(rendered).items():
        if effects.global_listeners is None or name not in effects.global_listeners:
            call(owner, partial(_listen, element, rendered, name), made, f"listening to {name}")
    ref = _ref(rendered)
    if ref is not None and effects.ref is None:
        effects.ref = ref
        call(owner, ref, element, "a ref")


def _listen(element: Element, rendered: ElementState, name: str, made: Handler) -> None:
    document = element.node_document
    target = document.defaultView if made.plan.target == "window" else document
    callback = partial(run_handler, rendered, name)
    listener = made.listener
    add_listener(target, name.partition(":")[2], callback, listener)
    effects = rendered.need_effects()
    if effects.global_listeners is None:
        effects.global_listeners = {}
    effects.global_listeners[name] = (target, callback, listener)
