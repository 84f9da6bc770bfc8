"""Find items of selects, menus and trees by the first letters of their texts."""

from collections.abc import Callable, Sequence

from domsync.testing.tree.nodes import ReferenceElement


class TypeAhead:
    """The letters that were typed in a list.

    Args:
        time: Returns the time in seconds.
    """

    def __init__(self, time: Callable[[], float]) -> None:
        self._time = time
        self._owner: ReferenceElement | None = None
        self._typed = ""
        self._last = 0.0

    def found(self, owner: ReferenceElement, texts: Sequence[str], at: int, key: str, pause: float) -> int:
        """Find the item that a key leads to.

        Args:
            owner: The list.
            texts: The texts of its items.
            at: The place of the current item; -1 if there is none.
            key: The letter.
            pause: The seconds without a key after which another word begins.

        Returns:
            The place of the item; -1 if there is none.
        """
        now = self._time()
        is_more = owner is self._owner and now - self._last <= pause
        self._typed = (self._typed if is_more else "") + key.lower()
        self._owner, self._last = owner, now
        # The same letter again goes on to the next item; a longer word may be that of the current one.
        is_letter = len(set(self._typed)) == 1
        word = self._typed[0] if is_letter else self._typed
        first = at + 1 if is_letter else max(at, 0)
        order = [*range(first, len(texts)), *range(min(first, len(texts)))]
        return next((place for place in order if texts[place].strip().lower().startswith(word)), -1)
