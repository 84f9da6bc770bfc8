"""The first HTML in a real browser: its parser makes the nodes that the tree has, whatever the tree is."""

import html
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom.checks.names import HTML, MATHML, SVG
from domsync.dom.document.document import Document
from domsync.render import first_paint
from domsync.render.wire import encode_frame
from domsync.testing.tree.canonical import canonical
from tests import corpus
from tests.browser.client_page import HEAD, ClientPage, Site, serve_client
from tests.browser.harness import Kind, PageLog
from tests.profiles import scaled
from tests.programs import Program
from tests.render.test_first_paint import TestWhatHtmlCannotSay, nested

#: What a program may hold that the page's policy or the network refuses.
ALLOWED: tuple[Kind, ...] = ("console", "csp", "foreign request")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_client() as site:
        yield site


def page_of(documents: Sequence[Document]) -> str:
    """A page that shows documents as the first paint of shared ones, each in a `div`."""
    main = Document("root", scripts=False)
    places = {}
    frames = []
    for number, document in enumerate(documents, 2):
        place = main.body.appendChild(main.createElementNS(HTML, "div"))
        main.mount(place, number)
        paint = first_paint(document)
        places[place] = paint
        frames.append(encode_frame(number, 1, 0, paint.ops if paint.html else document.snapshot()))
    paint = first_paint(main, places)  # type: ignore[arg-type]
    settings = {"url": "/ws", "token": "T0", "v": 1, "frame": json.loads(encode_frame(0, 1, 0, paint.ops))}
    settings["shared"] = [json.loads(frame) for frame in frames]
    config = html.escape(json.dumps(settings))
    script = "<script nonce=R type=module src=/client/index.js></script>"
    inside = "<script nonce=R type=module src=/inside.js></script>"
    return f"{HEAD}{script}{inside}<div id=root data-domsync='{config}'>{paint.html}</div>"


async def agree(site: Site, page: Page, log: PageLog, documents: Sequence[Document]) -> None:
    """Load a page with the documents, and compare what is there with them."""
    for kind in ALLOWED:
        log.allow(kind, "")
    client = await ClientPage.open(page, site.add("/paint", page_of(documents)))
    shown = await client.children()
    assert len(shown) == len(documents)
    for number, (document, one) in enumerate(zip(documents, shown, strict=True)):
        wanted = json.loads(json.dumps(canonical(document)))
        assert one[5] == wanted[5], (number, first_paint(document).html)
    # Nothing was rebuilt, and nothing complained about.
    assert await client.controls(6) == []


@pytest.mark.fuzz
async def test_programs(site: Site, page: Page, page_log: PageLog) -> None:
    documents = []
    for seed in range(scaled(120)):
        document = Document("part")
        for _ in Program(seed).run(document):
            pass
        # Radio buttons of one name would be one group on the page.
        if document.body.firstChild is not None and "radio" not in document.body.innerHTML:
            documents.append(document)
    await agree(site, page, page_log, documents)


async def test_what_html_cannot_say(site: Site, page: Page, page_log: PageLog) -> None:
    documents = []
    for names in TestWhatHtmlCannotSay.CASES:
        document = Document("part")
        nested(document, (HTML, "main"), *names).append("text")
        documents.append(document)
    await agree(site, page, page_log, documents)


@pytest.mark.parametrize(
    "place",
    [
        *[(HTML, name) for name in ("p", "pre", "textarea", "title", "style", "iframe", "option", "noscript")],
        *[
            (SVG, name)
            for name in ("style", "title", "textarea", "iframe", "noscript", "desc", "text", "foreignObject")
        ],
        (MATHML, "mtext"),
    ],
    ids=lambda place: place[1],
)
async def test_hostile_texts_and_comments(site: Site, page: Page, page_log: PageLog, place: tuple[str, str]) -> None:
    documents = []
    names: list[tuple[str | None, str]] = [(HTML, "main")]
    if place[0] != HTML:
        names.append((SVG, "svg") if place[0] == SVG else (MATHML, "math"))
    for hostile in corpus.texts(2000):
        document = Document("part")
        parent: Any = nested(document, *names, place)
        if place[0] != HTML:
            parent.append(document.createComment(hostile.text))
        parent.append(hostile.text)
        parent.setAttribute("data-x", hostile.text)
        parent.setAttribute("DATA-Y", hostile.text)
        documents.append(document)
    await agree(site, page, page_log, documents)
    assert await page.evaluate("typeof window.hit") == "undefined"


async def test_texts_that_the_parser_cuts_and_line_feeds(site: Site, page: Page, page_log: PageLog) -> None:
    documents = []
    for tag in ("p", "pre", "listing", "textarea"):
        for texts in (["a" * 200_000, "b"], ["\na"], ["", "\na"], ["\n", "\n"], ["a", "", "", "b"], ["😀" * 70_000]):
            document = Document("part")
            nested(document, (HTML, "main"), (HTML, tag)).append(*texts)
            documents.append(document)
    await agree(site, page, page_log, documents)


