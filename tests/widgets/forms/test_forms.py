"""Forms of models: all kinds of fields, what is wrong, rows that come and go."""

import datetime
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType, TypeVar

import pytest
from pydantic import BaseModel, EmailStr, Field, HttpUrl, SecretStr
from typing_extensions import TypeAliasType

from domsync import Component
from domsync import widgets as w
from domsync.testing import render_page
from domsync.widgets.forms import drafts


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Line(BaseModel):
    article: Annotated[str, Field(min_length=2)]
    amount: Annotated[int, Field(ge=1)] = 1


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    name: str


class Address(BaseModel):
    city: str


class Everything(BaseModel):
    name: Annotated[str, Field(min_length=2)]
    age: int = 3
    height: float | None = None
    price: Decimal = Decimal("1.5")
    news: bool = False
    sure: bool | None = None
    day: datetime.date = datetime.date(2026, 1, 2)
    at: datetime.time | None = None
    when: datetime.datetime | None = None
    lasts: datetime.timedelta = datetime.timedelta(days=1, hours=2)
    colour: Colour = Colour.RED
    size: Literal["S", "M"] = "S"
    secret: SecretStr = SecretStr("abc")
    mail: EmailStr | None = None
    site: HttpUrl | None = None
    tags: list[str] = ["a"]
    numbers: list[int] = [1]
    colours: set[Colour] = set()
    address: Address
    other: Address | None = None
    lines: list[Line] = []
    prices: dict[str, Decimal] = {"tea": Decimal(2)}
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] = Cat()


class Page(Component):
    got: Any = None
    value: Any = None
    model: Any = Everything

    def render(self) -> Any:
        return w.form(self.model, self.save, value=self.value)

    def save(self, made: BaseModel) -> None:
        if getattr(made, "name", "") == "taken":
            raise w.FormError({"name": "It is taken"})
        self.got = made


def opened(**fields: Any) -> Any:
    return render_page(Page(**fields))


def send(page: Any) -> Any:
    page.get_by_role("button", name="Save").click()
    return page.component.got


def test_a_model_goes_through_unchanged() -> None:
    made = Everything(
        name="Ada",
        address=Address(city="Wien"),
        lines=[Line(article="Tea")],
        pet=Dog(name="Rex"),
        colours={Colour.BLUE},
        mail="ada@example.org",
        site=HttpUrl("https://example.org/"),
        when=datetime.datetime.fromisoformat("2026-03-01T09:30"),
    )
    assert send(opened(value=made)) == made


def test_what_is_entered() -> None:
    page = opened()
    page.get_by_label("Name").first.fill("Ada")
    page.get_by_label("Age").fill("36")
    page.get_by_label("Day").fill("2026-05-06")
    page.get_by_label("Lasts").fill("0:30:00")
    page.get_by_label("Colour", exact=True).select("blue")
    page.get_by_label("News").check()
    page.get_by_label("City").fill("Wien")
    page.get_by_role("button", name="Add to Lines").click()
    page.get_by_label("Article").fill("Tea")
    made = send(page)
    assert made is not None, page.component
    assert (made.name, made.age, made.day, made.news) == ("Ada", 36, datetime.date(2026, 5, 6), True)
    assert made.lasts == datetime.timedelta(minutes=30)
    assert made.colour is Colour.BLUE
    assert made.lines == [Line(article="Tea")]
    assert made.prices == {"tea": Decimal(2)}


def test_what_is_wrong_is_said_with_links() -> None:
    page = opened()
    assert send(page) is None
    summary = page.get_by_role("alert").filter(has_text="There are")
    assert "Name: Please fill in this field" in summary.text
    link = summary.get_by_role("link", name="Name: Please fill in this field")
    link.click()
    assert page.get_by_label("Name").first.is_focused()
    page.get_by_label("Name").first.fill("A")
    assert "at least 2 characters" in page.text


def test_only_what_was_changed_is_said_while_one_types() -> None:
    page = opened()
    page.get_by_label("Name").first.fill("A")
    assert page.get_by_role("alert").texts == ["Please enter at least 2 characters"]


def test_what_the_program_knows_better() -> None:
    page = opened(value=Everything(name="taken", address=Address(city="Wien")))
    assert send(page) is None
    assert "Name: It is taken" in page.text
    page.get_by_label("Name").first.fill("free")
    assert send(page).name == "free"


class Rows(BaseModel):
    lines: list[Line] = [Line(article="aa"), Line(article="bb"), Line(article="cc")]


def articles(page: Any) -> list[str]:
    boxes = page.get_by_label("Article")
    return [boxes.nth(at).value for at in range(boxes.count())]


