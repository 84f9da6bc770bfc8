"""What only a real browser has of going from page to page: scrolling, style sheets, transitions, keys, the history."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, Component, Query, Visit
from domsync import html as h
from tests.browser import harness
from tests.server.net.servers import serving_on
from tests.waiting import PATIENCE

CSS = ".panel { height: 100px; overflow: auto } .long { height: 3000px } .tall { height: 900px }"


class Leading(Component):
    words: Query[str] = ""

    def render(self) -> Any:
        return h.section(
            h.h1(f"Lead {self.words}"), h.button("on", on_click=self.lead), h.button("say", on_click=self.say)
        )

    def lead(self) -> None:
        self.use(Visit).navigate("/long")

    def say(self) -> None:
        self.words = "on"


def pages() -> App:
    app = App(title="Home", css=CSS, transitions=True)

    @app.layout("/")
    class Shell(Component):
        def render(self) -> Any:
            links = [h.link(name, href=f"/{name}") for name in ("long", "short", "red")]
            aside = h.aside(h.div(class_="tall"), class_="panel", id="aside")
            return h.div(h.nav(links, h.a("two", href="/short#two")), aside, h.main(self.outlet()))

    buttons = [h.button("go"), h.button("beside", formtarget="_blank"), h.button("files", formaction="/found.csv")]
    form = h.form(h.input(name="q"), h.input(name="action"), buttons, action="/red")
    app.page("/")(lambda: [h.h1("Home"), form])
    app.get("/found.csv")(lambda q: f"{q};1")
    app.page("/long", title="Long")(lambda: h.section(h.h1("Long"), h.div(class_="long"), h.a("end", href="/short")))
    app.page("/short", title="Short")(
        lambda: h.section(h.h1("Short"), h.div(class_="long"), h.h2("Two", id="two"), h.div(class_="long"))
    )
    app.page("/lead", title="Lead")(Leading)
    app.page("/red", title="Red", css="h1 { color: rgb(255, 0, 0) }")(lambda: h.h1("Red"))
    return app


@pytest.fixture
async def site() -> AsyncIterator[str]:
    app = pages()
    port = await app.serve("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}"
    await app.close()


async def ready(page: Page) -> None:
    await page.wait_for_function("Object.hasOwn(window.HANDLERS ?? {}, '_page') && window.HANDLERS")
    await page.wait_for_function("document.querySelector('.domsync-page')")


async def mark(page: Page) -> None:
    await page.evaluate("window.same = true")


async def test_scrolling_focus_and_what_is_announced(site: str, page: Page) -> None:
    await page.goto(f"{site}/long")
    await ready(page)
    await mark(page)
    await page.evaluate("document.getElementById('aside').scrollTop = 60")
    await page.get_by_text("end").scroll_into_view_if_needed()
    before = await page.evaluate("scrollY")
    assert before > 1000
    await page.get_by_text("end").click()
    await expect(page.get_by_role("heading", name="Short")).to_be_focused()
    assert await page.evaluate("scrollY") == 0
    await expect(page.locator(".domsync-page")).to_have_text("Short")
    await page.go_back()
    await expect(page.get_by_role("heading", name="Long")).to_be_focused()
    assert abs(await page.evaluate("scrollY") - before) < 2
    assert await page.evaluate("document.getElementById('aside').scrollTop") == 60
    await page.get_by_text("two").click()
    await expect(page.get_by_role("heading", name="Short")).to_be_visible()
    await page.wait_for_function("scrollY > 2000")
    assert page.url == f"{site}/short#two"
    # The focus leaves no trace in the page.
    await page.get_by_role("link", name="long").focus()
    assert await page.locator("[tabindex]").count() == 0
    assert await page.evaluate("window.same")


async def test_a_fragment_that_cannot_be_decoded_is_one_that_is_not_there(site: str, page: Page) -> None:
    await harness.opened(page, f"{site}/long")
    await page.evaluate("scrollTo(0, 1500)")
    await page.evaluate(
        """() => {
            const link = Object.assign(document.createElement("a"), { href: "/short#50%", textContent: "half" });
            document.body.append(link);
            link.click();
        }"""
    )
    await expect(page.locator("h1")).to_have_text("Short")
    # Screen readers are told last.
    await expect(page.locator(".domsync-page")).to_have_text("Short")
    assert await page.evaluate("scrollY") == 0
    assert page.url == f"{site}/short#50%"


async def test_style_sheets_come_before_the_page_and_go_with_it(site: str, page: Page) -> None:
    await page.goto(site)
    await ready(page)
    await mark(page)
    heading = page.get_by_role("heading")
    await page.get_by_role("link", name="red").click()
    await expect(heading).to_have_text("Red")
    assert await heading.evaluate("element => getComputedStyle(element).color") == "rgb(255, 0, 0)"
    assert await page.title() == "Red"
    await page.get_by_role("link", name="long").click()
    await expect(heading).to_have_text("Long")
    assert await heading.evaluate("element => getComputedStyle(element).color") == "rgb(0, 0, 0)"
    assert await page.evaluate("window.same")


async def test_clicks_that_are_the_browsers_own(site: str, page: Page) -> None:
    context = page.context
    await page.goto(site)
    await ready(page)
    async with context.expect_page() as opened:
        await page.get_by_role("link", name="long").click(modifiers=["ControlOrMeta"])
    await expect((await opened.value).get_by_role("heading", name="Long")).to_be_visible()
    await expect(page.get_by_role("heading")).to_have_text("Home")
    await page.get_by_role("link", name="short").evaluate("link => { link.target = '_blank' }")
    async with context.expect_page() as opened:
        await page.get_by_role("link", name="short").click()
    await expect((await opened.value).get_by_role("heading", name="Short")).to_be_visible()
    await expect(page.get_by_role("heading")).to_have_text("Home")


async def test_forms_whose_entries_stand_in_the_address(site: str, page: Page) -> None:
    context = page.context
    await page.goto(site)
    await ready(page)
    await mark(page)
    await page.locator("[name=q]").fill("a b")
    async with context.expect_page() as opened:
        await page.get_by_role("button", name="beside").click()
    other = await opened.value
    await expect(other.get_by_role("heading")).to_have_text("Red")
    assert other.url == f"{site}/red?q=a+b&action="
    async with context.expect_page() as opened:
        await page.get_by_role("button", name="go").click(modifiers=["ControlOrMeta"])
    await expect((await opened.value).get_by_role("heading")).to_have_text("Red")
    await expect(page.get_by_role("heading")).to_have_text("Home")
    # The control hides form.action, for those who ask the form.
    await page.locator("[name=q]").press("Enter")
    await expect(page.get_by_role("heading")).to_have_text("Red")
    await expect(page.get_by_role("heading")).to_be_focused()
    assert page.url == f"{site}/red?q=a+b&action="
    assert await page.evaluate("window.same")
    await page.go_back()
    await expect(page.get_by_role("heading")).to_have_text("Home")
    # What is no page is loaded.
    async with page.expect_download() as saved:
        await page.get_by_role("button", name="files").click()
    assert "/found.csv?q=" in (await saved.value).url


async def test_without_the_script_links_are_links(site: str, page: Page, page_log: harness.PageLog) -> None:
    page_log.allow("console", "Failed to load resource")
    await page.route("**/extra/navigate.js", lambda route: route.abort())
    await page.goto(site)
    await mark(page)
    await page.get_by_role("link", name="long").click()
    await expect(page.get_by_role("heading", name="Long")).to_be_visible()
    assert page.url == f"{site}/long"
    assert not await page.evaluate("window.same")


async def test_without_the_script_the_program_leads_on_all_the_same(
    site: str, page: Page, page_log: harness.PageLog
) -> None:
    page_log.expect("console", "Failed to load resource")
    page_log.expect("console", "navigate.js could not be loaded, so that every page is loaded as a whole")
    await page.route("**/extra/navigate.js", lambda route: route.abort())
    await page.goto(f"{site}/lead")
    await mark(page)
    # The address follows what stands in it, without a load.
    await page.get_by_role("button", name="say").click()
    await page.wait_for_url(f"{site}/lead?words=on")
    assert await page.evaluate("window.same")
    await page.get_by_role("button", name="on", exact=True).click()
    await page.wait_for_url(f"{site}/long")
    await expect(page.get_by_role("heading", name="Long")).to_be_visible()
    assert await page.title() == "Long"
    assert not await page.evaluate("window.same")
    await page.go_back()
    await expect(page.get_by_role("heading", name="Lead on")).to_be_visible()


async def test_a_finger_on_a_link_has_its_page_made_ready(page: Page) -> None:
    app, made = App(), asyncio.Event()
    app.page("/")(lambda: h.a("Report", href="/report"))

    @app.page("/report")
    def report() -> Any:
        made.set()
        return h.h1("Report")

    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}")
        await ready(page)
        await page.get_by_role("link").dispatch_event("touchstart")
        async with asyncio.timeout(PATIENCE):
            await made.wait()
        assert page.url == f"http://127.0.0.1:{port}/"
        made.clear()
        await page.get_by_role("link").click()
        await expect(page.get_by_role("heading")).to_have_text("Report")
        # It is the one that was made.
        assert not made.is_set()
    finally:
        await app.close()


class Form(Component):
    count: int = 0
    words: str = ""

    def render(self) -> Any:
        field = h.input(bind=self.field("words"), aria={"label": "Words"})
        button = h.button("add", on_click=self.add)
        return h.main(h.h1(f"{self.count} {self.words}"), field, h.input(aria={"label": "Free"}), button)

    def add(self) -> None:
        self.count += 1


def kept_by_browsers(app: App) -> Any:
    """An app whose pages a browser may keep: those with ``no-store``, as all are, Chromium loads anew."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        async def without_no_store(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = [(name, value) for name, value in message["headers"] if name.lower() != b"cache-control"]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, without_no_store if scope["type"] == "http" else send)

    return serve


