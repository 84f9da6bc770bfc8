"""What the server takes from `unsafe_url()` and `unsafe_tag()`, the page takes: at once, later, in rows and again."""

from typing import Any

import pytest

from domsync import App, Component, unsafe_tag, unsafe_url
from domsync import html as h
from domsync.components import document_of
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]

PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='7' height='7'/%3E"


class Everything(Component):
    shown: int = 0

    def render(self) -> Any:
        # As many as make a template, which say each the same and each another thing.
        rows = [
            h.li(h.a("go", href=unsafe_url(f"app-of-ours:{number}")), h.img(src=unsafe_url(PICTURE), alt=f"p{number}"))
            for number in range(5 * self.shown)
        ]
        url = unsafe_url(f"javascript:void {self.shown}")
        return h.main(
            h.button("more", on_click=self.more),
            h.a("link", id="link", href=url),
            h.element(unsafe_tag("meta"), id=f"meta{self.shown}", attributes={"name": "description"}),
            h.ul(rows),
            h.section(id="raw"),
        )

    def more(self) -> None:
        self.shown += 1
        document = document_of(self)
        made = document.getElementById("raw").appendChild(document.createElement("a", id=f"raw{self.shown}"))
        made.href = unsafe_url("javascript:void 0")


def test_the_page_takes_it(page_of: PageOf) -> None:
    page = page_of(App(Everything))
    assert page.locator("#link").get_attribute("href") == "javascript:void 0"
    assert page.locator("#meta0").count() == 1
    for shown in (1, 2):
        page.locator("button").click()
        assert page.locator("#link").get_attribute("href") == f"javascript:void {shown}"
        assert page.locator(f"#meta{shown}").count() == 1
        assert page.locator(f"#raw{shown}").get_attribute("href") == "javascript:void 0"
        links = [link.get_attribute("href") for link in page.locator("li a")]
        assert links == [f"app-of-ours:{number}" for number in range(5 * shown)]
        assert {image.get_attribute("src") for image in page.locator("img")} == {PICTURE}
    assert not page.errors
