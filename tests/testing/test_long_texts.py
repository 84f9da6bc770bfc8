"""Texts as long as a message may be, and longer ones, which are said not to arrive: in process and in Chromium."""

import pytest

from domsync import App, Child, Component
from domsync import html as h
from domsync.server.limits import ServerLimits
from domsync.session.limits import Limits
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Pasted(Component):
    text: str = ""
    clicks: int = 0

    def render(self) -> Child:
        return h.main(
            h.label("Bound", h.textarea(bind=self.field("text"))),
            h.label("Free", h.textarea()),
            h.button("+1", on_click=self.click),
            h.output(f"{len(self.text)} {self.clicks}"),
        )

    def click(self) -> None:
        self.clicks += 1


@pytest.mark.parametrize("label", ["Bound", "Free"])
def test_a_long_paste_arrives_and_so_does_the_click_after_it(label: str, page_of: PageOf) -> None:
    page = page_of(Pasted())
    page.get_by_label(label).paste("x" * 40_000)
    page.get_by_role("button").click()
    assert page.locator("output").text == ("40000 1" if label == "Bound" else "0 1")
    assert len(page.get_by_label(label).value) == 40_000


def test_a_limit_that_was_raised_or_lowered_counts(page_of: PageOf) -> None:
    page = page_of(App(Pasted, limits=ServerLimits(session=Limits(message_bytes=200_000))))
    page.get_by_label("Bound").paste("x" * 100_000)
    page.get_by_role("button").click()
    assert page.locator("output").text == "100000 1"
    page = page_of(App(Pasted, limits=ServerLimits(session=Limits(message_bytes=50_000))))
    with page.expect_error(match="more than can be sent"):
        page.get_by_label("Bound").paste("x" * 100_000)
    page.get_by_role("button").click()
    assert page.locator("output").text == "0 1"
    assert len(page.get_by_label("Bound").value) == 100_000
