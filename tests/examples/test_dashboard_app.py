"""The dashboard: what a second brings is little, and what one looks at is in the address."""

import datetime
import random

import pytest

from domsync.testing import render_page
from domsync.testing.plugin import PageOf
from examples.apps import dashboard as example

NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def test_a_second_costs_little() -> None:
    # What is simulated depends on the time of day, and on chance: an axis that changes costs more.
    random.seed(1)
    example.begin(NOW, lines=0)
    with render_page(example.app) as page:
        assert page.locator(".ds-stat-label").texts == [metric.name for metric in example.METRICS]
        moment = example.system.history[-1]["time"]
        sizes = []
        for second in range(1, 6):
            example.tick(moment + datetime.timedelta(seconds=second))
            page.advance(0)
            sizes.append(page.last.bytes)
        # Twelve tiles with their small lines, four points and a bar.
        assert max(sizes) < 16_000
        assert sorted(sizes)[2] < 9_000


def test_what_one_looks_at_is_in_the_address() -> None:
    with render_page(example.app) as page:
        page.get_by_role("radio", name="15m").check()
        assert page.url.endswith("/?range=15m")
        page.get_by_role("tab", name="Log").click()
        assert "range=15m" in page.url
        assert "tab=Log" in page.url
    with render_page(example.app, "/?range=1h&tab=Log") as page:
        assert page.get_by_role("tab", name="Log").get_attribute("aria-selected") == "true"
        assert page.get_by_role("radio", name="1h").checked


@pytest.mark.browser
@pytest.mark.domsync_browser("in-process", "chromium")
def test_the_log_has_a_hundred_thousand_lines_and_follows(page_of: PageOf) -> None:
    example.log.append("12:00:00 ERROR   service-01 this is the newest line")
    page = page_of(example.app, "/?tab=Log")
    log = page.get_by_role("log")
    assert "this is the newest line" in log.text
    # What is on the page is what is in view.
    assert len(log.text) < 20_000
    page.get_by_label("Filter").fill("the newest line")
    page.advance(1)
    page.settle()
    assert log.text.count("\n") <= 1
    assert "this is the newest line" in log.text


@pytest.mark.browser
@pytest.mark.domsync_browser("in-process", "chromium")
def test_the_table_is_live(page_of: PageOf, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each second of the simulation may overwrite the number by chance.
    monkeypatch.setattr(example, "tick", lambda now: None)
    page = page_of(example.app, "/?tab=Services")
    row = page.get_by_role("row").filter(has_text="service-01")
    example.system.services[0]["threads"] = 12_345
    page.advance(0.1)
    assert "12,345" in row.text.replace("\u202f", ",")
