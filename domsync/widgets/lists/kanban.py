"""Kanban boards: cards in lists side by side, moved by dragging or by keys."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from pydantic import Field, PrivateAttr

from domsync import Component, VNode
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import Common, check_functions, dressed, is_empty, parted
from domsync.widgets.lists.items import TOLD, Numbers, Told, call, focus_on, key_by, name_of
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack

T = TypeVar("T")

#: The number of cards of a list that are shown initially, and added each time.
MOST_SHOWN = 200


class KanbanList(msgspec.Struct, frozen=True):
    """A list of a board.

    Attributes:
        title: Its title.
        cards: Its cards, from top to bottom.
        key: Identifies it among the lists; by default the title.
        most: The intended maximum number of cards; more are shown, and marked by its count.
        actions: Content below its cards, such as a button for a new one.
    """

    title: Any
    cards: Sequence[Any]
    key: Any = None
    most: int | None = None
    actions: Any = None


class _Move(msgspec.Struct):
    """A pending move of a card: its key, its name, and its old place."""

    card: Hashable
    name: str
    place: tuple[int, int]


class Kanban(Component):
    """The component that `kanban` makes: see there."""

    #: For each list: key, title, cards, limit, actions.
    lists: list[tuple[Any, Any, Any, int | None, Any]] = Field(exclude=True)
    label: str
    shows: Any = Field(default=str, exclude=True)
    key_of: Any = Field(default=None, exclude=True)
    on_move: Any = Field(default=None, exclude=True)
    on_open: Any = Field(default=None, exclude=True)
    attributes: dict[str, Any] = {}

    #: The number of cards that are shown of lists, if it is more than usual.
    shown_of: dict[Any, int] = {}
    _numbers: Numbers = PrivateAttr(default_factory=Numbers)
    #: The index of the list, the index in it and the card, by the id of its element.
    _cards: dict[str, tuple[int, int, Any]] = PrivateAttr(default_factory=dict)
    _moved: _Move | None = PrivateAttr(default=None)
    _said: str = PrivateAttr(default="")
    #: The card that was moved into another list, where it has a new element, which has to get the focus.
    _focused: str = PrivateAttr(default="")
    _base: str = PrivateAttr(default="")

    def render(self) -> VNode:
        self._base = unique_id("board")
        self._cards = {}
        if self._moved is not None:
            self._said, self._moved = self.outcome(self._moved), None
        columns = [self.column(number) for number in range(len(self.lists))]
        self._numbers.keep({key_by(self.key_of, card, "kanban") for _, _, card in self._cards.values()})
        does = ["move" if self.on_move is not None else "", "open" if self.on_open is not None else ""]
        made = dressed(
            self.attributes,
            "ds-board",
            role="group",
            tabindex=0,
            aria={
                "label": self.label,
                "describedby": f"{self._base}-help" if self.on_move is not None else None,
            },
            data={"ds-collection": "board", "ds-does": " ".join(filter(None, does)) or None},
        )
        made["events"] = {TOLD: self.told}
        return h.div(
            columns,
            None
            if self.on_move is None
            else [
                h.span(word("Alt and the arrow keys move it"), id=f"{self._base}-help", class_="ds-sr"),
                h.span(self._said, class_="ds-sr", role="status"),
            ],
            **made,
        )

    def column(self, number: int) -> VNode:
        """A list with its cards."""
        key, title, cards, most, actions = self.lists[number]
        name = f"{self._base}-list-{number}"
        shown = self.shown_of.get(key, MOST_SHOWN)
        looks = [self.looks(number, at, card) for at, card in enumerate(islice(cards, shown))]
        left = len(cards) - len(looks)
        more = None
        if left:
            text = counted("Show {count} more", "Show {count} more", min(left, MOST_SHOWN))
            more = h.button(text, type="button", class_="ds-board-more", on_click=lambda: self.show_more(key))
        count = f"{len(cards)} / {most}" if most is not None else str(len(cards))
        is_over = most is not None and len(cards) > most
        return h.div(
            h.div(
                h.span(title, id=f"{name}-title", class_="ds-board-title"),
                h.span(count, class_=["ds-badge", "ds-tone--warning" if is_over else "ds-tone--neutral"]),
                class_="ds-board-head",
            ),
            h.ul(
                h.each(looks, self.card, key=lambda looks: looks[0]),
                class_="ds-board-cards",
                aria={"labelledby": f"{name}-title"},
            ),
            None if looks else h.p(word("Empty"), class_="ds-help"),
            more,
            None if is_empty(actions) else h.div(actions, class_="ds-board-foot"),
            id=name,
            class_="ds-board-list",
            data={"ds-list": ""},
            key=name,
        )

    def looks(self, number: int, at: int, card: Any) -> tuple[str, Child]:
        """Everything that the element of a card depends on."""
        key = key_by(self.key_of, card, "kanban")
        name = f"{self._base}-{self._numbers.of(key)}"
        if name in self._cards:
            raise ValueError(f"kanban() has two cards with the key {key!r}: give key_of=lambda card: card.id")
        self._cards[name] = (number, at, card)
        return name, self.shows(card)

    def card(self, looks: tuple[str, Child]) -> VNode:
        """The element of a card."""
        name, shown = looks
        return h.li(
            shown,
            id=name,
            tabindex=-1,
            class_="ds-board-card",
            draggable=True if self.on_move is not None else None,
            data={"ds-card": ""},
        )

    def show_more(self, key: Any) -> None:
        """Show more cards of a list."""
        self.shown_of = {**self.shown_of, key: self.shown_of.get(key, MOST_SHOWN) + MOST_SHOWN}

    def updated(self) -> None:
        """Keep the focus on the card that was moved."""
        name, self._focused = self._focused, ""
        focus_on(self, name)

    # Actions on cards

    async def told(self, event: Told) -> None:
        """Handle an action on a card in the browser."""
        verb, name, more = event.detail
        found = self._cards.get(name)
        if found is None:
            # It has been removed in the meantime.
            return
        number, at, card = found
        if verb == "open":
            await call(self.on_open, card)
        elif verb == "step" and self.on_move is not None:
            place = self.step(number, at, more)
            if place is not None:
                await self.move(number, at, card, *place)
        elif verb == "move" and self.on_move is not None:
            place = self.drop(number, at, more)
            if place is not None:
                await self.move(number, at, card, *place)

    def step(self, number: int, at: int, key: str) -> tuple[int, int] | None:
        """Find where a key moves a card: up or down in its list, or into the list beside it at the same height."""
        if key in ("ArrowUp", "ArrowDown"):
            return number, at + (1 if key == "ArrowDown" else -1)
        to = number + {"ArrowLeft": -1, "ArrowRight": 1}.get(key, len(self.lists))
        return (to, min(at, len(self.lists[to][2]))) if 0 <= to < len(self.lists) else None

    def drop(self, number: int, at: int, how: str) -> tuple[int, int] | None:
        """Find where a card is dropped: before or after another one, or at the end of a list."""
        way, _, onto = how.partition(" ")
        if way == "inside":
            names = [f"{self._base}-list-{place}" for place in range(len(self.lists))]
            if onto not in names:
                return None
            to = names.index(onto)
            return to, len(self.lists[to][2]) - (to == number)
        if onto not in self._cards:
            return None
        to, index, _ = self._cards[onto]
        index += way == "after"
        # It is removed before it is inserted.
        return to, index - (to == number and at < index)

    async def move(self, number: int, at: int, card: Any, to: int, index: int) -> None:
        """Move a card, if its new place is another one."""
        last = len(self.lists[to][2]) - (to == number)
        if (number, at) == (to, index) or not 0 <= index <= last:
            return
        key = key_by(self.key_of, card, "kanban")
        self._moved = _Move(key, name_of(self.shows(card), key), (number, at))
        await call(self.on_move, card, self.lists[to][0], index)

    def outcome(self, move: _Move) -> str:
        """Describe a move for screen readers: where the card is now."""
        for number, (key, title, cards, _, _) in enumerate(self.lists):
            for at, card in enumerate(cards):
                if key_by(self.key_of, card, "kanban") != move.card:
                    continue
                if (number, at) == move.place:
                    return word("{name} was not moved", name=move.name)
                if number != move.place[0]:
                    self._focused = f"{self._base}-{self._numbers.of(move.card)}"
                place = name_of(title, key)
                return word(
                    "{name}: {place}, {at} of {count}", name=move.name, place=place, at=at + 1, count=len(cards)
                )
        return ""


def kanban(
    lists: Mapping[str, Sequence[T]] | Iterable[KanbanList],
    *,
    label: str | None = None,
    on_move: Callable[[T, Any, int], object] | None = None,
    on_open: Callable[[T], object] | None = None,
    shows: Callable[[T], Child] | None = None,
    key_of: Callable[[T], Hashable] | None = None,
    **attributes: Unpack[Common],
) -> Kanban:
    """A board with cards in lists, which are moved by dragging or with the keyboard.

    >>> w.kanban({"To do": self.open, "Done": self.done}, on_move=self.move)
    >>> w.kanban([w.KanbanList("Doing", self.doing, most=3)], on_move=self.move, shows=lambda card: card.title)

    The program moves the card in `on_move`, or leaves it where it is; the board shows the result. Screen readers
    announce moves.

    Args:
        lists: Titles and cards, or `w.KanbanList`s.
        label: The name of the board for screen readers; by default "Board".
        on_move: Called with a card, the key of its new list (by default the list's title), and its index there, from 0,
            counted after it has been taken out of its old place. Without it, cards cannot be moved.
        on_open: Called with a card that was clicked, or on which Enter was pressed.
        shows: Returns the content of a card: text or elements; by default `str` of it.
        key_of: Returns a unique key for a card; by default the card itself.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | enters the board at the card that last had the focus, goes to the controls in it, and leaves the board |
        | Up, Down | the card above or below |
        | Left, Right | a card in the next list |
        | Home, End | the first or last card of the list |
        | Enter | opens the card |
        | Alt + Up, Alt + Down | move it up or down |
        | Alt + Left, Alt + Right | move it to the next list |

    Raises:
        TypeError: One of them is not a list of cards.
        ValueError: Two lists have the same key.
    """
    check_functions("kanban", on_move=on_move, on_open=on_open, shows=shows, key_of=key_of)
    if isinstance(lists, Mapping):
        for cards in lists.values():
            if isinstance(cards, str) or not isinstance(cards, Iterable):
                raise TypeError(f'kanban() takes titles and cards, {{"To do": [...]}}, not {cards!r} for the cards')
        listed: list[tuple[Any, Any, Any, int | None, Any]] = [
            (title, title, _as_sequence(cards), None, None) for title, cards in lists.items()
        ]
    else:
        lists = list(lists)
        for one in lists:
            if not isinstance(one, KanbanList):
                raise TypeError(f'kanban() takes titles and cards, {{"To do": [...]}}, or w.KanbanLists, not {one!r}')
        listed = [
            (one.title if one.key is None else one.key, one.title, _as_sequence(one.cards), one.most, one.actions)
            for one in lists
        ]
    keys = [key_by(None, one[0], "kanban") for one in listed]
    if len(set(keys)) < len(keys):
        raise ValueError(f"two lists of a board have one key: give each w.KanbanList(key=...); there are {keys!r}")
    own, directives = parted(attributes)
    return Kanban(
        lists=listed,
        label=label or word("Board"),
        on_move=on_move,
        on_open=on_open,
        shows=shows or str,
        key_of=key_of,
        attributes=own,
        **directives,
    )


def _as_sequence(cards: Any) -> Any:
    return cards if isinstance(cards, Sequence) else list(cards)
