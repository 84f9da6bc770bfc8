"""Controls bound to fields of models, of States, and to items of lists and dicts."""

import datetime
import weakref
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, model_validator

from domsync import Component, State
from domsync import html as h
from domsync.components.elements.bind import Binding
from domsync.components.elements.field_rules import browser_pattern, field_rules
from domsync.components.elements.paths import split_path
from domsync.testing import render_page


class Address(BaseModel):
    city: Annotated[str, Field(max_length=10)] = ""
    zip: Annotated[str, Field(pattern=r"^\d{4}$")] = "1010"


class User(BaseModel):
    address: Address = Field(default_factory=Address)


class Line(BaseModel):
    amount: Annotated[int, Field(ge=1, le=9)] = 1
    low: int = 0

    @model_validator(mode="after")
    def is_in_order(self) -> "Line":
        if self.low > self.amount:
            raise ValueError("low is more than the amount")
        return self


class Board(State):
    note: Annotated[str, Field(max_length=5)] = ""
    lines: list[Line] = []


BOARD = Board()


class Page(Component):
    user: User = Field(default_factory=User)
    lines: list[Line] = Field(default_factory=lambda: [Line(), Line(amount=2)])
    tags: list[Annotated[int, Field(ge=3)]] = [3, 4]
    prices: dict[str, Decimal] = {"tea": Decimal("2.5")}
    size: Literal[1, 2] = 1

    def render(self) -> Any:
        return h.div(
            h.input(bind=self.field("user.address.city"), aria={"label": "City"}),
            h.input(bind=self.field("user", "address", "zip"), aria={"label": "Zip"}),
            [
                h.input(
                    bind=self.field("lines", at, "amount"), type="number", aria={"label": f"Amount {at}"}, key=id(line)
                )
                for at, line in enumerate(self.lines)
            ],
            h.input(bind=self.field("tags", 1), type="number", aria={"label": "Tag"}),
            h.input(bind=self.field("prices", "tea"), aria={"label": "Tea"}),
            h.input(bind=self.field("note", of=BOARD), aria={"label": "Note"}),
            [h.input(type="radio", bind=self.field("size"), value=n, aria={"label": f"Size {n}"}) for n in (1, 2)],
            h.p(BOARD.note),
        )


def test_fields_of_models_in_fields() -> None:
    page = render_page(Page)
    page.get_by_label("City").fill("Wien")
    page.get_by_label("Zip").fill("12")
    assert page.component.user.address == Address(city="Wien")
    assert "user.address.zip" in page.component.errors
    assert page.get_by_label("Zip").value == "12"
    assert page.get_by_label("Zip").get_attribute("aria-invalid") == "true"
    page.get_by_label("Zip").fill("1234")
    assert page.component.user.address.zip == "1234"
    assert page.component.errors == {}


def test_the_program_sets_a_field_of_a_model() -> None:
    page = render_page(Page)
    page.component.user.address.city = "Graz"
    page.component.refresh()
    page.advance(0)
    assert page.get_by_label("City").value == "Graz"


def test_items_of_lists_and_dicts() -> None:
    page = render_page(Page)
    page.get_by_label("Amount 1").fill("7")
    page.get_by_label("Tag").fill("5")
    page.get_by_label("Tea").fill("3.75")
    assert [line.amount for line in page.component.lines] == [1, 7]
    assert page.component.tags == [3, 5]
    assert page.component.prices == {"tea": Decimal("3.75")}
    page.get_by_label("Tag").fill("2")
    assert page.component.tags == [3, 5]
    assert page.component.errors == {"tags.1": "Please enter a value of at least 3"}


def test_a_validator_of_the_whole_model_refuses_and_changes_nothing() -> None:
    page = Page()
    page.lines[0].low = 1
    binding = page.field("lines", 0, "low")
    assert not binding.assign(5)
    assert page.lines[0].low == 1
    assert page.errors == {"lines.0.low": "low is more than the amount"}


def test_what_was_refused_of_a_row_is_not_said_of_the_row_that_takes_its_place() -> None:
    page = render_page(Page)
    page.get_by_label("Amount 0").fill("100")
    assert page.component.field("lines", 0, "amount").error
    del page.component.lines[0]
    page.component.refresh()
    page.advance(0)
    assert page.component.field("lines", 0, "amount").error == ""
    assert page.get_by_label("Amount 0").value == "2"


def test_an_entry_for_a_row_that_is_gone_changes_nothing() -> None:
    page = Page()
    binding = page.field("lines", 1, "amount")
    del page.lines[1]
    assert not binding.assign("5")
    assert page.lines == [Line()]


