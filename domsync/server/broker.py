"""What the processes of an app tell each other, and the default for an app that has only one."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from collections.abc import Callable

logger = logging.getLogger("domsync")

Callback = Callable[[bytes], None]


class Broker:
    """Carries messages between the processes of an app. This one knows a single process: the default.

    An app has one as ``app.broker``. What is published reaches every subscriber of the channel exactly once: those of
    this process before ``publish()`` returns, so a page works on while the other processes cannot be reached, and those
    of the others when it gets there. Messages of one process arrive in the order in which they were published.
    """

    def __init__(self) -> None:
        #: The name of this process among the others; a new one each time.
        self.origin = secrets.token_urlsafe(9)
        self._callbacks: dict[str, list[Callback]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.get_ident()

    @property
    def connected(self) -> bool:
        """Whether the other processes can be reached now."""
        return True

    async def start(self) -> None:
        """Start to carry messages; done by the app, on its event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()

    async def close(self) -> None:
        """Hand over what is still to be sent, as far as that goes, and stop."""
        self._loop = None

    def publish(self, channel: str, data: bytes) -> None:
        """Send to all subscribers of a channel, in this process and the others. Never blocks.

        From a foreign thread it is handed to the event loop.

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
        """Have a function called with each message of a channel, also with those of this process.

        Args:
            channel: The channel's name.
            callback: The function. It is called on the event loop; its exceptions are logged.

        Returns:
            Ends the subscription; calling it again does nothing.
        """
        callbacks = self._callbacks.setdefault(channel, [])
        callbacks.append(callback)

        def unsubscribe() -> None:
            if callback in callbacks:
                callbacks.remove(callback)
            if not callbacks and self._callbacks.get(channel) is callbacks:
                del self._callbacks[channel]

        return unsubscribe

    def _deliver(self, channel: str, data: bytes) -> None:
        for callback in tuple(self._callbacks.get(channel, ())):
            try:
                callback(data)
            except Exception:  # one subscriber's mistake must not keep the message from the others
                logger.exception("a subscriber of the channel %r failed", channel)

    def _send(self, channel: str, data: bytes) -> None:
        """Send a message to the other processes, of which there are none."""
