"""The values of a State as a tree in which everything that can be changed has a name that is the same everywhere.

Items of lists are known by numbers, so that "the third item" stays the one that was meant when another process puts one
in before it. There are two such trees: of what is confirmed, and of what is shown, whose containers are the program's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from domsync.server.field_types import Fields, Kind

if TYPE_CHECKING:
    from domsync.server.replica_nodes import DictNode, ListNode, ModelNode, SetNode

Notify = Callable[[], None]


def silent() -> None:
    """Nobody looks at what is confirmed."""


class Tree:
    """Holds the containers of the tree of what is confirmed: plain ones, that nobody sees."""

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
        """Make what stands for a State or another model."""
        return {}

    def values(self, node: ModelNode) -> dict[str, Any]:
        """The values of a model's fields."""
        return node.held  # type: ignore[no-any-return]

    def notify(self, node: ModelNode, name: str) -> Notify:
        """What is called when the value of a field was changed."""
        return silent


class Node:
    """Something that can be changed in place.

    Args:
        kind: What it is.
        tree: The tree.
        up: What it is in.
        place: Where in it: the number of an item, a key, the name of a field.
        notify: Called after each change.
    """

    __slots__ = ("held", "kids", "kind", "notify", "place", "tree", "up")

    def __init__(self, kind: Kind, tree: Tree, up: Node | None, place: Any, notify: Notify) -> None:
        self.kind = kind
        self.tree = tree
        self.up = up
        self.place = place
        self.notify = notify
        #: The container itself.
        self.held: Any = None
        #: What in it can be changed in place, by its place.
        self.kids: dict[Any, Node] = {}

    def lose(self, place: Any) -> None:
        """Take note that what was in a place is no longer there."""
        kid = self.kids.pop(place, None)
        if kid is not None:
            kid.up = None

    def step(self, place: Any) -> Any:
        """A place, as JSON has it."""
        return place

    def kid(self, step: Any) -> Node | None:
        """What is in a place, which came from JSON."""
        return self.kids.get(step)

    def path(self, root: Node) -> list[Any] | None:
        """How to get here from the root, or None if it is no longer in the tree."""
        steps: list[Any] = []
        node = self
        while node.up is not None:
            steps.append(node.up.step(node.place))
            node = node.up
        return steps[::-1] if node is root else None

    def copy(self, tree: Tree, up: Node | None, notify: Notify) -> Node:
        """The same in another tree."""
        raise NotImplementedError

    def follow(self, other: Node) -> None:
        """Become like a node of another tree, keeping as much as possible.

        Args:
            other: The node, of the same class.
        """
        raise NotImplementedError

    def plain(self) -> Any:
        """The value, taken apart."""
        raise NotImplementedError
