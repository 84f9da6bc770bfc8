"""A client of the message API: a browser that shows a page, or a program that speaks JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from domsync.server.messages.handlers import check_op, checked_params

if TYPE_CHECKING:
    from domsync.dom.ops import Json
    from domsync.server.messages import Messages
    from domsync.server.messages.channel import Channel
    from domsync.server.net.request import Request


class Client(ABC):
    """A page or program that exchanges messages with an app.

    A client is equal only to itself, and can be a key of a dict.

    Attributes:
        request: The request that loaded the client's page, or that opened the connection of a JSON client.
    """

    __slots__ = ("_data", "_groups", "_messages", "request")

    def __init__(self, request: Request) -> None:
        self.request: Request = request
        self._messages: Messages | None = None
        #: A group without a channel is one that it joins when it connects.
        self._groups: dict[str, Channel | None] | None = None
        self._data: dict[str, Any] | None = None

    @property
    @abstractmethod
    def id(self) -> str:
        """Identifies the client, also in the log; not a secret."""

    @property
    @abstractmethod
    def connected(self) -> bool:
        """True if it is connected now."""

    @property
    def data(self) -> dict[str, Any]:
        """A dictionary for the app's own use, which is kept as long as the client."""
        if self._data is None:
            self._data = {}
        return self._data

    # Messages

    def send(self, op: str, /, **params: Any) -> None:
        """Send a message to this client, which calls ``HANDLERS[op](params)``.

        Messages arrive exactly once and in order, also after a broken connection. Those to a client that has left are
        dropped.

        Args:
            op: The message's name.
            params: Its parameters, which are JSON values.

        Raises:
            TypeError: A parameter is not JSON.
            ValueError: The name is empty, too long, or begins with an underscore; or JavaScript does not have a number.
        """
        self._send(check_op(op), checked_params(params))

    async def call_js(self, op: str, /, *, timeout: float = 10, **params: Any) -> Any:
        """Call ``HANDLERS[op](params)`` in this client's browser, and wait for the result.

        Args:
            op: The handler's name. It may be async, or return a promise.
            timeout: The maximum time to wait, in seconds.
            params: Its parameters, which are JSON values.

        Returns:
            The result. It comes from a browser, so it may be any JSON value.

        Raises:
            CallFailed: The handler has thrown, does not exist, or did not answer in time.
            ClientGone: The client has left.
            TypeError: A parameter is not JSON.
            ValueError: As for :meth:`send`.
        """
        return await self._call(check_op(op), checked_params(params), timeout)

    @abstractmethod
    def eval_js(self, script: str) -> None:
        """Make this client's browser evaluate JavaScript, if its app was made with ``allow_eval=True``.

        Never build the script from what a user has typed. :meth:`call_js` and :meth:`send` work in all apps, and are
        safe.

        Args:
            script: The script. Its result is not sent back.

        Raises:
            RuntimeError: The app does not allow it, or this is not a browser with domsync's client.
        """

    # Groups

    @property
    def groups(self) -> frozenset[str]:
        """The names of the groups that it is in."""
        return frozenset(self._groups or ())

    def add_to_group(self, name: str) -> None:
        """Add this client to a group. Does nothing if it is in the group already.

        A page whose browser is not connected yet, as in a component's ``mounted``, joins when it connects: before
        that, it gets no broadcasts and is not counted.

        Args:
            name: The group's name, of up to 200 characters.

        Raises:
            LimitError: The client is in 1,000 groups already.
            TypeError: The name is not a string.
            ValueError: It is empty, too long, or begins with an underscore: such names are reserved.
        """
        if self._messages is not None:
            self._messages.add_to_group(self, name)

    def remove_from_group(self, name: str) -> None:
        """Remove this client from a group. Does nothing if it is not in the group.

        Args:
            name: The group's name.

        Raises:
            TypeError: The name is not a string.
            ValueError: It is empty, or begins with an underscore.
        """
        if self._messages is not None:
            self._messages.remove_from_group(self, name)

    # For the server

    @abstractmethod
    def _send(self, op: str, params: dict[str, Json]) -> None: ...

    @abstractmethod
    async def _call(self, op: str, params: dict[str, Json], timeout: float) -> Any: ...

    @abstractmethod
    def _listen(self, channel: Channel) -> None: ...

    @abstractmethod
    def _stop_listening(self, channel: Channel) -> None: ...

    @abstractmethod
    def _before_broadcast(self) -> None:
        """Send what precedes a broadcast."""

    @abstractmethod
    def _start(self, awaitable: Awaitable[object], where: str) -> None:
        """Run the rest of an async handler."""

    @abstractmethod
    def _failed(self, error: BaseException, where: str) -> str:
        """Log an exception of a handler. Returns the reference number in the log."""
