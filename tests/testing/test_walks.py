"""The same random walks of a user in process and in Chromium: what controls hold, the focus, events, what is sent."""

import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from domsync import Child, Component, on
from domsync import html as h
from domsync.testing import render_page
from domsync.testing.chromium import InChromium
from domsync.testing.in_process import InProcess
from domsync.testing.page import Page
from domsync.testing.plugin import PageOf
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import selected_options, text_content, value_of, walk
from tests.profiles import profile_name, scaled

pytestmark = [pytest.mark.domsync_browser("chromium"), pytest.mark.browser]

#: How many walks, and steps in each: the same in every run, or new ones and many more under `make fuzz`.
WALKS = scaled(12)
FIRST = 0 if profile_name() == "ci" else random.SystemRandom().randrange(10**9)
STEPS = 8

TEXTS = ("text", "most", "area", "number", "email", "url", "search", "password", "tel", "editable", "readonly")
PICKED = {
    "date": ("2024-02-29", "2023-12-01", ""),
    "time": ("10:30", ""),
    "month": ("2024-02", ""),
    "week": ("2024-W05", ""),
    "local": ("2024-02-29T10:30", ""),
    "color": ("#ff0000", "#00ff7f"),
    "range": ("0", "30", "55", "100"),
}
CLICKED = ("check", "check2", "red", "green", "blue", "button", "summary", "label", "reset", "submit", "opener")
KEYS = (
    *("Tab", "Shift+Tab", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Backspace", "Delete"),
    *("Enter", "Space", "Escape", "Control+A", "Shift+ArrowLeft", "Shift+ArrowRight", "Shift+Home", "Shift+End"),
    *("PageUp", "PageDown", "a", "B", "7", "-"),
)
PASTED = ("paste", "two\nlines", "😀😀", "12", "a\r\nb", " ", "x" * 12)
TYPED = ("abc", "12", "Z", "1.5e3", "a b", "-7")


class Everything(Component):
    """All kinds of controls, and handlers that write down what they hear."""

    heard: list[str] = []

    def render(self) -> Child:
        return h.main(
            h.form(
                h.input(id="text", name="text", **self.listening("text")),
                h.input(id="most", name="most", maxlength=4, value="abc", **self.listening("most")),
                h.textarea("one\ntwo", id="area", name="area", **self.listening("area")),
                h.input(id="number", type="number", min=0, max=10, step=2, **self.listening("number")),
                h.input(id="email", type="email", **self.listening("email")),
                h.input(id="url", type="url", **self.listening("url")),
                h.input(id="search", type="search", **self.listening("search")),
                h.input(id="password", type="password", **self.listening("password")),
                h.input(id="tel", type="tel", **self.listening("tel")),
                h.input(id="readonly", readonly=True, value="fixed", **self.listening("readonly")),
                h.input(id="disabled", disabled=True, value="off"),
                h.input(id="date", type="date", **self.listening("date")),
                h.input(id="time", type="time", **self.listening("time")),
                h.input(id="month", type="month", **self.listening("month")),
                h.input(id="week", type="week", **self.listening("week")),
                h.input(id="local", type="datetime-local", **self.listening("local")),
                h.input(id="color", type="color", value="#102030", **self.listening("color")),
                h.input(id="range", type="range", step=5, **self.listening("range")),
                h.label("Label", h.input(id="check", type="checkbox", **self.listening("check")), id="label"),
                h.input(id="check2", type="checkbox", checked=True, **self.listening("check2")),
                [
                    h.input(id=name, type="radio", name="colour", value=name, **self.listening(name))
                    for name in ("red", "green", "blue")
                ],
                h.select([h.option(name) for name in "abc"], id="one", **self.listening("one")),
                h.select([h.option(name) for name in "xyz"], id="many", multiple=True, **self.listening("many")),
                h.button("Reset", id="reset", type="reset"),
                h.button("Submit", id="submit"),
                on_submit=lambda: self.hear("submit"),
                on_reset=lambda: self.hear("reset"),
                novalidate=True,
            ),
            h.button("Button", id="button", type="button", **self.listening("button")),
            h.details(h.summary("Summary", id="summary"), "text", id="details"),
            h.button("Opener", id="opener", popovertarget="popover"),
            h.div("popover", id="popover", popover="auto"),
            h.div("drag", id="dragged", draggable=True),
            h.div("drop", id="target", on_dragover=on(lambda: None, prevent_default=True), on_drop=self.dropped),
            h.div("typed", id="editable", contenteditable=True),
        )

    def listening(self, name: str) -> dict[str, Any]:
        def heard(event: str) -> Callable[[], None]:
            return lambda: self.hear(f"{name} {event}")

        names = ("focus", "blur", "input", "change", "click", "keydown")
        return {f"on_{event}": heard(event) for event in names}

    def hear(self, what: str) -> None:
        self.heard.append(what)

    def dropped(self) -> None:
        self.hear("dropped")


_STATE = """() => {
    const found = {};
    for (const e of document.querySelectorAll("input, textarea, select")) {
        found[e.id] = e.type === "select-multiple" ? [...e.selectedOptions].map((o) => o.value)
            : /checkbox|radio/.test(e.type) ? e.checked : e.value;
    }
    found.details = document.getElementById("details").open;
    found.popover = document.getElementById("popover").matches(":popover-open");
    found.editable = document.getElementById("editable").textContent;
    const focused = document.activeElement;
    return [found, focused === document.body ? "" : focused.id];
}"""


def state_of(page: Page) -> list[Any]:
    """What the controls of a page hold, and which one has the focus."""
    driver = page._driver
    if isinstance(driver, InChromium):
        return list(driver._evaluate(f"({_STATE})()"))
    assert isinstance(driver, InProcess)
    browser = driver.browser
    found: dict[str, Any] = {}
    for element in walk(browser.root):
        if element.kind in ("input", "textarea", "select"):
            found[element.get("id") or ""] = held(element)
    by_id = {element.get("id"): element for element in walk(browser.root)}
    found["details"] = by_id["details"].get("open") is not None
    found["popover"] = bool(by_id["popover"].properties.get(":popover-open"))
    found["editable"] = text_content(by_id["editable"])
    return [found, "" if browser.focused is None else browser.focused.get("id")]


def held(control: ReferenceElement) -> Any:
    if control.get("type") in ("checkbox", "radio"):
        return bool(control.shown("checked"))
    if control.get("multiple") is not None:
        return [value_of(option) for option in selected_options(control)]
    return value_of(control)


def different(real: list[Any], simulated: list[Any]) -> dict[str, tuple[Any, Any]]:
    """What is not the same in Chromium and in process, by what it is."""
    names = ("focus", "heard", "sent")
    one = real[0] | dict(zip(names, real[1:], strict=True))
    other = simulated[0] | dict(zip(names, simulated[1:], strict=True))
    return {name: (one[name], other.get(name)) for name in one if one[name] != other.get(name)}


Step = tuple[str, Callable[[Page], object]]


def steps(rng: random.Random) -> list[Step]:
    """What a user does at random, each with a description."""
    return [step(rng) for _ in range(STEPS)]


def step(rng: random.Random) -> Step:
    match rng.choice(("click", "type", "press", "press", "press", "paste", "pick", "choose", "drag", "key")):
        case "click":
            name = rng.choice((*CLICKED, *TEXTS))
            return f"click {name}", lambda page: page.locator(f"#{name}").click()
        case "type":
            name, text = rng.choice(TEXTS[:-1]), rng.choice(TYPED)
            # One by one: what the server answers to a character decides what the next one does.
            return f"type {text!r} in {name}", lambda page: [page.locator(f"#{name}").type(one) for one in text]
        case "press" | "key":
            key = rng.choice(KEYS)
            return f"press {key}", lambda page: press(page, key)
        case "paste":
            name = rng.choice(TEXTS[:-1])
            # Where there are lines, Playwright's way to paste several makes one edit of each.
            is_plain = name not in ("area", "editable")
            text = rng.choice([text for text in PASTED if is_plain or not set(text) & set(" \n")])
            return f"paste {text!r} in {name}", lambda page: page.locator(f"#{name}").paste(text)
        case "pick":
            name = rng.choice(tuple(PICKED))
            value = rng.choice(PICKED[name])
            return f"pick {value} in {name}", lambda page: page.locator(f"#{name}").fill(value)
        case "choose":
            name = rng.choice(("one", "many"))
            choices = [rng.choice("abc")] if name == "one" else rng.sample("xyz", rng.randint(0, 3))
            return f"choose {choices} in {name}", lambda page: page.locator(f"#{name}").select(*choices)
        case _:
            return "drag", lambda page: page.locator("#dragged").drag_to(page.locator("#target"))


def press(page: Page, key: str) -> None:
    focused = page.focused.get_attribute("id") if page.focused.count() else ""
    # What these do depends on the parts of a date, on what was clicked before, on a list that is open, on blanks.
    is_left_out = (
        focused in PICKED.keys() - {"range"}
        or (focused == "many" and not key.endswith("Tab"))
        or (focused == "one" and key in ("Space", "Enter"))
        or (focused == "editable" and key in ("Space", "Enter"))
    )
    if not is_left_out:
        page.press(key)


def walk_both(pages: tuple[Page, Page], walk: Iterable[Step], name: str) -> None:
    """Do the same in both, and compare after each step."""
    done: list[str] = []
    for what, act in walk:
        done.append(what)
        outcomes = []
        for page in pages:
            page.component.heard.clear()
            act(page)
            outcomes.append([*state_of(page), list(page.component.heard), page.last.sent])
        assert not different(*outcomes), f"{name}: {'; '.join(done)}"


def scripted(text: str) -> Step:
    """A step in words: `click editable`, `press Tab`, `drag`, `type a b: editable`, `paste 12: email`."""
    what, _, rest = text.partition(" ")
    words, _, name = rest.rpartition(": ")
    match what:
        case "press":
            return text, lambda page: press(page, rest)
        case "drag":
            return text, lambda page: page.locator("#dragged").drag_to(page.locator("#target"))
        case "click":
            return text, lambda page: page.locator(f"#{rest}").click()
        case "type":
            return text, lambda page: [page.locator(f"#{name}").type(one) for one in words]
        case _:
            return text, lambda page: page.locator(f"#{name}").paste(words)


@pytest.mark.parametrize(
    "walk",
    [
        # All of the page is selected, unless something is selected where one has edited.
        "paste 12: editable; drag; press Control+A",
        "click editable; press Shift+Tab; press Control+A; press Control+A",
        "click editable; press Shift+Home; click button; press Control+A; press x",
        "click editable; press Shift+Home; drag; press Control+A; press x",
        "click editable; press Shift+Home; press Tab; press Control+A",
        "click editable; press Shift+Home; click text; click button; press Control+A",
        # The caret is where it was.
        "paste wxyz: editable; press ArrowLeft; press Shift+Tab; press Tab; press Q",
        "paste wxyz: editable; press ArrowLeft; click text; click opener; press Tab; press Q",
        "paste wxyz: email; press ArrowLeft; drag; type Q: email",
        "type 12: number; press ArrowLeft; click button; type 3: number",
        # A number takes what may become a number.
        "paste paste: number; drag; paste paste: number",
        "type 1e5e: number; press ArrowLeft; press ArrowLeft; press ArrowLeft; type .: number",
        "type 1.2.3: number; press Home; type e: number; press 4",
        "type 1e5.: number; press Home; type -+: number; press -",
        "type --5-: number; press Home; type 7: number",
        "type 1e-5+: number; press ArrowLeft; press ArrowLeft; press 3; press -; press End; press -",
        "type 12: number; press Shift+Home; paste -1.5e+3-e.: number",
        "paste -7: number; press Home; type .3: number",
        "paste -7: number; press Home; press -; press +; press End; press -",
        "paste 1e+5: number; press Home; type -: number; press ArrowRight; press ArrowRight; press +",
        # Blanks that would not be seen.
        "type a b: editable; press Backspace; press c",
        "type a  b : editable; type c: editable",
        "type a b c: editable; press ArrowLeft; press Backspace; press Backspace",
        "type a b c: editable; press ArrowLeft; press ArrowLeft; press Backspace; press Backspace; press Delete",
        "click editable; press Control+A; press Delete; type  a: editable; press Home; press Delete; press Delete",
        "click editable; press Control+A; press Delete; type a b: editable; press Home; press Delete; press Q",
    ],
)
def test_both_do_the_same_on_walks_that_have_differed(page_of: PageOf, walk: str) -> None:
    real, simulated = page_of(Everything()), render_page(Everything())
    walk_both((real, simulated), map(scripted, walk.split("; ")), "walk")


@pytest.mark.fuzz
@pytest.mark.parametrize("start", range(0, WALKS, 12))
def test_both_do_the_same(page_of: PageOf, start: int) -> None:
    for number in range(FIRST + start, FIRST + min(start + 12, WALKS)):
        real, simulated = page_of(Everything()), render_page(Everything())
        walk_both((real, simulated), steps(random.Random(number)), f"walk {number}")
        real.close()
        simulated.close()
