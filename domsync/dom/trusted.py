"""The doors for what is refused everywhere else: each one is a function whose calls a search for its name finds."""

from collections.abc import Callable
from typing import NoReturn


class TrustedHTML:
    """HTML source that its author vouches for. Only `unsafe_html()` makes one; no data from outside can be one.

    Attributes:
        html: The source.
    """

    __slots__ = ("html",)
    html: str

    def __init__(self) -> None:
        raise TypeError("TrustedHTML objects are made by unsafe_html(source)")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("TrustedHTML cannot be subclassed")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a TrustedHTML object cannot be changed")

    def __reduce__(self) -> tuple[Callable[[str], "TrustedHTML"], tuple[str]]:
        return unsafe_html, (self.html,)

    def __str__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"unsafe_html({self.html!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TrustedHTML) and self.html == other.html

    def __hash__(self) -> int:
        return hash((TrustedHTML, self.html))


class UnsafeUrl(str):
    """A URL that goes into a URL attribute unchecked; made by `unsafe_url()`."""

    __slots__ = ()


class UnsafeTag(str):
    """A tag name that is refused otherwise; made by `unsafe_tag()`."""

    __slots__ = ()


class CssUrl(str):
    """A CSS value that may hold `url("...")`; made by `css_url()`, and by adding text to such a value."""

    __slots__ = ()

    def __add__(self, other: str) -> "CssUrl":
        return CssUrl(str.__add__(self, other))

    def __radd__(self, other: str) -> "CssUrl":
        return CssUrl(str.__add__(other, self))


def unsafe_html(source: str) -> TrustedHTML:
    """Vouch for HTML source, so that `innerHTML` and its like take it.

    Scripts, event handler attributes and `javascript:` URLs are refused in it all the same. Never pass anything that
    came from a visitor.

    Args:
        source: The HTML source.

    Raises:
        TypeError: `source` is not a string.
    """
    _need_str("unsafe_html", source)
    trusted = object.__new__(TrustedHTML)
    object.__setattr__(trusted, "html", str.__str__(source))
    return trusted


def unsafe_url(url: str) -> UnsafeUrl:
    """Vouch for a URL with any scheme (`javascript:`, `data:`, `app-of-mine:`), so that URL attributes take it.

    Args:
        url: The URL, which goes into the page as it is.

    Raises:
        TypeError: `url` is not a string.
    """
    _need_str("unsafe_url", url)
    return UnsafeUrl(url)


def unsafe_tag(name: str) -> UnsafeTag:
    """Vouch for a tag that is refused otherwise (`script`, `object`, `meta`, ...), so that `createElement` takes it.

    Args:
        name: The tag name. It still has to be one that every browser accepts.

    Raises:
        TypeError: `name` is not a string.
    """
    _need_str("unsafe_tag", name)
    return UnsafeTag(name)


def css_url(url: str) -> CssUrl:
    """Return the CSS value `url("...")`, the only way to load something from a style.

    Other parts of the value can be added: `css_url("/paper.png") + " center / cover"`. The URL is checked when the
    value is set, by the rules for an image's `src`.

    Args:
        url: An http, https or relative URL, or a `data:image/...` one.

    Raises:
        TypeError: `url` is not a string.
    """
    _need_str("css_url", url)
    return CssUrl(f'url("{"".join(map(_in_css_string, url))}")')


def _in_css_string(character: str) -> str:
    # Percent-encoded, a character keeps its meaning for the URL and has none for CSS.
    if character <= " " or character == "\x7f" or character in "\"'\\(){}<>":
        return f"%{ord(character):02X}"
    return character


def _need_str(function: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{function}() takes a str, not {type(value).__name__}: {value!r}")
