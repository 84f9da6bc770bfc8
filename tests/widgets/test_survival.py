"""What every widget survives: nothing to show, far too much, a render while one types, a line that is cut."""

import datetime
import inspect
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, Field

from domsync import App, Component, MemoryStore
from domsync import html as h
from domsync import widgets as w
from domsync.components import mount
from domsync.components.durable.fields import unwritable_fields
from domsync.dom import Document
from domsync.gallery.demo import Demo
from domsync.gallery.demos import all_demos
from domsync.testing import Locator, Page, render_page
from domsync.widgets.tables.table import Table

DEMOS = all_demos()
FUNCTIONS = {name for name in w.__all__ if inspect.isfunction(getattr(w, name))}
NOW = datetime.datetime(2026, 3, 1, 9, 30, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)
#: Figures of other libraries, and files: theirs is what they hold. The last ones make words and icons, not elements.
OF_OTHERS = {"plotly", "bokeh", "altair", "matplotlib", "uplot_chart"}
NO_ELEMENTS = {"add_words", "col", "date_text", "icon_names", "languages", "number_text", "relative_text"}
#: What a program asks of the page from a handler.
ASKED = {"confirm", "prompt", "toast", "tour", "track"}

#: Controls into which one types, and those that are ticked.
TYPED = ":is(input:not([type]), input[type=text], input[type=search], input[type=password], textarea):enabled"
TICKED = ":is(input[type=checkbox], input[type=radio]):enabled:not(:checked)"


def shown(make: Callable[[], Any]) -> Page:
    app = App(make)
    app.modules(w.MAP_MODULES)
    return render_page(app)


def usable(found: Locator) -> list[Locator]:
    """Those that can be used now: not in a dialog or menu that is closed."""
    return [one for one in found if one.is_visible() and one.get_attribute("readonly") is None]


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_a_render_while_one_types_and_a_cut_line(demo: Demo) -> None:
    class Host(Component):
        count: int = 0

        def render(self) -> Any:
            return [h.main(demo.show()), h.p(self.count, id="count")]

    def again() -> None:
        page.component.count += 1
        page.advance(0)

    with shown(Host) as page:
        for at in range(len(usable(page.locator(f"main {TYPED}")))):
            control = usable(page.locator(f"main {TYPED}"))[at]
            before = control.value
            control.focus()
            control.type("1")
            again()
            assert control.is_focused()
            control.type("2")
            page.disconnect()
            control.type("3")
            page.component.count += 1
            page.reconnect()
            # Of a code, there may be no room for more.
            assert control.value == before + "123", control
            assert control.is_focused()
            assert page.locator("#count").text == str(page.component.count)
            control.blur()
        for at in range(len(usable(page.locator(f"main {TICKED}")))):
            boxes = usable(page.locator(f"main {TICKED}"))
            if not boxes:
                break
            number = boxes[min(at, len(boxes) - 1)].node
            box = next(one for one in page.locator("main input") if one.node == number)
            page.disconnect()
            box.check()
            page.component.count += 1
            page.reconnect()
            assert box.checked, demo.name
        again()
        assert page.locator("#count").text == str(page.component.count)
        assert not page.errors


class Nothing(BaseModel):
    """A model without a field."""


class Lines(BaseModel):
    """A model with lists."""

    tags: list[str] = []
    numbers: list[int] = Field(default_factory=lambda: list(range(100)))


