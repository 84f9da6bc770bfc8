"""What a widget says when it is called in a way that makes no sense: what was wrong, and how it is put right."""

from __future__ import annotations

import asyncio
import datetime
import re
import zoneinfo
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import BaseModel

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.display import clocks


class Person(BaseModel):
    name: str
    age: int = 3


#: Called by somebody whose types nobody checks.
loose: Any = w
ADA = Person(name="Ada")
NAIVE = datetime.datetime.fromisoformat("2026-03-01")

CALLS: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "no text": (loose.button, TypeError, "button() needs a text"),
    "unknown kind": (lambda: loose.button("x", kind="primry"), ValueError, "kind is one of default, primary, danger"),
    "unknown keyword": (lambda: loose.button("x", onclick=print), TypeError, "it is written on_click"),
    "called handler": (lambda: loose.button("x", on_click="save"), TypeError, "give the function without calling it"),
    "no label": (loose.text_input, TypeError, 'text_input() needs a label: text_input("Name", ...)'),
    "misspelt": (lambda: loose.text_input("N", placehoder="x"), TypeError, "did you mean placeholder?"),
    "bind": (lambda: loose.text_input("N", bind="name"), TypeError, 'bind takes self.field("name")'),
    "no options": (lambda: loose.select("N"), TypeError, "there are no options: give options=[...]"),
    "options text": (lambda: loose.select("N", "abc"), TypeError, "options are a list of values or a dict"),
    "combobox": (lambda: loose.combobox("N", 3), TypeError, "options are a list of values or a dict"),
    "grid": (lambda: loose.grid("a", columns="12rem"), TypeError, "columns is a number, not '12rem'"),
    "tabs": (lambda: loose.tabs(["Orders"]), TypeError, """tabs() takes titles and contents, {"Orders": ...}"""),
    "tabs None": (lambda: loose.tabs(None), TypeError, "not None"),
    "accordion": (lambda: loose.accordion("ab"), TypeError, """accordion() takes titles and contents"""),
    "breadcrumbs": (lambda: loose.breadcrumbs(["Start"]), TypeError, """takes [("Start", "/"), ("Order 7", None)]"""),
    "dict for a model": (lambda: loose.form({"a": 1}, print), TypeError, "form() takes a pydantic model (a class)"),
    "value for a model": (lambda: loose.form(ADA, print), TypeError, "give Person, and value=..."),
    "dict for a value": (lambda: loose.form(Person, print, value={}), TypeError, "make one with Person(**value)"),
    "no handler": (lambda: loose.form(Person, None), TypeError, "form() needs a function that takes the Person"),
    "layout": (
        lambda: loose.form(Person, print, layout={"nme": w.text_area}),
        ValueError,
        "Person has no field 'nme' (did you mean 'name'?)",
    ),
    "columns": (lambda: loose.fields(Person, columns=0), ValueError, "fields() has at least one column, not 0"),
    "no upload": (lambda: loose.file_upload("x", None), TypeError, "needs a function that takes each Upload"),
    "time as text": (lambda: loose.relative_time("yesterday"), TypeError, "relative_time() takes a datetime"),
    "seconds": (lambda: loose.countdown(5), TypeError, "countdown() takes a datetime with a time zone, not 5"),
    "nobody": (lambda: loose.avatar(None), TypeError, "avatar() takes the name of a person, not None"),
    "no picture": (lambda: loose.image(None, "x"), TypeError, "image() needs a src"),
    "icon": (lambda: loose.icon("serach"), ValueError, "there is no icon 'serach'; did you mean search"),
    "board": (lambda: loose.kanban(["To do"]), TypeError, "kanban() takes titles and cards"),
    "rows": (lambda: loose.table(None), TypeError, "rows are a sequence, a data frame or a source"),
    "unit of a stat": (lambda: loose.stat("Latency", 3, unit=5), TypeError, 'stat("Latency", f"{ms} ms")'),
    "change as text": (lambda: loose.stat("R", 1, change="12%"), TypeError, "change, 0.12 for +12 %, is a number"),
    "stat swapped": (lambda: loose.stat(1200, "Revenue"), TypeError, 'stat("Revenue", 12_430), not 1200'),
    "message": (lambda: loose.Message("Hello"), TypeError, 'Message(text="...", author="..."), not \'Hello\''),
    "markdown": (lambda: loose.markdown(None), TypeError, "markdown() takes a text, not None"),
    "level": (lambda: loose.markdown("x", level="2"), ValueError, "is 1 to 6, not '2'"),
    "zone": (
        lambda: loose.clock(zone="Europe/Berln"),
        ValueError,
        "there is no time zone 'Europe/Berln' (did you mean 'Europe/Berlin'?)",
    ),
    "zone unlike any": (lambda: loose.clock(zone="??"), ValueError, 'it is written like "Asia/Tokyo"'),
    "zone as object": (lambda: loose.clock(zone=datetime.UTC), TypeError, "zone is the name of a time zone"),
    "naive time": (
        lambda: loose.relative_time(datetime.datetime.fromisoformat("2026-03-01")),
        ValueError,
        "give it one",
    ),
    "code": (lambda: loose.code(None), TypeError, "code(): source is a text, not None"),
    "language": (lambda: loose.code("x", language=3), TypeError, "code(): language is a text, not 3"),
    "length of a code": (lambda: loose.otp_input("C", length="6"), TypeError, "length is a number, not '6'"),
    "steps": (lambda: loose.stepper("ab", 0), TypeError, "takes the titles of its steps"),
    "current step": (lambda: loose.stepper(["a", "b"], "b"), TypeError, "current is a number, not 'b'"),
    "timeline": (lambda: loose.timeline(None), TypeError, "timeline() takes w.TimelineItems or tuples"),
    "timeline item": (lambda: loose.timeline([3]), TypeError, 'or tuples, [("Paid", date)], not 3'),
    "descriptions": (lambda: loose.description_list("ab"), TypeError, 'takes {"Name": ...} or [("Name", ...)]'),
    "chat": (lambda: loose.chat(None, on_send=print), TypeError, "chat() takes a list of w.Messages, not None"),
    "chat of texts": (lambda: loose.chat(["hi"], on_send=print), TypeError, "list of w.Messages, not ['hi']"),
    "chat of dicts": (lambda: loose.chat([{"text": "hi"}], on_send=print), TypeError, "list of w.Messages"),
    "chat swapped": (lambda: loose.chat(print, on_send=[]), TypeError, "chat() takes a list of w.Messages"),
    "commands": (lambda: loose.command_palette(["Save"]), TypeError, "takes w.Commands, or a function"),
    "commands None": (lambda: loose.command_palette(None), TypeError, "takes w.Commands, or a function"),
    "tags": (lambda: loose.tags_input("T", value=["new"]), TypeError, 'tags_input("Tags", values=["new"])'),
    "tags as text": (lambda: loose.tags_input("T", values="new"), TypeError, "takes a list of texts"),
    "cards": (lambda: loose.kanban({"To do": 3}), TypeError, "not 3 for the cards"),
    "two ends": (lambda: loose.range_slider("R", value=3), TypeError, "has two ends, value=(20, 80), not 3"),
    "two days": (lambda: loose.date_range("R", value="March"), TypeError, "has two days, value=(first, last)"),
    "lines": (lambda: loose.skeleton("3"), TypeError, "skeleton(): lines is a number, not '3'"),
    "progress": (lambda: loose.progress("50%", label="P"), TypeError, "value is a number, not '50%'"),
    "total": (lambda: loose.progress(1, total="9", label="P"), TypeError, "total is a number, not '9'"),
    "gauge": (lambda: loose.gauge("9", label="G"), TypeError, "gauge(): value is a number, not '9'"),
    "bins": (lambda: loose.histogram([1, 2], title="T", bins="9"), TypeError, "bins is a number, not '9'"),
    "places": (lambda: loose.map(None, label="M"), TypeError, "map() takes places, [w.Place(...)], not None"),
    "place": (lambda: loose.map((52.5, 13.4), label="M"), TypeError, "center=(latitude, longitude)"),
    "nav_group": (lambda: loose.nav_group(w.nav_link("a", "/")), TypeError, 'nav_group("Settings", ...)'),
    "column": (lambda: loose.col(None), TypeError, 'takes the name of a column, col("price"), not None'),
    "column's render": (lambda: loose.col("a", render="x"), TypeError, "col('a'): render is a function, not 'x'"),
    "column's width": (lambda: loose.col("a", width="9rem"), TypeError, "width, in pixels, is a number"),
    "toast to nobody": (lambda: loose.toast(None, "Saved"), TypeError, 'w.toast(self, "Saved"), not None'),
    "toast swapped": (lambda: loose.toast("Saved", None), TypeError, "takes the component that is on the page first"),
    "track swapped": (lambda: loose.track(None, [1]), TypeError, "w.track(rows, self), not [1]"),
    "confirm": (lambda: asyncio.run(loose.confirm("Delete?", None)), TypeError, "await w.confirm(self"),
    "prompt": (lambda: asyncio.run(loose.prompt("Name?", None)), TypeError, "await w.prompt(self"),
    "tour": (lambda: asyncio.run(loose.tour([("a", "b", "c")], [1])), TypeError, "await w.tour(self, steps)"),
    "step of a tour": (lambda: asyncio.run(loose.tour(Component(), ["id"])), TypeError, "(id of an element, title"),
    "chart": (
        lambda: loose.line_chart([{"cpu": 1}], title="T"),
        TypeError,
        'which columns? y="cpu", or y=("cpu", "memory"); there are \'cpu\'',
    ),
}


