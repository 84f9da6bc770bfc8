"""The window of a long list: which rows are visible, and the height of all rows in pixels."""

from __future__ import annotations

#: The maximum height of an element in pixels, with a margin; Firefox's limit is 17.8 million.
HIGHEST = 15_000_000.0
#: The distance from the ends of an even higher list within which it is scrolled pixel by pixel; further in, it leaps.
_EXACT = 1_000_000.0


class Heights:
    """Heights of rows: the usual height, except for rows that were measured.

    Memory, and the time of a query, grow only with the number of measured rows (a sparse Fenwick tree).

    Args:
        usual: The usual height of a row, in pixels.
    """

    __slots__ = ("_known", "_size", "_sums", "usual")

    def __init__(self, usual: float) -> None:
        self.usual: float = usual
        self._known: dict[int, float] = {}
        self._sums: dict[int, float] = {}
        self._size = 1 << 30

    def measure(self, place: int, height: float) -> bool:
        """Note the height of a row.

        Args:
            place: The index of the row.
            height: Its height in pixels.

        Returns:
            Whether it differs from the one before.
        """
        change = height - self.of(place)
        if abs(change) < 0.5:
            return False
        self._known[place] = height
        at = place + 1
        while at <= self._size:
            self._sums[at] = self._sums.get(at, 0.0) + change
            at += at & -at
        return True

    def of(self, place: int) -> float:
        """Return the height of a row."""
        return self._known.get(place, self.usual)

    def before(self, place: int) -> float:
        """Return the distance from the top of the list to a row, in pixels."""
        extra, at = 0.0, place
        while at > 0 and self._known:
            extra += self._sums.get(at, 0.0)
            at -= at & -at
        return place * self.usual + extra

    def row_at(self, pixels: float, count: int) -> int:
        """Find the row at a distance from the top.

        Args:
            pixels: The distance in pixels.
            count: The number of rows.

        Returns:
            Its index, from 0; that of the last row if the distance is larger than the list.
        """
        if pixels <= 0 or count <= 0:
            return 0
        if not self._known:
            return min(int(pixels / self.usual), count - 1)
        low, high = 0, count
        while high - low > 1:
            middle = (low + high) // 2
            if self.before(middle) <= pixels:
                low = middle
            else:
                high = middle
        return low

    def clear(self) -> None:
        """Forget all measured heights, because the rows have changed."""
        self._known.clear()
        self._sums.clear()


class Window:
    """The rows that are on the page, and the height of those before and after them.

    Args:
        heights: The heights of the rows.
        overscan: The minimum number of rows that are on the page above and below the visible ones.
    """

    __slots__ = ("_pixels", "_top", "count", "heights", "overscan", "top", "view")

    def __init__(self, heights: Heights, overscan: int) -> None:
        self.heights: Heights = heights
        self.overscan: int = overscan
        self.count: int = 0
        self.top: float = 0.0
        self.view: float = 0.0
        #: The last scroll position in the browser, for a list that is too high for it.
        self._top: float | None = None
        self._pixels = 0.0

    @property
    def height(self) -> float:
        """The height of the list with all rows."""
        return self.heights.before(self.count)

    @property
    def shown_height(self) -> float:
        """The height of the list in the browser."""
        return min(self.height, HIGHEST)

    def pixels(self) -> float:
        """The distance from the top of the list to the view, in pixels."""
        height = self.height
        if height <= HIGHEST:
            return min(max(self.top, 0.0), max(height - self.view, 0.0))
        top = min(max(self.top, 0.0), HIGHEST - self.view)
        if top <= _EXACT:
            found = top
        elif top >= HIGHEST - _EXACT - self.view:
            found = height - (HIGHEST - top)
        elif self._top is not None and abs(top - self._top) <= 3 * self.view:
            # Short distances are what they seem to be.
            found = self._pixels + top - self._top
        else:
            inner = HIGHEST - 2 * _EXACT - self.view
            found = _EXACT + (top - _EXACT) * (height - 2 * _EXACT - self.view) / inner
        self._top, self._pixels = top, found
        return found

    def top_of(self, place: int) -> float:
        """The scroll position in the browser at which a row is at the top of the view.

        Args:
            place: The index of the row.
        """
        pixels, height = self.heights.before(place), self.height
        if height <= HIGHEST:
            return pixels
        if pixels <= _EXACT:
            return pixels
        if pixels >= height - _EXACT - self.view:
            return HIGHEST - (height - pixels)
        inner = HIGHEST - 2 * _EXACT - self.view
        top = _EXACT + (pixels - _EXACT) * inner / (height - 2 * _EXACT - self.view)
        self._top, self._pixels = top, pixels
        return top

    def range(self) -> tuple[int, int, float, float]:
        """Return what is on the page.

        Returns:
            The index of the first row, the index after the last one, and the heights before and after them in pixels.
        """
        pixels = self.pixels()
        step = max(self.overscan, 1)
        seen = self.heights.row_at(pixels, self.count)
        end = self.heights.row_at(pixels + self.view, self.count) + 1
        # In whole steps, so that rows do not come and go with every row that is scrolled.
        first = max(seen // step * step - step, 0)
        last = min(-(-end // step) * step + step, self.count)
        shift = 0.0 if self.height <= HIGHEST else min(max(self.top, 0.0), HIGHEST - self.view) - pixels
        start = self.heights.before(first) + shift
        before = 0.0 if first == 0 else max(start, 0.0)
        rows = self.heights.before(last) - self.heights.before(first)
        return first, last, before, max(self.shown_height - before - rows, 0.0) if last < self.count else 0.0
