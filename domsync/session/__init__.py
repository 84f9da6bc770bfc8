"""A connection's state machine, without I/O: bytes in, events out, bytes out.

`Session` serves domsync's own client, `TextSession` serves pages that evaluate JavaScript text. Both have the same
three calls: `receive`, `events_received` and `data_to_send`. A `FrameLog` is the sequence of a document's frames,
shared by all its viewers.
"""

import warnings
from typing import Any

from domsync.session.codes import CloseCode
from domsync.session.deliver import accept_dirty, deliver
from domsync.session.events import (
    BadOp,
    CallResult,
    CopyWanted,
    DomEvent,
    EventLost,
    Hello,
    JsonMessage,
    JsonResult,
    MessageReceived,
    ScriptEvent,
    SessionEvent,
    UploadChunk,
    UploadGivenUp,
)
from domsync.session.frame_log import Cursor, FrameLog
from domsync.session.inbound import Dirty
from domsync.session.javascript_text_session import TextSession
from domsync.session.json_session import JsonSession
from domsync.session.limits import DEFAULT_LIMITS, Limits
from domsync.session.message_log import MessageLog
from domsync.session.phase import Phase
from domsync.session.session import Session
from domsync.session.tokens import session_id_of

__all__ = [
    "DEFAULT_LIMITS",
    "BadOp",
    "CallResult",
    "CloseCode",
    "CopyWanted",
    "Cursor",
    "Dirty",
    "DomEvent",
    "EventLost",
    "FrameLog",
    "Hello",
    "JsonMessage",
    "JsonResult",
    "JsonSession",
    "Limits",
    "MessageLog",
    "MessageReceived",
    "Phase",
    "ScriptEvent",
    "Session",
    "SessionEvent",
    "TextSession",
    "UploadChunk",
    "UploadGivenUp",
    "accept_dirty",
    "deliver",
    "session_id_of",
]

#: Names of the last release.
_OLD = {
    "Feed": FrameLog,
    "Viewer": Cursor,
    "MessageFeed": MessageLog,
    "PlainSession": JsonSession,
    "PlainMessage": JsonMessage,
    "PlainResult": JsonResult,
}


def __getattr__(name: str) -> Any:
    new = _OLD.get(name)
    if new is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    warnings.warn(f"domsync.session.{name} is called {new.__name__} now", DeprecationWarning, stacklevel=2)
    return new
