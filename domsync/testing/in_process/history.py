"""The history of a tab: the addresses visited, and what was shown there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A place in the history.

    Args:
        path: The address with its fragment.
        page: The page loaded there, compared by identity.
        number: The number of the page shown, among those that followed each other without a reload.
    """

    path: str
    page: object
    number: int = 1


class History:
    """The history of a tab."""

    def __init__(self) -> None:
        self._entries: list[HistoryEntry] = []
        self._place = -1

    @property
    def present(self) -> HistoryEntry | None:
        """The current entry; None before the first page."""
        return self._entries[self._place] if self._entries else None

    def push(self, entry: HistoryEntry) -> None:
        """Add an entry after the current one; later entries are dropped."""
        self._entries[self._place + 1 :] = [entry]
        self._place += 1

    def replace(self, entry: HistoryEntry) -> None:
        """Replace the current entry."""
        if self._entries:
            self._entries[self._place] = entry
        else:
            self.push(entry)

    def move(self, steps: int) -> HistoryEntry:
        """Go back or forward.

        Raises:
            LookupError: There is no such entry.
        """
        if not 0 <= self._place + steps < len(self._entries):
            raise LookupError(f"the history has no {'earlier' if steps < 0 else 'later'} entry")
        self._place += steps
        return self._entries[self._place]
