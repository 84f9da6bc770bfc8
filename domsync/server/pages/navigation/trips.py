"""Trips to other URLs: the browser's request, and where a URL leads from here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

import msgspec

from domsync.server.net.request import Request, RequestBody
from domsync.server.pages.routes import encode_path, encode_query

_MOST_REDIRECTS = 10
#: The maximum length of an address: servers do not accept a longer request line.
LONGEST_ADDRESS = 8000


class Walk(msgspec.Struct):
    """A browser's request to go to an address.

    Args:
        url: Path and query, relative to the root of the outermost app.
        r: The number of the request, by which the browser recognizes the answer to its newest one; 0 for a request made
            by the program itself.
        how: The change of the browser's history: ``"push"``, ``"replace"``, or ``"pop"`` if it has moved in it.
        page: After such a move, the number of the page that was shown there.
    """

    url: str
    r: int = 0
    how: str = "push"
    page: int = 0


@dataclass(frozen=True, slots=True)
class Trip:
    """The way to another address.

    Args:
        walk: The request.
        place: The request for the address, as the outermost app would receive it.
        url: The address given by the program, if it differs from the one that the browser requested.
        redirects: The number of redirects so far.
    """

    walk: Walk
    place: Request
    url: str | None = None
    redirects: int = 0

    def redirected(self, url: str, here: Request) -> Trip | None:
        """Return the trip after a redirect; None if it leads out of the app or in a circle.

        Args:
            url: The address that it leads to.
            here: The request for the current location.
        """
        target = own_address(url, here)
        if target is None or self.redirects >= _MOST_REDIRECTS:
            return None
        return Trip(self.walk, request_for(target, here), url, self.redirects + 1)


_decoder = msgspec.json.Decoder(Walk)


def walk_of(params: bytes) -> Walk | None:
    """Decode where the browser wants to go; None if that is invalid.

    Args:
        params: The request, as JSON.
    """
    try:
        walk = _decoder.decode(params)
    except (ValueError, RecursionError):
        return None
    url = walk.url
    is_address = url.startswith("/") and url.isascii() and url.isprintable() and " " not in url
    is_meant = is_address and len(url) <= LONGEST_ADDRESS and walk.how in ("push", "replace", "pop")
    return walk if is_meant else None


def own_address(url: str, here: Request) -> str | None:
    """Return an address relative to the root of the outermost app; None if it leads elsewhere.

    Args:
        url: The address, which may be relative.
        here: The request for the current location, as the outermost app would receive it.
    """
    if url.startswith("#"):
        return None
    parts = urlsplit(urljoin(f"{here.prefix}{here.path}", url))
    if parts.scheme or parts.netloc or not f"{parts.path}/".startswith(f"{here.prefix}/"):
        return None
    path = encode_path(parts.path[len(here.prefix) :] or "/")
    return f"{path}?{encode_query(parts.query)}" if parts.query else path


def request_for(url: str, here: Request) -> Request:
    """Make the request for an address on behalf of the current visitor.

    Args:
        url: Path and query, relative to the root of the outermost app.
        here: The request for the current location.
    """
    path, _, query = url.partition("#")[0].partition("?")
    return replace(here, path=path, query=query, method="GET", content=RequestBody(), is_bare=False)


def address_of(place: Request) -> str:
    """Return the path and query of a location.

    Args:
        place: The request for it.
    """
    return f"{place.path}?{place.query}" if place.query else place.path
