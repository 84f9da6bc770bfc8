"""The interface of brokers between an app's processes, and the default for a single process."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

logger: logging.Logger = logging.getLogger("domsync")

Callback = Callable[[bytes], None]


class Follower(Protocol):
    """A writer and follower of an ordered log: see :class:`~domsync.server.replication.replica.Replica`."""

    #: Called, from any thread, when there is something to commit.
    on_change: Callable[[], None]
    #: The entries to write, in order. The writer takes them from the left.
    outbox: deque[bytes]

    @property
    def waiting(self) -> int:
        """The number of entries that have not come back in the log."""

    def commit(self) -> None:
        """Put the changes since the last commit into the outbox."""

    def requeue(self) -> None:
        """Put all entries that have not come back into the outbox again."""

    def apply(self, entries: Iterable[bytes]) -> int:
        """Apply the next entries of the log, and return how many were its own."""

    def snapshot(self) -> bytes:
        """Encode the result of all entries so far."""

    def restore(self, snapshot: bytes) -> None:
        """Begin anew with a snapshot."""


class Broker:
    """Carries messages between the processes of an app. This one knows a single process: the default.

    An app has one as ``app.broker``. A message reaches every subscriber of its channel exactly once: those of
    this process before ``publish()`` returns, so a page works on while the other processes cannot be reached, and those
    of the others when it arrives there. Messages of one process arrive in the order in which they were published.
    """

    #: Whether there is no other process.
    alone = True
    #: How long, in seconds, followers keep the entries that they have seen in a log, in case the log is lost.
    kept_seconds: float = 0.0

    def __init__(self) -> None:
        #: The name of this process among the others until it closes; then it gets a new one.
        self.origin: str = secrets.token_urlsafe(9)
        self._callbacks: dict[str, list[Callback]] = {}
        self._followers: dict[str, Follower] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.get_ident()

    @property
    def connected(self) -> bool:
        """True if the other processes can be reached now."""
        return True

    @property
    def undelivered(self) -> bool:
        """True if messages were left unsent when it closed."""
        return False

    async def start(self) -> None:
        """Start carrying messages; called by the app, on its event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        for name in tuple(self._followers):
            self._commit(name)

    async def close(self) -> None:
        """Send what is still waiting, as far as possible, and stop."""
        self._loop = None
        # Followers that start again count from the beginning, and the log has their earlier entries under the old name.
        self.origin = secrets.token_urlsafe(9)

    def publish(self, channel: str, data: bytes) -> None:
        """Send a message to all subscribers of a channel, in this process and the others. Never blocks.

        From another thread, the message is handed to the event loop.

        Args:
            channel: The channel's name.
            data: The message.
        """
        loop = self._loop
        if loop is not None and threading.get_ident() != self._thread:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.publish, channel, data)
            return
        self._send(channel, data)
        self._deliver(channel, data)

    def subscribe(self, channel: str, callback: Callback) -> Callable[[], None]:
        """Call a function with each message of a channel, including those of this process.

        Args:
            channel: The channel's name.
            callback: The function. It is called on the event loop; its exceptions are logged.

        Returns:
            A function that ends the subscription; calling it again does nothing.
        """
        callbacks = self._callbacks.setdefault(channel, [])
        callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in callbacks:
                callbacks.remove(callback)
            if not callbacks and self._callbacks.get(channel) is callbacks:
                del self._callbacks[channel]

        return unsubscribe

    def follow(self, name: str, follower: Follower) -> Callable[[], None]:
        """Connect a follower with an ordered log, which is the same for all processes.

        Entries in its outbox are written, and come back to all followers of that name in one order, each entry
        at least once.

        Args:
            name: The log's name.
            follower: The follower.

        Returns:
            A function that ends the connection.

        Raises:
            ValueError: This process follows that log already.
        """
        if name in self._followers:
            raise ValueError(f"another object named {name!r} is already replicated between processes")
        self._followers[name] = follower
        follower.on_change = partial(self._changed, name)
        self._changed(name)
        return partial(self._leave, name, follower)

    def _leave(self, name: str, follower: Follower) -> None:
        if self._followers.get(name) is follower:
            self._commit(name)
            del self._followers[name]

    def _changed(self, name: str) -> None:
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        if threading.get_ident() == self._thread:
            loop.call_soon(self._commit, name)
        else:
            loop.call_soon_threadsafe(self._commit, name)

    def _commit(self, name: str) -> None:
        follower = self._followers.get(name)
        if follower is not None:
            follower.commit()
            self._write(follower)

    def _deliver(self, channel: str, data: bytes) -> None:
        for callback in tuple(self._callbacks.get(channel, ())):
            try:
                callback(data)
            except Exception:  # an error of one subscriber must not keep the message from the others
                logger.exception("a subscriber of the channel %r failed", channel)

    def _send(self, channel: str, data: bytes) -> None:
        """Send a message to the other processes, of which there are none."""

    def _write(self, follower: Follower) -> None:
        """Write the entries in a follower's outbox. With a single process they are in the log at once."""
        entries = tuple(follower.outbox)
        follower.outbox.clear()
        follower.apply(entries)
