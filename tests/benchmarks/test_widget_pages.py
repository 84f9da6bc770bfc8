"""The widget comparison: that domsync's pages do what is measured, that every byte is counted, what the report says."""

import asyncio

import pytest

from benchmarks.widget_data import Sizes, answer
from benchmarks.widget_pages import ChatPage, LinePage, TablePage
from benchmarks.widget_workload import DOMSYNC, NICEGUI, PAGES, STREAMLIT, Cost, Measured, section_of
from benchmarks.wire import tap
from domsync.testing import render_page

SMALL = Sizes(rows=100, points=500, growth=10, tokens=50)


def test_a_cell_of_the_table_changes() -> None:
    with render_page(TablePage(sizes=SMALL)) as page:
        for times in (1, 2):
            page.locator("#go").click()
            assert page.locator("[data-ds-rows] > tr").nth(2).locator("td").nth(1).text == f"Changed {times}"
            assert page.locator("#done").text == str(times)
            assert page.last.bytes <= 70


def test_the_line_sends_each_of_its_new_points() -> None:
    with render_page(LinePage(sizes=SMALL)) as page:
        page.locator("#go").click()
        frames = sent = 0
        while page.locator("#done").text == "0":
            page.advance(0.05)
            frames += page.last.frames
            sent += page.last.bytes
        assert len(page.component.points) == SMALL.points + SMALL.growth
        assert frames >= SMALL.growth
        assert sent <= 2_000


def test_the_answer_is_streamed_as_markdown() -> None:
    with render_page(ChatPage(sizes=SMALL)) as page:
        page.locator("#go").click()
        sent = 0
        while page.locator("#done").text == "0":
            page.advance(0.05)
            sent += page.last.bytes
        text = page.locator(".ds-markdown").text
        assert text.split()[-1] == "finis"
        assert page.locator(".ds-markdown strong").text == "row"
        assert sent <= 2_500


def test_sizes_go_over_a_command_line() -> None:
    assert Sizes.from_words(SMALL.words()) == SMALL
    assert Sizes.from_words([]) == Sizes()
    assert len(answer(500)) == 500


async def test_the_wire_counts_every_byte_of_both_directions() -> None:
    ended: asyncio.Queue[None] = asyncio.Queue()

    async def answer_twice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            writer.write(data * 2)
        writer.close()
        await writer.wait_closed()
        ended.put_nowait(None)

    server = await asyncio.start_server(answer_twice, "127.0.0.1", 0)
    async with tap(server.sockets[0].getsockname()[1]) as wire:
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        writer.write(b"x" * 300_000)
        writer.write_eof()
        assert len(await reader.read()) == 600_000
        writer.close()
        await writer.wait_closed()
        assert (wire.up, wire.down, wire.total) == (300_000, 600_000, 900_000)
        # One that is still open when it is over holds nothing up.
        left, left_open = await asyncio.open_connection("127.0.0.1", wire.port)
        left_open.write(b"x")
        assert await left.readexactly(2) == b"xx"
    assert await left.read() == b""
    left_open.close()
    await left_open.wait_closed()
    for _ in range(2):
        await ended.get()
    server.close()


def measured(cost: Cost) -> list[Measured]:
    ours, theirs, other = Measured(DOMSYNC), Measured(NICEGUI), Measured(STREAMLIT)
    for page in PAGES:
        for step in ("open", "first", "next", "again"):
            ours.add(page, step, cost)
            theirs.add(page, step, Cost(1000, 10))
    other.failures.append("Streamlit cannot be run: no such package")
    return [ours, theirs, other]


@pytest.mark.parametrize(("cost", "missed"), [(Cost(200, 5), 0), (Cost(201, 5), 1), (Cost(200, 5.1), 1)])
def test_the_report_says_which_targets_are_missed(cost: Cost, missed: int) -> None:
    section = section_of(measured(cost), SMALL)
    rows = len(section.tables[0].rows)
    assert len([note for note in section.notes if note.startswith("Target missed")]) == missed * rows
    assert section.failures == ["Streamlit cannot be run: no such package"]
    name, ours, theirs, other, share = section.tables[0].rows[0]
    assert (name, ours, theirs, other) == ("a table of 100 rows, opened", cost.bytes, 1000, None)
    assert share == cost.bytes / 1000
