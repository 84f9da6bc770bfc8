"""Three pages in one layout: nothing is reloaded between them, and the address says what is shown.

Serve it with `python examples/shop.py`. The basket in the layout keeps its contents, the filter is in the address, and
Back restores the previous filter.
"""

from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from domsync import App, Child, Component, Query, ReplacedQuery, State
from domsync import html as h


class Tea(NamedTuple):
    name: str
    kind: str
    price: int


TEAS = {
    "assam": Tea("Assam", "black", 7),
    "sencha": Tea("Sencha", "green", 8),
    "gyokuro": Tea("Gyokuro", "green", 19),
    "pai-mu-tan": Tea("Pai Mu Tan", "white", 12),
    "silver-needle": Tea("Silver Needle", "white", 24),
}
KINDS = [h.option("all", value=""), h.option("black"), h.option("green"), h.option("white")]


class Basket(State):
    packets: list[str] = []


SHEETS = ["/static/base.css", "/static/pages.css"]
app = App(title="Tea", transitions=True, static=Path(__file__).parent / "static", stylesheets=SHEETS)


@app.layout("/")
class Shell(Component):
    basket: Basket = Field(default_factory=Basket)

    def render(self) -> Child:
        self.provide(self.basket)
        total = sum(TEAS[name].price for name in self.basket.packets)
        links = h.link("Home", href="/"), h.link("Teas", href="/teas", below=True)
        basket = h.p(f"In your basket: {len(self.basket.packets)} packets, {total} €")
        return [h.nav(links, basket, class_="bar"), h.main(self.outlet(), class_="card")]


@app.page("/")
def home() -> Child:
    return [h.h1("Five teas"), h.p("Choose what you like. ", h.link("See them all", href="/teas"))]


@app.page("/teas", title="All teas")
class Teas(Component):
    kind: Query[str] = ""
    words: ReplacedQuery[str] = ""

    def render(self) -> Child:
        shown = [
            h.li(h.link(f"{tea.name}, {tea.price} €", href=f"/teas/{name}"), key=name)
            for name, tea in TEAS.items()
            if tea.kind.startswith(self.kind) and self.words.lower() in tea.name.lower()
        ]
        return h.section(
            h.h1("All teas"),
            h.label("Kind ", h.select(KINDS, bind=self.field("kind"))),
            h.label(" Name ", h.input(type="search", bind=self.field("words"))),
            h.ul(shown),
        )


@app.page("/teas/{name}", title="A tea")
class OneTea(Component):
    name: str

    def render(self) -> Child:
        tea = TEAS[self.name]
        buttons = h.button("Add to basket", on_click=self.buy), h.button("Next tea", on_click=self.next)
        return h.article(h.h1(tea.name), h.p(f"A {tea.kind} tea. A packet costs {tea.price} €."), buttons)

    def buy(self) -> None:
        self.use(Basket).packets.append(self.name)

    def next(self) -> None:
        names = list(TEAS)
        self.name = names[(names.index(self.name) + 1) % len(names)]


if __name__ == "__main__":
    app.run()
