"""Those who get a broadcast: all clients of an app, or a group of them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import msgspec

from domsync.dom.ops import Json, Message
from domsync.session.limits import Limits
from domsync.session.message_feed import FIRST_NUMBER, MessageFeed

if TYPE_CHECKING:
    from domsync.server.message_client import Client
    from domsync.server.plain_client import PlainClient
    from domsync.server.visit import Visit

_numbers = count(FIRST_NUMBER)


def plain_message(op: str, params: dict[str, Json]) -> bytes:
    """A message as clients without domsync's own protocol get it: ``{"op": ..., ...}``."""
    return msgspec.json.encode({"op": op, **params})


class Audience:
    """Clients that get the same messages.

    A message is encoded once for all browsers, which view one feed, and once for all plain clients.

    Args:
        limits: How much is kept for clients that are behind.
    """

    __slots__ = ("_feed", "_limits", "_plain", "members")

    def __init__(self, limits: Limits) -> None:
        #: All of them, those that came first first.
        self.members: dict[Client, None] = {}
        self._limits = limits
        self._feed: MessageFeed | None = None
        self._plain: dict[PlainClient, None] = {}

    def add(self, client: Client, *, listens: bool = True) -> None:
        """Take a client in.

        Args:
            client: The client.
            listens: Whether messages are for it from now on; otherwise from the first message on.
        """
        self.members[client] = None
        if listens or self._feed is not None:
            client._listen(self)

    def remove(self, client: Client) -> None:
        """Let a client go; it gets what was sent before."""
        del self.members[client]
        client._stop_listening(self)

    def show(self, visit: Visit) -> None:
        """Send what comes to a browser."""
        if self._feed is None:
            self._feed = MessageFeed(next(_numbers), limits=self._limits)
        visit.session.show(self._feed)
        visit.push()

    def hide(self, visit: Visit) -> None:
        """Send nothing more to a browser."""
        if self._feed is not None:
            visit.session.leave(self._feed)

    def tell(self, client: PlainClient) -> None:
        """Send what comes to a plain client."""
        self._plain[client] = None

    def tell_no_more(self, client: PlainClient) -> None:
        """Send nothing more to a plain client."""
        self._plain.pop(client, None)

    def send(self, op: str, params: dict[str, Json]) -> None:
        """Send a message to all."""
        if self._feed is None:
            # Of an app that never sends to all, no client has a feed.
            for client in self.members:
                client._listen(self)
        for client in self.members:
            client._before_broadcast()
        if self._feed is not None:
            self._feed.send(Message(op, params))
        if self._plain:
            data = plain_message(op, params)
            for plain in tuple(self._plain):
                plain.send_bytes(data)
