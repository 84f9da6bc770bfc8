"""Node lists: live ones (`childNodes`, `children`, the results of `getElementsBy...`) and static ones."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar, overload

from domsync.dom.traversal import children_of, descend

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node

N = TypeVar("N", bound="Node", covariant=True)


class NodeList(Sequence[N]):
    """A static sequence of nodes with the browser's method names.

    From https://dom.spec.whatwg.org/#interface-nodelist.
    """

    __slots__ = ("_items",)

    def __init__(self, items: list[N]) -> None:
        self._items: list[N] | None = items

    def _list(self) -> list[N]:
        return self._items or []

    @property
    def length(self) -> int:
        """The number of items."""
        return len(self._list())

    def item(self, index: int) -> N | None:
        """Return the node at `index`, or None."""
        items = self._list()
        return items[index] if 0 <= index < len(items) else None

    def keys(self) -> Iterator[int]:
        """Return the indices."""
        return iter(range(len(self._list())))

    def values(self) -> Iterator[N]:
        """Return the nodes."""
        return iter(self)

    def entries(self) -> Iterator[tuple[int, N]]:
        """Return pairs of index and node."""
        return enumerate(iter(self))

    def forEach(self, callback: Callable[..., object]) -> None:
        """Call `callback(node)` for each node."""
        for node in self:
            callback(node)

    @overload
    def __getitem__(self, index: int) -> N: ...
    @overload
    def __getitem__(self, index: slice) -> list[N]: ...
    def __getitem__(self, index: int | slice) -> N | list[N]:
        return self._list()[index]

    def __len__(self) -> int:
        return len(self._list())

    def __iter__(self) -> Iterator[N]:
        """Iterate over the nodes that are in the list now; the list may change meanwhile."""
        return iter(self._list().copy())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NodeList):
            return self._list() == other._list()
        return isinstance(other, list | tuple) and self._list() == list(other)

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._list()!r})"


class LiveList(NodeList[N]):
    """A list that always shows the current state of the tree. Its items are cached until the tree changes."""

    __slots__ = ("_root",)

    def __init__(self, root: Node) -> None:
        self._root = root
        self._items = None

    @abstractmethod
    def _collect(self) -> list[N]:
        raise NotImplementedError

    def _list(self) -> list[N]:
        if self._items is None:
            self._items = self._collect()
        return self._items

    def _changed(self) -> None:
        self._items = None


class ChildNodes(LiveList["Node"]):
    """All children of a node."""

    __slots__ = ()

    def _collect(self) -> list[Node]:
        return children_of(self._root)


def child_nodes(node: Node) -> LiveList[Node]:
    """Return the `childNodes` of a node."""
    return _view(node, "childNodes", ChildNodes)


class HTMLCollection(LiveList["Element"]):
    """A live list of elements, which can also be looked up by `id` or `name`.

    From https://dom.spec.whatwg.org/#interface-htmlcollection.
    """

    __slots__ = ()

    def namedItem(self, name: str) -> Element | None:
        """Return the first element with this `id`, or, among HTML elements, with this `name`; None if there is none."""
        if not name:
            return None
        for element in self._list():
            attributes = element.attribute_map
            if attributes is not None and (
                attributes.get("id") == name or (element.element_name.is_html and attributes.get("name") == name)
            ):
                return element
        return None

    @overload
    def __getitem__(self, index: int | str) -> Element: ...
    @overload
    def __getitem__(self, index: slice) -> list[Element]: ...
    def __getitem__(self, index: int | str | slice) -> Element | list[Element]:
        if isinstance(index, str):
            found = self.namedItem(index)
            if found is None:
                raise KeyError(index)
            return found
        return self._list()[index]


class Children(HTMLCollection):
    """The child elements of a node."""

    __slots__ = ()

    def _collect(self) -> list[Element]:
        return [child for child in children_of(self._root) if child.nodeType == 1]  # type: ignore[misc]


def children(node: Node) -> HTMLCollection:
    """Return the `children` of a node."""
    return _view(node, "children", Children)


V = TypeVar("V", bound=LiveList["Node"])


def _view(node: Node, name: str, kind: type[V]) -> V:
    views = node.live_lists
    if views is None:
        if node.nodeType not in {1, 9, 11}:  # they never have children, and no place to keep a list
            return kind(node)
        views = {}
        node.live_lists = views  # type: ignore[misc]
    view = views.get(name)
    if view is None:
        view = views[name] = kind(node)
    return view  # type: ignore[return-value]


class Matching(HTMLCollection):
    """The descendants of a node that pass a test."""

    __slots__ = ("_at", "_test")

    def __init__(self, root: Node, test: Callable[[Element], bool]) -> None:
        super().__init__(root)
        self._test = test
        self._at: tuple[Document, int] | None = None

    def _list(self) -> list[Element]:
        document = self._root.node_document
        at = self._at
        if self._items is None or at is None or at[0] is not document or at[1] != document.tree_version:
            self._items = self._collect()
            self._at = (document, document.tree_version)
        return self._items

    def _collect(self) -> list[Element]:
        root, test = self._root, self._test
        return [node for node in descend(root) if node.nodeType == 1 and node is not root and test(node)]  # type: ignore[misc, arg-type]
