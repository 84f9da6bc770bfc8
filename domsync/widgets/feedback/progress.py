"""Progress bars, spinners and skeletons."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from domsync import VNode
from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import (
    Size,
    Tone,
    check_numbers,
    check_texts,
    check_whole,
    dressed,
    is_empty,
    modifier,
    one_of,
)
from domsync.widgets.buttons import SIZES
from domsync.widgets.feedback.alerts import TONES
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k


def progress(
    value: float | None = None,
    *,
    total: float = 1.0,
    label: str,
    text: Child = None,
    tone: Tone = "info",
    **attributes: Unpack[k.Html],
) -> VNode:
    """A bar that shows how much of a task is done.

    >>> w.progress(self.done, total=len(self.rows), label="Import")

    Args:
        value: How much is done; None if that is not known.
        total: How much there is to do.
        label: Its label, for screen readers.
        text: The text next to the bar.
        tone: `neutral`, `info`, `success`, `warning`, `danger`.
        attributes: As for `h.div`.

    Raises:
        ValueError: The tone is unknown, or `total` is not positive.
    """
    check_texts("progress", label=label)
    one_of("tone", tone, TONES)
    check_numbers("progress", value=0 if value is None else value, total=total)
    if not 0 < total < inf:
        raise ValueError(
            f"progress(): total is more than nothing and finite, not {total!r}; value=None if it is not known"
        )
    known = None if value is None else min(max(float(value), 0.0), float(total))
    bar = h.progress(value=_plain(known), max=_plain(float(total)), aria={"label": label}, class_="ds-progress-bar")
    shown = None if is_empty(text) else h.span(text, class_="ds-progress-text")
    return h.div(bar, shown, **dressed(dict(attributes), "ds-progress", f"ds-tone--{tone}"))


def _plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number


def spinner(label: str | None = None, *, size: Size = "medium", **attributes: Unpack[k.Html]) -> VNode:
    """A sign that something is in progress, for an unknown time.

    >>> w.spinner("Loading orders")

    Args:
        label: Its label, for screen readers; by default "Loading".
        size: `small`, `medium`, `large`.
        attributes: As for `h.span`.

    Raises:
        ValueError: The size is unknown.
    """
    one_of("size", size, SIZES)
    classes = ("ds-spinner", modifier("ds-spinner", size, "medium"))
    return h.span(**dressed(dict(attributes), *classes, role="status", aria={"label": label or word("Loading")}))


def skeleton(lines: int = 3, *, label: str | None = None, **attributes: Unpack[k.Html]) -> VNode:
    """A placeholder for text that is being loaded.

    >>> w.skeleton(5) if self.orders is None else self.table()

    Args:
        lines: The number of lines.
        label: Its label, for screen readers; by default "Loading".
        attributes: As for `h.div`.

    Raises:
        ValueError: `lines` is less than 1.
    """
    check_whole("skeleton", lines=lines)
    if lines < 1:
        raise ValueError(f"a skeleton has at least one line, not {lines}")
    bars = [h.span(class_="ds-skeleton-line") for _ in range(lines)]
    made = dressed(dict(attributes), "ds-skeleton", role="status", aria={"label": label or word("Loading")})
    return h.div(bars, **made)
