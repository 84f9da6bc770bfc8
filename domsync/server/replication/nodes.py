"""The nodes of a replicated State: lists, dicts, sets and models in it that can be changed in place."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from domsync.server.replication.kinds import DictKind, Fields, Kind, ListKind, ModelKind, SetKind

Notify = Callable[[], None]


def noop() -> None:
    """Do nothing: nobody looks at the confirmed values."""


class Tree:
    """Makes the containers of the confirmed tree: plain ones, which nobody sees."""

    def hold_list(self, node: ListNode, items: list[Any]) -> list[Any]:
        """Make a list."""
        return items

    def hold_dict(self, node: DictNode, items: dict[Any, Any]) -> dict[Any, Any]:
        """Make a dict."""
        return items

    def hold_set(self, node: SetNode, items: set[Any]) -> set[Any]:
        """Make a set."""
        return items

    def hold_model(self, node: ModelNode, make: Callable[[], Fields]) -> Any:
        """Make the stand-in for a State or another model."""
        return {}

    def values(self, node: ModelNode) -> dict[str, Any]:
        """The values of a model's fields."""
        return node.value  # type: ignore[no-any-return]

    def notify(self, node: ModelNode, name: str) -> Notify:
        """Make the function that is called when the value of a field has changed."""
        return noop


class Node:
    """A node: something that can be changed in place.

    Args:
        kind: The kind of its value.
        tree: The tree.
        up: The node that contains it.
        place: Its place there: the number of an item, a key, or the name of a field.
        notify: Called after each change.
    """

    __slots__ = ("children", "kind", "notify", "place", "tree", "up", "value")

    def __init__(self, kind: Kind, tree: Tree, up: Node | None, place: Any, notify: Notify) -> None:
        self.kind: Kind = kind
        self.tree: Tree = tree
        self.up: Node | None = up
        self.place: Any = place
        self.notify: Notify = notify
        #: The container itself.
        self.value: Any = None
        #: The nodes inside it, by place.
        self.children: dict[Any, Node] = {}

    def lose(self, place: Any) -> None:
        """Detach the node in a place, which is no longer there."""
        child = self.children.pop(place, None)
        if child is not None:
            child.up = None

    def step(self, place: Any) -> Any:
        """Convert a place for JSON."""
        return place

    def child(self, step: Any) -> Node | None:
        """Find the node in a place that was read from JSON."""
        return self.children.get(step)

    def path(self, root: Node) -> list[Any] | None:
        """Return the path from the root to this node, or None if it is no longer in the tree."""
        steps: list[Any] = []
        node = self
        while node.up is not None:
            steps.append(node.up.step(node.place))
            node = node.up
        return steps[::-1] if node is root else None

    def copy(self, tree: Tree, up: Node | None, notify: Notify) -> Node:
        """Copy the node into another tree."""
        raise NotImplementedError

    def follow(self, other: Node) -> None:
        """Become like a node of another tree, keeping as much as possible.

        Args:
            other: The node, of the same class.
        """
        raise NotImplementedError

    def plain(self) -> Any:
        """Return the value, encoded."""
        raise NotImplementedError


#: Where items are inserted, if not before a given item.
START, END = 0, 1
#: The first number that an item can have.
FIRST = 16


