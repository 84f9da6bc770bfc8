"""Files offered to one page's browser, each with a URL that works once."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import AsyncIterable, Callable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domsync.server.files.names import clean_name, content_disposition
from domsync.server.net.responses import HttpResponse, error
from domsync.server.net.static import content_type

if TYPE_CHECKING:
    from domsync.server.net.request import Request
    from domsync.session import Session

logger: logging.Logger = logging.getLogger("domsync")

#: The part before the ticket in a download's address, which is relative to the socket's.
DOWNLOADS = "/_domsync/download/"
#: How long a connected browser may take to ask for a file that it was told of.
_ASKING_SECONDS = 60.0
#: How many files of one page may wait to be asked for. The oldest makes room for the next one.
_MOST_WAITING = 16
#: A MIME type, with parameters.
MIME_TYPE = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+/[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:; ?[ -~]+)?")


@dataclass(frozen=True, slots=True)
class Download:
    """A file that waits to be asked for.

    Args:
        body: Text, bytes, a path, or an iterator of text or bytes.
        name: The clean name under which the browser saves it.
        type: Its MIME type.
        page: The downloads of the page that it is for.
    """

    body: Any
    name: str
    type: str
    page: PageDownloads

    @property
    def headers(self) -> dict[str, str]:
        """The headers of its answer."""
        return {
            "Content-Disposition": content_disposition(self.name),
            # The address works once, so that no part of it can be asked for later.
            "Accept-Ranges": "none",
            "Cache-Control": "no-store",
        }

    def discard(self) -> None:
        """Close the source of a file that nobody will request."""
        close = getattr(self.body, "close", None)
        if isinstance(self.body, Iterator) and close is not None:
            close()


class Downloads:
    """The files of all pages of a process that wait to be asked for."""

    def __init__(self) -> None:
        #: By ticket.
        self.waiting: dict[str, Download] = {}
        #: What the addresses end with. Of several worker processes, each has its own.
        self.query = ""

    def take(self, request: Request, ticket: str) -> Download | HttpResponse:
        """Take the requested file, which then cannot be requested again; or the reason why there is none.

        Args:
            request: The request.
            ticket: The end of its path.
        """
        if request.method != "GET":
            return error(405, allow="GET")
        download = self.waiting.get(ticket)
        if download is None:
            return error(410, "This file was fetched before, or not in time.\n")
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin" or not download.page.admits(request):
            logger.warning("a file was requested by a browser or site other than the one it is meant for")
            return error(404)
        download.page.forget(ticket)
        return download


class PageDownloads:
    """The files of one page that wait to be asked for.

    Args:
        downloads: Those of the process.
        session: The page's session.
        push: Sends what the session has to send.
        connected: Says whether a browser is there.
        admits: Says whether a request comes from the page's own visitor.
    """

    def __init__(
        self,
        downloads: Downloads,
        session: Session,
        *,
        push: Callable[[], None],
        connected: Callable[[], bool],
        admits: Callable[[Request], bool],
    ) -> None:
        self.admits = admits
        self._downloads = downloads
        self._session = session
        self._push = push
        self._connected = connected
        #: By ticket, the oldest first: what ends it if it is not asked for, once the browser was told.
        self._timers: dict[str, asyncio.TimerHandle | None] = {}

    def offer(self, data: object, name: str | None, type: str | None) -> None:
        """Make the browser fetch a file.

        Args:
            data: Text, bytes, a path, or an iterator of text or bytes.
            name: The name under which it is saved; by default that of the path.
            type: Its MIME type; by default derived from the name.

        Raises:
            TypeError: The data cannot be sent.
            ValueError: There is no name, or the type is not a MIME type.
            FileNotFoundError: There is no file at the path.
        """
        match data:
            case PathLike():
                data = Path(data)
                if not data.is_file():
                    raise FileNotFoundError(f"there is no file {str(data)!r} to download")
                name = name or data.name
            case bytearray() | memoryview():
                data = bytes(data)
            case str() | bytes() | AsyncIterable() | Iterator():
                pass
            case _:
                kind = data.__class__.__name__
                raise TypeError(f"a download must be text, bytes, a Path or an iterator of text or bytes, not {kind}")
        if not name:
            raise ValueError("a download needs a name: visit.download(data, name='report.csv')")
        name = clean_name(name)
        if type is None:
            type = content_type(name)
        elif not MIME_TYPE.fullmatch(type):
            raise ValueError(f"{type[:80]!r} is not a MIME type, such as 'text/csv' or 'image/png'")
        while len(self._timers) >= _MOST_WAITING:
            self._expire(next(iter(self._timers)))
        ticket = secrets.token_urlsafe(32)
        self._downloads.waiting[ticket] = Download(data, name, type, self)
        self._timers[ticket] = None
        if self._connected():
            self._tell(ticket)

    def _tell(self, ticket: str) -> None:
        """Tell the browser the address of a file."""
        self._cancel(ticket)
        self._timers[ticket] = asyncio.get_running_loop().call_later(_ASKING_SECONDS, self._run_out, ticket)
        self._session.download(f"{DOWNLOADS.removeprefix('/_domsync/')}{ticket}{self._downloads.query}")
        self._push()

    def resume(self) -> None:
        """Tell a browser that is back the addresses of the files that it has not requested."""
        for ticket in tuple(self._timers):
            self._tell(ticket)

    def _run_out(self, ticket: str) -> None:
        # A browser that has gone is told again when it is back.
        if self._connected():
            self._expire(ticket)

    def _expire(self, ticket: str) -> None:
        download = self._downloads.waiting[ticket]
        logger.info("session %s: the file %r was not fetched", self._session.id, download.name)
        self.forget(ticket)
        download.discard()

    def _cancel(self, ticket: str) -> None:
        timer = self._timers[ticket]
        if timer is not None:
            timer.cancel()

    def forget(self, ticket: str) -> None:
        """Forget a file, whose address then no longer works."""
        self._cancel(ticket)
        del self._timers[ticket], self._downloads.waiting[ticket]

    def close(self) -> None:
        """Drop the files of a page that has ended."""
        for ticket in tuple(self._timers):
            self._expire(ticket)
