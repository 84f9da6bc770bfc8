"""The chat: what is sent, how often it is shown, who stops it, and what becomes of failures."""

import asyncio
import gzip
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

import pytest

from domsync import Component, State, run_in_thread
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.chats.chat import Bubble, Chat, MessageText
from domsync.widgets.chats.messages import INTERVAL, current_run
from domsync.widgets.prose.markdown_blocks import MarkdownBlocks
from tests import corpus

#: 500 tokens as a model gives them: words with a space before them, paragraphs and a list among them.
TOKENS = [
    f"{'' if number % 60 else chr(10) * 2}{'- ' if number % 60 == 0 and number > 240 else ''} token{number % 50}"
    for number in range(500)
]


async def model(tokens: list[str], a_second: int) -> AsyncIterator[str]:
    for token in tokens:
        await asyncio.sleep(1 / a_second)
        yield token


class Talk(Component):
    messages: list[w.Message] = []
    tokens: list[str] = TOKENS
    a_second: int = 200
    edited: str = ""
    options: dict[str, Any] = {}

    def render(self) -> Any:
        return w.chat(self.messages, on_send=self.answer, **self.options)

    async def answer(self, question: w.Message) -> None:
        answer = w.Message(author="Assistant", time=None)
        # In place, which shows all the same.
        self.messages += [question, answer]
        async for token in model(self.tokens, self.a_second):
            answer.append(token)

    async def again(self, answer: w.Message) -> None:
        answer.text = ""
        async for token in model(["new ", "answer"], self.a_second):
            answer.append(token)

    def edit(self, message: w.Message, text: str) -> None:
        message.text, self.edited = text, text


def say(page: Any, text: str) -> None:
    page.get_by_role("textbox", name="Write a message").type(text)
    page.press("Enter")


def test_an_answer_comes_word_by_word() -> None:
    page = render_page(Talk)
    say(page, "Hello")
    question, answer = page.component.messages
    assert (question.text, question.author, question.status) == ("Hello", "You", "done")
    assert page.get_by_role("textbox").value == ""
    page.advance(0.5)
    assert answer.status == "writing"
    assert "token3" in page.get_by_role("log").text
    assert page.get_by_role("article", name="Assistant").get_attribute("aria-busy") == "true"
    page.advance(3)
    assert answer.status == "done"
    assert answer.text == "".join(TOKENS)
    assert page.get_by_role("article", name="Assistant").get_attribute("aria-busy") is None
    assert page.locator(".ds-markdown li").count() == 4


def test_what_a_streamed_answer_of_500_tokens_costs() -> None:
    """200 tokens a second: at most 20 renders a second, only the last block read anew, only what is added sent."""
    page = render_page(Talk)
    say(page, "Hello")
    bytes_, ops, renders, frames = page.last.bytes, len(page.last.ops), 0, 0
    for _ in range(30):
        page.advance(0.1)
        bytes_ += page.last.bytes
        ops += len(page.last.ops)
        frames += page.last.frames
        renders += page.last.renders.count("Bubble")
    text = "".join(TOKENS)
    assert page.component.messages[1].text == text
    # 2.5 seconds of tokens, the question, and the end.
    assert renders <= 2.5 / INTERVAL + 5
    assert frames <= 2.5 / INTERVAL + 5
    assert ops <= 70
    # 4 kB of text, 2 kB for two messages with their buttons, and 60 bytes of each of the 51 frames.
    assert bytes_ <= 9_500
    assert len(text) == 3_926


def test_while_an_answer_comes_only_its_text_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: dict[type[Any], int] = {Bubble: 0, MessageText: 0, Chat: 0}

    def count(kind: type[Any]) -> None:
        render = kind.render

        def counted(self: Any) -> Any:
            counts[kind] += 1
            return render(self)

        monkeypatch.setattr(kind, "render", counted)

    for kind in counts:
        count(kind)
    page = render_page(Talk)
    say(page, "Hello")
    page.advance(0.5)
    before = dict(counts)
    page.advance(1)
    assert page.component.messages[1].status == "writing"
    assert {kind: counts[kind] - before[kind] for kind in counts} == {Bubble: 0, MessageText: 20, Chat: 0}


