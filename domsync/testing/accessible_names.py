"""The accessible names of elements: how assistive technology calls them, and how a test does.

From https://www.w3.org/TR/accname-1.2/ and https://www.w3.org/TR/html-aam-1.0/#accessible-name-and-description-computation.
"""

from collections.abc import Iterator

from domsync.testing.reference_tree import ReferenceElement, ReferenceNode
from domsync.testing.roles import role_of
from domsync.testing.visible import is_rendered
from domsync.testing.walking import (
    EDITED,
    input_type,
    is_text_field,
    selected_options,
    squeezed,
    text_content,
    value_of,
    walk,
    way_up,
)

#: Roles whose name is what they contain.
_FROM_CONTENT = frozenset(
    (
        *("button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link", "menuitem", "menuitemcheckbox"),
        *("menuitemradio", "option", "radio", "row", "rowheader", "switch", "tab", "tooltip", "treeitem"),
    )
)
_LABELABLE = frozenset(("button", "input", "meter", "output", "progress", "select", "textarea"))
#: By which child an element is named.
_NAMING_CHILD = {"fieldset": "legend", "figure": "figcaption", "table": "caption"}
_BUTTON_TEXTS = {"submit": "Submit", "reset": "Reset", "image": "Submit"}


def name_of(element: ReferenceElement) -> str:
    """The accessible name of an element, with single blanks; empty if it has none."""
    return squeezed(_name(element, set(), via_reference=False))


def _name(element: ReferenceElement, seen: set[ReferenceElement], *, via_reference: bool) -> str:
    if element in seen:
        return ""
    seen.add(element)
    if not via_reference:
        referred = " ".join(_name(other, seen, via_reference=True) for other in _referred(element))
        if referred.strip():
            return referred
    aria = element.get("aria-label") or ""
    if aria.strip():
        return aria
    native = _native_name(element, seen)
    if native is not None:
        return native
    if via_reference or role_of(element) in _FROM_CONTENT or element.kind == "summary":
        content = _content(element, seen)
        if content.strip():
            return content
    return (
        element.get("title") or element.get("placeholder") or ""
        if is_text_field(element)
        else (element.get("title") or "")
    )


def _native_name(element: ReferenceElement, seen: set[ReferenceElement]) -> str | None:
    """The name by HTML's own means; None where there is none."""
    tag, kind = element.kind, input_type(element)
    if tag == "input" and kind in ("button", "reset", "submit"):
        return element.get("value") or _BUTTON_TEXTS.get(kind, "") or element.get("title") or ""
    if tag in _LABELABLE:
        labels = labels_of(element)
        if labels:
            return " ".join(_name(label, seen, via_reference=True) for label in labels)
    if tag in ("img", "area") or kind == "image":
        alternative = element.get("alt")
        if alternative is not None and alternative.strip():
            return alternative
        return element.get("title") or (_BUTTON_TEXTS["image"] if kind == "image" else "")
    if tag == "svg":
        title = next((child for child in element.children if child.kind == "title"), None)
        return None if title is None else text_content(title)
    if tag == "optgroup":
        return element.get("label") or ""
    if tag == "option" and element.get("label"):
        return element.get("label")
    if tag in _NAMING_CHILD:
        naming = next((child for child in element.children if child.kind == _NAMING_CHILD[tag]), None)
        if isinstance(naming, ReferenceElement):
            return _content(naming, seen)
    return None


def _content(element: ReferenceElement, seen: set[ReferenceElement]) -> str:
    return "".join(_child(child, seen) for child in element.children)


def _child(node: ReferenceNode, seen: set[ReferenceElement]) -> str:
    if not isinstance(node, ReferenceElement):
        return node.data if node.kind == "#text" else ""
    if node.kind == "br":
        return " "
    if node in seen or not is_rendered(node) or node.get("aria-hidden") == "true":
        return ""
    if node.kind in EDITED and input_type(node) not in ("checkbox", "radio", "button", "submit", "reset", "image"):
        return _embedded(node)
    own = _name(node, seen, via_reference=False) or _content(node, set(seen))
    # Words of different blocks do not run together.
    return own if node.kind in _INLINE else f" {own} "


_INLINE = frozenset(
    (
        *(
            "a",
            "abbr",
            "b",
            "bdi",
            "bdo",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "i",
            "img",
            "ins",
            "kbd",
            "label",
            "mark",
        ),
        *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    )
)


def _embedded(control: ReferenceElement) -> str:
    """What a control in the middle of a label says: what it holds."""
    if control.kind == "select":
        return " ".join(text_content(option) for option in selected_options(control))
    return f" {value_of(control)} "


def labels_of(element: ReferenceElement) -> list[ReferenceElement]:
    """The `label` elements of a control, in document order."""
    if element.kind not in _LABELABLE or input_type(element) == "hidden":
        return []
    top = _top(element)
    return [label for label in walk(top) if label.kind == "label" and labelled(label, top) is element]


def labelled(label: ReferenceElement, top: ReferenceElement) -> ReferenceElement | None:
    """The control that a label is for.

    Args:
        label: The label.
        top: The root of the tree.

    From https://html.spec.whatwg.org/#labeled-control.
    """
    wanted = label.get("for")
    candidates: Iterator[ReferenceElement] = walk(label) if wanted is None else by_id(top, wanted)
    found = next((found for found in candidates if wanted is not None or found.kind in _LABELABLE), None)
    return found if found is not None and found.kind in _LABELABLE and input_type(found) != "hidden" else None


def by_id(top: ReferenceElement, id: str) -> Iterator[ReferenceElement]:
    """The elements with an id, in document order."""
    return (element for element in (top, *walk(top)) if element.get("id") == id)


def label_texts(element: ReferenceElement) -> list[str]:
    """All texts that label an element: of `aria-labelledby`, `aria-label` and its labels."""
    referred = _referred(element)
    if referred:
        return [squeezed(" ".join(text_content(other) for other in referred))]
    texts = [squeezed(text_content(label)) for label in labels_of(element)]
    aria = squeezed(element.get("aria-label") or "")
    return [aria, *texts] if aria else texts


def _referred(element: ReferenceElement) -> list[ReferenceElement]:
    ids = (element.get("aria-labelledby") or "").split()
    top = _top(element) if ids else element
    return [found for id in ids if (found := next(by_id(top, id), None)) is not None]


def _top(element: ReferenceElement) -> ReferenceElement:
    *_, top = way_up(element)
    return top
