"""What is in values, part by part."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from pydantic import BaseModel, SecretStr

from domsync import Component
from domsync import widgets as w
from domsync.testing import render_page


def texts(value: Any, levels: int = 1) -> list[str]:
    found: list[str] = render_page(lambda: w.json_view(value, levels=levels)).get_by_role("treeitem").texts
    return found


class Address(BaseModel):
    city: str = "Graz"
    password: SecretStr = SecretStr("hunter2")


class Point(msgspec.Struct):
    x: int = 1


@dataclasses.dataclass
class Size:
    wide: int = 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": 1, "b": "x\n", "c": None, "d": True}, ["a: 1", 'b: "x\\n"', "c: null", "d: true"]),
        ([1.5, float("nan"), {}], ["0: 1.5", "1: NaN", "2: {}"]),
        ({"inner": {"x": 1}, "list": [1, 2]}, ["inner: {1 entry}", "list: [2 entries]"]),
        (Address(), ['city: "Graz"', "password: **********"]),
        (
            [Point(), Size(), {3, 1}, (), b"x"],
            ["0: Point {1 entry}", "1: Size {1 entry}", "2: set [2 entries]", "3: []", "4: b'x'"],
        ),
        (datetime.date(2026, 1, 2), ["2026-01-02"]),
        ({}, ["{}"]),
        (None, ["null"]),
        ("text", ['"text"']),
        ({1: "int", "1": "str"}, ['1: "int"', '1: "str"']),
    ],
)
def test_values_are_written(value: Any, expected: list[str]) -> None:
    assert texts(value) == expected


def test_levels_are_open_at_first() -> None:
    value = {"a": {"b": {"c": 1}}, "d": 2}
    assert texts(value, 0) == texts(value, 1) == ["a: {1 entry}", "d: 2"]
    assert texts(value, 2) == ["a: {1 entry}", "b: {1 entry}", "d: 2"]
    assert texts(value, 9) == ["a: {1 entry}", "b: {1 entry}", "c: 1", "d: 2"]


class Response(Component):
    value: Any = {"items": [{"id": 1}], "more": False}

    def render(self) -> Any:
        return w.json_view(self.value, label="Response")


def test_parts_are_opened_and_follow_the_value() -> None:
    page = render_page(Response)
    page.get_by_role("treeitem", name="items").click()
    assert page.get_by_role("treeitem").texts == ["items: [1 entry]", "0: {1 entry}", "more: false"]
    page.component.value = {"new": 1, "items": [{"id": 2}, {"id": 3}], "more": True}
    page.settle()
    assert page.get_by_role("treeitem").texts == [
        "new: 1",
        "items: [2 entries]",
        "0: {1 entry}",
        "1: {1 entry}",
        "more: true",
    ]


def test_what_contains_itself() -> None:
    loop: dict[str, Any] = {"name": "x"}
    loop["self"] = loop
    page = render_page(lambda: w.json_view(loop, levels=3))
    assert page.get_by_role("treeitem").count() == 6


class Endless(Sequence[int]):
    """A long list that counts what is asked of it."""

    asked = 0

    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, at: Any) -> Any:
        self.asked += 1
        return at


def test_only_what_is_shown_is_asked_for() -> None:
    many = Endless()
    page = render_page(lambda: w.json_view({"many": many}))
    page.get_by_role("treeitem", name="many").click()
    assert page.get_by_role("treeitem").count() == 202
    assert many.asked < 2_000


def test_long_texts_and_numbers_are_cut() -> None:
    long, number = texts({"text": "x" * 5_000, "number": 10**10_000})
    assert len(long) < 1_100
    assert number.startswith("number: 0x")
    assert len(number) < 1_100


def test_mistakes_say_what_to_write() -> None:
    with pytest.raises(ValueError, match="levels is not negative"):
        w.json_view(1, levels=-1)