def test_only_the_last_block_is_read_anew() -> None:
    message = w.Message(author="Assistant")
    blocks = MarkdownBlocks()
    for number in range(500):
        message.append(f"token{number} " if number % 50 else "\n\n")
        blocks.update(message.text)
    # Each token is in a paragraph of 50, of which half has been read before; all of them are 250 on average.
    assert blocks.parsed <= 500 * 30 * len("token100 ")
    assert len(message.text) * 500 / 2 > 5 * blocks.parsed


def test_without_an_event_loop_it_is_there_at_once() -> None:
    message = w.Message()
    message.append("a")
    assert (message.text, message.status) == ("a", "writing")
    message.finish()
    assert message.status == "done"
    with pytest.raises(TypeError, match="takes a text, not int"):
        message.append(1)  # type: ignore[arg-type]


def test_stop_and_answer_again() -> None:
    page = render_page(Talk(options={}))
    page.component.options = {"on_regenerate": page.component.again}
    say(page, "Hello")
    page.advance(0.2)
    assert not page.get_by_role("button", name="Send").count()
    page.get_by_role("button", name="Stop").click()
    answer = page.component.messages[1]
    stopped = answer.text
    assert answer.status == "stopped"
    page.advance(1)
    assert answer.text == stopped
    assert "Stopped" in page.get_by_role("article", name="Assistant").text
    assert not page.errors
    page.get_by_role("button", name="Answer again").click()
    page.advance(1)
    assert (answer.text, answer.status) == ("new answer", "done")
    assert page.locator(".ds-markdown").text == "new answer"


def test_nothing_is_sent_twice_while_an_answer_comes() -> None:
    page = render_page(Talk)
    say(page, "one")
    say(page, "two")
    assert len(page.component.messages) == 2
    assert page.get_by_role("textbox").value == "two"
    page.advance(4)
    page.press("Enter")
    assert [message.text for message in page.component.messages][2] == "two"
    page.advance(4)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_is_no_message(text: str) -> None:
    page = render_page(Talk)
    page.get_by_role("textbox").fill(text)
    page.get_by_role("button", name="Send").click()
    assert page.component.messages == []


def test_keyboard() -> None:
    page = render_page(Talk)
    box = page.get_by_role("textbox")
    box.type("one")
    page.press("Shift+Enter")
    box.type("two")
    assert page.component.messages == []
    page.press("Enter")
    assert page.component.messages[0].text == "one\ntwo"
    page.advance(4)


def test_edit() -> None:
    page = render_page(Talk(messages=[w.Message(text="Helo", author="You"), w.Message(text="x", author="Bot")]))
    page.component.options = {"on_edit": page.component.edit}
    page.advance(0)
    page.get_by_role("button", name="Edit").click()
    box = page.get_by_role("textbox", name="Edit")
    assert box.is_focused()
    assert box.value == "Helo"
    page.press("Escape")
    assert not page.get_by_role("textbox", name="Edit").count()
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="Edit").fill("Hello")
    page.press("Enter")
    assert page.component.edited == "Hello"
    assert page.locator(".ds-bubble--plain").text == "Hello"


def test_copy() -> None:
    page = render_page(Talk(messages=[w.Message(text="Some *text*", author="Bot", time=None)]))
    page.get_by_role("button", name="Copy").click()
    assert page.environment.clipboard == "Some text"


def test_suggestions() -> None:
    page = render_page(Talk(options={"suggestions": ["How?", "Why?"]}))
    page.get_by_role("button", name="Why?").click()
    assert page.component.messages[0].text == "Why?"
    assert not page.get_by_role("button", name="How?").count()
    page.advance(4)
    assert page.get_by_role("button", name="How?")


