"""Encode ops to the bytes of a wire frame.

Most ops are arrays on the wire in the same form as their Structs, so msgspec encodes them without Python code. Only
those with nested data (INSERT, LISTEN) or with optional last items (REMOVE, CALL, MESSAGE) are rewritten first;
`templates` writes the nodes of an INSERT.
``docs/reference/protocol.md`` describes the bytes, ``wire_reader`` decodes them.
"""

from collections.abc import Callable, Iterable, Sequence
from struct import Struct
from typing import Any

import msgspec

from domsync.dom.checks.js_values import MARK, Binary
from domsync.dom.checks.trusted import UnsafeTag, UnsafeUrl
from domsync.dom.ops import OP_CODES, Call, Insert, Listen, Message, NodeData, Op, Remove
from domsync.errors import DomsyncError
from domsync.render.templates import Templates, listener_to_wire

#: The version that this module writes and the WebSocket subprotocol that stands for it.
VERSION = 1
SUBPROTOCOL = "domsync.1"

_INSERT = OP_CODES["INSERT"]
_REMOVE = OP_CODES["REMOVE"]
_LISTEN = OP_CODES["LISTEN"]
_CALL = OP_CODES["CALL"]
_MESSAGE = OP_CODES["MESSAGE"]
_TEMPLATE = OP_CODES["TEMPLATE"]


class _HasBytesError(DomsyncError):
    """A frame contains bytes."""


def _plain(value: object) -> str | list[str]:
    # Values that somebody vouches for are sent in a list: the browser accepts them unchecked.
    if isinstance(value, UnsafeUrl | UnsafeTag):
        return ["".join(value)]
    # Another subclass of str (an enum's member) is sent as its text.
    if isinstance(value, str):
        return "".join(value)
    if isinstance(value, Binary):
        raise _HasBytesError
    raise TypeError(f"{value!r} of type {type(value).__name__} cannot be sent: ops carry JSON values")


_encode = msgspec.json.Encoder(enc_hook=_plain).encode


class _Attached:
    """The bytes among the values of one frame, which are sent separately if there are many.

    In the JSON, `{"\0": [kind, [offset, length], shape]}` stands for some of them, or base64 instead of offset and
    length. A stored frame is the byte 0, four bytes with the length of the JSON, big-endian, the JSON, and the bytes; a
    frame without bytes is only the JSON.
    """

    __slots__ = ("parts", "size")

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def refer(self, value: object) -> object:
        """Replace bytes by a reference to their place."""
        if not isinstance(value, Binary):
            return _plain(value)
        at = self.size
        self.parts.append(value.data)
        self.size += len(value.data)
        # Aligned, so that a typed array can use them without a copy.
        padding = -self.size % 8
        if padding:
            self.parts.append(bytes(padding))
            self.size += padding
        return {MARK: [value.kind, [at, len(value.data)], *_shape_of(value)]}


def _inline(value: object) -> object:
    """Write bytes as base64."""
    if isinstance(value, Binary):
        return {MARK: [value.kind, value.data, *_shape_of(value)]}
    return _plain(value)


def _shape_of(value: Binary) -> tuple[tuple[int, ...], ...]:
    return () if value.shape is None else (value.shape,)


_encode_inline = msgspec.json.Encoder(enc_hook=_inline).encode
#: From this number of bytes on, they are sent separately from the JSON, which saves a third and the decoding.
BINARY_FROM = 1024
_HEADER = Struct(">BI")


def _frame(frame: tuple[int, int, int, list[Any]], *, is_text: bool = False) -> bytes:
    try:
        return _encode(frame)
    except _HasBytesError:
        pass
    attached = _Attached()
    text = msgspec.json.Encoder(enc_hook=attached.refer).encode(frame)
    if is_text or attached.size < BINARY_FROM:
        return _encode_inline(frame)
    return b"".join([_HEADER.pack(0, len(text)), text, *attached.parts])


