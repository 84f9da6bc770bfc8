"""Pagination."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from domsync import VNode
from domsync import html as h
from domsync.components import Binding
from domsync.widgets.base import Common, check_binding, check_functions, check_whole, dressed
from domsync.widgets.navigation.menus import chevron
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack


def pagination(
    page: int | None = None,
    pages: int = 1,
    *,
    on_change: Callable[[int], object] | None = None,
    href: Callable[[int], str] | None = None,
    bind: Binding | None = None,
    around: int = 1,
    label: str | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """Page numbers, to go from page to page.

    >>> w.pagination(self.page, 12, on_change=self.go)
    >>> w.pagination(bind=self.field("page"), pages=12)
    >>> w.pagination(self.page, 12, href=lambda page: f"?page={page}")

    Args:
        page: The number of the current page, from 1, without `bind`; a number out of range means the nearest page.
        pages: The number of pages.
        on_change: Called with the number of the chosen page.
        href: Returns the URL for a page number, to make links.
        bind: The field that holds the number.
        around: How many numbers are shown on each side of the current one, besides the first and the last.
        label: Its name for screen readers; by default "Pages".
        attributes: As for `h.nav`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the next number |
        | Enter, Space | go to the page |

    Raises:
        ValueError: `pages` or `around` is negative.
    """
    check_functions("pagination", on_change=on_change, href=href)
    check_binding("pagination", bind)
    check_whole("pagination", page=1 if page is None else page, pages=pages, around=around)
    if pages < 0 or around < 0:
        raise ValueError(f"pages and around are not negative; not {pages} and {around}")
    wanted = bind.value if bind is not None else page
    last = max(pages, 1)
    now = min(max(wanted if isinstance(wanted, int) else 1, 1), last)

    def go(to: int) -> object:
        if bind is not None:
            bind.assign(to)
        return on_change(to) if on_change is not None else None

    def step(to: int, name: str, sign: VNode) -> VNode:
        is_there = 1 <= to <= last
        made: dict[str, Any] = {"class_": "ds-page ds-page--step", "aria": {"label": name}}
        if href is not None and is_there:
            return h.a(sign, href=href(to), **made)
        return h.button(sign, type="button", disabled=not is_there, on_click=partial(go, to), **made)

    def number(at: int) -> VNode:
        made: dict[str, Any] = {
            "class_": "ds-page",
            "aria": {"label": word("Page {number}", number=at), "current": "page" if at == now else None},
        }
        if href is not None:
            return h.a(at, href=href(at), **made)
        return h.button(at, type="button", on_click=partial(go, at), **made)

    numbers = [
        h.li(number(at), key=at)
        if at
        else h.li("\u2026", class_="ds-page-gap", aria={"hidden": True}, key=f"gap {place}")
        for place, at in enumerate(shown_pages(now, last, around))
    ]
    # If there is no space for the numbers, this shows the current page.
    place = h.li(f"{now} / {last}", class_="ds-page-place", aria={"hidden": True}, key="place")
    return h.nav(
        h.ol(
            h.li(step(now - 1, word("Previous page"), chevron()), class_="ds-page-back", key="back"),
            place,
            numbers,
            h.li(step(now + 1, word("Next page"), chevron()), key="next"),
        ),
        **dressed(dict(attributes), "ds-pagination", aria={"label": label or word("Pages")}),
    )


def shown_pages(now: int, last: int, around: int) -> list[int]:
    """The page numbers that are shown, with 0 for gaps.

    Their number is the same for every page, so that the buttons stay in place.

    Args:
        now: The current page.
        last: The last page.
        around: The number of pages shown on each side of the current one.
    """
    # The first and the last page, two gaps, and the pages in the middle.
    width = 2 * around + 5
    if last <= width:
        return list(range(1, last + 1))
    if now <= around + 3:
        return [*range(1, width - 1), 0, last]
    if now >= last - around - 2:
        return [1, 0, *range(last - width + 3, last + 1)]
    return [1, 0, *range(now - around, now + around + 1), 0, last]
