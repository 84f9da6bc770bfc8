"""A component is a pydantic model: fields, validation, props and state; and one object stands in one place."""

import copy
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pytest
from pydantic import BaseModel, Field, PrivateAttr, ValidationError, field_validator, model_validator

from domsync import Child, Component, Document, State, mount, unmount
from domsync import html as h
from domsync.components import NotMountedError, scheduler_of
from domsync.components.reconciler.mount import AlreadyMountedError
from domsync.dom.ops import Move, Remove, SetData
from tests.components.conftest import MakeLive

T = TypeVar("T")


class Counter(Component):
    count: int = 0
    step: int = Field(default=1, ge=1)

    def render(self) -> Child:
        return h.button(f"{self.count}", on_click=self.click)

    def click(self) -> None:
        self.count += self.step


class TestFields:
    def test_a_click_changes_the_state_and_the_page(self, live: MakeLive) -> None:
        page = live(Counter(count=3))
        assert page.html == "<button>3</button>"
        assert page.click("button") == [SetData(page.find("button").firstChild.node_id, "4")]  # type: ignore[union-attr]
        assert page.component.model_dump() == {"count": 4, "step": 1}

    def test_fields_are_validated(self) -> None:
        with pytest.raises(ValidationError):
            Counter(count="x")  # type: ignore[arg-type]
        assert Counter(count="5").count == 5  # type: ignore[arg-type]

    def test_a_refused_value_changes_nothing(self, live: MakeLive) -> None:
        page = live(Counter(count=3))
        with pytest.raises(ValidationError):
            page.component.step = 0
        assert page.component.step == 1
        assert page.component.model_fields_set == {"count"}
        assert not page.scheduler.dirty
        assert page.ops() == []

    def test_nor_does_one_that_the_whole_model_refuses(self, live: MakeLive) -> None:
        class Span(Component):
            low: int = 0
            high: int = 9

            @model_validator(mode="after")
            def in_order(self) -> "Span":
                if self.low > self.high:
                    raise ValueError("low is above high")
                return self

            def render(self) -> Child:
                return h.p(self.low, "-", self.high)

        page = live(Span(low=1))
        with pytest.raises(ValidationError, match="low is above high"):
            page.component.high = -1
        assert (page.component.low, page.component.high) == (1, 9)
        assert page.component.model_fields_set == {"low"}
        assert page.refresh() == []
        page.change(high=5)
        assert page.html == "<p>1-5</p>"

    def test_fields_that_do_not_exist(self) -> None:
        with pytest.raises(ValueError, match="no attribute 'cuont'"):
            Counter().cuont = 1  # type: ignore[attr-defined]

    def test_key_and_show_are_no_state(self) -> None:
        counter = Counter(key="a", show=False)
        assert counter.model_dump() == {"count": 0, "step": 1}
        assert repr(counter) == "Counter(count=0, step=1)"
        assert Counter.model_validate_json(Counter(count=4).model_dump_json()).count == 4

    def test_components_are_things_and_not_values(self) -> None:
        one, other = Counter(), Counter()
        assert one != other
        assert one == one
        assert len({one, other}) == 2

    def test_private_attributes_are_pydantics(self, live: MakeLive) -> None:
        class Private(Component):
            _seen: list[int] = PrivateAttr(default_factory=list)

            def render(self) -> Child:
                self._seen.append(1)
                return h.p(len(self._seen))

        page = live(Private())
        page.component._seen = [1, 2]
        assert not page.scheduler.dirty
        page.refresh()
        assert page.html == "<p>3</p>"

    def test_private_attributes_can_have_any_name(self, live: MakeLive) -> None:
        class Board(State):
            rows: list[int] = []
            _sources: list[str] = PrivateAttr(default=["a"])
            _recorder: int = 1

        class Private(Component):
            _instance: int = 1
            _made: list[int] = PrivateAttr(default_factory=list)
            _errors: str = "x"
            board: Board = Field(default_factory=Board)

            def render(self) -> Child:
                self.errors["a"] = "b"
                return h.p(self._instance, len(self._made), self._errors, self.board._sources, len(self.board.rows))

        page = live(Private())
        page.component.board.rows.append(1)
        page.ops()
        assert page.html == "<p>10xa1</p>"
        assert page.component.board._recorder == 1

    def test_copies_are_not_on_the_page(self, live: MakeLive) -> None:
        page = live(Counter(count=1))
        for other in (copy.copy(page.component), copy.deepcopy(page.component), page.component.model_copy()):
            assert other.count == 1
            other.count = 7
            with pytest.raises(NotMountedError, match=r"Counter\.use\(\) needs a component that is on a page"):
                other.use(int)
        assert page.ops() == []

    def test_a_field_can_bring_a_validator_that_changes_it(self, live: MakeLive) -> None:
        class Loud(Component):
            text: str = ""

            @field_validator("text")
            @classmethod
            def louder(cls, text: str) -> str:
                return text.upper()

            def render(self) -> Child:
                return self.text

        page = live(Loud(text="a"))
        page.change(text="b")
        assert page.html == "B"

    def test_without_render(self, live: MakeLive) -> None:
        class Empty(Component):
            pass

        page = live(Empty())
        ((where, error),) = page.reported()
        assert where == "Empty.render"
        assert "write `def render(self): return h.div(...)`" in str(error)

    def test_generic_components(self, live: MakeLive) -> None:
        class List(Component, Generic[T]):
            items: list[T]

            def render(self) -> Child:
                return h.ul(h.li(str(item)) for item in self.items)

        with pytest.raises(ValidationError):
            List[int](items=["x"])  # type: ignore[list-item]
        page = live(List[int](items=[1, 2]))
        assert page.html == "<ul><li>1</li><li>2</li></ul>"
        page.change(items=[3])
        assert page.html == "<ul><li>3</li></ul>"

    def test_the_example_of_the_documentation(self, live: MakeLive) -> None:
        class Clicks(Component):
            count: int = 0

            def render(self) -> Child:
                return h.button(f"Clicked {self.count} times", on_click=self.click)

            def click(self) -> None:
                self.count += 1

        page = live(Clicks())
        page.click("button")
        assert page.html == "<button>Clicked 1 times</button>"


