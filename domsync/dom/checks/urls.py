"""Check URLs in attributes: http, https, mailto, tel and relative ones; nothing that runs code or embeds a document."""

import re
from collections.abc import Iterable, Iterator

from domsync.dom.checks.names import is_custom
from domsync.dom.checks.rules import (
    ANIMATED,
    ANIMATED_REFUSED,
    BEFORE_ANOTHER,
    BEFORE_REFRESH,
    BLOB_TAGS,
    CANDIDATES,
    HARMFUL,
    IMAGE_PLACES,
    IMAGES,
    LISTS,
    PRESENTATION,
    SCHEMES,
    UNFOLLOWED_LISTS,
    UNFOLLOWED_URLS,
    URLS,
)
from domsync.dom.checks.trusted import UnsafeUrl
from domsync.dom.checks.unicode import ascii_lower, well_formed
from domsync.errors import UnsafeValueError

_SCHEMES = frozenset(SCHEMES)
_IMAGE = re.compile(f"data:image/(?:{'|'.join(IMAGES)})[;,]")
_SINGLE = frozenset((*URLS, *UNFOLLOWED_URLS))
_CANDIDATES = frozenset(CANDIDATES)
_LISTS = frozenset((*LISTS, *UNFOLLOWED_LISTS))
_PRESENTATION = frozenset(PRESENTATION)
_IMAGE_PLACES = frozenset(IMAGE_PLACES)
_BLOB_TAGS = frozenset(BLOB_TAGS)

#: The local names of attributes whose values `check_attribute_url` checks, in lower case and as SVG writes them.
URL_ATTRIBUTES = frozenset(
    (*_SINGLE, *_CANDIDATES, *_LISTS, *_PRESENTATION, "content", ANIMATED, "attributeName", "xlink:href", "xml:base")
)

# https://url.spec.whatwg.org/#concept-basic-url-parser removes C0 controls and spaces at both ends, and TAB, LF and CR
# anywhere.
_ENDS = "".join(map(chr, range(0x21)))
_ANYWHERE = str.maketrans("", "", "\t\n\r")
# RFC 3986, 4.2: the first segment of a relative reference has no colon. So the text before one is a scheme, or is meant
# to look like one.
_BEFORE_COLON = re.compile(r"([^:/?#\\]*):")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_SPACES = "\t\n\f\r "
_REFRESH = re.compile(r"\s*[0-9.]+\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?", re.ASCII | re.IGNORECASE)
_WORD = re.compile(f"[^{_SPACES}]+")
_LOCAL_REFERENCE = re.compile(r"url\(\s*([\"']?)#[\w.:-]*\1\s*\)", re.IGNORECASE)
_HARMFUL_AMONG = re.compile(BEFORE_ANOTHER + HARMFUL, re.IGNORECASE)
_HARMFUL_REFRESH = re.compile(BEFORE_REFRESH + HARMFUL, re.IGNORECASE)
_ANIMATED = re.compile(ANIMATED_REFUSED, re.IGNORECASE)
_CSS_FETCH = re.compile(r"url\(|src\(|image-set\(|image\(|\\|/\*", re.IGNORECASE)


def check_attribute_url(tag: str, name: str, value: str) -> None:
    """Refuse a value that would make an attribute run code, open a document or load from a forbidden address.

    To save time, ask only if it matters: `if name in URL_ATTRIBUTES: check_attribute_url(tag, name, value)`.

    Args:
        tag: The element's local name.
        name: The attribute's qualified name; `"xlink:href"` for href in the XLink namespace, whatever its prefix.
        value: The value. An `unsafe_url()` passes, so check before the value is made a plain string.

    Raises:
        UnsafeValueError: The value's scheme is not allowed there.
    """
    if isinstance(value, UnsafeUrl) or is_custom(tag):
        # Attributes such as `data` or `src` of a custom element are its own affair, and need not be URLs.
        return
    tag, name = ascii_lower(tag), ascii_lower(name)
    local = name.rpartition(":")[2]
    images = (tag, local) in _IMAGE_PLACES
    if local in _SINGLE:
        check_url(value, images=images, blobs=tag in _BLOB_TAGS and local == "src")
    elif local in _CANDIDATES:
        _check_all(value, _candidates(value), images=images)
    elif local in _LISTS:
        _check_all(value, _WORD.findall(value), images=False)
    elif local == "content" and tag == "meta":
        _check_refresh(value)
    elif local == ANIMATED:
        _check_animated(value)
    elif name in _PRESENTATION:
        _check_presentation(value)


