"""Resolve URLs as browsers do: https://url.spec.whatwg.org/#url-parsing."""

from urllib.parse import urljoin


def joined(base: str, address: str) -> str:
    """Resolve an address. Unlike with `urljoin`, an empty query (`"?"`) replaces the base's and is kept.

    Args:
        base: The address of the page that contains it.
        address: The address to resolve.
    """
    before, mark, place = address.partition("#")
    path, asks, query = before.partition("?")
    if not asks or query:
        return urljoin(base, address)
    return urljoin(base, path).partition("#")[0].partition("?")[0] + asks + mark + place
