"""What an async handler changes in place shows while it waits."""

import asyncio
from collections import deque
from typing import Any

import pytest

from domsync import Component
from domsync import html as h
from domsync.components import Child
from domsync.testing import render_page


class Steps(Component):
    """Runs steps, a second apart."""

    items: list[int] = [1, 2]
    names: dict[str, int] = {"a": 1}
    chosen: set[int] = set()
    queue: Any = None
    steps: list[Any] = []

    def render(self) -> Child:
        text = f"{self.items} {self.names} {sorted(self.chosen)} {list(self.queue or ())}"
        return h.button(text, on_click=self.go)

    async def go(self) -> None:
        for step in self.steps:
            step(self)
            await asyncio.sleep(1)


def shown(*steps: Any, queue: Any = None) -> list[str]:
    """What the page shows after each of some steps, while the handler still runs."""
    page = render_page(Steps(steps=[*steps, lambda self: None], queue=queue))
    page.get_by_role("button").click()
    found = []
    for _ in steps:
        found.append(page.text)
        page.advance(1)
    return found


def test_lists_dicts_sets_and_queues_show() -> None:
    assert shown(
        lambda self: self.items.append(3),
        lambda self: self.names.update(b=2),
        lambda self: self.chosen.add(7),
        lambda self: self.queue.append(9),
        queue=deque(),
    ) == [
        "[1, 2, 3] {'a': 1} [] []",
        "[1, 2, 3] {'a': 1, 'b': 2} [] []",
        "[1, 2, 3] {'a': 1, 'b': 2} [7] []",
        "[1, 2, 3] {'a': 1, 'b': 2} [7] [9]",
    ]


def test_what_has_the_same_length_shows_too() -> None:
    def exchange(self: Steps) -> None:
        self.items[0] = 5

    def rename(self: Steps) -> None:
        self.names["z"] = self.names.pop("a")

    def set_value(self: Steps) -> None:
        self.names["z"] = 4

    assert [text[:14] for text in shown(exchange, rename, set_value)] == [
        "[5, 2] {'a': 1",
        "[5, 2] {'z': 1",
        "[5, 2] {'z': 4",
    ]


def test_a_list_that_was_assigned_is_looked_after_from_then_on() -> None:
    def assign(self: Steps) -> None:
        self.items = [8]

    assert [text[:6] for text in shown(assign, lambda self: self.items.append(9))] == ["[8] {'", "[8, 9]"]


def test_what_did_not_change_is_not_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    render = Steps.render

    def counted(self: Steps) -> Child:
        rendered.append("x")
        return render(self)

    monkeypatch.setattr(Steps, "render", counted)
    page = render_page(Steps(steps=[lambda self: None] * 5))
    page.get_by_role("button").click()
    page.advance(3)
    assert rendered == ["x"]


class Fast(Component):
    """Adds a number each millisecond."""

    numbers: list[int] = []

    def render(self) -> Child:
        return h.button(len(self.numbers), on_click=self.go)

    async def go(self) -> None:
        for number in range(200):
            self.numbers.append(number)
            await asyncio.sleep(0.001)
        await asyncio.sleep(10)


def test_a_fast_handler_is_shown_at_most_twenty_times_a_second_and_to_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rendered: list[int] = []
    render = Fast.render

    def counted(self: Fast) -> Child:
        rendered.append(len(self.numbers))
        return render(self)

    monkeypatch.setattr(Fast, "render", counted)
    page = render_page(Fast)
    page.get_by_role("button").click()
    page.advance(0.5)
    assert page.text == "200"
    assert len(rendered) <= 2 + 0.5 / 0.05
    before = len(rendered)
    page.advance(5)
    assert len(rendered) == before


class Odd:
    """Something that cannot be compared."""

    def __eq__(self, other: object) -> bool:
        raise ValueError("ambiguous")

    __hash__ = None  # type: ignore[assignment]


class Holds(Component):
    things: list[Any] = []

    def render(self) -> Child:
        return h.button(len(self.things), on_click=self.go)

    async def go(self) -> None:
        self.things[0] = Odd()
        await asyncio.sleep(1)
        self.things.append(Odd())
        await asyncio.sleep(1)


def test_items_are_not_compared_by_value() -> None:
    page = render_page(Holds(things=[Odd()]))
    page.get_by_role("button").click()
    page.advance(1.5)
    assert page.text == "2"


class Leaves(Component):
    """A child that goes away while its handler runs."""

    log: list[str] = []

    def render(self) -> Child:
        return h.button(len(self.log), on_click=self.go)

    async def go(self) -> None:
        try:
            for _ in range(100):
                self.log.append("x")
                await asyncio.sleep(0.01)
        finally:
            self.log.append("end")


class Parent(Component):
    there: bool = True

    def render(self) -> Child:
        return h.main(Leaves() if self.there else None, h.a("Away", href="#", on_click=self.away))

    def away(self) -> None:
        self.there = False


def test_a_component_that_has_gone_is_left_alone() -> None:
    page = render_page(Parent)
    page.get_by_role("button").click()
    page.advance(0.1)
    page.get_by_role("link").click()
    page.advance(2)
    assert page.text == "Away"
