"""A page of an app: how it is made, and the responses if it cannot be made."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domsync.components.client_modules import ClientModule
from domsync.components.component import Component
from domsync.components.locales import Locale, preferred_locale
from domsync.components.page_words import (
    FAILED,
    NEEDS_JAVASCRIPT,
    NO_ACCESS,
    NO_PAGE,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_RIGHT,
    REFERENCE,
    client_words,
    page_word,
)
from domsync.components.reconciler.instance import component_around
from domsync.components.reconciler.mount_points import scheduler_of
from domsync.components.reconciler.scheduler import users_frame
from domsync.components.shared import Shared
from domsync.components.shared.presence import Presence
from domsync.components.source_location import line_with_tag
from domsync.dom.checks.trusted import TrustedHTML
from domsync.dom.document.document import Document
from domsync.dom.limits import Limits as DocumentLimits
from domsync.render.first_paint import LeftOut, first_paint, has_reactions
from domsync.render.quoting import html_attribute, html_text
from domsync.render.wire import encode_frame
from domsync.server.limits import ServerLimits
from domsync.server.messages import Messages
from domsync.server.net.client_files import client_files
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.address import AddressFields
from domsync.server.pages.layouts import Layout, Problem
from domsync.server.pages.modules import ModuleNames, module_head
from domsync.server.pages.policy import STRICT, Policy
from domsync.server.pages.routes import ParameterError, Parameters, Pattern
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.shell import SOCKET_PATH, Page, page_response
from domsync.server.pages.themes import AUTOMATIC, theme_of
from domsync.server.sessions.guards import Guard

logger: logging.Logger = logging.getLogger("domsync")

ROOT_ID = "domsync_root_id"

#: The locale that stands for the language that each visitor's browser asks for.
BROWSER = "browser"

#: The parameters of a page's function that the server provides, besides values of path and query.
GIVEN = frozenset(("document", "request"))


def checked_locale(locale: str | None) -> str | None:
    """Return the language tag of a locale, `BROWSER` or None.

    Raises:
        ValueError: There is no such language tag.
    """
    return locale if locale is None or locale == BROWSER else Locale(locale).tag


@dataclass(frozen=True, slots=True)
class PageOptions:
    """The options of a page's shell. None means "the app's option"."""

    title: str | None = None
    lang: str | None = None
    favicon: str | None = None
    stylesheets: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    head: TrustedHTML | None = None
    #: The path that the client connects to; each of several worker processes has its own.
    socket_path: str = SOCKET_PATH
    #: The prefix of the addresses of the app's own files.
    base: str = "./"
    policy: Policy = STRICT
    #: Additions to the app's policy; None for no policy.
    policy_added: Mapping[str, Iterable[str]] | None = field(default_factory=dict)
    trusted_modules: tuple[str, ...] = ()
    #: Client modules that may be added to the page after it was loaded.
    modules: tuple[type[ClientModule], ...] = ()
    #: Whether the browser may animate the change from one page to the next.
    has_transitions: bool | None = None
    #: The theme of the widgets, if the program uses them: its name; None for their structure only.
    theme: str | None = AUTOMATIC
    #: The language of widgets, numbers and dates: a language tag, `"browser"`, or None for the page's language.
    locale: str | None = None

    def locale_for(self, request: Request) -> Locale:
        """Return the locale for a visitor.

        Args:
            request: The request for the page.
        """
        if self.locale == BROWSER:
            preferred = preferred_locale(request.headers.get("accept-language", ""))
            if preferred is not None:
                return preferred
            return Locale(self.lang or "en")
        return Locale(self.locale or self.lang or "en")

    def lang_for(self, request: Request) -> tuple[str, bool]:
        """Return the language of the page, and whether it is written from right to left.

        Args:
            request: The request for the page.
        """
        locale = self.locale_for(request)
        return (locale.tag, locale.is_right_to_left) if self.locale else (self.lang or "en", False)

    def merged(self, own: PageOptions) -> PageOptions:
        """Return the options of a page of an app with these options.

        Args:
            own: The page's own options.
        """
        return PageOptions(
            own.title or self.title,
            own.lang or self.lang,
            own.favicon or self.favicon,
            (*self.stylesheets, *own.stylesheets),
            (*self.scripts, *own.scripts),
            {**self.meta, **own.meta},
            own.head or self.head,
            policy=self.policy.plus(own.policy_added),
            trusted_modules=(*self.trusted_modules, *own.trusted_modules),
            has_transitions=self.has_transitions if own.has_transitions is None else own.has_transitions,
            modules=(*self.modules, *own.modules),
            theme=self.theme,
            locale=self.locale,
        )

    def below(self, base: str, own: Callable[[str], str | None]) -> PageOptions:
        """Return the options adapted to where the app is mounted: the addresses of its own files get a prefix.

        Args:
            base: The prefix: a path that may be relative and ends with a slash.
            own: Returns the full address of a file that the app serves, and None for any other address.
        """

        def move(address: str) -> str:
            named = own(address)
            return address if named is None else base + named.removeprefix("/")

        return replace(
            self,
            base=base,
            favicon=self.favicon and move(self.favicon),
            stylesheets=tuple(map(move, self.stylesheets)),
            scripts=tuple(map(move, self.scripts)),
            trusted_modules=tuple(move(address).partition("?")[0] for address in self.trusted_modules),
        )


