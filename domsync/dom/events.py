"""Events as the DOM Standard has them; this module gathers the names of the modules that make them up."""

from domsync.dom.abort import AbortController, AbortSignal
from domsync.dom.event import NON_BUBBLING, CustomEvent, Event, browser_event
from domsync.dom.event_host import STANDALONE, EventHost, Host, log_exception
from domsync.dom.event_target import EventTarget, dispatch
from domsync.dom.listeners import Callback, EventListener, ListenerEntry, merged, told, translate_getter

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
    "log_exception",
    "merged",
    "told",
    "translate_getter",
]
