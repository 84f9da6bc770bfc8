"""Pending events, which the server has not answered yet, as `client/extra/pending.js` shows them: `data-pending`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import closest

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

_NAME = "data-pending"
#: How long, in seconds, an event may wait for its answer before that is shown.
_PATIENCE = 0.1


class Pending:
    """Elements that wait for an answer.

    Args:
        browser: The browser.
        loop: The event loop, which gives the time.
    """

    def __init__(self, browser: Browser, loop: asyncio.AbstractEventLoop) -> None:
        self._browser = browser
        self._loop = loop
        self._waiting: dict[int, list[ReferenceElement]] = {}

    def wait(self, n: int, nodes: Iterable[object]) -> None:
        """Mark the elements that have sent event `n`, unless it is answered soon."""
        elements = [node for node in nodes if isinstance(node, ReferenceElement)]
        if n > 0 and elements:
            self._loop.call_later(_PATIENCE, self._mark, n, elements)

    def settle(self) -> None:
        """Remove the mark from elements whose event was answered."""
        for n in [n for n in self._waiting if not self._browser.is_open(n)]:
            elements = self._waiting.pop(n)
            others = {element for waiting in self._waiting.values() for element in waiting}
            for element in elements:
                if element not in others:
                    element.remove_attribute(_NAME)
            self._browser.version += 1

    def _mark(self, n: int, elements: list[ReferenceElement]) -> None:
        if not self._browser.is_open(n):
            return
        forms = [form for element in elements if (form := closest(element, "form")) is not None]
        self._waiting[n] = list(dict.fromkeys((*elements, *forms)))
        for element in self._waiting[n]:
            element.set_attribute(_NAME, "")
        self._browser.version += 1
