"""The order of all edits of a shared text: the server's side of merging, without pages.

The server has the text and a list of numbered edits. A browser shows its user's edits at once, and sends each with the
number of the last edit that it knew. The server transforms the edit to follow all edits since then, gives it the next
number and sends it to all browsers, for the sender as an acknowledgement. A browser transforms the edits that it
receives to follow those that its user has made meanwhile. So all end up with the same text: this is operational
transformation. If two texts are inserted at the same place, that of the client with the smaller number comes first,
whichever was earlier, so that the words of two people do not mix. ``client/extra/shared_text.js`` is the browser's
side.

Browser to server, as the payload of the event ``sharedtext``: ``{"c": client}`` asks to begin; ``{"c", "e", "n", "r",
"edit"}`` is the client's edit number ``n`` in turn ``e``, made when it knew edit ``r``.
Server to browser, as the message ``_text``: ``{"id", "to", "e", "k", "n", "r", "text"}`` begins turn ``e`` of the
client ``to``: the text after edit ``r`` contains the client's edits up to ``n``, and its number is ``k``; ``{"id", "r",
"by", "edit"}`` is edit number ``r``, made by client number ``by``.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Annotated, Protocol

import msgspec

from domsync.dom.checks.unicode import well_formed
from domsync.dom.controls.operational_transform import Edit, apply, from_units, splits_pair, to_units, transform
from domsync.dom.ops import Json

#: The number of edits remembered for browsers that do not have them yet; one that is further behind gets the text.
HISTORY = 1000
#: The number of browsers remembered.
CLIENTS = 4096
#: The maximum number of parts to compare for an edit that was made long ago; beyond it, its browser gets the text.
WORK = 50_000
#: The maximum number of parts of edits remembered for all browsers together, to transform their next edits.
BRIDGED = 200_000

#: The number of characters sent or changed that count as much as one compared part.
_CHARACTERS = 256

_Count = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A message of a browser."""

    c: Annotated[str, msgspec.Meta(min_length=8, max_length=32)]
    e: _Count = 0
    n: _Count = 0
    r: _Count = 0
    edit: Annotated[list[int | str], msgspec.Meta(max_length=1000)] | None = None


class Owner(Protocol):
    """The owner of a control that sends edits; owners can be compared."""

    @property
    def is_there(self) -> bool:
        """True if the control is on its page and has a browser."""


@dataclass(slots=True)
class _Client:
    """One control in one browser.

    Attributes:
        owner: Its owner. A reloaded page continues with its name; nobody else can while the owner is there.
        number: The number by which the others know it.
        turn: The number of times that it was sent the whole text; edits of an earlier turn are ignored.
        handled: The client's number of its last edit that was handled.
        last: The number that this edit got in the log.
        bridge: The edits by others that it did not know when it made its last one, transformed to follow that: number,
            client and edit.
        parts: The number of parts of these edits.
        is_behind: Whether they were too many to be remembered, so that it has to be sent the whole text.
    """

    number: int
    owner: Owner | None
    turn: int = 0
    handled: int = 0
    last: int = 0
    bridge: list[tuple[int, int, Edit]] = field(default_factory=list)
    parts: int = 0
    is_behind: bool = False


