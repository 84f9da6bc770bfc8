"""The page's URL as state, and links that know whether they lead to the current page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from domsync.components.component import Component
from domsync.components.elements import html
from domsync.components.state import State
from domsync.components.vnode import Child

if TYPE_CHECKING:
    from domsync.components.elements.keywords import HtmlA


class Location(State):
    """The page's address. A component gets it with ``self.use(Location)``.

    A component that reads it in ``render`` is rendered again when the visitor navigates, or when a field that is part
    of the address changes.

    Attributes:
        path: The percent-encoded path, including the prefix that the app is mounted under, if it is known.
        query: The part after the question mark.
        prefix: The prefix that the page's app is mounted under, such as ``"/shop"``.
    """

    path: str = "/"
    query: str = ""
    prefix: str = ""

    @property
    def url(self) -> str:
        """Path and query: ``"/users/7?tab=posts"``."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def is_at(self, href: str, *, exact: bool = False) -> bool:
        """Return whether a link leads to the current page.

        Args:
            href: The link's address.
            exact: Whether the whole query has to match. Otherwise only the parameters in the link have to.
        """
        there = urlsplit(urljoin(self.url, href))
        asked, here = (sorted(parse_qsl(query, keep_blank_values=True)) for query in (there.query, self.query))
        fits = asked == here if exact else all(pair in here for pair in asked)
        return fits and not there.netloc and unquote(there.path) == unquote(self.path)

    def is_below(self, href: str) -> bool:
        """Return whether the current page is in the section that a link leads to: at its address, or below it.

        Args:
            href: The link's address. Nothing is below ``"/"``, which is just the home page.
        """
        path = unquote(urljoin(self.url, href).partition("?")[0].partition("#")[0]).rstrip("/")
        return path != "" and f"{unquote(self.path)}/".startswith(f"{path}/")


class Link(Component):
    """A link that marks itself if it leads to the current page; created by ``h.link``."""

    children: tuple[Any, ...] = ()
    attributes: dict[str, Any] = {}
    below: bool = False
    exact: bool = False

    def render(self) -> Child:
        """Render the link."""
        attributes, current = self.attributes, ""
        location: Location | None = self.use(Location, None)
        if location is not None:
            href = attributes["href"]
            if location.prefix and href.startswith("/") and not href.startswith("//"):
                href = location.prefix + href
                attributes = {**attributes, "href": href}
            current = "page" if location.is_at(href, exact=self.exact) else ""
            if not current and self.below and location.is_below(href):
                current = "true"
        if current:
            attributes = {**attributes, "aria": {"current": current, **attributes.get("aria", {})}}
        return html.a(*self.children, **attributes)


def link(*children: Child, below: bool = False, exact: bool = False, **attributes: Unpack[HtmlA]) -> Link:
    """Create a link to a page of the app, with ``aria-current="page"`` if it leads to the current page.

    >>> from domsync import html as h
    >>> h.link("Orders", href="/orders", below=True)  # doctest: +SKIP

    Style the current link with ``a[aria-current]``; screen readers announce it. An address that begins with a slash
    belongs to the app that has the page, wherever that app is mounted.

    Args:
        children: The content of the link.
        below: Also set ``aria-current="true"`` if the current page is below the link: ``/orders/7`` is below
            ``/orders``.
        exact: Whether the whole query has to match. Otherwise only the parameters in the link have to.
        attributes: The attributes of an ``a`` element. ``href`` is required.

    Raises:
        TypeError: There is no ``href``.
    """
    given: dict[str, Any] = dict(attributes)
    if not isinstance(given.get("href"), str):
        raise TypeError('a link needs an address: h.link("Orders", href="/orders")')
    placed = {name: given.pop(name) for name in ("key", "show") if name in given}
    html.a(*children, **given)  # what is wrong with it is said at the line of the user's program
    return Link(children=children, attributes=given, below=below, exact=exact, **placed)
