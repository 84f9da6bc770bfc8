"""Rows of unusual but legal kinds: what is found in them, how they are sorted, filtered, chosen and edited."""

from __future__ import annotations

import datetime
import sqlite3
import uuid
from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
from pydantic import BaseModel, ConfigDict

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import Page, render_page

if TYPE_CHECKING:
    from fractions import Fraction

UTC = datetime.UTC


def shown(rows: Any, columns: Any = None, **given: Any) -> Page:
    return render_page(lambda: h.main(w.table(rows, columns, label="Rows", **given)))


def cells(page: Page) -> list[list[str]]:
    rows = page.locator("tbody tr[aria-rowindex]")
    return [rows.nth(place).locator("td").texts for place in range(rows.count())]


def test_the_records_of_sqlite() -> None:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    rows = connection.execute("select 7 as id, 'Ada' as name").fetchall()
    assert cells(shown(rows)) == [["7", "Ada"]]
    assert cells(shown(rows, ["name"], search=True, sort="name")) == [["Ada"]]


@dataclass
class Share:
    id: int
    part: Fraction | None = None


class Slotted:
    __slots__ = ("_secret", "a", "b")

    def __init__(self) -> None:
        self.a, self.b, self._secret = 1, "x", 2


def test_types_that_only_type_checkers_know_and_slots() -> None:
    assert cells(shown([Share(1)])) == [["1", ""]]
    assert cells(shown([Slotted()])) == [["1", "x"]]


def test_a_deque_and_names_with_titles() -> None:
    page = shown(deque([{"id": 1}, {"id": 2}]), [("id", "Number")], search=True)
    assert page.get_by_role("columnheader").texts == ["Number"]
    assert cells(page) == [["1"], ["2"]]


def test_keys_that_are_no_names() -> None:
    page = shown([{2024: 1}])
    assert "the keys of a row are the names of columns, and so texts, not 2024" in str(page.errors.pop())


@pytest.mark.parametrize("kind", [float, Decimal])
def test_what_is_no_number_comes_last(kind: Any) -> None:
    rows = [{"n": kind(number)} for number in ("3", "nan", "1", "2")]
    columns = [w.col("n", total="sum")]
    page = shown(rows, columns, sort="n")
    assert [row[0].lower() for row in cells(page)] == [*(str(kind(number)) for number in (1, 2, 3)), "nan"]
    assert page.locator("tfoot td").texts == [str(kind(6))]
    assert cells(shown(rows, columns, sort="-n"))[3][0].lower() == "nan"


def test_days_of_times_with_a_zone() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=-5))
    rows = [{"id": month, "at": datetime.datetime(2026, month, 15, 23, tzinfo=zone)} for month in (1, 2, 3)]
    page = shown([*rows, {"id": 4, "at": None}, {"id": 5, "at": "later"}], filters=True)
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("From").last.fill("2026-02-01")
    page.get_by_label("From").last.blur()
    page.get_by_label("To").last.fill("2026-02-15")
    page.get_by_label("To").last.blur()
    assert [row[0] for row in cells(page)] == ["2"]


def test_a_filter_of_numbers_among_which_are_texts() -> None:
    page = shown([{"n": 5}, {"n": "none"}, {"n": Decimal("nan")}, {"n": 2}], filters=True)
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("From").fill("3")
    page.get_by_label("From").blur()
    assert cells(page) == [["5"]]


class Chosen(Component):
    rows: list[dict[str, Any]] = [{"id": uuid.UUID(int=number), "n": number} for number in range(4)]
    chosen: list[uuid.UUID] = [uuid.UUID(int=1), uuid.UUID(int=3)]
    heard: list[int] = []

    def render(self) -> Any:
        return w.table(
            self.rows, ["n"], label="Rows", select="multiple", selected=self.chosen, on_select=self.choose, search=True
        )

    def choose(self, rows: list[dict[str, Any]]) -> None:
        self.heard = sorted(row["n"] for row in rows)
        self.chosen = [row["id"] for row in rows]


def test_the_program_chooses_rows_and_the_user_others() -> None:
    page = render_page(Chosen)
    boxes = page.locator("tbody input")
    assert [boxes.nth(place).checked for place in range(4)] == [False, True, False, True]
    page.get_by_role("searchbox").fill("2")
    page.advance(1)
    boxes.first.click()
    assert page.component.heard == [1, 2, 3]
    page.get_by_role("searchbox").fill("")
    page.advance(1)
    boxes.nth(1).click()
    assert page.component.heard == [2, 3]
    page.component.chosen = []
    page.advance(0)
    boxes.nth(0).click()
    assert page.component.heard == [0]


class Thing:
    def __init__(self) -> None:
        self.number, self.day, self.at = 1, datetime.date(2026, 1, 1), datetime.time(9)


@pytest.mark.parametrize(("place", "message"), [(0, "Please enter a number"), (1, "Please enter a date")])
def test_what_is_wrong_with_an_entry_is_said_in_words(place: int, message: str) -> None:
    page = shown([Thing()], edit=True)
    page.locator("tbody td").nth(place).dblclick()
    field = page.locator("tbody input")
    field.fill("abc" if place == 0 else "12026-01-01")
    field.press("Enter")
    assert page.get_by_role("alert").text == message


def test_rows_that_are_lists_are_edited() -> None:
    rows = [[1, 2]]
    page = shown(rows, edit=True)
    page.locator("tbody td").nth(1).dblclick()
    page.locator("tbody input").fill("5")
    page.press("Enter")
    assert rows == [[1, 5]]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: int = 1


@dataclass(frozen=True)
class FrozenData:
    id: int = 1


class FrozenStruct(msgspec.Struct, frozen=True):
    id: int = 1


class Pair(NamedTuple):
    id: int = 1


@pytest.mark.parametrize("row", [Frozen(), FrozenData(), FrozenStruct(), Pair(), (1,), MappingProxyType({"id": 1})])
def test_immutable_rows_are_edited_by_the_program(row: Any) -> None:
    with pytest.raises(TypeError, match=f"a {type(row).__name__} cannot be changed.* by on_edit"):
        w.table([row], edit=True)
    with pytest.raises(TypeError, match="on_edit"):
        w.table([row], [w.col("id", edit=True)])
    w.table([row], edit=True, on_edit=print)
    w.table([row])


def test_pages_from_a_function_that_is_not_async_itself() -> None:
    async def load(query: w.Query) -> w.Page[Any]:
        return w.Page([{"id": query.search or "all"}], 1)

    source: Any = w.PageSource(lambda query, first, last: load(query))
    page = shown(source, search=True, select="multiple")
    page.get_by_role("searchbox").fill("x")
    page.advance(1)
    page.locator("table").dispatch("ds-all")
    assert [row[1] for row in cells(page)] == ["x"]
