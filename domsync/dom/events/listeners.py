"""Event listeners: one callback for one event, and the combined listener that the browser gets for each node."""

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from domsync.dom import ops
from domsync.dom.events import slow
from domsync.dom.events.keys import ANY, MATCHED, PREVENTS, written
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.events.abort import AbortSignal


class EventListener(Protocol):
    """An object that listens with a method of this name, as in browsers."""

    @property
    def handleEvent(self) -> Callable[..., object]:
        """The method: it takes nothing or the event."""


#: One or several actions, which the browser runs by itself.
Actions: TypeAlias = ops.Action | Sequence[ops.Action]

#: A callback: a function (also async) of no argument or of the event, an object with `handleEvent`, or actions.
Callback: TypeAlias = Callable[[], object] | Callable[[Any], object] | EventListener | Actions

#: The longest event name that a browser's message may carry.
MAX_EVENT_NAME = 32

_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_FIELD_PATH = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.(?:[A-Za-z][A-Za-z0-9_]*|\d+))*")
_GETTER = re.compile(
    r"\s*(this|event)((?:\.[A-Za-z]\w*|\[\d+\]|\[\"[A-Za-z]\w*\"\]|\['[A-Za-z]\w*'\])+)\s*;?\s*", re.ASCII
)
_GETTER_STEP = re.compile(r"\w+", re.ASCII)
_SELECTED_OPTION = "this.options[this.selectedIndex].value"

#: Sent to the browser only if all listeners of the event have these flags: they would affect the others.
_UNANIMOUS = ops.ONCE | ops.PASSIVE | ops.IF_SELF | ops.LOCK
_ONE_EVERYWHERE = ops.OUTSIDE
#: The options of a handler that a reaction has, too.
_CONDITIONS = (ops.PREVENT_DEFAULT | ops.STOP_PROPAGATION | ops.IF_SELF) | (
    ops.UNLESS_CTRL | ops.UNLESS_ALT | ops.UNLESS_SHIFT | ops.UNLESS_META | ops.ANYWAY
)


class ListenerEntry:
    """One registration of a callback.

    Attributes:
        type: The event's name.
        callback: The callback that was given to `addEventListener`.
        capture: Whether it runs in the capturing phase.
        once: Whether it is removed before it runs.
        takes_event: Whether it is called with the event.
        is_async: Whether it is an `async def`, which runs after the dispatch.
        signal: The signal that removes it when aborted.
        removed: Set when it is removed, so that a dispatch under way skips it.
        listener: The browser's part of the listener.
    """

    __slots__ = ("callback", "capture", "is_async", "listener", "once", "removed", "signal", "takes_event", "type")

    def __init__(
        self,
        type: str,
        callback: Callback,
        listener: ops.Listener,
        *,
        capture: bool,
        once: bool,
        signal: "AbortSignal | None" = None,
    ) -> None:
        self.type: str = type
        self.callback: Callback = callback
        self.listener: ops.Listener = listener
        self.capture: bool = capture
        self.once: bool = once
        self.signal: AbortSignal | None = signal
        self.removed: bool = False
        function: object = _function(callback)
        # Not final: `handleEvent` is looked up each time.
        self.takes_event: bool = takes_event(function) if callable(function) else True
        self.is_async: bool = inspect.iscoroutinefunction(function)

    def call(self, event: object) -> object:
        """Call the callback, with `event` if it takes one, and return what it returns."""
        function = _function(self.callback)
        if function is not self.callback and not isinstance(self.callback, ops.Action | Sequence):
            self.takes_event = takes_event(function)
        begun = slow.clock()
        try:
            return function(event) if self.takes_event else function()
        finally:
            slow.end(begun, "the callback", function)

    def name_at(self, target: object) -> str:
        """Return the name of the callback, for the log.

        Args:
            target: The target at which it was called.
        """
        return f"the callback {getattr(self.callback, '__qualname__', self.callback)}"


def _function(callback: Callback) -> Callable[..., object]:
    if callable(callback):
        return callback
    return nothing if isinstance(callback, ops.Action | Sequence) else callback.handleEvent


def nothing() -> None:
    """Do nothing: the browser has done everything."""


def as_actions(callback: object) -> tuple[ops.Action, ...]:
    """Return the actions that were given instead of a function; empty if it is a function.

    Raises:
        TypeError: It is a list that does not only contain actions.
    """
    if isinstance(callback, ops.Action):
        return (callback,)
    if not isinstance(callback, list | tuple):
        return ()
    return check_actions(callback)


def check_actions(actions: object) -> tuple[ops.Action, ...]:
    """Check that all items of a list are actions.

    Raises:
        TypeError: One of them is something else.
    """
    if isinstance(actions, ops.Action):
        return (actions,)
    if not isinstance(actions, list | tuple) or not all(isinstance(action, ops.Action) for action in actions):
        raise TypeError(f"a list of actions is needed, such as [act.hide(), act.focus(of=box)], not {actions!r:.200}")
    return tuple(actions)


