"""Random descriptions of pages that change at random: what the property tests of components run on.

A description is made of small mutable objects (`Node` and its kinds); `Page` renders it. Keys and names of things come
from one counter, so that they are unique wherever something is moved.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from domsync import Child, Component, on, svg
from domsync import html as h
from domsync.components.reconciler.each import each
from domsync.components.reconciler.instance import Instance, LiveChild, LiveFragment, state_of
from domsync.dom.element.element import Element

TAGS = ("p", "div", "b", "section")
WORDS = ("a", "b", "ä", "", "x y", "<i>", "long " * 9)


@dataclass
class Node:
    """Something to show; `kind` decides what the other fields mean."""

    kind: str
    text: str = ""
    key: int | None = None
    shown: bool = True
    attributes: dict[str, Any] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    number: int = 0
    flag: bool = False


class World:
    """A page's description.

    Args:
        source: The source of randomness.

    Attributes:
        top: What the page shows.
        trace: What was changed, one line a change.
    """

    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.trace: list[str] = []
        self._count = 0
        self.top = [self.node(3) for _ in range(source.randint(1, 3))]

    def __repr__(self) -> str:
        return "\n".join(["World:", *self.trace, "now:", *map(repr, self.top)])

    def _next(self) -> int:
        self._count += 1
        return self._count

    def node(self, depth: int) -> Node:
        """Make something to show."""
        kinds = ["text", "text", "nothing", "element", "element", "control", "radios", "select", "thing"]
        if depth:
            kinds += ["element", "element", "component", "component", "list", "each", "svg"]
        kind = self.random.choice(kinds)
        node = Node(kind, self.random.choice(WORDS), self._next() if self.random.random() < 0.4 else None)
        node.number = self._next() if kind == "thing" else self.random.randrange(4)
        if kind in ("element", "component", "list", "svg") and depth:
            node.children = [self.node(depth - 1) for _ in range(self.random.randint(0, 3))]
        if kind in ("each", "radios", "select"):
            node.children = [self.row() for _ in range(self.random.randint(0, 4))]
        if kind in ("element", "svg"):
            self.dress(node)
        return node

    def row(self) -> Node:
        return Node("row", self.random.choice(WORDS), self._next())

    def dress(self, node: Node) -> None:
        """Change an element's attributes."""
        choices: dict[str, list[Any]] = {
            "tag": list(TAGS),
            "id": [None, "one", "two"],
            "class_": [None, ["a"], ["a", "b"], {"c": True}],
            "style": [None, {"color": "red"}, {"color": "blue", "left": "1px"}, {"left": "1px"}],
            "hidden": [None, True],
            "on_click": [False, True],
            "debounce": [0, 50],
            "on_window": [False, True],
            "ref": [False, True],
        }
        for name in self.random.sample(list(choices), self.random.randint(1, 3)):
            node.attributes[name] = self.random.choice(choices[name])

    # Changes

    def all(self) -> list[Node]:
        """All nodes, in order."""
        found: list[Node] = []
        waiting = list(reversed(self.top))
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting += reversed(node.children)
        return found

    def change(self) -> None:
        """Change something."""
        actions: list[Callable[[], str]] = [
            *(self._edit, self._edit, self._edit),
            *(self._insert, self._remove, self._reorder, self._replace, self._show, self._number),
        ]
        self.trace.append(self.random.choice(actions)())

    def _lists(self) -> list[list[Node]]:
        return [self.top, *(node.children for node in self.all() if node.kind not in ("text", "nothing", "control"))]

    def _edit(self) -> str:
        nodes = [node for node in self.all() if node.kind not in ("nothing", "list")]
        if not nodes:
            return "nothing to edit"
        node = self.random.choice(nodes)
        if node.kind in ("element", "svg") and self.random.random() < 0.7:
            self.dress(node)
            return f"dress {node.kind} {node.attributes}"
        node.text = self.random.choice(WORDS)
        return f"text of {node.kind} {node.text!r}"

    def _insert(self) -> str:
        nodes = self.random.choice(self._lists())
        at = self.random.randint(0, len(nodes))
        nodes.insert(at, self._like(nodes))
        return f"insert {nodes[at]} at {at}"

    def _like(self, nodes: list[Node]) -> Node:
        owner = next((node for node in self.all() if node.children is nodes), None)
        return self.row() if owner is not None and owner.kind in ("each", "radios", "select") else self.node(1)

    def _remove(self) -> str:
        nodes = self.random.choice([nodes for nodes in self._lists() if nodes] or [[]])
        if not nodes:
            return "nothing to remove"
        start = self.random.randrange(len(nodes))
        gone = nodes[start : start + self.random.randint(1, 2)]
        del nodes[start : start + len(gone)]
        return f"remove {len(gone)} at {start}"

    def _reorder(self) -> str:
        nodes = self.random.choice(self._lists())
        if self.random.random() < 0.5 and len(nodes) > 1:
            one = nodes.pop(self.random.randrange(len(nodes)))
            nodes.insert(self.random.randint(0, len(nodes)), one)
        else:
            self.random.shuffle(nodes)
        return f"reorder {len(nodes)}"

    def _replace(self) -> str:
        nodes = self.random.choice([nodes for nodes in self._lists() if nodes] or [[]])
        if not nodes:
            return "nothing to replace"
        at = self.random.randrange(len(nodes))
        nodes[at] = self._like(nodes)
        return f"replace {at} by {nodes[at]}"

    def _show(self) -> str:
        nodes = [node for node in self.all() if node.kind in ("element", "component", "thing", "control")]
        if not nodes:
            return "nothing to hide"
        node = self.random.choice(nodes)
        node.shown = not node.shown
        return f"show {node.kind} {node.shown}"

    def _number(self) -> str:
        nodes = [node for node in self.all() if node.kind in ("component", "control", "select", "radios")]
        if not nodes:
            return "nothing to count"
        node = self.random.choice(nodes)
        if node.kind == "component" and self.random.random() < 0.3:
            node.flag = not node.flag
            return f"component raises: {node.flag}"
        node.number = self.random.randrange(6)
        return f"number of {node.kind} {node.number}"


