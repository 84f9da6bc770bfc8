"""What components share, they share after a restart and after a sleep, too."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, field_validator

from domsync import App, Component, MemoryStore, State
from domsync import html as h
from domsync.components.durable.places import Survey
from domsync.components.durable.sharing import Sharing, follow, states_in, ways_to_same
from domsync.components.reconciler.instance import instance_of
from domsync.server.limits import ServerLimits
from domsync.server.pages.visit import served_visit
from domsync.testing import Page, render_page


class Item(BaseModel):
    name: str = "old"


class Editor(Component):
    """Changes its parent's item in place."""

    item: Item

    def render(self) -> Any:
        return h.input(bind=self.field("item.name"))


class Saver(Component):
    item: Item = Item()
    saved: str = ""

    def render(self) -> Any:
        return h.div(Editor(item=self.item), Editor(item=self.item), self.button(), h.p(self.saved))

    def button(self) -> Any:
        return h.button("save", on_click=self.save)

    def save(self) -> None:
        self.saved = self.item.name


class Listing(Saver):
    """The items are in a list, which each row gets as a whole."""

    rows: list[Item] = [Item(), Item()]

    def render(self) -> Any:
        rows = [Row(rows=self.rows, by_name={"it": self.rows[at]}, at=at) for at in range(2)]
        return h.div(rows, self.button(), h.p(self.saved))

    def save(self) -> None:
        self.saved = self.rows[0].name


class Row(Component):
    rows: list[Item]
    by_name: dict[str, Item]
    at: int

    def render(self) -> Any:
        return Middle(row=(self.by_name["it"],))


class Middle(Component):
    row: tuple[Item, ...]

    def render(self) -> Any:
        return Editor(item=self.row[0])


#: What a program has in memory for all its pages.
EVERYBODYS = Item()


class OfTheProgram(Saver):
    def render(self) -> Any:
        return h.div(Editor(item=EVERYBODYS), self.button(), h.p(self.saved))

    def save(self) -> None:
        self.saved = EVERYBODYS.name


class MadeByRender(Saver):
    """The item is made by the render, and only the editor has it."""

    def render(self) -> Any:
        return h.div(SavingEditor(item=Item()))


class SavingEditor(Editor):
    saved: str = ""

    def render(self) -> Any:
        return [super().render(), h.button("save", on_click=self.save), h.p(self.saved)]

    def save(self) -> None:
        self.saved = self.item.name


class WithASelection(Component):
    """One of its own items is in two of its fields."""

    def render(self) -> Any:
        return h.div(Selection())


class Selection(Component):
    items: list[Item] = [Item(), Item()]
    selected: Item | None = None
    saved: str = ""

    def model_post_init(self, context: Any) -> None:
        self.selected = self.items[0]

    def render(self) -> Any:
        return [h.input(bind=self.field("selected.name")), h.button("save", on_click=self.save), h.p(self.saved)]

    def save(self) -> None:
        self.saved = self.items[0].name


LIMITS = ServerLimits(sleep_seconds=10.0)


def restart(page: Page) -> None:
    page.restart()


def sleep(page: Page) -> None:
    visit: Any = page._driver.visit
    page.advance(60)
    assert served_visit(visit).is_asleep


def check(page: Page, between: Callable[[Page], None]) -> None:
    """Type into the first box, and save; twice, with something in between."""
    box, button = page.locator("input").nth(0), page.get_by_role("button", name="save")
    box.fill("typed before")
    between(page)
    button.click()
    assert (page.locator("p").text, box.value) == ("typed before", "typed before")
    between(page)
    box.fill("typed after")
    button.click()
    assert (page.locator("p").text, box.value) == ("typed after", "typed after")


@pytest.mark.parametrize("between", [restart, sleep])
@pytest.mark.parametrize("kind", [Saver, Listing, MadeByRender])
def test_what_is_typed_in_an_editor_reaches_its_parent(kind: type[Component], between: Callable[[Page], None]) -> None:
    with render_page(App(kind, store=MemoryStore(), limits=LIMITS)) as page:
        check(page, between)


class Chosen(Selection):
    """An item of the parent's is chosen."""

    items: list[Item]
    again: Item | None = None

    def model_post_init(self, context: Any) -> None:
        self.selected = self.again = self.items[1]

    def render(self) -> Any:
        return [h.input(bind=self.field("selected.name")), h.p(self.again.name if self.again else "")]


