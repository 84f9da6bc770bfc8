"""Who is rendered again when shared state changes: each reader once per turn, and nobody who has left."""

import asyncio
import copy
import threading
from typing import Any

from pydantic import BaseModel, Field, model_validator

from domsync import Component, Document, State, mount, run_in_thread, unmount
from domsync import html as h
from domsync.components.state import source_of


class Person(State):
    name: str = "Ada"


class Board(State):
    texts: list[str] = []
    table: dict[str, list[int]] = {}
    marks: set[str] = set()
    owner: Person = Field(default_factory=Person)
    people: list[Person] = []
    other: int = 0


class Reader(Component):
    board: Board
    renders: int = 0

    def render(self) -> Any:
        self.__dict__["renders"] += 1
        board = self.board
        table = {name: list(values) for name, values in board.table.items()}
        shown = (list(board.texts), table, sorted(board.marks), board.owner.name, [each.name for each in board.people])
        return h.p(str(shown))


def subscriptions(state: State) -> dict[str, int]:
    """How many observers each field has."""
    counts = {name: len(source_of(state, name).observers) for name in type(state).model_fields}
    return {name: count for name, count in counts.items() if count}


async def readers(board: Board, number: int) -> list[Reader]:
    """Components in documents of their own, as in so many sessions."""
    return [mount(Reader(board=board), Document(scripts=False).body) for _ in range(number)]


async def turn() -> None:
    """Let the flush of this turn of the event loop happen."""
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def change_everything(board: Board) -> None:
    """All kinds of changes in place, several each."""
    board.texts.append("a")
    board.texts.extend("bc")
    board.texts[0] = "z"
    board.texts[1:2] = ["x", "y"]
    board.texts += ["w"]
    board.texts.sort()
    board.table["k"] = [1]
    board.table["k"].append(2)
    board.table.setdefault("l", []).append(3)
    board.table.update(m=[4])
    board.marks.add("m")
    board.marks |= {"n"}
    board.owner.name = "Grace"
    board.people.append(Person())
    board.people[0].name = "Edsger"


EXPECTED = "(['c', 'w', 'x', 'y', 'z'], {'k': [1, 2], 'l': [3], 'm': [4]}, ['m', 'n'], 'Grace', ['Edsger'])"


def text(reader: Reader) -> str:
    """What a reader shows."""
    from domsync.components.reconciler.instance import instance_of

    instance = instance_of(reader)
    assert instance is not None
    return instance.scheduler.document.body.textContent or ""


async def test_a_change_renders_each_reader_once_per_turn() -> None:
    board = Board(owner=Person())
    shown = await readers(board, 3)
    change_everything(board)
    await turn()
    assert {text(reader) for reader in shown} == {EXPECTED}
    assert {reader.renders for reader in shown} == {2}


async def test_each_kind_of_change_is_one() -> None:
    board = Board(owner=Person(), people=[Person()])
    (reader,) = await readers(board, 1)
    changes: list[Any] = [
        lambda: board.texts.append("a"),
        lambda: board.texts.remove("a"),
        lambda: board.texts.insert(0, "b"),
        lambda: board.texts.__delitem__(slice(None)),
        lambda: board.table.update(k=[1]),
        lambda: board.table["k"].append(2),
        lambda: board.table.pop("k"),
        lambda: board.marks.add("m"),
        lambda: board.marks.discard("m"),
        lambda: setattr(board.owner, "name", "Grace"),
        lambda: setattr(board.people[0], "name", "Edsger"),
        lambda: setattr(board, "owner", Person(name="Barbara")),
        lambda: setattr(board.owner, "name", "Ada"),
    ]
    for number, change in enumerate(changes, 2):
        change()
        await turn()
        assert reader.renders == number, number


async def test_what_nobody_reads_renders_nobody() -> None:
    board = Board()
    (reader,) = await readers(board, 1)
    board.other = 7
    await turn()
    assert reader.renders == 1


