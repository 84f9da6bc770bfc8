"""Nodes as HTML source: `outerHTML`, `innerHTML` and the first paint.

This is the HTML Standard's fragment serialisation, and safer where that can be read back as something else: texts of
`style`, `script`, `iframe` and their like cannot end their element, comments cannot end early, a carriage return and a
line feed at the start of a `pre` survive, and what HTML's parser takes for text has no other children.
"""

from collections.abc import Mapping

from domsync.dom import css
from domsync.dom.character_data import CharacterData, Comment, Text
from domsync.dom.compare import children_of
from domsync.dom.element import Element
from domsync.dom.names import HTML, MATHML, SVG, XLINK, XML, XMLNS
from domsync.dom.node import Node
from domsync.render.quoting import html_attribute, html_comment, html_raw_text, html_text

# HTML Standard, 13.1.2 and 13.3.
VOID = frozenset(
    (
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link"),
        *("meta", "param", "source", "track", "wbr"),
    )
)
_RAW_TEXT = frozenset(("iframe", "noembed", "noframes", "plaintext", "script", "style", "xmp"))
# The parser finds only text in these, but knows escapes there.
_ESCAPABLE_TEXT = frozenset(("textarea", "title"))
_TEXT_ONLY = _RAW_TEXT | _ESCAPABLE_TEXT
# The parser drops a line feed that comes first in these.
_DROPS_NEWLINE = frozenset(("listing", "pre", "textarea"))


#: Comments of the first paint that the client takes away again.
SEPARATORS = ("|", "_", "#")
TEXTS_MEET, EMPTY_TEXT, MOUNTED = (f"<!--{mark}-->" for mark in SEPARATORS)

_NOTHING: Mapping[Node, str] = {}

_PREFIXES = {XLINK: "xlink", XML: "xml", XMLNS: "xmlns"}


def outer_html(node: Node) -> str:
    """The HTML source of a node with everything below it.

    Args:
        node: An element, text or comment; of a document or fragment the children are written.

    From https://html.spec.whatwg.org/#html-fragment-serialisation-algorithm.
    """
    parent = node.parentNode
    return _Writer(parent).write(node) if isinstance(node, Element | CharacterData) else inner_html(node)


def inner_html(node: Node, *, adoptable: bool = False, mounted: Mapping[Node, str] = _NOTHING) -> str:
    """The HTML source of a node's children.

    Args:
        node: Any node; texts and comments have none.
        adoptable: Write what a parser makes the same nodes of, for a client that takes them over: texts that stand side
            by side have a comment ``|`` between them, and ``_`` stands for an empty one. Declarations of ``style`` are
            left out, because the page's policy has the browser refuse them in HTML.
        mounted: The content of shared documents, by the elements that show them. A comment ``#`` comes before it.
    """
    if isinstance(node, Element) and node._name.html in _TEXT_ONLY:
        return _Writer(node).text_of(node)
    writer = _Writer(node, adoptable=adoptable, mounted=mounted)
    return "".join([writer.write(child) for child in children_of(node)])


class _Writer:
    """Writes what stands in `context`.

    Args:
        context: The parent of what is going to be written, or None.
        adoptable: See `inner_html`.
        mounted: See `inner_html`.
    """

    def __init__(
        self, context: Node | None, *, adoptable: bool = False, mounted: Mapping[Node, str] = _NOTHING
    ) -> None:
        self._adoptable = adoptable
        self._mounted = mounted
        # How many of the elements that are open a parser could go different ways in.
        self._noscripts = 0
        self._foreign = 0
        while context is not None:
            if isinstance(context, Element):
                self._enter(context, 1)
            context = context.parentNode

    def write(self, top: Node) -> str:
        """A node with its descendants. A loop and not a recursion, so that no tree is too deep."""
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
        """Write what comes before the children, and all of it if there are none; return the first one to write."""
        if isinstance(node, Text):
            if self._adoptable:
                if isinstance(node.previousSibling, Text):
                    parts.append(TEXTS_MEET)
                parts.append(html_text(node.data) or EMPTY_TEXT)
            else:
                parts.append(html_text(node.data))
        elif isinstance(node, Comment):
            parts.append(html_comment(node.data, in_noscript=self._noscripts > 0))
        elif isinstance(node, Element):
            parts.append(_start_tag(node, styled=not self._adoptable))
            kind = node._name.html
            if kind in VOID:
                return None
            if kind in _TEXT_ONLY:
                parts.append(self.text_of(node))
            elif node.firstChild is not None:
                self._enter(node, 1)
                return node.firstChild
            elif node in self._mounted:
                parts += (MOUNTED, self._mounted[node])
            parts.append(_end_tag(node))
        return None

    def _end(self, node: Node, parts: list[str]) -> None:
        if isinstance(node, Element):
            self._enter(node, -1)
            parts.append(_end_tag(node))

    def _enter(self, element: Element, step: int) -> None:
        self._noscripts += step * (element._name.html == "noscript")
        self._foreign += step * (not element._name.is_html)

    def text_of(self, element: Element) -> str:
        """The content of an element whose content is text for the parser."""
        text = "".join([child.data for child in children_of(element) if isinstance(child, Text)])
        if element._name.html in _ESCAPABLE_TEXT:
            return html_text(text)
        return html_raw_text(text, element._name.html, anywhere=self._noscripts + self._foreign > 0)


def _start_tag(element: Element, *, styled: bool) -> str:
    parts = [f"<{_tag(element)}"]
    if element._attributes:
        parts += [f" {name}={html_attribute(value)}" for name, value in element._attributes.items()]
    for (namespace, local), (qualified, value) in element._namespaced().items():
        prefix = _PREFIXES.get(namespace)
        name = f"{prefix}:{local}" if prefix and qualified != "xmlns" else qualified
        parts.append(f" {name}={html_attribute(value)}")
    if styled and element._styles:
        parts.append(f" style={html_attribute(css.serialize(element._styles))}")
    parts.append(">")
    if element._name.html in _DROPS_NEWLINE and _first_character(element) == "\n":
        parts.append("\n")
    return "".join(parts)


def _end_tag(element: Element) -> str:
    return f"</{_tag(element)}>"


def _tag(element: Element) -> str:
    name = element._name
    return name.local if name.namespace in (HTML, SVG, MATHML) else name.qualified


def _first_character(element: Element) -> str:
    for child in children_of(element):
        if not isinstance(child, Text):
            return ""
        if child.data:
            return child.data[0]
    return ""
