"""The inspector: what it shows of an app's pages, what can be changed there, and what it costs when it is closed."""

from __future__ import annotations

import asyncio
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from domsync import App, Component, ServerLimits, State
from domsync import html as h
from domsync.devtools import inspector
from domsync.devtools.trace import Happenings
from domsync.dom.checks.unicode import well_formed
from domsync.server.inspector import INSPECTOR
from domsync.server.pages.served_visit import ServedVisit
from domsync.testing import Page, render_page
from domsync.testing.in_process import ConnectionEndedError
from tests import children, corpus
from tests.server.app_support import served


class Board(State):
    title: str = "Board"
    notes: list[str] = []


class Note(Component):
    text: str
    is_open: bool = False

    def render(self) -> Any:
        return h.li(self.text, h.button("open", on_click=self.open), self.is_open and self.use(Board).title)

    def open(self) -> None:
        self.is_open = True


class Wall(Component):
    count: int = 0
    name: str = "Ada"
    board: Board

    def render(self) -> Any:
        self.provide(self.board)
        return h.main(
            h.output(str(self.count)),
            h.button("add", id="add", on_click=self.add),
            h.button("nothing", on_click=self.nothing),
            h.button("later", on_click=self.later),
            h.ul([Note(text=text, key=text) for text in self.board.notes]),
        )

    def add(self) -> None:
        self.count += 1
        self.board.notes.append(f"note {self.count}")

    async def later(self) -> None:
        await asyncio.sleep(1)
        self.count = 7

    def nothing(self) -> None:
        """Do nothing."""


def wall_app(**options: Any) -> App:
    return App(lambda: Wall(board=Board()), **options)


@contextmanager
def opened(app: App) -> Iterator[tuple[Page, Page]]:
    with render_page(app) as page, render_page(inspector(app)) as tool:
        yield page, tool


def visit_of(app: App) -> ServedVisit:
    """The app's only page."""
    [visit] = app._visits
    return visit


def shown(tool: Page, tab: str) -> str:
    """What a tab shows when everything new has come."""
    tool.get_by_role("tab", name=tab).click()
    tool.advance(0.5)
    return tool.text


