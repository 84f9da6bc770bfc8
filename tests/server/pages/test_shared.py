"""Shared parts of pages, over real sockets: the same bytes for all, late joiners, events and who sent them."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.frames import Frame, Opcode

from domsync import App, Component, Shared, Visit, events, run_in_thread, sender
from domsync import html as h
from domsync.server.limits import ServerLimits
from domsync.server.net import transport
from domsync.server.pages.shared_documents import NoSenderError, SharedDocuments
from domsync.server.pages.visit import served_visit
from domsync.session import Limits
from tests.server.app_support import Served, served
from tests.server.support import Browser, settled


class Counter(Component):
    count: int = 0
    by: list[str] = []

    def render(self) -> Any:
        return h.button(self.count, on_click=self.add)

    def add(self) -> None:
        self.count += 1
        self.by.append(sender().id)


async def frame_of(browser: Browser, document: int, wanted: str = "") -> Any:
    """The next frame of a document, with a text in it."""
    return await browser.until(lambda frame: frame[0] == document and wanted in json.dumps(frame[3]))


def number_of(html: str) -> int:
    """The number of the document that the page's first frame mounts."""
    start = html.index("[15,")
    return int(html[start:].partition("]")[0].split(",")[2])


def button_of(snapshot: Any) -> int:
    """The first node that a snapshot inserts."""
    assert snapshot[3][0] == [16], snapshot
    (insert,) = [op for op in snapshot[3] if op[0] == 1]
    ids = insert[3]
    return int(ids if isinstance(ids, int) else ids[0])


async def test_what_all_see_is_made_once() -> None:
    board = Shared(Counter, class_="board")
    renders: list[str] = []

    class Page(Component):
        def render(self) -> Any:
            renders.append("page")
            return h.main(h.h1("Board"), board)

    async with served(App(Page)) as app, app.visit() as (one, html), app.visit() as (two, other):
        number = number_of(html)
        assert number_of(other) == number
        assert '<div class="board"><!--#--><button>0</button></div>' in html
        first, second = await frame_of(one, number), await frame_of(two, number)
        assert first == second
        n = await one.event(number, button_of(first), "click")
        # The frame carries no acknowledgement, because it is the same for all: that comes right before it.
        assert await one.receive() == [-1, 2, n]
        changed = await one.receive()
        assert changed == await two.receive()
        assert changed[:3] == [number, first[1] + 1, 0]
        assert changed[3][0][-1] == "1"
        assert board.component.count == 1
        assert len(renders) == 2


async def test_also_the_websocket_frame_around_it_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []

    def frame(opcode: Opcode, data: bytes) -> Frame:
        made.append(data)
        return Frame(opcode, data)

    board = Shared(Counter)
    async with served(App(board)) as app, AsyncExitStack() as stack:
        visits = [await stack.enter_async_context(app.visit()) for _ in range(5)]
        number = number_of(visits[0][1])
        for browser, _ in visits:
            await frame_of(browser, number)
        monkeypatch.setattr(transport, "Frame", frame)
        board.component.count = 7
        seen = [await frame_of(browser, number, '"7"') for browser, _ in visits]
        assert [json.loads(data) for data in made] == [seen[0]]
        assert all(each == seen[0] for each in seen)


async def test_a_handler_knows_who_sent_the_event() -> None:
    board = Shared(Counter)
    app = App(lambda: h.div(board))
    async with served(app) as server, server.visit() as (one, html), server.visit() as (two, _):
        number = number_of(html)
        node = button_of(await frame_of(one, number))
        first, second = app.visits
        await two.acknowledged(await two.event(number, node, "click"))
        await one.acknowledged(await one.event(number, node, "click"))
        assert board.component.by == [second.id, first.id]
    with pytest.raises(NoSenderError, match="only be called in event handlers"):
        sender()