def test_a_state_that_all_share() -> None:
    BOARD.note = ""
    one, two = render_page(Page), render_page(Page)
    one.get_by_label("Note").fill("hello")
    two.advance(0)
    assert two.get_by_label("Note").value == "hello"
    assert two.locator("p").text == "hello"
    one.component.field("note", of=BOARD).typed("hello!")
    # Whoever entered it is told, and nobody else.
    assert list(one.component.errors) == ["Board.note"]
    assert two.component.errors == {}


def test_models_in_a_state_tell_their_readers() -> None:
    class Reader(Component):
        def render(self) -> Any:
            return h.p(BOARD.lines[0].amount)

    BOARD.lines = [Line()]
    page, other = Page(), render_page(Reader)
    page.field("lines", 0, "amount", of=BOARD).typed("4")
    other.advance(0)
    assert other.text == "4"


def test_choices_that_are_no_text() -> None:
    page = render_page(Page)
    page.get_by_label("Size 2").check()
    assert page.component.size == 2


def test_constraints_are_the_browsers_too() -> None:
    page = render_page(Page)
    amount = page.get_by_label("Amount 0")
    assert (amount.get_attribute("min"), amount.get_attribute("max")) == ("1", "9")
    assert page.get_by_label("City").get_attribute("maxlength") == "10"
    assert page.get_by_label("Zip").get_attribute("pattern") == r"\d{4}"
    vnode = h.input(bind=Page().field("lines", 0, "amount"), type="number", min=None, max="5")
    assert vnode.attributes is not None
    assert "min" not in vnode.attributes
    assert vnode.attributes["max"] == "5"


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        (("nothing",), AttributeError, "Page has no field 'nothing'"),
        (("user.adress",), AttributeError, "User has no field 'adress'; did you mean address"),
        (("lines", 9, "amount"), LookupError, "list index out of range"),
        (("lines", "first"), TypeError, "a list item is given by its index"),
        (("size", "real"), TypeError, "goes through models, lists and dicts"),
        (("prices", "coffee"), LookupError, "coffee"),
        ((1.5,), TypeError, "a path consists of names and indexes"),
        ((), TypeError, "takes the name of a field"),
    ],
)
def test_paths_that_lead_nowhere(path: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        Page().field(*path)


def test_dotted_names_and_steps_are_one() -> None:
    assert split_path(("a.b", 0, "c")) == ("a", "b", 0, "c")


def test_a_bound_model_is_not_kept() -> None:
    page = Page()
    page.field("user.address.zip").typed("x")
    page.field("tags", 0).typed("x")
    gone = weakref.ref(page)
    del page
    assert gone() is None


class Colour(Enum):
    RED = "r"
    DEEP_BLUE = 2


class Described(BaseModel):
    amount: Annotated[int, Field(gt=0, lt=10, title="How many", description="At most nine", examples=[3])]
    price: Annotated[Decimal, Field(multiple_of=Decimal("0.5"))] | None = None
    day: Annotated[datetime.date, Field(gt=datetime.date(2024, 1, 1))] = datetime.date(2024, 2, 1)
    colour: Colour
    date_of_birth: datetime.date | None


def rules_of(name: str) -> Any:
    return field_rules(name, Described.model_fields[name])


def test_what_a_field_says() -> None:
    amount = rules_of("amount")
    assert (amount.label, amount.help, amount.placeholder) == ("How many", "At most nine", "3")
    assert (amount.minimum, amount.maximum, amount.required) == (1, 9, True)
    assert (rules_of("price").step, rules_of("price").optional) == (Decimal("0.5"), True)
    assert rules_of("day").minimum == datetime.date(2024, 1, 2)
    assert rules_of("colour").choices == ((Colour.RED, "R"), (Colour.DEEP_BLUE, "DEEP BLUE"))
    assert (rules_of("date_of_birth").label, rules_of("date_of_birth").required) == ("Date of birth", False)


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        (r"^\d{4}$", r"\d{4}"),
        (r"\d", r".*(?:\d).*"),
        (r"^[a-z]+", r"(?:[a-z]+).*"),
        (r"^a|b$", None),
        (r"(?i)a", None),
        (r"[&&a]", None),
        (r"^\$$", r"\$"),
        (r"\$", r".*(?:\$).*"),
    ],
)
def test_patterns_for_browsers(pattern: str, written: str | None) -> None:
    assert browser_pattern(pattern) == written


def test_the_binding_says_where_it_leads() -> None:
    binding: Binding = Page().field("lines", 1, "amount")
    assert (binding.name, binding.value, binding.rules.label) == ("lines.1.amount", 2, "Amount")
    assert repr(binding) == "<Binding of Page.lines.1.amount>"
