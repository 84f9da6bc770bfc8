"""Files from a real Chromium: chosen, dropped, pasted, large, and over a connection that breaks."""

import asyncio
import hashlib
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from domsync import App, Component, Upload, on
from domsync import html as h
from domsync import widgets as w
from tests.browser import harness
from tests.server.net.servers import KINDS, serving_on

MEGABYTE = 1_000_000
_TRANSFER = """async ([selector, way, names]) => {
    const data = new DataTransfer();
    for (const name of names) data.items.add(new File([name], name, { type: "image/png" }));
    const options = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
    const event = way === "paste" ? new ClipboardEvent(way, options) : new DragEvent(way, options);
    return document.querySelector(selector).dispatchEvent(event);
}"""
# What goes over the connection, in order: "chunk" or the number of an event, and what is acknowledged.
_WATCH = """
window.went = [];
const { send } = WebSocket.prototype;
WebSocket.prototype.send = function (data) {
    if (data instanceof Uint8Array) window.went.push("chunk");
    else if (JSON.parse(data)[3] === "click") window.went.push("click");
    return send.call(this, data);
};
"""


class Box(Component):
    """Takes files, by every way."""

    clicks: int = 0
    upload: Upload | None = None
    taken: list[str] = []

    def render(self) -> Any:
        shown = f"{self.upload.status} {self.upload.progress:.0%}" if self.upload else "nothing"
        receive = on(self.receive, max_bytes=60 * MEGABYTE, drop=True, paste=True)
        return h.div(
            h.input(type="file", multiple=True, on_upload=on(self.receive, max_bytes=60 * MEGABYTE)),
            h.div("Drop here", id="drop", on_upload=receive),
            h.p(shown, id="status"),
            h.p(" ".join(self.taken), id="taken"),
            h.input(id="other"),
            h.button(f"{self.clicks} clicks", on_click=self.click),
        )

    def click(self) -> None:
        self.clicks += 1

    async def receive(self, upload: Upload) -> None:
        self.upload = upload
        sum_ = hashlib.sha256()
        async for chunk in upload:
            sum_.update(chunk)
        self.taken = [*self.taken, f"{upload.name}:{sum_.hexdigest()[:8]}"]


@asynccontextmanager
async def serving(kind: str = "standalone") -> AsyncIterator[str]:
    async with serving_on(kind, App(Box)) as site:
        yield f"http://127.0.0.1:{site.port}"


async def until(page: Page, expression: str) -> None:
    """Ask again and again; `wait_for_function` evaluates text in the page, which its policy forbids."""
    for _ in range(3_000):
        if await page.evaluate(expression):
            return
        await asyncio.sleep(0.02)
    raise TimeoutError(expression)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


async def large_file(folder: Path) -> tuple[Path, str]:
    path = folder / "large.bin"
    block = bytes(range(256)) * 3906
    with path.open("wb") as file:
        for number in range(50):
            file.write(number.to_bytes(4, "big") + block)
    return path, hashlib.sha256(path.read_bytes()).hexdigest()[:8]


@pytest.mark.parametrize("kind", KINDS)
async def test_fifty_megabytes(kind: str, page: Page, tmp_path: Path) -> None:
    """The sum is equal, little memory is taken, and a click is answered with no more than one chunk in between."""
    path, expected = await large_file(tmp_path)
    await page.add_init_script(_WATCH)
    async with serving(kind) as url:
        await page.goto(url)
        await expect(page.locator("button")).to_be_enabled()
        tracemalloc.start()
        await page.locator("input[type=file]").set_input_files(path)
        await expect(page.locator("#status")).to_contain_text("receiving")
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        answered, status = await page.evaluate(
            """async () => {
                const button = document.querySelector("button");
                const between = [];
                for (let i = 1; i <= 5; i++) {
                    // By what was sent and not by the time, so that the file is on its way however fast the machine is.
                    const due = window.went.length + 30;
                    while (window.went.length < due) await new Promise((resolve) => setTimeout(resolve));
                    const from = window.went.length;
                    const seen = new Promise((resolve) => {
                        new MutationObserver(resolve).observe(button, { characterData: true, subtree: true });
                    });
                    button.click();
                    await seen;
                    between.push(window.went.slice(from + 1).length);
                }
                return [between, document.querySelector("#status").textContent];
            }"""
        )
        # The page's word at that moment: until the test asks, the file may have come to its end.
        assert status != "done 100%", "the clicks came too late to show anything"
        await expect(page.locator("#taken")).to_have_text(f"large.bin:{expected}", timeout=60_000)
        peak = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
        assert max(answered) <= 1, answered
        assert peak < 4 * MEGABYTE, peak
        assert await page.evaluate("window.went.filter((what) => what === 'chunk').length") == -(
            -(50 * 999_940) // 61_440
        )


