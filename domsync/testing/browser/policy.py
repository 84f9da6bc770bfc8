"""Apply the Content Security Policy as a browser does: what a page may load.

In development, violations are reported as in `client/extra/development.js`: with the name of the directive to add.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, urljoin, urlsplit

from domsync.dom.checks.unicode import ascii_words
from domsync.testing.tree.nodes import ReferenceElement

#: What is loaded as soon as the attribute is set: the attributes and the directive, by element.
_LOADS = {
    "img": (("src", "srcset"), "img-src"),
    "input": (("src",), "img-src"),
    "image": (("href", "xlink:href"), "img-src"),
    "iframe": (("src",), "frame-src"),
    "audio": (("src",), "media-src"),
    "video": (("src",), "media-src"),
    "source": (("src",), "media-src"),
    "track": (("src",), "media-src"),
}
LOADING_TAGS = tuple(_LOADS)
LOADING_ATTRIBUTES = frozenset(("src", "srcset", "poster", "href", "type"))
#: From https://www.w3.org/TR/CSP3/#directive-fallback-list: the directives that stand in for a missing one.
_FALLBACK = {"frame-src": ("child-src",)}
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def loads_of(element: ReferenceElement) -> Iterator[tuple[str, str]]:
    """List what an element loads, as pairs of a directive and an address as written on the element."""
    names, directive = _LOADS.get(element.kind, ((), ""))
    if element.kind == "input" and (element.get("type") or "").lower() != "image":
        return
    for name in names:
        value = element.get(name)
        if not value:
            continue
        if name != "srcset":
            yield directive, value
            continue
        for candidate in value.split(", "):
            yield directive, ascii_words(candidate)[0] if candidate.strip() else ""
    if element.kind == "video" and (poster := element.get("poster")):
        yield "img-src", poster


class PagePolicy:
    """The policy of a page.

    Args:
        header: The value of its header; empty if it has none.
        address: The page's own address.
    """

    def __init__(self, header: str, address: str) -> None:
        self._address = address
        self._own = urlsplit(address)
        self._told: set[tuple[str, str]] = set()
        self._directives: dict[str, list[str]] = {}
        for directive in header.split(";"):
            words = ascii_words(directive)
            if words:
                self._directives.setdefault(words[0].lower(), words[1:])

    def told(self, elements: Iterable[ReferenceElement]) -> Iterator[tuple[str, str, str]]:
        """List new violations: the directive, the address, and the element's tag and id.

        Args:
            elements: Elements that have something to load.
        """
        for element in elements:
            for directive, address in loads_of(element):
                refused = self.refused(directive, address)
                if refused and (directive, refused) not in self._told:
                    self._told.add((directive, refused))
                    id = element.get("id")
                    yield directive, refused, f'<{element.kind} id="{id}">' if id else f"<{element.kind}>"

    def refused(self, directive: str, address: str) -> str:
        """The full address if it may not be loaded; empty if it may.

        Args:
            directive: The directive that governs the load: `"img-src"`.
            address: The address as written on an element.

        From https://www.w3.org/TR/CSP3/#match-url-to-source-list.
        """
        for name in (directive, *_FALLBACK.get(directive, ()), "default-src"):
            if name in self._directives:
                break
        else:
            return ""
        whole = urljoin(self._address, address.strip())
        url = urlsplit(whole)
        return "" if any(self._matches(source, url) for source in self._directives[name]) else whole

    def _matches(self, source: str, url: SplitResult) -> bool:
        own = self._own
        if source.lower() == "'self'":
            is_own = (url.hostname, _port(url)) == (own.hostname, _port(own))
            return is_own and _is_scheme(own.scheme, url.scheme)
        if source == "*":
            return url.scheme in _PORTS or url.scheme == own.scheme
        if source.endswith(":") and "/" not in source:
            return _is_scheme(source[:-1].lower(), url.scheme)
        scheme, separator, rest = source.partition("://")
        if not separator:
            scheme, rest = own.scheme, source
        if not _is_scheme(scheme.lower(), url.scheme) or source.startswith("'"):
            return False
        place, slash, path = rest.partition("/")
        host, _, port = place.partition(":")
        return _is_host(host.lower(), url.hostname or "") and _is_port(port, url) and _is_path(slash + path, url.path)


def _is_scheme(wanted: str, scheme: str) -> bool:
    # The same host over TLS is allowed too.
    return wanted == scheme or (wanted, scheme) in (("http", "https"), ("ws", "wss"))


def _is_host(wanted: str, host: str) -> bool:
    return host.endswith(wanted[1:]) if wanted.startswith("*.") else wanted in ("*", host)


def _is_port(wanted: str, url: SplitResult) -> bool:
    if wanted == "*" or wanted == str(_port(url)):
        return True
    return not wanted and _port(url) == _PORTS.get(url.scheme)


def _is_path(wanted: str, path: str) -> bool:
    if wanted in ("", "/"):
        return True
    return path.startswith(wanted) if wanted.endswith("/") else path == wanted


def _port(url: SplitResult) -> int | None:
    try:
        return url.port or _PORTS.get(url.scheme)
    except ValueError:
        return None
