"""Values are the same when another process goes on with a page, whatever JSON makes of them."""

from __future__ import annotations

import datetime
import json
import logging
import uuid
from collections.abc import Callable
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, PrivateAttr, create_model, field_validator
from pydantic_core import to_json

from domsync import App, Component, MemoryStore
from domsync import html as h
from domsync.components import mount, scheduler_of
from domsync.components.durable import fields
from domsync.components.durable.read_back import inexact_fields, means_the_same, read
from domsync.components.durable.sleep import fall_asleep
from domsync.components.durable.tagged import decoded, tagged
from domsync.dom import Document
from domsync.testing import render_page
from tests.profiles import scaled


class Colour(IntEnum):
    RED = 1


class Size(Enum):
    SMALL = "s"


class Inner(BaseModel):
    cells: dict[tuple[int, int], str] = {}


DAY = datetime.date(2024, 2, 29)
NOON = datetime.datetime.fromisoformat("2024-02-29T12:30:01.000005")

#: Annotations and values; the last of each is whether the annotation alone tells that JSON will do.
VALUES: list[tuple[Any, Any, bool]] = [
    (dict[tuple[int, int], str], {(1, 2): "x"}, False),
    (dict[Literal[1, 2], int], {1: 2}, False),
    (dict[int | str, int], {1: 2, "1": 3}, False),
    (dict[int | None, int], {None: 2}, False),
    (dict, {1: {2: 3}, "$domsync": ["dict", []]}, False),
    (list, [(1, 2), {3}, frozenset({4})], False),
    (Any, {"a": {DAY, NOON}, "b": [NOON.time(), datetime.timedelta(1), Decimal("1.50"), uuid.UUID(int=3)]}, False),
    (Any, b"\xff\x00", False),
    (datetime.date | str, DAY, False),
    (datetime.date | str, "2024-02-29", False),
    (bytes, b"\xff\x00", False),
    (Inner, Inner(cells={(1, 2): "x"}), False),
    (str, "half \ud83d", True),
    (dict[int, Inner | None], {1: Inner(cells={(0, 0): "y"})}, False),
    (dict[int, dict[Size, list[Decimal]]], {1: {Size.SMALL: [Decimal("1.5")]}}, True),
    (dict[Colour, set[int]] | None, {Colour.RED: {1}}, True),
    (tuple[datetime.date, ...], (DAY,), True),
    (int | str | None, "1", True),
    (float, float("inf"), True),
    (dict[str, int], {"$domsync": 1}, True),
    (dict[str, list[int]], {"$domsync": [1, 2]}, True),
    (str, "$domsync", True),
    (dict[str, Any], {"a": {"$domsync": ["tuple", [1]]}}, False),
    (list[dict[str, Any]], [{"$domsync": 1}, {"x": (1, 2)}], False),
    (list[dict[str, Any]], [{"a": [1, {"b": None}]}, {"c": 1.5, "d": True}], False),
    (Any, [[[]]], False),
]


@pytest.mark.parametrize("is_plain", [True, False])
@pytest.mark.parametrize(("annotation", "value", "is_exact"), VALUES, ids=map(str, range(len(VALUES))))
def test_what_another_process_reads(
    annotation: Any, value: Any, is_exact: bool, is_plain: bool, caplog: pytest.LogCaptureFixture
) -> None:
    class Base(Component):
        number: int = 0

        def render(self) -> Any:
            return [h.button("set", on_click=self.set), h.p(str(self.number))]

        def set(self) -> None:
            self.number += 1
            self.value = value

    class Private(Base):
        """One whose fields cannot be read back without calling code of the program."""

        _own: int = PrivateAttr(default=1)

    field: Any = (annotation | None, None)
    page_class: Any = create_model("Page", __base__=Base if is_plain else Private, value=field)
    assert ("value" not in inexact_fields(page_class)) == is_exact
    with render_page(App(page_class, store=MemoryStore())) as page:
        page.locator("button").click()
        page.restart()
        assert page.locator("p").text == "1"
        component: Any = page.component
        assert component.value == value
        assert type(component.value) is type(value)
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_what_cannot_be_saved_costs_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    class Odd(Component):
        number: int = 0
        action: Any = None
        strict: Any = Field(default=None, validate_default=False)
        lost: list | str = ""  # type: ignore[type-arg]

        def render(self) -> Any:
            return [h.button("set", on_click=self.set), h.p(str(self.number))]

        def set(self) -> None:
            self.number += 1
            self.action = self.render
            # What no validation would let in.
            self.__dict__["lost"] = 7

    with render_page(App(Odd, store=MemoryStore())) as page:
        for _ in range(2):
            page.locator("button").click()
        page.restart()
        assert page.locator("p").text == "2"
        assert page.component.action is None
        assert page.component.lost == ""
    assert caplog.text.count("Odd.action cannot be written to the store") == 1
    assert caplog.text.count("Odd.lost is not read back from the store as it is: lost.") == 1


