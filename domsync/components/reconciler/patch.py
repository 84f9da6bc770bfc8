"""Compare a component's new output with the previous one, and make the fewest changes to the live tree.

Children are matched by position, or by key if the keys say that the order has changed, and without keys by the names
and ids of controls (:mod:`.identity`). Slots that are the same object are skipped, so an update costs only what has
changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component
from domsync.components.reconciler.dev_warnings import warn_left_behind, warn_unkeyed
from domsync.components.reconciler.hiding import hide_element, resume
from domsync.components.reconciler.identity import (
    NAMED,
    are_shifted,
    are_told_apart,
    is_another,
    kind_of_input,
    pair,
)
from domsync.components.reconciler.instance import (
    Hidden,
    Instance,
    LiveChild,
    LiveFragment,
    describes,
    first_node,
    instance_of,
    nodes_of,
)
from domsync.components.reconciler.keyed import match
from domsync.components.reconciler.mount import insert_slots, mount_element, remember
from domsync.components.reconciler.open_state import patch_open
from domsync.components.reconciler.patch_lazy import patch_deferred
from domsync.components.reconciler.props import patch_props
from domsync.components.reconciler.unmount import remove_slots
from domsync.components.source_location import line_of
from domsync.components.vnode import (
    Directives,
    DuplicateKeyError,
    Fragment,
    Key,
    NormalizedChild,
    VNode,
    note_duplicate,
)
from domsync.dom.element.element import Element
from domsync.dom.nodes.character_data import Text
from domsync.dom.tree.mutation import place

if TYPE_CHECKING:
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode


def patch_slot(
    mounted: LiveChild,
    old: NormalizedChild,
    new: NormalizedChild,
    owner: Instance,
    parent: ParentNode,
    before: Node | None,
) -> LiveChild:
    """Turn one slot into another, in place if the kind is the same.

    Args:
        mounted: The live counterpart.
        old: The current slot.
        new: The wanted slot.
        owner: The component that rendered it.
        parent: The live parent of its nodes.
        before: The live node after it, None at the end.

    Returns:
        The live counterpart from now on.
    """
    if isinstance(new, VNode) and isinstance(old, VNode) and _same(old, new):
        shown = new.directives is None or new.directives.show
        if isinstance(mounted, Element) and shown:
            patch_element(mounted, old, new, owner)
            return mounted
        if isinstance(mounted, Element):
            # What it shows is patched when it comes back; until then it keeps what it had.
            hide_element(mounted, parent)
            return Hidden(mounted, old)
        if isinstance(mounted, Hidden):
            if not shown:
                return mounted
            if mounted.element is None:
                return mount_element(new, owner, parent, before)
            resume(mounted.element)
            patch_element(mounted.element, mounted.vnode, new, owner)
            parent.insertBefore(mounted.element, before)
            return mounted.element
    elif type(new) is str and type(mounted) is Text:
        if new != old:
            mounted.data = new
        return mounted
    elif isinstance(new, Fragment) and isinstance(mounted, LiveFragment):
        was = mounted.source
        items = patch_list(mounted.items, was.children, new, owner, parent, before, was)
        return LiveFragment(new, items)
    elif isinstance(new, Component) and isinstance(mounted, Instance):
        if _goes_on(mounted, old, new, owner):
            return mounted
    elif new is None and mounted is None:
        return None
    remove_slots([mounted])
    return insert_slots((new,), owner, parent, before)[0]


def _goes_on(mounted: Instance, old: NormalizedChild, new: Component, owner: Instance) -> bool:
    """Keep a component that is on the page, if it is the new one, or if the new one is a description for it.

    Returns:
        Whether it was kept. Otherwise the new one has to replace it.
    """
    present = mounted.component
    if instance_of(present) is not mounted:
        return False
    if new is present:
        return True
    if type(new) is not type(present) or new.key != present.key or instance_of(new) is not None:
        return False
    if new is not old and not describes(new, owner):
        return False
    if mounted.take_props(new):
        mounted.scheduler.dirty.pop(mounted, None)
        mounted.scheduler.update(mounted)
    return True


def _same(old: VNode, new: VNode) -> bool:
    """Return whether one element can become the other: same tag, namespace and key, and neither is an island or both
    are.
    """
    if old.tag != new.tag or old.key != new.key:
        return False
    if old.namespace is not new.namespace and old.namespace != new.namespace:
        return False
    if old.tag in NAMED and old.attributes != new.attributes and is_another(old, new):
        return False
    if old.directives is new.directives:  # nearly always there are none
        return True
    before, after = old.directives or _NOTHING, new.directives or _NOTHING
    # Two shared parts are two islands that cannot become each other; `gone` tells them apart.
    return (before.fill is None) == (after.fill is None) and before.gone == after.gone


_NOTHING = Directives()


def patch_element(element: Element, old: VNode, new: VNode, owner: Instance) -> None:
    """Turn an element into another one of the same tag.

    Args:
        element: The live element.
        old: The current description.
        new: The wanted description.
        owner: The component that rendered it.
    """
    if old is new:
        return
    rare, directives = element.rare_data, new.directives
    # `state_of` would return the same; this saves a call for each element.
    rendered: Any = None if rare is None else rare.rendered
    slots = rendered.slots if rendered is not None else None
    if old.children is not new.children and (directives is None or directives.fill is None):
        done = element.lazy_children is not None and new.size > 0 and patch_deferred(element, new, owner)
        if not done and old.plain and new.plain:
            _patch_plain_children(element, old.children, new.children, owner)  # type: ignore[arg-type]
        elif not done:
            slots = slots if slots is not None else _own_children(element, len(old.children))
            slots = patch_list(slots, old.children, new, owner, element, None)  # type: ignore[arg-type]
    if new.handlers is not None or directives is not None or rendered is not None or not new.plain:
        remember(element, new, owner, None if new.plain else slots)
    patch_props(element, old, new)
    if directives is not None and directives.open is not None:
        patch_open(element, old, new, owner)


def _own_children(element: Element, count: int) -> list[Any]:
    """Return the live counterparts of children that are only elements and text; other code may have added more."""
    children: list[Any] = []
    node = element.first_child
    while node is not None and len(children) < count:
        children.append(node)
        node = node.next_sibling
    return children


def _patch_plain_children(
    element: Element, old: Sequence[VNode | str], new: Sequence[VNode | str], owner: Instance
) -> None:
    """Compare children that are only elements and text: their live counterparts are the element's own children."""
    # A single child that replaces a single child needs no matching.
    if len(old) != len(new) or (len(new) > 1 and _need_matching(old, new)):
        items = _own_children(element, len(old))
        end = items[-1].next_sibling if items else None
        patch_list(items, old, VNode("", tuple(new)), owner, element, end)
        return
    node: Any = element.first_child
    for before, after in zip(old, new, strict=True):
        following = node.next_sibling
        if before is not after:
            if type(after) is str:
                if type(before) is not str:
                    patch_slot(node, before, after, owner, element, following)
                elif before != after:
                    node.data = after
            elif type(before) is VNode and _same(before, after):  # type: ignore[arg-type]
                patch_element(node, before, after, owner)  # type: ignore[arg-type]
            else:
                patch_slot(node, before, after, owner, element, following)
        node = following


