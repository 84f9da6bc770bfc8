"""Actions are data that is checked when they are made."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import Document, Element, Ref, UnsafeValueError, act
from domsync.dom.checks.names import MARK
from domsync.dom.ops import Action, Listener, Reaction
from domsync.render.templates import listener_to_wire
from domsync.render.wire_reader import from_wire

HOSTILE = json.loads((Path(__file__).parents[2] / "data" / "hostile_strings.json").read_text(encoding="utf-8"))


def untyped(value: Any) -> Any:
    """What a type checker would refuse."""
    return value


def read_back(*actions: Action) -> tuple[Action, ...]:
    """The actions as a browser reads them from the wire."""
    told = listener_to_wire(Listener(reactions=(Reaction(0, (), actions),)))
    (op,) = from_wire([[11, 9, "click", msgspec.json.decode(msgspec.json.encode(told))]])
    assert msgspec.structs.asdict(op)["event"] == "click"
    return msgspec.structs.asdict(op)["listener"].reactions[0].actions  # type: ignore[no-any-return]


def test_an_action_is_its_name_its_target_and_its_arguments() -> None:
    target = act.closest(".card").inner("a[href]").first()
    assert act.toggle_class("open", "wide open", of=target) == Action(
        "toggle_class", (("closest", ".card"), ("inner", "a[href]"), ("first", "")), ("open wide",)
    )
    assert act.set_aria("selected", True) == Action("set_attribute", (), ("aria-selected", "true"))
    assert act.toggle_aria("aria-expanded") == Action("toggle_attribute", (), ("aria-expanded", "true", "false"))
    assert act.next_sibling("li", within="ul", wrap=True).steps == (("next", "~li\nul"),)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_arrives_as_it_is(text: str) -> None:
    well_formed = text.encode(errors="surrogatepass").decode(errors="replace")
    for action in (act.set_attribute("title", text), act.set_value(text), act.copy(text)):
        (read,) = read_back(action)
        assert read == action
        assert str(read.arguments[-1]).count("\x00") == well_formed.count("\x00")
    (told,) = read_back(act.dispatch("picked", {"text": well_formed}))
    assert json.loads(str(told.arguments[1])) == {"text": well_formed}


@given(
    st.lists(st.sampled_from([act.hide(), act.focus(), act.open(modal=False), act.set_value(False), act.scroll_to(-1)]))
)
def test_lists_of_actions_arrive(actions: list[Action]) -> None:
    read = read_back(*actions)
    assert [(action.name, action.target) for action in read] == [(action.name, action.target) for action in actions]


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (act.add_class, ValueError, "at least one class"),
        (lambda: act.add_class("  "), ValueError, "at least one class"),
        (lambda: act.set_attribute("onclick", "x"), UnsafeValueError, "onclick"),
        (lambda: act.set_attribute("href", "/x"), ValueError, "actions cannot change URLs"),
        (lambda: act.set_attribute("CLASS", "x"), ValueError, "add_class"),
        (lambda: act.set_attribute("value", "x"), ValueError, "set_value"),
        (lambda: act.set_attribute("id", "x"), ValueError, "depend on it"),
        (lambda: act.set_attribute("data-domsync-ref", "1"), ValueError, "belongs to the library"),
        (lambda: act.open_url("javascript:alert(1)"), UnsafeValueError, "javascript"),
        (lambda: act.open_url(" JaVa\tScript:alert(1)"), UnsafeValueError, "script"),
        (lambda: act.hide(of=untyped("menu")), TypeError, "a Ref, a live element, or a target"),
        (lambda: act.hide(transition="fade", ms=0), ValueError, "ms must be an integer"),
        (lambda: act.hide(transition=untyped(("a", "b"))), ValueError, "a transition takes"),
        (lambda: act.closest(" "), ValueError, "a selector is needed"),
        (lambda: act.scroll_into_view(block=untyped("top")), ValueError, "not one of start, center"),
        (lambda: act.scroll_to(untyped("1")), TypeError, "integer number of pixels"),
        (lambda: act.dispatch(""), ValueError, "1 to 32 characters"),
        (lambda: act.dispatch("x" * 33), ValueError, "1 to 32 characters"),
        (lambda: act.dispatch("x", untyped({1, 2})), TypeError, "set"),
        (lambda: act.copy("a", of=act.inner("b")), TypeError, "not both"),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        make()


def test_a_ref_and_a_live_element_are_found_by_a_mark() -> None:
    document = Document()
    element = document.createElement("p")
    document.documentElement.appendChild(element)
    assert isinstance(element, Element)
    action = act.hide(of=element)
    assert action.target == (("ref", element.getAttribute(MARK)),)
    assert act.show(of=element).target == action.target, "an element keeps its mark"
    ref: Ref[Element] = Ref()
    (step,) = act.hide(of=ref).target
    ref(element)
    assert (step[0], element.getAttribute(MARK)) == ("ref", step[1])
    other = document.createElement("p")
    document.documentElement.appendChild(other)
    ref(None)
    ref(other)
    assert (element.getAttribute(MARK), other.getAttribute(MARK)) == (None, step[1])