def test_rows_are_moved_and_removed_with_what_is_wrong_of_them() -> None:
    page = opened(model=Rows)
    page.get_by_label("Article").nth(2).fill("c")
    assert page.get_by_role("alert").count() == 1
    page.get_by_role("button", name="Move Lines 3 up").click()
    assert articles(page) == ["aa", "c", "bb"]
    page.get_by_role("button", name="Remove Lines 1").click()
    assert articles(page) == ["c", "bb"]
    assert page.get_by_label("Article").nth(0).get_attribute("aria-invalid") == "true"
    page.get_by_label("Article").nth(0).fill("cc")
    assert send(page) == Rows(lines=[Line(article="cc"), Line(article="bb")])


class Pet(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    other: Address | None = None


def test_rows_by_the_keyboard() -> None:
    """The focus goes to what was added, goes along with what is moved, and to what is left."""
    page = opened()

    def press(name: str) -> None:
        page.get_by_role("button", name=name).focus()
        page.press("Enter")

    def focused() -> str | None:
        return next((one.get_attribute("aria-label") for one in page.locator("button") if one.is_focused()), None)

    for article in ("tea", "milk", "jam"):
        press("Add to Lines")
        # What is not entered yet is not said to be wrong.
        assert page.locator(".ds-error").count() == 0
        assert page.get_by_label("Article").last.is_focused()
        page.get_by_label("Article").last.type(article)
    press("Move Lines 3 up")
    assert articles(page) == ["tea", "jam", "milk"]
    assert focused() == "Move Lines 2 up"
    page.press("Enter")
    # It is the first one now, and cannot be moved further.
    assert articles(page) == ["jam", "tea", "milk"]
    assert focused() == "Move Lines 1 down"
    press("Remove Lines 3")
    assert focused() == "Remove Lines 2"
    page.press("Enter")
    page.press("Enter")
    assert articles(page) == []
    assert focused() == "Add to Lines"
    press("Add to Prices")
    assert page.get_by_label("Key").last.is_focused()
    assert not page.errors


def test_what_is_not_entered_yet_is_not_said_to_be_wrong() -> None:
    page = opened()
    page.get_by_label("Kind").select("Dog")
    page.get_by_label("Include Other").check()
    assert page.locator(".ds-error").count() == 0
    page.get_by_label("Name").last.fill("x")
    page.get_by_label("Name").last.fill("")
    assert page.locator(".ds-error").count() == 1


def test_unions_and_what_may_be_none() -> None:
    page = opened(model=Pet)
    page.get_by_label("Kind").select("dog")
    page.get_by_label("Name").fill("Rex")
    page.get_by_role("switch", name="Include Other").check()
    page.get_by_label("City").fill("Graz")
    assert send(page) == Pet(pet=Dog(name="Rex"), other=Address(city="Graz"))


def test_reset_and_dirty() -> None:
    page = opened(model=Rows)
    assert page.get_by_role("button", name="Reset").is_enabled() is False
    page.get_by_label("Article").nth(0).fill("zz")
    assert page.locator("form").get_attribute("data-ds-dirty") == "true"
    page.get_by_role("button", name="Reset").click()
    assert articles(page) == ["aa", "bb", "cc"]


Shirt = TypeAliasType("Shirt", Literal["S", "M"])
Label = NewType("Label", str)
Item = TypeVar("Item")
Several = TypeAliasType("Several", list[Item], type_params=(Item,))


class Named(BaseModel):
    """Its fields have types that are named first, as `type Shirt = ...` does from Python 3.12 on."""

    shirt: Shirt | None = "S"
    label: Label = Label("x")
    rooms: Several[int] = []
    level: Literal[1, 2, None] = 2


def test_types_with_names_have_the_controls_of_the_types() -> None:
    class Page(Component):
        got: Any = None

        def render(self) -> Any:
            return w.form(Named, on_submit=self.take)

        def take(self, entered: Named) -> None:
            self.got = entered

    page = render_page(Page)
    assert page.get_by_label("Shirt").locator("option").texts == ["", "S", "M"]
    page.get_by_label("Level").select("")
    page.get_by_label("Shirt").select("M")
    page.get_by_role("button", name="Save").click()
    assert page.component.got == Named(shirt="M", level=None)
    assert drafts.kind_of(Named.model_fields["rooms"]).name == "list"
    assert list(drafts.parts_of(Literal[None])) == [type(None)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.timedelta(hours=1, minutes=30), "01:30:00"),
        (datetime.timedelta(days=-1, seconds=5), "-23:59:55"),
        (datetime.timedelta(days=2, microseconds=500_000), "2d 00:00:00.5"),
    ],
)
def test_durations(value: datetime.timedelta, text: str) -> None:
    assert drafts.duration_text(value) == text
