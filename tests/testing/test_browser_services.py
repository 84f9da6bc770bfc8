"""What the browser can do beside showing the page: in process and in Chromium."""

from typing import Any

import pytest

from domsync import App, CallFailed, Component, Visit
from domsync import html as h
from domsync.server.pages.browser import BrowserInfo
from domsync.testing.plugin import PageOf


class Services(Component):
    told: list[object] = []

    def render(self) -> Any:
        browser = self.use(Visit).browser
        return h.main(
            h.p("dark" if browser.media("(prefers-color-scheme: dark)") else "light"),
            h.p("narrow" if browser.media("(max-width: 600px)").value else "wide"),
            h.p("visible" if browser.visible else "hidden"),
            h.p("online" if browser.online else "offline"),
            [
                h.button(name, on_click=getattr(self, name))
                for name in ("copy_text", "store", "ask", "locate", "guard", "share", "notify", "screen")
            ],
        )

    async def copy_text(self) -> None:
        await self.use(Visit).browser.clipboard.write("copied <&>")

    async def store(self) -> None:
        storage = self.use(Visit).browser.local_storage
        await storage.set("theme", "dark")
        self.told += [await storage.get("theme"), await storage.get("other"), await storage.keys()]
        await storage.remove("theme")
        await storage.set("lang", "de")
        await self.use(Visit).browser.session_storage.set("a", "b")
        await self.use(Visit).browser.session_storage.clear()

    async def ask(self) -> None:
        info = await self.use(Visit).browser.info()
        assert isinstance(info, BrowserInfo)
        self.told += [info.zone.key == info.time_zone, info.languages[0] == info.language, info.width > 0, info.touch]

    async def locate(self) -> None:
        position = await self.use(Visit).browser.position()
        self.told += [position.latitude, position.longitude]

    def guard(self) -> None:
        self.use(Visit).browser.guard_leaving()
        self.use(Visit).browser.print()

    async def share(self) -> None:
        self.told.append(await self.use(Visit).browser.share(title="Hello", url="/here"))

    async def notify(self) -> None:
        self.told.append(await self.use(Visit).browser.notify("Hello", "there"))

    async def screen(self) -> None:
        try:
            await self.use(Visit).browser.enter_fullscreen(self.use(Visit).document.documentElement.querySelector("p"))
        except CallFailed as error:
            self.told.append(str(error))
        await self.use(Visit).browser.leave_fullscreen()


@pytest.mark.browser
@pytest.mark.domsync_browser("in-process", "chromium")
def test_clipboard_storage_information_and_place(page_of: PageOf) -> None:
    services = Services()
    page = page_of(services)
    page.get_by_role("button", name="copy_text").click()
    page.settle()
    assert page.environment.clipboard == "copied <&>"
    page.get_by_role("button", name="store").click()
    page.settle()
    assert services.told == ["dark", None, ["theme"]]
    assert page.environment.local_storage == {"lang": "de"}
    assert page.environment.session_storage == {}
    services.told.clear()
    page.get_by_role("button", name="ask").click()
    page.settle()
    assert services.told == [True, True, True, False]
    services.told.clear()
    page.environment.position = (48.2, 16.4)
    page.get_by_role("button", name="locate").click()
    page.settle()
    assert services.told == [48.2, 16.4]


@pytest.mark.browser
@pytest.mark.domsync_browser("in-process", "chromium")
def test_media_queries_are_state(page_of: PageOf) -> None:
    page = page_of(Services())
    assert page.locator("p").texts == ["light", "wide", "visible", "online"]
    page.emulate(dark=True)
    page.settle()
    assert page.locator("p").texts[:2] == ["dark", "wide"]
    page.emulate(size=(500, 800))
    page.settle()
    assert page.locator("p").texts[:2] == ["dark", "narrow"]