@pytest.mark.parametrize("is_kept", [True, False])
async def test_a_page_that_comes_back_goes_on(is_kept: bool) -> None:
    app = App(Form)
    async with (
        serving_on("uvicorn", kept_by_browsers(app) if is_kept else app) as site,
        harness.launch_browser(keeps_pages=True) as browser,
    ):
        page = await browser.new_page()
        page.set_default_timeout(harness.TIMEOUT_MS)
        await page.goto(f"http://127.0.0.1:{site.port}/")
        await page.get_by_role("button").click()
        heading = page.get_by_role("heading")
        await expect(heading).to_have_text("1")
        await page.evaluate("addEventListener('pageshow', (event) => { window.isKept = event.persisted })")
        await page.get_by_label("Free").fill("free")
        await page.get_by_label("Words").fill("words")
        await expect(heading).to_have_text("1 words")
        await page.goto("about:blank")
        await page.go_back(wait_until="commit")
        assert bool(await page.evaluate("window.isKept")) is is_kept
        # What the browser has brought back, the server knows; and if it has brought back the whole page, its visit.
        await expect(heading).to_have_text("1 words" if is_kept else "0 words")
        assert await page.get_by_label("Free").input_value() == "free"
        await page.get_by_role("button").click()
        await expect(heading).to_have_text("2 words" if is_kept else "1 words")


async def test_transitions_are_shown_to_those_who_want_motion(site: str, page: Page) -> None:
    await page.goto(site)
    await ready(page)
    await page.evaluate(
        "() => { const start = document.startViewTransition; window.count = 0;"
        " document.startViewTransition = (...given) => (window.count++, start.apply(document, given)); }"
    )
    await page.get_by_role("link", name="long").click()
    await expect(page.get_by_role("heading", name="Long")).to_be_visible()
    assert await page.evaluate("window.count") == 1
    await page.emulate_media(reduced_motion="reduce")
    await page.get_by_role("link", name="short").click()
    await expect(page.get_by_role("heading", name="Short")).to_be_visible()
    assert await page.evaluate("window.count") == 1
