"""``show=False``: off the page without being ended. Nothing below renders, listens elsewhere or has a ref."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.components.attached import attach_later, leave
from domsync.components.instance import (
    ASLEEP,
    AWAKE,
    STALE,
    Instance,
    ManySlot,
    Mounted,
    first_node,
    nodes_of,
    rendered_of,
)
from domsync.components.leaving import remove_slots
from domsync.components.mount import insert_placeholder
from domsync.dom.builder import remove_run
from domsync.dom.element import Element

if TYPE_CHECKING:
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode


def sleep(mounted: Mounted) -> None:
    """Part a slot that leaves the page from what its elements are attached to, and stop rendering its components."""
    _switch(mounted, awake=False)


def wake(mounted: Mounted) -> None:
    """Undo :func:`sleep`: what should have been rendered meanwhile is rendered at the next round."""
    _switch(mounted, awake=True)


def _switch(mounted: Mounted, *, awake: bool) -> None:
    if isinstance(mounted, Instance):
        if awake and mounted.asleep == STALE:
            mounted.invalidate()
        mounted.asleep = AWAKE if awake else ASLEEP
        if mounted.limbo is None:  # otherwise what is in it sleeps anyway
            _switch(mounted.mounted, awake=awake)
    elif isinstance(mounted, ManySlot):
        for item in mounted.items:
            _switch(item, awake=awake)
    elif isinstance(mounted, Element):
        rendered = rendered_of(mounted)
        if rendered is None:
            return
        if rendered.attached is not None:
            rendered.attached.asleep = not awake
            if awake:
                attach_later(mounted, rendered)
            else:
                leave(rendered)
        for slot in rendered.slots or ():
            _switch(slot, awake=awake)


def hide_element(element: Element, parent: ParentNode) -> None:
    """Take an element off the page without ending what it shows."""
    sleep(element)
    parent.removeChild(element)


def hide(instance: Instance) -> None:
    """Take the nodes of a component with ``show=False`` off the page without ending it."""
    if instance.placeholder is not None:
        return
    nodes = nodes_of(instance.mounted)
    parent, before = nodes[0]._parent, nodes[-1]._next
    if parent is None:
        return
    sleep(instance.mounted)
    instance.limbo = instance.scheduler.document.createDocumentFragment()
    instance.limbo.append(*nodes)
    insert_placeholder(instance, parent, before)


def show(instance: Instance) -> None:
    """Put the nodes of a component that was hidden back in its place, rendered anew as they are."""
    limbo, placeholder = instance.limbo, instance.placeholder
    if limbo is None or placeholder is None or placeholder._parent is None:
        return
    if limbo._first is not None:
        placeholder._parent.insertBefore(limbo, placeholder)
        instance.placeholder = None
        remove_run(placeholder, placeholder)
    instance.limbo = None


def keep_place(instance: Instance, parent: ParentNode, before: Node | None) -> None:
    """Give a component that shows nothing an empty comment, and take it away when it shows something again.

    Args:
        instance: The component.
        parent: The live parent of its nodes.
        before: The live node after it.
    """
    empty = first_node(instance.mounted) is None
    if empty and instance.placeholder is None:
        insert_placeholder(instance, parent, before)
    elif not empty and instance.placeholder is not None:
        placeholder, instance.placeholder = instance.placeholder, None
        remove_run(placeholder, placeholder)


def evict(instance: Instance) -> None:
    """End a component that is asleep, and keep its place in what is hidden by a placeholder.

    Args:
        instance: The component.
    """
    nodes = nodes_of(instance)
    parent, before = nodes[0]._parent, nodes[-1]._next
    remove_slots([instance])
    if parent is not None:
        insert_placeholder(instance, parent, before)
