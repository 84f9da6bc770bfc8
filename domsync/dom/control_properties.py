"""The properties of form controls, and others that are more than an attribute: `value`, `checked` ..."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from domsync.dom import control_state, controls, radio_groups, selects
from domsync.dom.attribute_methods import AttributeMethods
from domsync.dom.input_values import TEXT_TYPES, format_number, input_type, parse_number
from domsync.dom.lists import Matching, NodeList
from domsync.dom.properties import WireBoolean, WireNumber, require_tag
from domsync.dom.reflect import parse_integer
from domsync.dom.unicode import well_formed
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.element import Element
    from domsync.dom.lists import HTMLCollection

_MEDIA = ("audio", "video")
_ATTRIBUTE_VALUES = frozenset(("button", "data", "param"))
_NUMBER_VALUES = frozenset(("meter", "progress"))


class ControlProperties(AttributeMethods):
    """The properties of form controls."""

    __slots__ = ()

    indeterminate = WireBoolean("indeterminate", "", ("input",))
    muted = WireBoolean("muted", "muted", _MEDIA)
    volume = WireNumber("volume", 1.0, _MEDIA)
    currentTime = WireNumber("currentTime", 0.0, _MEDIA)
    playbackRate = WireNumber("playbackRate", 1.0, _MEDIA)
    scrollTop = WireNumber("scrollTop", 0)
    scrollLeft = WireNumber("scrollLeft", 0)

    @property
    def value(self) -> Any:
        """What a control holds now, what the user typed included.

        A string for inputs, textareas, selects, options, buttons and outputs; a number for `progress`, `meter` and
        `li`; None for elements that have no value. Setting None is setting the empty string; numbers are written as
        JavaScript writes them.

        From https://html.spec.whatwg.org/#dom-input-value and its like.
        """
        tag = self._name.html
        if tag in {"input", "textarea"}:
            return controls.value_of(self)
        if tag == "select":
            selected = selects.selected_options(self)
            return selects.option_value(selected[0]) if selected else ""
        if tag == "option":
            return selects.option_value(self)
        if tag in _ATTRIBUTE_VALUES:
            return (self._attributes or {}).get("value", "")
        if tag == "output":
            return self.textContent
        if tag in _NUMBER_VALUES:
            return self._shown_number()
        if tag == "li":
            return parse_integer((self._attributes or {}).get("value")) or 0
        return control_state.get(self, "value")

    @value.setter
    def value(self, value: str | float | None) -> None:
        text = as_text(value)
        tag = self._name.html
        if tag in {"input", "textarea"}:
            self._set_text_value(text)
        elif tag == "select":
            if text != self.value or (not text and self.selectedIndex < 0):
                options = selects.options_of(self)
                selects.select_only(self, next((o for o in options if selects.option_value(o) == text), None))
                control_state.log(self, "value", text)
        elif tag == "option" or tag in _ATTRIBUTE_VALUES:
            self.setAttribute("value", text)
        elif tag == "output":
            self.textContent = text
        elif tag in _NUMBER_VALUES or tag == "li":
            if parse_number(text) is None:
                raise TypeError(f"the value of <{tag}> is a number, not {value!r}")
            self.setAttribute("value", text)
        elif "-" in tag:
            # The property of a custom element, whatever it means there.
            if control_state.get(self, "value") != text:
                control_state.put(self, "value", text)
                control_state.log(self, "value", text)
        else:
            raise AttributeError(f"<{self._name.qualified}> has no value", name="value", obj=self)

    def _set_text_value(self, text: str) -> None:
        if self._name.html == "input":
            type = input_type(self._attributes)
            if type == "file":
                if text:
                    raise DOMException("the value of a file input can only be emptied", "InvalidStateError")
                control_state.log(self, "value", "")
                return
            if type not in TEXT_TYPES:
                self.setAttribute("value", text)
                return
        text = controls.clean_value(self, text)
        if text != controls.value_of(self):
            control_state.put(self, "value", text)
            control_state.log(self, "value", text)

    def _shown_number(self) -> float:
        # https://html.spec.whatwg.org/#dom-progress-value, https://html.spec.whatwg.org/#dom-meter-value
        attributes = self._attributes or {}
        low = parse_number(attributes.get("min")) or 0.0 if self._name.html == "meter" else 0.0
        high = parse_number(attributes.get("max"))
        if high is None or (self._name.html == "progress" and high <= 0):
            high = 1.0
        high = max(low, high)
        return max(low, min(parse_number(attributes.get("value")) or 0.0, high))

    @property
    def valueAsNumber(self) -> float:
        """The value of an input of type number or range as a number; NaN when it is none."""
        require_tag(self, "valueAsNumber", ("input",))
        number = None
        if input_type(self._attributes) in {"number", "range"}:
            number = parse_number(controls.value_of(self))
        return math.nan if number is None else number

    @valueAsNumber.setter
    def valueAsNumber(self, value: float) -> None:
        require_tag(self, "valueAsNumber", ("input",))
        if input_type(self._attributes) not in {"number", "range"}:
            raise DOMException("only inputs of type number and range have a number", "InvalidStateError")
        self.value = "" if math.isnan(value) else value

    @property
    def defaultValue(self) -> str:
        """The value that a reset of the form brings back: the attribute, or a textarea's or output's text."""
        require_tag(self, "defaultValue", ("input", "textarea", "output"))
        if self._name.html == "input":
            return (self._attributes or {}).get("value", "")
        return controls.default_text(self)

    @defaultValue.setter
    def defaultValue(self, value: str) -> None:
        require_tag(self, "defaultValue", ("input", "textarea", "output"))
        if self._name.html == "input":
            self.setAttribute("value", value)
        else:
            self.textContent = value

    @property
    def type(self) -> str:
        """What kind of control it is: `"text"`, `"checkbox"`, `"submit"`, `"select-one"` ...; for other elements the
        attribute."""
        tag = self._name.html
        given = (self._attributes or {}).get("type")
        if tag == "input":
            return input_type(self._attributes)
        if tag == "button":
            return given.lower() if given is not None and given.lower() in {"reset", "button"} else "submit"
        if tag == "select":
            return "select-multiple" if selects.is_multiple(self) else "select-one"
        if tag in {"textarea", "fieldset", "output"}:
            return tag
        return given or ""

    @type.setter
    def type(self, value: str) -> None:
        if self._name.html in {"select", "textarea", "fieldset", "output"}:
            raise AttributeError(f"the type of <{self._name.html}> cannot be set", name="type", obj=self)
        self.setAttribute("type", value)

    @property
    def checked(self) -> bool:
        """Whether a checkbox or radio button is checked now."""
        require_tag(self, "checked", ("input",))
        return radio_groups.is_checked(self)

    @checked.setter
    def checked(self, value: bool) -> None:
        require_tag(self, "checked", ("input",))
        value = bool(value)
        if value != radio_groups.is_checked(self):
            control_state.put(self, "checked", value)
            if value and radio_groups.is_radio(self):
                radio_groups.uncheck_others(self)
            control_state.log(self, "checked", value)

    @property
    def selected(self) -> bool:
        """Whether an option is selected now."""
        require_tag(self, "selected", ("option",))
        return selects.is_selected(self)

    @selected.setter
    def selected(self, value: bool) -> None:
        require_tag(self, "selected", ("option",))
        value = bool(value)
        if value != selects.is_selected(self):
            selects.select_option(self, value)
            control_state.log(self, "selected", value)

    @property
    def selectedIndex(self) -> int:
        """The index of the first selected option of a select; -1 when none is."""
        require_tag(self, "selectedIndex", ("select",))
        return selects.selected_index(self)

    @selectedIndex.setter
    def selectedIndex(self, value: int) -> None:
        require_tag(self, "selectedIndex", ("select",))
        options = list(selects.options_of(self))
        option = options[value] if 0 <= value < len(options) else None
        if selects.selected_options(self) != ([] if option is None else [option]):
            selects.select_only(self, option)
            control_state.log(self, "selectedIndex", -1 if option is None else value)

    @property
    def options(self) -> HTMLCollection:
        """The options of a select or datalist, as a live list."""
        require_tag(self, "options", ("select", "datalist"))
        if self._name.html == "datalist":
            return Matching(self, lambda element: element._name.html == "option")
        return Matching(self, lambda element: element._name.html == "option" and selects.select_of(element) is self)

    @property
    def selectedOptions(self) -> NodeList[Element]:
        """The selected options of a select, as a list that does not change."""
        require_tag(self, "selectedOptions", ("select",))
        return NodeList(selects.selected_options(self))  # type: ignore[arg-type]


def as_text(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format_number(value)
    return well_formed(value)  # type: ignore[arg-type]
