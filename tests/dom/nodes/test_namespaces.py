"""Namespaces of prefixes, documents that no page shows, doctypes and processing instructions."""

from collections.abc import Callable
from functools import partial

import pytest

from domsync.dom import HTML, SVG, XLINK, Document, DocumentType, Element, Node, ProcessingInstruction
from domsync.dom.checks.names import XML, XMLNS
from domsync.errors import DOMException, UnknownIdError, UnsafeValueError


@pytest.fixture
def document() -> Document:
    return Document("root")


def refused(name: str, call: Callable[[], object]) -> None:
    with pytest.raises(DOMException) as caught:
        call()
    assert caught.value.name == name


class TestLookup:
    @pytest.fixture
    def inner(self, document: Document) -> Element:
        outer = document.createElementNS("urn:a", "a:outer")
        outer.setAttributeNS(XMLNS, "xmlns", "urn:default")
        outer.setAttributeNS(XMLNS, "xmlns:b", "urn:b")
        inner = outer.appendChild(document.createElementNS(None, "inner"))
        inner.setAttributeNS(XMLNS, "xmlns:c", "")
        return inner

    def test_namespaces_of_prefixes(self, inner: Element) -> None:
        wanted = {"a": "urn:a", "b": "urn:b", "c": None, "d": None, "xml": XML, "xmlns": XMLNS}
        assert {prefix: inner.lookupNamespaceURI(prefix) for prefix in wanted} == wanted
        assert inner.lookupNamespaceURI(None) == inner.lookupNamespaceURI("") == "urn:default"

    def test_prefixes_of_namespaces(self, inner: Element) -> None:
        assert [inner.lookupPrefix(space) for space in ("urn:a", "urn:b", "urn:c", "urn:default", "", None)] == [
            *("a", "b"),
            *([None] * 4),
        ]

    def test_the_default_namespace(self, inner: Element, document: Document) -> None:
        assert inner.isDefaultNamespace("urn:default")
        assert not inner.isDefaultNamespace(None)
        assert document.createElement("p").isDefaultNamespace(HTML)
        assert document.createDocumentFragment().isDefaultNamespace("")

    def test_other_nodes_ask_an_element(self, inner: Element, document: Document) -> None:
        text = inner.appendChild(document.createTextNode(""))
        attribute = inner.getAttributeNode("xmlns:c")
        assert attribute is not None
        for node in (text, attribute):
            assert node.lookupNamespaceURI("b") == "urn:b"
            assert node.lookupPrefix("urn:b") == "b"
        assert document.lookupNamespaceURI(None) == HTML
        assert document.createDocumentFragment().lookupNamespaceURI("xml") is None


