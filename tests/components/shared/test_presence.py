"""Who is there: counted while they are on a page that somebody looks at."""

from typing import Any

import pytest

from domsync import Component, Document, Presence, mount, unmount
from domsync import html as h
from domsync.components import NotMountedError, scheduler_of


class Room(Component):
    name: str | None
    here: Presence

    def mounted(self) -> None:
        self.here.join(self, self.name)

    def render(self) -> Any:
        return h.p(f"{self.here.count}: {', '.join(self.here.names)}")


def body(document: Document) -> str:
    scheduler_of(document).flush()
    return document.body.textContent or ""


def test_joins_and_leaves_are_rendered_everywhere() -> None:
    here = Presence()
    one, two = Document(scripts=False), Document(scripts=False)
    ada = mount(Room(name="Ada", here=here), one.body)
    assert body(one) == "1: Ada"
    bob = mount(Room(name="Bob", here=here), two.body)
    assert body(one) == body(two) == "2: Ada, Bob"
    unmount(ada)
    assert body(two) == "1: Bob"
    unmount(bob)
    assert (here.count, here.names) == (0, [])


def test_nobody_is_counted_whose_browser_is_away() -> None:
    here = Presence()
    document = Document(scripts=False)
    scheduler = scheduler_of(document)
    scheduler.presence.set_connected(False)
    room = mount(Room(name="Ada", here=here), document.body)
    assert here.count == 0
    for present, count in ((True, 1), (True, 1), (False, 0), (True, 1)):
        scheduler.presence.set_connected(present)
        assert (here.count, here.names) == (count, ["Ada"] * count)
    scheduler.presence.set_connected(False)
    unmount(room)
    scheduler.presence.set_connected(True)
    assert here.count == 0
    assert not scheduler.presence.is_watched


def test_a_name_is_shown_once_and_can_change() -> None:
    here = Presence()
    document = Document(scripts=False)
    one = mount(Room(name="Ada", here=here), document.body)
    mount(Room(name="Ada", here=here), document.body)
    mount(Room(name=None, here=here), document.body)
    assert (here.count, here.names) == (3, ["Ada"])
    here.join(one, "Grace")
    assert (here.count, here.names) == (3, ["Grace", "Ada"])


def test_a_component_can_leave_by_itself() -> None:
    here = Presence()
    document = Document(scripts=False)
    room = mount(Room(name="Ada", here=here), document.body)
    here.leave(room)
    here.leave(room)
    assert here.count == 0
    unmount(room)
    here.leave(room)
    assert here.count == 0


def test_whatever_can_be_a_key_can_be_there() -> None:
    here = Presence()
    here.join("a")
    here.join("a", "A")
    here.join(7)
    assert (here.count, here.names) == (2, ["A"])
    here.leave("a")
    here.leave("b")
    assert (here.count, here.names) == (1, [])


def test_a_component_that_is_nowhere_cannot_join() -> None:
    with pytest.raises(NotMountedError, match="part in a Presence needs a component that is on a page"):
        Presence().join(Room(name="x", here=Presence()))
