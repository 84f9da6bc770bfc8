"""The Python side of the examples of JavaScript libraries; tests/browser has the libraries themselves."""

from pathlib import Path

from domsync.testing import render_page
from examples.libraries.app import app
from tools import make_tiles


def test_the_chart() -> None:
    page = render_page(app)
    module = page.locator("#chart > div").module
    assert (module["x"].kind, len(module["x"].data)) == ("f8", 800)
    page.get_by_role("button", name="More points").click()
    assert len(module["y"].data) == 1200
    module.save(selected=[1, 2.5])
    assert page.get_by_text("From 1.0 to 2.5")


def test_the_map() -> None:
    page = render_page(app)
    module = page.locator(".map").module
    module.save(center=[1.5, 2.5], zoom=2)
    assert page.get_by_text("zoom 2")
    with page.expect_error(Exception, "less than or equal to 2"):
        module.save(zoom=9)
    module.send({"clicked": [10, 20]})
    assert module["places"][2] == {"name": "Place 3", "at": [10, 20]}
    module.expose("fitBounds", len)
    page.get_by_role("button", name="Show all").click()
    assert page.get_by_text("All 3 places, zoom 3")


def test_the_editor() -> None:
    page = render_page(app)
    module = page.locator(".editor").module
    module.save(text="a = 'x'\n")
    assert page.get_by_text("2 lines")
    page.get_by_role("button", name="Quote").click()
    assert module["text"] == 'a = "x"\n'


def test_the_list() -> None:
    page = render_page(app)
    module = page.locator(".list").module
    module.save(items=["banana", "cherry", "apple"])
    assert page.get_by_text("banana, cherry, apple")
    page.get_by_role("button", name="Sort").click()
    assert module["items"] == ["apple", "banana", "cherry"]


def test_the_tiles_are_what_the_tool_writes() -> None:
    found = {path.relative_to(make_tiles.TILES): path.read_text() for path in make_tiles.TILES.rglob("*.svg")}
    assert len(found) == 21
    for path, text in found.items():
        zoom, column, row = (int(part.removesuffix(".svg")) for part in path.parts)
        assert text == make_tiles.tile(zoom, column, row), path
    assert Path("0/0/0.svg") in found
