"""HTML as a child: vouched for, or sanitised; anything else is told both ways."""

from __future__ import annotations

from typing import Any

import pytest

from domsync import Component, UnsafeValueError, unsafe_html
from domsync import html as h
from domsync.components.vnode import ChildError
from domsync.testing import render_page
from tests.corpus import everything


def shown(child: Any) -> str:
    return render_page(lambda: h.main(child)).locator("main").html.removeprefix("<main>").removesuffix("</main>")


def test_html_that_is_vouched_for() -> None:
    source = '<h2 id="a" class="b">Title</h2><p style="color: red">One <b>two</b> &amp; <a href="/x">three</a></p>'
    assert shown(h.raw(unsafe_html(source))) == (
        '<h2 id="a" class="b">Title</h2><p style="color: red;">One <b>two</b> &amp; <a href="/x">three</a></p>'
    )


def test_svg_and_tables() -> None:
    svg = '<svg viewBox="0 0 1 1"><linearGradient></linearGradient><a xlink:href="#x"></a></svg>'
    assert "linearGradient" in shown(h.raw(unsafe_html(svg)))
    page = render_page(lambda: h.table(h.tbody(h.raw(unsafe_html("<tr><td>1<td>2"), within="tbody"))))
    assert [cell.text for cell in page.locator("td")] == ["1", "2"]


@pytest.mark.parametrize(
    "source", ["<script>alert(1)</script>", '<a href="javascript:alert(1)">', '<img src="x" onerror="alert(1)">']
)
def test_what_runs_code_is_refused_in_it_all_the_same(source: str) -> None:
    with pytest.raises(UnsafeValueError):
        h.raw(unsafe_html(source))


def test_the_same_source_is_the_same_elements() -> None:
    class Shown(Component):
        count: int = 0

        def render(self) -> Any:
            return h.main(h.p(self.count), h.raw(unsafe_html("<p>raw</p>")), h.html("<p>clean</p>"))

    component = Shown()
    page = render_page(component)
    page.advance(0)
    component.count = 1
    page.advance(0)
    assert len(page.last.ops) == 1


def test_a_change_of_the_source_changes_only_what_is_different() -> None:
    class Shown(Component):
        text: str = "<p>one <b>two</b></p><p>three</p>"

        def render(self) -> Any:
            return h.main(h.html(self.text))

    component = Shown()
    page = render_page(component)
    component.text = "<p>one <b>2</b></p><p>three</p>"
    page.advance(0)
    assert len(page.last.ops) == 1
    assert page.text == "one 2\n\nthree"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<b>bold</b> & <i>more", "<b>bold</b> &amp; <i>more</i>"),
        ("<script>alert(1)</script>text", "text"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="https://example.org/">x</a>', '<a href="https://example.org/" rel="noopener noreferrer">x</a>'),
        ('<img src=x onerror="alert(1)">', '<img src="x">'),
        ('<p style="color:red" class="x" id="y">z</p>', "<p>z</p>"),
        ("<iframe src=/></iframe><form><input></form>", ""),
        ("<my-element>x</my-element>", "x"),
        ('<img src="data:text/html,x">', "<img>"),
    ],
)
def test_what_sanitising_leaves(text: str, left: str) -> None:
    assert shown(h.html(text)).replace(">x</a>", ">x</a>") == left


def test_what_is_let_through_can_be_said() -> None:
    text = '<p class="a">x<b>y</b></p>'
    assert shown(h.html(text, tags=["p"], attributes={"p": ["class"]})) == '<p class="a">xy</p>'


def test_hostile_strings_leave_nothing_that_runs() -> None:
    for hostile in everything():
        if len(hostile.text) > 20_000:
            continue
        fragment = h.html(hostile.text)
        assert all(_is_harmless(child) for child in fragment.children), hostile.id


def _is_harmless(child: Any) -> bool:
    if isinstance(child, str):
        return True
    names = set(child.attributes or {})
    assert child.tag not in {"script", "iframe", "object", "embed", "style", "form", "input", "link", "meta", "base"}
    assert not any(name.startswith("on") for name in names)
    for name in names & {"href", "src", "cite"}:
        assert not child.attributes[name].strip().lower().startswith(("javascript:", "data:", "vbscript:"))
    return all(map(_is_harmless, child.children))


class Markup(str):
    """What other libraries call HTML that is safe."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


@pytest.mark.parametrize("child", [unsafe_html("<b>x</b>"), Markup("<b>x</b>")])
def test_html_as_a_child_names_both_ways(child: Any) -> None:
    with pytest.raises(ChildError, match=r"h\.raw\(unsafe_html\(source\)\) .*h\.html\(text\)"):
        h.div(child)
    with pytest.raises(ChildError, match=r"h\.raw\(unsafe_html\(source\)\) .*h\.html\(text\)"):
        h.div([child])


def test_raw_takes_nothing_that_is_not_vouched_for() -> None:
    for source in ("<b>x</b>", Markup("<b>"), None):
        with pytest.raises(TypeError, match=r"h\.raw\(unsafe_html\(source\)\) .*h\.html\(text\)"):
            h.raw(source)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="takes a string"):
        h.html(3)  # type: ignore[arg-type]


def test_a_text_with_markup_in_it_stays_a_text() -> None:
    assert shown("<b>x</b>") == "&lt;b&gt;x&lt;/b&gt;"


def test_children_of_a_template_are_its_content() -> None:
    assert shown(h.template(h.p("x"))) == "<template><p>x</p></template>"


def test_deep_source_does_not_recurse() -> None:
    depth = 200
    page = render_page(lambda: h.main(h.raw(unsafe_html("<div>" * depth + "x" + "</div>" * depth))))
    assert page.text == "x"
