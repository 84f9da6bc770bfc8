"""One connection's state machine, without I/O: bytes in, events out, bytes out.

`Session` is for domsync's own client, `TextSession` for pages that evaluate JavaScript text. Both have the same three
calls: `receive`, `events_received`, `data_to_send`. A `Feed` is the row of frames of one document, shared by all who
view it.
"""

from domsync.session.codes import CloseCode
from domsync.session.deliver import accept_dirty, deliver
from domsync.session.events import (
    BadOp,
    CallResult,
    DomEvent,
    Hello,
    MessageReceived,
    PlainMessage,
    PlainResult,
    ScriptEvent,
    SessionEvent,
)
from domsync.session.feed import Feed, Viewer
from domsync.session.inbound import Dirty
from domsync.session.limits import DEFAULT_LIMITS, Limits
from domsync.session.message_feed import MessageFeed
from domsync.session.plain import PlainSession
from domsync.session.session import Session
from domsync.session.text import TextSession
from domsync.session.tokens import session_id_of

__all__ = [
    "DEFAULT_LIMITS",
    "BadOp",
    "CallResult",
    "CloseCode",
    "Dirty",
    "DomEvent",
    "Feed",
    "Hello",
    "Limits",
    "MessageFeed",
    "MessageReceived",
    "PlainMessage",
    "PlainResult",
    "PlainSession",
    "ScriptEvent",
    "Session",
    "SessionEvent",
    "TextSession",
    "Viewer",
    "accept_dirty",
    "deliver",
    "session_id_of",
]
