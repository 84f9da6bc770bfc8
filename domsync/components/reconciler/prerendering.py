"""Render components before they are shown, for a place that they may never take."""

from __future__ import annotations

from collections.abc import Callable

from domsync.components.component import Component
from domsync.components.reconciler.hiding import resume, show, suspend
from domsync.components.reconciler.instance import SUSPENDED, Instance, instance_of
from domsync.components.reconciler.mount import (
    AlreadyMountedError,
    InsertBatch,
    Transaction,
    add_placeholder,
    mount_instance,
)
from domsync.components.reconciler.unmount import remove_slots
from domsync.dom.document.builder import remove_run


class Ahead:
    """A component that is rendered out of sight, like one with ``show=False``. `mounted` was not called.

    Args:
        component: The component, which has no place yet.
        owner: The component that will show it.

    Raises:
        AlreadyMountedError: It shows a component that is already on the page.
        Exception: It cannot be shown.
    """

    __slots__ = ("_waiting", "instance")

    def __init__(self, component: Component, owner: Instance) -> None:
        scheduler = owner.scheduler
        self.instance: Instance = Instance(component, owner, scheduler)
        instance = self.instance
        moves, layout = len(scheduler.pending_moves), len(scheduler.layout_effects)
        effects = len(scheduler.effects)
        transaction = Transaction(scheduler)
        batch = InsertBatch(scheduler.document)
        parked = scheduler.document.createDocumentFragment()
        try:
            mount_instance(instance, batch)
            batch.connect(parked, None)
            if len(scheduler.pending_moves) > moves:
                raise AlreadyMountedError(type(component).__name__)
        except BaseException:
            transaction.rollback()
            raise
        #: The functions to call when it is shown: islands, ``mounted``. Listeners and refs are collected again then.
        self._waiting: list[Callable[[], object]] = scheduler.effects[effects:]
        del scheduler.effects[effects:], scheduler.layout_effects[layout:]
        transaction.commit()
        if instance.placeholder is not None:
            remove_run(instance.placeholder, instance.placeholder)
            instance.placeholder = None
        instance.parked = parked
        suspend(instance.mounted)
        instance.suspended = SUSPENDED
        if scheduler.ahead is None:
            scheduler.ahead = {}
        scheduler.ahead[component] = self

    def come(self, owner: Instance, batch: InsertBatch) -> Instance | None:
        """Move the component to the place that it was rendered for.

        Args:
            owner: The component that shows it.
            batch: The batch that is about to be inserted there.

        Returns:
            Its place on the page; None if another component shows it, so that it has to be rendered there.
        """
        instance = self.instance
        if instance.parent is not owner:
            self.drop()
            return None
        scheduler = instance.scheduler
        scheduler.new_instances.append(instance)
        add_placeholder(instance, batch)
        scheduler.layout_effects.append(self._show)
        return instance

    def _show(self) -> None:
        instance = self.instance
        if instance_of(instance.component) is not instance:
            return
        resume(instance)
        resume(instance.mounted)
        show(instance)
        # After the refs and listeners, on which `mounted` may rely.
        instance.scheduler.layout_effects.append(self._tell)

    def _tell(self) -> None:
        self.instance.scheduler.effects += self._waiting

    def drop(self) -> None:
        """End the component without showing it."""
        (self.instance.scheduler.ahead or {}).pop(self.instance.component, None)
        remove_slots([self.instance])
