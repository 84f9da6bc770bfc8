"""A page under test as a whole: time, errors, apps, several visitors."""

import asyncio
import threading
import time
from typing import Any

import pytest

from domsync import App, Component, Document, Query, State, Visit, events, run_in_thread
from domsync import html as h
from domsync.dom.ops import Adopt, Insert
from domsync.testing import (
    ConnectionEndedError,
    LocatorError,
    NotFoundError,
    NotUniqueError,
    Page,
    StillRunningError,
    render_page,
)


class Counter(Component):
    count: int = 0

    def render(self) -> Any:
        return h.div(h.h1(f"Count: {self.count}"), h.button("+1", on_click=self.increment))

    def increment(self) -> None:
        self.count += 1


# What can be shown


def fill(document: Document) -> None:
    document.body.appendChild(document.createElement("p", innerText="filled"))


def filled() -> Document:
    document = Document()
    fill(document)
    return document


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (Counter(count=7), "Count: 7\n+1"),
        (Counter, "Count: 0\n+1"),
        (h.p("an element"), "an element"),
        (lambda: "a text", "a text"),
        (lambda: Counter(count=1), "Count: 1\n+1"),
        (fill, "filled"),
        (lambda request: h.p(request.query), "a=1"),
        (filled(), "filled"),
        (App(Counter), "Count: 0\n+1"),
    ],
)
def test_what_can_be_shown(shown: Any, text: str) -> None:
    page = render_page(shown, "/?a=1")
    assert page.text == text
    assert page.url == "http://test/?a=1"
    assert page.status == 200


def test_a_document_can_be_changed_from_outside() -> None:
    document = filled()
    with render_page(document) as page:
        document.body.appendChild(document.createElement("p", innerText="more"))
        assert page.text == "filled\n\nmore"
        assert page.document is document


def test_the_component_behind_the_page() -> None:
    counter = Counter()
    page = render_page(counter)
    assert page.component is counter
    counter.count = 5
    assert page.get_by_role("heading").text == "Count: 5"


# Time


def test_handlers_that_wait_are_under_control() -> None:
    class Loader(Component):
        state: str = "idle"

        def render(self) -> Any:
            return [h.p(self.state), h.button("Load", on_click=self.load)]

        async def load(self) -> None:
            self.state = "loading"
            await self.flush()
            await asyncio.sleep(3)
            self.state = "done"

    page = render_page(Loader())
    page.get_by_role("button").click()
    assert page.locator("p").text == "loading"
    page.advance(2.9)
    assert page.locator("p").text == "loading"
    page.advance(0.1)
    assert page.locator("p").text == "done"
    page.get_by_role("button").click()
    page.settle()
    assert page.locator("p").text == "done"


def test_background_work_goes_on_with_the_clock() -> None:
    class Clock(Component):
        seconds: int = 0

        def render(self) -> Any:
            return h.p(f"{self.seconds} s")

        async def mounted(self) -> None:
            while True:
                await asyncio.sleep(1)
                self.seconds += 1

    page = render_page(Clock())
    assert page.text == "0 s"
    page.advance(90)
    assert page.text == "90 s"
    page.settle()
    assert page.text == "90 s", "settling waits for handlers, not for what never ends"


def test_a_handler_that_waits_for_ever_is_named() -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    page = render_page(lambda: h.button("b", on_click=wait))
    page.get_by_role("button").click()
    with pytest.raises(StillRunningError, match=r"after 5 s .*\n  .*wait \(.*test_page.py:\d+\)"):
        page.settle(limit=5)


def test_threads_are_waited_for() -> None:
    class Slow(Component):
        state: str = ""

        def render(self) -> Any:
            return [h.p(self.state), h.button("b", on_click=self.work)]

        async def work(self) -> None:
            self.state = await run_in_thread(self._work)

        def _work(self) -> str:
            time.sleep(0.02)
            return threading.current_thread().name

    page = render_page(Slow())
    page.get_by_role("button").click()
    assert page.locator("p").text.startswith("asyncio_")


# Errors


class Faulty(Component):
    broken: bool = False

    def render(self) -> Any:
        if self.broken:
            raise KeyError("render")
        return [h.button("break", on_click=self.break_it), h.button("raise", on_click=self.fail)]

    def break_it(self) -> None:
        self.broken = True

    async def fail(self) -> None:
        raise ValueError("handler")


def test_what_is_reported_and_not_expected_is_raised_at_the_end() -> None:
    page = render_page(Faulty())
    page.get_by_text("raise").click()
    assert [str(error) for error in page.errors] == ["handler"]
    with pytest.raises(ValueError, match="handler") as failure:
        page.close()
    assert "reported this" in failure.value.__notes__[0]


