"""The browser's module for shared texts in Node.js, with controls and a line that are made up."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domsync.dom.controls.operational_transform import to_units

HERE = Path(__file__).parent
CLIENT = HERE.parent.parent.parent / "domsync" / "client"


class Clients:
    """Any number of pages with one control each.

    Attributes:
        emitted: What they have sent, with the page that did.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.emitted: list[tuple[str, dict[str, Any]]] = []

    def call(self, command: str, *arguments: object) -> Any:
        """Have one of the commands of shared_text_clients.js done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([command, *arguments]) + "\n")
        self._process.stdin.flush()
        result, emitted = json.loads(self._process.stdout.readline())
        self.emitted += [(name, payload) for name, payload in emitted]
        return _units(result)


def _units(value: Any) -> Any:
    """Strings as JavaScript has them."""
    if isinstance(value, list):
        return [_units(item) for item in value]
    return to_units(value) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    node = shutil.which("node")
    if node is None:
        pytest.fail("there is no Node.js: `make setup` installs it", pytrace=False)
    command = [node, "--no-warnings", str(HERE / "shared_text_clients.js"), str(CLIENT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Clients(process)
        process.kill()
