"""anywidget widgets on a page: the widget's JavaScript in the browser, its own Python behind it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from domsync.components.client_modules import ClientModule
from domsync.components.client_modules.addresses import ModuleNeeds, ModuleText
from domsync.components.client_modules.values import plain
from domsync.components.vnode import Key
from domsync.dom.checks.js_values import to_js
from domsync.dom.rare import need_rare_data
from domsync.dom.tree.js_properties import set_js_properties

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

#: The traits of every widget that only concern notebooks, or describe the widget itself; browsers neither get nor set
#: them.
_OWN = frozenset(
    (
        *("_anywidget_id", "_css", "_dom_classes", "_esm", "_model_module", "_model_module_version", "_model_name"),
        *("_view_count", "_view_module", "_view_module_version", "_view_name", "layout", "tabbable", "tooltip"),
    )
)


class _Line:
    """Replaces a widget's connection to a notebook: what the widget sends goes to the pages that show it.

    Args:
        widget: The widget.
        comm_id: The id of the widget's former connection.
    """

    def __init__(self, widget: Any, comm_id: str) -> None:
        self._widget = widget
        self.comm_id = comm_id
        #: The values that browsers have.
        self.state = _values({key: value for key, value in widget.get_state().items() if key not in _OWN})
        self._views: dict[Element, tuple[WidgetView, asyncio.AbstractEventLoop | None, int]] = {}
        self._receive: Callable[[Mapping[str, Any]], None] = lambda message: None

    # Called by the widget

    def on_msg(self, callback: Callable[[Mapping[str, Any]], None]) -> None:
        """Set the function to call with messages from browsers."""
        self._receive = callback

    def send(self, data: Mapping[str, Any], buffers: Iterable[Any] | None = None, **_: Any) -> None:
        """Send new values of traits, or a message, to all browsers."""
        if data["method"] in ("update", "echo_update"):
            state = _with_buffers(data["state"], data.get("buffer_paths", ()), list(buffers or ()))
            told = _values({key: value for key, value in state.items() if key not in _OWN})
            self.state |= told
            self._tell(lambda view, element: self._update(element, told))
        elif data["method"] == "custom":
            content, more = _raw(data["content"]), [_raw(each) for each in buffers or ()]
            self._tell(lambda view, element: view.send(content, more))

    def close(self, *_: Any, **__: Any) -> None:
        """Do nothing: pages keep showing a closed widget as it is."""

    # Called by pages

    def enter(self, view: WidgetView, element: Element) -> None:
        """Note that a page shows the widget."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        self._views[element] = view, loop, threading.get_ident()

    def leave(self, element: Element) -> None:
        """Note that a page no longer shows the widget."""
        self._views.pop(element, None)

    def set(self, values: dict[str, Any]) -> None:
        """Set traits for a browser, as far as the widget accepts the values; it logs those that it refuses."""
        named = {name: value for name, value in values.items() if name not in _OWN and name in self._widget.keys}
        try:
            self._receive(
                {"content": {"data": {"method": "update", "state": named, "buffer_paths": []}}, "buffers": []}
            )
        finally:
            # The widget may have refused or changed values, and it does not report those that it has accepted.
            self.send({"method": "update", "state": self._widget.get_state(list(named))})

    def message(self, content: Any, buffers: list[Any]) -> None:
        """Pass a message to the widget."""
        self._receive({"content": {"data": {"method": "custom", "content": content}}, "buffers": buffers})

    def _update(self, element: Element, told: Mapping[str, Any]) -> None:
        # Each change by itself, not once per turn: widgets may set a trait and reset it at once as a signal.
        present = {**(need_rare_data(element).js_properties or {}), **told}
        set_js_properties(element, {name: value for name, value in present.items() if name in self.state})

    def _tell(self, tell: Callable[[WidgetView, Element], None]) -> None:
        for element, (view, loop, thread) in tuple(self._views.items()):
            if loop is None or thread == threading.get_ident():
                self._tell_one(tell, view, element)
            elif not loop.is_closed():
                loop.call_soon_threadsafe(self._tell_one, tell, view, element)

    def _tell_one(self, tell: Callable[[WidgetView, Element], None], view: WidgetView, element: Element) -> None:
        if element in self._views and element.isConnected:
            tell(view, element)


