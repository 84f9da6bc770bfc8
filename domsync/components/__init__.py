"""The upper layer: components whose `render()` describes the page, and the comparison that finds the least operations.

It writes to the lower layer's documents only, and knows neither wire nor session nor server.
"""

from typing import TYPE_CHECKING

from domsync.components.component import Component, NotMountedError, NotProvidedError
from domsync.components.handlers import on
from domsync.components.presence import Presence
from domsync.components.refs import Ref, UnsetRefError
from domsync.components.root import mount, scheduler_of, unmount
from domsync.components.shared import Shared, SharedInSharedError, SharedTwiceError
from domsync.components.shared_text import SharedText
from domsync.components.state import State
from domsync.components.threads import run_in_thread
from domsync.components.vnode import Child, ChildError, DuplicateKeyError, Key, VNode

if TYPE_CHECKING:
    from domsync.components.widgets import SelectComponent, TableComponent

__all__ = [
    "Child",
    "ChildError",
    "Component",
    "DuplicateKeyError",
    "Key",
    "NotMountedError",
    "NotProvidedError",
    "Presence",
    "Ref",
    "SelectComponent",
    "Shared",
    "SharedInSharedError",
    "SharedText",
    "SharedTwiceError",
    "State",
    "TableComponent",
    "UnsetRefError",
    "VNode",
    "mount",
    "on",
    "run_in_thread",
    "scheduler_of",
    "unmount",
]


def __getattr__(name: str) -> object:
    # The widgets are written with this package's public names, so that they come after them.
    if name in {"TableComponent", "SelectComponent"}:
        from domsync.components import widgets

        return getattr(widgets, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
