"""Identify unkeyed children by the names and ids of controls, so that typed text never moves to another control.

Children without keys are matched by kind and order. If one is inserted or removed, a text box would get the place, and
the text, of its neighbour. Controls are therefore identified by `id` and `name` (check boxes and radio buttons also by
`value`), and other elements by the controls inside them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from domsync.components.elements.control import Bindable
from domsync.components.vnode import Fragment, NormalizedChild, VNode, handlers_of
from domsync.dom.controls.input_values import TEXT_TYPES, input_type

#: The elements that forms know by name.
NAMED = frozenset(("input", "select", "textarea"))
_TICKED = frozenset(("checkbox", "radio"))
#: The kinds of inputs that hold what their user has entered.
_ENTERED = _TICKED | {"text", "file"}

#: The end of an id made by `unique_id`: two hyphens and a number, which may differ in the next render.
_GENERATED = re.compile(r"--[0-9a-z]+(?:-[0-9]+)?")
_DIGITS = re.compile(r"[0-9]+")
_NOTHING: Mapping[str, str] = {}


class Marks(NamedTuple):
    """The marks that identify a child: ids given by the program, names of controls, and ids made by `unique_id`.

    A control has its own marks; any other element also has those of everything in it.
    """

    ids: list[Hashable]
    names: list[Hashable]
    generated: list[Hashable]


def kind_of_input(control: VNode) -> str:
    """Return the kind of an input: if its type changes, browsers keep the value, which may then mean something else."""
    type = input_type(control.attributes)
    return "text" if type in TEXT_TYPES else type


def is_another(old: VNode, new: VNode) -> bool:
    """Return whether a control is not the one that was in its place: it has another type, or another name.

    A number in a name may change, because rows are renumbered when one is removed. So may an id, if nothing else does.
    Controls with a key are identified by that alone.

    Args:
        old: The current input, select or textarea.
        new: The wanted one, of the same tag.
    """
    kind = ""
    if old.tag == "input":
        kind = kind_of_input(old)
        if kind != kind_of_input(new):
            return True
        if kind not in _ENTERED:
            return False
    if old.key is not None:
        return False
    before, after = old.attributes or _NOTHING, new.attributes or _NOTHING
    id = before.get("id")
    if id is not None and id == after.get("id") and not _GENERATED.search(id):
        return False
    if kind in _TICKED and before.get("value") != after.get("value"):
        return True
    name, other = _name(old), _name(new)
    return name != other and name is not None and other is not None and _stem(name) != _stem(other)


def are_told_apart(old: VNode, new: VNode) -> bool:
    """Return whether two elements of one tag have different marks.

    Args:
        old: The current element.
        new: The wanted element.
    """
    return marks_of(old) != marks_of(new)


def are_shifted(old: Sequence[NormalizedChild], new: Sequence[NormalizedChild]) -> bool:
    """Return whether children with marks have other places than before.

    Args:
        old: The current children.
        new: The wanted children.
    """
    # If children come or go only at the end, nothing moves; and most lists have no children with marks.
    others = [before for before, after in zip(old, new, strict=False) if before is not after]
    if not others or not (_hold_known(others) or _hold_known(old[len(new) :])):
        return False
    for before, after in zip(old, new, strict=False):
        kind = type(after)
        if before is after or kind is not type(before) or (kind is VNode and after.key is not None):  # type: ignore[union-attr]
            continue
        if marks_of(before) != marks_of(after):
            return True
    return False


def _hold_known(slots: Iterable[object]) -> bool:
    """Return whether there are controls or ids among some children, or in them."""
    for slot in slots:
        kind = type(slot)
        if kind is VNode:
            if slot.tag in NAMED or (slot.attributes is not None and "id" in slot.attributes):  # type: ignore[attr-defined]
                return True
        elif kind is not Fragment:
            continue
        children = slot.children  # type: ignore[attr-defined]
        # Most elements hold a single text; this saves a call for them.
        if children and (len(children) > 1 or type(children[0]) is not str) and _hold_known(children):
            return True
    return False


def marks_of(slot: NormalizedChild) -> Marks | None:
    """Return the marks of a child; None if it has none.

    Args:
        slot: The child. Components have no marks, nor do children with a key, which identifies them.
    """
    kind = type(slot)
    if (kind is not VNode or slot.key is not None) and kind is not Fragment:  # type: ignore[union-attr]
        return None
    found: list[VNode] = []
    _collect(slot, found)  # type: ignore[arg-type]
    if not found:
        return None
    marks = Marks([], [], [])
    for element in found:
        _mark(element, marks)
    return marks if any(marks) else None


def has_key(slot: NormalizedChild) -> bool:
    """Return whether a child is identified by a key.

    Args:
        slot: The child.
    """
    return getattr(slot, "key", None) is not None


def _collect(slot: VNode | Fragment, found: list[VNode]) -> None:
    """Find the elements that have an id, or are controls."""
    if type(slot) is VNode:
        if slot.tag in NAMED or (slot.attributes is not None and "id" in slot.attributes):
            found.append(slot)
        if slot.directives is not None and slot.directives.fill is not None:
            return
    for child in slot.children:
        if type(child) is VNode:
            if child.children or child.tag in NAMED or child.attributes is not None:
                _collect(child, found)
        elif type(child) is Fragment:
            _collect(child, found)


def _mark(element: VNode, marks: Marks) -> None:
    attributes = element.attributes or _NOTHING
    kind = kind_of_input(element) if element.tag == "input" else ""
    id = attributes.get("id")
    if id is not None:
        if _GENERATED.search(id):
            marks.generated.append((element.tag, kind, _GENERATED.sub("", id)))
        else:
            marks.ids.append((element.tag, kind, id))
    if element.tag in NAMED and (not kind or kind in _ENTERED):
        name = _name(element)
        value = attributes.get("value") if kind in _TICKED else None
        if name is not None or value is not None:
            marks.names.append((element.tag, kind, name, value))


def _name(control: VNode) -> str | None:
    """Return the name of a control; if it has none, that of the field that it is bound to."""
    name = (control.attributes or _NOTHING).get("name")
    if name is None and control.handlers is not None:
        for made in handlers_of(control):
            if isinstance(made.function, Bindable):
                return getattr(made.function, "name", None)
    return name


def _stem(text: str) -> str:
    return _DIGITS.sub("0", text)


def pair(
    old: Sequence[NormalizedChild], new: Sequence[NormalizedChild], kinds: tuple[Sequence[object], Sequence[object]]
) -> tuple[dict[int, int], set[int]]:
    """Match children by their marks.

    Args:
        old: The current children.
        new: The wanted children.
        kinds: The kind of each old and of each new child; None for those that are identified otherwise.

    Returns:
        The old index for each new index that was matched, and the indices of the new children that must not take the
        place of an old one.
    """
    was = [marks_of(slot) if kind is not None else None for slot, kind in zip(old, kinds[0], strict=True)]
    now = [marks_of(slot) if kind is not None else None for slot, kind in zip(new, kinds[1], strict=True)]
    if not any(was) or not any(now):
        return {}, set()
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for rank in range(len(Marks._fields)):
        places: dict[Hashable, deque[int]] = {}
        for at, marks in enumerate(was):
            if marks is not None and at not in taken:
                for mark in marks[rank]:
                    places.setdefault((kinds[0][at], mark), deque()).append(at)
        for at, marks in enumerate(now):
            if marks is None or at in pairs:
                continue
            for mark in marks[rank]:
                waiting = places.get((kinds[1][at], mark))
                while waiting and waiting[0] in taken:
                    waiting.popleft()
                if waiting and not _have_other_ids(was[waiting[0]], marks, waiting):
                    pairs[at] = waiting.popleft()
                    taken.add(pairs[at])
                    break
    return pairs, _pair_rest(old, new, kinds, (was, now), pairs, taken)


def _have_other_ids(before: Marks | None, after: Marks, waiting: Sequence[int]) -> bool:
    """Return whether several controls have the same name, but these two have ids, which did not match."""
    return len(waiting) > 1 and before is not None and bool(before.ids) and bool(after.ids)


def _pair_rest(
    old: Sequence[NormalizedChild],
    new: Sequence[NormalizedChild],
    kinds: tuple[Sequence[object], Sequence[object]],
    marks: tuple[Sequence[Marks | None], Sequence[Marks | None]],
    pairs: dict[int, int],
    taken: set[int],
) -> set[int]:
    """Match the remaining children, whose marks have changed: only renumbered or renamed ones.

    Returns:
        The indices of the new children that must not take the place of an old one.
    """
    was, now = marks
    matched = bool(pairs)
    rest: dict[object, tuple[list[int], list[int]]] = {}
    for at, found in enumerate(was):
        if found is not None and at not in taken:
            rest.setdefault(kinds[0][at], ([], []))[0].append(at)
    for at, found in enumerate(now):
        if found is not None and at not in pairs and kinds[1][at] in rest:
            rest[kinds[1][at]][1].append(at)
    refused: set[int] = set()
    for kind, (before, after) in rest.items():
        if len(before) == len(after) and (
            (not matched and all(_stems(was[one]) == _stems(now[two]) for one, two in zip(before, after, strict=True)))
            or (_is_alone(before, after, kinds, kind) and _are_alike(was[before[0]], now[after[0]]))
        ):
            pairs.update(zip(after, before, strict=True))
            continue
        # A child with components has to be kept, whatever else is in it; its controls are matched in their own list.
        refused.update(at for at in after if getattr(new[at], "plain", False))
    return refused


def _is_alone(
    before: Sequence[int], after: Sequence[int], kinds: tuple[Sequence[object], Sequence[object]], kind: object
) -> bool:
    """Return whether a single child of a kind is left, and nothing else could take its place."""
    if len(before) != 1:
        return False
    if len(kinds[0]) == len(kinds[1]) and before == after:
        return True
    return kinds[0].count(kind) == kinds[1].count(kind) == 1


def _are_alike(old: Marks | None, new: Marks | None) -> bool:
    """Return whether no names show that these are different controls."""
    if old is None or new is None or not old.names or not new.names:
        return True
    return not {_stem(str(name)) for name in old.names}.isdisjoint(_stem(str(name)) for name in new.names)


def _stems(marks: Marks | None) -> list[str]:
    return [] if marks is None else [_stem(str(mark)) for found in marks for mark in found]
