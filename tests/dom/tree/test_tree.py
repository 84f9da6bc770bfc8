"""The tree itself: what moves, what is returned, what raises, after the DOM Standard."""

from collections.abc import Callable
from functools import partial

import pytest

from domsync.dom import SVG, Comment, Document, DocumentFragment, Element, Node, Text
from domsync.errors import DOMException


def make(document: Document, *names: str) -> list[Element]:
    """Elements with these ids, in the root."""
    elements = [document.createElement("i", id=name) for name in names]
    document.body.append(*elements)
    document.take_ops()
    return elements


def names(parent: Node) -> str:
    """The children's ids and texts, written together."""
    return "".join([child.id if isinstance(child, Element) else child.nodeValue or "?" for child in parent.childNodes])


@pytest.fixture
def document() -> Document:
    return Document("root")


@pytest.fixture
def root(document: Document) -> Element:
    return document.body


class TestNode:
    def test_kinds(self, document: Document, root: Element) -> None:
        text, comment = document.createTextNode("t"), document.createComment("c")
        fragment = document.createDocumentFragment()
        nodes: list[Node] = [document, root, text, comment, fragment]
        assert [node.nodeType for node in nodes] == [9, 1, 3, 8, 11]
        assert [node.nodeName for node in nodes] == ["#document", "DIV", "#text", "#comment", "#document-fragment"]
        assert [node.nodeValue for node in nodes] == [None, None, "t", "c", None]
        assert [node.ownerDocument for node in nodes] == [None, document, document, document, document]
        assert [node.isConnected for node in nodes] == [True, True, False, False, False]

    def test_setting_the_value_of_an_element_does_nothing(self, root: Element) -> None:
        root.nodeValue = "x"
        assert names(root) == ""

    def test_links(self, document: Document, root: Element) -> None:
        a, b, c = make(document, "a", "b", "c")
        assert [a.previousSibling, a.nextSibling, c.nextSibling] == [None, b, None]
        assert [root.firstChild, root.lastChild] == [a, c]
        assert [b.parentNode, b.parentElement, root.parentElement] == [root, root, None]
        assert root.parentNode is document
        assert root.hasChildNodes()
        assert not a.hasChildNodes()

    def test_links_cannot_be_set(self, root: Element) -> None:
        with pytest.raises(AttributeError):
            root.firstChild = None  # type: ignore[misc]
        with pytest.raises(AttributeError):
            root.unknown = 1  # type: ignore[attr-defined]

    def test_element_links(self, document: Document, root: Element) -> None:
        (a, b) = make(document, "a", "b")
        root.prepend("x")
        root.append("y")
        a.after("z")
        assert [root.firstElementChild, root.lastElementChild, root.childElementCount] == [a, b, 2]
        assert [a.nextElementSibling, b.previousElementSibling, b.nextElementSibling] == [b, a, None]
        assert a.previousElementSibling is None
        assert root.firstChild is not None
        assert isinstance(root.firstChild, Text)
        assert root.firstChild.nextElementSibling is a

    def test_root_node(self, document: Document, root: Element) -> None:
        (a,) = make(document, "a")
        alone, child = document.createElement("p"), document.createElement("b")
        alone.append(child)
        assert a.getRootNode() is document
        assert child.getRootNode({"composed": True}) is alone
        assert document.getRootNode() is document

    def test_contains(self, document: Document, root: Element) -> None:
        (a,) = make(document, "a")
        assert document.contains(a)
        assert a.contains(a)
        assert not a.contains(root)
        assert not a.contains(None)
        with pytest.raises(TypeError, match="a node is needed"):
            a.contains("x")  # type: ignore[arg-type]

    def test_same_and_constants(self, root: Element) -> None:
        assert root.isSameNode(root)
        assert not root.isSameNode(None)
        assert Node.ELEMENT_NODE == 1
        assert root.DOCUMENT_POSITION_CONTAINED_BY == 16

    def test_get_document(self, document: Document, root: Element) -> None:
        assert root.getDocument() is document

    def test_reprs(self, document: Document, root: Element) -> None:
        (a,) = make(document, "a")
        a.className = "k"
        fragment = document.createDocumentFragment()
        fragment.append("x")
        assert repr(a) == "<Element i id='a' class='k'>"
        assert repr(document.createTextNode("x" * 50)) == f"<Text {'x' * 37 + '...'!r}>"
        assert repr(fragment) == "<DocumentFragment with 1 children>"
        assert repr(document) == "<Document 'root' with 2 nodes>"


