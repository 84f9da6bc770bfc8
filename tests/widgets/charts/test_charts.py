"""Charts with axes: what they are drawn from, what they draw, and what a point that is added costs."""

import datetime
import math
import random
import re
from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from domsync import Component, VNode
from domsync import html as h
from domsync import widgets as w
from domsync.errors import MissingExtraError
from domsync.testing import render_page
from domsync.widgets.charts import rows as chart_rows
from domsync.widgets.charts import scales
from domsync.widgets.charts.paths import Grid, Pieces, grid_for, overlap, spans
from domsync.widgets.charts.series import Window, whole
from domsync.widgets.charts.series_chart import SeriesChart
from tests import corpus

NOON = datetime.datetime(2026, 3, 5, 12)  # noqa: DTZ001 - a time of the day, wherever one is
THEME = Path(__file__).parents[3] / "domsync" / "widgets" / "theme.css"


def points_of(path: str) -> list[tuple[int, int]]:
    """The points of a path, as `client/extra/charts.js` reads them."""
    points: list[tuple[int, int]] = []
    x = y = 0
    letter, is_second = "", False
    for part in re.findall(r"[a-zA-Z]|-?\d+", path):
        if part.isalpha():
            letter, is_second = part, False
        elif letter == "h":
            x += int(part)
        elif letter == "v" or is_second:
            y = int(part) if letter == "M" else y + int(part)
            points.append((x, y))
            is_second = False
        else:
            x = int(part) if letter == "M" else x + int(part)
            is_second = True
    return points


def of(node: VNode, name: str) -> str:
    """An attribute of a description."""
    return (node.attributes or {})[name]


def meta_of(page: Any) -> dict[str, Any]:
    """What a page tells the browser of its chart."""
    told: dict[str, Any] = msgspec.json.decode(page.locator("[data-ds-chart]").get_attribute("data-ds-chart"))
    return told


def series_points(page: Any, name: str, kind: str = "ds-line") -> list[tuple[int, int]]:
    """The points of a series on a page, without those with which a piece begins once more."""
    found: list[tuple[int, int]] = []
    for path in page.locator(f"[data-name={name}] .{kind}"):
        points = points_of(path.get_attribute("d"))
        found += points[1:] if found and points[0] == found[-1] else points
    return found


def chart_page(chart: Any) -> Any:
    return render_page(lambda: h.main(chart))


# Axes


@given(
    low=st.floats(-1e12, 1e12, allow_nan=False), span=st.floats(1e-6, 1e12), most=st.integers(2, 12), zero=st.booleans()
)
def test_a_domain_ends_at_round_numbers_around_its_values(low: float, span: float, most: int, zero: bool) -> None:
    high = low + span
    start, end, step = scales.round_domain(low, high, most, zero=zero)
    room = step * 1e-6 + abs(high) * 1e-9
    assert start - room <= low <= high <= end + room
    assert (start - room <= 0 <= end + room) or not zero
    ticks = scales.number_ticks(start, end, step)
    assert 2 <= len(ticks) <= most + 3
    assert math.isclose(ticks[0].at, start, rel_tol=1e-6, abs_tol=room)
    assert math.isclose(ticks[-1].at, end, rel_tol=1e-6, abs_tol=room)


def test_one_value_has_a_domain_too() -> None:
    low, high, _ = scales.round_domain(5, 5)
    assert low < 5 < high
    assert scales.round_domain(0, 0, zero=True)[:2] == (0, 1)


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0, 100, ["0", "20", "40", "60", "80", "100"]),
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-0.3, 0.2, ["-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2"]),
        (0, 5_000, ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
        (0, 2_000_000, ["0", "0.5M", "1.0M", "1.5M", "2.0M"]),
        (0, 5e9, ["0", "1G", "2G", "3G", "4G", "5G"]),
    ],
)
def test_texts_of_ticks(low: float, high: float, texts: list[str]) -> None:
    start, end, step = scales.round_domain(low, high)
    assert [tick.text for tick in scales.number_ticks(start, end, step)] == texts


