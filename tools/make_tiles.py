"""Write examples/libraries/tiles: a map of the world of our own making, as small as it can be.

Run it after a change: `python tools/make_tiles.py`. Land is a few polygons by longitude and latitude, drawn in the
projection that web maps have (https://en.wikipedia.org/wiki/Web_Mercator_projection).
"""

import math
from pathlib import Path

TILES = Path(__file__).parent.parent / "examples" / "libraries" / "tiles"
SIZE = 256
LAND = {
    "North America": "-165,65 -95,72 -55,52 -80,26 -97,18 -83,9 -105,20 -125,40 -150,60",
    "South America": "-78,10 -50,0 -35,-8 -55,-35 -70,-54 -73,-20 -81,-5",
    "Europe": "-9,37 -9,43 0,49 8,54 25,71 40,67 45,45 28,41 20,38 12,44 3,42",
    "Africa": "-17,15 -6,35 32,31 51,12 40,-15 20,-35 12,-5 5,5 -8,5",
    "Asia": "45,45 40,67 70,73 140,73 178,66 140,52 122,38 121,25 105,10 98,15 80,8 72,20 57,25 44,12 35,32",
    "Australia": "114,-22 130,-12 142,-11 153,-27 146,-39 131,-32 115,-34",
}


def project(longitude: float, latitude: float, zoom: int) -> tuple[float, float]:
    """A place in pixels of the whole map."""
    whole = SIZE * 2**zoom
    y = math.asinh(math.tan(math.radians(latitude)))
    return (longitude + 180) / 360 * whole, (1 - y / math.pi) / 2 * whole


def tile(zoom: int, column: int, row: int) -> str:
    """One tile as SVG."""
    shapes = []
    for places in LAND.values():
        given = [place.split(",") for place in places.split()]
        corners = [project(float(longitude), float(latitude), zoom) for longitude, latitude in given]
        moved = [(x - column * SIZE, y - row * SIZE) for x, y in corners]
        xs, ys = zip(*moved, strict=True)
        if max(xs) > 0 and min(xs) < SIZE and max(ys) > 0 and min(ys) < SIZE:
            shapes.append(f'<path d="M{" ".join(f"{x:.0f},{y:.0f}" for x, y in moved)}Z"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}"><rect width="100%" height="100%" '
        f'fill="#bcd8ea"/><g fill="#dfe7c8" stroke="#9aa884">{"".join(shapes)}</g></svg>\n'
    )


if __name__ == "__main__":
    for zoom in range(3):
        for column in range(2**zoom):
            for row in range(2**zoom):
                path = TILES / str(zoom) / str(column) / f"{row}.svg"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(tile(zoom, column, row), encoding="utf-8")
