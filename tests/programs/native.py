"""Random programs of DOM calls that a browser can run as they are: each call is a name and its arguments."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, TypeAlias

from domsync.dom.checks.names import HTML
from domsync.dom.controls.state import clean_value
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.dom.events import Event
from domsync.dom.nodes.character_data import CharacterData
from domsync.dom.nodes.node import Node
from domsync.dom.traversal import descend
from domsync.errors import DOMException

Call: TypeAlias = list[Any]

_TAGS = (
    *("div", "p", "b", "ul", "li", "form", "select", "optgroup", "option", "input", "input", "textarea", "br"),
    *("fieldset", "button", "label"),
)
_TEXTS = ("", "x", "a b", " ", "\u00a0", "東京\u3000都", "\U0001f600", "<b>&amp;")
_WORDS = ("x", "y", "z", "a\u00a0b", "", "x y")
_TYPES = ("text", "radio", "checkbox", "range", "color", "hidden", "number", "TEXT", "nonsense", "submit")
_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "class": ("x", "x y", " y  z x ", ""),
    "title": _TEXTS,
    "TITLE": ("t",),
    "name": ("g", "h", ""),
    "type": _TYPES,
    "value": ("5", "70", "abc", "#abcdef", "red", "hsl(120 50% 50%)", "rgb(10% 20% 30%)", ""),
    "checked": ("",),
    "selected": ("",),
    "disabled": ("",),
    "multiple": ("",),
    "min": ("60", "0"),
    "max": ("75", "200"),
    "data-x-y": ("1",),
    "größe": ("1",),
    "a:b": ("1",),
}
_SELECTORS = (
    *("*", "p", ".x", ".x .y", "div > *", "p + b", "li ~ li", ":empty", ":first-child", ":nth-child(2n+1)"),
    *(":nth-last-of-type(2)", ":not(.x)", ":is(p, b) *", ":has(> b)", "[title]", "[title='x']", "[*|title]"),
    *(":checked", ":disabled", ":enabled", "option:checked", "[data-x-y]", ":host", ":active", ":target"),
    *(":only-child", ":last-of-type", "[class~=y i]", ":root", ":scope > *", "input:read-only", "p:has(:is(b, li))"),
    *(":is(:nonsense, p, > b)", ":where(!, .x)", ":hover", ":focus-within", ":not(:is(.x, ::before))", "[title='x"),
    *(":valid", ":invalid", ":in-range", ":out-of-range", "input:not(:valid)"),
    *(":not(::before)", ":has(p, ::before)", ":has(:is(:has(b), li))", "li:read-only", "option:disabled"),
)


class NativeProgram:
    """A program, and what the server's DOM makes of it.

    Args:
        seed: Any number; the same one gives the same program.
        length: How many calls.

    Attributes:
        calls: The calls so far.
        steps: What each one returned or raised, and the state of all nodes after it.
    """

    def __init__(self, seed: int, length: int = 40) -> None:
        self.calls: list[Call] = []
        self.steps: list[list[Any]] = []
        self.document = Document("root")
        self.nodes: list[Any] = [self.document.body]
        #: The elements that have had a style, and what was copied from them.
        self._styled: dict[int, Element] = {}
        self._random = random.Random(seed)
        self._length = length

    def run(self) -> Iterator[None]:
        """Make the calls one after the other."""
        for _ in range(self._length):
            call = self._call()
            self.calls.append(call)
            self.steps.append(self._step(call))
            yield
            if self.steps[-1][0] == "error" and any(self._is_fragment(value) for value in call[1:]):
                # Here a call that fails changes nothing; a browser has emptied the fragment by then.
                return

    def _is_styled(self, given: dict[str, int]) -> bool:
        """Whether a node has a shorthand in it, or has lost its style."""
        inside = [self.nodes[given["n"]]]
        if inside[0].nodeType in {Node.ELEMENT_NODE, Node.DOCUMENT_FRAGMENT_NODE}:
            inside += inside[0].querySelectorAll("*")
        return any(
            "margin" in (getattr(node, "style_map", None) or ()) or (id(node) in self._styled and not node.style_map)
            for node in inside
        )

    def _is_fragment(self, value: Any) -> bool:
        return isinstance(value, dict) and self.nodes[value["n"]].nodeType == Node.DOCUMENT_FRAGMENT_NODE

    # Calls

    def _call(self) -> Call:
        choose = self._random.choice
        if len(self.nodes) < 6 or self._random.random() < 0.15:
            return self._making()
        kind = choose(("tree", "tree", "tree", "attributes", "words", "style", "control", "control", "question"))
        return {
            "tree": self._tree,
            "attributes": self._attributes,
            "words": self._words,
            "style": self._style,
            "control": self._control,
            "question": self._question,
        }[kind]()

    def _making(self) -> Call:
        kind = self._random.choice((*["element"] * 6, "text", "comment", "fragment", "clone"))
        if len(self.nodes) < 2:
            kind = "element"
        if kind == "element":
            return [kind, self._random.choice(_TAGS)]
        if kind in {"text", "comment"}:
            return [kind, self._random.choice(_TEXTS)]
        if kind == "fragment":
            return [kind]
        node = self._node()
        # A textarea that is copied without its text has a value that is nowhere else.
        return [
            kind,
            node,
            self._random.random() < 0.5 or getattr(self.nodes[node["n"]], "localName", "") == "textarea",
        ]

    def _node(self, *kinds: int, first: int = 1) -> dict[str, int]:
        """Choose a node of one of some types; the root is number 0."""
        numbers = [n for n, node in enumerate(self.nodes) if n >= first and (not kinds or node.nodeType in kinds)]
        return {"n": self._random.choice(numbers or [1])}

    def _elements(self, *tags: str) -> dict[str, int] | None:
        numbers = [n for n, node in enumerate(self.nodes) if getattr(node, "localName", "") in tags]
        return {"n": self._random.choice(numbers)} if numbers else None

    def _tree(self) -> Call:
        parent = self._node(1, 11, first=0)
        method = self._random.choice(
            (
                "appendChild",
                "insertBefore",
                "replaceChild",
                "removeChild",
                "append",
                "prepend",
                "replaceChildren",
                "before",
                "after",
                "replaceWith",
                "remove",
                "normalize",
                "textContent",
                "moveBefore",
                "appendChild",
            )
        )
        children = [
            {"n": self.nodes.index(child)} for child in self.nodes[parent["n"]].childNodes if child in self.nodes
        ]
        child = self._random.choice(children) if children else None
        if method in {"insertBefore", "moveBefore"}:
            return ["call", parent, method, self._node(), child]
        if method in {"replaceChild", "removeChild"} and child is None:
            return ["call", parent, "hasChildNodes"]
        if method == "replaceChild":
            # Here a node that takes its own place has not been away.
            node = self._node()
            return ["call", parent, method if node != child else "contains", node, *([child] if node != child else [])]
        if method == "removeChild":
            return ["call", parent, method, child]
        if method in {"append", "prepend", "replaceChildren"}:
            node = self._node()
            # Chromium lets a fragment be put into itself, the standard does not.
            return ["call", parent, method, *([node] if node != parent else ["x"])]
        if method in {"before", "after", "replaceWith"}:
            node, other = self._node(1, 3, 8), self._node()
            # As above.
            into_itself = self._is_fragment(other) and self.nodes[other["n"]].contains(self.nodes[node["n"]])
            return ["call", node, method, *self._random.choice((["x"], ["x" if into_itself else other], []))]
        if method == "remove":
            return ["call", self._node(1, 3, 8), method]
        if method == "normalize":
            return ["call", parent, method]
        if method == "textContent":
            # Here an element whose only text is this one keeps it.
            node, text = self._node(), self._random.choice(_TEXTS)
            return ["set", node, "textContent", text + "!" if self.nodes[node["n"]].textContent == text else text]
        return ["call", parent, "appendChild", self._node()]

    def _attributes(self) -> Call:
        element = self._node(1)
        name = self._random.choice(tuple(_ATTRIBUTES))
        method = self._random.choice(("setAttribute",) * 3 + ("removeAttribute", "toggleAttribute", "getAttribute"))
        return ["call", element, method, name, *([self._random.choice(_ATTRIBUTES[name])] if "set" in method else [])]

    def _words(self) -> Call:
        method = self._random.choice(("add", "remove", "toggle", "replace", "contains"))
        words = self._random.choices(_WORDS, k=2 if method == "replace" else 1)
        return ["words", self._node(1), method, *words]

    def _style(self) -> Call:
        name, value = self._random.choice(
            (
                ("color", "red"),
                ("color", ""),
                ("margin", "1px"),
                ("margin-left", "2px"),
                ("margin", ""),
                ("display", "none"),
                ("margin-left", ""),
            )
        )
        return ["style", self._node(1), name, value, self._random.choice(("", "", "important"))]

    def _control(self) -> Call:
        element = self._elements(self._random.choice(("input", "select", "textarea", "option", "input")))
        if element is None:
            return ["element", "input"]
        call = self._setting(element)
        # Here a control stays as clean as it is when it is given the value that it has.
        _, _, name, value = call
        node = self.nodes[element["n"]]
        cleaned = clean_value(node, value) if name == "value" and node.localName in {"input", "textarea"} else value
        return ["get", element, name] if getattr(node, name) == cleaned else call

    def _setting(self, element: dict[str, int]) -> Call:
        tag = self.nodes[element["n"]].localName
        if tag == "select":
            if self._random.random() < 0.5:
                return ["set", element, "selectedIndex", self._random.randrange(-1, 3)]
            return ["set", element, "value", self._random.choice(_TEXTS)]
        if tag == "option":
            return ["set", element, "selected", self._random.random() < 0.5]
        if tag == "textarea":
            return ["set", element, "value", self._random.choice((*_TEXTS, "a\r\nb"))]
        if self._random.random() < 0.4:
            return ["set", element, "checked", self._random.random() < 0.6]
        if self._random.random() < 0.3:
            return ["set", element, "type", self._random.choice(_TYPES)]
        return ["set", element, "value", self._random.choice(_ATTRIBUTES["value"])]

    def _question(self) -> Call:
        kind = self._random.choice(("find", "find", "events", "contains", "isEqualNode", "tabIndex", "form"))
        if kind == "find":
            return [kind, self._node(1, 11, first=0), self._random.choice(_SELECTORS)]
        if kind == "events":
            return [kind, self._node(), "x", self._random.random() < 0.7]
        if kind in {"contains", "isEqualNode"}:
            node, other = self._node(), self._node()
            # Here styles are as they were written, and an empty one is none.
            is_plain = kind == "contains" or not (self._is_styled(node) or self._is_styled(other))
            return ["call", node, kind if is_plain else "contains", other]
        if kind == "form":
            form = self._elements("form")
            return ["element", "form"] if form is None else ["call", form, "reset"]
        return [
            "get",
            self._node(1),
            self._random.choice(("tabIndex", "draggable", "contentEditable", "childElementCount")),
        ]

    # What the server's DOM makes of them

    def _step(self, call: Call) -> list[Any]:
        name, *given = call
        values = [self.nodes[value["n"]] if isinstance(value, dict) else value for value in given]
        try:
            result = getattr(self, f"do_{name}")(*values)
        except DOMException as error:
            return ["error", error.name]
        shown = [node for node in self.nodes if node.parentNode is None or node is self.nodes[0]]
        return [result, [state_of(node) for node in shown]]

    def do_element(self, tag: str) -> None:
        """Make an element without an id."""
        self.nodes.append(self.document.createElementNS(HTML, tag))

    def do_text(self, data: str) -> None:
        """Make a text."""
        self.nodes.append(self.document.createTextNode(data))

    def do_comment(self, data: str) -> None:
        """Make a comment."""
        self.nodes.append(self.document.createComment(data))

    def do_fragment(self) -> None:
        """Make a fragment."""
        self.nodes.append(self.document.createDocumentFragment())

    def do_clone(self, node: Node, deep: bool) -> None:
        """Copy a node."""
        copy = node.cloneNode(deep)
        self.nodes.append(copy)
        for one, other in zip(descend(node), descend(copy), strict=False):
            if id(one) in self._styled:
                self._styled[id(other)] = other  # type: ignore[assignment]

    def do_set(self, node: Node, name: str, value: Any) -> None:
        """Set a property."""
        setattr(node, name, value)

    def do_get(self, node: Node, name: str) -> Any:
        """Read a property."""
        return getattr(node, name)

    def do_words(self, element: Element, method: str, *words: str) -> Any:
        """Call a method of the class list."""
        return getattr(element.classList, method)(*words)

    def do_style(self, element: Element, name: str, value: str, priority: str) -> None:
        """Declare a property."""
        element.style.setProperty(name, value, priority)
        self._styled[id(element)] = element

    def do_find(self, node: Any, selector: str) -> list[int]:
        """List what a selector finds."""
        return [self._number(found) for found in node.querySelectorAll(selector)]

    def do_events(self, node: Node, type: str, bubbles: bool) -> list[Any]:
        """List who hears an event."""
        heard: list[Any] = []

        def hear(event: Event) -> None:
            heard.append([self._number(event.currentTarget), event.eventPhase, event.returnValue])

        for each in self.nodes:
            each.addEventListener(type, hear, True)
            each.addEventListener(type, hear)
        event = self.document.createEvent("Event")
        event.initEvent(type, bubbles, True)
        node.dispatchEvent(event)
        for each in self.nodes:
            each.removeEventListener(type, hear, True)
            each.removeEventListener(type, hear)
        return heard

    def do_call(self, node: Node, method: str, *values: Any) -> Any:
        """Call a method; of a node that it returns the number."""
        result = getattr(node, method)(*values)
        return self._number(result) if isinstance(result, Node) else result

    def _number(self, node: Any) -> int:
        return next((number for number, other in enumerate(self.nodes) if other is node), -1)


_CONTROLS = {
    "input": ("value", "checked"),
    "textarea": ("value",),
    "select": ("value", "selectedIndex"),
    "option": ("selected", "value"),
}


def state_of(node: Node) -> list[Any]:
    """Write down a node with what is below it, as `native.js` does."""
    if isinstance(node, CharacterData):
        return [node.nodeName, node.data]
    children = [state_of(child) for child in node.childNodes]
    if not isinstance(node, Element):
        return [node.nodeName, children]
    attributes = sorted([name, node.getAttribute(name)] for name in node.getAttributeNames() if name != "style")
    styles = [_longhand(node, name) for name in ("color", "margin-left", "display")]
    control = [getattr(node, name) for name in _CONTROLS.get(node.localName, ())]
    return [node.nodeName, attributes, styles, control, children]


def _longhand(element: Element, name: str) -> str:
    """Read a property as a browser does: here a shorthand stands as it was written."""
    value = ""
    for declared in element.style:
        if declared == name or (name == "margin-left" and declared == "margin"):
            value = element.style.getPropertyValue(declared)
    return value
