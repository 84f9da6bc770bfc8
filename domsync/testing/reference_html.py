"""How the reference browser reads the first paint: HTML into its own nodes, then the adoption of these."""

from collections.abc import Iterator
from typing import Any

from domsync.dom.names import HTML, MATHML, SVG, XLINK, XML, XMLNS
from domsync.errors import MissingExtraError
from domsync.testing.reference_tree import ReferenceElement, ReferenceNode

_NAMESPACES = {"html": HTML, "svg": SVG, "math": MATHML}
_PREFIXES = {"xlink": XLINK, "xml": XML, "xmlns": XMLNS}


def load(root: ReferenceElement, html: str) -> None:
    """Let a browser's HTML parser make the content of an element.

    Args:
        root: The element; its content is replaced.
        html: What the page holds in it.

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


def found(parent: ReferenceElement) -> Iterator[ReferenceNode]:
    """The nodes below an element, in order, after the comments that keep texts apart are gone."""
    for child in list(parent.children):
        if child.kind == "#comment" and child.data == "|":
            parent.remove(child)
            continue
        if child.kind == "#comment" and child.data == "#":
            # The rest is what the element shows of a shared document.
            parent.remove(child)
            return
        if child.kind == "#comment" and child.data == "_":
            empty = ReferenceNode("#text")
            parent.insert(empty, child)
            parent.remove(child)
            yield empty
            continue
        yield child
        if isinstance(child, ReferenceElement):
            yield from found(child)


def shape(nodes: list[ReferenceNode]) -> int:
    """The number by which server and browser see whether they have the same tree."""
    number = 7
    known = set(nodes)
    for node in nodes:
        if isinstance(node, ReferenceElement):
            name = node.kind.rpartition(":")[2]
            part = (
                ord(name[0]) + 7 * len(name) + len(node.namespace) + 31 * sum(child in known for child in node.children)
            )
            part += sum(len(space) + len(qualified) for (space, _), (qualified, _) in node.attributes.items())
        else:
            part = (1000 if node.kind == "#text" else 500) + len(node.data.encode("utf-16-le")) // 2
        number = (number * 31 + part) % 2**31
    return number