async def test_a_task_and_a_thread_change_it_too() -> None:
    board = Board(owner=Person())
    shown = await readers(board, 2)

    async def task() -> None:
        board.texts.append("task")

    await asyncio.create_task(task())
    await turn()
    await run_in_thread(board.texts.append, "thread")
    await turn()
    assert [text(reader).split("]")[0] for reader in shown] == ["(['task', 'thread'"] * 2
    assert {reader.renders for reader in shown} == {3}


async def test_nothing_of_many_threads_is_lost() -> None:
    board = Board(owner=Person())
    shown = await readers(board, 2)
    barrier = threading.Barrier(4)

    def work(name: str) -> None:
        barrier.wait()
        for number in range(50):
            board.texts.append(f"{name}{number}")

    await asyncio.gather(*[run_in_thread(work, name) for name in "abcd"])
    await turn()
    assert len(board.texts) == 200
    for reader in shown:
        assert text(reader).startswith(str((list(board.texts),))[:-2])


async def test_subscriptions_end_with_their_components() -> None:
    board = Board(owner=Person())
    shown = await readers(board, 100)
    counted = {"texts": 100, "table": 100, "marks": 100, "owner": 100, "people": 100}
    assert subscriptions(board) == counted
    for _ in range(3):
        change_everything(board)
        await turn()
        assert subscriptions(board) == counted
    for reader in shown[:99]:
        unmount(reader)
    assert set(subscriptions(board).values()) == {1}
    assert subscriptions(board.owner) == {"name": 1}
    unmount(shown[99])
    assert subscriptions(board) == subscriptions(board.owner) == {}


async def test_a_reader_that_reads_no_longer_is_not_subscribed() -> None:
    class Some(Component):
        board: Board
        full: bool = True

        def render(self) -> Any:
            return h.p(len(self.board.texts) if self.full else "-")

    board = Board()
    some = mount(Some(board=board), Document(scripts=False).body)
    assert subscriptions(board) == {"texts": 1}
    some.full = False
    await turn()
    assert subscriptions(board) == {}


async def test_reading_outside_of_render_subscribes_nobody() -> None:
    board = Board()
    assert board.texts == []
    assert subscriptions(board) == {}


async def test_a_list_that_was_put_into_two_states_belongs_to_both() -> None:
    one, two = Board(), Board()
    (reader,) = await readers(two, 1)
    one.texts = ["a"]
    two.texts = one.texts
    await turn()
    two.texts.append("b")
    await turn()
    assert reader.renders == 3
    assert (one.texts, two.texts) == (["a"], ["a", "b"])


async def test_copies_are_states_of_their_own() -> None:
    board = Board(texts=["a"])
    (reader,) = await readers(board, 1)
    for copied in (copy.copy(board), copy.deepcopy(board), board.model_copy(), board.model_copy(deep=True)):
        copied.texts.append("b")
        (other,) = await readers(copied, 1)
        copied.texts.append("c")
        await turn()
        assert (reader.renders, other.renders) == (1, 2)
        assert copied.texts == ["a", "b", "c"]
    assert board.texts == ["a"]


def test_plain_values_come_out() -> None:
    board = Board(texts=["a"], table={"k": [1]})
    dumped = board.model_dump()
    assert (type(dumped["texts"]), type(dumped["table"]["k"])) == (list, list)
    assert Board.model_validate_json(board.model_dump_json()).texts == ["a"]
    assert isinstance(board, BaseModel)


class Cart(State):
    price: int = 2
    count: int = 0
    total: int = 0
    lines: list[int] = []

    @model_validator(mode="after")
    def _add_up(self) -> "Cart":
        if self.__dict__["total"] != self.price * self.count:
            self.__dict__["total"] = self.price * self.count
            self.__dict__["lines"] = [self.price] * self.count
        return self


async def test_fields_that_a_validator_changes_are_shown() -> None:
    class Total(Component):
        cart: Cart

        def render(self) -> Any:
            return h.p(str(self.cart.total), str(self.cart.lines))

    cart = Cart()
    document = Document(scripts=False)
    mount(Total(cart=cart), document.body)
    cart.count = 2
    await turn()
    assert document.body.innerText == "4[2, 2]"
    cart.lines.append(1)
    await turn()
    assert document.body.innerText == "4[2, 2, 1]"
