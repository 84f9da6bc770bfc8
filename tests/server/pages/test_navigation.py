"""Layouts, addresses and what the browser says of where it wants to go, with the browser in Python."""

import asyncio
import gc
import json
import random
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Optional
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from domsync import App, Component, Query, Redirect, Request
from domsync import html as h
from domsync import widgets as w
from domsync.components.component import NotALayoutError
from domsync.components.location import Location
from domsync.server.pages.address import AddressFields
from domsync.server.pages.navigation import Navigation
from domsync.server.pages.navigation.trips import own_address
from domsync.server.pages.routes import Parameters, Pattern, ReplacedQuery
from domsync.server.pages.visit import served_visit
from domsync.testing import render_page
from domsync.testing.steps import EventRefusedError

HOSTILE = json.loads((Path(__file__).parents[2] / "data" / "hostile_strings.json").read_text(encoding="utf-8"))


def navigation_of(page: Any) -> Navigation:
    found = served_visit(page._driver.visit).navigation
    assert found is not None
    return found


# Patterns


def test_the_beginning_of_a_path() -> None:
    assert Pattern("/").match_start("/") == {}
    assert Pattern("/").match_start("/a/b") == {}
    assert Pattern("/a").match_start("/a") == {}
    assert Pattern("/a").match_start("/a/b") == {}
    assert Pattern("/a").match_start("/ab") is None
    assert Pattern("/a/{x}").match_start("/a") is None
    assert Pattern("/a/{x}").match_start("/a/%C3%A4/b") == {"x": "ä"}
    with pytest.raises(ValueError, match="whose end is not known"):
        Pattern("/a/{x:path}").match_start("/a/b")


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_path_that_is_written_says_what_was_written(one: str, rest: str) -> None:
    pattern = Pattern("/a/{one}/b-{rest:path}")
    values = {"one": one, "rest": rest}
    try:
        path = pattern.build(values)
    except (ValueError, UnicodeEncodeError):
        # Halves of surrogate pairs, and what is longer than a segment may be.
        return
    assert path.isascii()
    assert pattern.match(path) == values


@pytest.mark.parametrize(
    ("pattern", "value"),
    [("/a/{x}", ""), ("/a/{x}", ".."), ("/a/{x}", "."), ("/a/{x:path}", "b/../c"), ("/a/{x:path}", "b/.")],
)
def test_a_value_that_no_path_can_have(pattern: str, value: str) -> None:
    """A browser takes dots for folders: `/a/..` is another page."""
    with pytest.raises(ValueError, match="cannot express"):
        Pattern(pattern).build({"x": value})


# Fields in addresses


class Filters(Component):
    number: int
    words: Query[str] = "all"
    tags: Query[list[str]] = []
    only: Query[bool] = False
    limit: Query[float | None] = None
    own: str = ""

    def render(self) -> Any:
        return h.p(f"{self.number} {self.words} {self.tags} {self.only} {self.limit}")


FIELDS = AddressFields(Filters, Pattern("/f/{number}"))
PARAMETERS: Parameters[Any] = Parameters(Filters, ("number",), frozenset())


@given(
    st.integers(),
    st.text(st.characters(codec="utf-8")),
    st.lists(st.text(st.characters(codec="utf-8")), max_size=4),
    st.booleans(),
    st.none() | st.floats(allow_nan=False),
)
def test_an_address_brings_back_what_it_was_made_of(
    number: int, words: str, tags: list[str], only: bool, limit: float | None
) -> None:
    filters = Filters(number=number, words=words, tags=tags, only=only, limit=limit)
    path = FIELDS.path(filters, "/f/0")
    query = urlencode(list(FIELDS.query(filters)))
    values = Pattern("/f/{number}").match(path)
    assert values is not None
    again = Filters(**PARAMETERS.parse(values, query))
    assert FIELDS.values(again) == FIELDS.values(filters)


