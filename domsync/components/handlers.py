"""Event handlers: what a function asks for is read once, checked where it is attached, and kept with its code.

A handler takes nothing, or one argument whose annotation decides what the browser sends::

    def increment(self): ...
    def clicked(self, event: events.ClickEvent): ...
    def picked(self, row: Row): ...                     # a msgspec.Struct of one's own
    def save(self, form: Profile): ...                  # a pydantic model, of a submit
    def raw(self, event: domsync.dom.events.Event): ... # with target, currentTarget, stopPropagation()

A new lambda or partial for every row of every render costs well under a microsecond, because what was found out about
its code is found again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from inspect import iscoroutinefunction
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Literal, Never, TypeAlias

import msgspec
from msgspec import structs

from domsync.components.decoding import decode, narrow
from domsync.components.inspection import FORM_FIELDS, cells, plain, wants
from domsync.components.payloads import sources
from domsync.components.submission import submitted
from domsync.dom.event import Event
from domsync.dom.listeners import MAX_EVENT_NAME
from domsync.dom.ops import CAPTURE, ONCE, OUTSIDE, PASSIVE, PREVENT_DEFAULT, SINGLE, STOP_PROPAGATION, Listener

if TYPE_CHECKING:
    from pydantic import BaseModel

    from domsync.components.component import Component

#: Where a listener sits that is not on the element: see `on(target=...)`.
Target: TypeAlias = Literal["window", "document"]

#: Any function that can handle an event.
Function: TypeAlias = Callable[[], object] | Callable[[Never], object]


class Plan(msgspec.Struct, frozen=True, gc=False):
    """What has to be known to call a handler, apart from the function: the same for all rows of a table.

    Attributes:
        name: The event's name, after `window:` or `document:` if that is where the listener sits.
        listener: What the browser has to know. Listeners with the same content are the same object.
        payload: The struct that the function's argument is decoded to, or None.
        form: The pydantic model that a submitted form is validated into, or None.
        wants_event: The function takes the DOM's event itself.
        is_async: It is an `async def`.
        target: `"window"` or `"document"` when the listener sits there rather than on the element.
        alone: What the browser is told of an element that has such a handler and no other one. Elements share it. None
            if the listener does not sit on the element.
        kept: Kept alive because the plan is found by its identity.
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


class Handler(msgspec.Struct, frozen=True):
    """A function that is attached to an event, and what has to be known to call it.

    Attributes:
        function: The user's function.
        plan: What has to be known to call it.
        before: A handler of the same event that runs first (that of `bind=`).
    """

    function: Callable[..., object]
    plan: Plan
    before: Handler | None = None

    @property
    def listener(self) -> Listener:
        """What the browser has to know."""
        return self.plan.listener

    def call(self, raw: bytes, event: Event | None = None, component: Component | None = None) -> object:
        """Run the handler.

        Args:
            raw: What the browser sent: a JSON object with the fields that the listener names.
            event: The event, for functions that take it.
            component: The component that rendered the element: it gets the errors of a form.

        Returns:
            What the function returned: of an `async def` the coroutine, which the caller awaits. None if it was not
            called because a form's entries were refused.

        Raises:
            ProtocolError: 4400, because `raw` is not what was asked for. The function was not called.
        """
        if self.before is not None:
            others, raw = narrow(raw, self.before.listener.fields), narrow(raw, self.own_fields)
            self.before.call(others, event, component)
        plan = self.plan
        if plan.payload is not None:
            return self.function(decode(raw, plan.payload))
        if plan.form is not None:
            filled = submitted(plan.form, raw, component)
            return None if filled is None else self.function(filled)
        return self.function(event) if plan.wants_event else self.function()

    @property
    def own_fields(self) -> tuple[tuple[str, str], ...]:
        """What the function itself asks for, without the handler before it."""
        if self.plan.payload is not None:
            return sources(self.plan.payload)
        return FORM_FIELDS if self.plan.form is not None else ()

    def after(self, first: Handler) -> Handler:
        """Make a handler that runs another one before this one.

        Args:
            first: The other one, of the same event.

        Raises:
            TypeError: The two cannot share one listener of the browser.
        """
        own = self.listener
        if own.flags & (ONCE | OUTSIDE) or own.keys:
            raise TypeError("bind= needs every such event of this element: take once, outside or key out of on(...)")
        fields = dict(first.listener.fields)
        for name, source in own.fields:
            if fields.setdefault(name, source) != source:
                raise TypeError(f"bind= reads {name!r} from {fields[name]!r}; name the field with {source!r} otherwise")
        listener = known_listener(
            tuple(fields.items()), own.flags | first.listener.flags, own.debounce, own.throttle, ()
        )
        return Handler(self.function, structs.replace(self.plan, listener=listener, target=None, alone=None), first)