def _values(state: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_js(_raw(value), 0, plain) for name, value in state.items()}


def _raw(value: Any) -> Any:
    """Convert the binary arrays in a value to bytes: a notebook gives JavaScript a DataView for all of them."""
    if isinstance(value, memoryview | bytearray):
        return bytes(value)
    if isinstance(value, dict):
        return {key: _raw(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_raw(item) for item in value]
    return value


def _with_buffers(state: Any, paths: Iterable[Iterable[Any]], buffers: list[Any]) -> Any:
    """Insert buffers into a state at their paths, as the protocol of notebooks defines it."""
    for path, buffer in zip(paths, buffers, strict=False):
        *way, last = path
        holder = state
        for step in way:
            holder = holder[step]
        holder[last] = buffer
    return state


class WidgetView(ClientModule):
    """Shows a widget of anywidget; created by :func:`anywidget`.

    Args:
        widget: The widget.
        allowed: What its page has to allow.
    """

    widget: Any = Field(exclude=True, repr=False)
    allowed: ModuleNeeds = Field(exclude=True, repr=False)

    def _line(self) -> _Line:
        comm = self.widget.comm
        if not isinstance(comm, _Line):
            comm = self.widget.comm = _Line(self.widget, comm.comm_id if comm is not None else "")
        return comm

    def _sources(self) -> tuple[str | ModuleText, ...]:
        css = str(getattr(self.widget, "_css", "") or "")
        found = (ModuleText(str(self.widget._esm), "js"),)
        return (*found, ModuleText(css, "css")) if css else found

    def _own_needs(self) -> ModuleNeeds:
        return self.allowed

    def _values(self) -> dict[str, Any]:
        return dict(self._line().state)

    def _enter(self, element: Element) -> None:
        super()._enter(element)
        self._line().enter(self, element)

    def _leave(self, element: Element) -> None:
        super()._leave(element)
        self._line().leave(element)

    def _set(self, element: Element, values: dict[str, Any]) -> list[Awaitable[object]]:
        self._line().set(values)
        return []

    def _message(self, content: Any, buffers: list[Any]) -> list[Awaitable[object]]:
        self._line().message(content, buffers)
        return []


def anywidget(
    widget: Any,
    *,
    trusted_html: bool = False,
    styles: Literal["nonce", "inline"] | None = None,
    policy: Mapping[str, Iterable[str]] | None = None,
    attrs: Mapping[str, Any] | None = None,
    key: Key | None = None,
) -> WidgetView:
    """Show a widget of anywidget: plotly's ``FigureWidget``, altair's ``JupyterChart``, or one of your own.

    >>> from domsync import Component, anywidget, html as h
    >>> class Page(Component):
    ...     figure: Any = Field(default_factory=make_figure)
    ...
    ...     def render(self):
    ...         return h.main(anywidget(self.figure, trusted_html=True, styles="inline"))

    Its traits are synchronized with the browser, as in a notebook. Every visitor who sees a widget can set all traits
    that it shares with its JavaScript. Create one for each visitor, or one for all.

    Args:
        widget: The widget.
        trusted_html: Whether its JavaScript assigns markup (`innerHTML`).
        styles: Whether it creates style elements: ``"nonce"`` if they carry the page's nonce, otherwise ``"inline"``.
        policy: Additions to the Content Security Policy of pages that show it.
        attrs: Keyword arguments of the element that it is drawn in.
        key: Identifies it among its siblings.

    Returns:
        A component, to be used as any other.

    Raises:
        TypeError: It is not a widget of anywidget.
    """
    if not all(hasattr(widget, name) for name in ("_esm", "comm", "get_state", "_handle_msg")):
        raise TypeError(
            f"{type(widget).__name__} is not a widget of anywidget; pass an instance of a subclass of "
            "anywidget.AnyWidget (pip install domsync[anywidget])"
        )
    allowed = ModuleNeeds(type(widget).__name__, trusted_html, styles, policy or {})
    return WidgetView(widget=widget, allowed=allowed, attrs=dict(attrs or {}), key=key)
