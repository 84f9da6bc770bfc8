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
    Component,
    Key,
    Presence,
    Ref,
    Shared,
    SharedText,
    State,
    VNode,
    mount,
    on,
    run_in_thread,
    unmount,
)
from domsync.dom.document import Document
from domsync.dom.element import Element
from domsync.dom.trusted import css_url, unsafe_html, unsafe_tag, unsafe_url
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
)

if TYPE_CHECKING:
    from domsync.server.app import App
    from domsync.server.dom_server import DomsyncServer
    from domsync.server.message_client import Client
    from domsync.server.redirects import Redirect
    from domsync.server.redis_broker import RedisBroker
    from domsync.server.routes import Query
    from domsync.server.shared import sender
    from domsync.server.state_types import Summed
    from domsync.server.visit import Request, Visit

__version__ = "1.0.0.dev0"

__all__ = [
    "App",
    "CallFailed",
    "Child",
    "Client",
    "ClientGone",
    "Component",
    "DOMException",
    "Document",
    "DomsyncError",
    "DomsyncServer",
    "DuplicateIdError",
    "Element",
    "Key",
    "LimitError",
    "MissingExtraError",
    "Presence",
    "ProtocolError",
    "Query",
    "Redirect",
    "RedisBroker",
    "Ref",
    "Request",
    "Shared",
    "SharedText",
    "State",
    "Summed",
    "UnknownIdError",
    "UnsafeValueError",
    "VNode",
    "Visit",
    "css_url",
    "mount",
    "on",
    "run_in_thread",
    "sender",
    "unmount",
    "unsafe_html",
    "unsafe_tag",
    "unsafe_url",
]

#: What needs the server, and with it asyncio and websockets: imported when it is asked for.
_SERVER = {
    "App": "domsync.server.app",
    "Client": "domsync.server.message_client",
    "DomsyncServer": "domsync.server.dom_server",
    "Query": "domsync.server.routes",
    "Redirect": "domsync.server.redirects",
    "RedisBroker": "domsync.server.redis_broker",
    "Request": "domsync.server.visit",
    "sender": "domsync.server.shared",
    "Summed": "domsync.server.state_types",
    "Visit": "domsync.server.visit",
}

del _render


def __getattr__(name: str) -> object:
    if name in _SERVER:
        from importlib import import_module

        return getattr(import_module(_SERVER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
