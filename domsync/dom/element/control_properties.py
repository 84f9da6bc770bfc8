"""Properties that do more than reflect an attribute: `value`, `checked`, `form`, `width` and others."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, overload

from domsync.dom.checks.unicode import ascii_lower, well_formed
from domsync.dom.controls import radio_groups, selects
from domsync.dom.controls import state as controls
from domsync.dom.controls.input_values import PICKED_TYPES, TEXT_TYPES, format_number, input_type, parse_number
from domsync.dom.element.base import ElementBase
from domsync.dom.element.properties import WireBoolean, WireNumber, require_tag
from domsync.dom.element.reflect import parse_integer
from domsync.dom.rare import get_property, log_property, put_property
from domsync.dom.traversal import descend, root_of
from domsync.dom.tree.node_lists import Matching, NodeList
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.element.element import Element
    from domsync.dom.tree.node_lists import HTMLCollection

_MEDIA = ("audio", "video")
_METER: Final = frozenset(("min", "max", "value", "low", "high", "optimum"))
_LISTED: Final = frozenset(("button", "fieldset", "input", "object", "output", "select", "textarea"))
LABELABLE: Final = frozenset(("button", "input", "meter", "output", "progress", "select", "textarea"))
_SIZED: Final = ("img", "video", "iframe", "canvas", "input", "source", "embed", "object")
#: On these elements they are strings, which can be percentages.
_SIZED_BY_TEXT: Final = frozenset(("iframe", "embed", "object"))
_ATTRIBUTE_VALUES = frozenset(("button", "data", "param"))
_NUMBER_VALUES = frozenset(("meter", "progress"))


def _meter(element: ElementBase) -> dict[str, float]:
    """Return the numbers of a meter, each within the bounds that the others set.

    From https://html.spec.whatwg.org/#the-meter-element.
    """
    given = {name: parse_number(text) for name, text in (element.attribute_map or {}).items() if name in _METER}

    def number(name: str, default: float, least: float, most: float) -> float:
        found = given.get(name)
        return max(least, min(default if found is None else found, most))

    low = number("min", 0.0, -math.inf, math.inf)
    high = number("max", max(1.0, low), low, math.inf)
    numbers = {"min": low, "max": high, "value": number("value", 0.0, low, high), "low": number("low", low, low, high)}
    numbers["high"] = number("high", high, numbers["low"], high)
    numbers["optimum"] = number("optimum", (low + high) / 2, low, high)
    return numbers


class MeterNumber:
    """One of the bounds of a meter.

    Args:
        name: The attribute's and the property's name.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, element: None, owner: type) -> MeterNumber: ...
    @overload
    def __get__(self, element: ElementBase, owner: type) -> float: ...
    def __get__(self, element: ElementBase | None, owner: type) -> MeterNumber | float:
        if element is None:
            return self
        require_tag(element, self.name, ("meter",))
        return _meter(element)[self.name]

    def __set__(self, element: ElementBase, value: float) -> None:
        require_tag(element, self.name, ("meter",))
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{self.name} must be a number, not {value!r}")
        element.setAttribute(self.name, format_number(value))


