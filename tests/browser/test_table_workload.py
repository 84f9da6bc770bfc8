"""The workload notices what a page does wrong, and passes what the hand-written table does."""

from collections.abc import AsyncIterator

import pytest

from benchmarks.chromium import Chromium, ChromiumFailed, Tab, launch
from benchmarks.implementations import VANILLA
from benchmarks.serving import Server
from benchmarks.table_workload import STEPS
from benchmarks.workload import WorkloadPage


@pytest.fixture
async def browser() -> AsyncIterator[Chromium]:
    async with launch() as running:
        yield running


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with VANILLA.serve() as running:
        yield running


async def test_the_hand_written_table_does_every_operation(browser: Chromium, server: Server) -> None:
    page = await WorkloadPage.open(browser, server, "/", count_bytes=True)
    for step in STEPS:
        if step.start is not None:
            await page.have(step.start)
        cost = await page.perform(step.operation)
        assert cost.ms > 0
        assert cost.traffic.frames_down == 0
    assert await page.count() == 10_999


@pytest.mark.parametrize(
    ("operation", "wrong", "complaint"),
    [
        ("swaprows", "rows[1].before(rows[998])", "not reached its final state"),
        (
            "swaprows",
            "const [a, b] = [rows[1], rows[998]]; rows[999].before(a); rows[1].before(b); rows[500].after(rows[600])",
            "other rows moved",
        ),
        ("update", "rows[0].querySelector('a').append(' !!!')", "not reached its final state"),
        (
            "update",
            "[...rows].forEach((row, n) => n % 10 < 2 && row.querySelector('a').append(' !!!'))",
            "other labels changed",
        ),
        ("add", "for (let n = 0; n < 1000; n++) rows[0].parentNode.append(rows[n].cloneNode(true))", "not unique"),
        ("clear", "rows[0].parentNode.replaceChildren(rows[0])", "not reached its final state"),
    ],
)
async def test_a_wrong_page_is_noticed(
    browser: Chromium, server: Server, operation: str, wrong: str, complaint: str
) -> None:
    page = await WorkloadPage.open(browser, server, "/")
    await page.have(1000)
    # The page's own listener on the buttons does not hear of a click that stops here.
    await page.tab.evaluate(
        f"document.getElementById('{operation}').addEventListener('click', (event) => {{"
        "  event.stopPropagation();"
        f"  const rows = document.querySelector('tbody').rows; {wrong};"
        "})"
    )
    with pytest.raises(ChromiumFailed, match=complaint):
        await page.perform(operation, seconds=1)


async def test_an_expression_that_raises_is_an_error(browser: Chromium) -> None:
    tab: Tab = await browser.new_tab()
    assert await tab.evaluate("Promise.resolve({a: [1, null]})") == {"a": [1, None]}
    with pytest.raises(ChromiumFailed, match="TypeError: no"):
        await tab.evaluate("Promise.reject(new TypeError('no'))")
    with pytest.raises(ChromiumFailed, match="Invalid parameters"):
        await tab.send("Page.navigate", {})
    await tab.close()


async def test_a_page_that_is_never_ready_is_an_error(browser: Chromium, server: Server) -> None:
    tab = await browser.new_tab()
    with pytest.raises(ChromiumFailed, match="was not ready in 0 s: false"):
        await tab.open(server.url("/"), "false", 0.2)
