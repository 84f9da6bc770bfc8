"""Frames from the browser, decoded: text in, one typed frame out, or `ProtocolError` with the close code.

An event's payload is checked to be well-formed JSON of the right shape and stays raw bytes: the handler's type decides
what it becomes. `docs/reference/protocol.md` describes the frames.
"""

import re
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta, Raw

from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode

#: The version of the protocol that this server speaks.
PROTOCOL_VERSION = 1

#: A node, document, frame or call number: what fits 31 bits.
Number: TypeAlias = Annotated[int, Meta(ge=0, le=2**31 - 1)]
#: An event's number: counted by the browser, exact in its doubles.
EventNumber: TypeAlias = Annotated[int, Meta(ge=1, le=2**53 - 1)]
#: How many events a browser has numbered.
EventCount: TypeAlias = Annotated[int, Meta(ge=0, le=2**53 - 1)]
#: An event type, or the op of a message.
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=32)]

#: What a user typed (str), ticked (bool) or chose in a multiple select (list), by node.
Dirty: TypeAlias = tuple[tuple[int, str | bool | list[str]], ...]

_DirtyItems: TypeAlias = tuple[tuple[Number, str | bool | list[str]], ...]


class EventFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[n, doc, node, event, payload?, dirty?]`; a message has 0 for `doc` and `node`, its op and its params."""

    n: EventNumber
    document: Number
    node: Number
    event: Name
    payload: Raw = Raw(b"0")
    dirty: _DirtyItems = ()


class HelloData(msgspec.Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """The third item of `[0, 1, hello]`, the first frame of a connection."""

    v: int
    token: Annotated[str, Meta(max_length=128)] | None = None
    seen: tuple[tuple[Number, Number], ...] = ()
    sent: EventCount = 0
    dirty: _DirtyItems = ()


class AckFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 2, [[doc, seq], ...]]`: the newest frame of each document that the browser has applied."""

    zero: int
    kind: int
    seen: tuple[tuple[Number, Number], ...]


class ResultFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 4, doc, call, ok, value]`: the result of a call, or with `ok` false what went wrong."""

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
    """`[0, 6, doc, seq, text]`: an op could not be applied, with the browser's reason for the server's log."""

    zero: int
    kind: int
    document: Number
    seq: Number
    text: Annotated[str, Meta(max_length=2000)]


class PingFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 3]`: the browser asks whether the server is there."""

    zero: int
    kind: int


class HelloFrame(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """`[0, 1, hello]`."""

    zero: int
    kind: int
    hello: HelloData


ControlFrame: TypeAlias = HelloFrame | AckFrame | PingFrame | ResultFrame | ResyncFrame | BadOpFrame
ClientFrame: TypeAlias = EventFrame | ControlFrame

_CONTROL = re.compile(r"\s*\[\s*0\s*,\s*([1-6])\s*[,\]]")
_EVENT_DECODER = msgspec.json.Decoder(EventFrame)
_CONTROL_DECODERS: "dict[str, msgspec.json.Decoder[ControlFrame]]" = {
    "1": msgspec.json.Decoder(HelloFrame),
    "2": msgspec.json.Decoder(AckFrame),
    "3": msgspec.json.Decoder(PingFrame),
    "4": msgspec.json.Decoder(ResultFrame),
    "5": msgspec.json.Decoder(ResyncFrame),
    "6": msgspec.json.Decoder(BadOpFrame),
}
_ANY_DECODER = msgspec.json.Decoder()
_NODE_PAYLOADS_DECODER = msgspec.json.Decoder(tuple[tuple[Number, Raw], ...])


def check_size(data: str | bytes, limit: int) -> str:
    """The text of a message that is not too large.

    Args:
        data: The message as it came.
        limit: The greatest length in bytes of UTF-8.

    Raises:
        ProtocolError: 1003 for bytes, 1009 for a long text.
    """
    if not isinstance(data, str):
        raise ProtocolError(CloseCode.UNSUPPORTED_DATA, CloseCode.UNSUPPORTED_DATA.reason, "a binary frame")
    if len(data) > limit or (len(data) * 4 > limit and len(data.encode(errors="surrogatepass")) > limit):
        raise ProtocolError(CloseCode.TOO_BIG, CloseCode.TOO_BIG.reason, f"{len(data)} characters")
    return data


def bad_message(detail: str) -> ProtocolError:
    """The exception for a message that is not what the protocol allows."""
    return ProtocolError(CloseCode.BAD_MESSAGE, CloseCode.BAD_MESSAGE.reason, detail)


def decode(text: str, field_characters: int) -> ClientFrame:
    """One frame of the browser.

    Args:
        text: The frame.
        field_characters: The longest string that an event may carry.

    Returns:
        A frame whose raw parts are well-formed JSON.

    Raises:
        ProtocolError: 4400 when it is not a frame of the protocol.
    """
    try:
        control = _CONTROL.match(text)
        if control is None:
            frame = _EVENT_DECODER.decode(text)
            checked = _ANY_DECODER.decode(frame.payload)
            # Only a long frame can hold a string that is too long.
            if len(text) > field_characters:
                check_lengths([checked, frame.dirty], field_characters)
            return frame
        answer = _CONTROL_DECODERS[control.group(1)].decode(text)
        if isinstance(answer, ResultFrame):
            _ANY_DECODER.decode(answer.value)
        return answer
    # msgspec raises UnicodeDecodeError (a ValueError) too, and RecursionError for deep nesting.
    except (ValueError, RecursionError) as error:
        raise bad_message(f"{type(error).__name__}: {error}") from error


def check_lengths(value: Any, longest: int) -> None:
    """Raise ValueError if a string anywhere in `value` is too long."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if len(item) > longest:
                raise ValueError(f"a string of {len(item)} characters")
        elif isinstance(item, dict):
            waiting += item
            waiting += item.values()
        elif isinstance(item, list | tuple):
            waiting += item


def node_payloads(frame: EventFrame) -> tuple[tuple[int, bytes], ...]:
    """An event's payloads by the node that listens, innermost first.

    Node 0 stands for the one listening node of a frame that names none.

    Raises:
        ProtocolError: 4400 when the payload is neither an object, nor a list of them, nor absent.
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