class PageRoute:
    """A page: its path, and what it shows.

    Args:
        pattern: Its path.
        target: A component class, or a function.
        options: The options of its shell, including the app's.
        own: Its own options, which come after those of its layouts.

    Raises:
        TypeError: The target is neither, is abstract or an async generator, or lacks a parameter that the path names.
    """

    methods: frozenset[str] = frozenset(("GET", "HEAD"))

    __slots__ = (
        "_given",
        "fields",
        "guard",
        "has_layouts",
        "options",
        "own",
        "parameters",
        "pattern",
        "source",
        "target",
    )

    def __init__(self, pattern: Pattern, target: Any, options: PageOptions, own: PageOptions | None = None) -> None:
        if isinstance(target, Component):
            name = type(target).__name__
            raise TypeError(
                f"each visitor gets a page of their own: pass the class {name}, not an instance {name}(...); "
                f"for one that all visitors share, pass Shared({name}(...))"
            )
        #: The component or function, whose module is that of the page.
        self.source: Any = target.component if isinstance(target, Shared) else target
        if isinstance(target, Shared):
            target = _page_of(target, pattern)
        if not callable(target) or (isinstance(target, type) and not issubclass(target, Component)):
            raise TypeError(f"a page must be a component class or a function, not {target!r}")
        if inspect.isasyncgenfunction(target):
            raise TypeError(f"{target.__name__} uses yield; a page's function must return what it shows")
        self.pattern: Pattern = pattern
        self.target: Any = target
        #: Decides whether a request is let in.
        self.guard: Guard | None = None
        self.options: PageOptions = options
        self.own: PageOptions = own or PageOptions()
        #: Whether layouts surround it.
        self.has_layouts: bool = True
        self._given = frozenset() if isinstance(target, type) else GIVEN & inspect.signature(target).parameters.keys()
        self.parameters: Parameters[Any] = Parameters(target, pattern.names, self._given)
        #: The fields of its component that are part of the address; None for a function.
        self.fields: AddressFields | None = AddressFields(target, pattern) if isinstance(target, type) else None

    @property
    def is_raw(self) -> bool:
        """True if the page's function fills the document by itself."""
        return "document" in self._given

    def match(self, path: str) -> dict[str, str] | None:
        """Return the page's values in a path; None if the path belongs to another page.

        Args:
            path: The percent-encoded path of the request.
        """
        return self.pattern.match(path)

    def parse(self, values: Mapping[str, str], query: str) -> dict[str, Any]:
        """Validate the values in an address; see `Parameters.parse`."""
        return self.parameters.parse(values, query)

    def document(self, limits: ServerLimits) -> Document:
        """Make the document of a new visit."""
        document = Document(ROOT_ID, scripts=False)
        document.limits = DocumentLimits(limits.nodes, limits.depth, limits.listeners)
        return document

    def call(self, document: Document, request: Request, arguments: Mapping[str, Any]) -> Any:
        """Make what a visit shows.

        Args:
            document: The visit's document.
            request: The request for the page.
            arguments: The values of path and query.

        Returns:
            The argument of `component_of`; an awaitable of it if the function is async.

        Raises:
            Redirect: The page's function sends the visitor elsewhere.
            Exception: The exception of the page's function.
        """
        given: dict[str, Any] = {name: document if name == "document" else request for name in self._given}
        return self.target(**arguments, **given)

    def component_of(self, result: Any) -> Component | None:
        """Make a component from the result of the page's function.

        Args:
            result: The result.

        Returns:
            The component; None if the function has filled the document itself and returned nothing.

        Raises:
            Exception: The exception, if that is what the function has returned.
        """
        if isinstance(result, Exception):
            raise result
        if result is None and self.is_raw:
            return None
        return result if isinstance(result, Component) else Shown(child=result)

    def respond(self, visit: ServedVisit, found: RouteMatch, options: PageOptions, max_message: int) -> HttpResponse:
        """Respond with the rendered page.

        Args:
            visit: A visit whose document has just been filled.
            found: The page that was requested.
            options: The page's options, adapted to where its app is mounted.
            max_message: The largest message that the server accepts, in bytes.
        """
        seq = visit.protocol.rendered()
        logs = visit.shared_logs()
        painted = {element: log.painted() for element, log in logs}
        first = first_paint(visit.document, {element: paint for element, (paint, _) in painted.items()})
        if visit.scheduler.development:
            tell_left_out(visit.document, first.left_out)
        shared = []
        for element, log in logs:
            if element in first.mounted:
                shared.append(painted[element][1])
                visit.protocol.painted(log)
        names = visit.module_names
        head = module_head(options.policy, options.base, visit.modules, visit.shared_modules(), options.modules)
        lang, is_right_to_left = options.lang_for(visit.request)
        locale = options.locale_for(visit.request)
        page = Page(
            ROOT_ID,
            visit.document.title or options.title or "",
            base=options.base,
            socket_path=options.socket_path,
            token=visit.protocol.token,
            max_message=max_message,
            content=first.html,
            lang=lang,
            theme=found.theme,
            is_right_to_left=is_right_to_left,
            frame=encode_frame(0, seq, 0, first.ops),
            shared=tuple(shared),
            favicon=options.favicon,
            stylesheets=(*options.stylesheets, *head.stylesheets),
            scripts=options.scripts,
            meta=options.meta,
            head=options.head,
            allow_eval=visit.evaluates,
            policy=head.policy,
            trusted_modules=(*options.trusted_modules, *head.trusted),
            development=visit.scheduler.development,
            reacts=any(has_reactions(paint.ops) for paint in (first, *[paint for paint, _ in painted.values()])),
            import_map=names.import_map(options.base) if names else None,
            preload=head.preload,
            navigates=visit.navigation is not None,
            words=client_words(locale),
            without_script=page_word(NEEDS_JAVASCRIPT, locale),
        )
        return replace(page_response(page, client_files()), status=found.status)