async def test_dropped_and_pasted(page: Page) -> None:
    async with serving() as url:
        await harness.opened(page, url)
        await page.locator("button").click()
        await expect(page.locator("button")).to_have_text("1 clicks")
        await harness.loaded(page)
        await page.evaluate(_TRANSFER, ["#drop", "dragover", ["a.png"]])
        assert await page.locator("#drop").get_attribute("data-dragging") == ""
        assert not await page.evaluate(_TRANSFER, ["#drop", "drop", ["a.png", "b.png"]])
        assert await page.locator("#drop").get_attribute("data-dragging") is None
        taken = page.locator("#taken")
        await expect(taken).to_contain_text(f"a.png:{digest(b'a.png')}")
        await expect(taken).to_contain_text(f"b.png:{digest(b'b.png')}")
        # Nothing has the focus: a picture that is pasted is for the page. In a box of text it is the box's.
        assert not await page.evaluate(_TRANSFER, ["body", "paste", ["c.png"]])
        await expect(taken).to_contain_text(f"c.png:{digest(b'c.png')}")
        assert await page.evaluate(_TRANSFER, ["#other", "paste", ["d.png"]])


class Folders(Component):
    """Several places for files that come onto the page together."""

    is_open: bool = False
    taken: list[str] = []

    def render(self) -> Any:
        places = [h.input(type="file", id=name, on_upload=self.take) for name in ("first", "second")]
        # So many alike that their template is sent once.
        folders = [
            h.li(h.b(f"Folder {n}"), h.i("empty"), id=f"folder{n}", on_upload=on(self.take, drop=True))
            for n in range(40)
        ]
        return h.main(
            h.input(type="file", on_upload=self.take, id="known"),
            h.button("open", on_click=self.open),
            h.p(" ".join(self.taken), id="taken"),
            [h.section(places), h.ul(folders)] if self.is_open else None,
        )

    def open(self) -> None:
        self.is_open = True

    async def take(self, upload: Upload) -> None:
        await upload.read()
        self.taken = [*self.taken, upload.name]


async def test_each_of_several_places_that_come_together_takes_files(page: Page) -> None:
    async with serving_on("standalone", App(Folders)) as site:
        await harness.opened(page, f"http://127.0.0.1:{site.port}")
        await page.locator("button").click()
        await expect(page.locator("#second")).to_be_attached()
        await harness.loaded(page)
        taken = []
        for name in ("first", "second", "known"):
            file: Any = {"name": name, "mimeType": "text/plain", "buffer": b"x"}
            await page.locator(f"#{name}").set_input_files(file)
            taken.append(name)
            await expect(page.locator("#taken")).to_have_text(" ".join(taken))
        for name in ("folder3", "folder4"):
            await page.evaluate(_TRANSFER, [f"#{name}", "dragover", [name]])
            assert await page.locator(f"#{name}").get_attribute("data-dragging") == ""
            assert not await page.evaluate(_TRANSFER, [f"#{name}", "drop", [name]]), "the browser would show the file"
            taken.append(name)
            await expect(page.locator("#taken")).to_have_text(" ".join(taken))


async def test_it_goes_on_after_a_reconnect(page: Page, tmp_path: Path) -> None:
    path, expected = await large_file(tmp_path)
    await page.add_init_script("""
        window.sockets = [];
        window.WebSocket = class extends WebSocket {
            parts = 0;
            constructor(...given) { super(...given); sockets.push(this); }
            send(data) {
                super.send(data);
                // The first three are lost amid the file.
                if (typeof data !== "string" && ++this.parts === 2 && sockets.length < 4) this.close();
            }
        };
    """)
    async with serving() as url:
        await page.goto(url)
        await expect(page.locator("button")).to_be_enabled()
        await page.locator("input[type=file]").set_input_files(path)
        await expect(page.locator("#taken")).to_have_text(f"large.bin:{expected}", timeout=60_000)
        assert await page.evaluate("sockets.map((socket) => Math.min(socket.parts, 3))") == [2, 2, 2, 3]


async def test_chosen_before_the_script_has_run(page: Page) -> None:
    async with serving() as url:

        async def late(route: Route) -> None:
            await asyncio.sleep(0.5)
            await route.continue_()

        await page.route("**/upload.js", late)
        await page.goto(url)
        file: Any = {"name": "early.txt", "mimeType": "text/plain", "buffer": b"early"}
        await page.locator("input[type=file]").set_input_files(file)
        await expect(page.locator("#taken")).to_have_text(f"early.txt:{digest(b'early')}")


