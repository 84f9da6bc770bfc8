"""Shared state: reading it in a render subscribes, changing it renders every reader, and the subscription ends."""

import asyncio
import copy
import pickle
import threading
from typing import Any, Generic, TypeVar

import pytest
from pydantic import BaseModel, Field, PrivateAttr, ValidationError, computed_field, field_validator, model_validator

from domsync import Child, Component, State
from domsync import html as h
from domsync.components.reconciler.each import each
from domsync.components.state import source_of
from domsync.dom.ops import SetData
from tests.components.conftest import MakeLive
from tests.waiting import PATIENCE

T = TypeVar("T")


class Board(State):
    title: str = "board"
    messages: list[str] = []
    votes: dict[str, list[str]] = {}
    tags: set[str] = set()
    limit: int = Field(default=10, le=100)

    @field_validator("title")
    @classmethod
    def not_empty(cls, title: str) -> str:
        if not title:
            raise ValueError("a board has a title")
        return title


class Shows(Component):
    """Shows what a function makes of the state."""

    what: Any
    _renders: int = 0

    def render(self) -> Child:
        self._renders += 1
        return h.p(str(self.what()))


def observers(state: State, name: str) -> int:
    """How many have subscribed to a field."""
    return len(source_of(state, name).observers)


class TestReading:
    def test_a_change_renders_those_who_have_read_it(self, live: MakeLive) -> None:
        board = Board()
        page = live(Shows(what=lambda: board.title))
        board.title = "new"
        (op,) = page.ops()
        assert isinstance(op, SetData)
        assert op.data == "new"

    def test_and_no_others(self, live: MakeLive) -> None:
        board = Board()
        page = live(Shows(what=lambda: board.title))
        board.messages.append("a")
        board.limit = 5
        assert page.ops() == []
        assert page.component._renders == 1

    def test_in_every_session(self, live: MakeLive) -> None:
        board = Board()
        pages = [live(Shows(what=lambda: board.messages)) for _ in range(3)]
        board.messages.append("a")
        for page in pages:
            page.ops()
            assert page.html == "<p>['a']</p>"

    def test_subscriptions_are_counted_and_end_with_the_component(self, live: MakeLive) -> None:
        board = Board()
        pages = [live(Shows(what=lambda: (board.title, board.title, board.limit))) for _ in range(3)]
        assert (observers(board, "title"), observers(board, "limit"), observers(board, "tags")) == (3, 3, 0)
        pages[0].end()
        assert observers(board, "title") == 2
        for page in pages:
            page.end()
        assert (observers(board, "title"), observers(board, "limit")) == (0, 0)

    def test_only_what_the_last_render_has_read_counts(self, live: MakeLive) -> None:
        board = Board()
        which = ["title"]
        page = live(Shows(what=lambda: getattr(board, which[0])))
        which[0] = "limit"
        page.refresh()
        assert (observers(board, "title"), observers(board, "limit")) == (0, 1)
        board.title = "new"
        assert page.ops() == []

    def test_reading_elsewhere_subscribes_nobody(self, live: MakeLive) -> None:
        board = Board()
        assert board.title == "board"

        class Asks(Component):
            def render(self) -> Child:
                return h.button("?", on_click=self.ask)

            def ask(self) -> None:
                assert board.title == "board"

            def mounted(self) -> None:
                assert board.messages == []

        page = live(Asks())
        page.click("button")
        assert (observers(board, "title"), observers(board, "messages")) == (0, 0)

    def test_the_whole_state(self, live: MakeLive) -> None:
        board = Board()
        pages = [
            live(Shows(what=what))
            for what in (
                board.model_dump,
                board.model_dump_json,
                lambda: dict(board),
                lambda: [name for name, _ in board],
            )
        ]
        board.messages.append("a")
        assert [bool(page.ops()) for page in pages] == [True, True, True, False]
        assert [page.component._renders for page in pages] == [2, 2, 2, 2]

    def test_derived_values(self, live: MakeLive) -> None:
        class Cart(State):
            prices: list[int] = []

            @computed_field  # type: ignore[prop-decorator]
            @property
            def total(self) -> int:
                return sum(self.prices)

        cart = Cart()
        page = live(Shows(what=lambda: cart.total))
        cart.prices.append(5)
        page.ops()
        assert page.html == "<p>5</p>"
        assert cart.model_dump() == {"prices": [5], "total": 5}

    def test_state_in_state(self, live: MakeLive) -> None:
        class Inner(State):
            text: str = "a"

        class Outer(State):
            inner: Inner = Field(default_factory=Inner)

        outer = Outer(inner=Inner())
        page = live(Shows(what=lambda: outer.inner.text))
        outer.inner.text = "b"
        page.ops()
        assert page.html == "<p>b</p>"
        outer.inner = Inner(text="c")
        page.ops()
        assert page.html == "<p>c</p>"

    def test_as_a_field_of_a_component(self, live: MakeLive) -> None:
        class Page(Component):
            board: Board

            def render(self) -> Child:
                return h.p(self.board.messages)

        board = Board()
        page = live(Page(board=board))
        assert page.component.board is board
        board.messages.append("a")
        page.ops()
        assert page.html == "<p>a</p>"

    def test_a_change_in_a_render_of_another_component(self, live: MakeLive) -> None:
        board = Board()

        class Page(Component):
            count: int = 0

            def render(self) -> Child:
                if board.limit != self.count:
                    board.limit = self.count
                return [h.i(), Shows(what=lambda: board.limit)]

        page = live(Page())
        page.change(count=7)
        assert "<p>7</p>" in page.html