class ProblemRoute(PageRoute):
    """A route that layouts show in place of a page.

    Args:
        title: The problem, in two words.
        lines: The problem, in more words.
        options: The options of the shell.
    """

    __slots__ = ("lines", "title")

    def __init__(self, title: str, lines: tuple[str, ...], options: PageOptions) -> None:
        self.title: str = title
        self.lines: tuple[str, ...] = lines
        self.pattern = _ANYWHERE
        self.target: Any = Problem
        self.source: Any = Problem
        self.guard: Guard | None = None
        self.options = options
        self.own: PageOptions = PageOptions(title=title)
        self.has_layouts = True
        self._given = frozenset()
        self.fields: AddressFields | None = None

    def parse(self, values: Mapping[str, str], query: str) -> dict[str, Any]:
        """Return no values: it takes none from the address."""
        return {}

    def call(self, document: Document, request: Request, arguments: Mapping[str, Any]) -> Any:
        """Make the problem that is shown."""
        return Problem(title=self.title, lines=self.lines)


_ANYWHERE = Pattern("/")


def _page_of(shared: Shared[Any], pattern: Pattern) -> Callable[[], Shared[Any]]:
    if pattern.names:
        raise TypeError(f"{shared!r} is the same for all visitors, so its path cannot have parameters")
    return lambda: shared


