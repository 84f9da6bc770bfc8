"""The steps of number inputs and sliders, as Chromium takes them at a key.

Positions are exact decimal numbers: as `float`, ten steps of 0.1 would not be 1.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from domsync.dom.controls.input_values import format_number, parse_number
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import value_of


class _Scale(NamedTuple):
    """The values that a control can have: from the least to the most, in steps that are counted from the base."""

    least: Decimal | None
    most: Decimal | None
    base: Decimal
    #: None for `step="any"`.
    step: Decimal | None

    def rounded(self, value: Decimal, rounding: str) -> Decimal:
        """Return a value on a step near this one."""
        if self.step is None:
            return value
        return self.base + ((value - self.base) / self.step).to_integral_value(rounding) * self.step


def _number(text: str | None) -> Decimal | None:
    return None if text is None or parse_number(text) is None else Decimal(text)


def _scale_of(control: ReferenceElement, least: Decimal | None, most: Decimal | None) -> _Scale:
    """Read https://html.spec.whatwg.org/#the-step-attribute; the bounds are those without attributes."""
    given = _number(control.get("min"))
    base = given if given is not None else _number(control.get("value")) or Decimal(0)
    step = _number(control.get("step"))
    any_step = (control.get("step") or "").lower() == "any"
    top = _number(control.get("max"))
    return _Scale(
        least if given is None else given,
        most if top is None else top,
        base,
        None if any_step else step if step is not None and step > 0 else Decimal(1),
    )


def stepped(control: ReferenceElement, direction: int) -> str | None:
    """Return the value of a number input after ArrowUp (1) or ArrowDown (-1); None if there is no step that way."""
    scale = _scale_of(control, None, None)
    least, most, _, step = scale
    before = value = _number(value_of(control)) or Decimal(0)
    limit, start = (most, least) if direction > 0 else (least, most)
    if start is not None and (start - value) * direction > 0:
        return _written(start)
    if limit is not None and (value - limit) * direction >= 0:
        return None
    # Between two steps, the next one is not a whole step away.
    following = scale.rounded(value, ROUND_CEILING if direction > 0 else ROUND_FLOOR)
    value = following if following != value else value + direction * (step or 1)
    if limit is not None and (value - limit) * direction > 0:
        # The last step before the limit, even if that is the other way.
        value = scale.rounded(limit, ROUND_FLOOR if direction > 0 else ROUND_CEILING)
    return _written(value) if value != before else None


def slid(slider: ReferenceElement, key: str) -> str:
    """Return the value of a slider after a key."""
    low, high = Decimal(0), Decimal(100)
    scale = _scale_of(slider, low, high)
    least, most = scale.least or low, scale.most if scale.most is not None else high
    value = _number(value_of(slider)) or Decimal(0)
    step = (most - least) / 100 if scale.step is None else scale.step
    far = max((most - least) / 10, step)
    steps = {
        "ArrowUp": step,
        "ArrowRight": step,
        "ArrowDown": -step,
        "ArrowLeft": -step,
        "PageUp": far,
        "PageDown": -far,
    }
    value = least if key == "Home" else most if key == "End" else value + steps.get(key, Decimal(0))
    value = scale.rounded(max(least, min(value, most)), ROUND_HALF_UP)
    if value > most and scale.step is not None:
        value -= scale.step
    return _written(value)


def _written(value: Decimal) -> str:
    return format_number(float(value))
