"""Strings that enter the tree are well-formed Unicode: a lone surrogate would end the connection that carries it."""


def well_formed(text: str) -> str:
    """Return `text` with every lone surrogate replaced by U+FFFD.

    A high and a low surrogate that stand together become the one character that they mean.

    Args:
        text: Any string. A subclass of `str` comes back as a plain `str`, so that no overridden method of it can
            make the tree and the browser see two different texts.

    Returns:
        The same object when there is nothing to replace.

    Raises:
        TypeError: `text` is not a string.

    From https://tc39.es/ecma262/#sec-string.prototype.towellformed.
    """
    if type(text) is not str:
        text = _plain(text)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _plain(text: object) -> str:
    if not isinstance(text, str):
        kind = type(text).__name__
        raise TypeError(
            f"text has to be a str, not {kind}: {text!r}; write str(value) or format it as it shall be shown"
        )
    return str.__str__(text)
