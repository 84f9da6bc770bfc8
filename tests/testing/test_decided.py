"""What a handler decides stands, on a line of 300 ms each way too: in every kind of control, rendered and raw."""

from typing import Any

import pytest

from domsync import App, Component, Document, on
from domsync import html as h
from domsync.components import document_of
from domsync.dom import Event
from domsync.testing.page import Page
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]

#: Kind of control: what the program wants to stand there, and what its user enters.
TEXTS = {
    "text": ("", "abc"),
    "textarea": ("kept", "other"),
    "search": ("kept", "other"),
    "email": ("", "a@b.c"),
    "password": ("", "secret"),
    "number": ("3", "4"),
    "date": ("2024-01-02", "2024-02-29"),
    "time": ("10:30", "11:45"),
    "color": ("#102030", "#ff0000"),
    "range": ("50", "60"),
}


class Decided(Component):
    """All of them say the same at each render, whatever was entered."""

    heard: list[str] = []

    def render(self) -> Any:
        return h.main(
            [self.text(kind, shown) for kind, (shown, _) in TEXTS.items()],
            h.input(type="checkbox", id="off", checked=False, on_change=self.hear("off")),
            h.input(type="checkbox", id="on", checked=True, on_change=self.hear("on")),
            [
                h.input(type="radio", name="r", id=f"radio-{name}", checked=name == "m", on_change=self.hear(name))
                for name in "sml"
            ],
            h.select([h.option(name) for name in "abc"], id="one", value="b", on_change=self.hear("one")),
            h.select(
                [h.option(name, selected=name == "b") for name in "abc"],
                id="many",
                multiple=True,
                on_change=self.hear("many"),
            ),
        )

    def text(self, kind: Any, shown: str) -> Any:
        if kind == "textarea":
            return h.textarea(value=shown, id=kind, on_change=self.hear(kind))
        return h.input(type=kind, value=shown, id=kind, on_change=self.hear(kind))

    def hear(self, what: str) -> Any:
        return lambda: self.heard.append(what)


