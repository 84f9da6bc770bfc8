"""Nodes as HTML: the standard's serialisation, and that a parser finds nothing in it but what was in the tree."""

from typing import Any

import pytest
from hypothesis import given, settings
from justhtml import JustHTML

from domsync import unsafe_html, unsafe_tag
from domsync.dom.checks.names import MATHML, SVG, XLINK
from domsync.dom.document.document import Document
from domsync.errors import UnsafeValueError
from domsync.render import inner_html, outer_html
from domsync.testing.tree.canonical import canonical
from tests import corpus
from tests.profiles import scaled
from tests.programs import Program, programs


@pytest.fixture
def document() -> Document:
    return Document()


def html(document: Document, tag: str, text: str = "", **attributes: str) -> Any:
    """An HTML element without an id of its own."""
    element = document.createElementNS("http://www.w3.org/1999/xhtml", tag)
    for name, value in attributes.items():
        element.setAttribute(name, value)
    if text:
        element.append(text)
    return element


class TestTheStandard:
    def test_elements_texts_and_comments(self, document: Document) -> None:
        element = html(document, "div", "a < b & c\xa0", title='"quoted" <b>')
        element.append(document.createComment(" note "), html(document, "br"), html(document, "p"))
        assert element.outerHTML == (
            '<div title="&quot;quoted&quot; &lt;b&gt;">a &lt; b &amp; c&nbsp;<!-- note --><br><p></p></div>'
        )
        assert element.innerHTML == "a &lt; b &amp; c&nbsp;<!-- note --><br><p></p>"

    def test_the_children_of_a_document_or_fragment(self, document: Document) -> None:
        fragment = document.createDocumentFragment()
        fragment.append("a", html(document, "b"))
        assert outer_html(fragment) == inner_html(fragment) == "a<b></b>"
        assert outer_html(document) == '<div id="domsync_root_id"></div>'
        assert inner_html(document.createTextNode("a")) == ""

    def test_styles_are_an_attribute(self, document: Document) -> None:
        element = html(document, "p", style="color: red; width: 1px !important")
        assert element.outerHTML == '<p style="color: red; width: 1px !important;"></p>'

    @pytest.mark.parametrize("tag", ["area", "br", "col", "hr", "img", "input", "source", "track", "wbr"])
    def test_void_elements_have_no_end_and_no_children(self, document: Document, tag: str) -> None:
        element = html(document, tag, "not shown")
        assert element.outerHTML == f"<{tag}>"

    def test_foreign_elements(self, document: Document) -> None:
        svg = document.createElementNS(SVG, "svg")
        gradient = svg.appendChild(document.createElementNS(SVG, "linearGradient"))
        gradient.setAttributeNS(XLINK, "x:title", "t")
        gradient.setAttributeNS("urn:y", "y:z", "v")
        svg.append(document.createElementNS(SVG, "br"), document.createElementNS(MATHML, "m:mi"))
        svg.append(document.createElementNS("urn:x", "x:other"))
        assert svg.outerHTML == (
            '<svg><linearGradient xlink:title="t" y:z="v"></linearGradient><br></br><mi></mi><x:other></x:other></svg>'
        )

    @pytest.mark.parametrize("tag", ["pre", "textarea", "listing"])
    def test_a_line_feed_at_the_start_survives(self, document: Document, tag: str) -> None:
        assert html(document, tag, "\na").outerHTML == f"<{tag}>\n\na</{tag}>"
        assert html(document, tag, "a").outerHTML == f"<{tag}>a</{tag}>"
        assert html(document, tag).outerHTML == f"<{tag}></{tag}>"
        assert html(document, tag, "\na").innerHTML == "\na"

    def test_it_does_so_behind_an_empty_text_and_not_behind_an_element(self, document: Document) -> None:
        element = html(document, "pre")
        element.append("", "\na")
        assert element.outerHTML == "<pre>\n\na</pre>"
        element.prepend(html(document, "b"))
        assert element.outerHTML == "<pre><b></b>\na</pre>"

    def test_a_deep_tree(self, document: Document) -> None:
        top = node = html(document, "div")
        for _ in range(5_000):
            node = node.appendChild(html(document, "b"))
        assert top.outerHTML == "<div>" + "<b>" * 5_000 + "</b>" * 5_000 + "</div>"


