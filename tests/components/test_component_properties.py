"""Random pages that change at random: always as if they were new, what a browser shows, and no more ops than needed."""

import logging
import random
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync import Child, Component
from domsync import html as h
from domsync.components.reconciler.dev_warnings import UnkeyedReorderWarning
from domsync.components.reconciler.instance import instance_of
from domsync.dom.events import merge_for_browser
from domsync.dom.ops import Insert, Listen, Op, Remove, RemoveAttribute, SetAttribute, SetData, SetProperty, Unlisten
from tests.components.live import Live, Log
from tests.components.trees import Node, Page, World, parts_of
from tests.profiles import scaled


@pytest.fixture(autouse=True)
def no_advice() -> Iterator[None]:
    """Lists without keys are reordered here on purpose, and components raise."""
    logging.disable(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnkeyedReorderWarning)
        yield
    logging.disable(logging.NOTSET)


def fresh_page(page: Live[Page]) -> Live[Page]:
    """A page that shows the same from the start: same description, same state of components."""
    fresh = Live(Page(world=page.component.world), Log())
    for number, thing in page.component.things.items():
        if number in fresh.component.things:
            fresh.component.things[number].own = thing.own
    fresh.ops()
    root, fresh_root = instance_of(page.component), instance_of(fresh.component)
    assert root is not None
    assert fresh_root is not None
    # A component that shows its state can show others by it, so that one after the other becomes like its model.
    for _ in range(5):
        for part, other in zip(parts_of(root), parts_of(fresh_root), strict=True):
            assert type(part) is type(other)
            if part.own != other.own:
                other.own = part.own
        if not fresh.ops():
            break
    return fresh


def refresh(page: Live[Page]) -> list[Op]:
    """Show the description as it is now."""
    page.component.prepare()
    return page.refresh()


def check(page: Live[Page]) -> None:
    """The page is what a new one would be, and rendering it again does nothing."""
    fresh = fresh_page(page)
    assert page.form_without_defaults == fresh.form_without_defaults, page.component.world
    # What is listened to is what the new page listens to.
    assert merge_for_browser(page.document.defaultView.listener_list or ()) == merge_for_browser(
        fresh.document.defaultView.listener_list or ()
    )
    assert refresh(page) == [], page.component.world
    fresh.end()
    assert fresh.document.registry.count == 1


class Controls(Component):
    """Controls whose rendered values a program changes while the user changes the live ones."""

    values: dict[str, Any] = {"text": "a", "area": "a", "tick": False, "choice": "a"}
    title: str = ""

    def render(self) -> Child:
        values = self.values
        return h.form(
            h.input(id="text", value=values["text"], title=self.title),
            h.textarea(id="area", value=values["area"]),
            h.input(id="tick", type="checkbox", checked=values["tick"]),
            h.select([h.option(one, key=one) for one in "abc"], id="choice", value=values["choice"]),
            h.p(self.title),
        )


names = st.sampled_from(["text", "area", "tick", "choice"])
actions = st.tuples(st.sampled_from(["enter", "assign", "other"]), names, st.sampled_from("abc"))


@settings(max_examples=scaled(100))
@given(st.lists(actions, max_size=12))
def test_what_the_user_entered_stays_until_the_rendered_value_changes(steps: list[tuple[str, str, str]]) -> None:
    page = Live(Controls(), Log())
    live = dict(page.component.values)
    for number, (action, name, letter) in enumerate(steps):
        value = letter > "a" if name == "tick" else letter
        rendered = page.component.values
        if action == "enter":
            page.enter(f"#{name}", value)
            live[name] = value
        elif action == "assign":
            ops = page.change(values={**rendered, name: value})
            if rendered[name] != value:
                # Nothing is sent that the browser shows already; a select forgets one option and chooses another.
                assert (ops == []) == (live[name] == value)
                assert len(ops) <= (2 if name == "choice" else 1)
                live[name] = value
            else:
                assert ops == []
        else:
            assert {type(op) for op in page.change(title=str(number))} <= {SetAttribute, SetData}
        shown = {one: getattr(page.find(f"#{one}"), "checked" if one == "tick" else "value") for one in live}
        assert shown == live


worlds = st.builds(World, st.randoms(use_true_random=False))


@settings(max_examples=scaled(60))
@given(worlds, st.lists(st.integers(0, 4), min_size=1, max_size=8))
def test_the_page_is_always_as_if_it_were_new(world: World, steps: list[int]) -> None:
    page = Live(Page(world=world), Log())
    page.looks = False
    check(page)
    for changes in steps:
        root = instance_of(page.component)
        assert root is not None
        parts = list(parts_of(root))
        if parts and world.random.random() < 0.5:
            world.random.choice(parts).own += 1
            world.trace.append("own state")
        for _ in range(changes):
            world.change()
        page.looks = world.random.random() < 0.4
        refresh(page)
        check(page)
    page.end()
    assert page.document.registry.count == 1
    assert page.document.defaultView.listener_list is None


@pytest.mark.fuzz
def test_with_these_seeds() -> None:
    for seed in range(scaled(25)):
        world = World(random.Random(seed))
        page = Live(Page(world=world), Log())
        for _ in range(6):
            for _ in range(world.random.randint(1, 3)):
                world.change()
            refresh(page)
            check(page)


def visible(world: World) -> list[Node]:
    """The nodes that are on the page for sure: in elements that are shown, and in no component."""
    found: list[Node] = []
    waiting = list(world.top)
    while waiting:
        node = waiting.pop()
        if node.shown:
            found.append(node)
            if node.kind in ("element", "list", "svg"):
                waiting += node.children
    return found


def expected(node: Node, world: World) -> set[type[Op]]:
    """Change one small thing of a node; the kinds of ops that may tell it, of which there is at most one."""
    text = world.random.choice(["changed", "otherwise"])
    match node.kind:
        case "text":
            node.text = text
            return {SetData}
        case "each" if node.children:
            world.random.choice(node.children).text = text
            return {SetData}
        case "thing":
            node.text = text
            return {SetData}
        case "element":
            what = world.random.choice(["id", "on_click"])
            if what == "id":
                node.attributes["id"] = world.random.choice([None, text])
                return {SetAttribute, RemoveAttribute}
            node.attributes["on_click"] = not node.attributes.get("on_click")
            return {Listen, Unlisten}
        case "control" if node.number % 3 != 1:
            node.text = text
            return {SetProperty}
    return set()


@settings(max_examples=scaled(60))
@given(worlds)
def test_a_small_change_is_one_op(world: World) -> None:
    page = Live(Page(world=world), Log())
    for _ in range(6):
        node = world.random.choice(visible(world) or [Node("nothing")])
        kinds = expected(node, world)
        ops = refresh(page)
        assert len(ops) <= 1, world
        assert {type(op) for op in ops} <= kinds, (node, world)


@settings(max_examples=scaled(40))
@given(worlds, st.randoms(use_true_random=False))
def test_hiding_and_showing_changes_nothing_else(world: World, source: random.Random) -> None:
    page = Live(Page(world=world), Log())
    nodes = [node for node in visible(world) if node.kind in ("element", "thing", "control")]
    if not nodes:
        return
    node = source.choice(nodes)
    before = page.form
    node.shown = False
    assert {type(op) for op in refresh(page)} <= {Remove, Insert, Unlisten}
    assert refresh(page) == []
    node.shown = True
    assert {type(op) for op in refresh(page)} <= {Remove, Insert, Listen}
    assert page.form == before