def test_who_types() -> None:
    page = render_page(Talk(options={"typing": ["Ada"]}))
    assert page.get_by_role("status").filter(has_text="Ada is typing")
    page.component.options = {"typing": ["Ada", "Bob", "Eve", "Joe"]}
    page.advance(0)
    assert "Ada, Bob, Eve ... are typing" in page.text


def test_attachments() -> None:
    page = render_page(Talk(options={"attachments": "text/*", "max_bytes": 10}))
    page.get_by_label("Attach files").upload("a.txt", b"abc", type="text/plain")
    page.settle()
    assert page.get_by_role("list").text.startswith("a.txt")
    page.get_by_label("Attach files").upload("b.txt", b"x" * 11, type="text/plain")
    page.settle()
    assert page.get_by_role("alert").text == "it has 11 bytes, and 10 bytes are allowed"
    assert page.notice == ""
    page.get_by_role("button", name="Send").click()
    (file,) = page.component.messages[0].files
    assert (file.name, file.type, file.data) == ("a.txt", "text/plain", b"abc")
    assert "a.txt" in page.get_by_role("article", name="You").text
    page.advance(4)


class Failing(Component):
    messages: list[w.Message] = []

    def render(self) -> Any:
        return w.chat(self.messages, on_send=self.answer)

    async def answer(self, question: w.Message) -> None:
        answer = w.Message(author="Assistant")
        self.messages = [question, answer]
        answer.append("I think ")
        await asyncio.sleep(0.1)
        raise ConnectionError("the model is not there")


def test_a_failure_is_told() -> None:
    page = render_page(Failing)
    say(page, "Hello")
    with page.expect_error(ConnectionError):
        page.advance(1)
    assert page.component.messages[1].status == "failed"
    assert "Something went wrong" in page.get_by_role("article", name="Assistant").text
    assert page.get_by_role("button", name="Send")


class Threaded(Component):
    messages: list[w.Message] = []
    ended: list[str] = []

    def render(self) -> Any:
        return w.chat(self.messages, on_send=self.answer)

    async def answer(self, question: w.Message) -> None:
        answer = w.Message(author="Assistant")
        self.messages = [question, answer]
        await run_in_thread(self.work, answer)

    def work(self, answer: w.Message) -> None:
        for number in range(5):
            answer.append(f"{number} ")


def test_a_thread_may_write() -> None:
    page = render_page(Threaded)
    say(page, "Hello")
    page.settle()
    assert (page.component.messages[1].text, page.component.messages[1].status) == ("0 1 2 3 4 ", "done")
    assert "0 1 2 3 4" in page.text


def write(message: w.Message) -> None:
    for _ in range(100):
        message.append("x")


async def test_what_a_thread_appends_is_shown_by_the_event_loop() -> None:
    message, seen = w.Message(), 0
    await asyncio.to_thread(write, message)
    while message._shown != "x" * 100:
        await asyncio.sleep(INTERVAL)
        seen += 1
    assert message.text == "x" * 100
    message.finish()


async def test_append_raises_when_it_was_stopped() -> None:
    message = w.Message(author="Bot")
    message.append("a")
    message.finish("stopped")
    with pytest.raises(w.MessageStoppedError, match="the message of Bot was stopped"):
        message.append("b")
    assert message.text == "a"
    assert current_run.get() is None


class Room(State):
    messages: list[w.Message] = []


