"""Visibility of elements. Style sheets are unknown here: attributes and inline `style` decide."""

import re

from domsync.testing.tree.nodes import ReferenceElement, ReferenceNode
from domsync.testing.tree.traversal import text_content, way_up

_NEVER = frozenset(
    ("base", "datalist", "head", "link", "meta", "noscript", "param", "script", "style", "template", "title")
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog", "dir", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "pre"),
        *("search", "section", "summary", "table", "ul"),
    )
)
_KEPT_BLANKS = frozenset(("pre", "textarea"))
_REPLACED = frozenset(("audio", "canvas", "iframe", "img", "input", "meter", "object", "progress", "textarea", "video"))


def is_rendered(element: ReferenceElement) -> bool:
    """Return whether an element itself takes part in the layout: its CSS `display` is not `none`."""
    tag = element.kind
    if tag in _NEVER or element.styles.get("display") == "none":
        return False
    # An author's `display` overrides the browser's own rule for `hidden`.
    if element.get("hidden") is not None and "display" not in element.styles:
        return False
    if tag == "input":
        return (element.get("type") or "").lower() != "hidden"
    if tag == "dialog":
        return element.get("open") is not None
    if element.get("popover") is not None:
        return bool(element.properties.get(":popover-open"))
    parent = element.parent
    if parent is not None and parent.kind == "details" and parent.get("open") is None:
        return element is next((child for child in parent.children if child.kind == "summary"), None)
    return True


def is_displayed(element: ReferenceElement) -> bool:
    """Return whether an element and all its ancestors take part in the layout."""
    return all(map(is_rendered, way_up(element)))


def is_visible(element: ReferenceElement) -> bool:
    """Return whether the user sees an element: it is laid out, and its `visibility` is not hidden."""
    seen = next((above.styles["visibility"] for above in way_up(element) if "visibility" in above.styles), "visible")
    return seen not in ("hidden", "collapse") and is_displayed(element)


def inner_text(element: ReferenceElement) -> str:
    """The text as the user sees it, with line breaks between blocks.

    From https://html.spec.whatwg.org/#the-innertext-idl-attribute.
    """
    if not is_displayed(element):
        return text_content(element)
    parts: list[str] = []
    for child in element.children:
        _collect(child, parts, kept=element.kind in _KEPT_BLANKS)
    text = _BLANKS.sub(" ", "".join(parts))
    text = _AROUND_BREAKS.sub(r"\1", text).strip(" ").replace(_THING, "").strip(_LINE + _PARAGRAPH)
    text = _WANTED_BREAKS.sub(lambda found: "\n\n" if _PARAGRAPH in found[0] else "\n", text)
    return text.translate(_MARKS)


# Characters that no page shows stand for required line breaks, existing line breaks, preserved blanks and
# content that is not text.
_LINE, _PARAGRAPH, _BREAK, _CELL, _KEPT, _THING = "\x01", "\x02", "\x03", "\x04", "\x05", "\x06"
_MARKS = str.maketrans({_BREAK: "\n", _CELL: "\t", _KEPT: " "})
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_AROUND_BREAKS = re.compile(r" *([\x01-\x04]) *")
_WANTED_BREAKS = re.compile(r"[\x01\x02]+")
_AFTER = {
    "td": (_CELL, ("td", "th")),
    "th": (_CELL, ("td", "th")),
    "tr": (_BREAK, ("tr",)),
    "thead": (_BREAK, ("tbody", "tfoot")),
    "tbody": (_BREAK, ("tbody", "tfoot")),
}


def _collect(node: ReferenceNode, parts: list[str], *, kept: bool) -> None:
    if not isinstance(node, ReferenceElement):
        if node.kind == "#text":
            parts.append(node.data.replace(" ", _KEPT).replace("\n", _BREAK) if kept else node.data)
        return
    tag = node.kind
    if tag == "br":
        parts.append(_BREAK)
        return
    if not is_rendered(node):
        return
    if tag in _REPLACED:
        parts.append(_THING)
        return
    hidden = node.styles.get("visibility") in ("hidden", "collapse")
    around = _PARAGRAPH if tag == "p" else _LINE if tag in _BLOCKS else ""
    parts.append(around)
    for child in node.children:
        if isinstance(child, ReferenceElement) or not hidden:
            _collect(child, parts, kept=kept or tag in _KEPT_BLANKS)
    parts.append(around)
    if tag in _AFTER:
        mark, followers = _AFTER[tag]
        siblings = node.parent.children if node.parent is not None else []
        if any(sibling.kind in followers for sibling in siblings[siblings.index(node) + 1 :]):
            parts.append(mark)
