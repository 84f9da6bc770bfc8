"""Dialogs and details: what the user opens and closes is known to the tree before the next handler runs."""

import pytest
from pydantic import PrivateAttr

from domsync import Component, Element, Ref, VNode, html
from domsync.testing import render_page
from domsync.testing.plugin import PageOf


class Shelf(Component):
    """A dialog that is opened by a call, and details that nobody listens to."""

    seen: list[tuple[bool, bool]] = []
    _dialog: Ref[Element] = PrivateAttr(default_factory=Ref)
    _details: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> VNode:
        return html.div(
            html.button("Open", on_click=self.present),
            html.dialog(html.form(html.button("Done"), method="dialog"), ref=self._dialog),
            html.details(html.summary("More"), "text", ref=self._details),
        )

    def present(self) -> None:
        dialog, details = self._dialog.element, self._details.element
        self.seen.append((dialog.hasAttribute("open"), details.hasAttribute("open")))
        dialog.showModal()


def test_a_dialog_that_the_user_closed_opens_again() -> None:
    page = render_page(Shelf)
    shelf = page.component
    for _ in range(2):
        page.get_by_role("button", name="Open").click()
        page.get_by_role("button", name="Done").click()
    page.get_by_text("More").click()
    page.get_by_role("button", name="Open").click()
    assert shelf.seen == [(False, False), (False, False), (False, True)]
    assert page.get_by_role("dialog").count() == 1


class Group(Component):
    """Details of which one is open at a time, as the program says or the user."""

    which: int = 0

    def render(self) -> VNode:
        return html.main(
            [
                html.details(html.summary(f"s{n}", id=f"s{n}"), f"t{n}", name="g", id=f"d{n}", open=self.which == n)
                for n in range(3)
            ],
            html.button("go", on_click=self.go, id="go"),
        )

    def go(self) -> None:
        self.which = 0 if self.which else 2


@pytest.mark.domsync_browser("in-process", "chromium")
@pytest.mark.browser
def test_what_the_program_opens_closes_the_others_of_its_group(page_of: PageOf) -> None:
    page = page_of(Group())

    def opened() -> list[bool]:
        page.settle()
        return [page.locator(f"#d{n}").get_attribute("open") is not None for n in range(3)]

    page.locator("#s1").click()
    assert opened() == [False, True, False]
    page.locator("#go").click()
    assert opened() == [False, False, True]
    page.locator("#s0").click()
    page.locator("#go").click()
    assert opened() == [True, False, False]
