"""Plain models in a State: a change of theirs is one of the State's, and otherwise they are what they were."""

import asyncio
import copy
import gc
import pickle
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, TypeAdapter, ValidationError, model_validator

from domsync import Component, Document, State, mount
from domsync import html as h
from domsync.components.state import FieldSource, observed_models
from domsync.components.state.tracking import Source, observe


class Item(BaseModel):
    """Something to do."""

    text: str = ""
    done: bool = False
    tags: list[str] = []
    _private: int = PrivateAttr(default=3)


class Box(BaseModel):
    model_config = ConfigDict(validate_assignment=True)

    size: int = 1
    area: int = 1
    item: Item = Field(default_factory=Item)

    @model_validator(mode="after")
    def _compute(self) -> "Box":
        self.__dict__["area"] = self.size**2
        return self


class Frozen(BaseModel, frozen=True):
    value: int = 1


class Slots(BaseModel):
    __slots__ = ("extra",)
    value: int = 1


class Board(State):
    items: list[Item] = []
    by_name: dict[str, Box] = {}
    box: Box | None = None
    any: Any = None


class Reader(Component):
    board: Board

    def render(self) -> Any:
        self.__dict__["renders"] = self.__dict__.get("renders", 0) + 1
        return h.p(str([item.model_dump() for item in self.board.items]), str(self.board.by_name), str(self.board.box))


@pytest.fixture
def board() -> Board:
    return Board(items=[Item(text="a")], by_name={"b": Box()}, box=Box())


async def test_each_change_in_place_renders_once(board: Board) -> None:
    reader = mount(Reader(board=board), Document(scripts=False).body)
    box = board.box
    assert box is not None
    changes: list[Any] = [
        lambda: setattr(board.items[0], "done", True),
        lambda: board.items[0].tags.append("x"),
        lambda: board.items.append(Item(text="b")),
        lambda: setattr(board.items[1], "text", "c"),
        lambda: setattr(board.items[1], "tags", ["y"]),
        lambda: board.items[1].tags.append("z"),
        lambda: setattr(board.by_name["b"], "size", 2),
        lambda: setattr(board.by_name["b"].item, "text", "d"),
        lambda: setattr(board.by_name["b"], "item", Item()),
        lambda: board.by_name["b"].item.tags.append("e"),
        lambda: setattr(box, "size", 3),
        lambda: setattr(board, "box", Box()),
        lambda: delattr(board.items[0], "text"),
    ]
    for number, change in enumerate(changes, 2):
        change()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert reader.__dict__["renders"] == number, number
    assert (board.by_name["b"].area, box.area) == (4, 9)


async def test_one_in_two_states_tells_both() -> None:
    item = Item()
    boards = [Board(items=[item]), Board(items=[item])]
    readers = [mount(Reader(board=board), Document(scripts=False).body) for board in boards]
    item.done = True
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [reader.__dict__["renders"] for reader in readers] == [2, 2]


def test_it_is_what_it_was(board: Board) -> None:
    item = board.items[0]
    assert isinstance(item, Item)
    assert item.__class__ is Item
    assert repr(item) == "Item(text='a', done=False, tags=[])"
    assert item.__doc__ == "Something to do."
    assert item == Item(text="a")
    assert Item(text="a") == item
    assert item != Item(text="b")
    assert item.model_dump() == {"text": "a", "done": False, "tags": []}
    assert TypeAdapter(Item).validate_python(item, strict=True) is item
    assert board.model_dump()["items"] == [item.model_dump()]
    assert Board.model_validate_json(board.model_dump_json()).items == board.items
    match item:
        case Item(text=text):
            assert text == "a"
        case _:
            pytest.fail("it is an Item")


def test_copies_are_plain_and_tell_nobody(board: Board) -> None:
    item = board.items[0]
    item._private = 5
    told: list[int] = []
    observed_models.observe_model(item, lambda: told.append(1), lambda value, notify: value)
    copies = [copy.copy(item), copy.deepcopy(item), item.model_copy(), item.model_copy(deep=True)]
    copies.append(pickle.loads(pickle.dumps(item)))
    for copied in copies:
        assert type(copied) is Item
        assert copied == item
        assert copied._private == 5
        copied.done = True
    assert told == []
    assert not item.done


def test_a_value_that_does_not_fit_is_refused_as_ever(board: Board) -> None:
    box = board.by_name["b"]
    with pytest.raises(ValidationError, match="valid integer"):
        box.size = "x"  # type: ignore[assignment]
    assert box.size == 1


@pytest.mark.parametrize("model", [Frozen(), Slots(), Reader(board=Board()), Board()])
def test_those_that_cannot_be_observed_or_observe_themselves_are_left_alone(model: Any) -> None:
    board = Board(any=model)
    assert board.any is model
    assert type(model) is model.__class__


def test_watching_ends_with_the_model() -> None:
    board = Board(items=[Item() for _ in range(100)])
    gc.collect()
    number = len(observed_models._watches)
    del board.items[:]
    gc.collect()
    assert len(observed_models._watches) == number - 100


def test_a_model_that_outlives_the_states_it_is_in_forgets_them() -> None:
    """A catalogue of the module, say, in a State of each visitor."""
    inner = Item()
    box = Box(item=inner)
    inner = box.item
    kept = Board(box=box)
    gc.collect()
    sources = _living_sources()
    boards = [Board(items=[inner], box=box, any={"in": [box]}) for _ in range(20)]
    assert _living_sources() > sources
    del boards
    gc.collect()
    assert _living_sources() <= sources
    told: list[int] = []
    reader = _Told(told)
    observing = observe(reader)
    assert kept.box is box
    observe(observing)
    inner.text = "changed"
    assert told == [1]


def test_a_model_in_a_model_that_is_gone_forgets_it() -> None:
    inner = Item()
    gc.collect()
    watches = len(observed_models._watches)
    boards = [Board(by_name={"b": Box.model_construct(item=inner)}) for _ in range(20)]
    assert len(observed_models._watches[id(inner)]._owned) == 20
    del boards
    gc.collect()
    assert len(observed_models._watches) <= watches + 1
    assert len(observed_models._watches[id(inner)]._owned) == 0


def _living_sources() -> int:
    return sum(type(thing) is FieldSource for thing in gc.get_objects())


class _Told:
    """An observer that counts."""

    development = False
    render_id = 0

    def __init__(self, told: list[int]) -> None:
        self._told = told
        self.sources: set[Source] | None = None

    def invalidate(self) -> None:
        self._told.append(1)

    def assigned(self, field: object, before: object, now: object) -> None:
        self._told.append(2)
