"""Event handlers: their signatures are read once, checked when attached, and cached with their code.

A handler takes nothing, or one argument whose annotation decides what the browser sends::

    def increment(self): ...
    def clicked(self, event: events.ClickEvent): ...
    def picked(self, row: Row): ...                     # a msgspec.Struct of one's own
    def save(self, form: Profile): ...                  # a pydantic model, of a submit
    def raw(self, event: domsync.dom.events.Event): ... # with target, currentTarget, stopPropagation()

A new lambda or partial for every row of every render costs well under a microsecond, because what is known about its
code is cached.
"""

from __future__ import annotations

from domsync.components.handlers.handler import Handler, Plan, known_listener
from domsync.components.handlers.options import Function, Modifier, On, Options, Target, at_document, on
from domsync.components.handlers.planning import handler

__all__ = [
    "EventProp",
    "Function",
    "Handler",
    "Modifier",
    "On",
    "Options",
    "Plan",
    "Target",
    "at_document",
    "handler",
    "known_listener",
    "on",
]


class EventProp:
    """The meaning of a keyword argument like `on_click`.

    Args:
        event: The event's name: `"click"`.
    """

    __slots__ = ("event",)

    def __init__(self, event: str) -> None:
        self.event: str = event
