"""Instant actions, in process and in Chromium: what the browser does at once, and that the server's tree knows it."""

import asyncio
import re
from typing import Any

import pytest
from pydantic import PrivateAttr

from domsync import App, Component, Element, MemoryStore, Ref, Shared, act, on
from domsync import html as h
from domsync.testing.page import Page
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


def server_attribute(page: Page, selector: str, name: str) -> str | None:
    """What the server's tree has of an attribute."""
    element = page.document.documentElement.querySelector(selector)
    assert isinstance(element, Element)
    return element.getAttribute(name)


def assert_equal(page: Page, selector: str, name: str, value: str | None) -> None:
    """Check what the browser and the server's tree have of an attribute."""
    assert page.locator(selector).get_attribute(name) == value
    assert server_attribute(page, selector, name) == value


class Menu(Component):
    wide: bool = False
    opened: int = 0
    _menu: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> Any:
        return h.div(
            h.button("Menu", on_click=act.toggle_class("open", of=self._menu)),
            h.button("Wide", on_click=self.widen),
            h.nav("entries", ref=self._menu, class_=["menu", self.wide and "wide"]),
        )

    def widen(self) -> None:
        self.wide = not self.wide


def test_a_class_needs_no_handler_and_survives_what_the_server_renders(page_of: PageOf) -> None:
    page = page_of(Menu())
    renders = len(page.last.renders)
    page.get_by_role("button", name="Menu").click()
    assert_equal(page, "nav", "class", "menu open")
    assert len(page.last.renders) == 0, renders
    page.get_by_role("button", name="Wide").click()
    assert_equal(page, "nav", "class", "menu wide open")
    page.get_by_role("button", name="Menu").click()
    assert_equal(page, "nav", "class", "menu wide")
    page.get_by_role("button", name="Wide").click()
    assert_equal(page, "nav", "class", "menu")


def test_what_an_action_did_is_there_after_a_reconnect(page_of: PageOf) -> None:
    page = page_of(Menu())
    page.disconnect()
    page.get_by_role("button", name="Menu").click()
    assert page.locator("nav").classes == {"menu", "open"}
    assert server_attribute(page, "nav", "class") == "menu"
    page.reconnect()
    assert_equal(page, "nav", "class", "menu open")


class Attributes(Component):
    renders: int = 0

    def render(self) -> Any:
        self.__dict__["renders"] += 1
        return h.section(
            h.button("hide", on_click=act.hide(of=act.next_sibling("p"))),
            h.button("show", on_click=act.show(of=act.closest("section").inner("p"))),
            h.button("toggle", on_click=act.toggle(of=act.next_sibling("p"))),
            h.p("text", data={"state": "off"}),
            h.button("set", on_click=act.set_attribute("data-state", "on", of=act.previous_sibling("p"))),
            h.button("remove", on_click=act.remove_attribute("data-state", of=act.previous_sibling("p"))),
            h.button("swap", on_click=act.toggle_attribute("data-state", "x", "y", of=act.previous_sibling("p"))),
            h.button("expand", on_click=act.toggle_aria("expanded")),
            h.button(
                "both", on_click=[act.add_class("a b"), act.remove_class("b"), act.set_attribute("title", "<\"&'>")]
            ),
        )


def test_attributes_and_targets(page_of: PageOf) -> None:
    attributes = Attributes()
    page = page_of(attributes)
    for name, attribute, value in (
        ("hide", "hidden", ""),
        ("show", "hidden", None),
        ("toggle", "hidden", ""),
        ("toggle", "hidden", None),
        ("set", "data-state", "on"),
        ("remove", "data-state", None),
        ("swap", "data-state", "x"),
        ("swap", "data-state", "y"),
    ):
        page.get_by_role("button", name=name, exact=True).click()
        assert_equal(page, "p", attribute, value)
    page.get_by_role("button", name="expand").click()
    assert_equal(page, "button:nth-of-type(7)", "aria-expanded", "true")
    page.get_by_role("button", name="expand").click()
    assert_equal(page, "button:nth-of-type(7)", "aria-expanded", "false")
    page.get_by_role("button", name="both").click()
    assert_equal(page, "button:nth-of-type(8)", "class", "a")
    assert_equal(page, "button:nth-of-type(8)", "title", "<\"&'>")
    assert attributes.renders == 1


class Saving(Component):
    saved: int = 0
    _may_end: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)

    def render(self) -> Any:
        return h.form(
            h.button(
                "Save",
                type="button",
                class_=["save", self.saved > 1 and "often"],
                on_click=on(self.save, first=[act.disable(), act.add_class("busy")]),
            ),
            h.output(self.saved),
            h.button("End", type="button", on_click=self.end),
        )

    async def save(self) -> None:
        self.saved += 1
        await self._may_end.wait()
        self._may_end.clear()
        self.saved += 1

    def end(self) -> None:
        self._may_end.set()


