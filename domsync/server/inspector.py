"""Access to the inspector, an app of its own that shows the inside of an app in development."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Awaitable
from dataclasses import replace
from ipaddress import ip_address
from typing import TYPE_CHECKING

from domsync.server.net.client_files import PREFIX
from domsync.server.net.gate import IncomingConnection
from domsync.server.net.proxies import names_others
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.shell import SOCKET_PATH
from domsync.session.log_limit import LogLimit

if TYPE_CHECKING:
    from domsync.server.app import App
    from domsync.server.pages.registry import VisitRegistry

#: The path of the inspector.
INSPECTOR = f"{PREFIX}inspector"
#: The path to which its pages connect.
INSPECTOR_SOCKET = INSPECTOR + SOCKET_PATH
#: It belongs to a layer above the server, so it is imported by name, when it is first requested.
_TOOLS = "domsync.devtools"

_refusals = LogLimit(1)


class Inspector:
    """Passes requests from this machine on to an app's inspector.

    Args:
        visits: The app's pages.
    """

    def __init__(self, visits: VisitRegistry) -> None:
        self._visits = visits
        self._tool: App | None = None

    def respond(self, request: Request) -> Awaitable[HttpResponse] | None:
        """Answer a request.

        Args:
            request: The request, for a path below `INSPECTOR`.

        Returns:
            The answer; None if the request comes from another machine, for which there is no inspector.
        """
        return self._answer(request) if _is_from_here(request) else None

    async def _answer(self, request: Request) -> HttpResponse:
        tool = await self._begun()
        answer = tool.hosting.respond(request.below(INSPECTOR))
        return answer if isinstance(answer, HttpResponse) else await answer

    async def connect(self, opened: IncomingConnection) -> None:
        """Serve a connection of one of its pages.

        Args:
            opened: The connection.
        """
        if not _is_from_here(opened.request):
            opened.transport.abort()
            return
        tool = await self._begun()
        await tool.hosting.connect(replace(opened, request=opened.request.below(INSPECTOR)))

    async def _begun(self) -> App:
        if self._tool is None:
            tool: App = importlib.import_module(_TOOLS).inspector_of(self._visits)
            self._tool = tool
        await self._tool.hosting.begin()
        return self._tool

    async def close(self) -> None:
        """Stop the inspector, if it was ever requested."""
        tool, self._tool = self._tool, None
        if tool is not None:
            await tool.hosting.end()


def _is_from_here(request: Request) -> bool:
    try:
        is_local = not request.peer or ip_address(request.peer).is_loopback
    except ValueError:
        is_local = False
    if is_local and names_others(request.headers):
        # A tunnel or a proxy on this machine, which is not declared: what it passes on comes from anywhere.
        _refusals.log(logging.WARNING, "the inspector is for browsers on this machine, without a proxy or tunnel")
        return False
    if not is_local:
        _refusals.log(logging.WARNING, "the inspector is for browsers on this machine, and %s is not", request.peer)
    return is_local