class TestTextForTheParser:
    def test_an_element_whose_content_is_text_has_no_other_children(self, document: Document) -> None:
        for tag in ("textarea", "title", "style", "iframe"):
            element = html(document, tag, "a")
            element.append(document.createComment(f"</{tag}><img>"), html(document, "b", "not shown"), "b")
            assert element.outerHTML == f"<{tag}>ab</{tag}>"
            assert element.innerHTML == "ab"

    def test_escapes_in_textarea_and_title_only(self, document: Document) -> None:
        assert html(document, "textarea", "</textarea>&").innerHTML == "&lt;/textarea&gt;&amp;"
        assert html(document, "title", "a<b").outerHTML == "<title>a&lt;b</title>"
        assert html(document, "style", "a > b { color: red }").outerHTML == "<style>a > b { color: red }</style>"

    def test_texts_beside_each_other_do_not_end_it_together(self, document: Document) -> None:
        element = html(document, "style")
        element.append("<", "/style><img>")
        assert element.outerHTML == "<style>\\3c /style>\\3c img></style>"
        assert element.innerHTML == "\\3c /style>\\3c img>"

    def test_a_script_that_was_vouched_for(self, document: Document) -> None:
        element = document.createElementNS("http://www.w3.org/1999/xhtml", unsafe_tag("script"))
        element.append("if (a < b) c('</script><!--')")
        assert element.outerHTML == "<script>if (a < b) c('<\\/script><\\!--')</script>"

    @pytest.mark.parametrize("tag", ["style", "iframe"])
    def test_below_svg_a_parser_could_see_markup(self, document: Document, tag: str) -> None:
        svg = document.createElementNS(SVG, "svg")
        svg.append(html(document, tag, "<img src=x onerror=alert(1)>"))
        assert "<img" not in svg.outerHTML
        assert "<img" not in svg.innerHTML
        assert "<img" not in svg.firstElementChild.outerHTML  # type: ignore[union-attr]

    def test_style_in_svg_is_not_raw(self, document: Document) -> None:
        style = document.createElementNS(SVG, "style")
        style.append("</style><img>")
        assert style.outerHTML == "<style>&lt;/style&gt;&lt;img&gt;</style>"

    @pytest.mark.parametrize("scripting", [True, False])
    def test_noscript_reads_well_with_and_without_scripting(self, document: Document, scripting: bool) -> None:
        noscript = html(document, "noscript")
        attack = "</noscript><img src=x onerror=alert(1)>"
        style = html(document, "style", attack)
        noscript.append(html(document, "p", attack, title=attack), document.createComment(attack), style)
        parsed = JustHTML(noscript.outerHTML, sanitize=False, fragment=True, scripting_enabled=scripting).root
        names = {node.name for node in walk(parsed)} - {"#document-fragment"}
        assert names == ({"noscript", "#text"} if scripting else {"noscript", "#text", "#comment", "p", "style"})


def walk(node: Any) -> list[Any]:
    found = [node]
    for child in node.children or ():
        found += walk(child)
    if getattr(node, "template_content", None) is not None:
        found += walk(node.template_content)
    return found


PLACES = ("div", "p", "pre", "td", "option", "textarea", "button")


def page_with(document: Document, text: str) -> Any:
    """A tree with a text in every place."""
    top = html(document, "section", title=text, lang=text)
    top.setAttribute("data-x", text)
    top.className = text
    for tag in PLACES:
        element = html(document, tag, text)
        if tag == "td":
            row = html(document, "tr")
            row.append(element)
            body = html(document, "tbody")
            body.append(row)
            element = html(document, "table")
            element.append(body)
        elif tag == "option":
            select = html(document, "select")
            select.append(element)
            element = select
        top.append(element)
    top.append(document.createComment(text))
    math = document.createElementNS(MATHML, "math")
    math.append(document.createElementNS(MATHML, "mtext"))
    math.firstElementChild.append(text)  # type: ignore[union-attr]
    svg = document.createElementNS(SVG, "svg")
    svg.append(text)
    svg.setAttribute("viewBox", text)
    top.append(math, svg)
    return top