class ListNode(Node):
    """A list."""

    __slots__ = ("ids",)
    kind: ListKind

    def __init__(self, kind: ListKind, tree: Tree, up: Node | None, place: Any, notify: Notify) -> None:
        super().__init__(kind, tree, up, place, notify)
        #: The numbers of the items.
        self.ids: list[int] = []

    def fill(self, plain: Sequence[Any], numbers: Iterator[int]) -> None:
        """Make the list."""
        self.ids, items = self._items(plain, numbers)
        self.value: Any = self.tree.hold_list(self, items)

    def _items(self, plain: Sequence[Any], numbers: Iterator[int]) -> tuple[list[int], list[Any]]:
        if self.kind.item.exact and type(self.kind.item) is Kind:
            return list(islice(numbers, len(plain))), list(plain)
        ids, items = [], []
        for value in plain:
            number = next(numbers)
            ids.append(number)
            items.append(_grow(self, self.kind.item, value, number, numbers, self.notify))
        return ids, items

    def splice(self, anchor: int, hint: int, gone: list[int], plain: Sequence[Any], numbers: Iterator[int]) -> None:
        """Remove items and insert others.

        Args:
            anchor: The number of the item before which they are inserted, or START or END.
            hint: The index of the change in the process that made it.
            gone: The numbers of the removed items.
            plain: The new value, encoded.
            numbers: Numbers for the new items.
        """
        ids = self.ids
        at = min(hint, len(ids))
        if ids[hint : hint + len(gone)] == gone:
            list.__delitem__(self.value, slice(hint, hint + len(gone)))
            del ids[hint : hint + len(gone)]
        else:
            leaving = set(gone)
            indices = [index for index, number in enumerate(ids) if number in leaving]
            at = indices[0] if indices else at
            for index in reversed(indices):
                list.__delitem__(self.value, index)
                del ids[index]
        for number in gone:
            self.lose(number)
        if plain:
            if anchor in (START, END):
                at = 0 if anchor == START else len(ids)
            else:
                found = self._index(anchor, hint)
                at = at if found is None else found
            fresh, items = self._items(plain, numbers)
            ids[at:at] = fresh
            list.__setitem__(self.value, slice(at, at), items)
        self.notify()

    def put(self, number: int, hint: int, plain: Any, numbers: Iterator[int]) -> None:
        """Replace an item; do nothing if it was removed.

        Args:
            number: Its number.
            hint: The index that it had in the process that made the change.
            plain: The new value, encoded.
            numbers: Numbers for the items in it.
        """
        index = self._index(number, hint)
        if index is not None:
            list.__setitem__(self.value, index, _grow(self, self.kind.item, plain, number, numbers, self.notify))
            self.notify()

    def reorder(self, numbers: Iterable[int]) -> None:
        """Reorder the items; those that the order does not mention come last.

        Args:
            numbers: The numbers of the items in their new order.
        """
        rank = {number: at for at, number in enumerate(numbers)}
        order = sorted(range(len(self.ids)), key=lambda index: rank.get(self.ids[index], len(rank)))
        self.ids = [self.ids[index] for index in order]
        list.__setitem__(self.value, slice(None), [self.value[index] for index in order])
        self.notify()

    def _index(self, number: int, hint: int) -> int | None:
        ids = self.ids
        if hint < len(ids) and ids[hint] == number:
            return hint
        try:
            return ids.index(number)
        except ValueError:
            return None

    def copy(self, tree: Tree, up: Node | None, notify: Notify) -> ListNode:
        """Copy the node into another tree."""
        node = ListNode(self.kind, tree, up, self.place, notify)
        node.ids = self.ids[:]
        node.children = {number: child.copy(tree, node, notify) for number, child in self.children.items()}
        node.value = tree.hold_list(node, _with_children(self.ids, self.value, node.children))
        return node

    def follow(self, other: Node) -> None:
        """Become like a list of another tree."""
        assert isinstance(other, ListNode)  # noqa: S101 - for the type checker: the caller has looked
        for number in self.children.keys() - other.children.keys():
            self.lose(number)
        children = {number: _like(self, number, child, self.notify) for number, child in other.children.items()}
        items = [children.get(number, item) for number, item in zip(other.ids, other.value, strict=True)]
        if self.ids != other.ids or not all(map(operator.is_, items, self.value)):
            self.ids = other.ids[:]
            list.__setitem__(self.value, slice(None), items)
            self.notify()

    def plain(self) -> Any:
        """Return the value, encoded."""
        return [self.children[number].plain() if number in self.children else item for number, item in self._pairs()]

    def _pairs(self) -> Iterator[tuple[int, Any]]:
        return zip(self.ids, self.value, strict=True)