class TestPosition:
    def test_in_one_tree(self, document: Document, root: Element) -> None:
        a, b, c = make(document, "a", "b", "c")
        inner = document.createElement("b")
        b.append(inner)
        assert a.compareDocumentPosition(a) == 0
        assert a.compareDocumentPosition(b) == Node.DOCUMENT_POSITION_FOLLOWING
        assert c.compareDocumentPosition(inner) == Node.DOCUMENT_POSITION_PRECEDING
        assert a.compareDocumentPosition(c) == Node.DOCUMENT_POSITION_FOLLOWING
        assert c.compareDocumentPosition(a) == Node.DOCUMENT_POSITION_PRECEDING
        assert root.compareDocumentPosition(inner) == 20
        assert inner.compareDocumentPosition(root) == 10

    def test_in_two_trees(self, document: Document) -> None:
        one, other = document.createElement("i"), document.createElement("i")
        there, back = one.compareDocumentPosition(other), other.compareDocumentPosition(one)
        assert there & 33 == back & 33 == 33
        assert {there & 6, back & 6} == {2, 4}
        assert one.compareDocumentPosition(other) == there


class TestEquality:
    def test_of_everything_that_counts(self, document: Document) -> None:
        def tree() -> Element:
            element = document._make_html("div")
            element.setAttribute("title", "t")
            element.style.color = "red"
            element.setAttributeNS("urn:a", "p:x", "1")
            element.append("a", document._make_html("br"), document.createComment("c"))
            return element

        assert tree().isEqualNode(tree())
        changes: list[Callable[[Element], object]] = [
            lambda e: e.setAttribute("title", "u"),
            lambda e: e.removeAttribute("title"),
            lambda e: e.style.removeProperty("color"),
            lambda e: e.setAttributeNS("urn:a", "p:x", "2"),
            lambda e: e.append("z"),
            lambda e: e.removeChild(e.childNodes[0]),
            lambda e: e.childNodes[1].appendChild(document.createTextNode("")),
            lambda e: e.replaceChild(document.createTextNode("c"), e.childNodes[2]),
            lambda e: e.replaceChild(document.createElementNS(SVG, "br"), e.childNodes[1]),
        ]
        for change in changes:
            changed = tree()
            change(changed)
            assert not changed.isEqualNode(tree())
            assert not tree().isEqualNode(changed)

    def test_order_and_prefixes_of_attributes_do_not_count(self, document: Document) -> None:
        a, b = document._make_html("a"), document._make_html("a")
        a.setAttribute("x", "1")
        a.setAttribute("y", "2")
        b.setAttribute("y", "2")
        b.setAttribute("x", "1")
        a.setAttributeNS("urn:a", "p:z", "3")
        b.setAttributeNS("urn:a", "q:z", "3")
        assert a.isEqualNode(b)

    def test_with_none_and_siblings(self, document: Document) -> None:
        a, b = make(document, "a", "b")
        assert not a.isEqualNode(None)
        with pytest.raises(TypeError, match="a node is needed"):
            a.isEqualNode("x")  # type: ignore[arg-type]
        b.id = "a"
        assert a.isEqualNode(b)

    def test_deep(self, document: Document) -> None:
        def deep() -> Element:
            top = last = document._make_html("div")
            for _ in range(3000):
                last = last.appendChild(document._make_html("div"))
            return top

        assert deep().isEqualNode(deep())
        assert deep().cloneNode(deep=True).isEqualNode(deep())


