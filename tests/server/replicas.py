"""Processes without processes: copies of a State, and a log that a test cuts off, loses and writes twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, Field

from domsync import State
from domsync.server.replication.nodes import DictNode, ListNode, ModelNode, Node
from domsync.server.replication.replica import Replica
from domsync.server.replication.state_types import Summed


class Todo(State):
    """Something that is in lists and dicts, and is changed there."""

    text: str = ""
    labels: list[int] = []


class Point(BaseModel):
    """A model that is no State, and is changed in place all the same."""

    x: int = 0
    seen: list[int] = []


class Board(State):
    """One field of each kind."""

    #: Only ever appended to.
    all: list[int] = []
    clicks: Summed[int] = 0
    title: str | None = None
    items: list[int] = [1, 2, 3]
    rows: list[list[int]] = [[1], [2]]
    prices: dict[str, int] = {"a": 1}
    rooms: dict[int, dict[str, list[int]]] = {}
    tags: set[int] = {1, 2}
    todos: list[Todo] = []
    first: Todo = Field(default_factory=Todo)
    points: list[Point] = [Point()]
    corner: Point | None = None
    anything: Any = None


def _rows(board: Board, x: int, y: int) -> None:
    if board.rows:
        board.rows[x % len(board.rows)].insert(y % 3, x)


def _room(board: Board, x: int, y: int) -> None:
    board.rooms.setdefault(x % 2, {}).setdefault("ab"[y % 2], []).append(x)


def _delete(items: Any, x: int) -> None:
    if items:
        del items[x % len(items)]


def _put(items: Any, x: int, item: Any) -> None:
    if items:
        items[x % len(items)] = item


def _todo(board: Board, x: int) -> Todo:
    return board.todos[x % len(board.todos)] if board.todos else board.first


def _point(board: Board, x: int) -> Point:
    if board.corner is not None and x % 2:
        return board.corner
    return board.points[x % len(board.points)] if board.points else Point()


def _swap(board: Board, x: int, y: int) -> None:
    todos = board.todos
    if todos:
        i, j = x % len(todos), y % len(todos)
        todos[i], todos[j] = todos[j], todos[i]


#: What programs do to a board; x is another number each time.
EDITS: list[Callable[[Board, int, int], object]] = [
    lambda board, x, y: board.items.append(x),
    lambda board, x, y: board.items.insert(y % 5, x),
    lambda board, x, y: _delete(board.items, y),
    lambda board, x, y: _put(board.items, y, x),
    lambda board, x, y: board.items.__setitem__(slice(y % 4, y % 7), [x, -x]),
    lambda board, x, y: board.items.reverse(),
    lambda board, x, y: board.items.sort(reverse=bool(y % 2)),
    lambda board, x, y: board.items.clear(),
    lambda board, x, y: setattr(board, "items", [*board.items, x]),
    lambda board, x, y: setattr(board, "title", str(x) if y % 3 else None),
    lambda board, x, y: board.prices.__setitem__("abc"[y % 3], x),
    lambda board, x, y: board.prices.pop("abc"[y % 3], None),
    lambda board, x, y: board.prices.clear(),
    _rows,
    lambda board, x, y: board.rows.append([x, y]),
    lambda board, x, y: _delete(board.rows, y),
    lambda board, x, y: _put(board.rows, y, [x]),
    lambda board, x, y: board.rows.sort(),
    _room,
    lambda board, x, y: board.rooms.pop(y % 2, None),
    lambda board, x, y: board.rooms.get(y % 2, {}).clear(),
    lambda board, x, y: board.tags.add(y % 5),
    lambda board, x, y: board.tags.discard(y % 5),
    lambda board, x, y: board.tags.symmetric_difference_update({y % 5, x % 5}),
    lambda board, x, y: board.todos.append(Todo(text=str(x))),
    lambda board, x, y: setattr(_todo(board, y), "text", str(x)),
    lambda board, x, y: _todo(board, y).labels.append(x),
    lambda board, x, y: _delete(board.todos, y),
    lambda board, x, y: board.todos.reverse(),
    lambda board, x, y: board.todos.insert(0, board.todos.pop()) if board.todos else None,
    _swap,
    lambda board, x, y: setattr(board, "first", Todo(text=str(x), labels=[x, y])),
    lambda board, x, y: board.points.append(Point(x=x)),
    lambda board, x, y: setattr(_point(board, y), "x", x),
    lambda board, x, y: _point(board, y).seen.append(x),
    lambda board, x, y: _delete(board.points, y),
    lambda board, x, y: setattr(board, "corner", Point(x=x) if y % 2 else None),
    lambda board, x, y: setattr(board, "anything", [None, x, {"a": [y], "b": 1.5}, [True, "x"]][y % 4]),
    lambda board, x, y: board.anything["a"].append(x) if isinstance(board.anything, dict) else None,
]


class Log:
    """A log in memory: entries in their order, and the snapshot with which it begins."""

    def __init__(self) -> None:
        self.epoch = 0
        self.entries: list[bytes] = []
        self.base: bytes | None = None


class Process:
    """A process.

    Args:
        name: Its name.
        log: The log that it shares with others.
        state: Its State.
        make: Makes what keeps it equal.
    """

    def __init__(self, name: str, log: Log, state: Any, make: Callable[[Any], Any] = Replica) -> None:
        self.state = state
        self.replica = make(state)
        self.replica.start(name)
        self.log = log
        self.epoch = 0
        self.position = 0
        if log.base is None:
            log.base = self.replica.snapshot()
            log.epoch = 1
        self.connect()

    def connect(self) -> None:
        """Find out where the log is, and write everything again that has not come back."""
        if self.epoch != self.log.epoch:
            assert self.log.base is not None
            self.replica.restore(self.log.base)
            self.epoch = self.log.epoch
            self.position = 0
        self.replica.requeue()

    def write(self, most: int = 1_000_000) -> None:
        """Write entries to the log."""
        self.replica.commit()
        if self.epoch != self.log.epoch:
            self.connect()
        while self.replica.outbox and most:
            self.log.entries.append(self.replica.outbox.popleft())
            most -= 1

    def read(self, most: int = 1_000_000) -> None:
        """Read entries from the log."""
        if self.epoch != self.log.epoch:
            self.connect()
        entries = self.log.entries[self.position : self.position + most]
        self.replica.apply(entries)
        self.position += len(entries)

    def lose_history(self) -> None:
        """The log is gone, and this process is the first to notice."""
        self.log.base = self.replica.snapshot()
        self.log.entries = []
        self.log.epoch += 1
        self.epoch = self.log.epoch
        self.position = 0
        self.replica.requeue()

    def trim(self) -> None:
        """Replace what this process has read of the log by a snapshot; who is behind has to take that."""
        if self.epoch == self.log.epoch:
            self.log.base = self.replica.snapshot()
            self.log.entries = self.log.entries[self.position :]
            self.log.epoch += 1
            self.epoch = self.log.epoch
            self.position = 0


def settle(processes: list[Process]) -> None:
    """Let everything arrive everywhere."""
    for process in processes:
        process.write()
    for process in processes:
        process.read()
    for process in processes:
        assert process.replica.waiting == 0
        check(process)


def value(thing: Any) -> Any:
    """What a State holds, in a form in which also the order of dicts and the types of values count."""
    if isinstance(thing, BaseModel):
        return {name: value(getattr(thing, name)) for name in type(thing).model_fields}
    if isinstance(thing, list):
        return [value(item) for item in thing]
    if isinstance(thing, dict):
        return ("dict", [(key, value(item)) for key, item in thing.items()])
    if isinstance(thing, set):
        return ("set", sorted(thing))
    return type(thing).__name__, thing


def check(process: Process) -> None:
    """The tree of what is shown fits the State, and is what is confirmed if nothing waits."""
    replica = process.replica
    check_node(replica._shown)
    check_node(replica._confirmed)
    if replica.waiting == 0:
        _check_same(replica._shown, replica._confirmed)


def check_node(node: Node) -> None:
    """A part of a tree is right in itself."""
    if isinstance(node, ListNode):
        assert len(node.ids) == len(node.value) == len(set(node.ids))
        assert node.children.keys() <= set(node.ids)
    if isinstance(node, DictNode):
        assert node.children.keys() <= node.value.keys()
    for place, child in node.children.items():
        assert child.up is node
        assert child.place == place
        check_node(child)


def _check_same(one: Node, other: Node) -> None:
    assert type(one) is type(other)
    assert one.children.keys() == other.children.keys()
    pairs: list[tuple[Any, Any, Any]]
    if isinstance(one, ListNode) and isinstance(other, ListNode):
        assert one.ids == other.ids
        pairs = list(zip(one.ids, one.value, other.value, strict=True))
    elif isinstance(one, DictNode):
        assert list(one.value) == list(other.value)
        pairs = list(zip(one.value, one.value.values(), other.value.values(), strict=True))
    elif isinstance(one, ModelNode) and isinstance(other, ModelNode):
        mine, theirs = one.tree.values(one), other.tree.values(other)
        assert mine.keys() >= theirs.keys()
        pairs = [(name, mine[name], theirs[name]) for name in theirs]
    else:
        assert one.value == other.value
        return
    for place, here, there in pairs:
        if place in one.children:
            assert one.children[place].value is here
            _check_same(one.children[place], other.children[place])
        else:
            assert (type(here), here) == (type(there), there)
