"""An id that two elements of a page have is advised on in development, once, at the user's line."""

from typing import Any

import pytest

from domsync import App, Component, Shared
from domsync import html as h
from domsync.components import Child
from domsync.session.outbound import DEVELOPMENT
from domsync.testing import render_page
from tests.server.app_support import served


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line is advised on once."""
    monkeypatch.setattr("domsync.components.reconciler.dev_warnings._IDS_AT", set())


class Boxes(Component):
    more: bool = False
    name: str = "box"

    def render(self) -> Child:
        return h.main(
            h.input(id="box", aria={"label": "One"}),
            self.more and h.input(id=self.name, aria={"label": "Two"}),
            h.button("More", on_click=self.add),
        )

    def add(self) -> None:
        self.more = True


class Twice(Component):
    def render(self) -> Child:
        return h.main(
            h.p("one", id="text"),
            h.p("two", id="text"),
        )


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_the_id_and_the_line_are_named(caplog: pytest.LogCaptureFixture) -> None:
    render_page(Twice)
    line = Twice.render.__code__.co_firstlineno + 3
    [text] = told(caplog)
    assert text.startswith(f"{__file__}:{line}: two elements have the id 'text': ")
    assert "unique_id('name')" in text


def test_it_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    page = render_page(Boxes)
    assert told(caplog) == []
    page.get_by_role("button").click()
    assert len(told(caplog)) == 1
    render_page(Boxes(more=True))
    assert len(told(caplog)) == 1


def test_an_id_that_changes_its_element_is_fine(caplog: pytest.LogCaptureFixture) -> None:
    class Moving(Component):
        first: bool = True

        def render(self) -> Child:
            # The second is patched after the first, and the other way round.
            return h.main(
                h.p("one", id="here" if self.first else "there"),
                h.p("two", id="there" if self.first else "here"),
                h.button("Move", on_click=self.move),
            )

        def move(self) -> None:
            self.first = not self.first

    page = render_page(Moving)
    for _ in range(3):
        page.get_by_role("button").click()
    assert told(caplog) == []


def test_it_costs_nothing_in_production(caplog: pytest.LogCaptureFixture) -> None:
    page = render_page(Twice, development=False)
    assert told(caplog) == []
    assert page.document.registry.repeated is None


def test_two_components(caplog: pytest.LogCaptureFixture) -> None:
    class Part(Component):
        def render(self) -> Child:
            return h.p("part", id="part")

    class Whole(Component):
        def render(self) -> Child:
            return h.main(Part(), Part(), [h.b(n, id=f"{n % 2}") for n in range(4)])

    render_page(Whole)
    lines = [
        f"{__file__}:{Whole.render.__code__.co_firstlineno}: two elements have the id '0'",
        f"{__file__}:{Part.render.__code__.co_firstlineno + 1}: two elements have the id 'part'",
    ]
    assert [text.partition(": labels")[0] for text in told(caplog)] == lines


async def test_a_shared_part(caplog: pytest.LogCaptureFixture) -> None:
    async with served(App(Shared(Twice()))) as app, app.visit():
        [text] = [text for text in told(caplog) if "the id" in text]
        assert "two elements have the id 'text'" in text


async def test_its_author_is_told_in_the_page() -> None:
    async with served(App(lambda: Boxes(more=True))) as app, app.visit() as (browser, _):
        told: list[Any] = []

        def is_note(frame: Any) -> bool:
            if frame[0] < 0 and frame[1] == DEVELOPMENT:
                told.append(frame[2])
            return bool(told)

        await browser.until(is_note)
        assert told[0]["kind"] == "note"
        assert "two elements have the id 'box'" in told[0]["title"]
