"""Mount components into elements of the raw DOM, and unmount them."""

from __future__ import annotations

from typing import TypeVar, cast

from domsync.components.component import Component, NotMountedError
from domsync.components.reconciler.instance import instance_of
from domsync.components.reconciler.listeners import entries_for
from domsync.components.reconciler.mount import mount_root
from domsync.components.reconciler.scheduler import Scheduler
from domsync.components.reconciler.unmount import remove_slots
from domsync.components.reconciler.update import update
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element

C = TypeVar("C", bound=Component)


def scheduler_of(document: Document) -> Scheduler:
    """Return the scheduler of a document's components, creating it on the first call.

    Args:
        document: The document.
    """
    if document.scheduler is None:
        document.scheduler = Scheduler(document, update, entries_for)
    return cast("Scheduler", document.scheduler)


def mount(component: C, parent: Element) -> C:
    """Mount a component at the end of an element.

    Its elements are ordinary elements of the document, so raw DOM code and components can share a page.

    Args:
        component: The component.
        parent: An element of a document.

    Returns:
        The component.

    Raises:
        AlreadyMountedError: It is already on a page.
    """
    scheduler = scheduler_of(parent.getDocument())
    mount_root(component, parent, scheduler)
    restoring = scheduler.restoring
    is_done = restoring is not None and not restoring.mounted(parent.getDocument())
    scheduler.flush()
    if is_done:
        scheduler.restoring = None
    return component


def document_of(component: Component) -> Document:
    """Return the document of the page that a component is on.

    Args:
        component: The component.

    Raises:
        NotMountedError: It is not on a page.
    """
    instance = instance_of(component)
    if instance is None:
        raise NotMountedError(type(component).__name__, "document_of()")
    return instance.scheduler.document


def unmount(component: Component) -> None:
    """Remove a component that was mounted with :func:`mount` from its page, for good.

    Args:
        component: The component.

    Raises:
        NotMountedError: It is not on a page.
        ValueError: Another component's ``render`` shows it.
    """
    instance = instance_of(component)
    if instance is None:
        raise NotMountedError(type(component).__name__, "unmount()")
    if instance.parent is not None:
        raise ValueError(
            f"this {type(component).__name__} is part of what a {type(instance.parent.component).__name__} renders; "
            "remove it from that render() instead"
        )
    remove_slots([instance])
