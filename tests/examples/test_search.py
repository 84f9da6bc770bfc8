"""examples/search.py: one question per pause, a loading state, and no answer to an older question."""

import asyncio

import pytest

from domsync.testing import Page, render_page
from examples import search
from examples.search import Search


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that the service got; each takes as many tenths of a second as it has letters."""
    questions: list[str] = []

    async def find(words: str) -> list[str]:
        questions.append(words)
        await asyncio.sleep(len(words) / 10)
        return [character for character, name in search.CHARACTERS.items() if words in name]

    monkeypatch.setattr(search, "find", find)
    return questions


@pytest.fixture
def page() -> Page:
    return render_page(Search)


def test_it_waits_for_a_pause(page: Page, asked: list[str]) -> None:
    page.get_by_role("searchbox").type("snowman", delay=0.1)
    assert asked == []
    page.settle()
    assert asked == ["snowman"]
    assert page.locator("li").texts == ["☃snowman", "⛄snowman without snow", "⛇black snowman"]
    assert page.get_by_role("status").text == "3 found."


def test_it_says_that_it_is_looking(page: Page, asked: list[str]) -> None:
    page.get_by_role("searchbox").type("heart")
    page.advance(0.3)
    assert page.get_by_role("status").text == "Looking for “heart” …"
    assert "loading" in page.locator("main").classes
    page.settle()
    assert "loading" not in page.locator("main").classes


def test_a_stale_answer_is_dropped(page: Page, asked: list[str]) -> None:
    box = page.get_by_role("searchbox")
    box.fill("with circle")
    page.advance(0.3)
    box.fill("sun")
    page.advance(0.2 + 0.3)
    assert asked == ["with circle", "sun"]
    found = page.locator("li").texts
    assert "☀black sun with rays" in found
    page.settle()
    assert page.locator("li").texts == found
    assert page.get_by_role("status").text == f"{len(found)} found."


def test_an_emptied_box_asks_nobody(page: Page, asked: list[str]) -> None:
    page.get_by_role("searchbox").fill("sun")
    page.settle()
    page.get_by_role("searchbox").fill("")
    page.settle()
    assert asked == ["sun"]
    assert page.locator("li").count() == 0
    assert "characters have a name" in page.get_by_role("status").text


def test_nothing_found(page: Page, asked: list[str]) -> None:
    page.get_by_role("searchbox").fill("xyzzy")
    page.settle()
    assert page.get_by_role("status").text == "No character is called “xyzzy”."


def test_the_real_service_looks_for_all_words(page: Page) -> None:
    page.get_by_role("searchbox").fill("right rocket  ARROW".replace("rocket ", "double "))
    page.settle()
    assert "⇒rightwards double arrow" in page.locator("li").texts
