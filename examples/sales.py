"""Sales by month: a chart drawn in memory, a route for spreadsheets, one for programs, and a guard.

Run it with `python examples/sales.py` and open http://127.0.0.1:8000. The chart is an image that exists only in memory;
`/2026.csv` has the same data as a file, `/api/2026` as JSON for clients with the key (`curl -H "X-Key: tea" ...`).
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import Field

from domsync import App, Child, Component, Request, Response, Visit
from domsync import html as h

KEY = "tea"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SALES = {2025: [31, 28, 35, 40, 44, 51, 48, 47, 39, 42, 55, 71], 2026: [33, 30, 38, 47, 52, 58, 57, 51, 46, 49, 60, 80]}


def drawing(year: int) -> str:
    """Draw the chart as SVG."""
    bars = "".join(
        f'<rect x="{30 * number + 4}" y="{100 - sold}" width="22" height="{sold}"/>'
        for number, sold in enumerate(SALES[year])
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="360" height="100" fill="steelblue">{bars}</svg>'


def lines(year: int) -> Iterator[str]:
    yield "month,sold\n"
    for month, sold in zip(MONTHS, SALES[year], strict=True):
        yield f"{month},{sold}\n"


def has_key(request: Request) -> bool:
    """Let clients with the key in; others get a 403."""
    return secrets.compare_digest(request.headers.get("x-key", "").encode(), KEY.encode())


# This app needs one thing that the strict policy forbids: pictures from another host.
app = App(
    title="Sales",
    policy={"img-src": ["https://tile.openstreetmap.org"]},
    static=Path(__file__).parent / "static",
    stylesheets=["/static/base.css"],
)


@app.page("/")
class Sales(Component):
    year: int = Field(default=2026, ge=min(SALES), le=max(SALES))

    def render(self) -> Child:
        address = self.use(Visit).url(drawing(self.year), "image/svg+xml")
        return h.main(
            h.h1("Sales in ", self.year),
            h.label("Year ", h.select(*[h.option(year) for year in SALES], bind=self.field("year"))),
            h.p(h.img(src=address, alt=f"Twelve bars, the highest one of {max(SALES[self.year])}")),
            h.p(h.a("As a spreadsheet", href=f"{self.use(Visit).request.base}{self.year}.csv", download=True)),
            class_="card",
        )


@app.get("/{year}.csv")
def table(year: int) -> Any:
    return lines(year) if year in SALES else Response("There is no such year.\n", status=404)


@app.get("/api/{year}", guard=has_key)
def figures(year: int) -> Any:
    return dict(zip(MONTHS, SALES[year], strict=True)) if year in SALES else Response(status=404)


app.health("/healthz")

if __name__ == "__main__":
    app.run()
