"""What a listener asks for is what the browser sends: which events, which nodes, which fields, and when."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom import ops as o
from domsync.dom.ops import Listener
from tests.browser.client_page import ClientPage, Site, serve_client
from tests.browser.harness import PageLog

CLICK = {"click": Listener()}


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_client() as site:
        yield site


@pytest.fixture
async def client(site: Site, page: Page) -> ClientPage:
    return await ClientPage.open(page, site.url)


@pytest.fixture
async def timeless(site: Site, page: Page) -> ClientPage:
    return await ClientPage.open_timeless(page, site.url)


def el(tag: str, *children: o.NodeData, **rest: Any) -> o.ElementData:
    return o.ElementData(tag, children, **rest)


def insert(*nodes: o.NodeData, parent: int = 1, ids: int = 4) -> o.Insert:
    return o.Insert(parent, 0, ids, nodes)


def button(listener: Listener, event: str = "click", text: str = "b") -> o.ElementData:
    return el("button", text, listeners={event: listener})


async def test_a_click_sends_no_more_than_it_has_to(client: ClientPage) -> None:
    await client.frame([insert(button(Listener()))])
    await client.page.click("button")
    await client.page.click("button")
    assert await client.sent() == [[1, 0, 4, "click"], [2, 0, 4, "click"]]


async def test_the_target_is_the_innermost_node_with_a_number(client: ClientPage) -> None:
    await client.frame([insert(el("div", el("p", el("b", "x")), listeners=CLICK))])
    await client.page.evaluate("document.querySelector('b').append(document.createElement('x-foreign'))")
    await client.page.evaluate("document.querySelector('x-foreign').click()")
    assert await client.sent() == [[1, 0, 6, "click"]]


async def test_nobody_listens_and_nothing_is_sent(client: ClientPage) -> None:
    await client.frame([insert(button(Listener()), el("p", "x"))])
    await client.page.click("p")
    await client.page.hover("button")
    assert await client.sent() == []


async def test_keys_that_nobody_has_pressed_are_not_sent(client: ClientPage) -> None:
    listeners = {type: Listener(fields=(("key", "key"),)) for type in ("keydown", "keyup")}
    await client.frame([insert(el("form", el("input"), listeners=listeners))])
    await client.page.focus("input")
    await client.loaded()
    # As Chromium's autofill does.
    await client.page.evaluate(
        """() => {
            for (const type of ["keydown", "keyup"]) {
                document.querySelector("input").dispatchEvent(new Event(type, { bubbles: true }));
            }
        }"""
    )
    assert await client.sent() == []
    await client.page.press("input", "a")
    assert [(frame[3], frame[4]["key"]) for frame in await client.sent()] == [("keydown", "a"), ("keyup", "a")]


async def test_fields_are_read_by_path(client: ClientPage) -> None:
    fields = (
        *(("key", "key"), ("shift", "shiftKey"), ("code", "code"), ("value", "target.value")),
        *(("id", "currentTarget.dataset.id"), ("first", "target.selectedOptions.0.value"), ("none", "no.such.thing")),
        *(("node", "target"), ("method", "preventDefault"), ("__proto__", "type"), ("length", "target.value.length")),
    )
    listeners = {"keydown": Listener(fields)}
    await client.frame([insert(el("form", el("input"), attributes={"data-id": "7"}, listeners=listeners))])
    await client.page.press("input", "Shift+A")
    (frame,) = [frame for frame in await client.sent() if frame[4]["key"] == "A"]
    expected = {"key": "A", "shift": True, "code": "KeyA", "value": "", "id": "7", "first": None, "none": None}
    assert frame[4] == expected | {"node": None, "method": None, "__proto__": "keydown", "length": 0}


async def test_several_nodes_that_want_fields_get_their_own(client: ClientPage) -> None:
    fields = Listener((("tag", "currentTarget.localName"),))
    inner = el("b", el("i", "x"), listeners={"click": fields})
    await client.frame([insert(el("div", el("p", inner, listeners=CLICK), listeners={"click": fields}))])
    await client.page.click("i")
    assert await client.sent() == [[1, 0, 7, "click", [[6, {"tag": "b"}], [5, {}], [4, {"tag": "div"}]]]]


async def test_one_node_that_wants_fields_gets_them_plainly(client: ClientPage) -> None:
    inner = el("b", "x", listeners={"click": Listener((("tag", "currentTarget.localName"),))})
    await client.frame([insert(el("div", inner, listeners=CLICK))])
    await client.page.click("b")
    assert await client.sent() == [[1, 0, 5, "click", {"tag": "b"}]]


async def test_events_that_do_not_bubble_are_their_targets_alone(client: ClientPage) -> None:
    names = ("focus", "blur", "mouseenter", "load", "toggle")
    listeners = {name: Listener() for name in names}
    inner = el("details", el("summary", "s"), el("input", listeners=listeners), listeners=listeners)
    await client.frame([insert(el("div", inner, listeners=listeners))])
    await client.page.evaluate("document.querySelector('details').open = true")
    await client.page.focus("input")
    await client.page.evaluate("document.activeElement.blur()")
    await client.pause(50)
    # That the details are open is told besides, as what a control holds is.
    told = [frame[2:] for frame in await client.sent() if frame[3] != "#"]
    assert sorted(told) == [[5, "toggle"], [8, "blur"], [8, "focus"]]


async def test_a_capturing_ancestor_hears_what_does_not_bubble(client: ClientPage) -> None:
    await client.frame([insert(el("div", el("input"), listeners={"focus": Listener(flags=o.CAPTURE)}))])
    await client.page.focus("input")
    assert await client.sent() == [[1, 0, 5, "focus"]]


async def test_mouse_enter_is_told_for_each_element_that_is_entered(client: ClientPage) -> None:
    enter = {"mouseenter": Listener(), "mouseleave": Listener()}
    await client.frame([insert(el("div", el("p", "x", listeners=enter), listeners=enter))])
    await client.page.hover("p")
    await client.page.mouse.move(700, 500)
    assert [frame[2:] for frame in await client.sent()] == [
        *([4, "mouseenter"], [5, "mouseenter"]),
        *([5, "mouseleave"], [4, "mouseleave"]),
    ]


async def test_document_and_window_hear_what_happens_anywhere(client: ClientPage) -> None:
    key = Listener((("key", "key"),), keys=("k",))
    await client.frame([insert(el("input")), o.Listen(2, "keydown", key), o.Listen(3, "resize", Listener())])
    await client.page.press("input", "k")
    await client.page.evaluate("document.activeElement.blur()")
    await client.page.keyboard.press("k")
    await client.page.keyboard.press("x")
    await client.page.set_viewport_size({"width": 500, "height": 400})
    frames = await client.sent()
    # The window is resized when the browser comes to it.
    while not any(frame[3] == "resize" for frame in frames):
        await client.pause(10)
        frames += await client.sent()
    assert [frame[1:] for frame in frames[:2]] == [
        [0, 4, "keydown", {"key": "k"}, [[4, "k"]]][:4],
        [0, 2, "keydown", {"key": "k"}, [[4, "k"]]],
    ]
    assert [frame[1:] for frame in frames[2:]][:1] == [[0, 3, "resize"]]


async def test_one_frame_tells_node_document_and_window(client: ClientPage) -> None:
    where = Listener((("x", "type"),))
    await client.frame(
        [
            insert(el("b", "x", listeners={"click": where})),
            *(o.Listen(node, "click", where) for node in (1, 2, 3)),
        ]
    )
    await client.page.click("b")
    told = {"x": "click"}
    assert await client.sent() == [[1, 0, 4, "click", [[4, told], [1, told], [2, told], [3, told]]]]


async def test_a_listener_is_replaced_and_taken_away(client: ClientPage) -> None:
    await client.frame([insert(button(Listener()))])
    await client.frame([o.Listen(4, "click", Listener((("x", "type"),)))])
    await client.page.click("button")
    await client.frame([o.Unlisten(4, "click"), o.Unlisten(4, "click"), o.Unlisten(4, "never")])
    await client.page.click("button")
    assert await client.sent() == [[1, 0, 4, "click", {"x": "click"}]]
    assert await client.controls(6) == []


async def test_prevent_default_is_done_at_once(client: ClientPage) -> None:
    prevent = Listener(flags=o.PREVENT_DEFAULT)
    link = el("a", "x", attributes={"href": "#there"}, listeners={"click": prevent})
    box = el("input", attributes={"type": "checkbox"}, listeners={"click": prevent})
    await client.frame([insert(link, box)])
    await client.page.click("a")
    await client.page.click("input")
    assert "#" not in client.page.url
    assert await client.page.evaluate("document.querySelector('input').checked") is False
    assert len(await client.sent()) == 2


async def test_a_wheel_may_be_prevented_though_it_was_heard_passively(client: ClientPage) -> None:
    tall = el("div", styles={"height": "5000px"}, listeners={"wheel": Listener()})
    await client.frame([insert(tall)])
    await client.frame([o.Listen(4, "wheel", Listener(flags=o.PREVENT_DEFAULT))])
    await client.page.mouse.move(50, 50)
    await client.page.mouse.wheel(0, 300)
    while not await client.sent():
        await client.pause(10)
    await client.pause(100)
    assert await client.page.evaluate("scrollY") == 0


async def test_stop_propagation_stops_for_ours_and_for_the_page(client: ClientPage) -> None:
    await client.page.evaluate("() => { window.heard = 0; document.addEventListener('click', () => heard++) }")
    stop = button(Listener(flags=o.STOP_PROPAGATION), text="stop")
    await client.frame([insert(el("div", stop, el("i", "go"), listeners=CLICK)), o.Listen(3, "click", Listener())])
    await client.page.click("button")
    assert await client.sent() == [[1, 0, 5, "click"]]
    assert await client.page.evaluate("heard") == 0
    await client.page.click("i")
    assert await client.sent() == [[2, 0, 7, "click"]]
    assert await client.page.evaluate("heard") == 1


async def test_once_is_once(client: ClientPage) -> None:
    await client.frame([insert(button(Listener(flags=o.ONCE)))])
    await client.page.click("button")
    await client.page.click("button")
    assert len(await client.sent()) == 1
    await client.frame([o.Unlisten(4, "click")])


async def test_keys_choose(client: ClientPage) -> None:
    keys = Listener((("key", "key"),), flags=o.PREVENT_DEFAULT, keys=("Enter", "a"))
    await client.frame([insert(el("input", listeners={"keydown": keys}))])
    for key in ("a", "b", "Enter"):
        await client.page.press("input", key)
    assert [frame[4]["key"] for frame in await client.sent()] == ["a", "Enter"]
    assert await client.page.input_value("input") == "b"


async def test_outside_is_everywhere_else(client: ClientPage) -> None:
    menu = el("div", el("b", "menu"), listeners={"click": Listener((("x", "type"),), flags=o.OUTSIDE)})
    await client.frame([insert(el("section", menu, el("p", "other"), listeners=CLICK))])
    await client.page.click("b")
    assert await client.sent() == [[1, 0, 6, "click"]]
    await client.page.click("p")
    assert await client.sent() == [[2, 0, 5, "click", [[5, {"x": "click"}]]], [3, 0, 8, "click"]]
    await client.page.mouse.click(700, 500)
    assert await client.sent() == [[4, 0, 5, "click", [[5, {"x": "click"}]]]]
    await client.frame([o.Remove(5)])
    await client.page.mouse.click(700, 500)
    assert await client.sent() == []


async def test_single_waits_for_the_answer(client: ClientPage, page_log: PageLog) -> None:
    page_log.expect("console", "^domsync: event 3 was refused $")
    single = Listener(flags=o.SINGLE | o.PREVENT_DEFAULT)
    await client.frame([insert(el("form", el("button", "b"), listeners={"submit": single}))])
    for _ in range(3):
        await client.page.click("button")
    assert await client.sent() == [[1, 0, 4, "submit"]]
    await client.control(2, 1)
    await client.page.click("button")
    assert await client.sent() == [[2, 0, 4, "submit"]]
    await client.frame([o.SetAttribute(4, "title", "t")], ack=2)
    await client.page.click("button")
    assert await client.sent() == [[3, 0, 4, "submit"]]
    await client.control(4, 3)
    await client.page.click("button")
    assert len(await client.sent()) == 1


async def test_single_does_not_drop_what_was_entered_since(client: ClientPage) -> None:
    single = Listener(flags=o.SINGLE | o.PREVENT_DEFAULT)
    await client.frame([insert(el("form", el("input"), listeners={"submit": single}))])
    for text in ("one", "two"):
        await client.page.fill("input", text)
        for _ in range(2):
            await client.page.press("input", "Enter")
    assert await client.sent() == [[1, 0, 4, "submit", 0, [[5, "one"]]], [2, 0, 4, "submit", 0, [[5, "two"]]]]
    await client.control(2, 2)
    await client.page.press("input", "Enter")
    assert await client.sent() == [[3, 0, 4, "submit"]]


async def test_debounce_waits_for_a_pause(timeless: ClientPage) -> None:
    await timeless.frame(
        [insert(el("input", listeners={"input": Listener((("value", "target.value"),), debounce=200)}))]
    )
    await timeless.page.type("input", "abc", delay=20)
    assert await timeless.sent() == []
    await timeless.wait(300)
    assert await timeless.sent() == [[1, 0, 4, "input", {"value": "abc"}]]
    await timeless.page.type("input", "d")
    await timeless.wait(300)
    assert await timeless.sent() == [[2, 0, 4, "input", {"value": "abcd"}]]


async def test_what_was_typed_goes_before_what_follows_from_it(timeless: ClientPage) -> None:
    typing = {"input": Listener((("value", "target.value"),), debounce=5000)}
    await timeless.frame(
        [
            insert(
                el("form", el("input", listeners=typing), listeners={"submit": Listener(flags=o.PREVENT_DEFAULT)}),
                button(Listener()),
            )
        ]
    )
    await timeless.page.type("input", "abc")
    await timeless.page.press("input", "Enter")
    assert await timeless.sent() == [[1, 0, 5, "input", {"value": "abc"}], [2, 0, 4, "submit"]]
    await timeless.page.type("input", "d")
    await timeless.page.click("button")
    assert await timeless.sent() == [[3, 0, 5, "input", {"value": "abcd"}], [4, 0, 6, "click"]]


async def test_throttle_sends_the_first_and_the_last(timeless: ClientPage) -> None:
    moves = Listener((("x", "clientX"),), throttle=200)
    await timeless.frame([insert(el("div", styles={"height": "200px"}, listeners={"mousemove": moves}))])
    await timeless.page.mouse.move(10, 50)
    await timeless.sent()
    await timeless.wait(250)
    for x in range(20, 70, 10):
        await timeless.page.mouse.move(x, 50)
    await timeless.wait(250)
    assert [frame[4]["x"] for frame in await timeless.sent()] == [20, 60]
    await timeless.wait(250)
    assert await timeless.sent() == []


async def test_a_move_goes_before_the_button_that_ends_it(client: ClientPage) -> None:
    at, slow = (("x", "clientX"),), Listener((("x", "clientX"),), throttle=2000)
    listeners = {"pointermove": slow, "pointerdown": Listener(at), "pointerup": Listener(at)}
    await client.frame([insert(el("div", styles={"height": "200px"}, listeners=listeners))])
    mouse = client.page.mouse
    for x in (10, 20):
        await mouse.move(x, 50)
    await mouse.down()
    await mouse.move(30, 50)
    await mouse.up()
    told = [(frame[3], frame[4]["x"]) for frame in await client.sent()]
    moves = "pointermove"
    assert told == [(moves, 10), (moves, 20), ("pointerdown", 20), (moves, 30), ("pointerup", 30)]


async def test_a_pausing_node_leaves_the_others_alone(timeless: ClientPage) -> None:
    slow = Listener((("tag", "currentTarget.localName"),), debounce=150)
    await timeless.frame(
        [insert(el("div", el("p", "x", listeners={"dblclick": slow}), listeners={"dblclick": Listener()}))]
    )
    await timeless.page.dblclick("p")
    assert await timeless.sent() == [[1, 0, 5, "dblclick", [[4, {}]]]]
    await timeless.wait(250)
    assert await timeless.sent() == [[2, 0, 5, "dblclick", [[5, {"tag": "p"}]]]]


async def test_fast_events_are_thinned_to_the_screens_pace(timeless: ClientPage) -> None:
    await timeless.frame([insert(el("div", listeners={"pointermove": Listener()}))])
    moves = "() => { for (let i = 0; i < 500; i++) document.querySelector('#root div').dispatchEvent("
    await timeless.page.evaluate(moves + "new PointerEvent('pointermove', {bubbles: true})) }")
    await timeless.wait(100)
    assert len(await timeless.sent()) == 2


async def test_what_the_server_does_is_not_the_users_doing(client: ClientPage) -> None:
    listeners = {name: Listener() for name in ("blur", "focusout", "change")}
    await client.frame([insert(el("input", listeners=listeners))])
    await client.page.type("input", "x")
    await client.frame([o.Remove(4)])
    assert await client.sent() == []
    # But a method that the server calls has its effects.
    focus = {"focus": Listener()}
    await client.frame([insert(el("input", listeners=focus), ids=20), o.Call(20, "focus")])
    assert await client.sent() == [[1, 0, 20, "focus"]]


async def test_each_document_is_told_in_its_own_numbers(client: ClientPage) -> None:
    await client.frame([insert(el("section", el("div")), ids=10), o.Listen(10, "click", Listener()), o.Mount(11, 9)])
    await client.frame([o.Reset(), insert(el("b", "x")), o.Listen(1, "click", Listener())], doc=9)
    await client.page.click("b")
    assert await client.sent() == [[1, 9, 4, "click"], [2, 0, 11, "click"]]
    await client.frame([o.Listen(1, "click", Listener(flags=o.STOP_PROPAGATION))], doc=9)
    await client.page.click("b")
    assert await client.sent() == [[3, 9, 4, "click"]]


async def test_ten_thousand_rows_have_one_listener(page: Page, site: Site) -> None:
    # Before the client starts: it takes the methods from the prototypes then.
    count = """
        window.added = 0;
        const add = EventTarget.prototype.addEventListener;
        EventTarget.prototype.addEventListener = function (...rest) { added++; return add.apply(this, rest) };
    """
    await page.add_init_script(count)
    client = await ClientPage.open(page, site.url)
    await client.page.evaluate("added = 0")
    rows = [el("tr", el("td", el("a", str(i), listeners=CLICK)), listeners=CLICK) for i in range(10_000)]
    await client.frame([insert(el("table", el("tbody", *rows)))])
    assert await client.page.evaluate("added") == 2
    await client.page.evaluate("document.querySelectorAll('#root a')[9999].click()")
    # table 4, tbody 5, then tr, td, a and text of each row.
    assert await client.sent() == [[1, 0, 6 + 9999 * 4 + 2, "click"]]


async def test_lone_surrogates_are_replaced_on_the_way_out(client: ClientPage) -> None:
    fields = Listener((("value", "currentTarget.value"),))
    await client.frame([insert(el("input", listeners={"change": fields}))])
    say = """(text) => {
        const input = document.querySelector('input');
        input.value = text;
        input.dispatchEvent(new Event('change', {bubbles: true}));
    }"""
    for typed, sent in (
        ("\ud83d", "\ufffd"),
        ("a\udc00b\ud83d\ude00", "a\ufffdb\U0001f600"),
        ("\\ud83d \\\\ud83d", "\\ud83d \\\\ud83d"),
        ("\\\ud83d", "\\\ufffd"),
    ):
        await client.page.evaluate(f"({say})({ascii_json(typed)})")
        (frame,) = await client.sent()
        assert frame[4] == {"value": sent}


def ascii_json(text: str) -> str:
    """A JavaScript literal that may hold half a surrogate pair."""
    units = text.encode("utf-16-be", "surrogatepass")
    return '"' + "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2)) + '"'


async def test_messages_of_the_page(client: ClientPage, page_log: PageLog) -> None:
    await client.page.evaluate("send_message({op: 'hi', a: 1, b: [null]})")
    await client.page.evaluate("send_message({op: 'alone'})")
    assert await client.sent() == [[1, 0, 0, "hi", {"a": 1, "b": [None]}], [2, 0, 0, "alone", {}]]
    await asyncio.sleep(0)
    assert page_log.faults() == []
