"""Check the names of elements and attributes: only those that every browser accepts and that cannot run code."""

import re
import unicodedata
from functools import lru_cache

from domsync.dom.checks.rules import CODE_PREFIX, NOT_CUSTOM, UNSAFE_ATTRIBUTES, UNSAFE_TAGS
from domsync.dom.checks.trusted import UnsafeTag
from domsync.dom.checks.unicode import ascii_lower
from domsync.errors import DOMException, InvalidNameError, UnsafeValueError

HTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
XMLNS = "http://www.w3.org/2000/xmlns/"

# The names that the HTML parser, XML and the DOM of every browser accept: the production Name of XML. (The DOM of newer
# browsers accepts more, which others would refuse in the middle of an update.)
# From https://www.w3.org/TR/xml/#NT-Name.
_FIRST = (
    "A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF"
    "\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\U00010000-\\U000EFFFF"
)
_MORE = _FIRST + "0-9.\\-\\xB7\\u0300-\\u036F\\u203F\\u2040"
_NAME = re.compile(f"[:{_FIRST}][:{_MORE}]{{0,63}}")
_PLAIN_NAME = re.compile(f"[{_FIRST}][{_MORE}]{{0,63}}")
_NO_DOCTYPE = re.compile("[\\t\\n\\f\\r \\0>]")
_NAME_RULE = "a letter, '_' or ':', then up to 63 letters, digits, '-', '.', '_' and ':'"

#: Names of members of every JavaScript object: as attributes they only serve to confuse scripts.
_OBJECT_MEMBERS = frozenset(
    (
        *("__definegetter__", "__definesetter__", "__lookupgetter__", "__lookupsetter__", "__proto__", "constructor"),
        *("hasownproperty", "isprototypeof", "propertyisenumerable", "tolocalestring", "tostring", "valueof"),
    )
)


#: The attribute by which a browser finds the target of an action.
MARK = "data-domsync-ref"


def is_custom(tag: str) -> bool:
    """Return whether an element of this name is a custom element, which browsers do not know by themselves.

    Args:
        tag: The local name, in lower case.

    From https://html.spec.whatwg.org/#valid-custom-element-name.
    """
    return "-" in tag and tag not in NOT_CUSTOM


def check_tag(name: str) -> str:
    """Check the local name of an element to be created.

    Args:
        name: The name in any case; dangerous names are accepted as an `unsafe_tag()`.

    Returns:
        The name in lower case. Outside the HTML namespace names are case-sensitive: keep `name` there.

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
    if not _NAME.fullmatch(name):
        raise InvalidNameError("tag name", name, _NAME_RULE)
    lowered = ascii_lower(name)
    _refuse_disguise("tag name", name, lowered)
    local = lowered.rpartition(":")[2]
    if local in UNSAFE_TAGS and not unsafe:
        raise UnsafeValueError("tag", name, UNSAFE_TAGS[local])
    return lowered


def check_attribute(name: str) -> str:
    """Check the name of an attribute to be set.

    Args:
        name: The qualified name in any case.

    Returns:
        The name in lower case. Outside the HTML namespace names are case-sensitive: keep `name` there.

    Raises:
        InvalidNameError: Not every browser accepts this name (a DOMException, InvalidCharacterError).
        UnsafeValueError: The attribute's value would be code or a document of its own.

    From https://dom.spec.whatwg.org/#dom-element-setattribute, narrowed.
    """
    return _check_attribute(name)


@lru_cache(4096)
def _check_attribute(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InvalidNameError("attribute name", name, _NAME_RULE)
    lowered = ascii_lower(name)
    _refuse_disguise("attribute name", name, lowered)
    local = lowered.rpartition(":")[2]
    if lowered.startswith(CODE_PREFIX) or local.startswith(CODE_PREFIX):
        event = local.removeprefix(CODE_PREFIX) or "click"
        raise UnsafeValueError("attribute", name, f"its value would be code; use addEventListener({event!r}, ...)")
    if local in UNSAFE_ATTRIBUTES:
        raise UnsafeValueError("attribute", name, UNSAFE_ATTRIBUTES[local])
    return lowered


def _refuse_disguise(kind: str, name: str, lowered: str) -> None:
    """Refuse names that confuse scripts, or that look like a refused name (`onclick` in full-width letters).

    Raises:
        InvalidNameError: The name is refused.
    """
    if lowered in _OBJECT_MEMBERS:
        raise InvalidNameError(kind, name, "every JavaScript object has a member of this name")
    if not lowered.isascii():
        plain = ascii_lower(unicodedata.normalize("NFKC", lowered))
        if plain.isascii() and (plain.startswith(CODE_PREFIX) or plain in UNSAFE_TAGS or plain in UNSAFE_ATTRIBUTES):
            raise InvalidNameError(kind, name, f"it could be taken for {plain!r}")


def check_qualified(qualified_name: str) -> tuple[str, str]:
    """Split a qualified name.

    Returns:
        The prefix, empty for none, and the local name.

    Raises:
        InvalidNameError: The name is malformed (a DOMException, InvalidCharacterError).

    From https://www.w3.org/TR/xml-names/#NT-QName.
    """
    prefix, colon, local = qualified_name.rpartition(":")
    if not _PLAIN_NAME.fullmatch(local) or (colon and not _PLAIN_NAME.fullmatch(prefix)):
        raise InvalidNameError("qualified name", qualified_name, "one name, or two with a colon between them")
    return prefix, local


def check_doctype(name: str) -> str:
    """Check the name of a doctype. It is never sent to a page, so everything that the standard allows is accepted.

    Raises:
        InvalidNameError: It contains white space, U+0000 or ">" (a DOMException, InvalidCharacterError).

    From https://dom.spec.whatwg.org/#valid-doctype-name.
    """
    if _NO_DOCTYPE.search(name):
        raise InvalidNameError("name of a doctype", name, "no white space, no U+0000 and no '>'")
    return name


def check_target(name: str) -> str:
    """Check the target of a processing instruction.

    Raises:
        InvalidNameError: It is not a name (a DOMException, InvalidCharacterError).
    """
    if not _NAME.fullmatch(name):
        raise InvalidNameError("target", name, _NAME_RULE)
    return name


def split_qualified(namespace: str | None, qualified_name: str) -> tuple[str | None, str | None, str]:
    """Split a qualified name, as `createElementNS` and `setAttributeNS` do.

    Whether the name is safe is checked by `check_tag(local name)` and `check_attribute(qualified_name)`.

    Args:
        namespace: The namespace's URI; empty means None.
        qualified_name: `"local"` or `"prefix:local"`.

    Returns:
        Namespace, prefix and local name. For an `unsafe_tag()`, the local name is one, too.

    Raises:
        InvalidNameError: The name is malformed (a DOMException, InvalidCharacterError).
        DOMException: NamespaceError: prefix and namespace do not belong together.

    From https://dom.spec.whatwg.org/#validate-and-extract.
    """
    namespace = namespace or None
    prefix, local = check_qualified(qualified_name)
    if prefix and namespace is None:
        raise DOMException(f"{qualified_name!r} has a prefix, but no namespace was given", "NamespaceError")
    if prefix == "xml" and namespace != XML:
        raise DOMException(f"the prefix xml belongs to {XML}", "NamespaceError")
    if (prefix == "xmlns" or qualified_name == "xmlns") != (namespace == XMLNS):
        raise DOMException(f"xmlns and {XMLNS} belong together", "NamespaceError")
    return namespace, prefix or None, UnsafeTag(local) if isinstance(qualified_name, UnsafeTag) else local
