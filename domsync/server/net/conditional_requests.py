"""Conditional requests (RFC 9110, section 13): a file that the browser already has is not sent again."""

from __future__ import annotations

import email.utils
import hashlib
import re
from dataclasses import replace

from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse

#: The suffix of a tag that names an encoding.
_ENCODED = re.compile(r'-(?:gzip|br)"$')


def entity_tag(content: bytes) -> str:
    """A tag that changes with the content."""
    return f'"{hashlib.sha256(content).hexdigest()[:20]}"'


def conditional(request: Request, response: HttpResponse) -> HttpResponse:
    """Answer with 304 if the browser already has what would be sent.

    Args:
        request: The request.
        response: Its answer. If it may be cached and has no tag, it gets one.
    """
    if response.status != 200:
        return response
    headers = response.headers
    if "ETag" not in headers and response.stream is None and "no-store" not in headers.get("Cache-Control", "no-store"):
        response = replace(response, headers={**headers, "ETag": entity_tag(response.body)})
    if not has_already(request, response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")):
        return response
    kept = {name: value for name, value in response.headers.items() if name in _OF_304}
    return HttpResponse(304, content_type=response.content_type, headers=kept, cookies=response.cookies)


_OF_304 = frozenset(("ETag", "Cache-Control", "Last-Modified", "Vary", "Content-Security-Policy", "Expires"))


def has_already(request: Request, tag: str, modified: str) -> bool:
    """Return whether the browser already has this version of a file (RFC 9110, 13.2.2).

    Args:
        request: The request.
        tag: The version's ``ETag``; ``""`` if it has none.
        modified: Its ``Last-Modified`` date, as in the header; ``""`` if it has none.
    """
    asked = request.headers.get("if-none-match")
    if asked is not None:
        return bool(tag) and (asked.strip() == "*" or _opaque(tag) in {_opaque(one) for one in asked.split(",")})
    since = request.headers.get("if-modified-since")
    if since is None or not modified:
        return False
    known, changed = email.utils.parsedate(since), email.utils.parsedate(modified)
    return known is not None and changed is not None and changed <= known


def _opaque(tag: str) -> str:
    """A tag for the weak comparison, which ignores the encoding, because the content is the same."""
    return _ENCODED.sub('"', tag.strip().removeprefix("W/"))
