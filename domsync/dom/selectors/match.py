"""The predicates that selectors are compiled to: does an element match?

Each takes the element and the query that it is part of. A query remembers its results, so that a selector takes time in
proportion to the size of the tree, whatever combinators it has.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from domsync.dom.checks.unicode import ascii_lower, split_tokens
from domsync.dom.traversal import elements_of
from domsync.dom.tree import node_lists

if TYPE_CHECKING:
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node

_ELEMENT = 1


class Query:
    """One run of a selector over a tree that does not change meanwhile.

    Attributes:
        scope: The element for which `:scope` stands; None for the document's root element.
        anchor: The element whose `:has()` is being tested.
    """

    __slots__ = ("_found", "_positions", "anchor", "scope")

    def __init__(self, scope: Element | None, anchor: Element | None = None) -> None:
        self.scope: Element | None = scope
        self.anchor: Element | None = anchor
        self._found: dict[object, dict[Node, bool]] = {}
        self._positions: dict[object, dict[Element, int]] = {}

    def found(self, key: object) -> dict[Node, bool]:
        """Return the results stored under a key: node -> answer."""
        return self._found.setdefault(key, {})

    def positions(self, key: object) -> dict[Element, int]:
        """Return the positions among siblings that were counted under a key."""
        return self._positions.setdefault(key, {})


Test: TypeAlias = Callable[["Element", Query], bool]


def all_of(tests: Sequence[Test]) -> Test:
    """Return a test that holds if all tests hold; the cheap ones come first."""
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda element, query: first(element, query) and second(element, query)
    return lambda element, query: all(test(element, query) for test in tests)


def any_of(tests: Sequence[Test]) -> Test:
    """Return a test that holds if one of the tests holds."""
    if len(tests) == 1:
        return tests[0]
    return lambda element, query: any(test(element, query) for test in tests)


def negation(test: Test) -> Test:
    """Return a test that holds if a test does not."""
    return lambda element, query: not test(element, query)


def has_name(name: str) -> Test:
    """Hold for elements with a local name; for HTML elements in HTML documents, in any case."""
    lowered = ascii_lower(name)
    if lowered == name:
        return lambda element, query: element.element_name.local == name
    return lambda element, query: element.element_name.local == (lowered if element.folds_case else name)


def has_namespace(namespace: str | None) -> Test:
    """Hold for elements of a namespace; empty is none."""
    return lambda element, query: (element.element_name.namespace or "") == namespace


def has_id(id: str) -> Test:
    """Hold for elements with an id."""

    def test(element: Element, query: Query) -> bool:
        attributes = element.attribute_map
        return attributes is not None and attributes.get("id") == id

    return test


def has_class(name: str) -> Test:
    """Hold for elements with a class."""

    def test(element: Element, query: Query) -> bool:
        attributes = element.attribute_map
        if attributes is None:
            return False
        classes = attributes.get("class")
        return classes is not None and name in classes and (classes == name or name in split_tokens(classes))

    return test


#: Attributes of HTML whose values are compared without regard to case.
#: From https://html.spec.whatwg.org/#case-sensitivity-of-selectors.
_CASELESS = frozenset(
    (
        *("accept", "accept-charset", "align", "alink", "axis", "bgcolor", "charset", "checked", "clear", "codetype"),
        *("color", "compact", "declare", "defer", "dir", "direction", "disabled", "enctype", "face", "frame"),
        *("hreflang", "http-equiv", "lang", "language", "link", "media", "method", "multiple", "nohref", "noresize"),
        *("noshade", "nowrap", "readonly", "rel", "rev", "rules", "scope", "scrolling", "selected", "shape", "target"),
        *("text", "type", "valign", "valuetype", "vlink"),
    )
)

_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda value, wanted: value == wanted,
    "~=": lambda value, wanted: wanted in split_tokens(value),
    "|=": lambda value, wanted: value == wanted or value.startswith(wanted + "-"),
    "^=": lambda value, wanted: wanted != "" and value.startswith(wanted),
    "$=": lambda value, wanted: wanted != "" and value.endswith(wanted),
    "*=": lambda value, wanted: wanted != "" and wanted in value,
}


def has_attribute(
    namespace: str | None, name: str, operator: str | None, wanted: str | None, case_sensitive: bool | None
) -> Test:
    """Hold for elements with an attribute, and perhaps a certain value of it.

    Args:
        namespace: The attribute's namespace: empty for none, None for any.
        name: Its local name.
        operator: How to compare its value: `=`, `~=`, `|=`, `^=`, `$=`, `*=`; None for not at all.
        wanted: The value to compare with.
        case_sensitive: Whether the comparison is case-sensitive; None for HTML's rules.
    """
    lowered = ascii_lower(name)
    values: Callable[[Element], Iterable[str]]
    if namespace == "":

        def values(element: Element) -> Iterable[str]:
            value = element.getAttributeNS(None, lowered if lowered == name or element.folds_case else name)
            return () if value is None else (value,)

    else:

        def values(element: Element) -> Iterable[str]:
            local = lowered if lowered == name or element.folds_case else name
            if namespace is None and (plain := element.getAttributeNS(None, local)) is not None:
                yield plain
            for (space, other), (_, value) in element.namespaced_attributes().items():
                if other == local and space and namespace in (None, space):
                    yield value

    if operator is None or wanted is None:
        return lambda element, query: any(True for _ in values(element))
    compare = _OPERATORS[operator]
    folded = ascii_lower(wanted)
    caseless_in_html = case_sensitive is None and lowered in _CASELESS

    def test(element: Element, query: Query) -> bool:
        if case_sensitive is False or (caseless_in_html and element.folds_case):
            return any(compare(ascii_lower(value), folded) for value in values(element))
        return any(compare(value, wanted) for value in values(element))

    return test


# Combinators


def combined(left: Test, combinator: str, right: Test) -> Test:
    """Hold if `right` holds, and `left` holds for an element in the combinator's relation to this one."""
    match combinator:
        case ">":
            return lambda element, query: right(element, query) and _parent_matches(left, element, query)
        case "+":
            return lambda element, query: right(element, query) and _previous_matches(left, element, query)
        case " ":
            return lambda element, query: right(element, query) and _some_ancestor(left, element, query)
        case _:
            return lambda element, query: right(element, query) and _some_earlier_sibling(left, element, query)


