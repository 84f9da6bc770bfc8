"""Forms of unusual but legal models, entries that come while a form is being saved, and names that are wrong."""

import asyncio
import datetime
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import pytest
from pydantic import AliasChoices, AliasPath, BaseModel, Field, RootModel
from typing_extensions import TypeAliasType

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import Page, render_page


def form_of(model: type[BaseModel], value: Any = None, **given: Any) -> Page:
    class Shown(Component):
        saved: Any = None

        def render(self) -> Any:
            return w.form(model, self.save, value=value, **given)

        def save(self, made: Any) -> None:
            self.saved = made

    return render_page(Shown)


def save(page: Page) -> Any:
    page.get_by_role("button", name="Save").click()
    return page.component.saved


class Part(BaseModel):
    count: Annotated[int, Field(ge=1, alias="theCount")] = 1
    price: float = Field(default=1, validation_alias=AliasChoices("cost", "rate"))
    size: int = Field(default=1, validation_alias=AliasPath("sizes", 0))


class Prices(BaseModel):
    prices: dict[str, int] = {"tea": 1}
    parts: dict[str, Part] = {"cup": Part()}
    part: Part = Part()


def test_an_error_in_a_dict_is_at_its_control() -> None:
    page = form_of(Prices)
    value = page.locator("[name='prices.0.1']")
    value.fill("1.5")
    assert value["aria-invalid"] == "true"
    count = page.locator("[name='parts.0.1.count']")
    count.fill("0")
    assert count["aria-invalid"] == "true"
    save(page)
    links = page.locator(".ds-summary a")
    assert links.texts == [
        "Prices 1: Please enter a whole number",
        "Parts 1, Count: Please enter a value of at least 1",
    ]
    for link in (links.first, links.last):
        assert page.locator(f"[id='{link['href'][1:]}']").count() == 1


def test_a_key_that_is_there_twice_is_said_while_one_types() -> None:
    page = form_of(Prices, Prices(prices={"tea": 1, "milk": 2}))
    page.get_by_label("Key").nth(1).fill("tea")
    assert "tea stands there already" in page.text


def test_an_error_in_a_nested_model_with_aliases_is_at_its_control() -> None:
    page = form_of(Prices)
    count = page.locator("[name='part.count']")
    count.fill("0")
    assert count["aria-invalid"] == "true"
    count.fill("3")
    page.locator("[name='part.price']").fill("2")
    page.locator("[name='part.size']").fill("4")
    saved = save(page)
    assert (saved.part.count, saved.part.price, saved.part.size) == (3, 2, 4)


Size = TypeAliasType("Size", Literal["S", "M", "L"])


class Abstract(BaseModel):
    prices: Mapping[str, int] = {"tea": 1}
    names: Sequence[str] = ["Ada"]
    last: deque[int] = deque([1])
    size: Size = "M"


def test_abstract_lists_and_dicts_and_named_types() -> None:
    page = form_of(Abstract)
    page.get_by_label("Value").fill("2")
    page.get_by_label("Names").fill("Grace")
    page.get_by_label("Names").press("Enter")
    page.get_by_label("Size").select("L")
    saved = save(page)
    assert (saved.prices, saved.names, saved.last, saved.size) == ({"tea": 2}, ["Ada", "Grace"], deque([1]), "L")


class Call(BaseModel):
    at: datetime.datetime | None = None


@pytest.mark.parametrize("hours", [-5, 0, 2])
def test_a_time_with_a_zone_is_a_text_whatever_is_typed(hours: int) -> None:
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    at = datetime.datetime(2026, 3, 1, 10, tzinfo=zone)
    page = form_of(Call, Call(at=at))
    field = page.get_by_label("At")
    assert field.value == at.isoformat()
    for text in ("", "2026-03-01T10:00", "2026-03-01T10:00Z"):
        field.fill(text)
        assert (field["type"] if "type" in field.html.split(">")[0] else "text") == "text"
        assert field.value == text
    assert save(page).at == datetime.datetime(2026, 3, 1, 10, tzinfo=datetime.UTC)


