"""The browser's `window` as an event target, and the listeners that a browser can serve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domsync.dom import ops
from domsync.dom.events import Event, EventHost, EventTarget, ListenerEntry, entries_of, merged, translate_getter
from domsync.errors import LimitError, UnsafeValueError

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.records import DocumentRecord


class Window(EventTarget):
    """The browser's `window`: listen here for `resize`, `online`, `hashchange` and events that bubble up to it.

    Each document has one, `document.defaultView`.
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
        check_listener(self._document, listener, is_new=not entries_of(self, type))

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        sync_listeners(self, self._document, ops.WINDOW, type, before)

    def _event_parent(self, event: Event) -> EventTarget | None:
        return None

    def _is_page_wide(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "<Window>"


def sync_listeners(
    target: EventTarget, document: Document, node_id: int, type: str, before: Sequence[ListenerEntry]
) -> None:
    """Log the listeners that a target now has for an event, if there is a difference for the browser.

    Args:
        target: The target.
        document: The target's document.
        node_id: The target's number.
        type: The event's name.
        before: The entries before the change.
    """
    entries = entries_of(target, type)
    known = merged(before) if before else None
    listener = merged(entries) if entries else None
    if listener == known:
        return
    document.registry.listening += bool(entries) - bool(before)
    document.op_log.append(ops.Unlisten(node_id, type) if listener is None else ops.Listen(node_id, type, listener))


def check_listener(document: DocumentRecord, listener: ops.Listener, *, is_new: bool) -> None:
    """Refuse a listener that the browser cannot serve, or that exceeds the limit.

    Args:
        document: The document.
        listener: The browser's part of the listener.
        is_new: Whether it is the first listener to the event on a connected target.

    Raises:
        UnsafeValueError: It contains JavaScript, and the document's browsers do not evaluate any.
        LimitError: The document would have too many listeners.
    """
    script = listener.script
    if script is not None and not document.scripts and translate_getter(script) is None:
        raise UnsafeValueError(
            "js_value_getter",
            script,
            "the browser of this document does not evaluate JavaScript; use a path of properties such as 'this.value', "
            " or use fields=[('name', 'path.from.the.event')]",
        )
    limit = document.limits.listeners
    if is_new and limit is not None and document.registry.listening >= limit:
        raise LimitError("listeners", limit)
