"""Deliver a browser's messages to the tree: first the user's input, then the event."""

import logging
from collections.abc import Awaitable, Mapping
from typing import Any

import msgspec

from domsync.dom.actions import changes
from domsync.dom.controls import form_data
from domsync.dom.controls.radio_groups import is_checked
from domsync.dom.controls.state import value_of
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.dom.events import Event, EventTarget, browser_event, entries_of, merged
from domsync.errors import ProtocolError
from domsync.session.concurrent_text import TextEdit
from domsync.session.events import DomEvent
from domsync.session.frame_log import Cursor
from domsync.session.inbound import Changed, Dirty, Held, bad_message
from domsync.session.log_limit import oddities

#: The sources of fields with a control's value, which the browser does not send twice -> the control's property.
_SOURCES = {
    "currentTarget.value": "value",
    "target.value": "value",
    "currentTarget.selectedOptions.0.value": "value",
    "target.selectedOptions.0.value": "value",
    "currentTarget.checked": "checked",
    "target.checked": "checked",
}
_FORM = "@form"
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder().encode
_read_form = msgspec.json.Decoder(tuple[int, tuple[tuple[int, tuple[str, ...]], ...]]).decode


def deliver(happened: DomEvent) -> list[Awaitable[object]]:
    """Dispatch an event that a browser has reported.

    Before the first callback runs, what the user typed and what actions have changed is stored in the tree, and the
    payload agrees with it. Exceptions in callbacks go to `document.report`. A callback that would act on a text that
    was too long to be sent is not called.

    Returns:
        The awaitables of async callbacks, which the caller has to run.
    """
    document, target = happened.document, happened.target
    if not happened.payloads and not happened.dirty and not happened.changed:
        return document.dispatch(target, happened.event, happened.path)
    told = {item.node for item in happened.dirty}
    accept_dirty(document, happened.dirty, happened.cursor)
    accept_changed(document, happened.changed)
    too_long = [item.node for item in happened.dirty if item.value is None]
    if too_long and _is_about(document, target, too_long):
        return []
    event = happened.event
    payloads = happened.payloads
    if isinstance(target, Element) and target in payloads and target.node_id not in told:
        _accept_told(target, event.type, payloads[target], happened.cursor)
    try:
        completed = {
            current: full
            for current, payload in payloads.items()
            if (full := _completed(target, current, event.type, payload)) is not None
        }
    except ProtocolError as error:
        document.report(error, f"the payload of {event.type!r}")
        return []
    if completed:
        event = _with_payloads(event, {**payloads, **completed})
    return document.dispatch(target, event, happened.path)


def accept_dirty(document: Document, dirty: Dirty, cursor: Cursor | None = None) -> None:
    """Store what the user typed, ticked or selected in the tree. Controls that no longer exist are skipped.

    Args:
        document: The controls' document.
        dirty: The controls' values.
        cursor: The browser's position in the document's frames.
    """
    for item in dirty:
        control = document.node_for(item.node)
        if isinstance(control, Element):
            _accept(control, item, cursor)


def _accept(control: Element, item: Held, cursor: Cursor | None) -> None:
    value = item.value
    if value is None:
        oddities.log(
            logging.WARNING,
            "the text in <%s name=%r> is too long to be sent, so the page keeps it; ServerLimits(session=Limits("
            "message_bytes=...)) allows more",
            control.localName,
            control.getAttribute("name"),
        )
        return
    edit = None
    if isinstance(value, dict):
        if "edit" not in value:
            own = {name: each for name, each in value.items() if not isinstance(each, list)}
            control.node_document.apply_user_input(control, own)
            return
        edit = msgspec.convert(value, TextEdit)
    if edit is not None or (isinstance(value, str) and control.localName in {"input", "textarea"}):
        told = edit or str(value)
        text: str | None = told if isinstance(told, str) else None
        if cursor is not None:
            log = cursor.log
            log.set_texts.add(log.seq + 1, log.document.op_log.take_texts())
            text = cursor.texts.merge(
                log.set_texts, item.node, value_of(control), told, item.seen, alone=len(log.cursors) < 2
            )
        if text is None:
            oddities.log(
                logging.WARNING, "an edit of <%s> is one of another text, so it is passed over", control.localName
            )
            return
        value = text
    if not isinstance(value, dict):
        control.node_document.apply_user_input(control, value)


def accept_changed(document: Document, changed: Changed) -> None:
    """Store what actions have changed in the tree. Elements that no longer exist are skipped.

    Args:
        document: The elements' document.
        changed: What the browser reports. Changes that no action could make are skipped and logged.
    """
    for node, slot, value in changed:
        element = document.node_for(node)
        if isinstance(element, Element) and not changes.accept(element, slot, value):
            oddities.log(logging.WARNING, "the browser says that an action has changed %.100r, which none does", slot)


def _accept_told(target: Element, event_type: str, payload: bytes, cursor: Cursor | None) -> None:
    """Store the value that a payload reports for its own control."""
    for name, source in _fields(target, event_type):
        if name == _SOURCES.get(source):
            value = _decode(payload).get(name)
            if isinstance(value, str if name == "value" else bool):
                _accept(target, Held(target.node_id, value), cursor)


def _fields(target: EventTarget, event_type: str) -> tuple[tuple[str, str], ...]:
    entries = entries_of(target, event_type)
    return merged(entries).fields if entries else ()


def _completed(target: EventTarget, current: EventTarget, event_type: str, payload: bytes) -> bytes | None:
    """Complete a payload with data from the tree: the values of controls, and the entries of a form.

    Returns:
        The new payload; None if it needs no change.
    """
    wanted = [pair for pair in _fields(current, event_type) if pair[1] in _SOURCES or pair[1] == _FORM]
    if not wanted:
        return None
    told = _decode(payload)
    changes: dict[str, object] = {}
    for name, source in wanted:
        if source == _FORM:
            changes[name] = _form_entries(target, told.get(name))
            continue
        element = current if source.startswith("currentTarget") else target
        held = _held(element, _SOURCES[source])
        if held is not None and told.get(name) != held and (name not in told or told[name] is not None):
            changes[name] = held
    return _encode({**told, **changes}) if changes else None


def _held(element: EventTarget, name: str) -> str | bool | None:
    """Return a control's value, or None if it is not a control."""
    if not isinstance(element, Element):
        return None
    tag, type = element.localName, element.type if element.localName == "input" else ""
    if name == "checked":
        return is_checked(element) if type in {"checkbox", "radio"} else None
    if tag in {"textarea", "select"} or (tag == "input" and type not in {"file", "checkbox", "radio"}):
        return str(element.value)
    return None


def _form_entries(target: EventTarget, told: object) -> list[tuple[str, str]]:
    form = form_data.form_of(target) if isinstance(target, Element) else None
    if form is None:
        return []
    try:
        button, files = _read_form(_encode(told))
    except ValueError as error:
        raise bad_message(f"form: {error}") from error
    submitter = form.node_document.node_for(button) if button else None
    return form_data.entries(form, submitter if isinstance(submitter, Element) else None, dict(files))


def _is_about(document: Document, target: EventTarget, controls: list[int]) -> bool:
    """Return whether an event concerns one of these controls: it happened there, or at the control's form."""
    for node in controls:
        control = document.node_for(node)
        if isinstance(control, Element) and (target is control or target is form_data.form_of(control)):
            return True
    return False


def _with_payloads(event: Event, payloads: Mapping[EventTarget, bytes]) -> Event:
    if event._payloads is not None:
        return browser_event(event.type, payloads=dict(payloads))
    return browser_event(event.type, next(iter(payloads.values())))
