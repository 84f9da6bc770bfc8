"""Finding elements: by role and name, label, text and selector."""

import re

import pytest

from domsync import VNode
from domsync import html as h
from domsync.testing import Page, render_page
from domsync.testing.in_process.simulation import simulation
from domsync.testing.tree.accessible_names import name_of
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.roles import role_of


def show(*children: object) -> Page:
    return render_page(lambda: list(children))


@pytest.mark.parametrize(
    ("element", "role", "name"),
    [
        (h.button("Save", h.b("all")), "button", "Saveall"),
        (h.button(h.img(src="x.png", alt="Close")), "button", "Close"),
        (h.button("x", aria={"label": "Close"}), "button", "Close"),
        (h.input(type="submit", value="Send"), "button", "Send"),
        (h.input(type="submit"), "button", "Submit"),
        (h.a("Home", href="/"), "link", "Home"),
        (h.a("no link"), "", ""),
        (h.input(aria={"label": "Name"}), "textbox", "Name"),
        (h.input(placeholder="Your name"), "textbox", "Your name"),
        (h.input(type="search", title="Find"), "searchbox", "Find"),
        (h.input(type="email", list="x", title="E-mail"), "combobox", "E-mail"),
        (h.input(type="number"), "spinbutton", ""),
        (h.input(type="range"), "slider", ""),
        (h.input(type="hidden"), "", ""),
        (h.textarea(title="Story"), "textbox", "Story"),
        (h.select(h.option("a"), title="One"), "combobox", "One"),
        (h.select(h.option("a"), multiple=True), "listbox", ""),
        (h.h2("Part ", h.em("two")), "heading", "Part two"),
        (h.img(src="x.png", alt="A cat"), "img", "A cat"),
        (h.img(src="x.png", alt=""), "", ""),
        (h.nav("x"), "navigation", ""),
        (h.section("x"), "", ""),
        (h.section("x", aria={"label": "News"}), "region", "News"),
        (h.table(h.caption("Prices"), h.tr(h.td("1"))), "table", "Prices"),
        (h.fieldset(h.legend("Who"), h.input()), "group", "Who"),
        (h.ul(h.li("x")), "list", ""),
        (h.progress(value=1, max=2, aria={"label": "Loading"}), "progressbar", "Loading"),
        (h.div("x", role="alert"), "alert", ""),
        (h.div("Tab 1", role="tab"), "tab", "Tab 1"),
        (h.p("x", role="presentation"), "", ""),
        (h.header("x"), "banner", ""),
    ],
)
def test_roles_and_names(element: VNode, role: str, name: str) -> None:
    show(element)
    found = simulation.pages[-1].browser.root.children[0]
    assert isinstance(found, ReferenceElement)
    assert (role_of(found), name_of(found) if role else "") == (role, name)


def test_labels_name_controls() -> None:
    page = show(
        h.label("E-mail", for_="mail"),
        h.input(id="mail"),
        h.label(h.input(type="checkbox"), " I agree to ", h.a("all", href="/all")),
        h.span("Amount", id="a"),
        h.span("in EUR", id="b"),
        h.input(type="number", aria={"labelledby": "a b"}),
    )
    page.get_by_label("e-mail").fill("a@b")
    assert page.locator("#mail").value == "a@b"
    assert page.get_by_role("checkbox", name="I agree to all", exact=True)
    assert page.get_by_label("Amount in EUR", exact=True)["type"] == "number"
    assert page.get_by_role("spinbutton", name="Amount in EUR")


def test_headers_of_tables() -> None:
    page = show(h.table(h.thead(h.tr(h.th("Name"))), h.tbody(h.tr(h.th("Ada", scope="row"), h.td("1815")))))
    assert page.get_by_role("columnheader").text == "Name"
    assert page.get_by_role("rowheader").text == "Ada"
    assert page.get_by_role("cell").text == "1815"


