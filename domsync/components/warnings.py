"""Advice that only development mode gives: what works, but not as its author thinks."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from domsync.components.vnode import Many, Slot, VNode


class UnkeyedReorderWarning(UserWarning):
    """A list without keys was reordered: its elements keep their places and exchange their contents."""


#: Longer lists are not looked at: the advice must not slow down what it advises on.
_LONGEST = 200

_SEEN: set[str] = set()


def warn_unkeyed(old: Sequence[Slot], new: Many) -> None:
    """Warn once per place of the program when the children of a list without keys changed their order.

    Args:
        old: The children before.
        new: The children now.
    """
    if not new.where or new.where in _SEEN or not 2 <= len(old) <= _LONGEST:
        return
    before = [_content(slot) for slot in old]
    after = [_content(slot) for slot in new.children]
    if before == after:
        return
    at = {content: index for index, content in enumerate(before)}
    moved = [at[content] for index, content in enumerate(after) if content in at and at[content] != index]
    if not moved or len(at) != len(before):
        return
    _SEEN.add(new.where)
    filename, _, line = new.where.rpartition(":")
    warnings.warn_explicit(
        "the children of this list change their places but have no keys, so what the user typed, the focus and the "
        "state of components stay behind at the old place; give each one a key, for example h.li(text, key=item.id)",
        UnkeyedReorderWarning,
        filename,
        int(line),
    )


def _content(slot: Slot) -> object:
    """What the user sees of a slot, as something hashable."""
    if isinstance(slot, VNode):
        return slot.tag, tuple(_content(child) for child in slot.children)  # type: ignore[arg-type]
    if isinstance(slot, Many):
        return tuple(_content(child) for child in slot.children)
    return slot
