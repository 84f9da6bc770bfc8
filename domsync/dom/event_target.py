"""Targets of events, their listeners, and the way of an event through the tree."""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from domsync.dom import ops
from domsync.dom.event import Event
from domsync.dom.event_host import STANDALONE, EventHost
from domsync.dom.listeners import MAX_EVENT_NAME, Callback, ListenerEntry, browser_listener, check_compatible
from domsync.dom.unicode import well_formed
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.abort import AbortSignal


class EventTarget:
    """What events can be dispatched to.

    A subclass sets `_listeners` to None when it makes an object, and says by overriding: what comes after it on the
    way of an event (`_event_parent`), who looks after its callbacks (`_event_host`), which document it belongs to
    (`_event_document`), whether it takes a listener (`_before_listen`) and what to do when its listeners have changed
    (`_listen_changed`).

    From https://dom.spec.whatwg.org/#interface-eventtarget.
    """

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        #: Event name -> entries in order. Table and lists are replaced, never changed: a dispatch may be reading them,
        #: and elements that components made share them.
        self._listeners: dict[str, list[ListenerEntry]] | None = None

    def _event_parent(self, event: Event) -> "EventTarget | None":
        """Return the next target on the way of `event`."""
        return None

    def _event_host(self) -> EventHost:
        """Return who looks after the callbacks here."""
        return STANDALONE

    def _event_document(self) -> object:
        """Return the document that this target belongs to."""
        return None

    def _before_listen(self, type: str, listener: ops.Listener) -> None:
        """Raise, if the target cannot have this listener too; nothing is changed yet."""

    def _listen_changed(self, type: str) -> None:
        """Take note that the listeners of this event have changed."""

    def addEventListener(
        self,
        type: str,
        callback: Callback | None,
        options: "bool | str | Mapping[str, Any] | None" = None,
        *,
        js_value_getter: str | None = None,
        fields: Iterable[str | tuple[str, str]] = (),
        prevent_default: bool = False,
        stop_propagation: bool = False,
        once: bool = False,
        capture: bool = False,
        passive: bool = False,
        signal: "AbortSignal | None" = None,
        debounce: int = 0,
        throttle: int = 0,
        keys: Iterable[str] = (),
        outside: bool = False,
        single: bool = False,
    ) -> None:
        """Call `callback` whenever an event of this type comes by.

        Args:
            type: The event's name.
            callback: A function (also async) that takes nothing or the event, or an object with `handleEvent`. The
                same one with the same `capture` is added once only.
            options: As in JavaScript: a bool is `capture`, a mapping holds any of the arguments below. A string is
                the `js_value_getter`, which was the third argument of the original.
            js_value_getter: JavaScript for the field `value`, with `this` as the element: `"this.value"`.
            fields: What the browser shall tell of the event: pairs of a name and a path that starts at the event,
                `("value", "target.value")`, or a property of the event alone, `"key"`.
            prevent_default: Prevent the browser's default there.
            stop_propagation: Stop the event in the browser, so that the ancestors of this element do not hear of it.
            once: Remove the listener before it is called the first time.
            capture: Call it on the way down to the target rather than on the way up.
            passive: Ignore its `preventDefault()`.
            signal: Remove the listener when this signal aborts.
            debounce: Milliseconds of quiet that the browser waits for, before it sends the last event.
            throttle: Milliseconds between two events that the browser sends.
            keys: Only these values of `KeyboardEvent.key`.
            outside: Listen for events outside of this element.
            single: Drop further events until the last one is answered, unless the user has entered something since.

        Raises:
            TypeError: The callback needs other arguments than these, or cannot be called.
            ValueError: A field or getter is malformed, or another listener of this event contradicts it.

        From https://dom.spec.whatwg.org/#dom-eventtarget-addeventlistener.
        """
        if isinstance(options, Mapping):
            by_name = {
                "js_value_getter": js_value_getter,
                "fields": fields,
                "prevent_default": prevent_default,
                "stop_propagation": stop_propagation,
                "once": once,
                "capture": capture,
                "passive": passive,
                "signal": signal,
                "debounce": debounce,
                "throttle": throttle,
                "keys": keys,
                "outside": outside,
                "single": single,
            }
            self.addEventListener(type, callback, **{**by_name, **options})
            return
        if isinstance(options, str):
            js_value_getter = options
        elif options is not None:
            capture = bool(options)
        type = _event_name(type)
        if callback is None or (signal is not None and signal.aborted) or self._has_listener(type, callback, capture):
            return
        flags = (
            (ops.PREVENT_DEFAULT if prevent_default else 0)
            | (ops.STOP_PROPAGATION if stop_propagation else 0)
            | (ops.ONCE if once else 0)
            | (ops.PASSIVE if passive else 0)
            | (ops.OUTSIDE if outside else 0)
            | (ops.SINGLE if single else 0)
        )
        listener = browser_listener(
            js_value_getter=js_value_getter,
            fields=fields,
            flags=flags,
            debounce=debounce,
            throttle=throttle,
            keys=keys,
        )
        if not callable(callback) and not callable(getattr(callback, "handleEvent", None)):
            raise TypeError(f"a callback is a function, or an object with handleEvent(event); this is {callback!r}")
        entry = ListenerEntry(callback, listener, capture=capture, once=once, passive=passive, signal=signal)
        entries = (self._listeners or {}).get(type, [])
        check_compatible(entries, listener)
        self._before_listen(type, listener)
        self._listeners = {**(self._listeners or {}), type: [*entries, entry]}
        if signal is not None:
            signal._on_abort(entry, lambda: self._remove_entry(type, entry))
        self._listen_changed(type)

    def removeEventListener(
        self,
        type: str,
        callback: Callback | None,
        options: "bool | Mapping[str, Any] | None" = None,
        *,
        capture: bool = False,
    ) -> None:
        """Remove what `addEventListener` added with the same callback and `capture`; nothing, if there is none.

        From https://dom.spec.whatwg.org/#dom-eventtarget-removeeventlistener.
        """
        if options is not None:
            capture = bool(options.get("capture", False)) if isinstance(options, Mapping) else bool(options)
        for entry in (self._listeners or {}).get(type, ()):
            if entry.capture == capture and entry.callback == callback:
                self._remove_entry(type, entry)
                return

    def dispatchEvent(self, event: Event) -> bool:
        """Dispatch an event here and run what its async callbacks are to do.

        Returns:
            False, if a callback called `preventDefault()` on a cancelable event.

        Raises:
            DOMException: InvalidStateError: the event is being dispatched already.

        From https://dom.spec.whatwg.org/#dom-eventtarget-dispatchevent.
        """
        host = self._event_host()
        if event._path is None:
            event.isTrusted = False
        for awaitable in dispatch(self, event, host.report):
            host.run(awaitable)
        return not event.defaultPrevented

    def _has_listener(self, type: str, callback: Callback, capture: bool) -> bool:
        entries = (self._listeners or {}).get(type, ())
        return any(entry.capture == capture and entry.callback == callback for entry in entries)

    def _remove_entry(self, type: str, entry: ListenerEntry) -> None:
        listeners = self._listeners
        if listeners is None or entry.removed:
            return
        entry.removed = True
        if entry.signal is not None:
            entry.signal._forget(entry)
        entries = [other for other in listeners[type] if other is not entry]
        others = {other: kept for other, kept in listeners.items() if other != type}
        if entries:
            others[type] = entries
        self._listeners = others or None
        self._listen_changed(type)


