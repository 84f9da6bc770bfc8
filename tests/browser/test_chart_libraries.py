"""Charts of other libraries in a real Chromium, each with the files of its own package, under the strict policy."""

import asyncio
from array import array
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.server.limits import ServerLimits
from tests.browser import harness
from tests.browser.harness import PageLog

UPLOT = Path(__file__).parents[2] / "node_modules" / "uplot"


@pytest.fixture(autouse=True)
def _servers_end(page_log: PageLog) -> None:
    """A page is still open when its server has ended."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED")


def figures() -> list[Any]:
    go, plotting = import_module("plotly.graph_objects"), import_module("bokeh.plotting")
    alt = import_module("altair")
    drawn = plotting.figure(width=400, height=200)
    drawn.line([1, 2, 3], [1, 3, 2])
    axes = import_module("matplotlib.figure").Figure(figsize=(4, 2)).subplots()
    axes.plot([1, 3, 2])
    data = alt.Data(values=[{"a": number, "b": number % 3} for number in range(6)])
    return [
        go.Figure(go.Scatter(x=[1, 2, 3], y=[1, 3, 2], mode="lines+markers")),
        drawn,
        alt.Chart(data).mark_bar().encode(x="a:O", y="b:Q"),
        axes,
    ]


class Libraries(Component):
    figures: list[Any]
    told: list[Any] = []
    range: Any = "nothing"
    count: int = 100_000

    def render(self) -> Any:
        plotly, bokeh, altair, matplotlib = self.figures
        rows = {"t": array("d", range(self.count)), "y": array("d", (at % 977 for at in range(self.count)))}
        return h.main(
            w.plotly(plotly, label="Plotly", height="15rem", on_click=self.clicked),
            w.bokeh(bokeh, label="Bokeh"),
            w.altair(altair, label="Altair"),
            w.matplotlib(matplotlib, label="Matplotlib"),
            w.uplot_chart(rows, x="t", y="y", label="uPlot", height="15rem", on_zoom=self.zoomed),
        )

    def clicked(self, points: list[Any]) -> None:
        self.told = points

    def zoomed(self, low: Any, high: Any) -> None:
        self.range = (low, high)


async def test_libraries_under_the_strict_policy(page: Page, shot: Any) -> None:
    part = Libraries(figures=figures())
    # The page connects when it has run the libraries' scripts.
    app = App(lambda: part, limits=ServerLimits(pending_seconds=harness.LIBRARIES_TIMEOUT_MS / 1000))
    app.modules({"uplot": UPLOT})
    # Altair's scripts are put together once in a process, which takes seconds.
    await asyncio.to_thread(import_module("altair").JupyterChart.enable_offline)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.set_viewport_size({"width": 1000, "height": 1600})
        page.set_default_timeout(harness.LIBRARIES_TIMEOUT_MS)
        expect.set_options(harness.LIBRARIES_TIMEOUT_MS)
        await page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
        points = page.get_by_role("group", name="Plotly").locator(".scatterlayer .point")
        await expect(points).to_have_count(3)
        await expect(page.get_by_role("group", name="Altair").locator("svg").first).to_be_visible()
        await expect(page.get_by_role("group", name="Bokeh").locator("canvas").first).to_be_visible()
        uplot = page.get_by_role("group", name="uPlot").locator(".u-over")
        await expect(uplot).to_be_visible()
        assert await page.get_by_role("img", name="Matplotlib").evaluate(
            "image => image.decode().then(() => image.naturalWidth)"
        )
        await shot(page, "chart-libraries")

        # A click comes to Python, and what Python changes is drawn.
        box = await points.nth(1).bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for _ in range(3_000):
            if part.told:
                break
            await page.wait_for_timeout(10)
        assert [(point.index, point.y) for point in part.told] == [(1, 3)]
        part.figures[0].add_scatter(x=[1, 2], y=[2, 2], mode="markers")
        part.count = 50
        await expect(points).to_have_count(5)

        box = await uplot.bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 50)
        await page.mouse.down()
        await page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 50, steps=4)
        await page.mouse.up()
        for _ in range(3_000):
            if part.range != "nothing" and part.range[0]:
                break
            await page.wait_for_timeout(10)
        assert 0 < part.range[0] < part.range[1] < 49
    finally:
        expect.set_options(harness.TIMEOUT_MS)
        await app.close()
