"""The visits of an app: a page's request makes one, the connections of its browser take it up, and it ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import overload

import msgspec

from domsync.server.connection import Connection
from domsync.server.limits import ServerLimits
from domsync.server.listener import Opened
from domsync.server.page import SOCKET_PATH
from domsync.server.pages import page_failed, wrong_parameters
from domsync.server.redirects import Redirect
from domsync.server.responses import HttpResponse, error
from domsync.server.routes import ParameterError
from domsync.server.shared import Parts
from domsync.server.site import Found
from domsync.server.transport import Transport, TransportClosed
from domsync.server.visit import Visit
from domsync.session import CloseCode, session_id_of

logger = logging.getLogger("domsync")


class Visits:
    """The visits of an app and of those that are mounted in it.

    Args:
        limits: What visitors may ask for.
        development: Whether errors show their text in shared parts.
    """

    def __init__(self, limits: ServerLimits, *, development: bool) -> None:
        self._limits = limits
        self._visits: dict[str, Visit] = {}
        self.parts = Parts(limits, development=development)
        self.connections: set[Connection] = set()
        #: Where pages connect to. Of several worker processes, each has its own.
        self.socket_path = SOCKET_PATH

    def __iter__(self) -> Iterator[Visit]:
        return iter(tuple(self._visits.values()))

    def open(self, found: Found, busy: Callable[[], None] | None) -> HttpResponse:
        """Make a visit, and answer with its page.

        Args:
            found: What was asked for.
            busy: Called now, and for each event of the visit.
        """
        if busy is not None:
            busy()
        owner, route, options = found.sites[-1], found.route, found.options
        if len(self._visits) >= self._limits.sessions:
            logger.warning("too many visits: a page was refused")
            return error(503, retry_after="5")
        try:
            arguments = route.parameters.parse(found.values, found.request.query)
        except ParameterError as wrong:
            return wrong_parameters(options, wrong)
        visit = Visit(
            route.document(self._limits),
            found.request,
            self._limits,
            development=owner.development,
            ended=self._forget,
            parts=self.parts,
        )
        visit.presences = tuple([site.presence for site in found.sites])
        visit.take_messages(owner.messages)
        visit.busy = busy
        try:
            route.show(visit, arguments)
        except Redirect as redirect:
            visit.end()
            return HttpResponse(303, headers={"Location": redirect.url})
        except Exception as failure:  # noqa: BLE001 - whatever a page raises, its visitor gets an answer
            reference = visit.scheduler.report(failure, f"the page {route.pattern.path}")
            visit.end()
            return page_failed(options, reference, failure if owner.development else None)
        if self.socket_path != SOCKET_PATH:
            options = replace(options, socket_path=self.socket_path)
        response = route.respond(visit, options, self._limits.session.message_bytes)
        self._visits[visit.id] = visit
        visit.expire_after(self._limits.pending_seconds)
        self._keep_few_waiting()
        return response

    def _keep_few_waiting(self) -> None:
        """Of the visits without a browser, end the oldest when there are too many."""
        if len(self._visits) <= self._limits.detached:
            return
        waiting = [visit for visit in self._visits.values() if not visit.connected]
        for visit in waiting[: len(waiting) - self._limits.detached]:
            visit.end()

    def _forget(self, visit: Visit) -> None:
        self._visits.pop(visit.id, None)

    async def take_up(self, opened: Opened) -> None:
        """Serve a new connection of a visit, which is found by the token in its hello.

        Args:
            opened: The connection.
        """
        transport, compact = opened.transport, opened.compact
        # What is not needed any longer is not kept for as long as the connection lasts.
        del opened
        if not compact:
            await _close(transport, CloseCode.FORBIDDEN)
            return
        try:
            async with asyncio.timeout(self._limits.session.hello_seconds):
                first = await transport.receive()
        except TransportClosed:
            return
        except TimeoutError:
            await _close(transport, CloseCode.TIMEOUT)
            return
        token = token_of(first)
        visit = self._visits.get(session_id_of(token)) if token is not None else None
        if visit is None or token is None or not visit.session.accepts(token):
            await _close(transport, CloseCode.UNKNOWN_SESSION)
            return
        connection = Connection(visit.session, transport, self._limits.session, self._limits.close_seconds)
        self.connections.add(connection)
        serving = visit.serve(connection, first)
        del token, first
        try:
            await serving
        finally:
            self.connections.discard(connection)

    async def end(self) -> None:
        """End all of them, and their connections, in good order."""
        await asyncio.gather(*[visit.close() for visit in self])
        await asyncio.gather(*[connection.close(CloseCode.RESTART) for connection in self.connections])


class _Token(msgspec.Struct):
    token: str | None = None


@overload
def token_of(hello: str) -> str | None: ...
@overload
def token_of(hello: bytes) -> None: ...
@overload
def token_of(hello: str | bytes) -> str | None: ...
def token_of(hello: str | bytes) -> str | None:
    """Find the token in a hello, whatever else is wrong with it; the session looks at that.

    Args:
        hello: The first message of a connection.
    """
    if isinstance(hello, bytes):
        return None
    try:
        _, _, data = _hello_decoder.decode(hello)
    except (ValueError, RecursionError):
        return None
    return data.token


_hello_decoder = msgspec.json.Decoder(tuple[int, int, _Token])


async def _close(transport: Transport, code: CloseCode) -> None:
    await transport.close(code, code.reason)