def shown(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = {kind: page.locator(f"#{kind}").value for kind in TEXTS}
    boxes = ("off", "on", "radio-s", "radio-m", "radio-l")
    found |= {name: page.locator(f"#{name}").checked for name in boxes}
    return found | {name: page.locator(f"#{name}").selected for name in ("one", "many")}


def enter_all(page: Page) -> None:
    for kind, (_, entered) in TEXTS.items():
        page.locator(f"#{kind}").fill(entered)
        # Of a text, the change is heard when it is left.
        page.locator(f"#{kind}").blur()
    page.locator("#off").click()
    page.locator("#on").click()
    page.locator("#radio-l").click()
    page.locator("#one").select("c")
    page.locator("#many").select("a", "c")


DECIDED = {kind: wanted for kind, (wanted, _) in TEXTS.items()} | {
    "off": False,
    "on": True,
    "radio-s": False,
    "radio-m": True,
    "radio-l": False,
    "one": ["b"],
    "many": ["b"],
}


@pytest.mark.parametrize("latency", [0, 600])
def test_what_render_says_again_takes_the_place_of_what_was_entered(page_of: PageOf, latency: int) -> None:
    page = page_of(App(Decided))
    page.latency(latency)
    assert shown(page) == DECIDED
    for _ in range(2):
        page.component.heard.clear()
        enter_all(page)
        page.settle()
        assert shown(page) == DECIDED
        assert sorted(page.component.heard) == sorted([*TEXTS, "off", "on", "l", "one", "many"])
    # The tree as well.
    document = page.document
    assert {kind: document.getElementById(kind).value for kind in TEXTS} == {k: v for k, (v, _) in TEXTS.items()}
    assert [document.getElementById(name).checked for name in ("off", "on", "radio-m")] == [False, True, True]


def raw(document: Document) -> None:
    """The same with handlers that put everything back."""

    def put_back(name: str, wanted: Any) -> Any:
        def handler(event: Event) -> None:
            control: Any = event.currentTarget
            if isinstance(wanted, bool):
                control.checked = wanted
            elif isinstance(wanted, list):
                for option in control.options:
                    option.selected = option.value in wanted
            else:
                control.value = wanted

        return handler

    for kind, (wanted, _) in TEXTS.items():
        control = document.createElement("textarea" if kind == "textarea" else "input", id=kind)
        if kind == "color":
            # Chromium complains of one that begins without a colour.
            control.setAttribute("value", wanted)
        if kind != "textarea":
            control.type = kind
        control.value = wanted
        control.addEventListener("change", put_back(kind, wanted))
        document.body.append(control)
    for name in ("off", "on", "radio-s", "radio-m", "radio-l"):
        control = document.createElement("input", id=name)
        control.type = "radio" if "-" in name else "checkbox"
        if "-" in name:
            control.name = "r"
        control.checked = bool(DECIDED[name])
        document.body.append(control)
        if name == "radio-l":
            control.addEventListener(
                "change", lambda event: setattr(document.getElementById("radio-m"), "checked", True)
            )
        elif "-" not in name:
            control.addEventListener("change", put_back(name, DECIDED[name]))
    for name in ("one", "many"):
        select = document.createElement("select", id=name)
        select.multiple = name == "many"
        for value in "abc":
            option = document.createElement("option", innerText=value)
            option.selected = value == "b"
            select.append(option)
        select.addEventListener("change", put_back(name, ["b"]))
        document.body.append(select)


@pytest.mark.parametrize("latency", [0, 600])
def test_what_a_raw_handler_puts_back_stays(page_of: PageOf, latency: int) -> None:
    page = page_of(raw)
    page.latency(latency)
    for _ in range(2):
        enter_all(page)
        page.settle()
        assert shown(page) == DECIDED


class Chat(Component):
    kind: str
    said: list[str] = []
    text: str = ""

    def render(self) -> Any:
        match self.kind:
            case "bound":
                box = h.input(bind=self.field("text"), on_keydown=on(self.say, key="Enter"))
            case "bound textarea":
                box = h.textarea(bind=self.field("text"), on_keydown=on(self.say, key="Enter", prevent_default=True))
            case "form":
                box = h.form(h.input(bind=self.field("text")), on_submit=self.say)
            case _:
                box = h.input(value="", on_keydown=on(self.take, key="Enter"))
        return h.main(box, h.ul([h.li(text) for text in self.said]))

    def say(self) -> None:
        self.said.append(self.text)
        self.text = ""

    def take(self, event: Event) -> None:
        box: Any = event.currentTarget
        self.said.append(box.value)


@pytest.mark.parametrize("kind", ["bound", "bound textarea", "form", "always empty"])
@pytest.mark.parametrize("latency", [0, 600])
def test_messages_that_are_typed_in_a_hurry(page_of: PageOf, kind: str, latency: int) -> None:
    page = page_of(App(lambda: Chat(kind=kind)))
    page.latency(latency)
    box = page.locator("input, textarea")
    messages = ["first", "second one", "3"]
    for message in messages:
        box.type(message)
        box.press("Enter")
    page.settle()
    assert page.component.said == messages
    assert page.locator("li").texts == messages
    assert box.value == ""


class Clicked(Component):
    """Hears of clicks on a box that stays ticked, and of changes of one that is neither."""

    ticked: bool = True
    heard: list[bool] = []

    def render(self) -> Any:
        return h.main(
            h.input(type="checkbox", id="ticked", checked=self.ticked, on_click=self.hear),
            h.input(type="checkbox", id="mixed", indeterminate=True, on_change=self.hear),
            h.input(type="checkbox", id="kept", on_click=on(self.hear, prevent_default=True)),
        )

    def hear(self) -> None:
        self.heard.append(document_of(self).getElementById("ticked").checked)


def test_a_click_on_a_box_is_decided_about_too(page_of: PageOf) -> None:
    page = page_of(App(Clicked))
    for name in ("ticked", "mixed", "kept"):
        page.locator(f"#{name}").click()
        page.settle()
    # As in the browser, a handler of the click finds the box as it is by then.
    assert page.component.heard == [False, True, True]
    boxes = {name: page.document.getElementById(name) for name in ("ticked", "mixed", "kept")}
    assert page.locator("#ticked").checked
    assert boxes["ticked"].checked
    assert page.locator("#mixed:indeterminate").count() == 1
    assert boxes["mixed"].indeterminate
    page.locator("#mixed").click()
    page.settle()
    assert not page.locator("#kept").checked
    assert not boxes["kept"].checked
