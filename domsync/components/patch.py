"""Compare what a component rendered with what it rendered before, and do the least to the live tree.

Children are matched by position, or by key where the keys say that the order changed. Slots that are the same object
are passed over, so an update costs what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from domsync.components.component import Component, instance_of
from domsync.components.deferred import patch_deferred
from domsync.components.hiding import hide_element, wake
from domsync.components.instance import (
    Hidden,
    Instance,
    ManySlot,
    Mounted,
    describes,
    first_node,
    nodes_of,
    rendered_of,
)
from domsync.components.keyed import match
from domsync.components.leaving import remove_slots
from domsync.components.mount import insert_slots, mount_element, remember
from domsync.components.props import patch_props, show_field
from domsync.components.vnode import DuplicateKeyError, Extra, Key, Many, Slot, VNode
from domsync.components.warnings import warn_unkeyed
from domsync.dom.character_data import Text
from domsync.dom.element import Element
from domsync.dom.input_values import TEXT_TYPES, input_type
from domsync.dom.mutation import place

if TYPE_CHECKING:
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode


def patch_slot(
    mounted: Mounted, old: Slot, new: Slot, owner: Instance, parent: ParentNode, before: Node | None
) -> Mounted:
    """Turn one slot into another, in place where the kind is the same.

    Args:
        mounted: Its live counterpart.
        old: What it shows.
        new: What it shall show.
        owner: The component that rendered it.
        parent: The live parent of its nodes.
        before: The live node after it, None at the end.

    Returns:
        The live counterpart from now on.
    """
    if isinstance(new, VNode) and isinstance(old, VNode) and _same(old, new):
        shown = new.extra is None or new.extra.show
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
            wake(mounted.element)
            patch_element(mounted.element, mounted.vnode, new, owner)
            parent.insertBefore(mounted.element, before)
            return mounted.element
    elif type(new) is str and type(mounted) is Text:
        if new != old:
            mounted.data = new
        return mounted
    elif isinstance(new, Many) and isinstance(mounted, ManySlot):
        was = mounted.source
        items = patch_list(mounted.items, was.children, new, owner, parent, before, was)
        return ManySlot(new, items)
    elif isinstance(new, Component) and isinstance(mounted, Instance):
        if _goes_on(mounted, old, new, owner):
            return mounted
    elif new is None and mounted is None:
        return None
    remove_slots([mounted])
    return insert_slots((new,), owner, parent, before)[0]


def _goes_on(mounted: Instance, old: Slot, new: Component, owner: Instance) -> bool:
    """Let a component that is on the page go on: it is the new one, or takes up what a new one of its class says.

    Returns:
        Whether it did. Otherwise the new one has to take its place.
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
    """Whether one element can become the other: same tag, namespace and key, and neither is an island or both are."""
    if old.tag != new.tag or old.key != new.key or old.namespace != new.namespace:
        return False
    if old.tag == "input" and old.attributes != new.attributes and _kind(old) != _kind(new):
        return False
    before, after = old.extra or _NOTHING, new.extra or _NOTHING
    # Two shared parts are two islands that cannot become each other; `gone` tells them apart.
    return (before.fill is None) == (after.fill is None) and before.gone == after.gone


_NOTHING = Extra()


def _kind(control: VNode) -> str:
    """What kind of input it is: browsers carry the value of one over to another that means something else by it."""
    type = input_type(control.attributes)
    return "text" if type in TEXT_TYPES else type


def patch_element(element: Element, old: VNode, new: VNode, owner: Instance) -> None:
    """Turn an element into another one of the same tag.

    Args:
        element: The live element.
        old: What it shows.
        new: What it shall show.
        owner: The component that rendered it.
    """
    if old is new:
        return
    rendered = rendered_of(element)
    slots = rendered.slots if rendered is not None else None
    if old.children is not new.children and (new.extra is None or new.extra.fill is None):
        done = element._deferred is not None and new.size > 0 and patch_deferred(element, new.children, owner)
        if not done and old.plain and new.plain:
            _patch_plain_children(element, old.children, new.children, owner)  # type: ignore[arg-type]
        elif not done:
            slots = slots if slots is not None else _own_children(element, len(old.children))
            slots = patch_list(slots, old.children, new, owner, element, None)  # type: ignore[arg-type]
    if new.handlers is not None or new.extra is not None or rendered is not None or not new.plain:
        remember(element, new, owner, None if new.plain else slots)
    patch_props(element, old, new)
    if rendered is not None and rendered.attached is not None and rendered.attached.entered:
        rendered.attached.entered = False
        show_field(element, new)


