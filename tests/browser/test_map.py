"""The map in a real Chromium, under the strict policy, with the files of the distribution on PyPI."""

from typing import Any

from playwright.async_api import Page, expect

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w


class Shops(Component):
    told: str = "-"
    center: tuple[float, float] | None = None

    def render(self) -> Any:
        places = [w.Place(name="<b>Vienna</b>", at=(48.2, 16.4)), w.Place(name="Nairobi", at=(-1.3, 36.8))]
        area = w.Shape(name="Land", closed=True, points=[(50, 10), (50, 20), (40, 15)])
        shops = w.map(
            places,
            label="Our shops",
            attribution="Nobody's",
            shapes=[area],
            center=self.center,
            on_choose=self.choose,
            on_point=self.point,
            on_move=self.moved,
        )
        return h.main(h.h1("Shops"), shops, h.output(self.told), h.button("Away", on_click=self.away))

    def choose(self, place: w.Place) -> None:
        self.told = f"chosen {place.name}"

    def point(self, latitude: float, longitude: float) -> None:
        self.told = f"point {latitude:.0f}"

    def moved(self) -> None:
        self.told = "moved"

    def away(self) -> None:
        self.center = (0.0, 0.0)


async def test_a_map(page: Page) -> None:
    app = App(Shops)
    app.modules(w.MAP_MODULES)
    port = await app.serve("127.0.0.1", 0)
    try:
        await page.goto(f"http://127.0.0.1:{port}/")
        shops = page.get_by_role("group", name="Our shops")
        told = page.locator("output")
        # Pins are buttons that the keyboard reaches; names are texts.
        vienna = shops.get_by_role("button", name="<b>Vienna</b>")
        await expect(vienna).to_be_visible()
        assert await vienna.get_attribute("tabindex") == "0"
        await expect(shops.locator("path.ds-shape")).to_have_count(1)
        await vienna.focus()
        await page.keyboard.press("Enter")
        await expect(told).to_have_text("chosen <b>Vienna</b>")
        assert await shops.locator("b").count() == 0
        await expect(shops.get_by_text("Nobody's")).to_be_visible()
        # The reader moves it, by buttons with names in the page's language.
        await shops.get_by_role("button", name="Nearer").click()
        await expect(told).to_have_text("moved")
        # So does the program, which is not told of that.
        await shops.click(position={"x": 5, "y": 150})
        await expect(told).to_contain_text("point")
        pane = shops.locator(".leaflet-map-pane")
        here = await pane.get_attribute("style")
        await page.get_by_role("button", name="Away").click()
        await expect(pane).not_to_have_attribute("style", here or "")
        await expect(told).to_contain_text("point")
    finally:
        await page.close()
        await app.close()
