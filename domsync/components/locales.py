"""The language and region of the visitor."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
#: Languages that are written from right to left.
_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"))


@dataclass(frozen=True)
class Locale:
    """A language, and often a region: `Locale("de-CH")`. A component provides it to the components below.

    Args:
        tag: A BCP 47 language tag, such as `"pt-BR"`.

    Raises:
        ValueError: The tag is malformed.
    """

    tag: str = "en"

    def __post_init__(self) -> None:
        if not _TAG.fullmatch(self.tag):
            raise ValueError(f"a locale is a language tag such as de or pt-BR, not {self.tag!r}")
        object.__setattr__(self, "tag", self.tag.replace("_", "-"))

    @property
    def language(self) -> str:
        """The language without a region, in lower case: `"pt"`."""
        return self.tag.partition("-")[0].lower()

    @property
    def is_right_to_left(self) -> bool:
        """True if its language is written from right to left."""
        return self.language in _RIGHT_TO_LEFT


def preferred_locale(accept_language: str) -> Locale | None:
    """Return the language that a browser prefers.

    Args:
        accept_language: The `Accept-Language` header: RFC 9110, section 12.5.4.

    Returns:
        The first of the languages with the highest weight; None if the header names none.
    """
    best: tuple[float, str] | None = None
    for part in accept_language.split(",")[:32]:
        tag, _, weight = part.strip().partition(";")
        tag = tag.strip()
        if not _TAG.fullmatch(tag):
            continue
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if 0 < quality <= 1 and (best is None or quality > best[0]):
            best = (quality, tag)
    return None if best is None else Locale(best[1])
