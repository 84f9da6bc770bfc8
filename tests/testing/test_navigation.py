"""Going from page to page without a reload, by the same tests in process and in Chromium."""

import asyncio
from typing import Any

import pytest

from domsync import App, Component, Query, Redirect, Visit
from domsync import html as h
from domsync.server.pages.routes import ReplacedQuery
from domsync.server.pages.visit import served_visit
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Clicks(Component):
    count: int = 0

    def render(self) -> Any:
        return h.button(f"Clicked {self.count} times", on_click=self.click)

    def click(self) -> None:
        self.count += 1


def shop() -> App:
    app = App(title="Shop")

    @app.layout("/")
    class Shell(Component):
        def render(self) -> Any:
            links = [
                h.link("Home", href="/"),
                h.link("Orders", href="/orders", below=True),
                h.link("Help", href="/help"),
                h.link("Gone", href="/gone"),
                h.link("Elsewhere", href="/elsewhere"),
            ]
            return h.div(h.nav(links), Clicks(), h.input(placeholder="Search"), h.main(self.outlet()))

    @app.page("/")
    def home() -> Any:
        return [h.h1("Welcome"), h.p("Nothing new.")]

    @app.page("/orders", title="Orders", css=".orders { color: rgb(1, 2, 3) }")
    class Orders(Component):
        page: Query[int] = 1
        words: ReplacedQuery[str] = ""

        def render(self) -> Any:
            return h.section(
                h.h1(f"Orders, page {self.page}"),
                h.input(bind=self.field("words"), aria={"label": "Words"}),
                h.p(f"about {self.words}"),
                h.button("Next", on_click=self.next),
                h.a("Order 7", href="/orders/7"),
                class_="orders",
            )

        def next(self) -> None:
            self.page += 1

    @app.page("/orders/{number}", title="An order")
    class Order(Component):
        number: int

        def render(self) -> Any:
            return h.section(h.h1(f"Order {self.number}"), Clicks(count=100), h.button("Later", on_click=self.later))

        def later(self) -> None:
            self.number += 1

    @app.page("/help", title="Help", lang="de", meta={"description": "All about it"})
    async def helping() -> Any:
        await asyncio.sleep(0.01)
        return h.section(h.h1("Help"), h.h2("Part two", id="two"))

    @app.page("/old")
    def old() -> Redirect:
        return Redirect("/orders?page=4")

    @app.page("/fails")
    def fails() -> None:
        raise ValueError("there is nothing to see")

    @app.page("/secret", guard=lambda request: False)
    def secret() -> Any:
        return "secret"

    @app.page("/member", guard=lambda request: Redirect("/help"))
    def member() -> Any:
        return "member"

    @app.page("/elsewhere", policy={"img-src": ["https://example.org"]}, title="With a policy of its own")
    def elsewhere() -> Any:
        return h.h1("Elsewhere")

    @app.page("/alone", layout=False, title="Alone")
    class Alone(Component):
        def render(self) -> Any:
            return h.div(h.h1("Alone"), h.button("Leave", on_click=self.leave))

        def leave(self) -> None:
            self.use(Visit).navigate("/orders?page=2")

    return app


def test_links_and_the_history_change_what_is_inside_the_shell(page_of: PageOf) -> None:
    page = page_of(shop())
    visit = page._driver.visit
    page.get_by_text("Clicked 0 times").click()
    page.get_by_placeholder("Search").fill("what I was looking for")
    page.get_by_role("link", name="Orders").click()
    assert page.url == "http://test/orders"
    assert page.title == "Orders"
    assert page.status == 200
    assert page.focused.text == "Orders, page 1"
    assert page.get_by_role("link", name="Orders")["aria-current"] == "page"
    page.get_by_role("link", name="Order 7").click()
    assert page.get_by_role("heading").text == "Order 7"
    assert page.get_by_role("link", name="Orders")["aria-current"] == "true"
    page.get_by_role("link", name="Help").click()
    page.settle()
    assert page.url == "http://test/help"
    assert page.get_by_role("heading", name="Help")
    page.back()
    assert page.url == "http://test/orders/7"
    assert page.title == "An order"
    page.back()
    page.back()
    assert page.url == "http://test/"
    assert page.title == "Shop"
    with pytest.raises(LookupError, match="no earlier entry"):
        page.back()
    page.forward()
    assert page.get_by_role("heading").text == "Orders, page 1"
    # All the while, it was the same visit, and what is around the pages was left as it is.
    assert page._driver.visit is visit
    assert page.get_by_text("Clicked 1 times")
    assert page.get_by_placeholder("Search").value == "what I was looking for"
    page.reload()
    assert page._driver.visit is not visit
    assert page.get_by_text("Clicked 0 times")
    assert page.get_by_role("heading").text == "Orders, page 1"