async def test_an_async_handler_knows_it_too_and_goes_on_when_the_visitor_leaves() -> None:
    gate = asyncio.Event()
    seen: list[Visit] = []

    class Slow(Component):
        state: str = "waiting"

        def render(self) -> Any:
            return h.button(self.state, on_click=self.work)

        async def work(self) -> None:
            self.state = "working"
            await gate.wait()
            seen.append(sender())
            self.state = "done"

    part = Shared(Slow)
    app = App(part)
    async with served(app) as server, server.visit() as (one, html):
        number = number_of(html)
        async with server.visit() as (two, _):
            node = button_of(await frame_of(two, number))
            await two.event(number, node, "click")
            await frame_of(one, number, "working")
            visit = app.visits[1]
        served_visit(visit).end()
        gate.set()
        await frame_of(one, number, "done")
        assert seen == [visit]


async def test_handlers_of_a_private_part_know_it_as_well() -> None:
    seen: list[Visit] = []
    app = App(lambda: h.button("x", on_click=lambda: seen.append(sender())))
    async with served(app) as server, server.visit() as (one, _):
        await one.acknowledged(await one.event(0, 4, "click"))
        assert seen == app.visits


async def test_who_comes_late_gets_the_present_state_and_then_the_same_frames() -> None:
    board = Shared(Counter)
    async with served(App(board)) as app, app.visit() as (one, html):
        number = number_of(html)
        node = button_of(await frame_of(one, number))
        for _ in range(3):
            await one.acknowledged(await one.event(number, node, "click"))
        async with app.visit() as (late, _):
            snapshot = await frame_of(late, number)
            assert '"3"' in json.dumps(snapshot)
            await one.event(number, node, "click")
            last = await frame_of(late, number)
            assert last[1] == snapshot[1] + 1
            assert await frame_of(one, number, '"4"') == last


async def test_a_private_and_a_shared_part_change_in_one_turn() -> None:
    board = Shared(lambda: h.p(len(texts)))
    texts: list[str] = []

    class Page(Component):
        draft: str = ""

        def render(self) -> Any:
            return h.form(h.input(bind=self.field("draft")), board, h.b(self.draft or "empty"), on_submit=self.send)

        def send(self) -> None:
            texts.append(self.draft)
            board.component.refresh()
            self.draft = ""

    async with served(App(Page)) as app, app.visit() as (one, html), app.visit() as (two, _):
        number = number_of(html)
        await frame_of(one, number)
        await one.acknowledged(await one.event(0, 5, "input", {"value": "hello"}))
        await one.event(0, 4, "submit")
        assert (await frame_of(one, 0, "empty"))[2] == 2
        assert '"1"' in json.dumps(await frame_of(one, number))
        assert '"1"' in json.dumps(await frame_of(two, number, '"1"'))


async def test_a_whole_page_can_be_shared() -> None:
    app = App()
    app.page("/a")(Shared(Counter, tag="main"))
    app.page("/b", shared=True)(Counter)
    made: list[Counter] = []

    @app.page("/c", shared=True)
    def page() -> Counter:
        made.append(Counter(count=7))
        return made[-1]

    async with served(app) as server:
        for path, tag, count in (("/a", "main", 0), ("/b", "div", 0), ("/c", "div", 7)):
            async with server.visit(path) as (one, html), server.visit(path) as (two, _):
                assert f"<{tag}><!--#--><button>{count}</button></{tag}>" in html
                number = number_of(html)
                node = button_of(await frame_of(one, number))
                await frame_of(two, number)
                await two.event(number, node, "click")
                assert f'"{count + 1}"' in json.dumps(await frame_of(one, number))
        assert len(made) == 1


def test_a_shared_page_has_no_parameters() -> None:
    with pytest.raises(TypeError, match=r"Shared\(Counter\) is the same for all visitors"):
        App().page("/{name}", shared=True)(Counter)


