"""The request that loaded a page, as pages, routes, handlers and messages see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

import msgspec

from domsync.errors import BodyTooLarge, DomsyncError
from domsync.server.net.responses import own_path

#: How many bytes of a body are read into memory, unless the caller sets another limit.
BODY_BYTES = 1024 * 1024

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


def read_cookies(header: str) -> dict[str, str]:
    """Read a ``Cookie`` header as browsers write it: https://httpwg.org/specs/rfc6265.html#cookie.

    Other programs on this host may set cookies, too, with any values: a malformed one does not affect the others.

    Args:
        header: The header.

    Returns:
        The values by name. Of several cookies with the same name the first counts: the one with the longest path.
    """
    cookies: dict[str, str] = {}
    for pair in header.split(";"):
        name, mark, value = (part.strip(" \t") for part in pair.partition("="))
        if mark and name:
            is_quoted = len(value) > 1 and value[0] == value[-1] == '"'
            cookies.setdefault(name, value[1:-1] if is_quoted else value)
    return cookies


class WrongBody(DomsyncError, ValueError):
    """The body of a request is not what it should be; unless the program catches this, the answer is 400."""


class RequestBody:
    """The body of a request, which is read from an ASGI server once; later readers get the same bytes.

    Args:
        receive: The ASGI channel; None where there is no body.
    """

    __slots__ = ("_read", "_receive", "is_refused", "on_leave")

    def __init__(self, receive: Receive | None = None) -> None:
        self._receive = receive
        self._read: bytes | None = None
        #: Whether there is a body that this server does not accept.
        self.is_refused: bool = False
        #: Waits until the client has left, if there is no ASGI channel that reports it.
        self.on_leave: Callable[[], Awaitable[object]] | None = None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The parts of the body, as they arrive.

        Raises:
            ConnectionResetError: The client has left before it had sent everything.
        """
        if self._read is not None:
            yield self._read
            return
        receive, self._receive = self._receive, None
        while receive is not None:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError("the client has left before it had sent its whole request")
            if message.get("body"):
                yield message["body"]
            if not message.get("more_body"):
                return

    async def read(self, limit: int) -> bytes:
        """The whole body.

        Args:
            limit: The maximum number of bytes.

        Raises:
            BodyTooLarge: It is longer.
        """
        if self._read is None:
            parts, size = [], 0
            async for chunk in self.chunks():
                size += len(chunk)
                if size > limit:
                    raise BodyTooLarge(limit)
                parts.append(chunk)
            self._read = b"".join(parts)
        if len(self._read) > limit:
            raise BodyTooLarge(limit)
        return self._read

    def left(self) -> Awaitable[None]:
        """Wait for the client to leave before it has its answer. The body is ignored.

        Returns:
            A future that is done when the client has left; never, if the server does not report it.
        """
        receive, self._receive = self._receive, None
        self._read = self._read or b""
        return _left(receive, self.on_leave)


