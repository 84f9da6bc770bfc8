"""What is attached to a live element while it is on the page: refs, and listeners at the window or document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from domsync.components.hooks import call
from domsync.components.instance import Attached, Rendered, rendered_of
from domsync.components.listening import run_handler
from domsync.dom.ops import CAPTURE, ONCE, PASSIVE, PREVENT_DEFAULT, SINGLE, STOP_PROPAGATION

if TYPE_CHECKING:
    from collections.abc import Callable

    from domsync.components.handlers import Handler
    from domsync.dom.element import Element


def attach_later(element: Element, rendered: Rendered) -> None:
    """Part an element from what its VNode does not name any more, and have the rest attached after the updates.

    Later, because a ref that one element loses may be another one's now, and because an update may still fail.

    Args:
        element: The live element.
        rendered: What it shows.
    """
    ref, elsewhere = _ref(rendered), _elsewhere(rendered)
    attached = rendered.attached
    if attached is None:
        if ref is None and not elsewhere:
            return
        attached = rendered.need_attached()
    else:
        _detach(rendered, attached, ref, elsewhere)
    if attached.ref != ref or len(attached.elsewhere or ()) != len(elsewhere):
        rendered.owner.scheduler.first.append(partial(_settle, element))


def leave(rendered: Rendered) -> None:
    """Part an element from all that is attached to it, because it leaves the page."""
    if rendered.attached is not None:
        _detach(rendered, rendered.attached, None, {})


def _ref(rendered: Rendered) -> Callable[[Element | None], object] | None:
    extra = rendered.vnode.extra
    return extra.ref if extra is not None else None


def _elsewhere(rendered: Rendered) -> dict[str, Handler]:
    handlers = rendered.vnode.handlers
    if handlers is None or rendered.vnode.plain:
        return {}
    return {made.plan.name: made for made in handlers if made.plan.target is not None}


def _detach(
    rendered: Rendered, attached: Attached, ref: Callable[..., object] | None, elsewhere: dict[str, Handler]
) -> None:
    """Take away what is attached but not wanted."""
    present = attached.elsewhere or {}
    for name, (target, callback, listener) in list(present.items()):
        if name not in elsewhere or elsewhere[name].listener != listener:
            target.removeEventListener(name.partition(":")[2], callback, capture=bool(listener.flags & CAPTURE))
            del present[name]
    attached.elsewhere = present or None
    if attached.ref is not None and attached.ref != ref:
        held, attached.ref = attached.ref, None
        call(rendered.owner, held, None, "a ref")


def _settle(element: Element) -> None:
    """Attach what is wanted to an element that came onto the page, or was patched there, if it is still there."""
    rendered = rendered_of(element)
    attached = rendered.attached if rendered is not None else None
    if rendered is None or attached is None or attached.asleep:
        return
    owner = rendered.owner
    for name, made in _elsewhere(rendered).items():
        if attached.elsewhere is None or name not in attached.elsewhere:
            call(owner, partial(_listen, element, rendered, name), made, f"listening to {name}")
    ref = _ref(rendered)
    if ref is not None and attached.ref is None:
        attached.ref = ref
        call(owner, ref, element, "a ref")


def _listen(element: Element, rendered: Rendered, name: str, made: Handler) -> None:
    document = element._document
    target = document.defaultView if made.plan.target == "window" else document
    callback = partial(run_handler, rendered, name)
    listener = made.listener
    flags = listener.flags
    target.addEventListener(
        name.partition(":")[2],
        callback,
        fields=listener.fields,
        prevent_default=bool(flags & PREVENT_DEFAULT),
        stop_propagation=bool(flags & STOP_PROPAGATION),
        once=bool(flags & ONCE),
        capture=bool(flags & CAPTURE),
        passive=bool(flags & PASSIVE),
        single=bool(flags & SINGLE),
        debounce=listener.debounce,
        throttle=listener.throttle,
        keys=listener.keys,
    )
    attached = rendered.need_attached()
    if attached.elsewhere is None:
        attached.elsewhere = {}
    attached.elsewhere[name] = (target, callback, listener)
