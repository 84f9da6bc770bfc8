"""The pseudo-classes that a server-side tree can answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from domsync.dom.checks.names import SVG
from domsync.dom.checks.unicode import ascii_lower
from domsync.dom.controls import constraint_validation, radio_groups, selects
from domsync.dom.controls import state as controls
from domsync.dom.controls.input_values import input_type
from domsync.dom.selectors.match import Query, Test, nth
from domsync.dom.traversal import after_subtree, elements_of

if TYPE_CHECKING:
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node

_ELEMENT = 1
#: Texts, and CDATA sections, which are texts too.
_TEXTS = (3, 4)
_CAN_BE_DISABLED = frozenset(("button", "fieldset", "input", "optgroup", "option", "select", "textarea"))
_BUTTONS = frozenset(("button", "image", "reset", "submit"))
_NEVER_READ_ONLY = frozenset((*_BUTTONS, "checkbox", "color", "file", "hidden", "radio", "range"))
_WITH_PLACEHOLDER = frozenset(("email", "number", "password", "search", "tel", "text", "url"))


def _root(element: Element, query: Query) -> bool:
    return element.isConnected and element.parentElement is None


def _scope(element: Element, query: Query) -> bool:
    return _root(element, query) if query.scope is None else element is query.scope


def _empty(element: Element, query: Query) -> bool:
    child = element.first_child
    while child is not None:
        if child.nodeType == _ELEMENT or (child.nodeType in _TEXTS and child.nodeValue):
            return False
        child = child.next_sibling
    return True


def _first_child(element: Element, query: Query) -> bool:
    return element.previousElementSibling is None


def _last_child(element: Element, query: Query) -> bool:
    return element.nextElementSibling is None


def _only_child(element: Element, query: Query) -> bool:
    return element.previousElementSibling is None and element.nextElementSibling is None


_first_of_type = nth(0, 1, from_end=False, of_type=True)
_last_of_type = nth(0, 1, from_end=True, of_type=True)


def _only_of_type(element: Element, query: Query) -> bool:
    return _first_of_type(element, query) and _last_of_type(element, query)


def _any_link(element: Element, query: Query) -> bool:
    if element.element_name.html in {"a", "area"}:
        return element.hasAttribute("href")
    is_svg_link = element.element_name.namespace == SVG and element.element_name.local == "a"
    return is_svg_link and (element.hasAttribute("href") or element.hasAttribute("xlink:href"))


# Forms; from https://html.spec.whatwg.org/#pseudo-classes


def _input_type(element: Element) -> str:
    """Return the type of an input; empty for other elements."""
    return input_type(element.attribute_map) if element.element_name.html == "input" else ""


def _ancestors(element: Element) -> Iterator[Element]:
    parent = element.parentElement
    while parent is not None:
        yield parent
        parent = parent.parentElement


def _disabled(element: Element, query: Query) -> bool:
    kind = element.element_name.html
    if kind not in _CAN_BE_DISABLED:
        return False
    if element.hasAttribute("disabled"):
        return True
    if kind in {"option", "optgroup"}:
        return _in_disabled_list(element, query)
    return _in_disabled_fieldset(element)


def _in_disabled_list(element: Element, query: Query) -> bool:
    """Return whether an option or a group is in a disabled group or select."""
    groups = int(element.element_name.html == "optgroup")
    for ancestor in _ancestors(element):
        kind = ancestor.element_name.html
        if kind == "select":
            return _disabled(ancestor, query)
        if kind == "optgroup":
            groups += 1
            if ancestor.hasAttribute("disabled") and element.element_name.html == "option":
                return True
        if kind in {"datalist", "hr", "option"} or groups > 1:
            return False
    return False


def _in_disabled_fieldset(element: Element) -> bool:
    inner = element
    for ancestor in _ancestors(element):
        if ancestor.element_name.html == "fieldset" and ancestor.hasAttribute("disabled"):
            legends = (child for child in ancestor.children if child.element_name.html == "legend")
            if next(legends, None) is not inner:
                return True
        inner = ancestor
    return False


def _enabled(element: Element, query: Query) -> bool:
    return element.element_name.html in _CAN_BE_DISABLED and not _disabled(element, query)


def _checked(element: Element, query: Query) -> bool:
    if element.element_name.html == "option":
        return selects.is_selected(element)
    return _input_type(element) in {"checkbox", "radio"} and radio_groups.is_checked(element)


def _indeterminate(element: Element, query: Query) -> bool:
    if element.element_name.html == "progress":
        return not element.hasAttribute("value")
    if _input_type(element) == "checkbox":
        return element.indeterminate
    return _input_type(element) == "radio" and not any(
        map(radio_groups.is_checked, constraint_validation.radio_group(element))
    )


def _default(element: Element, query: Query) -> bool:
    if element.element_name.html == "option":
        return element.hasAttribute("selected")
    if _input_type(element) in {"checkbox", "radio"}:
        return element.hasAttribute("checked")
    if not _submits(element):
        return False
    form = radio_groups.form_of(element)
    if form is None:
        return False
    buttons = (one for one in elements_of(form.getRootNode()) if _submits(one) and radio_groups.form_of(one) is form)
    return next(buttons, None) is element


def _submits(element: Element) -> bool:
    if element.element_name.html == "button":
        return ascii_lower(element.getAttribute("type") or "submit") not in {"button", "reset"}
    return _input_type(element) in {"submit", "image"}


def _required(element: Element, query: Query) -> bool:
    return constraint_validation.can_be_required(element) and element.hasAttribute("required")


def _optional(element: Element, query: Query) -> bool:
    return element.element_name.html in {"input", "select", "textarea"} and not _required(element, query)


def _valid(element: Element, query: Query) -> bool:
    return constraint_validation.is_valid(element) is True


def _invalid(element: Element, query: Query) -> bool:
    return constraint_validation.is_valid(element) is False


def _in_bounds(element: Element, query: Query) -> bool:
    return constraint_validation.is_in_range(element) is True


def _out_of_bounds(element: Element, query: Query) -> bool:
    return constraint_validation.is_in_range(element) is False


def _read_write(element: Element, query: Query) -> bool:
    kind = element.element_name.html
    if kind == "textarea" or (kind == "input" and _input_type(element) not in _NEVER_READ_ONLY):
        return not (element.hasAttribute("readonly") or _disabled(element, query))
    if not kind or kind in {"input", "textarea"}:
        return False
    for one in (element, *_ancestors(element)):
        editable = one.getAttribute("contenteditable")
        if editable is not None:
            return ascii_lower(editable) != "false"
    return False


def _read_only(element: Element, query: Query) -> bool:
    return element.element_name.is_html and not _read_write(element, query)


def _placeholder_shown(element: Element, query: Query) -> bool:
    if element.element_name.html != "textarea" and _input_type(element) not in _WITH_PLACEHOLDER:
        return False
    return element.hasAttribute("placeholder") and not controls.value_of(element)


def _open(element: Element, query: Query) -> bool:
    return element.element_name.html in {"details", "dialog"} and element.hasAttribute("open")


def _modal(element: Element, query: Query) -> bool:
    return element.rare_data is not None and element.rare_data.modal > 0


def _popover_open(element: Element, query: Query) -> bool:
    return element.rare_data is not None and element.rare_data.popover


def _is_media(element: Element) -> bool:
    return element.element_name.html in {"audio", "video"}


def _muted(element: Element, query: Query) -> bool:
    return _is_media(element) and element.muted


def _paused(element: Element, query: Query) -> bool:
    return _is_media(element) and element.paused


def _playing(element: Element, query: Query) -> bool:
    return _is_media(element) and not element.paused


def _never(element: Element, query: Query) -> bool:
    return False


def _always(element: Element, query: Query) -> bool:
    return True


#: Pseudo-classes that depend on a browser's state: nothing is hovered, focused or visited in a tree on a server. (Which
#: links were visited is not even known to the page in the browser.)
UNKNOWN_HERE = (
    *(
        "active",
        "active-view-transition",
        "autofill",
        "current",
        "focus",
        "focus-visible",
        "focus-within",
        "fullscreen",
    ),
    *("future", "host", "hover", "interest-source", "interest-target", "local-link", "past", "picture-in-picture"),
    *("target", "target-after", "target-before", "target-current", "target-within"),
    *("user-invalid", "user-valid", "visited", "-webkit-autofill", "-webkit-full-screen"),
)

#: Pseudo-classes without arguments.
SIMPLE: dict[str, Test] = {
    # These depend on what the user does at the moment, on the address or on shadow trees.
    **dict.fromkeys(UNKNOWN_HERE, _never),
    **dict.fromkeys(("any-link", "link", "-webkit-any-link"), _any_link),
    "checked": _checked,
    "default": _default,
    "defined": _always,
    "disabled": _disabled,
    "empty": _empty,
    "enabled": _enabled,
    "first-child": _first_child,
    "first-of-type": _first_of_type,
    "in-range": _in_bounds,
    "indeterminate": _indeterminate,
    "invalid": _invalid,
    "last-child": _last_child,
    "last-of-type": _last_of_type,
    "modal": _modal,
    "muted": _muted,
    "only-child": _only_child,
    "only-of-type": _only_of_type,
    "open": _open,
    "optional": _optional,
    "out-of-range": _out_of_bounds,
    "popover-open": _popover_open,
    "paused": _paused,
    "placeholder-shown": _placeholder_shown,
    "playing": _playing,
    "read-only": _read_only,
    "read-write": _read_write,
    "required": _required,
    "root": _root,
    "scope": _scope,
    "valid": _valid,
}

# :lang() and :dir()


def lang(ranges: list[str]) -> Test:
    """Hold for elements in one of some languages.

    Args:
        ranges: Language ranges: `"de"`, `"*-CH"`.

    From https://drafts.csswg.org/selectors/#the-lang-pseudo.
    """

    def test(element: Element, query: Query) -> bool:
        for one in (element, *_ancestors(element)):
            language = one.getAttribute("xml:lang") or one.getAttribute("lang")
            if language is not None:
                return any(_in_range(language.lower(), wanted.lower()) for wanted in ranges)
        return False

    return test


def _in_range(language: str, wanted: str) -> bool:
    """Run the extended filtering of RFC 4647, 3.3.2."""
    if not wanted or not language:
        return wanted == language
    tags, subranges = language.split("-"), wanted.split("-")
    if subranges[0] not in ("*", tags[0]):
        return False
    position = 1
    for subrange in subranges[1:]:
        if subrange == "*":
            continue
        while position < len(tags) and tags[position] != subrange:
            if len(tags[position]) == 1:
                return False
            position += 1
        if position == len(tags):
            return False
        position += 1
    return True


def direction(wanted: str) -> Test:
    """Hold for elements whose text direction is `"ltr"` or `"rtl"`, according to `dir` attributes and the text.

    From https://html.spec.whatwg.org/#the-directionality.
    """
    return lambda element, query: _direction(element) == wanted


def _direction(element: Element) -> str:
    for one in (element, *_ancestors(element)):
        value = ascii_lower(one.getAttribute("dir") or "")
        if value in {"ltr", "rtl"}:
            return value
        if value == "auto" or one.element_name.html == "bdi":
            return _direction_of_text(_text_of(one))
        if _input_type(one) == "tel":
            return "ltr"
    return "ltr"


def _text_of(element: Element) -> Iterator[str]:
    """Yield the texts that determine an element's direction: not those of elements with a direction of their own."""
    if element.element_name.html == "textarea" or _input_type(element) in _WITH_PLACEHOLDER | {"hidden"} | _BUTTONS:
        yield controls.value_of(element)
        return
    node = element.first_child
    while node is not None:
        if node.nodeType in _TEXTS:
            yield node.nodeValue or ""
        if node.first_child is not None and not _has_own_direction(node):
            node = node.first_child
        else:
            node = after_subtree(node, element)


def _has_own_direction(node: Node) -> bool:
    name = node.element_name
    if name is not None and name.html in {"bdi", "script", "style", "textarea"}:
        return True
    return ascii_lower((node.attribute_map or {}).get("dir") or "") in {"ltr", "rtl", "auto"}


def _direction_of_text(texts: Iterable[str]) -> str:
    for text in texts:
        for character in text:
            kind = unicodedata.bidirectional(character)
            if kind in {"L", "R", "AL"}:
                return "ltr" if kind == "L" else "rtl"
    return "ltr"
