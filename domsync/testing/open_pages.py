"""The pages that a test has open, so that they can be closed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from domsync.testing.page import Page

#: What closes a page that is not closed by hand: the end of the test, the end of its fixtures, or nothing.
Lifetime = Literal["test", "fixtures", "longer"]


class OpenPages:
    """The pages that are open, and what closes them.

    Attributes:
        lifetime: That of pages that are opened now.
    """

    def __init__(self) -> None:
        self.lifetime: Lifetime = "test"
        self._pages: dict[Page, Lifetime] = {}

    def add(self, page: Page) -> None:
        """A page was opened."""
        self._pages[page] = self.lifetime

    def remove(self, page: Page) -> None:
        """A page was closed."""
        self._pages.pop(page, None)

    def of(self, *lifetimes: Lifetime) -> list[Page]:
        """The pages with one of these lifetimes."""
        return [page for page, lifetime in self._pages.items() if lifetime in lifetimes]


open_pages = OpenPages()
