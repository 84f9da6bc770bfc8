"""The hostile strings of `tests/data/hostile_strings.json`: what somebody types who wants to break a page.

They hold lone surrogates, so `json` reads them and nothing else does.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent / "data" / "hostile_strings.json"

#: The sinks in which a live URL ran code, rather than only sent a request.
URL_SINKS = frozenset(("href", "iframe_src", "location", "object_data"))


@dataclass(frozen=True)
class Hostile:
    """One string of the corpus.

    Attributes:
        id: Its name in the corpus; pytest shows it.
        category: `url`, `css`, `markup`, `attr_name`, ...
        text: The string itself.
        note: What it is for.
        live_exec: The unsafe sinks in which it ran code in a real Chromium.
        live_request: The unsafe sinks in which it sent a request.
    """

    id: str
    category: str
    text: str
    note: str = ""
    live_exec: frozenset[str] = frozenset()
    live_request: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.id


def _read(item: dict[str, Any]) -> Hostile:
    text = item["s"] if "s" in item else item["gen"]["unit"] * item["gen"]["times"]
    return Hostile(
        id=item["id"],
        category=item["cat"],
        text=text,
        note=item.get("note", ""),
        live_exec=frozenset(item.get("live_exec", ())),
        live_request=frozenset(item.get("live_request", ())),
    )


@cache
def everything() -> tuple[Hostile, ...]:
    """Every string, the generated ones (up to 10 MB) included."""
    return tuple(map(_read, json.loads(PATH.read_text(encoding="utf-8"))["items"]))


def category(*names: str) -> list[Hostile]:
    """The strings of some categories, in the corpus's order.

    Raises:
        LookupError: A category has no strings, so that a misspelt one does not pass unnoticed.
    """
    missing = set(names) - {hostile.category for hostile in everything()}
    if missing:
        raise LookupError(f"the corpus has no category {', '.join(sorted(missing))}")
    return [hostile for hostile in everything() if hostile.category in names]


def texts(longest: int = 100_000) -> list[Hostile]:
    """Every string of at most `longest` characters: what can be shown as text in many places at once."""
    return [hostile for hostile in everything() if len(hostile.text) <= longest]


def live_urls() -> list[Hostile]:
    """The `javascript:` and `data:` spellings that ran code in Chromium."""
    return [hostile for hostile in category("url") if hostile.live_exec & URL_SINKS]
