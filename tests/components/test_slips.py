"""Slips that everybody makes once: each is refused by a message that names it and says what to write."""

import logging
from collections.abc import Callable
from typing import Literal

import pytest
from pydantic import BaseModel, ValidationError

from domsync import Child, Component, Shared, State, on, svg
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page


class Counter(Component):
    count: int = 0

    def render(self) -> Child:
        return h.p(self.count)


class Unmade(Component):
    def __init__(self) -> None: ...

    def render(self) -> Child:
        return "never"


class Early(Component):
    count: int = 0

    def __init__(self) -> None:
        self.count = 3

    def render(self) -> Child:
        return self.count


class EarlyState(State):
    count: int = 0

    def __init__(self) -> None:
        self.count = 3


UNMADE = "__init__ must begin with super().__init__(**data), which sets the fields"

SLIPS: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: render_page(Unmade), TypeError, f"Unmade.{UNMADE}"),
    (lambda: render_page(Early), TypeError, f"Early.{UNMADE}"),
    (EarlyState, TypeError, f"EarlyState.{UNMADE}"),
    (lambda: Counter(cuont=3), ValidationError, "cuont\n  Extra inputs are not permitted"),  # type: ignore[call-arg]
    (lambda: Shared(Counter(cuont=3)), ValidationError, "cuont"),  # type: ignore[call-arg]
    (lambda: h.div(colour="red"), TypeError, "div() has no attribute 'colour'. Any attribute can be set by"),  # type: ignore[call-arg]
    (lambda: h.a(hrf="/"), TypeError, "a() has no attribute 'hrf'; did you mean href or ref? Any attribute"),  # type: ignore[call-arg]
    (lambda: h.p(className="x"), TypeError, "'className'; it is written class_. Any attribute"),  # type: ignore[call-arg]
    (lambda: h.p(on_xyzzy=print), TypeError, "p() knows no event 'xyzzy'. Custom events are handled by events="),  # type: ignore[call-arg]
    (lambda: h.br("x"), TypeError, "<br> takes no children such as 'x'"),  # type: ignore[call-arg]
    (lambda: h.dvi, AttributeError, "there is no html.dvi(); did you mean div or bdi? element('dvi', ...) makes any"),  # type: ignore[attr-defined]
    (lambda: svg.xyzzy, AttributeError, "there is no svg.xyzzy(); element('xyzzy', ...) makes any"),  # type: ignore[attr-defined]
    (lambda: on(print, key="enter"), ValueError, "'enter': no key is called 'enter'; write 'Enter'"),
    (lambda: on(print, key="mod+esc"), ValueError, "no key is called 'esc'; write 'Escape'"),
    (lambda: h.shortcuts({"down": print}), ValueError, "write 'ArrowDown'"),
    (lambda: w.select("Size", options=3), TypeError, "options are a list of values or a dict of value -> text, not 3"),  # type: ignore[arg-type]
    (lambda: w.select("Size", options="SML"), TypeError, "not 'SML'; write [\"...\"]"),
    (lambda: w.icon("srch"), ValueError, "there is no icon 'srch'; did you mean search"),
    (lambda: w.icon("qqq"), ValueError, "there is no icon 'qqq'; w.icon_names() lists them"),
]


@pytest.mark.parametrize(("slip", "kind", "text"), SLIPS, ids=[text for _, _, text in SLIPS])
def test_a_slip_is_named_with_the_way_out(slip: Callable[[], object], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind) as caught:
        slip()
    assert text in str(caught.value)


@pytest.mark.parametrize("key", ["Enter", "mod+s", "F5", "f", " ", "Space", "Any", "AudioVolumeUp", "é"])
def test_names_that_browsers_have_pass(key: str) -> None:
    assert on(print, key=key).options.keys == (key,)


def test_a_class_may_pass_over_what_it_does_not_know() -> None:
    class Lenient(Counter, extra="ignore"): ...

    assert Lenient(count=1, other=2).count == 1  # type: ignore[call-arg]


def test_state_changed_in_render_is_said_with_what_to_do_instead(caplog: pytest.LogCaptureFixture) -> None:
    class Loop(Counter):
        def render(self) -> Child:
            return h.button(on_click=self.add())  # type: ignore[func-returns-value]

        def add(self) -> None:
            self.count += 1

    page = render_page(Loop)
    (error,) = page.errors
    page.errors.clear()
    assert "change state in render() or updated(): Loop. Compute values in render()" in str(error)
    assert "on_click=self.save passes a handler, self.save() calls it" in str(error)


def test_the_log_names_the_handler_that_failed(caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Counter):
        def render(self) -> Child:
            return h.button("x", on_click=self.fail)

        def fail(self) -> None:
            raise ValueError("oh")

    page = render_page(Failing)
    with caplog.at_level(logging.ERROR, "domsync"):
        page.get_by_role("button").click()
    page.errors.clear()
    assert f"the handler {Failing.fail.__qualname__} for 'click' at <Element button> failed" in caplog.text


def test_a_form_without_a_control_for_a_required_field_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    class Order(BaseModel):
        tea: str
        size: Literal["S", "L"]
        note: str = ""

    class Shop(Component):
        def render(self) -> Child:
            sizes = [h.input(type="radio", name="size", value=size) for size in ("S", "L")]
            return h.form(h.input(id="tea"), sizes, h.button("Order"), on_submit=self.order)

        def order(self, order: Order) -> None: ...

    page = render_page(Shop)
    for _ in range(2):
        page.get_by_role("button").click()
    name = Order.__qualname__
    (told,) = [record.getMessage() for record in caplog.records if "required" in record.getMessage()]
    assert told.startswith(f"{name}.tea is required, but no control on the page is named 'tea', so the form")
    assert told.endswith("give the control name='tea', or the field a default")
    assert set(page.component.errors) == {"tea", "size"}
