"""Bring a component's part of the live tree up to date, or show the error if that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domsync.components.component import attach, instance_of
from domsync.components.hiding import evict, hide, keep_place, show, wake
from domsync.components.instance import STALE, Instance, first_node, last_node
from domsync.components.leaving import unmount
from domsync.components.mount import AlreadyMountedError, Start, announce, insert_slots
from domsync.components.patch import patch_slot
from domsync.components.vnode import Slot, VNode
from domsync.dom.builder import remove_run

if TYPE_CHECKING:
    from domsync.dom.node import Node
    from domsync.dom.parent import ParentNode


def update(instance: Instance) -> None:
    """Render a component and bring its part of the live tree up to date.

    Args:
        instance: The component; one that has left the page meanwhile is passed over.
    """
    component = instance.component
    if instance_of(component) is not instance:
        if instance.placeholder is not None:
            _move_in(instance)
    elif instance.asleep:
        instance.asleep = STALE
    elif not component.show:
        hide(instance)
    else:
        _render_anew(instance)


def _move_in(instance: Instance) -> None:
    """Let a component come to the place that was kept for it while it left another one."""
    component, owner = instance.component, instance.parent
    if owner is None or instance.placeholder is None or instance.placeholder._parent is None:
        return
    holder = instance_of(component)
    if holder is not None and holder.asleep:
        # What is hidden keeps what it showed last, but not against one that shows it now.
        evict(holder)
        holder = None
    if holder is None:
        attach(component, instance)
        update(instance)
    else:
        Place(instance).replace(owner.failed(AlreadyMountedError(type(component).__name__)))


def _render_anew(instance: Instance) -> None:
    old, new = instance.child, instance.render()
    start, place = Start(instance.scheduler), Place(instance)
    try:
        if new is not old or not isinstance(new, VNode):
            instance.mounted = patch_slot(instance.mounted, old, new, instance, place.parent, place.end)
            instance.child = new
        place.settle()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - half an update is worse than an error that is shown
        start.undo()
        place.replace(instance.failed(error))
    start.keep()
    announce(instance)


class Place:
    """Where the nodes of a component stand: between which siblings of which parent.

    Args:
        instance: The component.
    """

    __slots__ = ("_instance", "_start", "end", "parent")

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        #: The live node after the component's own, None at the end of the parent.
        self.end: Node | None = None
        self._start: Node | None = None
        if instance.limbo is not None:
            self.parent: ParentNode = instance.limbo
            wake(instance.mounted)
            return
        first: Any = first_node(instance)
        last: Any = last_node(instance)
        if first._parent is None:
            # Other code has taken it out and may put it somewhere else. Until then it needs a parent.
            instance.scheduler.document.createDocumentFragment().append(first)
        self.parent, self._start, self.end = first._parent, first._previous, last._next

    def settle(self) -> None:
        """Finish an update: what was hidden comes back, what shows nothing gets a placeholder."""
        if self._instance.limbo is not None:
            show(self._instance)
        else:
            keep_place(self._instance, self.parent, self.end)

    def replace(self, slot: Slot) -> None:
        """Take away whatever stands there after an update that failed, and show something else.

        Args:
            slot: What to show.
        """
        instance, parent = self._instance, self.parent
        unmount(instance.mounted)
        first = parent._first if self._start is None else self._start._next
        last = parent._last if self.end is None else self.end._previous
        if first is not None and last is not None and first is not self.end:
            remove_run(first, last)
        if instance.limbo is None:
            instance.placeholder = None
        instance.mounted = instance.child = None
        start = Start(instance.scheduler)
        try:
            instance.mounted = insert_slots((slot,), instance, parent, self.end)[0]
            instance.child = slot
            self.settle()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - there is not even room for the error
            start.undo()
            instance.scheduler.report(error, f"the error view of {type(instance.component).__name__}")
            if instance.limbo is None:
                keep_place(instance, parent, self.end)
