"""Widgets of anywidget in a real Chromium, without a network: three from PyPI, and one of our own."""

from importlib import import_module
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import anywidget
from domsync import html as h
from tests.browser import harness
from tests.browser.harness import PageLog
from tests.browser.test_client_modules import serving, until
from tests.components.client_modules.widgets import Counting


@pytest.fixture(autouse=True)
def _servers_end(page_log: PageLog) -> None:
    """A page is still open when its server has ended."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED")


async def test_one_of_our_own(page: Page, shot: Any) -> None:
    widget = Counting()
    async with serving(lambda: h.main(anywidget(widget))) as (_, url):
        await page.goto(url)
        button = page.get_by_role("button")
        await expect(button).to_have_text("count 0 of 3 bytes")
        await expect(button).to_have_css("color", "rgb(4, 5, 6)")
        await button.click()
        await expect(button).to_have_text("count 1 of 3 bytes")
        await expect(button).to_have_attribute("title", "HELLO 1")
        assert widget.value == 1
        widget.raw = bytes(2000)
        widget.value = 5
        await expect(button).to_have_text("count 5 of 2000 bytes")
        widget.send({"question": 1})
        await until(page, "1", 1)
        for _ in range(3_000):
            if {"echo": {"question": 1}} in widget.heard:
                break
            await page.wait_for_timeout(10)
        assert {"echo": {"question": 1}} in widget.heard
        await shot(page, "anywidget-own")


async def test_drawdata(page: Page, page_log: PageLog, shot: Any) -> None:
    page_log.allow("console", "<svg> attribute height: Expected length")
    widget = import_module("drawdata").ScatterWidget()
    shown = anywidget(widget, trusted_html=True)
    async with serving(lambda: h.main(shown)) as (_, url):
        await page.set_viewport_size({"width": 1000, "height": 700})
        await page.goto(url)
        canvas = page.locator("main svg").last
        await expect(canvas).to_be_visible()
        box = await canvas.bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + 200, box["y"] + 200)
        await page.mouse.down()
        # It draws at its own pace while the mouse moves, and tells when it is let go.
        for step in range(3_000):
            await page.mouse.move(box["x"] + 200 + 10 * (step % 10), box["y"] + 200 + 5 * (step % 10))
            if await canvas.locator("circle.drawn").count() > 3:
                break
            await page.wait_for_timeout(30)
        await page.mouse.up()
        for _ in range(3_000):
            if len(widget.data) > 3:
                break
            await page.wait_for_timeout(20)
        assert len(widget.data) > 3
        assert {"x", "y", "color"} <= widget.data[0].keys()
        await shot(page, "anywidget-drawdata")


async def test_altair(page: Page, shot: Any) -> None:
    alt = import_module("altair")
    alt.JupyterChart.enable_offline()
    brush = alt.selection_interval(encodings=["x"], name="brush")
    data = alt.Data(values=[{"a": number, "b": number * number % 7} for number in range(20)])
    chart = alt.Chart(data).mark_bar().encode(x="a:Q", y="b:Q").properties(width=400, height=200)
    widget = alt.JupyterChart(chart.add_params(brush))
    # Its expressions are compiled with `new Function` unless they are interpreted.
    widget.embed_options = {"ast": True, "actions": False, "renderer": "svg"}
    shown = anywidget(widget, trusted_html=True, styles="inline")
    async with serving(lambda: h.main(shown)) as (_, url):
        await page.goto(url)
        plot = page.locator("main svg")
        await expect(plot).to_be_visible()
        box = await plot.bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + 150, box["y"] + 100)
        await page.mouse.down()
        await page.mouse.move(box["x"] + 300, box["y"] + 100, steps=5)
        await page.mouse.up()
        for _ in range(3_000):
            if widget.selections.brush.value:
                break
            await page.wait_for_timeout(20)
        low, high = widget.selections.brush.value["a"]
        assert 0 < low < high < 20
        await shot(page, "anywidget-altair")


async def test_plotly(page: Page, shot: Any) -> None:
    go = import_module("plotly.graph_objects")
    widget = go.FigureWidget(
        go.Scatter(x=[1, 2, 3], y=[2, 1, 3], mode="lines+markers"), layout={"width": 600, "height": 400}
    )
    clicked: list[Any] = []
    widget.data[0].on_click(lambda trace, points, state: clicked.append(points.point_inds))
    shown = anywidget(widget, trusted_html=True, styles="inline")
    async with serving(lambda: h.main(shown)) as (_, url):
        await page.goto(url)
        points = page.locator("main .scatterlayer .point")
        await expect(points).to_have_count(3, timeout=harness.LIBRARIES_TIMEOUT_MS)
        widget.add_bar(y=[1, 2])
        await expect(page.locator("main .barlayer .point")).to_have_count(2)
        widget.update_layout(title_text="From Python")
        await expect(page.locator("main .gtitle")).to_have_text("From Python")
        widget.data[0].y = [3, 2, 1, 4]
        widget.data[0].x = [1, 2, 3, 4]
        await expect(points).to_have_count(4)
        box = await points.nth(1).bounding_box()
        assert box is not None
        await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for _ in range(3_000):
            if clicked:
                break
            await page.wait_for_timeout(20)
        assert clicked == [[1]]
        await shot(page, "anywidget-plotly")
