"""What each mutator writes into the op log, exactly."""

from collections.abc import Callable, Iterator

import pytest

from domsync.dom import SVG, XLINK, Document, Element, Limits
from domsync.dom.ops import (
    ROOT,
    Call,
    CommentData,
    ElementData,
    Insert,
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
    SetStyle,
    SetText,
    Unlisten,
)
from domsync.errors import LimitError


def element(tag: str, *children: NodeData, **attributes: str) -> ElementData:
    return ElementData(tag, children, attributes or None)


@pytest.fixture
def document() -> Document:
    return Document("root")


@pytest.fixture
def root(document: Document) -> Element:
    return document.body


def three(document: Document) -> Iterator[Element]:
    """Elements a, b, c with the numbers 4, 5, 6."""
    elements = [document.createElement("i", id=name) for name in "abc"]
    document.body.append(*elements)
    document.take_ops()
    return iter(elements)


class TestInsert:
    def test_a_detached_subtree_is_one_op(self, document: Document, root: Element) -> None:
        ul = document.createElement("ul", id="u")
        for text in ("1", "2"):
            ul.appendChild(document.createElement("li", id=f"l{text}", innerText=text))
        ul.append(document.createComment("c"))
        assert document.take_ops() == []
        root.appendChild(ul)
        assert document.take_ops() == [
            Insert(
                ROOT,
                0,
                4,
                (element("ul", element("li", "1", id="l1"), element("li", "2", id="l2"), CommentData("c"), id="u"),),
            )
        ]
        assert [document.node_for(number) for number in (4, 5, 7)] == [ul, ul.firstChild, ul.children[1]]
        assert document.node_for(9) is ul.lastChild
        assert document.node_for(10) is None

    def test_neighbours_are_one_op(self, document: Document, root: Element) -> None:
        a, _, _ = three(document)
        a.after("x", "y")
        a.before(document.createElement("b", id="d"), "z")
        fragment = document.createDocumentFragment()
        fragment.append("1", "2")
        root.insertBefore(fragment, a)
        assert document.take_ops() == [
            Insert(ROOT, 5, 7, ("x", "y")),
            Insert(ROOT, 4, 9, (element("b", id="d"), "z")),
            Insert(ROOT, 4, 11, ("1", "2")),
        ]

    def test_nothing_to_insert(self, document: Document, root: Element) -> None:
        root.append(document.createDocumentFragment())
        root.append()
        assert document.take_ops() == []

    def test_everything_an_element_has(self, document: Document, root: Element) -> None:
        svg = document.createElementNS(SVG, "svg")
        use = document.createElementNS(SVG, "s:use")
        svg.append(use)
        svg.setAttribute("viewBox", "0 0 1 1")
        svg.style.color = "red"
        use.setAttributeNS(XLINK, "xlink:href", "#a")
        svg.addEventListener("click", lambda: None, fields=["clientX"])
        root.append(svg)
        listener = Listener((("clientX", "clientX"),))
        assert document.take_ops() == [
            Insert(
                ROOT,
                0,
                4,
                (
                    ElementData(
                        "svg",
                        (ElementData("s:use", namespace=SVG, namespaced=((XLINK, "xlink:href", "#a"),)),),
                        {"viewBox": "0 0 1 1"},
                        {"color": "red"},
                        None,
                        {"click": listener},
                        SVG,
                    ),
                ),
            )
        ]

    def test_names_that_createElement_cannot_make(self, document: Document, root: Element) -> None:
        html = "http://www.w3.org/1999/xhtml"
        for namespace, name in ((html, "x:div"), (html, "DIV"), (None, "foo")):
            root.append(document.createElementNS(namespace, name))
        insert = [op for op in document.take_ops() if isinstance(op, Insert)]
        assert [op.nodes[0].namespace for op in insert if isinstance(op.nodes[0], ElementData)] == [html, html, ""]

    def test_what_was_described_does_not_change(self, document: Document, root: Element) -> None:
        p = document.createElement("p", id="p", attributes={"style": "color: red"})
        root.append(p)
        p.title = "t"
        p.style.color = "blue"
        insert = document.take_ops()[0]
        assert insert == Insert(ROOT, 0, 4, (ElementData("p", (), {"id": "p"}, {"color": "red"}),))

    def test_numbers_are_not_used_again(self, document: Document, root: Element) -> None:
        a, *_ = three(document)
        a.remove()
        root.append(a)
        assert document.take_ops() == [Remove(4), Insert(ROOT, 0, 7, (element("i", id="a"),))]

    def test_from_another_document(self, document: Document, root: Element) -> None:
        other = Document("other")
        a, b, _ = three(other)
        root.append(a, b)
        assert other.take_ops() == [Remove(4, 2)]
        assert document.take_ops() == [Insert(ROOT, 0, 4, (element("i", id="a"), element("i", id="b")))]