def test_footers_of_articles_are_not_that_of_the_page() -> None:
    page = show(h.article(h.footer("by Ada")), h.footer("2024"))
    assert page.get_by_role("contentinfo").texts == ["2024"]


def test_roles_with_states() -> None:
    page = show(
        h.input(type="checkbox", checked=True, title="on"),
        h.input(type="checkbox", title="off"),
        h.button("Fold", aria={"expanded": False}),
        h.button("Bold", aria={"pressed": "true"}),
        h.button("Never", disabled=True),
        h.h1("One"),
        h.h2("Two"),
        h.div("Three", role="heading", aria={"level": "3"}),
    )
    assert page.get_by_role("checkbox", checked=True)["title"] == "on"
    assert page.get_by_role("checkbox", checked=False)["title"] == "off"
    assert page.get_by_role("button", expanded=False).text == "Fold"
    assert page.get_by_role("button", pressed=True).text == "Bold"
    assert page.get_by_role("button", disabled=True).text == "Never"
    assert page.get_by_role("heading", level=2).text == "Two"
    assert page.get_by_role("heading", level=3).text == "Three"


def test_what_is_hidden_has_no_role() -> None:
    page = show(
        h.button("a", hidden=True),
        h.div(h.button("b"), style={"display": "none"}),
        h.button("c", style={"visibility": "hidden"}),
        h.button("d", aria={"hidden": True}),
        h.details(h.summary("More"), h.button("e")),
        h.dialog(h.button("f")),
        h.div(h.div(h.button("g"), style={"visibility": "visible"}), style={"visibility": "hidden"}),
    )
    assert page.get_by_role("button").texts == ["g"]
    assert page.get_by_role("button", include_hidden=True).count() == 7
    assert not page.get_by_role("button", name="b", include_hidden=True).is_visible()


def test_texts_match_a_part_in_any_case_or_all_exactly() -> None:
    page = show(h.p("Hello   big\nWorld"), h.p("hello"))
    assert page.get_by_text("hello big").count() == 1
    assert page.get_by_text("hello").count() == 2
    assert page.get_by_text("hello", exact=True).text == "hello"
    assert page.get_by_text("Hello big World", exact=True).count() == 1
    assert page.get_by_text(re.compile(r"^h.*o$")).text == "hello"


def test_a_text_is_found_in_the_innermost_element() -> None:
    page = show(h.div(h.p("one ", h.b("two")), h.p("three")))
    assert page.get_by_text("two").html == "<b>two</b>"
    assert page.get_by_text("one two").html == "<p>one <b>two</b></p>"
    assert page.get_by_text("two three").count() == 0
    assert page.get_by_text("twothree").count() == 1


def test_the_text_of_a_button_made_by_input() -> None:
    page = show(h.input(type="button", value="Go"), h.input(value="Go"))
    assert page.get_by_text("Go")["type"] == "button"


def test_placeholder_title_alternative_and_test_id() -> None:
    page = show(
        h.input(placeholder="Search here"),
        h.span("x", title="The title"),
        h.img(src="a.png", alt="A cat"),
        h.div("y", data={"testid": "box"}),
    )
    assert page.get_by_placeholder("search").count() == 1
    assert page.get_by_title("title").text == "x"
    assert page.get_by_alt_text("cat")["src"] == "a.png"
    assert page.get_by_test_id("box").text == "y"
    assert not page.get_by_test_id("bo")
    assert page.get_by_test_id(re.compile("^b"))


def test_selectors() -> None:
    page = show(
        h.ul(
            h.li("a", class_="done"),
            h.li(h.input(type="checkbox", checked=True)),
            h.li("c", class_=["done", "last"]),
            id="list",
        ),
        h.input(id="field", placeholder="x"),
        h.button("b", disabled=True),
    )
    assert page.locator("ul > li.done").count() == 2
    assert page.locator("#list").locator("li:last-child").text == "c"
    assert page.locator("li:has(:checked)").count() == 1
    assert page.locator("li:not(.done)").count() == 1
    assert page.locator(":disabled").text == "b"
    assert page.locator("input:enabled").count() == 2
    assert page.locator("input:placeholder-shown").count() == 1
    assert page.locator("[placeholder=':checked']").count() == 0
    assert page.focused.count() == 0
    page.locator("#field").focus()
    assert page.focused["id"] == "field"
    assert page.locator("div:focus-within").count() == 0
    assert page.locator("body input").count() == 2


