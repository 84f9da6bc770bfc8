"""What the pages of the widget comparison show: the same rows, points and tokens for every library."""

import asyncio
import math
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

COLUMNS = ("id", "name", "city", "amount", "state")
CITIES = ("Aachen", "Bergen", "Cork", "Delft", "Évora", "Fürth", "Graz")
TEXT = (
    "The server keeps the whole page in its memory, and when something changes it finds out what has to be said to "
    "the browser, which is as a rule very little. A **row** of a table, a point of a line or a `word` of an answer"
)


@dataclass(frozen=True)
class Sizes:
    """How much is shown: rows of the table, points of the line, points that it grows by, tokens of the answer."""

    rows: int = 1000
    points: int = 5000
    growth: int = 100
    tokens: int = 500
    points_per_s: float = 10
    tokens_per_s: float = 200

    def words(self) -> list[str]:
        """As the arguments of a command line."""
        return [str(value) for value in vars(self).values()]

    @classmethod
    def from_words(cls, words: list[str]) -> "Sizes":
        """From the arguments of a command line; all of them, or none for the usual ones."""
        rows, points, growth, tokens, points_per_s, tokens_per_s = words or cls().words()
        return cls(int(rows), int(points), int(growth), int(tokens), float(points_per_s), float(tokens_per_s))


def sizes_of_this_process() -> Sizes:
    """The sizes that stand on the command line."""
    return Sizes.from_words(sys.argv[1:])


def row(number: int) -> dict[str, Any]:
    """A row of the table."""
    return {
        "id": number,
        "name": f"Customer {number * 7919 % 10007}",
        "city": CITIES[number % len(CITIES)],
        "amount": number * 104729 % 99991 / 100,
        "state": "paid" if number % 3 else "open",
    }


def changed_name(times: int) -> str:
    """What stands in the cell after so many changes."""
    return f"Changed {times}"


def value(index: int) -> float:
    """The y of a point, whose x is its index: two waves, with a noise that is the same in every run."""
    return round(50 + 30 * math.sin(index / 200) + 8 * math.sin(index / 17) + index * 7919 % 101 / 20, 2)


def answer(count: int) -> list[str]:
    """The tokens of an answer in Markdown: a word each, a new paragraph after sixty, and a last one to know it by."""
    words = TEXT.split()
    tokens = [words[number % len(words)] + ("\n\n" if number % 60 == 59 else " ") for number in range(count - 1)]
    return [*tokens, "finis"]


async def paced(count: int, per_s: float) -> AsyncIterator[int]:
    """The numbers from 0 on, so many in a second; late ones come at once, so that their number is kept."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number in range(count):
        await asyncio.sleep(max(0.0, start + (number + 1) / per_s - loop.time()))
        yield number


def paced_in_thread(count: int, per_s: float) -> Iterator[int]:
    """As `paced`, for programs that block."""
    start = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, start + (number + 1) / per_s - time.monotonic()))
        yield number
