"""The gallery: every widget has a demo, its reference says everything, and it survives whatever is put into it."""

import asyncio
import gzip
import importlib
import inspect
import re
import runpy
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.__main__ import parser
from domsync.gallery import Example, gallery
from domsync.gallery.demo import Demo
from domsync.gallery.demos import FAMILIES, all_demos, libraries
from domsync.gallery.reference import reference_of
from domsync.testing import Page, render_page
from tests import corpus

#: What others are put into: the keyboard is theirs.
FRAMES = {"card", "column", "empty_state", "error_view", "footer", "page_header", "row", "spacer"}
#: What is shown in the demos of others.
#: Or, of uPlot, where its files are, which no Python package has.
PARTS = {
    "col",
    "uplot_chart",
    "icon_names",
    "menu_item",
    "menu_divider",
    "submenu",
    "add_words",
    "languages",
    "date_text",
    "number_text",
    "relative_text",
}
DEMOS = all_demos()

HUGE: Any = "huge"
LONG = "Donaudampfschifffahrtsgesellschaft" * 30
WORDS = ["", " ", LONG, "👩‍👩‍👧‍👦🏳️‍🌈" * 20, "مرحبا بالعالم", "שלום", "a\u0000b", "0", "None", "line\nline"]


def shown(make: Callable[[], Any]) -> Page:
    """A page of an app that has what demos need of one."""
    app = App(make)
    app.modules(w.MAP_MODULES)
    return render_page(app)


def all_of(demo: Demo, texts: Sequence[str]) -> Page:
    """A page of a demo with each of several texts."""
    return shown(lambda: h.div(demo.show(values_of(demo, text)) for text in texts))


def named(demo: Demo) -> str:
    return demo.name


def values_of(demo: Demo, text: str) -> Any:
    """The parameters of a demo with a text in each that takes one."""
    given = {name: text for name, field in demo.parameters.model_fields.items() if field.annotation is str}
    return demo.parameters.model_construct(**{**demo.parameters().model_dump(), **given})


def texts_of(demo: Demo) -> list[str]:
    return [name for name, field in demo.parameters.model_fields.items() if field.annotation is str]


def test_every_widget_has_a_demo() -> None:
    functions = {name for name in w.__all__ if inspect.isfunction(getattr(w, name))}
    assert {demo.name for demo in DEMOS} == functions - PARTS
    assert len({demo.name for demo in DEMOS}) == len(DEMOS)


@pytest.mark.parametrize("demo", DEMOS, ids=named)
def test_the_reference_says_everything(demo: Demo) -> None:
    known = reference_of(demo.widget)
    assert known.summary.endswith(".")
    assert f"w.{demo.name}(" in known.example
    for name, _, _, text in known.parameters:
        assert text, f"{demo.name}: {name} is not explained"
    page = shown(lambda: h.div(demo.show()))
    if demo.name not in FRAMES and page.locator("button, input, select, textarea, a[href], [tabindex='0']").count():
        assert known.keyboard, f"{demo.name} takes the focus, so say what keys do"


@pytest.mark.parametrize("name", sorted(PARTS))
def test_the_reference_of_parts(name: str) -> None:
    assert reference_of(getattr(w, name)).summary.endswith(".")


@pytest.mark.parametrize("family", ["", *(family.name for family in FAMILIES)])
def test_pages(family: str) -> None:
    if family == "libraries":
        # That takes longer than a page of a test may.
        asyncio.run(libraries.load())
    page = render_page(gallery(), f"/{family}")
    assert page.status == 200
    assert not page.errors
    assert page.get_by_role("main").first.text
    assert len(gzip.compress(page.html.encode())) < 60_000
    # Else a button that opens something by its id opens something else.
    ids = Counter(one.id for one in page.document.getElementsByTagName("*") if one.id)
    assert [one for one, count in ids.items() if count > 1] == []


def test_the_pages_of_the_docs_are_what_the_code_says() -> None:
    tool = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "make_widget_docs.py"))
    for path, text in tool["pages"]().items():
        assert path.read_text(encoding="utf-8") == text, "run tools/make_widget_docs.py"
        pictures = re.findall(r"!\[.*?\]\((.*?\.png)\)", text)
        assert pictures
        for picture in pictures:
            assert (path.parent / picture).is_file(), "run tools/gallery_pictures.py --docs"


