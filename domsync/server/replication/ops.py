"""Operations on a State, recorded in one process and repeated in the others.

An operation records the intention and not the result: "this after that", not "the list is now". So the operations of
several processes make sense one after the other, whatever their order in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from domsync.server.replication.kinds import Kind
from domsync.server.replication.nodes import DictNode, ListNode, ModelNode, Node, SetNode

Path = list[int | str]
#: Numbers of items as runs: alternately the first number and how many follow it.
Runs = list[int]


class Op(msgspec.Struct, array_like=True, frozen=True):
    """A change.

    Args:
        path: The place of the change: names of fields, numbers of items, and keys as JSON.
        first: The first number for list items in its value.
    """

    path: Path
    first: int

    @property
    def field(self) -> str:
        """The field of the outermost State."""
        return str(self.path[0])

    def find(self, root: Node) -> Node | None:
        """Find the node that it changes, or None if that has left the tree."""
        node: Node | None = root
        for step in self.path:
            if node is None:
                return None
            node = node.child(step)
        return node

    def read(self, node: Node) -> Any:
        """Decode its value.

        Raises:
            ValueError: It does not fit the type, which another version of the program has changed.
        """
        return None

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Perform the change.

        Args:
            node: The node that it changes.
            plain: Its value, encoded.
            numbers: Numbers for the items of lists in it.
        """
        raise NotImplementedError


class Assign(Op, array_like=True, frozen=True, tag="="):
    """A field of a State or another model is assigned; its name is the last step of the path."""

    value: msgspec.Raw

    def find(self, root: Node) -> Node | None:
        """Find the State."""
        return _model_at(root, self.path)

    def read(self, node: Node) -> Any:
        """The value."""
        return _kind(node, str(self.path[-1])).read(bytes(self.value))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Assign the value."""
        if isinstance(node, ModelNode):
            node.assign(str(self.path[-1]), plain, numbers)


class Sum(Op, array_like=True, frozen=True, tag="+"):
    """A number is changed by a difference; the name of the field is the last step of the path."""

    difference: int | float

    def find(self, root: Node) -> Node | None:
        """Find the State."""
        return _model_at(root, self.path)

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Add the difference."""
        if isinstance(node, ModelNode):
            node.sum(str(self.path[-1]), self.difference)


class Splice(Op, array_like=True, frozen=True, tag="s"):
    """Items of a list are removed, and others inserted."""

    anchor: int
    hint: int
    gone: Runs
    values: msgspec.Raw

    def read(self, node: Node) -> Any:
        """Decode the new items."""
        return node.kind.read(bytes(self.values))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Perform the change."""
        if isinstance(node, ListNode):
            node.splice(self.anchor, self.hint, from_runs(self.gone), plain, numbers)


class Put(Op, array_like=True, frozen=True, tag="p"):
    """An item of a list is replaced."""

    number: int
    hint: int
    value: msgspec.Raw

    def read(self, node: Node) -> Any:
        """Decode the new item."""
        return node.kind.read(bytes(self.value))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Replace the item."""
        if isinstance(node, ListNode):
            node.put(self.number, self.hint, plain[0], numbers)


class Order(Op, array_like=True, frozen=True, tag="o"):
    """The items of a list are reordered."""

    numbers: Runs

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Perform the change."""
        if isinstance(node, ListNode):
            node.reorder(from_runs(self.numbers))


class Update(Op, array_like=True, frozen=True, tag="u"):
    """Keys of a dict are set."""

    values: msgspec.Raw

    def read(self, node: Node) -> Any:
        """Decode the keys and values."""
        return node.kind.read(bytes(self.values))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Set the keys."""
        if isinstance(node, DictNode):
            node.put(plain, numbers)


class Drop(Op, array_like=True, frozen=True, tag="x"):
    """Keys of a dict are removed."""

    keys: msgspec.Raw

    def read(self, node: Node) -> Any:
        """Decode the keys."""
        return node.kind.keys.read(bytes(self.keys)) if isinstance(node, DictNode) else []

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Remove the keys."""
        if isinstance(node, DictNode):
            node.drop(plain)


class Add(Op, array_like=True, frozen=True, tag="a"):
    """Values are added to a set."""

    values: msgspec.Raw

    def read(self, node: Node) -> Any:
        """Decode the values."""
        return node.kind.read(bytes(self.values))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Add the values."""
        if isinstance(node, SetNode):
            node.add(plain)


class Discard(Op, array_like=True, frozen=True, tag="d"):
    """Values are removed from a set."""

    values: msgspec.Raw

    def read(self, node: Node) -> Any:
        """Decode the values."""
        return node.kind.read(bytes(self.values))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Remove the values."""
        if isinstance(node, SetNode):
            node.discard(plain)


AnyOp = Assign | Sum | Splice | Put | Order | Update | Drop | Add | Discard


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """An entry of the log: the changes of one process in one turn of its event loop, applied as a whole.

    Args:
        origin: The process.
        n: The entry's number in this process, from 1.
        ops: The changes.
    """

    origin: str
    n: int
    ops: list[AnyOp]


def to_runs(numbers: Iterable[int]) -> Runs:
    """Write numbers, many of which are consecutive, in a short form."""
    runs: Runs = []
    for number in numbers:
        if runs and runs[-2] + runs[-1] == number:
            runs[-1] += 1
        else:
            runs += (number, 1)
    return runs


def from_runs(runs: Runs) -> list[int]:
    """Read the short form."""
    if len(runs) == 2:
        return list(range(runs[0], runs[0] + runs[1]))
    pairs = zip(runs[::2], runs[1::2], strict=True)
    return [number for first, count in pairs for number in range(first, first + count)]


def _model_at(root: Node, path: Path) -> Node | None:
    node: Node | None = root
    for step in path[:-1]:
        node = None if node is None else node.child(step)
    return node if isinstance(node, ModelNode) and path[-1] in node.kind.fields else None


def _kind(node: Node, name: str) -> Kind:
    if not isinstance(node, ModelNode):
        raise ValueError(f"{name} is not a field")
    return node.kind.fields[name]
