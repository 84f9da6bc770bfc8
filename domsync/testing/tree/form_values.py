"""Forms as browsers see them: their controls, what they submit, and their constraints.

From https://html.spec.whatwg.org/#constructing-the-form-data-set and
https://html.spec.whatwg.org/#constraint-validation.
"""

import re
from collections.abc import Iterator

from domsync.testing.tree.nodes import CUSTOM_VALIDITY, ReferenceElement
from domsync.testing.tree.traversal import (
    closest,
    files_of,
    input_type,
    is_checkable,
    is_disabled,
    is_text_field,
    option_value,
    selected_options,
    value_of,
    walk,
    way_up,
)

_CONTROLS = frozenset(("button", "fieldset", "input", "output", "select", "textarea"))
# https://html.spec.whatwg.org/#valid-e-mail-address
_EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def form_of(control: ReferenceElement) -> ReferenceElement | None:
    """The form that a control belongs to: the one named by its attribute `form`, else the one around it."""
    named = control.get("form")
    if named is None:
        return closest(control, "form")
    *_, top = way_up(control)
    return next((found for found in walk(top) if found.get("id") == named and found.kind == "form"), None)


def controls_of(form: ReferenceElement) -> Iterator[ReferenceElement]:
    """The controls of a form in document order."""
    *_, top = way_up(form)
    return (found for found in walk(top) if found.kind in _CONTROLS and form_of(found) is form)


def is_submit_button(element: ReferenceElement) -> bool:
    """Return whether a click on an element submits a form."""
    if element.kind == "button":
        return input_type(element) == "submit"
    return element.kind == "input" and input_type(element) in ("submit", "image")


def form_method(form: ReferenceElement, submitter: ReferenceElement | None = None) -> str:
    """Read the method of a form: `get`, `post` or `dialog`; its button takes precedence."""
    method = (submitter.get("formmethod") if submitter is not None else None) or form.get("method") or ""
    return method.lower() if method.lower() in ("post", "dialog") else "get"


def closes_dialog(form: ReferenceElement, submitter: ReferenceElement | None = None) -> bool:
    """Return whether a form is submitted only to close its dialog."""
    return form_method(form, submitter) == "dialog"


def form_entries(form: ReferenceElement, submitter: ReferenceElement | None = None) -> list[tuple[str, str]]:
    """The names and values that a form would submit.

    Args:
        form: The form.
        submitter: The button that was pressed, to include its entry.
    """
    entries: list[tuple[str, str]] = []
    for control in controls_of(form):
        name, kind = control.get("name"), input_type(control)
        if not name or is_disabled(control) or closest(control, "datalist") is not None:
            continue
        if control.kind in ("fieldset", "output"):
            continue
        if control.kind == "button" or kind in ("button", "reset", "submit", "image"):
            if control is submitter:
                entries.append((name, control.get("value") or ""))
        elif is_checkable(control):
            if control.shown("checked"):
                entries.append((name, value_of(control)))
        elif control.kind == "select":
            chosen = [option for option in selected_options(control) if not is_disabled(option)]
            entries += [(name, option_value(option)) for option in chosen]
        elif kind == "file":
            entries += [(name, file) for file in files_of(control) or ("",)]
        else:
            entries.append((name, value_of(control)))
    return entries


def default_button(form: ReferenceElement) -> ReferenceElement | None:
    """The button that Enter in a field activates."""
    return next((control for control in controls_of(form) if is_submit_button(control)), None)


def problem_with(control: ReferenceElement) -> str:
    """Return the reason why a control keeps its form from being submitted; empty if it does not.

    From https://html.spec.whatwg.org/#validity-states.
    """
    if is_disabled(control) or control.kind in ("button", "fieldset", "output") or input_type(control) in _UNCHECKED:
        return ""
    custom = control.properties.get(CUSTOM_VALIDITY)
    if isinstance(custom, str) and custom:
        return custom
    if control.get("readonly") is not None and is_text_field(control):
        return ""
    if _is_missing(control):
        return "it is required"
    if is_text_field(control) or input_type(control) == "range":
        return _problem_with_text(control, value_of(control))
    return ""


_UNCHECKED = frozenset(("button", "hidden", "reset", "image", "submit"))


def _is_missing(control: ReferenceElement) -> bool:
    if control.get("required") is None:
        return False
    if control.kind == "select":
        chosen = selected_options(control)
        return not chosen or (control.get("multiple") is None and not option_value(chosen[0]))
    match input_type(control):
        case "checkbox":
            return not control.shown("checked")
        case "radio":
            return not any(other.shown("checked") for other in radio_group(control))
    return not value_of(control)


def radio_group(radio: ReferenceElement) -> list[ReferenceElement]:
    """The radio buttons in the same group, including this one."""
    name, form = radio.get("name"), form_of(radio)
    if not name:
        return [radio]
    *_, top = way_up(radio)
    return [
        other
        for other in walk(top)
        if other.kind == "input"
        and input_type(other) == "radio"
        and other.get("name") == name
        and form_of(other) is form
    ]


def _problem_with_text(control: ReferenceElement, text: str) -> str:
    if not text:
        return ""
    kind = input_type(control)
    if kind == "email" and not all(_EMAIL.fullmatch(part.strip()) for part in _parts(control, text)):
        return "it is no e-mail address"
    if kind == "url" and not _URL.fullmatch(text):
        return "it is no URL"
    pattern = control.get("pattern")
    if pattern is not None and not all(_fits(pattern, part) for part in _parts(control, text)):
        return f"it does not fit the pattern {pattern}"
    least = control.get("minlength") or ""
    # Only text typed by the user is measured.
    if least.isdecimal() and len(text) < int(least) and control.properties.get(":edited"):
        return f"it is shorter than {least} characters"
    return _problem_with_range(control, text)


def _parts(control: ReferenceElement, text: str) -> list[str]:
    return text.split(",") if control.get("multiple") is not None else [text]


def _fits(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        # A pattern that only JavaScript understands cannot be checked here.
        return True


def _problem_with_range(control: ReferenceElement, text: str) -> str:
    kind = input_type(control)
    if kind in ("number", "range"):
        return _problem_with_number(control, text)
    if kind in ("date", "datetime-local", "month", "time", "week"):
        # Their notation sorts like the values themselves.
        least, most = control.get("min"), control.get("max")
        if least and text < least:
            return f"it is before {least}"
        if most and text > most:
            return f"it is after {most}"
    return ""


def _problem_with_number(control: ReferenceElement, text: str) -> str:
    least, most, value = _number(control.get("min")), _number(control.get("max")), _number(text)
    if value is None:
        return "it is no number"
    if least is not None and value < least:
        return f"it is less than {control.get('min')}"
    if most is not None and value > most:
        return f"it is more than {control.get('max')}"
    step = control.get("step") or "1"
    width = _number(step)
    if width:
        steps = (value - (least or 0.0)) / width
        if abs(steps - round(steps)) > 1e-7:
            return f"it is between two steps of {step}"
    return ""


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and _NUMBER.fullmatch(text) else None
