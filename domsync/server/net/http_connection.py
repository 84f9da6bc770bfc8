"""The driver of a plain HTTP/1.1 connection: it answers requests without bodies one after the other (keep-alive)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from enum import Enum, auto
from typing import Any

from domsync.server.net.gate import Gate
from domsync.server.net.http1 import HEAD_BYTES, LAST_CHUNK, BadRequest, Head, chunk, find_head, parse_head, write_head
from domsync.server.net.request import Request
from domsync.server.net.responses import BODILESS, HttpResponse, error

logger: logging.Logger = logging.getLogger("domsync")

#: Seconds in which the client may read the answer to a request that was not read completely.
_LINGER_SECONDS = 1.0


class Phase(Enum):
    """The phase of a connection."""

    #: The first request is awaited.
    FRESH = auto()
    #: A request is being answered, or the connection has become a WebSocket.
    ANSWERING = auto()
    #: A request is being answered in parts.
    STREAMING = auto()
    #: Another request is awaited.
    IDLE = auto()
    #: Everything is written, and whatever still arrives is discarded.
    LINGERING = auto()
    #: The connection has ended.
    CLOSED = auto()


class HttpConnection:
    """Serves plain requests on a connection.

    Args:
        gate: What every request passes.
        upgrade: Takes the connection over when a WebSocket is to be opened. It is called with the request's head, the
            request, and all bytes received since the head's beginning.
        is_secure: Whether the connection speaks TLS.
    """

    __slots__ = (
        "_buffer",
        "_gate",
        "_has_left",
        "_is_last",
        "_left",
        "_phase",
        "_room",
        "_scheme",
        "_task",
        "_timer",
        "_upgrade",
        "transport",
    )

    def __init__(self, gate: Gate, upgrade: Callable[[Head, Request, bytes], None], *, is_secure: bool) -> None:
        self._gate = gate
        self._upgrade = upgrade
        self._scheme = "https" if is_secure else "http"
        self._buffer = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        #: Done when more may be written; None if it may be written now.
        self._room: asyncio.Future[None] | None = None
        self._phase = Phase.FRESH
        #: Whether the current request, or the next one if there is none, is the last that is accepted.
        self._is_last = False
        #: Whether the client sends nothing more, so that a long-running answer may be given up.
        self._has_left = False
        #: Set when the client has left; created when somebody waits for it.
        self._left: asyncio.Event | None = None
        self.transport: Any = None

    # What the event loop calls

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Wait for the first request."""
        self.transport = transport
        self._wait(self._gate.limits.handshake_seconds)
        if self._gate.siblings is not None and (received := self._gate.siblings.received(transport)):
            self.data_received(received)

    def data_received(self, data: bytes) -> None:
        """Process received bytes."""
        if self._phase is Phase.LINGERING:
            return
        self._buffer += data
        if self._task is None:
            self._next()
        elif len(self._buffer) > HEAD_BYTES:
            self.transport.pause_reading()

    def eof_received(self) -> bool:
        """Handle the end of the input; return whether the connection stays open for an answer."""
        self._is_last = True
        self._leave()
        return self._task is not None

    def connection_lost(self) -> None:
        """Handle the end of the connection."""
        was_streaming = self._phase is Phase.STREAMING
        self._phase = Phase.CLOSED
        self._stop_timer()
        self._leave()
        self.resume_writing()
        if self._task is not None and was_streaming:
            self._task.cancel()

    def _leave(self) -> None:
        self._has_left = True
        if self._left is not None:
            self._left.set()

    async def _wait_until_left(self) -> None:
        if self._left is None:
            self._left = asyncio.Event()
        if not self._has_left:
            await self._left.wait()

    def pause_writing(self) -> None:
        """Pause writing, because too much is waiting to be sent."""
        if self._room is None and self._phase is not Phase.CLOSED:
            self._room = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Resume writing."""
        room, self._room = self._room, None
        if room is not None and not room.done():
            room.set_result(None)

    # What the port calls

    @property
    def is_fresh(self) -> bool:
        """True if the first request is still awaited; it may be under way, and its client would not repeat it."""
        return self._phase is Phase.FRESH

    def retire(self) -> None:
        """Accept only one more request: it may be a health check, which learns that the server is stopping."""
        self._is_last = True

    def close(self) -> asyncio.Task[None] | None:
        """End the connection after the current answer; return the task that writes it, if there is one."""
        self._is_last = True
        if self._task is None:
            self.transport.close()
        return self._task

    def abort(self) -> None:
        """End the connection now."""
        if self._task is not None:
            self._task.cancel()
        self.transport.abort()

    # Requests

    def _wait(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._too_late)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        """End a connection whose next request has not arrived completely in time."""
        is_cut = self._buffer or self._phase is Phase.LINGERING
        self.transport.abort() if is_cut else self.transport.close()

    def _next(self) -> None:
        """Begin to answer the next request, if its head has arrived."""
        try:
            end = find_head(self._buffer)
            if not end:
                return
            data = bytes(self._buffer[:end])
            head = parse_head(data)
            if len(head.values("host")) != 1 and not head.upgrades and head.version != "1.0":
                raise BadRequest(400)  # RFC 9112, 3.2
        except BadRequest as bad:
            self._refuse(error(bad.status))
            return
        if (
            self._phase is Phase.IDLE
            and self._gate.siblings is not None
            and self._gate.siblings.hand_on(bytes(self._buffer), self.transport)
        ):
            return
        self._stop_timer()
        self._phase = Phase.ANSWERING
        del self._buffer[:end]
        request = self._request(head)
        if head.upgrades:
            self._open(head, request, data)
        else:
            self._task = asyncio.get_running_loop().create_task(self._serve(head, request))

    def _request(self, head: Head) -> Request:
        path, _, query = head.target.partition("?")
        address = self.transport.get_extra_info("peername")
        peer = str(address[0]) if isinstance(address, tuple) else ""
        request = self._gate.request(head.method, path, query, head.headers, peer, self._scheme)
        request.content.is_refused = head.has_body
        request.content.on_leave = self._wait_until_left
        return request

    def _open(self, head: Head, request: Request, data: bytes) -> None:
        hosts = head.values("host")
        if len(hosts) == 1:
            hosts = [request.host]  # a trusted proxy may have replaced it
        refusal = self._gate.refusal(request, head.values("origin"), hosts)
        if refusal is not None:
            self._refuse(refusal)
            return
        rest = bytes(self._buffer)
        self._buffer.clear()
        self._upgrade(head, request, data + rest)

    def _refuse(self, response: HttpResponse) -> None:
        """Answer, and read nothing more."""
        self.transport.write(write_head(response, keep_alive=False, chunked=False) + response.body)
        self._linger()

    def _linger(self) -> None:
        """Let the client read the answer: closing a connection while bytes arrive resets it, and the answer is lost."""
        self._phase = Phase.LINGERING
        self._buffer.clear()
        self._wait(_LINGER_SECONDS)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()

    async def _serve(self, head: Head, request: Request) -> None:
        try:
            response = await self._gate.answer(request)
            is_kept = head.keeps_alive and not head.has_body and not self._is_last
            is_kept = await self._write(head, response, keep_alive=is_kept) and not self._is_last
        except (ConnectionError, asyncio.CancelledError):
            self.transport.abort()
            return
        except Exception:
            logger.exception("a response could not be written")
            self.transport.abort()
            return
        finally:
            # A visit keeps its request, which must not keep the connection.
            request.content.on_leave = None
            self._task = None
        if self._phase is Phase.CLOSED:
            return
        if head.has_body:
            self._linger()
        elif not is_kept:
            self.transport.close()
        else:
            self._phase = Phase.IDLE
            self._wait(self._gate.limits.keep_alive_seconds)
            self.transport.resume_reading()
            if self._buffer:
                self._next()

    async def _write(self, head: Head, response: HttpResponse, *, keep_alive: bool) -> bool:
        """Write an answer; return whether the connection can take another request."""
        stream = response.stream
        has_body = head.method != "HEAD" and response.status not in BODILESS
        if stream is None:
            written = write_head(response, keep_alive=keep_alive, chunked=False)
            self._send(written + response.body if has_body else written)
            await self._drain()
            return keep_alive
        parts = stream.__aiter__()
        try:
            if self._phase is Phase.ANSWERING:
                self._phase = Phase.STREAMING
            if not has_body:
                self._send(write_head(response, keep_alive=keep_alive, chunked=False))
                return keep_alive
            is_chunked = response.length is None and head.version == "1.1"
            # Without chunks or a length, the end of the connection is the end of the body.
            keep_alive = keep_alive and (is_chunked or response.length is not None)
            self._send(write_head(response, keep_alive=keep_alive, chunked=is_chunked))
            sent = await self._write_parts(parts, response.length, is_chunked=is_chunked)
            return keep_alive and sent
        finally:
            close = getattr(parts, "aclose", None)
            if close is not None:
                await close()

    async def _write_parts(self, parts: AsyncIterator[bytes], length: int | None, *, is_chunked: bool) -> bool:
        size = 0
        async for part in parts:
            size += len(part)
            if length is not None and size > length:
                raise ValueError(f"the response is longer than its Content-Length of {length} bytes")
            if part:
                self._send(chunk(part) if is_chunked else part)
                await self._drain()
        if is_chunked:
            self._send(LAST_CHUNK)
        await self._drain()
        if length is not None and size < length:
            # Only an aborted connection tells the client that something is missing.
            raise ConnectionResetError("the response ended before its Content-Length")
        return True

    def _send(self, data: bytes) -> None:
        if self._phase is Phase.CLOSED:
            raise ConnectionResetError("the client has left")
        self.transport.write(data)

    async def _drain(self) -> None:
        """Wait until more may be written."""
        room = self._room
        if room is not None:
            try:
                async with asyncio.timeout(self._gate.limits.session.write_seconds):
                    await asyncio.shield(room)
            except TimeoutError:
                raise ConnectionResetError("a client that reads nothing is dropped") from None
        if self._phase is Phase.CLOSED:
            raise ConnectionResetError("the client has left")
