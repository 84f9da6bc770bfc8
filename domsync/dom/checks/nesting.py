"""The nesting rules of HTML's parser: would an element stay where it stands?

A parser closes a paragraph before a `div`, puts a `tbody` around the rows of a table, and reads the content of a
`noscript` as text. A program can build trees that break these rules, but HTML cannot express them. `inside` follows
the rules of https://html.spec.whatwg.org/#parsing-main-inbody and the sections near it from an element to its child.
Where browsers differ (in a `select`), it follows the narrower rule.
"""

from __future__ import annotations

from typing import Final

from domsync.dom.checks.element_names import ElementName
from domsync.dom.checks.names import MATHML, SVG, XLINK, XML, XMLNS

#: A context is a number: the kind of the last element as a parent, and flags for the elements that are open around it.
_BODY, _NOTHING, _TEXT, _TABLE, _ROWS, _ROW, _COLUMNS, _SELECT, _OPTIONS, _OPTION, _SVG, _MATH = range(12)
_KIND: Final = 15
_P, _A, _NOBR, _BUTTON, _FORM, _HEADING, _LI, _DD, _RUBY = (16 << at for at in range(9))
#: The context of the root element's children.
START: Final = _BODY
#: Instead of a context: the parser would not leave the element as it is.
READ_OTHERWISE: Final = -1

