"""Every row of every widget's keyboard table: the key is pressed, and does what the row says.

What a browser does by itself, such as scrolling, is in `tests/browser/test_keyboard.py`.
"""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import Page, render_page
from tests.widgets.keyboard_tables import DOCUMENTED, NATIVE, Keys, documented_keys

Walk = Callable[[Page, Keys], object]
#: What is shown for each widget, and a walk through its table.
WALKS: dict[str, tuple[Callable[[Any], Any], Walk]] = {}


def walks(name: str, show: Callable[[Any], Any]) -> Callable[[Walk], Walk]:
    """Take a function for the walk through the keyboard table of a widget."""

    def add(walk: Walk) -> Walk:
        assert name not in WALKS
        WALKS[name] = (show, walk)
        return walk

    return add


class Host(Component):
    """Shows a widget between two buttons."""

    name: str
    value: Any = None
    said: list[Any] = []

    def render(self) -> Any:
        return [h.button("before"), h.main(WALKS[self.name][0](self)), h.button("after")]

    def set(self, *value: Any) -> None:
        self.value = value[-1]

    def say(self, *said: Any) -> None:
        self.said = [*self.said, *said]

    def saying(self, word: str) -> Callable[[], None]:
        return lambda: self.say(word)

    async def ask(self) -> None:
        self.say(await w.confirm(self, "Delete 3 orders?", yes="Delete", no="Keep", danger=True))

    async def ask_text(self) -> None:
        self.say(await w.prompt(self, "How many?", value="3"))

    async def walk(self) -> None:
        self.say(await w.tour(self, [("go", "First", "One."), ("go", "Second", "Two."), ("go", "Third", "Three.")]))

    async def track(self) -> None:
        async for _ in w.track(self.never(), self, label="Import", total=9):
            pass

    async def never(self) -> Any:
        import asyncio

        for number in range(9):
            yield number
            await asyncio.sleep(10)


def focused(page: Any) -> str:
    """What has the focus: its name, its text or its tag."""
    if not page.focused.count():
        return ""
    one = page.focused
    return str(one.get_attribute("aria-label") or one.text.strip() or one.get_attribute("type") or "").split("\n")[0]


@walks("accordion", lambda it: w.accordion({"One": h.p("first"), "Two": h.p("second")}))
def _(page: Page, keys: Keys) -> None:
    page.locator("summary").first.focus()
    keys.see = lambda: (focused(page), page.locator("details[open]").count())
    keys(("Enter", ("One", 1)), ("Space", ("One", 0)), ("Tab", ("Two", 0)))


@walks("alert", lambda it: w.alert("Lost", actions=w.button("Again"), on_close=it.say))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys(("Tab", "Again"), ("Tab", "Dismiss"), ("Tab", "after"))


@walks("banner", lambda it: w.banner("Closed", actions=w.button("More"), on_close=it.say))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys(("Tab", "More"), ("Tab", "Dismiss"), ("Tab", "after"))


@walks("breadcrumbs", lambda it: w.breadcrumbs([("Start", "#start"), ("Orders", "#orders"), ("Order 7", None)]))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys.see = lambda: (focused(page), page.url.rpartition("#")[2])
    at = page.url
    keys(("Tab", ("Start", at)), ("Tab", ("Orders", at)), ("Enter", ("Orders", "orders")), ("Tab", ("after", "orders")))


@walks("button", lambda it: w.button("Save", on_click=it.saying("save")))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Save").focus()
    keys.see = lambda: page.component.said
    keys(("Enter", ["save"]), ("Space", ["save", "save"]))


@walks(
    "button_group",
    lambda it: w.button_group(w.button("Left"), w.button("No", disabled=True), w.button("Right"), label="x"),
)
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Left").focus()
    # What is disabled is passed over.
    keys(("Tab", "Right"), ("Tab", "after"))


@walks(
    "chat",
    lambda it: w.chat(
        [w.Message(text="Hello", author="Ada", time=None, id="m")],
        on_send=lambda message: it.say(message.text),
        on_edit=it.say,
        me="Ada",
    ),
)
def _(page: Page, keys: Keys) -> None:
    box = page.get_by_role("textbox", name="Write a message")
    box.type("one")
    keys.see = lambda: (box.value, page.component.said)
    keys(("Shift+Enter", ("one\n", [])))
    box.type("two")
    keys(("Enter", ("", ["one\ntwo"])))
    page.get_by_role("button", name="Edit").first.click()
    keys.see = lambda: page.get_by_role("textbox").count()
    assert keys.see() == 2
    keys(("Escape", 1))


@walks("checkbox", lambda it: w.checkbox("I agree"))
def _(page: Page, keys: Keys) -> None:
    box = page.get_by_role("checkbox")
    box.focus()
    keys.see = lambda: box.checked
    keys(("Space", True), ("Space", False))


