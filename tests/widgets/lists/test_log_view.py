"""Logs: what is sent and kept is a matter of the window; following, filtering, colours."""

import asyncio
import gc
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from domsync import Component
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.data.sources import Page, PageSource, Query
from domsync.widgets.lists.log_view import _Found
from domsync.widgets.prose import ansi


class Log(Component):
    lines: w.LogLines = Field(default_factory=lambda: w.LogLines(f"line {n}" for n in range(100_000)))
    follow: bool = True

    def render(self) -> Any:
        return w.log_view(self.lines, label="Server", follow=self.follow)


def lines(page: Any) -> list[str]:
    found: list[str] = page.locator(".ds-log-line").texts
    return found


def log(page: Any) -> Any:
    return page.get_by_role("log", name="Server")


def test_a_hundred_thousand_lines_are_a_window_of_them() -> None:
    page = render_page(Log)
    assert lines(page)[-1] == "line 99999"
    assert len(lines(page)) <= 60
    assert len(page.html) < 8_000
    assert page.get_by_text("100,000 lines")
    assert log(page)["tabindex"] == "0"
    gc.collect()
    elements = len(page.document.documentElement.querySelectorAll("*"))
    assert elements < 90


def test_an_added_line_is_all_that_is_sent() -> None:
    page = render_page(Log)
    sizes = []
    for number in range(48):
        page.component.lines.append(f"new {number}")
        page.settle()
        assert lines(page)[-1] == f"new {number}"
        sizes.append(page.last.bytes)
    assert len(lines(page)) <= 60
    # With the count of lines; once in some lines, those far above leave the page.
    assert sorted(sizes)[24] <= 130
    assert max(sizes) <= 260
    assert sum(sizes) / len(sizes) <= 140


def test_lines_that_come_together_are_sent_together() -> None:
    page = render_page(Log)
    page.component.lines.extend(f"new {number}" for number in range(5_000))
    page.settle()
    assert lines(page)[-1] == "new 4999"
    assert page.last.bytes < 2_000


def test_it_is_followed_until_somebody_scrolls_up() -> None:
    page = render_page(Log)
    assert not page.get_by_role("button", name="Follow").count()
    log(page).scroll_to(1_000_000)
    top = lines(page)
    assert "line 50000" in top
    page.component.lines.append("new")
    page.settle()
    # What is looked at stays, although the oldest line has left.
    assert page.component.lines.first == 1
    assert lines(page)[:-1] == top[1:]
    assert page.last.bytes < 170
    page.get_by_role("button", name="Follow").click()
    assert lines(page)[-1] == "new"
    page.component.lines.append("newer")
    page.settle()
    assert lines(page)[-1] == "newer"
    assert not page.get_by_role("button", name="Follow").count()


def test_what_leaves_while_lines_are_filtered_does_not_move_them_later() -> None:
    page = render_page(Log(lines=w.LogLines((f"line {n}" for n in range(5_000)), most=5_000)))
    log(page).scroll_to(40_000)
    before = lines(page)
    page.get_by_role("searchbox", name="Filter").fill("line 2")
    page.advance(1)
    page.component.lines.extend(f"new {n}" for n in range(12))
    page.settle()
    page.get_by_role("searchbox", name="Filter").fill("")
    page.advance(1)
    assert page.component.lines.first == 12
    assert len(set(lines(page)) & set(before)) >= len(before) - 12


def test_scrolling_down_to_the_end_goes_on_following() -> None:
    page = render_page(Log)
    log(page).scroll_to(500)
    assert page.get_by_role("button", name="Follow")
    log(page).scroll_to(10_000_000)
    assert not page.get_by_role("button", name="Follow").count()
    assert lines(page)[-1] == "line 99999"


def test_what_is_not_followed_begins_at_the_top() -> None:
    page = render_page(Log(follow=False, lines=w.LogLines((f"line {n}" for n in range(1_000)), most=1_001)))
    assert lines(page)[0] == "line 0"
    page.component.lines.append("new")
    page.settle()
    assert lines(page)[0] == "line 0"
    assert not page.get_by_role("button", name="Follow").count()
    assert log(page).get_attribute("data-ds-follow") is None