_TOLD: set[tuple[str, str, str]] = set()
_MOST_TOLD = 1000


def tell_left_out(document: Document, left_out: Sequence[LeftOut]) -> None:
    """Log, once, what an HTML parser would read differently.

    Args:
        document: The page's document.
        left_out: The elements whose content is not in the first HTML.
    """
    for number, element, child in left_out:
        node = document.registry.nodes.get(number) or document.registry.lazy.above(number)
        component = component_around(node, scheduler_of(document).roots)
        where = "" if component is None else line_with_tag(type(component).render, child.strip("<>"))
        if (where, element, child) in _TOLD or len(_TOLD) >= _MOST_TOLD:
            continue
        _TOLD.add((where, element, child))
        logger.warning(
            "%s%s in %s: an HTML parser would read it differently, so the content of this element is not in the page's "
            "HTML and is added by its script",
            f"{where}: " if where else "",
            child,
            element,
        )


def not_found(options: PageOptions, request: Request) -> HttpResponse:
    """Return the response to a path that no page has."""
    return plain_page(404, options, request, NOT_FOUND, NO_PAGE)


def refused(options: PageOptions, request: Request) -> HttpResponse:
    """Return the response to someone who may not see a page."""
    return plain_page(403, options, request, NOT_ALLOWED, NO_ACCESS)


def plain_page(status: int, options: PageOptions, request: Request, title: str, *lines: str) -> HttpResponse:
    """Return a page without the client, in the language that a page of the app would have.

    Args:
        status: The status of the response.
        options: The options of the app's pages.
        request: The request for a page.
        title: The problem in two words: one of `PAGE_WORDS`, or any text as it is.
        lines: The problem in more words, likewise.
    """
    locale = options.locale_for(request)
    title, *said = [page_word(text, locale) for text in (title, *lines)]
    lang, is_right_to_left = options.lang_for(request)
    direction = ' dir="rtl"' if is_right_to_left else ""
    sheets = [f'<link rel="stylesheet" href={html_attribute(path)}>' for path in options.stylesheets]
    parts = [
        f"<!doctype html>\n<html lang={html_attribute(lang)}{direction}>\n<head>",
        f'<meta charset="utf-8">\n<title>{html_text(title)}</title>',
        '<link rel="icon" href="data:,">',
        *sheets,
        f"</head>\n<body>\n<h1>{html_text(title)}</h1>",
        *[f"<p>{html_text(line)}</p>" for line in said],
        "</body>\n</html>\n",
    ]
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    )
    return HttpResponse(
        status, "\n".join(parts).encode(), "text/html; charset=utf-8", {"Content-Security-Policy": policy}
    )


class Shown(Component):
    """A component that shows something that is not a component: an element, text, or several of them."""

    child: Any = None

    def render(self) -> Any:
        """Return it."""
        return self.child


