"""The way to another address: what a browser says of where it wants to go, and what an address means from here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

import msgspec

from domsync.server.net.request import Request, RequestBody
from domsync.server.pages.routes import encode_path, encode_query

_MOST_REDIRECTS = 10
#: What is longer, no server takes as the first line of a request.
LONGEST_ADDRESS = 8000


class Walk(msgspec.Struct):
    """The wish of a browser: where it wants to go.

    Args:
        url: Path and query, from the place below which the app is reached.
        r: Numbers what this browser wants, so that it knows the answer to what it wanted last; 0 for what the
            server's own program wants.
        how: What becomes of the browser's history: ``"push"``, ``"replace"``, or ``"pop"`` if it has moved in it.
        page: When it has moved, the number of the page that was there.
    """

    url: str
    r: int = 0
    how: str = "push"
    page: int = 0


@dataclass(frozen=True, slots=True)
class Trip:
    """The way to another address.

    Args:
        walk: What is wanted.
        place: The request for the address, as the outermost app would get it.
        url: The address as the program says it, if it is not the one that the browser wants.
        redirects: How often the way has led elsewhere.
    """

    walk: Walk
    place: Request
    url: str | None = None
    redirects: int = 0

    def redirected(self, url: str, here: Request) -> Trip | None:
        """The way on after a redirect; None if it leads out of the app, or in a circle.

        Args:
            url: Where it leads.
            here: The present place.
        """
        target = own_address(url, here)
        if target is None or self.redirects >= _MOST_REDIRECTS:
            return None
        return Trip(self.walk, request_for(target, here), url, self.redirects + 1)


_decoder = msgspec.json.Decoder(Walk)


def walk_of(params: bytes) -> Walk | None:
    """Read where the browser wants to go; None if that cannot be meant.

    Args:
        params: It, as JSON.
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
    """Write an address from the place below which the app is reached; None if it leads elsewhere.

    Args:
        url: The address, also a relative one.
        here: The present place, as the outermost app would get the request for it.
    """
    if url.startswith("#"):
        return None
    parts = urlsplit(urljoin(f"{here.prefix}{here.path}", url))
    if parts.scheme or parts.netloc or not f"{parts.path}/".startswith(f"{here.prefix}/"):
        return None
    path = encode_path(parts.path[len(here.prefix) :] or "/")
    return f"{path}?{encode_query(parts.query)}" if parts.query else path


def request_for(url: str, here: Request) -> Request:
    """The request for an address, from the visitor who is here.

    Args:
        url: Path and query, from the place below which the app is reached.
        here: The present place.
    """
    path, _, query = url.partition("#")[0].partition("?")
    return replace(here, path=path, query=query, method="GET", content=RequestBody(), is_bare=False)


def address_of(place: Request) -> str:
    """The path and query of a place.

    Args:
        place: The request for it.
    """
    return f"{place.path}?{place.query}" if place.query else place.path
