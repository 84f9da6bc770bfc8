"""The outlet: the place in a layout that shows the page."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from domsync.components.component import Component


class Outlet(Component):
    """Shows the page inside a layout. Assigning another component removes the previous one.

    Attributes:
        shown: The page's component, or that of the next layout.
    """

    shown: Any = Field(default=None, exclude=True)

    def render(self) -> Any:
        """Render the component."""
        return self.shown
