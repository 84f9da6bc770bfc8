"""Messages in real pages: hand-written HTML, components with scripts of their own, calls and evaluation."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from domsync import App, CallFailed, Child, Client, Component, Visit
from domsync import html as h
from tests.browser.harness import PageLog
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
Shot = Callable[[Page, str], Awaitable[Path]]

OWN = """<!doctype html>
<title>By hand</title>
<link rel=icon href=data:,>
<style>b { color: rgb(1, 2, 3) }</style>
<script>
  window.early = typeof HANDLERS;
  HANDLERS.echo = ({text}) => { document.querySelector("#out").innerHTML += text };
  send_message({op: "echo", text: "<i>early</i> "});
</script>
<p id=out></p>
<button onclick="send_message({op: 'echo', text: 'clicked '})">Click</button>
<b style="font-weight: 400">bold</b>
<script type=module>
  import { plus } from "./static/plus.js";
  const made = document.createElement("script");
  made.src = "./static/made.js";
  document.body.append(made);
  window.sum = plus(1, 2);
</script>
<script>window.evaluated = (() => { try { return eval("1 + 1") } catch (error) { return error.name } })()</script>
"""


@asynccontextmanager
async def serving(app: App) -> AsyncIterator[str]:
    port = await app.serve("127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await app.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.html").write_text(OWN, encoding="utf-8")
    static = tmp_path / "static"
    static.mkdir()
    (static / "plus.js").write_text("export const plus = (a, b) => a + b;")
    (static / "made.js").write_text("window.made = true;")
    (static / "own.js").write_text("""
      HANDLERS.shout = ({text}) => { document.title = text; };
      HANDLERS.add = ({a, b}) => a + b;
      HANDLERS.later = ({text}) => new Promise((resolve) => setTimeout(resolve, 50, {text}));
      HANDLERS.fail = () => { throw new TypeError("cannot"); };
      HANDLERS["*"] = (params, op) => op;
    """)
    return tmp_path


async def test_a_page_of_ones_own_with_all_kinds_of_scripts(folder: Path, page: Page, page_log: PageLog) -> None:
    app = App(static=folder / "static")
    app.html_page("/", folder / "own.html")

    @app.on("echo")
    def echo(client: Client, text: str) -> None:
        client.send("echo", text=text)

    async with serving(app) as address:
        page_log.allow("csp", "eval")
        page_log.allow("console", "eval")
        await page.goto(address)
        await expect(page.locator("#out")).to_have_text("early")
        await page.get_by_role("button").click()
        await expect(page.locator("#out")).to_have_text("early clicked")
        await page.wait_for_function("window.made")
        assert await page.evaluate("[early, sum, evaluated]") == ["object", 3, "EvalError"]
        assert await page.evaluate("getComputedStyle(document.querySelector('b')).color") == "rgb(1, 2, 3)"
        assert await page.evaluate("getComputedStyle(document.querySelector('b')).fontWeight") == "400"
        # What somebody else's text brings along does not run, even where the page's author was careless.
        page_log.expect("csp", "script-src-attr")
        page_log.allow("console", "Content Security Policy|404")
        await page.evaluate("send_message({op: 'echo', text: '<img src=x onerror=\"window.harm = 1\"> hm'})")
        await expect(page.locator("#out")).to_contain_text("hm")
        await page.wait_for_timeout(200)
        assert await page.evaluate("window.harm") is None


class Speaker(Component):
    text: str = ""

    def render(self) -> Child:
        return [
            h.input(value=self.text, on_input=self.typed, aria={"label": "Text"}),
            h.button("Shout", on_click=self.shout),
            h.p(self.text),
        ]

    def typed(self, event: Any) -> None:
        self.text = event.value

    def shout(self) -> None:
        self.use(Visit).send("shout", text=self.text)


async def test_a_page_without_domsyncs_script(tmp_path: Path, new_page: Any) -> None:
    documented = (ROOT / "docs" / "reference" / "messages.md").read_text(encoding="utf-8")
    (script,) = re.findall("```js\n(const socket.*?)```", documented, re.DOTALL)
    (tmp_path / "page.js").write_text(script.replace("console.log(", "heard.push("), encoding="utf-8")
    (tmp_path / "page.html").write_text(
        "<!doctype html><title>x</title><link rel=icon href=data:,><script>var heard = []</script>"
        "<script src=page.js></script>",
        encoding="utf-8",
    )
    app = App(json_clients=True, static=tmp_path)

    @app.on("say")
    def say(client: Client, name: str, text: str) -> None:
        app.broadcast("said", name=name, text=text)

    said = ["said", {"name": "Ada", "text": "Hello"}]
    async with serving(app) as address:
        one, two = await new_page(), await new_page()
        for page, count in ((one, 1), (two, 1), (one, 2)):
            if page.url == "about:blank":
                await page.goto(f"{address}/static/page.html")
            await page.wait_for_function(f"heard.length === {2 * count}")
            assert await page.evaluate("heard") == said * count
        assert await one.evaluate("typeof HANDLERS") == "undefined"


async def test_components_and_scripts_of_the_page_work_together(folder: Path, page: Page) -> None:
    app = App(Speaker, static=folder / "static", scripts=["/static/own.js"])
    got = []

    @app.on("heard")
    def heard(client: Client, title: str) -> None:
        got.append((client, title))

    async with serving(app) as address:
        await page.goto(address)
        await page.get_by_label("Text").fill("Hi!")
        await page.get_by_role("button").click()
        await expect(page).to_have_title("Hi!")
        await page.evaluate("send_message({op: 'heard', title: document.title})")
        async with asyncio.timeout(PATIENCE):
            while not got:  # noqa: ASYNC110 - a page has nothing that would set an event
                await asyncio.sleep(0.01)
        assert got == [(app.visits[0], "Hi!")]


async def test_functions_of_the_page_are_called_from_python(folder: Path, page: Page) -> None:
    app = App(Speaker, static=folder / "static", scripts=["/static/own.js"])
    async with serving(app) as address:
        await page.goto(address)
        await page.wait_for_function("!!HANDLERS.later")
        (client,) = app.clients()
        assert await client.call_js("add", a=1, b=2.5) == 3.5
        assert await asyncio.gather(*[client.call_js("add", a=n, b=n) for n in range(20)]) == [*range(0, 40, 2)]
        assert await client.call_js("later", text="\N{GRINNING FACE} <b>") == {"text": "\N{GRINNING FACE} <b>"}
        assert await client.call_js("anything") == "anything"
        with pytest.raises(CallFailed, match="TypeError: cannot"):
            await client.call_js("fail")
        await page.evaluate("() => { HANDLERS.never = () => new Promise(() => {}) }")
        with pytest.raises(CallFailed, match="no answer within"):
            await client.call_js("never", timeout=0.001)
        await page.evaluate("delete HANDLERS['*']")
        with pytest.raises(CallFailed, match="no handler"):
            await client.call_js("toString")


async def test_only_pages_that_may_evaluate_do(folder: Path, new_page: Any) -> None:
    app = App(Speaker, allow_eval=True, static=folder / "static")
    app.on("echo")(lambda client, text: None)
    app.html_page("/own", folder / "own.html")
    strict = App(Speaker)
    async with serving(app) as address:
        for path in ("/", "/own"):
            page: Page = await new_page()
            await page.goto(address + path)
            await page.wait_for_function("!!HANDLERS._eval")
            client = app.clients()[-1]
            client.eval_js("document.title = `${6 * 7}`; var seen = 1")
            await expect(page).to_have_title("42")
            assert await page.evaluate("seen") == 1
            await page.close()
    async with serving(strict) as address:
        page = await new_page()
        await page.goto(address)
        await page.wait_for_function("!!window.send_message")
        assert await page.evaluate("HANDLERS._eval") is None
        await page.close()


async def test_groups_of_tabs(folder: Path, new_page: Any) -> None:
    app = App(Speaker, static=folder / "static", scripts=["/static/own.js"])

    @app.on("join")
    def join(client: Client, name: str) -> None:
        client.add_to_group(name)
        app.broadcast("shout", group=name, text=f"{name} {len(app.clients(name))}")

    @app.on("leave")
    def leave(client: Client, name: str) -> None:
        client.remove_from_group(name)
        app.broadcast("shout", group=name, text=f"{name} {len(app.clients(name))}")

    async with serving(app) as address:
        one, two, three = [await new_page() for _ in range(3)]
        for page in (one, two, three):
            await page.goto(address)
            await page.wait_for_function("!!HANDLERS.shout")
        await one.evaluate("send_message({op: 'join', name: 'red'})")
        await expect(one).to_have_title("red 1")
        await two.evaluate("send_message({op: 'join', name: 'red'})")
        await expect(one).to_have_title("red 2")
        await expect(two).to_have_title("red 2")
        await one.evaluate("send_message({op: 'leave', name: 'red'})")
        await expect(two).to_have_title("red 1")
        await expect(one).to_have_title("red 2")
        # Come back, and the same group is there again.
        await one.evaluate("send_message({op: 'join', name: 'red'})")
        await expect(one).to_have_title("red 2")
        await three.evaluate("send_message({op: 'join', name: 'red'})")
        for page in (one, two, three):
            await expect(page).to_have_title("red 3")
        await two.close()
        async with asyncio.timeout(PATIENCE):
            while len(app.clients("red")) > 2:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)
