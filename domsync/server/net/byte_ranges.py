"""Range requests (RFC 9110, section 14): serve part of a file."""

import re

from domsync.server.net.request import Request

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def byte_range(request: Request, size: int, tag: str, modified: str) -> tuple[int, int] | None:
    """Find the part of a file that a request asks for.

    Args:
        request: The request.
        size: The file's size in bytes.
        tag: Its ``ETag``.
        modified: Its ``Last-Modified`` date, as in the header.

    Returns:
        The index of the first byte, and of the one after the last; None if the whole file is to be sent. This includes
        requests for several ranges, which a server may ignore.

    Raises:
        ValueError: The range lies outside the file.
    """
    found = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if found is None or not (found[1] or found[2]) or request.method != "GET":
        return None
    condition = request.headers.get("if-range", "").strip()
    if condition and condition not in (tag, modified):
        return None
    if not found[1]:
        start, end = max(size - int(found[2]), 0), size
        if not int(found[2]):
            raise ValueError("no bytes")
    else:
        start = int(found[1])
        last = int(found[2]) if found[2] else size - 1
        if found[2] and last < start:
            return None
        end = min(last + 1, size)
    if start >= size:
        raise ValueError("beyond the end")
    return start, end
