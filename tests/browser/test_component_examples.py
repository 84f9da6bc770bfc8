"""Every example in Chromium, as `python -m examples` serves it: what it does, under the strict policy, and its picture.

The log of the page fails a test for each violation of the policy, error and warning.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from examples import form, search
from examples.__main__ import EXAMPLES, app, name_of
from examples.form import Booking, BookingForm
from tests.server.support import settled
from tests.waiting import PATIENCE

Shot = Callable[[Page, str], Awaitable[Path]]
# Not tomorrow: the run may go past midnight.
NEXT_WEEK = (datetime.now().astimezone() + timedelta(days=7)).date()


@pytest.fixture
async def site() -> AsyncIterator[str]:
    port = await app.serve("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}/examples"
    await app.close()


async def count(locator: Locator, number: int) -> None:
    await expect(locator).to_have_count(number)


async def test_the_index_leads_to_every_example(site: str, page: Page, shot: Shot) -> None:
    await page.goto(site)
    await shot(page, "example-index")
    for title, module, _ in EXAMPLES:
        await page.get_by_role("main").get_by_role("link", name=title, exact=True).click()
        # Those with a login lead on to where one signs in.
        name = name_of(module)
        await page.wait_for_url(
            f"{site}/{name}/{f'login?next=/examples/{name}/' if name in ('login', 'apps/orders') else ''}"
        )
        await expect(page.get_by_role("heading", level=1).first).to_be_visible()
        await page.go_back()
        await expect(page.get_by_role("heading", name="Examples")).to_be_visible()


async def test_the_whole_card_is_the_link(site: str, page: Page) -> None:
    await page.goto(site)
    await page.get_by_text("examples/todo.py").click(force=True)
    await page.wait_for_url(f"{site}/todo/")


async def test_counter(site: str, page: Page, shot: Shot) -> None:
    await page.goto(f"{site}/counter")
    button = page.get_by_role("button", name="+1")
    for _ in range(3):
        await button.click()
    await expect(page.get_by_role("heading")).to_have_text("Count: 3")
    await shot(page, "example-counter")
    await button.focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading")).to_have_text("Count: 5")


class Todos:
    """The to-do list, as its user sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_placeholder("What needs to be done?")
        self.texts = page.locator("li > span")

    def row(self, text: str) -> Locator:
        return self.page.get_by_role("listitem").filter(has_text=text)

    async def add(self, *texts: str) -> None:
        for text in texts:
            await self.page.keyboard.type(text)
            await self.page.keyboard.press("Enter")
            await expect(self.box).to_have_value("")


@pytest.fixture
async def todos(site: str, page: Page) -> Todos:
    await page.goto(f"{site}/todo")
    todos = Todos(page)
    # The box has the focus from the start: nobody has to click.
    await expect(todos.box).to_be_focused()
    return todos


async def test_todo_by_mouse(todos: Todos, shot: Shot) -> None:
    page = todos.page
    await todos.add("Read the tutorial", "Write a page in Python", "Water the plants", "Show it to a friend")
    await expect(todos.texts).to_have_count(4)
    await todos.row("Read").get_by_role("checkbox").check()
    await expect(page.get_by_text("3 items left")).to_be_visible()
    await shot(page, "example-todo")

    await page.get_by_text("Active", exact=True).click()
    await expect(todos.texts).to_have_count(3)
    await page.get_by_text("Completed", exact=True).click()
    await expect(todos.texts).to_have_text(["Read the tutorial"])
    await page.get_by_role("button", name="Clear completed").click()
    await expect(todos.texts).to_have_count(0)
    await page.get_by_text("All", exact=True).click()
    await expect(todos.texts).to_have_text(["Write a page in Python", "Water the plants", "Show it to a friend"])

    await page.get_by_label("Mark all as completed").check()
    await expect(page.get_by_text("0 items left")).to_be_visible()
    await page.get_by_label("Mark all as completed").uncheck()
    await expect(page.get_by_text("3 items left")).to_be_visible()

    await todos.row("Water").hover()
    await todos.row("Water").get_by_role("button").click()
    await expect(todos.texts).to_have_text(["Write a page in Python", "Show it to a friend"])


