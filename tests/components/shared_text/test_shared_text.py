"""A shared text as Python sees it, and as it is bound to controls."""

import asyncio
import threading
from typing import Any

import msgspec
import pytest
from pydantic import BaseModel, Field

from domsync import Child, Component, Document, SharedText, mount
from domsync import html as h
from domsync.components.reconciler.mount_points import scheduler_of, unmount
from domsync.components.shared_text import Privately
from domsync.dom.events import browser_event
from domsync.dom.events.event import Event
from domsync.dom.ops import Message
from domsync.errors import ProtocolError


class Page(Component):
    text: SharedText
    renders: int = 0

    def render(self) -> Child:
        return h.main(
            h.textarea(bind=self.text, rows=3), h.input(bind=self.text) if self.text._log.single_line else None
        )


class Reader(Component):
    text: SharedText

    def render(self) -> Child:
        return h.p(self.text.value)


def shown(component: Component) -> Document:
    document = Document(scripts=False)
    mount(component, document.documentElement)
    document.take_ops()
    return document


def control(document: Document) -> Any:
    return document.querySelector("textarea")


def says(document: Document, **told: Any) -> list[dict[str, Any]]:
    """Have a browser say something; what it is told then."""
    event: Event = browser_event("sharedtext", msgspec.json.encode({"c": "somebody", **told}))
    assert not document.dispatch(control(document), event)
    return messages(document)


def messages(document: Document) -> list[dict[str, Any]]:
    return [
        msgspec.json.decode(msgspec.json.encode(op.params)) for op in document.take_ops() if isinstance(op, Message)
    ]


def test_changes() -> None:
    text = SharedText("one 😀 two")
    text.append("!")
    text.insert(4, "and ")
    assert text.value == "one and 😀 two!"
    text.insert(-1, "?")
    text.delete(8, 10)
    assert text.value == "one and two?!"
    text.replace(0, 3, "👩‍🚀")
    text.delete(-2, 99)
    assert (str(text), len(text)) == ("👩‍🚀 and two", 11)
    text.value = "👩‍🚀 and three"
    assert text.value == "👩‍🚀 and three"
    text.value = ""
    assert not text.value
    assert text


def test_a_text_that_is_too_long() -> None:
    with pytest.raises(ValueError, match="max_length is 3"):
        SharedText("four", max_length=3)
    text = SharedText("a😀", max_length=3)
    with pytest.raises(ValueError, match="4 characters; max_length is 3"):
        text.append("b")
    assert text.value == "a😀"
    with pytest.raises(TypeError):
        text.append(5)  # type: ignore[arg-type]


async def test_reading_it_in_render_subscribes() -> None:
    text = SharedText("a")
    document = shown(Reader(text=text))
    text.append("b")
    await asyncio.sleep(0)
    assert document.documentElement.textContent == "ab"


async def test_showing_it_in_a_control_does_not() -> None:
    text = SharedText("a")
    document = shown(Page(text=text))
    scheduler = scheduler_of(document)
    text.append("b")
    assert not scheduler.dirty
    assert control(document).value == "ab"
    # No browser has asked yet.
    assert not document.has_ops


def test_a_browser_is_told_of_edits_from_when_it_asks() -> None:
    text = SharedText("a😀")
    document = shown(Page(text=text))
    text.append("b")
    (start,) = says(document)
    assert start == {
        "id": text.id,
        "to": "somebody",
        "e": 1,
        "k": 1,
        "n": 0,
        "r": 1,
        "text": "a😀b",
    }
    text.insert(2, "👍")
    assert messages(document) == [{"id": text.id, "r": 2, "by": 0, "edit": [3, "👍"]}]
    # The edit was made without knowing the last one.
    told = says(document, e=1, n=1, r=1, edit=[3, -1, "c"])
    assert told == [{"id": text.id, "r": 3, "by": 1, "edit": [5, -1, "c"]}]
    assert text.value == "a😀👍c"
    assert control(document).value == "a😀👍c"


def test_one_edit_for_many_documents() -> None:
    text = SharedText("")
    documents = [shown(Page(text=text)) for _ in range(3)]
    for number, document in enumerate(documents):
        says(document, c=f"browser{number}")
    text.append("x")
    assert [messages(document) for document in documents] == [
        [{"id": text.id, "r": 1, "by": 0, "edit": ["x"]}],
    ] * 3


def test_what_leaves_the_page_is_told_no_longer() -> None:
    text = SharedText("")
    page = Page(text=text)
    document = shown(page)
    says(document)
    unmount(page)
    document.take_ops()
    text.append("x")
    assert messages(document) == []
    assert not text._places


def test_a_browser_of_a_control_that_may_not_be_edited() -> None:
    text = SharedText("a")

    class ReadOnly(Component):
        def render(self) -> Child:
            return h.textarea(bind=text, readonly=True)

    document = shown(ReadOnly())
    says(document)
    (answer,) = says(document, e=1, n=1, r=0, edit=["x"])
    assert (answer["n"], answer["text"]) == (1, "a")


def test_nonsense_is_refused() -> None:
    document = shown(Page(text=SharedText("")))
    reported: list[BaseException] = []
    document.report = lambda error, where: reported.append(error)
    says(document, n="one")
    assert [type(error) for error in reported] == [ProtocolError]