def test_a_list_that_may_be_missing() -> None:
    class Found(Component):
        tags: Query[list[str] | None] = None
        sizes: Query[Optional[Annotated[list[int], Field(max_length=3)]]] = None  # noqa: UP045 - as older programs do

        def render(self) -> Any:
            return h.div(h.p(f"{self.tags} {self.sizes}"), h.button("Choose", on_click=self.choose))

        def choose(self) -> None:
            self.tags, self.sizes = ["a", "b"], [1]

    app = App()
    app.page("/")(Found)

    @app.get("/sum")
    def sum_of(n: list[int] | None = None) -> str:
        return str(sum(n or ()))

    with render_page(app) as page:
        assert page.locator("p").text == "None None"
        page.get_by_role("button").click()
        assert page.url == "http://test/?tags=a&tags=b&sizes=1"
        page.goto("/?tags=a&tags=b&sizes=1")
        assert page.locator("p").text == "['a', 'b'] [1]"
        assert page.fetch("/sum?n=1&n=2").data == b"3"


def test_what_cannot_stand_in_an_address() -> None:
    class Nested(Component):
        point: Query[dict[str, int]] = {}

    with pytest.raises(ValueError, match="neither a string, a number nor a bool"):
        list(AddressFields(Nested, Pattern("/")).query(Nested(point={"x": 1})))


def test_a_field_that_cannot_stand_in_the_address_leaves_it_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    app = App()

    @app.page("/{name}")
    class Named(Component):
        name: str

        def render(self) -> Any:
            return h.button(self.name or "nobody", on_click=self.forget)

        def forget(self) -> None:
            self.name = ""

    with render_page(app, "/ann") as page:
        page.get_by_role("button").click()
        assert page.text == "nobody"
        assert page.url == "http://test/ann"
        assert "cannot follow its fields" in caplog.text


# What the browser says


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"url": "/other"},
        {"url": "https://evil.example/", "r": 1},
        {"url": "javascript:alert(1)", "r": 1},
        {"url": "", "r": 1},
        {"url": "/a b", "r": 1},
        {"url": "/\n", "r": 1},
        {"url": "/ä", "r": 1},
        {"url": "/" + "a" * 9000, "r": 1},
        {"url": "/other", "r": 1, "how": "away"},
        {"url": 7, "r": 1},
        {"url": "/other", "r": 1, "page": "first"},
        {"url": "/other", "r": [[]]},
    ],
)
def test_what_cannot_be_meant_is_refused(said: dict[str, Any]) -> None:
    app = App(lambda: h.h1("Home"))
    app.page("/other")(lambda: h.h1("Other"))
    with render_page(app) as page:
        with page.expect_error(EventRefusedError):
            page.send_message("_walk", **said)
        with page.expect_error(EventRefusedError):
            page.send_message("_ahead", **{**said, "how": "away"})
        assert page.text == "Home"


@pytest.mark.parametrize("text", [item["s"] for item in HOSTILE["items"] if "s" in item])
def test_hostile_texts_stand_in_addresses_as_they_are(text: str) -> None:
    class Said(Component):
        text: Query[str] = ""

        def render(self) -> Any:
            return h.p(self.text)

    app = App(Said)
    with render_page(app) as page:
        said = page.component

        def say() -> None:
            said.text = text

        page._driver.run(say)
        shown, url = page.locator("p").html, page.url
        page.reload()
        assert page.url == url
        assert page.locator("p").html == shown


# Layouts


def test_what_is_no_layout() -> None:
    app = App()
    with pytest.raises(TypeError, match="a layout must be a component class"):
        app.layout("/")(lambda: None)  # type: ignore[type-var]
    with pytest.raises(TypeError, match="has no field 'id'"):
        app.layout("/{id}")(Component)
    with pytest.raises(ValueError, match="whose end is not known"):
        app.layout("/{rest:path}")(Component)
    app.layout("/")(Component)
    with pytest.raises(ValueError, match="has a layout already"):
        app.layout("/")(Component)
    with pytest.raises(NotALayoutError, match=r"Component.outlet\(\) is for layouts"):
        Component().outlet()


class Step(Component):
    """A part of a page whose state is not in the address."""

    taken: int = 0

    def render(self) -> Any:
        return h.button(f"step {self.taken}", on_click=self.step)

    def step(self) -> None:
        self.taken += 1