@walks("switch", lambda it: w.switch("Sound"))
def _(page: Page, keys: Keys) -> None:
    box = page.get_by_role("switch")
    box.focus()
    keys.see = lambda: box.checked
    keys(("Space", True), ("Space", False))


@walks(
    "checkbox_group",
    lambda it: w.checkbox_group(
        "Days", ["Mon", w.Option("Tue", disabled=True), "Wed"], values=it.value or [], on_change=it.set
    ),
)
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("checkbox", name="Mon").focus()
    keys.see = lambda: (page.get_by_role("checkbox", name="Wed").is_focused(), page.component.value)
    keys(("Tab", (True, None)), ("Space", (True, ["Wed"])), ("Space", (True, [])))


@walks("code", lambda it: w.code("print(1)\n", "python", title="a.py"))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys(("Tab", "Copy"))
    page.press("Tab")
    assert page.locator("pre").is_focused()


PEOPLE = ["Ada", w.Option("Alan", disabled=True), "Grace", "Edsger"]


@walks(
    "combobox",
    lambda it: [
        w.combobox("Name", PEOPLE, on_change=it.say),
        w.combobox("Names", PEOPLE, value=it.value or [], multiple=True, on_change=it.set),
    ],
)
def _(page: Page, keys: Keys) -> None:
    box = page.get_by_role("combobox", name="Name", exact=True)
    box.focus()

    def pointed() -> str:
        found = page.locator("[role=option][data-active]")
        return found.first.text if found.count() else ""

    keys.see = lambda: (box.get_attribute("aria-expanded"), pointed(), box.value)
    # One that is disabled is passed over; behind the last one is the first.
    keys(
        ("ArrowDown", ("true", "Ada", "")),
        ("ArrowDown", ("true", "Grace", "")),
        ("ArrowDown", ("true", "Edsger", "")),
        ("ArrowDown", ("true", "Ada", "")),
        ("ArrowUp", ("true", "Edsger", "")),
        ("Enter", ("false", "", "Edsger")),
    )
    assert page.component.said == ["Edsger"]
    keys(("ArrowUp", ("true", "Edsger", "Edsger")), ("Escape", ("false", "", "Edsger")), ("Escape", ("false", "", "")))
    assert page.component.said == ["Edsger", None]
    box.type("ad")
    page.press("Home")
    page.press("x")
    keys.see = lambda: box.value
    keys.worked.add("Home")
    assert box.value == "xad"
    page.press("End")
    page.press("y")
    keys.worked.add("End")
    assert box.value == "xady"
    page.press("Escape")
    several = page.get_by_role("combobox", name="Names")
    several.type("gr")
    keys.see = lambda: page.component.value
    keys(("Enter", ["Grace"]), ("Backspace", []))


@walks(
    "command_palette",
    lambda it: w.command_palette([w.Command(one, it.saying(one)) for one in ("Open", "Print", "Quit")]),
)
def _(page: Page, keys: Keys) -> None:
    def pointed() -> str:
        found = page.locator("[role=option][data-active]")
        return found.first.text if found.count() else ""

    page.get_by_role("button", name="after").focus()
    keys.see = lambda: (page.locator("dialog[open]").count(), pointed(), page.component.said)
    keys(
        ("Control+k", (1, "", [])),
        ("Escape", (0, "", [])),
        ("Control+k", (1, "", [])),
        ("ArrowDown", (1, "Open", [])),
        ("ArrowDown", (1, "Print", [])),
        ("ArrowDown", (1, "Quit", [])),
        ("ArrowUp", (1, "Print", [])),
    )
    page.press("Enter")
    page.settle()
    keys.worked.add("Enter")
    assert keys.see()[::2] == (0, ["Print"])
    # The focus goes back to where it was.
    assert focused(page) == "after"


@walks("confirm", lambda it: w.button("Go", on_click=it.ask))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Go").focus()
    page.press("Enter")
    keys.see = lambda: (focused(page), page.component.said)
    # What cannot be undone is not the first one.
    assert focused(page) == "Keep"
    keys(("Tab", ("Delete", [])), ("Shift+Tab", ("Keep", [])), ("Tab", ("Delete", [])))
    page.press("Enter")
    page.settle()
    keys.worked.add("Enter")
    assert keys.see() == ("Go", [True])
    page.press("Enter")
    page.press("Escape")
    page.settle()
    keys.worked.add("Escape")
    assert keys.see() == ("Go", [True, False])


@walks("prompt", lambda it: w.button("Go", on_click=it.ask_text))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Go").focus()
    page.press("Enter")
    for key, said in (("Enter", ["3"]), ("Escape", ["3", None])):
        page.press(key)
        page.settle()
        keys.worked.add(key)
        assert page.component.said == said
        assert focused(page) == "Go"
        page.press("Enter")


