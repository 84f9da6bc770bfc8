"""Pages to which nothing happens sleep, and nobody notices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from pydantic import Field, PrivateAttr

from domsync import App, Component, ServerLimits, State
from domsync import html as h
from domsync.server.pages.visit import served_visit
from domsync.server.sessions.store import MemoryStore, Store
from domsync.testing import Page, render_page

LIMITS = replace(ServerLimits().without_rate_limit(), sleep_seconds=100)


class Board(State):
    text: str = "quiet"


class Cell(Component):
    name: str
    clicks: int = 0

    def render(self) -> Any:
        return h.td(h.button(f"{self.name} {self.clicks}", on_click=self.click), h.input(name="note"))

    def click(self) -> None:
        self.clicks += 1


class Table(Component):
    board: Board
    rows: int = 5
    log: list[str] = []

    def render(self) -> Any:
        return h.main(
            h.p(self.board.text),
            h.table(h.tbody(h.tr([Cell(name=f"c{row}")], key=row) for row in range(self.rows))),
            h.button("More", on_click=self.more),
        )

    def more(self) -> None:
        self.rows += 1
        self.log.append("more")


@pytest.fixture(params=[None, "store"])
def page(request: pytest.FixtureRequest) -> Iterator[tuple[Page, Board]]:
    store: Store | None = None if request.param is None else MemoryStore()
    board = Board()
    with render_page(App(lambda: Table(board=board), limits=LIMITS, store=store)) as page:
        yield page, board


def nodes(page: Page) -> int:
    """How many nodes there are without waking the page."""
    visit: Any = page._driver.visit
    return int(served_visit(visit).document.registry.count)


def test_an_event_wakes_it(page: tuple[Page, Board]) -> None:
    shown, _ = page
    shown.get_by_role("button", name="c3 0").click()
    shown.get_by_role("button", name="More").click()
    shown.locator("[name=note]").nth(2).fill("mine")
    shown.get_by_role("button", name="c2 0").click()
    before, html = nodes(shown), shown.html
    for number in range(1, 4):
        shown.advance(150)
        assert nodes(shown) == 1
        assert shown.html == html
        frames = shown.last.bytes
        shown.get_by_role("button", name=f"c3 {number}").click()
        # The button's text, and nothing else, went to the browser.
        assert len(shown.last.ops) == 1
        assert frames == 0
        assert nodes(shown) == before
        html = shown.html
        assert shown.component.log == ["more"]
        assert shown.document.querySelectorAll("[name=note]")[2].value == "mine"


def test_a_state_that_it_shows_wakes_it(page: tuple[Page, Board]) -> None:
    shown, board = page
    shown.advance(150)
    assert nodes(shown) == 1
    board.text = "loud"
    assert "loud" in shown.text
    assert nodes(shown) > 1


def test_a_new_connection_wakes_it(page: tuple[Page, Board]) -> None:
    shown, _ = page
    shown.get_by_role("button", name="c3 0").click()
    shown.advance(150)
    assert nodes(shown) == 1
    html = shown.html
    shown.reconnect()
    assert shown.html == html
    assert nodes(shown) > 1
    shown.get_by_role("button", name="c3 1").click()
    assert "c3 2" in shown.text


def test_it_is_kept_from_process_to_process_while_it_sleeps() -> None:
    board = Board()
    with render_page(App(lambda: Table(board=board), limits=LIMITS, store=MemoryStore())) as page:
        page.get_by_role("button", name="c3 0").click()
        page.advance(150)
        for crash in (True, False):
            assert nodes(page) == 1
            page.restart(crash=crash)
            assert "c3 1" in page.text
            page.advance(150)
        page.get_by_role("button", name="c3 1").click()
        page.restart(crash=True)
        assert "c3 2" in page.text


class Player(Component):
    looks: int = 0

    def render(self) -> Any:
        return h.main(
            h.video(id="film", src="/film.webm", muted=True),
            h.audio(id="sound", src="/sound.wav"),
            h.div(h.p("long"), id="box", on_scroll=lambda: None),
            h.div("shown", id="shown", popover="manual"),
            h.button("Show", popovertarget="shown"),
            h.button("Look", on_click=self.look),
            h.output(str(self.looks)),
        )

    def look(self) -> None:
        self.looks += 1


@pytest.mark.parametrize("stored", [False, True])
def test_what_the_browser_has_changed_by_itself_sleeps_and_goes_on_with_it(stored: bool) -> None:
    with render_page(App(Player, limits=LIMITS, store=MemoryStore() if stored else None)) as page:
        told = {"film": ("video", {"muted": False, "volume": 0.5, "paused": False, "currentTime": 12.5})}
        told["sound"] = ("audio", {"volume": 1, "playbackRate": 2, "currentTime": 7})
        told["box"] = ("div", {"scrollTop": 500, "scrollLeft": 0})
        browser: Any = page._driver.browser  # type: ignore[attr-defined]
        for name, (tag, properties) in told.items():
            element = next(each for each in browser.root.elements(tag) if each.get("id") == name)
            element.properties.update(properties)
            page.locator(f"#{name}").dispatch("scroll" if tag == "div" else "volumechange")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("button", name="Look").click()

        def known() -> None:
            """The program knows all of it."""
            document: Any = page.document
            for name, (_, properties) in told.items():
                for key, value in properties.items():
                    assert getattr(document.getElementById(name), key) == value
            assert document.querySelectorAll(":popover-open")[0].id == "shown"

        known()
        page.advance(150)
        assert nodes(page) == 1
        page.get_by_role("button", name="Look").click()
        # The number, and nothing else.
        assert len(page.last.ops) == 1
        known()
        if stored:
            # The sound goes on where it is by now, and not where it was when the server heard of it.
            told["sound"][1]["currentTime"] = 90
            browser.root.elements("audio")[0].properties["currentTime"] = 90
            page.restart(crash=True)
            page.advance(1)
            for name, (tag, properties) in told.items():
                element = next(each for each in browser.root.elements(tag) if each.get("id") == name)
                assert element.properties.items() >= properties.items()
            page.locator("#sound").dispatch("seeked")
            page.get_by_role("button", name="Look").click()
            known()


def test_a_page_whose_handler_runs_does_not_sleep() -> None:
    import asyncio

    class Waits(Component):
        text: str = "begun"

        def render(self) -> Any:
            return h.button(self.text, on_click=self.wait)

        async def wait(self) -> None:
            await asyncio.sleep(500)
            self.text = "done"

    with render_page(App(Waits, limits=LIMITS)) as page:
        page.get_by_role("button").click()
        page.advance(300)
        assert nodes(page) > 1
        page.advance(300)
        assert page.text == "done"
        page.advance(200)
        assert nodes(page) == 1


def test_many_fall_asleep_one_after_the_other() -> None:
    app = App(lambda: Table(board=Board()), limits=LIMITS)
    with ExitStack() as stack:
        pages = [stack.enter_context(render_page(app)) for _ in range(20)]
        pages[0].advance(100)
        asleep = [page for page in pages if nodes(page) == 1]
        assert 0 < len(asleep) < 20
        pages[0].advance(1)
        assert all(nodes(page) == 1 for page in pages)


def test_a_very_large_page_stays_awake() -> None:
    class Large(Component):
        def render(self) -> Any:
            return h.div(h.p(h.b(str(number)), h.i("a"), h.i("b")) for number in range(900))

    with render_page(App(Large, limits=LIMITS)) as page:
        page.advance(300)
        assert nodes(page) > 5000


class Shell(Component):
    is_open: bool = False

    def render(self) -> Any:
        return h.div(
            h.link("Home", href="/"),
            h.link("Notes", href="/notes"),
            h.button(f"Menu {self.is_open}", on_click=self.toggle),
            h.main(self.outlet()),
        )

    def toggle(self) -> None:
        self.is_open = not self.is_open


class Notes(Component):
    """A page in a layout that has life-cycle methods, a private attribute, and a field that is not written."""

    count: int = 0
    text: str = ""
    ticked: bool = False
    cache: list[str] = Field(default=[], exclude=True)
    _calls: list[str] = PrivateAttr(default_factory=list)

    def mounted(self) -> None:
        self._calls.append("mounted")

    def unmounted(self) -> None:
        self._calls.append("unmounted")

    def render(self) -> Any:
        return h.section(
            h.p(f"{self.count}, {len(self.cache)}"),
            h.input(bind=self.field("text"), aria={"label": "Text"}),
            h.label("Ticked", h.input(bind=self.field("ticked"), type="checkbox")),
            h.button("Add", on_click=self.add),
            Cell(name="inner"),
        )

    def add(self) -> None:
        self.count += 1
        self.cache.append("x")


def notes(store: Store | None = None) -> App:
    app = App(limits=LIMITS, store=store)
    app.layout("/")(Shell)
    app.page("/")(lambda: h.h1("Welcome"))
    app.page("/notes")(lambda: Notes(count=10))
    return app


def asleep(page: Page) -> bool:
    page.advance(150)
    return nodes(page) == 1


@pytest.mark.parametrize("is_stored", [False, True])
def test_a_page_in_a_layout_sleeps_and_goes_on_as_it_was(is_stored: bool) -> None:
    with render_page(notes(MemoryStore() if is_stored else None), "/notes") as page:
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("button", name="Add").click()
        page.get_by_role("button", name="inner").click()
        page.get_by_label("Text").fill("mine")
        page.get_by_label("Ticked").check()
        html, shown = page.html, page.component
        assert asleep(page)
        assert page.html == html
        page.get_by_role("button", name="Add").click()
        # One text went to the browser, although much was entered.
        assert len(page.last.ops) == 1
        assert "12, 2" in page.text
        assert page.get_by_role("button", name="inner 1").count() == 1
        assert page.component is shown
        assert asleep(page)
        page.get_by_role("button", name="Menu True").click()
        assert len(page.last.ops) == 1
        if is_stored:
            assert asleep(page)
            page.restart(crash=True)
            assert "12, 0" in page.text
            assert page.get_by_role("button", name="inner 1").count() == 1
            assert page.get_by_label("Text").value == "mine"
            assert page.get_by_label("Ticked").checked


def test_ways_to_other_pages_wake_it() -> None:
    with render_page(notes()) as page:
        assert asleep(page)
        page.get_by_role("link", name="Notes").click()
        assert "10, 0" in page.text
        assert asleep(page)
        page.back()
        assert "Welcome" in page.text
        assert asleep(page)
        page.forward()
        assert "10, 0" in page.text


def test_life_goes_on_while_it_sleeps() -> None:
    app = notes()
    with render_page(app, "/notes") as page:
        outlet: Any = served_visit(app.visits[0]).navigation.levels.shown[-1].component  # type: ignore[union-attr]
        assert asleep(page)
        # It is still there, so nobody is told that it has come or gone, and what is assigned to it is shown.
        assert outlet._calls == ["mounted"]
        outlet.count = 5
        assert "5, 0" in page.text
        assert outlet._calls == ["mounted"]
        assert asleep(page)
        page.goto("/")
        assert outlet._calls == ["mounted", "unmounted"]
