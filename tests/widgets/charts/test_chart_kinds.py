"""Charts whose parts are elements: bars, distributions, boxes, candles, pies, maps of cells, gauges, sparklines."""

import datetime
import math
from collections import Counter
from decimal import Decimal
from statistics import quantiles
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.charts.distributions import box_of
from tests import corpus

SALES = [
    {"month": "Jan", "shop": 10, "web": -4},
    {"month": "Feb", "shop": None, "web": 6},
    {"month": "Jan", "shop": 5, "web": 1},
]


def chart_page(chart: Any) -> Any:
    return render_page(lambda: h.main(chart))


def marks(page: Any) -> list[str]:
    """What the parts of a chart say of themselves."""
    return [str(mark.get_attribute("data-ds-mark")) for mark in page.locator("[data-ds-mark]")]


def percent(element: Any, name: str) -> float:
    return float(element.get_attribute(name).removesuffix("%"))


def table_of(page: Any) -> list[list[str]]:
    page.get_by_role("button", name="Data as a table").click()
    return [[cell.text for cell in row.locator("th, td")] for row in page.get_by_role("row")]


class Page(Component):
    rows: list[dict[str, Any]] = []

    def render(self) -> Any:
        return h.main(w.bar_chart(self.rows, x="x", y="y", title="x"))


def test_bars_beside_each_other() -> None:
    page = chart_page(w.bar_chart(SALES, x="month", y=("shop", "web"), title="Sales", unit=" k"))
    assert marks(page) == ["Jan\n1\tshop\t15 k\n2\tweb\t-3 k", "Feb\n1\tshop\t–\n2\tweb\t6 k"]
    assert page.locator(".ds-y-axis > span").texts == ["15 k", "10 k", "5 k", "0 k", "-5 k"]
    shop, web, other = page.locator(".ds-bar")
    assert percent(shop, "y") == 0
    assert percent(shop, "height") == 75
    assert percent(web, "y") == 75
    assert percent(web, "height") == 15
    assert percent(other, "x") > 50
    assert table_of(page) == [["month", "shop", "web"], ["Jan", "15 k", "-3 k"], ["Feb", "", "6 k"]]


def test_bars_upon_each_other_and_lying() -> None:
    page = chart_page(
        w.bar_chart([{"x": "a", "y": 3, "z": 2}], x="x", y=("y", "z"), stacked=True, horizontal=True, title="x")
    )
    first, second = page.locator(".ds-bar")
    assert percent(first, "x") == 0
    assert percent(second, "x") == percent(first, "width")
    assert percent(first, "width") + percent(second, "width") == pytest.approx(100)
    assert page.locator(".ds-y-bands").text == "a"


def test_a_series_of_bars_can_be_hidden() -> None:
    page = chart_page(w.bar_chart(SALES, x="month", y=("shop", "web"), title="Sales"))
    page.get_by_role("button", name="shop").click()
    assert len(page.locator(".ds-bar")) == 2
    page.get_by_role("button", name="web").click()
    assert page.get_by_text("No data")


def test_a_bar_that_changes_sends_its_size() -> None:
    rows = [{"x": f"category {at}", "y": 50 + at} for at in range(50)]
    part = Page(rows=rows)
    page = render_page(part)
    part.rows = [{**row, "y": 55.5} if row["x"] == "category 7" else row for row in rows]
    page.settle()
    assert page.last.bytes < 160
    assert len(page.last.ops) == 3


def test_bars_stay_when_others_come_and_go() -> None:
    """The days of a week go on: two are moved by nothing but their place, and the one that comes is made."""
    rows = [{"x": f"day {at}", "y": 50 + at} for at in range(9)]
    part = Page(rows=rows[:8])
    page = render_page(part)
    bars = {mark.get_attribute("data-ds-mark"): mark.node for mark in page.locator("[data-ds-mark]")}
    part.rows = rows[1:]
    page.settle()
    after = {mark.get_attribute("data-ds-mark"): mark.node for mark in page.locator("[data-ds-mark]")}
    assert [str(name).partition("\n")[0] for name in after] == [f"day {at}" for at in range(1, 9)]
    assert {name: after[name] for name in bars.keys() & after} == {name: bars[name] for name in list(bars)[1:]}
    # Of each of the seven that stay, the room and the bar have another `x`; the names below are texts.
    assert kinds_of(page) == {"Remove": 1, "Insert": 1, "SetAttribute": 14, "SetData": 8}


