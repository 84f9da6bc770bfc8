"""A State in several processes, whatever the log between them does: here without I/O."""

from __future__ import annotations

import asyncio
import datetime
import gc
from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import ref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError, model_validator

from domsync import Component, Document, State, mount
from domsync import html as h
from domsync.components.state.tracking import Source, observe
from domsync.server.replication.kinds import NotJsonError
from domsync.server.replication.replica import Replica
from domsync.server.replication.state_types import FieldTypeError
from tests.profiles import scaled
from tests.server.replicas import EDITS, Board, Log, Point, Process, Todo, check, check_node, settle, value

numbers = st.integers(0, 30)
steps = st.one_of(
    st.tuples(st.just("edit"), numbers, st.integers(0, len(EDITS) - 1), numbers),
    st.tuples(st.just("edit"), numbers, st.integers(0, len(EDITS) - 1), numbers),
    st.tuples(st.sampled_from(["append", "click", "write", "write", "read", "read"]), numbers, numbers, numbers),
    st.tuples(st.sampled_from(["commit", "resend", "trim", "join", "lose"]), numbers, numbers, numbers),
)


@settings(max_examples=scaled(300))
@given(st.integers(2, 4), st.lists(steps, max_size=60))
def test_processes_end_equal_and_nothing_is_lost_or_done_twice(
    size: int, program: list[tuple[str, int, int, int]]
) -> None:
    log = Log()
    processes = [Process(f"p{number}", log, Board()) for number in range(size)]
    appended: list[int] = []
    clicks = 0
    for at, (what, which, a, b) in enumerate(program):
        process = processes[which % len(processes)]
        board = process.state
        match what:
            case "edit":
                EDITS[a](board, at + 100, b)
            case "append":
                board.all.append(at)
                appended.append(at)
            case "click":
                board.clicks += a
                clicks += a
            case "write":
                process.write(1 + a % 3)
            case "read":
                process.read(1 + a % 5)
            case "commit":
                process.replica.commit()
            case "resend":
                process.connect()
            case "trim":
                process.trim()
            case "join" if len(processes) < 6:
                processes.append(Process(f"p{len(processes)}", log, Board()))
            case "lose":
                process.lose_history()
        check(process)
    settle(processes)
    first = value(processes[0].state)
    for other in processes[1:]:
        assert value(other.state) == first
    assert sorted(processes[0].state.all) == sorted(appended)
    assert processes[0].state.clicks == clicks


def pair(*states: Any) -> list[Process]:
    """Processes with one log."""
    log = Log()
    return [Process(f"p{number}", log, state) for number, state in enumerate(states)]


class TestWhatTwoDoAtOnce:
    def test_both_appends_survive_in_the_logs_order(self) -> None:
        one, two = pair(Board(), Board())
        one.state.items.append(10)
        two.state.items.append(20)
        assert one.state.items == [1, 2, 3, 10]
        two.write()
        settle([one, two])
        assert one.state.items == two.state.items == [1, 2, 3, 20, 10]

    def test_the_later_assignment_wins_everywhere(self) -> None:
        one, two = pair(Board(), Board())
        one.state.title, two.state.title = "one", "two"
        two.write()
        settle([one, two])
        assert one.state.title == two.state.title == "one"

    def test_differences_of_a_sum_add_up(self) -> None:
        one, two = pair(Board(), Board())
        one.state.clicks += 2
        two.state.clicks -= 5
        settle([one, two])
        assert one.state.clicks == two.state.clicks == -3

    def test_an_item_that_is_deleted_is_the_one_that_was_meant(self) -> None:
        one, two = pair(Board(), Board())
        one.state.items.insert(0, 0)
        del two.state.items[1]
        settle([one, two])
        assert one.state.items == two.state.items == [0, 1, 3]

    def test_the_same_item_is_not_taken_twice(self) -> None:
        one, two = pair(Board(), Board())
        assert one.state.items.pop(0) == two.state.items.pop(0) == 1
        settle([one, two])
        assert one.state.items == two.state.items == [2, 3]

    def test_items_that_come_before_the_first_are_in_the_order_of_calls(self) -> None:
        one, two = pair(Board(), Board())
        one.state.items.insert(0, 10)
        two.state.items.insert(0, 20)
        settle([one, two])
        assert one.state.items == two.state.items == [20, 10, 1, 2, 3]

    def test_what_comes_while_another_process_sorts_stays(self) -> None:
        one, two = pair(Board(), Board())
        one.state.items.sort(reverse=True)
        two.state.items.append(10)
        settle([one, two])
        assert one.state.items == two.state.items == [3, 2, 1, 10]

    def test_an_augmented_assignment_is_the_change_in_place_and_no_assignment(self) -> None:
        one, two = pair(Board(), Board())
        one.state.items += [10]
        two.state.items += [20]
        one.state.tags |= {10}
        two.state.tags |= {20}
        one.state.rows[0] += [10]
        two.state.rows[0] += [20]
        settle([one, two])
        assert one.state.items == two.state.items == [1, 2, 3, 10, 20]
        assert one.state.tags == two.state.tags == {1, 2, 10, 20}
        assert one.state.rows == two.state.rows == [[1, 10, 20], [2]]

    def test_what_is_changed_in_something_that_was_removed_is_gone(self) -> None:
        one, two = pair(Board(), Board())
        row = two.state.rows[1]
        del one.state.rows[1]
        row.append(5)
        settle([one, two])
        assert one.state.rows == two.state.rows == [[1]]
        row.append(6)
        assert row == [2, 5, 6]
        assert two.replica.waiting == 0

    def test_one_turn_is_one_entry(self) -> None:
        one, two = pair(Board(), Board())
        one.state.title = "a"
        one.state.items.append(4)
        one.write()
        assert len(one.log.entries) == 1
        two.read()
        assert (two.state.title, two.state.items) == ("a", [1, 2, 3, 4])


