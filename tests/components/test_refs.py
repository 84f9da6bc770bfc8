"""References to live elements: set while they are on the page, gone when they are not."""

import asyncio
from typing import Any

import pytest
from pydantic import PrivateAttr

from domsync import Child, Component
from domsync import html as h
from domsync.components import Ref, UnsetRefError
from domsync.dom.element.element import Element
from domsync.dom.ops import Call
from tests.components.conftest import MakeLive
from tests.waiting import PATIENCE


class Show(Component):
    what: Any = None

    def render(self) -> Child:
        return self.what() if callable(self.what) else self.what  # type: ignore[no-any-return]


class Search(Component):
    _box: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> Child:
        return h.input(ref=self._box, type="search")

    def mounted(self) -> None:
        self._box.element.focus()


def test_it_is_there_when_mounted_is_called(live: MakeLive) -> None:
    page = live(Search())
    assert page.first[-1] == Call(page.find("input").node_id, "focus")
    assert page.component._box.element is page.find("input")


def test_it_is_unset_before_and_after(live: MakeLive) -> None:
    search = Search()
    with pytest.raises(UnsetRefError, match="it is set from mounted"):
        _ = search._box.element
    page = live(search)
    page.end()
    assert search._box.current is None
    with pytest.raises(UnsetRefError):
        _ = search._box.element


def test_it_stays_while_the_element_does(live: MakeLive) -> None:
    calls: list[Any] = []
    titles = ["a"]
    page = live(Show(what=lambda: h.p(h.b(titles[0]), ref=calls.append, title=titles[0])))
    titles[0] = "b"
    page.refresh()
    assert calls == [page.find("p")]
    page.end()
    assert calls[1:] == [None]


def test_methods_are_the_same_ref_each_time(live: MakeLive) -> None:
    class Page(Component):
        _calls: list[Any] = PrivateAttr(default_factory=list)

        def render(self) -> Child:
            return h.p(ref=self.take)

        def take(self, element: Element | None) -> None:
            self._calls.append(element)

    page = live(Page())
    page.refresh()
    assert page.component._calls == [page.find("p")]


def test_another_ref_on_the_same_element(live: MakeLive) -> None:
    one: Ref[Element] = Ref()
    two: Ref[Element] = Ref()
    refs: list[Any] = [one]
    page = live(Show(what=lambda: h.p(ref=refs[0])))
    element = page.find("p")
    refs[0] = two
    page.refresh()
    assert (one.current, two.current) == (None, element)
    refs[0] = None
    page.refresh()
    assert (one.current, two.current) == (None, None)
    refs[0] = one
    page.refresh()
    assert (one.current, two.current) == (element, None)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_ref_that_goes_from_one_element_to_another(live: MakeLive, order: tuple[int, int]) -> None:
    ref: Ref[Element] = Ref()
    at = [order[0]]
    page = live(Show(what=lambda: [h.b(ref=ref if at[0] == index else None) for index in range(2)]))
    at[0] = order[1]
    page.refresh()
    assert ref.current is page.document.body.children[order[1]]


def test_to_an_element_that_takes_the_place_of_another(live: MakeLive) -> None:
    ref: Ref[Element] = Ref()
    tags = [h.p]
    page = live(Show(what=lambda: h.div(tags[0](ref=ref))))
    tags[0] = h.b
    page.refresh()
    assert ref.element is page.find("b")


def test_in_rows_that_move(live: MakeLive) -> None:
    refs: dict[str, Ref[Element]] = {name: Ref() for name in "abc"}
    order = ["a", "b", "c"]
    page = live(Show(what=lambda: [h.p(name, key=name, ref=refs[name]) for name in order]))
    order[:] = ["c", "a"]
    page.refresh()
    assert refs["b"].current is None
    assert [refs[name].element.textContent for name in "ac"] == ["a", "c"]


def test_while_it_is_hidden_there_is_none(live: MakeLive) -> None:
    outer: Ref[Element] = Ref()
    inner: Ref[Element] = Ref()
    shown = [True]
    page = live(Show(what=lambda: h.div(h.p(h.b(ref=inner), ref=outer, show=shown[0]))))
    elements = outer.element, inner.element
    shown[0] = False
    page.refresh()
    assert (outer.current, inner.current) == (None, None)
    page.refresh()
    shown[0] = True
    page.refresh()
    assert (outer.element, inner.element) == elements


def test_in_a_hidden_component(live: MakeLive) -> None:
    search = Search()
    page = live(Show(what=lambda: h.div(search)))
    element = search._box.element
    search.show = False
    page.ops()
    assert search._box.current is None
    search.show = True
    page.ops()
    assert search._box.element is element


def test_hidden_and_shown_before_anything_is_settled(live: MakeLive) -> None:
    ref: Ref[Element] = Ref()

    class Flicker(Component):
        def render(self) -> Child:
            return h.p(ref=ref, show=not self.depth_first())

        def depth_first(self) -> bool:
            return len(steps) % 2 == 1

        def updated(self) -> None:
            if len(steps) < 4:
                steps.append(1)
                self.refresh()

    steps: list[int] = []
    page = live(Flicker())
    page.refresh()
    assert ref.element is page.find("p")


async def test_measuring_waits_for_the_browser(live: MakeLive) -> None:
    page = live(Search())
    asked: Any = page.component._box.element.getBoundingClientRect()
    (op,) = page.ops()
    assert isinstance(op, Call)
    page.document.browser_calls.resolve(op.call, True, {"width": 3})
    assert await asyncio.wait_for(asked, PATIENCE) == {"width": 3}


def test_many_refs_at_once(live: MakeLive) -> None:
    refs: list[Ref[Element]] = [Ref() for _ in range(500)]
    page = live(Show(what=lambda: [h.p(ref=ref) for ref in refs]))
    assert [ref.element for ref in refs] == list(page.document.body.children)