class Person(BaseModel):
    name: str = ""
    address: Part = Part()
    parts: list[Part] = []


class Slow(Component):
    saved: Person = Person()
    keeps: bool = False

    def render(self) -> Any:
        return w.form(Person, self.save, value=self.saved if self.keeps else None)

    async def save(self, person: Person) -> None:
        await asyncio.sleep(1)
        self.saved = person
        await asyncio.sleep(1)


@pytest.mark.parametrize("keeps", [False, True])
def test_what_is_typed_while_it_is_saved_stays(keeps: bool) -> None:
    page = render_page(Slow(keeps=keeps))
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Name").fill("Ada L")
    page.advance(1.5)
    page.get_by_label("Name").fill("Ada Lovelace")
    page.advance(2)
    assert page.component.saved.name == "Ada"
    assert page.get_by_label("Name").value == "Ada Lovelace"
    page.get_by_role("button", name="Reset").click()
    assert page.get_by_label("Name").value == "Ada"


class Watching(Component):
    fields: w.Fields[Person] | None = None
    heard: list[str] = []

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self.fields = w.fields(Person, on_change=self.changed)

    def render(self) -> Any:
        return h.form(self.fields)

    async def changed(self, person: Person | None) -> None:
        await asyncio.sleep(0)
        self.heard.append(person.name if person is not None else "")


def test_what_watches_the_fields_may_be_async() -> None:
    page = render_page(Watching)
    page.get_by_label("Name").type("Ad")
    assert page.component.heard == ["A", "Ad"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nmae", r"Person has no field 'nmae' \(did you mean 'name'\?\)"),
        ("parts.cuont", r"Part has no field 'cuont' \(did you mean 'count'\?\)"),
        ("name.first", "name has no field 'first'"),
    ],
)
def test_a_layout_names_fields_that_there_are(name: str, message: str) -> None:
    w.form(Person, print, layout={"parts.count": w.number_input, "address.size": None})
    with pytest.raises(ValueError, match=message):
        w.form(Person, print, layout={name: None})


def test_messages_are_by_field() -> None:
    wrong: Any = "It is taken"
    with pytest.raises(TypeError, match="FormError takes messages by field"):
        w.FormError(wrong)
    with pytest.raises(TypeError, match=r"form\(\): columns is a number"):
        w.form(Person, print, columns=wrong)


class Names(RootModel[list[str]]):
    pass


class Rare(BaseModel):
    names: Names = Names(["Ada"])
    size: Literal["S", None] = "S"


def test_a_word_that_is_entered_does_not_send_the_form() -> None:
    page = form_of(Rare)
    for name in ("Grace", "Mary"):
        page.get_by_label("Names").fill(name)
        page.get_by_label("Names").press("Enter")
    assert page.component.saved is None
    assert save(page).names == Names(["Ada", "Grace", "Mary"])


def test_none_as_one_of_the_values() -> None:
    page = form_of(Rare)
    page.get_by_label("Size").select("")
    assert save(page).size is None


class Around(Component):
    sent: int = 0
    title: str = "Plan"
    rows: list[list[int]] = [[1]]

    def render(self) -> Any:
        return h.form(
            w.editable(self.title, label="Title", on_change=self.rename),
            w.table(self.rows, label="Rows", edit=True),
            on_submit=self.send,
        )

    def rename(self, title: str) -> None:
        self.title = title

    def send(self) -> None:
        self.sent += 1


def test_what_is_edited_in_place_does_not_send_the_form() -> None:
    page = render_page(Around)
    page.get_by_role("button", name="Title").click()
    page.get_by_role("textbox", name="Title").fill("Map")
    page.press("Enter")
    page.locator("tbody td").first.dblclick()
    page.locator("tbody input").fill("2")
    page.press("Enter")
    assert (page.component.title, page.component.rows, page.component.sent) == ("Map", [[2]], 0)
