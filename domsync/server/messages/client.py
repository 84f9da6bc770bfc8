"""A client as handlers of messages see it: a browser that shows a page, or a program that speaks JSON."""

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
    """A sender of messages to an app, who gets messages from it.

    Clients are equal to themselves only, and can be keys of a dict.

    Attributes:
        request: The request that loaded the client's page; of a JSON client the one that opened its connection.
    """

    __slots__ = ("_data", "_groups", "_messages", "request")

    def __init__(self, request: Request) -> None:
        self.request: Request = request
        self._messages: Messages | None = None
        #: Without an channel are those that it is taken into when it comes.
        self._groups: dict[str, Channel | None] | None = None
        self._data: dict[str, Any] | None = None

    @property
    @abstractmethod
    def id(self) -> str:
        """Names the client, also in the log; it is no secret."""

    @property
    @abstractmethod
    def connected(self) -> bool:
        """True if there is a connection at present."""

    @property
    def data(self) -> dict[str, Any]:
        """The data that the app wants to remember of this client; it goes with it."""
        if self._data is None:
            self._data = {}
        return self._data

    # Messages

    def send(self, op: str, /, **params: Any) -> None:
        """Send a message to this client: ``HANDLERS[op](params)`` is called there.

        Messages arrive in the order in which they were sent, each once, also over a break of the connection. Those to
        a client that has left go nowhere.

        Args:
            op: The message's name.
            params: Its parameters, which are JSON values.

        Raises:
            TypeError: A parameter is not JSON.
            ValueError: The name is empty, too long, or begins with an underscore; a number that JavaScript lacks.
        """
        self._send(check_op(op), checked_params(params))

    async def call_js(self, op: str, /, *, timeout: float = 10, **params: Any) -> Any:
        """Call ``HANDLERS[op](params)`` in this client's browser, and wait for what it returns.

        Args:
            op: The handler's name. It may be async, or return a promise.
            timeout: How many seconds to wait.
            params: Its parameters, which are JSON values.

        Returns:
            The result. It comes from a browser and may be anything that JSON has.

        Raises:
            CallFailed: The handler has raised, there is none, or nothing came in time.
            ClientGone: The client has left.
            TypeError: A parameter is not JSON.
            ValueError: As for :meth:`send`.
        """
        return await self._call(check_op(op), checked_params(params), timeout)

    @abstractmethod
    def eval_js(self, script: str) -> None:
        """Have this client's browser evaluate JavaScript, if its app was made with ``allow_eval=True``.

        Never build the text from what a user has typed. :meth:`call_js` and :meth:`send` need no such app and are
        safe.

        Args:
            script: A program. What it evaluates to is not sent back.

        Raises:
            RuntimeError: The app does not allow it, or this client is no browser with domsync's client.
        """

    # Groups

    @property
    def groups(self) -> frozenset[str]:
        """The names of the groups that it is in."""
        return frozenset(self._groups or ())

    def add_to_group(self, name: str) -> None:
        """Put this client into a group, which is made if there is none; nothing if it is there already.

        A page whose browser has not connected yet, as in a component's ``mounted``, or has left, gets there when it
        connects: before that it gets no broadcasts, and is not counted.

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
        """Take this client out of a group, which ends with its last client; nothing if it is not in there.

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
        """Send what was to be sent before."""

    @abstractmethod
    def _start(self, awaitable: Awaitable[object], where: str) -> None:
        """Run what an async handler still has to do."""

    @abstractmethod
    def _failed(self, error: BaseException, where: str) -> str:
        """Log an exception of a handler; the reference that the log has."""
