"""Check that strings are well-formed Unicode: a lone surrogate would end the connection that carries it."""

import re
from string import ascii_lowercase, ascii_uppercase


def well_formed(text: str) -> str:
    """Return `text` with every lone surrogate replaced by U+FFFD.

    A high surrogate followed by a low one becomes the one character that they encode.

    Args:
        text: Any string. A subclass of `str` comes back as a plain `str`, so that no overridden method of it can
            make the tree and the browser see two different texts.

    Returns:
        The text; the same object if there is nothing to replace.

    Raises:
        TypeError: `text` is not a string.

    From https://tc39.es/ecma262/#sec-string.prototype.towellformed.
    """
    if type(text) is not str:
        text = plain(text)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def plain(text: object) -> str:
    """Return a string as a plain `str`, even if it is of a subclass.

    Raises:
        TypeError: It is not a string.
    """
    if not isinstance(text, str):
        kind = type(text).__name__
        raise TypeError(f"text must be a str, not {kind}: {text!r}; write str(value) or format it")
    return str.__str__(text)


# ASCII white space only: a no-break space is part of a class name.
_WORD = re.compile(r"[^\t\n\f\r ]+")


def split_tokens(text: str) -> list[str]:
    """Return the distinct words of an attribute's value, in order.

    From https://dom.spec.whatwg.org/#concept-ordered-set-parser.
    """
    return list(dict.fromkeys(_WORD.findall(text)))


def ascii_words(text: str) -> list[str]:
    """Split a text at ASCII white space; a no-break space does not separate words.

    From https://infra.spec.whatwg.org/#split-on-ascii-whitespace.
    """
    return _WORD.findall(text)


_UPPER = {ord(letter): letter.lower() for letter in ascii_uppercase}
_LOWER = {ord(letter): letter.upper() for letter in ascii_lowercase}


def ascii_lower(text: str) -> str:
    """Convert the letters A to Z to lower case, and no others: names in HTML are compared in this way.

    From https://infra.spec.whatwg.org/#ascii-lowercase.
    """
    return text.lower() if text.isascii() else text.translate(_UPPER)


def ascii_upper(text: str) -> str:
    """Convert the letters a to z to upper case, and no others.

    From https://infra.spec.whatwg.org/#ascii-uppercase.
    """
    return text.upper() if text.isascii() else text.translate(_LOWER)
