"""The data of the table workload. It needs no package, because the peers import it in environments of their own.

Every implementation makes the same rows in the same order, the JavaScript one too (`vanilla/table.js` has the same
generator), so that bytes can be compared and the pages look the same.
"""

from dataclasses import dataclass, field

ADJECTIVES = ("bitter", "calm", "dusty", "eager", "gentle", "shy", "loud", "fast", "mellow", "plain", "quaint", "vivid")
COLOURS = ("amber", "azure", "beige", "coral", "cream", "indigo", "ivory", "lilac", "maroon", "ochre", "olive", "teal")
NOUNS = ("anvil", "bell", "bridge", "candle", "engine", "ferry", "lamp", "kettle", "ladder", "mirror", "pen", "saddle")

#: What `update` adds to every tenth label.
MARK = " !!!"


@dataclass(slots=True)
class Row:
    """One row: a number that is never used again, and a label."""

    id: int
    label: str


@dataclass(slots=True)
class RowMaker:
    """Makes rows with labels that look random and are the same in every run (Park and Miller's generator)."""

    next_id: int = 1
    _state: int = field(default=42)

    def make(self, count: int) -> list[Row]:
        """The next `count` rows."""
        return [self._row() for _ in range(count)]

    def _row(self) -> Row:
        row = Row(self.next_id, f"{self._pick(ADJECTIVES)} {self._pick(COLOURS)} {self._pick(NOUNS)}")
        self.next_id += 1
        return row

    def _pick(self, words: tuple[str, ...]) -> str:
        self._state = self._state * 16807 % 2147483647
        return words[self._state % len(words)]
