"""Names and ids that hide members of forms, the document and the window: the client goes on."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.client_page import ClientPage, serve_client

NAMES = [
    *(
        "insertBefore",
        "appendChild",
        "removeChild",
        "replaceChild",
        "cloneNode",
        "contains",
        "parentNode",
        "childNodes",
    ),
    *("firstChild", "lastChild", "nextSibling", "previousSibling", "nodeType", "nodeName", "nodeValue", "textContent"),
    *("ownerDocument", "isConnected", "getRootNode", "setAttribute", "getAttribute", "removeAttribute", "attributes"),
    *("setAttributeNS", "hasAttribute", "localName", "namespaceURI", "tagName", "children", "remove", "append"),
    *("replaceChildren", "replaceWith", "moveBefore", "closest", "matches", "querySelector", "querySelectorAll", "id"),
    *("style", "className", "dataset", "addEventListener", "removeEventListener", "dispatchEvent", "focus", "blur"),
    *("click", "reset", "submit", "requestSubmit", "checkValidity", "elements", "createElement", "createTextNode"),
    *("createDocumentFragment", "createComment", "activeElement", "body", "title", "hidden", "readyState", "HANDLERS"),
    *("send_message", "domsync", "inert", "scrollTop", "constructor", "toString"),
]
assert len(set(NAMES)) == len(NAMES) >= 60


@pytest.fixture
async def client(page: Page) -> AsyncIterator[ClientPage]:
    async with serve_client() as site:
        yield await ClientPage.open(page, site.url)


async def works(client: ClientPage, node: int) -> None:
    """Change a form in every way, and act on it."""
    await client.frame(
        [
            [1, 4, 0, node, [["p", ["old"], ["class", "a"], [[11, "click", [["id", "target.id"]]]]], "text"]],
            [6, 4, "title", "new"],
            [8, 4, "title"],
            [10, 4, "color", "red"],
            [10, 4, "color", ""],
            [5, node, node + 3, "new"],
            [3, node, 4, 0],
            [2, node + 2],
            [1, 1, 0, node + 10, [["b", ["end"]]]],
            [2, node + 10],
            [9, 2, "title", f"title {node}"],
            [11, 4, "click"],
            [13, 4, "scrollIntoView", [], node],
        ]
    )
    # Such names confuse Playwright's click.
    await client.page.evaluate("HTMLElement.prototype.click.call(Document.prototype.querySelector.call(document, 'p'))")
    sent = await client.sent(controls=True)
    assert [frame for frame in sent if frame[:2] in ([0, 5], [0, 6])] == []
    assert [frame[4:] for frame in sent if frame[:2] == [0, 4] and not frame[4]] == []
    assert [frame[2:4] for frame in sent if frame[0] > 0] == [[node, "click"]]
    await client.control(2, next(frame[0] for frame in sent if frame[0] > 0))
    await client.frame([[2, node]])
    # Not by title(): it is what the page's own names hide.
    assert await client.page.evaluate("document.head.querySelector('title').text") == f"title {node}"


@pytest.mark.parametrize("tag", ["input", "form", "img", "iframe"])
async def test_sixty_names_and_ids(client: ClientPage, tag: str) -> None:
    # An input is in the form, whose members it hides; the others are beside it, and hide the document's.
    inside = tag == "input"
    await client.frame([[1, 1, 0, 4, [["form"], ["div"]]]])
    for number, name in enumerate(NAMES):
        node = 100 + 100 * number
        named: list[Any] = [tag, 0, ["name", name, "id", name]]
        await client.frame([[1, 4 if inside else 5, 0, node, [named]]])
        await works(client, node + 10)
        # A snapshot begins where all of it stands.
        await client.frame([[2, node]])


@pytest.mark.parametrize("tag", ["input", "form", "img", "iframe"])
async def test_all_of_them_at_once_and_a_snapshot(client: ClientPage, tag: str) -> None:
    named: list[Any] = [[tag, 0, ["name", name, "id", name]] for name in NAMES]
    children: list[Any] = [["form", named if tag == "input" else 0], ["div", 0 if tag == "input" else named]]
    for _ in range(2):
        await client.frame([[16], [1, 1, 0, 4, children]])
        assert await client.controls(6) == []
    await works(client, 1000)
    await client.page.evaluate("() => { window.HANDLERS.greet = (params) => { window.greeting = params.text } }")
    await client.frame([[14, "greet", {"text": "hi"}]])
    assert await client.page.evaluate("window.greeting") == "hi"
