"""Serialise nodes to HTML: `outerHTML` and `innerHTML`.

This is the HTML Standard's fragment serialisation, made safer where its result can be parsed as something else: texts
in `style`, `script`, `iframe` and similar elements cannot end their element, comments cannot end early, a carriage
return and a line feed at the start of a `pre` survive, and only text is written in elements that the parser reads as
text.

The HTML of a first page is written by `first_paint.py`.
"""

from domsync.dom.checks import css
from domsync.dom.checks.element_names import ElementName
from domsync.dom.checks.names import HTML, MATHML, SVG, XLINK, XML, XMLNS
from domsync.dom.checks.nesting import ESCAPABLE_TEXT, RAW_TEXT, VOID
from domsync.dom.element.element import Element
from domsync.dom.nodes.character_data import CharacterData, Comment, Text
from domsync.dom.nodes.node import Node
from domsync.dom.traversal import children_of
from domsync.render.quoting import html_attribute, html_comment, html_raw_text, html_text

# The parser drops a line feed at the start of these elements.
DROPS_NEWLINE = frozenset(("listing", "pre", "textarea"))
_TEXT_ONLY = RAW_TEXT | ESCAPABLE_TEXT
_NO_COMMENTS = _TEXT_ONLY | {"noscript"}

_PREFIXES = {XLINK: "xlink", XML: "xml", XMLNS: "xmlns"}


def outer_html(node: Node) -> str:
    """Return the HTML source of a node with everything below it.

    Args:
        node: An element, text or comment; for a document or fragment, its children are written.

    From https://html.spec.whatwg.org/#html-fragment-serialisation-algorithm.
    """
    parent = node.parentNode
    return _Writer(parent).write(node) if isinstance(node, Element | CharacterData) else inner_html(node)


def inner_html(node: Node) -> str:
    """Return the HTML source of a node's children.

    Args:
        node: Any node; texts and comments have no children.
    """
    if isinstance(node, Element) and node.element_name.html in _TEXT_ONLY:
        return _Writer(node).text_of(node)
    writer = _Writer(node)
    return "".join([writer.write(child) for child in children_of(node)])


class _Writer:
    """Writes nodes whose parent is `context`.

    Args:
        context: The parent of the nodes, or None.
    """

    def __init__(self, context: Node | None) -> None:
        # The numbers of open elements whose content a parser could read as text, and that are not HTML.
        self._texts = 0
        self._foreign = 0
        while context is not None:
            if isinstance(context, Element):
                self._enter(context, 1)
            context = context.parentNode

    def write(self, top: Node) -> str:
        """Write a node with its descendants, in a loop instead of a recursion, so that no tree is too deep."""
        parts: list[str] = []
        node: Node | None = top
        while node is not None:
            first = self._begin(node, parts)
            if first is not None:
                node = first
                continue
            while node is not top and node.nextSibling is None and node.parentNode is not None:
                node = node.parentNode
                self._end(node, parts)
            node = None if node is top else node.nextSibling
        return "".join(parts)

    def _begin(self, node: Node, parts: list[str]) -> Node | None:
        """Write the part before the children, or the whole node if it has none; return the first child to write."""
        if isinstance(node, Text):
            parts.append(html_text(node.data))
        elif isinstance(node, Comment):
            parts.append(html_comment(node.data, in_text=self._texts > 0))
        elif isinstance(node, Element):
            parts.append(_start_tag(node))
            kind = node.element_name.html
            if kind in VOID:
                return None
            if kind in _TEXT_ONLY:
                parts.append(self.text_of(node))
            elif node.firstChild is not None:
                self._enter(node, 1)
                return node.firstChild
            parts.append(end_tag(node.element_name))
        return None

    def _end(self, node: Node, parts: list[str]) -> None:
        if isinstance(node, Element):
            self._enter(node, -1)
            parts.append(end_tag(node.element_name))

    def _enter(self, element: Element, step: int) -> None:
        # In HTML, a parser would read the content of all elements with these names as text.
        self._texts += step * (element.element_name.local.lower() in _NO_COMMENTS)
        self._foreign += step * (not element.element_name.is_html)

    def text_of(self, element: Element) -> str:
        """Return the content of an element whose content is text for the parser."""
        text = "".join([child.data for child in children_of(element) if isinstance(child, Text)])
        if element.element_name.html in ESCAPABLE_TEXT:
            return html_text(text)
        return html_raw_text(text, element.element_name.html, anywhere=self._texts + self._foreign > 0)


def _start_tag(element: Element) -> str:
    parts = [f"<{tag_name(element.element_name)}"]
    if element.attribute_map:
        parts += [f" {name}={html_attribute(value)}" for name, value in element.attribute_map.items()]
    for (namespace, local), (qualified, value) in element.namespaced_attributes().items():
        prefix = _PREFIXES.get(namespace)
        name = f"{prefix}:{local}" if prefix and qualified != "xmlns" else qualified
        parts.append(f" {name}={html_attribute(value)}")
    if element.style_map:
        parts.append(f" style={html_attribute(css.serialize(element.style_map))}")
    parts.append(">")
    if element.element_name.html in DROPS_NEWLINE and _first_character(element) == "\n":
        parts.append("\n")
    return "".join(parts)


def end_tag(name: ElementName) -> str:
    """Return the end tag of an element with this name."""
    return f"</{tag_name(name)}>"


def tag_name(name: ElementName) -> str:
    """Return the name in the tags of an element."""
    return name.local if name.namespace in (HTML, SVG, MATHML) else name.qualified


def _first_character(element: Element) -> str:
    for child in children_of(element):
        if not isinstance(child, Text):
            return ""
        if child.data:
            return child.data[0]
    return ""
