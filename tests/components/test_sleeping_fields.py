"""Fields of a component whose page sleeps: they are put away where nobody can notice, and only there."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, field_validator

from domsync import App, Component, ServerLimits
from domsync import html as h
from domsync.server.pages.visit import served_visit
from domsync.testing import Page, render_page

LIMITS = replace(ServerLimits().without_rate_limit(), sleep_seconds=10)


class Line(BaseModel):
    name: str
    price: Decimal = Decimal("1.50")
    day: datetime.date | None = None
    tags: list[str] = []


def lines() -> list[Line]:
    return [Line(name=f"line {number}", tags=["a"] * (number % 3)) for number in range(20)]


class List(Component):
    first: int = 1
    lines: list[Line] = Field(default_factory=lines)
    last: tuple[int, ...] = (1, 2)

    def render(self) -> Any:
        return h.div(h.button("more", on_click=self.more), h.ul(h.li(line.name) for line in self.lines))

    def more(self) -> None:
        self.lines.append(Line(name="one more"))


def shown(page: Page) -> Any:
    """The component that a page shows, without a look at it."""
    visit: Any = page._driver.visit
    return next(iter(served_visit(visit).scheduler.roots)).component


def sleeping(page: Page) -> Any:
    page.advance(20)
    visit: Any = page._driver.visit
    assert served_visit(visit).is_asleep
    return shown(page)


def is_away(component: Component) -> bool:
    return "lines" not in component.__dict__


def test_they_come_back_as_they_were() -> None:
    with render_page(App(List, limits=LIMITS)) as page:
        before = shown(page).model_copy(deep=True)
        for count in range(3):
            component = sleeping(page)
            assert is_away(component)
            page.get_by_role("button").click()
            assert not is_away(component)
            assert page.locator("li").count() == 21 + count
        after = shown(page)
        del after.lines[20:]
        assert list(after.__dict__) == list(before.__dict__)
        assert after.__dict__ == before.__dict__
        assert [line.model_fields_set for line in after.lines] == [line.model_fields_set for line in before.lines]
        assert type(after.last) is tuple


LOOKS: list[Callable[[Any], object]] = [
    lambda component: component.lines,
    lambda component: component.first,
    lambda component: component.last,
    lambda component: setattr(component, "first", 5),
    lambda component: component.model_dump(),
    lambda component: component.model_copy(deep=True),
    dict,
    repr,
]


@pytest.mark.parametrize("look", LOOKS)
def test_whoever_looks_finds_all(look: Callable[[Any], object]) -> None:
    with render_page(App(List, limits=LIMITS)) as page:
        component = sleeping(page)
        assert is_away(component)
        look(component)
        assert len(component.lines) == 20
        assert component.key is None
        with pytest.raises(AttributeError, match="nothing"):
            _ = component.nothing
        page.get_by_role("button").click()
        assert page.locator("li").count() == 21


def test_what_somebody_else_holds_stays_the_same_object() -> None:
    held: list[Line] = []

    class Holding(List):
        def more(self) -> None:
            held.append(self.lines[3])

    with render_page(App(Holding, limits=LIMITS)) as page:
        page.get_by_role("button").click()
        component = sleeping(page)
        assert not is_away(component)
        held[0].name = "changed by another one"
        page.get_by_role("button").click()
        assert "changed by another one" in page.text


def test_classes_that_run_code_when_they_are_made_are_left_alone() -> None:
    class Validated(List):
        @field_validator("first")
        @classmethod
        def checked(cls, first: int) -> int:
            return first + 1

    class Made(List):
        def model_post_init(self, context: Any) -> None:
            self.first += 1

    for kind in (Validated, Made):
        with render_page(App(kind, limits=LIMITS)) as page:
            before = shown(page).first
            component = sleeping(page)
            assert not is_away(component)
            page.get_by_role("button").click()
            assert component.first == before


def test_what_json_does_not_say_exactly_stays() -> None:
    class Loose(List):
        any: Any = Field(default_factory=lambda: [(1, 2), float("nan"), object()])

    class Tuples(List):
        any: Any = Field(default_factory=lambda: [(1, 2)])

    for kind in (Loose, Tuples):
        with render_page(App(kind, limits=LIMITS)) as page:
            component = sleeping(page)
            assert type(component.any[0]) is tuple
            page.get_by_role("button").click()
            assert type(component.any[0]) is tuple


def test_one_that_leaves_while_it_sleeps_has_them() -> None:
    seen: list[int] = []

    class Leaves(List):
        def unmounted(self) -> None:
            seen.append(len(self.lines))

    with render_page(App(Leaves, limits=LIMITS)) as page:
        assert is_away(sleeping(page))
    assert seen == [20]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(JSON, max_size=4), st.sets(st.integers(), max_size=3), st.dictionaries(st.integers(), st.text()))
def test_whatever_they_hold(values: list[Any], numbers: set[int], names: dict[int, str]) -> None:
    class Holds(List):
        values: Any = None
        numbers: set[int] = set()
        names: dict[int, str] = {}

    with render_page(App(Holds, limits=LIMITS)) as page:
        component = shown(page)
        component.values, component.numbers, component.names = values, numbers, names
        before = repr(component.__dict__)
        sleeping(page)
        page.get_by_role("button").click()
        del component.lines[20:]
        assert repr(component.__dict__) == before