class TextLog:
    """A text and the edits that made it.

    Args:
        text: The initial text.
        max_length: The maximum length, in code units.
        single_line: Whether line breaks become spaces.

    Raises:
        ValueError: The text is too long.
    """

    __slots__ = (
        "_bridged",
        "_clients",
        "_history",
        "_numbers",
        "elsewhere",
        "max_length",
        "revision",
        "single_line",
        "units",
        "work",
    )

    def __init__(self, text: str, max_length: int, *, single_line: bool) -> None:
        self.max_length: int = max_length
        self.single_line: bool = single_line
        #: The number of the last edit.
        self.revision: int = 0
        #: The text, as code units.
        self.units: str = self.clean(text)
        self._check_length(len(self.units))
        #: The last edits of clients that other processes have handled: a page may continue in another process.
        self.elsewhere: Mapping[str, int] = {}
        self._history: deque[tuple[int, Edit]] = deque(maxlen=HISTORY)
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._numbers = 0
        #: The number of parts in the bridges of all clients.
        self._bridged = 0
        #: The cost of the last message: the number of parts that were compared, plus a share for characters.
        self.work: int = 0

    def clean(self, text: str) -> str:
        """Convert a text to code units, as a control would hold it."""
        return self._plain(to_units(well_formed(text).replace("\r\n", "\n")))

    def _plain(self, units: str) -> str:
        """Replace each character that a control cannot hold with another one of the same length."""
        units = units.replace("\r", "\n").replace("\0", "\ufffd")
        return units.replace("\n", " ") if self.single_line else units

    def _check_length(self, length: int, before: int = 0) -> None:
        # Concurrent edits in several processes may have made the text longer than the maximum.
        if length > max(self.max_length, before):
            raise ValueError(f"the text would have {length} characters; max_length is {self.max_length}")

    def edit(self, edit: Edit) -> bool:
        """Apply an edit made in this process.

        Args:
            edit: The edit, with clean text.

        Returns:
            Whether it changes anything.

        Raises:
            ValueError: The result would be too long.
        """
        edit = [part for part in edit if part]
        units = apply(self.units, edit)
        if units == self.units:
            return False
        self._check_length(len(units), len(self.units))
        self._commit(edit, units, 0)
        return True

    def merge(self, edit: Edit, by: int) -> None:
        """Apply an edit made in another process, already transformed to fit.

        Args:
            edit: The edit.
            by: The number by which clients order concurrent edits.

        Raises:
            ValueError: It goes beyond the end of the text.
        """
        self._commit(edit, apply(self.units, edit), by)

    def _commit(self, edit: Edit, units: str, by: int) -> None:
        self.revision += 1
        self.units = units
        self._history.append((by, edit))

    def since(self, revision: int) -> list[tuple[int, int, Edit]] | None:
        """List the edits after a given one.

        Args:
            revision: The number of that edit.

        Returns:
            Number, client and edit of each; None if not all of them are remembered, or there is no such number.
        """
        count = self.revision - revision
        if not 0 <= count <= len(self._history):
            return None
        edits = islice(self._history, len(self._history) - count, None)
        return [(number, by, edit) for number, (by, edit) in enumerate(edits, revision + 1)]

    def hear(self, told: Told, *, may_edit: bool, owner: Owner | None = None) -> dict[str, Json] | None:
        """Handle a message from a browser.

        Args:
            told: The message.
            may_edit: Whether its user can have edited the text.
            owner: The owner of the control that has sent it.

        Returns:
            The message to answer that browser with; None if none is needed.
        """
        self.work = 0
        client = self._clients.get(told.c)
        if client is not None and client.owner != owner:
            if client.owner is not None and client.owner.is_there:
                return None  # somebody else has the name; a reloaded page asks until its predecessor is gone
            client.owner = owner
        begins = client is None or told.edit is None
        if client is None:
            self._numbers += 1
            client = self._clients[told.c] = _Client(self._numbers, owner)
            if len(self._clients) > CLIENTS:
                self._forget(next(iter(self._clients)))
        self._clients.move_to_end(told.c)
        if not begins and (told.e != client.turn or told.n <= client.handled):
            return None  # of an earlier turn, or sent twice
        if not begins and self._take(client, told, may_edit):
            return None
        client.handled = max(client.handled, self.elsewhere.get(told.c, 0))
        client.turn += 1
        client.last = 0
        client.is_behind = False
        self._bridge(client, [])
        self.work += len(self.units) // _CHARACTERS
        return {
            "to": told.c,
            "e": client.turn,
            "k": client.number,
            "n": client.handled,
            "r": self.revision,
            "text": from_units(self.units),
        }

    def _take(self, client: _Client, told: Told, may_edit: bool) -> bool:
        """Merge a client's edit; return whether the client can continue without being sent the whole text."""
        # The edits that the client did not know: those in its bridge, and those after its last edit.
        news = self.since(max(told.r, client.last))
        if client.is_behind or news is None or told.n != client.handled + 1:
            return False
        bridge = [missed for missed in client.bridge if missed[0] > told.r] + news
        given = [part for part in told.edit or () if part]
        mine: Edit = [self._plain(to_units(well_formed(part))) if isinstance(part, str) else part for part in given]
        work = sum(len(edit) + len(mine) for _, _, edit in bridge)
        if work > WORK:
            return False
        self.work += work + len(self.units) // _CHARACTERS
        client.handled = told.n
        for i, (number, by, other) in enumerate(bridge):
            if by < client.number:
                other, mine = transform(other, mine)
            else:
                mine, other = transform(mine, other)
            bridge[i] = (number, by, other)
        try:
            units = apply(self.units, mine)
        except ValueError:
            return False
        if not may_edit or splits_pair(self.units, mine) or len(units) > max(self.max_length, len(self.units)):
            return False
        self._commit(mine, units, client.number)
        client.last = self.revision
        self._bridge(client, bridge)
        while self._bridged > BRIDGED:
            # The client with the most parts gets the whole text after its next edit.
            hardest = max(self._clients.values(), key=lambda client: client.parts)
            self._bridge(hardest, [])
            hardest.is_behind = True
        return True

    def _bridge(self, client: _Client, bridge: list[tuple[int, int, Edit]]) -> None:
        """Remember the edits that a client did not know."""
        parts = sum(1 + len(edit) for _, _, edit in bridge)
        self._bridged += parts - client.parts
        client.bridge, client.parts = bridge, parts

    def _forget(self, name: str) -> None:
        self._bridged -= self._clients.pop(name).parts