def test_several_people_and_one_that_writes_for_all() -> None:
    room = Room()

    class Seat(Component):
        me: str = ""
        stopped: bool = False

        def render(self) -> Any:
            return w.chat(room.messages, on_send=self.say, me=self.me, on_stop=self.stop)

        def say(self, message: w.Message) -> None:
            room.messages.append(message)

        def stop(self) -> None:
            self.stopped = True
            for message in room.messages:
                if message.status == "writing":
                    message.finish("stopped")

    ada, bob = render_page(Seat(me="Ada")), render_page(Seat(me="Bob"))
    say(ada, "Hello Bob")
    bob.advance(0)
    assert bob.get_by_role("article", name="Ada").text.endswith("Hello Bob")
    assert "ds-message--mine" in ada.get_by_role("article", name="Ada").classes
    assert "ds-message--mine" not in bob.get_by_role("article", name="Ada").classes
    # Somebody else's answer is being written, and either may stop it.
    answer = w.Message(author="Assistant", text="I ")
    room.messages.append(answer)
    answer.append("am")
    bob.advance(0.1)
    bob.get_by_role("button", name="Stop").click()
    assert bob.component.stopped
    assert answer.status == "stopped"
    ada.advance(0.1)
    assert "I am" in ada.text
    assert ada.get_by_role("button", name="Send")


def test_leaving_the_page_ends_the_answer() -> None:
    page = render_page(Talk)
    say(page, "Hello")
    page.advance(0.2)
    messages = page.component.messages
    page.close()
    assert messages[1].status in ("stopped", "writing")


def test_a_reconnect_shows_what_was_written_meanwhile() -> None:
    page = render_page(Talk)
    say(page, "Hello")
    page.advance(0.5)
    page.disconnect()
    page.advance(1)
    page.reconnect()
    page.advance(4)
    assert page.locator(".ds-markdown").text.split() == " ".join(token.replace("-", "") for token in TOKENS).split()


def test_hostile_strings() -> None:
    strings = [one.text for one in corpus.everything() if len(one.text) <= 500][::20]
    messages = [w.Message(text=text, author=text, files=[w.Attachment(name=text)]) for text in strings]
    with render_page(
        lambda: h.div(
            w.chat(
                messages,
                on_send=print,
                suggestions=strings,
                typing=strings,
                placeholder=strings[0],
                label="x",
                page_size=999,
            )
        )
    ) as page:
        assert not page.errors
        tags = {element.tagName for element in page.document.documentElement.querySelectorAll("*")}
        assert not tags & {"SCRIPT", "IFRAME", "IMG", "STYLE", "OBJECT", "EMBED", "BASE", "LINK", "META"}
        assert page.get_by_role("article").count() == len(strings)


def conversation(count: int) -> list[w.Message]:
    return [w.Message(text=f"message {number}", author="Bot", time=None) for number in range(count)]


def said(page: Any) -> list[int]:
    """The numbers of the messages that are on the page."""
    return [int(text.removeprefix("message ")) for text in page.locator(".ds-bubble").texts]


@pytest.mark.parametrize("count", [500, 10_000])
def test_of_a_long_conversation_the_newest_messages_are_on_the_page(count: int) -> None:
    messages = conversation(count)
    with render_page(lambda: h.div(w.chat(messages, on_send=print, markdown=False))) as page:
        assert said(page) == list(range(count - 50, count))
        assert page.get_by_role("button", name=f"Show earlier messages ({count - 50:,})")
        # What is opened does not grow with what is not shown.
        assert len(gzip.compress(page.html.encode())) < 3_500
        # Nobody was asked who sits in the browser: nothing of it is told before somebody scrolls.
        assert page.last.renders.count("Bubble") <= 50


def test_earlier_messages_come_by_the_button() -> None:
    page = render_page(Talk(messages=conversation(120), options={"markdown": False}))
    page.get_by_role("button", name="Show earlier messages (70)").click()
    assert said(page) == list(range(20, 120))
    # 50 messages with their buttons.
    assert page.last.bytes < 12_000
    assert page.last.renders.count("Bubble") == 50
    # They are not read out as if they were new.
    assert page.locator("[aria-live=off] article").count() == 50
    page.get_by_role("button", name="Show earlier messages (20)").click()
    assert said(page) == list(range(120))
    assert page.get_by_role("button", name="Show earlier").count() == 0
    # The button that had the focus is gone.
    assert page.get_by_role("log").is_focused()
    say(page, "Hello")
    # They stay as long as they are read.
    page.advance(0.5)
    assert page.get_by_role("article").count() == 122


