"""Edit the text of a control or a contenteditable element: caret, selection, edits.

Positions count characters, as in Python. The text shown by a control may differ from its value: `1e` in a number input,
blanks around an address.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from domsync.dom.controls.operational_transform import from_units, to_units
from domsync.testing.browser import activation
from domsync.testing.browser.inputs import note_written
from domsync.testing.tree.nodes import TYPED, ReferenceElement, ReferenceNode
from domsync.testing.tree.reading import is_editable
from domsync.testing.tree.traversal import input_type, is_disabled, is_text_field, text_content, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domsync.testing.browser import Browser

#: The elements whose caret is at the start of the selection.
_BACKWARD = ":backward"


def is_rich(element: ReferenceElement) -> bool:
    """Return whether an element has editable content without being a control."""
    return element.get("contenteditable") not in (None, "false")


def has_text(element: ReferenceElement) -> bool:
    """Return whether an element has text with a caret."""
    return is_text_field(element) or is_rich(element)


def can_edit(element: ReferenceElement) -> bool:
    """Return whether the user can change the text of an element."""
    return is_rich(element) or (is_text_field(element) and is_editable(element) and not is_disabled(element))


def text_of(element: ReferenceElement) -> str:
    """The text shown in an element that the user types into."""
    if not is_text_field(element):
        return text_content(element)
    return str(element.properties.get(TYPED, value_of(element)))


def selection(browser: Browser, element: ReferenceElement) -> tuple[int, int]:
    """Return the start and end of the selection in an element's text; by default, both are after the text."""
    length = len(text_of(element))
    start, end = browser.carets.get(element, (length, length))
    return min(start, length), min(end, length)


def go_to_end(browser: Browser, element: ReferenceElement) -> None:
    """Put the caret after an element's text."""
    browser.carets.pop(element, None)
    if element.kind == "textarea":
        # In an element that was never entered, the caret is before the text.
        browser.carets[element] = (len(text_of(element)),) * 2


def select(browser: Browser, element: ReferenceElement, start: int, end: int, *, backward: bool = False) -> None:
    """Select a part of an element's text."""
    browser.carets[element] = (start, end)
    browser.new_lines.pop(element, None)
    element.properties[_BACKWARD] = backward and start != end


def insert(browser: Browser, element: ReferenceElement, text: str, *, is_paste: bool = False) -> None:
    """Insert text at the caret, replacing the selection.

    Args:
        browser: The browser.
        element: The element.
        text: The text.
        is_paste: Whether it is pasted: a single-line input then replaces line breaks with blanks.
    """
    kind = "insertFromPaste" if is_paste else "insertText"
    if not browser.fire("beforeinput", element, {"data": text, "inputType": kind}):
        return
    before = text_of(element)
    start, end = selection(browser, element)
    if element.kind == "input":
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", " " if is_paste else "")
    else:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if input_type(element) == "number":
        text = _of_a_number(before[:start], before[end:], text)
    text = _fitting(element, before[:start] + before[end:], text)
    if not text and start == end:
        return
    line = browser.new_lines.get(element)
    select(browser, element, start + len(text), start + len(text))
    if line is not None:
        browser.new_lines[element] = line
    _put(browser, element, start, end, text, {"data": text, "inputType": kind})


def _of_a_number(left: str, right: str, text: str) -> str:
    """Leave out what Chromium rejects in a number: a second point or exponent, or a sign in the middle.

    Args:
        left: The text before the caret.
        right: The text after it.
        text: The text inserted between them.
    """
    taken = ""
    for character in text:
        before = left + taken
        whole = before + right
        follows_exponent = before[-1:] in ("e", "E")
        if right[:1] in ("+", "-") and (not before or follows_exponent) and character not in ".eE":
            # A digit or sign cannot precede a sign.
            fits = False
        elif character == ".":
            fits = "." not in whole and not _EXPONENT.search(before) and not _SIGN_FIRST.match(right)
        elif character in ("e", "E"):
            fits = not _EXPONENT.search(whole) and "." not in right
        elif character in ("+", "-") and _EXPONENT.search(whole):
            fits = len(_SIGN.findall(whole)) < 2 and (follows_exponent or (not before and character == "-"))
        elif character in ("+", "-"):
            fits = len(_SIGN.findall(whole)) < 2
        else:
            fits = character in "0123456789"
        if fits:
            taken += character
    return taken


_EXPONENT = re.compile("[eE]")
_SIGN = re.compile("[+-]")
#: The first sign belongs to the number, not to its exponent.
_SIGN_FIRST = re.compile("[^+-]*(?<![eE])[+-]")


def _fitting(element: ReferenceElement, rest: str, text: str) -> str:
    """Cut a text to the length that `maxlength` leaves beside the rest, in UTF-16 code units."""
    most = element.get("maxlength") or ""
    if not (most.isascii() and most.isdecimal()) or is_rich(element):
        return text
    room = max(0, int(most) - len(to_units(rest)))
    units = to_units(text)[:room]
    # Half of a surrogate pair cannot be inserted.
    return from_units(units[:-1] if units and "\ud800" <= units[-1] <= "\udbff" else units)


def delete(browser: Browser, element: ReferenceElement, key: str) -> None:
    """Delete the selection, or the character before or after the caret."""
    start, end = selection(browser, element)
    length = len(text_of(element))
    if start == end:
        start, end = (max(0, start - 1), end) if key == "Backspace" else (start, min(length, end + 1))
    if start != end:
        select(browser, element, start, start)
        kind = "deleteContentBackward" if key == "Backspace" else "deleteContentForward"
        _put(browser, element, start, end, "", {"data": None, "inputType": kind})


