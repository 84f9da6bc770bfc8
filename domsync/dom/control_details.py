"""The properties of controls and their like that are more than an attribute, beside what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from domsync.dom import radio_groups, selects
from domsync.dom.compare import descend
from domsync.dom.control_properties import ControlProperties, as_text
from domsync.dom.input_values import format_number, parse_number
from domsync.dom.lists import Matching, NodeList
from domsync.dom.properties import require_tag
from domsync.dom.reflect import parse_integer

if TYPE_CHECKING:
    from domsync.dom.element import Element

_LISTED: Final = frozenset(("button", "fieldset", "input", "object", "output", "select", "textarea"))
_LABELABLE: Final = frozenset(("button", "input", "meter", "output", "progress", "select", "textarea"))
_SIZED: Final = ("img", "video", "iframe", "canvas", "input", "source", "embed", "object")


class ControlDetails(ControlProperties):
    """What controls are called, how large they are, and to which form they belong."""

    __slots__ = ()

    @property
    def text(self) -> str:
        """The text of an option (white space joined), a link, a title or a script."""
        require_tag(self, "text", ("option", "a", "title", "script"))
        if self._name.html == "option":
            return selects.option_text(self)
        return self.textContent or ""

    @text.setter
    def text(self, value: str) -> None:
        require_tag(self, "text", ("option", "a", "title", "script"))
        self.textContent = value

    @property
    def label(self) -> str:
        """What an option shows (the attribute, or else the text), or the label of a group of options or a track."""
        require_tag(self, "label", ("optgroup", "option", "track"))
        given = (self._attributes or {}).get("label")
        if given is None:
            return selects.option_text(self) if self._name.html == "option" else ""
        return given

    @label.setter
    def label(self, value: str) -> None:
        require_tag(self, "label", ("optgroup", "option", "track"))
        self.setAttribute("label", value)

    @property
    def index(self) -> int:
        """The index of an option among those of its select; 0 without one."""
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
        given = (self._attributes or {}).get(name)
        if self._name.html == "input":
            return given or ""
        number = parse_number(given)
        return default if number is None or (number <= 0 and self._name.html == "progress") else number

    def _set_bound(self, name: str, value: str | float) -> None:
        require_tag(self, name, ("input", "meter", "progress"))
        self.setAttribute(name, as_text(value))

    @property
    def size(self) -> int:
        """How many characters an input, or how many lines a select, shows."""
        require_tag(self, "size", ("input", "select"))
        default = 20 if self._name.html == "input" else 0
        number = parse_integer((self._attributes or {}).get("size"))
        return default if number is None or number < 0 or (number == 0 and default) else number

    @size.setter
    def size(self, value: int) -> None:
        require_tag(self, "size", ("input", "select"))
        self.setAttribute("size", format_number(value))

    @property
    def width(self) -> int:
        """The attribute `width` of an image, video, frame or canvas."""
        return self._extent("width", 300)

    @width.setter
    def width(self, value: int) -> None:
        self._set_extent("width", value)

    @property
    def height(self) -> int:
        """The attribute `height` of an image, video, frame or canvas."""
        return self._extent("height", 150)

    @height.setter
    def height(self, value: int) -> None:
        self._set_extent("height", value)

    def _extent(self, name: str, of_canvas: int) -> int:
        require_tag(self, name, _SIZED)
        number = parse_integer((self._attributes or {}).get(name))
        return number if number is not None and number >= 0 else of_canvas if self._name.html == "canvas" else 0

    def _set_extent(self, name: str, value: int) -> None:
        require_tag(self, name, _SIZED)
        self.setAttribute(name, format_number(value))

    @property
    def form(self) -> Element | None:
        """The form that a control belongs to, or None."""
        return radio_groups.form_of(self)  # type: ignore[return-value]

    @property
    def elements(self) -> NodeList[Element]:
        """The controls that belong to a form or stand in a fieldset, as a live list."""
        require_tag(self, "elements", ("form", "fieldset"))
        if self._name.html == "fieldset":
            return Matching(self, lambda element: element._name.html in _LISTED)
        root = self.getRootNode()
        return Matching(root, lambda element: element._name.html in _LISTED and radio_groups.form_of(element) is self)

    @property
    def control(self) -> Element | None:
        """The control that a label is for, or None."""
        require_tag(self, "control", ("label",))
        given = (self._attributes or {}).get("for")
        if given is not None:
            found = self._document._find_id(given) if self._wire else None
            return found if found is not None and found._wire and found._name.html in _LABELABLE else None
        for node in descend(self):
            if node._name is not None and node._name.html in _LABELABLE:
                return node  # type: ignore[return-value]
        return None
