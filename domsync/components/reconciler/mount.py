"""Mount: create live nodes from descriptions.

A run of new slots becomes live nodes and, in the same pass, the data of one insert op. A plain VNode is its own data.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component, attach
from domsync.components.reconciler.hooks import arrive, call, call_hook
from domsync.components.reconciler.instance import (
    ElementState,
    Hidden,
    Instance,
    LiveChild,
    LiveFragment,
    instance_of,
    state_of,
)
from domsync.components.reconciler.listeners import entries_for
from domsync.components.reconciler.open_state import open_later
from domsync.components.reconciler.refs_and_globals import attach_later, leave
from domsync.components.reconciler.unmount import end
from domsync.components.vnode import Fragment, NormalizedChild, VNode
from domsync.dom.document.builder import Builder, dispose
from domsync.dom.element.element import Element
from domsync.dom.ops import CommentData, ElementData, NodeData
from domsync.dom.rare import need_rare_data
from domsync.dom.tree.lazy import EAGER_THRESHOLD
from domsync.errors import DomsyncError

if TYPE_CHECKING:
    from domsync.components.reconciler.scheduler import Scheduler
    from domsync.dom.document.document import Document
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode


class AlreadyMountedError(DomsyncError, ValueError):
    """A component object was put in two places.

    Args:
        component: The name of its class.
    """

    def __init__(self, component: str) -> None:
        super().__init__(component)
        self.component = component

    def __str__(self) -> str:
        return f"this {self.component} is on a page already; make another one for the second place"


def mount_root(component: Component, parent: Element, scheduler: Scheduler) -> Instance:
    """Mount a component at the end of an element.

    Args:
        component: The component.
        parent: A live element.
        scheduler: The scheduler of its document.

    Returns:
        The component's place on the page.

    Raises:
        AlreadyMountedError: It is already on a page.
    """
    if instance_of(component) is not None:
        raise AlreadyMountedError(type(component).__name__)
    root = Instance(component, None, scheduler)
    transaction = Transaction(scheduler)
    batch = InsertBatch(scheduler.document)
    try:
        mount_instance(root, batch)
        batch.connect(parent, None)
    except BaseException:
        transaction.rollback()
        raise
    transaction.commit()
    scheduler.roots[root] = None
    return root


def mount_again(root: Instance, parent: Element) -> None:
    """Mount a root component again, which shows nothing at the moment, at the end of an element.

    Args:
        root: The component's place on the page.
        parent: A live element.
    """
    batch = InsertBatch(root.scheduler.document)
    if root.component.show:
        root.child = root.render()
        if root.scheduler.restoring is not None:
            root.scheduler.restoring.rendered(root, root.child)
        root.mounted = mount_slots((root.child,), root, batch)[0]
    if not batch.nodes:
        add_placeholder(root, batch)
    batch.connect(parent, None)
    root.scheduler.new_instances.clear()


class Transaction:
    """The state of the scheduler's lists at some moment, so that what follows can be undone.

    Args:
        scheduler: The scheduler.
    """

    __slots__ = ("_counts", "_scheduler")

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._counts = (
            len(scheduler.new_instances),
            len(scheduler.pending_moves),
            len(scheduler.layout_effects),
            len(scheduler.effects),
        )

    def rollback(self) -> None:
        """End the components that have started since, without calling what they have scheduled."""
        scheduler = self._scheduler
        new_instances = scheduler.new_instances[self._counts[0] :]
        lists: tuple[list[Any], ...] = (
            scheduler.new_instances,
            scheduler.pending_moves,
            scheduler.layout_effects,
            scheduler.effects,
        )
        for count, waiting in zip(self._counts, lists, strict=True):
            del waiting[count:]
        for instance in reversed(new_instances):
            end(instance)

    def commit(self) -> None:
        """Keep what has started since, unless an enclosing update fails."""
        if not self._counts[0]:
            self._scheduler.new_instances.clear()


def insert_slots(
    slots: Sequence[NormalizedChild], owner: Instance, parent: ParentNode, before: Node | None
) -> list[LiveChild]:
    """Mount a run of slots with one insert op.

    Args:
        slots: The slots.
        owner: The component that rendered them.
        parent: The live parent.
        before: The live node after them, None at the end.

    Returns:
        Their live counterparts.
    """
    batch = InsertBatch(owner.scheduler.document)
    mounted = mount_slots(slots, owner, batch)
    if batch.nodes:
        batch.connect(parent, before)
    return mounted


class InsertBatch:
    """New siblings: their live nodes, and in parallel the data for the browser.

    Args:
        document: The document of the nodes.
        builder: The builder of the nodes, if they are inside another run.
    """

    __slots__ = ("builder", "data", "nodes")

    def __init__(self, document: Document, builder: Builder | None = None) -> None:
        self.builder: Builder = builder or Builder(document)
        self.nodes: list[Node] = []
        self.data: list[NodeData] = []

    def connect(self, parent: ParentNode, before: Node | None) -> None:
        """Insert the run into a tree.

        Raises:
            LimitError: The document would exceed its limits; nothing of the run is left.
        """
        try:
            self.builder.connect(parent, self.nodes, before, self.data)
        except BaseException:
            for node in self.nodes:
                dispose(node)
            raise


def mount_slots(slots: Sequence[NormalizedChild], owner: Instance, batch: InsertBatch) -> list[LiveChild]:
    """Make live nodes of slots, not yet in a tree.

    Args:
        slots: The slots.
        owner: The component that rendered them.
        batch: Receives the nodes and their descriptions.
    """
    builder, nodes, data = batch.builder, batch.nodes, batch.data
    mounted: list[LiveChild] = []
    for slot in slots:
        if type(slot) is VNode:
            described: ElementData = slot
            if slot.size > EAGER_THRESHOLD and slot.listeners is None:
                # Rows of a list, by the thousand.
                element = builder.lazy_element(slot, None, owner)
            elif slot.directives is not None and not slot.directives.show:
                mounted.append(Hidden(None, slot))
                continue
            else:
                element, described = _element(slot, owner, builder)
            mounted.append(element)
            nodes.append(element)
            data.append(described)
        elif type(slot) is str:
            text = builder.text(slot)
            mounted.append(text)
            nodes.append(text)
            data.append(slot)
        elif slot is None:
            mounted.append(None)
        elif isinstance(slot, Fragment):
            mounted.append(LiveFragment(slot, mount_slots(slot.children, owner, batch)))
        else:
            scheduler = owner.scheduler
            if scheduler.ahead is not None and (ahead := scheduler.ahead.pop(slot, None)) is not None:
                ready = ahead.come(owner, batch)
                if ready is not None:
                    mounted.append(ready)
                    continue
            instance = Instance(slot, owner, scheduler)  # type: ignore[arg-type]
            if instance_of(instance.component) is None:
                mount_instance(instance, batch)
            else:
                # It may leave its present place in this flush.
                add_placeholder(instance, batch)
                scheduler.pending_moves.append(instance)
            mounted.append(instance)
    return mounted


def mount_element(vnode: VNode, owner: Instance, parent: ParentNode, before: Node | None) -> Element:
    """Mount one element that was hidden until now.

    Args:
        vnode: The element's description.
        owner: The component that rendered it.
        parent: The live parent.
        before: The live node after it, None at the end.
    """
    batch = InsertBatch(owner.scheduler.document)
    element, described = _element(vnode, owner, batch.builder)
    batch.nodes.append(element)
    batch.data.append(described)
    batch.connect(parent, before)
    return element


def _element(vnode: VNode, owner: Instance, builder: Builder) -> tuple[Element, ElementData]:
    if vnode.plain:
        return _plain(vnode, owner, builder), vnode
    entries = entries_for(vnode.listeners) if vnode.listeners is not None else None
    element = builder.element(vnode, entries)
    inner = InsertBatch(builder.document, builder)
    directives = vnode.directives
    if directives is not None and directives.props is not None:
        builder.js_properties(element, directives.props)
    slots: list[LiveChild] | None = None
    if directives is None or directives.fill is None:
        builder.open()
        slots = mount_slots(vnode.children, owner, inner)  # type: ignore[arg-type]
        builder.close(element, inner.nodes)
    else:
        owner.scheduler.effects.append(partial(_fill, element))
    rendered = ElementState(vnode, owner, slots)
    need_rare_data(element).rendered = rendered
    if directives is not None or vnode.handlers is not None:
        attach_later(element, rendered)
        open_later(element, rendered)
    described = ElementData(
        vnode.tag,
        tuple(inner.data),
        vnode.attributes,
        vnode.styles,
        vnode.properties,
        vnode.listeners,
        vnode.namespace,
        vnode.namespaced,
    )
    return element, described


def _plain(vnode: VNode, owner: Instance, builder: Builder) -> Element:
    """Make a live subtree of elements and text, whose content is deferred if possible."""
    entries = entries_for(vnode.listeners) if vnode.listeners is not None else None
    children = vnode.children
    wait = vnode.size > EAGER_THRESHOLD
    element = builder.lazy_element(vnode, entries, owner) if wait else builder.element(vnode, entries)
    if entries is not None:
        need_rare_data(element).rendered = ElementState(vnode, owner, None)
    if children and not wait:
        builder.open()
        text = builder.text
        builder.close(
            element,
            [text(child) if type(child) is str else _plain(child, owner, builder) for child in children],  # type: ignore[arg-type]
        )
    return element


def _fill(element: Element) -> None:
    """Let user code fill an island that was added to the page, if it is still there."""
    rendered = state_of(element)
    directives = rendered.vnode.directives if rendered is not None else None
    if rendered is not None and directives is not None and directives.fill is not None:
        call(rendered.owner, directives.fill, element, "an island's fill")


def mount_instance(instance: Instance, batch: InsertBatch) -> None:
    """Make the live nodes of a component.

    Args:
        instance: Its place.
        batch: Receives the nodes and their descriptions.
    """
    attach(instance.component, instance)
    scheduler = instance.scheduler
    scheduler.new_instances.append(instance)
    before = len(batch.nodes)
    if scheduler.restoring is not None:
        scheduler.restoring.begins(instance)
    if instance.component.show:
        instance.child = instance.render()
        if scheduler.restoring is not None:
            scheduler.restoring.rendered(instance, instance.child)
        instance.mounted = mount_slots((instance.child,), instance, batch)[0]
        schedule_lifecycle(instance)
    if len(batch.nodes) == before:
        add_placeholder(instance, batch)


def schedule_lifecycle(instance: Instance) -> None:
    """Schedule the call of `mounted` or `updated` after the updates."""
    hooks = instance.component.__domsync_hooks__
    if not instance.is_mounted:
        if hooks:
            instance.scheduler.effects.append(partial(arrive, instance))
    elif "updated" in hooks:
        instance.scheduler.effects.append(partial(call_hook, instance, "updated"))


def add_placeholder(instance: Instance, batch: InsertBatch) -> None:
    """Keep the place of a component that shows nothing.

    Args:
        instance: The component's place.
        batch: Receives an empty comment.
    """
    instance.placeholder = batch.builder.comment("")
    batch.nodes.append(instance.placeholder)
    batch.data.append(CommentData(""))


def insert_placeholder(instance: Instance, parent: ParentNode, before: Node | None) -> None:
    """Give a component that shows nothing an empty comment, so that it keeps its place in the tree.

    Args:
        instance: The component.
        parent: The live parent.
        before: The live node after it.
    """
    batch = InsertBatch(instance.scheduler.document)
    add_placeholder(instance, batch)
    try:
        batch.connect(parent, before)
    except BaseException:
        instance.placeholder = None
        raise


def remember(element: Element, vnode: VNode, owner: Instance, slots: list[LiveChild] | None) -> None:
    """Store what an element shows now, if something has to be stored.

    Args:
        element: The live element.
        vnode: Its description.
        owner: The component that rendered it.
        slots: The counterparts of its children, if it is not plain.
    """
    rendered = state_of(element)
    if vnode.handlers is None and slots is None and vnode.directives is None:
        if rendered is not None:
            leave(rendered)
            need_rare_data(element).rendered = None
        return
    if rendered is None:
        rendered = need_rare_data(element).rendered = ElementState(vnode, owner, slots)
    else:
        rendered.vnode, rendered.owner, rendered.slots = vnode, owner, slots
    if rendered.effects is not None or not vnode.plain:
        attach_later(element, rendered)
