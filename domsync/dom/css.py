"""CSS declarations of the `style` attribute: parsed here, so that no value can load something or leave its place."""

import re

from domsync.dom.shorthands import with_declaration
from domsync.dom.trusted import CssUrl
from domsync.dom.unicode import well_formed
from domsync.dom.urls import check_url
from domsync.errors import UnsafeValueError

_PROPERTY = re.compile(r"-{0,2}[A-Za-z_][A-Za-z0-9_-]{0,63}")
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z", re.IGNORECASE)
#: Values that need no closer look, which is nearly all of them.
_PLAIN = re.compile(r"(?!.*expression)[A-Za-z0-9 .,%#+_-]*", re.IGNORECASE)
_REFUSED = re.compile(r"url\(|src\(|image-set\(|@import|expression|\\|;|\{|\}|/\*", re.IGNORECASE)
_URL_TOKEN = re.compile(r'url\("([^"\\\n\r\f]*)"\)')
_STRING = re.compile(r"\"[^\"\n\r\f]*\"|'[^'\n\r\f]*'")
#: What a `;` or a `:` has to stand outside of to count.
_OPAQUE = re.compile(r"""/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|\\.|[()\[\]{};:]""", re.DOTALL)
_PAIRS = {"(": ")", "[": "]"}


def check_property(name: str) -> str:
    """Check the name of a CSS property.

    Args:
        name: The name as CSS writes it (`"background-color"`), or a custom property (`"--accent"`).

    Returns:
        The name in lower case; that of a custom property unchanged.

    Raises:
        UnsafeValueError: It is not a name.
    """
    if not _PROPERTY.fullmatch(name):
        raise UnsafeValueError("CSS property", name, "a name has letters, digits and '-', as in background-color")
    return name if name.startswith("--") else name.lower()


def check_value(name: str, value: str) -> str:
    """Check the value of a CSS property.

    Args:
        name: The property, for the error's text.
        value: The value; it may end in `!important`.

    Returns:
        The value without white space around it, `!important` written in the one way that the op log has. Empty means
        "no such declaration".

    Raises:
        UnsafeValueError: The value could load something, or end the declaration that it stands in.
    """
    if _PLAIN.fullmatch(value):
        return value.strip()
    rest = value
    if isinstance(value, CssUrl):
        for url in _URL_TOKEN.findall(value):
            check_url(url, images=True)
        rest = _URL_TOKEN.sub(" ", value)
    found = _REFUSED.search(rest)
    if found is not None:
        raise UnsafeValueError("CSS value", value, f"{name} may not hold {found[0]!r}; css_url() makes url(...)")
    _check_balance(name, value, _STRING.sub(" ", rest))
    plain, important = _split_important(well_formed(value))
    return f"{plain} !important" if plain and important else plain


def _check_balance(name: str, value: str, rest: str) -> None:
    # What is left open would take the declarations after it in.
    expected = []
    for character in rest:
        if character in "([":
            expected.append(_PAIRS[character])
        elif character in "\"'" or (character in ")]" and (not expected or expected.pop() != character)):
            raise UnsafeValueError("CSS value", value, f"{name} has a {character} without its partner")
    if expected:
        raise UnsafeValueError("CSS value", value, f"{name} lacks a {expected[-1]}")


def _split_important(value: str) -> tuple[str, bool]:
    found = _IMPORTANT.search(value)
    return (value.strip(), False) if found is None else (value[: found.start()].strip(), True)


def parse_declarations(text: str) -> dict[str, str]:
    """Parse what stands in a `style` attribute.

    What is no declaration (no colon, no name) is left out, as a browser does. Of several declarations of one property
    the last one counts, `!important` ones before others. These come last, so that setting one property after the other
    gives what a browser makes of the text: in `margin: 0 !important; margin-left: 1px` the first one wins, and what is
    overridden altogether is left out.

    Args:
        text: For example `"color: red; margin: 0 !important"`.

    Returns:
        Property -> value.

    Raises:
        UnsafeValueError: A value could load something, or `text` holds what no declaration has (`{`, `}`, `@import`,
            comments, escapes).

    From https://drafts.csswg.org/cssom/#parse-a-css-declaration-block.
    """
    declarations: dict[str, str] = {}
    for name, value in _split(text):
        name = name.strip()
        if not _PROPERTY.fullmatch(name):
            # Only to raise: a browser would read on, and perhaps find something in it.
            check_value("a style", f"{name} {value}")
            continue
        name = check_property(name)
        value = check_value(name, value)
        if not value:
            continue
        if declarations.get(name, "").endswith(" !important") and not value.endswith(" !important"):
            continue
        declarations.pop(name, None)
        declarations[name] = value
    parsed: dict[str, str] = {}
    for name, value in sorted(declarations.items(), key=_is_important):
        parsed = with_declaration(parsed, name, value)
    return parsed


def _is_important(declaration: tuple[str, str]) -> bool:
    return declaration[1].endswith(" !important")


def _split(text: str) -> list[tuple[str, str]]:
    """Split at each `;` and at the first `:` in between, where these stand outside strings and brackets."""
    parts: list[tuple[str, str]] = []
    start, colon, depth = 0, -1, 0
    for found in _OPAQUE.finditer(text):
        sign = found[0]
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth = max(0, depth - 1)
        elif sign == ":" and colon < 0 and not depth:
            colon = found.start()
        elif sign == ";" and not depth:
            parts.append(_pair(text, start, colon, found.start()))
            start, colon = found.end(), -1
    parts.append(_pair(text, start, colon, len(text)))
    return parts


def _pair(text: str, start: int, colon: int, end: int) -> tuple[str, str]:
    return (text[start:end], "") if colon < 0 else (text[start:colon], text[colon + 1 : end])


def serialize(declarations: dict[str, str]) -> str:
    """Write declarations as `cssText` has them: `"color: red; margin: 0px;"`.

    From https://drafts.csswg.org/cssom/#serialize-a-css-declaration-block.
    """
    return " ".join([f"{name}: {value};" for name, value in declarations.items()])