def test_ticks_of_a_logarithmic_axis() -> None:
    assert [tick.text for tick in scales.log_ticks(0, 4)] == ["1", "10", "100", "1,000", "10,000"]
    assert [tick.text for tick in scales.log_ticks(0, 1)] == ["1", "2", "5", "10"]
    assert len(scales.log_ticks(-6, 30)) < 10


@pytest.mark.parametrize(
    ("start", "length", "texts"),
    [
        (NOON, datetime.timedelta(seconds=40), ["12:00:00", "12:00:05", "12:00:10", "12:00:15"]),
        (NOON, datetime.timedelta(minutes=7), ["12:00", "12:01", "12:02", "12:03"]),
        (NOON, datetime.timedelta(hours=40), ["12:00", "18:00", "Mar 6", "06:00"]),
        (NOON, datetime.timedelta(days=40), ["Mar 9", "Mar 16", "Mar 23", "Mar 30"]),
        (NOON, datetime.timedelta(days=500), ["Apr", "Jul", "Oct", "2027"]),
        (NOON, datetime.timedelta(days=9000), ["2030", "2035", "2040", "2045"]),
        (NOON, datetime.timedelta(milliseconds=80), ["00.00", "00.01", "00.02", "00.03"]),
    ],
)
def test_ticks_of_times_are_where_clocks_and_calendars_have_them(
    start: datetime.datetime, length: datetime.timedelta, texts: list[str]
) -> None:
    low = scales.wall_seconds(start)
    ticks = scales.time_ticks(low, low + length.total_seconds())
    assert [tick.text for tick in ticks[:4]] == texts


@given(low=st.floats(-6e10, 2e11), span=st.floats(1e-2, 1e10))
def test_there_are_some_ticks_of_times_and_not_too_many(low: float, span: float) -> None:
    ticks = scales.time_ticks(low, low + span)
    assert len(ticks) <= 13
    at = [tick.at for tick in ticks]
    assert at == sorted(set(at))
    assert all(low - 1 <= one <= low + span + 1 for one in at)


# Rows


class Model(BaseModel):
    time: int
    cpu: float | None


@dataclass
class Point:
    time: int
    cpu: float | None


class Struct(msgspec.Struct):
    time: int
    cpu: float | None


Tuple = namedtuple("Tuple", "time cpu")


@pytest.mark.parametrize("make", [Model, Point, Struct, Tuple, dict])
def test_rows_of_every_kind(make: Any) -> None:
    rows = [make(time=1, cpu=10.0), make(time=2, cpu=None), make(time=3, cpu=12.5)]
    chart = w.line_chart(rows, x="time", y="cpu", title="Load")
    (series,) = chart.series.series
    assert (series.name, series.xs, series.ys) == ("cpu", [1, 2, 3], [10.0, None, 12.5])


def test_columns_and_numbers() -> None:
    columns = w.line_chart({"a": [1, 2], "b": [Decimal("0.5"), math.nan]}, x="a", y={"b": "Bytes"}, title="x")
    assert [(one.name, one.ys) for one in columns.series.series] == [("Bytes", [0.5, None])]
    plain = w.line_chart([3, 1, 2], title="x")
    assert (plain.series.series[0].xs, plain.series.series[0].ys) == ([0, 1, 2], [3, 1, 2])
    assert w.line_chart(iter([3, 1]), title="x").series.series[0].ys == [3, 1]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_data_frames(library: str) -> None:
    module = pytest.importorskip(library)
    frame = module.DataFrame({"time": [NOON, NOON + datetime.timedelta(hours=1)], "cpu": [1.5, None]})
    (series,) = w.line_chart(frame, x="time", y="cpu", title="Load").series.series
    assert series.ys == [1.5, None]
    assert [value.hour for value in series.xs] == [12, 13]
    assert w.line_chart(frame["cpu"], title="x").series.series[0].ys == [1.5, None]


def test_a_data_frame_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    class Frame:
        columns = ("a", "b")

    def missing() -> Any:
        raise ImportError("narwhals")

    monkeypatch.setattr(chart_rows, "_load", missing)
    with pytest.raises(MissingExtraError, match=r"pip install 'domsync\[dataframes\]'"):
        w.line_chart(Frame(), x="a", y="b", title="x")


