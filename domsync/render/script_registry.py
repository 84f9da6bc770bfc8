"""The server's copy of the page's registry, the JavaScript variable ``__domsync__``.

Ops name nodes by number, and a removal names only the topmost node. So for each node on the page, the JavaScript
rendering keeps its place in the tree and its key in the page's registry.
"""

from collections.abc import Iterator
from typing import NamedTuple

from domsync.dom.ops import DOCUMENT, ROOT, WINDOW
from domsync.render.quoting import js_string


class AddedListener(NamedTuple):
    """A listener on the page.

    Attributes:
        function: The source of its function.
        on: The expression for its target.
        key: Its function's key in the registry; empty for one in the original's form, which cannot be removed.
        options: The source of the third argument of `addEventListener`, or nothing.
    """

    function: str
    on: str
    key: str = ""
    options: str = ""


class ListenerState:
    """The state of one event on one node, in the page.

    Attributes:
        lasting: The listener in the original's form, if there ever was one: it has no name by which it could be
            removed. When the document no longer needs it, its messages are dropped here.
        current: The named listener, which replaces `lasting` while it exists.
    """

    __slots__ = ("current", "lasting")

    def __init__(self) -> None:
        self.lasting: AddedListener | None = None
        self.current: AddedListener | None = None


class NodeMirror:
    """One node of the page.

    Attributes:
        wire: Its number in the ops.
        key: Its key in the registry; empty for a child that `innerText` made and that was not needed yet.
        ref: The JavaScript expression for it; empty if it has no key.
        html: Whether it is an HTML element, which has `innerText`.
        loose: Whether its children were made by one `innerText` and have no keys.
        heard: Its listeners by event.
    """

    __slots__ = ("first", "heard", "html", "key", "last", "loose", "next", "parent", "previous", "ref", "wire")

    def __init__(self, wire: int, *, html: bool = False) -> None:
        self.wire: int = wire
        self.key: str = ""
        self.ref: str = ""
        self.html: bool = html
        self.loose: bool = False
        self.heard: dict[str, ListenerState] | None = None
        self.parent: NodeMirror | None = None
        self.previous: NodeMirror | None = None
        self.next: NodeMirror | None = None
        self.first: NodeMirror | None = None
        self.last: NodeMirror | None = None

    def children(self) -> "Iterator[NodeMirror]":
        """The children, in order."""
        child = self.first
        while child is not None:
            yield child
            child = child.next

    def subtree(self) -> "Iterator[NodeMirror]":
        """Walk this node and its descendants, in document order."""
        node: NodeMirror | None = self
        while node is not None:
            yield node
            if node.first is not None:
                node = node.first
                continue
            while node is not self and node.next is None and node.parent is not None:
                node = node.parent
            node = None if node is self else node.next

    def put(self, child: "NodeMirror", before: "NodeMirror | None") -> None:
        """Insert a node without a parent before a child, or at the end."""
        previous = self.last if before is None else before.previous
        child.parent, child.previous, child.next = self, previous, before
        if previous is None:
            self.first = child
        else:
            previous.next = child
        if before is None:
            self.last = child
        else:
            before.previous = child

    def take(self) -> None:
        """Remove this node from its parent."""
        parent = self.parent
        if parent is None:
            return
        if self.previous is None:
            parent.first = self.next
        else:
            self.previous.next = self.next
        if self.next is None:
            parent.last = self.previous
        else:
            self.next.previous = self.previous
        self.parent = self.previous = self.next = None


class Registry:
    """The keys of the page's registry, and their nodes.

    Args:
        root_id: The `id` of the page's element that is the document's root.
    """

    def __init__(self, root_id: str) -> None:
        # The registry is a JavaScript array: these two keys would not store anything.
        self._owners: dict[str, int] = {"length": 0, "__proto__": 0}
        self.nodes: dict[int, NodeMirror] = {}
        for wire, name in ((ROOT, root_id), (DOCUMENT, "#document"), (WINDOW, "#window")):
            self.nodes[wire] = NodeMirror(wire, html=True)
            self.name(self.nodes[wire], name)
        self.nodes[DOCUMENT].ref = "document"
        self.nodes[WINDOW].ref = "window"

    def claim(self, name: str, wire: int) -> str:
        """Find a free key for an object of a node, based on `name`, and reserve it."""
        key = name
        while key in self._owners:
            key = f"{key}#{wire}"
        self._owners[key] = wire
        return key

    def release(self, key: str) -> None:
        """Make a key free again."""
        del self._owners[key]

    def owner(self, key: str) -> int | None:
        """The number of the node that has a key; None if there is none."""
        return self._owners.get(key) or None

    def add(self, wire: int, parent: NodeMirror, before: NodeMirror | None = None, *, html: bool = False) -> NodeMirror:
        """Add a new node, without a key for now."""
        twin = NodeMirror(wire, html=html)
        self.nodes[wire] = twin
        parent.put(twin, before)
        return twin

    def name(self, twin: NodeMirror, id: str | None) -> None:
        """Give a node its key: its `id` attribute if that is free, otherwise one made from its number."""
        twin.key = self.claim(id or f"__domsync_n_{twin.wire}", twin.wire)
        twin.ref = entry(twin.key)


def entry(key: str) -> str:
    """The JavaScript expression for an entry of the registry."""
    return f"__domsync__[{js_string(key)}]"
