"""The keyboard of the widgets, as their patterns of the ARIA Practices say: in process and in Chromium."""

from typing import Any

import pytest

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Page(Component):
    done: str = ""
    split: float = 0.0
    people: list[str] = []

    def render(self) -> Any:
        return h.div(
            w.menu(
                "File",
                w.menu_item("Open", on_click=lambda: self.do("Open")),
                w.menu_item("Close"),
                w.submenu("Export", w.menu_item("PDF", on_click=lambda: self.do("PDF"))),
            ),
            w.menu_bar(
                w.submenu("Edit", w.menu_item("Undo")), w.submenu("View", w.menu_item("Zoom")), label="Document"
            ),
            w.toolbar(w.button("Bold"), w.button("Italic"), w.button("Code"), label="Text"),
            w.tabs({"One": h.p("first"), "Two": h.p("second")}, label="Parts"),
            w.combobox("Person", ["Ada", "Alan", "Grace"], on_change=self.chose),
            w.combobox("People", ["Ada", "Alan"], multiple=True, value=self.people, on_change=self.chosen),
            w.tags_input("Tags", values=self.people, on_change=self.chosen),
            w.split_pane("a", "b", label="Left", position=50, on_change=self.moved),
            w.tooltip("It is bold", w.button("Tip")),
            h.p(self.done, id="done"),
        )

    def do(self, what: str) -> None:
        self.done = what

    def chose(self, who: str | None) -> None:
        self.done = who or "nobody"

    def chosen(self, who: list[str]) -> None:
        self.people = who

    def moved(self, percent: float) -> None:
        self.split = percent


@pytest.fixture
def page(page_of: PageOf) -> Any:
    return page_of(Page)


def focused(page: Any) -> str:
    return str(page.focused.text) if page.focused is not None else ""


def test_menu(page: Any) -> None:
    button = page.get_by_role("button", name="File")
    button.focus()
    page.press("ArrowDown")
    assert focused(page) == "Open"
    page.press("ArrowDown")
    assert focused(page) == "Close"
    page.press("End")
    assert focused(page) == "Export"
    page.press("ArrowRight")
    assert focused(page) == "PDF"
    page.press("ArrowLeft")
    assert focused(page) == "Export"
    page.press("o")
    assert focused(page) == "Open"
    page.press("Enter")
    assert page.component.done == "Open"
    assert not page.get_by_role("menu", name="File").count()
    button.focus()
    page.press("ArrowUp")
    assert focused(page) == "Export"


def test_menu_bar(page: Any) -> None:
    page.get_by_role("menuitem", name="Edit").focus()
    page.press("ArrowRight")
    assert focused(page) == "View"
    page.press("ArrowDown")
    assert focused(page) == "Zoom"
    page.press("ArrowLeft")
    assert focused(page) == "Undo"


def test_toolbar_is_one_stop(page: Any) -> None:
    page.get_by_role("button", name="Bold").focus()
    page.press("ArrowLeft")
    assert focused(page) == "Code"
    page.press("Home")
    assert focused(page) == "Bold"
    assert page.get_by_role("button", name="Italic").get_attribute("tabindex") == "-1"


def test_tabs(page: Any) -> None:
    page.get_by_role("tab", name="One").focus()
    page.press("ArrowRight")
    assert page.get_by_role("tab", name="Two").get_attribute("aria-selected") == "true"
    assert page.get_by_role("tabpanel").text == "second"
    page.press("Home")
    assert page.get_by_role("tabpanel").text == "first"


def test_combobox(page: Any) -> None:
    box = page.get_by_role("combobox", name="Person")
    box.type("a")
    assert page.get_by_role("option").texts == ["Ada", "Alan", "Grace"]
    page.press("ArrowDown")
    page.press("ArrowDown")
    page.press("Enter")
    assert page.component.done == "Alan"
    assert box.value == "Alan"
    page.press("ArrowDown")
    assert box.get_attribute("aria-expanded") == "true"
    page.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"


def test_several(page: Any) -> None:
    box = page.get_by_role("combobox", name="People")
    box.type("al")
    page.press("Enter")
    assert page.component.people == ["Alan"]
    box.focus()
    page.press("Backspace")
    assert page.component.people == []


def test_words_of_ones_own(page: Any) -> None:
    page.get_by_label("Tags").type("new")
    page.press("Enter")
    assert page.component.people == ["new"]
    page.get_by_role("button", name="Remove new").first.click()
    assert page.component.people == []


def test_split_pane(page: Any) -> None:
    line = page.get_by_role("separator", name="Left")
    line.focus()
    page.press("ArrowRight")
    assert page.component.split == 52
    page.press("Home")
    assert page.component.split == 10
    assert line.get_attribute("aria-valuenow") == "10"


