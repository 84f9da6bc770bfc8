"""Pages of an app whose function fills the document itself."""

import asyncio
from itertools import count
from typing import Any

from domsync import App, Component, Document, mount
from domsync import html as h
from domsync.server.pages.visit import served_visit
from tests.server.app_support import served
from tests.waiting import PATIENCE


def texts(frames: list[Any]) -> list[str]:
    return [op[-1] for frame in frames for op in frame[3]]


async def test_a_change_that_no_event_has_made_is_sent_by_itself() -> None:
    app = App()
    documents: list[Document] = []

    @app.page("/")
    def page(document: Document) -> None:
        document.body.appendChild(document.createElement("p", id="p", innerText="one"))
        documents.append(document)

    async with served(app) as site, site.visit() as (browser, text):
        assert ">one</p>" in text
        documents[0].getElementById("p").innerText = "two"
        frame = await browser.receive()
        assert frame[3][0][-1] == "two"


async def test_what_changes_in_one_turn_is_one_frame() -> None:
    app = App()
    documents: list[Document] = []

    @app.page("/")
    def page(document: Document) -> None:
        documents.append(document)

    async with served(app) as site, site.visit() as (browser, _):
        for name in "abc":
            documents[0].body.appendChild(documents[0].createElement(name))
        assert len((await browser.receive())[3]) == 3


async def test_a_task_of_the_page_shows_what_it_does_and_ends_with_the_page() -> None:
    app = App()
    ended = asyncio.Event()

    @app.page("/")
    def page(document: Document) -> None:
        clock = document.createElement("p", id="clock", innerText="0")
        document.body.appendChild(clock)

        async def tick() -> None:
            try:
                for number in count(1):
                    await asyncio.sleep(0.01)
                    clock.innerText = str(number)
            finally:
                ended.set()

        document.run(tick())

    async with served(app) as site:
        async with site.visit() as (browser, _):
            seen = texts([await browser.receive() for _ in range(5)])
            assert seen == sorted(seen, key=int)
            assert len(set(seen)) == 5
        served_visit(app.visits[0]).end()
        await asyncio.wait_for(ended.wait(), PATIENCE)


async def test_raw_changes_and_components_share_a_frame() -> None:
    app = App()
    pages: list[tuple[Document, Component]] = []

    class Name(Component):
        name: str = "a"

        def render(self) -> Any:
            return h.b(self.name)

    @app.page("/")
    def page(document: Document) -> None:
        document.body.appendChild(document.createElement("p", id="p", innerText="one"))
        pages.append((document, mount(Name(), document.body)))

    async with served(app) as site, site.visit() as (browser, _):
        document, component = pages[0]
        component.name = "b"  # type: ignore[attr-defined]
        document.getElementById("p").innerText = "two"
        assert sorted(texts([await browser.receive()])) == ["b", "two"]


async def test_what_changed_while_the_browser_was_away_is_there_when_it_comes_back() -> None:
    app = App()
    documents: list[Document] = []

    @app.page("/")
    def page(document: Document) -> None:
        document.body.appendChild(document.createElement("p", id="p", innerText="0"))
        documents.append(document)

    async with served(app) as site:
        loaded = await site.load()
        for number in range(1, 4):
            documents[0].getElementById("p").innerText = str(number)
            await asyncio.sleep(0)
        async with site.connect(loaded) as browser:
            assert texts([await browser.receive() for _ in range(3)]) == ["1", "2", "3"]
