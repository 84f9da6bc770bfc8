"""Promise P31: what a control holds, the program knows, on a line of 300 ms each way.

Every kind of control, bound, listened to and raw: however something comes into it, the box, the tree and the field are
the same when the next handler runs, and nothing is overwritten.
"""

from __future__ import annotations

import asyncio
import datetime
from typing import Any, ClassVar, Literal

from playwright.async_api import Page, expect

from domsync import App, Component, Visit
from domsync import html as h
from domsync.components import document_of
from domsync.server.pages.visit import served_visit
from tests.browser import harness
from tests.browser.slow_line import slow_line
from tests.browser.test_component_hard_cases import eventually

#: Kind of control: what it begins with, and what it holds later, as a page's script sets and reads it.
KINDS: dict[str, tuple[Any, Any]] = {
    "text": ("", "Ann"),
    "email": ("", "ann@example.com"),
    "number": ("1", "7"),
    "date": ("2024-01-01", "2024-02-29"),
    "range": ("50", "60"),
    "color": ("#000000", "#00ff00"),
    "textarea": ("", "two\nlines"),
    "checkbox": (False, True),
    "radio": (False, True),
    "select": ("a", "b"),
    "multiple": ([], ["a", "c"]),
}
HOW = ("bound", "heard", "raw")


class Everything(Component):
    """Each kind of control in three ways."""

    #: What the handler of the button has found: controls by their ids, and fields by theirs.
    found: ClassVar[list[dict[str, Any]]] = []
    heard: ClassVar[list[str]] = []

    text: str = ""
    email: str = ""
    number: int = 1
    date: datetime.date = datetime.date(2024, 1, 1)
    range: int = 50
    color: str = "#000000"
    textarea: str = ""
    checkbox: bool = False
    radio: Literal["x", "y"] = "x"
    select: Literal["a", "b", "c"] = "a"
    multiple: list[str] = []
    kept: dict[str, str] = {}

    def render(self) -> Any:
        return h.form(
            [[self.control(kind, how) for how in HOW] for kind in KINDS],
            h.button("look", type="button", id="look", on_click=self.look),
            method="dialog",
        )

    def control(self, kind: Any, how: str) -> Any:
        given: dict[str, Any] = {"id": f"{kind}-{how}"}
        first = KINDS[kind][0]
        if how == "bound":
            given["bind"] = self.field(kind)
        elif kind not in {"checkbox", "radio", "select", "multiple", "textarea"}:
            given["value"] = self.kept.get(kind, first) if how == "heard" else first
        if how == "heard":
            given["on_change"] = lambda: self.hear(kind)
        if kind in {"select", "multiple"}:
            options = [h.option(value, value=value) for value in "abc"]
            return h.select(options, multiple=kind == "multiple", **given)
        if kind == "textarea":
            return h.textarea(**given)
        if kind == "radio":
            other = h.input(type="radio", value="x", bind=self.field("radio")) if how == "bound" else None
            return [h.input(type="radio", value="y", **given), other]
        return h.input(type=kind, **given)

    def hear(self, kind: str) -> None:
        """A handler decides what stands in its control: here, what was entered."""
        self.heard.append(kind)
        self.kept[kind] = document_of(self).getElementById(f"{kind}-heard").value

    def look(self) -> None:
        document = document_of(self)
        held: dict[str, Any] = {}
        for kind in KINDS:
            for how in HOW:
                control = document.getElementById(f"{kind}-{how}")
                if kind in {"checkbox", "radio"}:
                    held[control.id] = control.checked
                elif kind == "multiple":
                    held[control.id] = [option.value for option in control.selectedOptions]
                else:
                    held[control.id] = control.value
            field = getattr(self, kind)
            if kind == "radio":
                field = field == "y"
            held[kind] = field if isinstance(field, bool | list) else str(field)
        self.found.append(held)


#: Puts what is wanted into all controls, as somebody else than the user does.
FILL = """(kinds) => {
    for (const [kind, [, value]] of Object.entries(kinds)) for (const how of ["bound", "heard", "raw"]) {
        const control = document.getElementById(`${kind}-${how}`);
        if (typeof value === "boolean") control.checked = value;
        else if (Array.isArray(value)) {
            for (const option of control.options) option.selected = value.includes(option.value);
        }
        else control.value = value;
        TELL
    }
}"""
EVENTS = 'for (const type of ["input", "change"]) control.dispatchEvent(new Event(type, { bubbles: true }));'
HELD = """(kinds) => {
    const held = {};
    for (const [kind, [value]] of Object.entries(kinds)) for (const how of ["bound", "heard", "raw"]) {
        const control = document.getElementById(`${kind}-${how}`);
        held[control.id] = typeof value === "boolean" ? control.checked
            : Array.isArray(value) ? Array.from(control.selectedOptions, (option) => option.value) : control.value;
    }
    return held;
}"""


async def found(page: Page) -> dict[str, Any]:
    """What the next handler finds, when the page holds the same."""
    Everything.found.clear()
    await page.evaluate("document.getElementById('look').click()")
    await eventually(lambda: Everything.found)
    return Everything.found[-1]


def wanted(place: int) -> dict[str, Any]:
    held = {f"{kind}-{how}": values[place] for kind, values in KINDS.items() for how in HOW}
    return held | {kind: values[place] for kind, values in KINDS.items()}