def cut(browser: Browser, element: ReferenceElement) -> None:
    """Delete the selection, because it was cut."""
    start, end = selection(browser, element)
    select(browser, element, start, start)
    _put(browser, element, start, end, "", {"data": None, "inputType": "deleteByCut"})


def _put(
    browser: Browser, element: ReferenceElement, start: int, end: int, text: str, told: Mapping[str, object]
) -> None:
    if is_text_field(element):
        before = text_of(element)
        activation.edit(browser, element, before[:start] + text + before[end:], told)
        return
    note_written(element)
    line = browser.new_lines.pop(element, None)
    if line is not None and line in element.subtree():
        line.data = text + line.data
    else:
        _put_in_nodes(element, start, end, text)
    browser.changed_by_user(element, told)


def break_line(browser: Browser, element: ReferenceElement) -> None:
    """Begin a new line in an editable element. (Chromium puts lines in elements; here a `br` separates them.)"""
    plain = element.get("contenteditable") == "plaintext-only"
    told: dict[str, object] = {"data": None, "inputType": "insertLineBreak" if plain else "insertParagraph"}
    if not browser.fire("beforeinput", element, told):
        return
    note_written(element)
    start, end = selection(browser, element)
    if start != end:
        _put_in_nodes(element, start, end, "")
    text, at = _text_at(element, start)
    line = ReferenceNode("#text", text.data[at:])
    text.data = text.data[:at]
    parent = text.parent or element
    place = parent.children.index(text) + 1
    before = parent.children[place] if place < len(parent.children) else None
    parent.insert(ReferenceElement("br"), before)
    parent.insert(line, before)
    select(browser, element, start, start)
    browser.new_lines[element] = line
    browser.changed_by_user(element, told)


def _texts(element: ReferenceElement) -> list[ReferenceNode]:
    texts = [node for node in element.subtree() if node.kind == "#text"]
    if not texts:
        texts = [ReferenceNode("#text")]
        element.insert(texts[0])
    return texts


def _text_at(element: ReferenceElement, place: int) -> tuple[ReferenceNode, int]:
    """Return the first text node in an element that reaches a position, and the position within it."""
    texts = _texts(element)
    for node in texts:
        if place <= len(node.data):
            return node, place
        place -= len(node.data)
    return texts[-1], len(texts[-1].data)


def _put_in_nodes(element: ReferenceElement, start: int, end: int, text: str) -> None:
    """Replace a range of an element's text; the first text node that it touches takes the new text."""
    at = 0
    for node in _texts(element):
        first, last = start - at, end - at
        at += len(node.data)
        if first <= len(node.data) and last >= 0:
            before, after = node.data[: max(0, first)], node.data[max(0, last) :]
            node.data = _with_blanks(before, text, after)
            text = ""


_BLANKS = re.compile("[ \N{NO-BREAK SPACE}]+")


def _with_blanks(before: str, text: str, after: str) -> str:
    """Join the texts around an edit. Some adjoining blanks become no-break spaces, so that all are visible."""
    joined = before + text + after
    ends = (len(before), len(before) + len(text))

    def balanced(blanks: re.Match[str]) -> str:
        if not any(blanks.start() <= end <= blanks.end() for end in ends):
            return blanks[0]
        is_last = blanks.end() == len(joined)
        if len(blanks[0]) == 1 and blanks.start() and not is_last:
            return " "
        # As in Chromium: every second one, and the last one of a line.
        kinds = ["\N{NO-BREAK SPACE} "[number % 2] for number in range(len(blanks[0]))]
        return "".join(kinds[:-1]) + ("\N{NO-BREAK SPACE}" if is_last else kinds[-1])

    return _BLANKS.sub(balanced, joined)


MOVES = frozenset(("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"))


def move(browser: Browser, element: ReferenceElement, key: str, *, extends: bool) -> None:
    """Move the caret.

    Args:
        browser: The browser.
        element: The element.
        key: The key that moves it.
        extends: Whether the selection is extended.
    """
    text, (start, end) = text_of(element), selection(browser, element)
    backward = bool(element.properties.get(_BACKWARD))
    anchor, caret = (end, start) if backward else (start, end)
    if start != end and not extends and key in ("ArrowLeft", "ArrowRight"):
        caret = start if key == "ArrowLeft" else end
    elif key not in ("PageUp", "PageDown") or element.kind != "input":
        caret = _moved(text, caret, key)
    if extends:
        select(browser, element, min(anchor, caret), max(anchor, caret), backward=caret < anchor)
    else:
        select(browser, element, caret, caret)


def _moved(text: str, caret: int, key: str) -> int:
    first = text.rfind("\n", 0, caret) + 1
    last = text.find("\n", caret)
    last = len(text) if last < 0 else last
    match key:
        case "ArrowLeft":
            return max(0, caret - 1)
        case "ArrowRight":
            return min(len(text), caret + 1)
        case "Home":
            return first
        case "End":
            return last
        case "ArrowUp":
            above = text.rfind("\n", 0, max(0, first - 1)) + 1
            return min(above + caret - first, first - 1) if first else 0
        case "ArrowDown":
            below = text.find("\n", last + 1)
            return min(last + 1 + caret - first, len(text) if below < 0 else below) if last < len(text) else last
        case "PageUp":
            return 0
    return len(text)
