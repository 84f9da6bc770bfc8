"""Forms as browsers submit them, and what their controls demand."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from domsync import App, Component, events
from domsync import html as h
from domsync.testing import NotFoundError, render_page


class Profile(BaseModel):
    name: Annotated[str, Field(min_length=2)]
    age: int
    news: bool = False
    colors: list[str] = []


class ProfileForm(Component):
    saved: Profile | None = None

    def render(self) -> Any:
        return h.form(
            h.label("Name", h.input(name="name")),
            h.label("Age", h.input(name="age", inputmode="numeric")),
            h.label(h.input(type="checkbox", name="news"), "News"),
            h.select(h.option("red"), h.option("blue"), h.option("green"), name="colors", multiple=True),
            h.button("Save"),
            h.p(self.errors.get("age", ""), id="error"),
            on_submit=self.save,
        )

    def save(self, profile: Profile) -> None:
        self.saved = profile


def test_a_form_is_submitted_with_what_its_controls_hold() -> None:
    form = ProfileForm()
    page = render_page(form)
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Age").fill("36")
    page.get_by_label("News").check()
    page.locator("select").select("red", "green")
    page.get_by_role("button", name="Save").click()
    assert form.saved == Profile(name="Ada", age=36, news=True, colors=["red", "green"])


class Bound(ProfileForm, Profile):
    """The model's fields are the component's own."""

    name: str = "Ada"
    age: int = 36

    def render(self) -> Any:
        return h.form(
            h.input(bind=self.field("name")),
            h.input(bind=self.field("age")),
            h.input(type="checkbox", bind=self.field("news")),
            h.select(h.option("red"), h.option("blue"), bind=self.field("colors"), multiple=True),
            h.button("Save"),
            on_submit=self.save,
        )


def test_bound_controls_need_no_names() -> None:
    page = render_page(Bound)
    page.locator("input").first.fill("Bob")
    page.locator("select").select("blue")
    page.get_by_role("button").click()
    assert page.component.errors == {}
    assert page.component.saved == Profile(name="Bob", age=36, news=False, colors=["blue"])


def test_what_is_refused_is_shown_and_what_was_typed_stays() -> None:
    form = ProfileForm()
    page = render_page(form)
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Age").fill("many")
    page.get_by_label("Age").press("Enter")
    assert form.saved is None
    assert "whole number" in page.locator("#error").text
    assert page.get_by_label("Age").value == "many"


class Entries(Component):
    content: Any
    entries: list[tuple[str, str]] = []
    count: int = 0
    submitter: str | None = None

    def render(self) -> Any:
        return h.form(self.content(), on_submit=self.take)

    def take(self, event: events.SubmitEvent) -> None:
        self.entries = list(event.entries)
        self.submitter = event.submitter
        self.count += 1


def test_the_entries_of_a_form() -> None:
    form = Entries(
        content=lambda: [
            h.input(name="text", value="a"),
            h.input(name="off", value="b", disabled=True),
            h.input(value="no name"),
            h.input(type="checkbox", name="box", value="1", checked=True),
            h.input(type="checkbox", name="box", value="2"),
            h.input(type="radio", name="radio", value="x"),
            h.input(type="hidden", name="hidden", value="h"),
            h.select(h.option("one", value="1"), h.option("two", value="2", selected=True), name="choice"),
            h.textarea("long", name="area"),
            h.button("Send", name="send", value="now"),
            h.button("Cancel", type="button"),
            h.fieldset(h.input(name="inner", value="i"), disabled=True),
        ]
    )
    page = render_page(form)
    page.get_by_role("button", name="Cancel").click()
    assert form.count == 0
    page.get_by_role("button", name="Send").click()
    sent = [("text", "a"), ("box", "1"), ("hidden", "h"), ("choice", "2"), ("area", "long"), ("send", "now")]
    assert form.entries == sent
    assert form.submitter == "now"


def test_enter_submits_a_form_by_its_first_button() -> None:
    form = Entries(content=lambda: [h.input(name="a"), h.textarea(name="b"), h.button("One"), h.button("Two")])
    page = render_page(form)
    page.locator("input").press("Enter")
    assert form.count == 1
    page.locator("textarea").press("Enter")
    assert form.count == 1
    page.locator("form").submit()
    page.locator("input").submit()
    assert form.count == 3


def test_a_button_elsewhere_submits_the_form_that_it_names() -> None:
    page = render_page(lambda: [h.form(id="f", on_submit=lambda: seen.append(1)), h.button("Go", form="f")])
    seen: list[int] = []
    page.get_by_role("button").click()
    assert seen == [1]


@pytest.mark.parametrize(
    ("control", "bad", "good"),
    [
        (h.input(name="x", required=True), "", "x"),
        (h.input(name="x", type="email"), "nobody", "a@b.c"),
        (h.input(name="x", type="url"), "nothing", "https://a.b"),
        (h.input(name="x", pattern="[0-9]+"), "12a", "12"),
        (h.input(name="x", minlength=3), "ab", "abc"),
        (h.input(name="x", type="number", min=3), "2", "3"),
        (h.input(name="x", type="number", max=3), "4", "3"),
        (h.input(name="x", type="number", step=2), "3", "4"),
        (h.input(name="x", type="date", min="2024-01-01"), "2023-12-31", "2024-01-01"),
        (h.textarea(name="x", required=True), "", "y"),
    ],
)
def test_a_control_that_is_not_filled_as_it_demands_keeps_the_form(control: Any, bad: str, good: str) -> None:
    form = Entries(content=lambda: [control, h.button("Send")])
    page = render_page(form)
    field = page.locator("[name=x]")
    field.fill(bad)
    page.get_by_role("button").click()
    assert form.count == 0
    assert field.is_focused()
    field.fill(good)
    page.get_by_role("button").click()
    assert form.count == 1


def test_required_choices() -> None:
    form = Entries(
        content=lambda: [
            h.input(type="checkbox", name="box", required=True),
            h.input(type="radio", name="r", value="1", required=True),
            h.input(type="radio", name="r", value="2"),
            h.select(h.option("choose", value=""), h.option("one", value="1"), name="s", required=True),
            h.button("Send"),
        ]
    )
    page = render_page(form)
    steps: list[Callable[[], None]] = [
        lambda: page.get_by_role("checkbox").check(),
        lambda: page.locator("[value='2']").check(),
        lambda: page.locator("select").select("1"),
    ]
    for step in steps:
        page.get_by_role("button").click()
        assert form.count == 0
        step()
    page.get_by_role("button").click()
    assert form.count == 1


def test_the_message_of_a_failure_says_what_kept_the_form() -> None:
    page = render_page(Entries(content=lambda: [h.input(name="mail", required=True), h.button("Send")]))
    page.get_by_role("button").click()
    with pytest.raises(NotFoundError, match="The last form was not submitted: mail: it is required"):
        page.get_by_text("Thanks").click()


def test_forms_that_are_not_checked() -> None:
    form = Entries(content=lambda: [h.input(name="x", required=True), h.button("Send", formnovalidate=True)])
    page = render_page(form)
    page.get_by_role("button").click()
    assert form.count == 1


def test_resetting_a_form_tells_the_server() -> None:
    class Form(Component):
        text: str = "start"
        ticked: bool = False

        def render(self) -> Any:
            return h.form(
                h.input(name="a", attributes={"value": "start"}, on_input=self.typed),
                h.input(type="checkbox", name="b"),
                h.select(h.option("x"), h.option("y", attributes={"selected": ""}), name="c"),
                h.button("Reset", type="reset"),
            )

        def typed(self, event: events.InputEvent) -> None:
            self.text = event.value

    page = render_page(Form())
    page.locator("[name=a]").fill("other")
    page.get_by_role("checkbox").check()
    page.locator("select").select("x")
    page.get_by_role("button", name="Reset").click()
    assert page.locator("[name=a]").value == "start"
    assert not page.get_by_role("checkbox").checked
    assert page.locator("select").value == "y"


def test_dialogs() -> None:
    closed: list[str] = []

    def show(document: Any) -> None:
        dialog = document.createElement("dialog", id="d")
        form = document.createElement("form", attributes={"method": "dialog"})
        form.appendChild(document.createElement("button", innerText="OK"))
        dialog.appendChild(form)
        dialog.addEventListener("close", lambda: closed.append("closed"))
        opener = document.createElement("button", innerText="Open")
        opener.addEventListener("click", dialog.showModal)
        document.body.append(opener, dialog)

    page = render_page(show)
    assert not page.get_by_role("dialog")
    page.get_by_role("button", name="Open").click()
    assert page.get_by_role("dialog").is_visible()
    assert page.get_by_role("button", name="OK").is_focused()
    with pytest.raises(AssertionError, match="behind a dialog"):
        page.get_by_role("button", name="Open").click()
    page.get_by_role("button", name="OK").click()
    assert closed == ["closed"]
    page.get_by_role("button", name="Open").click()
    page.press("Escape")
    assert closed == ["closed", "closed"]
    assert not page.get_by_role("dialog")


def test_popovers() -> None:
    page = render_page(
        lambda: [h.button("Menu", popovertarget="m"), h.div("Entries", id="m", popover="auto"), h.p("rest")]
    )
    assert not page.get_by_text("Entries").is_visible()
    page.get_by_role("button").click()
    assert page.get_by_text("Entries").is_visible()
    page.press("Escape")
    assert not page.get_by_text("Entries").is_visible()


def test_a_form_whose_page_opens_in_another_window_leaves_this_one_alone() -> None:
    app = App()

    @app.page("/")
    def search() -> object:
        buttons = [h.button("Here"), h.button("Beside", formtarget="_blank"), h.button("Self", formtarget="_SELF")]
        return h.form(h.input(name="q", value="x"), buttons, h.button("Post", formmethod="post"))

    with render_page(app) as page:
        for name in ("Beside", "Post"):
            page.get_by_role("button", name=name).click()
        for key in ("Alt", "Control", "Meta", "Shift"):
            page.get_by_role("button", name="Here").click(modifiers=(key,))
        page.settle()
        assert page.url == "http://test/"
        page.get_by_role("button", name="Self").click()
        assert page.url == "http://test/?q=x"
