"""Open a store by its URL."""

from __future__ import annotations

from pathlib import Path

from domsync.server.sessions.redis_store import RedisStore
from domsync.server.sessions.sqlite_store import SqliteStore
from domsync.server.sessions.store import MemoryStore, Store

_SQLITE = "sqlite:///"


def open_store(url: str) -> Store:
    """Open a store by its URL.

    Args:
        url: ``"memory://"``, ``"sqlite:///pages.db"`` (four slashes for an absolute path), or the URL of a Redis
            server: ``"redis://localhost"``, ``rediss://`` or ``unix://``.

    Raises:
        ValueError: The URL has another form.
        MissingExtraError: The package ``redis`` is not installed. sqlite3.Error: The file cannot be opened, or is not
            such a database.
    """
    if url == "memory://":
        return MemoryStore()
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        return SqliteStore(Path(url.removeprefix(_SQLITE)))
    if url.startswith(("redis://", "rediss://", "unix://")):
        return RedisStore(url)
    raise ValueError(f"the URL of a store is sqlite:///FILE, redis://HOST or memory://, not {url!r}")