@lru_cache(4096)
def known_listener(
    fields: tuple[tuple[str, str], ...], flags: int, debounce: int, throttle: int, keys: tuple[str, ...]
) -> Listener:
    """Make a listener, the same object each time for the same content."""
    return Listener(fields, flags, debounce, throttle, keys)


class Options(msgspec.Struct, frozen=True, gc=False):
    """What `on()` says beside the function."""

    flags: int
    debounce: int
    throttle: int
    keys: tuple[str, ...]
    target: Target | None


class On(msgspec.Struct, frozen=True):
    """A handler with options, as `on()` makes it."""

    function: Callable[..., object]
    options: Options


def on(
    function: Function,
    *,
    prevent_default: bool = False,
    stop_propagation: bool = False,
    debounce: int = 0,
    throttle: int = 0,
    key: str | tuple[str, ...] | None = None,
    once: bool = False,
    capture: bool = False,
    passive: bool = False,
    outside: bool = False,
    target: Target | None = None,
) -> On:
    """Add options to a handler: `h.input(on_input=on(self.search, debounce=300))`.

    Args:
        function: The handler.
        prevent_default: The browser does not do what it would do by itself. A submit always has it.
        stop_propagation: Elements further out do not get the event.
        debounce: Milliseconds without another event before it is sent.
        throttle: Milliseconds in which at most one is sent.
        key: Only this key, or these keys, by their `KeyboardEvent.key`: `"Enter"`, `("ArrowUp", "ArrowDown")`.
        once: Only the first time.
        capture: On the way from the page to the target, before handlers further in.
        passive: The browser need not wait for it: scrolling stays smooth.
        outside: Events beside the element, not in it: a click that closes a menu.
        target: `"window"` or `"document"`: events there, for as long as the element is on the page.

    Returns:
        What every `on_...` takes in place of the function.

    Raises:
        TypeError: A time is not a whole number, or `key` not a string or a tuple of them.
        ValueError: A time is negative, or options contradict each other.
    """
    if isinstance(function, On):
        raise TypeError("on() was applied twice; give all options to one of them")
    flags = (
        (PREVENT_DEFAULT if prevent_default else 0)
        | (STOP_PROPAGATION if stop_propagation else 0)
        | (ONCE if once else 0)
        | (CAPTURE if capture else 0)
        | (PASSIVE if passive else 0)
        | (OUTSIDE if outside else 0)
    )
    keys = (key,) if isinstance(key, str) else key or ()
    if not isinstance(keys, tuple):
        raise TypeError(f"key is the name of a key or a tuple of names, not {keys!r}")
    return On(function, _options(flags, debounce, throttle, keys, target))


# Typed, so that debounce=True is not taken for the debounce=1 that was checked before.
@lru_cache(1024, typed=True)
def _options(flags: int, debounce: int, throttle: int, keys: tuple[str, ...], target: Target | None) -> Options:
    for name, milliseconds in (("debounce", debounce), ("throttle", throttle)):
        if type(milliseconds) is not int:
            raise TypeError(f"{name} is a whole number of milliseconds, not {milliseconds!r}")
        if milliseconds < 0:
            raise ValueError(f"{name} cannot be negative: {milliseconds}")
    if not all(isinstance(key, str) for key in keys):
        raise TypeError(f"key is the name of a key or a tuple of names, not {keys!r}")
    if target not in (None, "window", "document"):
        raise ValueError(f"target is 'window' or 'document', not {target!r}")
    if flags & PASSIVE and flags & PREVENT_DEFAULT:
        raise ValueError("a passive listener cannot prevent the default; leave one of the two out")
    if flags & OUTSIDE and target is not None:
        raise ValueError("outside is about an element; leave it or target out")
    return Options(flags, debounce, throttle, keys, target)


