"""Random programs: the live tree, and what Chromium makes of the JavaScript text and of the wire, are the same.

Each program is cut at random points. At each of them the page that follows by JavaScript text (evaluated as the
original's `client.html` does it) and the page that follows by frames must equal the tree; at the end so must two pages
that come late: one with the text of `render_js_full()`, one with a snapshot.

`make fuzz` runs many more of them.
"""

import json
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from domsync.dom.document.document import Document
from domsync.render import JavaScript, encode_ops
from domsync.testing.tree.canonical import canonical
from tests.browser.client_page import CANONICAL, ClientPage, Site, serve_client
from tests.browser.conftest import NewPage
from tests.browser.harness import PageLog
from tests.profiles import profile_name, scaled
from tests.programs import Program

EQUIVALENCE = (Path(__file__).parent / "equivalence.js").read_text(encoding="utf-8")
PROGRAMS = 2_000
BATCH = 250


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_client() as site:
        yield site


def render(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A program as JavaScript text and as wire frames, with the forms that they have to lead to."""
    document = Document("root")
    script = JavaScript(document)
    scripts, frames = [], []
    form = ""
    for _ in Program(seed).run(document):
        ops = document.take_ops()
        form = json.dumps(canonical(document))
        scripts.append((script.updates(ops), form))
        frames.append((encode_ops(ops).decode(), form))
    snapshot = encode_ops(document.snapshot()).decode()
    return (
        {"seed": seed, "steps": scripts, "late": (script.full(), form)},
        {"seed": seed, "steps": frames, "late": (snapshot, form)},
    )


def batches(seeds: range) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """The programs, rendered, some at a time."""
    for start in range(seeds.start, seeds.stop, BATCH):
        pairs = [render(seed) for seed in range(start, min(start + BATCH, seeds.stop))]
        yield [script for script, _ in pairs], [frames for _, frames in pairs]


@pytest.mark.fuzz
async def test_both_renderings_and_their_snapshots_give_the_live_tree(
    site: Site, new_page: NewPage, page_log: PageLog
) -> None:
    # Chromium reads what is no number of an SVG attribute, and says so.
    page_log.allow("console", "attribute viewBox")
    text_page, wire_page = await new_page(), await new_page()
    for page in (text_page, wire_page):
        await page.add_init_script(EQUIVALENCE)
    await text_page.add_init_script(CANONICAL)
    await text_page.goto(f"{site.url}/plain")
    client = await ClientPage.open(wire_page, site.url)
    # New programs each time where somebody looks for faults, the same everywhere else.
    first = 0 if profile_name() == "ci" else random.SystemRandom().randrange(10**9)
    for scripts, frames in batches(range(first, first + scaled(PROGRAMS))):
        for page, call, programs in ((text_page, "runScripts", scripts), (client.page, "runFrames", frames)):
            faults = await page.evaluate(f"(programs) => {call}(JSON.parse(programs))", json.dumps(programs))
            assert not faults, explain(call, faults[0])
    assert await client.controls(6) == []


async def test_a_difference_is_noticed(site: Site, page: Page) -> None:
    """The positive control."""
    await page.add_init_script(EQUIVALENCE)
    client = await ClientPage.open(page, site.url)
    _, program = render(1)
    rendering, form = program["late"]
    for wrong in (form.replace("]]]", ', "more"]]]', 1), form.replace('"id"', '"it"', 1), '"text"'):
        assert wrong != form
        tampered = program | {"late": (rendering, wrong)}
        faults = await client.page.evaluate("(programs) => runFrames(JSON.parse(programs))", json.dumps([tampered]))
        assert [fault[:2] for fault in faults] == [[1, "newcomer 0"]]


def explain(call: str, fault: list[Any]) -> str:
    """What a failing program did, and what came of it."""
    seed, when, got = fault
    program = Program(seed)
    document = Document("root")
    forms = []
    for _ in program.run(document):
        document.take_ops()
        forms.append(json.dumps(canonical(document), ensure_ascii=False))
    wanted = forms[int(when.split()[1])] if when.startswith("follower") else forms[-1]
    return f"{call}, seed {seed}, {when}\nwanted {wanted}\ngot    {got}\n{program!r}"