def test_lines_are_filtered_and_marked() -> None:
    page = render_page(Log)
    page.get_by_role("searchbox", name="Filter").fill("LINE 123")
    page.advance(1)
    assert lines(page)[0] == "line 12300" or "line 123" in lines(page)[0]
    assert set(page.locator("mark").texts) == {"line 123"}
    assert page.get_by_role("status").text == "111 lines"
    page.component.lines.append("another line 1234567")
    page.component.lines.append("another line")
    page.settle()
    assert lines(page)[-1] == "another line 1234567"
    assert page.get_by_role("status").text == "112 lines"
    page.get_by_role("searchbox", name="Filter").fill("nowhere")
    page.advance(1)
    assert lines(page) == []
    assert "Nothing found" in page.text
    page.get_by_role("searchbox", name="Filter").fill("")
    page.advance(1)
    assert lines(page)[-1] == "another line"


class Counting(Sequence[str]):
    """Lines that count how often they are looked at."""

    def __init__(self, made: list[str]) -> None:
        self.made = made
        self.looks = 0

    def __len__(self) -> int:
        return len(self.made)

    def __getitem__(self, at: Any) -> Any:
        self.looks += 1
        return self.made[at]


def test_what_was_searched_is_not_searched_again() -> None:
    counting = Counting([f"line {n}" for n in range(10_000)])
    found = _Found(counting, str)
    found.find("9")
    assert counting.looks >= 10_000
    counting.looks = 0
    counting.made.append("line 99")
    found.find("9")
    assert counting.looks <= 4
    assert found.fetch(Query(), 0, 10_000).rows[-1] == (10_000, "line 99")


@given(
    st.lists(st.one_of(st.text("ab", max_size=3), st.none()), max_size=40),
    st.integers(1, 10),
    st.lists(st.integers(0, 40), max_size=5),
)
def test_filtering_as_one_goes_is_filtering_at_the_end(actions: list[str | None], most: int, looks: list[int]) -> None:
    kept = w.LogLines(most=most)
    found = _Found(kept, str)
    everything: list[str] = []
    for at, action in enumerate(actions):
        if action is None:
            kept.clear()
        else:
            kept.append(action)
            everything.append(action)
        if at in looks:
            found.find("a")
    found.find("a")
    numbers = range(kept.first, kept.first + len(kept))
    expected = [(number, everything[number]) for number in numbers if "a" in everything[number]]
    assert list(found.fetch(Query(), 0, 100).rows) == expected


def test_a_list_that_is_replaced_or_cut_is_searched_anew() -> None:
    plain = ["a1", "b", "a2"]
    found = _Found(plain, str)
    found.find("a")
    plain[:] = ["x", "a3", "y", "a4"]
    found.find("a")
    assert [line for _, line in found.fetch(Query(), 0, 9).rows] == ["a3", "a4"]
    del plain[1:]
    found.find("a")
    assert found.fetch(Query(), 0, 9).rows == []


class Plain(Component):
    lines: list[str] = ["one", "two"]

    def render(self) -> Any:
        return w.log_view(self.lines, label="Server", numbers=True, filters=False, tone=self.tone)

    def tone(self, line: str) -> Any:
        return "danger" if "bad" in line else None

    def add(self, line: str) -> None:
        self.lines.append(line)
        self.refresh()


def test_a_plain_list_with_numbers_and_tones() -> None:
    page = render_page(Plain)
    assert lines(page) == ["1one", "2two"]
    page.component.add("bad")
    page.settle()
    assert lines(page)[-1] == "3bad"
    assert page.locator(".ds-log-line").last.classes == {"ds-log-line", "ds-tone--danger"}
    assert page.last.bytes < 170
    assert not page.get_by_role("searchbox").count()


def test_the_oldest_lines_leave() -> None:
    kept = w.LogLines(["a\nb", "c"], most=3)
    assert list(kept) == ["a", "b", "c"]
    kept.append("")
    assert (list(kept), kept.first) == (["b", "c", ""], 1)
    page = render_page(Log(lines=kept))
    kept.append("d")
    page.settle()
    assert lines(page) == ["c", "", "d"]
    kept.clear()
    page.settle()
    assert lines(page) == []
    assert "Empty" in page.text
    with pytest.raises(ValueError, match="at least one line"):
        w.LogLines(most=0)


class Remote(Component):
    fails: bool = False

    def render(self) -> Any:
        return w.log_view(PageSource(self.between), label="Server", follow=False)

    async def between(self, query: Query, first: int, last: int) -> Page[str]:
        await asyncio.sleep(0.1)
        if self.fails:
            raise ConnectionError("away")
        found = [f"remote {n}" for n in range(1_000) if query.search in f"remote {n}"]
        return Page(found[first:last], len(found))


