"""Demos of images, audio and video."""

import io
import math
import wave
from pathlib import Path
from typing import Literal

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.base import Size

FAMILY = Family("media", "Pictures, sound and maps", "Images, audio, video, maps and codes.")

HILLS = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90"><rect width="160" height="90" fill="#f6c89f"/>
<circle cx="110" cy="40" r="14" fill="#fff3d6"/><path d="M0 60Q40 30 80 56T160 50V90H0z" fill="#8d6a9f"/>
<path d="M0 74Q50 50 90 70T160 66V90H0z" fill="#4b3b63"/></svg>"""

FILM = Path(__file__).with_name("film.webm").read_bytes()

#: Longitudes and latitudes of the corners of six lands, roughly.
LAND = {
    "North America": "-165,65 -95,72 -55,52 -80,26 -97,18 -83,9 -105,20 -125,40 -150,60",
    "South America": "-78,10 -50,0 -35,-8 -55,-35 -70,-54 -73,-20 -81,-5",
    "Europe": "-9,37 -9,43 0,49 8,54 25,71 40,67 45,45 28,41 20,38 12,44 3,42",
    "Africa": "-17,15 -6,35 32,31 51,12 40,-15 20,-35 12,-5 5,5 -8,5",
    "Asia": "45,45 40,67 70,73 140,73 178,66 140,52 121,25 105,10 80,8 57,25 44,12",
    "Australia": "114,-22 130,-12 142,-11 153,-27 146,-39 131,-32 115,-34",
}


def corners(land: str) -> list[tuple[float, float]]:
    """Latitudes and longitudes."""
    pairs = [corner.split(",") for corner in land.split()]
    return [(float(latitude), float(longitude)) for longitude, latitude in pairs]


def tone() -> bytes:
    """A second of a falling tone."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes(int(128 + 60 * math.sin(at * (0.4 - at / 60_000))) for at in range(8000)))
    return sound.getvalue()


# In a component, because its page serves what is in memory.
@FAMILY.demo("alt", "caption", "ratio", "fit", "zooms")
class Image(Component):
    alt: str = "Hills in the evening"
    caption: str = "Drawn for this page"
    ratio: Literal["16/9", "1/1", "3/1"] = "16/9"
    fit: Literal["cover", "contain"] = "cover"
    zooms: bool = True

    def render(self) -> Child:
        return w.image(HILLS, self.alt, caption=self.caption, ratio=self.ratio, fit=self.fit, zooms=self.zooms)


@FAMILY.demo()
def avatar(name: str = "Ada Lovelace", size: Size = "medium") -> Child:
    return w.row(w.avatar(name, size=size), [w.avatar(other) for other in ("Grace Hopper", "Alan Turing", "Linus")])


@FAMILY.demo("label", "caption")
class Video(Component):
    label: str = "The sun goes over the hills"
    caption: str = "Three seconds without sound"

    def render(self) -> Child:
        return w.video(FILM, label=self.label, caption=self.caption, loop=True)


@FAMILY.demo("label")
class Audio(Component):
    label: str = "A falling tone"

    def render(self) -> Child:
        return w.audio(tone(), label=self.label, transcript=h.p("A tone that falls for a second."))


@FAMILY.demo(needs=("segno", "qr"))
def qr(
    text: str = "https://example.com/tickets/7",
    label: str = "The way to your ticket",
    error: Literal["l", "m", "q", "h"] = "m",
) -> Child:
    return w.qr(text, label=label, error=error)


@FAMILY.demo("label", needs=("js_lib_leaflet", "maps"))
class Map(Component):
    label: str = "Places of this demo"
    chosen: str = "Press a pin."

    def render(self) -> Child:
        places = [
            w.Place(name="Vienna", at=(48.2, 16.4)),
            w.Place(name="Nairobi", at=(-1.3, 36.8), tone="success"),
            w.Place(name="Lima", at=(-12.0, -77.0), tone="danger"),
        ]
        # Without the pictures of a server for maps, because the gallery asks nobody.
        outlines = [w.Shape(name=name, closed=True, points=corners(land)) for name, land in LAND.items()]
        return w.column(
            w.map(places, label=self.label, shapes=outlines, zooms=(0, 6), on_choose=self.choose), h.p(self.chosen)
        )

    def choose(self, place: w.Place) -> None:
        self.chosen = f"You have chosen {place.name}."