class TestObjects:
    def test_a_state_that_was_put_in_stays_the_same_object(self) -> None:
        one, two = pair(Board(), Board())
        todo = Todo(text="a")
        one.state.todos.append(todo)
        settle([one, two])
        shown = two.state.todos[0]
        todo.text = "b"
        two.state.todos.insert(0, Todo(text="first"))
        settle([one, two])
        assert one.state.todos[1] is todo
        assert two.state.todos[1] is shown
        assert shown.text == "b"

    def test_a_state_that_is_in_two_places_is_there_twice(self) -> None:
        one, two = pair(Board(), Board())
        todo = Todo(text="a")
        one.state.todos.append(todo)
        one.state.todos.append(todo)
        todo.text = "b"
        settle([one, two])
        assert [item.text for item in one.state.todos] == [item.text for item in two.state.todos] == ["b", "a"]

    def test_a_state_can_be_moved(self) -> None:
        one, two = pair(Board(), Board())
        todos = one.state.todos
        todos.extend([Todo(text="a"), Todo(text="b")])
        first = todos[0]
        todos.append(todos.pop(0))
        first.text = "c"
        settle([one, two])
        assert todos[1] is first
        assert [todo.text for todo in two.state.todos] == ["b", "c"]

    def test_a_model_is_changed_in_place(self) -> None:
        one, two = pair(Board(), Board())
        point = Point(x=1)
        one.state.points.append(point)
        one.state.corner = Point(x=5)
        settle([one, two])
        shown = two.state.points[1]
        point.x = 2
        point.seen.append(7)
        shown.x = 3
        two.state.corner.seen.append(8)
        settle([one, two])
        assert one.state.points[1] is point
        assert two.state.points[1] is shown
        assert value(one.state) == value(two.state)
        assert (point.x, point.seen, one.state.corner.seen) == (3, [7], [8])
        assert isinstance(point, Point)
        assert point == Point(x=3, seen=[7])

    def test_a_model_that_was_taken_out_is_a_plain_one_again(self) -> None:
        one, two = pair(Board(), Board())
        point = one.state.points.pop()
        known = ref(point)
        point.x = 9
        settle([one, two])
        assert one.replica.waiting == 0
        assert two.state.points == []
        del point
        gc.collect()
        assert known() is None

    def test_a_validator_that_assigns_another_field_is_followed(self) -> None:
        one, two = pair(Pair(), Pair())
        one.state.model.a = 7
        settle([one, two])
        assert (two.state.model.a, two.state.model.b) == (7, 14)
        with pytest.raises(ValidationError):
            one.state.model.a = "x"
        settle([one, two])
        assert (one.state.model.a, one.state.model.b) == (7, 14)

    def test_before_and_after_it_is_served_a_state_is_changed_as_ever(self) -> None:
        board = Board()
        items, first, point = board.items, board.first, board.points[0]
        replica = Replica(board)
        with pytest.raises(ValueError, match="already replicated between processes"):
            Replica(board)
        kept = board.items
        told: list[str] = []
        for number in range(3):
            Reader(told, "points").read(lambda: board.points)
            before = replica.waiting
            kept.append(number)
            board.title = "a"
            first.text = "b"
            point.x = 5 + number
            board.rows[0].append(number)
            assert set(told) == {"points"}
            told.clear()
            assert replica.waiting == before
            # It is served, and then no more.
            replica.start(f"p{number}")
            kept.append(10)
            assert replica.waiting == 1
            replica.stop()
            replica.commit()
            check_node(replica._shown)
        assert board.items is kept
        assert board.items == [1, 2, 3, 0, 10, 1, 10, 2, 10]
        assert items == [1, 2, 3]
        assert (board.title, board.first.text, board.points) == ("a", "b", [Point(x=7)])

    def test_processes_that_did_the_same_before_they_began_know_items_by_the_same_numbers(self) -> None:
        boards = [Board(), Board()]
        log = Log()
        for board in boards:
            board.rows = [[5], [6, 7]]
            board.rows.insert(0, [4])
            board.rooms[1] = {"a": [1]}
        # Neither has seen anything of the other when it changes what it has.
        one = Process("one", log, boards[0])
        two = Process("two", Log(), boards[1])
        boards[1].rows[2].append(8)
        boards[1].rooms[1]["a"].append(2)
        del boards[1].rows[0]
        two.log = log
        two.epoch = 0
        two.connect()
        settle([one, two])
        assert boards[0].rows == boards[1].rows == [[5], [6, 7, 8]]
        assert boards[0].rooms == boards[1].rooms == {1: {"a": [1, 2]}}

    def test_a_change_of_another_process_renders_who_reads_the_field(self) -> None:
        one, two = pair(Board(), Board())
        told: list[str] = []
        readers = {name: Reader(told, name) for name in ("items", "title", "todos")}
        two.state.todos.append(Todo(text="a"))
        settle([two, one])
        for name, reader in readers.items():
            reader.read(partial(getattr, two.state, name))
        Reader(told, "text").read(lambda: two.state.todos[0].text)
        told.clear()
        one.state.items.append(1)
        one.state.todos[0].text = "b"
        settle([one, two])
        assert told == ["items", "text"]

    async def test_and_a_component_that_reads_several_of_them_once_in_that_turn(self) -> None:
        one, two = pair(Board(), Board())
        renders: list[str] = []

        class Shown(Component):
            def render(self) -> Any:
                renders.append(f"{two.state.items} {two.state.title} {two.state.prices}")
                return h.p(renders[-1])

        shown = [mount(Shown(), Document(scripts=False).body) for _ in range(3)]
        renders.clear()
        one.state.items.append(4)
        one.state.title = "new"
        one.write()
        one.state.prices["b"] = 2
        one.state.items.append(5)
        settle([one, two])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert renders == ["[1, 2, 3, 4, 5] new {'a': 1, 'b': 2}"] * len(shown)


