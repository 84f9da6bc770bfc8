"""A control that comes or goes among others never gets what was typed into them: in process and in Chromium."""

from typing import Any

import pytest

from domsync import Child, Component, events
from domsync import html as h
from domsync import widgets as w
from domsync.components.reconciler.dev_warnings import UnkeyedReorderWarning
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Growing(Component):
    """Whether there is a first box changes with each letter that is typed into the second, which nothing binds."""

    kind: str = "id"
    first: bool = False
    letters: int = 0

    def render(self) -> Child:
        parts: list[Any] = [h.h1("Sign up")]
        if self.first:
            parts.append(self.box("first"))
        parts.append(self.box("second", on_input=self.hear))
        parts.append(self.box("third"))
        return h.form(*parts)

    def box(self, name: str, **given: Any) -> Child:
        match self.kind:
            case "id":
                return h.input(id=name, aria={"label": name}, **given)
            case "name":
                return h.input(name=name, aria={"label": name}, **given)
            case "textarea":
                return h.label(name, h.span(h.textarea(name=name, **given)))
            case "bound":
                return h.label(name, h.input(bind=self.field("letters") if name == "third" else None, id=name, **given))
            case _:
                return w.text_input(name, **given)

    def hear(self, event: events.InputEvent) -> None:
        self.first = len(event.value) % 2 == 1


@pytest.mark.parametrize("kind", ["id", "name", "textarea", "bound", "widget"])
def test_typing_goes_on_while_a_box_comes_and_goes_above(kind: str, page_of: PageOf) -> None:
    page = page_of(Growing(kind=kind))
    page.get_by_label("second").focus()
    for letter in "orange":
        page.press(letter)
    box = page.get_by_label("second")
    assert (box.value, box.is_focused()) == ("orange", True)
    page.press("s")
    assert page.get_by_label("first").value == ""
    assert (box.value, box.is_focused()) == ("oranges", True)
    assert page.get_by_label("third").value == ("0" if kind == "bound" else "")


class Choosing(Component):
    sizes: tuple[str, ...] = ("S", "M", "L")

    def render(self) -> Child:
        return h.form(
            *[h.label(size, h.input(type="radio", name="size", value=size)) for size in self.sizes],
            h.button("Less", type="button", on_click=self.less),
        )

    def less(self) -> None:
        self.sizes = self.sizes[1:]


def test_what_is_chosen_stays_chosen(page_of: PageOf) -> None:
    page = page_of(Choosing())
    page.get_by_label("M").check()
    page.get_by_role("button", name="Less").click()
    assert [page.get_by_label(size).checked for size in "ML"] == [True, False]
    page.get_by_role("button", name="Less").click()
    assert not page.get_by_label("L").checked


class Steps(Component):
    step: int = 0

    def render(self) -> Child:
        name = ("Name", "Email")[self.step]
        return h.form(
            h.label(name, h.input(name=name)),
            h.button("Next", type="button", on_click=lambda: self.go(1)),
            class_="step",
        )

    def go(self, step: int) -> None:
        self.step = step


def test_the_box_of_the_next_step_is_empty(page_of: PageOf) -> None:
    page = page_of(Steps())
    page.get_by_label("Name").fill("Ann")
    page.get_by_role("button", name="Next").click()
    assert page.get_by_label("Email").value == ""


class Nameless(Component):
    first: bool = False

    def render(self) -> Child:
        return h.form(
            *([h.input(placeholder="First")] if self.first else []),
            h.input(placeholder="Second"),
            h.button("More", type="button", on_click=self.more),
        )

    def more(self) -> None:
        self.first = True


def test_boxes_that_nothing_tells_apart_are_named(page_of: PageOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domsync.components.reconciler.dev_warnings._SEEN", set())
    page = page_of(Nameless())
    page.get_by_placeholder("Second").fill("typed")
    with pytest.warns(UnkeyedReorderWarning, match='<input placeholder="Second"> has another place now'):
        page.get_by_role("button", name="More").click()
