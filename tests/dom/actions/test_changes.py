"""What a browser tells that actions have changed is taken over, as far as actions can have done so."""

import pytest

from domsync import Document, Element, act
from domsync.dom.actions import changes
from domsync.dom.actions.changes import accept, current


@pytest.fixture
def element() -> Element:
    document = Document()
    made = document.createElement("p")
    made.setAttribute("class", "a")
    document.documentElement.appendChild(made)
    document.take_ops()
    return made


def test_classes_and_attributes_change_and_nothing_is_logged(element: Element) -> None:
    act.add_class("b")
    act.set_attribute("data-x")
    for slot, value in ((".b", True), (".b", True), ("data-x", "1"), ("hidden", "")):
        assert accept(element, slot, value)
        assert current(element, slot) == value
    assert (element.className, element.getAttribute("data-x"), element.hidden) == ("a b", "1", True)
    act.remove_class("a")
    for slot, other in ((".a", False), ("data-x", None), ("hidden", None)):
        assert accept(element, slot, other)
    assert (element.className, element.getAttribute("data-x"), element.hidden) == ("b", None, False)
    assert element.node_document.take_ops() == []


def test_an_attr_that_somebody_holds_is_parted(element: Element) -> None:
    act.set_attribute("data-x")
    element.setAttribute("data-x", "1")
    attr = element.getAttributeNode("data-x")
    assert attr is not None
    assert accept(element, "data-x", None)
    assert (attr.ownerElement, attr.value) == (None, "1")


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("onclick", "alert(1)"),
        ("href", "javascript:alert(1)"),
        ("data-that-no-action-names", "1"),
        (".class-that-no-action-names", True),
        ("style", "color:red"),
        ("", "x"),
        (".", True),
        (".known", "true"),
        ("data-known", True),
    ],
)
def test_a_browser_that_tells_of_anything_else_is_not_believed(
    element: Element, slot: str, value: str | bool | None
) -> None:
    act.add_class("known")
    act.set_attribute("data-known")
    before = dict(element.attributes)
    assert not accept(element, slot, value)
    assert dict(element.attributes) == before


def test_names_without_end_are_forgotten_the_oldest_first(element: Element, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_MOST_KNOWN", 3)
    monkeypatch.setattr(changes, "_known", {})
    for name in ("one", "two", "three", "one", "four"):
        act.add_class(name)
    assert [accept(element, f".{name}", True) for name in ("one", "two", "three", "four")] == [True, False, True, True]
    assert accept(element, "hidden", "")
