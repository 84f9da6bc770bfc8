"""examples/apps/chat.py: several people in rooms, a helper that answers for all, and what each of them can do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domsync.testing import Page, render_page
from examples.apps import chat
from examples.apps.chat import HELPER, ROOMS, app


@pytest.fixture(autouse=True)
def rooms() -> Iterator[None]:
    """Rooms as they are at the start."""
    yield
    for room in ROOMS.values():
        room.stop()
        room.messages, room.people, room.typing = [], {}, []


def enter(name: str, room: str = "helper") -> Page:
    page = render_page(app, f"/rooms/{room}")
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Come in").click()
    return page


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Write a message").fill(text)
    page.get_by_role("button", name="Send").click()


def settle(*pages: Any) -> None:
    for page in pages:
        page.advance(0.1)


def test_it_is_short() -> None:
    assert len(Path(chat.__file__).read_text(encoding="utf-8").splitlines()) < 400


def test_one_says_who_one_is() -> None:
    page = render_page(app)
    page.get_by_role("button", name="Come in").click()
    assert "Please enter a name." in page.text
    page.get_by_label("Your name").fill("helper")
    page.get_by_role("button", name="Come in").click()
    assert "The name helper is taken." in page.text
    page.get_by_label("Your name").fill("  Ada  Lovelace ")
    page.get_by_role("button", name="Come in").click()
    assert page.get_by_role("heading", name="Choose a room")
    page.get_by_role("link", name="Kitchen").first.click()
    assert page.url.endswith("/rooms/kitchen")
    assert page.get_by_role("heading", name="Kitchen")
    page.get_by_role("button", name="Leave").click()
    assert page.get_by_label("Your name")
    assert ROOMS["kitchen"].people == {}


def test_there_is_no_such_room() -> None:
    page = enter("Ada", "cellar")
    assert "There is no such room" in page.text


def test_the_helper_answers_word_by_word_and_both_see_it() -> None:
    ada, bob = enter("Ada"), enter("Bob")
    settle(ada, bob)
    assert "Also here: Bob" in ada.text
    say(ada, "Why?")
    ada.advance(0.3)
    settle(bob)
    answer = bob.get_by_role("article", name=HELPER)
    assert answer.get_attribute("aria-busy") == "true"
    assert "You have asked" in answer.text
    ada.advance(5)
    settle(bob)
    assert answer.locator("blockquote").text == "Why?"
    assert answer.locator("li").count() == 3
    assert answer.locator(".ds-t-k").count()


def test_whoever_likes_stops_it_and_has_it_answered_again() -> None:
    ada, bob = enter("Ada"), enter("Bob")
    say(ada, "Why?")
    ada.advance(0.3)
    settle(bob)
    bob.get_by_role("button", name="Stop").click()
    settle(ada, bob)
    message = ROOMS["helper"].messages[1]
    assert message.status == "stopped"
    assert "Stopped" in ada.get_by_role("article", name=HELPER).text
    bob.get_by_role("button", name="Answer again").click()
    bob.advance(5)
    settle(ada)
    (question, answer) = ROOMS["helper"].messages
    assert (question.text, answer.status) == ("Why?", "done")
    assert "Stopped" not in ada.text


def test_the_answer_goes_on_when_who_asked_has_left() -> None:
    ada, bob = enter("Ada"), enter("Bob")
    say(ada, "Why?")
    ada.advance(0.2)
    ada.get_by_role("button", name="Leave").click()
    bob.advance(5)
    assert ROOMS["helper"].messages[1].status == "done"
    assert "Nobody else is here." in bob.text


def test_people_talk_and_call_the_helper() -> None:
    ada, bob = enter("Ada", "kitchen"), enter("Bob", "kitchen")
    say(ada, "Is there tea?")
    settle(ada, bob)
    assert "Is there tea?" in bob.get_by_role("article", name="Ada").text
    bob.get_by_role("textbox", name="Write a message").type("No")
    settle(ada)
    assert ada.get_by_role("status").filter(has_text="Bob is typing")
    bob.advance(6)
    settle(ada)
    assert "Bob is typing" not in ada.text
    say(bob, f"@{HELPER} make some")
    bob.advance(5)
    settle(ada)
    assert [message.author for message in ROOMS["kitchen"].messages] == ["Ada", "Bob", HELPER]


def test_a_question_is_changed_and_answered_anew() -> None:
    ada = enter("Ada")
    say(ada, "Wy?")
    ada.advance(5)
    ada.get_by_role("button", name="Edit").click()
    ada.get_by_role("textbox", name="Edit").fill("Why?")
    ada.press("Enter")
    ada.advance(5)
    assert ada.get_by_role("article", name="Ada").locator(".ds-bubble").text == "Why?"
    assert ada.get_by_role("article", name=HELPER).locator("blockquote").text == "Why?"
    assert len(ROOMS["helper"].messages) == 2


def test_files_are_read() -> None:
    ada = enter("Ada")
    ada.get_by_label("Attach files").upload("notes.txt", b"tea, milk")
    ada.settle()
    say(ada, "Read this")
    ada.advance(5)
    assert "I have read notes.txt, 9 bytes." in ada.get_by_role("article", name=HELPER).text


def test_hostile_names_and_texts_are_texts() -> None:
    page = enter("<img src=x onerror=alert(1)>", "kitchen")
    say(page, "[x](javascript:alert(1)) <script>alert(1)</script> ![x](https://evil.example/x)")
    page.advance(1)
    assert not page.locator("img, script, a[href^=javascript]").count()