def test_first_is_undone_when_an_async_handler_has_ended(page_of: PageOf) -> None:
    page = page_of(Saving())
    page.get_by_role("button", name="Save").click()
    save = page.locator("button.save")
    assert page.locator("output").text == "1"
    assert (save.classes, save.is_enabled()) == ({"save", "busy"}, False)
    assert server_attribute(page, "button", "class") == "save", "what is undone is the browser's own affair"
    page.get_by_role("button", name="End").click()
    page.settle()
    assert page.locator("output").text == "2"
    assert (save.classes, save.is_enabled()) == ({"save", "often"}, True)


def test_what_is_pending_says_so(page_of: PageOf) -> None:
    page = page_of(Saving())
    page.get_by_role("button", name="Save").click()
    page.advance(0.2)
    assert page.locator("[data-pending]").count() == 2
    assert page.locator("form").get_attribute("data-pending") == ""
    page.get_by_role("button", name="End").click()
    page.settle()
    assert page.locator("[data-pending]").count() == 0


class Locked(Component):
    calls: int = 0
    _may_end: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)

    def render(self) -> Any:
        return [h.button("Go", on_click=on(self.go, lock=True)), h.button("End", on_click=self.end)]

    async def go(self) -> None:
        self.calls += 1
        await self._may_end.wait()
        self._may_end.clear()

    def end(self) -> None:
        self._may_end.set()


def test_a_locked_handler_runs_once_at_a_time(page_of: PageOf) -> None:
    locked = Locked()
    page = page_of(locked)
    for _ in range(3):
        page.get_by_role("button", name="Go").click()
    assert locked.calls == 1
    page.get_by_role("button", name="End").click()
    page.settle()
    page.get_by_role("button", name="Go").click()
    assert locked.calls == 2
    page.get_by_role("button", name="End").click()
    page.settle()


class Openers(Component):
    asked: int = 0
    _dialog: Ref[Element] = PrivateAttr(default_factory=Ref)
    _popover: Ref[Element] = PrivateAttr(default_factory=Ref)
    _details: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> Any:
        return h.main(
            h.button("Dialog", on_click=act.open(of=self._dialog)),
            h.button("Popover", on_click=act.toggle_open(of=self._popover)),
            h.button("Details", on_click=act.toggle_open(of=self._details)),
            h.dialog(
                h.div(
                    h.button("Close", on_click=act.close("done", of=act.closest("dialog"))),
                    h.p("inside"),
                    h.button("Again", on_click=self.ask),
                ),
                ref=self._dialog,
                on_click=on(act.close(), if_self=True),
            ),
            h.div("pop", popover="auto", ref=self._popover),
            h.details(h.summary("More"), h.p("detail"), ref=self._details),
        )

    def ask(self) -> None:
        self._dialog.element.showModal()
        self.asked += 1


def test_dialogs_popovers_and_details(page_of: PageOf) -> None:
    openers = Openers()
    page = page_of(openers)
    page.get_by_role("button", name="Details").click()
    assert_equal(page, "details", "open", "")
    page.get_by_role("button", name="Popover").click()
    assert page.get_by_text("pop", exact=True).is_visible()
    page.get_by_role("button", name="Popover").click()
    assert not page.get_by_text("pop", exact=True).is_visible()
    page.get_by_role("button", name="Dialog").click()
    assert_equal(page, "dialog", "open", "")
    # The server may ask for it again: it knows that it is a modal one.
    page.get_by_role("button", name="Again").click()
    assert openers.asked == 1
    page.locator("dialog p").click()
    assert_equal(page, "dialog", "open", "")
    page.get_by_role("button", name="Close").click()
    assert_equal(page, "dialog", "open", None)


