"""Refused attribute values: `render` leaves them out instead of failing, and the log names them."""

from __future__ import annotations

import logging

from domsync.components.source_location import users_line
from domsync.components.state.tracking import observer
from domsync.errors import UnsafeValueError

logger: logging.Logger = logging.getLogger("domsync")

#: The number of places in the program that are remembered as logged.
_MOST_PLACES = 1000
_logged: set[tuple[str, str]] = set()

#: Descriptions of what was left out of the element that is being made, for development.
pending: list[str] = []


def leave_out(error: UnsafeValueError, tag: str, name: str) -> None:
    """Leave out an attribute or a declaration whose value was refused, if something is being rendered.

    Each line of the program is logged once for each name, whatever the values are, because they may come from visitors.

    Args:
        error: The refusal.
        tag: The element's name.
        name: The attribute, or the CSS property.

    Raises:
        UnsafeValueError: Nothing is being rendered, so the code that makes the element can handle the exception.
    """
    active = observer()
    if active is None:
        raise error
    line = users_line()
    if active.development:
        pending.append(f"{name} of <{tag}> was left out: {error} ({line})")
    if (line, name) not in _logged:
        if len(_logged) >= _MOST_PLACES:
            _logged.clear()
        _logged.add((line, name))
        logger.warning(
            "%s: %s of <%s> is left out wherever it is refused, the first time because: %s", line, name, tag, error
        )


def take_pending() -> str:
    """Return the description of what was left out of the element that is being made, and forget it."""
    text = "; ".join(pending)
    pending.clear()
    return text
