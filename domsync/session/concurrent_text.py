"""Merge a user's input in a control with texts that the program sets there at the same time.

A browser reports a control's text, and the newest frame that it has shown there. Texts that the program has set since
then are treated as edits of the text that it knew, and the user's input as an edit of the text that was reported
before. Each is transformed to follow the other (operational transformation). ``client/extra/merge.js`` does the same on
its side, so that both end up with the same text.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from domsync.dom.controls.operational_transform import (
    Edit,
    apply,
    between,
    from_units,
    respelled,
    to_units,
    transform_typed,
)

#: The maximum number of texts that are remembered for a document, and of their characters altogether.
_MOST_SETS = 64
_MOST_CHARACTERS = 262_144


class TextSet(NamedTuple):
    """A text that the program has set in a control.

    Attributes:
        seq: The number of the frame that contains it.
        node: The control.
        before: The text that it replaced.
        after: The text.
    """

    seq: int
    node: int
    before: str
    after: str


class TextEdit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A long text as a browser reports it: as an edit of the text that was reported before.

    Attributes:
        edit: The edit.
        of: The length of the text before, in UTF-16 code units.
    """

    edit: tuple[int | str, ...]
    of: int


class SetTexts:
    """The texts that were set in a document and that browsers may not have shown yet."""

    __slots__ = ("_sets",)

    def __init__(self) -> None:
        self._sets: list[TextSet] = []

    def add(self, seq: int, sets: list[tuple[int, str, str]]) -> None:
        """Record the texts that a frame sets.

        Args:
            seq: The frame's number.
            sets: Node, text before, text after.
        """
        kept = self._sets
        kept += [TextSet(seq, *given) for given in sets]
        size = sum(len(item.before) + len(item.after) for item in kept)
        while kept and (len(kept) > _MOST_SETS or size > _MOST_CHARACTERS):
            gone = kept.pop(0)
            size -= len(gone.before) + len(gone.after)

    def of(self, node: int, after: int) -> list[TextSet]:
        """Return the texts that frames after a number have set in a control, in order."""
        return [given for given in self._sets if given.node == node and given.seq > after]

    def forget(self, node: int, up_to: int) -> None:
        """Forget the texts of frames up to a number in a control, because its only browser has shown them."""
        self._sets = [given for given in self._sets if given.node != node or given.seq > up_to]


class _View:
    """The state of a control in one browser."""

    __slots__ = ("pending", "seen", "text")

    def __init__(self, text: str) -> None:
        #: The text that the browser last reported, with the texts that it has shown since; as code units.
        self.text = text
        #: The texts that the browser has not shown yet, as edits of that, with their frames.
        self.pending: list[tuple[int, Edit]] = []
        #: The number of the last frame among them.
        self.seen = 0

    @property
    def expected(self) -> str:
        """The text that the browser will have when it has shown all frames."""
        text = self.text
        for _, edit in self.pending:
            text = apply(text, edit)
        return text


class TextMerger:
    """Merges the texts that one browser reports with texts that the program has set and the browser had not shown."""

    __slots__ = ("_views",)

    def __init__(self) -> None:
        self._views: dict[int, _View] | None = None

    def merge(
        self, sets: SetTexts, node: int, current: str, told: str | TextEdit, seen: int | None, *, alone: bool
    ) -> str | None:
        """Return a control's text after a browser has reported it.

        Args:
            sets: The texts that were set in the document.
            node: The control.
            current: The control's text so far.
            told: The text that the browser reports.
            seen: The last frame whose text the browser has shown; None if no text was set since the last report.
            alone: Whether no other browser shows the document.

        Returns:
            The text; None if the report is an edit of some other text.
        """
        views = self._views
        view = None if views is None else views.get(node)
        sent = sets.of(node, 0 if view is None else view.seen)
        if view is None:
            if not sent:
                return told if isinstance(told, str) else _edited(to_units(current), told)
            shown = [given for given in sent if seen is not None and given.seq <= seen]
            view = _View(to_units(shown[-1].after if shown else sent[0].before))
            sent = sent[len(shown) :]
        before = view.expected
        for given in sent:
            # This browser does not know what others have typed in between.
            after = to_units(given.after)
            view.pending.append((given.seq, respelled(before, after)))
            view.seen, before = given.seq, after
        while view.pending and seen is not None and view.pending[0][0] <= seen:
            view.text = apply(view.text, view.pending.pop(0)[1])
        if seen is not None and alone:
            sets.forget(node, seen)
        text = to_units(told) if isinstance(told, str) else _edited_units(view.text, told)
        if text is None:
            return None
        if not view.pending:
            if views is not None:
                views.pop(node, None)
            return from_units(text)
        expected = view.expected
        if expected != to_units(current):
            # Somebody else has typed into the control, too: the last report counts.
            if views is not None:
                views.pop(node, None)
            return from_units(text)
        own = between(view.text, text)
        pending: list[tuple[int, Edit]] = []
        for seq, edit in view.pending:
            edit, own = transform_typed(edit, own)
            pending.append((seq, edit))
        view.text, view.pending = text, pending
        if self._views is None:
            self._views = {}
        self._views[node] = view
        return from_units(apply(expected, own))


def _edited(units: str, told: TextEdit) -> str | None:
    text = _edited_units(units, told)
    return None if text is None else from_units(text)


def _edited_units(units: str, told: TextEdit) -> str | None:
    if len(units) != told.of:
        return None
    try:
        return apply(units, list(told.edit))
    except ValueError:
        return None
