"""Constraint validation of form controls, as far as attributes and values determine it.

Conditions that only the browser knows do not count: input that is not a value, a message that was set, whether the user
has typed a text that is shorter than `minlength`. A `pattern` is a JavaScript regular expression, which cannot be
matched here.

From https://html.spec.whatwg.org/#constraints.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from domsync.dom.checks.unicode import ascii_lower
from domsync.dom.controls import radio_groups, selects
from domsync.dom.controls import state as controls
from domsync.dom.controls.input_values import TEXT_TYPES, input_type, sanitized
from domsync.dom.traversal import elements_of
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

_BUTTONS = frozenset(("button", "image", "reset", "submit"))
_NEVER_REQUIRED = frozenset((*_BUTTONS, "color", "hidden", "range"))
#: Inputs that nobody fills in.
_NEVER_CHECKED = frozenset(("button", "hidden", "image", "reset"))
_WITH_PATTERN = frozenset(("email", "password", "search", "tel", "text", "url"))
#: The types that have bounds, and their default steps.
_STEPS: Final[dict[str, int]] = {
    **dict.fromkeys(("number", "range", "date", "month", "week"), 1),
    **dict.fromkeys(("time", "datetime-local"), 60),
}
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#: From https://html.spec.whatwg.org/#valid-e-mail-address.
_EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S.*", re.DOTALL)
_DIGITS = re.compile(r"[0-9]+")


def can_be_required(element: Element) -> bool:
    """Return whether `required` has a meaning for an element."""
    kind = element.element_name.html
    return kind in {"select", "textarea"} or (kind == "input" and _type_of(element) not in _NEVER_REQUIRED)


def radio_group(radio: Element) -> list[Element]:
    """List the radio buttons in a button's group, of which one at a time can be checked."""
    name, form = radio.getAttribute("name"), radio_groups.form_of(radio)
    if not name:
        return [radio]
    return [
        element
        for element in elements_of(radio.getRootNode())
        if radio_groups.is_radio(element)
        and element.getAttribute("name") == name
        and radio_groups.form_of(element) is form
    ] or [radio]


def is_checked_by_browsers(element: Element) -> bool:
    """Return whether a browser validates an element before it submits a form.

    From https://html.spec.whatwg.org/#candidate-for-constraint-validation.
    """
    kind = element.element_name.html
    if kind == "button":
        if ascii_lower(element.getAttribute("type") or "submit") in {"button", "reset"}:
            return False
    elif kind == "input":
        if _type_of(element) in _NEVER_CHECKED or element.hasAttribute("readonly"):
            return False
    elif kind not in {"select", "textarea"} or (kind == "textarea" and element.hasAttribute("readonly")):
        return False
    if controls.is_disabled(element):
        return False
    above = element.parentElement
    while above is not None and above.element_name.html != "datalist":
        above = above.parentElement
    return above is None


def is_valid(element: Element) -> bool | None:
    """Return whether a control, or all controls of a form or fieldset, are valid; None for other elements.

    Raises:
        DOMException: NotSupportedError: it depends on a `pattern`.
    """
    kind = element.element_name.html
    if kind not in {"fieldset", "form"}:
        return not _is_wrong(element) if is_checked_by_browsers(element) else None
    inside = elements_of(element) if kind == "fieldset" else elements_of(element.getRootNode())
    return not any(
        is_checked_by_browsers(one) and _is_wrong(one)
        for one in inside
        if kind == "fieldset" or radio_groups.form_of(one) is element
    )


def is_in_range(element: Element) -> bool | None:
    """Return whether the value of an input is within its bounds; None if it has no bounds.

    From https://html.spec.whatwg.org/#selector-in-range.
    """
    type = _type_of(element)
    if type not in _STEPS or not is_checked_by_browsers(element):
        return None
    low, high = _bounds(element, type)
    if low is None and high is None:
        return None
    value = _number(type, controls.value_of(element))
    if value is None:
        return True
    if type == "time" and low is not None and high is not None and high < low:
        # The range includes midnight.
        return value >= low or value <= high
    return (low is None or value >= low) and (high is None or value <= high)