@pytest.mark.parametrize("hostile", corpus.texts(20_000), ids=str)
def test_the_corpus_reads_back_as_it_was(document: Document, hostile: corpus.Hostile) -> None:
    # HTML has no way to say NUL, and an empty text is none.
    text = hostile.text.replace("\x00", "") or "-"
    tree = page_with(document, text)
    source = tree.outerHTML
    copy = html(Document(), "div")
    copy.innerHTML = unsafe_html(source)
    form: Any = canonical(copy.firstElementChild)
    wanted: Any = canonical(tree)
    # Only in a comment nothing can be escaped: a `>` in it that would end it is written otherwise, and CR reads as LF.
    comment = len(PLACES)
    assert plain(form[5][comment][1]) == plain(wanted[5][comment][1])
    form[5][comment] = wanted[5][comment]
    assert form == wanted


def plain(data: str) -> str:
    return data.replace("\r\n", "\n").replace("\r", "\n").replace("&gt;", ">")


@pytest.mark.parametrize("tag", ["style", "iframe", "xmp", "noembed", "noframes", "noscript", "title"])
def test_no_text_ends_an_element_of_text(document: Document, tag: str) -> None:
    for hostile in corpus.texts(2_000):
        for around in ("", f"</{tag}>"):
            element = document.createElementNS("http://www.w3.org/1999/xhtml", unsafe_tag(tag))
            element.append(around + hostile.text)
            parsed = JustHTML(element.outerHTML, sanitize=False, fragment=True).root
            assert [node.name for node in walk(parsed)][1:] in ([tag], [tag, "#text"]), hostile.text


@given(programs())
@settings(max_examples=scaled(100))
def test_a_parser_finds_no_more_than_the_tree_has(program: Program) -> None:
    document = Document()
    for _ in program.run(document):
        pass
    assert_nothing_new(document)


@pytest.mark.fuzz
def test_a_parser_finds_no_more_than_the_tree_has_with_these_seeds() -> None:
    for seed in range(scaled(100)):
        document = Document()
        for _ in Program(seed).run(document):
            pass
        assert_nothing_new(document)


#: What the parser adds by itself where the tree is one that no HTML has.
ADDED = {"tbody", "tr", "colgroup", "#text", "#document-fragment", "#comment", "p", "br"}


def assert_nothing_new(document: Document) -> None:
    elements = document.getElementsByTagName("*")
    names = {element.localName for element in elements} | {element.nodeName.lower() for element in elements} | ADDED
    attributes = {name for element in elements for name in element.getAttributeNames()}
    # The parser gives some names the capitals that SVG wants, and takes them where there is no SVG.
    names |= {name.lower() for name in names}
    attributes |= {name.lower() for name in attributes} | {"xlink:title", "xlink:show"}
    for scripting in (True, False):
        source = outer_html(document)
        for node in walk(JustHTML(source, sanitize=False, fragment=True, scripting_enabled=scripting).root):
            assert node.name in names, source
            assert set(getattr(node, "attrs", None) or ()) <= attributes, source


class TestForeignElements:
    """HTML of what is not HTML may be put anywhere: also where a parser reads its names as those of HTML."""

    @pytest.mark.parametrize("tag", ["style", "STYLE", "title", "textarea", "iframe", "noscript", "xmp", "noembed"])
    @pytest.mark.parametrize("scripting", [True, False])
    def test_comments_and_texts_end_no_element(self, document: Document, tag: str, scripting: bool) -> None:
        attack = f"</{tag}><img src=x onerror=alert(1)>"
        svg = document.createElementNS(SVG, "svg")
        inner = svg.appendChild(document.createElementNS(SVG, unsafe_tag(tag)))
        inner.append(document.createComment(attack), attack)
        for source in (svg.outerHTML, svg.innerHTML):
            parsed = JustHTML(source, sanitize=False, fragment=True, scripting_enabled=scripting).root
            assert "img" not in {node.name for node in walk(parsed)}

    @pytest.mark.parametrize(
        ("tag", "name", "value"),
        [
            *(
                ("a", "HREF", "javascript:alert(1)"),
                ("image", "Href", "javascript:alert(1)"),
                ("a", "SRC", "vbscript:1"),
            ),
            *(("set", "ATTRIBUTENAME", "onclick"), ("animate", "AttributeName", "href"), ("g", "STYLE", "a: url(x)")),
        ],
    )
    def test_capitals_hide_nothing(self, document: Document, tag: str, name: str, value: str) -> None:
        element = document.createElementNS(SVG, tag)
        with pytest.raises(UnsafeValueError):
            element.setAttribute(name, value)
        with pytest.raises(UnsafeValueError):
            element.setAttributeNS(None, name, value)
        assert not element.hasAttributes()
