"""Bring what a browser said into the tree: first what the user typed, then the event."""

from collections.abc import Awaitable

import msgspec

from domsync.dom.document import Document
from domsync.dom.element import Element
from domsync.dom.events import EventTarget, merged
from domsync.session.events import DomEvent
from domsync.session.inbound import Dirty

#: Where a payload's field comes from if it is what its control holds; the browser does not say that twice.
_SOURCES = frozenset(
    (
        *(("value", "currentTarget.value"), ("value", "target.value")),
        *(("value", "currentTarget.selectedOptions.0.value"), ("value", "target.selectedOptions.0.value")),
        *(("checked", "currentTarget.checked"), ("checked", "target.checked")),
    )
)
_decode = msgspec.json.Decoder(dict[str, object]).decode


def deliver(happened: DomEvent) -> list[Awaitable[object]]:
    """Dispatch an event of the browser.

    The live tree holds what the user typed before the first callback runs. Exceptions of callbacks go to
    `document.report`.

    Returns:
        What async callbacks still have to do; the caller runs it.
    """
    document = happened.document
    accept_dirty(document, happened.dirty)
    target = happened.target
    if target in happened.payloads:
        _accept_told(target, happened.event.type, happened.payloads[target])
    return document.dispatch(target, happened.event)


def accept_dirty(document: Document, dirty: Dirty) -> None:
    """Put what the user typed, ticked or chose into the live tree; controls that are gone are passed over.

    Args:
        document: The controls' document.
        dirty: The new values by node.
    """
    for node, value in dirty:
        control = document.node_for(node)
        if isinstance(control, Element):
            document.accept_value(control, value)


def _accept_told(target: EventTarget, event_type: str, payload: bytes) -> None:
    """The same for a value that the payload tells of its own control."""
    entries = target._entries(event_type)
    if not entries or not isinstance(target, Element):
        return
    told = _SOURCES.intersection(merged(entries).fields)
    if not told:
        return
    fields = _decode(payload)
    for name, _ in told:
        value = fields.get(name)
        if isinstance(value, str if name == "value" else bool):
            target._document.accept_value(target, value)