async def test_what_was_refused_can_be_chosen_again(page: Page) -> None:
    async with serving() as url:
        await page.goto(url)
        await expect(page.locator("button")).to_be_enabled()
        await page.evaluate(
            """() => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(61e6)], "huge.bin"));
                const input = document.querySelector("input[type=file]");
                input.files = data.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            }"""
        )
        await expect(page.locator(".domsync-status")).to_have_text("huge.bin: it has 61 MB, and 60 MB are allowed.")
        await until(page, "document.querySelector('input[type=file]').files.length === 0")


_CHOOSE = """([selector, name, size]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(size)], name));
    const input = document.querySelector(selector);
    input.focus();
    input.files = data.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}"""
_SAYS = "document.querySelector('input[type=file]').validationMessage"


class Sent(Component):
    """A form with a file, which is only wanted if it is small."""

    sent: int = 0
    is_hidden: bool = False

    def render(self) -> Any:
        return h.form(
            h.input(
                type="file",
                on_upload=on(self.receive, max_bytes=5 * MEGABYTE),
                style={"display": "none"} if self.is_hidden else None,
            ),
            h.input(id="other"),
            h.button(f"sent {self.sent}"),
            on_submit=self.send,
        )

    def send(self) -> None:
        self.sent += 1

    async def receive(self, upload: Upload) -> None:
        await upload.read()


@pytest.mark.parametrize("is_hidden", [False, True])
async def test_the_input_says_why_a_file_is_refused(page: Page, is_hidden: bool) -> None:
    """Until the user goes on, so that the form can be sent without the file; an input that is hidden has no say."""
    app = App(lambda: Sent(is_hidden=is_hidden), locale="de")
    async with serving_on("standalone", app) as site:
        await harness.opened(page, f"http://127.0.0.1:{site.port}")
        await harness.loaded(page)
        banner = page.locator(".domsync-status")
        said = "a.bin: sie ist 5,01 MB groß, erlaubt sind 5 MB."
        await page.evaluate(_CHOOSE, ["input[type=file]", "a.bin", 5 * MEGABYTE + 1])
        await expect(banner).to_have_text(said)
        assert await page.evaluate(_SAYS) == ("" if is_hidden else said)
        # Another file that is taken: nothing is wrong any more.
        await page.evaluate(_CHOOSE, ["input[type=file]", "b.bin", 5])
        assert await page.evaluate(_SAYS) == ""
        await page.evaluate(_CHOOSE, ["input[type=file]", "a.bin", 6 * MEGABYTE])
        await expect(banner).to_contain_text("6 MB")
        await page.locator("button").click()
        await expect(page.locator("button")).to_have_text("sent 1")
        assert await page.evaluate(_SAYS) == ""
        # Who has gone on to another control is not drawn away from it.
        await page.evaluate(_CHOOSE, ["input[type=file]", "a.bin", 7 * MEGABYTE])
        await page.evaluate("document.querySelector('#other').focus()")
        await expect(banner).to_contain_text("7 MB")
        assert await page.evaluate("document.activeElement.id") == "other"
        assert await page.evaluate(_SAYS) == ""


async def test_an_upload_area_says_why_a_file_is_refused(page: Page) -> None:
    class Area(Component):
        def render(self) -> Any:
            return w.file_upload("Belege", self.receive, max_bytes=5 * MEGABYTE, multiple=True, accept=".bin")

        async def receive(self, upload: Upload) -> None:
            await upload.read()

    async with serving_on("standalone", App(Area, locale="de")) as site:
        await harness.opened(page, f"http://127.0.0.1:{site.port}")
        await harness.loaded(page)
        chosen = page.get_by_label("Belege")
        await page.evaluate(_CHOOSE, ["input[type=file]", "a.bin", 5 * MEGABYTE + 1])
        await expect(page.get_by_role("alert")).to_have_text("sie ist 5,01 MB groß, erlaubt sind 5 MB")
        await expect(chosen).to_have_accessible_description("! sie ist 5,01 MB groß, erlaubt sind 5 MB")
        await expect(chosen).to_have_attribute("aria-invalid", "true")
        await page.evaluate(_CHOOSE, ["input[type=file]", "b.txt", 5])
        await expect(page.get_by_role("alert").last).to_have_text("Dateien dieser Art werden hier nicht angenommen")
        await page.evaluate(_CHOOSE, ["input[type=file]", "c.bin", 5])
        await expect(page.get_by_role("status").last).to_have_text("Fertig")
        await expect(page.locator(".domsync-status")).to_have_count(0)
        assert await page.evaluate(_SAYS) == ""
        for name in ("a.bin", "b.txt"):
            await page.get_by_role("button", name=f"{name} entfernen").click()
        await expect(page.get_by_role("alert")).to_have_count(0)
        assert await chosen.get_attribute("aria-invalid") is None
