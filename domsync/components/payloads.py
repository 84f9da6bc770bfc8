"""The payloads of events: what a handler's annotation asks the browser for. Users know this module as `domsync.events`.

A handler that takes one argument gets a struct, and the browser sends exactly the struct's fields::

    def typed(self, event: events.InputEvent): ...

The fields are named after those of the DOM's event. A struct of one's own asks for less, or for more: a field is read
from the event under its own name, or from where `Source` says::

    class Row(msgspec.Struct):
        id: Annotated[str, Source("currentTarget.dataset.id")]
        shiftKey: bool

What the browser sends has to fit the types as JSON has them: `"5"` is no `int`.

All numbers are those of the browser: pixels, seconds for media, degrees for tilts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Meta

__all__ = [
    "AnimationEvent",
    "ChangeEvent",
    "ClickEvent",
    "ClipboardEvent",
    "CommandEvent",
    "CompositionEvent",
    "DragEvent",
    "EditEvent",
    "Event",
    "FocusEvent",
    "HashChangeEvent",
    "InputEvent",
    "KeyboardEvent",
    "MediaEvent",
    "MouseEvent",
    "PointerEvent",
    "ResizeEvent",
    "ScrollEvent",
    "Source",
    "StorageEvent",
    "SubmitEvent",
    "ToggleEvent",
    "Touch",
    "TouchEvent",
    "TransitionEvent",
    "VisibilityEvent",
    "WheelEvent",
    "sources",
]

_PATH = r"[A-Za-z_]\w*(?:\.\w+)*"
_SOURCE = re.compile(rf"@form|@clipboard|{_PATH}", re.ASCII)


class Source:
    """Where a field of a payload is read: a dotted path that starts at the event.

    Args:
        path: For example `"target.value"`, `"currentTarget.dataset.id"`, `"changedTouches.0.clientX"` (a number is an
            index). `"@form"` is the entries of the form as pairs of name and value (of a file its name only), and
            `"@clipboard"` the text that is pasted or dropped. What a path does not find is None.

    Raises:
        ValueError: It is not such a path.
    """

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        if not _SOURCE.fullmatch(path):
            raise ValueError(f"{path!r} is no path like 'target.value'; it may also be '@form' or '@clipboard'")
        self.path = path

    def __repr__(self) -> str:
        return f"Source({self.path!r})"


#: Text of bounded length, as all text from outside should be.
Text = Annotated[str, Meta(max_length=32_768)]
Name = Annotated[str, Meta(max_length=256)]
#: What the browser counts in small numbers: buttons, clicks.
Count = Annotated[int, Meta(ge=-1, le=2**31)]
#: A number that tells pointers apart.
Identifier = Annotated[int, Meta(ge=-(2**53), le=2**53)]


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base of the payloads here; it has no fields, so the browser sends nothing but that it happened."""


class _Modifiers(Event, frozen=True, forbid_unknown_fields=True):
    """Which modifier keys were held."""

    altKey: bool
    ctrlKey: bool
    metaKey: bool
    shiftKey: bool


class ClickEvent(_Modifiers, frozen=True, forbid_unknown_fields=True):
    """A click, in short: `MouseEvent` has all that the browser knows.

    Attributes:
        button: 0 the main button, 1 the middle one, 2 the second one.
        clientX: Where, from the left of the window.
        clientY: Where, from the top of the window.
        detail: How many clicks in a row.
    """

    button: Count
    clientX: float
    clientY: float
    detail: Count


class MouseEvent(ClickEvent, frozen=True, forbid_unknown_fields=True):
    """Something that the mouse did.

    Attributes:
        buttons: The sum of the buttons that are held: 1 the main one, 2 the second one, 4 the middle one.
        movementX: How far it moved to the right since the last event.
        movementY: How far it moved down since the last event.
        offsetX: Where, from the left of the target.
        offsetY: Where, from the top of the target.
        pageX: Where, from the left of the page.
        pageY: Where, from the top of the page.
        screenX: Where, from the left of the screen.
        screenY: Where, from the top of the screen.
    """

    buttons: Count
    movementX: float
    movementY: float
    offsetX: float
    offsetY: float
    pageX: float
    pageY: float
    screenX: float
    screenY: float


class PointerEvent(MouseEvent, frozen=True, forbid_unknown_fields=True):
    """Something that a mouse, a pen or a finger did.

    Attributes:
        pointerId: Which pointer.
        pointerType: `"mouse"`, `"pen"` or `"touch"`.
        isPrimary: It is the first one of its type.
        pressure: From 0 to 1.
        width: How wide the contact is.
        height: How high the contact is.
        tiltX: The pen's angle to the right, -90 to 90.
        tiltY: The pen's angle to the user, -90 to 90.
        twist: The pen's rotation, 0 to 359.
    """

    pointerId: Identifier
    pointerType: Name
    isPrimary: bool
    pressure: float
    width: float
    height: float
    tiltX: float
    tiltY: float
    twist: float