@walks("tour", lambda it: w.button("Go", id="go", on_click=it.walk))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Go").focus()
    page.press("Enter")
    keys.see = lambda: (page.locator("[data-ds-tour] h2").texts, page.component.said)
    page.press("Tab")
    while focused(page) != "Next":
        page.press("Tab")
    keys.worked.add("Tab")
    keys(("Enter", (["Second"], [])))
    while focused(page) != "Next":
        page.press("Tab")
    keys(("Space", (["Third"], [])))
    page.press("Escape")
    page.settle()
    keys.worked.add("Escape")
    assert keys.see() == ([], [False])
    assert focused(page) == "Go"


@walks("toast", lambda it: w.button("Go", on_click=lambda: w.toast(it, "Gone", undo=it.saying("undone"))))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="after").focus()
    keys(("Tab", "Undo"))
    page.press("Enter")
    assert page.component.said == ["undone"]


@walks("track", lambda it: w.button("Go", on_click=it.track))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="after").focus()
    keys(("Tab", "Cancel"))


@walks(
    "context_menu",
    lambda it: w.context_menu(
        w.menu_item("Copy", on_click=it.saying("copy")),
        w.menu_item("Cut"),
        w.menu_item("Paste"),
        area=h.p("text"),
        label="Text",
    ),
)
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("group", name="Text").focus()
    keys(
        ("Shift+F10", "Copy"),
        ("ArrowDown", "Cut"),
        ("ArrowUp", "Copy"),
        ("ArrowUp", "Paste"),
        ("Home", "Copy"),
        ("End", "Paste"),
        ("c", "Copy"),
        ("Escape", "Text"),
        ("ContextMenu", "Copy"),
    )
    page.press("Enter")
    assert page.component.said == ["copy"]


@walks(
    "dialog",
    lambda it: [
        w.button("Open", commandfor="box", command="show-modal"),
        w.dialog(w.button("One"), w.button("Two"), title="Order", id="box"),
    ],
)
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Open").focus()
    page.press("Enter")
    keys.see = lambda: (focused(page), page.locator("dialog:modal").count())
    keys(("Tab", ("Two", 1)), ("Shift+Tab", ("One", 1)), ("Escape", ("Open", 0)))


@walks(
    "drawer",
    lambda it: [
        w.button("Open", commandfor="box", command="show-modal"),
        w.drawer(w.button("One"), w.button("Two"), title="Order", id="box"),
    ],
)
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Open").focus()
    page.press("Enter")
    keys.see = lambda: (focused(page), page.locator("dialog:modal").count())
    keys(("Tab", ("Two", 1)), ("Shift+Tab", ("One", 1)), ("Escape", ("Open", 0)))


@walks(
    "diff_view", lambda it: w.diff_view("a\n" * 30 + "b\n" + "a\n" * 30, "a\n" * 30 + "c\n" + "a\n" * 30, label="file")
)
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    seen: list[str] = []
    for _ in range(4):
        page.press("Tab")
        seen.append(page.focused.get_attribute("role") or page.focused.text.strip())
    keys.worked.add("Tab")
    shown, buttons = seen[:1], seen[1:3]
    assert shown == ["region"]
    assert buttons[0] == buttons[1] == page.get_by_role("button").nth(1).text.strip()
    for key in ("Enter", "Space"):
        lines = page.locator("main").text.count("a")
        page.get_by_role("button").nth(1).focus()
        page.press(key)
        assert page.locator("main").text.count("a") > lines
        keys.worked.add(key)


@walks("editable", lambda it: w.editable(it.value or "Plan", label="Title", on_change=it.set))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Title").focus()
    keys.see = lambda: (page.get_by_role("textbox").count(), page.component.value)
    keys(("Enter", (1, None)))
    page.focused.fill("Other")
    keys(("Escape", (0, None)))
    assert page.get_by_role("button", name="Title").is_focused()
    keys(("Space", (1, None)))
    page.focused.fill("Idea")
    keys(("Enter", (0, "Idea")))
    assert page.get_by_role("button", name="Title").is_focused()


class Line(BaseModel):
    name: str = "Tea"
    count: int = 2


def typed(page: Page, keys: Keys) -> None:
    """The keyboard of a text field."""
    box = page.locator("main :is(input, textarea)").first
    box.focus()
    page.press("End")
    before = box.value
    keys.see = lambda: box.value
    keys(("1", f"{before}1"), ("Backspace", before))


walks("text_input", lambda it: w.text_input("Name"))(typed)
walks("text_area", lambda it: w.text_area("Name"))(typed)
walks("otp_input", lambda it: w.otp_input("Name"))(typed)
walks("fields", lambda it: w.fields(Line))(typed)


@walks("form", lambda it: w.form(Line, lambda line: it.say(line.name)))
def _(page: Page, keys: Keys) -> None:
    page.get_by_label("Name").focus()
    keys.see = lambda: (page.get_by_label("Count").is_focused(), page.component.said)
    keys(("Tab", (True, [])), ("Enter", (True, ["Tea"])))