class ControlProperties(ElementBase):
    """Properties of form controls: values, names, sizes, and the form that they belong to."""

    __slots__ = ()

    indeterminate: WireBoolean = WireBoolean("indeterminate", "", ("input",))
    muted: WireBoolean = WireBoolean("muted", "muted", _MEDIA)
    volume: WireNumber = WireNumber("volume", 1.0, _MEDIA)
    currentTime: WireNumber = WireNumber("currentTime", 0.0, _MEDIA)
    playbackRate: WireNumber = WireNumber("playbackRate", 1.0, _MEDIA)
    scrollTop: WireNumber = WireNumber("scrollTop", 0)
    scrollLeft: WireNumber = WireNumber("scrollLeft", 0)

    @property
    def paused(self) -> bool:
        """True if a video or audio is paused, as last reported by the browser."""
        require_tag(self, "paused", _MEDIA)
        return self.rare_data is None or not self.rare_data.playing

    @property
    def value(self) -> Any:
        """The current value of a control, including what the user has typed.

        A string for inputs, textareas, selects, options, buttons and outputs; a number for `progress`, `meter` and
        `li`; None for elements without a value. Setting None sets the empty string; numbers are formatted as in
        JavaScript.

        From https://html.spec.whatwg.org/#dom-input-value and related sections.
        """
        tag = self.element_name.html
        if tag in {"input", "textarea"}:
            return controls.value_of(self)
        if tag == "select":
            selected = selects.selected_options(self)
            return selects.option_value(selected[0]) if selected else ""
        if tag == "option":
            return selects.option_value(self)
        if tag in _ATTRIBUTE_VALUES:
            return (self.attribute_map or {}).get("value", "")
        if tag == "output":
            return self.textContent
        if tag in _NUMBER_VALUES:
            return self._shown_number()
        if tag == "li":
            return parse_integer((self.attribute_map or {}).get("value")) or 0
        return get_property(self, "value")

    @value.setter
    def value(self, value: str | float | None) -> None:
        text = as_text(value)
        tag = self.element_name.html
        if tag in {"input", "textarea"}:
            self._set_text_value(text)
        elif tag == "select":
            if text != self.value or (not text and self.selectedIndex < 0):
                options = selects.options_of(self)
                selects.select_only(self, next((o for o in options if selects.option_value(o) == text), None))
                log_property(self, "value", text)
        elif tag == "option" or tag in _ATTRIBUTE_VALUES:
            self.setAttribute("value", text)
        elif tag == "output":
            self.textContent = text
        elif tag in _NUMBER_VALUES or tag == "li":
            if parse_number(text) is None:
                raise TypeError(f"the value of <{tag}> must be a number, not {value!r}")
            self.setAttribute("value", text)
        elif "-" in tag:
            # A custom element's own property, whatever it means there.
            if get_property(self, "value") != text:
                put_property(self, "value", text)
                log_property(self, "value", text)
        else:
            raise AttributeError(f"<{self.element_name.qualified}> has no value", name="value", obj=self)

    def _set_text_value(self, text: str) -> None:
        type = ""
        if self.element_name.html == "input":
            type = input_type(self.attribute_map)
            if type == "file":
                if text:
                    raise DOMException("the value of a file input can only be emptied", "InvalidStateError")
                log_property(self, "value", "")
                return
            if type not in TEXT_TYPES:
                self.setAttribute("value", text)
                return
        text = controls.clean_value(self, text)
        before = controls.value_of(self)
        if text != before:
            put_property(self, "value", text)
            if self.node_id and type not in PICKED_TYPES:
                # Before the op, because logging that may send it.
                self.node_document.op_log.note_text(self.node_id, before, text)
            log_property(self, "value", text)

    def _shown_number(self) -> float:
        if self.element_name.html == "meter":
            return _meter(self)["value"]
        # https://html.spec.whatwg.org/#dom-progress-value
        high = self._bound("max", 1.0)
        return max(0.0, min(parse_number((self.attribute_map or {}).get("value")) or 0.0, float(high)))

    low: MeterNumber = MeterNumber("low")
    high: MeterNumber = MeterNumber("high")
    optimum: MeterNumber = MeterNumber("optimum")

    @property
    def valueAsNumber(self) -> float:
        """The value of an input of type number or range as a number; NaN if it is not a number."""
        require_tag(self, "valueAsNumber", ("input",))
        number = None
        if input_type(self.attribute_map) in {"number", "range"}:
            number = parse_number(controls.value_of(self))
        return math.nan if number is None else number

    @valueAsNumber.setter
    def valueAsNumber(self, value: float) -> None:
        require_tag(self, "valueAsNumber", ("input",))
        if input_type(self.attribute_map) not in {"number", "range"}:
            raise DOMException("only inputs of type number and range have valueAsNumber", "InvalidStateError")
        self.value = "" if math.isnan(value) else value

    @property
    def defaultValue(self) -> str:
        """The value that resetting the form restores: the attribute, or the text of a textarea or output."""
        require_tag(self, "defaultValue", ("input", "textarea", "output"))
        if self.element_name.html == "input":
            return (self.attribute_map or {}).get("value", "")
        return controls.default_text(self)

    @defaultValue.setter
    def defaultValue(self, value: str) -> None:
        require_tag(self, "defaultValue", ("input", "textarea", "output"))
        if self.element_name.html == "input":
            self.setAttribute("value", value)
        else:
            self.textContent = value

    @property
    def type(self) -> str:
        """The type of a control: `"text"`, `"checkbox"`, `"submit"`, `"select-one"` ...; for other elements, the
        attribute.
        """
        tag = self.element_name.html
        given = (self.attribute_map or {}).get("type")
        if tag == "input":
            return input_type(self.attribute_map)
        if tag == "button":
            return ascii_lower(given) if given is not None and ascii_lower(given) in {"reset", "button"} else "submit"
        if tag == "select":
            return "select-multiple" if selects.is_multiple(self) else "select-one"
        if tag in {"textarea", "fieldset", "output"}:
            return tag
        return given or ""

    @type.setter
    def type(self, value: str) -> None:
        if self.element_name.html in {"select", "textarea", "fieldset", "output"}:
            raise AttributeError(f"the type of <{self.element_name.html}> cannot be set", name="type", obj=self)
        self.setAttribute("type", value)

    @property
    def checked(self) -> bool:
        """True if a checkbox or radio button is checked."""
        require_tag(self, "checked", ("input",))
        return radio_groups.is_checked(self)

    @checked.setter
    def checked(self, value: bool) -> None:
        require_tag(self, "checked", ("input",))
        value = bool(value)
        if value != radio_groups.is_checked(self):
            put_property(self, "checked", value)
            if value and radio_groups.is_radio(self):
                radio_groups.uncheck_others(self)
            log_property(self, "checked", value)

    @property
    def selected(self) -> bool:
        """True if an option is selected."""
        require_tag(self, "selected", ("option",))
        return selects.is_selected(self)

    @selected.setter
    def selected(self, value: bool) -> None:
        require_tag(self, "selected", ("option",))
        value = bool(value)
        if value != selects.is_selected(self):
            selects.select_option(self, value)
            log_property(self, "selected", value)

    @property
    def selectedIndex(self) -> int:
        """The index of the first selected option of a select; -1 if none is selected."""
        require_tag(self, "selectedIndex", ("select",))
        return selects.selected_index(self)

    @selectedIndex.setter
    def selectedIndex(self, value: int) -> None:
        require_tag(self, "selectedIndex", ("select",))
        options = list(selects.options_of(self))
        option = options[value] if 0 <= value < len(options) else None
        if selects.selected_options(self) != ([] if option is None else [option]):
            selects.select_only(self, option)
            log_property(self, "selectedIndex", -1 if option is None else value)

    @property
    def options(self) -> HTMLCollection:
        """The options of a select or datalist, as a live list."""
        require_tag(self, "options", ("select", "datalist"))
        if self.element_name.html == "datalist":
            return Matching(self, lambda element: element.element_name.html == "option")
        return Matching(
            self, lambda element: element.element_name.html == "option" and selects.select_of(element) is self
        )

    @property
    def selectedOptions(self) -> NodeList[Element]:
        """The selected options of a select, as a static list."""
        require_tag(self, "selectedOptions", ("select",))
        return NodeList(selects.selected_options(self))  # type: ignore[arg-type]

    # Names, sizes, forms

    @property
    def text(self) -> str:
        """The text of an option (with white space collapsed), link, title or script."""
        require_tag(self, "text", ("option", "a", "title", "script"))
        if self.element_name.html == "option":
            return selects.option_text(self)
        return self.textContent or ""

    @text.setter
    def text(self, value: str) -> None:
        require_tag(self, "text", ("option", "a", "title", "script"))
        self.textContent = value

    @property
    def label(self) -> str:
        """The label of an option (the attribute, or else its text), of an option group or of a track."""
        require_tag(self, "label", ("optgroup", "option", "track"))
        given = (self.attribute_map or {}).get("label")
        if given is None:
            return selects.option_text(self) if self.element_name.html == "option" else ""
        return given

    @label.setter
    def label(self, value: str) -> None:
        require_tag(self, "label", ("optgroup", "option", "track"))
        self.setAttribute("label", value)

    @property
    def index(self) -> int:
        """The index of an option in its select; 0 without a select."""
        require_tag(self, "index", ("option",))
        select = selects.select_of(self)
        if select is None:
            return 0
        return next(index for index, option in enumerate(selects.options_of(select)) if option is self)

    @property
    def min(self) -> Any:
        """The attribute `min`: a string for inputs, a number for meters."""
        return self._bound("min", 0.0)

    @min.setter
    def min(self, value: str | float) -> None:
        self._set_bound("min", value)

    @property
    def max(self) -> Any:
        """The attribute `max`: a string for inputs, a number for meters and progress bars."""
        return self._bound("max", 1.0)

    @max.setter
    def max(self, value: str | float) -> None:
        self._set_bound("max", value)

    def _bound(self, name: str, default: float) -> str | float:
        require_tag(self, name, ("input", "meter", "progress"))
        given = (self.attribute_map or {}).get(name)
        if self.element_name.html == "input":
            return given or ""
        if self.element_name.html == "meter":
            return _meter(self)[name]
        number = parse_number(given)
        return default if number is None or number <= 0 else number

    def _set_bound(self, name: str, value: str | float) -> None:
        require_tag(self, name, ("input", "meter", "progress"))
        self.setAttribute(name, as_text(value))

    @property
    def size(self) -> int:
        """The visible number of characters of an input, or of lines of a select."""
        require_tag(self, "size", ("input", "select"))
        default = 20 if self.element_name.html == "input" else 0
        number = parse_integer((self.attribute_map or {}).get("size"))
        return default if number is None or number < 0 or (number == 0 and default) else number

    @size.setter
    def size(self, value: int) -> None:
        require_tag(self, "size", ("input", "select"))
        self.setAttribute("size", format_number(value))

    @property
    def width(self) -> Any:
        """The `width` attribute of an image, video or canvas as a number; of a frame, `embed` or `object` as a
        string.
        """
        return self._extent("width", 300)

    @width.setter
    def width(self, value: int | str) -> None:
        self._set_extent("width", value)

    @property
    def height(self) -> Any:
        """The `height` attribute of an image, video or canvas as a number; of a frame, `embed` or `object` as a
        string.
        """
        return self._extent("height", 150)

    @height.setter
    def height(self, value: int | str) -> None:
        self._set_extent("height", value)

    def _extent(self, name: str, of_canvas: int) -> int | str:
        require_tag(self, name, _SIZED)
        if self.element_name.html in _SIZED_BY_TEXT:
            return (self.attribute_map or {}).get(name, "")
        number = parse_integer((self.attribute_map or {}).get(name))
        return number if number is not None and number >= 0 else of_canvas if self.element_name.html == "canvas" else 0

    def _set_extent(self, name: str, value: int | str) -> None:
        require_tag(self, name, _SIZED)
        if isinstance(value, str) and self.element_name.html not in _SIZED_BY_TEXT:
            raise TypeError(
                f"the {name} of <{self.element_name.html}> must be an integer number of pixels, not {value!r}"
            )
        self.setAttribute(name, as_text(value))

    @property
    def form(self) -> Element | None:
        """The form that a control belongs to, or None."""
        return radio_groups.form_of(self)  # type: ignore[return-value]

    @property
    def elements(self) -> NodeList[Element]:
        """The controls of a form or fieldset, as a live list."""
        require_tag(self, "elements", ("form", "fieldset"))
        if self.element_name.html == "fieldset":
            return Matching(self, lambda element: element.element_name.html in _LISTED)
        root = self.getRootNode()
        return Matching(
            root, lambda element: element.element_name.html in _LISTED and radio_groups.form_of(element) is self
        )

    @property
    def control(self) -> Element | None:
        """The control that a label belongs to, or None."""
        require_tag(self, "control", ("label",))
        given = (self.attribute_map or {}).get("for")
        if given is not None:
            return self._labelled(given)
        for node in descend(self):
            if node.element_name is not None and node.element_name.html in LABELABLE:
                return node  # type: ignore[return-value]
        return None

    def _labelled(self, id: str) -> Element | None:
        """Return the first element with an id in the label's tree, if it can have a label."""
        found: Any
        if self.node_id:
            found = self.node_document.registry.find_id(id)
            found = found if found is not None and found.node_id else None
        else:
            found = next((node for node in descend(root_of(self)) if (node.attribute_map or {}).get("id") == id), None)
        return found if found is not None and id and found.element_name.html in LABELABLE else None


def as_text(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return format_number(value)
    return well_formed(value)  # type: ignore[arg-type]
