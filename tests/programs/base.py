"""What all actions of a program share: its source of randomness, its nodes, and how it makes new ones."""

import random
from collections.abc import Callable
from typing import Any

from tests.programs.words import FOREIGN, IDS, LINES, TAGS, TEXTS


class Base:
    """The state of a program that runs.

    Attributes:
        random: The source of randomness.
        trace: What was done so far, one line a call.
        refused: How many calls raised.
        document: The document that it runs over.
        pool: The nodes that calls are made on, connected or not; the root is the first. What stands in a select is not
            among them.
    """

    def __init__(self, seed: int | random.Random) -> None:
        self.random = random.Random(seed) if isinstance(seed, int) else seed
        self.trace: list[str] = []
        self.refused = 0
        self.document: Any = None
        self.pool: list[Any] = []

    def _chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def _say(self, line: str) -> None:
        self.trace.append(line)

    def _text(self) -> str:
        return self.random.choice(TEXTS)

    def _root(self) -> Any:
        return self.pool[0]

    def _any(self) -> Any:
        return self.random.choice(self.pool)

    def _element(self) -> Any:
        return self._one(lambda node: node.nodeType == 1)

    def _inner_element(self) -> Any:
        return self._one(lambda node: node.nodeType == 1 and node is not self._root()) or self._new_element()

    def _parent(self) -> Any:
        # Half of the time below the root, so that a good part of the work is seen.
        if self._chance(0.5):
            return self._one(lambda node: is_parent(node) and node.isConnected)
        return self._one(is_parent)

    def _child(self) -> Any:
        """A node to be put somewhere: one of the pool, or a new one."""
        if len(self.pool) > 1 and self._chance(0.6):
            return self.random.choice(self.pool[1:])
        return self.random.choice([self._new_element, self._new_element, self._new_text, self._new_fragment])()

    def _one(self, wanted: Callable[[Any], bool]) -> Any:
        found = [node for node in self.pool if wanted(node)]
        return self.random.choice(found) if found else None

    def _child_of(self, parent: Any) -> Any:
        """A child of a node, or none; now and then a node that is no child of it."""
        if self._chance(0.05):
            return self._any()
        children = list(parent.childNodes)
        return self.random.choice(children) if children and self._chance(0.8) else None

    def _nodes_and_strings(self) -> list[Any]:
        count = self.random.choice((0, 1, 1, 2, 3))
        return [self._text() if self._chance(0.4) else self._child() for _ in range(count)]

    def _character_data(self) -> Any:
        return self._one(lambda node: node.nodeType in (3, 8)) or self._new_text()

    def _name(self, node: Any) -> str:
        if isinstance(node, str):
            return repr(node)
        for index, known in enumerate(self.pool):
            if known is node:
                return f"n{index}({node.nodeName})"
        return repr(node)

    def _keep(self, node: Any) -> Any:
        self.pool.append(node)
        return node

    # Making

    def _new_element(self) -> Any:
        tag = self.random.choice(TAGS)
        if self._chance(0.5):
            id = self.random.choice(IDS) if self._chance(0.4) else None
            text = self.random.choice((None, None, *LINES))
            self._say(f"createElement({tag!r}, id={id!r}, innerText={text!r})")
            return self._keep(self.document.createElement(tag, id=id, innerText=text))
        namespace, name = self.random.choice(FOREIGN)
        if self._chance(0.5):
            namespace, name = "http://www.w3.org/1999/xhtml", tag
        self._say(f"createElementNS({namespace!r}, {name!r})")
        return self._keep(self.document.createElementNS(namespace, name))

    def _new_text(self) -> Any:
        text = self._text()
        self._say(f"createTextNode({text!r})")
        return self._keep(self.document.createTextNode(text))

    def _new_fragment(self) -> Any:
        self._say("createDocumentFragment()")
        fragment = self._keep(self.document.createDocumentFragment())
        for _ in range(self.random.randrange(4)):
            fragment.appendChild(self._new_text() if self._chance(0.4) else self._new_element())
        return fragment


def is_plain(node: Any) -> bool:
    return node.nodeName not in ("OPTION", "OPTGROUP")


def is_parent(node: Any) -> bool:
    return node.nodeType in (1, 11) and node.nodeName not in ("INPUT", "TEXTAREA", "SELECT", "OPTION", "OPTGROUP")
