"""References to live elements: what a component calls on the browser's element itself."""

from __future__ import annotations

from typing import Generic, TypeVar

from domsync.dom.element import Element
from domsync.errors import DomsyncError

E = TypeVar("E", bound=Element)


class UnsetRefError(DomsyncError, RuntimeError):
    """A reference was used while its element was not on the page."""

    def __str__(self) -> str:
        return "this Ref has no element now: it is set from mounted() on, while an element with ref=... is on the page"


class Ref(Generic[E]):
    """A place for a live element: ``h.input(ref=self._box)``, then ``self._box.element.focus()``.

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

    __slots__ = ("current",)

    def __init__(self) -> None:
        #: The element, or None while there is none.
        self.current: E | None = None

    def __call__(self, element: Element | None) -> None:
        """Take the element (called by the rendering)."""
        self.current = element  # type: ignore[assignment]

    @property
    def element(self) -> E:
        """The element.

        Raises:
            UnsetRefError: It is not on the page.
        """
        if self.current is None:
            raise UnsetRefError
        return self.current
