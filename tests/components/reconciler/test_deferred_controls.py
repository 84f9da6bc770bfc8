"""Boxes in the rows of a list: each is only its description until somebody asks for it, and nobody can tell."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from domsync import Component
from domsync import html as h
from domsync.dom.ops import Op, SetAttribute, SetProperty
from domsync.testing import Page, render_page
from tests import corpus

ROWS = 20


class Line(BaseModel):
    name: str
    amount: int = 1
    done: bool = False


class Lines(Component):
    lines: list[Line] = Field(default_factory=lambda: [Line(name=f"n{at}") for at in range(ROWS)])
    heard: list[str] = []

    def render(self) -> Any:
        return h.form(
            h.table(
                h.tbody(
                    h.tr(
                        h.td(h.input(bind=self.field("name", of=line), aria={"label": f"name {at}"})),
                        h.td(h.input(bind=self.field("amount", of=line), type="number")),
                        h.td(h.input(bind=self.field("done", of=line), type="checkbox", aria={"label": f"done {at}"})),
                        h.td(h.input(value=line.name, readonly=True, aria={"label": f"shown {at}"})),
                        key=at,
                    )
                    for at, line in enumerate(self.lines)
                )
            ),
            h.button("Reset", type="reset"),
            h.button("Send", type="submit"),
            on_submit=self.submit,
        )

    def submit(self) -> None:
        self.heard.append("submit")

    def rename(self, at: int, name: str) -> None:
        self.lines[at].name = name
        self.refresh()


def made(page: Page) -> int:
    """How many nodes of the page are there."""
    return len(page.document.registry.nodes)


def changes(page: Page) -> list[Op]:
    return [op for op in page.last.ops if isinstance(op, SetAttribute | SetProperty)]


def test_no_box_is_made_before_somebody_asks_for_it() -> None:
    with render_page(Lines()) as page:
        # The rows; what is in them is described.
        assert made(page) < 2 * ROWS
        assert page.document.registry.count > 8 * ROWS
        page.get_by_label("name 7").fill("seven")
        assert page.component.lines[7].name == "seven"
        # This row alone.
        assert made(page) < 2 * ROWS + 10
        page.get_by_label("done 7").check()
        assert page.component.lines[7].done
        assert page.get_by_label("name 6").value == "n6"


def test_what_a_program_sets_is_shown_as_a_property() -> None:
    with render_page(Lines()) as page:
        page.get_by_label("name 3").fill("typed")
        page.component.rename(3, "set")
        assert page.get_by_label("name 3").value == "set"
        page.component.rename(4, "other")
        assert page.get_by_label("name 4").value == page.get_by_label("shown 4").value == "other"
        # What the controls began with stays what a reset brings back.
        page.get_by_role("button", name="Reset").click()
        assert page.get_by_label("name 3").value == "n3"
        assert page.component.lines[3].name == "n3"


def test_only_its_property_changes() -> None:
    with render_page(Lines()) as page:
        page.component.rename(4, "other")
        assert page.get_by_label("name 4").value == "other"
        assert [(op.name, op.value) for op in changes(page) if isinstance(op, SetProperty)] == [("value", "other")] * 2
        assert not any(isinstance(op, SetAttribute) for op in changes(page))


def test_a_value_that_is_refused_stays_in_its_box() -> None:
    with render_page(Lines()) as page:
        box = page.locator("input[type=number]").nth(2)
        box.fill("")
        assert box.value == ""
        assert box.get_attribute("aria-invalid") == "true"
        box.fill("12")
        assert page.component.lines[2].amount == 12
        assert box.get_attribute("aria-invalid") is None


def test_a_row_comes_goes_and_moves_with_what_was_entered() -> None:
    with render_page(Lines()) as page:
        page.get_by_label("shown 2").focus()
        page.get_by_label("name 2").fill("two")
        page.component.lines.insert(0, page.component.lines.pop(2))
        page.component.refresh()
        assert page.get_by_label("name 0").value == "two"
        del page.component.lines[0]
        page.component.refresh()
        assert page.get_by_label("name 0").value == "n0"


def test_it_is_all_there_after_a_reconnect() -> None:
    with render_page(Lines()) as page:
        page.get_by_label("name 5").fill("five")
        page.get_by_label("done 6").check()
        page.reconnect()
        assert [page.get_by_label(f"name {at}").value for at in (4, 5, 6)] == ["n4", "five", "n6"]
        assert [page.get_by_label(f"done {at}").checked for at in (5, 6)] == [False, True]


def test_hostile_texts() -> None:
    texts = [hostile.text for hostile in corpus.texts()]

    def page() -> Any:
        # Those with an id are made at once.
        return [
            h.div(h.p("x"), h.p("y"), h.input(value=text, name="n", id=f"made{at}" if is_made else None))
            for at, text in enumerate(texts)
            for is_made in (False, True)
        ]

    with render_page(page) as shown:
        boxes = shown.locator("input")
        assert boxes.count() == 2 * len(texts)
        values = [boxes.nth(at).value for at in range(2 * len(texts))]
        assert values[::2] == values[1::2]