class Card(Component):
    title: str = ""
    open: bool = True
    body: Child = None
    notes: list[str] = []
    on_close: Callable[[], None] | None = None
    anything: Any = None
    _renders: int = 0

    def render(self) -> Child:
        self._renders += 1
        close = h.button("x", on_click=self.on_close) if self.on_close else None
        return h.section(h.h2(self.title), self.body if self.open else None, h.ul(map(h.li, self.notes)), close)


class Page(Component):
    """Renders one card, with whatever `make` gives."""

    make: Callable[[], Card]
    _card: Card | None = None

    def render(self) -> Child:
        return h.main(self.make())


def card_of(page: Any) -> Card:
    """The card that is on the page."""
    (root,) = page.scheduler.roots
    (slot,) = root.mounted.rare_data.rendered.slots
    card = slot.component
    assert isinstance(card, Card)
    return card


class TestProps:
    def renders(self, live: MakeLive, make: Callable[[], Card]) -> int:
        """How often a card is rendered when its parent is rendered again."""
        page = live(Page(make=make))
        card = card_of(page)
        before = card._renders
        page.refresh()
        assert card_of(page) is card
        return card._renders - before

    def test_what_the_parent_passes_follows_the_parent(self, live: MakeLive) -> None:
        titles = ["a"]
        page = live(Page(make=lambda: Card(title=titles[0])))
        card = card_of(page)
        titles[0] = "b"
        assert [type(op) for op in page.refresh()] == [SetData]
        assert card_of(page) is card
        assert card.title == "b"

    def test_what_it_does_not_pass_is_the_components_own(self, live: MakeLive) -> None:
        titles = ["a"]
        page = live(Page(make=lambda: Card(title=titles[0], body="text")))
        card = card_of(page)
        card.open = False
        titles[0] = "b"
        page.refresh()
        assert (card.title, card.open) == ("b", False)
        assert "text" not in page.html

    def test_what_it_has_changed_itself_stays_until_the_parent_passes_something_else(self, live: MakeLive) -> None:
        titles = ["a"]
        page = live(Page(make=lambda: Card(title=titles[0])))
        card = card_of(page)
        card.title = "own"
        page.refresh()
        assert card.title == "own"
        titles[0] = "b"
        page.refresh()
        assert card.title == "b"

    def test_what_is_passed_no_more_goes_back_to_its_default(self, live: MakeLive) -> None:
        passed: list[dict[str, Any]] = [{"title": "a", "show": False}]
        page = live(Page(make=lambda: Card(**passed[0])))
        assert page.html == "<main><!----></main>"
        passed[0] = {}
        page.refresh()
        assert page.html == "<main><section><h2></h2><ul></ul></section></main>"
        card_of(page).title = "own"
        page.refresh()
        assert card_of(page).title == "own"
        passed[0] = {"title": "a"}
        page.refresh()
        assert card_of(page).title == "a"

    def test_what_model_post_init_sets_is_its_own(self, live: MakeLive) -> None:
        class Loaded(Card):
            def model_post_init(self, context: Any) -> None:
                self.notes = [f"note of {self.title}"]

        page = live(Page(make=lambda: Loaded(title="a")))
        card = card_of(page)
        assert card.model_fields_set == {"title"}
        card.notes = ["changed"]
        page.refresh()
        assert card.notes == ["changed"]

    @pytest.mark.parametrize(
        "value",
        [
            *("text", 5, 5.5, True, None, (1, ("a",)), frozenset((1, 2)), Card, len, range(3)),
            *(["a", "b"], {"a": 1}, {1, 2}),
        ],
    )
    def test_equal_values_do_not_render(self, live: MakeLive, value: Any) -> None:
        assert self.renders(live, lambda: Card(anything=copy.deepcopy(value))) == 0
        assert self.renders(live, lambda: Card(anything=value)) == 0

    def test_containers_in_containers(self, live: MakeLive) -> None:
        value = [[1], {"a": [2]}]
        assert self.renders(live, lambda: Card(anything=copy.deepcopy(value))) == 0
        # An inner one that is the same object may have been changed.
        assert self.renders(live, lambda: Card(anything=value)) == 1

    @pytest.mark.parametrize(("old", "new"), [(1, True), (1, 1.0), ("a", "b"), ([1], (1,)), ([1], [2]), ((1,), (1, 2))])
    def test_others_do(self, live: MakeLive, old: Any, new: Any) -> None:
        values = [old, new]
        assert self.renders(live, lambda: Card(anything=values.pop(0) if len(values) > 1 else values[0])) == 1

    def test_a_list_that_was_changed_in_place(self, live: MakeLive) -> None:
        notes = ["a"]
        page = live(Page(make=lambda: Card(notes=notes, anything=notes)))
        card = card_of(page)
        assert card._renders == 1
        notes.append("b")
        page.refresh()
        assert page.html == "<main><section><h2></h2><ul><li>a</li><li>b</li></ul></section></main>"
        page.refresh()
        assert card._renders == 2

    def test_a_list_that_the_child_changes_in_place_is_its_own_then(self, live: MakeLive) -> None:
        page = live(Page(make=lambda: Card(notes=["a"])))
        card = card_of(page)
        card.notes.append("own")
        card.refresh()
        page.refresh()
        assert card.notes == ["a", "own"]

    def test_an_object_that_can_be_changed_in_place_counts_as_changed(self, live: MakeLive) -> None:
        @dataclass
        class Item:
            text: str

        class Model(BaseModel):
            text: str

        for item in (Item("a"), Model(text="a")):
            assert self.renders(live, lambda item=item: Card(anything=item)) == 1  # type: ignore[misc]
            assert self.renders(live, lambda item=item: Card(anything=(item,))) == 1  # type: ignore[misc]

    def test_an_equal_object_is_the_one_to_change_from_now_on(self, live: MakeLive) -> None:
        class Model(BaseModel):
            text: str

        made: list[Model] = []

        def make() -> Card:
            made.append(Model(text="a"))
            return Card(anything=made[-1])

        page = live(Page(make=make))
        card = card_of(page)
        page.refresh()
        assert card._renders == 1
        assert card.anything is made[-1]

    def test_frozen_objects_and_states_are_known_by_identity(self, live: MakeLive) -> None:
        @dataclass(frozen=True)
        class Item:
            text: str

        class Model(BaseModel, frozen=True):
            text: str

        class Shared(State):
            text: str = "a"

        for item in (Item("a"), Model(text="a"), Shared()):
            assert self.renders(live, lambda item=item: Card(anything=item)) == 0  # type: ignore[misc]
        assert self.renders(live, lambda: Card(anything=Item("a"))) == 0
        assert self.renders(live, lambda: Card(anything=Shared())) == 1

    def test_objects_that_cannot_be_compared(self, live: MakeLive) -> None:
        class Array:
            __hash__ = None  # type: ignore[assignment]

            def __eq__(self, other: object) -> Any:
                raise ValueError("the truth value of an array is ambiguous")

        assert self.renders(live, lambda: Card(anything=Array())) == 1

    def test_methods_are_compared(self, live: MakeLive) -> None:
        counter = Counter()
        assert self.renders(live, lambda: Card(on_close=counter.click)) == 0

    def test_lambdas_are_new_each_time_but_change_nothing_on_the_page(self, live: MakeLive) -> None:
        seen: list[int] = []
        numbers = [1]
        page = live(Page(make=lambda: Card(on_close=lambda number=numbers[0]: seen.append(number))))  # type: ignore[misc]
        numbers[0] = 2
        assert page.refresh() == []
        page.click("button")
        assert seen == [2]

    def test_partials_are_compared_by_function_and_arguments(self, live: MakeLive) -> None:
        class Item(BaseModel):
            id: int = 1

        def pick(item: Item) -> None: ...

        item = Item()
        assert self.renders(live, lambda: Card(on_close=functools.partial(pick, item))) == 0
        # It would change an object that the parent does not have any more.
        assert self.renders(live, lambda: Card(on_close=functools.partial(pick, Item()))) == 1
        assert self.renders(live, lambda: Card(on_close=functools.partial(pick, item=item))) == 0
        partial = functools.partial(pick, item)
        assert self.renders(live, lambda: Card(on_close=partial)) == 0

    def test_children_can_be_a_field(self, live: MakeLive) -> None:
        texts = ["a"]
        page = live(Page(make=lambda: Card(body=h.p(texts[0]))))
        card = card_of(page)
        page.refresh()
        assert card._renders == 1
        texts[0] = "b"
        page.refresh()
        assert "<p>b</p>" in page.html

    def test_a_component_that_is_passed_on_keeps_its_state(self, live: MakeLive) -> None:
        page = live(Page(make=lambda: Card(body=Counter(step=2))))
        page.click("button")
        page.refresh()
        page.click("button")
        assert "<button>4</button>" in page.html
        card_of(page).refresh()
        page.ops()
        assert "<button>4</button>" in page.html


