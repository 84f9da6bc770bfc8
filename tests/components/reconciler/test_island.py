"""Raw DOM inside components and components inside raw DOM: each leaves alone what is the other's."""

from typing import Any

from domsync import Child, Component, mount, unmount
from domsync import html as h
from domsync.components import Ref
from domsync.components.reconciler.instance import instance_of
from domsync.dom.element.element import Element
from tests.components.conftest import MakeLive


class Show(Component):
    what: Any = None

    def render(self) -> Child:
        return self.what() if callable(self.what) else self.what  # type: ignore[no-any-return]


class Counter(Component):
    clicks: int = 0

    def render(self) -> Child:
        return h.button(self.clicks, on_click=self.click)

    def click(self) -> None:
        self.clicks += 1


class Board(Component):
    title: str = "a"
    colour: str | None = None
    _filled: int = 0

    def render(self) -> Child:
        return h.main(
            h.h1(self.title), h.island("section", self.fill, id="board", class_=self.colour), h.p("after ", self.title)
        )

    def fill(self, board: Element) -> None:
        self._filled += 1
        board.append("one", board.getDocument().createElement("hr"))


def test_it_is_filled_once_and_left_alone(live: MakeLive) -> None:
    page = live(Board())
    board = page.find("#board")
    board.append("two")
    page.change(title="b")
    assert page.component._filled == 1
    assert board.childNodes[0].textContent == "one"
    assert [child.nodeName for child in board.childNodes] == ["#text", "HR", "#text"]
    assert page.find("p").textContent == "after b"


def test_its_own_attributes_follow_the_component(live: MakeLive) -> None:
    page = live(Board())
    assert len(page.change(colour="red")) == 1
    assert page.find("#board").className == "red"
    assert page.find("#board").textContent == "one"


def test_it_is_on_the_page_when_it_is_filled(live: MakeLive) -> None:
    seen: list[bool] = []
    ref: Ref[Element] = Ref()

    def fill(element: Element) -> None:
        seen.append(element.isConnected and ref.element.isConnected)

    live(Show(what=lambda: h.div(h.island("p", fill), h.b(ref=ref))))
    assert seen == [True]


def test_another_function_does_not_fill_it_again(live: MakeLive) -> None:
    calls: list[int] = []
    page = live(Show(what=lambda: h.island("p", lambda element: calls.append(1))))
    page.refresh()
    assert calls == [1]


def test_events_in_it_are_the_users_own(live: MakeLive) -> None:
    clicks: list[str] = []

    def fill(element: Element) -> None:
        cell = element.getDocument().createElement("i")
        cell.addEventListener("click", lambda: clicks.append("cell"))
        element.append(cell)

    page = live(Show(what=lambda: h.div(h.island("p", fill), on_click=lambda: clicks.append("component"))))
    page.click("i")
    assert clicks == ["cell", "component"]


def test_hidden_and_shown_it_is_as_it_was(live: MakeLive) -> None:
    shown = [True]
    calls: list[int] = []

    def fill(element: Element) -> None:
        calls.append(1)
        element.append("own")

    page = live(Show(what=lambda: h.div(h.div(h.island("p", fill), show=shown[0]))))
    page.find("p").append("more")
    for shown[0] in (False, True):
        page.refresh()
    assert page.find("p").textContent == "ownmore"
    assert calls == [1]


def test_filled_when_it_is_shown_first(live: MakeLive) -> None:
    shown = [False]
    page = live(Show(what=lambda: h.div(h.div(h.island("p", lambda element: element.append("own")), show=shown[0]))))
    shown[0] = True
    page.refresh()
    assert page.find("p").textContent == "own"


def test_one_that_leaves_before_it_is_filled(live: MakeLive) -> None:
    calls: list[int] = []

    class Brief(Component):
        def render(self) -> Child:
            # The parent leaves it out in the same flush.
            shown[0] = False
            page_of[0].component.refresh()
            return h.island("p", lambda element: calls.append(1))

    shown = [False]
    page_of: list[Any] = []
    page = live(Show(what=lambda: h.div(Brief() if shown[0] else None)))
    page_of.append(page)
    shown[0] = True
    page.refresh()
    assert page.html == "<div></div>"
    assert len(calls) <= 1


def test_components_in_raw_dom_in_components(live: MakeLive) -> None:
    counter = Counter()
    shown = [True]

    def fill(element: Element) -> None:
        section = element.getDocument().createElement("section")
        element.append(section)
        mount(counter, section)

    page = live(Show(what=lambda: h.div(h.island("p", fill) if shown[0] else None)))
    page.click("button")
    assert page.find("section").textContent == "1"
    assert len(page.scheduler.roots) == 2
    # What was put into an island ends with it.
    shown[0] = False
    page.refresh()
    assert instance_of(counter) is None
    assert len(page.scheduler.roots) == 1
    counter.clicks = 5
    assert page.ops() == []


def test_a_component_in_raw_dom_can_be_taken_away_alone(live: MakeLive) -> None:
    counter = Counter()
    page = live(Show(what=lambda: h.island("p", lambda element: mount(counter, element))))
    unmount(counter)
    page.ops()
    assert page.html == "<p></p>"


def test_raw_dom_around(live: MakeLive) -> None:
    def around(document: Any) -> Element:
        card = document.createElement("article", attributes={"class": "card"})
        card.append("before")
        document.body.append(card)
        return card  # type: ignore[no-any-return]

    page = live(Counter(), around=around)
    page.find("article").append("after")
    page.click("button")
    assert page.find("article").textContent == "before1after"
    # The raw DOM can move it.
    page.document.body.append(page.find("button"))
    page.ops()
    page.click("button")
    assert page.html.endswith("</article><button>2</button>")
