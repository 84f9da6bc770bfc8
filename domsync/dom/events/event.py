"""Events: Event, CustomEvent, and events reported by a browser."""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import msgspec

from domsync.dom.checks.unicode import ascii_lower, well_formed
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.events.target import EventTarget

#: Events that do not bubble in browsers.
NON_BUBBLING = frozenset(
    (
        *("abort", "beforetoggle", "beforeunload", "blur", "cancel", "close", "command", "cuechange", "error", "focus"),
        *("invalid", "load", "mouseenter", "mouseleave", "pointerenter", "pointerleave", "resize", "scroll"),
        *("scrollend", "toggle", "unload", "upload"),
        # of media
        *("canplay", "canplaythrough", "durationchange", "emptied", "encrypted", "ended", "loadeddata"),
        *("loadedmetadata", "loadstart", "pause", "play", "playing", "progress", "ratechange", "seeked", "seeking"),
        *("stalled", "suspend", "timeupdate", "volumechange", "waiting", "waitingforkey"),
    )
)

_NO_FIELDS: dict[str, Any] = {}
_decode_fields = msgspec.json.Decoder(dict[str, Any]).decode


class Event:
    """An event.

    Args:
        type: The event's name.
        options: `bubbles`, `cancelable` and `composed` as a mapping, as in JavaScript.
        bubbles: Whether the event goes on to the ancestors of its target.
        cancelable: Whether `preventDefault()` has an effect.
        composed: Kept for compatibility; there are no shadow trees here.
        payload: What the browser reported: a JSON object, decoded on demand.

    Read the payload's fields as `event.key`, `event["key"]` or `event.get("key")`. `event["value"]` (None without such
    a field), `event["id"]`, `event["event"]`, `event["doc"]` and `event["domsync"]` also work, because callbacks of the
    original domsync index their message with them.

    An event from the browser (`isTrusted`) has already happened there. To prevent its default action, use
    `addEventListener(..., prevent_default=True)`; `preventDefault()` comes too late.

    From https://dom.spec.whatwg.org/#interface-event.
    """

    NONE = 0
    CAPTURING_PHASE = 1
    AT_TARGET = 2
    BUBBLING_PHASE = 3

    __slots__ = (
        *("__weakref__", "_fields", "_in_passive", "_path", "_payload", "_payloads", "_stopped", "_stopped_here"),
        *("_uninitialized", "_uploads"),
        *("bubbles", "cancelable", "composed", "currentTarget", "defaultPrevented", "eventPhase", "isTrusted"),
        *("target", "timeStamp", "type"),
    )

    def __init__(
        self,
        type: str,
        options: Mapping[str, Any] | None = None,
        *,
        bubbles: bool = False,
        cancelable: bool = False,
        composed: bool = False,
        payload: bytes = b"{}",
    ) -> None:
        self.type: str = well_formed(type)
        self.bubbles: bool = bubbles
        self.cancelable: bool = cancelable
        self.composed = composed
        self.target: EventTarget | None = None
        self.currentTarget: EventTarget | None = None
        self.eventPhase = 0
        self.defaultPrevented: bool = False
        self.isTrusted: bool = False
        self.timeStamp: float = time.perf_counter() * 1000.0
        self._payload = payload
        self._payloads: Mapping[EventTarget, bytes] | None = None
        self._fields: dict[str, Any] | None = None
        self._path: tuple[EventTarget, ...] | None = None
        self._stopped = False
        self._stopped_here = False
        self._in_passive = False
        self._uninitialized = False
        self._uploads: Sequence[Any] = ()
        if options is not None:
            if not isinstance(options, Mapping):
                raise TypeError(f"the options of an event must be a mapping, {{'bubbles': True}}, not {options!r}")
            for name, value in options.items():
                self._take_option(name, value)

    def _take_option(self, name: str, value: Any) -> None:
        if name not in {"bubbles", "cancelable", "composed"}:
            raise TypeError(f"an event has no option {name!r}; there are bubbles, cancelable and composed")
        setattr(self, name, bool(value))

    def composedPath(self) -> "list[EventTarget]":
        """Return the targets that this event passes, innermost first; empty if it is not being dispatched."""
        return list(self._path or ())

    def stopPropagation(self) -> None:
        """Stop the event from reaching further targets. The other listeners of the current target still run."""
        self._stopped = True

    def stopImmediatePropagation(self) -> None:
        """Stop all further listeners from running."""
        self._stopped = self._stopped_here = True

    def preventDefault(self) -> None:
        """Set `defaultPrevented`, if the event is cancelable and the listener is not passive."""
        if self.cancelable and not self._in_passive:
            self.defaultPrevented = True

    @property
    def returnValue(self) -> bool:
        """The opposite of `defaultPrevented`. Setting it to False calls `preventDefault()`."""
        return not self.defaultPrevented

    @returnValue.setter
    def returnValue(self, value: bool) -> None:
        if not value:
            self.preventDefault()

    @property
    def srcElement(self) -> "EventTarget | None":
        """An alias of `target`."""
        return self.target

    @property
    def cancelBubble(self) -> bool:
        """True if propagation was stopped. Setting it to True calls `stopPropagation()`."""
        return self._stopped

    @cancelBubble.setter
    def cancelBubble(self, value: bool) -> None:
        if value:
            self.stopPropagation()

    def initEvent(self, type: str, bubbles: bool = False, cancelable: bool = False) -> None:
        """Initialize an event made by `document.createEvent()`. Does nothing while the event is being dispatched.

        Args:
            type: The event's name.
            bubbles: Whether the event goes on to the ancestors of its target.
            cancelable: Whether `preventDefault()` has an effect.

        From https://dom.spec.whatwg.org/#dom-event-initevent.
        """
        type = well_formed(type)
        if self._path is not None:
            return
        self._uninitialized = False
        self._stopped = self._stopped_here = False
        self.defaultPrevented = False
        self.isTrusted = False
        self.target = None
        self.type = type
        self.bubbles = bool(bubbles)
        self.cancelable = bool(cancelable)

    @property
    def payload(self) -> bytes:
        """The payload for the current target, as the browser reported it: a JSON object."""
        return self._payload

    @property
    def uploads(self) -> Sequence[Any]:
        """The files of an `upload` event, as `domsync.Upload` objects; empty for other events."""
        return self._uploads

    def _use_payload_of(self, target: "EventTarget", payloads: "Mapping[EventTarget, bytes]") -> None:
        self._payload = payloads[target]
        self._fields = None

    def _decoded(self) -> dict[str, Any]:
        fields = self._fields
        if fields is None:
            fields = self._fields = _NO_FIELDS if self._payload == b"{}" else _decode_fields(self._payload)
        return fields

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_"):
            fields = self._decoded()
            if name in fields:
                return fields[name]
            raise AttributeError(
                f"this {self.type} event has no field {name!r}; listen with fields=[({name!r}, 'path.from.the.event')]",
                name=name,
                obj=self,
            )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

    def __getitem__(self, name: str) -> Any:
        fields = self._decoded()
        if name in fields:
            return fields[name]
        match name:
            case "domsync":
                return True
            case "event":
                return self.type
            case "id":
                return getattr(self.currentTarget or self.target, "id", None)
            case "doc":
                target = self.currentTarget or self.target
                return None if target is None else target._event_document()
            case "value":
                return None
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return name in _LEGACY_KEYS or name in self._decoded()

    def get(self, name: str, default: Any = None) -> Any:
        """Return `event[name]`, or `default` if there is no such field."""
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self) -> Iterator[str]:
        """Return the names that `event[...]` accepts, so that `dict(event)` works."""
        return iter(dict.fromkeys((*_LEGACY_KEYS, *self._decoded())))

    def _kept(self) -> "Event":
        """Return a copy that keeps its currentTarget: an `async def` runs when the dispatch is over."""
        copy = object.__new__(type(self))
        for name in _COPIED:
            setattr(copy, name, getattr(self, name))
        if isinstance(self, CustomEvent):
            cast("CustomEvent", copy).detail = self.detail
        return copy

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.type!r} at {self.target!r}>"


