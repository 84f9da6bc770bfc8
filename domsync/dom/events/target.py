"""Event targets, their listeners, and the path of an event through the tree."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import structs

from domsync.dom import ops
from domsync.dom.checks.unicode import well_formed
from domsync.dom.events.event import Event
from domsync.dom.events.host import STANDALONE, EventHost
from domsync.dom.events.keys import MATCHED, PREVENTS, matching
from domsync.dom.events.listeners import (
    MAX_EVENT_NAME,
    Actions,
    Callback,
    ListenerEntry,
    as_actions,
    browser_listener,
    check_actions,
    check_compatible,
    local_listener,
    undone_reaction,
)
from domsync.dom.events.results import is_awaitable
from domsync.dom.records import TargetRecord
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.events.abort import AbortSignal


#: Events for whose listeners scrolling would have to wait if they were not passive.
#: From https://dom.spec.whatwg.org/#default-passive-value.
_PASSIVE_BY_DEFAULT = frozenset(("touchstart", "touchmove", "wheel", "mousewheel"))


class EventTarget(TargetRecord):
    """A target that events can be dispatched to.

    A subclass sets `listener_list` to None when it creates an object, and overrides: the next target on an event's path
    (`_event_parent`), the host of its callbacks (`_event_host`), the document it belongs to (`_event_document`),
    whether it accepts a listener (`_before_listen`), and what to do when its listeners have changed
    (`_listen_changed`).

    From https://dom.spec.whatwg.org/#interface-eventtarget.
    """

    __slots__ = ()

    def __init__(self) -> None:
        self.listener_list = None

    def _event_parent(self, event: Event) -> "EventTarget | None":
        """Return the next target on the path of `event`."""
        return None

    def _event_host(self) -> EventHost:
        """Return the host of this target's callbacks."""
        return STANDALONE

    def _event_document(self) -> object:
        """Return the document that this target belongs to."""
        return None

    def _before_listen(self, type: str, listener: ops.Listener) -> None:
        """Raise an exception if the target cannot have this listener, too; nothing is changed yet."""

    def _is_page_wide(self) -> bool:
        """Return whether the target is a window, a document, or a document's root element or body."""
        return False

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        """Note that the listeners of this event have changed; `before` has the former ones."""

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
        passive: bool | None = None,
        signal: "AbortSignal | None" = None,
        debounce: int = 0,
        throttle: int = 0,
        keys: Iterable[str] = (),
        outside: bool = False,
        single: bool = False,
        lock: bool = False,
        if_self: bool = False,
        first: Actions = (),
    ) -> None:
        """Call `callback` whenever an event of this type reaches the target.

        Args:
            type: The event's name.
            callback: A function (sync or async) that takes nothing or the event, an object with `handleEvent`, or one
                or several actions (`domsync.act`) that the browser runs by itself. Adding the same callback with the
                same `capture` again does nothing.
            options: As in JavaScript: a bool is `capture`, and a mapping holds any of the arguments below. A string is
                the `js_value_getter`, the third argument of the original library.
            js_value_getter: JavaScript for the field `value`, with `this` as the element: `"this.value"`.
            fields: What the browser reports of the event: pairs of a name and a path that starts at the event,
                `("value", "target.value")`, or just the name of a property of the event, `"key"`.
            prevent_default: Prevent the default action in the browser.
            stop_propagation: Stop the event in the browser, so that it does not reach the ancestors of this element.
            once: Remove the listener before it is called for the first time.
            capture: Call it on the way down to the target instead of on the way up.
            passive: Ignore its `preventDefault()`. With None, this holds for `touchstart`, `touchmove`, `wheel` and
                `mousewheel` at the window, the document and its body, unless `prevent_default` is given.
            signal: Remove the listener when this signal is aborted.
            debounce: Milliseconds of quiet after which the browser sends the last event.
            throttle: Minimum milliseconds between two events that the browser sends.
            keys: Only report these values of `KeyboardEvent.key`.
            outside: Listen for events outside this element.
            single: Drop further events until the last one is answered, unless the user has entered something since.
            lock: Drop further events until the callback for the last one has finished.
            if_self: Only report events at this element itself, not at its descendants.
            first: Actions that the browser runs before it reports the event, and undoes when the callback has finished.

        Raises:
            TypeError: The callback cannot be called, or requires other arguments.
            ValueError: A field or getter is malformed, or the listener contradicts another one of this event.

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
                "lock": lock,
                "if_self": if_self,
                "first": first,
            }
            self.addEventListener(type, callback, **{**by_name, **options})
            return
        if isinstance(options, str):
            js_value_getter = options
        elif options is not None:
            capture = bool(options)
        type = _event_name(type)
        if signal is not None and not callable(getattr(signal, "throwIfAborted", None)):
            raise TypeError(f"signal must be an AbortSignal, not {signal!r}: AbortController().signal")
        if callback is None or (signal is not None and signal.aborted):
            return
        entries = entries_of(self, type)
        if _find(entries, callback, capture=capture) is not None:
            return
        if passive is None:
            passive = type in _PASSIVE_BY_DEFAULT and not prevent_default and self._is_page_wide()
        flags = (
            (ops.PREVENT_DEFAULT if prevent_default else 0)
            | (ops.STOP_PROPAGATION if stop_propagation else 0)
            | (ops.ONCE if once else 0)
            | (ops.PASSIVE if passive else 0)
            | (ops.OUTSIDE if outside else 0)
            | (ops.SINGLE if single else 0)
            | (ops.LOCK if lock else 0)
            | (ops.IF_SELF if if_self else 0)
        )
        actions = as_actions(callback)
        if not actions and not callable(callback) and not hasattr(callback, "handleEvent"):
            raise TypeError(
                f"a callback must be a function, an object with handleEvent(event), or actions, not {callback!r}"
            )
        listener = browser_listener(
            js_value_getter=js_value_getter,
            fields=fields,
            flags=flags,
            debounce=debounce,
            throttle=throttle,
            keys=keys,
        )
        if actions:
            if listener.fields or listener.script or debounce or throttle or first:
                raise ValueError(
                    "fields, debounce, throttle and first need a function; actions run in the browser alone"
                )
            listener = local_listener(actions, flags, listener.keys)
        elif undone := check_actions(first):
            listener = structs.replace(listener, reactions=(undone_reaction(undone, listener),))
        entry = ListenerEntry(type, callback, listener, capture=capture, once=once, signal=signal)
        self._add_entry(entry, entries)
        if signal is not None:
            signal._on_abort(entry, partial(self._remove_entry, entry))

    def removeEventListener(
        self,
        type: str,
        callback: Callback | None,
        options: "bool | Mapping[str, Any] | None" = None,
        *,
        capture: bool = False,
    ) -> None:
        """Remove a listener that was added with the same callback and `capture`. Does nothing if there is none.

        From https://dom.spec.whatwg.org/#dom-eventtarget-removeeventlistener.
        """
        if options is not None:
            capture = bool(options.get("capture", False)) if isinstance(options, Mapping) else bool(options)
        entry = _find(entries_of(self, type), callback, capture=capture)
        if entry is not None:
            self._remove_entry(entry)

    def dispatchEvent(self, event: Event) -> bool:
        """Dispatch an event at this target. The coroutines of async callbacks are run too.

        Returns:
            False if a callback called `preventDefault()` on a cancelable event, otherwise True.

        Raises:
            DOMException: InvalidStateError: the event is already being dispatched, or has no name yet.
            TypeError: The argument is not an event.

        From https://dom.spec.whatwg.org/#dom-eventtarget-dispatchevent.
        """
        if not isinstance(event, Event):
            raise TypeError(f"an Event is needed here, not {event!r}: dispatchEvent(Event('change', bubbles=True))")
        if event._uninitialized:
            raise DOMException(
                "createEvent() makes an event without a name; call initEvent() first", "InvalidStateError"
            )
        host = self._event_host()
        if event._path is None:
            event.isTrusted = False
        for awaitable in dispatch(self, event, host.report):
            host.run(awaitable)
        return not event.defaultPrevented

    def _add_entry(self, entry: ListenerEntry, entries: Sequence[ListenerEntry]) -> None:
        check_compatible(entries, entry.listener)
        self._before_listen(entry.type, entry.listener)
        self.listener_list = (*(self.listener_list or ()), entry)
        self._listen_changed(entry.type, entries)

    def _remove_entry(self, entry: ListenerEntry) -> None:
        listeners = self.listener_list
        if listeners is None or entry.removed:
            return
        entry.removed = True
        if entry.signal is not None:
            entry.signal._forget(entry)
        before = entries_of(self, entry.type)
        self.listener_list: tuple[ListenerEntry, ...] | None = (
            tuple([other for other in listeners if other is not entry]) or None
        )
        self._listen_changed(entry.type, before)


def add_listener(target: EventTarget, type: str, callback: Callback, listener: ops.Listener) -> None:
    """Add a listener whose browser's part was made already.

    Args:
        target: The target.
        type: The event's name.
        callback: The callback.
        listener: The browser's part. Its flags also apply here: to listen in the capturing phase, or only once.

    Raises:
        ValueError: It contradicts another listener of this event.
    """
    flags = listener.flags
    entry = ListenerEntry(type, callback, listener, capture=bool(flags & ops.CAPTURE), once=bool(flags & ops.ONCE))
    target._add_entry(entry, entries_of(target, type))


def entries_of(target: TargetRecord, type: str) -> list[ListenerEntry]:
    """Return a target's entries for one event, in order."""
    listeners = target.listener_list
    return [] if listeners is None else [entry for entry in listeners if entry.type == type]


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


