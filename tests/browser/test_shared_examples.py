"""The examples of what is shared, each with two or more real tabs."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.async_api import Page, expect

from examples import countdown, counter_shared, message_board, show_time, sync_time, whiteboard
from examples.message_board import Messages
from examples.whiteboard import Board
from tests.server.support import settled
from tests.waiting import PATIENCE

Shot = Callable[[Page, str], Awaitable[Path]]
Open = Callable[..., Awaitable[Page]]


@pytest.fixture
async def address(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    module: ModuleType = request.param
    port = await module.app.serve("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}"
    await module.app.close()


@pytest.fixture
def open_tab(address: str, new_page: Any) -> Open:
    """Open a tab of the example, each in a browser context of its own."""

    async def open_page(path: str = "/") -> Page:
        page: Page = await new_page()
        await page.goto(address + path)
        return page

    return open_page


def serving(module: ModuleType) -> pytest.MarkDecorator:
    """The example that a test's tabs show."""
    return pytest.mark.parametrize("address", [module], indirect=True, ids=[module.__name__.rpartition(".")[2]])


@serving(sync_time)
async def test_all_see_the_same_time_tick(open_tab: Open, shot: Shot) -> None:
    pages = [await open_tab() for _ in range(3)]
    timers = [page.get_by_role("timer") for page in pages]
    seen: set[tuple[str, ...]] = set()
    async with asyncio.timeout(PATIENCE):
        while len(seen) < 2:
            texts = tuple([await timer.inner_text() for timer in timers])
            if len(set(texts)) == 1 and re.fullmatch(r"\d\d:\d\d:\d\d", texts[0]):
                seen.add(texts)
            await asyncio.sleep(0.02)
    (document,) = {sync_time.clock.document}
    assert document is not None
    assert len(sync_time.clock.part.log.cursors) == 3
    await shot(pages[0], "example-sync_time")


@serving(show_time)
async def test_each_has_a_time_of_its_own(open_tab: Open, shot: Shot) -> None:
    one, two = await open_tab(), await open_tab()
    await one.get_by_label("Zone").select_option("UTC+5")
    texts: list[str] = []
    apart = 0
    async with asyncio.timeout(PATIENCE):
        # It goes on, and by now in the other zone; between the two looks, an hour may have begun.
        while len(texts) < 3 or apart not in (5, 6):
            mine, theirs = [await page.get_by_role("timer").inner_text() for page in (one, two)]
            apart = (int(mine[:2]) - int(theirs[:2])) % 24
            if mine not in texts:
                texts.append(mine)
            await asyncio.sleep(0.05)
    await expect(two.get_by_label("Zone")).to_have_value("0")
    await shot(one, "example-show_time")


@serving(counter_shared)
async def test_the_value_and_the_number_of_users(open_tab: Open, shot: Shot) -> None:
    one = await open_tab()
    await expect(one.get_by_text("1 user online")).to_be_visible()
    two = await open_tab()
    for page in (one, two):
        await expect(page.get_by_text("2 users online")).to_be_visible()
    await one.get_by_role("button", name="more").click()
    await two.get_by_role("button", name="more").click()
    await two.get_by_role("button", name="more").click()
    await one.get_by_role("button", name="less").click()
    for page in (one, two):
        await expect(page.get_by_role("status").filter(has_not_text="lost")).to_have_text("2")
    late = await open_tab()
    await expect(late.locator("output")).to_have_text("2")
    await expect(one.get_by_text("3 users online")).to_be_visible()
    await shot(one, "example-counter_shared")
    await two.close()
    for page in (one, late):
        await expect(page.get_by_text("2 users online")).to_be_visible()


@serving(message_board)
async def test_only_the_messages_are_shared(open_tab: Open, shot: Shot) -> None:
    ada, bob = await open_tab(), await open_tab()
    for page, name in ((ada, "Ada"), (bob, "Bob")):
        await page.get_by_label("Your name").fill(name)
    await bob.get_by_placeholder("Your message").fill("not yet sent")
    await ada.get_by_placeholder("Your message").fill("Hello, Bob!")
    await ada.keyboard.press("Enter")
    for page in (ada, bob):
        await expect(page.get_by_role("listitem")).to_have_text([re.compile(r"Ada.*Hello, Bob!")])
    await expect(ada.get_by_placeholder("Your message")).to_have_value("")
    await expect(bob.get_by_placeholder("Your message")).to_have_value("not yet sent")
    await expect(bob.get_by_label("Your name")).to_have_value("Bob")
    hostile = "<b>not bold</b> ${1}"
    await bob.get_by_placeholder("Your message").fill(hostile)
    await bob.get_by_role("button", name="Send").click()
    await expect(ada.get_by_role("listitem").first.locator("p")).to_have_text(hostile)
    # Both at once: nothing is lost.
    for number in range(5):
        for page in (ada, bob):
            await page.get_by_placeholder("Your message").fill(f"number {number}")
        await asyncio.gather(*[page.keyboard.press("Enter") for page in (ada, bob)])
        await asyncio.gather(
            *[expect(page.get_by_placeholder("Your message")).to_have_value("") for page in (ada, bob)]
        )
    for page in (ada, bob, await open_tab()):
        await expect(page.get_by_role("listitem")).to_have_count(12)
    board: Messages = message_board.board.component
    texts = [message.text for message in board.newest_first]
    assert await ada.locator("li p").all_inner_texts() == await bob.locator("li p").all_inner_texts() == texts
    await shot(ada, "example-message_board")