@pytest.mark.parametrize("case", CALLS)
def test_message(case: str) -> None:
    call, kind, message = CALLS[case]
    with pytest.raises(kind, match=re.escape(message)):
        call()


class Page(Component):
    rows: Any
    given: dict[str, Any]

    def render(self) -> Any:
        return w.table(self.rows, label="People", **self.given)


ROWS = {"models": [ADA], "dicts": [{"name": "Ada", "age": 3}], "none": []}


@pytest.mark.parametrize("given", [{"columns": ["name", "agee"]}, {"sort": "-agee"}, {"group": "agee"}], ids=str)
@pytest.mark.parametrize("rows", ["models", "dicts"])
def test_a_table_names_the_columns_that_there_are(rows: str, given: dict[str, Any]) -> None:
    (what,) = given
    page = render_page(Page(rows=ROWS[rows], given={}))
    message = f"table({what}=): there is no column 'agee' (did you mean 'age'?); there are 'name', 'age'"
    with page.expect_error(ValueError, match=re.escape(message)):
        page.component.given = given
        page.settle()


@pytest.mark.parametrize(
    ("rows", "given"),
    [
        # Only the second row has the key.
        ([{"name": "Ada"}, {"name": "Alan", "age": 3}], {"columns": ["name", "age"], "sort": "age"}),
        # It is written there as soon as somebody enters it.
        ([{"name": "Ada"}], {"columns": ["name", "age"], "edit": True}),
        # What rows may be sorted by without being shown.
        ([ADA], {"columns": ["name"], "sort": "age"}),
        # What is computed has no attribute.
        ([ADA], {"columns": ["name", w.col("next", value=lambda row: row.age + 1)], "sort": "next"}),
        ([], {"columns": ["name", "agee"]}),
    ],
    ids=["second row", "edited", "not shown", "computed", "no rows"],
)
def test_columns_that_a_table_takes(rows: list[Any], given: dict[str, Any]) -> None:
    page = render_page(Page(rows=rows, given=given))
    assert page.get_by_role("columnheader").count() == len(given["columns"])


