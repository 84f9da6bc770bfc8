"""Dialogs and details that the user opens and closes: the program's tree knows it at once."""

from typing import Any

import pytest
from pydantic import PrivateAttr

from domsync import Component, Element, Ref, events
from domsync import html as h
from domsync.testing import render_page


class Question(Component):
    answers: list[str] = []
    form_method: str = "dialog"
    button_method: Any = None
    _box: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> Any:
        form: dict[str, Any] = {"method": self.form_method}
        return h.main(
            h.button("Ask", on_click=self.ask),
            h.dialog(
                h.form(
                    h.input(name="why", aria={"label": "Why"}),
                    h.button("Yes", value="yes", formmethod=self.button_method),
                    on_submit=self.answer,
                    **form,
                ),
                ref=self._box,
            ),
            h.details(h.summary("More"), "text"),
        )

    def ask(self) -> None:
        self._box.element.showModal()

    def answer(self, event: events.SubmitEvent) -> None:
        self.answers.append(event.get("why") or "")

    @property
    def is_open(self) -> bool:
        return self._box.element.hasAttribute("open")


def test_escape_is_known_without_another_event_and_the_dialog_opens_again() -> None:
    question = Question()
    page = render_page(question)
    for _ in range(2):
        page.get_by_role("button", name="Ask").click()
        assert question.is_open
        page.press("Escape")
        assert not question.is_open
        assert page.locator("dialog").get_attribute("open") is None


def test_details_are_known_without_another_event() -> None:
    page = render_page(Question)
    details = page.document.querySelector("details")
    assert details is not None
    page.locator("summary").click()
    assert details.open
    page.locator("summary").click()
    assert not details.open


@pytest.mark.parametrize(("form", "button"), [("dialog", None), ("get", "dialog"), ("DIALOG", None)])
def test_a_form_closes_its_dialog_and_its_handler_runs(form: str, button: str | None) -> None:
    question = Question(form_method=form, button_method=button)
    page = render_page(question)
    page.get_by_role("button", name="Ask").click()
    page.get_by_label("Why").fill("because")
    page.get_by_role("button", name="Yes").click()
    assert question.answers == ["because"]
    assert not question.is_open
    assert page.locator("dialog").get_attribute("open") is None


def test_a_form_that_is_sent_to_the_program_leaves_its_dialog_open() -> None:
    question = Question(form_method="get")
    page = render_page(question)
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("button", name="Yes").click()
    assert question.answers == [""]
    assert question.is_open