def projects() -> App:
    """Layouts in each other, with parameters of their own, and pages with all that an address can say."""
    app = App(title="Projects")

    @app.layout("/")
    class Shell(Component):
        theme: Query[str] = "light"

        def render(self) -> Any:
            links = [h.link(name, href=href, below=True) for name, href in (("Home", "/"), ("Projects", "/projects"))]
            return h.div(h.nav(links), h.main(self.outlet()), class_=self.theme)

    @app.layout("/projects/{project}", title="A project", css="h2 { color: red }")
    class Project(Component):
        project: int

        def render(self) -> Any:
            tabs = [h.link(tab, href=f"/projects/{self.project}/{tab}") for tab in ("tasks", "people")]
            return h.article(h.h2(f"Project {self.project}"), h.nav(tabs), self.outlet())

    @app.page("/")
    def home() -> Any:
        return h.h1("Home")

    @app.page("/projects", title="All projects")
    class All(Component):
        page: Query[int] = 1
        order: ReplacedQuery[str] = "name"

        def render(self) -> Any:
            return h.section(
                h.h1(f"Projects by {self.order}, page {self.page}"),
                h.button("next", on_click=self.next),
                h.button("order", on_click=self.turn),
                [h.a(str(number), href=f"/projects/{number}/tasks") for number in range(self.page, self.page + 3)],
            )

        def next(self) -> None:
            self.page += 1

        def turn(self) -> None:
            self.order = "age" if self.order == "name" else "name"

    @app.page("/projects/{project}/tasks", lang="de")
    class Tasks(Component):
        project: int
        done: Query[bool] = False
        tags: Query[list[str]] = []

        def render(self) -> Any:
            return h.section(
                h.h1(f"Tasks of {self.project}, {self.done}, {', '.join(self.tags)}"),
                h.button("done", on_click=self.toggle),
                h.button("tag", on_click=self.tag),
            )

        def toggle(self) -> None:
            self.done = not self.done

        def tag(self) -> None:
            self.tags = [*self.tags, f"{len(self.tags)} & more"] if len(self.tags) < 3 else []

    @app.page("/projects/{project}/people")
    async def people(project: int, request: Request) -> Any:
        await asyncio.sleep(0)
        return [h.h1(f"People of {project}"), h.p(request.path)]

    @app.page("/projects/{project}/task/{task}", title="A task")
    class Task(Component):
        project: int
        task: int

        def render(self) -> Any:
            return h.section(h.h1(f"Task {self.task} of {self.project}"), h.button("next", on_click=self.next))

        def next(self) -> None:
            self.task += 1

    app.page("/alone", layout=False)(lambda: h.h1("Alone"))
    app.page("/moved")(lambda: Redirect("/projects?page=2"))
    app.page("/refused", guard=lambda request: False)(lambda: "")
    app.page("/policy", policy={"img-src": ["https://example.org"]})(lambda: h.h1("Policy"))
    return app


ADDRESSES = (
    *("/", "/projects", "/projects?page=3&order=age", "/alone", "/moved", "/refused", "/policy", "/nowhere"),
    *("/projects/1/tasks", "/projects/2/tasks?done=true&tags=x&tags=y", "/projects/2/people", "/projects/x/tasks"),
    *("/projects/1/task/5", "/projects?page=x", "/?theme=dark", "/projects/1/tasks?theme=dark&done=1&other=7"),
)


@pytest.mark.parametrize("seed", range(5))
def test_deep_links_give_what_walking_gives(seed: int) -> None:
    app, chance = projects(), random.Random(seed)
    with render_page(app) as page:
        for _ in range(200):
            way = chance.random()
            if way < 0.45:
                page.goto(chance.choice(ADDRESSES))
            elif way < 0.7:
                links = page.locator("a") if chance.random() < 0.5 else page.locator("button")
                if len(links):
                    links.nth(chance.randrange(len(links))).click()
                    page.settle()
            else:
                try:
                    page.back() if way < 0.9 else page.forward()
                except LookupError:
                    continue
            with render_page(app, page.url.removeprefix("http://test")) as linked:
                assert linked.html == page.html
                assert (linked.title, linked.status, linked.url) == (page.title, page.status, page.url)
    assert app.visits == []