class WheelEvent(_Modifiers, frozen=True, forbid_unknown_fields=True):
    """The wheel was turned, or two fingers moved.

    Attributes:
        clientX: Where, from the left of the window.
        clientY: Where, from the top of the window.
        deltaX: How far to the right.
        deltaY: How far down.
        deltaZ: How far into the screen.
        deltaMode: The unit of the deltas: 0 pixels, 1 lines, 2 pages.
    """

    clientX: float
    clientY: float
    deltaX: float
    deltaY: float
    deltaZ: float
    deltaMode: Count


class KeyboardEvent(_Modifiers, frozen=True, forbid_unknown_fields=True):
    """A key went down or up.

    Attributes:
        key: What it means: `"a"`, `"A"`, `"Enter"`, `"ArrowLeft"`.
        code: Where it is, whatever is printed on it: `"KeyA"`, `"Enter"`.
        repeat: It is being held.
        isComposing: It is part of entering a character with several keys.
    """

    key: Name
    code: Name
    repeat: bool
    isComposing: bool


class InputEvent(Event, frozen=True, forbid_unknown_fields=True):
    """What a control holds changed while the user edits it.

    Attributes:
        value: What it holds now.
    """

    value: Annotated[Text, Source("target.value")]


class EditEvent(Event, frozen=True, forbid_unknown_fields=True):
    """An edit, before it happens (`beforeinput`), also of an element with `contenteditable`.

    Attributes:
        data: The characters put in, if any.
        inputType: What kind of edit: `"insertText"`, `"deleteContentBackward"` ...
        isComposing: It is part of entering a character with several keys.
    """

    data: Text | None = None
    inputType: Name | None = None
    isComposing: bool = False


class ChangeEvent(Event, frozen=True, forbid_unknown_fields=True):
    """The user has chosen: the control is left after an edit, a box is ticked, an option is picked.

    Attributes:
        value: What the control holds; the first one of several chosen options.
        checked: Whether a checkbox or a radio button is ticked; of others None or False.
    """

    value: Annotated[Text, Source("target.value")]
    checked: Annotated[bool | None, Source("target.checked")] = None


class SubmitEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A form was submitted. Annotate a pydantic model instead to have the entries validated.

    Attributes:
        entries: Names and values of the controls in their order; of a file its name.
        submitter: The value of the button that was pressed, if it has a name of its own to tell it by.
    """

    entries: Annotated[tuple[tuple[Name, Text], ...], Source("@form")]
    submitter: Annotated[Text | None, Source("submitter.value")] = None

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a name.

        Args:
            name: The control's name.
            default: What to return when there is none.
        """
        return next((value for key, value in self.entries if key == name), default)

    def getAll(self, name: str) -> list[str]:
        """Return all values of a name, as of several checkboxes or a multiple select.

        Args:
            name: The controls' name.
        """
        return [value for key, value in self.entries if key == name]


class FocusEvent(Event, frozen=True, forbid_unknown_fields=True):
    """The focus came or went.

    Attributes:
        relatedTarget: The id of the element where the focus came from or goes to, if that has one.
    """

    relatedTarget: Annotated[Text | None, Source("relatedTarget.id")] = None


class DragEvent(_Modifiers, frozen=True, forbid_unknown_fields=True):
    """Something is dragged or dropped.

    Attributes:
        clientX: Where, from the left of the window.
        clientY: Where, from the top of the window.
        dropEffect: What would happen: `"none"`, `"copy"`, `"move"` or `"link"`.
        text: The dragged text; browsers tell it when it is dropped.
    """

    clientX: float
    clientY: float
    dropEffect: Annotated[Name | None, Source("dataTransfer.dropEffect")] = None
    text: Annotated[Text | None, Source("@clipboard")] = None


class ClipboardEvent(Event, frozen=True, forbid_unknown_fields=True):
    """Something is cut, copied or pasted.

    Attributes:
        text: The pasted text.
    """

    text: Annotated[Text | None, Source("@clipboard")] = None


class CompositionEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A character is entered with several keys.

    Attributes:
        data: What there is of it.
    """

    data: Text | None = None


class Touch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One finger on the screen.

    Attributes:
        identifier: The same number as long as it stays down.
        clientX: Where, from the left of the window.
        clientY: Where, from the top of the window.
        pageX: Where, from the left of the page.
        pageY: Where, from the top of the page.
    """

    identifier: Identifier
    clientX: float
    clientY: float
    pageX: float
    pageY: float


Touches = Annotated[tuple[Touch, ...], Meta(max_length=32)]


