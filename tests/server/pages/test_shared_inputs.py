"""Inputs inside shared parts: what all see of them, and what stays with the one who types."""

import asyncio
from typing import Any

from domsync import App, Component, Shared, events, on, sender
from domsync import html as h
from domsync.dom.events import Event
from domsync.testing import render_page


class Chat(Component):
    """The box is a part of what is shared."""

    said: list[str] = []
    draft: str = ""

    def render(self) -> Any:
        return h.form(
            h.input(bind=self.field("draft")),
            h.ul(h.li(text) for text in self.said),
            on_submit=self.say,
        )

    def say(self) -> None:
        self.said = [*self.said, self.draft]
        self.draft = ""


def test_a_box_that_its_handler_clears_is_cleared_for_the_sender() -> None:
    app = App(Shared(Chat))
    one, two = render_page(app), render_page(app)
    one.latency(100)
    one.locator("input").focus()
    for number in range(3):
        one.locator("input").type(f"message {number}\n")
        one.settle()
        assert one.locator("input").value == ""
    two.advance(0)
    assert two.locator("input").value == ""
    assert one.locator("li").texts == two.locator("li").texts == ["message 0", "message 1", "message 2"]


def test_also_by_the_event_that_tells_what_is_in_it() -> None:
    class Board(Component):
        said: list[str] = []

        def render(self) -> Any:
            return [h.input(on_keydown=on(self.say, key="Enter")), h.ul(h.li(text) for text in self.said)]

        def say(self, event: Event) -> None:
            box: Any = event.currentTarget
            self.said = [*self.said, box.value]
            box.value = ""

    app = App(Shared(Board))
    one, two = render_page(app), render_page(app)
    two.locator("input").type("not yet")
    one.locator("input").type("hello")
    one.locator("input").press("Enter")
    two.advance(0)
    assert one.locator("li").texts == two.locator("li").texts == ["hello"]
    assert (one.locator("input").value, two.locator("input").value) == ("", "not yet")


def test_one_control_that_is_set_is_the_same_for_all() -> None:
    class Settings(Component):
        loud: bool = False
        volume: int = 3
        colour: str = "red"
        days: list[str] = ["mon"]

        def render(self) -> Any:
            return [
                h.input(type="checkbox", bind=self.field("loud")),
                h.input(type="range", bind=self.field("volume")),
                [
                    h.input(type="radio", name="c", value=colour, bind=self.field("colour"))
                    for colour in ("red", "blue")
                ],
                h.select([h.option(day) for day in ("mon", "tue")], multiple=True, bind=self.field("days")),
            ]

    app = App(Shared(Settings))
    one, two = render_page(app), render_page(app)
    box, slider, red, blue = "input[type=checkbox]", "input[type=range]", "[value=red]", "[value=blue]"
    one.locator(box).check()
    one.locator(slider).fill("70")
    one.locator(blue).check()
    one.locator("select").select("tue")
    for page in (one, two):
        page.advance(0)
        assert page.locator(box).checked
        assert page.locator(slider).value == "70"
        assert [page.locator(radio).checked for radio in (red, blue)] == [False, True]
        assert page.locator("select").selected == ["tue"]


def test_what_is_not_set_stays_with_the_one_who_types() -> None:
    class Form(Component):
        said: str = ""

        def render(self) -> Any:
            return h.form(h.input(name="text"), h.p(self.said), on_submit=self.say)

        def say(self, event: events.SubmitEvent) -> None:
            self.said = event.get("text") or ""

    app = App(Shared(Form))
    one, two = render_page(app), render_page(app)
    two.locator("input").fill("not yet")
    one.locator("input").type("hello\n")
    for page, text in ((one, "hello"), (two, "not yet")):
        page.advance(0)
        assert page.text == "hello"
        assert page.locator("input").value == text
    two.locator("input").press("Enter")
    one.advance(0)
    assert one.text == "not yet"
    assert one.locator("input").value == "hello"


def test_what_the_server_does_not_know_yet_is_not_overwritten() -> None:
    app = App(Shared(Chat))
    one, two = render_page(app), render_page(app)
    two.latency(200)
    two.locator("input").type("mine")
    one.locator("input").fill("hello")
    assert two.locator("input").value == "mine"
    two.settle()
    # What was entered last is what all have.
    one.advance(0)
    assert one.locator("input").value == two.locator("input").value == "mine"


def test_a_form_is_sent_once_by_each_while_its_handler_runs() -> None:
    class Votes(Component):
        votes: list[str] = []

        def render(self) -> Any:
            return h.form(h.button("Yes"), h.p(len(self.votes)), on_submit=self.vote)

        async def vote(self) -> None:
            await asyncio.sleep(1)
            self.votes = [*self.votes, sender().id]

    app = App(Shared(Votes))
    one, two = render_page(app), render_page(app)
    for page in (one, two, one, two):
        page.get_by_role("button").click()
    for page in (one, two):
        page.settle()
    two.advance(2)
    assert two.locator("p").text == "2"
