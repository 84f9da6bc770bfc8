"""The bytes of a frame back to ops: what tests, the reference browser and replays need. A server only writes them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import msgspec

from domsync.dom.names import MATHML, SVG
from domsync.dom.ops import (
    OP_CODES,
    ROOT,
    Adopt,
    Call,
    CommentData,
    ElementData,
    Insert,
    Json,
    Listen,
    Listener,
    Message,
    Mount,
    Move,
    NodeData,
    Op,
    Remove,
    RemoveAttribute,
    Reset,
    SetAttribute,
    SetAttributeNS,
    SetData,
    SetProperty,
    SetStyle,
    SetText,
    Unlisten,
)
from domsync.errors import ProtocolError

_NAMESPACES: dict[int, str | None] = {0: None, 1: SVG, 2: MATHML}


class Frame(NamedTuple):
    """A frame with ops: document number, sequence number, acknowledged event, ops."""

    document: int
    seq: int
    ack: int
    ops: list[Op]


def decode_frame(data: bytes | str) -> Frame:
    """Read a frame with ops back.

    Args:
        data: What `encode_frame` made, or a text of the same form.

    Returns:
        The frame; its ops equal those that were encoded, but for what the wire leaves out (`Listener.script`).

    Raises:
        ProtocolError: It is not a frame of this version with ops (4400).
    """
    try:
        document, seq, ack, ops = msgspec.json.decode(data, type=tuple[_Natural, _Natural, _Natural, list[Any]])
    except (ValueError, RecursionError) as error:
        raise _invalid(str(error)) from error
    return Frame(document, seq, ack, from_wire(ops))


def from_wire(wire: Iterable[Any]) -> list[Op]:
    """Turn the lists that JSON readers get into ops.

    Raises:
        ProtocolError: One of them is no op of this version (4400).
    """
    return [_read_op(item) for item in wire]


_Natural: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
_Node: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
_NodeOrNone: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_FlatPairs: TypeAlias = list[str] | Literal[0]

# The items after the code, and how many of them there must be.
_SHAPES: dict[int, tuple[Callable[..., Op], tuple[Any, ...], int]] = {
    OP_CODES["REMOVE"]: (Remove, (_Node, Annotated[int, msgspec.Meta(ge=1)]), 1),
    OP_CODES["MOVE"]: (Move, (_Node, _Node, _NodeOrNone), 3),
    OP_CODES["SET_DATA"]: (SetData, (_Node, str), 2),
    OP_CODES["SET_TEXT"]: (SetText, (_Node, _NodeOrNone, str), 3),
    OP_CODES["SET_ATTRIBUTE"]: (SetAttribute, (_Node, str, str), 3),
    OP_CODES["SET_ATTRIBUTE_NS"]: (SetAttributeNS, (_Node, str, str, str), 4),
    OP_CODES["REMOVE_ATTRIBUTE"]: (RemoveAttribute, (_Node, str), 2),
    OP_CODES["SET_PROPERTY"]: (SetProperty, (_Node, str, Any), 3),
    OP_CODES["SET_STYLE"]: (SetStyle, (_Node, str, str), 3),
    OP_CODES["UNLISTEN"]: (Unlisten, (_Node, str), 2),
    OP_CODES["CALL"]: (Call, (_Node, str, tuple[Any, ...], _Natural), 2),
    OP_CODES["MESSAGE"]: (Message, (str, dict[str, Any]), 2),
    OP_CODES["MOUNT"]: (Mount, (_Node, _Natural), 2),
    OP_CODES["RESET"]: (Reset, (), 0),
    OP_CODES["ADOPT"]: (Adopt, (_Node | tuple[_Node, ...], _Natural), 2),
    OP_CODES["LISTEN"]: (
        lambda node, event, told=None: Listen(node, event, _read_listener(told or [])),
        (_Node, str, list[Any]),
        2,
    ),
    OP_CODES["INSERT"]: (
        lambda parent, before, ids, nodes: Insert(parent, before, ids, tuple(_read_node(n) for n in nodes)),
        (_Node, _NodeOrNone, _Node | tuple[_Node, ...], list[Any]),
        4,
    ),
}


def _read_op(item: Any) -> Op:
    match item:
        case [int(code), *items] if code in _SHAPES:
            make, types, required = _SHAPES[code]
            return make(*_convert(items, types, required))
    raise _invalid(f"no op: {item!r:.100}")


def _read_listener(told: list[Any]) -> Listener:
    items = _convert(told, (_FlatPairs, _Natural, _Natural, _Natural, tuple[str, ...]), 0)
    if items:
        items[0] = _pairs(items[0] or ())
    return Listener(*items)


def _read_node(data: Any) -> NodeData:
    match data:
        case str():
            return data
        case [0, str(comment)]:
            return CommentData(comment)
    tag, *rest = _convert(
        data, (str, list[Any] | Literal[0], _FlatPairs, list[list[Any]] | Literal[0], _Natural | str), 1
    )
    children, attributes, extra, namespace = [*rest, 0, 0, 0, 0][:4]
    styles: dict[str, str] = {}
    properties: dict[str, Json] = {}
    listeners: dict[str, Listener] = {}
    namespaced: list[tuple[str, str, str]] = []
    for item in extra or ():
        # An op on this node without the node's id: read as one on a node, and taken apart again.
        match _read_op([*item[:1], ROOT, *item[1:]]):
            case SetStyle(name=name, value=value):
                styles[name] = value
            case SetProperty(name=name, value=value):
                properties[name] = value
            case SetAttributeNS(namespace=uri, name=name, value=value):
                namespaced.append((uri, name, value))
            case Listen(event=event, listener=listener):
                listeners[event] = listener
            case _:
                raise _invalid(f"no part of a new element: {item!r:.100}")
    return ElementData(
        tag,
        tuple(_read_node(child) for child in children or ()),
        dict(_pairs(attributes)) if attributes else None,
        styles or None,
        properties or None,
        listeners or None,
        _read_namespace(namespace),
        tuple(namespaced),
    )


def _read_namespace(code: int | str) -> str | None:
    if isinstance(code, str):
        return code
    if code not in _NAMESPACES:
        raise _invalid(f"no namespace: {code}")
    return _NAMESPACES[code]


def _convert(items: Any, types: tuple[Any, ...], required: int) -> list[Any]:
    """Check a list against the types of its items, of which those after the first `required` may be missing."""
    try:
        if not isinstance(items, list) or not required <= len(items) <= len(types):
            raise ValueError(f"{required} to {len(types)} items expected: {items!r:.100}")
        return [msgspec.convert(item, type) for item, type in zip(items, types, strict=False)]
    except (ValueError, RecursionError) as error:
        raise _invalid(str(error)) from error


def _pairs(flat: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if len(flat) % 2:
        raise _invalid(f"a value is missing: {flat!r:.100}")
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def _invalid(detail: str) -> ProtocolError:
    return ProtocolError(4400, "invalid message", detail)
