"""QR codes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from domsync import VNode, svg
from domsync import html as h
from domsync.errors import MissingExtraError
from domsync.widgets.base import check_texts, dressed, one_of
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

#: The quiet zone that readers need around the code, in squares: ISO/IEC 18004, section 9.1.
_QUIET = 4


def qr(
    text: str,
    *,
    label: str | None = None,
    error: Literal["l", "m", "q", "h"] = "m",
    width: str = "10rem",
    **attributes: Unpack[k.Html],
) -> VNode:
    """A QR code, dark on light in every theme, as scanners expect it.

    >>> w.qr("https://example.com/tickets/7", label="The way to your ticket")

    It needs `pip install 'domsync[qr]'`.

    Args:
        text: Its content, usually a URL.
        label: Its purpose, for screen readers; by default "QR code: " and its content.
        error: The error correction: `l`, `m`, `q` or `h`, with which 7, 15, 25 or 30 % of it may be hidden.
        width: Its width.
        attributes: As for `h.span`.

    Raises:
        MissingExtraError: The extra is not installed.
        TypeError: There is no text.
        ValueError: The text is too long for a code, or `error` is unknown.
    """
    check_texts("qr", text=text, width=width)
    one_of("error", error, ("l", "m", "q", "h"))
    if not text:
        raise TypeError("qr() needs a text")
    side, path = _squares(text, error)
    drawn = svg.svg(svg.path(d=path), viewBox=f"0 0 {side} {side}")
    name = label or word("QR code: {text}", text=text)
    return h.span(drawn, **dressed(attributes, "ds-qr", role="img", aria={"label": name}, style={"--ds-qr": width}))


@lru_cache(256)
def _squares(text: str, error: str) -> tuple[int, str]:
    """The number of squares on a side of the code; and its dark squares, as the outline of each run in a row."""
    try:
        import segno
    except ImportError as missing:
        raise MissingExtraError("segno", "qr", "making QR codes") from missing
    try:
        code = segno.make_qr(text.encode("utf-8", "replace"), error=error)
    except segno.DataOverflowError:
        raise ValueError(f"a text of {len(text)} characters is too long for a QR code; shorten the address") from None
    parts = []
    for y, row in enumerate(code.matrix, _QUIET):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                parts.append(f"M{start + _QUIET} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return len(code.matrix) + 2 * _QUIET, "".join(parts)
