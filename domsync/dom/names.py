"""Names of elements and attributes: only those that every browser accepts and that cannot run code."""

import re
from functools import lru_cache

from domsync.dom.trusted import UnsafeTag
from domsync.errors import DOMException, InvalidNameError, UnsafeValueError

HTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"

_TAG = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")
_TAG_RULE = "a letter, then up to 63 letters, digits, '-', '.' and '_'"
_ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,63}")
_ATTRIBUTE_RULE = "a letter or '_', then up to 63 letters, digits, '_', '-', '.' and ':'"

_RUNS_CODE = "it can run code or load a document; unsafe_tag() lets it through"
_CHANGES_PAGE = "it changes the page around it; unsafe_tag() lets it through"
_RAW_TEXT = "a browser reads what follows it as raw text, not as elements; unsafe_tag() lets it through"
_UNSAFE_TAGS = {
    **dict.fromkeys(("applet", "embed", "fencedframe", "frame", "frameset", "object", "portal", "script"), _RUNS_CODE),
    **dict.fromkeys(("base", "link", "meta"), _CHANGES_PAGE),
    **dict.fromkeys(("noembed", "noframes", "plaintext", "xmp"), _RAW_TEXT),
}

#: Names that every JavaScript object has: as attributes they only serve to confuse scripts.
_OBJECT_MEMBERS = frozenset(
    (
        *("__definegetter__", "__definesetter__", "__lookupgetter__", "__lookupsetter__", "__proto__", "constructor"),
        *("hasownproperty", "isprototypeof", "propertyisenumerable", "tolocalestring", "tostring", "valueof"),
    )
)


def check_tag(name: str) -> str:
    """Check the local name of an element that is to be made.

    Args:
        name: The name in any case; an `unsafe_tag()` passes for the dangerous ones too.

    Returns:
        The name in lower case. Outside the HTML namespace case counts: check with this, and keep `name`.

    Raises:
        InvalidNameError: No element can have this name (a DOMException, InvalidCharacterError).
        UnsafeValueError: The element could run code, load a document or change the page around it.

    From https://dom.spec.whatwg.org/#dom-document-createelement, narrowed.
    """
    if type(name) is str:
        return _check_tag(name)
    # Never cached: an UnsafeTag equals the plain name that has to be refused.
    return _check_tag.__wrapped__(name, unsafe=isinstance(name, UnsafeTag))


@lru_cache(1024)
def _check_tag(name: str, *, unsafe: bool = False) -> str:
    if not _TAG.fullmatch(name):
        raise InvalidNameError("tag name", name, _TAG_RULE)
    lowered = name.lower()
    if lowered in _UNSAFE_TAGS and not unsafe:
        raise UnsafeValueError("tag", name, _UNSAFE_TAGS[lowered])
    return lowered


def check_attribute(name: str) -> str:
    """Check the name of an attribute that is to be set.

    Args:
        name: The qualified name in any case.

    Returns:
        The name in lower case. Outside the HTML namespace case counts: check with this, and keep `name`.

    Raises:
        InvalidNameError: Not every browser accepts this name (a DOMException, InvalidCharacterError).
        UnsafeValueError: The attribute's value would be code or a document of its own.

    From https://dom.spec.whatwg.org/#dom-element-setattribute, narrowed.
    """
    return _check_attribute(name)


@lru_cache(4096)
def _check_attribute(name: str) -> str:
    if not _ATTRIBUTE.fullmatch(name):
        raise InvalidNameError("attribute name", name, _ATTRIBUTE_RULE)
    lowered = name.lower()
    local = lowered.rpartition(":")[2]
    if lowered.startswith("on") or local.startswith("on"):
        event = local.removeprefix("on") or "click"
        raise UnsafeValueError("attribute", name, f"its value would be code; use addEventListener({event!r}, ...)")
    if local == "srcdoc":
        raise UnsafeValueError("attribute", name, "its value would be a document; append nodes, or use src")
    if local == "is":
        raise UnsafeValueError("attribute", name, "a browser reads it only when it makes the element")
    if lowered in _OBJECT_MEMBERS:
        raise InvalidNameError("attribute name", name, "it is a member of every JavaScript object")
    return lowered


def split_qualified(namespace: str | None, qualified_name: str) -> tuple[str | None, str | None, str]:
    """Take a qualified name apart, as `createElementNS` and `setAttributeNS` do.

    It says nothing about what the name is good for: `check_tag(local name)` and `check_attribute(qualified_name)` do.

    Args:
        namespace: The namespace's URI; empty means None.
        qualified_name: `"local"` or `"prefix:local"`.

    Returns:
        Namespace, prefix and local name. The local name of an `unsafe_tag()` is one itself.

    Raises:
        InvalidNameError: The name is malformed (a DOMException, InvalidCharacterError).
        DOMException: NamespaceError: prefix and namespace do not belong together.

    From https://dom.spec.whatwg.org/#validate-and-extract.
    """
    namespace = namespace or None
    prefix, colon, local = qualified_name.rpartition(":")
    if not _ATTRIBUTE.fullmatch(local) or (colon and not _TAG.fullmatch(prefix)):
        raise InvalidNameError("qualified name", qualified_name, "one name, or two with a colon between them")
    if prefix and namespace is None:
        raise DOMException(f"{qualified_name!r} has a prefix, but no namespace was given", "NamespaceError")
    if prefix == "xml" and namespace != XML:
        raise DOMException(f"the prefix xml belongs to {XML}", "NamespaceError")
    if (prefix == "xmlns" or qualified_name == "xmlns") != (namespace == XMLNS):
        raise DOMException(f"xmlns and {XMLNS} belong together", "NamespaceError")
    return namespace, prefix or None, UnsafeTag(local) if isinstance(qualified_name, UnsafeTag) else local
