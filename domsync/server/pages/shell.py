"""The HTML page that carries the client, and its security headers."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from domsync.components.page_words import NEEDS_JAVASCRIPT
from domsync.dom.checks.trusted import TrustedHTML
from domsync.render.quoting import html_attribute, html_text
from domsync.server.net.client_files import ENTRY, EXTRA, PREFIX, STRUCTURE, THEME, ClientFiles
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.policy import STRICT, Policy

#: The path that the client connects to.
SOCKET_PATH = f"{PREFIX}ws"

_EVALUATE = f"{EXTRA}evaluate.js"
_ACT = f"{EXTRA}act.js"
_DEVELOPMENT = f"{EXTRA}development.js"
_TRUSTED = f"{EXTRA}trusted_types.js"
_MODULES = f"{EXTRA}modules.js"
_NAVIGATE = f"{EXTRA}navigate.js"
_PAGE = f"{EXTRA}duplicated_tab.js"
_WIDGETS = f"{EXTRA}widgets.js"
_WORDS = f"{EXTRA}translations.js"
#: Violations occur while the page is parsed, before any module runs: they are kept for `development.js`.
_EARLY_VIOLATIONS = "addEventListener('securitypolicyviolation',domsync_violation=(e)=>domsync_violation.early.push(e))"
_EARLY_VIOLATIONS += ";domsync_violation.early=[]"
#: The Trusted Types policy that `trusted_types.js` makes.
_DEFAULT_TYPES = {"trusted-types": ["default"]}


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page besides the client.

    Args:
        root_id: The id of the root element of the document.
        title: The page's title.
        base: The prefix of the addresses of the server's own files: a path, which may be relative, and ends with a
            slash.
        socket_path: The path that its client connects to, on a server that is reached at `/`.
        token: The token with which its first hello resumes the session that rendered it; None for a new session.
        max_message: The largest message that the server accepts, in bytes.
        content: The root element's content, as HTML made by `domsync.render`.
        frame: The first frame, which makes the client adopt the content.
        shared: The first frames of shared documents, which make it adopt their parts of the content.
        lang: The language of the page.
        favicon: The address of its icon; without one, browsers request none.
        stylesheets: Addresses of style sheets.
        scripts: Addresses of the page's own ES modules.
        meta: The content of `meta` elements by their names.
        head: Additional HTML for the head, which its author vouches for.
        allow_eval: Whether the page may evaluate JavaScript that the server sends.
        policy: Its Content Security Policy.
        trusted_modules: Addresses of modules that may assign markup although Trusted Types forbid it.
        development: Whether it shows what its policy has blocked, and why it cannot connect.
        reacts: Whether the first HTML has instant actions, which run in the browser.
        import_map: The names by which its modules import others, as JSON.
        preload: Addresses of client modules that it shows.
        theme: The theme of the widgets: its name; None for their structure only; empty if there are no widgets.
        is_right_to_left: Whether its text is written from right to left.
        navigates: Whether it goes to other pages of the app without a reload.
        words: The client's own texts, in a language other than English.
        without_script: The text to show if scripts do not run.
    """

    root_id: str
    title: str
    base: str = "./"
    socket_path: str = SOCKET_PATH
    token: str | None = None
    max_message: int = 1_048_576
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
    policy: Policy = STRICT
    trusted_modules: tuple[str, ...] = ()
    development: bool = False
    reacts: bool = False
    import_map: str | None = None
    preload: tuple[str, ...] = ()
    theme: str | None = ""
    is_right_to_left: bool = False
    navigates: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    without_script: str = NEEDS_JAVASCRIPT


def client_settings(page: Page) -> str:
    """Return the client's settings as JSON: the value of the root element's `data-domsync`."""
    settings: dict[str, object] = {"url": page.base + page.socket_path.removeprefix("/"), "max": page.max_message}
    if page.token is not None:
        settings["token"] = page.token
    if page.frame is not None:
        settings["frame"] = msgspec.Raw(page.frame)
    if page.shared:
        settings["shared"] = list(map(msgspec.Raw, page.shared))
    return msgspec.json.encode(settings).decode()


def client_scripts(page: Page, files: ClientFiles, nonce: str) -> list[str]:
    """Return the elements that load the client.

    Args:
        page: The page.
        files: The client's modules.
        nonce: The nonce of script elements.
    """
    # Modules run in order: which of them may assign markup is decided before any of them does. The module for instant
    # actions starts together with the client, which it imports, so that no click comes in between.
    names = {
        _TRUSTED: page.trusted_modules,
        _ACT: page.reacts,
        ENTRY: True,
        _PAGE: True,
        _NAVIGATE: page.navigates,
        _EVALUATE: page.allow_eval,
        _DEVELOPMENT: page.development,
        _WIDGETS: page.theme != "",
        _WORDS: bool(page.words),
    }
    paths = [files.path(name) for name, is_needed in names.items() if is_needed]
    return [_module(page.base + path.removeprefix("/"), nonce) for path in paths]


