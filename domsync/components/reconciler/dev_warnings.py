"""Development warnings about code that works, but not as intended."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from domsync.components.reconciler.instance import component_around
from domsync.components.source_location import line_with_text
from domsync.components.vnode import Fragment, NormalizedChild, VNode

if TYPE_CHECKING:
    from domsync.components.reconciler.instance import Instance
    from domsync.dom.document.document import Document

logger: logging.Logger = logging.getLogger("domsync")


class UnkeyedReorderWarning(UserWarning):
    """A list without keys was reordered: its controls and components keep their places and exchange their contents."""


#: Longer lists are not looked at: the advice must not slow down what it advises on.
_LONGEST = 200

_SEEN: set[str] = set()

#: The places of the program of which an id that two elements have has been logged.
_IDS_AT: set[str] = set()
_MOST_PLACES = 1000


def warn_unkeyed(old: Sequence[NormalizedChild], new: Fragment) -> None:
    """Warn once for each place in the program if the children of a list without keys were reordered.

    Args:
        old: The children before.
        new: The children now.
    """
    if not new.where or new.where in _SEEN or not 2 <= len(old) <= _LONGEST:
        return
    # What is the same at both ends has kept its place, in most lists all but what was added or changed.
    start, end = _same_ends(old, new.children)
    if len(old) - start - end < 2:
        return
    before = [_content(slot) for slot in old[start : len(old) - end]]
    after = [_content(slot) for slot in new.children[start : len(new.children) - end]]
    if before == after:
        return
    at = {content: index for index, content in enumerate(before)}
    moved = [at[content] for index, content in enumerate(after) if content in at and at[content] != index]
    if len(at) != len(before) or not any(_can_lose(old[start + index]) for index in moved):
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


def _same_ends(old: Sequence[NormalizedChild], new: Sequence[NormalizedChild]) -> tuple[int, int]:
    """Count the children that are the same objects, from the start and from the end."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] is not new[at]), most)
    end = next((at for at in range(most - start) if old[-1 - at] is not new[-1 - at]), most - start)
    return start, end


def _content(slot: NormalizedChild) -> object:
    """Return something hashable that stands for what the user sees of a slot."""
    if isinstance(slot, VNode):
        return slot.tag, tuple(_content(child) for child in slot.children)  # type: ignore[arg-type]
    if isinstance(slot, Fragment):
        return tuple(_content(child) for child in slot.children)
    if slot is None or isinstance(slot, str):
        return slot
    # A component: what the parent says of it, as far as that is text, numbers and the like.
    passed: Any = slot
    values = ((name, getattr(passed, name)) for name in sorted(passed.model_fields_set))
    return type(slot), tuple([(name, value if type(value) in _PLAIN else id(value)) for name, value in values])


_PLAIN = frozenset((str, int, float, bool, type(None)))


#: Elements that hold something of their user's: what was entered, chosen, opened, played, scrolled to.
_HOLDING = frozenset(
    (
        *("audio", "button", "canvas", "details", "dialog", "embed", "iframe", "input", "object", "select", "textarea"),
        *("video",),
    )
)


def _can_lose(slot: NormalizedChild) -> bool:
    """Return whether a slot has something that does not move along: a component, a control, listeners, or user code."""
    if isinstance(slot, str) or slot is None:
        return False
    if isinstance(slot, VNode):
        if slot.tag in _HOLDING or slot.handlers is not None or slot.directives is not None:
            return True
    elif not isinstance(slot, Fragment):
        return True
    children: Any = slot.children
    return any(map(_can_lose, children))


def repeated_ids(document: Document, roots: Iterable[Instance]) -> list[str]:
    """Log each id that two elements of a document have, once for each place in the program.

    Args:
        document: The document, which has noted the ids that were given twice; they are taken from it.
        roots: Its outermost components.

    Returns:
        What was logged.
    """
    said: list[str] = []
    registry = document.registry
    given, registry.repeated = registry.repeated or (), set()
    for id in sorted(given):
        elements = registry.ids.get(id)
        if not isinstance(elements, dict):
            continue  # one of the two has left, or has another id by now
        component = component_around(list(elements)[-1], roots)
        where = "" if component is None else line_with_text(component.render, id)
        if where in _IDS_AT or len(_IDS_AT) >= _MOST_PLACES:
            continue
        _IDS_AT.add(where)
        text = (
            f"two elements have the id {id!r}: labels, links and getElementById find only the first; give each its own,"
            " for example unique_id('name') from domsync.components"
        )
        if where:
            text = f"{where}: {text}"
        logger.warning("%s", text)
        said.append(text)
    return said
