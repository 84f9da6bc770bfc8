"""CSS selectors: Selectors Level 4, as far as a server-side tree can answer.

The optional package `cssselect2` (the extra `selectors`) parses the selectors; the matching is done here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom.checks.unicode import well_formed
from domsync.dom.selectors.compile import compile_selector
from domsync.dom.selectors.match import Query
from domsync.dom.traversal import descend, elements_of

if TYPE_CHECKING:
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node

_ELEMENT = 1


def query_all(root: Node, selector: str) -> list[Element]:
    """List the descendants of `root` that match a selector, in tree order.

    Args:
        root: A document, fragment or element, for which `:scope` stands.
        selector: One or more selectors, separated by commas.

    Raises:
        DOMException: SyntaxError: it is not a selector. NotSupportedError: the validity of a control depends on a
            `pattern`.
        MissingExtraError: The extra `selectors` is not installed.

    From https://dom.spec.whatwg.org/#scope-match-a-selectors-string.
    """
    matches = compile_selector(well_formed(selector)).matches
    query = Query(_scope(root))
    return [
        node  # type: ignore[misc]
        for node in descend(root)
        if node.nodeType == _ELEMENT and node is not root and matches(node, query)  # type: ignore[arg-type]
    ]


def query(root: Node, selector: str) -> Element | None:
    """Return the first descendant of `root` that matches a selector, or None.

    Args:
        root: A document, fragment or element, for which `:scope` stands.
        selector: One or more selectors, separated by commas.

    Raises:
        DOMException: SyntaxError: it is not a selector. NotSupportedError: the validity of a control depends on a
            `pattern`.
        MissingExtraError: The extra `selectors` is not installed.
    """
    compiled = compile_selector(well_formed(selector))
    if compiled.only_id is not None and root.isConnected:
        found: Element | None = root.getDocument().getElementById(compiled.only_id, strict=False)
        if found is None or not found.isConnected:
            return None
        if found is not root and root.contains(found):
            return found
        # Another element with the same id may be below root.
    matches, run = compiled.matches, Query(_scope(root))
    return next((element for element in elements_of(root) if matches(element, run)), None)


def matches(element: Element, selector: str) -> bool:
    """Return whether an element matches a selector.

    Raises:
        DOMException: SyntaxError: it is not a selector. NotSupportedError: the validity of a control depends on a
            `pattern`.
        MissingExtraError: The extra `selectors` is not installed.

    From https://dom.spec.whatwg.org/#dom-element-matches.
    """
    return compile_selector(well_formed(selector)).matches(element, Query(element))


def closest(element: Element, selector: str) -> Element | None:
    """Return the element, or its nearest ancestor, that matches a selector, or None.

    Raises:
        DOMException: SyntaxError: it is not a selector. NotSupportedError: the validity of a control depends on a
            `pattern`.
        MissingExtraError: The extra `selectors` is not installed.

    From https://dom.spec.whatwg.org/#dom-element-closest.
    """
    test, run = compile_selector(well_formed(selector)).matches, Query(element)
    candidate: Element | None = element
    while candidate is not None and not test(candidate, run):
        candidate = candidate.parentElement
    return candidate


def _scope(root: Node) -> Element | None:
    return root if root.nodeType == _ELEMENT else None  # type: ignore[return-value]
