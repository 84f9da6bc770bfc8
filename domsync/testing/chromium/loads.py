"""Track the client modules that a page loads on demand: it is not at rest until they have run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page, Request

# A module that was loaded has run once a further import of it has ended. If the page has been replaced meanwhile, its
# modules are gone, and an import from here would load them, which the policy of the new page refuses.
_HAVE_RUN = """
urls => Promise.allSettled(
  urls.filter((url) => performance.getEntriesByName(url)[0]).map((url) => import(url))
).then(() => {})
"""


class ModuleLoads:
    """The modules that a page is loading.

    Args:
        page: The page, before it has loaded anything.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._running: set[Request] = set()
        #: The addresses of modules that have arrived and may not have run yet.
        self._arrived: list[str] = []
        page.on("request", self._on_request)
        page.on("requestfinished", self._on_finished)
        page.on("requestfailed", self._on_failed)

    def _on_request(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame is self._page.main_frame:
            self._running.clear()
            self._arrived.clear()
        elif request.resource_type == "script" and "/extra/" in request.url:
            self._running.add(request)

    def _on_finished(self, request: Request) -> None:
        if request in self._running:
            self._running.remove(request)
            self._arrived.append(request.url)

    def _on_failed(self, request: Request) -> None:
        self._running.discard(request)

    async def run(self) -> bool:
        """Wait until the modules that have arrived have run.

        Returns:
            Whether any were on their way, so that the page may not be finished with work that waited for them.
        """
        arrived, self._arrived = self._arrived, []
        if arrived:
            await self._page.evaluate(_HAVE_RUN, arrived)
        return bool(arrived or self._running)