def test_lines_from_elsewhere() -> None:
    page = render_page(Remote)
    page.advance(1)
    assert lines(page)[0] == "remote 0"
    page.get_by_role("searchbox", name="Filter").fill("99")
    page.advance(1)
    assert lines(page)[:2] == ["remote 99", "remote 199"]


def test_lines_from_elsewhere_that_do_not_come() -> None:
    page = render_page(Remote(fails=True))
    page.advance(1)
    assert page.get_by_role("alert").text == "It could not be loaded"
    assert [str(error) for error in page.errors] == ["away"]
    page.errors.clear()
    page.component.fails = False
    page.get_by_role("button", name="Try again").click()
    page.advance(1)
    assert lines(page)[0] == "remote 0"


class Two(Component):
    lines: Any

    def render(self) -> Any:
        return w.log_view(self.lines, label="Server", filters=False)


def test_all_who_look_see_what_is_added() -> None:
    kept = w.LogLines(["a"])
    one, other = render_page(Two(lines=kept)), render_page(Two(lines=kept))
    kept.append("b")
    one.settle()
    assert lines(one) == lines(other) == ["a", "b"]


def test_a_reconnect_goes_on_at_the_end() -> None:
    page = render_page(Log)
    page.disconnect()
    page.component.lines.append("while away")
    page.reconnect()
    assert lines(page)[-1] == "while away"


# Colours


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("plain", [("plain", ())]),
        ("\x1b[31mred\x1b[0m.", [("red", ("red",)), (".", ())]),
        ("\x1b[1;4;92mx\x1b[22;39my", [("x", ("bold", "under", "bright-green")), ("y", ("under",))]),
        ("\x1b[41;30mx\x1b[49my", [("x", ("on-red", "black")), ("y", ("black",))]),
        ("\x1b[38;5;9mx", [("x", ("bright-red",))]),
        ("\x1b[38;5;21mx", [("x", ("bright-blue",))]),
        ("\x1b[48;2;0;128;0mx", [("x", ("on-green",))]),
        ("\x1b[38;5;240mx", [("x", ("white",))]),
        ("a\x1b[2Kb\x1b]0;title\x07c\x1b(Bd", [("a", ()), ("b", ()), ("c", ()), ("d", ())]),
        ("\x1b[mx\x1b[999999;31my\x1b[", [("x", ()), ("y", ("red",))]),
        ("", []),
    ],
)
def test_colours_of_terminals(line: str, expected: Any) -> None:
    assert list(ansi.parts(line)) == expected
    assert ansi.plain(line) == "".join(text for text, _ in expected)


@given(st.text(st.sampled_from("\x1b[]0123456789;:mKab\x07\\(B \n"), max_size=40))
def test_no_escape_is_left(line: str) -> None:
    assert "".join(text for text, _ in ansi.parts(line)) == ansi.plain(line)
    assert "\x1b" not in ansi.plain(line)
    for _, looks in ansi.parts(line):
        assert all(look.replace("-", "").isalpha() for look in looks)


def test_coloured_lines_are_found_by_what_is_read() -> None:
    page = render_page(Log(lines=w.LogLines(["\x1b[31mER\x1b[0mROR", "fine"])))
    assert page.locator(".ds-ansi-red").text == "ER"
    page.get_by_role("searchbox", name="Filter").fill("error")
    page.advance(1)
    assert lines(page) == ["ERROR"]


def test_a_very_long_line_is_cut() -> None:
    page = render_page(Log(lines=w.LogLines(["x" * 1_000_000])))
    assert len(lines(page)[0]) == 10_001


@pytest.mark.parametrize("wrong", ["text", 5, {1, 2}])
def test_mistakes_say_what_to_write(wrong: Any) -> None:
    with pytest.raises(TypeError, match="takes a list of lines"):
        w.log_view(wrong)


@pytest.mark.parametrize("detail", [[True, -5.0, 1e9], [False, 1e300, -1.0]])
def test_places_that_a_browser_makes_up(detail: list[Any]) -> None:
    page = render_page(Log)
    log(page).dispatch("ds-follow", {"detail": detail})
    assert len(lines(page)) < 600
    assert not page.errors
