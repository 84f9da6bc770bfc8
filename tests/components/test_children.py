"""Components that take children by position, ids, and what functions ask of their surroundings."""

from typing import Any

import pytest
from pydantic import Field

from domsync import Child, Component
from domsync import html as h
from domsync.components import Locale, NotMountedError, document_of, unique_id, use
from domsync.components.locales import preferred_locale
from domsync.testing import render_page


class Card(Component):
    children: Child = Field(default=None, kw_only=False)
    title: str = ""
    opened: bool = True

    def render(self) -> Any:
        return h.section(h.h2(self.title), self.children if self.opened else None)


class Page(Component):
    count: int = 0

    def render(self) -> Any:
        return h.main(Card(h.p(f"Count {self.count}"), title="News"), Card([h.b("a"), "b"], title="List"), Card())


def test_children_follow_the_parent() -> None:
    page = render_page(Page)
    assert page.locator("p").text == "Count 0"
    page.component.count = 1
    page.advance(0)
    assert page.locator("p").text == "Count 1"
    assert [type(op).__name__ for op in page.last.ops] == ["SetData"]


def test_several_children() -> None:
    make: Any = Card
    page = render_page(make(h.i("one"), h.i("two"), title="T"))
    assert page.locator("i").texts == ["one", "two"]


def test_mistakes() -> None:
    make: Any = Card
    with pytest.raises(TypeError, match=r"Page takes its fields as keywords, not 5; .*children: Child"):
        Page(5)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Card got children twice"):
        make("a", children="b")


class Entry(Component):
    lines: list[int] = [1, 2]
    help: bool = False

    def render(self) -> Any:
        return [
            self.entry("Before") if self.help else None,
            self.entry("Name"),
            self.entry("Name"),
            h.each(self.lines, self.line, key=str),
        ]

    def entry(self, label: str) -> Any:
        made = unique_id(label)
        return h.label(label, for_=made), h.input(id=made)

    def line(self, number: int) -> Any:
        return h.div(self.entry(f"Line {number}"))


def ids(page: Any) -> list[str]:
    return [page.locator("input").nth(at).get_attribute("id") for at in range(page.locator("input").count())]


def test_ids_are_unique_and_stay() -> None:
    page, other = render_page(Entry), render_page(Entry)
    first = ids(page)
    assert len({*first, *ids(other)}) == 8
    page.component.help = True
    page.advance(0)
    assert ids(page)[1:] == first
    page.component.lines = [1, 2, 3]
    page.advance(0)
    assert len(set(ids(page))) == 6


def test_ids_outside_of_a_render() -> None:
    assert unique_id("9 Lives!") != unique_id("9 Lives!")
    assert unique_id("9 Lives!").startswith("id-9-lives-")
    assert unique_id("").startswith("id-")


def test_what_functions_ask_for() -> None:
    def greeting() -> Any:
        return h.p(use(Locale, Locale()).tag)

    class Above(Component):
        tag: str = "de-CH"

        def render(self) -> Any:
            self.provide(Locale(self.tag))
            return Below()

    class Below(Component):
        def render(self) -> Any:
            return [greeting(), h.each([1], lambda _: h.div(greeting(), key=1))]

    page = render_page(Above)
    assert page.locator("p").texts == ["de-CH", "de-CH"]
    page.component.tag = "fr"
    page.advance(0)
    assert page.locator("p").texts == ["fr", "fr"]
    assert use(Locale, Locale("it")).tag == "it"


def test_the_document_of_a_component() -> None:
    page = render_page(Page)
    assert document_of(page.component) is page.document
    with pytest.raises(NotMountedError):
        document_of(Page())


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("de-CH,de;q=0.9,en;q=0.8", "de-CH"),
        ("en;q=0.1, fr", "fr"),
        ("*", None),
        ("", None),
        ("de;q=x, it;q=0.5", "it"),
        ("<script>, pt_BR", "pt-BR"),
        ("de;q=0", None),
    ],
)
def test_what_a_browser_prefers(header: str, tag: str | None) -> None:
    found = preferred_locale(header)
    assert (found and found.tag) == tag


def test_locales() -> None:
    assert Locale("ar_EG").is_right_to_left
    assert Locale("pt-BR").language == "pt"
    with pytest.raises(ValueError, match="a locale is a language tag"):
        Locale("<b>")
