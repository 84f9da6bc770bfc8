"""Pages whose HTML somebody has written by hand: the client is added, so that messages go to and fro."""

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

#: What the page's own scripts find before the client is loaded. Modules wait for the whole page, and `load` for them.
_EARLY = "HANDLERS={};send_message=(message)=>addEventListener('load',()=>send_message(message))"


def own_policy(nonce: str, handlers: frozenset[str], *, allow_eval: bool) -> str:
    """The policy of such a page: the scripts that are written in it run, and what they load; what is put in later does
    not.

    Args:
        nonce: What the page's script elements carry.
        handlers: The texts of its attributes ``onclick`` and the like.
        allow_eval: Whether its scripts may evaluate text.
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
    """A file's HTML, cut where something has to be put in.

    Args:
        html: The HTML.
    """

    __slots__ = ("_html", "_places", "handlers")

    def __init__(self, html: str) -> None:
        self._html = html
        places = _Places(html)
        #: The texts of the attributes that are event handlers.
        self.handlers: frozenset[str] = frozenset(places.handlers)
        self._places = sorted([(places.head, "head"), *places.places, (places.body, "body")], key=itemgetter(0))

    def render(self, nonce: str, head: str, body: str) -> str:
        """The page.

        Args:
            nonce: What its script elements are to carry.
            head: What comes before everything else in its head.
            body: What comes last in its body.
        """
        new = {"nonce": f" nonce={html_attribute(nonce)}", "head": head, "body": body}
        parts, end = [], 0
        for offset, kind in self._places:
            parts += [self._html[end:offset], new[kind]]
            end = offset
        return "".join([*parts, self._html[end:]])


class _Places(HTMLParser):
    """The places where something has to be put in."""

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
        """An element begins."""
        if tag == "script":
            self.places.append((self._offset() + len("<script"), "nonce"))
        if tag in ("html", "head") and not self._has_head:
            self.head = self._behind_tag()
            self._has_head = tag == "head"
        self.handlers |= {value for name, value in attrs if name.startswith("on") and value}

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag == "body":
            self.body = self._offset()

    def handle_decl(self, decl: str) -> None:
        """The document type."""
        if not self.head:
            self.head = self._offset() + len(decl) + len("<!>")


class HtmlFile:
    """A page in a file. What somebody changes in it shows when the page is loaded anew.

    Args:
        path: The file.

    Raises:
        ValueError: It is no file, or not UTF-8.
    """

    __slots__ = ("_page", "_path", "_stamp")

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._stamp: tuple[int, int] | None = None
        if not self._path.is_file():
            raise ValueError(f"{str(path)!r} is not a file; an HTML page is read from one")
        self.page()

    def page(self) -> HtmlPage:
        """Read what is in the file now."""
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
    """A page of HTML that is in a file.

    Args:
        pattern: The page's path.
        file: The file.
        policy: What is added to `own_policy` as its Content Security Policy; or, as text, another one in its place, in
            which ``{nonce}`` stands for what its scripts carry.
    """

    __slots__ = ("_file", "_policy")

    def __init__(self, pattern: Pattern, file: HtmlFile, policy: str | Mapping[str, Iterable[str]] | None) -> None:
        super().__init__(Pattern("/"), _nothing, PageOptions())
        self.pattern = pattern
        self.has_layouts = False
        self._file = file
        self._policy = policy

    def component_of(self, result: Any) -> None:
        """Read the file, for a failure belongs here; the page's document stays empty."""
        self._file.page()

    def respond(self, visit: ServedVisit, found: RouteMatch, options: PageOptions, max_message: int) -> HttpResponse:
        """Answer with the file and the client in it."""
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
