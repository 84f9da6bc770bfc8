"""What goes over the wire: a page in process sends what the real client would, and says what came back."""

import asyncio
import json
from functools import partial
from typing import Any
from unittest.mock import ANY

import msgspec
import pytest
from pydantic import PrivateAttr

from domsync import Component, Document, Element, Ref, events, on
from domsync import html as h
from domsync.dom.ops import Insert, Remove, SetData, SetProperty
from domsync.testing import EventRefusedError, assert_ops, render_page


def told(page: Any) -> list[list[Any]]:
    """The events of the last step, without their numbers."""
    return [json.loads(text)[1:] for text in page.last.sent]


class Counter(Component):
    count: int = 0

    def render(self) -> Any:
        return h.div(h.h1(f"Count: {self.count}"), h.button("+1", on_click=self.increment))

    def increment(self) -> None:
        self.count += 1


def test_a_step_says_what_went_over_the_wire() -> None:
    page = render_page(Counter(count=3))
    assert page.last.renders == ["Counter"]
    page.get_by_role("button").click()
    assert page.last.ops == [SetData(ANY, "Count: 4")]
    assert page.last.sent == [f'[1,0,{page.get_by_role("button").node},"click"]']
    assert page.last.renders == ["Counter"]
    assert page.last.frames == 1
    assert page.last.sent_bytes == len(page.last.sent[0]) == 15
    assert page.last.bytes == len('[0,2,1,[[4,6,"Count: 4"]]]')
    page.advance(0.5)
    assert (page.last.ops, page.last.sent, page.last.bytes) == ([], [], 0)


def test_a_click_an_input_and_a_key_in_bytes() -> None:
    page = render_page(
        lambda: [
            h.button("b", on_click=lambda: None),
            h.input(on_input=lambda event: None),
            h.textarea(on_keydown=on(lambda: None, key="Enter")),
        ]
    )
    page.get_by_role("button").click()
    assert told(page) == [[0, 4, "click"]]
    page.locator("input").fill("abc")
    assert told(page) == [[0, 6, "input", {"value": "abc"}]]
    page.locator("textarea").type("x")
    assert told(page) == []
    page.locator("textarea").press("Enter")
    # What was typed goes with the next event.
    assert told(page) == [[0, 7, "keydown", 0, [[7, "x"]]]]


def test_a_handler_knows_what_was_typed_before() -> None:
    def show(document: Document) -> None:
        field = document.createElement("input", id="field")
        button = document.createElement("button", innerText="Read")
        button.addEventListener("click", lambda: seen.append(field.value))
        document.body.append(field, button)

    seen: list[str] = []
    page = render_page(show)
    page.locator("input").type("typed")
    page.get_by_role("button").click()
    assert seen == ["typed"]


def test_the_server_is_told_by_the_node_that_listens() -> None:
    rows: list[str] = []
    page = render_page(
        lambda: h.ul(*[h.li(h.b(name), on_click=partial(rows.append, name), key=name) for name in ("ada", "bob")])
    )
    page.get_by_text("bob").click()
    assert rows == ["bob"]
    assert told(page) == [[0, page.get_by_text("bob").node, "click"]]


def test_payloads_of_several_listeners() -> None:
    seen: list[object] = []

    def inner(event: events.ClickEvent) -> None:
        seen.append(event.button)

    class Where(msgspec.Struct):
        type: str

    def outer(event: Where) -> None:
        seen.append(event.type)

    page = render_page(lambda: h.div(h.button("b", on_click=inner), on_click=outer))
    page.get_by_role("button").click()
    assert seen == [0, "click"]
    [[_, target, _, payload]] = told(page)
    assert payload[0][0] == target
    assert payload[1][1] == {"type": "click"}


def test_stopping_and_capturing() -> None:
    seen: list[str] = []
    note = partial(partial, seen.append)
    page = render_page(
        lambda: h.div(
            h.p(h.button("stops", on_click=on(note("inner"), stop_propagation=True)), on_click=note("middle")),
            h.input(on_focus=note("focus")),
            on_click=note("outer"),
            on_focus=on(note("captured focus"), capture=True),
        )
    )
    page.get_by_role("button").click()
    assert seen == ["captured focus", "inner"]
    seen.clear()
    page.locator("input").focus()
    assert seen == ["captured focus", "focus"]