class TouchEvent(_Modifiers, frozen=True, forbid_unknown_fields=True):
    """Fingers came down, moved or left.

    Attributes:
        touches: All fingers on the screen.
        targetTouches: Those that came down on the target.
        changedTouches: Those that this event is about.
    """

    touches: Touches
    targetTouches: Touches
    changedTouches: Touches


class MediaEvent(Event, frozen=True, forbid_unknown_fields=True):
    """Something about an audio or a video.

    Attributes:
        currentTime: Where it is, in seconds.
        duration: How long it is, in seconds; None when that is not known.
        paused: It does not play.
        ended: It is at its end.
        muted: Its sound is off.
        volume: From 0 to 1.
        playbackRate: 1 is the normal speed.
    """

    currentTime: Annotated[float, Source("target.currentTime")]
    duration: Annotated[float | None, Source("target.duration")]
    paused: Annotated[bool, Source("target.paused")]
    ended: Annotated[bool, Source("target.ended")]
    muted: Annotated[bool, Source("target.muted")]
    volume: Annotated[float, Source("target.volume")]
    playbackRate: Annotated[float, Source("target.playbackRate")]


class ScrollEvent(Event, frozen=True, forbid_unknown_fields=True):
    """Something was scrolled; of the page itself all are None.

    Attributes:
        scrollLeft: How far to the right.
        scrollTop: How far down.
        scrollWidth: How wide the content is.
        scrollHeight: How high the content is.
        clientWidth: How much of the width is seen.
        clientHeight: How much of the height is seen.
    """

    scrollLeft: Annotated[float | None, Source("target.scrollLeft")] = None
    scrollTop: Annotated[float | None, Source("target.scrollTop")] = None
    scrollWidth: Annotated[float | None, Source("target.scrollWidth")] = None
    scrollHeight: Annotated[float | None, Source("target.scrollHeight")] = None
    clientWidth: Annotated[float | None, Source("target.clientWidth")] = None
    clientHeight: Annotated[float | None, Source("target.clientHeight")] = None


class ToggleEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A `details`, a dialog or a popover opens or closes.

    Attributes:
        oldState: `"open"` or `"closed"`.
        newState: `"open"` or `"closed"`.
    """

    oldState: Name
    newState: Name


class CommandEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A button with `command` was pressed.

    Attributes:
        command: The command.
    """

    command: Name


class AnimationEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A CSS animation began, ended or began again.

    Attributes:
        animationName: The name of its `@keyframes`.
        elapsedTime: Since it began, in seconds.
        pseudoElement: `"::before"` or the like, or empty.
    """

    animationName: Name
    elapsedTime: float
    pseudoElement: Name


class TransitionEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A CSS transition began or ended.

    Attributes:
        propertyName: The CSS property.
        elapsedTime: Since it began, in seconds.
        pseudoElement: `"::before"` or the like, or empty.
    """

    propertyName: Name
    elapsedTime: float
    pseudoElement: Name


class ResizeEvent(Event, frozen=True, forbid_unknown_fields=True):
    """The window has another size: `on_resize=on(..., target="window")`.

    Attributes:
        innerWidth: Its width.
        innerHeight: Its height.
    """

    innerWidth: Annotated[Count, Source("currentTarget.innerWidth")]
    innerHeight: Annotated[Count, Source("currentTarget.innerHeight")]


class VisibilityEvent(Event, frozen=True, forbid_unknown_fields=True):
    """The page was hidden or shown: `on_visibilitychange=on(..., target="document")`.

    Attributes:
        visibilityState: `"visible"` or `"hidden"`.
    """

    visibilityState: Annotated[Name, Source("target.visibilityState")]


class HashChangeEvent(Event, frozen=True, forbid_unknown_fields=True):
    """What follows the `#` in the page's address changed: `on_hashchange=on(..., target="window")`.

    Attributes:
        oldURL: The address before.
        newURL: The address now.
    """

    oldURL: Text
    newURL: Text


class StorageEvent(Event, frozen=True, forbid_unknown_fields=True):
    """Another page of this origin changed the local storage: `on_storage=on(..., target="window")`.

    Attributes:
        key: What was changed; None when all was cleared.
        oldValue: Its value before.
        newValue: Its value now.
    """

    key: Text | None = None
    oldValue: Text | None = None
    newValue: Text | None = None


