"""Restore components: each gets the state saved for its place, and nodes get their numbers back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from domsync.components.component import attach
from domsync.components.durable.fields import ComponentRecord, name_of, take_up
from domsync.components.durable.migrations import StateMismatchError
from domsync.components.durable.places import Survey, below, described_children, is_below, root_place
from domsync.components.reconciler.instance import Instance
from domsync.components.reconciler.timers import timers_of
from domsync.dom.document.factory import make_children

if TYPE_CHECKING:
    from domsync.components.component import Component
    from domsync.components.vnode import NormalizedChild
    from domsync.dom.document.document import Document
    from domsync.dom.nodes.node import Node

logger: logging.Logger = logging.getLogger("domsync")


class Staying(NamedTuple):
    """A component that is off the page for some time without having left.

    Args:
        component: The component.
        props: The fields that its parent had passed.
    """

    component: Component
    props: dict[str, Any]


class Restoring:
    """The saved components of a page that is being restored.

    While it is a scheduler's `restoring`, components that are mounted get the state that was saved for their places.
    Nodes get their old numbers, by which a browser that continues with the page refers to them.

    Args:
        records: The records, by place.
        next_id: The first number that no node had.
        numbered: Called when the nodes have their numbers, before anything else happens on the page.
        held: Components, by place, that have to be shown themselves, because other code refers to them.
        staying: Components, by place, that come back as if nothing had happened.
        objects: Values of fields, by place, that have to be the same objects as before.
    """

    def __init__(
        self,
        records: Mapping[str, ComponentRecord],
        next_id: int,
        numbered: Callable[[], object] = lambda: None,
        held: Mapping[str, Component] | None = None,
        staying: Mapping[str, Staying] | None = None,
        objects: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self._records = dict(records)
        self._held = held or {}
        self._staying = staying or {}
        self._objects = objects or {}
        self._next_id = next_id
        self._numbered = numbered
        self._places: dict[Instance, str] = {}
        #: Components that are described but not mounted yet, by identity.
        self._described: dict[int, tuple[Component, str]] = {}
        self._ids: dict[Instance, tuple[int, ...] | None] = {}
        #: The places of components that are off the page, with those inside them.
        self._hidden: list[str] = []
        self._is_late = False
        self._roots: dict[str, int] = {}
        #: Components that have been restored, and whose `mounted` was not called yet.
        self.resumed: set[Instance] = set()

    def goes_on(self, instance: Instance, place: str, record: ComponentRecord) -> None:
        """Note that a component that has its state is about to be shown again.

        Args:
            instance: The component.
            place: Its place.
            record: Its record.
        """
        self._places[instance] = place
        self._take_up(instance, record)

    def _take_up(self, instance: Instance, record: ComponentRecord) -> None:
        """Restore the rest of a component that has its state: its nodes' numbers, and its timers."""
        self._ids[instance] = record.ids
        if record.timers:
            timers_of(instance.scheduler).take_over(instance, record.timers)

    def begins(self, instance: Instance) -> None:
        """Note that a component is about to be rendered for the first time.

        Args:
            instance: The component.

        Raises:
            StateMismatchError: Its record does not fit it. Not raised for one that was off the page until now.
        """
        component = instance.component
        if instance.parent is None:
            name = name_of(component)
            number = self._roots[name] = self._roots.get(name, -1) + 1
            place = root_place(component, number)
        else:
            described = self._described.pop(id(component), None)
            if described is None:
                return
            place = described[1]
        self._places[instance] = place
        record = self._records.pop(place, None)
        if record is None or record.kind != name_of(component):
            return
        stays = self._staying.get(place)
        if stays is not None and stays.component is component:
            instance.props = stays.props
            instance.is_mounted = True
            self._take_up(instance, record)
            return
        if (held := self._held.get(place)) is not None:
            attach(component, None)
            instance.component = held
            attach(held, instance)
            self._take_up(instance, record)
            return
        try:
            take_up(component, record, instance.props)
        except StateMismatchError as error:
            if not self._is_late:
                raise
            logger.error("%s; it starts afresh", error)
            return
        component.__dict__.update(self._objects.get(place, {}))
        self.resumed.add(instance)
        self._take_up(instance, record)
        if not component.show:
            self._hidden.append(place)

    def rendered(self, instance: Instance, description: NormalizedChild) -> None:
        """Note that a component has been rendered, and that its description will be mounted now.

        Args:
            instance: The component.
            description: Its description.
        """
        place = self._places.get(instance)
        if place is None or not self._records:
            return
        for name, component, is_hidden in described_children(description):
            inner = below(place, name)
            self._described[id(component)] = component, inner
            if is_hidden:
                self._hidden.append(inner)

    def mounted(self, document: Document) -> bool:
        """Note that a component has been mounted with everything in it, before any `mounted` is called.

        Args:
            document: Its document.

        Returns:
            Whether records are left for components that are off the page.
        """
        if not self._is_late:
            self._is_late = True
            self._number(document)
            self._ids.clear()
            self._numbered()
        hidden = self._hidden
        self._records = {
            place: record
            for place, record in self._records.items()
            if any(place == above or is_below(place, above) for above in hidden)
        }
        self._described.clear()
        return bool(self._records)

    def _number(self, document: Document) -> None:
        """Give the nodes their old numbers. Nodes of a component that now shows something else get new ones."""
        numbers: dict[Node, int] = {}
        for instance, runs in self._ids.items():
            if runs is not None:
                nodes = Survey(instance).nodes
                numbers.update(_numbered(nodes, runs) or {})
        document.registry.renumber(numbers, self._next_id)


def _numbered(nodes: list[Node], runs: tuple[int, ...]) -> dict[Node, int] | None:
    """Give the nodes their old numbers; None if there are more or fewer nodes now."""
    sizes = sum(1 if node.lazy_children is None else 1 + node.lazy_children.size for node in nodes)
    if sizes != sum(runs[1::2]):
        return None
    left = [(first, count) for first, count in zip(runs[::2], runs[1::2], strict=True)]
    left.reverse()
    numbers: dict[Node, int] = {}
    waiting = nodes[::-1]
    while waiting:
        node = waiting.pop()
        size = 1 if node.lazy_children is None else 1 + node.lazy_children.size
        first, count = left.pop()
        if count < size:
            # Its children had been accessed, and have been replaced by others.
            make_children(node)  # type: ignore[arg-type]
            inner = []
            child = node.first_child
            while child is not None:
                inner.append(child)
                child = child.next_sibling
            waiting += inner[::-1]
            size = 1
        numbers[node] = first
        if count > size:
            left.append((first + size, count - size))
    return numbers
