"""Pages that outlive their process: what they hold, what the user has entered, and each event once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import Field

from domsync import App, Client, Component, Query, State, Visit, event_key, migrates
from domsync import html as h
from domsync.events import ClickEvent
from domsync.server.pages import page_keeper
from domsync.server.sessions.opening import open_store
from domsync.server.sessions.sqlite_store import SqliteStore
from domsync.server.sessions.store import MemoryStore, Record, Store, at_once
from domsync.testing import Page, render_page


class WaitingStore(MemoryStore):
    """A store that takes its time, as one in Redis does."""

    immediate = False

    async def put(self, *arguments: Any, **named: Any) -> int:
        await asyncio.sleep(0)
        return await super().put(*arguments, **named)

    async def get(self, key: str) -> Record | None:
        await asyncio.sleep(0)
        return await super().get(key)


class CutStore(WaitingStore):
    """A store whose answers are lost while it is cut: what it was told is done all the same."""

    is_cut = False

    async def put(self, *arguments: Any, **named: Any) -> int:
        version = await super().put(*arguments, **named)
        if self.is_cut:
            raise ConnectionError("no answer")
        return version


@pytest.fixture(params=["memory", "sqlite", "waiting"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "waiting":
        return WaitingStore()
    return MemoryStore() if request.param == "memory" else open_store(f"sqlite:///{tmp_path / 'pages.db'}")


class Counter(Component):
    count: int = 0
    log: list[int] = []

    def render(self) -> Any:
        return h.div(h.h1(f"Count: {self.count}"), h.button("+1", on_click=self.click))

    def click(self) -> None:
        self.count += 1
        self.log.append(self.count)


@pytest.mark.parametrize("crash", [False, True])
def test_a_counter_goes_on(store: Store, crash: bool) -> None:
    with render_page(App(Counter, store=store)) as page:
        for number in range(1, 8):
            page.get_by_role("button").click()
            page.restart(crash=crash)
            assert page.text.startswith(f"Count: {number}")
        assert page.component.log == [1, 2, 3, 4, 5, 6, 7]


def test_what_an_event_and_a_small_page_cost(tmp_path: Path) -> None:
    """One transaction an event, with what has changed in it; a kilobyte at the most for the whole page."""
    store = SqliteStore(tmp_path / "pages.db")
    statements: list[str] = []
    with render_page(App(Counter, store=store)) as page:
        page.get_by_role("button").click()
        store._connection.set_trace_callback(lambda statement: statements.append(statement.split()[0].lower()))
        for _ in range(3):
            statements.clear()
            page.get_by_role("button").click()
            assert statements == ["begin", "update", "insert", "commit"]
        store._connection.set_trace_callback(None)
        [key] = at_once(store.list("page:"))
        record = at_once(store.get(key))
        assert record is not None
        assert len(key) + len(record.data) + sum(len(name) + len(part) for name, part in record.parts.items()) <= 1024


def test_without_a_store_the_page_is_loaded_anew() -> None:
    with render_page(App(Counter)) as page:
        page.get_by_role("button").click()
        page.restart()
        assert page.text.startswith("Count: 0")
        page.get_by_role("button").click()
        assert page.text.startswith("Count: 1")


@pytest.mark.parametrize("crash", [False, True])
def test_a_laptop_that_slept_for_an_hour_goes_on(store: Store, crash: bool) -> None:
    with render_page(App(Counter, store=store)) as page:
        page.get_by_role("button").click()
        page.disconnect()
        page.advance(3600)
        page.restart(crash=crash)
        page.advance(3600)
        page.reconnect()
        assert page.text.startswith("Count: 1")
        page.get_by_role("button").click()
        assert page.component.log == [1, 2]


def test_what_was_clicked_in_a_tunnel_is_done_an_hour_later(store: Store) -> None:
    with render_page(App(Counter, store=store)) as page:
        page.get_by_role("button").click()
        page.disconnect()
        for _ in range(3):
            page.get_by_role("button").click()
        page.advance(3600)
        page.reconnect()
        assert page.component.log == [1, 2, 3, 4]


def test_a_duplicated_tab_is_a_page_of_its_own(store: Store) -> None:
    app = App(Counter, store=store)
    with render_page(app) as page, render_page(app, cookies=page.cookies) as other:
        page.get_by_role("button").click()
        other.get_by_role("button").click()
        other.get_by_role("button").click()
        page.restart(crash=True)
        assert [len(each.component.log) for each in (page, other)] == [1, 2]
        assert len(app.visits) == 2


class Draft(Component):
    """State of several kinds: fields, a State, inner components, and what is entered in controls, bound or not."""

    cart: Cart = Field(default_factory=lambda: Cart(lines=[]))
    text: str = ""
    began: list[bool] = Field(default=[], exclude=True)

    def mounted(self, resumed: bool = False) -> None:
        self.began.append(resumed)

    def render(self) -> Any:
        return [
            h.input(bind=self.field("text"), aria={"label": "Bound"}),
            h.input(aria={"label": "Free"}),
            h.button("Buy", on_click=self.buy),
            h.p(f"{self.text}: {len(self.cart.lines)}"),
            Row(name="a"),
        ]

    def buy(self) -> None:
        self.cart.lines.append("bread")


@pytest.mark.parametrize("is_stored", [False, True])
def test_a_duplicated_tab_shows_the_same_and_goes_on_by_itself(store: Store, is_stored: bool) -> None:
    app = App(Draft, store=store if is_stored else None)
    with render_page(app) as page:
        page.get_by_label("Bound").fill("soup")
        page.get_by_label("Free").fill("note")
        page.get_by_role("button", name="Buy").click()
        page.get_by_role("button", name="a 0").click()
        with page.duplicate() as copy:
            assert [each.get_by_label("Free").value for each in (page, copy)] == ["note", "note"]
            assert [each.get_by_label("Bound").value for each in (page, copy)] == ["soup", "soup"]
            assert copy.text == page.text
            assert copy.component.began == [True]
            assert page.component.began == [False]
            copy.get_by_role("button", name="Buy").click()
            copy.get_by_role("button", name="a 1").click()
            copy.get_by_label("Bound").fill("bread")
            assert "soup: 1" in page.text
            assert "bread: 2" in copy.text
            assert page.component.cart is not copy.component.cart
            # The first one was not taken over: it goes on.
            page.get_by_role("button", name="a 1").click()
            page.get_by_role("button", name="a 2").click()
            assert page.notice == copy.notice == ""
            assert copy.get_by_role("button", name="a 2").count() == 1
            if is_stored:
                page.restart(crash=True)
                assert "soup: 1" in page.text
                assert "bread: 2" in copy.text
            assert len(app.visits) == 2


def test_a_page_that_sleeps_is_duplicated(store: Store) -> None:
    app = App(Draft, store=store)
    with render_page(app) as page:
        page.get_by_label("Bound").fill("soup")
        app.visits[0]._served.fall_asleep()
        with page.duplicate() as copy:
            assert copy.get_by_label("Bound").value == "soup"


def test_a_duplicate_is_of_the_same_browser_address_and_page() -> None:
    app = App()

    @app.page("/{name}")
    def draft(name: str) -> Component:
        return Draft(text=name)

    with render_page(app, "/a") as page, render_page(app, "/b") as other:
        page.get_by_role("button", name="Buy").click()
        token = page._driver.browser.socket.token  # type: ignore[attr-defined]
        # Elsewhere in the app, or with a token that was never given out: the page stays as it is.
        for wrong in (token, token[:-1] + "!", "", "?"):
            other._driver.browser.socket.copy(wrong)  # type: ignore[attr-defined]
            other.settle()
            assert "b: 0" in other.text
        assert "a: 1" in page.text


class Row(Component):
    name: str
    clicks: int = 0

    def render(self) -> Any:
        return h.li(self.name, h.button(f"{self.name} {self.clicks}", on_click=self.click))

    def click(self) -> None:
        self.clicks += 1


class Cart(State):
    lines: list[str] = []


class Table(Component):
    names: list[str] = ["a", "b", "c"]
    cart: Cart = Field(default_factory=Cart)
    secret: str = Field(default="", exclude=True)
    shows_extra: bool = True
    resumed: list[bool] = Field(default=[], exclude=True)

    def mounted(self, resumed: bool = False) -> None:
        self.resumed.append(resumed)

    def render(self) -> Any:
        return h.div(
            h.ul([h.li(Row(name=name), key=name) for name in self.names]),
            h.button("Turn", on_click=self.turn),
            h.button("Buy", on_click=self.buy),
            h.button("Extra", on_click=self.extra),
            Lines(cart=self.cart),
            Row(name="extra", show=self.shows_extra),
        )

    def turn(self) -> None:
        self.names = [*self.names[1:], self.names[0] + "'"]

    def buy(self) -> None:
        self.cart.lines.append("bread")
        self.secret = "not written"

    def extra(self) -> None:
        self.shows_extra = not self.shows_extra


class Lines(Component):
    cart: Cart

    def render(self) -> Any:
        return h.p(f"{len(self.cart.lines)} lines")


@pytest.mark.parametrize("crash", [False, True])
def test_components_have_their_places(store: Store, crash: bool) -> None:
    with render_page(App(Table, store=store)) as page:
        for name in ("a 0", "b 0", "b 1", "extra 0", "Turn", "Buy", "c 0", "Extra"):
            page.get_by_role("button", name=name, exact=True).click()
        before = page.text
        assert "1 lines" in before
        assert page.component.resumed == [False]
        for _ in range(2):
            page.restart(crash=crash)
            assert page.text == before
            assert page.component.resumed == [True]
            assert page.component.secret == ""
            page.get_by_role("button", name="Turn", exact=True).click()
            page.get_by_role("button", name="Turn", exact=True).click()
            page.get_by_role("button", name="Buy", exact=True).click()
            before = page.text
        # What was off the page has kept its state, too.
        page.get_by_role("button", name="Extra", exact=True).click()
        assert "extra 1" in page.text


def test_an_event_means_the_node_that_its_user_saw(store: Store) -> None:
    with render_page(App(Table, store=store)) as page:
        page.get_by_role("button", name="Turn", exact=True).click()
        page.disconnect()
        # Its row has moved, and what comes before it in the tree is new.
        page.get_by_role("button", name="c 0", exact=True).click()
        page.get_by_role("button", name="c 0", exact=True).click()
        page.restart(crash=True)
        page.settle()
        assert "c 2" in page.text


class Form(Component):
    name: str = ""
    sent: str = ""
    q: Query[str] = "none"

    def render(self) -> Any:
        return h.form(
            h.input(bind=self.field("name"), aria={"label": "Name"}),
            h.input(name="other", aria={"label": "Other"}),
            h.input(type="checkbox", name="agree", aria={"label": "Agree"}),
            h.select(h.option("one"), h.option("two"), name="choice", aria={"label": "Choice"}),
            h.button("Send", type="button", on_click=self.send),
            h.p(f"{self.q}: {self.sent}"),
        )

    def send(self) -> None:
        self.sent = self.name


@pytest.mark.parametrize("crash", [False, True])
def test_what_was_entered_is_kept(store: Store, crash: bool) -> None:
    with render_page(App(Form, store=store), "/?q=asked") as page:
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Other").fill("told with the next event")
        page.get_by_label("Agree").check()
        page.get_by_label("Choice").select("two")
        page.get_by_role("button").click()
        page.get_by_label("Other").fill("not told yet")
        page.restart(crash=crash)
        assert page.get_by_label("Name").value == "Ada"
        assert page.get_by_label("Other").value == "not told yet"
        assert page.get_by_label("Agree").checked
        assert page.get_by_label("Choice").value == "two"
        document = page.document
        assert document.querySelector("input[name=agree]").checked
        assert document.querySelector("select").value == "two"
        assert page.text.endswith("asked: Ada")


def test_writing_fails(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(MemoryStore):
        is_broken = False

        async def put(self, *arguments: Any, **named: Any) -> int:
            if self.is_broken:
                raise OSError("disk full")
            return await super().put(*arguments, **named)

    broken = Broken()
    with render_page(App(Counter, store=broken)) as page:
        page.get_by_role("button").click()
        broken.is_broken = True
        page.get_by_role("button").click()
        assert page.text.startswith("Count: 2")
        assert "disk full" in caplog.text
        broken.is_broken = False
        page.get_by_role("button").click()
        page.restart(crash=True)
        assert page.text.startswith("Count: 3")


class Slow(Component):
    done: int = 0
    begun: int = 0
    keys: ClassVar[list[str]] = []

    def render(self) -> Any:
        return h.button(f"{self.begun} {self.done}", on_click=self.work)

    async def work(self) -> None:
        self.begun += 1
        self.keys.append(event_key())
        await asyncio.sleep(5)
        self.done += 1


def test_a_handler_that_was_cut_off_begins_again(store: Store) -> None:
    Slow.keys.clear()
    with render_page(App(Slow, store=store)) as page:
        page.get_by_role("button").click()
        assert page.text == "1 0"
        # It has been running for less than a second: what it has done so far was not written.
        page.restart(crash=True)
        page.advance(2)
        assert page.text == "1 0"
        assert len(Slow.keys) == 2
        assert len(set(Slow.keys)) == 1
        page.advance(4)
        assert page.text == "1 1"
        page.restart(crash=True)
        page.advance(6)
        assert page.text == "1 1"
        assert len(Slow.keys) == 2


def test_each_event_has_a_key_of_its_own() -> None:
    keys: list[str | None] = []

    class Page(Component):
        def render(self) -> Any:
            return h.button("x", on_click=self.click)

        def click(self, event: ClickEvent) -> None:
            keys.append(event.key)

    with render_page(App(Page)) as page:
        page.get_by_role("button").click()
        page.get_by_role("button").click()
    assert len(set(keys)) == 2
    with pytest.raises(LookupError, match="can only be called"):
        event_key()


def test_messages_and_groups(store: Store) -> None:
    app = App(Counter, store=store)

    @app.on("join")
    def join(client: Client, room: str) -> None:
        client.add_to_group(room)

    with render_page(app) as page:
        page.send_message("join", room="red")
        page.restart(crash=True)
        app.broadcast("said", group="red", text="hello")
        page.settle()
        assert page.messages[-1] == ("said", {"text": "hello"})


def test_state_of_another_class(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """The same place, by name, has a class of another version after a deploy."""

    def version(number: int) -> type[Component]:
        if number == 1:

            class First(Component):
                __qualname__ = "Note"
                text: str = ""
                old: int = 7

                def render(self) -> Any:
                    return h.button(f"1 {self.text}", on_click=self.click)

                def click(self) -> None:
                    self.text += "x"

            return First
        if number == 2:

            class Second(Component):
                __qualname__ = "Note"
                text: str = ""
                new: list[str] = ["default"]

                def render(self) -> Any:
                    return h.button(f"2 {self.text} {self.new}", on_click=self.click)

                def click(self) -> None:
                    self.text += "y"

            return Second
        if number == 3:

            class Third(Component):
                __qualname__ = "Note"
                texts: list[str] = []

                @migrates(1)
                @staticmethod
                def to_list(state: dict[str, Any]) -> dict[str, Any]:
                    return {"texts": list(state["text"])}

                def render(self) -> Any:
                    return h.button(f"3 {self.texts}", on_click=self.click)

                def click(self) -> None:
                    self.texts = [*self.texts, "z"]

            return Third

        class Fourth(Component):
            __qualname__ = "Note"
            texts: int = 0

            @migrates(2)
            @staticmethod
            def nothing(state: dict[str, Any]) -> dict[str, Any]:
                return state

            def render(self) -> Any:
                return h.button(f"4 {self.texts}", on_click=lambda: None)

        return Fourth

    present = [version(1)]

    def shown() -> Component:
        return present[0]()

    with render_page(App(shown, store=store)) as page:
        page.get_by_role("button").click()
        assert page.text == "1 x"
        present[0] = version(2)
        page.restart(crash=True)
        assert page.text == "2 x ['default']"
        page.get_by_role("button").click()
        present[0] = version(3)
        page.restart(crash=True)
        assert page.text == "3 ['x', 'y']"
        page.get_by_role("button").click()
        present[0] = version(4)
        page.restart()
        page.settle()
        # There is no way from there to here: a fresh page.
        assert page.text == "4 0"
        assert "no longer fits the class: texts" in caplog.text
        page.errors.clear()


def visit_of(page: Page) -> str:
    visit: Visit | None = page._driver.visit
    assert visit is not None
    return visit.id


def test_another_browser_does_not_get_the_page(store: Store) -> None:
    with render_page(App(Counter, store=store, sessions=True)) as page:
        page.get_by_role("button").click()
        before = visit_of(page)
        page.restart(crash=True)
        assert page.text.startswith("Count: 1")
        assert visit_of(page) == before
        page.disconnect()
        page.cookies.clear()
        page.restart(crash=True)
        page.settle()
        assert page.text.startswith("Count: 0")
        assert visit_of(page) != before


def test_a_write_whose_answer_is_lost_is_not_taken_for_another_process(caplog: pytest.LogCaptureFixture) -> None:
    """As when Redis stands still for some seconds, and then does what it was told."""
    store = CutStore()
    with render_page(App(Counter, store=store)) as page:
        before = visit_of(page)
        for is_cut in (False, True, True, True, False, True, False):
            store.is_cut = is_cut
            page.get_by_role("button").click()
        assert page.text.startswith("Count: 7")
        page.restart(crash=True)
        assert (page.text.splitlines()[0], visit_of(page)) == ("Count: 7", before)
        assert page.component.log == [*range(1, 8)]
    assert "a page cannot be written to its store" in caplog.text


@pytest.mark.parametrize("crash", [False, True])
def test_a_sign_in_in_another_tab_costs_a_page_nothing(store: Store, crash: bool) -> None:
    """The session has another key since then, and nothing has happened in the page."""
    app = App(Counter, store=store, sessions=True)
    with render_page(app) as page, render_page(app, cookies=page.cookies) as other:
        page.get_by_role("button").click()
        for name in ("ann", "bob"):
            other.sign_in(name)
            other.advance(1)
        page.restart(crash=crash)
        assert page.text.startswith("Count: 1")
        assert page.session.user == "bob"


def test_what_cannot_be_written_is_said_at_the_start(caplog: pytest.LogCaptureFixture) -> None:
    class Odd(Component):
        connection: socket.socket | None = None
        kept: int = 1
        meant: socket.socket | None = Field(default=None, exclude=True)
        on_pick: Callable[[], None] | None = None

        def render(self) -> Any:
            return h.p("odd")

    with render_page(App(Odd, store=MemoryStore())):
        lines = [line for line in caplog.messages if "Odd" in line]
    assert len(lines) == 1
    assert "Odd.connection cannot be written to the store" in lines[0]
    del Odd


def test_a_class_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(Component):
        def render(self) -> Any:
            return h.p("late")

    looks: list[type[Component]] = []

    def look(kind: type[Component]) -> list[str]:
        looks.append(kind)
        return []

    monkeypatch.setattr(page_keeper, "unwritable_fields", look)
    with render_page(App(Late, store=MemoryStore())) as page:
        page.restart()
        page.restart(crash=True)
    assert looks.count(Late) == 1
    assert len(looks) == len(set(looks))
