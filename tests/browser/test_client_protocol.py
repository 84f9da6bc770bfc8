"""The client's numbers and closed lists are the server's."""

from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom import ops
from domsync.dom.element.browser_calls import WIRE_METHODS
from domsync.dom.element.properties import WIRE_PROPERTIES
from domsync.session import outbound
from domsync.session.codes import CloseCode
from tests.browser.client_page import ClientPage, serve_client


@pytest.fixture
async def protocol(page: Page) -> Any:
    async with serve_client() as site:
        client = await ClientPage.open(page, site.url)
        return await client.page.evaluate(
            "({ ...inside.protocol, nodes: [inside.ROOT, inside.DOCUMENT, inside.WINDOW] })"
        )


async def test_the_numbers(protocol: Any) -> None:
    assert protocol["OP"] == ops.OP_CODES
    assert protocol["nodes"] == [ops.ROOT, ops.DOCUMENT, ops.WINDOW]
    flags = ("PREVENT_DEFAULT", "STOP_PROPAGATION", "ONCE", "CAPTURE", "OUTSIDE", "SINGLE")
    assert {name: protocol[name] for name in flags} == {name: getattr(ops, name) for name in flags}
    kinds = ("WELCOME", "ACK", "REFUSED", "NOTICE", "NAVIGATE")
    assert {name: protocol[name] for name in kinds} == {name: getattr(outbound, name) for name in kinds}


async def test_the_closed_lists(protocol: Any) -> None:
    assert set(protocol["PROPERTIES"]) == WIRE_PROPERTIES
    assert set(protocol["METHODS"]) == WIRE_METHODS


async def test_every_close_code_of_the_server_has_its_answer(protocol: Any) -> None:
    assert protocol["STOP"] == [CloseCode.NORMAL, CloseCode.TAKEN_OVER]
    assert protocol["RELOAD"] == [
        *(CloseCode.UNSUPPORTED_DATA, CloseCode.UNKNOWN_SESSION, CloseCode.FORBIDDEN, CloseCode.OUTDATED_CLIENT),
    ]
    # 1002 and 1007 are websockets' own.
    assert protocol["FAULT"] == [1002, 1007, CloseCode.TOO_BIG, CloseCode.BAD_MESSAGE, CloseCode.NOT_OFFERED]
    again = set(CloseCode) - {*protocol["STOP"], *protocol["RELOAD"], *protocol["FAULT"]}
    assert again == {
        *(CloseCode.GOING_AWAY, CloseCode.INTERNAL_ERROR, CloseCode.RESTART, CloseCode.TRY_AGAIN_LATER),
        *(CloseCode.TIMEOUT, CloseCode.TOO_MANY_MESSAGES),
    }