class TestMove:
    def test_a_connected_node_moves(self, document: Document, root: Element) -> None:
        a, b, c = three(document)
        root.appendChild(a)
        b.append(c)
        root.insertBefore(c, b)
        assert document.take_ops() == [Move(4, ROOT, 0), Move(6, 5, 0), Move(6, ROOT, 5)]

    def test_who_is_there_already_stays(self, document: Document, root: Element) -> None:
        a, b, c = three(document)
        root.appendChild(c)
        root.insertBefore(a, b)
        root.append(a, b, c)
        root.replaceChildren(a, b, c)
        b.before(a)
        assert document.take_ops() == []

    def test_only_who_has_to(self, document: Document, root: Element) -> None:
        a, b, c = three(document)
        root.append(c, b, a)
        assert document.take_ops() == [Move(6, ROOT, 4), Move(5, ROOT, 4)]
        b.replaceWith("1", b, "2")
        assert document.take_ops() == [Insert(ROOT, 5, 7, ("1",)), Insert(ROOT, 4, 8, ("2",))]

    def test_moves_and_insertions(self, document: Document, root: Element) -> None:
        a, b, _ = three(document)
        root.append("x", "y", a, "z")
        assert document.take_ops() == [
            Insert(ROOT, 0, 7, ("x", "y")),
            Move(4, ROOT, 0),
            Insert(ROOT, 0, 9, ("z",)),
        ]
        b.before(a)
        assert document.take_ops() == [Move(4, ROOT, 5)]

    def test_move_before(self, document: Document, root: Element) -> None:
        a, _, c = three(document)
        root.moveBefore(c, a)
        assert document.take_ops() == [Move(6, ROOT, 4)]

    def test_two_rows_swapped_are_two_moves(self, document: Document, root: Element) -> None:
        rows = [document.createElement("tr", id=f"r{number}") for number in range(1000)]
        root.append(*rows)
        document.take_ops()
        after = rows[998].nextSibling
        root.insertBefore(rows[998], rows[1])
        root.insertBefore(rows[1], after)
        assert document.take_ops() == [Move(1002, ROOT, 5), Move(5, ROOT, 1003)]


class TestRemove:
    def test_one(self, document: Document, root: Element) -> None:
        a, b, _ = three(document)
        a.append("x")
        document.take_ops()
        a.remove()
        root.removeChild(b)
        assert document.take_ops() == [Remove(4), Remove(5)]
        assert [document.node_for(number) for number in (4, 5, 7)] == [None, None, None]

    def test_neighbours_are_one_op(self, document: Document, root: Element) -> None:
        three(document)
        root.replaceChildren()
        assert document.take_ops() == [Remove(4, 3)]

    def test_with_what_stays_in_between(self, document: Document, root: Element) -> None:
        _, b, _ = three(document)
        root.replaceChildren(b, "x")
        assert document.take_ops() == [Insert(ROOT, 0, 7, ("x",)), Remove(4), Remove(6)]

    def test_into_a_detached_tree(self, document: Document) -> None:
        a, b, c = three(document)
        fragment = document.createDocumentFragment()
        fragment.append(a, b)
        document.createElement("p").append(c)
        assert document.take_ops() == [Remove(4, 2), Remove(6)]

    def test_replacing(self, document: Document, root: Element) -> None:
        a, b, c = three(document)
        root.replaceChild(document.createTextNode("x"), a)
        assert document.take_ops() == [Remove(4), Insert(ROOT, 5, 7, ("x",))]
        b.replaceWith("y", "z")
        assert document.take_ops() == [Remove(5), Insert(ROOT, 6, 8, ("y", "z"))]
        root.replaceChild(c, root.childNodes[0])
        assert document.take_ops() == [Move(6, ROOT, 8), Remove(7)]
        root.replaceChildren("1")
        assert document.take_ops() == [Remove(6, 3), Insert(ROOT, 0, 10, ("1",))]

    def test_clearing_10000_rows_is_one_op(self, document: Document, root: Element) -> None:
        root.append(*[document.createElement("tr") for _ in range(10_000)])
        document.take_ops()
        root.replaceChildren()
        assert document.take_ops() == [Remove(4, 10_000)]


