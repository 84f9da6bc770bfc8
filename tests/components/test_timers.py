"""Methods that are called later: in order, also while the page sleeps and when another process goes on with it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync import App, Component, MemoryStore, ServerLimits, call_later, cancel_later
from domsync import html as h
from domsync.components import NotMountedError
from domsync.server.pages.visit import served_visit
from domsync.testing import Page, render_page

LIMITS = replace(ServerLimits().without_rate_limit(), sleep_seconds=10)


class Offer(Component):
    """A minute, from when it is there; a click begins another one."""

    state: str = "open"
    calls: list[str] = []

    def mounted(self) -> None:
        call_later(60, self.end)

    def end(self) -> None:
        self.calls.append("end")
        self.state = "over"

    def again(self) -> None:
        self.state = "open"
        call_later(60, self.end)

    def render(self) -> Any:
        return h.div(
            h.p(f"{self.state} {len(self.calls)}"),
            h.button("again", on_click=self.again),
            h.button("stop", on_click=lambda: cancel_later(self.end)),
        )


def app(page: type[Component] = Offer, *, sleeps: bool = False) -> App:
    return App(page, store=MemoryStore(), limits=LIMITS if sleeps else replace(LIMITS, sleep_seconds=None))


def is_asleep(page: Page) -> bool:
    visit: Any = page._driver.visit
    return served_visit(visit).is_asleep


def test_it_is_called_once_when_its_time_has_come() -> None:
    with render_page(Offer()) as page:
        page.advance(59)
        assert "open 0" in page.text
        page.advance(2)
        assert "over 1" in page.text
        page.advance(200)
        assert "over 1" in page.text


def test_a_generator_is_reported() -> None:
    class Steps(Component):
        def mounted(self) -> None:
            call_later(1, self.go)

        def go(self) -> Any:
            yield

        def render(self) -> Any:
            return "steps"

    with (
        render_page(Steps()) as page,
        page.expect_error(TypeError, match="go is a generator, so nothing in it has run"),
    ):
        page.advance(2)


def test_to_set_it_again_begins_to_count_anew_and_to_cancel_it_ends_it() -> None:
    with render_page(Offer()) as page:
        page.advance(50)
        page.get_by_role("button", name="again").click()
        page.advance(50)
        assert "open 0" in page.text
        page.advance(11)
        assert "over 1" in page.text
        page.get_by_role("button", name="again").click()
        page.get_by_role("button", name="stop").click()
        page.get_by_role("button", name="stop").click()
        page.advance(200)
        assert "open 1" in page.text


@pytest.mark.parametrize("crash", [True, False])
@pytest.mark.parametrize("sleeps", [True, False])
def test_another_process_goes_on_with_what_is_left(crash: bool, sleeps: bool) -> None:
    with render_page(app(sleeps=sleeps)) as page:
        for _ in range(2):
            page.advance(20)
            assert is_asleep(page) is sleeps
            page.restart(crash=crash)
        page.advance(19)
        assert "open 0" in page.text
        page.advance(2)
        assert "over 1" in page.text
        # Neither does `mounted` begin another minute there.
        page.advance(20)
        page.restart(crash=crash)
        page.advance(200)
        assert "over 1" in page.text
        page.get_by_role("button", name="again").click()
        page.advance(61)
        assert "over 2" in page.text


def test_a_cancelled_one_stays_so_in_another_process() -> None:
    with render_page(app()) as page:
        page.get_by_role("button", name="stop").click()
        page.restart(crash=True)
        page.advance(200)
        assert "open 0" in page.text


def test_what_is_due_wakes_the_page() -> None:
    with render_page(app(sleeps=True)) as page:
        for count in range(1, 4):
            page.advance(30)
            assert is_asleep(page)
            page.advance(31)
            assert f"over {count}" in page.text
            page.get_by_role("button", name="again").click()


class Row(Component):
    name: str
    state: str = "new"

    def begin(self) -> None:
        call_later(40, self.end)
        self.state = "begun"

    def end(self) -> None:
        self.state = "done"

    def render(self) -> Any:
        return h.li(h.button(f"{self.name} {self.state}", on_click=self.begin))


class Rows(Component):
    names: list[str] = ["a", "b", "c"]

    def render(self) -> Any:
        return h.div(h.ul(Row(name=name, key=name) for name in self.names), h.button("less", on_click=self.less))

    def less(self) -> None:
        del self.names[0]


@pytest.mark.parametrize("crash", [None, True, False])
def test_those_of_inner_components(crash: bool | None) -> None:
    with render_page(app(Rows, sleeps=True)) as page:
        page.get_by_role("button", name="b new").click()
        page.advance(20)
        page.get_by_role("button", name="c new").click()
        page.advance(15)
        assert is_asleep(page)
        if crash is not None:
            page.restart(crash=crash)
        page.advance(6)
        assert [row.text for row in page.get_by_role("listitem")] == ["a new", "b done", "c begun"]
        page.advance(15)
        assert is_asleep(page)
        page.advance(5)
        assert [row.text for row in page.get_by_role("listitem")] == ["a new", "b done", "c done"]


def test_it_ends_with_its_component() -> None:
    ends = []

    class Told(Row):
        def end(self) -> None:
            ends.append(self.name)

    class List(Rows):
        def render(self) -> Any:
            shown = h.ul(Told(name=name, key=name) for name in self.names)
            return h.div(shown, h.button("less", on_click=self.less))

    with render_page(List()) as page:
        page.get_by_role("button", name="a new").click()
        page.get_by_role("button", name="b new").click()
        page.get_by_role("button", name="less").click()
        page.advance(100)
    assert ends == ["b"]


def test_methods_that_call_themselves_again() -> None:
    class Clock(Component):
        seconds: int = 0

        def mounted(self) -> None:
            call_later(1, self.tick)

        async def tick(self) -> None:
            call_later(1, self.tick)
            await asyncio.sleep(0.1)
            self.seconds += 1

        def render(self) -> Any:
            return str(self.seconds)

    with render_page(app(Clock)) as page:
        page.advance(10.5)
        assert page.text == "10"
        page.restart()
        page.advance(10)
        assert page.text == "20"


def test_an_async_mounted_that_goes_on_sets_nothing_anew() -> None:
    class Late(Offer):
        async def mounted(self) -> None:  # type: ignore[override]
            await asyncio.sleep(5)
            call_later(60, self.end)

    with render_page(app(Late)) as page:
        page.advance(45)
        page.restart()
        page.advance(21)
        assert "over 1" in page.text
        page.get_by_role("button", name="again").click()
        page.advance(61)
        assert "over 2" in page.text


def test_a_duplicate_goes_on_counting() -> None:
    with render_page(app()) as page:
        page.advance(40)
        with page.duplicate() as copy:
            page.advance(21)
            assert "over 1" in page.text
            assert "over 1" in copy.text


def test_one_that_fails_is_told_as_a_handler_is() -> None:
    class Fails(Offer):
        def end(self) -> None:
            raise ValueError("no")

    with render_page(app(Fails)) as page, page.expect_error(ValueError, "no"):
        page.advance(61)


async def test_a_new_version_without_the_method_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    store = MemoryStore()

    class Version(Offer):
        pass

    with render_page(App(Version, store=store)) as page:
        page.advance(10)
        Version.end = None  # type: ignore[assignment,method-assign]
        Version.mounted = lambda self: None  # type: ignore[method-assign]
        page.restart()
        page.advance(100)
        assert "open 0" in page.text


def test_what_is_none() -> None:
    offer = Offer()
    with pytest.raises(NotMountedError, match="call_later"):
        call_later(1, offer.end)
    cancel_later(offer.end)
    for wrong in (len, lambda: None, "end".upper):
        with pytest.raises(TypeError, match="not a method of a component"):
            call_later(1, wrong)  # type: ignore[arg-type]
    for seconds in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="seconds"):
            call_later(seconds, offer.end)


def test_another_thread_is_refused() -> None:
    raised: list[BaseException] = []

    class Threads(Offer):
        def mounted(self) -> None:
            def work() -> None:
                try:
                    call_later(1, self.end)
                except RuntimeError as error:
                    raised.append(error)

            thread = threading.Thread(target=work)
            thread.start()
            thread.join()

        def render(self) -> Any:
            return ""

    with render_page(Threads()) as page:
        page.advance(5)
    assert len(raised) == 1


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["wait", "again", "stop", "restart", "crash"]), max_size=12))
def test_whatever_happens_it_is_called_when_a_clock_says_so(steps: list[str]) -> None:
    with render_page(app()) as page:
        now, due, calls = 0.0, 60.0, 0
        for step in steps:
            if step in ("restart", "crash"):
                page.restart(crash=step == "crash")
            elif step == "wait":
                page.advance(25)
                now += 25
                if now > due:
                    due, calls = float("inf"), calls + 1
            else:
                page.get_by_role("button", name=step).click()
                due = now + 60 if step == "again" else float("inf")
            assert f" {calls}" in page.text
