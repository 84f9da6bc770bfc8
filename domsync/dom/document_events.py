"""The part of a document that talks with the browser: its events, calls into it, and messages to its scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from domsync.dom import controls, ops
from domsync.dom.attributed import AttributedNode
from domsync.dom.events import Event, EventHost, EventTarget, Host, ListenerEntry, dispatch, translate_getter
from domsync.dom.json_values import to_json
from domsync.dom.methods import WIRE_METHODS
from domsync.dom.node import TargetOnly, require_node
from domsync.dom.registry import Registry
from domsync.dom.unicode import well_formed
from domsync.dom.window import tell
from domsync.errors import DOMException, LimitError, ProtocolError, UnsafeValueError

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.dom.element import Element
    from domsync.dom.node import Node

#: Where a browser reads what the user entered, and what kind of value comes from there.
_ENTERED = {
    "currentTarget.value": str,
    "target.value": str,
    "currentTarget.checked": bool,
    "target.checked": bool,
    "currentTarget.selectedOptions.0.value": str,
    "target.selectedOptions.0.value": str,
}


#: What a message of the original client has beside the fields.
_NO_FIELDS = frozenset(("doc", "domsync", "event", "id", "listener"))


class DocumentEvents(Registry):
    """What happens in the browser, and what is to happen there."""

    __slots__ = ("_calls", "_host", "_last_call", "entered", "scripts")

    #: Whether the document's browsers evaluate JavaScript; the compact wire never does.
    scripts: bool

    def __init__(self, document: Document, root_id: str, *, scripts: bool) -> None:
        super().__init__(document, root_id)
        self.scripts = scripts
        self._host = Host()
        self._calls: dict[int, asyncio.Future[Any]] = {}
        self._last_call = 0
        #: How often something has been entered in a control.
        self.entered = 0

    # Events

    @property
    def run(self) -> Callable[[Awaitable[object]], None]:
        """Runs what an async callback is to do: by default as a task of the running loop, held until it is done."""
        return self._host.run

    @run.setter
    def run(self, run: Callable[[Awaitable[object]], None]) -> None:
        self._host.run = run

    @property
    def report(self) -> Callable[[BaseException, str], None]:
        """Is told of each exception that a callback raises, and where: by default it goes to the log `domsync`."""
        return self._host.report

    @report.setter
    def report(self, report: Callable[[BaseException, str], None]) -> None:
        self._host.report = report

    def dispatch(self, node: EventTarget, event: Event) -> list[Awaitable[object]]:
        """Take an event to its target and through the target's ancestors.

        Args:
            node: Where it happened.
            event: What happened. One that is trusted (`browser_event()`) has happened in the browser already.

        Returns:
            What the async callbacks are to do; it has to be awaited.
        """
        if event.isTrusted and event.type == "close" and getattr(node, "localName", "") == "dialog":
            controls.set_open(node, False)  # type: ignore[arg-type]
        return dispatch(node, event, self.report)

    def accept_value(self, node: Node, value: str | bool | list[str]) -> None:
        """Take note of what the user entered, before the handlers run. The browser is not told: it has it already.

        What the user cannot have entered there (text in a disabled input) is passed over.

        Args:
            node: The control.
            value: The text of an input or textarea or the value chosen in a select; whether a checkbox or radio button
                is checked; the values chosen in a select that takes several.
        """
        self.entered += 1
        if node.nodeType == node.ELEMENT_NODE:
            controls.accept(node, value)  # type: ignore[arg-type]

    def handle_event(self, msg: Mapping[str, Any]) -> Any:
        """Handle a message of the original client: `{"domsync": true, "event": ..., "id": ..., "value": ...}`.

        The value is taken over into the tree where the listener's getter reads what the user entered, and then the
        callbacks run that listen to the event on this very element: in JavaScript text each element reports for itself.

        Args:
            msg: The message, decoded.

        Returns:
            What the callback returned; that of an async callback is to be awaited. None if nothing listens.

        Raises:
            ProtocolError: It is no such message.
        """
        name, id = msg.get("event"), msg.get("id")
        if not msg.get("domsync") or not isinstance(name, str) or not isinstance(id, str):
            raise ProtocolError(4400, "invalid message", "not a message of the original client")
        target = self.target_of(msg)
        entries = [] if target is None else target._entries(name)
        if target is None or not entries:
            return None
        try:
            fields = {field: to_json(given) for field, given in msg.items() if field not in _NO_FIELDS}
        except (TypeError, ValueError) as error:
            raise ProtocolError(4400, "invalid message", str(error)) from error
        value = msg.get("value")
        for path in {path for entry in entries for field, path in entry.listener.fields if field == "value"}:
            if (
                isinstance(value, str | bool)
                and type(value) is _ENTERED.get(path)
                and isinstance(target, AttributedNode)
            ):
                controls.accept(target, value)
        event = TargetOnly(name, payload=msgspec.json.encode({"value": None, **fields}))
        event.isTrusted = True
        results: list[object] = []
        awaitables = dispatch(target, event, self.report, results)
        result = results[0] if results else None
        for awaitable in awaitables:
            if awaitable is not result:
                self.run(awaitable)
        return result

    def target_of(self, message: Mapping[str, Any]) -> EventTarget | None:
        """Find who a message of the original client is about.

        It names the key that the page's registry has, which is the id that the element had when it was inserted.

        Args:
            message: The message, with an `id` and an `event`.

        Returns:
            A connected node, this document or its window; None if there is none, or if the message is one of a listener
            that has been replaced.
        """
        renderer = self._document._renderer
        wire = None if renderer is None else renderer.target(message)
        if wire is not None:
            return self.node_for(wire)
        element = self._find_id(str(message.get("id")))
        return element if element is not None and element._wire else None

    def _event_parent(self, event: Event) -> EventTarget | None:
        # https://html.spec.whatwg.org/#the-window-object: a document's get the parent
        return None if event.type == "load" else self._window

    def _event_host(self) -> EventHost:
        return self

    def _before_listen(self, type: str, listener: ops.Listener) -> None:
        self._check_listener(listener, is_new=not self._entries(type))

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        tell(self, self._document, ops.DOCUMENT, type, before)

    def _check_listener(self, listener: ops.Listener, *, is_new: bool) -> None:
        """Refuse a listener that the browser cannot serve, or one too many."""
        script = listener.script
        if script is not None and not self.scripts and translate_getter(script) is None:
            raise UnsafeValueError(
                "js_value_getter",
                script,
                "this document's browser evaluates no JavaScript; name a way through properties, as in 'this.value',"
                " or use fields=[('name', 'path.from.the.event')]",
            )
        limit = self.limits.listeners
        if is_new and limit is not None and self._listening >= limit:
            raise LimitError("listeners", limit)

    # Calls

    def call(self, node: Node, method: str, *arguments: Any) -> None:
        """Call a method of a node in the browser.

        Args:
            node: A connected node.
            method: One of `WIRE_METHODS`.
            arguments: JSON values.

        Raises:
            DOMException: InvalidStateError: the node is not connected.
            ValueError: There is no such method.
        """
        self._log_call(node, method, arguments, 0)

    def ask(self, node: Node, method: str, *arguments: Any) -> Awaitable[Any]:
        """Call a method of a node in the browser for its result.

        Args:
            node: A connected node.
            method: One of `WIRE_METHODS`.
            arguments: JSON values.

        Returns:
            What gives the result when it is awaited. Where a document is shown to many, the first answer counts.

        Raises:
            DOMException: InvalidStateError: the node is not connected.
            ValueError: There is no such method.
            RuntimeError: No asyncio loop is running.
        """
        future = _future(f"{method}()")
        number = self._last_call + 1
        self._log_call(node, method, arguments, number)
        self._expect(number, future)
        return future

    def _expect(self, number: int, future: asyncio.Future[Any]) -> None:
        self._last_call = number
        self._calls[number] = future
        future.add_done_callback(lambda _: self._calls.pop(number, None))

    def _log_call(self, node: Node, method: str, arguments: tuple[Any, ...], number: int) -> None:
        if method not in WIRE_METHODS:
            raise ValueError(f"the browser's client has no method {method!r}; it has {', '.join(sorted(WIRE_METHODS))}")
        if require_node(node)._document is not self or not node._wire:
            raise DOMException(f"{node!r} is not connected to this document", "InvalidStateError")
        self._log(ops.Call(node._wire, method, tuple([to_json(argument) for argument in arguments]), number))

    def resolve_call(self, number: int, ok: bool, value: Any) -> None:
        """Give the browser's answer to who waits for it.

        Args:
            number: The call's number; one that nobody waits for is passed over.
            ok: Whether the call succeeded.
            value: Its result, or the text of its error.
        """
        future = self._calls.pop(number, None)
        if future is None or future.done():
            return
        if ok:
            future.set_result(value)
        else:
            future.set_exception(DOMException(str(value), "OperationError"))

    def fail_calls(self, error: BaseException) -> None:
        """Raise an exception where calls wait for their answers, because the browser has gone."""
        for future in list(self._calls.values()):
            if not future.done():
                future.set_exception(error)
                # Whoever does not wait need not hear of it.
                future.exception()

    # Messages and other documents

    def deliver(self, op: str, params: Mapping[str, Any]) -> None:
        """Send a message to the page's own scripts: `HANDLERS[op](params)`.

        Args:
            op: The handler's name.
            params: JSON values by name.

        Raises:
            TypeError: The parameters are not JSON.
        """
        self._log(ops.Message(well_formed(op), to_json(params)))  # type: ignore[arg-type]

    def consult(self, op: str, params: Mapping[str, Any]) -> asyncio.Future[Any]:
        """Send a message to the page's own scripts and have what ``HANDLERS[op](params)`` returns.

        Args:
            op: The handler's name.
            params: JSON values by name.

        Returns:
            What gives the result when it is awaited.

        Raises:
            TypeError: The parameters are not JSON.
            RuntimeError: No asyncio loop is running.
        """
        future = _future(f"the answer to {op!r}")
        number = self._last_call + 1
        self._log(ops.Message(well_formed(op), to_json(params), number))  # type: ignore[arg-type]
        self._expect(number, future)
        return future

    def mount(self, element: Element, number: int) -> None:
        """Show a shared document in an element.

        Args:
            element: An element of this document.
            number: The shared document's number in the session, 0 to part them.
        """
        if require_node(element)._document is not self:
            raise DOMException(f"{element!r} belongs to another document", "WrongDocumentError")
        if element._mount != number:
            element._need_rare().mount = number
            if element._wire:
                self._log(ops.Mount(element._wire, number))


def _future(what: str) -> asyncio.Future[Any]:
    try:
        return asyncio.get_running_loop().create_future()
    except RuntimeError:
        raise RuntimeError(f"{what} has to come from the browser; ask for it in a coroutine") from None
