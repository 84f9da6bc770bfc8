"""Activation behaviour: the browser's own reaction when an element is focused, clicked, submitted or reset.

From https://html.spec.whatwg.org/#activation and https://html.spec.whatwg.org/#form-submission-2. Every function takes
the browser and an element of its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from domsync.testing.browser.focus import can_focus, focus
from domsync.testing.browser.inputs import is_control
from domsync.testing.browser.navigation import is_external, leads_elsewhere
from domsync.testing.tree.accessible_names import by_id, labelled
from domsync.testing.tree.form_values import (
    closes_dialog,
    controls_of,
    form_entries,
    form_method,
    form_of,
    is_submit_button,
    problem_with,
    radio_group,
)
from domsync.testing.tree.nodes import FILES, TYPED, ReferenceElement
from domsync.testing.tree.traversal import (
    closest,
    input_type,
    is_checkable,
    is_connected,
    is_disabled,
    opening_of,
    options_of,
    top_dialog,
    value_of,
    walk,
    way_up,
)

if TYPE_CHECKING:
    from domsync.testing.browser import Browser


def edit(browser: Browser, control: ReferenceElement, text: str, told: Mapping[str, object] | None = None) -> None:
    """Change the text of a control as a user."""
    browser.before_edit.setdefault(control, value_of(control))
    browser.typed.of(control)
    control.set_property("value", _as_number(text) if input_type(control) == "number" else text)
    if value_of(control) != text:
        control.properties[TYPED] = text
    control.properties[":edited"] = True
    browser.changed_by_user(control, told)


def _as_number(text: str) -> str:
    """Read the text shown in a number input: `1.` already counts as 1, and so does `+1`."""
    return text if "e" in text.lower() else text.removeprefix("+").removesuffix(".")


def pick(browser: Browser, control: ReferenceElement, text: str) -> None:
    """Pick a value as a user: a color, a date, a place on a slider."""
    if value_of(control) == text:
        return
    browser.typed.of(control)
    control.set_property("value", text)
    browser.before_edit.pop(control, None)
    browser.changed_by_user(control)
    browser.fire("change", control)


def choose(browser: Browser, select: ReferenceElement, chosen: Iterable[ReferenceElement]) -> None:
    """Choose exactly these options of a select as a user."""
    wanted = set(chosen)
    options = options_of(select)
    if {option for option in options if option.shown("selected")} == wanted:
        return
    browser.typed.of(select)
    for option in options:
        option.properties["selected"] = option in wanted
    browser.changed_by_user(select)
    browser.fire("change", select)


def click(browser: Browser, element: ReferenceElement, told: Mapping[str, object] | None = None) -> None:
    """Dispatch `click`, then do what the browser does after it."""
    if is_disabled(element) and element.kind != "option":
        return
    active = next((above for above in way_up(element) if _reacts(above)), None)
    undo = _tick(browser, active) if active is element and is_checkable(element) else None
    if undo is not None and undo.get(element) != element.shown("checked"):
        # Handlers of the click already see the new state.
        browser.typed.mark(element)
    if not browser.fire("click", element, told):
        if undo is not None:
            for control, checked in undo.items():
                control.properties["checked"] = checked
            if browser.typed.has_changed(element):
                browser.typed.mark(element)
        return
    if active is not None and is_connected(active, browser.root) and not is_disabled(active):
        if active.kind in ("a", "area"):
            _follow(browser, active, told or {})
        else:
            _activate(browser, active, element, undo, is_modified=_is_modified(told or {}))


def _follow(browser: Browser, link: ReferenceElement, told: Mapping[str, object]) -> None:
    """Follow a link, unless it opens in another tab or is a download."""
    if not leads_elsewhere(link) and not _is_modified(told):
        browser.follow(link.get("href") or "", is_external=is_external(link))


def _is_modified(told: Mapping[str, object]) -> bool:
    """Return whether a modifier key is held that makes the browser open another window."""
    return any(told.get(f"{key}Key") for key in ("alt", "ctrl", "meta", "shift"))


def _reacts(element: ReferenceElement) -> bool:
    if element.kind in ("a", "area"):
        return element.get("href") is not None
    if element.kind == "summary":
        return element.parent is not None and element.parent.kind == "details"
    return element.kind in ("button", "input", "label")


def _tick(browser: Browser, control: ReferenceElement) -> dict[ReferenceElement, bool]:
    """Check a checkbox or radio button, and return the former states of all controls with its name."""
    *_, top = way_up(control)
    before = {other: bool(other.shown("checked")) for other in walk(top) if is_checkable(other)}
    browser.typed.of(control)
    control.set_property("checked", input_type(control) == "radio" or not control.shown("checked"))
    control.properties["indeterminate"] = False
    return before


def _activate(
    browser: Browser,
    active: ReferenceElement,
    target: ReferenceElement,
    before: dict[ReferenceElement, bool] | None,
    *,
    is_modified: bool,
) -> None:
    kind = input_type(active)
    if before is not None:
        if before.get(active) != active.shown("checked"):
            browser.changed_by_user(active)
            browser.fire("change", active)
    elif active.kind == "label":
        control = labelled(active, browser.root)
        # The click was on a control inside the label.
        if control is not None and control not in way_up(target):
            if can_focus(control):
                focus(browser, control)
            click(browser, control)
    elif active.kind == "summary":
        _toggle_summary(browser, active)
    elif active.kind == "button" and active.get("commandfor") is not None:
        command(browser, active)
    elif active.get("popovertarget") is not None:
        popover = next(by_id(browser.root, active.get("popovertarget") or ""), None)
        if popover is not None:
            toggle_popover(browser, popover, _wanted(active.get("popovertargetaction")))
    elif is_submit_button(active):
        form = form_of(active)
        if form is not None:
            submit(browser, form, active, is_beside=is_modified)
    elif kind == "reset":
        form = form_of(active)
        if form is not None:
            reset(browser, form)


def command(browser: Browser, button: ReferenceElement) -> None:
    """Carry out a button's command on another element: https://html.spec.whatwg.org/#attr-button-command."""
    target = next(by_id(browser.root, button.get("commandfor") or ""), None)
    name = (button.get("command") or "").lower()
    if target is None or (name not in _COMMANDS and not name.startswith("--")):
        return
    if not browser.fire("command", target, {"command": button.get("command") or ""}) or name.startswith("--"):
        return
    if name in ("show-modal", "close", "request-close"):
        if target.kind == "dialog" and (target.get("open") is None) == (name == "show-modal"):
            if name == "show-modal":
                open_dialog(browser, target, modal=True)
                browser.opened.mark(target)
                browser.tell_opened()
            elif name == "close" or browser.fire("cancel", target):
                close_dialog(browser, target, button.get("value"))
        return
    toggle_popover(browser, target, {"show-popover": True, "hide-popover": False}.get(name))


