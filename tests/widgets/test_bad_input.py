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
    "several of one": (
        lambda: loose.select("N", ["a"], value=["a"]),
        TypeError,
        "select() chooses one of its options; checkbox_group() and combobox(multiple=True) choose several, for a list",
    ),
    "multiple": (lambda: loose.select("N", ["a"], multiple=True), TypeError, "select() chooses one of its options"),
    "radio list": (lambda: loose.radio_group("N", ["a"], value={"a"}), TypeError, "radio_group() chooses one"),
    "two tabs": (
        lambda: w.tabs([("Orders", "1"), ("Orders", "2")]),
        ValueError,
        "two tabs are called 'Orders'; give each a key of its own: w.Tab(..., key=...)",
    ),
    "pages": (lambda: loose.pagination(1, 10 / 3), TypeError, "pagination(): pages is a whole number, not 3.33"),
    "endless gauge": (lambda: w.gauge(5, label="G", high=float("inf")), ValueError, "neither is infinite"),
    "long tuple": (lambda: w.timeline([("a",) * 9]), TypeError, "timeline() takes w.TimelineItems or tuples"),
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
    "number of columns": (lambda: loose.table([{"a": 1}], columns=3), TypeError, 'columns is a list, ["name", w.col('),
    "columns as text": (lambda: loose.table([{"a": 1}], columns="a"), TypeError, "or a class, not 'a'"),
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
    "lines": (lambda: loose.skeleton("3"), TypeError, "skeleton(): lines is a whole number, not '3'"),
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

