"""Choices: values and options of different types, and what is not chosen."""

import enum
from typing import Any

import pytest

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Letter(enum.StrEnum):
    A = "a"
    B = "b"


class Chooser(Component):
    factor: float = 1.0
    colour: Colour = Colour.RED
    letter: str = "b"
    stars: float = 3
    colours: list[Colour] = [Colour.BLUE]
    make: Any

    def render(self) -> Any:
        return h.main(self.make(self))


def test_whole_numbers_as_options_of_a_float() -> None:
    page = render_page(Chooser(make=lambda it: w.select("Factor", [1, 2.5, 5], bind=it.field("factor"))))
    assert page.get_by_label("Factor").value == "1"
    page.get_by_label("Factor").select("5")
    assert page.component.factor == 5
    assert page.get_by_label("Factor").value == "5"


def test_texts_as_options_of_an_enum() -> None:
    options = {"red": "Rot", "blue": "Blau"}
    page = render_page(Chooser(make=lambda it: w.radio_group("Colour", options, bind=it.field("colour"))))
    assert page.get_by_label("Rot").checked
    page.get_by_label("Blau").check()
    assert page.component.colour is Colour.BLUE
    assert page.get_by_label("Blau").checked


def test_texts_as_options_of_a_list_of_members() -> None:
    page = render_page(Chooser(make=lambda it: w.checkbox_group("Colours", ["red", "blue"], bind=it.field("colours"))))
    assert page.get_by_label("blue").checked
    page.get_by_label("red").check()
    assert page.component.colours == [Colour.RED, Colour.BLUE]


def test_members_as_options_of_a_text() -> None:
    page = render_page(Chooser(make=lambda it: w.segmented("Letter", list(Letter), bind=it.field("letter"))))
    assert page.get_by_label("b", exact=True).checked


def test_a_float_rated_in_stars() -> None:
    page = render_page(Chooser(make=lambda it: w.rating("Stars", bind=it.field("stars"))))
    assert page.locator("input").nth(2).checked
    page.locator("input").nth(3).check()
    assert page.component.stars == 4


def test_a_value_that_is_an_option_itself_is_no_other() -> None:
    page = render_page(lambda: h.main(w.checkbox_group("Mixed", [True, 1, "1"], values=[1])))
    boxes = page.get_by_role("checkbox")
    assert [boxes.nth(place).checked for place in range(3)] == [False, True, False]


def test_members_of_an_enum_are_named_in_words() -> None:
    """Not as `Colour.RED`, which is for programmers; by itself, a combobox would even call the class."""
    for make in (w.select, w.radio_group, w.combobox):
        widget: Any = make
        page = render_page(lambda widget=widget: h.main(widget("Colour", Colour)))
        assert "Red" in page.html
        assert "Colour.RED" not in page.html


def test_no_choice_of_a_text_is_an_empty_text() -> None:
    page = render_page(Chooser(make=lambda it: w.select("Letter", ["a", "b"], bind=it.field("letter"), empty="None")))
    page.get_by_label("Letter").select("None")
    assert page.component.letter == ""
    assert not page.component.errors


class Names(Component):
    names: list[str] = ["Ada"]
    values: list[float] = [1.0]

    def render(self) -> Any:
        return h.main(
            w.combobox("Name", self.names),
            w.combobox("Value", {1: "one", 2: "two"}, multiple=True, bind=self.field("values")),
            h.button("Add", on_click=self.add),
        )

    def add(self) -> None:
        self.names.append("Grace")


def test_a_combobox_shows_options_that_were_added_in_place() -> None:
    page = render_page(Names)
    page.get_by_role("button", name="Add").click()
    page.get_by_role("combobox", name="Name").fill("g")
    assert page.get_by_role("option", name="Grace")


def test_a_combobox_knows_a_chosen_value_of_another_type() -> None:
    page = render_page(Names)
    assert page.locator(".ds-tag-text").texts == ["one"]
    page.get_by_role("combobox", name="Value").fill("o")
    page.get_by_role("option", name="one").click()
    assert page.component.values == []


def test_several_chosen_values_are_a_list() -> None:
    with pytest.raises(TypeError, match=r"combobox\(\): value is a list, not 'abc'"):
        w.combobox("Words", ["abc"], multiple=True, value="abc")


def test_options_that_cannot_be_loaded_at_once() -> None:
    def load(text: str) -> list[str]:
        if text == "b":
            raise OSError(text)
        return ["a"]

    page = render_page(lambda: h.main(w.combobox("Name", load)))
    field = page.get_by_role("combobox")
    with page.expect_error(OSError):
        field.fill("b")
        page.advance(1)
    assert "The options could not be loaded" in page.html
    field.fill("a")
    page.advance(1)
    assert "The options could not be loaded" not in page.html


def test_several_boxes_are_for_a_list() -> None:
    page = render_page(Chooser(make=lambda it: w.checkbox_group("Letter", ["a", "b"], bind=it.field("letter"))))
    assert "checkbox_group(): values is a list, not 'b'" in str(page.errors.pop())


class Few(Component):
    words: list[str] = ["a", "b"]
    letters: list[str] = ["a"]

    def render(self) -> Any:
        return h.main(
            w.tags_input("Words", bind=self.field("words"), most=2),
            w.combobox("Letters", ["a", "b"], bind=self.field("letters"), multiple=True, most=1),
        )


def test_what_is_too_many_is_said() -> None:
    page = render_page(Few)
    words = page.get_by_role("textbox", name="Words")
    words.fill("c")
    words.press("Enter")
    assert (page.get_by_role("alert").text, words.value) == ("Please give at most 2 entries", "c")
    page.get_by_role("button", name="Remove a").first.click()
    assert not page.get_by_role("alert")
    words.press("Enter")
    assert page.component.words == ["b", "c"]
    page.get_by_role("combobox", name="Letters").fill("b")
    page.get_by_role("option", name="b").click()
    assert page.get_by_role("alert").text == "Please give at most 1 entry"
    assert page.component.letters == ["a"]
