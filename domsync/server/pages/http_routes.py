"""Routes: functions that answer requests with something other than a page."""

from __future__ import annotations

import inspect
import mimetypes
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import msgspec
from pydantic import BaseModel

from domsync.dom.checks.trusted import TrustedHTML
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, Redirect, checked_headers, error, set_cookie
from domsync.server.net.static import file_response
from domsync.server.pages.routes import ParameterError, Parameters, Pattern
from domsync.server.sessions.guards import Guard

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_TEXT = "text/plain; charset=utf-8"
#: Types in which browsers run scripts. A plain text is never given one of them because of its address.
_ACTIVE = ("text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "text/javascript")


class Response:
    """A response of a route, with a status, headers and cookies.

    >>> from domsync import App, Response
    >>> app = App()
    >>> @app.get("/teapot")
    ... def teapot():
    ...     return Response("short and stout", status=418, headers={"X-Spout": "yes"})

    Args:
        body: Text, bytes, a dict or list (as JSON), a ``Path`` of a file, or an iterator of text or bytes.
        status: The status code.
        headers: Additional headers.
        content_type: The MIME type; by default it follows from the body.

    Raises:
        TypeError: The value of a header is not a string.
        ValueError: The status or a header is invalid, or a header is set by the server.
    """

    def __init__(
        self,
        body: Any = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        content_type: str | None = None,
    ) -> None:
        if not 200 <= status <= 599:
            raise ValueError(f"{status!r} is not a valid response status: 200 to 599")
        self.body = body
        self.status = status
        self.headers: dict[str, str] = dict(headers or {})
        self.content_type = content_type
        _headers_of(self)
        self._cookies: list[str] = []

    def set_cookie(self, name: str, value: str, **options: Any) -> None:
        """Set a cookie.

        Args:
            name: The cookie's name.
            value: The cookie's value.
            options: The options of :func:`domsync.server.net.responses.set_cookie`: ``max_age``, ``path``, ``domain``,
                ``secure``, ``http_only``, ``same_site``.

        Raises:
            ValueError: Browsers would refuse the cookie.
        """
        self._cookies.append(set_cookie(name, value, **options))

    def delete_cookie(self, name: str, *, path: str = "/", domain: str | None = None) -> None:
        """Delete a cookie.

        Args:
            name: The cookie's name.
            path: The path with which it was set.
            domain: The domain with which it was set.
        """
        secure = name.startswith(("__Host-", "__Secure-"))
        self._cookies.append(set_cookie(name, "", max_age=0, path=path, domain=domain, secure=secure))

    @property
    def cookies(self) -> tuple[str, ...]:
        """The values of its ``Set-Cookie`` headers."""
        return tuple(self._cookies)


class HttpRoute:
    """A route.

    Args:
        pattern: The path.
        function: The function that answers.
        methods: The accepted methods; ``GET`` includes ``HEAD``.
        is_quiet: Whether to leave its requests out of the access log.
        guard: Decides whether a request is let in.

    Raises:
        TypeError: It is not a function, or lacks a parameter that the path names.
        ValueError: A method is unknown.
    """

    __slots__ = ("_function", "_guess", "_is_given_request", "_is_quiet", "guard", "methods", "parameters", "pattern")

    def __init__(
        self,
        pattern: Pattern,
        function: Callable[..., Any],
        methods: Iterable[str],
        *,
        is_quiet: bool = False,
        guard: Guard | None = None,
    ) -> None:
        if isinstance(function, type) or not callable(function):
            raise TypeError(f"a route must be a function, not {function!r}")
        if isinstance(methods, str):
            raise TypeError(f"methods must be a list: [{methods!r}]")
        asked = {method.upper() for method in methods}
        if not asked or asked - METHODS:
            raise ValueError(f"the methods of a route must be among {sorted(METHODS)}, not {sorted(asked)}")
        self.methods: frozenset[str] = frozenset(asked | ({"HEAD"} if "GET" in asked else set()))
        self.pattern: Pattern = pattern
        self.guard: Guard | None = guard
        self._function = function
        self._is_quiet = is_quiet
        given = frozenset({"request"}) & inspect.signature(function).parameters.keys()
        self._is_given_request = bool(given)
        self.parameters: Parameters[Any] = Parameters(function, pattern.names, given)
        # Guessed from the path in the program, never from the address that a visitor has entered.
        literal = pattern.path.rpartition("}")[2]
        self._guess = mimetypes.guess_type(f"x{literal}")[0] if "." in literal else None

    def respond(self, request: Request, values: Mapping[str, str]) -> HttpResponse | Awaitable[HttpResponse]:
        """Respond to a request.

        Args:
            request: The request.
            values: The values in the path.

        Raises:
            Exception: The function's exception.
        """
        try:
            arguments = self.parameters.parse(values, request.query)
        except ParameterError as wrong:
            return json_response(422, {"errors": wrong.problems})
        if self._is_given_request:
            arguments["request"] = request
        try:
            result = self._function(**arguments)
        except Redirect as redirect:
            result = redirect
        if inspect.isawaitable(result):
            return self._later(request, result)
        response = to_response(request, result, self._guess)
        return replace(response, is_quiet=True) if self._is_quiet else response

    async def _later(self, request: Request, waiting: Awaitable[Any]) -> HttpResponse:
        try:
            result = await waiting
        except Redirect as redirect:
            result = redirect
        return to_response(request, result, self._guess)


def to_response(request: Request, result: Any, guess: str | None = None) -> HttpResponse:
    """Turn the result of a route into a response.

    Args:
        request: The request.
        result: The result.
        guess: The MIME type guessed from the end of the route's path.

    Raises:
        TypeError: The result cannot be sent.
    """
    if isinstance(result, HttpResponse):
        return result
    if isinstance(result, Redirect):
        return HttpResponse(303, headers={"Location": result.url})
    if not isinstance(result, Response):
        return _of_body(request, result, 200, {}, (), _as_text(guess))
    # They may have been changed since the response was created.
    headers = _headers_of(result)
    return _of_body(request, result.body, result.status, headers, result.cookies, result.content_type)


def _headers_of(response: Response) -> dict[str, str]:
    if response.content_type is not None:
        checked_headers({"Content-Type": response.content_type})
    return checked_headers(response.headers)


def _of_body(
    request: Request, body: Any, status: int, headers: Mapping[str, str], cookies: tuple[str, ...], kind: str | None
) -> HttpResponse:
    match body:
        case None:
            return HttpResponse(
                204 if status == 200 else status, b"", _TEXT if kind is None else kind, headers, cookies
            )
        case TrustedHTML():
            return HttpResponse(status, body.html.encode(), kind or "text/html; charset=utf-8", headers, cookies)
        case str():
            return HttpResponse(status, body.encode(), kind or _TEXT, headers, cookies)
        case bytes() | bytearray() | memoryview():
            return HttpResponse(status, bytes(body), kind or "application/octet-stream", headers, cookies)
        case PathLike():
            return file_response(request, Path(body), status=status, headers=headers, cookies=cookies, kind=kind)
        case dict() | list() | tuple() | BaseModel() | msgspec.Struct():
            return HttpResponse(status, _to_json(body), kind or "application/json", headers, cookies)
        case AsyncIterable():
            return HttpResponse(status, b"", kind or _TEXT, headers, cookies, _async_parts(body))
        case Iterator():
            return HttpResponse(status, b"", kind or _TEXT, headers, cookies, _parts(body))
    raise TypeError(
        f"a route returns text, bytes, a dict, a Path, an iterator, None or a Response, not {type(body).__name__}"
    )


def json_response(status: int, value: object) -> HttpResponse:
    """Make a JSON response."""
    return HttpResponse(status, _to_json(value), "application/json")


def _to_json(value: object) -> bytes:
    return msgspec.json.encode(value, enc_hook=_encode)


def _encode(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"a {type(value).__name__} cannot be written as JSON: {value!r:.80}")


def _as_text(kind: str | None) -> str | None:
    if kind is None or kind in _ACTIVE:
        return None
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


async def _parts(parts: Iterator[str | bytes]) -> AsyncIterator[bytes]:
    try:
        for part in parts:
            yield part.encode() if isinstance(part, str) else bytes(part)
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()


async def _async_parts(parts: AsyncIterable[str | bytes]) -> AsyncIterator[bytes]:
    iterator = parts.__aiter__()
    try:
        async for part in iterator:
            yield part.encode() if isinstance(part, str) else bytes(part)
    finally:
        close = getattr(iterator, "aclose", None)
        if close is not None:
            await close()


def refused_method(allowed: Iterable[str]) -> HttpResponse:
    """Make the response to a method that the address does not support."""
    return error(405, allow=", ".join(sorted(allowed)))


#: The message of domsync's own server to a request with a body.
NO_BODIES = (
    "domsync's own server takes no bodies of requests. An ASGI server does: pip install uvicorn, then "
    "uvicorn MODULE:app\n"
)
