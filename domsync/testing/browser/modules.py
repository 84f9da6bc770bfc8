"""Models of client modules, as in `client/extra/modules.js`; the test plays the JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from domsync.dom.checks.js_values import Binary, to_js
from domsync.dom.tree.differences import Edit, with_edits
from domsync.render.wire import encode_value
from domsync.testing.steps import BrowserComplaintError
from domsync.testing.tree.nodes import BrowserFault, ReferenceElement

if TYPE_CHECKING:
    from domsync.testing.browser import Browser


class ModuleModel:
    """The model shown by one element.

    Args:
        is_private: Whether it is in the page's own document.
    """

    def __init__(self, *, is_private: bool) -> None:
        self._is_private = is_private
        self._values: dict[str, Any] = {}
        #: Values that the module has saved and the server has not handled, each with the event's number.
        self._own: dict[str, tuple[Any, int]] = {}
        #: The messages that have arrived, each with its buffers.
        self.messages: list[tuple[Any, list[Any]]] = []
        #: The functions that the server may call.
        self.functions: dict[str, Callable[..., Any]] = {}

    def update(self, edits: Iterable[Edit], acknowledged: int) -> None:
        """Apply edits from the server."""
        self._settle(acknowledged)
        try:
            self._values = with_edits(self._values, tuple(edits))
        except (LookupError, TypeError, AttributeError) as error:
            raise BrowserFault(f"a property cannot be edited: {error!r}") from error

    def values(self, acknowledged: int) -> dict[str, Any]:
        """Read the values as the module sees them."""
        self._settle(acknowledged)
        shown = {**self._values, **{name: value for name, (value, _) in self._own.items()}}
        return {name: shown_value(value) for name, value in shown.items()}

    def saved(self, values: Mapping[str, Any], n: int) -> None:
        """Record that the module has saved values in an event."""
        self._own |= {name: (value, n) for name, value in values.items()}

    def _settle(self, acknowledged: int) -> None:
        for name, (value, n) in tuple(self._own.items()):
            if n <= acknowledged:
                del self._own[name]
                if self._is_private:
                    self._values[name] = value


def shown_value(value: Any) -> Any:
    """The value as a test compares it, with the bytes themselves."""
    if isinstance(value, Binary):
        return value.data if not value.kind else value
    if isinstance(value, list):
        return [shown_value(item) for item in value]
    if isinstance(value, dict):
        return {key: shown_value(item) for key, item in value.items()}
    return value


def save(browser: Browser, element: ReferenceElement, values: Mapping[str, Any]) -> None:
    """Have the module save values: `model.set(...)` and `model.save_changes()`."""
    n = _emit(browser, element, {"set": dict(values)})
    if n > 0:
        model_of(element).saved(values, n)


def send(browser: Browser, element: ReferenceElement, content: Any, buffers: Iterable[Any]) -> None:
    """Have the module send a message: `model.send(content, undefined, buffers)`."""
    _emit(browser, element, {"content": content, "buffers": list(buffers)})


def _emit(browser: Browser, element: ReferenceElement, payload: Mapping[str, Any]) -> int:
    model_of(element)
    number = browser.place_of(element)
    if number is None or "module" not in browser.listeners_at(number, element.wire):
        raise BrowserFault("the element is no client module")
    told = msgspec.json.decode(encode_value(to_js(payload)))
    return browser.emit(number, element.wire, "module", [(element.wire, told)], all_told=True)


def model_of(element: ReferenceElement) -> ModuleModel:
    """The model that an element shows.

    Raises:
        BrowserFault: The element shows no model.
    """
    if not isinstance(element.model, ModuleModel):
        raise BrowserFault(f"<{element.kind}> is no client module")
    return element.model


def told(browser: Browser, element: ReferenceElement, arguments: tuple[Any, ...]) -> tuple[bool, object]:
    """Handle what the server sends to a module.

    Returns:
        Whether a called function has returned, and its result.
    """
    model = model_of(element)
    match arguments:
        case ["message", content, buffers]:
            model.messages.append((shown_value(content), shown_value(buffers)))
        case ["refused", text]:
            browser.record.failed(BrowserComplaintError(f"domsync: {text}"))
        case ["call", name, given]:
            function = model.functions.get(name)
            if function is None:
                return False, f"Error: the module has no function {name}"
            try:
                return True, msgspec.json.decode(encode_value(to_js(function(*map(shown_value, given)))))
            except Exception as error:  # noqa: BLE001 - as what JavaScript throws, it is the server's to handle
                return False, f"{type(error).__name__}: {error}"
        case _:
            raise BrowserFault(f"a module cannot be told {arguments!r}")
    return True, None
