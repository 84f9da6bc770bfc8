"""The browser's `window`, as far as it is an event target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.dom import ops
from domsync.dom.events import Event, EventHost, EventTarget, ListenerEntry, merged

if TYPE_CHECKING:
    from domsync.dom.document import Document


class Window(EventTarget):
    """The browser's `window`: listens for `resize`, `online`, `hashchange` and what bubbles up to it.

    `document.defaultView` is the one of a document.
    """

    __slots__ = ("_document",)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document

    @property
    def document(self) -> Document:
        """The document."""
        return self._document

    def _event_host(self) -> EventHost:
        return self._document

    def _event_document(self) -> Document:
        return self._document

    def _before_listen(self, type: str, listener: ops.Listener) -> None:
        self._document._check_listener(listener, is_new=not self._entries(type))

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        tell(self, self._document, ops.WINDOW, type, before)

    def _event_parent(self, event: Event) -> EventTarget | None:
        return None

    def __repr__(self) -> str:
        return "<Window>"


def tell(target: EventTarget, document: Document, wire: int, type: str, before: Sequence[ListenerEntry]) -> None:
    """Tell the browser which listeners of one event a target has now, if that makes a difference to it.

    Args:
        target: The target.
        document: The target's document.
        wire: The target's number.
        type: The event's name.
        before: The entries until now, which the browser knows.
    """
    entries = target._entries(type)
    known = merged(before) if before else None
    listener = merged(entries) if entries else None
    if listener == known:
        return
    document._listening += bool(entries) - bool(before)
    document._log(ops.Unlisten(wire, type) if listener is None else ops.Listen(wire, type, listener))
