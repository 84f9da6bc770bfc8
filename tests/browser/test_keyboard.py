"""Keys whose effect only a browser has: scrolling, playing, dates, files, charts. One page holds all of them.

The rest of the widgets' keyboard tables is pressed in process: `tests/widgets/test_keyboard_tables.py`.
"""

import io
import re
import wave
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import FileChooser, Locator, Page, expect

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from tests.browser.harness import PageLog
from tests.widgets.keyboard_tables import NATIVE, Keys

ROWS = [{"x": at, "y": at % 4, "kind": "ab"[at % 2], "open": 4, "high": 8, "low": 1, "close": 6} for at in range(8)]
LINES = [f"line {at}" for at in range(300)]
WIDE = "word " * 200
CHARTS = ["line_chart", "area_chart", "scatter_chart", "bar_chart", "histogram", "box_plot", "heat_map", "pie_chart"]
CHARTS += ["candlestick_chart"]


def sound() -> bytes:
    """A minute of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(8000)
        written.writeframes(bytes([128]) * 480_000)
    return file.getvalue()


@pytest.fixture(autouse=True)
def _servers_end(page_log: PageLog) -> None:
    """A page is still open when its server has ended."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED")


class Everything(Component):
    told: str = "-"

    def render(self) -> Any:
        marks: Any = {"x": "x", "y": "y"}
        shown: dict[str, Any] = {
            "line_chart": w.line_chart(ROWS, **marks, title="x", zoom=True),
            "area_chart": w.area_chart(ROWS, **marks, title="x", zoom=True),
            "scatter_chart": w.scatter_chart(ROWS, **marks, title="x", zoom=True),
            "bar_chart": w.bar_chart(ROWS, **marks, title="x"),
            "histogram": w.histogram(ROWS, value="y", bins=4, title="x"),
            "box_plot": w.box_plot(ROWS, x="kind", y="y", title="x"),
            "heat_map": w.heat_map(ROWS, x="x", y="kind", value="y", title="x"),
            "pie_chart": w.pie_chart({"a": 1, "b": 2, "c": 3}, title="x"),
            "candlestick_chart": w.candlestick_chart(ROWS, x="x", title="x"),
            "audio": w.audio(sound(), label="Sound"),
            "video": w.video(sound(), label="Film"),
            "code": w.code(WIDE),
            "diff_view": h.div(w.diff_view(WIDE, f"{WIDE} more", label="file", mode="split"), style={"width": "20rem"}),
            "markdown": w.markdown(f"```\n{WIDE}\n```"),
            "list_view": w.list_view(LINES, label="Lines", height="10rem"),
            "log_view": w.log_view(LINES, label="Log", height="10rem"),
            "chat": w.chat(
                [w.Message(text=f"Message {at}", author="Ada", time=None) for at in range(60)],
                on_send=print, style={"height": "20rem"},
            ),
            "date_input": w.date_input("Day", value="2026-01-02"),
            "datetime_input": w.datetime_input("When", value="2026-01-02T09:30"),
            "time_input": w.time_input("Time", value="09:30"),
            "date_range": w.date_range("Stay"),
            "color_input": w.color_input("Paint"),
            "select": w.select("Size", ["S", "M", "L"]),
            "file_upload": w.file_upload("Files", print),
            "map": w.map(
                [w.Place(name="Vienna", at=(48, 16)), w.Place(name="Lima", at=(-12, -77))],
                label="Shops", center=(0, 0), zoom=2, on_choose=self.choose,
            ),
        }  # fmt: skip
        return h.main(
            h.h1("Keys"),
            [h.section(shown[name], id=f"the-{name}") for name in shown],
            h.output(self.told),
            h.button("after"),
        )

    def choose(self, place: w.Place) -> None:
        self.told = place.name


