"""A text that several people type into at once: what all of them do is merged, and nothing is lost.

The server has the text and a row of numbered edits. A browser shows its user's edits at once and sends each with the
number of the last edit that it knew; the server makes it fit after what happened since, gives it the next number and
tells everybody, the sender too, for whom that is the acknowledgement. A browser makes what it is told fit after what
its user did meanwhile. So all end with the same text. ``client/extra/text.js`` is the browser's side.

Browser to server, as the payload of the event ``sharedtext``: ``{"c": client}`` asks to begin; ``{"c", "e", "n", "r",
"edit"}`` is the client's edit number ``n`` in turn ``e``, made when it knew edit ``r``.
Server to browser, as the message ``_text``: ``{"id", "to", "e", "k", "n", "r", "text"}`` begins a turn of the client
``to``: the text after edit ``r`` holds the client's edits up to ``n``, and its edits will be known as those of ``k``;
``{"id", "r", "by", "edit"}`` is edit number ``r``.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec
from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from domsync.components.decoding import decode
from domsync.components.forms import Bindable
from domsync.components.handlers import Handler, known_listener
from domsync.components.text_edits import Edit, apply, between, from_units, splits_pair, to_units, transform
from domsync.components.tracking import Source
from domsync.dom import control_state
from domsync.dom.unicode import well_formed

if TYPE_CHECKING:
    from domsync.components.elements import Parts
    from domsync.dom.document import Document
    from domsync.dom.element import Element
    from domsync.dom.event import Event

#: The event by which a browser tells of edits. The client loads its module for the text when it is to listen to it.
EVENT = "sharedtext"
#: The message by which it is told of them.
MESSAGE = "_text"

#: How many edits are remembered for browsers that do not know of them yet; one that is further behind gets the text.
HISTORY = 1000
#: How many browsers are remembered.
CLIENTS = 4096
#: How much work an edit may be that was made long ago, in parts that are compared; beyond, its browser gets the text.
WORK = 50_000

_TEXT_INPUTS = frozenset(("text", "search", "tel"))
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


def _same(document: Document) -> Document:
    return document


class Privately:
    """How to reach the browser alone whose event is being handled; the server layer knows it for shared parts."""

    document: Callable[[Document], Document] = staticmethod(_same)


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What a browser says."""

    c: Annotated[str, msgspec.Meta(min_length=8, max_length=32)]
    e: _Count = 0
    n: _Count = 0
    r: _Count = 0
    edit: Annotated[list[int | str], msgspec.Meta(max_length=1000)] | None = None


@dataclass(slots=True)
class _Client:
    """One control in one browser.

    Attributes:
        number: By which the others know it.
        turn: How often it was given the whole text; edits of an earlier turn are void.
        handled: Its last edit that has been handled.
        last: The number that this edit got.
        bridge: The others' edits that it did not know when it made its last one, and what they are after that.
    """

    number: int
    turn: int = 0
    handled: int = 0
    last: int = 0
    bridge: list[tuple[int, Edit]] = field(default_factory=list)


@dataclass(slots=True)
class _Place:
    """A document that shows the text.

    Attributes:
        told: The last edit that was told to it.
        loop: Where it lives.
    """

    told: int
    loop: asyncio.AbstractEventLoop | None
    thread: int
    elements: list[Element] = field(default_factory=list)


