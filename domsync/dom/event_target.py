"""Targets of events, their listeners, and the way of an event through the tree."""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
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
        #: The standard's event listener list, None while it is empty. Elements that components made share theirs.
        self._listeners: tuple[ListenerEntry, ...] | None = None

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

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        """Take note that the listeners of this event have changed; `before` are those it had until now."""

    def _entries(self, type: str) -> list[ListenerEntry]:
        """Return the entries of one event, in order."""
        listeners = self._listeners
        return [] if listeners is None else [entry for entry in listeners if entry.type == type]

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
        if callback is None or (signal is not None and signal.aborted):
            return
        entries = self._entries(type)
        if _find(entries, callback, capture=capture) is not None:
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
        entry = ListenerEntry(type, callback, listener, capture=capture, once=once, signal=signal)
        check_compatible(entries, listener)
        self._before_listen(type, listener)
        self._listeners = (*(self._listeners or ()), entry)
        if signal is not None:
            signal._on_abort(entry, partial(self._remove_entry, entry))
        self._listen_changed(type, entries)

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
        entry = _find(self._entries(type), callback, capture=capture)
        if entry is not None:
            self._remove_entry(entry)

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

    def _remove_entry(self, entry: ListenerEntry) -> None:
        listeners = self._listeners
        if listeners is None or entry.removed:
            return
        entry.removed = True
        if entry.signal is not None:
            entry.signal._forget(entry)
        before = self._entries(entry.type)
        self._listeners = tuple([other for other in listeners if other is not entry]) or None
        self._listen_changed(entry.type, before)


def _find(entries: Iterable[ListenerEntry], callback: Callback | None, *, capture: bool) -> ListenerEntry | None:
    for entry in entries:
        if entry.capture == capture and entry.callback == callback:
            return entry
    return None


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
            if current._listeners is not None:
                event.eventPhase = Event.AT_TARGET if current is target else Event.CAPTURING_PHASE
                call.listeners_of(current, capture=True)
        event.eventPhase = Event.AT_TARGET
        call.listeners_of(target, capture=False)
        if event.bubbles:
            event.eventPhase = Event.BUBBLING_PHASE
            for current in path[1:]:
                if current._listeners is not None:
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
        type = event.type
        for entry in listeners:
            if entry.capture != capture or entry.type != type or entry.removed:
                continue
            if event.currentTarget is not current and not self._arrive(current):
                return
            if not _wants_key(entry, event):
                continue
            if entry.once:
                current._remove_entry(entry)
            if entry.listener.flags & ops.STOP_PROPAGATION:
                event.stopPropagation()
            self._call(entry, current)
            if event._stopped_here:
                return

    def _arrive(self, current: EventTarget) -> bool:
        """Let the event be at a target that has listeners; say whether they are to be called."""
        event = self.event
        if event._payloads is not None:
            if current not in event._payloads:
                return False
            event._use_payload_of(current, event._payloads)
        event.currentTarget = current
        return True

    def _call(self, entry: ListenerEntry, current: EventTarget) -> None:
        event = self.event
        event._in_passive = bool(entry.listener.flags & ops.PASSIVE)
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
