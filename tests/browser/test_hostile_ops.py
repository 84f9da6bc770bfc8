"""Ops are data, not paths (P6): whatever their fields say, nothing outside the document's own nodes is reached."""

import json
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom.ops import OP_CODES
from tests import corpus
from tests.browser.client_page import PAGE, ClientPage, Site, serve_client
from tests.browser.harness import PageLog
from tests.profiles import profile_name, scaled

BATCHES = 20_000
# The last kind of op that a client may know; two more are unknown to it.
CODES = [*OP_CODES.values(), max(OP_CODES.values()) + 1, 0]
KEYS = [*(one.text for one in corpus.category("key")), "constructor", "hasOwnProperty", "onclick", "HANDLERS"]
SNAPSHOT: list[Any] = [
    [16],
    [1, 1, 0, 4, [["p", ["a", [0, "b"]], ["class", "c"], [[11, "click"]]], ["input"], ["ul", [["li"], ["li"]]]]],
]

# Everything that a page has in common with others, by name; the values of the prototypes, too.
INVENTORY = """() => {
    const names = (object) => Reflect.ownKeys(object).map(String).sort();
    return JSON.stringify([Object, Array, Map, String, Number, Function, Symbol, Promise, RegExp]
        .flatMap((type) => [names(type), names(type.prototype)])
        .concat([names(window), names(document), names(HANDLERS), names(Node.prototype), names(Element.prototype)])
        .concat([names(HTMLElement.prototype), String(Object.getPrototypeOf(HANDLERS) === Object.prototype)]));
}"""

APPLY = """(frames) => {
    const bad = [];
    for (const [ops, heals] of JSON.parse(frames)) {
        const { seq } = inside.docs.get(0);
        taken();
        arrived(JSON.stringify([0, seq < 0 ? 1 : seq + 1, 0, ops]));
        const said = taken().map((text) => JSON.parse(text)).filter((frame) => frame[0] === 0 && frame[1] !== 2);
        const kinds = said.filter((frame) => frame[1] === 6 || frame[1] === 5).map((frame) => frame[1]).join();
        const isFresh = ops[0]?.[0] === 16;
        if (!(isFresh ? ["", "6"] : ["", "6,5"]).includes(kinds)) bad.push([ops, "said " + kinds]);
        arrived(JSON.stringify([0, 100, 0, heals]));
        arrived('[0,101,0,[[4,5,"alive"]]]');
        if (document.querySelector("#root > p")?.firstChild?.data !== "alive") bad.push([ops, "did not heal"]);
    }
    return JSON.stringify(bad);
}"""


@pytest.fixture
async def client(page: Page, page_log: PageLog) -> AsyncIterator[ClientPage]:
    async with serve_client() as site:
        # Without a policy, so that it is the client which is tested.
        url = site.url + site_page(site)
        # It says what is wrong with each batch, and SVG and URLs are full of mistakes here.
        page_log.allow("console")
        yield await ClientPage.open(page, url)


def site_page(site: Site) -> str:
    """A page with the client whose forms and links lead nowhere."""
    body = PAGE.replace("CONFIG", '{"url": "/ws", "token": "T0"}')
    stay = "for (const type of ['click', 'submit']) addEventListener(type, (event) => event.preventDefault(), true)"
    site.add("/open", f"{body}<script>{stay}</script>", strict=False)
    return "/open"


def test_the_corpus_has_keys() -> None:
    assert {"__proto__", "prototype", "then", "length", "innerHTML"} <= set(KEYS)


def places(key: str, code: int) -> list[list[Any]]:
    """Fields with a key among them, for an op of this code."""
    return [
        *([key], [4, key], [4, key, key], [4, key, "x"], [4, "x", key], [1, 0, key, [key]], [key, key, key, key]),
        *([4, 6, key], [4, key, key, key], [key, {key: key}], [4, key, {key: key}], [4, "click", [[key, key]]]),
        *([1, 0, 20, [[key, 0, [key, key]]]], [1, 0, 20, [["p", 0, 0, [[code, key, key]]]]]),
    ]


async def test_keys_in_every_field(client: ClientPage) -> None:
    before = await client.page.evaluate(INVENTORY)
    frames = [[[[code, *arguments]], SNAPSHOT] for key in KEYS for code in CODES for arguments in places(key, code)]
    assert json.loads(await client.page.evaluate(APPLY, json.dumps(frames))) == []
    assert await client.page.evaluate(INVENTORY) == before
    assert await client.page.evaluate("({}).x") is None


def random_value(choose: random.Random, depth: int = 0) -> Any:
    """Anything that JSON can say, mostly what an op could hold."""
    kind = choose.randrange(12 if depth < 3 else 9)
    if kind < 4:
        return choose.choice((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 21, -1, 1.5, 2**31, 2**53, 1e300))
    if kind < 8:
        return choose.choice(
            (*KEYS, "p", "input", "x", "", "class", "href", "value", "checked", "click", "focus", "color")
        )
    if kind == 8:
        return choose.choice((None, True, False))
    if kind < 11:
        return [random_value(choose, depth + 1) for _ in range(choose.randrange(5))]
    return {choose.choice(KEYS): random_value(choose, depth + 1) for _ in range(choose.randrange(3))}


def random_op(choose: random.Random) -> Any:
    """An op, or something like it."""
    if choose.random() < 0.03:
        return random_value(choose)
    op = [choose.choice(CODES), *(random_value(choose) for _ in range(choose.randrange(6)))]
    if choose.random() < 0.6:
        op[1:2] = [choose.randrange(1, 11)]
    return op


@pytest.mark.fuzz
async def test_random_batches(client: ClientPage, page_log: PageLog) -> None:
    choose = random.Random(6 if profile_name() == "ci" else None)
    before = await client.page.evaluate(INVENTORY)
    left = scaled(BATCHES)
    while left > 0:
        frames = [
            [[random_op(choose) for _ in range(choose.randrange(1, 6))], SNAPSHOT] for _ in range(min(left, 2_000))
        ]
        assert json.loads(await client.page.evaluate(APPLY, json.dumps(frames))) == []
        left -= len(frames)
    assert await client.page.evaluate(INVENTORY) == before
    assert not any("31337" in line for line in page_log.console)


async def test_the_inventory_notices(client: ClientPage) -> None:
    """The positive control."""
    before = await client.page.evaluate(INVENTORY)
    for harm in ("Object.prototype.x = 1", "Array.prototype.x = 1", "window.x = 1", "HANDLERS.__proto__ = {}"):
        undo = harm.partition(" = ")[0]
        await client.page.evaluate(f"() => {{ {harm} }}")
        assert await client.page.evaluate(INVENTORY) != before, harm
        await client.page.evaluate(f"() => {{ delete {undo}; Object.setPrototypeOf(HANDLERS, Object.prototype) }}")
    assert await client.page.evaluate(INVENTORY) == before