@walks("file_upload", lambda it: w.file_upload("Files", it.say))
def _(page: Page, keys: Keys) -> None:
    page.locator("input").upload({"a.txt": b"hello"})
    page.locator("input").focus()
    keys(("Tab", focused_after_upload(page)))


def focused_after_upload(page: Page) -> str:
    return next(str(one.get_attribute("aria-label")) for one in page.locator(".ds-upload-list button, li button"))


@walks("image", lambda it: w.image("/a.png", "Hills", zooms=True))
def _(page: Page, keys: Keys) -> None:
    button = page.get_by_role("button").nth(1)
    button.focus()
    keys.see = lambda: (page.locator("dialog[open]").count(), button.is_focused())
    keys(("Enter", (1, False)), ("Escape", (0, True)), ("Space", (1, False)))


def in_a_tree(page: Page, keys: Keys, names: list[str]) -> None:
    """What all trees do: `names` are an open branch, its child, and a leaf after them."""
    branch, child, last = names
    page.get_by_role("treeitem", name=branch).first.focus()
    keys.see = lambda: (page.focused.text.strip().split("\n")[0], page.get_by_role("treeitem").count())
    count = page.get_by_role("treeitem").count()
    keys(
        ("ArrowDown", (child, count)),
        ("ArrowUp", (branch, count)),
        ("End", (last, count)),
        ("Home", (branch, count)),
        (last[0], (last, count)),
        ("Home", (branch, count)),
        ("ArrowRight", (child, count)),
        ("ArrowLeft", (branch, count)),
        ("ArrowLeft", (branch, count - 1)),
        ("ArrowRight", (branch, count)),
    )


@walks("json_view", lambda it: w.json_view({"one": {"two": 1}, "zed": 3}, levels=2))
def _(page: Page, keys: Keys) -> None:
    in_a_tree(page, keys, [one.text.strip().split("\n")[0] for one in page.get_by_role("treeitem")])
    keys.see = lambda: page.get_by_role("treeitem").count()
    keys(("Enter", 2), ("Space", 3), ("Space", 2))


class Files(Component):
    """A tree whose items move."""

    files: dict[str, Any] = {"docs": {"a.md": None}, "src": {}, "zed": None}
    tell: Any
    checked: set[Any] = set()

    def render(self) -> Any:
        return w.tree(
            self.files, label="Files", expanded=[("docs",)], on_select=self.select, on_move=self.move,
            checked=self.checked, on_check=self.check,
        )  # fmt: skip

    def select(self, path: Any) -> None:
        self.tell(path[-1])

    def check(self, checked: set[Any]) -> None:
        self.checked = checked
        self.tell(sorted(checked))

    def move(self, path: Any, parent: Any, index: int) -> None:
        self.tell((path[-1], parent, index))


@walks("tree", lambda it: Files(key="files", tell=it.say))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys(("Tab", "docs"), ("ArrowDown", "a.md"))
    in_a_tree(page, keys, ["docs", "a.md", "zed"])
    page.press("ArrowLeft")
    keys.see = lambda: page.get_by_role("treeitem").count()
    keys(("*", 4))
    keys.see = lambda: focused(page)
    keys(("Tab", "after"), ("Shift+Tab", "docs"))
    page.get_by_role("treeitem", name="src").focus()
    keys.see = lambda: page.component.said[-1:]
    keys(
        ("Enter", ["src"]),
        ("Alt+ArrowDown", [("src", None, 2)]),
        ("Alt+ArrowUp", [("src", None, 0)]),
        ("Alt+ArrowRight", [("src", ("docs",), 1)]),
    )
    page.get_by_role("treeitem", name="a.md").focus()
    keys(("Alt+ArrowLeft", [("a.md", None, 1)]))
    page.press("Space")
    keys.worked.add("Space")
    assert ("docs", "a.md") in page.component.said[-1]


@walks("menu", lambda it: w.menu(
    "File",
    w.menu_item("Open", on_click=it.saying("open")), w.menu_item("Save", disabled=True), w.menu_item("Close"),
    w.submenu("Export", w.menu_item("PDF"), w.menu_item("CSV")),
))  # fmt: skip
def _(page: Page, keys: Keys) -> None:
    button = page.get_by_role("button", name="File")
    button.focus()
    for key in ("Enter", "Space", "ArrowDown"):
        keys((key, "Open"), ("Escape", "File"))
    keys(
        ("ArrowUp", "Export"),
        ("ArrowDown", "Open"),
        ("ArrowUp", "Export"),
        ("ArrowUp", "Close"),
        ("Home", "Open"),
        ("End", "Export"),
        ("c", "Close"),
        ("e", "Export"),
        ("ArrowRight", "PDF"),
        ("ArrowDown", "CSV"),
        ("ArrowLeft", "Export"),
    )
    page.press("Tab")
    keys.worked.add("Tab")
    assert not page.get_by_role("menu").count()
    assert focused(page) == "after"


