"""Receive the original client's messages: find the node that each concerns, and dispatch it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from domsync.dom.checks.json_values import to_json
from domsync.dom.controls import state as controls
from domsync.dom.element.base import ElementBase
from domsync.dom.events import EventTarget, dispatch, entries_of
from domsync.dom.nodes.node import TargetOnly
from domsync.errors import ProtocolError

if TYPE_CHECKING:
    from domsync.dom.document.document import Document

#: The paths by which a browser reads user input, and the types of the values.
_ENTERED = {
    "currentTarget.value": str,
    "target.value": str,
    "currentTarget.checked": bool,
    "target.checked": bool,
    "currentTarget.selectedOptions.0.value": str,
    "target.selectedOptions.0.value": str,
}


#: The keys of a message of the original client that are not fields.
_NO_FIELDS = frozenset(("doc", "domsync", "event", "id", "listener"))


def handle_message(document: Document, msg: Mapping[str, Any]) -> Any:
    """Run `Document.handle_event()`."""
    name, id = msg.get("event"), msg.get("id")
    if not msg.get("domsync") or not isinstance(name, str) or not isinstance(id, str):
        raise ProtocolError(4400, "invalid message", "not a message of the original client")
    target = target_of(document, msg)
    entries = [] if target is None else entries_of(target, name)
    if target is None or not entries:
        return None
    try:
        fields = {field: to_json(given) for field, given in msg.items() if field not in _NO_FIELDS}
    except (TypeError, ValueError) as error:
        raise ProtocolError(4400, "invalid message", str(error)) from error
    value = msg.get("value")
    for path in {path for entry in entries for field, path in entry.listener.fields if field == "value"}:
        if isinstance(value, str | bool) and type(value) is _ENTERED.get(path) and isinstance(target, ElementBase):
            controls.accept(target, value)
    event = TargetOnly(name, payload=msgspec.json.encode({"value": None, **fields}))
    event.isTrusted = True
    results: list[object] = []
    awaitables = dispatch(target, event, document.report, results)
    result = results[0] if results else None
    for awaitable in awaitables:
        if awaitable is not result:
            document.run(awaitable)
    return result


def target_of(document: Document, message: Mapping[str, Any]) -> EventTarget | None:
    """Find the target of a message of the original client.

    The message has the key in the page's registry: the id that the element had when it was inserted.

    Args:
        document: The document whose browser sent it.
        message: The message, with an `id` and an `event`.

    Returns:
        A connected node, the document or its window; None if there is none, or if the message comes from a listener
        that was replaced.
    """
    renderer = document.script_renderer
    node_id = None if renderer is None else renderer.target(message)
    if node_id is not None:
        return document.node_for(node_id)
    element = document.registry.find_id(str(message.get("id")))
    return element if element is not None and element.node_id else None
