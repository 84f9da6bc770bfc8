"""Hide elements (``show=False``): they leave the page without ending. Nothing inside renders, listens at the window, or
has a ref."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domsync.components.reconciler.instance import (
    ACTIVE,
    STALE,
    SUSPENDED,
    Hidden,
    Instance,
    LiveChild,
    LiveFragment,
    first_node,
    nodes_of,
    state_of,
)
from domsync.components.reconciler.mount import insert_placeholder
from domsync.components.reconciler.open_state import open_again_later
from domsync.components.reconciler.refs_and_globals import attach_later, leave
from domsync.components.reconciler.unmount import remove_slots
from domsync.dom.document.builder import remove_run
from domsync.dom.element.element import Element

if TYPE_CHECKING:
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode


def suspend(mounted: LiveChild) -> None:
    """Detach a slot that leaves the page from refs and global listeners, and stop rendering its components."""
    _switch(mounted, active=False)


def resume(mounted: LiveChild) -> None:
    """Undo :func:`suspend`: renders that were due meanwhile run in the next round."""
    _switch(mounted, active=True)


def _switch(mounted: LiveChild, *, active: bool) -> None:
    if isinstance(mounted, Instance):
        if active and mounted.suspended == STALE:
            mounted.invalidate()
        mounted.suspended = ACTIVE if active else SUSPENDED
        if mounted.parked is None:  # otherwise its content is suspended anyway
            _switch(mounted.mounted, active=active)
    elif isinstance(mounted, LiveFragment):
        for item in mounted.items:
            _switch(item, active=active)
    elif isinstance(mounted, Element):
        rendered = state_of(mounted)
        if rendered is None:
            return
        if rendered.effects is not None:
            rendered.effects.suspended = not active
            if active:
                attach_later(mounted, rendered)
            else:
                leave(rendered)
        if active:
            open_again_later(mounted, rendered)
        for slot in rendered.slots or ():
            _switch(slot, active=active)


def hide_element(element: Element, parent: ParentNode) -> None:
    """Take an element off the page without ending what it shows."""
    suspend(element)
    parent.removeChild(element)


def hide(instance: Instance) -> None:
    """Take the nodes of a component with ``show=False`` off the page without ending it."""
    if instance.placeholder is not None:
        return
    nodes = nodes_of(instance.mounted)
    parent, before = nodes[0].parent_node, nodes[-1].next_sibling
    if parent is None:
        return
    suspend(instance.mounted)
    instance.parked = instance.scheduler.document.createDocumentFragment()
    instance.parked.append(*nodes)
    insert_placeholder(instance, parent, before)


def show(instance: Instance) -> None:
    """Put the nodes of a hidden component back in its place, rendered as they are now."""
    parked, placeholder = instance.parked, instance.placeholder
    if parked is None or placeholder is None or placeholder.parent_node is None:
        return
    if parked.first_child is not None:
        placeholder.parent_node.insertBefore(parked, placeholder)
        instance.placeholder = None
        remove_run(placeholder, placeholder)
    instance.parked = None


def keep_place(instance: Instance, parent: ParentNode, before: Node | None) -> None:
    """Give a component that shows nothing an empty comment, and remove the comment when it shows something again.

    Args:
        instance: The component.
        parent: The live parent of its nodes.
        before: The live node after it.
    """
    if instance.placeholder is None and isinstance(instance.mounted, Element):  # as nearly always
        return
    empty = first_node(instance.mounted) is None
    if empty and instance.placeholder is None:
        insert_placeholder(instance, parent, before)
    elif not empty and instance.placeholder is not None:
        placeholder, instance.placeholder = instance.placeholder, None
        remove_run(placeholder, placeholder)


def discard_suspended(instance: Instance) -> None:
    """End a suspended component, and keep its place among the hidden nodes with a placeholder.

    Args:
        instance: The component.
    """
    nodes = nodes_of(instance)
    parent, before = nodes[0].parent_node, nodes[-1].next_sibling
    remove_slots([instance])
    if parent is not None:
        insert_placeholder(instance, parent, before)


def hidden_nodes(slot: LiveChild) -> Iterator[Node]:
    """Return the nodes that ``show=False`` keeps off the page: the topmost node of each tree.

    Args:
        slot: The slot to search.
    """
    if isinstance(slot, Instance):
        if slot.parked is not None:
            yield slot.parked
        yield from hidden_nodes(slot.mounted)
    elif isinstance(slot, LiveFragment):
        for item in slot.items:
            yield from hidden_nodes(item)
    elif isinstance(slot, Hidden):
        if slot.element is not None:
            yield slot.element
            yield from hidden_nodes(slot.element)
    elif isinstance(slot, Element):
        rendered = state_of(slot)
        for item in (rendered.slots if rendered is not None else None) or ():
            yield from hidden_nodes(item)
