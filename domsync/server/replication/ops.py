"""Operations on a State, recorded in one process and repeated in the others.

An operation says what it means and not what came of it: "this after that", not "the list is now". So the operations of
several processes make sense one after the other, in whatever order they come into the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from domsync.server.replication.kinds import Kind
from domsync.server.replication.nodes import DictNode, ListNode, ModelNode, Node, SetNode

Path = list[int | str]
#: Numbers of items: the first one and how many follow on it, again and again.
Runs = list[int]


class Op(msgspec.Struct, array_like=True, frozen=True):
    """A change.

    Args:
        path: Where it happens: names of fields, numbers of items, and keys as JSON.
        first: The first number for the items of lists that it brings.
    """

    path: Path
    first: int

    @property
    def field(self) -> str:
        """The field of the outermost State."""
        return str(self.path[0])

    def find(self, root: Node) -> Node | None:
        """Find what it happens to, or None if that has left the tree."""
        node: Node | None = root
        for step in self.path:
            if node is None:
                return None
            node = node.child(step)
        return node

    def read(self, node: Node) -> Any:
        """Take the value apart that it brings.

        Raises:
            ValueError: It does not fit the type, which another version of the program has changed.
        """
        return None

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Do it.

        Args:
            node: What it happens to.
            plain: The value that it brings, encoded.
            numbers: Numbers for the items of lists in it.
        """
        raise NotImplementedError


class Assign(Op, array_like=True, frozen=True, tag="="):
    """A field of a State or another model is assigned; its name ends the path."""

    value: msgspec.Raw

    def find(self, root: Node) -> Node | None:
        """The State."""
        return _model_at(root, self.path)

    def read(self, node: Node) -> Any:
        """The value."""
        return _kind(node, str(self.path[-1])).read(bytes(self.value))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Assign it."""
        if isinstance(node, ModelNode):
            node.assign(str(self.path[-1]), plain, numbers)


class Sum(Op, array_like=True, frozen=True, tag="+"):
    """A number is changed by a difference; the name of the field ends the path."""

    difference: int | float

    def find(self, root: Node) -> Node | None:
        """The State."""
        return _model_at(root, self.path)

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Add it."""
        if isinstance(node, ModelNode):
            node.sum(str(self.path[-1]), self.difference)


class Splice(Op, array_like=True, frozen=True, tag="s"):
    """Items of a list leave, and others come."""

    anchor: int
    hint: int
    gone: Runs
    values: msgspec.Raw

    def read(self, node: Node) -> Any:
        """Read what comes."""
        return node.kind.read(bytes(self.values))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Do it."""
        if isinstance(node, ListNode):
            node.splice(self.anchor, self.hint, from_runs(self.gone), plain, numbers)


class Put(Op, array_like=True, frozen=True, tag="p"):
    """An item of a list is replaced."""

    number: int
    hint: int
    value: msgspec.Raw

    def read(self, node: Node) -> Any:
        """The new one."""
        return node.kind.read(bytes(self.value))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Replace it."""
        if isinstance(node, ListNode):
            node.put(self.number, self.hint, plain[0], numbers)


class Order(Op, array_like=True, frozen=True, tag="o"):
    """The items of a list are brought into another order."""

    numbers: Runs

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Do it."""
        if isinstance(node, ListNode):
            node.reorder(from_runs(self.numbers))


class Update(Op, array_like=True, frozen=True, tag="u"):
    """Keys of a dict get values."""

    values: msgspec.Raw

    def read(self, node: Node) -> Any:
        """The keys and values."""
        return node.kind.read(bytes(self.values))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Set them."""
        if isinstance(node, DictNode):
            node.put(plain, numbers)


class Drop(Op, array_like=True, frozen=True, tag="x"):
    """Keys of a dict leave."""

    keys: msgspec.Raw

    def read(self, node: Node) -> Any:
        """The keys."""
        return node.kind.keys.read(bytes(self.keys)) if isinstance(node, DictNode) else []

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Remove them."""
        if isinstance(node, DictNode):
            node.drop(plain)


class Add(Op, array_like=True, frozen=True, tag="a"):
    """Values come into a set."""

    values: msgspec.Raw

    def read(self, node: Node) -> Any:
        """The values."""
        return node.kind.read(bytes(self.values))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Put them in."""
        if isinstance(node, SetNode):
            node.add(plain)


class Discard(Op, array_like=True, frozen=True, tag="d"):
    """Values leave a set."""

    values: msgspec.Raw

    def read(self, node: Node) -> Any:
        """The values."""
        return node.kind.read(bytes(self.values))

    def perform(self, node: Node, plain: Any, numbers: Iterator[int]) -> None:
        """Take them out."""
        if isinstance(node, SetNode):
            node.discard(plain)


AnyOp = Assign | Sum | Splice | Put | Order | Update | Drop | Add | Discard


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """An entry of the log: what one process did in one turn of its event loop; it stands as a whole.

    Args:
        origin: The process.
        n: Its entries are numbered from 1.
        ops: What it did.
    """

    origin: str
    n: int
    ops: list[AnyOp]


def to_runs(numbers: Iterable[int]) -> Runs:
    """Write numbers, of which many follow on each other, in a short form."""
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