class TestContainers:
    @pytest.mark.parametrize(
        "change",
        [
            lambda b: b.append("x"),
            lambda b: b.extend(["x", "y"]),
            lambda b: b.insert(0, "x"),
            lambda b: b.remove("a"),
            lambda b: b.pop(),
            lambda b: b.clear(),
            lambda b: b.sort(reverse=True),
            lambda b: b.reverse(),
            lambda b: b.__setitem__(0, "x"),
            lambda b: b.__setitem__(slice(0, 1), ["x", "y"]),
            lambda b: b.__delitem__(0),
            lambda b: b.__iadd__(["x"]),
            lambda b: b.__imul__(2),
        ],
    )
    def test_every_change_of_a_list(self, live: MakeLive, change: Any) -> None:
        board = Board(messages=["a", "b"])
        page = live(Shows(what=lambda: board.messages))
        expected = ["a", "b"]
        change(expected)
        change(board.messages)
        page.ops()
        assert page.html == f"<p>{expected}</p>"

    @pytest.mark.parametrize(
        "change",
        [
            lambda b: b.__setitem__("x", ["1"]),
            lambda b: b.__delitem__("a"),
            lambda b: b.pop("a"),
            lambda b: b.pop("none", None),
            lambda b: b.popitem(),
            lambda b: b.clear(),
            lambda b: b.update(x=["1"]),
            lambda b: b.update([("x", ["1"])], y=["2"]),
            lambda b: b.setdefault("x", []).append("1"),
            lambda b: b.setdefault("a", []).append("1"),
            lambda b: b["a"].append("1"),
            lambda b: b.__ior__({"x": ["1"]}),
        ],
    )
    def test_every_change_of_a_dict(self, live: MakeLive, change: Any) -> None:
        board = Board(votes={"a": ["0"], "b": []})
        page = live(Shows(what=lambda: board.votes))
        expected: dict[str, list[str]] = {"a": ["0"], "b": []}
        change(expected)
        change(board.votes)
        page.ops()
        assert page.html == f"<p>{expected}</p>"

    @pytest.mark.parametrize(
        "change",
        [
            lambda b: b.add("x"),
            lambda b: b.discard("a"),
            lambda b: b.remove("a"),
            lambda b: b.clear(),
            lambda b: b.update({"x"}, {"y"}),
            lambda b: b.difference_update({"a"}),
            lambda b: b.intersection_update({"a"}),
            lambda b: b.symmetric_difference_update({"a", "x"}),
            lambda b: b.__ior__({"x"}),
            lambda b: b.__isub__({"a"}),
            lambda b: b.__iand__({"a"}),
            lambda b: b.__ixor__({"a", "x"}),
        ],
    )
    def test_every_change_of_a_set(self, live: MakeLive, change: Any) -> None:
        board = Board(tags={"a", "b"})
        page = live(Shows(what=lambda: sorted(board.tags)))
        expected = {"a", "b"}
        change(expected)
        change(board.tags)
        page.ops()
        assert page.html == f"<p>{sorted(expected)}</p>"

    def test_further_in(self, live: MakeLive) -> None:
        class Deep(State):
            rows: list[dict[str, list[int]]] = []

        deep = Deep()
        page = live(Shows(what=lambda: deep.rows))
        deep.rows.append({"a": [1]})
        deep.rows[0]["a"].append(2)
        deep.rows[0]["b"] = [3]
        deep.rows[0]["b"][0] = 4
        deep.rows[1:] = [{"c": []}]
        deep.rows[1]["c"] += [5]
        page.ops()
        assert page.html == "<p>[{'a': [1, 2], 'b': [4]}, {'c': [5]}]</p>"

    def test_augmented_assignment_to_the_field(self, live: MakeLive) -> None:
        board = Board()
        page = live(Shows(what=lambda: board.messages))
        board.messages += ["a"]
        board.messages.append("b")
        board.tags |= {"x"}
        page.ops()
        assert page.html == "<p>['a', 'b']</p>"

    def test_a_new_list_is_observed_too(self, live: MakeLive) -> None:
        board = Board()
        page = live(Shows(what=lambda: board.messages))
        board.messages = ["a"]
        page.ops()
        board.messages.append("b")
        page.ops()
        assert page.html == "<p>['a', 'b']</p>"

    def test_they_are_lists_dicts_and_sets(self) -> None:
        board = Board(messages=["b", "a"], votes={"a": []}, tags={"x"})
        assert board.messages == ["b", "a"]
        assert isinstance(board.messages, list)
        assert sorted(board.messages) == ["a", "b"]
        assert type(board.messages * 2) is list
        assert type(board.messages[:]) is list
        assert repr(board) == "Board(title='board', messages=['b', 'a'], votes={'a': []}, tags={'x'}, limit=10)"
        for plain in (board.messages.copy(), board.votes.copy(), board.tags.copy(), board.tags | {"y"}):
            assert type(plain) in (list, dict, set)
        assert pickle.loads(pickle.dumps(board.votes)) == {"a": []}
        assert type(copy.copy(board.messages)) is list
        assert type(copy.deepcopy(board.votes)) is dict