def test_series_by_the_values_of_a_column() -> None:
    rows = [{"x": at, "y": at * 2, "kind": "even" if at % 2 == 0 else "odd"} for at in range(4)]
    series = w.scatter_chart(rows, x="x", y="y", by="kind", title="x").series.series
    assert [(one.name, one.xs, one.ys) for one in series] == [("even", [0, 2], [0, 4]), ("odd", [1, 3], [2, 6])]


ROWS = [{"x": 1, "y": 2, "text": "a"}]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: w.line_chart(ROWS, x="x", y="y"), "needs a title"),
        (lambda: w.line_chart(ROWS, x="x", title="x"), "which columns"),
        (
            lambda: w.line_chart(ROWS, x="x", y="z", title="x"),
            r"there is no 'z' in a row, a dict with 'x', 'y', 'text'",
        ),
        (
            lambda: w.line_chart([Point(1, 2)], x="x", y="cpu", title="x"),
            "there is no 'x' in a row, a Point with 'time'",
        ),
        (lambda: w.line_chart({"a": [1]}, y="b", title="x"), "there is no column 'b'; there are 'a'"),
        (lambda: w.line_chart(ROWS, x="x", y="text", title="x"), "'text' takes numbers, not 'a' of type str"),
        (lambda: w.line_chart(5, title="x"), "takes a list of dictionaries"),
        (lambda: w.line_chart("abc", title="x"), "takes a list of dictionaries"),
        (lambda: w.line_chart(ROWS, x="x", y=("x", "y"), by="text", title="x"), "so y is one column"),
        (lambda: w.line_chart(ROWS, x="x", y="y", title="x", curve="round"), "curve is one of line, step"),  # type: ignore[arg-type]
        (lambda: w.line_chart(ROWS, x="x", y="y", title="x", y_scale="time"), "y_scale is one of linear, log"),
        (lambda: w.line_chart(ROWS, x="x", y="y", title="x", x_scale="log"), "x_scale is one of"),
        (lambda: w.line_chart(ROWS, x="x", y="y", title="x", y_range=(5, 1)), "y_range is two numbers"),
        (lambda: w.line_chart(ROWS, x="x", y="y", title="x", window=0), "shows more than nothing"),
        (lambda: w.line_chart(range(20_001), title="x"), r"draws up to 20,000 points, not 20,001"),
        (
            lambda: w.line_chart(
                {"t": [NOON, NOON.replace(tzinfo=datetime.UTC)], "y": [1, 2]}, x="t", y="y", title="x"
            ),
            "some times of 't' have a time zone",
        ),
        (lambda: w.line_chart({"t": [NOON, 5], "y": [1, 2]}, x="t", y="y", title="x"), "takes dates and times, not 5"),
    ],
)
def test_mistakes_say_what_to_write(make: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        make()


# Paths

VALUES = st.one_of(st.none(), st.floats(-1e6, 1e6), st.integers(-100, 100))


@given(st.lists(st.tuples(st.floats(0, 1e4), VALUES), min_size=2, max_size=60), st.sampled_from(["line", "step", None]))
def test_a_path_says_the_values(points: list[tuple[float, Any]], curve: Any) -> None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    known = [y for y in ys if y is not None] or [0]
    width, height = max(max(xs) - min(xs), 1.0), max(max(known) - min(known), 1.0)
    grid = grid_for(xs, ys, width, height, is_time=False)
    made: list[tuple[int, int]] = []
    for path in Pieces(curve, filled=False).draw(grid, xs, ys):
        found = points_of(of(path, "d"))
        made += found[1:] if made and found[0] == made[-1] else found
    wanted = [(grid.across(x), grid.up(y)) for x, y in points if y is not None]
    # Neighbours that fall together are one point.
    assert _apart(made) == _apart(wanted)
    for (across, up), (x, y) in zip(_apart(wanted), _apart([(x, y) for x, y in points if y is not None]), strict=False):
        if len(_apart(wanted)) == len(_apart([(x, y) for x, y in points if y is not None])):
            assert abs(grid.x0 + across * grid.x - x) <= width / 100
            assert abs(-up * grid.y - y) <= height / 100


def _apart(points: Sequence[Any]) -> list[Any]:
    return [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]


def test_numbers_with_few_digits_are_exact() -> None:
    grid = grid_for([0, 0.5, 1], [20.25, 20.5, 21], 1, 0.75, is_time=False)
    assert (grid.y, grid.is_exact) == (0.001, (True, True))
    day = 86_400
    assert grid_for([5 * day, 6 * day, 370 * day], [1, 2, 3], 365 * day, 2, is_time=True).x == day


@given(st.lists(st.sampled_from(["grow", "slide", "edit", "shrink", "jump"]), max_size=12), st.integers(1, 600))
def test_pieces_are_what_they_would_be_if_made_anew(steps: list[str], size: int) -> None:
    """Whatever becomes of rows, the paths show them; points that went away at the front may still be shown there."""
    chance = random.Random(size)
    xs: list[float] = [float(at) for at in range(size)]
    ys: list[Any] = [chance.randrange(1000) for _ in range(size)]
    grid = Grid(0.0, 1.0, 1.0)
    pieces = Pieces("line", filled=True)
    for step in ["", *steps]:
        if step in ("grow", "slide"):
            xs = [*xs, xs[-1] + 1]
            ys = [*ys, chance.randrange(1000)]
        if step == "slide" and len(xs) > 1:
            xs, ys = xs[1:], ys[1:]
        if step == "edit":
            ys = list(ys)
            ys[chance.randrange(len(ys))] = chance.choice([None, 5])
        if step == "shrink" and len(xs) > 1:
            xs, ys = xs[:-1], ys[:-1]
        if step == "jump":
            xs = [x + 5000 for x in xs]
        shown: dict[int, int] = {}
        for path in pieces.draw(grid, xs, ys):
            if of(path, "class") == "ds-line":
                shown |= {x: -y for x, y in points_of(of(path, "d"))}
        wanted = {int(x): y for x, y in zip(xs, ys, strict=True) if y is not None}
        assert {x: y for x, y in shown.items() if x >= xs[0]} == wanted


def test_overlap_and_spans() -> None:
    assert overlap([1, 2, 3], [1, 2, 3, 4]) == 0
    assert overlap([1, 2, 3], [3, 4]) == 2
    assert overlap([1, 2, 3], [2, 4]) is None
    assert overlap([1, 2, 3], [1, 2]) is None
    assert overlap([], [1]) is None
    assert list(spans(0, 530))[:2] == [(0, 256), (256, 512)]
    assert list(spans(300, 530)) == [(256, 512), (512, 520), (520, 528), (528, 530)]


# What a window shows


def test_a_window_grows_rarely_and_moves_otherwise() -> None:
    window = whole(0, 1000)
    assert window == Window(0, 1000)
    grown = window.follow(0, 1001)
    assert grown.width > 1001
    assert grown.follow(0, 1050) == grown
    moved = window.follow(5, 1004)
    assert moved.width == 1000
    assert moved.end == 1004
    # It never hides what there is.
    wider = window.follow(5, 1010)
    assert wider.start <= 5
    assert wider.end == 1010
    assert 5 < window.follow(0, 5).width < 6
    assert window.follow(0, 3000, 600) == Window(2400, 600)
    assert window.follow(0, 300, 600) == Window(0, 600)


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)), max_size=30))
def test_a_window_shows_everything(steps: list[tuple[float, float]]) -> None:
    first, last = 0.0, 1000.0
    window = whole(first, last)
    for gone, more in steps:
        first, last = min(first + gone, last), last + more
        window = window.follow(first, last)
        assert window.start <= first + 1e-6
        assert window.end >= last - 1e-6


