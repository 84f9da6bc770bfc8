"""Widgets on a page that is kept in a store: what the user has made of them is there after a restart."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from pydantic import BaseModel

from domsync import App, Component, MemoryStore
from domsync import html as h
from domsync import widgets as w
from domsync.testing import Page, render_page


class Row(BaseModel):
    id: int
    n: int


ROWS = [Row(id=number, n=9 - number) for number in range(4)]


class Widgets(Component):
    customer: int | None = None
    title: str = "Plan"
    kinds: list[str] = []

    def render(self) -> Any:
        return h.main(
            w.tree({"src": {"a.py": None}}, label="Files", on_select=print),
            w.json_view({"a": {"b": 1}}),
            w.table(ROWS, label="Rows", select="multiple", on_select=self.choose, details=lambda row: f"Row {row.id}"),
            w.combobox("Customer", self.load, bind=self.field("customer")),
            w.editable(self.title, label="Title", on_change=print),
            w.form(Row, print),
        )

    def choose(self, rows: list[Any]) -> None:
        self.kinds = [type(row).__name__ for row in rows]

    async def load(self, text: str) -> list[tuple[int, str]]:
        return [(7, "Ada"), (8, "Grace")]


def opened(kind: Any) -> Page:
    return render_page(App(kind, store=MemoryStore()))


def test_what_was_opened_chosen_sorted_and_entered(caplog: pytest.LogCaptureFixture) -> None:
    page = opened(Widgets)
    for name in ("src", "a: "):
        item = page.get_by_role("treeitem", name=name)
        item.focus()
        item.press("ArrowRight")
    page.get_by_role("button", name="N", exact=True).click()
    page.locator("tbody input").nth(1).click()
    page.get_by_role("button", name="Details").nth(0).click()
    box = page.get_by_role("combobox", name="Customer")
    box.fill("a")
    page.advance(1)
    page.get_by_role("option", name="Ada").click()
    page.locator("[name=n]").fill("5")
    page.get_by_role("button", name="Title").click()
    page.get_by_role("textbox", name="Title").fill("Draft")
    page.restart()
    page.settle()
    assert not page.errors
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert {"a.py", "b: 1", "Row 3"} <= set(page.text.split("\n"))
    assert page.get_by_role("columnheader", name="N")["aria-sort"] == "ascending"
    assert page.locator("tbody input").nth(1).checked
    assert page.get_by_role("combobox", name="Customer").value == "Ada"
    assert page.get_by_role("textbox", name="Title").value == "Draft"
    assert page.locator("[name=n]").value == "5"
    page.locator("tbody input").nth(2).click()
    assert page.component.kinds == ["Row", "Row"]


class Slow(Component):
    saved: int = 0

    def render(self) -> Any:
        return w.form(Row, self.save, value=ROWS[0])

    async def save(self, row: Row) -> None:
        await asyncio.sleep(5)
        self.saved += 1


def test_a_form_that_was_being_saved_is_saved_after_a_restart() -> None:
    page = opened(Slow)
    page.get_by_role("button", name="Save").click()
    page.advance(3)
    page.restart(crash=True)
    page.advance(10)
    assert page.component.saved == 1
    page.get_by_role("button", name="Save").click()
    page.advance(10)
    assert page.component.saved == 2
