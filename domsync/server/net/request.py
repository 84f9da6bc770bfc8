"""The request that loaded a page, as pages, routes, handlers and messages see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qs

import msgspec

from domsync.errors import BodyTooLarge
from domsync.server.net.responses import own_path

#: How many bytes of a body are read into memory, unless the caller says another limit.
BODY_BYTES = 1024 * 1024

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


def read_cookies(header: str) -> dict[str, str]:
    """Read a ``Cookie`` header as browsers write it: https://httpwg.org/specs/rfc6265.html#cookie.

    Whatever else is at this host may set cookies, and with values of any kind: one that is odd takes no other one away.

    Args:
        header: The header.

    Returns:
        The values by name. Browsers send first what is for the longer path, and the first of a name stands.
    """
    cookies: dict[str, str] = {}
    for pair in header.split(";"):
        name, mark, value = (part.strip(" \t") for part in pair.partition("="))
        if mark and name:
            is_quoted = len(value) > 1 and value[0] == value[-1] == '"'
            cookies.setdefault(name, value[1:-1] if is_quoted else value)
    return cookies


class RequestBody:
    """The body of a request, read once from an ASGI server; later readers get what the first one has read.

    Args:
        receive: The ASGI channel; None where there is no body.
    """

    __slots__ = ("_read", "_receive", "is_refused", "on_leave")

    def __init__(self, receive: Receive | None = None) -> None:
        self._receive = receive
        self._read: bytes | None = None
        #: There is a body, which this server does not take.
        self.is_refused: bool = False
        #: Waits until the client has left, where no ASGI channel tells of it.
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
            limit: How many bytes it may have.

        Raises:
            BodyTooLarge: It has more.
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
        """Tell when the client leaves before it has its answer. What it has sent as a body is passed over.

        Returns:
            Something that is done when the client has left; never where no server tells of it.
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
    """A request: that which loaded a page, or that a route answers.

    Args:
        path: The path, percent-encoded, without the query and without the prefix under which the app is reached.
        query: What follows the question mark.
        prefix: Where the app is reached: ``""``, or ``"/shop"`` below a mount, a proxy or another application.
        headers: The headers; names in lower case, values of repeated ones joined.
        peer: The address of the browser, or of the proxy before it, unless that is trusted (see ``trusted_proxies``).
        method: ``"GET"``, ``"POST"`` ...
        scheme: ``"http"`` or ``"https"``, as the browser sees it if that is known.
        scope: The ASGI scope, with what middleware has put there; empty where no ASGI server serves the app.
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
    #: The session of the app's own (`App(sessions=...)`) that the request belongs to.
    visitor: Any = field(default=None, repr=False, compare=False)
    #: The prefix was told by a proxy, the command line or another application, so that addresses can begin with it.
    is_prefix_known: bool = field(default=False, repr=False, compare=False)
    #: The address of the page ends with the prefix, without the slash that the path seems to have.
    is_bare: bool = field(default=False, repr=False, compare=False)
    #: The part of the prefix that the app's own mounts are.
    mounted: str = field(default="", repr=False, compare=False)

    def below(self, prefix: str) -> Request:
        """The request as an app sees it that is mounted.

        Args:
            prefix: Where it is mounted, which the path begins with.
        """
        rest = self.path[len(prefix) :]
        return replace(
            self, path=rest or "/", prefix=self.prefix + prefix, is_bare=not rest, mounted=self.mounted + prefix
        )

    @property
    def root(self) -> str:
        """The root: where the outermost app is reached, the prefix without what that app has mounted."""
        return self.prefix.removesuffix(self.mounted)

    @property
    def base(self) -> str:
        """The base: what stands before the addresses of the app's own files in the page, a path that ends with a slash.

        It is relative where nobody has told the server of a prefix: a proxy may have taken one away.
        """
        if self.is_prefix_known:
            return f"{self.prefix}/"
        if self.is_bare:
            return f"./{self.prefix.rpartition('/')[2]}/"
        return "../" * (self.path.count("/") - 1) or "./"

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, by name; of two with one name, that of the longer path."""
        return read_cookies(self.headers.get("cookie", ""))

    @property
    def host(self) -> str:
        """The host: what the browser calls the server, with its port if that is not the usual one."""
        return self.headers.get("host", "")

    @property
    def url(self) -> str:
        """The whole address."""
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{self.host}{self.prefix}{self.path}{query}"

    @property
    def is_secure(self) -> bool:
        """True if the browser has come by TLS, as far as is known."""
        return self.scheme == "https"

    @property
    def user(self) -> Any:
        """The user who has signed in: in a session of the app's, or as an authentication middleware around it says; or
        None.
        """
        return self.scope.get("user") if self.visitor is None else self.visitor.session.user

    @property
    def session(self) -> Any:
        """The session: what is kept of the visitor by the app (`App(sessions=...)`), or by a middleware around it; None
        without.
        """
        return self.scope.get("session") if self.visitor is None else self.visitor.session

    def next_url(self, default: str = "/") -> str:
        """Read where the query's ``next`` leads, if that is a path of this site; what leads elsewhere is not taken.

        Args:
            default: What is taken in its place.
        """
        return own_path(parse_qs(self.query, max_num_fields=100).get("next", [""])[-1], default)

    # The body, which only ASGI servers take

    def stream(self) -> AsyncIterator[bytes]:
        """The parts of the body as they arrive, of any size together."""
        return self.content.chunks()

    async def body(self, limit: int = BODY_BYTES) -> bytes:
        """The body.

        Args:
            limit: How many bytes it may have; more are answered 413.

        Raises:
            BodyTooLarge: It has more.
        """
        return await self.content.read(limit)

    async def json(self, limit: int = BODY_BYTES) -> Any:
        """The body, which is JSON.

        Args:
            limit: How many bytes it may have.

        Raises:
            BodyTooLarge: It has more.
            ValueError: It is not JSON.
        """
        return msgspec.json.decode(await self.body(limit))

    async def form(self, limit: int = BODY_BYTES) -> dict[str, list[str]]:
        """The fields of a form that a browser has sent as ``application/x-www-form-urlencoded``.

        Args:
            limit: How many bytes it may have.

        Returns:
            The values of each field by its name.

        Raises:
            BodyTooLarge: It has more.
            ValueError: It is no such form, or has more than 1,000 fields.
        """
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise ValueError(f"a form must be sent as application/x-www-form-urlencoded, not as {kind[:80]!r}")
        text = (await self.body(limit)).decode("utf-8", "replace")
        return parse_qs(text, keep_blank_values=True, errors="replace", max_num_fields=1000)
