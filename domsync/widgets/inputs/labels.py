"""The label, help and error of a control."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domsync import VNode
from domsync import html as h
from domsync.components import Binding, Child, FieldRules, unique_id
from domsync.widgets.base import dressed, is_empty


def check_length(kind: str, name: str, value: object) -> None:
    """Check the number of characters or lines of a control; None leaves it to the browser.

    Args:
        kind: The name of the widget, for the message.
        name: The attribute.
        value: The given value.

    Raises:
        TypeError: It is not a whole number.
    """
    is_whole = value.isdecimal() if isinstance(value, str) else isinstance(value, int) and value >= 0
    if value is not None and not is_whole:
        raise TypeError(f"{kind}(): {name} is a whole number, not {value!r}")


class Labelled:
    """The label, help and error of one control, and the attributes by which the control refers to them.

    Whatever is not given is taken from the field that the control is bound to.

    Args:
        label: The label; None takes the field's title, False shows none (then `aria={"label": ...}` names the control).
        help: Text below the control; None takes the field's description.
        error: The error message; None takes the field's.
        attributes: The caller's keywords for the control, including `bind`.
        kind: The name of the widget, for messages.

    Raises:
        TypeError: Nothing names the control.
    """

    __slots__ = ("attributes", "binding", "error", "help", "id", "label", "required", "rules", "whole")

    def __init__(
        self,
        label: Child,
        help: Child,
        error: Child,
        attributes: Mapping[str, Any],
        kind: str,
    ) -> None:
        given = dict(attributes)
        for name in ("maxlength", "minlength", "rows", "cols", "size"):
            check_length(kind, name, given.get(name))
        #: The keywords of the whole widget: its label does not stay when its control is not shown.
        self.whole: dict[str, Any] = {name: given.pop(name) for name in ("key", "show", "hidden") if name in given}
        bind = given.get("bind")
        self.binding: Binding | None = bind if isinstance(bind, Binding) else None
        self.rules: FieldRules | None = None if self.binding is None else self.binding.rules
        rules = self.rules
        aria: dict[str, Any] = dict(given.get("aria") or {})
        self.label: Child = label
        if label is None and rules is not None and "label" not in aria and "labelledby" not in aria:
            self.label = rules.label
        if is_empty(self.label) and "label" not in aria and "labelledby" not in aria:
            raise TypeError(
                f'{kind}() needs a label: {kind}("Name", ...), a bound field, or aria={{"label": "Name"}} to show none'
            )
        self.help: Child = rules.help if help is None and rules is not None else help
        self.error: Child = self.binding.error if error is None and self.binding is not None else error
        self.required: bool = bool(given.get("required", rules is not None and rules.required))
        hint = self.binding.name if self.binding is not None else self.label if isinstance(self.label, str) else kind
        self.id: str = given.pop("id", None) or getattr(bind, "control_id", None) or unique_id(str(hint))
        described = [aria.get("describedby") or ""]
        if not is_empty(self.help):
            described.append(f"{self.id}-help")
        if not is_empty(self.error):
            described.append(f"{self.id}-error")
            aria.setdefault("invalid", True)
        aria["describedby"] = " ".join(filter(None, described)) or None
        # With `required`, the browser would not submit the form, and the server could not show all errors.
        if self.required and not given.get("required"):
            aria.setdefault("required", True)
        given["aria"] = aria
        given["id"] = self.id
        if rules is not None and rules.placeholder and kind in _WITH_PLACEHOLDER:
            given.setdefault("placeholder", rules.placeholder)
        self.attributes: dict[str, Any] = given

    def caption(self, class_: str = "ds-label") -> Child:
        """The text of the label, with the mark of a required field."""
        mark = h.span("*", class_="ds-required", aria={"hidden": True}) if self.required else None
        return h.span(self.label, mark, class_=class_)

    def notes(self) -> list[Child]:
        """The help and the error."""
        return [
            None if is_empty(self.help) else h.p(self.help, id=f"{self.id}-help", class_="ds-help"),
            None if is_empty(self.error) else h.p(self.error, id=f"{self.id}-error", class_="ds-error", role="alert"),
        ]

    def around(self, *control: Child) -> VNode:
        """Put the label above a control, and help and error below it.

        Args:
            control: The control, and the content beside it.
        """
        label = None
        if not is_empty(self.label):
            mark = h.span("*", class_="ds-required", aria={"hidden": True}) if self.required else None
            label = h.label(self.label, mark, for_=self.id, class_="ds-label")
        return h.div(label, *control, *self.notes(), class_="ds-field", **self.whole)

    def group(self, *controls: Child, role: str, box: str) -> VNode:
        """Put several controls below one label: a fieldset, which has the caller's attributes.

        Args:
            controls: The controls.
            role: `"group"` or `"radiogroup"`.
            box: The class of the box around them.
        """
        own = dict(self.attributes)
        aria: Any = {**own.pop("aria"), "required": None}
        if self.required and role == "radiogroup":
            aria["required"] = True
        if role == "group":
            aria.pop("invalid", None)
        for name in ("bind", "name", "required", "placeholder"):
            own.pop(name, None)
        legend = None
        if not is_empty(self.label):
            legend = h.legend(self.caption("ds-caption"), class_="ds-label")
        return h.fieldset(
            legend,
            h.div(*controls, class_=box),
            *self.notes(),
            role=role if role != "group" else None,
            aria=aria,
            **self.whole,
            **dressed(own, "ds-field"),
        )


_WITH_PLACEHOLDER = frozenset(("text_input", "text_area", "search_input", "number_input", "password_input", "combobox"))
