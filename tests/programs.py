"""Random programs of DOM calls, the same for the same seed.

A program runs over a document and stops at random points, where its caller drains the log and compares what it has made
of it with the tree::

    document = Document("root")
    program = Program(seed)
    for _ in program.run(document):
        browser.apply(document.take_ops())
        assert browser.canonical() == canonical(document)

`program.trace` says what was done, for a report of a failure. `programs()` is the same as a hypothesis strategy, which
finds a shorter program that fails.

Programs use every mutator that the tree has, on connected and on detached nodes, and often wrongly: a call that raises
what the DOM Standard says it raises is part of the program, and must change nothing. They keep to what all browsers
write in one way: longhands in the browser's own words, and options in selects and groups only.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from domsync.errors import DOMException, DuplicateIdError

SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XLINK = "http://www.w3.org/1999/xlink"

TAGS = ("div", "span", "p", "ul", "li", "b", "i", "section", "pre", "table", "tr", "td", "button", "label", "h1")
FOREIGN = ((SVG, "svg"), (SVG, "g"), (SVG, "linearGradient"), (MATHML, "math"), (MATHML, "mi"), ("urn:x", "p:other"))
IDS = ("a", "b", "c", "length", "__proto__", "constructor", 'd"]', "e`${1}", "__domsync_n_5", "#document", "é")
TEXTS = (
    *("", " ", "a", "b", "hello world", "x" * 200, "1 < 2 & 3", "\n", "a\nb", "\n\na\r\nb\rc\n", "\r", "tab\there"),
    *("</script><script>alert(1)</script>", "<!--", "-->", "<img src=x onerror=alert(1)>", "`", "${alert(1)}", "\\"),
    *(
        '");alert(1);("',
        "`;alert(1);`",
        "'",
        "é",
        "日本",
        "😀",
        "👩‍👩‍👧",
        "\u2028\u2029",
        "\x00\x07",
        "\x85\ufeff",
        "\u202eabc",
    ),
    *("__proto__", "constructor", "null", "]]>", "&amp;&lt;", "\\u0041", "\\`${x}"),
)
LINES = tuple(text for text in TEXTS if "\x00" not in text)
ATTRIBUTES = (
    "title",
    "class",
    "lang",
    "data-x",
    "data-some-thing",
    "aria-label",
    "hidden",
    "x-y",
    "role",
    "viewBox",
    "name",
)
STYLES = (
    *(("color", "red"), ("color", "rgb(1, 2, 3)"), ("width", "10px"), ("width", "50%"), ("display", "none")),
    *(
        ("opacity", "0.5"),
        ("margin-top", "1px"),
        ("font-weight", "bold"),
        ("--x", "1"),
        ("--x", "a b"),
        ("z-index", "3"),
    ),
)
CLASSES = ("a", "b", "c-d", "é", "__proto__")
EVENTS = ("click", "input", "keydown", "change", "pointermove", "custom-event")
PLACES = ("beforebegin", "afterbegin", "beforeend", "afterend")
MARKUP = (
    "",
    "text",
    "<b>bold</b> and <i class=x>more</i>",
    "<p>a<br>b</p><!--c-->",
    "<ul><li>1<li>2</ul>",
    "<svg><g/></svg>",
)


def first_callback(event: object) -> None:
    """A listener; programs dispatch nothing."""


def second_callback(event: object) -> None:
    """Another one."""


class Program:
    """A random program.

    Args:
        seed: The seed, or a source of randomness.
        steps: How many calls it makes.
        cut: How probable a stop is after each call; there is always one at the end.

    Attributes:
        trace: What was done so far, one line a call.
        refused: How many calls raised.
        witness: Describes what may not change when a call raises; asked before every call.
    """

    def __init__(self, seed: int | random.Random, *, steps: int = 60, cut: float = 0.15) -> None:
        self.random = random.Random(seed) if isinstance(seed, int) else seed
        self.steps = steps
        self.cut = cut
        self.trace: list[str] = []
        self.refused = 0
        self.witness: Callable[[], object] | None = None
        self._listening: list[tuple[Any, str, Callable[[object], None], bool]] = []
        self._document: Any = None
        # Nodes that calls are made on, connected or not. What stands in a select is not among them.
        self._pool: list[Any] = []
        self._actions = [getattr(self, name) for name, weight in ACTIONS.items() for _ in range(weight)]

    def __repr__(self) -> str:
        return "\n".join(["Program:", *self.trace])

    def run(self, document: Any) -> Iterator[None]:
        """Run the program over a new document, and stop now and then."""
        self._document = document
        self._pool = [document.documentElement]
        for _ in range(self.steps):
            self._step(self.random.choice(self._actions))
            if len(self._pool) > 40:
                del self._pool[self.random.randrange(1, len(self._pool))]
            if self.random.random() < self.cut:
                self.trace.append("# cut")
                yield
        self.trace.append("# end")
        yield

    def _step(self, action: Callable[[], None]) -> None:
        before = self.witness() if self.witness is not None else None
        try:
            action()
        except (DOMException, DuplicateIdError) as error:
            self.refused += 1
            self.trace[-1:] = [f"{''.join(self.trace[-1:])}  # {error}"]
            if self.witness is not None and self.witness() != before:
                raise AssertionError(f"a call that raised has changed something\n{self}") from error

    # Choosing

    def _chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def _say(self, line: str) -> None:
        self.trace.append(line)

    def _text(self) -> str:
        return self.random.choice(TEXTS)

    def _root(self) -> Any:
        return self._pool[0]

    def _any(self) -> Any:
        return self.random.choice(self._pool)

    def _element(self) -> Any:
        return self._one(lambda node: node.nodeType == 1)

    def _inner_element(self) -> Any:
        return self._one(lambda node: node.nodeType == 1 and node is not self._root()) or self._new_element()

    def _parent(self) -> Any:
        # Half of the time below the root, so that a good part of the work is seen.
        if self._chance(0.5):
            return self._one(lambda node: _is_parent(node) and node.isConnected)
        return self._one(_is_parent)

    def _child(self) -> Any:
        """A node to be put somewhere: one of the pool, or a new one."""
        if len(self._pool) > 1 and self._chance(0.6):
            return self.random.choice(self._pool[1:])
        return self.random.choice([self._new_element, self._new_element, self._new_text, self._new_fragment])()

    def _one(self, wanted: Callable[[Any], bool]) -> Any:
        found = [node for node in self._pool if wanted(node)]
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
        for index, known in enumerate(self._pool):
            if known is node:
                return f"n{index}({node.nodeName})"
        return repr(node)

    def _keep(self, node: Any) -> Any:
        self._pool.append(node)
        return node

    # Making

    def _new_element(self) -> Any:
        tag = self.random.choice(TAGS)
        if self._chance(0.5):
            id = self.random.choice(IDS) if self._chance(0.4) else None
            text = self.random.choice((None, None, *LINES))
            self._say(f"createElement({tag!r}, id={id!r}, innerText={text!r})")
            return self._keep(self._document.createElement(tag, id=id, innerText=text))
        namespace, name = self.random.choice(FOREIGN)
        if self._chance(0.5):
            namespace, name = "http://www.w3.org/1999/xhtml", tag
        self._say(f"createElementNS({namespace!r}, {name!r})")
        return self._keep(self._document.createElementNS(namespace, name))

    def _new_text(self) -> Any:
        text = self._text()
        self._say(f"createTextNode({text!r})")
        return self._keep(self._document.createTextNode(text))

    def _new_fragment(self) -> Any:
        self._say("createDocumentFragment()")
        fragment = self._keep(self._document.createDocumentFragment())
        for _ in range(self.random.randrange(4)):
            fragment.appendChild(self._new_text() if self._chance(0.4) else self._new_element())
        return fragment

    def make_comment(self) -> None:
        text = self._text()
        self._say(f"createComment({text!r})")
        comment = self._keep(self._document.createComment(text))
        self._root().appendChild(comment)

    # The tree

    def append_child(self) -> None:
        parent, child = self._parent(), self._child()
        self._say(f"{self._name(parent)}.appendChild({self._name(child)})")
        parent.appendChild(child)

    def insert_before(self) -> None:
        parent, child = self._parent(), self._child()
        before = self._child_of(parent)
        self._say(f"{self._name(parent)}.insertBefore({self._name(child)}, {before!r})")
        parent.insertBefore(child, before)

    def move_before(self) -> None:
        parent, child = self._parent(), self._any()
        before = self._child_of(parent)
        self._say(f"{self._name(parent)}.moveBefore({self._name(child)}, {before!r})")
        parent.moveBefore(child, before)

    def shuffle(self) -> None:
        parent = self._parent()
        children = list(parent.childNodes)
        self.random.shuffle(children)
        self._say(f"shuffle the children of {self._name(parent)}")
        if self._chance(0.5):
            parent.append(*children)
        else:
            for child in children:
                parent.insertBefore(child, parent.firstChild)

    def replace_child(self) -> None:
        parent, child = self._parent(), self._child()
        old = self._child_of(parent)
        if old is not None:
            self._say(f"{self._name(parent)}.replaceChild({self._name(child)}, {old!r})")
            parent.replaceChild(child, old)

    def remove_child(self) -> None:
        parent = self._parent()
        child = self._child_of(parent)
        if child is not None:
            self._say(f"{self._name(parent)}.removeChild({child!r})")
            parent.removeChild(child)
            if child not in self._pool and _is_plain(child):
                self._keep(child)

    def remove(self) -> None:
        node = self._any()
        if node.nodeType != 11:
            self._say(f"{self._name(node)}.remove()")
            node.remove()

    def parent_method(self) -> None:
        parent, nodes = self._parent(), self._nodes_and_strings()
        method = self.random.choice(("append", "prepend", "replaceChildren"))
        self._say(f"{self._name(parent)}.{method}({', '.join(map(self._name, nodes))})")
        getattr(parent, method)(*nodes)

    def child_method(self) -> None:
        node, nodes = self._any(), self._nodes_and_strings()
        method = self.random.choice(("before", "after", "replaceWith"))
        if node.nodeType != 11:
            self._say(f"{self._name(node)}.{method}({', '.join(map(self._name, nodes))})")
            getattr(node, method)(*nodes)

    def insert_adjacent(self) -> None:
        element, place = self._element(), self.random.choice(PLACES)
        if place in ("afterbegin", "beforeend") and not _is_parent(element):
            return
        if self._chance(0.5):
            text = self._text()
            self._say(f"{self._name(element)}.insertAdjacentText({place!r}, {text!r})")
            element.insertAdjacentText(place, text)
        else:
            child = self._new_element()
            self._say(f"{self._name(element)}.insertAdjacentElement({place!r}, {self._name(child)})")
            element.insertAdjacentElement(place, child)

    def clone(self) -> None:
        node, deep = self._any(), self._chance(0.7)
        self._say(f"{self._name(node)}.cloneNode({deep})")
        self._keep(node.cloneNode(deep))

    def import_node(self) -> None:
        node = self._any()
        self._say(f"importNode({self._name(node)}, True)")
        self._keep(self._document.importNode(node, True))

    def normalize(self) -> None:
        node = self._any()
        self._say(f"{self._name(node)}.normalize()")
        node.normalize()

    # Text

    def inner_text(self) -> None:
        element, text = self._parent(), self.random.choice(LINES)
        if element.nodeType != 1 or element.namespaceURI in (SVG, MATHML, "urn:x"):
            return
        self._say(f"{self._name(element)}.innerText = {text!r}")
        element.innerText = text

    def text_content(self) -> None:
        node, text = self._parent(), self._text()
        self._say(f"{self._name(node)}.textContent = {text!r}")
        node.textContent = text

    def markup(self) -> None:
        from domsync.dom.trusted import unsafe_html

        element, source = self._parent(), self.random.choice(MARKUP)
        if element.nodeType != 1 or element.namespaceURI in (SVG, MATHML, "urn:x"):
            return
        if self._chance(0.5):
            self._say(f"{self._name(element)}.innerHTML = unsafe_html({source!r})")
            element.innerHTML = unsafe_html(source)
        else:
            place = self.random.choice(PLACES[1:3])
            self._say(f"{self._name(element)}.insertAdjacentHTML({place!r}, unsafe_html({source!r}))")
            element.insertAdjacentHTML(place, unsafe_html(source))

    def split_text(self) -> None:
        node = self._one(lambda node: node.nodeType == 3) or self._new_text()
        offset = self.random.randrange(len(node.data) + 2)
        self._say(f"{self._name(node)}.splitText({offset})")
        self._keep(node.splitText(offset))

    def character_data(self) -> None:
        node, text = self._character_data(), self._text()
        offset, count = self.random.randrange(len(node.data) + 2), self.random.randrange(5)
        call, arguments = self.random.choice(
            [
                ("appendData", (text,)),
                ("insertData", (offset, text)),
                ("deleteData", (offset, count)),
                ("replaceData", (offset, count, text)),
            ]
        )
        self._say(f"{self._name(node)}.{call}{arguments!r}")
        getattr(node, call)(*arguments)

    def set_data(self) -> None:
        node, text = self._character_data(), self._text()
        name = self.random.choice(("data", "nodeValue", "textContent"))
        self._say(f"{self._name(node)}.{name} = {text!r}")
        setattr(node, name, text)

    def data_of_only_text(self) -> None:
        element = self._element()
        child = element.firstChild
        if child is not None and child.nodeType == 3:
            text = self._text()
            self._say(f"{self._name(element)}.firstChild.data = {text!r}")
            child.data = text

    # Attributes

    def set_attribute(self) -> None:
        element, name = self._element(), self.random.choice(ATTRIBUTES)
        value = self._text()
        self._say(f"{self._name(element)}.setAttribute({name!r}, {value!r})")
        element.setAttribute(name, value)

    def remove_attribute(self) -> None:
        element = self._inner_element()
        name = self.random.choice((*element.getAttributeNames(), "lang"))
        self._say(f"{self._name(element)}.removeAttribute({name!r})")
        element.removeAttribute(name)

    def toggle_attribute(self) -> None:
        element, force = self._element(), self.random.choice((None, True, False))
        self._say(f"{self._name(element)}.toggleAttribute('hidden', {force})")
        element.toggleAttribute("hidden", force)

    def set_id(self) -> None:
        element, value = self._inner_element(), self.random.choice(IDS)
        self._say(f"{self._name(element)}.id = {value!r}")
        element.id = value

    def class_list(self) -> None:
        element = self._element()
        first, second = self.random.choice(CLASSES), self.random.choice(CLASSES)
        call, arguments = self.random.choice(
            [("add", (first, second)), ("remove", (first,)), ("toggle", (first,)), ("replace", (first, second))]
        )
        self._say(f"{self._name(element)}.classList.{call}{arguments!r}")
        getattr(element.classList, call)(*arguments)

    def class_name(self) -> None:
        element, value = self._element(), " ".join(self.random.sample(CLASSES, 2))
        self._say(f"{self._name(element)}.className = {value!r}")
        element.className = value

    def dataset(self) -> None:
        element, value = self._element(), self._text()
        self._say(f"{self._name(element)}.dataset['someThing'] = {value!r}")
        element.dataset["someThing"] = value

    def namespaced(self) -> None:
        element, value = self._element(), self._text()
        name = self.random.choice(("xlink:title", "x:title", "xlink:show"))
        if self._chance(0.6):
            self._say(f"{self._name(element)}.setAttributeNS(XLINK, {name!r}, {value!r})")
            element.setAttributeNS(XLINK, name, value)
        else:
            self._say(f"{self._name(element)}.removeAttributeNS(XLINK, 'title')")
            element.removeAttributeNS(XLINK, "title")

    def style(self) -> None:
        element = self._element()
        if element.namespaceURI == "urn:x":
            return
        name, value = self.random.choice(STYLES)
        match self.random.randrange(4):
            case 0:
                self._say(f"{self._name(element)}.style.removeProperty({name!r})")
                element.style.removeProperty(name)
            case 1:
                other = "; ".join(f"{name}: {value}" for name, value in dict(self.random.sample(STYLES, 2)).items())
                self._say(f"{self._name(element)}.style.cssText = {other!r}")
                element.style.cssText = other
            case 2:
                self._say(f"{self._name(element)}.setAttribute('style', {name}: {value})")
                element.setAttribute("style", f"{name}: {value}")
            case _:
                priority = "important" if self._chance(0.3) else ""
                self._say(f"{self._name(element)}.style.setProperty({name!r}, {value!r}, {priority!r})")
                element.style.setProperty(name, value, priority)

    # Form controls

    def make_control(self) -> None:
        tag = self.random.choice(("input", "input", "textarea", "select"))
        control = self._keep(self._document.createElement(tag))
        self._say(f"createElement({tag!r})")
        if tag == "input":
            type = self.random.choice((None, "text", "checkbox", "radio", "hidden", "password"))
            if type is not None:
                self._say(f"{self._name(control)}.type = {type!r}")
                control.setAttribute("type", type)
            if type == "radio":
                control.setAttribute("name", "group")
            for name in ("checked", "value"):
                if self._chance(0.3):
                    self._say(f"{self._name(control)}.setAttribute({name!r}, 'x')")
                    control.setAttribute(name, "x")
        elif tag == "textarea":
            control.textContent = self._text()
        elif tag == "select":
            if self._chance(0.3):
                control.toggleAttribute("multiple", True)
            for _ in range(self.random.randrange(4)):
                control.appendChild(self._new_option())
        if self._chance(0.7):
            self._root().appendChild(control)

    def _new_option(self) -> Any:
        option = self._document.createElementNS("http://www.w3.org/1999/xhtml", "option")
        option.setAttribute("value", self.random.choice("abc"))
        option.textContent = self.random.choice("xyz")
        if self._chance(0.2):
            option.setAttribute("selected", "")
        if self._chance(0.1):
            option.setAttribute("disabled", "")
        return option

    def set_value(self) -> None:
        control = self._one(lambda node: node.nodeName in ("INPUT", "TEXTAREA"))
        if control is not None:
            text = self._text()
            self._say(f"{self._name(control)}.value = {text!r}")
            control.value = text

    def set_checked(self) -> None:
        control = self._one(lambda node: node.nodeName == "INPUT")
        if control is not None:
            name, value = self.random.choice(("checked", "checked", "indeterminate")), self._chance(0.6)
            self._say(f"{self._name(control)}.{name} = {value}")
            setattr(control, name, value)

    def change_default(self) -> None:
        control = self._one(lambda node: node.nodeName in ("INPUT", "TEXTAREA"))
        if control is None:
            return
        text = self._text()
        if control.nodeName == "TEXTAREA":
            self._say(f"{self._name(control)}.textContent = {text!r}")
            control.textContent = text
        elif self._chance(0.5):
            self._say(f"{self._name(control)}.toggleAttribute('checked')")
            control.toggleAttribute("checked")
        else:
            self._say(f"{self._name(control)}.setAttribute('value', {text!r})")
            control.setAttribute("value", text)

    def change_select(self) -> None:
        select = self._one(lambda node: node.nodeName == "SELECT")
        if select is None:
            return
        options = [node for node in select.childNodes if node.nodeName == "OPTION"]
        name = self._name(select)
        match self.random.randrange(5):
            case 0:
                before = self.random.choice([None, *options])
                self._say(f"{name}.insertBefore(new option, {before!r})")
                select.insertBefore(self._new_option(), before)
            case 1 if options:
                option = self.random.choice(options)
                self._say(f"{name}: remove option {options.index(option)}")
                option.remove()
            case 2:
                value = self.random.choice(("a", "b", "none"))
                self._say(f"{name}.value = {value!r}")
                select.value = value
            case 3:
                index = self.random.randrange(-1, len(options) + 1)
                self._say(f"{name}.selectedIndex = {index}")
                select.selectedIndex = index
            case _ if options:
                option, selected = self.random.choice(options), self._chance(0.7)
                self._say(f"{name}: option {options.index(option)}.selected = {selected}")
                option.selected = selected

    # Listeners

    def listen(self) -> None:
        target = self.random.choice((self._element(), self._element(), self._document, self._document.defaultView))
        event, callback = self.random.choice(EVENTS), self.random.choice((first_callback, second_callback))
        options: dict[str, Any] = self.random.choice(
            [
                {},
                {},
                {"js_value_getter": "this.value"},
                {"prevent_default": True, "stop_propagation": True},
                {"fields": ("key", ("where", "target.id")), "keys": ("Enter",)},
                {"debounce": 50},
                {"throttle": 20, "once": True},
                {"passive": True, "capture": True},
            ]
        )
        self._say(f"{target!r}.addEventListener({event!r}, {callback.__name__}, **{options})")
        try:
            target.addEventListener(event, callback, **options)
        except ValueError as error:
            # Two listeners that want different things under one name.
            self.refused += 1
            self._say(f"# {error}")
        else:
            self._listening.append((target, event, callback, options.get("capture", False)))

    def unlisten(self) -> None:
        if self._listening:
            place = self.random.randrange(len(self._listening))
            target, event, callback, capture = self._listening.pop(place)
            self._say(f"{target!r}.removeEventListener({event!r}, {callback.__name__}, {capture})")
            target.removeEventListener(event, callback, capture)


#: What a program does, and how often.
ACTIONS = {
    "append_child": 8,
    "insert_before": 5,
    "move_before": 3,
    "shuffle": 2,
    "replace_child": 2,
    "remove_child": 4,
    "remove": 3,
    "parent_method": 4,
    "child_method": 4,
    "insert_adjacent": 2,
    "clone": 2,
    "import_node": 1,
    "normalize": 1,
    "make_comment": 1,
    "inner_text": 5,
    "text_content": 3,
    "markup": 1,
    "split_text": 2,
    "character_data": 2,
    "set_data": 2,
    "data_of_only_text": 2,
    "set_attribute": 4,
    "remove_attribute": 2,
    "toggle_attribute": 1,
    "set_id": 2,
    "class_list": 2,
    "class_name": 1,
    "dataset": 1,
    "namespaced": 1,
    "style": 4,
    "make_control": 4,
    "set_value": 5,
    "set_checked": 4,
    "change_default": 2,
    "change_select": 5,
    "listen": 3,
    "unlisten": 2,
}


def _is_plain(node: Any) -> bool:
    return node.nodeName not in ("OPTION", "OPTGROUP")


def _is_parent(node: Any) -> bool:
    return node.nodeType in (1, 11) and node.nodeName not in ("INPUT", "TEXTAREA", "SELECT", "OPTION", "OPTGROUP")


def programs(max_steps: int = 60) -> st.SearchStrategy[Program]:
    """Random programs for hypothesis, which can shorten one that fails."""
    return st.builds(
        Program,
        st.randoms(use_true_random=False),
        steps=st.integers(1, max_steps),
        cut=st.sampled_from((0.0, 0.15, 1.0)),
    )
