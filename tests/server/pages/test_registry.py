"""Who may have a page, and whose goes when there are too many: nobody is thrown out by others."""

import pytest
from websockets.exceptions import ConnectionClosed

from domsync import App
from domsync.server.app import App as _App
from domsync.server.limits import ServerLimits
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.resources import MemoryWatch
from tests.server.app_support import Counter, served
from tests.server.support import settled


async def test_a_hello_that_was_held_up_does_not_take_over_the_newer_connection() -> None:
    async with served(App(Counter)) as site:
        loaded = await site.load()
        token = loaded.hello
        async with site.connect(loaded, attempt=2) as newer:
            with pytest.raises(ConnectionClosed) as refused:
                async with site.connect(loaded, **token, attempt=1):
                    pass
            assert refused.value.rcvd is not None
            assert refused.value.rcvd.code == 4409
            await newer.say([0, 3])
            assert await newer.receive() == [-1, 3], "the newer one goes on"


async def test_the_old_name_of_json_clients() -> None:
    with pytest.warns(DeprecationWarning, match="json_clients"):
        app = _App(Counter, plain_clients=True)
    assert app._router.json_clients


def ask(app: App, peer: str) -> tuple[int, str | None]:
    """Ask for the page from an address, without a socket."""
    answer = app.hosting.respond(Request("/", "", "", {"host": "localhost"}, peer))
    assert isinstance(answer, HttpResponse)
    return answer.status, answer.headers.get("Retry-After")


async def test_a_flood_of_page_requests_ends_nobody() -> None:
    limits = ServerLimits(pending=200, pending_per_peer=64, detached=10)
    async with served(App(Counter, limits=limits)) as site:
        app = site.app
        loading, away = await site.load(), await site.load()
        async with site.visit() as (connected, _):
            async with site.connect(away):
                pass
            await settled(lambda: len(app._visits.budgets.away) == 1)
            before = set(app.visits)
            answers = [ask(app, "203.0.113.1") for _ in range(3000)]
            assert answers == [(200, None)] * 64 + [(429, "30")] * 2936
            assert ask(app, "203.0.113.2") == (200, None), "another address is asked in"
            # Many addresses together have a budget, too; what makes room is the one with most.
            crowd = [ask(app, f"198.51.100.{n}")[0] for n in range(200)]
            assert crowd.count(200) > 150
            assert before <= set(app.visits), "nobody has lost anything"
            assert len(app._visits.budgets.loading) == 200
            await connected.say([0, 3])
            assert await connected.receive() == [-1, 3]
        async with site.connect(loading) as late, site.connect(away, attempt=2) as back:
            for browser in (late, back):
                await browser.say([0, 3])


async def test_presence_of_a_tab_that_comes_back_has_never_left() -> None:
    app = App(Counter, limits=ServerLimits(presence_seconds=30))
    async with served(app) as site:
        loaded = await site.load()
        seen = []
        count = app.presence.count
        async with site.connect(loaded) as browser:
            assert app.presence.count == count + 1
            # The line breaks without a word.
            browser.socket.transport.abort()
            (visit,) = app.visits
            await settled(lambda: not visit.connected)
            seen.append(app.presence.count)
        async with site.connect(loaded, attempt=2):
            seen.append(app.presence.count)
        assert seen == [1, 1]
        await settled(lambda: app.presence.count == 0)


async def test_presence_of_a_tab_that_stays_away_leaves() -> None:
    app = App(Counter, limits=ServerLimits(presence_seconds=0.05))
    async with served(app) as site:
        async with site.connect(await site.load()) as browser:
            browser.socket.transport.abort()
            (visit,) = app.visits
            await settled(lambda: not visit.connected and app.presence.count == 0)
        assert app.visits == [visit], "its page is still kept"


async def test_memory_pressure_ends_pages_that_wait(caplog: pytest.LogCaptureFixture) -> None:
    app = App(Counter, limits=ServerLimits(memory_bytes=1000))
    app._visits.memory = MemoryWatch(1000, used=lambda: used[0])
    used = [0]
    async with served(app) as site, site.visit() as (connected, _):
        assert [ask(app, "127.0.0.1")[0] for _ in range(10)] == [200] * 10
        used[0] = 2000
        app._visits.memory._looked_at = None
        assert ask(app, "127.0.0.1")[0] == 200
        assert len(app.visits) == 1 + 10 - 1 + 1
        assert "memory is short: 1 pages without a browser were ended" in caplog.text
        await connected.say([0, 3])
        assert await connected.receive() == [-1, 3]