class Seconds:
    """Stands in for `asyncio`: seconds that go by when the test says so."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    async def sleep(self, seconds: int) -> None:
        assert seconds == 1
        self._waiting.append(asyncio.get_running_loop().create_future())
        await self._waiting[-1]

    def pass_one(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            future.set_result(None)


@serving(countdown)
async def test_a_countdown_holds_up_nobody(
    open_tab: Open, shot: Shot, page_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = Seconds()
    monkeypatch.setattr(countdown, "asyncio", seconds)
    one, two = await open_tab("/?number=3&animation=spin"), await open_tab()
    start, timer = one.get_by_role("button"), one.get_by_role("timer")
    await expect(timer).to_have_text("3")
    await start.click()
    await expect(start).to_have_count(0)
    await expect(timer.locator("strong")).to_have_text("3")
    assert await timer.locator("strong").evaluate("e => getComputedStyle(e).animationName") == "spin"
    await shot(one, "example-countdown")
    # The other one starts, counts on its own, and is answered while the first one waits.
    await two.get_by_role("button").click()
    await expect(two.get_by_role("timer").locator("strong")).to_have_text("10")
    for text, other in (("2", "9"), ("1", "8"), ("Go!", "7")):
        seconds.pass_one()
        await expect(timer).to_have_text(text)
        await expect(two.get_by_role("timer")).to_have_text(other)
    await expect(start).to_have_text("Again")
    await start.click()
    await expect(timer).to_have_text("3")
    page_log.expect("console", "422")
    wrong = await one.goto(one.url.partition("?")[0] + "?number=1000&animation=explode")
    assert wrong is not None
    assert wrong.status == 422


async def stroke(page: Page, points: list[tuple[int, int]]) -> None:
    """Draw a line on the board."""
    box = await page.get_by_role("img").bounding_box()
    assert box is not None
    (x, y), *rest = [(box["x"] + x, box["y"] + y) for x, y in points]
    await page.mouse.move(x, y)
    await page.mouse.down()
    for x, y in rest:
        await page.mouse.move(x, y)
        # Longer than the throttle by the page's own clock, so that the test knows which points arrive.
        await page.evaluate("new Promise((done) => setTimeout(done, 40))")
    await page.mouse.up()


async def expect_lines(page: Page, drawn: list[tuple[str, str]]) -> None:
    """Wait until these lines are shown, by their colours and points."""
    shown = page.locator("polyline")
    await expect(shown).to_have_count(len(drawn))
    for number, (colour, points) in enumerate(drawn):
        await expect(shown.nth(number)).to_have_attribute("stroke", colour)
        await expect(shown.nth(number)).to_have_attribute("points", points)


def numbers(point: str) -> tuple[int, int]:
    x, y = point.split(",")
    return int(x), int(y)


def near(points: list[tuple[int, int]], wanted: tuple[int, int]) -> bool:
    """Whether one of the points is there; the board has a border, and places are rounded."""
    return any(abs(x - wanted[0]) <= 2 and abs(y - wanted[1]) <= 2 for x, y in points)


@serving(whiteboard)
async def test_everybody_draws_on_one_board(open_tab: Open, shot: Shot) -> None:
    one, two = await open_tab(), await open_tab()
    board: Board = whiteboard.board.component
    await asyncio.gather(
        stroke(one, [(40 + 4 * step, 60 + 3 * step) for step in range(60)]),
        stroke(two, [(600 - 5 * step, 80 + 2 * step) for step in range(60)]),
    )

    def points(at: int) -> list[tuple[int, int]]:
        return [numbers(line.points[at]) for line in board.lines]

    # Both have told where they have let go.
    await settled(lambda: near(points(-1), (276, 237)) and near(points(-1), (305, 198)) and not board.growing)
    assert near(points(0), (40, 60))
    assert near(points(0), (600, 80))
    # Each has a colour (two may have the same by chance), and a long line goes on as the next one.
    hues = {hash(visit.id) % 360 for visit in whiteboard.app.visits}
    assert {line.colour for line in board.lines} == {f"hsl({hue} 60% 50%)" for hue in hues}
    assert len(board.lines) >= 4
    drawn = [(line.colour, " ".join(line.points)) for line in board.lines]
    for page in (one, two):
        await expect_lines(page, drawn)
    await shot(one, "example-whiteboard")
    late = await open_tab()
    await expect_lines(late, drawn)
    await two.get_by_role("button", name="Wipe").click()
    for page in (one, two, late):
        await expect(page.locator("polyline")).to_have_count(0)


@serving(whiteboard)
async def test_drawing_is_throttled(open_tab: Open) -> None:
    one = await open_tab()
    board: Board = whiteboard.board.component
    board.wipe()
    box = await one.get_by_role("img").bounding_box()
    assert box is not None
    await one.mouse.move(box["x"] + 10, box["y"] + 10)
    await one.mouse.down()
    # All at once, so that it does not matter how fast the machine is: the first and the last of them are told.
    await one.get_by_role("img").evaluate(
        """(board, [x, y]) => {
            for (let step = 1; step <= 300; step++) {
                const [clientX, clientY] = [x + 10 + 2 * step, y + 10 + step];
                const move = { bubbles: true, buttons: 1, clientX, clientY };
                board.dispatchEvent(new PointerEvent("pointermove", move));
            }
        }""",
        [box["x"], box["y"]],
    )
    await one.mouse.move(box["x"] + 700, box["y"] + 400)
    await one.mouse.up()
    await expect(one.locator("polyline").last).to_have_attribute("points", re.compile(r"(699|700),(399|400)$"))
    # Two for the beginning of the line, and those of the last move and of its end.
    assert sum(len(line.points) for line in board.lines) < 30
