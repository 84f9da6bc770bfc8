"""Images and audio from memory, each with a URL for as long as the page shows it."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domsync.server.files.downloads import MIME_TYPE
from domsync.server.net.byte_ranges import byte_range
from domsync.server.net.responses import HttpResponse, error

if TYPE_CHECKING:
    from domsync.server.net.request import Request

#: What stands before the ticket in the address.
SHOWN = "/_domsync/shown/"
_TICKET = re.compile(rf"{SHOWN}([\w-]{{43}})")
#: What is not on the page is kept for so long: a handler may show it later, and a browser may be about to ask for it.
_GRACE_SECONDS = 10.0
#: What was asked for so recently is not given up even if memory is short: its element is still being made.
_FRESH_SECONDS = 1.0
_HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-store",
    # Whatever it is and whoever has made it: opened by itself, it runs nothing and belongs to no origin.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(slots=True)
class ShownFile:
    """A file in memory that has an address.

    Args:
        data: What is in it.
        type: Its MIME type.
        page: What the page of its visitor shows.
        key: The digest of both.
        seen: When it was last asked for, or found on the page.
    """

    data: bytes = field(repr=False)
    type: str
    page: PageShown
    key: bytes
    seen: float


class ShownFiles:
    """The files that all pages of a process show from memory."""

    def __init__(self) -> None:
        #: By ticket.
        self.files: dict[str, ShownFile] = {}
        #: What the addresses end with. Of several worker processes, each has its own.
        self.query = ""

    def respond(self, request: Request, ticket: str) -> HttpResponse:
        """Answer a request.

        Args:
            request: The request.
            ticket: What its path ends with.
        """
        if request.method not in ("GET", "HEAD"):
            return error(405, allow="GET, HEAD")
        file = self.files.get(ticket)
        is_own = request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
        if file is None or not is_own or not file.page.admits(request):
            return error(404)
        size = len(file.data)
        try:
            part = byte_range(request, size, "", "")
        except ValueError:
            return error(416, content_range=f"bytes */{size}")
        if part is None:
            return HttpResponse(200, file.data, file.type, _HEADERS)
        start, end = part
        headers = {**_HEADERS, "Content-Range": f"bytes {start}-{end - 1}/{size}"}
        return HttpResponse(206, file.data[start:end], file.type, headers)


class PageShown:
    """The files that one page shows from memory.

    Args:
        files: What is shown in the process.
        base: What stands before the addresses of the app's own files in the page.
        limit: How many bytes the page may show.
        values: Gives the values of the page's attributes and styles that hold a text.
        admits: Says whether a request comes from the page's own visitor.
    """

    def __init__(
        self,
        files: ShownFiles,
        base: str,
        limit: int,
        *,
        values: Callable[[str], Iterable[str]],
        admits: Callable[[Request], bool],
    ) -> None:
        self.admits = admits
        self._files = files
        self._base = base
        self._limit = limit
        self._values = values
        self._loop = asyncio.get_running_loop()
        #: By the digest of what is in them, so that the same gets the same address.
        self._tickets: dict[bytes, str] = {}
        self._size = 0
        self._timer: asyncio.TimerHandle | None = None

    def url(self, data: object, type: str) -> str:
        """Give out an address; see `Visit.url`."""
        if isinstance(data, str):
            data = data.encode()
        if not isinstance(data, bytes | bytearray | memoryview):
            raise TypeError(f"visit.url() takes bytes or text, not {data.__class__.__name__}")
        if not MIME_TYPE.fullmatch(type):
            raise ValueError(f"{type[:80]!r} is not a MIME type, such as 'image/png'")
        data = bytes(data)
        digest = hashlib.blake2b(data, digest_size=32)
        digest.update(f"\0{type}".encode())
        key = digest.digest()
        ticket = self._tickets.get(key)
        if ticket is None:
            self._make_room(len(data))
            ticket = self._tickets[key] = secrets.token_urlsafe(32)
            self._files.files[ticket] = ShownFile(data, type, self, key, self._loop.time())
            self._size += len(data)
        else:
            self._files.files[ticket].seen = self._loop.time()
        self.look_later()
        return f"{self._base}{SHOWN.removeprefix('/')}{ticket}{self._files.query}"

    def _make_room(self, more: int) -> None:
        if self._size + more > self._limit:
            self._give_up(_FRESH_SECONDS)
        if self._size + more > self._limit:
            raise ValueError(
                f"this page shows {self._size} bytes from memory, and may show no more than {self._limit} "
                "(ServerLimits.shown_bytes); a file or a route has no such limit"
            )

    def look_later(self) -> None:
        """The page has changed: what it no longer shows is given up after a while."""
        if self._timer is None and self._tickets:
            self._timer = self._loop.call_later(_GRACE_SECONDS, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._give_up(_GRACE_SECONDS):
            self.look_later()

    def _give_up(self, seconds: float) -> bool:
        """Give up what the page has not shown for so long; says whether there is more that it does not show now."""
        now = self._loop.time()
        on_page = {ticket for value in self._values(SHOWN) for ticket in _TICKET.findall(value)}
        is_left = False
        for ticket in tuple(self._tickets.values()):
            file = self._files.files[ticket]
            if ticket in on_page:
                file.seen = now
            elif now - file.seen >= seconds:
                self._forget(ticket, file)
            else:
                is_left = True
        return is_left

    def _forget(self, ticket: str, file: ShownFile) -> None:
        del self._files.files[ticket], self._tickets[file.key]
        self._size -= len(file.data)

    def close(self) -> None:
        """The page is gone, and with it what it has shown."""
        if self._timer is not None:
            self._timer.cancel()
        for ticket in tuple(self._tickets.values()):
            self._forget(ticket, self._files.files[ticket])