#: HTML elements without content and end tag: HTML Standard, 13.1.2 and 13.3.
VOID: Final = frozenset(
    (
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link"),
        *("meta", "param", "source", "track", "wbr"),
    )
)
#: HTML elements whose content the parser reads as text without escapes.
RAW_TEXT: Final = frozenset(("iframe", "noembed", "noframes", "plaintext", "script", "style", "xmp"))
#: HTML elements whose content the parser reads as text with escapes.
ESCAPABLE_TEXT: Final = frozenset(("textarea", "title"))

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ENDS_P = _HEADINGS | frozenset(
    (
        *("address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "li", "listing", "main"),
        *("menu", "nav", "ol", "p", "plaintext", "pre", "search", "section", "summary", "table", "ul", "xmp"),
    )
)
_RUBY_PARTS = frozenset(("rb", "rp", "rt", "rtc"))
# Elements that the parser ignores outside of a table or everywhere in a body, or replaces by another element.
_NEVER_IN_BODY = frozenset(
    (
        *(
            "body",
            "caption",
            "col",
            "colgroup",
            "frame",
            "frameset",
            "head",
            "html",
            "image",
            "math",
            "plaintext",
            "svg",
        ),
        *("tbody", "td", "tfoot", "th", "thead", "tr"),
    )
)
# https://html.spec.whatwg.org/#has-an-element-in-scope: elements that are open around one of these do not count in it.
_SCOPES = frozenset(("applet", "caption", "marquee", "object", "select", "table", "td", "template", "th"))
# https://html.spec.whatwg.org/#concept-parser-marker
_MARKERS = frozenset(("applet", "caption", "marquee", "object", "td", "template", "th"))
# https://html.spec.whatwg.org/#special, without `address`, `div` and `p`: an `li` that is open around one stays open.
_SPECIAL = (_ENDS_P | _SCOPES | RAW_TEXT | _NEVER_IN_BODY | VOID | frozenset(("button", "noscript", "textarea"))) - {
    *("address", "dialog", "div", "image", "math", "p", "search", "svg"),
}

_KINDS: Final = {
    **dict.fromkeys((*VOID, "noscript"), _NOTHING),
    **dict.fromkeys((*RAW_TEXT, *ESCAPABLE_TEXT), _TEXT),
    **dict.fromkeys(("tbody", "tfoot", "thead"), _ROWS),
    "table": _TABLE,
    "tr": _ROW,
    "colgroup": _COLUMNS,
    "select": _SELECT,
    "optgroup": _OPTIONS,
    "option": _OPTION,
}
_ONLY: Final = {
    _TABLE: frozenset(("caption", "colgroup", "style", "tbody", "template", "tfoot", "thead")),
    _ROWS: frozenset(("style", "template", "tr")),
    _ROW: frozenset(("style", "td", "template", "th")),
    _COLUMNS: frozenset(("col", "template")),
    _SELECT: frozenset(("optgroup", "option")),
    _OPTIONS: frozenset(("option",)),
    _OPTION: frozenset[str](),
}

# https://html.spec.whatwg.org/#parsing-main-inforeign: these end the SVG or MathML around them.
_LEAVES_FOREIGN = _HEADINGS | frozenset(
    (
        *("b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "font"),
        *("head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre", "ruby", "s", "small"),
        *("span", "strike", "strong", "sub", "sup", "table", "tt", "u", "ul", "var"),
    )
)
_SVG_NAMES = {
    name.lower(): name
    for name in (
        *("altGlyph", "altGlyphDef", "altGlyphItem", "animateColor", "animateMotion", "animateTransform", "clipPath"),
        *("feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting"),
        *("feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG"),
        *("feFuncR", "feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset"),
        *("fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "foreignObject", "glyphRef"),
        *("linearGradient", "radialGradient", "textPath"),
    )
}
_SVG_ATTRIBUTES = {
    name.lower(): name
    for name in (
        *("attributeName", "attributeType", "baseFrequency", "baseProfile", "calcMode", "clipPathUnits"),
        *("diffuseConstant", "edgeMode", "filterUnits", "glyphRef", "gradientTransform", "gradientUnits"),
        *("kernelMatrix", "kernelUnitLength", "keyPoints", "keySplines", "keyTimes", "lengthAdjust"),
        *("limitingConeAngle", "markerHeight", "markerUnits", "markerWidth", "maskContentUnits", "maskUnits"),
        *("numOctaves", "pathLength", "patternContentUnits", "patternTransform", "patternUnits", "pointsAtX"),
        *("pointsAtY", "pointsAtZ", "preserveAlpha", "preserveAspectRatio", "primitiveUnits", "refX", "refY"),
        *("repeatCount", "repeatDur", "requiredExtensions", "requiredFeatures", "specularConstant"),
        *("specularExponent", "spreadMethod", "startOffset", "stdDeviation", "stitchTiles", "surfaceScale"),
        *("systemLanguage", "tableValues", "targetX", "targetY", "textLength", "viewBox", "viewTarget"),
        *("xChannelSelector", "yChannelSelector", "zoomAndPan"),
    )
}
#: Attributes to which the parser gives a namespace, on elements that are not HTML.
FOREIGN_ATTRIBUTES: Final = {
    **{f"xlink:{name}": XLINK for name in ("actuate", "arcrole", "href", "role", "show", "title", "type")},
    "xml:lang": XML,
    "xml:space": XML,
    "xmlns": XMLNS,
    "xmlns:xlink": XMLNS,
}
_SVG_HTML = frozenset(("desc", "foreignObject", "title"))
_MATH_HTML = frozenset(("mi", "mn", "mo", "ms", "mtext"))

_known: dict[tuple[int, str], int] = {}
_MANY: Final = 16384


def inside(context: int, name: ElementName) -> int:
    """Follow the parser into an element.

    Args:
        context: The context that this function returned for the element's parent; or `START`.
        name: The element's name.

    Returns:
        The context of its children; `READ_OTHERWISE` if the parser would not leave it as it is here.
    """
    if name.prefix:
        return READ_OTHERWISE
    if name.html:
        key = (context, name.html)
        known = _known.get(key)
        if known is None:
            # For the parser, a tag begins with an ASCII letter.
            is_tag = "a" <= name.html[0] <= "z" and name.html.islower()
            known = _inside_html(context, name.html) if is_tag else READ_OTHERWISE
            if len(_known) < _MANY:
                _known[key] = known
        return known
    return _inside_foreign(context, name)


def holds(context: int, text: str) -> bool:
    """Return whether the parser leaves a text where it is.

    Args:
        context: The context of the children of its parent.
        text: The text.
    """
    kind = context & _KIND
    if kind in (_TABLE, _ROWS, _ROW, _COLUMNS):
        # Anything but white space is put before the table.
        return not text.strip(" \t\n\f\r")
    return kind not in (_NOTHING, _TEXT)


def is_text_only(context: int) -> bool:
    """Return whether the parser reads an element's content as one text."""
    return context & _KIND == _TEXT


def is_empty(context: int) -> bool:
    """Return whether the parser finds no content in an element, or not the content that it has."""
    return context & _KIND == _NOTHING


def is_body(context: int) -> bool:
    """Return whether an element, by its own kind, can contain anything that a body can."""
    return context & _KIND == _BODY


def around(context: int) -> int:
    """Return the part of a context for the elements that are open around."""
    return context & ~_KIND


def excluded_by(name: ElementName) -> int:
    """Return the flags of the open elements in which an element cannot be."""
    return _excluded(name.html)


def attribute_survives(name: ElementName, attribute: str) -> bool:
    """Return whether an attribute without a namespace keeps its name in the parser.

    Args:
        name: The element's name.
        attribute: The attribute's name.
    """
    if name.is_html:
        return attribute == attribute.lower()
    lowered = attribute.lower()
    if lowered in FOREIGN_ATTRIBUTES:
        return False
    if name.namespace == SVG:
        return _SVG_ATTRIBUTES.get(lowered, lowered) == attribute
    return ("definitionURL" if lowered == "definitionurl" else lowered) == attribute


def _inside_html(context: int, html: str) -> int:
    kind = context & _KIND
    if kind in (_NOTHING, _TEXT, _SVG, _MATH):
        return READ_OTHERWISE
    only = _ONLY.get(kind)
    if only is None:
        if html in _NEVER_IN_BODY:
            return READ_OTHERWISE
    elif html not in only:
        return READ_OTHERWISE
    if context & _excluded(html):
        return READ_OTHERWISE
    around = context & ~(_KIND | _HEADING | _RUBY)
    if html in _SCOPES:
        around &= ~(_P | _NOBR | _BUTTON)
    if html in _MARKERS:
        around &= ~_A
    if html in _SPECIAL:
        around &= ~(_LI | _DD)
    if html == "button":
        around &= ~_P
    if html == "template":
        around = 0
    return _KINDS.get(html, _BODY) | around | _opened(html)


def _excluded(html: str) -> int:
    return (_P if html in _ENDS_P else 0) | _opened(html)


def _opened(html: str) -> int:
    if html in _HEADINGS:
        return _HEADING
    if html in _RUBY_PARTS:
        return _RUBY
    if html in ("dd", "dt"):
        return _DD
    return {"p": _P, "a": _A, "nobr": _NOBR, "button": _BUTTON, "form": _FORM, "li": _LI}.get(html, 0)


def _inside_foreign(context: int, name: ElementName) -> int:
    kind = context & _KIND
    local = name.local
    lowered = local.lower()
    around = context & ~(_KIND | _HEADING | _RUBY)
    if name.namespace == SVG:
        if kind != _SVG and (kind != _BODY or local != "svg"):
            return READ_OTHERWISE
        if lowered in _LEAVES_FOREIGN or _SVG_NAMES.get(lowered, lowered) != local:
            return READ_OTHERWISE
        if local in _SVG_HTML:
            return around & ~(_P | _NOBR | _BUTTON | _LI | _DD)
        return _SVG | around
    if name.namespace == MATHML:
        if kind != _MATH and (kind != _BODY or local != "math"):
            return READ_OTHERWISE
        if lowered in _LEAVES_FOREIGN or lowered != local or local in ("malignmark", "mglyph"):
            return READ_OTHERWISE
        if local == "annotation-xml":
            # Depending on an attribute, its content is HTML or MathML.
            return _NOTHING
        if local in _MATH_HTML:
            return around & ~(_P | _NOBR | _BUTTON | _LI | _DD)
        return _MATH | around
    return READ_OTHERWISE
