"""Parse HTML source into nodes.

The optional package `justhtml` (the extra `html`) parses the source as browsers do. Its result is rebuilt with nodes of
the document, so that every name and value goes through the usual checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domsync.dom.checks.names import HTML, MATHML, SVG, XLINK, XML, XMLNS
from domsync.dom.checks.trusted import TrustedHTML
from domsync.dom.checks.unicode import well_formed
from domsync.errors import MissingExtraError

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.fragment import DocumentFragment
    from domsync.dom.nodes.node import Node

_NAMESPACES = {None: HTML, "html": HTML, "svg": SVG, "math": MATHML}
_CONTEXTS = {SVG: "svg", MATHML: "math"}
#: Attributes of SVG and MathML that the parser puts into a namespace.
#: From https://html.spec.whatwg.org/#adjust-foreign-attributes.
_FOREIGN_ATTRIBUTES = {
    **{f"xlink:{name}": XLINK for name in ("actuate", "arcrole", "href", "role", "show", "title", "type")},
    "xml:lang": XML,
    "xml:space": XML,
    "xmlns": XMLNS,
    "xmlns:xlink": XMLNS,
}


def parse_fragment(document: Document, context: Element, html: TrustedHTML) -> DocumentFragment:
    """Parse HTML source as the content of an element.

    The content of a `<template>` becomes its children, because there is no `content` here. Processing instructions
    become comments.

    Args:
        document: The document of the new nodes.
        context: The element that the nodes are for, which is not changed: a `<td>` is only recognized in a `<tr>`.
        html: The source, vouched for with `unsafe_html()`.

    Returns:
        A fragment with the nodes.

    Raises:
        TypeError: `html` is anything else; a string, for example.
        UnsafeValueError: The source contains an element, attribute, URL or CSS value that could run code or load
            something: `<script>`, `onclick`, `javascript:` ...
        InvalidNameError: It contains a name that not every browser accepts.
        MissingExtraError: The extra `html` is not installed.

    From https://html.spec.whatwg.org/#html-fragment-parsing-algorithm.
    """
    if type(html) is not TrustedHTML:
        kind = type(html).__name__
        raise TypeError(
            f"HTML source has to be vouched for with unsafe_html(source); this is {kind}. To show text as it is, set"
            f" textContent or innerText"
        )
    parsed = _parse(well_formed(html.html), context)
    fragment = document.createDocumentFragment()
    # Pairs of a parsed node and the node that its copy goes into; without recursion, because sources can be deep.
    waiting: list[tuple[Any, Node]] = [(child, fragment) for child in reversed(parsed.children)]
    while waiting:
        node, parent = waiting.pop()
        copy = _copy(document, node)
        parent.appendChild(copy)
        content = getattr(node, "template_content", None) or node
        waiting.extend((child, copy) for child in reversed(content.children or ()))
    return fragment


def parse_html(source: str, within: str) -> Any:
    """Parse HTML source as the content of an HTML element, into nodes of `justhtml`, which have a name and children.

    Args:
        source: The source.
        within: The element's name.

    Raises:
        MissingExtraError: The extra `html` is not installed.
    """
    return _parse_in(source, within, None)


def _parse(source: str, context: Element) -> Any:
    return _parse_in(source, context.localName, _CONTEXTS.get(context.namespaceURI or ""))


def _parse_in(source: str, name: str, namespace: str | None) -> Any:
    try:
        from justhtml import JustHTML
        from justhtml.parser.context import FragmentContext
    except ImportError as error:
        raise MissingExtraError("justhtml", "html", "parsing HTML") from error
    # Its own sanitizer is off: it would silently drop what is refused here with an error.
    where = FragmentContext(name, namespace)
    return JustHTML(source, sanitize=False, fragment=True, fragment_context=where).root


def _copy(document: Document, node: Any) -> Node:
    match node.name:
        case "#text":
            return document.createTextNode(node.data or "")
        case "#comment":
            return document.createComment(node.data or "")
        case "#processing-instruction":
            return document.createComment(f"?{node.data or ''}")
    namespace = _NAMESPACES[node.namespace]
    element = document.createElementNS(namespace, node.name)
    for name, value in node.attrs.items():
        attribute_namespace = None if namespace == HTML else _FOREIGN_ATTRIBUTES.get(name)
        if attribute_namespace is None:
            element.setAttribute(name, value or "")
        else:
            element.setAttributeNS(attribute_namespace, name, value or "")
    return element
