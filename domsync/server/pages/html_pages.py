"""Hand-written HTML pages: add the client to them, so that they can exchange messages with the server."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from operator import itemgetter
from pathlib import Path
from typing import Any

from domsync.dom.document.document import Document
from domsync.render.quoting import html_attribute
from domsync.server.net.client_files import client_files
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.page import ROOT_ID, PageOptions, PageRoute, RouteMatch
from domsync.server.pages.policy import Policy
from domsync.server.pages.routes import Pattern
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.shell import Page, client_scripts, client_settings

#: What the page's own scripts use until the client is loaded. Modules wait for the whole page, and `load` waits for
#: them.
_EARLY = "HANDLERS={};send_message=(message)=>addEventListener('load',()=>send_message(message))"


def own_policy(nonce: str, handlers: frozenset[str], *, allow_eval: bool) -> str:
    """Return the policy of such a page: scripts in its HTML run, and what they load; scripts added later do not.

    Args:
        nonce: The nonce of the page's script elements.
        handlers: The code in its ``onclick`` and similar attributes.
        allow_eval: Whether its scripts may call ``eval``.
    """
    hashes = sorted(base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in handlers)
    attributes = "".join(f" 'sha256-{digest}'" for digest in hashes)
    scripts = [f"'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'"]
    if allow_eval:
        scripts.append("'unsafe-eval'")
    if attributes:
        scripts.append(f"'unsafe-hashes'{attributes}")
    return (
        f"default-src 'self' https: data: blob:; script-src {' '.join(scripts)}; "
        "style-src 'self' https: 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'self'"
    )


class HtmlPage:
    """The HTML of a file, cut at the places where something is inserted.

    Args:
        html: The HTML.
    """

    __slots__ = ("_html", "_places", "handlers")

    def __init__(self, html: str) -> None:
        self._html = html
        places = _Places(html)
        #: The code in its event handler attributes.
        self.handlers: frozenset[str] = frozenset(places.handlers)
        self._places = sorted([(places.head, "head"), *places.places, (places.body, "body")], key=itemgetter(0))

    def render(self, nonce: str, head: str, body: str) -> str:
        """Return the page.

        Args:
            nonce: The nonce of its script elements.
            head: HTML for the start of its head.
            body: HTML for the end of its body.
        """
        new = {"nonce": f" nonce={html_attribute(nonce)}", "head": head, "body": body}
        parts, end = [], 0
        for offset, kind in self._places:
            parts += [self._html[end:offset], new[kind]]
            end = offset
        return "".join([*parts, self._html[end:]])


class _Places(HTMLParser):
    """The places where something is inserted."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.places: list[tuple[int, str]] = []
        self.handlers: set[str] = set()
        self.head = 0
        self.body = len(html)
        self._has_head = False
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _behind_tag(self) -> int:
        return self._offset() + len(self.get_starttag_text() or "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle the start tag of an element."""
        if tag == "script":
            self.places.append((self._offset() + len("<script"), "nonce"))
        if tag in ("html", "head") and not self._has_head:
            self.head = self._behind_tag()
            self._has_head = tag == "head"
        self.handlers |= {value for name, value in attrs if name.startswith("on") and value}

    def handle_endtag(self, tag: str) -> None:
        """Handle the end tag of an element."""
        if tag == "body":
            self.body = self._offset()

    def handle_decl(self, decl: str) -> None:
        """Handle the document type."""
        if not self.head:
            self.head = self._offset() + len(decl) + len("<!>")


class HtmlFile:
    """The HTML file of a page. Changes in it show when the page is reloaded.

    Args:
        path: The file.

    Raises:
        ValueError: It is not a file, or not UTF-8.
    """

    __slots__ = ("_page", "_path", "_stamp")

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._stamp: tuple[int, int] | None = None
        if not self._path.is_file():
            raise ValueError(f"{str(path)!r} is not a file; an HTML page is read from one")
        self.page()

    def page(self) -> HtmlPage:
        """Read the file as it is now."""
        now = self._path.stat()
        stamp = now.st_mtime_ns, now.st_size
        if stamp != self._stamp:
            try:
                self._page = HtmlPage(self._path.read_text(encoding="utf-8-sig"))
            except UnicodeDecodeError as error:
                raise ValueError(f"{str(self._path)!r} is not UTF-8: {error}") from None
            self._stamp = stamp
        return self._page


class HtmlRoute(PageRoute):
    """A page whose HTML is in a file.

    Args:
        pattern: The page's path.
        file: The file.
        policy: Additions to `own_policy`, its Content Security Policy; or, as text, a policy that replaces it, in which
            ``{nonce}`` stands for the nonce of its scripts.
    """

    __slots__ = ("_file", "_policy")

    def __init__(self, pattern: Pattern, file: HtmlFile, policy: str | Mapping[str, Iterable[str]] | None) -> None:
        super().__init__(Pattern("/"), _nothing, PageOptions())
        self.pattern = pattern
        self.has_layouts = False
        self._file = file
        self._policy = policy

    def component_of(self, result: Any) -> None:
        """Read the file, so that a failure shows here; the page's document stays empty."""
        self._file.page()

    def respond(self, visit: ServedVisit, found: RouteMatch, options: PageOptions, max_message: int) -> HttpResponse:
        """Respond with the file, and the client in it."""
        shown = self._file.page()
        visit.protocol.rendered()
        page = Page(
            ROOT_ID,
            "",
            base=options.base,
            socket_path=options.socket_path,
            token=visit.protocol.token,
            max_message=max_message,
            allow_eval=visit.evaluates,
        )
        nonce = secrets.token_urlsafe(16)
        early = f"<script nonce={html_attribute(nonce)}>{_EARLY}</script>"
        root = f'<div id="{ROOT_ID}" data-domsync={html_attribute(client_settings(page))} hidden></div>'
        html = shown.render(nonce, early + "".join(client_scripts(page, client_files(), nonce)), root)
        policy = self._policy
        if isinstance(policy, str):
            policy = policy.replace("{nonce}", nonce)
        else:
            own = own_policy(nonce, shown.handlers, allow_eval=page.allow_eval)
            named = {name: tuple(sources) for name, *sources in map(str.split, own.split(";"))}
            policy = Policy(named).plus(policy or {}).header(nonce)["Content-Security-Policy"]
        return HttpResponse(
            200, html.encode(), "text/html; charset=utf-8", {"Content-Security-Policy": policy} if policy else {}
        )


def _nothing(document: Document) -> None:
    """Leave the document as it is."""