def _is_wrong(element: Element) -> bool:
    type = _type_of(element)
    if element.hasAttribute("required") and can_be_required(element) and _is_missing(element, type):
        return True
    if type == "radio" and _no_radio_is_checked(element):
        return True
    value = controls.value_of(element) if type in TEXT_TYPES else ""
    if not value:
        return False
    if type == "email" and not all(_EMAIL.fullmatch(part) for part in _addresses(element, value)):
        return True
    if type == "url" and not _URL.fullmatch(value):
        return True
    if is_in_range(element) is False or (type in _STEPS and _is_between_steps(element, type, value)):
        return True
    if type in _WITH_PATTERN and element.hasAttribute("pattern"):
        raise DOMException(
            f"{element!r} has a pattern, which only the browser can match: use await checkValidity()",
            "NotSupportedError",
        )
    return False


def _is_missing(element: Element, type: str) -> bool:
    kind = element.element_name.html
    if kind == "select":
        chosen = selects.selected_options(element)
        return not chosen or (chosen[0] is _placeholder(element) and len(chosen) == 1)
    if kind == "input" and type not in TEXT_TYPES:
        # Radio buttons are checked as a group, and only the browser knows which files were chosen.
        return type == "checkbox" and not radio_groups.is_checked(element)
    return not controls.value_of(element)


def _placeholder(select: Element) -> object:
    """Return the first option of a select, if it is a placeholder.

    From https://html.spec.whatwg.org/#placeholder-label-option.
    """
    first = next(selects.options_of(select), None)
    is_one = not selects.is_multiple(select) and not selects.is_list(select)
    says_nothing = first is not None and first.parent_node is select and selects.option_value(first) == ""
    return first if is_one and says_nothing else None


def _no_radio_is_checked(radio: Element) -> bool:
    group = radio_group(radio)
    return any(one.hasAttribute("required") for one in group) and not any(map(radio_groups.is_checked, group))


def _addresses(element: Element, value: str) -> list[str]:
    return value.split(",") if element.hasAttribute("multiple") else [value]


def _bounds(element: Element, type: str) -> tuple[Decimal | None, Decimal | None]:
    low, high = (_number(type, element.getAttribute(name) or "") for name in ("min", "max"))
    if type == "range":
        return Decimal(0) if low is None else low, Decimal(100) if high is None else high
    return low, high


def _is_between_steps(element: Element, type: str, value: str) -> bool:
    """Return whether a value is not a whole number of steps away from the step base.

    From https://html.spec.whatwg.org/#attr-input-step.
    """
    given = element.getAttribute("step") or ""
    number = _number(type, value)
    if number is None or ascii_lower(given) == "any":
        return False
    step = _number("number", given)
    if step is None or step <= 0:
        step = Decimal(_STEPS[type])
    base = _number(type, element.getAttribute("min") or "")
    if base is None:
        base = _number(type, element.getAttribute("value") or "") or Decimal(0)
    return (number - base) % step != 0


def _number(type: str, text: str) -> Decimal | None:
    """Return a value as a number (for dates and times of days, months, weeks or seconds), or None."""
    if type in {"number", "range"}:
        return Decimal(text) if sanitized("number", text, {}) else None
    if not sanitized(type, text, {}):
        return None
    parts = [int(part) for part in _DIGITS.findall(text)]
    match type:
        case "date":
            return Decimal(_days(*parts))
        case "month":
            return Decimal(parts[0] * 12 + parts[1])
        case "week":
            # The fourth of January is in the first week. Weeks are counted from the Monday before the year 1970.
            return Decimal((_days(parts[0], 1, 4) + 3) // 7 + parts[1] - 1)
        case "time":
            return _seconds(text)
        case _:
            return _days(*parts[:3]) * 86_400 + _seconds(text.replace(" ", "T").partition("T")[2])


def _days(year: int, month: int, day: int) -> int:
    """Return the number of days since the beginning of 1970; the year may have any number of digits."""
    year -= month <= 2
    days = year * 365 + year // 4 - year // 100 + year // 400
    return days + (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1 - 719_468


def _seconds(time: str) -> Decimal:
    hours, minutes, *seconds = time.split(":")
    return Decimal(int(hours) * 3600 + int(minutes) * 60) + (Decimal(seconds[0]) if seconds else 0)


def _type_of(element: Element) -> str:
    return input_type(element.attribute_map) if element.element_name.html == "input" else ""
