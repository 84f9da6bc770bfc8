"""An attached handler: its function, its plan, and how it is called."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import structs

from domsync.components.handlers.decoding import decode, narrow
from domsync.components.handlers.finishing import Finishing
from domsync.components.handlers.options import Target
from domsync.components.handlers.signature import FORM_FIELDS
from domsync.components.handlers.sources import sources
from domsync.components.handlers.submission import FormOwner, submitted
from domsync.components.uploads import UploadRules, handle_uploads
from domsync.dom.events import slow
from domsync.dom.events.event import Event
from domsync.dom.events.keys import MATCHED, PREVENTS
from domsync.dom.events.results import is_awaitable
from domsync.dom.ops import (
    LOCAL,
    ONCE,
    OUTSIDE,
    Listener,
    Reaction,
)

if TYPE_CHECKING:
    from pydantic import BaseModel


class Plan(msgspec.Struct, frozen=True, gc=False):
    """The plan of a call of a handler, apart from the function: the same for all rows of a table.

    Attributes:
        name: The event's name, prefixed with `window:` or `document:` if the listener is there.
        listener: The data for the browser. Listeners with the same content are the same object.
        payload: The struct that the function's argument is decoded to, or None.
        form: The pydantic model that a submitted form is validated into, or None.
        wants_event: Whether the function takes the DOM event itself.
        uploads: The rules of its control, if the function takes an `Upload`.
        is_async: Whether the function is an `async def`.
        target: `"window"` or `"document"` if the listener is there and not on the element.
        alone: The listeners of an element that has only such a handler, shared by all of these. None if the listener is
            not on the element.
        kept: Objects that are kept alive because the plan is found by their identity.
        keys: In a list of handlers, the keys that this one is for.
        take: If the function is a binding, the method that takes over what was entered, with `known`.
        known: The information that a binding needs about its control.
    """

    name: str
    listener: Listener
    payload: type[msgspec.Struct] | None = None
    form: type[BaseModel] | None = None
    wants_event: bool = False
    is_async: bool = False
    target: Target | None = None
    alone: dict[str, Listener] | None = None
    kept: tuple[object, ...] = ()
    keys: tuple[str, ...] = ()
    uploads: UploadRules | None = None
    take: Callable[[Any, Any, str], object] | None = None
    known: str = ""


class Handler(msgspec.Struct, frozen=True):
    """A function that is attached to an event, and the plan of its call.

    Attributes:
        function: The user's function, or the binding that `plan.take` belongs to.
        plan: The plan of its call.
        before: A handler of the same event that runs first (that of `bind=`, or the previous one in a list).
    """

    function: Any
    plan: Plan
    before: Handler | None = None

    @property
    def listener(self) -> Listener:
        """The listener that the browser needs."""
        return self.plan.listener

    def call(
        self,
        raw: bytes,
        event: Event | None = None,
        component: FormOwner | None = None,
        note: Callable[[], Callable[[], object]] | None = None,
    ) -> object:
        """Run the handler.

        Args:
            raw: The data from the browser: a JSON object with the fields that the listener names.
            event: The event, for functions that take it.
            component: The component that rendered the element: it gets the errors of a form.
            note: Called right before each function; its result is called if that function fails before it awaits.

        Returns:
            The result of the function: for an `async def` the coroutine, which the caller awaits. None if it was not
            called because a form's entries were refused.

        Raises:
            ProtocolError: 4400, because `raw` does not have the requested form. The function was not called.
        """
        if self.before is None:
            return self._call(raw, event, component, note)
        first = self.before.call(narrow(raw, self.before.listener.fields), event, component, note)
        try:
            second = self._call(raw, event, component, note)
        except Exception as error:
            if not isawaitable(first):
                raise
            second = _fail(error)
        if isawaitable(first) and isawaitable(second):
            return _both(first, second)
        return first if isawaitable(first) else second

    def _call(
        self,
        raw: bytes,
        event: Event | None,
        component: FormOwner | None,
        note: Callable[[], Callable[[], object]] | None,
    ) -> object:
        plan = self.plan
        if plan.keys:
            pressed = decode(raw, dict[str, object]).get(MATCHED)
            if not isinstance(pressed, list) or not any(
                key in pressed or PREVENTS + key in pressed for key in plan.keys
            ):
                return None
        if plan.keys or self.before is not None:
            raw = narrow(raw, self.own_fields)
        if plan.uploads is not None:
            return handle_uploads(self.function, event.uploads if event is not None else ())
        arguments: tuple[object, ...] = (event,) if plan.wants_event else ()
        if plan.payload is not None:
            arguments = (decode(raw, plan.payload),)
        elif plan.form is not None:
            filled = submitted(plan.form, raw, component, event)
            if filled is None:
                return None
            arguments = (filled,)
        take_back = None if note is None else note()
        begun = slow.clock()
        try:
            if plan.take is None:
                result = self.function(*arguments)
            else:
                result = plan.take(self.function, arguments[0], plan.known)
            awaitable = result if is_awaitable(result) else None
        except BaseException:
            if take_back is not None:
                take_back()
            raise
        finally:
            # `end` would check the same; this saves a call for each event.
            if slow.clock() - begun >= slow.SLOW_SECONDS:
                slow.end(begun, "the handler", self.function)
        if take_back is None or awaitable is None:
            return result
        return Finishing(awaitable, rollback=take_back)

    @property
    def own_fields(self) -> tuple[tuple[str, str], ...]:
        """The fields that the function itself needs, without those of the handler before it."""
        if self.plan.payload is not None:
            return sources(self.plan.payload)
        return FORM_FIELDS if self.plan.form is not None else ()

    def after(self, first: Handler) -> Handler:
        """Make a handler that runs another one before this one.

        Args:
            first: The other handler, of the same event.

        Raises:
            TypeError: The two cannot share one listener of the browser.
        """
        own = self.listener
        if own.flags & (ONCE | OUTSIDE) or own.keys or self.before is not None:
            raise TypeError("bind= needs every such event of this element: remove once, outside or key from on(...)")
        fields = dict(first.listener.fields)
        for name, source in own.fields:
            if fields.setdefault(name, source) != source:
                raise TypeError(
                    f"bind= reads {name!r} from {fields[name]!r}; give the field with {source!r} another name"
                )
        listener = known_listener(
            tuple(fields.items()),
            # `LOCAL` would mean that the browser does not report the event.
            (own.flags & ~LOCAL) | first.listener.flags,
            own.debounce,
            own.throttle,
            (),
            (*first.listener.reactions, *own.reactions),
        )
        return Handler(self.function, structs.replace(self.plan, listener=listener, target=None, alone=None), first)


async def _fail(error: Exception) -> None:
    raise error


async def _both(first: Awaitable[object], second: Awaitable[object]) -> None:
    # An exception in one of them does not stop the other.
    for result in await asyncio.gather(first, second, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


@lru_cache(4096)
def known_listener(
    fields: tuple[tuple[str, str], ...],
    flags: int,
    debounce: int,
    throttle: int,
    keys: tuple[str, ...],
    reactions: tuple[Reaction, ...] = (),
) -> Listener:
    """Make a listener, the same object each time for the same content."""
    return Listener(fields, flags, debounce, throttle, keys, reactions=reactions)


@lru_cache(4096)
def listener_alone(event: str, listener: Listener) -> dict[str, Listener]:
    """Make the listeners of an element that has only this one; the same object each time."""
    return {event: listener}