@walks("menu_bar", lambda it: w.menu_bar(
    w.submenu("Edit", w.menu_item("Undo"), w.menu_item("Redo")), w.submenu("View", w.menu_item("Zoom")),
    w.submenu("Help", w.menu_item("About")), label="Document",
))  # fmt: skip
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("menuitem", name="Edit").focus()
    keys(
        ("ArrowRight", "View"),
        ("ArrowRight", "Help"),
        ("ArrowRight", "Edit"),
        ("ArrowLeft", "Help"),
        ("Home", "Edit"),
        ("End", "Help"),
        ("v", "View"),
        ("ArrowDown", "Zoom"),
        ("ArrowRight", "About"),
        ("ArrowLeft", "Zoom"),
        ("Escape", "View"),
        ("Enter", "Zoom"),
        ("Escape", "View"),
        ("Space", "Zoom"),
    )


@walks("nav_group", lambda it: w.nav_group("Data", w.nav_link("Users", "#u"), w.nav_link("Roles", "#r")))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("link", name="Users").focus()
    keys(("Tab", "Roles"))


@walks("skip_link", lambda it: [w.skip_link("content"), h.p("text", id="content")])
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("link").focus()
    keys.see = lambda: page.url.endswith("#content")
    keys(("Enter", True))


@walks("nav_link", lambda it: w.nav_link("Orders", "#orders"))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("link").focus()
    keys.see = lambda: page.url.endswith("#orders")
    keys(("Enter", True))


@walks("number_input", lambda it: w.number_input("Count", value=3, step=2, max=7))
def _(page: Page, keys: Keys) -> None:
    box = page.get_by_label("Count")
    box.focus()
    keys.see = lambda: box.value
    keys(("ArrowUp", "5"), ("ArrowUp", "7"), ("ArrowUp", "7"), ("ArrowDown", "5"))


@walks("pagination", lambda it: w.pagination(it.value or 4, 9, on_change=it.set))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Page 2").focus()
    keys.see = lambda: (focused(page), page.component.value)
    keys(("Tab", ("Page 3", None)), ("Enter", ("Page 3", 3)))
    page.get_by_role("button", name="Next page").focus()
    keys(("Space", ("Next page", 4)))


@walks("password_input", lambda it: w.password_input("Password"))
def _(page: Page, keys: Keys) -> None:
    page.get_by_label("Password", exact=True).focus()
    keys.see = lambda: page.focused.get_attribute("data-ds-reveal") is not None
    keys(("Tab", True))


@walks("popover", lambda it: w.popover("Look", w.checkbox("Dark")))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Look").focus()
    keys.see = lambda: (page.get_by_role("dialog").count(), focused(page))
    keys(("Enter", (1, "Look")), ("Enter", (0, "Look")), ("Space", (1, "Look")))
    page.press("Tab")
    assert page.get_by_role("checkbox").is_focused()
    keys(("Escape", (0, "Look")))


SIZES = ["S", w.Option("M", disabled=True), "L"]


@walks("radio_group", lambda it: w.radio_group("Size", SIZES, value=it.value, on_change=it.set))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys.see = lambda: (page.component.value, page.focused.get_attribute("type"))
    keys(
        ("Tab", (None, "radio")),
        ("Space", ("S", "radio")),
        ("ArrowDown", ("L", "radio")),
        ("ArrowDown", ("S", "radio")),
        ("ArrowUp", ("L", "radio")),
        ("ArrowLeft", ("S", "radio")),
        ("ArrowRight", ("L", "radio")),
        ("Tab", ("L", None)),
    )


@walks("segmented", lambda it: w.segmented("Size", SIZES, value=it.value or "S", on_change=it.set))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys.see = lambda: (page.component.value, page.focused.get_attribute("type"))
    keys(
        ("Tab", (None, "radio")),
        ("ArrowDown", ("L", "radio")),
        ("ArrowUp", ("S", "radio")),
        ("ArrowLeft", ("L", "radio")),
        ("ArrowRight", ("S", "radio")),
    )


@walks("rating", lambda it: w.rating("Stars", value=it.value or 2, on_change=it.set))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("radio").nth(1).focus()
    keys.see = lambda: page.component.value
    keys(("ArrowRight", 3), ("ArrowLeft", 2), ("ArrowUp", 1), ("ArrowDown", 2))


