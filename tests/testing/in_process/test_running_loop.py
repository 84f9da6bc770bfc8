"""A page under test works where an event loop is running already: in an async test, in a notebook."""

import asyncio
from typing import Any

import pytest

from domsync import App, Child, Component, Document
from domsync import html as h
from domsync.components import mount
from domsync.testing import render_page


class Slow(Component):
    count: int = 0

    def render(self) -> Child:
        return h.button(f"Clicked {self.count}", on_click=self.click)

    async def click(self) -> None:
        await asyncio.sleep(2)
        self.count += 1


@pytest.mark.parametrize("kind", ["component", "app", "document"])
async def test_its_own_loop_runs_beside_the_one_that_runs(kind: str) -> None:
    component, document = Slow(), Document()
    if kind == "document":
        mount(component, document.body)
    outer, task = asyncio.get_running_loop(), asyncio.current_task()
    kinds: dict[str, Any] = {"component": component, "app": App(lambda: component), "document": document}
    page = render_page(kinds[kind])
    page.get_by_role("button").click()
    page.advance(3)
    assert page.text == "Clicked 1"
    component.count = 5
    assert page.text == "Clicked 5"
    assert (asyncio.get_running_loop(), asyncio.current_task()) == (outer, task)
    await asyncio.sleep(0)
    page.close()
    await asyncio.to_thread(lambda: None)


class Inward(Component):
    def render(self) -> Child:
        return h.button("In", on_click=lambda: render_page(Slow))


def test_a_handler_cannot_use_a_page_that_would_wait_for_it() -> None:
    page = render_page(Inward)
    with page.expect_error(RuntimeError, "it would wait for itself"):
        page.get_by_role("button").click()
