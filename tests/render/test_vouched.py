"""What `unsafe_url()` and `unsafe_tag()` let into the tree is marked on the wire, in every place, and nothing else."""

import copy
import json
from typing import Any

import pytest

from domsync.dom import Document, Element, ops, unsafe_tag, unsafe_url
from domsync.dom.checks.trusted import UnsafeTag, UnsafeUrl
from domsync.errors import UnsafeValueError
from domsync.render import JavaScript, encode_ops, inner_html
from domsync.render.wire import FrameWriter
from domsync.render.wire_reader import from_wire
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.tree.canonical import canonical
from domsync.testing.tree.nodes import BrowserFault

XLINK = "http://www.w3.org/1999/xlink"
SVG = "http://www.w3.org/2000/svg"
URL = "javascript:void 0"


def link(document: Document, url: str, *children: str) -> Element:
    made = document.createElementNS("http://www.w3.org/1999/xhtml", "a")
    made.href = url
    made.append(*children)
    return made


def page() -> Document:
    """A document with what is vouched for in every place."""
    document = Document("root")
    for tag in ("object", "script"):
        document.body.appendChild(document.createElement(unsafe_tag(tag)))
    document.body.append(link(document, unsafe_url(URL)))
    drawing = document.body.appendChild(document.createElementNS(SVG, "svg"))
    inner = drawing.appendChild(document.createElementNS(SVG, "a"))
    inner.setAttributeNS(XLINK, "xlink:href", unsafe_url(URL))
    drawing.appendChild(document.createElementNS(SVG, unsafe_tag("script")))
    rows = document.body.appendChild(document.createElement("ul"))
    rows.append(*[link(document, unsafe_url(f"{URL}{number}"), "a", "b", "c", "d") for number in range(6)])
    rows.append(*[link(document, unsafe_url(URL), "a", "b", "c", "d") for _ in range(6)])
    return document


def marks(value: Any) -> list[str]:
    """The texts that stand in a list of their own as the value of an attribute, or as a tag."""
    if not isinstance(value, list):
        return []
    if len(value) == 1 and isinstance(value[0], str) and (value[0].startswith(URL) or value[0] in {"object", "script"}):
        return value
    return [mark for item in value for mark in marks(item)]


def plain_forms(wire: bytes) -> int:
    """How often what was vouched for stands in a frame without a mark."""
    text = wire.decode()
    return sum(text.count(f'"{form}') - text.count(f'["{form}') for form in (URL, "object", "script"))


def test_ops_and_snapshots_and_templates() -> None:
    document = page()
    writer = FrameWriter(0)
    for wire in (writer.frame(1, 0, document.take_ops()), writer.snapshot(1, 0, document.snapshot())):
        assert plain_forms(wire) == 0
        browser = ReferenceBrowser("root")
        browser.receive(wire)
        assert browser.canonical() == canonical(document)
    assert sorted(set(marks(json.loads(wire)))) == sorted([URL, *[f"{URL}{n}" for n in range(6)], "object", "script"])
    document.body.getElementsByTagName("a")[0].setAttribute("href", unsafe_url(f"{URL}1"))
    document.getElementsByTagName("svg")[0].children[0].setAttributeNS(XLINK, "xlink:href", unsafe_url(f"{URL}1"))
    told = encode_ops(document.take_ops())
    assert plain_forms(told) == 0
    assert marks(json.loads(told)) == [f"{URL}1"] * 2
    again = from_wire(json.loads(told))
    assert [type(op.value) for op in again if isinstance(op, ops.SetAttribute | ops.SetAttributeNS)] == [UnsafeUrl] * 2
    assert encode_ops(again) == told


def test_javascript_and_html_say_it_as_it_is() -> None:
    """Neither has a lock: pages that evaluate JavaScript do whatever it says."""
    document = page()
    assert f'setAttribute("href","{URL}")' in JavaScript(document).full()
    assert f'<a href="{URL}"></a>' in inner_html(document.body)


def test_a_copy_of_an_element_is_vouched_for_and_a_copied_value_is_not() -> None:
    document = Document("root")
    first = link(document, unsafe_url(URL))
    second = first.cloneNode()
    assert isinstance(second, Element)
    document.body.append(second)
    assert marks(json.loads(encode_ops(document.take_ops()))) == [URL]
    drawing = document.createElementNS(SVG, "a")
    drawing.setAttributeNS(XLINK, "xlink:href", unsafe_url(URL))
    held = first.attributes.getNamedItem("href")
    assert held is not None
    read = [first.getAttribute("href"), first.getAttributeNS(None, "href"), first.href, held.value]
    read += [drawing.getAttribute("xlink:href"), drawing.getAttributeNS(XLINK, "href"), first.attributes["href"]]
    first.removeAttribute("href")
    for value in [*read, held.value]:
        assert value == URL
        with pytest.raises(UnsafeValueError):
            document.createElement("a").setAttribute("href", value)


def test_what_needs_nobody_to_vouch_for_it_has_no_mark() -> None:
    document = Document("root")
    element = link(document, unsafe_url("/harmless"))
    element.title = unsafe_url(URL)
    element.append(unsafe_url(URL), document.createComment(unsafe_url(URL)))
    element.dataset["url"] = unsafe_url(URL)
    box = document.createElement("input", value=unsafe_url(URL))
    document.body.append(element, box, document.createElement(unsafe_tag("div")))
    document.title = unsafe_url(URL)
    assert marks(json.loads(encode_ops(document.take_ops()))) == []
    assert marks(json.loads(encode_ops(document.snapshot()))) == []


def test_a_mark_goes_with_the_value() -> None:
    document = Document("root")
    element = link(document, unsafe_url(URL))
    document.body.append(element)
    element.href = "/harmless"
    assert marks(json.loads(encode_ops(document.snapshot()))) == []
    with pytest.raises(UnsafeValueError):
        element.href = URL


@pytest.mark.parametrize(
    "op",
    [
        ops.SetAttribute(4, "href", URL),
        ops.SetAttribute(4, "onclick", UnsafeUrl("x")),
        ops.SetAttribute(4, "srcdoc", UnsafeUrl("x")),
        ops.SetAttributeNS(4, XLINK, "xlink:href", "java\nscript:x"),
        ops.Insert(1, 0, 5, (ops.ElementData("script"),)),
        ops.Insert(1, 0, 5, (ops.ElementData("a", attributes={"href": URL}),)),
        ops.Insert(1, 0, 5, (ops.ElementData("a", namespaced=((XLINK, "xlink:href", URL),)),)),
    ],
)
def test_the_browser_of_tests_refuses_what_nobody_vouched_for(op: ops.Op) -> None:
    browser = ReferenceBrowser("root")
    browser.apply([ops.Insert(1, 0, 4, (ops.ElementData("a"),))])
    with pytest.raises(BrowserFault, match="refused"):
        browser.apply([op])


def test_an_unsafe_tag_vouches_for_nobody_else() -> None:
    document = Document("root")
    document.createElement(unsafe_tag("script"))
    document.createElementNS(SVG, unsafe_tag("script"))
    with pytest.raises(UnsafeValueError):
        document.createElement("script")
    for name in ("script", "svg:script"):
        with pytest.raises(UnsafeValueError):
            document.createElementNS(SVG, name)
    assert type(copy.copy(unsafe_tag("script"))) is UnsafeTag
