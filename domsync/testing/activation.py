"""What browsers do by themselves when something is focused, clicked, submitted or reset.

From https://html.spec.whatwg.org/#activation and https://html.spec.whatwg.org/#form-submission-2. Every function takes
the browser and an element of its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from domsync.testing.accessible_names import by_id, labelled
from domsync.testing.form_values import (
    controls_of,
    form_entries,
    form_of,
    is_submit_button,
    problem_with,
)
from domsync.testing.reference_tree import ReferenceElement
from domsync.testing.visible import is_visible
from domsync.testing.walking import (
    closest,
    input_type,
    is_checkable,
    is_connected,
    is_disabled,
    options_of,
    value_of,
    walk,
    way_up,
)

if TYPE_CHECKING:
    from domsync.testing.browser import Browser


def can_focus(element: ReferenceElement) -> bool:
    """Whether an element can have the focus."""
    if (
        is_disabled(element)
        or not is_visible(element)
        or any(above.get("inert") is not None for above in way_up(element))
    ):
        return False
    if element.get("tabindex") is not None or element.get("contenteditable") not in (None, "false"):
        return True
    if element.kind in ("a", "area"):
        return element.get("href") is not None
    return element.kind in ("button", "input", "select", "summary", "textarea", "iframe")


def focus(browser: Browser, element: ReferenceElement | None) -> None:
    """Give an element the focus, or None to take it from whoever has it."""
    before = browser.focused
    if before is element:
        return
    if before is not None:
        commit(browser, before)
        browser.focused = None
        for name in ("blur", "focusout"):
            browser.fire(name, before, {"relatedTarget": element})
    if element is None:
        return
    browser.focused = element
    for name in ("focus", "focusin"):
        browser.fire(name, element, {"relatedTarget": before})


def commit(browser: Browser, control: ReferenceElement) -> None:
    """End the user's edit of a control: `change` is told if there was one."""
    before = browser.before_edit.pop(control, None)
    if before is not None and before != value_of(control):
        browser.fire("change", control)


def edit(browser: Browser, control: ReferenceElement, text: str, told: Mapping[str, object] | None = None) -> None:
    """Have the user change the text of a control."""
    browser.before_edit.setdefault(control, value_of(control))
    control.set_property("value", text)
    control.properties[":edited"] = True
    browser.changed_by_user(control, told)


def pick(browser: Browser, control: ReferenceElement, text: str) -> None:
    """Have the user pick a value: a color, a date, a place on a slider."""
    if value_of(control) == text:
        return
    control.set_property("value", text)
    browser.changed_by_user(control)
    browser.fire("change", control)


def choose(browser: Browser, select: ReferenceElement, chosen: Iterable[ReferenceElement]) -> None:
    """Have the user choose options of a select, and no others."""
    wanted = set(chosen)
    options = options_of(select)
    if {option for option in options if option.shown("selected")} == wanted:
        return
    for option in options:
        option.properties["selected"] = option in wanted
    browser.changed_by_user(select)
    browser.fire("change", select)


def click(browser: Browser, element: ReferenceElement, told: Mapping[str, object] | None = None) -> None:
    """Have `click` happen, and do what the browser does after it."""
    if is_disabled(element) and element.kind != "option":
        return
    active = next((above for above in way_up(element) if _reacts(above)), None)
    undo = _tick(active) if active is element and is_checkable(element) else None
    if not browser.fire("click", element, told):
        if undo is not None:
            for control, checked in undo.items():
                control.properties["checked"] = checked
        return
    if active is not None and is_connected(active, browser.root) and not is_disabled(active):
        _activate(browser, active, element, undo)


def _reacts(element: ReferenceElement) -> bool:
    if element.kind in ("a", "area"):
        return element.get("href") is not None
    if element.kind == "summary":
        return element.parent is not None and element.parent.kind == "details"
    return element.kind in ("button", "input", "label")


def _tick(control: ReferenceElement) -> dict[ReferenceElement, bool]:
    """Tick a checkbox or choose a radio button; what all those of its name were before."""
    *_, top = way_up(control)
    before = {other: bool(other.shown("checked")) for other in walk(top) if is_checkable(other)}
    control.set_property("checked", input_type(control) == "radio" or not control.shown("checked"))
    control.properties["indeterminate"] = False
    return before


def _activate(
    browser: Browser, active: ReferenceElement, target: ReferenceElement, before: dict[ReferenceElement, bool] | None
) -> None:
    kind = input_type(active)
    if before is not None:
        if before.get(active) != active.shown("checked"):
            browser.changed_by_user(active)
            browser.fire("change", active)
    elif active.kind == "label":
        control = labelled(active, browser.root)
        # A control in the label was clicked by itself.
        if control is not None and control not in way_up(target):
            if can_focus(control):
                focus(browser, control)
            click(browser, control)
    elif active.kind == "summary":
        _toggle_details(browser, active)
    elif active.kind in ("a", "area"):
        if active.get("download") is None and (active.get("target") or "_self") == "_self":
            browser.go(active.get("href") or "")
    elif active.get("popovertarget") is not None:
        popover = next(by_id(browser.root, active.get("popovertarget") or ""), None)
        if popover is not None:
            toggle_popover(browser, popover, _wanted(active.get("popovertargetaction")))
    elif is_submit_button(active):
        form = form_of(active)
        if form is not None:
            submit(browser, form, active)
    elif kind == "reset":
        form = form_of(active)
        if form is not None:
            reset(browser, form)