_LEGACY_KEYS = ("domsync", "event", "id", "doc", "value")
_COPIED = tuple(name for name in Event.__slots__ if name != "__weakref__")


class CustomEvent(Event):
    """An event of your own, with any value as `detail`.

    Args:
        type: The event's name.
        options: `detail`, `bubbles`, `cancelable` and `composed` as a mapping, as in JavaScript.
        detail: Any value.
        event_options: The keywords of `Event`.

    From https://dom.spec.whatwg.org/#interface-customevent.
    """

    __slots__ = ("detail",)

    def __init__(
        self, type: str, options: Mapping[str, Any] | None = None, *, detail: Any = None, **event_options: Any
    ) -> None:
        self.detail: Any = detail
        super().__init__(type, options, **event_options)

    def _take_option(self, name: str, value: Any) -> None:
        if name == "detail":
            self.detail = value
        else:
            super()._take_option(name, value)

    def initCustomEvent(self, type: str, bubbles: bool = False, cancelable: bool = False, detail: Any = None) -> None:
        """Initialize the event as `initEvent()` does, and set `detail`.

        From https://dom.spec.whatwg.org/#dom-customevent-initcustomevent.
        """
        if self._path is None:
            self.initEvent(type, bubbles, cancelable)
            self.detail = detail


#: The names that `document.createEvent()` accepts; those without a class here give a plain `Event`.
#: From https://dom.spec.whatwg.org/#dom-document-createevent.
_LEGACY_INTERFACES = frozenset(
    (
        *("beforeunloadevent", "compositionevent", "customevent", "devicemotionevent", "deviceorientationevent"),
        *("dragevent", "event", "events", "focusevent", "hashchangeevent", "htmlevents", "keyboardevent"),
        *("messageevent", "mouseevent", "mouseevents", "storageevent", "svgevents", "textevent", "touchevent"),
        *("uievent", "uievents"),
    )
)


def legacy_event(interface: str) -> Event:
    """Create an event for `document.createEvent()`. It has no name until `initEvent()` gives it one.

    Raises:
        DOMException: NotSupportedError: there is no such interface.
    """
    name = ascii_lower(interface)
    if name not in _LEGACY_INTERFACES:
        raise DOMException(f"there is no event interface {interface!r}", "NotSupportedError")
    event = CustomEvent("") if name == "customevent" else Event("")
    event._uninitialized = True
    return event


def browser_event(type: str, payload: bytes = b"{}", payloads: "Mapping[EventTarget, bytes] | None" = None) -> Event:
    """Create an event that a browser has reported.

    Args:
        type: The event's name, which decides whether it bubbles.
        payload: The fields, as a JSON object.
        payloads: The fields for each target to notify, if the browser lists them. Other targets on the path were
            notified before or are waiting (`debounce`, `throttle`, `keys`, `outside`), and are skipped.
    """
    event = Event(type, bubbles=type not in NON_BUBBLING, cancelable=True, composed=True, payload=payload)
    event.isTrusted = True
    event._payloads = payloads
    return event
