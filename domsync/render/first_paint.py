"""The first paint: the page's content as HTML, and the first frame, which has the client adopt it.

What HTML cannot say (numbers, listeners, properties, and the styles that the strict policy refuses in HTML) is in the
frame, so that nothing is sent twice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from domsync.dom import ops
from domsync.dom.character_data import CharacterData, Comment, Text
from domsync.dom.compare import descend
from domsync.dom.document import Document
from domsync.dom.element import Element
from domsync.dom.node import Node
from domsync.dom.registry import undescribed
from domsync.dom.survey import Survey, id_runs
from domsync.render.html import SEPARATORS, inner_html


def first_paint(document: Document, mounted: Mapping[Node, str] | None = None) -> tuple[str, list[ops.Op]]:
    """Render a document for its first page load.

    Calls and messages are no part of the tree: the op log has them, and is left as it is.

    Args:
        document: The document.
        mounted: What its elements show of shared documents, as HTML.

    Returns:
        The content of the root element, and the ops of the first frame. Where the content cannot be adopted, because it
        holds something that HTML cannot say as it is (a comment like the ones that mark texts, a NUL, a row of a table
        without a `tbody`), there is none, and the frame rebuilds everything.
    """
    root = document.documentElement
    nodes = [node for node in descend(root) if node is not root]
    if any(_is_read_otherwise(node) for node in nodes):
        return "", document.snapshot()
    html = inner_html(root, adoptable=True, mounted=mounted or {})
    # HTML has no way to say these where they are written as themselves, and the check does not see the difference.
    if "\0" in html or "\r" in html:
        return "", document.snapshot()
    adopted = [ops.Adopt(id_runs(nodes), shape(nodes)), *_unsaid(nodes)] if nodes else []
    return html, [*adopted, *document.describe_root(), *undescribed(nodes)]


def _is_read_otherwise(node: Node) -> bool:
    """Whether HTML's parser is known to make something else of a node."""
    if isinstance(node, Comment):
        return node.data in SEPARATORS
    if isinstance(node, Element) and node._name.html == "tr":
        # The parser puts a tbody around it.
        parent = node.parentElement
        return parent is not None and parent._name.html == "table"
    return False


def _unsaid(nodes: Iterable[Node]) -> list[ops.Op]:
    """What HTML does not say of nodes."""
    said: list[ops.Op] = []
    for node in nodes:
        if isinstance(node, Element) and (node._styles or node._listeners or node._rare or node._name.is_control):
            survey = Survey()
            survey.root = node
            described = node._describe([], survey)
            if not isinstance(described, ops.ElementData):
                continue
            said += [ops.SetStyle(node._wire, *pair) for pair in (described.styles or {}).items()]
            said += [ops.Listen(node._wire, *pair) for pair in (described.listeners or {}).items()]
            said += [ops.SetProperty(node._wire, *pair) for pair in (described.properties or {}).items()]
    return said


def shape(nodes: Sequence[Node]) -> int:
    """A number that differs, as good as always, where a parser has made another tree of the HTML.

    Args:
        nodes: All nodes below the root, in document order.

    Returns:
        For each node in turn ``h = (h * 31 + c) mod 2**31``, from 7. ``c`` is for a text 1,000 and its length in UTF-16
        code units, for a comment 500 and its length, and for an element the sum of the code of its local name's first
        character, seven times the name's length, the length of its namespace, 31 times the number of its children, and
        the lengths of its attributes' names and namespaces, ``style`` left out.
    """
    h = 7
    children = Counter([node._parent for node in nodes])
    for node in nodes:
        if isinstance(node, Element):
            name = node._name
            c = ord(name.local[0]) + 7 * len(name.local) + len(name.namespace or "") + 31 * children[node]
            if node._attributes:
                c += sum(map(len, node._attributes))
            if node._rare is not None:
                pairs = node._namespaced().items()
                c += sum(len(namespace) + len(qualified) for (namespace, _), (qualified, _) in pairs)
        else:
            data = node.data if isinstance(node, CharacterData) else ""
            c = (1000 if isinstance(node, Text) else 500) + len(data)
            if not data.isascii():
                c += sum(ch > "\uffff" for ch in data)
        h = (h * 31 + c) & 0x7FFFFFFF
    return h