#: What would otherwise leave a control empty, or fail where nobody has written it.
VALUES: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "day": (
        lambda: loose.date_input("D", value="tomorrow"),
        ValueError,
        "date_input(): value is a date, such as datetime.date(2026, 3, 1) or \"2026-03-01\", not 'tomorrow'",
    ),
    "day that is none": (lambda: loose.date_input("D", value="2026-02-30"), ValueError, "not '2026-02-30'"),
    "day with a time": (lambda: loose.date_input("D", value=NAIVE), TypeError, "date_input(): value is a date"),
    "day as number": (lambda: loose.date_input("D", value=20260301), TypeError, "not 20260301"),
    "earliest day": (lambda: loose.date_input("D", min="now"), ValueError, "date_input(): min is a date"),
    "step of days": (lambda: loose.date_input("D", step=0), ValueError, 'step is a number above 0, or "any", not 0'),
    "day of the year 0": (lambda: loose.date_input("D", value="0000-01-01"), ValueError, "not '0000-01-01'"),
    "month": (lambda: loose.date_input("M", type="month", value="March"), ValueError, "or \"2026-03\", not 'March'"),
    "week": (lambda: loose.date_input("W", type="week", value="2026-W60"), ValueError, 'or "2026-W09"'),
    "time": (lambda: loose.time_input("T", value="9.30"), ValueError, "datetime.time(9, 30) or \"09:30\", not '9.30'"),
    "hour 25": (lambda: loose.time_input("T", value="25:00"), ValueError, "time_input(): value is a time"),
    "datetime": (lambda: loose.datetime_input("D", value="soon"), ValueError, "a date and a time without a zone"),
    "datetime with a zone": (
        lambda: loose.datetime_input("D", value=NAIVE.replace(tzinfo=datetime.UTC)),
        TypeError,
        "datetime_input(): value is a date and a time without a zone",
    ),
    "number": (
        lambda: loose.number_input("N", value="many"),
        ValueError,
        "number_input(): value is a number, such as 12.5, not 'many'",
    ),
    "number with a comma": (lambda: loose.number_input("N", value="1,5"), ValueError, "not '1,5'"),
    "number that is none": (lambda: loose.number_input("N", value=float("nan")), TypeError, "not nan"),
    "number as list": (lambda: loose.number_input("N", value=[1]), TypeError, "not [1]"),
    "largest number": (lambda: loose.number_input("N", max="x"), ValueError, "number_input(): max is a number"),
    "step of numbers": (lambda: loose.number_input("N", step="x"), ValueError, "number_input(): step is a number"),
    "colour": (lambda: loose.color_input("C", value="red"), ValueError, "a colour, written \"#336699\", not 'red'"),
    "slider": (lambda: loose.slider("S", value="x"), TypeError, "slider(): value is a number, not 'x'"),
    "slider of NaN": (
        lambda: loose.slider("S", value=float("nan")),
        ValueError,
        "slider(): value is a number, not nan",
    ),
    "start of a slider": (lambda: loose.slider("S", min="a"), TypeError, "slider(): min is a number, not 'a'"),
    "step of a slider": (lambda: loose.slider("S", step=-5), ValueError, "slider(): step is more than 0, not -5"),
    "format": (lambda: loose.slider("S", format="%d"), TypeError, "slider(): format is a function, not '%d'"),
    "ends": (lambda: loose.range_slider("R", value=("a", "b")), TypeError, "value[0] is a number, not 'a'"),
    "step of a range": (lambda: loose.range_slider("R", step=None), TypeError, "step is a number, not None"),
    "days as texts": (
        lambda: loose.date_range("R", value=("2026-03-01", None)),
        TypeError,
        "date_range(): each day is a datetime.date or None, not '2026-03-01'",
    ),
    "days with a time": (lambda: loose.date_range("R", value=(NAIVE, NAIVE)), TypeError, "each day is a datetime.date"),
    "first of the days": (lambda: loose.date_range("R", min="soon"), ValueError, "date_range(): min is a date"),
    "stars": (lambda: loose.rating("R", value="good"), ValueError, "value is a whole number up to 5, not 'good'"),
    "too many stars": (lambda: loose.rating("R", value=6), ValueError, "value is a whole number up to 5, not 6"),
    "highest": (lambda: loose.rating("R", highest="5"), TypeError, "rating(): highest is a number, not '5'"),
    "chosen as text": (lambda: loose.checkbox_group("L", ["a"], values="a"), TypeError, "values is a list, not 'a'"),
    "direction": (
        lambda: loose.radio_group("L", ["a"], direction="left"),
        ValueError,
        "direction is one of row, column",
    ),
    "length of a text": (
        lambda: loose.text_input("N", maxlength="x"),
        TypeError,
        "maxlength is a whole number, not 'x'",
    ),
    "lines of a text": (
        lambda: loose.text_area("N", rows=-3),
        TypeError,
        "text_area(): rows is a whole number, not -3",
    ),
    "page": (lambda: loose.pagination("2", 3), TypeError, "pagination(): page is a whole number, not '2'"),
    "place of a pane": (
        lambda: loose.split_pane("a", "b", label="L", position="30%"),
        TypeError,
        "split_pane(): position is a number, not '30%'",
    ),
    "end of a gauge": (lambda: loose.gauge(1, label="G", high="9"), TypeError, "gauge(): high is a number, not '9'"),
    "unit": (lambda: loose.gauge(1, label="G", unit=None), TypeError, "gauge(): unit is a text, not None"),
    "parts of a pie": (lambda: loose.pie_chart({"a": 1}, title="T", most="x"), TypeError, "most is a number, not 'x'"),
    "columns of facts": (lambda: loose.description_list({}, columns="2"), TypeError, "columns is a number, not '2'"),
    "context": (lambda: loose.diff_view("a", "b", context=None), TypeError, "context is a number, not None"),
    "width of a column": (lambda: loose.grid("a", min_width=3), TypeError, "grid(): min_width is a text, not 3"),
    "width of a code": (lambda: loose.qr("x", width=3), TypeError, "qr(): width is a text, not 3"),
    "no name": (lambda: loose.progress(1, label=None), TypeError, "progress(): label is a text, not None"),
    "no name of buttons": (lambda: loose.button_group("a", label=None), TypeError, "label is a text, not None"),
    "no alternative": (lambda: loose.image("/a.png", None), TypeError, "image(): alt is a text, not None"),
    "ratio": (lambda: loose.video("/a.mp4", label="L", ratio=1.5), TypeError, "video(): ratio is a text, not 1.5"),
    "no hint": (lambda: loose.tooltip(None, w.button("b")), TypeError, "tooltip(): text is a text, not None"),
    "sections": (lambda: loose.accordion({"a": "b"}, open=0), TypeError, "accordion(): open is a list, not 0"),
    "tree": (lambda: loose.tree(None, label="T"), TypeError, "tree(): items is a list, not None"),
    "open branches": (lambda: loose.tree({}, label="T", expanded="a"), TypeError, "expanded is a list, not 'a'"),
    "selected rows": (lambda: loose.table([], selected=3), TypeError, "table(): selected is a list, not 3"),
    "suggestions": (
        lambda: loose.chat([], on_send=print, suggestions="Hello"),
        TypeError,
        "chat(): suggestions is a list, not 'Hello'",
    ),
    "messages of a page": (lambda: loose.chat([], on_send=print, page_size="9"), TypeError, "page_size is a number"),
}
CALLS |= VALUES

