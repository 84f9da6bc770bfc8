"""Take the first picture of the README, docs/images/orders.png, from the running example of orders.

`python tools/readme_picture.py`; `CHROMIUM` names another browser, as for the tests.
"""

import asyncio
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from examples.apps import orders  # noqa: E402
from tests.browser.harness import launch_browser  # noqa: E402

PICTURE = ROOT / "docs" / "images" / "orders.png"
#: Every page that shows it loads it.
MOST_BYTES = 200_000


async def main() -> None:
    """Sign in, and take the picture."""
    port = await orders.app.serve(port=0)
    try:
        async with launch_browser() as browser:
            page = await browser.new_page(viewport={"width": 1400, "height": 700}, color_scheme="light")
            await page.goto(f"http://127.0.0.1:{port}/")
            await page.get_by_label("Name").fill("ann")
            await page.get_by_label("Password").fill("tea")
            await page.get_by_role("button", name="Sign in").click()
            await page.get_by_role("row").nth(5).wait_for()
            await page.screenshot(path=PICTURE, animations="disabled")
    finally:
        await orders.app.close()
    size = PICTURE.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{PICTURE} has {size} bytes; the most is {MOST_BYTES}")


if __name__ == "__main__":
    asyncio.run(main())