def test_earlier_messages_come_as_one_scrolls_up_and_go_at_the_end() -> None:
    page = render_page(Talk(messages=conversation(10_000), options={"markdown": False}))
    log = page.get_by_role("log")
    for count in (100, 150, 200):
        log.scroll_to(-count * 10)
        assert said(page) == list(range(10_000 - count, 10_000))
    # Messages that come meanwhile take none of those away that are being read.
    page.component.messages = [*page.component.messages, w.Message(text="message 10000", author="Bot")]
    page.advance(0)
    assert said(page) == list(range(9_800, 10_001))
    log.scroll_to(0)
    assert said(page) == list(range(9_951, 10_001))
    assert not page.errors


def test_messages_that_come_leave_only_when_there_are_many() -> None:
    page = render_page(Talk(messages=conversation(3), options={"page_size": 5, "markdown": False}))
    counts = []
    for number in range(3, 16):
        page.component.messages = [*page.component.messages, w.Message(text=f"message {number}", author="Bot")]
        page.advance(0)
        counts.append(len(said(page)))
        assert said(page)[-1] == number
    assert counts == [4, 5, 6, 7, 8, 9, 10, 5, 6, 7, 8, 9, 10]


def test_messages_that_are_put_before_or_taken_away() -> None:
    page = render_page(Talk(messages=conversation(10), options={"page_size": 5, "markdown": False}))
    assert said(page) == [5, 6, 7, 8, 9]
    page.component.messages = [w.Message(text="message -1", author="Bot"), *page.component.messages]
    page.advance(0)
    assert said(page) == [5, 6, 7, 8, 9]
    assert page.get_by_role("button", name="Show earlier messages (6)")
    page.component.messages = page.component.messages[8:]
    page.advance(0)
    assert said(page) == [7, 8, 9]
    page.component.messages = []
    page.advance(0)
    assert said(page) == []
    page.component.messages = conversation(12)
    page.advance(0)
    assert said(page) == [7, 8, 9, 10, 11]
    assert not page.errors


def test_a_page_of_no_messages() -> None:
    with pytest.raises(ValueError, match="page_size is at least one message, not 0"):
        w.chat([], on_send=print, page_size=0)


def test_nobody_has_said_anything() -> None:
    with render_page(lambda: h.div(w.chat([], on_send=print, empty="Say something"))) as page:
        assert "Say something" in page.text


def test_messages_in_a_deque() -> None:
    messages = deque((w.Message(text=str(number), author="Ada") for number in range(100)), maxlen=80)
    page = render_page(lambda: w.chat(messages, on_send=print, on_stop=print))
    assert page.locator(".ds-bubble").texts == [str(number) for number in range(50, 100)]
    page.locator(".ds-chat-more").click()
    assert page.locator(".ds-bubble").first.text == "20"


class Refusing(Component):
    messages: list[w.Message] = []
    takes: bool = False
    waits: bool = False

    def render(self) -> Any:
        return w.chat(self.messages, on_send=self.send, attachments=True)

    async def send(self, message: w.Message) -> None:
        if self.waits:
            await asyncio.sleep(1)
        if self.takes:
            self.messages.append(message)
        raise OSError("no connection")


@pytest.mark.parametrize("waits", [False, True])
def test_a_message_that_the_program_has_not_taken_is_still_in_its_box(waits: bool) -> None:
    page = render_page(Refusing(waits=waits))
    box = page.get_by_role("textbox")
    page.locator("input[type=file]").upload({"a.txt": b"abc"})
    box.fill("Hello")
    with page.expect_error(OSError):
        box.press("Enter")
        page.settle()
    assert box.value == "Hello"
    assert page.locator(".ds-upload-name").texts == ["a.txt"]
    page.component.takes = page.component.waits = True
    with page.expect_error(OSError):
        box.press("Enter")
        page.settle()
    assert box.value == ""
    assert [(one.text, [file.data for file in one.files]) for one in page.component.messages] == [("Hello", [b"abc"])]
