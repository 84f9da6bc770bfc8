"""Bring descriptions to life and take them off the page again.

A run of new slots becomes live nodes and, in the same walk, the data of one insert op. A plain VNode is its own data.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from domsync.components.attached import attach_later, leave
from domsync.components.component import Component, attach, instance_of
from domsync.components.hooks import arrive, call, call_hook
from domsync.components.instance import (
    Hidden,
    Instance,
    ManySlot,
    Mounted,
    Rendered,
    rendered_of,
)
from domsync.components.leaving import end
from domsync.components.listening import entries_for
from domsync.components.vnode import Many, Slot, VNode
from domsync.dom.builder import Builder, take_apart
from domsync.dom.deferred import FEW
from domsync.dom.element import Element
from domsync.dom.ops import CommentData, ElementData, NodeData

if TYPE_CHECKING:
    from domsync.components.scheduler import Scheduler
    from domsync.dom.document import Document
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode


class AlreadyMountedError(ValueError):
    """One component object was put in two places.

    Args:
        component: The name of its class.
    """

    def __init__(self, component: str) -> None:
        super().__init__(component)
        self.component = component

    def __str__(self) -> str:
        return f"this {self.component} is on a page already; make another one for the second place"


def mount_root(component: Component, parent: Element, scheduler: Scheduler) -> Instance:
    """Put a component at the end of an element.

    Args:
        component: The component.
        parent: A live element.
        scheduler: The scheduler of its document.

    Returns:
        The component's place on the page.

    Raises:
        AlreadyMountedError: It is on a page.
    """
    if instance_of(component) is not None:
        raise AlreadyMountedError(type(component).__name__)
    root = Instance(component, None, scheduler)
    start = Start(scheduler)
    run = Run(scheduler.document)
    try:
        _mount_instance(root, run)
        run.connect(parent, None)
    except BaseException:
        start.undo()
        raise
    start.keep()
    scheduler.roots[root] = None
    return root


class Start:
    """What stood on the scheduler's lists when something began, so that it can be undone.

    Args:
        scheduler: The scheduler.
    """

    __slots__ = ("_counts", "_scheduler")

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._counts = (len(scheduler.born), len(scheduler.late), len(scheduler.first), len(scheduler.after))

    def undo(self) -> None:
        """End the components that have begun since, and call nothing that they wanted to be called."""
        scheduler = self._scheduler
        born = scheduler.born[self._counts[0] :]
        lists: tuple[list[Any], ...] = (scheduler.born, scheduler.late, scheduler.first, scheduler.after)
        for count, waiting in zip(self._counts, lists, strict=True):
            del waiting[count:]
        for instance in reversed(born):
            end(instance)

    def keep(self) -> None:
        """What has begun since stays, unless an update fails that this was a part of."""
        if not self._counts[0]:
            self._scheduler.born.clear()


def insert_slots(slots: Sequence[Slot], owner: Instance, parent: ParentNode, before: Node | None) -> list[Mounted]:
    """Mount a run of slots with one insert op.

    Args:
        slots: What to show.
        owner: The component that rendered them.
        parent: The live parent.
        before: The live node after them, None at the end.

    Returns:
        Their live counterparts.
    """
    run = Run(owner.scheduler.document)
    mounted = mount_slots(slots, owner, run)
    if run.nodes:
        run.connect(parent, before)
    return mounted


class Run:
    """New siblings: their live nodes, and in step with these what the browser is told of them.

    Args:
        document: Whose nodes they are.
        builder: What makes the nodes, if they are inside another run.
    """

    __slots__ = ("builder", "data", "nodes")

    def __init__(self, document: Document, builder: Builder | None = None) -> None:
        self.builder = builder or Builder(document)
        self.nodes: list[Node] = []
        self.data: list[NodeData] = []

    def connect(self, parent: ParentNode, before: Node | None) -> None:
        """Put the run into a tree.

        Raises:
            LimitError: The document would exceed its limits; nothing of the run is left.
        """
        try:
            self.builder.connect(parent, self.nodes, before, self.data)
        except BaseException:
            for node in self.nodes:
                take_apart(node)
            raise


def mount_slots(slots: Sequence[Slot], owner: Instance, run: Run) -> list[Mounted]:
    """Make live nodes of slots, not yet in a tree.

    Args:
        slots: What to show.
        owner: The component that rendered them.
        run: Gets the nodes and their descriptions.
    """
    builder, nodes, data = run.builder, run.nodes, run.data
    mounted: list[Mounted] = []
    for slot in slots:
        if type(slot) is VNode:
            described: ElementData = slot
            if slot.size > FEW and slot.listeners is None:
                # Rows of a list, by the thousand.
                element = builder.deferring(slot, None, owner)
            elif slot.extra is not None and not slot.extra.show:
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
        elif isinstance(slot, Many):
            mounted.append(ManySlot(slot, mount_slots(slot.children, owner, run)))
        else:
            instance = Instance(slot, owner, owner.scheduler)  # type: ignore[arg-type]
            if instance_of(instance.component) is None:
                _mount_instance(instance, run)
            else:
                # Perhaps it leaves its place in this very flush.
                _add_placeholder(instance, run)
                owner.scheduler.late.append(instance)
            mounted.append(instance)
    return mounted


def mount_element(vnode: VNode, owner: Instance, parent: ParentNode, before: Node | None) -> Element:
    """Mount one element that was hidden until now.

    Args:
        vnode: What to show.
        owner: The component that rendered it.
        parent: The live parent.
        before: The live node after it, None at the end.
    """
    run = Run(owner.scheduler.document)
    element, described = _element(vnode, owner, run.builder)
    run.nodes.append(element)
    run.data.append(described)
    run.connect(parent, before)
    return element


def _element(vnode: VNode, owner: Instance, builder: Builder) -> tuple[Element, ElementData]:
    if vnode.plain:
        return _plain(vnode, owner, builder), vnode
    entries = entries_for(vnode.listeners) if vnode.listeners is not None else None
    element = builder.element(vnode, entries)
    inner = Run(builder.document, builder)
    extra = vnode.extra
    slots: list[Mounted] | None = None
    if extra is None or extra.fill is None:
        builder.open()
        slots = mount_slots(vnode.children, owner, inner)  # type: ignore[arg-type]
        builder.close(element, inner.nodes)
    else:
        owner.scheduler.after.append(partial(_fill, element))
    rendered = Rendered(vnode, owner, slots)
    element._need_rare().rendered = rendered
    if extra is not None or vnode.handlers is not None:
        attach_later(element, rendered)
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
    """Make a live subtree of elements and text, whose inside waits until somebody asks for it where it can."""
    entries = entries_for(vnode.listeners) if vnode.listeners is not None else None
    children = vnode.children
    wait = vnode.size > FEW
    element = builder.deferring(vnode, entries, owner) if wait else builder.element(vnode, entries)
    if entries is not None:
        element._need_rare().rendered = Rendered(vnode, owner, None)
    if children and not wait:
        builder.open()
        text = builder.text
        builder.close(
            element,
            [text(child) if type(child) is str else _plain(child, owner, builder) for child in children],  # type: ignore[arg-type]
        )
    return element


def _fill(element: Element) -> None:
    """Let the user's code fill an island that came onto the page, if it is still there."""
    rendered = rendered_of(element)
    extra = rendered.vnode.extra if rendered is not None else None
    if rendered is not None and extra is not None and extra.fill is not None:
        call(rendered.owner, extra.fill, element, "an island's fill")


