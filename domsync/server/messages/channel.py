"""Channels: the recipients of a broadcast, all clients of an app or a group of them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Protocol

import msgspec

from domsync.dom.ops import Json, Message
from domsync.session.limits import Limits
from domsync.session.message_log import FIRST_NUMBER, MessageLog

if TYPE_CHECKING:
    from domsync.server.messages.client import Client
    from domsync.server.messages.json_client import JsonClient
    from domsync.session.session import Session

_numbers = count(FIRST_NUMBER)


def plain_message(op: str, params: dict[str, Json]) -> bytes:
    """A message as clients without domsync's own protocol get it: ``{"op": ..., ...}``."""
    return msgspec.json.encode({"op": op, **params})


class Viewer(Protocol):
    """A visit, whose browser views logs of messages."""

    @property
    def protocol(self) -> Session:
        """The session of its browser."""

    def push(self) -> None:
        """Send what is to be sent."""


class Channel:
    """Clients that get the same messages.

    A message is encoded once for all browsers, which view one log, and once for all JSON clients.

    Args:
        limits: How much is kept for clients that are behind.
    """

    __slots__ = ("_limits", "_log", "_plain", "members")

    def __init__(self, limits: Limits) -> None:
        #: All of them, those that came first first.
        self.members: dict[Client, None] = {}
        self._limits = limits
        self._log: MessageLog | None = None
        self._plain: dict[JsonClient, None] = {}

    def add(self, client: Client, *, listens: bool = True) -> None:
        """Take a client in.

        Args:
            client: The client.
            listens: Whether messages are for it from now on; otherwise from the first message on.
        """
        self.members[client] = None
        if listens or self._log is not None:
            client._listen(self)

    def remove(self, client: Client) -> None:
        """Let a client go; it gets what was sent before."""
        del self.members[client]
        client._stop_listening(self)

    def show(self, visit: Viewer) -> None:
        """Send what comes to a browser."""
        if self._log is None:
            self._log = MessageLog(next(_numbers), limits=self._limits)
        visit.protocol.show(self._log)
        visit.push()

    def hide(self, visit: Viewer) -> None:
        """Send nothing more to a browser."""
        if self._log is not None:
            visit.protocol.leave(self._log)

    def tell(self, client: JsonClient) -> None:
        """Send what comes to a JSON client."""
        self._plain[client] = None

    def tell_no_more(self, client: JsonClient) -> None:
        """Send nothing more to a JSON client."""
        self._plain.pop(client, None)

    def send(self, op: str, params: dict[str, Json]) -> None:
        """Send a message to all."""
        if self._log is None:
            # Of an app that never sends to all, no client has a log.
            for client in self.members:
                client._listen(self)
        for client in self.members:
            client._before_broadcast()
        if self._log is not None:
            self._log.send(Message(op, params))
        if self._plain:
            data = plain_message(op, params)
            for plain in tuple(self._plain):
                plain.send_bytes(data)
