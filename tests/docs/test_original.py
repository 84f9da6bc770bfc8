"""The guide for users of the original library is true, and so is the README's program in the raw DOM."""

import ast
import doctest
import json
import re
from pathlib import Path

import pytest

from domsync import DomsyncServer
from tests.server.support import text_client

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "howto" / "original.md"
README = ROOT / "README.md"


def test_the_examples_give_what_they_say() -> None:
    failures, tried = doctest.testfile(str(GUIDE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert (failures, tried > 25) == (0, True)


def test_the_programs_can_be_read() -> None:
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    programs = [block for block in blocks if ">>>" not in block]
    assert len(programs) == 3
    for program in programs:
        ast.parse(program)


async def test_the_readmes_clock_ticks_until_its_button_is_clicked(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (program,) = (block for block in blocks if "DomsyncServer" in block)
    made: list[DomsyncServer] = []

    def run(server: DomsyncServer) -> None:
        made.append(server)

    monkeypatch.setattr(DomsyncServer, "run", run)
    exec(program, {})
    (server,) = made
    server.port, server.verbose = 0, False
    await server.serve()
    async with text_client(server) as socket:
        assert re.search(r"innerText = `\d\d:\d\d:\d\d`", str(await socket.recv()))
        assert "`" in str(await socket.recv())
        document = server.get_document(server.get_clients()[0])
        (button,) = document.getElementsByTagName("button")
        await socket.send(json.dumps({"domsync": True, "event": "click", "id": button.id, "value": None}))
        assert ".remove()" in str(await socket.recv())
    await server.close()