class TestModels:
    def test_a_refused_value_changes_nothing_and_tells_nobody(self, live: MakeLive) -> None:
        board = Board()
        page = live(Shows(what=lambda: (board.limit, board.title)))
        with pytest.raises(ValidationError):
            board.limit = 500
        with pytest.raises(ValidationError, match="a board has a title"):
            board.title = ""
        assert (board.limit, board.title) == (10, "board")
        assert page.ops() == []
        assert page.component._renders == 1

    def test_nor_one_that_the_whole_model_refuses(self) -> None:
        class Span(State):
            low: int = 0
            high: int = 9

            @model_validator(mode="after")
            def in_order(self) -> "Span":
                if self.low > self.high:
                    raise ValueError("low is above high")
                return self

        span = Span()
        with pytest.raises(ValidationError, match="low is above high"):
            span.low = 10
        assert (span.low, span.high) == (0, 9)
        assert span.model_fields_set == set()

    def test_fields_that_do_not_exist(self) -> None:
        with pytest.raises(AttributeError, match="'Board' object has no attribute 'nothing'"):
            _ = Board().nothing  # type: ignore[attr-defined]
        with pytest.raises(ValueError, match="no attribute 'nothing'"):
            Board().nothing = 1  # type: ignore[attr-defined]
        with pytest.raises(AttributeError):
            _ = Board.title
        with pytest.raises(AttributeError):
            _ = Board.model_construct().__class__.messages

    def test_two_states_are_two(self) -> None:
        assert Board() != Board()
        assert len({Board(), Board()}) == 2

    def test_subclasses(self, live: MakeLive) -> None:
        class News(Board):
            author: str = "Ada"
            title: str = "news"

        news = News()
        page = live(Shows(what=lambda: (news.title, news.author, news.messages)))
        news.title = "more"
        news.author = "Grace"
        news.messages.append("a")
        page.ops()
        assert page.html == "<p>('more', 'Grace', ['a'])</p>"
        assert list(News.model_fields) == ["title", "messages", "votes", "tags", "limit", "author"]
        assert Board().title == "board"

    def test_generics(self, live: MakeLive) -> None:
        class Box(State, Generic[T]):
            items: list[T] = []

        numbers = Box[int]()
        page = live(Shows(what=lambda: numbers.items))
        numbers.items.append(1)
        page.ops()
        assert page.html == "<p>[1]</p>"
        with pytest.raises(ValidationError):
            numbers.items = ["x"]  # type: ignore[list-item]

    def test_private_attributes_and_model_post_init(self, live: MakeLive) -> None:
        class Loaded(State):
            rows: list[int] = []
            _loads: int = PrivateAttr(default=0)

            def model_post_init(self, context: Any) -> None:
                self._loads += 1
                self.rows = [1]

        loaded = Loaded()
        page = live(Shows(what=lambda: loaded.rows))
        loaded.rows.append(2)
        page.ops()
        assert page.html == "<p>[1, 2]</p>"
        copied = copy.copy(loaded)
        assert (copied.rows, copied._loads) == ([1, 2], 1)

    def test_dumping(self) -> None:
        board = Board(messages=["a"], votes={"a": ["b"]}, tags={"x"})
        dumped = {"title": "board", "messages": ["a"], "votes": {"a": ["b"]}, "tags": {"x"}, "limit": 10}
        assert board.model_dump() == dumped
        assert type(board.model_dump()["messages"]) is list
        assert Board.model_validate_json(board.model_dump_json()).messages == ["a"]
        assert board.model_dump(include={"limit"}) == {"limit": 10}

    @pytest.mark.parametrize(
        "copied",
        [
            copy.copy,
            copy.deepcopy,
            lambda board: board.model_copy(),
            lambda board: board.model_copy(deep=True),
            lambda board: pickle.loads(pickle.dumps(board)),
        ],
    )
    def test_copies_are_states_of_their_own(self, live: MakeLive, copied: Any) -> None:
        board = Board2(messages=["a"], votes={"a": ["b"]})
        page = live(Shows(what=lambda: (board.messages, board.votes)))
        other = copied(board)
        assert (other.messages, other.votes, other._secret) == (["a"], {"a": ["b"]}, 5)
        other.messages.append("x")
        other.votes["a"].append("y")
        other.title = "other"
        assert page.ops() == []
        assert page.component._renders == 1
        assert (board.messages, board.votes, board.title) == (["a"], {"a": ["b"]}, "board")
        page = live(Shows(what=lambda: other.messages))
        other.messages.append("z")
        page.ops()
        assert page.html == "<p>['a', 'x', 'z']</p>"
        board.messages.append("b")
        assert page.ops() == []

    def test_a_copy_with_other_values(self) -> None:
        board = Board(messages=["a"])
        other = board.model_copy(update={"messages": ["b"]})
        assert (board.messages, other.messages) == (["a"], ["b"])
        assert type(other.messages) is type(board.messages)

    def test_made_without_validation(self, live: MakeLive) -> None:
        board = Board.model_construct(messages=["a"])
        page = live(Shows(what=lambda: board.messages))
        board.messages.append("b")
        page.ops()
        assert page.html == "<p>['a', 'b']</p>"


