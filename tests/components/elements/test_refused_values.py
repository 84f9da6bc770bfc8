"""A value that is refused takes its attribute away, not the page: a render leaves it out, and it is told."""

import logging
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ValidationError

from domsync import Component, SafeCss, SafeUrl, UnsafeValueError, css_url, safe_css, safe_url, svg
from domsync import html as h
from domsync.components import Child
from domsync.components.elements import refused_values
from domsync.components.vnode import VNode
from tests.components.conftest import MakeLive

BAD_URLS = ["javascript:alert(1)", "localhost:8000/x", "foo:bar", "data:image/svg+xml,<svg/>", "vbscript:x"]


@pytest.fixture(autouse=True)
def nothing_logged_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused_values, "_logged", set())


class Link(Component):
    """A card with what a visitor has stored."""

    url: str = "/fine"
    font: str = "Georgia"
    text: str = "color: green"

    def render(self) -> Child:
        return h.div(
            h.a("link", href=self.url, id="a"),
            h.img(src=self.url, alt="", attributes={"longdesc": self.url}),
            svg.svg(svg.use(xlink_href=self.url)),
            h.p("text", style={"font_family": self.font, "color": "blue"}, id="p"),
            h.p("more", style=self.text, id="q"),
        )


@pytest.mark.parametrize("url", BAD_URLS)
def test_a_refused_url_is_left_out(url: str, live: MakeLive, caplog: pytest.LogCaptureFixture) -> None:
    page = live(Link(url=url), development=False)
    assert "href" not in page.html
    assert "Something went wrong" not in page.html
    assert page.html.count("<p") == 2
    page.change(url="/good")
    assert 'href="/good"' in page.html
    page.change(url=url)
    assert 'href="' not in page.html.replace("xlink:href", "")
    lines = [record.getMessage() for record in caplog.records]
    assert all(__file__ in line for line in lines)
    assert len(lines) == len({line.partition(" of ")[0] for line in lines})


def test_a_refused_style_takes_only_itself_away(live: MakeLive, caplog: pytest.LogCaptureFixture) -> None:
    page = live(Link(font="O'Reilly", text="background: url(http://evil.example/x)"), development=False)
    assert page.find("p").style.cssText == "color: blue;"
    assert page.document.getElementById("q").style.cssText == ""
    for _ in range(5):
        page.change(font="O'Neill")
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert "style font_family of <p> is left out" in caplog.records[0].getMessage()


def test_development_shows_it_at_the_element(live: MakeLive) -> None:
    page = live(Link(url="foo:bar"))
    link = page.document.getElementById("a")
    told = link.getAttribute("data-domsync-left-out") or ""
    assert told.startswith("href of <a> was left out: URL 'foo:bar' is refused")
    assert f"{__file__}:{Link.render.__code__.co_firstlineno + 2}" in told
    assert link.title == told
    assert "outline" in link.style.cssText
    page.change(url="/good")
    link = page.document.getElementById("a")
    assert not link.hasAttribute("data-domsync-left-out")
    assert link.style.cssText == ""


def test_outside_of_a_render_and_in_the_raw_dom_it_is_an_error(live: MakeLive) -> None:
    with pytest.raises(UnsafeValueError):
        h.a("link", href="javascript:alert(1)")
    with pytest.raises(UnsafeValueError):
        h.p(style={"background": "url(x)"})
    page = live(Link())
    with pytest.raises(UnsafeValueError):
        page.find("a").setAttribute("href", "javascript:alert(1)")


def test_types_for_what_is_entered() -> None:
    class Profile(BaseModel):
        home: SafeUrl = "/"
        color: SafeCss = "red"
        other: Annotated[SafeUrl, "a note"] = ""

    assert Profile(home="https://example.org", color=" #123 ").model_dump() == {
        "home": "https://example.org",
        "color": "#123",
        "other": "",
    }
    for url in BAD_URLS:
        with pytest.raises(ValidationError, match="URL"):
            Profile(home=url)
        with pytest.raises(UnsafeValueError):
            safe_url(url)
    for value in ("O'Reilly", "url(http://evil.example)", "red; background: url(x)", "expression(1)"):
        with pytest.raises(ValidationError, match="CSS value"):
            Profile(color=value)
        with pytest.raises(UnsafeValueError):
            safe_css(value)


@pytest.mark.parametrize(
    "text", [' url("https://evil.example/x")', "image-set(x)", "; color: red", "\\75rl(x)", "} p {", "/* */"]
)
def test_text_that_is_added_to_a_css_url_is_looked_at(text: str) -> None:
    with pytest.raises(UnsafeValueError):
        css_url("/paper.png") + text
    with pytest.raises(UnsafeValueError):
        text + css_url("/paper.png")


def test_css_urls_and_harmless_text_are_added() -> None:
    both: Any = css_url("/a.png") + " center / cover, " + css_url("/b.png")
    assert h.p(style={"background": both}).styles == {"background": 'url("/a.png") center / cover, url("/b.png")'}


class Named(Component):
    text: str

    def render(self) -> Child:
        return h.b(self.text)


class Rows(Component):
    rows: list[tuple[str, str]] = []
    how: str = "list"

    def row(self, row: tuple[str, str]) -> VNode:
        return h.li(row[1], key=row[0])

    def render(self) -> Child:
        match self.how:
            case "list":
                return h.ul([self.row(row) for row in self.rows])
            case "children":
                return h.ul(*[self.row(row) for row in self.rows])
            case "components":
                return h.ul([Named(text=text, key=key) for key, text in self.rows])
            case _:
                return h.ul(h.each(self.rows, self.row))


@pytest.mark.parametrize("how", ["list", "children", "components", "each"])
def test_duplicate_keys_in_production(how: str, live: MakeLive, caplog: pytest.LogCaptureFixture) -> None:
    page = live(Rows(how=how, rows=[("a", "1"), ("b", "2")]), development=False)
    for rows in (
        [("a", "1"), ("a", "2"), ("b", "3")],
        [("b", "3"), ("a", "x"), ("a", "2"), ("a", "4")],
        [("a", "9")],
        [("c", "1"), ("c", "2")],
        [("c", "2"), ("d", "1")],
    ):
        page.change(rows=rows)
        assert page.find("ul").textContent == "".join(text for _, text in rows)
    assert len(caplog.records) == 1
    assert "have the key 'a'" in caplog.records[0].getMessage()
    assert page.log.take() == []


@pytest.mark.parametrize("how", ["list", "children", "components", "each"])
def test_duplicate_keys_in_development(how: str, live: MakeLive) -> None:
    page = live(Rows(how=how, rows=[("a", "1"), ("b", "2")]))
    page.change(rows=[("a", "1"), ("a", "2")])
    assert "have the key" in page.html
    assert [str(type(error).__name__) for _, error in page.log.take()] == ["DuplicateKeyError"]
