"""Images and audio from memory: `h.img(src=...)` accepts them and gives them a URL."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any, Protocol, runtime_checkable

from domsync.components.state.tracking import observer

#: The maximum size of a picture that no page can serve. It is then part of the page itself, for every visitor.
_LONGEST_DATA_URL = 256 * 1024
#: The first bytes of the formats that browsers show and play; a dot stands for any byte.
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"RIFF....WEBP", "image/webp"),
    (b"....ftypavif", "image/avif"),
    (b"<svg", "image/svg+xml"),
    (b"BM", "image/bmp"),
    (b"\0\0\1\0", "image/x-icon"),
    (b"RIFF....WAVE", "audio/wav"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"....ftyp", "video/mp4"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_ANY_BYTE = ord(".")
#: The formats that are allowed in a `data:` URL (`domsync.dom.checks.urls`).
_IN_DATA_URLS = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"))
#: The modes of pictures that PNG supports; Pillow refuses others.
_PNG_MODES = frozenset(("1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA"))


@runtime_checkable
class PilImage(Protocol):
    """A picture of Pillow, as far as it is needed here."""

    @property
    def mode(self) -> str:
        """The mode, which determines how its pixels are stored."""

    def convert(self, mode: str, /) -> Any:
        """Convert it to another mode."""

    def save(self, fp: Any, format: str | None = None, /) -> None:
        """Write it to a file."""


@runtime_checkable
class Figure(Protocol):
    """A figure of Matplotlib, as far as it is needed here."""

    def savefig(self, fname: Any, **options: Any) -> None:
        """Write it to a file."""


class Addresses(Protocol):
    """A source of URLs for data in memory: a `Visit`."""

    def url(self, data: bytes, type: str) -> str:
        """Return a URL for some data."""


def media_address(value: object) -> str | None:
    """Return a URL for data in memory.

    Args:
        value: Bytes, a picture of Pillow or a figure of Matplotlib.

    Returns:
        A URL of the page that is being rendered; if there is none, as in a `Shared` part, a `data:` URL that contains
        the picture itself. None if the value is something else.

    Raises:
        TypeError: The bytes have an unknown format, or one that only a page could serve.
        ValueError: They are too long.
    """
    if isinstance(value, bytes | bytearray | memoryview):
        data = bytes(value)
        kind = media_type(data)
        if not kind:
            raise TypeError(
                f"the type of these {len(data)} bytes is not recognized as an image, audio or video; "
                "give it with visit.url(data, 'image/...')"
            )
    elif (written := _png(value)) is not None:
        data, kind = written, "image/png"
    else:
        return None
    addresses: Addresses | None = getattr(observer(), "addresses", None)
    return _data_url(data, kind) if addresses is None else addresses.url(data, kind)


def media_type(data: bytes) -> str:
    """The MIME type of a picture, a sound or a film by its first bytes; empty if it is unknown.

    Args:
        data: The data, or its first twelve bytes.
    """
    for signature, kind in _SIGNATURES:
        if len(data) >= len(signature) and all(a in (_ANY_BYTE, b) for a, b in zip(signature, data, strict=False)):
            return kind
    return ""


def _png(value: object) -> bytes | None:
    buffer = BytesIO()
    if isinstance(value, Figure):
        value.savefig(buffer, format="png")
    elif isinstance(value, PilImage):
        (value if value.mode in _PNG_MODES else value.convert("RGB")).save(buffer, "PNG")
    else:
        return None
    return buffer.getvalue()


def _data_url(data: bytes, kind: str) -> str:
    if kind not in _IN_DATA_URLS:
        raise TypeError(f"{kind} has to be served by a page: create the element in a component's render()")
    if len(data) > _LONGEST_DATA_URL:
        raise ValueError(
            f"an image of {len(data)} bytes is too large to be embedded in the page, as a Shared part requires; "
            f"the limit is {_LONGEST_DATA_URL}, and a file or a route has none"
        )
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
