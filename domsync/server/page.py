"""The HTML page that carries the client, and the headers that keep it from running or fetching anything else."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from domsync.dom.trusted import TrustedHTML
from domsync.render.quoting import html_attribute, html_text
from domsync.server.client_files import ENTRY, EXTRA, PREFIX, ClientFiles
from domsync.server.responses import HttpResponse

#: Where the client connects to.
SOCKET_PATH = f"{PREFIX}ws"

_EVAL = " 'unsafe-eval'"
_EVALUATE = f"{EXTRA}evaluate.js"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page consists of beside the client.

    Args:
        root_id: The id of the element that the document's root is.
        title: The page's title.
        socket_path: Where its client connects to.
        token: By which its first hello takes up the session that rendered it; None for a new session.
        max_message: The largest message that the server takes, in bytes.
        content: The root element's content as HTML that `domsync.render` has made.
        frame: The first frame, which has the client adopt the content.
        shared: The first frames of shared documents, which have it adopt what they show of it.
        lang: The language of the page.
        favicon: The address of its icon; none is asked for without one.
        stylesheets: Addresses of style sheets.
        scripts: Addresses of the page's own ES modules.
        meta: The content of `meta` elements by their names.
        head: Further HTML for the head, which its author vouches for.
        allow_eval: Whether the server may have the page evaluate JavaScript.
    """

    root_id: str
    title: str
    socket_path: str = SOCKET_PATH
    token: str | None = None
    max_message: int = 65_536
    content: str = ""
    lang: str = "en"
    frame: bytes | None = None
    shared: tuple[bytes, ...] = ()
    favicon: str | None = None
    stylesheets: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    head: TrustedHTML | None = None
    allow_eval: bool = False


def content_security_policy(nonce: str, *, allow_eval: bool = False) -> str:
    """The policy of every page: its own client runs, nothing else does.

    Args:
        nonce: What the page's script elements carry.
        allow_eval: Whether text may be evaluated, which Trusted Types would forbid.
    """
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}'{_EVAL if allow_eval else ''}; style-src 'self'; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
    return policy if allow_eval else f"{policy}; require-trusted-types-for 'script'"


def client_settings(page: Page) -> str:
    """What the client is told, as JSON: the value of the root element's `data-domsync`."""
    settings: dict[str, object] = {"url": page.socket_path, "max": page.max_message}
    if page.token is not None:
        settings["token"] = page.token
    if page.frame is not None:
        settings["frame"] = msgspec.Raw(page.frame)
    if page.shared:
        settings["shared"] = list(map(msgspec.Raw, page.shared))
    return msgspec.json.encode(settings).decode()


def client_scripts(page: Page, files: ClientFiles, nonce: str) -> list[str]:
    """The elements that load the client.

    Args:
        page: The page.
        files: The client's modules.
        nonce: What script elements carry.
    """
    # All modules at once, so that the browser does not find them one after the other.
    preloads = [
        f'<link rel="modulepreload" nonce={html_attribute(nonce)} href={html_attribute(files.path(name))}>'
        for name in files.names
        if name != ENTRY and not name.startswith(EXTRA)
    ]
    paths = [files.path(), *([files.path(_EVALUATE)] if page.allow_eval else [])]
    return [*preloads, *[_module(path, nonce) for path in paths]]


def _module(path: str, nonce: str) -> str:
    return f'<script type="module" nonce={html_attribute(nonce)} src={html_attribute(path)}></script>'


def page_html(page: Page, files: ClientFiles, nonce: str) -> str:
    """The page's HTML."""
    data = html_attribute(client_settings(page))
    lines = [
        "<!doctype html>",
        f"<html lang={html_attribute(page.lang)}>",
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html_text(page.title)}</title>",
        f'<link rel="icon" href={html_attribute(page.favicon or "data:,")}>',
        *[f"<meta name={html_attribute(name)} content={html_attribute(text)}>" for name, text in page.meta.items()],
        *[f'<link rel="stylesheet" href={html_attribute(path)}>' for path in page.stylesheets],
        *([page.head.html] if page.head is not None else []),
        *client_scripts(page, files, nonce),
        *[_module(path, nonce) for path in page.scripts],
        "</head>",
        "<body>",
        f"<div id={html_attribute(page.root_id)} data-domsync={data}>{page.content}</div>",
        "<noscript>This page needs JavaScript.</noscript>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines)


def page_response(page: Page, files: ClientFiles) -> HttpResponse:
    """The answer to a GET of a page."""
    nonce = secrets.token_urlsafe(16)
    return HttpResponse(
        200,
        page_html(page, files, nonce).encode(),
        "text/html; charset=utf-8",
        {"Content-Security-Policy": content_security_policy(nonce, allow_eval=page.allow_eval)},
    )