def _own_children(element: Element, count: int) -> list[Any]:
    """List the live counterparts of children that are only elements and text; other code may have added more."""
    children: list[Any] = []
    node = element._first
    while node is not None and len(children) < count:
        children.append(node)
        node = node._next
    return children


def _patch_plain_children(
    element: Element, old: Sequence[VNode | str], new: Sequence[VNode | str], owner: Instance
) -> None:
    """Compare children that are only elements and text: their live counterparts are the element's own children."""
    if len(old) != len(new) or _keys_differ(old, new):
        items = _own_children(element, len(old))
        end = items[-1]._next if items else None
        patch_list(items, old, VNode("", tuple(new)), owner, element, end)
        return
    node: Any = element._first
    for before, after in zip(old, new, strict=True):
        following = node._next
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


def _keys_differ(old: Sequence[Slot], new: Sequence[Slot]) -> bool:
    for before, after in zip(old, new, strict=False):
        if before is after:
            continue
        kind = type(after)
        if kind is VNode and type(before) is VNode:
            if before.key != after.key:  # type: ignore[union-attr]
                return True
        elif (kind is not str or type(before) is not str) and (_key(before) != _key(after) or _is_elsewhere(after)):
            return True
    return len(new) > len(old) and any(map(_is_elsewhere, new[len(old) :]))


def _is_elsewhere(slot: Slot) -> bool:
    """Whether a slot is a component that is on the page already, so that it is known without a key."""
    return isinstance(slot, Component) and instance_of(slot) is not None


def _key(slot: Slot) -> Key | None:
    return slot.key if isinstance(slot, VNode | Component) else None


#: Freeing so many rows takes longer than seeing to it that they are freed later.
_MANY = 100


def patch_list(
    items: Sequence[Mounted],
    old: Sequence[Slot],
    source: Many | VNode,
    owner: Instance,
    parent: ParentNode,
    end: Node | None,
    before: Many | None = None,
) -> list[Mounted]:
    """Turn one list of slots into another with the fewest moves.

    Args:
        items: The live counterparts.
        old: What they show.
        source: The list or element whose ``children`` they shall show.
        owner: The component that rendered them.
        parent: The live parent of their nodes.
        end: The live node after the list, None at the end of the parent.
        before: The list that they show, if it is one.

    Returns:
        The live counterparts from now on.
    """
    new: Sequence[Slot] = source.children  # type: ignore[assignment]
    if isinstance(source, Many) and source.memory is not None and before is not None:
        change = source.memory.change(before, source)
        if change is not None:
            return _patch_change(items, old, source, *change, owner, parent, end)
    if len(old) >= _MANY:
        owner.scheduler.free_later(items, old)
    if _keys_differ(old, new):
        return _patch_keyed(items, old, new, owner, parent, end)
    if isinstance(source, Many) and not source.keyed and owner.scheduler.development:
        warn_unkeyed(old, source)
    result = list(items)
    common = min(len(old), len(new))
    if len(old) > common:
        remove_slots(result[common:])
        del result[common:]
    elif len(new) > common:
        result.extend(insert_slots(new[common:], owner, parent, end))
    _patch_pairs(result, old, new, range(common), owner, parent, end)
    return result


def _patch_change(
    items: Sequence[Mounted],
    old: Sequence[Slot],
    source: Many,
    head: int,
    tail: int,
    changed: Sequence[int] | None,
    owner: Instance,
    parent: ParentNode,
    end: Node | None,
) -> list[Mounted]:
    """Patch a list whose memory knows what was changed: see :meth:`domsync.components.each.Memory.change`."""
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
    middle = Many(source.children[head:new_end], source.keyed, source.plain)
    patched = patch_list(items[head:old_end], old[head:old_end], middle, owner, parent, end)
    return [*items[:head], *patched, *items[old_end:]]


