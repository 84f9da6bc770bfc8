"""Compress response bodies: with brotli if the extra is installed, otherwise with gzip."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse

#: Bodies of fewer bytes are not worth compressing.
_LEAST_BYTES = 512
#: The levels for pages, which are compressed on each request: they take a third of the time of the default levels, and
#: yield a few percent more bytes.
_GZIP_LEVEL, _BROTLI_QUALITY = 4, 4
#: The level for files, which are compressed once.
_BEST_BROTLI = 9
#: The limits of brotli's window, as powers of two in bytes (RFC 7932, 9.1). Clearing more of it than the body fills
#: would waste time.
_LEAST_WINDOW, _LARGEST_WINDOW = 16, 22
_TYPES = ("text/", "application/json", "application/javascript", "application/xml", "image/svg+xml", "application/wasm")


def accepted_encodings(header: str) -> frozenset[str]:
    """The encodings that a client accepts (RFC 9110, 12.5.3), without those with ``q=0``.

    Args:
        header: The value of its ``Accept-Encoding`` header.
    """
    accepted = set()
    for item in header.lower().split(","):
        name, *parameters = [part.strip() for part in item.split(";")]
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        if name and weight.strip("0."):
            accepted.add(name)
    return frozenset(accepted)


def compressed(request: Request, response: HttpResponse) -> HttpResponse:
    """Compress an answer if it is worthwhile and the client accepts it.

    Args:
        request: The request.
        response: Its answer.
    """
    headers = response.headers
    if (
        response.status != 200
        or response.stream is not None
        or len(response.body) < _LEAST_BYTES
        or not response.content_type.startswith(_TYPES)
        or "Content-Encoding" in headers
        or "no-transform" in headers.get("Cache-Control", "")
    ):
        return response
    named = dict(headers)
    varies = [name.strip().lower() for name in headers.get("Vary", "").split(",")]
    if "accept-encoding" not in varies and "*" not in varies:
        named["Vary"] = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding")))
    encoding, body = compress(response.body, request.headers.get("accept-encoding", ""))
    if not encoding or len(body) >= len(response.body):
        return replace(response, headers=named)
    named["Content-Encoding"] = encoding
    if "ETag" in named:
        # A compressed body is another representation, and needs another tag (RFC 9110, 8.8.3.3).
        named["ETag"] = f'{named["ETag"][:-1]}-{encoding}"'
    return replace(response, body=body, headers=named)


def compress(body: bytes, accept_encoding: str) -> tuple[str, bytes]:
    """Compress a body.

    Args:
        body: The body.
        accept_encoding: The request's ``Accept-Encoding`` header.

    Returns:
        The name of the encoding and the compressed body; ``""`` and the body itself if the client accepts neither.
    """
    accepted = accepted_encodings(accept_encoding)
    brotli = _brotli() if "br" in accepted else None
    if brotli is not None:
        return "br", brotli(body, _BROTLI_QUALITY)
    if "gzip" in accepted:
        return "gzip", gzip.compress(body, _GZIP_LEVEL, mtime=0)
    return "", body


def kept_brotli(body: bytes) -> bytes | None:
    """Compress a body that is sent many times, smaller than pages and slower; None if the extra is not installed.

    Args:
        body: The body.
    """
    brotli = _brotli()
    return None if brotli is None else brotli(body, _BEST_BROTLI)


@cache
def _brotli() -> Callable[[bytes, int], bytes] | None:
    try:
        module: Any = import_module("brotli")
    except ImportError:
        return None

    def compress_body(body: bytes, quality: int) -> bytes:
        window = min(max(len(body).bit_length(), _LEAST_WINDOW), _LARGEST_WINDOW)
        return bytes(module.compress(body, quality=quality, lgwin=window))

    return compress_body
