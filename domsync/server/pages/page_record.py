"""The saved record of a page: enough to continue it in another process, or after it has slept."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from domsync.components.durable.fields import ComponentRecord
from domsync.components.durable.keeper import decode
from domsync.dom.document.document import Document
from domsync.render.wire import encode_frame
from domsync.server.sessions.store import Record

#: The user's entry in a control, or the state of media and scrolled elements that the browser has reported.
Entered: TypeAlias = str | bool | list[str] | dict[str, bool | int | float]

logger: logging.Logger = logging.getLogger("domsync")

#: The names of parts that are not component places; those are named after classes.
ENTERED = "@entered"
ACTED = "@acted"

#: How many node numbers are skipped after a process has ended abruptly: its browser may know some that
#: were not written.
NUMBERS_LEFT_OUT = 100_000


class Unfinished(msgspec.Struct, array_like=True, frozen=True):
    """An event whose handler has not finished.

    Args:
        n: The event's number.
        node: The number of its node; 0 for a message.
        event: Its type, or the message's name.
        payload: Its payload.
    """

    n: int
    node: int
    event: str
    payload: bytes


class PageHead(msgspec.Struct, array_like=True, frozen=True):
    """The data of a page's record; its parts are the components' states and the user's entries.

    Args:
        path: Its path, as the outermost app has received it.
        query: Its query, without the question mark.
        token: The hash of the token in the browser's next hello.
        previous: The hash of the previous token, in case the browser has not received the new one; empty if it has.
        event: The number of the last event that was handled, or that is being handled.
        attempt: The number of the last connection that was welcomed.
        seq: The number of the last frame.
        next_id: The first node number that has not been used.
        title: The title set by the program; empty if it set none.
        origin: The origin that the browser has connected from.
        session: The key of the app's session that it belongs to; empty without one.
        digest: The `digest_of` the document when its process released it; empty otherwise.
        unfinished: Events whose handlers are still running.
        groups: The client groups that it belongs to.
        page: The number of the page shown, among those that followed each other without a reload.
    """

    path: str
    query: str
    token: bytes
    previous: bytes = b""
    event: int = 0
    attempt: int = 0
    seq: int = 0
    next_id: int = 0
    title: str = ""
    origin: str | None = None
    session: str = ""
    digest: bytes = b""
    unfinished: tuple[Unfinished, ...] = ()
    groups: tuple[str, ...] = ()
    page: int = 1


class PageRecord:
    """A page's record, decoded.

    Args:
        record: The stored record.

    Raises:
        ValueError: It is not a record of this version.
    """

    def __init__(self, record: Record) -> None:
        self.version: int = record.version
        self.head: PageHead = _head.decode(record.data)
        self.components: dict[str, ComponentRecord] = {}
        #: The users' entries in controls, by node number.
        self.entered: dict[int, Entered] = {}
        #: The attributes and classes changed by actions, by node number.
        self.acted: dict[int, dict[str, str | bool | None]] = {}
        for name, part in record.parts.items():
            if name == ENTERED:
                self.entered = _entered.decode(part)
            elif name == ACTED:
                self.acted = _acted.decode(part)
            else:
                self.components[name] = decode(part)

    def accepts(self, token: str) -> bool:
        """Return whether a browser with this token may resume the page."""
        said, head = hash_of(token), self.head
        is_present = hmac.compare_digest(said, head.token)
        return is_present or (head.previous != b"" and hmac.compare_digest(said, head.previous))


def read_record(visit_id: str, record: Record) -> PageRecord | None:
    """Decode a page's record. Returns None, and logs why, if it belongs to another version of domsync or is invalid.

    Args:
        visit_id: The page's id.
        record: The stored record.
    """
    try:
        return PageRecord(record)
    except ValueError as wrong:
        logger.error("the record of the page %s cannot be read: %s", visit_id, wrong)
        return None


encode_head: Callable[[Any], bytes] = msgspec.msgpack.Encoder().encode
_head = msgspec.msgpack.Decoder(PageHead)
_entered = msgspec.msgpack.Decoder(dict[int, Entered])


_acted = msgspec.msgpack.Decoder(dict[int, dict[str, str | bool | None]])


def encode_entered(values: Mapping[int, object]) -> bytes | None:
    """Encode the users' entries, or the changes made by actions; None if there are none."""
    return msgspec.msgpack.encode(values) if values else None


def record_key(visit_id: str) -> str:
    """Return the key of a page in a store."""
    return f"page:{visit_id}"


def hash_of(token: str) -> bytes:
    """Hash a token for a record, so that reading the store does not give access to the page."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def digest_of(document: Document) -> bytes:
    """Return a short digest that is the same for documents that look the same to a browser, including the nodes'
    numbers.
    """
    return hashlib.sha256(encode_frame(0, 0, 0, document.snapshot())).digest()[:16]
