"""The browser's `window`, as far as it is an event target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom import ops
from domsync.dom.events import Event, EventHost, EventTarget, merged

if TYPE_CHECKING:
    from domsync.dom.document import Document


class Window(EventTarget):
    """The browser's `window`: listens for `resize`, `online`, `hashchange` and what bubbles up to it.

    `document.defaultView` is the one of a document.
    """

    __slots__ = ("_document", "_told_listeners")

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._told_listeners: dict[str, ops.Listener] = {}

    @property
    def document(self) -> Document:
        """The document."""
        return self._document

    def _event_host(self) -> EventHost:
        return self._document

    def _event_document(self) -> Document:
        return self._document

    def _before_listen(self, type: str, listener: ops.Listener) -> None:
        self._document._check_listener(listener, is_new=type not in self._told_listeners)

    def _listen_changed(self, type: str) -> None:
        tell(self, self._document, ops.WINDOW, self._told_listeners, type)

    def _event_parent(self, event: Event) -> EventTarget | None:
        return None

    def __repr__(self) -> str:
        return "<Window>"


def tell(target: EventTarget, document: Document, wire: int, told: dict[str, ops.Listener], type: str) -> None:
    """Tell the browser what the document or the window listens to, if it does not know."""
    entries = target._listeners.get(type) if target._listeners else None
    if not entries:
        if told.pop(type, None) is not None:
            document._listening -= 1
            document._log(ops.Unlisten(wire, type))
        return
    listener = merged(entries)
    if told.get(type) != listener:
        document._listening += type not in told
        told[type] = listener
        document._log(ops.Listen(wire, type, listener))