def head_settings(page: Page, nonce: str) -> list[str]:
    """Return the elements with settings for the page's scripts: the style nonce, and what the extra modules need.

    Args:
        page: The page.
        nonce: The nonce of its elements.
    """
    told: dict[str, object] = {}
    if page.development:
        told["domsync-development"] = {"base": page.base}
    if page.trusted_modules:
        told["domsync-trusted"] = page.trusted_modules
    if page.words:
        told["domsync-words"] = page.words
    lines = [f'<meta property="csp-nonce" nonce={html_attribute(nonce)}>'] if page.policy.has_style_nonce else []
    for name, value in told.items():
        content = msgspec.json.encode(value).decode()
        lines.append(f"<meta name={html_attribute(name)} content={html_attribute(content)}>")
    if page.development:
        lines.append(f"<script nonce={html_attribute(nonce)}>{_EARLY_VIOLATIONS}</script>")
    return lines


def _module(path: str, nonce: str) -> str:
    return f'<script type="module" nonce={html_attribute(nonce)} src={html_attribute(path)}></script>'


#: A placeholder for the nonce in a cached head. It never leaves the process, so no text of an app contains it.
_NONCE_MARK = secrets.token_urlsafe(16)
#: The maximum number of cached heads: one for each page and each depth of its addresses.
_MOST_HEADS = 256
_heads: dict[object, list[str]] = {}


def page_head(page: Page, files: ClientFiles, nonce: str) -> str:
    """Return the content of the head after the title. Apart from the nonce, all visits of a page have the same.

    Args:
        page: The page.
        files: The client's modules.
        nonce: The nonce of its elements.
    """
    key = (
        page.base,
        page.favicon,
        tuple(page.meta.items()),
        page.stylesheets,
        page.head and page.head.html,
        page.policy.has_style_nonce,
        page.development,
        page.trusted_modules,
        page.navigates,
        page.allow_eval,
        page.reacts,
        page.scripts,
        page.import_map,
        page.preload,
        page.theme,
        tuple(page.words.values()),
        files.version,
    )
    parts = _heads.get(key)
    if parts is None:
        if len(_heads) >= _MOST_HEADS:
            _heads.clear()
        parts = _heads[key] = _head_lines(page, files).split(_NONCE_MARK)
    return nonce.join(parts)


def _head_lines(page: Page, files: ClientFiles) -> str:
    lines = [
        f'<link rel="icon" href={html_attribute(page.favicon or "data:,")}>',
        *[f"<meta name={html_attribute(name)} content={html_attribute(text)}>" for name, text in page.meta.items()],
        *[f'<link rel="stylesheet" href={html_attribute(path)}>' for path in theme_sheets(page, files)],
        *[f'<link rel="stylesheet" href={html_attribute(path)}>' for path in page.stylesheets],
        *([page.head.html] if page.head is not None else []),
        *head_settings(page, _NONCE_MARK),
        *_module_lines(page, files),
        *client_scripts(page, files, _NONCE_MARK),
        *[_module(path, _NONCE_MARK) for path in page.scripts],
    ]
    return "\n".join(lines)


def _module_lines(page: Page, files: ClientFiles) -> list[str]:
    """Return the import map, which has to come before any module, and the preloads of client modules."""
    nonce = html_attribute(_NONCE_MARK)
    lines = []
    if page.import_map is not None:
        # As in any script, nothing inside may close the element.
        content = page.import_map.replace("<", "\\u003c")
        lines.append(f'<script type="importmap" nonce={nonce}>{content}</script>')
    if page.preload:
        own = page.base + files.path(_MODULES).removeprefix("/")
        lines += [
            f'<link rel="modulepreload" nonce={nonce} href={html_attribute(path)}>' for path in (own, *page.preload)
        ]
    return lines


def theme_sheets(page: Page, files: ClientFiles) -> list[str]:
    """Return the addresses of the widgets' style sheets.

    Args:
        page: The page.
        files: The files that this server itself serves.
    """
    if page.theme == "":
        return []
    return [page.base + files.path(STRUCTURE if page.theme is None else THEME).removeprefix("/")]


def page_html(page: Page, files: ClientFiles, nonce: str) -> str:
    """Return the page's HTML.

    Args:
        page: The page.
        files: The client's modules.
        nonce: The nonce of its elements, which needs no escaping in an attribute.
    """
    data = html_attribute(client_settings(page))
    lines = [
        "<!doctype html>",
        f"<html lang={html_attribute(page.lang)}{_looks(page)}>",
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html_text(page.title)}</title>",
        page_head(page, files, nonce),
        "</head>",
        "<body>",
        f"<div id={html_attribute(page.root_id)} data-domsync={data}>{page.content}</div>",
        f"<noscript>{html_text(page.without_script)}</noscript>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines)


def _looks(page: Page) -> str:
    """Return the attributes of the page's root: its direction and its theme."""
    direction = ' dir="rtl"' if page.is_right_to_left else ""
    named = f" data-ds-theme={html_attribute(page.theme)}" if page.theme not in ("", "default", None) else ""
    return direction + named


def page_response(page: Page, files: ClientFiles) -> HttpResponse:
    """Return the response to a GET of a page."""
    nonce = secrets.token_urlsafe(16)
    return HttpResponse(
        200,
        page_html(page, files, nonce).encode(),
        "text/html; charset=utf-8",
        (page.policy.plus(_DEFAULT_TYPES) if page.trusted_modules else page.policy).header(
            nonce, allow_eval=page.allow_eval
        ),
    )