#: Handlers and the like, by the widget and its parameters.
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], tuple[str, ...]]] = {
    "checkbox_group": (w.checkbox_group, ("L", ["a"]), {}, ("on_change",)),
    "radio_group": (w.radio_group, ("L", ["a"]), {}, ("on_change",)),
    "segmented": (w.segmented, ("L", ["a"]), {}, ("on_change",)),
    "rating": (w.rating, ("L",), {}, ("on_change",)),
    "select": (w.select, ("L", ["a"]), {}, ("on_change",)),
    "slider": (w.slider, ("L",), {}, ("on_change", "format")),
    "range_slider": (w.range_slider, ("L",), {}, ("on_change", "format")),
    "date_range": (w.date_range, ("L",), {}, ("on_change",)),
    "combobox": (w.combobox, ("L", ["a"]), {}, ("on_change", "shows")),
    "tags_input": (w.tags_input, ("L",), {}, ("on_change",)),
    "editable": (w.editable, ("a",), {"label": "L"}, ("on_change",)),
    "fields": (w.fields, (Person,), {}, ("on_change",)),
    "dialog": (w.dialog, ("a",), {"title": "T"}, ("on_close",)),
    "drawer": (w.drawer, ("a",), {"title": "T"}, ("on_close",)),
    "kanban": (w.kanban, ({},), {}, ("on_move", "on_open", "shows", "key_of")),
    "list_view": (w.list_view, ([],), {"label": "L"}, ("shows", "key_of", "group", "group_shows")),
    "log_view": (w.log_view, ([],), {}, ("shows", "tone")),
    "tree": (
        w.tree,
        ({},),
        {"label": "L", "children": list},
        ("children", "shows", "key_of", "leaf", "on_select", "on_check", "on_move"),
    ),
    "table": (w.table, ([],), {}, ("on_select", "on_open", "on_edit", "details")),
    "tabs": (w.tabs, ({"a": "b"},), {}, ("on_change",)),
    "pagination": (w.pagination, (1, 3), {}, ("on_change", "href")),
    "stepper": (w.stepper, (["a"], 0), {}, ("on_choose",)),
    "split_pane": (w.split_pane, ("a", "b"), {"label": "L"}, ("on_change",)),
    "map": (w.map, (), {"label": "L"}, ("on_choose", "on_point", "on_move")),
    "chat": (
        w.chat,
        ([],),
        {"on_send": print},
        ("on_send", "on_stop", "on_regenerate", "on_edit", "on_typing"),
    ),
}


@pytest.mark.parametrize("widget", FUNCTIONS)
def test_a_handler_that_is_none(widget: str) -> None:
    make, positional, keywords, names = FUNCTIONS[widget]
    for name in names:
        message = f"{widget}(): {name} is a function, not 'save'; give the function without calling it"
        with pytest.raises(TypeError, match=re.escape(message)):
            make(*positional, **{**keywords, name: "save"})
        assert make(*positional, **{**keywords, name: print})


@pytest.mark.parametrize(
    "make",
    [
        lambda: loose.select("L", ["a"], bind="name"),
        lambda: loose.checkbox_group("L", ["a"], bind="name"),
        lambda: loose.radio_group("L", ["a"], bind="name"),
        lambda: loose.rating("L", bind="name"),
        lambda: loose.slider("L", bind="name"),
        lambda: loose.range_slider("L", bind="name"),
        lambda: loose.date_range("L", bind="name"),
        lambda: loose.combobox("L", ["a"], bind="name"),
        lambda: loose.tags_input("L", bind="name"),
        lambda: loose.pagination(bind="name"),
    ],
)
def test_a_binding_that_is_none(make: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match=re.escape("""bind takes self.field("name"), not 'name'""")):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: w.date_input("D", value=datetime.date(2026, 3, 1), min="2026-01-01", max=None, step="any"),
        lambda: w.date_input("D", value=""),
        # What Chromium lets one type.
        lambda: w.date_input("D", value="275760-09-13", min="0001-01-01"),
        lambda: w.datetime_input("D", value="12026-02-28T09:30:15.250"),
        lambda: w.number_input("N", value="1."),
        lambda: w.date_input("D", type="month", value="2026-03", min=datetime.date(2026, 1, 1)),
        lambda: w.date_input("D", type="week", value="2026-W09"),
        lambda: w.time_input("T", value=datetime.time(9, 30), min="09:00", max="17:00:30", step=900),
        lambda: w.datetime_input("D", value=NAIVE, min="2026-03-01T09:30"),
        lambda: w.number_input("N", value=Decimal("1.50"), min=0, max="1e6", step="0.05"),
        lambda: w.number_input("N", value="-.5", step=0.5, maxlength="3"),
        lambda: w.color_input("C", value="#33669A"),
        lambda: w.slider("S", value=Decimal("2.5"), min=0, max=5, step=0.5),
        lambda: w.range_slider("R", value=(Decimal(1), 2.5)),
        lambda: w.date_range("R", value=(None, datetime.date(2026, 3, 1)), min=datetime.date(2026, 1, 1)),
        lambda: w.rating("R", value=0),
        lambda: w.checkbox_group("L", ["a", "b"], values=("a",)),
        lambda: w.gauge(float("nan"), label="G"),
    ],
)
def test_values_that_controls_take(make: Callable[[], Any]) -> None:
    assert make()


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