async def test_before_the_script_by_others_and_by_a_reset(page: Page) -> None:
    app = App(Everything)
    wanted_in_page = {name: value for name, value in wanted(1).items() if "-" in name}
    go_on = asyncio.Event()

    async def wait(route: Any) -> None:
        await go_on.wait()
        await route.continue_()

    port = await app.serve("127.0.0.1", 0)
    try:
        async with slow_line(port, 0.3) as line:
            # Before the script: its modules wait until everything was entered.
            await page.route("**/*.js", wait)
            await page.goto(f"http://127.0.0.1:{line.port}/", wait_until="commit")
            await page.wait_for_selector("#look")
            await page.evaluate(FILL.replace("TELL", EVENTS), KINDS)
            go_on.set()
            await expect(page.locator("[data-domsync]")).to_have_count(0)
            assert await found(page) == wanted(1)
            assert sorted(Everything.heard) == sorted(KINDS)
            await harness.loaded(page)
            assert await page.evaluate(HELD, KINDS) == wanted_in_page
            # Back to what it began with, by a reset.
            await page.evaluate("document.forms[0].reset()")
            await page.evaluate("new Promise((done) => setTimeout(done, 50))")
            assert await found(page) == wanted(0)
            # Without a word, as extensions do.
            await page.evaluate(FILL.replace("TELL", ""), KINDS)
            assert await found(page) == wanted(1)
            assert await page.evaluate(HELD, KINDS) == wanted_in_page
    finally:
        await app.close()


#: The kinds that an input method writes into, and what it writes there.
WRITTEN = {"text": "かな", "email": "かな@例.jp", "textarea": "かな"}


async def test_back_from_the_cache_and_by_an_input_method(page: Page) -> None:
    app = App(Everything)
    wanted_in_page = {name: value for name, value in wanted(1).items() if "-" in name}
    port = await app.serve("127.0.0.1", 0)
    try:
        async with slow_line(port, 0.3) as line:
            await page.goto(f"http://127.0.0.1:{line.port}/")
            # What is entered without a word is seen by a module that may come later than the connection.
            await harness.loaded(page)
            assert await found(page) == wanted(0)
            # Into the cache, which no page enters with its connection; and back, with what was entered there.
            await page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
            await page.evaluate(FILL.replace("TELL", ""), KINDS)
            await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
            assert await found(page) == wanted(1)
            assert await page.evaluate(HELD, KINDS) == wanted_in_page
            # An input method: what it has not finished is in the control, and is nobody's business yet.
            devtools = await page.context.new_cdp_session(page)
            Everything.heard.clear()
            for kind, text in WRITTEN.items():
                for how in HOW:
                    control = page.locator(f"#{kind}-{how}")
                    await control.focus()
                    await control.select_text()
                    for length in range(1, len(text) + 1):
                        part = text[:length]
                        told = {"text": part, "selectionStart": length, "selectionEnd": length}
                        await devtools.send("Input.imeSetComposition", told)
                    await devtools.send("Input.insertText", {"text": text})
            written = {f"{kind}-{how}": text for kind, text in WRITTEN.items() for how in HOW} | WRITTEN
            assert await found(page) == wanted(1) | written
            held = await page.evaluate(HELD, KINDS)
            assert held == wanted_in_page | {name: text for name, text in written.items() if "-" in name}
            assert set(Everything.heard) == set(WRITTEN)
    finally:
        await app.close()


CONTROLS = "performance.getEntriesByType('resource').map(({ name }) => name).find((name) => name.includes('/merge.js'))"


class InPlace(Component):
    """What is written in place, and a button that has the page sent anew."""

    visit: Visit | None = None
    sent: int = 0

    def render(self) -> Any:
        return h.main(
            h.h1("Title", contenteditable=True),
            h.h2("Other", contenteditable=True),
            h.button("anew", on_click=self.anew),
            h.p(f"sent {self.sent} times"),
        )

    def mounted(self) -> None:
        self.visit = self.use(Visit)

    def anew(self) -> None:
        assert self.visit is not None
        self.sent += 1
        served_visit(self.visit).protocol.resync()


async def test_what_is_written_in_place_while_the_module_for_it_is_on_its_way(page: Page) -> None:
    app = App(InPlace)
    go_on = asyncio.Event()

    async def wait(route: Any) -> None:
        await go_on.wait()
        await route.continue_()

    await page.route("**/extra/merge.js", wait)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/")
        await expect(page.locator("[data-domsync]")).to_have_count(0)
        async with page.expect_request("**/extra/merge.js"):
            await page.locator("h1").click()
        for heading in ("h1", "h2"):
            await page.locator(heading).press("End")
            await page.keyboard.type("!")
        async with page.expect_event("requestfinished", lambda request: request.url.endswith("/extra/merge.js")):
            go_on.set()
        # Whoever imports a module has it when it has run.
        await page.evaluate("url => import(url)", await page.evaluate(CONTROLS))
        await page.locator("button").click()
        await expect(page.locator("p")).to_have_text("sent 1 times")
        assert await page.locator("h1, h2").all_inner_texts() == ["Title!", "Other!"]
    finally:
        await app.close()