def local_listener(actions: tuple[ops.Action, ...], flags: int, keys: tuple[str, ...]) -> ops.Listener:
    """Make the browser's listener for actions without a function.

    Args:
        actions: The actions.
        flags: The options of the listener.
        keys: Its keys.

    Raises:
        ValueError: An option is for functions only.
    """
    if flags & (ops.ONCE | ops.SINGLE | ops.LOCK):
        raise ValueError("once, single and lock need a function; actions run every time")
    listener = flags & (ops.OUTSIDE | ops.CAPTURE | ops.PASSIVE)
    reaction = ops.Reaction(flags & _CONDITIONS, keys, actions)
    return ops.Listener((), listener | ops.LOCAL, reactions=(reaction,))


def undone_reaction(actions: tuple[ops.Action, ...], listener: ops.Listener) -> ops.Reaction:
    """Make a reaction that is undone when the listener's function has finished.

    Raises:
        ValueError: An action cannot be undone.
    """
    for action in actions:
        if action.name not in UNDOABLE:
            raise ValueError(
                f"first= is undone when the handler has finished, and act.{action.name}() cannot be undone; these can:"
                f" {', '.join(sorted(UNDOABLE))}. Put it in a list with the handler: [act.{action.name}(), handler]"
            )
    return ops.Reaction(listener.flags & _CONDITIONS | ops.UNDO, listener.keys, actions)


#: The actions that can be undone: those that change classes and attributes.
UNDOABLE = frozenset(
    (
        *("show", "hide", "toggle", "add_class", "remove_class", "toggle_class"),
        *("set_attribute", "remove_attribute", "toggle_attribute"),
    )
)


def takes_event(function: Callable[..., object]) -> bool:
    """Return whether a callback is to be called with the event.

    It is if it has a first parameter. A parameter with a default other than None does not count: in
    `lambda row=row: delete(row)`, the default is meant to be used.

    Raises:
        TypeError: It needs more than one argument, or a keyword-only one.
    """
    # For most callbacks this can be read from their code, in a tenth of the time of inspect.signature().
    plain: object = function
    given = 0
    if type(plain) is partial and not plain.keywords:
        given, plain = len(plain.args), plain.func
    if isinstance(plain, MethodType):
        given, plain = given + 1, plain.__func__
    # For a decorator's wrapper, the arguments of its __wrapped__ count.
    if not isinstance(plain, FunctionType) or hasattr(plain, "__wrapped__"):
        return _takes_event_by_signature(function)
    code = plain.__code__
    has_varargs = bool(code.co_flags & inspect.CO_VARARGS)
    positional = code.co_argcount - given
    if positional < 0:  # def method(*args)
        return True if has_varargs else _takes_event_by_signature(function)
    defaults = (plain.__defaults__ or ())[-positional:] if positional else ()
    keyword_only = code.co_kwonlyargcount - len(plain.__kwdefaults__ or ())
    return _decide(function, positional, defaults, keyword_only, has_varargs=has_varargs)


def _takes_event_by_signature(function: Callable[..., object]) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # some built-ins have no signature; what JavaScript does is the best guess
        return True
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    defaults = [p.default for p in positional if p.default is not p.empty]
    keyword_only = sum(p.kind is p.KEYWORD_ONLY and p.default is p.empty for p in parameters)
    has_varargs = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    return _decide(function, len(positional), defaults, keyword_only, has_varargs=has_varargs)


def _decide(
    function: Callable[..., object],
    positional: int,
    defaults: Sequence[object],
    keyword_only: int,
    *,
    has_varargs: bool,
) -> bool:
    required = positional - len(defaults)
    if required > 1 or keyword_only:
        name = getattr(function, "__qualname__", repr(function))
        raise TypeError(
            f"{name} needs {max(required, 0) + keyword_only} arguments; an event's callback takes none or the event:"
            f" give the others with functools.partial or a lambda"
        )
    if required == 1:
        return True
    return defaults[0] is None if positional else has_varargs


def browser_listener(
    *,
    js_value_getter: str | None,
    fields: Iterable[str | tuple[str, str]],
    flags: int,
    debounce: int,
    throttle: int,
    keys: Iterable[str],
) -> ops.Listener:
    """Make the browser's part of a listener from the arguments of `addEventListener`.

    Raises:
        ValueError: A field's name or path is malformed, or a time is negative.
    """
    if not (js_value_getter or fields or debounce or throttle or keys):
        return _BY_FLAGS.get(flags) or ops.Listener(flags=flags)
    pairs = [_field(field) for field in fields]
    if js_value_getter is not None:
        path = translate_getter(js_value_getter)
        if path is not None:
            pairs.append(("value", path))
    if debounce < 0 or throttle < 0:
        raise ValueError(f"debounce and throttle must be at least 0 milliseconds, not {min(debounce, throttle)}")
    if isinstance(keys, str):
        raise TypeError(f"keys must be a list of key names: keys=[{keys!r}]")
    _check_one_source(pairs)
    return ops.Listener(
        tuple(dict.fromkeys(pairs)), flags, debounce, throttle, tuple(map(written, keys)), js_value_getter
    )