def test_once_and_outside_and_elsewhere() -> None:
    seen: list[str] = []
    note = partial(partial, seen.append)
    page = render_page(
        lambda: [
            h.button("once", on_click=on(note("once"), once=True)),
            h.div("menu", on_click=on(note("outside"), outside=True)),
            h.p("window", on_keydown=on(note("window"), target="window", key="Escape")),
        ]
    )
    page.get_by_text("once").click()
    page.get_by_text("once").click()
    assert seen == ["outside", "once", "outside"]
    seen.clear()
    page.get_by_text("menu").click()
    assert seen == []
    page.press("Escape")
    page.press("Enter")
    assert seen == ["window"]


def test_debounced_events_wait_for_a_pause() -> None:
    asked: list[str] = []

    def search(event: events.InputEvent) -> None:
        asked.append(event.value)

    page = render_page(lambda: [h.input(on_input=on(search, debounce=300)), h.button("b", on_click=lambda: None)])
    field = page.locator("input")
    field.type("abc", delay=0.1)
    page.advance(0.2)
    assert asked == []
    page.advance(0.1)
    assert asked == ["abc"]
    field.type("d")
    page.get_by_role("button").click()
    assert asked == ["abc", "abcd"], "a click does not overtake what was typed before"
    field.type("e")
    page.settle()
    assert asked == ["abc", "abcd", "abcde"]


@pytest.mark.parametrize("type", ["mousedown", "pointerup", "click"])
def test_a_press_does_not_overtake_what_was_typed_before(type: str) -> None:
    heard: list[str] = []
    button: Any = h.button
    page = render_page(
        lambda: [
            h.input(on_input=on(lambda: heard.append("input"), debounce=300)),
            button("b", **{f"on_{type}": lambda: heard.append(type)}),
        ]
    )
    page.locator("input").type("x")
    page.locator("button").click()
    page.settle()
    assert heard == ["input", type]


def test_throttled_events_come_first_and_last() -> None:
    asked: list[str] = []

    def search(event: events.InputEvent) -> None:
        asked.append(event.value)

    page = render_page(lambda: h.input(on_input=on(search, throttle=1000)))
    page.locator("input").type("abc")
    assert asked == ["a"]
    page.advance(1)
    assert asked == ["a", "abc"]
    page.locator("input").type("d")
    assert asked == ["a", "abc"]
    page.settle()
    assert asked == ["a", "abc", "abcd"]


def test_a_double_submit_is_dropped_while_one_runs() -> None:
    saved: list[str] = []

    async def save() -> None:
        await asyncio.sleep(1)
        saved.append("saved")

    page = render_page(lambda: h.form(h.button("Save"), on_submit=save))
    page.get_by_role("button").click()
    page.get_by_role("button").click()
    page.settle()
    assert saved == ["saved"]


class Chat(Component):
    """Each message is on its way for a while, there and back, or is worked on for a while."""

    sent: list[str]
    seconds: float = 0
    draft: str = ""

    def render(self) -> Any:
        return h.form(h.input(bind=self.field("draft")), on_submit=self.later if self.seconds else self.send)

    def send(self) -> None:
        self.sent.append(self.draft)
        self.draft = ""

    async def later(self) -> None:
        draft, self.draft = self.draft, ""
        await asyncio.sleep(self.seconds)
        self.sent.append(draft)


def test_two_messages_within_one_round_trip_both_arrive() -> None:
    page = render_page(Chat(sent=[]))
    page.latency(100)
    field = page.locator("input")
    for text in ("one", "two"):
        field.fill(text)
        field.press("Enter")
        # The user is not sure whether it was hit.
        field.press("Enter")
    page.settle()
    assert page.component.sent == ["one", "two"]
    assert field.value == ""