def click(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_the_tree_and_the_state_of_a_component() -> None:
    with opened(wall_app()) as (page, tool):
        click(page, "add")
        tool.advance(0.5)
        click(tool, "Note['note 1']")
        assert "text" in tool.text
        assert tool.get_by_label("text").value == "note 1"
        assert tool.get_by_label("is_open").value == "false"
        assert "passed" in tool.text
        click(tool, "Wall")
        assert tool.get_by_label("count").value == "1"
        assert tool.get_by_label("board.notes").value == '["note 1"]'
        assert "Board.notes" in tool.text


def test_what_a_render_has_read() -> None:
    with opened(wall_app()) as (page, tool):
        click(page, "add")
        click(page, "open")
        tool.advance(0.5)
        click(tool, "Note['note 1']")
        assert "Board, provided by Wall" in tool.text
        assert "Board.title" in tool.text


def test_state_is_edited() -> None:
    with opened(wall_app()) as (page, tool):
        click(page, "add")
        tool.advance(0.5)
        click(tool, "Wall")
        for name, text in (("count", "41"), ("name", "<b>Grace</b>"), ("board.notes", '["a", "b"]')):
            tool.get_by_label(name).fill(text)
            tool.press("Tab")
        assert page.component.count == 41
        assert page.component.name == "<b>Grace</b>"
        assert page.component.board.notes == ["a", "b"]
        assert page.text.startswith("41")
        assert page.locator("li").count() == 2
        assert "count by the inspector" in shown(tool, "Events")


@pytest.mark.parametrize(("text", "problem"), [("x", "JSON is malformed"), ('"x"', "valid integer")])
def test_what_does_not_fit_a_field_is_said_and_changes_nothing(text: str, problem: str) -> None:
    with opened(wall_app()) as (page, tool):
        click(tool, "Wall")
        tool.get_by_label("count").fill(text)
        tool.press("Tab")
        assert problem in tool.text
        assert page.component.count == 0
        tool.get_by_label("count").fill("2")
        tool.press("Tab")
        assert problem not in tool.text
        assert page.component.count == 2


def test_events_with_handler_operations_bytes_and_why_components_were_rendered() -> None:
    with opened(wall_app()) as (page, tool):
        click(page, "add")
        click(page, "nothing")
        shown(tool, "Events")
        rows = tool.locator("[aria-label='Events'] tbody tr")
        assert rows.count() >= 2
        newest, first = rows.nth(0).text, rows.nth(rows.count() - 1).text
        assert "nothing" in newest
        oldest = rows.nth(rows.count() - 1).locator("td")
        number, kind, target, handler, ops, size = [cell.text for cell in oldest][:6]
        assert (number, kind, target) == ("1", "click", "button#add")
        assert handler.endswith("Wall.add")
        assert int(ops) >= 2
        assert int(size) > 20
        line = inspect.getsourcelines(Wall.add)[1] + 1
        assert f"Wall: count by test_inspector.py:{line} in Wall.add" in first
        assert f"Board.notes by test_inspector.py:{line + 1} in Wall.add" in first
        assert "Note: it comes onto the page" in first


def test_what_no_event_has_done_is_an_update() -> None:
    with opened(wall_app()) as (page, tool):
        tool.advance(0.5)

        click(page, "later")
        tool.advance(2)
        assert page.text.startswith("7")
        shown(tool, "Events")
        rows = tool.locator("[aria-label='Events'] tbody tr")
        assert [[cell.text for cell in row.locator("td")][1:4] for row in rows] == [
            ["update", "", ""],
            ["click", "button", "tests.devtools.test_inspector.Wall.later"],
        ]
        assert "in Wall.later" in rows.first.text


def test_no_more_than_500_events_are_kept() -> None:
    told: list[None] = []
    happenings = Happenings(lambda: told.append(None))
    for _ in range(503):
        happenings.add("page", "click")
    assert [one.number for one in happenings.last] == list(range(4, 504))
    assert len(told) == 503


def test_pages_and_sleep() -> None:
    app = wall_app(limits=ServerLimits(sleep_seconds=10))
    with opened(app) as (page, tool):
        assert "connected" in shown(tool, "Pages")
        tool.advance(30)
        assert "asleep" in shown(tool, "Pages")
        assert "The page sleeps" in shown(tool, "Components")
        click(tool, "Wake it")
        tool.advance(0.5)
        click(tool, "Wall")
        tool.get_by_label("count").fill("5")
        tool.press("Tab")
        assert page.text.startswith("5")


def test_a_slow_line() -> None:
    with opened(wall_app()) as (page, tool):
        shown(tool, "Line")
        click(tool, "Other continent")
        component = page.component
        click(page, "nothing")
        # What was being read when it became slow came at once.
        page.settle()
        click(page, "add")
        assert component.count == 0
        page.advance(0.15)
        assert component.count == 1
        assert page.locator("output").text == "0"
        page.advance(0.15)
        assert page.locator("output").text == "1"


def test_offline_is_a_switch() -> None:
    app = wall_app()
    with opened(app) as (page, tool):
        shown(tool, "Line")
        watch: Any = app._visits.watch
        line = watch.line_of(visit_of(app).id)
        with page.expect_error(ConnectionEndedError):
            tool.get_by_role("switch", name="Offline").click()
        assert line.is_down
        tool.get_by_role("switch", name="Offline").click()
        assert not line.is_down


async def test_a_page_is_cut_and_offline() -> None:
    async with served(wall_app()) as site, site.visit(f"{INSPECTOR}/"):
        loaded = await site.load()
        async with site.connect(loaded) as browser:
            visit = visit_of(site.app)
            watch: Any = site.app._visits.watch
            token = visit.protocol.token
            watch.cut(visit.id)
            with pytest.raises(ConnectionClosed):
                await browser.receive()
        async with site.connect(loaded, token=token) as browser:
            await browser.acknowledged(await browser.event(0, 4, "click"))
            token = visit.protocol.token
        watch.line_of(visit.id).is_down = True
        with pytest.raises(ConnectionClosed):
            async with site.connect(loaded, token=token):
                pass
        watch.line_of(visit.id).is_down = False
        async with site.connect(loaded, token=token) as browser:
            browser.sent = 1
            await browser.acknowledged(await browser.event(0, 4, "click"))


def hooks(app: App) -> list[object]:
    """What would be called for each event, render or frame of an app's pages."""
    registry = app._visits
    visits = list(registry)
    return [
        hook
        for hook in (
            registry.watch,
            *[visit.trace for visit in visits],
            *[visit.scheduler.trace for visit in visits],
            *[
                connection._transport
                for connection in registry.connections
                if "Simulated" in repr(connection._transport)
            ],
        )
        if hook is not None
    ]


def test_nothing_is_called_before_it_is_opened_and_after_it_was_closed() -> None:
    app = wall_app()
    with render_page(app) as page:
        click(page, "add")
        assert hooks(app) == []
        with render_page(inspector(app)) as tool:
            click(page, "add")
            tool.advance(0.5)
            assert len(hooks(app)) == 4
        tool.close()
        page.settle()
        assert hooks(app) == []
        click(page, "add")
        assert page.component.count == 3


def test_it_is_not_even_imported() -> None:
    program = """
import asyncio, sys
from tests.server.app_support import served
from tests.devtools.test_inspector import wall_app

async def main():
    async with served(wall_app()) as site:
        async with site.visit() as (browser, _):
            await browser.acknowledged(await browser.event(0, 4, "click"))

for name in [name for name in sys.modules if name.startswith("domsync.devtools")]:
    del sys.modules[name]
asyncio.run(main())
assert not [name for name in sys.modules if name.startswith("domsync.devtools")]
"""
    subprocess.run([sys.executable, "-c", program], check=True, env=children.environment(), timeout=60)


async def test_it_is_served_in_development() -> None:
    async with served(wall_app()) as site, site.visit() as (browser, _):
        status, headers, text = await site.get(f"{INSPECTOR}/")
        assert status == 200
        assert "<title>Inspector</title>" in text
        assert "script-src" in headers["content-security-policy"]
        assert len(site.app.visits) == 1, "its own pages are not among the app's"
        async with site.visit(f"{INSPECTOR}/"):
            await browser.acknowledged(await browser.event(0, 4, "click"))
            assert site.app._visits.watch is not None
            assert site.app.presence.count == 1


async def test_there_is_none_in_production() -> None:
    async with served(wall_app(development=False)) as site:
        status, _, text = await site.get(f"{INSPECTOR}/")
        assert status == 404
        assert "nspector" not in text.partition("<body>")[2]
        status, _, _ = await site.get(f"{INSPECTOR}/_domsync/ws", Upgrade="websocket", Connection="Upgrade")
        assert status in (400, 404)


async def test_other_machines_see_none(caplog: pytest.LogCaptureFixture) -> None:
    from domsync.server.net.request import Request
    from domsync.server.net.responses import HttpResponse

    async with served(wall_app()) as site:
        answer = site.app.hosting.respond(Request(f"{INSPECTOR}/", headers={"host": "localhost"}, peer="10.1.2.3"))
        assert isinstance(answer, HttpResponse)
        assert answer.status == 404
    assert "the inspector is for browsers on this machine, and 10.1.2.3 is not" in caplog.text


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("X-Forwarded-For", "203.0.113.9", 404),
        ("X-Forwarded-For", "127.0.0.1, 203.0.113.9", 404),
        ("X-Forwarded-For", "unknown", 404),
        ("Forwarded", 'for="[2001:db8::1]:80"', 404),
        ("X-Real-IP", "203.0.113.9", 404),
        ("X-Forwarded-For", "127.0.0.1", 200),
        ("Forwarded", "proto=https;for=127.0.0.1", 200),
    ],
)
async def test_who_comes_through_a_tunnel_sees_none(header: str, value: str, status: int) -> None:
    """ngrok and the like connect from this machine, for people anywhere."""
    async with served(wall_app()) as site:
        assert (await site.get(f"{INSPECTOR}/", **{header.replace("-", "_"): value}))[0] == status


def test_hostile_values_are_shown_as_text() -> None:
    with opened(wall_app()) as (page, tool):
        click(tool, "Wall")
        before = tool.locator("*").count()
        page.component.board.notes = list(dict.fromkeys(well_formed(hostile.text) for hostile in corpus.texts(2_000)))
        tool.advance(0.5)
        shown = json.loads(tool.get_by_label("board.notes").value)
        assert shown == list(page.component.board.notes)
        assert tool.locator("script, iframe, [onclick]").count() == 0
        assert tool.locator("*").count() > before
