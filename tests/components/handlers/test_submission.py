"""A submitted form becomes the pydantic model of its handler, or messages for its fields."""

import datetime
import json
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from typing_extensions import TypeAliasType

from domsync.components.annotations import alternatives
from domsync.components.elements.field_rules import field_rules
from domsync.components.handlers import handler
from domsync.components.handlers.submission import form_values, submitted
from domsync.errors import ProtocolError
from tests.components.page import Page


class Address(BaseModel):
    name: str = Field(min_length=2)
    age: int | None = None
    note: str | None = None
    day: datetime.date | None = None
    price: Annotated[Decimal | None, Field(gt=0)] = None
    size: Literal["s", "m"] = "s"
    news: bool
    colours: list[str] = ["red"]
    numbers: Annotated[set[int], "of the house"] | None = None
    e_mail: str = Field(default="", alias="e-mail")

    @field_validator("name")
    @classmethod
    def has_no_digits(cls, name: str) -> str:
        if any(character.isdigit() for character in name):
            raise ValueError("a name has no digits")
        return name

    @model_validator(mode="after")
    def is_grown_up(self) -> "Address":
        if self.news and self.age is not None and self.age < 18:
            raise ValueError("news are for those over 18")
        return self


def form(*entries: tuple[str, str]) -> bytes:
    """The payload of a form with these entries."""
    return json.dumps({"form": entries}).encode()


class TestValues:
    def test_everything(self) -> None:
        filled = submitted(
            Address,
            form(
                ("name", "Ada"),
                ("age", "36"),
                ("note", ""),
                ("day", "2024-02-29"),
                ("price", "1.50"),
                ("size", "m"),
                ("news", "on"),
                ("colours", "blue"),
                ("colours", "green"),
                ("numbers", "5"),
                ("e-mail", "ada@example.com"),
                ("button", "save"),
            ),
            None,
        )
        assert filled is not None
        assert filled.model_dump() == {
            "name": "Ada",
            "age": 36,
            "note": "",
            "day": datetime.date(2024, 2, 29),
            "price": Decimal("1.50"),
            "size": "m",
            "news": True,
            "colours": ["blue", "green"],
            "numbers": {5},
            "e_mail": "ada@example.com",
        }

    def test_what_browsers_leave_out(self) -> None:
        filled = submitted(Address, form(("name", "Ada"), ("age", ""), ("day", "")), None)
        assert isinstance(filled, Address)
        assert (filled.news, filled.colours, filled.age, filled.day, filled.size) == (False, [], None, None, "s")

    @pytest.mark.parametrize(
        ("given", "news"),
        [(("on",), True), (("false", "on"), True), (("off",), False), (("0",), False), (("weekly",), True)],
    )
    def test_checkboxes(self, given: tuple[str, ...], news: bool) -> None:
        filled = submitted(Address, form(("name", "Ada"), *(("news", value) for value in given)), None)
        assert isinstance(filled, Address)
        assert filled.news is news

    def test_a_choice_of_yes_no_and_nothing(self) -> None:
        class Answer(BaseModel):
            likes: bool | None

        for text, value in (("", None), ("true", True), ("no", False)):
            filled = submitted(Answer, form(("likes", text)), None)
            assert isinstance(filled, Answer)
            assert filled.likes is value

    def test_names_that_the_model_does_not_have(self) -> None:
        class Strict(BaseModel):
            model_config = ConfigDict(extra="forbid")
            a: str

        class Open(BaseModel):
            model_config = ConfigDict(extra="allow")
            a: str

        assert form_values(Address, (("x", "1"),)).keys() == {"news", "colours", "numbers"}
        assert submitted(Strict, form(("a", "1"), ("b", "2")), None) is None
        filled = submitted(Open, form(("a", "1"), ("b", "2"), ("c", "3"), ("c", "4")), None)
        assert filled is not None
        assert filled.model_extra == {"b": "2", "c": ["3", "4"]}


