"""The keyword `open=` of dialogs, details and popovers, which the user opens and closes too.

The rendered value applies if it has changed, if a field that it depends on was assigned again, or if a handler of the
element itself has set it. Any other render leaves the element as the user has it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from domsync.components.reconciler.assignments import changed_fields, was_repeated
from domsync.components.reconciler.hooks import call
from domsync.components.reconciler.instance import ElementState, Instance, state_of
from domsync.components.vnode import VNode

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

#: The events by which the browser tells that an element was opened or closed.
DECIDES = frozenset(("close", "toggle"))


def open_later(element: Element, rendered: ElementState) -> None:
    """Open a new element once it is on the page, if that takes more than an attribute.

    Args:
        element: The live element.
        rendered: The element's state.
    """
    vnode = rendered.vnode
    if vnode.directives is not None and vnode.directives.open and "open" not in (vnode.attributes or ()):
        rendered.owner.scheduler.layout_effects.append(partial(_open_now, element))


def open_again_later(element: Element, rendered: ElementState) -> None:
    """Open an element again that returns to the page: browsers close dialogs and popovers that are removed.

    Args:
        element: The live element.
        rendered: The element's state.
    """
    directives = rendered.vnode.directives
    if directives is not None and directives.open and (not directives.modal or element.hasAttribute("open")):
        open_later(element, rendered)


def patch_open(element: Element, old: VNode, new: VNode, owner: Instance) -> None:
    """Open or close an element if its VNode says so.

    Args:
        element: The live element, whose attributes and children are up to date.
        old: The old description.
        new: The new description; its directives have `open`.
        owner: The component that rendered it.
    """
    rendered, directives = state_of(element), new.directives
    if rendered is None or directives is None or directives.open is None:
        return
    wanted = directives.open
    effects = rendered.effects
    if old.directives is None or old.directives.open is not wanted or old.directives.modal is not directives.modal:
        rendered.need_effects().opened_by = changed_fields(owner, wanted)
    elif effects is not None and effects.settled:
        effects.settled = False
    elif not was_repeated(owner, effects.opened_by if effects is not None else frozenset(), wanted):
        return
    _set_open(element, new)


def _open_now(element: Element) -> None:
    rendered = state_of(element)
    if rendered is not None and element.isConnected:
        call(rendered.owner, partial(_set_open, element), rendered.vnode, "open=")


def _set_open(element: Element, vnode: VNode) -> None:
    directives = vnode.directives
    wanted = directives is not None and bool(directives.open)
    if element.hasAttribute("popover"):
        element.togglePopover(wanted)
    elif vnode.tag == "details":
        element.open = wanted
    elif not wanted:
        element.close()
    elif directives is None or not directives.modal:
        element.show()
    elif element.isConnected:
        if not element.matches(":modal"):
            # Closed without an event: it is only reopened.
            element.removeAttribute("open")
        element.showModal()