def test_layouts_stay_as_long_as_their_parameters_do() -> None:
    app, made = App(), list[str]()

    @app.layout("/")
    class Outer(Component):
        def render(self) -> Any:
            made.append("outer")
            return h.div(Step(), self.outlet())

    @app.layout("/rooms/{room}")
    class Room(Component):
        room: int

        def render(self) -> Any:
            made.append(f"room {self.room}")
            return h.div(Step(taken=10), self.outlet())

    for name in ("a", "b"):
        app.page(f"/rooms/{{room}}/{name}")(lambda room, name=name: h.h1(f"{name} in {room}"))
    with render_page(app, "/rooms/1/a") as page:
        for step in page.locator("button"):
            step.click()
        del made[:]
        page.goto("/rooms/1/b")
        assert page.text == "step 1\nstep 11\nb in 1"
        # What surrounds the page is not even rendered.
        assert made == []
        page.goto("/rooms/2/b")
        assert page.text == "step 1\nstep 10\nb in 2"
        assert made == ["room 2"]
        page.back()
        assert page.text == "step 1\nstep 10\nb in 1"


def test_a_layout_that_fails_is_shown_as_such_in_those_around_it() -> None:
    app = App()

    @app.layout("/")
    class Shell(Component):
        def render(self) -> Any:
            return h.div("shell", self.outlet())

    @app.layout("/broken")
    class Broken(Component):
        def model_post_init(self, context: Any) -> None:
            raise ValueError("no such room")

        def render(self) -> Any:
            return self.outlet()

    app.page("/")(lambda: h.h1("Home"))
    app.page("/broken/page")(lambda: h.h1("Never"))
    with render_page(app) as page:
        with page.expect_error(ValueError):
            page.goto("/broken/page")
        walked = page.text
        assert "shell" in walked
        assert "no such room" in walked
        with page.expect_error(ValueError):
            page.reload()
        assert page.text.splitlines()[:3] == walked.splitlines()[:3]
        assert page.status == 500
        page.goto("/")
        assert page.text == "shell\nHome"


def test_a_guard_of_a_layout_and_of_the_app() -> None:
    allowed = {"inner": False, "app": True}
    app = App(guard=lambda request: allowed["app"])

    @app.layout("/")
    class Shell(Component):
        def render(self) -> Any:
            return h.div("shell", self.outlet())

    @app.layout("/inner", guard=lambda request: allowed["inner"])
    class Inner(Component):
        def render(self) -> Any:
            return h.div("inner", self.outlet())

    app.page("/")(lambda: h.h1("Home"))
    app.page("/inner/page")(lambda: h.h1("Inner page"))
    with render_page(app) as page:
        page.goto("/inner/page")
        assert page.status == 403
        assert page.text.startswith("shell\nNot allowed")
        allowed["inner"] = True
        page.goto("/")
        page.goto("/inner/page")
        assert page.text == "shell\ninner\nInner page"
        # Whom the whole app refuses does not see its shell either.
        allowed["app"] = False
        page.goto("/")
        assert page.status == 403
        assert "shell" not in page.text


# What pages leave behind


def test_a_thousand_pages_leave_nothing(caplog: pytest.LogCaptureFixture) -> None:
    app = projects()
    with render_page(app) as page:
        page.goto("/projects")
        scheduler = served_visit(page._driver.visit).scheduler
        left = []
        for number in range(1000):
            left.append(weakref.ref(page.component))
            page.goto(f"/projects/{number % 7}/tasks" if number % 2 else "/projects")
        gc.collect()
        assert [ref for ref in left if ref() is not None and ref() is not page.component] == []
        assert len(scheduler.roots) == 1
        # The history is the only thing that has grown.
        assert len(navigation_of(page).levels.shown) == 3
    assert app.visits == []