class TestText:
    def test_inner_text(self, document: Document, root: Element) -> None:
        a, *_ = three(document)
        a.innerText = "x"
        a.innerText = "y"
        a.innerText = "y"
        a.innerText = "1\r\n2"
        a.innerText = "1\n2"
        a.innerText = "z"
        a.innerText = ""
        a.innerText = ""
        assert document.take_ops() == [
            SetText(4, 7, "x"),
            SetText(4, 7, "y"),
            SetText(4, 8, "1\r\n2"),
            SetText(4, 11, "z"),
            SetText(4, 0, ""),
        ]

    def test_numbers_go_by_document_order(self, document: Document) -> None:
        a, *_ = three(document)
        a.innerText = "1\n\n2"
        assert [document.node_for(number) for number in (7, 8, 9, 10)] == list(a.childNodes)

    def test_an_only_text_hands_its_number_on(self, document: Document) -> None:
        a, *_ = three(document)
        a.innerText = "x"
        old = a.firstChild
        a.textContent = "y"
        assert old is not None
        assert a.firstChild is not old
        assert document.node_for(7) is a.firstChild
        assert [old.isConnected, old.node_id] == [False, 0]

    def test_text_content(self, document: Document) -> None:
        a, *_ = three(document)
        a.textContent = "x"
        a.textContent = "x"
        a.textContent = "1\n2"
        a.textContent = "1\n2"
        a.textContent = None
        a.textContent = ""
        assert document.take_ops() == [
            SetText(4, 7, "x"),
            Remove(7),
            Insert(4, 0, 8, ("1\n2",)),
            SetText(4, 0, ""),
        ]

    def test_line_breaks_that_are_more_than_that_are_replaced(self, document: Document) -> None:
        a, *_ = three(document)
        a.innerText = "1\n2"
        document.take_ops()
        a.children[0].className = "k"
        a.innerText = "1\n2"
        assert document.take_ops() == [SetAttribute(8, "class", "k"), SetText(4, 10, "1\n2")]

    def test_outside_of_html(self, document: Document, root: Element) -> None:
        text = document.createElementNS(SVG, "text")
        root.append(text)
        document.take_ops()
        text.textContent = "a"
        text.innerText = "b"
        assert document.take_ops() == [Insert(4, 0, 5, ("a",)), Remove(5), Insert(4, 0, 6, ("b",))]

    def test_data(self, document: Document, root: Element) -> None:
        text = document.createTextNode("x")
        comment = document.createComment("c")
        root.append(text, comment)
        document.take_ops()
        text.data = "x"
        text.data = "y"
        text.nodeValue = "z"
        text.textContent = "1\n2"
        text.appendData("3")
        comment.data = "d"
        assert document.take_ops() == [
            SetData(4, "y"),
            SetData(4, "z"),
            SetData(4, "1\n2"),
            SetData(4, "1\n23"),
            SetData(5, "d"),
        ]

    def test_split(self, document: Document, root: Element) -> None:
        text = document.createTextNode("hello")
        root.append(text, "!")
        document.take_ops()
        text.splitText(2)
        text.splitText(2)
        assert document.take_ops() == [
            Insert(ROOT, 5, 6, ("llo",)),
            SetData(4, "he"),
            Insert(ROOT, 6, 7, ("",)),
        ]

    def test_normalize(self, document: Document, root: Element) -> None:
        root.append("", "a", "b", "", "c", document.createElement("br", id="x"), "", "d")
        document.take_ops()
        root.normalize()
        root.normalize()
        assert document.take_ops() == [SetData(5, "abc"), Remove(4), Remove(6, 3), Remove(10)]


