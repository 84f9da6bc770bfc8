"""Compute the accessible names of elements, as assistive technology does.

From https://www.w3.org/TR/accname-1.2/ and https://www.w3.org/TR/html-aam-1.0/#accessible-name-and-description-computation.
"""

from collections.abc import Iterator
from functools import cached_property

from domsync.testing.tree.nodes import ReferenceElement, ReferenceNode
from domsync.testing.tree.roles import role_of
from domsync.testing.tree.traversal import (
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
from domsync.testing.tree.visible import is_rendered

#: Roles named by their content.
_FROM_CONTENT = frozenset(
    (
        *("button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link", "menuitem", "menuitemcheckbox"),
        *("menuitemradio", "option", "radio", "row", "rowheader", "switch", "tab", "tooltip", "treeitem"),
    )
)
_LABELABLE = frozenset(("button", "input", "meter", "output", "progress", "select", "textarea"))
#: The child that names an element, by tag.
_NAMING_CHILD = {"fieldset": "legend", "figure": "figcaption", "table": "caption"}
_BUTTON_TEXTS = {"submit": "Submit", "reset": "Reset", "image": "Submit"}
#: Elements whose text runs together with the text beside them.
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
        ),
        *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    )
)


class Names:
    """The names in a tree that does not change meanwhile; results are cached.

    Args:
        root: The root of the tree.
    """

    def __init__(self, root: ReferenceElement) -> None:
        self._root = root

    def name_of(self, element: ReferenceElement) -> str:
        """The accessible name of an element, with white space collapsed; empty if it has none."""
        return squeezed(self._name(element, set(), via_reference=False))

    def label_texts(self, element: ReferenceElement) -> list[str]:
        """All texts that label an element: from `aria-labelledby`, or from its labels and its `aria-label`."""
        referred = self._referred(element)
        if referred:
            return [squeezed(" ".join(text_content(other) for other in referred))]
        texts = [squeezed(text_content(label)) for label in self.labels_of(element)]
        aria = squeezed(element.get("aria-label") or "")
        return [aria, *texts] if aria else texts

    def labels_of(self, element: ReferenceElement) -> list[ReferenceElement]:
        """The `label` elements of a control, in document order."""
        return self._labels.get(element, []) if element.kind in _LABELABLE else []

    @cached_property
    def _labels(self) -> dict[ReferenceElement, list[ReferenceElement]]:
        labels: dict[ReferenceElement, list[ReferenceElement]] = {}
        for label in walk(self._root):
            if label.kind != "label":
                continue
            wanted = label.get("for")
            control = labelled(label, self._root) if wanted is None else self._by_id.get(wanted)
            if control is not None and control.kind in _LABELABLE and input_type(control) != "hidden":
                labels.setdefault(control, []).append(label)
        return labels

    @cached_property
    def _by_id(self) -> dict[str, ReferenceElement]:
        found: dict[str, ReferenceElement] = {}
        for element in (self._root, *walk(self._root)):
            if (id := element.get("id")) is not None:
                found.setdefault(id, element)
        return found

    def _referred(self, element: ReferenceElement) -> list[ReferenceElement]:
        ids = (element.get("aria-labelledby") or "").split()
        return [self._by_id[id] for id in ids if id in self._by_id]

    def _name(self, element: ReferenceElement, seen: set[ReferenceElement], *, via_reference: bool) -> str:
        if element in seen:
            return ""
        seen.add(element)
        if not via_reference:
            referred = " ".join(self._name(other, seen, via_reference=True) for other in self._referred(element))
            if referred.strip():
                return referred
        aria = element.get("aria-label") or ""
        if aria.strip():
            return aria
        native = self._native(element, seen)
        if native is not None:
            return native
        if via_reference or role_of(element) in _FROM_CONTENT or element.kind == "summary":
            content = self._content(element, seen)
            if content.strip():
                return content
        title = element.get("title") or ""
        return title or (element.get("placeholder") or "" if is_text_field(element) else "")

    def _native(self, element: ReferenceElement, seen: set[ReferenceElement]) -> str | None:
        """The name by HTML's own means; None if there is none."""
        tag, kind = element.kind, input_type(element)
        if tag == "input" and kind in ("button", "reset", "submit"):
            return element.get("value") or _BUTTON_TEXTS.get(kind, "") or element.get("title") or ""
        labels = self.labels_of(element)
        if labels:
            return " ".join(self._name(label, seen, via_reference=True) for label in labels)
        if tag in ("img", "area") or kind == "image":
            alternative = element.get("alt")
            if alternative is not None and alternative.strip():
                return alternative
            return element.get("title") or (_BUTTON_TEXTS["image"] if kind == "image" else "")
        if tag == "svg":
            title = next((child for child in element.children if child.kind == "title"), None)
            return None if title is None else text_content(title)
        if tag == "optgroup" or (tag == "option" and element.get("label")):
            return element.get("label") or ""
        if tag in _NAMING_CHILD:
            naming = next((child for child in element.children if child.kind == _NAMING_CHILD[tag]), None)
            if isinstance(naming, ReferenceElement):
                return self._content(naming, seen)
        return None

    def _content(self, element: ReferenceElement, seen: set[ReferenceElement]) -> str:
        return "".join([self._child(child, seen) for child in element.children])

    def _child(self, node: ReferenceNode, seen: set[ReferenceElement]) -> str:
        if not isinstance(node, ReferenceElement):
            return node.data if node.kind == "#text" else ""
        if node.kind == "br":
            return " "
        if node in seen or not is_rendered(node) or node.get("aria-hidden") == "true":
            return ""
        if node.kind in EDITED and input_type(node) not in ("checkbox", "radio", "button", "submit", "reset", "image"):
            return _embedded(node)
        own = self._name(node, seen, via_reference=False) or self._content(node, set(seen))
        return own if node.kind in _INLINE else f" {own} "


def _embedded(control: ReferenceElement) -> str:
    """Read the value of a control embedded in a label."""
    if control.kind == "select":
        return " ".join(text_content(option) for option in selected_options(control))
    return f" {value_of(control)} "


def labelled(label: ReferenceElement, top: ReferenceElement) -> ReferenceElement | None:
    """The control that a label is for.

    Args:
        label: The label.
        top: The root of the tree.

    From https://html.spec.whatwg.org/#labeled-control.
    """
    wanted = label.get("for")
    if wanted is not None:
        found = next(by_id(top, wanted), None)
    else:
        found = next((inside for inside in walk(label) if inside.kind in _LABELABLE), None)
    return found if found is not None and found.kind in _LABELABLE and input_type(found) != "hidden" else None


def by_id(top: ReferenceElement, id: str) -> Iterator[ReferenceElement]:
    """The elements with an id, in document order."""
    return (element for element in (top, *walk(top)) if element.get("id") == id)


def name_of(element: ReferenceElement) -> str:
    """The accessible name of one element."""
    *_, top = way_up(element)
    return Names(top).name_of(element)
