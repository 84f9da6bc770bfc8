"""HTML source that its author vouches for (PROMISES: P7)."""

from __future__ import annotations

import builtins
from typing import Any

import msgspec
import pydantic
import pytest

from domsync.dom import ops
from domsync.dom.checks.names import HTML, MATHML, SVG, XLINK, XML, XMLNS
from domsync.dom.checks.trusted import unsafe_html
from domsync.dom.document.document import Document
from domsync.dom.element.markup import parse_fragment
from domsync.dom.events import browser_event
from domsync.dom.nodes.node import Node
from domsync.errors import InvalidNameError, MissingExtraError, UnsafeValueError
from tests import corpus


def shape(node: Node) -> Any:
    """Write a tree as nested lists: name, attributes if there are any, children."""
    if node.nodeType == Node.TEXT_NODE:
        return node.nodeValue
    if node.nodeType == Node.COMMENT_NODE:
        return f"<!--{node.nodeValue}-->"
    attributes = dict(getattr(node, "attributes", {}))
    return [getattr(node, "localName", "#"), *([attributes] if attributes else []), *map(shape, node.childNodes)]


def parse(source: str, context: str = "div", namespace: str = HTML) -> list[Any]:
    document = Document()
    fragment = parse_fragment(document, document.createElementNS(namespace, context), unsafe_html(source))
    assert all(node.ownerDocument is document for node in fragment.childNodes)
    return [shape(child) for child in fragment.childNodes]


@pytest.mark.parametrize(
    ("source", "context", "expected"),
    [
        ("", "div", []),
        ("a <b class=x>b</b>", "div", ["a ", ["b", {"class": "x"}, "b"]]),
        ("<p>a<p>b", "div", [["p", "a"], ["p", "b"]]),
        ("<td>a<td>b", "tr", [["td", "a"], ["td", "b"]]),
        ("<td>a", "div", ["a"]),
        ("<tr><td>a", "table", [["tbody", ["tr", ["td", "a"]]]]),
        ("<option>a<option selected>b", "select", [["option", "a"], ["option", {"selected": ""}, "b"]]),
        ("<b>a", "textarea", ["<b>a"]),
        ("<li>a<li>b", "ul", [["li", "a"], ["li", "b"]]),
        ("<!--c-->&amp;&lt;&#x1F600;", "div", ["<!--c-->", "&<😀"]),
        ("a\r\nb", "div", ["a\nb"]),
        ("<template><tr><td>a</template>", "div", [["template", ["tr", ["td", "a"]]]]),
        ("<style>a > b {}</style>", "div", [["style", "a > b {}"]]),
        ("<input VALUE=1 value=2 disabled>", "div", [["input", {"value": "1", "disabled": ""}]]),
        ("<html><body><i>a", "div", [["i", "a"]]),
        ("<!doctype html>a", "div", ["a"]),
        ("a<?b c?>d", "div", ["a", "<!--?b c-->", "d"]),
    ],
)
def test_the_context_decides(source: str, context: str, expected: list[Any]) -> None:
    assert parse(source, context) == expected


def test_style_attributes_are_taken_apart() -> None:
    document = Document()
    document.body.innerHTML = unsafe_html('<b style="COLOR:red;margin:0">x</b>')
    data = ops.ElementData("b", ("x",), styles={"color": "red", "margin": "0"})
    assert document.take_ops() == [ops.Insert(1, 0, 4, (data,))]


def test_svg_and_mathml() -> None:
    document = Document()
    source = (
        '<svg viewbox="0 0 1 1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<lineargradient/><use xlink:href="#a" xml:lang=de></use><foreignobject><p>a</p></foreignobject></svg>'
        "<math><mi definitionurl=b>c</mi></math>"
    )
    svg, math = parse_fragment(document, document.body, unsafe_html(source)).children
    gradient, use, foreign = svg.children
    assert [one.namespaceURI for one in (svg, gradient, use, foreign, foreign.children[0])] == [*[SVG] * 4, HTML]
    assert (svg.tagName, gradient.tagName, foreign.tagName) == ("svg", "linearGradient", "foreignObject")
    assert svg.getAttribute("viewBox") == "0 0 1 1"
    assert svg.getAttributeNS(XMLNS, "xmlns") == SVG
    assert (use.getAttributeNS(XLINK, "href"), use.getAttributeNS(XML, "lang")) == ("#a", "de")
    assert (math.namespaceURI, math.children[0].namespaceURI) == (MATHML, MATHML)
    assert math.children[0].getAttribute("definitionURL") == "b"