class Fields(Component):
    told: list[str] = []
    text: str = "a"
    news: bool = False
    _box: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> Any:
        return h.form(
            h.input(
                ref=self._box,
                bind=self.field("text"),
                on_input=act.add_class("touched"),
                on_change=act.add_class("changed"),
                aria={"label": "Text"},
            ),
            h.label(h.input(type="checkbox", bind=self.field("news")), "News"),
            h.select(h.option("One", value="1"), h.option("Two", value="2"), on_change=self.chosen),
            h.button("Fill", type="button", on_click=act.set_value("filled", of=self._box)),
            h.button(
                "Tick", type="button", on_click=act.set_value(True, of=act.closest("form").inner("[type=checkbox]"))
            ),
            h.button("Choose", type="button", on_click=act.set_value("2", of=act.closest("form").inner("select"))),
            h.button("Focus", type="button", on_click=[act.focus(of=self._box), act.select(of=self._box)]),
            h.button("Send", type="button", on_click=act.submit()),
            h.button("Reset", type="button", on_click=act.reset()),
            h.button("Tell", type="button", on_click=act.dispatch("picked", {"id": 7})),
            on_submit=self.submitted,
            events={"picked": self.picked},
        )

    def chosen(self) -> None:
        self.told.append("chosen")

    def submitted(self) -> None:
        self.told.append(f"submitted {self.text} {self.news}")

    def picked(self) -> None:
        self.told.append("picked")


def test_fields(page_of: PageOf) -> None:
    fields = Fields()
    page = page_of(fields)
    page.get_by_role("button", name="Fill").click()
    assert page.get_by_label("Text").value == "filled"
    assert fields.text == "filled"
    assert page.get_by_label("Text").classes == {"touched", "changed"}
    page.get_by_role("button", name="Tick").click()
    assert page.get_by_label("News").checked
    assert fields.news
    page.get_by_role("button", name="Choose").click()
    assert page.locator("select").value == "2"
    page.get_by_role("button", name="Focus").click()
    assert page.get_by_label("Text").is_focused()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Tell").click()
    assert fields.told == ["chosen", "submitted filled True", "picked"]
    page.get_by_role("button", name="Reset").click()
    assert not page.get_by_label("News").checked


class Roving(Component):
    def render(self) -> Any:
        items = [h.li(h.button(name, role="menuitem")) for name in ("one", "two", "three")]
        step = act.focused()
        return h.ul(
            items,
            role="menu",
            on_keydown=on(
                act.focus(of=step.next_sibling("[role=menuitem]", within="[role=menu]", wrap=True)),
                key="ArrowDown",
                prevent_default=True,
            ),
            on_keyup=on(act.focus(of=act.inner("[role=menuitem]").last()), key="End"),
        )


def test_keys_move_the_focus(page_of: PageOf) -> None:
    page = page_of(Roving())
    page.get_by_text("one").focus()
    seen = []
    for _ in range(3):
        page.press("ArrowDown")
        seen.append(page.focused.text)
    assert seen == ["two", "three", "one"]
    page.press("End")
    assert page.focused.text == "three"


class Fading(Component):
    def render(self) -> Any:
        return h.div(
            h.button("Hide", on_click=act.hide(of=act.next_sibling("p"), transition=("fade", "full", "none"), ms=3000)),
            h.p("text", class_="note"),
        )


def test_a_transition_ends_by_itself(page_of: PageOf) -> None:
    # In Chromium that is real time, in which the test looks at it before it ends.
    page = page_of(Fading())
    page.get_by_role("button", name="Hide").click()
    assert "fade" in page.locator("p").classes
    assert server_attribute(page, "p", "hidden") is None
    page.advance(3.2)
    page.settle()
    assert_equal(page, "p", "hidden", "")
    assert page.locator("p").classes == {"note"}


class Rows(Component):
    rows: int = 0

    def render(self) -> Any:
        return h.main(
            h.button("more", on_click=self.more),
            [
                h.p(h.button("star", on_click=act.toggle_class("starred", of=act.closest("p"))), h.span(f"row {i}"))
                for i in range(self.rows)
            ],
        )

    def more(self) -> None:
        self.rows = 40


def test_rows_that_came_later_act_too(page_of: PageOf) -> None:
    page = page_of(Rows())
    page.get_by_role("button", name="more").click()
    page.get_by_role("button", name="star").nth(3).click()
    page.settle()
    assert page.locator("p").nth(3).classes == {"starred"}
    assert page.locator("p.starred").count() == 1
    assert len(page.document.documentElement.querySelectorAll("p.starred")) == 1


class Shown(Component):
    rounds: int = 0

    def render(self) -> Any:
        return h.div(
            h.button("toggle", on_click=act.toggle_class("on", of=act.next_sibling("p"))),
            h.button("mark", on_click=act.set_attribute("data-seen", "yes", of=act.next_sibling("p"))),
            h.p("text", class_=["round", self.rounds % 2 and "odd"], data={"seen": "no"}),
            h.button("round", on_click=self.turn),
        )

    def turn(self) -> None:
        self.rounds += 1