def test_the_address_follows_fields_and_back_brings_the_old_values(page_of: PageOf) -> None:
    page = page_of(shop(), "/orders?page=2&from=mail")
    orders = page.component
    page.get_by_role("button", name="Next").click()
    assert page.url == "http://test/orders?from=mail&page=3"
    page.get_by_label("Words").fill("tea & biscuits")
    assert page.url == "http://test/orders?from=mail&page=3&words=tea+%26+biscuits"
    page.get_by_role("button", name="Next").click()
    page.back()
    # What has replaced an address is with it, and not a step of its own.
    assert page.url == "http://test/orders?from=mail&page=3&words=tea+%26+biscuits"
    assert page.get_by_role("heading").text == "Orders, page 3"
    page.back()
    assert page.url == "http://test/orders?page=2&from=mail"
    assert page.get_by_role("heading").text == "Orders, page 2"
    assert page.get_by_label("Words").value == ""
    assert page.component is orders
    page.forward()
    page.forward()
    assert page.get_by_role("heading").text == "Orders, page 4"
    assert page.get_by_label("Words").value == "tea & biscuits"
    before = page.text
    page.reload()
    assert page.text == before
    assert page.get_by_label("Words").value == "tea & biscuits"


def test_parameters_of_the_path_follow_as_well(page_of: PageOf) -> None:
    page = page_of(shop(), "/orders/7")
    order = page.component
    page.get_by_text("Clicked 100 times").click()
    page.get_by_role("button", name="Later").click()
    assert page.url == "http://test/orders/8"
    assert page.get_by_text("Clicked 101 times")
    page.back()
    assert page.get_by_role("heading").text == "Order 7"
    assert page.component is order
    # A link leads to another page, which begins anew.
    page.goto("/orders/9")
    assert page.get_by_role("heading").text == "Order 9"
    assert page.component is not order
    assert page.get_by_text("Clicked 100 times")


def test_what_goes_wrong_is_said_inside_the_shell(page_of: PageOf) -> None:
    page = page_of(shop())
    visit = page._driver.visit
    page.get_by_text("Clicked 0 times").click()
    for path, status, title in (
        ("/gone", 404, "Not found"),
        ("/orders/seven", 422, "This address is not right"),
        ("/secret", 403, "Not allowed"),
    ):
        page.goto(path)
        assert (page.status, page.title, page.url) == (status, title, f"http://test{path}")
        assert page.get_by_role("heading").text == title
        assert page.focused.text == title
    with page.expect_error(ValueError):
        page.goto("/fails")
    assert (page.status, page.title) == (500, "Something went wrong")
    assert "there is nothing to see" in page.text
    for path, at in (("/old", "/orders?page=4"), ("/member", "/help")):
        page.goto(path)
        assert (page.status, page.url) == (200, f"http://test{at}")
    page.back()
    assert page.get_by_role("heading").text == "Orders, page 4"
    assert page._driver.visit is visit
    assert page.get_by_text("Clicked 1 times")