class TestAttributes:
    def test_set_and_remove(self, document: Document) -> None:
        a, *_ = three(document)
        a.setAttribute("Title", "t")
        a.setAttribute("title", "t")
        a.title = "u"
        a.toggleAttribute("hidden")
        a.hidden = True
        a.hidden = False
        a.hidden = False
        a.removeAttribute("title")
        a.removeAttribute("title")
        assert document.take_ops() == [
            SetAttribute(4, "title", "t"),
            SetAttribute(4, "title", "u"),
            SetAttribute(4, "hidden", ""),
            RemoveAttribute(4, "hidden"),
            RemoveAttribute(4, "title"),
        ]

    def test_with_namespaces(self, document: Document) -> None:
        a, *_ = three(document)
        a.setAttributeNS("urn:x", "p:n", "1")
        a.setAttributeNS("urn:x", "q:n", "1")
        a.setAttributeNS("urn:x", "q:n", "2")
        a.setAttribute("p:n", "3")
        a.setAttributeNS(None, "title", "t")
        a.removeAttributeNS("urn:x", "n")
        a.removeAttributeNS("urn:x", "n")
        a.removeAttributeNS(None, "title")
        assert document.take_ops() == [
            SetAttributeNS(4, "urn:x", "p:n", "1"),
            SetAttributeNS(4, "urn:x", "p:n", "2"),
            SetAttributeNS(4, "urn:x", "p:n", "3"),
            SetAttribute(4, "title", "t"),
            RemoveAttribute(4, "p:n"),
            RemoveAttribute(4, "title"),
        ]

    def test_the_root_has_attributes_too(self, document: Document, root: Element) -> None:
        root.className = "page"
        assert document.take_ops() == [SetAttribute(ROOT, "class", "page")]


class TestStyle:
    def test_declarations(self, document: Document) -> None:
        a, *_ = three(document)
        a.style.color = "red"
        a.style.color = "red"
        a.style.width = "1px"
        a.style.color = ""
        a.style.width = ""
        a.style.width = ""
        assert document.take_ops() == [
            SetStyle(4, "color", "red"),
            SetStyle(4, "width", "1px"),
            SetStyle(4, "color", ""),
            RemoveAttribute(4, "style"),
        ]
        assert not a.hasAttribute("style")

    def test_as_an_attribute(self, document: Document) -> None:
        a, *_ = three(document)
        a.setAttribute("style", "color: red; width: 1px")
        a.setAttribute("style", "color: red; height: 2px")
        a.setAttribute("style", "height: 2px; color: red")
        a.setAttribute("style", "")
        a.removeAttribute("style")
        assert document.take_ops() == [
            SetStyle(4, "color", "red"),
            SetStyle(4, "width", "1px"),
            SetStyle(4, "width", ""),
            SetStyle(4, "height", "2px"),
            RemoveAttribute(4, "style"),
        ]

    def test_a_shorthand_that_was_overridden_is_told_again(self, document: Document) -> None:
        a, *_ = three(document)
        a.style.margin = "0"
        a.style.color = "red"
        a.style.marginLeft = "1px"
        a.style.margin = "0"
        a.style.color = "red"
        assert document.take_ops() == [
            SetStyle(4, "margin", "0"),
            SetStyle(4, "color", "red"),
            SetStyle(4, "margin-left", "1px"),
            SetStyle(4, "margin", "0"),
        ]
        assert list(a.style) == ["margin", "color"]

    def test_a_mapping(self, document: Document) -> None:
        a, *_ = three(document)
        a.style = {"color": "red", "--x": "1"}
        a.style = "color: blue"
        assert document.take_ops() == [
            SetStyle(4, "color", "red"),
            SetStyle(4, "--x", "1"),
            SetStyle(4, "--x", ""),
            SetStyle(4, "color", "blue"),
        ]


