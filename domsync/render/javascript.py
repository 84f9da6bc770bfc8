"""Render ops as JavaScript text, in the original library's form:
``__domsync__["id"].appendChild(__domsync__["child"]);``.

Each line has one statement, or a few that belong together; every name and value goes through ``quoting``. The page that
evaluates it needs only an element with the root's id and, for events, a function ``ws_send(message)``.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from domsync.dom.checks.names import HTML
from domsync.dom.ops import (
    DOCUMENT,
    ROOT,
    WINDOW,
    Adopt,
    Call,
    ElementData,
    Insert,
    Listen,
    Listener,
    Message,
    Mount,
    Move,
    NodeData,
    Op,
    Props,
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
from domsync.errors import DOMException
from domsync.render import script_statements as statements
from domsync.render.quoting import js_string
from domsync.render.script_listeners import add_line, anonymous_form, named_form, remove_line
from domsync.render.script_registry import ListenerState, NodeMirror, Registry

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Source(Protocol):
    """The part of a document that the renderer needs."""

    def getRootId(self) -> str: ...  # noqa: N802

    def snapshot(self) -> list[Op]: ...


class JavaScript:
    """The JavaScript rendering of one document, for all pages that show it.

    Args:
        document: The document.
    """

    def __init__(self, document: Source) -> None:
        self._document = document
        self._root_id = document.getRootId()
        self._registry = Registry(self._root_id)
        self._nodes = self._registry.nodes
        self._introduced = False
        self._lines: list[str] = []
        self._renderers: dict[type, Callable[[Any], None]] = {
            Insert: self._insert,
            Remove: self._remove,
            Move: self._move,
            SetData: self._set_data,
            SetText: self._set_text,
            SetAttribute: self._set_attribute,
            SetAttributeNS: self._set_attribute_ns,
            RemoveAttribute: self._remove_attribute,
            SetProperty: self._set_property,
            SetStyle: self._set_style,
            Listen: self._listen,
            Unlisten: self._unlisten,
            Call: self._call,
            Message: self._message,
            Reset: self._reset,
            Mount: self._refuse,
            Adopt: self._refuse,
            Props: self._refuse,
        }

    def updates(self, ops: Iterable[Op]) -> str:
        """Render the JavaScript for `ops`, for pages that have evaluated everything before.

        Args:
            ops: The result of the document's `take_ops()`; all results have to be passed, in order.

        Returns:
            Statements, each ending in a line feed; the first ones make the registry.

        Raises:
            DOMException: NotSupportedError: pages of this kind cannot mount shared documents.
        """
        if not self._introduced:
            self._introduce()
        for op in ops:
            self._renderers[type(op)](op)
        return self._take()

    def full(self) -> str:
        """Render the JavaScript that builds the current document in an empty page, which can then evaluate `updates`.

        Returns:
            Statements as from `updates`; the first ones make the registry.
        """
        known = self._introduced
        self._introduce()
        for op in self._document.snapshot():
            if isinstance(op, Insert):
                if not known:
                    self._take_in(op)
                self._build(op)
            elif isinstance(op, Reset) or (known and isinstance(op, Listen)):
                # The page is empty, and its listeners are the same as on the other pages.
                continue
            else:
                self._renderers[type(op)](op)
        if known:
            for wire in (ROOT, DOCUMENT, WINDOW):
                self._add_listeners(self._nodes[wire])
        return self._take()

    def target(self, message: Mapping[str, object]) -> int | None:
        """Find the node that an event message of a page concerns.

        Args:
            message: The message, of which `id`, `event` and, if present, `listener` are used.

        Returns:
            The node's number; 0 if the message comes from a replaced listener and is to be ignored;
            None if no node has that key, so that `id` can only be an attribute's value.
        """
        wire = self._registry.owner(str(message.get("id")))
        if wire is None:
            return None
        hearing = (self._nodes[wire].heard or {}).get(str(message.get("event")))
        if hearing is not None and hearing.lasting is not None and hearing.current is not None:
            return wire if message.get("listener") else 0
        return wire

    def _introduce(self) -> None:
        self._introduced = True
        root = self._nodes[ROOT].ref
        self._lines += ["var __domsync__ = [];", f"{root} = document.getElementById({js_string(self._root_id)});"]

    def _take(self) -> str:
        lines, self._lines = self._lines, []
        return "".join([f"{line}\n" for line in lines])

    # The tree

    def _insert(self, op: Insert) -> None:
        self._pin_children(self._nodes[op.parent])
        self._take_in(op)
        self._build(op)

    def _take_in(self, op: Insert) -> None:
        """Create the mirrors of new nodes, with their keys and listeners."""
        parent = self._nodes[op.parent]
        before = self._nodes[op.before] if op.before else None
        ids = _numbers(op.ids)
        for data in op.nodes:
            self._adopt(data, ids, parent, before)

    def _adopt(self, data: NodeData, ids: Iterator[int], parent: NodeMirror, before: NodeMirror | None = None) -> None:
        if not isinstance(data, ElementData):
            twin = self._registry.add(next(ids), parent, before)
            if not parent.loose:
                self._registry.name(twin, None)
            return
        twin = self._registry.add(next(ids), parent, before, html=data.namespace in (None, HTML))
        self._registry.name(twin, (data.attributes or {}).get("id"))
        match data.children:
            case [str(text)] if text and not _LINE_BREAK.search(text):
                twin.loose = True
        for child in data.children:
            self._adopt(child, ids, twin)
        for event, listener in (data.listeners or {}).items():
            self._hear(twin, event, listener)

    def _build(self, op: Insert) -> None:
        """Write statements that create new nodes and connect them to each other before the first is put on the page."""
        parent = self._nodes[op.parent]
        if parent.loose:
            self._fill(parent, op.nodes, _numbers(op.ids))
            return
        before = self._nodes[op.before].ref if op.before else ""
        ids = _numbers(op.ids)
        for data in op.nodes:
            twin = self._nodes[next(ids)]
            self._make(data, twin, ids)
            self._lines.append(statements.hang(twin.ref, parent.ref, before))

    def _make(self, data: NodeData, twin: NodeMirror, ids: Iterator[int]) -> None:
        lines, node = self._lines, twin.ref
        lines.append(statements.create(node, data))
        if isinstance(data, ElementData):
            lines += statements.dress(node, data)
            self._fill(twin, data.children, ids)
            lines += [statements.set_property(node, *pair) for pair in (data.properties or {}).items()]
            self._add_listeners(twin)

    def _fill(self, twin: NodeMirror, children: Sequence[NodeData], ids: Iterator[int]) -> None:
        """Write statements that create all children of a node."""
        if twin.loose:
            text = "".join([child if isinstance(child, str) else "\n" for child in children])
            self._lines.append(statements.set_text(twin.ref, text, html=twin.html))
            for _ in children:
                next(ids)
            return
        for child in children:
            child_twin = self._nodes[next(ids)]
            self._make(child, child_twin, ids)
            self._lines.append(statements.hang(child_twin.ref, twin.ref, ""))

    def _remove(self, op: Remove) -> None:
        twin = self._node(op.node)
        run = [twin]
        for _ in range(op.count - 1):
            if twin.next is None:
                raise ValueError(f"{op} goes beyond the last child")
            twin = twin.next
            run.append(twin)
        if run[0].parent is not None:
            self._pin_children(run[0].parent)
        self._lines += [f"{twin.ref}.remove();" for twin in run]
        self._forget(run)

    def _move(self, op: Move) -> None:
        node, parent = self._node(op.node), self._nodes[op.parent]
        self._pin_children(parent)
        before = self._nodes[op.before] if op.before else None
        node.take()
        parent.put(node, before)
        self._lines.append(statements.move(node.ref, parent.ref, "" if before is None else before.ref))

    def _set_data(self, op: SetData) -> None:
        self._lines.append(statements.set_data(self._node(op.node).ref, op.data))

    def _set_text(self, op: SetText) -> None:
        twin = self._node(op.node)
        self._lines.append(statements.set_text(twin.ref, op.text, html=twin.html))
        self._forget(list(twin.children()))
        wire = op.first
        for number, text in enumerate(_LINE_BREAK.split(op.text)):
            if number:
                self._registry.add(wire, twin, html=True)
                wire += 1
            if text:
                self._registry.add(wire, twin)
                wire += 1
        twin.loose = twin.first is not None

    def _reset(self, op: Reset) -> None:
        root = self._nodes[ROOT]
        self._lines.append(f"{root.ref}.replaceChildren();")
        self._forget(list(root.children()))
        root.loose = False
        for event in list(root.heard or {}):
            self._hush(root, event)

    # One element

    def _set_attribute(self, op: SetAttribute) -> None:
        self._lines.append(statements.set_attribute(self._node(op.node).ref, op.name, op.value))

    def _set_attribute_ns(self, op: SetAttributeNS) -> None:
        self._lines.append(statements.set_attribute_ns(self._node(op.node).ref, op.namespace, op.name, op.value))

    def _remove_attribute(self, op: RemoveAttribute) -> None:
        self._lines.append(statements.remove_attribute(self._node(op.node).ref, op.name))

    def _set_property(self, op: SetProperty) -> None:
        self._lines.append(statements.set_property(self._node(op.node).ref, op.name, op.value))

    def _set_style(self, op: SetStyle) -> None:
        self._lines.append(statements.set_style(self._node(op.node).ref, op.name, op.value))

    def _call(self, op: Call) -> None:
        self._lines.append(statements.call(self._node(op.node).ref, op))

    def _message(self, op: Message) -> None:
        self._lines.append(statements.message(op))

    def _refuse(self, op: Mount | Adopt | Props) -> None:
        message = f"a page that evaluates JavaScript has no words for {op}; the client of domsync.1 has"
        raise DOMException(message, "NotSupportedError")

    # Listeners

    def _listen(self, op: Listen) -> None:
        self._hear(self._node(op.node), op.event, op.listener, tell=True)

    def _unlisten(self, op: Unlisten) -> None:
        self._hush(self._node(op.node), op.event)

    def _hear(self, twin: NodeMirror, event: str, listener: Listener, *, tell: bool = False) -> None:
        if twin.heard is None:
            twin.heard = {}
        hearing = twin.heard.setdefault(event, ListenerState())
        self._hush(twin, event)
        heard = anonymous_form(event, twin, listener)
        if heard is not None and hearing.lasting in (None, heard):
            tell = tell and hearing.lasting is None
            hearing.lasting = heard
        else:
            key = self._registry.claim(f"{twin.key}@{event}", twin.wire)
            heard = hearing.current = named_form(event, twin, key, listener, second=hearing.lasting is not None)
        if tell:
            self._lines.append(add_line(event, heard))

    def _hush(self, twin: NodeMirror, event: str) -> None:
        hearing = (twin.heard or {}).get(event)
        if hearing is not None and hearing.current is not None:
            self._lines.append(remove_line(event, hearing.current))
            self._registry.release(hearing.current.key)
            hearing.current = None

    def _add_listeners(self, twin: NodeMirror) -> None:
        for event, hearing in (twin.heard or {}).items():
            self._lines += [add_line(event, heard) for heard in (hearing.lasting, hearing.current) if heard is not None]

    # The registry

    def _node(self, wire: int) -> NodeMirror:
        """Return the mirror of a node that a statement will name, and put the node into the page's registry."""
        twin = self._nodes[wire]
        if not twin.key and twin.parent is not None:
            self._pin_children(twin.parent)
        return twin

    def _pin_children(self, parent: NodeMirror) -> None:
        """Put children made by `innerText` into the page's registry, while their places are still known."""
        if not parent.loose:
            return
        parent.loose = False
        for index, child in enumerate(parent.children()):
            self._registry.name(child, None)
            self._lines.append(f"{child.ref} = {parent.ref}.childNodes[{index:d}];")

    def _forget(self, tops: list[NodeMirror]) -> None:
        """Forget nodes that were removed, here and in the page's registry."""
        lines = []
        for top in tops:
            for twin in top.subtree():
                for event, hearing in (twin.heard or {}).items():
                    if hearing.current is not None:
                        lines.append(remove_line(event, hearing.current))
                        self._registry.release(hearing.current.key)
                if twin.key:
                    lines.append(f"delete {twin.ref};")
                    self._registry.release(twin.key)
                del self._nodes[twin.wire]
            top.take()
        if lines:
            self._lines.append("".join(lines))


def _numbers(ids: int | tuple[int, ...]) -> Iterator[int]:
    """Iterate over the numbers that `Insert.ids` stands for, without end if it is only the first number."""
    if isinstance(ids, int):
        while True:
            yield ids
            ids += 1
    for first, count in zip(ids[::2], ids[1::2], strict=True):
        yield from range(first, first + count)
