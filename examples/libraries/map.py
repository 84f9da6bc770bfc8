"""A Leaflet map: Python has the places, the visitor moves the map and adds some."""

from typing import Any

from pydantic import BaseModel, Field

from domsync import Child, ClientModule, Component, Writable
from domsync import html as h


class Place(BaseModel):
    name: str
    at: tuple[float, float]


class Map(ClientModule):
    module = "map.js"
    css = ("leaflet/dist/leaflet.css",)
    # It assigns markup that it has made itself; the names of places reach it as text.
    trusted_html = ("leaflet",)

    tiles: str = "tiles/{z}/{x}/{y}.svg"
    center: Writable[tuple[float, float]] = (20.0, 10.0)
    zoom: Writable[int] = Field(default=1, ge=0, le=2)
    places: list[Place] = []


class MapPart(Component):
    map: Map = Field(
        default_factory=lambda: Map(
            places=[Place(name="Vienna", at=(48.2, 16.4)), Place(name="Nairobi", at=(-1.3, 36.8))],
            attrs={"class_": "map"},
        )
    )
    told: str = "Click on the map to add a place."

    def mounted(self) -> None:
        self.map.on_change = self.moved
        self.map.on_message = self.clicked

    def render(self) -> Child:
        return [self.map, h.p(h.button("Show all", on_click=self.show_all), " ", self.told)]

    def moved(self, changes: dict[str, Any]) -> None:
        latitude, longitude = self.map.center
        self.told = f"At {latitude:.0f}°, {longitude:.0f}°, zoom {self.map.zoom}"

    def clicked(self, message: Any) -> None:
        latitude, longitude = message["clicked"]
        self.map.places = [*self.map.places, Place(name=f"Place {len(self.map.places) + 1}", at=(latitude, longitude))]

    async def show_all(self) -> None:
        zoom = await self.map.call("fitBounds", [place.at for place in self.map.places])
        self.told = f"All {len(self.map.places)} places, zoom {zoom}"
