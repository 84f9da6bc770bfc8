"""The upper layer: components whose `render()` describes the page, and a reconciler that finds the fewest DOM
operations.

It writes only to documents of the lower layer, and knows nothing of the wire, sessions or servers.
"""

from typing import TYPE_CHECKING

from domsync.components import annotations, field_messages, formats, translations
from domsync.components.client_modules import ClientModule, Writable
from domsync.components.client_modules.anywidget import anywidget
from domsync.components.component import Component, NotMountedError, NotProvidedError
from domsync.components.current import use
from domsync.components.durable.migrations import migrates
from domsync.components.elements.bind import Binding, as_text
from domsync.components.elements.control import Bindable
from domsync.components.elements.field_rules import FieldRules, field_rules
from domsync.components.handlers import on
from domsync.components.handlers.idempotency_keys import event_key
from domsync.components.locales import Locale
from domsync.components.reconciler.mount_points import document_of, mount, scheduler_of, unmount
from domsync.components.reconciler.timers import call_later, cancel_later
from domsync.components.refs import Ref, UnsetRefError
from domsync.components.shared import Shared, SharedInSharedError, SharedTwiceError
from domsync.components.shared.presence import Presence
from domsync.components.shared_text import SharedText
from domsync.components.state import State
from domsync.components.threads import run_in_thread
from domsync.components.unique_ids import unique_id
from domsync.components.uploads import Upload
from domsync.components.validation import SafeCss, SafeUrl, safe_css, safe_url
from domsync.components.vnode import Child, ChildError, DuplicateKeyError, Key, VNode

if TYPE_CHECKING:
    from domsync.components.widgets import SelectComponent, TableComponent

__all__ = [
    "Bindable",
    "Binding",
    "Child",
    "ChildError",
    "ClientModule",
    "Component",
    "DuplicateKeyError",
    "FieldRules",
    "Key",
    "Locale",
    "NotMountedError",
    "NotProvidedError",
    "Presence",
    "Ref",
    "SafeCss",
    "SafeUrl",
    "SelectComponent",
    "Shared",
    "SharedInSharedError",
    "SharedText",
    "SharedTwiceError",
    "State",
    "TableComponent",
    "UnsetRefError",
    "Upload",
    "VNode",
    "Writable",
    "annotations",
    "anywidget",
    "as_text",
    "call_later",
    "cancel_later",
    "document_of",
    "event_key",
    "field_messages",
    "field_rules",
    "formats",
    "migrates",
    "mount",
    "on",
    "run_in_thread",
    "safe_css",
    "safe_url",
    "scheduler_of",
    "translations",
    "unique_id",
    "unmount",
    "use",
]


def __getattr__(name: str) -> object:
    # The widgets are written with this package's public names, so that they come after them.
    if name in {"TableComponent", "SelectComponent"}:
        from domsync.components import widgets

        return getattr(widgets, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