class TestInsertion:
    def test_append_child_returns_the_child(self, document: Document, root: Element) -> None:
        text = document.createTextNode("x")
        assert root.appendChild(text) is text

    def test_insert_before(self, document: Document, root: Element) -> None:
        _, b = make(document, "a", "b")
        c = document.createElement("i", id="c")
        assert root.insertBefore(c, b) is c
        assert names(root) == "acb"
        root.insertBefore(c, None)
        assert names(root) == "abc"

    def test_before_itself(self, document: Document, root: Element) -> None:
        a, b = make(document, "a", "b")
        root.insertBefore(a, a)
        root.insertBefore(b, b)
        assert names(root) == "ab"
        assert document.take_ops() == []

    def test_a_fragment_gives_its_children(self, document: Document, root: Element) -> None:
        make(document, "a")
        fragment = document.createDocumentFragment()
        fragment.append("x", "y")
        assert root.insertBefore(fragment, root.firstChild) is fragment
        assert names(root) == "xya"
        assert not fragment.hasChildNodes()
        assert root.appendChild(fragment) is fragment

    def test_moving_out_of_a_detached_tree(self, document: Document, root: Element) -> None:
        parent = document.createElement("p")
        child = document.createElement("b", id="c")
        parent.append("x", child, "y")
        root.append(child)
        assert names(parent) == "xy"
        assert names(root) == "c"

    def test_replace_child(self, document: Document, root: Element) -> None:
        a, b, c = make(document, "a", "b", "c")
        assert root.replaceChild(document.createTextNode("x"), b) is b
        assert names(root) == "axc"
        assert b.parentNode is None
        root.replaceChild(c, a)
        assert names(root) == "cx"
        root.replaceChild(c, c)
        assert names(root) == "cx"
        fragment = document.createDocumentFragment()
        fragment.append("1", "2")
        root.replaceChild(fragment, c)
        assert names(root) == "12x"
        root.replaceChild(fragment, root.childNodes[1])
        assert names(root) == "1x"

    def test_replace_by_the_next_sibling(self, document: Document, root: Element) -> None:
        a, b, _ = make(document, "a", "b", "c")
        root.replaceChild(b, a)
        assert names(root) == "bc"

    def test_replace_by_a_descendant(self, document: Document, root: Element) -> None:
        a, _ = make(document, "a", "b")
        inner = document.createElement("i", id="x")
        a.append(document.createElement("p"), inner)
        root.replaceChild(inner, a)
        assert names(root) == "xb"
        assert not a.isConnected
        assert inner.isConnected

    def test_remove_child(self, document: Document, root: Element) -> None:
        a, _ = make(document, "a", "b")
        assert root.removeChild(a) is a
        assert names(root) == "b"
        a.remove()
        assert a.parentNode is None


class TestManyAtOnce:
    def test_append_and_prepend(self, document: Document, root: Element) -> None:
        a, b = make(document, "a", "b")
        root.append("x", a, "y")
        assert names(root) == "bxay"
        root.prepend(a, "z", b)
        assert names(root) == "azbxy"
        root.append()
        root.prepend()
        assert names(root) == "azbxy"

    def test_the_last_place_counts(self, document: Document, root: Element) -> None:
        a, _ = make(document, "a", "b")
        root.append(a, "x", a)
        assert names(root) == "bxa"
        fragment = document.createDocumentFragment()
        fragment.append("1", "2")
        root.append(fragment, "-", fragment)
        assert names(root) == "bxa12-"  # when its turn comes again, it is empty

    def test_before_after(self, document: Document, root: Element) -> None:
        a, b, c = make(document, "a", "b", "c")
        b.before(a, "x", c)
        assert names(root) == "axcb"
        c.after(b, a, "y")
        assert names(root) == "xcbay"
        c.before(c)
        c.after(c)
        assert names(root) == "xcbay"
        c.before("1", c, "2")
        assert names(root) == "x1c2bay"

    def test_replace_with(self, document: Document, root: Element) -> None:
        a, b, c = make(document, "a", "b", "c")
        a.replaceWith("x", b)
        assert names(root) == "xbc"
        b.replaceWith("1", b, "2")
        assert names(root) == "x1b2c"
        c.replaceWith()
        assert names(root) == "x1b2"
        assert c.parentNode is None

    def test_replace_with_neighbours(self, document: Document, root: Element) -> None:
        a, b, c, d = make(document, "a", "b", "c", "d")
        b.replaceWith(c, d, a)
        assert names(root) == "cda"

    def test_without_a_parent_nothing_happens(self, document: Document, root: Element) -> None:
        (a,) = make(document, "a")
        alone = document.createTextNode("x")
        alone.before(a)
        alone.after(a)
        alone.replaceWith(a)
        alone.remove()
        assert names(root) == "a"

    def test_replace_children(self, document: Document, root: Element) -> None:
        a, b, c = make(document, "a", "b", "c")
        root.replaceChildren(c, "x", a)
        assert names(root) == "cxa"
        assert b.parentNode is None
        root.replaceChildren()
        assert names(root) == ""

    def test_nested_nodes_come_apart(self, document: Document, root: Element) -> None:
        outer, inner = document.createElement("p", id="o"), document.createElement("b", id="n")
        outer.append("1", inner, "2")
        root.append(outer, inner)
        assert names(root) == "on"
        assert names(outer) == "12"

    def test_only_nodes_and_text(self, root: Element) -> None:
        with pytest.raises(TypeError, match="a node is needed here, not int: 5"):
            root.append(5)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="createTextNode"):
            root.appendChild("x")  # type: ignore[type-var]
        with pytest.raises(TypeError):
            root.insertBefore(root, "x")  # type: ignore[arg-type]


