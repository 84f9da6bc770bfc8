"""Random programs of DOM calls: after each call the server's DOM is as Chromium's own, and so are both renderings.

The differences that are meant are in docs/reference/dom.md; the programs do not touch them. `make fuzz` runs many more.
"""

import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domsync.render import JavaScript, encode_ops
from tests.browser.client_page import ClientPage, Site, serve_client
from tests.browser.conftest import NewPage
from tests.browser.test_equivalence import EQUIVALENCE
from tests.profiles import profile_name
from tests.programs.native import NativeProgram, state_of
from tests.programs.unshown import UnshownProgram

pytestmark = pytest.mark.hypothesis

NATIVE, UNSHOWN = ((Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8") for name in ("native", "unshown"))
PROGRAMS, MANY = 300, 10_000
BATCH = 100


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serve_client() as site:
        yield site


def render(seed: int) -> tuple[NativeProgram, dict[str, Any], dict[str, Any]]:
    """A program, and what it leads to as JavaScript text and as wire frames, one for each call."""
    program = NativeProgram(seed)
    script = JavaScript(program.document)
    scripts, frames = [], []
    form = json.dumps(state_of(program.document.body))
    for _ in program.run():
        ops = program.document.take_ops()
        form = json.dumps(state_of(program.document.body))
        scripts.append((script.updates(ops), form))
        frames.append((encode_ops(ops).decode(), form))
    snapshot = encode_ops(program.document.snapshot()).decode()
    return (
        program,
        {"seed": seed, "steps": scripts, "late": (script.full(), form)},
        {"seed": seed, "steps": frames, "late": (snapshot, form)},
    )


async def test_the_dom_is_chromiums_and_so_are_its_renderings(site: Site, new_page: NewPage) -> None:
    native, text_page, wire_page = await new_page(), await new_page(), await new_page()
    await native.goto(f"{site.url}/plain")
    await text_page.goto(f"{site.url}/plain")
    client = await ClientPage.open(wire_page, site.url)
    for page in (native, text_page, client.page):
        # Not before the client's own scripts: here the state that is compared is the one of native.js.
        await page.evaluate(f"() => {{ {EQUIVALENCE} {NATIVE} }}")
    is_ci = profile_name() == "ci"
    first = 0 if is_ci else random.SystemRandom().randrange(10**9)
    for start in range(first, first + (PROGRAMS if is_ci else MANY), BATCH):
        rendered = [render(seed) for seed in range(start, start + BATCH)]
        programs = [program for program, _, _ in rendered]
        answers = await native.evaluate(
            "(programs) => JSON.stringify(runNative(JSON.parse(programs)))",
            json.dumps([program.calls for program in programs]),
        )
        for number, (program, steps) in enumerate(zip(programs, json.loads(answers), strict=True)):
            assert not (found := difference(program, steps)), f"seed {start + number}\n{found}"
        for page, call, part in ((text_page, "runScripts", 1), (client.page, "runFrames", 2)):
            faults = await page.evaluate(
                f"(programs) => {call}(JSON.parse(programs))", json.dumps([each[part] for each in rendered])
            )
            assert not faults, f"{call}: seed {faults[0][0]}, {faults[0][1]}: {faults[0][2]}"


async def test_documents_that_no_page_shows_are_chromiums(new_page: NewPage) -> None:
    """Doctypes, instructions, namespaces, attributes as nodes, walks: what no wire carries."""
    page = await new_page()
    await page.evaluate(f"() => {{ {UNSHOWN} }}")
    is_ci = profile_name() == "ci"
    first = 0 if is_ci else random.SystemRandom().randrange(10**9)
    for start in range(first, first + (PROGRAMS if is_ci else MANY), BATCH):
        programs = [UnshownProgram(seed) for seed in range(start, start + BATCH)]
        for program in programs:
            for _ in program.run():
                pass
        calls = json.dumps([program.calls for program in programs])
        answers = await page.evaluate("(programs) => JSON.stringify(runUnshown(JSON.parse(programs)))", calls)
        for number, (program, steps) in enumerate(zip(programs, json.loads(answers), strict=True)):
            assert not (found := difference(program, steps)), f"seed {start + number}\n{found}"


def difference(program: NativeProgram | UnshownProgram, steps: list[Any]) -> str:
    """The first call after which two DOMs are not the same, and both; empty if there is none."""
    for number, (ours, theirs) in enumerate(zip(program.steps, steps, strict=True)):
        if json.dumps(ours) != json.dumps(theirs):
            calls = "\n".join(map(str, program.calls[: number + 1]))
            return f"{calls}\nours     {json.dumps(ours)}\nChromium {json.dumps(theirs)}"
    return ""


def test_a_difference_is_noticed() -> None:
    """The positive control."""
    program = NativeProgram(1)
    assert len(list(program.run())) == len(program.calls) == 40
    steps = json.loads(json.dumps(program.steps))
    assert difference(program, steps) == ""
    steps[20][1] = "other"
    assert difference(program, steps).count("\n") == 22
