"""The corpus of hostile strings in every place, by every rendering: nothing runs, nothing is fetched, all reads back.

The pages have no content security policy unless a test says so: it is the library that has to keep the strings
harmless. The positive control shows that they are not harmless by nature.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom.checks.unicode import well_formed
from domsync.dom.document.document import Document
from domsync.errors import DOMException, UnsafeValueError
from domsync.render import JavaScript, encode_ops, inner_html
from domsync.testing.tree.canonical import canonical
from tests import corpus
from tests.browser.client_page import CANONICAL, HEAD, PAGE, ClientPage, Site, serve_client
from tests.browser.conftest import NewPage
from tests.browser.harness import Kind, PageLog
from tests.corpus import Hostile

SINKS = (Path(__file__).parent / "sinks.js").read_text(encoding="utf-8")
SVG = "http://www.w3.org/2000/svg"
# Chromium's words about numbers and names that it could not use: nothing has run.
HARMLESS = r"attribute \w+: Expected|Form submission canceled|does not conform to the required format|specified value"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_client() as site:
        site.add("/open", PAGE.replace("CONFIG", '{"url": "/ws", "token": "T0"}'), strict=False)
        yield site


# The places


def place_texts(document: Document, at: Any, text: str) -> None:
    """Text of every kind."""
    at.appendChild(document.createTextNode(text))
    at.appendChild(document.createElementNS("http://www.w3.org/1999/xhtml", "i")).textContent = text
    at.appendChild(document.createElement("b", innerText=text))
    at.appendChild(document.createComment(text))
    row = at.appendChild(document.createElement("table")).appendChild(document.createElement("tbody"))
    for tag in ("pre", "label", "button", "a", "h1"):
        at.appendChild(document.createElement(tag)).append(text, text)
    row.appendChild(document.createElement("tr")).appendChild(document.createElement("td")).append(text)
    drawing = at.appendChild(document.createElementNS(SVG, "svg"))
    for name in ("text", "title", "desc"):
        drawing.appendChild(document.createElementNS(SVG, name)).textContent = text


def place_attributes(document: Document, at: Any, text: str) -> None:
    """Attributes of every harmless kind."""
    element = at.appendChild(document.createElement("p", attributes={"title": text, "data-x": text}))
    for name in ("class", "lang", "alt", "placeholder", "aria-label", "name", "xlink", "target", "rel", "accept"):
        element.setAttribute(name, text)
    element.dataset["someThing"] = text
    at.appendChild(document.createElement("p")).id = text
    at.appendChild(document.createElement("p")).className = text
    drawing = at.appendChild(document.createElementNS(SVG, "svg"))
    drawing.setAttribute("class", text)
    drawing.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:title", text)


def place_values(document: Document, at: Any, text: str) -> None:
    """What form controls hold."""
    at.appendChild(document.createElement("input", value=text))
    at.appendChild(document.createElement("input", attributes={"value": text, "placeholder": text}))
    at.appendChild(document.createElement("textarea")).textContent = text
    at.appendChild(document.createElement("textarea")).value = text
    select = at.appendChild(document.createElement("select"))
    option = select.appendChild(document.createElementNS("http://www.w3.org/1999/xhtml", "option"))
    option.setAttribute("value", text)
    option.textContent = text


def place_urls(document: Document, at: Any, text: str) -> None:
    """Attributes that hold URLs which the browser does not fetch by itself."""
    for tag, name in (("a", "href"), ("form", "action"), ("button", "formaction"), ("a", "ping"), ("q", "cite")):
        with suppress(UnsafeValueError):
            at.appendChild(document.createElement(tag)).setAttribute(name, text)
    link = at.appendChild(document.createElementNS(SVG, "svg")).appendChild(document.createElementNS(SVG, "a"))
    with suppress(UnsafeValueError):
        link.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", text)


def place_styles(document: Document, at: Any, text: str) -> None:
    """Styles; most of these strings are no values and are refused."""
    element = at.appendChild(document.createElement("p", innerText="styled"))
    for name in ("color", "background", "content", "width", "--x"):
        with suppress(UnsafeValueError, DOMException):
            element.style.setProperty(name, text)
    with suppress(UnsafeValueError, DOMException):
        element.style.cssText = text
    with suppress(UnsafeValueError, DOMException):
        at.appendChild(document.createElement("p", innerText="styled")).setAttribute("style", text)


def place_names(document: Document, at: Any, text: str) -> None:
    """Names, where they are allowed."""
    element = at.appendChild(document.createElement("p"))
    with suppress(UnsafeValueError, DOMException):
        element.setAttribute(text, "console.log(31337)")
    with suppress(UnsafeValueError, DOMException):
        at.appendChild(document.createElement(text)).textContent = "console.log(31337)"
    with suppress(UnsafeValueError, DOMException, KeyError):
        element.dataset[text] = "x"
    with suppress(UnsafeValueError, DOMException):
        element.style.setProperty(text, "red")
    with suppress(ValueError):
        element.addEventListener(text, print)


Place = Callable[[Document, Any, str], None]
COMPARED: list[Place] = [place_texts, place_attributes, place_values, place_urls]
#: A browser writes these in its own words, so that the forms differ.
WRITTEN_ANEW: list[Place] = [place_styles, place_names]


def strings() -> list[Hostile]:
    """What stands in all places; the very long ones have a test of their own."""
    return corpus.texts(longest=5_000)


def documents(places: list[Place], each: int = 20) -> Iterator[Document]:
    """Documents with some of the strings each, in all of the places."""
    hostile = strings()
    for start in range(0, len(hostile), each):
        document = Document("root")
        for one in hostile[start : start + each]:
            for place in places:
                place(document, document.documentElement.appendChild(document.createElement("div")), one.text)
        yield document


def test_the_tree_keeps_the_strings() -> None:
    """What the pages are compared with is what was put in, but for half surrogate pairs."""
    for one in strings():
        document = Document("root")
        place_texts(document, document.documentElement, one.text)
        place_attributes(document, document.documentElement, one.text)
        place_values(document, document.documentElement, one.text)
        kept = well_formed(one.text)
        root = document.documentElement
        assert root.firstChild is not None
        assert root.firstChild.nodeValue == kept
        assert root.getElementsByTagName("p")[0].getAttribute("title") == kept
        first, second = root.getElementsByTagName("input")
        # Line breaks have no place in an input of one line (HTML Standard, value sanitization).
        assert first.value == second.value == kept.replace("\r", "").replace("\n", "")


# The renderings


def difference(one: Any, other: Any, path: str = "") -> str:
    """Where two forms differ first, for a message that can be read; "" if they do not."""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        found = (difference(a, b, f"{path}/{i}") for i, (a, b) in enumerate(zip(one, other, strict=True)))
        return next(filter(None, found), "")
    return "" if one == other else f"{path}: {one!r:.300} is not {other!r:.300}"


async def poke(page: Page) -> None:
    """Do what a user does, apart from following links."""
    await page.evaluate("""async () => {
        addEventListener("click", (event) => event.target.closest?.("a, form") && event.preventDefault(), true);
        addEventListener("submit", (event) => event.preventDefault(), true);
        for (const element of document.querySelectorAll("#root *")) {
            for (const type of ["click", "mouseover", "focus", "load", "error", "toggle", "animationstart"]) {
                element.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
            }
        }
        for (const a of document.querySelectorAll("#root a[href], #root area[href]")) {
            if (!/^(https?|mailto|tel)?:$/.test(a.protocol ?? new URL(a.href.baseVal, location).protocol)) {
                console.error("31337 in a link", a.href);
            }
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }""")


def assert_nothing_ran(log: PageLog) -> None:
    """The console has heard nothing. (Dialogs and requests fail a test by themselves.)"""
    assert [line for line in log.console if "31337" in line] == []


async def plain_page(site: Site, page: Page) -> Page:
    """A page without a policy and without a client."""
    await page.add_init_script(CANONICAL)
    await page.goto(f"{site.url}/plain")
    return page


async def form(page: Page) -> Any:
    """The canonical form of the root as the page has it."""
    return json.loads(await page.evaluate("JSON.stringify(canonical(document.querySelector('#root')))"))


async def test_javascript_text(site: Site, page: Page, page_log: PageLog) -> None:
    page_log.allow("console", HARMLESS)
    await plain_page(site, page)
    for places, compared in ((COMPARED, True), (WRITTEN_ANEW, False)):
        for document in documents(places):
            await page.evaluate("document.querySelector('#root').replaceChildren()")
            await page.evaluate("(text) => (0, eval)(text)", "var ws_send = () => {};" + JavaScript(document).full())
            if compared:
                assert not difference(await form(page), canonical(document))
            await poke(page)
    assert_nothing_ran(page_log)


@pytest.mark.parametrize("path", ["/open", "/"])
async def test_the_wire(site: Site, page: Page, page_log: PageLog, path: str) -> None:
    page_log.allow("console", HARMLESS)
    client = await ClientPage.open(page, site.url + path)
    for places, compared in ((COMPARED, True), (WRITTEN_ANEW, False)):
        for document in documents(places):
            await client.frame(json.loads(encode_ops(document.snapshot())))
            if compared:
                assert not difference(await form(page), canonical(document))
            await poke(page)
    assert await client.controls(6) == []
    assert_nothing_ran(page_log)


async def test_the_first_page(site: Site, page: Page, page_log: PageLog) -> None:
    page_log.allow("console", HARMLESS)
    await plain_page(site, page)
    for number, document in enumerate(documents(COMPARED)):
        body = f"{HEAD}<div id=root>{inner_html(document.documentElement)}</div>"
        await page.goto(site.add(f"/first/{number}", body, strict=False))
        # What no HTML can say: NUL; how texts that meet are apart; what a control holds beyond its attributes.
        assert not difference(as_html(await form(page)), as_html(canonical(document)))
        await poke(page)
    assert_nothing_ran(page_log)


def as_html(form: Any) -> Any:
    """A canonical form without what HTML cannot say."""
    if isinstance(form, str):
        return form.replace("\0", "").replace("\ufffd", "")
    if form[0] == "#comment":
        # A comment that would end too early is written with other words.
        return "#comment"
    tag, namespace, attributes, styles, _, children = form
    joined: list[Any] = []
    for child in map(as_html, children):
        if isinstance(child, str) and joined and isinstance(joined[-1], str) and child != "#comment":
            joined[-1] += child
        elif child:
            joined.append(child)
    pairs = [[ns, name, as_html(value)] for ns, name, value in attributes]
    return [tag, namespace, pairs, styles, joined]


async def test_very_long_strings(site: Site, page: Page, page_log: PageLog) -> None:
    client = await ClientPage.open(page, f"{site.url}/open")
    for one in corpus.texts():
        if len(one.text) > 5_000:
            document = Document("root")
            place_texts(document, document.documentElement, one.text)
            place_values(document, document.documentElement, one.text)
            await client.frame(json.loads(encode_ops(document.snapshot())))
            assert not difference(await form(page), canonical(document))
    assert_nothing_ran(page_log)


async def test_urls_that_were_forged_onto_the_wire(site: Site, page: Page, page_log: PageLog) -> None:
    """The server raises for each of these, so they can only have been put there by somebody else (P2)."""
    page_log.expect("console", "refused")
    client = await ClientPage.open(page, f"{site.url}/open")
    places = [
        *(("a", "href"), ("iframe", "src"), ("form", "action"), ("button", "formaction"), ("object", "data")),
        *(("video", "poster"), ("img", "srcset"), ("a", "ping"), ("table", "background"), ("meta", "content")),
        ("embed", "src"),
    ]
    urls = corpus.live_urls()
    assert len(urls) > 10
    for one in urls:
        prefix = "0; url=" if one.text else ""
        nodes = [[tag, 0, [name, (prefix if name == "content" else "") + one.text]] for tag, name in places]
        nodes.append(["a", 0, 0, [[7, "http://www.w3.org/1999/xlink", "xlink:href", one.text]], 1])
        await client.frame([[16], [1, 1, 0, 4, nodes]])
        assert {tuple(map(tuple, child[2])) for child in await client.children()} == {()}, one
    assert_nothing_ran(page_log)


async def test_what_the_program_vouches_for_is_marked_and_a_mark_lets_no_code_through(
    site: Site, page: Page, page_log: PageLog
) -> None:
    page_log.expect("console", "refused")
    client = await ClientPage.open(page, f"{site.url}/open")
    url = ["javascript:void 0"]
    marked = [["a", 0, ["href", url]], ["a", 0, 0, [[7, "http://www.w3.org/1999/xlink", "xlink:href", url]], 1]]
    template = ["a", [1], ["href", 0]]
    await client.frame([[16], [18, 1, template], [1, 1, 0, 4, [*marked, [-1, 2, [url, "/x"], ["b", "c"]]]]])
    await client.frame([[1, 1, 0, 20, [[["script"], 0, ["type", "text/plain"]]]], [6, 20, "title", ["t"]]])
    assert await client.controls(6) == []
    found = [[child[0], sorted(value for _, _, value in child[2])] for child in await client.children()]
    links = [["a", url], ["a", url], ["a", url], ["a", ["/x"]]]
    assert found == [*links, ["script", ["t", "text/plain"]]]
    # There is no door for these.
    code = ["console.log(31337)"]
    names = [[name, code] for name in ("onclick", "ONCLICK", "xlink:onclick", "srcdoc", "is", "style")]
    nodes = [["iframe", 0, pair] for pair in names]
    await client.frame([[16], [1, 1, 0, 4, nodes]])
    assert [child[2] for child in await client.children()] == [[]] * len(nodes)
    await client.frame([[16], [1, 1, 0, 4, [["script"], ["a", 0, ["href", "javascript:void 0"]]]]])
    assert [child[0] for child in await client.children()] == ["template", "a"]
    assert (await client.children())[1][2] == []
    await poke(page)
    assert_nothing_ran(page_log)


# The positive control


def cases() -> list[tuple[Hostile, str, str, int]]:
    """Each string that is known to be live, with each sink; its text logs or asks for a number of its own."""
    found: list[tuple[Hostile, str, str, int]] = []
    for one in corpus.everything():
        for sink in sorted(one.live_exec | one.live_request):
            number = 31337_000 + len(found)
            text = one.text.replace("31337", str(number)).replace("canary.invalid", f"c{number}.canary.invalid")
            found.append((one, sink, text, number))
    return found


def allow_everything(log: PageLog) -> None:
    """The test is about what the page complains of."""
    kinds: tuple[Kind, ...] = ("console", "page error", "foreign request", "csp")
    for kind in kinds:
        log.allow(kind)


async def run_sinks(page: Page) -> None:
    """Use the strings unsafely, and let them act for a while."""
    await page.add_init_script(SINKS)
    await page.reload()
    await page.evaluate("runSinks", [[sink, text, number] for _, sink, text, number in cases()])
    await page.wait_for_timeout(500)


def fired(log: PageLog) -> set[int]:
    """The numbers of those that have done something by now."""
    done = "\n".join([*(line for line in log.console if line.startswith("log:")), *log.of("foreign request")])
    return {
        number for one, _, text, number in cases() if str(number) in done or ("base64" in text and "31337\n" in done)
    }


async def test_the_live_strings_do_run_where_they_are_used_unsafely(
    site: Site, new_page: NewPage, page_log: PageLog
) -> None:
    allow_everything(page_log)
    page = await plain_page(site, await new_page())
    await run_sinks(page)
    live = {one.id for one, _, _, _ in cases()}
    dead = live
    for _ in range(100):
        ran = fired(page_log)
        dead = live - {one.id for one, _, _, number in cases() if number in ran}
        if len(dead) <= len(live) / 10:
            return
        await page.wait_for_timeout(200)
    pytest.fail(f"dead: {sorted(dead)}")


async def test_the_policy_alone_keeps_them_from_running_too(site: Site, new_page: NewPage, page_log: PageLog) -> None:
    allow_everything(page_log)
    page = await new_page()
    await page.goto(site.add("/strict", f"{HEAD}<div id=root></div>"))
    await run_sinks(page)
    assert await page.evaluate("window.runSinks !== undefined")
    # What reaches a prototype needs no script of its own.
    harmless = {f"log: {number}" for _, sink, _, number in cases() if sink == "proto"}
    assert {line for line in page_log.console if line.startswith("log:") and "31337" in line} <= harmless
