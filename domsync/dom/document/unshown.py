"""Documents that are not shown in a page, created through `document.implementation`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, Self, overload

from domsync.dom.checks.element_names import local_name
from domsync.dom.checks.names import HTML, SVG, check_attribute, check_doctype
from domsync.dom.checks.unicode import ascii_words, well_formed
from domsync.dom.document.document import Document
from domsync.dom.element.attr import Attr
from domsync.dom.element.element import Element
from domsync.dom.nodes.character_data import CDATASection
from domsync.dom.nodes.doctype import DocumentType
from domsync.dom.ports import unshown_documents
from domsync.dom.traversal import descend
from domsync.errors import DOMException, UnknownIdError

if TYPE_CHECKING:
    from domsync.dom.events import Event, EventTarget
    from domsync.dom.nodes.window import Window

_HTML_TYPE = "text/html"
_XHTML_TYPE = "application/xhtml+xml"
_XML_TYPES = {HTML: _XHTML_TYPE, SVG: "image/svg+xml"}


class UnshownDocument(Document):
    """A document that is not shown in a page. It can have any children, and logs no ops.

    Unlike in a shown document, `createElement()` creates elements without an id, as a browser does. Create one with
    `document.implementation`.

    Args:
        content_type: `"text/html"`, or an XML type.
    """

    __slots__ = ("_content_type",)

    def __init__(self, content_type: str) -> None:
        super().__init__("")
        self._content_type = content_type

    def _begin(self) -> None:
        """Begin without a root element."""
        self.node_id = 0

    @property
    def contentType(self) -> str:
        """`"text/html"`, or the document's XML type."""
        return self._content_type

    @property
    def URL(self) -> str:
        """`"about:blank"`: the document was not loaded from anywhere."""
        return "about:blank"

    documentURI = URL

    @property
    def location(self) -> None:
        """None: the document is not shown in a window."""

    @property
    def doctype(self) -> DocumentType | None:
        """The doctype, or None."""
        node = self.first_child
        while node is not None and not isinstance(node, DocumentType):
            node = node.next_sibling
        return node

    @property
    def documentElement(self) -> Element:
        """The root element, or None."""
        return self.firstElementChild  # type: ignore[return-value]

    @property
    def defaultView(self) -> Window:
        """None: the document has no window."""
        return None  # type: ignore[return-value]

    def _child_of_html(self, tag: str) -> Element | None:
        root = self.firstElementChild
        if root is None or root.element_name.html != "html":
            return None
        return next((child for child in root.children if child.element_name.html == tag), None)

    @property
    def head(self) -> Element | None:
        """The `<head>`, or None."""
        return self._child_of_html("head")

    @property
    def body(self) -> Element:
        """The `<body>`, or None."""
        return self._child_of_html("body")  # type: ignore[return-value]

    @body.setter
    def body(self, value: Element) -> None:
        """Replace the `<body>`.

        Raises:
            DOMException: HierarchyRequestError: the new element is not a body, or there is no root element.

        From https://html.spec.whatwg.org/#dom-document-body.
        """
        root, old = self.firstElementChild, self._child_of_html("body")
        if getattr(value, "element_name", None) is None or value.element_name.html not in {"body", "frameset"}:
            raise DOMException(f"a <body> is needed here, not {value!r}", "HierarchyRequestError")
        if value is old:
            return
        if old is not None:
            old.replaceWith(value)
        elif root is None:
            raise DOMException("there is no root element to put it into", "HierarchyRequestError")
        else:
            root.append(value)

    @property
    def title(self) -> str:
        """The text of the first `<title>`, with white space collapsed. Setting it changes the `<title>`, or adds one to
        the `<head>`.

        From https://html.spec.whatwg.org/#document.title.
        """
        found = self._title_element()
        return "" if found is None else " ".join(ascii_words(found.textContent or ""))

    @title.setter
    def title(self, value: str) -> None:
        text = well_formed(value)
        found = self._title_element()
        if found is None:
            if self.head is None:
                return
            found = self.head.appendChild(self.createElement("title"))
        found.textContent = text

    def _title_element(self) -> Element | None:
        return next((element for element in self.getElementsByTagName("title")), None)

    def getRootElement(self) -> Element:
        """An alias of `documentElement`."""
        return self.documentElement

    @overload
    def getElementById(self, id: str, strict: Literal[True] = True) -> Element: ...
    @overload
    def getElementById(self, id: str, strict: bool) -> Element | None: ...
    def getElementById(self, id: str, strict: bool = True) -> Element | None:
        """Return the first element with this `id`.

        Args:
            id: The id.
            strict: Raise an exception if there is none. With False, return None as browsers do.

        Raises:
            UnknownIdError: No element has the id, and `strict` is True.
        """
        for node in descend(self):
            if id and node.attribute_map is not None and node.attribute_map.get("id") == id:
                return node  # type: ignore[return-value]
        if strict:
            raise UnknownIdError(id)
        return None

    def createElement(
        self,
        tagName: str,
        id: str | None = None,
        innerText: str | None = None,
        value: str | float | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> Element:
        """Create an element: an HTML element in an HTML document, otherwise one without a namespace.

        Args:
            tagName: The tag name; case-sensitive in XML.
            id: The id.
            innerText: The text.
            value: The value of a form control.
            attributes: Attributes to set.

        Raises:
            DOMException: InvalidCharacterError: the tag or an attribute has an invalid name.
            UnsafeValueError: The element, an attribute, a URL or a CSS value could run code or load something.

        From https://dom.spec.whatwg.org/#dom-document-createelement.
        """
        is_html = self._content_type == _HTML_TYPE
        namespace = HTML if is_html or self._content_type == _XHTML_TYPE else None
        element = Element(self, local_name(namespace, tagName, lower=is_html))
        for name, given in {**(attributes or {}), **({} if id is None else {"id": id})}.items():
            element.setAttribute(name, given)
        if innerText is not None:
            element.innerText = innerText
        if value is not None:
            element.value = value
        return element

    def createAttribute(self, localName: str) -> Attr:
        """Create an attribute for `setAttributeNode()`. In XML its name is case-sensitive.

        Raises:
            DOMException: InvalidCharacterError: the name is invalid.
            UnsafeValueError: The attribute's value would be code.
        """
        lowered = check_attribute(localName)
        return Attr(self, None, lowered if self._content_type == _HTML_TYPE else localName)

    def createCDATASection(self, data: str) -> CDATASection:
        """Create a CDATA section, which only XML documents have.

        Raises:
            DOMException: NotSupportedError: the document is HTML. InvalidCharacterError: the data contains `]]>`.

        From https://dom.spec.whatwg.org/#dom-document-createcdatasection.
        """
        if self._content_type == _HTML_TYPE:
            return super().createCDATASection(data)
        if "]]>" in data:
            raise DOMException("the data of a CDATA section cannot contain ]]>", "InvalidCharacterError")
        return CDATASection(self, data)

    def _event_parent(self, event: Event) -> EventTarget | None:
        return None

    def _copy(self, document: Document) -> Self:
        return type(self)(self._content_type)

    def __repr__(self) -> str:
        return f"<UnshownDocument {self._content_type!r}>"


class DOMImplementation:
    """Creates documents that are not shown in a page. Use `document.implementation`.

    From https://dom.spec.whatwg.org/#interface-domimplementation.
    """

    __slots__ = ("__weakref__", "_document")

    def __init__(self, document: Document) -> None:
        self._document = document

    def hasFeature(self, feature: str = "", version: str | None = None) -> bool:
        """Return True, as browsers always do.

        Args:
            feature: Ignored.
            version: Ignored.
        """
        return True

    def createDocumentType(self, qualifiedName: str, publicId: str, systemId: str) -> DocumentType:
        """Create a doctype.

        Raises:
            DOMException: InvalidCharacterError: the name contains white space, U+0000 or ">".

        From https://dom.spec.whatwg.org/#dom-domimplementation-createdocumenttype.
        """
        name = check_doctype(well_formed(qualifiedName))
        return DocumentType(self._document, name, well_formed(publicId), well_formed(systemId))

    def createDocument(
        self, namespace: str | None, qualifiedName: str | None, doctype: DocumentType | None = None
    ) -> UnshownDocument:
        """Create an XML document.

        Args:
            namespace: The namespace of the root element; None or empty for none.
            qualifiedName: The name of the root element; None or empty for a document without one.
            doctype: The doctype.

        Raises:
            DOMException: InvalidCharacterError or NamespaceError: the name is invalid.
            UnsafeValueError: The element could run code.

        From https://dom.spec.whatwg.org/#dom-domimplementation-createdocument.
        """
        document = UnshownDocument(_XML_TYPES.get(namespace or "", "application/xml"))
        element = document.createElementNS(namespace, qualifiedName) if qualifiedName else None
        if doctype is not None:
            document.appendChild(doctype)
        if element is not None:
            document.appendChild(element)
        return document

    def createHTMLDocument(self, title: str | None = None) -> UnshownDocument:
        """Create an HTML document with a doctype, `<html>`, `<head>` and `<body>`.

        Args:
            title: The title; None for no `<title>`.

        From https://dom.spec.whatwg.org/#dom-domimplementation-createhtmldocument.
        """
        document = UnshownDocument(_HTML_TYPE)
        html, head, body = (document.createElement(tag) for tag in ("html", "head", "body"))
        document.append(DocumentType(document, "html"), html)
        html.append(head, body)
        if title is not None:
            head.appendChild(document.createElement("title", innerText="")).append(well_formed(title))
        return document


unshown_documents.implementation = DOMImplementation