@pytest.mark.parametrize("path", ["/gone", "/orders/seven", "/secret"])
def test_deep_links_to_what_is_not_there_show_the_shell(page_of: PageOf, path: str) -> None:
    walked = page_of(shop())
    walked.goto(path)
    loaded = page_of(shop(), path)
    # The focus of the heading is all that tells them apart.
    assert loaded.html == walked.html.replace(' tabindex="-1"', "")
    assert loaded.status == walked.status != 200
    loaded.settle()
    loaded.get_by_role("link", name="Orders").click()
    loaded.settle()
    assert (loaded.status, loaded.title) == (200, "Orders")


def test_a_page_with_another_policy_is_loaded_as_a_whole(page_of: PageOf) -> None:
    page = page_of(shop())
    visit = page._driver.visit
    page.get_by_role("link", name="Elsewhere").click()
    assert page.url == "http://test/elsewhere"
    assert page.title == "With a policy of its own"
    assert page._driver.visit is not visit
    page.back()
    assert page.get_by_role("heading").text == "Welcome"


def test_a_page_without_the_layouts_and_the_program_that_leads_on(page_of: PageOf) -> None:
    page = page_of(shop())
    visit = page._driver.visit
    page.goto("/alone")
    assert not page.get_by_role("link")
    assert page.focused.text == "Alone"
    page.get_by_role("button", name="Leave").click()
    assert page.url == "http://test/orders?page=2"
    assert page.get_by_role("heading").text == "Orders, page 2"
    assert page._driver.visit is visit
    page.back()
    assert page.get_by_role("heading").text == "Alone"


def test_the_broken_connection_makes_a_link_an_ordinary_one(page_of: PageOf) -> None:
    page = page_of(shop())
    visit = page._driver.visit
    page.disconnect()
    page._driver.visit.navigate("/orders")
    page.reconnect()
    # What the program has said meanwhile is done when the browser is there again.
    assert page.url == "http://test/orders"
    assert page._driver.visit is visit
    assert page.get_by_role("heading").text == "Orders, page 1"


def prepared_pages() -> tuple[App, list[str]]:
    """An app whose page takes time to be made, and notes what happens to it."""
    app, happened = App(), list[str]()

    @app.layout("/")
    class Shell(Component):
        def render(self) -> Any:
            return h.div(h.nav(h.a("Home", href="/"), h.a("Report", href="/report")), h.main(self.outlet()))

    @app.page("/")
    def home() -> Any:
        return h.h1("Home")

    class Chart(Component):
        figures: int

        def render(self) -> Any:
            happened.append("rendered")
            return h.section(h.h1(f"{self.figures} figures"), h.button("More", on_click=self.more))

        def more(self) -> None:
            self.figures += 1

        def mounted(self) -> None:
            happened.append("mounted")

        def unmounted(self) -> None:
            happened.append("unmounted")

    @app.page("/report")
    async def report() -> Any:
        happened.append("called")
        await asyncio.sleep(0)
        return Chart(figures=7)

    return app, happened


def test_a_link_under_the_mouse_is_made_ready_and_dropped_if_it_is_not_followed(page_of: PageOf) -> None:
    app, happened = prepared_pages()
    page = page_of(app)
    scheduler = served_visit(page._driver.visit).scheduler
    page.get_by_role("link", name="Report").hover()
    page.advance(0.2)
    assert happened == ["called", "rendered"]
    assert scheduler.ahead
    assert page.get_by_role("heading").text == "Home"
    page.get_by_role("link", name="Report").click()
    page.settle()
    # Nothing is made twice, and only now has the page come.
    assert happened[:2] == ["called", "rendered"]
    assert happened[2:] == ["mounted"]
    assert not scheduler.ahead
    page.get_by_role("button", name="More").click()
    assert page.get_by_role("heading").text == "8 figures"
    page.get_by_role("link", name="Home").click()
    assert happened.count("unmounted") == 1
    del happened[:]
    page.get_by_role("link", name="Report").hover()
    page.advance(0.2)
    assert happened == ["called", "rendered"]
    page.goto("/gone")
    assert not scheduler.ahead
    assert happened == ["called", "rendered"]
    page.goto("/")
    del happened[:]
    # Nobody wants it for ten seconds. After that, it is asked for anew.
    for _ in range(2):
        page.get_by_role("heading").hover()
        page.get_by_role("link", name="Report").hover()
        page.advance(0.2)
        assert scheduler.ahead
        page.advance(10)
        assert not scheduler.ahead
    assert happened == ["called", "rendered"] * 2