_BY_FLAGS = {flags: ops.Listener(flags=flags) for flags in (0, ops.PREVENT_DEFAULT, ops.STOP_PROPAGATION, ops.ONCE)}


def _field(field: str | tuple[str, str]) -> tuple[str, str]:
    name, path = (field, field) if isinstance(field, str) else field
    if not _FIELD_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a field name; a pair gives a name and a path: ('value', 'target.value')")
    if not _FIELD_PATH.fullmatch(path):
        raise ValueError(f"{path!r} is not the path of a field; it begins at the event: 'key', 'target.files.0.name'")
    return name, path


def _check_one_source(pairs: Iterable[tuple[str, str]]) -> None:
    sources: dict[str, str] = {}
    for name, path in pairs:
        if sources.setdefault(name, path) != path:
            raise ValueError(
                f"the field {name!r} would be {sources[name]!r} for one listener and {path!r} for another; rename one"
            )


def translate_getter(expression: str) -> str | None:
    """Convert a JavaScript expression of the original's `js_value_getter` to a field's path.

    Args:
        expression: For example `"this.value"`.

    Returns:
        For example `"currentTarget.value"`; None if it is not just a path of properties.
    """
    if expression.strip().rstrip(";") == _SELECTED_OPTION:
        return "currentTarget.selectedOptions.0.value"
    found = _GETTER.fullmatch(expression)
    if found is None:
        return None
    steps = _GETTER_STEP.findall(found[2])
    return ".".join(["currentTarget", *steps] if found[1] == "this" else steps)


def check_compatible(entries: Iterable[ListenerEntry], new: ops.Listener) -> None:
    """Refuse a listener that the browser cannot combine with others for the same node and event.

    Raises:
        ValueError: Two listeners use one name for different fields.
        DOMException: NotSupportedError: one listens outside of the node, another one inside.
    """
    listeners = [entry.listener for entry in entries]
    if not listeners:
        return
    _check_one_source(pair for listener in (*listeners, new) for pair in listener.fields)
    if any((listener.flags ^ new.flags) & _ONE_EVERYWHERE for listener in listeners):
        message = "one node cannot listen to the same event both inside and outside of itself; use another node for one"
        raise DOMException(message, "NotSupportedError")
    scripts = {listener.script for listener in (*listeners, new)} - {None}
    if len(scripts) > 1:
        raise ValueError(
            f"listeners of one event on one node share their js_value_getter; these differ: {sorted(map(str, scripts))}"
        )


def merged(entries: Sequence[ListenerEntry]) -> ops.Listener:
    """Combine the browser's parts of all listeners for one event on one node.

    Args:
        entries: At least one entry; all were checked by `check_compatible`.
    """
    if len(entries) == 1:
        return entries[0].listener
    everything = [entry.listener for entry in entries]
    reactions = tuple([reaction for listener in everything for reaction in listener.reactions])
    listeners = [listener for listener in everything if not listener.flags & ops.LOCAL]
    if not listeners:
        return ops.Listener((), ops.LOCAL | everything[0].flags & ops.OUTSIDE, reactions=reactions)
    flags, unanimous = 0, ~0
    for listener in listeners:
        flags |= listener.flags
        unanimous &= listener.flags
    fields = dict.fromkeys(pair for listener in listeners for pair in listener.fields)
    keys: tuple[str, ...] = ()
    if any(listener.keys != listeners[0].keys for listener in listeners):
        # The browser reports the matching keys, by which `dispatch` finds the listeners.
        fields.setdefault((MATCHED, MATCHED))
        some = flags & ~unanimous & ops.PREVENT_DEFAULT
        keys = tuple(
            dict.fromkeys(
                PREVENTS + key if some and listener.flags & some else key
                for listener in listeners
                for key in listener.keys or (ANY,)
            )
        )
        flags &= ~some
    else:
        keys = listeners[0].keys
    return ops.Listener(
        tuple(fields),
        (flags & ~_UNANIMOUS) | (unanimous & _UNANIMOUS),
        min(listener.debounce for listener in listeners),
        min(listener.throttle for listener in listeners),
        keys,
        next((listener.script for listener in listeners if listener.script is not None), None),
        reactions,
    )


def merge_for_browser(entries: Iterable[ListenerEntry]) -> dict[str, ops.Listener]:
    """Combine the browser's parts of all listeners of a target, by event.

    Args:
        entries: All entries of the target.
    """
    by_type: dict[str, list[ListenerEntry]] = {}
    for entry in entries:
        by_type.setdefault(entry.type, []).append(entry)
    return {type: merged(of_type) for type, of_type in by_type.items()}
