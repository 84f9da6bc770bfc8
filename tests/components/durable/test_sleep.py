"""A document that sleeps keeps what makes it again, and is the same when it wakes."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from pydantic import Field

from domsync import Component, Document, mount
from domsync import html as h
from domsync.components.durable.sleep import fall_asleep
from domsync.components.reconciler.mount_points import scheduler_of
from domsync.components.reconciler.scheduler import Scheduler
from tests.components.durable.test_round_trip import STEPS, Leaf, Notes, change, instances, look


class Group(Component):
    name: str
    leaves: list[str] = ["x", "y"]
    is_off: bool = False

    def render(self) -> Any:
        return h.section([Leaf(name=leaf, key=leaf, show=not self.is_off) for leaf in self.leaves])


class Page(Component):
    groups: list[str] = ["a", "b"]
    notes: Notes = Field(default_factory=Notes)

    def render(self) -> Any:
        return h.main(
            [h.div(Group(name=name), key=name) for name in self.groups],
            h.each(self.notes.lines, key=lambda line: line, render=lambda line: h.p(h.b(line), h.i("a"), h.i("b"))),
        )


def change_group(instance: object, what: str, names: list[str]) -> None:
    component = getattr(instance, "component", None)
    if isinstance(component, Group):
        if what == "names":
            component.leaves = names
        elif what == "off":
            component.is_off = not component.is_off
    elif isinstance(component, Page) and what == "names":
        component.groups = names
    elif isinstance(component, Page) and what == "note":
        component.notes.lines = names
    else:
        change(instance, what, names)  # type: ignore[arg-type]


def change_one(scheduler: Scheduler, number: int, what: str, names: list[str]) -> None:
    there = instances(scheduler)
    change_group(there[number % len(there)], what, names)


@given(STEPS)
def test_it_wakes_as_it_was(steps: list[tuple[int, str, list[str]]]) -> None:
    document = Document("r")
    page = mount(Page(), document.documentElement)
    scheduler = scheduler_of(document)
    for number, what, names in steps:
        if what == "look":
            look(document)
        elif what == "take":
            before = document.documentElement.innerHTML, document.registry.count, document.snapshot()[0]
            ids = sorted(document.registry.nodes)
            document.take_ops()
            sleep = fall_asleep(scheduler)
            assert sleep is not None
            assert document.registry.count == 1
            sleep.wake()
            assert (document.documentElement.innerHTML, document.registry.count, document.snapshot()[0]) == before
            assert set(document.registry.nodes) <= set(ids)
            assert not document.has_ops
        else:
            change_one(scheduler, number, what, names)
            scheduler.flush()
    page.groups = ["new"]
    scheduler.flush()
    assert document.documentElement.children[0].children[0].tagName.lower() == "div"


def test_a_change_of_what_is_shown_is_heard() -> None:
    document = Document("r")
    page = mount(Page(), document.documentElement)
    scheduler = scheduler_of(document)
    document.take_ops()
    sleep = fall_asleep(scheduler)
    assert sleep is not None
    woken: list[bool] = []

    def wake() -> None:
        woken.append(True)
        scheduler.on_wake = None
        sleep.wake()

    scheduler.on_wake = wake
    page.notes.lines.append("hello")
    scheduler.flush()
    assert woken == [True]
    assert "hello" in document.documentElement.innerHTML


def test_a_component_that_somebody_holds_stays_the_one_that_is_shown() -> None:
    document = Document("r")
    mount(Page(), document.documentElement)
    scheduler = scheduler_of(document)
    group = next(each.component for each in instances(scheduler) if isinstance(each.component, Group))
    leaf = next(each.component for each in instances(scheduler) if isinstance(each.component, Leaf))
    assert isinstance(leaf, Leaf)
    assert isinstance(group, Group)
    document.take_ops()
    before = document.documentElement.innerHTML, sorted(document.registry.nodes)
    # It is asked, and made again at once.
    assert fall_asleep(scheduler) is None
    assert (document.documentElement.innerHTML, sorted(document.registry.nodes)) == before
    leaf.count = 42
    group.leaves = ["x", "z"]
    scheduler.flush()
    assert "x 42" in document.documentElement.innerHTML
    del leaf, group
    document.take_ops()
    assert fall_asleep(scheduler) is not None


def test_what_cannot_be_made_again_does_not_sleep() -> None:
    class Hooked(Component):
        def mounted(self) -> None:
            pass

        def render(self) -> Any:
            return h.p("x")

    class Holder(Component):
        _secret: int = 3
        notes: Notes = Field(default_factory=Notes)

        def render(self) -> Any:
            return h.p("y")

    for inner in (Hooked, Holder):

        class Outer(Component):
            inner: Any = None

            def render(self) -> Any:
                return h.div(self.inner())

        document = Document("r")
        mount(Outer(inner=inner), document.documentElement)
        document.take_ops()
        assert fall_asleep(scheduler_of(document)) is None
        assert document.registry.count > 1
    document = Document("r")
    mount(Page(), document.documentElement)
    document.documentElement.append("raw")
    document.take_ops()
    assert fall_asleep(scheduler_of(document)) is None