@walks("range_slider", lambda it: w.range_slider("Price", value=it.value or (20, 80), on_change=it.set))
def _(page: Page, keys: Keys) -> None:
    low, _high = page.get_by_role("slider")
    low.focus()
    keys.see = lambda: (low.is_focused(), page.component.value)
    keys(
        ("ArrowRight", (True, (21, 80))),
        ("ArrowLeft", (True, (20, 80))),
        ("ArrowUp", (True, (21, 80))),
        ("ArrowDown", (True, (20, 80))),
        ("Home", (True, (0, 80))),
        # It takes the other one with it.
        ("End", (True, (100, 100))),
        ("Tab", (False, (100, 100))),
        ("Home", (False, (0, 0))),
    )


@walks("search_input", lambda it: w.search_input("Search", value="old"))
def _(page: Page, keys: Keys) -> None:
    box = page.get_by_label("Search")
    box.focus()
    keys.see = lambda: box.value
    keys(("Escape", ""))


@walks("select", lambda it: w.select("Paint", ["red", w.Option("green", disabled=True), "blue", "black"], value="red"))
def _(page: Page, keys: Keys) -> None:
    box = page.get_by_label("Paint")
    box.focus()
    keys.see = lambda: box.selected
    keys(
        ("ArrowDown", ["blue"]),
        ("ArrowRight", ["black"]),
        ("ArrowUp", ["blue"]),
        ("ArrowLeft", ["red"]),
        ("b", ["blue"]),
        ("b", ["black"]),
    )


@walks("slider", lambda it: w.slider("Volume", value=50))
def _(page: Page, keys: Keys) -> None:
    handle = page.get_by_role("slider")
    handle.focus()
    keys.see = lambda: handle.value
    keys(
        *(("ArrowRight", "51"), ("ArrowUp", "52"), ("ArrowLeft", "51"), ("ArrowDown", "50"), ("PageUp", "60")),
        *(("PageDown", "50"), ("Home", "0"), ("End", "100")),
    )


@walks("split_pane", lambda it: [
    w.split_pane("a", "b", label="Left", position=50, on_change=it.set),
    w.split_pane("a", "b", label="Top", position=50, orientation="vertical", on_change=it.set),
])  # fmt: skip
def _(page: Page, keys: Keys) -> None:
    keys.see = lambda: page.component.value
    page.get_by_role("separator", name="Left").focus()
    keys(("ArrowRight", 52), ("ArrowLeft", 50), ("Home", 10), ("End", 90), ("Enter", 10), ("Enter", 90))
    page.get_by_role("separator", name="Top").focus()
    keys(("ArrowDown", 52), ("ArrowUp", 50))


@walks(
    "stepper",
    lambda it: w.stepper(["Address", "Payment", "End"], 2 if it.value is None else it.value, on_choose=it.set),
)
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="Address (done)").focus()
    keys.see = lambda: (focused(page), page.component.value)
    # The focus stays where somebody has chosen a step.
    keys(("Tab", ("✓Payment (done)", None)), ("Enter", ("2Payment", 1)), ("Shift+Tab", ("✓Address (done)", 1)))
    keys(("Space", ("1Address", 0)))


@walks("tabs", lambda it: [
    w.tabs(
        [w.Tab("One", h.button("in one")), w.Tab("Two", h.p("second"), disabled=True), w.Tab("Three", h.p("third"))],
        label="Parts",
    ),
    w.tabs({"Uno": h.p("first"), "Due": h.p("second")}, label="Upright", vertical=True),
])  # fmt: skip
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys(
        ("Tab", "One"),
        ("ArrowRight", "Three"),
        ("ArrowRight", "One"),
        ("ArrowLeft", "Three"),
        ("Home", "One"),
        ("End", "Three"),
    )
    assert page.get_by_role("tabpanel").first.text == "third"
    page.press("Home")
    page.press("Tab")
    page.get_by_role("tab", name="Uno").focus()
    keys(("ArrowDown", "Due"), ("ArrowUp", "Uno"))


@walks("tags_input", lambda it: w.tags_input("Tags", values=it.value or ["new"], on_change=it.set))
def _(page: Page, keys: Keys) -> None:
    box = page.get_by_label("Tags", exact=True)
    box.type("vip")
    keys.see = lambda: page.component.value
    keys(("Enter", ["new", "vip"]), ("Backspace", ["new"]))
    keys.see = lambda: focused(page)
    keys(("Shift+Tab", "Remove new"))
    page.press("Tab")
    keys.worked.add("Tab")
    assert box.is_focused()


@walks("toolbar", lambda it: w.toolbar(w.button("Bold"), w.button("No", disabled=True), w.button("Code"), label="Text"))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys(
        *(("Tab", "Bold"), ("ArrowRight", "Code"), ("ArrowRight", "Bold"), ("ArrowLeft", "Code"), ("Home", "Bold")),
        *(("End", "Code"), ("Tab", "after"), ("Shift+Tab", "Code")),
    )