class TestErrors:
    def test_one_message_a_field_under_the_controls_name(self) -> None:
        page = Page()
        assert submitted(Address, form(("name", "A"), ("age", "x"), ("e-mail", "a")), page) is None
        assert page.errors == {
            "name": "Please enter at least 2 characters",
            "age": "Please enter a whole number",
        }
        assert page.refreshed == 1

    def test_the_users_own_messages_are_taken_as_they_are(self) -> None:
        page = Page()
        submitted(Address, form(("name", "R2D2")), page)
        assert page.errors == {"name": "a name has no digits"}
        submitted(Address, form(("name", "Tim"), ("age", "9"), ("news", "on")), page)
        assert page.errors == {"": "news are for those over 18"}

    def test_messages_of_before_go_and_those_of_other_fields_stay(self) -> None:
        page = Page()
        page.errors.update({"name": "old", "": "old", "e-mail": "old", "search": "other"})
        assert submitted(Address, form(("name", "Ada")), page) is not None
        assert page.errors == {"search": "other"}

    def test_missing_fields(self) -> None:
        page = Page()
        assert submitted(Address, form(), page) is None
        assert page.errors == {"name": "Please fill in this field"}


class TestHandler:
    def test_the_function_is_called_with_the_model_only(self) -> None:
        got: list[Address] = []

        def save(address: Address) -> str:
            got.append(address)
            return "saved"

        made = handler("submit", save)
        page = Page()
        assert made.call(form(("name", "A")), None, page) is None
        assert got == []
        assert page.errors
        assert made.call(form(("name", "Ada")), None, page) == "saved"
        assert [address.name for address in got] == ["Ada"]
        assert not page.errors

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{}",
            b'{"form":null}',
            b'{"form":{}}',
            b'{"form":[["a"]]}',
            b'{"form":[["a",1]]}',
            b'{"form":[["a","b","c"]]}',
            b'{"form":[],"x":1}',
            b'{"form":[["' + b"x" * 257 + b'","a"]]}',
        ],
    )
    def test_what_is_no_form(self, raw: bytes) -> None:
        def save(address: Address) -> None:
            pytest.fail("was called")

        page = Page()
        with pytest.raises(ProtocolError):
            handler("submit", save).call(raw, None, page)
        assert page.errors == {}

    def test_fields_of_the_form_only(self) -> None:
        """Nothing that a browser sends can name a field that is no entry for the model."""
        page: Any = Page()
        submitted(Address, form(("name", "Ada"), ("refreshed", "5"), ("__class__", "x")), page)
        assert type(page) is Page
        assert page.refreshed == 1


Size = TypeAliasType("Size", Literal["s", "m"])
Grown = TypeAliasType("Grown", Annotated[int, Field(ge=18)])
MaybeGrown = TypeAliasType("MaybeGrown", Grown | None)
Item = TypeVar("Item")
Several = TypeAliasType("Several", list[Item], type_params=(Item,))
Label = NewType("Label", str)


class Named(BaseModel):
    """Its fields have types that are named first, as `type Size = ...` does from Python 3.12 on."""

    size: Size = "s"
    age: MaybeGrown = None
    rooms: Several[Literal[1, 2]] = []
    label: Label | None = None
    news: TypeAliasType("Flag", bool) = True  # type: ignore[valid-type]
    level: Literal[1, 2, None] = 2


class TestNamedTypes:
    def test_entries_are_arranged_as_for_the_types_themselves(self) -> None:
        entries = (("size", "m"), ("age", ""), ("rooms", "1"), ("rooms", "2"), ("label", ""), ("level", ""))
        assert form_values(Named, entries) == {
            "size": "m",
            "age": None,
            "rooms": [1, 2],
            "label": "",
            "news": False,
            "level": None,
        }

    def test_their_rules_are_known(self) -> None:
        fields = Named.model_fields
        assert field_rules("size", fields["size"]).choices == (("s", "S"), ("m", "M"))
        assert field_rules("age", fields["age"]).minimum == 18
        assert field_rules("age", fields["age"]).optional
        level = field_rules("level", fields["level"])
        assert level.choices == ((1, "1"), (2, "2"))
        assert level.optional

    def test_none_alone(self) -> None:
        assert alternatives(Literal[None]) == (type(None),)
