"""The identity of a page's visitor: signing in and out, and the session cookie."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from domsync.server.net.responses import check_target
from domsync.server.sessions.sessions import PATH as COOKIE_PATH
from domsync.server.sessions.sessions import Sessions

if TYPE_CHECKING:
    from domsync.server.pages.served_visit import ServedVisit


class Identity:
    """The visitor of a page.

    Args:
        served: The visit.
        sessions: The app's sessions.
    """

    __slots__ = ("_served", "_sessions")

    def __init__(self, served: ServedVisit, sessions: Sessions) -> None:
        self._served = served
        self._sessions = sessions

    def sign_in(self, user: str, to: str | None) -> None:
        """Record who the visitor is; see `Visit.sign_in`."""
        if not user:
            raise ValueError("a user's name must be a non-empty string")
        ticket = self._sessions.sign_in(self._served.request.visitor, user, self._target(to))
        self._sessions.when_written(partial(self._fetch_cookie, ticket))

    def sign_out(self, to: str | None) -> None:
        """End the visitor's session; see `Visit.sign_out`."""
        target = self._target(to)
        entry = self._served.request.visitor
        # Unlike the session's other pages, this one is not sent away: it fetches the new cookie.
        entry.pages.discard(self._served)
        ticket = self._sessions.sign_out(entry, target)
        self._served.shut_out()
        self._sessions.when_written(partial(self._fetch_cookie, ticket))

    def _target(self, to: str | None) -> str:
        place = self._served.place
        query = f"?{place.query}" if place.query else ""
        # Relative to where the cookie is fetched, so that a prefix removed by a proxy does not matter.
        return self._served.request.next_url(f"..{place.path}{query}") if to is None else check_target(to)

    def _fetch_cookie(self, ticket: str) -> None:
        self._served.load(f"{self._served.place.base}{COOKIE_PATH.removeprefix('/')}{ticket}", replace=True)
