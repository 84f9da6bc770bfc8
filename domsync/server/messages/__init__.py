"""An app's messages: handlers by name, broadcasts and groups."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from domsync.dom.events import slow
from domsync.errors import ClientGone, LimitError
from domsync.server.messages.channel import Channel
from domsync.server.messages.handlers import RESERVED, Handler, WrongMessage, check_op, checked_params
from domsync.server.messages.presences import GroupPresences
from domsync.server.tasks import Tasks
from domsync.session.log_limit import oddities

if TYPE_CHECKING:
    from domsync.components.shared.presence import Presence
    from domsync.server.messages.client import Client
    from domsync.server.processes.broker import Broker
    from domsync.session.limits import Limits

logger: logging.Logger = logging.getLogger("domsync")

#: Names of groups may come from visitors: how long one is, and of how many a client is a member.
LONGEST_GROUP = 200
MOST_GROUPS = 1000

F = TypeVar("F", bound=Callable[..., Any])


def check_group(name: object) -> str:
    """Return whether something can be the name of a group.

    Raises:
        TypeError: It is not a string.
        ValueError: It is empty, too long, or begins with an underscore.
    """
    if not isinstance(name, str):
        raise TypeError(f"a group's name must be a string, not {name!r:.200}")
    if len(name) > LONGEST_GROUP:
        raise ValueError(f"a group's name may have up to {LONGEST_GROUP} characters, not {len(name)}")
    if not name or name.startswith("_"):
        raise ValueError(f"{name!r} cannot be the name of a group: names that begin with an underscore are reserved")
    return name


class _Broadcast(msgspec.Struct, array_like=True, omit_defaults=True):
    """A message to all clients, or to those in a group, between processes."""

    op: str
    params: dict[str, Any]
    group: str | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Broadcast).decode


class Messages:
    """The messages of one app.

    Args:
        limits: The limits of its sessions.
        development: Whether a client is told what an exception said.
        allow_eval: Whether browsers evaluate JavaScript.
    """

    __slots__ = (
        "_broker",
        "_channel",
        "_handlers",
        "_limits",
        "_tasks",
        "_unsubscribe",
        "allow_eval",
        "clients",
        "development",
        "groups",
        "presences",
    )

    def __init__(self, limits: Limits, *, development: bool, allow_eval: bool) -> None:
        self._limits = limits
        #: Whether a client is told what an exception said.
        self.development: bool = development
        self.allow_eval: bool = allow_eval
        self._handlers: dict[str, Handler] = {}
        #: What clients that have left still have running. Made when it is needed, and anew when the app serves again.
        self._tasks: Tasks | None = None
        #: All clients that have connected and not left.
        self.clients: Channel = Channel(limits)
        self.groups: dict[str, Channel] = {}
        self.presences: GroupPresences = GroupPresences(self._members)
        #: Takes a broadcast to the clients of all processes, while the app is served.
        self._broker: Broker | None = None
        self._channel = ""
        self._unsubscribe: Callable[[], None] | None = None

    # What the app says

    def on(self, op: str) -> Callable[[F], F]:
        """Make a function the handler of an op: the decorator that `App.on` is."""
        if op not in RESERVED:
            check_op(op)

        def add(function: F) -> F:
            if op in self._handlers:
                raise ValueError(f"the message {op!r} has a handler already")
            self._handlers[op] = Handler(op, function)
            return function

        return add

    def broadcast(self, op: str, group: str | None, params: dict[str, Any]) -> None:
        """Send a message to all clients, or to those in a group.

        Args:
            op: The message's name.
            group: The group's name; nobody is in one that there is not.
            params: Its parameters.

        Raises:
            TypeError: A parameter is not JSON.
            ValueError: A name is not right.
        """
        message = _Broadcast(check_op(op), checked_params(params), None if group is None else check_group(group))
        if self._broker is None:
            self._deliver(message)
        else:
            self._broker.publish(self._channel, _encode(message))

    def connect(self, broker: Broker, channel: str) -> None:
        """Send broadcasts to the clients of all processes from now on.

        Args:
            broker: Connects the processes.
            channel: What the messages of this app go through, the same in each of them.
        """
        if self._broker is None:
            self._broker = broker
            self._channel = channel
            self._unsubscribe = broker.subscribe(channel, lambda data: self._deliver(_decode(data)))

    def disconnect(self) -> None:
        """Send broadcasts to nobody but the clients of this process."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._broker = self._unsubscribe = None
        self.presences.disconnect()

    def _deliver(self, message: _Broadcast) -> None:
        group = message.group
        channel = self.clients if group is None else self.groups.get(group)
        if channel is not None:
            channel.send(message.op, message.params)

    # What clients do

    def joined(self, client: Client) -> None:
        """A client has connected; nothing if it was known."""
        if client in self.clients.members:
            return
        self.clients.add(client, listens=False)
        if (groups := client._groups) is not None:
            groups.update({name: self._take_in(client, name) for name in groups})
        self._call(client, "connect", {})

    def left(self, client: Client) -> None:
        """A client has left; nothing if it was not known."""
        if client not in self.clients.members:
            return
        for name in client.groups:
            self.remove_from_group(client, name)
        self.clients.remove(client)
        self._call(client, "disconnect", {})

    def receive(self, client: Client, op: str, params: bytes) -> bool:
        """Call the handler of a message. What it raises is logged, and the client is sent an `error` message.

        Args:
            client: Who has sent it.
            op: The message's name.
            params: Its parameters, a JSON object.

        Returns:
            Whether there is a handler.
        """
        handler = self._handlers.get(op)
        if handler is None or op in RESERVED:
            client._send("error", {"of": op, "text": "the server has no handler for this message"})
            return False
        try:
            arguments = handler.arguments(params)
        except WrongMessage as wrong:
            oddities.log(logging.INFO, "a message %r of %s does not fit: %s", op, client.id, wrong)
            client._send("error", {"of": op, "field": wrong.field, "text": wrong.problem})
            return True
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a validator has raised what none should: this message alone ends
            self._failed(client, op, error)
            return True
        self._call(client, op, arguments)
        return True

    def add_to_group(self, client: Client, name: str) -> None:
        """Put a client into a group, as soon as it is here."""
        check_group(name)
        groups = client._groups
        if groups is None:
            groups = client._groups = {}
        if name not in groups:
            if len(groups) >= MOST_GROUPS:
                raise LimitError("groups", MOST_GROUPS)
            groups[name] = self._take_in(client, name) if client in self.clients.members else None

    def _take_in(self, client: Client, name: str) -> Channel:
        channel = self.groups.get(name)
        if channel is None:
            channel = self.groups[name] = Channel(self._limits)
        channel.add(client)
        self.presences.joined(client, name)
        return channel

    def remove_from_group(self, client: Client, name: str) -> None:
        """Take a client out of a group."""
        check_group(name)
        groups = client._groups
        if groups is None or name not in groups:
            return
        channel = groups.pop(name)
        if channel is None:
            return
        channel.remove(client)
        if not channel.members:
            del self.groups[name]
        self.presences.left(client, name)

    def presence(self, name: str) -> Presence:
        """Watch who is in a group, as state."""
        return self.presences.of(check_group(name))

    def _members(self, group: str) -> Collection[Client]:
        return self.groups[group].members if group in self.groups else ()

    async def close(self, seconds: float) -> None:
        """End what still runs for clients that have left.

        Args:
            seconds: How long it may go on.
        """
        tasks, self._tasks = self._tasks, None
        if tasks is not None:
            await tasks.wait(seconds)
            tasks.cancel()

    # Handlers

    def _call(self, client: Client, op: str, arguments: dict[str, Any]) -> None:
        handler = self._handlers.get(op)
        if handler is None:
            return
        try:
            with slow.timed(_where(op), handler.function):
                result = handler.function(client, **arguments)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a handler raises, SystemExit too, the others go on
            self._failed(client, op, error)
            return
        if not isinstance(result, Awaitable):
            return
        if op == "disconnect":
            # The client and what belongs to it come to their end now.
            if self._tasks is None:
                self._tasks = Tasks(_report)
            self._tasks.start(self._finish(client, op, result), _where(op))
        else:
            client._start(self._finish(client, op, result), _where(op))

    async def _finish(self, client: Client, op: str, rest: Awaitable[object]) -> None:
        try:
            await rest
        except (Exception, SystemExit) as error:  # noqa: BLE001 - as above
            # That its own client has left is how every handler ends that waits for something from there.
            if not (isinstance(error, ClientGone) and error.client == client.id):
                self._failed(client, op, error)

    def _failed(self, client: Client, op: str, error: BaseException) -> None:
        reference = client._failed(error, _where(op))
        text = f"{type(error).__name__}: {error}" if self.development else "the handler has failed"
        client._send("error", {"of": op, "text": text, "reference": reference})


def _where(op: str) -> str:
    return f"the handler of the message {op!r}"


def _report(error: BaseException, where: str) -> None:
    logger.error("%s failed", where, exc_info=error)