@pytest.mark.parametrize("rows", ["models", "dicts"])
def test_a_column_of_buttons_needs_no_attribute(rows: str) -> None:
    pressed: list[str] = []
    buttons = w.col("actions", render=lambda row: w.button("Edit", on_click=lambda: pressed.append("edited")))
    page = render_page(
        Page(rows=ROWS[rows], given={"columns": ["name", buttons], "search": True, "filters": True, "edit": True})
    )
    page.get_by_role("button", name="Edit").click()
    assert pressed == ["edited"]
    # There is nothing to sort or to filter by.
    assert page.get_by_role("columnheader", name="Actions").get_by_role("button").count() == 0
    assert page.get_by_role("columnheader", name="Name").get_by_role("button").count() == 1


def test_bars_of_numbers_by_their_names() -> None:
    class Bars(Component):
        def render(self) -> Any:
            return h.div(w.bar_chart({"free": 3, "used": 5}, title="Disk"))

    page = render_page(Bars())
    text = page.html
    assert "free" in text
    assert "used" in text


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "europe/berlin", "UTC", "+05:30", "-08", "America/Argentina/Ushuaia"]
)
def test_zones_that_browsers_know(zone: str) -> None:
    class Clock(Component):
        def render(self) -> Any:
            return w.clock(zone=zone)

    assert render_page(Clock()).get_by_role("timer")["data-ds-zone"] == zone


def test_without_data_of_time_zones_the_browser_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    monkeypatch.setattr(zoneinfo, "ZoneInfo", open)  # it fails as it does without data
    clocks._zones.cache_clear()
    try:
        assert "Mars/Olympus" in str(w.clock(zone="Mars/Olympus"))
    finally:
        clocks._zones.cache_clear()


def test_numbers_of_other_libraries_are_numbers() -> None:
    assert loose.progress(Fraction(1, 2), label="P")
    assert loose.gauge(Decimal("2.5"), label="G")
    assert loose.progress(True, label="P")


def test_messages_are_still_copied_and_read() -> None:
    message = w.Message(text="Hello", author="Ada")
    for again in (message.model_copy(), w.Message.model_validate(message.model_dump())):
        assert (again.text, again.author, again.id) == ("Hello", "Ada", message.id)
