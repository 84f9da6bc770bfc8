"""HTML source as children, either trusted by its author or sanitised. Both become elements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from domsync.components.elements.attributes import styles
from domsync.components.elements.rules import HTML, MATHML, SVG
from domsync.components.vnode import Fragment, VNode, normalise
from domsync.dom.checks.names import check_attribute
from domsync.dom.checks.trusted import TrustedHTML
from domsync.dom.checks.unicode import well_formed
from domsync.dom.checks.urls import check_attribute_url, may_hold_url
from domsync.dom.element.markup import parse_html
from domsync.errors import InvalidNameError, MissingExtraError, UnsafeValueError

_ELEMENTS = {None: HTML, "html": HTML, "svg": SVG, "math": MATHML}
#: The schemes allowed for links in sanitised HTML.
_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
#: The maximum length of texts that are remembered, so that the next render gets the same elements for the same text.
_REMEMBERED = 20_000


def raw(source: TrustedHTML, *, within: str = "div") -> Fragment:
    """Show HTML that you vouch for: ``h.raw(unsafe_html(page_text))``.

    It is parsed on the server and becomes elements, so it is compared like everything else. Even so, scripts, event
    handlers and ``javascript:`` URLs in it are refused. Never vouch for what came from a visitor: show that with
    :func:`html`.

    Args:
        source: The result of ``unsafe_html()``.
        within: The tag of the element that it is for, where that matters: ``<td>`` is parsed as a cell only in a
            ``tr``.

    Raises:
        TypeError: It is not the result of ``unsafe_html()``.
        UnsafeValueError: It contains something that could run code or load a document.
        MissingExtraError: The extra ``html`` is not installed.
    """
    if type(source) is not TrustedHTML:
        raise TypeError(
            f"h.raw() takes the result of unsafe_html(), not {type(source).__name__}: h.raw(unsafe_html(source)) shows "
            "HTML that you vouch for; h.html(text) sanitises it first"
        )
    return _remembered(source.html, within) if len(source.html) <= _REMEMBERED else _parsed(source.html, within)


def html(
    text: str,
    *,
    tags: Iterable[str] | None = None,
    attributes: Mapping[str, Iterable[str]] | None = None,
    within: str = "div",
) -> Fragment:
    """Show HTML that somebody else has written, without anything that could do harm.

    It is sanitised and parsed on the server, and becomes elements. Text, links, pictures, lists and tables are kept;
    scripts, styles, forms, ids and classes are removed.

    Args:
        text: The HTML.
        tags: The elements that are allowed, instead of the usual ones.
        attributes: The attributes that are allowed for each element, instead of the usual ones.
        within: The tag of the element that it is for, where that matters.

    Raises:
        TypeError: It is not a string.
        MissingExtraError: The extra ``html`` is not installed.
    """
    if not isinstance(text, str):
        raise TypeError(f"h.html() takes a string, not {type(text).__name__}: {text!r:.80}")
    named = None if tags is None else frozenset(tags)
    allowed = None if attributes is None else tuple((tag, tuple(names)) for tag, names in attributes.items())
    make = _sanitised if len(text) <= _REMEMBERED else _sanitised.__wrapped__
    return make(well_formed(text), named, allowed, within)


@lru_cache(256)
def _sanitised(
    text: str, tags: frozenset[str] | None, attributes: tuple[tuple[str, tuple[str, ...]], ...] | None, within: str
) -> Fragment:
    try:
        import nh3
    except ImportError as error:
        raise MissingExtraError("nh3", "html", "sanitising HTML") from error
    allowed = None if attributes is None else {tag: set(names) for tag, names in attributes}
    clean = nh3.clean(text, tags=None if tags is None else set(tags), attributes=allowed, url_schemes=set(_SCHEMES))
    return _parsed(clean, within, sanitised=True)


@lru_cache(256)
def _remembered(source: str, within: str) -> Fragment:
    return _parsed(source, within)


def _parsed(source: str, within: str, *, sanitised: bool = False) -> Fragment:
    children = _children(parse_html(source, within), sanitised=sanitised)
    slots, plain = normalise(children)
    return Fragment(slots, False, plain)


def _children(parent: Any, *, sanitised: bool) -> list[VNode | str]:
    """The elements and texts below a parsed node, without recursion, because sources can be deep."""
    made: dict[int, list[VNode | str]] = {}
    waiting: list[tuple[Any, bool]] = [(parent, False)]
    while waiting:
        node, is_ready = waiting.pop()
        inside = (getattr(node, "template_content", None) or node).children or ()
        if not is_ready:
            waiting.append((node, True))
            waiting.extend((child, False) for child in inside if not child.name.startswith("#"))
            continue
        children: list[VNode | str] = []
        for child in inside:
            if child.name == "#text":
                children.append(child.data or "")
            elif not child.name.startswith("#"):
                children.append(_element(child, made.pop(id(child)), sanitised=sanitised))
        made[id(node)] = children
    return made[id(parent)]


def _element(node: Any, children: list[VNode | str], *, sanitised: bool) -> VNode:
    spec = _ELEMENTS[node.namespace].checked(node.name)
    attributes: dict[str, str] = {}
    for name, value in node.attrs.items():
        try:
            check_attribute(name)
            if name == "style":
                styles(value or "")
            elif may_hold_url(name):
                check_attribute_url(node.name, name, value or "")
        except (UnsafeValueError, InvalidNameError):
            if sanitised:
                continue
            raise
        attributes[name] = value or ""
    return spec.make(*children, attributes=attributes)