#: Each widget with nothing: no data, None, an empty text.
EMPTY: dict[str, Callable[[], Any]] = {
    "accordion": lambda: w.accordion({}),
    "alert": w.alert,
    "app_shell": lambda: w.app_shell(None, title="Nothing"),
    "area_chart": lambda: w.area_chart([], x="x", y="y", title="Nothing"),
    "audio": lambda: w.audio("", label="Nothing"),
    "avatar": lambda: w.avatar(""),
    "badge": lambda: w.badge(None),
    "banner": lambda: w.banner(None),
    "bar_chart": lambda: w.bar_chart([], x="x", y="y", title="Nothing"),
    "box_plot": lambda: w.box_plot([], x="x", y="y", title="Nothing"),
    "breadcrumbs": lambda: w.breadcrumbs([]),
    "button": lambda: w.button(None, aria={"label": "Nothing"}),
    "button_group": lambda: w.button_group(label="Nothing"),
    "candlestick_chart": lambda: w.candlestick_chart([], x="x", title="Nothing"),
    "card": lambda: w.card(None, title=None, actions=None, footer=None),
    "chat": lambda: w.chat([], on_send=print),
    "checkbox": lambda: w.checkbox("Nothing"),
    "checkbox_group": lambda: w.checkbox_group("Nothing", []),
    "clock": w.clock,
    "code": lambda: w.code(""),
    "color_input": lambda: w.color_input("Nothing", value=None),
    "column": lambda: w.column(None, False, ""),
    "combobox": lambda: w.combobox("Nothing", [], value=None),
    "command_palette": lambda: w.command_palette([]),
    "context_menu": lambda: w.context_menu(area=h.div(), label="Nothing"),
    "countdown": lambda: w.countdown(NOW),
    "date_input": lambda: w.date_input("Nothing", value=None),
    "date_range": lambda: w.date_range("Nothing", value=(None, None)),
    "datetime_input": lambda: w.datetime_input("Nothing", value=None),
    "description_list": lambda: w.description_list({}),
    "dialog": lambda: w.dialog(None, title="Nothing", open=True),
    "diff_view": lambda: w.diff_view("", ""),
    "divider": lambda: w.divider(None),
    "drawer": lambda: w.drawer(None, title="Nothing", open=True),
    "editable": lambda: w.editable("", label="Nothing"),
    "empty_state": lambda: w.empty_state(None),
    "error_view": lambda: w.error_view(None),
    "fields": lambda: w.fields(Nothing),
    "file_upload": lambda: w.file_upload("Nothing", print),
    "footer": lambda: w.footer(None),
    "form": lambda: w.form(Nothing, print),
    "gauge": lambda: w.gauge(None, label="Nothing"),
    "grid": w.grid,
    "heading": lambda: w.heading(None, 2),
    "heat_map": lambda: w.heat_map([], x="x", y="y", value="v", title="Nothing"),
    "histogram": lambda: w.histogram([], value="x", title="Nothing"),
    "icon": lambda: w.icon("x"),
    "image": lambda: w.image("", ""),
    "json_view": lambda: w.json_view(None),
    "kanban": lambda: w.kanban({}),
    "line_chart": lambda: w.line_chart([], x="x", y="y", title="Nothing"),
    "list_view": lambda: w.list_view([], str, label="Nothing"),
    "log_view": lambda: w.log_view([]),
    "map": lambda: w.map([], label="Nothing"),
    "markdown": lambda: w.markdown(""),
    "menu": lambda: w.menu("Nothing"),
    "menu_bar": lambda: w.menu_bar(label="Nothing"),
    "menu_divider": lambda: w.menu("Nothing", w.menu_divider()),
    "menu_item": lambda: w.menu("Nothing", w.menu_item("Nothing")),
    "nav_group": lambda: w.nav_group("Nothing"),
    "nav_link": lambda: w.nav_link(None, "/"),
    "number_input": lambda: w.number_input("Nothing", value=None),
    "otp_input": lambda: w.otp_input("Nothing", value=None),
    "page_header": lambda: w.page_header(None),
    "pagination": lambda: w.pagination(1, 1),
    "password_input": lambda: w.password_input("Nothing", value=None),
    "pie_chart": lambda: w.pie_chart([], names="x", values="y", title="Nothing"),
    "popover": lambda: w.popover("Nothing"),
    "progress": lambda: w.progress(None, label="Nothing"),
    "qr": lambda: w.qr("x", label="Nothing"),
    "radio_group": lambda: w.radio_group("Nothing", [], value=None),
    "range_slider": lambda: w.range_slider("Nothing", value=None),
    "rating": lambda: w.rating("Nothing", value=None),
    "relative_time": lambda: w.relative_time(NOW),
    "row": lambda: w.row(None, False, ""),
    "scatter_chart": lambda: w.scatter_chart([], x="x", y="y", title="Nothing"),
    "search_input": lambda: w.search_input("Nothing", value=None),
    "segmented": lambda: w.segmented("Nothing", [], value=None),
    "select": lambda: w.select("Nothing", [], value=None),
    "skeleton": w.skeleton,
    "skip_link": lambda: w.skip_link("nothing"),
    "slider": lambda: w.slider("Nothing", value=None),
    "spacer": w.spacer,
    "sparkline": lambda: w.sparkline([], label="Nothing"),
    "spinner": w.spinner,
    "split_pane": lambda: w.split_pane(None, None, label="Nothing"),
    "stat": lambda: w.stat("Nothing", None),
    "stepper": lambda: w.stepper([], 0),
    "submenu": lambda: w.menu("Nothing", w.submenu("Nothing")),
    "switch": lambda: w.switch("Nothing"),
    "table": lambda: w.table([], columns=["a"]),
    "tabs": lambda: w.tabs({}),
    "tags_input": lambda: w.tags_input("Nothing", values=[]),
    "text_area": lambda: w.text_area("Nothing", value=None),
    "text_input": lambda: w.text_input("Nothing", value=None),
    "time_input": lambda: w.time_input("Nothing", value=None),
    "timeline": lambda: w.timeline([]),
    "toolbar": lambda: w.toolbar(label="Nothing"),
    "tooltip": lambda: w.tooltip("", h.button("Nothing")),
    "tree": lambda: w.tree([], label="Nothing"),
    "video": lambda: w.video("", label="Nothing"),
}

MANY = range(10_000)
ROWS = [{"x": at, "y": at % 97, "name": f"n{at % 5}", "group": f"g{at % 7}"} for at in MANY]
TEXT = "word " * 10_000

