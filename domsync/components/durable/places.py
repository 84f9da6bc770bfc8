"""Stable names for the positions of components on a page, equal in every process and across restarts.

The place of a component consists of its parent's place, the keys of the elements around it, its own key, its class, and
its number among components for which all of that is the same. Elements added around it do not change it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domsync.components.component import Component
from domsync.components.durable.fields import name_of
from domsync.components.reconciler.instance import Hidden, Instance, LiveChild, LiveFragment, state_of
from domsync.components.vnode import Fragment, NormalizedChild, VNode
from domsync.dom.element.element import Element
from domsync.dom.tree.description import id_runs

if TYPE_CHECKING:
    from domsync.components.reconciler.scheduler import Scheduler
    from domsync.dom.nodes.node import Node

#: Separates the place of a parent from the name of a component in it.
_BELOW = ">"


def root_place(component: Component, number: int) -> str:
    """Return the place of an outermost component.

    Args:
        component: The component.
        number: The number of components of its class that were put on the page before it.
    """
    return f"{name_of(component)}~{number}" if number else name_of(component)


def below(place: str, name: str) -> str:
    """Return the place of a component.

    Args:
        place: The place of its parent.
        name: Its name there.
    """
    return f"{place}{_BELOW}{name}"


def is_below(place: str, above: str) -> bool:
    """Return whether a place is inside another one."""
    return place.startswith(above + _BELOW)


class _Names:
    """Names the components in one parent, in their order."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def name(self, keys: str, component: Component) -> str:
        key = "" if component.key is None else f"{component.key!r}/"
        name = f"{keys}{key}{name_of(component)}"
        count = self._counts[name] = self._counts.get(name, -1) + 1
        return f"{name}~{count}" if count else name


def placed(scheduler: Scheduler) -> Iterator[tuple[Instance, str, Survey]]:
    """Iterate over the components of a document, each with its place and its survey.

    Args:
        scheduler: The document's scheduler.
    """
    counts: dict[str, int] = {}
    for root in scheduler.roots:
        name = root_place(root.component, 0)
        number = counts[name] = counts.get(name, -1) + 1
        waiting = [(root, root_place(root.component, number))]
        while waiting:
            instance, place = waiting.pop()
            survey = Survey(instance)
            yield instance, place, survey
            waiting += [(child, below(place, name)) for name, child in survey.children.items()]


class Survey:
    """A survey of what a component shows now, without the content of the components in it.

    Args:
        instance: The component.

    Attributes:
        nodes: Its live nodes, in document order, without those that are off the page.
        children: The components in it, by their names.
    """

    __slots__ = ("_names", "children", "nodes")

    def __init__(self, instance: Instance) -> None:
        self.nodes: list[Node] = []
        self.children: dict[str, Instance] = {}
        self._names = _Names()
        if instance.placeholder is not None:
            self._node(instance.placeholder)
        self._slot(instance.mounted, "")

    @property
    def size(self) -> int:
        """The number of nodes, including lazy ones."""
        return sum(1 if node.lazy_children is None else 1 + node.lazy_children.size for node in self.nodes)

    def runs(self) -> tuple[int, ...]:
        """The numbers of the nodes, as runs of first and count."""
        runs = id_runs(self.nodes) if self.nodes else ()
        return runs if isinstance(runs, tuple) else (runs, self.size)

    def _node(self, node: Node) -> None:
        if node.node_id:
            self.nodes.append(node)

    def _slot(self, slot: LiveChild, keys: str) -> None:
        if slot is None:
            return
        if isinstance(slot, LiveFragment):
            for item in slot.items:
                self._slot(item, keys)
        elif isinstance(slot, Instance):
            self.children[self._names.name(keys, slot.component)] = slot
        elif isinstance(slot, Hidden):
            if slot.element is not None:
                self._element(slot.element, keys)
            else:
                for component, inner, _ in _described(slot.vnode, keys, is_hidden=True):
                    self._names.name(inner, component)
        elif isinstance(slot, Element):
            self._element(slot, keys)
        else:
            self._node(slot)

    def _element(self, element: Element, keys: str) -> None:
        self._node(element)
        state = state_of(element)
        if state is None or state.vnode.plain:
            self._below(element)
            return
        inner = keys if state.vnode.key is None else f"{keys}{state.vnode.key!r}/"
        # An element without slots is filled by the user's own code.
        for slot in state.slots or ():
            self._slot(slot, inner)

    def _below(self, node: Node) -> None:
        if node.lazy_children is not None:
            return
        child = node.first_child
        while child is not None:
            self._node(child)
            self._below(child)
            child = child.next_sibling


def described_children(description: NormalizedChild) -> Iterator[tuple[str, Component, bool]]:
    """Iterate over the components in a description, with the names that a survey will give them.

    Args:
        description: The normalised result of a component's `render`.

    Returns:
        For each its name, the component, and whether it stays off the page for now.
    """
    names = _Names()
    for component, keys, is_hidden in _described(description, "", is_hidden=False):
        yield names.name(keys, component), component, is_hidden or not component.show


def _described(slot: NormalizedChild, keys: str, *, is_hidden: bool) -> Iterator[tuple[Component, str, bool]]:
    if type(slot) is VNode:
        if slot.plain:
            return
        directives = slot.directives
        if directives is not None and directives.fill is not None:
            return
        inner = keys if slot.key is None else f"{keys}{slot.key!r}/"
        hides = is_hidden or (directives is not None and not directives.show)
        for child in slot.children:
            yield from _described(child, inner, is_hidden=hides)  # type: ignore[arg-type]
    elif isinstance(slot, Fragment):
        for item in slot.children:
            yield from _described(item, keys, is_hidden=is_hidden)
    elif isinstance(slot, Component):
        yield slot, keys, is_hidden
