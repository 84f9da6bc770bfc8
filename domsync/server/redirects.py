"""Where a page may send a browser."""

from __future__ import annotations

from urllib.parse import urlsplit


class Redirect(Exception):
    """Raised or returned by a page's function: the browser is sent to another address.

    Args:
        url: A path of this site, or an ``http:`` or ``https:`` address.

    Raises:
        ValueError: The address is neither.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = check_target(url)


def check_target(url: str) -> str:
    r"""Refuse what only looks like a path of this site.

    Browsers read ``//host`` and ``/\host`` as another host, drop tabs and line feeds, and decode nothing before that.

    Args:
        url: The address.

    Returns:
        The same.

    Raises:
        ValueError: It is neither a path of this site nor an address with ``http:`` or ``https:``.
    """
    shown = url[:80]
    if any(ch <= " " or ch == "\x7f" for ch in url):
        raise ValueError(f"the address {shown!r} holds spaces or control characters; percent-encode them")
    if "\\" in url:
        raise ValueError(f"the address {shown!r} holds a backslash, which browsers read as a slash")
    if url.startswith(("/", "?", "#")):
        lowered = url.lower()
        if url.startswith("//") or lowered.startswith(("/%09", "/%0a", "/%0d", "/%5c", "/%2f")):
            raise ValueError(f"the address {shown!r} would lead to another host; write it with its https:")
        return url
    if urlsplit(url).scheme.lower() in {"http", "https"} and urlsplit(url).netloc:
        return url
    raise ValueError(f"the address {shown!r} is neither a path that begins with / nor an http: or https: address")
