"""The algorithms that replace children by texts, and join texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.dom import mutation, ops
from domsync.dom.compare import after_subtree, children_of
from domsync.dom.links import link
from domsync.dom.survey import Survey
from domsync.dom.validity import check_limits

if TYPE_CHECKING:
    from domsync.dom.character_data import Text
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode

_TEXT = 3


def replace_all_with_text(parent: ParentNode, text: str) -> None:
    """Do the standard's "string replace all": one text, or nothing if it is empty.

    From https://dom.spec.whatwg.org/#string-replace-all.
    """
    first = parent._first
    if first is not None and first is parent._last and first.nodeType == _TEXT:
        if first.nodeValue == text:
            return
    elif first is None and not text:
        return
    nodes = [parent._document.createTextNode(text)] if text else []
    if "\n" in text or "\r" in text:
        mutation.place(parent, nodes, None, children_of(parent))
    else:
        set_lines(parent, nodes, text)


def set_lines(parent: ParentNode, nodes: Sequence[Node], text: str) -> None:
    """Replace all children by new texts and line breaks, which `text` describes to the browser."""
    old = children_of(parent)
    if not parent._wire or parent._name is None or not parent._name.is_html:
        mutation.place(parent, nodes, None, old)
        return
    document = parent._document
    survey = Survey()
    for node in nodes:
        survey.add(node)
    check_limits(parent, survey, (), old)
    only = old[0]._wire if len(old) == 1 and len(nodes) == 1 and old[0].nodeType == nodes[0].nodeType == _TEXT else 0
    for node in old:
        mutation.take_out(node)
    for node in nodes:
        link(parent, node, None)
    if only:
        # The browser gives the new text the old one's number; so a text that ticks does not use numbers up.
        document._register_as(nodes[0], only)
        first = only
    else:
        first = document._register(survey.order) if nodes else 0
    document._log(ops.SetText(parent._wire, first, text))


def normalize(root: Node) -> None:
    """Join neighbouring texts and remove empty ones.

    From https://dom.spec.whatwg.org/#dom-node-normalize.
    """
    node = root._first
    while node is not None:
        if node.nodeType == _TEXT:
            node = _join(node, root)  # type: ignore[arg-type]
        elif node._first is not None:
            node = node._first
        else:
            node = after_subtree(node, root)


def _join(text: Text, root: Node) -> Node | None:
    """Join the run of texts that begins with `text`, and return what follows it."""
    run: list[Text] = [text]
    while (following := run[-1]._next) is not None and following.nodeType == _TEXT:
        run.append(following)  # type: ignore[arg-type]
    after = after_subtree(run[-1], root)
    keep = next((one for one in run if one._data), None)
    if keep is not None and len(run) > 1:
        keep.data = "".join([one._data for one in run])
    mutation.remove_all([one for one in run if one is not keep])
    return after
