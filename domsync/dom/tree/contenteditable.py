"""Elements that the user edits (`contenteditable`), whose changed children the browser does not report.

Their content is the user's until the program sets their text, which replaces all of it. This applies if a single text
is all that the program has put there; changes beside other nodes leave the user's content alone.

From https://html.spec.whatwg.org/#editing-host.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.dom import ops

if TYPE_CHECKING:
    from domsync.dom.nodes.node import Node

_TEXT = 3


def is_edited(element: Node | None) -> bool:
    """Return whether the user edits an element's content, according to its own attribute."""
    given = None if element is None or element.attribute_map is None else element.attribute_map.get("contenteditable")
    return given is not None and given.lower() != "false"


def empty_for(parent: Node, arrived: Sequence[Node]) -> None:
    """Empty an element in the browser, if a text that was just put into it is to be its only content.

    Args:
        parent: A connected element that has the new nodes.
        arrived: The new nodes.
    """
    only = arrived[0] if len(arrived) == 1 else None
    is_all = only is not None and only is parent.first_child and only is parent.last_child
    if only is not None and is_all and only.nodeType == _TEXT and is_edited(parent):
        _empty(parent)


def removal(parent: Node, nodes: Sequence[Node], node_id: int) -> ops.Op:
    """Return the op that removes nodes.

    Args:
        parent: Their former parent.
        nodes: The nodes, a run of siblings.
        node_id: The former number of the first one.
    """
    if len(nodes) == 1 and nodes[0].nodeType == _TEXT and parent.first_child is None and is_edited(parent):
        return ops.SetText(parent.node_id, 0, "")
    return ops.Remove(node_id, len(nodes))


def log_data(text: Node, data: str) -> None:
    """Log that the data of a connected text has changed.

    Args:
        text: The text, or a comment.
        data: Its new data.
    """
    log, parent = text.node_document.op_log, text.parent_node
    # Most elements do not have the attribute, and their texts change often: so this is checked first, without a call.
    attributes = None if parent is None else parent.attribute_map
    if parent is None or attributes is None or "contenteditable" not in attributes or not _is_edited_text(text):
        log.append(ops.SetData(text.node_id, data))
    elif data and "\n" not in data and "\r" not in data:
        log.append(ops.SetText(parent.node_id, text.node_id, data))
    else:
        # SetText would turn line feeds into <br>, and an empty text into none.
        registry = text.node_document.registry
        registry.unregister(text)
        _empty(parent)
        log.append(ops.Insert(parent.node_id, 0, registry.register([text]), (data,)))


def _is_edited_text(node: Node) -> bool:
    """Return whether a node is a text and the only child of an element that the user edits."""
    is_alone = node.previous_sibling is None and node.next_sibling is None
    return node.nodeType == _TEXT and is_alone and is_edited(node.parent_node)


def _empty(element: Node) -> None:
    element.node_document.op_log.append(ops.SetText(element.node_id, 0, ""))
