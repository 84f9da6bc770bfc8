"""ANSI colours in lines of text: ECMA-48 "select graphic rendition" only."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Control sequences and other escapes; only those that end with m define the look of text.
_ESCAPE = re.compile(r"\x1b(?:\[([0-?]*)[ -/]*([@-~]?)|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-Z\\^-~])?")
_STYLES = {1: "bold", 2: "dim", 3: "italic", 4: "under", 7: "inverse", 9: "struck"}
_ENDS = {22: ("bold", "dim"), 23: ("italic",), 24: ("under",), 27: ("inverse",), 29: ("struck",)}


def plain(line: str) -> str:
    """Remove the escapes from a line.

    Args:
        line: The line.
    """
    return _ESCAPE.sub("", line) if "\x1b" in line else line


def parts(line: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The parts of a line, each with the names of its looks: `bold`, `red` or `bright-red`, `on-red`.

    Colours from the palettes of 256 and of 16 million are replaced by the nearest of the sixteen named ones.

    Args:
        line: The line.
    """
    looks: dict[str, str] = {}
    at = 0
    for found in _ESCAPE.finditer(line):
        if found.start() > at:
            yield line[at : found.start()], tuple(looks.values())
        at = found.end()
        if found[2] == "m":
            _apply(looks, found[1] or "")
    if at < len(line):
        yield line[at:], tuple(looks.values())


_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def _apply(looks: dict[str, str], codes: str) -> None:
    """Change the look of the following text according to the numbers of a sequence."""
    numbers = iter([int(code) if code.isdecimal() and len(code) < 4 else 0 for code in re.split("[;:]", codes)])
    for number in numbers:
        if number == 0:
            looks.clear()
        elif number in _STYLES:
            looks[_STYLES[number]] = _STYLES[number]
        elif number in _ENDS:
            for name in _ENDS[number]:
                looks.pop(name, None)
        elif number in (39, 49):
            looks.pop("text" if number == 39 else "ground", None)
        elif number in (38, 48):
            colour = _nearest(numbers)
            if colour:
                looks["text" if number == 38 else "ground"] = colour if number == 38 else f"on-{colour}"
        elif 30 <= number <= 37 or 90 <= number <= 97:
            looks["text"] = ("bright-" if number >= 90 else "") + _COLOURS[number % 10]
        elif 40 <= number <= 47 or 100 <= number <= 107:
            looks["ground"] = ("on-bright-" if number >= 100 else "on-") + _COLOURS[number % 10]


def _nearest(numbers: Iterator[int]) -> str:
    """Read `5;n` or `2;r;g;b`, and find the nearest colour with a name."""
    kind = next(numbers, 0)
    if kind == 5:
        number = min(next(numbers, 0), 255)
        if number < 16:
            return ("bright-" if number >= 8 else "") + _COLOURS[number % 8]
        if number >= 232:
            return _named(*([(number - 232) * 10 + 8] * 3))
        cube = number - 16
        return _named(cube // 36 * 51, cube // 6 % 6 * 51, cube % 6 * 51)
    return _named(next(numbers, 0), next(numbers, 0), next(numbers, 0)) if kind == 2 else ""


def _named(red: int, green: int, blue: int) -> str:
    strongest = max(red, green, blue)
    if strongest < 64:
        return "black"
    # The named colour contains red, green or blue if this component is more than half of the strongest one.
    index = sum(1 << bit for bit, part in enumerate((red, green, blue)) if part > strongest / 2)
    return ("bright-" if strongest > 191 else "") + _COLOURS[index]
