"""State that the browser changes itself (open, playing, scrolled), as `client/extra/states.js` and `media.js` report
and restore it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast
from weakref import WeakKeyDictionary

from domsync.testing.tree.element_values import of_element
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import opening_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from domsync.testing.browser.apply import ReferenceDocument

State: TypeAlias = "bool | str | dict[str, float]"

_MEDIA = ("paused", "muted", "volume", "playbackRate", "currentTime")


class Opened:
    """Elements that were opened or closed since the server was last told.

    Args:
        document: The page's own document. In a shared one, each viewer has a state of their own.
    """

    def __init__(self, document: ReferenceDocument) -> None:
        self._document = document
        self._changed: dict[ReferenceElement, None] = {}
        #: The elements that were open in shared documents, until they are opened again.
        self._closed: dict[int, list[tuple[ReferenceElement, State]]] = {}
        #: The number of the event that last reported each media element.
        self._sent: WeakKeyDictionary[ReferenceElement, int] = WeakKeyDictionary()
        self._taken: list[ReferenceElement] = []
        #: The element that had the focus when each dialog was opened, and gets it back when the dialog is closed.
        self.focused_before: WeakKeyDictionary[ReferenceElement, ReferenceElement] = WeakKeyDictionary()

    def mark(self, element: ReferenceElement) -> None:
        """Record that an element was opened or closed."""
        self._changed[element] = None

    def keep(self, number: int, documents: Mapping[int, ReferenceDocument], acknowledged: int) -> Callable[[], None]:
        """Keep open elements of shared documents and the state of media while a document is rebuilt.

        Args:
            number: The document; when the page's own is rebuilt, those inside it follow.
            documents: All documents of the page.
            acknowledged: The number of the last event that the server has handled.
        """
        for other, shared in documents.items():
            if shared is self._document or number not in (0, other):
                continue
            elements = [node for node in shared.nodes.values() if isinstance(node, ReferenceElement)]
            opened = [(node, _state(node)) for node in elements if _is_opened(node)]
            if any(state for _, state in opened):
                self._closed[other] = opened
        document, kept = documents[number], self._closed.pop(number, [])
        media = [
            (node, dict(node.properties), number > 0 or node in self._changed or self._sent.get(node, 0) > acknowledged)
            for node in document.nodes.values()
            if isinstance(node, ReferenceElement) and node.kind in ("audio", "video")
        ]

        def restore() -> None:
            for old, state in kept:
                node = document.nodes.get(old.wire)
                if not state or not isinstance(node, ReferenceElement) or node.kind != old.kind:
                    continue
                if node.get("popover") is not None:
                    node.properties[":popover-open"] = opening_of(old)
                else:
                    node.set_attribute("open", "")
                    node.properties[":modal"] = opening_of(old)
            for old, properties, is_ours in media:
                node = document.nodes.get(old.wire)
                if not isinstance(node, ReferenceElement) or node.kind != old.kind or node.get("src") != old.get("src"):
                    continue
                for name in _MEDIA if is_ours else ("currentTime",):
                    if name in properties:
                        node.properties[name] = properties[name]

        return restore

    def unsent(self) -> list[tuple[int, State]]:
        """List the states that have not been reported to the server."""
        nodes = self._document.nodes
        return [(node.wire, _state(node)) for node in self._changed if nodes.get(node.wire) is node]

    def take(self, document: ReferenceDocument) -> list[list[object]]:
        """Take the unreported states for an event of a document, so that they are not reported again."""
        if document is not self._document:
            return []
        told: list[list[object]] = [[wire, is_open] for wire, is_open in self.unsent()]
        self._taken = list(self._changed)
        self._changed.clear()
        return told

    def sent(self, n: int) -> None:
        """Record the number of the event that reported the states taken last."""
        self._sent.update(dict.fromkeys(self._taken, n))
        self._taken = []


def _is_opened(element: ReferenceElement) -> bool:
    return element.kind in ("details", "dialog") or element.get("popover") is not None


def _state(element: ReferenceElement) -> State:
    """Return whether and how an element is open: a dialog modal or not; for others, the properties that can change."""
    if element.kind in ("audio", "video"):
        return {name: cast("float", of_element(element, name)) for name in _MEDIA}
    if not _is_opened(element):
        return {name: cast("float", of_element(element, name)) for name in ("scrollTop", "scrollLeft")}
    if element.get("popover") is not None:
        return bool(element.properties.get(":popover-open"))
    is_open = element.get("open") is not None
    return "modal" if is_open and element.properties.get(":modal") else is_open