class TestListeners:
    def test_one_op_per_change(self, document: Document) -> None:
        a, *_ = three(document)

        def one() -> None: ...

        def two() -> None: ...

        a.addEventListener("click", one)
        a.addEventListener("click", two)
        a.addEventListener("click", two, fields=["x"])
        a.removeEventListener("click", one)
        a.addEventListener("click", one, fields=["clientX"])
        a.removeEventListener("click", one)
        a.removeEventListener("click", two)
        a.removeEventListener("click", two)
        assert document.take_ops() == [
            Listen(4, "click", Listener()),
            Listen(4, "click", Listener((("clientX", "clientX"),))),
            Listen(4, "click", Listener()),
            Unlisten(4, "click"),
        ]

    def test_a_detached_element_tells_when_it_comes(self, document: Document, root: Element) -> None:
        p = document._make_html("p")
        p.addEventListener("click", lambda: None)
        assert document.take_ops() == []
        root.append(p)
        inserted = [Insert(ROOT, 0, 4, (ElementData("p", listeners={"click": Listener()}),))]
        assert document.take_ops() == inserted
        p.remove()
        p.addEventListener("input", lambda: None)
        assert document.take_ops() == [Remove(4)]
        root.append(p)
        assert document.take_ops() == [
            Insert(ROOT, 0, 5, (ElementData("p", listeners={"click": Listener(), "input": Listener()}),))
        ]

    def test_moving_keeps_them(self, document: Document, root: Element) -> None:
        a, *_ = three(document)
        a.addEventListener("click", lambda: None)
        document.take_ops()
        root.append(a)
        assert document.take_ops() == [Move(4, ROOT, 0)]

    def test_texts_tell_nothing(self, document: Document, root: Element) -> None:
        text = document.createTextNode("x")
        root.append(text)
        document.take_ops()
        text.addEventListener("x", lambda: None)
        assert document.take_ops() == []

    def test_document_and_window(self, document: Document) -> None:
        def listener() -> None: ...

        document.addEventListener("keydown", listener, keys=["Escape"])
        document.defaultView.addEventListener("resize", listener, throttle=100)
        document.addEventListener("keydown", listener)
        document.removeEventListener("keydown", listener)
        document.defaultView.removeEventListener("resize", listener)
        document.defaultView.removeEventListener("resize", listener)
        assert document.take_ops() == [
            Listen(2, "keydown", Listener(keys=("Escape",))),
            Listen(3, "resize", Listener(throttle=100)),
            Unlisten(2, "keydown"),
            Unlisten(3, "resize"),
        ]


class TestLog:
    def test_taking(self, document: Document, root: Element) -> None:
        assert not document.has_ops
        root.title = "t"
        assert document.has_ops
        assert document.take_ops() == [SetAttribute(ROOT, "title", "t")]
        assert document.take_ops() == []
        assert not document.has_ops

    def test_a_call_when_it_is_no_longer_empty(self, document: Document, root: Element) -> None:
        calls: list[int] = []
        document.on_ops = lambda: calls.append(len(calls))
        root.title = "a"
        root.title = "b"
        assert calls == [0]
        document.take_ops()
        root.title = "c"
        assert calls == [0, 1]

    def test_calls_and_messages(self, document: Document) -> None:
        a, *_ = three(document)
        document.call(a, "setSelectionRange", 1, 2)
        document.deliver("ping", {"x": [1, {"y": "\ud800"}]})
        document.mount(a, 3)
        document.mount(a, 3)
        assert document.take_ops() == [
            Call(4, "setSelectionRange", (1, 2)),
            Message("ping", {"x": [1, {"y": "\ufffd"}]}),
            Mount(4, 3),
        ]

    def test_a_mount_follows_its_element(self, document: Document, root: Element) -> None:
        p = document.createElement("p", id="p")
        document.mount(p, 7)
        root.append(p)
        assert document.take_ops() == [Insert(ROOT, 0, 4, (element("p", id="p"),)), Mount(4, 7)]
        document.mount(p, 0)
        assert document.take_ops() == [Mount(4, 0)]