# Live


class Live(Component):
    rows: list[dict[str, Any]] = []
    most: int | None = None
    window: Any = None

    def render(self) -> Any:
        return h.main(w.line_chart(self.rows, x="time", y="cpu", title="Load", window=self.window))

    def add(self, at: int, value: float) -> None:
        self.rows.append({"time": NOON + datetime.timedelta(seconds=at / 10), "cpu": value})
        if self.most is not None:
            del self.rows[: -self.most]
        self.rows = self.rows


def live(points: int, **more: Any) -> tuple[Live, Any, random.Random]:
    chance = random.Random(17)
    rows = [
        {"time": NOON + datetime.timedelta(seconds=at / 10), "cpu": 50 + chance.gauss(0, 8)} for at in range(points)
    ]
    page = Live(rows=rows, **more)
    return page, render_page(page), chance


@pytest.mark.parametrize(
    "more", [{}, {"most": 5_000}, {"window": datetime.timedelta(seconds=400)}], ids=["grows", "slides", "window"]
)
def test_a_point_costs_its_bytes(more: dict[str, Any]) -> None:
    """Ten points a second in a line of 5,000 are at most 2 kB a second, also where the axis moves."""
    part, page, chance = live(5_000, **more)
    sizes = []
    for at in range(5_000, 5_200):
        part.add(at, 50 + chance.gauss(0, 8))
        page.settle()
        sizes.append(page.last.bytes)
    # Once in 256 points, of which this has one time, the short pieces become a long one.
    assert sum(sizes) / 20 <= 1_600
    seconds = [sum(sizes[at : at + 10]) for at in range(0, 200, 10)]
    assert sorted(seconds)[-2] <= 2_000
    found = series_points(page, "cpu")
    assert len(found) >= len(part.rows)
    assert found[-1][0] == 5_199


