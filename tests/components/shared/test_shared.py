"""`Shared` as a child: where it stands, what it refuses, and what the layer above is told."""

from typing import Any

import pytest

from domsync import Component, Document, Element, Shared, State, mount, unmount
from domsync import html as h
from domsync.components import SharedTwiceError, scheduler_of
from domsync.components.vnode import ChildError


class Counter(Component):
    count: int = 0

    def render(self) -> Any:
        return h.b(self.count)


class Page(Component):
    child: Any = None

    def render(self) -> Any:
        return self.child


class Shows:
    """What a document's driver is told."""

    def __init__(self, document: Document) -> None:
        self.now: dict[Shared[Any], Element] = {}
        self.told = 0
        scheduler_of(document).shows = self

    def __call__(self, shared: Shared[Any], element: Element | None) -> None:
        self.told += 1
        if element is None:
            del self.now[shared]
        else:
            assert element.isConnected
            self.now[shared] = element


@pytest.fixture
def document() -> Document:
    return Document(scripts=False)


def test_it_stands_among_other_children(document: Document) -> None:
    board = Shared(Counter, tag="section", class_="board", id="b")
    shows = Shows(document)
    mount(Page(child=h.div("a", board, "c")), document.body)
    assert document.body.innerHTML == '<div>a<section class="board" id="b"></section>c</div>'
    assert shows.now == {board: document.body.firstElementChild.children[0]}  # type: ignore[union-attr]


def test_the_driver_is_told_when_it_comes_and_goes(document: Document) -> None:
    one, two = Shared(Counter), Shared(Counter)
    shows = Shows(document)
    page = mount(Page(), document.body)
    scheduler = scheduler_of(document)
    steps: list[tuple[Any, set[Any]]] = [
        (one, {one}),
        (two, {two}),
        (h.p(two), {two}),
        ([one, h.p(two)], {one, two}),
        (h.div(h.p(two), h.b(), one), {one, two}),
        (h.section(one), {one}),
        (h.section(one, show=False), {one}),
        (h.section(two), {two}),
        (Page(child=[one, two]), {one, two}),
        (None, set()),
    ]
    for child, shown in steps:
        page.child = child
        scheduler.flush()
        assert set(shows.now) == shown
    page.child = one
    scheduler.flush()
    unmount(page)
    assert shows.now == {}


def test_a_hidden_one_is_told_when_it_is_shown(document: Document) -> None:
    board = Shared(Counter)
    shows = Shows(document)
    page = mount(Page(child=h.div(h.p(board, show=False))), document.body)
    assert shows.now == {}
    page.child = h.div(h.p(board))
    scheduler_of(document).flush()
    assert set(shows.now) == {board}


def test_rendering_around_it_leaves_it_alone(document: Document) -> None:
    board = Shared(Counter)
    shows = Shows(document)
    page = mount(Page(child=h.div("1", board)), document.body)
    document.take_ops()
    page.child = h.div("2", board)
    scheduler_of(document).flush()
    assert (len(document.take_ops()), shows.told) == (1, 1)


def test_without_a_driver_its_place_stays_empty(document: Document) -> None:
    mount(Page(child=Shared(Counter)), document.body)
    assert document.body.innerHTML == "<div></div>"


def test_only_one_place_shows_it(document: Document, caplog: pytest.LogCaptureFixture) -> None:
    board = Shared(Counter)
    shows = Shows(document)
    page = mount(Page(child=[board, h.hr(), board]), document.body)
    assert shows.now == {board: document.body.firstElementChild}
    assert "is on this page already" in caplog.text
    # The place that has no part in it can leave without taking it along.
    page.child = [board]
    scheduler_of(document).flush()
    assert shows.now == {board: document.body.firstElementChild}


def test_in_the_raw_dom(document: Document) -> None:
    board = Shared(Counter, class_="x")
    shows = Shows(document)
    element = board.append_to(document.body)
    assert document.body.innerHTML == '<div class="x"></div>'
    assert shows.now == {board: element}
    with pytest.raises(SharedTwiceError):
        board.append_to(document.body)


def test_the_component_is_made_once_from_whatever_was_given() -> None:
    made: list[int] = []

    def function() -> Counter:
        made.append(1)
        return Counter(count=3)

    given = Counter(count=2)
    for shared, count in ((Shared(Counter), 0), (Shared(given), 2), (Shared(function), 3)):
        assert shared.component is shared.component
        assert shared.component.count == count
        shared.start()
        shared.start()
        assert shared.document is not None
        assert shared.document.body.innerHTML == f"<b>{count}</b>"
    assert made == [1]


def test_a_function_is_called_again_when_state_that_it_read_has_changed() -> None:
    class Board(State):
        texts: list[str] = []

    board = Board()
    shared: Shared[Component] = Shared(lambda: h.ul(h.li(text) for text in board.texts))
    shared.start()
    board.texts.append("one")
    scheduler_of(shared.open()).flush()
    assert shared.document is not None
    assert shared.document.body.innerHTML == "<ul><li>one</li></ul>"


def test_it_can_end_and_begin_anew() -> None:
    shared = Shared(Counter)
    shared.close()
    shared.start()
    first = shared.document
    shared.component.count = 4
    shared.close()
    assert shared.document is None
    shared.start()
    assert shared.document is not None
    assert shared.document is not first
    assert shared.document.body.innerHTML == "<b>4</b>"


@pytest.mark.parametrize("wrong", [7, "text", int, None])
def test_what_cannot_be_shared(wrong: Any) -> None:
    with pytest.raises(TypeError, match="a component class, a component or a function, not"):
        Shared(wrong)


@pytest.mark.parametrize("attributes", [{"on_click": print}, {"ref": print}, {"show": False}])
def test_its_element_has_attributes_only(attributes: Any) -> None:
    with pytest.raises(TypeError, match="put handlers, ref and show on an element around it"):
        Shared(Counter, **attributes)
    with pytest.raises(TypeError, match="no attribute 'klass'"):
        Shared(Counter, klass="x")


@pytest.mark.parametrize("tag", ["input", "br", "textarea", "iframe"])
def test_its_element_can_have_elements_in_it(tag: str) -> None:
    with pytest.raises(TypeError, match=f"cannot be in <{tag}>"):
        Shared(Counter, tag=tag)


def test_the_class_itself_is_no_child() -> None:
    with pytest.raises(ChildError):
        h.div(Shared)  # type: ignore[arg-type]


def test_its_name_in_messages() -> None:
    assert repr(Shared(Counter)) == repr(Shared(Counter())) == "Shared(Counter)"
    assert repr(Shared(lambda: None)) == "Shared(<lambda>)"
