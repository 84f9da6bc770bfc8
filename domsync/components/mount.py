"""Bring descriptions to life and take them off the page again.

A run of new slots becomes live nodes and, in the same walk, the data of one insert op. A plain VNode is its own data.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from domsync.components.component import Component, attach, instance_of
from domsync.components.instance import (
    Hidden,
    Instance,
    ManySlot,
    Mounted,
    Rendered,
    as_slot,
    first_node,
    nodes_of,
    rendered_of,
)
from domsync.components.listening import entries_for, listen_elsewhere
from domsync.components.vnode import Many, Slot, VNode
from domsync.dom.builder import Builder, remove_run
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
        The component's place on the page; ``unmount`` and :func:`remove_slots` take it.

    Raises:
        AlreadyMountedError: It is on a page.
    """
    if instance_of(component) is not None:
        raise AlreadyMountedError(type(component).__name__)
    root = Instance(component, None, scheduler)
    run = Run(scheduler.document)
    _mount_instance(root, run)
    run.connect(parent, None)
    scheduler.roots[root] = None
    return root


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
        """Put the run into a tree."""
        self.builder.connect(parent, self.nodes, before, self.data)


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
            if slot.extra is not None and not slot.extra.show:
                mounted.append(Hidden(None, slot))
                continue
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
        elif instance_of(slot) is not None:  # type: ignore[arg-type]
            error = AlreadyMountedError(type(slot).__name__)
            reference = owner.scheduler.report(error, f"{type(owner.component).__name__}.render")
            failed = as_slot(owner.component.render_error(error, reference))
            mounted.extend(mount_slots((failed,), owner, run))
        else:
            instance = Instance(slot, owner, owner.scheduler)  # type: ignore[arg-type]
            _mount_instance(instance, run)
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
        owner.scheduler.after.append(partial(_call, owner, extra.fill, element, "an island's fill"))
    if extra is not None and extra.ref is not None:
        owner.scheduler.after.insert(0, partial(_call, owner, extra.ref, element, "a ref"))
    rendered = Rendered(vnode, owner, slots)
    element._need_rare().rendered = rendered
    if vnode.handlers is not None:
        listen_elsewhere(element, rendered)
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
    """Make a live subtree of elements and text."""
    if vnode.listeners is None:
        element = builder.element(vnode)
    else:
        element = builder.element(vnode, entries_for(vnode.listeners))
        element._need_rare().rendered = Rendered(vnode, owner, None)
    children = vnode.children
    if children:
        builder.open()
        text = builder.text
        builder.close(
            element,
            [text(child) if type(child) is str else _plain(child, owner, builder) for child in children],  # type: ignore[arg-type]
        )
    return element


def _mount_instance(instance: Instance, run: Run) -> None:
    component = instance.component
    attach(component, instance)
    before = len(run.nodes)
    if component.show:
        instance.child = instance.render()
        instance.mounted = mount_slots((instance.child,), instance, run)[0]
    if len(run.nodes) == before:
        instance.placeholder = run.builder.comment("")
        run.nodes.append(instance.placeholder)
        run.data.append(CommentData(""))
    if "mounted" in component.__domsync_hooks__:
        instance.scheduler.after.append(partial(call_hook, instance, "mounted"))


def _insert_placeholder(instance: Instance, parent: ParentNode, before: Node | None) -> None:
    run = Run(instance.scheduler.document)
    instance.placeholder = run.builder.comment("")
    run.nodes.append(instance.placeholder)
    run.data.append(CommentData(""))
    run.connect(parent, before)


def remember(element: Element, vnode: VNode, owner: Instance, slots: list[Mounted] | None) -> Rendered | None:
    """Note what an element shows now, where something has to be noted.

    Args:
        element: The live element.
        vnode: What it shows.
        owner: The component that rendered it.
        slots: The counterparts of its children, if it is not plain.
    """
    if vnode.handlers is None and slots is None and vnode.extra is None:
        rendered = rendered_of(element)
        if rendered is not None:
            if rendered.elsewhere is not None:
                listen_elsewhere(element, rendered, leaving=True)
            element._need_rare().rendered = None
        return None
    rendered = rendered_of(element)
    if rendered is None:
        rendered = element._need_rare().rendered = Rendered(vnode, owner, slots)
    else:
        rendered.vnode, rendered.owner, rendered.slots = vnode, owner, slots
    if rendered.elsewhere is not None or not vnode.plain:
        listen_elsewhere(element, rendered)
    return rendered