class TestRefusals:
    """https://dom.spec.whatwg.org/#concept-node-ensure-pre-insertion-validity"""

    @pytest.fixture
    def child(self, document: Document) -> Element:
        return make(document, "child")[0]

    def refused(self, document: Document, name: str, call: Callable[[], object]) -> None:
        before = document.snapshot()
        with pytest.raises(DOMException) as caught:
            call()
        assert caught.value.name == name
        assert document.snapshot() == before
        assert document.take_ops() == []

    def test_cycles(self, document: Document, root: Element, child: Element) -> None:
        inner = child.appendChild(document.createElement("b"))
        document.take_ops()
        for call in (
            lambda: inner.appendChild(child),
            lambda: child.append("x", child),
            lambda: inner.replaceChildren("x", child),
            lambda: inner.insertBefore(child, None),
            lambda: child.replaceChild(child, inner),
            lambda: inner.before(child),
            lambda: inner.replaceWith(child),
            lambda: inner.moveBefore(child, None),
        ):
            self.refused(document, "HierarchyRequestError", call)

    def test_cycles_in_detached_trees_and_fragments(self, document: Document) -> None:
        fragment = document.createDocumentFragment()
        element = fragment.appendChild(document.createElement("p"))
        self.refused(document, "HierarchyRequestError", lambda: element.appendChild(fragment))
        self.refused(document, "HierarchyRequestError", lambda: fragment.append(fragment))
        self.refused(document, "HierarchyRequestError", lambda: element.append("x", fragment))

    def test_children_of_what_has_none(self, document: Document, child: Element) -> None:
        text = document.createTextNode("x")
        for parent in (text, document.createComment("c")):
            self.refused(document, "HierarchyRequestError", partial(parent.appendChild, child))
            self.refused(document, "HierarchyRequestError", partial(parent.insertBefore, child, None))
            self.refused(document, "HierarchyRequestError", partial(parent.replaceChild, child, text))

    def test_the_document_has_its_root_only(self, document: Document, root: Element, child: Element) -> None:
        for call in (
            lambda: document.appendChild(child),
            lambda: document.append("x"),
            lambda: document.prepend(child),
            document.replaceChildren,
            lambda: document.replaceChildren(child),
            lambda: document.insertBefore(child, root),
            lambda: document.replaceChild(child, root),
            lambda: document.removeChild(root),
            lambda: document.moveBefore(child, None),
            root.remove,
            lambda: root.before(child),
            lambda: root.after("x"),
            lambda: root.replaceWith(child),
            root.replaceWith,
            lambda: document.createElement("p").appendChild(root),
            lambda: document.createElement("p").append("x", root),
            lambda: document.createElement("p").replaceChildren(root),
            lambda: document.adoptNode(root),
            lambda: Document().body.append(root),
            lambda: child.appendChild(root),
            lambda: child.appendChild(document),
            lambda: document.createElement("p").append(document),
        ):
            self.refused(document, "HierarchyRequestError", call)

    def test_reference_child(self, document: Document, root: Element, child: Element) -> None:
        other = document.createElement("p")
        for call in (
            lambda: root.insertBefore(other, document.createTextNode("x")),
            lambda: root.replaceChild(other, document.createTextNode("x")),
            lambda: root.removeChild(other),
            lambda: child.insertBefore(other, child),
            lambda: root.moveBefore(child, document.createTextNode("x")),
            lambda: document.removeChild(child),
            lambda: document.createTextNode("x").removeChild(child),
        ):
            self.refused(document, "NotFoundError", call)

    def test_nothing_happens_when_the_last_of_several_is_refused(
        self, document: Document, root: Element, child: Element
    ) -> None:
        detached = document.createElement("p")
        kept = detached.appendChild(document.createElement("b"))
        self.refused(document, "HierarchyRequestError", lambda: child.append(kept, "x", child))
        assert kept.parentNode is detached


