"""Documents that no page shows: what XML has and HTML has not."""

import pytest

from domsync.dom import HTML, CDATASection, Document
from domsync.errors import DOMException


def test_a_name_keeps_its_case_in_xml() -> None:
    implementation = Document().implementation
    xml, html = implementation.createDocument(None, "root"), implementation.createHTMLDocument()
    assert (xml.createAttribute("viewBox").name, html.createAttribute("viewBox").name) == ("viewBox", "viewbox")
    element = html.createElement("div")
    assert element.tagName == "DIV"
    xml.adoptNode(element)
    assert (element.tagName, element.nodeName) == ("div", "div")
    assert xml.createElementNS(HTML, "x:div").tagName == "x:div"


def test_the_case_of_html_elements_counts_in_xml_too() -> None:
    implementation = Document().implementation
    xml, html = implementation.createDocument(None, "root"), implementation.createHTMLDocument()
    for document, counts in ((xml, True), (html, False)):
        element = document.documentElement.appendChild(document.createElementNS(HTML, "p"))
        element.setAttribute("Title", "x")
        element.setAttribute("TYPE", "A")
        assert element.getAttribute("title") == (None if counts else "x")
        assert element.getAttribute("Title") == element.getAttributeNode("Title").value == "x"  # type: ignore[union-attr]
        assert element.attributes.item(0).name == ("Title" if counts else "title")  # type: ignore[union-attr]
        found = [element.matches(selector) for selector in ("[Title]", "[title]", "P", "p", "[TYPE=a]", "[TYPE=A]")]
        assert found == ([True, False, False, True, False, True] if counts else [True] * 6)
        assert document.getElementsByTagName("P").length == (0 if counts else 1)
        assert document.getElementsByTagName("p").item(0) is element
        assert element.toggleAttribute("TITLE") is counts
        element.removeAttribute("Title")
        assert element.hasAttribute("Title") is False
        assert element.hasAttribute("TITLE") is counts


def test_what_is_in_a_document_counts_when_it_is_to_move_within() -> None:
    """As the standard has it: what moves is not out of the way before it is checked."""
    document = Document().implementation.createHTMLDocument()
    doctype, root = document.childNodes
    other = document.createElement("html")
    for call in (
        lambda: document.appendChild(root),
        lambda: document.insertBefore(root, root),
        lambda: document.insertBefore(doctype, doctype),
        lambda: document.prepend(doctype),
        lambda: document.moveBefore(root, None),
        lambda: document.replaceChild(doctype, root),
        lambda: document.replaceChildren(other),
        lambda: root.before(root),  # type: ignore[attr-defined]
        lambda: root.replaceWith(doctype),  # type: ignore[attr-defined]
    ):
        with pytest.raises(DOMException, match="HierarchyRequestError"):
            call()
        assert list(document.childNodes) == [doctype, root]
    # Several come in a fragment, and are out of the way.
    document.append(doctype, root)
    document.replaceChildren(doctype, root)
    root.replaceWith(root)  # type: ignore[attr-defined]
    assert list(document.childNodes) == [doctype, root]
    comment = document.appendChild(document.createComment("c"))
    document.insertBefore(comment, comment)
    document.insertBefore(comment, doctype)
    assert list(document.childNodes) == [comment, doctype, root]
    root.remove()  # type: ignore[attr-defined]
    document.replaceChildren(other)
    assert list(document.childNodes) == [other]


def test_cdata_sections() -> None:
    implementation = Document().implementation
    xml = implementation.createDocument(None, "root")
    section = xml.createCDATASection("a<b")
    assert isinstance(section, CDATASection)
    assert (section.nodeType, section.nodeName, section.data) == (4, "#cdata-section", "a<b")
    root = xml.documentElement
    root.append("x", section, "y")
    # Texts are not joined with it, but it is one of them.
    root.normalize()
    assert [child.nodeType for child in root.childNodes] == [3, 4, 3]
    assert (root.textContent, section.wholeText) == ("xa<by", "xa<by")
    assert root.isEqualNode(root.cloneNode(True))
    assert not section.isEqualNode(xml.createTextNode("a<b"))
    with pytest.raises(DOMException, match="InvalidCharacterError"):
        xml.createCDATASection("]]>")
    with pytest.raises(DOMException, match="NotSupportedError"):
        implementation.createHTMLDocument().createCDATASection("a")


def test_a_cdata_section_that_is_shown_is_a_text() -> None:
    document = Document()
    section = document.implementation.createDocument(None, "root").createCDATASection("a<b")
    document.body.appendChild(section)
    assert document.body.innerHTML == "a&lt;b"
    assert '"a<b"' in document.render_js_updates()
    section.data = "new"
    assert '"new"' in document.render_js_updates()


def test_it_is_nowhere() -> None:
    implementation = Document().implementation
    html, xml = implementation.createHTMLDocument("title"), implementation.createDocument(None, None)
    assert (html.URL, html.documentURI, html.location) == (xml.URL, xml.documentURI, xml.location)
    assert xml.URL == "about:blank"
    assert implementation.hasFeature("Core", "2.0")


def test_another_body() -> None:
    document = Document().implementation.createHTMLDocument()
    old, new = document.body, document.createElement("body")
    document.body = new
    assert document.body is new
    assert old.parentNode is None
    document.body = new
    new.remove()
    document.body = old
    assert document.documentElement.lastChild is old
    with pytest.raises(DOMException, match="HierarchyRequestError"):
        document.body = document.createElement("div")
    document.documentElement.remove()
    with pytest.raises(DOMException, match="HierarchyRequestError"):
        document.body = new


def test_attributes_are_adopted() -> None:
    document = Document()
    other = document.implementation.createHTMLDocument()
    loose = document.createAttribute("title")
    assert other.adoptNode(loose) is loose
    assert loose.ownerDocument is other
    element = document.createElement("p")
    element.setAttribute("lang", "de")
    taken = element.getAttributeNode("lang")
    assert taken is not None
    other.adoptNode(taken)
    assert (taken.ownerElement, taken.value, element.hasAttribute("lang")) == (None, "de", False)


def test_the_page_has_no_cdata_sections() -> None:
    with pytest.raises(DOMException, match="NotSupportedError"):
        Document().createCDATASection("x")


def test_forms_and_labels_find_what_they_are_for() -> None:
    document = Document().implementation.createHTMLDocument()
    form, box, label = (document.createElement(tag) for tag in ("form", "input", "label"))
    form.id, box.id = "f", "b"
    box.setAttribute("form", "f")
    label.htmlFor = "b"
    document.body.append(form, box, label)
    assert box.form is form
    assert label.control is box
    # In a tree of its own a label finds its control, a control no form by its id.
    tree = document.createElement("div")
    tree.append(form, box, label)
    assert [box.form, label.control] == [None, box]
    label.htmlFor = ""
    assert label.control is None
