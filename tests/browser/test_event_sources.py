"""What no plain path reads: the entries of a form, what is pasted or dropped, and objects inside an event."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom import ops as o
from domsync.dom.ops import Listener
from tests.browser.client_page import ClientPage, Site, serve_client

ENTRIES = Listener((("form", "@form"), ("button", "submitter.value")), o.PREVENT_DEFAULT)
TEXT = Listener((("text", "@clipboard"),))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_client() as site:
        yield site


@pytest.fixture
async def client(site: Site, page: Page) -> ClientPage:
    return await ClientPage.open(page, site.url)


def el(tag: str, *children: o.NodeData, listeners: Any = None, **attributes: str) -> o.ElementData:
    return o.ElementData(tag, children, attributes, listeners=listeners)


def insert(*nodes: o.NodeData) -> o.Insert:
    return o.Insert(1, 0, 4, nodes)


async def sent(client: ClientPage, event: str) -> Any:
    """The payload of the newest message about an event."""
    return next(frame[4] for frame in reversed(await client.sent()) if frame[3] == event)


async def test_a_submitted_form_tells_its_button_and_its_files(client: ClientPage) -> None:
    """What its controls hold the server knows by then."""
    form = el(
        "form",
        el("input", name="name", value="Ada"),
        el("input", name="form"),
        el("input", name="file", type="file"),
        el("button", "Go", name="action", value="save"),
        listeners={"submit": ENTRIES},
    )
    await client.frame([insert(form)])
    await client.page.fill("[name=name]", "Eve")
    await client.page.set_input_files("[type=file]", {"name": "cat.png", "mimeType": "image/png", "buffer": b"x"})
    await client.page.click("text=Go")
    frame = next(frame for frame in await client.sent() if frame[3] == "submit")
    assert frame[4] == {"form": [8, [[7, ["cat.png"]]]], "button": "save"}
    assert frame[5] == [[5, "Eve"]]


async def test_any_event_in_a_form_can_tell_its_entries(client: ClientPage) -> None:
    field = el("input", name="name")
    await client.frame([insert(el("form", field, listeners={"input": Listener((("form", "@form"),))}))])
    await client.page.type("input", "x")
    (frame,) = await client.sent()
    assert frame[4:] == [{"form": [0, []]}, [[5, "x"]]]


async def test_pasted_text(client: ClientPage) -> None:
    await client.frame([insert(el("input", value="some text"), el("textarea", listeners={"paste": TEXT}))])
    await client.page.focus("input")
    await client.page.keyboard.press("Control+A")
    await client.page.keyboard.press("Control+C")
    await client.page.focus("textarea")
    await client.page.keyboard.press("Control+V")
    assert await sent(client, "paste") == {"text": "some text"}


async def test_dropped_text(client: ClientPage) -> None:
    await client.frame([insert(el("p", "x", listeners={"drop": TEXT}))])
    await client.page.evaluate(
        """() => {
            const dataTransfer = new DataTransfer();
            dataTransfer.setData("text/plain", "dropped");
            document.querySelector("p").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
        }"""
    )
    assert await sent(client, "drop") == {"text": "dropped"}


async def test_an_event_without_a_clipboard_tells_none(client: ClientPage) -> None:
    await client.frame([insert(el("p", "x", listeners={"click": TEXT}))])
    await client.page.click("p")
    assert await sent(client, "click") == {"text": None}


async def test_the_touches_of_an_event(client: ClientPage) -> None:
    fields = Listener((("touches", "touches:identifier,clientX,target"), ("none", "nothing:x")))
    await client.frame([insert(el("p", "x", listeners={"touchstart": fields}))])
    await client.page.evaluate(
        """() => {
            const target = document.querySelector("p");
            const touches = [1, 2].map((identifier) => new Touch({ identifier, target, clientX: identifier * 10 }));
            target.dispatchEvent(new TouchEvent("touchstart", { touches, bubbles: true }));
        }"""
    )
    fingers = [{"identifier": n, "clientX": n * 10, "target": None} for n in (1, 2)]
    assert await sent(client, "touchstart") == {"touches": fingers, "none": None}


async def test_an_object_in_an_event(client: ClientPage) -> None:
    fields = Listener((("detail", "detail:x,y"),))
    await client.frame([insert(el("p", "x", listeners={"moved": fields}))])
    await client.page.evaluate(
        "document.querySelector('p').dispatchEvent(new CustomEvent('moved', {detail: {x: 1, y: 'b'}, bubbles: true}))"
    )
    assert await sent(client, "moved") == {"detail": {"x": 1, "y": "b"}}
