"""Hooks for tools, which observe the renders, failures and tasks of a document, and the reason for each render."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol


class Monitor(Protocol):
    """A listener that observes what components do. It must neither raise nor change anything."""

    def rendered(self, component: object, document: object) -> None:
        """Note that a component's ``render`` is about to be called.

        Args:
            component: The component.
            document: The document that it is in.
        """

    def failed(self, error: BaseException, document: object) -> None:
        """Note an exception of the user's code.

        Args:
            error: The exception.
            document: The document whose components raised it; None if it belongs to no page.
        """

    def started(self, task: asyncio.Task[Any], where: str, document: object) -> None:
        """Note a task that was started for a page.

        Args:
            task: The task.
            where: Its description, as in the log: ``"Page.save"``.
            document: The page's document.
        """


class RenderTrace(Protocol):
    """A listener that observes why components are rendered. It must neither raise nor change anything."""

    def scheduled(self, instance: Any) -> None:
        """Note that a component is to be rendered; the cause is on the stack of the current thread.

        Args:
            instance: The component's place on its page.
        """

    def rendered(self, instance: Any) -> None:
        """Note that a component's ``render`` is about to be called.

        Args:
            instance: The component's place on its page.
        """