def _need_matching(old: Sequence[NormalizedChild], new: Sequence[NormalizedChild]) -> bool:
    """Return whether comparing slot by slot could lose what a comparison by key or kind would keep."""
    others = 0
    for before, after in zip(old, new, strict=False):
        if before is after:
            continue
        kind = type(after)
        if kind is VNode and type(before) is VNode:
            if before.key != after.key:  # type: ignore[union-attr]
                return True
            if before.tag != after.tag:  # type: ignore[union-attr]
                others += 1
            elif after.tag in _TOLD_APART:  # type: ignore[union-attr]
                others += _is_other(before, after)  # type: ignore[arg-type]
            elif after.directives is not None or before.directives is not None:  # type: ignore[union-attr]
                others += not _same(before, after)  # type: ignore[arg-type]
        elif kind is not str or type(before) is not str:
            if _key(before) != _key(after) or _is_elsewhere(after):
                return True
            others += type(before) is not kind
    # If the number of slots is the same and only one of them is of another kind, nothing else could take its place.
    if others > (len(old) == len(new)):
        return True
    if len(old) == len(new):
        return False
    return are_shifted(old, new) or (len(new) > len(old) and any(map(_is_elsewhere, new[len(old) :])))


def _is_other(old: VNode, new: VNode) -> bool:
    """Return whether an element in `_TOLD_APART` is not the same one as before."""
    if old.tag in _CHOSEN:
        return _choice(old) != _choice(new)
    if old.attributes == new.attributes and old.tag in NAMED:
        return not _same(old, new)
    return are_told_apart(old, new) or not _same(old, new)


