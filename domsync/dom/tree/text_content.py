"""Replace children by text (`textContent`), and join adjacent texts (`normalize`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.dom import ops
from domsync.dom.traversal import after_subtree, children_of
from domsync.dom.tree import mutation
from domsync.dom.tree.contenteditable import is_edited
from domsync.dom.tree.description import SubtreeDescription
from domsync.dom.tree.insertion_checks import check_limits
from domsync.dom.tree.links import link

if TYPE_CHECKING:
    from domsync.dom.nodes.character_data import Text
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode

_TEXT = 3


def replace_all_with_text(parent: ParentNode, text: str) -> None:
    """Run the standard's "string replace all": one text, or nothing if it is empty.

    From https://dom.spec.whatwg.org/#string-replace-all.
    """
    first = parent.first_child
    # The user may have changed it, which is not reported.
    if is_edited(parent):
        pass
    elif first is not None and first is parent.last_child and first.nodeType == _TEXT:
        if text and first.nodeValue == text:
            return
    elif first is None and not text:
        return
    nodes = [parent.node_document.createTextNode(text)] if text else []
    if "\n" in text or "\r" in text:
        mutation.place(parent, nodes, None, children_of(parent))
    else:
        set_lines(parent, nodes, text)


def set_lines(parent: ParentNode, nodes: Sequence[Node], text: str) -> None:
    """Replace all children by new texts and line breaks, which `text` describes to the browser."""
    old = children_of(parent)
    if not parent.node_id or parent.element_name is None or not parent.element_name.is_html:
        mutation.place(parent, nodes, None, old)
        return
    document = parent.node_document
    description = SubtreeDescription()
    for node in nodes:
        description.add(node)
    check_limits(parent, description, (), old)
    only = old[0].node_id if len(old) == 1 and len(nodes) == 1 and old[0].nodeType == nodes[0].nodeType == _TEXT else 0
    for node in old:
        mutation.take_out(node)
    for node in nodes:
        link(parent, node, None)
    if only:
        # The browser gives the new text the old one's number, so that a text that changes often does not use up
        # numbers.
        document.registry.register_as(nodes[0], only)
        first = only
    else:
        first = document.registry.register(description.order) if nodes else 0
    document.op_log.append(ops.SetText(parent.node_id, first, text))


def normalize(root: Node) -> None:
    """Join adjacent texts and remove empty ones.

    From https://dom.spec.whatwg.org/#dom-node-normalize.
    """
    node = root.first_child
    while node is not None:
        if node.nodeType == _TEXT:
            node = _join(node, root)  # type: ignore[arg-type]
        elif node.first_child is not None:
            node = node.first_child
        else:
            node = after_subtree(node, root)


def _join(text: Text, root: Node) -> Node | None:
    """Join the run of texts that begins with `text`, and return the node after it."""
    run: list[Text] = [text]
    while (following := run[-1].next_sibling) is not None and following.nodeType == _TEXT:
        run.append(following)  # type: ignore[arg-type]
    after = after_subtree(run[-1], root)
    keep = next((one for one in run if one.text_data), None)
    if keep is not None and len(run) > 1:
        keep.data = "".join([one.text_data for one in run])
    mutation.remove_all([one for one in run if one is not keep])
    return after