def test_tooltip(page: Any) -> None:
    page.get_by_role("button", name="Tip").focus()
    assert page.get_by_role("tooltip").text == "It is bold"
    page.get_by_role("button", name="Bold").focus()
    assert not page.get_by_role("tooltip").count()


class Asking(Component):
    adding: bool = False
    heard: list[str] = []
    title: str = "Plan"

    def render(self) -> Any:
        return h.div(
            w.button("Add", on_click=self.add),
            w.dialog(
                w.text_input("Customer"),
                title="New order",
                open=self.adding,
                on_close=self.close,
                footer=w.button("Save", on_click=self.close),
            ),
            w.button("Filters", commandfor="filters", command="show-modal"),
            w.drawer(w.checkbox("Only open"), title="Filters", id="filters"),
            w.button("Delete", on_click=self.delete),
            w.button("Ask", on_click=self.ask),
            w.button("Tell", on_click=self.tell),
            w.button("Tour", on_click=self.walk),
            w.button("New", id="new"),
            w.editable(self.title, label="Title", on_change=self.rename),
            w.context_menu(
                w.menu_item("Copy", on_click=lambda: self.heard.append("copy")),
                w.menu_item("Cut"),
                area=h.p("picture"),
                label="Picture",
            ),
            w.command_palette(
                [
                    w.Command("Open", lambda: self.heard.append("open")),
                    w.Command("Print", lambda: self.heard.append("print")),
                ]
            ),
            w.popover("Look", w.button("Dark")),
        )

    def add(self) -> None:
        self.adding = True

    def close(self) -> None:
        self.adding = False
        self.heard.append("closed")

    async def delete(self) -> None:
        self.heard.append(str(await w.confirm(self, "Delete it?", yes="Delete")))

    async def ask(self) -> None:
        self.heard.append(str(await w.prompt(self, "How many?", value="3")))

    def tell(self) -> None:
        w.toast(self, "Gone", undo=lambda: self.heard.append("undone"))

    async def walk(self) -> None:
        self.heard.append(str(await w.tour(self, [("new", "New", "Begins one."), ("new", "Again", "")])))

    def rename(self, title: str) -> None:
        self.title = title


@pytest.fixture
def asking(page_of: PageOf) -> Any:
    return page_of(Asking)


