"""`app.replicate`: States and presences of an app, by name."""

from __future__ import annotations

import asyncio
import datetime
from typing import Any, NewType

import pytest
from pydantic import BaseModel, ConfigDict, Field

from domsync import App, Child, Component, Document, Presence, SharedText, State, mount
from domsync import html as h
from domsync.server.processes import redis_broker
from domsync.server.processes.redis_broker import RedisBroker
from domsync.server.replication.kinds import NotJsonError
from domsync.server.replication.state_types import FieldTypeError
from tests.redis_server import redis_server
from tests.server.replicas import Board, Log, Process, Todo, settle, value
from tests.server.support import settled


class Page(Component):
    """An empty page."""

    def render(self) -> str:
        return ""


async def test_with_one_process_all_is_confirmed_at_once_and_serving_again_goes_on() -> None:
    app = App(Page, collect=False)
    board = app.replicate(Board(), "board")
    items = board.items
    for _ in range(2):
        await app.serve("localhost", 0)
        items.append(4)
        replica = app.broker._followers["board"]
        await settled(lambda: replica.waiting == 0)  # noqa: B023 - asked before the next round
        await app.close()
    assert board.items is items
    assert items == [1, 2, 3, 4, 4]


async def test_an_app_that_is_served_again_goes_on_with_the_others() -> None:
    with redis_server() as redis:
        apps = [App(Page, broker=RedisBroker(redis.url), collect=False) for _ in range(2)]
        one, two = [app.replicate(Board(), "board") for app in apps]
        await apps[1].serve("localhost", 0)
        for number in range(4, 7):
            await apps[0].serve("localhost", 0)
            await settled(lambda: one.items == two.items)
            one.items.append(number)
            await settled(lambda: one.items == two.items == list(range(1, len(one.items) + 1)))
            await apps[0].close()
        await apps[1].close()
        assert two.items == [1, 2, 3, 4, 5, 6]


def test_a_name_is_used_once_and_a_state_too() -> None:
    app = App(Page, collect=False)
    board = app.replicate(Board(), "board")
    with pytest.raises(ValueError, match="'board' is already"):
        app.replicate(Board(), "board")
    with pytest.raises(ValueError, match="this Board is already replicated between processes"):
        app.replicate(board, "other")


async def test_apps_in_two_processes_end_equal_also_with_what_is_added_while_they_serve() -> None:
    with redis_server() as redis:
        apps = [App(Page, broker=RedisBroker(redis.url), collect=False) for _ in range(2)]
        boards = [app.replicate(Board(), "board") for app in apps]
        heres = [app.replicate(Presence(), "here") for app in apps]
        for app in apps:
            await app.serve("localhost", 0)
        try:
            boards[0].todos.append(Todo(text="a"))
            heres[1].join("b", "Bob")
            await settled(lambda: len(boards[1].todos) == 1 and heres[0].names == ["Bob"])
            later = [app.replicate(Board(), "later") for app in apps]
            later[0].items.append(4)
            later[1].title = "b"
            await asyncio.to_thread(later[1].items.append, 5)
            await settled(lambda: value(later[0]) == value(later[1]) and len(later[0].items) == 5)
            assert later[0].title == "b"
        finally:
            for app in apps:
                await app.close()
        # All have ended, and what they had is there for those who come.
        app = App(Page, broker=RedisBroker(redis.url), collect=False)
        board = app.replicate(Board(), "board")
        await app.serve("localhost", 0)
        await settled(lambda: [todo.text for todo in board.todos] == ["a"])
        await app.close()


class Frozen(BaseModel, frozen=True):
    """Never changed in place."""

    names: list[str] = []


class Aliased(BaseModel):
    """Has another name outside."""

    model_config = ConfigDict(validate_assignment=True)

    inner: int = Field(default=1, alias="outer")


Names = NewType("Names", list[str])


class Many(State):
    """Types of all kinds."""

    frozen: Frozen = Frozen()
    aliased: Aliased = Aliased()
    names: Names = Names(["a"])
    either: Todo | list[int] | None = None
    choices: list[Todo | list[int] | int] = []
    members: set[datetime.date] = set()
    nested: dict[str, list[Todo]] = {}
    loose: list[Any] = []


