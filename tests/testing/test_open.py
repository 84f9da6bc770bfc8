"""`open=` of dialogs, details and popovers, which their users open and close as well: in process and in Chromium."""

from typing import Any

import pytest
from pydantic import Field

from domsync import Child, Component, State, events
from domsync import html as h
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Question(Component):
    """A modal dialog, shown as the plain way says."""

    asking: bool = False
    answers: list[str] = []
    count: int = 0

    def render(self) -> Child:
        return h.main(
            h.button("Ask", on_click=self.ask),
            h.button(f"Count {self.count}", on_click=self.add),
            h.dialog(
                h.form(h.button("Yes", value="yes"), h.button("No", value="no"), method="dialog"),
                open=self.asking,
                modal=True,
                on_close=self.answered,
            ),
        )

    def ask(self) -> None:
        self.asking = True

    def add(self) -> None:
        self.count += 1

    def answered(self, event: events.CloseEvent) -> None:
        self.asking = False
        self.answers.append(event.returnValue)


def test_a_modal_dialog_is_asked_again_and_again(page_of: PageOf) -> None:
    question = Question()
    page = page_of(question)
    for answer in ("Yes", "No"):
        page.get_by_role("button", name="Ask").click()
        assert page.locator("dialog:modal").count() == 1
        page.get_by_role("button", name=answer).click()
        assert page.locator("dialog[open]").count() == 0
    page.get_by_role("button", name="Ask").click()
    page.press("Escape")
    assert question.answers == ["yes", "no", ""]
    assert not question.asking
    assert not page.document.querySelector("dialog").open


class Opened(Question):
    def answered(self, event: events.CloseEvent) -> None:
        self.answers.append(event.returnValue)
        self.asking = len(self.answers) < 2


def test_a_handler_decides_that_a_dialog_stays_open(page_of: PageOf) -> None:
    question = Opened(asking=True)
    page = page_of(question)
    assert page.locator("dialog:modal").count() == 1
    page.press("Escape")
    assert page.locator("dialog:modal").count() == 1
    page.press("Escape")
    assert page.locator("dialog:modal").count() == 0


class Told(Component):
    """Says `open=` and hears nothing of what the user does."""

    asking: bool = False
    more: bool = False
    count: int = 0

    def render(self) -> Child:
        return h.main(
            h.button("Ask", on_click=self.ask),
            h.button("Fold", on_click=self.fold),
            h.button("Unfold", on_click=self.unfold),
            h.button(f"Count {self.count}", on_click=self.add),
            h.dialog(h.form(h.button("No"), method="dialog"), open=self.asking),
            h.details(h.summary("More"), "text", open=self.more, id="more"),
            h.details(h.summary("Free"), "text", id="free"),
        )

    def ask(self) -> None:
        self.asking = True

    def fold(self) -> None:
        self.more = False

    def unfold(self) -> None:
        self.more = True

    def add(self) -> None:
        self.count += 1


def opened(page: Any) -> list[str]:
    shown = [name for name in ("dialog", "#more", "#free") if page.locator(f"{name}[open]").count()]
    known = [name for name in ("dialog", "#more", "#free") if page.document.querySelector(name).hasAttribute("open")]
    assert shown == known
    return shown


def test_what_is_said_again_is_done_again(page_of: PageOf) -> None:
    page = page_of(Told)
    for _ in range(2):
        page.get_by_role("button", name="Ask").click()
        assert opened(page) == ["dialog"]
        page.get_by_role("button", name="No").click()
        assert opened(page) == []
    page.get_by_text("More").click()
    page.get_by_text("Free").click()
    assert opened(page) == ["#more", "#free"]
    page.get_by_role("button", name="Fold", exact=True).click()
    assert opened(page) == ["#free"]
    page.get_by_role("button", name="Unfold").click()
    page.get_by_text("More").click()
    assert opened(page) == ["#free"]
    page.get_by_role("button", name="Unfold").click()
    assert opened(page) == ["#more", "#free"]


def test_a_handler_of_something_else_leaves_them_to_their_user(page_of: PageOf) -> None:
    page = page_of(Told)
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("button", name="No").click()
    page.get_by_text("More").click()
    page.get_by_role("button", name="Count 0").click()
    assert page.get_by_role("button", name="Count 1")
    assert opened(page) == ["#more"]
    # Nor does it close one to say again that another one is to be open.
    page.get_by_role("button", name="Ask").click()
    assert opened(page) == ["dialog", "#more"]


