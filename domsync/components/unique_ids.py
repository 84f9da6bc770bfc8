"""Ids for elements that refer to each other, such as a label and its control."""

from __future__ import annotations

import re
from itertools import count

from domsync.components.state.tracking import observer

_NOT_OF_A_NAME = re.compile(r"[^A-Za-z0-9]+")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_numbers = count(1)


class UsedIds:
    """The ids that a component has used in its current render.

    Attributes:
        number: Distinguishes the component from all others of the process, so that documents can share a page.
        render_id: The render that the counts belong to.
        counts: How often each hint was used.
    """

    __slots__ = ("counts", "number", "render_id")

    def __init__(self) -> None:
        self.number: str = _written(next(_numbers))
        self.render_id: int = 0
        self.counts: dict[str, int] = {}


def unique_id(hint: str = "") -> str:
    """Return an id that is unique on the page and stays the same in each render of a component.

    >>> from domsync import html as h
    >>> from domsync.components import unique_id
    >>> def entry(label: str, help: str):
    ...     about = unique_id(label)
    ...     return h.label(label, h.input(aria={"describedby": about})), h.small(help, id=about)

    Args:
        hint: A prefix for the id. If several elements use the same hint, they are numbered in the order of the calls; a
            row of ``each`` that is rendered again gets a new id.
    """
    name = _NOT_OF_A_NAME.sub("-", hint).strip("-").lower()[:24] or "id"
    if not name[0].isalpha():
        name = f"id-{name}"
    active = observer()
    used: UsedIds | None = getattr(active, "ids", None)
    if active is None or (used is None and not hasattr(active, "ids")):
        # Outside a render, and in rows that are kept while others are rendered, calls cannot be counted.
        return f"{name}--{_written(next(_numbers))}"
    if used is None:
        used = active.ids = UsedIds()  # type: ignore[attr-defined]
    if used.render_id != active.render_id:
        used.render_id = active.render_id
        used.counts = {}
    times = used.counts.get(name, 0) + 1
    used.counts[name] = times
    # The two hyphens tell the comparison that the next render may give this id to another element.
    return f"{name}--{used.number}" if times == 1 else f"{name}--{used.number}-{times}"


def _written(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text
