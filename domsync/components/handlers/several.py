"""Several handlers for one event, sharing one browser listener."""

from __future__ import annotations

from msgspec import structs

from domsync.components.handlers.handler import Handler, known_listener, listener_alone
from domsync.components.handlers.options import UNLESS_FLAGS
from domsync.dom.events.keys import ANY, MATCHED, PREVENTS
from domsync.dom.ops import (
    ANYWAY,
    CAPTURE,
    IF_SELF,
    LOCAL,
    LOCK,
    ONCE,
    OUTSIDE,
    PASSIVE,
    PREVENT_DEFAULT,
    SINGLE,
    Reaction,
)

#: The flags that all handlers of one event in a list have in common.
_SHARED_FLAGS = ONCE | OUTSIDE | CAPTURE | PASSIVE | SINGLE | LOCK | IF_SELF | sum(UNLESS_FLAGS.values()) | ANYWAY


def handler_of(event: str, made: list[Handler]) -> Handler:
    """Combine several handlers into one: functions, actions, or both.

    Args:
        event: The event's name.
        made: The handlers, in the order in which they run.

    Raises:
        TypeError: They cannot share one listener of the browser, or there are none.
    """
    if len({each.plan.target for each in made}) > 1 or len({each.listener.flags & OUTSIDE for each in made}) > 1:
        raise TypeError(
            f"the handlers in the list of on_{event} share one listener; give target and outside to all of them"
        )
    functions = [each for each in made if not each.listener.flags & LOCAL]
    reactions = tuple([reaction for each in made for reaction in each.listener.reactions])
    whole = _in_list(event, functions) if functions else made[0]
    return _with_reactions(event, whole, reactions)


def _with_reactions(event: str, made: Handler, reactions: tuple[Reaction, ...]) -> Handler:
    """Add to a handler the actions that the browser runs by itself."""
    told = made.listener
    if reactions == told.reactions:
        return made
    listener = known_listener(told.fields, told.flags, told.debounce, told.throttle, told.keys, reactions)
    alone = None if made.plan.target is not None else listener_alone(event, listener)
    return Handler(made.function, structs.replace(made.plan, listener=listener, alone=alone), made.before)


def _in_list(event: str, handlers: list[Handler]) -> Handler:
    """Combine several functions of one event into one handler.

    Raises:
        TypeError: They cannot share one listener of the browser.
    """
    if len(handlers) == 1:
        return handlers[0]
    plans = [made.plan for made in handlers]
    listeners = [plan.listener for plan in plans]
    paces = {(told.flags & _SHARED_FLAGS, told.debounce, told.throttle) for told in listeners}
    if len(paces) > 1:
        raise TypeError(
            f"the handlers in the list of on_{event} share one listener, so that only key, prevent_default and"
            " stop_propagation can differ; give target, debounce, throttle, once, unless and the like to all of them"
        )
    fields: dict[str, str] = {}
    flags = 0
    for told in listeners:
        flags |= told.flags
        for name, source in told.fields:
            if fields.setdefault(name, source) != source:
                raise TypeError(f"two handlers of on_{event} read {name!r} from {fields[name]!r} and {source!r}")
    keys: dict[str, None] = {}
    if any(told.keys for told in listeners):
        fields[MATCHED] = MATCHED
        some = any(not told.flags & PREVENT_DEFAULT for told in listeners)
        for told in listeners:
            mark = PREVENTS if some and told.flags & PREVENT_DEFAULT else ""
            keys.update(dict.fromkeys(mark + key for key in told.keys or (ANY,)))
        if some:
            flags &= ~PREVENT_DEFAULT
    listener = known_listener(
        tuple(fields.items()),
        flags,
        max((told.debounce for told in listeners), default=0),
        max((told.throttle for told in listeners), default=0),
        tuple(keys),
    )
    made: Handler | None = None
    for given in handlers:
        own = (given.listener.keys or (ANY,)) if keys else ()
        alone = None if given.plan.target is not None else listener_alone(event, listener)
        is_async = any(plan.is_async for plan in plans)
        plan = structs.replace(given.plan, listener=listener, alone=alone, is_async=is_async, keys=own)
        made = Handler(given.function, plan, made)
    if made is None:
        raise ValueError("no handlers")
    return made
