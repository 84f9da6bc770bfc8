"""Keyboard shortcuts of a page, and their overview."""

from collections.abc import Mapping
from typing import Any

import pytest

from domsync import Component, act, on
from domsync import html as h
from domsync.testing import render_page


class Page(Component):
    told: list[str] = []
    text: str = ""

    def render(self) -> Any:
        return h.main(
            h.shortcuts(
                {
                    "mod+k": self.search,
                    "g": ("Go home", self.go_home),
                    "Shift+Enter": on(self.send, lock=True),
                    "/": ("Write", act.focus(of=act.inner("input"))),
                }
            ),
            h.input(bind=self.field("text")),
        )

    def search(self) -> None:
        """Search for something. It may take a while."""
        self.told.append("search")

    def go_home(self) -> None:
        self.told.append("home")

    def send(self) -> None:
        self.told.append("send")


def test_keys_are_heard_wherever_the_focus_is() -> None:
    component = Page()
    page = render_page(component)
    for key in ("Control+k", "g", "Shift+Enter", "k"):
        page.press(key)
    assert component.told == ["search", "home", "send"]
    page.press("/")
    assert page.focused["name"] == "text"


def test_characters_are_typed_where_one_types() -> None:
    component = Page()
    page = render_page(component)
    page.locator("input").focus()
    page.press("g")
    page.press("?")
    page.press("Control+k")
    assert (component.text, component.told) == ("g?", ["search"])


def test_the_overview_is_made_of_them_and_opens_at_once() -> None:
    page = render_page(Page())
    assert not page.get_by_role("dialog")
    page.press("?")
    assert page.last.renders == []
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    rows = dialog.locator("tr")
    assert [(row.locator("th").text, row.locator("td").text) for row in rows] == [
        ("Ctrl/⌘+K", "Search for something"),
        ("G", "Go home"),
        ("Shift+Enter", "Send"),
        ("/", "Write"),
        ("?", "Keyboard shortcuts"),
    ]
    dialog.get_by_role("button", name="Close").click()
    assert not page.get_by_role("dialog")


def test_without_an_overview_nothing_is_seen() -> None:
    told: list[str] = []
    page = render_page(lambda: h.main(h.shortcuts({"a": lambda: told.append("a")}, overview=None)))
    page.press("?")
    page.press("a")
    assert (page.text, told) == ("", ["a"])


@pytest.mark.parametrize(
    ("keys", "error", "says"),
    [
        ({"ctrl+k": print, "Control+k": print}, ValueError, "is defined twice"),
        ({"nothing+": print}, ValueError, "is not a modifier"),
        ({"k": act.hide(of=act.inner("p"))}, TypeError, "need a description for the overview"),
        ({"k": ("Hide", act.hide())}, ValueError, "the document is not an element"),
        ({"k": on(print, key="j")}, TypeError, "remove key= and target= from"),
    ],
)
def test_what_cannot_be_is_refused(keys: Mapping[str, Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        h.shortcuts(keys)


def test_an_overview_of_ones_own_is_no_other() -> None:
    told: list[str] = []
    page = render_page(lambda: h.main(h.shortcuts({"?": lambda: told.append("help")})))
    page.press("?")
    assert (told, bool(page.get_by_role("dialog"))) == (["help"], False)