class TestMoveBefore:
    def test_within_a_tree(self, document: Document, root: Element) -> None:
        a, b, c = make(document, "a", "b", "c")
        root.moveBefore(c, a)
        assert names(root) == "cab"
        b.moveBefore(a, None)
        assert names(b) == "a"
        root.moveBefore(c, c)
        assert names(root) == "cb"

    def test_within_a_detached_tree(self, document: Document) -> None:
        fragment = document.createDocumentFragment()
        a, b = document.createTextNode("a"), document.createTextNode("b")
        fragment.append(a, b)
        fragment.moveBefore(b, a)
        assert names(fragment) == "ba"
        assert document.take_ops() == []

    def test_between_trees(self, document: Document, root: Element) -> None:
        (a,) = make(document, "a")
        for node in (document.createElement("p"), document.createDocumentFragment(), Document().body):
            with pytest.raises(DOMException, match="HierarchyRequestError"):
                root.moveBefore(node, a)
        with pytest.raises(DOMException, match="HierarchyRequestError"):
            document.createElement("p").moveBefore(a, None)

    def test_fragments_and_roots_do_not_move(self, document: Document, root: Element) -> None:
        fragment = document.createDocumentFragment()
        with pytest.raises(DOMException, match="HierarchyRequestError"):
            fragment.moveBefore(fragment, None)
        with pytest.raises(DOMException, match="HierarchyRequestError"):
            make(document, "a")[0].moveBefore(root, None)


class TestAdoption:
    def test_between_documents(self, document: Document, root: Element) -> None:
        other = Document("other")
        (a,) = make(other, "a")
        inner = a.appendChild(other.createTextNode("x"))
        root.append(a)
        assert a.ownerDocument is inner.ownerDocument is document
        assert names(root) == "a"
        assert names(other.body) == ""
        assert other.getElementById("a", strict=False) is None
        assert document.getElementById("a") is a

    def test_into_a_detached_tree(self, document: Document) -> None:
        other = Document("other")
        (a,) = make(other, "a")
        parent = document.createElement("p")
        parent.append(a, "x")
        assert a.ownerDocument is document
        assert not other.body.hasChildNodes()

    def test_adopt_node(self, document: Document, root: Element) -> None:
        other = Document("other")
        (a,) = make(other, "a")
        a.append("x")
        assert document.adoptNode(a) is a
        assert a.ownerDocument is document
        assert a.firstChild is not None
        assert a.firstChild.ownerDocument is document
        assert a.parentNode is None
        with pytest.raises(DOMException, match="NotSupportedError"):
            document.adoptNode(other)

    def test_import_node(self, document: Document) -> None:
        other = Document("other")
        (a,) = make(other, "a")
        a.append("x", other.createElement("b"))
        shallow, deep = document.importNode(a), document.importNode(a, deep=True)
        assert [shallow.ownerDocument, deep.ownerDocument, a.ownerDocument] == [document, document, other]
        assert not shallow.hasChildNodes()
        assert deep.isEqualNode(a)
        assert deep.lastChild is not None
        assert deep.lastChild.ownerDocument is document
        with pytest.raises(DOMException, match="NotSupportedError"):
            document.importNode(other)


