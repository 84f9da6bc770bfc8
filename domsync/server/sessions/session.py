"""A visitor's session: the state that the server keeps for them, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domsync.components.state import State
from domsync.server.sessions.store import Store


class Session(State):
    """The session of one visitor's browser, shared by all of its tabs: state like any other, kept on the server.

    >>> class Shop(Session):
    ...     cart: list[str] = []

    A subclass adds the application's fields, each with a default, and is passed to ``SessionOptions``.

    Attributes:
        user: The signed-in user: the name passed to ``visit.sign_in``; None if nobody is signed in.
    """

    user: str | None = None


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """Options of an app's sessions.

    Args:
        model: The session's class, a subclass of `Session`.
        store: Where sessions are kept. Default: a `MemoryStore`. Use an `SqliteStore` on one machine and a `RedisStore`
            on several.
        cookie: The cookie's name. Default: ``domsync_session``, followed by the port and the prefix of the app's
            address if it has any: browsers have one cookie of a name for a whole host, which several apps may share.
            Over TLS, it is prefixed with ``__Host-``.
        idle_seconds: A session ends when its browser has been away for this long.
        absolute_seconds: A session ends this long after it began, in any case.
    """

    model: type[Any] = Session
    store: Store | None = None
    cookie: str | None = None
    idle_seconds: float = 14 * 86_400
    absolute_seconds: float = 90 * 86_400

    def __post_init__(self) -> None:
        if not issubclass(self.model, Session):
            raise TypeError(f"the model of a session must be a subclass of domsync.Session, not {self.model!r}")
        missing = [name for name, field in self.model.model_fields.items() if field.is_required()]
        if missing:
            raise TypeError(f"every session begins empty: {self.model.__name__}.{missing[0]} needs a default")
        if not 0 < self.idle_seconds <= self.absolute_seconds:
            raise ValueError("idle_seconds must be positive and at most absolute_seconds")
