"""Charts of other libraries: what is sent of them, when again, and what is said when a package is missing."""

import datetime
import re
from array import array
from importlib import import_module
from typing import Any, ClassVar

import pytest

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.errors import MissingExtraError
from domsync.testing import render_page
from domsync.widgets.charts import libraries


class Page(Component):
    make: Any
    told: list[Any] = []
    renders: int = 0

    def render(self) -> Any:
        return h.main(self.make(self), h.p(self.renders))


def opened(make: Any) -> tuple[Page, Any]:
    part = Page(make=make)
    return part, render_page(App(lambda: part))


def again(part: Page, page: Any) -> int:
    """Render once more; how many bytes it sends beside the number of renders."""
    part.renders += 1
    page.settle()
    return int(page.last.bytes)


# uPlot


def test_long_series_are_arrays(tmp_path: Any) -> None:
    columns = {"t": array("d", [1, 2, 3]), "volt": array("f", [5, 6, 7]), "ampere": [1, None, 3]}
    chart = w.uplot_chart(columns, x="t", y={"volt": "Volt", "ampere": "Ampere"}, label="Voltage", unit=" V")
    assert chart.x is columns["t"]
    volts, amperes = chart.columns
    assert list(volts) == [5, 6, 7]
    assert amperes[1] != amperes[1]
    assert (chart.names, chart.unit, chart.time) == (["Volt", "Ampere"], " V", False)
    day = datetime.datetime(1970, 1, 2)  # noqa: DTZ001 - a wall clock
    timed = w.uplot_chart({"t": [day], "y": [1]}, x="t", y="y", label="x")
    assert (list(timed.x), timed.time) == ([86_400.0], True)
    assert list(w.uplot_chart([4, 5], label="x").x) == [0, 1]
    with pytest.raises(TypeError, match="which columns"):
        w.uplot_chart([{"a": 1}], label="x")
    with pytest.raises(TypeError, match="needs a label"):
        w.uplot_chart([1], label="")


def test_a_part_that_is_chosen_is_told(tmp_path: Any) -> None:
    for name in ("uPlot.esm.js", "uPlot.min.css"):
        (tmp_path / name).write_text("")
    part = Page(
        make=lambda page: w.uplot_chart([1, 2, 3], label="Voltage", on_zoom=lambda *ends: page.told.append(ends))
    )
    app = App(lambda: part)
    app.modules({"uplot": tmp_path / "uPlot.esm.js", "uplot/dist/": tmp_path})
    page = render_page(app)
    module = page.get_by_role("group", name="Voltage").module
    assert list(array("d", module["x"].data)) == [0, 1, 2]
    module.save(range=(0.5, 1.5))
    module.save(range=None)
    assert part.told == [(0.5, 1.5), (None, None)]


def test_where_uplot_is_has_to_be_said() -> None:
    _, page = opened(lambda page: w.uplot_chart([1], label="x"))
    assert "app.modules" in str(page.errors.pop())
    page.errors.clear()


# Plotly


def test_a_figure_of_plotly() -> None:
    go = import_module("plotly.graph_objects")
    figure = go.Figure(go.Scatter(x=[1, 2, 3], y=[4, None, 6]), layout={"title": "Some"})
    part, page = opened(
        lambda page: w.plotly(figure, label="Some", config={"scrollZoom": True}, on_click=page.told.append)
    )
    module = page.get_by_role("group", name="Some").module
    assert module["layout"]["title"] == {"text": "Some"}
    assert module["config"] == {"scrollZoom": True}
    assert again(part, page) < 60
    figure.data[0].y = [4, 5, 6]
    assert again(part, page) < 60
    assert module["data"][0]["y"] == [4, 5, 6]
    module.send({"clicked": [{"series": 0, "index": 2, "x": 3, "y": 6}]})
    assert part.told == [[libraries.PlotlyPoint(0, 2, 3, 6)]]
    with pytest.raises(TypeError, match=r"takes a figure of plotly.graph_objects, not dict"):
        w.plotly({}, label="x")


# Bokeh


def test_a_figure_of_bokeh() -> None:
    plotting = import_module("bokeh.plotting")
    figure = plotting.figure(width=300, height=200)
    line = figure.line([1, 2, 3], [4, 5, 6])
    part, page = opened(lambda page: w.bokeh(figure, label="Some"))
    module = page.get_by_role("group", name="Some").module
    assert module["item"]["root_id"] == figure.id
    assert again(part, page) < 60
    line.data_source.data = {"x": [1, 2, 3], "y": [4, 5, 7]}
    assert again(part, page) > 60
    with pytest.raises(TypeError, match="takes a figure or a layout of Bokeh's"):
        w.bokeh(5, label="x")


# Altair


def test_a_chart_of_altair() -> None:
    alt = import_module("altair")
    data = alt.Data(values=[{"a": 1, "b": 2}])
    charts = [alt.Chart(data).mark_bar().encode(x="a:Q", y="b:Q"), alt.Chart(data).mark_line().encode(x="a:Q", y="b:Q")]
    part, page = opened(lambda page: w.altair(charts[page.renders > 1], label="Some"))
    module = page.get_by_role("group", name="Some").locator("div").first.module
    assert module["spec"]["mark"]["type"] == "bar"
    assert again(part, page) < 60
    again(part, page)
    assert module["spec"]["mark"]["type"] == "line"
    with pytest.raises(TypeError, match="takes a chart of Altair's"):
        w.altair(5, label="x")


# Matplotlib


def test_a_figure_of_matplotlib() -> None:
    figure = import_module("matplotlib.figure").Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.plot([1, 2, 3])
    part, page = opened(lambda page: w.matplotlib(axes, label="Three numbers that rise"))
    image = page.get_by_role("img", name="Three numbers that rise")
    address = image.get_attribute("src")
    answer = page.fetch(address)
    assert answer.type.startswith("image/svg+xml")
    assert again(part, page) < 60
    axes.plot([3, 2, 1])
    again(part, page)
    assert image.get_attribute("src") != address
    with pytest.raises(TypeError, match="takes a figure, not int"):
        w.matplotlib(5, label="x")


@pytest.mark.parametrize(
    ("make", "package", "extra"),
    [
        (lambda: w.plotly(None, label="x"), "plotly", "plotly"),
        (lambda: w.bokeh(None, label="x"), "bokeh", "bokeh"),
        (lambda: w.altair(None, label="x"), "altair", "altair"),
        (lambda: w.matplotlib(None, label="x"), "matplotlib", "matplotlib"),
    ],
)
def test_a_missing_package_says_what_to_install(
    make: Any, package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(libraries, "import_module", missing)
    with pytest.raises(MissingExtraError, match=re.escape(f"the package {package}; install it with")) as raised:
        make()
    assert raised.value.extra == extra


class NotThere(libraries.PlotlyChart):
    scripts: ClassVar[tuple[tuple[str, str], ...]] = (("no-such-distribution", "script.js"),)


class NotIn(libraries.PlotlyChart):
    scripts: ClassVar[tuple[tuple[str, str], ...]] = (("plotly", "plotly/no-such-script.js"),)


@pytest.mark.parametrize(("kind", "said"), [(NotThere, "which is not installed"), (NotIn, "no-such-script.js")])
def test_a_script_that_is_not_there(kind: Any, said: str) -> None:
    _, page = opened(lambda page: kind())
    assert said in str(page.errors.pop())
    page.errors.clear()
