"""The client's connection: it says hello, resumes, sends again, heals, and gives up only where that is the rule."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Error, Page, Route

from domsync import App, Component
from domsync import html as h
from domsync.dom import ops as o
from domsync.dom.ops import ElementData, Insert, Listener
from tests.browser import harness
from tests.browser.client_page import FAKE_SOCKET, HEAD, PAGE, ClientPage, Site, serve_client
from tests.browser.harness import PageLog
from tests.browser.scripted_server import Connection, ScriptedServer, scripted_server
from tests.server.app_support import served
from tests.waiting import PATIENCE
from tests.wire_lists import to_wire

BUTTON: list[Any] = [1, 1, 0, 4, [["button", ["b"], 0, [[11, "click"]]]]]
SNAPSHOT: list[Any] = [0, 1, 0, [[16], BUTTON]]


@pytest.fixture
async def server(page_log: PageLog) -> AsyncIterator[ScriptedServer]:
    # Chromium says so of every connection that is refused or broken off.
    page_log.allow("console", "WebSocket connection to")
    page_log.allow("console", "Failed to load resource")
    async with scripted_server() as server:
        yield server


@pytest.fixture
async def site(page_log: PageLog) -> AsyncIterator[Site]:
    # The client asks a server that refuses it when to come back.
    page_log.allow("console", "Failed to load resource")
    async with serve_client() as site:
        yield site


async def start(page: Page, server: ScriptedServer) -> Connection:
    """Load the page, and give it a button."""
    await page.goto(server.url)
    connection = await server.connection()
    await connection.hello()
    await connection.send(SNAPSHOT)
    await page.wait_for_selector("#root button")
    return connection


async def banner(page: Page) -> str:
    """What the page says of its connection."""
    shown: str = await page.evaluate("document.querySelector('.domsync-status')?.textContent ?? ''")
    return shown


async def until(page: Page, condition: str) -> None:
    """Wait for a page whose policy lets no text be evaluated."""
    await page.evaluate(f"async () => {{ while (!({condition})) await new Promise((next) => setTimeout(next, 10)); }}")


_COUNT_QUESTIONS = """() => {
    window.questions = window.answers = 0;
    const plain = fetch;
    window.fetch = (...given) => {
        questions += 1;
        return plain(...given).finally(() => (answers += 1));
    };
}"""


async def answered(page: Page) -> None:
    """Wait until the page has asked the server something since `_COUNT_QUESTIONS`, and has all answers: its clock must
    not go on before, because it sets its timers only then.
    """
    async with asyncio.timeout(PATIENCE):
        while not await page.evaluate("questions && questions === answers"):  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.005)
    await harness.loaded(page)


async def text(page: Page, wanted: str) -> None:
    """Wait until the root holds this text and nothing else."""
    await page.wait_for_function("(wanted) => document.querySelector('#root').textContent === wanted", arg=wanted)


async def test_the_first_frame_is_a_hello(page: Page, server: ScriptedServer) -> None:
    await page.goto(server.url)
    connection = await server.connection()
    assert connection.path == "/ws"
    assert await connection.hello() == {"v": 1, "token": "T0", "seen": [], "sent": 0, "attempt": 1}
    await connection.send(SNAPSHOT)
    await page.wait_for_selector("#root button")
    assert await banner(page) == ""


async def test_what_happens_before_the_welcome_waits_for_it(page: Page, server: ScriptedServer) -> None:
    await page.goto(server.url)
    connection = await server.connection()
    await page.evaluate("send_message({op: 'early', n: 1})")
    assert (await connection.receive())[:2] == [0, 1]
    await page.evaluate("send_message({op: 'early', n: 2})")
    assert await connection.is_quiet()
    await connection.send([-1, 1, {"token": "T", "received": 0, "resumed": True}])
    assert [await connection.receive() for _ in range(2)] == [[n, 0, 0, "early", {"n": n}] for n in (1, 2)]


async def test_a_broken_connection_is_resumed(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    for _ in range(3):
        await page.click("button")
    assert [(await connection.receive(controls=False))[0] for _ in range(3)] == [1, 2, 3]
    await connection.send([-1, 2, 1])
    connection.cut()
    connection = await server.connection()
    await page.click("button")
    hello = await connection.hello(received=2, token="T2")
    assert hello == {"v": 1, "token": "T", "seen": [[0, 1]], "sent": hello["sent"], "attempt": 2}
    # The click may have come before or after it.
    assert hello["sent"] in (3, 4)
    # 1 was handled, 2 has arrived; 3 has not, nor what was clicked without a connection.
    assert [await connection.receive() for _ in range(2)] == [[n, 0, 4, "click"] for n in (3, 4)]
    await connection.send([0, 2, 4, [[5, 4, 20, "go on"]]])
    await text(page, "go on")
    connection.cut()
    connection = await server.connection()
    assert await connection.hello() == {"v": 1, "token": "T2", "seen": [[0, 2]], "sent": 4, "attempt": 3}
    assert await connection.is_quiet()


async def test_frames_that_come_twice_are_taken_once(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    add = [0, 2, 0, [[1, 1, 0, 20, ["x"]]]]
    await connection.send(add, add, [0, 3, 0, [[1, 1, 0, 21, ["y"]]]])
    await text(page, "bxy")


async def test_a_gap_asks_for_a_snapshot_once(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    for seq in (4, 5, 6):
        await connection.send([0, seq, 0, [[1, 1, 0, 20 + seq, ["lost"]]]])
    assert await connection.control(5) == [0, 5, 0, 1]
    await connection.send([0, 6, 0, [[16], [1, 1, 0, 40, ["healed"]]]], [0, 7, 0, [[4, 40, "and on"]]])
    await text(page, "and on")
    # The next gap is another matter.
    await connection.send([0, 9, 0, [[4, 40, "lost"]]])
    assert await connection.control(5) == [0, 5, 0, 7]


async def test_a_frame_that_is_no_json_costs_a_snapshot(page: Page, server: ScriptedServer, page_log: PageLog) -> None:
    page_log.expect("page error", "JSON")
    connection = await start(page, server)
    await connection._socket.send("[0,2,0,[")
    await connection.send([0, 3, 0, [[5, 4, 20, "x"]]])
    assert await connection.control(5) == [0, 5, 0, 1]


async def test_a_bad_op_is_reported_and_healed(page: Page, server: ScriptedServer, page_log: PageLog) -> None:
    page_log.expect("console", "no node 77")
    connection = await start(page, server)
    await connection.send([0, 2, 0, [[4, 77, "x"], [4, 78, "x"]]])
    report = await connection.control(6)
    assert report[:4] == [0, 6, 0, 2]
    assert "no node 77" in report[4]
    assert await connection.receive() == [0, 5, 0, 0]
    connection.cut()
    connection = await server.connection()
    # The document is not among those that can go on.
    assert (await connection.hello())["seen"] == []
    await connection.send([0, 3, 0, [[16], [1, 1, 0, 40, ["healed"]]]], [0, 4, 0, [[4, 40, "and on"]]])
    await text(page, "and on")


async def test_what_has_arrived_is_acknowledged_before_long(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    await connection.send([0, 2, 0, [[1, 1, 0, 20, [["div"]]], [15, 20, 7]]], [7, 5, 0, [[16], [1, 1, 0, 4, ["x"]]]])
    await connection.send([7, 6, 0, [[4, 4, "y"]]])
    told = [await connection.control(2)]
    while told[-1] != [0, 2, [[0, 2], [7, 6]]]:
        # The first second may have been over before the last of it had come.
        told.append(await connection.control(2))
    # Of what many see it is told less often: the server keeps that for others anyway.
    await connection.send([7, 7, 0, [[4, 4, "z"]]])
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(connection.control(2), 2)


#: Has the page take note of what its timers wait for, in milliseconds.
RECORD_DELAYS = """() => {
    const set = window.setTimeout;
    window.delays = [];
    window.setTimeout = (work, delay, ...rest) => (delays.push(delay), set(work, delay, ...rest));
}"""


async def test_the_page_says_that_the_connection_is_gone(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    server.refuse = True
    connection.cut()
    await page.wait_for_selector(".domsync-status:popover-open")
    assert "Connection lost" in await banner(page)
    server.refuse = False
    connection = await server.connection()
    await connection.hello()
    await page.wait_for_selector(".domsync-status", state="detached")


class Greeting(Component):
    def render(self) -> Any:
        return h.p("Guten Tag")


async def test_a_page_says_so_in_its_language(page: Page) -> None:
    async with served(App(Greeting, locale="de")) as site:
        await page.goto(f"http://localhost:{site.port}/")
    await page.wait_for_selector(".domsync-status:popover-open")
    assert await banner(page) == "Verbindung verloren. Neuer Versuch …"


async def test_a_short_break_is_not_worth_a_word(page: Page, site: Site) -> None:
    client = await ClientPage.open_timeless(page, site.url)
    seen = "() => { window.seen = 0; new MutationObserver(() => seen++).observe(document.body, {childList: true}) }"
    await page.evaluate(seen)
    await page.evaluate("ended(1006, '')")
    await client.wait(900)
    await client.connect()
    await client.wait(5_000)
    assert await page.evaluate("seen") == 0
    # A longer one is.
    await page.evaluate("ended(1006, '')")
    await client.wait(1_100)
    assert await page.evaluate("seen") > 0


@pytest.mark.parametrize(("code", "words"), [(1000, ""), (4409, "elsewhere")])
async def test_codes_that_end_it(page: Page, server: ScriptedServer, code: int, words: str) -> None:
    connection = await start(page, server)
    await connection.close(code)
    assert await server.is_left_alone()
    await page.evaluate("dispatchEvent(new Event('online'))")
    assert await server.is_left_alone()
    assert words in await banner(page)
    assert (await banner(page) == "") == (words == "")


@pytest.mark.parametrize("code", [1001, 1011, 1012, 1013, 4408, 4999])
async def test_codes_after_which_it_connects_again(page: Page, server: ScriptedServer, code: int) -> None:
    connection = await start(page, server)
    await connection.close(code)
    connection = await server.connection()
    assert (await connection.hello())["seen"] == [[0, 1]]


async def test_a_restarting_server_says_when_to_come_back(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    await page.evaluate("() => { Math.random = () => 0.999 }")
    await page.evaluate(RECORD_DELAYS)
    await connection.close(1012, "restart 1500")
    await server.connection()
    assert [delay for delay in await page.evaluate("delays") if 1_200 < delay <= 1_500]


async def test_too_many_messages_is_a_longer_break(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    await page.evaluate(RECORD_DELAYS)
    await connection.close(4429)
    await server.connection()
    assert [delay for delay in await page.evaluate("delays") if 5_000 <= delay < 7_000]


@pytest.mark.parametrize("code", [1002, 1007, 1009, 4400, 4404])
async def test_faults_are_healed_once(page: Page, server: ScriptedServer, code: int) -> None:
    connection = await start(page, server)
    for _ in range(3):
        await page.click("button")
    assert [(await connection.receive(controls=False))[0] for _ in range(3)] == [1, 2, 3]
    await connection.close(code)
    connection = await server.connection()
    hello = await connection.hello(received=1)
    assert (hello["seen"], hello["sent"]) == ([], 3)
    # 2 is what the server could not take: it is dropped, and the others are not.
    assert await connection.receive(controls=False) == [3, 0, 4, "click"]
    await connection.send([0, 9, 3, [[16], [1, 1, 0, 40, ["healed"]]]])
    await text(page, "healed")
    async with page.expect_event("load"):
        await connection.close(code)
    assert (await (await server.connection()).hello())["sent"] == 0


@pytest.mark.parametrize("code", [1003, 4401, 4403, 4426])
async def test_codes_that_reload_the_page_but_not_for_ever(page: Page, server: ScriptedServer, code: int) -> None:
    connection = await start(page, server)
    for _ in range(3):
        await page.evaluate("() => { window.old = true }")
        async with page.expect_event("load"):
            await connection.close(code)
        connection = await server.connection()
        assert (await connection.hello())["token"] == "T0"
        assert await page.evaluate("window.old") is None
    await page.evaluate("() => { window.old = true }")
    await connection.close(code)
    await until(page, "document.querySelector('.domsync-status')?.textContent.includes('Trying again')")
    await page.evaluate("dispatchEvent(new Event('online'))")
    assert await server.is_left_alone()
    assert await page.evaluate("window.old")


async def test_the_fourth_reload_waits_until_the_minute_is_over(page: Page, site: Site) -> None:
    await ClientPage.open_timeless(page, site.url)
    await page.evaluate("() => { sessionStorage.domsync = [1, 2, 3].map((n) => Date.now() - n).reverse().join() }")
    await page.evaluate("ended(4401, '')")
    await harness.loaded(page)
    await page.clock.run_for(59_000)
    assert await page.evaluate("sockets.length") == 1
    async with page.expect_event("load"):
        await page.clock.run_for(2_000)


@pytest.mark.parametrize("status", [502, 503, 0])
async def test_a_page_is_reloaded_into_an_answer_only(page: Page, site: Site, status: int) -> None:
    client = await ClientPage.open_timeless(page, site.url)
    await client.frame([[1, 1, 0, 4, [["p", ["still here"]]]]])
    await page.evaluate(_COUNT_QUESTIONS)
    asked: list[str] = []

    async def refuse(route: Route) -> None:
        asked.append(route.request.method)
        if status:
            await route.fulfill(status=status, headers={"Retry-After": "40"} if status == 503 else {})
        else:
            await route.abort()

    await page.route(f"{site.url}/", refuse)
    await page.evaluate("ended(4401, '')")
    await answered(page)
    assert asked == ["HEAD"]
    await page.clock.run_for(15_000)
    await answered(page)
    if status == 503:
        assert asked == ["HEAD"]
    before = len(asked)
    await page.clock.run_for(35_000)
    await answered(page)
    assert len(asked) > before
    assert set(asked) == {"HEAD"}
    assert await client.html() == "<p>still here</p>"
    assert "Connection lost" in await banner(page)
    await page.unroute(f"{site.url}/")
    async with page.expect_event("load"):
        await page.clock.run_for(60_000)


async def test_an_overloaded_server_says_when_to_come_back(page: Page, site: Site) -> None:
    await ClientPage.open_timeless(page, site.url)
    await page.evaluate(_COUNT_QUESTIONS)
    asked: list[str] = []

    async def refuse(route: Route) -> None:
        asked.append(route.request.method)
        await route.fulfill(status=503, headers={"Retry-After": "30"})

    await page.route(f"{site.url}/ws", refuse)
    await page.evaluate("() => { Math.random = () => 0.999; ended(1006, '') }")
    await page.clock.run_for(250)
    assert await page.evaluate("sockets.length") == 2
    assert asked == []
    # The handshake is refused, which no script is told. The clock stands: the answer comes before the next attempt.
    await page.evaluate("ended(1006, '')")
    await answered(page)
    await page.clock.run_for(29_000)
    assert (asked, await page.evaluate("sockets.length")) == (["HEAD"], 2)
    await page.clock.run_for(3_000)
    assert await page.evaluate("sockets.length") == 3


async def test_a_server_that_is_down_is_asked_for_nothing_else(page: Page, site: Site) -> None:
    await ClientPage.open_timeless(page, site.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.removeprefix(site.url)}"))
    # The first one is a connection that breaks; from then on, each is refused.
    await page.evaluate("ended(1006, '')")
    await page.clock.run_for(15_000)
    await page.evaluate(_COUNT_QUESTIONS)
    for is_down in (True, False):

        async def answer(route: Route, is_down: bool) -> None:
            await (route.abort() if is_down else route.fulfill(status=502))

        await page.route("**/*", partial(answer, is_down=is_down))
        for _ in range(3):
            before = await page.evaluate("sockets.length")
            await page.evaluate("ended(1006, '')")
            await answered(page)
            await page.clock.run_for(15_000)
            assert await page.evaluate("sockets.length") == before + 1
    assert set(asked) == {"HEAD /ws"}
    assert len(asked) == 6


LOAD_NOTHING = """import("/client/index.js").then((all) => {
    Object.values(all).find((module) => "lazy" in module).lazy("none")();
})"""


async def test_addresses_of_what_is_tried_again_do_not_grow(page: Page, site: Site, page_log: PageLog) -> None:
    page_log.allow("console", "Failed to fetch dynamically imported module")
    page_log.allow("console", "Failed to load resource")
    await ClientPage.open_timeless(page, site.url)
    told: list[str] = []
    async with page.expect_console_message(lambda message: "dynamically imported" in message.text) as first:
        await page.evaluate(LOAD_NOTHING)
    told.append((await first.value).text)
    for _ in range(12):
        async with page.expect_console_message(lambda message: "dynamically imported" in message.text) as next_one:
            await page.clock.run_for(2_000)
        told.append((await next_one.value).text)
    assert len(set(told)) == len(told), "browsers remember what has failed"
    assert max(map(len, told)) <= len(told[0]) + 25


async def test_messages_wait_for_the_modules_of_the_page(page: Page, site: Site) -> None:
    late = asyncio.Event()

    async def hold(route: Route) -> None:
        await late.wait()
        module = "window.HANDLERS.greet = ({ text }) => (document.querySelector('#said').textContent += text)"
        await route.fulfill(body=module, content_type="text/javascript")

    await page.route("**/own.js", hold)
    own = "<script nonce=R type=module src=/own.js></script><p id=said></p>"
    path = site.add("/own", PAGE.replace("CONFIG", '{"url": "/ws", "token": "T0"}') + own)
    await page.add_init_script(FAKE_SOCKET)
    await page.goto(path, wait_until="commit")
    await page.evaluate("started()")
    client = ClientPage(page)
    await client.connect()
    await client.frame([[14, "greet", {"text": "one "}], [14, "greet", {"text": "two "}, 7]])
    assert await client.controls(4) == []
    late.set()
    await until(page, "document.querySelector('#said').textContent === 'one two '")
    assert await client.controls(4) == [[0, 4, 0, 7, True, "one two "]]
    # What nobody wants when all is loaded is said, and refused where an answer is waited for.
    await client.frame([[14, "other", {}, 8]])
    assert [frame[3:5] for frame in await client.controls(4)] == [[8, False]]


async def test_throttled_timers_do_not_break_a_connection(page: Page, site: Site) -> None:
    client = await ClientPage.open_timeless(page, site.url)
    # A hidden page's timers run once a minute; its messages are not held up.
    for _ in range(5):
        await page.clock.fast_forward(60_000)
        assert await client.controls(3) == [[0, 3]]
        await client.control(3)
    assert await page.evaluate("sockets.length") == 1
    # Without an answer it ends all the same.
    await page.clock.fast_forward(60_000)
    await page.clock.fast_forward(60_000)
    assert await page.evaluate("sockets.length") == 1
    await page.clock.run_for(8_000)
    assert await page.evaluate("sockets.length") >= 2


async def test_what_no_event_has_told_is_told_when_the_line_is_back(page: Page, site: Site, page_log: PageLog) -> None:
    page_log.expect("console", "more than can be sent")
    config = '{"url": "/ws", "token": "T0", "max": 4000}'
    site.add("/small", PAGE.replace("CONFIG", config))
    client = await ClientPage.open(page, f"{site.url}/small")
    controls = [["textarea"], ["input"], ["textarea"], ["textarea"]]
    await client.frame([[1, 1, 0, 4, controls]])
    for number, value in enumerate(["a" * 6000, "short", "\u00e4" * 900, "b" * 900]):
        await page.locator("textarea, input").nth(number).fill(value)
    await page.evaluate("ended(1006, '')")
    await until(page, "sockets.length === 2")
    await client.connect()
    sent = await client.sent()
    assert {frame[3] for frame in sent} == {"#"}
    told = [held for frame in sent for held in frame[5]]
    assert told == [[4, None], [5, "short"], [6, "\u00e4" * 900], [7, "b" * 900]]
    assert all(len(json.dumps(frame, ensure_ascii=False).encode()) < 4000 for frame in sent)


async def test_another_session_is_not_told_what_was_meant_for_the_old_one(
    page: Page, server: ScriptedServer, page_log: PageLog
) -> None:
    page_log.expect("console", "lost events: 2")
    connection = await start(page, server)
    await page.click("button")
    await connection.receive(controls=False)
    connection.cut()
    connection = await server.connection()
    await page.click("button")
    await connection.hello(resumed=False, token="T2")
    await connection.send(SNAPSHOT)
    assert await connection.is_quiet()
    await page.click("button")
    # Its number goes on, so that nothing is taken for a repetition.
    assert await connection.receive(controls=False) == [3, 0, 4, "click"]


async def test_a_page_without_a_session_keeps_what_was_said_early(page: Page, server: ScriptedServer) -> None:
    body = server.site.pages["/"][0].replace('"token": "T0", ', "")
    await page.goto(server.site.add("/new", body))
    await page.evaluate("send_message({op: 'early'})")
    connection = await server.connection()
    assert "token" not in await connection.hello(resumed=False)
    assert await connection.receive() == [1, 0, 0, "early", {}]


async def test_unhandled_events_are_kept_up_to_a_limit(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    await page.evaluate("() => { for (let i = 0; i < 256; i++) send_message({op: 'x', i}) }")
    for _ in range(3):
        with pytest.raises(Error, match="message not sent"):
            await page.evaluate("send_message({op: 'x'})")
    assert "Too much" in await banner(page)
    assert await page.evaluate("document.querySelector('#root').inert")
    # So many are under way at once; what follows can still be replaced by what is newer.
    got = [await connection.receive(controls=False) for _ in range(32)]
    assert [frame[0] for frame in got] == list(range(1, 33))
    assert await connection.is_quiet()
    await connection.send([-1, 2, 32])
    await page.wait_for_selector(".domsync-status", state="detached")
    assert not await page.evaluate("document.querySelector('#root').inert")
    await page.click("button")
    for last in range(64, 257, 32):
        got += [await connection.receive(controls=False) for _ in range(32)]
        await connection.send([-1, 2, last])
    assert [frame[0] for frame in got] == list(range(1, 257))
    assert await connection.receive(controls=False) == [257, 0, 4, "click"]


async def test_of_what_comes_fast_only_the_newest_waits(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    await page.evaluate("() => { for (let i = 0; i < 40; i++) send_message({op: 'x', i}) }")
    got = [await connection.receive(controls=False) for _ in range(32)]
    assert await connection.is_quiet()
    field = ElementData("input", listeners={"input": Listener((("value", "target.value"),))})
    await connection.send([0, 2, 0, to_wire([Insert(1, 0, 50, (field,))])])
    await page.type("input", "abcdef", delay=30)
    for last in (32, 40):
        await connection.send([-1, 2, last])
    got += [await connection.receive(controls=False) for _ in range(8)]
    assert [frame[0] for frame in got] == list(range(1, 41))
    # The last letters may wait for the end of a pause.
    said = [await connection.receive(controls=False)]
    while said[-1][4] != {"value": "abcdef"}:
        said.append(await connection.receive(controls=False))
    assert [frame[0] for frame in said] == list(range(41, 41 + len(said)))
    assert len(said) < 3


async def test_the_limit_counts_bytes_too(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    await page.evaluate("() => { for (let i = 0; i < 9; i++) send_message({op: 'x', text: 'x'.repeat(240_000)}) }")
    with pytest.raises(Error, match="message not sent"):
        await page.evaluate("send_message({op: 'x'})")
    assert "Too much" in await banner(page)
    got = [await connection.receive(controls=False) for _ in range(9)]
    assert [frame[0] for frame in got] == list(range(1, 10))
    assert await connection.is_quiet()


async def test_a_message_has_a_name_of_the_wire(page: Page, site: Site) -> None:
    client = await ClientPage.open_timeless(page, site.url)
    for message in ("{}", "{op: null}", f"{{op: '{'x' * 40}'}}", "'text'"):
        await page.evaluate(f"send_message({message})")
    assert [frame[3] for frame in await client.sent()] == ["undefined", "null", "x" * 32, "undefined"]
    with pytest.raises(Error, match="message not sent"):
        await page.evaluate("send_message({op: 'x', text: 'x'.repeat(1_048_576)})")
    assert await client.sent() == []


async def test_notices_and_navigation(page: Page, server: ScriptedServer, page_log: PageLog) -> None:
    page_log.expect("console", "no page or file is there: javascript:")
    connection = await start(page, server)
    await connection.send([-1, 5, "<b>Maintenance</b> at noon"])
    await page.wait_for_selector(".domsync-status:has-text('<b>Maintenance</b> at noon')")
    await connection.send([-1, 5, ""])
    await page.wait_for_selector(".domsync-status", state="detached")
    await connection.send([-1, 6, {"url": "javascript:console.log(31337)"}], [-1, 99, "unknown kinds are for later"])
    server.site.add("/other", f"{HEAD}other page")
    await connection.send([-1, 6, {"url": "/other?x=1"}])
    await page.wait_for_url("**/other?x=1")
    await page.go_back()
    connection = await server.connection()
    await connection.hello()
    await connection.send([-1, 6, {"url": "/other", "replace": True}])
    await page.wait_for_url("**/other")
    assert await page.evaluate("history.length") <= 3


# Time and visibility, with a socket that the test plays.


async def test_the_heartbeat_notices_silence(page: Page, site: Site) -> None:
    client = await ClientPage.open_timeless(page, site.url)
    # The first heartbeat is due 25 s after the welcome, of which some are over.
    await client.control(3)
    await page.clock.run_for(24_000)
    assert await client.controls(3) == []
    await page.clock.run_for(2_000)
    assert await client.controls(3) == [[0, 3]]
    await client.control(3)
    await page.clock.run_for(26_000)
    assert await client.controls(3) == [[0, 3]]
    assert await page.evaluate("sockets.length") == 1
    await page.clock.run_for(20_000)
    assert await page.evaluate("sockets.length") >= 2
    assert await page.evaluate("sockets[0].readyState") == 3
    await page.clock.run_for(3_000)
    assert "Connection lost" in await banner(page)


async def test_it_waits_longer_each_time_and_never_gives_up(page: Page, site: Site) -> None:
    client = await ClientPage.open_timeless(page, site.url)
    await page.evaluate("() => { Math.random = () => 0.999 }")
    waits = []
    for count in range(2, 13):
        await page.evaluate("ended(1006, '')")
        waited = 0
        while await page.evaluate("sockets.length") < count:
            await page.clock.run_for(250)
            waited += 250
        waits.append(waited)
    # A tenth more each time: within a fifth of how long the server has been away, a page has found it again.
    assert waits == [250, *[500] * 7, *[750] * 3]
    for count in range(13, 43):
        await page.evaluate("ended(1006, '')")
        await page.clock.run_for(10_000)
        assert await page.evaluate("sockets.length") == count
    await page.evaluate("ended(1006, '')")
    await page.clock.run_for(9_900)
    assert await page.evaluate("sockets.length") == 42
    await page.clock.run_for(100)
    assert await page.evaluate("sockets.length") == 43
    # A welcome begins the count anew.
    await client.connect()
    await page.evaluate("ended(1006, '')")
    await page.clock.run_for(250)
    assert await page.evaluate("sockets.length") == 44


async def test_a_result_that_may_have_been_lost_is_told_again(page: Page, site: Site) -> None:
    client = await ClientPage.open_timeless(page, site.url)
    await client.frame([BUTTON, [13, 4, "getBoundingClientRect", [], 1], [13, 4, "checkValidity", [], 2]])
    told = await client.controls(4)
    assert [frame[3:5] for frame in told] == [[1, True], [2, True]]
    await page.evaluate("ended(1006, '')")
    await page.clock.run_for(1_000)
    await client.connect()
    assert await client.controls(4) == told
    # The server has handled an event that was sent after them, so it has got them.
    await page.evaluate("send_message({op: 'later'})")
    await client.sent()
    await client.control(2, 1)
    await page.evaluate("ended(1006, '')")
    await page.clock.run_for(1_000)
    await client.connect(received=1)
    assert await client.controls(4) == []


async def test_events_of_a_page_that_the_server_has_forgotten_are_told_to_be_lost(
    page: Page, site: Site, page_log: PageLog
) -> None:
    page_log.expect("console", "lost events: 2")
    client = await ClientPage.open_timeless(page, site.url)
    await page.evaluate("ended(1006, '')")
    for op in ("one", "two"):
        await page.evaluate(f"send_message({{op: '{op}'}})")
    await page.clock.run_for(1_000)
    await client.connect(resumed=False)
    assert await client.sent() == []


async def test_nothing_is_sent_on_a_socket_that_is_closing(page: Page, site: Site) -> None:
    client = await ClientPage.open_timeless(page, site.url)
    # So it stands for a while before the page is told.
    await page.evaluate("sockets[0].readyState = 2")
    await page.evaluate("send_message({op: 'late'})")
    await page.evaluate("dispatchEvent(new Event('online'))")
    assert await client.sent(controls=True) == []
    await page.evaluate("ended(1006, '')")
    await page.clock.run_for(1_000)
    await client.connect()
    assert await client.sent() == [[1, 0, 0, "late", {}]]


async def test_a_hidden_page_takes_its_time_and_a_shown_one_does_not(page: Page, site: Site) -> None:
    await ClientPage.open_timeless(page, site.url)
    await page.evaluate("""() => {
        Math.random = () => 0.999;
        window.hide = (hidden) => {
            Object.defineProperty(Document.prototype, 'hidden', { get: () => hidden, configurable: true });
            document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
        };
        hide(true);
        ended(1006, '');
    }""")
    await page.clock.run_for(29_000)
    assert await page.evaluate("sockets.length") == 1
    await page.evaluate("hide(false)")
    assert await page.evaluate("sockets.length") == 2
    await page.evaluate("ended(1006, '')")
    await page.evaluate("dispatchEvent(new Event('online'))")
    assert await page.evaluate("sockets.length") == 3
    await page.clock.run_for(20_000)
    assert await page.evaluate("sockets.length") == 3


async def test_after_sleep_a_connection_that_looks_alive_is_tried(page: Page, site: Site) -> None:
    client = await ClientPage.open_timeless(page, site.url)
    await page.evaluate("dispatchEvent(new Event('online'))")
    assert await client.controls(3) == [[0, 3]]
    await page.clock.run_for(4_000)
    assert await page.evaluate("sockets.length") == 1
    await page.clock.run_for(1_500)
    assert await page.evaluate("sockets.length") == 2


async def test_results_and_frames_of_unknown_documents(page: Page, site: Site) -> None:
    client = await ClientPage.open(page, site.url)
    await client.frame([o.Insert(1, 0, 4, ("x",))], doc=5)
    assert await client.children() == []
    assert [frame for frame in await client.sent(controls=True) if frame[1] != 2] == []