class SharedText(Bindable):
    """A text that several people edit at the same time, in their browsers and in Python.

    >>> from domsync import Component, SharedText, html as h
    >>> minutes = SharedText("Present: ")
    >>> class Editor(Component):
    ...     def render(self):
    ...         return h.textarea(bind=minutes, rows=20)

    All who see it edit one text. Edits made at once are merged: nobody overwrites anybody, and each caret stays at
    its letters. What is typed without a connection is merged when there is one again.

    Args:
        text: The text at the beginning.
        max_length: The greatest length, as ``maxlength`` counts it.
        single_line: Line breaks become blanks. Only such a text can be bound to an ``input``.

    Raises:
        ValueError: The text is too long.

    Reading :attr:`value` in ``render`` subscribes, as with a field of a State; a control that it is bound to follows
    without that. It can be read and changed from any thread.
    """

    __slots__ = (
        *("__weakref__", "_clients", "_history", "_joined", "_lock", "_numbers", "_places", "_source", "_units"),
        *("id", "max_length", "revision", "single_line"),
    )
    __domsync_observable__: ClassVar[bool] = True

    def __init__(self, text: str = "", *, max_length: int = 100_000, single_line: bool = False) -> None:
        #: Names it in the browsers that show it.
        self.id = token_urlsafe(9)
        self.max_length = max_length
        self.single_line = single_line
        #: The number of the last edit.
        self.revision = 0
        self._units = self._clean(text)
        self._joined: str | None = None
        self._check_length(len(self._units))
        self._history: deque[tuple[int, Edit]] = deque(maxlen=HISTORY)
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._numbers = 0
        self._places: dict[Document, _Place] = {}
        self._source = Source()
        self._lock = threading.RLock()

    # In Python

    @property
    def value(self) -> str:
        """The text. Setting it changes only what is different, from the first difference to the last, and merges."""
        self._source.read()
        return self._text()

    @value.setter
    def value(self, text: str) -> None:
        units = self._clean(text)
        with self._lock:
            self._edit(between(self._units, units))

    def _text(self) -> str:
        joined = self._joined
        if joined is None:
            with self._lock:
                joined = self._joined = from_units(self._units)
        return joined

    def insert(self, index: int, text: str) -> None:
        """Put text in.

        Args:
            index: Before which character; below 0 from the end, as in a slice.
            text: What to put in.

        Raises:
            ValueError: The whole would be too long.
        """
        self.replace(index, index, text)

    def append(self, text: str) -> None:
        """Put text at the end.

        Args:
            text: What to put there.

        Raises:
            ValueError: The whole would be too long.
        """
        with self._lock:
            self._edit([len(self._units), self._clean(text)])

    def delete(self, start: int, end: int) -> None:
        """Remove characters.

        Args:
            start: The first one; indexes are as in a slice.
            end: The one after the last.
        """
        self.replace(start, end, "")

    def replace(self, start: int, end: int, text: str) -> None:
        """Put text in the place of characters.

        Args:
            start: The first one; indexes are as in a slice.
            end: The one after the last.
            text: What to put there.

        Raises:
            ValueError: The whole would be too long.
        """
        with self._lock:
            whole = self._text()
            first, last, _ = slice(start, end).indices(len(whole))
            at, removed = len(to_units(whole[:first])), len(to_units(whole[first:last]))
            self._edit([at, -removed, self._clean(text)])

    def __str__(self) -> str:
        return self.value

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        # Whether there is one, not whether anything is in it.
        return True

    def __repr__(self) -> str:
        return f"<SharedText {self._text()[:40]!r}>"

    def __deepcopy__(self, memo: dict[int, Any]) -> SharedText:
        # What pydantic does with the default of a field: each object gets a text of its own.
        return SharedText(self._text(), max_length=self.max_length, single_line=self.single_line)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """A field of this type takes a SharedText or a string, and is written as a string."""
        return core_schema.no_info_plain_validator_function(
            lambda value: cls(value) if isinstance(value, str) else cls._checked(value),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda text: text._text()),
        )

    @classmethod
    def _checked(cls, value: object) -> SharedText:
        if not isinstance(value, cls):
            raise ValueError("a SharedText or a string is wanted")
        return value

    def _clean(self, text: str) -> str:
        return self._plain(to_units(well_formed(text).replace("\r\n", "\n")))

    def _plain(self, units: str) -> str:
        """Leave out what a control cannot hold, with another character of the same length in its place."""
        units = units.replace("\r", "\n").replace("\0", "\ufffd")
        return units.replace("\n", " ") if self.single_line else units

    def _check_length(self, length: int) -> None:
        if length > self.max_length:
            raise ValueError(f"a text of {length} characters; max_length is {self.max_length}")

    def _edit(self, edit: Edit) -> None:
        """Make an edit of this process's."""
        edit = [part for part in edit if part]
        units = apply(self._units, edit)
        if units != self._units:
            self._check_length(len(units))
            self._commit(edit, units, 0)

    def _commit(self, edit: Edit, units: str, by: int) -> None:
        self.revision += 1
        self._units, self._joined = units, None
        self._history.append((by, edit))
        self._source.changed()
        here = threading.get_ident()
        for document, place in tuple(self._places.items()):
            if place.loop is None or place.thread == here:
                self._tell(document)
            elif not place.loop.is_closed():
                place.loop.call_soon_threadsafe(self._tell, document)

    def _since(self, revision: int) -> list[tuple[int, int, Edit]] | None:
        """The edits after one, as number, client and edit; None if they are not remembered."""
        count = self.revision - revision
        if not 0 <= count <= len(self._history):
            return None
        start = len(self._history) - count
        return [(revision + i, by, edit) for i, (by, edit) in enumerate(islice(self._history, start, None), 1)]

    # On pages

    def apply(self, parts: Parts) -> None:
        """Give a control the text (called for ``bind=``).

        Args:
            parts: What the control's other keywords gave.

        Raises:
            TypeError: It is no control that can show the text, or has handlers or a value that do not fit.
        """
        tag, keywords = parts.rules.tag, parts.keywords
        kind = keywords.get("type") or "text"
        if tag == "input" and not self.single_line:
            raise TypeError("an input has one line: bind it to a SharedText(single_line=True), or take a textarea")
        if tag != "textarea" and (tag != "input" or kind not in _TEXT_INPUTS):
            raise TypeError(f"a SharedText is for textarea and for text inputs, not for <{tag} type={kind!r}>")
        if keywords.get("value") is not None:
            raise TypeError(f"value= and bind= both say what <{tag}> shows; give one of them")
        parts.attributes["data-shared-text"] = self.id
        parts.attributes.setdefault("maxlength", str(self.max_length))
        # What a browser restores when a page is loaded again would count as typed.
        parts.attributes.setdefault("autocomplete", "off")
        listener = known_listener((("edit", "detail"),), 0, 0, 0, ())
        parts.listen(EVENT, Handler(self._heard, listener, None, None, True))
        parts.fill, parts.gone = self._enter, self._leave

    def _enter(self, element: Element) -> None:
        with self._lock:
            document = element.getDocument()
            place = self._places.get(document)
            if place is None:
                place = self._places[document] = _Place(self.revision, _running_loop(), threading.get_ident())
            place.elements.append(element)
            element.value = self._text()

    def _leave(self, element: Element) -> None:
        with self._lock:
            document = element.getDocument()
            place = self._places.get(document)
            if place is not None:
                place.elements = [other for other in place.elements if other is not element]
                if not place.elements:
                    del self._places[document]

    def _tell(self, document: Document) -> None:
        """Tell a document's browsers what they have not been told."""
        with self._lock:
            place = self._places.get(document)
            if place is None:
                return
            news, place.told = self._since(place.told), self.revision
            if news is None:
                # The browser finds a gap in the numbers, and asks for the text.
                news = self._since(self.revision - 1) or []
            for revision, by, edit in news:
                shown = [from_units(part) if isinstance(part, str) else part for part in edit]
                document.deliver(MESSAGE, {"id": self.id, "r": revision, "by": by, "edit": shown})
            for element in place.elements:
                # Not an op: the browsers make the edit themselves.
                control_state.put(element, "value", self._text())

    def _heard(self, event: Event) -> None:
        told = decode(event.payload, _Told)
        element: Any = event.currentTarget
        with self._lock:
            client = self._clients.get(told.c)
            known = client is not None
            if client is None:
                self._numbers += 1
                client = self._clients[told.c] = _Client(self._numbers)
                if len(self._clients) > CLIENTS:
                    self._clients.popitem(last=False)
            self._clients.move_to_end(told.c)
            begins = told.edit is None or not known
            if not begins and (told.e != client.turn or told.n <= client.handled):
                return  # of an earlier turn, or sent twice
            if begins or not self._take(client, told, element):
                self._begin(told.c, client, element)

    def _begin(self, name: str, client: _Client, element: Element) -> None:
        """Give a client the whole text, and begin a new turn with it."""
        client.turn += 1
        client.last = 0
        client.bridge = []
        params = {
            "id": self.id,
            "to": name,
            "e": client.turn,
            "k": client.number,
            "n": client.handled,
            "r": self.revision,
            "text": self._text(),
        }
        Privately.document(element.getDocument()).deliver(MESSAGE, params)

    def _take(self, client: _Client, told: _Told, element: Element) -> bool:
        """Merge a client's edit. Returns whether the client can go on from there without being given the text."""
        if told.n != client.handled + 1:
            return False
        # What the client had not seen: what it had not seen the last time either, as its last edit has left that, and
        # what came after.
        news = self._since(max(told.r, client.last))
        if news is None:
            return False
        bridge = [(revision, edit) for revision, edit in client.bridge if revision > told.r]
        bridge += [(revision, edit) for revision, _, edit in news]
        given = [part for part in told.edit or () if part]
        mine: Edit = [self._plain(to_units(well_formed(part))) if isinstance(part, str) else part for part in given]
        if sum(len(edit) + len(mine) for _, edit in bridge) > WORK:
            return False
        client.handled = told.n
        for i, (revision, other) in enumerate(bridge):
            other, mine = transform(other, mine)
            bridge[i] = (revision, other)
        try:
            units = apply(self._units, mine)
        except ValueError:
            return False
        if (
            splits_pair(self._units, mine)
            or len(units) > max(self.max_length, len(self._units))
            or element.hasAttribute("readonly")
            or element.hasAttribute("disabled")
        ):
            return False
        client.bridge, client.last = bridge, self.revision + 1
        self._commit(mine, units, client.number)
        return True


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
