"""Copies of a template get their numbers and listeners when somebody speaks of them; nobody notices, whatever is there.

`test_equivalence.py` has them under random programs.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom.ops import OUTSIDE
from tests.browser.client_page import ClientPage, Site, serve_client
from tests.browser.harness import PageLog

ROWS = 50
#: Seven nodes: li 4, b 5 with a text 6, p 7 with a 8 and its text 9, i 10; the next row begins with 11.
ROW = ["li", [["b", [0]], ["p", [["a", ["go"], 0, [[11, "click"]]]]], ["i"]], ["class", "row"]]
SIZE = 7
COUNT = "inside.docs.get(0).nodes.size"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_client() as site:
        yield site


@pytest.fixture
async def client(site: Site, page: Page) -> ClientPage:
    client = await ClientPage.open(page, site.url)
    await rows(client)
    return client


async def rows(client: ClientPage, row: list[Any] = ROW, ids: Any = 4, count: int = ROWS) -> None:
    await client.frame([[16], [18, 1, row], [1, 1, 0, ids, [[-1, count, [f"row {n}" for n in range(count)]]]]])


async def test_only_the_rows_themselves_have_numbers(client: ClientPage) -> None:
    assert await client.page.evaluate(COUNT) == 3 + ROWS
    assert await client.page.evaluate("document.querySelectorAll('li b')[49].textContent") == "row 49"


@pytest.mark.parametrize("row", [0, 1, 20, ROWS - 1])
async def test_each_node_has_the_number_that_the_server_gave_it(client: ClientPage, row: int) -> None:
    first = 4 + row * SIZE
    await client.frame(
        [[4, first + 5, "gone"], [6, first + 1, "id", "b"], [6, first + 6, "id", "i"], [4, first + 2, "x"]]
    )
    html = await client.page.evaluate(f"document.querySelectorAll('li')[{row}].outerHTML")
    assert html == '<li class="row"><b id="b">x</b><p><a>gone</a></p><i id="i"></i></li>'
    assert await client.page.evaluate(COUNT) == 3 + ROWS, "a text or attribute needs no other node's number"
    await client.frame([[8, first + 1, "id"], [10, first + 1, "color", "red"], [5, first + 3, 1000, "empty"]])
    html = await client.page.evaluate(f"document.querySelectorAll('li')[{row}].outerHTML")
    assert html == '<li class="row"><b style="color: red;">x</b><p>empty</p><i id="i"></i></li>'
    await client.pause(100)
    assert await client.page.evaluate(COUNT) == 3 + ROWS + SIZE - 1 - 2 + 1


async def test_a_click_into_a_row_finds_its_listener(client: ClientPage) -> None:
    await client.page.click("li:nth-child(8) a")
    await client.page.click("li:nth-child(8) b")
    await client.page.click("li:nth-child(8) a")
    first = 4 + 7 * SIZE
    assert await client.sent() == [[1, 0, first + 4, "click"], [2, 0, first + 4, "click"]]


async def test_listening_changes_before_anybody_has_looked(client: ClientPage) -> None:
    await client.frame([[12, 8, "click"], [11, 15, "click", [["tag", "currentTarget.localName"]]], [11, 11, "click"]])
    await client.page.click("li:nth-child(1) a")
    await client.page.click("li:nth-child(2) a")
    assert await client.sent() == [[1, 0, 15, "click", {"tag": "a"}]]


async def test_rows_move_get_children_and_leave(client: ClientPage) -> None:
    await client.frame([[3, 4, 1, 25], [1, 18, 0, 900, ["new"]], [2, 11]])
    texts = "[...document.querySelectorAll('li')].slice(0, 4).map((row) => row.textContent)"
    assert await client.page.evaluate(texts) == ["row 2gonew", "row 0go", "row 3go", "row 4go"]
    await client.frame([[4, 6, "first"], [4, 900, "newer"]])
    assert await client.page.evaluate(texts) == ["row 2gonewer", "firstgo", "row 3go", "row 4go"]
    await client.frame([[2, 18, ROWS - 1]])
    await client.pause(100)
    assert await client.page.evaluate(COUNT) == 3
    await client.page.evaluate("inside.docs.get(0).listeners.forEach((all) => { if (all.size > 1) throw all.size })")


async def test_a_node_that_has_left_its_row_is_not_found_again(client: ClientPage, page_log: PageLog) -> None:
    page_log.expect("console", "no node 9")
    await client.frame([[2, 8]])
    await client.pause(100)
    await client.frame([[4, 9, "x"]])
    assert [frame[1] for frame in await client.sent(controls=True) if frame[1] != 2] == [6, 5]


async def test_numbers_that_do_not_follow_each_other(client: ClientPage) -> None:
    await rows(client, ids=(100, 10, 200, 4, 300, 2 * SIZE - 14 + SIZE), count=3)
    # The second row has numbers from two runs: 107 to 109 and 200 to 203.
    await client.frame([[4, 102, "a"], [4, 109, "b"], [4, 302, "c"], [6, 203, "id", "i"]])
    html = await client.html()
    assert html.count("<li") == 3
    assert "<b>a</b>" in html
    assert "<b>b</b>" in html
    assert "<b>c</b>" in html
    assert html.split("</li>")[1].endswith('<i id="i"></i>')


async def test_what_extensions_have_put_into_a_row_takes_nobodys_number(client: ClientPage) -> None:
    # As translators and password managers do: texts are replaced, and elements put in between.
    await client.page.evaluate("""() => {
        for (const row of document.querySelectorAll("li")) {
            const font = document.createElement("font");
            font.textContent = "Reihe";
            row.querySelector("b").firstChild.replaceWith(font);
            row.prepend(document.createElement("grammarly-mark"));
            row.querySelector("p").prepend(document.createElement("img"));
        }
    }""")
    await client.page.click("li:nth-child(3) a")
    assert await client.sent() == [[1, 0, 4 + 2 * SIZE + 4, "click"]]
    await client.frame([[6, 4 + SIZE + 6, "id", "i"], [4, 4 + SIZE + 5, "los"]])
    html = await client.page.evaluate("document.querySelectorAll('li')[1].innerHTML")
    assert html == '<grammarly-mark></grammarly-mark><b><font>Reihe</font></b><p><img><a>los</a></p><i id="i"></i>'


async def test_a_text_that_an_extension_has_taken_away_is_put_back(client: ClientPage) -> None:
    await client.page.evaluate("document.querySelector('li b').textContent = ''")
    await client.frame([[4, 6, "news"]])
    assert [frame[1] for frame in await client.sent(controls=True) if frame[1] != 2] == []
    assert await client.page.evaluate("document.querySelector('li b').textContent") == "news"


async def test_focus_outlives_a_snapshot(client: ClientPage) -> None:
    row = ["li", [["b", [0]], ["p", [["a", ["go"], ["tabindex", "0"], [[11, "click"]]]]], ["i"]]]
    await rows(client, row)
    await client.page.focus("li:nth-child(6) a")
    await client.page.evaluate("window.before = document.activeElement")
    await rows(client, row)
    assert await client.page.evaluate(
        "document.activeElement !== before && document.activeElement === document.querySelectorAll('li a')[5]"
    )


@pytest.mark.parametrize(
    "cell",
    [
        ["input"],
        ["textarea"],
        ["select", [["option", ["x"]]]],
        ["x-custom"],
        ["p", 0, 0, [[11, "click", [0, OUTSIDE]]]],
    ],
)
async def test_what_is_heard_or_entered_anywhere_has_its_numbers_at_once(client: ClientPage, cell: list[Any]) -> None:
    await rows(client, ["li", [["b", [0]], ["div", [cell]]]])
    assert await client.page.evaluate(COUNT) > 3 + ROWS * 4


async def test_styles_properties_and_attributes_are_filled_in_at_once(client: ClientPage) -> None:
    cell = ["td", [1], ["title", 2, "class", "c"], [[10, "color", [3]], [10, "margin", "0px"], [11, "click"]]]
    await client.frame([[16], [18, 1, ["tr", [["td", [0]], cell]]], [1, 1, 0, 4, [[-1, 2, 7, "x", ["t", "u"], "red"]]]])
    assert await client.page.evaluate(COUNT) == 3 + 2
    assert await client.html() == "".join(
        f'<tr><td>{number}</td><td class="c" title="{title}" style="color: red; margin: 0px;">x</td></tr>'
        for number, title in ((7, "t"), (8, "u"))
    )
