"""Remove slots from the page for good: their components end, and their nodes are disposed of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.components.component import attach
from domsync.components.reconciler.hooks import call, call_hook
from domsync.components.reconciler.instance import (
    ElementState,
    Hidden,
    Instance,
    LiveChild,
    LiveFragment,
    first_node,
    instance_of,
    nodes_of,
    state_of,
)
from domsync.components.reconciler.refs_and_globals import leave
from domsync.components.state.tracking import forget
from domsync.dom.document.builder import dispose, remove_run
from domsync.dom.element.element import Element

if TYPE_CHECKING:
    from domsync.dom.nodes.node import Node


def remove_slots(slots: Sequence[LiveChild]) -> None:
    """Remove slots from the page for good: components end, and adjacent nodes are removed with one op.

    Args:
        slots: The slots in document order, adjacent or not.
    """
    nodes: list[Node] = []
    _unmount_all(slots, nodes)
    start = 0
    for index, node in enumerate(nodes):
        following = nodes[index + 1] if index + 1 < len(nodes) else None
        if following is None or node.next_sibling is not following:
            remove_run(nodes[start], node)
            start = index + 1


def _unmount_all(slots: Sequence[LiveChild], nodes: list[Node]) -> None:
    """End what is in slots, and list their nodes in the tree."""
    for slot in slots:
        if isinstance(slot, Element) and slot.rare_data is None:
            # Rows of a list, by the thousand: there is nothing to end.
            nodes.append(slot)
        elif type(slot) is LiveFragment:
            _unmount_all(slot.items, nodes)
        else:
            nodes.extend(nodes_of(slot))
            unmount(slot)


def unmount(mounted: LiveChild) -> None:
    """End the components of a slot. Its nodes are left to the caller, except those that are not in a tree.

    Args:
        mounted: The slot.
    """
    if isinstance(mounted, Instance):
        unmount(mounted.mounted)
        end(mounted)
    elif isinstance(mounted, LiveFragment):
        for item in mounted.items:
            unmount(item)
    elif isinstance(mounted, Hidden):
        element, mounted.element = mounted.element, None
        if element is not None:
            unmount(element)
            dispose(element)
    elif isinstance(mounted, Element):
        rendered = state_of(mounted)
        if rendered is not None:
            _unmount_element(mounted, rendered)


def _unmount_element(element: Element, rendered: ElementState) -> None:
    for slot in rendered.slots or ():
        unmount(slot)
    leave(rendered)
    directives = rendered.vnode.directives
    if directives is None or directives.fill is None:
        return
    scheduler = rendered.owner.scheduler
    for root in tuple(scheduler.roots):
        # Components that the user's code has mounted in an island end with it.
        first = first_node(root)
        if first is not element and element.contains(first):
            unmount(root)
    if directives.gone is not None:
        call(rendered.owner, directives.gone, element, "the end of a shared part")


def end(instance: Instance) -> None:
    """End one component, without its content. Does nothing if it has ended already.

    Args:
        instance: The component.
    """
    component, scheduler = instance.component, instance.scheduler
    if instance_of(component) is instance:
        if scheduler.presence.is_watched:
            scheduler.presence.unwatch(instance)
        if scheduler.timers is not None:
            scheduler.timers.end(instance)
        if instance.tasks is not None:
            for task in tuple(instance.tasks):
                task.cancel()
        if instance.is_mounted:
            call_hook(instance, "unmounted")
        attach(component, None)
    forget(instance)
    if scheduler.keeper is not None:
        scheduler.keeper.ended(instance)
    scheduler.dirty.pop(instance, None)
    scheduler.roots.pop(instance, None)
    # Break reference cycles, so that everything is freed at once and not by the garbage collector.
    for memory in (instance.memories or {}).values():
        memory.clear()
    if (
        instance.parked is not None
        and instance.parked.first_child is not None
        and instance.parked.last_child is not None
    ):
        remove_run(instance.parked.first_child, instance.parked.last_child)
    instance.mounted = instance.child = instance.provided = instance.parked = instance.memories = None
    instance.placeholder = None
    instance.props.clear()
