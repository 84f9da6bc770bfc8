"""Explicit exceptions to the safety checks. Each is a function, so that a search for its name finds every use."""

import re
from collections.abc import Callable
from typing import NoReturn

from domsync.dom.checks.rules import CSS_REFUSED
from domsync.errors import UnsafeValueError


class TrustedHTML:
    """HTML source that the author vouches for. Only `unsafe_html()` creates it; data from outside never can.

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
    """A URL that a URL attribute accepts unchecked; created by `unsafe_url()`."""

    __slots__ = ()


class UnsafeTag(str):
    """A tag name that is otherwise refused; created by `unsafe_tag()`."""

    __slots__ = ()


class CssUrl(str):
    """A CSS value that may contain `url("...")`; created by `css_url()`, and by adding text to such a value."""

    __slots__ = ()

    def __add__(self, other: str) -> "CssUrl":
        return CssUrl(str.__add__(self, _loads_nothing(other)))

    def __radd__(self, other: str) -> "CssUrl":
        return CssUrl(str.__add__(_loads_nothing(other), self))


#: Text that could load something or end the declaration, and for which the value that it is added to does not vouch.
_LOADING = re.compile(CSS_REFUSED, re.IGNORECASE)


def _loads_nothing(text: str) -> str:
    found = None if isinstance(text, CssUrl) else _LOADING.search(text)
    if found is not None:
        raise UnsafeValueError("CSS value", text, f"text may not bring {found[0]!r} along; css_url() makes url(...)")
    return text


def unsafe_html(source: str) -> TrustedHTML:
    """Vouch for HTML source, so that `innerHTML` and similar properties accept it.

    Scripts, event handler attributes and `javascript:` URLs are still refused. Never pass anything that came from a
    visitor.

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
    """Vouch for a URL with any scheme (`app-of-mine:`, `data:`, `javascript:`), so that URL attributes accept it.

    It is sent to the browser with a mark, so that the client accepts it too. What it may do there is up to the page's
    policy: by default `javascript:` does not run, and `data:` does not load in frames.

    Args:
        url: The URL, which goes into the page as it is.

    Raises:
        TypeError: `url` is not a string.
    """
    _need_str("unsafe_url", url)
    return UnsafeUrl(url)


def unsafe_tag(name: str) -> UnsafeTag:
    """Vouch for a tag name that is otherwise refused (`script`, `object`, `meta`, ...), so that `createElement` and
    `h.element` accept it.

    As with `unsafe_url()`, the page's policy has the last word: by default only the page's own scripts run.

    Args:
        name: The tag name. It must still be one that every browser accepts.

    Raises:
        TypeError: `name` is not a string.
    """
    _need_str("unsafe_tag", name)
    return UnsafeTag(name)


def css_url(url: str) -> CssUrl:
    """Return the CSS value `url("...")`. This is the only way to load something from a style.

    You can add other parts to the value: `css_url("/paper.png") + " center / cover"`. Text that could load something by
    itself is refused (UnsafeValueError). The URL is checked when the value is set, by the rules for an image's `src`.

    Args:
        url: An http, https or relative URL, or a `data:image/...` URL.

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
