"""Methods that the browser carries out: `focus()`, `scrollIntoView()`, `showModal()` and others."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Any, Final

from domsync.dom import ops
from domsync.dom.controls import radio_groups
from domsync.dom.controls import state as controls
from domsync.dom.element.base import ElementBase
from domsync.dom.element.properties import require_tag
from domsync.dom.rare import note_modal
from domsync.dom.traversal import descend
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

#: Every method that a `Call` op may name; the client has the same list.
WIRE_METHODS: Final = frozenset(
    (
        *("focus", "blur", "click", "scrollIntoView", "scrollTo", "scrollBy", "select", "setSelectionRange"),
        *("showModal", "show", "close", "showPopover", "hidePopover", "togglePopover", "requestFullscreen"),
        *("play", "pause", "load", "reset", "requestSubmit", "reportValidity", "setCustomValidity"),
        *("getBoundingClientRect", "checkValidity"),
        "module",
    )
)
#: The only one that also accepts bytes: it calls the client module that an element shows, or sends it a message.
MODULE: Final = "module"

_TEXT_FIELDS = ("input", "textarea")
_VALIDATED = ("button", "fieldset", "form", "input", "object", "output", "select", "textarea")
_MEDIA = ("audio", "video")


class BrowserMethods(ElementBase):
    """Methods that act in the browser. On an element that is not connected they do nothing."""

    __slots__ = ()

    def focus(self, options: Mapping[str, bool] | None = None) -> None:
        """Focus the element.

        Args:
            options: `{"preventScroll": True}` does not scroll the element into view.
        """
        self._call("focus", *_given(options))

    def blur(self) -> None:
        """Remove the focus from the element."""
        self._call("blur")

    def click(self) -> None:
        """Click the element; its listeners run as for any click."""
        self._call("click")

    def scrollIntoView(self, options: bool | Mapping[str, str] | None = None) -> None:
        """Scroll the element into view.

        Args:
            options: `{"behavior": "smooth", "block": "center", "inline": "nearest"}`, or False to align its bottom
                edge.
        """
        self._call("scrollIntoView", *_given(options))

    def scrollTo(self, x: float | Mapping[str, Any], y: float | None = None) -> None:
        """Scroll the element's content to a position: `scrollTo(0, 100)` or `scrollTo({"top": 100})`."""
        self._call("scrollTo", *_given(x), *_given(y))

    def scrollBy(self, x: float | Mapping[str, Any], y: float | None = None) -> None:
        """Scroll the element's content by a distance, in CSS pixels."""
        self._call("scrollBy", *_given(x), *_given(y))

    def requestFullscreen(self) -> None:
        """Show the element in full screen. Browsers allow it only shortly after a click."""
        self._call("requestFullscreen")

    def select(self) -> None:
        """Select the whole text of an input or textarea."""
        require_tag(self, "select", _TEXT_FIELDS)
        self._call("select")

    def setSelectionRange(self, start: int, end: int, direction: str = "none") -> None:
        """Select part of the text of an input or textarea.

        Args:
            start: Offset of the first selected UTF-16 code unit.
            end: Offset after the last selected code unit.
            direction: `"forward"`, `"backward"` or `"none"`.
        """
        require_tag(self, "setSelectionRange", _TEXT_FIELDS)
        self._call("setSelectionRange", start, end, direction)

    def showModal(self) -> None:
        """Open a dialog as a modal one, on top of everything else.

        Raises:
            DOMException: InvalidStateError: it is already open, or not connected.
        """
        require_tag(self, "showModal", ("dialog",))
        if "open" in (self.attribute_map or ()):
            if self.rare_data is not None and self.rare_data.modal:
                return
            raise DOMException("the dialog is already open, but not modal", "InvalidStateError")
        if not self.node_id:
            raise DOMException("the dialog is not connected", "InvalidStateError")
        note_modal(self)
        controls.set_open(self, True)
        self._call("showModal")

    def show(self) -> None:
        """Open a dialog without blocking the rest of the page."""
        require_tag(self, "show", ("dialog",))
        if "open" in (self.attribute_map or ()):
            return
        controls.set_open(self, True)
        self._call("show")

    def close(self, returnValue: str | None = None) -> None:
        """Close a dialog.

        Args:
            returnValue: The dialog's new `returnValue` in the browser.
        """
        require_tag(self, "close", ("dialog",))
        if "open" in (self.attribute_map or ()):
            controls.set_open(self, False)
            self._call("close", *_given(returnValue))

    def showPopover(self) -> None:
        """Show a popover.

        Raises:
            DOMException: NotSupportedError: the element has no `popover` attribute. InvalidStateError: it is not
                connected.
        """
        self.togglePopover(True)

    def hidePopover(self) -> None:
        """Hide a popover.

        Raises:
            DOMException: NotSupportedError: the element has no `popover` attribute. InvalidStateError: it is not
                connected.
        """
        self.togglePopover(False)

    def togglePopover(self, force: bool | None = None) -> bool:
        """Show a popover that is hidden, or hide one that is shown.

        Args:
            force: True only shows it, False only hides it.

        Returns:
            Whether it is shown now.

        Raises:
            DOMException: NotSupportedError: the element has no `popover` attribute. InvalidStateError: it is not
                connected.
        """
        if "popover" not in (self.attribute_map or ()):
            raise DOMException(f"<{self.element_name.qualified}> has no attribute popover", "NotSupportedError")
        is_open = self.rare_data is not None and self.rare_data.popover
        wanted = not is_open if force is None else force
        if wanted and not self.node_id:
            raise DOMException("the popover is not connected", "InvalidStateError")
        if wanted != is_open:
            controls.set_popover(self, wanted)
            self._call("showPopover" if wanted else "hidePopover")
        return wanted

    def play(self) -> None:
        """Play a video or audio. Browsers may require a click first."""
        require_tag(self, "play", _MEDIA)
        self._call("play")

    def pause(self) -> None:
        """Pause a video or audio."""
        require_tag(self, "pause", _MEDIA)
        self._call("pause")

    def load(self) -> None:
        """Load a video or audio again."""
        require_tag(self, "load", _MEDIA)
        self._call("load")

    def reset(self) -> None:
        """Reset a form's controls to their default values."""
        require_tag(self, "reset", ("form",))
        for node in descend(self.getRootNode()):
            if node.element_name is not None and node.element_name.is_control and radio_groups.form_of(node) is self:  # type: ignore[arg-type]
                controls.reset_control(node)  # type: ignore[arg-type]
        self._call("reset")

    def requestSubmit(self, submitter: Element | None = None) -> None:
        """Submit a form as a click on its submit button does: with validation and a `submit` event.

        Args:
            submitter: The submit button of the form to click.
        """
        require_tag(self, "requestSubmit", ("form",))
        if submitter is None:
            self._call("requestSubmit")
        else:
            submitter.click()

    def setCustomValidity(self, message: str) -> None:
        """Mark a control as invalid with a message, or as valid with an empty one."""
        require_tag(self, "setCustomValidity", _VALIDATED)
        self._call("setCustomValidity", message)

    def reportValidity(self) -> None:
        """Show the user what is invalid in a control or form."""
        require_tag(self, "reportValidity", _VALIDATED)
        self._call("reportValidity")

    def checkValidity(self) -> Awaitable[Any]:
        """Ask the browser whether a control or form is valid.

        Returns:
            An awaitable of the answer.

        Raises:
            DOMException: InvalidStateError: the element is not connected.
        """
        require_tag(self, "checkValidity", _VALIDATED)
        return self.node_document.ask(self, "checkValidity")

    def getBoundingClientRect(self) -> Awaitable[Any]:
        """Ask the browser for the element's position and size.

        Returns:
            An awaitable of a dict with `x`, `y`, `width` and `height` in CSS pixels.

        Raises:
            DOMException: InvalidStateError: the element is not connected.
        """
        return self.node_document.ask(self, "getBoundingClientRect")

    def _call(self, method: str, *arguments: ops.Json) -> None:
        if self.node_id:
            self.node_document.call(self, method, *arguments)


def _given(argument: Any) -> tuple[Any, ...]:
    if argument is None:
        return ()
    return (dict(argument),) if isinstance(argument, Mapping) else (argument,)
