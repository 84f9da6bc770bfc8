"""Navigation to other pages of an app without loading them, as in `client/extra/navigate.js`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

from domsync.server.pages.page_messages import AHEAD, LOAD, PAGE, WALK
from domsync.testing.browser.focus import focus
from domsync.testing.tree.accessible_names import by_id
from domsync.testing.tree.nodes import ReferenceElement, ReferenceNode
from domsync.testing.tree.traversal import walk, way_up

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

How = Literal["push", "replace", "pop"]

#: How long the mouse rests on a link before its page is prepared, and how long the server keeps that page.
_REST_SECONDS, _KEPT_SECONDS = 0.065, 10.0
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Navigation:
    """Navigation from one page of an app to another.

    Args:
        browser: The page.
        moved: Called with the new address, the change of the history, and the page's number.
    """

    def __init__(self, browser: Browser, moved: Callable[[str, How, int], None]) -> None:
        self._browser = browser
        self._moved = moved
        #: Whether the page has loaded the module that does this.
        self.is_on = False
        self._last = 0
        self._wanted = ""
        self._resting: asyncio.TimerHandle | None = None
        #: The address that the server was asked to prepare.
        self._asked = ""
        #: The announcement for screen readers.
        self.announced: str = ""
        #: The status of the page, if it was not loaded.
        self.status: int = 0

    def walk(self, address: str, how: How, number: int = 0) -> None:
        """Ask the server for a page.

        Args:
            address: Path, query and fragment.
            how: The change of the history.
            number: The number of the page shown there before, when the user moves in the history.
        """
        self.rest(None)
        self._last += 1
        self._wanted = address
        url = address.partition("#")[0]
        # Input on this page may determine what the address shows on the next.
        self._browser.tell_rest()
        self._browser.message(WALK, {"url": url, "r": self._last, "how": how, "page": number})

    def rest(self, link: ReferenceElement | None) -> None:
        """Note the link under the mouse; if the mouse rests there, the server prepares its page.

        Args:
            link: The link; None for anything else.
        """
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
        browser = self._browser
        if link is None or not self.is_on or not browser.is_connected:
            return
        if leads_elsewhere(link) or is_external(link):
            return
        target = browser.target_of(link.get("href") or "")
        url = "" if target is None or target[1] == "replace" else target[0].partition("#")[0]
        if url and url != self._asked:
            self._resting = browser.loop.call_later(_REST_SECONDS, self._ask, url)

    def _ask(self, url: str) -> None:
        self._resting = None
        if self._browser.is_connected:
            self._asked = url
            self._browser.loop.call_later(_KEPT_SECONDS, self._forget, url)
            self._browser.message(AHEAD, {"url": url})

    def _forget(self, url: str) -> None:
        if self._asked == url:
            self._asked = ""

    def take(self, op: str, params: Mapping[str, Any]) -> object:
        """Handle a message from the server.

        Returns:
            The result of its handler.
        """
        if op == PAGE:
            self._page(params)
        elif op == LOAD:
            self._load(params)
        return None

    def _page(self, told: Mapping[str, Any]) -> None:
        browser, asked = self._browser, told.get("r", 0)
        is_last = not asked or asked == self._last
        # A page prepared for the previous page is dropped with it.
        self._asked = ""
        _, mark, place = self._wanted.partition("#")
        address = told["url"] + (mark + place if asked and is_last else "")
        if is_last:
            self._moved(address, told["how"], told["page"])
        if asked and is_last:
            self._wanted = ""
        if "title" in told:
            browser.documents[0].title = told["title"]
            self.status = told["status"]
        if "in" in told:
            browser.version += 1
            self._focus([browser.documents[0].node(number) for number in told["in"]])
            self.announced = told["title"]

    def _focus(self, ends: list[ReferenceNode]) -> None:
        """Focus the heading of the new content."""
        browser = self._browser
        if not ends or ends[0].parent is None:
            return
        siblings = ends[0].parent.children
        new = siblings[siblings.index(ends[0]) : siblings.index(ends[-1]) + 1]
        elements = [node for node in new if isinstance(node, ReferenceElement)]
        if browser.focused is not None and any(above in elements for above in way_up(browser.focused)):
            return
        inside = [element for top in elements for element in walk(top)]
        wanted: tuple[Callable[[ReferenceElement], bool], ...] = (
            lambda element: element.get("autofocus") is not None,
            lambda element: element.kind == "h1",
            lambda element: element.kind in _HEADINGS or element.get("role") == "heading",
        )
        found = (element for fits in wanted for element in inside if fits(element))
        to = next(found, elements[0] if elements else None)
        if to is not None:
            focus(browser, to)

    def _load(self, told: Mapping[str, Any]) -> None:
        if told["r"] == self._last:
            wanted, self._wanted = self._wanted, ""
            self._browser.go_to(told.get("url") or wanted, False)

    def anchor(self, address: str) -> ReferenceElement | None:
        """The element that the fragment of an address names."""
        name = unquote(address.partition("#")[2])
        return next(by_id(self._browser.root, name), None) if name else None


def leads_elsewhere(link: ReferenceElement, submitter: ReferenceElement | None = None) -> bool:
    """Return whether the target of a link or a form opens in another tab or is a download.

    Args:
        link: The link or form.
        submitter: The button that was pressed.
    """
    own = submitter.get("formtarget") if submitter is not None else None
    target = link.get("target") if own is None else own
    return link.get("download") is not None or (target or "_self").lower() != "_self"


def is_external(link: ReferenceElement) -> bool:
    """Return whether a link or a form is marked as leading out of the app, so that its target is loaded."""
    return "external" in (link.get("rel") or "").lower().split()
