"""The component that is being rendered, or whose handler is running."""

from __future__ import annotations

from contextvars import ContextVar, Token
from typing import Any, TypeVar
from weakref import ref

from domsync.components.state.tracking import observer

T = TypeVar("T")

#: The place on its page of the component whose handler or life-cycle method is running. A weak reference, because a
#: timer that is started meanwhile keeps its context until it is due, even if it is cancelled, and would keep the page.
_handling: ContextVar[ref[Any] | None] = ContextVar("domsync_handling", default=None)


def begin_handling(place: object) -> Token[ref[Any] | None]:
    """Note whose handler or life-cycle method is running from now on.

    Args:
        place: The component's place on its page.

    Returns:
        A token for `end_handling`.
    """
    return _handling.set(ref(place))


def end_handling(token: Token[ref[Any] | None]) -> None:
    """Note that the handler has ended or is waiting.

    Args:
        token: The result of `begin_handling`.
    """
    _handling.reset(token)


def use(kind: type[T], default: T) -> T:
    """Return the nearest value of a type that a component above provides, like :meth:`Component.use`.

    Call it in functions that create elements or run in a handler, so that a value such as the language need not be
    passed through every call.

    Args:
        kind: The type.
        default: The value to return if no component provides one, or if no component is being rendered or handling an
            event.
    """
    handling = _handling.get()
    active: Any = observer() or (None if handling is None else handling())
    # A row of `each` is rendered for its component.
    active = getattr(active, "owner", active)
    # The values that the component itself provides also apply to what it creates.
    own = getattr(active, "provided", None)
    if own is not None and kind in own:
        source, value = own[kind]
        source.read()
        return value  # type: ignore[no-any-return]
    return active.use(kind, default) if hasattr(active, "use") else default
