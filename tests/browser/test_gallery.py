"""The gallery in Chromium: what axe-core finds in each look, and that nothing is wider than the window."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from domsync.gallery import gallery
from domsync.gallery.demos import FAMILIES, libraries
from tests.browser.gallery_states import STATES

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
#: The looks after the first one differ in their colours.
LOOKS = (("light", "default", ""), ("dark", "default", "color-contrast"), ("dark", "contrast", "color-contrast"))
#: Colours are looked for in what stands above the page alone.
RUN = """async ([scheme, theme, rule, above]) => {
    const shell = document.querySelector("[data-ds-page]");
    shell.dataset.dsScheme = scheme;
    if (theme === "default") delete shell.dataset.dsTheme; else shell.dataset.dsTheme = theme;
    void getComputedStyle(shell).color;  // colours begin to fade, and have faded
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
    const open = above ? [...document.querySelectorAll(":popover-open, dialog[open], .ds-toast")] : [];
    const rules = rule ? { runOnly: { type: "rule", values: [rule] } } : {};
    const { violations } = await axe.run(rule && open.length ? open : document, rules);
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`));
}"""


@pytest.fixture
async def site() -> AsyncIterator[str]:
    app = gallery()
    port = await app.serve("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}"
    await app.close()


@pytest.mark.parametrize("family", ["", *(family.name for family in FAMILIES)])
async def test_everybody_can_use_it(site: str, page: Page, family: str) -> None:
    if family == "libraries":
        # That takes longer than a page may.
        await libraries.load()
    await page.set_viewport_size({"width": 1280, "height": 900})
    await page.goto(f"{site}/{family}")
    await page.locator("h1").first.wait_for()
    await page.evaluate(AXE)
    found = {look[:2]: await page.evaluate(RUN, list(look)) for look in LOOKS}
    assert found == {look[:2]: [] for look in LOOKS}
    # A phone, and a window of 1280 pixels at 200 %.
    for width in (390, 640):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("family", STATES)
async def test_everybody_can_use_what_opens(site: str, page: Page, family: str) -> None:
    """Dialogs, menus, lists of options, messages and what is wrong in a form, each opened as users open it."""
    await page.set_viewport_size({"width": 1280, "height": 900})
    found = {}
    for name, opens in STATES[family].items():
        await page.goto(f"{site}/{family}")
        await page.locator("h1").first.wait_for()
        await opens(page)
        await page.evaluate(AXE)
        for look in LOOKS:
            found[name, *look[:2]] = await page.evaluate(RUN, [*look, True])
    assert found == {(name, *look[:2]): [] for name in STATES[family] for look in LOOKS}


async def test_a_popover_is_whole_in_a_small_window(site: str, page: Page) -> None:
    """At 200 % a window of 1280 by 900 pixels is this small: what is higher is scrolled, beside the window's edge."""
    await page.set_viewport_size({"width": 640, "height": 450})
    await page.goto(site)
    await STATES[""]["looks"](page)
    box = await page.locator(".ds-popover:popover-open").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 640 - 8
    assert box["y"] + box["height"] <= 450 - 4
    assert box["width"] > 200
    await page.get_by_role("switch", name="As wide as a phone").check()
