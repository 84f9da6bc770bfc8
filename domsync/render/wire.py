"""The compact wire: ops to the bytes of a frame.

Most ops are arrays on the wire exactly as their Structs are, so msgspec writes them without any help from Python.
Only those that carry nested data (INSERT, LISTEN) or may end early (REMOVE, CALL, MESSAGE) are rewritten first;
`templates` writes the nodes of an INSERT.
``docs/reference/protocol.md`` describes the bytes, ``wire_reader`` reads them back.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from domsync.dom.ops import OP_CODES, Call, Insert, Listen, Message, NodeData, Op, Remove
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


def _plain(value: object) -> str:
    # A subclass of str (an enum's member, a URL that somebody vouched for) is the text that it is.
    if isinstance(value, str):
        return "".join(value)
    raise TypeError(f"{value!r} of type {type(value).__name__} cannot be sent: ops carry JSON values")


_encode = msgspec.json.Encoder(enc_hook=_plain).encode


def encode_frame(document: int, seq: int, ack: int, ops: Iterable[Op]) -> bytes:
    """The bytes of one frame: ``[document, seq, ack, ops]``.

    Args:
        document: The document's number, 0 for the session's private one.
        seq: This document's frame number, from 1.
        ack: The number of the client's last handled event; 0 says nothing.
        ops: What changed, in order.

    Returns:
        UTF-8 JSON, to be sent as a text frame.
    """
    return _encode((document, seq, ack, [_rewrite(op) for op in ops]))


class FrameWriter:
    """Writes the frames of one document, which share its templates.

    Args:
        document: The document's number, 0 for the session's private one.

    A template is defined in the first frame that uses it. Whoever follows the document has had all frames since a
    snapshot, and a snapshot defines all templates that were defined before it.
    """

    __slots__ = ("_document", "_templates")

    def __init__(self, document: int) -> None:
        self._document = document
        self._templates = Templates()

    def frame(self, seq: int, ack: int, ops: Iterable[Op]) -> bytes:
        """The bytes of a frame for all who follow the document.

        Args:
            seq: The frame's number, from 1.
            ack: The number of the client's last handled event; 0 says nothing.
            ops: What changed, in order.
        """
        templates = self._templates
        templates.begin(snapshot=False)
        written = [_rewrite(op, templates) for op in ops]
        fresh = templates.definitions()
        if fresh:
            written[:0] = [(_TEMPLATE, *definition) for definition in fresh]
            templates.announced()
        return _encode((self._document, seq, ack, written))

    def snapshot(self, seq: int, ack: int, ops: Iterable[Op]) -> bytes:
        """The bytes of a frame for one who has nothing of the document yet, or has lost it.

        Args:
            seq: The number of the newest frame.
            ack: As above.
            ops: A snapshot, which begins with a `Reset`, or a first paint's, which begins with an `Adopt`.
        """
        templates = self._templates
        templates.begin(snapshot=True)
        written = [_rewrite(op, templates) for op in ops]
        # Behind the first op, because a Reset has the client forget the templates too.
        written[1:1] = [(_TEMPLATE, *definition) for definition in templates.definitions()]
        return _encode((self._document, seq, ack, written))


def encode_ops(ops: Iterable[Op]) -> bytes:
    """The bytes of the ops alone, a JSON array, for those who keep them and put several frames together from them."""
    return _encode([_rewrite(op) for op in ops])


def to_wire(ops: Iterable[Op]) -> list[Any]:
    """The ops as the plain lists that JSON readers get."""
    wire: list[Any] = msgspec.json.decode(encode_ops(ops))
    return wire


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
