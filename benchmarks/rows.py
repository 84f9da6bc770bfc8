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
        # In one piece, because it is measured with every implementation and is the work of none.
        rows: list[Row] = []
        first, state = self.next_id, self._state
        for number in range(first, first + count):
            adjective = state * 16807 % 2147483647
            colour = adjective * 16807 % 2147483647
            state = colour * 16807 % 2147483647
            rows.append(Row(number, f"{ADJECTIVES[adjective % 12]} {COLOURS[colour % 12]} {NOUNS[state % 12]}"))
        self.next_id, self._state = first + count, state
        return rows