@dataclass(frozen=True, slots=True)
class RouteMatch:
    """The page for a request.

    Args:
        route: The page, or the route that is shown instead.
        options: The options of its shell, adapted to where its app is mounted.
        values: The values in the path, by the names of the page's parameters.
        request: The request.
        messages: The messages of the page's app.
        presences: The presences of the app that received the request, and of the apps mounted below it down to the
            page's.
        guards: The guards of the page, the outermost first.
        module_names: The names of the app's import map.
        layouts: The layouts around the page, the outermost first, each with its values in the path.
        status: The status of the response, if something else is shown instead of the page.
        is_walkable: Whether the app has other pages, which can be reached from this one without a reload.
    """

    route: PageRoute
    options: PageOptions
    values: Mapping[str, str]
    request: Request
    messages: Messages
    presences: tuple[Presence, ...]
    guards: tuple[Guard, ...] = ()
    module_names: ModuleNames = field(default_factory=ModuleNames)
    layouts: tuple[tuple[Layout, Mapping[str, str]], ...] = ()
    status: int = 200
    is_walkable: bool = False

    @property
    def theme(self) -> str | None:
        """The theme of its widgets: its name, None for their structure only, empty if there are no widgets."""
        return theme_of(self.options.theme, self.route.source, *(layout.target for layout, _ in self.layouts))

    def failing(self, status: int, title: str, lines: tuple[str, ...], depth: int | None = None) -> RouteMatch:
        """Return the match to show instead.

        Args:
            status: The status of the response.
            title: The problem in two words: one of `PAGE_WORDS`.
            lines: The problem in more words: some of `PAGE_WORDS`, or any text as it is.
            depth: How many of the layouts surround it; by default all.
        """
        locale = self.options.locale_for(self.request)
        title, *said = [page_word(text, locale) for text in (title, *lines)]
        options = replace(self.options, title=title, has_transitions=None)
        return replace(
            self,
            route=ProblemRoute(title, tuple(said), options),
            options=options,
            values={},
            layouts=self.layouts[:depth],
            status=status,
        )

    def failed(self, reference: str, failure: BaseException, depth: int | None = None) -> RouteMatch:
        """Return the match to show if the page's own code has raised an exception.

        Args:
            reference: The reference number in the log.
            failure: The exception; its text is shown in development.
            depth: How many of the layouts surround it; by default all.
        """
        number = page_word(REFERENCE, self.options.locale_for(self.request), reference=reference)
        details = [users_frame(failure)] if self.messages.development else []
        return self.failing(500, FAILED, (number, *details), depth)

    def plain(self) -> HttpResponse:
        """Return a page without the client, for a problem that no layout surrounds."""
        problem = self.route
        if not isinstance(problem, ProblemRoute):
            raise TypeError("a page is answered with the client")
        return plain_page(self.status, self.options, self.request, problem.title, *problem.lines)

    def prepare(self) -> Prepared:
        """Validate the values in the address; if one is invalid, the result shows that problem."""
        query, arguments = self.request.query, []
        for depth, (layout, values) in enumerate(self.layouts):
            try:
                arguments.append(layout.parse(values, query))
            except ParameterError as wrong:
                return Prepared(self.failing(422, NOT_RIGHT, _lines(wrong), depth), (*arguments, {}))
        try:
            return Prepared(self, (*arguments, self.route.parse(self.values, query)))
        except ParameterError as wrong:
            return Prepared(self.failing(422, NOT_RIGHT, _lines(wrong)), (*arguments, {}))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page whose address has been validated.

    Args:
        found: The page.
        arguments: The values in the address, for each layout and then for the page.
    """

    found: RouteMatch
    arguments: tuple[Mapping[str, Any], ...]

    def failed(self, reference: str, failure: BaseException, depth: int | None = None) -> Prepared:
        """Return the match to show instead; see `RouteMatch.failed`."""
        found = self.found.failed(reference, failure, depth)
        return Prepared(found, (*self.arguments[: len(found.layouts)], {}))


def _lines(wrong: ParameterError) -> tuple[str, ...]:
    return tuple([f"{name}: {problem}" for name, problem in wrong.problems.items()])
