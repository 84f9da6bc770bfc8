"""Dispose of a document that is no longer needed, without waiting for the garbage collector."""

from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.dom.nodes.parent import ParentNode


def clear_document(document: Document) -> None:
    """Empty a document and separate its nodes from each other.

    A tree is full of cycles, which only the garbage collector finds. Afterwards each node is freed with the last
    reference to it. The document and its nodes can still be used: the document is empty, the nodes are unconnected.
    Nothing is logged, and no listener is called.

    Args:
        document: A document whose browser has gone.
    """
    root = document.documentElement
    nodes = list(document.registry.nodes.values())
    document.registry.clear(root, document.root_id)
    document.op_log.ops = []
    document.script_renderer = None
    for node in nodes:
        node.listener_list = None
        if node is root:
            continue
        node.node_id = 0
        node.parent_node = node.previous_sibling = node.next_sibling = None
        if isinstance(node, Element):
            node.lazy_children = None
        if isinstance(node, ParentNode):
            node.first_child = node.last_child = None
            node.live_lists = None
    root.first_child = root.last_child = None
    root.live_lists = None
    for target in (document, document.defaultView):
        target.listener_list = None


def destroy_document(document: Document) -> None:
    """Dismantle a document that nobody will use again, and separate it from its root and its window, too.

    Then nothing of it is left for the garbage collector. Nodes can still be used; the document itself raises
    InvalidStateError.

    Args:
        document: A document whose browser has gone.
    """
    clear_document(document)
    document.scheduler = None
    document.on_ops = None
    document.root_element.parent_node = None
    document.first_child = document.last_child = None
    document.registry.nodes.clear()
    document.registry.ids.clear()
    del document.root_element, document.window, document.node_document
