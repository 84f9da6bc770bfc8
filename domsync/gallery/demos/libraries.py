"""Demos of charts drawn by other libraries, where these are installed."""

import math
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from domsync import Child, run_in_thread
from domsync import widgets as w
from domsync.gallery.demo import Family

#: What takes seconds to be imported, by the package that has to be there.
SLOW = {
    "plotly": "plotly.graph_objects",
    "bokeh": "bokeh.plotting",
    "matplotlib": "matplotlib.figure",
    "vl_convert": "altair",
}
#: Prints Altair's scripts, put together. That holds the interpreter for seconds, in whichever thread.
PUT_TOGETHER = "import altair; altair.JupyterChart.enable_offline(); print(altair.JupyterChart._esm)"


async def load() -> None:
    """Import the libraries, while other pages go on."""
    for package, module in SLOW.items():
        if module not in sys.modules and find_spec(package) is not None:
            await run_in_thread(import_module, module)
    charts: Any = getattr(sys.modules.get("altair"), "JupyterChart", None)
    if charts is None or charts._is_offline:
        return
    child = await run_in_thread(subprocess.run, [sys.executable, "-c", PUT_TOGETHER], capture_output=True, check=True)
    charts._esm, charts._is_offline = child.stdout.decode("utf-8"), True


FAMILY = Family(
    "libraries",
    "Charts of other libraries",
    "Figures of Plotly, Bokeh, Altair and Matplotlib, drawn with the files of their packages.",
    load,
)

X = list(range(25))
WAVE = [round(50 + 30 * math.sin(x / 4), 1) for x in X]


@FAMILY.demo(needs=("plotly", "plotly"))
def plotly(theme: bool = True) -> Child:
    go: Any = import_module("plotly.graph_objects")
    figure = go.Figure([go.Scatter(x=X, y=WAVE, name="wave"), go.Bar(x=X, y=X, name="steps")])
    return w.plotly(figure, label="A wave and steps", theme=theme)


@FAMILY.demo(needs=("bokeh", "bokeh"))
def bokeh() -> Child:
    plotting: Any = import_module("bokeh.plotting")
    figure = plotting.figure(height=260, sizing_mode="stretch_width", title="A wave")
    figure.line(X, WAVE, line_width=2)
    return w.bokeh(figure, label="A wave")


@FAMILY.demo(needs=("vl_convert", "altair"))
def altair() -> Child:
    alt: Any = import_module("altair")
    data = alt.Data(values=[{"x": x, "y": y} for x, y in zip(X, WAVE, strict=True)])
    chart = alt.Chart(data).mark_bar().encode(x="x:O", y="y:Q", tooltip=["y:Q"])
    return w.altair(chart, label="A wave of bars")


@FAMILY.demo(needs=("matplotlib", "matplotlib"))
def matplotlib() -> Child:
    figure: Any = import_module("matplotlib.figure").Figure(figsize=(6, 2.6), layout="tight")
    axes = figure.subplots()
    axes.plot(X, WAVE)
    axes.set_title("A wave")
    return w.matplotlib(figure, label="A wave between 20 and 80")
