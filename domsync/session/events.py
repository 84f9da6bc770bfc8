"""Events that a session reports to its driver: the results of `events_received`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from domsync.dom.document.document import Document
from domsync.dom.events import Event, EventTarget
from domsync.session.frame_log import Cursor
from domsync.session.inbound import Changed, Dirty


@dataclass(frozen=True, slots=True)
class Hello:
    """The browser has said hello and was welcomed. Frames can be sent from now on.

    Args:
        resumed: True if the page continues where the connection broke, False if it is a new page.
        document: The session's private document.
    """

    resumed: bool
    document: Document


class DomEvent(msgspec.Struct, frozen=True, eq=False):
    """An event that a node listens to. Pass it to `deliver`, then call `session.handled(n)`.

    Args:
        n: The event's number, assigned by the browser.
        document: The document in which it happened.
        number: The document's number on the wire.
        target: The node.
        event: The event, ready to be dispatched, with its payload as raw JSON.
        payloads: The payloads by listening target, innermost first.
        dirty: What the user has changed since the last event.
        told: The payload as it was received.
        changed: What actions have changed since the last event.
        cursor: The browser's position in the document's frames.
        path: The targets that the event passes, innermost first; None if the path is found when it is handled.
    """

    n: int
    document: Document
    number: int
    target: EventTarget
    event: Event
    payloads: Mapping[EventTarget, bytes]
    dirty: Dirty = ()
    told: bytes = b"0"
    changed: Changed = ()
    cursor: Cursor | None = None
    path: Sequence[EventTarget] | None = None


@dataclass(frozen=True, slots=True)
class EventLost:
    """An event that cannot be handled: it happened in a shared document of a process that has ended.

    Args:
        n: The event's number.
        event: The event's type.
    """

    n: int
    event: str


@dataclass(frozen=True, slots=True)
class ScriptEvent:
    """An event from a page that evaluates JavaScript text. Pass it to `document.handle_event`.

    Args:
        document: The document.
        message: A mapping of `domsync`, `event`, `id` and `value`.
    """

    document: Document
    message: dict[str, object]


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A message from the page's own JavaScript. Call `session.handled(n)` or `session.refuse(n)` afterwards.

    Args:
        n: The message's number, assigned by the browser.
        op: The message's name.
        params: The parameters: a JSON object as it was received.
    """

    n: int
    op: str
    params: bytes


@dataclass(frozen=True, slots=True)
class CallResult:
    """The result of `document.ask`.

    Args:
        document: The document that asked.
        call: The call's number.
        ok: Whether the call succeeded.
        value: The result or the error, as JSON.
    """

    document: Document
    call: int
    ok: bool
    value: bytes


@dataclass(frozen=True, slots=True)
class BadOp:
    """The browser could not apply an op. Log it; the browser requests a resync by itself.

    Args:
        number: The document's number on the wire.
        seq: The frame.
        text: The browser's error message, which is not to be trusted.
    """

    number: int
    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class JsonMessage:
    """A message from a client that does not use domsync's own protocol.

    Args:
        op: The message's name, or None.
        params: The rest of the message, a JSON object.
    """

    op: str | None
    params: bytes


@dataclass(frozen=True, slots=True)
class JsonResult:
    """The answer of such a client to a call.

    Args:
        number: The call's number.
        ok: Whether the call succeeded.
        value: The result or the error.
    """

    number: int
    ok: bool
    value: object


@dataclass(frozen=True, slots=True)
class UploadChunk:
    """The next part of an uploaded file.

    Args:
        upload: The upload's number.
        data: The bytes.
    """

    upload: int
    data: bytes


@dataclass(frozen=True, slots=True)
class UploadGivenUp:
    """The browser cannot send the rest of a file: the user has removed it, or it cannot be read.

    Args:
        upload: The upload's number.
        text: The browser's reason, which is not to be trusted.
    """

    upload: int
    text: str


@dataclass(frozen=True, slots=True)
class CopyWanted:
    """The browser's tab was duplicated: this page is to become a copy of another one.

    Args:
        token: The other page's token, which proves that the browser had it.
    """

    token: str


SessionEvent: TypeAlias = (
    Hello
    | DomEvent
    | EventLost
    | ScriptEvent
    | MessageReceived
    | CallResult
    | BadOp
    | JsonMessage
    | JsonResult
    | UploadChunk
    | UploadGivenUp
    | CopyWanted
)
