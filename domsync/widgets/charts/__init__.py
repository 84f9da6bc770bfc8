"""Charts of rows, with axes, a legend, values at the pointer, and a data table for screen readers."""

from domsync.widgets.charts.bars import bar_chart
from domsync.widgets.charts.candles import candlestick_chart
from domsync.widgets.charts.distributions import box_plot, histogram
from domsync.widgets.charts.heat import heat_map
from domsync.widgets.charts.libraries import altair, bokeh, matplotlib, plotly, uplot_chart
from domsync.widgets.charts.lines import area_chart, line_chart, scatter_chart
from domsync.widgets.charts.pie import gauge, pie_chart, sparkline

__all__ = [
    "altair",
    "area_chart",
    "bar_chart",
    "bokeh",
    "box_plot",
    "candlestick_chart",
    "gauge",
    "heat_map",
    "histogram",
    "line_chart",
    "matplotlib",
    "pie_chart",
    "plotly",
    "scatter_chart",
    "sparkline",
    "uplot_chart",
]