@asynccontextmanager
async def served(make: Any) -> AsyncIterator[str]:
    app = App(make, title="Keys", lang="en")
    app.modules(w.MAP_MODULES)
    port = await app.serve("127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        await app.close()


class Pressed:
    """Presses keys on the widgets of a page, and takes note of those that change what is seen.

    Args:
        page: The page.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.worked: dict[str, set[str]] = defaultdict(set)

    async def still(self, see: Callable[[], Awaitable[Any]]) -> Any:
        """What is seen as soon as it does not move any more."""
        before = await see()
        while True:
            await self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            now = await see()
            if now == before:
                return now
            before = now

    async def __call__(self, name: str, see: Callable[[], Awaitable[Any]], *keys: str) -> None:
        """Press keys; after each, something else is seen."""
        for key in keys:
            before = await self.still(see)
            await self.page.keyboard.press(key)
            for _ in range(3_000):
                if await see() != before:
                    break
                await self.page.wait_for_timeout(10)
            else:
                raise AssertionError(f"{name}: {key} changes nothing of {before!r}")
            self.worked[name].add(Keys.sort_of(key))


def reading(element: Locator, script: str) -> Callable[[], Awaitable[Any]]:
    return lambda: element.evaluate(script)


#: What a chart shows over its drawing, and which part of the x-axis is seen.
CHART = """(plot) => {
  const over = plot.querySelector("[data-ds-over]");
  const axis = plot.closest("figure").querySelector(".ds-x-axis");
  return [(over.shadowRoot ?? over).textContent, axis?.textContent];
}"""
SCROLLED = "(box) => [box.scrollLeft, box.scrollTop]"


async def test_keys_of_the_browser(page: Page) -> None:
    async with served(Everything) as url:
        await page.goto(url)
        press = Pressed(page)
        chosen: list[FileChooser] = []

        def note(chooser: FileChooser) -> None:
            chosen.append(chooser)

        page.on("filechooser", note)

        async def choosers() -> int:
            return len(chosen)

        def part(name: str, selector: str) -> Locator:
            return page.locator(f"#the-{name} {selector}").first

        for name in CHARTS:
            plot = part(name, "[data-ds-chart]")
            await plot.focus()
            see = reading(plot, CHART)
            await press(name, see, "Home", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "End", "Escape")
            if name in ("line_chart", "area_chart", "scatter_chart"):
                await press(name, see, "+", "-", "+", "Escape")
        for name in ("audio", "video"):
            player = part(name, name)
            await page.wait_for_function("(one) => one.duration > 50", arg=await player.element_handle())
            await player.focus()
            await press(name, reading(player, "(one) => one.paused"), "Space", "Space")
            see = reading(player, "(one) => [one.currentTime, one.volume]")
            await press(name, see, "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp")
        for name in ("code", "diff_view", "markdown"):
            box = part(name, "[tabindex='0']")
            await box.focus()
            await press(name, reading(box, SCROLLED), "ArrowRight", "ArrowLeft")
        scrolls = ("ArrowDown", "ArrowUp", "PageDown", "PageUp")
        for name, keys in (
            ("list_view", (*scrolls, "End", "Home")),
            ("log_view", ("ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End")),
            ("chat", ("ArrowUp", "ArrowDown", "PageUp", "PageDown")),
        ):
            box = part(name, "[tabindex='0']")
            await box.focus()
            await press(name, reading(box, SCROLLED), *keys)
        for name in ("date_input", "datetime_input", "time_input"):
            field = part(name, "input")
            await field.focus()
            see = reading(field, "(field) => field.value")
            await press(name, see, "ArrowUp", "ArrowDown", "5")
        field = part("date_range", "input")
        await field.fill("2026-01-02")
        await field.focus()
        await press("date_range", reading(field, "(field) => field.value"), "ArrowUp", "ArrowDown")
        see = reading(part("date_range", "input >> nth=1"), "(field) => field === document.activeElement")
        for _ in range(6):
            if await see():
                break
            await page.keyboard.press("Tab")
        assert await see()
        press.worked["date_range"].add("Tab")
        upload = part("file_upload", "input")
        await upload.focus()
        await press("file_upload", choosers, "Enter", "Space")
        map_ = part("map", ".leaflet-container")
        await expect(page.get_by_role("button", name="Vienna")).to_be_visible()
        await map_.focus()
        pane = page.locator(".leaflet-map-pane")
        see = reading(pane, "(pane) => [pane.style.transform, pane.querySelector('.leaflet-proxy').style.transform]")
        await press("map", see, "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "+")
        # While it zooms, it takes no other zoom.
        await expect(pane).not_to_have_class(re.compile("leaflet-zoom-anim"))
        await press("map", see, "-")
        await page.get_by_role("button", name="Vienna").focus()
        await press(
            "map", reading(page.get_by_role("button", name="Lima"), "(pin) => pin === document.activeElement"), "Tab"
        )
        await press("map", page.locator("main > output").inner_text, "Enter")
        is_open = "(one) => one.matches(':open')"
        for name, openers in (
            ("select", ("Space", "Enter", "Alt+ArrowDown")),
            ("color_input", ("Enter", "Space")),
            *((name, ("Space",)) for name in ("date_input", "datetime_input", "date_range")),
        ):
            field = part(name, "input, select")
            for key in openers:
                await field.focus()
                await press(name, reading(field, is_open), key)
                # A window that is only about to open does not hear it yet.
                while await field.evaluate(is_open):
                    await page.keyboard.press("Escape")
        assert press.worked == {name: keys for name, keys in NATIVE.items() if name != "app_shell"}


class Framed(Component):
    """A page whose side bar is a drawer, because it is as wide as a phone."""

    def render(self) -> Any:
        nav = [w.nav_link("Start", "#start"), w.nav_link("Orders", "#orders")]
        return w.app_shell(h.p("The content"), title="Shop", nav=nav)


async def test_keys_of_the_frame(page: Page) -> None:
    async with served(Framed) as url:
        await page.set_viewport_size({"width": 390, "height": 800})
        await page.goto(url)
        menu, drawer = page.get_by_role("button", name="Menu"), page.locator(".ds-shell-nav")
        await expect(menu).to_have_attribute("aria-expanded", "false")
        await menu.focus()
        await page.keyboard.press("Enter")
        await expect(drawer).to_have_attribute("data-open", "")
        # What is behind it cannot be used.
        await expect(page.locator("main")).to_have_attribute("inert", "")
        press = Pressed(page)
        await press("app_shell", reading(drawer, "(one) => one.hasAttribute('data-open')"), "Escape")
        await expect(menu).to_be_focused()
        assert press.worked == {"app_shell": NATIVE["app_shell"]}