def _event_name(type: str) -> str:
    type = well_formed(type)
    if not 0 < len(type) <= MAX_EVENT_NAME:
        raise ValueError(f"an event's name has 1 to {MAX_EVENT_NAME} characters, not {len(type)}: {type[:80]!r}")
    return type


def dispatch(
    target: EventTarget,
    event: Event,
    report: Callable[[BaseException, str], None],
    results: list[object] | None = None,
) -> list[Awaitable[object]]:
    """Take an event through the listeners of its target and of the target's ancestors.

    Args:
        target: Where it happened.
        event: One that is not being dispatched.
        report: Is told of each exception that a callback raises, and where; the listeners after it still run.
        results: Gets what each callback returned.

    Returns:
        What is to be awaited: the coroutines of async callbacks, in the order of the calls.

    Raises:
        DOMException: InvalidStateError: the event is being dispatched already.

    From https://dom.spec.whatwg.org/#concept-event-dispatch.
    """
    if event._path is not None:
        raise DOMException(f"this {event.type} event is being dispatched already", "InvalidStateError")
    # The whole way first: what listeners do to the tree does not change it.
    path = [target]
    while (parent := path[-1]._event_parent(event)) is not None:
        path.append(parent)
    event.target = target
    event._path = tuple(path)
    call = _Calls(event, report, results)
    try:
        for current in reversed(path):
            event.eventPhase = Event.AT_TARGET if current is target else Event.CAPTURING_PHASE
            call.listeners_of(current, capture=True)
        event.eventPhase = Event.AT_TARGET
        call.listeners_of(target, capture=False)
        if event.bubbles:
            event.eventPhase = Event.BUBBLING_PHASE
            for current in path[1:]:
                call.listeners_of(current, capture=False)
    finally:
        event.eventPhase = Event.NONE
        event.currentTarget = None
        event._path = None
        event._stopped = event._stopped_here = False
    return call.awaitables


class _Calls:
    """The calls of one dispatch."""

    __slots__ = ("awaitables", "event", "report", "results")

    def __init__(
        self, event: Event, report: Callable[[BaseException, str], None], results: list[object] | None
    ) -> None:
        self.event = event
        self.report = report
        self.results = results
        self.awaitables: list[Awaitable[object]] = []

    def listeners_of(self, current: EventTarget, *, capture: bool) -> None:
        """Do the standard's "invoke" and "inner invoke"."""
        event = self.event
        listeners = current._listeners
        if listeners is None or event._stopped:
            return
        entries = listeners.get(event.type)
        if entries is None:
            return
        event.currentTarget = current
        if event._payloads is not None:
            if current not in event._payloads:
                return
            event._use_payload_of(current, event._payloads)
        for entry in entries:
            if entry.capture != capture or entry.removed or not _wants_key(entry, event):
                continue
            if entry.once:
                current._remove_entry(event.type, entry)
            if entry.listener.flags & ops.STOP_PROPAGATION:
                event.stopPropagation()
            self._call(entry, current)
            if event._stopped_here:
                return

    def _call(self, entry: ListenerEntry, current: EventTarget) -> None:
        event = self.event
        event._in_passive = entry.passive
        try:
            result = entry.call(event._kept() if entry.is_async and entry.takes_event else event)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a callback raises, the others still run
            self.report(error, f"the callback {_name(entry)} for {event.type!r} at {current!r}")
            return
        finally:
            event._in_passive = False
        if self.results is not None:
            self.results.append(result)
        if result is not None and inspect.isawaitable(result):
            self.awaitables.append(result)


def _wants_key(entry: ListenerEntry, event: Event) -> bool:
    keys = entry.listener.keys
    return not keys or event.get("key", keys[0]) in keys


def _name(entry: ListenerEntry) -> str:
    return str(getattr(entry.callback, "__qualname__", entry.callback))