def attribute_url(tag: str, name: str, value: str) -> str:
    """Check a value as `check_attribute_url` does, and return it as the tree keeps it.

    Args:
        tag: The element's local name.
        name: The attribute's qualified name.
        value: The value.

    Returns:
        A plain string; or an `UnsafeUrl` if it would be refused otherwise, so that the browser is told.

    Raises:
        UnsafeValueError: The value's scheme is not allowed there.
    """
    text = well_formed(value)
    try:
        check_attribute_url(tag, name, text)
    except UnsafeValueError:
        if not isinstance(value, UnsafeUrl):
            raise
        return UnsafeUrl(text)
    return text


def may_hold_url(name: str) -> bool:
    """Return whether `check_attribute_url` has to check an attribute.

    Args:
        name: The qualified name, in any case.
    """
    lowered = ascii_lower(name)
    return lowered in URL_ATTRIBUTES or (":" in lowered and lowered.rpartition(":")[2] in URL_ATTRIBUTES)


def check_url(url: str, *, images: bool = False, blobs: bool = False) -> None:
    """Refuse a URL that is not http, https, mailto, tel or relative.

    Args:
        url: The URL as it will be in the attribute.
        images: Allow `data:image/png`, `gif`, `jpeg`, `webp` and `avif`.
        blobs: Allow `blob:`.

    Raises:
        UnsafeValueError: Its scheme is not allowed, or the text before its first colon is not a scheme.
    """
    cleaned = _clean(url)
    found = _BEFORE_COLON.match(cleaned)
    if found is None or found[1] in _SCHEMES:
        return
    if (images and _IMAGE.match(cleaned)) or (blobs and found[1] == "blob"):
        return
    raise UnsafeValueError("URL", url, _reason(cleaned, found[1], images=images))


def _clean(url: str) -> str:
    return url.strip(_ENDS).translate(_ANYWHERE).lower()


def _reason(cleaned: str, scheme: str, *, images: bool) -> str:
    if not _SCHEME.match(cleaned):
        return "a relative URL has no colon before its first '/'; begin it with './'"
    if scheme == "data":
        if images:
            return "of data: URLs only png, gif, jpeg, webp and avif images are allowed here"
        return "data: is only allowed for images; unsafe_url() lets it through"
    if "." in scheme or scheme == "localhost":
        return f"{scheme!r} stands where the scheme does; begin the URL with 'http://'"
    return f"the scheme {scheme!r} is not http, https, mailto or tel; unsafe_url() lets it through"


def _check_all(value: str, urls: Iterable[str], *, images: bool) -> None:
    # The whole value as one URL as well: a browser that removed white space before splitting would find that.
    if _SCHEME.match(_clean(value)):
        check_url(value, images=images)
    for url in urls:
        check_url(url, images=images)
    if _found(_HARMFUL_AMONG, value):
        raise UnsafeValueError("URL", value, "a part between commas looks like a URL that runs code")


def _candidates(value: str) -> Iterator[str]:
    # https://html.spec.whatwg.org/#parse-a-srcset-attribute
    position = 0
    while word := _WORD.search(value, position):
        url = word[0].lstrip(",")
        if url.endswith(","):
            position = word.end()
        else:
            comma = value.find(",", word.end())
            position = comma + 1 if comma >= 0 else len(value)
        yield url.rstrip(",")


def _check_refresh(value: str) -> None:
    # https://html.spec.whatwg.org/#shared-declarative-refresh-steps
    found = _REFRESH.match(value)
    if found is not None:
        check_url(value[found.end() :])
    if _found(_HARMFUL_REFRESH, value):
        raise UnsafeValueError("URL", value, "the part after its time looks like a URL that runs code")


def _check_animated(value: str) -> None:
    # SVG's <animate attributeName="href" to="javascript:..."> sets what setAttribute would refuse.
    if _found(_ANIMATED, value):
        raise UnsafeValueError("attributeName", value, "an animation would set it unchecked")


def _check_presentation(value: str) -> None:
    if _CSS_FETCH.search(_LOCAL_REFERENCE.sub("", value)):
        raise UnsafeValueError("presentation attribute", value, "it may only refer to the page itself: url(#id)")


def _found(pattern: re.Pattern[str], value: str) -> bool:
    # As the browser's check does: with the tabs and line breaks, and without.
    return bool(pattern.match(value) or pattern.match(value.translate(_ANYWHERE)))
