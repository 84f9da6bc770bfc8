"""Events as the browser creates them: their default values, and what the listeners' sources find in them."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from domsync.dom.events.event import NON_BUBBLING
from domsync.dom.ops import ANYWAY, PREVENT_DEFAULT, UNLESS_ALT, UNLESS_CTRL, UNLESS_META, UNLESS_SHIFT
from domsync.testing.tree.element_values import GlobalTarget, of_element, of_elsewhere
from domsync.testing.tree.form_values import closes_dialog, controls_of, form_of
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import closest, files_of, input_type

Target: TypeAlias = ReferenceElement | GlobalTarget

_MODIFIERS: dict[str, object] = {"altKey": False, "ctrlKey": False, "metaKey": False, "shiftKey": False}
_MOUSE: dict[str, object] = {
    **_MODIFIERS,
    "button": 0,
    "buttons": 0,
    "clientX": 0,
    "clientY": 0,
    "detail": 0,
    "movementX": 0,
    "movementY": 0,
    "offsetX": 0,
    "offsetY": 0,
    "pageX": 0,
    "pageY": 0,
    "screenX": 0,
    "screenY": 0,
}
_POINTER: dict[str, object] = {
    **_MOUSE,
    "pointerId": 1,
    "pointerType": "mouse",
    "isPrimary": True,
    "pressure": 0,
    "width": 1,
    "height": 1,
    "tiltX": 0,
    "tiltY": 0,
    "twist": 0,
}
_KEY: dict[str, object] = {**_MODIFIERS, "key": "", "code": "", "repeat": False, "isComposing": False, "location": 0}
_TOUCH: dict[str, object] = {**_MODIFIERS, "touches": [], "targetTouches": [], "changedTouches": []}
_FAMILIES: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("click dblclick auxclick contextmenu", {**_POINTER, "detail": 1}),
    ("mousedown mouseup", {**_MOUSE, "detail": 1}),
    ("mouseenter mouseleave mousemove mouseout mouseover", _MOUSE),
    (
        "gotpointercapture lostpointercapture pointercancel pointerdown pointerenter pointerleave pointermove",
        _POINTER,
    ),
    (
        "pointerout pointerover pointerrawupdate pointerup",
        _POINTER,
    ),
    ("wheel", {**_MOUSE, "deltaX": 0, "deltaY": 0, "deltaZ": 0, "deltaMode": 0}),
    ("keydown keypress keyup", _KEY),
    ("input beforeinput", {"data": None, "inputType": "insertText", "isComposing": False, "detail": 0}),
    ("drag dragend dragenter dragleave dragover dragstart drop", _MOUSE),
    ("compositionend compositionstart compositionupdate", {"data": ""}),
    ("touchcancel touchend touchmove touchstart", _TOUCH),
    ("beforetoggle toggle", {"oldState": "closed", "newState": "open"}),
    ("command", {"command": ""}),
    (
        "animationcancel animationend animationiteration animationstart",
        {"animationName": "", "elapsedTime": 0, "pseudoElement": ""},
    ),
    (
        "transitioncancel transitionend transitionrun transitionstart",
        {"propertyName": "", "elapsedTime": 0, "pseudoElement": ""},
    ),
    ("hashchange", {"oldURL": "", "newURL": ""}),
    ("storage", {"key": None, "oldValue": None, "newValue": None}),
)
#: The default properties of events, by type.
_DEFAULTS: dict[str, Mapping[str, object]] = {name: told for names, told in _FAMILIES for name in names.split()}
_NOTHING: Mapping[str, object] = {}


class SimulatedEvent:
    """One event in the browser.

    Args:
        type: The event's name.
        target: The element where it happens.
        told: Properties that differ from the defaults of this type; `text` is what a paste or drop carries.
        bubbles: Whether it bubbles; the default depends on the type.
    """

    __slots__ = ("_told", "bubbles", "default_prevented", "pressed", "target", "type")

    def __init__(
        self, type: str, target: Target, told: Mapping[str, object] = _NOTHING, *, bubbles: bool | None = None
    ) -> None:
        self.type: str = type
        self.target: Target = target
        self.bubbles: bool = type not in NON_BUBBLING if bubbles is None else bubbles
        self.default_prevented: bool = False
        #: The keys of the listener that is called now.
        self.pressed: list[str] = []
        self._told = told

    @property
    def key(self) -> object:
        """The key of a keyboard event."""
        return self.get("key")

    @property
    def closes_dialog(self) -> bool:
        """True if a form is submitted only to close its dialog."""
        submitter = self.get("submitter")
        return (
            self.type == "submit"
            and isinstance(self.target, ReferenceElement)
            and closes_dialog(self.target, submitter if isinstance(submitter, ReferenceElement) else None)
        )

    def payload(self, fields: Sequence[tuple[str, str]], current: Target) -> dict[str, Any]:
        """Make the payload for a listener.

        Args:
            fields: Pairs of a name and a source.
            current: The element that listens.
        """
        return {name: self._read(source, current) for name, source in fields}

    def get(self, name: str) -> object:
        """A property of the event."""
        if name in self._told:
            return self._told[name]
        return _DEFAULTS.get(self.type, _NOTHING).get(name)

    def _read(self, source: str, current: Target) -> object:
        if source == "@keys":
            return self.pressed
        if source == "@form":
            submitter = self._told.get("submitter")
            return [submitter.wire if isinstance(submitter, ReferenceElement) else 0, self._files_of_form()]
        if source == "@clipboard":
            return self._told.get("text")
        path, _, parts = source.partition(":")
        value: object = self
        for key in path.split("."):
            value = self._step(value, key, current)
        if parts == "*":
            return value
        if parts:
            return _parts(value, parts.split(","))
        return _plain(value)

    def _files_of_form(self) -> list[list[object]]:
        """The file inputs of the event's form with the names of the files that were chosen in each."""
        if not isinstance(self.target, ReferenceElement):
            return []
        form = self.target if self.target.kind == "form" else form_of(self.target) or closest(self.target, "form")
        controls = [] if form is None else controls_of(form)
        return [[each.wire, files_of(each)] for each in controls if input_type(each) == "file" and each.wire]

    def _step(self, value: object, key: str, current: Target) -> object:
        if value is self:
            match key:
                case "currentTarget":
                    return current
                case "target":
                    return self.target
                case "type":
                    return self.type
                case "bubbles":
                    return self.bubbles
                case "defaultPrevented":
                    return self.default_prevented
            return self.get(key)
        return step_into(value, key)