class Pair(Component):
    """Shows components that are things of their own, in any order."""

    shown: list[Counter] = []
    more: list[Counter] = []
    one: Counter | None = None

    def render(self) -> Child:
        return h.div(self.one, h.p(self.shown), h.p(self.more))


class TestThings:
    """Components that are kept and shown again, as objects that they are."""

    def counters(self, *counts: int) -> list[Counter]:
        return [Counter(count=count) for count in counts]

    def test_one_takes_the_place_of_another_with_its_own_state(self, live: MakeLive) -> None:
        one, two = self.counters(1, 2)
        page = live(Pair(one=one))
        page.click("button")
        page.change(one=two)
        page.click("button")
        assert page.html == "<div><button>3</button><p></p><p></p></div>"
        page.change(one=one)
        assert page.html == "<div><button>2</button><p></p><p></p></div>"
        assert (one.count, two.count) == (2, 3)
        page.click("button")
        assert one.count == 3

    def test_made_before_but_never_shown(self, live: MakeLive) -> None:
        class Tabs(Component):
            _tabs: list[Counter] = PrivateAttr(default_factory=lambda: [Counter(count=1), Counter(count=2)])
            chosen: int = 0

            def render(self) -> Child:
                return h.div(self._tabs[self.chosen])

        class Outer(Component):
            title: str = ""
            _tabs: Tabs | None = None

            def render(self) -> Child:
                # Made in this render, so the tabs in it are made in a render too.
                return h.main(Tabs())

        page = live(Outer())
        tabs = next(iter(page.scheduler.roots)).mounted.rare_data.rendered.slots[0].component
        for chosen, html in ((1, "2"), (0, "1"), (1, "2")):
            tabs.chosen = chosen
            page.ops()
            assert page.html == f"<main><div><button>{html}</button></div></main>"

    def test_reordering_moves_them(self, live: MakeLive) -> None:
        counters = self.counters(1, 2, 3, 4)
        page = live(Pair(shown=counters))
        buttons = list(page.document.querySelectorAll("button"))
        ops = page.change(shown=[counters[3], *counters[:3]])
        assert ops == [Move(buttons[3].node_id, buttons[0].parentNode.node_id, buttons[0].node_id)]  # type: ignore[union-attr]
        assert list(page.document.querySelectorAll("button")) == [buttons[3], *buttons[:3]]
        ops = page.change(shown=[counters[3], *counters[1:3]])
        assert ops == [Remove(ops[0].node)]  # type: ignore[union-attr]
        page.click(buttons[3])
        assert counters[3].count == 5
        page.change(shown=[Counter(count=9), *counters[1:3], counters[0]])
        assert [button.textContent for button in page.document.querySelectorAll("button")] == ["9", "2", "3", "1"]

    def test_new_ones_before_it_do_not_take_its_place(self, live: MakeLive) -> None:
        class Growing(Component):
            _made: list[Counter] = PrivateAttr(default_factory=list)
            count: int = 1

            def render(self) -> Child:
                while len(self._made) < self.count:
                    # Made in a render, and kept.
                    self._made.insert(0, Counter(count=10 * len(self._made)))
                return h.p(*self._made)

        page = live(Growing())
        page.click("button")
        page.change(count=3)
        assert [button.textContent for button in page.document.querySelectorAll("button")] == ["20", "10", "1"]
        page.click("button:last-child")
        assert [button.textContent for button in page.document.querySelectorAll("button")] == ["20", "10", "2"]

    def test_one_moves_to_another_place(self, live: MakeLive) -> None:
        counters = self.counters(1, 2, 3)
        page = live(Pair(shown=counters))
        page.change(shown=counters[1:], more=counters[:1])
        assert page.html.replace("button", "b") == "<div><p><b>2</b><b>3</b></p><p><b>1</b></p></div>"
        # Backwards: it comes to its new place while it still stands in the old one.
        page.change(shown=counters, more=[])
        assert page.html.replace("button", "b") == "<div><p><b>1</b><b>2</b><b>3</b></p><p></p></div>"
        page.change(one=counters[2], shown=counters[:2])
        assert page.html.replace("button", "b") == "<div><b>3</b><p><b>1</b><b>2</b></p><p></p></div>"
        page.click("button")
        assert counters[2].count == 4

    def test_one_leaves_what_is_hidden_for_what_is_shown(self, live: MakeLive) -> None:
        (counter,) = self.counters(1)

        class Sides(Component):
            left: bool = True
            both: bool = False

            def render(self) -> Child:
                here = counter if self.left or self.both else None
                return h.main(h.p(h.b(here), show=self.left), h.section(None if self.left else counter))

        page = live(Sides())
        page.click("button")
        page.change(left=False)
        assert page.html == "<main><section><button>2</button></section></main>"
        page.click("button")
        page.change(both=True)
        page.change(both=False, left=True)
        assert page.html == "<main><p><b><button>3</button></b></p><section></section></main>"
        page.click("button")
        assert counter.count == 4

    def test_the_same_one_in_two_places(self, live: MakeLive) -> None:
        (counter,) = self.counters(1)
        page = live(Pair(one=counter, more=[counter]))
        ((where, error),) = page.reported()
        assert where == "Pair.render"
        assert isinstance(error, AlreadyMountedError)
        assert str(error) == "this Counter is on a page already; make another one for the second place"
        assert page.html.startswith("<div><button>1</button><p></p><p><div")
        page.click("button")
        assert counter.count == 2
        page.reported()
        page.change(one=None)
        assert page.html == "<div><p></p><p><button>2</button></p></div>"
        page.click("button")
        assert page.html == "<div><p></p><p><button>3</button></p></div>"

    def test_on_two_pages(self, live: MakeLive) -> None:
        (counter,) = self.counters(1)
        first = live(Pair(one=counter))
        second = live(Pair(one=counter))
        assert [type(error) for _, error in second.reported()] == [AlreadyMountedError]
        first.click("button")
        assert counter.count == 2
        first.change(one=None)
        second.refresh()
        assert second.html == "<div><button>2</button><p></p><p></p></div>"

    def test_mounted_twice(self, live: MakeLive) -> None:
        page = live(Counter())
        with pytest.raises(AlreadyMountedError):
            mount(page.component, page.document.body)
        assert page.ops() == []


