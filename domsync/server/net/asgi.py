"""The ASGI application (https://asgi.readthedocs.io): an adapter between an ASGI server and the gate."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol
from urllib.parse import quote, unquote

from domsync.render.wire import SUBPROTOCOL
from domsync.server.net.asgi_transport import AsgiTransport
from domsync.server.net.gate import Gate, IncomingConnection, offers_protocol
from domsync.server.net.request import Receive, Request
from domsync.server.net.responses import BODILESS, HttpResponse
from domsync.server.net.transport import TransportClosed

logger: logging.Logger = logging.getLogger("domsync")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

#: Characters that need no percent-encoding in a path, besides letters and digits (RFC 3986, 3.3).
_PATH_CHARACTERS = "/:@!$&'()*+,;=-._~"


class Served(Protocol):
    """The methods of an app that the adapter uses."""

    async def begin(self) -> Gate:
        """Start the app unless it is running; return the gate that every request has to pass."""

    async def end(self) -> None:
        """Shut the app down."""

    def application(self, path: str) -> tuple[str, Callable[[Any, Any, Any], Awaitable[None]]] | None:
        """Find the ASGI application that is mounted at a path; return its prefix and the application."""


class AsgiAdapter:
    """The ASGI interface of an app.

    Args:
        app: The app.
    """

    def __init__(self, app: Served) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, a WebSocket, or the server's lifespan.

        Args:
            scope: The ASGI scope.
            receive: The ASGI channel for incoming messages.
            send: The ASGI channel for outgoing messages.

        Raises:
            ValueError: The scope has an unknown type.
        """
        kind = scope["type"]
        if kind == "lifespan":
            await self._live(receive, send)
        elif kind in ("http", "websocket"):
            scope = _whole(scope)
            gate = await self._app.begin()
            mounted = self._app.application(_path(scope)[0])
            if mounted is not None:
                prefix, application = mounted
                await application(_below(scope, prefix), receive, send)
            elif kind == "http":
                await self._answer(gate, scope, receive, send)
            else:
                await self._connect(gate, scope, receive, send)
        else:
            raise ValueError(f"an ASGI scope of the type {kind!r} is not known")

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start and stop the app with the server (ASGI's lifespan protocol)."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self._app.begin()
                except Exception as failure:
                    logger.exception("the app failed to start")
                    await send({"type": "lifespan.startup.failed", "message": str(failure)})
                    return
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                try:
                    await self._app.end()
                except Exception as failure:
                    logger.exception("the app failed to shut down cleanly")
                    await send({"type": "lifespan.shutdown.failed", "message": str(failure)})
                    return
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        request = _request(gate, scope, receive)
        response = await gate.answer(request)
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.header_items()]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        if response.stream is None or request.method == "HEAD" or response.status in BODILESS:
            body = b"" if request.method == "HEAD" or response.status in BODILESS else response.body
            await _close(response)
            await send({"type": "http.response.body", "body": body})
            return
        await self._stream(response, receive, send)

    async def _stream(self, response: HttpResponse, receive: Receive, send: Send) -> None:
        """Send a body in parts, and stop if the client disconnects."""

        async def write() -> None:
            if response.stream is not None:
                async for part in response.stream:
                    if part:
                        await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        writing, watching = asyncio.ensure_future(write()), asyncio.ensure_future(watch())
        try:
            await asyncio.wait({writing, watching}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (writing, watching):
                if not task.done():
                    task.cancel()
            await asyncio.gather(writing, watching, return_exceptions=True)
            await _close(response)
        if not writing.cancelled() and (failure := writing.exception()) is not None and not watching.done():
            raise failure

    async def _connect(self, gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        request = _request(gate, scope, receive)
        values = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
        hosts = [value for name, value in values if name == "host"]
        if len(hosts) == 1:
            hosts = [request.host]  # a trusted proxy may have replaced it
        refusal = gate.refusal(request, [value for name, value in values if name == "origin"], hosts)
        if refusal is not None:
            await self._refuse(refusal, scope, send)
            return
        compact = offers_protocol(scope.get("subprotocols") or ())
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if compact else None})
        limits = gate.limits
        transport = AsgiTransport(receive, send, limits.write_buffer, limits.session.message_bytes, gate.traffic)
        # The scope may be large, and would otherwise be kept until the connection ends.
        incoming = IncomingConnection(transport, request, compact)
        del request, values, hosts
        try:
            await gate.run(incoming)
        except TransportClosed:
            pass
        finally:
            await transport.finish()

    async def _refuse(self, refusal: HttpResponse, scope: Scope, send: Send) -> None:
        if refusal.status == 403 or "websocket.http.response" not in (scope.get("extensions") or {}):
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted, servers answer this with 403
            return
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in refusal.header_items()]
        await send({"type": "websocket.http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": refusal.body})


async def _close(response: HttpResponse) -> None:
    close = getattr(response.stream, "aclose", None)
    if close is not None:
        await close()


def _whole(scope: Scope) -> Scope:
    """Restore a prefix that a framework has removed from ``path`` without adding it to ``root_path``.

    Litestar's mounts pass on a ``path`` without the prefix and with a trailing slash; ``raw_path`` is unchanged.
    """
    raw, path = scope.get("raw_path"), scope["path"].rstrip("/")
    if raw is None or scope.get("root_path") or (path and not path.startswith("/")):
        return scope
    whole = unquote(raw.decode("latin-1").partition("?")[0])
    prefix = whole.rstrip("/").removesuffix(path)
    if not prefix or prefix + path != whole.rstrip("/"):
        return scope
    return {**scope, "root_path": prefix, "path": whole}


def _path(scope: Scope) -> tuple[str, str]:
    """The requested path below the app's prefix, percent-encoded, and that prefix.

    Servers and frameworks differ in whether ``path`` includes ``root_path``; the specification says that it does.
    """
    root, path = scope.get("root_path", "").rstrip("/"), scope["path"]
    raw = scope.get("raw_path")
    encoded = quote(path, safe=_PATH_CHARACTERS) if raw is None else raw.decode("latin-1").partition("?")[0]
    if not root or not (path == root or path.startswith(f"{root}/")):
        return encoded, quote(root, safe=_PATH_CHARACTERS)
    parts = encoded.split("/")
    segments = root.count("/") + 1
    before = "/".join(parts[:segments])
    if unquote(before) == root:
        return "/".join(["", *parts[segments:]]), before
    return quote(path[len(root) :], safe=_PATH_CHARACTERS), quote(root, safe=_PATH_CHARACTERS)


def _request(gate: Gate, scope: Scope, receive: Receive) -> Request:
    path, prefix = _path(scope)
    client = scope.get("client")
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    scheme = "https" if scope.get("scheme") in ("https", "wss") else "http"
    query = scope.get("query_string", b"").decode("latin-1")
    peer = str(client[0]) if client else ""
    method = scope.get("method", "GET")
    return gate.request(method, path, query, headers, peer, scheme, prefix=prefix, scope=scope, receive=receive)


def _below(scope: Scope, prefix: str) -> Scope:
    """The scope for a mounted application: the prefix is added to ``root_path``, and ``path`` stays complete."""
    root = scope.get("root_path", "").rstrip("/")
    path = scope["path"]
    inner = dict(scope)
    inner["root_path"] = root + unquote(prefix)
    inner.pop("app_root_path", None)  # Starlette's: the prefix of the app around this one
    if root and not (path == root or path.startswith(f"{root}/")):
        inner["path"] = root + path
        inner.pop("raw_path", None)
    return inner
