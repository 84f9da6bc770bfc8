"""What a widget says when it is called in a way that makes no sense: what was wrong, and how it is put right."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page


class Person(BaseModel):
    name: str
    age: int = 3


#: Called by somebody whose types nobody checks.
loose: Any = w
ADA = Person(name="Ada")

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