def test_visibility_and_network_are_state(page_of: PageOf) -> None:
    page = page_of(Services())
    page.emulate(visible=False, online=False)
    assert page.locator("p").texts == ["light", "wide", "hidden", "offline"]
    page.emulate(visible=True)
    assert page.locator("p").texts == ["light", "wide", "visible", "offline"]


def test_what_the_user_is_asked_about(page_of: PageOf) -> None:
    services = Services()
    page = page_of(services)
    for name in ("guard", "share", "notify", "screen"):
        page.get_by_role("button", name=name).click()
    environment = page.environment
    assert (environment.guards_leaving, environment.printed) == ("Changes are not saved. Leave the page?", 1)
    assert environment.shared == [{"title": "Hello", "url": "/here"}]
    assert environment.notifications == [("Hello", "there")]
    assert services.told == [True, True]
    environment.allowed.clear()
    for name in ("share", "notify", "screen"):
        page.get_by_role("button", name=name).click()
    assert services.told[2:] == [False, False, "call_js('_browser') returned no result: NotAllowedError: fullscreen"]
    with page.expect_error(CallFailed, match="denied"):
        page.get_by_role("button", name="locate").click()


def test_answers_of_a_browser_are_checked(page_of: PageOf) -> None:
    services = Services()
    page = page_of(services)
    page.environment.time_zone = 7
    with page.expect_error(CallFailed, match="Expected `str`, got `int`"):
        page.get_by_role("button", name="ask").click()
    page.environment.time_zone = "../../etc/passwd"
    page.get_by_role("button", name="ask").click()
    assert services.told[0] is False, "a zone that there is none of is UTC"


def test_queries_are_bounded(page_of: PageOf) -> None:
    page = page_of(Services())
    browser = page.component.use(Visit).browser
    for width in range(96):
        browser.media(f"(max-width: {width}px)")
    with pytest.raises(ValueError, match="at most 100"):
        browser.media("(max-width: 99px)")
    assert browser.media("(max-width: 600px)") is browser.media("(max-width: 600px)")


class Draft(Component):
    text: str = ""

    def render(self) -> Any:
        return h.main(h.input(bind=self.field("text"), on_change=self.typed), h.a("Away", href="/away"))

    def typed(self) -> None:
        self.use(Visit).browser.guard_leaving(bool(self.text))


def drafts() -> App:
    app = App(Draft)
    app.page("/away")(lambda: [h.p("away"), h.a("Draft", href="/")])
    return app


@pytest.mark.browser
@pytest.mark.domsync_browser("in-process", "chromium")
def test_whoever_has_not_saved_is_asked(page_of: PageOf) -> None:
    page = page_of(drafts())
    page.locator("input").fill("text")
    page.locator("input").blur()
    # Playwright's user says no to all that they are asked.
    page.get_by_role("link").click()
    assert page.url == "http://test/"


@pytest.mark.browser
@pytest.mark.domsync_browser("in-process", "chromium")
def test_whoever_goes_back_is_asked_too(page_of: PageOf) -> None:
    page = page_of(drafts(), "/away")
    page.get_by_role("link", name="Draft").click()
    page.locator("input").fill("text")
    page.locator("input").blur()
    page.back()
    page.settle()
    assert page.url.endswith("/")
    assert page.locator("input").value == "text"
    page.locator("input").clear()
    page.locator("input").blur()
    page.back()
    page.settle()
    assert page.url.endswith("/away")


def test_who_leaves_all_the_same_does(page_of: PageOf) -> None:
    page = page_of(drafts())
    page.locator("input").fill("text")
    page.locator("input").blur()
    page.environment.stays = False
    page.get_by_role("link").click()
    assert page.url == "http://test/away"


def test_whoever_has_saved_is_not_asked(page_of: PageOf) -> None:
    page = page_of(drafts())
    page.locator("input").fill("text")
    page.locator("input").blur()
    page.locator("input").clear()
    page.locator("input").blur()
    page.get_by_role("link").click()
    assert page.url == "http://test/away"
