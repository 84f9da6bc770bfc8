"""CSS selectors over the reference browser's tree, including browser-only states: focus, checked, valid."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from domsync.errors import DOMException, MissingExtraError
from domsync.testing.tree.canonical import HTML_NAMESPACE
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import is_checkable, is_disabled, is_text_field, value_of, way_up

#: Returns whether an element is in a state, given the focused element.
_State = Callable[[ReferenceElement, ReferenceElement | None], bool]

_STATES: dict[str, _State] = {
    "checked": lambda element, focused: (
        bool(element.shown("selected"))
        if element.kind == "option"
        else is_checkable(element) and bool(element.shown("checked"))
    ),
    "indeterminate": lambda element, focused: element.kind == "input" and bool(element.shown("indeterminate")),
    "disabled": lambda element, focused: is_disabled(element),
    "focus": lambda element, focused: element is focused,
    "focus-visible": lambda element, focused: element is focused,
    "focus-within": lambda element, focused: focused is not None and element in way_up(focused),
    "placeholder-shown": lambda element, focused: (
        is_text_field(element) and element.get("placeholder") is not None and not value_of(element)
    ),
    "open": lambda element, focused: element.kind in ("details", "dialog") and element.get("open") is not None,
    "modal": lambda element, focused: bool(element.properties.get(":modal")),
    "popover-open": lambda element, focused: bool(element.properties.get(":popover-open")),
    "required": lambda element, focused: element.get("required") is not None,
    "read-only": lambda element, focused: not is_text_field(element) or element.get("readonly") is not None,
}
# A state, outside strings, with its complete name.
_STATE_NAMES = re.compile(
    r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|:("""
    + "|".join(sorted(_STATES, key=len, reverse=True))
    + r""")(?![\w(-])"""
)
_STATE_ATTRIBUTE = "_state-"


@lru_cache(512)
def _compiled(selector: str) -> tuple[tuple[Any, ...], frozenset[str]]:
    """Compile a list of selectors, and return the states that they use too."""
    try:
        import cssselect2  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("cssselect2", "testing", "a CSS selector") from error
    states: set[str] = set()

    def replace(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        states.add(found[1])
        return f"[{_STATE_ATTRIBUTE}{found[1]}]"

    plain = _STATE_NAMES.sub(replace, selector.replace(":enabled", ":is(button,input,select,textarea):not(:disabled)"))
    try:
        tests = tuple(
            compiled.test for compiled in cssselect2.compile_selector_list(plain) if not compiled.pseudo_element
        )
    except cssselect2.SelectorError as error:
        raise DOMException(f"{selector!r} is not a selector: {error.args[-1]}", "SyntaxError") from None
    return tests, frozenset(states)


def select(
    root: ReferenceElement, scope: ReferenceElement, selector: str, focused: ReferenceElement | None
) -> list[ReferenceElement]:
    """List the elements below `scope` that match a selector, in document order.

    Args:
        root: The root element of the page, which is inside a `body`.
        scope: Where to look.
        selector: One or more selectors with commas between them.
        focused: The element that has the focus.

    Raises:
        DOMException: SyntaxError: the selector is invalid.
        MissingExtraError: The extra `testing` is not installed.
    """
    tests, states = _compiled(selector)
    import cssselect2

    originals: dict[ElementTree.Element, ReferenceElement] = {}
    html = ElementTree.Element("html")
    body = ElementTree.SubElement(html, "body")
    body.append(_mirror(root, {state: _STATES[state] for state in states}, focused, originals))
    found = []
    inside: set[ReferenceElement] = set()
    for wrapper in cssselect2.ElementWrapper.from_html_root(html).iter_subtree():
        element = originals.get(wrapper.etree_element)
        if element is None:
            continue
        if element.parent in inside or element.parent is scope:
            inside.add(element)
            if any(test(wrapper) for test in tests):
                found.append(element)
    return found


def _mirror(
    element: ReferenceElement,
    states: Mapping[str, _State],
    focused: ReferenceElement | None,
    originals: dict[ElementTree.Element, ReferenceElement],
) -> ElementTree.Element:
    name = element.kind.rpartition(":")[2]
    made = ElementTree.Element(name if element.namespace == HTML_NAMESPACE else f"{{{element.namespace}}}{name}")
    for (namespace, local), (_, value) in element.attributes.items():
        made.set(f"{{{namespace}}}{local}" if namespace else local, value)
    if element.styles:
        made.set("style", "; ".join(f"{name}: {value}" for name, value in element.styles.items()))
    for state, holds in states.items():
        if holds(element, focused):
            made.set(_STATE_ATTRIBUTE + state, "")
    originals[made] = element
    last: ElementTree.Element | None = None
    for child in element.children:
        if isinstance(child, ReferenceElement):
            last = _mirror(child, states, focused, originals)
            made.append(last)
        elif child.kind == "#text":
            # `:empty` needs the text.
            if last is None:
                made.text = (made.text or "") + child.data
            else:
                last.tail = (last.tail or "") + child.data
    return made