_NO_OPTIONS = Options(0, 0, 0, (), None)

#: Plans by event, identity of the code, how many arguments are bound already and, where there are, their names and the
#: identity of the options.
_plans: dict[tuple[object, ...], Plan] = {}
_MOST_PLANS = 8192
_NESTED = 0x10  # inspect.CO_NESTED: made by a def, or in a class, inside a function


def handler(event: str, attached: Function | On) -> Handler:
    """Check a handler and find out what the browser has to send for it.

    Args:
        event: The event's name: `"click"`.
        attached: A function, method, lambda, partial or other callable, or what `on()` made of one.

    Returns:
        The handler.

    Raises:
        TypeError: It cannot be called with nothing or one event, or its annotation does not say what to send. The
            message names the function, where it is, and what to write instead.
        ValueError: The event's name or an option does not fit.
    """
    function: Any = attached
    options: Options | None = None
    names: tuple[str, ...] | None = None
    bound = 0
    core = function
    kind = type(core)
    if kind is On:
        function, options = core.function, core.options
        core = function
        kind = type(core)
    if kind is partial:
        bound = len(core.args)
        if core.keywords:
            names = tuple(core.keywords)
        core = core.func
        kind = type(core)
    if kind is MethodType:
        bound += 1
        core = core.__func__
        kind = type(core)
    if kind is not FunctionType:
        return Handler(function, _plan(event, function, options))
    key: tuple[object, ...] = (event, id(core.__code__), bound)
    if names is not None or options is not None:
        key += (names, id(options))
    return Handler(function, _plans.get(key) or _find_plan(key, core, event, function, options))


def _find_plan(
    key: tuple[object, ...], core: FunctionType, event: str, function: Function, options: Options | None
) -> Plan:
    kept: tuple[object, ...] = (core.__code__, options)
    if hasattr(core, "__wrapped__") or (core.__code__.co_flags & _NESTED and core.__annotations__):
        # Functions with this code can differ in what they wrap and are annotated with.
        inner = plain(core)
        closure = cells(inner)
        variant = [
            closure[annotation].cell_contents if isinstance(annotation, str) and annotation in closure else annotation
            for annotation in getattr(inner, "__annotations__", {}).values()
        ]
        kept += (getattr(inner, "__code__", inner), *variant)
        key += (*map(id, kept),)
        plan = _plans.get(key)
        if plan is not None:
            return plan
    plan = _plan(event, function, options, kept)
    if len(_plans) >= _MOST_PLANS:
        _plans.clear()
    _plans[key] = plan
    return plan


def _plan(event: str, function: Any, options: Options | None, kept: tuple[object, ...] = ()) -> Plan:
    if not event or len(event) > MAX_EVENT_NAME or event.startswith(("window:", "document:")):
        raise ValueError(f"{event!r} is no name of an event: it has up to {MAX_EVENT_NAME} characters")
    asked = wants(event, function)
    if options is None:
        options = _NO_OPTIONS
    flags = options.flags | (PREVENT_DEFAULT | SINGLE if event == "submit" else 0)
    if options.keys and event not in ("keydown", "keyup", "keypress"):
        raise ValueError(f"key= is about keys; {event} has none")
    listener = known_listener(asked.fields, flags, options.debounce, options.throttle, options.keys)
    is_async = iscoroutinefunction(function) or iscoroutinefunction(type(function).__call__)
    target = options.target
    name, alone = (event, _alone(event, listener)) if target is None else (f"{target}:{event}", None)
    return Plan(name, listener, asked.payload, asked.form, asked.wants_event, is_async, target, alone, kept)


@lru_cache(4096)
def _alone(event: str, listener: Listener) -> dict[str, Listener]:
    return {event: listener}


class Listens:
    """What a keyword argument like `on_click` does.

    Args:
        event: The event's name: `"click"`.
    """

    __slots__ = ("event",)

    def __init__(self, event: str) -> None:
        self.event = event
