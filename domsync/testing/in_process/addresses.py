"""Resolve URLs as browsers do: https://url.spec.whatwg.org/#url-parsing."""

from urllib.parse import urljoin


def joined(base: str, address: str) -> str:
    """Resolve an address. Unlike `urljoin`, an empty query (`"?"`) takes the place of the base's, and stays.

    Args:
        base: Where it stands.
        address: What is resolved.
    """
    before, mark, place = address.partition("#")
    path, asks, query = before.partition("?")
    if not asks or query:
        return urljoin(base, address)
    return urljoin(base, path).partition("#")[0].partition("?")[0] + asks + mark + place
