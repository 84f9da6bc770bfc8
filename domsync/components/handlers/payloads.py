"""The payloads of events. A handler's annotation selects the data that the browser sends; users import them from
`domsync.events`.

A handler that takes one argument gets a struct, and the browser sends exactly the struct's fields::

    def typed(self, event: events.InputEvent): ...

Fields have the names of the DOM event's properties. Define your own struct to get fewer or other fields. Each field is
read from the event's property of the same name, or from the path that `Source` gives::

    class Row(msgspec.Struct):
        id: Annotated[str, Source("currentTarget.dataset.id")]
        shiftKey: bool

What the browser sends has to match the types strictly, as JSON: `"5"` is not an `int`.

All numbers are in the browser's units: CSS pixels, seconds for media, degrees for tilts.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from domsync.components.handlers.idempotency_keys import event_key
from domsync.components.handlers.sources import Source, sources

__all__ = [
    "AnimationEvent",
    "ChangeEvent",
    "ClickEvent",
    "ClipboardEvent",
    "CloseEvent",
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


#: Text as long as a message may be: `Limits.message_bytes`, which the browser knows, too.
Text = str
Name = Annotated[str, Meta(max_length=256)]
#: A small number, such as that of a button, or of clicks.
Count = Annotated[int, Meta(ge=-1, le=2**31)]
#: A number that identifies a pointer.
Identifier = Annotated[int, Meta(ge=-(2**53), le=2**53)]


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The base class of all payloads. It has no fields: the browser only reports that the event happened."""

    @property
    def key(self) -> str | None:
        """The event's idempotency key, as `event_key()` returns it: the same if the event is handled again after a
        crash.

        Keyboard and storage events have a `key` property of their own; call `event_key()` there.
        """
        return event_key()


class _Modifiers(Event, frozen=True, forbid_unknown_fields=True):
    """The modifier keys that were held."""

    altKey: bool
    ctrlKey: bool
    metaKey: bool
    shiftKey: bool


class ClickEvent(_Modifiers, frozen=True, forbid_unknown_fields=True):
    """A click, with the most common fields. `MouseEvent` has all of them.

    Attributes:
        button: The button: 0 is the main one, 1 the middle one, 2 the secondary one.
        clientX: Distance from the left edge of the viewport, in CSS pixels.
        clientY: Distance from the top edge of the viewport, in CSS pixels.
        detail: The number of clicks in quick succession.
    """

    button: Count
    clientX: float
    clientY: float
    detail: Count


class MouseEvent(ClickEvent, frozen=True, forbid_unknown_fields=True):
    """A mouse event.

    Attributes:
        buttons: The buttons that are held, added up: 1 is the main one, 2 the secondary one, 4 the middle one.
        movementX: Horizontal distance since the last mouse move.
        movementY: Vertical distance since the last mouse move.
        offsetX: Distance from the left edge of the target.
        offsetY: Distance from the top edge of the target.
        pageX: Distance from the left edge of the page.
        pageY: Distance from the top edge of the page.
        screenX: Distance from the left edge of the screen.
        screenY: Distance from the top edge of the screen.
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
    """A mouse, pen or touch event.

    Attributes:
        pointerId: The pointer's id.
        pointerType: `"mouse"`, `"pen"` or `"touch"`.
        isPrimary: True for the first pointer of its type.
        pressure: The pressure, from 0 to 1.
        width: The width of the contact area.
        height: The height of the contact area.
        tiltX: The pen's tilt to the right, from -90 to 90 degrees.
        tiltY: The pen's tilt towards the user, from -90 to 90 degrees.
        twist: The pen's rotation, from 0 to 359 degrees.
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
    """A turn of the mouse wheel, or scrolling on a touchpad.

    Attributes:
        clientX: Distance from the left edge of the viewport, in CSS pixels.
        clientY: Distance from the top edge of the viewport, in CSS pixels.
        deltaX: Scroll amount to the right.
        deltaY: Scroll amount down.
        deltaZ: Scroll amount along the z-axis.
        deltaMode: The unit of the deltas: 0 for pixels, 1 for lines, 2 for pages.
    """

    clientX: float
    clientY: float
    deltaX: float
    deltaY: float
    deltaZ: float
    deltaMode: Count


class KeyboardEvent(_Modifiers, frozen=True, forbid_unknown_fields=True):
    """A key that was pressed or released.

    Attributes:
        key: The key's meaning: `"a"`, `"A"`, `"Enter"`, `"ArrowLeft"`.
        code: The physical key, whatever the keyboard layout: `"KeyA"`, `"Enter"`.
        repeat: True while the key is held down and repeats.
        isComposing: True during an input method's composition.
    """

    key: Name
    code: Name
    repeat: bool
    isComposing: bool


class InputEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A change of a form control's value while the user edits it.

    Attributes:
        value: The new value.
    """

    value: Annotated[Text, Source("target.value")]


class EditEvent(Event, frozen=True, forbid_unknown_fields=True):
    """An edit that is about to happen (`beforeinput`), in a form control or in an element with `contenteditable`.

    Attributes:
        data: The inserted characters, if any.
        inputType: The kind of edit: `"insertText"`, `"deleteContentBackward"` ...
        isComposing: True during an input method's composition.
    """

    data: Text | None = None
    inputType: Name | None = None
    isComposing: bool = False


class ChangeEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A committed change: the user has left an edited control, ticked a box or selected an option.

    Attributes:
        value: The control's value; for several selected options the first one.
        checked: Whether a checkbox or radio button is checked; None or False for other controls.
    """

    value: Annotated[Text, Source("target.value")]
    checked: Annotated[bool | None, Source("target.checked")] = None


class SubmitEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A submitted form. Annotate the handler with a pydantic model instead to have the entries validated.

    Attributes:
        entries: The controls' names and values, in order. For a file, the value is its name.
        submitter: The value of the button that submitted the form, if the button has a name.
    """

    entries: Annotated[tuple[tuple[Name, Text], ...], Source("@form")]
    submitter: Annotated[Text | None, Source("submitter.value")] = None

    def get(self, name: str, default: str = "") -> str:
        """Return the first value with a name.

        Args:
            name: The control's name.
            default: The value to return if there is none.
        """
        return next((value for key, value in self.entries if key == name), default)

    def getAll(self, name: str) -> list[str]:
        """Return all values with a name, for example of several checkboxes or a multiple select.

        Args:
            name: The controls' name.
        """
        return [value for key, value in self.entries if key == name]


class FocusEvent(Event, frozen=True, forbid_unknown_fields=True):
    """An element that received or lost the focus.

    Attributes:
        relatedTarget: The id of the element that the focus came from or goes to, if it has one.
    """

    relatedTarget: Annotated[Text | None, Source("relatedTarget.id")] = None


class DragEvent(_Modifiers, frozen=True, forbid_unknown_fields=True):
    """A drag or a drop.

    Attributes:
        clientX: Distance from the left edge of the viewport, in CSS pixels.
        clientY: Distance from the top edge of the viewport, in CSS pixels.
        dropEffect: The operation: `"none"`, `"copy"`, `"move"` or `"link"`.
        text: The dragged text; browsers reveal it only on the drop.
    """

    clientX: float
    clientY: float
    dropEffect: Annotated[Name | None, Source("dataTransfer.dropEffect")] = None
    text: Annotated[Text | None, Source("@clipboard")] = None


class ClipboardEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A cut, copy or paste.

    Attributes:
        text: The pasted text.
    """

    text: Annotated[Text | None, Source("@clipboard")] = None


class CompositionEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A character that is being composed with an input method.

    Attributes:
        data: The text composed so far.
    """

    data: Text | None = None


class Touch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finger on the screen.

    Attributes:
        identifier: A number that stays the same while the finger is down.
        clientX: Distance from the left edge of the viewport, in CSS pixels.
        clientY: Distance from the top edge of the viewport, in CSS pixels.
        pageX: Distance from the left edge of the page.
        pageY: Distance from the top edge of the page.
    """

    identifier: Identifier
    clientX: float
    clientY: float
    pageX: float
    pageY: float


Touches = Annotated[tuple[Touch, ...], Meta(max_length=32)]


class TouchEvent(_Modifiers, frozen=True, forbid_unknown_fields=True):
    """Fingers that touched, moved on or left the screen.

    Attributes:
        touches: All fingers on the screen.
        targetTouches: The fingers that touched down on the target.
        changedTouches: The fingers that this event is about.
    """

    touches: Touches
    targetTouches: Touches
    changedTouches: Touches


class MediaEvent(Event, frozen=True, forbid_unknown_fields=True):
    """An event of an audio or video element.

    Attributes:
        currentTime: The playback position, in seconds.
        duration: The length, in seconds; None while it is unknown.
        paused: True if playback is paused.
        ended: True if playback has reached the end.
        muted: True if the sound is off.
        volume: The volume, from 0 to 1.
        playbackRate: The speed; 1 is normal.
    """

    currentTime: Annotated[float, Source("target.currentTime")]
    duration: Annotated[float | None, Source("target.duration")]
    paused: Annotated[bool, Source("target.paused")]
    ended: Annotated[bool, Source("target.ended")]
    muted: Annotated[bool, Source("target.muted")]
    volume: Annotated[float, Source("target.volume")]
    playbackRate: Annotated[float, Source("target.playbackRate")]


class ScrollEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A scrolled element. When the page itself is scrolled, all fields are None.

    Attributes:
        scrollLeft: Distance scrolled from the left, in CSS pixels.
        scrollTop: Distance scrolled from the top, in CSS pixels.
        scrollWidth: The width of the content.
        scrollHeight: The height of the content.
        clientWidth: The visible width.
        clientHeight: The visible height.
    """

    scrollLeft: Annotated[float | None, Source("target.scrollLeft")] = None
    scrollTop: Annotated[float | None, Source("target.scrollTop")] = None
    scrollWidth: Annotated[float | None, Source("target.scrollWidth")] = None
    scrollHeight: Annotated[float | None, Source("target.scrollHeight")] = None
    clientWidth: Annotated[float | None, Source("target.clientWidth")] = None
    clientHeight: Annotated[float | None, Source("target.clientHeight")] = None


class ToggleEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A `details` element, dialog or popover that opens or closes.

    Attributes:
        oldState: `"open"` or `"closed"`.
        newState: `"open"` or `"closed"`.
    """

    oldState: Name
    newState: Name


class CloseEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A dialog that was closed by Escape, by a form with `method=dialog`, or by the program.

    Attributes:
        returnValue: The value of the button that closed the dialog; empty after Escape.
    """

    returnValue: Annotated[Text, Source("target.returnValue")] = ""


class CommandEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A button with a `command` attribute that was pressed.

    Attributes:
        command: The command.
    """

    command: Name


class AnimationEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A CSS animation that started, ended or repeated.

    Attributes:
        animationName: The name of its `@keyframes`.
        elapsedTime: Time since the start, in seconds.
        pseudoElement: The pseudo-element, such as `"::before"`, or empty.
    """

    animationName: Name
    elapsedTime: float
    pseudoElement: Name


class TransitionEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A CSS transition that started or ended.

    Attributes:
        propertyName: The CSS property.
        elapsedTime: Time since the start, in seconds.
        pseudoElement: The pseudo-element, such as `"::before"`, or empty.
    """

    propertyName: Name
    elapsedTime: float
    pseudoElement: Name


class ResizeEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A change of the window's size: `on_resize=on(..., target="window")`.

    Attributes:
        innerWidth: The viewport's width, in CSS pixels.
        innerHeight: The viewport's height, in CSS pixels.
    """

    innerWidth: Annotated[Count, Source("currentTarget.innerWidth")]
    innerHeight: Annotated[Count, Source("currentTarget.innerHeight")]


class VisibilityEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A page that was hidden or shown: `on_visibilitychange=on(..., target="document")`.

    Attributes:
        visibilityState: `"visible"` or `"hidden"`.
    """

    visibilityState: Annotated[Name, Source("target.visibilityState")]


class HashChangeEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A change of the URL's fragment: `on_hashchange=on(..., target="window")`.

    Attributes:
        oldURL: The URL before the change.
        newURL: The URL after the change.
    """

    oldURL: Text
    newURL: Text


class StorageEvent(Event, frozen=True, forbid_unknown_fields=True):
    """A change of the local storage by another page of this origin: `on_storage=on(..., target="window")`.

    Attributes:
        key: The changed key; None if the storage was cleared.
        oldValue: The value before the change.
        newValue: The value after the change.
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
    CloseEvent: "close",
    CommandEvent: "command",
    AnimationEvent: "animationcancel animationend animationiteration animationstart",
    TransitionEvent: "transitioncancel transitionend transitionrun transitionstart",
    ResizeEvent: "resize",
    VisibilityEvent: "visibilitychange",
    HashChangeEvent: "hashchange",
    StorageEvent: "storage",
    Event: (
        "abort afterprint beforematch beforeprint cancel contextlost contextrestored cuechange"
        " enterpictureinpicture error formdata fullscreenchange fullscreenerror invalid languagechange"
        " leavepictureinpicture load offline online pagehide pageshow popstate reset securitypolicyviolation select"
        " selectionchange selectstart slotchange"
    ),
}

#: The standard events, with the struct for handlers whose parameter has no annotation.
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
    """Return whether the browser's event has a struct's fields, as far as that is known.

    Args:
        struct: A struct of this module or another one.
        event: The event's name.

    Returns:
        False if the struct belongs to this module and is for another kind of event.
    """
    family = EVENTS.get(event)
    if family is None or struct not in _FAMILIES or struct is Event:
        return True
    return struct is family or struct in _ALSO.get(family, ())
