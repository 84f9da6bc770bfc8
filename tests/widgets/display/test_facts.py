"""Facts and figures: descriptions, single numbers, what happened."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page


class Shown(Component):
    make: Any

    def render(self) -> Any:
        return h.div(self.make())


def shown(make: Any, locale: str | None = None) -> Any:
    return render_page(App(lambda: Shown(make=make), locale=locale))


def test_descriptions_have_names_and_values() -> None:
    page = shown(lambda: w.description_list([("Order", 4711), ("Note", None), (h.b("State"), w.badge("paid"))]))
    assert page.locator("dt").texts == ["Order", "Note", "State"]
    assert page.locator("dd").texts == ["4711", "–", "paid"]


def test_the_columns_of_descriptions() -> None:
    page = shown(lambda: w.description_list({"a": 1}, columns=3, style={"color": "red"}))
    assert page.locator("dl").style("--ds-columns") == "3"
    assert page.locator("dl").style("color") == "red"


@pytest.mark.parametrize(
    ("change", "better", "text", "tone"),
    [
        (0.124, "up", "+12.4\xa0%", "success"),
        (0.12, "down", "+12\xa0%", "danger"),
        (-0.05, "up", "−5\xa0%", "danger"),
        (Decimal("-0.05"), "down", "−5\xa0%", "success"),
        (0, "up", "±0\xa0%", "neutral"),
        (float("inf"), "up", "inf", "neutral"),
    ],
)
def test_a_change_is_told_by_sign_and_colour(change: Any, better: Any, text: str, tone: str) -> None:
    page = shown(lambda: w.stat("Revenue", 1, change=change, better=better))
    assert page.locator(".ds-stat-change").text == text
    assert f"ds-tone--{tone}" in page.locator(".ds-stat-change").classes


def test_a_stat_is_written_in_the_readers_language() -> None:
    page = shown(lambda: w.stat("Umsatz", 12430.5, change=0.125), locale="de")
    assert page.get_by_role("group", name="Umsatz").locator(".ds-stat-value").text == "12.430,5"
    assert page.locator(".ds-stat-change").text == "+12,5\xa0%"


def test_a_timeline_is_a_list_with_times() -> None:
    when = datetime.datetime.fromisoformat("2026-03-01T09:30")
    items: list[Any] = [("Ordered", when), w.TimelineItem("Sent", "later", "By parcel", tone="success", key=7)]
    page = shown(lambda: w.timeline(items, label="Order"), locale="de")
    assert page.get_by_role("list", name="Order").locator("li").count() == 2
    assert page.locator("time")["datetime"] == "2026-03-01T09:30:00"
    assert "01.03.2026" in page.locator("time").text


class Moments(Component):
    items: list[str] = ["b", "c"]

    def render(self) -> Any:
        return w.timeline([w.TimelineItem(item, key=item) for item in self.items])


def test_a_moment_that_comes_is_the_only_one_sent() -> None:
    page = render_page(Moments)
    page.component.items = ["a", "b", "c"]
    page.settle()
    assert page.locator(".ds-timeline-title").texts == ["a", "b", "c"]
    assert page.last.bytes < 330


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: w.description_list({}, columns=0), "at least one column"),
        (lambda: w.stat("x", 1, better="left"), "better is one of up, down"),  # type: ignore[arg-type]
        (lambda: w.timeline([w.TimelineItem("x", tone="pink")]), "tone is one of"),  # type: ignore[arg-type]
    ],
)
def test_mistakes_say_what_to_write(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("make", [lambda: w.description_list({}), lambda: w.stat("", None), lambda: w.timeline([])])
def test_nothing_at_all(make: Any) -> None:
    assert not shown(make).errors
