"""Grids, as `client/extra/grid.js` handles them: focus moves from cell to cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from domsync.testing.browser import activation
from domsync.testing.browser.focus import focus
from domsync.testing.tree.element_values import WINDOW_SIZE
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import is_connected, is_disabled, walk, way_up
from domsync.testing.tree.visible import inner_text

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

_CONTROLS = frozenset(("a", "button", "input", "select", "textarea"))
_BUTTONS = frozenset(("checkbox", "radio", "button", "submit", "reset"))
#: The height assumed for a row without a layout, used for Page Down and for the end of a list.
_ROW = 36
_FAR = 1e9


def _near(element: ReferenceElement, attribute: str) -> ReferenceElement | None:
    return next((above for above in way_up(element) if above.get(attribute) is not None), None)


def _elements(parent: ReferenceElement | None) -> list[ReferenceElement]:
    return [] if parent is None else [child for child in parent.children if isinstance(child, ReferenceElement)]


def _lines(grid: ReferenceElement) -> list[ReferenceElement]:
    """The header rows and the body rows that are on the page."""
    parts = [part for part in _elements(grid) if part.kind == "thead" or part.get("data-ds-rows") is not None]
    return [line for part in parts for line in _elements(part)]


def _is_edited(element: ReferenceElement) -> bool:
    is_button = element.kind == "input" and element.get("type") in _BUTTONS
    return element.kind in ("input", "select", "textarea") and not is_button


def _go_to(browser: Browser, grid: ReferenceElement, cell: ReferenceElement) -> None:
    for other in walk(grid):
        if other.kind in ("td", "th") and other.get("tabindex") == "0":
            other.set_attribute("tabindex", "-1")
    cell.set_attribute("tabindex", "0")
    line = cell.parent
    assert line is not None  # noqa: S101 - a cell is in a row
    browser.grid_place = (grid, line.get("aria-rowindex") or "", _elements(line).index(cell), False)
    focus(browser, cell)


def settle(browser: Browser) -> None:
    """Focus a cell whose row has arrived, or that has replaced the focused one.

    Args:
        browser: The browser.
    """
    if browser.grid_place is None:
        return
    grid, row, column, waits = browser.grid_place
    is_lost = browser.focused is None or not is_connected(browser.focused, browser.root)
    if not is_connected(grid, browser.root) or not (waits or is_lost):
        return
    line = next((line for line in _lines(grid) if line.get("aria-rowindex") == row), None)
    cells = _elements(line)
    if cells:
        _go_to(browser, grid, cells[min(column, len(cells) - 1)])


def follow(browser: Browser, type: str, element: ReferenceElement) -> None:
    """Do what the client does in a table after an event.

    Args:
        browser: The browser.
        type: The event.
        element: Its target.
    """
    grid = _near(element, "data-ds-grid")
    cell = next((above for above in way_up(element) if above.kind in ("td", "th")), None)
    if grid is None or cell is None or cell.parent is None:
        # A focus elsewhere means that the user has left the table.
        browser.grid_place = None
        return
    if type == "focusin":
        row, column = cell.parent.get("aria-rowindex") or "", _elements(cell.parent).index(cell)
        browser.grid_place = (grid, row, column, False)
    elif not any(above.kind in _CONTROLS for above in way_up(element)) and not any(map(_is_edited, walk(cell))):
        _go_to(browser, grid, cell)


def _scroll_for(browser: Browser, grid: ReferenceElement, row: str, column: int, top: float) -> None:
    browser.grid_place = (grid, row, column, True)
    box = _near(grid, "data-ds-window")
    if box is not None:
        activation.scroll(browser, box, top, 0)
    settle(browser)


def _enter(browser: Browser, cell: ReferenceElement, *, shift: bool) -> bool:
    inside = next((one for one in walk(cell) if one.kind in _CONTROLS and not is_disabled(one)), None)
    if inside is None:
        browser.fire("dblclick", cell, {}, bubbles=True)
    elif _is_edited(inside):
        focus(browser, inside)
    else:
        activation.click(browser, inside, {"shiftKey": shift})
    return True


def keydown(browser: Browser, element: ReferenceElement, told: Mapping[str, object]) -> bool | None:
    """Handle a key pressed in a table.

    Args:
        browser: The browser.
        element: The element with the focus.
        told: The event's properties.

    Returns:
        Whether it did something; None if the key press is no concern of a table.
    """
    key = str(told.get("key", ""))
    held = bool(told.get("ctrlKey") or told.get("metaKey"))
    table = next((above for above in way_up(element) if "ds-table" in (above.get("class") or "").split()), None)
    if table is None or told.get("altKey"):
        return None
    if held and key.lower() == "f":
        field = next((one for one in walk(table) if one.kind == "input" and one.get("type") == "search"), None)
        if field is not None:
            focus(browser, field)
        return field is not None
    grid = _near(element, "data-ds-grid")
    cell = next((above for above in way_up(element) if above.kind in ("td", "th")), None)
    if grid is None or cell is None:
        return None
    if element is not cell:
        if key == "Escape" and not _is_edited(element):
            _go_to(browser, grid, cell)
        return None
    return _move(browser, grid, cell, key, held=held, shift=bool(told.get("shiftKey")))


def _move(
    browser: Browser, grid: ReferenceElement, cell: ReferenceElement, key: str, *, held: bool, shift: bool
) -> bool:
    line = cell.parent
    assert line is not None  # noqa: S101 - a cell is in a row
    lines, cells = _lines(grid), _elements(line)
    column, number = cells.index(cell), line.get("aria-rowindex") or ""
    is_title = any(above.kind == "thead" for above in way_up(cell))
    direction = _near(grid, "dir")
    is_right_to_left = direction is not None and direction.get("dir") == "rtl"
    back, forth = ("ArrowRight", "ArrowLeft") if is_right_to_left else ("ArrowLeft", "ArrowRight")
    count = int(grid.get("aria-rowcount") or -1)
    last = str(count if count > 0 else lines[-1].get("aria-rowindex"))
    if key in (back, forth):
        by = 1 if key == forth else -1
        if is_title and (shift or held):
            if shift:
                browser.fire("ds-resize", cell, {"detail": _width(grid, column) + by * 16}, bubbles=False)
            elif cell.get("draggable") == "true":
                browser.fire("ds-move", cell, {"detail": by}, bubbles=False)
        elif 0 <= column + by < len(cells):
            _go_to(browser, grid, cells[column + by])
        return True
    if key in ("ArrowUp", "ArrowDown"):
        step = 1 if key == "ArrowDown" else -1
        at = lines.index(line) + step
        while 0 <= at < len(lines) and lines[at].get("data-ds-more") is not None:
            at += step
        if 0 <= at < len(lines):
            others = _elements(lines[at])
            _go_to(browser, grid, others[min(column, len(others) - 1)])
            if shift and not is_title and lines[at].get("aria-selected") is not None:
                browser.fire("click", lines[at], {"shiftKey": True}, bubbles=True)
        return True
    if key in ("Home", "End"):
        if not held:
            _go_to(browser, grid, cells[0 if key == "Home" else -1])
        elif key == "Home":
            _scroll_for(browser, grid, "2", 0, 0)
        else:
            _scroll_for(browser, grid, last, len(cells) - 1, _FAR)
        return True
    if key in ("PageUp", "PageDown") and not is_title:
        rows = (WINDOW_SIZE[1] // _ROW - 2) * (1 if key == "PageDown" else -1)
        wanted = max(2, min(int(number) + rows, int(last)))
        _scroll_for(browser, grid, str(wanted), column, (wanted - 2) * _ROW)
        return True
    if key == " ":
        if is_title or line.get("aria-selected") is None:
            return _enter(browser, cell, shift=shift)
        browser.fire("click", line, {"shiftKey": shift, "ctrlKey": not shift}, bubbles=True)
        return True
    if key in ("Enter", "F2"):
        return _enter(browser, cell, shift=shift)
    if key == "a" and held and grid.get("aria-multiselectable") == "true":
        browser.fire("ds-all", grid, {}, bubbles=False)
        return True
    if key == "c" and held:
        if grid.get("data-ds-chosen") is not None:
            browser.fire("ds-copy", grid, {}, bubbles=False)
        else:
            browser.clipboard = inner_text(cell).strip()
        return True
    return False


def _width(grid: ReferenceElement, column: int) -> int:
    columns = [one for one in walk(grid) if one.kind == "col"]
    return int(columns[column].styles.get("width", "0px").removesuffix("px"))