@walks("tooltip", lambda it: w.tooltip("It is bold", w.button("Bold")))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys.see = lambda: (focused(page), page.get_by_role("tooltip").count())
    keys(("Tab", ("Bold", 1)), ("Escape", ("Bold", 0)))


@walks("list_view", lambda it: w.list_view(["a", "b"], h.button, label="Letters"))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys(("Tab", "Letters"), ("Tab", "a"), ("Tab", "b"))


@walks("log_view", lambda it: w.log_view(["a", "b"], label="Log"))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    seen = []
    for _ in range(3):
        page.press("Tab")
        seen.append(page.focused.get_attribute("role") or page.focused.get_attribute("type"))
    assert "log" in seen
    assert "search" in seen
    keys.worked.add("Tab")


@walks("markdown", lambda it: w.markdown("[one](https://a.example) [two](https://b.example)"))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys(("Tab", "one"), ("Tab", "two"))


@walks("kanban", lambda it: w.kanban(
    it.value or {"To do": ["a", "b"], "Done": ["c"]}, label="Board",
    on_move=lambda card, to, index: it.say((card, to, index)), on_open=it.say,
))  # fmt: skip
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    keys(
        *(("Tab", "a"), ("ArrowDown", "b"), ("ArrowUp", "a"), ("End", "b"), ("Home", "a"), ("ArrowRight", "c")),
        *(("ArrowLeft", "a"), ("Tab", "after"), ("Shift+Tab", "a")),
    )
    keys.see = lambda: page.component.said
    keys(("Enter", ["a"]))
    keys.see = lambda: page.component.said[-1]
    keys(("Alt+ArrowDown", ("a", "To do", 1)), ("Alt+ArrowRight", ("a", "Done", 0)))
    page.get_by_role("listitem").filter(has_text="b").first.focus()
    keys(("Alt+ArrowUp", ("b", "To do", 0)))
    page.get_by_role("listitem").filter(has_text="c").first.focus()
    page.press("Alt+ArrowLeft")
    keys.worked.add("Alt+ArrowLeft")
    assert page.component.said[-1][:2] == ("c", "To do")


PARTS = [{"id": number, "name": f"part {number}"} for number in range(1, 201)]


@walks("table", lambda it: w.table(
    PARTS, columns=("id", w.col("name", edit=True)), select="multiple", arrange=True, search=True, height="20rem",
    edit=True, on_open=it.say, on_edit=lambda *what: it.say("edited"),
))  # fmt: skip
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("columnheader").first.focus()
    page.press("ArrowRight")
    keys(("ArrowDown", "1"), ("ArrowRight", "part 1"), ("ArrowLeft", "1"), ("ArrowUp", "Id"), ("ArrowDown", "1"))
    keys(("End", "part 1"))
    page.press("Home")
    keys.worked.add("Home")
    assert page.focused.locator("input[type=checkbox]").count() or page.focused.get_attribute("type") == "checkbox"
    page.press("ArrowRight")
    for key, then in (("PageDown", "19"), ("PageUp", "1"), ("Control+End", "200"), ("Control+Home", "1")):
        page.press(key)
        page.advance(0.1)
        # Whichever cell of the row it is.
        page.press("Home")
        page.press("ArrowRight")
        assert focused(page) == then, key
        keys.worked.add(key)
    page.press("ArrowUp")
    # Sorting
    keys.see = lambda: [one.get_attribute("aria-sort") for one in page.get_by_role("columnheader")][1:]
    keys(("Enter", ["ascending", None]))
    page.press("ArrowRight")
    keys(("Shift+Enter", ["ascending", "ascending"]))
    # Width and order
    page.press("ArrowLeft")
    keys.see = lambda: page.locator("col").nth(1).style("width")
    width = keys.see()
    keys(("Shift+ArrowRight", "136px"), ("Shift+ArrowLeft", width or "120px"))
    keys.see = lambda: [text.strip() for text in page.locator("thead th").texts][1:]
    keys(("Control+ArrowRight", ["Name", "Id"]), ("Control+ArrowLeft", ["Id", "Name"]))
    # Rows
    page.press("ArrowDown")
    keys.see = lambda: page.locator("tr[aria-selected=true]").count()
    keys(("Space", 1), ("Shift+ArrowDown", 2), ("Shift+ArrowDown", 3), ("Shift+ArrowUp", 2))
    page.press("Control+a")
    keys.worked.add("Control+a")
    assert page.locator("[data-ds-rows] > tr[aria-selected=false]").count() == 0
    keys.see = lambda: bool(page.environment.clipboard)
    keys(("Control+c", True))
    # Editing
    page.press("ArrowRight")
    keys.see = lambda: page.focused.get_attribute("type") or str(page.focused.get_attribute("class")).split()[0]
    keys(("F2", "text"), ("Escape", "ds-cell"), ("Enter", "text"))
    page.press("Escape")
    keys(("Control+f", "search"))


