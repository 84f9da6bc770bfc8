"""What a session has to tell its driver: the results of `events_received`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from domsync.dom.document import Document
from domsync.dom.events import Event, EventTarget
from domsync.session.inbound import Dirty


@dataclass(frozen=True, slots=True)
class Hello:
    """The browser has said hello and was welcomed: frames go out from now on.

    Args:
        resumed: The page goes on where the connection broke; otherwise it is a new page.
        document: The session's private document.
        dirty: What its user has typed meanwhile, by node.
    """

    resumed: bool
    document: Document
    dirty: Dirty = ()


@dataclass(frozen=True, slots=True)
class DomEvent:
    """An event that some node listens to. `deliver` dispatches it; `session.handled(n)` has to follow.

    Args:
        n: Its number, counted by the browser.
        document: The document it happened in.
        number: That document's number on the wire.
        target: The node.
        event: The event, ready to be dispatched; it carries the payload as raw JSON.
        payloads: The same by the target that listens, innermost first.
        dirty: What the user has changed since the last event, by node.
    """

    n: int
    document: Document
    number: int
    target: EventTarget
    event: Event
    payloads: Mapping[EventTarget, bytes]
    dirty: Dirty = ()


@dataclass(frozen=True, slots=True)
class ScriptEvent:
    """An event from a page that evaluates JavaScript text, to be given to `document.handle_event`.

    Args:
        document: The document.
        message: `domsync`, `event`, `id` and `value`.
    """

    document: Document
    message: dict[str, object]


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A message of the page's own JavaScript. `session.handled(n)` or `session.refuse(n)` has to follow.

    Args:
        n: Its number, counted by the browser.
        op: What is asked for.
        params: A JSON object, as it came.
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
        ok: Whether the call went well.
        value: The result, or what went wrong, as JSON.
    """

    document: Document
    call: int
    ok: bool
    value: bytes


@dataclass(frozen=True, slots=True)
class BadOp:
    """The browser could not apply an op, and says why; for the log. It asks for a resync by itself.

    Args:
        number: The document's number on the wire.
        seq: The frame.
        text: The browser's words. Nothing that a browser says is to be trusted.
    """

    number: int
    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class PlainMessage:
    """A message of a client without domsync's own protocol.

    Args:
        op: What is asked for; None when it does not say.
        params: All else of it, a JSON object.
    """

    op: str | None
    params: bytes


@dataclass(frozen=True, slots=True)
class PlainResult:
    """The answer of such a client to a call.

    Args:
        number: The call's number.
        ok: Whether the call went well.
        value: The result, or what went wrong.
    """

    number: int
    ok: bool
    value: object


SessionEvent: TypeAlias = (
    Hello | DomEvent | ScriptEvent | MessageReceived | CallResult | BadOp | PlainMessage | PlainResult
)