def test_the_way_to_a_slow_page_is_given_up_by_another() -> None:
    app, happened = App(lambda: h.h1("Home")), list[str]()

    @app.page("/slow")
    async def slow() -> Any:
        happened.append("begun")
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            happened.append("given up")
            raise
        return h.h1("Slow")

    app.page("/other")(lambda: h.h1("Other"))
    app.page("/links")(lambda: [h.a("slow", href="/slow"), h.a("other", href="/other")])
    with render_page(app, "/links") as page:
        page.get_by_text("slow").click()
        # Until the page is there, the one before stays, with its address.
        assert page.url == "http://test/links"
        page.get_by_text("other").click()
        assert happened == ["begun", "given up"]
        page.advance(10)
        assert (page.text, page.url) == ("Other", "http://test/other")
        page.goto("/slow")
        assert page.text == "Slow"
        page.goto("/links")
        page.get_by_text("slow").click()
    assert happened[-1] == "given up"


def test_a_page_that_takes_too_long_is_said_to_have_failed() -> None:
    app = App(lambda: h.h1("Home"))

    @app.page("/endless")
    async def endless() -> Any:
        await asyncio.sleep(1e6)

    with render_page(app) as page, page.expect_error(TimeoutError):
        page.goto("/endless")
    assert page.status == 500


# Where one is


def test_where_links_lead() -> None:
    location = Location(path="/orders/7", query="tab=a&x=1")
    assert location.url == "/orders/7?tab=a&x=1"
    assert location.is_at("/orders/7")
    assert location.is_at("?tab=a")
    assert location.is_at("7")
    assert not location.is_at("?tab=b")
    assert not location.is_at("/orders/7", exact=True)
    assert location.is_at("?x=1&tab=a", exact=True)
    assert not location.is_at("https://example.org/orders/7")
    assert location.is_below("/orders")
    assert location.is_below("/orders/")
    assert not location.is_below("/order")
    assert not location.is_below("/")


def test_links_need_an_address_and_are_rendered_alone() -> None:
    with pytest.raises(TypeError, match="a link needs an address"):
        h.link("Orders")
    with pytest.raises(TypeError, match="did you mean href"):
        h.link("Orders", href="/", hraf="/")  # type: ignore[call-arg]
    app = projects()
    with render_page(app, "/projects") as page:
        assert page.get_by_role("link", name="Projects")["aria-current"] == "page"
        page.goto("/projects/1/tasks")
        assert "Shell" not in page.last.renders
        assert page.get_by_role("link", name="Projects")["aria-current"] == "true"
        assert page.get_by_role("link", name="tasks")["aria-current"] == "page"
        assert page.get_by_role("link", name="Home").get_attribute("aria-current") is None


def test_the_request_and_the_address_are_those_of_the_present_page() -> None:
    app = App()

    class Where(Component):
        def render(self) -> Any:
            location = self.use(Location)
            return h.p(f"{location.path} {location.query}")

    app.page("/")(Where)
    app.page("/{rest:path}")(lambda rest: Where())
    with render_page(app) as page:
        page.goto("/a/b?c=d")
        assert page.text == "/a/b c=d"
        request = page._driver.visit.request
        assert (request.path, request.query) == ("/a/b", "c=d")
        page.reconnect()
        page.back()
        assert page.text == "/"


@pytest.mark.parametrize("navigation", [True, False])
def test_the_links_of_an_app_with_one_page_know_whether_they_lead_to_it(navigation: bool) -> None:
    class Shell(Component):
        def render(self) -> Any:
            links = (w.nav_link("People", "/"), w.nav_link("Orders", "/orders"), h.link("Old", href="/?old=1"))
            return h.nav(*links, h.p(self.use(Location).url))

    outer = App(lambda: h.p("outer"))
    outer.mount("/inner", App(Shell, navigation=navigation))
    for app, prefix in ((App(Shell, navigation=navigation), ""), (outer, "/inner")):
        with render_page(app, f"{prefix}/?old=1&b=") as page:
            links = page.get_by_role("link")
            assert [link.get_attribute("aria-current") for link in links] == ["page", None, "page"]
            assert [link["href"] for link in links] == [f"{prefix}/", f"{prefix}/orders", f"{prefix}/?old=1"]
            assert page.locator("p").text == f"{prefix}/?old=1&b="