def test_categories_of_one_name_are_bars_of_their_own() -> None:
    part = Page(rows=[{"x": 1, "y": 3}, {"x": "1", "y": 4}])
    page = render_page(part)
    assert marks(page) == ["1\n1\t\t3", "1\n1\t\t4"]
    part.rows = [{"x": 1, "y": 3}, {"x": "b", "y": 1}, {"x": "1", "y": 4}]
    page.settle()
    assert marks(page) == ["1\n1\t\t3", "b\n1\t\t1", "1\n1\t\t4"]


def kinds_of(page: Any) -> dict[str, int]:
    """How many operations of each kind the last change has sent."""
    return dict(Counter(type(op).__name__ for op in page.last.ops))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80), st.one_of(st.none(), st.integers(1, 200)))
def test_every_number_is_counted_once(values: list[float], bins: int | None) -> None:
    chart = w.histogram(values, bins=bins, title="x")
    ((_, counts),) = chart.bars.series
    assert sum(counts) == len(values)
    edges = chart.bars.edges
    room = 1e-6 * (1 + abs(edges[0]) + abs(edges[-1]))
    assert edges[0] - room <= min(values) <= max(values) <= edges[-1] + room
    assert len(edges) == len(counts) + 1 <= 405


def test_a_histogram() -> None:
    page = chart_page(w.histogram([1, 1.5, 2, 2.2, 9, None], bins=10, title="Seconds"))
    assert marks(page)[0] == "1 – 2\n1\t\t2"
    assert len(marks(page)) == 8
    assert page.locator("[role=application]").get_attribute("aria-label").startswith("Histogram: Seconds")
    assert table_of(page)[:3] == [["Value", "Count"], ["1 – 2", "2"], ["2 – 3", "2"]]


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_a_box_holds_half_of_the_numbers(values: list[float]) -> None:
    box = box_of("x", values)
    assert list(box.marks) == sorted(box.marks)
    assert list(box.marks[1:4]) == quantiles(sorted(values), n=4, method="inclusive")
    inside = [value for value in values if box.marks[0] <= value <= box.marks[4]]
    assert len(inside) + len(box.outliers) == len(values) == box.count


def test_boxes() -> None:
    rows = [{"kind": "a", "y": value} for value in (1, 2, 3, 4, 100)] + [
        {"kind": "b", "y": 5},
        {"kind": "b", "y": None},
    ]
    page = chart_page(w.box_plot(rows, x="kind", y="y", title="x", unit=" s"))
    first, second = marks(page)
    assert (
        first
        == "a\n\tHighest\t4 s\n\tUpper quartile\t4 s\n\tMedian\t3 s\n\tLower quartile\t2 s\n\tLowest\t1 s\n\tCount\t5"
    )
    assert second.startswith("b\n\tHighest\t5 s")
    assert len(page.locator("circle")) == 1
    assert table_of(page)[1][-1] == "100"
    assert [box.name for box in w.box_plot({"p": [1, 2], "q": [3, 4]}, y=("p", "q"), title="x").boxes] == ["p", "q"]


def test_candles() -> None:
    rows = [
        {"day": datetime.date(2026, 1, 5), "open": 10, "high": 14, "low": 8, "close": 12},
        {"day": datetime.date(2026, 1, 6), "open": 12, "high": 13, "low": 7, "close": 9},
        {"day": datetime.date(2026, 1, 7), "open": None, "high": 13, "low": 7, "close": 9},
    ]
    page = chart_page(w.candlestick_chart(rows, x="day", title="Price"))
    assert marks(page)[0] == "Jan 5, 2026\n\tFirst price\t10\n\tHighest price\t14\n\tLowest price\t8\n\tLast price\t12"
    assert len(page.locator(".ds-candle--up")) == len(page.locator(".ds-candle--down")) == 1
    assert page.locator(".ds-x-bands").text == "Jan 5Jan 6"
    assert table_of(page)[2] == ["Jan 6, 2026", "12", "13", "7", "9"]