def test_the_line_itself_is_not_sent_again() -> None:
    part, page, chance = live(1_000)
    paths = len(list(page.locator(".ds-line")))
    for at in range(1_000, 1_020):
        part.add(at, 50 + chance.gauss(0, 8))
        page.settle()
        texts = [text for op in page.last.ops for text in re.findall(r"'d': '([^']*)'|value='(M[^']*)'", repr(op))]
        assert sum(len(points_of(first or second)) for first, second in texts) <= 9
    assert len(list(page.locator(".ds-line"))) >= paths


def test_an_edit_in_the_middle_sends_its_piece() -> None:
    part, page, _ = live(2_000)
    part.rows[700]["cpu"] = 55.5
    part.rows = part.rows
    page.settle()
    assert page.last.bytes < 3_000
    assert len(page.last.ops) == 1


def test_nothing_is_sent_of_what_is_the_same() -> None:
    part, page, _ = live(500)
    part.rows = list(part.rows)
    page.settle()
    assert page.last.bytes == 0


def test_a_stream_may_become_finer_than_it_began() -> None:
    """The numbers of a path were whole ones; then there are fractions."""
    part = Live()
    for at in range(0, 200, 10):
        part.add(at, at)
    page = render_page(part)
    part.add(201, 55.25)
    page.settle()
    meta = meta_of(page)
    x, y = series_points(page, "cpu")[-1]
    assert math.isclose(x * meta["q"], 20.1)
    assert math.isclose(-y * meta["r"], 55.25, abs_tol=0.2)


# What is shown


def test_what_a_reader_of_the_screen_gets() -> None:
    page = chart_page(w.line_chart([3.5, None, 1234], title="Load", unit=" ms", x_label="Try"))
    figure = page.get_by_role("figure", name="Load")
    plot = figure.locator("[role=application]")
    assert plot.get_attribute("aria-label") == "Line chart: Load. Arrow keys go from value to value"
    assert plot.get_attribute("tabindex") == "0"
    button = page.get_by_role("button", name="Data as a table")
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    assert page.get_by_role("columnheader").texts == ["Try", "Value"]
    assert page.get_by_role("cell").texts == ["0", "3.5 ms", "1", "", "2", "1,234 ms"]
    button.click()
    assert page.get_by_role("table").count() == 0


def test_a_long_table_comes_in_parts() -> None:
    page = chart_page(w.line_chart(range(250), title="Load"))
    page.get_by_role("button", name="Data as a table").click()
    assert page.get_by_role("row").count() == 101
    page.get_by_role("button", name="100 more rows").click()
    page.get_by_role("button", name="50 more rows").click()
    assert page.get_by_role("row").count() == 251
    assert page.get_by_role("button", name="more row").count() == 0


