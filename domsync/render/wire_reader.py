"""Decode wire frames back to ops, for tests, the reference browser and replay. A server only encodes."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import msgspec

from domsync.dom.checks.js_values import MARK, Binary
from domsync.dom.checks.names import MATHML, SVG
from domsync.dom.checks.trusted import UnsafeTag, UnsafeUrl
from domsync.dom.ops import (
    OP_CODES,
    ROOT,
    Action,
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
    Props,
    Reaction,
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
from domsync.render.wire import messages_of

_NAMESPACES: dict[int, str | None] = {0: None, 1: SVG, 2: MATHML}


class Frame(NamedTuple):
    """A frame with ops: document number, sequence number, acknowledged event, ops."""

    document: int
    seq: int
    ack: int
    ops: list[Op]


def decode_frame(data: bytes | str, templates: dict[int, dict[int, Any]] | None = None, attached: bytes = b"") -> Frame:
    """Decode a frame with ops.

    Args:
        data: A result of `encode_frame`, or a text of the same form.
        templates: The templates so far, by document and number; those that the frame defines are added.
        attached: The bytes that came before it.

    Returns:
        The frame; its ops equal those that were encoded, except for parts that are not sent (`Listener.script`).

    Raises:
        ProtocolError: It is not a frame of this version with ops (4400).
    """
    text: bytes | str = data
    if isinstance(data, bytes) and data[:1] == b"\0":
        text, attached = messages_of(data)  # type: ignore[assignment]
    try:
        document, seq, ack, ops = msgspec.json.decode(text, type=tuple[_Natural, _Natural, _Natural, list[Any]])
    except (ValueError, RecursionError) as error:
        raise _invalid(str(error)) from error
    known = {} if templates is None else templates.setdefault(document, {})
    return Frame(document, seq, ack, from_wire(ops, known, attached))


def _with_bytes(value: Any, attached: bytes) -> Any:
    """Replace the references to bytes by the bytes."""
    if isinstance(value, list):
        return [_with_bytes(item, attached) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {MARK}:
        match value[MARK]:
            case [str(kind), str(text), *shape]:
                return Binary(base64.b64decode(text), kind, tuple(shape[0]) if shape else None)
            case [str(kind), [int(start), int(length)], *shape] if 0 <= start <= start + length <= len(attached):
                return Binary(attached[start : start + length], kind, tuple(shape[0]) if shape else None)
        raise _invalid(f"no bytes: {value!r:.100}")
    return {key: _with_bytes(item, attached) for key, item in value.items()}


def from_wire(wire: Iterable[Any], templates: dict[int, Any] | None = None, attached: bytes = b"") -> list[Op]:
    """Convert lists, as decoded from JSON, to ops.

    Args:
        wire: The lists.
        templates: The document's templates so far, by number; those that are defined are added.
        attached: The bytes that came with them.

    Raises:
        ProtocolError: One of them is not an op of this version (4400).
    """
    known = {} if templates is None else templates
    read: list[Op] = []
    for item in wire:
        match item:
            case [18, int(number), list(definition)] if number > 0:
                known[number] = definition
                continue
            case [16]:
                known.clear()
            case [1, parent, before, ids, list(nodes)]:
                item = [1, parent, before, ids, expanded(nodes, known)]
            case [13, node, "module", *values]:
                item = [13, node, "module", *_with_bytes(values, attached)]
            case [19, node, edits]:
                item = [19, node, _with_bytes(edits, attached)]
        read.append(_read_op(item))
    return read


_Natural: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
_Node: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
_NodeOrNone: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_FlatPairs: TypeAlias = list[str] | Literal[0]
#: A text; or a list of one text, for which somebody vouches.
_Vouched: TypeAlias = str | tuple[str]

# The types of the items after the code, and the number of required ones.
_SHAPES: dict[int, tuple[Callable[..., Op], tuple[Any, ...], int]] = {
    OP_CODES["REMOVE"]: (Remove, (_Node, Annotated[int, msgspec.Meta(ge=1)]), 1),
    OP_CODES["MOVE"]: (Move, (_Node, _Node, _NodeOrNone), 3),
    OP_CODES["SET_DATA"]: (SetData, (_Node, str), 2),
    OP_CODES["SET_TEXT"]: (SetText, (_Node, _NodeOrNone, str), 3),
    OP_CODES["SET_ATTRIBUTE"]: (
        lambda node, name, value: SetAttribute(node, name, _read_url(value)),
        (_Node, str, _Vouched),
        3,
    ),
    OP_CODES["SET_ATTRIBUTE_NS"]: (
        lambda node, space, name, value: SetAttributeNS(node, space, name, _read_url(value)),
        (_Node, str, str, _Vouched),
        4,
    ),
    OP_CODES["REMOVE_ATTRIBUTE"]: (RemoveAttribute, (_Node, str), 2),
    OP_CODES["SET_PROPERTY"]: (SetProperty, (_Node, str, Any), 3),
    OP_CODES["SET_STYLE"]: (SetStyle, (_Node, str, str), 3),
    OP_CODES["UNLISTEN"]: (Unlisten, (_Node, str), 2),
    OP_CODES["CALL"]: (Call, (_Node, str, tuple[Any, ...], _Natural), 2),
    OP_CODES["MESSAGE"]: (Message, (str, dict[str, Any], _Natural), 2),
    OP_CODES["MOUNT"]: (Mount, (_Node, _Natural), 2),
    OP_CODES["RESET"]: (Reset, (), 0),
    OP_CODES["PROPS"]: (lambda node, edits: Props(node, tuple(map(_edit, edits))), (_Node, tuple[list[Any], ...]), 2),
    OP_CODES["ADOPT"]: (Adopt, (_Node | tuple[_Node, ...], tuple[str, ...], tuple[str | _Natural, ...]), 3),
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


def _edit(edit: list[Any]) -> tuple[Any, ...]:
    match edit:
        case [[str(), *_] as path] | [[str(), *_] as path, _] | [[str(), *_] as path, int(), int(), list()]:
            return (tuple(path), *edit[1:])
    raise _invalid(f"no edit: {edit!r:.100}")


def expanded(nodes: Sequence[Any], templates: Mapping[int, Any]) -> list[Any]:
    """Expand runs of templates to the nodes that they stand for.

    Args:
        nodes: Siblings on the wire.
        templates: The templates by number.

    Raises:
        ProtocolError: A run's template is unknown, or its columns do not fit (4400).
    """
    result: list[Any] = []
    for node in nodes:
        match node:
            case [int(number), int(count), *columns] if number < 0:
                if -number not in templates:
                    raise _invalid(f"no template {-number}")
                result += [_filled(templates[-number], columns, row, templates) for row in range(count)]
            case [str() | [str()], list(children), *rest]:
                result.append([node[0], expanded(children, templates), *rest])
            case _:
                result.append(node)
    return result


def _filled(node: Any, columns: Sequence[Any], row: int, templates: Mapping[int, Any]) -> Any:
    """A copy of a template, with its holes filled."""

    def value(hole: int) -> Any:
        if not 0 <= hole < len(columns):
            raise _invalid(f"no column {hole}")
        column = columns[hole]
        if isinstance(column, list):
            if row >= len(column):
                raise _invalid(f"column {hole} is too short")
            return column[row]
        return str(column + row) if isinstance(column, int) else column

    if not isinstance(node, list):
        return node
    tag, children, attributes, extra, *rest = [*node, 0, 0, 0, 0][: max(4, len(node))]
    filled: list[Any] = []
    for child in children or ():
        if isinstance(child, int) and child < 0:
            filled += expanded(value(-1 - child), templates)
        elif isinstance(child, int):
            filled.append(value(child))
        else:
            filled.append(_filled(child, columns, row, templates))
    return [
        tag,
        filled or 0,
        [value(item) if isinstance(item, int) else item for item in attributes] if attributes else 0,
        [[*item[:2], value(item[2][0])] if _has_hole(item) else item for item in extra] if extra else 0,
        *rest,
    ]


def _has_hole(item: list[Any]) -> bool:
    """Return whether a style or property of a template is filled in: `[code, name, [hole]]`."""
    return len(item) == 3 and item[0] in (9, 10) and isinstance(item[2], list)


def _read_op(item: Any) -> Op:
    match item:
        case [int(code), *items] if code in _SHAPES:
            make, types, required = _SHAPES[code]
            return make(*_convert(items, types, required))
    raise _invalid(f"no op: {item!r:.100}")


def _read_listener(told: list[Any]) -> Listener:
    items = _convert(
        told, (_FlatPairs, _Natural, _Natural, _Natural, tuple[str, ...] | Literal[0], list[list[Any]] | Literal[0]), 0
    )
    fields, flags, debounce, throttle, keys, reactions = [*items, 0, 0, 0, 0, 0, 0][:6]
    return Listener(
        _pairs(fields or ()),
        flags,
        debounce,
        throttle,
        keys or (),
        reactions=tuple([_read_reaction(reaction) for reaction in reactions or ()]),
    )


def _read_reaction(told: list[Any]) -> Reaction:
    flags, keys, actions = _convert(told, (_Natural, tuple[str, ...] | Literal[0], list[list[Any]]), 3)
    return Reaction(flags, keys or (), tuple([_read_action(action) for action in actions]))


def _read_action(told: list[Any]) -> Action:
    try:
        name, target, *arguments = [*told, 0][: max(len(told), 2)]
        return msgspec.convert([name, target or (), arguments], Action)
    except ValueError as error:
        raise _invalid(str(error)) from error


def _read_node(data: Any) -> NodeData:
    match data:
        case str():
            return data
        case [0, str(comment)]:
            return CommentData(comment)
    tag, *rest = _convert(
        data,
        (_Vouched, list[Any] | Literal[0], list[_Vouched] | Literal[0], list[list[Any]] | Literal[0], _Natural | str),
        1,
    )
    children, attributes, extra, namespace = [*rest, 0, 0, 0, 0][:4]
    styles: dict[str, str] = {}
    properties: dict[str, Json] = {}
    listeners: dict[str, Listener] = {}
    namespaced: list[tuple[str, str, str]] = []
    for item in extra or ():
        # An op for this node without the node's id: decoded as an op with an id, and split again.
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
        tag if isinstance(tag, str) else UnsafeTag(tag[0]),
        tuple(_read_node(child) for child in children or ()),
        {name: _read_url(value) for name, value in _pairs(attributes)} if attributes else None,
        styles or None,
        properties or None,
        listeners or None,
        _read_namespace(namespace),
        tuple(namespaced),
    )


def _read_url(value: str | tuple[str]) -> str:
    return value if isinstance(value, str) else UnsafeUrl(value[0])


def _read_namespace(code: int | str) -> str | None:
    if isinstance(code, str):
        return code
    if code not in _NAMESPACES:
        raise _invalid(f"no namespace: {code}")
    return _NAMESPACES[code]


def _convert(items: Any, types: tuple[Any, ...], required: int) -> list[Any]:
    """Check a list against the types of its items; those after the first `required` ones are optional."""
    try:
        if not isinstance(items, list) or not required <= len(items) <= len(types):
            raise ValueError(f"{required} to {len(types)} items expected: {items!r:.100}")
        return [msgspec.convert(item, type) for item, type in zip(items, types, strict=False)]
    except (ValueError, RecursionError) as error:
        raise _invalid(str(error)) from error


def _pairs(flat: Sequence[Any]) -> tuple[tuple[Any, Any], ...]:
    if len(flat) % 2:
        raise _invalid(f"a value is missing: {flat!r:.100}")
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def _invalid(detail: str) -> ProtocolError:
    return ProtocolError(4400, "invalid message", detail)
