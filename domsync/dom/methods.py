"""Calls that reach the browser: `focus()`, `scrollIntoView()`, `showModal()` and the like."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any, Final

from domsync.dom import controls, ops, radio_groups
from domsync.dom.attribute_methods import AttributeMethods
from domsync.dom.compare import descend
from domsync.dom.properties import require_tag
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.element import Element

#: Every method that a `Call` op may name; the client has the same list.
WIRE_METHODS: Final = frozenset(
    (
        *("focus", "blur", "click", "scrollIntoView", "scrollTo", "scrollBy", "select", "setSelectionRange"),
        *("showModal", "show", "close", "showPopover", "hidePopover", "togglePopover", "requestFullscreen"),
        *("play", "pause", "load", "reset", "requestSubmit", "reportValidity", "setCustomValidity"),
        *("getBoundingClientRect", "checkValidity"),
    )
)

_TEXT_FIELDS = ("input", "textarea")
_VALIDATED = ("button", "fieldset", "form", "input", "object", "output", "select", "textarea")
_MEDIA = ("audio", "video")


class BrowserMethods(AttributeMethods):
    """Methods that do their work in the browser. An element that is not connected is not there, so nothing happens."""

    __slots__ = ()

    def focus(self, options: Mapping[str, bool] | None = None) -> None:
        """Give the element the keyboard focus.

        Args:
            options: `{"preventScroll": True}` leaves the page where it is.
        """
        self._call("focus", *_given(options))

    def blur(self) -> None:
        """Take the keyboard focus away from the element."""
        self._call("blur")

    def click(self) -> None:
        """Click on the element; listeners hear of it as of any click."""
        self._call("click")

    def scrollIntoView(self, options: bool | Mapping[str, str] | None = None) -> None:
        """Scroll until the element can be seen.

        Args:
            options: `{"behavior": "smooth", "block": "center", "inline": "nearest"}`, or False for the lower edge.
        """
        self._call("scrollIntoView", *_given(options))

    def scrollTo(self, x: float | Mapping[str, Any], y: float | None = None) -> None:
        """Scroll the element's content to a place: `scrollTo(0, 100)` or `scrollTo({"top": 100})`."""
        self._call("scrollTo", *_given(x), *_given(y))

    def scrollBy(self, x: float | Mapping[str, Any], y: float | None = None) -> None:
        """Scroll the element's content by a distance."""
        self._call("scrollBy", *_given(x), *_given(y))

    def requestFullscreen(self) -> None:
        """Show the element on the whole screen. Browsers only allow it shortly after a click."""
        self._call("requestFullscreen")

    def select(self) -> None:
        """Select the whole text of an input or textarea."""
        require_tag(self, "select", _TEXT_FIELDS)
        self._call("select")

    def setSelectionRange(self, start: int, end: int, direction: str = "none") -> None:
        """Select a part of the text of an input or textarea.

        Args:
            start: Offset of the first selected UTF-16 code unit.
            end: Offset after the last one.
            direction: `"forward"`, `"backward"` or `"none"`.
        """
        require_tag(self, "setSelectionRange", _TEXT_FIELDS)
        self._call("setSelectionRange", start, end, direction)

    def showModal(self) -> None:
        """Open a dialog above everything else.

        Raises:
            DOMException: InvalidStateError: it is open already, or not connected.
        """
        require_tag(self, "showModal", ("dialog",))
        if "open" in (self._attributes or ()):
            if self._rare is not None and self._rare.modal:
                return
            raise DOMException("the dialog is open already, but not as a modal one", "InvalidStateError")
        if not self._wire:
            raise DOMException("the dialog is not connected", "InvalidStateError")
        self._need_rare().modal = True
        controls.set_open(self, True)
        self._call("showModal")

    def show(self) -> None:
        """Open a dialog beside the rest of the page."""
        require_tag(self, "show", ("dialog",))
        if "open" in (self._attributes or ()):
            return
        controls.set_open(self, True)
        self._call("show")

    def close(self, returnValue: str | None = None) -> None:
        """Close a dialog.

        Args:
            returnValue: What the dialog's `returnValue` becomes in the browser.
        """
        require_tag(self, "close", ("dialog",))
        if "open" in (self._attributes or ()):
            controls.set_open(self, False)
            self._call("close", *_given(returnValue))

    def showPopover(self) -> None:
        """Show an element that has the attribute `popover`."""
        self._call("showPopover")

    def hidePopover(self) -> None:
        """Hide an element that has the attribute `popover`."""
        self._call("hidePopover")

    def togglePopover(self, force: bool | None = None) -> None:
        """Show or hide an element that has the attribute `popover`."""
        self._call("togglePopover", *_given(force))

    def play(self) -> None:
        """Play a video or audio. Browsers may wait for a click first."""
        require_tag(self, "play", _MEDIA)
        self._call("play")

    def pause(self) -> None:
        """Pause a video or audio."""
        require_tag(self, "pause", _MEDIA)
        self._call("pause")

    def load(self) -> None:
        """Load a video or audio anew."""
        require_tag(self, "load", _MEDIA)
        self._call("load")

    def reset(self) -> None:
        """Give all controls of a form their default values back."""
        require_tag(self, "reset", ("form",))
        for node in descend(self.getRootNode()):
            if node._name is not None and node._name.is_control and radio_groups.form_of(node) is self:  # type: ignore[arg-type]
                controls.reset_control(node)  # type: ignore[arg-type]
        self._call("reset")

    def requestSubmit(self, submitter: Element | None = None) -> None:
        """Submit a form as a click on its button does: validated, and with a `submit` event.

        Args:
            submitter: One of the form's submit buttons; it is clicked.
        """
        require_tag(self, "requestSubmit", ("form",))
        if submitter is None:
            self._call("requestSubmit")
        else:
            submitter.click()

    def setCustomValidity(self, message: str) -> None:
        """Mark a control as wrong, or as right with the empty message."""
        require_tag(self, "setCustomValidity", _VALIDATED)
        self._call("setCustomValidity", message)

    def reportValidity(self) -> None:
        """Show the user what is wrong with a control or form."""
        require_tag(self, "reportValidity", _VALIDATED)
        self._call("reportValidity")

    def checkValidity(self) -> Awaitable[Any]:
        """Ask the browser whether a control or form is filled in validly.

        Returns:
            What gives the answer when it is awaited.

        Raises:
            DOMException: InvalidStateError: the element is not connected.
        """
        require_tag(self, "checkValidity", _VALIDATED)
        return self._document.ask(self, "checkValidity")

    def getBoundingClientRect(self) -> Awaitable[Any]:
        """Ask the browser where the element is.

        Returns:
            What gives a dict with `x`, `y`, `width`, `height` in CSS pixels when it is awaited.

        Raises:
            DOMException: InvalidStateError: the element is not connected.
        """
        return self._document.ask(self, "getBoundingClientRect")

    def _call(self, method: str, *arguments: ops.Json) -> None:
        if self._wire:
            self._document.call(self, method, *arguments)


def _given(argument: Any) -> tuple[Any, ...]:
    if argument is None:
        return ()
    return (dict(argument),) if isinstance(argument, Mapping) else (argument,)