class Equal:
    """What arrays do when they are compared."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise ValueError("ambiguous")


def test_what_means_the_same() -> None:
    nan = float("nan")
    assert means_the_same([1, {"a": (nan,)}], [1, {"a": (nan,)}])
    assert means_the_same(Inner(), Inner())
    assert not means_the_same(Inner(), {})
    assert not means_the_same([1], [1, 2])
    assert not means_the_same({"a": 1}, {"a": 2})
    assert not means_the_same(Equal(), Equal())


JSON = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.dates()
KEYS = st.none() | st.integers() | st.text() | st.tuples(st.integers(), st.text()) | st.just("$domsync")


def _deeper(inner: Any) -> Any:
    return (
        st.lists(inner)
        | st.dictionaries(KEYS, inner)
        | st.tuples(inner, inner)
        | st.sets(KEYS)
        | st.frozensets(KEYS)
        | st.decimals(allow_nan=False)
        | st.times()
        | st.timedeltas()
    )


@pytest.mark.fuzz
@settings(max_examples=scaled(200))
@given(st.recursive(JSON, _deeper, max_leaves=20))
def test_tags_bring_any_value_back(value: Any) -> None:
    back = decoded(to_json({"field": tagged(value)}, inf_nan_mode="constants"))["field"]
    assert back == value
    assert type(back) is type(value)


class Chain(BaseModel):
    next: Chain | None = None
    call: Callable[[], int] | None = Field(default=None, exclude=True)


class Checked(Component):
    cells: dict[tuple[int, int], str] = {}
    name: str = ""

    @field_validator("name")
    @classmethod
    def _count(cls, name: str) -> str:
        _calls.append(name)
        return name

    def render(self) -> Any:
        return h.button(self.name, on_click=self.set)

    def set(self) -> None:
        self.cells = {(1, 2): self.name}


_calls: list[str] = []


def test_saving_calls_no_validators_of_the_program() -> None:
    assert inexact_fields(Chain) == frozenset()
    with render_page(App(Checked, store=MemoryStore())) as page:
        _calls.clear()
        page.locator("button").click()
        assert _calls == []
        page.restart()
        assert page.component.cells == {(1, 2): ""}


@pytest.mark.parametrize(
    "value", [{"$domsync": 1}, {"a": {"$domsync": ["tuple", []]}}, {"$domsync": ["dict", [[1, 2]]]}]
)
def test_keys_that_look_like_tags_survive_a_sleep(value: dict[str, Any]) -> None:
    class Sleeper(Component):
        whole: dict[str, Any] = {}
        text: str = "x" * 2_000

        def render(self) -> Any:
            return h.p(str(self.whole))

    document = Document("r")
    page: Any = mount(Sleeper(), document.documentElement)
    page.whole = json.loads(json.dumps(value))
    scheduler_of(document).flush()
    document.take_ops()
    sleep = fall_asleep(scheduler_of(document))
    assert sleep is not None
    sleep.wake()
    assert page.whole == value
    assert str(value) in document.documentElement.innerHTML


def test_what_json_has_is_not_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    class Rows(Component):
        rows: list[dict[str, Any]] = [{"id": 1, "tags": ["a"]}]
        count: int = 0

        def render(self) -> Any:
            return h.button(str(self.count), on_click=self.increment)

        def increment(self) -> None:
            self.count += 1

        def tuples(self) -> None:
            self.rows[0]["pair"] = (1, 2)

    reads: list[bytes] = []

    def counted(kind: Any, values: Any, written: bytes) -> Any:
        reads.append(written)
        return read(kind, values, written)

    monkeypatch.setattr(fields, "read", counted)
    with render_page(App(Rows, store=MemoryStore())) as page:
        page.locator("button").click()
        assert not reads
        page.component.tuples()
        page.locator("button").click()
        assert reads
        page.restart()
        assert page.component.rows == [{"id": 1, "tags": ["a"], "pair": (1, 2)}]