async def test_todo_edit(todos: Todos, shot: Shot) -> None:
    page = todos.page
    await todos.add("one", "two", "three")
    field = page.locator("li form input")
    await todos.row("two").locator("span").dblclick()
    await expect(field).to_be_focused()
    await expect(field).to_have_value("two")
    await page.keyboard.press("End")
    await page.keyboard.type(" and a half")
    await shot(page, "example-todo-edit")
    await page.keyboard.press("Enter")
    await expect(todos.texts).to_have_text(["one", "two and a half", "three"])

    await todos.row("three").locator("span").dblclick()
    await expect(field).to_be_focused()
    await page.keyboard.type("no matter")
    await page.keyboard.press("Escape")
    await expect(todos.texts).to_have_text(["one", "two and a half", "three"])

    await todos.row("one").locator("span").dblclick()
    await expect(field).to_be_focused()
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.type("1")
    # What leaves the field saves it: here a click on another row's box, which has its effect too.
    await todos.row("three").get_by_role("checkbox").click()
    await expect(todos.texts).to_have_text(["1", "two and a half", "three"])
    await expect(todos.row("three")).to_have_class("done")


async def test_todo_by_keyboard_alone(todos: Todos) -> None:
    page = todos.page
    await todos.add("one", "two")
    await page.keyboard.press("Tab")  # all
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await expect(todos.row("one")).to_have_class("done")
    # The focus has stayed on the box that was ticked.
    await expect(todos.row("one").get_by_role("checkbox")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(todos.texts).to_have_text(["two"])
    await page.get_by_role("radio", name="All").focus()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("radio", name="Completed")).to_be_checked()
    await expect(todos.texts).to_have_count(0)


async def test_todo_many_edits_do_not_end_the_connection(todos: Todos) -> None:
    await todos.add("one")
    for number in range(15):
        await todos.texts.dblclick()
        await expect(todos.page.locator("li form input")).to_be_focused()
        await todos.page.keyboard.press("Enter" if number % 2 else "Escape")
        await count(todos.texts, 1)
    await todos.box.focus()
    await todos.add("two")
    await count(todos.texts, 2)


async def test_form(site: str, page: Page, shot: Shot, monkeypatch: pytest.MonkeyPatch) -> None:
    bookings: list[Booking] = []
    book = BookingForm.book

    async def counted(self: BookingForm, booking: Booking) -> None:
        bookings.append(booking)
        await book(self, booking)

    paid = asyncio.Event()

    class Slow:
        """Stands in for `asyncio`: the kitchen takes as long as the test says."""

        async def sleep(self, seconds: int) -> None:
            await paid.wait()

    monkeypatch.setattr(BookingForm, "book", counted)
    monkeypatch.setattr(form, "asyncio", Slow())
    await page.goto(f"{site}/form")
    wrong = page.locator(".wrong")
    await page.get_by_label("E-mail").focus()
    await page.keyboard.type("ada@")
    await expect(page.get_by_text("An address looks like")).to_be_visible()
    await count(wrong, 1)
    await page.get_by_label("Guests").fill("12")
    await page.get_by_role("button", name="Book").click()
    await count(wrong, 4)
    await shot(page, "example-form")
    # What was typed is still there.
    await expect(page.get_by_label("E-mail")).to_have_value("ada@")
    await expect(page.get_by_label("Guests")).to_have_value("12")

    await page.get_by_label("Name").fill("Ada Lovelace")
    await page.get_by_label("E-mail").fill("ada@example.org")
    await page.get_by_label("Guests").fill("4")
    await page.get_by_label("Day").fill(NEXT_WEEK.isoformat())
    await page.get_by_label("Where").select_option("terrace")
    await count(wrong, 0)
    await page.get_by_role("button", name="Book").dblclick()
    await page.get_by_label("Name").press("Enter")
    await expect(page.get_by_role("button", name="Booking …")).to_be_visible()
    paid.set()
    await expect(page.get_by_role("heading")).to_have_text("Thank you, Ada Lovelace")
    assert len(bookings) == 1
    await expect(page.get_by_text("A table for 4, terrace")).to_be_visible()
    await shot(page, "example-form-thanks")
    await page.get_by_role("button", name="Book another").click()
    await expect(page.get_by_label("Name")).to_have_value("Ada Lovelace")


