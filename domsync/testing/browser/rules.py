"""Refuse what nobody has vouched for on a page, as `client/apply/rules.js` does.

The server refuses all of it beforehand, so that here it is a fault.
"""

import re
from typing import Final

from domsync.dom.checks.rules import CODE_TAGS, refused_by_browsers
from domsync.dom.checks.trusted import UnsafeTag, UnsafeUrl
from domsync.dom.checks.unicode import plain
from domsync.testing.tree.nodes import BrowserFault, ReferenceElement

_REFUSED: Final = re.compile(refused_by_browsers(), re.IGNORECASE)
# Browsers pass over tabs and line breaks in a URL.
_ANYWHERE: Final = str.maketrans("", "", "\t\n\r")


def allowed(element: ReferenceElement, name: str, value: str) -> str:
    """Return the value to set for an attribute.

    Args:
        element: The element.
        name: The attribute's qualified name.
        value: The value received; an `UnsafeUrl` if it was marked.

    Raises:
        BrowserFault: The page refuses it.
    """
    # A name whose value would be code has nothing to do with URLs.
    asked = "" if isinstance(value, UnsafeUrl) else value
    place = f"{element.kind} {name.rpartition(':')[2]}\n"
    if _REFUSED.search(place + asked) or _REFUSED.search(place + asked.translate(_ANYWHERE)):
        raise BrowserFault(f"refused: {name}={value!r:.100} of <{element.kind}>")
    return plain(value)


def allowed_tag(tag: str) -> str:
    """Return the tag of an element to create.

    Args:
        tag: The tag received; an `UnsafeTag` if it was marked.

    Raises:
        BrowserFault: The page refuses it.
    """
    if tag.rpartition(":")[2].lower() in CODE_TAGS and not isinstance(tag, UnsafeTag):
        raise BrowserFault(f"refused: <{tag}>")
    return plain(tag)