class DictNode(Node):
    """A dict.

    Args:
        kind: Its kind.
    """

    __slots__ = ()
    kind: DictKind

    def fill(self, plain: Mapping[Any, Any], numbers: Iterator[int]) -> None:
        """Make the dict."""
        item = self.kind.item
        items = {key: _grow(self, item, value, key, numbers, self.notify) for key, value in plain.items()}
        self.value: Any = self.tree.hold_dict(self, items)

    def put(self, plain: Mapping[Any, Any], numbers: Iterator[int]) -> None:
        """Set the values of some keys.

        Args:
            plain: The values, encoded.
            numbers: Numbers for the items in them.
        """
        for key, value in plain.items():
            dict.__setitem__(self.value, key, _grow(self, self.kind.item, value, key, numbers, self.notify))
        self.notify()

    def drop(self, keys: Iterable[Any]) -> None:
        """Remove some keys, as far as they exist."""
        for key in keys:
            self.lose(key)
            dict.pop(self.value, key, None)
        self.notify()

    def step(self, place: Any) -> Any:
        """Convert a key for JSON."""
        return self.kind.keys.encode([place])[1:-1].decode()

    def child(self, step: Any) -> Node | None:
        """Find the node under a key that was read from JSON."""
        (key,) = self.kind.keys.decode(f"[{step}]".encode())
        return self.children.get(key)

    def copy(self, tree: Tree, up: Node | None, notify: Notify) -> DictNode:
        """Copy the node into another tree."""
        node = DictNode(self.kind, tree, up, self.place, notify)
        node.children = {key: child.copy(tree, node, notify) for key, child in self.children.items()}
        node.value = tree.hold_dict(
            node, dict(zip(self.value, _with_children(self.value, self.value.values(), node.children), strict=True))
        )
        return node

    def follow(self, other: Node) -> None:
        """Become like a dict of another tree."""
        assert isinstance(other, DictNode)  # noqa: S101 - for the type checker: the caller has looked
        for key in self.children.keys() - other.children.keys():
            self.lose(key)
        items = dict(other.value)
        items.update((key, _like(self, key, child, self.notify)) for key, child in other.children.items())
        if list(items) != list(self.value) or not all(map(operator.is_, items.values(), self.value.values())):
            dict.clear(self.value)
            dict.update(self.value, items)
            self.notify()

    def plain(self) -> Any:
        """Return the value, encoded."""
        return {key: self.children[key].plain() if key in self.children else item for key, item in self.value.items()}


class SetNode(Node):
    """A set.

    Args:
        kind: Its kind.
    """

    __slots__ = ()
    kind: SetKind

    def fill(self, plain: set[Any], numbers: Iterator[int]) -> None:
        """Make the set."""
        self.value: Any = self.tree.hold_set(self, set(plain))

    def add(self, values: Iterable[Any]) -> None:
        """Add values."""
        set.update(self.value, values)
        self.notify()

    def discard(self, values: Iterable[Any]) -> None:
        """Remove values."""
        set.difference_update(self.value, values)
        self.notify()

    def copy(self, tree: Tree, up: Node | None, notify: Notify) -> SetNode:
        """Copy the node into another tree."""
        node = SetNode(self.kind, tree, up, self.place, notify)
        node.value = tree.hold_set(node, set(self.value))
        return node

    def follow(self, other: Node) -> None:
        """Become like a set of another tree."""
        if self.value != other.value:
            set.clear(self.value)
            set.update(self.value, other.value)
            self.notify()

    def plain(self) -> Any:
        """Return the value."""
        return set(self.value)


