"""References to live elements, for calling their methods."""

from __future__ import annotations

from typing import Generic, TypeVar

from domsync.dom.actions.targets import new_mark
from domsync.dom.checks.names import MARK
from domsync.dom.element.element import Element
from domsync.errors import DomsyncError

E = TypeVar("E", bound=Element)


class UnsetRefError(DomsyncError, RuntimeError):
    """A reference was used while its element was not on the page."""

    def __str__(self) -> str:
        return "this Ref has no element now: it is set from mounted() on, while an element with ref=... is on the page"


class Ref(Generic[E]):
    """A reference to a live element: ``h.input(ref=self._box)``, then ``self._box.element.focus()``.

    >>> from pydantic import PrivateAttr
    >>> from domsync import Component, html as h
    >>> class Search(Component):
    ...     _box: Ref = PrivateAttr(default_factory=Ref)
    ...
    ...     def render(self):
    ...         return h.input(ref=self._box, type="search")
    ...
    ...     def mounted(self):
    ...         self._box.element.focus()
    """

    __slots__ = ("_mark", "current")

    def __init__(self) -> None:
        #: The element, or None while there is none.
        self.current: E | None = None
        # By which the browser finds the element, if actions name it.
        self._mark: str | None = None

    def __call__(self, element: Element | None) -> None:
        """Set or clear the element (called by the rendering)."""
        before = self.current
        if self._mark is not None and before is not None and before is not element and before.node_id:
            before.removeAttribute(MARK)
        self.current = element  # type: ignore[assignment]
        self._show_mark()

    def action_mark(self) -> str:
        """Return the number by which the browser finds the element for an action: `act.show(of=ref)`."""
        if self._mark is None:
            self._mark = new_mark()
            self._show_mark()
        return self._mark

    def _show_mark(self) -> None:
        if self._mark is not None and self.current is not None:
            self.current._put_attribute(MARK, self._mark)

    @property
    def element(self) -> E:
        """The element.

        Raises:
            UnsetRefError: The element is not on the page.
        """
        if self.current is None:
            raise UnsetRefError
        return self.current