@walks("app_shell", lambda it: w.app_shell(h.p("content"), title="Shop", nav=[w.nav_link("Start", "#start")]))
def _(page: Page, keys: Keys) -> None:
    page.get_by_role("button", name="before").focus()
    page.press("Tab")
    keys.worked.add("Tab")
    link = page.focused
    assert (link.get_attribute("href") or "").startswith("#")
    fold = page.locator("[data-ds-fold]").first
    fold.focus()
    keys.see = lambda: fold.get_attribute("aria-expanded")
    keys(("Enter", "false"), ("Space", "true"))


@pytest.mark.parametrize("name", sorted(WALKS))
def test_every_key_of_the_table(name: str) -> None:
    walk = WALKS[name][1]
    with render_page(lambda: Host(name=name)) as page:
        keys = Keys(page, lambda: focused(page))
        walk(page, keys)
        missing = documented_keys(name) - keys.worked - NATIVE.get(name, set())
        assert not missing, f"{name}: the table names keys that no test presses: {sorted(missing)}"


def test_every_table_is_walked_through() -> None:
    natively = {name for name, keys in NATIVE.items() if documented_keys(name) <= keys}
    assert WALKS.keys() | natively == DOCUMENTED.keys()
    assert all(keys <= documented_keys(name) for name, keys in NATIVE.items())


# From right to left: what goes to the left goes on


class Mirrored(Component):
    """Widgets that are walked through along a line, in a page that is read from the right."""

    split: float = 50

    def render(self) -> Any:
        return h.main(
            w.toolbar(w.button("Bold"), w.button("Code"), w.button("Link"), label="Text"),
            w.tabs({"One": h.p("first"), "Two": h.p("second")}, label="Parts"),
            w.menu_bar(w.submenu("Edit", w.menu_item("Undo")), w.submenu("View", w.menu_item("Zoom")), label="File"),
            w.menu("More", w.submenu("Export", w.menu_item("PDF"))),
            w.split_pane("a", "b", label="Left", position=self.split, on_change=self.moved),
            w.tree({"docs": {"a.md": None}}, label="Files"),
            w.kanban({"To do": ["card"], "Done": ["other"]}, label="Board"),
            w.table([{"a": "cell 1", "b": "cell 2"}], height=None),
            dir="rtl",
        )

    def moved(self, percent: float) -> None:
        self.split = percent


def test_left_and_right_change_places_from_right_to_left() -> None:
    with render_page(Mirrored) as page:
        keys = Keys(page, lambda: focused(page))
        page.get_by_role("button", name="Bold").focus()
        keys(("ArrowLeft", "Code"), ("ArrowRight", "Bold"))
        page.get_by_role("tab", name="One").focus()
        keys(("ArrowLeft", "Two"), ("ArrowRight", "One"))
        page.get_by_role("menuitem", name="Edit").focus()
        keys(("ArrowLeft", "View"), ("ArrowRight", "Edit"), ("ArrowDown", "Undo"), ("ArrowLeft", "Zoom"))
        page.press("Escape")
        page.get_by_role("button", name="More").focus()
        keys(("ArrowDown", "Export"), ("ArrowLeft", "PDF"), ("ArrowRight", "Export"), ("Escape", "More"))
        page.get_by_role("treeitem", name="docs").focus()
        keys.see = lambda: page.get_by_role("treeitem").count()
        keys(("ArrowLeft", 2), ("ArrowRight", 1))
        keys.see = lambda: focused(page)
        page.get_by_role("listitem").filter(has_text="card").first.focus()
        keys(("ArrowLeft", "other"), ("ArrowRight", "card"))
        page.get_by_role("columnheader").first.focus()
        page.press("ArrowDown")
        keys(("ArrowLeft", "cell 2"), ("ArrowRight", "cell 1"))
        keys.see = lambda: page.component.split
        page.get_by_role("separator").focus()
        keys(("ArrowLeft", 52), ("ArrowRight", 50))


def test_a_key_that_does_nothing_is_not_one_that_works() -> None:
    with render_page(lambda: h.button("Save")) as page:
        keys = Keys(page, lambda: page.text)
        keys(("Enter", "Save"))
        assert not keys.worked
        with pytest.raises(AssertionError, match="Escape: from 'Save' to 'Save', not to 'Gone'"):
            keys(("Escape", "Gone"))


def test_how_tables_name_keys() -> None:
    assert documented_keys("context_menu") == {
        *("Shift+F10", "ContextMenu", "ArrowDown", "ArrowUp", "Home", "End", "letters", "Escape")
    }
    assert documented_keys("tabs") == {"Tab", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End"}
    assert {"+", "-", "ArrowLeft"} <= documented_keys("line_chart")
    assert {"Control+Home", "Control+a", "Shift+ArrowDown", "F2"} <= documented_keys("table")
    assert documented_keys("text_input") == set()
