"""A diff of two texts, side by side or inline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pydantic import PrivateAttr

from domsync import Component, VNode
from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import Common, check_numbers, dressed, is_empty, one_of, parted
from domsync.widgets.prose.differences import Line, differences
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack

DiffMode: TypeAlias = Literal["unified", "split"]

_SIGNS = {"same": "", "removed": "\u2212", "added": "+"}


class DiffView(Component):
    """The component that `diff_view` makes: see there."""

    before: str
    after: str
    label: Child = None
    mode: str = "unified"
    context: int = 3
    attributes: dict[str, Any] = {}

    #: The runs of unchanged lines that are shown completely, by the number of their first line in the old text.
    unfolded: set[int] = set()
    _lines: list[Line] = PrivateAttr(default_factory=list)
    _compared: tuple[str, str] | None = PrivateAttr(default=None)

    def render(self) -> VNode:
        if self._compared != (self.before, self.after):
            self._lines, self._compared = differences(self.before, self.after), (self.before, self.after)
        counts = {kind: sum(line.kind == kind for line in self._lines) for kind in ("added", "removed")}
        caption = h.caption(
            h.span(word("Changes") if is_empty(self.label) else self.label, class_="ds-diff-title"),
            " ",
            h.span(f"+{counts['added']}", class_="ds-diff-count ds-tone--success"),
            " ",
            h.span(f"\u2212{counts['removed']}", class_="ds-diff-count ds-tone--danger"),
        )
        rows: list[Child] = []
        for part in self.parts():
            if isinstance(part, int):
                rows.append(self.fold(part))
            else:
                rows += self.split(part) if self.mode == "split" else map(_unified, part)
        if not any(counts.values()):
            rows = [h.tr(h.td(word("No differences"), class_="ds-diff-none"))]
        table = h.table(caption, h.tbody(rows), class_="ds-diff-table")
        classes = ("ds-diff", "ds-diff--split" if self.mode == "split" else None)
        # It may be wider than its box, which then has to be scrollable with the keyboard, too.
        made = dressed(self.attributes, *classes, tabindex=0, role="region", aria={"label": self.name()})
        return h.div(table, **made)

    def name(self) -> str:
        """Name it for screen readers."""
        return self.label if isinstance(self.label, str) and self.label else word("Changes")

    def parts(self) -> Iterator[list[Line] | int]:
        """Runs of lines to show, and the numbers of the first lines of folded runs."""
        runs = [(same, list(lines)) for same, lines in groupby(self._lines, lambda line: line.kind == "same")]
        for at, (same, lines) in enumerate(runs):
            head = 0 if at == 0 else self.context
            tail = 0 if at == len(runs) - 1 else self.context
            # A row with the number of hidden lines would not be shorter than one or two lines.
            if not same or len(lines) <= head + tail + 2 or lines[0].old in self.unfolded:
                yield lines
                continue
            yield lines[:head]
            yield lines[0].old or 0
            yield lines[len(lines) - tail :]

    def fold(self, first: int) -> VNode:
        """The row that replaces unchanged lines."""
        index = next(at for at, line in enumerate(self._lines) if line.old == first)
        run = next((at for at in range(index, len(self._lines)) if self._lines[at].kind != "same"), len(self._lines))
        count = run - index - (self.context if index else 0) - (self.context if run < len(self._lines) else 0)
        text = counted("Show {count} unchanged line", "Show {count} unchanged lines", count)
        button = h.button(text, type="button", class_="ds-diff-more", on_click=partial(self.unfold, first))
        return h.tr(h.td(button, colspan=4), class_="ds-diff-fold", key=f"fold {first}")

    def unfold(self, first: int) -> None:
        """Show a folded run of unchanged lines."""
        self.unfolded = {*self.unfolded, first}

    def split(self, lines: Sequence[Line]) -> Iterator[VNode]:
        """The rows of lines, with old and new ones side by side."""
        for same, run in groupby(lines, lambda line: line.kind == "same"):
            block = list(run)
            if same:
                yield from (_beside(line, line) for line in block)
                continue
            gone = [line for line in block if line.kind == "removed"]
            come = [line for line in block if line.kind == "added"]
            for at in range(max(len(gone), len(come))):
                yield _beside(gone[at] if at < len(gone) else None, come[at] if at < len(come) else None)


def _said(line: Line) -> Child:
    shown = [h.mark(text) if changed else text for text, changed in line.parts]
    if line.kind == "same":
        return shown
    return h.del_(shown) if line.kind == "removed" else h.ins(shown)


def _unified(line: Line) -> VNode:
    return h.tr(
        h.td(line.old, class_="ds-diff-number"),
        h.td(line.new, class_="ds-diff-number"),
        h.td(_SIGNS[line.kind], class_="ds-diff-sign"),
        h.td(_said(line), class_="ds-diff-text"),
        class_=f"ds-diff--{line.kind}",
        key=f"{line.old} {line.new}",
    )


def _beside(old: Line | None, new: Line | None) -> VNode:
    cells: list[VNode] = []
    for line, is_old in ((old, True), (new, False)):
        if line is None:
            cells += [h.td(class_="ds-diff-number"), h.td(class_="ds-diff-text ds-diff--absent")]
            continue
        cells.append(h.td(line.old if is_old else line.new, class_=f"ds-diff-number ds-diff--{line.kind}"))
        cells.append(h.td(_said(line), class_=f"ds-diff-text ds-diff--{line.kind}"))
    return h.tr(cells, key=f"{old.old if old else None} {new.new if new else None}")


def diff_view(
    before: str,
    after: str,
    *,
    label: Child = None,
    mode: DiffMode = "unified",
    context: int = 3,
    **attributes: Unpack[Common],
) -> DiffView:
    """The differences between two texts, by lines, and by words within lines.

    >>> w.diff_view(self.published, self.draft, label="Terms", mode="split")

    Args:
        before: The old text.
        after: The new text.
        label: Its label; by default "Changes".
        mode: `unified` for one column, `split` for two next to each other.
        context: The number of unchanged lines around each change. The others can be expanded.
        attributes: Of the box: `class_`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the box, and to the buttons that show unchanged lines |
        | Left, Right | scroll the box where it is wider than its place |
        | Enter, Space | show the unchanged lines |

    Raises:
        ValueError: The mode is unknown, or `context` is negative.
    """
    check_numbers("diff_view", context=context)
    one_of("mode", mode, ("unified", "split"))
    if context < 0:
        raise ValueError(f"context is a number of lines, not {context}")
    own, directives = parted(attributes)
    return DiffView(before=before, after=after, label=label, mode=mode, context=context, attributes=own, **directives)