class TestUnshownDocuments:
    def test_html(self, document: Document) -> None:
        made = document.implementation.createHTMLDocument("  a\u00a0b \n c")
        doctype, html = made.childNodes
        assert isinstance(doctype, DocumentType)
        assert [doctype.name, doctype.nodeName, doctype.publicId, made.doctype is doctype] == ["html", "html", "", True]
        assert made.documentElement is html
        assert [child.nodeName for child in html.childNodes] == ["HEAD", "BODY"]
        assert [made.title, made.contentType, made.head is html.firstChild, made.body is html.lastChild] == [
            *("a\u00a0b c", "text/html"),
            *(True, True),
        ]
        assert made.createElement("DIV").attributes.length == 0
        assert made.body.isConnected
        assert made.body.node_id == 0
        assert made.take_ops() == document.take_ops() == []

    def test_xml(self, document: Document) -> None:
        doctype = document.implementation.createDocumentType("a:b", "p", "s")
        made = document.implementation.createDocument(SVG, "svg", doctype)
        assert [made.contentType, made.documentElement.namespaceURI] == ["image/svg+xml", SVG]
        assert [doctype.ownerDocument is made, made.firstChild is doctype] == [True, True]
        element = made.createElement("FOO:bar")
        assert [element.localName, element.namespaceURI, element.prefix, element.tagName] == [
            *("FOO:bar", None),
            *(None, "FOO:bar"),
        ]
        assert made.implementation is made.implementation
        assert document.implementation.createDocument(None, "").documentElement is None

    def test_what_can_stand_there(self, document: Document) -> None:
        made = document.implementation.createHTMLDocument()
        calls: list[Callable[[], object]] = [
            lambda: made.appendChild(made.createTextNode("x")),
            lambda: made.appendChild(made.createElement("p")),
            lambda: made.append("x"),
            lambda: made.appendChild(document.implementation.createDocumentType("x", "", "")),
            lambda: made.insertBefore(made.documentElement, made.doctype),
            lambda: made.body.appendChild(document.implementation.createDocumentType("x", "", "")),
            lambda: made.replaceChild(made.createElement("p"), made.doctype or made),
            lambda: document.appendChild(document.createComment("x")),
        ]
        for call in calls:
            refused("HierarchyRequestError", call)
        assert [child.nodeName for child in made.childNodes] == ["html", "HTML"]
        root = made.documentElement
        made.replaceChild(made.createElement("p"), root)
        made.append(made.createComment("c"), made.createProcessingInstruction("a", "b"))
        made.prepend(made.createComment("d"))
        assert [child.nodeName for child in made.childNodes] == ["#comment", "html", "P", "#comment", "a"]
        made.documentElement.remove()
        made.replaceChildren(root)
        assert list(made.childNodes) == [root]

    def test_copies_equal_what_they_were_copied_from(self, document: Document) -> None:
        made = document.implementation.createHTMLDocument("t")
        made.appendChild(made.createProcessingInstruction("a", "b"))
        copy = made.cloneNode(True)
        assert copy.isEqualNode(made)
        assert copy.body.ownerDocument is copy
        assert copy.title == "t"

    def test_ids(self, document: Document) -> None:
        made = document.implementation.createHTMLDocument()
        element = made.body.appendChild(made.createElement("p", id="x"))
        assert made.getElementById("x") is element
        assert made.querySelector("#x") is element
        assert made.getElementById("", strict=False) is None
        with pytest.raises(UnknownIdError):
            made.getElementById("y")

    def test_nodes_move_between_documents(self, document: Document) -> None:
        made = document.implementation.createHTMLDocument()
        element = made.body.appendChild(made.createElement("p", innerText="x"))
        document.body.appendChild(element)
        assert element.ownerDocument is document
        assert element.node_id > 0
        made.body.appendChild(element)
        assert [element.node_id, element.isConnected] == [0, True]

    def test_wrong_names(self, document: Document) -> None:
        implementation = document.implementation
        for name in ("", "1a", "a:b:c", "<", "東京"):
            assert implementation.createDocumentType(name, "", "").name == name
        for name in ("a b", "\n", "a>", "a\0"):
            refused("InvalidCharacterError", partial(implementation.createDocumentType, name, "", ""))
        refused("InvalidCharacterError", lambda: implementation.createDocument(None, "<"))
        refused("NamespaceError", lambda: implementation.createDocument(None, "a:b"))
        with pytest.raises(UnsafeValueError):
            implementation.createDocument(None, "script")


class TestProcessingInstructions:
    def test_data_and_target(self, document: Document) -> None:
        node = document.createProcessingInstruction("xml-stylesheet", "href='x'")
        assert isinstance(node, ProcessingInstruction)
        assert [node.target, node.nodeName, node.data, node.nodeType] == [
            *("xml-stylesheet", "xml-stylesheet"),
            *("href='x'", Node.PROCESSING_INSTRUCTION_NODE),
        ]
        node.textContent = "y"
        assert [node.nodeValue, node.length] == ["y", 1]
        assert node.cloneNode().isEqualNode(node)
        assert not node.isEqualNode(document.createProcessingInstruction("b", "y"))

    def test_wrong_ones(self, document: Document) -> None:
        for target, data in (("", ""), ("1", ""), ("a b", ""), ("a", "?>")):
            refused("InvalidCharacterError", partial(document.createProcessingInstruction, target, data))

    def test_a_page_has_none(self, document: Document) -> None:
        node = document.createProcessingInstruction("a", "b")
        refused("HierarchyRequestError", lambda: document.body.appendChild(node))
        element = document.createElement("p")
        element.appendChild(node)
        node.remove()
        assert document.take_ops() == []
        assert element.firstChild is None


def test_two_attributes_of_one_name(document: Document) -> None:
    element = document.body.appendChild(document.createElement("p"))
    element.setAttributeNS("urn:x", "title", "1")
    element.setAttributeNS(None, "title", "2")
    assert [element.getAttributeNS("urn:x", "title"), element.getAttributeNS(None, "title")] == ["1", "2"]
    assert len([name for name in element.getAttributeNames() if name == "title"]) == 2
    element.removeAttributeNS("urn:x", "title")
    assert element.getAttribute("title") == "2"
    element.setAttributeNS(XLINK, "xlink:href", "#a")
    assert document.body.querySelector("[*|href]") is element
    assert document.body.querySelector("[href]") is None
