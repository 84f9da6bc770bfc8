"""A handler that fails: its user is told, the app is, what it had assigned is taken back, and nothing else ends."""

import asyncio
import re
import sys
from typing import Any

import pytest

from domsync import App, Component
from domsync import html as h
from domsync.components import Child
from domsync.components.handlers.finishing import Finishing
from domsync.dom.events import slow
from domsync.events import ClickEvent
from domsync.server.tasks import Tasks, Timer
from domsync.session.outbound import DEVELOPMENT
from domsync.testing import render_page
from tests.server.app_support import served


class Account(Component):
    balance: int = 10
    note: str = "fine"
    typed: str = ""

    def render(self) -> Child:
        return h.main(
            h.p(f"{self.balance} {self.note} {self.typed}"),
            h.input(bind=self.field("typed"), on_input=self.fail_while_typing, aria={"label": "Typed"}),
            h.button("Now", on_click=self.fail),
            h.button("Later", on_click=self.fail_before_await),
            h.button("Too late", on_click=self.fail_after_await),
            h.button("Exit", on_click=self.leave),
            h.button("Exit later", on_click=self.leave_later),
            h.button("Fine", on_click=self.succeed),
        )

    def fail_while_typing(self) -> None:
        self.note = "half"
        raise ValueError("not this")

    def fail(self) -> None:
        self.balance -= 5
        self.note = "half"
        raise ValueError("no money")

    async def fail_before_await(self) -> None:
        self.balance -= 5
        raise ValueError("no money")

    async def fail_after_await(self) -> None:
        self.balance -= 5
        await asyncio.sleep(0)
        self.note = "half"
        raise ValueError("no money")

    def leave(self) -> None:
        self.balance = 0
        sys.exit(1)

    async def leave_later(self) -> None:
        await asyncio.sleep(0)
        sys.exit(2)

    def succeed(self) -> None:
        self.note = "done"


def heard(app: App) -> list[tuple[type[BaseException], str]]:
    errors: list[tuple[type[BaseException], str]] = []
    app.on_error(lambda error, reference: errors.append((type(error), reference)))
    return errors


@pytest.mark.parametrize(
    ("button", "shown"),
    [("Now", "10 fine"), ("Later", "10 fine"), ("Too late", "5 half")],
)
def test_what_was_assigned_before_the_first_await_is_taken_back(button: str, shown: str) -> None:
    page = render_page(App(Account))
    page.get_by_role("button", name=button, exact=True).click()
    assert page.locator("p").text.strip() == shown
    assert [type(error) for error in page.errors] == [ValueError]
    page.errors.clear()


def test_what_a_bound_control_has_entered_stays() -> None:
    page = render_page(App(Account))
    page.get_by_label("Typed").type("x")
    assert page.locator("p").text == "10 fine x"
    assert page.errors.pop().args == ("not this",)


@pytest.mark.parametrize("development", [True, False])
@pytest.mark.parametrize("button", ["Now", "Later", "Exit", "Exit later"])
def test_the_user_is_told_and_the_app(button: str, development: bool, caplog: pytest.LogCaptureFixture) -> None:
    app = App(Account, development=development)
    errors = heard(app)
    page = render_page(app)
    page.get_by_role("button", name=button, exact=True).click()
    assert len(errors) == 1
    reference = errors[0][1]
    assert f"(reference {reference})" in caplog.text
    assert page.notice.startswith(f"Something went wrong (reference {reference}).")
    assert (__file__ in page.notice) is development
    page.get_by_role("button", name="Fine").click()
    assert page.notice == ""
    assert "done" in page.text
    page.errors.clear()


def test_a_function_that_is_told_and_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    app = App(Account)

    @app.on_error
    def tell(error: BaseException, reference: str) -> None:
        raise RuntimeError("no network")

    page = render_page(app)
    page.get_by_role("button", name="Now").click()
    assert "the function of app.on_error failed" in caplog.text
    assert "10 fine" in page.text
    page.errors.clear()


@pytest.mark.parametrize("raised", [SystemExit, GeneratorExit, ValueError])
async def test_a_timer_goes_on(raised: type[BaseException]) -> None:
    calls: list[int] = []
    errors: list[BaseException] = []
    done = asyncio.Event()

    def tick() -> None:
        calls.append(1)
        if len(calls) == 3:
            done.set()
        raise raised

    tasks = Tasks(lambda error, where: errors.append(error))
    tasks.start(Timer(tick, 0.001).run(lambda error, where: errors.append(error)), "a timer")
    await done.wait()
    await asyncio.sleep(0)
    tasks.cancel()
    assert {type(error) for error in errors} == {raised}


async def test_system_exit_in_a_task_is_an_error_like_others() -> None:
    async def leave() -> None:
        sys.exit(3)

    with pytest.raises(RuntimeError, match=re.escape("SystemExit(3)")):
        await asyncio.get_running_loop().create_task(Finishing(leave()))
    errors: list[BaseException] = []
    tasks = Tasks(lambda error, where: errors.append(error))
    tasks.start(leave(), "a task")
    await tasks.wait(1)
    assert [type(error) for error in errors] == [RuntimeError]


class Slow(Component):
    seconds: float = 0.25

    def render(self) -> Child:
        return h.main(h.button("work", on_click=self.work), h.a("at", on_click=self.at))

    def work(self) -> None:
        MOVE[0] += self.seconds

    def at(self, event: ClickEvent) -> None:
        """Nothing is done with it."""


#: What the clock of `slow` says.
MOVE = [5000.0]


@pytest.fixture
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "clock", lambda: MOVE[0])
    monkeypatch.setattr(slow, "SLOW_SECONDS", 0.1)


@pytest.mark.usefixtures("_clock")
@pytest.mark.parametrize("development", [True, False])
async def test_what_is_slow_or_refused_is_shown_in_development(development: bool) -> None:
    async with served(App(Slow, development=development)) as site, site.visit() as (browser, _):
        [visit] = site.app._visits
        document: Any = visit.document
        button, link = (document.querySelector(name).node_id for name in ("button", "a"))
        told = []

        async def until_handled(n: int) -> None:
            def is_last(frame: list[Any]) -> bool:
                if frame[:2] == [-1, DEVELOPMENT]:
                    told.append(frame[2])
                return bool(frame[0] < 0 and frame[1] in (2, 4) and frame[2] == n)

            await browser.until(is_last)

        await until_handled(await browser.event(0, button, "click"))
        await until_handled(await browser.event(0, link, "click", {"clientX": "x"}))
        await until_handled(await browser.event(0, 0, "no_such_message", {}))
        await until_handled(await browser.event(0, button, "click"))
        if not development:
            assert told == []
            return
        assert [one["kind"] for one in told] == ["note", "note", "note"]
        assert "Slow.work held the event loop up for 0.25 s" in told[0]["title"]
        assert "was refused: " in told[1]["title"]
        assert told[1]["event"].startswith("click ")
        assert told[2]["title"] == "the message 'no_such_message' was refused: there is no handler for it"
