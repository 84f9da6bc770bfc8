"""A client without domsync's protocol: a program, or a page with its own script, that exchanges JSON."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from domsync.errors import CallFailed, ClientGone
from domsync.server.messages.channel import plain_message
from domsync.server.messages.client import Client
from domsync.server.net.client_files import PREFIX
from domsync.server.net.connection import Connection
from domsync.server.tasks import Tasks
from domsync.session import CloseCode, JsonMessage, JsonResult, JsonSession, SessionEvent
from domsync.session.tokens import new_session_id

if TYPE_CHECKING:
    from domsync.dom.ops import Json
    from domsync.server.limits import ServerLimits
    from domsync.server.messages import Messages
    from domsync.server.messages.channel import Channel
    from domsync.server.net.request import Request
    from domsync.server.net.transport import Transport

logger: logging.Logger = logging.getLogger("domsync")

#: Where JSON clients connect.
MESSAGES_PATH = f"{PREFIX}messages"


class JsonClient(Client):
    """A connection whose messages are ``{"op": ..., ...}`` in both directions.

    Args:
        transport: The connection.
        request: The request that opened it.
        messages: The app's messages.
        limits: What it may ask for.
    """

    __slots__ = ("__weakref__", "_calls", "_connection", "_id", "_limits", "_numbers", "_session", "_tasks")

    def __init__(self, transport: Transport, request: Request, messages: Messages, limits: ServerLimits) -> None:
        super().__init__(request)
        self._messages: Messages = messages
        self._id = new_session_id()
        self._limits = limits.session
        self._session = JsonSession(limits.session)
        self._connection = Connection(self._session, transport, limits.session, limits.close_seconds)
        self._tasks = Tasks(self._failed)
        self._calls: dict[int, asyncio.Future[Any]] = {}
        self._numbers = count(1)

    @property
    def id(self) -> str:
        """Names the client; it is no secret."""
        return self._id

    @property
    def connected(self) -> bool:
        """True if the connection is open."""
        return not self._connection.ended

    def eval_js(self, script: str) -> None:
        """Refuse: such a client need not be a browser.

        Raises:
            RuntimeError: Always.
        """
        raise RuntimeError("a client without domsync's own script evaluates nothing; use call_js()")

    # AppRunner

    async def serve(self) -> None:
        """Serve the client until it leaves."""
        self._messages.joined(self)
        try:
            await self._connection.run(self._handle, self._room)
        finally:
            self._messages.left(self)
            self._tasks.cancel()
            for future in tuple(self._calls.values()):
                if not future.done():
                    future.set_exception(ClientGone(self.id))
            self._session.discard()

    async def close(self) -> None:
        """End the connection in good order."""
        await self._connection.close(CloseCode.RESTART, CloseCode.RESTART.reason)

    def send_bytes(self, data: bytes) -> None:
        """Send an encoded message."""
        self._session.send(data)
        self._connection.push()

    def _handle(self, event: SessionEvent) -> None:
        match event:
            case JsonMessage(op=None):
                self._send("error", {"of": "", "field": "op", "text": "a message is {op: its name, ...}"})
            case JsonMessage(op=str(op), params=params):
                if not self._messages.receive(self, op, params):
                    self._session.refuse()
            case JsonResult():
                future = self._calls.get(event.number)
                if future is None or future.done():
                    return
                if event.ok:
                    future.set_result(event.value)
                else:
                    future.set_exception(CallFailed("", str(event.value)))

    async def _room(self) -> None:
        await self._tasks.room(self._limits.running_handlers)

    # As a client of messages

    def _send(self, op: str, params: dict[str, Json]) -> None:
        self.send_bytes(plain_message(op, params))

    async def _call(self, op: str, params: dict[str, Json], timeout: float) -> Any:
        if not self.connected:
            raise ClientGone(self.id)
        number = next(self._numbers)
        future = self._calls[number] = asyncio.get_running_loop().create_future()
        try:
            self._send("_call", {"number": number, "name": op, "params": params})
            async with asyncio.timeout(timeout):
                return await future
        except TimeoutError:
            raise CallFailed(op, f"no answer within {timeout} s") from None
        except CallFailed as failed:
            raise CallFailed(op, failed.reason) from None
        finally:
            del self._calls[number]

    def _listen(self, channel: Channel) -> None:
        channel.tell(self)

    def _stop_listening(self, channel: Channel) -> None:
        channel.tell_no_more(self)

    def _before_broadcast(self) -> None:
        """Do nothing: messages are sent at once, and in one row."""

    def _start(self, awaitable: Awaitable[object], where: str) -> None:
        self._tasks.start(awaitable, where)

    def _failed(self, error: BaseException, where: str) -> str:
        reference = uuid4().hex[:8]
        logger.error("%s failed (reference %s)", where, reference, exc_info=error)
        return reference

    def __repr__(self) -> str:
        return f"<JsonClient {self.id} from {self.request.peer}>"
