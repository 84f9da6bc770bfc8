"""`domsync run --reload`: a saved program goes on with its pages' state, and what is wrong with it is shown in them."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

from playwright.async_api import Page, expect

from tests import children
from tests.browser.harness import PageLog

ROOT = Path(__file__).parents[2]
PROGRAM = """
from pathlib import Path
from domsync import App, Component, html as h

class Counter(Component):
    count: int = 0

    def render(self):
        return h.main(
            h.output(f"one {self.count}"),
            h.button("+1", on_click=self.click),
            h.button("fail", on_click=self.fail),
        )

    def click(self):
        self.count += 1

    def fail(self):
        secret = self.count
        raise ValueError(f"no {secret}")

app = App(Counter, static=Path(__file__).parent / "static", stylesheets=["/static/page.css"])
"""


async def test_a_program_is_saved(page: Page, page_log: PageLog, tmp_path: Path) -> None:
    page_log.allow("console", "WebSocket connection|ERR_CONNECTION")
    program, styles = tmp_path / "program.py", tmp_path / "static" / "page.css"
    styles.parent.mkdir()
    styles.write_text("output { color: rgb(1, 2, 3) }")
    program.write_text(PROGRAM)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "domsync", "run", str(program), "--port", "0", "--reload"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=children.environment(PYTHONPATH=str(ROOT)),
    )
    try:
        assert process.stdout is not None
        said = (await process.stdout.readline()).decode()
        found = re.search(r"http://127.0.0.1:\d+", said)
        assert found is not None, said
        await page.goto(found[0])
        await page.evaluate("window.stays = true")
        shown, overlay = page.locator("output"), page.locator(".domsync-overlay")
        for number in (1, 2, 3):
            await page.get_by_role("button", name="+1").click()
            await expect(shown).to_have_text(f"one {number}")
        # A failure, with what belongs to it.
        await page.get_by_role("button", name="fail").click()
        await expect(overlay).to_contain_text("ValueError: no 3")
        await expect(overlay).to_contain_text('raise ValueError(f"no {secret}")')
        await expect(overlay).to_contain_text("count = 3")
        await expect(overlay).to_contain_text("The event: click")
        await overlay.get_by_role("button", name="Dismiss").click()
        await expect(overlay).to_have_count(0)
        # Where the focus was, it is again; the newest failure comes first; and Escape is enough.
        fails = page.get_by_role("button", name="fail")
        await expect(fails).to_be_focused()
        await page.get_by_role("button", name="+1").click()
        await fails.press("Enter")
        await expect(overlay).to_contain_text("no 4")
        await page.evaluate("window.keys = []; addEventListener('keydown', ({ key }) => keys.push(key))")
        await page.evaluate("document.querySelector('button').click()")
        await expect(shown).to_have_text("one 5")
        await fails.press("Enter")
        await expect(overlay.get_by_role("heading")).to_have_text(["ValueError: no 5", "ValueError: no 4"])
        await expect(fails).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(overlay).to_have_count(0)
        await expect(fails).to_be_focused()
        await page.keyboard.press("Escape")
        assert await page.evaluate("keys") == ["Enter", "Escape"]
        # Style sheets are swapped.
        styles.write_text("output { color: rgb(4, 5, 6) }")
        await expect(shown).to_have_css("color", "rgb(4, 5, 6)")
        # The program cannot even be read: the old one goes on.
        program.write_text(PROGRAM + "\nthis is no Python")
        await expect(overlay).to_contain_text("SyntaxError")
        await page.evaluate("document.querySelector('button').click()")
        await expect(shown).to_have_text("one 6")
        # And is put right: the state is there, and nothing is wrong any longer.
        program.write_text(PROGRAM.replace('"one', '"two'))
        await expect(shown).to_have_text("two 6")
        await expect(overlay).to_have_count(0)
        assert await page.evaluate("window.stays")
        await page.get_by_role("button", name="+1").click()
        await expect(shown).to_have_text("two 7")
    finally:
        process.terminate()
        await process.wait()