class Twice(BaseModel, validate_assignment=True):
    """One field follows another."""

    a: int = 1
    b: int = 2

    @model_validator(mode="after")
    def follow(self) -> Twice:
        self.__dict__["b"] = self.a * 2
        return self


class Pair(State):
    """Has such a model."""

    model: Twice = Twice()


class Reader:
    """Reads something, and takes note of what has changed."""

    def __init__(self, told: list[str], name: str) -> None:
        self.sources: set[Source] | None = None
        self.render_id = 0
        self.development = True
        self._told = told
        self._name = name

    def read(self, function: Callable[[], object]) -> None:
        before = observe(self)
        function()
        observe(before)

    def invalidate(self) -> None:
        self._told.append(self._name)

    def assigned(self, field: object, before: object, now: object) -> None:
        self.invalidate()


class Place(BaseModel):
    """Some place."""

    x: int
    when: datetime.datetime | None = None


class Typed(State):
    """Values that JSON does not have."""

    when: datetime.datetime = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    points: list[Place] = []
    by_day: dict[datetime.date, list[Place]] = {}
    data: bytes = b""
    ratio: float = 0.5
    numbers: dict[int, str] = {}
    maybe: list[str] | str | None = None
    names: frozenset[str] = frozenset()
    secret: str = Field(default="own", exclude=True)
    private: list[int] = Field(default=[], exclude=True)
    small: list[int] = Field(default=[], max_length=3)


