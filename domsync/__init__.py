"""Web pages whose whole user interface lives in the Python process.

>>> from domsync import App, Component, html as h
>>> class Counter(Component):
...     count: int = 0
...
...     def render(self):
...         return h.div(h.h1(f"Count: {self.count}"), h.button("+1", on_click=self.increment))
...
...     def increment(self):
...         self.count += 1

``App(Counter).run()`` serves it.
"""

from typing import TYPE_CHECKING

import domsync.render as _render  # its import plugs the renderings into the documents
from domsync.components import (
    Child,
    ClientModule,
    Component,
    Key,
    Presence,
    Ref,
    SafeCss,
    SafeUrl,
    Shared,
    SharedText,
    State,
    Upload,
    VNode,
    Writable,
    anywidget,
    call_later,
    cancel_later,
    event_key,
    migrates,
    mount,
    on,
    run_in_thread,
    safe_css,
    safe_url,
    unmount,
)
from domsync.components.location import Location
from domsync.dom.checks.trusted import css_url, unsafe_html, unsafe_tag, unsafe_url
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.errors import (
    CallFailed,
    ClientGone,
    DOMException,
    DomsyncError,
    DuplicateIdError,
    LimitError,
    MissingExtraError,
    ProtocolError,
    UnknownIdError,
    UnsafeValueError,
    UploadError,
)

if TYPE_CHECKING:
    from domsync.server.app import App
    from domsync.server.dom_server import DomsyncServer
    from domsync.server.limits import ServerLimits, UploadLimits
    from domsync.server.messages.client import Client
    from domsync.server.net.request import Request
    from domsync.server.net.responses import Redirect
    from domsync.server.pages.http_routes import Response
    from domsync.server.pages.routes import Query, ReplacedQuery
    from domsync.server.pages.shared_documents import sender
    from domsync.server.pages.visit import Visit
    from domsync.server.processes.redis_broker import RedisBroker
    from domsync.server.replication.state_types import Summed
    from domsync.server.sessions.guards import to_login
    from domsync.server.sessions.redis_store import RedisStore
    from domsync.server.sessions.session import Session, SessionOptions
    from domsync.server.sessions.sqlite_store import SqliteStore
    from domsync.server.sessions.store import MemoryStore
    from domsync.session.limits import Limits

__version__ = "1.0.0rc1"

__all__ = [
    "App",
    "CallFailed",
    "Child",
    "Client",
    "ClientGone",
    "ClientModule",
    "Component",
    "DOMException",
    "Document",
    "DomsyncError",
    "DomsyncServer",
    "DuplicateIdError",
    "Element",
    "Key",
    "LimitError",
    "Limits",
    "Location",
    "MemoryStore",
    "MissingExtraError",
    "Presence",
    "ProtocolError",
    "Query",
    "Redirect",
    "RedisBroker",
    "RedisStore",
    "Ref",
    "ReplacedQuery",
    "Request",
    "Response",
    "SafeCss",
    "SafeUrl",
    "ServerLimits",
    "Session",
    "SessionOptions",
    "Shared",
    "SharedText",
    "SqliteStore",
    "State",
    "Summed",
    "UnknownIdError",
    "UnsafeValueError",
    "Upload",
    "UploadError",
    "UploadLimits",
    "VNode",
    "Visit",
    "Writable",
    "anywidget",
    "call_later",
    "cancel_later",
    "css_url",
    "event_key",
    "migrates",
    "mount",
    "on",
    "run_in_thread",
    "safe_css",
    "safe_url",
    "sender",
    "to_login",
    "unmount",
    "unsafe_html",
    "unsafe_tag",
    "unsafe_url",
]

#: What needs the server, and with it asyncio and websockets: imported when it is asked for.
_SERVER = {
    "App": "domsync.server.app",
    "Client": "domsync.server.messages.client",
    "DomsyncServer": "domsync.server.dom_server",
    "Query": "domsync.server.pages.routes",
    "ReplacedQuery": "domsync.server.pages.routes",
    "Redirect": "domsync.server.net.responses",
    "RedisBroker": "domsync.server.processes.redis_broker",
    "Request": "domsync.server.net.request",
    "Response": "domsync.server.pages.http_routes",
    "ServerLimits": "domsync.server.limits",
    "Limits": "domsync.session.limits",
    "sender": "domsync.server.pages.shared_documents",
    "UploadLimits": "domsync.server.limits",
    "MemoryStore": "domsync.server.sessions.store",
    "RedisStore": "domsync.server.sessions.redis_store",
    "Session": "domsync.server.sessions.session",
    "SessionOptions": "domsync.server.sessions.session",
    "SqliteStore": "domsync.server.sessions.sqlite_store",
    "to_login": "domsync.server.sessions.guards",
    "Summed": "domsync.server.replication.state_types",
    "Visit": "domsync.server.pages.visit",
}

del _render


def __dir__() -> list[str]:
    # What is imported when it is asked for can be completed, too.
    return [*__all__, "__version__", "core", "domsync_server", "events", "html", "svg"]


def __getattr__(name: str) -> object:
    if name in _SERVER:
        from importlib import import_module

        return getattr(import_module(_SERVER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