def test_locators_narrow_down() -> None:
    page = show(h.ul(*[h.li(h.b(name), h.button("x")) for name in ("ada", "bob", "eve")]))
    rows = page.locator("li")
    assert [row.locator("b").text for row in rows] == ["ada", "bob", "eve"]
    assert rows.first.text == "adax"
    assert rows.last.text == "evex"
    assert rows.nth(1).text == "bobx"
    assert rows.nth(-2).text == "bobx"
    assert rows.nth(7).count() == 0
    assert rows.filter(has_text="bob").locator("b").text == "bob"
    assert rows.filter(has_not_text="bob").count() == 2
    assert rows.filter(has=page.get_by_text("eve")).count() == 1
    assert rows.filter(has_not=page.get_by_text("eve")).count() == 2
    assert len(rows) == 3
    assert rows.filter(visible=True).count() == 3
    assert page.locator("ul, li").get_by_role("button").count() == 3


def test_a_locator_says_what_it_is() -> None:
    page = show(h.ul(h.li("one"), h.li("two")))
    assert (
        repr(page.locator("li").filter(has_text="one").first)
        == "<locator('li').filter(has_text='one').first: 1 element>"
    )
    assert repr(page.get_by_role("button", name=re.compile("x"), checked=True)) == (
        "<get_by_role('button', name=re.compile('x'), checked=True): nothing; "
        "close to it: no button, but list, listitem>"
    )
    assert repr(page.get_by_text("tow", exact=True)) == (
        "<get_by_text('tow', exact=True): nothing; close to it: 'two'>"
    )


def test_the_text_of_a_page_is_what_the_user_sees() -> None:
    page = show(
        h.h1("Title"),
        h.p("a  b ", h.b(" c"), h.br(), "d"),
        h.p("e"),
        h.div("f", h.span(" g", hidden=True), h.style("p { color: red }")),
        h.table(h.tr(h.td("1"), h.td("2")), h.tr(h.td("3"), h.td("4"))),
        h.pre("x  y\n z"),
        h.select(h.option("one"), h.option("two")),
        h.button("in"),
        h.button("line"),
    )
    assert page.text == "Title\n\na b c\nd\n\ne\n\nf\n1\t2\n3\t4\nx  y\n z\none\ntwo\ninline"


def test_reading_an_element() -> None:
    page = show(
        h.a("Link", href="/x?a=1&b=2", class_="big blue", style={"color": "red"}, data={"id": "7"}),
        h.input(type="checkbox", checked=True),
        h.select(h.option("one", value="1"), h.option("two", value="2", selected=True)),
        h.input(value="v", readonly=True),
        h.div(h.br(), "x < y"),
    )
    link = page.get_by_role("link")
    assert link["href"] == "/x?a=1&b=2"
    assert link.get_attribute("rel") is None
    assert link.get_attribute("rel", "none") == "none"
    with pytest.raises(KeyError, match="rel"):
        link["rel"]
    assert link.classes == {"big", "blue"}
    assert link.style("color") == "red"
    assert link.html == '<a class="big blue" href="/x?a=1&amp;b=2" data-id="7" style="color: red;">Link</a>'
    assert page.locator("div").html == "<div><br>x &lt; y</div>"
    assert page.get_by_role("checkbox").checked
    assert page.get_by_role("combobox").value == "2"
    assert page.get_by_role("combobox").selected == ["2"]
    field = page.locator("[readonly]")
    assert field.value == "v"
    assert field.is_enabled()
    assert not field.is_editable()
    assert not field.is_focused()
