"""Read attributes and styles of a tree without creating its deferred nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from domsync.dom.element.base import ElementBase
from domsync.dom.ops import ElementData, NodeData
from domsync.dom.traversal import descend_made

if TYPE_CHECKING:
    from domsync.dom.nodes.node import Node


def values_with(part: str, root: Node) -> Iterator[str]:
    """The values of attributes and styles of a tree that contain a text.

    Args:
        part: The text.
        root: The topmost node.
    """
    for node in descend_made(root):
        if not isinstance(node, ElementBase):
            continue
        yield from _holding(part, node.attribute_map, node.style_map)
        yield from (value for _, value in node.namespaced_attributes().values() if part in value)
        if node.lazy_children is not None:
            yield from _described(part, node.lazy_children.children)


def _described(part: str, nodes: Iterable[NodeData]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ElementData):
            yield from _holding(part, node.attributes, node.styles)
            yield from (value for _, _, value in node.namespaced if part in value)
            yield from _described(part, node.children)


def _holding(part: str, *found: Mapping[str, str] | None) -> Iterator[str]:
    return (value for values in found if values for value in values.values() if part in value)