class TestSnapshot:
    def test_of_an_empty_document(self, document: Document) -> None:
        assert document.snapshot() == [Reset()]

    def test_of_everything(self, document: Document, root: Element) -> None:
        a, b, c = three(document)
        b.remove()
        a.append("x")
        root.append(b)
        document.mount(c, 2)
        root.className = "k"
        root.setAttributeNS("urn:x", "p:n", "1")
        root.style.color = "red"
        root.addEventListener("click", lambda: None)
        document.addEventListener("keydown", lambda: None)
        document.defaultView.addEventListener("resize", lambda: None)
        pending = document.take_ops()
        assert document.snapshot() == [
            Reset(),
            SetAttribute(ROOT, "class", "k"),
            SetAttributeNS(ROOT, "urn:x", "p:n", "1"),
            SetStyle(ROOT, "color", "red"),
            Listen(ROOT, "click", Listener()),
            Listen(2, "keydown", Listener()),
            Listen(3, "resize", Listener()),
            Insert(
                ROOT,
                0,
                (4, 1, 7, 1, 6, 1, 8, 1),
                (element("i", "x", id="a"), element("i", id="c"), element("i", id="b")),
            ),
            Mount(6, 2),
        ]
        assert len(pending) == 10
        assert document.take_ops() == []

    def test_consecutive_numbers_are_one(self, document: Document) -> None:
        three(document)
        assert document.snapshot()[-1] == Insert(
            ROOT, 0, 4, (element("i", id="a"), element("i", id="b"), element("i", id="c"))
        )

    def test_of_a_root_without_its_id(self, document: Document, root: Element) -> None:
        root.removeAttribute("id")
        assert document.snapshot() == [Reset(), RemoveAttribute(ROOT, "id")]
        root.id = "other"
        assert document.snapshot() == [Reset(), SetAttribute(ROOT, "id", "other")]


class TestLimits:
    def refused(self, document: Document, what: str, call: Callable[[], object]) -> None:
        before: tuple[list[Op], list[Op]] = document.snapshot(), document.take_ops()
        with pytest.raises(LimitError) as caught:
            call()
        assert caught.value.what == what
        assert document.snapshot() == before[0]
        assert document.take_ops() == []

    def test_nodes(self, document: Document, root: Element) -> None:
        a, b, _ = three(document)
        document.limits = Limits(nodes=5)
        p = document.createElement("p", innerText="x")
        self.refused(document, "nodes", lambda: root.append(p))
        self.refused(document, "nodes", lambda: root.append("1", "2"))
        root.append("1")
        self.refused(document, "nodes", lambda: setattr(root, "innerText", "1\n2\n3"))
        self.refused(document, "nodes", lambda: a.append("x"))
        b.replaceWith("x")
        root.replaceChildren("1", "2", "3", "4")
        root.append(root.childNodes[0])
        assert root.innerText == "2341"

    def test_what_leaves_makes_room(self, document: Document, root: Element) -> None:
        document.limits = Limits(nodes=3)
        root.innerText = "a"
        root.innerText = "b\n"
        root.innerText = "\nc"
        assert root.innerText == "\nc"

    def test_depth(self, document: Document, root: Element) -> None:
        document.limits = Limits(depth=3)
        a, b, _ = three(document)
        a.append("x")
        b.append(document.createElement("b", id="d"))
        inner = document.getElementById("d")
        self.refused(document, "depth", lambda: inner.append("x"))
        self.refused(document, "depth", lambda: inner.append(a))
        self.refused(document, "depth", lambda: inner.moveBefore(a, None))
        pair = document.createElement("p", innerText="y")
        self.refused(document, "depth", lambda: a.append(pair))
        root.append(pair)

    def test_depth_has_a_limit_by_itself(self, document: Document, root: Element) -> None:
        top = last = document.createElement("p")
        for _ in range(254):
            last = last.appendChild(document._make_html("p"))
        deeper = document._make_html("p")
        deeper.append(top)
        self.refused(document, "depth", lambda: root.append(deeper))
        deeper.removeChild(top)
        root.append(top)
        assert last.isConnected
        document.limits.depth = None
        last.append("x")

    def test_listeners(self, document: Document, root: Element) -> None:
        a, b, c = three(document)
        document.limits = Limits(listeners=2)
        a.addEventListener("click", lambda: None)
        a.addEventListener("click", lambda: None)
        document.addEventListener("click", lambda: None)
        self.refused(document, "listeners", lambda: b.addEventListener("click", lambda: None))
        self.refused(document, "listeners", lambda: document.addEventListener("input", lambda: None))
        self.refused(document, "listeners", lambda: document.defaultView.addEventListener("click", lambda: None))
        assert b.listener_list is None
        p = document.createElement("p")
        p.addEventListener("click", lambda: None)
        self.refused(document, "listeners", lambda: root.append(p))
        a.replaceWith(p)
        p.remove()
        c.addEventListener("click", lambda: None)