async def test_it_ends_with_the_app_and_begins_anew_with_the_next() -> None:
    log: list[str] = []

    class Clock(Component):
        ticks: int = 0

        def render(self) -> Any:
            return h.p(self.ticks)

        async def mounted(self) -> None:
            log.append("mounted")
            try:
                while True:
                    await asyncio.sleep(0.01)
                    self.ticks += 1
            finally:
                log.append("cancelled")

        def unmounted(self) -> None:
            log.append("unmounted")

    part = Shared(Clock)
    app = App(part)
    numbers = []
    for turn in (1, 2):
        async with served(app) as server:
            for _ in range(2):
                async with server.visit() as (one, html):
                    numbers.append(number_of(html))
                    await frame_of(one, numbers[-1])
                    await frame_of(one, numbers[-1])
            assert log == ["mounted"]
        await asyncio.sleep(0)
        assert sorted(log) == ["cancelled", "mounted", "unmounted"], turn
        log.clear()
        assert part.document is None
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


async def test_two_apps_can_serve_one_part() -> None:
    board = Shared(Counter)
    async with served(App(board)) as first, first.visit() as (one, html):
        number = number_of(html)
        node = button_of(await frame_of(one, number))
        async with served(App(board)) as second, second.visit() as (two, other):
            assert number_of(other) == number
            await frame_of(two, number)
            await one.event(number, node, "click")
            await frame_of(two, number, '"1"')
        await one.event(number, node, "click")
        await frame_of(one, number, '"2"')


async def test_threads_change_it_too() -> None:
    board = Shared(Counter)
    async with served(App(board)) as app, app.visit() as (one, html):
        number = number_of(html)
        await frame_of(one, number)
        await run_in_thread(setattr, board.component, "count", 3)
        assert await frame_of(one, number, '"3"')


def test_what_an_app_that_was_never_closed_has_left_is_replaced() -> None:
    board = Shared(Counter)

    async def begin() -> tuple[int, str]:
        log = SharedDocuments(ServerLimits(), development=True).log(board)
        assert SharedDocuments(ServerLimits(), development=True).log(board) is log
        board.component.count += 1
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return log.number, log.document.body.innerHTML

    first, second = asyncio.run(begin()), asyncio.run(begin())
    assert first[0] < second[0]
    assert (first[1], second[1]) == ("<button>1</button>", "<button>2</button>")


async def test_a_task_can_change_it_without_a_component() -> None:
    board: Shared[Component] = Shared(lambda: h.div("x"))
    async with served(App(board)) as app, app.visit() as (one, html):
        number = number_of(html)
        await frame_of(one, number)
        assert board.document is not None
        board.document.body.append("by hand")
        assert await frame_of(one, number, "by hand")


async def test_it_is_hidden_and_shown_and_moved() -> None:
    board = Shared(Counter)
    other: Shared[Component] = Shared(lambda: h.b("other"))

    class Page(Component):
        what: int = 0

        def render(self) -> Any:
            steps: list[Any] = [board, other, h.section(board), [other, board], None]
            return h.div(h.button("next", on_click=self.next), h.div(steps[self.what]))

        def next(self) -> None:
            self.what += 1

    app = App(Page)
    async with served(app) as server, server.visit() as (one, html):
        number = number_of(html)
        node = button_of(await frame_of(one, number))
        (visit,) = app.visits

        async def next_shown() -> Any:
            await one.event(0, 5, "click")
            return await frame_of(one, 0)

        mounted = (await next_shown())[3][-1]
        assert mounted[0] == 15
        assert mounted[2] != number
        assert len(served_visit(visit).protocol._cursors) == 2
        await frame_of(one, mounted[2], "other")
        assert (await next_shown())[3][-1][2] == number
        assert button_of(await frame_of(one, number)) == node
        assert {op[2] for op in (await next_shown())[3] if op[0] == 15} == {number, mounted[2]}
        await frame_of(one, mounted[2], "other")
        await frame_of(one, number)
        await next_shown()
        assert list(served_visit(visit).protocol._cursors) == [0]
        assert board.part.log.cursors == set()
        # Nobody sees it, so that nothing is encoded for it; it is as it would be.
        board.component.count = 9
        await settled(lambda: board.part.log.seq >= 2)
        assert not board.part.log._frames


async def test_in_two_places_of_a_page_only_the_first_shows_it(caplog: pytest.LogCaptureFixture) -> None:
    board = Shared(Counter)
    async with served(App(lambda: h.div(board, h.hr(), board))) as app, app.visit() as (one, html):
        assert html.count("[15,") == 1
        await frame_of(one, number_of(html))
    assert "Shared(Counter) is on this page already" in caplog.text


