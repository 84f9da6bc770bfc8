"""Take slots off the page for good: their components end, and their nodes are taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.components.attached import leave
from domsync.components.component import attach, instance_of
from domsync.components.hooks import call, call_hook
from domsync.components.instance import (
    Hidden,
    Instance,
    ManySlot,
    Mounted,
    Rendered,
    first_node,
    nodes_of,
    rendered_of,
)
from domsync.components.tracking import forget
from domsync.dom.builder import remove_run, take_apart
from domsync.dom.element import Element

if TYPE_CHECKING:
    from domsync.dom.node import Node


def remove_slots(slots: Sequence[Mounted]) -> None:
    """Take slots off the page for good: components end, and neighbouring nodes leave with one op.

    Args:
        slots: Neighbouring or not, in document order.
    """
    nodes: list[Node] = []
    _unmount_all(slots, nodes)
    start = 0
    for index, node in enumerate(nodes):
        following = nodes[index + 1] if index + 1 < len(nodes) else None
        if following is None or node._next is not following:
            remove_run(nodes[start], node)
            start = index + 1


def _unmount_all(slots: Sequence[Mounted], nodes: list[Node]) -> None:
    """End what is in slots, and list the nodes that they have in the tree."""
    for slot in slots:
        if isinstance(slot, Element) and slot._rare is None:
            # Rows of a list, by the thousand: there is nothing to end.
            nodes.append(slot)
        elif type(slot) is ManySlot:
            _unmount_all(slot.items, nodes)
        else:
            nodes.extend(nodes_of(slot))
            unmount(slot)


def unmount(mounted: Mounted) -> None:
    """End the components of a slot. Its nodes are left to the caller, but for those that are in no tree.

    Args:
        mounted: The slot.
    """
    if isinstance(mounted, Instance):
        unmount(mounted.mounted)
        end(mounted)
    elif isinstance(mounted, ManySlot):
        for item in mounted.items:
            unmount(item)
    elif isinstance(mounted, Hidden):
        element, mounted.element = mounted.element, None
        if element is not None:
            unmount(element)
            take_apart(element)
    elif isinstance(mounted, Element):
        rendered = rendered_of(mounted)
        if rendered is not None:
            _unmount_element(mounted, rendered)


def _unmount_element(element: Element, rendered: Rendered) -> None:
    for slot in rendered.slots or ():
        unmount(slot)
    leave(rendered)
    extra = rendered.vnode.extra
    if extra is None or extra.fill is None:
        return
    scheduler = rendered.owner.scheduler
    for root in tuple(scheduler.roots):
        # What the user's code has put into an island ends with it.
        first = first_node(root)
        if first is not element and element.contains(first):
            unmount(root)
    if extra.gone is not None:
        call(rendered.owner, extra.gone, element, "the end of a shared part")


def end(instance: Instance) -> None:
    """End one component, without what is in it; nothing, if it has ended already.

    Args:
        instance: The component.
    """
    component, scheduler = instance.component, instance.scheduler
    if instance_of(component) is instance:
        if scheduler.is_watched:
            scheduler.unwatch(instance)
        if instance.tasks is not None:
            for task in tuple(instance.tasks):
                task.cancel()
        if instance.arrived:
            call_hook(instance, "unmounted")
        attach(component, None)
    forget(instance)
    scheduler.dirty.pop(instance, None)
    scheduler.roots.pop(instance, None)
    # What refers to each other is parted here, so that it is freed at once and not by the garbage collector.
    for memory in (instance.memories or {}).values():
        memory.clear()
    if instance.limbo is not None and instance.limbo._first is not None and instance.limbo._last is not None:
        remove_run(instance.limbo._first, instance.limbo._last)
    instance.mounted = instance.child = instance.provided = instance.limbo = instance.memories = None
    instance.placeholder = None
    instance.props.clear()