async def _left(receive: Receive | None, on_leave: Callable[[], Awaitable[object]] | None) -> None:
    if receive is not None:
        while (await receive())["type"] != "http.disconnect":
            pass
    elif on_leave is not None:
        await on_leave()
    else:
        await asyncio.get_running_loop().create_future()


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a page or a route.

    Args:
        path: The path, percent-encoded, without the query and without the prefix under which the app is reached.
        query: The part after the question mark.
        prefix: The prefix below which the app is reached: ``""``, or ``"/shop"`` in a mount or another application, or
            behind a proxy.
        headers: The headers, with names in lower case; the values of repeated ones are joined.
        peer: The address of the browser, or of a proxy that is not trusted (see ``trusted_proxies``).
        method: ``"GET"``, ``"POST"`` ...
        scheme: ``"http"`` or ``"https"``, as the browser sees it, if that is known.
        scope: The ASGI scope, with what middleware has added; empty unless an ASGI server serves the app.
    """

    path: str
    query: str = ""
    prefix: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    peer: str = ""
    method: str = "GET"
    scheme: str = "http"
    scope: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    content: RequestBody = field(default_factory=RequestBody, repr=False, compare=False)
    #: The visitor to whom the request belongs, if the app has sessions (`App(sessions=...)`).
    visitor: Any = field(default=None, repr=False, compare=False)
    #: Whether a proxy, the command line or another application has named the prefix: addresses can begin with it.
    is_prefix_known: bool = field(default=False, repr=False, compare=False)
    #: Whether the page's address ends with the prefix, without a slash, although `path` is ``"/"``.
    is_bare: bool = field(default=False, repr=False, compare=False)
    #: Whether `peer` is a proxy that has not named its client: limits for one address do not apply to it.
    speaks_for_many: bool = field(default=False, repr=False, compare=False)
    #: The part of the prefix that comes from the app's own mounts.
    mounted: str = field(default="", repr=False, compare=False)

    def below(self, prefix: str) -> Request:
        """Return the request as a mounted app sees it.

        Args:
            prefix: The prefix of the mount, with which the path begins.
        """
        rest = self.path[len(prefix) :]
        return replace(
            self, path=rest or "/", prefix=self.prefix + prefix, is_bare=not rest, mounted=self.mounted + prefix
        )

    @property
    def root(self) -> str:
        """The prefix of the outermost app, without those of the apps that are mounted in it."""
        return self.prefix.removesuffix(self.mounted)

    @property
    def base(self) -> str:
        """The path, ending with a slash, that precedes the addresses of the app's own files in the page.

        It is relative unless the prefix is known, because a proxy may have removed one.
        """
        if self.is_prefix_known:
            return f"{self.prefix}/"
        if self.is_bare:
            return f"./{self.prefix.rpartition('/')[2]}/"
        return "../" * (self.path.count("/") - 1) or "./"

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, by name. If two have the same name, the one with the longer path counts."""
        return read_cookies(self.headers.get("cookie", ""))

    @property
    def host(self) -> str:
        """The host by which the browser reached the server, with its port unless it is the default."""
        return self.headers.get("host", "")

    @property
    def url(self) -> str:
        """The whole URL."""
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{self.host}{self.prefix}{self.path}{query}"

    @property
    def is_secure(self) -> bool:
        """True if the browser is known to use TLS."""
        return self.scheme == "https"

    @property
    def user(self) -> Any:
        """The user who has signed in, by the app's session or by authentication middleware around the app; or None."""
        return self.scope.get("user") if self.visitor is None else self.visitor.session.user

    @property
    def session(self) -> Any:
        """The visitor's session, of the app (`App(sessions=...)`) or of middleware around it; None if there is none."""
        return self.scope.get("session") if self.visitor is None else self.visitor.session

    def next_url(self, default: str = "/") -> str:
        """Return the ``next`` in the query if it is a path of this site; addresses of other sites are ignored.

        Args:
            default: The result otherwise.
        """
        return own_path(parse_qs(self.query, max_num_fields=100).get("next", [""])[-1], default)

    # The body, which only ASGI servers accept

    def stream(self) -> AsyncIterator[bytes]:
        """The parts of the body as they arrive, without a limit on its size."""
        return self.content.chunks()

    async def body(self, limit: int = BODY_BYTES) -> bytes:
        """The body.

        Args:
            limit: The maximum number of bytes; a longer body is answered with 413.

        Raises:
            BodyTooLarge: It is longer.
        """
        return await self.content.read(limit)

    async def json(self, limit: int = BODY_BYTES) -> Any:
        """The body, decoded as JSON.

        Args:
            limit: The maximum number of bytes.

        Raises:
            BodyTooLarge: It is longer.
            ValueError: It is not JSON. A route that does not catch this answers 400.
        """
        body = await self.body(limit)
        try:
            return msgspec.json.decode(body)
        except (ValueError, RecursionError) as wrong:
            raise WrongBody(f"the body is not JSON: {wrong}") from None

    async def form(self, limit: int = BODY_BYTES) -> dict[str, list[str]]:
        """The fields of a form that a browser has sent as ``application/x-www-form-urlencoded``.

        Args:
            limit: The maximum number of bytes.

        Returns:
            The list of values of each field, by name.

        Raises:
            BodyTooLarge: It is longer.
            ValueError: It is not such a form, or has more than 1,000 fields. A route that does not catch this answers
                400.
        """
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise WrongBody(f"a form must be sent as application/x-www-form-urlencoded, not as {kind[:80]!r}")
        text = (await self.body(limit)).decode("utf-8", "replace")
        try:
            return parse_qs(text, keep_blank_values=True, errors="replace", max_num_fields=1000)
        except ValueError as wrong:
            raise WrongBody(f"the form cannot be read: {wrong}") from None
