"""Number inputs, sliders and ratings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from domsync import VNode
from domsync import html as h
from domsync.components import Binding, Child
from domsync.components.formats import current_locale, number_text, read_number
from domsync.events import ChangeEvent, InputEvent
from domsync.widgets.base import Common, check_binding, check_functions, check_numbers, dressed
from domsync.widgets.inputs.labels import Labelled
from domsync.widgets.inputs.text import boxed
from domsync.widgets.inputs.values import check_values, is_number
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

Number = int | float | Decimal


def number_input(
    label: Child = None,
    *,
    unit: Child = None,
    localized: bool = False,
    help: Child = None,
    error: Child = None,
    **attributes: Unpack[k.HtmlInput],
) -> VNode:
    """A number: an int, float or Decimal, according to its field.

    >>> w.number_input("Price", bind=self.field("price"), unit="EUR", step="0.05")

    Args:
        label: Its label.
        unit: The unit after it.
        localized: Whether it is written in the reader's notation, `1.234,5`, as text that is read when the field is
            left. Otherwise the browser's own control is used.
        help: Text below it.
        error: An error message.
        attributes: As for `h.input`: `bind`, `min`, `max`, `step` ...

    Emits:
        `on_input`, `on_change`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Up, Down | one step more or less |

    Raises:
        TypeError: It has no accessible name, or a value that is no number; or it is localized without a bound field.
        ValueError: A value is a text that is no number.
    """
    check_values("number_input", str(attributes.get("type") or "number"), attributes)
    made = Labelled(label, help, error, attributes, "number_input")
    if not localized:
        control = h.input(**dressed(made.attributes, "ds-input", "ds-number", type="number", inputmode="decimal"))
        return made.around(boxed(control, None, unit))
    if made.binding is None:
        raise TypeError('number_input(localized=True) needs a bound field: bind=self.field("price")')
    binding, locale = made.binding, current_locale()

    typing = _typing.setdefault(binding.component, {})

    def typed(event: InputEvent) -> None:
        typing[binding.name] = (event.value, binding.value)

    def entered(event: ChangeEvent) -> None:
        typing.pop(binding.name, None)
        binding.typed(read_number(event.value, locale=locale))

    given = dict(made.attributes)
    if given.pop("value", None) is not None:
        raise TypeError("value= and bind= both set what number_input() shows; give only one of them")
    for name in ("bind", "min", "max", "step"):
        given.pop(name, None)
    inputs, changes = _listed(given.pop("on_input", None)), _listed(given.pop("on_change", None))
    value = binding.value
    shown = binding.shown() if binding.error or not isinstance(value, int | float | Decimal) else None
    # A number that was refused, or that is in the draft of a form, is a text, in the notation of programs.
    if shown is not None and is_number(shown):
        value, shown = Decimal(shown), None
    text = number_text(value, locale=locale) if shown is None else shown
    begun, before = typing.get(binding.name, ("", None))
    control = h.input(
        value=begun if begun and before == binding.value else text,
        on_input=[typed, *inputs] if inputs else None,
        on_change=[entered, *changes],
        **dressed(given, "ds-input", "ds-number", inputmode="decimal", name=binding.name, autocomplete="off"),
    )
    return made.around(boxed(control, None, unit))


#: The texts of localized inputs with an `on_input` that are being typed, and the value of the field meanwhile.
_typing: WeakKeyDictionary[Any, dict[str, tuple[str, Any]]] = WeakKeyDictionary()


def _listed(handlers: Any) -> list[Any]:
    return [] if handlers is None else list(handlers) if isinstance(handlers, list | tuple) else [handlers]


def slider(
    label: Child = None,
    *,
    min: Number | None = None,
    max: Number | None = None,
    step: Number | None = None,
    value: Number | None = None,
    on_change: Callable[[float], object] | None = None,
    format: Callable[[Any], str] = str,
    help: Child = None,
    error: Child = None,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """A number on a scale.

    >>> w.slider("Volume", bind=self.field("volume"), min=0, max=100)

    Args:
        label: Its label.
        min: The minimum; by default that of the field, or 0.
        max: The maximum; by default that of the field, or 100.
        step: The step; by default that of the field, or 1.
        value: The number, without `bind`.
        on_change: Called with the number when the slider is released.
        format: Formats the number next to it; while it is dragged, the browser shows the plain number.
        help: Text below it.
        error: An error message.
        disabled: Whether it is disabled.
        bind: The field.
        attributes: As for `h.input`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Right, Up | one step more |
        | Left, Down | one step less |
        | Page Up, Page Down | ten steps more or less |
        | Home, End | the minimum and the maximum |

    Raises:
        TypeError: It has no accessible name, or a value that is no number.
        ValueError: The minimum is not less than the maximum, or the step not more than 0.
    """
    check_functions("slider", on_change=on_change, format=format)
    check_binding("slider", bind)
    given = {"min": min, "max": max, "step": step, "value": value}
    check_numbers("slider", **{name: number for name, number in given.items() if number is not None})
    _check_step("slider", step)
    made = Labelled(label, help, error, {**attributes, "bind": bind}, "slider")
    low, high, by = _scale(made, min, max, step)
    current = bind.value if bind is not None else value
    shown = low if current is None else _number(current)
    control = dict(made.attributes)
    control.pop("bind", None)

    def let_go(event: ChangeEvent) -> object:
        if bind is not None:
            bind.typed(event.value, "range")
        return on_change(float(event.value)) if on_change is not None else None

    if bind is not None:
        control.setdefault("name", bind.name)
    made_input = h.input(
        type="range",
        min=str(low),
        max=str(high),
        step=str(by),
        value=str(shown),
        disabled=disabled,
        on_change=let_go if bind is not None or on_change is not None else None,
        **dressed(control, "ds-slider"),
    )
    output = h.output(format(shown), for_=made.id, class_="ds-output", data={"ds-output": made.id})
    return made.around(h.div(made_input, output, class_="ds-slider-box"))


def _number(value: Any) -> Any:
    """A number that was entered in the draft of a form is still a text."""
    if not isinstance(value, str) or not is_number(value):
        return value
    return int(value) if value.lstrip("-").isdecimal() else float(value)


def _check_step(what: str, step: Number | None) -> None:
    if step is not None and not step > 0:
        raise ValueError(f"{what}(): step is more than 0, not {step!r}")


def _scale(made: Labelled, low: Any, high: Any, step: Any) -> tuple[Any, Any, Any]:
    """The scale given by the caller, or by the field."""
    rules = made.rules
    if rules is not None:
        low = rules.minimum if low is None else low
        high = rules.maximum if high is None else high
        step = rules.step if step is None else step
        if step is None and int not in rules.kinds:
            step = "any" if low is None or high is None else (Decimal(str(high)) - Decimal(str(low))) / 100
    low, high = 0 if low is None else low, 100 if high is None else high
    if not low < high:
        raise ValueError(f"min is less than max: {low!r} is not less than {high!r}")
    return low, high, 1 if step is None else step


def range_slider(
    label: Child = None,
    *,
    min: Number = 0,
    max: Number = 100,
    step: Number = 1,
    value: tuple[Number, Number] | None = None,
    on_change: Callable[[tuple[float, float]], object] | None = None,
    format: Callable[[Any], str] = str,
    help: Child = None,
    error: Child = None,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """A slider with two thumbs, from one number to another.

    >>> w.range_slider("Price", bind=self.field("price"), max=500)

    Args:
        label: Its label.
        min: The minimum.
        max: The maximum.
        step: The step.
        value: Both numbers, without `bind`.
        on_change: Called with both numbers when one of them is released.
        format: Formats a number.
        help: Text below it.
        error: An error message.
        disabled: Whether it is disabled.
        bind: A field that is a tuple of two numbers.
        attributes: As for `h.fieldset`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the other end |
        | arrow keys | one step more or less |
        | Home, End | as far as possible |

    Raises:
        TypeError: It has no accessible name, or a value that is no number.
        ValueError: The minimum is not less than the maximum, or the step not more than 0.
    """
    check_functions("range_slider", on_change=on_change, format=format)
    check_binding("range_slider", bind)
    check_numbers("range_slider", min=min, max=max, step=step)
    _check_step("range_slider", step)
    made = Labelled(label, help, error, {**attributes, "bind": bind}, "range_slider")
    if not min < max:
        raise ValueError(f"min is less than max: {min!r} is not less than {max!r}")
    given: Any = bind.value if bind is not None else value
    if given is not None and not (isinstance(given, tuple | list) and len(given) == 2):
        raise TypeError(f"range_slider() has two ends, value=(20, 80), not {given!r}")
    low, high = (min, max) if given is None else given
    check_numbers("range_slider", **{"value[0]": low, "value[1]": high})

    def let_go(place: int, event: ChangeEvent) -> object:
        ends = [*(bind.value or (min, max))] if bind is not None else [low, high]
        moved = type(ends[place])(event.value) if isinstance(ends[place], Decimal) else float(event.value)
        if isinstance(ends[place], int) and moved == int(moved):
            moved = int(moved)
        ends[place] = moved
        # An end that is moved past the other one moves that, too.
        ends[1 - place] = moved if (ends[0] > ends[1]) else ends[1 - place]
        if bind is not None:
            bind.assign(tuple(ends))
        return on_change((float(ends[0]), float(ends[1]))) if on_change is not None else None

    ends = [
        h.input(
            type="range",
            class_="ds-slider",
            min=str(min),
            max=str(max),
            step=str(step),
            value=str(end),
            disabled=disabled,
            on_change=partial(let_go, place) if bind is not None or on_change is not None else None,
            aria={"label": word("From") if place == 0 else word("To")},
            key=place,
        )
        for place, end in enumerate((low, high))
    ]
    span = float(max) - float(min)
    style = {"--ds-low": (float(low) - float(min)) / span, "--ds-high": (float(high) - float(min)) / span}
    output = h.output(f"{format(low)} \u2013 {format(high)}", class_="ds-output")
    bar = h.div(ends, class_="ds-range", style=style, data={"ds-range": True})
    return made.group(bar, output, role="group", box="ds-slider-box")