def open_by_key(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.press("Enter")


def test_dialog(asking: Any) -> None:
    open_by_key(asking, "Add")
    assert asking.locator("dialog:modal").count() == 1
    asking.get_by_label("Customer").focus()
    asking.press("Tab")
    assert focused(asking) == "Save"
    asking.press("Shift+Tab")
    asking.press("Escape")
    assert asking.locator("dialog[open]").count() == 0
    assert asking.component.heard == ["closed"]
    assert focused(asking) == "Add"


def test_drawer(asking: Any) -> None:
    open_by_key(asking, "Filters")
    asking.get_by_role("checkbox", name="Only open").focus()
    asking.press("Space")
    assert asking.get_by_role("checkbox", name="Only open").checked
    asking.press("Escape")
    assert asking.locator("dialog[open]").count() == 0
    assert focused(asking) == "Filters"


def test_confirm(asking: Any) -> None:
    open_by_key(asking, "Delete")
    asking.press("Escape")
    asking.settle()
    open_by_key(asking, "Delete")
    asking.locator("dialog").get_by_role("button", name="Delete").focus()
    asking.press("Enter")
    asking.settle()
    assert asking.component.heard == ["False", "True"]


def test_prompt(asking: Any) -> None:
    open_by_key(asking, "Ask")
    asking.get_by_role("textbox", name="How many?").fill("4")
    asking.press("Enter")
    asking.settle()
    open_by_key(asking, "Ask")
    asking.press("Escape")
    asking.settle()
    assert asking.component.heard == ["4", "None"]


def test_toast(asking: Any) -> None:
    open_by_key(asking, "Tell")
    asking.get_by_role("button", name="Undo").focus()
    asking.press("Enter")
    assert asking.component.heard == ["undone"]


def test_tour(asking: Any) -> None:
    open_by_key(asking, "Tour")
    asking.get_by_role("button", name="Next").focus()
    asking.press("Enter")
    asking.press("Escape")
    asking.settle()
    assert asking.component.heard == ["False"]


def test_editable(asking: Any) -> None:
    text = asking.get_by_role("button", name="Title")
    text.focus()
    asking.press("Enter")
    asking.get_by_role("textbox", name="Title").fill("Other")
    asking.press("Escape")
    assert asking.component.title == "Plan"
    asking.get_by_role("button", name="Title").focus()
    asking.press("Enter")
    asking.get_by_role("textbox", name="Title").fill("Idea")
    asking.press("Enter")
    assert asking.component.title == "Idea"


def test_context_menu(asking: Any) -> None:
    asking.get_by_role("group", name="Picture").focus()
    asking.press("Shift+F10")
    assert focused(asking) == "Copy"
    asking.press("End")
    assert focused(asking) == "Cut"
    asking.press("Escape")
    assert asking.focused.get_attribute("aria-label") == "Picture"
    asking.press("ContextMenu")
    asking.press("Enter")
    assert asking.component.heard == ["copy"]


def test_command_palette(asking: Any) -> None:
    asking.press("Control+k")
    asking.press("Escape")
    assert asking.locator("dialog[open]").count() == 0
    asking.press("Control+k")
    asking.press("ArrowDown")
    asking.press("ArrowDown")
    asking.press("Enter")
    asking.settle()
    assert asking.component.heard == ["print"]
    assert asking.locator("dialog[open]").count() == 0


def test_popover(asking: Any) -> None:
    open_by_key(asking, "Look")
    assert asking.get_by_role("button", name="Dark").is_visible
    asking.press("Escape")
    assert asking.get_by_role("button", name="Dark").count() == 0
    assert focused(asking) == "Look"


class Entering(Component):
    values: dict[str, Any] = {}

    def render(self) -> Any:
        def keep(name: str) -> Any:
            return lambda value: self.values.update({name: value})

        return h.div(
            w.search_input("Search", value="old"),
            w.password_input("Password"),
            w.number_input("Number", value=3, step=2),
            w.slider("Volume", value=50),
            w.range_slider("Range", value=self.values.get("range", (20, 80)), on_change=keep("range")),
            w.checkbox("Tick"),
            w.switch("Switch"),
            w.checkbox_group("Boxes", ["a", "b"], values=self.values.get("boxes", ()), on_change=keep("boxes")),
            w.radio_group("Radios", ["a", "b", "c"], value=self.values.get("radio", "a"), on_change=keep("radio")),
            w.segmented("Segments", ["x", "y"], value="x", on_change=keep("segment")),
            w.select("Choice", ["red", "green", "blue"], value="red", on_change=keep("select")),
            w.rating("Stars", value=self.values.get("stars", 2), on_change=keep("stars")),
            w.date_input("Day", value="2026-01-02"),
            w.accordion({"One": h.p("first"), "Two": h.p("second")}),
            w.stepper(["Address", "Payment"], 1, on_choose=keep("step")),
        )


@pytest.fixture
def entering(page_of: PageOf) -> Any:
    return page_of(Entering)


def test_boxes_and_switches(entering: Any) -> None:
    for role, name in (("checkbox", "Tick"), ("switch", "Switch"), ("checkbox", "b")):
        box = entering.get_by_role(role, name=name, exact=True)
        box.focus()
        entering.press("Space")
        assert box.checked, name
    entering.get_by_role("checkbox", name="b", exact=True).uncheck()
    assert entering.component.values == {"boxes": []}


def test_choices(entering: Any) -> None:
    entering.get_by_role("radio", name="a", exact=True).focus()
    entering.press("ArrowDown")
    entering.press("ArrowDown")
    entering.get_by_role("radio", name="x", exact=True).focus()
    entering.press("ArrowRight")
    entering.get_by_label("Choice").focus()
    entering.press("g")
    assert entering.component.values == {"radio": "c", "segment": "y", "select": "green"}
    entering.get_by_role("radio", name="2", exact=False).first.focus()
    entering.press("ArrowRight")
    assert entering.component.values["stars"] == 3


def test_sliders(entering: Any) -> None:
    slider = entering.get_by_role("slider", name="Volume")
    slider.focus()
    for key, value in (("ArrowRight", "51"), ("ArrowDown", "50"), ("PageUp", "60"), ("Home", "0"), ("End", "100")):
        entering.press(key)
        assert slider.value == value
    low = entering.get_by_role("slider").nth(1)
    low.focus()
    entering.press("ArrowRight")
    entering.press("Tab")
    entering.press("ArrowLeft")
    assert entering.component.values["range"] == (21, 79)


def test_fields(entering: Any) -> None:
    number = entering.get_by_label("Number")
    number.focus()
    entering.press("ArrowUp")
    assert number.value == "5"
    search = entering.get_by_label("Search")
    search.focus()
    entering.press("Escape")
    assert search.value == ""
    entering.get_by_label("Password", exact=True).focus()
    entering.press("Tab")
    entering.press("Enter")
    assert entering.get_by_label("Password", exact=True).get_attribute("type") == "text"


def test_accordion_and_steps(entering: Any) -> None:
    entering.locator("summary").first.focus()
    entering.press("Enter")
    assert entering.locator("details[open]").count() == 1
    entering.press("Space")
    assert entering.locator("details[open]").count() == 0
    entering.get_by_role("button", name="Address (done)").focus()
    entering.press("Enter")
    assert entering.component.values == {"step": 0}