def test_types_of_all_kinds_and_a_snapshot_of_them() -> None:
    log = Log()
    one, two = Process("one", log, Many()), Process("two", log, Many())
    state = one.state
    state.frozen = Frozen(names=["x"])
    state.aliased.inner = 2
    state.names.append("b")
    state.either = Todo(text="a")
    settle([one, two])
    two.state.either.text = "b"
    state.choices.extend([Todo(text="c"), [1], 2])
    state.choices[1].append(3)
    state.members.add(datetime.date(2026, 1, 1))
    state.nested["k"] = [Todo(text="d")]
    state.nested["k"][0].labels.append(4)
    state.loose.append({"a": [1, {"b": None}]})
    state.loose[0]["a"][1]["b"] = [True]
    settle([one, two])
    assert value(two.state) == value(state)
    assert two.state.either.text == "b"
    late = Process("late", Log(), Many())
    late.replica.restore(one.replica.snapshot())
    assert value(late.state) == value(state)
    state.either = [1]
    state.either.append(2)
    settle([one, two])
    assert two.state.either == [1, 2]


@pytest.mark.parametrize(
    ("annotation", "default", "reason"),
    [
        (list[int], 5, "the field holds lists"),
        (dict[str, int], [1], "the field holds dicts"),
        (set[int], [1], "the field holds sets"),
        (datetime.date, None, "Input should be a valid date|Expected"),
        (Todo, Frozen(), "the field holds Todo"),
        (Any, datetime.date(2026, 1, 1), "it can be only what JSON has"),
        (bytes, "\udc80", "surrogate|Expected|encode"),
    ],
)
def test_what_the_class_begins_with_has_to_fit(annotation: Any, default: Any, reason: str) -> None:
    made = type("Made", (State,), {"__annotations__": {"it": annotation}, "it": default})
    with pytest.raises(NotJsonError, match=reason):
        App(Page, collect=False).replicate(made(), "made")


@pytest.mark.parametrize("kind", [Presence, Presence | None, dict[str, Presence]])
def test_a_presence_in_a_state_is_named_for_itself(kind: Any) -> None:
    made: Any = type("Made", (State,), {"__annotations__": {"it": kind}})
    with pytest.raises(FieldTypeError, match=r"Made\.it .* replicate the Presence itself"):
        App(Page, collect=False).replicate(made.model_construct(), "made")


def test_a_text_in_a_state_is_named_for_itself() -> None:
    class Made(State):
        it: SharedText = Field(default_factory=SharedText)

    with pytest.raises(FieldTypeError, match=r"Made\.it .* replicate the SharedText itself"):
        App(Page, collect=False).replicate(Made(), "made")


def test_a_text_is_replicated_once_and_before_it_is_shown() -> None:
    class Editor(Component):
        text: SharedText

        def render(self) -> Child:
            return h.textarea(bind=self.text)

    app = App(Page, collect=False)
    text = app.replicate(SharedText("a"), "text")
    assert text.id == "text"
    with pytest.raises(ValueError, match="'text' is already"):
        app.replicate(SharedText(), "text")
    with pytest.raises(ValueError, match="<SharedText 'a'> is already replicated between processes"):
        app.replicate(text, "other")
    shown = SharedText("b")
    mount(Editor(text=shown), Document(scripts=False).documentElement)
    with pytest.raises(ValueError, match="pages already show <SharedText 'b'>; replicate it before"):
        app.replicate(shown, "shown")


async def test_a_text_with_one_process() -> None:
    app = App(Page, collect=False)
    text = app.replicate(SharedText("a"), "text")
    for _ in range(2):
        await app.serve("localhost", 0)
        text.append("b")
        await asyncio.to_thread(text.append, "c")
        await settled(lambda: app.broker._followers["text"].waiting == 0 and text.value.endswith("c"))
        await app.close()
    text.append("!")
    assert text.value == "abcbc!"


