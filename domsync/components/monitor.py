"""Hooks for tools: they are told of renders, events and failures in a document, and the reason of each render."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol


class Monitor(Protocol):
    """A listener that is told what components do. It must not raise, and not change anything."""

    def rendered(self, component: object, document: object) -> None:
        """Hear that a component's ``render`` is about to be called.

        Args:
            component: The component.
            document: The document that it is in.
        """

    def failed(self, error: BaseException, document: object) -> None:
        """Hear of an exception of the user's code.

        Args:
            error: The exception.
            document: The document whose components raised it; None for what belongs to no page.
        """

    def started(self, task: asyncio.Task[Any], where: str, document: object) -> None:
        """Hear of a task that was started for a page.

        Args:
            task: The task.
            where: What it is, as the log says it: ``"Page.save"``.
            document: The page's document.
        """


class RenderTrace(Protocol):
    """A listener that is told why components are rendered. It must not raise, and not change anything."""

    def scheduled(self, instance: Any) -> None:
        """Hear that a component is to be rendered; who has it rendered is on the stack, in whatever thread.

        Args:
            instance: The component's place on its page.
        """

    def rendered(self, instance: Any) -> None:
        """Hear that a component's ``render`` is about to be called.

        Args:
            instance: The component's place on its page.
        """
