"""Random programs over documents that no page shows: their kinds of nodes, namespaces, attributes as nodes, walks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from domsync.dom import HTML, SVG, Attr, Document, Node, NodeFilter, NodeIterator, TreeWalker
from domsync.dom.checks.names import XML, XMLNS
from domsync.errors import DOMException

_TAGS = ("div", "P", "a:b", "é", "_x", "svg")
_NAMES = (
    *((HTML, "p"), (HTML, "Q"), (HTML, "x:p"), (SVG, "g"), (SVG, "s:g"), ("urn:n", "n"), ("urn:n", "k:n"), (None, "p")),
    *((None, "k:p"), (XML, "xml:a"), ("urn:n", "xml:a"), (XMLNS, "xmlns:k"), ("urn:n", "xmlns"), (None, "<")),
)
_ATTRIBUTES = (
    *((None, "title"), (None, "Title"), ("urn:n", "k:title"), ("urn:m", "k:title"), ("urn:n", "j:title")),
    *((XMLNS, "xmlns"), (XMLNS, "xmlns:k"), (XML, "xml:lang"), ("", "lang"), ("urn:n", "xmlns:q"), (None, "a:b")),
)
_TEXTS = ("", "x", "ab", "]]", "y z", "?>", "]]>")
_VALUES = ("1", "urn:n", "")
_PLACES = ("beforebegin", "AfterBegin", "beforeend", "afterend", "nowhere")
_QUALIFIED = ("p", "P", "Q", "q", "x:p", "X:P", "k:n", "*", "s:g")
_SELECTORS = ("p", "P", "[lang]", ":first-child", ":only-of-type", "body > *", "[*|lang]", ":root", ":empty")
_STEPS = ("nextNode", "previousNode", "parentNode", "firstChild", "lastChild", "nextSibling", "previousSibling")
_ANSWERS = (NodeFilter.FILTER_ACCEPT, NodeFilter.FILTER_SKIP, NodeFilter.FILTER_REJECT)
_CHILDREN = (1, 3, 4, 7, 8)


class UnshownProgram:
    """A program, and what the server's DOM makes of it; `unshown.js` runs the same calls.

    Args:
        seed: Any number; the same one gives the same program.
        length: How many calls.

    Attributes:
        calls: The calls so far: a name and its arguments; a node is `{"n": number}`.
        steps: What each one returned or raised, and the state of all nodes, walks and attributes after it.
    """

    def __init__(self, seed: int, length: int = 50) -> None:
        self.calls: list[list[Any]] = []
        self.steps: list[list[Any]] = []
        self._random = random.Random(seed)
        self._length = length
        implementation = Document("root").implementation
        html, xml = implementation.createHTMLDocument("t"), implementation.createDocument("urn:n", "r")
        title: Any = html.querySelector("title")
        self._nodes: list[Any] = [html, xml, html.doctype, html.documentElement, html.head, html.body, title]
        self._nodes += (title.firstChild, xml.documentElement)
        self._walks: list[TreeWalker | NodeIterator] = []
        self._attributes: list[Attr] = []

    def run(self) -> Iterator[None]:
        """Make the calls one after the other."""
        for _ in range(self._length):
            call = self._making() if len(self._nodes) < 16 else self._call()
            self.calls.append(call)
            self.steps.append(self._step(call))
            yield
            if self.steps[-1][0] == "error" and self._is_in_fragment(call):
                # Here a call that fails changes nothing; a browser has moved what it was given by then.
                return

    def _is_in_fragment(self, call: list[Any]) -> bool:
        given = [value for value in call[2:] if isinstance(value, dict)]
        is_several = call[2] in {"append", "prepend", "replaceChildren"} and len(call) > 4
        return is_several or any(self._kind(node) == 11 for node in given)

    # Calls

    def _kind(self, given: dict[str, int]) -> int:
        return int(self._nodes[given["n"]].nodeType)

    def _node(self, *kinds: int) -> dict[str, int]:
        numbers = [number for number, node in enumerate(self._nodes) if not kinds or node.nodeType in kinds]
        return {"n": self._random.choice(numbers)}

    def _call(self) -> list[Any]:
        kind = self._random.choice(("making", *["tree"] * 3, *["naming"] * 2, "question", "question", "data", "walk"))
        call: list[Any] = getattr(self, f"_{kind}")()
        return call

    def _making(self) -> list[Any]:
        choose, document = self._random.choice, {"n": self._random.randrange(2)}
        return choose(
            (
                ["make", document, "createElement", choose(_TAGS)],
                ["make", document, "createElementNS", *choose(_NAMES)],
                ["make", document, "createElementNS", *choose(_NAMES)],
                ["make", document, choose(("createTextNode", "createComment", "createCDATASection")), choose(_TEXTS)],
                ["make", document, "createProcessingInstruction", choose("ab"), choose(_TEXTS)],
                ["make", document, "createDocumentFragment"],
                ["make", self._node(), "cloneNode", choose((True, False))],
                ["make", document, "importNode", self._node(), choose((True, False))],
                ["doctype", document, choose(("html", "x", "", "a>")), choose(("", "p"))],
                ["make", self._node(3), "splitText", choose((0, 1, 5))],
            )
        )

    def _tree(self) -> list[Any]:
        choose = self._random.choice
        parent = self._node(1, 1, 9, 11)
        children = [number for number, node in enumerate(self._nodes) if node.parentNode is self._nodes[parent["n"]]]
        child = {"n": choose(children)} if children else None
        # Chromium lets a fragment be put into itself, the standard does not.
        node = next(other for other in iter(self._node, None) if other not in (parent, child))
        several: list[Any] = [choose((node, "t")) for _ in range(choose((0, 1, 1, 2)))]
        calls: list[list[Any]] = [
            ["call", parent, choose(("append", "prepend", "replaceChildren")), *several],
            ["call", parent, "appendChild", node],
            ["call", parent, "insertBefore", node, choose((child, child, None))],
            ["call", parent, "moveBefore", self._node(*_CHILDREN), child],
            ["call", self._node(), "normalize"],
            ["call", self._node(*_CHILDREN, 10), choose(("before", "after", "replaceWith")), *several[:1]],
            ["call", self._node(*_CHILDREN, 10), "remove"],
            ["call", self._node(1), "insertAdjacentElement", choose(_PLACES), self._node(1)],
            ["call", self._node(1), "insertAdjacentText", choose(_PLACES), "t"],
            ["call", {"n": choose((0, 1))}, "adoptNode", self._node()],
            # A text of its own each time: here an element whose only text is this one keeps it.
            ["set", self._node(), "textContent", choose(("", f"t{len(self.calls)}"))],
        ]
        if child is not None:
            calls += (["call", parent, "replaceChild", node, child], ["call", parent, "removeChild", child])
        into_itself = self._kind(node) == 11 and any(node in call[3:] for call in calls)
        call = choose(calls)
        inside = self._nodes[node["n"]].contains(self._nodes[call[1]["n"]]) if into_itself else False
        return ["call", parent, "hasChildNodes"] if inside and node in call[3:] else call

    def _naming(self) -> list[Any]:
        choose, element, (namespace, name) = self._random.choice, self._node(1), self._random.choice(_ATTRIBUTES)
        local, value = name.rpartition(":")[2], choose(_VALUES)
        calls: list[list[Any]] = [
            ["call", element, "setAttributeNS", namespace, name, value],
            ["call", element, "setAttribute", name, value],
            ["call", element, choose(("removeAttribute", "toggleAttribute", "getAttribute", "hasAttribute")), name],
            ["call", element, choose(("removeAttributeNS", "getAttributeNS", "hasAttributeNS")), namespace, local],
            ["get_attr", element, name],
            ["make_attr", {"n": choose((0, 1))}, namespace, name, value],
        ]
        if self._attributes:
            number = self._random.randrange(len(self._attributes))
            calls += (["set_attr", element, number], ["remove_attr", element, number], ["attr_value", number, value])
        return choose(calls)

    def _question(self) -> list[Any]:
        choose, node = self._random.choice, self._node()
        return choose(
            (
                ["call", node, choose(("contains", "isEqualNode", "isSameNode")), self._node()],
                ["position", node, self._node()],
                ["call", node, "lookupNamespaceURI", choose((None, "", "k", "j", "s", "xml", "xmlns"))],
                ["call", node, "lookupPrefix", choose((None, "", "urn:n", SVG, "1"))],
                ["call", node, "isDefaultNamespace", choose((None, "", "urn:n", HTML))],
                ["call", node, "getRootNode"],
                ["call", self._node(1), "matches", choose(_SELECTORS)],
                ["list", self._node(1, 9), "getElementsByTagName", choose(_QUALIFIED)],
                [
                    "list",
                    self._node(1, 9),
                    "getElementsByTagNameNS",
                    choose((HTML, "*", None, "urn:n")),
                    choose("pP*n"),
                ],
                ["get", self._node(1, 9, 11), choose(("childElementCount", "firstElementChild", "lastElementChild"))],
                ["get", self._node(*_CHILDREN), choose(("nextElementSibling", "previousElementSibling"))],
                ["get", self._node(3, 4), "wholeText"],
                ["get", node, choose(("isConnected", "textContent", "nodeName", "nodeValue", "parentElement"))],
                ["get", {"n": choose((0, 1))}, choose(("doctype", "documentElement"))],
            )
        )

    def _data(self) -> list[Any]:
        choose, node = self._random.choice, self._node(3, 4, 7, 8)
        offset, count = choose((0, 1, 2, 9, -1)), choose((0, 1, 5, -1))
        return choose(
            (
                ["call", node, choose(("substringData", "deleteData")), offset, count],
                ["call", node, "insertData", offset, choose(_TEXTS)],
                ["call", node, "replaceData", offset, count, choose(_TEXTS)],
                ["set", node, choose(("data", "nodeValue")), choose(_TEXTS)],
                ["get", node, "length"],
            )
        )

    def _walk(self) -> list[Any]:
        choose = self._random.choice
        if len(self._walks) < 2 or self._random.random() < 0.1:
            kind = choose(("createTreeWalker", "createNodeIterator"))
            return ["walk", kind, self._node(), choose((0xFFFFFFFF, 1, 5, 0x89)), choose((0, 7, 3))]
        number = self._random.randrange(len(self._walks))
        if isinstance(self._walks[number], NodeIterator):
            return ["step", number, choose(_STEPS[:2])]
        return choose(
            (["step", number, choose(_STEPS)], ["step", number, choose(_STEPS)], ["go", number, self._node()])
        )

    # What the server's DOM makes of them

    def _step(self, call: list[Any]) -> list[Any]:
        name, *given = call
        values = [self._nodes[value["n"]] if isinstance(value, dict) else value for value in given]
        try:
            result = getattr(self, f"do_{name}")(*values)
        except DOMException as error:
            return ["error", error.name]
        return [self._shown(result), self._state()]

    def _shown(self, result: Any) -> Any:
        if isinstance(result, Attr):
            return [result.name, result.prefix, result.namespaceURI, result.value, self._number(result.ownerElement)]
        return ["node", self._number(result)] if isinstance(result, Node) else result

    def _number(self, node: Any) -> int:
        return next((number for number, other in enumerate(self._nodes) if other is node), -1)

    def _state(self) -> list[Any]:
        return [
            [self._described(node) for node in self._nodes if node.parentNode is None],
            [
                [self._number(walk.referenceNode), walk.pointerBeforeReferenceNode]
                if isinstance(walk, NodeIterator)
                else [self._number(walk.currentNode)]
                for walk in self._walks
            ],
            [[*self._shown(attribute), self._number(attribute.ownerDocument)] for attribute in self._attributes],
        ]

    def _described(self, node: Any) -> list[Any]:
        form = [self._number(node), node.nodeName, self._number(node.ownerDocument)]
        if node.nodeType in {3, 4, 7, 8}:
            return [*form, node.data]
        if node.nodeType == 1:
            attributes = [node.attributes.item(index) for index in range(node.attributes.length)]
            named = sorted([one.name, one.namespaceURI or "", one.localName, one.value] for one in attributes)
            form += [node.namespaceURI, node.prefix, node.localName, named]
        return [*form, [self._described(child) for child in node.childNodes]]

    def do_make(self, maker: Any, method: str, *values: Any) -> None:
        """Make a node."""
        self._nodes.append(getattr(maker, method)(*values))

    def do_doctype(self, document: Document, name: str, public: str) -> None:
        """Make a doctype."""
        self._nodes.append(document.implementation.createDocumentType(name, public, ""))

    def do_call(self, node: Any, method: str, *values: Any) -> Any:
        """Call a method."""
        return getattr(node, method)(*values)

    def do_set(self, node: Any, name: str, value: str) -> None:
        """Set a property."""
        setattr(node, name, value)

    def do_get(self, node: Any, name: str) -> Any:
        """Read a property."""
        return getattr(node, name)

    def do_position(self, node: Node, other: Node) -> int:
        """Compare positions; in different trees, the order is as it likes."""
        position = node.compareDocumentPosition(other)
        return position & ~6 if position & 1 else position

    def do_list(self, node: Any, method: str, *values: Any) -> list[int]:
        """List what is found."""
        return [self._number(found) for found in getattr(node, method)(*values)]

    def do_get_attr(self, element: Any, name: str) -> Attr | None:
        """Read an attribute as a node."""
        found: Attr | None = element.getAttributeNode(name)
        return found

    def do_make_attr(self, document: Document, namespace: str | None, name: str, value: str) -> None:
        """Make an attribute."""
        attribute = document.createAttributeNS(namespace, name)
        attribute.value = value
        self._attributes.append(attribute)

    def do_set_attr(self, element: Any, number: int) -> Attr | None:
        """Set an attribute that was made."""
        old: Attr | None = element.setAttributeNode(self._attributes[number])
        return old

    def do_remove_attr(self, element: Any, number: int) -> Attr:
        """Remove an attribute that was made."""
        removed: Attr = element.removeAttributeNode(self._attributes[number])
        return removed

    def do_attr_value(self, number: int, value: str) -> None:
        """Set the value of an attribute that was made."""
        self._attributes[number].value = value

    def do_walk(self, kind: str, root: Node, shown: int, among: int) -> None:
        """Begin a walk, whose filter goes by names."""

        def answer(node: Node) -> int:
            return _ANSWERS[(len(node.nodeName) + node.nodeType) % among % 3]

        self._walks.append(getattr(self._nodes[0], kind)(root, shown, answer if among else None))

    def do_step(self, number: int, method: str) -> Any:
        """Go on with a walk."""
        return getattr(self._walks[number], method)()

    def do_go(self, number: int, node: Node) -> None:
        """Put a walk somewhere else."""
        self._walks[number].currentNode = node  # type: ignore[union-attr]