def test_svg_as_the_context() -> None:
    document = Document()
    svg = document.createElementNS(SVG, "svg")
    svg.innerHTML = unsafe_html("<circle r=1 /><a>x</a>")
    assert [(child.localName, child.namespaceURI) for child in svg.children] == [("circle", SVG), ("a", SVG)]


def test_deep_sources_need_no_recursion() -> None:
    document = Document()
    fragment = parse_fragment(document, document.body, unsafe_html("<div>" * 3000))
    depth, node = 0, fragment.firstChild
    while node is not None:
        depth, node = depth + 1, node.firstChild
    assert depth == 3000


def test_lone_surrogates() -> None:
    assert parse("a\ud800b") == ["a\ufffdb"]


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("<p>a</p><script>alert(1)</script>", "tag 'script'"),
        ("<svg><script>alert(1)</script></svg>", "tag 'script'"),
        ("<SCRIPT SRC=//a.test></SCRIPT>", "tag 'script'"),
        ("<object data=x></object>", "tag 'object'"),
        ("<embed src=x>", "tag 'embed'"),
        ("<base href=//a.test>", "tag 'base'"),
        ("<meta http-equiv=refresh content='0;url=javascript:x'>", "tag 'meta'"),
        ("<link rel=stylesheet href=x>", "tag 'link'"),
        ("<img src=x onerror=alert(1)>", "attribute 'onerror'"),
        ("<svg/onload=alert(1)>", "attribute 'onload'"),
        ("<svg><animate onbegin=alert(1) />", "attribute 'onbegin'"),
        ("<a href=' java\nscript:alert(1)'>", "scheme 'javascript'"),
        ("<svg><a xlink:href=javascript:alert(1)>", "scheme 'javascript'"),
        ("<svg><animate attributeName=href to=javascript:alert(1) />", "attributeName 'href'"),
        ("<iframe srcdoc='<script>alert(1)</script>'>", "attribute 'srcdoc'"),
        ("<iframe src=data:text/html,x>", "data: is only allowed for images"),
        ("<p style='background:url(//a.test)'>", "CSS value"),
        ("<p is=x-y>", "attribute 'is'"),
        ("<template><img onerror=alert(1)></template>", "attribute 'onerror'"),
        ("<xmp>", "tag 'xmp'"),
    ],
)
def test_what_could_run_is_refused_by_name(source: str, named: str) -> None:
    document = Document()
    document.body.append("before")
    document.take_ops()
    with pytest.raises(UnsafeValueError, match=named):
        document.body.innerHTML = unsafe_html(source)
    assert document.body.textContent == "before"
    assert document.take_ops() == []


def test_names_that_not_every_browser_accepts_are_refused() -> None:
    with pytest.raises(InvalidNameError, match="foo"):
        parse('<p foo"bar=1>')


@pytest.mark.parametrize("hostile", corpus.category("markup"), ids=str)
def test_the_corpus_runs_nothing(hostile: corpus.Hostile) -> None:
    try:
        nodes = parse(hostile.text)
    except ValueError:
        return
    assert not hostile.live_exec & {"innerHTML"}, f"{hostile.text!r} runs in a browser and was accepted: {nodes}"


class Page(pydantic.BaseModel):
    body: str


class Shout(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        "<b>",
        f"<b>{1}</b>",
        Shout("<b>"),
        Page.model_validate_json('{"body": "<b>"}').body,
        Page(body="<b>"),
        browser_event("input", b'{"value": "<b>"}')["value"],
        msgspec.json.decode(b'{"html": "<b>"}'),
        unsafe_html("<b>").html,
        str(unsafe_html("<b>")),
        b"<b>",
        None,
    ],
    ids=["str", "f-string", "subclass", "field", "model", "event", "json", "html", "str()", "bytes", "None"],
)
def test_the_only_door_is_unsafe_html(value: Any) -> None:
    document = Document()
    body = document.body
    child = body.appendChild(document.createElement("p"))
    with pytest.raises(TypeError, match=r"vouched for with unsafe_html\(source\)"):
        parse_fragment(document, body, value)
    with pytest.raises(TypeError):
        body.innerHTML = value
    with pytest.raises(TypeError):
        child.outerHTML = value
    with pytest.raises(TypeError):
        child.insertAdjacentHTML("afterend", value)
    assert [node for node in body.childNodes] == [child]  # noqa: C416 - the list itself is not compared


def test_the_corpus_does_not_get_through_as_a_string() -> None:
    document = Document()
    for hostile in corpus.category("markup"):
        with pytest.raises(TypeError):
            document.body.innerHTML = hostile.text  # type: ignore[assignment]


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def fail(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("justhtml"):
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", fail)
    with pytest.raises(MissingExtraError, match=r"pip install 'domsync\[html\]'"):
        parse("<b>")