def test_the_table_of_series_with_points_of_their_own() -> None:
    rows = [{"x": at, "y": at * 2, "kind": "even" if at % 2 == 0 else "odd"} for at in range(3)]
    page = chart_page(w.scatter_chart(rows, x="x", y="y", by="kind", title="Numbers"))
    page.get_by_role("button", name="Data as a table").click()
    assert page.get_by_role("cell").texts == ["even", "0", "0", "even", "2", "4", "odd", "1", "2"]


def test_the_legend_shows_and_hides() -> None:
    rows = [{"x": at, "small": at, "large": at * 100} for at in range(10)]
    page = chart_page(w.line_chart(rows, x="x", y=("small", "large"), title="Sizes"))
    assert page.locator(".ds-y-axis").text.startswith("1,000")
    page.get_by_role("button", name="large").click()
    assert page.get_by_role("button", name="large").get_attribute("aria-pressed") == "false"
    assert page.locator("[data-name]").count() == 1
    assert page.locator(".ds-y-axis").text.startswith("10")
    page.get_by_role("button", name="small").click()
    assert page.get_by_text("No data")


def test_one_series_needs_no_legend() -> None:
    assert chart_page(w.line_chart([1, 2], title="x")).locator(".ds-legend").count() == 0


def test_gaps_are_gaps() -> None:
    page = chart_page(w.line_chart([1, 2, None, 4, None, None, 7, 8], title="x"))
    paths = [path.get_attribute("d") for path in page.locator(".ds-line")]
    assert "".join(paths).count("M") == 3
    assert "h0" in paths[0]


def test_a_logarithmic_axis() -> None:
    page = chart_page(w.line_chart([1, 10, 0, -5, 10_000], title="x", y_scale="log"))
    assert page.locator(".ds-y-axis > span").texts == ["10,000", "1,000", "100", "10", "1"]
    meta = meta_of(page)
    values = [round(10 ** (-y * meta["r"])) for _, y in series_points(page, "Value")]
    assert values == [1, 10, 10_000]
    assert meta["log"] is True


def test_areas_upon_each_other() -> None:
    rows = [{"month": month, "a": 1, "b": 2} for month in ("Jan", "Feb", "Mar")]
    page = chart_page(w.area_chart(rows, x="month", y=("a", "b"), stacked=True, title="x"))
    meta = meta_of(page)
    assert (meta["c"], meta["s"]) == (["Jan", "Feb", "Mar"], True)
    assert {round(-y * meta["r"]) for _, y in series_points(page, "b")} == {3}
    assert page.locator(".ds-x-bands").text == "JanFebMar"


def test_times_with_a_zone_are_those_of_its_clock() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=5))
    times = [datetime.datetime(2026, 3, 5, 12, tzinfo=zone) + datetime.timedelta(hours=at) for at in range(4)]
    page = chart_page(w.line_chart({"t": times, "y": [1, 2, 3, 4]}, x="t", y="y", title="x"))
    assert page.locator(".ds-x-ticks").text.startswith("12:00")
    page.get_by_role("button", name="Data as a table").click()
    assert page.get_by_role("cell").first.text.endswith("12:00:00")


# A part of it


class Zooming(Component):
    told: list[Any] = []

    def render(self) -> Any:
        rows = {"t": [NOON + datetime.timedelta(minutes=at) for at in range(101)], "y": list(range(101))}
        return h.main(w.line_chart(rows, x="t", y="y", title="x", on_zoom=self.zoomed))

    def zoomed(self, start: Any, end: Any) -> None:
        self.told = [start, end]


def test_a_part_of_the_axis() -> None:
    part = Zooming()
    page = render_page(part)
    plot = page.locator("[data-ds-chart]")
    meta = meta_of(page)
    lines = [path.get_attribute("d") for path in page.locator(".ds-line")]
    minute = 60 / meta["q"]
    plot.dispatch("ds-zoom", detail=[20 * minute, 40 * minute])
    assert part.told == [NOON + datetime.timedelta(minutes=20), NOON + datetime.timedelta(minutes=40)]
    assert page.locator(".ds-y-axis > span").texts == ["40", "35", "30", "25", "20"]
    # The view has changed, and no path.
    assert [path.get_attribute("d") for path in page.locator(".ds-line")] == lines
    page.get_by_role("button", name="Show all").click()
    assert part.told == [None, None]
    assert page.get_by_role("button", name="Show all").count() == 0
    plot.dispatch("ds-zoom", detail=[-1e9, 1e9])
    assert page.get_by_role("button", name="Show all").count() == 0
    plot.dispatch("ds-zoom", detail=[5, 5])
    plot.dispatch("ds-zoom", detail=[1])
    assert page.get_by_role("button", name="Show all").count() == 0
    assert not page.errors


