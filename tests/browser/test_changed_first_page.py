"""The first page after others have changed it, before the client's script ran: it is adopted all the same."""

import asyncio
import html
import json
import re
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom import ops as o
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.dom.nodes.character_data import Text
from domsync.render import first_paint
from domsync.render.wire import encode_frame
from tests.browser.client_page import PAGE, ClientPage, Site, serve_client
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
    shown = re.sub(r' id="__domsync_el_\d+"', "", shown)
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


#: What somebody has made of "one two three" before the script ran, and of "first" and "second" beside each other.
CUT = {
    "the whole": "<mark>one two three</mark>",
    "the first word": "<mark>one</mark> two three",
    "in the middle": "one <mark>two</mark> three",
    "the last word": "one two <mark>three</mark>",
    "two words": "one <mark>two</mark> <mark>three</mark>",
    "each word": "<font>one</font> <font>two</font> <font>three</font>",
    "words in two elements": "<font><font>eins</font></font> <font><font>zwei drei</font></font>",
    "a word with its reading": "one <ruby>two<rt>tu</rt></ruby> three",
    "a link": 'one <a href="#two">two</a> three',
}
CUT_BESIDE = {
    "both": "<mark>fi</mark>rst<!--|-->se<mark>co</mark>nd",
    "where they meet": "fir<mark>st</mark><!--|--><mark>se</mark>cond",
    "one": "first<!--|-->se<mark>co</mark>nd",
    "the other": "fi<mark>rs</mark>t<!--|-->second",
    "whole": "<mark>first</mark><!--|-->se<mark>co</mark>nd",
}


class Cut:
    """A page with texts of which somebody has wrapped words, and what the server does then."""

    def __init__(self, one: str, two: str) -> None:
        self.document = Document("root", scripts=False)
        self.one = self.add("p", "one two three")
        self.two = self.add("p", "first", "second")
        self.mixed = self.add("p", "before ")
        self.bold = self.mixed.appendChild(self.document.createElement("b"))
        bold, behind = map(self.document.createTextNode, ("bold words", " behind"))
        self.bold.appendChild(bold)
        self.mixed.appendChild(behind)
        texts = [child for element in (self.one, self.two) for child in element.childNodes if isinstance(child, Text)]
        before = self.mixed.firstChild
        assert isinstance(before, Text)
        self.texts = [*texts, before, bold, behind]
        self.changed = {
            ">one two three<": f">{one}<",
            ">first<!--|-->second<": f">{two}<",
            "before <b>bold words</b> behind": "be<mark>fore</mark> <b>bold <mark>wo</mark>rds</b> <mark>be</mark>hind",
        }

    def add(self, tag: str, *texts: str) -> Element:
        element = self.document.body.appendChild(self.document.createElement(tag))
        for text in texts:
            element.appendChild(self.document.createTextNode(text))
        return element

    async def open(self, page: Page, site: Site) -> ClientPage:
        shown = page_of(self.document, self.changed)
        self.document.take_ops()
        client = await ClientPage.open(page, site.add("/cut", shown))
        # The page's own frame was the first.
        client.seqs[0] = 1
        return client


async def follow(client: ClientPage, cut: Cut) -> str:
    """Send what the document has done, and read what the page is then."""
    await client.frame(cut.document.take_ops())
    await client.applied()
    assert await client.controls(5) == await client.controls(6) == []
    return await client.html()


SET = ("ONE", "FIRST", "SECOND", "BEFORE ", "BOLD", " BEHIND")


PAIRS = [(one, CUT_BESIDE["both"]) for one in CUT.values()] + [
    (CUT["in the middle"], two) for two in CUT_BESIDE.values()
]
NAMES = [*CUT, *CUT_BESIDE]


@pytest.mark.parametrize(("one", "two"), PAIRS, ids=NAMES)
async def test_words_that_were_wrapped_leave_nothing_behind(page: Page, one: str, two: str) -> None:
    cut = Cut(one, two)
    async with serve_client() as site:
        client = await cut.open(page, site)
        # What the server says nothing of stays as somebody made it.
        assert (await client.html()).startswith(f"<p>{one}</p>")
        for text, data in list(zip(cut.texts, SET, strict=True))[::-1]:
            text.data = data
            await follow(client, cut)
        assert await client.html() == "<p>ONE</p><p>FIRSTSECOND</p><p>BEFORE <b>BOLD</b> BEHIND</p>"
        assert await page.evaluate("document.querySelectorAll('p')[1].childNodes.length") == 2


@pytest.mark.parametrize(("one", "two"), PAIRS, ids=NAMES)
async def test_texts_and_elements_with_wrapped_words_go_and_get_neighbours(page: Page, one: str, two: str) -> None:
    cut = Cut(one, two)
    async with serve_client() as site:
        client = await cut.open(page, site)
        whole, first, second, before, *_ = cut.texts
        whole.remove()
        assert (await follow(client, cut)).startswith("<p></p>")
        first.remove()
        assert second.data == "second"
        second.data = "next"
        assert (await follow(client, cut)).startswith("<p></p><p>next</p>")
        cut.two.insertBefore(cut.document.createElement("hr", id="line"), second)
        before.remove()
        html = await follow(client, cut)
        assert html.startswith('<p></p><p><hr id="line">next</p><p><b>bold <mark>wo</mark>rds</b> behind')
        cut.mixed.innerText = "all"
        assert await follow(client, cut) == '<p></p><p><hr id="line">next</p><p>all</p>'

    cut = Cut(one, two)
    async with serve_client() as site:
        client = await cut.open(page, site)
        cut.one.remove()
        cut.document.body.append(cut.two)
        cut.bold.remove()
        cut.texts[-1].data = "."
        html = await follow(client, cut)
        cut.mixed.remove()
        cut.two.innerText = "two"
        assert await follow(client, cut) == "<p>two</p>", html


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
