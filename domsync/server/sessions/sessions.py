"""All sessions of an app: found by cookie, kept in step with the store and other processes, and ended.

The store keeps a session under a hash of the cookie's secret, so that reading the store does not give access to it. A
session that holds nothing yet is kept by its open pages alone, unless other processes may need it: requests without
cookies fill no store.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, Protocol, TypeVar
from weakref import WeakSet, WeakValueDictionary

import msgspec

from domsync.components.state import source_of
from domsync.components.state.tracking import Source
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse, error
from domsync.server.processes.broker import Broker
from domsync.server.sessions.cookies import SessionCookie, key_of
from domsync.server.sessions.session import Session, SessionOptions
from domsync.server.sessions.store import MemoryStore, Store, at_once

logger: logging.Logger = logging.getLogger("domsync")

T = TypeVar("T")

#: Where the browser fetches a new cookie, below the app's own addresses.
PATH = "/_domsync/session"
_CHANNEL = "sessions"
#: How long, in seconds, a browser may take to fetch a new cookie.
_TICKET_SECONDS = 60
#: The idle time of a session is restarted at most this many times while it lasts.
_TOUCH = 20
#: How many of its earlier keys a session remembers. Each sign-in gives it another one.
_MOST_EARLIER = 8
#: How long, in seconds, after a process has written a session another one may have written it without its changes.
_TOGETHER_SECONDS = 10
#: When a field was changed, and the process that has changed it: of two changes, the greater one counts.
Stamp = tuple[float, str]


class Expelled(Protocol):
    """A page that ends with its session."""

    def expel(self) -> None:
        """End the page: close its connection with 4403, and drop waiting events."""


class _Kept(msgspec.Struct):
    """A session as stored."""

    data: msgspec.Raw
    began: float
    signed_in: float = 0.0
    #: The keys that it had before, oldest first.
    earlier: tuple[str, ...] = ()


class _Ticket(msgspec.Struct):
    """A ticket with which one browser fetches its new cookie, once."""

    before: str
    token: str | None
    to: str
    #: Other keys of the session that the browser may still have, because it has not fetched an earlier cookie.
    earlier: tuple[str, ...] = ()


class _News(msgspec.Struct, omit_defaults=True):
    """News between processes: changes of a session, its new key, or its end; or the sign-out of a user."""

    origin: str
    key: str = ""
    #: The fields that were changed, and when.
    data: msgspec.Raw = msgspec.Raw(b"{}")
    at: float = 0.0
    renamed: str = ""
    ended: bool = False
    user: str | None = None


_encode = msgspec.json.encode
_fields_of = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


class _Watch:
    """Observes all fields of a session."""

    __slots__ = ("_tell", "development", "render_id", "sources")

    def __init__(self, session: Session, tell: Callable[[], None]) -> None:
        self.sources: set[Source] | None = set()
        self.render_id: int = 0
        self.development: bool = False
        self._tell = tell
        for name in type(session).model_fields:
            source = source_of(session, name)
            source.observers[self] = None
            self.sources.add(source)

    def invalidate(self) -> None:
        """Report that a field has changed."""
        self._tell()

    def assigned(self, field: object, before: object, now: object) -> None:
        """Report that a field was assigned."""
        self._tell()


class SessionEntry:
    """One session in this process.

    Args:
        sessions: The sessions of the app.
        token: The cookie's secret; empty if another process has given the session a new one.
        session: The session's state.
        began: When it began, in seconds since 1970.
    """

    __slots__ = ("__weakref__", "_is_applying", "_is_due", "began", "earlier", "is_ended", "is_stored", "key", "pages",
                 "saved", "session", "sessions", "signed_in", "stamps", "token", "told", "touched",
                 "watch")  # fmt: skip

    def __init__(self, sessions: Sessions, token: str, session: Session, began: float) -> None:
        self.sessions: Sessions = sessions
        self.token: str = token
        self.key: str = key_of(token)
        self.session: Session = session
        self.began: float = began
        self.signed_in: float = 0.0
        self.touched: float = began
        #: The keys that it had before, and when it lost them: its browser may not have fetched the next cookie yet, and
        #: saved pages have the key of their time.
        self.earlier: dict[str, float] = {}
        #: True if the store has it.
        self.is_stored: bool = False
        #: When this process last wrote it.
        self.saved: float = 0.0
        #: The hashes of the fields' values that the other processes know, and when they were changed.
        self.told: dict[str, int] = {}
        self.stamps: dict[str, Stamp] = {}
        self.is_ended: bool = False
        #: The pages that were loaded with it.
        self.pages: WeakSet[Expelled] = WeakSet()
        self._is_applying = False
        self._is_due = False
        self.watch: _Watch = _Watch(session, self._changed)

    @property
    def is_kept(self) -> bool:
        """True if it outlasts the request: a page holds it, or the store has it or is about to."""
        return self.is_stored or self._is_due or bool(self.pages)

    def _changed(self) -> None:
        if not self._is_applying and not self._is_due and not self.is_ended:
            self._is_due = True
            self.sessions.soon(self._save)

    def _save(self) -> None:
        self._is_due = False
        if not self.is_ended:
            self.sessions.save(self)

    def note(self, fields: Mapping[str, msgspec.Raw], stamp: Stamp) -> dict[str, msgspec.Raw]:
        """Note the values of fields, and return those that the other processes do not know."""
        changed = {name: raw for name, raw in fields.items() if self.told.get(name) != hash(bytes(raw))}
        self.told.update({name: hash(bytes(raw)) for name, raw in changed.items()})
        self.stamps.update(dict.fromkeys(changed, stamp))
        return changed

    def apply(self, data: bytes, stamp: Stamp) -> None:
        """Take over the values of fields that another process has changed, unless they were changed here since then."""
        news = {name: raw for name, raw in _fields_of(data).items() if stamp > self.stamps.get(name, (0.0, ""))}
        if not news:
            return
        own = _fields_of(self.session.model_dump_json())
        fresh = type(self.session).model_validate_json(_encode({**own, **news}))
        self._is_applying = True
        try:
            for name in news.keys() & type(fresh).model_fields.keys():
                value = fresh.__dict__[name]
                if self.session.__dict__[name] != value:
                    setattr(self.session, name, value)
        finally:
            self._is_applying = False
        self.note(news, stamp)
        self.stamps.update(dict.fromkeys(news, stamp))

    def was(self, key: str) -> bool:
        """Return whether a key is that of the session, or an earlier one."""
        return key == self.key or key in self.earlier

    def rename(self, token: str, key: str, now: float) -> None:
        """Give the session another secret."""
        self.sessions.entries.pop(self.key, None)
        self.earlier[self.key] = now
        while len(self.earlier) > _MOST_EARLIER:
            del self.earlier[next(iter(self.earlier))]
        self.token, self.key = token, key
        self.sessions.entries[key] = self


class Sessions:
    """The sessions of an app.

    Args:
        options: The options of the sessions.
        clock: Returns the time in seconds since 1970.
    """

    def __init__(self, options: SessionOptions, clock: Callable[[], float] = time.time) -> None:
        self.options = options
        self.cookie: SessionCookie = SessionCookie(options)
        self.store: Store = options.store or MemoryStore(clock)
        self.entries: WeakValueDictionary[str, SessionEntry] = WeakValueDictionary()
        self._clock = clock
        self._broker: Broker | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        #: The newest task: writes are done one after the other.
        self._last: asyncio.Task[Any] | None = None

    # With the app

    def start(self, broker: Broker) -> None:
        """Start listening to the other processes."""
        self._loop = asyncio.get_running_loop()
        self._broker = broker
        self._unsubscribe = broker.subscribe(_CHANNEL, self._hear)

    async def stop(self) -> None:
        """Stop, once everything is written."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=3)
        self._broker = self._loop = self._unsubscribe = None

    def soon(self, function: Callable[[], None]) -> None:
        """Call a function on the event loop, from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function)

    def call(self, function: Callable[[], None]) -> None:
        """Call a function on the event loop: now, or soon if called from another thread."""
        here: asyncio.AbstractEventLoop | None = None
        with suppress(RuntimeError):
            here = asyncio.get_running_loop()
        if here is not None and here is self._loop:
            function()
        else:
            self.soon(function)

    def _do(self, work: Coroutine[Any, Any, T]) -> T | Awaitable[T]:
        """Run a call of the store: at once if the store never waits."""
        return at_once(work) if self.store.immediate else work

    def _do_soon(self, work: Coroutine[Any, Any, object]) -> None:
        """Run a call of the store that nobody waits for; an exception is logged."""
        if self.store.immediate:
            self._do(work)
            return
        task = asyncio.get_running_loop().create_task(_in_turn(self._last, work))
        self._last = task
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def when_written(self, function: Callable[[], None]) -> None:
        """Call a function once the store has written everything given to it so far."""

        async def call() -> None:
            function()

        if self._last is None or self._last.done():
            function()
        else:
            self._do_soon(call())

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            logger.error("a session could not be written to its store", exc_info=failure)

    # Finding

    def find(self, request: Request) -> SessionEntry | Awaitable[SessionEntry]:
        """Return the session of a request, or a new one. A secret that the server has not issued is never accepted."""
        token = self.cookie.secret(request)
        if not token:
            return self._new()
        entry = self.entries.get(key_of(token))
        if entry is not None and not self._is_over(entry):
            # Another process may have given it this secret, and told only its hash.
            entry.token = token
            self.touch(entry)
            return entry
        return self._do(self._load(token))

    def _new(self) -> SessionEntry:
        entry = SessionEntry(self, secrets.token_urlsafe(32), self.options.model(), self._clock())
        self.entries[entry.key] = entry
        return entry

    async def _load(self, token: str) -> SessionEntry:
        key = key_of(token)
        record = await self.store.get(f"session:{key}")
        if record is None:
            if await self.store.get(_exchange(key)) is not None:
                # The browser is about to fetch its next cookie. Another one now would replace this one, and
                # the exchange would be refused.
                return SessionEntry(self, token, self.options.model(), self._clock())
            return self._new()
        try:
            kept = msgspec.json.decode(record.data, type=_Kept)
            session = self.options.model.model_validate_json(bytes(kept.data))
        except ValueError:
            logger.warning("a stored session does not fit %s; it starts afresh", self.options.model.__name__)
            return self._new()
        if session.user is not None:
            out = await self.store.get(_out_of(session.user))
            if out is not None and kept.signed_in <= float(out.data):
                return self._new()
        # Another request may have loaded it meanwhile.
        entry = self.entries.get(key)
        if entry is None:
            entry = SessionEntry(self, token, session, kept.began)
            entry.note(_fields_of(bytes(kept.data)), (0.0, ""))
        entry.signed_in, entry.is_stored, entry.touched = kept.signed_in, True, self._clock()
        entry.earlier = dict.fromkeys(kept.earlier, 0.0) | entry.earlier
        self.entries[key] = entry
        if self._is_over(entry):
            self.end(entry)
            return self._new()
        self.touch(entry)
        return entry

    def _is_over(self, entry: SessionEntry) -> bool:
        end = min(entry.began + self.options.absolute_seconds, entry.touched + self.options.idle_seconds)
        return entry.is_ended or self._clock() >= end

    def seconds_left(self, entry: SessionEntry) -> float:
        """Return the number of seconds from now for which a session is kept."""
        return max(1.0, min(self.options.idle_seconds, entry.began + self.options.absolute_seconds - self._clock()))

    def touch(self, entry: SessionEntry) -> None:
        """Restart the idle time of a session, whose browser is here."""
        now = self._clock()
        if now - entry.touched < self.options.idle_seconds / _TOUCH:
            return
        entry.touched = now
        if entry.is_stored:
            self._do_soon(self.store.expire(f"session:{entry.key}", self.seconds_left(entry)))

    def holds(self, entry: SessionEntry, request: Request) -> bool:
        """Return whether a connection comes from the browser that has the session."""
        # A connection that broke during a sign-in comes back with the earlier cookie, to fetch the next one.
        has, keys = key_of(self.cookie.secret(request)), (entry.key, *self._earlier(entry))
        return not self._is_over(entry) and any(secrets.compare_digest(key, has) for key in keys)

    # Writing

    @property
    def is_shared(self) -> bool:
        """True if other processes, or later ones, may see the store."""
        return not isinstance(self.store, MemoryStore)

    def keep(self, entry: SessionEntry) -> None:
        """Store a session even if it holds nothing yet: another process is to know it by its cookie."""
        if not entry.is_stored and not entry.is_ended:
            self.save(entry)

    def save(self, entry: SessionEntry) -> None:
        """Save a session's state, and tell the other processes."""
        data, now = entry.session.model_dump_json().encode(), self._clock()
        self._write(entry, data)
        origin = "" if self._broker is None else self._broker.origin
        if changed := entry.note(_fields_of(data), (now, origin)):
            self._tell(key=entry.key, data=msgspec.Raw(_encode(changed)), at=now)

    def _write(self, entry: SessionEntry, data: bytes) -> None:
        kept = _encode(_Kept(msgspec.Raw(data), entry.began, entry.signed_in, tuple(entry.earlier)))
        entry.is_stored, entry.saved = True, self._clock()
        self._do_soon(self.store.put(f"session:{entry.key}", kept, self.seconds_left(entry)))

    def _tell(self, **news: Any) -> None:
        if self._broker is not None:
            self._broker.publish(_CHANNEL, _encode(_News(self._broker.origin, **news)))

    def _hear(self, message: bytes) -> None:
        news = msgspec.json.decode(message, type=_News)
        if self._broker is not None and news.origin == self._broker.origin:
            return
        if news.user is not None:
            self._expel_user(news.user)
        entry = self.entries.get(news.key)
        if entry is None:
            return
        if news.ended:
            self._expel(entry)
        elif news.renamed:
            entry.rename("", news.renamed, self._clock())
        else:
            entry.apply(bytes(news.data), (news.at, news.origin))
            if self._clock() - entry.saved < _TOGETHER_SECONDS:
                # Each of the two has written the session without the change of the other.
                self._write(entry, entry.session.model_dump_json().encode())

    # Signing in and out

    def sign_in(self, entry: SessionEntry, user: str, to: str) -> str:
        """Record who the visitor is, under a new secret.

        Args:
            entry: The session.
            user: The user's name or number.
            to: Where the browser goes afterwards.

        Returns:
            The part after `PATH` of the address from which it fetches its new cookie.
        """
        # First, because it may be refused.
        entry.session.user = user
        before, earlier = entry.key, self._earlier(entry)
        self._expect_exchange(before)
        token = secrets.token_urlsafe(32)
        if entry.is_stored:
            self._do_soon(self.store.delete(f"session:{before}"))
        entry.rename(token, key_of(token), self._clock())
        self._tell(key=before, renamed=entry.key)
        entry.signed_in = self._clock()
        self.save(entry)
        return self._ticket(before, token, to, earlier)

    def sign_out(self, entry: SessionEntry, to: str) -> str:
        """End a session and its open pages.

        Args:
            entry: The session.
            to: Where the browser goes afterwards.

        Returns:
            The part after `PATH` of the address from which it fetches its new cookie.
        """
        before, earlier = entry.key, self._earlier(entry)
        self._expect_exchange(before)
        self.end(entry)
        return self._ticket(before, None, to, earlier)

    def end(self, entry: SessionEntry) -> None:
        """End a session in all processes."""
        if entry.is_stored:
            self._do_soon(self.store.delete(f"session:{entry.key}"))
        self._tell(key=entry.key, ended=True)
        self._expel(entry)

    def sign_out_user(self, user: str) -> None:
        """End all sessions of a user in all processes, including those that no process has loaded."""
        now = repr(self._clock()).encode()
        self._do_soon(self.store.put(_out_of(user), now, self.options.absolute_seconds))
        self._tell(user=user)
        self._expel_user(user)

    def _expel_user(self, user: str) -> None:
        for entry in list(self.entries.values()):
            if entry.session.user == user:
                if entry.is_stored:
                    self._do_soon(self.store.delete(f"session:{entry.key}"))
                self._expel(entry)

    def _expel(self, entry: SessionEntry) -> None:
        entry.is_ended = True
        self.entries.pop(entry.key, None)
        for page in list(entry.pages):
            page.expel()

    # The browser fetches its new cookie

    def _expect_exchange(self, before: str) -> None:
        self._do_soon(self.store.put(_exchange(before), b"", _TICKET_SECONDS))

    def _earlier(self, entry: SessionEntry) -> tuple[str, ...]:
        """The keys that the browser may still have: after two clicks on a button, it skips the first exchange."""
        since = self._clock() - _TICKET_SECONDS
        return tuple([key for key, lost in entry.earlier.items() if lost > since])

    def _ticket(self, before: str, token: str | None, to: str, earlier: tuple[str, ...]) -> str:
        ticket = secrets.token_urlsafe(32)
        content = _encode(_Ticket(before, token, to, earlier))
        self._do_soon(self.store.put(f"ticket:{key_of(ticket)}", content, _TICKET_SECONDS))
        return f"?ticket={ticket}"

    def redeem(self, request: Request) -> HttpResponse | Awaitable[HttpResponse]:
        """Give the browser its new cookie, only once, and only if it has the old one."""
        return self._do(self._redeem(request))

    async def _redeem(self, request: Request) -> HttpResponse:
        key = f"ticket:{key_of(request.query.removeprefix('ticket='))}"
        record = await self.store.get(key)
        if record is None or not await self.store.delete(key):
            return error(403)
        ticket = msgspec.json.decode(record.data, type=_Ticket)
        has, keys = key_of(self.cookie.secret(request)), (ticket.before, *ticket.earlier)
        if not any(secrets.compare_digest(before, has) for before in keys):
            logger.warning("a cookie was requested by a browser other than the one it is meant for")
            return error(403)
        for before in keys:
            await self.store.delete(_exchange(before))
        answer = HttpResponse(303, headers={"Location": ticket.to})
        return self.cookie.give(request, answer, ticket.token or "")


async def _in_turn(before: asyncio.Task[Any] | None, work: Coroutine[Any, Any, object]) -> None:
    if before is not None and not before.done():
        await asyncio.wait({before})
    await work


def _exchange(before: str) -> str:
    return f"exchange:{before}"


def _out_of(user: str) -> str:
    return f"out:{hashlib.sha256(user.encode(errors='replace')).hexdigest()}"
