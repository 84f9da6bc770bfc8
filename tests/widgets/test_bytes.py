"""What each widget costs on the line: opening its demo, and one typical update."""

import asyncio
import datetime
import gzip
import inspect
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel, Field

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Demo
from domsync.gallery.demos import all_demos
from domsync.testing import Page, render_page

UPLOT = Path(__file__).parents[2] / "node_modules" / "uplot" / "dist"
DEMOS = all_demos()
FUNCTIONS = {name for name in w.__all__ if inspect.isfunction(getattr(w, name))}
#: How many bytes each demo may have, compressed, and how many elements.
BUDGETS = json.loads((Path(__file__).parent / "budgets.json").read_text(encoding="utf-8"))

#: What makes words, icons' names and columns, not elements.
NO_ELEMENTS = {"add_words", "col", "date_text", "icon_names", "languages", "number_text", "relative_text"}
#: Widgets that have no update, and why.
NEVER_UPDATED = {
    "menu_divider": "a line between two commands",
    "spacer": "empty room",
    "skip_link": "a link to a place that stays",
    "spinner": "it turns by itself until it is taken away",
    "clock": "it goes on in the browser",
    "relative_time": "it goes on in the browser",
}


def opened(make: Callable[[], Any]) -> Page:
    app = App(make)
    app.modules({**w.MAP_MODULES, "uplot": UPLOT / "uPlot.esm.js", "uplot/dist/": UPLOT})
    return render_page(app)


def measured(demo: Demo) -> tuple[int, int]:
    """The bytes of a demo's HTML, compressed, and how many elements its page has."""
    with opened(lambda: h.div(demo.show())) as page:
        return len(gzip.compress(page.html.encode(), mtime=0)), len(page.document.documentElement.querySelectorAll("*"))


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_bytes_of_opening(demo: Demo) -> None:
    size, elements = measured(demo)
    most, most_elements = BUDGETS[demo.name]
    assert size <= most, "HTML, compressed"
    assert elements <= most_elements


# One typical update of each


class Line(BaseModel):
    """A line of an order."""

    name: str = "Tea"
    count: int = Field(2, ge=1)


class Slow:
    """Three items, each of which takes half a second."""

    async def __aiter__(self) -> AsyncIterator[int]:
        for number in range(3):
            yield number
            await asyncio.sleep(0.5)


class Host(Component):
    """Shows a widget, and has what it shows and what it is bound to."""

    name: str
    value: Any = None
    tick: bool = False
    text: str = "Ada"
    number: float = 3.0
    day: datetime.date = datetime.date(2026, 1, 2)
    time: datetime.time = datetime.time(9, 30)
    moment: datetime.datetime = datetime.datetime(2026, 1, 2, 9, 30)  # noqa: DTZ001 - a time on a wall
    color: str = "#112233"
    days: tuple[datetime.date | None, datetime.date | None] = (datetime.date(2026, 1, 2), datetime.date(2026, 1, 5))
    said: Any = None

    items: Any = Field(default_factory=Slow)

    def render(self) -> Any:
        return h.main(UPDATES[self.name].show(self))

    def set(self, *value: Any) -> None:
        self.value = value[-1] if value else True

    def say(self, *said: Any) -> None:
        self.said = said

    async def ask(self) -> None:
        self.said = await w.confirm(self, "Delete 3 orders?")

    async def ask_text(self) -> None:
        self.said = await w.prompt(self, "How many?")

    async def walk(self) -> None:
        self.said = await w.tour(self, [("go", "Go", "Begins."), ("go", "Again", "Begins again.")])

    async def go_through(self) -> None:
        async for _ in w.track(self.items, self, total=3):
            pass


