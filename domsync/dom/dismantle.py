"""Take a document apart that nobody will see again, so that it does not wait for the garbage collector."""

from domsync.dom import ops
from domsync.dom.deferred import Waiting
from domsync.dom.document import Document
from domsync.dom.element import Element
from domsync.dom.parent import ParentNode


def dismantle(document: Document) -> None:
    """Empty a document and part its nodes from each other.

    A tree is all cycles, which only the garbage collector finds. Afterwards each node is freed with the last reference
    to it. Whoever still holds the document or a node can go on using it: the document is empty, the nodes are alone.
    Nothing is logged and no listener is told.

    Args:
        document: A document whose browser has gone.
    """
    root = document.documentElement
    nodes = list(document._nodes.values())
    document._nodes = {ops.ROOT: root}
    document._waiting = Waiting(document._nodes)
    document._ids = {document.root_id: root}
    document._radios = {}
    document._ops = []
    document._renderer = None
    for node in nodes:
        node._listeners = None
        if node is root:
            continue
        node._wire = 0
        node._parent = node._previous = node._next = None
        if isinstance(node, Element):
            node._deferred = None
        if isinstance(node, ParentNode):
            node._first = node._last = None
            node._views = None
    root._first = root._last = None
    root._views = None
    for target in (document, document.defaultView):
        target._listeners = None
    document._listening = 0


def release(document: Document) -> None:
    """Dismantle a document that nobody will use again, and part it from its root and its window too.

    Then nothing of it is left for the garbage collector. Nodes that someone keeps can still be used; the document
    itself raises InvalidStateError.

    Args:
        document: A document whose browser has gone.
    """
    dismantle(document)
    document._scheduler = None
    document.on_ops = None
    document._root._parent = None
    document._first = document._last = None
    document._nodes.clear()
    document._ids.clear()
    del document._root, document._window, document._document