def test_another_text_gets_another_control() -> None:
    one, two = SharedText("one"), SharedText("two")
    page = Page(text=one)
    document = shown(page)
    before = control(document)
    page.text = two
    scheduler_of(document).flush()
    assert control(document).value == "two"
    assert control(document) is not before
    assert not one._places
    assert control(document).getAttribute("data-shared-text") == two.id


async def test_edits_of_other_threads_arrive_in_order() -> None:
    text = SharedText("")
    document = shown(Page(text=text))
    says(document)

    def write() -> None:
        for _ in range(50):
            text.append("t")

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(50):
        text.append("m")
        await asyncio.sleep(0)
    for thread in threads:
        await asyncio.to_thread(thread.join)
    await asyncio.sleep(0.01)
    assert [told["r"] for told in messages(document)] == list(range(1, 201))
    assert control(document).value == text.value
    assert sorted(text.value) == ["m"] * 50 + ["t"] * 150


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda text: h.input(bind=text), "single_line"),
        (lambda text: h.select(bind=text), "for textarea and for text inputs, not for <select"),
        (lambda text: h.input(bind=SharedText("", single_line=True), type="email"), "type='email'"),
        (lambda text: h.textarea(bind=text, value="x"), "value= and bind= both"),
    ],
)
def test_controls_that_do_not_fit(make: Any, reason: str) -> None:
    with pytest.raises(TypeError, match=reason):
        make(SharedText(""))


def test_its_attributes() -> None:
    text = SharedText("", max_length=70)
    assert h.textarea(bind=text).attributes == {"data-shared-text": text.id, "maxlength": "70", "autocomplete": "off"}
    attributes = h.textarea(bind=text, maxlength=5, autocomplete="on").attributes or {}
    assert (attributes["maxlength"], attributes["autocomplete"]) == ("5", "on")


class Draft(BaseModel):
    model_config = {"arbitrary_types_allowed": True}
    body: SharedText = Field(default_factory=SharedText)


def test_as_a_field() -> None:
    one, two = Draft(), Draft(body="given")  # type: ignore[arg-type]
    one.body.append("!")
    assert (one.body.value, two.body.value, Draft().body.value) == ("!", "given", "")
    copy = two.model_copy(deep=True)
    copy.body.append(" copy")
    assert (two.body.value, copy.body.value) == ("given", "given copy")
    assert Draft.model_validate_json(one.model_dump_json()).body.value == "!"
    with pytest.raises(ValueError, match="a SharedText or a string"):
        Draft(body=5)  # type: ignore[arg-type]


class TestWhoseNameItIs:
    """Two pages, of which one has come to know the other's name."""

    def edit(self, document: Document, n: int, edit: list[Any]) -> list[dict[str, Any]]:
        return says(document, e=1, n=n, edit=edit)

    def test_nobody_else_uses_it_while_its_page_is_there(self) -> None:
        text = SharedText("")
        mine, other = shown(Page(text=text)), shown(Page(text=text))
        [answer] = says(mine)
        assert answer["e"] == 1
        assert says(other) == []
        assert [one for one in self.edit(other, 1, ["stolen"]) if "to" in one] == []
        assert text.value == ""
        self.edit(mine, 1, ["mine"])
        assert text.value == "mine"

    def test_a_page_that_was_loaded_again_goes_on_with_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = SharedText("")
        gone: set[Document] = set()
        monkeypatch.setattr(Privately, "has_browser", staticmethod(lambda document: document not in gone))
        before, after = shown(Page(text=text)), shown(Page(text=text))
        says(before)
        self.edit(before, 1, ["a"])
        assert says(after) == []
        gone.add(before)
        [answer] = says(after)
        assert (answer["n"], answer["text"]) == (1, "a"), "its first edit is known and is not made twice"
        gone.clear()
        assert says(before) == [], "the name is the new page's"

    def test_another_control_of_the_page_takes_it_when_the_first_has_gone(self) -> None:
        text = SharedText("")
        page = Page(text=text)
        document = shown(page)
        says(document)
        first = control(document)
        second = document.createElement("textarea")
        text._enter(second)
        payload = {"c": "somebody"}
        event: Event = browser_event("sharedtext", msgspec.json.encode(payload))
        second.addEventListener("sharedtext", text._heard)
        document.documentElement.append(second)
        document.take_ops()
        document.dispatch(second, event)
        assert messages(document) == []
        first.remove()
        document.take_ops()
        event = browser_event("sharedtext", msgspec.json.encode(payload))
        document.dispatch(second, event)
        assert [one["to"] for one in messages(document)] == ["somebody"]


def test_what_an_edit_costs_is_paid_for_by_its_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    paid: list[float] = []
    monkeypatch.setattr(Privately, "charge", staticmethod(paid.append))
    text = SharedText("x" * 1000)
    document = shown(Page(text=text))
    says(document)
    for _ in range(500):
        text.insert(500, "y")
    document.take_ops()
    paid.clear()
    says(document, e=1, n=1, r=0, edit=[1, "a", 1, "b", 1, "c"])
    [stale] = paid
    says(document, e=1, n=2, r=text._log.revision, edit=[1, "a"])
    assert stale > 500 * 6 / 1000, "of each edit that it did not know, each part"
    assert paid[1] < stale / 100