class Tabs(State):
    current: str = ""


class Panel(Component):
    tabs: Tabs
    title: str
    note: str = ""

    def render(self) -> Child:
        return h.details(h.summary(self.title), "text", open=self.tabs.current == self.title, id=self.title)


class Accordion(Component):
    """The fields that decide are a State's and a parent's, and no truth values."""

    tabs: Tabs = Field(default_factory=Tabs)
    error: str = ""

    def render(self) -> Child:
        names = ("one", "two")
        return h.main(
            (Panel(tabs=self.tabs, title=name, key=name) for name in names),
            (h.button(f"To {name}", on_click=lambda name=name: self.go(name), key=name) for name in names),
            h.button("Save", on_click=self.save),
        )

    def go(self, name: str) -> None:
        self.tabs.current = name

    def save(self) -> None:
        self.error = ""


def test_it_does_not_matter_where_the_value_comes_from(page_of: PageOf) -> None:
    page = page_of(Accordion)
    page.get_by_role("button", name="To one").click()
    assert page.locator("#one[open]")
    page.get_by_text("one", exact=True).click()
    page.get_by_role("button", name="Save").click()
    assert page.locator("details[open]").count() == 0
    page.get_by_role("button", name="To one").click()
    assert page.locator("#one[open]").count() == 1
    page.get_by_role("button", name="To two").click()
    assert page.locator("#one[open]").count() == 0
    assert page.locator("#two[open]").count() == 1


class Box(Component):
    shown: bool

    def render(self) -> Child:
        return h.dialog(h.form(h.button("No"), method="dialog"), open=self.shown, modal=True)


class Around(Component):
    shown: bool = False

    def render(self) -> Child:
        return h.main(h.button("Ask", on_click=self.ask), Box(shown=self.shown))

    def ask(self) -> None:
        self.shown = True


def test_what_a_parent_passes_again_counts_too(page_of: PageOf) -> None:
    page = page_of(Around)
    for _ in range(3):
        page.get_by_role("button", name="Ask").click()
        assert page.locator("dialog:modal").count() == 1
        page.get_by_role("button", name="No").click()
        assert page.locator("dialog:modal").count() == 0


class Menu(Component):
    shown: bool = False
    told: list[str] = []
    with_note: bool = True

    def render(self) -> Child:
        return h.main(
            h.button("Show", on_click=self.present),
            h.button("Hide", on_click=self.hide),
            h.button("Free", popovertarget="free"),
            h.div("menu", popover="manual", open=self.shown, id="menu", on_toggle=self.toggled),
            h.div("free", popover="auto", id="free"),
        )

    def present(self) -> None:
        self.shown = True

    def hide(self) -> None:
        self.shown = False

    def toggled(self, event: events.ToggleEvent) -> None:
        self.told.append(event.newState)
        self.shown = event.newState == "open"


def shown_popovers(page: Any) -> list[str]:
    shown = [name for name in ("menu", "free") if page.locator(f"#{name}:popover-open").count()]
    assert shown == [name for name in ("menu", "free") if page.document.querySelector(f"#{name}:popover-open")]
    return shown


def test_popovers_are_opened_and_known(page_of: PageOf) -> None:
    menu = Menu()
    page = page_of(menu)
    page.get_by_role("button", name="Show").click()
    assert shown_popovers(page) == ["menu"]
    page.get_by_role("button", name="Free").click()
    assert shown_popovers(page) == ["menu", "free"]
    page.press("Escape")
    assert shown_popovers(page) == ["menu"]
    page.get_by_role("button", name="Hide").click()
    assert shown_popovers(page) == []
    assert menu.told == ["open", "closed"]


@pytest.mark.parametrize("name", ["dialog", "popover"])
def test_one_that_is_open_from_the_beginning(page_of: PageOf, name: str) -> None:
    page = page_of(Around(shown=True) if name == "dialog" else Menu(shown=True))
    assert page.locator("dialog:modal" if name == "dialog" else "#menu:popover-open").count() == 1
    assert page.errors == []


