"""Custom elements in a real Chromium: properties, structured events, attributes, templates."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.async_api import Page, expect

from domsync import Component
from domsync import html as h
from tests.browser.harness import PageLog
from tests.browser.test_client_modules import serving, shown, until

SCRIPT = """
class Table extends HTMLElement {
  #rows = [];
  set rows(rows) { this.#rows = rows; this.sets = (this.sets || 0) + 1; this.draw(); }
  get rows() { return this.#rows; }
  draw() {
    this.replaceChildren(...this.#rows.map(({ name }) => {
      const row = Object.assign(document.createElement("button"), { textContent: name });
      const detail = { row: { name }, all: [1, [2]] };
      row.onclick = () => this.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail }));
      return row;
    }));
  }
}
// Later than the page is adopted, as a library's script may come.
setTimeout(() => customElements.define("my-table", Table), 300);
"""


class Row(msgspec.Struct):
    name: str


class Picked(msgspec.Struct):
    row: Row
    all: list[Any]


class PickEvent(msgspec.Struct):
    detail: Picked


class Shown(Component):
    rows: list[dict[str, str]] = [{"name": "a"}]
    picked: list[Any] = []

    def render(self) -> Any:
        return h.main(
            h.element(
                "my-table", props={"rows": self.rows}, events={"pick": self.pick}, attributes={"src": "javascript:text"}
            ),
            h.p(str(self.picked), id="picked"),
            h.template(h.b("in the content"), id="template"),
        )

    def pick(self, event: PickEvent) -> None:
        self.picked = [event.detail.row.name, event.detail.all]


@pytest.fixture(autouse=True)
def _servers_end(page_log: PageLog) -> None:
    """A page is still open when its server has ended."""
    page_log.allow("console", "ERR_CONNECTION_REFUSED")


async def test_a_custom_element(page: Page, tmp_path: Path) -> None:
    (tmp_path / "table.js").write_text(SCRIPT)
    async with serving(Shown, static=tmp_path, scripts=["/static/table.js"]) as (app, url):
        await page.goto(url)
        table = page.locator("my-table")
        await expect(table.locator("button")).to_have_text(["a"])
        await expect(table).to_have_attribute("src", "javascript:text")
        component = shown(app)
        held = await page.evaluate_handle("document.querySelector('my-table').rows")
        component.rows = [*component.rows, {"name": "b"}]
        await expect(table.locator("button")).to_have_text(["a", "b"])
        assert await held.evaluate("rows => rows.length") == 1, "what somebody holds stays as it is"
        assert await page.evaluate("document.querySelector('my-table').sets") == 2
        await table.locator("button").nth(1).click()
        await expect(page.locator("#picked")).to_have_text("['b', [1, [2]]]")
        assert await page.evaluate("document.querySelector('#template').content.textContent") == "in the content"
        assert await page.evaluate("document.querySelector('#template').childNodes.length") == 0
        await until(page, "document.querySelector('my-table').hasOwnProperty('rows')", False)
