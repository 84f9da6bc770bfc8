"""Live lists of nodes: `childNodes`, `children`, what `getElementsBy...` return; and the list that does not live."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar, overload

from domsync.dom.compare import children_of, descend

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.dom.element import Element
    from domsync.dom.node import Node

N = TypeVar("N", bound="Node", covariant=True)


class NodeList(Sequence[N]):
    """A sequence of nodes with the browser's names; this one does not change.

    From https://dom.spec.whatwg.org/#interface-nodelist.
    """

    __slots__ = ("_items",)

    def __init__(self, items: list[N]) -> None:
        self._items: list[N] | None = items

    def _list(self) -> list[N]:
        return self._items or []

    @property
    def length(self) -> int:
        """How many there are."""
        return len(self._list())

    def item(self, index: int) -> N | None:
        """Return the node at `index`, None when there is none."""
        items = self._list()
        return items[index] if 0 <= index < len(items) else None

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
        """Go through the nodes that are here now: the list may be changed meanwhile."""
        return iter(self._list().copy())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, NodeList):
            return self._list() == other._list()
        return isinstance(other, list | tuple) and self._list() == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._list()!r})"


class LiveList(NodeList[N]):
    """A list that always shows the present state of the tree; what it has collected it keeps until the tree changes."""

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
    """Return the one `childNodes` of a node."""
    return _view(node, "childNodes", ChildNodes)


class HTMLCollection(LiveList["Element"]):
    """Elements only, which can also be had by their `id` or `name`.

    From https://dom.spec.whatwg.org/#interface-htmlcollection.
    """

    __slots__ = ()

    def namedItem(self, name: str) -> Element | None:
        """Return the first element whose `id`, or whose `name` if it is an HTML element, is `name`."""
        if not name:
            return None
        for element in self._list():
            attributes = element._attributes
            if attributes is not None and (
                attributes.get("id") == name or (element._name.is_html and attributes.get("name") == name)
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
    """The children of a node that are elements."""

    __slots__ = ()

    def _collect(self) -> list[Element]:
        return [child for child in children_of(self._root) if child.nodeType == 1]  # type: ignore[misc]


def children(node: Node) -> HTMLCollection:
    """Return the one `children` of a node."""
    return _view(node, "children", Children)


V = TypeVar("V", bound=LiveList["Node"])


def _view(node: Node, name: str, kind: type[V]) -> V:
    views = node._views
    if views is None:
        if node.nodeType in {3, 8}:  # they never have children, and no place to keep a list
            return kind(node)
        views = {}
        node._views = views  # type: ignore[misc]
    view = views.get(name)
    if view is None:
        view = views[name] = kind(node)
    return view  # type: ignore[return-value]


class Matching(HTMLCollection):
    """The descendants of a node for which a test holds."""

    __slots__ = ("_at", "_test")

    def __init__(self, root: Node, test: Callable[[Element], bool]) -> None:
        super().__init__(root)
        self._test = test
        self._at: tuple[Document, int] | None = None

    def _list(self) -> list[Element]:
        document = self._root._document
        at = self._at
        if self._items is None or at is None or at[0] is not document or at[1] != document._version:
            self._items = self._collect()
            self._at = (document, document._version)
        return self._items

    def _collect(self) -> list[Element]:
        root, test = self._root, self._test
        return [node for node in descend(root) if node.nodeType == 1 and node is not root and test(node)]  # type: ignore[misc, arg-type]