#: Those that take many things, with 10,000 of them, and how many elements there may be on the page then.
FULL: dict[str, tuple[Callable[[], Any], int]] = {
    "area_chart": (lambda: w.area_chart(ROWS, x="x", y="y", title="Many"), 600),
    "bar_chart": (lambda: w.bar_chart(ROWS, x="name", y="y", title="Many"), 11_000),
    "box_plot": (lambda: w.box_plot(ROWS, x="name", y="y", title="Many"), 11_000),
    "code": (lambda: w.code("a\n" * 10_000), 100),
    "combobox": (lambda: w.combobox("Many", list(MANY)), 300),
    "command_palette": (lambda: w.command_palette([w.Command(str(at), print) for at in MANY]), 400),
    "diff_view": (lambda: w.diff_view("a\n" * 10_000, "a\n" * 9_999 + "b\n"), 300),
    "fields": (lambda: w.fields(Lines, Lines(tags=[str(at) for at in range(1_000)])), 9_000),
    "histogram": (lambda: w.histogram(ROWS, value="y", title="Many"), 500),
    "json_view": (lambda: w.json_view(list(MANY)), 2_000),
    "kanban": (lambda: w.kanban({"Many": [str(at) for at in MANY]}), 1_500),
    "line_chart": (lambda: w.line_chart(ROWS, x="x", y="y", title="Many"), 600),
    "list_view": (lambda: w.list_view(MANY, str, label="Many"), 400),
    "log_view": (lambda: w.log_view([str(at) for at in MANY]), 400),
    "map": (lambda: w.map([w.Place(name=str(at), at=(48, 16)) for at in MANY], label="Many"), 100),
    "markdown": (lambda: w.markdown(TEXT), 100),
    "pagination": (lambda: w.pagination(5_000, 10_000), 60),
    "pie_chart": (lambda: w.pie_chart(ROWS, names="name", values="y", title="Many"), 11_000),
    "scatter_chart": (lambda: w.scatter_chart(ROWS, x="x", y="y", title="Many"), 11_000),
    "sparkline": (lambda: w.sparkline(list(MANY), label="Many"), 50),
    "table": (lambda: w.table(ROWS), 1_500),
    "text_area": (lambda: w.text_area("Many", value=TEXT), 30),
    "tree": (lambda: w.tree([str(at) for at in MANY], label="Many"), 1_500),
}
#: What shows all that it is given, as the elements of HTML do: for long ones, there is one in `FULL`.
SHOWS_ALL: dict[str, Callable[[], Any]] = {
    "accordion": lambda: w.accordion({str(at): None for at in MANY}),
    "checkbox_group": lambda: w.checkbox_group("Many", list(MANY)),
    "description_list": lambda: w.description_list({str(at): at for at in MANY}),
    "radio_group": lambda: w.radio_group("Many", list(MANY)),
    "segmented": lambda: w.segmented("Many", list(MANY)),
    "select": lambda: w.select("Many", list(MANY), value=9_999),
    "tags_input": lambda: w.tags_input("Many", values=[str(at) for at in MANY]),
    "timeline": lambda: w.timeline([(str(at),) for at in MANY]),
}


def test_every_widget_is_in_the_tables() -> None:
    assert EMPTY.keys() == FUNCTIONS - OF_OTHERS - NO_ELEMENTS - ASKED
    assert FULL.keys() | SHOWS_ALL.keys() <= EMPTY.keys()


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_nothing_at_all(name: str) -> None:
    with shown(lambda: h.main(EMPTY[name]())) as page:
        assert not page.errors
        assert page.locator("main")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FULL))
def test_ten_thousand(name: str) -> None:
    make, most = FULL[name]
    with shown(lambda: h.main(make())) as page:
        assert not page.errors
        assert 1 <= len(page.document.querySelectorAll("main *")) <= most


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SHOWS_ALL))
def test_ten_thousand_that_are_shown(name: str) -> None:
    """They are on the page as its server has it; the browser of the tests need not read them."""
    document = Document()
    mount(Shows(make=SHOWS_ALL[name]), document.body)
    assert len(document.body.querySelectorAll("*")) >= len(MANY)


class Shows(Component):
    make: Any

    def render(self) -> Any:
        return h.main(self.make())


# Another process


class Sorted(Component):
    people: list[dict[str, Any]] = [{"name": "Grace", "since": NOW}, {"name": "Ada", "since": LATER}]

    def render(self) -> Any:
        return w.table(self.people, label="People", filters=True)


def test_the_order_and_the_filters_of_a_table_go_on(caplog: pytest.LogCaptureFixture) -> None:
    with render_page(App(Sorted, store=MemoryStore())) as page:
        page.get_by_role("button", name="Name").click()
        page.get_by_role("button", name="Filter").click()
        page.get_by_role("group", name="Since").get_by_label("To").fill("2026-03-01")
        page.restart()
        assert page.get_by_role("columnheader", name="Name")["aria-sort"] == "ascending"
        assert page.get_by_role("button", name="Filter (1)")
        assert page.get_by_role("gridcell", name="Grace")
        assert page.locator("[data-ds-rows] > tr").count() == 1
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_whatever_a_widget_remembers_can_be_stored() -> None:
    kinds = [kind for kind in subclasses(Component) if kind.__module__.startswith("domsync.widgets.")]
    assert Table in kinds
    assert {kind.__qualname__: names for kind in kinds if (names := unwritable_fields(kind))} == {}


def subclasses(kind: type[Component]) -> Iterator[type[Component]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)
