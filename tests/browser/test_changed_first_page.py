"""The first page after others have changed it, before the client's script ran: it is adopted all the same."""

import asyncio
import html
import json
from typing import Any

from playwright.async_api import Page

from domsync.dom import ops as o
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.render import first_paint
from domsync.render.wire import encode_frame
from tests.browser.client_page import PAGE, ClientPage, serve_client
from tests.browser.harness import PageLog

#: What somebody has made of a part of the page: translated, wrapped, inserted.
CHANGED = {
    ">one<": "><font><font>EINS</font></font><",
    ">first<!--|-->second<": "><font>ERSTES</font><!--|--><font>ZWEITES</font><",
    '<input id="box">': '<span class="w"><input id="box"></span>',
    '<li id="b"><i>b</i></li>': '<li>AD</li><li id="b"><i>b</i></li><!--by an extension-->',
    '<section id="inner"><b>deep</b></section>': '<section><section id="inner"><b>deep</b></section></section>',
}


def made() -> tuple[Document, dict[str, Element]]:
    document = Document("root", scripts=False)
    body = document.body
    parts: dict[str, Element] = {}

    def add(parent: Element, tag: str, id: str = "", *texts: str) -> Element:
        element = parent.appendChild(document.createElement(tag, id=id) if id else document.createElement(tag))
        for text in texts:
            element.appendChild(document.createTextNode(text))
        parts[id or tag] = element
        return element

    add(body, "p", "one", "one")
    add(body, "p", "two", "first", "second")
    label = add(body, "label", "label", "Name")
    add(label, "input", "box")
    rows = add(body, "ul", "rows")
    for name in "abc":
        add(add(rows, "li", name), "i", f"i{name}", name)
    add(add(body, "section", "inner"), "b", "deep", "deep")
    return document, parts


def page_of(document: Document, changed: dict[str, str]) -> str:
    paint = first_paint(document)
    settings = {"url": "/ws", "token": "T0", "v": 1, "frame": json.loads(encode_frame(0, 1, 0, paint.ops))}
    shown = paint.html
    for name in ("ia", "ib", "ic", "deep"):
        shown = shown.replace(f' id="{name}"', "")
    for before, after in changed.items():
        assert before in shown, (before, shown)
        shown = shown.replace(before, after)
    return PAGE.replace("CONFIG", html.escape(json.dumps(settings))).replace("></div>", f">{shown}</div>")


async def test_it_is_adopted_and_what_changes_is_right(page: Page) -> None:
    document, parts = made()
    async with serve_client() as site:
        client = await ClientPage.open(page, site.add("/changed", page_of(document, CHANGED)))
        await page.wait_for_function("() => document.querySelector('#box')[inside.ID]")
        look = "Array.from(document.querySelectorAll('#root p, #root label, #root ul'), (one) => one.innerText.trim())"
        assert await page.evaluate(look) == ["EINS", "ERSTESZWEITES", "Name", "a\nAD\nb\nc"]
        (one,), (first, _) = parts["one"].childNodes, parts["two"].childNodes
        (b,) = parts["ib"].childNodes
        await client.frame(
            [
                o.SetData(one.node_id, "1"),
                o.SetData(first.node_id, "1st "),
                o.SetAttribute(parts["box"].node_id, "class", "on"),
                o.SetData(b.node_id, "B"),
                o.Move(parts["c"].node_id, parts["rows"].node_id, parts["a"].node_id),
                o.Remove(parts["inner"].node_id, 1),
            ],
            seq=2,
        )
        await client.applied()
        assert await page.evaluate(look) == ["1", "1st ZWEITES", "Name", "c\na\nAD\nB"]
        assert await page.evaluate("box.className + box.parentNode.className") == "onw"
        assert await page.evaluate("document.querySelectorAll('#inner').length") == 0
        assert await client.controls(6) == []


async def test_a_tree_that_cannot_be_told_is_sent_anew(page: Page, page_log: PageLog) -> None:
    page_log.allow("console", "read differently")
    # Which of two inputs is ours, nobody can say; what is gone is not made up.
    for number, (before, after) in enumerate(
        {
            '<input id="box">': "<input><input>",
            '<li id="b"><i>b</i></li>': "",
            ">one<": "><",
        }.items()
    ):
        document, _ = made()
        async with serve_client() as site:
            client = await ClientPage.open(page, site.add(f"/changed{number}", page_of(document, {before: after})))
            reported: list[Any] = []
            for _ in range(300):
                if reported := await client.controls(6):
                    break
                await asyncio.sleep(0.02)
            assert "the HTML was read differently" in str(reported), before