def _is_elsewhere(slot: NormalizedChild) -> bool:
    """Return whether a slot is a component that is already on the page, so that it can be identified without a key."""
    return isinstance(slot, Component) and instance_of(slot) is not None


def _key(slot: NormalizedChild) -> Key | None:
    # Texts and fragments have no key. Checking the class of each slot would cost more than the rest of the comparison.
    return getattr(slot, "key", None)


#: From this number of rows on, it is worth freeing them later.
_MANY = 100


def patch_list(
    items: Sequence[LiveChild],
    old: Sequence[NormalizedChild],
    source: Fragment | VNode,
    owner: Instance,
    parent: ParentNode,
    end: Node | None,
    before: Fragment | None = None,
) -> list[LiveChild]:
    """Turn one list of slots into another with the fewest moves.

    Args:
        items: The live counterparts.
        old: The current slots.
        source: The list or element whose ``children`` are wanted.
        owner: The component that rendered them.
        parent: The live parent of their nodes.
        end: The live node after the list, None at the end of the parent.
        before: The current list, if it is a `Fragment`.

    Returns:
        The live counterparts from now on.
    """
    new: Sequence[NormalizedChild] = source.children  # type: ignore[assignment]
    if isinstance(source, Fragment) and source.memory is not None and before is not None:
        change = source.memory.change(before, source)
        if change is not None:
            return _patch_change(items, old, source, *change, owner, parent, end)
    if len(old) >= _MANY:
        owner.scheduler.free_later(items, old)
    if _need_matching(old, new):
        return _patch_keyed(items, old, new, owner, parent, end)
    common = min(len(old), len(new))
    if owner.scheduler.development:
        where = source.where if isinstance(source, Fragment) else line_of(owner.component.render)
        places = [*range(common), *[-1] * (len(new) - common)]
        warn_left_behind(items, old, new, places, where)
        if isinstance(source, Fragment) and not source.keyed:
            warn_unkeyed(old, source)
    result = list(items)
    if len(old) > common:
        remove_slots(result[common:])
        del result[common:]
    elif len(new) > common:
        result.extend(insert_slots(new[common:], owner, parent, end))
    _patch_pairs(result, old, new, range(common), owner, parent, end)
    return result


def _patch_change(
    items: Sequence[LiveChild],
    old: Sequence[NormalizedChild],
    source: Fragment,
    head: int,
    tail: int,
    changed: Sequence[int] | None,
    owner: Instance,
    parent: ParentNode,
    end: Node | None,
) -> list[LiveChild]:
    """Patch a list whose memory knows what has changed: see :meth:`.each.Memory.change`."""
    if changed is not None and all(_key(old[at]) == _key(source.children[at]) for at in changed):
        result = list(items)
        _patch_pairs(result, old, source.children, changed, owner, parent, end)
        return result
    if changed is not None:
        near = _near(changed, len(old))
        if len(near) < len(old) and all(type(slots[at]) is VNode for slots in (old, source.children) for at in near):
            return _patch_near(items, old, source.children, near, owner, parent, end)
    old_end, new_end = len(old) - tail, len(source.children) - tail
    if tail:
        end = _following(items, old_end - 1, end)
    middle = Fragment(source.children[head:new_end], source.keyed, source.plain)
    patched = patch_list(items[head:old_end], old[head:old_end], middle, owner, parent, end)
    return [*items[:head], *patched, *items[old_end:]]


def _near(changed: Sequence[int], count: int) -> list[int]:
    """Return the places that have changed, and after each of them as many others as can affect the fewest moves.

    Args:
        changed: The places.
        count: The number of places.
    """
    near: list[int] = []
    reach = len(changed) + 2
    for at, following in zip(changed, [*changed[1:], count], strict=True):
        near.extend(range(at, min(at + reach, following)))
    return near


def _patch_near(
    items: Sequence[LiveChild],
    old: Sequence[NormalizedChild],
    new: Sequence[NormalizedChild],
    near: Sequence[int],
    owner: Instance,
    parent: ParentNode,
    end: Node | None,
) -> list[LiveChild]:
    """Patch a list in which only a few places have changed, some of them swapped, as if these were the whole list."""
    end = _following(items, near[-1], end)
    patched = _patch_keyed(
        [items[at] for at in near], [old[at] for at in near], [new[at] for at in near], owner, parent, end
    )
    result = list(items)
    for at, item in zip(near, patched, strict=True):
        result[at] = item
    return result


