"""Children that are made when somebody asks for them: nobody notices, and the books are right all the same.

Random programs mix them with everything else the DOM can do: `tests/programs/descriptions.py`.
"""

from typing import Any

import pytest

from domsync import LimitError, unsafe_html
from domsync.dom import Document, Element, Node, ops
from domsync.dom.document.builder import Builder, remove_run
from domsync.dom.document.dispose import clear_document
from domsync.dom.limits import Limits
from domsync.dom.ops import Insert, Listener, Remove, SetText
from domsync.dom.tree.lazy import EAGER, LazyElementData, height_of
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.tree.canonical import canonical
from tests.programs.descriptions import ListenerFactory, listening

HEARD = Listener((), 0, 0, 0, ())


def described(tag: str, *children: Any, heard: bool = False) -> LazyElementData:
    elements = [child for child in children if isinstance(child, LazyElementData)]
    return LazyElementData(
        tag,
        children,
        listeners={"click": HEARD} if heard else None,
        size=1 + len(children) - len(elements) + sum(child.size for child in elements),
        listening=heard + sum(child.listening for child in elements),
    )


def card() -> LazyElementData:
    """Eleven nodes, two of which listen; below the first level six hang together."""
    inner = described("ul", described("li", "one"), described("li", described("b", "two", heard=True)))
    return described("div", described("h2", "Title"), "text", inner, described("button", heard=True))


SIZE = 11


def insert(document: Document, data: LazyElementData, parent: Element | None = None) -> Element:
    builder = Builder(document)
    element = builder.lazy_element(data, listening() if data.listeners is not None else None, ListenerFactory())
    builder.connect(parent or document.body, [element], None, [data])
    return element


def made(document: Document) -> int:
    """How many nodes there are apart from the root."""
    return len(set(document.registry.nodes.values())) - 1


@pytest.fixture
def document() -> Document:
    return Document("root")


@pytest.fixture
def deferred(document: Document) -> Element:
    element = insert(document, card())
    document.take_ops()
    return element


def test_one_insertion_says_all(document: Document) -> None:
    element = insert(document, card())
    assert document.take_ops() == [Insert(ops.ROOT, 0, element.node_id, (card(),))]
    assert made(document) == 1
    assert document.registry.count == SIZE + 1
    assert document.registry.listening == 2


def test_the_first_look_makes_one_level_and_what_is_small(document: Document, deferred: Element) -> None:
    assert deferred.childElementCount == 3
    # The list, which is large, has waited.
    assert made(document) == SIZE - 5
    assert deferred.textContent == "Titletextonetwo"
    assert made(document) == SIZE
    assert document.registry.listening == 2
    assert not document.has_ops


def test_what_is_missing_is_still_missing(deferred: Element) -> None:
    with pytest.raises(AttributeError, match="colour"):
        deferred.colour  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="checked"):
        deferred.checked  # noqa: B018
    assert deferred.lazy_children is not None


def test_a_number_is_found_by_making_the_way_to_it(document: Document, deferred: Element) -> None:
    first = deferred.node_id
    text = document.node_for(first + SIZE - 2)
    assert isinstance(text, Node)
    assert text.nodeValue == "two"
    assert text.parentNode is not None
    assert text.parentNode.nodeName == "B"
    assert text.node_id == first + SIZE - 2
    assert [document.node_for(number).node_id for number in range(first, first + SIZE)] == list(  # type: ignore[union-attr]
        range(first, first + SIZE)
    )
    assert document.node_for(first + SIZE) is None


@pytest.mark.parametrize("way", ["remove()", "remove_run", "textContent", "innerHTML", "replaceWith"])
def test_leaving_makes_nothing_and_forgets_all(document: Document, deferred: Element, way: str) -> None:
    around = document.body
    match way:
        case "remove()":
            deferred.remove()
        case "remove_run":
            remove_run(deferred, deferred)
        case "textContent":
            around.textContent = ""
        case "innerHTML":
            around.innerHTML = unsafe_html("")
        case _:
            deferred.replaceWith()
    assert document.take_ops() == ([SetText(ops.ROOT, 0, "")] if way == "textContent" else [Remove(4)])
    assert (deferred.lazy_children is None) == (way == "remove_run")  # which takes apart what it removes
    assert list(document.registry.nodes) == [ops.ROOT]
    assert document.registry.listening == 0


