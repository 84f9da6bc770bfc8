"""The order of all edits of a shared text: the server's side of merging, without pages.

The server has the text and a row of numbered edits. A browser shows its user's edits at once and sends each with the
number of the last edit that it knew; the server makes it fit after what happened since, gives it the next number and
tells everybody, the sender too, for whom that is the acknowledgement. A browser makes what it is told fit after what
its user did meanwhile. So all end with the same text. Of two texts that were put in at the same place, that of the
client with the smaller number comes first, whichever was earlier: so the words of two people do not mix.
``client/extra/shared_text.js`` is the browser's side.

Browser to server, as the payload of the event ``sharedtext``: ``{"c": client}`` asks to begin; ``{"c", "e", "n", "r",
"edit"}`` is the client's edit number ``n`` in turn ``e``, made when it knew edit ``r``.
Server to browser, as the message ``_text``: ``{"id", "to", "e", "k", "n", "r", "text"}`` begins a turn of the client
``to``: the text after edit ``r`` holds the client's edits up to ``n``, and its edits will be known as those of ``k``;
``{"id", "r", "by", "edit"}`` is edit number ``r``.
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

#: How many edits are remembered for browsers that do not know of them yet; one that is further behind gets the text.
HISTORY = 1000
#: How many browsers are remembered.
CLIENTS = 4096
#: How much work an edit may be that was made long ago, in parts that are compared; beyond, its browser gets the text.
WORK = 50_000
#: How many parts of edits are remembered for all browsers together, to make their next edits fit.
BRIDGED = 200_000

#: To send or to change so many characters counts as much as to compare one part.
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
    """The owner of a control that says something, to be compared with others."""

    @property
    def is_there(self) -> bool:
        """True if the control is on its page and has a browser."""


@dataclass(slots=True)
class _Client:
    """One control in one browser.

    Attributes:
        owner: Whose it is. A page that is loaded again goes on with its name; nobody else does while it is there.
        number: By which the others know it.
        turn: How often it was given the whole text; edits of an earlier turn are void.
        handled: Its last edit that has been handled.
        last: The number that this edit got.
        bridge: The others' edits that it did not know when it made its last one, as they are after that: number, client
            and edit.
        parts: How many parts these have.
        is_behind: They were too many to be remembered: it has to be given the text.
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
        text: The text at the beginning.
        max_length: The greatest length, in code units.
        single_line: Line breaks become blanks.

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
        #: The last edits of clients that other processes have handled: a page may go on in another one.
        self.elsewhere: Mapping[str, int] = {}
        self._history: deque[tuple[int, Edit]] = deque(maxlen=HISTORY)
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._numbers = 0
        #: The parts of all clients.
        self._bridged = 0
        #: How much what was heard last has cost: parts of edits that were compared, and characters that were sent.
        self.work: int = 0

    def clean(self, text: str) -> str:
        """Make code units of a text, as a control would hold it."""
        return self._plain(to_units(well_formed(text).replace("\r\n", "\n")))

    def _plain(self, units: str) -> str:
        """Put another character of the same length in the place of each that a control cannot hold."""
        units = units.replace("\r", "\n").replace("\0", "\ufffd")
        return units.replace("\n", " ") if self.single_line else units

    def _check_length(self, length: int, before: int = 0) -> None:
        # What was put in at once in several processes may have made the whole longer than that.
        if length > max(self.max_length, before):
            raise ValueError(f"the text would have {length} characters; max_length is {self.max_length}")

    def edit(self, edit: Edit) -> bool:
        """Make an edit of this process's.

        Args:
            edit: The edit, with clean text.

        Returns:
            Whether it changes anything.

        Raises:
            ValueError: The whole would be too long.
        """
        edit = [part for part in edit if part]
        units = apply(self.units, edit)
        if units == self.units:
            return False
        self._check_length(len(units), len(self.units))
        self._commit(edit, units, 0)
        return True

    def merge(self, edit: Edit, by: int) -> None:
        """Make an edit of another process's, which has been made to fit.

        Args:
            edit: The edit.
            by: The number by which the clients know its place among themselves.

        Raises:
            ValueError: It goes beyond the end of the text.
        """
        self._commit(edit, apply(self.units, edit), by)

    def _commit(self, edit: Edit, units: str, by: int) -> None:
        self.revision += 1
        self.units = units
        self._history.append((by, edit))

    def since(self, revision: int) -> list[tuple[int, int, Edit]] | None:
        """List the edits after one.

        Args:
            revision: Its number.

        Returns:
            Number, client and edit of each; None if not all of them are remembered, or there is no such number.
        """
        count = self.revision - revision
        if not 0 <= count <= len(self._history):
            return None
        edits = islice(self._history, len(self._history) - count, None)
        return [(number, by, edit) for number, (by, edit) in enumerate(edits, revision + 1)]

    def hear(self, told: Told, *, may_edit: bool, owner: Owner | None = None) -> dict[str, Json] | None:
        """Take note of what a browser says.

        Args:
            told: What it says.
            may_edit: Whether its user can have edited the text.
            owner: Whose control it is that says it.

        Returns:
            The message to answer that browser with, if one is needed.
        """
        self.work = 0
        client = self._clients.get(told.c)
        if client is not None and client.owner != owner:
            if client.owner is not None and client.owner.is_there:
                return None  # the name is somebody else's; a page that was loaded again asks until that one has gone
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
        """Merge a client's edit. Returns whether the client can go on from there without being given the text."""
        # What the client did not know: what it had not known the last time, as its last edit has left that, and what
        # came after that edit.
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
            # Whose edits are hardest to fit in is given the text after the next one.
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