def _patch_pairs(
    items: list[LiveChild],
    old: Sequence[NormalizedChild],
    new: Sequence[NormalizedChild],
    positions: Iterable[int],
    owner: Instance,
    parent: ParentNode,
    end: Node | None,
    shift: int = 0,
) -> None:
    """Patch slots that keep their places; ``old`` is read ``shift`` places further on than ``items`` and ``new``."""
    for index in positions:
        before, after = old[index + shift], new[index]
        if before is after and not isinstance(after, Component):
            continue
        item = items[index]
        if isinstance(item, Element) and type(after) is VNode and type(before) is VNode and _plainly(before, after):
            patch_element(item, before, after, owner)
        elif type(item) is not Instance or not isinstance(after, Component) or not _goes_on(item, before, after, owner):
            items[index] = patch_slot(item, before, after, owner, parent, _following(items, index, end))


def _plainly(old: VNode, new: VNode) -> bool:
    return new.directives is None and _same(old, new)


def _following(items: Sequence[LiveChild], index: int, end: Node | None) -> Node | None:
    """Return the live node after a slot, by looking at its right neighbours."""
    for right in range(index + 1, len(items)):
        node = first_node(items[right])
        if node is not None:
            return node
    return end


def _patch_keyed(
    items: Sequence[LiveChild],
    old: Sequence[NormalizedChild],
    new: Sequence[NormalizedChild],
    owner: Instance,
    parent: ParentNode,
    end: Node | None,
) -> list[LiveChild]:
    """Match by key. Children without one are matched by their kind and order, from both ends and then in between.

    Options are first matched by their values, so that the chosen one stays chosen when others are inserted before it;
    controls, and elements around controls, are matched by names and ids.
    """
    choices: set[object] = set()
    if getattr(parent, "localName", "") in _CHOOSING:
        choices.update({_choice(slot) for slot in new} & {_choice(slot) for slot in old} - {None})
    new_keys = _match_keys(new, [instance_of(slot) if isinstance(slot, Component) else None for slot in new], choices)
    known = {key for key in new_keys if isinstance(key, Instance)}
    old_keys = _match_keys(old, [item if item in known else None for item in items], choices)
    owned = [key for key in new_keys if type(key) is not tuple]
    if len(owned) < len(new_keys):
        _tell_apart(old, old_keys, new, new_keys)
    if len(set(owned)) != len(owned):
        error = DuplicateKeyError(next(key for key in owned if owned.count(key) > 1))  # type: ignore[arg-type]
        if owner.development:
            raise error
        note_duplicate(error, line_of(owner.component.render))
        new_keys = _distinct(new, new_keys)
    if not owner.development:
        old_keys = _distinct(old, old_keys)
    head, limit = 0, min(len(old), len(new))
    while head < limit and old_keys[head] == new_keys[head]:
        head += 1
    tail = 0
    while tail < limit - head and old_keys[-1 - tail] == new_keys[-1 - tail]:
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    positions, moving = match(_numbered(old_keys[head:old_end]), _numbered(new_keys[head:new_end]))
    if owner.development:
        places = [*range(head), *[head + at if at >= 0 else at for at in positions], *range(old_end, len(old))]
        warn_left_behind(items, old, new, places, line_of(owner.component.render))
    kept = {head + position for position in positions if position >= 0}
    remove_slots([items[index] for index in range(head, old_end) if index not in kept])

    middle: list[LiveChild] = [None] * (new_end - head)
    result = [*items[:head], *middle, *items[old_end:]]
    before = _following(result, new_end - 1, end)
    fresh = 0  # the number of adjacent new slots that wait for being inserted together
    for offset in range(new_end - head - 1, -1, -1):
        position = positions[offset]
        at = head + offset
        if position < 0:
            fresh += 1
            continue
        if fresh:
            before = _insert_fresh(result, new, at + 1, fresh, owner, parent, before)
            fresh = 0
        item = items[head + position]
        if offset in moving:
            for node in nodes_of(item):
                place(parent, [node], before)
        if isinstance(item, Element) and old[head + position] is new[at]:
            result[at] = before = item
            continue
        result[at] = patch_slot(item, old[head + position], new[at], owner, parent, before)
        before = first_node(result[at]) or before
    if fresh:
        _insert_fresh(result, new, head, fresh, owner, parent, before)
    _patch_pairs(result, old, new, range(head), owner, parent, end)
    _patch_pairs(result, old, new, range(new_end, len(new)), owner, parent, end, shift=old_end - new_end)
    return result