_COMMANDS = frozenset(("show-modal", "close", "request-close", "show-popover", "hide-popover", "toggle-popover"))


def _wanted(action: str | None) -> bool | None:
    return {"show": True, "hide": False}.get(action or "")


def _toggle_summary(browser: Browser, summary: ReferenceElement) -> None:
    details = summary.parent
    if details is not None and summary is next((child for child in details.children if child.kind == "summary"), None):
        toggle_details(browser, details)


def toggle_details(browser: Browser, details: ReferenceElement) -> None:
    """Open a `details` element that is closed, and close one that is open."""
    was_open = details.get("open") is not None
    if was_open:
        details.remove_attribute("open")
    else:
        details.set_attribute("open", "")
        close_others(browser, details)
    browser.opened.mark(details)
    browser.version += 1
    browser.tell_opened()
    states = ("open", "closed") if was_open else ("closed", "open")
    browser.fire("toggle", details, dict(zip(("oldState", "newState"), states, strict=True)))


def close_others(browser: Browser, details: ReferenceElement) -> None:
    """Close the other `details` elements with the same name: only one is open at a time."""
    name = details.get("name") if details.kind == "details" and details.get("open") is not None else None
    for other in walk(browser.root) if name else ():
        is_alike = other is not details and other.kind == "details" and other.get("name") == name
        if is_alike and other.get("open") is not None:
            other.remove_attribute("open")
            browser.opened.mark(other)
            browser.fire("toggle", other, {"oldState": "open", "newState": "closed"})


