"""What a visit shows the components and handlers that it is given to, and what is left of it afterwards."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from domsync import App, Child, ClientGone, Component, Visit
from domsync import html as h
from domsync.components.reconciler.scheduler import Scheduler
from domsync.dom.document.document import Document
from domsync.server.limits import ServerLimits
from domsync.server.net.request import Request
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.visit import served_visit
from domsync.testing import render_page

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "messages.md"
PUBLIC = [
    "add_to_group",
    "browser",
    "call_js",
    "connected",
    "data",
    "document",
    "download",
    "eval_js",
    "groups",
    "id",
    "navigate",
    "notice",
    "remove_from_group",
    "request",
    "send",
    "session",
    "sign_in",
    "sign_out",
    "url",
    "user",
]


def test_a_visit_shows_what_is_its_users_and_no_more() -> None:
    assert sorted(name for name in dir(Visit) if not name.startswith("_")) == PUBLIC


def test_the_reference_names_all_of_it() -> None:
    named = re.findall(r"`(?:await )?(?:client|visit)\.(\w+)", REFERENCE.read_text(encoding="utf-8"))
    assert sorted(set(named)) == PUBLIC


def test_a_visit_that_has_ended_can_still_be_asked_and_sends_nothing() -> None:
    ended: list[ServedVisit] = []
    served = ServedVisit(Document(scripts=False), Request("/"), ServerLimits(), development=False, ended=ended.append)
    visit = served.visit
    assert served_visit(visit) is served
    served.end()
    served.end()
    assert ended == [served]
    assert not hasattr(served, "visit"), "the two would keep each other in memory"
    assert visit.id == served.id
    assert not visit.connected
    visit.send("told", text="x")
    with pytest.raises(ClientGone):
        visit.call_js("ask").send(None)


class Shown(Component):
    def render(self) -> Child:
        return h.button("Tell", on_click=self.tell)

    def tell(self) -> None:
        self.use(Visit).notice("Done")


def test_a_component_is_given_the_visit_and_not_the_servers_side_of_it() -> None:
    page = render_page(Shown())
    visit = page.component.use(Visit)
    assert type(visit) is Visit
    page.locator("button").click()
    assert served_visit(visit).document is page.document


class Slow(Component):
    """Says something when its browser may be away."""

    early: str = ""

    def render(self) -> Child:
        return h.div(h.button("Save", on_click=self.save), h.button("Pay", on_click=self.pay))

    def mounted(self) -> None:
        if self.early == "notice":
            self.use(Visit).notice("Welcome")
        elif self.early:
            self.use(Visit).navigate(self.early)

    async def save(self) -> None:
        await asyncio.sleep(2)
        self.use(Visit).notice("Saved")

    async def pay(self) -> None:
        await asyncio.sleep(2)
        self.use(Visit).navigate("https://example.org/pay")


def test_a_browser_that_is_away_is_told_later() -> None:
    with render_page(App(Slow)) as page:
        for label in ("Save", "Pay"):
            page.get_by_text(label).click()
            page.disconnect()
            page.advance(5)
            page.reconnect()
            page.advance(1)
            assert page.notice == "Saved"
        assert page.url == "https://example.org/pay"


def test_a_browser_that_is_not_there_yet_is_told_later() -> None:
    with render_page(App(lambda: Slow(early="notice"))) as page:
        assert page.notice == "Welcome"
    with render_page(App(lambda: Slow(early="https://example.org/pay"))) as page:
        assert page.url == "https://example.org/pay"


def test_what_was_the_servers_part_has_its_old_name_for_one_release() -> None:
    visit = render_page(Shown()).component.use(Visit)
    with pytest.warns(DeprecationWarning, match=r"Visit\.scheduler is the server's"):
        assert visit.scheduler is served_visit(visit).scheduler
    with pytest.raises(AttributeError, match="no attribute 'attic'"):
        visit.attic  # noqa: B018


def test_an_event_is_flushed_and_pushed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counter(Component):
        count: int = 0

        def render(self) -> Any:
            return h.button(self.count, on_click=self.increment)

        def increment(self) -> None:
            self.count += 1

    called: list[str] = []

    def counted(kind: type, name: str) -> None:
        inner = getattr(kind, name)

        def count(*args: Any, **given: Any) -> Any:
            called.append(name)
            return inner(*args, **given)

        monkeypatch.setattr(kind, name, count)

    counted(Scheduler, "flush")
    counted(Scheduler, "_flush_soon")
    counted(ServedVisit, "send_changes")
    counted(ServedVisit, "_push_changes")
    with render_page(Counter()) as page:
        called.clear()
        page.get_by_role("button").click()
        assert page.text == "1"
        assert called == ["flush", "send_changes"]
        # What no event does is flushed in the next turn of the event loop.
        called.clear()
        page.component.count = 7
        page.settle()
        assert page.text == "7"
        assert "_flush_soon" in called