def messages_of(frame: bytes) -> tuple[bytes, bytes | None]:
    """Split a stored frame into messages: JSON as a text message, and bytes as a binary message before it.

    Args:
        frame: The frame.

    Returns:
        The JSON, and the bytes or None.
    """
    if frame[:1] != b"\0":
        return frame, None
    end = _HEADER.size + _HEADER.unpack_from(frame)[1]
    return frame[_HEADER.size : end], frame[end:]


def encode_frame(document: int, seq: int, ack: int, ops: Iterable[Op]) -> bytes:
    """The bytes of one frame: ``[document, seq, ack, ops]``.

    Args:
        document: The document's number, 0 for the session's private one.
        seq: This document's frame number, from 1.
        ack: The number of the client's last handled event, or 0.
        ops: The changes, in order.

    Returns:
        UTF-8 JSON, to be sent as a text frame.
    """
    return _frame((document, seq, ack, [_rewrite(op) for op in ops]), is_text=True)


class FrameWriter:
    """Writes the frames of one document, which share its templates.

    Args:
        document: The document's number, 0 for the session's private one.

    A template is defined in the first frame that uses it. A viewer has received all frames since a snapshot, and a
    snapshot defines all templates that were defined before it.
    """

    __slots__ = ("_document", "_templates")

    def __init__(self, document: int) -> None:
        self._document = document
        self._templates = Templates()

    def frame(self, seq: int, ack: int, ops: Iterable[Op]) -> bytes:
        """The bytes of a frame for all who follow the document.

        Args:
            seq: The frame's number, from 1.
            ack: The number of the client's last handled event, or 0.
            ops: The changes, in order.
        """
        templates = self._templates
        templates.begin(snapshot=False)
        written = [_rewrite(op, templates) for op in ops]
        fresh = templates.definitions()
        if fresh:
            written[:0] = [(_TEMPLATE, *definition) for definition in fresh]
            templates.announced()
        return _frame((self._document, seq, ack, written))

    def snapshot(self, seq: int, ack: int, ops: Iterable[Op]) -> bytes:
        """The bytes of a frame for a viewer who does not have the document yet, or no longer.

        Args:
            seq: The number of the newest frame.
            ack: The number of the client's last handled event, or 0.
            ops: A snapshot, which begins with a `Reset`, or the ops of a first paint, which begin with an `Adopt`.
        """
        templates = self._templates
        templates.begin(snapshot=True)
        written = [_rewrite(op, templates) for op in ops]
        # After the first op, because a Reset makes the client forget its templates, too.
        written[1:1] = [(_TEMPLATE, *definition) for definition in templates.definitions()]
        return _frame((self._document, seq, ack, written))


def encode_value(value: Any) -> bytes:
    """A value for JavaScript as JSON, with its bytes as base64.

    Args:
        value: A result of `to_js`.
    """
    return _encode_inline(value)


def encode_ops(ops: Iterable[Op]) -> bytes:
    """The bytes of the ops alone, a JSON array, for storing them and combining several frames."""
    return _encode_inline([_rewrite(op) for op in ops])


def _rewrite(op: Op, templates: Templates | None = None) -> object:
    kind = type(op)
    if kind is Insert:
        write = templates.write if templates is not None else _plainly
        return [_INSERT, op.parent, op.before, op.ids, write(op.nodes)]  # type: ignore[union-attr]
    rewrite = _REWRITES.get(kind)
    return op if rewrite is None else rewrite(op)


def _plainly(nodes: Sequence[NodeData]) -> list[Any]:
    return Templates(most=0).write(nodes)


def _listen(op: Listen) -> list[Any]:
    listener = listener_to_wire(op.listener)
    return [_LISTEN, op.node, op.event, listener] if listener else [_LISTEN, op.node, op.event]


def _remove(op: Remove) -> object:
    return op if op.count != 1 else (_REMOVE, op.node)


def _call(op: Call) -> object:
    if op.call:
        return op
    return (_CALL, op.node, op.method, op.arguments) if op.arguments else (_CALL, op.node, op.method)


def _message(op: Message) -> object:
    return op if op.call else (_MESSAGE, op.op, op.params)


_REWRITES: dict[type, Callable[[Any], object]] = {Listen: _listen, Remove: _remove, Call: _call, Message: _message}
