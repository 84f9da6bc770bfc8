"""Maps: Leaflet as a client module, with its files from PyPI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

import msgspec
from pydantic import BaseModel, Field

from domsync import ClientModule, Writable
from domsync.widgets.base import Common, Tone, check_functions, dressed, is_listed, parted
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

_FILES = "js_lib_leaflet/static/js_lib_leaflet/"
#: Leaflet, for `app.modules(w.MAP_MODULES)`: the files of the distribution that the extra `maps` installs.
MAP_MODULES: Final[Mapping[str, tuple[str, str]]] = {
    "leaflet": ("django-js-lib-leaflet", f"{_FILES}leaflet-src.esm.js"),
    "leaflet/": ("django-js-lib-leaflet", _FILES),
}
Latitude = Annotated[float, Field(ge=-90, le=90)]
Point = tuple[Latitude, float]


class Place(BaseModel):
    """A pin on a map.

    Attributes:
        name: Its name.
        at: Its latitude and longitude, in degrees.
        key: Identifies it among others with the same name.
        tone: Its colour: `neutral`, `info`, `success`, `warning`, `danger`.
    """

    name: str
    at: Point
    key: str = ""
    tone: Tone = "info"


class Shape(BaseModel):
    """A line or an area on a map.

    Attributes:
        points: Latitudes and longitudes, in degrees.
        name: Its name, which is shown when the user points at it.
        closed: Whether it is an area.
    """

    points: list[Point]
    name: str = ""
    closed: bool = False


class _Chosen(msgspec.Struct, forbid_unknown_fields=True):
    """A report of the browser: a pin was pressed, or a point of the map was."""

    chosen: str | None = None
    clicked: tuple[float, float] | None = None


class Map(ClientModule):
    """The component that `map` makes: see there."""

    module = "map.js"
    css: ClassVar[tuple[str, ...]] = ("leaflet/leaflet.css",)
    # It assigns markup that it has made itself; it gets users' texts as text.
    trusted_html: ClassVar[tuple[str, ...]] = ("leaflet",)

    places: list[Place] = []
    shapes: list[Shape] = []
    center: Writable[tuple[float, float] | None] = None
    zoom: Writable[float | None] = None
    zooms: tuple[int, int] = (0, 18)
    tiles: str | None = None
    attribution: str = ""
    words: dict[str, str] = {}
    on_choose: Any = Field(default=None, exclude=True)
    on_point: Any = Field(default=None, exclude=True)
    on_move: Any = Field(default=None, exclude=True)

    def changed(self, changes: dict[str, Any]) -> Any:
        """Note that the reader has moved the map."""
        return None if self.on_move is None else self.on_move()

    def received(self, content: Any, buffers: list[Any]) -> Any:
        """Handle a press on a pin or on the map."""
        told = msgspec.convert(content, _Chosen)
        if told.chosen is not None and self.on_choose is not None:
            place = next((one for one in self.places if told.chosen == (one.key or one.name)), None)
            # The pin was removed in the meantime.
            return None if place is None else self.on_choose(place)
        if told.clicked is not None and self.on_point is not None:
            latitude, longitude = told.clicked
            return self.on_point(min(max(latitude, -90.0), 90.0), longitude)
        return None


def map(
    places: Iterable[Place] = (),
    *,
    label: str,
    tiles: str | None = None,
    attribution: str = "",
    center: tuple[float, float] | None = None,
    zoom: float | None = None,
    zooms: tuple[int, int] = (0, 18),
    shapes: Iterable[Shape] = (),
    on_choose: Callable[[Place], object] | None = None,
    on_point: Callable[[float, float], object] | None = None,
    on_move: Callable[[], object] | None = None,
    **attributes: Unpack[Common],
) -> Map:
    """A Leaflet map with pins, which the keyboard can reach, lines and areas.

    >>> app.modules(w.MAP_MODULES)
    >>> w.map([w.Place(name="Vienna", at=(48.2, 16.4))], label="Our shops", on_choose=self.show)

    It needs `pip install 'domsync[maps]'`, and the line `app.modules(w.MAP_MODULES)` once in the app; or
    `app.modules({"leaflet": ..., "leaflet/": ...})` with a Leaflet of your own.

    Args:
        places: The pins.
        label: A description of the map, for screen readers.
        tiles: The URL of its tiles, such as `"/tiles/{z}/{x}/{y}.png"`. Another server must be allowed with
            `App(policy=...)`. Without tiles, there are only pins and shapes.
        attribution: The source of the tiles, which is shown in a corner.
        center: Latitude and longitude of its centre; by default, all pins and shapes are in view.
        zoom: The zoom level; the maximum without `center`.
        zooms: The smallest and the largest zoom level.
        shapes: Lines and areas.
        on_choose: Called with a pin that was clicked.
        on_point: Called with the latitude and longitude of a point that was clicked.
        on_move: Called when the user has moved the map, whose `center` and `zoom` are then the current ones.
        attributes: Of its box: `class_`, `style`, `key` ... Its default height is 24 rem.

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | move the map when it has the focus |
        | +, - | zoom in and out |
        | Tab | goes to the next pin |
        | Enter | presses the pin |

    Raises:
        TypeError: It has no label.
    """
    check_functions("map", on_choose=on_choose, on_point=on_point, on_move=on_move)
    if not label.strip():
        raise TypeError("map() needs a label")
    listed: list[Any] = list(places) if is_listed(places) else [places]
    for place in listed:
        if not isinstance(place, Place | Mapping):
            raise TypeError(
                f"map() takes places, [w.Place(...)], not {place!r}; where it begins is center=(latitude, longitude)"
            )
    # What is not given is left to the reader.
    view: dict[str, Any] = {} if center is None else {"center": center}
    if zoom is not None:
        view["zoom"] = zoom
    own, directives = parted(attributes)
    return Map(
        places=listed,
        shapes=list(shapes),
        zooms=zooms,
        **view,
        tiles=tiles,
        attribution=attribution,
        words={"in": word("Nearer"), "out": word("Farther")},
        on_choose=on_choose,
        on_point=on_point,
        on_move=on_move,
        attrs=dressed(own, "ds-map", role="group", aria={"label": label}),
        **directives,
    )
