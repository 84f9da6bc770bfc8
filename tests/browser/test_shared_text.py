"""A text that several real tabs edit at once, near and far, with and without a connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, Child, Component, Shared, SharedText
from domsync import html as h
from domsync.server.pages.visit import served_visit
from examples import collaborative_editor
from tests.browser.slow_line import SlowLine, slow_line
from tests.waiting import PATIENCE

Shot = Callable[[Page, str], Awaitable[Path]]
START = "The fox and the dog.\nA second line."


class Site:
    """An app behind a line."""

    def __init__(self, app: App, line: SlowLine) -> None:
        self.app = app
        self.line = line
        self.url = f"http://127.0.0.1:{line.port}"


Serve = Callable[..., Awaitable[Site]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """To be named before pages, so that it ends after them."""
    async with AsyncExitStack() as stack:

        async def behind_a_line(app: App, seconds: float = 0.0) -> Site:
            port = await app.serve("127.0.0.1", 0)
            stack.push_async_callback(app.close)
            return Site(app, await stack.enter_async_context(slow_line(port, seconds)))

        yield behind_a_line


class Editor(Component):
    text: SharedText
    rows: int = 6
    is_shown: bool = True

    def render(self) -> Child:
        return h.main(
            h.form(
                self.is_shown and h.textarea(bind=self.text, rows=self.rows, aria={"label": "text"}),
                h.button("larger", type="button", on_click=self.larger),
                h.button("reset", type="reset"),
            ),
            h.output(str(self.rows)),
        )

    def larger(self) -> None:
        self.rows += 1


def editor(text: SharedText) -> App:
    return App(lambda: Editor(text=text))


async def open_at(page: Page, site: Site, place: int) -> Page:
    await page.goto(site.url)
    await begun(page)
    await page.locator("textarea").focus()
    await caret(page, place)
    return page


async def begun(page: Page) -> None:
    """Wait until the client has asked for the text: what is typed before the answer comes is kept as well."""
    async with asyncio.timeout(PATIENCE):
        # Without eval(), which the page's policy forbids.
        while not await page.evaluate("() => !!window.HANDLERS?._text"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def caret(page: Page, start: int, end: int | None = None) -> None:
    places = [start, start if end is None else end]
    await page.locator("textarea").evaluate("(node, places) => node.setSelectionRange(...places)", places)


async def around(page: Page) -> tuple[str, str]:
    """What is before the caret and after it."""
    script = "({ value, selectionStart: at }) => [value.slice(0, at), value.slice(at)]"
    before, after = await page.locator("textarea").evaluate(script)
    return before, after


async def all_show(text: SharedText, *pages: Page) -> str:
    """Wait until nothing is under way any more; the text."""
    async with asyncio.timeout(PATIENCE):
        before: set[str] = set()
        while True:
            seen = {text.value} | {await page.locator("textarea").input_value() for page in pages}
            if len(seen) == 1 and seen == before:
                return text.value
            before = seen
            await asyncio.sleep(0.3)


async def type(page: Page, *texts: str) -> None:
    for text in texts:
        if text == "\n":
            await page.keyboard.press("Enter")
        elif text.startswith("<"):
            await page.keyboard.press(text.strip("<>"))
        elif text.isascii():
            await page.keyboard.type(text, delay=15)
        else:
            await page.keyboard.insert_text(text)


async def test_two_far_away_type_into_one_paragraph(serve: Serve, new_page: Any) -> None:
    text = SharedText(START)
    site = await serve(editor(text), 0.1)
    one = await open_at(await new_page(), site, len("The"))
    two = await open_at(await new_page(), site, len("The fox and the"))
    await asyncio.gather(
        type(one, " quick", "😀", " brown", "é", "\n", "and small!", "<Backspace>", "👩‍🚀"),
        type(two, " lazy", "😴", "\n", "old xx", "<Backspace>", "<Backspace>", "<Backspace>", "🐕"),
    )
    expected = "The quick😀 browné\nand small👩‍🚀 fox and the lazy😴\nold🐕 dog.\nA second line."
    assert await all_show(text, one, two) == expected
    assert (await around(one))[0] == "The quick😀 browné\nand small👩‍🚀"
    assert (await around(two))[1] == " dog.\nA second line."


async def test_two_at_the_same_place(serve: Serve, new_page: Any) -> None:
    text = SharedText("()")
    site = await serve(editor(text), 0.1)
    one, two = await open_at(await new_page(), site, 1), await open_at(await new_page(), site, 1)
    await asyncio.gather(type(one, "first words"), type(two, "OTHER THINGS"))
    assert await all_show(text, one, two) in ("(first wordsOTHER THINGS)", "(OTHER THINGSfirst words)")
    assert (await around(one))[0].endswith("first words")
    assert (await around(two))[0].endswith("OTHER THINGS")


async def test_one_removes_where_the_other_writes(serve: Serve, new_page: Any) -> None:
    text = SharedText("one two three four")
    site = await serve(editor(text), 0.1)
    one, two = await open_at(await new_page(), site, 0), await open_at(await new_page(), site, len("one two"))
    await caret(one, 4, 14)
    await asyncio.gather(one.keyboard.press("Delete"), type(two, " new"))
    assert await all_show(text, one, two) == "one  newfour"
    assert (await around(two))[0] == "one  new"


async def test_a_selection_stays_at_its_letters(serve: Serve, new_page: Any) -> None:
    text = SharedText("one two three")
    site = await serve(editor(text))
    page = await open_at(await new_page(), site, 0)
    await caret(page, 4, 7)
    text.insert(0, "zero 😀 ")
    text.append("!")
    await all_show(text, page)
    selected = await page.evaluate("getSelection().toString()")
    assert selected == "two"


async def test_a_connection_that_breaks_in_the_middle(serve: Serve, new_page: Any) -> None:
    text = SharedText(START)
    site = await serve(editor(text), 0.03)
    one = await open_at(await new_page(), site, 3)
    two = await open_at(await new_page(), site, len(START))
    await asyncio.gather(type(one, " very"), type(two, " Words"))
    site.line.open.clear()
    typing = asyncio.gather(type(one, " quick 😀 red"), type(two, " written\n", "\n", "far off"))
    await asyncio.sleep(0.1)
    await site.line.close()
    await typing
    text.insert(0, "Here: ")
    await asyncio.sleep(0.2)
    site.line.open.set()
    expected = "Here: The very quick 😀 red fox and the dog.\nA second line. Words written\n\nfar off"
    assert await all_show(text, one, two) == expected
    assert (await around(one))[0].endswith(" red")


async def test_a_session_that_is_forgotten_meanwhile(serve: Serve, new_page: Any) -> None:
    text = SharedText(START)
    site = await serve(editor(text))
    page = await open_at(await new_page(), site, 3)
    site.line.open.clear()
    await site.line.close()
    await type(page, " quick")
    for visit in list(site.app.visits):
        served_visit(visit).end()
    text.append(" More.")
    site.line.open.set()
    assert await all_show(text, page) == "The quick fox and the dog.\nA second line. More."
    # The page was loaded again.
    await caret(page, len("The quick"))
    await page.locator("textarea").focus()
    await type(page, " red")
    assert await all_show(text, page) == "The quick red fox and the dog.\nA second line. More."


async def test_what_is_typed_before_the_client_has_started(serve: Serve, page: Page) -> None:
    text = SharedText("")
    site = await serve(editor(text))
    held = asyncio.Event()

    async def hold(route: Any) -> None:
        await held.wait()
        await route.continue_()

    await page.route("**/index.js", hold)
    await page.goto(site.url, wait_until="commit")
    await page.locator("textarea").focus()
    await type(page, "early")
    text.value = "others were here. "
    held.set()
    assert sorted(await all_show(text, page)) == sorted("earlyothers were here. ")


async def test_an_editor_that_comes_later_and_goes(serve: Serve, page: Page) -> None:
    text = SharedText("a")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    app = App(lambda: Editor(text=text, is_shown=False))
    site = await serve(app)
    await page.goto(site.url)
    await expect(page.locator("output")).to_have_text("6")
    assert "shared_text.js" not in asked
    root: Any = next(iter(served_visit(app.visits[0]).scheduler.roots))
    root.component.is_shown = True
    await expect(page.locator("textarea")).to_have_value("a")
    await page.locator("textarea").press("End")
    await type(page, "b")
    assert await all_show(text, page) == "ab"
    assert asked.count("shared_text.js") == 1
    root.component.is_shown = False
    await expect(page.locator("textarea")).to_have_count(0)
    text.append("c")
    root.component.is_shown = True
    await expect(page.locator("textarea")).to_have_value("abc")
    await page.locator("textarea").press("End")
    await type(page, "d")
    assert await all_show(text, page) == "abcd"
    assert not text._places.keys() - {app.visits[0].document}


async def test_rendering_around_it_leaves_it_alone(serve: Serve, page: Page) -> None:
    text = SharedText(START)
    site = await serve(editor(text))
    sent: list[str] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(str(data))))
    await open_at(page, site, 3)
    await type(page, " quick")
    await page.get_by_role("button", name="larger").click()
    await expect(page.locator("textarea")).to_have_attribute("rows", "7")
    assert (await around(page))[0] == "The quick"
    # What was typed went up as edits, not as a value beside them.
    assert not [frame for frame in sent if "second line" in frame]


async def test_a_reset_of_the_form_is_not_an_edit(serve: Serve, page: Page) -> None:
    text = SharedText(START)
    site = await serve(editor(text))
    await open_at(page, site, 3)
    await type(page, " quick")
    await page.get_by_role("button", name="reset").click()
    assert await all_show(text, page) == START.replace("The", "The quick")


async def test_a_long_paste(serve: Serve, new_page: Any) -> None:
    text = SharedText("()")
    site = await serve(editor(text))
    one, two = await open_at(await new_page(), site, 1), await open_at(await new_page(), site, 2)
    pasted = "A line of text with 😀.\n" * 2000
    await one.keyboard.insert_text(pasted)
    await type(two, "end")
    assert await all_show(text, one, two) == f"({pasted})end"


async def test_who_may_not_edit_sees_the_others(serve: Serve, page: Page) -> None:
    text = SharedText(START)
    site = await serve(App(lambda: h.textarea(bind=text, readonly=True)))
    await page.goto(site.url)
    await begun(page)
    text.insert(0, "New. ")
    await expect(page.locator("textarea")).to_have_value("New. " + START)
    # Whoever gets around that gets the text back.
    await page.locator("textarea").evaluate(
        "node => { node.value = 'mine'; node.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    await expect(page.locator("textarea")).to_have_value("New. " + START)
    assert text.value == "New. " + START


async def test_one_line(serve: Serve, new_page: Any) -> None:
    text = SharedText("one\ntwo", single_line=True)
    site = await serve(App(lambda: h.main(h.input(bind=text), h.input(bind=text))))
    page = await new_page()
    await page.goto(site.url)
    await begun(page)
    first, second = page.locator("input").first, page.locator("input").last
    await expect(first).to_have_value("one two")
    await first.press("End")
    await type(page, " three")
    await expect(second).to_have_value("one two three")
    await second.press("Home")
    await type(page, "zero ")
    await expect(first).to_have_value("zero one two three")
    assert text.value == "zero one two three"


async def test_in_a_shared_part(serve: Serve, new_page: Any) -> None:
    text = SharedText(START)
    part = Shared(lambda: h.textarea(bind=text))
    site = await serve(App(lambda: h.main(part)), 0.05)
    one = await open_at(await new_page(), site, 3)
    two = await open_at(await new_page(), site, len(START))
    await asyncio.gather(type(one, " quick"), type(two, " More."))
    assert await all_show(text, one, two) == "The quick fox and the dog.\nA second line. More."
    late = await open_at(await new_page(), site, 0)
    await type(late, "Late. ")
    assert (await all_show(text, one, two, late)).startswith("Late. The quick")


async def test_undo(serve: Serve, page: Page) -> None:
    text = SharedText("abc")
    site = await serve(editor(text))
    await open_at(page, site, 3)
    await type(page, "def")
    text.insert(0, "others ")
    assert await all_show(text, page) == "others abcdef"
    await page.keyboard.press("Control+Z")
    # Whatever the browser undoes is an edit like any other, and what the others wrote stays.
    assert (await all_show(text, page)).startswith("others abc")
    await type(page, "!")
    assert (await all_show(text, page)).startswith("others abc")


async def test_the_example(serve: Serve, new_page: Any, shot: Shot) -> None:
    site = await serve(collaborative_editor.app, 0.05)
    text = collaborative_editor.text
    one, two = await new_page(), await new_page()
    for page in (one, two):
        await page.goto(site.url)
        await begun(page)
    await one.locator("textarea").focus()
    await caret(one, len(text))
    await two.locator("textarea").focus()
    await caret(two, len("Minutes"))
    await asyncio.gather(type(one, "Present: Ada, Grace", "\n"), type(two, " of Monday", "😀"))
    written = await all_show(text, one, two)
    assert written.startswith("Minutes of Monday😀\n")
    assert written.endswith("Present: Ada, Grace\n")
    await expect(one.get_by_role("status")).to_have_text(f"{len(written.split())} words, {len(written)} characters")
    await two.get_by_label("Title").press("End")
    await type(two, " 12")
    await expect(one.get_by_label("Title")).to_have_value("Meeting 12")
    await shot(one, "example-collaborative_editor")
    await one.get_by_role("button", name="Add the time").click()
    await all_show(text, one, two)
    assert text.value[-7:].strip().count(":") == 1