class Prices(Component):
    rows: list[dict[str, int]] = []

    def render(self) -> Any:
        return h.main(w.candlestick_chart(self.rows, x="day", title="Price"))


def prices(*days: int) -> list[dict[str, int]]:
    return [{"day": day, "open": 10, "high": 20 - day % 3, "low": day % 4, "close": 8 + day % 5} for day in days]


def test_candles_that_come_and_go_leave_the_others_where_they_are() -> None:
    with render_page(lambda: Prices(rows=prices(*range(40)))) as page:
        view = page.locator(".ds-candles")
        assert view.get_attribute("viewBox") == "0 0 40 100"
        third = page.locator(".ds-candle").nth(3).html
        page.component.rows = prices(*range(3, 42))
        page.settle()
        assert view.get_attribute("viewBox") == "3 0 39 100"
        assert page.locator(".ds-candle").first.html == third
        # Two come, three go, each with its place on the axis; the drawing moves.
        assert Counter(type(op).__name__ for op in page.last.ops) == {"Insert": 2, "Remove": 2, "SetAttribute": 1}
        assert page.last.bytes < 1_200
        # Others begin anew.
        page.component.rows = prices(*range(100, 130))
        page.settle()
        assert view.get_attribute("viewBox") == "0 0 30 100"


def test_a_pie() -> None:
    page = chart_page(w.pie_chart({"Web": 60, "Mail": 0, "Shop": 40}, title="Orders", donut=True, unit=" k"))
    assert marks(page) == ["Web\n1\t60 k\t60 %", "Shop\n2\t40 k\t40 %"]
    assert page.locator(".ds-pie-total").text == "100 k"
    assert page.locator(".ds-legend--pie").text == "Web60 %\nShop40 %\nMail0 %"
    assert table_of(page)[1] == ["Web", "60 k", "60 %"]


def test_small_parts_of_a_pie_are_one() -> None:
    parts = {f"part {at}": 100 - at for at in range(20)}
    chart = w.pie_chart(parts, title="x", most=4)
    assert [name for name, _ in chart.parts] == ["part 0", "part 1", "part 2", "Other"]
    assert sum(value for _, value in chart.parts) == sum(parts.values())
    rows = [{"way": "a", "count": 1}, {"way": "b", "count": 5}, {"way": "a", "count": 9}]
    assert w.pie_chart(rows, names="way", values="count", title="x").parts == (("a", 10.0), ("b", 5.0))


def test_one_part_is_a_whole_circle() -> None:
    page = chart_page(w.pie_chart({"all": 5}, title="x"))
    (path,) = page.locator(".ds-slice")
    assert path.get_attribute("d").count("A46") == 2


def test_a_heat_map() -> None:
    rows = [
        {"x": x, "y": y, "n": number} for x, y, number in (("a", "p", 1), ("b", "p", 9), ("a", "q", 4), ("a", "q", 1))
    ]
    page = chart_page(w.heat_map(rows, x="x", y="y", value="n", title="Visits"))
    assert marks(page) == ["p, a\n\t\t1", "p, b\n\t\t9", "q, a\n\t\t5"]
    assert [cell.get_attribute("class") for cell in page.locator("[data-ds-mark]")] == ["ds-h0", "ds-h8", "ds-h4"]
    assert page.locator(".ds-heat-legend").text == "19"
    assert table_of(page) == [["y", "a", "b"], ["p", "1", "9"], ["q", "5", ""]]


def test_a_gauge() -> None:
    page = chart_page(w.gauge(130, label="Disk", unit=" %", tone="danger"))
    meter = page.get_by_role("meter", name="Disk")
    assert (meter.get_attribute("aria-valuenow"), meter.get_attribute("aria-valuetext")) == ("100", "130 %")
    assert page.locator(".ds-gauge-value").get_attribute("stroke-dasharray") == "100 200"
    empty = chart_page(w.gauge(None, label="Disk"))
    assert empty.get_by_role("meter").get_attribute("aria-valuetext") == "–"
    assert empty.locator(".ds-gauge-value").count() == 0
    assert chart_page(w.gauge(math.nan, label="Disk")).get_by_role("meter").get_attribute("aria-valuetext") == "–"