_HELD = {"ctrlKey": UNLESS_CTRL, "altKey": UNLESS_ALT, "shiftKey": UNLESS_SHIFT, "metaKey": UNLESS_META}
_UNLESS = sum(_HELD.values())


def is_left(event: SimulatedEvent, flags: int) -> bool:
    """Return whether an event is left to the browser because a modifier key is held.

    Args:
        event: The event.
        flags: The flags of a listener.
    """
    unless = flags & _UNLESS
    if event.type == "click" and flags & PREVENT_DEFAULT and not flags & (_UNLESS | ANYWAY):
        link = closest(event.target, "a") if isinstance(event.target, ReferenceElement) else None
        if link is not None and link.get("href") is not None:
            unless = _UNLESS
    return any(unless & flag and event.get(name) for name, flag in _HELD.items())


def step_into(value: object, key: str) -> object:
    """Take one step of a path: `value.key` as in JavaScript; None if it is undefined."""
    if isinstance(value, ReferenceElement):
        return of_element(value, key)
    if isinstance(value, GlobalTarget):
        return of_elsewhere(value, key)
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, str | list | tuple):
        if key == "length":
            return len(value)
        if key.isdecimal() and int(key) < len(value):
            return value[int(key)]
    return None


def _parts(value: object, names: Sequence[str]) -> object:
    """The named parts of an object, or of each object of a list."""
    if isinstance(value, list | tuple):
        return [{name: _plain(step_into(item, name)) for name in names} for item in value]
    return None if value is None else {name: _plain(step_into(value, name)) for name in names}


def _plain(value: object) -> object:
    """Copy the serializable part of a value: lists and plain objects with their contents, but no elements."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value if isinstance(value, str | int | float | bool) else None