def test_libraries_are_imported_in_a_thread_before_their_page_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing them takes seconds, in which other visitors would wait."""
    asyncio.run(libraries.load())
    charts = importlib.import_module("altair").JupyterChart
    scripts, threads = charts._esm, []

    def imported(name: str) -> None:
        threads.append((name, threading.current_thread() is threading.main_thread()))

    def put_together(command: list[str], **options: Any) -> Any:
        threads.append(("scripts", threading.current_thread() is threading.main_thread()))
        return subprocess.CompletedProcess(command, 0, scripts.encode())

    monkeypatch.setattr(libraries, "import_module", imported)
    monkeypatch.setattr(subprocess, "run", put_together)
    monkeypatch.setattr(charts, "_is_offline", False)
    monkeypatch.delitem(sys.modules, "plotly.graph_objects")
    asyncio.run(libraries.load())
    assert threads == [("plotly.graph_objects", False), ("scripts", False)]
    assert charts._is_offline
    assert charts._esm == scripts
    threads.clear()
    asyncio.run(libraries.load())
    assert threads == [("plotly.graph_objects", False)]


def test_a_family_that_there_is_not() -> None:
    assert render_page(gallery(), "/nothing").status == 404


def test_the_look_is_in_the_address() -> None:
    page = render_page(
        gallery([Example("To-do list", "/todo", "What there is to do.", "todo.py")]),
        "/buttons?scheme=dark&direction=rtl&language=de&phone=1",
    )
    shell = page.locator("[data-ds-page]")
    assert (shell.get_attribute("data-ds-scheme"), shell.get_attribute("dir"), shell.get_attribute("lang")) == (
        *("dark", "rtl"),
        "de",
    )
    assert page.locator("nav a").filter(has_text="Text").first["href"].startswith("/text?scheme=dark&")
    assert page.get_by_role("button", name="Menü")
    shell = page.document.querySelector("[data-ds-page]")
    page.get_by_role("link", name="Examples").click()
    assert page.get_by_role("link", name="To-do list")["href"] == "/todo"
    # The frame stays, and says where one is.
    assert page.document.querySelector("[data-ds-page]") is shell
    assert page.locator("nav [aria-current=page]").texts == ["Examples"]


def test_examples_say_what_they_show() -> None:
    app = gallery([Example("Countdown", "/countdown", "It counts; try `?number=5`.", "countdown.py")])
    page = render_page(app, "/examples")
    assert page.get_by_role("link", name="Countdown")["href"] == "/countdown"
    assert page.locator(".gallery-examples code").texts == ["?number=5", "countdown.py"]


def test_the_look_is_chosen_for_frame_and_page() -> None:
    page = render_page(gallery(), "/buttons?scheme=dark")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("switch", name="As wide as a phone").check()
    assert page.url.endswith("/buttons?scheme=dark&phone=true")
    assert page.locator(".gallery-phone").count() == 2


def test_parameters_are_controls() -> None:
    page = render_page(gallery(), "/buttons")
    page.locator("#button").get_by_label("Text").fill("Go")
    assert page.get_by_role("button", name="Go", exact=True)
    page.locator("#button").get_by_label("Kind").select("danger")
    assert page.get_by_role("button", name="Go", exact=True).classes == {"ds-button", "ds-button--danger"}


def test_the_search_finds_widgets() -> None:
    page = render_page(gallery(), "/buttons")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("combobox", name="What do you want to do?").fill("otp")
    page.get_by_role("option", name="otp_input").click()
    page.settle()
    assert "/text" in page.url


def test_the_command_line_has_it() -> None:
    assert parser().parse_args(["gallery", "--port", "0"]).port == 0


@pytest.mark.parametrize("demo", [demo for demo in DEMOS if texts_of(demo)], ids=named)
def test_whatever_is_said(demo: Demo) -> None:
    """Empty and very long words, other directions and scripts: it is shown; what has no name is refused."""
    taken = []
    for text in WORDS:
        if text.strip():
            demo.show(values_of(demo, text))
            taken.append(text)
            continue
        # What has no name is refused.
        with suppress(TypeError):
            demo.show(values_of(demo, text))
            taken.append(text)
    # All of them on one page, because it is the pages that cost time.
    with all_of(demo, taken) as page:
        errors = [error for error in page.errors if "needs a" not in str(error)]
        page.errors.clear()
        assert errors == []


@pytest.mark.slow
@pytest.mark.parametrize("demo", [demo for demo in DEMOS if texts_of(demo)], ids=named)
def test_hostile_strings_are_text(demo: Demo) -> None:
    """The strings of the corpus make the elements and attributes that a harmless one makes, and no others."""
    with shown(lambda: h.div(demo.show(values_of(demo, "x")))) as page:
        harmless = _shape(page)
    # Blanks name nothing, which is refused: see above.
    texts = [one.text for one in corpus.everything() if one.text.strip() and len(one.text) <= 5_000]
    # Many on one page: it is the pages that cost time.
    for start in range(0, len(texts), 31):
        some = texts[start : start + 31]
        with all_of(demo, some) as page:
            assert not page.errors, some
            assert _shape(page) <= harmless | ALLOWED, some


#: What a text may change: whether there is a help, an error, an icon; never what could run.
ALLOWED = {
    *(("P", name) for name in ("", "class", "id", "role")),
    *(("BUTTON", "aria-label"), ("SPAN", "class"), ("SPAN", "aria-hidden"), ("SPAN", "")),
    *(
        (tag, name)
        for tag in ("INPUT", "TEXTAREA", "SELECT", "FIELDSET")
        for name in ("aria-describedby", "aria-invalid")
    ),
}


def _shape(page: Any) -> set[tuple[str, str]]:
    found = set()
    for element in page.document.documentElement.querySelectorAll("*"):
        found.add((element.tagName, ""))
        found.update((element.tagName, name) for name in element.getAttributeNames())
    return found


class Many(Component):
    values: list[int] = []

    def render(self) -> Any:
        numbers = list(range(10_000))
        return h.main(
            w.combobox("Number", numbers),
            w.combobox("Numbers", numbers, multiple=True, value=self.values),
            w.select("Number", numbers, value=9_999),
            w.radio_group("Number", numbers[:1000]),
        )


def test_ten_thousand_options() -> None:
    page = render_page(Many)
    box = page.get_by_role("combobox", name="Number", exact=True).first
    box.fill("9998")
    assert page.get_by_role("listbox", name="Number", exact=True).first.locator("[role=option]").texts == ["9998"]
    # Those that do not fit are not on the page.
    assert page.locator("[role=listbox]").nth(1).locator("[role=option]").count() == 50


@pytest.mark.parametrize(
    "make",
    [
        lambda: w.select("Nothing", []),
        lambda: w.radio_group("Nothing", []),
        lambda: w.checkbox_group("Nothing", []),
        lambda: w.segmented("Nothing", []),
        lambda: w.combobox("Nothing", []),
        lambda: w.combobox("Nothing", [None, ""], value=None),
        lambda: w.tags_input("Nothing", values=[]),
        lambda: w.tabs({}),
        lambda: w.accordion({}),
        lambda: w.breadcrumbs([]),
        lambda: w.stepper([], 0),
        lambda: w.menu("Nothing"),
        lambda: w.menu_bar(label="Nothing"),
        lambda: w.toolbar(label="Nothing"),
        lambda: w.command_palette([]),
        w.grid,
        w.card,
        lambda: w.row(None, False),
        lambda: w.date_range("Nothing"),
        lambda: w.app_shell(title="Nothing"),
        lambda: w.card(None, title=None, actions=None, footer=None),
        w.alert,
        lambda: w.badge(None),
        lambda: w.dialog(title="Nothing"),
        lambda: w.slider("Nothing", value=None),
        lambda: w.range_slider("Nothing", value=None),
        lambda: w.rating("Nothing", value=None),
    ],
)
def test_nothing_at_all(make: Any) -> None:
    page = render_page(lambda: h.div(make()))
    assert not page.errors


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (w.text_input, r"text_input\(\) needs a label"),
        (w.button, "needs a text"),
        (lambda: w.button("x", kind=HUGE), "kind is one of default, primary"),
        (lambda: w.row(gap=HUGE), "gap is one of none, small"),
        (lambda: w.grid(columns=0), "at least one column"),
        (lambda: w.card(title="x", level=9), "the level of a heading is 1 to 6"),
        (lambda: w.select("x"), "there are no options"),
        (lambda: w.rating("x", highest=0), "1 to 20 stars"),
        (lambda: w.slider("x", min=5, max=5), "min is less than max"),
        (lambda: w.range_slider("x", min=5, max=5), "min is less than max"),
        (lambda: w.otp_input("x", length=0), "1 to 12 digits"),
        (lambda: w.text_area("x", counter=True), "counts up to maxlength"),
        (lambda: w.number_input("x", localized=True), "needs a bound field"),
        (lambda: w.progress(1, total=0, label="x"), "more than nothing"),
        (lambda: w.skeleton(0), "at least one line"),
        (lambda: w.tooltip("x", "text"), "stands at one element"),  # type: ignore[arg-type]
        (lambda: w.menu(None), "needs a text for its button"),
        (lambda: w.split_pane("a", "b", label="x", position=5), "minimum <= position <= maximum"),
        (lambda: w.countdown(__import__("datetime").datetime(2026, 1, 1)), "without a time zone"),
        (lambda: w.file_upload("", print), "needs a label"),
    ],
)
def test_mistakes_say_what_to_write(make: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        make()