def test_several_errors_are_a_group() -> None:
    page = render_page(Faulty())
    page.get_by_text("raise").click()
    page.get_by_text("break").click()
    with pytest.raises(ExceptionGroup, match="the page reported 2 exceptions") as failure:
        page.close()
    assert [type(error) for error in failure.value.exceptions] == [ValueError, KeyError]


def test_leaving_the_block_raises_too_but_not_in_place_of_the_tests_own_failure() -> None:
    with pytest.raises(ValueError, match="handler"), render_page(Faulty()) as page:
        page.get_by_text("raise").click()

    def fail() -> None:
        with render_page(Faulty()) as page:
            page.get_by_text("raise").click()
            raise AssertionError("own")

    with pytest.raises(AssertionError, match="own") as failure:
        fail()
    assert failure.value.__notes__ == ["The page had reported ValueError: handler"]


def test_errors_that_are_expected() -> None:
    page = render_page(Faulty())
    with page.expect_error(ValueError, match="^handler$") as errors:
        page.get_by_text("raise").click()
    assert [type(error) for error in errors] == [ValueError]
    with page.expect_error(KeyError):
        page.get_by_text("break").click()
    assert page.get_by_role("alert")
    with pytest.raises(AssertionError, match="no ValueError like '' was reported"), page.expect_error(ValueError):
        page.advance(1)
    assert page.errors == []


def test_what_nobody_caught_is_reported_too() -> None:
    async def start() -> None:
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)

    page = render_page(lambda: h.button("b", on_click=start))
    with page.expect_error(ZeroDivisionError):
        page.get_by_role("button").click()


def test_in_production_errors_show_no_text() -> None:
    page = render_page(Faulty(broken=True), development=False)
    assert "KeyError" not in page.text
    assert page.errors.pop().args == ("render",)
    page = render_page(Faulty(broken=True))
    assert "KeyError" in page.text
    page.errors.clear()


# Failures of locators


def test_nothing_found_says_what_is_there() -> None:
    page = render_page(Counter())
    with pytest.raises(NotFoundError) as failure:
        page.get_by_role("button", name="+2").click()
    assert str(failure.value) == (
        "get_by_role('button', name='+2') matches nothing\n"
        "Close to it: button '+1'\n"
        "The page:\n"
        '  <div id="domsync_root_id">\n'
        "    <div>\n"
        "      <h1>Count: 0\n"
        "      <button>+1"
    )


def test_several_found_says_which() -> None:
    page = render_page(lambda: h.ul(h.li("one"), h.li("two", h.button("x"))))
    with pytest.raises(NotUniqueError) as failure:
        _ = page.locator("li").text
    assert str(failure.value) == (
        "locator('li') matches 2 elements\n"
        "  0. <li>one\n"
        "  1. <li>twox\n"
        "Say which one is meant, by more words or by .nth(number)."
    )
    assert isinstance(failure.value, AssertionError)


def test_long_pages_are_cut() -> None:
    page = render_page(lambda: [h.p(f"line {number} " + "x" * 200) for number in range(100)])
    with pytest.raises(LocatorError) as failure:
        page.get_by_label("Name").fill("x")
    text = str(failure.value)
    assert "... and 61 more lines" in text
    assert max(map(len, text.splitlines())) <= 120
    with pytest.raises(NotUniqueError, match=r"\.\.\. and 80 more"):
        _ = page.locator("p").text


# Apps


class User(Component):
    user_id: int
    tab: Query[str] = "posts"

    def render(self) -> Any:
        return h.main(
            h.h1(f"User {self.user_id}, {self.tab}"),
            h.a("Next", href=f"/users/{self.user_id + 1}"),
            h.a("GlobalTarget", href="https://example.org/"),
            h.button("Home", on_click=self.home),
            h.input(value="x", on_input=self.typed),
        )

    def home(self) -> None:
        self.use(Visit).navigate("/")

    def typed(self, event: events.InputEvent) -> None:
        self.tab = event.value


@pytest.fixture
def app() -> App:
    app = App(Counter, title="Counting")
    app.page("/users/{user_id}", title="A user")(User)
    return app


def test_pages_of_an_app(app: App) -> None:
    page = render_page(app, "/users/7?tab=likes")
    assert page.get_by_role("heading").text == "User 7, likes"
    assert page.title == "A user"
    assert type(page.last.ops[0]) is Adopt, "the client takes over the HTML that is there"
    assert Insert not in map(type, page.last.ops)
    page.get_by_role("textbox").fill("typed")
    assert page.get_by_role("heading").text == "User 7, typed"


