"""Update a component's part of the live tree, or show its error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domsync.components.component import attach
from domsync.components.reconciler.hiding import discard_suspended, hide, keep_place, resume, show
from domsync.components.reconciler.instance import STALE, Instance, first_node, instance_of, last_node
from domsync.components.reconciler.mount import AlreadyMountedError, Transaction, insert_slots, schedule_lifecycle
from domsync.components.reconciler.patch import patch_slot
from domsync.components.reconciler.unmount import unmount
from domsync.components.vnode import NormalizedChild, VNode
from domsync.dom.document.builder import remove_run

if TYPE_CHECKING:
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode


def update(instance: Instance) -> None:
    """Render a component and update its part of the live tree.

    Args:
        instance: The component; one that has left the page meanwhile is skipped.
    """
    component = instance.component
    if instance_of(component) is not instance:
        if instance.placeholder is not None:
            _move_in(instance)
    elif instance.suspended:
        instance.suspended = STALE
    elif not component.show:
        hide(instance)
    else:
        _render_anew(instance)


def _move_in(instance: Instance) -> None:
    """Move a component to the place that was kept for it while it left another one."""
    component, owner = instance.component, instance.parent
    if owner is None or instance.placeholder is None or instance.placeholder.parent_node is None:
        return
    holder = instance_of(component)
    if holder is not None and holder.suspended:
        # A hidden component keeps what it last showed, unless another one shows that now.
        discard_suspended(holder)
        holder = None
    if holder is None:
        attach(component, instance)
        update(instance)
    else:
        InsertionPoint(instance).replace(owner.failed(AlreadyMountedError(type(component).__name__)))


def _render_anew(instance: Instance) -> None:
    instance.recent_assignments, instance.assignments = instance.assignments, None
    old, new = instance.child, instance.render()
    scheduler = instance.scheduler
    transaction, point = Transaction(scheduler), InsertionPoint(instance)
    if scheduler.restoring is not None:
        scheduler.restoring.rendered(instance, new)
    try:
        if new is not old or not isinstance(new, VNode):
            instance.mounted = patch_slot(instance.mounted, old, new, instance, point.parent, point.end)
            instance.child = new
        point.settle()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - half an update is worse than an error that is shown
        transaction.rollback()
        point.replace(instance.failed(error))
    instance.recent_assignments = None
    transaction.commit()
    schedule_lifecycle(instance)


class InsertionPoint:
    """The place of a component's nodes: their parent and the siblings around them.

    Args:
        instance: The component.
    """

    __slots__ = ("_instance", "_start", "end", "parent")

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        #: The live node after the component's own, None at the end of the parent.
        self.end: Node | None = None
        self._start: Node | None = None
        if instance.parked is not None:
            self.parent: ParentNode = instance.parked
            resume(instance.mounted)
            return
        first: Any = first_node(instance)
        last: Any = last_node(instance)
        if first.parent_node is None:
            # Other code has removed the node, and may insert it elsewhere. Until then it needs a parent.
            instance.scheduler.document.createDocumentFragment().append(first)
        self.parent, self._start, self.end = first.parent_node, first.previous_sibling, last.next_sibling

    def settle(self) -> None:
        """Finish an update: show a component that was hidden, and give one that shows nothing a placeholder."""
        if self._instance.parked is not None:
            show(self._instance)
        else:
            keep_place(self._instance, self.parent, self.end)

    def replace(self, slot: NormalizedChild) -> None:
        """Replace whatever is there after a failed update.

        Args:
            slot: What to show.
        """
        instance, parent = self._instance, self.parent
        unmount(instance.mounted)
        first = parent.first_child if self._start is None else self._start.next_sibling
        last = parent.last_child if self.end is None else self.end.previous_sibling
        if first is not None and last is not None and first is not self.end:
            remove_run(first, last)
        if instance.parked is None:
            instance.placeholder = None
        instance.mounted = instance.child = None
        transaction = Transaction(instance.scheduler)
        try:
            instance.mounted = insert_slots((slot,), instance, parent, self.end)[0]
            instance.child = slot
            self.settle()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - there is not even room for the error
            transaction.rollback()
            instance.scheduler.report(error, f"the error view of {type(instance.component).__name__}")
            if instance.parked is None:
                keep_place(instance, parent, self.end)