async def test_a_text_in_two_processes_and_for_those_who_come_later() -> None:
    with redis_server() as redis:

        async def serve(name: str, start: str) -> tuple[App, SharedText]:
            app = App(Page, broker=RedisBroker(redis.url), collect=False)
            text = app.replicate(SharedText(start), name)
            await app.serve("localhost", 0)
            return app, text

        (app, one), (other, two) = await serve("minutes", "Minutes:"), await serve("minutes", "Minutes:")
        for number in range(100):
            one.append(f" a{number}")
            await asyncio.to_thread(two.append, f" b{number}")
        await settled(lambda: one.value == two.value and one.value.count(" ") == 200)
        assert [int(word[1:]) for word in one.value.split() if word[0] == "b"] == list(range(100))

        # Redis is away: each goes on by itself, and what was written meanwhile is merged.
        redis.stop()
        one.append(" without")
        two.insert(0, "The ")
        assert one.value.endswith(" without")
        assert two.value.startswith("The Minutes")
        redis.start()
        await settled(lambda: one.value == two.value and one.value.startswith("The ") and "without" in one.value, 10)

        # Also in a program that has another text to begin with, and when all have ended meanwhile.
        expected = one.value
        await app.close()
        third, three = await serve("minutes", "")
        await settled(lambda: three.value == expected)
        await other.close()
        await third.close()
        last, four = await serve("minutes", "")
        await settled(lambda: four.value == expected)
        four.append(".")
        await last.close()
        # Served again.
        await last.serve("localhost", 0)
        four.append(".")
        await settled(lambda: last.broker._followers["minutes"].waiting == 0)
        assert four.value == expected + ".."
        await last.close()


async def test_who_comes_later_has_all_before_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    # To read one by one takes longer than to open a port.
    monkeypatch.setattr(redis_broker, "_READ_BATCH", 1)
    with redis_server() as redis:
        board, text = Board(), SharedText("Minutes:")
        first = App(Page, broker=RedisBroker(redis.url), collect=False)
        first.replicate(board, "board")
        first.replicate(text, "minutes")
        await first.serve("localhost", 0)
        for number in range(20):
            board.items.append(number)
            text.append(f" {number}")
            await asyncio.sleep(0.001)
        await first.close()
        expected = text.value
        for _ in range(3):
            later = App(Page, broker=RedisBroker(redis.url), collect=False)
            items, minutes = later.replicate(Board(), "board"), later.replicate(SharedText(""), "minutes")
            await later.serve("localhost", 0)
            seen = list(items.items), minutes.value
            await later.close()
            assert seen == (list(board.items), expected)
        # Also in the same program: what is written next stands behind what is there.
        await first.serve("localhost", 0)
        text.append(".")
        await first.close()
        assert text.value == expected + "."


async def test_who_looks_at_a_state_stands_beside_it() -> None:
    class Made(State):
        title: str = ""
        here: Presence = Field(default_factory=Presence, exclude=True)

    with redis_server() as redis:
        apps = [App(Page, broker=RedisBroker(redis.url), collect=False) for _ in range(2)]
        one, two = [app.replicate(Made(), "made") for app in apps]
        for app, made in zip(apps, (one, two), strict=True):
            app.replicate(made.here, "who looks")
            await app.serve("localhost", 0)
        try:
            one.here.join("a", "Ada")
            two.here.join("b", "Bob")
            two.title = "new"
            await settled(lambda: one.here.count == two.here.count == 2 and one.title == "new")
            assert (one.here.names, two.here.names) == (["Ada", "Bob"], ["Bob", "Ada"])
        finally:
            for app in apps:
                await app.close()


def test_keys_that_can_be_changed_are_refused() -> None:
    made = type("Made", (State,), {"__annotations__": {"it": dict[Frozen, int] | set[Todo]}, "it": None})
    with pytest.raises(FieldTypeError, match="cannot be changed in place"):
        App(Page, collect=False).replicate(made(), "made")


def test_an_error_shows_the_beginning_of_a_long_value() -> None:
    error = NotJsonError("x" * 200, "it is long")
    assert str(error) == f"'{'x' * 76}... cannot be sent to other processes: it is long"
