"""Logs: lines that are appended, followed and filtered, without limit."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from pydantic import Field, PrivateAttr

from domsync import VNode, on
from domsync import html as h
from domsync.components import Child
from domsync.events import InputEvent, Source
from domsync.widgets.base import Common, Tone, check_functions, dressed, parted
from domsync.widgets.data.row_buffer import MISSING
from domsync.widgets.data.sources import Page, Query, RowSource
from domsync.widgets.data.virtual import Virtual
from domsync.widgets.data.window import HIGHEST
from domsync.widgets.inputs.text import search_input
from domsync.widgets.prose.ansi import parts, plain
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack

#: The height of a line that is not wrapped, in pixels; the same as in theme.css.
LINE = 20.0
#: The number of characters of a line that are shown.
_LONGEST = 10_000
#: The pause in typing after which lines are filtered, in milliseconds.
_PAUSE = 150


class LogLines(RowSource[str]):
    """A list of lines to which lines are appended, and which keeps the newest. All views of it show new lines.

    >>> LINES = w.LogLines(most=100_000)
    >>> LINES.append("started")
    >>> w.log_view(LINES)

    Args:
        lines: The initial lines.
        most: The maximum number of lines that are kept.

    Raises:
        ValueError: `most` is less than 1.
    """

    def __init__(self, lines: Iterable[str] = (), *, most: int = 100_000) -> None:
        if most < 1:
            raise ValueError(f"at least one line is kept, not {most}")
        super().__init__()
        self._lines: deque[str] = deque(maxlen=most)
        #: The number of lines that were ever appended.
        self._count = 0
        self._add(lines)

    def append(self, line: str) -> None:
        """Add a line; a text with line breaks is several lines.

        Args:
            line: The line.
        """
        self.extend((line,))

    def extend(self, lines: Iterable[str]) -> None:
        """Add several lines at once.

        Args:
            lines: The lines.
        """
        self._add(lines)
        self.refresh()

    def clear(self) -> None:
        """Remove all lines."""
        self._lines.clear()
        self.refresh()

    def _add(self, lines: Iterable[str]) -> None:
        for text in lines:
            for line in text.splitlines() or ("",):
                self._lines.append(line)
                self._count += 1

    @property
    def first(self) -> int:
        """The number of the oldest line that is kept, from 0."""
        return self._count - len(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: int) -> str:
        return self._lines[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    @property
    def is_live(self) -> bool:
        return True

    def fetch(self, query: Query, first: int, last: int) -> Page[str]:
        rows = [self[place] for place in range(max(first, 0), min(last, len(self)))]
        return Page(rows, len(self))


class _Found(RowSource[tuple[int, Any]]):
    """Lines with their numbers; only those that contain a text, if one is given. No line is searched twice.

    Args:
        lines: The lines.
        text_of: Returns the text of a line that is searched.
    """

    def __init__(self, lines: Sequence[Any] | LogLines, text_of: Callable[[Any], str]) -> None:
        super().__init__()
        self.lines = lines
        self._text_of = text_of
        self.search = ""
        self._numbers = array("q")
        #: The number after that of the last line that was searched, and that line.
        self._searched = 0
        self._last: Any = None

    @property
    def is_live(self) -> bool:
        return True

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self.lines.first if isinstance(self.lines, LogLines) else 0

    def find(self, search: str) -> None:
        """Add new lines, and drop those that are gone.

        Args:
            search: The text that lines have to contain; empty for all of them.
        """
        first, end = self.first, self.first + len(self.lines)
        searched = self._searched
        is_going_on = search == self.search and searched <= end
        if is_going_on and first < searched:
            # If the list was replaced or cut in place, the line is another one.
            is_going_on = self.lines[searched - 1 - first] is self._last
        if not is_going_on:
            self._numbers, searched = array("q"), first
        self.search = search
        if search:
            wanted = search.casefold()
            for number in range(max(searched, first), end):
                if wanted in self._text_of(self.lines[number - first]).casefold():
                    self._numbers.append(number)
            if self._numbers and self._numbers[0] < first:
                del self._numbers[: bisect_left(self._numbers, first)]
        self._searched = end
        self._last = self.lines[end - 1 - first] if end > first else None

    def fetch(self, query: Query, first: int, last: int) -> Page[tuple[int, Any]]:
        start = self.first
        numbers: Sequence[int] = self._numbers if self.search else range(start, start + len(self.lines))
        return Page([(number, self.lines[number - start]) for number in numbers[max(first, 0) : last]], len(numbers))


class _Followed(msgspec.Struct, frozen=True):
    """A report of whether the end is in view, the scroll position, and the visible height, in pixels."""

    at: Annotated[tuple[bool, float, float], Source("detail")]


class LogView(Virtual):
    """The component that `log_view` makes: see there."""

    lines: Any = Field(exclude=True)
    label: str
    shows: Any = Field(default=None, exclude=True)
    tone: Any = Field(default=None, exclude=True)
    numbers: bool = False
    filters: bool = True
    height: str = "24rem"
    attributes: dict[str, Any] = {}

    search: str = ""
    #: Whether the end is in view, as the browser reports it.
    is_at_end: bool = True
    _found: _Found | None = PrivateAttr(default=None)
    #: The number of the oldest line at the last render.
    _first: int | None = PrivateAttr(default=None)
    #: The height of the lines that were removed since then, in pixels, if the end is not followed.
    _left: float = PrivateAttr(default=0.0)

    def render(self) -> VNode:
        source, query = self.source()
        first = self._found.first if self._found is not None else 0
        if self.follow and self.is_at_end:
            # After the last line, whichever that is.
            self.__dict__["top"] = HIGHEST
        elif self._first is not None and first > self._first and not self.search:
            # The oldest lines were removed: the visible ones are that much further up.
            left = self.window.heights.before(first - self._first)
            self._left += left
            self.__dict__["top"] = max(self.top - left, 0.0)
        self._first = first
        shown = self.look(source, query)
        rows = [self.line(*row) if row is not MISSING else self.missing(place) for place, row in self.numbered(shown)]
        own = self.scroller()
        own["events"]["ds-follow"] = self.followed
        box = h.div(
            h.div(style=shown.before),
            h.div(rows, class_="ds-log-lines", data=shown.mark),
            h.div(style=shown.after),
            class_="ds-log-box",
            role="log",
            tabindex=0,
            aria={"label": self.label, "live": "off", "busy": True if self.is_loading else None},
            style={"height": self.height},
            **own,
        )
        note: Child = None
        if self.has_failed:
            again = h.button(word("Try again"), type="button", class_="ds-button", on_click=self.retry)
            note = h.div(h.p(word("It could not be loaded"), role="alert"), again, class_="ds-list-none")
        elif shown.is_counted and not shown.total:
            note = h.p(word("Nothing found") if self.search else word("Empty"), class_="ds-list-none")
        end = None
        if self.follow and not self.is_at_end:
            end = h.button(
                h.span("\u2193 ", aria={"hidden": True}),
                word("Follow"),
                type="button",
                class_="ds-button ds-log-end",
                on_click=self.go_on,
            )
        bar = h.div(self.filter(), self.count(shown.total), class_="ds-log-bar") if self.filters else None
        return h.div(bar, h.div(box, note, end, class_="ds-log-frame"), **dressed(self.attributes, "ds-log"))

    def source(self) -> tuple[RowSource[Any], Query]:
        """The requested lines."""
        if isinstance(self.lines, RowSource) and not isinstance(self.lines, LogLines):
            self._found = None
            return self.lines, Query(search=self.search, columns=("line",))
        lines = self.lines.lines if isinstance(self.lines, _Lines) else self.lines
        if self._found is None or self._found.lines is not lines:
            self._found = _Found(lines, self.text_of)
        if isinstance(lines, LogLines):
            # Reading it subscribes: this is rendered again when lines are added.
            _ = lines.version
        self._found.find(self.search)
        return self._found, Query()

    def numbered(self, shown: Any) -> Iterator[tuple[int, Any]]:
        """The visible lines, each with its number."""
        for place, row in shown.items():
            yield place, (row if row is MISSING or self._found is not None else (place, row))

    def text_of(self, line: Any) -> str:
        """Convert a line to the text that is searched."""
        return plain(line) if isinstance(line, str) else str(line)

    def line(self, number: int, line: Any) -> VNode:
        """The element of a line."""
        tone = self.tone(line) if self.tone is not None else None
        if self.shows is not None:
            content: Child = self.shows(line)
        else:
            text = str(line)
            content = list(self.said(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\u2026"))
        return h.div(
            h.span(number + 1, class_="ds-log-number") if self.numbers else None,
            content,
            class_=f"ds-log-line ds-tone--{tone}" if tone else "ds-log-line",
            key=number,
        )

    def said(self, text: str) -> Iterator[Child]:
        """A line with its colours, and with matches of the search marked."""
        for part, looks in parts(text):
            said = self.marked(part) if self.search else [part]
            if looks:
                yield h.span(said, class_=[f"ds-ansi-{look}" for look in looks])
            else:
                yield from said

    def marked(self, text: str) -> Iterator[Child]:
        """A text with matches of the search marked."""
        at, wanted, folded = 0, self.search.casefold(), text.casefold()
        # A letter that becomes several when its case is folded would move the marks.
        found = folded.find(wanted) if len(folded) == len(text) else -1
        while found >= 0:
            if found > at:
                yield text[at:found]
            at = found + len(wanted)
            yield h.mark(text[found:at])
            found = folded.find(wanted, at)
        if at < len(text):
            yield text[at:]

    def missing(self, place: int) -> VNode:
        """The placeholder of a line that is not loaded yet."""
        return h.div("\u2026", class_="ds-log-line", key=f"wait {place}")

    def filter(self) -> VNode:
        """The search field."""
        return search_input(
            value=self.search,
            placeholder=word("Filter"),
            aria={"label": word("Filter")},
            on_input=on(self.typed, debounce=_PAUSE),
        )

    def count(self, total: int) -> VNode:
        """The number of lines."""
        # Screen readers announce it after a search, but not with each new line.
        role = "status" if self.search else None
        return h.span(counted("{count} line", "{count} lines", total), class_="ds-help ds-log-count", role=role)

    # What happens

    def updated(self) -> Awaitable[None] | None:
        left, self._left = self._left, 0.0
        if left and self._scroller.current is not None:
            self._scroller.current.scrollBy({"top": -round(left)})
        return super().updated()

    def typed(self, event: InputEvent) -> None:
        self.search = event.value

    def followed(self, event: _Followed) -> None:
        """Note that the end has come into view or left it, as the browser reports."""
        is_at_end, top, view = event.at
        self.is_at_end = is_at_end
        self.top: float = min(max(top, 0.0), HIGHEST)
        self.view: float = min(max(view, 0.0), 10_000.0)

    def go_on(self) -> None:
        """Scroll to the end, and follow new lines."""
        self.is_at_end = True
        if self._scroller.current is not None:
            self._scroller.current.scrollTo({"top": HIGHEST})


class _Lines:
    """A list of lines that is passed on without being copied and compared whenever the page is rendered."""

    __slots__ = ("lines",)

    def __init__(self, lines: Sequence[Any]) -> None:
        self.lines = lines


def log_view(
    lines: Sequence[Any] | LogLines | RowSource[Any],
    *,
    label: str | None = None,
    follow: bool = True,
    filters: bool = True,
    numbers: bool = False,
    wrap: bool = False,
    shows: Callable[[Any], Child] | None = None,
    tone: Callable[[Any], Tone | None] | None = None,
    height: str = "24rem",
    **attributes: Unpack[Common],
) -> LogView:
    """A virtual view of a log: of 100,000 lines or more, only those in view are on the page and are sent.

    >>> w.log_view(self.lines, follow=True)
    >>> w.log_view(LINES, tone=lambda line: "danger" if "ERROR" in line else None)

    Adding a line sends only that line. With `follow`, the end stays in view until the user scrolls up, and again after
    they scroll down or press the button. `w.LogLines` keeps the newest lines, and all views of it show new lines at
    once; a list is read when the component that shows it is rendered: `self.refresh()`.

    ANSI colours are shown.

    Args:
        lines: A list of strings or other objects, `w.LogLines`, or a source of rows.
        label: Its name for screen readers; by default "Log".
        follow: Whether the end stays in view.
        filters: Whether there is a field to filter lines.
        numbers: Whether lines are numbered.
        wrap: Whether long lines wrap; otherwise the log scrolls sideways.
        shows: Returns the content of a line, instead of its text.
        tone: The tone of a line: `neutral`, `info`, `success`, `warning`, `danger`, or None.
        height: Its height, as a CSS length.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the field, and to the lines |
        | Up, Page Up, Home | scroll up, and stop following |
        | Down, Page Down, End | scroll down; at the end, follow again |

    Raises:
        TypeError: `lines` is none of these.
    """
    check_functions("log_view", shows=shows, tone=tone)
    if isinstance(lines, str) or not (isinstance(lines, RowSource) or hasattr(lines, "__getitem__")):
        raise TypeError(f"log_view() takes a list of lines or w.LogLines, not {type(lines).__name__}")
    own, directives = parted(attributes)
    classes = ["ds-log--wrapped" if wrap else None, own.pop("class_", None)]
    return LogView(
        lines=lines if isinstance(lines, RowSource) else _Lines(lines),
        label=label or word("Log"),
        follow=follow,
        filters=filters,
        numbers=numbers,
        measured=wrap,
        row_height=LINE,
        shows=shows,
        tone=tone,
        height=height,
        attributes={**own, "class_": classes},
        **directives,
    )