def _wanted(action: str | None) -> bool | None:
    return {"show": True, "hide": False}.get(action or "")


def _toggle_details(browser: Browser, summary: ReferenceElement) -> None:
    details = summary.parent
    if details is None or summary is not next((child for child in details.children if child.kind == "summary"), None):
        return
    was_open = details.get("open") is not None
    if was_open:
        details.remove_attribute("open")
    else:
        details.set_attribute("open", "")
    browser.version += 1
    states = ("open", "closed") if was_open else ("closed", "open")
    browser.fire("toggle", details, dict(zip(("oldState", "newState"), states, strict=True)))


def toggle_popover(browser: Browser, popover: ReferenceElement, show: bool | None = None) -> bool:
    """Show or hide a popover; whether it is shown now."""
    is_open = bool(popover.properties.get(":popover-open"))
    if popover.get("popover") is None or show is is_open:
        return is_open
    states = {"oldState": "open", "newState": "closed"} if is_open else {"oldState": "closed", "newState": "open"}
    if not browser.fire("beforetoggle", popover, states) and not is_open:
        return is_open
    popover.properties[":popover-open"] = not is_open
    browser.version += 1
    browser.fire("toggle", popover, states)
    return not is_open


def submit(
    browser: Browser, form: ReferenceElement, submitter: ReferenceElement | None = None, *, check: bool = True
) -> None:
    """Submit a form, if its controls hold what they demand.

    Args:
        browser: The browser.
        form: The form.
        submitter: The button that was pressed.
        check: Whether the controls are checked, unless the form or the button says that they are not.
    """
    unchecked = form.get("novalidate") is not None or (
        submitter is not None and submitter.get("formnovalidate") is not None
    )
    if check and not unchecked and not is_valid(browser, form):
        return
    allowed = browser.fire("submit", form, {"submitter": submitter})
    if not allowed:
        return
    method = (submitter.get("formmethod") if submitter is not None else None) or form.get("method") or "get"
    if method.lower() == "dialog":
        dialog = closest(form, "dialog")
        if dialog is not None:
            close_dialog(browser, dialog)
    elif method.lower() == "get":
        action = (submitter.get("formaction") if submitter is not None else None) or form.get("action") or ""
        browser.go(f"{action.partition('?')[0]}?{urlencode(form_entries(form, submitter))}")


def is_valid(browser: Browser, form: ReferenceElement) -> bool:
    """Whether all controls of a form hold what they demand; the user is told of those that do not."""
    wrong = [(control, problem) for control in controls_of(form) if (problem := problem_with(control))]
    browser.held_back = [f"{control.get('name') or control.get('id') or control.kind}: {why}" for control, why in wrong]
    unhandled = [control for control, _ in wrong if browser.fire("invalid", control)]
    if unhandled and can_focus(unhandled[0]):
        focus(browser, unhandled[0])
    return not wrong


def reset(browser: Browser, form: ReferenceElement) -> None:
    """Give all controls of a form their default values back."""
    if not browser.fire("reset", form):
        return
    browser.version += 1
    for control in controls_of(form):
        for name in ("value", "checked", "indeterminate", ":edited"):
            control.properties.pop(name, None)
        if control.kind == "select":
            for option in options_of(control):
                option.properties.pop("selected", None)
            control.settle([option for option in options_of(control) if option.shown("selected")])
        control.uncheck_others()
        browser.before_edit.pop(control, None)
        browser.typed.mark(control)


def open_dialog(browser: Browser, dialog: ReferenceElement, *, modal: bool) -> None:
    """Open a dialog and give the focus to the first element in it that can have it."""
    dialog.set_attribute("open", "")
    dialog.properties[":modal"] = modal
    browser.version += 1
    inside = [element for element in walk(dialog) if can_focus(element)]
    first = next((element for element in inside if element.get("autofocus") is not None), next(iter(inside), None))
    if first is not None:
        focus(browser, first)


def close_dialog(browser: Browser, dialog: ReferenceElement) -> None:
    """Close a dialog, which tells it."""
    if dialog.get("open") is None:
        return
    dialog.remove_attribute("open")
    dialog.properties[":modal"] = False
    browser.version += 1
    if browser.focused is not None and dialog in way_up(browser.focused):
        focus(browser, None)
    browser.fire("close", dialog)


def modal_dialog(browser: Browser) -> ReferenceElement | None:
    """The modal dialog that the user has to answer first."""
    modal = [found for found in walk(browser.root) if found.kind == "dialog" and found.properties.get(":modal")]
    return modal[-1] if modal else None