def _near(changed: Sequence[int], count: int) -> list[int]:
    """The places that changed, and after each of them as many others as can matter for which way has the fewest moves.

    Args:
        changed: The places.
        count: How many places there are.
    """
    near: list[int] = []
    reach = len(changed) + 2
    for at, following in zip(changed, [*changed[1:], count], strict=True):
        near.extend(range(at, min(at + reach, following)))
    return near


def _patch_near(
    items: Sequence[Mounted],
    old: Sequence[Slot],
    new: Sequence[Slot],
    near: Sequence[int],
    owner: Instance,
    parent: ParentNode,
    end: Node | None,
) -> list[Mounted]:
    """Patch a list of which only a few places changed, some by rows that changed places, as if it were only these."""
    end = _following(items, near[-1], end)
    patched = _patch_keyed(
        [items[at] for at in near], [old[at] for at in near], [new[at] for at in near], owner, parent, end
    )
    result = list(items)
    for at, item in zip(near, patched, strict=True):
        result[at] = item
    return result


def _patch_pairs(
    items: list[Mounted],
    old: Sequence[Slot],
    new: Sequence[Slot],
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
    return new.extra is None and _same(old, new)


def _following(items: Sequence[Mounted], index: int, end: Node | None) -> Node | None:
    """Find the live node after a slot, by looking at its right neighbours."""
    for right in range(index + 1, len(items)):
        node = first_node(items[right])
        if node is not None:
            return node
    return end


def _patch_keyed(
    items: Sequence[Mounted],
    old: Sequence[Slot],
    new: Sequence[Slot],
    owner: Instance,
    parent: ParentNode,
    end: Node | None,
) -> list[Mounted]:
    """Match by key; children without one are matched by their position among those without one."""
    new_keys = _match_keys(new, [instance_of(slot) if isinstance(slot, Component) else None for slot in new])
    known = {key for key in new_keys if isinstance(key, Instance)}
    old_keys = _match_keys(old, [item if item in known else None for item in items])
    if len(set(new_keys)) != len(new_keys):
        raise DuplicateKeyError(next(key for key in new_keys if new_keys.count(key) > 1))  # type: ignore[arg-type]
    head, limit = 0, min(len(old), len(new))
    while head < limit and old_keys[head] == new_keys[head]:
        head += 1
    tail = 0
    while tail < limit - head and old_keys[-1 - tail] == new_keys[-1 - tail]:
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    positions, moving = match(old_keys[head:old_end], new_keys[head:new_end])
    kept = {head + position for position in positions if position >= 0}
    remove_slots([items[index] for index in range(head, old_end) if index not in kept])

    middle: list[Mounted] = [None] * (new_end - head)
    result = [*items[:head], *middle, *items[old_end:]]
    before = _following(result, new_end - 1, end)
    fresh = 0  # how many new slots in a row wait for being inserted together
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
    result: list[Mounted],
    new: Sequence[Slot],
    start: int,
    count: int,
    owner: Instance,
    parent: ParentNode,
    before: Node | None,
) -> Node | None:
    """Insert a run of new slots with one op; returns the live node that it begins with."""
    result[start : start + count] = insert_slots(new[start : start + count], owner, parent, before)
    return _following(result, start - 1, before)


def _match_keys(slots: Sequence[Slot], instances: Sequence[object]) -> list[object]:
    """Make what slots are matched by: their key, the component that is on the page already, or their position."""
    keys: list[object] = []
    seen: set[object] = {None}
    unkeyed = 0
    for slot, instance in zip(slots, instances, strict=True):
        key: object = _key(slot)
        if key is None and instance not in seen:
            seen.add(instance)
            key = instance
        if key is None:
            # A tuple can never be equal to a user's key, which is a str or an int.
            key = (unkeyed,)
            unkeyed += 1
        keys.append(key)
    return keys