def test_a_mounted_app_is_another_app() -> None:
    outer, inner = App(lambda: h.a("inner", href="/inner/one")), App(title="Inner")

    @inner.page("/one")
    class One(Component):
        number: Query[int] = 1

        def render(self) -> Any:
            return h.div(h.link("two", href="/two"), h.button(f"one {self.number}", on_click=self.more))

        def more(self) -> None:
            self.number += 1

    inner.page("/two")(lambda: h.h1("Two"))
    outer.mount("/inner", inner)
    with render_page(outer) as page:
        first = page._driver.visit
        page.get_by_text("inner").click()
        assert page.url == "http://test/inner/one"
        visit = page._driver.visit
        assert visit is not first
        page.get_by_role("button").click()
        assert page.url == "http://test/inner/one?number=2"
        page.get_by_text("two").click()
        assert (page.url, page.text) == ("http://test/inner/two", "Two")
        assert page._driver.visit is visit
        page.back()
        assert page.get_by_role("button").text == "one 2"


def test_redirects_and_the_program_say_addresses_as_the_browser_knows_them() -> None:
    app = App(lambda: h.h1("Home"))
    app.page("/away")(lambda: Redirect("https://example.org/"))
    app.page("/there")(lambda: Redirect("/end?x=1"))
    app.page("/round")(lambda: Redirect("/round"))
    app.page("/end")(lambda: h.h1("End"))
    with render_page(app) as page:
        visit = page._driver.visit
        navigation = navigation_of(page)
        page._driver.run(lambda: visit.navigate("/there"))
        assert (page.text, page.url) == ("End", "http://test/end?x=1")
        assert visit.request.query == "x=1"
        assert own_address("?y=2", navigation.place) == "/end?y=2"
        assert own_address("more", navigation.place) == "/more"
        assert own_address("https://example.org/", navigation.place) is None
        assert own_address("#place", navigation.place) is None
        # Below a prefix that is known.
        navigation.place = replace(navigation.place, prefix="/shop")
        assert own_address("/shop/end?x=1", navigation.place) == "/end?x=1"
        assert own_address("/shop", navigation.place) == "/"
        assert own_address("/shopping", navigation.place) is None
        assert own_address("/end", navigation.place) is None


def test_an_app_that_does_not_want_it() -> None:
    app = App(lambda: h.a("other", href="/other"), navigation=False)
    app.page("/other")(lambda: h.h1("Other"))
    with render_page(app) as page:
        visit = page._driver.visit
        page.get_by_text("other").click()
        assert page.text == "Other"
        assert page._driver.visit is not visit
        assert served_visit(page._driver.visit).navigation is None


def test_what_is_no_page_is_left_to_the_browser() -> None:
    app, asked = App(lambda: h.a("export", href="/export.csv")), list[str]()
    app.page("/other")(lambda: h.h1("Other"))

    @app.get("/export.csv")
    def export() -> str:
        asked.append("export")
        return "a,b"

    with render_page(app) as page:
        page.get_by_text("export").click()
        page.settle()
        # It was asked for once, by the browser.
        assert asked == ["export"]


def test_a_parameter_of_a_layout_and_its_page_is_one() -> None:
    app = App()

    class Looks(Component):
        dark: Query[bool] = False
        words: Query[list[str]] = []

    @app.layout("/")
    class Frame(Looks):
        def render(self) -> Any:
            return h.div(h.button("Switch", on_click=self.switch), self.outlet())

        def switch(self) -> None:
            self.dark = not self.dark
            self.words = [*self.words, "a"]

    @app.page("/")
    class Start(Looks):
        def render(self) -> Any:
            return h.p(f"{self.dark} {len(self.words)}", h.button("Back", on_click=self.back))

        def back(self) -> None:
            self.dark, self.words = False, []

    page = render_page(app, "/?words=x&other=1")
    page.get_by_role("button", name="Switch").click()
    assert page.locator("p").text.startswith("True 2")
    assert page.url == "http://test/?other=1&dark=true&words=x&words=a"
    page.get_by_role("button", name="Back").click()
    assert page.url == "http://test/?other=1"
    page.get_by_role("button", name="Switch").click()
    assert page.url == "http://test/?other=1&dark=true&words=a"
    page.back()
    assert page.locator("p").text.startswith("False 0")