class TestRoots:
    def test_mount_and_unmount(self) -> None:
        document = Document()
        parent = document.createElement("div")
        counter = mount(Counter(), parent)
        assert parent.innerHTML == "<button>0</button>"
        counter.count = 1
        scheduler_of(document).flush()
        document.body.appendChild(parent)
        assert parent.innerHTML == "<button>1</button>"
        unmount(counter)
        assert parent.innerHTML == ""
        counter.count = 2
        assert not scheduler_of(document).roots
        mount(counter, parent)
        assert parent.innerHTML == "<button>2</button>"

    def test_unmounting_what_is_not_there(self, live: MakeLive) -> None:
        with pytest.raises(NotMountedError, match=r"Counter\.unmount\(\) needs a component that is on a page"):
            unmount(Counter())
        counter = Counter()
        live(Pair(one=counter))
        with pytest.raises(ValueError, match="part of what a Pair renders; remove it from that render"):
            unmount(counter)

    def test_several_in_one_document(self, live: MakeLive) -> None:
        page = live(Counter(count=1))
        other = mount(Counter(count=5), page.document.body)
        page.ops()
        assert page.html == "<button>1</button><button>5</button>"
        other.count = 6
        assert [type(op) for op in page.ops()] == [SetData]
        unmount(page.component)
        assert [type(op) for op in page.ops()] == [Remove]
        assert page.html == "<button>6</button>"