class Calm(Component):
    """A component whose error view is always the same."""

    own: int = 0

    def render_error(self, error: Exception, reference: str) -> Child:
        return h.em("error")


class Part(Calm):
    """A component that a render describes anew each time."""

    text: str
    number: int
    raises: bool
    body: Child

    def render(self) -> Child:
        if self.raises:
            raise ValueError("as it was told")
        button = h.button(self.text, self.own, on_click=self.count)
        match self.number:
            case 0:
                return self.body
            case 1:
                return [button, self.body]
            case 2:
                return h.article(button, self.body)
            case 3:
                return None
            case 4:
                return [None, self.body, button]
            case _:
                return button

    def count(self) -> None:
        self.own += 1


class Thing(Calm):
    """A component that is kept and shown again."""

    text: str = ""

    def render(self) -> Child:
        return h.i(self.text, self.own, on_click=lambda: None)


class Page(Calm):
    """Shows a description."""

    world: Any
    things: dict[int, Thing] = {}

    def model_post_init(self, context: Any) -> None:
        self.prepare()

    def prepare(self) -> None:
        """Make the things that have become part of the description, outside of any render."""
        for node in self.world.all():
            if node.kind == "thing":
                thing = self.things.setdefault(node.number, Thing())
                thing.text, thing.show = node.text, node.shown

    def render(self) -> Child:
        return h.main(*[self.one(node) for node in self.world.top])

    def one(self, node: Node) -> Child:
        match node.kind:
            case "text":
                return node.text
            case "nothing":
                return None
            case "element":
                return self.element(node)
            case "svg":
                return svg.svg(svg.g([svg.circle(r=node.number, key=node.key)]), self.many(node), key=node.key)
            case "list":
                return self.many(node)
            case "each":
                return h.ul(each(node.children, self.row, key=lambda row: row.key or 0))
            case "component":
                return Part(
                    text=node.text,
                    number=node.number,
                    raises=node.flag,
                    body=self.many(node),
                    key=node.key,
                    show=node.shown,
                )
            case "thing":
                return self.things[node.number]
            case _:
                return self.control(node)

    def many(self, node: Node) -> list[Child]:
        return [self.one(child) for child in node.children]

    def element(self, node: Node) -> Child:
        options = dict(node.attributes)
        tag, debounce = options.pop("tag", "p"), options.pop("debounce", 0)
        if options.pop("on_click", False):
            options["on_click"] = on(lambda: None, debounce=debounce)
        if options.pop("on_window", False):
            options["on_keydown"] = on(lambda: None, target="window")
        if options.pop("ref", False):
            options["ref"] = lambda element: None
        return h.element(tag, *self.many(node), key=node.key, show=node.shown, **options)

    def row(self, row: Node) -> Child:
        return h.li(row.text, key=row.key, on_click=lambda: None)

    def control(self, node: Node) -> Child:
        value = str(node.number)
        options = [(str(index), child) for index, child in enumerate(node.children)]
        match node.kind, node.number % 3:
            case "radios", _:
                return h.fieldset(
                    h.input(type="radio", name=f"r{id(node)}", value=at, checked=at == value, key=row.key)
                    for at, row in options
                )
            case "select", _:
                # One that is there: which option is chosen by default is the browser's own affair.
                chosen = str(node.number % len(options)) if options else None
                return h.select([h.option(row.text, value=at, key=row.key) for at, row in options], value=chosen)
            case _, 0:
                return h.input(value=node.text.strip(), key=node.key, show=node.shown)
            case _, 1:
                return h.input(type="checkbox", checked=bool(node.text), key=node.key, show=node.shown)
            case _:
                return h.textarea(value=node.text, key=node.key, show=node.shown)


def parts_of(mounted: LiveChild) -> Iterator[Calm]:
    """The components in a slot that are on the page, in order."""
    if isinstance(mounted, Instance):
        if isinstance(mounted.component, Calm) and mounted.component.show:
            yield mounted.component
            yield from parts_of(mounted.mounted)
    elif isinstance(mounted, LiveFragment):
        for item in mounted.items:
            yield from parts_of(item)
    elif isinstance(mounted, Element):
        rendered = state_of(mounted)
        for slot in (rendered.slots if rendered is not None else None) or ():
            yield from parts_of(slot)
