"""Texts that several people edit at once. All edits are merged, and none is lost.

``log.py`` merges edits and describes the protocol; this module is the text as Python and pages see it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from weakref import ref

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from domsync.components.elements.control import Bindable, ControlBuilder
from domsync.components.handlers import Handler, Plan, known_listener
from domsync.components.handlers.decoding import decode
from domsync.components.shared_text.log import TextLog, Told
from domsync.components.state.tracking import Source
from domsync.dom.controls.operational_transform import Edit, between, from_units, to_units
from domsync.dom.rare import put_property

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.element.element import Element
    from domsync.dom.events.event import Event

#: The event by which a browser sends edits. The client loads its module for shared texts when it has to listen to it.
EVENT = "sharedtext"
#: The message by which a browser receives edits.
MESSAGE = "_text"

#: The number of compared parts of edits that count as one message in the rate limit of a browser.
_PARTS_PER_MESSAGE = 500

_TEXT_INPUTS = frozenset(("text", "search", "tel"))


def _same(document: Document) -> Document:
    return document


def _is_shown(document: Document) -> bool:
    return True


def _free(messages: float) -> None:
    """Do nothing: messages are not counted."""


class Privately:
    """Sends to the one browser whose event is being handled; the server layer provides it for shared parts."""

    document: Callable[[Document], Document] = staticmethod(_same)
    #: Returns whether a browser is connected to a document now.
    has_browser: Callable[[Document], bool] = staticmethod(_is_shown)
    #: Charges that browser for the work that it has caused, in messages.
    charge: Callable[[float], None] = staticmethod(_free)


class TextRecorder(Protocol):
    """Sends edits of a text to other processes."""

    def wrote(self, edit: Edit, clients: dict[str, int]) -> None:
        """Record an edit, while the text's lock is held.

        Args:
            edit: The edit.
            clients: The edit's number among those of the client that made it; empty if no client did.
        """


@dataclass(slots=True)
class _Place:
    """A document that shows the text.

    Attributes:
        told: The number of the last edit that was sent to it; None until a browser has asked for edits.
        loop: The event loop that it belongs to.
    """

    told: int | None
    loop: asyncio.AbstractEventLoop | None
    thread: int
    elements: list[Element] = field(default_factory=list)


class _Control:
    """A visitor's control, whose client name nobody else may use.

    Args:
        page: The visitor's own document.
        element: The control, which may be in a document that several visitors see.
    """

    __slots__ = ("_element", "_page")

    def __init__(self, page: Document, element: Element) -> None:
        self._page = ref(page)
        self._element = ref(element)

    @property
    def is_there(self) -> bool:
        """True if the control is on its page and has a browser."""
        page, element = self._page(), self._element()
        return page is not None and element is not None and element.isConnected and Privately.has_browser(page)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Control) and (self._page, self._element) == (other._page, other._element)

    def __hash__(self) -> int:
        return hash((self._page, self._element))


class SharedText(Bindable):
    """A text that several people edit at the same time, in their browsers and in Python.

    >>> from domsync import Component, SharedText, html as h
    >>> minutes = SharedText("Present: ")
    >>> class Editor(Component):
    ...     def render(self):
    ...         return h.textarea(bind=minutes, rows=20)

    All viewers edit the same text. Concurrent edits are merged: nobody overwrites anybody, and each caret stays where
    it was in the text. Edits made without a connection are merged when it is back.

    Args:
        text: The initial text.
        max_length: The maximum length, counted as ``maxlength`` does.
        single_line: Turn line breaks into spaces. Only a single-line text can be bound to an ``input``.

    Raises:
        ValueError: The text is too long.

    Reading :attr:`value` in ``render`` subscribes, as with a field of a State; a bound control follows without that.
    The text can be read and changed from any thread.
    """

    __slots__ = ("__weakref__", "_joined", "_lock", "_log", "_places", "_recorder", "_source", "id")
    __domsync_observable__: ClassVar[bool] = True

    def __init__(self, text: str = "", *, max_length: int = 100_000, single_line: bool = False) -> None:
        #: Its name in the browsers that show it.
        self.id: str = token_urlsafe(9)
        self._log = TextLog(text, max_length, single_line=single_line)
        self._joined: str | None = None
        self._places: dict[Document, _Place] = {}
        self._source = Source()
        self._lock = threading.RLock()
        self._recorder: TextRecorder | None = None

    # In Python

    @property
    def value(self) -> str:
        """The text. Setting it replaces only the part that differs, from the first difference to the last, and
        merges.
        """
        self._source.read()
        return self._text()

    @value.setter
    def value(self, text: str) -> None:
        units = self._log.clean(text)
        with self._lock:
            self._edit(between(self._log.units, units))

    def _text(self) -> str:
        joined = self._joined
        if joined is None:
            with self._lock:
                joined = self._joined = from_units(self._log.units)
        return joined

    def insert(self, index: int, text: str) -> None:
        """Insert text.

        Args:
            index: The character to insert before. Negative indexes count from the end, as in a slice.
            text: The text.

        Raises:
            ValueError: The result would be too long.
        """
        self.replace(index, index, text)

    def append(self, text: str) -> None:
        """Append text.

        Args:
            text: The text.

        Raises:
            ValueError: The result would be too long.
        """
        with self._lock:
            self._edit([len(self._log.units), self._log.clean(text)])

    def delete(self, start: int, end: int) -> None:
        """Delete characters.

        Args:
            start: The start index, as in a slice.
            end: The end index, exclusive.
        """
        self.replace(start, end, "")

    def replace(self, start: int, end: int, text: str) -> None:
        """Replace characters with text.

        Args:
            start: The start index, as in a slice.
            end: The end index, exclusive.
            text: The text.

        Raises:
            ValueError: The result would be too long.
        """
        with self._lock:
            whole = self._text()
            first, last, _ = slice(start, end).indices(len(whole))
            at, removed = len(to_units(whole[:first])), len(to_units(whole[first:last]))
            self._edit([at, -removed, self._log.clean(text)])

    def __str__(self) -> str:
        return self.value

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        # There is a text, even if it is empty.
        return True

    def __repr__(self) -> str:
        return f"<SharedText {self._text()[:40]!r}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> SharedText:
        # A copy of a model gets a text of its own, which nobody is editing.
        return SharedText(self._text(), max_length=self._log.max_length, single_line=self._log.single_line)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Accept a SharedText or a string in a field of this type, and serialize it as a string."""
        return core_schema.no_info_plain_validator_function(
            lambda value: cls(value) if isinstance(value, str) else cls._checked(value),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda text: text._text()),
        )

    @classmethod
    def _checked(cls, value: object) -> SharedText:
        if not isinstance(value, cls):
            raise ValueError("expected a SharedText or a string")
        return value

    def _edit(self, edit: Edit) -> None:
        if self._log.edit(edit):
            self._wrote({})

    def _wrote(self, clients: dict[str, int]) -> None:
        """Distribute an edit that was made in this process."""
        if self._recorder is not None:
            for _, _, edit in self._log.since(self._log.revision - 1) or ():
                self._recorder.wrote(edit, clients)
        self._changed()

    def _changed(self) -> None:
        """Notify all pages that show the text, and everything that reads it."""
        self._joined = None
        self._source.changed()
        here = threading.get_ident()
        for document, place in tuple(self._places.items()):
            if place.loop is None or place.thread == here:
                self._tell(document)
            elif not place.loop.is_closed():
                place.loop.call_soon_threadsafe(self._tell, document)

    # On pages

    def apply(self, builder: ControlBuilder) -> None:
        """Bind a control to the text (called for ``bind=``).

        Args:
            builder: The control's other keywords.

        Raises:
            TypeError: The element cannot show the text, or has conflicting handlers or a value.
        """
        tag, keywords = builder.spec.tag, builder.keywords
        kind = keywords.get("type") or "text"
        if tag == "input" and not self._log.single_line:
            raise TypeError("an input has one line: bind it to a SharedText(single_line=True), or use a textarea")
        if tag != "textarea" and (tag != "input" or kind not in _TEXT_INPUTS):
            raise TypeError(f"a SharedText is for textarea and for text inputs, not for <{tag} type={kind!r}>")
        if keywords.get("value") is not None:
            raise TypeError(f"value= and bind= both set what <{tag}> shows; give only one of them")
        builder.attributes["data-shared-text"] = self.id
        builder.attributes.setdefault("maxlength", str(self._log.max_length))
        # Text that a browser restores when the page is reloaded would count as typed.
        builder.attributes.setdefault("autocomplete", "off")
        listener = known_listener((("edit", "detail"),), 0, 0, 0, ())
        builder.listen(Handler(self._heard, Plan(EVENT, listener, wants_event=True)))
        builder.fill, builder.gone = self._enter, self._leave

    def _enter(self, element: Element) -> None:
        with self._lock:
            document = element.getDocument()
            place = self._places.get(document)
            if place is None:
                place = self._places[document] = _Place(None, _running_loop(), threading.get_ident())
            place.elements.append(element)
            # HTML can only express the default value; later edits change the value.
            element.defaultValue = self._text()

    def _leave(self, element: Element) -> None:
        with self._lock:
            document = element.getDocument()
            place = self._places.get(document)
            if place is not None:
                place.elements = [other for other in place.elements if other is not element]
                if not place.elements:
                    del self._places[document]

    def _tell(self, document: Document) -> None:
        """Send a document's browsers the edits that they do not have."""
        with self._lock:
            place = self._places.get(document)
            if place is None:
                return
            if place.told is not None:
                news, place.told = self._log.since(place.told), self._log.revision
                if news is None:
                    # The browser notices a gap in the numbers, and asks for the text.
                    news = self._log.since(self._log.revision - 1) or []
                for revision, by, edit in news:
                    shown = [from_units(part) if isinstance(part, str) else part for part in edit]
                    document.deliver(MESSAGE, {"id": self.id, "r": revision, "by": by, "edit": shown})
            for element in place.elements:
                # Not an op: the browsers make the edit themselves.
                put_property(element, "value", self._text())

    def _heard(self, event: Event) -> None:
        told = decode(event.payload, Told)
        element: Any = event.currentTarget
        may_edit = not (element.hasAttribute("readonly") or element.hasAttribute("disabled"))
        with self._lock:
            place = self._places.get(element.getDocument())
            if place is not None and place.told is None:
                place.told = self._log.revision
            before = self._log.revision
            private = Privately.document(element.getDocument())
            answer = self._log.hear(told, may_edit=may_edit, owner=_Control(private, element))
            Privately.charge(self._log.work / _PARTS_PER_MESSAGE)
            if self._log.revision != before:
                self._wrote({told.c: told.n})
            if answer is not None:
                private.deliver(MESSAGE, {"id": self.id, **answer})


def record(text: SharedText, recorder: TextRecorder, name: str) -> tuple[TextLog, threading.RLock]:
    """Set a recorder that receives all edits made in this process.

    Args:
        text: The text.
        recorder: The recorder.
        name: The text's name in all processes, by which a page that continues in another process finds it.

    Returns:
        The log of the text's edits in this process, and the lock to hold while reading it.

    Raises:
        ValueError: There is a recorder already, or pages show the text and know it by another name.
    """
    with text._lock:
        if text._recorder is not None:
            raise ValueError(f"{text!r} is already replicated between processes")
        if text._places:
            raise ValueError(f"pages already show {text!r}; replicate it before they do")
        text._recorder, text.id = recorder, name
        return text._log, text._lock


def merge(text: SharedText, edit: Edit, by: int) -> None:
    """Apply an edit of another process, already transformed to fit. The recorder does not receive it.

    Args:
        text: The text.
        edit: The edit.
        by: The number by which browsers order concurrent edits.
    """
    with text._lock:
        text._log.merge(edit, by)
        text._changed()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
