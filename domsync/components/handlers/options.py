"""Options of a handler, `on()`: debounce, throttle, keys, and the browser's default action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal, Never, TypeAlias

import msgspec
from msgspec import structs

from domsync.components.uploads import UploadRules
from domsync.dom.events.keys import written
from domsync.dom.events.listeners import (
    Actions,
    check_actions,
)
from domsync.dom.ops import (
    ANYWAY,
    CAPTURE,
    IF_SELF,
    LOCK,
    ONCE,
    OUTSIDE,
    PASSIVE,
    PREVENT_DEFAULT,
    STOP_PROPAGATION,
    UNLESS_ALT,
    UNLESS_CTRL,
    UNLESS_META,
    UNLESS_SHIFT,
    Action,
)

#: The target of a listener that is not on the element: see `on(target=...)`.
Target: TypeAlias = Literal["window", "document"]

#: A key that can be held during another key press or a click.
Modifier: TypeAlias = Literal["ctrl", "alt", "shift", "meta"]

#: Any function that can handle an event, or actions that the browser runs by itself.
Function: TypeAlias = Callable[[], object] | Callable[[Never], object] | Actions


UNLESS_FLAGS: dict[str, int] = {"ctrl": UNLESS_CTRL, "alt": UNLESS_ALT, "shift": UNLESS_SHIFT, "meta": UNLESS_META}

_DROP = ("drop", "dataTransfer.files")
_PASTE = ("paste", "clipboardData.files")


class Options(msgspec.Struct, frozen=True, gc=False):
    """The options that `on()` stores with the function."""

    flags: int
    debounce: int
    throttle: int
    keys: tuple[str, ...]
    target: Target | None
    in_fields: bool | None = None
    uploads: UploadRules = UploadRules()
    first: tuple[Action, ...] = ()


class On(msgspec.Struct, frozen=True):
    """A handler with options, as `on()` returns it."""

    function: Any
    options: Options


NO_OPTIONS = Options(0, 0, 0, (), None)


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
    in_fields: bool | None = None,
    unless: tuple[Modifier, ...] | None = None,
    lock: bool = False,
    if_self: bool = False,
    first: Actions = (),
    drop: bool = False,
    paste: bool = False,
    max_bytes: int | None = None,
    max_files: int | None = None,
    refused: bool = False,
) -> On:
    """Add options to a handler: `h.input(on_input=on(self.search, debounce=300))`.

    Args:
        function: The handler, or actions (`domsync.act`) that the browser runs by itself.
        prevent_default: Prevent the browser's default action. Always on for submit.
        stop_propagation: Keep the event from elements further out.
        debounce: Wait for this many milliseconds without another event, then send the last one.
        throttle: Send at most one event in this many milliseconds.
        key: Run only for this key or these keys, given by `KeyboardEvent.key` and the modifiers to hold: `"Enter"`,
            `"Shift+Enter"`, `"mod+s"` (Ctrl, or Meta on Apple systems), `("ArrowUp", "ArrowDown")`. No other modifier
            may be held, except Shift where it produces the character. A handler of a single character that takes
            `ctrlKey` or `metaKey` also runs with these modifiers. Keys that an input method handles are never reported.
        once: Run only the first time.
        capture: Run on the way from the page down to the target, before handlers further in.
        passive: Let the browser scroll without waiting for the handler.
        outside: Run for events outside the element, such as a click that closes a menu.
        target: `"window"` or `"document"`: listen there for as long as the element is on the page.
        in_fields: Whether keys count while a form field has the focus. By default, single characters at the window or
            document do not, because the user is typing them. With Ctrl or Meta they always count.
        unless: Leave the event to the browser while one of these modifiers is held: `("ctrl", "meta")`. By default, a
            click on a link with `prevent_default` is left to the browser if any modifier is held, so that the link can
            be opened in a new tab; `unless=()` handles those clicks too.
        lock: Ignore further events until the handler has finished.
        if_self: Run only for events at the element itself, not at its descendants: a click on a dialog's backdrop.
        first: Actions that the browser runs at once, before it reports the event, and undoes when the handler has
            finished: `first=[act.disable(), act.add_class("busy")]`.
        drop: For `on_upload`: take files that are dropped on the element.
        paste: For `on_upload`: take files, such as images, that are pasted into the element, or anywhere on the page
            outside form fields.
        max_bytes: For `on_upload`: the maximum size of a file in bytes, instead of the server's limit.
        max_files: For `on_upload`: the maximum number of files at once, instead of the server's limit.
        refused: For `on_upload`: call the function with files that are refused too. Their `status` is `"failed"`, and
            their `error` is for the user, who is told nothing otherwise.

    Returns:
        A value that every `on_...` keyword takes in place of the function.

    Raises:
        TypeError: A time is not an integer, or `key` is neither a string nor a tuple of strings.
        ValueError: A time is negative, or options contradict each other.
    """
    if isinstance(function, On):
        raise TypeError("on() was applied twice; pass all options to one call")
    flags = (
        (PREVENT_DEFAULT if prevent_default else 0)
        | (STOP_PROPAGATION if stop_propagation else 0)
        | (ONCE if once else 0)
        | (CAPTURE if capture else 0)
        | (PASSIVE if passive else 0)
        | (OUTSIDE if outside else 0)
        | (LOCK if lock else 0)
        | (IF_SELF if if_self else 0)
    )
    keys = (key,) if isinstance(key, str) else key or ()
    if not isinstance(keys, tuple):
        raise TypeError(f"key must be the name of a key or a tuple of names, not {keys!r}")
    if unless is not None:
        flags |= _unless(unless)
    ways = (*((_DROP,) if drop else ()), *((_PASTE,) if paste else ()))
    uploads = UploadRules(ways, max_bytes, max_files, refused)
    return On(function, _options(flags, debounce, throttle, keys, target, in_fields, uploads, check_actions(first)))


def _unless(names: Sequence[str]) -> int:
    if isinstance(names, str) or not all(name in UNLESS_FLAGS for name in names):
        raise ValueError(f'unless must be a tuple of "ctrl", "alt", "shift" and "meta", not {names!r}')
    flags = 0
    for name in names:
        flags |= UNLESS_FLAGS[name]
    return flags if names else ANYWAY


# Typed, because the cache would otherwise accept debounce=True after debounce=1.
@lru_cache(1024, typed=True)
def _options(
    flags: int,
    debounce: int,
    throttle: int,
    keys: tuple[str, ...],
    target: Target | None,
    in_fields: bool | None,
    uploads: UploadRules,
    first: tuple[Action, ...],
) -> Options:
    for name, milliseconds in (("debounce", debounce), ("throttle", throttle)):
        if type(milliseconds) is not int:
            raise TypeError(f"{name} must be an integer number of milliseconds, not {milliseconds!r}")
        if milliseconds < 0:
            raise ValueError(f"{name} cannot be negative: {milliseconds}")
    if not all(isinstance(key, str) for key in keys):
        raise TypeError(f"key must be the name of a key or a tuple of names, not {keys!r}")
    for key in keys:
        written(key)
    if target not in (None, "window", "document"):
        raise ValueError(f"target must be 'window' or 'document', not {target!r}")
    if flags & PASSIVE and flags & PREVENT_DEFAULT:
        raise ValueError("a passive listener cannot prevent the default; remove passive or prevent_default")
    if flags & OUTSIDE and target is not None:
        raise ValueError("outside needs an element; remove outside or target")
    if in_fields is not None and not keys:
        raise TypeError("in_fields applies to keys; give key= too")
    for name, most in (("max_bytes", uploads.max_bytes), ("max_files", uploads.max_files)):
        if most is not None and (type(most) is not int or most < 1):
            raise ValueError(f"{name} must be an integer of at least 1, not {most!r}")
    if flags & OUTSIDE and flags & IF_SELF:
        raise ValueError("outside and if_self contradict each other; remove one of them")
    return Options(flags, debounce, throttle, keys, target, in_fields, uploads, first)


def at_document(attached: Function | On, key: str) -> On:
    """Make a handler listen to a key wherever the focus is, and prevent the browser's default.

    Args:
        attached: A function, actions, or the result of `on()`.
        key: The key.

    Raises:
        TypeError: `on()` gave it another key or target.
    """
    function, options = (attached.function, attached.options) if isinstance(attached, On) else (attached, NO_OPTIONS)
    if options.keys or options.target is not None:
        raise TypeError(f"remove key= and target= from on(...): the shortcut {key!r} sets both")
    return On(function, structs.replace(options, flags=options.flags | PREVENT_DEFAULT, keys=(key,), target="document"))
