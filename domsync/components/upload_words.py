"""Messages about files that were refused or did not arrive, in the page's language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from domsync.components.formats import number_text
from domsync.components.locales import Locale
from domsync.components.page_words import SIZES, page_word

_ENGLISH = Locale()


@dataclass(frozen=True, slots=True)
class UploadProblem:
    """The reason why a file was refused or did not arrive.

    Args:
        text: The message in English; one of `PAGE_WORDS`.
        size: The file's size in bytes.
        limit: The maximum size in bytes.
        seconds: Seconds for which nothing of it has arrived.
    """

    text: str
    size: int = 0
    limit: int = 0
    seconds: float = 0

    def said(self, locale: Locale | None = None) -> str:
        """Return the message in a language.

        Args:
            locale: The language. Default: that of the page that is being rendered or whose event is being handled.
        """
        return page_word(
            self.text,
            locale,
            size=size_in_words(self.size, locale, ROUND_CEILING),
            limit=size_in_words(self.limit, locale, ROUND_FLOOR),
            seconds=number_text(Decimal(f"{self.seconds:g}"), locale=locale),
        )

    def __str__(self) -> str:
        return self.said(_ENGLISH)


def size_in_words(size: int, locale: Locale | None, rounding: str) -> str:
    """Write a number of bytes with three digits: `5.01 MB`.

    For a file that is a little too large, the size is rounded up and the limit down, so that they are never the same.

    Args:
        size: The number of bytes.
        locale: The language.
        rounding: The rounding mode for the fourth digit, as for `decimal`.
    """
    amount = Decimal(size) if size < 1000 else Context(prec=3, rounding=rounding).create_decimal(size)
    step = min(amount.adjusted() // 3, len(SIZES) - 1)
    return page_word(SIZES[step], locale, size=number_text(amount.scaleb(-3 * step).normalize(), locale=locale))