class Choosing(Listing):
    def render(self) -> Any:
        return h.div(Chosen(items=self.rows), self.button(), h.p(self.saved))

    def save(self) -> None:
        self.saved = self.rows[1].name


class InAState(State):
    by_name: dict[str, Item] = Field(default_factory=lambda: {"x": Item()})


class Providing(Component):
    """What it provides is changed by another component only."""

    settings: Item = Item()

    def render(self) -> Any:
        self.provide(self.settings)
        return h.div(Choice())


class Choice(Component):
    def render(self) -> Any:
        return h.button(self.use(Item).name, on_click=self.choose)

    def choose(self) -> None:
        self.use(Item).name += "!"


def test_provided_objects_are_saved_where_they_are() -> None:
    with render_page(App(Providing, store=MemoryStore())) as page:
        for text in ("old!", "old!!"):
            page.locator("button").click()
            page.restart()
            assert page.locator("button").text == text


def test_one_object_in_two_fields_stays_one() -> None:
    with render_page(App(Choosing, store=MemoryStore())) as page:
        for text in ("first", "second"):
            page.restart()
            page.locator("input").fill(text)
            page.get_by_role("button").click()
            assert page.locator("p").texts == [text, text]


def test_the_way_to_an_object() -> None:
    class Two(Component):
        chosen: Any = None
        again: Any = None
        board: InAState = Field(default_factory=InAState)
        pair: tuple[Any, ...] = ()

        def render(self) -> Any:
            return None

    names = ["chosen", "again", "board", "pair"]
    two = Two()
    assert ways_to_same(two, names) == {}
    two.chosen = two.board.by_name["x"]
    assert ways_to_same(two, names) == {"chosen": ("board", "by_name", "x")}
    two.again = two.chosen
    assert ways_to_same(two, names) == dict.fromkeys(["chosen", "again"], ("board", "by_name", "x"))
    assert follow(two, ("board", "by_name", "x")) is two.chosen
    assert follow(two, ("board", "by_name", "y")) is None
    assert follow(two, ("pair", 3)) is None
    two.board = InAState(by_name={})
    assert ways_to_same(two, names) == {"again": ("chosen",)}
    two.pair = (1, {"a": [two.chosen]})
    assert ways_to_same(two, names) == {"chosen": ("pair", 1, "a", 0), "again": ("pair", 1, "a", 0)}


@pytest.mark.parametrize("kind", [OfTheProgram, WithASelection])
def test_after_a_sleep_objects_are_the_same_ones(kind: type[Component]) -> None:
    EVERYBODYS.name = "old"
    with render_page(App(kind, limits=LIMITS)) as page:
        check(page, sleep)


class Inexpressible(Component):
    """A component with fields that JSON does not hold as they are."""

    action: Any = None
    by_number: dict = {}  # type: ignore[type-arg]
    chosen: Any = None
    code: str = ""
    said: str = ""

    @field_validator("code")
    @classmethod
    def _mark(cls, code: str) -> str:
        return f"#{code}" if code else code

    def render(self) -> Any:
        return [h.button("ask", on_click=self.ask), h.button("yes", on_click=self.yes), h.p(self.said)]

    def ask(self) -> None:
        self.action = lambda: "done"
        self.by_number = {1: "a"}
        self.chosen = {(1, 2)}
        self.code = "x"

    def yes(self) -> None:
        action = "no action" if self.action is None else self.action()
        self.said = f"{action} {self.by_number} {self.chosen} {self.code}"


class Unvalidated(Component):
    """One without validators, one of whose fields is only read as something else."""

    by_number: dict = {}  # type: ignore[type-arg]
    said: str = ""
    day: datetime.date = datetime.date(2024, 2, 29)

    def render(self) -> Any:
        return [h.button("ask", on_click=self.ask), h.button("yes", on_click=self.yes), h.p(self.said)]

    def ask(self) -> None:
        self.by_number = {1: "a"}

    def yes(self) -> None:
        self.said = f"{self.by_number} {self.day}"