def test_it_can_leave_and_come_back_unmade(document: Document, deferred: Element) -> None:
    deferred.remove()
    document.take_ops()
    assert deferred.lazy_children is not None
    document.body.append(deferred)
    assert made(document) == 1
    assert document.registry.count == SIZE + 1
    assert document.registry.listening == 2
    (operation,) = document.take_ops()
    assert isinstance(operation, Insert)
    browser = ReferenceBrowser("root")
    browser.apply([operation])
    assert browser.canonical(listeners=True) == canonical(document, listeners=True)


def test_children_that_are_made_while_it_is_away_have_no_numbers(document: Document, deferred: Element) -> None:
    deferred.remove()
    list_ = deferred.querySelector("ul")
    assert list_ is not None
    assert list_.node_id == 0
    assert document.registry.count == 1
    document.body.append(deferred)
    assert document.registry.listening == 2
    assert document.registry.count == SIZE + 1


def test_a_snapshot_makes_nothing(document: Document, deferred: Element) -> None:
    other = insert(document, card())
    document.body.insertBefore(other, deferred)
    document.take_ops()
    browser = ReferenceBrowser("root")
    browser.apply(document.snapshot())
    assert made(document) == 2
    assert browser.canonical(listeners=True) == canonical(document, listeners=True)
    # The numbers are the old ones, also of what was not made.
    other.lastElementChild.setAttribute("title", "x")  # type: ignore[union-attr]
    browser.apply(document.take_ops())
    assert browser.canonical(listeners=True) == canonical(document, listeners=True)


def test_it_moves_to_another_document(document: Document, deferred: Element) -> None:
    second = Document("second")
    second.body.append(deferred)
    assert document.registry.count == 1
    assert document.registry.listening == 0
    assert second.registry.listening == 2
    assert second.registry.count == SIZE + 1
    assert deferred.querySelector("b").ownerDocument is second  # type: ignore[union-attr]


def test_a_copy_is_complete(deferred: Element) -> None:
    assert deferred.cloneNode(True).isEqualNode(deferred)


class TestLimits:
    def test_nodes(self) -> None:
        document = Document("root")
        document.limits = Limits(nodes=SIZE + 1)
        insert(document, card())
        with pytest.raises(LimitError):
            document.body.append("x")
        document.limits = Limits(nodes=2 * SIZE)
        with pytest.raises(LimitError):
            insert(document, card())
        assert made(document) == 1
        element = document.body.firstElementChild
        assert element is not None
        element.remove()
        document.limits = Limits(nodes=SIZE)
        with pytest.raises(LimitError):
            document.body.append(element)

    def test_listeners(self) -> None:
        document = Document("root")
        document.limits = Limits(listeners=3)
        element = insert(document, card())
        with pytest.raises(LimitError):
            insert(document, card())
        element.remove()
        document.limits = Limits(listeners=1)
        with pytest.raises(LimitError):
            document.body.append(element)
        document.limits = Limits(listeners=2)
        document.body.append(element)

    def test_depth(self) -> None:
        document = Document("root")
        height = height_of([card()])
        assert height == 5
        document.limits = Limits(depth=height)
        with pytest.raises(LimitError):
            insert(document, card())
        document.limits = Limits(depth=height + 1)
        element = insert(document, card())
        element.remove()
        document.limits = Limits(depth=height)
        with pytest.raises(LimitError):
            document.body.append(element)


def test_what_is_dismantled_is_empty(document: Document, deferred: Element) -> None:
    clear_document(document)
    assert deferred.lazy_children is None
    assert deferred.firstChild is None
    assert not deferred.isConnected


def test_the_size_of_what_cannot_wait_stays_negative() -> None:
    assert sum([EAGER] * 3) + 10_000_000 < 0


def test_a_copy_is_an_ordinary_element(deferred: Element) -> None:
    shallow = deferred.cloneNode()
    assert type(shallow) is Element
    assert shallow.firstChild is None
    assert deferred.cloneNode(True).isEqualNode(deferred)


def test_once_looked_at_it_is_an_ordinary_element(document: Document, deferred: Element) -> None:
    assert isinstance(deferred, Element)
    shown = repr(deferred)
    document.body.append(deferred)
    assert type(deferred) is not Element
    assert deferred.lastChild is not None
    assert type(deferred) is Element
    assert repr(deferred) == shown
    with pytest.raises(AttributeError, match="colour"):
        deferred.colour  # type: ignore[attr-defined]  # noqa: B018
