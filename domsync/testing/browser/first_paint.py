"""The first paint in the reference browser: parse the HTML into nodes, then adopt them."""

import re
from collections.abc import Iterator
from typing import Any

from domsync.dom.checks.names import HTML, MATHML, SVG, XLINK, XML, XMLNS
from domsync.errors import MissingExtraError
from domsync.testing.tree.nodes import BrowserFault, ReferenceElement, ReferenceNode

_NAMESPACES = {"html": HTML, "svg": SVG, "math": MATHML}
_PREFIXES = {"xlink": XLINK, "xml": XML, "xmlns": XMLNS}


def load(root: ReferenceElement, html: str) -> None:
    """Parse HTML into the content of an element, as a browser does.

    Args:
        root: The element; its content is replaced.
        html: Its content in the page.

    Raises:
        MissingExtraError: The extra `html` is not installed.
    """
    try:
        from justhtml import JustHTML
    except ImportError as error:
        raise MissingExtraError("justhtml", "html", "the reference browser's first paint") from error
    for child in list(root.children):
        root.remove(child)
    _fill(root, JustHTML(html, sanitize=False, fragment=True).root)


def _fill(parent: ReferenceElement, parsed: Any) -> None:
    for node in (getattr(parsed, "template_content", None) or parsed).children or ():
        if node.name == "#text":
            parent.insert(ReferenceNode("#text", node.data or ""))
        elif node.name == "#comment":
            parent.insert(ReferenceNode("#comment", node.data or ""))
        else:
            element = ReferenceElement(node.name, _NAMESPACES[node.namespace or "html"])
            for name, value in node.attrs.items():
                prefix = name.partition(":")[0]
                if element.namespace != HTML and prefix in _PREFIXES:
                    element.set_attribute_ns(_PREFIXES[prefix], name, value or "")
                else:
                    element.set_attribute(name, value or "")
            _fill(element, node)
            parent.insert(element)


def adopted(root: ReferenceElement, names: tuple[str, ...], shape: tuple[str | int, ...]) -> list[ReferenceNode]:
    """Find the nodes of the first paint below an element, and remove its comments.

    Args:
        root: The root element.
        names: The names of the shape's elements.
        shape: The shape from an `Adopt`.

    Raises:
        BrowserFault: The nodes do not match the shape.
    """
    text = "".join([str(part) * int(count) for part, count in zip(shape[::2], shape[1::2], strict=True)])
    items = iter(re.findall(r"(\D)(\d*)", "/" + text))
    nodes: list[ReferenceNode] = []
    _collect(root, int(next(items)[1] or 0), items, names, nodes)
    return nodes


def _collect(
    parent: ReferenceElement,
    count: int,
    items: Iterator[tuple[str, str]],
    names: tuple[str, ...],
    nodes: list[ReferenceNode],
) -> None:
    children = _own_children(parent)
    if parent.kind == "textarea" and not count:
        # The textarea's value: its child nodes come with the frame.
        children = []
    if len(children) != count:
        raise BrowserFault(f"the HTML was read differently: {count} nodes in <{parent.kind}>, not {len(children)}")
    for child in children:
        kind, below = next(items)
        name = {"-": "#text", "!": "#comment"}.get(kind) or names[ord(kind) - 65]
        if _node_name(child) != name:
            raise BrowserFault(f"the HTML was read differently: {name} in <{parent.kind}>, not {_node_name(child)}")
        nodes.append(child)
        if isinstance(child, ReferenceElement):
            _collect(child, int(below or 0), items, names, nodes)


def _node_name(node: ReferenceNode) -> str:
    """Name a node as `nodeName` does."""
    if isinstance(node, ReferenceElement) and node.namespace == HTML:
        return node.kind.upper()
    return node.kind


def _own_children(parent: ReferenceElement) -> list[ReferenceNode]:
    """The children that belong to the document, once the comments between texts are removed."""
    for child in list(parent.children):
        mark = child.data if child.kind == "#comment" else ""
        if mark == "#":
            # The rest is content of a shared document.
            own = parent.children[: parent.children.index(child)]
            parent.remove(child)
            return own
        if mark == "|":
            parent.remove(child)
        if mark == "_":
            parent.insert(ReferenceNode("#text"), child)
            parent.remove(child)
    return list(parent.children)
