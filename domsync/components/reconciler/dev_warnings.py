"""Development warnings about code that works, but not as intended."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from domsync.components.reconciler.identity import NAMED, has_key
from domsync.components.reconciler.instance import LiveChild, component_around, nodes_of, state_of
from domsync.components.source_location import line_with_text
from domsync.components.vnode import Fragment, NormalizedChild, VNode, properties_of
from domsync.dom.element.element import Element
from domsync.dom.rare import get_property
from domsync.dom.traversal import descend_made

if TYPE_CHECKING:
    from domsync.components.reconciler.instance import Instance
    from domsync.dom.document.document import Document

logger: logging.Logger = logging.getLogger("domsync")


class UnkeyedReorderWarning(UserWarning):
    """Children without keys have changed their places: their controls and components stay behind, and exchange their
    contents.
    """


#: The maximum length of lists that are checked: the checks must not slow the program down.
_LONGEST = 200

_SEEN: set[str] = set()

#: The places in the program for which a repeated id was logged.
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
    # Children that are the same at both ends have kept their places: in most lists, all but the new and changed ones.
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
    _warn(
        new.where,
        "the children of this list change their places but have no keys, so what the user typed, the focus and the "
        "state of components stay behind at the old place; give each one a key, for example h.li(text, key=item.id)",
    )


def _warn(where: str, text: str) -> None:
    _SEEN.add(where)
    filename, _, line = where.rpartition(":")
    warnings.warn_explicit(text, UnkeyedReorderWarning, filename, int(line))


def warn_left_behind(
    items: Sequence[LiveChild],
    old: Sequence[NormalizedChild],
    new: Sequence[NormalizedChild],
    places: Sequence[int],
    where: str,
) -> None:
    """Warn once for each place in the program if a child without a key comes or goes, and typed text stays behind.

    Args:
        items: The live counterparts of the children before.
        old: The children before.
        new: The children now.
        places: For each new child, the index of the old one whose place it takes; -1 for none.
        where: The place in the program.
    """
    if not where or where in _SEEN or len(old) == len(new) or not old or max(len(old), len(new)) > _LONGEST:
        return
    typed = {at: control for at, item in enumerate(items) if (control := _typed(item, old[at])) is not None}
    if not typed:
        return
    before, after = [_content(slot, _TELLING) for slot in old], [_content(slot, _TELLING) for slot in new]
    for at, place in enumerate(places):
        if after.count(after[at]) != 1 or before.count(after[at]) != 1 or (place >= 0 and before[place] == after[at]):
            continue
        control = typed.get(before.index(after[at])) or typed.get(place)
        if control is not None:
            _warn(
                where,
                f"{_tag(control)} has another place now, but nothing says which of these controls it is, so what the "
                "user typed stays behind; give controls that come and go, or the elements around them, a name, an id "
                'or a key, for example h.input(name="email")',
            )
            return


def _typed(item: LiveChild, slot: NormalizedChild) -> Element | None:
    """Return a control of a child in which the user has entered something, None if there is none."""
    if item is None or has_key(slot) or isinstance(slot, str):
        return None
    for root in nodes_of(item):
        for node in descend_made(root):
            if isinstance(node, Element) and node.localName in NAMED and _is_entered(node):
                rendered = state_of(node)
                # The program sets what this control shows, wherever it is. A component's state would stay behind.
                if isinstance(slot, VNode) and rendered is not None and _SAID & properties_of(rendered.vnode).keys():
                    continue
                return node
    return None


_SAID = frozenset(("checked", "selectedIndex", "value"))


def _is_entered(control: Element) -> bool:
    if control.localName == "select":
        return any(option.rare_data is not None and option.rare_data.dirty for option in descend_made(control))
    return any(get_property(control, name) is not None for name in ("value", "checked"))


def _tag(control: Element) -> str:
    """Describe a control by its tag and the attributes that distinguish it."""
    given = "".join(f' {name}="{text}"' for name in _TELLING if (text := control.getAttribute(name)))
    return f"<{control.localName}{given}>"


#: The attributes that tell what a control is for.
_TELLING = ("type", "id", "name", "placeholder", "aria-label", "title")


def _same_ends(old: Sequence[NormalizedChild], new: Sequence[NormalizedChild]) -> tuple[int, int]:
    """Count the children that are the same objects, from the start and from the end."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] is not new[at]), most)
    end = next((at for at in range(most - start) if old[-1 - at] is not new[-1 - at]), most - start)
    return start, end


def _content(slot: NormalizedChild, telling: Sequence[str] = ()) -> object:
    """Return something hashable that stands for what the user sees of a slot.

    Args:
        slot: The slot.
        telling: The attributes of controls that count.
    """
    if isinstance(slot, VNode):
        told = tuple([(slot.attributes or {}).get(name) for name in telling]) if slot.tag in NAMED else ()
        return slot.tag, told, tuple([_content(child, telling) for child in slot.children])  # type: ignore[arg-type]
    if isinstance(slot, Fragment):
        return tuple([_content(child, telling) for child in slot.children])
    if slot is None or isinstance(slot, str):
        return slot
    # A component: its class and the values that its parent passes, compared if they are text, numbers and the like.
    passed: Any = slot
    values = ((name, getattr(passed, name)) for name in sorted(passed.model_fields_set))
    return type(slot), tuple([(name, value if type(value) in _PLAIN else id(value)) for name, value in values])


_PLAIN = frozenset((str, int, float, bool, type(None)))


#: Elements that hold state of their own: what the user has entered, chosen, opened, played or scrolled to.
_HOLDING = frozenset(
    (
        *("audio", "button", "canvas", "details", "dialog", "embed", "iframe", "input", "object", "select", "textarea"),
        *("video",),
    )
)


def _can_lose(slot: NormalizedChild) -> bool:
    """Return whether a slot has something that would not move with it: a component, control, listener or user code."""
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
        document: The document, whose list of repeated ids is taken and cleared.
        roots: Its outermost components.

    Returns:
        The messages that were logged.
    """
    said: list[str] = []
    registry = document.registry
    given, registry.repeated = registry.repeated or (), set()
    for id in sorted(given):
        elements = registry.ids.get(id)
        if not isinstance(elements, dict):
            continue  # meanwhile, one of the two has left or has another id
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