def dismiss_popovers(browser: Browser, pressed: ReferenceElement) -> None:
    """Hide the popovers that the mouse press was outside of.

    From https://html.spec.whatwg.org/#popover-light-dismiss.
    """
    way = set(way_up(pressed))
    invoked = {above.get("popovertarget") or above.get("commandfor") for above in way if above.kind == "button"}
    for popover in list(walk(browser.root)):
        is_open = popover.properties.get(":popover-open") and popover.get("popover") in ("", "auto", "hint")
        if is_open and popover not in way and popover.get("id") not in invoked - {None}:
            browser.fire("beforetoggle", popover, _CLOSING)
            popover.properties[":popover-open"] = 0
            browser.version += 1
            browser.dismissed.add(popover)


def tell_dismissed(browser: Browser) -> None:
    """Report the popovers that a press has hidden: the event comes after the click."""
    for popover in browser.dismissed:
        if not popover.properties.get(":popover-open"):
            browser.opened.mark(popover)
            browser.tell_opened()
            browser.fire("toggle", popover, _CLOSING)
    browser.dismissed.clear()


_OPENING = {"oldState": "closed", "newState": "open"}
_CLOSING = {"oldState": "open", "newState": "closed"}


def toggle_popover(browser: Browser, popover: ReferenceElement, show: bool | None = None) -> bool:
    """Show or hide a popover, and return whether it is shown now."""
    is_open = bool(popover.properties.get(":popover-open"))
    if popover.get("popover") is None or show is is_open:
        return is_open
    states = _CLOSING if is_open else _OPENING
    if not browser.fire("beforetoggle", popover, states) and not is_open:
        return is_open
    if not is_open and popover.get("popover") in ("", "auto"):
        # A popover inside another one leaves the outer one open.
        above = set(way_up(popover))
        for other in list(walk(browser.root)):
            if other.properties.get(":popover-open") and other.get("popover") in ("", "auto") and other not in above:
                toggle_popover(browser, other, False)
    for other in list(walk(popover)) if is_open else ():
        # A popover inside it is hidden together with it.
        if other is not popover and opening_of(other) and other.get("popover") in ("", "auto"):
            toggle_popover(browser, other, False)
    if not is_open and browser.focused is not None:
        browser.opened.focused_before[popover] = browser.focused
    before = browser.opened.focused_before.pop(popover, None) if is_open else None
    popover.properties[":popover-open"] = 0 if is_open else next(browser.openings)
    if browser.focused is not None and is_open and popover in way_up(browser.focused):
        is_there = before is not None and is_connected(before, browser.root) and can_focus(before)
        focus(browser, before if is_there else None)
    browser.opened.mark(popover)
    browser.version += 1
    browser.tell_opened()
    browser.fire("toggle", popover, states)
    return not is_open


def submit(
    browser: Browser,
    form: ReferenceElement,
    submitter: ReferenceElement | None = None,
    *,
    check: bool = True,
    is_beside: bool = False,
) -> None:
    """Submit a form, if its controls are valid.

    Args:
        browser: The browser.
        form: The form.
        submitter: The button that was pressed.
        check: Whether to validate the controls, unless the form or the button turns validation off.
        is_beside: Whether a modifier key was held that makes the browser open another window for the response.
    """
    unchecked = form.get("novalidate") is not None or (
        submitter is not None and submitter.get("formnovalidate") is not None
    )
    if check and not unchecked and not is_valid(browser, form):
        return
    allowed = browser.fire("submit", form, {"submitter": submitter})
    if not allowed:
        return
    if closes_dialog(form, submitter):
        dialog = closest(form, "dialog")
        if dialog is not None:
            close_dialog(browser, dialog, None if submitter is None else submitter.get("value") or "")
    elif form_method(form, submitter) == "get" and not is_beside and not leads_elsewhere(form, submitter):
        browser.follow(_address_of_form(form, submitter), is_external=is_external(form))


def _address_of_form(form: ReferenceElement, submitter: ReferenceElement | None) -> str:
    """Return the address of a form whose entries become the query, replacing any existing one."""
    own = submitter.get("formaction") if submitter is not None else None
    action, mark, place = ((form.get("action") if own is None else own) or "").partition("#")
    entries = [(_with_line_ends(name), _with_line_ends(value)) for name, value in form_entries(form, submitter)]
    # As browsers serialize it: https://url.spec.whatwg.org/#urlencoded-serializing.
    query = urlencode(entries, safe="*").replace("~", "%7E")
    path = action.partition("?")[0]
    return f"{path}?{query}{mark}{place}"


