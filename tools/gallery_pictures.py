"""Take pictures of every page of the gallery: light and dark, on a desk and on a phone.

`python tools/gallery_pictures.py [FOLDER]`, FOLDER being build/gallery unless it is given: each page whole, and the
window with each dialog, menu, list of options and the like that can be opened. With
`--docs`, those that the docs show, one for each family, are written to docs/images/widgets.

`--zoom 200` takes them as the browser shows them at 200 %: in a window of half the CSS pixels. `--forced-colors` takes
them in the few colours of a high contrast mode. Pages that have to be scrolled sideways are named.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from domsync.gallery import gallery  # noqa: E402
from domsync.gallery.demos import FAMILIES, libraries  # noqa: E402
from tests.browser.gallery_states import STATES  # noqa: E402
from tests.browser.harness import launch_browser  # noqa: E402

WIDTHS = {"desk": 1280, "phone": 390}
SCHEMES = ("light", "dark")


async def show(page: Page, address: str) -> None:
    """Go to a page, and wait until it is connected and its clocks have run."""
    await page.goto(address)
    await page.wait_for_function("document.querySelector('[data-ds-page]') && document.fonts.status === 'loaded'")
    for film in await page.locator("video").all():
        # Chromium draws its first picture when it is in view.
        await film.scroll_into_view_if_needed()
        await page.wait_for_timeout(500)
        await page.evaluate("scrollTo(0, 0)")
    await page.wait_for_timeout(300)
    # What a busy machine has the page say while it is being developed.
    await page.evaluate("for (const note of document.querySelectorAll('.domsync-note')) note.remove()")


def shrink(path: Path) -> None:
    """Leave a picture 128 colours, which is a fourth of its bytes: it lies in the repository."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(128).save(path, optimize=True)


async def is_too_wide(page: Page) -> bool:
    """Return whether a page has to be scrolled sideways."""
    return bool(await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


async def take(
    folder: Path, port: int, *, for_docs: bool, looks: str, families: Iterable[str], zoom: int, forced: bool
) -> None:
    """Take the pictures of a gallery that is being served."""
    async with launch_browser() as browser:
        for width in ("desk",) if for_docs or zoom > 100 else WIDTHS:
            for scheme in SCHEMES[: 1 if for_docs else 2]:
                page = await browser.new_page(
                    viewport={"width": WIDTHS[width] * 100 // zoom, "height": 900 * 100 // zoom},
                    color_scheme="light",
                    forced_colors="active" if forced else "none",
                )
                for family in families:
                    await show(page, f"http://127.0.0.1:{port}/{family}?scheme={scheme}{looks}")
                    name = family or "start"
                    if await is_too_wide(page):
                        print(f"{name}, {width}, {scheme}: wider than the window")
                    if for_docs:
                        if family:
                            await page.screenshot(path=folder / f"{name}.png")
                            shrink(folder / f"{name}.png")
                    else:
                        await page.screenshot(path=folder / f"{name}-{scheme}-{width}.png", full_page=True)
                        for state, opens in STATES.get(family, {}).items():
                            await show(page, f"http://127.0.0.1:{port}/{family}?scheme={scheme}{looks}")
                            await opens(page)
                            await page.wait_for_timeout(300)
                            await page.screenshot(path=folder / f"{name}-{state}-{scheme}-{width}.png")
                await page.close()


async def main() -> None:
    """Serve the gallery and take its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "gallery")
    parser.add_argument("--docs", action="store_true", help="write the pictures of the docs")
    parser.add_argument("--families", help="only these, with commas: forms,menus")
    parser.add_argument("--looks", default="", help="how the gallery looks: direction=rtl&density=compact")
    parser.add_argument("--zoom", type=int, default=100, help="how the browser zooms, in percent")
    parser.add_argument("--forced-colors", action="store_true", help="in the colours of a high contrast mode")
    given = parser.parse_args()
    folder = ROOT / "docs" / "images" / "widgets" if given.docs else given.folder
    folder.mkdir(parents=True, exist_ok=True)
    await libraries.load()
    app = gallery()
    port = await app.serve(port=0)
    try:
        families = given.families.split(",") if given.families else ["", *(family.name for family in FAMILIES)]
        looks = f"&{given.looks}" if given.looks else ""
        await take(
            folder,
            port,
            for_docs=given.docs,
            looks=looks,
            families=families,
            zoom=given.zoom,
            forced=given.forced_colors,
        )
    finally:
        await app.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    asyncio.run(main())