async def test_search(site: str, page: Page, shot: Shot, monkeypatch: pytest.MonkeyPatch) -> None:
    find = search.find
    may_answer: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
    answered = set[str]()

    async def find_when_told(words: str) -> list[str]:
        await may_answer[words].wait()
        found = await find(words)
        answered.add(words)
        return found

    monkeypatch.setattr(search, "find", find_when_told)
    await page.goto(f"{site}/search")
    status = page.get_by_role("status").first
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("arrow right", delay=40)
    await expect(status).to_have_text("Looking for “arrow right” …")
    may_answer["arrow right"].set()
    await expect(status).to_have_text("71 found.")
    await count(page.locator("li"), 60)
    await shot(page, "example-search")
    # Each question overtakes the one before; the last one's answer is what stays.
    questions = ("circle", "sun", "snowman")
    for words in questions:
        await page.get_by_role("searchbox").fill(words)
        await expect(status).to_have_text(f"Looking for “{words}” …")
    for words in reversed(questions):
        may_answer[words].set()
        await settled(lambda words=words: words in answered)  # type: ignore[misc]
    await expect(status).to_have_text("3 found.")
    await expect(page.locator("li > span")).to_have_text(["snowman", "snowman without snow", "black snowman"])


async def test_chart(site: str, page: Page, shot: Shot) -> None:
    await page.goto(f"{site}/svg_chart")
    line = page.locator("polyline")
    assert await line.evaluate("line => line instanceof SVGPolylineElement && line.points.numberOfItems") == 121
    assert await line.evaluate("line => line.getBoundingClientRect().width > 400")
    before = await line.get_attribute("points")
    await expect(line).not_to_have_attribute("points", before or "")
    await shot(page, "example-svg_chart")
    slider = page.get_by_role("slider")
    await slider.focus()
    for _ in range(4):
        await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_text("The last 10 seconds")).to_be_visible()
    await expect(line).to_have_js_property("points.length", 41)
    assert await slider.input_value() == "10"


async def test_two_visitors_see_the_same_curve(site: str, new_page: Any) -> None:
    pages = [await new_page(), await new_page()]
    for page in pages:
        await page.goto(f"{site}/svg_chart")
    read = "document.querySelector('output').textContent"
    one, two = "", "not yet"
    async with asyncio.timeout(PATIENCE):
        # It goes on all the time, also between the two looks.
        while one != two:
            one, two = [await page.evaluate(read) for page in pages]


async def test_life(site: str, page: Page, shot: Shot) -> None:
    await page.goto(f"{site}/mixed")
    cells, alive = page.locator(".board > i"), page.locator(".board > .alive")
    await count(cells, 720)
    await count(alive, 5)
    await cells.nth(0).click()
    await expect(cells.nth(0)).to_have_class("alive")
    await expect(page.get_by_text("Generation 0, 6 alive")).to_be_visible()
    await cells.nth(0).click()
    await count(alive, 5)
    await page.get_by_role("button", name="Step").click()
    await expect(page.get_by_text("Generation 1, 6 alive")).to_be_visible()
    await count(alive, 6)
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_role("button", name="Step")).to_be_disabled()
    await expect(page.get_by_text(re.compile(r"Generation (3[5-9]|[4-9]\d|\d{3,}),"))).to_be_visible()
    await page.get_by_role("button", name="Stop").click()
    await expect(page.get_by_role("button", name="Start")).to_be_visible()
    await shot(page, "example-mixed")
    text = await page.get_by_text(re.compile("alive$")).text_content()
    assert text is not None
    await count(alive, int(text.split()[2]))


async def test_the_dom_servers_are_among_them(site: str, page: Page) -> None:
    await page.goto(f"{site}/clock")
    clock = page.get_by_role("timer")
    await expect(clock).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    first = await clock.text_content()
    await expect(clock).not_to_have_text(first or "")
    await page.goto(f"{site}/inputs")
    await page.locator("#text").fill("typed")
    await expect(page.get_by_role("cell", name="typed")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
async def test_no_example_is_wider_than_the_window(site: str, new_page: Any, width: int, shot: Shot) -> None:
    page = await new_page(viewport={"width": width, "height": 740}, color_scheme="dark")
    for name in ("", "counter", "todo", "form", "search", "svg_chart", "mixed"):
        await page.goto(f"{site}/{name}".rstrip("/"))
        await page.wait_for_selector("h1")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, name
        if name == "todo":
            await expect(page.get_by_role("textbox")).to_be_focused()
            await page.keyboard.type("Sleep\n")
            await page.wait_for_selector("li")
        await shot(page, f"example-{width}-{name or 'index'}")