def _mount_instance(instance: Instance, run: Run) -> None:
    attach(instance.component, instance)
    instance.scheduler.born.append(instance)
    before = len(run.nodes)
    if instance.component.show:
        instance.child = instance.render()
        instance.mounted = mount_slots((instance.child,), instance, run)[0]
        announce(instance)
    if len(run.nodes) == before:
        _add_placeholder(instance, run)


def announce(instance: Instance) -> None:
    """See to it that a component is told, after the updates, that it has come onto the page or was rendered again."""
    hooks = instance.component.__domsync_hooks__
    if not instance.arrived:
        if hooks:
            instance.scheduler.after.append(partial(arrive, instance))
    elif "updated" in hooks:
        instance.scheduler.after.append(partial(call_hook, instance, "updated"))


def _add_placeholder(instance: Instance, run: Run) -> None:
    instance.placeholder = run.builder.comment("")
    run.nodes.append(instance.placeholder)
    run.data.append(CommentData(""))


def insert_placeholder(instance: Instance, parent: ParentNode, before: Node | None) -> None:
    """Give a component that shows nothing an empty comment, so that it keeps its place in the tree.

    Args:
        instance: The component.
        parent: The live parent.
        before: The live node after it.
    """
    run = Run(instance.scheduler.document)
    _add_placeholder(instance, run)
    try:
        run.connect(parent, before)
    except BaseException:
        instance.placeholder = None
        raise


def remember(element: Element, vnode: VNode, owner: Instance, slots: list[Mounted] | None) -> None:
    """Note what an element shows now, where something has to be noted.

    Args:
        element: The live element.
        vnode: What it shows.
        owner: The component that rendered it.
        slots: The counterparts of its children, if it is not plain.
    """
    rendered = rendered_of(element)
    if vnode.handlers is None and slots is None and vnode.extra is None:
        if rendered is not None:
            leave(rendered)
            element._need_rare().rendered = None
        return
    if rendered is None:
        rendered = element._need_rare().rendered = Rendered(vnode, owner, slots)
    else:
        rendered.vnode, rendered.owner, rendered.slots = vnode, owner, slots
    if rendered.attached is not None or not vnode.plain:
        attach_later(element, rendered)