_FAMILIES: dict[type[Event], str] = {
    ClickEvent: "click dblclick auxclick contextmenu",
    MouseEvent: "mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup",
    PointerEvent: (
        "gotpointercapture lostpointercapture pointercancel pointerdown pointerenter pointerleave pointermove"
        " pointerout pointerover pointerrawupdate pointerup"
    ),
    WheelEvent: "wheel",
    KeyboardEvent: "keydown keypress keyup",
    InputEvent: "input",
    EditEvent: "beforeinput",
    ChangeEvent: "change",
    SubmitEvent: "submit",
    FocusEvent: "blur focus focusin focusout",
    DragEvent: "drag dragend dragenter dragleave dragover dragstart drop",
    ClipboardEvent: "copy cut paste",
    CompositionEvent: "compositionend compositionstart compositionupdate",
    TouchEvent: "touchcancel touchend touchmove touchstart",
    MediaEvent: (
        "canplay canplaythrough durationchange emptied ended loadeddata loadedmetadata loadstart pause play playing"
        " progress ratechange seeked seeking stalled suspend timeupdate volumechange waiting"
    ),
    ScrollEvent: "scroll scrollend",
    ToggleEvent: "beforetoggle toggle",
    CommandEvent: "command",
    AnimationEvent: "animationcancel animationend animationiteration animationstart",
    TransitionEvent: "transitioncancel transitionend transitionrun transitionstart",
    ResizeEvent: "resize",
    VisibilityEvent: "visibilitychange",
    HashChangeEvent: "hashchange",
    StorageEvent: "storage",
    Event: (
        "abort afterprint beforematch beforeprint cancel close contextlost contextrestored cuechange"
        " enterpictureinpicture error formdata fullscreenchange fullscreenerror invalid languagechange"
        " leavepictureinpicture load offline online pagehide pageshow popstate reset securitypolicyviolation select"
        " selectionchange selectstart slotchange"
    ),
}

#: The standard events, with the struct that a handler gets whose parameter has no annotation.
EVENTS: dict[str, type[Event]] = {name: family for family, names in _FAMILIES.items() for name in names.split()}

# In browsers a click is a PointerEvent, a wheel and a drag event are MouseEvents, and so on.
_ALSO: dict[type[Event], tuple[type[Event], ...]] = {
    ClickEvent: (MouseEvent, PointerEvent),
    MouseEvent: (ClickEvent,),
    PointerEvent: (ClickEvent, MouseEvent),
    WheelEvent: (ClickEvent, MouseEvent),
    DragEvent: (ClickEvent, MouseEvent),
    InputEvent: (EditEvent, ChangeEvent),
    ChangeEvent: (InputEvent,),
}


def fits(struct: type, event: str) -> bool:
    """Say whether the browser's event has the fields of a struct, as far as that is known.

    Args:
        struct: A struct of this module or another one.
        event: The event's name.

    Returns:
        False if the struct is one of this module, for another kind of event.
    """
    family = EVENTS.get(event)
    if family is None or struct not in _FAMILIES or struct is Event:
        return True
    return struct is family or struct in _ALSO.get(family, ())


@lru_cache(1024)
def sources(struct: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """List what the browser has to send for a struct.

    A field that holds a struct, or a list of structs, has a source like `"touches:identifier,clientX"`: what stands
    after the colon is read from the object there, or from each object of the list there.

    Args:
        struct: The struct.

    Returns:
        Pairs of the name in the payload and the source, as `ops.Listener.fields` has them.

    Raises:
        TypeError: The struct is tagged or an array, or a nested one has sources or nested structs of its own.
    """
    _check_plain(struct)
    return tuple((field.encode_name, _source(struct, field)) for field in msgspec.structs.fields(struct))


def _check_plain(struct: type[msgspec.Struct]) -> None:
    config = struct.__struct_config__
    if config.array_like or config.tag is not None:
        raise TypeError(f"{struct.__qualname__} cannot be a payload: array_like and tag do not fit a browser's event")


def _source(struct: type[msgspec.Struct], field: Any) -> str:
    path = _given_path(field.type) or field.encode_name
    if not _SOURCE.fullmatch(path):
        raise TypeError(f"{struct.__qualname__}.{field.name} needs a Source: {path!r} is no path from the event")
    nested = next(_nested(field.type), None)
    if nested is None:
        return path
    _check_plain(nested)
    inner = msgspec.structs.fields(nested)
    for part in inner:
        if _given_path(part.type) or next(_nested(part.type), None):
            raise TypeError(f"{nested.__qualname__}.{part.name}: a nested struct has plain fields without a Source")
    return f"{path}:{','.join(part.encode_name for part in inner)}"


def _given_path(annotation: Any) -> str | None:
    # Annotated[Text | None, Source(...)], but also Annotated[...] | None.
    if get_origin(annotation) is Annotated:
        for extra in annotation.__metadata__:
            if isinstance(extra, Source):
                return extra.path
        return _given_path(annotation.__origin__)
    if get_origin(annotation) in (Union, UnionType):
        return next(filter(None, map(_given_path, get_args(annotation))), None)
    return None


def _nested(annotation: Any) -> Iterator[type[msgspec.Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield annotation
    for argument in get_args(annotation):
        yield from _nested(argument)