class Update(NamedTuple):
    """An update of a widget.

    Attributes:
        show: Makes the widget for a host.
        act: What the user or the program does.
        before: What comes before it, uncounted.
        first: The host's `value` at first.
        sent: How many bytes of events the browser may send.
        received: How many bytes it may receive.
        ops: How many operations of each kind it receives.
    """

    show: Callable[[Any], Any]
    act: Callable[[Page], object]
    sent: int
    received: int
    ops: str
    first: Any = None
    before: Callable[[Page], object] | None = None


def to(value: Any) -> Callable[[Page], None]:
    """The program gives the host another value."""

    def change(page: Page) -> None:
        page.component.value = value
        page.settle()

    return change


def again(change: Callable[[Any], object]) -> Callable[[Page], None]:
    """The program changes in place what is shown, and the host is rendered again."""

    def change_in_place(page: Page) -> None:
        host = page.component
        change(host.value)
        host.refresh()
        page.settle()

    return change_in_place


def click(role: str, name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role(role, name=name, exact=True).first.click()


def check(role: str, name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role(role, name=name, exact=True).first.check()


def fill(label: str, text: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_label(label, exact=True).first.fill(text)


def key(label: str, key: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_label(label, exact=True).first.press(key)


def edit_the_title(page: Page) -> None:
    page.get_by_role("button").first.click()
    page.get_by_role("textbox", name="Title").fill("Idea")


NUMBERS = [
    {"x": at, "y": at % 7, "group": "ab"[at % 2], "open": 4, "high": 8, "low": 1, "close": 6} for at in range(40)
]
NEXT = {"x": 40, "y": 3, "group": "a", "open": 4, "high": 7, "low": 2, "close": 5}
NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def rows() -> list[dict[str, Any]]:
    return [dict(row) for row in NUMBERS]


def nested() -> dict[str, Any]:
    return {"a": {"b": 1}, "c": 2}


def figure_of_plotly() -> Any:
    go = import_module("plotly.graph_objects")
    return go.Figure(go.Scatter(x=[1, 2, 3], y=[4, 5, 6]))


def figure_of_bokeh() -> Any:
    figure = import_module("bokeh.plotting").figure(width=300, height=200)
    figure.line([1, 2, 3], [4, 5, 6])
    return figure


def chart_of_altair(mark: str) -> Any:
    alt = import_module("altair")
    chart = alt.Chart(alt.Data(values=[{"a": 1, "b": 2}]))
    return getattr(chart, f"mark_{mark}")().encode(x="a:Q", y="b:Q")


def figure_of_matplotlib() -> Any:
    figure = import_module("matplotlib.figure").Figure(figsize=(3, 2))
    figure.subplots().plot([1, 2, 3])
    return figure


UPDATES: dict[str, Update] = {
    # Buttons and controls
    "button": Update(
        lambda it: w.button("Save", pending=bool(it.value), on_click=it.set),
        click("button", "Save"),
        15,
        34,
        "1 SetAttribute",
    ),
    "button_group": Update(
        lambda it: w.button_group(
            w.button("Left", on_click=it.set, aria={"pressed": bool(it.value)}), w.button("Right"), label="Way"
        ),
        click("button", "Left"),
        15,
        37,
        "1 SetAttribute",
    ),
    "checkbox": Update(
        lambda it: [w.checkbox("I agree", bind=it.field("tick")), h.p(str(it.tick))],
        check("checkbox", "I agree"),
        33,
        23,
        "1 SetData",
    ),
    "switch": Update(
        lambda it: [w.switch("Sound", bind=it.field("tick")), h.p(str(it.tick))],
        check("switch", "Sound"),
        33,
        23,
        "1 SetData",
    ),
    "checkbox_group": Update(
        lambda it: w.checkbox_group("Days", ["Mon", "Tue", "Wed"], values=it.value, on_change=it.set),
        check("checkbox", "Tue"),
        34,
        8,
        "",
        first=["Mon"],
    ),
    "radio_group": Update(
        lambda it: w.radio_group("Size", ["S", "M", "L"], value=it.value, on_change=it.set),
        check("radio", "M"),
        50,
        8,
        "",
        first="S",
    ),
    "segmented": Update(
        lambda it: w.segmented("Size", ["S", "M", "L"], value=it.value, on_change=it.set),
        check("radio", "M"),
        50,
        8,
        "",
        first="S",
    ),
    "rating": Update(
        lambda it: w.rating("Stars", value=it.value, on_change=it.set),
        lambda page: page.get_by_role("radio").nth(3).check(),
        50,
        8,
        "",
        first=2,
    ),
    "select": Update(
        lambda it: w.select("Size", ["S", "M", "L"], value=it.value, on_change=it.set),
        lambda page: page.get_by_label("Size").select("L"),
        50,
        8,
        "",
        first="S",
    ),
    "combobox": Update(
        lambda it: w.combobox("Name", ["Ada", "Alan", "Grace"], value=it.value, on_change=it.set),
        click("option", "Grace"),
        50,
        630,
        "2 Insert, 1 SetAttribute, 1 SetProperty",
        before=fill("Name", "gr"),
    ),
    "tags_input": Update(
        lambda it: w.tags_input("Tags", values=it.value, on_change=it.set),
        lambda page: page.press("Enter"),
        170,
        410,
        "1 Insert, 1 SetProperty",
        first=["new"],
        before=lambda page: page.get_by_label("Tags").type("vip"),
    ),
    "text_input": Update(
        lambda it: [w.text_input("Name", bind=it.field("text")), h.p(it.text)],
        fill("Name", "Adam"),
        32,
        23,
        "1 SetData",
    ),
    "text_area": Update(
        lambda it: [w.text_area("Note", bind=it.field("text"), counter=True, maxlength=200), h.p(it.text)],
        fill("Note", "Adam"),
        32,
        40,
        "2 SetData",
    ),
    "password_input": Update(
        lambda it: w.password_input("Password", bind=it.field("text")), fill("Password", "Adam"), 32, 8, ""
    ),
    "search_input": Update(
        lambda it: [w.search_input("Search", bind=it.field("text")), h.p(it.text)],
        fill("Search", "Adam"),
        33,
        23,
        "1 SetData",
    ),
    "otp_input": Update(lambda it: w.otp_input("Code", bind=it.field("text")), fill("Code", "123456"), 34, 8, ""),
    "editable": Update(
        lambda it: w.editable(it.value, label="Title", on_change=it.set),
        lambda page: page.press("Enter"),
        150,
        170,
        "1 Call, 1 Insert, 1 Remove",
        first="Plan",
        before=edit_the_title,
    ),
    "number_input": Update(
        lambda it: [w.number_input("Count", bind=it.field("number")), h.p(it.number)],
        key("Count", "ArrowUp"),
        29,
        22,
        "1 SetData",
    ),
    "slider": Update(
        lambda it: w.slider("Volume", value=it.value, step=1, on_change=it.set),
        key("Volume", "ArrowRight"),
        50,
        23,
        "1 SetData",
        first=50,
    ),
    "range_slider": Update(
        lambda it: w.range_slider("Price", value=it.value, on_change=it.set),
        lambda page: page.get_by_role("slider").first.press("ArrowRight"),
        50,
        58,
        "1 SetData, 1 SetStyle",
        first=(20, 80),
    ),
    "date_input": Update(
        lambda it: [w.date_input("Day", bind=it.field("day")), h.p(str(it.day))],
        fill("Day", "2026-01-03"),
        38,
        29,
        "1 SetData",
    ),
    "time_input": Update(
        lambda it: [w.time_input("Time", bind=it.field("time")), h.p(str(it.time))],
        fill("Time", "10:30"),
        33,
        27,
        "1 SetData",
    ),
    "datetime_input": Update(
        lambda it: [w.datetime_input("When", bind=it.field("moment")), h.p(str(it.moment))],
        fill("When", "2026-01-03T10:30"),
        50,
        38,
        "1 SetData",
    ),
    "date_range": Update(
        lambda it: [w.date_range("Stay", bind=it.field("days")), h.p(str(it.days[0]))],
        lambda page: page.locator("input").first.fill("2026-01-03"),
        60,
        55,
        "1 SetAttribute, 1 SetData",
    ),
    "color_input": Update(
        lambda it: [w.color_input("Paint", bind=it.field("color")), h.p(it.color)],
        fill("Paint", "#445566"),
        35,
        43,
        "2 SetData",
    ),
    "file_upload": Update(
        lambda it: w.file_upload("Files", it.say),
        lambda page: page.locator("input").upload({"a.txt": b"hello"}),
        90,
        690,
        "1 Insert",
    ),
    "form": Update(
        lambda it: w.form(Line, it.set), fill("Name", "Coffee"), 35, 56, "1 RemoveAttribute, 1 SetAttribute"
    ),
    "fields": Update(lambda it: w.fields(Line), fill("Name", "Coffee"), 35, 8, ""),
    # Layout
    "row": Update(
        lambda it: w.row(w.badge("a"), [w.badge(one) for one in it.value]),
        to(["b", "c"]),
        0,
        80,
        "1 Insert",
        first=["b"],
    ),
    "column": Update(
        lambda it: w.column(w.badge("a"), [w.badge(one) for one in it.value]),
        to(["b", "c"]),
        0,
        80,
        "1 Insert",
        first=["b"],
    ),
    "grid": Update(
        lambda it: w.grid([w.badge(one) for one in it.value]), to(["b", "c"]), 0, 80, "1 Insert", first=["b"]
    ),
    "card": Update(lambda it: w.card(h.p(it.value), title="Today"), to("three"), 0, 24, "1 SetData", first="two"),
    "divider": Update(lambda it: w.divider(it.value), to("and"), 0, 21, "1 SetData", first="or"),
    "heading": Update(lambda it: w.heading(it.value, 2), to("Order 8"), 0, 25, "1 SetData", first="Order 7"),
    "split_pane": Update(
        lambda it: w.split_pane("a", "b", label="Files", position=it.value, on_change=it.set),
        lambda page: page.get_by_role("separator").press("ArrowRight"),
        34,
        70,
        "1 SetAttribute, 1 SetStyle",
        first=50.0,
    ),
    "app_shell": Update(
        lambda it: w.app_shell(
            h.p(it.value),
            title="Shop",
            nav=[
                w.nav_link("Start", "/", current=it.value == "start"),
                w.nav_link("Orders", "/orders", current=it.value == "orders"),
            ],
        ),
        to("orders"),
        0,
        80,
        "1 RemoveAttribute, 1 SetAttribute, 1 SetData",
        first="start",
    ),
    "page_header": Update(
        lambda it: w.page_header("Orders", subtitle=it.value), to("8 open"), 0, 25, "1 SetData", first="7 open"
    ),
    "footer": Update(lambda it: w.footer(it.value), to("8 users"), 0, 25, "1 SetData", first="7 users"),
    # Navigation
    "nav_link": Update(
        lambda it: w.nav_link("Orders", "#orders", badge=it.value, current=False), to(4), 0, 19, "1 SetData", first=3
    ),
    "nav_group": Update(
        lambda it: w.nav_group("Data", w.nav_link("Orders", "#orders", current=bool(it.value))),
        to(True),
        0,
        37,
        "1 SetAttribute",
    ),
    "breadcrumbs": Update(
        lambda it: w.breadcrumbs([("Start", "/"), (it.value, None)]), to("Order 8"), 0, 26, "1 SetData", first="Order 7"
    ),
    "tabs": Update(
        lambda it: w.tabs({"One": h.p("first"), "Two": h.p("second")}, label="Parts", on_change=it.say),
        click("tab", "Two"),
        15,
        150,
        "1 RemoveAttribute, 5 SetAttribute",
    ),
    "accordion": Update(
        lambda it: w.accordion({"One": h.p(it.value), "Two": h.p("second")}),
        to("third"),
        0,
        24,
        "1 SetData",
        first="first",
        before=lambda page: page.locator("summary").first.click(),
    ),
    "stepper": Update(
        lambda it: w.stepper(["Address", "Payment", "End"], it.value, on_choose=it.set),
        click("button", "Address (done)"),
        15,
        350,
        "1 Insert, 2 Remove, 1 RemoveAttribute, 3 SetAttribute, 1 SetData, 1 Unlisten",
        first=1,
    ),
    "pagination": Update(
        lambda it: w.pagination(it.value, 9, on_change=it.set),
        click("button", "Next page"),
        16,
        280,
        "2 Insert, 1 Remove, 1 RemoveAttribute, 1 SetAttribute, 1 SetData",
        first=4,
    ),
    "command_palette": Update(
        lambda it: w.command_palette(
            [w.Command("Open", it.say), w.Command("Print", it.say), w.Command("Quit", it.say)]
        ),
        lambda page: page.get_by_role("combobox").type("p"),
        30,
        35,
        "1 Remove, 1 SetData",
        before=lambda page: page.press("Control+k"),
    ),
    "menu": Update(
        lambda it: w.menu("File", w.menu_item("Grid", checked=bool(it.value), on_click=it.set), w.menu_item("Close")),
        click("menuitemcheckbox", "Grid"),
        40,
        70,
        "1 Insert, 1 SetAttribute",
        before=click("button", "File"),
    ),
    "menu_item": Update(
        lambda it: w.menu("File", w.menu_item("Save", disabled=bool(it.value))),
        to(True),
        0,
        38,
        "1 SetAttribute",
    ),
    "submenu": Update(
        lambda it: w.menu("File", w.submenu("Open", [w.menu_item(one) for one in it.value])),
        to(["a.txt", "b.txt"]),
        0,
        160,
        "1 Insert",
        first=["a.txt"],
    ),
    "menu_bar": Update(
        lambda it: w.menu_bar(
            w.submenu("Edit", w.menu_item("Undo", disabled=bool(it.value)), w.menu_item("Redo")), label="Text"
        ),
        to(True),
        0,
        39,
        "1 SetAttribute",
    ),
    "context_menu": Update(
        lambda it: w.context_menu(
            w.menu_item("Copy", on_click=it.set), area=h.p("copied" if it.value else "text"), label="Text"
        ),
        click("menuitem", "Copy"),
        40,
        32,
        "1 SetData",
        before=lambda page: page.get_by_role("group", name="Text").press("Shift+F10"),
    ),
    "toolbar": Update(
        lambda it: w.toolbar(
            w.button("Bold", aria={"pressed": bool(it.value)}, on_click=it.set), w.button("Italic"), label="Text"
        ),
        click("button", "Bold"),
        15,
        37,
        "1 SetAttribute",
    ),
    "popover": Update(
        lambda it: w.popover("Look", w.checkbox("Dark", bind=it.field("tick")), h.p(str(it.tick))),
        check("checkbox", "Dark"),
        34,
        23,
        "1 SetData",
        before=click("button", "Look"),
    ),
    "tooltip": Update(
        lambda it: w.tooltip(it.value, w.button("Save")), to("Saved"), 0, 23, "1 SetData", first="Not saved"
    ),
    # Overlays
    "dialog": Update(lambda it: w.dialog(h.p("Text"), title="Order", open=bool(it.value)), to(True), 0, 28, "1 Call"),
    "drawer": Update(lambda it: w.drawer(h.p("Text"), title="Order", open=bool(it.value)), to(True), 0, 28, "1 Call"),
    "confirm": Update(lambda it: w.button("Go", on_click=it.ask), click("button", "Go"), 15, 720, "1 Call, 1 Insert"),
    "prompt": Update(
        lambda it: w.button("Go", on_click=it.ask_text), click("button", "Go"), 15, 800, "1 Call, 1 Insert"
    ),
    "toast": Update(
        lambda it: w.button("Go", on_click=lambda: w.toast(it, "Saved")), click("button", "Go"), 15, 600, "2 Insert"
    ),
    "track": Update(
        lambda it: w.button("Go", on_click=it.go_through),
        lambda page: page.advance(0.5),
        0,
        30,
        "1 SetAttribute",
        before=click("button", "Go"),
    ),
    "tour": Update(
        lambda it: w.button("Go", id="go", on_click=it.walk),
        click("button", "Next"),
        50,
        670,
        "2 Call, 1 Insert, 1 Remove",
        before=click("button", "Go"),
    ),
    # Feedback
    "alert": Update(
        lambda it: None if it.value else w.alert("Lost", title="Sorry", on_close=it.set),
        click("button", "Dismiss"),
        16,
        15,
        "1 Remove",
    ),
    "banner": Update(
        lambda it: w.banner(it.value), to("Closed on Friday"), 0, 35, "1 SetData", first="Closed on Monday"
    ),
    "badge": Update(
        lambda it: w.badge(it.value, tone="success" if it.value == "paid" else "neutral"),
        to("paid"),
        0,
        70,
        "1 SetAttribute, 1 SetData",
        first="open",
    ),
    "progress": Update(
        lambda it: w.progress(it.value, total=100, label="Import", text=f"{it.value} %"),
        to(41),
        0,
        41,
        "1 SetAttribute, 1 SetData",
        first=40,
    ),
    "skeleton": Update(
        lambda it: w.skeleton(3) if it.value is None else h.p(it.value), to("ready"), 0, 43, "1 Insert, 1 Remove"
    ),
    "empty_state": Update(
        lambda it: w.empty_state(it.value, icon="package"), to("No bills"), 0, 27, "1 SetData", first="No orders"
    ),
    "error_view": Update(
        lambda it: w.error_view("Broken", reference=it.value), to("b2"), 0, 31, "1 SetData", first="a1"
    ),
    "countdown": Update(
        lambda it: w.countdown(it.value), to(NOON + datetime.timedelta(hours=1)), 0, 54, "1 SetAttribute", first=NOON
    ),
    # Display
    "markdown": Update(
        lambda it: w.markdown(it.value),
        to("# Title\n\nSome text\n\nand more"),
        0,
        41,
        "1 Insert",
        first="# Title\n\nSome text",
    ),
    "code": Update(
        lambda it: w.code(it.value, "python"), to("a = 1\nb = 3\n"), 0, 22, "1 SetData", first="a = 1\nb = 2\n"
    ),
    "icon": Update(lambda it: w.icon(it.value), to("check"), 0, 43, "1 Remove, 1 SetAttribute", first="x"),
    "description_list": Update(
        lambda it: w.description_list({"Order": 7, "State": it.value}), to("paid"), 0, 23, "1 SetData", first="open"
    ),
    "stat": Update(lambda it: w.stat("Sales", it.value, change=0.1), to(43), 0, 21, "1 SetData", first=42),
    "timeline": Update(
        lambda it: w.timeline([("Ordered", "Monday"), *it.value]),
        to([("Paid", "Tuesday")]),
        0,
        310,
        "1 Insert",
        first=[],
    ),
    "diff_view": Update(
        lambda it: w.diff_view("a\nb\nc\n", it.value), to("a\nd\nc\n"), 0, 20, "1 SetData", first="a\ne\nc\n"
    ),
    "image": Update(
        lambda it: w.image(f"/{it.value}.png", "Hills", caption=it.value),
        to("noon"),
        0,
        46,
        "1 SetAttribute, 1 SetData",
        first="dawn",
    ),
    "avatar": Update(
        lambda it: w.avatar(it.value), to("Grace Hopper"), 0, 100, "2 SetAttribute, 1 SetData", first="Ada Lovelace"
    ),
    "video": Update(lambda it: w.video(f"/{it.value}.mp4", label="Film"), to("b"), 0, 30, "1 SetAttribute", first="a"),
    "audio": Update(lambda it: w.audio(f"/{it.value}.mp3", label="Talk"), to("b"), 0, 30, "1 SetAttribute", first="a"),
    "qr": Update(
        lambda it: w.qr(it.value, label="Ticket"), to("ticket-8"), 0, 1670, "1 SetAttribute", first="ticket-7"
    ),
    "map": Update(
        lambda it: w.map(it.value, label="Shops"),
        to([w.Place(name="Wien", at=(48, 16)), w.Place(name="Graz", at=(47, 15))]),
        0,
        100,
        "1 Props",
        first=[w.Place(name="Wien", at=(48, 16))],
    ),
    # Many things
    "table": Update(
        lambda it: w.table(it.value, columns=("x", "y")),
        again(lambda rows: rows[1].update(y=99)),
        0,
        21,
        "1 SetData",
        first=rows,
    ),
    "list_view": Update(
        lambda it: w.list_view(it.value, label="Names"),
        again(lambda names: names.append("Grace")),
        0,
        160,
        "1 Insert, 2 SetAttribute",
        first=lambda: ["Ada", "Alan"],
    ),
    "log_view": Update(
        lambda it: w.log_view(it.value, label="Log"),
        again(lambda lines: lines.append("stopped")),
        0,
        90,
        "1 Insert, 1 SetData",
        first=lambda: w.LogLines(["started"]),
    ),
    "tree": Update(
        lambda it: w.tree(nested(), label="Files"),
        lambda page: page.get_by_role("treeitem", name="a").press("ArrowRight"),
        60,
        290,
        "1 Insert, 1 SetAttribute",
    ),
    "json_view": Update(
        lambda it: w.json_view(it.value), to({"a": {"b": 1}, "c": 3}), 0, 20, "1 SetData", first=nested
    ),
    "kanban": Update(
        lambda it: w.kanban(it.value),
        to({"To do": ["b"], "Done": ["a"]}),
        0,
        160,
        "1 Insert, 2 Remove, 2 SetData",
        first={"To do": ["a", "b"], "Done": []},
    ),
    "chat": Update(
        lambda it: w.chat(it.value, on_send=it.say),
        again(lambda said: said[0].append(" there")),
        0,
        70,
        "1 Insert, 1 Remove, 1 SetAttribute",
        first=lambda: [w.Message(text="Hello", author="Assistant", time=None, id="m")],
    ),
    # Charts
    "line_chart": Update(
        lambda it: w.line_chart(it.value, x="x", y="y", title="Load", y_range=(0, 10)),
        again(lambda rows: rows.append(NEXT)),
        0,
        320,
        "2 Insert, 4 Remove, 6 SetAttribute",
        first=rows,
    ),
    "area_chart": Update(
        lambda it: w.area_chart(it.value, x="x", y="y", title="Load", y_range=(0, 10)),
        again(lambda rows: rows.append(NEXT)),
        0,
        390,
        "2 Insert, 4 Remove, 6 SetAttribute",
        first=rows,
    ),
    "scatter_chart": Update(
        lambda it: w.scatter_chart(it.value, x="x", y="y", title="Load"),
        again(lambda rows: rows.append(NEXT)),
        0,
        80,
        "1 Insert",
        first=rows,
    ),
    "bar_chart": Update(
        lambda it: w.bar_chart(
            [{"day": "Mon", "count": 3}, {"day": "Tue", "count": it.value}], x="day", y="count", title="Load"
        ),
        to(2),
        0,
        100,
        "3 SetAttribute",
        first=1,
    ),
    "histogram": Update(
        lambda it: w.histogram(it.value, bins=4, title="Load"),
        to([1, 2, 2, 3, 3, 3, 4]),
        0,
        340,
        "2 Insert, 11 SetAttribute",
        first=[1, 2, 2, 3, 3, 4],
    ),
    "box_plot": Update(
        lambda it: w.box_plot(it.value, x="group", y="y", title="Load"),
        again(lambda rows: rows.append(NEXT)),
        0,
        200,
        "4 SetAttribute",
        first=rows,
    ),
    "heat_map": Update(
        lambda it: w.heat_map(
            [{"x": "a", "y": "p", "n": 9}, {"x": "b", "y": "p", "n": it.value}, {"x": "c", "y": "p", "n": 0}],
            x="x",
            y="y",
            value="n",
            title="Load",
        ),
        to(3),
        0,
        80,
        "2 SetAttribute",
        first=2,
    ),
    "candlestick_chart": Update(
        lambda it: w.candlestick_chart(it.value, x="x", title="Price"),
        again(lambda rows: rows.append(NEXT)),
        0,
        550,
        "2 Insert, 1 SetAttribute",
        first=rows,
    ),
    "pie_chart": Update(
        lambda it: w.pie_chart({"a": 3, "b": it.value}, title="Load"),
        to(2),
        0,
        230,
        "4 SetAttribute, 2 SetData",
        first=1,
    ),
    "gauge": Update(lambda it: w.gauge(it.value, label="Disk"), to(71), 0, 120, "3 SetAttribute, 1 SetData", first=70),
    "sparkline": Update(
        lambda it: w.sparkline(it.value, label="Load"), to([1, 2, 3, 2]), 0, 120, "3 SetAttribute", first=[1, 2, 3]
    ),
    "uplot_chart": Update(
        lambda it: w.uplot_chart(it.value, label="Load"), to([1, 2, 3, 4]), 0, 180, "1 Props", first=[1, 2, 3]
    ),
    # Of other libraries: the figure is in their own form.
    "plotly": Update(
        lambda it: w.plotly(it.value, label="Load"),
        again(lambda it: it.data[0].update(y=[4, 5, 7])),
        0,
        39,
        "1 Props",
        first=figure_of_plotly,
    ),
    "bokeh": Update(
        lambda it: w.bokeh(it.value, label="Load"),
        again(lambda it: it.renderers[0].data_source.data.update(y=[4, 5, 7])),
        0,
        150,
        "1 Props",
        first=figure_of_bokeh,
    ),
    "altair": Update(
        lambda it: w.altair(chart_of_altair(it.value), label="Load"), to("line"), 0, 50, "1 Props", first="bar"
    ),
    "matplotlib": Update(
        lambda it: w.matplotlib(it.value, label="Load"),
        again(lambda it: it.axes[0].plot([3, 2, 1])),
        0,
        90,
        "1 SetAttribute",
        first=figure_of_matplotlib,
    ),
}


def names_of(ops: list[Any]) -> str:
    """How many operations of each kind there are."""
    return ", ".join(f"{count} {name}" for name, count in sorted(Counter(type(op).__name__ for op in ops).items()))


def test_every_widget_has_an_update() -> None:
    assert UPDATES.keys() | NEVER_UPDATED.keys() == FUNCTIONS - NO_ELEMENTS
    assert not UPDATES.keys() & NEVER_UPDATED.keys()


@pytest.mark.parametrize("name", sorted(UPDATES))
def test_bytes_of_an_update(name: str) -> None:
    update = UPDATES[name]
    with opened(lambda: Host(name=name, value=update.first() if callable(update.first) else update.first)) as page:
        if update.before is not None:
            update.before(page)
        update.act(page)
        last = page.last
        assert names_of(last.ops) == update.ops, last.ops
        assert last.bytes <= update.received
        assert last.sent_bytes <= update.sent