def test_the_same_message_typed_again_is_another_one() -> None:
    page = render_page(Chat(sent=[], seconds=1))
    field = page.locator("input")
    for _ in range(2):
        field.fill("ok")
        field.press("Enter")
        field.press("Enter")
    page.settle()
    assert page.component.sent == ["ok", "ok"]
    field.fill("more")
    field.press("Enter")
    page.settle()
    assert page.component.sent == ["ok", "ok", "more"]


def test_what_is_typed_is_not_overwritten_by_an_older_value() -> None:
    class Shout(Component):
        text: str = ""

        def render(self) -> Any:
            return [h.input(value=self.text, on_input=self.typed), h.p(self.text)]

        def typed(self, event: events.InputEvent) -> None:
            self.text = event.value.upper()

    page = render_page(Shout())
    page.latency(300)
    field = page.locator("input")
    for letter in "hello":
        field.type(letter)
        page.advance(0.1)
    assert field.value == "hello"
    assert page.locator("p").text == ""
    page.settle()
    assert field.value == "HELLO"
    assert page.locator("p").text == "HELLO"


def test_events_wait_while_there_is_no_connection() -> None:
    counter = Counter()
    page = render_page(counter)
    page.disconnect()
    page.get_by_role("button").click()
    page.get_by_role("button").click()
    assert counter.count == 0
    assert page.get_by_text("Count: 0")
    page.reconnect()
    assert counter.count == 2
    assert page.get_by_text("Count: 2")
    counter.count = 10
    page.reconnect()
    assert page.get_by_text("Count: 10")
    assert Insert not in map(type, page.last.ops), "what the browser has is not sent again"


def test_a_broken_connection_loses_no_change() -> None:
    counter = Counter()
    page = render_page(counter)
    page.disconnect()
    counter.count = 5
    page.advance(60)
    page.reconnect()
    assert page.get_by_text("Count: 5")


def test_refs_and_calls() -> None:
    class Search(Component):
        _box: Ref[Element] = PrivateAttr(default_factory=Ref)
        width: float = 0

        def render(self) -> Any:
            return [h.input(ref=self._box), h.button("Measure", on_click=self.measure), h.p(f"{self.width:g}")]

        def mounted(self) -> None:
            self._box.element.focus()

        async def measure(self) -> None:
            async with asyncio.timeout(1):
                self.width = (await self._box.element.getBoundingClientRect())["width"]

    page = render_page(Search())
    assert page.locator("input").is_focused()
    page.get_by_role("button").click()
    assert page.locator("p").text == "1280"


def test_ops_can_be_asserted() -> None:
    class List(Component):
        items: list[str] = ["a", "b"]

        def render(self) -> Any:
            return [h.ul([h.li(item, key=item) for item in self.items]), h.button("x", on_click=self.change)]

        def change(self) -> None:
            self.items = ["b", "c"]

    page = render_page(List())
    page.get_by_role("button").click()
    assert_ops(page, [Remove(ANY), Insert])
    with pytest.raises(AssertionError, match="the first at number 1") as failure:
        assert_ops(page, [Remove, SetProperty])
    assert "1. Insert(" in str(failure.value)
    assert "1. 'SetProperty'" in str(failure.value)
    with pytest.raises(AssertionError, match="the first at number 1"):
        assert_ops(page, [Remove])
    with pytest.raises(AssertionError, match="none"):
        assert_ops(page, [])


def test_messages_go_both_ways() -> None:
    def show(document: Document) -> None:
        button = document.createElement("button", innerText="Tell")
        button.addEventListener("click", lambda: document.deliver("beep", {"times": 2}))
        document.body.appendChild(button)

    page = render_page(show)
    page.get_by_role("button").click()
    assert page.messages == [("beep", {"times": 2})]


def test_an_event_that_the_server_refuses_is_an_error() -> None:
    class Wrong(msgspec.Struct):
        button: str

    def clicked(event: Wrong) -> None:
        raise AssertionError("never called")

    page = render_page(lambda: h.button("b", on_click=clicked))
    with page.expect_error(EventRefusedError, match="refused the event .*click"):
        page.get_by_role("button").click()