class Found(Component):
    """A page that a form leads to."""

    words: Query[str] = ""
    kind: Query[list[str]] = []
    go: Query[str] = ""

    def render(self) -> Any:
        return h.h1(f"{self.go} {self.words!r} {self.kind}")


def searching() -> App:
    app = App(title="Search")

    @app.layout("/")
    class Shell(Component):
        def render(self) -> Any:
            kinds = [h.label(kind, h.input(type="checkbox", name="kind", value=kind)) for kind in ("new", "old")]
            form = h.form(
                h.textarea(name="words", aria={"label": "Words"}),
                kinds,
                h.input(name="other", disabled=True, value="is not sent"),
                h.button("Search", name="go", value="first"),
                h.button("Elsewhere", name="go", value="second", formaction="/other?gone=1#place"),
                h.button("Beside", formtarget="_blank"),
                h.button("Post", formmethod="post"),
                method="get",
                action="/search?from=form",
            )
            whole = h.form(h.button("Whole"), rel="external", action="/search")
            return h.div(Clicks(), form, whole, h.form(h.button("Nothing")), self.outlet())

    app.page("/")(lambda: h.h1("Home"))
    app.page("/search")(Found)
    app.page("/other")(Found)
    app.get("/file.csv")(lambda: "a;b")
    return app


def test_forms_with_their_entries_in_the_address_load_nothing(page_of: PageOf) -> None:
    page = page_of(searching())
    visit = page._driver.visit
    page.get_by_text("Clicked 0 times").click()
    page.get_by_label("Words").fill("a~b* & ü\nc=d")
    page.get_by_label("old").click()
    page.get_by_role("button", name="Search").click()
    page.settle()
    assert page.url == "http://test/search?words=a%7Eb*+%26+%C3%BC%0D%0Ac%3Dd&kind=old&go=first"
    assert page.get_by_role("heading").text == "first 'a~b* & ü\\r\\nc=d' ['old']"
    assert page.focused.text.startswith("first")
    page.get_by_label("new").click()
    page.get_by_label("Words").fill("x")
    page.get_by_role("button", name="Elsewhere").click()
    page.settle()
    assert page.url == "http://test/other?words=x&kind=new&kind=old&go=second#place"
    # The same once more is no step of the history.
    page.get_by_role("button", name="Search").click()
    page.settle()
    page.get_by_role("button", name="Search").click()
    page.settle()
    page.back()
    assert page.get_by_role("heading").text == "second 'x' ['new', 'old']"
    page.back()
    assert page.get_by_role("heading").text.startswith("first 'a~b*")
    assert page._driver.visit is visit
    assert page.get_by_text("Clicked 1 times")
    assert page.get_by_label("Words").value == "x"


def test_a_form_that_says_that_it_leads_elsewhere_loads_its_page(page_of: PageOf) -> None:
    page = page_of(searching())
    visit = page._driver.visit
    page.get_by_role("button", name="Whole").click()
    page.settle()
    assert page.url == "http://test/search?"
    assert page._driver.visit is not visit


def test_a_form_without_entries_takes_the_query_away(page_of: PageOf) -> None:
    page = page_of(searching())
    page.get_by_label("Words").fill("x")
    page.get_by_role("button", name="Search").click()
    page.settle()
    assert page.url == "http://test/search?words=x&go=first"
    page.get_by_role("button", name="Nothing").click()
    page.settle()
    assert page.url == "http://test/search"
    assert page.get_by_role("heading").text == "'' []"
    # The browser by itself leaves the question mark.
    page.disconnect()
    page.get_by_role("button", name="Nothing").click()
    page.settle()
    assert page.url == "http://test/search?"
    assert page.get_by_role("heading").text == "'' []"


