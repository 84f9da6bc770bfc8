"""The first paint of pages with shared parts: their content is in the HTML, and is taken over as it stands."""

import json
from typing import Any

import pytest

from domsync import App, Child, Component, Document, Shared, mount
from domsync import html as h
from domsync.render.first_paint import first_paint
from domsync.session import FrameLog
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.tree.canonical import canonical
from tests.server.app_support import Loaded, Served, served


class Board(Component):
    texts: list[str] = ["one", "<two>"]

    def render(self) -> Child:
        return [h.ul(h.li(text) for text in self.texts), "a", "b", h.button("More", on_click=self.more)]

    def more(self) -> None:
        self.texts = [*self.texts, "more"]


def loaded_in(loaded: Loaded) -> ReferenceBrowser:
    """A browser that has read the page and its first frames."""
    browser = ReferenceBrowser()
    start = loaded.text.index(">", loaded.text.index("data-domsync=")) + 1
    browser.load(loaded.text[start : loaded.text.rindex("</div>\n<noscript>")])
    for frame in (loaded.settings["frame"], *loaded.settings.get("shared", [])):
        browser.receive(json.dumps(frame))
    return browser


def agrees(page: ReferenceBrowser, shared: Shared[Any]) -> bool:
    """Whether the page shows what the shared document has."""
    assert shared.document is not None
    (number,) = page.documents.keys() - {0}
    shown, meant = page.canonical(number, listeners=True), canonical(shared.document, listeners=True)
    assert isinstance(shown, list)
    assert isinstance(meant, list)
    # The root is an element of the page, with attributes of its own.
    return shown[4:] == meant[4:]


async def opened(app: Served, path: str = "/") -> tuple[Loaded, list[Any]]:
    loaded = await app.load(path)
    return loaded, [[0, loaded.settings["frame"][1]], *[frame[:2] for frame in loaded.settings["shared"]]]


async def test_what_is_shared_is_in_the_html_and_adopted() -> None:
    board = Shared(Board, tag="section")
    async with served(App(lambda: h.main(h.h1("Board"), board, h.p("below")))) as app:
        loaded, seen = await opened(app)
        content = "<ul><li>one</li><li>&lt;two&gt;</li></ul>a<!--|-->b<button>More</button>"
        assert f"<h1>Board</h1><section><!--#-->{content}</section><p>below</p>" in loaded.text
        page = loaded_in(loaded)
        ((number, seq),) = seen[1:]
        assert board.document is not None
        button = board.document.querySelector("button")
        assert button is not None
        assert page.documents[number].element(button.node_id).listeners.keys() == {"click"}
        # No snapshot comes: the first thing that the browser hears of it is a change.
        async with app.connect(loaded, seen=seen) as browser:
            n = await browser.event(number, button.node_id, "click")
            assert await browser.receive() == [-1, 2, n]
            changed = await browser.receive()
            assert changed[:2] == [number, seq + 1]
            page.receive(json.dumps(changed))
        assert agrees(page, board)


async def test_what_changes_between_the_page_and_its_connection_is_not_lost() -> None:
    board = Shared(Board)
    async with served(App(board)) as app:
        loaded, seen = await opened(app)
        board.component.more()
        later, _ = await opened(app)
        assert "<li>more</li>" not in loaded.text
        assert "<li>more</li>" in later.text
        page = loaded_in(loaded)
        async with app.connect(loaded, seen=seen) as browser:
            frame = await browser.receive()
            assert frame[:2] == [seen[1][0], seen[1][1] + 1]
            page.receive(json.dumps(frame))
        assert agrees(page, board)
        assert agrees(loaded_in(later), board)


async def test_a_browser_that_could_not_adopt_it_gets_a_snapshot() -> None:
    async with served(App(Shared(Board))) as app:
        loaded, seen = await opened(app)
        async with app.connect(loaded, seen=seen[:1]) as browser:
            frame = await browser.receive()
            assert (frame[0], frame[3][0]) == (seen[1][0], [16])


@pytest.mark.parametrize(
    ("tag", "shown", "html"),
    [
        ("div", lambda: h.p("a\0b", title="\r"), '<div><!--#--><p title="&#13;"></p></div>'),
        ("div", lambda: "a\0b", "<div></div>"),
        ("table", lambda: h.tr(h.td("cell")), "<table></table>"),
        ("div", lambda: h.table(h.tr(h.td("cell"))), "<div><!--#--><table></table></div>"),
    ],
)
async def test_what_html_cannot_say_is_built(tag: str, shown: Any, html: str) -> None:
    part: Shared[Component] = Shared(shown, tag=tag)
    async with served(App(part)) as app:
        loaded = await app.load("/")
        assert html in loaded.text
        page = loaded_in(loaded)
        frames = [loaded.settings["frame"], *loaded.settings.get("shared", [])]
        async with app.connect(loaded, seen=[frame[:2] for frame in frames]) as browser:
            if len(frames) == 1:
                page.receive(json.dumps(await browser.receive()))
        assert agrees(page, part)


async def test_a_page_that_cannot_be_adopted_gets_snapshots_of_all() -> None:
    board = Shared(Board)
    async with served(App(lambda: h.main("a\0b", board))) as app:
        loaded = await app.load("/")
        assert "shared" not in loaded.settings
        page = loaded_in(loaded)
        async with app.connect(loaded) as browser:
            page.receive(json.dumps(await browser.receive()))
        assert agrees(page, board)


def test_an_empty_one_begins_with_a_frame_that_is_taken_at_any_number() -> None:
    paint, frame = FrameLog(Document(scripts=False), 3).painted()
    assert (paint.html, json.loads(frame)) == ("", [3, 0, 0, [[16]]])


def test_it_is_rendered_once_for_all_who_come() -> None:
    document = Document(scripts=False)
    mount(Board(texts=[str(number) for number in range(50)]), document.body)
    log = FrameLog(document, 3)
    # Somebody follows it, so that it has templates by now.
    log.join().next_frames(0)
    painted = log.painted()
    assert log.painted() is painted
    log.invalidate_snapshot()
    assert log.painted() == painted
    document.body.append("x")
    paint, frame = log.painted()
    assert paint.html == painted[0].html + "x"
    assert json.loads(frame)[1] == log.seq
    assert first_paint(document) == paint
