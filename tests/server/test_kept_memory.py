"""What a visitor can make the server keep: each kind has a bound, and what is kept is counted."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from pydantic import BaseModel, ConfigDict
from websockets.exceptions import ConnectionClosed

from domsync import App, Component, LimitError, Limits, Presence, ServerLimits, Upload, UploadLimits, Visit
from domsync import html as h
from domsync.components.handlers.submission import submitted
from domsync.components.shared_text import log as text_log
from domsync.components.shared_text.log import TextLog, Told
from domsync.server.messages import LONGEST_GROUP, MOST_GROUPS
from domsync.server.net.http1 import HEADERS, BadRequest, parse_head
from domsync.server.pages.visit import served_visit
from domsync.testing import render_page
from tests.server.app_support import served
from tests.server.support import settled


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    age: int


class Owner:
    def __init__(self) -> None:
        self.errors: dict[str, str] = {"another form's": "stays"}

    def refresh(self) -> None:
        """Nothing is rendered here."""


def test_entries_that_no_control_has_sent_leave_one_message() -> None:
    owner: Any = Owner()
    for frame in range(20):
        entries = [("name", "x"), ("age", "?"), *((f"made up {frame} {number}", "x") for number in range(200))]
        assert submitted(Strict, msgspec.json.encode({"form": entries}), owner) is None
    assert sorted(owner.errors) == ["", "age", "another form's"]
    assert "no such field" in owner.errors[""]
    assert submitted(Strict, msgspec.json.encode({"form": [("name", "x"), ("age", "3")]}), owner) is not None
    assert owner.errors == {"another form's": "stays"}


def kept(log: TextLog) -> int:
    """The parts of edits that are kept for clients."""
    return sum(1 + len(edit) for client in log._clients.values() for _, _, edit in client.bridge)


def test_names_of_clients_in_a_shared_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_log, "BRIDGED", 3000)
    monkeypatch.setattr(text_log, "CLIENTS", 100)
    log = TextLog("x" * 100, 100_000, single_line=False)
    for _ in range(50):
        log.edit([100, "y"])
    most = 0
    for number in range(300):
        name = f"made up {number}"
        answer = log.hear(Told(name, r=0), may_edit=True)
        assert answer is not None
        # Its edit is of a time before all the others, so that all of them are kept to fit its next one.
        log.hear(Told(name, e=1, n=1, r=0, edit=["z"]), may_edit=True)
        most = max(most, kept(log))
        assert len(log._clients) <= 100
        assert kept(log) == log._bridged <= 3000
    assert most > 2000, "the bound was reached"


def test_a_client_that_is_too_far_behind_is_given_the_text_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_log, "BRIDGED", 0)
    log = TextLog("", 1000, single_line=False)

    def hear(**told: Any) -> dict[str, Any] | None:
        return log.hear(Told("client one", **told), may_edit=True)

    hear(r=0)
    log.edit(["a"])
    assert hear(e=1, n=1, r=0, edit=["b"]) is None
    answer = hear(e=1, n=2, r=0, edit=["c"])
    assert answer is not None
    assert answer["n"] == 1, "the first edit is in, once"
    assert sorted(answer["text"]) == ["a", "b"]
    assert hear(e=answer["e"], n=2, r=answer["r"], edit=[2, "c"]) is None
    assert sorted(log.units) == ["a", "b", "c"]


def test_headers_of_a_request() -> None:
    def head(count: int) -> bytes:
        return b"GET / HTTP/1.1\r\n" + b"".join(b"x-%d: y\r\n" % number for number in range(count)) + b"\r\n"

    assert len(parse_head(head(HEADERS)).headers) == HEADERS
    with pytest.raises(BadRequest):
        parse_head(head(HEADERS + 1))


async def test_messages_that_nobody_reads_yet() -> None:
    """A browser sends a hundred long messages while its handlers are at work: a few are kept, others wait with it."""
    running = 1
    limits = ServerLimits(session=Limits(running_handlers=running))
    app = App(lambda: h.p("x"), limits=limits)
    release = asyncio.Event()

    @app.on("work")
    async def work(client: Any, text: str = "") -> None:
        await release.wait()

    async with served(app) as site, site.visit() as (browser, _):
        text = "x" * 500_000

        async def flood() -> None:
            with suppress(ConnectionClosed):
                for _ in range(100):
                    await browser.event(0, 0, "work", {"text": text})

        sending = asyncio.ensure_future(flood())
        [connection] = app._visits.connections
        transport: Any = connection._transport
        queue = transport._connection.recv_messages.frames
        await settled(lambda: len(queue) >= 1)
        for _ in range(100):
            await asyncio.sleep(0.001)
            assert sum(len(message.data) for message in queue.queue) <= 2_000_000
        assert not sending.done()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        release.set()


def test_groups_that_a_visitor_names() -> None:
    app = App(lambda: h.p("x"))

    @app.on("join")
    def join(client: Any, name: str) -> None:
        client.add_to_group(name)

    with render_page(app) as page:
        visit = page._driver.visit
        for number in range(MOST_GROUPS):
            page.send_message("join", name=f"room {number}")
        with page.expect_error(LimitError, "groups"):
            page.send_message("join", name="one more")
        page.send_message("join", name="room 7")
        with page.expect_error(ValueError, "up to 200"):
            page.send_message("join", name="x" * (LONGEST_GROUP + 1))
        messages = app._router.messages
        assert len(visit.groups) == len(messages.groups) == MOST_GROUPS
    assert not messages.groups


def test_names_of_a_presence() -> None:
    here = Presence()

    class Room(Component):
        name: str = ""

        def render(self) -> Any:
            return h.input(bind=self.field("name"), on_input=self.renamed)

        def renamed(self) -> None:
            here.join(self, self.name)

    with render_page(Room()) as page:
        for number in range(20):
            page.locator("input").fill(f"{number} " + "x" * 10_000)
            [name] = here.names
            assert len(name) == 200
            assert name.startswith(f"{number} xx")
    assert here.names == []


def test_calls_that_a_browser_does_not_answer() -> None:
    class Asks(Component):
        async def ask(self) -> None:
            await self.use(Visit).call_js("never", timeout=1e6)

        def render(self) -> Any:
            return h.button("ask", on_click=self.ask)

    with render_page(Asks()) as page:
        page.latency(1)
        served = served_visit(page._driver.visit)
        for _ in range(200):
            page.get_by_role("button").click()
        page.advance(60)
        assert 0 < len(served.document.browser_calls) <= Limits().running_handlers
        calls = served.document.browser_calls
    assert len(calls) == 0


def test_files_that_are_announced_and_never_sent() -> None:
    class Box(Component):
        kept: list[Upload] = []

        async def receive(self, upload: Upload) -> None:
            await asyncio.sleep(1e6)

        def render(self) -> Any:
            return h.input(type="file", multiple=True, on_upload=self.receive)

    limits = ServerLimits(uploads=UploadLimits(files=5, total_bytes=1000))
    with render_page(App(Box, limits=limits)) as page:
        uploads = served_visit(page._driver.visit).files.incoming()
        for _ in range(30):
            page.locator("input").upload({f"{number}.txt": b"x" * 100 for number in range(5)})
        assert 0 < len(uploads.incoming) <= 10
    assert not uploads.incoming
