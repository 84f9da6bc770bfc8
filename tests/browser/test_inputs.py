"""What the user types belongs to the user: it is told once, kept, and no older value of the server's replaces it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import FilePayload, Page, expect

from domsync.dom import ops as o
from domsync.dom.ops import Listener
from tests.browser.client_page import ClientPage, Site, serve_client
from tests.browser.harness import PageLog
from tests.waiting import PATIENCE

VALUE = Listener((("value", "target.value"),))
CLICK = {"click": Listener()}


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_client() as site:
        yield site


@pytest.fixture
async def client(site: Site, page: Page) -> ClientPage:
    return await ClientPage.open(page, site.url)


def el(tag: str, *children: o.NodeData, **rest: Any) -> o.ElementData:
    return o.ElementData(tag, children, **rest)


def insert(*nodes: o.NodeData, parent: int = 1, ids: int = 4) -> o.Insert:
    return o.Insert(parent, 0, ids, nodes)


def box(kind: str = "text", **attributes: str) -> o.ElementData:
    return el("input", attributes={"type": kind, **attributes})


def value_of(node: int, value: str) -> o.SetProperty:
    return o.SetProperty(node, "value", value)


async def test_an_older_value_changes_what_it_knew(client: ClientPage) -> None:
    await client.frame([insert(el("input", listeners={"input": VALUE}))])
    await client.page.type("input", "ab", delay=30)
    assert [frame[0] for frame in await client.sent()] == [1, 2]
    await client.frame([value_of(4, "A")], ack=1)
    assert await client.page.input_value("input") == "Ab"
    await client.frame([value_of(4, "AB")], ack=2)
    assert await client.page.input_value("input") == "AB"


async def test_what_the_server_sets_meanwhile_stands_beside_what_was_typed(client: ClientPage) -> None:
    await client.frame([insert(el("input", listeners={"input": VALUE}))])
    await client.page.type("input", "a")
    await client.frame([value_of(4, "old")])
    assert await client.page.input_value("input") == "olda"
    # The server has made the same of it, and sets something else.
    await client.control(2, 1)
    await client.frame([value_of(4, "new")])
    assert await client.page.input_value("input") == "new"


async def test_typing_that_nobody_hears_is_told_with_what_was_set_meanwhile(client: ClientPage) -> None:
    await client.frame([insert(box(), el("button", "b", listeners=CLICK))])
    await client.page.type("input", "abc")
    await client.frame([value_of(4, "server")])
    assert await client.page.input_value("input") == "serverabc"
    await client.page.click("button")
    # With the frame that its user sees.
    assert await client.sent() == [[1, 0, 5, "click", 0, [[4, "serverabc", 2]]]]
    await client.frame([value_of(4, "")], ack=1)
    assert await client.page.input_value("input") == ""


async def test_upper_casing_keeps_the_caret(client: ClientPage) -> None:
    await client.frame([insert(el("input", listeners={"input": VALUE}))])
    await client.page.type("input", "hello")
    for _ in range(3):
        await client.page.press("input", "ArrowLeft")
    await client.page.keyboard.type("x")
    caret = "[document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    assert await client.page.evaluate(caret) == [3, 3]
    # The last of several quick events is sent when 16 ms are over.
    sent = await client.sent()
    async with asyncio.timeout(PATIENCE):
        while sent[-1][4] != {"value": "hexllo"}:
            sent += await client.sent()
    await client.frame([value_of(4, "HEXLLO")], ack=sent[-1][0])
    assert await client.page.input_value("input") == "HEXLLO"
    assert await client.page.evaluate(caret) == [3, 3]


async def test_the_caret_moves_with_its_text(client: ClientPage) -> None:
    cases = [
        # From "|": the caret before, and where it has to be afterwards.
        ("hello|", "HELLO|"),
        ("|hello", "|HELLO"),
        ("1234|", "1 234|"),
        ("12|34", "1 2|34"),
        ("|1234", "|1 234"),
        ("1 234|", "1234|"),
        ("straße|", "STRASSE|"),
        ("abc|def", "|"),
        ("abc|", "abcdef|"),
        ("ab|c", "ab|"),
        ("a|", "a|bc"),
        ("|abc", "|xyzw"),
        ("hello |world", "hello brave |world"),
        ("aa|a", "aa|"),
    ]
    for before, after in cases:
        place = before.index("|")
        texts = [before.replace("|", ""), after.replace("|", "")]
        assert await client.page.evaluate("([a, b, n]) => inside.caretMap(a, b)(n)", [*texts, place]) in (
            after.index("|"),
            # What is put in at the caret itself may stand on either side of it.
            len(texts[1]) - len(texts[0]) + place,
        ), (before, after)


async def test_thirty_characters_a_second_with_a_slow_server(client: ClientPage) -> None:
    """The server upper-cases what it gets, and an answer takes 300 ms."""
    await client.page.evaluate("""() => {
        window.seqs = 1;
        window.answer = (text) => {
            const [n, , node, , payload, held] = JSON.parse(text);
            const op = [9, node, "value", (payload.value ?? held[0][1]).toUpperCase()];
            setTimeout(() => arrived(JSON.stringify([0, ++seqs, n, [op]])), 300);
        };
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (text) {
            send.call(this, text);
            if (JSON.parse(text)[0] > 0) answer(text);
        };
    }""")
    await client.frame([insert(el("input", listeners={"input": VALUE}, properties={"value": "[]"}))])
    await client.page.evaluate(
        "() => { const i = document.querySelector('input'); i.focus(); i.setSelectionRange(1, 1) }"
    )
    text = "the quick brown fox jumps over"
    await client.page.keyboard.type(text, delay=1000 / 30)
    await expect(client.page.locator("input")).to_have_value(f"[{text.upper()}]")
    assert await client.page.evaluate("document.activeElement.selectionStart") == 1 + len(text)


async def test_a_kind_of_input_without_a_caret(client: ClientPage) -> None:
    await client.frame([insert(box("number"), box("email"), box("date"), box("range"), box("color"))])
    for node, value in ((4, "12"), (5, "a@b.c"), (6, "2026-01-02"), (7, "7"), (8, "#010203")):
        await client.frame([o.Call(node, "focus"), value_of(node, value)])
    values = "Array.from(document.querySelectorAll('input'), (input) => input.value)"
    assert await client.page.evaluate(values) == ["12", "a@b.c", "2026-01-02", "7", "#010203"]


async def test_controls_are_told_once_with_the_next_event(client: ClientPage) -> None:
    options = [el("option", name) for name in "abc"]
    await client.frame(
        [
            insert(
                *(box("checkbox", id="c"), el("textarea", attributes={"id": "t"})),
                el("select", *options, attributes={"multiple": "", "id": "m"}),
                el("select", *options, attributes={"id": "s"}),
                *(box("range", id="r"), el("button", "b", listeners=CLICK)),
            )
        ]
    )
    page = client.page
    await page.check("#c")
    await page.type("#t", "a\nb")
    await page.select_option("#m", ["a", "c"])
    await page.select_option("#s", "b")
    await page.fill("#r", "70")
    await page.click("button")
    (frame,) = await client.sent()
    assert frame[:5] == [1, 0, 21, "click", 0]
    assert frame[5] == [[4, True], [5, "a\nb"], [6, ["a", "c"]], [13, "b"], [20, "70"]]
    await page.click("button")
    assert await client.sent() == [[2, 0, 21, "click"]]


async def test_a_payload_that_tells_the_value_tells_it_once(client: ClientPage) -> None:
    checked = Listener((("checked", "target.checked"),))
    ticked = el("input", attributes={"type": "checkbox"}, listeners={"change": checked})
    # On the form, "value" is not the form's.
    form = el("form", box(), listeners={"input": VALUE})
    await client.frame([insert(ticked, form, el("input", attributes={"id": "own"}, listeners={"input": VALUE}))])
    await client.page.check("[type=checkbox]")
    await client.page.type("form input", "a")
    await client.page.type("#own", "b")
    assert await client.sent() == [
        [1, 0, 4, "change", {"checked": True}],
        [2, 0, 6, "input", {"value": "a"}, [[6, "a"]]],
        [3, 0, 7, "input", {"value": "b"}],
    ]


async def test_a_form_reset_is_a_change_of_what_it_changes(client: ClientPage) -> None:
    form = el("form", box(), box("checkbox"), el("button", "r", attributes={"type": "reset"}))
    await client.frame([insert(form, el("button", "b", attributes={"id": "go"}, listeners=CLICK))])
    await client.page.type("form input", "abc")
    await client.page.click("#go")
    assert [frame[5] for frame in await client.sent()] == [[[5, "abc"]]]
    await client.page.click("[type=reset]")
    await client.pause(20)
    await client.page.click("#go")
    assert [frame[5] for frame in await client.sent()] == [[[5, ""]]]


async def test_a_choice_is_not_undone_by_an_older_tree(client: ClientPage) -> None:
    options = [el("option", name) for name in "abc"]
    await client.frame([insert(el("select", *options, listeners={"change": VALUE}))])
    await client.page.select_option("select", "c")
    await client.frame([o.SetProperty(5, "selected", True), o.SetProperty(4, "selectedIndex", 1), value_of(4, "a")])
    assert await client.page.input_value("select") == "c"
    await client.frame([o.SetProperty(5, "selected", True)], ack=1)
    assert await client.page.input_value("select") == "a"


async def test_a_composition_is_not_disturbed(client: ClientPage) -> None:
    await client.frame([insert(el("input", listeners={"input": VALUE}))])
    await client.page.focus("input")
    session = await client.page.context.new_cdp_session(client.page)
    await session.send("Input.imeSetComposition", {"text": "か", "selectionStart": 1, "selectionEnd": 1})
    (frame,) = await client.sent()
    await client.frame([value_of(4, "KA")], ack=frame[0])
    assert await client.page.input_value("input") == "か"
    await session.send("Input.insertText", {"text": "蚊"})
    # Two inputs within 16 ms are thinned: the second waits.
    await client.pause(50)
    last = (await client.sent())[-1]
    assert last[4] == {"value": "蚊"}
    await client.frame([value_of(4, "KA")], ack=last[0])
    assert await client.page.input_value("input") == "KA"


async def test_a_fresh_snapshot_keeps_what_the_user_did(client: ClientPage) -> None:
    rows = el("div", *(el("p", str(i)) for i in range(100)), styles={"height": "100px", "overflow": "auto"})
    ops = [o.Reset(), insert(el("input", listeners={"input": VALUE}), box(id="b"), box("checkbox"), rows)]
    await client.frame(ops)
    await client.page.type("#b", "untold")
    await client.page.check("[type=checkbox]")
    await client.page.type("input", "told")
    await client.page.evaluate("document.activeElement.setSelectionRange(1, 3)")
    await client.page.evaluate("document.querySelector('#root div').scrollTop = 500")
    await client.sent()
    await client.frame(ops, seq=20)
    look = """() => [
        ...Array.from(document.querySelectorAll('input'), (one) => one.type === 'checkbox' ? one.checked : one.value),
        document.activeElement === document.querySelector('input'), document.activeElement.selectionStart,
        document.activeElement.selectionEnd, document.querySelector('#root div').scrollTop]"""
    assert await client.page.evaluate(look) == ["told", "untold", True, True, 1, 3, 500]
    # The typing is still newer than what the server knows.
    await client.frame([value_of(4, "older")])
    assert await client.page.input_value("input") == "oldertold"


async def test_a_fresh_snapshot_keeps_chosen_files_and_what_viewers_have_opened(client: ClientPage) -> None:
    files = el("input", attributes={"type": "file", "multiple": ""})
    await client.frame([o.Reset(), insert(files, el("section"))])
    ops = [
        o.Reset(),
        insert(
            el("details", el("summary", "s"), "text"),
            el("details", el("summary", "t"), "text"),
            el("dialog", "d"),
            el("div", "p", attributes={"popover": "manual"}),
        ),
    ]
    await client.frame([o.Mount(5, 3)])
    await client.frame(ops, doc=3)
    chosen: list[FilePayload] = [{"name": n, "mimeType": "text/plain", "buffer": b"x"} for n in ("a.txt", "b.txt")]
    await client.page.set_input_files("[type=file]", chosen)
    await client.page.click("summary >> nth=1")
    await client.page.evaluate("document.querySelector('dialog').showModal()")
    await client.page.evaluate("document.querySelector('[popover]').showPopover()")
    await client.page.wait_for_function("() => document.querySelectorAll('details')[1].open")
    await client.loaded()
    await client.page.evaluate("window.before = [...document.querySelectorAll('#root *')]")
    await client.frame(ops, doc=3, seq=9)
    look = """() => [
        ...Array.from(document.querySelectorAll('details'), (one) => one.open),
        document.querySelector('dialog').matches(':modal'),
        document.querySelector('[popover]').matches(':popover-open'),
        Array.from(document.querySelector('[type=file]').files, (file) => file.name).join(),
        before.filter((one) => one.isConnected).length]"""
    assert await client.page.evaluate(look) == [False, True, True, True, "a.txt,b.txt", 2]
    await client.frame([o.Reset(), insert(files, el("section"))], seq=9)
    assert await client.page.evaluate(
        "() => [...document.querySelector('[type=file]').files].map((f) => f.name).join()"
    ) == ("a.txt,b.txt")
    assert await client.page.evaluate("before.filter((one) => one.isConnected).length") == 0


async def test_a_snapshot_with_other_nodes_gets_nothing_of_it(client: ClientPage) -> None:
    await client.frame([insert(box(name="a"), box(name="b"))])
    await client.page.type("[name=b]", "typed")
    await client.frame([o.Reset(), insert(el("p"), box(name="c"))], seq=9)
    assert await client.page.input_value("input") == ""


async def test_a_new_session_gets_the_forms_back(client: ClientPage, page_log: PageLog) -> None:
    # Whether the last letter is sent before or after the acknowledgement is the machine's to say.
    page_log.allow("console", "lost events: 1")
    ops = [o.Reset(), insert(el("input", listeners={"input": VALUE}), el("button", "b", listeners=CLICK))]
    await client.frame(ops)
    await client.page.type("input", "abc")
    await client.control(2, 3)
    await client.sent()
    await client.page.evaluate("ended(1006, '')")
    await client.page.wait_for_function("() => sockets.length === 2")
    hello = await client.connect(resumed=False)
    assert hello[2]["token"] == "T1"
    await client.frame(ops, seq=1)
    assert await client.page.input_value("input") == "abc"
    await client.page.click("button")
    # Its handlers hear of it, too.
    assert [frame[2:] for frame in await client.sent()] == [[4, "input", {"value": "abc"}], [5, "click"]]


async def test_too_long_a_text_is_shown_at_its_field(client: ClientPage, page_log: PageLog) -> None:
    page_log.expect("console", "domsync: more than can be sent")
    await client.frame([insert(el("textarea", listeners={"input": VALUE}), el("button", "b", listeners=CLICK))])
    for text in ("x" * 1_048_576, "é" * 523_300):
        await client.page.fill("textarea", text)
        # The server is told that it has an older text.
        assert [frame[2:] for frame in await client.sent()] == [[4, "input", {}, [[4, None]]]]
        assert await client.page.evaluate("document.querySelector('textarea').validationMessage") != ""
        await client.page.click("button")
        assert [frame[2:] for frame in await client.sent()] == [[6 - 1, "click"]]
    await client.page.fill("textarea", "short")
    assert [frame[2:] for frame in await client.sent()] == [[4, "input", {"value": "short"}]]
    assert await client.page.evaluate("document.querySelector('textarea').validationMessage") == ""
