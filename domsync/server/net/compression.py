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

#: Below so many bytes it does not pay.
_LEAST_BYTES = 512
#: Of pages, which are compressed each time: a third of the work of the usual level, and some percent more bytes.
_GZIP_LEVEL, _BROTLI_QUALITY = 4, 4
#: Of files, which are compressed once.
_BEST_BROTLI = 9
#: RFC 7932, 9.1: brotli looks back by 2 to the power of so many bytes. What a body does not fill is cleared in vain.
_LEAST_WINDOW, _LARGEST_WINDOW = 16, 22
_TYPES = ("text/", "application/json", "application/javascript", "application/xml", "image/svg+xml", "application/wasm")


def accepted_encodings(header: str) -> frozenset[str]:
    """The encodings that a client reads (RFC 9110, 12.5.3); one with ``q=0`` is none of them.

    Args:
        header: Its ``Accept-Encoding``.
    """
    accepted = set()
    for item in header.lower().split(","):
        name, *parameters = [part.strip() for part in item.split(";")]
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        if name and weight.strip("0."):
            accepted.add(name)
    return frozenset(accepted)


def compressed(request: Request, response: HttpResponse) -> HttpResponse:
    """Compress an answer, if it is worth it and the client can read it.

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
    named["Vary"] = "Accept-Encoding"
    encoding, body = compress(response.body, request.headers.get("accept-encoding", ""))
    if not encoding or len(body) >= len(response.body):
        return replace(response, headers=named)
    named["Content-Encoding"] = encoding
    if "ETag" in named:
        # Other bytes are another representation (RFC 9110, 8.8.3.3).
        named["ETag"] = f'{named["ETag"][:-1]}-{encoding}"'
    return replace(response, body=body, headers=named)


def compress(body: bytes, accept_encoding: str) -> tuple[str, bytes]:
    """Compress a body.

    Args:
        body: The body.
        accept_encoding: That header of the request.

    Returns:
        The encoding and the bytes; an empty name and the body if the client reads neither.
    """
    accepted = accepted_encodings(accept_encoding)
    brotli = _brotli() if "br" in accepted else None
    if brotli is not None:
        return "br", brotli(body, _BROTLI_QUALITY)
    if "gzip" in accepted:
        return "gzip", gzip.compress(body, _GZIP_LEVEL, mtime=0)
    return "", body


def kept_brotli(body: bytes) -> bytes | None:
    """Compress what is kept compressed: better than a page, which takes longer; None if the extra is not installed.

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