def _with_line_ends(text: str) -> str:
    """Return a text with the line endings that forms send."""
    return "\r\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def is_valid(browser: Browser, form: ReferenceElement) -> bool:
    """Return whether all controls of a form are valid; those that are not are reported to the user."""
    wrong = [(control, problem) for control in controls_of(form) if (problem := problem_with(control))]
    browser.held_back = [f"{control.get('name') or control.get('id') or control.kind}: {why}" for control, why in wrong]
    unhandled = [control for control, _ in wrong if browser.fire("invalid", control)]
    if unhandled and can_focus(unhandled[0]):
        focus(browser, unhandled[0])
    return not wrong


def reset(browser: Browser, form: ReferenceElement) -> None:
    """Reset all controls of a form to their default values."""
    if not browser.fire("reset", form):
        return
    browser.version += 1
    for control in controls_of(form):
        if is_control(control):
            browser.typed.of(control)
    for control in controls_of(form):
        for name in ("value", "checked", "indeterminate", ":edited", TYPED, FILES):
            control.properties.pop(name, None)
        if control.kind == "select":
            for option in options_of(control):
                option.properties.pop("selected", None)
            control.settle([option for option in options_of(control) if option.shown("selected")])
        control.uncheck_others()
        browser.before_edit.pop(control, None)
    # The browser fires no event for this; the client finds out by itself.
    for control in controls_of(form):
        if is_control(control) and browser.typed.has_changed(control):
            is_radio = input_type(control) == "radio"
            if is_radio and not control.shown("checked") and any(r.shown("checked") for r in radio_group(control)):
                # Another one was chosen instead, and reporting that is enough.
                continue
            browser.changed_by_user(control)
            browser.fire("change", control)


def open_dialog(browser: Browser, dialog: ReferenceElement, *, modal: bool) -> None:
    """Open a dialog and focus the first focusable element in it."""
    if not browser.fire("beforetoggle", dialog, _OPENING):
        return
    if browser.focused is not None:
        browser.opened.focused_before[dialog] = browser.focused
    dialog.set_attribute("open", "")
    dialog.properties[":modal"] = next(browser.openings) if modal else 0
    browser.version += 1
    inside = [element for element in walk(dialog) if can_focus(element)]
    first = next((element for element in inside if element.get("autofocus") is not None), next(iter(inside), None))
    if first is not None:
        focus(browser, first)
    browser.fire("toggle", dialog, _OPENING)


def close_dialog(
    browser: Browser, dialog: ReferenceElement, value: str | None = None, *, is_told: bool = False
) -> None:
    """Close a dialog and report it.

    Args:
        browser: The browser.
        dialog: The dialog.
        value: Its new `returnValue`; None leaves it as it is.
        is_told: Whether the server has closed it, so that it need not be told.
    """
    if dialog.get("open") is None:
        return
    browser.fire("beforetoggle", dialog, _CLOSING)
    was_modal = bool(dialog.properties.get(":modal"))
    dialog.remove_attribute("open")
    dialog.properties[":modal"] = 0
    if value is not None:
        dialog.properties["returnValue"] = value
    if not is_told:
        browser.opened.mark(dialog)
    browser.version += 1
    before = browser.opened.focused_before.pop(dialog, None)
    if before is not None and not (is_connected(before, browser.root) and can_focus(before)):
        before = None
    is_inside = browser.focused is not None and dialog in way_up(browser.focused)
    if is_inside or (was_modal and before is not None):
        focus(browser, before)
    browser.tell_opened()
    browser.fire("toggle", dialog, _CLOSING)
    browser.fire("close", dialog)


def modal_dialog(browser: Browser) -> ReferenceElement | None:
    """The modal dialog that the user has to answer first: the one that was opened last."""
    return top_dialog(browser.root)


def scroll(browser: Browser, element: ReferenceElement, top: float, left: float) -> None:
    """Scroll the content of an element. Without a layout, the distance has no limit.

    Args:
        browser: The browser.
        element: The element.
        top: The distance from the top, in pixels; negative for an element that is scrolled up from its end.
        left: The distance from the left, in pixels.
    """
    is_from_end = element.get("data-ds-earlier") is not None
    now = {"scrollTop": min(top, 0) if is_from_end else max(top, 0), "scrollLeft": left}
    if any(element.properties.get(name, 0) != value for name, value in now.items()):
        element.properties.update(now)
        browser.fire("scroll", element)
