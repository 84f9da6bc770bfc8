"""The environment of a page in a real browser: clipboard, tabs, storage, and address."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

_COPIED = "navigator.clipboard.readText()"


class ChromiumEnvironment:
    """The `page.environment` of Chromium.

    Args:
        page: The page.
        context: The browser context of the page.
        call: Runs a coroutine to its end.
        origin: The origin of the page.
    """

    def __init__(
        self, page: Page, context: BrowserContext, call: Callable[[Coroutine[Any, Any, Any]], Any], origin: str
    ) -> None:
        self._page = page
        self._context = context
        self._call = call
        self._origin = origin
        #: The addresses that the page has opened in new tabs.
        self.tabs: list[str] = []
        page.on("popup", lambda opened: self.tabs.append(opened.url))

    @property
    def clipboard(self) -> str:
        """The text that was last copied."""

        async def read() -> str:
            await self._context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self._origin)
            return str(await self._page.evaluate(_COPIED))

        return str(self._call(read()))

    @property
    def local_storage(self) -> dict[str, str]:
        """The browser's storage for the site."""
        return dict(self._call(self._page.evaluate("({...localStorage})")))

    @property
    def session_storage(self) -> dict[str, str]:
        """The storage of the tab."""
        return dict(self._call(self._page.evaluate("({...sessionStorage})")))

    @property
    def position(self) -> None:
        """Latitude and longitude; it can only be set."""

    @position.setter
    def position(self, place: tuple[float, float]) -> None:
        async def move() -> None:
            await self._context.grant_permissions(["geolocation"], origin=self._origin)
            await self._context.set_geolocation({"latitude": place[0], "longitude": place[1]})

        self._call(move())
