"""Write the film of the gallery, domsync/gallery/demos/film.webm: a sun that goes over hills for three seconds.

Each frame of it is a key frame of VP8, which is what Pillow writes into a WebP file (RFC 6386, RFC 9649).
"""

import io
import math
import struct
from pathlib import Path

from PIL import Image, ImageDraw

TARGET = Path(__file__).parent.parent / "domsync" / "gallery" / "demos" / "film.webm"
WIDTH, HEIGHT, FRAMES, MILLISECONDS = 320, 180, 24, 125


def frame(at: float) -> bytes:
    """Draw a picture of the film and get it as a frame of VP8.

    Args:
        at: When, from 0 to 1.
    """
    image = Image.new("RGB", (WIDTH * 2, HEIGHT * 2), "#f6c89f")
    draw = ImageDraw.Draw(image)
    x, y = 40 + at * 560, 260 - math.sin(at * math.pi) * 200
    draw.ellipse((x - 44, y - 44, x + 44, y + 44), fill="#fff3d6")
    for base, height, pace, colour in ((240, 40, 110, "#8d6a9f"), (300, 24, 80, "#4b3b63")):
        edge = [(step, base - height * math.sin(step / pace)) for step in range(0, WIDTH * 2 + 1, 8)]
        draw.polygon([(0, HEIGHT * 2), *edge, (WIDTH * 2, HEIGHT * 2)], fill=colour)
    file = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(file, "webp", quality=45, method=6)
    webp = file.getvalue()
    start = webp.index(b"VP8 ")
    (size,) = struct.unpack_from("<I", webp, start + 4)
    return webp[start + 8 : start + 8 + size]


def element(number: str, *content: bytes) -> bytes:
    """An element of EBML, with a size of eight bytes (RFC 8794)."""
    data = b"".join(content)
    return bytes.fromhex(number) + struct.pack(">Q", len(data) | 1 << 56) + data


def unsigned(number: str, value: int) -> bytes:
    """An element with a number."""
    return element(number, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def film() -> bytes:
    """The film as WebM: what EBML, the segment, its track and its only cluster say."""
    head = element(
        "1a45dfa3", unsigned("4286", 1), unsigned("42f7", 1), unsigned("42f2", 4), unsigned("42f3", 8),
        element("4282", b"webm"), unsigned("4287", 2), unsigned("4285", 2),
    )  # fmt: skip
    info = element(
        "1549a966", unsigned("2ad7b1", 1_000_000), element("4489", struct.pack(">d", FRAMES * MILLISECONDS)),
        element("4d80", b"domsync"), element("5741", b"domsync"),
    )  # fmt: skip
    picture = element("e0", unsigned("b0", WIDTH), unsigned("ba", HEIGHT))
    track = element("ae", unsigned("d7", 1), unsigned("73c5", 1), unsigned("83", 1), element("86", b"V_VP8"), picture)
    blocks = [
        element("a3", struct.pack(">BhB", 0x81, at * MILLISECONDS, 0x80), frame(at / (FRAMES - 1)))
        for at in range(FRAMES)
    ]
    cluster = element("1f43b675", unsigned("e7", 0), *blocks)
    return head + element("18538067", info, element("1654ae6b", track), cluster)


if __name__ == "__main__":
    TARGET.write_bytes(film())
    print(f"{TARGET.stat().st_size:,} bytes in {TARGET}")