class Kept(Component):
    """A dialog that leaves the page for a while."""

    here: bool = True

    def render(self) -> Child:
        return h.main(
            h.dialog("text", h.button("Away", on_click=self.away), open=True, modal=True, show=self.here),
            h.button("Back", on_click=self.back),
        )

    def away(self) -> None:
        self.here = False

    def back(self) -> None:
        self.here = True


def test_one_that_comes_back_is_open_as_before(page_of: PageOf) -> None:
    page = page_of(Kept)
    page.get_by_role("button", name="Away").click()
    assert page.locator("dialog").count() == 0
    page.get_by_role("button", name="Back").click()
    assert page.locator("dialog:modal").count() == 1


def test_they_are_open_again_when_the_connection_comes_back(page_of: PageOf) -> None:
    page = page_of(Menu)
    page.get_by_role("button", name="Show").click()
    page.reconnect()
    assert shown_popovers(page) == ["menu"]
    page.get_by_role("button", name="Hide").click()
    assert shown_popovers(page) == []


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: h.div(open=True), r"<div> cannot be opened; open= is for <details>, <dialog> and elements with"),
        (lambda: h.details(open=1), r"open of <details> takes True or False, not 1; write bool"),  # type: ignore[arg-type]
        (lambda: h.dialog(modal=True), r"modal=True needs open= on a <dialog>; give both"),
        (lambda: h.dialog(open=True, modal="yes"), r"modal of <dialog> takes True or False, not 'yes'"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_opened_is_named(make: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make()


class Commands(Component):
    told: list[str] = []

    def render(self) -> Child:
        return h.main(
            h.button("Ask", command="show-modal", commandfor="box"),
            h.dialog(
                h.button("No", command="close", commandfor="box", value="no"),
                id="box",
                on_close=self.closed,
                on_command=self.hear,
            ),
            h.button("Menu", command="toggle-popover", commandfor="menu"),
            h.button("Own", command="--own", commandfor="menu"),
            h.div("menu", popover="auto", id="menu", on_command=self.hear),
            h.button("Other", popovertarget="free"),
            h.div("free", popover="auto", id="free"),
            (h.details(h.summary(name), "text", name="group", id=name) for name in ("one", "two")),
            h.p("outside"),
        )

    def closed(self, event: events.CloseEvent) -> None:
        self.told.append(f"closed {event.returnValue}")

    def hear(self, event: events.CommandEvent) -> None:
        self.told.append(event.command)


def test_buttons_with_commands_open_and_close(page_of: PageOf) -> None:
    commands = Commands()
    page = page_of(commands)
    page.get_by_role("button", name="Ask").click()
    assert page.document.querySelector("#box").matches(":modal")
    assert page.locator("#box:modal").count() == 1
    page.get_by_role("button", name="No").click()
    assert not page.document.querySelector("#box").open
    page.get_by_role("button", name="Menu").click()
    assert shown_popovers(page) == ["menu"]
    page.get_by_role("button", name="Menu").click()
    assert shown_popovers(page) == []
    page.get_by_role("button", name="Own").click()
    assert commands.told == ["show-modal", "close", "closed no", "toggle-popover", "toggle-popover", "--own"]


def test_one_is_open_at_a_time_and_a_press_elsewhere_hides_what_is_above_the_page(page_of: PageOf) -> None:
    page = page_of(Commands())
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Other").click()
    assert shown_popovers(page) == ["free"]
    page.get_by_text("outside").click()
    assert shown_popovers(page) == []
    for name in ("one", "two"):
        page.get_by_text(name, exact=True).click()
        assert page.locator("details[open]")["id"] == name
        assert [page.document.querySelector(f"#{each}").open for each in ("one", "two")] == [
            name == "one",
            name == "two",
        ]


class Shut(Component):
    """Hears that its details are opened, and leaves `open=` as it is."""

    told: list[str] = []

    def render(self) -> Child:
        return h.main(h.details(h.summary("More"), "text", open=False, on_toggle=self.toggled), h.p(len(self.told)))

    def toggled(self, event: events.ToggleEvent) -> None:
        self.told.append(event.newState)


def test_what_a_handler_of_the_first_toggle_decides_stands(page_of: PageOf) -> None:
    page = page_of(Shut)
    page.get_by_text("More").click()
    page.settle()
    assert page.locator("details[open]").count() == 0
    assert not page.document.querySelector("details").open
    assert page.component.told[0] == "open"