@pytest.mark.parametrize(
    ("kind", "said"), [(Inexpressible, "done {1: 'a'} {(1, 2)} #x"), (Unvalidated, "{1: 'a'} 2024-02-29")]
)
def test_a_sleep_changes_no_values(kind: type[Component], said: str, caplog: pytest.LogCaptureFixture) -> None:
    class Outside(Component):
        def render(self) -> Any:
            return h.main(kind())

    with render_page(App(Outside, limits=LIMITS)) as page:
        page.get_by_role("button", name="ask").click()
        sleep(page)
        page.get_by_role("button", name="yes").click()
        assert page.locator("p").text == said
    assert "cannot be written" not in caplog.text


class Counted(State):
    count: int = 0


class Nesting(State):
    inner: Counted = Field(default_factory=Counted)


class Around(BaseModel):
    inner: Counted = Field(default_factory=Counted)


@dataclass
class Data:
    inner: Counted = field(default_factory=Counted)


class Holding(Component):
    """The States in its field are shown and changed by another component only."""

    def render(self) -> Any:
        return Shown(state=self.found())

    def found(self) -> Counted:
        raise NotImplementedError


class InState(Holding):
    held: Nesting = Field(default_factory=Nesting)

    def found(self) -> Counted:
        return self.held.inner


class InModel(Holding):
    held: Around = Field(default_factory=Around)

    def found(self) -> Counted:
        return self.held.inner


class InList(Holding):
    held: list[Counted] = Field(default_factory=lambda: [Counted()])

    def found(self) -> Counted:
        return self.held[0]


class InDict(Holding):
    held: dict[str, tuple[Counted]] = Field(default_factory=lambda: {"a": (Counted(),)})

    def found(self) -> Counted:
        return self.held["a"][0]


class InData(Holding):
    held: Data = Field(default_factory=Data)

    def found(self) -> Counted:
        return self.held.inner


class Shown(Component):
    state: Counted

    def render(self) -> Any:
        return h.button(self.state.count, on_click=self.add)

    def add(self) -> None:
        self.state.count += 1


@pytest.mark.parametrize("kind", [InState, InModel, InList, InDict, InData])
def test_states_are_saved_wherever_they_are_held(kind: type[Component]) -> None:
    with render_page(App(kind, store=MemoryStore())) as page:
        button = page.locator("button")
        button.click()
        button.click()
        page.restart()
        assert button.text == "2"
        button.click()
        page.restart()
        assert button.text == "3"


def test_states_are_looked_for_where_they_can_be() -> None:
    class Linked(BaseModel):
        next: Linked | None = None

    class Fields(Component):
        number: int = 0
        names: list[str] = []
        way: Literal["a"] | None = None
        call: Callable[[], int] | None = Field(default=None, exclude=True)
        part: Shown | None = None
        linked: Linked | None = None

        def render(self) -> Any:
            return None

    class Anything(Fields):
        any: Any = None
        listed: list = []  # type: ignore[type-arg]
        waiting: deque[Any] = Field(default_factory=deque)

    names = Fields.model_fields.keys()
    assert states_in(Fields(part=Shown(state=Counted())), names) == ()
    states = [Counted() for _ in range(3)]
    anything = Anything(any={1: states[0]}, listed=[states[1], 1, [states[1]]], waiting=deque(states))
    anything.listed.append(anything.listed)
    assert set(states_in(anything, Anything.model_fields)) == set(states)


def test_what_a_component_has_put_in_place_of_what_was_passed_is_its_own() -> None:
    with render_page(Listing) as page:
        root: Any = page.component
        row: Any = next(iter(Survey(instance_of(root)).children.values()))  # type: ignore[arg-type]
        assert Sharing().fields(row) == {"rows", "by_name"}
        row.component.rows = [Item(), Item()]
        row.component.by_name["other"] = Item()
        assert Sharing().fields(row) == set()
        row.component.rows = row.component.rows[:1]
        assert Sharing().fields(row) == set()


def test_messages_about_entries_are_saved() -> None:
    class Number(Component):
        number: int = 0

        def render(self) -> Any:
            return [h.input(bind=self.field("number")), h.p(self.errors.get("number", "-"))]

    with render_page(App(Number, store=MemoryStore())) as page:
        page.locator("input").fill("many")
        message = page.locator("p").text
        assert message == "Please enter a whole number"
        page.restart()
        assert page.locator("input").value == "many"
        page.component.refresh()
        page.settle()
        assert page.locator("p").text == message
        page.locator("input").fill("3")
        page.restart()
        assert page.locator("p").text == "-"
