"""The client's connection: it says hello, resumes, sends again, heals, and gives up only where that is the rule."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Error, Page

from domsync.dom import ops as o
from tests.browser.client_page import HEAD, ClientPage, Site, serve_client
from tests.browser.harness import PageLog
from tests.browser.scripted_server import Connection, ScriptedServer, scripted_server

BUTTON: list[Any] = [1, 1, 0, 4, [["button", ["b"], 0, [[11, "click"]]]]]
SNAPSHOT: list[Any] = [0, 1, 0, [[16], BUTTON]]


@pytest.fixture
async def server(page_log: PageLog) -> AsyncIterator[ScriptedServer]:
    # Chromium says so of every connection that is refused or broken off.
    page_log.allow("console", "WebSocket connection to")
    async with scripted_server() as server:
        yield server


@pytest.fixture
async def site() -> AsyncIterator[Site]:
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


async def text(page: Page, wanted: str) -> None:
    """Wait until the root holds this text and nothing else."""
    await page.wait_for_function("(wanted) => document.querySelector('#root').textContent === wanted", arg=wanted)


async def test_the_first_frame_is_a_hello(page: Page, server: ScriptedServer) -> None:
    await page.goto(server.url)
    connection = await server.connection()
    assert connection.path == "/ws"
    assert await connection.hello() == {"v": 1, "token": "T0", "seen": [], "sent": 0, "dirty": []}
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
    assert hello == {"v": 1, "token": "T", "seen": [[0, 1]], "sent": hello["sent"], "dirty": []}
    # The click may have come before or after it.
    assert hello["sent"] in (3, 4)
    # 1 was handled, 2 has arrived; 3 has not, nor what was clicked without a connection.
    assert [await connection.receive() for _ in range(2)] == [[n, 0, 4, "click"] for n in (3, 4)]
    await connection.send([0, 2, 4, [[5, 4, 20, "go on"]]])
    await text(page, "go on")
    connection.cut()
    connection = await server.connection()
    assert await connection.hello() == {"v": 1, "token": "T2", "seen": [[0, 2]], "sent": 4, "dirty": []}
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
    assert await connection.control(2) == [0, 2, [[0, 2], [7, 6]]]
    # Of what many see it is told less often: the server keeps that for others anyway.
    await connection.send([7, 7, 0, [[4, 4, "z"]]])
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(connection.control(2), 2)


async def test_the_page_says_that_the_connection_is_gone(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    server.refuse = True
    began = time.monotonic()
    connection.cut()
    await page.wait_for_selector(".domsync-status:popover-open")
    assert time.monotonic() - began < 3
    assert "Connection lost" in await banner(page)
    server.refuse = False
    connection = await server.connection(10)
    await connection.hello()
    await page.wait_for_selector(".domsync-status", state="detached")


async def test_a_short_break_is_not_worth_a_word(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    seen = "() => { window.seen = 0; new MutationObserver(() => seen++).observe(document.body, {childList: true}) }"
    await page.evaluate(seen)
    connection.cut()
    connection = await server.connection()
    await connection.hello()
    await asyncio.sleep(1.2)
    assert await page.evaluate("seen") == 0


@pytest.mark.parametrize(("code", "words"), [(1000, ""), (1003, "stopped"), (4409, "elsewhere")])
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
    began = time.monotonic()
    await connection.close(1012, "restart 1500")
    await server.connection()
    assert 1.2 < time.monotonic() - began < 2.5


async def test_too_many_messages_is_a_longer_break(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    began = time.monotonic()
    await connection.close(4429)
    await server.connection(10)
    assert 4.9 < time.monotonic() - began < 7


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
    await connection.close(code)
    assert await server.is_left_alone()
    assert "stopped" in await banner(page)


@pytest.mark.parametrize("code", [4401, 4403, 4426])
async def test_codes_that_reload_the_page_but_not_for_ever(page: Page, server: ScriptedServer, code: int) -> None:
    connection = await start(page, server)
    for _ in range(3):
        await page.evaluate("() => { window.old = true }")
        async with page.expect_event("load"):
            await connection.close(code)
        connection = await server.connection()
        assert (await connection.hello())["token"] == "T0"
        assert await page.evaluate("window.old") is None
    await connection.close(code)
    assert await server.is_left_alone()
    assert "stopped" in await banner(page)


async def test_another_session_is_not_told_what_was_meant_for_the_old_one(page: Page, server: ScriptedServer) -> None:
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
    got = [await connection.receive(controls=False) for _ in range(256)]
    assert [frame[0] for frame in got] == list(range(1, 257))
    assert await connection.is_quiet()
    await connection.send([-1, 2, 100])
    await page.wait_for_selector(".domsync-status", state="detached")
    assert not await page.evaluate("document.querySelector('#root').inert")
    await page.click("button")
    assert await connection.receive(controls=False) == [257, 0, 4, "click"]


async def test_the_limit_counts_bytes_too(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    await page.evaluate("() => { for (let i = 0; i < 9; i++) send_message({op: 'x', text: 'x'.repeat(30_000)}) }")
    with pytest.raises(Error, match="message not sent"):
        await page.evaluate("send_message({op: 'x'})")
    assert "Too much" in await banner(page)
    got = [await connection.receive(controls=False) for _ in range(9)]
    assert [frame[0] for frame in got] == list(range(1, 10))
    assert await connection.is_quiet()


async def test_a_message_has_a_name_of_the_wire(page: Page, server: ScriptedServer) -> None:
    connection = await start(page, server)
    for message in ("{}", "{op: null}", f"{{op: '{'x' * 40}'}}", "'text'"):
        await page.evaluate(f"send_message({message})")
    names = [(await connection.receive(controls=False))[3] for _ in range(4)]
    assert names == ["undefined", "null", "x" * 32, "undefined"]
    with pytest.raises(Error, match="message not sent"):
        await page.evaluate("send_message({op: 'x', text: 'x'.repeat(33_000)})")
    assert await connection.is_quiet()


async def test_notices_and_navigation(page: Page, server: ScriptedServer) -> None:
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
    for count in range(2, 12):
        await page.evaluate("ended(1006, '')")
        waited = 0
        while await page.evaluate("sockets.length") < count:
            await page.clock.run_for(250)
            waited += 250
        waits.append(waited)
    assert waits == [250, 500, 1000, 2000, 4000, 8000, 10000, 10000, 10000, 10000]
    # A welcome begins the count anew.
    await client.connect()
    await page.evaluate("ended(1006, '')")
    await page.clock.run_for(250)
    assert await page.evaluate("sockets.length") == 12


async def test_a_hidden_page_takes_its_time_and_a_shown_one_does_not(page: Page, site: Site) -> None:
    await ClientPage.open_timeless(page, site.url)
    await page.evaluate("""() => {
        Math.random = () => 0.999;
        window.hide = (hidden) => {
            Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
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