class TestClone:
    def test_shallow_and_deep(self, document: Document, root: Element) -> None:
        (a,) = make(document, "a")
        a.style.color = "red"
        a.setAttributeNS("urn:x", "x:y", "1")
        a.append("1", document.createComment("c"), document.createElement("b", innerText="2"), "3")
        a.addEventListener("click", lambda: None)
        for deep in (False, True):
            copy = a.cloneNode(deep)
            assert copy.id == "a"
            assert copy.style.cssText == a.style.cssText
            assert copy.getAttributeNS("urn:x", "y") == "1"
            assert copy.parentNode is None
            assert copy.listener_list is None
            assert copy.isEqualNode(a) is deep

    def test_is_independent(self, document: Document) -> None:
        (a,) = make(document, "a")
        copy = a.cloneNode()
        copy.title = "t"
        copy.style.color = "red"
        assert [a.title, a.style.cssText] == ["", ""]

    def test_of_each_kind(self, document: Document) -> None:
        fragment = document.createDocumentFragment()
        fragment.append("x", document.createElement("p"))
        copy = fragment.cloneNode(deep=True)
        assert isinstance(copy, DocumentFragment)
        assert copy.isEqualNode(fragment)
        assert document.createTextNode("t").cloneNode().data == "t"
        assert document.createComment("c").cloneNode().data == "c"
        with pytest.raises(DOMException, match="NotSupportedError"):
            document.cloneNode()


class TestNormalize:
    def test_joins_and_drops(self, document: Document, root: Element) -> None:
        inner = document.createElement("b", id="b")
        inner.append("", "1", "2", "")
        root.append("", "a", "", "b", inner, "", document.createComment("?"), "c", "d")
        root.normalize()
        assert [child.nodeValue for child in root.childNodes] == ["ab", None, "?", "cd"]
        assert names(inner) == "12"

    def test_empty(self, document: Document, root: Element) -> None:
        root.append("", "")
        root.normalize()
        document.normalize()
        assert not root.hasChildNodes()
        document.createTextNode("x").normalize()


class TestCharacterData:
    def test_methods(self, document: Document) -> None:
        text = document.createTextNode("hello")
        assert text.length == 5
        assert text.substringData(1, 3) == "ell"
        assert text.substringData(1, 99) == "ello"
        assert text.substringData(5, 1) == ""
        text.appendData(" you")
        text.insertData(0, ">")
        text.deleteData(1, 5)
        assert text.data == "> you"
        text.replaceData(2, 99, "me")
        assert text.data == "> me"
        text.replaceData(1, -1, "")
        assert text.data == ">"

    @pytest.mark.parametrize("offset", [-1, 6])
    def test_wrong_offsets(self, document: Document, offset: int) -> None:
        text = document.createTextNode("hello")
        for call in (
            lambda: text.substringData(offset, 1),
            lambda: text.insertData(offset, "x"),
            lambda: text.deleteData(offset, 1),
            lambda: text.replaceData(offset, 1, "x"),
            lambda: text.splitText(offset),
        ):
            with pytest.raises(DOMException, match="IndexSizeError"):
                call()

    def test_offsets_have_32_bits(self, document: Document) -> None:
        text = document.createTextNode("hello")
        assert text.substringData(2**32 + 1, 2**32 + 2) == "el"
        text.deleteData(-(2**32) + 4, -1)
        assert text.data == "hell"

    def test_made_directly(self, document: Document) -> None:
        for kind in (Text, Comment):
            node = kind(document, "\ud800")
            assert [node.data, kind(document).data, node.ownerDocument] == ["\ufffd", "", document]
            with pytest.raises(TypeError, match="text must be a str"):
                kind(document, 5)  # type: ignore[arg-type]

    def test_values(self, document: Document) -> None:
        comment = document.createComment("c")
        comment.nodeValue = "d"
        assert comment.textContent == "d"
        comment.textContent = None
        assert comment.data == ""
        comment.data = "\ud800"
        assert comment.data == "\ufffd"
        with pytest.raises(TypeError, match=r"str\(value\)"):
            comment.data = 5  # type: ignore[assignment]

    def test_split(self, document: Document, root: Element) -> None:
        text = document.createTextNode("hello")
        rest = text.splitText(2)
        assert [text.data, rest.data, rest.parentNode] == ["he", "llo", None]
        root.append(rest, "!")
        rest.splitText(0)
        assert [child.nodeValue for child in root.childNodes] == ["", "llo", "!"]

    def test_whole_text(self, document: Document, root: Element) -> None:
        root.append("a", "b", document.createElement("i"), "c", "d", "e")
        texts = root.childNodes
        assert [node.wholeText for node in texts if isinstance(node, Text)] == ["ab", "ab", "cde", "cde", "cde"]


