"""Limits of a document's size."""

from dataclasses import dataclass


@dataclass(slots=True)
class Limits:
    """Limits on a document's size. A change that would exceed one raises `LimitError` and does nothing. None means no
    limit.

    Attributes:
        nodes: The number of connected nodes, including the root.
        depth: The depth of the tree; the root has depth 1.
        listeners: The number of listeners: pairs of a connected node and an event that the browser reports.
    """

    nodes: int | None = None
    depth: int | None = 256
    listeners: int | None = None