def _parent_matches(left: Test, element: Element, query: Query) -> bool:
    parent = element.parentElement
    return parent is not None and left(parent, query)


def _previous_matches(left: Test, element: Element, query: Query) -> bool:
    previous = element.previousElementSibling
    return previous is not None and left(previous, query)


def _some_ancestor(left: Test, element: Element, query: Query) -> bool:
    return _some_on_the_way(left, element, _parent_of, query.found((left, " ")), query)


def _some_earlier_sibling(left: Test, element: Element, query: Query) -> bool:
    return _some_on_the_way(left, element, _previous_of, query.found((left, "~")), query)


def _parent_of(node: Node) -> Node | None:
    return node.parent_node


def _previous_of(node: Node) -> Node | None:
    return node.previous_sibling


def _some_on_the_way(
    left: Test, element: Node, following: Callable[[Node], Node | None], found: dict[Node, bool], query: Query
) -> bool:
    """Return whether `left` holds for one of the nodes that follow. The result also applies to all nodes passed."""
    passed: list[Node] = []
    answer = False
    node = following(element)
    while node is not None:
        known = found.get(node)
        if known is not None:
            answer = known
            break
        passed.append(node)
        if node.nodeType == _ELEMENT and left(node, query):  # type: ignore[arg-type]
            answer = True
            break
        node = following(node)
    for node in passed:
        found[node] = answer
    return answer


# Positions among siblings


def nth(a: int, b: int, *, from_end: bool, of_type: bool = False, among: Test | None = None) -> Test:
    """Hold for elements whose position among their siblings is a * n + b, for an n from 0.

    Args:
        a: The step.
        b: The first position, from 1.
        from_end: Count from the last sibling.
        of_type: Count only siblings of the same name.
        among: Count only siblings for which this holds; the element has to be one of them.
    """
    key = (among, from_end, of_type)

    def test(element: Element, query: Query) -> bool:
        if among is not None and not among(element, query):
            return False
        positions = query.positions(key)
        if element not in positions:
            _count(element, positions, from_end=from_end, of_type=of_type, among=among, query=query)
        distance = positions[element] - b
        return distance == 0 if a == 0 else distance % a == 0 and distance // a >= 0

    return test


def _count(
    element: Element, positions: dict[Element, int], *, from_end: bool, of_type: bool, among: Test | None, query: Query
) -> None:
    siblings = [element]
    if element.parent_node is not None:
        siblings = list(node_lists.children(element.parent_node))
    counts: dict[Hashable, int] = {}
    for sibling in reversed(siblings) if from_end else siblings:
        if among is None or among(sibling, query):
            kind = sibling.element_name if of_type else None
            counts[kind] = positions[sibling] = counts.get(kind, 0) + 1


# :has()


def is_anchor(element: Element, query: Query) -> bool:
    """Hold for the element whose `:has()` is being tested."""
    return element is query.anchor


def has_descendant(test: Test) -> Test:
    """Hold for elements with a descendant for which a test holds."""

    def holds(element: Element, query: Query) -> bool:
        found = query.found((test, "has"))
        if element not in found:
            _mark_ancestors(element, test, found, query)
        return found[element]

    return holds


def _mark_ancestors(root: Element, test: Test, found: dict[Node, bool], query: Query) -> None:
    # Once for the whole subtree: a query also tests the elements below the first one.
    for element in elements_of(root):
        found.setdefault(element, False)
    found[root] = False
    for element in elements_of(root):
        if test(element, query):
            node = element.parent_node
            while node is not None and found.get(node) is False:
                found[node] = True
                node = node.parent_node


def has_relative(test: Test, combinator: str, *, simple: bool) -> Test:
    """Hold for elements for which a relative selector matches something, as in `:has(> a b)`.

    Args:
        test: The relative selector with `is_anchor` at its left end.
        combinator: Its first combinator.
        simple: Whether this is its only combinator.
    """

    def holds_for_later_sibling(element: Element, query: Query) -> bool:
        # If it holds for a later sibling, it holds for the element, too: each one only tests its next sibling, once.
        known = query.found(holds_for_later_sibling)
        passed: list[Element] = []
        while element not in known:
            following = element.nextElementSibling
            if following is None or test(following, Query(query.scope, anchor=element)):
                known[element] = following is not None
                break
            passed.append(element)
            element = following
        known.update(dict.fromkeys(passed, known[element]))
        return known[element]

    def holds(element: Element, query: Query) -> bool:
        anchored = Query(query.scope, anchor=element)
        return any(test(candidate, anchored) for candidate in _candidates(element, combinator, simple=simple))

    return holds_for_later_sibling if simple and combinator == "~" else holds


def _candidates(element: Element, combinator: str, *, simple: bool) -> Iterator[Element]:
    if combinator in " >":
        yield from element.children if simple and combinator == ">" else elements_of(element)
        return
    sibling = element.nextElementSibling
    while sibling is not None:
        yield sibling
        if not simple:
            yield from elements_of(sibling)
        elif combinator == "+":
            return
        sibling = sibling.nextElementSibling
