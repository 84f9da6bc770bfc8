"""File names: make a browser's names harmless, and quote names for the Content-Disposition header."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

#: The longest name in bytes of UTF-8, as file systems have it.
_MOST_BYTES = 255
_LONGEST_SUFFIX = 32
# Of file systems and shells; Windows allows none of these.
_RESERVED = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))))


def clean_name(name: str) -> str:
    """Make a name of which a program can make a path.

    It has no folders, no control or formatting characters (which could turn "gpj.exe" around), no leading dot, none of
    the characters and device names that Windows reserves, and at most 255 bytes.

    >>> clean_name("../../etc/passwd")
    'passwd'

    Args:
        name: What a browser says. Nothing that it says is to be trusted.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    composed = unicodedata.normalize("NFC", last.encode(errors="replace").decode())
    visible = "".join(char for char in composed if unicodedata.category(char)[0] != "C").translate(_RESERVED)
    # Line and paragraph separators are blanks to Unicode.
    plain = " ".join(visible.split()).strip(". ")
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        stem, suffix = plain, ""
    if stem.partition(".")[0].lower().strip() in _DEVICES:
        stem = f"_{stem}"
    ending = f".{suffix}" if suffix else ""
    return (shortened(stem, _MOST_BYTES - len(ending.encode())) or "file") + ending


def shortened(text: str, most: int) -> str:
    """The beginning of a text that has at most so many bytes of UTF-8; no character is cut."""
    return text.encode()[:most].decode(errors="ignore")


def numbered(name: str, number: int) -> str:
    """Another name beside one that is taken: `"a (2).txt"`.

    Args:
        name: A clean name.
        number: From 2.
    """
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    tail = f" ({number}){dot}{suffix}"
    return shortened(stem, _MOST_BYTES - len(tail.encode())) + tail


def content_disposition(name: str, kind: str = "attachment") -> str:
    """The header by which a browser saves an answer under a name.

    From https://www.rfc-editor.org/rfc/rfc6266 and, for the encoding, RFC 8187.

    Args:
        name: A clean name.
        kind: `"attachment"` or `"inline"`.
    """
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    # What older software reads. A percent sign would be decoded by some.
    plain = "".join("_" if char in '"\\%' or not " " <= char <= "~" else char for char in ascii_name) or "download"
    header = f'{kind}; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"
