"""Where components begin: putting one into an element of the raw DOM, and taking it away again."""

from __future__ import annotations

from typing import TypeVar, cast

from domsync.components.component import Component, NotMountedError, instance_of
from domsync.components.leaving import remove_slots
from domsync.components.mount import mount_root
from domsync.components.scheduler import Scheduler
from domsync.components.update import update
from domsync.dom.document import Document
from domsync.dom.element import Element

C = TypeVar("C", bound=Component)


def scheduler_of(document: Document) -> Scheduler:
    """Get the scheduler of a document's components; the first call makes it.

    Args:
        document: The document.
    """
    if document._scheduler is None:
        document._scheduler = Scheduler(document, update)
    return cast("Scheduler", document._scheduler)


def mount(component: C, parent: Element) -> C:
    """Show a component at the end of an element.

    Its elements are ordinary elements of the document, so that raw DOM code and components share a page.

    Args:
        component: The component.
        parent: An element of a document.

    Returns:
        The component.

    Raises:
        AlreadyMountedError: It is on a page already.
    """
    scheduler = scheduler_of(parent.getDocument())
    mount_root(component, parent, scheduler)
    scheduler.flush()
    return component


def unmount(component: Component) -> None:
    """Take a component that :func:`mount` showed off its page, for good.

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
            "leave it out of that render() instead"
        )
    remove_slots([instance])
