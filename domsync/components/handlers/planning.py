"""Plan a handler: derive the data that the browser has to send, once for each function."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from inspect import iscoroutinefunction
from types import FunctionType, MethodType
from typing import Any

from domsync.components.handlers.handler import Handler, Plan, known_listener, listener_alone
from domsync.components.handlers.options import NO_OPTIONS, Function, On, Options, Target
from domsync.components.handlers.several import handler_of
from domsync.components.handlers.signature import cells, plain, wants
from domsync.components.uploads import UploadRules
from domsync.dom.actions.targets import FOCUSED, INNER, REF
from domsync.dom.events.keys import is_character, parsed, written
from domsync.dom.events.listeners import (
    MAX_EVENT_NAME,
    as_actions,
    local_listener,
    nothing,
    undone_reaction,
)
from domsync.dom.ops import (
    PREVENT_DEFAULT,
    SINGLE,
    Action,
    Listener,
)

#: Plans by event, the identity of the code and the number of bound arguments; and, if there are any, the names of bound
#: keyword arguments and the identity of the options.
_plans: dict[tuple[object, ...], Plan] = {}
_MOST_PLANS = 8192
_NESTED = 0x10  # inspect.CO_NESTED: made by a def, or in a class, inside a function


def handler(event: str, attached: Function | On | Sequence[Function | On]) -> Handler:
    """Check a handler and determine the data that the browser has to send for it.

    Args:
        event: The event's name: `"click"`.
        attached: A function, method, lambda, partial or other callable, the result of `on()`, or a list of these.

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
    # Nearly all handlers are one of these; the rows of long lists have partials.
    if kind is not partial and kind is not MethodType and kind is not FunctionType:
        if kind is list or kind is tuple:
            return _listed(event, core)
        if kind is On:
            function, options = core.function, core.options
            core = function
            kind = type(core)
        if kind is Action or kind is list or kind is tuple:
            # The handlers in a list have options of their own.
            return Handler(nothing, _actions_plan(event, as_actions(core), options or NO_OPTIONS))
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


def _listed(event: str, attached: Sequence[Function | On]) -> Handler:
    """Combine a list of handlers into one. (A comprehension in `handler` would slow down every call of it.)"""
    if all(type(each) is Action for each in attached):
        return Handler(nothing, _actions_plan(event, as_actions(attached), NO_OPTIONS))
    return handler_of(event, [handler(event, each) for each in attached])


def _find_plan(
    key: tuple[object, ...], core: FunctionType, event: str, function: Function, options: Options | None
) -> Plan:
    """Find the plan of a function whose code is new, or has several plans, and store it.

    Args:
        key: The key under which it is stored.
        core: The function without bound arguments.
        event: The event's name.
        function: The function as it was given.
        options: The options of `on()`.
    """
    kept: tuple[object, ...] = (core.__code__, options)
    if hasattr(core, "__wrapped__") or (core.__code__.co_flags & _NESTED and core.__annotations__):
        # Functions with this code can differ in the functions that they wrap, and in their annotations.
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


def _check_event(event: str) -> None:
    if not event or len(event) > MAX_EVENT_NAME or event.startswith(("window:", "document:")):
        raise ValueError(f"{event!r} is not a valid event name: the limit is {MAX_EVENT_NAME} characters")


@lru_cache(4096)
def _actions_plan(event: str, actions: tuple[Action, ...], options: Options) -> Plan:
    """Plan actions that the browser runs by itself.

    Args:
        event: The event's name.
        actions: The actions.
        options: The options of `on()`.

    Raises:
        TypeError: There are no actions.
        ValueError: An option is for functions only.
    """
    _check_event(event)
    if not actions:
        raise TypeError(f"on_{event} got an empty list; give it a function, or actions such as [act.hide()]")
    _check_keys(event, options)
    if options.debounce or options.throttle or options.first or options.uploads != UploadRules():
        raise ValueError(
            "debounce, throttle, first and the upload options need a function; actions run in the browser alone"
        )
    if options.target is not None:
        _check_targets(actions, options.target)
    flags = options.flags | (PREVENT_DEFAULT if event == "submit" else 0)
    listener = local_listener(actions, flags, tuple([_key(key, options, free=False) for key in options.keys]))
    name, alone = _place(event, options.target, listener)
    return Plan(name, listener, target=options.target, alone=alone)


def _check_keys(event: str, options: Options) -> None:
    if options.keys and event not in ("keydown", "keyup", "keypress"):
        raise ValueError(f"key= is for keyboard events; {event} is not one")


def _check_targets(actions: tuple[Action, ...], target: Target) -> None:
    known = (REF, FOCUSED, INNER) if target == "document" else (REF, FOCUSED)
    for action in actions:
        if action.name not in _WITHOUT_TARGET and (not action.target or action.target[0][0] not in known):
            raise ValueError(f"the {target} is not an element: say where act.{action.name}() acts, with of= and a Ref")


#: Actions that have no element as a target.
_WITHOUT_TARGET = frozenset(("copy", "open_url"))


def _place(event: str, target: Target | None, listener: Listener) -> tuple[str, dict[str, Listener] | None]:
    return (event, listener_alone(event, listener)) if target is None else (f"{target}:{event}", None)


def _plan(event: str, function: Any, options: Options | None, kept: tuple[object, ...] = ()) -> Plan:
    """Plan the call of a function.

    Args:
        event: The event's name.
        function: The function.
        options: The options of `on()`.
        kept: Objects that the plan keeps alive, because it is found by their identity.

    Raises:
        TypeError: The function cannot be called with nothing or one event.
        ValueError: The event's name or an option does not fit.
    """
    _check_event(event)
    asked = wants(event, function)
    if options is None:
        options = NO_OPTIONS
    flags = options.flags | (PREVENT_DEFAULT | SINGLE if event == "submit" else 0)
    _check_keys(event, options)
    if asked.uploads:
        if (flags, options.debounce, options.throttle, options.target, options.first) != (0, 0, 0, None, ()):
            raise ValueError("on_upload takes drop, paste, max_bytes, max_files and refused, and no other options")
    elif options.uploads != UploadRules():
        raise ValueError(f"drop, paste, max_bytes, max_files and refused are for on_upload, not on_{event}")
    fields = options.uploads.ways if asked.uploads else asked.fields
    asks = {source for _, source in asked.fields}
    keys = tuple([_key(key, options, free=bool(asks & {"ctrlKey", "metaKey"})) for key in options.keys])
    listener = known_listener(fields, flags, options.debounce, options.throttle, keys)
    if options.first:
        if options.target is not None:
            _check_targets(options.first, options.target)
        reactions = (undone_reaction(options.first, listener),)
        listener = known_listener(fields, flags, options.debounce, options.throttle, keys, reactions)
    is_async = iscoroutinefunction(function) or iscoroutinefunction(type(function).__call__)
    target = options.target
    name, alone = _place(event, target, listener)
    uploads = options.uploads if asked.uploads else None
    return Plan(
        name, listener, asked.payload, asked.form, asked.wants_event, is_async, target, alone, kept, uploads=uploads
    )


def _key(text: str, options: Options, *, free: bool) -> str:
    """Write a key for the wire."""
    key = parsed(written(text))
    single = is_character(key.key) and not key.modifiers - {"shift"}
    in_fields = options.in_fields
    if in_fields is None:
        in_fields = options.target is None or not single
    return written(text, outside_fields=not in_fields, free=free and single)