class TestTypes:
    def test_values_come_back_as_what_they_were(self) -> None:
        one, two = pair(Typed(), Typed())
        state = one.state
        state.when = datetime.datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=datetime.UTC)
        state.points.append(Place(x=1, when=state.when))
        state.by_day[datetime.date(2026, 1, 2)] = [Place(x=2)]
        state.by_day[datetime.date(2026, 1, 2)].append(Place(x=3))
        state.data = b"\x00\xff"
        state.ratio = float("inf")
        state.numbers[7] = "seven"
        state.maybe = ["a"]
        state.maybe.append("b")
        state.names = frozenset("ab")
        state.small = [1, 2]
        settle([one, two])
        for name in Typed.model_fields:
            assert getattr(two.state, name) == getattr(state, name), name
        late = Process("late", one.log, Typed())
        late.replica.restore(one.replica.snapshot())
        assert value_of(late.state) == value_of(state)
        state.maybe = "text"
        settle([one, two])
        assert two.state.maybe == "text"

    def test_excluded_fields_are_each_process_own(self) -> None:
        one, two = pair(Typed(), Typed())
        one.state.secret = "another"
        one.state.private.append(1)
        one.state.private = [5]
        one.state.private.append(6)
        settle([one, two])
        assert (two.state.secret, two.state.private) == ("own", [])
        assert one.state.private == [5, 6]

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            (lambda board: board.items.append("x"), ValidationError),
            (lambda board: setattr(board, "items", ["x"]), ValidationError),
            (lambda board: board.rooms.update({"x": {}}), ValidationError),
            (lambda board: setattr(board, "anything", {1, 2}), NotJsonError),
            (lambda board: setattr(board, "anything", {1: 2}), NotJsonError),
            (lambda board: setattr(board, "anything", [object()]), NotJsonError),
            (lambda board: board.todos.append(Derived(text="x")), NotJsonError),
            (lambda board: board.items.remove(99), ValueError),
            (lambda board: board.items.pop(99), IndexError),
            (lambda board: board.items.__setitem__(99, 1), IndexError),
            (lambda board: board.items.__setitem__(slice(0, 3, 2), [1]), ValueError),
            (lambda board: board.prices.__delitem__("z"), KeyError),
            (lambda board: board.prices.pop("z"), KeyError),
            (lambda board: board.rooms.popitem(), KeyError),
            (lambda board: board.tags.remove(99), KeyError),
        ],
    )
    def test_what_is_not_right_raises_and_changes_nothing(
        self, change: Callable[[Board], object], problem: type[Exception]
    ) -> None:
        one, two = pair(Board(), Board())
        before = value(one.state)
        with pytest.raises(problem):
            change(one.state)
        assert value(one.state) == before
        assert one.replica.waiting == 0
        settle([one, two])

    def test_an_item_is_validated_as_the_field_is(self) -> None:
        one, two = pair(Board(), Board())
        one.state.items.append("7")
        settle([one, two])
        assert one.state.items == two.state.items == [1, 2, 3, 7]

    def test_a_value_that_would_come_back_as_another_is_refused(self) -> None:
        class Loose(State):
            value: tuple[Any, ...] = ()

        (one,) = pair(Loose())
        with pytest.raises(NotJsonError, match="would come back as"):
            one.state.value = (datetime.date(2026, 1, 1),)
        assert one.state.value == ()

    @pytest.mark.parametrize(
        ("annotation", "reason"),
        [
            (list[int] | set[int], "not clear which of the lists, sets or dicts is meant"),
            (list[int] | list[str], "not clear which"),
            (type("Arbitrary", (), {}), "Unable to generate pydantic-core schema"),
        ],
    )
    def test_a_field_that_cannot_be_told_is_named(self, annotation: Any, reason: str) -> None:
        made = type("Made", (State,), {"__annotations__": {"it": annotation}, "it": None})
        with pytest.raises(FieldTypeError, match=r"Made\.it cannot be replicated") as refused:
            Replica(made())
        assert reason in str(refused.value)


class Derived(Todo):
    """More than the field says."""

    more: int = 1


def value_of(state: State) -> dict[str, Any]:
    """All that is told to others."""
    return {name: getattr(state, name) for name, field in type(state).model_fields.items() if not field.exclude}


class TestAnotherVersionOfTheProgram:
    def test_fields_that_came_or_went_do_not_matter(self) -> None:
        class Old(State):
            same: list[int] = [1]
            went: list[str] = ["x"]
            other: int = 1

        class New(State):
            same: list[int] = []
            came: list[str] = ["y"]
            other: list[int] = [7]

        log = Log()
        old, new = Process("old", log, Old()), Process("new", log, New())
        assert (new.state.same, new.state.came, new.state.other) == ([1], ["y"], [7])
        old.state.went.append("z")
        old.state.same.append(2)
        old.state.other = 5
        new.state.came.append("w")
        new.state.same.append(3)
        settle([old, new])
        assert old.state.same == new.state.same == [1, 2, 3]
        assert (old.state.went, old.state.other) == (["x", "z"], 5)
        assert (new.state.came, new.state.other) == (["y", "w"], [7])

    def test_what_cannot_be_read_is_passed_over(self, caplog: pytest.LogCaptureFixture) -> None:
        one, two = pair(Board(), Board())
        one.log.entries += [b"nonsense", b'["x",1,[["=",["items"],20,"no list"]]]', b'["y",1,[["=",["no"],20,1]]]']
        one.state.items.append(4)
        settle([one, two])
        assert one.state.items == two.state.items == [1, 2, 3, 4]
        assert "cannot be read" in caplog.text
        assert "was passed over" in caplog.text
