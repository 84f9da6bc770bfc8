"""The compact wire: ops to the bytes of a frame.

Most ops are arrays on the wire exactly as their Structs are, so msgspec writes them without any help from Python.
Only those that carry nested data (INSERT, LISTEN) or may end early (REMOVE, CALL) are rewritten first.
``docs/reference/protocol.md`` describes the bytes, ``wire_reader`` reads them back.
"""

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

import msgspec

from domsync.dom.names import MATHML, SVG
from domsync.dom.ops import OP_CODES, Call, CommentData, ElementData, Insert, Listen, Listener, Op, Remove

#: The version that this module writes and the WebSocket subprotocol that stands for it.
VERSION = 1
SUBPROTOCOL = "domsync.1"

_NAMESPACE_CODES: dict[str | None, int] = {None: 0, SVG: 1, MATHML: 2}

_INSERT = OP_CODES["INSERT"]
_REMOVE = OP_CODES["REMOVE"]
_SET_ATTRIBUTE_NS = OP_CODES["SET_ATTRIBUTE_NS"]
_SET_PROPERTY = OP_CODES["SET_PROPERTY"]
_SET_STYLE = OP_CODES["SET_STYLE"]
_LISTEN = OP_CODES["LISTEN"]
_CALL = OP_CODES["CALL"]


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


def encode_ops(ops: Iterable[Op]) -> bytes:
    """The bytes of the ops alone, a JSON array, for those who keep them and put several frames together from them."""
    return _encode([_rewrite(op) for op in ops])


def to_wire(ops: Iterable[Op]) -> list[Any]:
    """The ops as the plain lists that JSON readers get."""
    wire: list[Any] = msgspec.json.decode(encode_ops(ops))
    return wire


def _rewrite(op: Op) -> object:
    rewrite = _REWRITES.get(type(op))
    return op if rewrite is None else rewrite(op)


def _insert(op: Insert) -> list[Any]:
    return [_INSERT, op.parent, op.before, op.ids, [n if isinstance(n, str) else _node(n) for n in op.nodes]]


def _listen(op: Listen) -> list[Any]:
    listener = _listener(op.listener)
    return [_LISTEN, op.node, op.event, listener] if listener else [_LISTEN, op.node, op.event]


def _remove(op: Remove) -> object:
    return op if op.count != 1 else (_REMOVE, op.node)


def _call(op: Call) -> object:
    if op.call:
        return op
    return (_CALL, op.node, op.method, op.arguments) if op.arguments else (_CALL, op.node, op.method)


_REWRITES: dict[type, Callable[[Any], object]] = {Insert: _insert, Listen: _listen, Remove: _remove, Call: _call}


def _node(data: CommentData | ElementData) -> list[Any]:
    if isinstance(data, CommentData):
        return [0, data.data]
    children = data.children
    # Trailing items that say nothing are left out: most elements end after their attributes or children.
    if data.namespace is not None or data.styles or data.properties or data.listeners or data.namespaced:
        return _full_node(data)
    if data.attributes:
        return [
            data.tag,
            [n if isinstance(n, str) else _node(n) for n in children] if children else 0,
            list(chain.from_iterable(data.attributes.items())),
        ]
    if children:
        return [data.tag, [n if isinstance(n, str) else _node(n) for n in children]]
    return [data.tag]


def _full_node(data: ElementData) -> list[Any]:
    extra: list[Any] = [[_SET_ATTRIBUTE_NS, *triple] for triple in data.namespaced]
    extra += [[_SET_STYLE, *pair] for pair in (data.styles or {}).items()]
    extra += [[_SET_PROPERTY, *pair] for pair in (data.properties or {}).items()]
    for event, listener in (data.listeners or {}).items():
        told = _listener(listener)
        extra.append([_LISTEN, event, told] if told else [_LISTEN, event])
    node = [
        data.tag,
        [n if isinstance(n, str) else _node(n) for n in data.children] or 0,
        list(chain.from_iterable((data.attributes or {}).items())) or 0,
        extra or 0,
        _NAMESPACE_CODES.get(data.namespace, data.namespace),
    ]
    return _without_zeros(node)


def _listener(listener: Listener) -> list[Any]:
    fields = list(chain.from_iterable(listener.fields))
    return _without_zeros([fields or 0, listener.flags, listener.debounce, listener.throttle, listener.keys or 0])


def _without_zeros(items: list[Any]) -> list[Any]:
    while items and items[-1] == 0:
        items.pop()
    return items
