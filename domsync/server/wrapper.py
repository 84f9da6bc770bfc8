"""The component that shows what a page's function returned."""

from typing import Any

from domsync.components.component import Component


class Shown(Component):
    """Shows something that is no component by itself: an element, text, or several of them."""

    child: Any = None

    def render(self) -> Any:
        """Show it."""
        return self.child
