"""Respond to an app's requests: with a file, or with a page for a visitor whose session is known."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

from domsync.server.files.downloads import DOWNLOADS
from domsync.server.files.media import SHOWN
from domsync.server.net.client_files import PREFIX
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.downloads import download_response
from domsync.server.pages.page import RouteMatch
from domsync.server.pages.registry import FoundPage, VisitRegistry
from domsync.server.router import Router
from domsync.server.sessions.sessions import PATH as COOKIE_PATH
from domsync.server.sessions.sessions import SessionEntry, Sessions


class Responder:
    """Answers requests.

    Args:
        router: The app, with what is mounted in it.
        visits: Its visits.
    """

    __slots__ = ("_router", "_visits")

    def __init__(self, router: Router, visits: VisitRegistry) -> None:
        self._router = router
        self._visits = visits

    def respond(self, request: Request) -> HttpResponse | Awaitable[HttpResponse]:
        """Answer a request.

        Args:
            request: The request.
        """
        _, is_shown, ticket = request.path.partition(SHOWN)
        if is_shown:
            # Relative to the page, whose address may be a deeper one by now. A ticket is enough to find the file.
            return self._visits.files.shown.respond(request, ticket)
        place, is_download, ticket = request.path.partition(DOWNLOADS)
        if is_download and any(place == prefix for prefix, _ in self._router.all()):
            return download_response(self._visits.files.downloads, request, ticket)
        sessions = self._visits.sessions
        if sessions is None:
            return self._answer(request)
        if request.path == COOKIE_PATH:
            return sessions.redeem(request)
        if PREFIX in request.path and any(
            request.path.startswith(f"{below}{PREFIX}") for below, _ in self._router.all()
        ):
            # Also below a mounted app. A new cookie would replace the one that the browser is about to exchange.
            return self._answer(request)
        entry = sessions.find(request)
        if isinstance(entry, SessionEntry):
            return self._answer_visitor(sessions, request, entry)
        return self._answer_later(sessions, request, entry)

    async def _answer_later(
        self, sessions: Sessions, request: Request, waiting: Awaitable[SessionEntry]
    ) -> HttpResponse:
        answer = self._answer_visitor(sessions, request, await waiting)
        return answer if isinstance(answer, HttpResponse) else await answer

    def _answer_visitor(
        self, sessions: Sessions, request: Request, entry: SessionEntry
    ) -> HttpResponse | Awaitable[HttpResponse]:
        answer = self._answer(replace(request, visitor=entry))
        if entry.token == sessions.cookie.secret(request):
            return answer

        def given(answer: HttpResponse) -> HttpResponse:
            # A picture or a style sheet needs no session, and the browser may have the cookie of a page that another
            # process has rendered.
            return sessions.cookie.give(request, answer, entry.token) if entry.is_kept else answer

        if isinstance(answer, HttpResponse):
            return given(answer)

        async def later(waiting: Awaitable[HttpResponse] = answer) -> HttpResponse:
            return given(await waiting)

        return later()

    def find_page(self, request: Request) -> FoundPage | None | Awaitable[FoundPage | None]:
        """Find the page of a visitor who returns to it.

        Args:
            request: The request that loaded it.
        """
        sessions = self._visits.sessions
        if sessions is None:
            return self._found_page(request)
        entry = sessions.find(request)
        if isinstance(entry, SessionEntry):
            return self._found_page(replace(request, visitor=entry))

        async def later(waiting: Awaitable[SessionEntry] = entry) -> FoundPage | None:
            return self._found_page(replace(request, visitor=await waiting))

        return later()

    def _found_page(self, request: Request) -> FoundPage | None:
        found = self._router.find_page(request)
        return (found, request) if isinstance(found, RouteMatch) else None

    def _answer(self, request: Request) -> HttpResponse | Awaitable[HttpResponse]:
        found = self._router.find(request)
        return self._visits.open(found, request) if isinstance(found, RouteMatch) else found