def remove_slots(slots: Sequence[Mounted]) -> None:
    """Take slots off the page for good: components end, and neighbouring nodes leave with one op.

    Args:
        slots: Neighbouring or not, in document order.
    """
    nodes: list[Node] = []
    for slot in slots:
        nodes.extend(nodes_of(slot))
        unmount(slot)
    start = 0
    for index, node in enumerate(nodes):
        following = nodes[index + 1] if index + 1 < len(nodes) else None
        if following is None or node.nextSibling is not following:
            remove_run(nodes[start], node)
            start = index + 1


def unmount(mounted: Mounted) -> None:
    """End the components of a slot. Its nodes are left to the caller.

    Args:
        mounted: The slot.
    """
    if isinstance(mounted, Instance):
        unmount(mounted.mounted)
        _end(mounted)
    elif isinstance(mounted, ManySlot):
        for item in mounted.items:
            unmount(item)
    elif isinstance(mounted, Hidden):
        if mounted.element is not None:
            unmount(mounted.element)
    elif mounted is not None:
        rendered = rendered_of(mounted) if isinstance(mounted, Element) else None
        if rendered is not None:
            for slot in rendered.slots or ():
                unmount(slot)
            if rendered.elsewhere is not None:
                listen_elsewhere(mounted, rendered, leaving=True)  # type: ignore[arg-type]
            extra = rendered.vnode.extra
            if extra is not None and extra.ref is not None:
                _call(rendered.owner, extra.ref, None, "a ref")
            if extra is not None and extra.gone is not None:
                _call(rendered.owner, extra.gone, mounted, "the end of a shared part")


def _end(instance: Instance) -> None:
    from domsync.components.tracking import forget

    component, scheduler = instance.component, instance.scheduler
    forget(instance)
    scheduler.dirty.discard(instance)
    scheduler.roots.pop(instance, None)
    if scheduler.is_watched:
        scheduler.unwatch(instance)
    if instance.tasks is not None:
        for task in tuple(instance.tasks):
            task.cancel()
    if "unmounted" in component.__domsync_hooks__:
        call_hook(instance, "unmounted")
    for memory in (instance.memories or {}).values():
        memory.clear()
    # What refers to each other is parted here, so that it is freed at once and not by the garbage collector.
    attach(component, None)
    instance.mounted = instance.child = instance.provided = instance.limbo = instance.memories = None
    instance.props.clear()


def call_hook(instance: Instance, name: str) -> None:
    """Call a life-cycle method; what it awaits ends with the component, only ``unmounted`` may outlive it.

    Args:
        instance: The component.
        name: ``"mounted"``, ``"updated"`` or ``"unmounted"``.
    """
    component = instance.component
    if instance_of(component) is not instance:
        return
    where = f"{type(component).__name__}.{name}"
    try:
        result = getattr(component, name)()
    except Exception as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
        instance.scheduler.report(error, where)
        return
    if inspect.isawaitable(result):
        if name == "unmounted":
            instance.scheduler.run(result, where)
        else:
            instance.own(result, where)


def _call(owner: Instance, function: object, argument: object, where: str) -> None:
    try:
        function(argument)  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
        owner.scheduler.report(error, f"{where} of {type(owner.component).__name__}")


def keep_place(instance: Instance, parent: ParentNode, before: Node | None) -> None:
    """Give a component that shows nothing an empty comment, and take it away when it shows something again.

    Args:
        instance: The component.
        parent: The live parent of its nodes.
        before: The live node after it.
    """
    empty = first_node(instance.mounted) is None
    if empty and instance.placeholder is None:
        _insert_placeholder(instance, parent, before)
    elif not empty and instance.placeholder is not None:
        placeholder, instance.placeholder = instance.placeholder, None
        remove_run(placeholder, placeholder)


def hide(instance: Instance) -> None:
    """Take the nodes of a component with ``show=False`` off the page without ending it."""
    if instance.placeholder is not None:
        return
    nodes = nodes_of(instance.mounted)
    parent = nodes[0]._parent
    _insert_placeholder(instance, parent, nodes[0])  # type: ignore[arg-type]
    instance.limbo = instance.scheduler.document.createDocumentFragment()
    instance.limbo.append(*nodes)


def show(instance: Instance) -> None:
    """Put the nodes of a hidden component back; the caller renders it and ends the placeholder."""
    limbo, instance.limbo = instance.limbo, None
    if limbo is not None and instance.placeholder is not None:
        instance.placeholder._parent.insertBefore(limbo, instance.placeholder)  # type: ignore[union-attr]