def _insert_fresh(
    result: list[LiveChild],
    new: Sequence[NormalizedChild],
    start: int,
    count: int,
    owner: Instance,
    parent: ParentNode,
    before: Node | None,
) -> Node | None:
    """Insert a run of new slots with one op, and return the first live node."""
    result[start : start + count] = insert_slots(new[start : start + count], owner, parent, before)
    return _following(result, start - 1, before)


#: The parents of options; and their children, with the attribute that identifies them.
_CHOOSING = frozenset(("datalist", "optgroup", "select"))
_CHOSEN = {"option": "value", "optgroup": "label"}
#: The elements that are checked for being other ones than before even if the number of children is the same.
_TOLD_APART = frozenset((*_CHOSEN, *NAMED, "audio", "details", "dialog", "iframe", "label", "video"))


def _choice(slot: NormalizedChild) -> tuple[str, str] | None:
    """Return the identity of an option or option group; None for anything else, and for one with a key."""
    if type(slot) is not VNode or slot.tag not in _CHOSEN or slot.key is not None:
        return None
    name = (slot.attributes or {}).get(_CHOSEN[slot.tag])
    if name is None and slot.tag == "option" and all(type(child) is str for child in slot.children):
        name = "".join(slot.children)  # type: ignore[arg-type]
    return None if name is None else (slot.tag, str(name))


def _match_keys(slots: Sequence[NormalizedChild], instances: Sequence[object], choices: set[object]) -> list[object]:
    """Return the values by which slots are matched: their key, their component's place on the page, or their kind.

    Args:
        slots: The slots.
        instances: The places of the slots' components that are already on the page; None for other slots.
        choices: The options that are among the slots both before and after.
    """
    keys: list[object] = []
    seen: set[object] = {None}
    for slot, instance in zip(slots, instances, strict=True):
        key: object = _key(slot)
        if key is None and instance not in seen:
            seen.add(instance)
            key = instance
        # A tuple can never be equal to a user's key, which is a str or an int.
        if key is None and choices and (choice := _choice(slot)) in choices:
            key = choice
        keys.append(_kind_of(slot) if key is None else key)
    return keys


def _tell_apart(
    old: Sequence[NormalizedChild], old_keys: list[object], new: Sequence[NormalizedChild], new_keys: list[object]
) -> None:
    """Give keys to children that are identified by names or ids (:mod:`.identity`)."""
    # The identity of a choice has two parts; no kind has two.
    kinds = [[key if type(key) is tuple and len(key) != 2 else None for key in keys] for keys in (old_keys, new_keys)]
    pairs, refused = pair(old, new, (kinds[0], kinds[1]))
    for after, before in pairs.items():
        old_keys[before] = new_keys[after] = ("=", before)
    for after in refused:
        new_keys[after] = ("+", after)


def _distinct(slots: Sequence[NormalizedChild], keys: Sequence[object]) -> list[object]:
    """Treat slots whose key has occurred before as if they had none."""
    seen: set[object] = set()
    result: list[object] = []
    for slot, key in zip(slots, keys, strict=True):
        result.append(_kind_of(slot) if key in seen and type(key) is not tuple else key)
        seen.add(key)
    return result


def _kind_of(slot: NormalizedChild) -> tuple[object, ...]:
    """Return the kind of a slot: slots of the same kind can become each other."""
    if not isinstance(slot, VNode):
        return (type(slot),)
    directives = slot.directives or _NOTHING
    control = kind_of_input(slot) if slot.tag == "input" else None
    return slot.tag, slot.namespace, control, directives.fill is None, directives.gone


def _numbered(keys: Sequence[object]) -> list[object]:
    """Distinguish slots of one kind by their order."""
    counts: dict[object, int] = {}
    numbered: list[object] = []
    for key in keys:
        if type(key) is tuple:
            number = counts[key] = counts.get(key, -1) + 1
            numbered.append((*key, number))
        else:
            numbered.append(key)
    return numbered
