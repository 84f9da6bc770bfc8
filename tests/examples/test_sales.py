"""The example of routes, of a policy and of pictures from memory."""

import json

import pytest

from domsync.testing import render_page
from examples.sales import KEY, SALES, app
from tests.server.net.servers import KINDS, serving_on
from tests.server.net.test_both_servers import ask


def test_the_chart_follows_the_year() -> None:
    with render_page(app) as page:
        first = page.fetch(page.locator("img")["src"])
        assert (first.type, first.data.count(b"<rect")) == ("image/svg+xml", 12)
        page.get_by_label("Year").select("2025")
        assert page.get_by_role("heading").text == "Sales in 2025"
        second = page.fetch(page.locator("img")["src"])
        assert b'height="71"' in second.data
        assert page.fetch(page.get_by_role("link")["href"]).data.startswith(b"month,sold\nJan,31\n")


@pytest.mark.parametrize("kind", KINDS)
async def test_the_routes(kind: str) -> None:
    async with serving_on(kind, app) as site:
        status, headers, body = await ask(site, "/2026.csv")
        assert (status, headers["content-type"], len(body.splitlines())) == (200, "text/csv; charset=utf-8", 13)
        assert (await ask(site, "/1999.csv"))[0] == 404
        assert (await ask(site, "/soon.csv"))[0] == 422
        assert (await ask(site, "/api/2026"))[0] == 403
        assert (await ask(site, "/api/2026", X_Key="milk"))[0] == 403
        found = json.loads((await ask(site, "/api/2026", X_Key=KEY))[2])
        assert list(found.values()) == SALES[2026]
        assert (await ask(site, "/healthz"))[::2] == (200, b"ready\n")
        policy = (await ask(site, "/"))[1]["content-security-policy"]
        assert "img-src 'self' data: blob: https://tile.openstreetmap.org;" in policy