@pytest.mark.parametrize("rows", [[], [None, None], [5], [0, 0, 0], [1e299, -1e299], [1e-9, 2e-9], [True, False]])
def test_few_and_strange_numbers(rows: list[Any]) -> None:
    for make in (w.line_chart, w.area_chart, w.scatter_chart):
        page = chart_page(make(rows, title="x"))
        assert not page.errors
        assert "nan" not in page.html
        assert page.get_by_text("No data").count() == (0 if any(value is not None for value in rows) else 1)


def test_a_render_of_the_parent_keeps_what_is_hidden() -> None:
    part, page, chance = live(10)
    page.get_by_role("button", name="Data as a table").click()
    part.add(10, chance.random())
    page.settle()
    assert page.get_by_role("table").count() == 1
    page.reconnect()
    assert page.get_by_role("row").count() == 12


def test_hostile_names_are_text() -> None:
    for hostile in [one for one in corpus.everything() if len(one.text) <= 500][::9]:
        text = hostile.text
        page = chart_page(
            w.line_chart(
                [{"x": text, "y": 1}, {"x": "b", "y": 2}],
                x="x",
                y={"y": text},
                title=text + "!",
                x_label=text,
                y_label=text,
                unit=text,
                legend=True,
            )
        )
        assert not page.errors, hostile
        tags = {element.tagName.lower() for element in page.document.documentElement.querySelectorAll("main *")}
        assert tags <= {
            *("figure", "figcaption", "div", "ul", "li", "button", "span", "svg", "g", "line", "path"),
        }, hostile


# Colours


def test_colours_are_told_apart_by_everybody() -> None:
    """Also by those who see no red, no green or no blue; each stands out from what is behind it."""
    css = THEME.read_text(encoding="utf-8")
    blocks = {"default": css[: css.index("[data-ds-density")]}
    for name in ("contrast", "paper"):
        start = css.index(f'[data-ds-theme="{name}"]')
        blocks[name] = css[start : css.index("}", start)]
    for name, block in blocks.items():
        for scheme in (0, 1):
            series = _colours(block, scheme) or _colours(blocks["default"], scheme)
            (surface,) = re.findall(r"--ds-surface: light-dark\((#\w+), (#\w+)\)", block)
            assert len(series) == 8
            for colour in series:
                assert _contrast(colour, surface[scheme]) >= (4.5 if name == "contrast" else 3), (name, colour)
            for at, colour in enumerate(series):
                for other in series[:at]:
                    least = min(math.dist(_seen(colour, eye), _seen(other, eye)) for eye in EYES)
                    assert least >= 0.05, (name, scheme, colour, other)


#: How colours look to those who lack one of the three kinds of cones (Machado, Oliveira and Fernandes, 2009).
EYES = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "no green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "no blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def _colours(css: str, scheme: int) -> list[str]:
    return [pair[scheme] for pair in re.findall(r"--ds-series-\d: light-dark\((#\w+), (#\w+)\)", css)]


def _linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (
            sum(map(lambda factor, part: factor * part, (0.2126, 0.7152, 0.0722), _linear(each)))
            for each in (one, other)
        ),
        reverse=True,
    )
    return float((light + 0.05) / (dark + 0.05))


def _seen(colour: str, eye: str) -> tuple[float, ...]:
    """A colour as an eye sees it, in OKLab, where distances are what they look like."""
    light = _linear(colour)
    red, green, blue = (
        min(max(sum(factor * part for factor, part in zip(row, light, strict=True)), 0), 1) for row in EYES[eye]
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


def test_the_component_is_what_is_returned() -> None:
    assert isinstance(w.line_chart([1], title="x"), SeriesChart)
