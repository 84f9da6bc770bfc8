"""Look up namespaces by prefix, and prefixes by namespace.

From https://dom.spec.whatwg.org/#locate-a-namespace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom.checks.names import XML, XMLNS

if TYPE_CHECKING:
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node

_ELEMENT = 1
_ATTRIBUTE = 2
_DOCUMENT = 9
_NOWHERE = frozenset((10, 11))


def _starting_element(node: Node) -> Element | None:
    """Return the element at which the search for a namespace begins."""
    if node.nodeType == _ELEMENT:
        return node  # type: ignore[return-value]
    if node.nodeType == _DOCUMENT:
        return node.documentElement  # type: ignore[attr-defined, no-any-return]
    if node.nodeType == _ATTRIBUTE:
        return node.ownerElement  # type: ignore[attr-defined, no-any-return]
    return None if node.nodeType in _NOWHERE else node.parentElement


def locate_namespace(node: Node, prefix: str | None) -> str | None:
    """Return the namespace that a prefix stands for at a node; None for none.

    Args:
        node: The node.
        prefix: The prefix; None for the default namespace.
    """
    element = _starting_element(node)
    if element is None:
        return None
    if prefix == "xml":
        return XML
    if prefix == "xmlns":
        return XMLNS
    wanted = "xmlns" if prefix is None else f"xmlns:{prefix}"
    while element is not None:
        name = element.element_name
        if name.namespace is not None and name.prefix == prefix:
            return name.namespace
        for (namespace, _), (qualified, value) in element.namespaced_attributes().items():
            if namespace == XMLNS and qualified == wanted:
                return value or None
        element = element.parentElement
    return None


def locate_prefix(node: Node, namespace: str) -> str | None:
    """Return a prefix that stands for a namespace at a node; None for none."""
    element = _starting_element(node)
    while element is not None:
        name = element.element_name
        if name.namespace == namespace and name.prefix is not None:
            return name.prefix
        for (space, local), (qualified, value) in element.namespaced_attributes().items():
            if space == XMLNS and qualified.startswith("xmlns:") and value == namespace:
                return local
        element = element.parentElement
    return None
