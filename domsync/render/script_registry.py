"""The server's copy of the page's registry, the JavaScript variable ``__domsync__``.

A log of ops names nodes by number and says what is removed by its top node only. So the JavaScript rendering keeps, for
each node that the page has, where it hangs and under which key the page's registry has it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from domsync.dom.ops import DOCUMENT, ROOT, WINDOW
from domsync.render.quoting import js_string


class AddedListener(NamedTuple):
    """A listener that the page has.

    Attributes:
        function: The source of its function.
        on: The expression for what it was added to.
        key: Its function's key in the registry; empty for one in the original's form, which nothing can take away.
        options: The source of the third argument of `addEventListener`, or nothing.
    """

    function: str
    on: str
    key: str = ""
    options: str = ""


class ListenerState:
    """The state of one event on one node, in the page.

    Attributes:
        lasting: The listener in the original's form, if there ever was one: it has no name by which the page could
            take it away. When the document no longer wants it, its messages are dropped here.
        current: The listener with a name, which replaces `lasting` while it is there.
    """

    __slots__ = ("current", "lasting")

    def __init__(self) -> None:
        self.lasting: AddedListener | None = None
        self.current: AddedListener | None = None


class NodeMirror:
    """One node of the page.

    Attributes:
        wire: Its number in the ops.
        key: Its key in the registry; empty for a child that `innerText` made and that nothing has asked for yet.
        ref: The JavaScript expression for it; empty if it has no key.
        html: It is an HTML element, so it has `innerText`.
        loose: Its children have no keys; they are what one `innerText` made.
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
        """Hang a node that hangs nowhere before a child, or at the end."""
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
        """Unhang this node."""
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
    """The keys of the page's registry, and the nodes behind them.

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
        """Find a free key for something of a node, like `name`, and take it."""
        key = name
        while key in self._owners:
            key = f"{key}#{wire}"
        self._owners[key] = wire
        return key

    def release(self, key: str) -> None:
        """Give a key free again."""
        del self._owners[key]

    def owner(self, key: str) -> int | None:
        """The number of the node that has a key; None if there is none."""
        return self._owners.get(key) or None

    def add(self, wire: int, parent: NodeMirror, before: NodeMirror | None = None, *, html: bool = False) -> NodeMirror:
        """Take in a new node, without a key as yet."""
        twin = NodeMirror(wire, html=html)
        self.nodes[wire] = twin
        parent.put(twin, before)
        return twin

    def name(self, twin: NodeMirror, id: str | None) -> None:
        """Give a node its key: its `id` attribute if it has one that is free, else one made of its number."""
        twin.key = self.claim(id or f"__domsync_n_{twin.wire}", twin.wire)
        twin.ref = entry(twin.key)


def entry(key: str) -> str:
    """The JavaScript expression for an entry of the registry."""
    return f"__domsync__[{js_string(key)}]"
