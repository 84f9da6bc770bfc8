"""HTTP responses as data, which each server writes in its own way."""

from __future__ import annotations

import http
import re
import string
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from domsync.errors import DomsyncError

#: Statuses whose answers have no body (RFC 9110, 6.4.1).
BODILESS = frozenset((204, 205, 304))


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer to a request.

    Args:
        status: The status code.
        body: The content.
        content_type: Its MIME type, with the charset of text.
        headers: Additional headers.
        cookies: Values of ``Set-Cookie`` headers, as :func:`set_cookie` returns them.
        stream: The body in parts, instead of ``body``. It is closed when the client leaves.
        length: The total size of the parts in bytes, if it is known.
        is_quiet: Whether it is left out of the access log.
    """

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    stream: AsyncIterable[bytes] | None = None
    length: int | None = None
    is_quiet: bool = False

    @property
    def phrase(self) -> str:
        """The reason phrase of the status."""
        try:
            return http.HTTPStatus(self.status).phrase
        except ValueError:
            return "Unknown"

    def all_headers(self) -> dict[str, str]:
        """All headers except cookies, including those of every response."""
        headers = {
            "Content-Type": self.content_type,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
        length = len(self.body) if self.stream is None else self.length
        if length is not None and self.status not in BODILESS:
            headers["Content-Length"] = str(length)
        headers.update(self.headers)
        return headers

    def header_items(self) -> list[tuple[str, str]]:
        """All headers as pairs, because each cookie has a ``Set-Cookie`` of its own."""
        return [*self.all_headers().items(), *[("Set-Cookie", cookie) for cookie in self.cookies]]


#: The characters allowed in the name and the value of a header (RFC 9110, 5.6.2 and 5.5).
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
#: Headers that the server sets itself, about the message and the connection.
_OF_SERVER = frozenset(("connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade"))
#: The spelling used here for headers that are looked up, or that every answer has.
_WRITTEN = {
    name.lower(): name
    for name in (
        *("Accept-Ranges", "Cache-Control", "Content-Encoding", "Content-Range", "Content-Type", "ETag"),
        *("Last-Modified", "Location", "Referrer-Policy", "Set-Cookie", "Vary", "X-Content-Type-Options"),
    )
}


def checked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Check the headers that a program has set. Each is kept once, whatever the case of its name.

    Args:
        headers: The headers. If one is given twice, the later one counts.

    Raises:
        TypeError: A value is not a string.
        ValueError: A header is not valid, or is one that the server sets itself.
    """
    checked: dict[str, tuple[str, str]] = {}
    for name, value in headers.items():
        lowered = name.lower()
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError(f"{name[:80]!r} is not a valid header name")
        if lowered in _OF_SERVER:
            raise ValueError(f"the header {name!r} is set by the server; leave it out")
        if not isinstance(value, str):
            raise TypeError(f"the header {name!r} must be text, not {type(value).__name__}: {value!r:.80}")
        if not _HEADER_VALUE.fullmatch(value):
            raise ValueError(
                f"the header {name!r} holds a line break, or another character that no header may have; "
                f"percent-encode it: {value[:80]!r}"
            )
        checked[lowered] = (_WRITTEN.get(lowered, name), value)
    return dict(checked.values())


#: The characters allowed in the name, the value and the attributes of a cookie (RFC 6265, 4.1.1).
_COOKIE_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
_COOKIE_PART = re.compile(r"[\x20-\x3a\x3c-\x7e]*")