class ModelNode(Node):
    """A State, or another model.

    Args:
        kind: The kind of its class.
    """

    __slots__ = ("recorder",)
    kind: ModelKind
    #: The recorder of its changes; held here, so that it lives as long as the model's place in the tree.
    recorder: object

    def fill(self, plain: Fields, numbers: Iterator[int]) -> None:
        """Take over the fields."""
        self.value: Any = self.tree.hold_model(self, lambda: plain)
        for name, value in plain.items():
            self._set(name, value, numbers)

    def _set(self, name: str, plain: Any, numbers: Iterator[int]) -> None:
        value = _grow(self, self.kind.fields[name], plain, name, numbers, self.tree.notify(self, name))
        self.tree.values(self)[name] = value

    def assign(self, name: str, plain: Any, numbers: Iterator[int]) -> None:
        """Assign a field.

        Args:
            name: Its name.
            plain: The value, encoded.
            numbers: Numbers for the items in it.
        """
        self._set(name, plain, numbers)
        self.tree.notify(self, name)()

    def sum(self, name: str, difference: Any) -> None:
        """Add to a number.

        Args:
            name: The name of the field.
            difference: The number to add.
        """
        self.tree.values(self)[name] += difference
        self.tree.notify(self, name)()

    def copy(self, tree: Tree, up: Node | None, notify: Notify) -> ModelNode:
        """Copy the node into another tree."""
        node = ModelNode(self.kind, tree, up, self.place, notify)
        node.value = tree.hold_model(node, self.plain)
        values = self.tree.values(self)
        for name in self.kind.fields:
            if name in self.children:
                child = node.children[name] = self.children[name].copy(tree, node, tree.notify(node, name))
                tree.values(node)[name] = child.value
            elif name in values:
                tree.values(node)[name] = values[name]
        return node

    def follow(self, other: Node) -> None:
        """Become like a model of another tree."""
        for name in self.kind.fields:
            self.follow_field(name, other)

    def follow_field(self, name: str, other: Node) -> None:
        """Make one field like that of a model in another tree.

        Args:
            name: The name of the field.
            other: The model.
        """
        theirs, mine = other.tree.values(other), self.tree.values(self)  # type: ignore[arg-type]
        if name not in theirs:
            return
        notify = self.tree.notify(self, name)
        if name in other.children:
            value = _like(self, name, other.children[name], notify)
        else:
            self.lose(name)
            value = theirs[name]
        if name not in mine or mine[name] is not value:
            mine[name] = value
            notify()

    def plain(self) -> Fields:
        """Return the value, encoded, with a new model."""
        values = self.tree.values(self)
        plain = {
            name: self.children[name].plain() if name in self.children else values[name]
            for name in self.kind.fields
            if name in values
        }
        return fields(self.kind, plain)


def fields(kind: ModelKind, plain: dict[str, Any]) -> Fields:
    """Encode the fields of a model, with a new model.

    Args:
        kind: The class.
        plain: The values, encoded.
    """
    return Fields(kind, plain, kind.cls.model_construct(**{name: _whole(value) for name, value in plain.items()}))


def _whole(plain: Any) -> Any:
    if isinstance(plain, Fields):
        return fields(plain.kind, dict(plain)).instance
    if isinstance(plain, list):
        return [_whole(item) for item in plain]
    if isinstance(plain, dict):
        return {key: _whole(item) for key, item in plain.items()}
    return plain


def _with_children(places: Iterable[Any], items: Collection[Any], children: Mapping[Any, Node]) -> list[Any]:
    if not children:
        return list(items)
    return [children[place].value if place in children else item for place, item in zip(places, items, strict=True)]


def renumber(node: Node, numbers: Iterator[int]) -> None:
    """Give the items of lists new numbers, in the order in which they would be assigned now.

    Args:
        node: The node to renumber, with everything in it.
        numbers: The numbers.
    """
    if isinstance(node, ListNode):
        children, node.children = node.children, {}
        for index, before in enumerate(node.ids):
            number = node.ids[index] = next(numbers)
            child = children.get(before)
            if child is not None:
                node.children[number] = child
                child.place = number
                renumber(child, numbers)
        return
    names = node.kind.fields if isinstance(node, ModelNode) else node.value if isinstance(node, DictNode) else ()
    for name in names:
        if name in node.children:
            renumber(node.children[name], numbers)


def _grow(into: Node, kind: Kind, plain: Any, place: Any, numbers: Iterator[int], notify: Notify) -> Any:
    """Put an encoded value into a node, and return it as its container holds it."""
    into.lose(place)
    kind = kind.of(plain)
    node: ListNode | DictNode | SetNode | ModelNode
    if isinstance(kind, ListKind):
        node = ListNode(kind, into.tree, into, place, notify)
    elif isinstance(kind, DictKind):
        node = DictNode(kind, into.tree, into, place, notify)
    elif isinstance(kind, SetKind):
        node = SetNode(kind, into.tree, into, place, notify)
    elif isinstance(kind, ModelKind):
        node = ModelNode(kind, into.tree, into, place, notify)
    else:
        return plain
    node.fill(plain, numbers)
    into.children[place] = node
    return node.value


def _like(into: Node, place: Any, other: Node, notify: Notify) -> Any:
    """Copy the value in a place from another tree, and return it as its container holds it."""
    child = into.children.get(place)
    if child is not None and child.kind is other.kind:
        child.follow(other)
    else:
        into.lose(place)
        child = into.children[place] = other.copy(into.tree, into, notify)
    return child.value
