"""The entrance: a page of whatever there is to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domsync.components.component import Component
from domsync.components.vnode import VNode
from domsync.dom.document import Document
from domsync.server.app import App
from domsync.testing.in_process import InProcess
from domsync.testing.page import Page
from domsync.testing.serving import Serving, ServingApp, ServingOne
from domsync.testing.world import world


def render_page(
    shown: Component | type[Component] | VNode | Document | App | Callable[..., object],
    path: str = "/",
    *,
    headers: Mapping[str, str] | None = None,
    development: bool = True,
) -> Page:
    """Open a page in this process, without a socket and without a browser.

    The server's side is the real one. Its frames are applied by a browser in Python, which sends back what the real
    client would. All pages that are open at the same time share one event loop, whose clock stands still unless
    `page.advance` or `page.settle` moves it.

    >>> from domsync import Component, html as h
    >>> from domsync.testing import render_page
    >>> class Counter(Component):
    ...     count: int = 0
    ...
    ...     def render(self):
    ...         return h.button(f"Clicked {self.count} times", on_click=self.click)
    ...
    ...     def click(self):
    ...         self.count += 1
    >>> with render_page(Counter(count=3)) as page:
    ...     page.get_by_role("button").click()
    ...     page.text
    'Clicked 4 times'

    Args:
        shown: A component, or its class; an element; an `App`; a `Document`, which ends with the page; or a function
            that fills the document that it is given, or returns one of these.
        path: For an app, the path and query of the page.
        headers: The headers of the request, names in lower case.
        development: Whether errors show their text on the page; an app says so itself.

    Returns:
        The page.
    """
    serving: Serving
    if isinstance(shown, App):
        serving = world.apps.setdefault(shown, ServingApp(shown))
    else:
        serving = ServingOne(shown, development=development)
    return Page(InProcess(serving, path, headers or {}))