class TestTextContent:
    def test_of_all_kinds(self, document: Document, root: Element) -> None:
        inner = document.createElement("b", innerText="x")
        root.append("a", inner, document.createComment("?"), "b")
        assert root.textContent == "axb"
        assert document.textContent is None
        fragment = document.createDocumentFragment()
        fragment.textContent = "f"
        assert fragment.textContent == "f"

    def test_setting(self, document: Document, root: Element) -> None:
        root.append("a", "b")
        root.textContent = "c\nd"
        assert [child.nodeValue for child in root.childNodes] == ["c\nd"]
        root.textContent = None
        assert not root.hasChildNodes()
        document.textContent = "x"
        assert document.body.parentNode is document


class TestInnerText:
    @pytest.mark.parametrize("text", ["", "a", "a\nb", "\n", "\n\na\n", "  a  b "])
    def test_comes_back(self, root: Element, text: str) -> None:
        root.innerText = text
        assert root.innerText == text

    def test_line_breaks_are_elements(self, root: Element) -> None:
        root.innerText = "a\r\nb\rc\n"
        assert [child.nodeName for child in root.childNodes] == ["#text", "BR", "#text", "BR", "#text", "BR"]
        assert root.innerText == "a\nb\nc\n"
        assert root.outerText == root.innerText

    def test_a_line_break_has_no_text_of_its_own(self, document: Document) -> None:
        assert document.createElement("br").innerText == ""

    def test_none_is_empty(self, root: Element) -> None:
        root.innerText = "x"
        root.innerText = None
        assert not root.hasChildNodes()

    def test_children_go(self, document: Document, root: Element) -> None:
        (a,) = make(document, "a")
        root.innerText = "x"
        assert a.parentNode is None
        assert document.getElementById("a", strict=False) is None


class TestInsertAdjacent:
    def test_places(self, document: Document, root: Element) -> None:
        a, b = make(document, "a", "b")
        a.insertAdjacentText("beforebegin", "1")
        a.insertAdjacentText("afterBegin", "2")
        a.insertAdjacentText("BEFOREEND", "3")
        a.insertAdjacentText("afterend", "4")
        assert names(root) == "1a4b"
        assert names(a) == "23"
        assert a.insertAdjacentElement("afterbegin", b) is b
        assert names(a) == "b23"

    def test_without_a_parent(self, document: Document) -> None:
        alone, other = document.createElement("p"), document.createElement("b")
        assert alone.insertAdjacentElement("beforebegin", other) is None
        alone.insertAdjacentText("afterend", "x")
        assert other.parentNode is None

    def test_wrong_places(self, document: Document, root: Element) -> None:
        with pytest.raises(DOMException, match="SyntaxError: 'inside' is not one of beforebegin"):
            root.insertAdjacentText("inside", "x")
        with pytest.raises(DOMException, match="HierarchyRequestError"):
            root.insertAdjacentText("beforebegin", "x")
        with pytest.raises(TypeError, match="an element is needed here"):
            root.insertAdjacentElement("afterbegin", document.createTextNode("x"))  # type: ignore[arg-type]


def test_the_order_of_declarations_counts_for_equality() -> None:
    """It is the text of the attribute that is compared."""
    document = Document()
    one, other = document._make_html("p"), document._make_html("p")
    one.style.cssText = "color: red; left: 0"
    other.style.cssText = "left: 0; color: red"
    assert not one.isEqualNode(other)
    other.style.cssText = one.style.cssText
    assert one.isEqualNode(other)
