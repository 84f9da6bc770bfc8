"""The browser in `testing` does with a control that is changed from both sides what the client does, call for call."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync import client
from domsync.dom.controls.operational_transform import apply, from_units, to_units
from domsync.dom.ops import SetProperty
from domsync.testing.browser.apply import ReferenceDocument
from domsync.testing.browser.inputs import UserInput
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import value_of
from tests.profiles import scaled

HERE = Path(__file__).parent
CLIENT = Path(client.__file__).parent


class InClient:
    """The control in the client's modules, which Node.js runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, command: str, *arguments: Any) -> Any:
        """Have one of the commands of controls_client.js done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([command, *arguments]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


class InProcess:
    """The same control in the browser of `testing`."""

    def __init__(self) -> None:
        self._document = ReferenceDocument(ReferenceElement("div"))
        self._control = ReferenceElement("textarea")
        self._control.wire = 4
        self._document.nodes[4] = self._control
        self._carets = {self._control: (0, 0)}
        self._typed = UserInput(self._carets)
        self._typed.private = self._document
        self._last = 0

    def type(self, value: str, caret: int) -> None:
        self._typed.of(self._control)
        self._control.set_property("value", value)
        self._carets[self._control] = (caret, caret)
        self._typed.mark(self._control)

    def tell(self) -> Any:
        self._last += 1
        values, sent = self._typed.take(self._document, [])
        sent(self._last)
        return json.loads(json.dumps(values))

    def set(self, value: str, acknowledged: int) -> None:
        self._typed.acknowledged = acknowledged
        self._document.seq += 1
        assert self._typed.keeps(self._document, SetProperty(4, "value", value))

    def look(self) -> Any:
        return [value_of(self._control), *self._carets[self._control]]


@pytest.fixture(scope="module")
def in_client() -> Iterator[InClient]:
    node = shutil.which("node")
    if node is None:
        pytest.fail("there is no Node.js: `make setup` installs it", pytrace=False)
    command = [node, "--no-warnings", str(HERE / "controls_client.js"), str(CLIENT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield InClient(process)
        process.kill()


def written_out(values: Any, base: str) -> Any:
    """The same with the text that an edit makes of the one before: of like letters, any may be the new one."""
    return [
        [node, {**value, "edit": apply(to_units(base), value["edit"])} if isinstance(value, dict) else value, *rest]
        for node, value, *rest in values
    ]


texts = st.text("abAB 👍\n", max_size=6) | st.integers(1_000, 1_010).map("x".__mul__)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("type"), st.integers(0, 12), st.integers(0, 3), texts),
        st.tuples(st.just("tell")),
        st.tuples(st.just("set"), texts, st.integers(0, 3)),
        st.tuples(st.just("capitals"), st.integers(0, 3)),
    ),
    max_size=20,
)


@given(steps)
@settings(max_examples=scaled(150), deadline=None)
def test_both_show_and_tell_the_same(in_client: InClient, steps: list[tuple[Any, ...]]) -> None:
    in_process = InProcess()
    in_client("open")
    told = acknowledged = 0
    base = ""
    for name, *arguments in steps:
        value = in_process.look()[0]
        if name == "type":
            at, removed, text = arguments
            units = to_units(value)
            at = min(at, len(units))
            value = from_units(units[:at] + to_units(text) + units[at + removed :])
            caret = min(at + len(to_units(text)), len(to_units(value)))
            in_process.type(value, caret)
            in_client("type", value, caret)
        elif name == "tell":
            told += 1
            one, other = in_process.tell(), in_client("tell")
            assert written_out(one, base) == written_out(other, base)
            base = value
        else:
            acknowledged = min(told, acknowledged + arguments[-1])
            text = arguments[0] if name == "set" else value.upper()
            in_process.set(text, acknowledged)
            in_client("set", text, acknowledged)
        assert in_process.look() == in_client("look")


def test_what_differs_is_found(in_client: InClient) -> None:
    in_process = InProcess()
    in_client("open")
    in_process.type("a", 1)
    in_client("type", "b", 1)
    assert in_process.look() != in_client("look")
    assert in_process.tell() != in_client("tell")