class Board2(Board):
    _secret: int = PrivateAttr(default=0)

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        self._secret += 5


class TestThreads:
    async def test_changes_come_from_anywhere(self, live: MakeLive) -> None:
        board = Board()
        page = live(Shows(what=lambda: board.messages))
        seen = asyncio.Event()
        page.scheduler.on_flush = seen.set
        thread = threading.Thread(target=board.messages.append, args=("thread",))
        thread.start()
        await asyncio.wait_for(seen.wait(), PATIENCE)
        thread.join()
        assert page.html == "<p>['thread']</p>"

    def test_two_loops_in_two_threads(self, live: MakeLive) -> None:
        board = Board()
        html: list[str] = []
        ready = threading.Barrier(3)

        async def visit() -> None:
            page = live(Shows(what=lambda: board.title))
            changed = asyncio.Event()
            page.scheduler.on_flush = changed.set
            await asyncio.to_thread(ready.wait, 5)
            await asyncio.wait_for(changed.wait(), PATIENCE)
            html.append(page.html)
            page.end()

        threads = [threading.Thread(target=asyncio.run, args=(visit(),)) for _ in range(2)]
        for thread in threads:
            thread.start()
        ready.wait(5)
        board.title = "everywhere"
        for thread in threads:
            thread.join()
        assert html == ["<p>everywhere</p>"] * 2
        assert observers(board, "title") == 0

    def test_threads_that_read_for_the_first_time_find_one_source(self) -> None:
        for _ in range(50):
            board = Board.model_construct()
            found: list[Any] = []
            barrier = threading.Barrier(4)

            def find(board: Board = board, found: list[Any] = found, barrier: threading.Barrier = barrier) -> None:
                barrier.wait(5)
                found.append(source_of(board, "title"))

            threads = [threading.Thread(target=find) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len(set(map(id, found))) == 1


class Item(State):
    id: int
    label: str
    marks: list[str] = []


class TestRows:
    """Rows of `each` that read states."""

    def test_only_the_row_whose_state_has_changed_is_rendered(self, live: MakeLive) -> None:
        items = [Item(id=number, label=f"item {number}") for number in range(50)]
        rendered: list[int] = []

        class Table(Component):
            def render(self) -> Child:
                return h.ul(each(items, self.row, key=lambda item: item.id))

            def row(self, item: Item) -> Child:
                rendered.append(item.id)
                return h.li(item.label, item.marks)

        page = live(Table())
        rendered.clear()
        items[7].label = "other"
        assert len(page.ops()) == 1
        assert rendered == [7]
        items[8].marks.append("!")
        items.insert(0, items.pop())
        page.refresh()
        assert rendered == [7, 8]
        assert page.find("li:nth-child(10)").textContent == "item 8!"
        items[0].label = "last"
        page.ops()
        assert rendered == [7, 8, 49]
        del items[1:]
        page.refresh()
        items[0].label = "alone"
        page.ops()
        assert page.html == "<ul><li>alone</li></ul>"
        page.end()
        assert all(observers(item, "label") == 0 for item in items)

    def test_a_row_that_has_left_reads_no_more(self, live: MakeLive) -> None:
        items = [Item(id=number, label="x") for number in range(3)]
        shown = list(items)
        page = live(Rows(items=lambda: shown))
        del shown[1]
        page.refresh()
        assert [observers(item, "label") for item in items] == [1, 0, 1]
        items[1].label = "y"
        assert page.ops() == []
        page.end()
        assert [observers(item, "label") for item in items] == [0, 0, 0]

    def test_a_state_that_all_rows_read(self, live: MakeLive) -> None:
        board = Board()
        items = [Item(id=number, label="x") for number in range(3)]
        page = live(Rows(items=lambda: items, more=lambda: board.title))
        board.title = "y"
        page.ops()
        assert page.html == "<ul><li>xy</li><li>xy</li><li>xy</li></ul>"
        page.end()
        assert observers(board, "title") == 0

    def test_values_that_components_above_offer(self, live: MakeLive) -> None:
        class Unit(BaseModel, frozen=True):
            name: str

        class Outer(Component):
            unit: str = "m"

            def render(self) -> Child:
                self.provide(Unit(name=self.unit))
                return table

        class Table(Component):
            def render(self) -> Child:
                return h.ul(each([1, 2], self.row, key=int))

            def row(self, number: int) -> Child:
                return h.li(number, self.use(Unit).name)

        table = Table()
        page = live(Outer())
        page.change(unit="km")
        assert page.html == "<ul><li>1km</li><li>2km</li></ul>"

    def test_a_row_that_raises_keeps_nothing_subscribed(self, live: MakeLive) -> None:
        items = [Item(id=number, label="x") for number in range(3)]
        failing = [False]

        def more() -> str:
            if failing[0]:
                raise ValueError("no")
            return ""

        page = live(Rows(items=lambda: items, more=more))
        failing[0] = True
        for item in items:
            item.label = "y"
        page.ops()
        assert [type(error) for _, error in page.reported()] == [ValueError]
        failing[0] = False
        page.refresh()
        assert page.html == "<ul><li>y</li><li>y</li><li>y</li></ul>"
        items[2].label = "z"
        page.ops()
        assert page.html == "<ul><li>y</li><li>y</li><li>z</li></ul>"
        page.end()
        assert [observers(item, "label") for item in items] == [0, 0, 0]


class Rows(Component):
    items: Any
    more: Any = None

    def render(self) -> Child:
        return h.ul(each(self.items(), self.row, key=lambda item: item.id))

    def row(self, item: Item) -> Child:
        return h.li(item.label, self.more() if self.more else None)
