"""Events as the DOM Standard defines them; this package re-exports the names of its modules."""

from domsync.dom.events.abort import AbortController, AbortSignal
from domsync.dom.events.event import NON_BUBBLING, CustomEvent, Event, browser_event, legacy_event
from domsync.dom.events.host import STANDALONE, EventHost, Host, log_exception
from domsync.dom.events.listeners import (
    Callback,
    EventListener,
    ListenerEntry,
    merge_for_browser,
    merged,
    translate_getter,
)
from domsync.dom.events.target import EventTarget, dispatch, entries_of, event_path, listening_targets

__all__ = [
    "NON_BUBBLING",
    "STANDALONE",
    "AbortController",
    "AbortSignal",
    "Callback",
    "CustomEvent",
    "Event",
    "EventHost",
    "EventListener",
    "EventTarget",
    "Host",
    "ListenerEntry",
    "browser_event",
    "dispatch",
    "entries_of",
    "event_path",
    "legacy_event",
    "listening_targets",
    "log_exception",
    "merge_for_browser",
    "merged",
    "translate_getter",
]
