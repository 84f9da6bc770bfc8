"""Charts drawn by other libraries (Plotly, Bokeh, uPlot), with files from their own packages, under the page's strict
policy."""

from __future__ import annotations

import io
from array import array
from base64 import b64encode
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec
from pydantic import Field, PrivateAttr

from domsync import ClientModule, Component, VNode, Writable, anywidget, unsafe_url
from domsync import html as h
from domsync.components import Child
from domsync.components.formats import current_locale
from domsync.errors import MissingExtraError
from domsync.widgets.base import Common, dressed, parted
from domsync.widgets.charts.frame import check_label
from domsync.widgets.charts.rows import Columns, Rows, Table, names_of, numbers
from domsync.widgets.charts.scales import is_time
from domsync.widgets.charts.series import Numbers

if TYPE_CHECKING:
    from typing import Unpack


def _package(name: str, extra: str, what: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise MissingExtraError(name.partition(".")[0], extra, what) from None


def _attributes(what: str, label: str, height: str | None, given: dict[str, Any], *classes: str) -> dict[str, Any]:
    """The keyword arguments of the element that a library draws in."""
    check_label(what, label)
    style = {"--ds-chart-height": height} if height else None
    return dressed(given, "ds-drawn", *classes, role="group", aria={"label": label}, style=style)


# uPlot


class UplotChart(ClientModule):
    """Long series.

    Args:
        x: The values of x.
        columns: The values of each series.
        names: The names of the series.
        x_name: The name of x.
        unit: The unit after the numbers.
        time: Whether x is in seconds since 1970.
        locale: The language for numbers.
        range: The part of x that the reader has chosen.
    """

    module: ClassVar[str] = "modules/uplot.js"
    css: ClassVar[tuple[str, ...]] = ("uplot/dist/uPlot.min.css",)

    x: Any = ()
    columns: list[Any] = []
    names: list[str] = []
    x_name: str = ""
    unit: str = ""
    time: bool = False
    locale: str = "en"
    range: Writable[tuple[float, float] | None] = None


def uplot_chart(
    rows: Rows,
    *,
    x: str | None = None,
    y: Columns | None = None,
    label: str,
    unit: str = "",
    height: str | None = None,
    on_zoom: Callable[[float | None, float | None], object] | None = None,
    **attributes: Unpack[Common],
) -> UplotChart:
    """Long lines, up to millions of points, drawn by uPlot on a canvas. The pointer shows values and zooms.

    >>> w.uplot_chart({"t": seconds, "volt": volts}, x="t", y="volt", label="Voltage", unit=" V")

    No Python package includes uPlot's files. Download them once (`npm pack uplot`, or from its releases) and name the
    folder:
    `app.modules({"uplot": "vendor/uplot"})`, the folder with its package.json.

    Args:
        rows: As for `line_chart`. A dictionary of arrays (NumPy, `array`) is read without a copy of each number.
        x: The column for x, sorted: numbers or times; by default the number of the row.
        y: The columns for y: one, several, or a dictionary that maps columns to their names.
        label: Its name for screen readers, which get nothing else: describe what it shows.
        unit: The unit after the numbers of y.
        height: Its height, as a CSS length.
        on_zoom: Called with both ends of the range that is shown, as numbers; with None and None for all.
        attributes: Of the element in which it is drawn.

    Raises:
        TypeError: A column does not exist or has no numbers, or there is no label.
    """
    own, directives = parted(attributes)
    attrs = _attributes("uplot_chart", label, height, own, "ds-drawn--uplot")
    table = Table(rows, "uplot_chart")
    if y is None and not table.is_plain and len(table):
        raise TypeError('uplot_chart(): which columns? y="volt", or y=("volt", "ampere")')
    names: dict[str | None, str] = {None: label} if y is None else dict(names_of(y).items())
    raw = _column(rows, table, x) if x is not None else array("d", range(len(table)))
    time = isinstance(raw, list) and any(map(is_time, raw))
    on_change = None
    if on_zoom is not None:
        told = on_zoom

        def on_change(changes: dict[str, Any]) -> object:
            return told(*(changes.get("range") or (None, None)))

    return UplotChart(
        x=_array(raw, "uplot_chart", str(x), time=time),
        columns=[_array(_column(rows, table, name), "uplot_chart", str(name)) for name in names],
        names=list(names.values()),
        x_name=x or "",
        unit=unit,
        time=time,
        locale=current_locale().tag,
        attrs=attrs,
        on_change=on_change,
        **directives,
    )


def _column(rows: Rows, table: Table, name: str | None) -> Any:
    if isinstance(rows, Mapping) and name is not None and name in rows and _buffer(rows[name]) is not None:
        return rows[name]
    return table.values(name)


def _buffer(values: Any) -> memoryview | None:
    """The numbers of an array without copying; None if it is not a one-dimensional array."""
    try:
        view = memoryview(values)
    except TypeError:
        return None
    return view if view.ndim == 1 and view.format in set("bBhHiIlLqQfd") else None


def _array(values: Any, what: str, name: str, *, time: bool = False) -> Any:
    """Convert numbers to a double-precision array, with NaN for missing values."""
    view = _buffer(values)
    if view is not None:
        return values if view.format == "d" else array("d", view)
    if time:
        read = Numbers("time")
        return array("d", [read.one(value) if is_time(value) else float("nan") for value in values])
    return array("d", [float("nan") if value is None else value for value in numbers(values, what, name)])


# Plotly


class PlotlyPoint(msgspec.Struct, frozen=True):
    """A point of a Plotly figure.

    Attributes:
        series: The index of its trace, from 0.
        index: Its index in the trace.
        x: Its value of x, or its label.
        y: Its value of y.
    """

    series: int | None = None
    index: int | list[int] | None = None
    x: Any = None
    y: Any = None


class _Told(msgspec.Struct):
    clicked: list[PlotlyPoint] | None = None
    selected: list[PlotlyPoint] | None = None


class PlotlyChart(ClientModule):
    """A Plotly figure.

    Args:
        data: Its traces.
        layout: Its layout.
        config: Its configuration.
        theme: Whether it has the colours of the page.
        on_click: Called with the points that were clicked.
        on_select: Called with the points that were selected.
    """

    module: ClassVar[str] = "modules/plotly.js"
    scripts: ClassVar[tuple[tuple[str, str], ...]] = (("plotly", "plotly/package_data/plotly.min.js"),)
    trusted_html: ClassVar[bool | tuple[str, ...]] = True
    styles: ClassVar[Literal["nonce", "inline"] | None] = "inline"

    data: list[Any] = []
    layout: dict[str, Any] = {}
    config: dict[str, Any] = {}
    theme: bool = True
    on_click: Callable[[list[PlotlyPoint]], object] | None = Field(default=None, exclude=True, repr=False)
    on_select: Callable[[list[PlotlyPoint]], object] | None = Field(default=None, exclude=True, repr=False)

    def received(self, content: Any, buffers: list[Any]) -> Any:
        told = msgspec.convert(content, _Told)
        if told.clicked is not None and self.on_click is not None:
            return self.on_click(told.clicked)
        if told.selected is not None and self.on_select is not None:
            return self.on_select(told.selected)
        return None


def plotly(
    figure: Any,
    *,
    label: str,
    theme: bool = True,
    config: Mapping[str, Any] | None = None,
    height: str | None = None,
    on_click: Callable[[list[PlotlyPoint]], object] | None = None,
    on_select: Callable[[list[PlotlyPoint]], object] | None = None,
    **attributes: Unpack[Common],
) -> PlotlyChart:
    """A Plotly figure (`pip install domsync[plotly]`), shown with the script of its package.

    >>> w.plotly(px.scatter(frame, x="a", y="b"), label="a and b", on_click=self.clicked)

    When it is rendered again, only differences are sent and drawn; the user's zoom is kept.

    Args:
        figure: The figure, from `plotly.graph_objects` or `plotly.express`.
        label: Its name for screen readers, which get little else.
        theme: Whether it uses the colours of the page unless it sets its own.
        config: Its configuration, as for `Figure.show(config=...)`.
        height: Its height, as a CSS length; by default that of its layout, or 24rem.
        on_click: Called with the points that were clicked.
        on_select: Called with the points that were selected by box or lasso.
        attributes: Of the element in which it is drawn.

    Raises:
        MissingExtraError: Plotly is not installed.
        TypeError: It is not a figure, or there is no label.
    """
    _package("plotly", "plotly", "plotly()")
    if not hasattr(figure, "to_plotly_json"):
        raise TypeError(f"plotly() takes a figure of plotly.graph_objects, not {type(figure).__name__}")
    own, directives = parted(attributes)
    drawn: dict[str, Any] = msgspec.json.decode(figure.to_json())
    return PlotlyChart(
        data=drawn.get("data", []),
        layout=drawn.get("layout", {}),
        config=dict(config or {}),
        theme=theme,
        attrs=_attributes("plotly", label, height, own),
        on_click=on_click,
        on_select=on_select,
        **directives,
    )


# Bokeh


class BokehChart(ClientModule):
    """A Bokeh figure.

    Args:
        item: The figure as JSON.
    """

    module: ClassVar[str] = "modules/bokeh.js"
    scripts: ClassVar[tuple[tuple[str, str], ...]] = (("bokeh", "bokeh/server/static/js/bokeh.min.js"),)
    trusted_html: ClassVar[bool | tuple[str, ...]] = True
    styles: ClassVar[Literal["nonce", "inline"] | None] = "inline"

    item: Any = None


def bokeh(figure: Any, *, label: str, **attributes: Unpack[Common]) -> BokehChart:
    """A Bokeh figure (`pip install domsync[bokeh]`), shown with the script of its package.

    >>> w.bokeh(figure, label="Temperatures")

    Its tools (pan, zoom, hover) work in the browser. Callbacks of `CustomJS` do not: the page's policy has no `eval`.

    Args:
        figure: The figure, or a layout of several.
        label: Its name for screen readers, which get nothing else.
        attributes: Of the element in which it is drawn.

    Raises:
        MissingExtraError: Bokeh is not installed.
        TypeError: It is not a Bokeh model, or there is no label.
    """
    embed = _package("bokeh.embed", "bokeh", "bokeh()")
    if not isinstance(figure, _package("bokeh.model", "bokeh", "bokeh()").Model):
        raise TypeError(f"bokeh() takes a figure or a layout of Bokeh's, not {type(figure).__name__}")
    own, directives = parted(attributes)
    item = msgspec.json.decode(msgspec.json.encode(embed.json_item(figure)))
    return BokehChart(item=item, attrs=_attributes("bokeh", label, None, own, "ds-drawn--paper"), **directives)


# Altair


class AltairChart(Component):
    """An Altair chart.

    Args:
        chart: The chart.
        attrs: The attributes of the element that it is drawn in.
    """

    chart: Any
    attrs: Any = None

    _shown: Any = PrivateAttr(default=None)
    _widget: Any = PrivateAttr(default=None)

    def render(self) -> Child:
        if self._widget is None:
            kind = _package("altair", "altair", "altair()").JupyterChart
            kind.enable_offline()
            self._widget = kind(self.chart)
            # Without "ast", Vega creates functions from text, which the page's policy forbids.
            self._widget.embed_options = {"ast": True, "actions": False, "renderer": "svg"}
            self._shown = self.chart
        elif self._shown is not self.chart:
            self._widget.chart = self._shown = self.chart
        # Vega gives its own element a role and a name.
        return h.div(anywidget(self._widget, trusted_html=True, styles="inline"), **(self.attrs or {}))

    def unmounted(self) -> None:
        """Close the widget, because ipywidgets would keep it in memory."""
        if self._widget is not None:
            self._widget.close()
            self._widget = None


def altair(chart: Any, *, label: str, **attributes: Unpack[Common]) -> AltairChart:
    """An Altair chart (`pip install domsync[altair]`), shown with the scripts of its packages.

    >>> w.altair(alt.Chart(frame).mark_bar().encode(x="a", y="b"), label="b by a")

    Selections and tooltips work in the browser. A different chart object is drawn from scratch. The first chart of a
    process takes a second or more, to assemble its scripts. So that nobody has to wait for that, write
    `app.on_startup(alt.JupyterChart.enable_offline)`.

    Args:
        chart: The chart.
        label: Its name for screen readers.
        attributes: Of the element in which it is drawn.

    Raises:
        MissingExtraError: Altair, or what it needs here, is not installed.
        TypeError: It is not a chart, or there is no label.
    """
    for name in ("altair", "anywidget", "vl_convert"):
        _package(name, "altair", "altair()")
    if not hasattr(chart, "to_dict") or not hasattr(chart, "properties"):
        raise TypeError(f"altair() takes a chart of Altair's, not {type(chart).__name__}")
    own, directives = parted(attributes)
    attrs = _attributes("altair", label, None, own, "ds-drawn--paper")
    return AltairChart(chart=chart, attrs=attrs, **directives)


# Matplotlib


class MatplotlibFigure(Component):
    """A Matplotlib figure.

    Args:
        svg: The figure as SVG.
        label: A description of what it shows.
        attributes: The attributes of the picture.
    """

    svg: bytes
    label: str
    attributes: Any = None

    def render(self) -> VNode:
        # Imported here, so that the server is not loaded where there is none.
        from domsync import Visit

        visit = self.use(Visit, None)
        # SVG shown as a picture runs no scripts.
        address = (
            unsafe_url("data:image/svg+xml;base64," + b64encode(self.svg).decode())
            if visit is None
            else visit.url(self.svg, "image/svg+xml")
        )
        return h.img(src=address, alt=self.label, **dressed(dict(self.attributes or {}), "ds-drawn", "ds-drawn--paper"))


def matplotlib(figure: Any, *, label: str, **attributes: Unpack[Common]) -> MatplotlibFigure:
    """A Matplotlib figure (`pip install domsync[matplotlib]`) as SVG, sharp at every size.

    >>> w.matplotlib(figure, label="Temperature of the last week, between 12 and 21 degrees")

    Make it with `matplotlib.figure.Figure()`; those of `pyplot` stay in memory until they are closed.

    Args:
        figure: The figure, or an object that has one: axes, a seaborn grid.
        label: A description of the image, for screen readers.
        attributes: Of the image.

    Raises:
        MissingExtraError: Matplotlib is not installed.
        TypeError: It is not a figure, or there is no label.
    """
    library = _package("matplotlib", "matplotlib", "matplotlib()")
    check_label("matplotlib", label)
    drawn: Any = figure if hasattr(figure, "savefig") else getattr(figure, "figure", None)
    if not hasattr(drawn, "savefig"):
        raise TypeError(f"matplotlib() takes a figure, not {type(figure).__name__}")
    buffer = io.BytesIO()
    # The same figure always gives the same bytes, so that nothing is sent if nothing has changed.
    with library.rc_context({"svg.hashsalt": "domsync"}):
        drawn.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    own, directives = parted(attributes)
    return MatplotlibFigure(svg=buffer.getvalue(), label=label, attributes=own, **directives)
