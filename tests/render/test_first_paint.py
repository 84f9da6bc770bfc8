"""The first paint: HTML and a first frame that are the tree together, whatever HTML's parser does; no nodes made."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync import Component, Document, mount, svg
from domsync import html as h
from domsync.dom.checks.names import HTML, MATHML, SVG, XLINK
from domsync.dom.limits import Limits
from domsync.dom.nodes.node import Node
from domsync.dom.ops import Adopt, Insert, Listen, RemoveAttribute, Reset, SetAttribute, SetProperty, SetStyle
from domsync.render import encode_frame
from domsync.render.first_paint import FirstPaint, first_paint
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.tree.canonical import canonical
from domsync.testing.tree.nodes import BrowserFault
from tests import corpus
from tests.profiles import scaled
from tests.programs import Program


def adopted(document: Document, paint: FirstPaint | None = None) -> ReferenceBrowser:
    """A browser that has loaded the first paint."""
    paint = paint or first_paint(document)
    browser = ReferenceBrowser(document.getRootId())
    browser.load(paint.html)
    browser.receive(encode_frame(0, 1, 0, paint.ops))
    return browser


def agrees(document: Document) -> FirstPaint:
    """Check that the first paint is the tree, and that what changes after it arrives."""
    paint = first_paint(document)
    browser = adopted(document, paint)
    wanted = canonical(document, listeners=True)
    assert browser.canonical(listeners=True) == wanted
    return paint


def inserted(paint: FirstPaint) -> int:
    """How many elements get their content from the first frame."""
    assert isinstance(paint.ops[0], Adopt)
    return sum(isinstance(op, Insert) for op in paint.ops)


def nested(document: Document, *names: tuple[str | None, str]) -> Any:
    """Put elements into each other, and the outermost one on the page; return the innermost."""
    parent: Any = document.body
    for name in names:
        parent = parent.appendChild(document.createElementNS(*name))
    return parent


def made(document: Document, tag: str, text: str = "", **attributes: str) -> Any:
    """An element without an id of its own."""
    element = document.createElementNS(HTML, tag)
    for name, value in attributes.items():
        element.setAttribute(name, value)
    if text:
        element.append(text)
    return element


def callback(event: object) -> None:
    """Whoever listens."""


class Rows(Component):
    """A table; its rows are of several shapes."""

    count: int = 1000

    def pick(self) -> None:
        """A row was clicked."""

    def render(self) -> Any:
        return h.table(
            h.tbody(
                h.tr(
                    h.td(number, class_="number"),
                    h.td(h.a(f"row {number}", on_click=self.pick), title=f"<{number}>"),
                    h.td(h.span(class_="glyph"), style={"color": f"rgb({number % 255}, 0, 0)"}),
                    h.td("" if number % 3 else "\n", "x"),
                    h.td([h.b(part) for part in range(number % 4)]) if number % 100 == 7 else h.td(),
                    key=number,
                )
                for number in range(self.count)
            )
        )


def test_deferred_nodes_stay_deferred() -> None:
    document = Document()
    mount(Rows(), document.body)
    live = len(document.registry.nodes)
    paint = first_paint(document)
    assert len(document.registry.nodes) == live < 1300
    assert document.registry.count > 12_000
    assert sum(isinstance(op, Listen) for op in paint.ops) == 1000
    # Looking at the tree, as the comparison does, makes them.
    assert adopted(document, paint).canonical(listeners=True) == canonical(document, listeners=True)


def test_rows_of_one_shape_are_said_once() -> None:
    document = Document()

    class Alike(Component):
        def render(self) -> Any:
            return h.ul(h.li(h.b(number), h.i("a", h.u(), h.s("b"))) for number in range(500))

    mount(Alike(), document.body)
    first = first_paint(document).ops[0]
    assert isinstance(first, Adopt)
    assert first.shape == ("1A500", 1, "B2C1-D3-EF1-", 500)
    assert first.names == ("UL", "LI", "B", "I", "U", "S")


class TestWhatIsSaid:
    def test_all_kinds_of_nodes(self) -> None:
        document = Document()
        element: Any = document.createElement("p", innerText="😀", attributes={"style": "color: red"})
        svg = document.createElementNS(SVG, "svg")
        svg.setAttributeNS(XLINK, "xlink:title", "t")
        svg.append(document.createElementNS(SVG, "linearGradient"))
        element.append("", "b", document.createElement("input", value="v"), svg, document.createComment("c"))
        element.addEventListener("click", callback)
        document.body.append(element)
        browser = adopted(document)
        assert browser.canonical(listeners=True) == canonical(document, listeners=True)
        assert inserted(agrees(document)) == 0
        document.take_ops()
        element.lastChild.remove()
        element.firstChild.data = "new"
        browser.receive(encode_frame(0, 2, 0, document.take_ops()))
        assert browser.canonical(listeners=True) == canonical(document, listeners=True)

    @pytest.mark.parametrize("tag", ["pre", "textarea", "listing"])
    @pytest.mark.parametrize("texts", [["\na"], ["\n", "\n"], ["\n\na"]])
    def test_line_feeds_at_the_start(self, tag: str, texts: list[str]) -> None:
        document = Document()
        document.body.appendChild(document.createElement(tag)).append(*texts)
        agrees(document)

    def test_an_empty_document(self) -> None:
        document = Document()
        assert first_paint(document) == FirstPaint("", [])
        document.title = "t"
        assert first_paint(document).ops == [SetProperty(2, "title", "t")]

    def test_a_text_that_a_parser_cuts(self) -> None:
        document = Document()
        document.body.appendChild(document.createElement("p")).append("a" * 100_000, "b")
        paint = agrees(document)
        assert inserted(paint) == 0


class TestWhatHtmlCannotSay:
    """The content of one element comes with the frame; all others are adopted."""

    CASES = (
        *(((HTML, "p"), (HTML, "p")), ((HTML, "p"), (HTML, "div")), ((HTML, "p"), (HTML, "b"), (HTML, "ul"))),
        *(((HTML, "li"), (HTML, "li")), ((HTML, "li"), (HTML, "div"), (HTML, "li")), ((HTML, "dd"), (HTML, "dt"))),
        *(((HTML, "a"), (HTML, "a")), ((HTML, "a"), (HTML, "p"), (HTML, "a")), ((HTML, "button"), (HTML, "button"))),
        *(((HTML, "form"), (HTML, "form")), ((HTML, "h1"), (HTML, "h2")), ((HTML, "nobr"), (HTML, "nobr"))),
        *(((HTML, "table"), (HTML, "tr")), ((HTML, "table"), (HTML, "div")), ((HTML, "tbody"), (HTML, "td"))),
        *(((HTML, "div"), (HTML, "tr")), ((HTML, "table"), (HTML, "col")), ((HTML, "ul"), (HTML, "td"))),
        *(((HTML, "div"), (HTML, "body")), ((HTML, "div"), (HTML, "image")), ((HTML, "option"), (HTML, "b"))),
        *(((HTML, "select"), (HTML, "div")), ((HTML, "noscript"), (HTML, "p")), ((HTML, "br"), (HTML, "b"))),
        *(((HTML, "textarea"), (HTML, "b")), ((HTML, "title"), (HTML, "b")), ((HTML, "style"), (HTML, "b"))),
        *(((HTML, "ruby"), (HTML, "rt"), (HTML, "rp")), ((HTML, "div"), (HTML, "svg")), ((HTML, "div"), (SVG, "a"))),
        *(((SVG, "svg"), (HTML, "b")), ((SVG, "svg"), (SVG, "b")), ((SVG, "svg"), (SVG, "lineargradient"))),
        *(((SVG, "svg"), (SVG, "foreignObject"), (SVG, "g")), ((SVG, "svg"), (MATHML, "math"))),
        *(((MATHML, "math"), (SVG, "svg")), ((MATHML, "math"), (MATHML, "mi"), (MATHML, "mglyph"))),
        *(((HTML, "div"), (None, "other")), ((HTML, "div"), (SVG, "x:svg")), ((HTML, "div"), (HTML, "x:div"))),
        ((MATHML, "math"), (MATHML, "annotation-xml"), (MATHML, "mi")),
    )

    @pytest.mark.parametrize("names", CASES, ids=lambda names: ">".join(name for _, name in names))
    def test_elements_that_are_read_otherwise(self, names: tuple[tuple[str | None, str], ...]) -> None:
        document = Document()
        nested(document, (HTML, "main"), *names).setAttribute("class", "innermost")
        document.body.append("a text", document.createElement("i"))
        assert inserted(agrees(document)) == 1

    @pytest.mark.parametrize(
        "names",
        [
            ((HTML, "p"), (HTML, "button"), (HTML, "p")),
            ((HTML, "li"), (HTML, "ul"), (HTML, "li")),
            ((HTML, "a"), (HTML, "table"), (HTML, "tbody"), (HTML, "tr"), (HTML, "td"), (HTML, "a")),
            ((HTML, "p"), (SVG, "svg"), (SVG, "foreignObject"), (HTML, "p")),
            ((HTML, "p"), (MATHML, "math"), (MATHML, "mi"), (HTML, "b")),
            ((HTML, "h1"), (HTML, "b"), (HTML, "h2")),
            ((HTML, "details"), (HTML, "summary"), (HTML, "h2")),
            ((HTML, "form"), (HTML, "select"), (HTML, "optgroup"), (HTML, "option")),
        ],
        ids=lambda names: ">".join(name for _, name in names),
    )
    def test_elements_that_are_not(self, names: tuple[tuple[str | None, str], ...]) -> None:
        document = Document()
        nested(document, *names).append("text")
        assert inserted(agrees(document)) == 0

    @pytest.mark.parametrize("text", ["\0", "a\0b"])
    @pytest.mark.parametrize("tag", ["p", "textarea", "svg"])
    def test_a_nul(self, tag: str, text: str) -> None:
        document = Document()
        nested(document, (HTML, "main"), (SVG if tag == "svg" else HTML, tag)).append(text)
        assert inserted(agrees(document)) == 1

    @pytest.mark.parametrize("data", ["|", "_", "#", "->", "a--!>b", "\r", "\0"])
    def test_comments(self, data: str) -> None:
        document = Document()
        nested(document, (HTML, "main")).append(document.createComment(data))
        assert inserted(agrees(document)) == 1

    @pytest.mark.parametrize("tag", ["style", "iframe", "textarea", "title"])
    @pytest.mark.parametrize("texts", [["a", "b"], [""], ["</style></iframe>"]])
    def test_texts_of_elements_that_hold_one_text(self, tag: str, texts: list[str]) -> None:
        document = Document()
        nested(document, (HTML, "main"), (HTML, tag)).append(*texts)
        agrees(document)

    def test_text_in_a_table(self) -> None:
        for text, count in (("text", 1), (" \n", 0)):
            document = Document()
            nested(document, (HTML, "table"), (HTML, "tbody")).append(text)
            assert inserted(agrees(document)) == count

    def test_attributes(self) -> None:
        document = Document()
        svg = nested(document, (HTML, "main"), (SVG, "svg"))
        for name, value in (("HREF", "/a"), ("viewBox", "0 0 1 1"), ("viewbox", "x"), ("title", "\0"), ("Title", "t")):
            svg.setAttribute(name, value)
        document.body.firstElementChild.setAttributeNS(XLINK, "xlink:title", "t")  # type: ignore[union-attr]
        paint = agrees(document)
        assert paint.html == '<main><svg viewBox="0 0 1 1"></svg></main>'
        said = [op.name for op in paint.ops if isinstance(op, SetAttribute)]
        assert said == ["HREF", "viewbox", "title", "Title"]

    def test_at_the_top_there_is_nothing_to_adopt(self) -> None:
        document = Document()
        document.body.append("a\0b")
        paint = first_paint(document)
        assert paint.html == ""
        assert isinstance(paint.ops[0], Reset)
        assert paint.ops == document.snapshot()

    def test_a_deep_tree(self) -> None:
        document = Document()
        document.limits = Limits(depth=None)
        nested(document, *[(HTML, "b")] * 400)
        assert inserted(agrees(document)) == 1

    def test_styles_are_left_to_the_frame(self) -> None:
        document = Document()
        document.body.append(document.createElement("p", attributes={"style": "color: red"}))
        paint = agrees(document)
        assert "style" not in paint.html
        assert [op for op in paint.ops if isinstance(op, SetStyle)] == [SetStyle(4, "color", "red")]


class TestDescriptions:
    """What nobody has looked at yet is read as what is there."""

    @pytest.mark.parametrize(
        "shown",
        [
            lambda: h.div(h.p("a", h.b(h.ul(h.li("b")))), h.p("c")),
            lambda: h.div(h.table(h.tr(h.td(number)) for number in range(9))),
            lambda: h.div(h.section(h.p("a\0b", title="\0"), h.p("", "", "x")), h.b("y")),
            lambda: h.ul(h.li(h.pre(text), h.i(), title=text) for text in ("\na", "b", "\n", "", "\0", "c", "d", "e")),
            lambda: h.ul(h.li(h.b("x" if n % 2 else ""), h.i(n), style={"width": f"{n}px"}) for n in range(20)),
            lambda: h.ul(h.li(h.b(h.i(m) for m in range(n)), h.u("a", "b")) for n in range(12)),
            lambda: h.ul(h.li(h.p(h.div(n)), h.u("a"), h.s("b")) for n in range(12)),
            lambda: h.table(h.tbody(h.tr(h.td(n), n, h.td("b"), h.td("c")) for n in range(12))),
            lambda: h.div(svg.svg(svg.g(svg.a("b"), svg.g("c")), viewBox="0 0 1 1") for _ in range(6)),
            lambda: h.div(h.div(h.a(n, href=f"/{n}?a=1&b=2"), h.b("\r"), h.i('"')) for n in range(12)),
        ],
    )
    def test_it_is_what_the_live_tree_says(self, shown: Any) -> None:
        lazy, made = Document(), Document()
        for document in (lazy, made):
            mount(Shows(child=shown()), document.body)
        canonical(made)
        early, late = first_paint(lazy), first_paint(made)
        assert early.html == late.html
        agrees(lazy)
        agrees(made)


class Shows(Component):
    """Shows something."""

    child: Any

    def render(self) -> Any:
        return self.child


class TestControls:
    """The page is right before its script runs; after the first frame, the defaults are those of the tree."""

    def test_what_a_control_holds_is_in_the_html(self) -> None:
        document = Document()
        box: Any = made(document, "input", value="default")
        box.value = "now"
        tick: Any = made(document, "input", type="checkbox")
        tick.checked = True
        off: Any = made(document, "input", type="checkbox", checked="")
        off.checked = False
        area: Any = made(document, "textarea")
        area.append("default")
        area.value = "\nnow"
        film: Any = made(document, "video")
        film.muted = True
        document.body.append(box, tick, off, area, film)
        paint = agrees(document)
        assert paint.html == (
            '<input value="now"><input type="checkbox" checked=""><input type="checkbox">'
            '<textarea>\n\nnow</textarea><video muted=""></video>'
        )

    def test_what_is_chosen_is_in_the_html(self) -> None:
        document = Document()
        one, several = made(document, "select"), made(document, "select", multiple="")
        for select in (one, several):
            for name in "abc":
                select.append(made(document, "option", name))
            document.body.append(select)
        assert "selected" not in first_paint(document).html
        one.value = "b"
        several.lastElementChild.selected = True
        assert agrees(document).html == (
            '<select><option>a</option><option selected="">b</option><option>c</option></select>'
            '<select multiple=""><option>a</option><option>b</option><option selected="">c</option></select>'
        )
        one.selectedIndex = -1
        agrees(document)

    def test_a_default_after_the_chosen_one_would_win(self) -> None:
        document = Document()
        select = document.body.appendChild(made(document, "select"))
        for name in "ab":
            select.append(made(document, "option", name))
        select.lastElementChild.setAttribute("selected", "")
        select.value = "a"
        agrees(document)

    def test_a_control_that_holds_its_default_costs_nothing(self) -> None:
        document = Document()
        document.body.append(made(document, "input", value="a"))
        assert len(first_paint(document).ops) == 1

    def test_the_default_is_given_back_after_the_value(self) -> None:
        document = Document()
        box: Any = document.body.appendChild(made(document, "input"))
        box.value = "now"
        assert first_paint(document).ops[1:] == [SetProperty(4, "value", "now"), RemoveAttribute(4, "value")]


class TestSharedDocuments:
    def paint(self, *names: tuple[str, str], shown: Any = None) -> FirstPaint:
        document, part = Document(), Document("part")
        place = nested(document, *names)
        document.mount(place, 3)
        part.body.append(shown or made(part, "p"))
        return first_paint(document, {place: first_paint(part)})

    def test_it_is_in_the_html(self) -> None:
        paint = self.paint((HTML, "main"), (HTML, "div"))
        assert paint.html == "<main><div><!--#--><p></p></div></main>"
        assert len(paint.mounted) == 1

    @pytest.mark.parametrize("tag", ["p", "table", "select", "h1"])
    def test_it_is_not_where_it_cannot_stand(self, tag: str) -> None:
        heading = Document().createElement("h2")
        paint = self.paint((HTML, "main"), (HTML, tag), shown=heading if tag == "h1" else None)
        assert paint.html == f"<main><{tag}></{tag}></main>"
        assert not paint.mounted


class TestHostile:
    @pytest.mark.parametrize("place", ["p", "pre", "textarea", "title", "style", "iframe", "option", "noscript", "td"])
    def test_texts_of_the_corpus(self, place: str) -> None:
        document = Document()
        for hostile in corpus.texts(3000):
            parent = nested(document, (HTML, "main"), (HTML, place))
            parent.append(hostile.text)
            parent.setAttribute("title", hostile.text)
        agrees(document)

    @pytest.mark.parametrize("place", ["style", "title", "textarea", "iframe", "noscript", "desc", "text", "svg"])
    def test_texts_and_comments_of_foreign_elements(self, place: str) -> None:
        document = Document()
        for hostile in corpus.texts(3000):
            parent = nested(document, (HTML, "main"), (SVG, "svg"), (SVG, place))
            parent.append(document.createComment(hostile.text), hostile.text)
            for name in ("DATA-X", "data-x", "Title"):
                parent.setAttribute(name, hostile.text)
        agrees(document)

    def test_a_text_that_looks_like_the_shape(self) -> None:
        document = Document()
        document.body.append("A1-", "!", document.createComment("B2"))
        agrees(document)


@given(seed=st.integers(0, 2**20))
@settings(max_examples=scaled(150))
def test_programs(seed: int) -> None:
    document = Document()
    for _ in Program(seed).run(document):
        pass
    assert first_paint(document).html or document.documentElement.firstChild is None or _is_odd_at_the_top(document)
    agrees(document)


def _is_odd_at_the_top(document: Document) -> bool:
    return first_paint(document).ops == document.snapshot()


@given(
    names=st.lists(
        st.sampled_from(sorted({name for case in TestWhatHtmlCannotSay.CASES for name in case}, key=str)), max_size=12
    )
)
@settings(max_examples=scaled(400))
def test_whatever_is_nested_in_whatever(names: list[tuple[str | None, str]]) -> None:
    document = Document()
    nested(document, (HTML, "main"), *names)
    assert isinstance(first_paint(document).ops[0], Adopt)
    agrees(document)


def test_a_browser_that_reads_otherwise_is_seen() -> None:
    document = Document()
    document.body.append(document.createElement("p"), document.createElement("b"))
    paint = first_paint(document)
    for html in ("<p></p>", "<b></b><p></p>", "<p></p><i></i>", "<p>x</p><b></b>"):
        with pytest.raises(BrowserFault, match="read differently"):
            adopted(document, paint._replace(html=html))


def test_it_changes_nothing() -> None:
    document = Document()
    for _ in Program(7).run(document):
        pass
    before = canonical(document, listeners=True)
    document.take_ops()
    first_paint(document)
    assert not document.has_ops
    assert canonical(document, listeners=True) == before
    assert isinstance(document.documentElement, Node)


@pytest.mark.parametrize(
    ("tag", "is_adopted"), [("größe", True), ("é", False), ("_x", False), ("x-😍", True), ("x:y", True)]
)
def test_only_what_begins_with_a_letter_of_ascii_is_a_tag_to_the_parser(tag: str, is_adopted: bool) -> None:
    document = Document("root")
    document.body.appendChild(document.createElement(tag))
    assert first_paint(document).html.startswith(f"<{tag} ") == is_adopted
