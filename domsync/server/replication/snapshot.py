"""A State's values as JSON, with the numbers of its items, for processes that join later.

A list is ``["l", numbers, nodes, items]``, a dict ``["d", keys, nodes, items]``, a set ``["s", items]``, a model
``["o", class, nodes, fields]``; ``nodes`` lists the items that are such arrays, the others are leaves. A list that
has only leaves is written by pydantic in one go, and has null there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from domsync.server.replication.kinds import DictKind, Kind, ListKind, ModelKind, SetKind
from domsync.server.replication.nodes import DictNode, ListNode, ModelNode, Node, SetNode, Tree, noop
from domsync.server.replication.ops import Runs, from_runs, to_runs

Raw = msgspec.Raw
T = TypeVar("T")


def dump(node: Node) -> Any:
    """Describe a node of the confirmed tree.

    Args:
        node: The node.

    Returns:
        A value that msgspec can write as JSON.
    """
    if isinstance(node, ListNode):
        if not node.children:
            return "l", to_runs(node.ids), None, Raw(node.kind.encode(node.value))
        return "l", to_runs(node.ids), *_items(node, node.kind.item, node.ids, node.value)
    if isinstance(node, DictNode):
        keys = list(node.value)
        return "d", Raw(node.kind.keys.encode(keys)), *_items(node, node.kind.item, keys, node.value.values())
    if isinstance(node, SetNode):
        return "s", Raw(node.kind.encode(node.value))
    if not isinstance(node, ModelNode):
        raise TypeError(f"{node!r} cannot be written")
    fields = {
        name: dump(node.children[name]) if name in node.children else Raw(node.kind.fields[name].encode(value))
        for name, value in node.value.items()
    }
    return "o", node.kind.cls.__name__, list(node.children), fields


def _items(node: Node, kind: Kind, places: Iterable[Any], items: Iterable[Any]) -> tuple[list[int], list[Any]]:
    nodes, written = [], []
    for index, (place, item) in enumerate(zip(places, items, strict=True)):
        if place in node.children:
            nodes.append(index)
            written.append(dump(node.children[place]))
        else:
            written.append(Raw(kind.encode(item)))
    return nodes, written


def load(kind: Kind, written: Raw | bytes, up: Node, place: Any) -> Node:
    """Read a node for the confirmed tree.

    Args:
        kind: Its kind, as far as the type of its field determines it.
        written: The JSON.
        up: The node that contains it.
        place: Its place there.

    Raises:
        ValueError: It does not fit the type, which another version of the program has changed.
    """
    tree = up.tree
    letter, *parts = _read(written, list[Raw])
    match _read(letter, str):
        case "l":
            return _list(_as(ListKind, kind.of([])), parts, tree, up, place)
        case "d":
            return _dict(_as(DictKind, kind.of({})), parts, tree, up, place)
        case "s":
            node = SetNode(_as(SetKind, kind.of(set())), tree, up, place, noop)
            node.value = node.kind.read(bytes(parts[0]))
            return node
        case _:
            state = ModelNode(_as(ModelKind, kind.named(_read(parts[0], str))), tree, up, place, noop)
            state.value = {}
            nodes = _read(parts[1], list[str])
            for name, field in _read(parts[2], dict[str, Raw]).items():
                if name in state.kind.fields:  # otherwise it is from another version of the program
                    load_field(state, name, field, name in nodes)
            return state


def load_field(state: ModelNode, name: str, written: Raw, is_node: bool) -> None:
    """Read a field of a State.

    Args:
        state: The State that gets the field.
        name: The name of the field.
        written: The JSON.
        is_node: Whether its value is a node; otherwise it is a leaf.

    Raises:
        ValueError: It does not fit its type.
    """
    kind = state.kind.fields[name]
    if is_node:
        child = state.children[name] = load(kind, written, state, name)
        state.value[name] = child.value
    else:
        state.value[name] = kind.read(bytes(written))


def _list(kind: ListKind, parts: list[Raw], tree: Tree, up: Node, place: Any) -> ListNode:
    node = ListNode(kind, tree, up, place, noop)
    node.ids = from_runs(_read(parts[0], Runs))
    nodes = _read(parts[1], list[int] | None)
    if nodes is None:
        node.value = kind.read(bytes(parts[2]))
    else:
        node.value = _read_items(node, kind.item, node.ids, nodes, parts[2])
    if len(node.value) != len(node.ids):
        raise ValueError("a list and the numbers of its items differ in length")
    return node


def _dict(kind: DictKind, parts: list[Raw], tree: Tree, up: Node, place: Any) -> DictNode:
    node = DictNode(kind, tree, up, place, noop)
    keys = kind.keys.read(bytes(parts[0]))
    node.value = dict(zip(keys, _read_items(node, kind.item, keys, _read(parts[1], list[int]), parts[2]), strict=True))
    return node


def _read_items(node: Node, kind: Kind, places: list[Any], nodes: list[int], written: Raw) -> list[Any]:
    items: list[Any] = []
    which = set(nodes)
    for index, (place, item) in enumerate(zip(places, _read(written, list[Raw]), strict=True)):
        if index in which:
            child = node.children[place] = load(kind, item, node, place)
            items.append(child.value)
        else:
            items.append(kind.read(bytes(item)))
    return items


def _read(written: Raw | bytes, kind: type[T] | Any) -> T | Any:
    return msgspec.json.decode(written, type=kind)


def _as(wanted: type[T], kind: Any) -> T:
    if not isinstance(kind, wanted):
        raise ValueError(f"the type of a field was changed: it is no {wanted.__name__}")
    return kind