def test_in_a_shared_part_it_is_each_viewers_own_affair(page_of: PageOf) -> None:
    shared = Shared(Shown)
    page = page_of(App(lambda: h.main(shared)))
    page.get_by_role("button", name="toggle").click()
    page.get_by_role("button", name="mark").click()
    assert page.locator("p").classes == {"round", "on"}
    page.get_by_role("button", name="round").click()
    assert page.locator("p").classes == {"round", "odd", "on"}
    assert page.locator("p").get_attribute("data-seen") == "yes"


@pytest.mark.parametrize("crash", [False, True])
@pytest.mark.domsync_browser("in-process")
def test_it_outlives_the_process(page_of: PageOf, crash: bool) -> None:
    page = page_of(App(Shown, store=MemoryStore()))
    page.get_by_role("button", name="toggle").click()
    page.get_by_role("button", name="mark").click()
    page.restart(crash=crash)
    assert_equal(page, "p", "class", "round on")
    assert_equal(page, "p", "data-seen", "yes")
    page.get_by_role("button", name="round").click()
    assert_equal(page, "p", "class", "round odd on")


@pytest.mark.domsync_browser("in-process")
def test_typing_goes_first_and_the_page_is_right_on_a_slow_line(page_of: PageOf) -> None:
    page = page_of(Shown())
    page.latency(500)
    page.get_by_role("button", name="round").click()
    page.get_by_role("button", name="toggle").click()
    assert page.locator("p").classes == {"round", "on"}
    # The server's class was made before it knew of the action's.
    page.advance(1.2)
    assert page.locator("p").classes == {"round", "odd", "on"}
    page.get_by_role("button", name="toggle").click()
    page.get_by_role("button", name="round").click()
    page.settle()
    page.latency(0)
    assert_equal(page, "p", "class", "round")


@pytest.mark.domsync_browser("in-process")
def test_what_happens_elsewhere(page_of: PageOf) -> None:
    page = page_of(
        lambda: h.main(
            h.p("a ", h.b("b")),
            h.button("text", on_click=act.copy("<text>")),
            h.button("of", on_click=act.copy(of=act.previous_sibling("p"))),
            h.button("tab", on_click=act.open_url("/elsewhere?a=1")),
            h.a("link", href="/other", on_click=on(act.copy("link"), prevent_default=True)),
        )
    )
    page.get_by_role("button", name="text").click()
    assert page.environment.clipboard == "<text>"
    page.get_by_role("button", name="of").click()
    assert page.environment.clipboard == "a b"
    page.get_by_role("button", name="tab").click()
    assert page.environment.tabs == ["/elsewhere?a=1"]
    page.get_by_role("link").click()
    assert page.environment.clipboard == "link"
    assert page.url == "http://test/"
    assert page.last.sent == [], "the server hears of nothing of this"


class Reachable(Component):
    told: list[str] = []

    def render(self) -> Any:
        return h.main(
            h.shortcuts({"mod+k": self.search, "/": ("Write", act.focus(of=act.inner("input")))}),
            h.input(aria={"label": "Text"}),
            h.a(
                "Elsewhere",
                href="/elsewhere",
                on_click=[on(act.add_class("followed"), prevent_default=True), on(self.follow, prevent_default=True)],
            ),
        )

    def search(self) -> None:
        """Search."""
        self.told.append("search")

    def follow(self) -> None:
        self.told.append("follow")


def test_shortcuts_and_actions_beside_handlers(page_of: PageOf) -> None:
    reachable = Reachable()
    page = page_of(reachable)
    page.press("Control+k")
    page.press("?")
    assert page.get_by_role("dialog").locator("td").texts == ["Search", "Write", "Keyboard shortcuts"]
    page.get_by_role("button", name="Close").click()
    page.press("/")
    assert page.get_by_label("Text").is_focused()
    page.press("?")
    assert page.get_by_label("Text").value == "?"
    page.get_by_role("link").click()
    assert page.get_by_role("link").classes == {"followed"}
    assert reachable.told == ["search", "follow"]


@pytest.mark.domsync_browser("in-process")
def test_the_first_html_loads_what_its_actions_need_before_the_client(page_of: PageOf) -> None:
    def scripts(part: Any) -> list[str]:
        html = page_of(App(lambda: h.main(part))).fetch("/").data.decode()
        return [name.rpartition("/")[2] for name in re.findall(r'<script type="module"[^>]* src="([^"]+)"', html)]

    acting = h.button("x", on_click=act.hide())
    assert scripts("nothing")[0] == "index.js"
    assert scripts(acting)[:2] == ["act.js", "index.js"]
    assert scripts(h.ul(h.li(h.button(str(i), on_click=act.hide())) for i in range(50)))[:2] == ["act.js", "index.js"]
    assert scripts(Shared(lambda: acting))[:2] == ["act.js", "index.js"]
