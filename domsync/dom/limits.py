"""How large a document may grow."""

from dataclasses import dataclass


@dataclass(slots=True)
class Limits:
    """Limits that a change may not exceed; it raises `LimitError` and does nothing. None is "no limit".

    Attributes:
        nodes: Connected nodes, the root included.
        depth: How deep a connected node may lie; the root has depth 1.
        listeners: Pairs of a connected node and an event that the browser reports.
    """

    nodes: int | None = None
    depth: int | None = 256
    listeners: int | None = None
