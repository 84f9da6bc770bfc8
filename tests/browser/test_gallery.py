"""The gallery in Chromium: what axe-core finds in each look, and that nothing is wider than the window."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from domsync.gallery import gallery
from domsync.gallery.demos import FAMILIES, libraries
from tests.browser import harness
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
        page.set_default_timeout(harness.LIBRARIES_TIMEOUT_MS)
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


async def test_a_chosen_row_can_be_read_in_forced_colors(site: str, page: Page) -> None:
    """Also below the pointer, where it has another background in the theme."""
    await page.emulate_media(forced_colors="active")
    await page.goto(f"{site}/tables")
    row = page.locator(".ds-table tbody tr").nth(1)
    await row.get_by_label("Select row").check()
    await page.locator(".ds-table tr[aria-selected=true]").hover()
    colour = "element => getComputedStyle(element).backgroundColor"
    chosen = await page.locator(".ds-table tr[aria-selected=true] > td").nth(2).evaluate(colour)
    assert chosen == await page.locator(".ds-nav-link[aria-current]").first.evaluate(colour)


async def test_charts_can_be_read_in_forced_colors_whichever_scheme_the_program_has(site: str, page: Page) -> None:
    """The system decides whether the page is light or dark; the legend keeps the colours that it explains."""
    await page.emulate_media(forced_colors="active", color_scheme="light")
    await page.goto(f"{site}/charts?scheme=dark")
    colour = "element => getComputedStyle(element).color"
    text = await page.locator("main h1").evaluate(colour)
    assert await page.locator(".ds-chart-title").first.evaluate(colour) == text
    item = page.locator("button.ds-legend-item").first
    assert await item.evaluate("item => getComputedStyle(item).backgroundColor") == "rgba(0, 0, 0, 0)"


async def test_where_one_is_can_be_seen_in_forced_colors(site: str, page: Page) -> None:
    """The page of several, the line between two panes, and only the tab that is chosen."""
    await page.emulate_media(forced_colors="active")
    await page.goto(f"{site}/display")
    background = "element => getComputedStyle(element).backgroundColor"
    here, other = page.locator(".ds-page[aria-current]"), page.locator(".ds-page:not([aria-current])").first
    assert await here.evaluate(background) != await other.evaluate(background)
    await page.goto(f"{site}/layout")
    line = page.locator("#live-split_pane [role=separator]")
    assert await line.evaluate("line => getComputedStyle(line).borderInlineStartWidth") == "1px"
    await page.goto(f"{site}/navigation")
    tab = page.locator("#live-tabs [role=tab][aria-selected=false]").first
    below = await tab.evaluate("tab => getComputedStyle(tab).borderBlockEndColor")
    assert below == await page.locator("body").evaluate(background)


async def test_controls_beside_each_other_are_equally_high(site: str, page: Page) -> None:
    """Also a field with an icon or a unit in its box, and the field that a conversation is written in."""

    async def height(selector: str) -> float:
        box = await page.locator(selector).first.bounding_box()
        assert box is not None
        return box["height"]

    await page.goto(f"{site}/tables")
    button = await height(".ds-table-tools .ds-button")
    assert await height(".ds-table-tools .ds-box") == button
    await page.goto(f"{site}/numbers")
    assert await height("#live-number_input .ds-box") == button
    await page.goto(f"{site}/chat")
    assert await height(".ds-composer-box textarea") == button


async def test_a_tooltip_keeps_its_distance_from_the_edge(site: str, page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.goto(f"{site}/menus")
    await STATES["menus"]["tooltip"](page)
    box = await page.get_by_role("tooltip").bounding_box()
    assert box is not None
    assert box["x"] >= 8


async def test_the_totals_of_a_narrow_table_stay_below_its_columns(site: str, page: Page) -> None:
    """Those of the columns that stay at the side, when the rest is scrolled."""
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.goto(f"{site}/tables")
    await page.locator(".ds-table-scroll").evaluate("box => { box.scrollLeft = 120 }")
    left = "cell => cell.getBoundingClientRect().left"
    for place in range(2):
        head = await page.locator(".ds-table thead th").nth(place).evaluate(left)
        assert await page.locator(".ds-table tfoot td").nth(place).evaluate(left) == head


async def test_from_right_to_left_what_stands_at_a_side_is_at_the_other(site: str, page: Page) -> None:
    """The title of a question, which is beside the page's own element; an arc and its ends begin at the left."""
    await page.goto(f"{site}/overlays?direction=rtl")
    await STATES["overlays"]["confirm"](page)
    right = "element => element.getBoundingClientRect().right"
    title = await page.locator("dialog[open] .ds-dialog-title").evaluate(right)
    assert title == await page.locator("dialog[open] .ds-dialog-body > *").first.evaluate(right)
    await page.goto(f"{site}/charts?direction=rtl")
    ends = page.locator(".ds-gauge-ends > *")
    left = "element => element.getBoundingClientRect().left"
    assert await ends.first.evaluate(left) < await ends.last.evaluate(left)
