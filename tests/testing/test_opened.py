"""Dialogs and details: what the user opens and closes is known to the tree before the next handler runs."""

from pydantic import PrivateAttr

from domsync import Component, Element, Ref, VNode, html
from domsync.testing import render_page


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
