"""Open a page under test."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domsync.components.component import Component
from domsync.components.vnode import VNode
from domsync.dom.document.document import Document
from domsync.server.app import App
from domsync.testing.in_process import InProcess
from domsync.testing.in_process.serving import Serving, ServingApp, ServingOne
from domsync.testing.in_process.simulation import simulation
from domsync.testing.page import Page


def render_page(
    shown: Component | type[Component] | VNode | Document | App | Callable[..., object],
    path: str = "/",
    *,
    headers: Mapping[str, str] | None = None,
    cookies: dict[str, str] | None = None,
    development: bool = True,
) -> Page:
    """Open a page in this process, without a socket and without a browser.

    The server side is the real one. Its frames are applied by a browser written in Python, which sends back what the
    real client would send. All open pages share one event loop, whose clock stands still until `page.advance` or
    `page.settle` moves it.

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
        shown: What to show: a component or its class, an element, an `App`, a `Document` (closed with the page), or a
            function that fills the document it is given or returns one of these.
        path: The path and query of the page, for an app.
        headers: The request's headers, with names in lower case.
        cookies: The browser's cookies. Pass another page's ``page.cookies`` to open a tab of the same browser.
        development: Show the text of errors on the page. An app has its own setting.

    Returns:
        The page.
    """
    serving: Serving
    if isinstance(shown, App):
        serving = simulation.apps.setdefault(shown, ServingApp(shown))
    else:
        serving = ServingOne(shown, development=development)
    return Page(InProcess(serving, path, headers or {}, cookies))
