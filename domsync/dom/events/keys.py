"""Key filters of listeners: ``"Enter"``, ``"mod+s"``, ``"Shift+Enter"``, and their form on the wire.

``client/extra/keys.js`` has the same rules, and a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

#: Prefixes of a key on the wire: the browser's default is prevented; the key is ignored in fields, where it would be
#: typed; the handler checks Ctrl and Meta itself.
PREVENTS, OUTSIDE_FIELDS, FREE = "!", "~", "?"
#: Any key, in addition to keys with handlers of their own.
ANY = "Any"
#: The path of the field with those keys of a listener that an event matches.
MATCHED = "@keys"

_MODIFIERS = {"ctrl": "ctrl", "control": "ctrl", "alt": "alt", "shift": "shift", "meta": "meta", "mod": "mod"}
#: Names of keys as they are often misspelled, in lower case; the browser compares names exactly.
_OFTEN_MISSPELLED = {
    **{
        name.lower(): name
        for name in (
            *("ArrowDown", "ArrowLeft", "ArrowRight", "ArrowUp", "Backspace", "CapsLock", "ContextMenu", "Delete"),
            *("End", "Enter", "Escape", "Home", "Insert", "PageDown", "PageUp", "Pause", "PrintScreen", "Space", "Tab"),
            *(f"F{number}" for number in range(1, 13)),
        )
    },
    "esc": "Escape",
    "del": "Delete",
    "ins": "Insert",
    "return": "Enter",
    "spacebar": "Space",
    "up": "ArrowUp",
    "down": "ArrowDown",
    "left": "ArrowLeft",
    "right": "ArrowRight",
    "pgup": "PageUp",
    "pgdn": "PageDown",
    "pagedn": "PageDown",
}
_MARKS = re.compile(r"!?~?\??(?=.)", re.DOTALL)
_WIRE = re.compile(r"(!?)(~?)(\??)((?:(?:ctrl|alt|shift|meta|mod)\+)*)(.+)", re.DOTALL)


class Key(NamedTuple):
    """A key with the modifiers that have to be held."""

    prevents: bool
    outside_fields: bool
    free: bool
    modifiers: frozenset[str]
    key: str


@lru_cache(1024)
def written(text: str, *, outside_fields: bool = False, free: bool = False) -> str:
    """Convert a key to its form on the wire.

    Args:
        text: The key as users write it: `"Enter"`, `"mod+s"`, `"Shift+Enter"`, `"Control+Alt++"`; or as on the wire.
        outside_fields: Whether it is ignored in fields, where it is typed.
        free: Whether Ctrl and Meta may be held.

    Raises:
        ValueError: It contains no key, an unknown modifier, or a key by another name than browsers use.
    """
    given = _MARKS.match(text)
    marks = "" if given is None else given[0]
    text = text.removeprefix(marks)
    before, key = (text[:-1], "+") if text.endswith("+") else text.rpartition("+")[::2]
    names = []
    for name in before.split("+"):
        if not name:
            continue
        known = _MODIFIERS.get(name.strip().lower())
        if known is None:
            raise ValueError(f"{text!r}: {name!r} is not a modifier; use mod, ctrl, alt, shift or meta")
        names.append(known)
    meant = _OFTEN_MISSPELLED.get(key.lower(), key)
    if key != meant:
        raise ValueError(f"{text!r}: no key is called {key!r}; write {meant!r}")
    key = " " if key == "Space" else key
    if not key or (key.strip().lower() in _MODIFIERS and names):
        raise ValueError(f"{text!r} names no key; use a value of KeyboardEvent.key: 'Enter', 'mod+s'")
    if "mod" in names and {"ctrl", "meta"} & set(names):
        raise ValueError(f"{text!r}: mod is Ctrl already, or on Apple's systems Meta")
    marks = marks or (OUTSIDE_FIELDS if outside_fields else "") + (FREE if free else "")
    return marks + "".join(f"{name}+" for name in dict.fromkeys(names)) + key


@lru_cache(1024)
def parsed(text: str) -> Key:
    """Parse a key in its form on the wire."""
    found = _WIRE.fullmatch(text)
    if found is None:
        raise ValueError("an empty key")
    prevents, outside, free, names, key = found.groups()
    return Key(bool(prevents), bool(outside), bool(free), frozenset(names.split("+")) - {""}, key)


def is_character(key: str) -> bool:
    """Return whether a key types a character."""
    return len(key) == 1


def matching(keys: Iterable[str], get: Callable[[str], object], *, in_field: bool) -> list[str]:
    """Find the keys that an event matches.

    Args:
        keys: The keys, as on the wire.
        get: Returns a property of the event.
        in_field: Whether the target is a field that the user types in.
    """
    # While an input method composes a character, keys are not for the page.
    composing = bool(get("isComposing")) or get("keyCode") == 229
    return [
        text
        for text in keys
        if (wanted := parsed(text)).key == ANY or (not composing and _matches(wanted, get, in_field=in_field))
    ]


def _in_place(code: str) -> str:
    """Return the letter or digit that a key in this place has on a standard keyboard."""
    return code.removeprefix("Key").removeprefix("Digit")


def _matches(wanted: Key, get: Callable[[str], object], *, in_field: bool) -> bool:
    names, key = wanted.modifiers, str(get("key"))
    ctrl, meta, alt, shift = (bool(get(f"{name}Key")) for name in ("ctrl", "meta", "alt", "shift"))
    one = is_character(wanted.key)
    is_same = key == wanted.key or (one and bool(names) and key.lower() == wanted.key.lower())
    # On Apple's systems, Alt turns a letter or digit into another character; and keyboards of other scripts have other
    # letters and digits.
    is_other = one and bool(names) and ("alt" in names or key > "~")
    if not is_same and not (is_other and _in_place(str(get("code"))) == wanted.key.upper()):
        return False
    if wanted.outside_fields and in_field and not (ctrl or meta):
        return False
    # Shift may be needed to type a character: unless the key names it, it only counts for letters with modifiers.
    is_letter = wanted.key.lower() != wanted.key.upper()
    is_made = is_same and one and "shift" not in names and (not names or not is_letter)
    if not is_made and shift != ("shift" in names):
        return False
    if alt != ("alt" in names):
        return False
    if "mod" in names and not wanted.free:
        return ctrl != meta
    return wanted.free or (ctrl == ("ctrl" in names) and meta == ("meta" in names))