async def test_one_in_another_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    inner = Shared(Counter)
    async with served(App(Shared(lambda: h.div("around", inner)))) as app, app.visit() as (one, html):
        assert "around" in json.dumps(await frame_of(one, number_of(html)))
    assert "Shared(Counter) is in another shared part" in caplog.text


async def test_a_failing_handler_is_reported_and_a_payload_that_does_not_fit_refused(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Wrong(Component):
        def render(self) -> Any:
            return h.div(
                h.button("x", on_click=self.fail), h.button("y", on_click=self.fail_later), h.input(on_input=self.typed)
            )

        def fail(self) -> None:
            raise ValueError("at once")

        async def fail_later(self) -> None:
            await asyncio.sleep(0)
            raise ValueError("later")

        def typed(self, event: events.InputEvent) -> None:
            raise AssertionError(event)

    async with served(App(Shared(Wrong))) as app, app.visit() as (one, html):
        number = number_of(html)
        div = button_of(await frame_of(one, number))
        await one.acknowledged(await one.event(number, div + 1, "click"))
        await one.acknowledged(await one.event(number, div + 3, "click"))
        await settled(lambda: "later" in caplog.text)
        assert "at once" in caplog.text
        n = await one.event(number, div + 5, "input", {"value": "", "more": 7})
        refused = await one.until(lambda frame: frame[:2] == [-1, 4])
        assert refused[2] == n


async def test_its_waiting_handlers_count_as_those_of_the_visitor_who_started_them() -> None:
    class Slow(Component):
        started: int = 0

        def render(self) -> Any:
            return h.button(self.started, on_click=self.work)

        async def work(self) -> None:
            self.started += 1
            await asyncio.sleep(60)

    part = Shared(Slow)
    limits = ServerLimits(session=Limits(running_handlers=3))
    async with served(App(part, limits=limits)) as app, app.visit() as (one, html), app.visit() as (two, _):
        number = number_of(html)
        node = button_of(await frame_of(one, number))
        for _ in range(6):
            await one.event(number, node, "click")
        await frame_of(two, number, '"3"')
        await asyncio.sleep(0.05)
        assert part.component.started == 3
        await two.event(number, node, "click")
        await frame_of(two, number, '"4"')


async def test_a_slow_viewer_holds_up_nobody_and_ends_up_right() -> None:
    class Big(Component):
        text: str = ""

        def render(self) -> Any:
            return h.p(self.text)

    part = Shared(Big)
    async with served(App(part)) as app, app.visit() as (one, html), app.visit() as (slow, _):
        number = number_of(html)
        await frame_of(one, number)
        # It reads nothing more from here on.
        slow.socket.transport.pause_reading()
        for turn in range(300):
            part.component.text = f"{turn}:" + "x" * 20_000
            await frame_of(one, number, f'"{turn}:')
        # Neither the frames that are kept for it add up, nor those that wait in its connection.
        assert part.part.log._frames_bytes <= 256 * 1024
        assert max(each._transport.unsent for each in app.app._visits.connections) <= 256 * 1024
        slow.socket.transport.resume_reading()
        await frame_of(slow, number, '"299:')


async def test_a_broken_connection_goes_on_where_it_broke() -> None:
    board = Shared(Counter)
    app = App(board)
    async with served(app) as server, server.visit() as (one, html):
        number = number_of(html)
        snapshot = await frame_of(one, number)
        node = button_of(snapshot)
        (visit,) = app.visits
        token = served_visit(visit).protocol.token
        await one.socket.close()
        await settled(lambda: not visit.connected)
        board.component.count = 5
        await settled(lambda: board.part.log.seq > snapshot[1])
        async with reconnected(server) as again:
            await again.hello(token=token, seen=[[0, 1], [number, snapshot[1]]])
            frame = await frame_of(again, number)
            assert frame[1] == snapshot[1] + 1
            assert node


def reconnected(server: Served) -> Any:
    from tests.server.support import browser

    return browser(server)  # type: ignore[arg-type]