def test_a_form_without_a_connection_loads_its_page(page_of: PageOf) -> None:
    page = page_of(searching())
    visit = page._driver.visit
    page.get_by_label("Words").fill("y")
    page.disconnect()
    page.get_by_role("button", name="Search").click()
    page.settle()
    assert page.url == "http://test/search?words=y&go=first"
    assert page.get_by_role("heading").text == "first 'y' []"
    assert page._driver.visit is not visit


def test_a_box_whose_text_stands_in_the_address(page_of: PageOf) -> None:
    app = App()

    @app.page("/search")
    class Search(Component):
        words: Query[str] = ""

        def render(self) -> Any:
            box = h.input(name="words", value=self.words, aria={"label": "Words"})
            return h.div(h.h1(f"About {self.words}"), h.form(box, h.button("Go")), h.a("Nothing", href="/search"))

    page = page_of(app, "/search")
    box = page.get_by_label("Words")
    for words in ("one", "two"):
        box.fill(words)
        page.get_by_role("button").click()
        page.settle()
        assert (page.get_by_role("heading").text, box.value) == (f"About {words}", words)
    box.fill("three")
    page.get_by_role("link").click()
    page.settle()
    # The server has been told what was typed, and so knows what there is to take away.
    assert (page.get_by_role("heading").text, box.value) == ("About", "")
    page.back()
    assert (page.get_by_role("heading").text, box.value) == ("About two", "two")
    page.back()
    assert (page.get_by_role("heading").text, box.value) == ("About one", "one")


@pytest.mark.parametrize("length", [7900, 8100])
def test_an_address_that_is_too_long_is_the_browsers_affair(page_of: PageOf, length: int) -> None:
    page = page_of(searching())
    visit = page._driver.visit
    page.get_by_label("Words").fill("x" * length)
    page.get_by_role("button", name="Search").click()
    page.settle()
    assert page.get_by_role("heading").text.startswith("first 'xxx")
    assert (page._driver.visit is visit) == (length < 8000)


def test_addresses_in_all_letters(page_of: PageOf) -> None:
    app = App()

    @app.layout("/")
    class Shell(Component):
        def render(self) -> Any:
            links = [h.link("Über uns", href="/über uns"), h.link("Größe", href="/bücher/größe 1?words=ä ß")]
            return h.div(h.nav(links), h.button("Lead", on_click=self.lead), self.outlet())

        def lead(self) -> None:
            self.use(Visit).navigate("/bücher/süß?words=ü")

    @app.page("/bücher/{name}")
    class Book(Component):
        name: str
        words: Query[str] = ""

        def render(self) -> Any:
            return h.section(h.h1(f"{self.name}: {self.words}"), h.button("Rename", on_click=self.rename))

        def rename(self) -> None:
            self.name = "ñ"

    app.page("/")(lambda: h.h1("Home"))
    app.page("/über uns")(lambda: h.h1("About"))
    page = page_of(app)
    page.get_by_role("link", name="Über uns").click()
    assert page.url == "http://test/%C3%BCber%20uns"
    assert page.get_by_role("link", name="Über uns")["aria-current"] == "page"
    page.get_by_role("link", name="Größe").click()
    assert page.url == "http://test/b%C3%BCcher/gr%C3%B6%C3%9Fe%201?words=%C3%A4%20%C3%9F"
    assert page.get_by_role("heading").text == "größe 1: ä ß"
    page.get_by_role("button", name="Rename").click()
    assert page.url == "http://test/b%C3%BCcher/%C3%B1?words=%C3%A4+%C3%9F"
    page.get_by_role("button", name="Lead").click()
    assert page.url == "http://test/b%C3%BCcher/s%C3%BC%C3%9F?words=%C3%BC"
    assert page.get_by_role("heading").text == "süß: ü"
    page.goto("/über uns")
    assert page.get_by_role("heading").text == "About"
    page.reload()
    assert (page.status, page.url) == (200, "http://test/%C3%BCber%20uns")