@pytest.mark.parametrize("kind", ["line", "area", "bar"])
def test_a_sparkline(kind: Any) -> None:
    page = chart_page(w.sparkline([3, None, 8, 5], label="Load", kind=kind, unit=" %"))
    assert page.get_by_role("img", name="Load: 3 % to 8 %, last 5 %").count() == 1
    assert not page.errors
    assert chart_page(w.sparkline([], label="Load", kind=kind)).get_by_role("img", name="Load: No data").count() == 1
    assert chart_page(w.sparkline([2], label="Load", kind=kind)).get_by_role("img").count() == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: w.bar_chart([1]), "needs a title"),
        (lambda: w.bar_chart(range(2001), title="x"), "up to 2,000 categories"),
        (lambda: w.histogram([{"a": 1}], title="x"), "which column"),
        (lambda: w.histogram([1], bins=0, title="x"), "1 to 200 bars"),
        (lambda: w.histogram(["a"], title="x"), "takes numbers, not 'a'"),
        (lambda: w.box_plot([{"a": 1}], title="x"), "which column"),
        (lambda: w.pie_chart({"a": -1}, title="x"), "not less than nothing: 'a' is -1"),
        (lambda: w.pie_chart([1], title="x"), "which columns"),
        (lambda: w.pie_chart({"a": 1}, most=1, title="x"), "at least 2 parts"),
        (lambda: w.gauge(1, label=""), "needs a label"),
        (lambda: w.gauge(1, label="x", low=5, high=5), "low is less than high"),
        (lambda: w.sparkline([1], label=""), "needs a label"),
        (lambda: w.sparkline([1], label="x", kind="pie"), "kind is one of line, area, bar"),  # type: ignore[arg-type]
        (lambda: w.heat_map([{"a": 1}], x="a", y="a", value="b", title="x"), "there is no 'b'"),
    ],
)
def test_mistakes_say_what_to_write(make: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: w.bar_chart([], title="x"),
        lambda: w.bar_chart([None, 0], title="x"),
        lambda: w.histogram([], title="x"),
        lambda: w.histogram([5, 5], title="x"),
        lambda: w.box_plot([], title="x"),
        lambda: w.box_plot([1], title="x"),
        lambda: w.candlestick_chart([], x="day", title="x"),
        lambda: w.pie_chart({}, title="x"),
        lambda: w.pie_chart({"a": 0}, title="x"),
        lambda: w.heat_map([], x="a", y="b", value="c", title="x"),
        lambda: w.heat_map([{"a": 1, "b": 2, "c": 3}], x="a", y="b", value="c", title="x"),
    ],
)
def test_nothing_and_next_to_nothing(make: Any) -> None:
    page = chart_page(make())
    assert not page.errors
    assert "nan" not in page.html
    page.get_by_role("button", name="Data as a table").click()
    assert not page.errors


def test_hostile_names_are_text() -> None:
    known: set[str] | None = None
    for text in ["harmless", *(one.text for one in corpus.everything() if len(one.text) <= 300)][::11]:
        rows = [{"x": text, "y": 1, "z": text + "2"}, {"x": "b", "y": 2, "z": text}]
        page = chart_page(
            [
                w.bar_chart(rows, x="x", y={"y": text}, title="!" + text, unit=text),
                w.box_plot(rows, x="x", y="y", title="!" + text, unit=text),
                w.pie_chart(rows, names="x", values="y", title="!" + text, unit=text),
                w.heat_map(rows, x="x", y="z", value="y", title="!" + text, unit=text),
                w.gauge(5, label="!" + text, unit=text),
                w.sparkline([1, 2], label="!" + text, unit=text),
            ]
        )
        assert not page.errors, text
        tags = {element.tagName for element in page.document.documentElement.querySelectorAll("main *")}
        known = known or tags
        assert tags <= known, text


def test_decimals_and_very_large_numbers() -> None:
    page = render_page(
        lambda: h.main(
            w.gauge(Decimal(5), label="Disk", low=Decimal(0), high=Decimal(10)),
            w.sparkline([Decimal(1), Decimal(2)], label="Load", low=Decimal(0), high=Decimal(3)),
            w.histogram([1e20, 1e20], title="Same"),
        )
    )
    assert page.get_by_role("meter")["aria-valuenow"] == "5"
    assert page.locator(".ds-bar").count() > 0