async def test_what_controls_hold(site: Site, page: Page, page_log: PageLog) -> None:
    documents = []
    for kind in ("input", "box", "radio", "area", "one", "list", "several"):
        document = Document("part")
        parent = nested(document, (HTML, "form"))
        control: Any = document.createElementNS(
            HTML, {"area": "textarea", "box": "input", "radio": "input"}.get(kind, kind)
        )
        if kind in {"one", "list", "several"}:
            control = document.createElementNS(HTML, "select")
            for number in range(4):
                option: Any = document.createElementNS(HTML, "option")
                option.append(f"o{number}")
                if number == 2:
                    option.setAttribute("selected", "")
                control.append(option)
            if kind == "list":
                control.setAttribute("size", "3")
            if kind == "several":
                control.setAttribute("multiple", "")
        parent.append(control)
        match kind:
            case "input" | "area":
                control.value = "\nnow"
            case "box" | "radio":
                control.setAttribute("type", "checkbox" if kind == "box" else "radio")
                control.checked = True
            case "one" | "list":
                control.selectedIndex = 1 if kind == "one" else -1
            case "several":
                control.children[0].selected = True
                control.children[2].selected = False
        documents.append(document)
    await agree(site, page, page_log, documents)


class TestForeignNodes:
    """What an extension has put into the page before its script ran does not keep the page from being adopted."""

    @pytest.mark.parametrize(
        "change",
        [
            "box.setAttribute('data-extension', 'true'); box.removeAttribute('title')",
            "box.after(document.createElement('x-extension'))",
            "box.before(document.createElement('div'))",
            "main.prepend(document.createElement('p')); main.firstChild.append(document.createElement('b'), 'y')",
            "main.append(document.createComment('x'), 'text', document.createElement('i'))",
            "leaf.append(document.createElement('span'))",
            "main.lastChild.firstChild.splitText(3)",
            "root.prepend(document.createElement('header'))",
        ],
    )
    async def test_it_is_adopted(self, site: Site, page: Page, change: str) -> None:
        document = Document("root", scripts=False)
        main: Any = nested(document, (HTML, "main"))
        main.setAttribute("id", "main")
        for name, tag in (("one", "p"), ("box", "input"), ("leaf", "b"), ("two", "p")):
            element: Any = document.createElementNS(HTML, tag)
            element.setAttribute("id", name)
            element.setAttribute("title", name)
            if tag == "p":
                element.append(f"text {name}")
            main.append(element)
        paint = first_paint(document)
        config = html.escape(json.dumps({"url": "/ws", "v": 1, "frame": json.loads(encode_frame(0, 1, 0, paint.ops))}))
        body = (
            f"{HEAD}<script nonce=R type=module src=/client/index.js></script>"
            f"<script nonce=R type=module src=/inside.js></script>"
            f"<div id=root data-domsync='{config}'>{paint.html}</div>"
        )
        await page.add_init_script(
            "document.addEventListener('readystatechange', () => { if (document.readyState !== 'interactive') return;"
            f" window.before = [one, box, leaf, two]; {change}; }});"
        )
        client = await ClientPage.open(page, site.add("/foreign", body))
        assert await client.controls(6) == []
        assert await page.evaluate("before.every((e) => e === document.getElementById(e.id))")
        two = main.lastChild
        document.take_ops()
        main.firstChild.firstChild.data = "new one"
        two.firstChild.data = "new two"
        main.children[1].setAttribute("class", "changed")
        client.seqs[0] = 1
        await client.frame(document.take_ops())
        assert await page.evaluate("[one.textContent, two.textContent, box.className]") == [
            *("new one", "new two", "changed"),
        ]

    async def test_what_cannot_be_found_is_reported(self, site: Site, page: Page, page_log: PageLog) -> None:
        document = Document("root", scripts=False)
        nested(document, (HTML, "main"), (HTML, "p")).append("text")
        paint = first_paint(document)
        config = html.escape(json.dumps({"url": "/ws", "v": 1, "frame": json.loads(encode_frame(0, 1, 0, paint.ops))}))
        page_log.expect("console", "read differently")
        client = await ClientPage.open(
            page,
            site.add(
                "/other",
                f"{HEAD}<script nonce=R type=module src=/client/index.js></script>"
                f"<script nonce=R type=module src=/inside.js></script>"
                f"<div id=root data-domsync='{config}'><main><i>text</i></main></div>",
            ),
        )
        # It was seen before there was a connection.
        ((_, _, number, seq, text),) = await client.controls(6)
        assert (number, seq) == (0, 1)
        assert "read differently" in text