def event_path(target: EventTarget, event: Event) -> list[EventTarget]:
    """List the targets that an event passes: its own target and the target's ancestors, innermost first.

    From https://dom.spec.whatwg.org/#concept-event-dispatch.
    """
    path: list[EventTarget] = []
    current: EventTarget | None = target
    while current is not None:
        path.append(current)
        current = current._event_parent(event)
    return path


def listening_targets(path: Sequence[EventTarget], event: Event) -> list[EventTarget]:
    """List the targets on an event's path that have a listener for it, innermost first.

    Args:
        path: The result of `event_path()`.
        event: The event.
    """
    return [
        current
        for current in path
        if current.listener_list is not None
        and (entries := entries_of(current, event.type))
        and (current is path[0] or event.bubbles or any(entry.capture for entry in entries))
    ]


def dispatch(
    target: EventTarget,
    event: Event,
    report: Callable[[BaseException, str], None],
    results: list[object] | None = None,
    path: Sequence[EventTarget] | None = None,
) -> list[Awaitable[object]]:
    """Dispatch an event through the listeners of its target and of the target's ancestors.

    Args:
        target: The target.
        event: An event that is not being dispatched.
        report: Called with each exception that a callback raises, and where; the listeners after it still run.
        results: A list to which the result of each callback is added.
        path: The targets that the event passes, as returned by `event_path()`; None to find them here.

    Returns:
        The coroutines of async callbacks, in the order of the calls, which the caller has to await.

    Raises:
        DOMException: InvalidStateError: the event is already being dispatched.

    From https://dom.spec.whatwg.org/#concept-event-dispatch.
    """
    if event._path is not None:
        raise DOMException(f"this {event.type} event is being dispatched already", "InvalidStateError")
    # The whole path first: changes of the tree by listeners do not affect it.
    if path is None:
        path = event_path(target, event)
    event.target = target
    event._path = tuple(path)
    call = _Calls(event, report, results)
    try:
        for current in reversed(path):
            if current.listener_list is not None:
                event.eventPhase = Event.AT_TARGET if current is target else Event.CAPTURING_PHASE
                call.listeners_of(current, capture=True)
        event.eventPhase = Event.AT_TARGET
        call.listeners_of(target, capture=False)
        if event.bubbles:
            event.eventPhase = Event.BUBBLING_PHASE
            for current in path[1:]:
                if current.listener_list is not None:
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
        """Run the standard's "invoke" and "inner invoke"."""
        event = self.event
        listeners = current.listener_list
        if listeners is None or event._stopped:
            return
        type = event.type
        for entry in listeners:
            if entry.capture != capture or entry.type != type or entry.removed:
                continue
            if event.currentTarget is not current and not self._arrive(current):
                return
            if not _wants_key(entry, event) or (entry.listener.flags & ops.IF_SELF and event.target is not current):
                continue
            if entry.once:
                current._remove_entry(entry)
            if entry.listener.flags & ops.STOP_PROPAGATION:
                event.stopPropagation()
            self._call(entry, current)
            if event._stopped_here:
                return

    def _arrive(self, current: EventTarget) -> bool:
        """Make a target with listeners the event's current target; return whether they are to be called."""
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
            if is_awaitable(result):
                self.awaitables.append(result)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a callback raises, the others still run
            self.report(error, f"{entry.name_at(current)} for {event.type!r} at {current!r}")
            return
        finally:
            event._in_passive = False
        if self.results is not None:
            self.results.append(result)


def _wants_key(entry: ListenerEntry, event: Event) -> bool:
    keys = entry.listener.keys
    if not keys:
        return True
    # Reported only if the listeners of a node have different keys.
    pressed = event.get(MATCHED, None)
    if isinstance(pressed, list):
        return any(key in pressed or PREVENTS + key in pressed for key in keys)
    key = event.get("key")
    # If `code` is not reported, the browser has checked it already.
    is_known = key is not None and (str(key) <= "~" or event.get("code") is not None)
    return not is_known or bool(matching(keys, event.get, in_field=False))
