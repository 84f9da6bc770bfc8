"""Range requests (RFC 9110, section 14): serve part of a file."""

import re

from domsync.server.net.request import Request

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def byte_range(request: Request, size: int, tag: str, modified: str) -> tuple[int, int] | None:
    """The part of a file that is asked for.

    Args:
        request: The request.
        size: How many bytes the file has.
        tag: Its tag.
        modified: When it was changed last, as a header says it.

    Returns:
        The first byte and the one after the last; None if all of it is to be sent: also for several ranges at once,
        which a server need not send in parts.

    Raises:
        ValueError: There is no such part.
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
