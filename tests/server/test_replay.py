"""What visitors did is written down, done once more, and written as a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from domsync.__main__ import find_app, main
from domsync.render.wire import messages_of
from domsync.server.recording import Recorded, RecordedTransport, Recording
from domsync.server.replay import NoRecordError, read_record
from domsync.server.settings import Settings
from domsync.testing import render_page

PROGRAM = """
import asyncio
from domsync import App, Component, Query, html as h

class Shop(Component):
    things: list[str] = []
    name: str = ""
    agreed: str = "no"
    start: Query[int] = 1

    def render(self):
        return h.main(
            h.form(
                h.input(bind=self.field("name"), id="name"),
                h.input(type="checkbox", name="agree"),
                h.button("Add"),
                on_submit=self.add,
            ),
            h.ul(h.li(each, h.button("Remove", on_click=self.first), key=each) for each in self.things),
            h.button("Slow", on_click=self.slow),
            h.p(f"{self.start} {len(self.things)} THINGS"),
        )

    def add(self):
        self.things.append(self.name)
        self.name = ""

    def first(self):
        self.things.pop(0)

    async def slow(self):
        await asyncio.sleep(0.01)
        self.things = [*self.things, "slow"]

app = App(Shop)
"""


def record(tmp_path: Path) -> tuple[Path, Path]:
    program = tmp_path / "a_shop.py"
    program.write_text(PROGRAM)
    app = find_app(str(program))
    app.settings = Settings(record=str(tmp_path / "records"))
    with render_page(app, "/?start=5") as page:
        for name in ("tea", "milk", "<b>'quoted'\n"):
            page.locator("#name").fill(name)
            page.locator("[name=agree]").check()
            page.get_by_role("button", name="Add").click()
        page.get_by_role("button", name="Remove").nth(1).click()
        page.get_by_role("button", name="Slow").click()
        page.settle()
        assert "5 3 THINGS" in page.text
    (file,) = (tmp_path / "records").iterdir()
    return program, file


def test_it_is_done_once_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program, file = record(tmp_path)
    # Nothing in it says who the browser was.
    assert "token" not in file.read_text()
    assert main(["replay", str(file), str(program)]) == 0
    assert capsys.readouterr().out.endswith("events, 0 of them with different ops\n")
    # Another version of the program does something else.
    program.write_text(PROGRAM.replace("self.things.pop(0)", "self.things.clear()"))
    assert main(["replay", str(file), str(program)]) == 1
    told = capsys.readouterr().out
    assert "recorded: [0," in told
    assert not told.endswith(" 0 of them with different ops\n")


def test_it_becomes_a_test(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    program, file = record(tmp_path)
    assert main(["replay", str(file), str(program), "--as-test"]) == 0
    written = capsys.readouterr().out
    assert "page.locator('#name').fill('tea')" in written
    monkeypatch.syspath_prepend(str(tmp_path))
    space: dict[str, Any] = {}
    exec(compile(written, "test_recorded.py", "exec", dont_inherit=True, optimize=0), space)
    space["test_what_was_recorded"]()
    # It can fail.
    other = written.replace("fill('milk')", "fill('cream')")
    exec(compile(other, "test_recorded.py", "exec", dont_inherit=True, optimize=0), space)
    with pytest.raises(AssertionError):
        space["test_what_was_recorded"]()


def test_what_is_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "x.jsonl"
    for text in ("", "[]", '["in","x"]\n', "no json"):
        wrong.write_text(text)
        with pytest.raises(NoRecordError, match="is not a recording of a page"):
            read_record(wrong)
    (tmp_path / "a_program.py").write_text(PROGRAM)
    assert main(["replay", str(wrong), str(tmp_path / "a_program.py")]) == 2
    assert "is not a recording of a page" in capsys.readouterr().err


class Silent:
    """A connection that takes whatever it is given."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)


def test_of_a_frame_with_bytes_the_text_is_written(tmp_path: Path) -> None:
    text, data = b"[0,1,0,[]]", b"\xff\xfe" * 600
    frame = b"\0" + len(text).to_bytes(4, "big") + text + data
    assert messages_of(frame) == (text, data)
    inside: Any = Silent()
    recording = Recording(tmp_path, "token", "/")
    transport = RecordedTransport(inside, recording)
    transport.write(frame)
    transport.write(b"[-1,1,{}]")
    recording.close()
    assert inside.written == [frame, b"[-1,1,{}]"]
    [file] = tmp_path.iterdir()
    lines = [msgspec.json.decode(line, type=Recorded) for line in file.read_bytes().splitlines()]
    assert lines == [Recorded("page", "/"), Recorded("out", text.decode())]
