"""Parse and check the CSS declarations of a `style` attribute, so that no value can load or leak anything."""

import re

from domsync.dom.checks.css_shorthands import covers, with_declaration
from domsync.dom.checks.rules import CSS_REFUSED, CSS_URL
from domsync.dom.checks.trusted import CssUrl
from domsync.dom.checks.unicode import well_formed
from domsync.dom.checks.urls import check_url
from domsync.errors import UnsafeValueError

_PROPERTY = re.compile(r"-{0,2}[A-Za-z_][A-Za-z0-9_-]{0,63}")
_IMPORTANT = "important"
#: The maximum number of characters of a value, without the URLs of `css_url()`, and of declarations in a style, each of
#: which is compared with the others. What people write is far below.
VALUE_CHARACTERS = 1024
DECLARATIONS = 256
#: Values that need no further check: nearly all of them.
_PLAIN = re.compile(r"(?!.*expression)[A-Za-z0-9 .,%#+_-]*", re.IGNORECASE)
_REFUSED = re.compile(CSS_REFUSED, re.IGNORECASE)
_URL_TOKEN = re.compile(CSS_URL)
_STRING = re.compile(r"\"[^\"\n\r\f]*\"|'[^'\n\r\f]*'")
#: Strings, comments and escapes, in which `;` and `:` do not count, and the signs and brackets themselves.
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
        The value without surrounding white space, with `!important` written as in the op log. Empty means "no such
        declaration".

    Raises:
        UnsafeValueError: The value could load something or end its declaration, or it is too long.
    """
    rest = value
    if isinstance(value, CssUrl):
        for url in _URL_TOKEN.findall(value):
            check_url(url, images=True)
        rest = _URL_TOKEN.sub(" ", value)
    if len(rest) > VALUE_CHARACTERS:
        reason = f"{name} has {len(rest)} characters; up to {VALUE_CHARACTERS} are taken"
        raise UnsafeValueError("CSS value", value, reason)
    if _PLAIN.fullmatch(value):
        return value.strip()
    found = _REFUSED.search(rest)
    if found is not None:
        raise UnsafeValueError("CSS value", value, f"{name} may not hold {found[0]!r}; css_url() makes url(...)")
    _check_balance(name, value, _STRING.sub(" ", rest))
    plain, important = _split_important(well_formed(value))
    return f"{plain} !important" if plain and important else plain


def _check_balance(name: str, value: str, rest: str) -> None:
    # An open bracket or quote would swallow the declarations after it.
    expected = []
    for character in rest:
        if character in "([":
            expected.append(_PAIRS[character])
        elif character in "\"'" or (character in ")]" and (not expected or expected.pop() != character)):
            raise UnsafeValueError("CSS value", value, f"{name} has a {character} without its counterpart")
    if expected:
        raise UnsafeValueError("CSS value", value, f"{name} lacks a {expected[-1]}")


def _split_important(value: str) -> tuple[str, bool]:
    plain = value.strip()
    if plain[-len(_IMPORTANT) :].lower() == _IMPORTANT:
        head = plain[: -len(_IMPORTANT)].rstrip()
        if head.endswith("!"):
            return head[:-1].strip(), True
    return plain, False


def check_count(count: int) -> None:
    """Refuse a style with too many declarations.

    Args:
        count: The number of declarations.

    Raises:
        UnsafeValueError: There are too many.
    """
    if count > DECLARATIONS:
        raise UnsafeValueError("style", f"{count} declarations", f"a style has up to {DECLARATIONS} of them")


def parse_declarations(text: str) -> dict[str, str]:
    """Parse the value of a `style` attribute.

    Anything that is not a declaration (no colon, no name) is left out, as in a browser. Of several declarations of one
    property the last one counts, but `!important` ones take precedence. They come last in the result, so that setting
    one property after the other has the same effect as the text in a browser: for example, the first one wins in
    `margin: 0 !important; margin-left: 1px`. Declarations that are completely overridden are left out.

    Args:
        text: For example `"color: red; margin: 0 !important"`.

    Returns:
        Property -> value.

    Raises:
        UnsafeValueError: A value could load something, `text` contains something that no declaration has (`{`, `}`,
            `@import`, comments, escapes), or there are too many declarations.

    From https://drafts.csswg.org/cssom/#parse-a-css-declaration-block.
    """
    declarations: dict[str, str] = {}
    for name, value in _split(text):
        name = name.strip()
        if not _PROPERTY.fullmatch(name):
            # Only to raise an error: a browser would read on, and perhaps find something in it.
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
        check_count(len(declarations))
    parsed: dict[str, str] = {}
    for name, value in sorted(declarations.items(), key=_is_important):
        parsed = with_declaration(parsed, name, value)
    return parsed


def _is_important(declaration: tuple[str, str]) -> bool:
    return declaration[1].endswith(" !important")


def _split(text: str) -> list[tuple[str, str]]:
    """Split at each `;` and at the first `:` in between, outside of strings and brackets."""
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

    If declarations are set one after the other, a longhand overrides an earlier important shorthand that cannot be
    split. In a text it does so only if it is important, too, which is added here.

    From https://drafts.csswg.org/cssom/#serialize-a-css-declaration-block.
    """
    important = [name for name, value in declarations.items() if value.endswith(" !important")]
    if important:
        declarations = {
            name: f"{value} !important"
            if not value.endswith(" !important") and any(covers(other, name) for other in important)
            else value
            for name, value in declarations.items()
        }
    return " ".join([f"{name}: {value};" for name, value in declarations.items()])
