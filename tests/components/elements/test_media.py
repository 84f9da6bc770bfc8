"""What a program has in memory, as pictures and sounds of a page: bytes, Pillow's images, Matplotlib's figures."""

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from PIL import Image

from domsync import Component
from domsync import html as h
from domsync import svg as s
from domsync.components.elements.media import media_type
from domsync.testing import render_page


def png(colour: int = 0) -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((0, colour)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


class Shows(Component):
    what: Any = None

    def render(self) -> Any:
        return self.what()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(), "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x20ftypavif", "image/avif"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"OggS\0", "audio/ogg"),
        (b"ID3\4", "audio/mpeg"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"\x1aE\xdf\xa3", "video/webm"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        (b"", ""),
        (b"\x89PN", ""),
        (b"RIFF\x24\0\0\0AVI ", ""),
        (b"<html><script>", ""),
    ],
)
def test_the_first_bytes_say_what_it_is(data: bytes, kind: str) -> None:
    assert media_type(data) == kind


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_bytes(kind: Any) -> None:
    with render_page(Shows(what=lambda: h.img(src=kind(png()), alt="x"))) as page:
        fetched = page.fetch(page.locator("img").get_attribute("src") or "")
        assert (fetched.status, fetched.type, fetched.data) == (200, "image/png", png())


def test_everywhere_that_a_picture_or_a_sound_is_shown() -> None:
    def everything() -> Any:
        wave = b"RIFF\x24\0\0\0WAVEfmt "
        return h.div(
            h.input(type="image", src=png(1), alt="x"),
            h.audio(src=wave),
            h.video(h.source(src=b"\x1aE\xdf\xa3"), poster=png(2)),
            s.svg(s.image(href=png(3))),
            h.img(src=png(4), alt="x"),
        )

    with render_page(Shows(what=everything)) as page:
        found = [
            page.locator(query).get_attribute(name) or ""
            for query, name in (("input", "src"), ("audio", "src"), ("source", "src"), ("video", "poster"))
        ]
        found += [page.locator("image").get_attribute("href") or "", page.locator("img").get_attribute("src") or ""]
        assert len(set(found)) == 6
        assert [page.fetch(one).status for one in found] == [200] * 6


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16"])
def test_an_image_of_pillows(mode: str) -> None:
    image = Image.new(mode, (3, 2))
    with render_page(Shows(what=lambda: h.img(src=image, alt="x"))) as page:
        fetched = page.fetch(page.locator("img").get_attribute("src") or "")
        assert fetched.type == "image/png"
        assert fetched.data[16:24] == struct.pack(">II", 3, 2)


def test_a_figure_of_matplotlibs() -> None:
    figure = Figure(figsize=(1, 1))
    figure.subplots().plot([1, 2])
    with render_page(Shows(what=lambda: h.img(src=figure, alt="x"))) as page:
        fetched = page.fetch(page.locator("img").get_attribute("src") or "")
        assert (fetched.type, fetched.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


def test_neither_package_is_needed() -> None:
    """The module knows both by what they can do."""
    source = Path(__file__).parents[3] / "domsync" / "components" / "elements" / "media.py"
    assert not {"PIL", "matplotlib"} & {line.split()[1] for line in source.read_text().splitlines() if "import" in line}


def test_what_is_no_picture_is_refused() -> None:
    for value, message in ((b"plain text", "visit.url"), (object(), "takes text, not object"), ([png()], "not list")):
        with pytest.raises(TypeError, match=message):
            h.img(src=value, alt="x")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="takes text, not bytes"):
        h.a(href=png())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="takes text, not bytes"):
        h.iframe(src=png())  # type: ignore[arg-type]


def test_without_a_page_the_picture_is_its_own_address() -> None:
    vnode = h.img(src=png(), alt="x")
    assert vnode.attributes is not None
    assert vnode.attributes["src"] == f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    with render_page(vnode) as page:
        assert (page.locator("img").get_attribute("src") or "").startswith("data:image/png")
    with pytest.raises(TypeError, match="audio/ogg has to be served by a page"):
        h.audio(src=b"OggS")
    with pytest.raises(ValueError, match="too large"):
        h.img(src=png() + bytes(300_000), alt="x")