def set_cookie(
    name: str,
    value: str,
    *,
    max_age: int | None = None,
    path: str = "/",
    domain: str | None = None,
    secure: bool = False,
    http_only: bool = True,
    same_site: str = "Lax",
) -> str:
    """The value of a ``Set-Cookie`` header (RFC 6265).

    Args:
        name: The cookie's name. Browsers accept one that begins with ``__Host-`` only if it is ``secure`` and has the
            path ``/`` and no domain.
        value: Its value, in ASCII without spaces, commas, semicolons, quotes and backslashes.
        max_age: How many seconds it is kept; 0 deletes it, None keeps it until the browser is closed.
        path: The path below which it is sent.
        domain: The domain to which, with its subdomains, it is sent; None for this host only.
        secure: Whether it is sent over TLS only.
        http_only: Whether it is hidden from scripts.
        same_site: ``"Lax"``, ``"Strict"``, or ``"None"``, which needs ``secure``.

    Raises:
        ValueError: A part contains a character that it may not contain, or browsers would refuse the cookie.
    """
    if not _COOKIE_NAME.fullmatch(name):
        raise ValueError(f"{name[:80]!r} is not a valid cookie name")
    if not _COOKIE_VALUE.fullmatch(value):
        raise ValueError(
            f"the cookie {name!r} contains a character that cookies may not contain; encode it with urllib's quote()"
        )
    if not _COOKIE_PART.fullmatch(path) or not path.startswith("/") or (domain and not _COOKIE_PART.fullmatch(domain)):
        raise ValueError(f"the cookie {name!r} has a malformed path or domain: {path[:80]!r}, {domain!r}")
    if same_site not in ("Lax", "Strict", "None"):
        raise ValueError(f"same_site must be 'Lax', 'Strict' or 'None', not {same_site!r}")
    if same_site == "None" and not secure:
        raise ValueError("browsers refuse a cookie with same_site='None' that is not secure")
    if name.startswith("__Host-") and (not secure or path != "/" or domain):
        raise ValueError(f"browsers refuse {name!r} unless it is secure, with the path / and without a domain")
    if name.startswith("__Secure-") and not secure:
        raise ValueError(f"browsers refuse {name!r} unless it is secure")
    parts = [f"{name}={value}", f"Path={path}"]
    if domain:
        parts.append(f"Domain={domain}")
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    flags = [("Secure", secure), ("HttpOnly", http_only)]
    parts += [flag for flag, is_set in flags if is_set]
    return "; ".join([*parts, f"SameSite={same_site}"])


def error(status: int, text: str = "", **headers: str) -> HttpResponse:
    """Make an error response.

    Args:
        status: The status code.
        text: The text; without one, the body is the name of the status.
        **headers: Additional headers, with underscores for hyphens.
    """
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return HttpResponse(status, (text or f"{http.HTTPStatus(status).phrase}\n").encode(), headers=named)


class Redirect(DomsyncError):
    """A redirect: a page's function raises or returns it to send the browser to another address.

    Args:
        url: A path of this site, or an ``http:`` or ``https:`` address.

    Raises:
        ValueError: The address is neither.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url: str = check_target(url)


def check_target(url: str) -> str:
    r"""Refuse addresses that only look like paths of this site.

    Browsers read ``//host`` and ``/\host`` as another host, and ignore tabs and line feeds in an address.

    Args:
        url: The address.

    Returns:
        The address, with non-ASCII characters percent-encoded, as a header needs it.

    Raises:
        ValueError: It is neither a path of this site nor an address with ``http:`` or ``https:``.
    """
    shown = url[:80]
    if any(ch <= " " or ch == "\x7f" for ch in url):
        raise ValueError(f"the address {shown!r} contains spaces or control characters; percent-encode them")
    if "\\" in url:
        raise ValueError(f"the address {shown!r} contains a backslash, which browsers read as a slash")
    if url.startswith(("/", "?", "#")):
        lowered = url.lower()
        if url.startswith("//") or lowered.startswith(("/%09", "/%0a", "/%0d", "/%5c", "/%2f")):
            raise ValueError(f"the address {shown!r} leads to another host; write it with its https:")
        return _in_ascii(url)
    if urlsplit(url).scheme.lower() in {"http", "https"} and urlsplit(url).netloc:
        return _in_ascii(url)
    raise ValueError(f"the address {shown!r} is neither a path that begins with / nor an http: or https: address")


def _in_ascii(url: str) -> str:
    try:
        return url if url.isascii() else quote(url, safe=string.punctuation)
    except UnicodeEncodeError:
        raise ValueError(f"the address {url[:80]!r} contains half of a surrogate pair") from None


def own_path(address: str, default: str = "/") -> str:
    """Return an address if it belongs to this site, otherwise the default.

    Args:
        address: An address that is not trusted, such as a query's ``next``.
        default: The result otherwise.
    """
    try:
        return check_target(address) if address.startswith("/") else default
    except ValueError:
        return default
