"""The same tests in process and in Chromium: what they see and what goes over the wire is the same."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar
from unittest.mock import ANY

import msgspec
import pytest
from pydantic import PrivateAttr

from domsync import App, Child, Component, Document, Element, Query, Ref, Visit, events, on
from domsync import html as h
from domsync.components.handlers.payloads import Source
from domsync.dom.ops import SetData
from domsync.testing import DownloadFailedError, NotFoundError, NotUniqueError, SavedFile, assert_ops
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Counter(Component):
    count: int = 0

    def render(self) -> Any:
        return h.div(h.h1(f"Count: {self.count}"), h.button("+1", on_click=self.increment))

    def increment(self) -> None:
        self.count += 1


def test_counting(page_of: PageOf) -> None:
    counter = Counter(count=3)
    page = page_of(counter)
    page.get_by_role("button", name="+1").click()
    assert page.get_by_text("Count: 4")
    assert counter.count == 4
    assert_ops(page, [SetData(ANY, "Count: 4")])
    assert page.last.sent == [f'[1,0,{page.get_by_role("button").node},"click"]']
    assert page.last.renders == ["Counter"]
    assert page.text == "Count: 4\n+1"
    assert page.component is counter
    counter.count = 9
    assert page.get_by_text("Count: 9")


class Shout(Component):
    text: str = ""

    def render(self) -> Any:
        return [h.label("Say", h.input(value=self.text, on_input=self.typed)), h.p(self.text)]

    def typed(self, event: events.InputEvent) -> None:
        self.text = event.value.upper()


def test_typing(page_of: PageOf) -> None:
    page = page_of(Shout())
    field = page.get_by_label("Say")
    field.type("hello")
    assert page.locator("p").text == "HELLO"
    assert field.value == "HELLO"
    field.fill("x")
    assert page.locator("p").text == "X"
    field.press("Backspace")
    assert page.locator("p").text == ""
    field.paste("pasted")
    assert page.locator("p").text == "PASTED"


def test_typing_over_a_slow_line(page_of: PageOf) -> None:
    page = page_of(Shout())
    # In Chromium time passes by itself: no machine is so busy that an answer is there before all is typed.
    page.latency(3_000)
    field = page.get_by_label("Say")
    field.type("hel")
    field.type("lo")
    assert field.value == "hello"
    page.settle()
    assert field.value == "HELLO"
    assert page.locator("p").text == "HELLO"


class Everything(Component):
    told: list[str] = []

    def render(self) -> Any:
        return h.main(
            h.form(
                h.input(name="name", required=True, aria={"label": "Name"}),
                h.label(h.input(type="checkbox", name="news"), "News"),
                h.label(h.input(type="radio", name="size", value="S"), "Small"),
                h.label(h.input(type="radio", name="size", value="L"), "Large"),
                h.select(h.option("Red", value="r"), h.option("Blue", value="b"), name="color"),
                h.textarea(name="story"),
                h.button("Send"),
                on_submit=self.submitted,
            ),
            h.input(type="date", on_change=self.changed, aria={"label": "Day"}),
            h.div("keys", tabindex=0, on_keydown=self.pressed),
            h.div(
                "mouse", on_mouseenter=lambda: self.told.append("enter"), on_dblclick=lambda: self.told.append("double")
            ),
            h.details(h.summary("More"), h.p("hidden")),
        )

    def submitted(self, event: events.SubmitEvent) -> None:
        self.told += [f"{name}={value}" for name, value in event.entries]

    def changed(self, event: events.ChangeEvent) -> None:
        self.told.append(event.value)

    def pressed(self, event: events.KeyboardEvent) -> None:
        self.told.append(f"{event.key} {event.code} {event.shiftKey}")


def test_everything_that_users_do(page_of: PageOf) -> None:
    every = Everything()
    page = page_of(every)
    page.get_by_role("button", name="Send").click()
    assert every.told == [], "the browser keeps a form that is not filled"
    assert page.get_by_label("Name").is_focused()
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("News").check()
    page.get_by_label("Large").check()
    page.locator("select").select("Blue")
    assert page.locator("select").value == "b"
    page.locator("textarea").type("a\nb")
    page.get_by_role("button", name="Send").click()
    assert every.told == ["name=Ada", "news=on", "size=L", "color=b", "story=a\nb"]
    every.told.clear()
    page.get_by_label("Day").fill("2024-05-17")
    page.get_by_text("keys").press("Enter")
    page.get_by_text("keys").press("Shift+a")
    page.press("ArrowLeft")
    keys = ["Enter Enter False", "Shift ShiftLeft True", "A KeyA True", "ArrowLeft ArrowLeft False"]
    assert every.told == ["2024-05-17", *keys]
    every.told.clear()
    page.get_by_text("mouse").hover()
    page.get_by_text("mouse").dblclick()
    assert every.told == ["enter", "double"]
    assert not page.get_by_text("hidden").is_visible()
    page.get_by_text("More").click()
    assert page.get_by_text("hidden").is_visible()
    page.get_by_label("News").uncheck()
    page.locator("form").submit()
    assert every.told[2:] == ["name=Ada", "size=L", "color=b", "story=a\nb"]


def test_tabs_and_the_focus(page_of: PageOf) -> None:
    page = page_of(lambda: [h.input(id="a"), h.button("b", id="b"), h.a("c", href="#c", id="c"), h.p("d", id="d")])
    order = []
    for _ in range(3):
        page.press("Tab")
        order.append(page.focused["id"])
    assert order == ["a", "b", "c"]
    page.press("Shift+Tab")
    assert page.focused["id"] == "b"
    page.locator("#b").blur()
    assert page.locator("input:focus, button:focus, a:focus").count() == 0


def test_waiting_handlers_and_timers(page_of: PageOf) -> None:
    class Search(Component):
        state: str = "idle"

        def render(self) -> Any:
            return [h.p(self.state), h.input(on_input=on(self.search, debounce=200))]

        async def search(self, event: events.InputEvent) -> None:
            self.state = "searching"
            await self.flush()
            await asyncio.sleep(0.2)
            self.state = f"found {event.value}"

    page = page_of(Search())
    page.locator("input").type("abc")
    page.settle()
    assert page.locator("p").text == "found abc"


def test_a_broken_connection(page_of: PageOf) -> None:
    counter = Counter()
    page = page_of(counter)
    page.disconnect()
    page.get_by_role("button").click()
    assert counter.count == 0
    page.reconnect()
    assert page.get_by_text("Count: 1")
    assert counter.count == 1


class User(Component):
    user_id: int
    tab: Query[str] = "posts"

    def render(self) -> Any:
        return [h.h1(f"User {self.user_id}, {self.tab}"), h.a("Next", href=f"/users/{self.user_id + 1}")]


def test_an_app(page_of: PageOf) -> None:
    app = App(Counter, title="Counting")
    app.page("/users/{user_id}", title="A user")(User)
    page = page_of(app, "/users/7?tab=likes")
    assert (page.title, page.status) == ("A user", 200)
    assert page.get_by_role("heading").text == "User 7, likes"
    page.get_by_role("link").click()
    assert page.url == "http://test/users/8"
    assert page.get_by_role("heading").text == "User 8, posts"
    page.goto("/")
    page.get_by_role("button").click()
    assert page.get_by_text("Count: 1")
    assert page.title == "Counting"


def test_raw_documents_and_messages(page_of: PageOf) -> None:
    def show(document: Document) -> None:
        button = document.createElement("button", innerText="Tell")
        button.addEventListener("click", lambda: document.deliver("beep", {"times": 2}))
        moved = document.createElement("div", innerText="move")
        moved.addEventListener("moved", lambda event: seen.append(event["x"]), fields=[("x", "detail.x")])
        document.body.append(button, moved)

    seen: list[object] = []
    page = page_of(show)
    page.get_by_role("button").click()
    assert page.messages == [("beep", {"times": 2})]
    page.get_by_text("move").dispatch("moved", detail={"x": 3})
    assert seen == [3]


def test_errors_fail_the_test_unless_they_are_expected(page_of: PageOf) -> None:
    def fail() -> None:
        raise ValueError("handler")

    page = page_of(lambda: h.button("b", on_click=fail))
    with page.expect_error(ValueError, match="handler"):
        page.get_by_role("button").click()
    page.get_by_role("button").click()
    with pytest.raises(ValueError, match="handler"):
        page.close()


def test_what_is_not_there(page_of: PageOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domsync.testing.chromium._APPEAR_SECONDS", 2)
    page = page_of(lambda: h.ul(h.li("one"), h.li("two")))
    with pytest.raises(NotFoundError, match=r"get_by_role\('button', name='x'\) matches nothing[\s\S]*two"):
        page.get_by_role("button", name="x").click()
    with pytest.raises(NotUniqueError, match=r"locator\('li'\) matches 2 elements[\s\S]*one[\s\S]*two"):
        page.locator("li").click()
    assert not page.get_by_text("three")
    assert [row.text for row in page.locator("li")] == ["one", "two"]


LINES: list[tuple[Callable[[], Child], str]] = [
    (lambda: h.fieldset(h.legend("L"), h.input(type="checkbox")), "L"),
    (lambda: [h.div("a"), h.div(h.input()), h.div("b")], "a\nb"),
    (lambda: [h.div("a"), h.div(h.input(), "c"), h.div("b", h.textarea("t"), "d")], "a\nc\nbd"),
    (lambda: [h.label("a ", h.input(), " b"), h.button("x"), " ", h.button("y ")], "a  bx y"),
    (lambda: [h.div("a", h.hr(), "b"), h.select(h.option("o")), "c"], "a\nb\no\nc"),
    (lambda: [h.div("a "), " ", h.span(" b "), h.div(h.br()), "c", h.br(), h.br(), "d"], "a\nb\n\n\nc\n\nd"),
    (lambda: [h.ul(h.li("a"), h.li(h.p("b")), h.li()), h.dl(h.dt("t"), h.dd("d"))], "a\n\nb\n\nt\nd"),
    (lambda: [h.table(h.tbody(h.tr(h.td("a"), h.td()), h.tr(h.th("b")))), h.span("x")], "a\t\nb\nx"),
    (lambda: [h.p("a"), h.div("b"), h.p("c"), "d"], "a\n\nb\n\nc\n\nd"),
    (lambda: [h.progress(), h.meter(value=0.5), h.video(), "x"], "x"),
    (lambda: [h.select(h.optgroup(h.option("x"), label="G"), h.option("y")), h.p("z")], "x\ny\n\nz"),
    (lambda: [h.div(h.span("a"), h.span(), " ", h.span("b")), h.pre("k\n"), "l"], "a b\nk\n\nl"),
    (
        lambda: [h.button("a", h.br(), "b"), h.a("c", href="#"), h.details(h.summary("s"), "t", open=True)],
        "a\nbc\ns\nt",
    ),
]


def test_the_lines_of_a_text_are_the_same(page_of: PageOf) -> None:
    page = page_of(lambda: [h.section(show(), id=f"n{number}") for number, (show, _) in enumerate(LINES)])
    texts = [page.locator(f"#n{number}").text for number in range(len(LINES))]
    assert texts == [text for _, text in LINES]


SEEN = h.main(
    h.h1("  A   title "),
    h.p("one ", h.b("two "), " three", h.br(), "four"),
    h.p("para"),
    h.ul(h.li("a"), h.li(h.a("link", href="/x"), " b")),
    h.table(h.thead(h.tr(h.th("H1"), h.th("H2"))), h.tbody(h.tr(h.td("1"), h.td("2")), h.tr(h.td("3"), h.td("4")))),
    h.pre("x  y\n z"),
    h.div("x", h.span(" inline "), h.div("block"), "y"),
    h.div(h.button("b1"), " ", h.button("b2"), h.button("no", hidden=True)),
    h.select(h.option("o1"), h.option("o2"), title="Choice"),
    h.label("Label ", h.input(value="typed")),
    h.fieldset(
        h.legend("Legend"),
        h.input(type="checkbox", aria={"label": "Box"}),
        h.img(src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==", alt="Pic"),
    ),
    h.section(h.h2("Part"), aria={"label": "Section"}),
    h.details(h.summary("Sum"), h.p("closed")),
    h.span("soft hyphen", style={"visibility": "hidden"}),
)


def test_what_is_seen_is_the_same(page_of: PageOf) -> None:
    page = page_of(SEEN)
    assert page.text == (
        "A title\n\none two three\nfour\n\npara\n\na\nlink b\nH1\tH2\n1\t2\n3\t4\nx  y\n z\nx inline\nblock\ny\n"
        "b1 b2\no1\no2\nLabel \nLegend\nPart\nSum"
    )
    for role, name in [
        ("heading", "A title"),
        ("link", "link"),
        ("listitem", None),
        ("columnheader", "H1"),
        ("cell", "3"),
        ("row", "1 2"),
        ("button", "b2"),
        ("button", "no"),
        ("combobox", "Choice"),
        ("textbox", "Label"),
        ("group", "Legend"),
        ("checkbox", "Box"),
        ("img", "Pic"),
        ("region", "Section"),
        ("paragraph", None),
        ("table", None),
        ("main", None),
    ]:
        expected = {"listitem": 2, "paragraph": 2}.get(role, 0 if name == "no" else 1)
        found = page.get_by_role(role, name=name, exact=name is not None)
        assert found.count() == expected, (role, name)
    assert page.get_by_text("one two").html == page.locator("p").first.html
    assert page.get_by_text("closed").is_visible() is False
    assert page.get_by_text("soft hyphen").is_visible() is False


class Row(msgspec.Struct):
    id: Annotated[str, Source("currentTarget.dataset.id")]
    tag: Annotated[str, Source("target.tagName")]
    nothing: Annotated[str | None, Source("target.form.name")]


class Wires(Component):
    def render(self) -> Any:
        return h.main(
            h.ul(h.li(h.b("one"), data={"id": "7"}, on_click=self.row), on_click=lambda: None),
            h.input(on_input=self.typed, aria={"label": "Told"}),
            h.textarea(aria={"label": "Kept"}),
            h.label(h.input(type="checkbox", on_change=self.changed), "Tick"),
            h.select(h.option("A", value="a"), h.option("B", value="b"), on_change=self.changed),
            h.div(
                "keys", tabindex=0, id="keys", on_keydown=on(lambda: None, key=("Enter", "x")), on_focus=self.focused
            ),
            h.form(
                h.input(name="n", value="v"), h.input(type="checkbox", name="c"), h.button("Go"), on_submit=self.sent
            ),
            h.details(h.summary("Sum"), h.p("p"), on_toggle=self.toggled),
            h.p("outside", on_click=on(lambda: None, outside=True)),
        )

    def row(self, event: Row) -> None: ...
    def typed(self, event: events.InputEvent) -> None: ...
    def changed(self, event: events.ChangeEvent) -> None: ...
    def focused(self, event: events.FocusEvent) -> None: ...
    def sent(self, event: events.SubmitEvent) -> None: ...
    def toggled(self, event: events.ToggleEvent) -> None: ...


def test_what_the_browser_sends_is_the_same(page_of: PageOf) -> None:
    page = page_of(Wires())
    # The client loads what watches such things when they happen for the first time.
    for _ in range(2):
        page.get_by_text("Sum").click()
    sent: list[object] = []

    def note() -> None:
        # Numbers of events and nodes are compared elsewhere.
        sent.append([json.loads(text)[3:] for text in page.last.sent])

    page.get_by_text("one").click()
    note()
    page.get_by_label("Told").fill("abc")
    note()
    page.get_by_label("Kept").type("x")
    note()
    page.get_by_label("Tick").check()
    note()
    page.locator("select").select("b")
    note()
    page.locator("#keys").press("x")
    note()
    page.locator("#keys").press("y")
    note()
    page.get_by_role("button", name="Go").click()
    note()
    page.get_by_text("Sum").click()
    note()
    button = page.get_by_role("button", name="Go").node
    kept, details = page.get_by_label("Kept").node, page.locator("details").node
    box = page.get_by_label("Tick").node
    out = ["click", [[page.get_by_text("outside").node, {}]]]
    assert sent == [
        [out, ["click", {"id": "7", "tag": "B", "nothing": None}]],
        [["input", {"value": "abc"}]],
        [],
        # A handler of the click finds the box as it is by then.
        [[*out, [[kept, "x"], [box, True]]], ["change", {"value": "on", "checked": True}]],
        [["change", {"value": "b", "checked": None}]],
        [["focus", {"relatedTarget": ""}], ["keydown"]],
        [],
        # What the form's controls hold the server knows; it is told of the button, and of files.
        [out, ["submit", {"entries": [button, []], "submitter": ""}]],
        [out, ["#", 0, [[details, True]]], ["toggle", {"oldState": "closed", "newState": "open"}]],
    ]


class Exporter(Component):
    path: Path
    clicks: int = 0

    def render(self) -> Any:
        return h.div(
            h.button("Table", on_click=self.table),
            h.button("Broken", on_click=self.broken),
            h.button(f"{self.clicks} clicks", on_click=self.click),
        )

    def click(self) -> None:
        self.clicks += 1

    def table(self) -> None:
        def parts() -> Iterator[str]:
            yield from (f"{number}\n" for number in range(10_000))

        self.use(Visit).download(parts(), name="Größe €.csv")

    def broken(self) -> None:
        self.use(Visit).download(self.path)
        self.path.unlink()


def test_downloads(page_of: PageOf, tmp_path: Path) -> None:
    path = tmp_path / "gone.bin"
    path.write_bytes(b"x")
    page = page_of(Exporter(path=path))
    url, document = page.url, page.document
    page.get_by_role("button", name="Table").click()
    assert page.downloads == [SavedFile("Größe €.csv", "".join(f"{n}\n" for n in range(10_000)).encode())]
    page.get_by_role("button", name="clicks").click()
    assert page.get_by_text("1 clicks")
    assert (page.url, page.document) == (url, document)
    with page.expect_error(DownloadFailedError):
        page.get_by_role("button", name="Broken").click()
    # A file that is not there leaves the page where it is, too.
    page.get_by_role("button", name="clicks").click()
    assert page.get_by_text("2 clicks")


def test_an_async_page(page_of: PageOf) -> None:
    app = App()

    @app.page("/users/{name}")
    async def user(name: str) -> Child:
        await asyncio.sleep(0.05)
        return Counter(count=len(name))

    page = page_of(app, "/users/Ada")
    assert page.text == "Count: 3\n+1"
    page.get_by_role("button").click()
    assert page.text == "Count: 4\n+1"
    page.goto("/users/Grace")
    assert page.text == "Count: 5\n+1"


class Amount(Component):
    amount: float | None = None

    def render(self) -> Child:
        return h.label("Amount", h.input(type="number", step="any", bind=self.field("amount")))


@pytest.mark.parametrize(
    ("typed", "shown", "amount"),
    [("1.e5", "1.e5", 1e5), ("1.", "1", 1), ("1.e", "", None), ("+3", "3", 3), ("-.5E-2", "-.5E-2", -0.005)],
)
def test_numbers_as_they_are_typed(typed: str, shown: str, amount: float | None, page_of: PageOf) -> None:
    page = page_of(Amount())
    page.get_by_label("Amount").type(typed)
    assert page.get_by_label("Amount").value == shown
    assert page.component.amount == amount


class Held(Component):
    heard: list[str] = []

    def render(self) -> Child:
        return h.main(
            h.form(h.input(), h.textarea(), h.button("go"), on_submit=lambda: self.hear("submit")),
            h.details(h.summary("More"), "text"),
            h.a("link", href="#", on_click=on(lambda: self.hear("link"), prevent_default=True, unless=())),
        )

    def hear(self, what: str) -> None:
        self.heard = [*self.heard, what]


@pytest.mark.parametrize("key", ["Alt+Enter", "Control+Enter", "Alt+q", "Control+q"])
def test_keys_with_others_held_write_and_press_nothing(key: str, page_of: PageOf) -> None:
    page = page_of(Held())
    for name in ("input", "textarea", "button", "summary"):
        page.locator(name).focus()
        page.press(key)
    assert page.component.heard == []
    assert [page.locator(name).value for name in ("input", "textarea")] == ["", ""]
    assert page.locator("details").get_attribute("open") is None
    page.locator("a").focus()
    page.press(key)
    assert page.component.heard == ["link"] * key.endswith("Enter")


class Titled(Component):
    count: int = 0

    def render(self) -> Child:
        return h.button("More", on_click=self.more)

    def more(self) -> None:
        self.count += 1
        self.use(Visit).document.title = f" {self.count}  <new>"


def test_the_title_follows_the_program(page_of: PageOf) -> None:
    page = page_of(App(Titled, title="None"))
    assert page.title == "None"
    page.get_by_role("button").click()
    assert page.title == "1 <new>"
    assert page.document.title == "1 <new>"
    page.goto("/")
    assert page.title == "None"


def test_pages_that_are_errors(page_of: PageOf) -> None:
    app = App(Counter, title="Counter")

    @app.page("/item")
    def item(number: int) -> Child:
        return h.p(f"Item {number}")

    page = page_of(app, "/nowhere")
    assert (page.status, page.title) == (404, "Not found")
    assert page.text == "Not found\n\nThere is no page at this address."
    page.goto("/item?number=x")
    assert (page.status, page.title) == (422, "This address is not right")
    assert page.get_by_role("heading").text == "This address is not right"
    page.goto("/item?number=7")
    assert (page.status, page.text) == (200, "Item 7")


class Room(Component):
    visits: ClassVar[list[Visit]] = []

    def render(self) -> Child:
        return h.button("Send all away", on_click=self.send)

    def mounted(self) -> None:
        self.visits.append(self.use(Visit))

    def send(self) -> None:
        for visit in self.visits:
            visit.navigate("/door?from=room")


def test_somebody_else_sends_the_page_elsewhere(page_of: PageOf) -> None:
    app = App(Room)

    @app.page("/door")
    def door() -> Child:
        return h.h1("The door")

    Room.visits.clear()
    first, second = page_of(app), page_of(app)
    first.get_by_role("button").click()
    assert second.get_by_role("heading").text == "The door"
    assert first.get_by_role("heading").text == "The door"
    assert second.url.endswith("/door?from=room")


class Pictures(Component):
    more: bool = False

    def render(self) -> Any:
        return h.main(
            h.img(src="https://tile.example/1.png", id="map", alt="Map"),
            h.img(src="/static/own.png", alt="Own") if self.more else None,
            h.audio(src="https://music.example/a.mp3") if self.more else None,
            h.button("More", on_click=self.reveal),
        )

    def reveal(self) -> None:
        self.more = True


@pytest.mark.parametrize("policy", [None, {"img-src": ["https://*.example"]}])
def test_what_the_policy_refuses_is_told(
    page_of: PageOf, policy: dict[str, list[str]] | None, caplog: pytest.LogCaptureFixture
) -> None:
    app = App(policy=policy or {})
    app.page("/")(Pictures)
    app.get("/static/own.png")(lambda: b"")
    page = page_of(app)
    first = [] if policy else ['pass policy={"img-src": ["https://tile.example"]}']
    if first:
        assert page.hints == first
        assert "has refused 'https://tile.example/1.png' ('img-src') at '<img id=\"map\">': pass policy" in caplog.text
    page.get_by_role("button").click()
    while len(page.hints) < len(first) + 1:
        pass  # a browser takes its time to tell
    assert sorted(page.hints) == sorted([*first, 'pass policy={"media-src": ["https://music.example"]}'])
    assert "at '<audio>'" in caplog.text
    # A browser complains of it in its console, too.
    page.errors.clear()


NUMBER, RANGE = {"type": "number"}, {"type": "range"}


@pytest.mark.parametrize(
    ("given", "key", "value"),
    [
        (NUMBER | {"value": "1234567"}, "ArrowUp", "1234568"),
        (NUMBER | {"value": "0.2", "step": "0.1"}, "ArrowUp", "0.3"),
        (NUMBER | {"value": "5", "min": 0, "step": 2}, "ArrowUp", "6"),
        (NUMBER | {"value": "5", "min": 0, "step": 2}, "ArrowDown", "4"),
        (NUMBER | {"value": "9", "min": 0, "max": 10, "step": 4}, "ArrowUp", "8"),
        (NUMBER | {"value": "9", "min": 0, "max": 9, "step": 4}, "ArrowUp", "9"),
        (NUMBER | {"value": "-5", "min": 3}, "ArrowUp", "3"),
        (NUMBER | {"value": "3", "min": 3}, "ArrowDown", "3"),
        (NUMBER | {"value": "1.5", "step": "any"}, "ArrowUp", "2.5"),
        (NUMBER | {"value": "5", "step": "0"}, "ArrowUp", "6"),
        (NUMBER, "ArrowDown", "-1"),
        (RANGE | {"value": "1234567", "max": 10_000_000}, "ArrowRight", "1234568"),
        (RANGE | {"value": "0.3", "max": 1, "step": "0.1"}, "ArrowUp", "0.4"),
        (RANGE | {"value": "0.5", "max": 1, "step": "any"}, "ArrowUp", "0.51"),
        (RANGE | {"value": "50"}, "PageUp", "60"),
        (RANGE | {"value": "2", "max": 15}, "PageDown", "0"),
        (RANGE | {"value": "3", "max": 10, "step": 4}, "End", "8"),
        (RANGE | {"value": "5", "min": -3}, "Home", "-3"),
    ],
)
def test_steps_of_numbers(given: dict[str, Any], key: str, value: str, page_of: PageOf) -> None:
    page = page_of(lambda: h.input(aria={"label": "Number"}, **given))
    field = page.get_by_label("Number")
    field.press(key)
    assert field.value == value


def test_an_option_is_found_by_the_first_letters_of_its_text(page_of: PageOf) -> None:
    page = page_of(lambda: h.select([h.option(name) for name in ("Apple", "Banana", "Blueberry", "Lemon", "Lime")]))
    field = page.locator("select")
    field.type("bl")
    assert field.value == "Blueberry"
    page.advance(1.5)
    field.type("l")
    assert field.value == "Lemon"
    field.type("l")
    assert field.value == "Lime"


class Stacked(Component):
    """A question that is before the form over which it is asked, and a menu in the form."""

    heard: list[str] = []
    _form: Ref[Element] = PrivateAttr(default_factory=Ref)
    _question: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> Child:
        return h.main(
            h.dialog(
                h.button("Yes", on_click=self.answer),
                ref=self._question,
                id="question",
                on_toggle=self.toggled,
            ),
            h.dialog(
                h.button("Ask", on_click=self.ask),
                h.button("Menu", popovertarget="menu"),
                h.div("Entries", id="menu", popover="auto"),
                ref=self._form,
                id="form",
            ),
            h.button("Open", on_click=self.open),
        )

    def open(self) -> None:
        self._form.element.showModal()

    def ask(self) -> None:
        self._question.element.showModal()

    def answer(self) -> None:
        self._question.element.close()

    def toggled(self, event: events.ToggleEvent) -> None:
        self.heard.append(event.newState)


def test_the_dialog_that_was_opened_last_is_above_the_others(page_of: PageOf) -> None:
    stacked = Stacked()
    page = page_of(stacked)

    def shown() -> list[str]:
        return [name for name in ("question", "form", "menu") if page.locator(f"#{name}").is_visible()]

    page.get_by_role("button", name="Open").click()
    page.get_by_role("button", name="Ask").click()
    assert shown() == ["question", "form"]
    page.disconnect()
    page.reconnect()
    page.get_by_role("button", name="Yes").click()
    assert shown() == ["form"]
    page.get_by_role("button", name="Ask").click()
    page.press("Escape")
    assert shown() == ["form"]
    page.settle()
    assert stacked.heard == ["open", "closed"] * 2
    page.get_by_role("button", name="Menu").click()
    assert shown() == ["form", "menu"]
    page.press("Escape")
    assert shown() == ["form"]
    page.press("Escape")
    assert shown() == []


class Switched(Component):
    is_off: bool = False
    is_gone: bool = False

    def render(self) -> Child:
        return h.main(
            h.button("off", id="off", disabled=self.is_off, on_click=self.switch),
            h.button("go", id="go", hidden=self.is_gone, on_click=self.go),
        )

    def switch(self) -> None:
        self.is_off = True

    def go(self) -> None:
        self.is_gone = True


def test_what_is_disabled_or_hidden_has_no_focus(page_of: PageOf) -> None:
    page = page_of(Switched())
    for name in ("off", "go"):
        button = page.locator(f"#{name}")
        button.click()
        page.settle()
        assert not button.is_focused()
