"""Decode the browser's frames: text in, one typed frame out, or `ProtocolError` with the close code.

An event's payload is checked to be well-formed JSON of the right shape, but stays raw bytes: the type in the handler's
annotation decides how it is decoded. `docs/reference/protocol.md` describes the frames.
"""

import re
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Raw

from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.concurrent_text import TextEdit

#: The version of the protocol that this server speaks.
PROTOCOL_VERSION = 1

#: The number of a node, document, frame or call: up to 31 bits.
Number: TypeAlias = Annotated[int, Meta(ge=0, le=2**31 - 1)]
#: The number that a browser has given a file: up to 32 bits, as in the header of a binary frame.
UploadNumber: TypeAlias = Annotated[int, Meta(ge=1, le=2**32 - 1)]
#: An event's number: counted by the browser, and exact in a JavaScript number.
EventNumber: TypeAlias = Annotated[int, Meta(ge=1, le=2**53 - 1)]
#: The number of events that a browser has numbered.
EventCount: TypeAlias = Annotated[int, Meta(ge=0, le=2**53 - 1)]
#: An event type, or the op of a message.
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=32)]

#: The name of a pseudo-event that reports the values of controls.
TELL = "#"


#: Properties of media or a scrolled element that the browser itself has changed; or, with `edit` and `of`, a
#: `TextEdit`.
Fields: TypeAlias = Annotated[
    dict[Annotated[str, Meta(max_length=32)], bool | int | float | list[int | str]], Meta(max_length=8)
]


class Held(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[node, value, seen?]`: the value of a control.

    `value` is what the user has typed (a text, or an edit of the one reported before), ticked or selected, or the state
    of media or scrolling that the browser has changed; null is a text that is too long to be sent. `seen` is the newest
    frame with a value for the control that the user has seen, if there is one since the last report.
    """

    node: Number
    value: str | bool | list[str] | Fields | None
    seen: Number | None = None


#: The values of controls.
Dirty: TypeAlias = tuple[Held, ...]


#: The changes by actions: a node, the name of an attribute or ``.`` and that of a class, and the attribute's value
#: (null for none), or whether the class is set.
Changed: TypeAlias = tuple[tuple[Number, str, str | bool | None], ...]


class EventFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[n, doc, node, event, payload?, dirty?, changed?]`.

    A message has 0 for `doc` and `node`, its name as the event, and its parameters as the payload.
    """

    n: EventNumber
    document: Number
    node: Number
    event: Name
    payload: Raw = Raw(b"0")
    dirty: Dirty = ()
    changed: Changed = ()


class HelloData(msgspec.Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """The third item of `[0, 1, hello]`, the first frame of a connection."""

    v: int
    token: Annotated[str, Meta(max_length=128)] | None = None
    seen: tuple[tuple[Number, Number], ...] = ()
    sent: EventCount = 0
    attempt: Number = 0


class AckFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 2, [[doc, seq], ...]]`: the newest frame of each document that the browser has applied."""

    zero: int
    kind: int
    seen: tuple[tuple[Number, Number], ...]


class ResultFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 4, doc, call, ok, value]`: the result of a call, or the error if `ok` is false."""

    zero: int
    kind: int
    document: Number
    call: Number
    ok: bool
    value: Raw


class ResyncFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 5, doc, seq]`: a frame was missing or could not be applied; send the whole document."""

    zero: int
    kind: int
    document: Number
    seq: Number


class BadOpFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 6, doc, seq, text]`: an op could not be applied; the text is for the server's log."""

    zero: int
    kind: int
    document: Number
    seq: Number
    text: Annotated[str, Meta(max_length=2000)]


class GivenUpFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 7, upload, text]`: the browser cannot send the rest of a file; the text says why."""

    zero: int
    kind: int
    upload: UploadNumber
    text: Annotated[str, Meta(max_length=2000)]


class CopyFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 8, token]`: the tab was duplicated; show what the page with this token shows."""

    zero: int
    kind: int
    token: Annotated[str, Meta(max_length=128)]


class PingFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 3]`: the browser checks whether the server is there."""

    zero: int
    kind: int


class HelloFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 1, hello]`."""

    zero: int
    kind: int
    hello: HelloData


ControlFrame: TypeAlias = (
    HelloFrame | AckFrame | PingFrame | ResultFrame | ResyncFrame | BadOpFrame | GivenUpFrame | CopyFrame
)
ClientFrame: TypeAlias = EventFrame | ControlFrame

#: The names of the frames in `HEARD`.
KINDS: dict[type, str] = {
    EventFrame: "event",
    HelloFrame: "hello",
    AckFrame: "ack",
    PingFrame: "ping",
    ResultFrame: "result",
    ResyncFrame: "resync",
    BadOpFrame: "bad_op",
    GivenUpFrame: "given_up",
    CopyFrame: "copy",
}

_CONTROL = re.compile(r"\s*\[\s*0\s*,\s*([1-8])\s*[,\]]")
_EVENT_DECODER = msgspec.json.Decoder(EventFrame)
_CONTROL_DECODERS: "dict[str, msgspec.json.Decoder[ControlFrame]]" = {
    "1": msgspec.json.Decoder(HelloFrame),
    "2": msgspec.json.Decoder(AckFrame),
    "3": msgspec.json.Decoder(PingFrame),
    "4": msgspec.json.Decoder(ResultFrame),
    "5": msgspec.json.Decoder(ResyncFrame),
    "6": msgspec.json.Decoder(BadOpFrame),
    "7": msgspec.json.Decoder(GivenUpFrame),
    "8": msgspec.json.Decoder(CopyFrame),
}
_ANY_DECODER = msgspec.json.Decoder()
_NODE_PAYLOADS_DECODER = msgspec.json.Decoder(tuple[tuple[Number, Raw], ...])


def check_size(data: str | bytes, limit: int) -> str:
    """Return the text of a message, if it is not too large.

    Args:
        data: The message as it was received.
        limit: The maximum length in bytes of UTF-8.

    Raises:
        ProtocolError: 1003 for bytes, 1009 for a text that is too long.
    """
    if not isinstance(data, str):
        raise ProtocolError(CloseCode.UNSUPPORTED_DATA, CloseCode.UNSUPPORTED_DATA.reason, "a binary frame")
    if len(data) > limit or (len(data) * 4 > limit and len(data.encode(errors="surrogatepass")) > limit):
        raise ProtocolError(CloseCode.TOO_BIG, CloseCode.TOO_BIG.reason, f"{len(data)} characters")
    return data


def bad_message(detail: str) -> ProtocolError:
    """Return the exception for a message that violates the protocol."""
    return ProtocolError(CloseCode.BAD_MESSAGE, CloseCode.BAD_MESSAGE.reason, detail)


def decode(text: str) -> ClientFrame:
    """Decode a frame from the browser.

    Args:
        text: The frame.

    Returns:
        A frame whose raw parts are well-formed JSON.

    Raises:
        ProtocolError: 4400 if it is not a frame of the protocol.
    """
    try:
        control = _CONTROL.match(text)
        if control is None:
            frame = _EVENT_DECODER.decode(text)
            _ANY_DECODER.decode(frame.payload)
            for held in frame.dirty:
                if isinstance(held.value, dict) and "edit" in held.value:
                    msgspec.convert(held.value, TextEdit)
            return frame
        answer = _CONTROL_DECODERS[control.group(1)].decode(text)
        if isinstance(answer, ResultFrame):
            _ANY_DECODER.decode(answer.value)
        return answer
    # msgspec also raises UnicodeDecodeError (a ValueError), and RecursionError for deep nesting.
    except (ValueError, RecursionError) as error:
        raise bad_message(f"{type(error).__name__}: {error}") from error


def node_payloads(frame: EventFrame) -> tuple[tuple[int, bytes], ...]:
    """Return an event's payloads by listening node, innermost first.

    Node 0 stands for the only listening node of a frame that names none.

    Raises:
        ProtocolError: 4400 if the payload is neither an object, nor a list of them, nor absent.
    """
    payload = bytes(frame.payload)
    if payload[:1] == b"{":
        return ((0, payload),)
    if payload == b"0":
        return ()
    try:
        pairs = _NODE_PAYLOADS_DECODER.decode(payload)
    except ValueError as error:
        raise bad_message(f"payload: {error}") from error
    result = tuple((node, bytes(raw)) for node, raw in pairs)
    if not all(raw[:1] == b"{" for _, raw in result):
        raise bad_message("payload: not an object")
    return result
