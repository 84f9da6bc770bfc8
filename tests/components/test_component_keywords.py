"""Keywords that are no fields are refused as pydantic's `extra="forbid"` does it, whatever else is wrong with them."""

from typing import Any, Generic, TypeVar

import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from domsync import Component

T = TypeVar("T")


class Fields(BaseModel):
    """Fields whose values are refused in each way that pydantic knows."""

    count: int
    price: float = Field(default=0, ge=0)
    name: str = ""
    shade: str = "red"
    size: int = 1

    @field_validator("name")
    @classmethod
    def _no_braces(cls, name: str) -> str:
        if "{" in name:
            raise ValueError(f"no {name}")
        return name

    @field_validator("shade")
    @classmethod
    def _shades(cls, shade: str) -> str:
        if shade == "beige":
            raise PydanticCustomError("shade", "{shade} is no {{shade}}", {"shade": shade})
        return shade

    @field_validator("size")
    @classmethod
    def _sizes(cls, size: int) -> int:
        assert size < 10, "too large"
        return size


class Model(Fields, extra="forbid"):
    """What pydantic says."""


class Shown(Fields, Component):
    """What a component says."""


REFUSED: list[dict[str, Any]] = [
    {"cuont": 3},
    {"cuont": 3, "count": 3},
    {"count": 3, "b": 1, "a": 2},
    {"count": "x", "price": -1, "name": "{", "shade": "beige", "size": 11},
    {"count": "x", "price": -1, "name": "{", "shade": "beige", "size": 11, "colour": "{shade}"},
]


def refused(kind: type[BaseModel], data: dict[str, Any]) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        kind(**data)
    return caught.value


@pytest.mark.parametrize("data", REFUSED, ids=str)
def test_the_error_is_pydantics(data: dict[str, Any]) -> None:
    theirs, ours = refused(Model, data), refused(Shown, data)
    assert str(ours) == str(theirs).replace("for Model", "for Shown")
    assert [repr(line) for line in ours.errors()] == [repr(line) for line in theirs.errors()]
    assert ours.title == "Shown"


def test_what_the_class_says_of_others_holds() -> None:
    class Open(Component, extra="allow"):
        count: int = 0

    class OpenToo(Open): ...

    class Lenient(Component):
        model_config = ConfigDict(extra="ignore")
        count: int = 0

    assert Open(other=1).model_extra == {"other": 1}  # type: ignore[call-arg]
    assert OpenToo(other=1).model_extra == {"other": 1}  # type: ignore[call-arg]
    assert Lenient(other=1, count=2).count == 2  # type: ignore[call-arg]


def test_models_in_fields_say_themselves_what_they_take() -> None:
    class Address(BaseModel, extra="allow"): ...

    class Person(BaseModel):
        address: Address

    class Card(Component):
        person: Person

    card = Card(person={"address": {"city": "Bern"}, "age": 3})  # type: ignore[arg-type]
    assert card.person.address.model_extra == {"city": "Bern"}
    refused(Card, {"person": {"address": {"city": "Bern"}}, "psn": 1})


def test_keywords_by_another_name() -> None:
    class Named(Component):
        count: int = Field(default=0, validation_alias="number")
        shade: str = Field(default="", validation_alias=AliasChoices("shade", "colour"))

    class Generated(Component):
        model_config = ConfigDict(alias_generator=str.upper, validate_by_name=True)
        count: int = 0

    named = Named(number=3, colour="red")  # type: ignore[call-arg]
    assert (named.count, named.shade) == (3, "red")
    assert [line["loc"] for line in refused(Named, {"count": 3}).errors()] == [("count",)]
    assert (Generated(COUNT=3).count, Generated(count=4).count) == (3, 4)  # type: ignore[call-arg]
    refused(Generated, {"Count": 3})


def test_a_validator_of_all_keywords_may_take_what_is_no_field() -> None:
    class Renamed(Component):
        count: int = 0
        size: int = 1

        @model_validator(mode="before")
        @classmethod
        def _old_names(cls, data: dict[str, Any]) -> dict[str, Any]:
            data = {"size": 3, **data}
            return {("count" if name == "number" else name): value for name, value in data.items()}

    class Deeper(Renamed):
        depth: int = 0

    for kind in (Renamed, Deeper):
        made = kind(number=3)  # type: ignore[call-arg]
        assert (made.count, made.size) == (3, 3)
        assert [line["loc"] for line in refused(kind, {"cuont": 3}).errors()] == [("cuont",)]


class Tree(Component):
    """Refers to what is not there yet."""

    twigs: "list[Tree | Leaf]" = []


class Leaf(Component):
    green: bool = True


class Box(Component, Generic[T]):
    content: T


def test_classes_that_are_completed_later() -> None:
    assert Tree(twigs=[Tree(), Leaf()]).twigs
    refused(Tree, {"twig": []})
    assert Box[int](content=3).content == 3
    refused(Box[int], {"content": "x", "contents": 3})
    refused(Box, {"contents": 3})
