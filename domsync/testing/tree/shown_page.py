"""The page under test, as far as queries of its tree need it."""

from __future__ import annotations

from typing import Protocol

from domsync.testing.tree.nodes import ReferenceElement


class ShownPage(Protocol):
    """A page, such as the reference browser."""

    @property
    def root(self) -> ReferenceElement:
        """The root element."""

    @property
    def focused(self) -> ReferenceElement | None:
        """The element that has the focus."""

    @property
    def acknowledged(self) -> int:
        """The number of the newest event that the server has handled."""

    @property
    def held_back(self) -> list[str]:
        """The reasons why the last form was not submitted."""