def test_links_lead_to_other_pages(app: App) -> None:
    page = render_page(app, "/users/7")
    page.get_by_role("link", name="Next").click()
    assert page.url == "http://test/users/8"
    assert page.get_by_role("heading").text == "User 8, posts"
    page.get_by_role("button", name="Home").click()
    assert (page.url, page.title) == ("http://test/", "Counting")
    page.get_by_role("button").click()
    assert page.get_by_text("Count: 1")
    page.goto("/users/1")
    page.get_by_role("link", name="GlobalTarget").click()
    assert page.url == "https://example.org/"
    assert len(app.visits) == 1


def test_answers_that_are_no_pages(app: App) -> None:
    page = render_page(app, "/nowhere")
    assert page.status == 404
    assert page.get_by_role("heading").text == "Not found"
    page.goto("/users/seven")
    assert page.status == 422


def test_visits_end_with_their_pages(app: App) -> None:
    with render_page(app) as page:
        assert len(app.visits) == 1
        page.reconnect()
        assert len(app.visits) == 1
    assert app.visits == []


def test_what_an_app_does_beside_its_pages() -> None:
    app = App(Counter)
    done: list[str] = []

    @app.on_startup
    async def begin() -> None:
        await asyncio.sleep(1)
        done.append("begin")

    @app.on_shutdown
    def end() -> None:
        done.append("end")

    @app.every(10)
    def tick() -> None:
        done.append("tick")

    @app.background
    async def watch() -> None:
        await asyncio.sleep(25)
        done.append("watched")

    with render_page(app) as page, render_page(app):
        assert done == ["begin", "tick"]
        page.advance(25)
        assert done == ["begin", "tick", "tick", "tick", "watched"]
    assert done[-1] == "end"
    done.clear()
    with render_page(app):
        assert done == ["begin", "tick"]


def test_what_a_task_of_an_app_raises_is_reported() -> None:
    app = App(Counter)

    @app.background
    async def fail() -> None:
        await asyncio.sleep(1)
        raise ValueError("background")

    @app.every(5)
    def tick() -> None:
        raise KeyError("timer")

    page = render_page(app)
    assert [type(error) for error in page.errors] == [KeyError]
    page.errors.clear()
    with page.expect_error(ValueError, match="background"):
        page.advance(1)
    with page.expect_error(KeyError, match="timer"):
        page.advance(5)


def test_an_app_that_does_not_begin_is_an_error() -> None:
    app = App(Counter)

    @app.on_startup
    async def begin() -> None:
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError, match=r"after 60 s on the page's clock, .* in .*begin \(.*test_page.py:\d+\)"):
        render_page(app)


def test_a_page_that_was_away_for_too_long_is_loaded_anew(app: App) -> None:
    page = render_page(app)
    page.get_by_role("button").click()
    page.disconnect()
    page.advance(899)
    page.reconnect()
    assert page.get_by_text("Count: 1")
    page.disconnect()
    page.advance(901)
    assert app.visits == []
    page.reconnect()
    assert page.get_by_text("Count: 0")
    assert len(app.visits) == 1


def test_a_connection_that_the_server_ends_is_an_error() -> None:
    page = render_page(Counter())
    with page.expect_error(ConnectionEndedError, match="ended the connection: 4400"):
        page._driver.send_message("x" * 100, {})  # no op has so long a name


class Room(State):
    lines: list[str] = []


room = Room()


class Chat(Component):
    def render(self) -> Any:
        return [
            h.ul([h.li(line, key=number) for number, line in enumerate(room.lines)]),
            h.input(on_keydown=self.pressed),
        ]

    def pressed(self, event: events.KeyboardEvent) -> None:
        if event.key == "!":
            room.lines.append("hello")


def test_several_visitors_share_one_world() -> None:
    app = App(Chat)
    ada, bob = render_page(app), render_page(app)
    ada.locator("input").press("!")
    assert ada.locator("li").texts == ["hello"]
    assert bob.locator("li").texts == ["hello"]
    assert [type(op) for op in bob.last.ops] == [Insert]
    assert bob.last.sent == []
    bob.close()
    ada.locator("input").press("!")
    assert ada.locator("li").count() == 2


# Closing


def test_a_closed_page_is_not_used() -> None:
    page = render_page(Counter())
    page.close()
    page.close()
    with pytest.raises(RuntimeError, match="the page is closed"):
        page.get_by_role("button").click()
    with pytest.raises(RuntimeError, match="the page is closed"):
        page.advance(1)


def test_a_page_that_cannot_be_made_leaves_nothing_behind() -> None:
    from domsync.testing.in_process.simulation import simulation

    def fail() -> None:
        raise ValueError("no page")

    before = len(simulation.pages)
    with pytest.raises(ValueError, match="no page"):
        render_page(fail)
    assert len(simulation.pages) == before


def test_pages_say_what_they_are() -> None:
    page: Page = render_page(Counter())
    assert repr(page) == "<Page http://test/>"
    assert page.html == "<div><h1>Count: 0</h1><button>+1</button></div>"
    assert page.notice == ""
