"""What happened: Event and CustomEvent, and the events that a browser reported."""

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec

from domsync.dom.unicode import well_formed

if TYPE_CHECKING:
    from domsync.dom.event_target import EventTarget

#: Events that do not bubble when a browser makes them.
NON_BUBBLING = frozenset(
    (
        *("abort", "beforetoggle", "beforeunload", "blur", "cancel", "close", "command", "cuechange", "error", "focus"),
        *("invalid", "load", "mouseenter", "mouseleave", "pointerenter", "pointerleave", "resize", "scroll"),
        *("scrollend", "toggle", "unload"),
        # of media
        *("canplay", "canplaythrough", "durationchange", "emptied", "encrypted", "ended", "loadeddata"),
        *("loadedmetadata", "loadstart", "pause", "play", "playing", "progress", "ratechange", "seeked", "seeking"),
        *("stalled", "suspend", "timeupdate", "volumechange", "waiting", "waitingforkey"),
    )
)

_NO_FIELDS: dict[str, Any] = {}
_decode_fields = msgspec.json.Decoder(dict[str, Any]).decode


class Event:
    """Something that happened at a target.

    Args:
        type: The event's name.
        options: `bubbles`, `cancelable` and `composed` as a mapping, as JavaScript has them.
        bubbles: It goes on to the ancestors of its target.
        cancelable: `preventDefault()` has an effect.
        composed: Kept for whoever asks; there are no shadow trees here.
        payload: What the browser told of it: a JSON object, decoded when it is asked for.

    The payload's fields can be read as `event.key`, `event["key"]` and `event.get("key")`. Beside them `event["value"]`
    (None without such a field), `event["id"]`, `event["event"]`, `event["doc"]` and `event["domsync"]` are what
    callbacks of the original domsync index their message with.

    An event from the browser (`isTrusted`) has happened there already: its default is prevented with
    `addEventListener(..., prevent_default=True)`, not with `preventDefault()`.

    From https://dom.spec.whatwg.org/#interface-event.
    """

    NONE = 0
    CAPTURING_PHASE = 1
    AT_TARGET = 2
    BUBBLING_PHASE = 3

    __slots__ = (
        *("__weakref__", "_fields", "_in_passive", "_path", "_payload", "_payloads", "_stopped", "_stopped_here"),
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
        self.type = well_formed(type)
        self.bubbles = bubbles
        self.cancelable = cancelable
        self.composed = composed
        self.target: EventTarget | None = None
        self.currentTarget: EventTarget | None = None
        self.eventPhase = 0
        self.defaultPrevented = False
        self.isTrusted = False
        self.timeStamp = time.perf_counter() * 1000.0
        self._payload = payload
        self._payloads: Mapping[EventTarget, bytes] | None = None
        self._fields: dict[str, Any] | None = None
        self._path: tuple[EventTarget, ...] | None = None
        self._stopped = False
        self._stopped_here = False
        self._in_passive = False
        for name, value in (options or {}).items():
            self._take_option(name, value)

    def _take_option(self, name: str, value: Any) -> None:
        if name not in {"bubbles", "cancelable", "composed"}:
            raise TypeError(f"an event has no option {name!r}; there are bubbles, cancelable and composed")
        setattr(self, name, bool(value))

    def composedPath(self) -> "list[EventTarget]":
        """Return the targets that this event goes through, innermost first; empty when it is not under way."""
        return list(self._path or ())

    def stopPropagation(self) -> None:
        """Let the event reach no other target. The other listeners of this one still run."""
        self._stopped = True

    def stopImmediatePropagation(self) -> None:
        """Let no listener after this one run."""
        self._stopped = self._stopped_here = True

    def preventDefault(self) -> None:
        """Set `defaultPrevented`, if the event is cancelable and the listener is not a passive one."""
        if self.cancelable and not self._in_passive:
            self.defaultPrevented = True

    @property
    def payload(self) -> bytes:
        """What the browser told of the event for the current target: a JSON object."""
        return self._payload

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
        """Return `event[name]`, or `default` when there is no such field."""
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self) -> Iterator[str]:
        """Return the names that `event[...]` takes, so that `dict(event)` works."""
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
    """An event of the application's own, with any value as `detail`.

    Args:
        type: The event's name.
        options: `detail`, `bubbles`, `cancelable` and `composed` as a mapping, as JavaScript has them.
        detail: Anything.
        event_options: What `Event` takes by name.

    From https://dom.spec.whatwg.org/#interface-customevent.
    """

    __slots__ = ("detail",)

    def __init__(
        self, type: str, options: Mapping[str, Any] | None = None, *, detail: Any = None, **event_options: Any
    ) -> None:
        self.detail = detail
        super().__init__(type, options, **event_options)

    def _take_option(self, name: str, value: Any) -> None:
        if name == "detail":
            self.detail = value
        else:
            super()._take_option(name, value)


def browser_event(type: str, payload: bytes = b"{}", payloads: "Mapping[EventTarget, bytes] | None" = None) -> Event:
    """Make the event that a browser reported.

    Args:
        type: The event's name; it decides whether the event bubbles.
        payload: The fields as a JSON object.
        payloads: The fields for each target that is told, where the browser says so: others on the way may have been
            told already, or wait for a pause (`debounce`, `throttle`, `keys`, `outside`), and are passed over.
    """
    event = Event(type, bubbles=type not in NON_BUBBLING, cancelable=True, composed=True, payload=payload)
    event.isTrusted = True
    event._payloads = payloads
    return event
