"""A page of an app: what makes it, and the answers when it cannot be made."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domsync.components.component import Component
from domsync.components.root import mount
from domsync.components.scheduler import users_frame
from domsync.components.shared import Shared
from domsync.dom.document import Document
from domsync.dom.limits import Limits as DocumentLimits
from domsync.dom.trusted import TrustedHTML
from domsync.render.first_paint import first_paint
from domsync.render.quoting import html_attribute, html_text
from domsync.render.wire import encode_frame
from domsync.server.client_files import client_files
from domsync.server.limits import ServerLimits
from domsync.server.page import SOCKET_PATH, Page, page_response
from domsync.server.responses import HttpResponse
from domsync.server.routes import ParameterError, Parameters, Pattern
from domsync.server.visit import Visit
from domsync.server.wrapper import Shown

logger = logging.getLogger("domsync")

ROOT_ID = "domsync_root_id"

#: What a page's function is given by name, beside values of path and query.
GIVEN = frozenset(("document", "request"))


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What a page's shell says. None is "as the app says"."""

    title: str | None = None
    lang: str | None = None
    favicon: str | None = None
    stylesheets: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    head: TrustedHTML | None = None
    #: Where the client connects to; of several worker processes, each has its own place.
    socket_path: str = SOCKET_PATH

    def merged(self, own: PageOptions) -> PageOptions:
        """The options of a page whose app has these.

        Args:
            own: The page's own.
        """
        return PageOptions(
            own.title or self.title,
            own.lang or self.lang,
            own.favicon or self.favicon,
            (*self.stylesheets, *own.stylesheets),
            (*self.scripts, *own.scripts),
            {**self.meta, **own.meta},
            own.head or self.head,
        )

    def below(self, prefix: str, own: Sequence[str]) -> PageOptions:
        """The options where the app is mounted: addresses of its own files get the prefix.

        Args:
            prefix: Where the app is mounted, ``""`` if it is not.
            own: Where the app serves files.
        """
        if not prefix:
            return self

        def move(address: str) -> str:
            return prefix + address if address.startswith(tuple(f"{folder}/" for folder in own)) else address

        return replace(
            self,
            favicon=self.favicon and move(self.favicon),
            stylesheets=tuple(map(move, self.stylesheets)),
            scripts=tuple(map(move, self.scripts)),
        )


class PageRoute:
    """A page: its path and what it shows.

    Args:
        pattern: Its path.
        target: A component class, or a function.
        options: What its shell says.

    Raises:
        TypeError: The target is neither, is abstract or async, or takes no parameter that the path names.
    """

    __slots__ = ("_given", "options", "parameters", "pattern", "target")

    def __init__(self, pattern: Pattern, target: Any, options: PageOptions) -> None:
        if isinstance(target, Component):
            name = type(target).__name__
            raise TypeError(
                f"a page is made for each visitor: give the class, {name}, and not one {name}(...); "
                f"one for all of them is Shared({name}(...))"
            )
        if isinstance(target, Shared):
            target = _page_of(target, pattern)
        if not callable(target) or (isinstance(target, type) and not issubclass(target, Component)):
            raise TypeError(f"a page is a component class or a function, not {target!r}")
        if inspect.iscoroutinefunction(target):
            raise TypeError(f"{target.__name__} is async; return a component, which loads in `async def mounted(self)`")
        self.pattern = pattern
        self.target = target
        self.options = options
        self._given = frozenset() if isinstance(target, type) else GIVEN & inspect.signature(target).parameters.keys()
        self.parameters: Parameters[Any] = Parameters(target, pattern.names, self._given)

    def document(self, limits: ServerLimits) -> Document:
        """Make the document of a new visit."""
        document = Document(ROOT_ID, scripts=False)
        document.limits = DocumentLimits(limits.nodes, limits.depth, limits.listeners)
        return document

    def show(self, visit: Visit, arguments: Mapping[str, Any]) -> None:
        """Fill the document of a new visit.

        Args:
            visit: The visit.
            arguments: The values of path and query.

        Raises:
            Redirect: The page's function sends the visitor elsewhere.
            Exception: What the page's function raises.
        """
        document = visit.document
        given: dict[str, Any] = {name: document if name == "document" else visit.request for name in self._given}
        result = self.target(**arguments, **given)
        if isinstance(result, Exception):
            raise result
        if isinstance(result, Shared):
            result.append_to(document.documentElement)
        elif result is not None or "document" not in self._given:
            mount(result if isinstance(result, Component) else Shown(child=result), document.documentElement)

    def respond(self, visit: Visit, options: PageOptions, max_message: int) -> HttpResponse:
        """Answer with the page, rendered.

        Args:
            visit: A visit that was just filled.
            options: The page's options, where its app is mounted.
            max_message: The largest message that the server takes, in bytes.
        """
        seq = visit.session.rendered()
        # A parser puts rows of a table into a tbody, so that such a part comes when the page is there.
        feeds = [(element, feed) for element, feed in visit.shared_feeds() if element.localName != "table"]
        painted = {element: feed.painted() for element, feed in feeds}
        content, ops = first_paint(visit.document, {element: html for element, (html, _) in painted.items() if html})
        shared = []
        if content:
            for element, feed in feeds:
                shared.append(painted[element][1])
                visit.session.painted(feed)
        page = Page(
            ROOT_ID,
            visit.document.title or options.title or "",
            socket_path=options.socket_path,
            token=visit.session.token,
            max_message=max_message,
            content=content,
            lang=options.lang or "en",
            frame=encode_frame(0, seq, 0, ops),
            shared=tuple(shared),
            favicon=options.favicon,
            stylesheets=options.stylesheets,
            scripts=options.scripts,
            meta=options.meta,
            head=options.head,
            allow_eval=visit.evaluates,
        )
        return page_response(page, client_files())


def _page_of(shared: Shared[Any], pattern: Pattern) -> Callable[[], Shared[Any]]:
    if pattern.names:
        raise TypeError(f"{shared!r} is the same for all visitors, so that its path takes no parameters")
    return lambda: shared


def not_found(options: PageOptions) -> HttpResponse:
    """The answer to a path that no page has."""
    return _plain_page(404, options, "Not found", "There is no page at this address.")


def wrong_parameters(options: PageOptions, wrong: ParameterError) -> HttpResponse:
    """The answer to an address whose values do not fit."""
    problems = [f"{name}: {problem}" for name, problem in wrong.problems.items()]
    return _plain_page(422, options, "This address is not right", *problems)


def page_failed(options: PageOptions, reference: str, failure: Exception | None) -> HttpResponse:
    """The answer when a page's own code has raised.

    Args:
        options: The page's options.
        reference: The number that the log has.
        failure: The exception, if its text may be shown.
    """
    details = [] if failure is None else [users_frame(failure)]
    return _plain_page(500, options, "Something went wrong", f"Reference {reference}.", *details)


def _plain_page(status: int, options: PageOptions, title: str, *lines: str) -> HttpResponse:
    """A page without the client."""
    sheets = [f'<link rel="stylesheet" href={html_attribute(path)}>' for path in options.stylesheets]
    parts = [
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{html_text(title)}</title>',
        '<link rel="icon" href="data:,">',
        *sheets,
        f"</head>\n<body>\n<h1>{html_text(title)}</h1>",
        *[f"<p>{html_text(line)}</p>" for line in lines],
        "</body>\n</html>\n",
    ]
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    )
    return HttpResponse(
        status, "\n".join(parts).encode(), "text/html; charset=utf-8", {"Content-Security-Policy": policy}
    )
